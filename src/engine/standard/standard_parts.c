/* An address in its parts: what was read, from which bytes of the row, and how sure
 * it is. The reading notes tokens as it goes; here they become places. */

#include "engine/standard/standard_inside.h"

const char *address_part_name(enum address_part part)
{
    static const char *const names[ADDRESS_PARTS] = {
        [PART_HOUSE] = "number",
        [PART_PREDIR] = "predirectional",
        [PART_STREET] = "street",
        [PART_SUFFIX] = "suffix",
        [PART_POSTDIR] = "postdirectional",
        [PART_UNIT] = "unit",
        [PART_BOX] = "box",
        [PART_ROUTE] = "route",
        [PART_CITY] = "city",
        [PART_STATE] = "state",
        [PART_ZIP] = "ZIP",
    };
    return part < ADDRESS_PARTS ? names[part] : "";
}

const char *confidence_name(enum confidence confidence)
{
    static const char *const names[] = {"absent", "doubtful", "likely", "certain"};
    return confidence <= CONFIDENCE_CERTAIN ? names[confidence] : "";
}

/* --- places --- */

static const struct tokens *column_tokens(const struct reading *r, uint8_t column)
{
    return column == COLUMN_LINE    ? &r->line
           : column == COLUMN_CITY  ? &r->city
           : column == COLUMN_STATE ? &r->state
           : column == COLUMN_UNIT  ? &r->unit
                                    : NULL;
}

struct extent standard_whole(const struct row *row, enum field field)
{
    struct span v = row->value[field], t = span_trim(v);
    uint32_t from = t.len == 0 ? 0 : (uint32_t)(t.at - v.at);
    return (struct extent){field, from, from + (uint32_t)t.len};
}

/* The address's own column: the first that holds something. */
static struct extent whole_line(const struct row *row)
{
    static const enum field columns[] = {FIELD_ADDRESS, FIELD_STREET, FIELD_HOUSE};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (span_trim(row->value[columns[i]]).len > 0) {
            return standard_whole(row, columns[i]);
        }
    }
    return standard_whole(row, FIELD_ADDRESS);
}

/* What was overlooked at the end of the last character. */
static uint32_t end_of_character(struct span v, uint32_t to)
{
    while (to < v.len && ((uint8_t)v.at[to] & 0xC0) == 0x80) {
        to++;
    }
    return to;
}

static struct extent tokens_extent(const struct row *row, const struct token *from,
                                   const struct token *end)
{
    struct extent x = {from->field, from->from, from->to};
    for (const struct token *t = from; t < end && t->field == from->field; t++) {
        x.to = t->to;
    }
    x.to = x.field == FIELD_COUNT ? x.to : end_of_character(row->value[x.field], x.to);
    return x;
}

struct extent reading_extent(const struct reading *r, const struct row *row, struct stretch at)
{
    const struct tokens *t = column_tokens(r, at.column);
    if (t != NULL && at.first < at.last) {
        return tokens_extent(row, t->at + at.first, t->at + at.last);
    }
    switch (at.column) {
    case COLUMN_LINE:
        return whole_line(row);
    case COLUMN_CITY: /* which a line that holds everything may state */
        return r->city.count > 0 ? tokens_extent(row, r->city.at, r->city.at + r->city.count)
                                 : standard_whole(row, FIELD_CITY);
    case COLUMN_STATE:
        return standard_whole(row, FIELD_STATE);
    case COLUMN_UNIT:
        return standard_whole(row, FIELD_UNIT);
    case COLUMN_ZIP:
        return standard_whole(row, FIELD_ZIP);
    default:
        return (struct extent){FIELD_COUNT, 0, 0};
    }
}

/* --- confidence --- */

static bool overlap(struct stretch a, struct stretch b)
{
    return a.column == b.column && a.first < b.last && b.first < a.last;
}

static bool is_doubtful(const struct reading *r, enum address_part part)
{
    const struct address *a = &r->address;
    switch (part) {
    case PART_STATE:
        return (r->doubts & DOUBT_STATE) != 0;
    case PART_ZIP:
        return (r->doubts & DOUBT_ZIP) != 0 ||
               strcmp(standard_zip_state(a->zip), a->state) != 0;
    case PART_UNIT:
        return r->unit_missing || overlap(r->doubt, r->part[part]);
    case PART_HOUSE:
        return (r->doubts & (DOUBT_LEADING | DOUBT_NUMBERS)) != 0;
    default:
        return r->doubt.column != COLUMN_NONE && overlap(r->doubt, r->part[part]);
    }
}

static enum confidence confidence_of(const struct standard *s, const struct reading *r,
                                     enum address_part part)
{
    const struct address *a = &r->address;
    bool likely = (r->likely & 1u << part) != 0;
    if (is_doubtful(r, part)) {
        return CONFIDENCE_DOUBTFUL;
    }
    if (part == PART_STREET) {
        likely = likely || !r->proved_street;
    }
    if (part == PART_CITY) {
        likely = likely || s->gazetteer == NULL ||
                 gazetteer_find(s->gazetteer, a->zip, a->state, a->city) != PLACE_AGREES;
    }
    return likely ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN;
}

/* --- all together --- */

static struct span zip_text(uint32_t zip, uint32_t plus4, char to[16])
{
    size_t n = 5;
    for (size_t i = 5; i-- > 0; zip /= 10) {
        to[i] = (char)('0' + zip % 10);
    }
    if (plus4 != ZIP_NONE) {
        to[5] = '-';
        for (size_t i = 10; i-- > 6; plus4 /= 10) {
            to[i] = (char)('0' + plus4 % 10);
        }
        n = 10;
    }
    return (struct span){to, n};
}

/* APT 4B: the unit's kind and its designation as one text. */
static struct span unit_text(const struct address *a, char to[TOKEN_TEXT])
{
    size_t n = a->unit_kind.len;
    memcpy(to, a->unit_kind.at, n);
    if (n > 0 && a->unit.len > 0) {
        to[n++] = ' ';
    }
    memcpy(to + n, a->unit.at, a->unit.len);
    return (struct span){to, n + a->unit.len};
}

bool standard_parts(const struct standard *s, const struct row *row, struct arena *arena,
                    struct address_parts *out, struct error *e)
{
    struct reading r;
    char zip[16], unit[2 * TOKEN_TEXT];
    standard_read(s, row, &r);
    const struct address *a = &r.address;
    const struct span none = {"", 0};
    const struct span values[ADDRESS_PARTS] = {
        [PART_HOUSE] = a->house,
        [PART_PREDIR] = a->predir,
        [PART_STREET] = a->street,
        [PART_SUFFIX] = a->suffix,
        [PART_POSTDIR] = a->postdir,
        [PART_UNIT] = unit_text(a, unit),
        [PART_BOX] = a->box,
        [PART_ROUTE] = a->route,
        [PART_CITY] = a->city,
        [PART_STATE] = span_of(a->state),
        [PART_ZIP] = a->zip == ZIP_NONE ? none : zip_text(a->zip, a->plus4, zip),
    };
    *out = (struct address_parts){.kind = a->kind};
    for (unsigned i = 0; i < ADDRESS_PARTS; i++) {
        char *copy = arena_copy(arena, values[i], e);
        if (copy == NULL) {
            return false;
        }
        bool there = values[i].len > 0;
        out->part[i].value = (struct span){copy, values[i].len};
        out->part[i].where = reading_extent(&r, row, r.part[i]);
        out->part[i].confidence =
            there ? confidence_of(s, &r, (enum address_part)i) : CONFIDENCE_NONE;
    }
    return true;
}
