/* cli_tools.c: verbs that need no custody: check, verify. */
#include <stdio.h>

#include "app/cli/cli.h"
#include "base/memory.h"

/* --- check --- */

static bool add_line(struct text *t, const char *what, uint64_t n, struct error *e)
{
    char count[40];
    struct text digits = {0};
    bool ok = text_add_count(&digits, n, e);
    (void)snprintf(count, sizeof count, "%s", ok ? digits.at : "");
    text_free(&digits);
    return ok && text_addf(t, e, "%12s  %s", count, what);
}

static bool add_examples(struct text *t, const uint64_t *rows, struct error *e)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < CHECK_EXAMPLES && rows[i] != 0; i++) {
        ok = text_addf(t, e, "%s%llu", i == 0 ? "  (row " : ", ", (unsigned long long)rows[i]);
    }
    return ok && text_adds(t, rows[0] != 0 ? ")\n" : "\n", e);
}

static bool add_categories(struct text *t, const struct gate_check *k, struct error *e)
{
    bool done[CATEGORY_COUNT] = {0};
    for (unsigned round = 1; round < CATEGORY_COUNT; round++) {
        unsigned best = 0;
        for (unsigned i = 1; i < CATEGORY_COUNT; i++) { /* most frequent first, ties in table order */
            if (!done[i] && k->category[i] > 0 && (best == 0 || k->category[i] > k->category[best])) {
                best = i;
            }
        }
        if (best == 0) {
            return true;
        }
        done[best] = true;
        if (!add_line(t, category_name((enum category)best), k->category[best], e) ||
            !add_examples(t, k->example[best], e) ||
            !text_addf(t, e, "              %s\n", category_sentence((enum category)best))) {
            return false;
        }
    }
    return true;
}

static bool add_rejections(struct text *t, const struct gate_check *k, struct error *e)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < k->codes; i++) {
        ok = add_line(t, k->code[i].code, k->code[i].rows, e) &&
             text_addf(t, e, "  (row %llu)\n", (unsigned long long)k->code[i].example);
    }
    return ok;
}

static bool check_text(const struct gate_check *k, struct text *t, struct error *e)
{
    return add_line(t, "rows read\n", k->read, e) &&
           add_line(t, "complete\n", k->sufficiency[SUFFICIENCY_COMPLETE], e) &&
           add_line(t, "review: a person looks\n", k->sufficiency[SUFFICIENCY_REVIEW], e) &&
           add_line(t, "insufficient\n", k->sufficiency[SUFFICIENCY_INSUFFICIENT], e) &&
           add_line(t, "rejected: could not be read\n", k->rejected, e) &&
           text_adds(t, "\n", e) && add_categories(t, k, e) && add_rejections(t, k, e) &&
           text_adds(t, "\nof the file as a whole (changes no row's outcome)\n", e) &&
           add_line(t, "rows that repeat an earlier one\n", k->duplicates, e) &&
           add_line(t, "rows with an address on more than 20 rows\n", k->over_used, e) &&
           text_addf(t, e, "\nbalance: %llu read = %llu complete + %llu review + %llu insufficient + %llu rejected\n",
                     (unsigned long long)k->read,
                     (unsigned long long)k->sufficiency[SUFFICIENCY_COMPLETE],
                     (unsigned long long)k->sufficiency[SUFFICIENCY_REVIEW],
                     (unsigned long long)k->sufficiency[SUFFICIENCY_INSUFFICIENT],
                     (unsigned long long)k->rejected);
}

static json_t *check_json(const struct gate_check *k)
{
    json_t *categories = json_object(), *codes = json_object(), *examples = json_object();
    for (unsigned i = 1; i < CATEGORY_COUNT; i++) {
        if (k->category[i] > 0) {
            (void)json_object_set_new(categories, category_name((enum category)i),
                                      json_integer((json_int_t)k->category[i]));
            json_t *rows = json_array();
            for (unsigned r = 0; r < CHECK_EXAMPLES && k->example[i][r] != 0; r++) {
                (void)json_array_append_new(rows, json_integer((json_int_t)k->example[i][r]));
            }
            (void)json_object_set_new(examples, category_name((enum category)i), rows);
        }
    }
    for (unsigned i = 0; i < k->codes; i++) {
        (void)json_object_set_new(codes, k->code[i].code, json_integer((json_int_t)k->code[i].rows));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:I, s:I, s:s}", "read",
                     (json_int_t)k->read, "complete",
                     (json_int_t)k->sufficiency[SUFFICIENCY_COMPLETE], "review",
                     (json_int_t)k->sufficiency[SUFFICIENCY_REVIEW], "insufficient",
                     (json_int_t)k->sufficiency[SUFFICIENCY_INSUFFICIENT], "rejected",
                     (json_int_t)k->rejected, "categories", categories, "examples", examples, "codes", codes, "duplicates",
                     (json_int_t)k->duplicates, "over_used", (json_int_t)k->over_used, "classifier",
                     k->classifier);
}

static bool check_one(struct call *c, const struct gate_check_options *o, struct error *e)
{
    struct text t = {0};
    uint64_t number = 0;
    bool values = cli_has(c, OPTION_VALUES);
    if (cli_has(c, OPTION_JSON) || o->csv != NULL || o->details != NULL) {
        return fail(e, ERROR_USAGE, "check.row", "--row prints one row as text, and writes nothing");
    }
    if ((values && !cli_may_show(c, "check.values", e)) ||
        !cli_number(c, OPTION_ROW, 0, &number, e)) {
        return false;
    }
    bool ok = gate_check_row(o, number, values, &t, e);
    print_text(&t);
    if (ok && !values) {
        hint(c, "--values shows the texts, on a terminal alone");
    }
    text_free(&t);
    return ok;
}

bool verb_check(struct call *c, int *status, struct error *e)
{
    struct gate_check *k = memory_new(1, sizeof *k, e);
    struct gate_check_options o = {.requests = c->argument[0],
                                   .agreement = c->option[OPTION_AGREEMENT],
                                   .gazetteer = c->option[OPTION_GAZETTEER],
                                   .points = c->option[OPTION_POINTS],
                                   .layout = c->option[OPTION_LAYOUT],
                                   .csv = c->option[OPTION_CSV],
                                   .details = c->option[OPTION_DETAILS],
                                   .threads = c->threads};
    struct text t = {0};
    if (k != NULL && cli_has(c, OPTION_ROW)) {
        memory_free(k);
        return check_one(c, &o, e);
    }
    bool ok = k != NULL && gate_check(&o, &c->progress, k, e);
    progress_end();
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(check_json(k), e);
    } else if (ok) {
        ok = check_text(k, &t, e);
        print_text(&t);
    }
    if (ok) {
        *status = k->rejected > 0 ? 3 : 0;
    }
    text_free(&t);
    memory_free(k);
    return ok;
}

/* --- verify --- */

/* bundle->files is 0 for what is none. */
static bool verify_any(const struct call *c, const char *dir, struct gate_verify *out, struct gate_bundle *bundle,
                       struct error *e)
{
    struct text vkey = {0};
    const char *given = c->option[OPTION_VKEY], *batch = c->option[OPTION_BATCH];
    struct gate_verify_wish w = {.batches = batch == NULL ? NULL : &batch, .count = batch != NULL};
    bool ok = given == NULL || cli_vkey(given, &vkey, e);
    w.vkey = given == NULL ? NULL : vkey.at;
    if (ok && gate_is_bundle(dir)) {
        ok = batch == NULL ? gate_verify_bundle(dir, w.vkey, &c->progress, out, bundle, e)
                           : fail(e, ERROR_USAGE, "usage.batch", "a bundle is checked wholly; --batch is for a custody");
    } else {
        ok = ok && gate_verify_by(dir, &w, &c->progress, out, e);
    }
    text_free(&vkey);
    return ok;
}

bool verb_verify(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_verify v;
    struct gate_bundle bundle = {0};
    if (!verify_any(c, c->arguments > 0 ? c->argument[0] : c->dir, &v, &bundle, e)) {
        return false;
    }
    progress_end();
    json_t *people = json_pack("{s:I, s:I, s:I, s:I}", "accounts", (json_int_t)v.accounts, "mailings",
                               (json_int_t)v.mailings, "letters", (json_int_t)v.letters, "returned",
                               (json_int_t)v.returned);
    json_t *answers = json_object();
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        (void)json_object_set_new(answers, gate_answer_name((enum gate_answer)i),
                                  json_integer((json_int_t)v.answers[i]));
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:o, s:I, s:i, s:i, s:I, s:I, s:I, s:I}", "origin",
                                    v.origin, "size", (json_int_t)v.size, "root", v.root, "batches",
                                    (json_int_t)v.batches, "rows", (json_int_t)v.rows, "plans",
                                    (json_int_t)v.plans, "approvals", (json_int_t)v.approvals,
                                    "releases", (json_int_t)v.releases, "handovers",
                                    (json_int_t)v.handovers, "orders", (json_int_t)v.orders, "answers",
                                    answers, "disclosed", (json_int_t)v.disclosed, "people", people, "cosigned",
                                    (json_int_t)v.cosigned, "cosignatures", (int)v.cosignatures, "quorum",
                                    (int)v.quorum, "stamps", (json_int_t)v.stamps, "rotations",
                                    (json_int_t)v.rotations, "files", (json_int_t)bundle.files, "documents",
                                    (json_int_t)bundle.documents),
                          e);
    }
    json_decref(people);
    json_decref(answers);
    if (bundle.files > 0) {
        print("an evidence bundle: %s as listed and signed, %s with their proofs, %s\n",
              COUNTED(bundle.files, "file", "files"), COUNTED(bundle.entries, "entry", "entries"),
              COUNTED(bundle.documents, "document", "documents"));
    }
    print("verified: %s\n%s, root %s\n", v.origin, COUNTED(v.size, "entry", "entries"), v.root);
    print("%s, %s, %s, %s, %s\n", COUNTED(v.orders, "order", "orders"), COUNTED(v.plans, "plan", "plans"),
          COUNTED(v.approvals, "approval", "approvals"),
          COUNTED(v.releases, "release", "releases"), COUNTED(v.handovers, "handover", "handovers"));
    if (v.cosigned > 0 || v.quorum > 0) {
        print("cosigned up to %s by %s (%u are asked for)\n", COUNTED(v.cosigned, "entry", "entries"),
              COUNTED(v.cosignatures, "witness", "witnesses"), v.quorum);
    }
    if (v.stamps > 0 || v.rotations > 0) {
        print("%s, %s of keys\n", COUNTED(v.stamps, "time stamp", "time stamps"),
              COUNTED(v.rotations, "rotation", "rotations"));
    }
    struct text t = {0};
    bool ok = (v.trees == v.batches || text_addf(&t, e, "%llu of ", (unsigned long long)v.trees)) &&
              text_addf(&t, e, "%s; answers recounted from their leaves, as they were planned:\n",
                        COUNTED(v.batches, "batch", "batches")) &&
              add_line(&t, "rows\n", v.rows, e);
    for (unsigned i = 0; ok && i < ANSWER_COUNT; i++) {
        ok = add_line(&t, gate_answer_name((enum gate_answer)i), v.answers[i], e) && text_addc(&t, '\n', e);
    }
    ok = ok && add_line(&t, "of the released left: the key of their package was handed over\n", v.disclosed, e) &&
         (v.accounts + v.mailings == 0 ||
          text_addf(&t, e, "%s; %s, %s, %llu returned\n",
                    COUNTED(v.accounts, "accounting given", "accountings given"),
                    COUNTED(v.mailings, "mailing planned", "mailings planned"),
                    COUNTED(v.letters, "letter sent", "letters sent"),
                    (unsigned long long)v.returned));
    print_text(&t);
    text_free(&t);
    return ok;
}
