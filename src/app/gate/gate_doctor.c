/* gate_doctor.c: does everything that a custody holds agree? One line for each thing that was looked at.
 *
 * (1) The ledger is what all else is held against; a stranger's check of it comes first.
 * (2) Nothing is mended but what the ledger itself can mend: the store, the link to the registry in force, what a
 *     crash left lying. What is lost or altered is named, and comes from a backup.
 */
#include "app/gate/gate_doctor.h"

#include <stdarg.h>
#include <stdio.h>

/* --- lines --- */

static bool add_line(struct doctor *d, enum health health, const char *what, const char *todo, const char *said,
                     struct error *e)
{
    static const char *const names[] = {"ok", "mended", "note", "wrong"};
    d->healthy = d->healthy && health != HEALTH_WRONG;
    d->list = json_list_add(d->list, json_pack("{s:s, s:s, s:s, s:s}", "what", what, "state", names[health], "said",
                                               said, "todo", todo));
    return json_made(d->list, e);
}

bool doctor_say(struct doctor *d, enum health health, const char *what, const char *todo, struct error *e,
                const char *format, ...)
{
    struct text t = {0};
    va_list args;
    va_start(args, format);
    bool ok = text_addv(&t, e, format, args);
    va_end(args);
    ok = ok && add_line(d, health, what, todo, t.at, e);
    text_free(&t);
    return ok;
}

bool doctor_wrong(struct doctor *d, const char *what, const char *todo, const struct error *found, struct error *e)
{
    return add_line(d, HEALTH_WRONG, what, found->hint[0] != '\0' ? found->hint : todo, found->text, e);
}

bool doctor_file_is(const char *path, const char *hash, struct error *e)
{
    struct sha256 found, wanted;
    return crypto_sha256_file(path, &found, e) &&
           ((hex_decode(span_of(hash), wanted.at, sizeof wanted.at) && crypto_equal(&found, &wanted, sizeof found)) ||
            fail(e, ERROR_VERIFY, "doctor.altered", "%s is not what the ledger names", path));
}

/* --- ledger and store --- */

static bool look_at_ledger(struct doctor *d, struct error *e)
{
    struct gate_verify v;
    struct error found = {0};
    if (!gate_verify(d->dir, d->progress, &v, &found)) {
        return doctor_wrong(d, "ledger and row trees", FROM_BACKUP, &found, e);
    }
    return doctor_say(d, HEALTH_OK, "ledger and row trees", "", e, "%s, %s with %s verify",
                      COUNTED(v.size, "entry", "entries"), COUNTED(v.batches, "row tree", "row trees"),
                      COUNTED(v.rows, "leaf", "leaves"));
}

static bool look_at_store(struct doctor *d, const struct error *opening, struct error *e)
{
    if (d->g == NULL) {
        return doctor_wrong(d, "store", "proviso doctor --repair", opening, e);
    }
    const char *size = COUNTED(ledger_checkpoint(d->g->ledger)->size, "entry", "entries");
    return d->repair ? doctor_say(d, HEALTH_MENDED, "store", "", e, "built again from the ledger: %s", size)
                     : doctor_say(d, HEALTH_OK, "store", "", e, "says what the ledger says, in %s", size);
}

/* --- documents --- */

struct documents {
    struct doctor *d;
    uint64_t count, bad;
};

static bool look_at_document(struct documents *all, const struct act *a, struct error *e)
{
    char path[PATH_SIZE], what[64];
    struct error found = {0};
    json_t *entry = json_loadb(a->entry.at, a->entry.len, 0, NULL);
    const char *name = json_text(entry, "document");
    bool ok = gate_path(all->d->g, path, e, "documents/%s.json", name);
    if (ok && name[0] != '\0') {
        all->count++;
        if (!doctor_file_is(path, name, &found)) {
            all->bad++;
            (void)snprintf(what, sizeof what, "document of entry %llu", (unsigned long long)a->index);
            ok = doctor_wrong(all->d, what, "its text stands in the store as well; else " FROM_BACKUP, &found, e);
        }
    }
    json_decref(entry);
    return ok;
}

/* A document that the store still has is put back. */
static bool mend_document(struct documents *all, const struct act *a, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    struct text hex = {0};
    bool ok = a->document.len == 0 ||
              (crypto_sha256(a->document, &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e) &&
               gate_path(all->d->g, path, e, "documents/%s.json", hex.at));
    struct error found = {0};
    if (ok && a->document.len > 0 && !doctor_file_is(path, hex.at, &found)) {
        ok = file_save(path, a->document, FILE_PRIVATE, e) &&
             doctor_say(all->d, HEALTH_MENDED, "documents", "", e, "%s was written again from the store", path);
    }
    text_free(&hex);
    return ok;
}

static bool look_at_documents(struct doctor *d, struct error *e)
{
    struct documents all = {.d = d};
    bool ok = true;
    for (size_t i = 0; ok && d->repair && i < d->g->act_count; i++) {
        ok = mend_document(&all, &d->g->acts[i], e);
    }
    for (size_t i = 0; ok && i < d->g->act_count; i++) {
        ok = look_at_document(&all, &d->g->acts[i], e);
    }
    return ok && (all.bad > 0 || doctor_say(d, HEALTH_OK, "documents", "", e, "%llu, each named by its hash",
                                            (unsigned long long)all.count));
}

/* --- keys --- */

static bool look_at_key(void *ctx, const char *name, struct error *e)
{
    struct doctor *d = ctx;
    char path[PATH_SIZE], what[PATH_SIZE], todo[PATH_SIZE + 16];
    struct error found = {0};
    bool private = false;
    if (!path_format(path, sizeof path, e, "%s/keys/%s", d->dir, name) ||
        !path_format(what, sizeof what, e, "keys/%s", name)) {
        return false;
    }
    if (!file_private(path, &private, &found)) {
        return doctor_wrong(d, what, FROM_BACKUP, &found, e);
    }
    (void)snprintf(todo, sizeof todo, "chmod 600 %s", path);
    return private || doctor_say(d, HEALTH_WRONG, what, todo, e, "others can read it");
}

static bool key_is_there(struct doctor *d, const char *name, bool *all, struct error *e)
{
    char path[PATH_SIZE], what[64];
    (void)snprintf(what, sizeof what, "keys/%s", name);
    if (!path_format(path, sizeof path, e, "%s/keys/%s", d->dir, name)) {
        return false;
    }
    *all = *all && file_exists(path);
    return file_exists(path) || doctor_say(d, HEALTH_WRONG, what, FROM_BACKUP, e, "is missing");
}

/* Bit by bit, the comment too: the key that is kept makes the very file again. */
static bool release_key_fits(const struct gate *g, struct error *e)
{
    enum { MOST = 4096 };
    char path[PATH_SIZE];
    struct text made = {0}, there = {0};
    bool ok = gate_path(g, path, e, "public/release.pub") && minisign_public_text(&g->release_key, &made, e) &&
              file_load(&there, path, MOST, e) &&
              (span_equal(text_span(&made), text_span(&there)) ||
               fail(e, ERROR_VERIFY, "doctor.key", "%s is not the public half of keys/release", path));
    text_free(&made);
    text_free(&there);
    return ok;
}

/* Killed in a rotation of the release key, the pair may be half there: the next act ends it (gate_keys.c). */
static bool rotation_waits(const struct gate *g)
{
    char path[PATH_SIZE];
    struct error ignored;
    return gate_path(g, path, &ignored, "keys/release.next") && file_exists(path);
}

static bool look_at_keys(struct doctor *d, struct error *e)
{
    static const char *const names[] = {"identifier", "ledger", "release", "release-id", "seal"};
    char folder[PATH_SIZE];
    struct error found = {0};
    bool before = d->healthy, all = true, ok = path_format(folder, sizeof folder, e, "%s/keys", d->dir);
    d->healthy = true;
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++) {
        ok = key_is_there(d, names[i], &all, e);
    }
    ok = ok && (!folder_exists(folder) || folder_each(folder, look_at_key, d, e));
    if (ok && d->g != NULL && !release_key_fits(d->g, &found)) {
        ok = rotation_waits(d->g)
                 ? doctor_say(d, HEALTH_NOTE, "public/release.pub", "", e, "a rotation was cut short; the next act ends it")
                 : doctor_wrong(d, "public/release.pub", FROM_BACKUP, &found, e);
    }
    ok = ok && (!d->healthy || doctor_say(d, HEALTH_OK, "keys", "", e, "all there, and their owner's alone"));
    d->healthy = d->healthy && before;
    return ok;
}

/* --- registry --- */

static bool generation_is_whole(const struct found *f, struct gate *g, struct error *e)
{
    char folder[PATH_SIZE];
    struct registry *r = NULL;
    bool ok = gate_path(g, folder, e, "registry") && registry_open(&r, folder, json_text(f->document, "name"), e) &&
              (registry_is(r, json_text(f->document, "hash")) ||
               fail(e, ERROR_VERIFY, "registry.other", "generation %s is not the one that was imported",
                    json_text(f->document, "name"))) &&
              registry_verify(r, e);
    registry_close(r);
    return ok;
}

static bool look_at_import(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct error found = {0};
    char what[GATE_ID + 16];
    (void)snprintf(what, sizeof what, "registry %s", f->subject);
    return generation_is_whole(f, d->g, &found)
               ? doctor_say(d, HEALTH_OK, what, "", e, "generation %s, every byte", json_text(f->document, "name"))
               : doctor_wrong(d, what, FROM_BACKUP, &found, e);
}

/* registry/current is for people; the last import counts. */
static bool look_at_current(struct doctor *d, struct error *e)
{
    char current[PATH_SIZE], last[PATH_SIZE], link[PATH_SIZE];
    struct found f = {0};
    bool found, ok = gate_find(d->g, "import", NULL, &f, &found, e) &&
                     gate_path(d->g, current, e, "registry/current/generation.pvr") &&
                     gate_path(d->g, link, e, "registry/current") &&
                     gate_path(d->g, last, e, "registry/%s/generation.pvr", json_text(f.document, "name"));
    if (ok && found && !(file_exists(current) && file_same(current, last))) {
        if (d->repair) {
            ok = file_link_atomic(json_text(f.document, "name"), link, e) &&
                 doctor_say(d, HEALTH_MENDED, "registry/current", "", e, "leads to the last import again");
        } else {
            ok = doctor_say(d, HEALTH_NOTE, "registry/current", "proviso doctor --repair", e,
                            "does not lead to the generation in force, which the last import names");
        }
    }
    found_clear(&f);
    return ok;
}

/* --- tables and lists that are named by their hash --- */

struct named_files {
    struct doctor *d;
    const char *folder, *ending, *key, *what;
};

static bool look_at_named(void *ctx, const struct found *f, struct error *e)
{
    const struct named_files *n = ctx;
    const char *hash = json_text(f->document, n->key);
    char path[PATH_SIZE], what[GATE_ID + 32];
    struct error found = {0};
    if (hash[0] == '\0') {
        return true;
    }
    (void)snprintf(what, sizeof what, "%s of %s", n->what, f->subject);
    if (!gate_path(n->d->g, path, e, "%s/%s%s", n->folder, hash, n->ending)) {
        return false;
    }
    return doctor_file_is(path, hash, &found) ? doctor_say(n->d, HEALTH_OK, what, "", e, "is what was entered")
                                              : doctor_wrong(n->d, what, FROM_BACKUP, &found, e);
}

/* --- copies of rules --- */

/* They are for people; the program decides by the documents. */
static bool look_at_rules(void *ctx, const struct found *f, struct error *e)
{
    enum { MOST = 1 << 22 };
    struct doctor *d = ctx;
    char path[PATH_SIZE], what[GATE_ID + 16];
    struct text t = {0};
    struct error found;
    (void)snprintf(what, sizeof what, "rules/%s", f->subject);
    bool ok = gate_path(d->g, path, e, "rules/%s.proviso", f->subject);
    if (ok && !(file_load(&t, path, MOST, &found) && span_equal(text_span(&t), span_of(json_text(f->document, "text"))))) {
        ok = doctor_say(d, HEALTH_NOTE, what, "its document has the text", e, "%s is not the text that was entered", path);
    }
    text_free(&t);
    return ok;
}

/* --- findings --- */

static bool look_at_findings(struct doctor *d, struct error *e)
{
    struct error found = {0};
    uint64_t findings, rows;
    if (!wrong_check(d->g, &findings, &rows, &found)) {
        return doctor_wrong(d, "findings", FROM_BACKUP, &found, e);
    }
    return findings == 0 || doctor_say(d, HEALTH_OK, "findings", "", e, "%llu, and the %s that they say are wrong",
                                       (unsigned long long)findings, COUNTED(rows, "row", "rows"));
}

static bool look_at_recalls(struct doctor *d, struct error *e)
{
    struct error found = {0};
    uint64_t recalls, files;
    if (!recalls_check(d->g, &recalls, &files, &found)) {
        return doctor_wrong(d, "recalls", FROM_BACKUP, &found, e);
    }
    return recalls == 0 || doctor_say(d, HEALTH_OK, "recalls", "", e, "%llu, with %llu packages, certificates and inventories",
                                      (unsigned long long)recalls, (unsigned long long)files);
}

/* --- all --- */

static bool look_inside(struct doctor *d, struct error *e)
{
    struct named_files tables = {d, "gazetteers", ".csv", "hash", "gazetteer"},
                       lists = {d, "populations", ".pvl", "population", "list of people"};
    return look_at_documents(d, e) && gate_each(d->g, "import", NULL, look_at_import, d, e) && look_at_current(d, e) &&
           gate_each(d->g, "gazetteer", NULL, look_at_named, &tables, e) &&
           gate_each(d->g, "order", NULL, look_at_named, &lists, e) &&
           gate_each(d->g, "agreement", NULL, look_at_rules, d, e) && gate_each(d->g, "order", NULL, look_at_rules, d, e) &&
           doctor_batches(d, e) && look_at_findings(d, e) &&
           look_at_recalls(d, e) && doctor_leftovers(d, e);
}

bool gate_doctor(const char *dir, bool repair, const struct gate_progress *progress, struct text *out,
                 bool *healthy, struct error *e)
{
    char marker[PATH_SIZE];
    struct error opening = {0};
    struct doctor d = {.dir = dir, .repair = repair, .healthy = true, .progress = progress, .list = json_array()};
    bool there = path_format(marker, sizeof marker, e, "%s/custody", dir) && file_exists(marker);
    bool opened = there && (!repair || gate_repair(dir, &opening)) && gate_open(&d.g, dir, progress, &opening);
    if (!there || (!opened && opening.category != ERROR_VERIFY && opening.category != ERROR_FAILED)) {
        json_decref(d.list);
        return there ? (*e = opening, false) : gate_open(&d.g, dir, progress, e);
    }
    bool ok = json_made(d.list, e) && look_at_ledger(&d, e) && look_at_store(&d, &opening, e) && look_at_keys(&d, e) &&
              (d.g == NULL || look_inside(&d, e)) && json_canonical(d.list, out, e);
    *healthy = d.healthy;
    json_decref(d.list);
    gate_close(d.g);
    return ok;
}
