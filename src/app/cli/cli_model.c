/* cli_model.c: verbs of a model file: train, show; and models for a person, a program, a page. */
#include <math.h>
#include <stdlib.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/memory.h"

/* --- options --- */

bool cli_false_matches(const struct call *c, uint32_t *out, struct error *e)
{
    const char *text = c->option[OPTION_FALSE_MATCHES];
    *out = 0;
    if (text == NULL) {
        return true;
    }
    char *rest;
    double rate = strtod(text, &rest);
    if (rest == text || *rest != '\0' || !(rate >= 1e-9 && rate < 1)) {
        (void)!fail(e, ERROR_USAGE, "usage.rate",
                    "--max-false-matches takes a share of the links, below 1");
        error_hint(e, "1e-4 is one of ten thousand; the least is 1e-9");
        return false;
    }
    *out = (uint32_t)llround(rate * MODEL_ONE);
    return true;
}

bool cli_two_files(const struct call *c, struct gate_link_options *out, struct error *e)
{
    *out = (struct gate_link_options){.a = c->argument[0],
                                      .b = c->arguments > 1 ? c->argument[1] : NULL,
                                      .layout = c->option[OPTION_LAYOUT],
                                      .out = c->option[OPTION_OUTPUT],
                                      .threads = c->threads};
    return (out->b == NULL) == cli_has(c, OPTION_DEDUPE) ||
           fail(e, ERROR_USAGE, "usage.link", "give two files, or one with --dedupe");
}

/* --- JSON: probabilities as shares of one, weights in bits --- */

static json_t *share(uint32_t parts)
{
    return json_real((double)parts / MODEL_ONE);
}

static json_t *bits(int32_t weight)
{
    return json_real((double)weight / 100);
}

static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *levels_json(const struct model_comparison *k)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < k->levels; i++) {
        const struct model_level *l = &k->level[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o}", "level", l->name,
                                                    "m", share(l->m), "u", share(l->u),
                                                    "weight", bits(l->weight)));
    }
    return list;
}

static json_t *terms_json(const struct model_comparison *k)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < k->terms; i++) {
        const struct model_term *t = &k->term[i];
        (void)json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "rank", number(t->rank),
                                                    "count", number(t->count), "weight",
                                                    bits(t->weight)));
    }
    return list;
}

static json_t *comparisons_json(const struct model_report *m)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < m->comparisons; i++) {
        const struct model_comparison *k = &m->comparison[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "comparison", k->name,
                                                    "levels", levels_json(k), "terms",
                                                    terms_json(k)));
    }
    return list;
}

static json_t *decoys_json(const struct model_report *m)
{
    json_t *all = json_object();
    for (unsigned i = 0; i < m->decoys; i++) {
        (void)json_object_set_new(all, m->decoy[i].name, share(m->decoy[i].share));
    }
    return all;
}

static json_t *keys_json(const struct model_report *m)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < m->keys; i++) {
        const struct model_key *k = &m->key[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "key", k->name, "requests",
                      number(k->requests), "pairs", number(k->pairs), "fresh", number(k->fresh),
                      "oversized", number(k->oversized), "limit", number(k->limit)));
    }
    return list;
}

static json_t *thresholds_json(const struct model_report *m)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < m->thresholds; i++) {
        const struct model_threshold *t = &m->threshold[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:o, s:[o, o, o], s:[o, o, o]}", "weight",
                      bits(t->weight), "found", number(t->found), "false_matches",
                      json_real((double)t->false_matches / 1000), "missed",
                      json_real((double)t->missed / 1000), "precision", share(t->precision),
                      share(t->precision_low), share(t->precision_high), "recall",
                      share(t->recall), share(t->recall_low), share(t->recall_high)));
    }
    return list;
}

static json_t *causes_json(const struct model_report *m)
{
    json_t *all = json_object();
    for (unsigned i = 0; i < m->causes; i++) {
        (void)json_object_set_new(all, m->cause[i].name, number(m->cause[i].requests));
    }
    return all;
}

json_t *model_json(const struct model_report *m)
{
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "hash", m->hash, "persons", number(m->persons), "requests", number(m->requests),
        "share", share(m->share), "rounds", number(m->rounds), "accept", bits(m->accept),
        "margin", bits(m->margin), "max_false_matches", share(m->false_match_rate), "unique",
        number(m->unique), "many", number(m->many), "none", number(m->none), "comparisons",
        comparisons_json(m), "look_alikes", decoys_json(m), "keys", keys_json(m), "thresholds",
        thresholds_json(m), "causes", causes_json(m));
}

json_t *waterfall_json(const struct waterfall *w)
{
    json_t *steps = json_array();
    for (unsigned i = 0; i < w->count; i++) {
        const struct waterfall_step *s = &w->step[i];
        (void)json_array_append_new(steps,
                                    json_pack("{s:s, s:s, s:o}", "comparison", s->comparison,
                                              "level", s->level, "weight", bits(s->weight)));
    }
    return json_pack("{s:o, s:o}", "steps", steps, "weight", bits(w->total));
}

/* --- show --- */

bool write_model_page(const char *path, const struct model_report *m, struct error *e)
{
    struct text page = {0};
    bool ok = report_model_html(m, NULL, &page, e) && write_page(path, &page, e);
    text_free(&page);
    return ok;
}

static bool show_model(const struct call *c, const struct model_report *m, struct error *e)
{
    struct text t = {0};
    bool ok = !cli_has(c, OPTION_HTML) || write_model_page(c->option[OPTION_HTML], m, e);
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(model_json(m), e);
    }
    ok = ok && report_model_text(m, &t, colour_wanted(), e);
    print_text(&t);
    text_free(&t);
    return ok;
}

bool verb_model_show(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct model_report *m = memory_new(1, sizeof *m, e);
    bool ok = m != NULL && gate_model_show(c->argument[0], m, e) && show_model(c, m, e);
    memory_free(m);
    return ok;
}

/* --- train --- */

bool verb_model_train(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct model_report *m = memory_new(1, sizeof *m, e);
    struct gate_link_options o;
    bool ok = m != NULL && cli_two_files(c, &o, e) && cli_need(c, OPTION_OUTPUT, &o.out, e) &&
              gate_model_train(&o, &c->progress, m, e);
    progress_end();
    if (ok && (cli_has(c, OPTION_JSON) || cli_has(c, OPTION_HTML))) {
        ok = show_model(c, m, e);
    } else if (ok) {
        print("model %.16s: %u rounds, %.2f %% of the requests are registered\n%s\n", m->hash,
              m->rounds, (double)m->share * 100 / MODEL_ONE, o.out);
    }
    if (ok) {
        hint(c, "proviso model show %s, or proviso link %s %s --model %s -o FILE", o.out, o.a,
             o.b == NULL ? "--dedupe" : o.b, o.out);
    }
    memory_free(m);
    return ok;
}
