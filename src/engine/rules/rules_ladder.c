#include "engine/rules/rules_ladder.h"

#include "base/memory.h"

/* The sentences at the head of rules.h, each of them one operation: the lower of
 * two where all must hold, the higher where one of them will do. */

void rung_none(struct rung *out)
{
    for (unsigned i = 0; i < LEVEL_MOST; i++) {
        out->granted[i] = DIAGRAM_NO;
        out->lowered[i] = DIAGRAM_YES;
        out->plain[i] = DIAGRAM_YES;
        out->compelled[i] = DIAGRAM_NO;
        out->against[i] = DIAGRAM_NO;
    }
}

bool rung_is(const struct clause *c)
{
    return c->info.verb != CLAUSE_SUSPEND;
}

/* `goal` is what keeps it from biting, or from compelling. */
static bool add_missed(struct diagram *d, uint32_t *to, uint32_t goal, struct error *e)
{
    uint32_t missed;
    return diagram_apply(d, DIAGRAM_LESS, goal, DIAGRAM_YES, &missed, e) &&
           diagram_apply(d, DIAGRAM_HIGHER, *to, missed, to, e);
}

bool rung_add(struct diagram *d, const struct rung *to, const struct clause *c, uint32_t goal,
              unsigned levels, struct rung *out, struct error *e)
{
    *out = *to;
    if (c->info.verb == CLAUSE_GRANT) {
        uint32_t *granted = &out->granted[c->info.level];
        return diagram_apply(d, DIAGRAM_HIGHER, *granted, goal, granted, e);
    }
    if (c->info.verb == CLAUSE_COMPEL) {
        return add_missed(d, &out->compelled[c->info.level], goal, e);
    }
    bool command = c->info.verb == CLAUSE_FORBID || c->order != INDEX_NONE;
    uint32_t leaves; /* everything where it does not bite */
    if (!diagram_apply(d, DIAGRAM_HIGHER, goal, c->info.otherwise, &leaves, e)) {
        return false;
    }
    for (unsigned i = c->info.level; i < levels; i++) {
        if (!diagram_apply(d, DIAGRAM_LOWER, out->lowered[i], leaves, &out->lowered[i], e) ||
            !(command ? add_missed(d, &out->against[i], goal, e)
                      : diagram_apply(d, DIAGRAM_LOWER, out->plain[i], leaves, &out->plain[i], e))) {
            return false;
        }
    }
    return true;
}

bool rung_join(struct diagram *d, const struct rung *a, const struct rung *b, unsigned levels,
               struct rung *out, struct error *e)
{
    struct rung both; /* out may be a or b */
    rung_none(&both);
    for (unsigned i = 1; i < levels; i++) {
        if (!diagram_apply(d, DIAGRAM_HIGHER, a->granted[i], b->granted[i], &both.granted[i], e) ||
            !diagram_apply(d, DIAGRAM_LOWER, a->lowered[i], b->lowered[i], &both.lowered[i], e) ||
            !diagram_apply(d, DIAGRAM_LOWER, a->plain[i], b->plain[i], &both.plain[i], e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, a->compelled[i], b->compelled[i], &both.compelled[i],
                           e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, a->against[i], b->against[i], &both.against[i], e)) {
            return false;
        }
    }
    *out = both;
    return true;
}

bool rung_yield(struct diagram *d, const struct rung *all, unsigned level, uint32_t *out,
                struct error *e)
{
    return diagram_apply(d, DIAGRAM_LOWER, all->lowered[level], level, out, e);
}

bool rung_level(struct diagram *d, const struct rung *all, unsigned levels, uint32_t *out,
                struct error *e)
{
    *out = LEVEL_NONE;
    for (unsigned i = 1; i < levels; i++) {
        uint32_t yield;
        if (!rung_yield(d, all, i, &yield, e) ||
            !diagram_apply(d, DIAGRAM_LOWER, all->granted[i], yield, &yield, e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, *out, yield, out, e)) {
            return false;
        }
    }
    return true;
}

/* Yes where a grant would yield this level if no command were in the way. */
static bool commands_alone(struct diagram *d, const struct rung *all, unsigned levels,
                           unsigned level, uint32_t *out, struct error *e)
{
    *out = DIAGRAM_NO;
    for (unsigned i = level; i < levels; i++) {
        uint32_t yields;
        if (!diagram_apply(d, DIAGRAM_LESS, level - 1, all->plain[i], &yields, e) ||
            !diagram_apply(d, DIAGRAM_LOWER, yields, all->granted[i], &yields, e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, *out, yields, out, e)) {
            return false;
        }
    }
    return true;
}

bool rung_conflict(struct diagram *d, const struct rung *all, unsigned levels, uint32_t level,
                   unsigned compelled, uint32_t *out, struct error *e)
{
    uint32_t something, alone, below;
    return diagram_apply(d, DIAGRAM_LOWER, all->compelled[compelled], all->against[compelled], out, e) &&
           diagram_apply(d, DIAGRAM_LESS, level, compelled, &below, e) &&
           diagram_apply(d, DIAGRAM_LOWER, *out, below, out, e) &&
           diagram_apply(d, DIAGRAM_LESS, LEVEL_NONE, level, &something, e) &&
           commands_alone(d, all, levels, compelled, &alone, e) &&
           diagram_apply(d, DIAGRAM_HIGHER, something, alone, &alone, e) &&
           diagram_apply(d, DIAGRAM_LOWER, *out, alone, out, e);
}

bool rung_held(struct diagram *d, const struct rung *all, unsigned levels, uint32_t level,
               uint32_t *out, struct error *e)
{
    *out = DIAGRAM_NO;
    for (unsigned i = 1; i < levels; i++) {
        uint32_t conflict;
        if (!rung_conflict(d, all, levels, level, i, &conflict, e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, *out, conflict, out, e)) {
            return false;
        }
    }
    return true;
}

bool rung_answer(struct diagram *d, uint32_t level, uint32_t held, unsigned levels, uint32_t *out,
                 struct error *e)
{
    *out = ANSWER_NONE;
    for (unsigned i = LEVEL_NONE; i < levels; i++) {
        uint32_t rows, let_go;
        if (!diagram_apply(d, DIAGRAM_SAME, level, i, &rows, e) ||
            !diagram_apply(d, DIAGRAM_LESS, held, DIAGRAM_YES, &let_go, e) ||
            !diagram_apply(d, DIAGRAM_LOWER, rows, let_go, &rows, e) ||
            !diagram_apply(d, DIAGRAM_LOWER, rows, answer_of(i, false), &rows, e) ||
            !diagram_apply(d, DIAGRAM_HIGHER, *out, rows, out, e)) {
            return false;
        }
    }
    return diagram_apply(d, DIAGRAM_LOWER, held, ANSWER_HELD, &held, e) &&
           diagram_apply(d, DIAGRAM_HIGHER, *out, held, out, e);
}

/* --- of rules --- */

static bool takes_part(const struct rules *r, const bool *acts, size_t i)
{
    return (acts == NULL || acts[i]) && rung_is(&r->clause[i]);
}

void ladder_named(const struct rules *r, const bool *acts, uint16_t named[FACT_COUNT])
{
    for (size_t i = 0; i < r->clauses; i++) {
        if (takes_part(r, acts, i)) {
            rules_named(r, r->clause[i].goal, named);
        }
    }
}

bool ladder_goals(struct diagram *d, const struct rules *r, const bool *acts, uint32_t **out,
                  struct error *e)
{
    uint32_t *goal = memory_new(r->clauses, sizeof *goal, e);
    bool done = goal != NULL;
    for (size_t i = 0; done && i < r->clauses; i++) {
        done = !takes_part(r, acts, i) ||
               diagram_condition(d, r, r->clause[i].goal, true, &goal[i], e);
    }
    if (!done) {
        memory_free(goal);
        return false;
    }
    *out = goal;
    return true;
}

bool ladder_outcome(struct diagram *d, const struct rung *all, unsigned levels,
                    struct outcome_pair *out, struct error *e)
{
    return rung_level(d, all, levels, &out->level, e) &&
           rung_held(d, all, levels, out->level, &out->held, e);
}

bool ladder_all(struct diagram *d, const struct rules *r, const bool *acts, const uint32_t *goal,
                struct rung *out, struct error *e)
{
    rung_none(out);
    for (size_t i = 0; i < r->clauses; i++) {
        struct rung next;
        if (!takes_part(r, acts, i)) {
            continue;
        }
        if (!rung_add(d, out, &r->clause[i], goal[i], r->levels.count, &next, e)) {
            return false;
        }
        *out = next;
    }
    return true;
}

bool ladder_open(struct ladder *l, const struct rules *r, instant at, instant known, size_t reading,
                 struct error *e)
{
    uint16_t named[FACT_COUNT] = {0};
    *l = (struct ladder){.r = r};
    if (reading != SIZE_MAX && reading >= r->readings) {
        return fail(e, ERROR_USAGE, "rules.reading", "there is no such reading");
    }
    l->acts = memory_new(r->clauses, sizeof *l->acts, e);
    if (l->acts == NULL || !rules_acting(r, at, known, reading, l->acts, e)) {
        return false;
    }
    ladder_named(r, l->acts, named);
    return diagram_new(&l->d, named, e) && ladder_goals(l->d, r, l->acts, &l->goal, e) &&
           ladder_all(l->d, r, l->acts, l->goal, &l->all, e) &&
           ladder_outcome(l->d, &l->all, r->levels.count, &l->is, e) &&
           rung_answer(l->d, l->is.level, l->is.held, r->levels.count, &l->answer, e);
}

void ladder_close(struct ladder *l)
{
    diagram_free(l->d);
    memory_free(l->goal);
    memory_free(l->acts);
}

bool ladder_rows(const struct diagram *d, uint32_t f, size_t most, struct arena *arena,
                 struct cube_list *out, struct error *e)
{
    if (!diagram_count(d, f, &out->combinations, e) || !diagram_ways(d, f, &out->cubes, e)) {
        return false;
    }
    out->count = out->cubes < most ? (size_t)out->cubes : most;
    out->cube = arena_array(arena, out->count == 0 ? 1 : out->count, sizeof *out->cube, e);
    if (out->cube != NULL) {
        diagram_cubes(d, f, out->cube, out->count);
    }
    return out->cube != NULL;
}
