/* Lines: a record a line, its fields between separators. No header and no quotes, so that a
 * value cannot hold the separator; which field means what is a matter of its number.
 *
 *   record = field *( separator field ) ( LF / CR LF / end of file )
 *   field  = *( any byte but separator, LF )
 */

#include "engine/intake/intake_file.h"

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

/* Its cells; of more than LAYOUT_COLUMNS the first. */
static void split(const struct intake *in, struct record *r)
{
    const uint8_t *p = (const uint8_t *)r->bytes.at, *end = p + r->bytes.len;
    for (;;) {
        const uint8_t *to = intake_find(p, end, in->separator, in->separator, in->separator);
        if (r->columns < LAYOUT_COLUMNS) {
            r->cell[r->columns] = (struct cell){{(const char *)p, (size_t)(to - p)}, false};
        }
        r->columns++;
        if (to == end) {
            return;
        }
        p = to + 1;
    }
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
