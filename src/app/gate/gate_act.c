/* gate_act.c: acts: signed, committed to, appended to the ledger, copied into
 * the store.
 *
 * (1) Document first, ledger second, store last. The act is done when the
 *     ledger's checkpoint is; what a crash leaves before it is an unnamed
 *     document, what it leaves after it the next opening adds to the store.
 * (2) An entry holds types, instants, key ids and salted commitments: nothing
 *     that names or could be guessed back to a person, a party or a device (I7).
 * (3) Time does not run backwards: a clock behind the last entry holds (I5).
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { DOCUMENT_LIMIT = 1 << 26, SALT = 32 };

/* --- JSON --- */

const char *json_text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s == NULL ? "" : s;
}

int64_t json_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

bool json_made(const json_t *value, struct error *e)
{
    return value != NULL || fail(e, ERROR_FAILED, "memory", "out of memory, or a text is no UTF-8");
}

static int add_bytes(const char *bytes, size_t n, void *ctx)
{
    struct error ignored;
    return text_add(ctx, (struct span){bytes, n}, &ignored) ? 0 : -1;
}

bool json_canonical(const json_t *value, struct text *out, struct error *e)
{
    return json_dump_callback(value, add_bytes, out, JSON_SORT_KEYS | JSON_COMPACT) == 0 ||
           json_made(NULL, e);
}

/* --- documents --- */

/* {"body":...,"salt":hex}; its name and the commitment in the entry are the
 * SHA-256 of exactly these bytes, so that anyone who is given the file can
 * compare it with sha256sum. */
static bool make_document(const struct gate *g, json_t *body, struct text *bytes, char hex[HEX_256],
                           struct error *e)
{
    uint8_t salt[SALT];
    struct text salt_hex = {0}, name = {0};
    struct sha256 hash;
    char path[PATH_SIZE];
    json_t *document = NULL;
    bool ok = crypto_random(salt, sizeof salt, e) && text_add_hex(&salt_hex, salt, sizeof salt, e);
    if (ok) {
        document = json_pack("{s:s, s:O}", "salt", salt_hex.at, "body", body);
        ok = json_made(document, e) && json_canonical(document, bytes, e) &&
             crypto_sha256(text_span(bytes), &hash, e) &&
             text_add_hex(&name, hash.at, sizeof hash.at, e) &&
             gate_path(g, path, e, "documents/%s.json", name.at) &&
             (g->dry || file_save(path, text_span(bytes), FILE_PRIVATE, e));
    }
    if (ok) {
        memcpy(hex, name.at, HEX_256);
    }
    json_decref(document);
    text_free(&salt_hex);
    text_free(&name);
    return ok;
}

static bool read_document(const struct gate *g, const char *hex, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash, named;
    if (!hex_decode(span_of(hex), named.at, sizeof named.at)) {
        return fail(e, ERROR_VERIFY, "document.name", "an entry names no proper document");
    }
    if (!gate_path(g, path, e, "documents/%s.json", hex) || !file_load(out, path, DOCUMENT_LIMIT, e) ||
        !crypto_sha256(text_span(out), &hash, e)) {
        return false;
    }
    return crypto_equal(&hash, &named, sizeof hash) ||
           fail(e, ERROR_VERIFY, "document.altered", "%s was altered", path);
}

/* --- the store follows the ledger --- */

static bool copy_entry(struct gate *g, uint64_t index, struct error *e)
{
    struct text entry = {0}, document = {0};
    json_t *json = NULL;
    bool ok = ledger_entry(g->ledger, index, &entry, e);
    if (ok) {
        json = json_loadb(entry.at, entry.len, JSON_REJECT_DUPLICATES, NULL);
        ok = json != NULL || fail(e, ERROR_VERIFY, "ledger.entry", "entry %llu is no JSON",
                                  (unsigned long long)index);
    }
    const char *name = json_text(json, "document");
    ok = ok && (name[0] == '\0' || read_document(g, name, &document, e));
    struct act act = {.index = index,
                      .type = span_of(json_text(json, "type")),
                      .subject = span_of(json_text(json, "subject")),
                      .parent = span_of(json_text(json, "parent")),
                      .entry = text_span(&entry),
                      .document = text_span(&document)};
    ok = ok && (instant_parse(span_of(json_text(json, "time")), &act.time) ||
                fail(e, ERROR_VERIFY, "ledger.entry", "entry %llu has no time",
                     (unsigned long long)index)) &&
         store_add(g->store, &act, 1, e);
    json_decref(json);
    text_free(&entry);
    text_free(&document);
    return ok;
}

/* Whoever opens the custody catches up, without the lock: another process may have added the very
 * entry that this one was about to add. */
static bool added_meanwhile(const struct error *e)
{
    return strcmp(e->code, "store.gap") == 0;
}

/* A ledger never shrinks. `have` was counted before the ledger was opened, or
 * under its lock, so that no entry can have come in between. */
bool gate_never_shrank(struct gate *g, uint64_t have, struct error *e)
{
    uint64_t size = ledger_checkpoint(g->ledger)->size;
    if (have > size) {
        (void)!fail(e, ERROR_VERIFY, "ledger.short",
                    "the ledger holds fewer entries (%llu) than the store has seen (%llu)",
                    (unsigned long long)size, (unsigned long long)have);
        error_hint(e, "a ledger never shrinks: restore public/ledger from a copy, then `proviso doctor`");
    }
    return have <= size;
}

/* Several processes may follow at once: who comes second finds a gap that is none. */
bool gate_catch_up(struct gate *g, struct error *e)
{
    uint64_t have, size = ledger_checkpoint(g->ledger)->size;
    if (!store_size(g->store, &have, e)) {
        return false;
    }
    while (have < size) {
        uint64_t before = have;
        bool copied = copy_entry(g, have, e);
        struct error other;
        if (!store_size(g->store, &have, copied ? e : &other) || (!copied && have == before)) {
            return false;
        }
    }
    return true;
}

static bool reopen(struct gate *g, const uint8_t *secret, struct error *e)
{
    char path[PATH_SIZE];
    struct ledger *ledger = NULL;
    if (!gate_path(g, path, e, "public/ledger") || !ledger_open(&ledger, path, secret, e)) {
        return false;
    }
    ledger_close(g->ledger);
    g->ledger = ledger;
    return true;
}

bool gate_begin(struct gate *g, struct error *e)
{
    if (!reopen(g, g->ledger_key, e)) {
        return false;
    }
    g->begun = true;
    uint64_t have;
    if (!store_size(g->store, &have, e) || !gate_never_shrank(g, have, e) || !gate_catch_up(g, e)) {
        gate_end(g);
        return false;
    }
    return true;
}

void gate_end(struct gate *g)
{
    struct error ignored;
    if (g->begun) {
        g->begun = false;
        char path[PATH_SIZE];
        ledger_close(g->ledger);
        g->ledger = NULL;
        if (!gate_path(g, path, &ignored, "public/ledger") ||
            !ledger_open(&g->ledger, path, NULL, &ignored)) {
            g->ledger = NULL; /* the next gate_begin opens it or says why not */
        }
    }
}

/* --- append --- */

static bool last_time(struct gate *g, instant *out, struct error *e)
{
    uint64_t size = ledger_checkpoint(g->ledger)->size;
    *out = INSTANT_MIN;
    if (size == 0) {
        return true;
    }
    struct text entry = {0};
    bool ok = ledger_entry(g->ledger, size - 1, &entry, e);
    json_t *json = ok ? json_loadb(entry.at, entry.len, 0, NULL) : NULL;
    ok = ok && (instant_parse(span_of(json_text(json, "time")), out) ||
                fail(e, ERROR_VERIFY, "ledger.entry", "the last entry has no time"));
    json_decref(json);
    text_free(&entry);
    return ok;
}

bool gate_now(struct gate *g, instant *now, struct error *e)
{
    instant last;
    if (!clock_now(now, e) || !last_time(g, &last, e)) {
        return false;
    }
    if (*now < last) {
        (void)!fail(e, ERROR_HELD, "clock.behind", "the clock is behind the ledger's last entry");
        error_hint(e, "set the clock right; until then nothing is entered and nothing leaves");
        return false;
    }
    return true;
}

static bool sign(json_t *entry, struct signers by, struct error *e)
{
    struct text body = {0}, encoded = {0};
    json_t *keys = json_array();
    bool ok = json_made(keys, e) && text_adds(&body, "proviso act\n", e) &&
              json_canonical(entry, &body, e);
    for (size_t i = 0; ok && i < by.count; i++) {
        uint8_t signature[ED25519_SIGNATURE];
        text_clear(&encoded);
        ok = ed25519_sign(by.at[i]->secret, text_span(&body), signature, e) &&
             text_add_base64(&encoded, signature, sizeof signature, e);
        if (ok && json_array_append_new(keys, json_pack("{s:s, s:s}", "key", by.at[i]->id,
                                                        "signature", encoded.at)) != 0) {
            ok = json_made(NULL, e);
        }
    }
    ok = ok && (json_object_set(entry, "keys", keys) == 0 || json_made(NULL, e));
    json_decref(keys);
    text_free(&body);
    text_free(&encoded);
    return ok;
}

static bool set_text(json_t *object, const char *key, const char *value, struct error *e)
{
    return json_object_set_new(object, key, json_string(value)) == 0 || json_made(NULL, e);
}

/* The bytes of one act. */
struct made {
    struct text entry, document;
};

static bool make_act(struct gate *g, struct draft *d, instant now, struct signers by,
                     struct made *out, struct error *e)
{
    char when[INSTANT_TEXT], hex[HEX_256];
    instant_format(now, when);
    if (d->entry == NULL) {
        d->entry = json_object();
    }
    bool ok = json_made(d->entry, e) &&
              (json_object_set_new(d->entry, "v", json_integer(1)) == 0 || json_made(NULL, e)) &&
              set_text(d->entry, "type", d->type, e) && set_text(d->entry, "time", when, e) &&
              (d->subject[0] == '\0' || set_text(d->entry, "subject", d->subject, e)) &&
              (d->parent[0] == '\0' || set_text(d->entry, "parent", d->parent, e));
    if (ok && d->document != NULL) {
        ok = make_document(g, d->document, &out->document, hex, e) &&
             set_text(d->entry, "document", hex, e);
    }
    return ok && sign(d->entry, by, e) && json_canonical(d->entry, &out->entry, e);
}

void gate_draft_clear(struct draft *d)
{
    json_decref(d->entry);
    json_decref(d->document);
    d->entry = d->document = NULL;
}

static bool append_made(struct gate *g, const struct draft *drafts, const struct made *made,
                        size_t count, instant now, struct error *e)
{
    enum { MOST = 4 };
    struct span entries[MOST];
    struct act acts[MOST];
    uint64_t first;
    for (size_t i = 0; i < count; i++) {
        entries[i] = text_span(&made[i].entry);
    }
    if (!ledger_append(g->ledger, entries, count, &first, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        acts[i] = (struct act){.index = first + i,
                               .time = now,
                               .type = span_of(drafts[i].type),
                               .subject = span_of(drafts[i].subject),
                               .parent = span_of(drafts[i].parent),
                               .entry = entries[i],
                               .document = text_span(&made[i].document)};
    }
    return store_add(g->store, acts, count, e) || (added_meanwhile(e) && gate_catch_up(g, e));
}

bool gate_append(struct gate *g, struct draft *drafts, size_t count, struct signers by,
                 struct error *e)
{
    enum { MOST = 4 };
    struct made made[MOST] = {0};
    instant now;
    bool ok = g->begun && count <= MOST
                  ? gate_now(g, &now, e)
                  : fail(e, ERROR_FAILED, "gate.append", "an act was entered outside of begin and end");
    for (size_t i = 0; ok && i < count; i++) {
        ok = make_act(g, &drafts[i], now, by, &made[i], e);
    }
    ok = ok && (g->dry || append_made(g, drafts, made, count, now, e));
    for (size_t i = 0; i < count; i++) {
        gate_draft_clear(&drafts[i]);
    }
    for (size_t i = 0; i < MOST; i++) {
        text_free(&made[i].entry);
        text_free(&made[i].document);
    }
    return ok;
}

bool gate_enter(struct gate *g, struct draft *d, struct signers by, struct error *e)
{
    bool ok = gate_begin(g, e) && gate_append(g, d, 1, by, e);
    gate_end(g);
    gate_draft_clear(d);
    return ok;
}

/* --- find --- */

void found_clear(struct found *f)
{
    json_decref(f->entry);
    json_decref(f->document);
    *f = (struct found){0};
}

static void copy_id(char out[GATE_ID], struct span s)
{
    (void)snprintf(out, GATE_ID, "%.*s", SPAN_ARGS(s));
}

/* The store is a copy and anybody with a shell could edit it: what is read from it
 * counts only when the ledger holds the same bytes and commits to the document. */
static bool is_the_ledgers(const struct gate *g, const struct act *a, const json_t *entry,
                           struct error *e)
{
    struct text logged = {0};
    struct sha256 hash, named;
    const char *document = json_text(entry, "document");
    bool ok = ledger_entry(g->ledger, a->index, &logged, e) &&
              crypto_sha256(a->document, &hash, e);
    bool same = ok && span_equal(text_span(&logged), a->entry) &&
                (document[0] == '\0' ? a->document.len == 0
                                     : hex_decode(span_of(document), named.at, sizeof named.at) &&
                                           crypto_equal(&hash, &named, sizeof hash));
    text_free(&logged);
    if (ok && !same) {
        (void)!fail(e, ERROR_VERIFY, "store.altered", "entry %llu of the store is not the ledger's",
                    (unsigned long long)a->index);
        error_hint(e, "`proviso doctor --repair` builds the store again from the ledger");
    }
    return same;
}

static bool parse_act(const struct gate *g, const struct act *a, struct found *out, struct error *e)
{
    *out = (struct found){.index = a->index, .time = a->time};
    copy_id(out->subject, a->subject);
    copy_id(out->parent, a->parent);
    out->entry = json_loadb(a->entry.at, a->entry.len, 0, NULL);
    json_t *document = a->document.len == 0 ? NULL : json_loadb(a->document.at, a->document.len, 0, NULL);
    out->document = json_incref(json_object_get(document, "body"));
    json_decref(document);
    if (out->entry == NULL || (a->document.len > 0 && out->document == NULL)) {
        found_clear(out);
        return fail(e, ERROR_FAILED, "store.entry", "the store holds an entry that is no JSON");
    }
    if (!is_the_ledgers(g, a, out->entry, e)) {
        found_clear(out);
        return false;
    }
    return true;
}

bool gate_sees(const struct gate *g, struct error *e)
{
    return g->ledger != NULL || fail(e, ERROR_FAILED, "ledger.closed", "the ledger could not be opened again");
}

/* What others enter while this process looks is not in its view of the ledger. */
static bool in_sight(const struct gate *g, const struct act *a)
{
    return a->index < ledger_checkpoint(g->ledger)->size;
}

struct find {
    const struct gate *g;
    struct found *out;
    bool found;
};

static bool keep_last(void *ctx, const struct act *a, struct error *e)
{
    struct find *f = ctx;
    if (!in_sight(f->g, a)) {
        return true;
    }
    found_clear(f->out);
    f->found = parse_act(f->g, a, f->out, e);
    return f->found;
}

bool gate_find(struct gate *g, const char *type, const char *subject, struct found *out,
               bool *found, struct error *e)
{
    *out = (struct found){0};
    struct find f = {.g = g, .out = out};
    bool ok = gate_sees(g, e) && store_each(g->store, type, subject, NULL, keep_last, &f, e);
    if (!ok) {
        found_clear(out);
    }
    *found = f.found;
    return ok;
}

bool gate_get(struct gate *g, const char *type, const char *subject, struct found *out,
              struct error *e)
{
    bool found;
    if (!gate_find(g, type, subject, out, &found, e)) {
        return false;
    }
    if (!found) {
        (void)!fail(e, ERROR_INPUT, "gate.unknown", "there is no %s of that number in this custody", type);
        error_hint(e, "`proviso status` lists what there is");
    }
    return found;
}

struct each {
    const struct gate *g;
    bool (*visit)(void *ctx, const struct found *f, struct error *e);
    void *ctx;
};

static bool visit_parsed(void *ctx, const struct act *a, struct error *e)
{
    struct each *each = ctx;
    struct found f;
    if (!in_sight(each->g, a)) {
        return true;
    }
    if (!parse_act(each->g, a, &f, e)) {
        return false;
    }
    bool ok = each->visit(each->ctx, &f, e);
    found_clear(&f);
    return ok;
}

bool gate_each(struct gate *g, const char *type, const char *parent,
               bool (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx,
               struct error *e)
{
    struct each each = {g, visit, ctx};
    return gate_sees(g, e) && store_each(g->store, type, NULL, parent, visit_parsed, &each, e);
}

bool gate_next_id(struct gate *g, const char *type, const char *prefix, char out[GATE_ID],
                  struct error *e)
{
    uint64_t n;
    if (!store_count(g->store, type, NULL, &n, e)) {
        return false;
    }
    (void)snprintf(out, GATE_ID, "%s%llu", prefix, (unsigned long long)n + 1);
    return true;
}
