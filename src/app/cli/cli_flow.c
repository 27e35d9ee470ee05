/* cli_flow.c: verbs of a batch: run, look at it, approve, release, hand over. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/file.h"
#include "base/memory.h"

bool write_page(const char *path, const struct text *page, struct error *e)
{
    return file_save(path, text_span(page), FILE_PRIVATE, e);
}

/* --- funnel --- */

static json_t *outcomes_json(const struct funnel *f)
{
    json_t *o = json_object();
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        (void)json_object_set_new(o, outcome_name((enum outcome)i),
                                  json_integer((json_int_t)f->outcome[i]));
    }
    return o;
}

static json_t *categories_json(const struct funnel *f)
{
    json_t *o = json_object();
    for (unsigned i = 1; i < CATEGORY_COUNT; i++) {
        if (f->category[i] > 0) {
            (void)json_object_set_new(o, category_name((enum category)i),
                                      json_integer((json_int_t)f->category[i]));
        }
    }
    return o;
}

static json_t *levels_json(const struct funnel *f)
{
    json_t *o = json_object();
    for (unsigned i = 0; i < f->levels; i++) {
        (void)json_object_set_new(o, f->level_name[i], json_integer((json_int_t)f->level[i]));
    }
    return o;
}

static json_t *funnel_json(const struct funnel *f)
{
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:{s:I, s:I, s:I}, s:o, s:o, s:o}", "batch",
        f->batch, "agreement", f->agreement, "read", (json_int_t)f->read, "rejected",
        (json_int_t)f->rejected, "insufficient", (json_int_t)f->insufficient, "review",
        (json_int_t)f->sufficiency_review, "admitted", (json_int_t)f->admitted, "linked",
        "unique", (json_int_t)f->linked[LINK_UNIQUE], "many", (json_int_t)f->linked[LINK_MANY],
        "none", (json_int_t)f->linked[LINK_NONE], "outcomes", outcomes_json(f), "categories",
        categories_json(f), "levels", levels_json(f));
}

bool show_funnel(const struct call *c, const struct funnel *f, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(funnel_json(f), e);
    }
    struct text t = {0};
    bool ok = report_funnel_text(f, &t, colour_wanted(), e);
    print_text(&t);
    text_free(&t);
    return ok;
}

bool verb_funnel(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct funnel *f = memory_new(1, sizeof *f, e);
    struct gate_meta meta = {0};
    bool ok = f != NULL && cli_open(c, &g, e) && gate_funnel(g, c->argument[0], f, e) &&
              gate_meta(g, c->argument[0], &meta, e) && show_funnel(c, f, e);
    if (ok && cli_has(c, OPTION_HTML)) {
        struct text page = {0};
        struct report_meta m = {.at = meta.at,
                                .origin = meta.origin,
                                .size = meta.size,
                                .root = meta.root,
                                .rules = meta.rules,
                                .classifier = meta.classifier,
                                .generation = meta.generation};
        ok =
            report_funnel_html(f, &m, &page, e) && write_page(c->option[OPTION_HTML], &page, e);
        text_free(&page);
    }
    memory_free(f);
    gate_close(g);
    return ok;
}

/* --- run --- */

static bool run_json(const struct gate_run *r, struct error *e)
{
    struct rusage usage = {0};
    json_t *seconds = json_object(), *all = funnel_json(&r->funnel);
    (void)getrusage(RUSAGE_SELF, &usage);
    for (unsigned i = 0; i < STAGES; i++) {
        (void)json_object_set_new(seconds, gate_stage_name((enum gate_stage)i),
                                  json_real(r->seconds[i]));
    }
    (void)json_object_set_new(all, "plan", json_string(r->plan));
    (void)json_object_set_new(all, "seconds", seconds);
    (void)json_object_set_new(all, "peak_mib", json_integer(usage.ru_maxrss / 1024));
    return print_json(all, e);
}

bool run_batch(struct call *c, const struct gate_run_options *o, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct signers by;
    struct gate_run *out = memory_new(1, sizeof *out, e);
    bool ok = out != NULL && cli_open(c, &g, e) && cli_signers(c, &by, e) &&
              gate_run(g, o, by, out, e);
    progress_end();
    ok = ok && (cli_has(c, OPTION_JSON) ? run_json(out, e) : show_funnel(c, &out->funnel, e));
    if (ok) {
        *status = out->funnel.rejected > 0 ? 3 : 0;
        if (!cli_has(c, OPTION_DRY_RUN)) {
            hint(c, "proviso approve %s --key FILE (two people), then proviso release %s",
                 out->plan, out->plan);
        }
    }
    memory_free(out);
    gate_close(g);
    return ok;
}

bool verb_run(struct call *c, int *status, struct error *e)
{
    struct gate_run_options o = {.requests = c->argument[0],
                                 .recipient = c->option[OPTION_RECIPIENT],
                                 .purpose = c->option[OPTION_PURPOSE],
                                 .layout = c->option[OPTION_LAYOUT],
                                 .gazetteer = c->option[OPTION_GAZETTEER],
                                 .points = c->option[OPTION_POINTS],
                                 .model = c->option[OPTION_MODEL]};
    return cli_need(c, OPTION_AGREEMENT, &o.agreement, e) &&
           cli_false_matches(c, &o.false_matches, e) && run_batch(c, &o, status, e);
}

static bool show_text(struct call *c, const char *what,
                      must (*say)(struct gate *g, const char *what, struct text *out,
                                  struct error *e),
                      struct error *e)
{
    struct gate *g = NULL;
    struct text t = {0};
    bool ok = cli_open(c, &g, e) && say(g, what, &t, e);
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(json_pack("{s:s%}", "text", t.at, t.len), e);
    } else if (ok) {
        print_text(&t);
    }
    text_free(&t);
    gate_close(g);
    return ok;
}

static bool explain_hidden(struct gate *g, const char *row, struct text *out, struct error *e)
{
    return gate_explain(g, row, false, out, e);
}

static bool explain_values(struct gate *g, const char *row, struct text *out, struct error *e)
{
    return gate_explain(g, row, true, out, e);
}

bool cli_may_show(const struct call *c, const char *code, struct error *e)
{
    if (isatty(STDOUT_FILENO) != 1 || cli_has(c, OPTION_JSON)) {
        (void)!fail(e, ERROR_USAGE, code, "personal values are shown on a terminal only");
        error_hint(e, "run it on a terminal, or without --values");
        return false;
    }
    return true;
}

bool verb_explain(struct call *c, int *status, struct error *e)
{
    (void)status;
    if (cli_has(c, OPTION_VALUES) && !cli_may_show(c, "explain.values", e)) {
        return false;
    }
    return show_text(c, c->argument[0],
                     cli_has(c, OPTION_VALUES) ? explain_values : explain_hidden, e);
}

bool verb_review(struct call *c, int *status, struct error *e)
{
    (void)status;
    return show_text(c, c->argument[0], gate_review, e);
}

/* --- approve, release, hand over --- */

static bool say_would(const struct call *c, const char *what, const char *id, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s}", "would", what, "id", id), e);
    }
    print("would %s %s: nothing is in the way\n", what, id);
    return true;
}

bool verb_approve(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct signers by;
    unsigned count = 0;
    bool mailing = c->argument[0][0] == 'm';
    bool ok = cli_open(c, &g, e) && cli_signers(c, &by, e);
    if (ok && by.count == 0) {
        (void)!fail(e, ERROR_SIGNATURE, "signature.missing",
                    "an approval needs the approver's key");
        error_hint(e, "proviso approve %.20s --key FILE", c->argument[0]);
        ok = false;
    }
    for (size_t i = 0; ok && i < by.count; i++) {
        ok = gate_approve(g, c->argument[0], by.at[i], &count, e);
    }
    gate_close(g);
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_DRY_RUN)) { /* what is not written is not counted */
        return say_would(c, "approve", c->argument[0], e);
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:i}", mailing ? "mailing" : "plan", c->argument[0], "approvals", (int)count), e);
    }
    print("approved %s: %u of 2\n", c->argument[0], count);
    if (count >= 2) {
        hint(c, "proviso %s %s --out DIR", mailing ? "mail" : "release", c->argument[0]);
    }
    return true;
}

static bool show_release(const struct call *c, const struct gate_release *r, const char *what,
                         struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:s}", "release", r->release, "rows",
                                    (json_int_t)r->rows, "released", (json_int_t)r->released,
                                    "file", r->package),
                          e);
    }
    struct text t = {0};
    bool ok = text_addf(&t, e, "%s %s: ", what, r->release) && text_add_count(&t, r->rows, e) &&
              text_adds(&t, " rows, ", e) && text_add_count(&t, r->released, e) &&
              text_addf(&t, e, " of them answered above none\n%s\n", r->package);
    print_text(&t);
    text_free(&t);
    return ok;
}

typedef bool leave(struct gate *g, const char *id, const char *out_dir, struct signers by,
                   struct gate_release *out, struct error *e);

static bool let_leave(struct call *c, leave *how, const char *what, struct gate_release *r,
                      struct error *e)
{
    struct gate *g = NULL;
    struct signers by;
    const char *out = cli_has(c, OPTION_OUT) ? c->option[OPTION_OUT] : ".";
    bool ok = cli_open(c, &g, e) && cli_signers(c, &by, e);
    if (ok) {
        gate_set_armored(g, cli_has(c, OPTION_ARMOR));
        ok = how(g, c->argument[0], out, by, r, e);
    }
    gate_close(g);
    progress_end();
    return ok && (cli_has(c, OPTION_DRY_RUN) ? say_would(c, c->verb->name, c->argument[0], e)
                                             : show_release(c, r, what, e));
}

bool verb_release(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_release r;
    if (!let_leave(c, gate_release, "released", &r, e)) {
        return false;
    }
    if (!cli_has(c, OPTION_DRY_RUN)) {
        hint(c, "proviso handover %s --out DIR; until then the package cannot be opened",
             r.release);
    }
    return true;
}

bool verb_handover(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_release r;
    if (!let_leave(c, gate_handover, "handed over the key of", &r, e)) {
        return false;
    }
    if (!cli_has(c, OPTION_DRY_RUN)) {
        hint(c, "the recipient: age -d -i KEY %s.identity.age | age -d -i - -o answers %s.age", r.release, r.release);
    }
    return true;
}
