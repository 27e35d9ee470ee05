#include "engine/rules/rules_ladder.h"

#include "base/memory.h"

/* What can be released at an instant, and which clauses do nothing.
 *
 * That a clause changes nothing is seen from the level function without it: the
 * same number is the same function. Lots of clauses from the first to each and
 * from each to the last make one for every clause left out. */

struct proving {
    struct proof *p;
    const struct rules *r;
    size_t reading, cubes;
    struct ladder l;
    struct rung *before; /* [i]: the acting clauses before i; r->clauses + 1 of them */
    struct rung *from;   /* [i]: those from i on */
    struct diagram *whole; /* of all clauses, for suspensions; made when one acts */
    uint32_t *goal;        /* the same */
};

/* --- levels --- */

/* Whether a grant that acts can yield the level to a row that has no more. */
static bool can_yield(struct proving *v, size_t i, unsigned level, uint32_t rows, bool *out,
                      struct error *e)
{
    struct ladder *l = &v->l;
    const struct clause *c = &v->r->clause[i];
    uint32_t f;
    *out = false;
    if (!l->acts[i] || c->info.verb != CLAUSE_GRANT || c->info.level < level) {
        return true;
    }
    if (!rung_yield(l->d, &l->all, c->info.level, &f, e) ||
        !diagram_apply(l->d, DIAGRAM_SAME, f, level, &f, e) ||
        !diagram_apply(l->d, DIAGRAM_LOWER, f, l->goal[i], &f, e) ||
        !diagram_apply(l->d, DIAGRAM_LOWER, f, rows, &f, e)) {
        return false;
    }
    *out = f != DIAGRAM_NO;
    return true;
}

static bool prove_level(struct proving *v, unsigned level, struct error *e)
{
    struct level_proof *p = &v->p->level[level];
    uint32_t rows;
    p->grant = arena_array(v->p->arena, v->r->clauses + 1, sizeof *p->grant, e);
    if (p->grant == NULL ||
        !diagram_apply(v->l.d, DIAGRAM_SAME, v->l.answer, answer_of(level, false), &rows, e) ||
        !ladder_rows(v->l.d, rows, v->cubes, v->p->arena, &p->rows, e)) {
        return false;
    }
    for (size_t i = 0; level != LEVEL_NONE && i < v->r->clauses; i++) {
        bool yields;
        if (!can_yield(v, i, level, rows, &yields, e)) {
            return false;
        }
        if (yields) {
            p->grant[p->grants++] = i;
        }
    }
    return true;
}

/* --- leaving one out --- */

static bool find_lots(struct proving *v, struct error *e)
{
    const struct rules *r = v->r;
    struct diagram *d = v->l.d;
    size_t n = r->clauses;
    unsigned levels = r->levels.count;
    v->before = memory_new(n + 1, sizeof *v->before, e);
    v->from = v->before == NULL ? NULL : memory_new(n + 1, sizeof *v->from, e);
    if (v->from == NULL) {
        return false;
    }
    rung_none(&v->before[0]);
    rung_none(&v->from[n]);
    for (size_t i = 0; i < n; i++) {
        size_t k = n - 1 - i;
        bool plain = v->l.acts[i] && rung_is(&r->clause[i]);
        bool last = v->l.acts[k] && rung_is(&r->clause[k]);
        v->before[i + 1] = v->before[i];
        v->from[k] = v->from[k + 1];
        if ((plain && !rung_add(d, &v->before[i], &r->clause[i], v->l.goal[i], levels,
                                &v->before[i + 1], e)) ||
            (last && !rung_add(d, &v->from[k + 1], &r->clause[k], v->l.goal[k], levels,
                               &v->from[k], e))) {
            return false;
        }
    }
    return true;
}

/* --- clauses without effect --- */

static bool among(const size_t *list, size_t count, size_t clause)
{
    size_t i = 0;
    while (i < count && list[i] != clause) {
        i++;
    }
    return i < count;
}

static bool left_out(const struct proving *v, size_t clause)
{
    const struct reading *g = v->reading == SIZE_MAX ? NULL : &v->r->reading[v->reading];
    return g != NULL && among(g->left_out, g->left_out_count, clause);
}

static bool only_read(const struct proving *v, size_t clause)
{
    const struct reading *g = v->reading == SIZE_MAX ? NULL : &v->r->reading[v->reading];
    return v->r->clause[clause].only &&
           (g == NULL || !among(g->taken_in, g->taken_in_count, clause));
}

/* Why a clause does not act, in the order of the conditions at the head of rules.h. */
static struct clause_proof idle(const struct proving *v, size_t i)
{
    const struct rules *r = v->r;
    const struct clause *c = &r->clause[i];
    const struct agreement_info *a = &r->agreement.info;
    instant at = v->p->at;
    bool agreed = a->from <= at && at < a->until && r->agreement.entered <= at;
    struct clause_proof out = {EFFECT_SUSPENDED, SIZE_MAX};
    if (c->elsewhere) {
        out.effect = EFFECT_ELSEWHERE;
    } else if (r->entered[c->info.file] > at) {
        out.effect = EFFECT_NOT_ENTERED;
    } else if (c->info.until <= at) {
        out.effect = EFFECT_OVER;
    } else if (c->info.from > at) {
        out.effect = EFFECT_NOT_YET;
    } else if (left_out(v, i)) {
        out.effect = EFFECT_LEFT_OUT;
    } else if (only_read(v, i)) {
        out.effect = EFFECT_ONLY_READ;
    } else if (c->info.verb == CLAUSE_GRANT && !agreed) {
        out.effect = EFFECT_OUT_OF_FORCE;
    }
    for (size_t s = 0; out.effect == EFFECT_SUSPENDED && s < r->clauses; s++) {
        if (v->l.acts[s] && r->clause[s].target_index == i) {
            out.by = s;
            break;
        }
    }
    return out;
}

static bool lowers_a_grant(const struct proving *v, const struct clause *c)
{
    for (size_t i = 0; i < v->r->clauses; i++) {
        const struct clause *g = &v->r->clause[i];
        if (v->l.acts[i] && g->info.verb == CLAUSE_GRANT && g->info.level >= c->info.level) {
            return true;
        }
    }
    return false;
}

static bool same_outcome(const struct outcome_pair *a, const struct outcome_pair *b)
{
    return a->level == b->level && a->held == b->held;
}

static bool prove_acting(struct proving *v, size_t i, enum clause_effect *out, struct error *e)
{
    const struct clause *c = &v->r->clause[i];
    unsigned levels = v->r->levels.count;
    bool grant = c->info.verb == CLAUSE_GRANT;
    struct rung rest;
    struct outcome_pair without;
    if (!rung_join(v->l.d, &v->before[i], &v->from[i + 1], levels, &rest, e) ||
        !ladder_outcome(v->l.d, &rest, levels, &without, e)) {
        return false;
    }
    *out = !same_outcome(&without, &v->l.is)         ? EFFECT_SOME
           : grant && v->l.goal[i] == DIAGRAM_NO     ? EFFECT_NEVER_TRUE
           : !grant && v->l.goal[i] == DIAGRAM_YES   ? EFFECT_NEVER_BITES
           : c->info.verb == CLAUSE_COMPEL           ? EFFECT_NO_CONFLICT
           : !grant && !lowers_a_grant(v, c)         ? EFFECT_NO_GRANT
                                                     : EFFECT_OTHERS;
    return true;
}

static bool open_whole(struct proving *v, struct error *e)
{
    uint16_t named[FACT_COUNT] = {0};
    ladder_named(v->r, NULL, named);
    return v->whole != NULL || (diagram_new(&v->whole, named, e) &&
                                ladder_goals(v->whole, v->r, NULL, &v->goal, e));
}

/* Without a suspension other clauses act, which may test other facts. */
static bool prove_suspension(struct proving *v, size_t i, enum clause_effect *out,
                             struct error *e)
{
    const struct rules *r = v->r;
    struct rung all, rest;
    struct outcome_pair with, without;
    size_t circle;
    bool round;
    if (r->clause[i].target_index == INDEX_NONE) {
        *out = EFFECT_NO_TARGET;
        return true;
    }
    bool *acts = memory_new(r->clauses, sizeof *acts, e);
    if (acts == NULL) {
        return false;
    }
    rules_dated(r, v->p->at, v->p->at, v->reading, acts);
    acts[i] = false;
    bool done = open_whole(v, e) && rules_suspend(r, acts, &circle, &round, e) &&
                ladder_all(v->whole, r, acts, v->goal, &rest, e) &&
                ladder_outcome(v->whole, &rest, r->levels.count, &without, e) &&
                ladder_all(v->whole, r, v->l.acts, v->goal, &all, e) &&
                ladder_outcome(v->whole, &all, r->levels.count, &with, e);
    memory_free(acts);
    if (done) {
        *out = same_outcome(&with, &without) ? EFFECT_OTHERS : EFFECT_SOME;
    }
    return done;
}

static bool prove_clauses(struct proving *v, struct error *e)
{
    for (size_t i = 0; i < v->r->clauses; i++) {
        struct clause_proof *c = &v->p->clause[i];
        *c = (struct clause_proof){EFFECT_SOME, SIZE_MAX};
        if (!v->l.acts[i]) {
            *c = idle(v, i);
        } else if (!(rung_is(&v->r->clause[i]) ? prove_acting(v, i, &c->effect, e)
                                               : prove_suspension(v, i, &c->effect, e))) {
            return false;
        }
    }
    return true;
}

/* --- whether a release is possible --- */

static bool lowering(const struct proving *v, size_t i)
{
    const struct clause *c = &v->r->clause[i];
    return v->l.acts[i] && (c->info.verb == CLAUSE_REQUIRE || c->info.verb == CLAUSE_FORBID);
}

static void note_lowering(struct proof *p, size_t clause)
{
    p->lowers[p->lowering++] = clause;
}

/* The acting grants, and what they come to with one lot of other clauses. */
static bool nothing_left(struct proving *v, const struct rung *lot, bool *out, struct error *e)
{
    struct rung all;
    uint32_t level;
    rung_none(&all);
    memcpy(all.granted, v->l.all.granted, sizeof all.granted);
    bool done = rung_join(v->l.d, &all, lot, v->r->levels.count, &all, e) &&
                rung_level(v->l.d, &all, v->r->levels.count, &level, e);
    *out = done && level == DIAGRAM_NO;
    return done;
}

/* Clauses each of which alone brings everything to none. */
static bool lowering_alone(struct proving *v, struct error *e)
{
    for (size_t i = 0; i < v->r->clauses; i++) {
        struct rung lot;
        bool nothing;
        rung_none(&lot);
        if (!lowering(v, i)) {
            continue;
        }
        if (!rung_add(v->l.d, &lot, &v->r->clause[i], v->l.goal[i], v->r->levels.count, &lot, e) ||
            !nothing_left(v, &lot, &nothing, e)) {
            return false;
        }
        if (nothing) {
            note_lowering(v->p, i);
        }
    }
    v->p->alone = v->p->lowering > 0;
    return true;
}

/* Clauses that do it together: each is dropped that the later ones and those
 * kept can do without. */
static bool lowering_together(struct proving *v, struct error *e)
{
    unsigned levels = v->r->levels.count;
    struct rung kept, rest, next;
    rung_none(&kept);
    for (size_t i = 0; i < v->r->clauses; i++) {
        bool nothing;
        if (!lowering(v, i)) {
            continue;
        }
        if (!rung_join(v->l.d, &kept, &v->from[i + 1], levels, &rest, e) ||
            !nothing_left(v, &rest, &nothing, e)) {
            return false;
        }
        if (nothing) {
            continue;
        }
        if (!rung_add(v->l.d, &kept, &v->r->clause[i], v->l.goal[i], levels, &next, e)) {
            return false;
        }
        kept = next;
        note_lowering(v->p, i);
    }
    return true;
}

static enum release_proof release(const struct proving *v)
{
    const struct rules *r = v->r;
    const struct agreement *a = &r->agreement;
    instant at = v->p->at;
    bool acts = false, condition = false, possible = false;
    for (size_t i = 0; i < r->clauses; i++) {
        acts = acts || (v->l.acts[i] && r->clause[i].info.verb == CLAUSE_GRANT);
    }
    for (unsigned i = 1; i < r->levels.count; i++) {
        condition = condition || v->l.all.granted[i] != DIAGRAM_NO;
        possible = possible || v->p->level[i].rows.combinations > 0;
    }
    return possible                           ? RELEASE_POSSIBLE
           : v->l.is.level != DIAGRAM_NO      ? RELEASE_HELD
           : !r->has_agreement      ? RELEASE_NO_AGREEMENT
           : at < a->info.from || at >= a->info.until || a->entered > at ? RELEASE_OUT_OF_FORCE
           : !acts                                                      ? RELEASE_NO_GRANT
           : !condition                                                 ? RELEASE_NO_CONDITION
                                                                        : RELEASE_LOWERED;
}

static bool prove_release(struct proving *v, struct error *e)
{
    struct proof *p = v->p;
    p->release = release(v);
    p->lowers = arena_array(p->arena, v->r->clauses + 1, sizeof *p->lowers, e);
    return p->lowers != NULL &&
           (p->release != RELEASE_LOWERED ||
            (lowering_alone(v, e) && (p->alone || lowering_together(v, e))));
}

/* --- all --- */

static bool prove(struct proving *v, struct error *e)
{
    struct proof *p = v->p;
    const struct rules *r = v->r;
    if (!arena_new(&p->arena, 0, e) ||
        !ladder_open(&v->l, r, p->at, p->at, v->reading, e)) {
        return false;
    }
    p->levels = r->levels.count;
    p->combinations = diagram_combinations(v->l.d);
    p->clauses = r->clauses;
    p->clause = arena_array(p->arena, r->clauses + 1, sizeof *p->clause, e);
    bool done = p->clause != NULL && find_lots(v, e);
    for (unsigned i = 0; done && i < p->levels; i++) {
        done = prove_level(v, i, e);
    }
    return done && ladder_rows(v->l.d, v->l.is.held, v->cubes, p->arena, &p->held, e) &&
           prove_release(v, e) && prove_clauses(v, e) &&
           rules_prove_invariants(r, v->reading, p, e);
}

bool rules_prove(struct proof **out, const struct rules *r, instant at, size_t reading,
                 size_t cubes, struct error *e)
{
    struct proof *p = memory_new(1, sizeof *p, e);
    if (p == NULL) {
        return false;
    }
    struct proving v = {.p = p, .r = r, .reading = reading, .cubes = cubes};
    p->at = at;
    bool done = prove(&v, e);
    ladder_close(&v.l);
    diagram_free(v.whole);
    memory_free(v.goal);
    memory_free(v.before);
    memory_free(v.from);
    if (!done) {
        proof_free(p);
        return false;
    }
    *out = p;
    return true;
}

void proof_free(struct proof *p)
{
    if (p != NULL) {
        arena_free(p->arena);
        memory_free(p);
    }
}
