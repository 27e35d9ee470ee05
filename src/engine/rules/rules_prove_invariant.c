#include "base/hash.h"
#include "base/map.h"
#include "base/memory.h"
#include "engine/rules/rules_ladder.h"

/* Invariants over the whole of time. Between two dates of the sources the same
 * clauses act: so one instant of each stretch stands for all of it, and the same
 * clauses are looked at once, whenever they act. Each instant is tried twice: by
 * what the gate knows at it, and by all that the sources say. The second alone
 * would call proved what the gate gives out before a clause that reaches back
 * begins. */

struct looking {
    const struct rules *r;
    size_t reading;
    struct proof *p;
    struct diagram *d;
    uint32_t *goal;
    uint32_t *scope;  /* of each invariant: the combinations that it is about */
    bool *touched;    /* of each: its clause acts at some instant */
    instant *edge;
    size_t edges;
    struct map *seen; /* hash of what acts -> number in `sets`, from 1 */
    bool **sets;
    size_t set_count, sets_cap;
    bool *acts;
};

/* --- stretches of time --- */

/* Whether these clauses acted together before; notes them. */
static bool seen_before(struct looking *l, bool *before, struct error *e)
{
    size_t n = l->r->clauses;
    uint64_t hash = hash_bytes((struct span){(const char *)l->acts, n * sizeof *l->acts}, 0);
    uint64_t *at = map_at(l->seen, hash, NULL, e);
    if (at == NULL) {
        return false;
    }
    *before = *at != 0 && memcmp(l->sets[*at - 1], l->acts, n * sizeof *l->acts) == 0;
    if (*at != 0) {
        return true; /* two sets of one hash: the second is looked at each time */
    }
    if (!memory_grow((void **)&l->sets, &l->sets_cap, l->set_count, sizeof *l->sets, e)) {
        return false;
    }
    bool *copy = arena_array(l->p->arena, n + 1, sizeof *copy, e);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, l->acts, n * sizeof *l->acts);
    l->sets[l->set_count++] = copy;
    *at = l->set_count;
    return true;
}

/* --- one set of acting clauses --- */

static bool refute(struct looking *l, size_t number, uint32_t bad, size_t edge, bool hindsight,
                   struct error *e)
{
    struct invariant_proof *v = &l->p->invariant[number];
    struct moment *m = NULL;
    instant at = l->edge[edge];
    *v = (struct invariant_proof){
        .state = INVARIANT_REFUTED,
        .at = at,
        .until = edge + 1 < l->edges ? l->edge[edge + 1] : INSTANT_MAX,
        .hindsight = hindsight,
    };
    diagram_first(l->d, bad, &v->facts, &v->asked);
    if (!rules_moment(&m, l->r, at, hindsight ? INSTANT_MAX : at, l->reading, e)) {
        return false;
    }
    moment_decide(m, &v->facts, &v->verdict);
    moment_free(m);
    l->p->refuted++;
    return true;
}

static bool try_set(struct looking *l, size_t edge, bool hindsight, struct error *e)
{
    struct rung all;
    uint32_t level;
    if (!ladder_all(l->d, l->r, l->acts, l->goal, &all, e) ||
        !rung_level(l->d, &all, l->r->levels.count, &level, e)) {
        return false;
    }
    for (size_t i = 0; i < l->r->invariants; i++) {
        const struct invariant *v = &l->r->invariant[i];
        uint32_t bad;
        bool during = v->during.text.at == NULL ||
                      (v->clause != INDEX_NONE && l->acts[v->clause]);
        if (!during || l->p->invariant[i].state == INVARIANT_REFUTED) {
            continue;
        }
        l->touched[i] = true;
        if (!diagram_apply(l->d, DIAGRAM_LESS, v->level - 1, level, &bad, e) ||
            !diagram_apply(l->d, DIAGRAM_LOWER, bad, l->scope[i], &bad, e) ||
            (bad != DIAGRAM_NO && !refute(l, i, bad, edge, hindsight, e))) {
            return false;
        }
    }
    return true;
}

/* --- all --- */

/* Where `when` is not false and `unless` not true. */
static bool find_scope(struct looking *l, const struct invariant *v, uint32_t *out,
                       struct error *e)
{
    uint32_t outside, excepted;
    return diagram_condition(l->d, l->r, v->when, false, &outside, e) &&
           diagram_condition(l->d, l->r, v->unless, true, &excepted, e) &&
           diagram_apply(l->d, DIAGRAM_HIGHER, outside, excepted, &outside, e) &&
           diagram_apply(l->d, DIAGRAM_LESS, outside, DIAGRAM_YES, out, e);
}

static bool prepare(struct looking *l, struct error *e)
{
    const struct rules *r = l->r;
    uint16_t named[FACT_COUNT] = {0};
    ladder_named(r, NULL, named);
    for (size_t i = 0; i < r->invariants; i++) {
        rules_named(r, r->invariant[i].when, named);
        rules_named(r, r->invariant[i].unless, named);
    }
    l->scope = arena_array(l->p->arena, r->invariants, sizeof *l->scope, e);
    l->touched = arena_array(l->p->arena, r->invariants, sizeof *l->touched, e);
    l->acts = arena_array(l->p->arena, r->clauses + 1, sizeof *l->acts, e);
    bool done = l->scope != NULL && l->touched != NULL && l->acts != NULL &&
                map_new(&l->seen, e) && diagram_new(&l->d, named, e) &&
                ladder_goals(l->d, r, NULL, &l->goal, e) &&
                rules_edges(r, &l->edge, &l->edges, e);
    for (size_t i = 0; done && i < r->invariants; i++) {
        done = find_scope(l, &r->invariant[i], &l->scope[i], e);
    }
    return done;
}

static bool look(struct looking *l, struct error *e)
{
    for (size_t i = 0; i < l->edges; i++) {
        for (int hindsight = 0; hindsight < 2; hindsight++) {
            instant at = l->edge[i];
            bool before;
            if (!rules_acting(l->r, at, hindsight ? INSTANT_MAX : at, l->reading, l->acts, e) ||
                !seen_before(l, &before, e) ||
                (!before && !try_set(l, i, hindsight != 0, e))) {
                return false;
            }
        }
    }
    return true;
}

static enum invariant_state settle(const struct looking *l, size_t i)
{
    const struct invariant *v = &l->r->invariant[i];
    return l->p->invariant[i].state == INVARIANT_REFUTED           ? INVARIANT_REFUTED
           : v->during.text.at != NULL && v->clause == INDEX_NONE  ? INVARIANT_ABSENT
           : !l->touched[i]                                        ? INVARIANT_IDLE
           : l->scope[i] == DIAGRAM_NO                             ? INVARIANT_EMPTY
                                                                   : INVARIANT_PROVED;
}

bool rules_prove_invariants(const struct rules *r, size_t reading, struct proof *p,
                            struct error *e)
{
    struct looking l = {.r = r, .reading = reading, .p = p};
    p->invariants = r->invariants;
    if (r->invariants == 0) {
        return true;
    }
    p->invariant = arena_array(p->arena, r->invariants, sizeof *p->invariant, e);
    bool done = p->invariant != NULL && prepare(&l, e) && look(&l, e);
    for (size_t i = 0; done && i < r->invariants; i++) {
        p->invariant[i].state = settle(&l, i);
    }
    map_free(l.seen);
    diagram_free(l.d);
    memory_free(l.goal);
    memory_free(l.edge);
    memory_free(l.sets);
    return done;
}
