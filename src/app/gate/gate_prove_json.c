/* gate_prove_json.c: proofs for programs. */
#include "app/gate/gate_prove.h"

#include <stdio.h>

static json_t *span_json(struct span s)
{
    return json_stringn(s.at == NULL ? "" : s.at, s.len);
}

static json_t *clause_json(const struct rules *r, size_t i)
{
    struct clause_info c;
    rules_clause(r, i, &c);
    return span_json(c.id);
}

static json_t *clauses_json(const struct rules *r, const size_t *clause, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, clause_json(r, clause[i]));
    }
    return list;
}

/* {"name": ["complete", "unknown"]} for each fact that matters. */
static json_t *cube_json(const struct cube *cube)
{
    json_t *object = json_object();
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        if (cube->mask[f] == 0) {
            continue;
        }
        json_t *values = json_array();
        for (unsigned v = 1; v <= fact_values((enum fact)f); v++) {
            if ((cube->mask[f] >> v & 1) != 0) {
                (void)json_array_append_new(values, json_string(fact_value_name((enum fact)f, v)));
            }
        }
        if ((cube->mask[f] & 1) != 0) {
            (void)json_array_append_new(values, json_string("unknown"));
        }
        (void)json_object_set_new(object, fact_name((enum fact)f), values);
    }
    return object;
}

/* Counts go beyond what a double holds: as text. */
static json_t *count_json(uint64_t n)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    return json_string(digits);
}

static void set_rows(json_t *object, const struct cube_list *rows)
{
    json_t *cubes = json_array();
    for (size_t i = 0; i < rows->count; i++) {
        (void)json_array_append_new(cubes, cube_json(&rows->cube[i]));
    }
    (void)json_object_set_new(object, "combinations", count_json(rows->combinations));
    (void)json_object_set_new(object, "kinds", count_json(rows->cubes));
    (void)json_object_set_new(object, "rows", cubes);
}

struct dumping {
    struct text *out;
    struct error *e;
};

static int dump_part(const char *buffer, size_t size, void *ctx)
{
    struct dumping *d = ctx;
    return text_add(d->out, (struct span){buffer, size}, d->e) ? 0 : -1;
}

/* Takes the value. */
static bool dump(json_t *value, struct text *out, struct error *e)
{
    struct dumping d = {out, e};
    bool ok = value != NULL || fail(e, ERROR_FAILED, "memory", "out of memory");
    ok = ok && (json_dump_callback(value, dump_part, &d, JSON_SORT_KEYS | JSON_INDENT(2)) == 0 ||
                e->category != ERROR_NONE || fail(e, ERROR_FAILED, "memory", "out of memory"));
    ok = ok && e->category == ERROR_NONE && text_addc(out, '\n', e);
    json_decref(value);
    return ok;
}

/* --- prove --- */

static json_t *levels_json(const struct rules *r, const struct proof *p)
{
    struct levels levels;
    json_t *list = json_array();
    rules_levels(r, &levels);
    for (unsigned i = 0; i < p->levels; i++) {
        const struct level_proof *l = &p->level[i];
        json_t *one = json_object();
        (void)json_object_set_new(one, "level", span_json(levels.name[i]));
        (void)json_object_set_new(one, "under", clauses_json(r, l->grant, l->grants));
        set_rows(one, &l->rows);
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *effects_json(const struct rules *r, const struct proof *p)
{
    json_t *list = json_array();
    for (size_t i = 0; i < p->clauses; i++) {
        struct clause_info c;
        rules_clause(r, i, &c);
        if (p->clause[i].effect == EFFECT_SOME) {
            continue;
        }
        json_t *one = json_pack("{s:o, s:s}", "clause", span_json(c.id), "why",
                                prove_effect(p->clause[i].effect, c.verb));
        if (p->clause[i].by != SIZE_MAX) {
            (void)json_object_set_new(one, "by", clause_json(r, p->clause[i].by));
        }
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *instant_json(instant at)
{
    char s[INSTANT_TEXT];
    instant_format(at, s);
    return at == INSTANT_MIN || at == INSTANT_MAX ? json_null() : json_string(s);
}

static json_t *counter_example_json(const struct rules *r, const struct invariant_proof *v)
{
    struct levels levels;
    json_t *clauses = json_array();
    rules_levels(r, &levels);
    for (unsigned i = 0; i < v->verdict.count; i++) {
        (void)json_array_append_new(clauses, clause_json(r, v->verdict.clause[i]));
    }
    return json_pack("{s:o, s:o, s:b, s:o, s:o, s:o}", "from", instant_json(v->at), "until",
                     instant_json(v->until), "hindsight", (int)v->hindsight, "facts",
                     cube_json(&v->asked), "level", span_json(levels.name[v->verdict.level]),
                     "clauses", clauses);
}

static json_t *invariants_json(const struct rules *r, const struct proof *p)
{
    static const char *const vacuous[] = {
        [INVARIANT_PROVED] = "",
        [INVARIANT_ABSENT] = "not in the register",
        [INVARIANT_IDLE] = "never acts",
        [INVARIANT_EMPTY] = "no combination",
        [INVARIANT_REFUTED] = "",
    };
    json_t *list = json_array();
    for (size_t i = 0; i < p->invariants; i++) {
        const struct invariant_proof *v = &p->invariant[i];
        struct invariant_info info;
        rules_invariant(r, i, &info);
        json_t *one = json_pack("{s:o, s:o, s:b}", "invariant", span_json(info.name), "cites",
                                span_json(info.cites), "proved",
                                (int)(v->state != INVARIANT_REFUTED));
        if (vacuous[v->state][0] != '\0') {
            (void)json_object_set_new(one, "vacuous", json_string(vacuous[v->state]));
        }
        if (v->state == INVARIANT_REFUTED) {
            (void)json_object_set_new(one, "counter_example", counter_example_json(r, v));
        }
        (void)json_array_append_new(list, one);
    }
    return list;
}

bool prove_json(const struct rules *r, const struct proof *p, const char *reading, struct text *out, struct error *e)
{
    static const char *const why[] = {
        [RELEASE_POSSIBLE] = "",
        [RELEASE_NO_AGREEMENT] = "no agreement",
        [RELEASE_OUT_OF_FORCE] = "the agreement is not in force",
        [RELEASE_NO_GRANT] = "no grant acts",
        [RELEASE_NO_CONDITION] = "no condition of a grant can be true",
        [RELEASE_LOWERED] = "lowered to none",
        [RELEASE_HELD] = "held for a person",
    };
    json_t *value = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:b}", "at", instant_json(p->at), "combinations",
        count_json(p->combinations), "levels", levels_json(r, p), "without_effect",
        effects_json(r, p), "invariants", invariants_json(r, p), "possible",
        (int)(p->release == RELEASE_POSSIBLE));
    if (reading != NULL) {
        (void)json_object_set_new(value, "reading", json_string(reading));
    }
    json_t *held = json_object();
    set_rows(held, &p->held);
    (void)json_object_set_new(value, "held", held);
    if (p->release != RELEASE_POSSIBLE) {
        (void)json_object_set_new(value, "why", json_string(why[p->release]));
    }
    if (p->release == RELEASE_LOWERED) {
        (void)json_object_set_new(value, "by", clauses_json(r, p->lowers, p->lowering));
        (void)json_object_set_new(value, "each", json_boolean(p->alone));
    }
    return dump(value, out, e);
}

/* --- diff --- */

static json_t *changes_json(const struct rules *a, const struct rules *b, const struct difference *d)
{
    struct levels of_a, of_b;
    json_t *list = json_array();
    rules_levels(a, &of_a);
    rules_levels(b, &of_b);
    for (size_t i = 0; i < d->count; i++) {
        const struct level_change *c = &d->change[i];
        json_t *one = json_pack("{s:o, s:o, s:b}", "from", span_json(prove_level_name(&of_a, c->from)), "to",
                                span_json(prove_level_name(&of_b, c->to)), "raised", (int)c->raised);
        set_rows(one, &c->rows);
        (void)json_array_append_new(list, one);
    }
    return list;
}

bool diff_json(const struct rules *a, const struct rules *b, const struct difference *d,
               const struct prove_past *past, struct text *out, struct error *e)
{
    json_t *populations = json_array();
    for (unsigned i = 0; i < POPULATIONS && d->population[i].len > 0; i++) {
        (void)json_array_append_new(populations, span_json(d->population[i]));
    }
    json_t *value =
        json_pack("{s:o, s:o, s:o, s:o, s:o}", "populations", populations, "combinations", count_json(d->combinations), "raised",
                  count_json(d->raised), "lowered", count_json(d->lowered), "changes",
                  changes_json(a, b, d));
    if (past->asked) {
        (void)json_object_set_new(
            value, "released",
            json_pack("{s:o, s:o, s:o}", "rows", count_json(past->rows), "raised",
                      count_json(past->raised), "lowered", count_json(past->lowered)));
    }
    return dump(value, out, e);
}
