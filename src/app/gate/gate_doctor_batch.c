/* gate_doctor_batch.c: the files of each batch and import against the hashes that entries, their documents and
 * erasures name.
 */
#include "app/gate/gate_doctor.h"
#include "app/gate/gate_look.h"

#include <stdio.h>

/* --- one file --- */

static bool path_of(const struct erasing *x, const char *file, char path[PATH_SIZE], struct error *e)
{
    return gate_path(x->g, path, e, "batches/%s/%s", x->act.subject, file);
}

/* Records behind a head that has their hash. */
static bool records_are(const struct erasing *x, const char *file, const char *hash, struct error *e)
{
    char path[PATH_SIZE], hex[HEX_256];
    struct mapping m;
    struct sha256 found, wanted;
    if (hash[0] == '\0') {
        return true; /* a batch of an older program */
    }
    if (!kept_hash(x->g, x->act.subject, strcmp(file, "rows.pvb") == 0 ? "rows" : "history", hash, hex, e) ||
        !path_of(x, file, path, e) || !file_map(&m, path, e)) {
        return false;
    }
    bool ok = m.len >= RECORDS_HEAD &&
              crypto_sha256((struct span){(const char *)m.at + RECORDS_HEAD, m.len - RECORDS_HEAD}, &found, e) &&
              crypto_equal(found.at, m.at + 32, sizeof found.at) &&
              hex_decode(span_of(hex), wanted.at, sizeof wanted.at) && crypto_equal(&found, &wanted, sizeof found);
    file_unmap(&m);
    return ok || fail(e, ERROR_VERIFY, "doctor.altered", "%s is not what the ledger names", path);
}

static bool requests_are(const struct erasing *x, struct error *e)
{
    char path[PATH_SIZE], hex[HEX_256];
    struct text plain = {0};
    struct layout *layout = NULL;
    struct sha256 found, wanted;
    if (!kept_hash(x->g, x->act.subject, "requests", json_text(x->act.document, "requests"), hex, e) ||
        !path_of(x, "requests.age", path, e)) {
        return false;
    }
    if (hex[0] == '\0') {
        return !file_exists(path) || fail(e, ERROR_VERIFY, "doctor.erased", "%s is there, and all its rows were erased", path);
    }
    bool ok = sealed_requests(x->g, x->act.subject, &plain, &layout, e) &&
              crypto_sha256(text_span(&plain), &found, e) &&
              ((hex_decode(span_of(hex), wanted.at, sizeof wanted.at) && crypto_equal(&found, &wanted, sizeof found)) ||
               fail(e, ERROR_VERIFY, "doctor.altered", "%s does not hold the requests that the ledger names", path));
    memory_free(layout);
    text_free(&plain);
    return ok;
}

/* A copy of a file that there was, or none. */
static bool copy_is(const struct erasing *x, const char *file, const char *hash, struct error *e)
{
    char path[PATH_SIZE];
    if (!path_of(x, file, path, e)) {
        return false;
    }
    return hash[0] != '\0' ? doctor_file_is(path, hash, e)
                           : !file_exists(path) ||
                                 fail(e, ERROR_VERIFY, "doctor.unnamed", "%s is there, and no entry names it", path);
}

static bool keys_are(const struct erasing *x, const struct erased *gone, struct error *e)
{
    char path[PATH_SIZE];
    struct row_keys keys = {0};
    bool private = false;
    bool ok = path_of(x, "keys.bin", path, e) && file_private(path, &private, e) &&
              (private || fail(e, ERROR_VERIFY, "doctor.mode", "%s can be read by others: chmod 600", path)) &&
              row_keys_load(&keys, path, e) &&
              (keys.count == x->size || fail(e, ERROR_VERIFY, "keys.length", "%s was cut", path));
    for (size_t i = 0; ok && i < keys.count; i++) {
        ok = row_key_erased(keys.at[i]) == gone->rows.has[i] ||
             fail(e, ERROR_VERIFY, "doctor.keys", "%s: row %zu %s", path, i + 1,
                  gone->rows.has[i] ? "was erased, and has a key" : "has no key, and was not erased");
    }
    row_keys_clear(&keys);
    return ok;
}

/* After an erasure its lines are others; no entry says which. */
static bool outcomes_are(const struct erasing *x, const struct plan *p, const struct erased *gone, struct error *e)
{
    struct intake *in = NULL;
    const char *named = json_text(p->act.document, "outcomes");
    if (gone->rows.count == 0 && named[0] != '\0') {
        return copy_is(x, "outcomes.csv", named, e);
    }
    bool ok = outcomes_open(&in, x->g, x->act.subject, e) &&
              (intake_rows(in) == x->size ||
               fail(e, ERROR_VERIFY, "outcomes.short", "outcomes.csv of %s has not a line for each row", x->act.subject));
    intake_close(in);
    return ok;
}

/* --- packages --- */

/* A file that an act names by its hash, with its signature; *there: there is such an act. */
static bool left_is(const struct erasing *x, const char *type, const char *release, const char *ending, const char *key,
                    const char *comment, bool *there, struct error *e)
{
    char path[PATH_SIZE], what[96];
    struct found f = {0};
    if (!gate_find(x->g, type, release, &f, there, e)) {
        return false;
    }
    const char *hash = json_text(f.entry, key);
    (void)snprintf(what, sizeof what, "%s %s", comment, release);
    bool ok = !*there || hash[0] == '\0' ||
              (gate_path(x->g, path, e, "batches/%s/%s%s", x->act.subject, release, ending) &&
               doctor_file_is(path, hash, e) && doctor_signed(x->g, path, what, e));
    found_clear(&f);
    return ok;
}

/* The key of a package that was released: it opens the package, or is gone since rows were erased. */
static bool sealed_is(const struct erasing *x, const char *release, const struct erased *gone, struct error *e)
{
    char sealed[PATH_SIZE], package[PATH_SIZE];
    if (!gate_path(x->g, sealed, e, "batches/%s/%s.sealed", x->act.subject, release) ||
        !gate_path(x->g, package, e, "batches/%s/%s" LEAVE_PACKAGE, x->act.subject, release)) {
        return false;
    }
    if (gone->rows.count > 0) {
        return !file_exists(sealed) ||
               fail(e, ERROR_VERIFY, "doctor.sealed", "%s is there, and rows were erased", sealed);
    }
    return doctor_opens(x->g, package, sealed, e);
}

static bool package_is(const struct erasing *x, const struct erased *gone, struct error *e)
{
    char release[GATE_ID];
    bool released;
    (void)snprintf(release, sizeof release, "r%s", x->act.subject + 1);
    return left_is(x, "release", release, LEAVE_PACKAGE, "package", "proviso package", &released, e) &&
           left_is(x, "release", release, LEAVE_MANIFEST, "manifest", "proviso manifest of package", &released, e) &&
           (!released || sealed_is(x, release, gone, e));
}

/* The file of a handover that a crash cut short lies there, and no entry names it: the next one makes another. */
static bool note_identity(struct doctor *d, const struct erasing *x, const char *what, struct error *e)
{
    char release[GATE_ID], todo[GATE_ID + 24];
    bool there;
    struct error found = {0};
    (void)snprintf(release, sizeof release, "r%s", x->act.subject + 1);
    (void)snprintf(todo, sizeof todo, "proviso handover %s", release);
    return left_is(x, "handover", release, LEAVE_IDENTITY, "identity", "proviso identity of package", &there, &found) ||
           doctor_say(d, HEALTH_NOTE, what, todo, e, "%s", found.text);
}

/* What an examination found; notes may say what a row held, so it goes with the first row that is erased. */
static bool sample_is(const struct erasing *x, const char *plan, struct error *e)
{
    struct sample_state s;
    char file[GATE_ID + 8];
    if (!sample_state(x->g, plan, &s, e) || !s.examined) {
        return !s.examined;
    }
    (void)snprintf(file, sizeof file, "%s.csv", s.result);
    return copy_is(x, file, gate_count(x->g, "erasure", x->act.subject) > 0 ? "" : s.file, e);
}

/* --- a batch, an import --- */

static bool batch_is_whole(const struct erasing *x, const struct erased *gone, struct error *e)
{
    char plan[GATE_ID];
    struct plan p = {0};
    (void)snprintf(plan, sizeof plan, "p%s", x->act.subject + 1);
    bool ok = plan_get(x->g, plan, &p, e) && records_are(x, "rows.pvb", json_text(p.act.document, "rows"), e) &&
              records_are(x, "history.bin", json_text(p.act.document, "history"), e) && requests_are(x, e) &&
              copy_is(x, "layout.proviso", json_text(x->act.document, "layout"), e) &&
              copy_is(x, "model.txt", json_text(p.act.document, "model_file"), e) && keys_are(x, gone, e) &&
              doctor_row_keys(x, &gone->rows, e) && outcomes_are(x, &p, gone, e) && package_is(x, gone, e) &&
              sample_is(x, plan, e);
    plan_clear(&p);
    return ok;
}

static bool import_is_whole(const struct erasing *x, struct error *e)
{
    static const struct {
        const char *file, *name;
    } files[] = {{"layout.proviso", "layout"}, {"gazetteer.csv", "gazetteer"}, {"agreement.proviso", "text"}};
    char path[PATH_SIZE];
    const char *rows = json_text(x->act.document, "rows");
    if (rows[0] == '\0') {
        return true; /* entered by a version that kept nothing */
    }
    bool ok = records_are(x, "rows.pvb", rows, e) && requests_are(x, e) &&
              past_file(x->g, &x->act, "releases.csv", "releases", path, e);
    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++) {
        ok = copy_is(x, files[i].file, json_text(x->act.document, files[i].name), e);
    }
    return ok;
}

static bool look_at(void *ctx, const struct found *f, struct error *e)
{
    struct doctor *d = ctx;
    struct erasing x = {0};
    struct erased gone = {0};
    struct error found = {0};
    char what[GATE_ID + 16], of[GATE_ID];
    (void)snprintf(of, sizeof of, "%s", f->subject);
    (void)snprintf(what, sizeof what, "%s %s", strncmp(of, "past", 4) == 0 ? "import" : "batch", of);
    bool whole = erasure_finish(d->g, of, &found) && erasing_open(&x, d->g, of, &found) &&
                 erased_open(&gone, d->g, of, x.size, &found) &&
                 (x.import ? import_is_whole(&x, &found) : batch_is_whole(&x, &gone, &found));
    whole = kept_read(d->g, of, whole, &found);
    bool ok = !whole ? doctor_wrong(d, what, FROM_BACKUP, &found, e)
              : gone.rows.count == 0
                  ? doctor_say(d, HEALTH_OK, what, "", e, "%s, every file as the ledger names it",
                               COUNTED(x.size, "row", "rows"))
                  : doctor_say(d, HEALTH_OK, what, "", e, "%s, %llu of them erased; every file as the ledger names it",
                               COUNTED(x.size, "row", "rows"), (unsigned long long)gone.rows.count);
    ok = ok && (x.import || !whole || note_identity(d, &x, what, e));
    erased_clear(&gone);
    erasing_clear(&x);
    return ok;
}

bool doctor_batches(struct doctor *d, struct error *e)
{
    return gate_each(d->g, "batch", NULL, look_at, d, e) && gate_each(d->g, "past", NULL, look_at, d, e);
}
