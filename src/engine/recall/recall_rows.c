/* recall_rows.c: the rows of a notice, and which of them certificates cover. A row
 * is known by its release and its number; its control has to be the same as well.
 */
#include "engine/recall/recall.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/memory.h"

struct line {
    struct recall_row row;
    size_t next; /* another with the same hash, plus one */
    bool covered;
};

struct recall_rows {
    struct arena *texts;
    struct map *by_key; /* hash -> number of the first line, plus one */
    struct line *lines;
    size_t count, cap;
    uint64_t open;
};

static uint64_t hash_of(const struct recall_row *row)
{
    return hash_bytes(row->release, row->row);
}

static struct line *find(const struct recall_rows *r, const struct recall_row *row)
{
    const uint64_t *first = map_find(r->by_key, hash_of(row));
    for (size_t i = first == NULL ? 0 : (size_t)*first; i > 0; i = r->lines[i - 1].next) {
        struct line *l = &r->lines[i - 1];
        if (l->row.row == row->row && span_equal(l->row.release, row->release)) {
            return l;
        }
    }
    return NULL;
}

bool recall_rows_new(struct recall_rows **out, struct error *e)
{
    struct recall_rows *r = memory_new(1, sizeof *r, e);
    if (r == NULL || !arena_new(&r->texts, 0, e) || !map_new(&r->by_key, e)) {
        recall_rows_free(r);
        return false;
    }
    *out = r;
    return true;
}

void recall_rows_free(struct recall_rows *r)
{
    if (r != NULL) {
        arena_free(r->texts);
        map_free(r->by_key);
        memory_free(r->lines);
        memory_free(r);
    }
}

static bool copy(struct recall_rows *r, struct span from, struct span *to, struct error *e)
{
    const char *at = arena_copy(r->texts, from, e);
    *to = (struct span){at, from.len};
    return at != NULL;
}

bool recall_rows_add(struct recall_rows *r, const struct recall_row *row, struct error *e)
{
    if (find(r, row) != NULL) {
        return fail(e, ERROR_VERIFY, "recall.twice", "a row stands in the notice twice");
    }
    if (!memory_grow((void **)&r->lines, &r->cap, r->count, sizeof *r->lines, e)) {
        return false;
    }
    struct line *l = &r->lines[r->count];
    *l = (struct line){.row = *row};
    uint64_t *place = map_at(r->by_key, hash_of(row), NULL, e);
    if (place == NULL || !copy(r, row->release, &l->row.release, e) || !copy(r, row->control, &l->row.control, e)) {
        return false;
    }
    l->next = (size_t)*place;
    *place = ++r->count;
    r->open++;
    return true;
}

enum recall_covers recall_rows_cover(struct recall_rows *r, const struct recall_row *row)
{
    struct line *l = find(r, row);
    if (l == NULL || !span_equal(l->row.control, row->control)) {
        return COVERS_NEVER;
    }
    if (l->covered) {
        return COVERS_BEFORE;
    }
    l->covered = true;
    r->open--;
    return COVERS_NEW;
}

void recall_rows_cover_all(struct recall_rows *r)
{
    for (size_t i = 0; i < r->count; i++) {
        r->lines[i].covered = true;
    }
    r->open = 0;
}

bool recall_rows_have(const struct recall_rows *r, const struct recall_row *row)
{
    return find(r, row) != NULL;
}

uint64_t recall_rows_count(const struct recall_rows *r)
{
    return r->count;
}

uint64_t recall_rows_open(const struct recall_rows *r)
{
    return r->open;
}

struct recall_row recall_rows_at(const struct recall_rows *r, size_t i, bool *open)
{
    *open = !r->lines[i].covered;
    return r->lines[i].row;
}
