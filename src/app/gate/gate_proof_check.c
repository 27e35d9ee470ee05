/* gate_proof_check.c: what `proviso prove` wrote, checked by whoever was given it: offline, with the ledger's verifier
 * key and no custody. What lies beside the proof under its own name is checked with it. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { FILE_LIMIT = 1 << 20 };

static const char proof_ending[] = ".tlog-proof";

/* The key's line, or a file with it. */
static bool load_vkey(const char *vkey, struct text *out, struct error *e)
{
    struct text line = {0};
    bool is_line = strchr(vkey, '+') != NULL && !file_exists(vkey);
    bool ok = (is_line ? text_adds(&line, vkey, e) : file_load(&line, vkey, PATH_SIZE, e)) &&
              text_add(out, span_trim(text_span(&line)), e);
    text_free(&line);
    return ok;
}

/* A tree that calls itself NAME/batches/b1 is a row tree of the log NAME, under a key made from its; any other is the
 * log itself. batch: "b1", or "". */
static bool key_for(struct span note, const struct text *vkey, char batch[GATE_ID], struct text *out, struct error *e)
{
    char before[512];
    struct span rest = note, origin = {0};
    struct span name = text_span(vkey);
    name.len = strcspn(vkey->at, "+");
    (void)span_cut(&rest, '\n', &origin);
    (void)snprintf(before, sizeof before, "%.*s/batches/", SPAN_ARGS(name));
    size_t n = strlen(before);
    batch[0] = '\0';
    if (!span_starts(origin, before) || origin.len - n >= GATE_ID) {
        return text_add(out, text_span(vkey), e);
    }
    (void)snprintf(batch, GATE_ID, "%.*s", (int)(origin.len - n), origin.at + n);
    return row_tree_vkey(text_span(vkey), batch, out, e);
}

/* A proof file against what it is the proof of. */
struct checked {
    char batch[GATE_ID];
    uint64_t index;
    struct checkpoint tree;
    struct text entry;
};

static bool check_pair(const char *proof_path, const char *entry_path, const struct text *vkey, struct checked *out,
                       struct error *e)
{
    struct text bytes = {0}, own = {0};
    struct proof_file p;
    bool ok = file_load(&bytes, proof_path, FILE_LIMIT, e) && file_load(&out->entry, entry_path, FILE_LIMIT, e) &&
              proof_parse(text_span(&bytes), &p, e) && key_for(p.note, vkey, out->batch, &own, e) &&
              proof_verify(&p, text_span(&own), text_span(&out->entry), &out->tree, e);
    if (ok) {
        out->index = p.index;
    }
    text_free(&bytes);
    text_free(&own);
    return ok;
}

/* BATCH.entry beside the proof: the ledger's entry of this batch, and its root is that of the row tree. */
static bool check_batch(const char *folder, const struct text *vkey, const struct checked *leaf,
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
        return true;
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
    struct text key = {0}, root = {0};
    struct checked c = {0};
    *out = (struct gate_proof_check){0};
    bool ok = names_of(proof, folder, stem, e) && load_vkey(vkey, &key, e) && check_pair(proof, leaf, &key, &c, e) &&
              check_batch(folder, &key, &c, out, e) && check_opening(stem, &c, out, e) &&
              text_add_hex(&root, c.tree.root.at, sizeof c.tree.root.at, e);
    if (ok) {
        out->index = c.index;
        out->size = c.tree.size;
        memcpy(out->batch, c.batch, GATE_ID);
        (void)snprintf(out->origin, sizeof out->origin, "%s", c.tree.origin);
        (void)snprintf(out->root, sizeof out->root, "%s", root.at);
    }
    text_free(&key);
    text_free(&root);
    text_free(&c.entry);
    return ok;
}
