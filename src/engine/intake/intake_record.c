/* One record at a time: from bytes to cells. The grammar stands in
 * intake_file.h; the only search is for the next byte that can end something. */

#include <string.h>

#include "engine/intake/intake_file.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

const uint8_t *intake_find(const uint8_t *p, const uint8_t *end, uint8_t a, uint8_t b,
                           uint8_t c)
{
#ifdef __SSE2__
    const __m128i va = _mm_set1_epi8((char)a);
    const __m128i vb = _mm_set1_epi8((char)b);
    const __m128i vc = _mm_set1_epi8((char)c);
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                   _mm_cmpeq_epi8(v, vc));
        unsigned bits = (unsigned)_mm_movemask_epi8(hit);
        if (bits != 0) {
            return p + __builtin_ctz(bits);
        }
    }
#endif
    while (p < end && *p != a && *p != b && *p != c) {
        p++;
    }
    return p;
}

/* --- what can end a plain field, 64 bytes at a look --- */

enum { BLOCK = 64 };

static uint64_t ends_in(const uint8_t *p, size_t n, uint8_t separator)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    if (n >= BLOCK) {
        const __m128i vs = _mm_set1_epi8((char)separator);
        const __m128i vn = _mm_set1_epi8('\n');
        const __m128i vq = _mm_set1_epi8('"');
        for (unsigned i = 0; i < BLOCK; i += 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
            __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, vs), _mm_cmpeq_epi8(v, vn)),
                                       _mm_cmpeq_epi8(v, vq));
            bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
        }
        return bits;
    }
#endif
    for (size_t i = 0; i < n && i < BLOCK; i++) {
        bits |= (uint64_t)(p[i] == separator || p[i] == '\n' || p[i] == '"') << i;
    }
    return bits;
}

/* Where reading stands within a record. */
struct cursor {
    const uint8_t *p;
    const uint8_t *end;
    const uint8_t *block; /* as in struct intake */
    uint64_t ends;
    uint64_t lines; /* line ends inside quoted fields */
    uint8_t separator;
};

/* Moves on to the next separator, line end or quote, which p may stand at, or to the end. */
static inline void next_end(struct cursor *c)
{
    size_t at = c->block == NULL ? BLOCK : (size_t)(c->p - c->block);
    uint64_t bits = at < BLOCK ? c->ends >> at : 0;
    if (bits != 0) {
        c->p += __builtin_ctzll(bits);
        return;
    }
    const uint8_t *block = at < BLOCK ? c->block + BLOCK : c->p;
    for (; block < c->end; block += BLOCK) {
        c->block = block;
        c->ends = ends_in(block, (size_t)(c->end - block), c->separator);
        if (c->ends != 0) {
            c->p = block + __builtin_ctzll(c->ends);
            return;
        }
    }
    c->p = c->end;
}

static void defect(struct record *r)
{
    if (r->defect == NULL) {
        r->defect = "csv.quote";
        r->defect_column = r->columns + 1;
    }
}

/* Up to the separator or the line end; quotes on the way are defects. */
static inline void plain(struct cursor *c, struct record *r)
{
    for (;;) {
        next_end(c);
        if (c->p == c->end || *c->p != '"') {
            return;
        }
        defect(r);
        c->p++;
    }
}

/* p stands behind the opening quote; afterwards behind the closing one. */
static struct cell quoted(struct cursor *c)
{
    struct cell cell = {{(const char *)c->p, 0}, false};
    for (;;) {
        c->p = intake_find(c->p, c->end, '"', '\n', '"');
        if (c->p < c->end && *c->p == '\n') {
            c->lines++;
            c->p++;
        } else if (c->end - c->p >= 2 && c->p[1] == '"') {
            cell.doubled = true;
            c->p += 2;
        } else {
            break;
        }
    }
    cell.value.len = (size_t)((const char *)c->p - cell.value.at);
    if (c->p < c->end) {
        c->p++;
    }
    return cell;
}

/* True when nothing but the line end stands at p. */
static bool at_line_end(const struct cursor *c)
{
    const uint8_t *p = c->p;
    p += p < c->end && *p == '\r';
    return p == c->end || *p == '\n';
}

static inline struct cell field(struct cursor *c, struct record *r)
{
    if (c->p < c->end && *c->p == '"') {
        c->p++;
        struct cell cell = quoted(c);
        if (!(c->p < c->end && *c->p == c->separator) && !at_line_end(c)) {
            defect(r);
        }
        plain(c, r); /* over a CR, or over what should not be there */
        return cell;
    }
    const uint8_t *from = c->p;
    plain(c, r);
    size_t len = (size_t)(c->p - from);
    bool last = c->p == c->end || *c->p == '\n';
    if (last && len > 0 && from[len - 1] == '\r') {
        len--;
    }
    return (struct cell){{(const char *)from, len}, false};
}

static void skip_blank_lines(struct intake *in, struct cursor *c)
{
    while (c->p < c->end && at_line_end(c)) {
        c->p += *c->p == '\r';
        if (c->p < c->end) {
            c->p++;
            in->line++;
        }
    }
}

bool intake_record(struct intake *in, struct record *r)
{
    struct cursor c = {in->at, in->end, in->block, in->ends, 0, in->separator};
    skip_blank_lines(in, &c);
    in->at = c.p;
    if (c.p == c.end) {
        return false;
    }
    const uint8_t *from = c.p;
    r->line = in->line;
    r->columns = 0;
    r->defect = NULL;
    r->defect_column = 0;
    for (;;) {
        struct cell cell = field(&c, r);
        if (r->columns < LAYOUT_COLUMNS) {
            r->cell[r->columns] = cell;
        }
        r->columns++;
        if (c.p == c.end || *c.p == '\n') {
            break;
        }
        c.p++; /* the separator */
    }
    r->bytes = (struct span){(const char *)from, (size_t)(c.p - from)};
    in->block = c.block;
    in->ends = c.ends;
    in->line += c.lines + 1;
    in->at = c.p == c.end ? c.p : c.p + 1;
    return true;
}

size_t intake_unquote(struct span value, char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < value.len; i++) {
        to[n++] = value.at[i];
        i += value.at[i] == '"'; /* its twin */
    }
    return n;
}
