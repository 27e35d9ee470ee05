/* A public table of ZIP, city and state, as USPS, the Census and others give them: CSV with a header; the columns
 * of `meanings` count, others are ignored. One ZIP may stand in several lines, with the cities that may be
 * written for it.
 *
 * 1. What is asked of the table is asked of ZIP, state and city together: that a city exists somewhere proves nothing.
 * 2. A table only lowers: without one, the structure alone is proved. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "engine/standard/standard_inside.h"

struct entry {
    uint32_t zip;
    char state[3];
    bool unique;      /* the ZIP of one firm or office: nobody lives there */
    struct span city; /* as standard_city writes it */
};

struct gazetteer {
    struct arena *arena;
    struct entry *entries; /* sorted by ZIP, state, city */
    size_t count, cap;
    uint32_t *first;   /* of each ZIP, its first entry; ZIP_NONE + 1 of them */
    uint32_t *by_city; /* entries sorted by state, city, ZIP */
};

enum { FILE_MOST = 256 << 20 };

/* --- reading --- */

enum meaning { MEANING_ZIP, MEANING_CITY, MEANING_STATE, MEANING_MORE, MEANING_TYPE, MEANINGS };

/* The names under which the columns are met, joined by a blank. */
static const char *const meanings[MEANINGS] = {
    [MEANING_ZIP] = "code zip zipcode zip_code zip5 postal_code postcode zcta zcta5",
    [MEANING_CITY] = "city primary_city usps_city city_name preferred_city place",
    [MEANING_STATE] = "state state_id state_code state_abbr st usps stusab",
    [MEANING_MORE] = "acceptable_cities", /* joined by commas */
    [MEANING_TYPE] = "type zip_type",     /* UNIQUE, or anything */
};

struct columns {
    int at[MEANINGS];
    char separator; /* the first of , ; tab | that stands in the header */
};

/* The next field of a line of CSV, with its quotes taken off; doubled quotes are
 * left as they are: no ZIP, city or state has one. */
static bool next_field(struct span *rest, char separator, struct span *field)
{
    struct span trimmed = rest->at == NULL ? *rest : span_trim(*rest);
    if (trimmed.len > 0 && trimmed.at[0] == '"') {
        const char *end = memchr(trimmed.at + 1, '"', trimmed.len - 1);
        if (end != NULL) {
            *field = (struct span){trimmed.at + 1, (size_t)(end - trimmed.at - 1)};
            struct span behind = {end + 1, (size_t)(trimmed.at + trimmed.len - end - 1)}, junk;
            bool more = memchr(behind.at, separator, behind.len) != NULL;
            (void)span_cut(&behind, separator, &junk);
            *rest = more ? behind : (struct span){NULL, 0};
            return true;
        }
    }
    if (!span_cut(rest, separator, field)) {
        return false;
    }
    *field = span_trim(*field);
    return true;
}

static enum meaning meaning_of(struct span name)
{
    for (unsigned m = 0; m < MEANINGS; m++) {
        struct span rest = span_of(meanings[m]), word;
        while (span_cut(&rest, ' ', &word)) {
            if (span_equal_nocase(word, name)) {
                return (enum meaning)m;
            }
        }
    }
    return MEANINGS;
}

static bool read_header(struct span line, struct columns *c, const char *path, struct error *e)
{
    static const char separators[] = ",;\t|";
    struct span field;
    for (unsigned m = 0; m < MEANINGS; m++) {
        c->at[m] = -1;
    }
    if (line.len >= 3 && memcmp(line.at, "\xef\xbb\xbf", 3) == 0) {
        line = (struct span){line.at + 3, line.len - 3};
    }
    size_t s = 0;
    while (separators[s + 1] != '\0' && memchr(line.at, separators[s], line.len) == NULL) {
        s++;
    }
    c->separator = separators[s];
    for (int i = 0; next_field(&line, c->separator, &field); i++) {
        enum meaning m = meaning_of(field);
        if (m < MEANINGS && c->at[m] < 0) {
            c->at[m] = i;
        }
    }
    if (c->at[MEANING_ZIP] < 0 || c->at[MEANING_CITY] < 0 || c->at[MEANING_STATE] < 0) {
        return fail(e, ERROR_INPUT, "gazetteer.header",
                    "%s: the columns code (or zip), city and state are needed", path);
    }
    return true;
}

static bool add_entry(struct gazetteer *g, const struct standard *s,
                      const struct span values[MEANINGS], struct span city, struct error *e)
{
    struct row row = {.number = 0};
    struct reading r;
    row.value[FIELD_ZIP] = values[MEANING_ZIP];
    row.value[FIELD_CITY] = city;
    row.value[FIELD_STATE] = values[MEANING_STATE];
    standard_read(s, &row, &r);
    if (r.address.zip == ZIP_NONE || r.address.state[0] == '\0' || r.address.city.len == 0) {
        return fail(e, ERROR_INPUT, "gazetteer.entry", "no ZIP, city and state");
    }
    if (!memory_grow((void **)&g->entries, &g->cap, g->count, sizeof *g->entries, e)) {
        return false;
    }
    char *copy = arena_copy(g->arena, r.address.city, e);
    if (copy == NULL) {
        return false;
    }
    struct entry *entry = &g->entries[g->count++];
    entry->zip = r.address.zip;
    memcpy(entry->state, r.address.state, sizeof entry->state);
    entry->unique = span_equal_nocase(span_trim(values[MEANING_TYPE]), SPAN_LITERAL("UNIQUE"));
    entry->city = (struct span){copy, r.address.city.len};
    return true;
}

/* A line: its city, and the others that may be written for the ZIP. */
static bool add_line(struct gazetteer *g, const struct standard *s,
                     const struct span values[MEANINGS], struct error *e)
{
    struct span rest = values[MEANING_MORE], city;
    if (!add_entry(g, s, values, values[MEANING_CITY], e)) {
        return false;
    }
    while (span_cut(&rest, ',', &city)) {
        city = span_trim(city);
        if (city.len > 0 && !add_entry(g, s, values, city, e)) {
            return false;
        }
    }
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
        struct span values[MEANINGS];
        for (unsigned m = 0; m < MEANINGS; m++) {
            values[m] = (struct span){"", 0};
        }
        number++;
        line = span_trim(line);
        if (line.len == 0) {
            continue;
        }
        for (int i = 0; next_field(&line, c.separator, &field); i++) {
            for (unsigned m = 0; m < MEANINGS; m++) {
                values[m] = c.at[m] == i ? field : values[m];
            }
        }
        if (!add_line(g, s, values, e)) {
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

static int by_city(const void *a, const void *b, void *entries)
{
    const struct entry *x = (const struct entry *)entries + *(const uint32_t *)a;
    const struct entry *y = (const struct entry *)entries + *(const uint32_t *)b;
    int state = strcmp(x->state, y->state);
    int city = state != 0 ? state : span_compare(x->city, y->city);
    return city != 0 ? city : (x->zip > y->zip) - (x->zip < y->zip);
}

static bool index_entries(struct gazetteer *g, struct error *e)
{
    if (g->count > UINT32_MAX) {
        return fail(e, ERROR_INPUT, "gazetteer.size", "the table has too many places");
    }
    g->first = memory_new(ZIP_NONE + 1, sizeof *g->first, e);
    g->by_city = g->first == NULL ? NULL : memory_new(g->count, sizeof *g->by_city, e);
    if (g->by_city == NULL) {
        return false;
    }
    qsort(g->entries, g->count, sizeof *g->entries, by_place);
    uint32_t n = 0;
    for (uint32_t zip = 0; zip <= ZIP_NONE; zip++) {
        while (n < g->count && g->entries[n].zip < zip) {
            n++;
        }
        g->first[zip] = n;
    }
    for (uint32_t i = 0; i < g->count; i++) {
        g->by_city[i] = i;
    }
    qsort_r(g->by_city, g->count, sizeof *g->by_city, by_city, g->entries);
    return true;
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
    if (!ok || !index_entries(g, e)) {
        gazetteer_free(g);
        return false;
    }
    *out = g;
    return true;
}

void gazetteer_free(struct gazetteer *g)
{
    if (g != NULL) {
        arena_free(g->arena);
        memory_free(g->entries);
        memory_free(g->first);
        memory_free(g->by_city);
        memory_free(g);
    }
}

/* --- asking --- */

/* The first of the entries of a city in a state, in by_city; the count where there is none. */
static size_t city_in_state(const struct gazetteer *g, const char *state, struct span city)
{
    size_t low = 0, high = g->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct entry *entry = &g->entries[g->by_city[middle]];
        int order = strcmp(entry->state, state);
        order = order != 0 ? order : span_compare(entry->city, city);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_city(const struct gazetteer *g, size_t i, const char *state, struct span city)
{
    const struct entry *entry = i < g->count ? &g->entries[g->by_city[i]] : NULL;
    return entry != NULL && strcmp(entry->state, state) == 0 && span_equal(entry->city, city);
}

/* The city is known in the state: with a ZIP of the same three digits, or not. */
static enum place elsewhere(const struct gazetteer *g, uint32_t zip, const char *state,
                            struct span city)
{
    enum place found = PLACE_UNKNOWN_CITY;
    for (size_t i = city_in_state(g, state, city); is_city(g, i, state, city); i++) {
        if (g->entries[g->by_city[i]].zip / 100 == zip / 100) {
            return PLACE_NEARBY;
        }
        found = PLACE_ELSEWHERE;
    }
    return found;
}

/* SPRINGFEILD: one slip of the hand, two in a long name. */
static bool nearly(struct span a, struct span b)
{
    enum { SHORT = 5, LONG = 9 };
    size_t len = a.len < b.len ? a.len : b.len;
    unsigned most = len >= LONG ? 2 : len >= SHORT ? 1 : 0;
    return most > 0 && span_distance(a, b, most) <= most;
}

enum place gazetteer_find(const struct gazetteer *g, uint32_t zip, const char *state,
                          struct span city)
{
    bool here = false, near = false;
    if (zip >= ZIP_NONE || g->first[zip] == g->first[zip + 1]) {
        return PLACE_UNKNOWN_ZIP;
    }
    for (uint32_t i = g->first[zip]; i < g->first[zip + 1]; i++) {
        const struct entry *entry = &g->entries[i];
        if (strcmp(entry->state, state) != 0) {
            continue;
        }
        here = true;
        if (span_equal(entry->city, city)) {
            return entry->unique ? PLACE_UNIQUE : PLACE_AGREES;
        }
        near = near || (!entry->unique && nearly(entry->city, city));
    }
    if (!here) {
        return PLACE_OTHER_STATE;
    }
    enum place other = elsewhere(g, zip, state, city);
    return near && other == PLACE_UNKNOWN_CITY ? PLACE_AGREES_NEARLY : other;
}

void gazetteer_size(const struct gazetteer *g, uint64_t *zips, uint64_t *places)
{
    *zips = 0;
    *places = g->count;
    for (uint32_t zip = 0; zip < ZIP_NONE; zip++) {
        *zips += g->first[zip] != g->first[zip + 1];
    }
}

bool gazetteer_hash(const struct gazetteer *g, struct hasher *h, struct error *e)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct entry *entry = &g->entries[i];
        struct span zip = {(const char *)&entry->zip, sizeof entry->zip};
        struct span state = {entry->state, sizeof entry->state};
        struct span unique = span_of(entry->unique ? "U" : "");
        if (!hasher_add(h, zip, e) || !hasher_add(h, state, e) ||
            !hasher_add(h, entry->city, e) || !hasher_add(h, unique, e) ||
            !hasher_add(h, (struct span){"\n", 1}, e)) {
            return false;
        }
    }
    return true;
}
