/* gate_sampled.c: the list for whoever examines a sample, and what they found. */
#include "app/gate/gate_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A plan, the state of its sample and the rows that it drew. */
struct drawn {
    struct plan plan;
    struct sample_state sample;
    uint32_t *row; /* from 0, by rising number */
};

static void drawn_clear(struct drawn *d)
{
    plan_clear(&d->plan);
    memory_free(d->row);
}

static bool is_drawn(const struct drawn *d, struct error *e)
{
    if (!d->sample.drawn) {
        (void)!fail(e, ERROR_INPUT, "sample.missing", "no sample was drawn for %s", d->plan.act.subject);
        error_hint(e, "proviso sample %s --key FILE", d->plan.act.subject);
    }
    return d->sample.drawn;
}

/* rows: the records of all rows, owned. */
static bool drawn_open(struct drawn *d, struct gate *g, const char *plan, struct row_record **rows, size_t *count,
                       struct error *e)
{
    *d = (struct drawn){0};
    return plan_get(g, plan, &d->plan, e) && sample_state(g, d->plan.act.subject, &d->sample, e) && is_drawn(d, e) &&
           batch_not_erased(g, d->plan.batch, e) && plan_rows(g, &d->plan, rows, count, e) && sample_rows(*rows, *count, &d->sample, &d->row, e);
}

/* --- the list --- */

struct listing {
    const struct drawn *d;
    struct text *out;
    size_t next;
};

static bool list_row(void *ctx, const struct row *row, struct error *e)
{
    struct listing *l = ctx;
    if (l->next == l->d->sample.rows || row->number != l->d->row[l->next] + 1) {
        return true;
    }
    l->next++;
    return text_addf(l->out, e, "%" PRIu64 ",", row->number) &&
           text_add_csv(l->out, row->value[FIELD_CONTROL], ',', e) &&
           text_addf(l->out, e, ",%s\n", outcome_name(OUTCOME_RELEASED));
}

bool gate_sample_list(struct gate *g, const char *plan, const char *csv, struct error *e)
{
    struct drawn d;
    struct row_record *rows = NULL;
    struct intake *in = NULL;
    struct text t = {0};
    struct file *f = NULL;
    size_t count = 0;
    struct listing l = {.d = &d, .out = &t};
    bool ok = drawn_open(&d, g, plan, &rows, &count, e) && outcomes_open(&in, g, d.plan.batch, e) &&
              text_adds(&t, "row,control,outcome\n", e) && list_each(in, "outcomes.csv", NULL, list_row, &l, e) &&
              (l.next == d.sample.rows ||
               fail(e, ERROR_VERIFY, "outcomes.short", "the list of controls of %s has not a line for each row", d.plan.batch)) &&
              file_begin(&f, csv, FILE_PRIVATE, e) && file_finish(f, file_write(f, text_span(&t), e), e);
    intake_close(in);
    text_free(&t);
    memory_free(rows);
    drawn_clear(&d);
    return ok;
}

bool gate_sample_explain(struct gate *g, const char *plan, struct text *out, struct error *e)
{
    struct drawn d;
    struct row_record *rows = NULL;
    size_t count = 0;
    bool ok = drawn_open(&d, g, plan, &rows, &count, e) &&
              explain_rows(g, &d.plan, rows, d.row, d.sample.rows, true, out, e);
    memory_free(rows);
    drawn_clear(&d);
    return ok;
}

/* --- the result --- */

enum verdict_given { GIVEN_NONE, GIVEN_RIGHT, GIVEN_WRONG, GIVEN_UNCLEAR, GIVEN_COUNT };
static const char *const verdicts[GIVEN_COUNT] = {"", "right", "wrong", "unclear"};

struct reading {
    const struct drawn *d;
    const char *path;
    struct text bytes; /* of the file */
    struct sha256 hash;
    uint8_t *given; /* one a row of the sample */
    uint64_t count[GIVEN_COUNT];
    json_t *list;
};

static int compare_row(const void *key, const void *at)
{
    uint64_t k = *(const uint64_t *)key, row = *(const uint32_t *)at;
    return (k > row) - (k < row);
}

/* The place of a row in the sample. */
static bool place_of(const struct reading *r, const struct row *line, uint64_t *number, size_t *place, struct error *e)
{
    uint64_t key;
    const uint32_t *at = NULL;
    if (span_number(span_trim(line->value[FIELD_CONTROL]), number) && *number > 0) {
        key = *number - 1;
        at = bsearch(&key, r->d->row, r->d->sample.rows, sizeof *r->d->row, compare_row);
    }
    if (at == NULL) {
        (void)!fail(e, ERROR_INPUT, "sample.row", "%s: line %" PRIu64 ": this row is not in the sample %s", r->path,
                    line->line, r->d->sample.number);
        error_hint(e, "proviso sample %s --csv FILE lists its rows", r->d->plan.act.subject);
        return false;
    }
    *place = (size_t)(at - r->d->row);
    return true;
}

static bool read_verdict(void *ctx, const struct row *line, struct error *e)
{
    struct reading *r = ctx;
    uint64_t number;
    size_t place;
    unsigned v = GIVEN_RIGHT;
    if (!place_of(r, line, &number, &place, e)) {
        return false;
    }
    while (v < GIVEN_COUNT && !span_is(span_trim(line->value[FIELD_CATEGORY]), verdicts[v])) {
        v++;
    }
    if (v == GIVEN_COUNT) {
        return fail(e, ERROR_INPUT, "sample.verdict", "%s: row %" PRIu64 ": the verdict is none of right, wrong, unclear",
                    r->path, number);
    }
    if (r->given[place] != GIVEN_NONE) {
        return fail(e, ERROR_INPUT, "sample.verdict", "%s: row %" PRIu64 " has two verdicts", r->path, number);
    }
    r->given[place] = (uint8_t)v;
    r->count[v]++;
    r->list = json_list_add(r->list, json_pack("{s:I, s:s}", "row", (json_int_t)number, "verdict", verdicts[v]));
    return json_made(r->list, e);
}

static bool all_given(const struct reading *r, struct error *e)
{
    for (size_t i = 0; i < r->d->sample.rows; i++) {
        if (r->given[i] == GIVEN_NONE) {
            (void)!fail(e, ERROR_INPUT, "sample.verdict", "%s: row %" PRIu32 " of the sample has no verdict", r->path,
                        r->d->row[i] + 1);
            error_hint(e, "every row of the sample has one: right, wrong or unclear");
            return false;
        }
    }
    return true;
}

/* What is kept is what was read. */
static bool same_bytes(const struct reading *r, const struct intake *in, struct error *e)
{
    uint8_t read[SHA256_SIZE];
    return intake_hash(in, read, e) && (crypto_equal(read, r->hash.at, sizeof read) ||
                                        fail(e, ERROR_INPUT, "sample.file", "%s changed while it was read", r->path));
}

static bool read_result(struct reading *r, struct error *e)
{
    enum { MOST = 1 << 26 };
    static const struct list_column columns[] = {{"row", FIELD_CONTROL}, {"verdict", FIELD_CATEGORY}, {"note", FIELD_NOTE}};
    struct intake *in = NULL;
    r->given = memory_new(r->d->sample.rows + 1, sizeof *r->given, e);
    r->list = json_array();
    bool ok = r->given != NULL && json_made(r->list, e) && file_load(&r->bytes, r->path, MOST, e) &&
              crypto_sha256(text_span(&r->bytes), &r->hash, e) &&
              list_open(&in, r->path, INTAKE_ANY, columns, sizeof columns / sizeof *columns, e) &&
              list_each(in, r->path, "sample.file", read_verdict, r, e) && all_given(r, e) && same_bytes(r, in, e);
    intake_close(in);
    return ok;
}

static bool may_enter(struct gate *g, const struct drawn *d, struct signers by, struct error *e)
{
    bool ok = gate_require(g, by, ROLE_APPROVER, 1, "the result of a sample", e);
    for (size_t i = 0; ok && i < by.count; i++) {
        ok = plan_not_own(g, &d->plan, by.at[i], "sample.own", "examine its sample", e);
    }
    return ok && (gate_count(g, "sampled", d->sample.number) == 0 ||
                  fail(e, ERROR_INPUT, "sample.examined", "%s has a result already", d->sample.number));
}

/* The notes stay in the file, in the house; the document names it. */
static bool keep_result(struct gate *g, const struct reading *r, const char *number, struct error *e)
{
    char path[PATH_SIZE];
    return g->dry || (gate_path(g, path, e, "batches/%s/%s.csv", r->d->plan.batch, number) &&
                      file_save(path, text_span(&r->bytes), FILE_PRIVATE, e));
}

static bool draft_result(struct draft *a, const struct reading *r, struct error *e)
{
    struct text hash = {0};
    bool ok = text_add_hex(&hash, r->hash.at, sizeof r->hash.at, e);
    if (ok) {
        memcpy(a->parent, r->d->sample.number, GATE_ID);
        a->entry = json_pack("{s:I, s:I, s:I}", "right", (json_int_t)r->count[GIVEN_RIGHT], "wrong",
                             (json_int_t)r->count[GIVEN_WRONG], "unclear", (json_int_t)r->count[GIVEN_UNCLEAR]);
        a->document = json_pack("{s:s, s:O}", "result", hash.at, "verdicts", r->list);
        ok = json_made(a->entry, e) && json_made(a->document, e);
    }
    text_free(&hash);
    return ok;
}

static bool enter_result(struct gate *g, const struct reading *r, struct signers by, struct error *e)
{
    struct draft a = {.type = "sampled"};
    bool ok = gate_begin(g, e) && may_enter(g, r->d, by, e) && batch_not_erased(g, r->d->plan.batch, e) &&
              gate_next_id(g, "sampled", "sd", a.subject, e) &&
              draft_result(&a, r, e) && keep_result(g, r, a.subject, e) && gate_append(g, &a, 1, by, e);
    gate_end(g);
    gate_draft_clear(&a);
    return ok;
}

bool gate_sample_result(struct gate *g, const char *plan, const char *path, struct signers by, struct gate_sample *out,
                        struct error *e)
{
    struct drawn d;
    struct row_record *rows = NULL;
    size_t count = 0;
    struct reading r = {.d = &d, .path = path};
    bool ok = drawn_open(&d, g, plan, &rows, &count, e) && read_result(&r, e) && enter_result(g, &r, by, e);
    if (ok) {
        *out = (struct gate_sample){.rows = d.sample.rows,
                                    .stop = d.sample.stop,
                                    .drawn = true,
                                    .examined = true,
                                    .right = r.count[GIVEN_RIGHT],
                                    .wrong = r.count[GIVEN_WRONG],
                                    .unclear = r.count[GIVEN_UNCLEAR],
                                    .stopped = r.count[GIVEN_WRONG] + r.count[GIVEN_UNCLEAR] >= d.sample.stop};
        memcpy(out->number, d.sample.number, GATE_ID);
    }
    json_decref(r.list);
    text_free(&r.bytes);
    memory_free(r.given);
    memory_free(rows);
    drawn_clear(&d);
    return ok;
}
