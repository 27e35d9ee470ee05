/* CSV: a header, quotes, line ends in quotes. The grammar stands in intake_file.h, the reading
 * of a record in intake_record.c. */

#include "engine/intake/intake_file.h"

static const struct cell_codes codes = {.columns = "csv.columns",
                                        .row_long = "csv.row-long",
                                        .field_long = "csv.field-long",
                                        .nul = "csv.nul",
                                        .utf8 = "csv.utf8"};

static bool take(struct intake *in, struct arena *arena, struct row *row, struct defect *defect,
                 bool *more, struct error *e)
{
    struct record r;
    *more = intake_record(in, &r);
    if (!*more) {
        return true;
    }
    bool ok = intake_cells(in, &r, &codes, arena, row, defect, e);
    row->bytes.len -= r.bytes.len > 0 && r.bytes.at[r.bytes.len - 1] == '\r';
    return ok;
}

const struct intake_format intake_csv = {
    .filler = "", .header = true, .quotes = true, .begin = intake_header, .take = take};
