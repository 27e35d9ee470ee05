/* From a record of cells to a row: CSV and lines. A row is rejected for its first defect: bad
 * quoting, then the number of columns, then sizes, NUL and bytes that are no UTF-8. */

#include "base/text.h"
#include "engine/intake/intake_file.h"

/* The first column whose text is not clean, from 1; 0: none. */
static int unclean_column(const struct record *r)
{
    for (uint32_t i = 0; i < r->columns; i++) {
        if (!intake_clean(r->cell[i].value)) {
            return (int)i + 1;
        }
    }
    return 0;
}

static struct defect inspect(const struct intake *in, const struct record *r,
                             const struct cell_codes *codes)
{
    if (r->defect != NULL) {
        return (struct defect){.code = r->defect, .column = (int)r->defect_column};
    }
    if (r->columns != in->columns) {
        return (struct defect){.code = codes->columns, .column = 0};
    }
    if (r->bytes.len > in->limits.row) {
        return (struct defect){.code = codes->row_long, .column = 0};
    }
    for (uint32_t i = 0; r->bytes.len > in->limits.field && i < r->columns; i++) {
        if (r->cell[i].value.len > in->limits.field) {
            return (struct defect){.code = codes->field_long, .column = (int)i + 1};
        }
    }
    switch (intake_bytes_of(r->bytes)) {
    case BYTES_NUL:
        return (struct defect){.code = codes->nul, .column = unclean_column(r)};
    case BYTES_HIGH:
        if (!utf8_valid(r->bytes)) {
            return (struct defect){.code = codes->utf8, .column = unclean_column(r)};
        }
        break;
    case BYTES_ASCII:
        break;
    }
    return (struct defect){.code = NULL, .column = 0};
}

/* The control field of a bad row: given back only where its place is certain,
 * which is before the first bad column, and with a wrong number of columns only
 * in the first. */
static struct span control_of(const struct intake *in, const struct record *r, struct defect f)
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
        !intake_clean(cell->value)) {
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

bool intake_cells(const struct intake *in, const struct record *r,
                  const struct cell_codes *codes, struct arena *arena, struct row *row,
                  struct defect *defect, struct error *e)
{
    row->line = r->line;
    row->bytes = r->bytes;
    *defect = inspect(in, r, codes);
    if (defect->code != NULL) {
        defect->control = control_of(in, r, *defect);
        return true;
    }
    return fill(in, r, arena, row, e);
}
