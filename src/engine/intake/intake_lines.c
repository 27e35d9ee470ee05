/* Lines: a record a line, its fields between separators. No header and no quotes, so that a
 * value cannot hold the separator; which field means what is a matter of its number.
 *
 *   record = field *( separator field ) ( LF / CR LF / end of file )
 *   field  = *( any byte but separator, LF )
 */

#include "engine/intake/intake_file.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const struct cell_codes codes = {.columns = "lines.columns",
                                        .row_long = "lines.row-long",
                                        .field_long = "lines.field-long",
                                        .nul = "lines.nul",
                                        .utf8 = "lines.utf8"};

/* The layout's columns stand in its own order; here each goes to the place of its number. */
static bool begin(struct intake *in, enum intake_kind kind, const struct layout *layout,
                  struct error *e)
{
    bool described[LAYOUT_COLUMNS] = {false};
    if (!intake_declared(in, kind, layout, e)) {
        return false;
    }
    for (size_t i = 0; i < layout->count; i++) {
        uint32_t at = layout->column[i].first - 1;
        if (at >= layout->count || described[at]) {
            return fail(e, ERROR_USAGE, "intake.layout",
                        "the layout's fields are not 1, 2, 3, ...");
        }
        described[at] = true;
        in->field[at] = layout->column[i].field;
        if (in->field[at] == FIELD_CONTROL) {
            in->control = (int)at;
        }
    }
    return true;
}

/* --- separators, 64 bytes at a look --- */

enum { BLOCK = 64 };

/* A bit for each separator in [p, p + n), n up to BLOCK; up to `end` the bytes may be read. */
static uint64_t separators(const uint8_t *p, size_t n, const uint8_t *end, uint8_t separator)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    if (end - p >= BLOCK) {
        const __m128i vs = _mm_set1_epi8((char)separator);
        for (unsigned i = 0; i < BLOCK; i += 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
            bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, vs)) << i;
        }
        return n == BLOCK ? bits : bits & ((UINT64_C(1) << n) - 1);
    }
#endif
    (void)end;
    for (size_t i = 0; i < n; i++) {
        bits |= (uint64_t)(p[i] == separator) << i;
    }
    return bits;
}

/* The bytes from `from` to `to` as the next cell; of more than LAYOUT_COLUMNS the first. */
static const uint8_t *add_cell(struct record *r, const uint8_t *from, const uint8_t *to)
{
    if (r->columns < LAYOUT_COLUMNS) {
        r->cell[r->columns] = (struct cell){{(const char *)from, (size_t)(to - from)}, false};
    }
    r->columns++;
    return to + 1;
}

static void split(const struct intake *in, struct record *r)
{
    const uint8_t *p = (const uint8_t *)r->bytes.at, *end = p + r->bytes.len, *from = p;
    while (p < end) {
        size_t n = end - p < BLOCK ? (size_t)(end - p) : BLOCK;
        uint64_t bits = separators(p, n, in->end, in->separator);
        for (; bits != 0; bits &= bits - 1) {
            from = add_cell(r, from, p + __builtin_ctzll(bits));
        }
        p += n;
    }
    (void)add_cell(r, from, end);
}

static bool take(struct intake *in, struct arena *arena, struct row *row, struct defect *defect,
                 bool *more, struct error *e)
{
    struct record r;
    r.columns = r.defect_column = 0;
    r.defect = NULL;
    *more = intake_line(in, &r.bytes, &r.line);
    if (!*more) {
        return true;
    }
    split(in, &r);
    return intake_cells(in, &r, &codes, arena, row, defect, e);
}

const struct intake_format intake_lines = {.filler = "", .begin = begin, .take = take};
