/* gate_proof_check.c: what `proviso prove` wrote, checked by whoever was given it: offline, with the ledger's verifier
 * key and no custody. What lies beside the proof under its own name is checked with it. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { FILE_LIMIT = 1 << 20 };

static const char proof_ending[] = ".tlog-proof";

/* Of a tree that calls itself NAME/batches/b1 under the log NAME: "b1"; else "". */
static void batch_of(struct span note, struct span vkey, char batch[GATE_ID])
{
    char before[512];
    struct span rest = note, origin = {0}, key = vkey, name = {0};
    (void)span_cut(&rest, '\n', &origin);
    (void)span_cut(&key, '+', &name);
    (void)snprintf(before, sizeof before, "%.*s/batches/", SPAN_ARGS(name));
    size_t n = strlen(before);
    batch[0] = '\0';
    if (span_starts(origin, before) && origin.len - n < GATE_ID) {
        (void)snprintf(batch, GATE_ID, "%.*s", (int)(origin.len - n), origin.at + n);
    }
}

/* A row tree's key is made from the log's. */
static bool row_vkey(struct span vkey, const char *batch, struct text *out, struct error *e)
{
    char name[256], origin[512];
    uint8_t key[ED25519_PUBLIC];
    return note_parse_vkey(vkey, name, sizeof name, key, e) &&
           path_format(origin, sizeof origin, e, "%s/batches/%s", name, batch) && note_vkey(out, origin, key, e);
}

/* A proof file against what it is the proof of. */
struct checked {
    char batch[GATE_ID];
    bool unsigned_by_it; /* of a row tree from before the log had this key: its root has to be the ledger's */
    uint64_t index;
    struct checkpoint tree;
    struct text entry;
};

static bool check_under(const struct proof_file *p, struct span vkey, struct checked *out, struct error *e)
{
    struct sha256 leaf;
    if (proof_verify(p, vkey, text_span(&out->entry), &out->tree, e)) {
        return true;
    }
    out->unsigned_by_it = out->batch[0] != '\0' && strcmp(e->code, "note.unsigned") == 0;
    return out->unsigned_by_it && checkpoint_of(p->note, &out->tree, NULL, e) &&
           merkle_leaf(text_span(&out->entry), &leaf, e) &&
           merkle_verify_inclusion(&leaf, p->index, out->tree.size, p->hashes, p->count, &out->tree.root, e);
}

static bool check_pair(const char *proof_path, const char *entry_path, struct span vkey, struct checked *out,
                       struct error *e)
{
    struct text bytes = {0}, own = {0};
    struct proof_file p;
    bool ok = file_load(&bytes, proof_path, FILE_LIMIT, e) && file_load(&out->entry, entry_path, FILE_LIMIT, e) &&
              proof_parse(text_span(&bytes), &p, e);
    if (ok) {
        batch_of(p.note, vkey, out->batch);
        out->index = p.index;
        ok = (out->batch[0] == '\0' ? text_add(&own, vkey, e) : row_vkey(vkey, out->batch, &own, e)) &&
             check_under(&p, text_span(&own), out, e);
    }
    text_free(&bytes);
    text_free(&own);
    return ok;
}

/* BATCH.entry beside the proof: the ledger's entry of this batch, and its root is that of the row tree. */
static bool check_batch(const char *folder, struct span vkey, const struct checked *leaf,
                        struct gate_proof_check *out, struct error *e)
{
    char proof[PATH_SIZE], entry[PATH_SIZE];
    struct checked c = {0};
    struct sha256 root;
    if (!path_format(proof, sizeof proof, e, "%s%s%s", folder, leaf->batch, proof_ending) ||
        !path_format(entry, sizeof entry, e, "%s%s.entry", folder, leaf->batch)) {
        return false;
    }
    if (leaf->batch[0] == '\0' || !file_exists(proof)) {
        return !leaf->unsigned_by_it ||
               fail(e, ERROR_VERIFY, "note.unsigned",
                    "the row tree is not signed by this key, and the ledger's entry of its batch is not beside it");
    }
    bool ok = check_pair(proof, entry, vkey, &c, e);
    json_t *json = ok ? json_loadb(c.entry.at, c.entry.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    out->in_ledger = ok && c.batch[0] == '\0' && strcmp(json_text(json, "type"), "batch") == 0 &&
                     strcmp(json_text(json, "subject"), leaf->batch) == 0 &&
                     (uint64_t)json_number(json, "rows") == leaf->tree.size &&
                     hex_decode(span_of(json_text(json, "root")), root.at, sizeof root.at) &&
                     crypto_equal(&root, &leaf->tree.root, sizeof root);
    json_decref(json);
    text_free(&c.entry);
    return ok && (out->in_ledger || fail(e, ERROR_VERIFY, "proof.batch",
                                         "%s: the ledger's entry is not that of this row tree", entry));
}

/* STEM.opening.json beside the proof. */
static bool check_opening(const char *stem, const struct checked *leaf, struct gate_proof_check *out, struct error *e)
{
    char path[PATH_SIZE];
    struct text bytes = {0}, labels = {0};
    if (!path_format(path, sizeof path, e, "%s.opening.json", stem)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    bool ok = file_load(&bytes, path, FILE_LIMIT, e);
    json_t *json = ok ? json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    ok = ok && (json != NULL || fail(e, ERROR_VERIFY, "opening.form", "%s is no JSON", path)) &&
         opening_check(json, text_span(&leaf->entry), &labels, e) &&
         ((uint64_t)json_number(json, "leaf") == leaf->index ||
          fail(e, ERROR_VERIFY, "opening.leaf", "%s is of another leaf", path));
    if (ok) {
        out->opening = true;
        (void)snprintf(out->opened, sizeof out->opened, "%s", labels.at);
        (void)snprintf(out->viewer, sizeof out->viewer, "%s", json_text(json, "for"));
    }
    json_decref(json);
    text_free(&bytes);
    text_free(&labels);
    return ok;
}

/* "DIR/" of DIR/b1-19.tlog-proof, and DIR/b1-19. */
static bool names_of(const char *proof, char folder[PATH_SIZE], char stem[PATH_SIZE], struct error *e)
{
    const char *slash = strrchr(proof, '/');
    size_t n = strlen(proof), end = sizeof proof_ending - 1;
    size_t stem_length = n > end && strcmp(proof + n - end, proof_ending) == 0 ? n - end : n;
    return path_format(folder, PATH_SIZE, e, "%.*s", slash == NULL ? 0 : (int)(slash + 1 - proof), proof) &&
           path_format(stem, PATH_SIZE, e, "%.*s", (int)stem_length, proof);
}

bool gate_check_proof(const char *proof, const char *leaf, const char *vkey, struct gate_proof_check *out,
                      struct error *e)
{
    char folder[PATH_SIZE], stem[PATH_SIZE];
    struct text root = {0};
    struct span key = span_trim(span_of(vkey));
    struct checked c = {0};
    *out = (struct gate_proof_check){0};
    bool ok = names_of(proof, folder, stem, e) && check_pair(proof, leaf, key, &c, e) &&
              check_batch(folder, key, &c, out, e) && check_opening(stem, &c, out, e) &&
              text_add_hex(&root, c.tree.root.at, sizeof c.tree.root.at, e);
    if (ok) {
        out->index = c.index;
        out->size = c.tree.size;
        memcpy(out->batch, c.batch, GATE_ID);
        (void)snprintf(out->origin, sizeof out->origin, "%s", c.tree.origin);
        (void)snprintf(out->root, sizeof out->root, "%s", root.at);
    }
    text_free(&root);
    text_free(&c.entry);
    return ok;
}
