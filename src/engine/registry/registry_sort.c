/* Records gather in a small stage. When it is full they go to 256 partitions, by the
 * upper 8 bits of the hash, in the order in which they came; there a record takes 5
 * bytes: 24 bits of the hash, and how far its person is from the one before. When memory
 * is full, the partitions are written as a run. At the end each partition is read, of all
 * runs and of memory, and sorted by itself, in the processor's cache; nothing is merged.
 *
 * Invariants
 *  (1) In a partition persons ascend, also from run to run: a stable radix sort by the
 *      lower 24 bits of the hash sorts the whole word.
 *  (2) Memory until the end is what was given, but for a least size; at the end 16 bytes
 *      for each record of the largest partition besides: a 256th of them all where no key
 *      value is very frequent. */
#include "engine/registry/registry_sort.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"

enum {
    PARTITIONS = 256,
    LEAST_STAGE = 1024, /* records */
    MOST_STAGE = 1 << 15,
    FIRST_STAGE = 256,
    LEAST_CHUNK = 64, /* bytes */
    MOST_CHUNK = 4096,
    RECORD = 5,
    FAR = 0xffff, /* a distance that does not fit: 4 bytes with the person follow */
    MOST_RECORD = RECORD + 4,
    RADIX = 256,
};

struct chunk {
    struct chunk *next;
    size_t used;
    uint8_t bytes[];
};

struct partition {
    struct chunk *first, *last;
    uint32_t person; /* of the record before */
    uint64_t count;  /* in all runs and here */
    uint64_t bytes;  /* here */
};

/* Where the partitions lie in a run. */
struct run {
    uint64_t offset[PARTITIONS + 1];
    struct mapping map; /* at the end */
};

struct sorter {
    char prefix[PATH_SIZE];
    uint64_t *stage, *other;
    size_t staged, room, most_staged;
    size_t chunk, chunks, most_chunks; /* bytes of one; how many there are and may be */
    struct partition partition[PARTITIONS];
    struct run *run;
    size_t runs, runs_cap;
    uint64_t count;
};

static size_t within(uint64_t n, size_t least, size_t most)
{
    return n < least ? least : n > most ? most : (size_t)n;
}

bool sorter_new(struct sorter **out, const char *prefix, uint64_t memory, struct error *e)
{
    struct sorter *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    s->most_staged = within(memory / 8 / (2 * sizeof *s->stage), LEAST_STAGE, MOST_STAGE);
    s->chunk = within(memory / (8 * PARTITIONS), LEAST_CHUNK, MOST_CHUNK);
    uint64_t chunks = memory / 8 * 7 / (s->chunk + sizeof(struct chunk));
    /* a whole stage has room: it ends chunks that are not full, and begins others */
    size_t least = 2 * PARTITIONS + s->most_staged * MOST_RECORD / (s->chunk - MOST_RECORD);
    s->most_chunks = within(chunks, least, SIZE_MAX);
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

/* --- runs --- */

static bool run_path(const struct sorter *s, size_t run, char path[PATH_SIZE], struct error *e)
{
    return path_format(path, PATH_SIZE, e, "%s%zu", s->prefix, run);
}

static void free_chunks(struct sorter *s, struct partition *p)
{
    for (struct chunk *c = p->first; c != NULL;) {
        struct chunk *next = c->next;
        memory_free(c);
        s->chunks--;
        c = next;
    }
    p->first = p->last = NULL;
    p->bytes = 0;
    p->person = 0;
}

static bool write_partitions(struct sorter *s, struct file *f, struct run *run, struct error *e)
{
    for (size_t i = 0; i < PARTITIONS; i++) {
        run->offset[i] = file_written(f);
        for (const struct chunk *c = s->partition[i].first; c != NULL; c = c->next) {
            if (!file_write(f, (struct span){(const char *)c->bytes, c->used}, e)) {
                return false;
            }
        }
        free_chunks(s, &s->partition[i]);
    }
    run->offset[PARTITIONS] = file_written(f);
    return true;
}

static bool spill(struct sorter *s, struct error *e)
{
    char path[PATH_SIZE];
    struct file *f = NULL;
    if (!memory_grow((void **)&s->run, &s->runs_cap, s->runs, sizeof *s->run, e) ||
        !run_path(s, s->runs, path, e) || !file_create(&f, path, FILE_PRIVATE, true, e)) {
        return false;
    }
    struct run *run = &s->run[s->runs++];
    *run = (struct run){0};
    if (!write_partitions(s, f, run, e)) {
        file_drop(f);
        return false;
    }
    return file_close(f, e);
}

/* --- partitions --- */

static bool add_chunk(struct sorter *s, struct partition *p, struct error *e)
{
    struct chunk *c = memory_new(1, sizeof *c + s->chunk, e);
    if (c == NULL) {
        return false;
    }
    if (p->last == NULL) {
        p->first = c;
    } else {
        p->last->next = c;
    }
    p->last = c;
    s->chunks++;
    return true;
}

static bool put(struct sorter *s, uint64_t record, struct error *e)
{
    struct partition *p = &s->partition[record >> 56];
    struct chunk *c = p->last;
    if (c == NULL || s->chunk - c->used < MOST_RECORD) {
        if (!add_chunk(s, p, e)) {
            return false;
        }
        c = p->last;
    }
    uint32_t person = (uint32_t)record, apart = person - p->person;
    bool far = apart >= FAR;
    uint64_t packed = (record >> 32 & 0xffffff) | (uint64_t)(far ? FAR : apart) << 24;
    memcpy(c->bytes + c->used, &packed, RECORD);
    c->used += RECORD;
    p->bytes += RECORD;
    if (far) {
        memcpy(c->bytes + c->used, &person, sizeof person);
        c->used += sizeof person;
        p->bytes += sizeof person;
    }
    p->person = person;
    p->count++;
    return true;
}

static bool unstage(struct sorter *s, struct error *e)
{
    size_t least = PARTITIONS + s->staged * MOST_RECORD / (s->chunk - MOST_RECORD);
    if (s->chunks + least > s->most_chunks && !spill(s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->staged; i++) {
        if (!put(s, s->stage[i], e)) {
            return false;
        }
    }
    s->staged = 0;
    return true;
}

static bool widen(struct sorter *s, struct error *e)
{
    size_t room = s->room == 0 ? FIRST_STAGE : 2 * s->room;
    room = room > s->most_staged ? s->most_staged : room;
    uint64_t *stage = memory_resize(s->stage, room, sizeof *stage, e);
    if (stage == NULL) {
        return false;
    }
    s->stage = stage;
    s->room = room;
    return true;
}

bool sorter_add(struct sorter *s, uint64_t record, struct error *e)
{
    if (s->staged == s->room && !(s->room < s->most_staged ? widen(s, e) : unstage(s, e))) {
        return false;
    }
    s->stage[s->staged++] = record;
    s->count++;
    return true;
}

/* --- the end --- */

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

/* By bits 32 to 56, or all of the hash; where the result is. */
static const uint64_t *sort(uint64_t *records, uint64_t *other, size_t n, bool whole)
{
    radix_pass(records, other, n, 32);
    radix_pass(other, records, n, 40);
    radix_pass(records, other, n, 48);
    if (whole) {
        radix_pass(other, records, n, 56);
    }
    return whole ? records : other;
}

/* Records of a partition as they are unpacked. */
struct unpacking {
    uint64_t *to;
    size_t n, most;
    uint64_t upper;
    uint32_t person;
};

static bool unpack(struct unpacking *u, const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint64_t packed = 0;
        if (len - i < RECORD || u->n == u->most) {
            return false;
        }
        memcpy(&packed, at + i, RECORD);
        i += RECORD;
        uint32_t apart = (uint32_t)(packed >> 24);
        if (apart == FAR) {
            if (len - i < sizeof u->person) {
                return false;
            }
            memcpy(&u->person, at + i, sizeof u->person);
            i += sizeof u->person;
        } else {
            u->person += apart;
        }
        u->to[u->n++] = u->upper | (packed & 0xffffff) << 32 | u->person;
    }
    return true;
}

static bool gather(const struct sorter *s, size_t i, struct error *e)
{
    const struct partition *p = &s->partition[i];
    struct unpacking u = {.to = s->stage, .most = p->count, .upper = (uint64_t)i << 56};
    bool ok = true;
    for (size_t k = 0; ok && k < s->runs; k++) {
        const struct run *r = &s->run[k];
        u.person = 0;
        ok = r->map.len == r->offset[PARTITIONS] &&
             (r->map.len == 0 ||
              unpack(&u, r->map.at + r->offset[i], (size_t)(r->offset[i + 1] - r->offset[i])));
    }
    u.person = 0;
    for (const struct chunk *c = p->first; ok && c != NULL; c = c->next) {
        ok = unpack(&u, c->bytes, c->used);
    }
    return (ok && u.n == p->count) ||
           fail(e, ERROR_FAILED, "registry.run", "a run of the sort was cut short");
}

static bool map_runs(struct sorter *s, struct error *e)
{
    for (size_t i = 0; i < s->runs; i++) {
        char path[PATH_SIZE];
        if (!run_path(s, i, path, e) || !file_map(&s->run[i].map, path, e)) {
            return false;
        }
    }
    return true;
}

/* Two arrays for the largest partition, in place of the stage. */
static bool make_arrays(struct sorter *s, uint64_t n, struct error *e)
{
    memory_free(s->stage);
    s->room = 0;
    s->stage = memory_new((size_t)n, sizeof *s->stage, e);
    s->other = s->stage == NULL ? NULL : memory_new((size_t)n, sizeof *s->other, e);
    return s->other != NULL;
}

static bool end_partitions(struct sorter *s,
                           bool (*each)(void *ctx, const uint64_t *records, size_t n,
                                        struct error *e),
                           void *ctx, struct error *e)
{
    uint64_t most = 0;
    for (size_t i = 0; i < PARTITIONS; i++) {
        most = s->partition[i].count > most ? s->partition[i].count : most;
    }
    if (!map_runs(s, e) || !make_arrays(s, most, e)) {
        return false;
    }
    for (size_t i = 0; i < PARTITIONS; i++) {
        size_t n = (size_t)s->partition[i].count;
        if (n == 0) {
            continue;
        }
        if (!gather(s, i, e)) {
            return false;
        }
        free_chunks(s, &s->partition[i]);
        if (!each(ctx, sort(s->stage, s->other, n, false), n, e)) {
            return false;
        }
    }
    return true;
}

bool sorter_end(struct sorter *s,
                bool (*each)(void *ctx, const uint64_t *records, size_t n, struct error *e),
                void *ctx, struct error *e)
{
    if (s->staged < s->count) {
        return unstage(s, e) && end_partitions(s, each, ctx, e);
    }
    if (s->count == 0) {
        return true;
    }
    s->other = memory_new(s->staged, sizeof *s->other, e);
    if (s->other == NULL) {
        return false;
    }
    return each(ctx, sort(s->stage, s->other, s->staged, true), s->staged, e);
}

void sorter_free(struct sorter *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->runs; i++) {
        char path[PATH_SIZE];
        struct error ignored;
        file_unmap(&s->run[i].map);
        (void)!(run_path(s, i, path, &ignored) && file_remove(path, &ignored));
    }
    for (size_t i = 0; i < PARTITIONS; i++) {
        free_chunks(s, &s->partition[i]);
    }
    memory_free(s->run);
    memory_free(s->stage);
    memory_free(s->other);
    memory_free(s);
}
