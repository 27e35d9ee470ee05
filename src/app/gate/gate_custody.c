/* gate_custody.c: a custody on disk: made, opened, closed.
 *
 *   custody                 version and origin; its presence makes the folder a custody
 *   public/ledger/          C2SP tlog-tiles, checkpoint, vkey
 *   public/batches/<id>/    row trees
 *   public/release.pub      minisign key of the packages
 *   keys/                   service keys, 0600: ledger, identifier, seal, release
 *   documents/<hash>.json   private texts of entries, named by their commitment
 *   batches/<id>/           requests.age, rows.pvb, keys.bin, history.bin, outcomes.csv, packages
 *   registry/ rules/ store.sqlite
 */
#include "app/gate/gate_internal.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"

enum { MARKER_MOST = 4096 };

bool gate_path(const struct gate *g, char out[PATH_SIZE], struct error *e, const char *format, ...)
{
    char tail[PATH_SIZE];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(tail, sizeof tail, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof tail) {
        return fail(e, ERROR_INPUT, "path.long", "a path in the custody is too long");
    }
    return path_format(out, PATH_SIZE, e, "%s/%s", g->dir, tail);
}

void gate_tick(const struct gate *g, const char *stage, uint64_t done, uint64_t total)
{
    if (g->progress.tick != NULL) {
        g->progress.tick(g->progress.ctx, stage, done, total);
    }
}

/* --- init --- */

static bool origin_is_good(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n > 200) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c <= ' ' || c == '+' || c >= 127) {
            return false;
        }
    }
    return true;
}

static bool make_folders(const struct gate *g, struct error *e)
{
    static const struct {
        const char *name;
        enum file_access access;
    } folders[] = {{"keys", FILE_PRIVATE},     {"documents", FILE_PRIVATE}, {"batches", FILE_PRIVATE},
                   {"registry", FILE_PRIVATE}, {"rules", FILE_PRIVATE},     {"public/ledger", FILE_PUBLIC},
                   {"public/batches", FILE_PUBLIC}};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[PATH_SIZE];
        if (!gate_path(g, path, e, "%s", folders[i].name) ||
            !folder_make(path, folders[i].access, e)) {
            return false;
        }
    }
    return true;
}

enum { MARKER_FILE = 4096 };

static bool marker_text(const char *name, struct text *out, struct error *e)
{
    json_t *marker = json_pack("{s:i, s:s}", "version", 1, "origin", name);
    bool ok = json_made(marker, e) && json_canonical(marker, out, e) && text_addc(out, '\n', e);
    json_decref(marker);
    return ok;
}

static bool write_marker(const struct gate *g, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = marker_text(name, &t, e) && gate_path(g, path, e, "custody") &&
              file_save(path, text_span(&t), FILE_PRIVATE, e);
    text_free(&t);
    return ok;
}

static bool furnish(struct gate *g, const char *name, struct error *e)
{
    char ledger[PATH_SIZE];
    return make_folders(g, e) && gate_keys_make(g, e) && gate_release_pub(g, "release.pub", e) &&
           gate_path(g, ledger, e, "public/ledger") &&
           ledger_create(ledger, name, g->ledger_key, e) && write_marker(g, name, e) &&
           folder_sync(g->dir, e);
}

static bool found_something(void *ctx, const char *name, struct error *e)
{
    (void)name;
    (void)ctx;
    return fail(e, ERROR_USAGE, "init.exists", "the folder is not empty");
}

bool folder_is_free(const char *dir, struct error *e)
{
    if (!file_exists(dir) || folder_each(dir, found_something, NULL, e)) {
        return true;
    }
    error_context(e, "%s", dir);
    error_hint(e, "name a folder that does not exist yet, or an empty one");
    return false;
}

/* Names, and what is written beside them on its way (NAME.tmp). */
static bool is_ours(void *ctx, const char *name, struct error *e)
{
    const char *const *names = ctx;
    for (; *names != NULL; names++) {
        if (strncmp(name, *names, strlen(*names)) == 0) {
            return true;
        }
    }
    return fail(e, ERROR_USAGE, "folder.taken", "it holds something of somebody's");
}

bool folder_take_back(const char *path, const char *const *names, struct error *e)
{
    if (!file_exists(path) || (folder_exists(path) && folder_each(path, is_ours, (void *)(uintptr_t)names, e))) {
        return folder_remove(path, e);
    }
    (void)!fail(e, ERROR_USAGE, "folder.taken", "%s is in the way: an attempt that was cut off would lie there, and this is none",
                path);
    error_hint(e, "move it away, or take another name");
    return false;
}

/* All is made under another name and renamed at the end: killed in the middle,
 * there is no custody rather than half of one. */
bool gate_init(const char *dir, const char *name, struct error *e)
{
    if (!origin_is_good(name)) {
        (void)!fail(e, ERROR_USAGE, "init.name", "the log's name may hold no blank, no '+' and only ASCII");
        error_hint(e, "for example --name custody.example.org/log");
        return false;
    }
    static const char *const parts[] = {"keys", "documents", "batches", "registry", "rules", "public", "custody", NULL};
    char temporary[PATH_SIZE];
    if (!folder_is_free(dir, e) || !path_format(temporary, sizeof temporary, e, "%s.init", dir) ||
        !folder_take_back(temporary, parts, e) || !folder_make(temporary, FILE_PRIVATE, e)) {
        return false;
    }
    struct gate g = {.dir = temporary};
    bool ok = furnish(&g, name, e) && file_rename(temporary, dir, e) && folder_sync_of(dir, e);
    memory_wipe(&g, sizeof g);
    return ok;
}

/* --- open --- */

static bool check_marker(const struct gate *g, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    if (!gate_path(g, path, e, "custody") || !file_exists(path)) {
        (void)!fail(e, ERROR_USAGE, "custody.none", "%s is no custody", g->dir);
        error_hint(e, "name one with -C DIR or PROVISO_CUSTODY, or make one: proviso init DIR");
        return false;
    }
    bool ok = file_load(&t, path, MARKER_MOST, e);
    json_t *marker = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    if (ok && json_number(marker, "version") != 1) {
        ok = fail(e, ERROR_FAILED, "custody.version", "%s was made by another version of the program", g->dir);
    }
    json_decref(marker);
    text_free(&t);
    return ok;
}

/* To the byte as it was made, for this ledger. */
static bool same_marker(const struct gate *g, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0}, made = {0};
    bool ok = gate_path(g, path, e, "custody") && file_load(&t, path, MARKER_FILE, e) &&
              marker_text(ledger_checkpoint(g->ledger)->origin, &made, e) &&
              (span_equal(text_span(&t), text_span(&made)) ||
               fail(e, ERROR_VERIFY, "custody.marker", "%s is not the one of this ledger", path));
    text_free(&t);
    text_free(&made);
    return ok;
}

static bool open_ledger(struct gate *g, uint64_t seen, struct error *e)
{
    char path[PATH_SIZE];
    ledger_close(g->ledger);
    g->ledger = NULL;
    return gate_keys_load(g, e) && gate_path(g, path, e, "public/ledger") &&
           ledger_open(&g->ledger, path, NULL, e) && same_marker(g, e) &&
           gate_never_shrank(g, seen, ledger_checkpoint(g->ledger)->size, e) &&
           gate_not_rolled_back(g, e) && gate_catch_up(g, e) && gate_believe(g, e);
}

/* Where the key was rotated between the reading of the key and that of the checkpoint, once more. */
static bool open_all(struct gate *g, struct error *e)
{
    char path[PATH_SIZE];
    uint64_t seen;
    return check_marker(g, e) && gate_path(g, path, e, "store.sqlite") &&
           store_open(&g->store, path, e) && store_size(g->store, &seen, e) &&
           (open_ledger(g, seen, e) ||
            (strcmp(e->code, "note.unsigned") == 0 && open_ledger(g, seen, e)));
}

static bool open_gate(struct gate **out, const char *dir, const struct gate_progress *progress, bool bare,
                      struct error *e)
{
    json_take_memory();
    struct gate *g = memory_new(1, sizeof *g, e);
    if (g == NULL) {
        return false;
    }
    g->progress = progress == NULL ? (struct gate_progress){0} : *progress;
    g->dir = memory_string(dir, e);
    if (g->dir == NULL || !open_all(g, e) || (!bare && !erasures_finish(g, e))) {
        gate_close(g);
        return false;
    }
    *out = g;
    return true;
}

bool gate_open(struct gate **out, const char *dir, const struct gate_progress *progress,
               struct error *e)
{
    return open_gate(out, dir, progress, false, e);
}

bool gate_open_bare(struct gate **out, const char *dir, struct error *e)
{
    return open_gate(out, dir, NULL, true, e);
}

void gate_close(struct gate *g)
{
    if (g == NULL) {
        return;
    }
    ledger_close(g->ledger);
    store_close(g->store);
    arena_free(g->act_text);
    memory_free(g->acts);
    memory_free(g->dir);
    memory_wipe(g, sizeof *g);
    memory_free(g);
}

void gate_set_threads(struct gate *g, unsigned threads)
{
    g->threads = threads;
}

void gate_set_armored(struct gate *g, bool armored)
{
    g->armored = armored;
}

void gate_set_dry_run(struct gate *g, bool dry)
{
    g->dry = dry;
}
