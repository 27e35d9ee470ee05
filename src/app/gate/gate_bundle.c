/* gate_bundle.c: an evidence archive: entries with their proofs, row trees, texts of rules, definitions, and how to
 * check all of it without us.
 *
 * (1) It is written beside its name and takes it at the end, whole and synced.
 * (2) Without --documents it holds no private text but rules and what findings came to. Those of batches, plans and
 *     imports count rows by clause and name hashes of lists: of a batch of one row they would tell its requester whether
 *     a person was not found, or is protected.
 * (3) With them it is an act of two, entered before anything is written.
 */
#include "app/gate/gate_bundle.h"

#include <inttypes.h>
#include <stdio.h>

extern const char gate_bundle_readme[], gate_bundle_definitions[], gate_bundle_python[], gate_bundle_go[];

enum { OPENERS = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER };

struct bundling {
    struct gate *g;
    const struct gate_bundle_options *o;
    struct gate_bundle *out;
    struct bundle_about about;
    struct ledger_notes notes;
    char dir[PATH_SIZE]; /* while it grows */
    json_t *entries, *batches;
};

/* --- files --- */

static bool put(struct bundling *b, const char *name, struct span bytes, struct error *e)
{
    char path[PATH_SIZE], folder[PATH_SIZE];
    const char *slash = strrchr(name, '/');
    bool ok = path_format(path, sizeof path, e, "%s/%s", b->dir, name) &&
              path_format(folder, sizeof folder, e, "%s/%.*s", b->dir, slash == NULL ? 0 : (int)(slash - name), name) &&
              folder_make(folder, FILE_PRIVATE, e) && file_put(path, bytes, FILE_PRIVATE, false, e);
    if (ok) {
        b->out->files++;
        b->out->bytes += bytes.len;
    }
    return ok;
}

static bool put_text(struct bundling *b, const char *name, const struct text *t, struct error *e)
{
    return put(b, name, text_span(t), e);
}

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n >= m && strcmp(name + n - m, with) == 0;
}

/* --- public/ --- */

/* "batches/b1/..." of one that it is about. */
static bool of_our_batch(const struct bundling *b, struct span name)
{
    struct span part;
    (void)span_cut(&name, '/', &part);
    (void)span_cut(&name, '/', &part);
    for (size_t i = 0; i < json_array_size(b->batches); i++) {
        if (span_is(part, json_string_value(json_array_get(b->batches, i)))) {
            return true;
        }
    }
    return false;
}

static bool goes_in(const struct bundling *b, const char *name)
{
    struct span s = span_of(name);
    if (ends(name, ".lock") || ends(name, ".tmp") || strcmp(name, "ledger/checkpoint") == 0 ||
        strcmp(name, "ledger/cosigned") == 0 || strcmp(name, "ledger/vkey") == 0) {
        return false; /* the last three are put as they were when the proofs were made */
    }
    return !span_starts(s, "batches/") || of_our_batch(b, s);
}

static bool copy_public(struct bundling *b, struct error *e)
{
    char folder[PATH_SIZE], from[PATH_SIZE], to[PATH_SIZE];
    struct file_list files;
    if (!gate_path(b->g, folder, e, "public") || !file_list_make(&files, folder, e)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < files.count; i++) {
        struct mapping m = {0};
        if (!goes_in(b, files.at[i])) {
            continue;
        }
        ok = path_format(from, sizeof from, e, "%s/%s", folder, files.at[i]) &&
             path_format(to, sizeof to, e, "public/%s", files.at[i]) && file_map(&m, from, e) &&
             put(b, to, (struct span){(const char *)m.at, m.len}, e);
        file_unmap(&m);
    }
    file_list_clear(&files);
    return ok;
}

static bool put_notes(struct bundling *b, struct error *e)
{
    struct text vkey = {0};
    const struct text *cosigned = b->notes.cosigned.len > 0 ? &b->notes.cosigned : &b->notes.earlier;
    bool ok = text_add(&vkey, text_span(&b->notes.vkey), e) && text_addc(&vkey, '\n', e) &&
              put_text(b, "public/ledger/vkey", &vkey, e) && put_text(b, "public/ledger/checkpoint", &b->notes.note, e) &&
              (cosigned->len == 0 || put_text(b, "public/ledger/cosigned", cosigned, e));
    text_free(&vkey);
    return ok;
}

/* --- entries and documents --- */

/* The key of a batch's row tree, for tools that ask for one. */
static bool put_batch(struct bundling *b, const char *batch, struct error *e)
{
    char name[PATH_SIZE];
    struct row_note n;
    if (!row_note_open(b->g, &b->notes, batch, &n, e)) {
        return false;
    }
    b->batches = json_list_add(b->batches, json_string(batch));
    bool ok = json_made(b->batches, e) && path_format(name, sizeof name, e, "vkeys/%s", batch) &&
              text_addc(&n.vkey, '\n', e) && put_text(b, name, &n.vkey, e);
    row_note_close(&n);
    return ok;
}

static bool put_entry(struct bundling *b, const struct act *act, struct error *e)
{
    char name[64];
    struct proved p = {0};
    bool ok = ledger_prove(b->g, &b->notes, act->index, &p, e);
    (void)snprintf(name, sizeof name, "entries/%" PRIu64 ".entry", act->index);
    ok = ok && put_text(b, name, &p.entry, e);
    (void)snprintf(name, sizeof name, "entries/%" PRIu64 ".tlog-proof", act->index);
    ok = ok && put_text(b, name, &p.proof, e);
    proved_clear(&p);
    return ok;
}

/* Whether a private text may be shown to a court with no more ado. */
static bool is_shown(const struct bundling *b, const struct act *act)
{
    static const char *const types[] = {"agreement", "order", "finding"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (span_is(act->type, types[i])) {
            return true;
        }
    }
    return b->o->documents;
}

static bool put_document(struct bundling *b, const struct act *act, const struct found *f, struct error *e)
{
    char name[PATH_SIZE];
    const char *text = json_text(f->document, "text");
    bool rules = span_is(act->type, "agreement") || span_is(act->type, "order");
    if (act->document.len == 0 || !is_shown(b, act)) {
        return true;
    }
    b->out->documents++;
    return path_format(name, sizeof name, e, "documents/%s.json", json_text(f->entry, "document")) &&
           put(b, name, act->document, e) &&
           (!rules || (path_format(name, sizeof name, e, "rules/%s.proviso", f->subject) &&
                       put(b, name, span_of(text), e)));
}

static bool put_act(struct bundling *b, const struct act *act, struct error *e)
{
    struct found f = {0};
    if (!act_parse(act, &f, e)) {
        return false;
    }
    b->entries = json_list_add(b->entries, json_pack("{s:I, s:s%, s:s}", "index", (json_int_t)act->index, "type",
                                                     act->type.at, act->type.len, "subject", f.subject));
    b->out->entries++;
    bool ok = json_made(b->entries, e) && put_entry(b, act, e) && put_document(b, act, &f, e) &&
              (!span_is(act->type, "batch") || put_batch(b, f.subject, e));
    found_clear(&f);
    return ok;
}

static bool put_acts(struct bundling *b, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < b->g->act_count; i++) {
        ok = !b->about.in[i] || put_act(b, &b->g->acts[i], e);
    }
    return ok;
}

/* --- what it is, for people and programs --- */

static bool put_description(struct bundling *b, struct error *e)
{
    struct text root = {0}, bytes = {0};
    char made[INSTANT_TEXT];
    instant now;
    const struct checkpoint *c = &b->notes.tree;
    bool ok = gate_now(b->g, &now, e) && text_add_hex(&root, c->root.at, sizeof c->root.at, e);
    if (ok) {
        instant_format(now, made);
        json_t *all = json_pack("{s:s, s:i, s:s, s:s, s:I, s:s, s:s, s:O, s:O, s:s}", "kind", BUNDLE_KIND, "v", 1, "of",
                                b->o->of == NULL ? "all" : b->o->of, "origin", c->origin, "size", (json_int_t)c->size,
                                "root", root.at, "made", made, "entries", b->entries, "batches", b->batches,
                                "documents", b->o->documents ? "all" : "rules");
        ok = json_made(all, e) && json_pretty(all, &bytes, e) && put_text(b, "bundle.json", &bytes, e);
        json_decref(all);
    }
    text_free(&root);
    text_free(&bytes);
    return ok;
}

static bool put_readme(struct bundling *b, struct error *e)
{
    struct text t = {0};
    const struct checkpoint *c = &b->notes.tree;
    const char *of = b->o->of == NULL ? "everything" : b->o->of;
    bool ok = text_addf(&t, e, "Evidence about %s in the log %s,\nas it stood with %" PRIu64 " entries.\n\n", of, c->origin,
                        c->size) &&
              text_adds(&t, gate_bundle_readme, e) && put_text(b, "README.txt", &t, e);
    text_free(&t);
    return ok;
}

static bool put_definitions(struct bundling *b, struct error *e)
{
    struct text t = {0};
    bool ok = text_adds(&t, gate_bundle_definitions, e);
    for (unsigned i = 1; ok && i < CATEGORY_COUNT; i++) {
        ok = text_addf(&t, e, "  %s\n      %s\n", category_name((enum category)i), category_sentence((enum category)i));
    }
    ok = ok && text_adds(&t, "\nFacts: what the rules may ask of a row\n\n", e) && gate_rules_facts(false, &t, e) &&
         put_text(b, "definitions.txt", &t, e);
    text_free(&t);
    return ok;
}

/* --- sums and signature --- */

static bool add_sum(const struct bundling *b, const char *name, struct text *sums, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    return path_format(path, sizeof path, e, "%s/%s", b->dir, name) && crypto_sha256_file(path, &hash, e) &&
           text_add_hex(sums, hash.at, sizeof hash.at, e) && text_addf(sums, e, "  %s\n", name);
}

static bool put_sums(struct bundling *b, struct error *e)
{
    char path[PATH_SIZE];
    struct file_list files;
    struct text sums = {0}, signature = {0};
    if (!file_list_make(&files, b->dir, e)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < files.count; i++) {
        ok = add_sum(b, files.at[i], &sums, e);
    }
    file_list_clear(&files);
    ok = ok && put_text(b, "SHA256SUMS", &sums, e) && path_format(path, sizeof path, e, "%s/SHA256SUMS", b->dir) &&
         minisign_sign_file(&b->g->release_key, path, "proviso evidence bundle", &signature, e) &&
         put_text(b, "SHA256SUMS.minisig", &signature, e);
    text_free(&sums);
    text_free(&signature);
    return ok;
}

/* --- the whole --- */

static bool write_parts(struct bundling *b, struct error *e)
{
    return ledger_notes_open(b->g, &b->notes, e) && put_acts(b, e) && copy_public(b, e) && put_notes(b, e) &&
           put_description(b, e) && put_readme(b, e) && put_definitions(b, e) &&
           put(b, "verify.py", span_of(gate_bundle_python), e) && put(b, "gotlog.go", span_of(gate_bundle_go), e) &&
           put_sums(b, e);
}

static bool write_tar(const struct bundling *b, struct error *e)
{
    struct file_list files;
    if (b->o->tar == NULL) {
        return true;
    }
    if (!file_list_make(&files, b->o->out, e)) {
        return false;
    }
    bool ok = tar_write(b->o->tar, b->o->out, "bundle", &files, e);
    file_list_clear(&files);
    return ok;
}

static bool write_all(struct bundling *b, struct error *e)
{
    static const char *const parts[] = {"README.txt", "SHA256SUMS", "bundle.json", "definitions.txt", "documents", "entries",
                                        "gotlog.go", "public", "rules", "verify.py", "vkeys", NULL};
    struct volume *v = NULL;
    bool ok = path_format(b->dir, sizeof b->dir, e, "%s.tmp", b->o->out) && folder_take_back(b->dir, parts, e) &&
              folder_make(b->dir, FILE_PRIVATE, e) && volume_open(&v, b->dir, e);
    ok = ok && write_parts(b, e) && volume_sync(v, e);
    volume_close(v);
    return ok && file_rename(b->dir, b->o->out, e) && folder_sync_of(b->o->out, e) && write_tar(b, e);
}

static size_t count_private(const struct bundling *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->g->act_count; i++) {
        n += b->about.in[i] && b->g->acts[i].document.len > 0;
    }
    return n;
}

/* Private texts go to strangers: by two, and the ledger says so. */
static bool enter_opening(struct bundling *b, struct signers by, struct error *e)
{
    struct draft d = {.type = "opening"};
    const char *cites = b->o->cites;
    if (cites == NULL || cites[0] == '\0') {
        (void)!fail(e, ERROR_USAGE, "opening.cites", "who opens private texts names the paper that it rests on");
        error_hint(e, "--cites TEXT");
        return false;
    }
    bool ok = gate_begin(b->g, e) && gate_require(b->g, by, OPENERS, 2, "opening private texts", e);
    bundle_about_clear(&b->about); /* acts may have come in since it was looked at */
    ok = ok && bundle_about_make(b->g, b->o->of, &b->about, e);
    if (ok) {
        (void)snprintf(d.parent, sizeof d.parent, "%s", b->o->of == NULL ? "" : b->o->of);
        d.entry = json_pack("{s:i, s:I, s:s}", "rows", 0, "documents", (json_int_t)count_private(b), "for", "court");
        d.document = json_pack("{s:s}", "cites", cites);
        ok = json_made(d.entry, e) && json_made(d.document, e) &&
             gate_append_next(b->g, &d, "op", by, b->out->opening, e);
    }
    gate_end(b->g);
    gate_draft_clear(&d);
    return ok;
}

/* That it may be made, and where it is an act that it is entered; then what it is about, as the ledger now is. */
static bool prepare(struct bundling *b, struct signers by, struct error *e)
{
    if (file_exists(b->o->out)) {
        (void)!fail(e, ERROR_INPUT, "bundle.exists", "there is something already: %s", b->o->out);
        error_hint(e, "name a folder that is not there yet");
        return false;
    }
    if (!bundle_about_make(b->g, b->o->of, &b->about, e)) {
        return false;
    }
    if (!b->o->documents) {
        return true;
    }
    bool ok = enter_opening(b, by, e);
    bundle_about_clear(&b->about);
    return ok && bundle_about_make(b->g, b->o->of, &b->about, e);
}

bool gate_bundle(struct gate *g, const struct gate_bundle_options *o, struct signers by, struct gate_bundle *out,
                 struct error *e)
{
    struct bundling *b = memory_new(1, sizeof *b, e);
    *out = (struct gate_bundle){0};
    if (b == NULL) {
        return false;
    }
    *b = (struct bundling){.g = g, .o = o, .out = out, .entries = json_array(), .batches = json_array()};
    bool ok = json_made(b->entries, e) && json_made(b->batches, e) && prepare(b, by, e) && (g->dry || write_all(b, e));
    bundle_about_clear(&b->about);
    ledger_notes_close(&b->notes);
    json_decref(b->entries);
    json_decref(b->batches);
    memory_free(b);
    return ok;
}
