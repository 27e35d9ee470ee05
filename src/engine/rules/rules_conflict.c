#include "base/memory.h"
#include "engine/rules/rules_ladder.h"

/* Commands that conflict, found before a row meets them: between two dates of the
 * sources the same clauses act, so one instant of each stretch stands for all of
 * it; and of the rows that compels of a level hold in it, those are asked for that
 * this compel and that command both concern. */

struct searching {
    const struct rules *r;
    struct diagram *d;
    uint32_t *goal;
    bool *acts;
    struct conflict *out;
    size_t most, count;
    bool *known; /* [compel * clauses + against] */
};

static bool commands(const struct clause *c)
{
    return c->info.verb == CLAUSE_FORBID || (c->info.verb == CLAUSE_REQUIRE && c->order != INDEX_NONE);
}

/* Rows of f for which the goal of a clause is not true. */
static bool missed(struct searching *s, uint32_t f, size_t clause, uint32_t *out, struct error *e)
{
    return diagram_apply(s->d, DIAGRAM_LESS, s->goal[clause], DIAGRAM_YES, out, e) &&
           diagram_apply(s->d, DIAGRAM_LOWER, *out, f, out, e);
}

static bool try_pair(struct searching *s, uint32_t compelled, size_t compel, size_t against, instant at,
                     struct error *e)
{
    bool *known = &s->known[compel * s->r->clauses + against];
    const struct clause *c = &s->r->clause[against];
    struct cube asked;
    uint32_t rows;
    if (*known || !s->acts[against] || !commands(c) || c->info.level > s->r->clause[compel].info.level) {
        return true;
    }
    if (!missed(s, compelled, against, &rows, e)) {
        return false;
    }
    if (rows != DIAGRAM_NO) {
        *known = true;
        if (s->count < s->most) {
            s->out[s->count] = (struct conflict){.compel = compel, .against = against, .at = at};
            diagram_first(s->d, rows, &s->out[s->count].facts, &asked);
        }
        s->count++;
    }
    return true;
}

/* held: the rows that a compel of its level holds. */
static bool try_compel(struct searching *s, uint32_t held, size_t compel, instant at, struct error *e)
{
    uint32_t rows;
    if (held == DIAGRAM_NO) {
        return true;
    }
    if (!missed(s, held, compel, &rows, e)) {
        return false;
    }
    for (size_t i = 0; rows != DIAGRAM_NO && i < s->r->clauses; i++) {
        if (!try_pair(s, rows, compel, i, at, e)) {
            return false;
        }
    }
    return true;
}

/* Of each level the rows that a compel of it holds. */
static bool find_held(struct searching *s, uint32_t held[LEVEL_MOST], struct error *e)
{
    struct rung all;
    uint32_t level;
    unsigned levels = s->r->levels.count;
    bool done = ladder_all(s->d, s->r, s->acts, s->goal, &all, e) && rung_level(s->d, &all, levels, &level, e);
    for (unsigned i = 1; done && i < levels; i++) {
        done = rung_conflict(s->d, &all, levels, level, i, &held[i], e);
    }
    return done;
}

static bool try_instant(struct searching *s, instant at, struct error *e)
{
    uint32_t held[LEVEL_MOST] = {DIAGRAM_NO};
    bool compelled = false;
    if (!rules_acting(s->r, at, at, SIZE_MAX, s->acts, e)) {
        return false;
    }
    for (size_t i = 0; i < s->r->clauses; i++) {
        compelled = compelled || (s->acts[i] && s->r->clause[i].info.verb == CLAUSE_COMPEL);
    }
    if (!compelled) {
        return true;
    }
    if (!find_held(s, held, e)) {
        return false;
    }
    for (size_t i = 0; i < s->r->clauses; i++) {
        const struct clause *c = &s->r->clause[i];
        if (s->acts[i] && c->info.verb == CLAUSE_COMPEL && !try_compel(s, held[c->info.level], i, at, e)) {
            return false;
        }
    }
    return true;
}

static bool any_compels(const struct rules *r)
{
    size_t i = 0;
    while (i < r->clauses && r->clause[i].info.verb != CLAUSE_COMPEL) {
        i++;
    }
    return i < r->clauses;
}

static bool search(struct searching *s, instant from, struct error *e)
{
    uint16_t named[FACT_COUNT] = {0};
    instant *edge = NULL;
    size_t edges = 0;
    ladder_named(s->r, NULL, named);
    bool done = diagram_new(&s->d, named, e) && ladder_goals(s->d, s->r, NULL, &s->goal, e) &&
                rules_edges(s->r, &edge, &edges, e) && try_instant(s, from, e);
    for (size_t i = 0; done && i < edges; i++) {
        done = edge[i] <= from || try_instant(s, edge[i], e);
    }
    memory_free(edge);
    return done;
}

bool rules_conflicts(const struct rules *r, instant from, struct conflict *out, size_t most, size_t *count,
                     struct error *e)
{
    struct searching s = {.r = r, .out = out, .most = most};
    *count = 0;
    if (!any_compels(r)) {
        return true;
    }
    s.acts = memory_new(r->clauses, sizeof *s.acts, e);
    s.known = s.acts == NULL ? NULL : memory_new(r->clauses * r->clauses, sizeof *s.known, e);
    bool done = s.known != NULL && search(&s, from, e);
    *count = s.count;
    diagram_free(s.d);
    memory_free(s.goal);
    memory_free(s.acts);
    memory_free(s.known);
    return done;
}
