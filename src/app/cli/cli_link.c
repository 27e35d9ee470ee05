/* cli_link.c: the verb link: the matcher alone, on any two files. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/memory.h"

/* --- one request --- */

static json_t *explanation_json(const char *id, const struct gate_link_explanation *x)
{
    json_t *list = json_array();
    for (size_t i = 0; i < x->count; i++) {
        json_t *one = waterfall_json(&x->candidate[i]);
        (void)json_object_set_new(one, "registry_id", json_string(x->id[i]));
        (void)json_array_append_new(list, one);
    }
    return json_pack("{s:s, s:I, s:o}", "request_id", id, "found", (json_int_t)x->found,
                     "candidates", list);
}

static bool explanation_text(const char *id, const struct gate_link_explanation *x,
                             struct text *t, struct error *e)
{
    bool ok = text_addf(t, e, "request %s: %zu candidates%s\n", id, x->found,
                        x->found > x->count ? ", the heaviest of them:" : "");
    for (size_t i = 0; ok && i < x->count; i++) {
        ok = text_addc(t, '\n', e) &&
             report_waterfall_text(&x->candidate[i], t, colour_wanted(), e);
    }
    return ok;
}

static bool show_explanation(const struct call *c, struct gate_link_explanation *x,
                             struct error *e)
{
    struct text t = {0}, page = {0};
    const char *id = c->option[OPTION_EXPLAIN];
    for (size_t i = 0; i < x->count; i++) {
        struct waterfall *w = &x->candidate[i];
        (void)snprintf(w->title, sizeof w->title, "%u: %.27s", (unsigned)i + 1, x->id[i]);
    }
    bool ok = !cli_has(c, OPTION_HTML) ||
              (report_waterfalls_html(x->candidate, x->count, NULL, &page, e) &&
               write_page(c->option[OPTION_HTML], &page, e));
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(explanation_json(id, x), e);
    } else if (ok) {
        ok = explanation_text(id, x, &t, e);
        print_text(&t);
    }
    text_free(&t);
    text_free(&page);
    return ok;
}

/* Nothing is written but, where asked for, the page; the index lies where that goes, or here. */
static bool explain(struct call *c, struct gate_link_options *o, struct error *e)
{
    struct gate_link_explanation *x = memory_new(1, sizeof *x, e);
    o->out = cli_has(c, OPTION_HTML) ? c->option[OPTION_HTML] : "proviso-explain";
    bool ok = x != NULL && gate_link_explain(o, &c->progress, c->option[OPTION_EXPLAIN], x, e);
    progress_end();
    ok = ok && show_explanation(c, x, e);
    memory_free(x);
    return ok;
}

/* --- all of them --- */

static json_t *link_json(const struct gate_link *k)
{
    struct rusage usage = {0};
    json_t *seconds = json_object();
    (void)getrusage(RUSAGE_SELF, &usage);
    for (unsigned i = 0; i < LINKING_STAGES; i++) {
        (void)json_object_set_new(seconds, gate_link_stage_name((enum gate_link_stage)i),
                                  json_real(k->seconds[i]));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:o}", "requests",
                     (json_int_t)k->requests, "persons", (json_int_t)k->persons, "unique",
                     (json_int_t)k->unique, "many", (json_int_t)k->many, "none",
                     (json_int_t)k->none, "pairs", (json_int_t)k->pairs, "seconds", seconds,
                     "peak_mib", (json_int_t)(usage.ru_maxrss / 1024), "report",
                     model_json(&k->report));
}

static void show_link(const struct call *c, const struct gate_link_options *o,
                      const struct gate_link *k)
{
    print("%llu requests against %llu records: %llu unique, %llu many, %llu none",
          (unsigned long long)k->requests, (unsigned long long)k->persons,
          (unsigned long long)k->unique, (unsigned long long)k->many,
          (unsigned long long)k->none);
    if (o->pairs) {
        print("; %llu pairs", (unsigned long long)k->pairs);
    }
    print("\nmodel %.16s, %s\n%s\n", k->report.hash,
          o->model == NULL ? "learnt from these files" : o->model, o->out);
    if (cli_has(c, OPTION_HTML)) {
        print("%s\n", c->option[OPTION_HTML]);
        hint(c, "proviso link ... --explain ID shows how the candidates of a request weigh");
    } else {
        hint(c, "with --html FILE a page of the model, the keys and the errors to expect");
    }
}

static bool link_files(struct call *c, const struct gate_link_options *o, struct error *e)
{
    struct gate_link *k = memory_new(1, sizeof *k, e);
    bool ok = k != NULL && gate_link(o, &c->progress, k, e);
    progress_end();
    ok = ok &&
         (!cli_has(c, OPTION_HTML) || write_model_page(c->option[OPTION_HTML], &k->report, e));
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(link_json(k), e);
    } else if (ok) {
        show_link(c, o, k);
    }
    memory_free(k);
    return ok;
}

static bool take_pairs(const struct call *c, struct gate_link_options *o, struct error *e)
{
    if (cli_has(c, OPTION_PAIRS)) {
        char *rest;
        o->pairs_from = strtod(c->option[OPTION_PAIRS], &rest);
        o->pairs = true;
        if (*rest != '\0' || rest == c->option[OPTION_PAIRS] ||
            !(o->pairs_from > -1e6 && o->pairs_from < 1e6)) {
            return fail(e, ERROR_USAGE, "usage.number", "--pairs takes a match weight in bits");
        }
    }
    return true;
}

bool verb_link(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_link_options o;
    if (!cli_two_files(c, &o, e) || !take_pairs(c, &o, e) ||
        !cli_false_matches(c, &o.false_matches, e)) {
        return false;
    }
    o.model = c->option[OPTION_MODEL];
    o.truth = c->option[OPTION_TRUTH];
    if (cli_has(c, OPTION_EXPLAIN)) {
        return explain(c, &o, e);
    }
    return cli_need(c, OPTION_OUTPUT, &o.out, e) && link_files(c, &o, e);
}
