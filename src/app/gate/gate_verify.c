/* gate_verify.c: a stranger's look: the public files alone.
 *
 * Checks the ledger's checkpoint, every entry and every tile; each batch's row
 * tree against the root that its entry names; recounts the answers from the
 * leaves; that every act is signed by as many registered people, with the roles
 * for it, as it needs; that every release had two approvals by different people,
 * neither of whom made the batch; that every act names the ledger that it came after;
 * that time does not run backwards; that a handover came after its release, a
 * service after its order, an acknowledgement after its service, a finding after
 * what it is about. Shares with the writer only Merkle arithmetic and the note format.
 */
#include "app/gate/gate_verifying.h"

#include <stdio.h>

enum { NOTE_LIMIT = 1000 * 1000 };

/* --- row trees --- */

struct recount {
    struct verifying *v;
    uint64_t answers[ANSWER_COUNT];
};

static bool visit_leaf(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    static const char before[] = "{\"answer\":\"";
    struct recount *r = ctx;
    size_t skip = sizeof before - 1;
    for (unsigned i = 0; i < ANSWER_COUNT && span_starts(bytes, before); i++) {
        const char *name = gate_answer_name((enum gate_answer)i);
        size_t n = strlen(name);
        if (bytes.len > skip + n && memcmp(bytes.at + skip, name, n) == 0 &&
            bytes.at[skip + n] == '"') {
            r->answers[i]++;
            return true;
        }
    }
    return fail(e, ERROR_VERIFY, "verify.leaf", "leaf %llu is no answer", (unsigned long long)index);
}

/* The key under whose signature the row tree's checkpoint stands, as a verifier key line: the log's of that time. */
static bool row_vkey(const struct verifying *v, const struct verify_log *l, const struct known_batch *b,
                     const char *folder, struct text *out, struct error *e)
{
    char origin[512], path[PATH_SIZE];
    uint8_t key[ED25519_PUBLIC];
    struct text note = {0};
    struct checkpoint c;
    bool ok = path_format(origin, sizeof origin, e, "%s/batches/%s", l->checkpoint.origin, b->id) &&
              path_format(path, sizeof path, e, "%s/checkpoint", folder) && file_load(&note, path, NOTE_LIMIT, e) &&
              verify_open_note(v, l, b->index, origin, text_span(&note), key, &c, e) &&
              note_vkey(out, origin, key, e);
    text_free(&note);
    return ok;
}

static bool verify_batch(struct verifying *v, const struct known_batch *b, const struct verify_log *l,
                         struct error *e)
{
    char folder[PATH_SIZE];
    struct text vkey = {0};
    struct checkpoint c;
    struct recount r = {.v = v};
    bool ok = path_format(folder, sizeof folder, e, "%s/batches/%s", v->public_dir, b->id) &&
              row_vkey(v, l, b, folder, &vkey, e) &&
              tree_verify(folder, text_span(&vkey), &c, visit_leaf, &r, e);
    text_free(&vkey);
    if (!ok) {
        error_context(e, "batch %s", b->id);
        return false;
    }
    if (c.size != b->rows || memcmp(&c.root, &b->root, sizeof c.root) != 0) {
        return fail(e, ERROR_VERIFY, "verify.batch", "batch %s: the row tree is not the one logged", b->id);
    }
    if (memcmp(r.answers, b->answers, sizeof r.answers) != 0) {
        return fail(e, ERROR_VERIFY, "verify.totals", "batch %s: the totals logged are not those of its leaves", b->id);
    }
    v->out->rows += c.size;
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        v->out->answers[i] += r.answers[i];
    }
    return true;
}

/* A folder that is no ledger is a slip of the hand; a ledger without its key proves nothing. */
static bool load_vkey(const char *folder, const char *path, struct text *out, struct error *e)
{
    bool ok = file_load(out, path, 4096, e);
    if (!ok) {
        e->category = folder_exists(folder) ? ERROR_VERIFY : ERROR_INPUT;
        error_hint(e, "name a custody, its public/ folder, or a whole copy of that");
    }
    return ok;
}

static bool keep_counts(struct verifying *v, const struct checkpoint *c, struct error *e)
{
    struct text root = {0};
    bool ok = text_add_hex(&root, c->root.at, sizeof c->root.at, e);
    v->out->size = c->size;
    (void)snprintf(v->out->origin, sizeof v->out->origin, "%s", c->origin);
    (void)snprintf(v->out->root, sizeof v->out->root, "%s", ok ? root.at : "");
    text_free(&root);
    return ok;
}

static bool verify_all(struct verifying *v, const uint8_t *trusted, struct error *e)
{
    char path[PATH_SIZE], folder[PATH_SIZE];
    struct text vkey = {0};
    struct verify_log log = {0};
    bool ok = path_format(folder, sizeof folder, e, "%s/ledger", v->public_dir) &&
              path_format(path, sizeof path, e, "%s/vkey", folder) && load_vkey(v->public_dir, path, &vkey, e) &&
              verify_log_open(&log, folder, span_trim(text_span(&vkey)), e) &&
              tree_verify(folder, span_trim(text_span(&vkey)), &log.checkpoint, verify_entry, v, e) &&
              verify_log_files(v, &log, trusted, e);
    for (size_t i = 0; ok && i < v->batch_count; i++) {
        ok = verify_batch(v, &v->batches[i], &log, e);
        if (v->progress != NULL && v->progress->tick != NULL) {
            v->progress->tick(v->progress->ctx, "verify", i + 1, v->batch_count);
        }
    }
    ok = ok && keep_counts(v, &log.checkpoint, e);
    verify_log_clear(&log);
    text_free(&vkey);
    return ok;
}

static void verifying_clear(struct verifying *v)
{
    memory_free(v->keys);
    memory_free(v->plans);
    memory_free(v->batches);
    memory_free(v->acts);
    memory_free(v->rotations);
    memory_free(v->witnesses);
    memory_free(v->stamps);
    memory_free(v->root);
}

/* The ledger alone, every signature included: how many may say yes to this plan.
 * A release rests on this, and on nothing that somebody without the approvers'
 * keys could write. */
bool ledger_approvals(struct gate *g, const char *plan, unsigned *count, struct error *e)
{
    struct gate_verify counts = {0};
    struct verifying v = {.out = &counts, .last = INSTANT_MIN};
    *count = 0;
    bool ok = gate_ledger_visit(g, verify_entry, &v, e);
    const struct known_plan *p = ok ? verify_plan(&v, plan) : NULL;
    *count = p == NULL ? 0 : p->released ? p->approved : verify_approvals(&v, p);
    verifying_clear(&v);
    return ok;
}

static bool look(const char *public_dir, const uint8_t *trusted, const struct gate_progress *progress,
                 struct gate_verify *out, struct error *e)
{
    *out = (struct gate_verify){0};
    struct verifying v = {.out = out, .progress = progress, .last = INSTANT_MIN, .public_dir = public_dir};
    bool ok = verify_all(&v, trusted, e);
    verifying_clear(&v);
    return ok;
}

/* Read while somebody writes: the log got another key between the reading of the key and that of the checkpoint, or
 * witnesses signed between the reading of what they signed and that. */
static bool was_changing(const struct error *e)
{
    return strcmp(e->code, "note.unsigned") == 0 || strcmp(e->code, "verify.cosigned") == 0;
}

bool gate_verify_by(const char *dir, const char *vkey, const struct gate_progress *progress, struct gate_verify *out,
                    struct error *e)
{
    char public_dir[PATH_SIZE], name[256];
    uint8_t key[ED25519_PUBLIC];
    *out = (struct gate_verify){0};
    if ((vkey != NULL && !note_parse_vkey(span_trim(span_of(vkey)), name, sizeof name, key, e)) ||
        !path_format(public_dir, sizeof public_dir, e, "%s/public", dir)) {
        return false;
    }
    const char *folder = folder_exists(public_dir) ? public_dir : dir;
    const uint8_t *trusted = vkey == NULL ? NULL : key;
    bool ok = look(folder, trusted, progress, out, e) ||
              (was_changing(e) && look(folder, trusted, progress, out, e));
    return ok && (vkey == NULL || strcmp(name, out->origin) == 0 ||
                  fail(e, ERROR_VERIFY, "verify.vkey", "the key given is of another log"));
}

bool gate_verify(const char *dir, const struct gate_progress *progress, struct gate_verify *out,
                 struct error *e)
{
    return gate_verify_by(dir, NULL, progress, out, e);
}
