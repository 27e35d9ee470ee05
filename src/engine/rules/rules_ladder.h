/* rules_ladder.h: what the clauses come to, as a diagram of levels. Private to
 * this room.
 *
 * What a grant yields depends on its level alone: so the grants of a level are
 * one condition, and what bites at it one lowest level. Both are taken together
 * clause by clause in any order (a clause is a `rung`), and two lots of clauses
 * make one: so that leaving one clause out of n costs as little as the whole.
 */
#ifndef ENGINE_RULES_RULES_LADDER_H
#define ENGINE_RULES_RULES_LADDER_H

#include "engine/rules/rules_diagram.h"

/* A lot of clauses. */
struct rung {
    uint32_t granted[LEVEL_MOST]; /* yes where a grant of this level counts */
    uint32_t lowered[LEVEL_MOST]; /* the lowest that what bites at this level leaves */
    uint32_t plain[LEVEL_MOST];   /* the same without what commands */
    uint32_t compelled[LEVEL_MOST]; /* yes where this level is compelled */
    uint32_t against[LEVEL_MOST]; /* yes where a command stands against that */
};

/* What a row gets, in the order of how much that is: none, held, the levels. */
enum { ANSWER_NONE, ANSWER_HELD, ANSWER_LEVELS }; /* level L from 1 on: ANSWER_LEVELS + L - 1 */
static inline unsigned answer_of(unsigned level, bool held)
{
    return held ? ANSWER_HELD : level == LEVEL_NONE ? ANSWER_NONE : ANSWER_LEVELS + level - 1;
}

void rung_none(struct rung *out);
must rung_add(struct diagram *d, const struct rung *to, const struct clause *c, uint32_t goal,
              unsigned levels, struct rung *out, struct error *e);
must rung_join(struct diagram *d, const struct rung *a, const struct rung *b, unsigned levels,
               struct rung *out, struct error *e);
/* What a grant of this level yields where it counts; and the level of a row. */
must rung_yield(struct diagram *d, const struct rung *all, unsigned level, uint32_t *out,
                struct error *e);
must rung_level(struct diagram *d, const struct rung *all, unsigned levels, uint32_t *out,
                struct error *e);
/* Yes where a compel of the level `compelled` and a command conflict about a row that is given `level`. */
must rung_conflict(struct diagram *d, const struct rung *all, unsigned levels, uint32_t level,
                   unsigned compelled, uint32_t *out, struct error *e);
/* Yes where a row of this level is held; and both together as answers. */
must rung_held(struct diagram *d, const struct rung *all, unsigned levels, uint32_t level,
               uint32_t *out, struct error *e);
must rung_answer(struct diagram *d, uint32_t level, uint32_t held, unsigned levels, uint32_t *out,
                 struct error *e);

/* Whether a clause that acts decides by itself: not so a suspension. */
bool rung_is(const struct clause *c);

/* The goals of the clauses (acts NULL: of all), a number for each clause; memory_free. */
must ladder_goals(struct diagram *d, const struct rules *r, const bool *acts, uint32_t **out,
                  struct error *e);
/* The lot of the acting clauses. */
must ladder_all(struct diagram *d, const struct rules *r, const bool *acts, const uint32_t *goal,
                struct rung *out, struct error *e);

/* What a lot comes to. */
struct outcome_pair {
    uint32_t level, held;
};
must ladder_outcome(struct diagram *d, const struct rung *all, unsigned levels,
                    struct outcome_pair *out, struct error *e);

/* A diagram of the facts that the acting clauses test, with their goals and level. */
struct ladder {
    const struct rules *r;
    bool *acts;
    struct diagram *d;
    uint32_t *goal;
    struct rung all;
    struct outcome_pair is;
    uint32_t answer;
};
must ladder_open(struct ladder *l, const struct rules *r, instant at, instant known, size_t reading,
                 struct error *e);
void ladder_close(struct ladder *l);

/* The values that acting clauses name (acts NULL: all clauses), added. */
void ladder_named(const struct rules *r, const bool *acts, uint16_t named[FACT_COUNT]);

/* The rows of f, where it is not no, with at most `most` cubes, in the arena. */
must ladder_rows(const struct diagram *d, uint32_t f, size_t most, struct arena *arena,
                 struct cube_list *out, struct error *e);

/* --- rules_prove_invariant.c --- */

must rules_prove_invariants(const struct rules *r, size_t reading, struct proof *p, struct error *e);

#endif
