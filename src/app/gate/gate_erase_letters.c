/* gate_erase_letters.c: the copies kept of letters about a batch or an import, once rows of it are erased.
 *
 * A file of letters holds those of many people, so the first erased row takes all that is kept of each mailing about that
 * batch or import, as it takes the key of its package: the letters and their list, and who was held. What stays is to whom,
 * by keyed hash, a letter went (sent.pvm), so that nobody is written to twice, and the hash of each file in the document.
 *
 * Only a mailing whose last entry is before the erasure is touched: what another process sends behind it has left the
 * erased rows out. Of one that was not sent yet, what an attempt left goes too.
 *
 * Letters that are also about a batch under a hold are evidence in it: while it stands, no row of any batch that they are
 * about is erased.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

/* Whether one of the parts of a finding is of it; with `hold`: and the hold on any of them, "" : none. */
static bool look_at_parts(struct gate *g, const char *finding, const char *of, bool *about, char *hold, struct error *e)
{
    struct found f = {0};
    size_t i;
    json_t *part;
    bool ok = gate_get(g, finding_type(finding), finding, &f, e);
    *about = false;
    json_array_foreach(json_object_get(f.document, "parts"), i, part)
    {
        const char *name = json_text(part, "of");
        *about = *about || strcmp(name, of) == 0;
        ok = ok && (hold == NULL || hold[0] != '\0' || gate_held(g, name, hold, e));
    }
    found_clear(&f);
    return ok;
}

/* --- holds --- */

struct holding {
    struct gate *g;
    const char *of;
    char *hold;
};

/* The list of those held is there from the plan until all that is kept is destroyed. */
static bool see_holds(void *ctx, const struct found *mailing, struct error *e)
{
    const struct holding *h = ctx;
    char list[PATH_SIZE], hold[GATE_ID] = "";
    bool about;
    if (!gate_path(h->g, list, e, "mailings/%s/held.csv", mailing->subject) ||
        (file_exists(list) && !look_at_parts(h->g, mailing->parent, h->of, &about, hold, e))) {
        return false;
    }
    if (file_exists(list) && about && hold[0] != '\0') {
        memcpy(h->hold, hold, GATE_ID);
    }
    return true;
}

bool erasure_held(struct gate *g, const char *of, char hold[GATE_ID], struct error *e)
{
    struct holding h = {.g = g, .of = of, .hold = hold};
    return gate_held(g, of, hold, e) && (hold[0] != '\0' || gate_each(g, "mailing", NULL, see_holds, &h, e));
}

/* --- what is kept --- */

struct wiping {
    const char *folder;
    bool held; /* the list of those held as well */
};

/* All but the lists of keyed hashes and the lock. */
static bool wipe(void *ctx, const char *name, struct error *e)
{
    const struct wiping *w = ctx;
    char path[PATH_SIZE];
    bool stays = strcmp(name, "plan.pvm") == 0 || strcmp(name, "sent.pvm") == 0 || strcmp(name, ".lock") == 0 ||
                 (!w->held && strcmp(name, "held.csv") == 0);
    return stays || (path_format(path, sizeof path, e, "%s/%s", w->folder, name) && erasing_wipe(path, e));
}

bool letters_wipe(const struct gate *g, const char *mailing, bool held, struct error *e)
{
    char folder[PATH_SIZE];
    struct wiping w = {folder, held};
    return gate_path(g, folder, e, "mailings/%s", mailing) && folder_each(folder, wipe, &w, e) && folder_sync(folder, e);
}

static bool destroy_kept(struct gate *g, const struct mailing *m, struct error *e)
{
    char folder[PATH_SIZE];
    struct file_lock *lock = NULL;
    if (!gate_path(g, folder, e, "mailings/%s", m->id)) {
        return false;
    }
    if (!folder_exists(folder)) {
        return true;
    }
    if (!m->sent && !mailing_lock(g, m->id, 0, &lock, e)) {
        return strcmp(e->code, "locked") == 0; /* it is being sent: those files are made of what is not erased */
    }
    bool ok = letters_wipe(g, m->id, true, e);
    file_unlock(lock);
    return ok;
}

struct destroying {
    const struct erasing *x;
    uint64_t before; /* ledger index of the erasure */
};

static bool see_mailing(void *ctx, const struct found *f, struct error *e)
{
    const struct destroying *d = ctx;
    struct gate *g = d->x->g;
    struct mailing m = {0};
    bool about = false;
    bool ok = mailing_get(g, f->subject, &m, e) && look_at_parts(g, m.finding, d->x->act.subject, &about, NULL, e);
    uint64_t last = m.sent ? m.mailed.index : f->index;
    ok = ok && (!about || last > d->before || destroy_kept(g, &m, e));
    mailing_clear(&m);
    return ok;
}

bool letters_erase(const struct erasing *x, const char *erasure, struct error *e)
{
    struct destroying d = {.x = x};
    struct found f = {0};
    if (!gate_get(x->g, "erasure", erasure, &f, e)) {
        return false;
    }
    d.before = f.index;
    found_clear(&f);
    return gate_each(x->g, "mailing", NULL, see_mailing, &d, e);
}
