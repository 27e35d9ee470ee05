/* gate_doctor_rest.c: what lies in a custody and no entry names: what a crash left, or a run is making right now.
 *
 * Half-written files (.tmp) and partial tiles beside their full one are taken away by --repair, under the locks of
 * those who write them. The rest is listed: whether a folder without an entry is a run under way or the leftover of one,
 * only a person can say.
 */
#include "app/gate/gate_doctor.h"

#include <stdio.h>

struct leftovers {
    struct doctor *d;
    json_t *names;         /* documents, tables, lists, batches, generations that entries name */
    const char *folder;    /* relative */
    uint64_t removed, stale;
};

static bool ends(const char *text, const char *with)
{
    size_t n = strlen(text), k = strlen(with);
    return n >= k && strcmp(text + n - k, with) == 0;
}

/* --- what entries name --- */

static bool set_name(json_t *set, const char *name, struct error *e)
{
    return name[0] == '\0' || json_object_set_new(set, name, json_true()) == 0 || json_made(NULL, e);
}

static bool see_act(const struct act *a, json_t *names, struct error *e)
{
    json_t *entry = json_loadb(a->entry.at, a->entry.len, 0, NULL);
    json_t *document = a->document.len == 0 ? NULL : json_loadb(a->document.at, a->document.len, 0, NULL);
    const json_t *body = json_object_get(document, "body");
    bool batch = span_is(a->type, "batch") || span_is(a->type, "past");
    bool ok = set_name(names, json_text(entry, "document"), e) && set_name(names, json_text(body, "hash"), e) &&
              set_name(names, json_text(body, "population"), e) &&
              (!span_is(a->type, "import") || set_name(names, json_text(body, "name"), e)) &&
              (!batch || set_name(names, json_text(entry, "subject"), e));
    json_decref(document);
    json_decref(entry);
    return ok;
}

/* --- half-written files --- */

/* A file that its writer, whoever has the lock, is not at. */
static bool remove_left(struct leftovers *l, const char *path, const char *full, struct error *e)
{
    struct file_lock *lock = NULL;
    struct error busy;
    char id[GATE_ID] = "";
    if (strncmp(path, "batches/", 8) == 0) {
        (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(path + 8, "/"), path + 8);
    }
    if (id[0] != '\0' && !batch_lock(l->d->g, id, 0, &lock, &busy)) {
        return true;
    }
    bool ok = file_remove(full, e);
    l->removed += ok;
    file_unlock(lock);
    return ok;
}

static bool visit(void *ctx, const char *name, struct error *e);

static bool walk(struct leftovers *l, const char *folder, struct error *e)
{
    char full[PATH_SIZE];
    const char *above = l->folder;
    if (!gate_path(l->d->g, full, e, "%s", folder) || !folder_exists(full)) {
        return folder[0] != '\0';
    }
    l->folder = folder;
    bool ok = folder_each(full, visit, l, e);
    l->folder = above;
    return ok;
}

/* tile/0/000.p beside tile/0/000 */
static bool is_superfluous(const char *full)
{
    char whole[PATH_SIZE];
    if (!ends(full, ".p") || strstr(full, "/tile/") == NULL) {
        return false;
    }
    (void)snprintf(whole, sizeof whole, "%.*s", (int)(strlen(full) - 2), full);
    return file_exists(whole) && !folder_exists(whole);
}

static bool visit(void *ctx, const char *name, struct error *e)
{
    struct leftovers *l = ctx;
    char path[PATH_SIZE], full[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s%s%s", l->folder, l->folder[0] == '\0' ? "" : "/", name) ||
        !gate_path(l->d->g, full, e, "%s", path)) {
        return false;
    }
    if (folder_exists(full) && strcmp(path, "registry/current") != 0) {
        if (is_superfluous(full)) {
            l->stale++;
            return !l->d->repair || folder_remove(full, e);
        }
        return walk(l, path, e);
    }
    if (!ends(name, ".tmp")) {
        return true;
    }
    uint64_t before = l->removed;
    if (l->d->repair && !remove_left(l, path, full, e)) {
        return false;
    }
    return l->removed > before ? doctor_say(l->d, HEALTH_MENDED, "leftovers", "", e, "%s, half a file, was removed", path)
                               : doctor_say(l->d, HEALTH_NOTE, "leftovers", "proviso doctor --repair removes it", e,
                                            "%s is half a file, of a crash or of an act under way", path);
}

/* --- what has no entry --- */

/* The name by which an entry would name it: without what stands behind a dot. */
static bool visit_unnamed(void *ctx, const char *name, struct error *e)
{
    struct leftovers *l = ctx;
    char bare[PATH_SIZE];
    (void)snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "."), name);
    if (bare[0] == '\0' || ends(name, ".tmp") || ends(name, ".claim") || strcmp(name, "current") == 0 ||
        json_object_get(l->names, bare) != NULL) {
        return true;
    }
    return doctor_say(l->d, HEALTH_NOTE, "leftovers", "remove it when no act is under way", e,
                      "%s/%s: no entry names it", l->folder, name);
}

static bool look_for_unnamed(struct leftovers *l, struct error *e)
{
    static const char *const folders[] = {"documents", "gazetteers", "populations", "batches", "public/batches", "registry"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof folders / sizeof *folders; i++) {
        char full[PATH_SIZE];
        l->folder = folders[i];
        ok = gate_path(l->d->g, full, e, "%s", folders[i]) &&
             (!folder_exists(full) || folder_each(full, visit_unnamed, l, e));
    }
    l->folder = "";
    return ok;
}

static bool say_tiles(const struct leftovers *l, struct error *e)
{
    return l->stale == 0 ||
           (l->d->repair ? doctor_say(l->d, HEALTH_MENDED, "tiles", "", e, "%llu partial ones, long full, were removed",
                                      (unsigned long long)l->stale)
                         : doctor_say(l->d, HEALTH_NOTE, "tiles", "proviso doctor --repair removes them", e,
                                      "%llu partial ones lie beside their full one", (unsigned long long)l->stale));
}

/* Under the ledger's lock when something may be removed: nobody is at a document or a tile then. */
bool doctor_leftovers(struct doctor *d, struct error *e)
{
    struct leftovers l = {.d = d, .names = json_object(), .folder = ""};
    bool ok = json_made(l.names, e) && (!d->repair || gate_begin(d->g, e));
    for (size_t i = 0; ok && i < d->g->act_count; i++) {
        ok = see_act(&d->g->acts[i], l.names, e);
    }
    ok = ok && walk(&l, "", e) && look_for_unnamed(&l, e) && say_tiles(&l, e);
    gate_end(d->g);
    json_decref(l.names);
    return ok;
}
