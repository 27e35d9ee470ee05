/* cli_look.c: verbs that look back: lookback, audit; and a finding for a person. */
#include <stdio.h>
#include <string.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/memory.h"

static void add_note(struct report_reading *to, const char *text, uint64_t count)
{
    struct report_note *n = &to->note[to->notes++];
    (void)snprintf(n->text, sizeof n->text, "%s", text);
    n->count = count;
}

static void fill_notes(const struct finding *f, const struct finding_reading *from,
                       struct report_reading *to)
{
    add_note(to, "of these, the address supplied corresponds now", from->corresponding);
    if (from->lowered < from->wrong) {
        add_note(to, "of these, held for a person", from->wrong - from->lowered);
    }
    if (f->judged > 0) {
        add_note(to, "by the rules alone", from->by_rule);
        add_note(to, "by the classifier alone", from->by_classifier);
        add_note(to, "by both", from->by_both);
    }
}

/* What was supposed for the look: without it the figures would pass for those of the register. */
static void add_supposed(const struct call *c, char *out, size_t size)
{
    const struct {
        enum option option;
        const char *before, *behind;
    } all[] = {{OPTION_RULES, "Decided by", " in place of the agreement"},
               {OPTION_ORDER, "Decided with", ", as if entered now"},
               {OPTION_REACH, "Whatever requires or forbids is taken to reach back to", ""},
               {OPTION_GAZETTEER, "Judged by the table", ""}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t used = strlen(out);
        if (cli_has(c, all[i].option)) {
            (void)snprintf(out + used, size - used, " %s %.60s%s.", all[i].before, c->option[all[i].option],
                           all[i].behind);
        }
    }
}

static void fill_readings(const struct call *c, const struct finding *f, const char *what,
                          struct report_readings *out)
{
    *out = (struct report_readings){.releases = f->examined, .count = f->readings};
    (void)snprintf(out->title, sizeof out->title, "%s%s%s%s%.*s", what,
                   f->id[0] == '\0' ? "" : " ", f->id,
                   f->agreement_id[0] == '\0' ? "" : ": agreement ", REPORT_NAME / 2,
                   f->agreement_id);
    (void)snprintf(out->definition, sizeof out->definition,
                   "Each is decided again as of the instant at which it was given out, with "
                   "what is known now.");
    add_supposed(c, out->definition, sizeof out->definition);
    for (unsigned i = 0; i < f->readings && i < REPORT_READINGS; i++) {
        const struct finding_reading *from = &f->reading[i];
        struct report_reading *to = &out->reading[i];
        (void)snprintf(to->name, sizeof to->name, "%s", from->name);
        (void)snprintf(to->definition, sizeof to->definition,
                       "Releases that get a lower level under: %s.", from->name);
        to->suspect = from->wrong;
        to->kept = from->right;
        for (unsigned k = 0; k < from->clauses && k < REPORT_CAUSES; k++) {
            (void)snprintf(to->cause[k].clause, sizeof to->cause[k].clause, "%.*s",
                           (int)sizeof to->cause[k].clause - 1, from->clause[k].name);
            to->cause[k].count = from->clause[k].rows;
            to->causes = k + 1;
        }
        to->raised = from->raised;
        to->lowered = from->lowered;
        fill_notes(f, from, to);
    }
}

static json_t *clauses_json(const struct finding_reading *r)
{
    json_t *clauses = json_object();
    for (unsigned k = 0; k < r->clauses; k++) {
        (void)json_object_set_new(clauses, r->clause[k].name,
                                  json_integer((json_int_t)r->clause[k].rows));
    }
    return clauses;
}

static json_t *reading_json(const struct finding *f, const struct finding_reading *r)
{
    json_t *one = json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:s}", "reading", r->name, "wrong",
        (json_int_t)r->wrong, "right", (json_int_t)r->right, "corresponding",
        (json_int_t)r->corresponding, "lowered", (json_int_t)r->lowered, "raised",
        (json_int_t)r->raised, "clauses", clauses_json(r), "agreement", f->agreement);
    if (f->judged > 0) {
        (void)json_object_set_new(one, "rule", json_integer((json_int_t)r->by_rule));
        (void)json_object_set_new(one, "classifier", json_integer((json_int_t)r->by_classifier));
        (void)json_object_set_new(one, "both", json_integer((json_int_t)r->by_both));
    }
    return one;
}

static json_t *finding_json(const struct finding *f)
{
    json_t *readings = json_array(), *processes = json_object();
    for (unsigned i = 0; i < f->readings; i++) {
        (void)json_array_append_new(readings, reading_json(f, &f->reading[i]));
    }
    for (unsigned i = 0; i < f->processes; i++) {
        (void)json_object_set_new(processes, f->process[i].name,
                                  json_integer((json_int_t)f->process[i].rows));
    }
    json_t *all = json_pack("{s:s, s:s, s:s, s:o, s:o}", "finding", f->id, "agreement", f->agreement,
                            "agreement_id", f->agreement_id, "processes", processes, "readings",
                            readings);
    const struct {
        const char *name;
        uint64_t rows;
    } counts[] = {{"requests", f->requests},         {"examined", f->examined},
                  {"insufficient", f->insufficient}, {"unknown_person", f->unknown_person},
                  {"unmatched", f->unmatched},       {"undisclosed", f->undisclosed},
                  {"corresponds", f->corresponds},   {"differs", f->differs},
                  {"not_comparable", f->not_comparable}, {"imported", f->imported},
                  {"repeated", f->repeated},
                  {"unkept", f->unkept},             {"judged", f->judged},
                  {"not_judged", f->not_judged}, {"erased", f->erased}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        (void)json_object_set_new(all, counts[i].name, json_integer((json_int_t)counts[i].rows));
    }
    if (f->purposeless) {
        (void)json_object_set_new(all, "purpose_known", json_false());
    }
    return all;
}

/* Of several agreements: the counts of rows as sums, since no row is in two; the readings one after
 * another, each with its agreement; and each agreement's own. */
static json_t *findings_json(const struct findings *all)
{
    json_t *list = json_array(), *sum = finding_json(&all->at[0]);
    struct text ids = {0};
    struct error ignored;
    for (size_t i = 0; i < all->count; i++) {
        json_t *one = finding_json(&all->at[i]), *value;
        const char *key;
        (void)!(text_adds(&ids, i == 0 ? "" : " ", &ignored) &&
                text_adds(&ids, all->at[i].id, &ignored));
        if (i > 0) {
            json_object_foreach(one, key, value)
            {
                if (json_is_integer(value)) {
                    (void)json_object_set_new(
                        sum, key,
                        json_integer(json_integer_value(json_object_get(sum, key)) +
                                     json_integer_value(value)));
                }
            }
            (void)json_array_extend(json_object_get(sum, "readings"), json_object_get(one, "readings"));
        }
        (void)json_array_append_new(list, one);
    }
    if (all->count > 1) {
        (void)json_object_set_new(sum, "finding", json_string(ids.len > all->count ? ids.at : ""));
        (void)json_object_set_new(sum, "agreement", json_string(""));
        (void)json_object_set_new(sum, "agreement_id", json_string(""));
    }
    (void)json_object_set_new(sum, "agreements", list);
    text_free(&ids);
    return sum;
}

static bool print_counts(const struct finding *f, struct error *e)
{
    struct text t = {0};
    bool ok = text_addc(&t, '\n', e);
    for (unsigned i = 0; ok && i < f->processes; i++) {
        ok = text_addf(&t, e, "released by %s: ", f->process[i].name) &&
             text_add_count(&t, f->process[i].rows, e) && text_addc(&t, '\n', e);
    }
    const struct {
        const char *what;
        uint64_t rows;
    } lines[] = {{"insufficient requests among them (no record was touched)", f->insufficient},
                 {"compared now: the address supplied corresponds", f->corresponds},
                 {"compared now: it differs", f->differs},
                 {"compared now: cannot be compared", f->not_comparable},
                 {"person_id in no registry", f->unknown_person},
                 {"control in no request row", f->unmatched},
                 {"packages whose key was never handed over (not looked at)", f->undisclosed},
                 {"of the examined, made before Proviso", f->imported},
                 {"kept by an earlier audit already (not counted again)", f->repeated},
                 {"audits that kept no releases (not looked at; audit them again)", f->unkept},
                 {"judged again from the requests", f->judged},
                 {"to be judged again, but the request is erased", f->not_judged},
                 {"erased since: decided by the facts that stayed, which name nobody", f->erased}};
    for (size_t i = 0; ok && i < sizeof lines / sizeof *lines; i++) {
        ok = (lines[i].rows == 0 && i > 3) ||
             (text_addf(&t, e, "%s: ", lines[i].what) && text_add_count(&t, lines[i].rows, e) &&
              text_addc(&t, '\n', e));
    }
    ok = ok && (!f->purposeless ||
                text_adds(&t, "for which of the agreement's purposes each was released is not known: what is granted for "
                              "one purpose counts as not granted\n", e));
    print_text(&t);
    text_free(&t);
    return ok;
}

static bool print_finding(const struct finding *f, const struct report_readings *r, struct error *e)
{
    struct text t = {0};
    bool ok = report_readings_text(r, &t, colour_wanted(), e);
    print_text(&t);
    text_free(&t);
    return ok && print_counts(f, e);
}

static bool show_findings(const struct call *c, const struct findings *all, const char *what,
                          struct error *e)
{
    struct report_readings *r = memory_new(all->count, sizeof *r, e);
    struct text page = {0};
    bool ok = r != NULL;
    for (size_t i = 0; ok && i < all->count; i++) {
        fill_readings(c, &all->at[i], what, &r[i]);
        if (cli_has(c, OPTION_JSON)) {
            continue;
        }
        print(i > 0 ? "\n" : "");
        ok = print_finding(&all->at[i], &r[i], e);
    }
    if (ok && cli_has(c, OPTION_HTML) && !cli_has(c, OPTION_DRY_RUN)) {
        ok = report_findings_html(r, all->count, NULL, &page, e) &&
             write_page(c->option[OPTION_HTML], &page, e);
    }
    text_free(&page);
    memory_free(r);
    return ok;
}

bool show_finding(const struct call *c, const struct finding *f, const char *what,
                  struct error *e)
{
    struct finding copy = *f;
    return show_findings(c, &(struct findings){&copy, 1}, what, e) &&
           (!cli_has(c, OPTION_JSON) || print_json(finding_json(f), e));
}

/* --- the verbs --- */

static bool take_reach(const struct call *c, instant *out, struct error *e)
{
    *out = INSTANT_MAX;
    if (!cli_has(c, OPTION_REACH) || instant_parse(span_of(c->option[OPTION_REACH]), out)) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "usage.instant", "--reach takes an instant");
    error_hint(e, "2025-04-07 or 2025-04-07T12:00Z");
    return false;
}

static bool nothing_given_out(const struct findings *all)
{
    uint64_t examined = 0;
    for (size_t i = 0; i < all->count; i++) {
        examined += all->at[i].examined;
    }
    return examined == 0;
}

static void print_nothing(const struct findings *all)
{
    uint64_t undisclosed = 0;
    for (size_t i = 0; i < all->count; i++) {
        undisclosed += all->at[i].undisclosed;
    }
    print("nothing has been given out%s\n",
          undisclosed > 0 ? "; packages are out whose key was never handed over" : "");
}

/* What follows from a finding; of several the first is named. */
static void next_of_finding(const struct call *c, const char *id)
{
    if (cli_has(c, OPTION_DRY_RUN)) {
        return;
    }
    if (id[0] == '\0') {
        hint(c, "give --key FILE to enter this into the ledger");
    } else {
        hint(c, "proviso recall %s, proviso notice %s, proviso incident open %s, proviso declare %s", id, id, id, id);
    }
}

bool verb_lookback(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct signers by;
    struct findings all = {0};
    struct gate_lookback_options o = {.batch = c->option[OPTION_BATCH],
                                      .agreement = c->option[OPTION_AGREEMENT],
                                      .rules = c->option[OPTION_RULES],
                                      .order = c->option[OPTION_ORDER],
                                      .readings = c->readings,
                                      .reading_count = c->reading_count,
                                      .judge = cli_has(c, OPTION_JUDGE),
                                      .gazetteer = c->option[OPTION_GAZETTEER],
                                      .csv = c->option[OPTION_CSV]};
    bool ok = take_reach(c, &o.reach, e) && cli_open(c, &g, e) && cli_signers(c, &by, e) &&
              gate_lookback(g, &o, by, &all, e);
    progress_end();
    bool nothing = ok && nothing_given_out(&all);
    ok = ok && (nothing || show_findings(c, &all, "Look back", e)) &&
         (!cli_has(c, OPTION_JSON) || print_json(findings_json(&all), e));
    if (ok && nothing && !cli_has(c, OPTION_JSON)) {
        print_nothing(&all);
    }
    if (ok && !nothing) {
        next_of_finding(c, all.at[0].id);
    }
    findings_clear(&all);
    gate_close(g);
    return ok;
}

bool verb_audit(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct signers by;
    struct finding *f = memory_new(1, sizeof *f, e);
    struct gate_audit_options o = {.requests = c->argument[0],
                                   .layout = c->option[OPTION_LAYOUT],
                                   .gazetteer = c->option[OPTION_GAZETTEER],
                                   .points = c->option[OPTION_POINTS],
                                   .readings = c->readings,
                                   .reading_count = c->reading_count,
                                   .csv = c->option[OPTION_CSV]};
    bool ok = f != NULL && cli_need(c, OPTION_RELEASED, &o.released, e) &&
              cli_need(c, OPTION_AGREEMENT, &o.agreement, e) && cli_open(c, &g, e) &&
              cli_signers(c, &by, e) && gate_audit(g, &o, by, f, e);
    progress_end();
    ok = ok && show_finding(c, f, "Audit of past releases", e);
    if (ok && c->key_count == 0) {
        hint(c, "give --key FILE to enter this into the ledger, and keep the releases as history");
    } else if (ok) {
        next_of_finding(c, f->id);
    }
    memory_free(f);
    gate_close(g);
    return ok;
}
