#include "base/memory.h"
#include "engine/rules/rules_ladder.h"

/* Two level functions over one vocabulary: what two rules decide otherwise, and
 * what a row would need for more. */

/* --- two rules --- */

struct side {
    const struct rules *r;
    bool *acts;
    uint32_t *goal;
    uint32_t answer;
    unsigned place[POPULATIONS]; /* of each of its populations, among those of both */
};

/* The place of each population of one side among those of both. */
static bool place_populations(struct side *s, struct difference *out, struct error *e)
{
    for (unsigned i = 0; i < POPULATIONS; i++) {
        struct span name = s->r->population[i];
        unsigned k = 0;
        while (k < POPULATIONS && out->population[k].len > 0 && !span_equal(out->population[k], name)) {
            k++;
        }
        if (name.len == 0) {
            continue;
        }
        if (k == POPULATIONS) {
            bool done = fail(e, ERROR_INPUT, "rules.diff.populations",
                             "together the two rules name more than %d populations", (int)POPULATIONS);
            error_hint(e, "populations are compared by their names");
            return done;
        }
        s->place[i] = k;
        out->population[k] = (struct span){arena_copy(out->arena, name, e), name.len};
        if (out->population[k].at == NULL) {
            return false;
        }
    }
    return true;
}

static bool open_side(struct side *s, const struct rules *r, instant at, struct difference *out,
                      uint16_t named[FACT_COUNT], struct error *e)
{
    uint16_t own[FACT_COUNT] = {0};
    *s = (struct side){.r = r, .acts = memory_new(r->clauses, sizeof *s->acts, e)};
    if (s->acts == NULL || !place_populations(s, out, e) ||
        !rules_acting(r, at, at, SIZE_MAX, s->acts, e)) {
        return false;
    }
    ladder_named(r, s->acts, own);
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        bool place = fact_is_place((enum fact)f);
        named[place ? FACT_POPULATION_1 + s->place[f - FACT_POPULATION_1] : f] |= own[f];
    }
    return true;
}

/* The goals, made while the diagram takes the side's own places for those of both. */
static bool find_goals(struct side *s, struct diagram *d, struct error *e)
{
    uint8_t both[POPULATIONS];
    memcpy(both, &d->column_of[FACT_POPULATION_1], sizeof both);
    for (unsigned i = 0; i < POPULATIONS; i++) {
        d->column_of[FACT_POPULATION_1 + i] = both[s->place[i]];
    }
    bool done = ladder_goals(d, s->r, s->acts, &s->goal, e);
    memcpy(&d->column_of[FACT_POPULATION_1], both, sizeof both);
    return done;
}

static bool decide_side(struct side *s, struct diagram *d, struct error *e)
{
    struct rung all;
    struct outcome_pair is;
    unsigned levels = s->r->levels.count;
    return find_goals(s, d, e) && ladder_all(d, s->r, s->acts, s->goal, &all, e) &&
           ladder_outcome(d, &all, levels, &is, e) &&
           rung_answer(d, is.level, is.held, levels, &s->answer, e);
}

static void close_side(struct side *s)
{
    memory_free(s->acts);
    memory_free(s->goal);
}

/* Of each level of a the one of b with its name. */
static bool map_levels(const struct levels *a, const struct levels *b, unsigned same[LEVEL_MOST + 1],
                       struct error *e)
{
    for (unsigned i = 0; i < a->count; i++) {
        unsigned k = 0;
        while (k < b->count && !span_equal(a->name[i], b->name[k])) {
            k++;
        }
        if (k == b->count) {
            bool done = fail(e, ERROR_INPUT, "rules.diff.levels",
                             "the second rules have no level '%.*s'", SPAN_ARGS(a->name[i]));
            error_hint(e, "levels are compared by their names");
            return done;
        }
        same[i] = k;
    }
    return true;
}

static unsigned answer(unsigned level)
{
    return answer_of(level, level == LEVEL_HELD);
}

static bool change_of(struct diagram *d, const struct side *a, const struct side *b,
                      struct level_change *c, struct difference *out, size_t cubes,
                      struct error *e)
{
    uint32_t from, to;
    if (!diagram_apply(d, DIAGRAM_SAME, a->answer, answer(c->from), &from, e) ||
        !diagram_apply(d, DIAGRAM_SAME, b->answer, answer(c->to), &to, e) ||
        !diagram_apply(d, DIAGRAM_LOWER, from, to, &from, e)) {
        return false;
    }
    if (from == DIAGRAM_NO) {
        return true;
    }
    if (!ladder_rows(d, from, cubes, out->arena, &c->rows, e)) {
        return false;
    }
    *(c->raised ? &out->raised : &out->lowered) += c->rows.combinations;
    out->change[out->count++] = *c;
    return true;
}

static bool compare(struct diagram *d, const struct side *a, const struct side *b,
                    struct difference *out, size_t cubes, struct error *e)
{
    unsigned same[LEVEL_MOST + 1] = {[LEVEL_HELD] = LEVEL_HELD};
    unsigned from = a->r->levels.count, to = b->r->levels.count;
    if (!map_levels(&a->r->levels, &b->r->levels, same, e)) {
        return false;
    }
    out->combinations = diagram_combinations(d);
    for (unsigned i = 0; i <= from; i++) {
        for (unsigned k = 0; k <= to; k++) {
            struct level_change c = {.from = i < from ? i : LEVEL_HELD, .to = k < to ? k : LEVEL_HELD};
            c.raised = answer(c.to) > answer(same[c.from]);
            if (c.to != same[c.from] && !change_of(d, a, b, &c, out, cubes, e)) {
                return false;
            }
        }
    }
    return true;
}

bool rules_diff(struct difference **out, const struct rules *a, const struct rules *b, instant at,
                size_t cubes, struct error *e)
{
    uint16_t named[FACT_COUNT] = {0};
    struct side x = {0}, y = {0};
    struct diagram *d = NULL;
    struct difference *found = memory_new(1, sizeof *found, e);
    bool done = found != NULL && arena_new(&found->arena, 0, e) && open_side(&x, a, at, found, named, e) &&
                open_side(&y, b, at, found, named, e) && diagram_new(&d, named, e) &&
                decide_side(&x, d, e) && decide_side(&y, d, e) &&
                compare(d, &x, &y, found, cubes, e);
    close_side(&x);
    close_side(&y);
    diagram_free(d);
    if (!done) {
        difference_free(found);
        return false;
    }
    *out = found;
    return true;
}

void difference_free(struct difference *d)
{
    if (d != NULL) {
        arena_free(d->arena);
        memory_free(d);
    }
}

/* --- one row --- */

/* Drops levels that take more than a level above them. */
static void drop_dearer(struct would *w)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < w->count; i++) {
        bool dearer = false;
        for (unsigned k = i + 1; k < w->count; k++) {
            dearer = dearer || w->higher[k].facts < w->higher[i].facts;
        }
        if (!dearer) {
            w->higher[kept++] = w->higher[i];
        }
    }
    w->count = kept;
}

static bool find_higher(struct ladder *l, const struct facts *facts, struct would *out,
                        struct error *e)
{
    unsigned now = diagram_value(l->d, l->answer, facts);
    for (unsigned i = 1; i < l->r->levels.count; i++) {
        uint32_t rows;
        if (answer_of(i, false) <= now) {
            continue;
        }
        if (!diagram_apply(l->d, DIAGRAM_SAME, l->answer, answer_of(i, false), &rows, e)) {
            return false;
        }
        if (rows == DIAGRAM_NO) {
            continue;
        }
        out->higher[out->count].level = i;
        if (!diagram_nearest(l->d, rows, facts, &out->higher[out->count].need,
                             &out->higher[out->count].facts, e)) {
            return false;
        }
        out->count++;
    }
    drop_dearer(out);
    return true;
}

bool rules_would(struct would *out, const struct rules *r, instant at, instant known,
                 size_t reading, const struct facts *facts, struct error *e)
{
    struct ladder l;
    *out = (struct would){0};
    bool done = ladder_open(&l, r, at, known, reading, e) && find_higher(&l, facts, out, e);
    ladder_close(&l);
    return done;
}
