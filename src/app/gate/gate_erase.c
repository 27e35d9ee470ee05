/* gate_erase.c: rows are erased.
 *
 *   rows -> what the files will be (read, hashed) -> entry `erasure` -> the files -> batches/<id>/erased
 *
 * (1) The entry comes first: it commits, by a private document, to which rows, and to the hashes that the files will
 *     have. Whoever checks a batch takes the last erasure's.
 * (2) What a crash leaves undone behind the entry is done by the next opening, before anything is answered (I8).
 * (3) Two keys (I9): evidence goes. A hold that stands at the entry's place stops it.
 * (4) The batch's lock is held from the look to the last file, so that no release or handover meets half of it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

enum { WAIT_MS = 60000 };

/* --- the entry --- */

static bool not_held(struct gate *g, const char *of, struct error *e)
{
    char hold[GATE_ID];
    if (!erasure_held(g, of, hold, e)) {
        return false;
    }
    if (hold[0] != '\0') {
        char own[GATE_ID];
        const char *why = gate_held(g, of, own, e) && own[0] != '\0' ? "" : ", by letters that are about it too";
        (void)!fail(e, ERROR_HELD, "erase.held", "%s is under the hold %s%s: nothing of it is erased", of, hold, why);
        error_hint(e, "proviso hold %s --lift --cites TEXT --document FILE, with two keys, ends it", hold);
    }
    return hold[0] == '\0';
}

static bool draft_erasure(const struct erasing *x, const struct row_set *rows, const char *cites, const uint64_t *due,
                          struct draft *d, struct error *e)
{
    struct text list = {0};
    bool ok = row_set_text(rows, &list, e);
    d->entry = ok ? json_pack("{s:I}", "rows", (json_int_t)rows->count) : NULL;
    d->document = ok ? json_pack("{s:s, s:s, s:b}", "erased", list.at, "cites", cites, "retention", due != NULL ? 1 : 0)
                     : NULL;
    for (unsigned i = 0; ok && i < ERASED_FILES; i++) {
        d->document = json_object_add(d->document, erased_names[i], json_string(x->hash[i]));
    }
    ok = ok && json_made(d->entry, e) && json_made(d->document, e);
    text_free(&list);
    return ok;
}

uint64_t erasing_rests_on(struct gate *g)
{
    static const char *const types[] = {"import", "handover", "agreement", "order"};
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        n += gate_count(g, types[i], NULL);
    }
    return n;
}

static bool still_due(struct gate *g, const uint64_t *due, struct error *e)
{
    return due == NULL || *due == erasing_rests_on(g) ||
           fail(e, ERROR_STALE, "erase.stale", "a registry, a handover or a text came meanwhile; do it again");
}

static bool enter(struct erasing *x, const struct row_set *rows, const char *cites, const uint64_t *due,
                  struct signers by, char id[GATE_ID], struct error *e)
{
    struct gate *g = x->g;
    struct draft d = {.type = "erasure"};
    (void)snprintf(d.parent, sizeof d.parent, "%s", x->act.subject);
    bool ok = draft_erasure(x, rows, cites, due, &d, e) && gate_begin(g, e) && not_held(g, d.parent, e) &&
              still_due(g, due, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "an erasure", e) &&
              gate_append_next(g, &d, "er", by, id, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

/* --- the files --- */

static bool mark_done(const struct erasing *x, const char *id, struct error *e)
{
    char path[PATH_SIZE], line[GATE_ID + 2];
    (void)snprintf(line, sizeof line, "%s\n", id);
    return gate_path(x->g, path, e, "batches/%s/erased", x->act.subject) &&
           file_save(path, span_of(line), FILE_PRIVATE, e);
}

static bool apply(struct erasing *x, const char *id, struct error *e)
{
    if (erasing_apply(x, e) && letters_erase(x, id, e) && mark_done(x, id, e)) {
        log_event(LOG_INFO, "erasure", "erasure=%s of=%s", id, x->act.subject);
        return true;
    }
    error_hint(e, "%s is entered; `proviso doctor` goes on with it", id);
    return false;
}

static bool has_package(const struct erasing *x)
{
    char plan[GATE_ID];
    (void)snprintf(plan, sizeof plan, "p%s", x->act.subject + 1);
    return !x->import && gate_count(x->g, "release", plan) > 0;
}

/* Those of `rows` that are not erased yet, and all that will be. */
static bool add_new(const struct row_set *rows, struct row_set *gone, struct row_set *fresh, struct error *e)
{
    for (size_t i = 0; i < rows->size; i++) {
        if (rows->has[i] && !gone->has[i]) {
            row_set_add(fresh, i);
            row_set_add(gone, i);
        }
    }
    return fresh->count > 0 || fail(e, ERROR_INPUT, "erase.already", "these rows were erased before");
}

static bool erase_locked(struct erasing *x, const struct row_set *rows, const char *cites, const uint64_t *due,
                         struct signers by, struct gate_erasure *out, struct error *e)
{
    struct erased before;
    struct row_set fresh = {0};
    if (!erased_open(&before, x->g, x->act.subject, x->size, e)) {
        return false;
    }
    x->gone = &before.rows;
    bool ok = row_set_new(&fresh, x->size, e) && add_new(rows, &before.rows, &fresh, e) &&
              not_held(x->g, x->act.subject, e) && erasing_look(x, e) &&
              enter(x, &fresh, cites, due, by, out->id, e);
    if (ok) {
        out->rows = fresh.count;
        out->left = x->size - before.rows.count;
        out->package = has_package(x);
        ok = x->g->dry || (apply(x, out->id, e) && recalls_drop_left(x->g, e));
    }
    x->gone = NULL;
    row_set_clear(&fresh);
    erased_clear(&before);
    return ok;
}

/* --- what a crash left --- */

static bool take_hashes(struct erasing *x, const char *id, struct error *e)
{
    struct found last;
    if (!gate_get(x->g, "erasure", id, &last, e)) {
        return false;
    }
    for (unsigned i = 0; i < ERASED_FILES; i++) {
        (void)snprintf(x->hash[i], HEX_256, "%s", json_text(last.document, erased_names[i]));
    }
    found_clear(&last);
    return true;
}

static bool finish(struct gate *g, const char *of, struct error *e)
{
    struct erasing x = {0};
    struct erased all = {0};
    bool ok = erasing_open(&x, g, of, e) && erased_open(&all, g, of, x.size, e);
    x.gone = &all.rows;
    ok = ok && take_hashes(&x, all.last, e) && apply(&x, all.last, e);
    erased_clear(&all);
    erasing_clear(&x);
    return ok;
}

/* Who holds the lock is at it, or at something else of this batch; then it is the next opening's. */
static bool finish_one(void *ctx, const struct found *f, struct error *e)
{
    struct gate *g = ctx;
    struct file_lock *lock = NULL;
    char rows[PATH_SIZE];
    bool finished = false;
    if (!erasure_finished(g, f->parent, &finished, e) || !gate_path(g, rows, e, "batches/%s/rows.pvb", f->parent)) {
        return false;
    }
    if (finished || !file_exists(rows)) {
        return true; /* a batch whose files are lost has nothing to erase; the doctor says so */
    }
    if (!batch_lock(g, f->parent, 0, &lock, e)) {
        return strcmp(e->code, "locked") == 0;
    }
    bool ok = erasure_finished(g, f->parent, &finished, e) && (finished || finish(g, f->parent, e));
    file_unlock(lock);
    return ok;
}

/* A file that is damaged keeps its own batch closed (kept_hash), and never a halt or an order from being entered (I5); the
 * doctor says what is wrong with it. */
static bool finish_or_pass(void *ctx, const struct found *f, struct error *e)
{
    struct error own;
    if (!finish_one(ctx, f, &own)) {
        log_event(LOG_ERROR, "erasure.unfinished", "erasure=%s of=%s code=%s", f->subject, f->parent, own.code);
    }
    (void)e;
    return true;
}

bool erasure_finish(struct gate *g, const char *of, struct error *e)
{
    return gate_each(g, "erasure", of, finish_one, g, e);
}

bool erasures_finish(struct gate *g, struct error *e)
{
    return gate_each(g, "erasure", NULL, finish_or_pass, g, e);
}

/* --- the act --- */

bool erase_rows(struct erasing *x, const struct row_set *rows, const char *cites, const uint64_t *due,
                struct signers by, struct gate_erasure *out, struct error *e)
{
    struct file_lock *lock = NULL;
    bool finished = false;
    *out = (struct gate_erasure){0};
    (void)snprintf(out->of, sizeof out->of, "%s", x->act.subject);
    bool ok = batch_lock(x->g, x->act.subject, WAIT_MS, &lock, e) && gate_refresh(x->g, e) &&
              erasure_finished(x->g, x->act.subject, &finished, e) &&
              (finished || finish(x->g, x->act.subject, e)) && erase_locked(x, rows, cites, due, by, out, e);
    file_unlock(lock);
    return ok;
}

bool gate_erase(struct gate *g, const char *text, const char *cites, struct signers by,
                struct gate_erasure *out, struct error *e)
{
    struct erasing x = {0};
    struct row_set rows = {0};
    struct span rest = span_of(text), of;
    char id[GATE_ID];
    (void)span_cut(&rest, ':', &of);
    (void)snprintf(id, sizeof id, "%.*s", SPAN_ARGS(of));
    bool ok = erasing_open(&x, g, id, e) && row_set_new(&rows, x.size, e);
    if (ok && rest.at == NULL) {
        for (size_t i = 0; i < x.size; i++) {
            row_set_add(&rows, i);
        }
    } else {
        ok = ok && row_set_parse(&rows, rest, e);
    }
    ok = ok && erase_rows(&x, &rows, cites, NULL, by, out, e);
    row_set_clear(&rows);
    erasing_clear(&x);
    return ok;
}
