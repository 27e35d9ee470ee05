/* gate_verify_entry.c: one entry of the ledger, as a stranger sees it: in canonical
 * form, not earlier than the one before, signed by as many registered people with the
 * roles for it as it needs, and after the very ledger that it names. */
#include "app/gate/gate_verifying.h"

#include <stdio.h>

bool verify_wrong(struct error *e, uint64_t index, const char *what)
{
    return fail(e, ERROR_VERIFY, "verify.entry", "entry %llu of the ledger: %s",
                (unsigned long long)index, what);
}

/* --- signatures of acts --- */

const struct known_key *verify_key(const struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->key_count; i++) {
        if (strcmp(v->keys[i].id, id) == 0) {
            return &v->keys[i];
        }
    }
    return NULL;
}

static bool check_signature(const struct verifying *v, const json_t *one, struct span body,
                            uint64_t index, struct error *e)
{
    uint8_t signature[ED25519_SIGNATURE];
    size_t n = sizeof signature;
    const struct known_key *key = verify_key(v, json_text(one, "key"));
    if (key == NULL) {
        return verify_wrong(e, index, "signed by a key that was not registered before");
    }
    return (base64_decode(span_of(json_text(one, "signature")), false, signature, &n) &&
            n == sizeof signature && ed25519_verify(key->public_key, body, signature)) ||
           verify_wrong(e, index, "a signature is not good");
}

static bool check_signatures(const struct verifying *v, json_t *entry, uint64_t index,
                             struct error *e)
{
    json_t *keys = json_incref(json_object_get(entry, "keys"));
    json_t *body = json_copy(entry);
    struct text bytes = {0};
    (void)json_object_del(body, "keys");
    bool ok = text_adds(&bytes, "proviso act\n", e) && json_canonical(body, &bytes, e);
    size_t i;
    json_t *one;
    json_array_foreach(keys, i, one)
    {
        ok = ok && check_signature(v, one, text_span(&bytes), index, e);
    }
    json_decref(keys);
    json_decref(body);
    text_free(&bytes);
    return ok;
}

const char *verify_signed_by(const json_t *entry, size_t n)
{
    return json_text(json_array_get(json_object_get(entry, "keys"), n), "key");
}

/* Different keys among the signers that hold one of the roles. */
static unsigned signers_with(const struct verifying *v, const json_t *entry, unsigned roles)
{
    unsigned count = 0;
    for (size_t i = 0; verify_signed_by(entry, i)[0] != '\0'; i++) {
        const struct known_key *key = verify_key(v, verify_signed_by(entry, i));
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || strcmp(verify_signed_by(entry, k), verify_signed_by(entry, i)) == 0;
        }
        count += !again && key != NULL && (key->roles & roles) != 0;
    }
    return count;
}

/* A corrective plan is for admins and counsel, as what it puts off was theirs to enforce; so is ending a suspension early. */
static unsigned roles_for(const struct verify_kind *k, const json_t *entry)
{
    bool planned = strcmp(k->type, "safeguard") == 0 && json_object_get(entry, "until") != NULL;
    bool ended = strcmp(k->type, "suspension") == 0 && json_is_true(json_object_get(entry, "lifted"));
    return planned || ended ? LAWYERS : k->roles;
}

/* What it belongs to stands before it. */
static bool check_parent(struct verifying *v, const struct verify_kind *k, const json_t *entry,
                         uint64_t index, struct error *e)
{
    const char *parent = json_text(entry, "parent");
    if (k->under == NULL || (k->alone && parent[0] == '\0')) {
        return true;
    }
    struct span types = span_of(k->under), type;
    while (span_cut(&types, ' ', &type)) {
        char name[GATE_ID];
        (void)snprintf(name, sizeof name, "%.*s", (int)type.len, type.at);
        if (verify_stands(v, name, parent)) {
            return true;
        }
    }
    return verify_wrong(e, index, "belongs to nothing that stands before it");
}

static bool add_entry(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    for (size_t i = 0; i < verify_kind_count; i++) {
        const struct verify_kind *k = &verify_kinds[i];
        if (strcmp(k->type, json_text(entry, "type")) == 0) {
            /* the signatures first: a person's own entry does not make its key known to itself */
            return check_signatures(v, entry, index, e) &&
                   (signers_with(v, entry, roles_for(k, entry)) >= k->needed(v, entry) ||
                    verify_wrong(e, index, "signatures of people with the role for this act are missing")) &&
                   check_parent(v, k, entry, index, e) &&
                   (k->add == NULL || k->add(v, entry, index, e));
        }
    }
    return verify_wrong(e, index, "of a type that is not known");
}

/* --- every act says after which ledger it came --- */

/* Adds a leaf: as many subtrees join as the size has low one bits (RFC 6962 section 2.1). */
static bool push_leaf(struct verifying *v, struct span entry, struct error *e)
{
    struct sha256 node;
    unsigned top = (unsigned)__builtin_popcountll(v->frontier_size);
    bool ok = merkle_leaf(entry, &node, e);
    for (uint64_t n = v->frontier_size; ok && (n & 1) != 0; n >>= 1) {
        ok = merkle_node(&v->frontier[--top], &node, &node, e);
    }
    v->frontier[top] = node;
    v->frontier_size++;
    return ok;
}

static bool push_root(struct verifying *v, struct error *e)
{
    if (!memory_grow((void **)&v->root, &v->root_cap, v->root_count, sizeof *v->root, e)) {
        return false;
    }
    unsigned top = (unsigned)__builtin_popcountll(v->frontier_size);
    struct sha256 *root = &v->root[v->root_count];
    if (top == 0) {
        v->root_count++;
        return merkle_empty(root, e);
    }
    *root = v->frontier[--top];
    bool ok = true;
    while (ok && top > 0) {
        ok = merkle_node(&v->frontier[--top], root, root, e);
    }
    v->root_count++;
    return ok;
}

/* What a person signed names all that was entered before: to take out or exchange an
 * entry, everybody who signed a later one would have to sign again. */
static bool check_place(struct verifying *v, const json_t *entry, uint64_t index, struct error *e)
{
    const json_t *after = json_object_get(entry, "after");
    uint64_t size = (uint64_t)json_number(after, "size");
    struct sha256 root;
    return (json_is_integer(json_object_get(after, "size")) && size <= index && size < v->root_count &&
            hex_decode(span_of(json_text(after, "root")), root.at, sizeof root.at) &&
            crypto_equal(&root, &v->root[size], sizeof root)) ||
           verify_wrong(e, index, "signed after another ledger than this one");
}

bool verify_entry(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct verifying *v = ctx;
    instant time;
    struct text again = {0};
    json_t *entry = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = entry != NULL || verify_wrong(e, index, "no JSON");
    ok = ok && json_canonical(entry, &again, e) &&
         (span_equal(text_span(&again), bytes) || verify_wrong(e, index, "not in canonical form"));
    ok = ok && (instant_parse(span_of(json_text(entry, "time")), &time) ||
                verify_wrong(e, index, "without a time"));
    if (ok) {
        ok = (time >= v->last || verify_wrong(e, index, "earlier than the entry before it")) &&
             push_root(v, e) && check_place(v, entry, index, e) && add_entry(v, entry, index, e) &&
             push_leaf(v, bytes, e);
        v->last = time;
    }
    json_decref(entry);
    text_free(&again);
    return ok;
}
