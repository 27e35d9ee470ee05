/* gate_follow.c: the store follows the ledger, and is believed only as far as it
 * does.
 *
 * (1) The store is a file that anybody with a shell could edit. Before anything is
 *     read from it, every row is held against the ledger, whose every entry, tile
 *     and checkpoint is verified on the way: the same entry under the same index,
 *     type, subject, parent and time, with the document that it commits to; none
 *     missing, none too many.
 * (2) A ledger never shrinks.
 */
#include "app/gate/gate_internal.h"

enum { DOCUMENT_LIMIT = 1 << 26 };

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

/* --- is the store the ledger's? --- */

/* What one row says: a hash of all its columns but the document, and that of the document. */
struct print {
    struct sha256 row, document;
};

struct comparing {
    const struct gate *g;
    struct print *prints;
    uint64_t size, seen;
    struct text bytes;
};

static bool altered(struct error *e, uint64_t index)
{
    (void)!fail(e, ERROR_VERIFY, "store.altered", "entry %llu of the store is not the ledger's",
                (unsigned long long)index);
    error_hint(e, "`proviso doctor --repair` builds the store again from the ledger");
    return false;
}

static bool print_row(struct comparing *c, struct span type, struct span subject, struct span parent,
                      instant time, struct span entry, struct sha256 *out, struct error *e)
{
    text_clear(&c->bytes);
    return text_addf(&c->bytes, e, "%.*s\n%.*s\n%.*s\n%lld\n", SPAN_ARGS(type), SPAN_ARGS(subject),
                     SPAN_ARGS(parent), (long long)time) &&
           text_add(&c->bytes, entry, e) && crypto_sha256(text_span(&c->bytes), out, e);
}

static bool print_act(void *ctx, const struct act *a, struct error *e)
{
    struct comparing *c = ctx;
    if (c->seen == c->size) {
        return true; /* entered by others meanwhile */
    }
    if (a->index != c->seen) {
        return altered(e, c->seen);
    }
    struct print *p = &c->prints[c->seen++];
    return print_row(c, a->type, a->subject, a->parent, a->time, a->entry, &p->row, e) &&
           crypto_sha256(a->document, &p->document, e);
}

static bool compare_entry(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct comparing *c = ctx;
    struct print expected;
    instant time = 0;
    if (index >= c->size) {
        return true;
    }
    json_t *entry = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    const char *document = json_text(entry, "document");
    bool ok = (instant_parse(span_of(json_text(entry, "time")), &time) || altered(e, index)) &&
              print_row(c, span_of(json_text(entry, "type")), span_of(json_text(entry, "subject")),
                        span_of(json_text(entry, "parent")), time, bytes, &expected.row, e);
    ok = ok && (document[0] == '\0'
                    ? crypto_sha256((struct span){NULL, 0}, &expected.document, e)
                    : hex_decode(span_of(document), expected.document.at, SHA256_SIZE) ||
                          altered(e, index));
    json_decref(entry);
    return ok && (crypto_equal(&expected, &c->prints[index], sizeof expected) || altered(e, index));
}

bool gate_ledger_visit(struct gate *g, bool (*visit)(void *ctx, uint64_t index, struct span bytes,
                                                     struct error *e),
                       void *ctx, struct error *e)
{
    char path[PATH_SIZE];
    struct text vkey = {0};
    struct checkpoint c;
    uint8_t public_key[ED25519_PUBLIC];
    bool ok = gate_sees(g, e) && gate_path(g, path, e, "public/ledger") &&
              ed25519_public(g->ledger_key, public_key, e) &&
              note_vkey(&vkey, ledger_checkpoint(g->ledger)->origin, public_key, e) &&
              tree_verify(path, span_trim(text_span(&vkey)), &c, visit, ctx, e);
    text_free(&vkey);
    return ok;
}

bool gate_believe(struct gate *g, struct error *e)
{
    struct comparing c = {.g = g, .size = ledger_checkpoint(g->ledger)->size};
    c.prints = memory_new(c.size, sizeof *c.prints, e);
    bool ok = c.prints != NULL && store_all(g->store, print_act, &c, e) &&
              (c.seen == c.size || altered(e, c.seen)) && gate_ledger_visit(g, compare_entry, &c, e);
    memory_free(c.prints);
    text_free(&c.bytes);
    return ok;
}
