/* gate_verify_log.c: the log itself, as a stranger sees it: its keys and how they were exchanged, what witnesses
 * signed, time stamps.
 *
 * (1) Each rotation of the log's key names the key before it, and stands last in a tree whose checkpoint both keys
 *     signed (rotations/SIZE). All those checkpoints are of the one tree whose entries were read. So who trusts any
 *     of the keys is led by signatures alone to the one under the present checkpoint.
 * (2) A tree smaller than the last checkpoint that witnesses signed, or another one, is refused; so is one in which a
 *     key was handed over, while a quorum was asked for, that no witness signed. How many signed then is not in the
 *     ledger: at least one did.
 * (3) A time stamp is of the bytes of a checkpoint of this log, which lies beside it.
 */
#include "app/gate/gate_verifying.h"

#include <stdio.h>

#include "base/stamp.h"

enum { NOTE_LIMIT = 1000 * 1000, STAMP_LIMIT = 1 << 20 };

/* --- entries --- */

static struct known_witness *witness_of(const struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->witness_count; i++) {
        if (strcmp(v->witnesses[i].id, id) == 0) {
            return &v->witnesses[i];
        }
    }
    return NULL;
}

static unsigned active_witnesses(const struct verifying *v)
{
    unsigned count = 0;
    for (size_t i = 0; i < v->witness_count; i++) {
        count += !v->witnesses[i].removed;
    }
    return count;
}

static bool remove_witness(struct verifying *v, const char *id, uint64_t index, struct error *e)
{
    struct known_witness *w = witness_of(v, id);
    if (w == NULL || w->removed || active_witnesses(v) <= v->quorum) {
        return verify_wrong(e, index, "removes no witness that stands before it, or one that the quorum needs");
    }
    w->removed = true;
    return true;
}

bool verify_add_witness(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    const char *id = json_text(entry, "subject");
    struct witness key;
    if (json_is_true(json_object_get(entry, "removed"))) {
        return remove_witness(v, id, index, e);
    }
    if (id[0] == '\0' || strlen(id) >= GATE_ID || witness_of(v, id) != NULL) {
        return verify_wrong(e, index, "a witness's number that was given before");
    }
    if (!witness_parse(span_of(json_text(entry, "vkey")), &key, e)) {
        return verify_wrong(e, index, "a witness without a verifier key");
    }
    for (size_t i = 0; i < v->witness_count; i++) {
        if (!v->witnesses[i].removed &&
            memcmp(v->witnesses[i].key.public_key, key.public_key, sizeof key.public_key) == 0) {
            return verify_wrong(e, index, "a witness's key that is one's already");
        }
    }
    if (!memory_grow((void **)&v->witnesses, &v->witness_cap, v->witness_count, sizeof *v->witnesses, e)) {
        return false;
    }
    struct known_witness *w = &v->witnesses[v->witness_count++];
    *w = (struct known_witness){.key = key};
    (void)snprintf(w->id, sizeof w->id, "%s", id);
    return true;
}

bool verify_add_quorum(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    int64_t count = json_number(entry, "cosignatures");
    if (!json_is_integer(json_object_get(entry, "cosignatures")) || count < 0 || count > active_witnesses(v)) {
        return verify_wrong(e, index, "a quorum of more witnesses than there are");
    }
    v->quorum = (unsigned)count;
    return verify_add_act(v, entry, index, e);
}

static bool hash_in(const json_t *entry, const char *key, struct sha256 *out)
{
    return hex_decode(span_of(json_text(entry, key)), out->at, sizeof out->at);
}

bool verify_add_stamp(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_stamp s = {.size = (uint64_t)json_number(entry, "size")};
    (void)snprintf(s.id, sizeof s.id, "%s", json_text(entry, "subject"));
    if (!hash_in(entry, "root", &s.root) || !hash_in(entry, "response", &s.response) ||
        !hash_in(entry, "checkpoint", &s.checkpoint) || !instant_parse(span_of(json_text(entry, "at")), &s.at) ||
        s.size > index || s.size >= v->root_count || !crypto_equal(&s.root, &v->root[s.size], sizeof s.root)) {
        return verify_wrong(e, index, "a time stamp of another ledger than this one");
    }
    if (!memory_grow((void **)&v->stamps, &v->stamp_cap, v->stamp_count, sizeof *v->stamps, e)) {
        return false;
    }
    v->stamps[v->stamp_count++] = s;
    v->out->stamps++;
    return verify_add_act(v, entry, index, e);
}

static bool key_in(const json_t *entry, const char *name, uint8_t key[ED25519_PUBLIC])
{
    size_t n = ED25519_PUBLIC;
    return base64_decode(span_of(json_text(entry, name)), false, key, &n) && n == ED25519_PUBLIC;
}

bool verify_add_rotation(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_rotation r = {.size = index + 1};
    enum gate_key which;
    if (!gate_key_find(json_text(entry, "key"), &which, e) || json_text(entry, "public")[0] == '\0') {
        return verify_wrong(e, index, "a rotation of no key");
    }
    v->out->rotations++;
    if (which != GATE_KEY_LEDGER) {
        return verify_add_act(v, entry, index, e);
    }
    if (!key_in(entry, "before", r.before) || !key_in(entry, "public", r.public_key) ||
        (v->rotation_count > 0 &&
         memcmp(r.before, v->rotations[v->rotation_count - 1].public_key, sizeof r.before) != 0)) {
        return verify_wrong(e, index, "a rotation that does not begin with the log's key");
    }
    if (!memory_grow((void **)&v->rotations, &v->rotation_cap, v->rotation_count, sizeof *v->rotations, e)) {
        return false;
    }
    v->rotations[v->rotation_count++] = r;
    return verify_add_act(v, entry, index, e);
}

bool verify_add_retirement(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    unsigned admins = 0;
    bool found = false;
    for (size_t i = 0; i < v->key_count; i++) {
        struct known_key *k = &v->keys[i];
        if (strcmp(k->id, json_text(entry, "subject")) == 0) {
            found = !k->retired;
            k->retired = true;
        }
        admins += !k->retired && (k->roles & ROLE_ADMIN) != 0;
    }
    return (found && admins >= 2) ||
           verify_wrong(e, index, "retires no key that stands before it, or leaves fewer than two admins");
}

/* --- files --- */

bool verify_log_open(struct verify_log *l, const char *folder, struct span vkey, struct error *e)
{
    char path[PATH_SIZE], name[sizeof l->checkpoint.origin];
    l->folder = folder;
    return note_parse_vkey(vkey, name, sizeof name, l->public_key, e) &&
           path_format(path, sizeof path, e, "%s/cosigned", folder) &&
           (!file_exists(path) || file_load(&l->cosigned, path, NOTE_LIMIT, e));
}

void verify_log_clear(struct verify_log *l)
{
    text_free(&l->cosigned);
}

static bool opened(struct span note, const char *name, const uint8_t *key, uint8_t out[ED25519_PUBLIC],
                   struct error *e)
{
    struct span body;
    if (!note_open(note, name, key, &body, e)) {
        return false;
    }
    memcpy(out, key, ED25519_PUBLIC);
    return true;
}

bool verify_open_note(const struct verifying *v, const struct verify_log *l, uint64_t index, const char *name,
                      struct span note, uint8_t public_key[ED25519_PUBLIC], struct checkpoint *out, struct error *e)
{
    size_t n = v->rotation_count;
    while (n > 0 && v->rotations[n - 1].size > index) {
        n--;
    }
    const uint8_t *first = v->rotation_count == 0 ? l->public_key : v->rotations[0].before;
    bool ok = false;
    for (size_t i = n; !ok && i-- > 0;) {
        ok = opened(note, name, v->rotations[i].public_key, public_key, e);
        if (!ok && strcmp(e->code, "note.unsigned") != 0) {
            return false;
        }
    }
    return (ok || opened(note, name, first, public_key, e)) && checkpoint_of(note, out, NULL, e) &&
           (strcmp(out->origin, name) == 0 ||
            fail(e, ERROR_VERIFY, "checkpoint.origin", "a checkpoint's origin is not the name of its key"));
}

/* The checkpoint states the tree of its size that the entries give. */
static bool is_of_this_tree(const struct verifying *v, const struct verify_log *l, const struct checkpoint *c)
{
    const struct sha256 *root = c->size == l->checkpoint.size ? &l->checkpoint.root
                                : c->size < v->root_count     ? &v->root[c->size]
                                                              : NULL;
    return root != NULL && crypto_equal(root, &c->root, sizeof *root) &&
           strcmp(c->origin, l->checkpoint.origin) == 0;
}

/* --- keys --- */

/* The checkpoint by which a key was exchanged. While the exchange is going on it is the present one. */
static bool load_rotation(const struct verify_log *l, const struct known_rotation *r, struct text *out,
                          struct error *e)
{
    char path[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s/rotations/%llu", l->folder, (unsigned long long)r->size)) {
        return false;
    }
    if (!file_exists(path) && r->size == l->checkpoint.size &&
        !path_format(path, sizeof path, e, "%s/checkpoint", l->folder)) {
        return false;
    }
    return file_load(out, path, NOTE_LIMIT, e);
}

static bool check_rotation(const struct verifying *v, const struct verify_log *l, const struct known_rotation *r,
                           struct error *e)
{
    struct text note = {0};
    struct checkpoint c;
    struct span body;
    bool ok = load_rotation(l, r, &note, e) &&
              note_open(text_span(&note), l->checkpoint.origin, r->before, &body, e) &&
              note_open(text_span(&note), l->checkpoint.origin, r->public_key, &body, e) &&
              checkpoint_parse(body, &c, e) &&
              ((c.size == r->size && is_of_this_tree(v, l, &c)) ||
               fail(e, ERROR_VERIFY, "verify.rotation", "the checkpoint does not state this ledger"));
    text_free(&note);
    if (!ok) {
        e->category = ERROR_VERIFY;
        error_context(e, "the rotation of the log's key at size %llu", (unsigned long long)r->size);
    }
    return ok;
}

static bool check_keys(const struct verifying *v, const struct verify_log *l, const uint8_t *trusted,
                       struct error *e)
{
    bool known = trusted == NULL || memcmp(trusted, l->public_key, ED25519_PUBLIC) == 0;
    for (size_t i = 0; i < v->rotation_count; i++) {
        const struct known_rotation *r = &v->rotations[i];
        if (!check_rotation(v, l, r, e)) {
            return false;
        }
        known = known || memcmp(trusted, r->before, ED25519_PUBLIC) == 0 ||
                memcmp(trusted, r->public_key, ED25519_PUBLIC) == 0;
    }
    const struct known_rotation *last = v->rotation_count == 0 ? NULL : &v->rotations[v->rotation_count - 1];
    bool going_on = last != NULL && last->size == l->checkpoint.size &&
                    memcmp(last->before, l->public_key, ED25519_PUBLIC) == 0;
    if (last != NULL && !going_on && memcmp(last->public_key, l->public_key, ED25519_PUBLIC) != 0) {
        return fail(e, ERROR_VERIFY, "verify.key", "the ledger's key is not the one that its entries lead to");
    }
    return known || fail(e, ERROR_VERIFY, "verify.vkey", "the key given is none that this log had");
}

/* --- witnesses --- */

/* *ever: how many who are or were registered signed. */
static bool count_cosignatures(struct verifying *v, const struct verify_log *l, unsigned *ever, struct error *e)
{
    *ever = 0;
    for (size_t i = 0; i < v->witness_count; i++) {
        struct span line;
        if (!witness_signed(text_span(&l->cosigned), &v->witnesses[i].key, &line, NULL, e)) {
            error_context(e, "%s", v->witnesses[i].id);
            return false;
        }
        *ever += line.len > 0;
        v->out->cosignatures += line.len > 0 && !v->witnesses[i].removed;
    }
    return true;
}

static bool check_cosigned(struct verifying *v, const struct verify_log *l, struct error *e)
{
    uint8_t key[ED25519_PUBLIC];
    struct checkpoint c = {.size = 0};
    unsigned ever = 0;
    v->out->quorum = v->quorum;
    if (l->cosigned.len > 0 &&
        !verify_open_note(v, l, UINT64_MAX, l->checkpoint.origin, text_span(&l->cosigned), key, &c, e)) {
        error_context(e, "the cosigned checkpoint");
        return false;
    }
    if (c.size > l->checkpoint.size || (c.size > 0 && !is_of_this_tree(v, l, &c))) {
        return fail(e, ERROR_VERIFY, "ledger.rolled-back",
                    "the ledger (%s) does not continue the one that witnesses signed (%s)",
                    COUNTED(l->checkpoint.size, "entry", "entries"), COUNTED(c.size, "entry", "entries"));
    }
    if (c.size > 0 && !count_cosignatures(v, l, &ever, e)) {
        return false;
    }
    v->out->cosigned = c.size;
    return (v->covered <= c.size && (v->covered == 0 || ever > 0)) ||
           fail(e, ERROR_VERIFY, "verify.cosigned",
                "entry %llu was to be signed by witnesses before its key was handed over, and no witness signed it",
                (unsigned long long)v->covered - 1);
}

/* --- time stamps --- */

static bool load_named(const struct verify_log *l, const struct known_stamp *s, const char *ending, size_t limit,
                       const struct sha256 *named, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    return path_format(path, sizeof path, e, "%s/stamps/%llu%s", l->folder, (unsigned long long)s->size, ending) &&
           file_load(out, path, limit, e) && crypto_sha256(text_span(out), &hash, e) &&
           (crypto_equal(&hash, named, sizeof hash) ||
            fail(e, ERROR_VERIFY, "verify.stamp", "%s is not the file that was entered", path));
}

static bool check_stamp(const struct verifying *v, const struct verify_log *l, const struct known_stamp *s,
                        struct error *e)
{
    struct text response = {0}, checkpoint = {0};
    struct checkpoint c;
    struct stamp read;
    uint8_t key[ED25519_PUBLIC];
    bool ok = load_named(l, s, ".checkpoint", NOTE_LIMIT, &s->checkpoint, &checkpoint, e) &&
              load_named(l, s, ".tsr", STAMP_LIMIT, &s->response, &response, e) &&
              verify_open_note(v, l, UINT64_MAX, l->checkpoint.origin, text_span(&checkpoint), key, &c, e) &&
              stamp_read(text_span(&response), &read, e) &&
              ((c.size == s->size && is_of_this_tree(v, l, &c) && read.at == s->at &&
                crypto_equal(&read.imprint, &s->checkpoint, sizeof read.imprint)) ||
               fail(e, ERROR_VERIFY, "verify.stamp", "it is not of the checkpoint, or of another instant"));
    text_free(&response);
    text_free(&checkpoint);
    if (!ok) {
        e->category = ERROR_VERIFY;
        error_context(e, "time stamp %s", s->id);
    }
    return ok;
}

bool verify_log_files(struct verifying *v, const struct verify_log *l, const uint8_t *trusted, struct error *e)
{
    bool ok = check_keys(v, l, trusted, e) && check_cosigned(v, l, e);
    for (size_t i = 0; ok && i < v->stamp_count; i++) {
        ok = check_stamp(v, l, &v->stamps[i], e);
    }
    return ok;
}
