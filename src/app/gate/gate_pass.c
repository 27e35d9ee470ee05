/* gate_pass.c: one pass over a request or registry file: each slice is read and worked on
 * by one of several threads, and taken in the file's order.
 *
 * Memory is bounded by the slices in flight, not by the file. What a visit
 * writes belongs to its own slice, so that the result is the same for any
 * number of threads (I6). Nobody waits for a slice of another but one that is
 * PASS_PARTS behind: reading, work and writing go on beside each other.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/pool.h"

enum { PART = INTAKE_PART }; /* rows a slice */

/* What a worker reads a slice into. */
struct scratch {
    struct row *rows;             /* PART of each */
    struct person *persons;
    struct rejection *rejections;
    struct arena *text;           /* values with doubled quotes */
    struct arena *arena;          /* what the visit makes */
};

struct pass {
    struct batch *b;
    struct scratch scratch[PASS_WORKERS];
    size_t rejected[PASS_PARTS];
    unsigned threads;
    const char *stage;
    const struct gate_progress *progress;
    bool (*visit)(void *ctx, const struct slice *s, struct error *e);
    bool (*after)(void *ctx, size_t part, struct error *e);
    void *ctx;
};

static bool work(void *ctx, unsigned worker, size_t part, struct error *e)
{
    struct pass *p = ctx;
    struct scratch *w = &p->scratch[worker];
    struct slice s = {.first = part * PART,
                      .rows = w->rows,
                      .persons = w->persons,
                      .arena = w->arena,
                      .worker = worker,
                      .part = part % PASS_PARTS,
                      .rejections = w->rejections};
    arena_reset(w->text);
    arena_reset(w->arena);
    if (!intake_read_part(p->b->intake, part, w->text, w->rows, &s.count, w->rejections, &s.rejected,
                          e)) {
        return false;
    }
    p->rejected[s.part] = s.rejected;
    return p->visit(p->ctx, &s, e);
}

static bool take(void *ctx, size_t part, struct error *e)
{
    struct pass *p = ctx;
    uint64_t all = intake_rows(p->b->intake), read = ((uint64_t)part + 1) * PART;
    p->b->rejected += p->rejected[part % PASS_PARTS];
    if (p->after != NULL && !p->after(p->ctx, part % PASS_PARTS, e)) {
        return false;
    }
    if (p->progress != NULL && p->progress->tick != NULL) {
        p->progress->tick(p->progress->ctx, p->stage, read < all ? read : all, all);
    }
    return true;
}

const struct rejection *slice_rejection(const struct slice *s, size_t i)
{
    size_t low = 0, high = s->rejected;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->rejections[middle].row < s->rows[i].number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < s->rejected && s->rejections[low].row == s->rows[i].number ? &s->rejections[low]
                                                                          : NULL;
}

bool slice_persons(const struct batch *b, const struct slice *s, struct error *e)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->rows[i].line != 0 &&
            !standard_person(b->standard, &s->rows[i], s->arena, &s->persons[i], e)) {
            return false;
        }
    }
    return true;
}

void rejection_words(const struct rejection *r, char out[REJECTION_WORDS])
{
    static const struct {
        const char *codes, *word; /* what a rejection's column is in the format of the codes */
    } formats[] = {
        {"lines.", "Field"}, {"fixed.", "Byte"}, {"json.", "Member"}, {"", "Column"}};
    size_t i = 0;
    while (!span_starts(span_of(r->code), formats[i].codes)) {
        i++;
    }
    if (r->column > 0) {
        (void)snprintf(out, REJECTION_WORDS, "%s %d: %s", formats[i].word, r->column, r->what);
    } else {
        (void)snprintf(out, REJECTION_WORDS, "%s", r->what);
    }
}

static void scratch_free(struct scratch *w)
{
    arena_free(w->arena);
    arena_free(w->text);
    if (w->persons != NULL) {
        memory_wipe(w->persons, PART * sizeof *w->persons);
    }
    memory_free(w->rows);
    memory_free(w->persons);
    memory_free(w->rejections);
}

static bool scratch_new(struct scratch *w, struct error *e)
{
    w->rows = memory_new(PART, sizeof *w->rows, e);
    w->persons = w->rows == NULL ? NULL : memory_new(PART, sizeof *w->persons, e);
    w->rejections = w->persons == NULL ? NULL : memory_new(PART, sizeof *w->rejections, e);
    return w->rejections != NULL && arena_new(&w->text, 0, e) && arena_new(&w->arena, 1 << 20, e);
}

bool batch_pass(struct batch *b, unsigned threads, const char *stage,
                const struct gate_progress *progress,
                bool (*visit)(void *ctx, const struct slice *s, struct error *e),
                bool (*after)(void *ctx, size_t part, struct error *e), void *ctx,
                struct error *e)
{
    threads = threads == 0 ? pool_cores() : threads;
    struct pass p = {.b = b,
                     .visit = visit,
                     .after = after,
                     .ctx = ctx,
                     .stage = stage,
                     .progress = progress,
                     .threads = threads > PASS_WORKERS ? PASS_WORKERS : threads};
    bool ok = true;
    b->rejected = 0;
    for (unsigned i = 0; ok && i < p.threads; i++) {
        ok = scratch_new(&p.scratch[i], e);
    }
    ok = ok && pool_pipe(p.threads, intake_parts(b->intake), PASS_PARTS, work, take, &p, e);
    for (unsigned i = 0; i < p.threads; i++) {
        scratch_free(&p.scratch[i]);
    }
    return ok;
}

bool person_keep(struct person *p, struct arena *arena, struct error *e)
{
    struct address *a = &p->address;
    struct span *all[] = {&p->id,     &p->name.given, &p->name.middle, &p->name.surname, &a->house,
                          &a->predir, &a->street,     &a->suffix,      &a->postdir,      &a->unit_kind,
                          &a->unit,   &a->box,        &a->route,       &a->city,         &p->phone,
                          &p->email,  &p->place,      &p->category,    &p->note};
    size_t size = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size += all[i]->len;
    }
    char *to = arena_alloc(arena, size, e); /* one for all: half of most texts would be padding */
    if (to == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i]->len > 0) {
            memcpy(to, all[i]->at, all[i]->len);
            all[i]->at = to;
            to += all[i]->len;
        }
    }
    return true;
}
