/* gate_release.c: release and handover.
 *
 *   release   two approvals -> decide again -> package (in the house) -> ledger -> package goes out
 *   handover  the release is proved -> decide again -> ledger -> the package's identity goes out
 *
 * (1) Ledger first (I2): what goes out is named, by its hash, in an entry that is
 *     synced and under a signed checkpoint before the first byte leaves.
 * (2) Decided at this instant (I5): under the lock the decision has to stand for the very
 *     instant of the entry, with no act since; else it is made again.
 * (3) One process at a time releases or hands over for a batch (its own lock, which holds up no order).
 * (4) Killed anywhere and done again, the same package goes out; none is made twice.
 * (5) Where a quorum of witnesses is set, the package and its identity wait for a cosigned checkpoint that covers
 *     the release's entry: entered, it is held, and done again later it goes out.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

enum { WAIT_MS = 60000 };

static bool approved(struct gate *g, const struct plan *p, struct error *e)
{
    unsigned count;
    if (!ledger_approvals(g, p->act.subject, &count, e)) {
        return false;
    }
    if (count < 2) {
        (void)!fail(e, ERROR_SIGNATURE, "release.approvals",
                    "the plan has %u of the 2 approvals that it needs", count);
        error_hint(e, "proviso approve %s --key FILE", p->act.subject);
    }
    return count >= 2;
}

/* Takes the lock with the decision of *a still standing, and the approvals that it rests on. When an act came
 * since, or time passed into another clause, both are looked at again outside of the lock, so that no order waits
 * for it; only after many such turns under it. */
static bool begin_unchanged(struct again *a, struct error *e)
{
    enum { TURNS = 8 };
    struct gate *g = a->g;
    const struct plan *p = a->plan;
    for (unsigned turn = 0;; turn++) {
        if (!gate_begin(g, e)) {
            return false;
        }
        if (!again_outdated(a)) {
            return true;
        }
        if (turn < TURNS) {
            gate_end(g);
        }
        again_clear(a);
        if (!approved(g, p, e) || !again_open(a, g, p, e) || !again_unchanged(a, e)) {
            return false;
        }
        if (turn == TURNS) {
            return true;
        }
    }
}

/* --- release --- */

struct releasing {
    struct file_lock *lock;
    struct gate *g;
    struct plan plan;
    struct again again;
    struct signers by;
    struct gate_release *out;
    char hash[HEX_256], manifest[HEX_256]; /* of the package and its manifest, as the ledger has them; "": has not */
    uint64_t index;                        /* of the release's entry */
};

struct existing {
    char id[GATE_ID];
};

static bool keep_subject(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct existing *x = ctx;
    memcpy(x->id, f->subject, GATE_ID);
    return true;
}

static bool package_hash(struct gate *g, const char *batch, const char *name, char out[HEX_256],
                         struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    struct text hex = {0};
    bool ok = gate_path(g, path, e, "batches/%s/%s", batch, name) &&
              crypto_sha256_file(path, &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok) {
        memcpy(out, hex.at, HEX_256);
    }
    text_free(&hex);
    return ok;
}

static bool enter_release(struct releasing *r, struct error *e)
{
    struct draft d = {.type = "release"};
    memcpy(d.subject, r->out->release, GATE_ID);
    memcpy(d.parent, r->plan.act.subject, GATE_ID);
    d.entry = json_pack("{s:s, s:s, s:I, s:I}", "package", r->hash, "manifest", r->manifest, "rows",
                        (json_int_t)r->out->rows, "released", (json_int_t)r->out->released);
    bool ok = json_made(d.entry, e) && gate_append(r->g, &d, 1, r->by, e);
    gate_draft_clear(&d);
    return ok;
}

/* The number of the release is the plan's: one release a plan. */
static void number_release(struct releasing *r)
{
    (void)snprintf(r->out->release, GATE_ID, "r%s", r->plan.act.subject + 1);
}

/* The package bears the signature of the key in force. */
static bool same_key(const struct releasing *r, const struct minisign_key *signed_by, struct error *e)
{
    if (memcmp(signed_by->public_key, r->g->release_key.public_key, sizeof signed_by->public_key) == 0) {
        return true;
    }
    (void)!fail(e, ERROR_STALE, "release.key", "the key of packages was rotated while this one was made");
    error_hint(e, "do the release again");
    return false;
}

static bool make_release(struct releasing *r, struct error *e)
{
    struct minisign_key key = r->g->release_key;
    char name[GATE_ID + 8];
    number_release(r);
    (void)snprintf(name, sizeof name, "%s" LEAVE_PACKAGE, r->out->release);
    bool ok = package_write(&r->again, r->out->release, r->out, e) &&
              package_hash(r->g, r->plan.batch, name, r->hash, e) && begin_unchanged(&r->again, e) &&
              same_key(r, &key, e) && sample_passed(r->g, &r->plan, r->again.rules.rules, e) &&
              manifest_write(&r->again, r->out, r->hash, r->manifest, e) && enter_release(r, e);
    memory_wipe(&key, sizeof key);
    return ok;
}

static bool recall_entry(struct releasing *r, struct error *e)
{
    struct found f;
    if (!gate_get(r->g, "release", r->out->release, &f, e)) {
        return false;
    }
    r->index = f.index;
    r->out->rows = (uint64_t)json_number(f.entry, "rows");
    r->out->released = (uint64_t)json_number(f.entry, "released");
    (void)snprintf(r->hash, sizeof r->hash, "%s", json_text(f.entry, "package"));
    (void)snprintf(r->manifest, sizeof r->manifest, "%s", json_text(f.entry, "manifest"));
    found_clear(&f);
    return true;
}

static bool batch_folder(const struct releasing *r, char out[PATH_SIZE], struct error *e)
{
    return path_format(out, PATH_SIZE, e, "batches/%s", r->plan.batch);
}

/* The manifest, the proof, and last the package. A release from before there were manifests has none. */
static bool carry_out(struct releasing *r, const char *out_dir, struct error *e)
{
    const struct leaving files[] = {{LEAVE_MANIFEST, r->manifest, false},
                                    {LEAVE_ENTRY, NULL, true},
                                    {LEAVE_PROOF, NULL, true},
                                    {LEAVE_PACKAGE, r->hash, false},
                                    {NULL, NULL, false}};
    char folder[PATH_SIZE];
    return batch_folder(r, folder, e) &&
           leave_publish(r->g, folder, r->out->release, r->manifest[0] == '\0' ? files + 1 : files, out_dir, e) &&
           path_format(r->out->package, sizeof r->out->package, e, "%s/%s" LEAVE_PACKAGE, out_dir, r->out->release);
}

static bool release_plan(struct releasing *r, const char *out_dir, struct error *e)
{
    struct existing existing = {0};
    if (!gate_each(r->g, "release", r->plan.act.subject, keep_subject, &existing, e)) {
        return false;
    }
    memcpy(r->out->release, existing.id, GATE_ID);
    bool ok = existing.id[0] == '\0' ? make_release(r, e) : begin_unchanged(&r->again, e);
    ok = ok && recall_entry(r, e) && leave_proved(r->g, r->plan.batch, r->out->release, e);
    gate_end(r->g);
    return ok && gate_cosigned(r->g, r->index, e) && carry_out(r, out_dir, e);
}

bool gate_release(struct gate *g, const char *plan, const char *out_dir, struct signers by,
                  struct gate_release *out, struct error *e)
{
    *out = (struct gate_release){0};
    struct releasing r = {.g = g, .by = by, .out = out};
    bool ok = plan_get(g, plan, &r.plan, e) &&
              gate_require(g, by, ROLE_OPERATOR | ROLE_APPROVER, 1, "a release", e) &&
              batch_lock(g, r.plan.batch, WAIT_MS, &r.lock, e) && gate_refresh(g, e) &&
              batch_not_erased(g, r.plan.batch, e) &&
              approved(g, &r.plan, e) && again_possible(g, &r.plan, e) &&
              again_open(&r.again, g, &r.plan, e) && again_unchanged(&r.again, e) &&
              sample_passed(g, &r.plan, r.again.rules.rules, e) &&
              (g->dry || (leave_possible(out_dir, e) && release_plan(&r, out_dir, e)));
    if (ok && !g->dry) {
        log_event(LOG_INFO, "release", "release=%s plan=%s", out->release, r.plan.act.subject);
    }
    again_clear(&r.again);
    plan_clear(&r.plan);
    file_unlock(r.lock);
    return ok;
}

/* --- handover --- */

static bool enter_handover(struct releasing *r, char hash[HEX_256], struct error *e)
{
    char name[GATE_ID + 16];
    struct draft d = {.type = "handover"};
    (void)snprintf(name, sizeof name, "%s" LEAVE_IDENTITY, r->out->release);
    bool ok = package_hash(r->g, r->plan.batch, name, hash, e);
    if (ok) {
        memcpy(d.subject, r->out->release, GATE_ID);
        memcpy(d.parent, r->out->release, GATE_ID);
        d.entry = json_pack("{s:s, s:s}", "identity", hash, "recipient", r->plan.recipient);
        ok = json_made(d.entry, e) && gate_append(r->g, &d, 1, r->by, e);
    }
    gate_draft_clear(&d);
    return ok;
}

/* Under the lock: a recipient that was registered again meanwhile has other keys, and the old ones may be in other
 * hands. */
static bool seal_identity(struct releasing *r, struct error *e)
{
    struct found f;
    uint8_t keys[GATE_AGES][X25519_SIZE];
    size_t count;
    if (!gate_get(r->g, "recipient", r->plan.recipient, &f, e)) {
        return false;
    }
    bool ok = recipient_keys(&f, keys, GATE_AGES, &count, e) &&
              package_identity(r->g, r->plan.batch, r->out->release, (const uint8_t(*)[X25519_SIZE])keys, count, e);
    found_clear(&f);
    return ok;
}

/* A handover that was entered before a crash is made good by a new identity file
 * and an entry that names it. */
static bool hand_over(struct releasing *r, const char *out_dir, struct error *e)
{
    char hash[HEX_256], folder[PATH_SIZE];
    const struct leaving files[] = {{LEAVE_ENTRY, NULL, true},
                                    {LEAVE_PROOF, NULL, true},
                                    {LEAVE_IDENTITY, hash, false},
                                    {NULL, NULL, false}};
    bool ok = begin_unchanged(&r->again, e) && gate_cosigned(r->g, r->index, e) && seal_identity(r, e) &&
              enter_handover(r, hash, e) &&
              batch_folder(r, folder, e) &&
              leave_publish(r->g, folder, r->out->release, files, out_dir, e) &&
              path_format(r->out->package, sizeof r->out->package, e, "%s/%s" LEAVE_IDENTITY, out_dir, r->out->release);
    gate_end(r->g); /* not before: an order entered next finds the key outside already, or never */
    return ok;
}

/* The key is given against the proof alone. Under the lock, so that no other act changes the tree meanwhile. */
static bool proved(struct releasing *r, const char *release, struct error *e)
{
    bool ok = gate_begin(r->g, e) && leave_proved(r->g, r->plan.batch, release, e);
    gate_end(r->g);
    return ok;
}

bool gate_handover(struct gate *g, const char *release, const char *out_dir, struct signers by,
                   struct gate_release *out, struct error *e)
{
    struct releasing r = {.g = g, .by = by, .out = out};
    struct found f = {0};
    bool ok = gate_get(g, "release", release, &f, e) && plan_get(g, f.parent, &r.plan, e) &&
              gate_require(g, by, ROLE_OPERATOR | ROLE_APPROVER, 1, "a handover", e) &&
              batch_lock(g, r.plan.batch, WAIT_MS, &r.lock, e) && leave_named(g, r.plan.batch, &f, e) &&
              proved(&r, f.subject, e) && batch_not_erased(g, r.plan.batch, e) && gate_cosigned(g, f.index, e) &&
              approved(g, &r.plan, e) && again_possible(g, &r.plan, e) &&
              again_open(&r.again, g, &r.plan, e) && again_unchanged(&r.again, e);
    *out = (struct gate_release){0}; /* not before: release may point into it */
    if (ok) {
        memcpy(out->release, f.subject, GATE_ID);
        r.index = f.index;
        out->rows = (uint64_t)json_number(f.entry, "rows");
        out->released = (uint64_t)json_number(f.entry, "released");
        ok = g->dry || (leave_possible(out_dir, e) && hand_over(&r, out_dir, e));
    }
    again_clear(&r.again);
    plan_clear(&r.plan);
    found_clear(&f);
    file_unlock(r.lock);
    return ok;
}
