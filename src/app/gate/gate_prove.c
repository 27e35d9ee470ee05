/* gate_prove.c: what rules files come to, proved: what can be released, which
 * clauses do nothing, which invariants hold; what two files decide otherwise.
 * For a person here, for programs in gate_prove_json.c.
 */
#include "app/gate/gate_look.h"
#include "app/gate/gate_prove.h"

enum { SHOWN = 6, LISTED = 1000 };

/* --- files --- */

static bool find_reading(const struct rules *r, const char *name, size_t *out, struct error *e)
{
    bool all = name == NULL || strcmp(name, "all clauses") == 0;
    *out = all ? SIZE_MAX : rules_reading_find(r, span_of(name));
    return all || *out != SIZE_MAX || readings_unknown(r, e);
}

/* --- texts --- */

void prove_instant(instant at, char out[INSTANT_TEXT])
{
    enum { DAY = 86400000, DATE_LENGTH = 10 };
    instant_format(at, out);
    if (at % DAY == 0) {
        out[DATE_LENGTH] = '\0';
    }
}

static struct span clause_id(const struct rules *r, size_t i)
{
    struct clause_info c;
    rules_clause(r, i, &c);
    return c.id;
}

static bool add_ids(const struct rules *r, const size_t *clause, size_t count, struct text *out,
                    struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = (i == 0 || text_adds(out, ", ", e)) && text_add(out, clause_id(r, clause[i]), e);
    }
    return ok;
}

/* What all kinds of row have in common; nothing where not all are listed. */
static struct cube in_common(const struct cube_list *rows)
{
    struct cube common = {0};
    for (unsigned f = 0; rows->cubes == rows->count && rows->count > 1 && f < FACT_COUNT; f++) {
        size_t i = 1;
        while (i < rows->count && rows->cube[i].mask[f] == rows->cube[0].mask[f]) {
            i++;
        }
        common.mask[f] = i == rows->count ? rows->cube[0].mask[f] : 0;
    }
    return common;
}

struct span prove_level_name(const struct levels *l, unsigned level)
{
    return level == LEVEL_HELD ? SPAN_LITERAL("held") : l->name[level];
}

static bool any_fact(const struct cube *c)
{
    bool any = false;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        any = any || c->mask[f] != 0;
    }
    return any;
}

/* The rules of a proof, or the difference of two: what names populations. */
struct naming {
    const struct rules *rules;
    const struct difference *difference;
};

static bool add_cube(const struct naming *n, const struct cube *cube, const char *between, struct text *out,
                     struct error *e)
{
    return n->difference != NULL ? difference_cube_text(n->difference, cube, between, out, e)
                                 : rules_cube_text(n->rules, cube, between, out, e);
}

/* One kind of row, without what was said already. */
static bool add_kind(const struct naming *n, const struct cube *kind, const struct cube *said, struct text *out,
                     struct error *e)
{
    struct cube rest = *kind;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        rest.mask[f] = said->mask[f] != 0 ? 0 : rest.mask[f];
    }
    return text_adds(out, "      - ", e) && add_cube(n, &rest, ", ", out, e) &&
           text_addc(out, '\n', e);
}

static bool add_cubes(const struct naming *n, const struct cube_list *rows, struct text *out, struct error *e)
{
    struct cube common = in_common(rows);
    bool ok = !any_fact(&common) || (text_adds(out, "      all: ", e) &&
                                     add_cube(n, &common, ",\n           ", out, e) &&
                                     text_adds(out, "; and one of\n", e));
    for (size_t i = 0; ok && i < rows->count && i < SHOWN; i++) {
        ok = add_kind(n, &rows->cube[i], &common, out, e);
    }
    return ok && (rows->cubes <= SHOWN ||
                  (text_adds(out, "      - and ", e) && text_add_count(out, rows->cubes - SHOWN, e) &&
                   text_adds(out, rows->cubes - SHOWN == 1 ? " more kind of row\n" : " more kinds of row\n", e)));
}

/* --- what can be released --- */

static bool add_level(const struct rules *r, const struct levels *levels, const struct proof *p,
                      unsigned level, struct text *out, struct error *e)
{
    const struct level_proof *l = &p->level[level];
    bool none = level == LEVEL_NONE;
    if (!text_addf(out, e, "  %.*s: ", SPAN_ARGS(levels->name[level]))) {
        return false;
    }
    if (l->rows.combinations == 0) {
        return text_adds(out, "nothing reaches it\n", e);
    }
    return text_add_count(out, l->rows.combinations, e) &&
           text_adds(out, l->rows.combinations == 1 ? " combination" : " combinations", e) &&
           (none || (text_adds(out, ", under ", e) && add_ids(r, l->grant, l->grants, out, e))) &&
           text_addc(out, '\n', e) && (none || add_cubes(&(struct naming){.rules = r}, &l->rows, out, e));
}

static bool add_why_nothing(const struct rules *r, const struct proof *p, struct text *out,
                            struct error *e)
{
    static const char *const why[] = {
        [RELEASE_NO_AGREEMENT] = "  nothing: there is no agreement\n",
        [RELEASE_OUT_OF_FORCE] = "  nothing: the agreement is not in force\n",
        [RELEASE_NO_GRANT] = "  nothing: no grant acts\n",
        [RELEASE_NO_CONDITION] = "  nothing: the condition of no grant can be true\n",
        [RELEASE_HELD] = "  nothing: every row that would be given something is held for a person\n",
    };
    if (p->release == RELEASE_POSSIBLE) {
        return true;
    }
    if (p->release != RELEASE_LOWERED) {
        return text_adds(out, why[p->release], e);
    }
    return text_adds(out, "  nothing: whatever the facts, ", e) &&
           add_ids(r, p->lowers, p->lowering, out, e) &&
           text_adds(out,
                     p->lowering == 1 ? " brings all to none\n"
                     : p->alone       ? " each bring all to none\n"
                                      : " together bring all to none\n",
                     e);
}

/* A reading only looks back: what it comes to is not what can be released. */
static bool add_title(const struct proof *p, const char *reading, struct text *out, struct error *e)
{
    char at[INSTANT_TEXT];
    prove_instant(p->at, at);
    return reading == NULL ? text_addf(out, e, "What can be released on %s\n", at)
                           : text_addf(out, e, "What the past is held to under the reading \"%s\", as of %s\n", reading, at);
}

static bool add_releases(const struct rules *r, const struct proof *p, const char *reading, struct text *out,
                         struct error *e)
{
    struct levels levels;
    rules_levels(r, &levels);
    bool ok = add_title(p, reading, out, e) &&
              add_why_nothing(r, p, out, e) && text_adds(out, "  combinations of facts in all: ", e) &&
              text_add_count(out, p->combinations, e) && text_addc(out, '\n', e);
    for (unsigned i = p->levels; ok && i-- > 0;) {
        ok = add_level(r, &levels, p, i, out, e);
    }
    return ok && (p->held.combinations == 0 ||
                  (text_adds(out, "  held for a person: ", e) &&
                   text_add_count(out, p->held.combinations, e) && text_addc(out, '\n', e) &&
                   add_cubes(&(struct naming){.rules = r}, &p->held, out, e)));
}

/* --- clauses --- */

const char *prove_effect(enum clause_effect effect, enum clause_verb verb)
{
    static const char *const words[] = {
        [EFFECT_SOME] = "acts",
        [EFFECT_ELSEWHERE] = "against other agreements",
        [EFFECT_NOT_ENTERED] = "not entered yet",
        [EFFECT_NOT_YET] = "not in force yet",
        [EFFECT_OVER] = "no longer in force",
        [EFFECT_OUT_OF_FORCE] = "the agreement is not in force",
        [EFFECT_LEFT_OUT] = "left out by the reading",
        [EFFECT_SUSPENDED] = "suspended",
        [EFFECT_NEVER_TRUE] = "the condition can never be true",
        [EFFECT_NEVER_BITES] = "can never bite: what is asked for always holds",
        [EFFECT_NO_GRANT] = "no grant of the level or above acts",
        [EFFECT_NO_CONFLICT] = "no command stands against it",
        [EFFECT_ONLY_READ] = "in readings only",
        [EFFECT_NO_TARGET] = "what it suspends is not there",
        [EFFECT_OTHERS] = "others always lower as much",
    };
    if (effect == EFFECT_OTHERS && verb == CLAUSE_GRANT) {
        return "others always yield as much, or it is lowered to none";
    }
    if (effect == EFFECT_OTHERS && verb == CLAUSE_SUSPEND) {
        return "what it suspends would change nothing";
    }
    return words[effect];
}

static const char *effect_of(const struct rules *r, const struct proof *p, size_t i)
{
    struct clause_info info;
    rules_clause(r, i, &info);
    return prove_effect(p->clause[i].effect, info.verb);
}

/* Whether two clauses are without effect for the same reason. */
static bool alike(const struct rules *r, const struct proof *p, size_t i, size_t k)
{
    return effect_of(r, p, i) == effect_of(r, p, k) && p->clause[i].by == p->clause[k].by;
}

/* The clauses that are without effect for the reason of the i-th, on one line; nothing where an
 * earlier one gave that line. */
static bool add_reason(const struct rules *r, const struct proof *p, size_t i, struct text *out,
                       struct error *e)
{
    for (size_t k = 0; k < i; k++) {
        if (alike(r, p, i, k)) {
            return true;
        }
    }
    bool ok = text_adds(out, "  ", e) && text_add(out, clause_id(r, i), e);
    for (size_t k = i + 1; ok && k < p->clauses; k++) {
        ok = !alike(r, p, i, k) ||
             (text_adds(out, ", ", e) && text_add(out, clause_id(r, k), e));
    }
    return ok && text_addf(out, e, ": %s", effect_of(r, p, i)) &&
           (p->clause[i].by == SIZE_MAX ||
            (text_adds(out, " by ", e) && text_add(out, clause_id(r, p->clause[i].by), e))) &&
           text_addc(out, '\n', e);
}

static bool add_clauses(const struct rules *r, const struct proof *p, struct text *out,
                        struct error *e)
{
    size_t without = 0;
    bool ok = text_adds(out, "\nClauses without effect\n", e);
    for (size_t i = 0; ok && i < p->clauses; i++) {
        if (p->clause[i].effect != EFFECT_SOME) {
            without++;
            ok = add_reason(r, p, i, out, e);
        }
    }
    return ok && (without > 0 || text_adds(out, "  none\n", e));
}

/* --- invariants --- */

static bool add_counter_example(const struct rules *r, const struct invariant_proof *v,
                                struct text *out, struct error *e)
{
    struct levels levels;
    struct text clauses = {0};
    char from[INSTANT_TEXT], until[INSTANT_TEXT];
    prove_instant(v->at, from);
    prove_instant(v->until, until);
    rules_levels(r, &levels);
    bool ok = text_adds(out, "      ", e) &&
              (v->at == INSTANT_MIN || text_addf(out, e, "from %s ", from)) &&
              (v->until == INSTANT_MAX || text_addf(out, e, "until %s ", until)) &&
              text_adds(out, v->hindsight ? "(looked back at)" : "(decided then)", e) &&
              verdict_clauses(r, &v->verdict, &clauses, e) &&
              text_addf(out, e, ": %.*s by %s, for\n        ",
                        SPAN_ARGS(levels.name[v->verdict.level]), clauses.at) &&
              rules_cube_text(r, &v->asked, "\n        ", out, e) && text_addc(out, '\n', e);
    text_free(&clauses);
    return ok;
}

static bool add_invariant(const struct rules *r, size_t i, const struct invariant_proof *v,
                          struct text *out, struct error *e)
{
    struct invariant_info info;
    rules_invariant(r, i, &info);
    if (!text_adds(out, v->state == INVARIANT_REFUTED ? "  REFUTED  " : "  proved   ", e) ||
        !text_add(out, info.name, e)) {
        return false;
    }
    switch (v->state) {
    case INVARIANT_PROVED:
        break;
    case INVARIANT_ABSENT:
        return text_addf(out, e, " (vacuous: %.*s is not in the register)\n",
                         SPAN_ARGS(info.during));
    case INVARIANT_IDLE:
        return text_addf(out, e, " (vacuous: %.*s never acts)\n", SPAN_ARGS(info.during));
    case INVARIANT_EMPTY:
        return text_adds(out, " (vacuous: no combination falls under it)\n", e);
    case INVARIANT_REFUTED:
        return text_addc(out, '\n', e) && add_counter_example(r, v, out, e);
    }
    return text_addc(out, '\n', e);
}

static bool add_invariants(const struct rules *r, const struct proof *p, struct text *out,
                           struct error *e)
{
    bool ok = p->invariants == 0 || text_adds(out, "\nInvariants\n", e);
    for (size_t i = 0; ok && i < p->invariants; i++) {
        ok = add_invariant(r, i, &p->invariant[i], out, e);
    }
    return ok;
}

bool gate_rules_prove(const struct gate_prove_options *o, struct text *out, size_t *refuted,
                      struct error *e)
{
    struct rules *r = NULL;
    struct proof *p = NULL;
    size_t reading;
    bool ok = rules_load_all(&r, o->files, o->count, e) && find_reading(r, o->reading, &reading, e) &&
              rules_prove(&p, r, o->at, reading, LISTED, e) &&
              (o->json ? prove_json(r, p, o->reading, out, e)
                       : add_releases(r, p, o->reading, out, e) && add_clauses(r, p, out, e) &&
                             add_invariants(r, p, out, e));
    *refuted = ok ? p->refuted : 0;
    proof_free(p);
    rules_free(r);
    return ok;
}

/* --- two files --- */

static bool add_change(const struct difference *d, const struct levels *a, const struct levels *b,
                       const struct level_change *c, struct text *out, struct error *e)
{
    return text_addf(out, e, "%s: %.*s to %.*s: ", c->raised ? "raised" : "lowered",
                     SPAN_ARGS(prove_level_name(a, c->from)), SPAN_ARGS(prove_level_name(b, c->to))) &&
           text_add_count(out, c->rows.combinations, e) && text_addc(out, '\n', e) &&
           add_cubes(&(struct naming){.difference = d}, &c->rows, out, e);
}

static bool add_difference(const struct rules *a, const struct rules *b, const struct difference *d,
                           const struct prove_past *past, struct text *out, struct error *e)
{
    struct levels of_a, of_b;
    rules_levels(a, &of_a);
    rules_levels(b, &of_b);
    bool ok = text_adds(out, "combinations of facts: ", e) &&
              text_add_count(out, d->combinations, e) && text_adds(out, ", raised ", e) &&
              text_add_count(out, d->raised, e) && text_adds(out, ", lowered ", e) &&
              text_add_count(out, d->lowered, e) && text_addc(out, '\n', e);
    for (size_t i = 0; ok && i < d->count; i++) {
        ok = add_change(d, &of_a, &of_b, &d->change[i], out, e);
    }
    return ok && (!past->asked ||
                  (text_adds(out, "past released rows: ", e) && text_add_count(out, past->rows, e) &&
                   text_adds(out, ", raised ", e) && text_add_count(out, past->raised, e) &&
                   text_adds(out, ", lowered ", e) && text_add_count(out, past->lowered, e) &&
                   text_addc(out, '\n', e)));
}

bool gate_rules_diff(const struct gate_diff_options *o, struct gate *g, struct text *out,
                     struct error *e)
{
    struct rules *a = NULL, *b = NULL;
    struct difference *d = NULL;
    struct prove_past past = {.asked = g != NULL};
    bool ok = rules_load_all(&a, &o->a, 1, e) && rules_load_all(&b, &o->b, 1, e) &&
              rules_diff(&d, a, b, o->at, LISTED, e) &&
              (g == NULL || prove_past(g, a, b, &past, e)) &&
              (o->json ? diff_json(a, b, d, &past, out, e) : add_difference(a, b, d, &past, out, e));
    difference_free(d);
    rules_free(a);
    rules_free(b);
    return ok;
}
