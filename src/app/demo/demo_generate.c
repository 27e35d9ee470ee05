/* The three files, written in a stream: waves of slices, made by all threads and
 * written in order, so that the bytes are the same for any number of threads. */
#include "app/demo/demo.h"

#include "app/demo/demo_request.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"

enum {
    SLICE_HOUSEHOLDS = 1000, /* 2,500 people, some 300 KB */
    SLICE_REQUESTS = 1000,
    SLICES_A_THREAD = 4, /* in a wave */
};

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

static bool sink_flush(struct sink *s, struct error *e)
{
    bool ok = file_write(s->file, text_span(&s->text), e);
    text_clear(&s->text);
    return ok;
}

static bool sink_close(struct sink *s, struct error *e)
{
    if (!sink_flush(s, e)) {
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

/* What one slice gives: rows of one file or of two. */
struct slice {
    struct text rows;
    struct text truth;
    struct demo_truth counted;
};

struct run {
    const struct demo_options *o;
    struct world *w;
    struct plan plan;
    struct sink rows; /* the file at work, and with the requests the truth's */
    struct sink beside;
    struct slice *slice;
    size_t slices;  /* in a wave */
    uint64_t first; /* slice of the wave at work */
    bool (*progress)(void *ctx, const char *stage, uint64_t done, uint64_t total,
                     struct error *e);
    void *ctx;
    struct demo_truth *truth;
};

static bool report(const struct run *run, const char *stage, uint64_t done, uint64_t total,
                   struct error *e)
{
    return run->progress == NULL || run->progress(run->ctx, stage, done, total, e);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Makes `slices` slices by `work`, and puts each into its file, in order. */
static bool run_waves(struct run *run, uint64_t slices,
                      bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e),
                      bool (*put)(struct run *run, struct slice *s, struct error *e),
                      struct error *e)
{
    for (run->first = 0; run->first < slices; run->first += run->slices) {
        size_t count = (size_t)least(run->slices, slices - run->first);
        if (!pool_run(run->o->threads, count, work, run, e)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (!put(run, &run->slice[i], e)) {
                return false;
            }
        }
    }
    return true;
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

static bool write_household(const struct run *run, const struct household *h, struct text *to,
                            struct error *e)
{
    struct random r = {0};
    struct draft d;
    struct draft home;
    struct dwelling at = dwelling_of(run->w, h->number);
    draft_clear(&home);
    dwelling_write(run->w, &at, 0, &r, &home);
    static const enum field address[] = {FIELD_ADDRESS, FIELD_CITY, FIELD_STATE, FIELD_ZIP};
    for (unsigned i = 0; i < h->size; i++) {
        const struct member *m = &h->member[i];
        draft_clear(&d);
        for (unsigned k = 0; k < 4; k++) {
            cell_set(&d.cell[address[k]], cell_span(&home.cell[address[k]]));
        }
        member_write(run->w, m, &d);
        if (!m->birth_recorded) {
            d.cell[FIELD_BIRTH_DATE].len = 0;
        }
        write_person_id(&d.cell[FIELD_PERSON_ID], h->first + i);
        cell_number(&d.cell[FIELD_IDENTIFIER], identifier_of(run->w, h->first + i), 9);
        cell_adds(&d.cell[FIELD_FLAGS], m->flags);
        if (!draft_write(&d, registry_columns, REGISTRY_COLUMNS, to, e)) {
            return false;
        }
    }
    return true;
}

static bool make_people(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct run *run = ctx;
    uint64_t n = (run->first + slice) * SLICE_HOUSEHOLDS;
    uint64_t until = least(n + SLICE_HOUSEHOLDS, run->w->homes);
    bool ok = true;
    for (; ok && n < until; n++) {
        struct household h;
        household_make(run->w, n, &h);
        ok = write_household(run, &h, &run->slice[slice].rows, e);
        run->slice[slice].counted.requests = h.first + h.size; /* people so far */
    }
    return ok;
}

static bool write_people(struct run *run, struct slice *s, struct error *e)
{
    bool ok = file_write(run->rows.file, text_span(&s->rows), e) &&
              report(run, "people", s->counted.requests, run->w->people, e);
    text_clear(&s->rows);
    return ok;
}

static bool write_registry(struct run *run, const char *path, struct error *e)
{
    uint64_t slices = (run->w->homes + SLICE_HOUSEHOLDS - 1) / SLICE_HOUSEHOLDS;
    bool ok = sink_open(&run->rows, path, registry_columns, REGISTRY_COLUMNS, e) &&
              sink_flush(&run->rows, e) &&
              run_waves(run, slices, make_people, write_people, e) && sink_close(&run->rows, e);
    sink_drop(&run->rows);
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

static void count_released(struct demo_truth *t, enum segment s, enum category c,
                           bool insufficient)
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

/* The counts of a struct demo_truth are all of one type. */
static void add_truth(struct demo_truth *to, const struct demo_truth *from)
{
    enum { COUNTS = sizeof *to / sizeof(uint64_t) };
    uint64_t sum[COUNTS];
    uint64_t more[COUNTS];
    memcpy(sum, to, sizeof sum);
    memcpy(more, from, sizeof more);
    for (unsigned i = 0; i < COUNTS; i++) {
        sum[i] += more[i];
    }
    memcpy(to, sum, sizeof sum);
}

static bool make_requests(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct run *run = ctx;
    struct slice *to = &run->slice[slice];
    uint64_t row = (run->first + slice) * SLICE_REQUESTS;
    uint64_t until = least(row + SLICE_REQUESTS, run->o->requests);
    struct request q;
    bool ok = true;
    to->counted = (struct demo_truth){0};
    for (; ok && row < until; row++) {
        request_make(run->w, &run->plan, run->o->requests, row, &q);
        struct place place = plan_row(&run->plan, row);
        count_request(&to->counted, &q, &place);
        ok = draft_write(&q.draft, request_columns, REQUEST_COLUMNS, &to->rows, e) &&
             write_truth(&q, &to->truth, e);
    }
    return ok;
}

static bool write_rows(struct run *run, struct slice *s, struct error *e)
{
    add_truth(run->truth, &s->counted);
    bool ok = file_write(run->rows.file, text_span(&s->rows), e) &&
              file_write(run->beside.file, text_span(&s->truth), e) &&
              report(run, "requests", run->truth->requests, run->o->requests, e);
    text_clear(&s->rows);
    text_clear(&s->truth);
    return ok;
}

static bool write_requests(struct run *run, const char *requests_csv, const char *truth_csv,
                           struct error *e)
{
    uint64_t slices = (run->o->requests + SLICE_REQUESTS - 1) / SLICE_REQUESTS;
    bool ok = sink_open(&run->rows, requests_csv, request_columns, REQUEST_COLUMNS, e) &&
              sink_open(&run->beside, truth_csv, NULL, 0, e);
    if (ok) {
        text_clear(&run->beside.text); /* its columns are not all fields of record/ */
        ok = text_adds(&run->beside.text, "control,person_id,kind,deficiency,needs\n", e) &&
             sink_flush(&run->rows, e) && sink_flush(&run->beside, e);
    }
    ok = ok && run_waves(run, slices, make_requests, write_rows, e) &&
         sink_close(&run->rows, e) && sink_close(&run->beside, e);
    sink_drop(&run->rows);
    sink_drop(&run->beside);
    return ok;
}

static bool slices_new(struct run *run, struct error *e)
{
    unsigned threads = run->o->threads == 0 ? pool_cores() : run->o->threads;
    run->slices = (size_t)threads * SLICES_A_THREAD;
    run->slice = memory_new(run->slices, sizeof run->slice[0], e);
    return run->slice != NULL;
}

static void slices_free(struct run *run)
{
    for (size_t i = 0; run->slice != NULL && i < run->slices; i++) {
        text_free(&run->slice[i].rows);
        text_free(&run->slice[i].truth);
    }
    memory_free(run->slice);
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
    bool ok = slices_new(&run, e) && write_registry(&run, registry_csv, e) &&
              write_requests(&run, requests_csv, truth_csv, e);
    slices_free(&run);
    world_free(run.w);
    return ok;
}
