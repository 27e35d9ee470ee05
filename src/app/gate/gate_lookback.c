/* gate_lookback.c: what would have been decided: everything that was ever given
 * out, by the gate or by a process before it, decided again under other clauses,
 * from the facts that were kept; no personal data, and no registry but for the
 * lists of orders (gate_covered.c). Lists the rows that would now get less than
 * they were given.
 *
 *   release, handover, plan --> rows.pvb of the batch --+--> tally --> a finding for
 *   past (an audit's entry) --> rows.pvb of the import -+--> listing   each agreement
 *
 * (1) A release counts from the instant at which its key was first handed over;
 *     one whose key was not is not looked at.
 * (2) Figures of two agreements do not add up: each has a finding of its own.
 * (3) Only with `judge` or a table are the requests opened, and by the custody's
 *     own key; where they are erased the row is counted as not judged.
 * (4) What was read is believed only when its hash is the one that the ledger's
 *     document names; it is taken beside the counting, and the answer waits for it.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

#include "base/pool.h"

/* --- one release, one import --- */

/* What lies where of what was given out. */
struct source {
    const struct found *act;  /* of the batch or the import */
    const char *rows_hash, *judged_by;
    const char *release;     /* its number; "" of an import */
    const struct plan *plan; /* NULL: an import */
    bool import;
    instant at;
};

struct whole {
    const struct rows_view *rows;
    const char *named;
};

static bool is_whole(void *ctx, struct error *e)
{
    const struct whole *w = ctx;
    return rows_view_whole(w->rows, w->named, e);
}

/* Made before the threads begin: all eras of an import, and who made how many. */
static bool eras_of_import(struct under *u, struct readings *then, const struct found *past,
                           const struct rows_view *rows, struct error *e)
{
    const json_t *processes = json_object_get(past->document, "processes");
    size_t known = json_array_size(processes), era = 0, era_then = 0;
    uint64_t *made = memory_new(known, sizeof *made, e);
    bool ok = made != NULL;
    for (size_t i = 0; ok && i < rows->count; i++) {
        const uint8_t *record = rows->at + i * ROW_SIZE;
        instant at = (instant)row_number(record, ROW_PAYLOAD, 8);
        size_t process = (size_t)row_number(record, ROW_LEAF, 4);
        ok = readings_era(&u->readings, at, &era, e) &&
             (then == NULL || readings_era(then, at, &era_then, e)) &&
             (process < known || fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", rows->path));
        if (ok) {
            made[process]++;
        }
    }
    for (size_t i = 0; ok && i < known; i++) {
        const char *name = json_string_value(json_array_get(processes, i));
        finding_count_name(u->finding.process, &u->finding.processes, FINDING_PROCESSES,
                           name == NULL ? "" : name, made[i]);
    }
    memory_free(made);
    return ok;
}

static bool make_eras(struct looking *l, struct under *u, struct readings *then, const struct source *s,
                      const struct rows_view *rows, bool judged, struct error *e)
{
    size_t era = 0, era_then = 0;
    if (!s->import) {
        readings_as_it_stood(then, u->then.rules);
        return readings_era(&u->readings, s->at, &era, e) && readings_era(then, s->at, &era_then, e);
    }
    if (judged && !under_ever(l, u, s->act, e)) {
        return false;
    }
    readings_as_it_stood(then, u->ever.rules);
    return eras_of_import(u, judged ? then : NULL, s->act, rows, e);
}

/* Whether the classifier of today is another, or might be. */
static bool to_be_judged(struct looking *l, const struct source *s, bool *out, struct error *e)
{
    char path[PATH_SIZE];
    uint8_t hash[SHA256_SIZE];
    *out = false;
    if (!l->judge) {
        return true;
    }
    if (!gate_path(l->g, path, e, "batches/%s/points", s->act->subject)) {
        return false;
    }
    bool same = hex_decode(span_of(s->judged_by), hash, sizeof hash) &&
                crypto_equal(hash, l->classifier, sizeof hash);
    *out = l->o->judge || !same || file_exists(path);
    return true;
}

static bool list(struct looking *l, struct under *u, const struct history *h, const struct source *s,
                 struct error *e)
{
    char path[PATH_SIZE];
    if (l->listing.csv == NULL) {
        return true;
    }
    struct intake *controls = NULL;
    bool ok = s->import ? past_file(l->g, s->act, "releases.csv", "releases", path, e) &&
                              releases_open(&controls, path, e)
                        : outcomes_open(&controls, l->g, s->act->subject, e);
    ok = ok && listing_rows(&l->listing, &u->look, h, s->act->subject, controls, &u->levels, e);
    intake_close(controls);
    return ok;
}

/* Only what is entered can be recalled: nobody else waits for it. */
static bool keep_wrong(const struct looking *l, struct under *u, const struct history *h, const struct source *s,
                       struct error *e)
{
    return !l->keep || wrong_rows(&u->wrong, &u->look, h, l->g->threads, s->act->subject, s->release,
                                  s->plan == NULL ? "" : s->plan->recipient, e);
}

static bool count_rows(struct looking *l, struct under *u, const struct source *s,
                       const struct rows_view *rows, struct error *e)
{
    struct readings then = {0};
    struct judged judged = {0};
    struct history h = {.rows = rows, .import = s->import, .at = s->at};
    uint8_t *places = NULL;
    bool wanted = false,
         ok = to_be_judged(l, s, &wanted, e) && covered_open(&places, l->g, u->populations, s->plan, rows, e);
    h.places = places;
    if (ok && wanted) {
        ok = judged_open(&judged, l->g, s->act, u->then.rules, l->gazetteer.path, &h.erased, e);
        h.judged = h.erased ? NULL : &judged;
    }
    ok = ok && make_eras(l, u, &then, s, rows, h.judged != NULL, e);
    u->look.then = &then;
    ok = ok && tally_rows(u->tally, &u->look, &h, e) && keep_wrong(l, u, &h, s, e) &&
         list(l, u, &h, s, e);
    u->look.then = NULL;
    readings_close(&then);
    judged_close(&judged);
    memory_free(places);
    return ok;
}

/* The hash is taken beside the counting: each takes about as long. */
static bool look_at(struct looking *l, struct under *u, const struct source *s, struct error *e)
{
    char path[PATH_SIZE], hash[HEX_256];
    struct rows_view rows;
    struct task *hashing = NULL;
    struct error later;
    if (!kept_hash(l->g, s->act->subject, "rows", s->rows_hash, hash, e) ||
        !gate_path(l->g, path, e, "batches/%s/rows.pvb", s->act->subject) ||
        !rows_view(&rows, path, s->import ? ROWS_PAST : ROWS_BATCH, e)) {
        return false;
    }
    struct whole whole = {&rows, hash};
    bool ok = l->g->threads == 1 ? is_whole(&whole, e) : task_start(&hashing, is_whole, &whole, e);
    ok = ok && count_rows(l, u, s, &rows, e);
    ok = task_end(hashing, ok ? e : &later) && ok;
    rows_view_close(&rows);
    return kept_read(l->g, s->act->subject, ok, e);
}

/* --- all releases --- */

static bool look_at_plan(struct looking *l, const struct plan *plan, const char *release,
                         const struct disclosure *d, struct error *e)
{
    struct found batch = {0};
    struct under *u = NULL;
    if (!under_of(l, plan->agreement, NULL, &u, e)) {
        return false;
    }
    if (!d->found) {
        u->finding.undisclosed++;
        return true;
    }
    bool ok = gate_get(l->g, "batch", plan->batch, &batch, e);
    struct source s = {.act = &batch,
                       .release = release,
                       .plan = plan,
                       .rows_hash = json_text(plan->act.document, "rows"),
                       .judged_by = json_text(plan->act.document, "classifier"),
                       .at = d->at};
    u->finding.requests += (uint64_t)json_number(batch.entry, "rows");
    ok = ok && look_at(l, u, &s, e);
    found_clear(&batch);
    return ok;
}

static bool look_at_release(void *ctx, const struct found *release, struct error *e)
{
    struct looking *l = ctx;
    struct disclosure disclosed = {0};
    struct plan plan = {0};
    gate_tick(l->g, "look back", l->done++, l->all);
    if (!plan_get(l->g, release->parent, &plan, e)) {
        return false;
    }
    bool skip = (l->o->batch != NULL && strcmp(l->o->batch, plan.batch) != 0) ||
                (l->o->agreement != NULL && strcmp(l->agreement, plan.agreement) != 0);
    bool ok = skip || (release_disclosed(l->g, release->subject, &disclosed, e) &&
                       look_at_plan(l, &plan, release->subject, &disclosed, e));
    plan_clear(&plan);
    return ok;
}

static bool look_at_past(void *ctx, const struct found *past, struct error *e)
{
    struct looking *l = ctx;
    char number[GATE_ID];
    const char *id = json_text(past->document, "agreement"), *rows = json_text(past->document, "rows");
    struct under *u = NULL;
    gate_tick(l->g, "look back", l->done++, l->all);
    if (l->o->batch != NULL && strcmp(l->o->batch, past->subject) != 0) {
        return true;
    }
    if (!past_agreement(l->g, past, number, e)) {
        return false;
    }
    if (l->o->agreement != NULL && strcmp(l->o->agreement, id) != 0 &&
        (number[0] == '\0' || strcmp(l->agreement, number) != 0)) {
        return true;
    }
    if (rows[0] == '\0') { /* entered by a version that kept none: of which agreement it was is not known */
        for (size_t i = 0; i < l->count; i++) {
            l->under[i]->finding.unkept++;
        }
        return true;
    }
    if (!under_of(l, number, past, &u, e)) {
        return false;
    }
    struct source s = {.act = past,
                       .release = "",
                       .rows_hash = rows,
                       .judged_by = json_text(past->document, "classifier"),
                       .import = true};
    u->finding.requests += (uint64_t)json_number(past->entry, "requests");
    u->finding.unmatched += (uint64_t)json_number(past->document, "unmatched");
    u->finding.unknown_person += (uint64_t)json_number(past->document, "unknown_person");
    return look_at(l, u, &s, e);
}

/* --- what is asked for --- */

static bool find_batch(struct looking *l, struct error *e)
{
    struct found f = {0};
    const char *batch = l->o->batch;
    bool ok = batch == NULL || gate_get(l->g, strncmp(batch, "past", 4) == 0 ? "past" : "batch", batch, &f, e);
    found_clear(&f);
    return ok;
}

static bool take_classifier(struct looking *l, struct error *e)
{
    struct standard *s = NULL;
    l->judge = l->o->judge || l->o->gazetteer != NULL;
    if (!l->judge) {
        return true;
    }
    bool ok = gate_gazetteer_path(l->g, l->o->gazetteer, &l->gazetteer, e) &&
              standard_new(&s, l->gazetteer.path, e);
    if (ok) {
        standard_hash(s, l->classifier);
    }
    standard_free(s);
    return ok;
}

static bool begin(struct looking *l, struct error *e)
{
    const struct gate_lookback_options *o = l->o;
    return find_batch(l, e) && (o->agreement == NULL || agreement_number(l->g, o->agreement, l->agreement, e)) &&
           (o->rules == NULL || file_load(&l->rules, o->rules, RULES_TEXT_MOST, e)) &&
           (o->order == NULL || file_load(&l->order, o->order, RULES_TEXT_MOST, e)) &&
           clock_now(&l->entered, e) && take_classifier(l, e) &&
           (o->reading_count <= sizeof l->found / sizeof *l->found ||
            fail(e, ERROR_USAGE, "reading.many", "at most %d readings at once", FINDING_READINGS));
}

/* An agreement or a reading that nothing has is a slip of the pen, not an answer. */
static bool all_known(const struct looking *l, struct error *e)
{
    const struct gate_lookback_options *o = l->o;
    if (o->agreement != NULL && l->agreement[0] == '\0' && l->count == 0) {
        (void)!fail(e, ERROR_INPUT, "agreement.unknown", "no agreement of this name is in the register");
        error_hint(e, "`proviso status` lists them");
        return false;
    }
    for (size_t i = 0; l->count > 0 && i < o->reading_count; i++) {
        if (!l->found[i]) {
            return readings_unknown(l->under[l->count - 1]->by, e);
        }
    }
    return true;
}

/* --- what was found --- */

static bool gather_findings(struct looking *l, struct findings *out, struct error *e)
{
    size_t count = l->count == 0 ? 1 : l->count;
    out->at = memory_new(count, sizeof *out->at, e);
    if (out->at == NULL) {
        return false;
    }
    out->count = count;
    for (size_t i = 0; i < l->count; i++) {
        tally_into(l->under[i]->tally, &l->under[i]->finding);
        out->at[i] = l->under[i]->finding;
    }
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(out->at[i].batch, sizeof out->at[i].batch, "%s", l->o->batch == NULL ? "" : l->o->batch);
    }
    return true;
}

/* One entry for each agreement, in one append; the rows of each before it. */
static bool enter(struct looking *l, struct findings *out, struct signers by, struct error *e)
{
    static const uint8_t none[SHA256_SIZE];
    struct gate *g = l->g;
    struct draft *d = memory_new(out->count, sizeof *d, e);
    bool ok = d != NULL;
    for (size_t i = 0; ok && i < out->count; i++) {
        struct looked_by how = {.rules = l->count == 0 ? none : l->under[i]->hash,
                                .reach = l->o->reach,
                                .order = text_span(&l->order),
                                .classifier = l->judge ? l->classifier : NULL};
        d[i].type = "finding";
        ok = finding_draft(g, &out->at[i], &how, &d[i], e);
    }
    ok = ok && gate_begin(g, e) && gate_require(g, by, FINDING_ROLES, 1, "entering a finding", e);
    uint64_t before = ok ? gate_count(g, "finding", NULL) : 0;
    for (size_t i = 0; ok && i < out->count; i++) {
        static const struct wrong nothing;
        (void)snprintf(d[i].subject, sizeof d[i].subject, "f%llu", (unsigned long long)(before + i + 1));
        ok = wrong_keep(g, d[i].subject, l->count == 0 ? &nothing : &l->under[i]->wrong, d[i].document, e);
    }
    ok = ok && gate_append(g, d, out->count, by, e);
    gate_end(g);
    for (size_t i = 0; d != NULL && i < out->count; i++) {
        (void)snprintf(out->at[i].id, sizeof out->at[i].id, "%s", ok ? d[i].subject : "");
        gate_draft_clear(&d[i]);
    }
    memory_free(d);
    return ok;
}

static bool begin_list(struct looking *l, struct error *e)
{
    l->listing.threads = l->g->threads;
    l->listing.causes = l->o->judge;
    return l->o->csv == NULL || l->g->dry ||
           (file_begin(&l->listing.csv, l->o->csv, FILE_PRIVATE, e) && listing_head(&l->listing, e));
}

static void looking_clear(struct looking *l)
{
    for (size_t i = 0; i < l->count; i++) {
        under_free(l->under[i]);
    }
    memory_free(l->under);
    text_free(&l->rules);
    text_free(&l->order);
}

bool gate_lookback(struct gate *g, const struct gate_lookback_options *o, struct signers by,
                   struct findings *out, struct error *e)
{
    *out = (struct findings){0};
    struct looking l = {
        .g = g, .o = o, .keep = by.count > 0, .all = gate_count(g, "release", NULL) + gate_count(g, "past", NULL)};
    bool ok = begin(&l, e) && begin_list(&l, e) && gate_each(g, "release", NULL, look_at_release, &l, e) &&
              gate_each(g, "past", NULL, look_at_past, &l, e) && all_known(&l, e);
    ok = file_finish(l.listing.csv, ok, e);
    ok = ok && gather_findings(&l, out, e) && (by.count == 0 || enter(&l, out, by, e));
    looking_clear(&l);
    if (!ok) {
        findings_clear(out);
    }
    return ok;
}

void findings_clear(struct findings *f)
{
    memory_free(f->at);
    *f = (struct findings){0};
}
