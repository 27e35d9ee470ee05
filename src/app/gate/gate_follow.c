/* gate_follow.c: the store follows the ledger, and is believed only as far as it
 * does.
 *
 * (1) The store is a file that anybody with a shell could edit: rows, indexes, views.
 *     It is read once, whole, into memory; every row there is held against the ledger, whose every entry, tile
 *     and checkpoint is verified on the way: the same entry under the same index,
 *     type, subject, parent and time, with the document that it commits to; none
 *     missing, none too many. Questions are answered from that memory alone.
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

/* A ledger never shrinks. What was seen was counted before the ledger was opened,
 * or under its lock, so that no entry can have come in between. */
bool gate_never_shrank(struct gate *g, uint64_t seen, uint64_t size, struct error *e)
{
    (void)g;
    if (seen > size) {
        (void)!fail(e, ERROR_VERIFY, "ledger.short",
                    "the ledger holds fewer entries (%llu) than were seen before (%llu)",
                    (unsigned long long)size, (unsigned long long)seen);
        error_hint(e, "a ledger never shrinks: restore public/ledger from a copy, then `proviso doctor`");
    }
    return seen <= size;
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

static bool keep_span(struct arena *arena, struct span *s, struct error *e)
{
    s->at = arena_copy(arena, *s, e);
    return s->at != NULL;
}

bool gate_remember(struct gate *g, const struct act *a, struct error *e)
{
    if (!memory_grow((void **)&g->acts, &g->act_cap, g->act_count, sizeof *g->acts, e)) {
        return false;
    }
    struct act *to = &g->acts[g->act_count];
    *to = *a;
    bool ok = keep_span(g->act_text, &to->type, e) && keep_span(g->act_text, &to->subject, e) &&
              keep_span(g->act_text, &to->parent, e) && keep_span(g->act_text, &to->entry, e) &&
              keep_span(g->act_text, &to->document, e);
    g->act_count += ok;
    return ok;
}

struct believing {
    struct gate *g;
    uint64_t size; /* entries of the ledger in this process's view */
};

static bool altered(struct error *e, uint64_t index)
{
    (void)!fail(e, ERROR_VERIFY, "store.altered", "entry %llu of the store is not the ledger's",
                (unsigned long long)index);
    error_hint(e, "`proviso doctor --repair` builds the store again from the ledger");
    return false;
}

static bool read_act(void *ctx, const struct act *a, struct error *e)
{
    struct believing *b = ctx;
    if (b->g->act_count == b->size) {
        return true; /* entered by others meanwhile */
    }
    return a->index == b->g->act_count ? gate_remember(b->g, a, e) : altered(e, b->g->act_count);
}

static bool same_document(const struct act *a, const char *name, bool *same, struct error *e)
{
    struct sha256 hash, named;
    if (!crypto_sha256(a->document, &hash, e)) {
        return false;
    }
    *same = name[0] == '\0' ? a->document.len == 0
                            : hex_decode(span_of(name), named.at, sizeof named.at) &&
                                  crypto_equal(&hash, &named, sizeof hash);
    return true;
}

static bool compare_entry(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct believing *b = ctx;
    instant time = 0;
    bool same = false;
    if (index >= b->size) {
        return true;
    }
    const struct act *a = &b->g->acts[index];
    json_t *entry = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = same_document(a, json_text(entry, "document"), &same, e);
    same = same && instant_parse(span_of(json_text(entry, "time")), &time) && a->time == time &&
           span_is(a->type, json_text(entry, "type")) &&
           span_is(a->subject, json_text(entry, "subject")) &&
           span_is(a->parent, json_text(entry, "parent")) && span_equal(a->entry, bytes);
    json_decref(entry);
    return ok && (same || altered(e, index));
}

bool gate_ledger_visit(struct gate *g, bool (*visit)(void *ctx, uint64_t index, struct span bytes,
                                                     struct error *e),
                       void *ctx, struct error *e)
{
    char path[PATH_SIZE];
    struct text vkey = {0};
    struct checkpoint c;
    uint8_t public_key[ED25519_PUBLIC];
    if (g->ledger == NULL) { /* gate_end could not open it again */
        return fail(e, ERROR_FAILED, "ledger.closed", "the ledger could not be read again");
    }
    bool ok = gate_path(g, path, e, "public/ledger") && ed25519_public(g->ledger_key, public_key, e) &&
              note_vkey(&vkey, ledger_checkpoint(g->ledger)->origin, public_key, e) &&
              tree_verify(path, span_trim(text_span(&vkey)), &c, visit, ctx, e) &&
              gate_never_shrank(g, ledger_checkpoint(g->ledger)->size, c.size, e);
    text_free(&vkey);
    return ok;
}

bool gate_believe(struct gate *g, struct error *e)
{
    struct believing b = {.g = g, .size = ledger_checkpoint(g->ledger)->size};
    g->act_count = 0;
    if (g->act_text == NULL && !arena_new(&g->act_text, 0, e)) {
        return false;
    }
    arena_reset(g->act_text);
    bool ok = store_all(g->store, read_act, &b, e) &&
              (g->act_count == b.size || altered(e, g->act_count)) &&
              gate_ledger_visit(g, compare_entry, &b, e);
    g->act_count = ok ? g->act_count : 0;
    return ok;
}
