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

#include "base/log.h"


enum { SALT = 32 };

/* --- begin and end --- */

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

bool gate_now_to_look(struct gate *g, instant *now, struct error *e)
{
    instant last;
    if (!clock_now(now, e) || !last_time(g, &last, e)) {
        return false;
    }
    *now = *now < last ? last : *now;
    return true;
}

bool gate_begin(struct gate *g, struct error *e)
{
    struct ledger *ledger = NULL;
    uint64_t have;
    json_take_memory();
    if (!gate_ledger_take(g, &ledger, e)) {
        return false;
    }
    ledger_close(g->ledger);
    g->ledger = ledger;
    g->begun = true;
    if (!store_size(g->store, &have, e) || !gate_never_shrank(g, have, ledger_checkpoint(g->ledger)->size, e) ||
        !gate_not_rolled_back(g, e) || !gate_catch_up(g, e) || !gate_believe(g, e) ||
        !gate_rotation_settle(g, e) || !gate_now(g, &g->now, e)) {
        gate_end(g);
        return false;
    }
    return true;
}

bool gate_begin_patiently(struct gate *g, struct error *e)
{
    while (!gate_begin(g, e)) {
        if (strcmp(e->code, "locked") != 0) {
            return false;
        }
        log_event(LOG_WARNING, "order.waits", "another process is writing");
    }
    return true;
}

bool gate_refresh(struct gate *g, struct error *e)
{
    bool ok = gate_begin(g, e);
    gate_end(g);
    return ok && gate_sees(g, e); /* the ledger may not have been opened again */
}

bool gate_begin_looked(struct gate *g, bool (*look)(void *ctx, struct error *e), void *ctx, struct error *e)
{
    enum { TURNS = 8 };
    for (unsigned turn = 0;; turn++) {
        if (!gate_sees(g, e)) {
            return false;
        }
        uint64_t seen = ledger_checkpoint(g->ledger)->size;
        if (!look(ctx, e) || (!g->begun && !gate_begin(g, e))) {
            return false;
        }
        if (ledger_checkpoint(g->ledger)->size == seen) {
            return true;
        }
        if (turn < TURNS) {
            gate_end(g);
        }
    }
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
        } else if (!gate_catch_up(g, &ignored) || !gate_believe(g, &ignored)) {
            g->act_count = 0; /* likewise; gate_sees refuses every question until then */
        }
    }
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

/* --- append --- */

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

/* After which ledger the act comes: signed with it, so that nobody can take an entry
 * out from before it. */
static bool set_place(const struct gate *g, json_t *entry, struct error *e)
{
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    struct text root = {0};
    bool ok = text_add_hex(&root, c->root.at, sizeof c->root.at, e) &&
              (json_object_set_new(entry, "after",
                                   json_pack("{s:I, s:s}", "size", (json_int_t)c->size, "root",
                                             root.at)) == 0 ||
               json_made(NULL, e));
    text_free(&root);
    return ok;
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
    bool ok = json_made(d->entry, e) && set_place(g, d->entry, e) &&
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

/* The acts are done: they stand in the ledger. */
static void follow(struct gate *g, const struct act *acts, size_t count)
{
    struct error later;
    if (!store_add(g->store, acts, count, &later) && !gate_catch_up(g, &later)) {
        log_event(LOG_WARNING, "store.behind", "code=%s", later.code); /* the next opening brings it up */
    }
    for (size_t i = 0; i < count; i++) {
        if (!gate_remember(g, &acts[i], &later)) {
            g->act_count = 0; /* half a memory is none: the next begin reads all again */
            break;
        }
    }
}

/* next: the ledger's key from now on, or NULL. */
static bool append_made(struct gate *g, const struct draft *drafts, const struct made *made,
                        size_t count, const uint8_t *next, struct error *e)
{
    uint64_t first;
    struct span *entries = memory_new(count, sizeof *entries, e);
    struct act *acts = entries == NULL ? NULL : memory_new(count, sizeof *acts, e);
    for (size_t i = 0; acts != NULL && i < count; i++) {
        entries[i] = text_span(&made[i].entry);
        acts[i] = (struct act){.time = g->now,
                               .type = span_of(drafts[i].type),
                               .subject = span_of(drafts[i].subject),
                               .parent = span_of(drafts[i].parent),
                               .entry = entries[i],
                               .document = text_span(&made[i].document)};
    }
    bool ok = acts != NULL && (next == NULL ? ledger_append(g->ledger, entries, count, &first, e)
                                            : ledger_rotate(g->ledger, entries[0], next, &first, e));
    for (size_t i = 0; ok && i < count; i++) {
        acts[i].index = first + i;
    }
    if (ok) {
        follow(g, acts, count);
    }
    memory_free(acts);
    memory_free(entries);
    return ok;
}

static bool append_drafts(struct gate *g, struct draft *drafts, size_t count, struct signers by,
                          const uint8_t *next, struct error *e)
{
    struct made *made = memory_new(count, sizeof *made, e);
    bool ok = made != NULL && (g->begun || fail(e, ERROR_FAILED, "gate.append",
                                                "an act was entered outside of begin and end")) &&
              gate_not_retired(g, by, e); /* however long ago it was asked whether they may */
    for (size_t i = 0; ok && i < count; i++) {
        ok = make_act(g, &drafts[i], g->now, by, &made[i], e);
    }
    ok = ok && (g->dry || append_made(g, drafts, made, count, next, e));
    for (size_t i = 0; i < count; i++) {
        gate_draft_clear(&drafts[i]);
    }
    for (size_t i = 0; made != NULL && i < count; i++) {
        text_free(&made[i].entry);
        text_free(&made[i].document);
    }
    memory_free(made);
    return ok;
}

bool gate_append(struct gate *g, struct draft *drafts, size_t count, struct signers by,
                 struct error *e)
{
    return append_drafts(g, drafts, count, by, NULL, e);
}

bool gate_append_rotation(struct gate *g, struct draft *d, const uint8_t next[ED25519_SECRET],
                          struct signers by, struct error *e)
{
    return append_drafts(g, d, 1, by, next, e);
}

bool gate_append_next(struct gate *g, struct draft *d, const char *prefix, struct signers by, char id[GATE_ID],
                      struct error *e)
{
    bool ok = gate_next_id(g, d->type, prefix, d->subject, e) && gate_append(g, d, 1, by, e);
    if (ok) {
        memcpy(id, d->subject, GATE_ID);
    }
    return ok;
}
