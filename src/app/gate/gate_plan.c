/* gate_plan.c: the plan of a batch in the ledger, and its approvals.
 *
 * An approval is an act like any other: the approver's key signs the entry,
 * which names the plan, and with it the commitment to all that the plan is. A mailing
 * is approved likewise.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool plan_get(struct gate *g, const char *id, struct plan *out, struct error *e)
{
    if (!gate_get(g, "plan", id, &out->act, e)) {
        return false;
    }
    out->batch = out->act.parent;
    out->agreement = json_text(out->act.document, "agreement");
    out->recipient = json_text(out->act.document, "recipient");
    out->purpose = json_text(out->act.document, "purpose");
    out->generation = json_text(out->act.document, "generation");
    return true;
}

void plan_clear(struct plan *p)
{
    found_clear(&p->act);
    *p = (struct plan){0};
}

bool plan_rows(struct gate *g, const struct plan *p, struct row_record **rows, size_t *count,
               struct error *e)
{
    char path[PATH_SIZE], hex[HEX_256];
    struct sha256 hash, named;
    bool ok = kept_hash(g, p->batch, "rows", json_text(p->act.document, "rows"), hex, e) &&
              gate_path(g, path, e, "batches/%s/rows.pvb", p->batch) && rows_load(path, rows, count, &hash, e);
    if (ok && !(hex_decode(span_of(hex), named.at, sizeof named.at) && crypto_equal(&hash, &named, sizeof hash))) {
        memory_free(*rows);
        *rows = NULL;
        ok = fail(e, ERROR_VERIFY, "rows.other", "%s is not the file that the plan was made of", path);
    }
    return kept_read(g, p->batch, ok, e);
}

/* --- enter --- */

bool hash_hex(const uint8_t bytes[SHA256_SIZE], char out[HEX_256], struct error *e)
{
    struct text t = {0};
    bool ok = text_add_hex(&t, bytes, SHA256_SIZE, e);
    if (ok) {
        memcpy(out, t.at, HEX_256);
    }
    text_free(&t);
    return ok;
}

static json_t *counts_of_clauses(const struct funnel *f)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < f->clauses; i++) {
        list = json_list_add(list, json_pack("{s:s, s:I}", "clause", f->clause_id[i], "rows",
                                             (json_int_t)f->clause[i]));
    }
    return list;
}

static json_t *answers_json(const struct row_record *rows, size_t count)
{
    json_int_t n[ANSWER_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        n[answer_of(&rows[i])]++;
    }
    json_t *answers = json_object();
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        answers = json_object_add(answers, gate_answer_name((enum gate_answer)i), json_integer(n[i]));
    }
    return answers;
}

static bool draft_batch(struct draft *d, const struct plan_draft *p, struct error *e)
{
    char root[HEX_256], requests[HEX_256], classifier[HEX_256];
    if (!hash_hex(p->tree->root.at, root, e) || !hash_hex(p->requests_hash, requests, e) ||
        !hash_hex(p->classifier_hash, classifier, e)) {
        return false;
    }
    (void)snprintf(d->subject, sizeof d->subject, "%s", p->batch);
    d->entry = json_pack("{s:s, s:I, s:o}", "root", root, "rows", (json_int_t)p->count, "answers",
                         answers_json(p->rows, p->count));
    d->document = json_pack("{s:s, s:s, s:s}", "requests", requests, "classifier", classifier,
                            "layout", p->layout);
    return json_made(d->entry, e) && json_made(d->document, e);
}

static bool draft_plan(struct draft *d, const struct plan_draft *p, struct error *e)
{
    char rules[HEX_256], registry[HEX_256], model[HEX_256], classifier[HEX_256], rows[HEX_256],
        history[HEX_256], outcomes[HEX_256];
    if (!hash_hex(p->rows_hash, rows, e) || !hash_hex(p->history_hash, history, e) ||
        !hash_hex(p->outcomes_hash, outcomes, e) || !hash_hex(p->rules_hash, rules, e) || !hash_hex(p->registry_hash, registry, e) ||
        !hash_hex(p->model_hash, model, e) || !hash_hex(p->classifier_hash, classifier, e)) {
        return false;
    }
    (void)snprintf(d->subject, sizeof d->subject, "%s", p->plan);
    (void)snprintf(d->parent, sizeof d->parent, "%s", p->batch);
    d->entry = json_pack("{s:s, s:s}", "agreement", p->agreement, "recipient", p->recipient);
    char decided[INSTANT_TEXT];
    instant_format(p->decided, decided);
    d->document =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "decided", decided, "rows", rows,
                  "history", history, "outcomes", outcomes, "agreement", p->agreement, "recipient", p->recipient, "purpose", p->purpose, "generation", p->generation,
                  "rules", rules, "registry", registry, "model", model, "classifier", classifier,
                  "clauses", counts_of_clauses(p->funnel));
    return json_made(d->entry, e) && json_made(d->document, e) &&
           model_describe(p->model, p->false_matches, d->document, e);
}

bool plan_enter(struct gate *g, const struct plan_draft *p, struct signers by, struct error *e)
{
    struct draft drafts[2] = {{.type = "batch"}, {.type = "plan"}};
    bool ok = draft_batch(&drafts[0], p, e) && draft_plan(&drafts[1], p, e) && gate_begin(g, e) &&
              gate_append(g, drafts, 2, by, e);
    gate_end(g);
    gate_draft_clear(&drafts[0]);
    gate_draft_clear(&drafts[1]);
    return ok;
}

/* --- approvals --- */

enum { MOST_APPROVALS = 32 };

struct approvals {
    char key[MOST_APPROVALS][GATE_ID];
    unsigned count;
};

static bool note_key(struct approvals *a, const char *key)
{
    for (unsigned i = 0; i < a->count; i++) {
        if (strcmp(a->key[i], key) == 0) {
            return false;
        }
    }
    if (a->count < MOST_APPROVALS) {
        (void)snprintf(a->key[a->count++], GATE_ID, "%s", key);
    }
    return true;
}

static bool collect(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    size_t i;
    json_t *key;
    json_array_foreach(json_object_get(f->entry, "keys"), i, key)
    {
        (void)note_key(ctx, json_text(key, "key"));
    }
    return true;
}

static bool count_approvals(struct gate *g, const char *id, struct approvals *a, struct error *e)
{
    return gate_each(g, "approval", id, collect, a, e);
}

bool plan_approvals(struct gate *g, const struct plan *p, unsigned *count, struct error *e)
{
    return mailing_approvals(g, p->act.subject, count, e);
}

/* Before the release those of retired keys do not count; afterwards all do. */
bool mailing_approvals(struct gate *g, const char *id, unsigned *count, struct error *e)
{
    struct approvals a = {0};
    bool released = gate_count(g, "release", id) + gate_count(g, "mailed", id) > 0;
    bool ok = count_approvals(g, id, &a, e);
    *count = a.count;
    for (unsigned i = 0; ok && !released && i < a.count; i++) {
        bool retired = false;
        ok = gate_retired(g, a.key[i], &retired, e);
        *count -= retired;
    }
    return ok;
}

/* What is to be approved: a plan, or a mailing. */
struct asked {
    struct plan plan;   /* its act, of a mailing as well */
    bool mailing;
};

static bool asked_get(struct gate *g, const char *id, struct asked *out, struct error *e)
{
    out->mailing = id[0] == 'm';
    return out->mailing ? gate_get(g, "mailing", id, &out->plan.act, e) : plan_get(g, id, &out->plan, e);
}

/* The people who made the plan or its batch, or reviewed its rows. */
static bool makers_of(struct gate *g, const struct plan *p, struct approvals *own, struct error *e)
{
    struct found batch = {0};
    bool ok = collect(own, &p->act, e) && gate_get(g, "batch", p->batch, &batch, e) && collect(own, &batch, e) &&
              gate_each(g, "review", p->batch, collect, own, e);
    found_clear(&batch);
    return ok;
}

/* By another key than then, too: that one was retired since. */
static bool is_of_them(struct gate *g, const struct approvals *own, const char *key, bool *out, struct error *e)
{
    bool ok = true;
    *out = false;
    for (unsigned i = 0; ok && !*out && i < own->count; i++) {
        ok = gate_same_person(g, own->key[i], key, out, e);
    }
    return ok;
}

bool plan_not_own(struct gate *g, const struct plan *p, const struct signer *by, const char *code, const char *what,
                  struct error *e)
{
    struct approvals own = {0};
    bool is_own;
    if (!makers_of(g, p, &own, e) || !is_of_them(g, &own, by->id, &is_own, e)) {
        return false;
    }
    if (is_own) {
        (void)!fail(e, ERROR_SIGNATURE, code, "the person who made the batch or reviewed its rows may not %s", what);
        error_hint(e, "other registered approvers have to sign");
    }
    return !is_own;
}

/* I9 */
static bool refuse_own(struct gate *g, const struct asked *p, const struct signer *by, struct error *e)
{
    struct approvals own = {0};
    bool is_own;
    if (!p->mailing) {
        return plan_not_own(g, &p->plan, by, "approve.own", "approve it", e);
    }
    if (!collect(&own, &p->plan.act, e) || !is_of_them(g, &own, by->id, &is_own, e)) {
        return false;
    }
    if (is_own) {
        (void)!fail(e, ERROR_SIGNATURE, "approve.own", "the person who made the mailing may not approve it");
        error_hint(e, "two other registered approvers have to sign");
    }
    return !is_own;
}

static bool refuse_twice(struct gate *g, const struct asked *p, const struct signer *by, struct error *e)
{
    struct approvals a = {0};
    if (!count_approvals(g, p->plan.act.subject, &a, e)) {
        return false;
    }
    return note_key(&a, by->id) || fail(e, ERROR_SIGNATURE, "approve.twice", "this key has approved the %s already",
                                        p->mailing ? "mailing" : "plan");
}

bool gate_approve(struct gate *g, const char *id, const struct signer *by, unsigned *count,
                  struct error *e)
{
    struct asked p = {0};
    struct draft d = {.type = "approval"};
    struct signers one = {.at = &by, .count = 1};
    bool ok = gate_begin(g, e) && asked_get(g, id, &p, e) &&
              gate_require(g, one, ROLE_APPROVER, 1, "an approval", e) &&
              refuse_own(g, &p, by, e) && refuse_twice(g, &p, by, e) && mailing_approvals(g, p.plan.act.subject, count, e);
    if (ok) {
        (void)snprintf(d.parent, sizeof d.parent, "%s", p.plan.act.subject);
        d.entry = json_pack("{s:s}", p.mailing ? "mailing_document" : "plan_document",
                            json_text(p.plan.act.entry, "document"));
        ok = json_made(d.entry, e) && gate_append(g, &d, 1, one, e);
        *count += ok;
    }
    gate_end(g);
    gate_draft_clear(&d);
    plan_clear(&p.plan);
    return ok;
}

/* --- disclosure --- */

static bool keep_first(void *ctx, const struct found *handover, struct error *e)
{
    (void)e;
    struct disclosure *d = ctx;
    d->at = d->found ? d->at : handover->time;
    d->found = true;
    return true;
}

bool release_disclosed(struct gate *g, const char *release, struct disclosure *out, struct error *e)
{
    *out = (struct disclosure){0};
    return gate_each(g, "handover", release, keep_first, out, e);
}

/* --- funnel --- */

bool plan_funnel(const struct plan *p, struct funnel *f, struct error *e)
{
    (void)e;
    (void)snprintf(f->batch, sizeof f->batch, "%s", p->batch);
    (void)snprintf(f->agreement, sizeof f->agreement, "%s", p->agreement);
    size_t i;
    json_t *one;
    f->clauses = 0;
    json_array_foreach(json_object_get(p->act.document, "clauses"), i, one)
    {
        if (f->clauses < FUNNEL_CLAUSES) {
            (void)snprintf(f->clause_id[f->clauses], FUNNEL_NAME, "%s", json_text(one, "clause"));
            f->clause[f->clauses++] = (uint64_t)json_number(one, "rows");
        }
    }
    return true;
}
