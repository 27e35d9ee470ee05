/* gate_recall.c: a finding becomes recalls, one for each recipient.
 *
 *   finding -> notices -> recalls/<id>/ written and synced -> ledger -> packages go out
 *
 * (1) Ledger first (I2): a package is named, by its hash, in an entry that is synced
 *     and under a signed checkpoint before its first byte leaves.
 * (2) One process at a time recalls (its own lock, which holds up no order), so the
 *     numbers that the files are made for are those that are entered.
 * (3) Killed anywhere and done again, the same packages go out: rows that an entered
 *     recall has are found in it, and its package is carried out again. What was
 *     written for a number that was not entered is written anew.
 * (4) To a recipient that was registered again, with another key, the notice is encrypted
 *     again and entered as a step: the old key may be lost, or a thief's.
 */
#include "app/gate/gate_recall.h"

#include <stdio.h>

#include "base/log.h"

enum { WAIT_MS = 60000 };

struct recalling {
    struct picking pick;
    struct signers by;
    struct file_lock *lock;
    uint64_t erasures;       /* that there were when rows were picked */
    struct gate_recalls *out;
};

/* --- files --- */

static bool write_package(struct gate *g, struct notice *n, const char *folder, struct error *e)
{
    char path[PATH_SIZE], what[96];
    uint8_t keys[GATE_AGES][X25519_SIZE];
    size_t count;
    struct sha256 hash;
    (void)snprintf(what, sizeof what, "proviso recall %s", n->id);
    return recipient_keys(&n->recipient, keys, GATE_AGES, &count, e) &&
           path_format(path, sizeof path, e, "%s/%s.csv.age", folder, n->id) &&
           leave_seal(g, path, text_span(&n->csv), (const uint8_t(*)[X25519_SIZE])keys, count, what, e) &&
           crypto_sha256_file(path, &hash, e) && hash_hex(hash.at, n->package, e);
}

static bool write_notice(struct gate *g, struct notice *n, struct error *e)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    return hash_span(text_span(&n->csv), n->notice, e) &&
           (g->dry || (gate_path(g, folder, e, "recalls/%s", n->id) && folder_remove(folder, e) &&
                       folder_make(folder, FILE_PRIVATE, e) &&
                       path_format(path, sizeof path, e, "%s/notice.csv", folder) &&
                       file_save(path, text_span(&n->csv), FILE_PRIVATE, e) && write_package(g, n, folder, e) &&
                       folder_sync(folder, e) && folder_sync_of(folder, e)));
}

static bool lock_recalls(const struct gate *g, unsigned wait_ms, struct file_lock **out, struct error *e)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    return gate_path(g, folder, e, "recalls") && folder_make(folder, FILE_PRIVATE, e) && folder_sync(g->dir, e) &&
           gate_path(g, path, e, "recalls/.lock") && file_lock(out, path, wait_ms, e);
}

struct dropping {
    struct gate *g;
    const char *folder;
};

/* "rc7" where six were entered. */
static bool drop_left(void *ctx, const char *name, struct error *e)
{
    const struct dropping *d = ctx;
    uint64_t number;
    char path[PATH_SIZE];
    bool left = strncmp(name, "rc", 2) == 0 && span_number(span_of(name + 2), &number) &&
                number > gate_count(d->g, "recall", NULL);
    return !left || (path_format(path, sizeof path, e, "%s/%s", d->folder, name) && folder_remove(path, e));
}

bool recalls_drop_left(struct gate *g, struct error *e)
{
    char folder[PATH_SIZE];
    struct file_lock *lock = NULL;
    struct dropping d = {g, folder};
    if (!gate_path(g, folder, e, "recalls")) {
        return false;
    }
    if (!folder_exists(folder)) {
        return true;
    }
    if (!lock_recalls(g, 0, &lock, e)) {
        return strcmp(e->code, "locked") == 0; /* who makes one now looks for erasures before it is entered */
    }
    bool ok = gate_refresh(g, e) && folder_each(folder, drop_left, &d, e); /* none is entered while the lock is held */
    file_unlock(lock);
    return ok;
}

/* --- entries --- */

static bool draft_recall(const struct recalling *r, const struct notice *n, struct draft *d, struct error *e)
{
    const struct gate_recall_options *o = r->pick.o;
    unsigned days = o->days == 0 ? RECALL_DAYS : o->days;
    *d = (struct draft){.type = "recall"};
    memcpy(d->subject, n->id, GATE_ID);
    (void)snprintf(d->parent, sizeof d->parent, "%s", o->finding);
    d->entry = json_pack("{s:s, s:I, s:s}", "recipient", n->recipient.subject, "rows", (json_int_t)n->rows, "package",
                         n->package);
    d->document = json_pack("{s:s, s:s, s:i, s:s, s:s, s:O, s:O, s:O}", "finding", o->finding, "reading",
                            r->pick.wrong.reading[r->pick.reading], "days", (int)days, "cites", o->cites, "notice",
                            n->notice, "releases", n->releases, "levels", n->levels,
                            "agreements", n->agreements);
    return json_made(d->entry, e) && json_made(d->document, e);
}

/* A row that was erased since it was picked has its control in the notice. */
static bool nothing_erased(const struct recalling *r, struct error *e)
{
    return gate_count(r->pick.g, "erasure", NULL) == r->erasures ||
           fail(e, ERROR_STALE, "recall.stale", "rows were erased meanwhile; do it again");
}

static bool same_recipient(struct gate *g, const struct found *then, struct error *e)
{
    struct found now = {0};
    bool ok = gate_get(g, "recipient", then->subject, &now, e) &&
              (now.index == then->index ||
               fail(e, ERROR_STALE, "recall.stale", "%s was registered again meanwhile; do it again", then->subject));
    found_clear(&now);
    return ok;
}

/* The notices that have rows, in one append. */
static bool enter_recalls(struct recalling *r, uint64_t before, struct error *e)
{
    struct gate *g = r->pick.g;
    struct draft *d = memory_new(r->pick.count, sizeof *d, e);
    size_t n = 0;
    bool ok = d != NULL && gate_begin(g, e) && gate_require(g, r->by, RECALL_ROLES, 1, "a recall", e) &&
              (gate_count(g, "recall", NULL) == before ||
               fail(e, ERROR_STALE, "recall.stale", "another recall was entered meanwhile; do it again")) &&
              nothing_erased(r, e);
    for (size_t i = 0; ok && i < r->pick.count; i++) {
        const struct notice *notice = &r->pick.notices[i];
        ok = notice->rows == 0 || (same_recipient(g, &notice->recipient, e) && draft_recall(r, notice, &d[n++], e));
    }
    ok = ok && gate_append(g, d, n, r->by, e);
    gate_end(g);
    for (size_t i = 0; i < n; i++) {
        gate_draft_clear(&d[i]);
    }
    memory_free(d);
    return ok;
}

static bool make_recalls(struct recalling *r, struct error *e)
{
    struct gate *g = r->pick.g;
    uint64_t before = gate_count(g, "recall", NULL), number = before;
    bool ok = true;
    for (size_t i = 0; ok && i < r->pick.count; i++) {
        struct notice *n = &r->pick.notices[i];
        if (n->rows > 0) {
            (void)snprintf(n->id, sizeof n->id, "rc%llu", (unsigned long long)++number);
            ok = write_notice(g, n, e);
        }
    }
    return ok && (number == before || enter_recalls(r, before, e));
}

/* --- what is said and what goes out --- */

static bool tell(struct gate_recalls *out, size_t *cap, const char *recall, const char *recipient, uint64_t rows,
                 bool earlier, struct error *e)
{
    if (!memory_grow((void **)&out->at, cap, out->count, sizeof *out->at, e)) {
        return false;
    }
    struct gate_recalled *to = &out->at[out->count++];
    *to = (struct gate_recalled){.rows = rows, .earlier = earlier};
    (void)snprintf(to->recall, GATE_ID, "%s", recall);
    (void)snprintf(to->recipient, GATE_ID, "%s", recipient);
    return true;
}

static bool tell_all(struct recalling *r, struct error *e)
{
    struct picking *p = &r->pick;
    size_t cap = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < p->earlier_count; i++) {
        struct found f = {0};
        ok = p->met[i] == 0 || (gate_get(p->g, "recall", p->earlier_id[i], &f, e) &&
                                tell(r->out, &cap, p->earlier_id[i], json_text(f.entry, "recipient"),
                                     (uint64_t)json_number(f.entry, "rows"), true, e));
        found_clear(&f);
    }
    for (size_t i = 0; ok && i < p->count; i++) {
        const struct notice *n = &p->notices[i];
        ok = n->rows == 0 || tell(r->out, &cap, n->id, n->recipient.subject, n->rows, false, e);
    }
    return ok && (r->out->count > 0 ||
                  fail(e, ERROR_INPUT, "recall.nothing", "%s finds no row wrong under the reading '%s'", p->o->finding,
                       p->wrong.readings == 0 ? "" : p->wrong.reading[p->reading]));
}

/* --- another key --- */

/* Under the lock, into a folder of the step's own: until it is entered, the package of before is the one that is named. */
static bool write_readdressed(struct gate *g, const char *step, struct notice *n, struct error *e)
{
    char folder[PATH_SIZE];
    return gate_path(g, folder, e, "recalls/%s/%s", n->id, step) && folder_remove(folder, e) &&
           folder_make(folder, FILE_PRIVATE, e) && write_package(g, n, folder, e) && folder_sync(folder, e) &&
           folder_sync_of(folder, e);
}

static bool enter_readdressed(struct recalling *r, const struct found *act, struct notice *n, struct error *e)
{
    struct gate *g = r->pick.g;
    struct recall of = {0};
    struct draft d = {0};
    bool ok = gate_begin(g, e) && gate_require(g, r->by, RECALL_ROLES, 1, "a recall", e) &&
              same_recipient(g, &n->recipient, e) && recall_of(g, act, &of, e) &&
              recall_step_draft(g, &of, STEP_READDRESSED, json_pack("{s:s}", "cites", ""), &d, 0, e) &&
              write_readdressed(g, d.subject, n, e) &&
              json_made(json_object_set_new(d.entry, "package", json_string(n->package)) == 0 ? d.entry : NULL, e) &&
              gate_append(g, &d, 1, r->by, e);
    gate_end(g);
    gate_draft_clear(&d);
    recall_clear(&of);
    return ok;
}

/* Encrypts a notice again where its recipient was registered since its last package. */
static bool readdress(struct recalling *r, const struct found *act, struct error *e)
{
    enum { MOST = 1 << 30 };
    struct gate *g = r->pick.g;
    struct notice n = {0};
    struct recall_package last;
    char path[PATH_SIZE];
    if (!recall_package(g, act, &last, e) ||
        !gate_get(g, "recipient", json_text(act->entry, "recipient"), &n.recipient, e)) {
        return false;
    }
    memcpy(n.id, act->subject, GATE_ID);
    bool ok = n.recipient.index <= last.index ||
              (recall_file(g, n.id, "notice.csv", json_text(act->document, "notice"), path, e) &&
               file_load(&n.csv, path, MOST, e) && enter_readdressed(r, act, &n, e));
    text_free(&n.csv);
    found_clear(&n.recipient);
    return ok;
}

static bool publish(struct recalling *r, struct gate_recalled *one, struct error *e)
{
    static const char ending[] = ".csv.age";
    struct found f = {0};
    char folder[PATH_SIZE];
    struct recall_package last = {0};
    bool ok = gate_get(r->pick.g, "recall", one->recall, &f, e) && readdress(r, &f, e) &&
              recall_package(r->pick.g, &f, &last, e);
    const struct leaving files[] = {{ending, last.hash, false}, {NULL, NULL, false}};
    ok = ok && path_format(folder, sizeof folder, e, "recalls/%s%s%s", one->recall, last.step[0] == '\0' ? "" : "/", last.step) &&
         leave_publish(r->pick.g, folder, one->recall, files, r->pick.o->out_dir, e) &&
         path_format(one->package, sizeof one->package, e, "%s/%s%s", r->pick.o->out_dir, one->recall, ending);
    found_clear(&f);
    return ok;
}

static bool publish_all(struct recalling *r, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && !r->pick.g->dry && i < r->out->count; i++) {
        ok = publish(r, &r->out->at[i], e);
        log_event(LOG_INFO, "recall", "recall=%s rows=%llu", r->out->at[i].recall,
                  (unsigned long long)r->out->at[i].rows);
    }
    return ok;
}

static bool sound_days(const struct gate_recall_options *o, struct error *e)
{
    return o->days <= RECALL_DAYS_MOST || fail(e, ERROR_USAGE, "recall.days", "at most %d days", RECALL_DAYS_MOST);
}

bool gate_recall(struct gate *g, const struct gate_recall_options *o, struct signers by, struct gate_recalls *out,
                 struct error *e)
{
    struct recalling r = {.pick = {.g = g, .o = o}, .by = by, .out = out};
    *out = (struct gate_recalls){0};
    bool ok = sound_days(o, e) && gate_require(g, by, RECALL_ROLES, 1, "a recall", e) && 
              (g->dry || lock_recalls(g, WAIT_MS, &r.lock, e)) && gate_refresh(g, e);
    r.erasures = gate_count(g, "erasure", NULL);
    ok = ok && picking_open(&r.pick, e) && (g->dry || leave_possible(o->out_dir, e)) && make_recalls(&r, e) &&
         tell_all(&r, e) && publish_all(&r, e);
    picking_clear(&r.pick);
    file_unlock(r.lock);
    if (!ok) {
        gate_recalls_clear(out);
    }
    return ok;
}

void gate_recalls_clear(struct gate_recalls *r)
{
    memory_free(r->at);
    *r = (struct gate_recalls){0};
}
