/* cli_proof.c: what strangers are given: prove (one row or entry, and the check of it) and bundle. */
#include <stdio.h>

#include "app/cli/cli.h"

/* --- writing --- */

static bool show_proof(const struct call *c, const struct gate_proof *p, const char *out, bool row, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:I, s:b, s:s}", "proof", p->stem, "index", (json_int_t)p->index,
                                    "size", (json_int_t)p->size, "bytes", (json_int_t)p->bytes, "erased", (int)p->erased,
                                    "opening", p->opening),
                          e);
    }
    if (cli_has(c, OPTION_DRY_RUN)) {
        print("would write %s/%s.tlog-proof: nothing is in the way\n", out, p->stem);
        return true;
    }
    print("%s/%s.tlog-proof: %s %llu of %llu, %s\n", out, p->stem, row ? "leaf" : "entry",
          (unsigned long long)p->index, (unsigned long long)p->size, COUNTED(p->bytes, "byte", "bytes"));
    if (p->erased) {
        print("the row was erased: what its leaf commits to can be shown to nobody\n");
    }
    if (p->opening[0] != '\0') {
        print("entered opening %s: %s/%s.opening.json\n", p->opening, out, p->stem);
    }
    hint(c, "proviso prove --check %s/%s.tlog-proof --leaf %s/%s.%s --vkey VKEY, on any machine", out, p->stem, out,
         p->stem, row ? "leaf" : "entry");
    return true;
}

static bool prove_row(struct call *c, const char *out, struct error *e)
{
    struct act_call a = {0};
    struct gate_proof p = {0};
    struct gate_proof_options o = {.row = c->argument[0], .out = out, .cites = c->option[OPTION_CITES]};
    if (cli_has(c, OPTION_FOR) && !gate_viewer_find(c->option[OPTION_FOR], &o.viewer)) {
        return fail(e, ERROR_USAGE, "usage.for", "--for takes recipient, person, inspector or court");
    }
    bool ok = act_begin(c, &a, e) && gate_prove_row(a.g, &o, a.by, &p, e);
    gate_close(a.g);
    return ok && show_proof(c, &p, out, true, e);
}

static bool prove_entry(struct call *c, const char *out, struct error *e)
{
    struct gate *g = NULL;
    struct gate_proof p = {0};
    uint64_t index;
    bool ok = cli_number(c, OPTION_ENTRY, 0, &index, e) && cli_open(c, &g, e) &&
              gate_prove_entry(g, index, out, &p, e);
    gate_close(g);
    return ok && show_proof(c, &p, out, false, e);
}

/* --- checking --- */

static bool show_check(const struct call *c, const struct gate_proof_check *k, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:s, s:s, s:b, s:b, s:s, s:s}", "origin", k->origin, "index",
                                    (json_int_t)k->index, "size", (json_int_t)k->size, "root", k->root, "batch",
                                    k->batch, "in_ledger", (int)k->in_ledger, "opening", (int)k->opening, "opened",
                                    k->opened, "for", k->viewer),
                          e);
    }
    print("proved: it is %s %llu of %llu in %s\nroot %s\n", k->batch[0] == '\0' ? "entry" : "leaf",
          (unsigned long long)k->index, (unsigned long long)k->size, k->origin, k->root);
    if (k->in_ledger) {
        print("proved: the ledger's entry of %s names this root\n", k->batch);
    } else if (k->batch[0] != '\0') {
        print("not looked at: whether the ledger holds %s (%s.entry and its proof do not lie beside)\n", k->batch,
              k->batch);
    }
    if (k->opening) {
        print("proved: what was opened for the %s is what the leaf commits to: %s\n", k->viewer, k->opened);
    }
    return true;
}

static bool check_proof(struct call *c, struct error *e)
{
    const char *leaf, *given;
    struct text vkey = {0};
    struct gate_proof_check k;
    bool ok = cli_need(c, OPTION_LEAF, &leaf, e) && cli_need(c, OPTION_VKEY, &given, e) && cli_vkey(given, &vkey, e) &&
              gate_check_proof(c->option[OPTION_CHECK], leaf, vkey.at, &k, e);
    text_free(&vkey);
    return ok && show_check(c, &k, e);
}

bool verb_prove(struct call *c, int *status, struct error *e)
{
    (void)status;
    bool entry = cli_has(c, OPTION_ENTRY);
    const char *out = cli_has(c, OPTION_OUT) ? c->option[OPTION_OUT] : ".";
    if (cli_has(c, OPTION_CHECK)) {
        return check_proof(c, e);
    }
    if (entry == (c->arguments == 1)) {
        return fail(e, ERROR_USAGE, "usage.need", "name a row, BATCH:ROW, or an entry of the ledger, --entry INDEX");
    }
    return entry ? prove_entry(c, out, e) : prove_row(c, out, e);
}

/* --- bundles --- */

static bool show_bundle(const struct call *c, const struct gate_bundle *b, const char *out, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:s}", "bundle", out, "entries", (json_int_t)b->entries,
                                    "documents", (json_int_t)b->documents, "files", (json_int_t)b->files, "bytes",
                                    (json_int_t)b->bytes, "opening", b->opening),
                          e);
    }
    if (cli_has(c, OPTION_DRY_RUN)) {
        print("would write %s: nothing is in the way\n", out);
        return true;
    }
    print("%s: %s, %s; %s, %s\n", out, COUNTED(b->entries, "entry", "entries"),
          COUNTED(b->documents, "document", "documents"), COUNTED(b->files, "file", "files"),
          COUNTED(b->bytes, "byte", "bytes"));
    if (b->opening[0] != '\0') {
        print("entered opening %s\n", b->opening);
    }
    hint(c, "proviso verify %s, or python3 %s/verify.py %s; README.txt says how without either", out, out, out);
    return true;
}

bool verb_bundle(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_bundle b = {0};
    struct gate_bundle_options o = {.of = c->arguments == 1 ? c->argument[0] : NULL,
                                    .tar = c->option[OPTION_TAR],
                                    .documents = cli_has(c, OPTION_DOCUMENTS),
                                    .cites = c->option[OPTION_CITES]};
    if (cli_has(c, OPTION_ALL) == (c->arguments == 1)) {
        return fail(e, ERROR_USAGE, "usage.need", "name a batch, an import or a finding, or give --all");
    }
    bool ok = cli_need(c, OPTION_OUT, &o.out, e) && act_begin(c, &a, e) && gate_bundle(a.g, &o, a.by, &b, e);
    gate_close(a.g);
    return ok && show_bundle(c, &b, o.out, e);
}
