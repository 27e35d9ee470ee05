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

/* Takes the text off the front; false where it does not begin with it. */
static bool take(struct span *rest, const char *text)
{
    size_t n = strlen(text);
    bool there = span_starts(*rest, text);
    if (there) {
        *rest = (struct span){rest->at + n, rest->len - n};
    }
    return there;
}

/* {"answer":"released" */
static bool take_answer(struct span *rest, enum gate_answer *answer)
{
    struct span word;
    if (!take(rest, "{\"answer\":\"") || !span_cut(rest, '"', &word) || rest->at == NULL) {
        return false;
    }
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        if (span_is(word, gate_answer_name((enum gate_answer)i))) {
            *answer = (enum gate_answer)i;
            return true;
        }
    }
    return false;
}

/* ,"category":"zip-only" where the answer has one, and nowhere else. */
static bool take_category(struct span *rest, enum gate_answer answer)
{
    struct span word;
    if (answer != ANSWER_INSUFFICIENT && answer != ANSWER_PENDING) {
        return true;
    }
    bool ok = take(rest, ",\"category\":\"") && span_cut(rest, '"', &word) && rest->at != NULL && word.len > 0;
    for (size_t i = 0; ok && i < word.len; i++) {
        char c = word.at[i];
        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    return ok;
}

/* 32 bytes in canonical base64; read here rather than decoded, since there are three in each of a million leaves. */
static bool is_hash(const char *at)
{
    enum { DIGITS = 43 };
    static const uint64_t digits[4] = {0x3ff880000000000u, 0x7fffffe07fffffeu}; /* a bit for each of A-Z a-z 0-9 + / */
    uint64_t all = 1;
    for (unsigned i = 0; i < DIGITS; i++) {
        unsigned char c = (unsigned char)at[i];
        all &= digits[c >> 6] >> (c & 63);
    }
    return (all & 1) != 0 && at[DIGITS] == '=' && strchr("AEIMQUYcgkosw048", at[DIGITS - 1]) != NULL;
}

/* ,"inner":"..." */
static bool take_commitment(struct span *rest, const char *before)
{
    enum { HASH_TEXT = 44 };
    if (!take(rest, before) || rest->len < HASH_TEXT || !is_hash(rest->at)) {
        return false;
    }
    *rest = (struct span){rest->at + HASH_TEXT, rest->len - HASH_TEXT};
    return take(rest, "\"");
}

/* A leaf is exactly of this form: whoever reads it otherwise than we do would count otherwise. */
static bool visit_leaf(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    uint64_t *answers = ctx;
    enum gate_answer answer;
    bool ok = take_answer(&bytes, &answer) && take_category(&bytes, answer) &&
              take_commitment(&bytes, ",\"inner\":\"") && take_commitment(&bytes, ",\"released\":\"") &&
              take_commitment(&bytes, ",\"row\":\"") && span_is(bytes, "}");
    if (!ok) {
        return fail(e, ERROR_VERIFY, "verify.leaf", "leaf %llu is no answer", (unsigned long long)index);
    }
    answers[answer]++;
    return true;
}

/* The key under whose signature the row tree's checkpoint stands, as a verifier key line: the log's of that time. */
static bool signed_vkey(const struct verifying *v, const struct verify_log *l, const struct known_batch *b,
                        struct text *out, struct error *e)
{
    char origin[512], path[PATH_SIZE];
    uint8_t key[ED25519_PUBLIC];
    struct text note = {0};
    struct checkpoint c;
    bool ok = path_format(origin, sizeof origin, e, "%s/batches/%s", l->checkpoint.origin, b->id) &&
              path_format(path, sizeof path, e, "%s/batches/%s/checkpoint", v->public_dir, b->id) &&
              (file_exists(path) || fail(e, ERROR_VERIFY, "tree.verify", "a file is missing: %s", path)) &&
              file_load(&note, path, NOTE_LIMIT, e) &&
              verify_open_note(v, l, b->index, origin, text_span(&note), key, &c, e) &&
              note_vkey(out, origin, key, e);
    text_free(&note);
    if (!ok) {
        error_context(e, "batch %s", b->id);
    }
    return ok;
}

static bool verify_leaves(const char *public_dir, struct span tree_vkey, const struct known_batch *b,
                   uint64_t answers[ANSWER_COUNT], struct error *e)
{
    char folder[PATH_SIZE];
    struct checkpoint c;
    memset(answers, 0, ANSWER_COUNT * sizeof *answers);
    if (!path_format(folder, sizeof folder, e, "%s/batches/%s", public_dir, b->id) ||
        !tree_verify(folder, tree_vkey, &c, visit_leaf, answers, e)) {
        error_context(e, "batch %s", b->id);
        return false;
    }
    if (c.size != b->rows || memcmp(&c.root, &b->root, sizeof c.root) != 0) {
        return fail(e, ERROR_VERIFY, "verify.batch", "batch %s: the row tree is not the one logged", b->id);
    }
    return memcmp(answers, b->answers, sizeof b->answers) == 0 ||
           fail(e, ERROR_VERIFY, "verify.totals", "batch %s: the totals logged are not those of its leaves", b->id);
}

static bool verify_batch(struct verifying *v, const struct known_batch *b, const struct verify_log *l,
                         struct error *e)
{
    uint64_t answers[ANSWER_COUNT];
    struct text vkey = {0};
    bool ok = signed_vkey(v, l, b, &vkey, e) && verify_leaves(v->public_dir, text_span(&vkey), b, answers, e);
    text_free(&vkey);
    v->out->rows += ok ? b->rows : 0;
    v->out->trees += ok ? 1 : 0;
    for (unsigned i = 0; ok && i < ANSWER_COUNT; i++) {
        v->out->answers[i] += answers[i];
    }
    return ok;
}

/* A folder that is no ledger is a slip of the hand; a ledger without its key proves nothing. */
static bool load_vkey(const char *folder, const char *path, struct text *out, struct error *e)
{
    bool ok = file_load(out, path, 4096, e);
    if (!ok) {
        e->category = folder_exists(folder) ? ERROR_VERIFY : ERROR_INPUT;
        error_hint(e, "name a custody, its public/ folder, or a whole copy of that");
    }
    if (ok && (out->len == 0 || out->at[out->len - 1] != '\n' || span_trim(text_span(out)).len != out->len - 1)) {
        ok = fail(e, ERROR_VERIFY, "verify.vkey", "%s is not a key and the end of its line", path);
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

static bool is_wanted(const struct verifying *v, const char *batch)
{
    bool wanted = v->only == NULL;
    for (size_t i = 0; !wanted && i < v->only_count; i++) {
        wanted = strcmp(v->only[i], batch) == 0;
    }
    return wanted;
}

/* What was asked for is there. */
static bool check_wanted(const struct verifying *v, struct error *e)
{
    for (size_t i = 0; v->only != NULL && i < v->only_count; i++) {
        if (verify_batch_known(v, v->only[i]) == NULL) {
            return fail(e, ERROR_INPUT, "verify.none", "the ledger has no batch of the number that was asked for");
        }
    }
    return true;
}

static bool verify_batches(struct verifying *v, const struct verify_log *l, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < v->batch_count; i++) {
        ok = !is_wanted(v, v->batches[i].id) || verify_batch(v, &v->batches[i], l, e);
        if (v->progress != NULL && v->progress->tick != NULL) {
            v->progress->tick(v->progress->ctx, "verify", i + 1, v->batch_count);
        }
    }
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
              verify_log_files(v, &log, trusted, e) && check_wanted(v, e) && verify_batches(v, &log, e) &&
              keep_counts(v, &log.checkpoint, e);
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
    memory_free(v->mailings);
    memory_free(v->rotations);
    memory_free(v->witnesses);
    memory_free(v->stamps);
    memory_free(v->root);
}

/* What left counts as it was counted then. */
static unsigned counted(const struct verifying *v, const struct known_hands *h, bool left)
{
    return left ? h->counted : verify_approvals(v, h);
}

/* The ledger alone, every signature included: how many may say yes to this plan.
 * A release rests on this, and on nothing that somebody without the approvers'
 * keys could write. */
bool ledger_approvals(struct gate *g, const char *id, unsigned *count, struct error *e)
{
    struct gate_verify counts = {0};
    struct verifying v = {.out = &counts, .last = INSTANT_MIN};
    *count = 0;
    bool ok = gate_ledger_visit(g, verify_entry, &v, e);
    const struct known_plan *p = ok ? verify_plan(&v, id) : NULL;
    const struct known_mailing *m = ok ? verify_mailing(&v, id) : NULL;
    *count = p != NULL ? counted(&v, &p->hands, p->released) : m != NULL ? counted(&v, &m->hands, m->mailed) : 0;
    verifying_clear(&v);
    return ok;
}

static bool look(const char *public_dir, const uint8_t *trusted, const struct gate_verify_wish *w,
                 const struct gate_progress *progress, struct gate_verify *out, struct error *e)
{
    *out = (struct gate_verify){0};
    struct verifying v = {.out = out, .progress = progress, .last = INSTANT_MIN, .public_dir = public_dir,
                          .only = w->batches, .only_count = w->count};
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

bool gate_verify_by(const char *dir, const struct gate_verify_wish *w, const struct gate_progress *progress,
                    struct gate_verify *out, struct error *e)
{
    char public_dir[PATH_SIZE], name[256];
    uint8_t key[ED25519_PUBLIC];
    *out = (struct gate_verify){0};
    if ((w->vkey != NULL && !note_parse_vkey(span_trim(span_of(w->vkey)), name, sizeof name, key, e)) ||
        !path_format(public_dir, sizeof public_dir, e, "%s/public", dir)) {
        return false;
    }
    const char *folder = folder_exists(public_dir) ? public_dir : dir;
    const uint8_t *trusted = w->vkey == NULL ? NULL : key;
    bool ok = look(folder, trusted, w, progress, out, e) ||
              (was_changing(e) && look(folder, trusted, w, progress, out, e));
    return ok && (w->vkey == NULL || strcmp(name, out->origin) == 0 ||
                  fail(e, ERROR_VERIFY, "verify.vkey", "the key given is of another log"));
}

bool gate_verify(const char *dir, const struct gate_progress *progress, struct gate_verify *out,
                 struct error *e)
{
    return gate_verify_by(dir, &(struct gate_verify_wish){0}, progress, out, e);
}
