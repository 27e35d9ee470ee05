/* gate_people.c: people with their roles and keys, and who may act.
 *
 * (1) What raises needs two different registered keys, what lowers one (I9).
 * (2) The first two people of a custody need no signature: nobody could give
 *     it. They are entries 0 and 1 of the ledger, for all to see.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

static const struct {
    const char *name;
    enum gate_role role;
} roles[] = {{"admin", ROLE_ADMIN},
             {"counsel", ROLE_COUNSEL},
             {"operator", ROLE_OPERATOR},
             {"approver", ROLE_APPROVER}};

enum { ROLES = sizeof roles / sizeof *roles, FOUNDERS = 2 };

bool gate_roles(struct span text, unsigned *out)
{
    unsigned bits = 0;
    struct span word;
    while (span_cut(&text, ',', &word)) {
        unsigned bit = 0;
        for (size_t i = 0; i < ROLES; i++) {
            bit |= span_is(span_trim(word), roles[i].name) ? (unsigned)roles[i].role : 0;
        }
        if (bit == 0) {
            return false;
        }
        bits |= bit;
    }
    *out = bits;
    return bits != 0;
}

static json_t *roles_json(unsigned bits)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ROLES; i++) {
        if ((bits & (unsigned)roles[i].role) != 0) {
            list = json_list_add(list, json_string(roles[i].name));
        }
    }
    return list;
}

unsigned gate_roles_of(const json_t *entry)
{
    unsigned bits = 0;
    size_t i;
    json_t *word;
    json_array_foreach(json_object_get(entry, "roles"), i, word)
    {
        unsigned bit;
        if (gate_roles(span_of(json_string_value(word)), &bit)) {
            bits |= bit;
        }
    }
    return bits;
}

/* --- who may --- */

static bool may_act(struct gate *g, const struct signer *s, unsigned needed, bool *may,
                    struct error *e)
{
    struct found f;
    bool found;
    if (!gate_find(g, "person", s->id, &f, &found, e)) {
        return false;
    }
    *may = found && (gate_roles_of(f.entry) & needed) != 0;
    found_clear(&f);
    return true;
}

bool gate_signers(struct gate *g, const json_t *entry, unsigned needed, unsigned *count, struct error *e)
{
    const json_t *keys = json_object_get(entry, "keys");
    *count = 0;
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const char *id = json_text(json_array_get(keys, i), "key");
        struct signer s = {0};
        bool may = false, again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || strcmp(id, json_text(json_array_get(keys, k), "key")) == 0;
        }
        (void)snprintf(s.id, sizeof s.id, "%s", id);
        if (!may_act(g, &s, needed, &may, e)) {
            return false;
        }
        *count += may && !again;
    }
    return true;
}

static bool listed_before(struct signers by, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(by.at[k]->id, by.at[i]->id) == 0) {
            return true;
        }
    }
    return false;
}

bool gate_require(struct gate *g, struct signers by, unsigned needed_roles, size_t needed,
                  const char *act, struct error *e)
{
    size_t good = 0;
    if (!gate_not_retired(g, by, e)) {
        return false;
    }
    for (size_t i = 0; i < by.count; i++) {
        bool may = false;
        if (!may_act(g, by.at[i], needed_roles, &may, e)) {
            return false;
        }
        if (!may) {
            (void)!fail(e, ERROR_SIGNATURE, "signature.role", "the key %s may not sign: %s",
                        by.at[i]->id, act);
            error_hint(e, "the person must be registered with a role that may (proviso status)");
            return false;
        }
        good += !listed_before(by, i);
    }
    if (good < needed) {
        (void)!fail(e, ERROR_SIGNATURE, "signature.missing", "%s needs %zu signature%s, %zu %s given",
                    act, needed, needed == 1 ? "" : "s of different people", good,
                    good == 1 ? "was" : "were");
        error_hint(e, "give --key FILE for each person who signs");
        return false;
    }
    return true;
}

bool gate_not_retired(struct gate *g, struct signers by, struct error *e)
{
    for (size_t i = 0; i < by.count; i++) {
        bool retired;
        if (!gate_retired(g, by.at[i]->id, &retired, e)) {
            return false;
        }
        if (retired) {
            (void)!fail(e, ERROR_SIGNATURE, "signature.retired", "the key %s was retired", by.at[i]->id);
            error_hint(e, "it signs nothing more; the person needs a new key: proviso key new, people add");
            return false;
        }
    }
    return true;
}

/* --- people --- */

static bool draft_person(struct draft *d, const char *name, unsigned bits,
                         const uint8_t *public_key, struct error *e)
{
    struct text key = {0};
    bool ok = text_add_base64(&key, public_key, ED25519_PUBLIC, e);
    if (ok) {
        d->entry = json_pack("{s:s, s:o}", "public", key.at, "roles", roles_json(bits));
        d->document = json_pack("{s:s}", "name", name);
        ok = json_made(d->entry, e) && json_made(d->document, e);
    }
    text_free(&key);
    return ok;
}

static bool is_named(const struct found *f, const char *name)
{
    return span_equal_nocase(span_trim(span_of(name)), span_trim(span_of(json_text(f->document, "name"))));
}

bool gate_same_person(struct gate *g, const char *key, const char *other, bool *same, struct error *e)
{
    struct found a = {0}, b = {0};
    bool one = false, two = false;
    bool ok = gate_find(g, "person", key, &a, &one, e) && gate_find(g, "person", other, &b, &two, e);
    *same = strcmp(key, other) == 0 || (ok && one && two && is_named(&a, json_text(b.document, "name")));
    found_clear(&a);
    found_clear(&b);
    return ok;
}

struct same_person {
    struct gate *g;
    const char *name;
    bool found;
};

static bool compare_name(void *ctx, const struct found *f, struct error *e)
{
    struct same_person *s = ctx;
    bool retired = false;
    if (!is_named(f, s->name)) {
        return true;
    }
    if (!gate_retired(s->g, f->subject, &retired, e)) {
        return false;
    }
    s->found = s->found || !retired;
    return true;
}

/* One person, one key that is not retired: else somebody could sign twice. */
static bool is_new(struct gate *g, const char *name, const char *id, struct error *e)
{
    struct same_person same = {.g = g, .name = name};
    struct found f;
    bool there;
    if (!gate_find(g, "person", id, &f, &there, e) ||
        !gate_each(g, "person", NULL, compare_name, &same, e)) {
        return false;
    }
    found_clear(&f);
    if (there || same.found) {
        (void)!fail(e, ERROR_USAGE, "people.twice", "this %s is registered already",
                    there ? "key" : "name");
        error_hint(e, "a person has one key, so that nobody signs twice; `proviso status` lists them");
    }
    return !there && !same.found;
}

static bool add_person(struct gate *g, const char *name, unsigned bits, const uint8_t *public_key,
                       struct signers by, struct draft *d, struct error *e)
{
    return (gate_count(g, "person", NULL) < FOUNDERS ||
            gate_require(g, by, ROLE_ADMIN, 2, "registering a person", e)) &&
           is_new(g, name, d->subject, e) && draft_person(d, name, bits, public_key, e) && gate_append(g, d, 1, by, e);
}

bool gate_person_add(struct gate *g, const char *name, unsigned bits, const char *public_path,
                     struct signers by, char id[GATE_ID], struct error *e)
{
    uint8_t public_key[ED25519_PUBLIC];
    struct draft d = {.type = "person"};
    bool ok = signer_read_public(public_path, public_key, e) &&
              signer_key_id(public_key, d.subject, e) && gate_begin(g, e) &&
              add_person(g, name, bits, public_key, by, &d, e);
    gate_end(g);
    gate_draft_clear(&d);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    return ok;
}
