/* gate_doctor_rows.c: what only opening the files of a batch shows: that each row's key is the one that its request was
 * committed with, that the kept key of a package opens it, that what left is signed by a key of the custody.
 */
#include "app/gate/gate_doctor.h"
#include "app/gate/gate_look.h"

#include <stdio.h>

/* --- row keys --- */

/* The rows of a batch, and the commitments to their requests by place in the row tree. */
struct kept {
    const char *batch;
    const struct row_set *gone;
    struct row_record *rows;
    size_t count;
    struct row_keys keys;
    struct sha256 *leaf;
    struct committer *committer;
};

static bool take_leaf(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct kept *k = ctx;
    json_t *leaf = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    size_t n = SHA256_SIZE;
    bool ok = index < k->count &&
              base64_decode(span_of(json_text(leaf, "row")), false, k->leaf[index].at, &n) && n == SHA256_SIZE;
    json_decref(leaf);
    return ok || fail(e, ERROR_VERIFY, "verify.leaf", "leaf %llu of %s is none", (unsigned long long)index, k->batch);
}

static bool compare_row(struct kept *k, size_t at, const struct row *row, struct error *e)
{
    static const struct row nothing; /* of a rejected row no field is certain */
    struct sha256 made;
    if (at >= k->count || k->rows[at].leaf >= k->count) {
        return fail(e, ERROR_VERIFY, "rows.value", "rows.pvb of %s holds what no run writes", k->batch);
    }
    if (k->gone->has[at]) {
        return true;
    }
    return commit_row(k->committer, k->keys.at[at], row->line == 0 ? &nothing : row, &made, e) &&
           (crypto_equal(&made, &k->leaf[k->rows[at].leaf], sizeof made) ||
            fail(e, ERROR_VERIFY, "keys.altered", "the key of row %zu of %s is not the one it was committed with", at + 1,
                 k->batch));
}

static bool compare_slice(void *ctx, const struct slice *s, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < s->count; i++) {
        ok = compare_row(ctx, s->first + i, &s->rows[i], e);
    }
    return ok;
}

static bool load_leaves(struct gate *g, struct kept *k, struct error *e)
{
    char folder[PATH_SIZE];
    struct ledger_notes notes = {0};
    struct row_note tree = {0};
    struct checkpoint c;
    k->leaf = memory_new(k->count, sizeof *k->leaf, e);
    bool ok = k->leaf != NULL && gate_path(g, folder, e, "public/batches/%s", k->batch) &&
              ledger_notes_open(g, &notes, e) && row_note_open(g, &notes, k->batch, &tree, e) &&
              tree_verify(folder, text_span(&tree.vkey), &c, take_leaf, k, e);
    row_note_close(&tree);
    ledger_notes_close(&notes);
    return ok;
}

static bool compare_rows(const struct erasing *x, struct kept *k, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    struct unsealed u = {0};
    bool ok = gate_path(x->g, path, e, "batches/%s/rows.pvb", k->batch) && rows_load(path, &k->rows, &k->count, &hash, e) &&
              gate_path(x->g, path, e, "batches/%s/keys.bin", k->batch) && row_keys_load(&k->keys, path, e) &&
              ((k->keys.count == k->count && k->count == x->size) ||
               fail(e, ERROR_VERIFY, "keys.length", "%s was cut", path)) &&
              load_leaves(x->g, k, e) && committer_new(&k->committer, e) &&
              unseal_to_judge(x->g, &x->act, NULL, &u, e) &&
              batch_pass(&u.batch, 1, "doctor", &x->g->progress, compare_slice, NULL, k, e);
    unsealed_clear(&u);
    return ok;
}

bool doctor_row_keys(const struct erasing *x, const struct row_set *gone, struct error *e)
{
    struct kept k = {.batch = x->act.subject, .gone = gone};
    bool ok = gone->count == x->size || compare_rows(x, &k, e);
    memory_free(k.rows);
    memory_free(k.leaf);
    row_keys_clear(&k.keys);
    committer_free(k.committer);
    return ok;
}

/* --- signatures --- */

struct signature {
    const struct gate *g;
    const char *path; /* of what is signed */
    struct span text;
    bool good;
};

/* public/release-ID.pub: a key of before. */
static bool try_old_key(void *ctx, const char *name, struct error *e)
{
    struct signature *s = ctx;
    struct error other;
    char path[PATH_SIZE];
    uint8_t id[8], key[ED25519_PUBLIC];
    if (s->good || !span_starts(span_of(name), "release-")) {
        return true;
    }
    s->good = gate_path(s->g, path, e, "public/%s", name) && minisign_public_of(path, id, key, &other) &&
              minisign_verify_file(id, key, s->path, s->text, &other);
    return true;
}

bool doctor_signed(const struct gate *g, const char *path, const char *what, struct error *e)
{
    enum { MOST = 1 << 16 };
    char file[PATH_SIZE], folder[PATH_SIZE];
    struct text there = {0}, again = {0};
    struct signature s = {.g = g, .path = path};
    bool ok = path_format(file, sizeof file, e, "%s.minisig", path) && gate_path(g, folder, e, "public") &&
              file_load(&there, file, MOST, e) && minisign_sign_file(&g->release_key, path, what, &again, e);
    s.text = text_span(&there);
    s.good = ok && span_equal(s.text, text_span(&again)); /* signing is deterministic, the comments included */
    ok = ok && (s.good || folder_each(folder, try_old_key, &s, e)) &&
         (s.good || fail(e, ERROR_VERIFY, "doctor.signature", "%s is not the signature that the custody made", file));
    text_free(&there);
    text_free(&again);
    return ok;
}

/* --- packages --- */

bool doctor_opens(const struct gate *g, const char *package, const char *sealed, struct error *e)
{
    enum { MOST = 1 << 16 };
    struct mapping m = {0};
    struct text file = {0}, line = {0}, plain = {0};
    struct age_identity identity = {0};
    bool ok = file_load(&file, sealed, MOST, e) &&
              age_decrypt(text_span(&file), g->seal, g->seals, (struct span){NULL, 0}, &line, e) &&
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
    return ok;
}
