/* cli_rules.c: verbs about a rules file on its own. */
#include "app/cli/cli.h"
#include "base/clock.h"

static bool show(struct call *c, must (*say)(const char *path, struct text *out, struct error *e),
                 struct error *e)
{
    struct text t = {0};
    bool ok = say(c->argument[0], &t, e);
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(json_pack("{s:s%}", "text", t.at, t.len), e);
    } else if (ok) {
        print_text(&t);
    }
    text_free(&t);
    return ok;
}

bool verb_rules_facts(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct text t = {0};
    bool json = cli_has(c, OPTION_JSON), ok = gate_rules_facts(json, &t, e);
    if (ok && json) {
        ok = print_json(json_loadb(t.at, t.len, 0, NULL), e);
    } else if (ok) {
        print_text(&t);
    }
    text_free(&t);
    return ok;
}

bool verb_rules_check(struct call *c, int *status, struct error *e)
{
    (void)status;
    return show(c, gate_rules_check, e);
}

bool verb_rules_format(struct call *c, int *status, struct error *e)
{
    (void)status;
    return show(c, gate_rules_format, e);
}

static bool print_line(void *ctx, struct span line, struct error *e)
{
    (void)ctx;
    (void)e;
    print("%.*s\n", SPAN_ARGS(line));
    return true;
}

/* --at, or now. */
static bool take_instant(const struct call *c, instant *at, struct error *e)
{
    if (!cli_has(c, OPTION_AT)) {
        return clock_now(at, e);
    }
    if (!instant_parse(span_of(c->option[OPTION_AT]), at)) {
        (void)!fail(e, ERROR_USAGE, "usage.instant", "--at takes an instant");
        error_hint(e, "2026-02-27 or 2026-02-27T12:00Z");
        return false;
    }
    return true;
}

/* --reading, once; NULL: all clauses. */
static bool take_reading(const struct call *c, const char **out, struct error *e)
{
    *out = c->reading_count > 0 ? c->readings[0] : NULL;
    return c->reading_count < 2 ||
           fail(e, ERROR_USAGE, "usage.twice", "'proviso %s' takes one --reading", c->verb->name);
}

bool verb_rules_table(struct call *c, int *status, struct error *e)
{
    (void)status;
    instant at;
    const char *reading;
    return take_reading(c, &reading, e) && take_instant(c, &at, e) &&
           gate_rules_table(c->argument[0], at, reading, print_line, NULL, e);
}

bool verb_rules_prove(struct call *c, int *status, struct error *e)
{
    struct text t = {0};
    size_t refuted = 0;
    struct gate_prove_options o = {
        .files = c->argument,
        .count = c->arguments,
        .json = cli_has(c, OPTION_JSON),
    };
    bool ok = take_reading(c, &o.reading, e) && take_instant(c, &o.at, e) && gate_rules_prove(&o, &t, &refuted, e);
    if (ok) {
        print_text(&t);
        *status = refuted > 0 ? error_exit_status(ERROR_VERIFY) : 0;
    }
    text_free(&t);
    return ok;
}

/* The current folder may be a custody by chance: only one that is named is looked at. */
static bool custody_named(const struct call *c)
{
    return cli_has(c, OPTION_CUSTODY) || strcmp(c->dir, ".") != 0;
}

bool verb_rules_diff(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct text t = {0};
    struct gate *g = NULL;
    struct gate_diff_options o = {
        .a = c->argument[0], .b = c->argument[1], .json = cli_has(c, OPTION_JSON)};
    bool ok = take_instant(c, &o.at, e) && (!custody_named(c) || cli_open(c, &g, e)) &&
              gate_rules_diff(&o, g, &t, e);
    if (ok) {
        print_text(&t);
    }
    gate_close(g);
    text_free(&t);
    return ok;
}
