/* gate.c: the flow of a batch, from a request file to a plan.
 *
 *   intake -> sufficiency -> match -> rules -> balance -> commitments -> plan
 *
 * Nothing leaves here: `release` and `handover` (gate_release.c) decide again
 * at their own instant. What a crash leaves behind before the plan is in the
 * ledger is a folder that no entry names.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"
#include "base/pool.h"

struct run {
    struct gate *g;
    const struct gate_run_options *o;
    struct signers by;
    struct gate_run *out;
    struct register_rules rules;
    struct agreement_info agreement;
    struct moment *moment;
    struct batch batch;
    struct registry *registry;
    struct registry_info generation;
    struct matcher *matcher;
    struct parts *parts; /* of a sharded match, or NULL */
    struct text model; /* of --model, else empty */
    struct found recipient;
    const char *purpose;
    struct facts context;
    struct row_keys keys;
    struct row_commitments *commitments;
    struct task *sealing; /* beside both passes */
    struct file *outcomes;
    struct checkpoint tree;
    struct mark_keys mark_keys;
    struct sha256 rows_hash, history_hash, outcomes_hash;
    uint8_t requests_hash[SHA256_SIZE];
    char layout_hash[HEX_256]; /* "" without a layout */
    struct gazetteer_in_force gazetteer;
    instant decided;
};

/* --- what has to stand before a row is read --- */

/* Says which purposes there are to choose from. */
static bool refuse_purpose(const struct run *r, enum error_category category, const char *what, struct error *e)
{
    struct text names = {0};
    struct error ignored;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (r->agreement.purposes == 0 || (r->agreement.purposes >> v & 1) != 0) {
            (void)!(text_adds(&names, names.len == 0 ? "" : ", ", &ignored) &&
                    text_adds(&names, fact_value_name(FACT_PURPOSE, v), &ignored));
        }
    }
    (void)!fail(e, category, "run.purpose", "%s", what);
    error_hint(e, "it was made for: %s", names.at == NULL ? "" : names.at);
    text_free(&names);
    return false;
}

static bool the_purpose(struct run *r, struct error *e)
{
    unsigned only = 0, count = 0;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if ((r->agreement.purposes & 1u << v) != 0) {
            only = v;
            count++;
        }
    }
    if (r->o->purpose != NULL) {
        r->purpose = r->o->purpose;
        for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
            if (strcmp(r->purpose, fact_value_name(FACT_PURPOSE, v)) == 0) {
                return r->agreement.purposes == 0 || (r->agreement.purposes >> v & 1) != 0 ||
                       refuse_purpose(r, ERROR_INPUT, "the agreement was not made for this purpose", e);
            }
        }
        return refuse_purpose(r, ERROR_USAGE, "there is no purpose of this name", e);
    }
    r->purpose = fact_value_name(FACT_PURPOSE, only);
    if (count != 1) {
        return refuse_purpose(r, ERROR_USAGE, "the agreement does not have just one purpose: say which by --purpose", e);
    }
    return true;
}

static bool the_recipient(struct run *r, struct error *e)
{
    struct span name = r->o->recipient != NULL ? span_of(r->o->recipient) : r->agreement.recipient;
    return gate_recipient_find(r->g, name, &r->recipient, e);
}

bool gate_not_halted(struct gate *g, struct error *e)
{
    bool halted;
    if (!gate_halted(g, &halted, e)) {
        return false;
    }
    if (halted) {
        (void)!fail(e, ERROR_STALE, "gate.halted", "everything is halted in this custody");
        error_hint(e, "two people may lift it: proviso halt --lift --document PAPER --key A --key B");
    }
    return !halted;
}

static bool take_rules(struct run *r, struct error *e)
{
    return gate_not_halted(r->g, e) &&
           gate_require(r->g, r->by, ROLE_OPERATOR, 1, "making a batch", e) &&
           gate_rules(r->g, r->o->agreement, &r->rules, e) &&
           rules_agreement(r->rules.rules, &r->agreement) && the_purpose(r, e) &&
           the_recipient(r, e) && gate_now(r->g, &r->decided, e) &&
           rules_moment(&r->moment, r->rules.rules, r->decided, r->decided, SIZE_MAX, e);
}

/* --- the stages --- */

static bool hash_of_layout(struct run *r, struct error *e)
{
    struct sha256 hash;
    struct text hex = {0};
    if (r->o->layout == NULL) {
        return true;
    }
    bool ok = crypto_sha256_file(r->o->layout, &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e);
    (void)snprintf(r->layout_hash, sizeof r->layout_hash, "%s", ok ? hex.at : "");
    text_free(&hex);
    return ok;
}

static bool hash_requests(void *ctx, struct error *e)
{
    struct run *r = ctx;
    struct mapping m;
    struct sha256 hash = {0};
    if (!file_map(&m, r->o->requests, e)) {
        return false;
    }
    bool ok = crypto_sha256((struct span){(const char *)m.at, m.len}, &hash, e);
    memcpy(r->requests_hash, hash.at, sizeof hash.at);
    file_unmap(&m);
    return ok;
}

/* The hash is taken beside the quick pass of intake_open, and before any row is read. */
static bool open_requests(struct run *r, struct error *e)
{
    const struct tables tables = {r->o->layout, r->gazetteer.path, r->o->points};
    struct task *hashing = NULL;
    struct error later;
    bool ok = task_start(&hashing, hash_requests, r, e) &&
              batch_open(&r->batch, r->o->requests, &tables, INTAKE_REQUESTS, e);
    return task_end(hashing, ok ? e : &later) && ok;
}

static bool take_requests(struct run *r, struct error *e)
{
    struct batch *b = &r->batch;
    if (!hash_of_layout(r, e) || !gate_gazetteer_path(r->g, r->o->gazetteer, &r->gazetteer, e) ||
        !open_requests(r, e) || !mark_keys_make(&r->mark_keys, r->g->identifier_key, e)) {
        return false;
    }
    b->mark_keys = &r->mark_keys;
    const struct context_of of = {.rules = r->rules.rules,
                                  .agreement = r->rules.agreement,
                                  .recipient = r->recipient.subject,
                                  .purpose = r->purpose,
                                  .own = "",
                                  .rows = intake_rows(b->intake),
                                  .at = r->decided};
    instant until;
    return context_facts(r->g, &of, &r->context, &until, e);
}

static bool take_registry(struct run *r, struct error *e)
{
    struct match_options options = {.false_matches = r->o->false_matches};
    bool ok = model_load(r->o->model, &r->model, e);
    options.model = text_span(&r->model);
    memcpy(options.key, r->g->identifier_key, sizeof options.key);
    ok = ok && gate_registry_open(r->g, &r->registry, e) &&
              matcher_new(&r->matcher, r->registry, &options, e);
    memory_wipe(&options, sizeof options);
    if (ok) {
        registry_info(r->registry, &r->generation);
    }
    return ok;
}

static struct decision decision_of(struct run *r)
{
    return (struct decision){.batch = &r->batch,
                             .rules = r->rules.rules,
                             .moment = r->moment,
                             .populations = r->rules.populations,
                             .required = &r->agreement.required,
                             .registry = r->registry,
                             .matcher = r->matcher,
                             .parts = r->parts,
                             .context = r->context,
                             .keys = &r->keys,
                             .commitments = r->commitments,
                             .funnel = &r->out->funnel,
                             .threads = r->g->threads,
                             .progress = &r->g->progress};
}

/* A merge: what was found is in the parts. */
static bool take_parts(struct run *r, struct error *e)
{
    struct part_head head;
    struct decision d = decision_of(r);
    return r->o->part_count == 0 ||
           (part_head_of(&head, &d, r->rules.agreement, r->o->layout, r->requests_hash, e) &&
            parts_open(&r->parts, r->o->parts, r->o->part_count, &head, r->g->identifier_key, e));
}

/* Pass 1: judge, and compare what is sufficient. */
static bool link_rows(struct run *r, struct error *e)
{
    size_t rows = intake_rows(r->batch.intake);
    r->commitments = memory_new(rows, sizeof *r->commitments, e);
    struct decision d = decision_of(r);
    return r->commitments != NULL && row_keys_make(&r->keys, rows, e) && batch_link(&d, e) &&
           (r->parts == NULL || parts_unchanged(r->parts, e)) &&
           leaves_permute(r->batch.rows, rows, e);
}

/* What earlier releases say of the rows, where an acting clause asks. */
static bool look_back(struct run *r, struct error *e)
{
    struct batch *b = &r->batch;
    const struct history_of of = {.agreement = r->rules.agreement,
                                  .own = "",
                                  .info = &r->agreement,
                                  .need = history_need(r->moment, &r->agreement),
                                  .at = r->decided};
    struct past_facts *past = NULL;
    if (!history_needed(of.need)) {
        return true;
    }
    bool ok = history_facts(r->g, &of, b->marks, b->count, &past, e);
    for (size_t i = 0; ok && i < b->count; i++) {
        if (b->rows[i].outcome != OUTCOME_REJECTED) {
            past_facts_add(&past[i], of.need, &b->rows[i].facts);
        }
    }
    memory_free(past);
    return ok;
}

/* Pass 2. */
static bool decide(struct run *r, struct error *e)
{
    char path[PATH_SIZE];
    struct decision d = decision_of(r);
    bool ok = look_back(r, e) && gate_path(r->g, path, e, "batches/%s/outcomes.csv", r->out->batch) &&
              file_create(&r->outcomes, path, FILE_PRIVATE, true, e);
    if (ok) {
        file_early(r->outcomes);
        d.outcomes = r->outcomes;
    }
    return ok && batch_decide(&d, e);
}

/* I3: a mismatch stops the batch. */
static bool balance(struct run *r, struct error *e)
{
    struct levels levels;
    struct funnel *f = &r->out->funnel;
    rules_levels(r->rules.rules, &levels);
    funnel_of_rows(r->batch.rows, r->batch.count, &levels, f);
    (void)snprintf(f->batch, sizeof f->batch, "%s", r->out->batch);
    (void)snprintf(f->agreement, sizeof f->agreement, "%s", r->rules.agreement);
    const char *which = f->rejected != r->batch.rejected ? "rejected rows counted twice alike"
                                                         : funnel_imbalance(f);
    return which == NULL ||
           fail(e, ERROR_FAILED, "gate.balance", "the batch does not balance: %s", which);
}

static bool seal_requests(void *ctx, struct error *e)
{
    struct run *r = ctx;
    return keep_sealed(r->g, r->out->batch, intake_content(r->batch.intake), e);
}

/* What was sealed are the very bytes that were judged and matched: the hash was taken before the first
 * pass, and has to be the same when both passes and the sealing are done. */
static bool requests_unchanged(void *ctx, struct error *e)
{
    struct run *r = ctx;
    return batch_unchanged(&r->batch, r->requests_hash, r->o->requests, e);
}

static bool keep_rows(void *ctx, struct error *e)
{
    struct run *r = ctx;
    char rows[PATH_SIZE], keys[PATH_SIZE], history[PATH_SIZE], outcomes[PATH_SIZE];
    return gate_path(r->g, rows, e, "batches/%s/rows.pvb", r->out->batch) &&
           gate_path(r->g, keys, e, "batches/%s/keys.bin", r->out->batch) &&
           gate_path(r->g, history, e, "batches/%s/history.bin", r->out->batch) &&
           gate_path(r->g, outcomes, e, "batches/%s/outcomes.csv", r->out->batch) &&
           marks_save(history, r->batch.marks, r->batch.count, &r->history_hash, e) &&
           row_keys_save(&r->keys, keys, e) &&
           rows_save(rows, r->batch.rows, r->batch.count, &r->rows_hash, e) &&
           file_sync(r->outcomes, e) && crypto_sha256_file(outcomes, &r->outcomes_hash, e);
}

/* Beside each other: both wait for storage more than they compute. */
static bool keep_files(struct run *r, struct error *e)
{
    struct task *unchanged = NULL, *rows = NULL;
    struct error later;
    bool ok = task_start(&rows, keep_rows, r, e) && task_start(&unchanged, requests_unchanged, r, e) &&
              leaves_write(r->g, r->out->batch, r->batch.rows, r->commitments, r->batch.count, &r->tree, e);
    ok = task_end(rows, ok ? e : &later) && ok;
    return task_end(unchanged, ok ? e : &later) && ok;
}

/* All that release, handover, explain and look-back need, synced before the root is logged. */
static bool keep(struct run *r, struct error *e)
{
    char folder[PATH_SIZE];
    gate_tick(r->g, "keep", 0, 1);
    struct task *sealing = r->sealing;
    r->sealing = NULL;
    return task_end(sealing, e) && gate_path(r->g, folder, e, "batches/%s", r->out->batch) &&
           keep_copy(r->g, r->out->batch, r->o->layout, "layout.proviso", e) &&
           keep_copy(r->g, r->out->batch, r->gazetteer.path, "gazetteer.csv", e) &&
           keep_points(r->g, r->out->batch, r->o->points, e) &&
           model_keep(r->g, r->out->batch, &r->model, e) && keep_files(r, e) &&
           folder_sync(folder, e);
}

static bool enter(struct run *r, struct error *e)
{
    uint8_t model[SHA256_SIZE], classifier[SHA256_SIZE];
    matcher_hash(r->matcher, model);
    standard_hash(r->batch.standard, classifier);
    struct plan_draft d = {.batch = r->out->batch,
                           .plan = r->out->plan,
                           .agreement = r->rules.agreement,
                           .recipient = r->recipient.subject,
                           .purpose = r->purpose,
                           .generation = r->generation.name,
                           .rules_hash = r->rules.hash,
                           .registry_hash = r->generation.hash,
                           .model_hash = model,
                           .classifier_hash = classifier,
                           .requests_hash = r->requests_hash,
                           .decided = r->decided,
                           .rows_hash = r->rows_hash.at,
                           .history_hash = r->history_hash.at,
                           .outcomes_hash = r->outcomes_hash.at,
                           .rows = r->batch.rows,
                           .count = r->batch.count,
                           .tree = &r->tree,
                           .funnel = &r->out->funnel,
                           .layout = r->layout_hash,
                           .model = text_span(&r->model),
                           .false_matches = r->o->false_matches};
    return plan_enter(r->g, &d, r->by, e);
}

/* --- the number of a batch --- */

static bool claim_number(struct run *r, struct error *e)
{
    bool ok = keep_claim(r->g, "b", gate_count(r->g, "batch", NULL), r->out->batch, e);
    (void)snprintf(r->out->plan, GATE_ID, "p%s", ok ? r->out->batch + 1 : "");
    return ok;
}

static void run_clear(struct run *r)
{
    file_drop(r->outcomes);
    parts_close(r->parts);
    moment_free(r->moment);
    matcher_free(r->matcher);
    text_free(&r->model);
    registry_close(r->registry);
    batch_close(&r->batch);
    gate_rules_clear(&r->rules);
    found_clear(&r->recipient);
    row_keys_clear(&r->keys);
    memory_free(r->commitments);
    memory_wipe(&r->mark_keys, sizeof r->mark_keys);
}

/* The batch's entry decides whether it was made: an error behind the append
 * (the store, say) must not take its files away. */
static bool was_entered(struct run *r)
{
    struct error ignored;
    struct found f;
    bool found = false;
    bool ok = gate_begin(r->g, &ignored);
    gate_end(r->g);
    ok = ok && gate_find(r->g, "batch", r->out->batch, &f, &found, &ignored);
    if (ok) {
        found_clear(&f);
    }
    return !ok || found;
}

const char *gate_stage_name(enum gate_stage stage)
{
    static const char *const names[STAGES] = {"rules",  "intake", "registry", "match",
                                               "decide", "keep",   "enter"};
    return names[stage];
}

/* Does work of a stage and takes its time. */
static bool timed(struct run *r, enum gate_stage stage, bool (*work)(struct run *r, struct error *e),
                  struct error *e)
{
    uint64_t began = clock_ticks();
    bool ok = work(r, e);
    r->out->seconds[stage] += (double)(clock_ticks() - began) / 1e9;
    return ok;
}

bool gate_run(struct gate *g, const struct gate_run_options *o, struct signers by,
              struct gate_run *out, struct error *e)
{
    *out = (struct gate_run){0};
    struct run r = {.g = g, .o = o, .by = by, .out = out};
    bool ok = timed(&r, STAGE_RULES, take_rules, e) && timed(&r, STAGE_INTAKE, take_requests, e) &&
              timed(&r, STAGE_REGISTRY, take_registry, e) && timed(&r, STAGE_MATCH, take_parts, e) &&
              claim_number(&r, e);
    if (ok) {
        ok = (g->dry || task_start(&r.sealing, seal_requests, &r, e)) &&
             timed(&r, STAGE_MATCH, link_rows, e) && timed(&r, STAGE_DECIDE, decide, e) &&
             balance(&r, e) &&
             (g->dry || (timed(&r, STAGE_KEEP, keep, e) && timed(&r, STAGE_ENTER, enter, e)));
        struct error later;
        (void)!task_end(r.sealing, &later);
        if (g->dry || (!ok && !was_entered(&r))) {
            keep_give_back(g, out->batch);
        }
    }
    if (ok) {
        log_event(LOG_INFO, "run", "batch=%s rows=%zu planned=%llu", out->batch, r.batch.count,
                  (unsigned long long)out->funnel.outcome[OUTCOME_RELEASED]);
    }
    run_clear(&r);
    return ok;
}
