/* NDJSON: a flat JSON object (RFC 8259) a line, its members named by the layout.
 *
 *   record = { ws } "{" [ member { "," member } ] "}" { ws } ( LF / CR LF / end of file )
 *   member = string ":" ( string / number / "true" / "false" / "null" )
 *
 * 1. What can be read in two ways is rejected: a member twice, a name that the layout does not
 *    have, objects and arrays within, half a surrogate pair, NUL.
 * 2. A value without escapes lies in the line; one with escapes is decoded into the arena.
 *    A number is its text, `null` is a member that is not there.
 * 3. A member's name is first held against the one that followed the name before it the last
 *    time: rows of one file mostly list them in one order. */

#include "base/text.h"
#include "engine/intake/intake_file.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WORDS = (LAYOUT_COLUMNS + 63) / 64 };

/* Where reading stands within a line. */
struct reader {
    struct intake *in;
    const uint8_t *p, *end;
    struct arena *arena;
    struct row *row;
    struct error *e;
    const char *code;     /* of the defect, or NULL */
    uint32_t member;      /* the number of the current one, from 1 */
    uint8_t last;         /* 1 + its column; 0: before the first */
    uint64_t seen[WORDS]; /* bits of columns */
    bool failed;          /* memory ended */
};

static bool defect(struct reader *r, const char *code)
{
    r->code = code;
    return false;
}

static void skip_space(struct reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r')) {
        r->p++;
    }
}

static bool take_byte(struct reader *r, uint8_t c)
{
    skip_space(r);
    bool here = r->p < r->end && *r->p == c;
    r->p += here;
    return here;
}

/* --- strings --- */

/* The first quote, backslash or control character of [p, end), or end. */
static const uint8_t *string_stop(const uint8_t *p, const uint8_t *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i slash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(0x1f);
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)),
                         _mm_cmpeq_epi8(_mm_min_epu8(v, space), v));
        unsigned bits = (unsigned)_mm_movemask_epi8(hit);
        if (bits != 0) {
            return p + __builtin_ctz(bits);
        }
    }
#endif
    while (p < end && *p != '"' && *p != '\\' && *p >= 0x20) {
        p++;
    }
    return p;
}

static bool hex4(const uint8_t *p, const uint8_t *end, uint32_t *out)
{
    uint8_t two[2];
    if (end - p < 4 || !hex_decode((struct span){(const char *)p, 4}, two, 2)) {
        return false;
    }
    *out = (uint32_t)two[0] << 8 | two[1];
    return true;
}

static size_t put_utf8(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    size_t n = c < 0x10000 ? 3 : 4;
    to[0] = (char)(n == 3 ? 0xe0 | c >> 12 : 0xf0 | c >> 18);
    for (size_t i = 1; i < n; i++) {
        to[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3f));
    }
    return n;
}

/* A \u escape, *p behind its u; with its other half where it is one of a pair. */
static bool unicode(struct reader *r, const uint8_t **p, const uint8_t *end, uint32_t *c)
{
    uint32_t low;
    if (!hex4(*p, end, c)) {
        return defect(r, "json.escape");
    }
    *p += 4;
    if (*c == 0) {
        return defect(r, "json.nul");
    }
    if ((*c & 0xf800) != 0xd800) {
        return true;
    }
    if (*c >= 0xdc00 || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' ||
        !hex4(*p + 2, end, &low) || (low & 0xfc00) != 0xdc00) {
        return defect(r, "json.surrogate");
    }
    *p += 6;
    *c = 0x10000 + ((*c & 0x3ff) << 10 | (low & 0x3ff));
    return true;
}

/* The character of an escape, *p behind the backslash. */
static bool escape(struct reader *r, const uint8_t **p, const uint8_t *end, uint32_t *c)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    uint8_t letter = *(*p)++; /* string_end saw that there is one */
    const char *at = memchr(letters, letter, sizeof letters - 1);
    if (at != NULL) {
        *c = (uint8_t)meant[at - letters];
        return true;
    }
    return letter == 'u' ? unicode(r, p, end, c) : defect(r, "json.escape");
}

/* Decoded bytes are never more than those of the escapes. */
static bool decode(struct reader *r, struct span raw, struct span *out)
{
    const uint8_t *p = (const uint8_t *)raw.at, *end = p + raw.len;
    char *to = arena_alloc(r->arena, raw.len, r->e);
    size_t n = 0;
    if (to == NULL) {
        r->failed = true;
        return false;
    }
    while (p < end) {
        uint32_t c;
        if (*p != '\\') {
            to[n++] = (char)*p++;
            continue;
        }
        p++;
        if (!escape(r, &p, end, &c)) {
            return false;
        }
        n += put_utf8(c, to + n);
    }
    *out = (struct span){to, n};
    return true;
}

/* p stands behind the opening quote; afterwards behind the closing one. */
static bool take_string(struct reader *r, struct span *out)
{
    const uint8_t *from = r->p;
    bool escaped = false;
    for (;;) {
        r->p = string_stop(r->p, r->end);
        if (r->p == r->end) {
            return defect(r, "json.open");
        }
        if (*r->p == '"') {
            break;
        }
        if (*r->p != '\\') {
            return defect(r, *r->p == 0 ? "json.nul" : "json.character");
        }
        escaped = true;
        if (r->end - r->p < 2) {
            return defect(r, "json.open");
        }
        r->p += 2;
    }
    *out = (struct span){(const char *)from, (size_t)(r->p - from)};
    r->p++;
    return !escaped || decode(r, *out, out);
}

/* --- other values --- */

static bool digits(struct reader *r)
{
    const uint8_t *from = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
        r->p++;
    }
    return r->p > from;
}

static bool here(struct reader *r, const char *any)
{
    bool is = r->p < r->end && *r->p != 0 && strchr(any, *r->p) != NULL;
    r->p += is;
    return is;
}

/* number = [ "-" ] ( "0" / digits ) [ "." digits ] [ ( "e" / "E" ) [ "+" / "-" ] digits ] */
static bool number(struct reader *r)
{
    (void)here(r, "-");
    if (!here(r, "0") && !digits(r)) {
        return false;
    }
    if (here(r, ".") && !digits(r)) {
        return false;
    }
    if (here(r, "eE")) {
        (void)here(r, "+-");
        return digits(r);
    }
    return true;
}

static bool word(struct reader *r, const char *text)
{
    size_t len = strlen(text);
    bool is = (size_t)(r->end - r->p) >= len && memcmp(r->p, text, len) == 0;
    r->p += is ? len : 0;
    return is;
}

/* True when nothing goes on that was begun: 01, 1x, truely. */
static bool ends(const struct reader *r)
{
    return r->p == r->end || memchr(" \t\r,}", *r->p, 5) != NULL;
}

static bool take_bare(struct reader *r, struct span *out)
{
    const uint8_t *from = r->p;
    bool null = word(r, "null");
    if ((!null && !word(r, "true") && !word(r, "false") && !number(r)) || !ends(r)) {
        return defect(r, "json.value");
    }
    *out = null ? (struct span){NULL, 0}
                : (struct span){(const char *)from, (size_t)(r->p - from)};
    return true;
}

/* out->at is NULL for null. */
static bool take_value(struct reader *r, struct span *out)
{
    skip_space(r);
    if (r->p == r->end) {
        return defect(r, "json.open");
    }
    switch (*r->p) {
    case '"':
        r->p++;
        return take_string(r, out);
    case '{':
    case '[':
        return defect(r, "json.nested");
    default:
        return take_bare(r, out);
    }
}

/* --- members --- */

/* The column of this name, or the count of columns. */
static uint32_t find_column(struct reader *r, struct span name)
{
    struct intake *in = r->in;
    uint8_t *guess = &in->follows[r->last];
    uint32_t i = *guess;
    if (!span_equal(in->name[i], name)) {
        i = 0;
        while (i < in->columns && !span_equal(in->name[i], name)) {
            i++;
        }
        if (i < in->columns) {
            *guess = (uint8_t)i;
        }
    }
    r->last = (uint8_t)(i < in->columns ? i + 1 : r->last);
    return i;
}

static bool take_name(struct reader *r, uint32_t *column)
{
    struct span name;
    if (!take_byte(r, '"')) {
        return defect(r, r->p == r->end ? "json.open" : "json.syntax");
    }
    if (!take_string(r, &name)) {
        return false;
    }
    *column = find_column(r, name);
    if (*column == r->in->columns) {
        return defect(r, "json.unknown");
    }
    uint64_t *seen = &r->seen[*column / 64], bit = UINT64_C(1) << *column % 64;
    if ((*seen & bit) != 0) {
        if (r->in->field[*column] == FIELD_CONTROL) {
            r->row->value[FIELD_CONTROL] = (struct span){"", 0}; /* which of them is it? */
        }
        return defect(r, "json.twice");
    }
    *seen |= bit;
    return true;
}

/* member, see the head. */
static bool take_member(struct reader *r)
{
    uint32_t column;
    struct span value;
    r->member++;
    if (!take_name(r, &column)) {
        return false;
    }
    if (!take_byte(r, ':')) {
        return defect(r, r->p == r->end ? "json.open" : "json.syntax");
    }
    if (!take_value(r, &value)) {
        return false;
    }
    int field = r->in->field[column];
    if (field == FIELD_CONTROL && value.at == NULL) {
        return defect(r, "json.control");
    }
    if (value.len > r->in->limits.field) {
        return defect(r, "json.field-long");
    }
    if (field >= 0) {
        r->row->value[field] = value;
    }
    return true;
}

/* record, see the head, without the blanks before it. */
static bool take_object(struct reader *r)
{
    if (!take_byte(r, '{')) {
        return defect(r, "json.object");
    }
    if (!take_byte(r, '}')) {
        do {
            if (!take_member(r)) {
                return false;
            }
        } while (take_byte(r, ','));
        if (!take_byte(r, '}')) {
            return defect(r, r->p == r->end ? "json.open" : "json.syntax");
        }
    }
    r->member = 0;
    skip_space(r);
    if (r->p < r->end) {
        return defect(r, "json.trailing");
    }
    int control = r->in->control;
    if (control >= 0 && (r->seen[control / 64] >> control % 64 & 1) == 0) {
        return defect(r, "json.control");
    }
    return true;
}

/* A line that is long, or holds bytes that are no text, is rejected whatever it says. */
static bool take_line(struct reader *r, struct span line)
{
    if (line.len > r->in->limits.row) {
        return defect(r, "json.row-long");
    }
    if (!take_object(r)) {
        return false;
    }
    if (intake_bytes_of(line) == BYTES_HIGH && !utf8_valid(line)) {
        return defect(r, "json.utf8");
    }
    return true;
}

static bool take(struct intake *in, struct arena *arena, struct row *row, struct defect *d,
                 bool *more, struct error *e)
{
    struct span line;
    *more = intake_line(in, &line, &row->line);
    if (!*more) {
        return true;
    }
    struct reader r = {.in = in,
                       .p = (const uint8_t *)line.at,
                       .end = (const uint8_t *)line.at + line.len,
                       .arena = arena,
                       .row = row,
                       .e = e};
    row->bytes = line;
    if (take_line(&r, line)) {
        return true;
    }
    if (r.failed) {
        return false;
    }
    struct span control = row->value[FIELD_CONTROL]; /* read before the defect: certain */
    bool told = control.len <= in->limits.field && intake_clean(control);
    *d = (struct defect){.code = r.code,
                         .column = (int)r.member,
                         .control = told ? control : (struct span){"", 0}};
    return true;
}

static bool begin(struct intake *in, enum intake_kind kind, const struct layout *layout,
                  struct error *e)
{
    if (!intake_declared(in, kind, layout, e)) {
        return false;
    }
    for (uint32_t i = 0; i < in->columns; i++) {
        in->name[i] = span_of(in->layout->column[i].name);
        in->follows[i] =
            (uint8_t)i; /* the first is guessed behind nothing, the next behind it */
    }
    return true;
}

const struct intake_format intake_ndjson = {.filler = " \t\r", .begin = begin, .take = take};
