/* gate_pass.c: one pass over a request or registry file: read in order, handed on
 * by slices to several threads.
 *
 * Memory is bounded by the slices in flight, not by the file. What a visit
 * writes belongs to its own slice, so that the result is the same for any
 * number of threads (I6).
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/pool.h"

enum {
    PART = 2048,       /* rows a slice */
    ROUND = PART * PASS_PARTS,
};

struct pass {
    struct batch *b;
    struct row *rows;                 /* ROUND */
    struct person *persons;           /* ROUND */
    struct rejection *rejections;     /* ROUND */
    size_t first, count;              /* of this round */
    size_t rejected;
    struct arena *text;               /* values with doubled quotes */
    struct arena *arena[PASS_WORKERS];
    unsigned threads;
    bool (*visit)(void *ctx, const struct slice *s, struct error *e);
    void *ctx;
};

static bool work(void *ctx, unsigned worker, size_t part, struct error *e)
{
    struct pass *p = ctx;
    size_t at = part * PART;
    size_t n = p->count - at < PART ? p->count - at : PART;
    struct arena *arena = p->arena[worker];
    arena_reset(arena);
    struct slice s = {.first = p->first + at,
                      .count = n,
                      .rows = p->rows + at,
                      .persons = p->persons + at,
                      .arena = arena,
                      .worker = worker,
                      .part = part,
                      .rejections = p->rejections,
                      .rejected = p->rejected};
    return p->visit(p->ctx, &s, e);
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
    if (r->column > 0) {
        (void)snprintf(out, REJECTION_WORDS, "Column %d: %s", r->column, r->what);
    } else {
        (void)snprintf(out, REJECTION_WORDS, "%s", r->what);
    }
}

static void pass_free(struct pass *p)
{
    for (unsigned i = 0; i < p->threads; i++) {
        arena_free(p->arena[i]);
    }
    arena_free(p->text);
    if (p->persons != NULL) {
        memory_wipe(p->persons, ROUND * sizeof *p->persons);
    }
    memory_free(p->rows);
    memory_free(p->persons);
    memory_free(p->rejections);
}

static bool pass_new(struct pass *p, struct error *e)
{
    p->rows = memory_new(ROUND, sizeof *p->rows, e);
    p->persons = p->rows == NULL ? NULL : memory_new(ROUND, sizeof *p->persons, e);
    p->rejections = p->persons == NULL ? NULL : memory_new(ROUND, sizeof *p->rejections, e);
    bool ok = p->rejections != NULL && arena_new(&p->text, 0, e);
    for (unsigned i = 0; ok && i < p->threads; i++) {
        ok = arena_new(&p->arena[i], 1 << 20, e);
    }
    return ok;
}

bool batch_pass(struct batch *b, unsigned threads, const char *stage,
                const struct gate_progress *progress,
                bool (*visit)(void *ctx, const struct slice *s, struct error *e),
                bool (*after)(void *ctx, size_t parts, struct error *e), void *ctx,
                struct error *e)
{
    threads = threads == 0 ? pool_cores() : threads;
    struct pass p = {.b = b,
                     .visit = visit,
                     .ctx = ctx,
                     .threads = threads > PASS_WORKERS ? PASS_WORKERS : threads};
    bool ok = pass_new(&p, e);
    b->rejected = 0;
    intake_rewind(b->intake);
    while (ok) {
        arena_reset(p.text);
        ok = intake_read(b->intake, p.text, p.rows, ROUND, &p.count, p.rejections, &p.rejected, e);
        if (!ok || p.count == 0) {
            break;
        }
        size_t parts = (p.count + PART - 1) / PART;
        ok = pool_run(p.threads, parts, work, &p, e) && (after == NULL || after(ctx, parts, e));
        b->rejected += p.rejected;
        p.first += p.count;
        if (progress != NULL && progress->tick != NULL) {
            progress->tick(progress->ctx, stage, p.first, intake_rows(b->intake));
        }
    }
    pass_free(&p);
    return ok;
}

bool person_keep(struct person *p, struct arena *arena, struct error *e)
{
    struct address *a = &p->address;
    struct span *all[] = {&p->id,     &p->name.given, &p->name.middle, &p->name.surname, &a->house,
                          &a->predir, &a->street,     &a->suffix,      &a->postdir,      &a->unit_kind,
                          &a->unit,   &a->box,        &a->route,       &a->city,         &p->phone,
                          &p->email,  &p->place,      &p->category,    &p->note};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i]->len > 0) {
            all[i]->at = arena_copy(arena, *all[i], e);
            if (all[i]->at == NULL) {
                return false;
            }
        }
    }
    return true;
}
