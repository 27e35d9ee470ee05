/* gate_again.c: release and handover decide again, at their own instant, with
 * the clauses in force, the flags of the persons and their records as they are
 * now (invariant I5). A plan in which any row's result changed is stale.
 */
#include "app/gate/gate_internal.h"

#include "base/pool.h"

static bool same_generations(const struct again *a)
{
    struct registry_info then, now;
    registry_info(a->then, &then);
    registry_info(a->now, &now);
    return crypto_equal(then.hash, now.hash, sizeof then.hash);
}

/* The generation that the plan names has to be the one that it was made with. */
static bool same_generation(const struct again *a, struct error *e)
{
    return registry_is(a->then, json_text(a->plan->act.document, "registry")) ||
           fail(e, ERROR_VERIFY, "registry.other", "the registry's generation %s is not the plan's",
                a->plan->generation);
}

/* Only a sufficient row can be released, to a person of the generation, at a level of the agreement. */
static bool in_bounds(const struct again *a)
{
    struct registry_info info;
    registry_info(a->then, &info);
    for (size_t i = 0; i < a->count; i++) {
        const struct row_record *r = &a->rows[i];
        bool released = r->outcome == OUTCOME_RELEASED;
        if (r->level >= a->levels.count || (r->person != PERSON_NOBODY && r->person >= info.persons) ||
            (released && (r->sufficiency != SUFFICIENCY_COMPLETE || r->person == PERSON_NOBODY))) {
            return false;
        }
    }
    return true;
}

static bool open_facts(struct again *a, instant now, struct error *e)
{
    const struct context_of of = context_of_plan(a->plan, a->rules.rules, a->count, now);
    return context_facts(a->g, &of, &a->context, &a->until, e) &&
           plan_past_open(&a->past, a->g, a->plan, a->rules.rules, a->moment, a->rows, a->count, now, e);
}

bool again_open(struct again *a, struct gate *g, const struct plan *plan, struct error *e)
{
    char keys[PATH_SIZE], registry[PATH_SIZE];
    instant now = g->now;
    *a = (struct again){.g = g, .plan = plan};
    if (!gate_sees(g, e)) {
        return false;
    }
    a->ledger_size = ledger_checkpoint(g->ledger)->size;
    bool ok = gate_path(g, keys, e, "batches/%s/keys.bin", plan->batch) &&
              gate_path(g, registry, e, "registry") && plan_rows(g, plan, &a->rows, &a->count, e) &&
              row_keys_load(&a->keys, keys, e) &&
              (a->keys.count == a->count ||
               fail(e, ERROR_VERIFY, "keys.length", "%s was cut", keys)) &&
              gate_rules(g, plan->agreement, &a->rules, e) && (g->begun || gate_now(g, &now, e)) &&
              rules_moment(&a->moment, a->rules.rules, now, now, SIZE_MAX, e) &&
              registry_open(&a->then, registry, plan->generation, e) && same_generation(a, e) &&
              gate_registry_open(g, &a->now, e) &&
              /* every byte: what leaves rests on flags and addresses in these files */
              registry_verify(a->then, e) && (same_generations(a) || registry_verify(a->now, e)) &&
              open_facts(a, now, e);
    if (!ok) {
        again_clear(a);
        return false;
    }
    rules_levels(a->rules.rules, &a->levels);
    if (!in_bounds(a)) {
        again_clear(a);
        return fail(e, ERROR_VERIFY, "rows.value", "rows.pvb of %s holds what no run writes", plan->batch);
    }
    return true;
}

void again_clear(struct again *a)
{
    memory_free(a->rows);
    plan_past_clear(&a->past);
    row_keys_clear(&a->keys);
    moment_free(a->moment);
    gate_rules_clear(&a->rules);
    registry_close(a->then);
    registry_close(a->now);
    *a = (struct again){0};
}

bool again_outdated(const struct again *a)
{
    return ledger_checkpoint(a->g->ledger)->size != a->ledger_size ||
           !moment_holds(a->moment, a->g->now) || a->g->now >= a->until;
}

bool again_person(const struct again *a, const struct row_record *r, struct person *out,
                  char room[REGISTRY_ROOM])
{
    if (r->person == PERSON_NOBODY) {
        return false;
    }
    registry_person(a->then, r->person, out, room);
    uint32_t index = registry_find(a->now, out->id);
    if (index == PERSON_NOBODY) {
        return false;
    }
    registry_person(a->now, index, out, room);
    return true;
}

/* --- one row --- */

enum change { CHANGE_NONE, CHANGE_RULES, CHANGE_FACT, CHANGE_PERSON, CHANGE_RECORD };

struct look {
    struct again *a;
    struct committer *committer;
    struct text payload;
    struct verdict verdict; /* of the first row that changed */
    enum change cause;
    struct text facts;      /* CHANGE_FACT: the phrases that hold now */
    uint64_t changed;
};

static void look_clear(struct look *l)
{
    committer_free(l->committer);
    text_free(&l->payload);
    text_free(&l->facts);
}

static bool facts_now(const struct again *a, size_t i, const struct person *p, struct facts *f, struct error *e)
{
    *f = a->rows[i].facts;
    plan_past_add(&a->past, i, f);
    for (unsigned k = 0; k < FACT_COUNT; k++) {
        enum fact_phase phase = fact_phase((enum fact)k);
        if (phase == PHASE_CONTEXT) {
            f->value[k] = a->context.value[k];
        } else if (phase == PHASE_SUBJECT) {
            f->value[k] = 0;
        }
    }
    return p == NULL || facts_of_person(p, a->rules.populations, f, e);
}

/* The facts, other than of the person, that are tested and have another value than the plan was made with. */
static bool changed_facts(const struct again *a, const struct facts *then, const struct facts *now, struct text *out,
                          struct error *e)
{
    bool ok = true;
    text_clear(out);
    for (unsigned k = 0; ok && k < FACT_COUNT; k++) {
        if (then->value[k] != now->value[k] && fact_phase((enum fact)k) != PHASE_SUBJECT &&
            moment_tests(a->moment, (enum fact)k)) {
            ok = text_adds(out, out->len == 0 ? "" : ", ", e) &&
                 (now->value[k] != 0 ? text_adds(out, fact_phrase((enum fact)k, now->value[k]), e)
                                     : text_addf(out, e, "%s is not known", fact_name((enum fact)k)));
        }
    }
    return ok;
}

static bool look_at(struct look *l, size_t i, enum change *out, struct error *e)
{
    struct again *a = l->a;
    const struct row_record *r = &a->rows[i];
    struct person person = {0};
    char room[REGISTRY_ROOM];
    struct facts facts;
    struct verdict v;
    bool there = again_person(a, r, &person, room);
    *out = CHANGE_NONE;
    if (!facts_now(a, i, there ? &person : NULL, &facts, e)) {
        return false;
    }
    moment_decide(a->moment, &facts, &v);
    if (v.level != r->level || outcome_of(&v, &facts, there, &a->levels) != (enum outcome)r->outcome) {
        bool same_subject = facts.value[FACT_PROTECTION] == r->facts.value[FACT_PROTECTION] &&
                            facts.value[FACT_LIFE] == r->facts.value[FACT_LIFE];
        if (l->changed > 0) {
            *out = CHANGE_RULES; /* it is counted; the first one says why */
            return true;
        }
        l->verdict = v;
        bool ok = changed_facts(a, &r->facts, &facts, &l->facts, e);
        *out = !same_subject ? CHANGE_PERSON : l->facts.len > 0 ? CHANGE_FACT : CHANGE_RULES;
        return ok;
    }
    struct sha256 released;
    bool given = r->outcome == OUTCOME_RELEASED;
    text_clear(&l->payload);
    if (!answer_payload(&a->levels, given ? v.level : LEVEL_NONE, &person, &l->payload, e) ||
        !commit_released(l->committer, a->keys.at[i], text_span(&l->payload), &released, e)) {
        return false;
    }
    *out = memcmp(released.at, &r->payload, sizeof r->payload) == 0 ? CHANGE_NONE : CHANGE_RECORD;
    return true;
}

/* The clause that a person would name: the last that bit, an order before others. */
static void name_cause(const struct look *l, struct text *out)
{
    struct error ignored;
    struct clause_info best = {0}, info;
    for (unsigned i = 0; i < l->verdict.count; i++) {
        rules_clause(l->a->rules.rules, l->verdict.clause[i], &info);
        if (best.order.len == 0) {
            best = info;
        }
    }
    (void)!text_add(out, best.order.len > 0 ? best.order : best.id, &ignored);
}

static bool refuse(const struct look *l, struct error *e)
{
    struct text cause = {0};
    name_cause(l, &cause);
    const char *none = l->cause == CHANGE_FACT ? "no grant" : "the agreement is not in force";
    const char *named = cause.len == 0 ? none : cause.at;
    switch (l->cause) {
    case CHANGE_PERSON:
        (void)!fail(e, ERROR_STALE, "plan.stale.person",
                    "%s another result now: the registry's flags of a person changed",
                    COUNTED(l->changed, "row has", "rows have"));
        break;
    case CHANGE_RECORD:
        (void)!fail(e, ERROR_STALE, "plan.stale.registry",
                    "%s another result now: a person's record changed in the registry",
                    COUNTED(l->changed, "row has", "rows have"));
        break;
    case CHANGE_FACT:
        (void)!fail(e, ERROR_STALE, "plan.stale.fact", "%s another result now; the first under: %s (%s)",
                    COUNTED(l->changed, "row has", "rows have"), named, l->facts.at);
        break;
    case CHANGE_NONE:
    case CHANGE_RULES:
        (void)!fail(e, ERROR_STALE, "plan.stale.rules",
                    "%s another result now; the first under: %s",
                    COUNTED(l->changed, "row has", "rows have"), named);
        break;
    }
    error_hint(e, "nothing leaves by this plan any more; make a new one: proviso run");
    text_free(&cause);
    return false;
}

/* Rows that several threads look at, a part each. */
enum { LOOK_PART = 8192, LOOK_WORKERS = 64 };

struct looking {
    struct again *a;
    struct look look[LOOK_WORKERS]; /* of each thread */
    uint64_t *changed;              /* rows of a part, */
    size_t *first;                  /* and the first of them */
};

static bool compared(const struct row_record *r)
{
    return r->sufficiency == SUFFICIENCY_COMPLETE && r->outcome != OUTCOME_REJECTED;
}

static bool look_at_part(void *ctx, unsigned worker, size_t part, struct error *e)
{
    struct looking *all = ctx;
    struct look *l = &all->look[worker];
    size_t from = part * LOOK_PART, end = from + LOOK_PART < all->a->count ? from + LOOK_PART : all->a->count;
    l->changed = 1; /* whose cause it is, is asked of the first row alone, afterwards */
    for (size_t i = from; i < end; i++) {
        enum change change = CHANGE_NONE;
        if (compared(&all->a->rows[i]) && !look_at(l, i, &change, e)) {
            return false;
        }
        if (change != CHANGE_NONE) {
            all->first[part] = all->changed[part]++ == 0 ? i : all->first[part];
        }
    }
    return true;
}

/* The first row that changed says why, whichever thread met it. */
static bool look_again(struct look *l, const struct looking *all, size_t parts, struct error *e)
{
    size_t part = 0;
    while (part < parts && all->changed[part] == 0) {
        part++;
    }
    if (part == parts) {
        return true;
    }
    bool ok = look_at(l, all->first[part], &l->cause, e);
    for (; part < parts; part++) {
        l->changed += all->changed[part];
    }
    return ok;
}

static bool look_at_all(struct look *l, struct error *e)
{
    size_t parts = (l->a->count + LOOK_PART - 1) / LOOK_PART;
    unsigned threads = l->a->g->threads == 0 ? pool_cores() : l->a->g->threads;
    threads = threads > LOOK_WORKERS ? LOOK_WORKERS : threads;
    struct looking *all = memory_new(1, sizeof *all, e);
    bool ok = all != NULL;
    if (ok) {
        all->a = l->a;
        all->changed = memory_new(parts + 1, sizeof *all->changed, e);
        all->first = all->changed == NULL ? NULL : memory_new(parts + 1, sizeof *all->first, e);
        ok = all->first != NULL;
    }
    for (unsigned i = 0; ok && i < threads; i++) {
        all->look[i].a = l->a;
        ok = committer_new(&all->look[i].committer, e);
    }
    ok = ok && pool_run(threads, parts, look_at_part, all, e) && look_again(l, all, parts, e);
    for (unsigned i = 0; all != NULL && i < threads; i++) {
        look_clear(&all->look[i]);
    }
    if (all != NULL) {
        memory_free(all->changed);
        memory_free(all->first);
    }
    memory_free(all);
    return ok;
}

/* The order that forbids everything to everybody; else "". */
static bool name_order(const struct rules *r, const bool *acts, struct text *out, struct error *e)
{
    struct clause_info info;
    for (size_t i = 0; i < rules_clauses(r) && out->len == 0; i++) {
        rules_clause(r, i, &info);
        bool cause = acts[i] && info.order.len > 0 && info.verb == CLAUSE_FORBID && rules_unconditional(r, i);
        if (cause && !text_add(out, info.id, e)) {
            return false;
        }
    }
    return true;
}

static bool refuse_all(const struct rules *r, instant now, struct error *e)
{
    struct text cause = {0};
    bool *acts = memory_new(rules_clauses(r) + 1, sizeof *acts, e);
    if (acts != NULL && rules_acts(r, now, now, acts, e) && name_order(r, acts, &cause, e)) {
        (void)!fail(e, ERROR_STALE, "plan.stale.rules", "nothing can be given any more: %s",
                    cause.len > 0 ? cause.at : "no grant is in force, or the agreement is not in force");
        error_hint(e, "nothing leaves by this plan any more; make a new one: proviso run");
    }
    text_free(&cause);
    memory_free(acts);
    return false;
}

bool again_possible(struct gate *g, const struct plan *plan, struct error *e)
{
    struct register_rules rules = {0};
    struct moment *m = NULL;
    struct found batch = {0};
    instant now = g->now;
    bool ok = gate_not_halted(g, e) && gate_get(g, "batch", plan->batch, &batch, e) && gate_rules(g, plan->agreement, &rules, e) &&
              (g->begun || gate_now(g, &now, e)) && rules_moment(&m, rules.rules, now, now, SIZE_MAX, e);
    ok = ok && (moment_most(m) > LEVEL_NONE ||
                json_number(json_object_get(batch.entry, "answers"), gate_answer_name(ANSWER_RELEASED)) == 0 ||
                refuse_all(rules.rules, now, e));
    found_clear(&batch);
    moment_free(m);
    gate_rules_clear(&rules);
    return ok;
}

bool again_unchanged(struct again *a, struct error *e)
{
    if (!gate_not_halted(a->g, e)) {
        return false;
    }
    struct look l = {.a = a};
    bool ok = committer_new(&l.committer, e) && look_at_all(&l, e) &&
              (l.changed == 0 || refuse(&l, e));
    look_clear(&l);
    return ok;
}
