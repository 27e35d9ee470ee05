/* gate_lookback.c: what would have been decided: past batches again under other
 * clauses, from the facts that were kept; no registry, no personal data. Lists
 * the rows that would now get less than they were given.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct looking {
    struct gate *g;
    const struct gate_lookback_options *o;
    struct finding *out;
    struct file *csv;
    char agreement[GATE_ID]; /* of the releases looked at: figures of two agreements do not add up */
    struct levels then;      /* the agreement's levels */
    unsigned same[LEVEL_MOST]; /* of each of them, the one of that name in the rules looked by */
};

/* The controls of a batch stand in its outcomes.csv. */
static bool open_controls(struct gate *g, const char *batch, struct intake **out, struct error *e)
{
    static const char *const names[] = {"row", "control", "outcome", "level", "reason"};
    char path[PATH_SIZE];
    struct layout *layout = memory_new(1, sizeof *layout, e);
    if (layout == NULL) {
        return false;
    }
    layout->separator = ',';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct layout_column *c = &layout->column[layout->count++];
        (void)snprintf(c->name, sizeof c->name, "%s", names[i]);
        c->field = i == 1 ? FIELD_CONTROL : -1;
    }
    bool ok = gate_path(g, path, e, "batches/%s/outcomes.csv", batch) &&
              intake_open(out, path, INTAKE_REQUESTS, layout, &intake_default_limits, e);
    memory_free(layout);
    return ok;
}

static bool write_wrong(const struct looking *l, const struct readings *r, const char *batch,
                        const struct row *row, struct span given, uint32_t wrong,
                        const struct verdict *verdicts, struct error *e)
{
    struct levels levels;
    struct text line = {0}, clauses = {0};
    bool ok = true;
    rules_levels(r->rules, &levels);
    for (unsigned i = 0; ok && l->csv != NULL && i < r->count; i++) {
        if ((wrong & 1u << i) == 0) {
            continue;
        }
        text_clear(&line);
        ok = verdict_clauses(r->rules, &verdicts[i], &clauses, e) &&
             text_addf(&line, e, "%s,%llu,", batch, (unsigned long long)row->number) &&
             text_add_csv(&line, row->value[FIELD_CONTROL], ',', e) && text_addc(&line, ',', e) &&
             text_add_csv(&line, span_of(r->name[i]), ',', e) && text_addc(&line, ',', e) &&
             text_add(&line, given, e) && text_addc(&line, ',', e) &&
             text_add(&line, levels.name[verdicts[i].level], e) && text_addc(&line, ',', e) &&
             text_add_csv(&line, text_span(&clauses), ',', e) && text_addc(&line, '\n', e) &&
             file_write(l->csv, text_span(&line), e);
    }
    text_free(&line);
    text_free(&clauses);
    return ok;
}

static void count_correspondence(struct finding *f, const struct facts *facts)
{
    uint8_t c = facts->value[FACT_CORRESPONDENCE];
    f->corresponds += c == CORRESPONDENCE_IS_CORRESPONDS;
    f->differs += c == CORRESPONDENCE_IS_DIFFERS;
    f->not_comparable += c == CORRESPONDENCE_IS_NOT_COMPARABLE;
}

static bool look_at_rows(struct looking *l, struct readings *r, instant at_instant, const char *batch,
                         const struct row_record *rows, size_t count,
                         struct intake *controls, struct error *e)
{
    enum { SLICE = 4096 };
    const struct moment *const *moments;
    struct arena *arena = NULL;
    struct row *lines = memory_new(SLICE, sizeof *lines, e);
    struct rejection *bad = lines == NULL ? NULL : memory_new(SLICE, sizeof *bad, e);
    bool ok = bad != NULL && arena_new(&arena, 0, e) && readings_at(r, at_instant, &moments, e);
    for (size_t at = 0; ok && at < count;) {
        size_t got = 0, rejected = 0;
        arena_reset(arena);
        ok = intake_read(controls, arena, lines, SLICE, &got, bad, &rejected, e) &&
             (got > 0 || fail(e, ERROR_VERIFY, "outcomes.short", "outcomes.csv of %s was cut", batch));
        for (size_t i = 0; ok && i < got && at < count; i++, at++) {
            struct verdict verdicts[FINDING_READINGS];
            uint32_t wrong;
            if (rows[at].outcome == OUTCOME_RELEASED) {
                finding_add(l->out, r, moments, &rows[at].facts, l->same[rows[at].level], &wrong,
                            verdicts);
                count_correspondence(l->out, &rows[at].facts);
                ok = write_wrong(l, r, batch, &lines[i], l->then.name[rows[at].level], wrong, verdicts, e);
            }
        }
    }
    arena_free(arena);
    memory_free(lines);
    memory_free(bad);
    return ok;
}

/* Levels are compared by their names: another text may have another ladder. */
static bool map_levels(struct looking *l, const struct rules *then, const struct rules *now,
                       struct error *e)
{
    struct levels to;
    rules_levels(then, &l->then);
    rules_levels(now, &to);
    for (unsigned i = 0; i < l->then.count; i++) {
        unsigned k = 0;
        while (k < to.count && !span_equal(l->then.name[i], to.name[k])) {
            k++;
        }
        if (k == to.count) {
            return fail(e, ERROR_INPUT, "lookback.levels", "the rules have no level '%.*s'",
                        SPAN_ARGS(l->then.name[i]));
        }
        l->same[i] = k;
    }
    return true;
}

static bool one_agreement(struct looking *l, const char *agreement, bool *skip, struct error *e)
{
    *skip = l->o->agreement != NULL && strcmp(l->o->agreement, agreement) != 0;
    if (*skip || l->agreement[0] == '\0' || strcmp(l->agreement, agreement) == 0) {
        if (!*skip) {
            (void)snprintf(l->agreement, sizeof l->agreement, "%s", agreement);
        }
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "lookback.agreement", "releases were made under several agreements");
    error_hint(e, "look at one at a time: --agreement %s", agreement);
    return false;
}

/* A package is disclosed when its key is first handed over; before, it is useless. */
struct disclosure {
    instant at;
    bool found;
};

static bool keep_first(void *ctx, const struct found *handover, struct error *e)
{
    (void)e;
    struct disclosure *d = ctx;
    d->at = d->found ? d->at : handover->time;
    d->found = true;
    return true;
}

static bool look_at_release(void *ctx, const struct found *release, struct error *e)
{
    struct looking *l = ctx;
    struct disclosure disclosed = {0};
    if (!gate_each(l->g, "handover", release->subject, keep_first, &disclosed, e)) {
        return false;
    }
    if (!disclosed.found) {
        l->out->undisclosed++;
        return true;
    }
    instant at = disclosed.at;
    struct plan plan = {0};
    struct register_rules then = {0};
    struct rules *other = NULL;
    struct readings readings = {0};
    struct row_record *rows = NULL;
    struct intake *controls = NULL;
    size_t count = 0;
    bool skip = true;
    if (!plan_get(l->g, release->parent, &plan, e)) {
        return false;
    }
    bool ok = l->o->batch != NULL && strcmp(l->o->batch, plan.batch) != 0
                  ? true
                  : one_agreement(l, plan.agreement, &skip, e);
    if (ok && !skip) {
        ok = gate_rules(l->g, plan.agreement, &then, e) &&
             (l->o->rules == NULL || rules_load(&other, l->o->rules, e));
        const struct rules *by = other != NULL ? other : then.rules;
        ok = ok && map_levels(l, then.rules, by, e) &&
             readings_open(&readings, by, l->o->readings, l->o->reading_count, e) &&
             plan_rows(l->g, &plan, &rows, &count, e) && open_controls(l->g, plan.batch, &controls, e);
        if (ok) {
            finding_begin(l->out, &readings);
            (void)snprintf(l->out->batch, sizeof l->out->batch, "%s", plan.batch);
            l->out->requests += count;
            ok = look_at_rows(l, &readings, at, plan.batch, rows, count, controls, e);
        }
    }
    intake_close(controls);
    memory_free(rows);
    readings_close(&readings);
    rules_free(other);
    gate_rules_clear(&then);
    plan_clear(&plan);
    return ok;
}

bool gate_lookback(struct gate *g, const struct gate_lookback_options *o, struct signers by,
                   struct finding *out, struct error *e)
{
    *out = (struct finding){0};
    struct looking l = {.g = g, .o = o, .out = out};
    struct found batch = {0};
    bool ok = o->batch == NULL || gate_get(g, "batch", o->batch, &batch, e);
    found_clear(&batch);
    ok = ok && (o->csv == NULL ||
                (file_create(&l.csv, o->csv, FILE_PRIVATE, false, e) &&
                 file_write(l.csv, SPAN_LITERAL("batch,row,control,reading,given,now,clauses\n"), e)));
    ok = ok && gate_each(g, "release", NULL, look_at_release, &l, e) &&
         (l.csv == NULL || file_sync(l.csv, e));
    file_drop(l.csv);
    if (ok && o->batch == NULL) {
        out->batch[0] = '\0';
    }
    return ok && (by.count == 0 || finding_enter(g, out, "finding", by, e));
}
