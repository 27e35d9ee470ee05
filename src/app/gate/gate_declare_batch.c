/* gate_declare_batch.c: what is declared of a batch: rows, answers and stages; who approved; what left, to whom, when. */
#include "app/gate/gate_declare.h"

#include <stdio.h>

/* --- counted once --- */

/* As a stranger counts them, from the public files. */
static bool count_leaves(struct declaring *d, const struct found *batch, struct error *e)
{
    const char *of = batch->subject;
    struct gate_verify_wish wish = {.batches = &of, .count = 1};
    struct gate_verify v;
    if (d->counted->leaves) {
        return true;
    }
    if (!gate_verify_by(d->g->dir, &wish, NULL, &v, e)) {
        return false;
    }
    memcpy(d->counted->answers, v.answers, sizeof d->counted->answers);
    d->counted->leaves = true;
    return true;
}

static bool count_rows(struct declaring *d, struct error *e)
{
    if (!d->counted->rows && !gate_funnel(d->g, d->of, &d->counted->funnel, e)) {
        return false;
    }
    d->counted->rows = true;
    return true;
}

/* --- figures --- */

static bool answers(struct declaring *d, const struct found *batch, struct error *e)
{
    static const struct {
        enum gate_answer answer;
        const char *definition;
    } all[] = {
        {ANSWER_RELEASED, "Rows whose answer, as planned, says more than nothing: a code or an address."},
        {ANSWER_NONE, "Rows answered with nothing: not found, or withheld. The recipient is not told which."},
        {ANSWER_INSUFFICIENT, "Rows answered as insufficient: the request itself lacks what the agreement requires."},
        {ANSWER_PENDING, "Rows answered as pending: a person has to look."},
        {ANSWER_REJECTED, "Rows answered as rejected: they could not be read as a request."},
    };
    bool ok = count_leaves(d, batch, e);
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++) {
        char name[64], counts[200];
        const char *answer = gate_answer_name(all[i].answer);
        (void)snprintf(name, sizeof name, "answers.%s", answer);
        (void)snprintf(counts, sizeof counts,
                       "Leaves of public/batches/%s whose `answer` is %s; `answers.%s` of ledger entry %llu, which "
                       "`proviso verify` holds against them.",
                       d->of, answer, answer, (unsigned long long)batch->index);
        ok = figure_add(d, name, d->counted->answers[all[i].answer], all[i].definition, "proviso verify", counts,
                        json_pack("[I]", (json_int_t)batch->index), e);
    }
    return ok;
}

/* The stages, from what is kept of each row: by the custodian alone, and by a file that the plan's document names. */
static bool stages(struct declaring *d, const struct found *plan, struct error *e)
{
    if (!count_rows(d, e)) {
        return false;
    }
    const struct funnel *f = &d->counted->funnel;
    const struct {
        const char *name, *field;
        uint64_t value;
        const char *definition;
    } all[] = {
        {"read", "read", f->read, "Rows that were read from the request file."},
        {"rejected", "rejected", f->rejected, "Of the rows read, those that could not be read as a request."},
        {"insufficient", "insufficient", f->insufficient,
         "Of the rows read, those that were insufficient by the request alone; no record was looked at for them."},
        {"review.sufficiency", "review", f->sufficiency_review,
         "Of the rows read, those of which only a person can say whether they are sufficient; no record was looked "
         "at."},
        {"admitted", "admitted", f->admitted,
         "Of the rows read, those that were compared with the custodian's records."},
        {"linked.unique", "linked.unique", f->linked[LINK_UNIQUE],
         "Of the rows compared, those that led to exactly one person on record."},
        {"linked.many", "linked.many", f->linked[LINK_MANY],
         "Of the rows compared, those that led to several people on record."},
        {"linked.none", "linked.none", f->linked[LINK_NONE],
         "Of the rows compared, those that led to nobody on record."},
        {"outcome.released", "outcomes.released", f->outcome[OUTCOME_RELEASED],
         "Of the rows read, those decided to be given a level above none."},
        {"outcome.withheld", "outcomes.withheld", f->outcome[OUTCOME_WITHHELD],
         "Of the rows read, those decided to be given nothing."},
        {"outcome.review", "outcomes.review", f->outcome[OUTCOME_REVIEW],
         "Of the rows read, those that wait for a person."},
        {"outcome.rejected", "outcomes.rejected", f->outcome[OUTCOME_REJECTED], "Of the rows read, those rejected."},
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++) {
        char command[96], counts[240];
        (void)snprintf(command, sizeof command, "proviso funnel %s --json", d->of);
        (void)snprintf(
            counts, sizeof counts,
            "`%s`: records of batches/%s/rows.pvb, whose SHA-256 is `rows` of the document of ledger entry %llu.",
            all[i].field, d->of, (unsigned long long)plan->index);
        ok = figure_add(d, all[i].name, all[i].value, all[i].definition, command, counts,
                        json_pack("[I]", (json_int_t)plan->index), e);
    }
    return ok;
}

static bool clauses(struct declaring *d, const struct found *plan, struct error *e)
{
    size_t i;
    json_t *one;
    bool ok = true;
    json_array_foreach(json_object_get(plan->document, "clauses"), i, one)
    {
        char name[160], command[96], counts[160], definition[240];
        (void)snprintf(name, sizeof name, "clause.%s", json_text(one, "clause"));
        (void)snprintf(command, sizeof command, "proviso funnel %s", d->of);
        (void)snprintf(definition, sizeof definition,
                       "Of the rows compared, those that clause %s lowered or kept from a level; a row can count "
                       "under several clauses.",
                       json_text(one, "clause"));
        (void)snprintf(counts, sizeof counts, "Ledger entry %llu: `clauses` of the document that it commits to.",
                       (unsigned long long)plan->index);
        ok = ok && figure_add(d, name, (uint64_t)json_number(one, "rows"), definition, command, counts,
                              json_pack("[I]", (json_int_t)plan->index), e);
    }
    return ok;
}

/* The funnel as the picture needs it. */
static json_t *funnel_json(const struct funnel *f)
{
    json_t *categories = json_object(), *levels = json_array();
    for (unsigned i = 0; i < CATEGORY_COUNT; i++) {
        categories =
            json_object_add(categories, category_name((enum category)i), json_integer((json_int_t)f->category[i]));
    }
    for (unsigned i = 0; i < f->levels; i++) {
        levels = json_list_add(levels,
                               json_pack("{s:s, s:I}", "level", f->level_name[i], "rows", (json_int_t)f->level[i]));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:[I,I,I,I], s:[I,I,I], s:o, s:o}", "read", (json_int_t)f->read,
                     "rejected", (json_int_t)f->rejected, "insufficient", (json_int_t)f->insufficient, "review",
                     (json_int_t)f->sufficiency_review, "admitted", (json_int_t)f->admitted, "v", (json_int_t)1,
                     "linked", (json_int_t)f->linked[0], (json_int_t)f->linked[1], (json_int_t)f->linked[2],
                     (json_int_t)f->linked[3], "correspondence", (json_int_t)f->corresponds, (json_int_t)f->differs,
                     (json_int_t)f->not_comparable, "categories", categories, "levels", levels);
}

/* --- what left --- */

struct left_by {
    struct declaring *d;
    json_t *handovers;
    uint64_t released; /* rows above none in the package */
    json_t *entries;
};

static bool add_handover(void *ctx, const struct found *f, struct error *e)
{
    struct left_by *l = ctx;
    if (l->d->handed == UINT64_MAX) {
        l->d->handed = f->index;
    }
    return declare_push(l->entries, json_integer((json_int_t)f->index), e) &&
           declare_file(l->d, "the key of the package, as handed over (age)", json_text(f->entry, "identity"), e) &&
           declare_push(l->handovers, declare_place(f), e);
}

static bool handovers(struct declaring *d, const struct found *release, struct error *e)
{
    struct left_by l = {.d = d, .handovers = json_array(), .entries = json_array()};
    char counts[160], command[96];
    bool ok = json_made(l.entries, e) && declare_set(d->out, "handovers", l.handovers, e) &&
              (d->released == UINT64_MAX || declare_each(d, "handover", release->subject, add_handover, &l, e));
    uint64_t times = json_array_size(l.entries),
             rows = times == 0 ? 0 : (uint64_t)json_number(release->entry, "released");
    (void)snprintf(command, sizeof command, "proviso declare %s --json", d->of);
    (void)snprintf(counts, sizeof counts, "Ledger entries of type `handover` whose parent is the release.");
    ok = ok &&
         figure_add(d, "handovers", times, "Times that the key of the package was handed over to the recipient.",
                    command, counts, json_incref(l.entries), e) &&
         figure_add(d, "disclosed", rows,
                    "Rows that were disclosed: answered above none in a package whose key was handed over. Handing "
                    "the key over again discloses nothing new.",
                    command, "`released` of the release's entry where a handover follows it, else 0.",
                    json_incref(l.entries), e);
    json_decref(l.entries);
    return ok;
}

static bool release(struct declaring *d, const char *plan, struct error *e)
{
    struct found f = {0};
    bool found = false, ok = true;
    char id[GATE_ID], counts[160], command[96];
    (void)snprintf(id, sizeof id, "r%.30s", plan + 1); /* of one number with its plan */
    (void)snprintf(command, sizeof command, "proviso declare %s --json", d->of);
    if (!declare_last(d, "release", id, &f, &found, e)) {
        return false;
    }
    json_t *entries = found ? json_pack("[I]", (json_int_t)f.index) : json_array();
    uint64_t above = found ? (uint64_t)json_number(f.entry, "released") : 0;
    d->released = found ? f.index : UINT64_MAX;
    (void)snprintf(counts, sizeof counts, found ? "`rows` of ledger entry %llu." : "There is no release.",
                   (unsigned long long)f.index);
    ok = json_made(entries, e) &&
         figure_add(d, "package.rows", found ? (uint64_t)json_number(f.entry, "rows") : 0,
                    "Rows of the package that was released, whatever their answer.", command, counts,
                    json_incref(entries), e) &&
         figure_add(
             d, "package.released", above,
             "Rows of that package that are answered above none. It cannot be opened before its key is handed over.",
             command, "`released` of the same entry.", json_incref(entries), e) &&
         (!found || (declare_set(d->out, "release",
                                 json_pack("{s:s, s:o}", "number", f.subject, "place", declare_place(&f)), e) &&
                     declare_file(d, "the package that was released (age)", json_text(f.entry, "package"), e))) &&
         handovers(d, &f, e);
    json_decref(entries);
    found_clear(&f);
    return ok;
}

static bool approvals(struct declaring *d, const char *plan, struct error *e)
{
    if (!declare_approvals(d, plan, e)) {
        return false;
    }
    json_t *entries = json_array(), *one;
    size_t i;
    bool ok = json_made(entries, e);
    json_array_foreach(json_object_get(d->out, "approvals"), i, one)
    {
        ok = ok && declare_push(entries, json_incref(json_object_get(json_object_get(one, "place"), "entry")), e);
    }
    ok =
        ok &&
        figure_add(
            d, "approvals", json_array_size(entries),
            "Approvals of the plan. A release needs those of two different people, neither of whom made the batch.",
            "proviso verify", "Ledger entries of type `approval` whose parent is the plan.", json_incref(entries), e);
    json_decref(entries);
    return ok;
}

/* --- the batch --- */

static bool take_plan(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct found *out = ctx;
    found_clear(out);
    *out = *f;
    (void)json_incref(f->entry);
    (void)json_incref(f->document);
    return true;
}

static bool describe(struct declaring *d, const struct found *batch, const struct found *plan, struct error *e)
{
    (void)snprintf(d->agreement, sizeof d->agreement, "%s", json_text(plan->document, "agreement"));
    (void)snprintf(d->recipient, sizeof d->recipient, "%s", json_text(plan->document, "recipient"));
    d->begins = batch->index;
    return declare_set(d->out, "batch",
                       json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "number", batch->subject, "plan",
                                 plan->subject, "purpose", json_text(plan->document, "purpose"), "decided",
                                 json_text(plan->document, "decided"), "root", json_text(batch->entry, "root"),
                                 "generation", json_text(plan->document, "generation"), "place", declare_place(batch),
                                 "keys", json_deep_copy(json_object_get(batch->entry, "keys"))),
                       e) &&
           declare_file(d, "the request file as it came", json_text(batch->document, "requests"), e) &&
           declare_file(d, "rows.pvb of the batch, its records (behind a head of 64 bytes)",
                        json_text(plan->document, "rows"), e) &&
           declare_file(d, "the generation of the registry that was compared with",
                        json_text(plan->document, "registry"), e);
}

static bool say(struct declaring *d, const struct found *batch, const struct found *plan, struct error *e)
{
    return describe(d, batch, plan, e) &&
           figure_of_act(d, "rows", batch, batch->entry, "rows", "Rows of the request file.", e) &&
           answers(d, batch, e) && stages(d, plan, e) &&
           declare_set(d->out, "funnel", funnel_json(&d->counted->funnel), e) && clauses(d, plan, e) &&
           approvals(d, plan->subject, e) && release(d, plan->subject, e) && declare_agreement(d, d->agreement, e) &&
           declare_recipient(d, d->recipient, e) && declare_orders(d, e);
}

bool declare_batch(struct declaring *d, struct error *e)
{
    struct found batch = {0}, plan = {0};
    bool found = false, ok = declare_last(d, "batch", d->of, &batch, &found, e) &&
                             declare_each(d, "plan", d->of, take_plan, &plan, e);
    ok = ok && (plan.entry != NULL || fail(e, ERROR_VERIFY, "declare.plan", "%s has no plan", d->of)) &&
         say(d, &batch, &plan, e);
    found_clear(&batch);
    found_clear(&plan);
    return ok;
}
