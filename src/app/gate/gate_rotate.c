/* gate_rotate.c: a service key is exchanged (two admins), a person's is retired (one).
 *
 * (1) Rotation: the new key, then the entry that names it, then it is in force (gate_keys.c).
 * (2) The checkpoint that covers the entry of a ledger key is signed by both keys and stays: who knows either
 *     can go on to the other.
 * (3) From its retirement on a key signs nothing; what it signed before stays good, save that an approval
 *     counts no more for a release that is not made yet. Two admins remain.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

bool gate_key_find(const char *name, enum gate_key *out, struct error *e)
{
    for (unsigned i = 0; i < GATE_KEYS; i++) {
        *out = (enum gate_key)i;
        if (strcmp(name, gate_key_name(*out)) == 0) {
            return true;
        }
    }
    (void)!fail(e, ERROR_USAGE, "rotate.key", "there is no key of this name to rotate");
    error_hint(e, "ledger, seal or release");
    return false;
}

static bool draft_rotation(struct gate *g, enum gate_key which, const struct next_key *next, struct draft *d,
                           struct error *e)
{
    struct text before = {0};
    bool ok = key_public(g, which, &before, e);
    if (ok) {
        d->entry = json_pack("{s:s, s:s, s:s}", "key", gate_key_name(which), "before", before.at, "public",
                             next->name.at);
        ok = json_made(d->entry, e);
    }
    text_free(&before);
    return ok;
}

static bool rotate(struct gate *g, enum gate_key which, struct next_key *next, struct draft *d, struct signers by,
                   struct error *e)
{
    if (which == GATE_KEY_SEAL && g->seals == SEALS_MOST) {
        return fail(e, ERROR_FAILED, "rotate.seals", "there are %d old seal keys already", SEALS_MOST - 1);
    }
    return gate_next_id(g, "rotation", "kr", d->subject, e) && key_next_make(g, which, next, e) &&
           draft_rotation(g, which, next, d, e) &&
           (which == GATE_KEY_LEDGER ? gate_append_rotation(g, d, next->secret, by, e)
                                     : gate_append(g, d, 1, by, e)) &&
           gate_rotation_settle(g, e);
}

bool gate_key_rotate(struct gate *g, enum gate_key which, struct signers by, char id[GATE_ID], struct error *e)
{
    struct draft d = {.type = "rotation"};
    struct next_key next = {0};
    bool ok = gate_begin(g, e) && gate_require(g, by, ROLE_ADMIN, 2, "the rotation of a key", e) &&
              rotate(g, which, &next, &d, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    next_key_clear(&next);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
        log_event(LOG_INFO, "rotation", "key=%s", gate_key_name(which));
    }
    return ok;
}

/* --- retirement --- */

bool gate_retired(struct gate *g, const char *key, bool *retired, struct error *e)
{
    struct found f;
    bool ok = gate_find(g, "retirement", key, &f, retired, e);
    found_clear(&f);
    return ok;
}

struct admins {
    struct gate *g;
    const char *without;
    unsigned count;
};

static bool count_admin(void *ctx, const struct found *f, struct error *e)
{
    struct admins *a = ctx;
    bool retired = true;
    if (strcmp(f->subject, a->without) != 0 && !gate_retired(a->g, f->subject, &retired, e)) {
        return false;
    }
    a->count += !retired && (gate_roles_of(f->entry) & ROLE_ADMIN) != 0;
    return true;
}

static bool may_retire(struct gate *g, const char *key, struct error *e)
{
    struct found person;
    struct admins admins = {.g = g, .without = key};
    bool retired;
    if (!gate_get(g, "person", key, &person, e)) {
        return false;
    }
    found_clear(&person);
    if (!gate_retired(g, key, &retired, e) || !gate_each(g, "person", NULL, count_admin, &admins, e)) {
        return false;
    }
    if (retired) {
        return fail(e, ERROR_USAGE, "retire.twice", "this key was retired already");
    }
    if (admins.count < 2) {
        (void)!fail(e, ERROR_USAGE, "retire.admins", "fewer than two admins would remain");
        error_hint(e, "register another admin first: proviso people add --role admin");
    }
    return admins.count >= 2;
}

bool gate_person_retire(struct gate *g, const char *key, struct signers by, struct error *e)
{
    struct draft d = {.type = "retirement"};
    (void)snprintf(d.subject, sizeof d.subject, "%s", key);
    bool ok = gate_begin_patiently(g, e) && gate_require(g, by, ROLE_ADMIN, 1, "retiring a key", e) &&
              may_retire(g, key, e) && gate_append(g, &d, 1, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}
