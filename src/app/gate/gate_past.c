/* gate_past.c: releases that were made before Proviso, kept as history by an
 * audit, in batches/<pastN>/: what is needed to decide them again, without the
 * registry, under any rules and by any classifier.
 *
 *   requests.age, layout.proviso, gazetteer.csv, points   as a batch has them
 *   agreement.proviso   the agreement's text, where the register does not have it
 *   rows.pvb            a record for each release (gate_rows.c)
 *   releases.csv        release,row,control,process,released_at: a line for each record
 *
 * All of it is written and synced before the entry; the entry's document names
 * each by its hash, and the list that was audited by its own.
 *
 * No release is kept twice: a list that was entered is refused, and of one that
 * overlaps an earlier list, of the same request file, only the rest is kept. The
 * same release is one of the same control, process and instant.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

#include "base/map.h"

/* --- what is there --- */

bool past_file(struct gate *g, const struct found *past, const char *file, const char *named,
               char path[PATH_SIZE], struct error *e)
{
    struct sha256 hash;
    uint8_t wanted[SHA256_SIZE];
    char hex[HEX_256];
    bool ok = kept_hash(g, past->subject, named, json_text(past->document, named), hex, e) &&
              gate_path(g, path, e, "batches/%s/%s", past->subject, file) && crypto_sha256_file(path, &hash, e) &&
              ((hex_decode(span_of(hex), wanted, sizeof wanted) && crypto_equal(hash.at, wanted, sizeof wanted)) ||
               fail(e, ERROR_VERIFY, "past.altered", "%s is not the file that the ledger's document names", path));
    return kept_read(g, past->subject, ok, e);
}

/* --- once --- */

struct twice {
    const char *hash;
    char id[GATE_ID];
};

static bool same_list(void *ctx, const struct found *f, struct error *e)
{
    struct twice *t = ctx;
    (void)e;
    if (strcmp(json_text(f->document, "released"), t->hash) == 0) {
        (void)snprintf(t->id, sizeof t->id, "%s", f->subject);
    }
    return true;
}

static bool hash_file(const char *path, struct text *hex, struct error *e)
{
    struct sha256 hash;
    text_clear(hex);
    return crypto_sha256_file(path, &hash, e) && text_add_hex(hex, hash.at, sizeof hash.at, e);
}

bool past_refuse_twice(struct gate *g, const char *released, struct error *e)
{
    struct text hex = {0};
    struct twice t = {0};
    bool ok = hash_file(released, &hex, e);
    t.hash = hex.at;
    ok = ok && gate_each(g, "past", NULL, same_list, &t, e);
    if (ok && t.id[0] != '\0') {
        (void)!fail(e, ERROR_INPUT, "audit.twice", "%s was entered as %s already", released, t.id);
        error_hint(e, "proviso lookback --batch %s looks at it again; without --key nothing is entered", t.id);
        ok = false;
    }
    text_free(&hex);
    return ok;
}

struct earlier {
    struct gate *g;
    char requests[HEX_256];
    void (*seen)(void *ctx, struct span control, struct span process, instant at);
    void *ctx;
};

bool releases_open(struct intake **out, const char *path, struct error *e)
{
    static const struct list_column columns[] = {{"release", -1},
                                                 {"row", -1},
                                                 {"control", FIELD_CONTROL},
                                                 {"process", FIELD_CATEGORY},
                                                 {"released_at", FIELD_NOTE}};
    return list_open(out, path, INTAKE_REQUESTS, columns, sizeof columns / sizeof *columns, e);
}

static bool tell_earlier(void *ctx, const struct row *row, struct error *e)
{
    const struct earlier *w = ctx;
    instant at;
    (void)e;
    if (row->line != 0 && instant_parse(row->value[FIELD_NOTE], &at)) {
        w->seen(w->ctx, row->value[FIELD_CONTROL], row->value[FIELD_CATEGORY], at);
    }
    return true;
}

static bool see_earlier(void *ctx, const struct found *f, struct error *e)
{
    const struct earlier *w = ctx;
    char path[PATH_SIZE];
    struct intake *in = NULL;
    if (strcmp(json_text(f->document, "requests"), w->requests) != 0) {
        return true;
    }
    bool ok = past_file(w->g, f, "releases.csv", "releases", path, e) && releases_open(&in, path, e) &&
              list_each(in, path, NULL, tell_earlier, ctx, e);
    intake_close(in);
    return ok;
}

bool past_seen(struct gate *g, const uint8_t requests_hash[SHA256_SIZE],
               void (*seen)(void *ctx, struct span control, struct span process, instant at), void *ctx,
               struct error *e)
{
    struct earlier w = {.g = g, .seen = seen, .ctx = ctx};
    struct text hex = {0};
    bool ok = text_add_hex(&hex, requests_hash, SHA256_SIZE, e);
    (void)snprintf(w.requests, sizeof w.requests, "%s", ok ? hex.at : "");
    text_free(&hex);
    return ok && gate_each(g, "past", NULL, see_earlier, &w, e);
}

/* --- files --- */

static bool add_line(const struct past_keep *k, size_t i, struct text *t, struct error *e)
{
    const struct past_release *p = &k->release[i];
    char at[INSTANT_TEXT];
    instant_format(p->at, at);
    return text_addf(t, e, "%zu,%llu,", i + 1, (unsigned long long)p->row + 1) &&
           text_add_csv(t, p->control, ',', e) && text_addc(t, ',', e) &&
           text_add_csv(t, dictionary_text(k->processes, p->process), ',', e) &&
           text_addf(t, e, ",%s\n", at);
}

/* The number in front is that of the list; a control that no request bears has no line. */
static bool write_releases(const struct past_keep *k, const char *path, struct error *e)
{
    struct file *f = NULL;
    struct text t = {0};
    bool ok = file_create(&f, path, FILE_PRIVATE, false, e) &&
              file_write(f, SPAN_LITERAL("release,row,control,process,released_at\n"), e);
    for (size_t i = 0; ok && i < k->count; i++) {
        text_clear(&t);
        ok = k->release[i].record.outcome != OUTCOME_RELEASED ||
             (add_line(k, i, &t, e) && file_write(f, text_span(&t), e));
    }
    ok = ok && file_sync(f, e);
    file_drop(f);
    text_free(&t);
    return ok;
}

size_t past_records(const struct past_keep *k, struct row_record *to)
{
    size_t n = 0;
    for (size_t i = 0; i < k->count; i++) {
        if (k->release[i].record.outcome == OUTCOME_RELEASED) {
            to[n++] = k->release[i].record;
        }
    }
    return n;
}

static bool write_rows(const struct past_keep *k, const char *path, json_t *document, struct error *e)
{
    struct sha256 hash;
    struct text hex = {0};
    struct row_record *rows = memory_new(k->count, sizeof *rows, e);
    bool ok = rows != NULL && rows_save_as(path, ROWS_PAST, rows, past_records(k, rows), &hash, e) &&
              text_add_hex(&hex, hash.at, sizeof hash.at, e) &&
              json_made(json_object_set_new(document, "rows", json_string(hex.at)) == 0 ? document : NULL, e);
    memory_free(rows);
    text_free(&hex);
    return ok;
}

/* The hash of a file, "" where it is not there. */
static bool name_file(json_t *document, const char *name, const char *path, struct error *e)
{
    struct text hex = {0};
    bool ok = !file_exists(path) || hash_file(path, &hex, e);
    ok = ok && json_made(json_object_set_new(document, name, json_string(hex.at == NULL ? "" : hex.at)) == 0
                             ? document
                             : NULL,
                         e);
    text_free(&hex);
    return ok;
}

static bool name_files(struct gate *g, const char *id, json_t *document, struct error *e)
{
    static const struct {
        const char *name, *file;
    } files[] = {{"layout", "layout.proviso"},
                 {"gazetteer", "gazetteer.csv"},
                 {"text", "agreement.proviso"},
                 {"releases", "releases.csv"}};
    char path[PATH_SIZE];
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++) {
        ok = gate_path(g, path, e, "batches/%s/%s", id, files[i].file) &&
             name_file(document, files[i].name, path, e);
    }
    return ok;
}

static bool name_bytes(json_t *document, const char *name, const uint8_t *hash, struct error *e)
{
    struct text hex = {0};
    bool ok = text_add_hex(&hex, hash, SHA256_SIZE, e) &&
              json_made(json_object_set_new(document, name, json_string(hex.at)) == 0 ? document : NULL, e);
    text_free(&hex);
    return ok;
}

static bool name_processes(const struct past_keep *k, json_t *document, struct error *e)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < dictionary_count(k->processes); i++) {
        struct span s = dictionary_text(k->processes, i);
        list = json_list_add(list, json_stringn(s.at, s.len));
    }
    return json_made(list, e) &&
           json_made(json_object_set_new(document, "processes", list) == 0 ? document : NULL, e);
}

bool past_write(struct gate *g, const char *id, const struct past_keep *k, json_t *document,
                struct error *e)
{
    char folder[PATH_SIZE], rows[PATH_SIZE], releases[PATH_SIZE];
    return gate_path(g, folder, e, "batches/%s", id) && gate_path(g, rows, e, "batches/%s/rows.pvb", id) &&
           gate_path(g, releases, e, "batches/%s/releases.csv", id) &&
           keep_sealed(g, id, k->requests, e) && keep_copy(g, id, k->layout, "layout.proviso", e) &&
           keep_copy(g, id, k->gazetteer, "gazetteer.csv", e) && keep_points(g, id, k->points, e) &&
           keep_copy(g, id, k->agreement_text, "agreement.proviso", e) && write_releases(k, releases, e) &&
           write_rows(k, rows, document, e) && folder_sync(folder, e) &&
           name_bytes(document, "requests", k->requests_hash, e) &&
           name_file(document, "released", k->released, e) && name_files(g, id, document, e) &&
           name_processes(k, document, e);
}
