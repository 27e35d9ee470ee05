/* gate_listed.c: the rows that are wrong, one line for each reading that says so,
 * with the control by which the recipient knows them.
 *
 * The controls lie in a CSV beside the records, a line for each. It is read by
 * parts and by several threads, only when somebody asks for the list; the lines
 * come in the order of the records.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

#include "base/pool.h"

struct bench {
    struct arena *arena;
    struct row *rows;
    struct rejection *rejections;
    struct text clauses;
};

struct listed {
    const struct listing *out;
    const struct look *l;
    const struct history *h;
    const char *id;
    const struct levels *then; /* names of what was given */
    struct levels now;
    const struct intake *controls;
    struct bench bench[PASS_WORKERS];
    struct text part[PASS_PARTS];
};

bool listing_head(const struct listing *l, struct error *e)
{
    return file_write(l->csv, SPAN_LITERAL("batch,row,control,reading,given,now,clauses"), e) &&
           (!l->causes || file_write(l->csv, SPAN_LITERAL(",cause"), e)) &&
           file_write(l->csv, SPAN_LITERAL("\n"), e);
}

/* --- a row --- */

static bool write_line(const struct listed *w, struct bench *b, unsigned reading, uint64_t number,
                       struct span control, const struct kept_row *r, const struct decided *d,
                       struct text *t, struct error *e)
{
    const struct verdict *v = &d->verdict[reading];
    bool ok = verdict_clauses(w->l->by->rules, v, &b->clauses, e) &&
              text_addf(t, e, "%s,%llu,", w->id, (unsigned long long)number) &&
              text_add_csv(t, control, ',', e) && text_addc(t, ',', e) &&
              text_add_csv(t, span_of(w->l->by->name[reading]), ',', e) && text_addc(t, ',', e) &&
              text_add(t, w->then->name[r->level], e) && text_addc(t, ',', e) &&
              text_add(t, w->now.name[v->level], e) && text_addc(t, ',', e) &&
              text_add_csv(t, text_span(&b->clauses), ',', e);
    return ok && (!w->out->causes || text_addf(t, e, ",%s", cause_name(d->cause[reading]))) &&
           text_addc(t, '\n', e);
}

static bool list_row(const struct listed *w, struct bench *b, size_t i, const struct row *line,
                     struct era_hint *hint, struct text *t, struct error *e)
{
    struct kept_row r;
    struct decided d;
    if (!history_row(w->l, w->h, i, hint, &r)) {
        return true;
    }
    if (!kept_row_sound(w->l, &r)) {
        return fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", w->h->rows->path);
    }
    kept_row_decide(w->l, &r, &d);
    uint64_t number = w->h->import
                          ? row_number(w->h->rows->at + i * ROW_SIZE, ROW_PERSON, 4) + 1
                          : line->number;
    bool ok = true;
    for (unsigned k = 0; ok && k < w->l->by->count; k++) {
        ok = (d.wrong >> k & 1) == 0 ||
             write_line(w, b, k, number, line->value[FIELD_CONTROL], &r, &d, t, e);
    }
    return ok;
}

/* --- all rows --- */

static bool list_part(void *ctx, unsigned worker, size_t part, struct error *e)
{
    struct listed *w = ctx;
    struct bench *b = &w->bench[worker];
    struct era_hint hint = {0};
    size_t count = 0, rejected = 0;
    arena_reset(b->arena);
    bool ok = intake_read_part(w->controls, part, b->arena, b->rows, &count, b->rejections, &rejected, e);
    for (size_t i = 0; ok && i < count; i++) {
        ok = list_row(w, b, part * INTAKE_PART + i, &b->rows[i], &hint, &w->part[part % PASS_PARTS], e);
    }
    return ok;
}

static bool take_part(void *ctx, size_t part, struct error *e)
{
    struct listed *w = ctx;
    struct text *t = &w->part[part % PASS_PARTS];
    bool ok = file_write(w->out->csv, text_span(t), e);
    text_clear(t);
    return ok;
}

static bool bench_new(struct bench *b, struct error *e)
{
    b->rows = memory_new(INTAKE_PART, sizeof *b->rows, e);
    b->rejections = b->rows == NULL ? NULL : memory_new(INTAKE_PART, sizeof *b->rejections, e);
    return b->rejections != NULL && arena_new(&b->arena, 0, e);
}

static void listed_free(struct listed *w, unsigned threads)
{
    for (unsigned i = 0; i < threads; i++) {
        arena_free(w->bench[i].arena);
        memory_free(w->bench[i].rows);
        memory_free(w->bench[i].rejections);
        text_free(&w->bench[i].clauses);
    }
    for (unsigned i = 0; i < PASS_PARTS; i++) {
        text_free(&w->part[i]);
    }
    memory_free(w);
}

bool listing_rows(const struct listing *out, const struct look *l, const struct history *h,
                  const char *id, struct intake *controls, const struct levels *then, struct error *e)
{
    if (h->rows->count == 0) {
        return true;
    }
    struct listed *w = memory_new(1, sizeof *w, e);
    if (w == NULL) {
        return false;
    }
    unsigned threads = out->threads == 0 ? pool_cores() : out->threads;
    threads = threads > PASS_WORKERS ? PASS_WORKERS : threads;
    w->out = out;
    w->l = l;
    w->h = h;
    w->id = id;
    w->then = then;
    rules_levels(l->by->rules, &w->now);
    w->controls = controls;
    bool ok = intake_rows(controls) == h->rows->count ||
              fail(e, ERROR_VERIFY, "outcomes.short", "the list of controls of %s has not a line for each row", id);
    for (unsigned i = 0; ok && i < threads; i++) {
        ok = bench_new(&w->bench[i], e);
    }
    ok = ok && pool_pipe(threads, intake_parts(w->controls), PASS_PARTS, list_part, take_part, w, e);
    listed_free(w, threads);
    return ok;
}
