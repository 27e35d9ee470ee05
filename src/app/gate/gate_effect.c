/* gate_effect.c: what an order or a halt meets: of each plan, how far it got, and how many of its rows would be
 * given less now. Decided from the kept facts, with the clauses, the safeguards, the quota and the earlier
 * releases of this instant, no registry opened: release and handover look again, and more closely, before anything
 * leaves.
 *
 * (1) What is handed over is out, whatever came later: each such package is listed, to the row where a file is
 *     asked for.
 * (2) Nothing more leaves by a plan of which one row would be given less.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct effect {
    struct gate *g;
    json_t *packages;
    struct file *csv;
    bool halted;
};

/* One plan. */
struct met {
    struct plan plan;
    struct register_rules rules;
    struct levels levels;
    struct moment *moment;
    struct facts context;
    struct plan_past past;
    uint8_t *places; /* of each row that is answered; NULL: no order has a list */
    struct row_record *rows;
    size_t count;
    uint64_t given, lowered;
    char release[GATE_ID], at[INSTANT_TEXT];
    const char *state;
};

static bool how_far(struct gate *g, struct met *m, struct error *e)
{
    unsigned approvals;
    (void)snprintf(m->release, sizeof m->release, "r%s", m->plan.act.subject + 1);
    struct disclosure disclosed;
    if (!release_disclosed(g, m->release, &disclosed, e) || !plan_approvals(g, &m->plan, &approvals, e)) {
        return false;
    }
    if (disclosed.found) {
        instant_format(disclosed.at, m->at);
    }
    bool released = gate_count(g, "release", m->plan.act.subject) > 0;
    m->state = m->at[0] != '\0' ? "handed over" : released ? "released" : approvals > 1 ? "approved" : "planned";
    return true;
}

static bool find_covered(struct gate *g, struct met *m, struct error *e)
{
    uint32_t *persons = memory_new(m->count, sizeof *persons, e);
    if (persons == NULL) {
        return false;
    }
    for (size_t i = 0; i < m->count; i++) {
        persons[i] = m->rows[i].outcome == OUTCOME_RELEASED ? m->rows[i].person : PERSON_NOBODY;
    }
    bool ok = covered_persons(&m->places, g, m->rules.populations, &m->plan, persons, m->count, e);
    memory_free(persons);
    return ok;
}

static bool met_open(struct gate *g, struct met *m, const char *plan, struct error *e)
{
    instant now;
    if (!plan_get(g, plan, &m->plan, e) || !how_far(g, m, e) || !gate_now(g, &now, e) ||
        !gate_rules(g, m->plan.agreement, &m->rules, e)) {
        return false;
    }
    rules_levels(m->rules.rules, &m->levels);
    if (!rules_moment(&m->moment, m->rules.rules, now, now, SIZE_MAX, e) ||
        !plan_rows(g, &m->plan, &m->rows, &m->count, e)) {
        return false;
    }
    const struct context_of of = context_of_plan(&m->plan, m->rules.rules, m->count, now);
    instant until;
    return context_facts(g, &of, &m->context, &until, e) &&
           plan_past_open(&m->past, g, &m->plan, m->rules.rules, m->moment, m->rows, m->count, now, e) &&
           find_covered(g, m, e);
}

static void met_clear(struct met *m)
{
    plan_clear(&m->plan);
    gate_rules_clear(&m->rules);
    moment_free(m->moment);
    plan_past_clear(&m->past);
    memory_free(m->places);
    memory_free(m->rows);
}

static void decide(const struct met *m, size_t row, struct verdict *out)
{
    struct facts facts = m->rows[row].facts;
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_CONTEXT) {
            facts.value[i] = m->context.value[i];
        }
    }
    plan_past_add(&m->past, row, &facts);
    if (m->places != NULL) {
        places_facts(m->places[row], facts.value);
    }
    moment_decide(m->moment, &facts, out);
}

static void count_rows(struct met *m)
{
    for (size_t i = 0; i < m->count; i++) {
        struct verdict v;
        if (m->rows[i].outcome == OUTCOME_RELEASED) {
            decide(m, i, &v);
            m->given++;
            m->lowered += v.held || v.level < m->rows[i].level;
        }
    }
}

/* The controls of a plan's rows, which stand in the order of its records. */
struct listing {
    const struct effect *x;
    const struct met *m;
    size_t at;
};

static bool write_row(const struct listing *l, const struct row *row, struct error *e)
{
    const struct met *m = l->m;
    struct text line = {0};
    struct verdict v;
    decide(m, l->at, &v);
    uint8_t level = m->rows[l->at].level;
    struct span given = level < m->levels.count ? m->levels.name[level] : span_of("");
    struct span now = v.held ? span_of("held") : m->levels.name[v.level];
    bool ok = text_addf(&line, e, "%s,%s,%llu,", m->release, m->plan.batch, (unsigned long long)row->number) &&
              text_add_csv(&line, row->value[FIELD_CONTROL], ',', e) &&
              text_addf(&line, e, ",%.*s,%.*s\n", SPAN_ARGS(given), SPAN_ARGS(now)) &&
              file_write(l->x->csv, text_span(&line), e);
    text_free(&line);
    return ok;
}

static bool list_row(void *ctx, const struct row *row, struct error *e)
{
    struct listing *l = ctx;
    bool ok = l->at >= l->m->count || l->m->rows[l->at].outcome != OUTCOME_RELEASED || write_row(l, row, e);
    l->at++;
    return ok;
}

static bool write_rows(const struct effect *x, const struct met *m, struct error *e)
{
    struct listing l = {.x = x, .m = m};
    struct intake *in = NULL;
    bool ok = outcomes_open(&in, x->g, m->plan.batch, e) && list_each(in, "outcomes.csv", NULL, list_row, &l, e) &&
              (l.at >= m->count ||
               fail(e, ERROR_VERIFY, "outcomes.short", "outcomes.csv of %s was cut", m->plan.batch));
    intake_close(in);
    return ok;
}

static bool add_plan(void *ctx, const struct found *f, struct error *e)
{
    struct effect *x = ctx;
    struct met *m = memory_new(1, sizeof *m, e);
    if (m == NULL) {
        return false;
    }
    bool ok = met_open(x->g, m, f->subject, e);
    if (ok) {
        count_rows(m);
        bool out = m->at[0] != '\0';
        x->packages = json_list_add(
            x->packages,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:b}", "plan", f->subject, "batch", m->plan.batch,
                      "release", m->release, "state", m->state, "at", m->at, "rows", (json_int_t)m->given, "lowered",
                      (json_int_t)m->lowered, "stopped", !out && (x->halted || m->lowered > 0)));
        ok = json_made(x->packages, e) && (!out || x->csv == NULL || write_rows(x, m, e));
    }
    met_clear(m);
    memory_free(m);
    return ok;
}

bool gate_effect(struct gate *g, const char *csv, struct text *out, struct error *e)
{
    struct effect x = {.g = g, .packages = json_array()};
    bool ok = json_made(x.packages, e) && gate_halted(g, &x.halted, e) &&
              (csv == NULL || (file_begin(&x.csv, csv, FILE_PRIVATE, e) &&
                               file_write(x.csv, SPAN_LITERAL("release,batch,row,control,level,now\n"), e)));
    ok = ok && gate_each(g, "plan", NULL, add_plan, &x, e);
    ok = file_finish(x.csv, ok, e);
    json_t *conflicts = NULL, *unsearched = NULL, *all = NULL;
    ok = ok && gate_conflicts(g, &conflicts, &unsearched, e);
    if (ok) {
        all = json_pack("{s:b, s:O, s:o, s:o}", "halted", x.halted, "packages", x.packages, "conflicts", conflicts,
                        "unsearched", unsearched);
    }
    ok = ok && json_made(all, e) && json_canonical(all, out, e);
    json_decref(all);
    json_decref(x.packages);
    return ok;
}
