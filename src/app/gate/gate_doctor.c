/* gate_doctor.c: every file of the custody held against what the ledger says of it.
 *
 *   store.sqlite                    entry by entry (gate_follow.c)
 *   documents/                      by the commitment in the entry
 *   registry/, gazetteers/, populations/, rules/
 *                                   by the hash or the text in the document
 *   batches/<id>/                   rows, marks, outcomes and sealed requests by their hashes; row keys by the
 *                                   commitments in the public leaves; the package by the release's entry, its signature,
 *                                   its identity by opening it
 *   batches/past<n>/                by the hashes in the document
 *   public/release.pub              by the key
 *
 * (1) What an act reads and no act has read for long may have been altered meanwhile: the doctor reads all of it.
 * (2) What a crash leaves, no entry names, and it is passed over. What nobody reads but people, or the handover that made
 *     it (copies of rules, identity files), a crash may leave behind the ledger: that is worth a word, and no error.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

struct doctor {
    struct gate *g;
    struct text *out;
    uint64_t files;
};

static bool altered(const char *path, struct error *e)
{
    return fail(e, ERROR_VERIFY, "doctor.altered", "%s is not the file that the ledger names", path);
}

/* hex: SHA-256 of the file; "" where there is none. */
static bool same_file(struct doctor *d, const char *path, const char *hex, struct error *e)
{
    struct sha256 hash;
    uint8_t named[SHA256_SIZE];
    if (hex[0] == '\0') {
        return true;
    }
    d->files++;
    return crypto_sha256_file(path, &hash, e) &&
           ((hex_decode(span_of(hex), named, sizeof named) && crypto_equal(hash.at, named, sizeof named)) ||
            altered(path, e));
}

static bool same_text(struct doctor *d, const char *path, struct span wanted, struct error *e)
{
    enum { MOST = 1 << 26 };
    struct text t = {0};
    d->files++;
    bool ok = file_load(&t, path, MOST, e) && (span_equal(text_span(&t), wanted) || altered(path, e));
    text_free(&t);
    return ok;
}

/* --- what stands by itself --- */

static bool each_document(struct doctor *d, struct error *e)
{
    struct gate *g = d->g;
    for (size_t i = 0; i < g->act_count; i++) {
        char path[PATH_SIZE];
        struct sha256 hash;
        struct text hex = {0};
        struct span document = g->acts[i].document;
        bool ok = document.len == 0 ||
                  (crypto_sha256(document, &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e) &&
                   gate_path(g, path, e, "documents/%s.json", hex.at) && same_text(d, path, document, e));
        text_free(&hex);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool public_key(struct doctor *d, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = gate_path(d->g, path, e, "public/release.pub") && minisign_public_text(&d->g->release_key, &t, e) &&
              same_text(d, path, text_span(&t), e);
    text_free(&t);
    return ok;
}

/* The one in force, and with it the key of the identifiers. */
static bool registry_key(struct doctor *d, struct error *e)
{
    struct registry *r = NULL;
    bool ok = gate_count(d->g, "import", NULL) == 0 || gate_registry_open(d->g, &r, e);
    registry_close(r);
    return ok;
}

static bool generation(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct registry *r = NULL;
    char folder[PATH_SIZE];
    bool ok = gate_path(d->g, folder, e, "registry") &&
              registry_open(&r, folder, json_text(f->document, "name"), e) &&
              (registry_is(r, json_text(f->document, "hash")) || altered(json_text(f->document, "name"), e)) &&
              registry_verify(r, e);
    registry_close(r);
    d->files++;
    return ok;
}

static bool gazetteer(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    char path[PATH_SIZE];
    const char *hash = json_text(f->document, "hash");
    return gate_path(d->g, path, e, "gazetteers/%s.csv", hash) && same_file(d, path, hash, e);
}

static bool rules(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct error other;
    char path[PATH_SIZE];
    const char *list = json_text(f->document, "population");
    return gate_path(d->g, path, e, "rules/%s.proviso", f->subject) &&
           (same_text(d, path, span_of(json_text(f->document, "text")), &other) ||
            text_addf(d->out, e, "%s is not the text that was entered, which its document holds\n", path)) &&
           gate_path(d->g, path, e, "populations/%s.pvl", list) && same_file(d, path, list, e);
}

/* --- row keys --- */

/* A batch's requests, as they were committed to. */
struct rows_kept {
    struct row_record *rows;
    size_t count;
    struct row_keys keys;
    struct sha256 *leaf; /* the commitment to the request, by place in the tree */
    struct committer *committer;
    const char *batch;
};

static bool take_leaf(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct rows_kept *k = ctx;
    json_t *leaf = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    size_t n = SHA256_SIZE;
    bool ok = index < k->count &&
              base64_decode(span_of(json_text(leaf, "row")), false, k->leaf[index].at, &n) && n == SHA256_SIZE;
    json_decref(leaf);
    return ok || fail(e, ERROR_VERIFY, "verify.leaf", "leaf %llu of %s is none", (unsigned long long)index, k->batch);
}

static bool compare_slice(void *ctx, const struct slice *s, struct error *e)
{
    static const struct row nothing; /* of a rejected row no field is certain */
    struct rows_kept *k = ctx;
    for (size_t i = 0; i < s->count; i++) {
        size_t at = s->first + i;
        struct sha256 made;
        if (at >= k->count || k->rows[at].leaf >= k->count ||
            !commit_row(k->committer, k->keys.at[at], s->rows[i].line == 0 ? &nothing : &s->rows[i], &made, e)) {
            return at < k->count && k->rows[at].leaf < k->count
                       ? false
                       : fail(e, ERROR_VERIFY, "rows.value", "rows.pvb of %s holds what no run writes", k->batch);
        }
        if (!crypto_equal(&made, &k->leaf[k->rows[at].leaf], sizeof made)) {
            return fail(e, ERROR_VERIFY, "keys.altered", "the key of row %zu of %s is not the one it was committed with",
                        at + 1, k->batch);
        }
    }
    return true;
}

static bool load_leaves(struct gate *g, struct rows_kept *k, struct error *e)
{
    char folder[PATH_SIZE], origin[512];
    struct text vkey = {0};
    struct checkpoint c;
    uint8_t key[ED25519_PUBLIC];
    k->leaf = memory_new(k->count, sizeof *k->leaf, e);
    bool ok = k->leaf != NULL && gate_path(g, folder, e, "public/batches/%s", k->batch) &&
              path_format(origin, sizeof origin, e, "%s/batches/%s", ledger_checkpoint(g->ledger)->origin, k->batch) &&
              ed25519_public(g->ledger_key, key, e) && note_vkey(&vkey, origin, key, e) &&
              tree_verify(folder, text_span(&vkey), &c, take_leaf, k, e);
    text_free(&vkey);
    return ok;
}

static bool same_keys(struct doctor *d, const struct found *batch, struct rows_kept *k, struct error *e)
{
    char keys[PATH_SIZE];
    struct unsealed u;
    if (!unseal_to_judge(d->g, batch, NULL, &u, e)) {
        return false;
    }
    bool ok = gate_path(d->g, keys, e, "batches/%s/keys.bin", k->batch) && row_keys_load(&k->keys, keys, e) &&
              (k->keys.count == k->count || fail(e, ERROR_VERIFY, "keys.length", "%s was cut", keys)) &&
              load_leaves(d->g, k, e) && committer_new(&k->committer, e) &&
              batch_pass(&u.batch, 1, "doctor", &d->g->progress, compare_slice, NULL, k, e);
    unsealed_clear(&u);
    d->files += 2;
    return ok;
}

/* --- what left --- */

static bool last_identity(void *ctx, const struct found *handover, struct error *e)
{
    (void)e;
    (void)snprintf(ctx, HEX_256, "%s", json_text(handover->entry, "identity"));
    return true;
}

/* Signing is deterministic: the signature made again has to be the one that lies there. */
static bool same_signature(struct doctor *d, const char *path, const char *what, struct error *e)
{
    char signature[PATH_SIZE];
    struct text t = {0};
    bool ok = path_format(signature, sizeof signature, e, "%s.minisig", path) &&
              minisign_sign_file(&d->g->release_key, path, what, &t, e) &&
              same_text(d, signature, text_span(&t), e);
    text_free(&t);
    return ok;
}

/* The sealed identity opens the package. */
static bool opens(struct doctor *d, const char *package, const char *sealed, struct error *e)
{
    struct mapping m = {0};
    struct text file = {0}, line = {0}, plain = {0};
    struct age_identity identity = {0};
    bool ok = file_load(&file, sealed, 1 << 16, e) &&
              age_decrypt(text_span(&file), &d->g->seal, 1, (struct span){NULL, 0}, &line, e) &&
              age_parse_identity(text_span(&line), &identity, e) && file_map(&m, package, e) &&
              age_decrypt((struct span){(const char *)m.at, m.len}, &identity, 1, (struct span){NULL, 0}, &plain, e);
    if (!ok && e->category != ERROR_FAILED) {
        e->category = ERROR_VERIFY;
        error_context(e, "%s", sealed);
    }
    file_unmap(&m);
    memory_wipe(&identity, sizeof identity);
    text_free(&file);
    text_free(&line);
    text_free(&plain);
    d->files++;
    return ok;
}

static bool released(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct plan p = {0};
    char path[PATH_SIZE], sealed[PATH_SIZE], what[96], identity[HEX_256] = "";
    struct error other = {0};
    (void)snprintf(what, sizeof what, "proviso package %s", f->subject);
    bool ok = plan_get(d->g, f->parent, &p, e) &&
              gate_path(d->g, path, e, "batches/%s/%s.age", p.batch, f->subject) &&
              gate_path(d->g, sealed, e, "batches/%s/%s.sealed", p.batch, f->subject) &&
              same_file(d, path, json_text(f->entry, "package"), e) && same_signature(d, path, what, e) &&
              opens(d, path, sealed, e) && gate_each(d->g, "handover", f->subject, last_identity, identity, e) &&
              gate_path(d->g, path, e, "batches/%s/%s.identity.age", p.batch, f->subject);
    (void)snprintf(what, sizeof what, "proviso identity of package %s", f->subject);
    if (ok && (!same_file(d, path, identity, &other) ||
               (identity[0] != '\0' && !same_signature(d, path, what, &other)))) {
        ok = text_addf(d->out, e, "%s is not what was handed over last; `proviso handover %s` makes another\n", path,
                       f->subject);
    }
    plan_clear(&p);
    return ok;
}

/* --- batches and imports --- */

static bool batch(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct plan p = {0};
    struct rows_kept k = {.batch = f->subject};
    char plan[GATE_ID], path[PATH_SIZE];
    struct mark *marks = NULL;
    size_t count;
    struct sha256 hash, named;
    (void)snprintf(plan, sizeof plan, "p%s", f->subject + 1);
    bool ok = plan_get(d->g, plan, &p, e) && plan_rows(d->g, &p, &k.rows, &k.count, e) &&
              gate_path(d->g, path, e, "batches/%s/outcomes.csv", f->subject) &&
              same_file(d, path, json_text(p.act.document, "outcomes"), e) &&
              gate_path(d->g, path, e, "batches/%s/model.txt", f->subject) &&
              same_file(d, path, json_text(p.act.document, "model_file"), e) &&
              gate_path(d->g, path, e, "batches/%s/history.bin", f->subject) &&
              marks_load(path, &marks, &count, &hash, e) &&
              ((hex_decode(span_of(json_text(p.act.document, "history")), named.at, sizeof named.at) &&
                crypto_equal(&hash, &named, sizeof hash)) ||
               altered(path, e)) &&
              same_keys(d, f, &k, e);
    memory_free(marks);
    memory_free(k.rows);
    memory_free(k.leaf);
    row_keys_clear(&k.keys);
    committer_free(k.committer);
    plan_clear(&p);
    d->files += 2;
    return ok;
}

static bool past(void *ctx, const struct found *f, struct error *e)
{
    static const struct {
        const char *file, *named;
    } files[] = {{"layout.proviso", "layout"},
                 {"gazetteer.csv", "gazetteer"},
                 {"agreement.proviso", "text"},
                 {"releases.csv", "releases"}};
    struct doctor *d = ctx;
    struct unsealed u;
    struct rows_view v = {0};
    char path[PATH_SIZE];
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++) {
        ok = gate_path(d->g, path, e, "batches/%s/%s", f->subject, files[i].file) &&
             same_file(d, path, json_text(f->document, files[i].named), e);
    }
    ok = ok && gate_path(d->g, path, e, "batches/%s/rows.pvb", f->subject) && rows_view(&v, path, ROWS_PAST, e) &&
         rows_view_whole(&v, json_text(f->document, "rows"), e);
    rows_view_close(&v);
    if (ok && unseal_to_judge(d->g, f, NULL, &u, e)) {
        unsealed_clear(&u);
        d->files += 2;
        return true;
    }
    return false;
}

/* --- all of it --- */

bool gate_doctor(struct gate *g, struct text *out, struct error *e)
{
    static const struct {
        const char *type;
        bool (*look)(void *ctx, const struct found *f, struct error *e);
    } looks[] = {{"import", generation}, {"gazetteer", gazetteer}, {"agreement", rules}, {"order", rules},
                 {"batch", batch},       {"past", past},           {"release", released}};
    struct doctor d = {.g = g, .out = out};
    bool ok = gate_believe(g, e) &&
              text_addf(out, e, "store and ledger agree on %llu entries\n",
                        (unsigned long long)ledger_checkpoint(g->ledger)->size) &&
              public_key(&d, e) && each_document(&d, e) && registry_key(&d, e);
    for (size_t i = 0; ok && i < sizeof looks / sizeof *looks; i++) {
        ok = gate_each(g, looks[i].type, NULL, looks[i].look, &d, e);
    }
    return ok && text_addf(out, e, "%llu files are what the ledger says\n", (unsigned long long)d.files);
}
