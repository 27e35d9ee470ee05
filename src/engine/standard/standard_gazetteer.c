/* A public table of ZIP, city and state (columns code or zip, city, state; others
 * are ignored). One ZIP may stand in several lines, with the cities that may be
 * written for it. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "engine/standard/standard_inside.h"

struct entry {
    uint32_t zip;
    char state[3];
    struct span city; /* as standard_city writes it */
};

struct gazetteer {
    struct arena *arena;
    struct entry *entries; /* sorted by ZIP, state, city */
    size_t count, cap;
};

enum { FILE_MOST = 256 << 20, COLUMNS = 64 };

/* --- reading --- */

/* The next field of a line of CSV, with its quotes taken off; doubled quotes are
 * left as they are: no ZIP, city or state has one. */
static bool next_field(struct span *rest, struct span *field)
{
    struct span trimmed = rest->at == NULL ? *rest : span_trim(*rest);
    if (trimmed.len > 0 && trimmed.at[0] == '"') {
        const char *end = memchr(trimmed.at + 1, '"', trimmed.len - 1);
        if (end != NULL) {
            *field = (struct span){trimmed.at + 1, (size_t)(end - trimmed.at - 1)};
            struct span behind = {end + 1, (size_t)(trimmed.at + trimmed.len - end - 1)}, junk;
            bool more = memchr(behind.at, ',', behind.len) != NULL;
            (void)span_cut(&behind, ',', &junk);
            *rest = more ? behind : (struct span){NULL, 0};
            return true;
        }
    }
    if (!span_cut(rest, ',', field)) {
        return false;
    }
    *field = span_trim(*field);
    return true;
}

struct columns {
    int zip, city, state;
};

static bool read_header(struct span line, struct columns *c, const char *path, struct error *e)
{
    struct span field;
    *c = (struct columns){-1, -1, -1};
    if (line.len >= 3 && memcmp(line.at, "\xef\xbb\xbf", 3) == 0) {
        line = (struct span){line.at + 3, line.len - 3};
    }
    for (int i = 0; next_field(&line, &field); i++) {
        bool code = span_equal_nocase(field, SPAN_LITERAL("code")) ||
                    span_equal_nocase(field, SPAN_LITERAL("zip"));
        c->zip = code && c->zip < 0 ? i : c->zip;
        c->city = span_equal_nocase(field, SPAN_LITERAL("city")) ? i : c->city;
        c->state = span_equal_nocase(field, SPAN_LITERAL("state")) ? i : c->state;
    }
    if (c->zip < 0 || c->city < 0 || c->state < 0) {
        return fail(e, ERROR_INPUT, "gazetteer.header",
                    "%s: the columns code (or zip), city and state are needed", path);
    }
    return true;
}

static bool add_entry(struct gazetteer *g, const struct standard *s,
                      const struct span values[3], struct error *e)
{
    struct row row = {.number = 0};
    struct reading r;
    row.value[FIELD_ZIP] = values[0];
    row.value[FIELD_CITY] = values[1];
    row.value[FIELD_STATE] = values[2];
    standard_read(s, &row, &r);
    if (r.address.zip == ZIP_NONE || r.address.state[0] == '\0' || r.address.city.len == 0) {
        return fail(e, ERROR_INPUT, "gazetteer.entry", "no ZIP, city and state");
    }
    if (!memory_grow((void **)&g->entries, &g->cap, g->count, sizeof *g->entries, e)) {
        return false;
    }
    char *city = arena_copy(g->arena, r.address.city, e);
    if (city == NULL) {
        return false;
    }
    struct entry *entry = &g->entries[g->count++];
    entry->zip = r.address.zip;
    memcpy(entry->state, r.address.state, sizeof entry->state);
    entry->city = (struct span){city, r.address.city.len};
    return true;
}

static bool read_lines(struct gazetteer *g, const struct standard *s, struct span text,
                       const char *path, struct error *e)
{
    struct span line, field;
    struct columns c;
    uint64_t number = 1;
    if (!span_cut(&text, '\n', &line) || !read_header(span_trim(line), &c, path, e)) {
        return false;
    }
    while (span_cut(&text, '\n', &line)) {
        struct span values[3] = {{"", 0}, {"", 0}, {"", 0}};
        number++;
        line = span_trim(line);
        if (line.len == 0) {
            continue;
        }
        for (int i = 0; next_field(&line, &field); i++) {
            int to = i == c.zip ? 0 : i == c.city ? 1 : i == c.state ? 2 : -1;
            if (to >= 0) {
                values[to] = field;
            }
        }
        if (!add_entry(g, s, values, e)) {
            error_context(e, "%s, line %llu", path, (unsigned long long)number);
            return false;
        }
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->zip != y->zip) {
        return x->zip < y->zip ? -1 : 1;
    }
    int state = strcmp(x->state, y->state);
    return state != 0 ? state : span_compare(x->city, y->city);
}

bool gazetteer_load(struct gazetteer **out, const struct standard *s, const char *path,
                    struct error *e)
{
    struct text text = {0};
    struct gazetteer *g = memory_new(1, sizeof *g, e);
    bool ok = g != NULL && arena_new(&g->arena, 0, e) && file_load(&text, path, FILE_MOST, e) &&
              read_lines(g, s, text_span(&text), path, e);
    if (ok && g->count == 0) {
        ok = fail(e, ERROR_INPUT, "gazetteer.empty", "%s holds no place", path);
    }
    text_free(&text);
    if (!ok) {
        gazetteer_free(g);
        return false;
    }
    qsort(g->entries, g->count, sizeof *g->entries, by_place);
    *out = g;
    return true;
}

void gazetteer_free(struct gazetteer *g)
{
    if (g != NULL) {
        arena_free(g->arena);
        memory_free(g->entries);
        memory_free(g);
    }
}

/* --- asking --- */

static size_t first_of(const struct gazetteer *g, uint32_t zip)
{
    size_t low = 0, high = g->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->entries[middle].zip < zip) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum place gazetteer_find(const struct gazetteer *g, uint32_t zip, const char *state,
                          struct span city)
{
    enum place found = PLACE_UNKNOWN_ZIP;
    for (size_t i = first_of(g, zip); i < g->count && g->entries[i].zip == zip; i++) {
        const struct entry *entry = &g->entries[i];
        bool here = strcmp(entry->state, state) == 0;
        enum place now = !here                           ? PLACE_OTHER_STATE
                         : span_equal(entry->city, city) ? PLACE_AGREES
                                                         : PLACE_OTHER_CITY;
        found = now > found ? now : found;
    }
    return found;
}

bool gazetteer_hash(const struct gazetteer *g, struct hasher *h, struct error *e)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct entry *entry = &g->entries[i];
        struct span zip = {(const char *)&entry->zip, sizeof entry->zip};
        struct span state = {entry->state, sizeof entry->state};
        if (!hasher_add(h, zip, e) || !hasher_add(h, state, e) ||
            !hasher_add(h, entry->city, e) || !hasher_add(h, (struct span){"\n", 1}, e)) {
            return false;
        }
    }
    return true;
}
