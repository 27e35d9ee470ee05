/* cli_backup.c: backup and restore. */
#include "app/cli/cli.h"
#include "base/clock.h"

static bool show_backup(const struct call *c, const struct gate_backup *b, double seconds, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:I, s:s, s:I, s:I, s:I, s:I}", "id", b->id, "manifest", b->manifest,
                                    "size", (json_int_t)b->size, "root", b->root, "files", (json_int_t)b->files, "bytes",
                                    (json_int_t)b->bytes, "new_files", (json_int_t)b->new_files, "new_bytes",
                                    (json_int_t)b->new_bytes),
                          e);
    }
    if (cli_has(c, OPTION_DRY_RUN)) {
        print("would back up a ledger of %s\n", COUNTED(b->size, "entry", "entries"));
        return true;
    }
    print("entered backup %s: %s\n%s, %.1f MB; %llu of them new, %.1f MB, in %.1f s\nledger of %s, root %s\n",
          b->id, b->manifest, COUNTED(b->files, "file", "files"), (double)b->bytes / 1e6, (unsigned long long)b->new_files,
          (double)b->new_bytes / 1e6, seconds, COUNTED(b->size, "entry", "entries"), b->root);
    return true;
}

bool verb_backup(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_backup b;
    const char *out, *age;
    uint64_t began = clock_ticks();
    bool ok = cli_need(c, OPTION_OUT, &out, e) && cli_need(c, OPTION_AGE, &age, e) && act_begin(c, &a, e) &&
              gate_backup(a.g, out, age, a.by, &b, e);
    gate_close(a.g);
    progress_end();
    if (!ok || !show_backup(c, &b, (double)(clock_ticks() - began) / 1e9, e)) {
        return false;
    }
    hint(c, "keep a copy of public/ and documents/ elsewhere as well: a restore asks for what came after the backup");
    return true;
}

/* Who restores signs with a key that the restored custody knows. */
static bool enter_restoration(struct call *c, const struct gate_restored *r, char id[GATE_ID], struct error *e)
{
    struct act_call a = {0};
    c->dir = c->argument[1];
    bool ok = act_begin(c, &a, e) && gate_restoration(a.g, r, a.by, id, e);
    gate_close(a.g);
    if (!ok) {
        error_hint(e, "the custody is made and whole; only its own entry of that is missing");
    }
    return ok;
}

static bool show_restored(const struct call *c, const struct gate_restored *r, const char *id, struct error *e)
{
    bool dry = cli_has(c, OPTION_DRY_RUN);
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "custody", c->argument[1], "id", id, "backup",
                                    r->backup, "size", (json_int_t)r->size, "later", (json_int_t)r->later, "erased",
                                    (json_int_t)r->erased, "files", (json_int_t)r->files),
                          e);
    }
    if (cli_has(c, OPTION_WITHOUT_LATER)) {
        print("warning: what was erased after this backup cannot be known, and is back; if the old ledger went on after\n"
              "it, and anybody has seen that, this custody's ledger is another one from here on\n");
    }
    print("%s %s: a ledger of %s", dry ? "would make" : "made", c->argument[1], COUNTED(r->size, "entry", "entries"));
    if (r->later > 0) {
        print(", and %llu that came after the backup", (unsigned long long)r->later);
    }
    if (!dry) {
        print("; %s; %s erased since and erased again", COUNTED(r->files, "file", "files"),
              COUNTED(r->erased, "row", "rows"));
    }
    print("\n");
    return true;
}

bool verb_restore(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_restored r;
    char id[GATE_ID] = "";
    struct gate_restore_options o = {.backup = c->argument[0],
                                     .dir = c->argument[1],
                                     .ledger = c->option[OPTION_LEDGER],
                                     .documents = c->option[OPTION_NEWER],
                                     .without_later = cli_has(c, OPTION_WITHOUT_LATER),
                                     .dry = cli_has(c, OPTION_DRY_RUN)};
    if (o.ledger != NULL && o.without_later) {
        return fail(e, ERROR_USAGE, "usage.need", "--without-later is for where there is no --ledger");
    }
    bool ok = cli_need(c, OPTION_IDENTITY, &o.identity, e) &&
              (c->key_count > 0 || fail(e, ERROR_SIGNATURE, "signature.missing", "a restoration needs a key: --key FILE")) &&
              gate_restore(&o, &c->progress, &r, e);
    progress_end();
    ok = ok && (o.dry || enter_restoration(c, &r, id, e));
    if (!ok || !show_restored(c, &r, id, e)) {
        return false;
    }
    hint(c, "proviso -C %s doctor; the custody that it was made of must not go on beside it", c->argument[1]);
    return true;
}
