/* cli_keep.c: verbs about how long things are kept: erasure and legal holds. */
#include <stdio.h>

#include "app/cli/cli.h"

/* --- erase --- */

static void print_due(const json_t *all, bool dry)
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *o = json_array_get(all, i);
        const char *held = member_text(o, "held");
        print("%-8s %s; kept since %.10s, due on %.10s: ", member_text(o, "of"),
              COUNTED(json_integer_value(json_object_get(o, "rows")), "row", "rows"), member_text(o, "since"),
              member_text(o, "due"));
        if (held[0] != '\0') {
            print("under the hold %s\n", held);
        } else if (dry) {
            print("to be erased\n");
        } else {
            print("erased by %s\n", member_text(o, "id"));
        }
    }
    if (json_array_size(all) == 0) {
        print("nothing is due\n");
    }
}

static bool erase_due(struct call *c, struct error *e)
{
    struct act_call a = {0};
    struct text t = {0};
    bool dry = cli_has(c, OPTION_DRY_RUN), ok = act_begin(c, &a, e);
    if (ok && !dry && a.by.count == 0) {
        ok = fail(e, ERROR_SIGNATURE, "signature.missing", "an erasure needs two keys, of admins or counsel");
        error_hint(e, "--key FILE twice; --dry-run lists what is due");
    }
    ok = ok && gate_erase_due(a.g, dry ? (struct signers){0} : a.by, &t, e);
    json_t *all = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    text_free(&t);
    gate_close(a.g);
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(all, e);
    }
    if (ok) {
        print_due(all, dry);
    }
    json_decref(all);
    return ok;
}

static bool show_erasure(const struct call *c, const struct gate_erasure *x, struct error *e)
{
    bool dry = cli_has(c, OPTION_DRY_RUN);
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", dry ? "would_enter" : "entered", "erasure", "id",
                                    x->id, "of", x->of, "rows", (json_int_t)x->rows, "left", (json_int_t)x->left,
                                    "package", x->package ? 1 : 0),
                          e);
    }
    print("%s erasure %s: %s of %s, %llu are left\n", dry ? "would enter" : "entered", x->id,
          COUNTED(x->rows, "row", "rows"), x->of, (unsigned long long)x->left);
    if (x->package) {
        print("its package can be opened here no more, and its key not handed over again; what its recipient has stays there\n");
    }
    return true;
}

bool verb_erase(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_erasure x;
    bool due = cli_has(c, OPTION_DUE);
    if (due == (c->arguments > 0) || (due && cli_has(c, OPTION_CITES))) {
        return fail(e, ERROR_USAGE, "usage.need", "give the rows, BATCH:3,7-9 or BATCH, or --due alone");
    }
    if (due) {
        return erase_due(c, e);
    }
    const char *cites = cli_has(c, OPTION_CITES) ? c->option[OPTION_CITES] : "";
    bool ok = act_begin(c, &a, e) && gate_erase(a.g, c->argument[0], cites, a.by, &x, e);
    gate_close(a.g);
    if (!ok || !show_erasure(c, &x, e)) {
        return false;
    }
    hint(c, "proviso backup; then remove older ones: restored without the ledger of today they would bring it back");
    return true;
}

/* --- hold --- */

bool verb_hold(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    const char *cites, *paper, *of = c->arguments > 0 ? c->argument[0] : NULL;
    bool all = cli_has(c, OPTION_ALL), lift = cli_has(c, OPTION_LIFT);
    if (all == (of != NULL) || (all && lift)) {
        return fail(e, ERROR_USAGE, "usage.need", "give a batch or an import, or --all; with --lift the number of a hold");
    }
    bool ok = cli_need(c, OPTION_CITES, &cites, e) && cli_need(c, OPTION_DOCUMENT, &paper, e) && act_begin(c, &a, e);
    if (ok && lift) {
        ok = gate_hold_lift(a.g, of, cites, paper, a.by, e);
        (void)snprintf(a.id, sizeof a.id, "%s", of);
    } else {
        ok = ok && gate_hold(a.g, of, cites, paper, a.by, a.id, e);
    }
    return act_end(&a, ok, lift ? "the end of the hold" : "hold", e);
}
