/* gate_wrong.c: which rows a finding says are wrong: kept when it is entered, so
 * that what is recalled, told and accounted for is what was found, whatever the
 * rules say later. findings/<id>.pvw, without personal data: records behind the
 * head of gate_records.c ("PROVISO WRONG 1\n").
 *
 *   OFFSET  SIZE  DESCRIPTION (little-endian)
 *   0       4     row of the records of the batch or import, from 0
 *   4       2     number of its part, from 0
 *   6       1     bit i: wrong under the i-th reading
 *   7       1     0
 *
 * The document of the finding says what the parts are (`parts`: of, release,
 * recipient, rows), names the readings in order, and has the SHA-256 of the
 * records as `wrong`. Records lie part after part, each part in rising order of
 * rows; a part without a wrong row is not named.
 *
 * It is written and synced under the writer's lock, before the entry: a crash
 * before that leaves a file that nothing names and the next finding replaces.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

#include "base/pool.h"

enum { SLICE = 1 << 16, WINDOW = 16, RECORD = 8, PARTS = 1 << 16 };

static const char magic[16] = "PROVISO WRONG 1\n";

/* --- found --- */

struct some {
    struct wrong_row *at;
    size_t count, cap;
};

struct collecting {
    const struct look *l;
    const struct history *h;
    struct some slice[WINDOW];
    struct wrong_part *to;
};

static bool add_row(struct wrong_row **at, size_t *count, size_t *cap, const struct wrong_row *row, struct error *e)
{
    if (!memory_grow((void **)at, cap, *count, sizeof **at, e)) {
        return false;
    }
    (*at)[(*count)++] = *row;
    return true;
}

static bool collect_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct collecting *c = ctx;
    struct some *to = &c->slice[slice % WINDOW];
    struct era_hint hint = {0};
    struct kept_row r;
    struct decided d;
    size_t first = slice * SLICE, all = c->h->rows->count, end = all - first < SLICE ? all : first + SLICE;
    (void)worker;
    for (size_t i = first; i < end; i++) {
        if (!history_row(c->l, c->h, i, &hint, &r)) {
            continue;
        }
        if (!kept_row_sound(c->l, &r)) {
            return fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", c->h->rows->path);
        }
        kept_row_decide(c->l, &r, &d);
        struct wrong_row row = {(uint32_t)i, (uint8_t)d.wrong};
        if (d.wrong != 0 && !add_row(&to->at, &to->count, &to->cap, &row, e)) {
            return false;
        }
    }
    return true;
}

static bool take_slice(void *ctx, size_t slice, struct error *e)
{
    struct collecting *c = ctx;
    struct some *from = &c->slice[slice % WINDOW];
    bool ok = true;
    for (size_t i = 0; ok && i < from->count; i++) {
        ok = add_row(&c->to->rows, &c->to->count, &c->to->cap, &from->at[i], e);
    }
    from->count = 0;
    return ok;
}

static void name_readings(struct wrong *w, const struct readings *by)
{
    w->readings = by->count;
    for (unsigned i = 0; i < by->count; i++) {
        memcpy(w->reading[i], by->name[i], FINDING_NAME);
    }
}

bool wrong_rows(struct wrong *w, const struct look *l, const struct history *h, unsigned threads, const char *of,
                const char *release, const char *recipient, struct error *e)
{
    if (w->count == PARTS) {
        return fail(e, ERROR_FAILED, "finding.parts", "a finding is about at most %d releases", PARTS);
    }
    if (!memory_grow((void **)&w->parts, &w->cap, w->count, sizeof *w->parts, e)) {
        return false;
    }
    struct wrong_part *part = &w->parts[w->count];
    struct collecting c = {.l = l, .h = h, .to = part};
    *part = (struct wrong_part){0};
    (void)snprintf(part->of, GATE_ID, "%s", of);
    (void)snprintf(part->release, GATE_ID, "%s", release);
    (void)snprintf(part->recipient, GATE_ID, "%s", recipient);
    name_readings(w, l->by);
    bool ok = pool_pipe(threads, (h->rows->count + SLICE - 1) / SLICE, WINDOW, collect_slice, take_slice, &c, e);
    for (size_t i = 0; i < WINDOW; i++) {
        memory_free(c.slice[i].at);
    }
    if (!ok || part->count == 0) {
        memory_free(part->rows);
        return ok;
    }
    w->count++;
    return true;
}

void wrong_clear(struct wrong *w)
{
    for (size_t i = 0; i < w->count; i++) {
        memory_free(w->parts[i].rows);
    }
    memory_free(w->parts);
    *w = (struct wrong){0};
}

/* --- kept --- */

struct place {
    const struct wrong *w;
    size_t part, first; /* of the last row that was asked for, and where that part begins */
};

/* The i-th of all rows; they are asked for in order. */
static void encode(const void *all, size_t i, uint8_t *to)
{
    struct place *p = (struct place *)(uintptr_t)all;
    while (i - p->first >= p->w->parts[p->part].count) {
        p->first += p->w->parts[p->part++].count;
    }
    const struct wrong_row *r = &p->w->parts[p->part].rows[i - p->first];
    bytes_put(to, r->row, 4);
    bytes_put(to + 4, p->part, 2);
    to[6] = r->readings;
    to[7] = 0;
}

static bool describe(const struct wrong *w, const struct sha256 *hash, json_t *document, struct error *e)
{
    struct text hex = {0};
    json_t *parts = json_array();
    for (size_t i = 0; i < w->count; i++) {
        const struct wrong_part *p = &w->parts[i];
        parts = json_list_add(parts, json_pack("{s:s, s:s, s:s, s:I}", "of", p->of, "release", p->release, "recipient",
                                               p->recipient, "rows", (json_int_t)p->count));
    }
    bool ok = json_made(parts, e) && text_add_hex(&hex, hash->at, sizeof hash->at, e) &&
              json_made(json_object_set_new(document, "wrong", json_string(hex.at)) == 0 ? document : NULL, e) &&
              json_made(json_object_set(document, "parts", parts) == 0 ? document : NULL, e);
    json_decref(parts);
    text_free(&hex);
    return ok;
}

static bool wrong_path(const struct gate *g, const char *id, char path[PATH_SIZE], struct error *e)
{
    return gate_path(g, path, e, "findings/%s.pvw", id);
}

bool wrong_keep(const struct gate *g, const char *id, const struct wrong *w, json_t *document, struct error *e)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    uint8_t head[RECORDS_HEAD] = {0};
    struct sha256 hash = {0};
    struct place place = {.w = w};
    struct records records = {.size = RECORD, .encode = encode, .all = &place};
    for (size_t i = 0; i < w->count; i++) {
        records.count += w->parts[i].count;
    }
    memcpy(head, magic, sizeof magic);
    bytes_put(head + 24, RECORD, 4);
    return gate_path(g, folder, e, "findings") && wrong_path(g, id, path, e) &&
           (g->dry || (folder_make(folder, FILE_PRIVATE, e) && records_save(path, head, &records, &hash, e) &&
                       folder_sync(folder, e) && folder_sync(g->dir, e))) &&
           describe(w, &hash, document, e);
}

void wrong_give_back(const struct gate *g, const char *id)
{
    char path[PATH_SIZE];
    struct error ignored;
    if (wrong_path(g, id, path, &ignored)) {
        (void)!file_remove(path, &ignored);
    }
}

/* --- read again --- */

static bool altered(const char *path, struct error *e)
{
    return fail(e, ERROR_VERIFY, "finding.altered", "%s is not the file that the ledger's document names", path);
}

/* The records, if they are those that the document names. */
static bool records_of(const struct mapping *m, const char *path, const char *named, size_t *count, struct error *e)
{
    struct sha256 hash;
    uint8_t wanted[SHA256_SIZE];
    if (m->len < RECORDS_HEAD || (m->len - RECORDS_HEAD) % RECORD != 0 || memcmp(m->at, magic, sizeof magic) != 0) {
        return altered(path, e);
    }
    struct span records = {(const char *)m->at + RECORDS_HEAD, m->len - RECORDS_HEAD};
    *count = records.len / RECORD;
    if (!crypto_sha256(records, &hash, e)) {
        return false;
    }
    return (bytes_get(m->at + 16, 8) == *count && bytes_get(m->at + 24, 8) == RECORD &&
            crypto_equal(hash.at, m->at + 32, sizeof hash.at) && hex_decode(span_of(named), wanted, sizeof wanted) &&
            crypto_equal(hash.at, wanted, sizeof hash.at)) ||
           altered(path, e);
}

static bool take_parts(struct wrong *w, const json_t *parts, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(parts); i++) {
        const json_t *from = json_array_get(parts, i);
        ok = memory_grow((void **)&w->parts, &w->cap, w->count, sizeof *w->parts, e);
        if (ok) {
            struct wrong_part *p = &w->parts[w->count++];
            *p = (struct wrong_part){.cap = (size_t)json_number(from, "rows")};
            (void)snprintf(p->of, GATE_ID, "%s", json_text(from, "of"));
            (void)snprintf(p->release, GATE_ID, "%s", json_text(from, "release"));
            (void)snprintf(p->recipient, GATE_ID, "%s", json_text(from, "recipient"));
            p->rows = memory_new(p->cap, sizeof *p->rows, e);
            ok = p->rows != NULL;
        }
    }
    return ok;
}

static bool take_rows(struct wrong *w, const uint8_t *at, size_t count, const char *path, struct error *e)
{
    size_t taken = 0, all = 0;
    for (size_t i = 0; i < count; i++, at += RECORD) {
        size_t part = (size_t)bytes_get(at + 4, 2);
        struct wrong_part *p = part < w->count ? &w->parts[part] : NULL;
        if (p != NULL && p->count < p->cap) {
            p->rows[p->count++] = (struct wrong_row){(uint32_t)bytes_get(at, 4), at[6]};
            taken++;
        }
    }
    for (size_t i = 0; i < w->count; i++) {
        all += w->parts[i].cap;
    }
    return (taken == count && all == count) || altered(path, e);
}

static void take_readings(struct wrong *w, const json_t *readings)
{
    for (size_t i = 0; i < json_array_size(readings) && i < FINDING_READINGS; i++) {
        (void)snprintf(w->reading[w->readings++], FINDING_NAME, "%s",
                       json_text(json_array_get(readings, i), "reading"));
    }
}

static bool load(struct wrong *out, const struct gate *g, const struct found *f, struct error *e)
{
    char path[PATH_SIZE];
    struct mapping m = {0};
    size_t count = 0;
    const char *named = json_text(f->document, "wrong");
    if (named[0] == '\0') {
        (void)!fail(e, ERROR_INPUT, "finding.unkept", "%s was entered by a version that kept no rows", f->subject);
        error_hint(e, "look back again, with --key: proviso lookback");
        return false;
    }
    if (!wrong_path(g, f->subject, path, e)) {
        return false;
    }
    if (!file_exists(path)) {
        return fail(e, ERROR_VERIFY, "finding.missing", "%s is missing", path);
    }
    if (!file_map(&m, path, e)) {
        return false;
    }
    take_readings(out, json_object_get(f->document, "readings"));
    bool ok = records_of(&m, path, named, &count, e) && take_parts(out, json_object_get(f->document, "parts"), e) &&
              take_rows(out, m.at + RECORDS_HEAD, count, path, e);
    file_unmap(&m);
    return ok;
}

const char *finding_type(const char *finding)
{
    return strncmp(finding, "past", 4) == 0 ? "past" : "finding";
}

bool wrong_load(struct wrong *out, struct gate *g, const char *finding, struct error *e)
{
    struct found f = {0};
    *out = (struct wrong){0};
    bool ok = gate_get(g, finding_type(finding), finding, &f, e) && load(out, g, &f, e);
    found_clear(&f);
    if (!ok) {
        wrong_clear(out);
    }
    return ok;
}

/* --- all of them --- */

struct checking {
    struct gate *g;
    uint64_t findings, rows;
};

static bool check_one(void *ctx, const struct found *f, struct error *e)
{
    struct checking *c = ctx;
    struct wrong w = {0};
    bool kept = json_text(f->document, "wrong")[0] != '\0', ok = !kept || load(&w, c->g, f, e);
    c->findings += kept;
    for (size_t i = 0; i < w.count; i++) {
        c->rows += w.parts[i].count;
    }
    wrong_clear(&w);
    return ok;
}

bool wrong_check(struct gate *g, uint64_t *findings, uint64_t *rows, struct error *e)
{
    struct checking c = {.g = g};
    bool ok = gate_each(g, "finding", NULL, check_one, &c, e) && gate_each(g, "past", NULL, check_one, &c, e);
    *findings = c.findings;
    *rows = c.rows;
    return ok;
}
