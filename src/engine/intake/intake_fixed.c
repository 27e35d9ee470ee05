/* Fixed width: a record a line, its values at the places of their bytes, filled up with
 * blanks.
 *
 * Editors and mailers cut blanks at a line's end, so a line may be shorter than the record:
 * what is not there is blank. A longer one is rejected, since nobody can say what slipped. */

#include "base/text.h"
#include "engine/intake/intake_file.h"

static bool begin(struct intake *in, enum intake_kind kind, const struct layout *layout,
                  struct error *e)
{
    for (size_t i = 0; i < layout->count; i++) {
        const struct layout_column *c = &layout->column[i];
        if (c->first == 0 || c->last < c->first || c->last > layout->width) {
            return fail(e, ERROR_USAGE, "intake.layout",
                        "a column of the layout is in no record");
        }
    }
    return intake_declared(in, kind, layout, e);
}

/* A column's bytes, blanks included; empty where the line ends before it. */
static struct span bytes_at(struct span line, const struct layout_column *c)
{
    size_t from = c->first - 1, to = c->last < line.len ? c->last : line.len;
    return from < to ? (struct span){line.at + from, to - from} : (struct span){"", 0};
}

static struct span without_blanks(struct span s)
{
    while (s.len > 0 && s.at[s.len - 1] == ' ') {
        s.len--;
    }
    while (s.len > 0 && *s.at == ' ') {
        s.at++;
        s.len--;
    }
    return s;
}

static bool goes_on(struct span line, size_t at)
{
    return at < line.len && ((uint8_t)line.at[at] & 0xc0) == 0x80;
}

/* True when a character of more than one byte stands in the column and beside it. */
static bool cuts(struct span line, const struct layout_column *c)
{
    return goes_on(line, c->first - 1) || goes_on(line, c->last);
}

/* The first byte of the column that holds no text, or 0. */
static int unclean_column(const struct intake *in, struct span line)
{
    uint32_t first = 0;
    for (size_t i = 0; i < in->layout->count; i++) {
        const struct layout_column *c = &in->layout->column[i];
        if ((first == 0 || c->first < first) && !intake_clean(bytes_at(line, c))) {
            first = c->first;
        }
    }
    return (int)first;
}

static struct defect inspect_line(const struct intake *in, struct span line, enum bytes bytes)
{
    if (line.len > in->layout->width) {
        return (struct defect){.code = "fixed.width"};
    }
    if (line.len > in->limits.row) {
        return (struct defect){.code = "fixed.row-long"};
    }
    if (bytes == BYTES_NUL) {
        return (struct defect){.code = "fixed.nul", .column = unclean_column(in, line)};
    }
    if (bytes == BYTES_HIGH && !utf8_valid(line)) {
        return (struct defect){.code = "fixed.utf8", .column = unclean_column(in, line)};
    }
    return (struct defect){.code = NULL};
}

static struct defect take_values(const struct intake *in, struct span line, enum bytes bytes,
                                 struct row *row)
{
    for (size_t i = 0; i < in->layout->count; i++) {
        const struct layout_column *c = &in->layout->column[i];
        struct span value = without_blanks(bytes_at(line, c));
        if (bytes == BYTES_HIGH && cuts(line, c)) {
            return (struct defect){.code = "fixed.character", .column = (int)c->first};
        }
        if (value.len > in->limits.field) {
            return (struct defect){.code = "fixed.field-long", .column = (int)c->first};
        }
        if (c->field >= 0) {
            row->value[c->field] = value;
        }
    }
    bool nameless = in->control >= 0 && row->value[FIELD_CONTROL].len == 0;
    return (struct defect){.code = nameless ? "fixed.control" : NULL};
}

/* The control field of a bad row: given back only where its place is certain, which is before
 * the first bad byte, and never when the line is too long. */
static struct span control_of(const struct intake *in, struct span line, const struct defect *d)
{
    const struct span none = {"", 0};
    if (in->control < 0 || line.len > in->layout->width) {
        return none;
    }
    const struct layout_column *c = &in->layout->column[in->control];
    struct span value = without_blanks(bytes_at(line, c));
    bool certain = d->column == 0 || c->last < (uint32_t)d->column;
    return certain && value.len <= in->limits.field && !cuts(line, c) && intake_clean(value)
               ? value
               : none;
}

static bool take(struct intake *in, struct arena *arena, struct row *row, struct defect *defect,
                 bool *more, struct error *e)
{
    struct span line;
    (void)arena; /* every value lies in the line */
    (void)e;
    *more = intake_line(in, &line, &row->line);
    if (!*more) {
        return true;
    }
    enum bytes bytes = intake_bytes_of(line);
    row->bytes = line;
    *defect = inspect_line(in, line, bytes);
    if (defect->code == NULL) {
        *defect = take_values(in, line, bytes, row);
    }
    if (defect->code != NULL) {
        defect->control = control_of(in, line, defect);
    }
    return true;
}

const struct intake_format intake_fixed = {.filler = " ", .begin = begin, .take = take};
