/* Rows, good and rejected, in the file's order; a record at a time from the format's own file.
 * A row is rejected for its first defect. */

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
    {"lines.columns", "The line has not as many fields as the layout: a value cannot hold the "
                      "separator."},
    {"lines.row-long",
     "The line is longer than allowed: shorten it, or look for a lost line end."},
    {"lines.field-long", "The field is longer than allowed: shorten it."},
    {"lines.nul", "The line holds a NUL byte: write it as plain text."},
    {"lines.utf8", "The line is no text in UTF-8: save the file in UTF-8."},
    {"fixed.width", "The line is longer than the layout's records: look for a value that is "
                    "too long, or a lost line end."},
    {"fixed.row-long", "The line is longer than allowed: shorten it."},
    {"fixed.field-long", "The field is longer than allowed: shorten it."},
    {"fixed.nul", "The line holds a NUL byte: write blanks, and plain text."},
    {"fixed.utf8", "The line is no text in UTF-8: save the file in UTF-8."},
    {"fixed.character", "A character of more than one byte stands across the end of the field: "
                        "count bytes, not characters."},
    {"fixed.control", "The control field is blank: number the rows."},
    {"json.object", "The line is no JSON object: write one object a line."},
    {"json.syntax", "The line is no JSON: look for a missing quote, colon or comma."},
    {"json.open", "The object does not end in its line: write one whole object a line."},
    {"json.trailing", "Something stands behind the object: write one object a line."},
    {"json.value", "The value is no string, number, true, false or null: put it into quotes."},
    {"json.nested", "The value is an object or a list: write a flat object."},
    {"json.twice", "The member comes a second time: keep one of the two."},
    {"json.unknown",
     "The layout has no such member: declare it there, or ignore it on purpose."},
    {"json.escape", "A backslash begins no escape of JSON: double it."},
    {"json.surrogate", "An escape is half a character: write both halves, or the character."},
    {"json.nul", "The text holds NUL: leave it out."},
    {"json.character", "A control character stands in a string: escape it."},
    {"json.field-long", "The value is longer than allowed: shorten it."},
    {"json.row-long",
     "The line is longer than allowed: shorten it, or look for a lost line end."},
    {"json.utf8", "The line is no text in UTF-8: save the file in UTF-8."},
    {"json.control", "The member of the control field is missing: number the rows."},
};

static const char *what_of(const char *code)
{
    size_t i = 0;
    while (strcmp(defects[i].code, code) != 0) {
        i++;
    }
    return defects[i].what;
}

/* --- bytes --- */

enum bytes intake_bytes_of(struct span s)
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

bool intake_clean(struct span s)
{
    enum bytes b = intake_bytes_of(s);
    return b == BYTES_ASCII || (b == BYTES_HIGH && utf8_valid(s));
}

/* --- lines --- */

bool intake_blank(const struct intake *in, const uint8_t *from, const uint8_t *to)
{
    const char *filler = in->format->filler;
    to -= from < to && to[-1] == '\r';
    while (from < to && *from <= ' ' && *from != 0 && strchr(filler, *from) != NULL) {
        from++;
    }
    return from == to;
}

bool intake_line(struct intake *in, struct span *out, uint64_t *line)
{
    while (in->at < in->end) {
        const uint8_t *from = in->at, *to = memchr(from, '\n', (size_t)(in->end - from));
        to = to == NULL ? in->end : to;
        in->at = to == in->end ? to : to + 1;
        *line = in->line++;
        if (!intake_blank(in, from, to)) {
            size_t len = (size_t)(to - from);
            *out = (struct span){(const char *)from, len - (to[-1] == '\r')};
            return true;
        }
    }
    return false;
}

/* --- rows --- */

/* A rejected row keeps its number and its bytes. */
static struct rejection reject(struct row *row, const struct defect *d)
{
    struct rejection r = {row->number, row->line, d->column, d->code, what_of(d->code),
                          d->control};
    *row = (struct row){.number = row->number, .bytes = row->bytes};
    return r;
}

bool intake_read(struct intake *in, struct arena *arena, struct row *rows, size_t most,
                 size_t *count, struct rejection *rejections, size_t *rejected, struct error *e)
{
    *count = 0;
    *rejected = 0;
    while (*count < most) {
        struct row *row = &rows[*count];
        struct defect defect = {.code = NULL};
        bool more = false;
        *row = (struct row){.number = in->number + 1};
        if (!in->format->take(in, arena, row, &defect, &more, e)) {
            return false;
        }
        if (!more) {
            break;
        }
        in->number++;
        ++*count;
        if (defect.code != NULL) {
            rejections[(*rejected)++] = reject(row, &defect);
        } else if (in->identifier_kind.len > 0) {
            row->value[FIELD_IDENTIFIER_KIND] = in->identifier_kind;
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
