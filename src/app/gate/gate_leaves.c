/* gate_leaves.c: commitments to each row, and the row tree of a batch.
 *
 * A leaf is what the recipient is told and three salted commitments, as
 * canonical JSON:
 *
 *   {"answer":"insufficient","category":"zip-only","inner":B64,"released":B64,"row":B64}
 *
 * commitment = SHA-256(salt || message), salt = SHA-256(row key || label), the
 * labels "row", "inner", "released". Messages: docs/formats/batch.md.
 *
 * (1) The order of leaves is a uniform secret permutation: nobody can line
 *     them up with request rows.
 * (2) Row keys are on disk and synced before the root is logged.
 */
#include "app/gate/gate_internal.h"

/* --- keys --- */

bool row_keys_make(struct row_keys *out, size_t count, struct error *e)
{
    enum { AT_A_TIME = 1 << 14 };
    out->count = count;
    out->at = memory_new(count, sizeof *out->at, e);
    bool ok = out->at != NULL;
    for (size_t i = 0; ok && i < count; i += AT_A_TIME) {
        size_t n = count - i < AT_A_TIME ? count - i : AT_A_TIME;
        ok = crypto_random(out->at[i], n * KEY_SIZE, e);
    }
    return ok;
}

bool row_keys_save(const struct row_keys *k, const char *path, struct error *e)
{
    return file_save(path, (struct span){(const char *)k->at, k->count * KEY_SIZE}, FILE_PRIVATE, e);
}

bool row_keys_load(struct row_keys *out, const char *path, struct error *e)
{
    struct mapping m;
    if (!file_map(&m, path, e)) {
        return false;
    }
    bool ok = m.len % KEY_SIZE == 0 ||
              fail(e, ERROR_VERIFY, "keys.length", "%s was cut", path);
    out->count = m.len / KEY_SIZE;
    out->at = ok ? memory_new(out->count, sizeof *out->at, e) : NULL;
    ok = ok && out->at != NULL;
    if (ok && m.len > 0) {
        memcpy(out->at, m.at, m.len);
    }
    file_unmap(&m);
    return ok;
}

bool row_key_load(const struct gate *g, const char *batch, uint64_t number, uint8_t key[KEY_SIZE],
                  struct error *e)
{
    char path[PATH_SIZE];
    struct mapping m;
    uint64_t at = (number - 1) * KEY_SIZE;
    if (!gate_path(g, path, e, "batches/%s/keys.bin", batch) || !file_map(&m, path, e)) {
        return false;
    }
    bool ok = at + KEY_SIZE <= m.len || fail(e, ERROR_VERIFY, "keys.length", "%s was cut", path);
    if (ok) {
        memcpy(key, m.at + at, KEY_SIZE);
    }
    file_unmap(&m);
    return ok;
}

bool row_key_erased(const uint8_t key[KEY_SIZE])
{
    static const uint8_t none[KEY_SIZE];
    return crypto_equal(key, none, sizeof none);
}

void row_keys_clear(struct row_keys *k)
{
    memory_wipe(k->at, k->count * KEY_SIZE);
    memory_free(k->at);
    *k = (struct row_keys){0};
}

/* --- commitments --- */

struct committer {
    struct hasher *hasher;
    struct text message;
};

bool committer_new(struct committer **out, struct error *e)
{
    struct committer *c = memory_new(1, sizeof *c, e);
    if (c == NULL) {
        return false;
    }
    if (!hasher_new(&c->hasher, e)) {
        committer_free(c);
        return false;
    }
    *out = c;
    return true;
}

void committer_free(struct committer *c)
{
    if (c != NULL) {
        hasher_free(c->hasher);
        text_free(&c->message);
        memory_free(c);
    }
}

bool row_salt(struct hasher *h, const uint8_t key[KEY_SIZE], const char *label, struct sha256 *out,
              struct error *e)
{
    return hasher_add(h, (struct span){(const char *)key, KEY_SIZE}, e) &&
           hasher_add(h, span_of(label), e) && hasher_end(h, out, e);
}

bool salted_commitment(struct hasher *h, const struct sha256 *salt, struct span message,
                       struct sha256 *out, struct error *e)
{
    return hasher_add(h, (struct span){(const char *)salt->at, sizeof salt->at}, e) &&
           hasher_add(h, message, e) && hasher_end(h, out, e);
}

static bool commit(struct committer *c, const uint8_t key[KEY_SIZE], const char *label,
                   struct span message, struct sha256 *out, struct error *e)
{
    struct sha256 salt;
    return row_salt(c->hasher, key, label, &salt, e) &&
           salted_commitment(c->hasher, &salt, message, out, e);
}

/* "surname 5 SMITH\n" for each field that is not empty. */
bool row_message(const struct row *row, struct text *m, struct error *e)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < FIELD_COUNT; i++) {
        struct span v = row->value[i];
        ok = v.len == 0 ||
             (text_adds(m, field_name((enum field)i), e) && text_addc(m, ' ', e) &&
              text_addu(m, v.len, e) && text_addc(m, ' ', e) && text_add(m, v, e) &&
              text_addc(m, '\n', e));
    }
    return ok;
}

bool commit_row(struct committer *c, const uint8_t key[KEY_SIZE], const struct row *row,
                struct sha256 *out, struct error *e)
{
    c->message.len = 0;
    return row_message(row, &c->message, e) && commit(c, key, "row", text_span(&c->message), out, e);
}

bool inner_message(const struct facts *facts, struct span level, struct span clauses, struct text *m,
                   struct error *e)
{
    return text_adds(m, "facts ", e) && text_add_hex(m, facts->value, FACT_COUNT, e) &&
           text_adds(m, "\nlevel ", e) && text_add(m, level, e) && text_adds(m, "\nclauses ", e) &&
           text_add(m, clauses, e) && text_addc(m, '\n', e);
}

bool commit_inner(struct committer *c, const uint8_t key[KEY_SIZE], const struct facts *facts,
                  struct span level, struct span clauses, struct sha256 *out, struct error *e)
{
    c->message.len = 0;
    return inner_message(facts, level, clauses, &c->message, e) &&
           commit(c, key, "inner", text_span(&c->message), out, e);
}

bool commit_released(struct committer *c, const uint8_t key[KEY_SIZE], struct span payload,
                     struct sha256 *out, struct error *e)
{
    return commit(c, key, "released", payload, out, e);
}

/* --- permutation --- */

static bool random_number(uint64_t *pool, size_t *left, uint64_t *out, struct error *e)
{
    enum { POOL = 1024 };
    if (*left == 0) {
        if (!crypto_random(pool, POOL * sizeof *pool, e)) {
            return false;
        }
        *left = POOL;
    }
    *out = pool[--*left];
    return true;
}

/* Fisher and Yates; the fraction of a 64-bit draw is off by at most 2^-32. In an array of its own, which
 * the cache holds rather than the records. */
static bool shuffle(uint32_t *leaf, size_t count, struct error *e)
{
    uint64_t pool[1024];
    size_t left = 0;
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        leaf[i] = (uint32_t)i;
    }
    for (size_t i = count; ok && i > 1; i--) {
        uint64_t draw;
        ok = random_number(pool, &left, &draw, e);
        if (ok) {
            __extension__ unsigned __int128 wide = (unsigned __int128)draw * i;
            size_t k = (size_t)(wide >> 64);
            uint32_t swap = leaf[i - 1];
            leaf[i - 1] = leaf[k];
            leaf[k] = swap;
        }
    }
    memory_wipe(pool, sizeof pool);
    return ok;
}

bool leaves_permute(struct row_record *rows, size_t count, struct error *e)
{
    uint32_t *leaf = memory_new(count, sizeof *leaf, e);
    bool ok = leaf != NULL && shuffle(leaf, count, e);
    for (size_t i = 0; ok && i < count; i++) {
        rows[i].leaf = leaf[i];
    }
    memory_wipe(leaf, leaf == NULL ? 0 : count * sizeof *leaf);
    memory_free(leaf);
    return ok;
}

/* --- the tree --- */

struct leaves {
    const struct row_record *rows;
    const struct row_commitments *commitments;
    const uint32_t *row_of; /* by place */
    size_t count, next;
    struct text text;
};

static bool add_commitment(struct text *t, const char *before, const struct sha256 *c,
                           struct error *e)
{
    return text_adds(t, before, e) && text_add_base64(t, c->at, sizeof c->at, e) &&
           text_addc(t, '"', e);
}

static bool next_leaf(void *ctx, struct span *entry, bool *more, struct error *e)
{
    struct leaves *l = ctx;
    *more = l->next < l->count;
    if (!*more) {
        return true;
    }
    enum { AHEAD = 16 };
    if (l->count - l->next > AHEAD) { /* the order is random: each row is far from the last */
        uint32_t later = l->row_of[l->next + AHEAD];
        __builtin_prefetch(&l->rows[later]);
        __builtin_prefetch(&l->commitments[later]);
        __builtin_prefetch((const char *)(&l->commitments[later] + 1) - 1);
    }
    uint32_t row = l->row_of[l->next++];
    const struct row_record *r = &l->rows[row];
    const struct row_commitments *c = &l->commitments[row];
    enum gate_answer answer = answer_of(r);
    bool told = answer == ANSWER_INSUFFICIENT || answer == ANSWER_PENDING;
    struct text *t = &l->text;
    t->len = 0;
    bool ok = text_adds(t, "{\"answer\":\"", e) && text_adds(t, gate_answer_name(answer), e) &&
              (!told || (text_adds(t, "\",\"category\":\"", e) &&
                         text_adds(t, category_name((enum category)r->category), e))) &&
              add_commitment(t, "\",\"inner\":\"", &c->inner, e) &&
              add_commitment(t, ",\"released\":\"", &c->released, e) &&
              add_commitment(t, ",\"row\":\"", &c->row, e) && text_addc(t, '}', e);
    *entry = text_span(t);
    return ok;
}

bool leaves_write(const struct gate *g, const char *id, const struct row_record *rows,
                  const struct row_commitments *commitments, size_t count, struct checkpoint *out,
                  struct error *e)
{
    char folder[PATH_SIZE], origin[512];
    uint32_t *row_of = memory_new(count, sizeof *row_of, e);
    if (row_of == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        row_of[rows[i].leaf] = (uint32_t)i;
    }
    struct leaves l = {.rows = rows, .commitments = commitments, .row_of = row_of, .count = count};
    bool ok = gate_sees(g, e) && gate_path(g, folder, e, "public/batches/%s", id) &&
              path_format(origin, sizeof origin, e, "%s/batches/%s",
                          ledger_checkpoint(g->ledger)->origin, id) &&
              folder_make(folder, FILE_PUBLIC, e) &&
              tree_write(folder, origin, g->ledger_key, next_leaf, &l, out, e);
    text_free(&l.text);
    memory_free(row_of);
    return ok;
}
