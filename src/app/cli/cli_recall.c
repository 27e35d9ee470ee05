/* cli_recall.c: verbs of the way back: recalls, their steps, copies, certificates. What is overdue is said loudly, and by
 * the exit status. */
#include <stdio.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/file.h"
#include "record/paper.h"

enum { OVERDUE = 4 };

void print_overdue(const char *by)
{
    bool colour = colour_wanted();
    print("%sOVERDUE by %s%s", colour ? "\033[1;31m" : "", by, colour ? "\033[0m" : "");
}

/* --- making recalls --- */

/* OUT/<recall>.txt: the letter in plain text; recall letter makes pages of it. */
static bool write_letter(struct gate *g, const char *recall, const char *out, struct error *e)
{
    struct paper *p = NULL;
    struct text t = {0};
    char path[PATH_SIZE];
    bool ok = gate_recall_letter(g, recall, &p, e) && report_paper_text(p, &t, e) &&
              path_format(path, sizeof path, e, "%s/%s.txt", out, recall) && write_page(path, &t, e);
    text_free(&t);
    paper_free(p);
    return ok;
}

static bool show_recalls(const struct call *c, const struct gate_recalls *all, struct error *e)
{
    json_t *list = json_array();
    bool dry = cli_has(c, OPTION_DRY_RUN);
    for (size_t i = 0; i < all->count; i++) {
        const struct gate_recalled *r = &all->at[i];
        if (cli_has(c, OPTION_JSON)) {
            (void)json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:b, s:s}", "recall", r->recall, "recipient",
                                                        r->recipient, "rows", (json_int_t)r->rows, "earlier",
                                                        (int)r->earlier, "package", r->package));
        } else {
            print("%s %s: %s of recipient %s%s%s\n",
                  r->earlier ? "recalled before as" : dry ? "would recall as" : "recalled as", r->recall,
                  COUNTED(r->rows, "row", "rows"), r->recipient, r->package[0] == '\0' ? "" : ", ", r->package);
        }
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(list, e);
    }
    json_decref(list);
    return true;
}

static bool write_letters(struct gate *g, const struct gate_recalls *all, const char *out, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < all->count; i++) {
        ok = write_letter(g, all->at[i].recall, out, e);
    }
    return ok;
}

bool verb_recall(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_recalls all = {0};
    struct act_call a = {0};
    uint64_t days;
    struct gate_recall_options o = {.finding = c->argument[0],
                                    .reading = c->option[OPTION_READING],
                                    .recipient = c->option[OPTION_RECIPIENT],
                                    .cites = cli_has(c, OPTION_CITES) ? c->option[OPTION_CITES] : "",
                                    .out_dir = cli_has(c, OPTION_OUT) ? c->option[OPTION_OUT] : "."};
    if (c->reading_count > 1) {
        return fail(e, ERROR_USAGE, "usage.many", "a recall is made under one reading");
    }
    bool ok = cli_number(c, OPTION_DAYS, 0, &days, e) &&
              ((days > 0 || !cli_has(c, OPTION_DAYS)) || fail(e, ERROR_USAGE, "usage.number", "--days is at least 1"));
    o.days = days > UINT16_MAX ? UINT16_MAX : (unsigned)days;
    ok = ok && act_begin(c, &a, e) && gate_recall(a.g, &o, a.by, &all, e) &&
         (cli_has(c, OPTION_DRY_RUN) || write_letters(a.g, &all, o.out_dir, e));
    gate_close(a.g);
    progress_end();
    ok = ok && show_recalls(c, &all, e);
    if (ok && all.count > 0 && !cli_has(c, OPTION_DRY_RUN)) {
        hint(c, "send the package and the letter, then proviso recall sent %s --key FILE", all.at[0].recall);
    }
    gate_recalls_clear(&all);
    return ok;
}

/* --- how they stand --- */

void print_recall(const json_t *r)
{
    bool held = json_is_true(json_object_get(r, "held"));
    print("  %-5s %s%s, %lld of %s open", member_text(r, "number"), member_text(r, "state"),
          held ? ", HELD for litigation" : "", member_number(r, "open"),
          COUNTED(member_number(r, "rows"), "row", "rows"));
    if (member_number(r, "copies") > 0) {
        print(", %lld of %s", member_number(r, "open_copies"), COUNTED(member_number(r, "copies"), "copy", "copies"));
    }
    print("; %s\n", member_text(r, "name"));
    if (member_text(r, "left")[0] == '\0') {
        return;
    }
    print("        %s; ", member_text(r, "arithmetic"));
    if (json_is_true(json_object_get(r, "overdue"))) {
        print_overdue(member_text(r, "left"));
        print("\n");
    } else {
        print("%s left\n", member_text(r, "left"));
    }
}

static void print_details(const json_t *r)
{
    const json_t *steps = json_object_get(r, "steps"), *certificates = json_object_get(r, "certificates"),
                 *copies = json_object_get(r, "copies_left"), *releases = json_object_get(r, "releases");
    print("        finding %s, reading \"%s\"\n", member_text(r, "finding"), member_text(r, "reading"));
    for (size_t i = 0; i < json_array_size(releases); i++) {
        const json_t *one = json_array_get(releases, i);
        print("        of %s: %s\n", member_text(one, "release"), COUNTED(member_number(one, "rows"), "row", "rows"));
    }
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *s = json_array_get(steps, i);
        print("        %s  %-12s %s%s%s\n", member_text(s, "at"), member_text(s, "state"), member_text(s, "number"),
              member_text(s, "cites")[0] == '\0' ? "" : " ", member_text(s, "cites"));
    }
    for (size_t i = 0; i < json_array_size(certificates); i++) {
        const json_t *s = json_array_get(certificates, i);
        print("        %s  certificate  %s: %s, %lld left open\n", member_text(s, "at"), member_text(s, "number"),
              COUNTED(member_number(s, "rows"), "row", "rows"), member_number(s, "open"));
    }
    for (size_t i = 0; i < json_array_size(copies); i++) {
        print("%s%s", i == 0 ? "        copies without a certificate: " : ", ",
              json_string_value(json_array_get(copies, i)));
    }
    print(json_array_size(copies) > 0 ? "\n" : "");
}

static bool look(struct call *c, const char *recall, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct text t = {0};
    bool overdue = false;
    bool ok = cli_open(c, &g, e) && gate_recall_list(g, recall, &t, &overdue, e);
    json_t *all = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    text_free(&t);
    gate_close(g);
    *status = overdue ? OVERDUE : 0;
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(all, e);
    }
    for (size_t i = 0; ok && recall == NULL && i < json_array_size(all); i++) {
        print_recall(json_array_get(all, i));
    }
    if (ok && recall != NULL) {
        print_recall(all);
        print_details(all);
    } else if (ok && json_array_size(all) == 0) {
        print("nothing was recalled\n");
    }
    json_decref(all);
    return ok;
}

bool verb_recall_list(struct call *c, int *status, struct error *e)
{
    return look(c, NULL, status, e);
}

bool verb_recall_show(struct call *c, int *status, struct error *e)
{
    return look(c, c->argument[0], status, e);
}

/* As the options say; with --json its text in an object, by the number of what it is about. */
bool show_paper(const struct call *c, const struct paper *p, const char *number, struct error *e)
{
    struct text t = {0};
    bool json = cli_has(c, OPTION_JSON);
    bool ok = write_paper(c, p, e) && (!json || report_paper_text(p, &t, e)) &&
              (!json || print_json(json_pack("{s:s, s:s%}", "number", number, "text", t.at, t.len), e));
    text_free(&t);
    return ok;
}

bool verb_recall_letter(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct paper *p = NULL;
    bool ok = cli_open(c, &g, e) && gate_recall_letter(g, c->argument[0], &p, e) &&
              show_paper(c, p, c->argument[0], e);
    paper_free(p);
    gate_close(g);
    return ok;
}

/* --- steps --- */

/* next, behind: what follows, before and behind the recall's number; next NULL where nothing does. */
static bool step(struct call *c, enum gate_recall_act act, const char *what, const char *next, const char *behind,
                 struct error *e)
{
    struct act_call a = {0};
    bool ok = act_begin(c, &a, e) && gate_recall_enter(a.g, c->argument[0], act, c->option[OPTION_CITES],
                                                       c->option[OPTION_DOCUMENT], a.by, a.id, e);
    if (!act_end(&a, ok, what, e)) {
        return false;
    }
    if (next != NULL) {
        hint(c, "proviso %s %s%s", next, c->argument[0], behind);
    }
    return true;
}

bool verb_recall_sent(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_SENT, "the sending of the recall, step", "recall acknowledge", " --key FILE, when it answers", e);
}

bool verb_recall_acknowledge(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_ACKNOWLEDGE, "the acknowledgement of the recall, step", "recall copies", " COPIES.csv --key FILE, its inventory of copies",
                e);
}

bool verb_recall_sequester(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_SEQUESTER, "the sequestration of the recalled rows, step", "dispose", " --template FILE", e);
}

bool verb_recall_verify(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_VERIFY, "the verification of the disposal, step", NULL, NULL, e);
}

bool verb_recall_hold(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_HOLD, "a litigation hold, step", "recall letter", ", and send it", e);
}

bool verb_recall_free(struct call *c, int *status, struct error *e)
{
    (void)status;
    return step(c, RECALL_ACT_FREE, "the end of the litigation hold, step", "recall letter", ", and send it", e);
}

bool verb_recall_copies(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_copies n;
    bool ok = act_begin(c, &a, e) && gate_recall_copies(a.g, c->argument[0], c->argument[1], a.by, &n, e);
    gate_close(a.g);
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:b}", "id", n.id, "copies", (json_int_t)n.copies, "holders",
                                    (json_int_t)n.holders, "devices", (json_int_t)n.devices, "sets", (json_int_t)n.sets,
                                    "reopened", (int)n.reopened), e);
    }
    print("%s the inventory %s: copies %llu, holders %llu, devices %llu, derived sets %llu\n",
          cli_has(c, OPTION_DRY_RUN) ? "would enter" : "entered", n.id, (unsigned long long)n.copies,
          (unsigned long long)n.holders, (unsigned long long)n.devices, (unsigned long long)n.sets);
    if (n.reopened) {
        print("%s counted as disposed of; it is open again\n", c->argument[0]);
    }
    hint(c, "proviso dispose %s --template FILE", c->argument[0]);
    return true;
}

/* --- certificates --- */

static bool show_disposal(const struct call *c, const struct gate_disposal *d, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:b}", "id", d->id, "covered", (json_int_t)d->covered,
                                    "before", (json_int_t)d->before, "never", (json_int_t)d->never, "open",
                                    (json_int_t)d->open, "open_copies", (json_int_t)d->copies_open, "complete",
                                    (int)d->complete), e);
    }
    print("%s certificate %s: %s\n", cli_has(c, OPTION_DRY_RUN) ? "would enter" : "entered", d->id,
          COUNTED(d->covered, "row", "rows"));
    if (d->before > 0) {
        print("covered by an earlier certificate already: %s\n", COUNTED(d->before, "row", "rows"));
    }
    if (d->never > 0) {
        print("never recalled: %s\n", COUNTED(d->never, "row", "rows"));
    }
    if (d->complete) {
        print("%s is disposed of\n", c->argument[0]);
    } else {
        print("still open: %s, %s\n", COUNTED(d->open, "row", "rows"), COUNTED(d->copies_open, "copy", "copies"));
    }
    return true;
}

static bool make_template(struct call *c, struct error *e)
{
    struct gate *g = NULL;
    const char *path = c->option[OPTION_TEMPLATE];
    bool ok = (c->arguments == 1 || fail(e, ERROR_USAGE, "usage.arguments", "--template writes a certificate, it takes none")) &&
              cli_open(c, &g, e) && gate_dispose_template(g, c->argument[0], path, e);
    gate_close(g);
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s}", "template", path), e);
    }
    if (ok) {
        print("%s %s, for the recipient to fill in and sign\n", cli_has(c, OPTION_DRY_RUN) ? "would write" : "wrote", path);
        hint(c, "minisign -S -m %s, then proviso dispose %s %s --key FILE", path, c->argument[0], path);
    }
    return ok;
}

bool verb_dispose(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_disposal d;
    struct gate_dispose_options o = {.recall = c->argument[0],
                                     .certificate = c->argument[1],
                                     .rows = c->arguments > 2 ? c->argument[2] : NULL,
                                     .signature = c->option[OPTION_SIGNATURE],
                                     .csv = c->option[OPTION_CSV]};
    if (cli_has(c, OPTION_TEMPLATE)) {
        return make_template(c, e);
    }
    if (c->arguments < 2) {
        return fail(e, ERROR_USAGE, "usage.need", "give the certificate, or --template FILE for one to fill in");
    }
    bool ok = act_begin(c, &a, e) && gate_dispose(a.g, &o, a.by, &d, e);
    gate_close(a.g);
    if (!ok || !show_disposal(c, &d, e)) {
        return false;
    }
    if (d.complete) {
        hint(c, "proviso recall verify %s --cites TEXT --key FILE of counsel or an approver", c->argument[0]);
    }
    return true;
}
