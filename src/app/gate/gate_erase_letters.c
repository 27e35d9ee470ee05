/* gate_erase_letters.c: the copies kept of letters about a batch or an import, once rows of it are erased.
 *
 * A file of letters holds those of many people, so the first erased row takes all that is kept of each mailing about that
 * batch or import, as it takes the key of its package: the letters and their list, and who was held. What stays is to whom,
 * by keyed hash, a letter went (sent.pvm), so that nobody is written to twice, and the hash of each file in the document.
 *
 * Only a mailing whose last entry is before the erasure is touched: what another process sends behind it has left the
 * erased rows out.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

struct destroying {
    const struct erasing *x;
    uint64_t before; /* ledger index of the erasure */
};

static bool is_about(struct gate *g, const char *finding, const char *of, bool *about, struct error *e)
{
    struct found f = {0};
    size_t i;
    json_t *part;
    if (!gate_get(g, finding_type(finding), finding, &f, e)) {
        return false;
    }
    *about = false;
    json_array_foreach(json_object_get(f.document, "parts"), i, part)
    {
        *about = *about || strcmp(json_text(part, "of"), of) == 0;
    }
    found_clear(&f);
    return true;
}

static bool destroy(struct gate *g, const char *mailing, const char *name, const char *ending, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "mailings/%s/%s%s", mailing, name, ending) && erasing_wipe(path, e);
}

static bool destroy_kept(struct gate *g, const struct mailing *m, struct error *e)
{
    char folder[PATH_SIZE];
    size_t i;
    json_t *file;
    bool ok = destroy(g, m->id, "held", ".csv", e);
    json_array_foreach(json_object_get(m->mailed.document, "files"), i, file)
    {
        ok = ok && destroy(g, m->id, json_text(file, "name"), ".age", e);
    }
    return ok && gate_path(g, folder, e, "mailings/%s", m->id) && (!file_exists(folder) || folder_sync(folder, e));
}

static bool see_mailing(void *ctx, const struct found *f, struct error *e)
{
    const struct destroying *d = ctx;
    struct gate *g = d->x->g;
    struct mailing m = {0};
    bool about = false;
    bool ok = mailing_get(g, f->subject, &m, e) && is_about(g, m.finding, d->x->act.subject, &about, e);
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
