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

bool verb_rules_table(struct call *c, int *status, struct error *e)
{
    (void)status;
    instant at;
    if (!cli_has(c, OPTION_AT)) {
        if (!clock_now(&at, e)) {
            return false;
        }
    } else if (!instant_parse(span_of(c->option[OPTION_AT]), &at)) {
        (void)!fail(e, ERROR_USAGE, "usage.instant", "--at takes an instant");
        error_hint(e, "2026-02-27 or 2026-02-27T12:00Z");
        return false;
    }
    const char *reading = c->reading_count > 0 ? c->readings[0] : NULL;
    return gate_rules_table(c->argument[0], at, reading, print_line, NULL, e);
}
