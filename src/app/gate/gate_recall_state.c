/* gate_recall_state.c: how a recall stands: its steps from the ledger, its rows
 * from the notice, what certificates cover of both rows and copies.
 *
 * The files of a recall are believed only when their hashes are those that the
 * documents name.
 */
#include "app/gate/gate_recall.h"

#include <stdio.h>

bool hash_span(struct span bytes, char out[HEX_256], struct error *e)
{
    struct sha256 hash;
    return crypto_sha256(bytes, &hash, e) && hash_hex(hash.at, out, e);
}

/* --- its steps --- */

static bool take_step(void *ctx, const struct found *f, struct error *e)
{
    struct recall_course *c = ctx;
    enum recall_step step;
    return (recall_step_find(span_of(json_text(f->entry, "state")), &step) && recall_go(c, step, f->time, e)) ||
           fail(e, ERROR_VERIFY, "recall.steps", "the step %s of the ledger cannot follow those before it", f->subject);
}

bool recall_of(struct gate *g, const struct found *act, struct recall *out, struct error *e)
{
    *out = (struct recall){.act = *act};
    json_incref(act->entry);
    json_incref(act->document);
    out->finding = json_text(act->document, "finding");
    out->recipient = json_text(act->entry, "recipient");
    recall_begin(&out->course, act->time, (unsigned)json_number(act->document, "days"));
    bool ok = gate_each(g, "recall-step", act->subject, take_step, &out->course, e);
    if (!ok) {
        recall_clear(out);
    }
    return ok;
}

bool recall_get(struct gate *g, const char *id, struct recall *out, struct error *e)
{
    struct found f = {0};
    *out = (struct recall){0};
    if (!gate_get(g, "recall", id, &f, e)) {
        error_hint(e, "proviso recall list");
        return false;
    }
    bool ok = recall_of(g, &f, out, e);
    found_clear(&f);
    return ok;
}

void recall_clear(struct recall *r)
{
    found_clear(&r->act);
    *r = (struct recall){0};
}

bool recall_step_draft(struct gate *g, const struct recall *r, enum recall_step step, json_t *document, struct draft *d,
                       uint64_t before, struct error *e)
{
    *d = (struct draft){.type = "recall-step", .document = document};
    (void)snprintf(d->subject, GATE_ID, "rs%llu",
                   (unsigned long long)(gate_count(g, "recall-step", NULL) + before + 1));
    memcpy(d->parent, r->act.subject, GATE_ID);
    d->entry = json_pack("{s:s, s:I}", "state", recall_step_name(step), "rows", (json_int_t)json_number(r->act.entry, "rows"));
    return json_made(document, e) && json_made(d->entry, e);
}

/* --- its files --- */

static bool take_package(void *ctx, const struct found *f, struct error *e)
{
    struct recall_package *p = ctx;
    const char *named = json_text(f->entry, "package");
    (void)e;
    if (named[0] != '\0') {
        (void)snprintf(p->hash, HEX_256, "%s", named);
        memcpy(p->step, f->subject, GATE_ID);
        p->index = f->index;
    }
    return true;
}

bool recall_package(struct gate *g, const struct found *act, struct recall_package *out, struct error *e)
{
    *out = (struct recall_package){.index = act->index};
    (void)snprintf(out->hash, HEX_256, "%s", json_text(act->entry, "package"));
    return gate_each(g, "recall-step", act->subject, take_package, out, e);
}

bool recall_file(const struct gate *g, const char *recall, const char *name, const char *named, char path[PATH_SIZE],
                 struct error *e)
{
    struct sha256 hash;
    char hex[HEX_256];
    return gate_path(g, path, e, "recalls/%s/%s", recall, name) && crypto_sha256_file(path, &hash, e) &&
           hash_hex(hash.at, hex, e) &&
           (strcmp(hex, named) == 0 ||
            fail(e, ERROR_VERIFY, "recall.altered", "%s is not the file that the ledger's document names", path));
}

struct reading_rows {
    const char *path;
    bool (*visit)(void *ctx, const struct recall_row *row, struct error *e);
    void *ctx;
};

static bool read_row(void *ctx, const struct row *row, struct error *e)
{
    struct reading_rows *w = ctx;
    struct recall_row out = {.release = row->value[FIELD_CATEGORY], .control = row->value[FIELD_CONTROL]};
    if (!span_number(row->value[FIELD_NOTE], &out.row) || out.release.len == 0) {
        return fail(e, ERROR_INPUT, "rows.number", "%s: line %llu: no release, or no row number", w->path,
                    (unsigned long long)row->line);
    }
    return w->visit(w->ctx, &out, e);
}

bool notice_each(const char *path, bool (*visit)(void *ctx, const struct recall_row *row, struct error *e), void *ctx,
                 struct error *e)
{
    static const struct list_column columns[] = {
        {"release", FIELD_CATEGORY}, {"row", FIELD_NOTE}, {"control", FIELD_CONTROL}, {"what", -1}, {"reason", -1}};
    struct reading_rows w = {.path = path, .visit = visit, .ctx = ctx};
    struct intake *in = NULL;
    bool ok = list_open(&in, path, INTAKE_REQUESTS, columns, sizeof columns / sizeof *columns, e) &&
              list_each(in, path, "rows.row", read_row, &w, e);
    intake_close(in);
    return ok;
}

/* --- its rows --- */

struct covering {
    struct gate *g;
    struct recall_rows *rows;
    const char *recall;
};

static bool add_row(void *ctx, const struct recall_row *row, struct error *e)
{
    return recall_rows_add(ctx, row, e);
}

static bool cover_row(void *ctx, const struct recall_row *row, struct error *e)
{
    (void)e;
    (void)recall_rows_cover(ctx, row);
    return true;
}

static bool cover_certificate(void *ctx, const struct found *f, struct error *e)
{
    struct covering *c = ctx;
    char name[GATE_ID + 8], path[PATH_SIZE];
    const char *named = json_text(f->document, "rows");
    if (strcmp(named, "all") == 0) {
        recall_rows_cover_all(c->rows);
        return true;
    }
    (void)snprintf(name, sizeof name, "%s.csv", f->subject);
    return recall_file(c->g, c->recall, name, named, path, e) && notice_each(path, cover_row, c->rows, e);
}

bool recall_load(struct gate *g, const struct recall *r, struct recall_rows **out, struct error *e)
{
    char path[PATH_SIZE];
    struct covering c = {.g = g, .recall = r->act.subject};
    bool ok = recall_rows_new(&c.rows, e) &&
              recall_file(g, r->act.subject, "notice.csv", json_text(r->act.document, "notice"), path, e) &&
              notice_each(path, add_row, c.rows, e) &&
              gate_each(g, "certificate", r->act.subject, cover_certificate, &c, e);
    if (!ok) {
        recall_rows_free(c.rows);
        return false;
    }
    *out = c.rows;
    return true;
}

static bool last_open(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    *(uint64_t *)ctx = (uint64_t)json_number(f->entry, "open");
    return true;
}

bool recall_open(struct gate *g, const struct recall *r, uint64_t *open, struct error *e)
{
    *open = (uint64_t)json_number(r->act.entry, "rows");
    return gate_each(g, "certificate", r->act.subject, last_open, open, e);
}

/* --- its copies --- */

static bool add_copies(void *ctx, const struct found *f, struct error *e)
{
    struct copies *c = ctx;
    int64_t n = json_number(f->document, "copies");
    if (!memory_grow((void **)&c->inventory, &c->inventories_cap, c->inventories, sizeof *c->inventory, e)) {
        return false;
    }
    struct copies_of *of = &c->inventory[c->inventories++];
    *of = (struct copies_of){.first = c->count, .count = n > 0 ? (size_t)n : 0};
    memcpy(of->id, f->subject, GATE_ID);
    for (int64_t i = 1; i <= n; i++) {
        if (!memory_grow((void **)&c->at, &c->cap, c->count, sizeof *c->at, e)) {
            return false;
        }
        struct copy *to = &c->at[c->count++];
        *to = (struct copy){.open = true};
        (void)snprintf(to->id, sizeof to->id, "%s:%lld", f->subject, (long long)i);
        c->open++;
    }
    return true;
}

bool copies_cover(struct copies *c, struct span id, bool *before)
{
    struct span rest = id, of;
    uint64_t n;
    (void)span_cut(&rest, ':', &of);
    for (size_t i = 0; span_number(rest, &n) && i < c->inventories; i++) {
        const struct copies_of *in = &c->inventory[i];
        struct copy *copy = span_is(of, in->id) && n > 0 && n <= in->count ? &c->at[in->first + (size_t)n - 1] : NULL;
        if (copy != NULL && span_is(id, copy->id)) { /* "cp1:01" is none */
            *before = !copy->open;
            c->open -= copy->open;
            copy->open = false;
            return true;
        }
    }
    return false;
}

static bool cover_copies(void *ctx, const struct found *f, struct error *e)
{
    const json_t *ids = json_object_get(f->document, "copies");
    bool before;
    (void)e;
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        (void)copies_cover(ctx, span_of(id == NULL ? "" : id), &before);
    }
    return true;
}

bool copies_load(struct gate *g, const char *recall, struct copies *out, struct error *e)
{
    *out = (struct copies){0};
    bool ok = gate_each(g, "copies", recall, add_copies, out, e) &&
              gate_each(g, "certificate", recall, cover_copies, out, e);
    if (!ok) {
        copies_clear(out);
    }
    return ok;
}

void copies_clear(struct copies *c)
{
    memory_free(c->at);
    memory_free(c->inventory);
    *c = (struct copies){0};
}

/* --- all of them, for the doctor --- */

struct checking {
    struct gate *g;
    const char *recall;
    uint64_t recalls, files;
};

static bool check_file(struct checking *c, const char *id, const char *ending, const char *named, struct error *e)
{
    char name[GATE_ID + 32], path[PATH_SIZE];
    (void)snprintf(name, sizeof name, "%s%s", id, ending);
    c->files++;
    return recall_file(c->g, c->recall, name, named, path, e);
}

static bool check_certificate(void *ctx, const struct found *f, struct error *e)
{
    return check_file(ctx, f->subject, ".txt", json_text(f->document, "certificate"), e) &&
           check_file(ctx, f->subject, ".txt.minisig", json_text(f->document, "signature"), e);
}

static bool check_inventory(void *ctx, const struct found *f, struct error *e)
{
    return check_file(ctx, f->subject, ".csv", json_text(f->document, "inventory"), e);
}

static bool check_package(void *ctx, const struct found *f, struct error *e)
{
    const struct checking *c = ctx;
    const char *named = json_text(f->entry, "package");
    char file[3 * GATE_ID];
    (void)snprintf(file, sizeof file, "%s/%s", f->subject, c->recall);
    return named[0] == '\0' || check_file(ctx, file, ".csv.age", named, e);
}

/* recall_load reads the notice, and the rows that certificates name. */
static bool check_recall(void *ctx, const struct found *f, struct error *e)
{
    struct checking *c = ctx;
    struct recall r;
    struct recall_rows *rows = NULL;
    c->recall = f->subject;
    c->recalls++;
    if (!recall_of(c->g, f, &r, e)) {
        return false;
    }
    bool ok = recall_load(c->g, &r, &rows, e) &&
              check_file(c, f->subject, ".csv.age", json_text(f->entry, "package"), e) &&
              gate_each(c->g, "recall-step", f->subject, check_package, c, e) &&
              gate_each(c->g, "certificate", f->subject, check_certificate, c, e) &&
              gate_each(c->g, "copies", f->subject, check_inventory, c, e);
    recall_rows_free(rows);
    recall_clear(&r);
    return ok;
}

bool recalls_check(struct gate *g, uint64_t *recalls, uint64_t *files, struct error *e)
{
    struct checking c = {.g = g};
    bool ok = gate_each(g, "recall", NULL, check_recall, &c, e);
    *recalls = c.recalls;
    *files = c.files;
    return ok;
}
