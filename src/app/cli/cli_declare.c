/* cli_declare.c: the declaration, and whether it still holds. */
#include <stdio.h>

#include "app/cli/cli.h"
#include "base/file.h"

enum { STATEMENT_LIMIT = 1 << 26, DRIFTED = 7 };

static bool declare(struct call *c, struct error *e)
{
    struct gate *g = NULL;
    struct gate_declaration d = {0};
    bool ok = cli_open(c, &g, e) && gate_declare(g, c->argument[0], &d, e) && write_paper(c, d.paper, e);
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(json_loadb(d.statement.at, d.statement.len, 0, NULL), e);
    }
    gate_declaration_clear(&d);
    gate_close(g);
    if (ok) {
        hint(c,
             "proviso declare %s --json >FILE keeps its figures; proviso declare --check FILE says whether they hold",
             c->argument[0]);
    }
    return ok;
}

static long long number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s == NULL ? "" : s;
}

static void say_check(const json_t *r)
{
    const json_t *then = json_object_get(r, "then"), *now = json_object_get(r, "now"), *one;
    size_t i;
    print("%s at ledger size %lld: every figure was true, and that ledger is a beginning of the one of now (size "
          "%lld)\n",
          text(r, "of"), number(then, "size"), number(now, "size"));
    json_array_foreach(json_object_get(r, "figures"), i, one)
    {
        if (number(one, "was") != number(one, "is")) {
            print("%s %s has drifted: was %lld, is %lld", text(one, "id"), text(one, "name"), number(one, "was"),
                  number(one, "is"));
            print(json_is_integer(json_object_get(one, "because")) ? ", because of entry %lld\n" : "\n",
                  number(one, "because"));
        }
    }
    print("%zu figures: %zu the same, %lld drifted\n", json_array_size(json_object_get(r, "figures")),
          json_array_size(json_object_get(r, "figures")) - (size_t)number(r, "drifted"), number(r, "drifted"));
}

static bool check(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct text statement = {0}, report = {0};
    uint64_t drifted = 0;
    bool ok = file_load(&statement, c->option[OPTION_CHECK], STATEMENT_LIMIT, e) && cli_open(c, &g, e) &&
              gate_declare_check(g, text_span(&statement), &report, &drifted, e);
    json_t *r = ok ? json_loadb(report.at, report.len, 0, NULL) : NULL;
    ok = ok && (r != NULL || fail(e, ERROR_FAILED, "memory", "out of memory"));
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(json_incref(r), e);
    } else if (ok) {
        say_check(r);
    }
    *status = drifted > 0 ? DRIFTED : 0;
    json_decref(r);
    text_free(&statement);
    text_free(&report);
    gate_close(g);
    return ok;
}

bool verb_declare(struct call *c, int *status, struct error *e)
{
    bool checks = cli_has(c, OPTION_CHECK);
    if (checks == (c->arguments == 1)) {
        (void)!fail(e, ERROR_USAGE, "usage.declare", "give what to declare on, or --check and a statement");
        error_hint(e, "proviso declare b1 --pdf FILE; proviso declare --check FILE.json");
        return false;
    }
    return checks ? check(c, status, e) : declare(c, e);
}
