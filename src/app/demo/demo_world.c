#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/memory.h"

/* --- cells --- */

void cell_add(struct cell *c, struct span s)
{
    assert(c->len + s.len <= CELL);
    if (s.len > 0) {
        memcpy(c->at + c->len, s.at, s.len);
    }
    c->len += s.len;
}

void cell_set(struct cell *c, struct span s)
{
    c->len = 0;
    cell_add(c, s);
}

void cell_adds(struct cell *c, const char *s)
{
    cell_add(c, span_of(s));
}

void cell_number(struct cell *c, uint64_t n, unsigned width)
{
    char digits[20];
    unsigned at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0 || sizeof digits - at < width);
    cell_add(c, (struct span){digits + at, sizeof digits - at});
}

void cell_date(struct cell *c, uint32_t yyyymmdd)
{
    if (yyyymmdd == 0) {
        return;
    }
    cell_number(c, yyyymmdd / 10000, 4);
    cell_adds(c, "-");
    cell_number(c, yyyymmdd / 100 % 100, 2);
    cell_adds(c, "-");
    cell_number(c, yyyymmdd % 100, 2);
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void cell_title(struct cell *c)
{
    for (size_t i = 0; i < c->len; i++) {
        if ((unsigned char)c->at[i] >= 0x80) {
            return;
        }
    }
    for (size_t i = 1; i < c->len; i++) {
        bool ordinal = is_digit(c->at[i - 1]) && i + 1 < c->len && is_letter(c->at[i + 1]);
        if (c->at[i] >= 'A' && c->at[i] <= 'Z' && (is_letter(c->at[i - 1]) || ordinal)) {
            c->at[i] = (char)(c->at[i] + ('a' - 'A'));
        }
    }
}

struct span cell_span(const struct cell *c)
{
    return (struct span){c->at, c->len};
}

/* --- drafts --- */

void draft_clear(struct draft *d)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        d->cell[i].len = 0;
    }
}

bool draft_write(const struct draft *d, const enum field *columns, size_t count,
                 struct text *to, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && !text_addc(to, ',', e)) ||
            !text_add_csv(to, cell_span(&d->cell[columns[i]]), ',', e)) {
            return false;
        }
    }
    return text_addc(to, '\n', e);
}

bool draft_header(const enum field *columns, size_t count, struct text *to, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && !text_addc(to, ',', e)) || !text_adds(to, field_name(columns[i]), e)) {
            return false;
        }
    }
    return text_addc(to, '\n', e);
}

/* --- the world --- */

bool world_new(struct world **out, const struct demo_options *o, uint64_t identifiers,
               uint64_t spare, struct error *e)
{
    struct world *w = memory_new(1, sizeof *w, e);
    if (w == NULL) {
        return false;
    }
    w->seed = o->seed;
    w->people = o->people;
    w->mark = span_of(o->mark);
    w->homes = household_count(o->people);
    w->dwellings = w->homes + spare;
    w->home_order = shuffle_of(w->homes, o->seed, STREAM_ORDER);
    w->spare_order = shuffle_of(spare, o->seed, STREAM_ORDER + 4);
    w->identifier_order = shuffle_of(identifiers, o->seed, STREAM_ORDER + 1);
    if (!names_init(w, e) || !places_init(w, e)) {
        world_free(w);
        return false;
    }
    *out = w;
    return true;
}

void world_free(struct world *w)
{
    if (w == NULL) {
        return;
    }
    names_clear(w);
    places_clear(w);
    memory_free(w);
}
