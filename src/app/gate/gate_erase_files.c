/* gate_erase_files.c: how each file of a batch or an import loses rows.
 *
 *   keys.bin       32 zero bytes: the row's three commitments open to nothing any more
 *   rows.pvb       what tells whom a row is about: person, leaf, weights, commitment, and the facts, but for those
 *                  that totals and look-back need: of a released row all (they name nobody), else how it was linked
 *   history.bin    the marks of row and person; that of the officer stays, whose case-load it counts to
 *   requests.age   the row's line is "-": a row that is there, keeps its number and cannot be read
 *   outcomes.csv   the control and the reason; of an import releases.csv, the control
 *   <release>.sealed  the key of the package, which holds an answer for every row
 *   sd1.csv        of a sample: its notes may say what a row held; the verdicts stand in the document
 *
 * (1) Files of records are overwritten in place; of a file that is made anew the bytes of the old one are
 *     overwritten when the new one is there. What a file system that copies on write, or an SSD, keeps of old blocks
 *     is out of reach.
 * (2) Every change is a function of the file and of the rows that are gone, and makes no difference the second time:
 *     so the entry can name the hashes before any file is touched, and a crash is made good by doing it again.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

const char *const erased_names[ERASED_FILES] = {"rows", "history", "requests", "releases"};

enum { MARK_SIZE = 24, MARK_OFFICER = 16 };

/* --- the batch or the import --- */

bool erasing_open(struct erasing *x, struct gate *g, const char *of, struct error *e)
{
    *x = (struct erasing){.g = g, .import = strncmp(of, "past", 4) == 0};
    if (!gate_get(g, x->import ? "past" : "batch", of, &x->act, e)) {
        return false;
    }
    x->size = (size_t)json_number(x->act.entry, x->import ? "requests" : "rows");
    return true;
}

void erasing_clear(struct erasing *x)
{
    found_clear(&x->act);
}

static bool path_of(const struct erasing *x, const char *file, char out[PATH_SIZE], struct error *e)
{
    return gate_path(x->g, out, e, "batches/%s/%s", x->act.subject, file);
}

static bool hash_of(struct span bytes, char out[HEX_256], struct error *e)
{
    struct sha256 hash;
    struct text hex = {0};
    bool ok = crypto_sha256(bytes, &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok) {
        memcpy(out, hex.at, HEX_256);
    }
    text_free(&hex);
    return ok;
}

/* --- bytes on the disk --- */

static bool load(const char *path, struct text *out, struct error *e)
{
    struct mapping m;
    if (!file_map(&m, path, e)) {
        return false;
    }
    bool ok = text_add(out, (struct span){(const char *)m.at, m.len}, e);
    file_unmap(&m);
    return ok;
}

/* The same blocks, as far as the file system has it so. */
static bool overwrite(const char *path, struct span bytes, struct error *e)
{
    struct file *f = NULL;
    bool ok = file_into(&f, path, 0, e) && file_write(f, bytes, e) && file_sync(f, e);
    file_drop(f);
    return ok;
}

/* The bytes of a file that another takes the place of. */
struct old {
    struct file *file;
    uint64_t size;
};

static bool old_open(struct old *o, const char *path, struct error *e)
{
    *o = (struct old){0};
    return !file_exists(path) || (file_size(path, &o->size, e) && file_into(&o->file, path, 0, e));
}

/* With ok: they are made zeros. */
static bool old_wipe(struct old *o, bool ok, struct error *e)
{
    static const char zeros[1 << 14];
    while (ok && o->file != NULL && o->size > 0) {
        size_t n = o->size < sizeof zeros ? (size_t)o->size : sizeof zeros;
        ok = file_write(o->file, (struct span){zeros, n}, e);
        o->size -= n;
    }
    ok = ok && (o->file == NULL || file_sync(o->file, e));
    file_drop(o->file);
    return ok;
}

bool erasing_wipe(const char *path, struct error *e)
{
    struct old old;
    return !file_exists(path) || (old_open(&old, path, e) && old_wipe(&old, true, e) && file_remove(path, e));
}

static bool wipe_and_remove(const struct erasing *x, const char *file, struct error *e)
{
    char path[PATH_SIZE];
    return path_of(x, file, path, e) && erasing_wipe(path, e);
}

/* --- files of records --- */

static void blank_record(const struct erasing *x, uint8_t *r)
{
    r[ROW_ERASED] = 1;
    if (x->import) {
        memset(r + ROW_TAG, 0, 8);
        return;
    }
    if (r[ROW_OUTCOME] != OUTCOME_RELEASED) {
        for (unsigned i = 0; i < FACT_COUNT; i++) {
            r[i] = fact_phase((enum fact)i) == PHASE_MATCH ? r[i] : 0;
        }
    }
    bytes_put(r + ROW_PERSON, PERSON_NOBODY, 4);
    bytes_put(r + ROW_LEAF, UINT32_MAX, 4);
    memset(r + 48, 0, 16);
}

static void blank_mark(const struct erasing *x, uint8_t *r)
{
    (void)x;
    memset(r, 0, MARK_OFFICER);
}

/* Of records: their size, and which row one is about. */
struct form {
    const char *file;
    size_t record;
    size_t row_at; /* where the record says its row; 0: the n-th record is row n */
    void (*blank)(const struct erasing *x, uint8_t *record);
};

static bool blank_records(const struct erasing *x, const struct form *f, struct text *t, struct error *e)
{
    if (t->len < RECORDS_HEAD || (t->len - RECORDS_HEAD) % f->record != 0) {
        return fail(e, ERROR_VERIFY, "erase.file", "%s of %s was cut", f->file, x->act.subject);
    }
    uint8_t *all = (uint8_t *)t->at + RECORDS_HEAD;
    size_t count = (t->len - RECORDS_HEAD) / f->record;
    for (size_t i = 0; i < count; i++) {
        size_t row = f->row_at == 0 ? i : (size_t)bytes_get(all + i * f->record + f->row_at, 4);
        if (row < x->size && x->gone->has[row]) {
            f->blank(x, all + i * f->record);
        }
    }
    struct sha256 hash;
    bool ok = crypto_sha256((struct span){(const char *)all, t->len - RECORDS_HEAD}, &hash, e);
    if (ok) {
        memcpy(t->at + 32, hash.at, sizeof hash.at);
    }
    return ok;
}

static bool records_without(const struct erasing *x, const struct form *f, bool write, char hash[HEX_256],
                            struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    if (!path_of(x, f->file, path, e)) {
        return false;
    }
    hash[0] = '\0';
    if (!file_exists(path)) {
        return true;
    }
    bool ok = load(path, &t, e) && blank_records(x, f, &t, e) &&
              hash_of((struct span){t.at + RECORDS_HEAD, t.len - RECORDS_HEAD}, hash, e) &&
              (!write || overwrite(path, text_span(&t), e));
    text_free(&t);
    return ok;
}

void keys_without(uint8_t *keys, size_t count, const struct row_set *gone)
{
    for (size_t i = 0; i < count && i < gone->size; i++) {
        if (gone->has[i]) {
            memory_wipe(keys + i * KEY_SIZE, KEY_SIZE);
        }
    }
}

static bool wipe_keys(const struct erasing *x, bool write, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = path_of(x, "keys.bin", path, e) && load(path, &t, e);
    ok = ok && (t.len == x->size * KEY_SIZE || fail(e, ERROR_VERIFY, "erase.file", "%s was cut", path));
    if (ok && write) {
        keys_without((uint8_t *)t.at, t.len / KEY_SIZE, x->gone);
        ok = overwrite(path, text_span(&t), e);
    }
    text_free(&t);
    return ok;
}

/* --- files of lines --- */

struct editing {
    const struct erasing *x;
    const uint8_t *row; /* of each line, which request row (4 bytes at row_at of a record); NULL: the n-th */
    size_t step;
    const char *at;     /* what is not copied yet */
    size_t line;
    bool requests;      /* else a list of controls */
    struct text out;
};

/* All columns but the control and the reason. */
static bool add_list_line(const struct row *row, struct text *out, struct error *e)
{
    return text_add_csv(out, row->value[FIELD_PLACE], ',', e) && text_addc(out, ',', e) &&
           text_add_csv(out, row->value[FIELD_HOUSE], ',', e) && text_addc(out, ',', e) &&
           text_add_csv(out, row->value[FIELD_STREET], ',', e) && text_addc(out, ',', e) &&
           text_add_csv(out, row->value[FIELD_CATEGORY], ',', e) && text_addc(out, ',', e) &&
           text_add_csv(out, row->value[FIELD_NOTE], ',', e);
}

static bool edit_row(void *ctx, const struct row *row, struct error *e)
{
    struct editing *d = ctx;
    size_t n = d->line++;
    size_t of = d->row == NULL ? n : (size_t)bytes_get(d->row + n * d->step, 4);
    if (of >= d->x->size || !d->x->gone->has[of]) {
        return true;
    }
    bool ok = text_add(&d->out, (struct span){d->at, (size_t)(row->bytes.at - d->at)}, e) &&
              (d->requests ? text_addc(&d->out, '-', e) : add_list_line(row, &d->out, e));
    d->at = row->bytes.at + row->bytes.len;
    return ok;
}

/* The content of `in` with the rows that are gone made blank, in d->out. */
static bool edit(struct editing *d, struct intake *in, struct error *e)
{
    struct span all = intake_content(in);
    d->at = all.at;
    return list_each(in, "", NULL, edit_row, d, e) &&
           text_add(&d->out, (struct span){d->at, (size_t)(all.at + all.len - d->at)}, e);
}

/* A row that is "-" is one row, whatever the format. */
static bool same_count(const struct text *bytes, const struct layout *layout, uint64_t rows, struct error *e)
{
    struct intake *in = NULL;
    bool ok = intake_open_bytes(&in, text_span(bytes), "requests.age", INTAKE_REQUESTS, layout,
                                &intake_default_limits, e) &&
              (intake_rows(in) == rows ||
               fail(e, ERROR_FAILED, "erase.rows", "the requests would have another number of rows"));
    intake_close(in);
    return ok;
}

static bool save_requests(const struct erasing *x, const struct text *bytes, struct error *e)
{
    char path[PATH_SIZE];
    struct old old;
    if (!path_of(x, "requests.age", path, e) || !old_open(&old, path, e)) {
        return false;
    }
    return old_wipe(&old, keep_sealed(x->g, x->act.subject, text_span(bytes), e), e);
}

static bool requests_without(const struct erasing *x, bool write, char hash[HEX_256], struct error *e)
{
    char path[PATH_SIZE];
    struct text plain = {0};
    struct layout *layout = NULL;
    struct intake *in = NULL;
    struct editing d = {.x = x, .requests = true};
    hash[0] = '\0';
    if (!path_of(x, "requests.age", path, e)) {
        return false;
    }
    if (!file_exists(path) || x->gone->count == x->size) {
        return !write || wipe_and_remove(x, "requests.age", e);
    }
    bool ok = sealed_requests(x->g, x->act.subject, &plain, &layout, e) &&
              intake_open_bytes(&in, text_span(&plain), "requests.age", INTAKE_REQUESTS, layout,
                                &intake_default_limits, e) &&
              edit(&d, in, e) && same_count(&d.out, layout, intake_rows(in), e) &&
              hash_of(text_span(&d.out), hash, e) && (!write || save_requests(x, &d.out, e));
    intake_close(in);
    memory_free(layout);
    text_free(&plain);
    text_free(&d.out);
    return ok;
}

static bool replace(const char *path, const struct text *bytes, struct error *e)
{
    struct old old;
    if (!old_open(&old, path, e)) {
        return false;
    }
    return old_wipe(&old, file_save(path, text_span(bytes), FILE_PRIVATE, e), e);
}

/* Lines of a list of controls; `row`: as in struct editing. */
static bool list_without(const struct erasing *x, const char *file, const struct list_column *columns,
                         size_t count, struct editing *d, bool write, char hash[HEX_256], struct error *e)
{
    char path[PATH_SIZE];
    struct intake *in = NULL;
    d->x = x;
    bool ok = path_of(x, file, path, e) && list_open(&in, path, INTAKE_REQUESTS, columns, count, e) &&
              edit(d, in, e) && hash_of(text_span(&d->out), hash, e) && (!write || replace(path, &d->out, e));
    intake_close(in);
    text_free(&d->out);
    return ok;
}

static bool outcomes_without(const struct erasing *x, bool write, struct error *e)
{
    static const struct list_column columns[] = {{"row", FIELD_PLACE},
                                                 {"control", FIELD_CONTROL},
                                                 {"outcome", FIELD_STREET},
                                                 {"level", FIELD_CATEGORY},
                                                 {"reason", -1}};
    char hash[HEX_256];
    struct editing d = {0};
    return list_without(x, "outcomes.csv", columns, sizeof columns / sizeof *columns, &d, write, hash, e);
}

/* Which request row a line is about, its record says. */
static bool releases_without(const struct erasing *x, bool write, char hash[HEX_256], struct error *e)
{
    static const struct list_column columns[] = {{"release", FIELD_PLACE},
                                                 {"row", FIELD_HOUSE},
                                                 {"control", FIELD_CONTROL},
                                                 {"process", FIELD_CATEGORY},
                                                 {"released_at", FIELD_NOTE}};
    char path[PATH_SIZE];
    struct rows_view rows;
    hash[0] = '\0';
    if (!path_of(x, "rows.pvb", path, e) || !rows_view(&rows, path, ROWS_PAST, e)) {
        return false;
    }
    struct editing d = {.row = rows.at + ROW_PERSON, .step = ROW_SIZE};
    bool ok = list_without(x, "releases.csv", columns, sizeof columns / sizeof *columns, &d, write, hash, e);
    rows_view_close(&rows);
    return ok;
}

/* --- all --- */

static bool go_over(struct erasing *x, bool write, char hash[ERASED_FILES][HEX_256], struct error *e)
{
    const struct form rows = {"rows.pvb", ROW_SIZE, x->import ? ROW_PERSON : 0, blank_record},
                      history = {"history.bin", MARK_SIZE, 0, blank_mark};
    memset(hash, 0, sizeof(char[ERASED_FILES][HEX_256]));
    return requests_without(x, write, hash[ERASED_REQUESTS], e) &&
           records_without(x, &rows, write, hash[ERASED_ROWS], e) &&
           (x->import ? releases_without(x, write, hash[ERASED_RELEASES], e)
                      : records_without(x, &history, write, hash[ERASED_HISTORY], e));
}

bool erasing_look(struct erasing *x, struct error *e)
{
    char rows[PATH_SIZE];
    return (x->import || (path_of(x, "rows.pvb", rows, e) &&
                          (file_exists(rows) || fail(e, ERROR_VERIFY, "erase.file", "%s is missing", rows)) &&
                          wipe_keys(x, false, e) && outcomes_without(x, false, e))) &&
           go_over(x, false, x->hash, e);
}

/* Notes of a sample, those too that were never entered: "sd1.csv". */
static bool wipe_notes(void *ctx, const char *name, struct error *e)
{
    const char *folder = ctx;
    char path[PATH_SIZE];
    return strncmp(name, "sd", 2) != 0 || (path_format(path, sizeof path, e, "%s%s", folder, name) && erasing_wipe(path, e));
}

static bool wipe_package(const struct erasing *x, struct error *e)
{
    char sealed[GATE_ID + 8], folder[PATH_SIZE];
    (void)snprintf(sealed, sizeof sealed, "r%s.sealed", x->act.subject + 1);
    return wipe_and_remove(x, sealed, e) && path_of(x, "", folder, e) && folder_each(folder, wipe_notes, folder, e);
}

bool erasing_apply(struct erasing *x, struct error *e)
{
    char found[ERASED_FILES][HEX_256], folder[PATH_SIZE];
    bool ok = (x->import || (wipe_keys(x, true, e) && wipe_package(x, e))) && go_over(x, true, found, e) &&
              (x->import || outcomes_without(x, true, e)) && gate_path(x->g, folder, e, "batches/%s", x->act.subject) &&
              folder_sync(folder, e);
    for (unsigned i = 0; ok && i < ERASED_FILES; i++) {
        ok = strcmp(found[i], x->hash[i]) == 0 ||
             fail(e, ERROR_VERIFY, "erase.altered", "%s of %s is not what the erasure's document names",
                  erased_names[i], x->act.subject);
    }
    return ok;
}
