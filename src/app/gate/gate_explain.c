/* gate_explain.c: for an officer: why a row got its answer; the rows that wait
 * for a person; the funnel of a batch.
 *
 * Shows facts, clauses, citations and weights; values of the request and of the
 * record only when they are asked for (I7).
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* "b1:17" */
bool row_named(const char *text, char batch[GATE_ID], uint64_t *row, struct error *e)
{
    struct span rest = span_of(text), part;
    bool ok = span_cut(&rest, ':', &part) && part.len > 0 && part.len < GATE_ID &&
              span_number(rest, row) && *row > 0;
    if (!ok) {
        (void)!fail(e, ERROR_USAGE, "row.name", "a row is named BATCH:ROW");
        error_hint(e, "for example b1:17");
        return false;
    }
    (void)snprintf(batch, GATE_ID, "%.*s", SPAN_ARGS(part));
    return true;
}

bool plan_of_batch(struct gate *g, const char *batch, struct plan *out, struct error *e)
{
    char plan[GATE_ID];
    struct found f;
    if (!gate_get(g, "batch", batch, &f, e)) {
        return false;
    }
    found_clear(&f);
    (void)snprintf(plan, sizeof plan, "p%s", batch[0] == '\0' ? "" : batch + 1);
    return plan_get(g, plan, out, e);
}

/* --- explain --- */

/* A population goes by the name that the rules give it; places without one say nothing. */
static bool add_population(const struct rules *rules, unsigned place, uint8_t value, struct text *out, struct error *e)
{
    struct span name = rules_population(rules, place);
    return name.len == 0 ||
           text_addf(out, e, "  %s (\"%.*s\")\n",
                     value != 0 ? fact_phrase(FACT_POPULATION, value) : "population: unknown", SPAN_ARGS(name));
}

static bool add_facts(const struct rules *rules, const struct row_record *r, struct text *out, struct error *e)
{
    bool ok = text_adds(out, "\nfacts\n", e);
    for (unsigned i = 0; ok && i < FACT_COUNT; i++) {
        uint8_t v = r->facts.value[i];
        ok = fact_is_place((enum fact)i) ? add_population(rules, i - FACT_POPULATION_1, v, out, e)
             : v != 0 ? text_addf(out, e, "  %s\n", fact_phrase((enum fact)i, v))
                    : text_addf(out, e, "  %s: unknown\n", fact_name((enum fact)i));
    }
    return ok;
}

static bool add_clauses(const struct rules *rules, const struct verdict *v, struct text *out,
                        struct error *e)
{
    bool ok = text_adds(out, "\nclauses that decided, under the rules of that moment\n", e);
    for (unsigned i = 0; ok && i < v->count; i++) {
        struct clause_info c;
        struct text condition = {0};
        rules_clause(rules, v->clause[i], &c);
        ok = rules_condition(rules, v->clause[i], &condition, e) &&
             text_addf(out, e, "  %.*s  %s  %s\n      %.*s\n", SPAN_ARGS(c.id),
                       v->clause[i] == v->grant       ? "grants"
                       : c.verb == CLAUSE_COMPEL      ? "compels"
                                                      : "lowers",
                       condition.len == 0 ? "whatever the facts" : condition.at, SPAN_ARGS(c.cites));
        text_free(&condition);
    }
    return ok && (v->count > 0 || text_adds(out, "  none granted anything\n", e));
}

/* "would be address if: address corresponds, row is single" */
static bool add_would(const struct rules *rules, instant decided, const struct facts *facts,
                      struct text *out, struct error *e)
{
    struct would w;
    struct levels levels;
    rules_levels(rules, &levels);
    bool ok = rules_would(&w, rules, decided, decided, SIZE_MAX, facts, e);
    for (unsigned i = 0; ok && i < w.count; i++) {
        ok = text_addf(out, e, "  would be %.*s if: ", SPAN_ARGS(levels.name[w.higher[i].level])) &&
             rules_cube_text(rules, &w.higher[i].need, ", ", out, e) && text_addc(out, '\n', e);
    }
    return ok;
}

static bool add_weight(struct text *t, int32_t w, struct error *e)
{
    int32_t size = w < 0 ? -w : w;
    return text_addf(t, e, "%s%d.%02d", w < 0 ? "-" : "+", size / 100, size % 100);
}

static bool add_waterfall(const struct matcher *m, const struct admitted *a, const struct row_record *r,
                          struct text *out, struct error *e)
{
    struct match_explanation x;
    bool identifier = r->by_identifier == LINK_UNIQUE;
    if (!(identifier ? match_explain_identifier(m, a, 0, r->person, &x, e)
                     : match_explain(m, a, 0, r->person, &x, e))) {
        return false;
    }
    bool ok = text_addf(out, e, "\nmatch evidence by %s (bits)\n",
                        identifier ? "identifier and name" : "name and address");
    for (unsigned i = 0; ok && i < x.count; i++) {
        ok = text_addf(out, e, "  %-12s %-14s ", x.step[i].comparison, x.step[i].level) &&
             add_weight(out, x.step[i].weight, e) && text_addc(out, '\n', e);
    }
    return ok && text_addf(out, e, "  %-27s ", "total") && add_weight(out, x.total, e) &&
           text_addc(out, '\n', e);
}

/* A row at a time, by rising number: what follows from its own texts. */
struct one_row {
    struct unsealed *unsealed;
    const struct row_record *record;
    struct registry *registry;
    struct matcher *matcher;
    const struct elements *required;
    bool values;
    struct text *out;
    const struct row_record *rows;
    const uint32_t *which; /* rows that are explained, */
    struct text *evidence; /* the text of each, */
    size_t next, count;    /* so many of them, the first that is still to come */
};

/* One candidate: its weight and what agreed; whom it is only with the values. */
static bool add_candidate(const struct one_row *o, const struct admitted *a, unsigned place,
                          const struct match_candidate *one, struct error *e)
{
    struct match_explanation x;
    bool ok = match_explain(o->matcher, a, 0, one->person, &x, e) &&
              text_addf(o->out, e, "  %u  ", place) && add_weight(o->out, one->weight, e);
    for (unsigned i = 0; ok && i < x.count; i++) {
        ok = x.step[i].weight == 0 ||
             text_addf(o->out, e, "%s %s %s", i == 0 ? " " : ",", x.step[i].comparison, x.step[i].level);
    }
    if (ok && o->values) {
        struct person p;
        char room[REGISTRY_ROOM];
        registry_person(o->registry, one->person, &p, room);
        ok = text_adds(o->out, "\n     ", e) && text_add(o->out, p.id, e);
    }
    return ok && text_addc(o->out, '\n', e);
}

/* For the person who reviews a row in which nobody could be told apart. */
static bool add_candidates(const struct one_row *o, const struct admitted *a, struct error *e)
{
    enum { SHOWN = 8 };
    struct match_candidate list[SHOWN];
    size_t found;
    if (!match_candidates(o->matcher, a, 0, list, SHOWN, &found, e)) {
        return false;
    }
    bool ok = text_addf(o->out, e, "\ncandidates by name and address (bits), the best of %zu\n", found);
    for (unsigned i = 0; ok && i < found && i < SHOWN; i++) {
        ok = add_candidate(o, a, i + 1, &list[i], e);
    }
    return ok;
}

static bool add_values(struct one_row *o, const struct row *row, struct error *e)
{
    bool ok = text_adds(o->out, "\nthe request's values\n", e);
    for (unsigned i = 0; ok && i < FIELD_COUNT; i++) {
        ok = row->value[i].len == 0 ||
             (text_addf(o->out, e, "  %-16s ", field_name((enum field)i)) &&
              text_add_shown(o->out, row->value[i], e) && text_addc(o->out, '\n', e));
    }
    if (ok && o->record->person != PERSON_NOBODY) {
        struct person p;
        struct text line = {0};
        registry_person(o->registry, o->record->person, &p, NULL);
        ok = answer_address(&p.address, &line, e) &&
             text_addf(o->out, e, "\nthe record's address\n  %s, %.*s %s %05u\n", line.at,
                       SPAN_ARGS(p.address.city), p.address.state, (unsigned)p.address.zip);
        text_free(&line);
    }
    return ok;
}

static bool explain_one(struct one_row *o, const struct slice *s, size_t i, struct error *e)
{
    struct admitted *a = NULL;
    if (!standard_admit_rows(o->unsealed->batch.standard, &s->rows[i], 1, o->required, s->arena, &s->persons[i], &a,
                             e)) {
        return false;
    }
    bool compared = admitted_count(a) == 1, matched = o->record->person != PERSON_NOBODY;
    return (!compared ||
            (matched ? add_waterfall(o->matcher, a, o->record, o->out, e) : add_candidates(o, a, e))) &&
           (!o->values || add_values(o, &s->rows[i], e));
}

static bool explain_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct one_row *o = ctx;
    for (; o->next < o->count && o->which[o->next] < s->first + s->count; o->next++) {
        size_t i = o->which[o->next] - s->first;
        o->record = &o->rows[o->which[o->next]];
        o->out = &o->evidence[o->next];
        if (s->rows[i].line != 0 && !explain_one(o, s, i, e)) {
            return false;
        }
    }
    return true;
}

/* Fills o->evidence. */
static bool find_evidence(struct gate *g, const struct plan *p, const struct rules *rules, struct one_row *o,
                          struct error *e)
{
    char path[PATH_SIZE];
    struct agreement_info info;
    struct unsealed u;
    if (!rules_agreement(rules, &info) || !unseal_requests(g, p->batch, &u, e)) {
        return false;
    }
    o->unsealed = &u;
    o->required = &info.required;
    bool ok = gate_path(g, path, e, "registry") && registry_open(&o->registry, path, p->generation, e) &&
              plan_matcher(g, p, o->registry, &o->matcher, e) &&
              batch_pass(&u.batch, 1, "explain", NULL, explain_slice, NULL, o, e);
    matcher_free(o->matcher);
    registry_close(o->registry);
    unsealed_clear(&u);
    return ok;
}

static bool add_head(const struct plan *p, uint32_t row, const struct row_record *r, struct text *out, struct error *e)
{
    return text_addf(out, e, "%s:%u  %s\nrequest: %s (%s)\n", p->batch, row + 1, outcome_name((enum outcome)r->outcome),
                     sufficiency_name((enum sufficiency)r->sufficiency),
                     category_name((enum category)r->category)) &&
           (r->sufficiency == SUFFICIENCY_COMPLETE ||
            text_addf(out, e, "told to the recipient: %s\nno record was touched for this row\n",
                      category_sentence((enum category)r->category)));
}

struct erasure_of {
    uint64_t row;
    size_t rows;
    struct text *out;
};

static bool say_erasure(void *ctx, const struct found *f, struct error *e)
{
    const struct erasure_of *x = ctx;
    struct row_set rows = {0};
    char at[INSTANT_TEXT];
    instant_format(f->time, at);
    bool ok = row_set_new(&rows, x->rows, e) && row_set_parse(&rows, span_of(json_text(f->document, "erased")), e) &&
              (!rows.has[x->row - 1] ||
               text_addf(x->out, e, "erased on %s by %s: %s\nwhat it was about cannot be told any more\n", at, f->subject,
                         json_text(f->document, "cites")));
    row_set_clear(&rows);
    return ok;
}

static bool add_erasure(struct gate *g, const char *batch, uint64_t number, struct text *out, struct error *e)
{
    struct found b = {0};
    struct erasure_of x = {.row = number, .out = out};
    bool ok = gate_get(g, "batch", batch, &b, e);
    x.rows = (size_t)json_number(b.entry, "rows");
    ok = ok && gate_each(g, "erasure", batch, say_erasure, &x, e);
    found_clear(&b);
    return ok;
}

/* What decided: the rules of the plan's moment. */
struct explaining {
    struct gate *g;
    const struct plan *plan;
    struct register_rules rules;
    struct moment *moment;
    instant decided;
};

static bool add_row(const struct explaining *x, uint32_t row, const struct row_record *r, const struct text *evidence,
                    struct text *out, struct error *e)
{
    struct verdict v;
    if (!add_head(x->plan, row, r, out, e)) {
        return false;
    }
    if (r->erased) {
        return add_erasure(x->g, x->plan->batch, (uint64_t)row + 1, out, e);
    }
    if (r->outcome == OUTCOME_REJECTED) {
        return text_adds(out, "the row could not be read; outcomes.csv has the reason\n", e);
    }
    moment_decide(x->moment, &r->facts, &v);
    return (r->sufficiency != SUFFICIENCY_COMPLETE || (add_clauses(x->rules.rules, &v, out, e) &&
                                                       add_would(x->rules.rules, x->decided, &r->facts, out, e))) &&
           text_add(out, text_span(evidence), e) && add_facts(x->rules.rules, r, out, e);
}

/* Nothing of them is to be looked at in the requests. */
static bool all_told(const struct row_record *rows, const uint32_t *which, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[which[i]].outcome != OUTCOME_REJECTED && !rows[which[i]].erased) {
            return false;
        }
    }
    return true;
}

bool explain_rows(struct gate *g, const struct plan *p, const struct row_record *rows, const uint32_t *which, size_t n,
                  bool values, struct text *out, struct error *e)
{
    struct explaining x = {.g = g, .plan = p};
    struct text *evidence = memory_new(n + 1, sizeof *evidence, e);
    struct one_row o = {.values = values, .rows = rows, .which = which, .evidence = evidence, .count = n};
    bool ok = evidence != NULL && gate_rules(g, p->agreement, &x.rules, e) &&
              (instant_parse(span_of(json_text(p->act.document, "decided")), &x.decided) ||
               fail(e, ERROR_VERIFY, "plan.decided", "the plan does not say when it was decided")) &&
              rules_moment(&x.moment, x.rules.rules, x.decided, x.decided, SIZE_MAX, e) &&
              (all_told(rows, which, n) || find_evidence(g, p, x.rules.rules, &o, e));
    for (size_t i = 0; ok && i < n; i++) {
        ok = (i == 0 || text_addc(out, '\n', e)) && add_row(&x, which[i], &rows[which[i]], &evidence[i], out, e);
    }
    for (size_t i = 0; evidence != NULL && i < n; i++) {
        text_free(&evidence[i]);
    }
    memory_free(evidence);
    moment_free(x.moment);
    gate_rules_clear(&x.rules);
    return ok;
}

bool gate_explain(struct gate *g, const char *name, bool values, struct text *out, struct error *e)
{
    char batch[GATE_ID];
    uint64_t number;
    struct plan p = {0};
    struct row_record *rows = NULL;
    size_t count = 0;
    bool ok = row_named(name, batch, &number, e) && plan_of_batch(g, batch, &p, e) &&
              plan_rows(g, &p, &rows, &count, e) &&
              (number <= count ||
               fail(e, ERROR_INPUT, "row.none", "%s has %s", batch, COUNTED(count, "row", "rows")));
    uint32_t which = ok ? (uint32_t)(number - 1) : 0;
    ok = ok && explain_rows(g, &p, rows, &which, 1, values, out, e);
    memory_free(rows);
    plan_clear(&p);
    return ok;
}

/* --- review and funnel --- */

/* Held by commands that conflict is what is neither unclear in itself nor about several people. */
static const char *why_review(const struct row_record *r)
{
    const uint8_t *f = r->facts.value;
    bool ambiguous = f[FACT_BY_IDENTIFIER] == BY_IDENTIFIER_IS_MANY ||
                     f[FACT_BY_NAME_ADDRESS] == BY_NAME_ADDRESS_IS_MANY || f[FACT_PATHS] == PATHS_IS_DISAGREE;
    return r->erased                            ? "erased"
           : r->sufficiency == SUFFICIENCY_REVIEW ? category_name((enum category)r->category)
           : ambiguous                          ? "candidates that cannot be told apart"
           : r->person == PERSON_NOBODY         ? "no one person whom it is about"
                                                : "commands that conflict";
}

bool gate_review(struct gate *g, const char *batch, struct text *out, struct error *e)
{
    struct row_record *rows = NULL;
    size_t count = 0;
    struct plan p = {0};
    bool ok = plan_of_batch(g, batch, &p, e) && plan_rows(g, &p, &rows, &count, e) &&
              text_adds(out, "row,reason\n", e);
    for (size_t i = 0; ok && i < count; i++) {
        const struct row_record *r = &rows[i];
        if (r->outcome == OUTCOME_REVIEW) {
            ok = text_addf(out, e, "%zu,%s\n", i + 1, why_review(r));
        }
    }
    memory_free(rows);
    plan_clear(&p);
    return ok;
}

bool gate_funnel(struct gate *g, const char *batch, struct funnel *out, struct error *e)
{
    *out = (struct funnel){0};
    struct plan p = {0};
    struct register_rules rules = {0};
    struct row_record *rows = NULL;
    struct levels levels;
    size_t count = 0;
    bool ok = plan_of_batch(g, batch, &p, e) && plan_rows(g, &p, &rows, &count, e) &&
              gate_rules(g, p.agreement, &rules, e) && plan_funnel(&p, out, e);
    if (ok) {
        rules_levels(rules.rules, &levels);
        funnel_of_rows(rows, count, &levels, out);
        const char *which = funnel_imbalance(out);
        ok = which == NULL ||
             fail(e, ERROR_VERIFY, "gate.balance", "the batch does not balance: %s", which);
    }
    memory_free(rows);
    gate_rules_clear(&rules);
    plan_clear(&p);
    return ok;
}

bool gate_meta(struct gate *g, const char *batch, struct gate_meta *out, struct error *e)
{
    *out = (struct gate_meta){0};
    struct plan p = {0};
    struct text root = {0};
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    bool ok = plan_of_batch(g, batch, &p, e) && text_add_hex(&root, c->root.at, sizeof c->root.at, e);
    if (ok) {
        instant_format(p.act.time, out->at);
        out->size = c->size;
        (void)snprintf(out->origin, sizeof out->origin, "%s", c->origin);
        (void)snprintf(out->root, sizeof out->root, "%s", root.at);
        (void)snprintf(out->rules, sizeof out->rules, "%s", json_text(p.act.document, "rules"));
        (void)snprintf(out->classifier, sizeof out->classifier, "%s",
                       json_text(p.act.document, "classifier"));
        (void)snprintf(out->generation, sizeof out->generation, "%s", p.generation);
    }
    text_free(&root);
    plan_clear(&p);
    return ok;
}
