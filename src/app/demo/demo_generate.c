/* The three files, written in a stream. */
#include "app/demo/demo.h"

#include "app/demo/demo_request.h"
#include "base/file.h"
#include "base/memory.h"

enum { CHUNK = 256 * 1024, EVERY = 1 << 16 };

/* A file that is written a chunk at a time. */
struct sink {
    struct file *file;
    struct text text;
};

static bool sink_open(struct sink *s, const char *path, const enum field *columns, size_t count,
                      struct error *e)
{
    *s = (struct sink){0};
    return file_create(&s->file, path, FILE_PRIVATE, false, e) &&
           draft_header(columns, count, &s->text, e);
}

static bool sink_flush(struct sink *s, size_t from, struct error *e)
{
    if (s->text.len < from) {
        return true;
    }
    if (!file_write(s->file, text_span(&s->text), e)) {
        return false;
    }
    text_clear(&s->text);
    return true;
}

static bool sink_close(struct sink *s, struct error *e)
{
    if (!sink_flush(s, 0, e)) {
        return false;
    }
    struct file *file = s->file;
    s->file = NULL;
    return file_close(file, e);
}

static void sink_drop(struct sink *s)
{
    file_drop(s->file);
    text_free(&s->text);
}

struct run {
    const struct demo_options *o;
    struct world *w;
    struct plan plan;
    bool (*progress)(void *ctx, const char *stage, uint64_t done, uint64_t total,
                     struct error *e);
    void *ctx;
    struct demo_truth *truth;
};

static bool report(const struct run *run, const char *stage, uint64_t done, uint64_t total,
                   struct error *e)
{
    return run->progress == NULL || (done % EVERY != 0 && done != total) ||
           run->progress(run->ctx, stage, done, total, e);
}

/* --- the registry --- */

static const enum field registry_columns[] = {
    FIELD_PERSON_ID,  FIELD_GIVEN_NAME, FIELD_MIDDLE_NAME, FIELD_SURNAME, FIELD_SUFFIX,
    FIELD_BIRTH_DATE, FIELD_SEX,        FIELD_IDENTIFIER,  FIELD_ADDRESS, FIELD_CITY,
    FIELD_STATE,      FIELD_ZIP,        FIELD_FLAGS,
};

enum { REGISTRY_COLUMNS = sizeof registry_columns / sizeof registry_columns[0] };

static void write_person_id(struct cell *c, uint64_t person)
{
    c->len = 0;
    cell_adds(c, "P");
    cell_number(c, person + 1, 9);
}

static bool write_household(const struct run *run, const struct household *h, struct sink *to,
                            struct error *e)
{
    struct random r = {0};
    struct draft d;
    for (unsigned i = 0; i < h->size; i++) {
        const struct member *m = &h->member[i];
        draft_clear(&d);
        struct dwelling at = dwelling_of(run->w, h->number);
        dwelling_write(run->w, &at, 0, &r, &d);
        member_write(run->w, m, &d);
        if (!m->birth_recorded) {
            d.cell[FIELD_BIRTH_DATE].len = 0;
        }
        write_person_id(&d.cell[FIELD_PERSON_ID], h->first + i);
        cell_number(&d.cell[FIELD_IDENTIFIER], identifier_of(run->w, h->first + i), 9);
        cell_adds(&d.cell[FIELD_FLAGS], m->flags);
        if (!draft_write(&d, registry_columns, REGISTRY_COLUMNS, &to->text, e) ||
            !report(run, "people", h->first + i + 1, run->w->people, e)) {
            return false;
        }
    }
    return sink_flush(to, CHUNK, e);
}

static bool write_registry(const struct run *run, const char *path, struct error *e)
{
    struct sink to;
    bool ok = sink_open(&to, path, registry_columns, REGISTRY_COLUMNS, e);
    for (uint64_t n = 0; ok && n < run->w->homes; n++) {
        struct household h;
        household_make(run->w, n, &h);
        ok = write_household(run, &h, &to, e);
    }
    ok = ok && sink_close(&to, e);
    sink_drop(&to);
    return ok;
}

/* --- the requests and the truth --- */

static const enum field request_columns[] = {
    FIELD_CONTROL, FIELD_GIVEN_NAME, FIELD_MIDDLE_NAME, FIELD_SURNAME,
    FIELD_SUFFIX,  FIELD_BIRTH_DATE, FIELD_IDENTIFIER,  FIELD_ADDRESS,
    FIELD_CITY,    FIELD_STATE,      FIELD_ZIP,         FIELD_STATUTE,
    FIELD_PERIOD,  FIELD_REASON,     FIELD_OFFICER,     FIELD_ATTESTATION,
};

enum { REQUEST_COLUMNS = sizeof request_columns / sizeof request_columns[0] };

static bool write_truth(const struct request *q, struct text *to, struct error *e)
{
    struct cell id = {.len = 0};
    if (q->person != NOBODY) {
        write_person_id(&id, q->person);
    }
    struct span parts[] = {cell_span(&q->draft.cell[FIELD_CONTROL]),
                           SPAN_LITERAL(","),
                           cell_span(&id),
                           SPAN_LITERAL(","),
                           span_of(q->kind),
                           SPAN_LITERAL(","),
                           span_of(category_name(q->category)),
                           q->dpv_only ? SPAN_LITERAL(",dpv\n") : SPAN_LITERAL(",\n")};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!text_add(to, parts[i], e)) {
            return false;
        }
    }
    return true;
}

static void count_released(struct demo_truth *t, enum segment s, enum category c, bool insufficient)
{
    enum releases by = segment_releases(s);
    t->released += by != RELEASES_NOT;
    t->released_by_identifier += by == RELEASES_IDENTIFIER;
    t->released_by_name_address += by == RELEASES_NAME_ADDRESS;
    t->released_insufficient += by != RELEASES_NOT && insufficient;
    t->released_by_identifier_corresponding += s == SEGMENT_ID_SAME && c == CATEGORY_NONE;
}

static void count_request(struct demo_truth *t, const struct request *q,
                          const struct place *place)
{
    bool address = category_of_address(q->category);
    t->requests++;
    t->registered += q->person != NOBODY;
    t->complete += q->category == CATEGORY_NONE;
    t->deficient_rows += address || category_of_name(q->category);
    t->insufficient_addresses += address;
    t->dpv_only += q->dpv_only;
    t->duplicates += place->index != place->content;
    t->deficiency[q->category]++;
    count_released(t, place->segment, q->category, address);
}

static bool write_request(const struct run *run, uint64_t row, struct sink *requests,
                          struct sink *truth, struct error *e)
{
    struct request q;
    request_make(run->w, &run->plan, run->o->requests, row, &q);
    struct place place = plan_row(&run->plan, row);
    count_request(run->truth, &q, &place);
    return draft_write(&q.draft, request_columns, REQUEST_COLUMNS, &requests->text, e) &&
           write_truth(&q, &truth->text, e) && sink_flush(requests, CHUNK, e) &&
           sink_flush(truth, CHUNK, e) && report(run, "requests", row + 1, run->o->requests, e);
}

static bool write_requests(const struct run *run, const char *requests_csv,
                           const char *truth_csv, struct error *e)
{
    struct sink requests;
    struct sink truth = {0};
    bool ok = sink_open(&requests, requests_csv, request_columns, REQUEST_COLUMNS, e) &&
              sink_open(&truth, truth_csv, NULL, 0, e);
    if (ok) {
        text_clear(&truth.text); /* its columns are not all fields of record/ */
        ok = text_adds(&truth.text, "control,person_id,kind,deficiency,needs\n", e);
    }
    for (uint64_t row = 0; ok && row < run->o->requests; row++) {
        ok = write_request(run, row, &requests, &truth, e);
    }
    ok = ok && sink_close(&requests, e) && sink_close(&truth, e);
    sink_drop(&requests);
    sink_drop(&truth);
    return ok;
}

bool demo_generate(const struct demo_options *o, const char *registry_csv,
                   const char *requests_csv, const char *truth_csv,
                   bool (*progress)(void *ctx, const char *stage, uint64_t done, uint64_t total,
                                    struct error *e),
                   void *ctx, struct demo_truth *out, struct error *e)
{
    struct run run = {.o = o, .progress = progress, .ctx = ctx, .truth = out};
    *out = (struct demo_truth){0};
    if (!plan_make(&run.plan, o, e) ||
        !world_new(&run.w, o, o->people + o->requests, o->requests, e)) {
        return false;
    }
    bool ok = write_registry(&run, registry_csv, e) &&
              write_requests(&run, requests_csv, truth_csv, e);
    world_free(run.w);
    return ok;
}
