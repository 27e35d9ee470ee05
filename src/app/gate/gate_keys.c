/* gate_keys.c: the custody's own keys, in keys/, and how they are exchanged.
 *
 *   ledger               Ed25519, signs checkpoints of ledger and row trees
 *   identifier           HMAC key, never exchanged: the registry rests on it
 *   seal, seal.1, ...    X25519: the one in force, and those of before, oldest first
 *   release, release-id  minisign
 *   NAME.next            while a key is being exchanged: what comes in its place
 *                        (of release: id and secret)
 *
 * (1) NAME.next is synced before the entry `rotation` that names its public half; when the entry stands,
 *     whoever takes the lock next puts NAME.next in its place; when it does not, NAME.next is nothing.
 *     So a crash leaves the old key in force, or the new one.
 * (2) Each step of that may be done again.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { KEY_FILE = 4096, RELEASE_ID = 8, RELEASE_NEXT = RELEASE_ID + KEY_SIZE };

bool key_save(const struct gate *g, const char *name, const uint8_t *key, size_t n, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = gate_path(g, path, e, "keys/%s", name) && text_add_hex(&t, key, n, e) &&
              text_addc(&t, '\n', e) && file_save(path, text_span(&t), FILE_PRIVATE, e);
    text_free(&t);
    return ok;
}

/* Exactly as key_save writes it: a file that was altered in any bit is refused. */
bool key_load(const struct gate *g, const char *name, uint8_t *key, size_t n, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0}, again = {0};
    bool ok = gate_path(g, path, e, "keys/%s", name) && file_load(&t, path, KEY_FILE, e);
    bool good = ok && hex_decode(span_trim(text_span(&t)), key, n);
    ok = ok && (!good || (text_add_hex(&again, key, n, e) && text_addc(&again, '\n', e)));
    if (ok && !(good && span_equal(text_span(&t), text_span(&again)))) {
        ok = fail(e, ERROR_VERIFY, "custody.key", "%s is damaged", path);
    }
    text_free(&t);
    text_free(&again);
    return ok;
}

static bool save_release(const struct gate *g, const struct minisign_key *key, struct error *e)
{
    return key_save(g, "release-id", key->id, sizeof key->id, e) &&
           key_save(g, "release", key->secret, KEY_SIZE, e);
}

bool gate_keys_make(struct gate *g, struct error *e)
{
    g->seals = 1;
    return crypto_random(g->ledger_key, KEY_SIZE, e) &&
           crypto_random(g->identifier_key, KEY_SIZE, e) && age_generate(&g->seal[0], e) &&
           minisign_generate(&g->release_key, e) &&
           key_save(g, "ledger", g->ledger_key, KEY_SIZE, e) &&
           key_save(g, "identifier", g->identifier_key, KEY_SIZE, e) &&
           key_save(g, "seal", g->seal[0].secret, KEY_SIZE, e) && save_release(g, &g->release_key, e);
}

/* keys/seal.N, N from 1 on. */
static bool load_old_seals(struct gate *g, struct error *e)
{
    for (g->seals = 1; g->seals < SEALS_MOST; g->seals++) {
        char name[32], path[PATH_SIZE];
        (void)snprintf(name, sizeof name, "seal.%zu", g->seals);
        if (!gate_path(g, path, e, "keys/%s", name)) {
            return false;
        }
        if (!file_exists(path)) {
            break;
        }
        if (!key_load(g, name, g->seal[g->seals].secret, KEY_SIZE, e)) {
            return false;
        }
    }
    return true;
}

bool gate_keys_load(struct gate *g, struct error *e)
{
    return key_load(g, "ledger", g->ledger_key, KEY_SIZE, e) &&
           key_load(g, "identifier", g->identifier_key, KEY_SIZE, e) &&
           key_load(g, "seal", g->seal[0].secret, KEY_SIZE, e) && load_old_seals(g, e) &&
           key_load(g, "release-id", g->release_key.id, sizeof g->release_key.id, e) &&
           key_load(g, "release", g->release_key.secret, KEY_SIZE, e) &&
           ed25519_public(g->release_key.secret, g->release_key.public_key, e);
}

static bool save_pub(const struct gate *g, const char *name, const struct minisign_key *key, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = gate_path(g, path, e, "public/%s", name) && minisign_public_text(key, &t, e) &&
              file_save(path, text_span(&t), FILE_PUBLIC, e);
    text_free(&t);
    return ok;
}

bool gate_release_pub(const struct gate *g, const char *name, struct error *e)
{
    return save_pub(g, name, &g->release_key, e);
}

/* --- what a rotation names --- */

static bool add_public(enum gate_key which, const uint8_t *secret, const struct minisign_key *release,
                       struct text *out, struct error *e)
{
    uint8_t key[KEY_SIZE];
    if (which == GATE_KEY_RELEASE) {
        struct text t = {0};
        struct span rest, line = {NULL, 0};
        bool ok = minisign_public_text(release, &t, e);
        rest = text_span(&t);
        ok = ok && span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line) && text_add(out, line, e);
        text_free(&t);
        return ok;
    }
    return (which == GATE_KEY_LEDGER ? ed25519_public(secret, key, e) : x25519_public(secret, key, e)) &&
           text_add_base64(out, key, sizeof key, e);
}

bool key_public(const struct gate *g, enum gate_key which, struct text *out, struct error *e)
{
    return add_public(which, which == GATE_KEY_LEDGER ? g->ledger_key : g->seal[0].secret, &g->release_key, out, e);
}

const char *gate_key_name(enum gate_key which)
{
    static const char *const names[] = {"ledger", "seal", "release"};
    return names[which];
}

bool key_next_make(const struct gate *g, enum gate_key which, struct next_key *out, struct error *e)
{
    char name[32];
    uint8_t bytes[RELEASE_NEXT];
    (void)snprintf(name, sizeof name, "%s.next", gate_key_name(which));
    bool ok = which == GATE_KEY_RELEASE ? minisign_generate(&out->release, e)
                                        : crypto_random(out->secret, KEY_SIZE, e);
    if (ok && !g->dry && which == GATE_KEY_RELEASE) {
        memcpy(bytes, out->release.id, RELEASE_ID);
        memcpy(bytes + RELEASE_ID, out->release.secret, KEY_SIZE);
        ok = key_save(g, name, bytes, sizeof bytes, e);
        memory_wipe(bytes, sizeof bytes);
    } else if (ok && !g->dry) {
        ok = key_save(g, name, out->secret, KEY_SIZE, e);
    }
    return ok && add_public(which, out->secret, &out->release, &out->name, e);
}

/* out->name is empty where there is none. */
static bool load_next(const struct gate *g, enum gate_key which, struct next_key *out, struct error *e)
{
    char name[32], path[PATH_SIZE];
    uint8_t bytes[RELEASE_NEXT];
    *out = (struct next_key){0};
    (void)snprintf(name, sizeof name, "%s.next", gate_key_name(which));
    if (!gate_path(g, path, e, "keys/%s", name) || !file_exists(path)) {
        return path[0] != '\0';
    }
    if (which != GATE_KEY_RELEASE) {
        return key_load(g, name, out->secret, KEY_SIZE, e) && add_public(which, out->secret, NULL, &out->name, e);
    }
    bool ok = key_load(g, name, bytes, sizeof bytes, e);
    memcpy(out->release.id, bytes, RELEASE_ID);
    memcpy(out->release.secret, bytes + RELEASE_ID, KEY_SIZE);
    memory_wipe(bytes, sizeof bytes);
    return ok && ed25519_public(out->release.secret, out->release.public_key, e) &&
           add_public(which, NULL, &out->release, &out->name, e);
}

void next_key_clear(struct next_key *k)
{
    text_free(&k->name);
    memory_wipe(k, sizeof *k);
}

/* --- the ledger, with the key of now --- */

static bool take_with_next(struct gate *g, const char *path, struct ledger **out, struct error *e)
{
    struct next_key next;
    bool ok = load_next(g, GATE_KEY_LEDGER, &next, e) &&
              (next.name.len > 0 || fail(e, ERROR_VERIFY, "ledger.key",
                                         "keys/ledger is not the key that public/ledger/vkey names")) &&
              ledger_open(out, path, next.secret, e);
    next_key_clear(&next);
    return ok;
}

static bool is_other_key(const struct error *e)
{
    return strcmp(e->code, "ledger.key") == 0;
}

/* The lock comes with the ledger, and it takes the key: so that is read before, and where another process exchanged it
 * in between, once more. All keys are read again under the lock. */
bool gate_ledger_take(struct gate *g, struct ledger **out, struct error *e)
{
    enum { TURNS = 3 };
    char path[PATH_SIZE];
    bool ok = false, other = gate_path(g, path, e, "public/ledger");
    for (unsigned turn = 0; other && !ok && turn < TURNS; turn++) {
        ok = key_load(g, "ledger", g->ledger_key, KEY_SIZE, e) && ledger_open(out, path, g->ledger_key, e);
        other = !ok && is_other_key(e);
        ok = ok || (other && take_with_next(g, path, out, e));
        other = !ok && is_other_key(e);
    }
    if (ok && !gate_keys_load(g, e)) {
        ledger_close(*out);
        *out = NULL;
        return false;
    }
    return ok;
}

/* --- what a crash left of a rotation --- */

struct last_rotation {
    const char *key;
    struct found act; /* the last of this key */
    uint64_t count;
};

static bool note_rotation(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct last_rotation *last = ctx;
    if (strcmp(json_text(f->entry, "key"), last->key) == 0) {
        found_clear(&last->act);
        last->act = *f;
        json_incref(f->entry);
        json_incref(f->document);
        last->count++;
    }
    return true;
}

static bool replace(const struct gate *g, const char *name, struct error *e)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    return gate_path(g, from, e, "keys/%s.next", name) && gate_path(g, to, e, "keys/%s", name) &&
           file_rename(from, to, e) && folder_sync_of(to, e);
}

static bool drop_next(const struct gate *g, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "keys/%s.next", name) && file_remove(path, e) && folder_sync_of(path, e);
}

static bool settle_ledger(struct gate *g, const struct next_key *next, const struct last_rotation *last,
                          struct error *e)
{
    bool done;
    (void)last;
    return ledger_rotated(g->ledger, next->secret, &done, e) &&
           (done ? replace(g, "ledger", e) : drop_next(g, "ledger", e));
}

static bool named(const struct next_key *next, const struct last_rotation *last)
{
    return span_is(text_span(&next->name), json_text(last->act.entry, "public"));
}

/* keys/seal.N: N-th rotation, so that doing it again overwrites it with the same. */
static bool settle_seal(struct gate *g, const struct next_key *next, const struct last_rotation *last,
                        struct error *e)
{
    char name[32];
    (void)snprintf(name, sizeof name, "seal.%llu", (unsigned long long)last->count);
    return named(next, last) ? key_save(g, name, g->seal[0].secret, KEY_SIZE, e) && replace(g, "seal", e)
                             : drop_next(g, "seal", e);
}

/* The old public key stays under its number, as minisign shows it. */
static bool keep_old_pub(const struct gate *g, const char *before, struct error *e)
{
    uint8_t bytes[2 + RELEASE_ID + ED25519_PUBLIC];
    size_t n = sizeof bytes;
    struct minisign_key old = {0};
    struct text t = {0};
    struct span rest, line = {NULL, 0}, word = {NULL, 0};
    char name[64];
    if (!base64_decode(span_of(before), false, bytes, &n) || n != sizeof bytes) {
        return fail(e, ERROR_VERIFY, "rotation.before", "a rotation names no minisign key that it replaced");
    }
    memcpy(old.id, bytes + 2, RELEASE_ID);
    memcpy(old.public_key, bytes + 2 + RELEASE_ID, ED25519_PUBLIC);
    bool ok = minisign_public_text(&old, &t, e);
    rest = text_span(&t);
    ok = ok && span_cut(&rest, '\n', &line);
    while (ok && span_cut(&line, ' ', &word)) {
    }
    (void)snprintf(name, sizeof name, "release-%.*s.pub", SPAN_ARGS(word));
    ok = ok && save_pub(g, name, &old, e);
    text_free(&t);
    return ok;
}

static bool settle_release(struct gate *g, const struct next_key *next, const struct last_rotation *last,
                           struct error *e)
{
    if (!named(next, last)) {
        return drop_next(g, "release", e);
    }
    return keep_old_pub(g, json_text(last->act.entry, "before"), e) && save_release(g, &next->release, e) &&
           save_pub(g, "release.pub", &next->release, e) && drop_next(g, "release", e);
}

bool gate_rotation_settle(struct gate *g, struct error *e)
{
    static bool (*const settle[])(struct gate *g, const struct next_key *next, const struct last_rotation *last,
                                  struct error *e) = {settle_ledger, settle_seal, settle_release};
    bool changed = false, ok = true;
    for (unsigned i = 0; ok && !g->dry && i < GATE_KEYS; i++) {
        struct next_key next;
        ok = load_next(g, (enum gate_key)i, &next, e);
        if (ok && next.name.len > 0) {
            struct last_rotation last = {.key = gate_key_name((enum gate_key)i)};
            ok = gate_each(g, "rotation", NULL, note_rotation, &last, e) && settle[i](g, &next, &last, e);
            found_clear(&last.act);
            changed = true;
        }
        next_key_clear(&next);
    }
    return ok && (!changed || gate_keys_load(g, e));
}
