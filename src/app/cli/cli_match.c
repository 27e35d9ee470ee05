/* cli_match.c: the match of a run in parts, and the run that takes them together. */
#include <string.h>

#include "app/cli/cli.h"

/* --- match --- */

/* "3/8" */
static bool take_shard(const struct call *c, struct gate_match_options *o, struct error *e)
{
    const char *text;
    struct span rest, part;
    uint64_t i, n;
    if (!cli_need(c, OPTION_SHARD, &text, e)) {
        return false;
    }
    rest = span_of(text);
    if (!span_cut(&rest, '/', &part) || !span_number(part, &i) || !span_number(rest, &n) ||
        i < 1 || i > n || n > PARTS_MOST) {
        (void)!fail(e, ERROR_USAGE, "usage.shard",
                    "--shard takes I/N, from 1/N to N/N, N at most %d", PARTS_MOST);
        error_hint(e, "for example --shard 3/8");
        return false;
    }
    o->part = (unsigned)i;
    o->parts = (unsigned)n;
    return true;
}

static bool show_match(const struct call *c, const struct gate_match_options *o,
                       const struct gate_match *m, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:i, s:i, s:I, s:I, s:I, s:s}", "shard", (int)o->part,
                                    "shards", (int)o->parts, "rows", (json_int_t)m->rows,
                                    "rejected", (json_int_t)m->rejected, "compared",
                                    (json_int_t)m->compared, "file", o->out),
                          e);
    }
    struct text t = {0};
    bool ok = text_addf(&t, e, "part %u of %u: ", o->part, o->parts) &&
              text_add_count(&t, m->rows, e) && text_adds(&t, " rows, ", e) &&
              text_add_count(&t, m->compared, e) && text_adds(&t, " of them compared, ", e) &&
              text_add_count(&t, m->rejected, e) && text_addf(&t, e, " rejected\n%s\n", o->out);
    print_text(&t);
    text_free(&t);
    return ok;
}

bool verb_match(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct signers by;
    struct gate_match out;
    struct gate_match_options o = {.requests = c->argument[0],
                                   .layout = c->option[OPTION_LAYOUT],
                                   .gazetteer = c->option[OPTION_GAZETTEER],
                                   .points = c->option[OPTION_POINTS],
                                   .model = c->option[OPTION_MODEL]};
    bool ok = cli_need(c, OPTION_AGREEMENT, &o.agreement, e) &&
              cli_false_matches(c, &o.false_matches, e) && take_shard(c, &o, e) &&
              cli_need(c, OPTION_OUT, &o.out, e) && cli_open(c, &g, e) &&
              cli_signers(c, &by, e) && gate_match(g, &o, by, &out, e);
    progress_end();
    ok = ok && show_match(c, &o, &out, e);
    if (ok && !cli_has(c, OPTION_DRY_RUN)) {
        hint(c, "when all %u are there: proviso merge %s PART...", o.parts, o.requests);
    }
    gate_close(g);
    return ok;
}

/* --- merge --- */

static bool is_csv(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && span_equal_nocase(span_of(path + n - 4), span_of(".csv"));
}

bool verb_merge(struct call *c, int *status, struct error *e)
{
    bool named = cli_has(c, OPTION_REQUESTS);
    struct gate_run_options o = {.requests =
                                     named ? c->option[OPTION_REQUESTS] : c->argument[0],
                                 .recipient = c->option[OPTION_RECIPIENT],
                                 .purpose = c->option[OPTION_PURPOSE],
                                 .layout = c->option[OPTION_LAYOUT],
                                 .gazetteer = c->option[OPTION_GAZETTEER],
                                 .points = c->option[OPTION_POINTS],
                                 .model = c->option[OPTION_MODEL],
                                 .parts = c->argument + !named,
                                 .part_count = c->arguments - !named};
    if (!named && !is_csv(c->argument[0])) {
        (void)!fail(e, ERROR_USAGE, "merge.requests", "the request file is not named");
        error_hint(e, "as the first argument, where it ends in .csv, or by --requests FILE");
        return false;
    }
    if (o.part_count == 0) {
        (void)!fail(e, ERROR_USAGE, "merge.parts", "no part is named");
        error_hint(e, "proviso help match says how parts are made");
        return false;
    }
    return cli_need(c, OPTION_AGREEMENT, &o.agreement, e) &&
           cli_false_matches(c, &o.false_matches, e) && run_batch(c, &o, status, e);
}
