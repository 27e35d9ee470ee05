/* Rows, good and rejected, in the file's order. A row is rejected for its first
 * defect: bad quoting, then the number of columns, then sizes, NUL and bytes
 * that are no UTF-8. */

#include <string.h>

#include "base/text.h"
#include "engine/intake/intake_file.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const struct {
    const char *code;
    const char *what;
} defects[] = {
    {"csv.quote",
     "A quote stands in the middle of a field: quote the whole field and double the "
     "quotes inside it."},
    {"csv.columns", "The row has not as many columns as the header: quote fields that hold the "
                    "separator."},
    {"csv.row-long",
     "The row is longer than allowed: shorten it, or look for a quote too many."},
    {"csv.field-long", "The field is longer than allowed: shorten it."},
    {"csv.nul", "The row holds a NUL byte: write it as plain text."},
    {"csv.utf8", "The row is no text in UTF-8: save the file in UTF-8."},
};

static const char *what_of(const char *code)
{
    size_t i = 0;
    while (strcmp(defects[i].code, code) != 0) {
        i++;
    }
    return defects[i].what;
}

struct finding {
    const char *code; /* NULL: none */
    int column;
};

enum bytes { BYTES_ASCII, BYTES_HIGH, BYTES_NUL };

/* What bytes a text is made of; NUL weighs most. */
static enum bytes bytes_of(struct span s)
{
    const uint8_t *p = (const uint8_t *)s.at;
    size_t i = 0;
    unsigned high = 0, nul = 0;
#ifdef __SSE2__
    __m128i any = _mm_setzero_si128(), none = _mm_setzero_si128();
    for (; i + 16 <= s.len; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        any = _mm_or_si128(any, v);
        none = _mm_or_si128(none, _mm_cmpeq_epi8(v, _mm_setzero_si128()));
    }
    high = (unsigned)_mm_movemask_epi8(any);
    nul = (unsigned)_mm_movemask_epi8(none);
#endif
    for (; i < s.len; i++) {
        high |= p[i] & 0x80u;
        nul |= p[i] == 0;
    }
    return nul ? BYTES_NUL : high ? BYTES_HIGH : BYTES_ASCII;
}

static bool clean(struct span s)
{
    enum bytes b = bytes_of(s);
    return b == BYTES_ASCII || (b == BYTES_HIGH && utf8_valid(s));
}

/* The first column whose text is not clean, from 1; 0: none. */
static int unclean_column(const struct record *r)
{
    for (uint32_t i = 0; i < r->columns; i++) {
        if (!clean(r->cell[i].value)) {
            return (int)i + 1;
        }
    }
    return 0;
}

static struct finding inspect(const struct intake *in, const struct record *r)
{
    if (r->defect != NULL) {
        return (struct finding){r->defect, (int)r->defect_column};
    }
    if (r->columns != in->columns) {
        return (struct finding){"csv.columns", 0};
    }
    if (r->bytes.len > in->limits.row) {
        return (struct finding){"csv.row-long", 0};
    }
    for (uint32_t i = 0; r->bytes.len > in->limits.field && i < r->columns; i++) {
        if (r->cell[i].value.len > in->limits.field) {
            return (struct finding){"csv.field-long", (int)i + 1};
        }
    }
    switch (bytes_of(r->bytes)) {
    case BYTES_NUL:
        return (struct finding){"csv.nul", unclean_column(r)};
    case BYTES_HIGH:
        if (!utf8_valid(r->bytes)) {
            return (struct finding){"csv.utf8", unclean_column(r)};
        }
        break;
    case BYTES_ASCII:
        break;
    }
    return (struct finding){NULL, 0};
}

/* The control field of a bad row: given back only where its place is certain,
 * which is before the first bad column, and with a wrong number of columns only
 * in the first. */
static struct span control_of(const struct intake *in, const struct record *r, struct finding f)
{
    const struct span none = {"", 0};
    if (in->control < 0 || (uint32_t)in->control >= r->columns ||
        in->control >= LAYOUT_COLUMNS) {
        return none;
    }
    const struct cell *cell = &r->cell[in->control];
    bool certain = (r->columns == in->columns || in->control == 0) &&
                   (f.column == 0 || in->control + 1 < f.column);
    if (!certain || cell->doubled || cell->value.len > in->limits.field ||
        !clean(cell->value)) {
        return none;
    }
    return cell->value;
}

static bool fill(const struct intake *in, const struct record *r, struct arena *arena,
                 struct row *row, struct error *e)
{
    for (uint32_t i = 0; i < in->columns; i++) {
        if (in->field[i] < 0) {
            continue;
        }
        struct span value = r->cell[i].value;
        if (r->cell[i].doubled) {
            char *copy = arena_alloc(arena, value.len, e);
            if (copy == NULL) {
                return false;
            }
            value = (struct span){copy, intake_unquote(value, copy)};
        }
        row->value[in->field[i]] = value;
    }
    return true;
}

bool intake_read(struct intake *in, struct arena *arena, struct row *rows, size_t most,
                 size_t *count, struct rejection *rejections, size_t *rejected, struct error *e)
{
    struct record r;
    *count = 0;
    *rejected = 0;
    while (*count < most && intake_record(in, &r)) {
        struct row *row = &rows[(*count)++];
        *row = (struct row){.number = ++in->number};
        struct finding f = inspect(in, &r);
        if (f.code != NULL) {
            rejections[(*rejected)++] = (struct rejection){
                row->number, r.line, f.column, f.code, what_of(f.code), control_of(in, &r, f)};
        } else {
            row->line = r.line;
            if (!fill(in, &r, arena, row, e)) {
                return false;
            }
        }
    }
    return true;
}

bool intake_read_part(const struct intake *in, size_t part, struct arena *arena,
                      struct row *rows, size_t *count, struct rejection *rejections,
                      size_t *rejected, struct error *e)
{
    struct intake view = *in;
    view.at = in->parts[part].at;
    view.line = in->parts[part].line;
    view.number = (uint64_t)part * INTAKE_PART;
    uint64_t left = in->rows - view.number;
    if (!intake_read(&view, arena, rows, INTAKE_PART, count, rejections, rejected, e)) {
        return false;
    }
    return *count == (left < INTAKE_PART ? left : INTAKE_PART) ||
           fail(e, ERROR_INPUT, "intake.changed", "the file was changed while it was read");
}
