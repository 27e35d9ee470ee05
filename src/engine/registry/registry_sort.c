/* Records gather in a buffer; when it is full it is sorted and written as a run.
 * At the end the runs and what is left in the buffer are merged by a heap.
 *
 * Invariants
 *  (1) A buffer is in ascending order of persons, so a stable radix sort of the
 *      upper 32 bits sorts the whole word.
 *  (2) Memory is the buffer and a copy of it, or later one piece for each run;
 *      never more than what was given, but for a least size. */
#include "engine/registry/registry_sort.h"

#include <assert.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

enum {
    LEAST = 1024, /* records of a buffer */
    FIRST_ROOM = 4096,
    RADIX_BITS = 11,
    RADIX = 1 << RADIX_BITS,
    LEAST_PIECE = 512, /* records read of a run at a time */
    MOST_PIECE = 1 << 16,
};

struct run {
    struct reader *reader;
    uint64_t *piece;
    size_t at, have, room;
};

struct sorter {
    char prefix[PATH_SIZE];
    uint64_t *buffer;
    size_t used, room, most;
    size_t runs;
    uint64_t count;
    struct run *run; /* while merging */
    struct run **heap;
    size_t heaped;
};

bool sorter_new(struct sorter **out, const char *prefix, uint64_t memory, struct error *e)
{
    struct sorter *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    uint64_t most = memory / (2 * sizeof *s->buffer);
    s->most = most < LEAST ? LEAST : (size_t)most;
    if (!path_format(s->prefix, sizeof s->prefix, e, "%s", prefix)) {
        memory_free(s);
        return false;
    }
    *out = s;
    return true;
}

uint64_t sorter_count(const struct sorter *s)
{
    return s->count;
}

static void radix_pass(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
    size_t place[RADIX] = {0};
    for (size_t i = 0; i < n; i++) {
        place[from[i] >> shift & (RADIX - 1)]++;
    }
    for (size_t d = 0, sum = 0; d < RADIX; d++) {
        size_t here = place[d];
        place[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++) {
        to[place[from[i] >> shift & (RADIX - 1)]++] = from[i];
    }
}

/* Three passes cover the 32 bits; the result ends in the second array, which
 * becomes the buffer. */
static bool sort_buffer(struct sorter *s, struct error *e)
{
    uint64_t *other = memory_new(s->room, sizeof *other, e);
    if (other == NULL) {
        return false;
    }
    radix_pass(s->buffer, other, s->used, 32);
    radix_pass(other, s->buffer, s->used, 32 + RADIX_BITS);
    radix_pass(s->buffer, other, s->used, 32 + 2 * RADIX_BITS);
    memory_free(s->buffer);
    s->buffer = other;
    return true;
}

static bool run_path(const struct sorter *s, size_t run, char path[PATH_SIZE], struct error *e)
{
    return path_format(path, PATH_SIZE, e, "%s%zu", s->prefix, run);
}

static bool spill(struct sorter *s, struct error *e)
{
    char path[PATH_SIZE];
    struct file *f = NULL;
    struct span bytes = {(const char *)s->buffer, s->used * sizeof *s->buffer};
    if (!sort_buffer(s, e) || !run_path(s, s->runs, path, e) ||
        !file_create(&f, path, FILE_PRIVATE, true, e)) {
        return false;
    }
    s->runs++;
    bytes.at = (const char *)s->buffer;
    if (!file_write(f, bytes, e)) {
        file_drop(f);
        return false;
    }
    s->used = 0;
    return file_close(f, e);
}

static bool widen(struct sorter *s, struct error *e)
{
    size_t room = s->room == 0 ? FIRST_ROOM : 2 * s->room;
    room = room > s->most ? s->most : room;
    uint64_t *buffer = memory_resize(s->buffer, room, sizeof *buffer, e);
    if (buffer == NULL) {
        return false;
    }
    s->buffer = buffer;
    s->room = room;
    return true;
}

bool sorter_add(struct sorter *s, uint64_t record, struct error *e)
{
    if (s->used == s->room && !(s->room < s->most ? widen(s, e) : spill(s, e))) {
        return false;
    }
    s->buffer[s->used++] = record;
    s->count++;
    return true;
}

/* --- merge --- */

static bool refill(struct run *r, struct error *e)
{
    r->at = r->have = 0;
    size_t want = r->room * sizeof *r->piece, have = 0;
    for (size_t got = 1; r->reader != NULL && have < want && got > 0; have += got) {
        if (!reader_read(r->reader, (char *)r->piece + have, want - have, &got, e)) {
            return false;
        }
    }
    if (have % sizeof *r->piece != 0) {
        return fail(e, ERROR_FAILED, "registry.run", "a run of the sort was cut short");
    }
    r->have = have / sizeof *r->piece;
    return true;
}

static uint64_t head(const struct run *r)
{
    return r->piece[r->at];
}

static void sink(struct sorter *s, size_t i)
{
    struct run *moving = s->heap[i];
    for (size_t child; (child = 2 * i + 1) < s->heaped; i = child) {
        if (child + 1 < s->heaped && head(s->heap[child + 1]) < head(s->heap[child])) {
            child++;
        }
        if (head(moving) <= head(s->heap[child])) {
            break;
        }
        s->heap[i] = s->heap[child];
    }
    s->heap[i] = moving;
}

static bool open_runs(struct sorter *s, struct error *e)
{
    size_t room = s->most / (s->runs + 1);
    room = room < LEAST_PIECE ? LEAST_PIECE : room > MOST_PIECE ? MOST_PIECE : room;
    s->run = memory_new(s->runs, sizeof *s->run, e);
    s->heap = s->run == NULL ? NULL : memory_new(s->runs, sizeof *s->heap, e);
    if (s->heap == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->runs; i++) {
        struct run *r = &s->run[i];
        char path[PATH_SIZE];
        r->room = room;
        r->piece = memory_new(room, sizeof *r->piece, e);
        if (r->piece == NULL || !run_path(s, i, path, e) || !reader_open(&r->reader, path, e) ||
            !refill(r, e)) {
            return false;
        }
        if (r->have > 0) {
            s->heap[s->heaped++] = r;
        }
    }
    for (size_t i = s->heaped / 2; i-- > 0;) {
        sink(s, i);
    }
    return true;
}

static bool merge(struct sorter *s, bool (*each)(void *ctx, uint64_t record, struct error *e),
                  void *ctx, struct error *e)
{
    while (s->heaped > 0) {
        struct run *r = s->heap[0];
        if (!each(ctx, head(r), e) || (++r->at == r->have && !refill(r, e))) {
            return false;
        }
        if (r->have == 0) {
            s->heap[0] = s->heap[--s->heaped];
        }
        if (s->heaped > 0) {
            sink(s, 0);
        }
    }
    return true;
}

bool sorter_end(struct sorter *s, bool (*each)(void *ctx, uint64_t record, struct error *e),
                void *ctx, struct error *e)
{
    if (s->runs > 0) {
        if (s->used > 0 && !spill(s, e)) {
            return false;
        }
        memory_free(s->buffer); /* its room is now that of the pieces */
        s->buffer = NULL;
        s->room = 0;
        return open_runs(s, e) && merge(s, each, ctx, e);
    }
    if (s->used > 0 && !sort_buffer(s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->used; i++) {
        if (!each(ctx, s->buffer[i], e)) {
            return false;
        }
    }
    return true;
}

void sorter_free(struct sorter *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->runs; i++) {
        char path[PATH_SIZE];
        struct error ignored;
        if (s->run != NULL) {
            memory_free(s->run[i].piece);
            reader_close(s->run[i].reader);
        }
        (void)!(run_path(s, i, path, &ignored) && file_remove(path, &ignored));
    }
    memory_free(s->run);
    memory_free(s->heap);
    memory_free(s->buffer);
    memory_free(s);
}
