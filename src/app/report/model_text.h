/* model_text.h: a sheet for a terminal. */
#ifndef REPORT_MODEL_TEXT_H
#define REPORT_MODEL_TEXT_H

#include "app/report/model_sheet.h"
#include "app/report/table.h"

/* Heads, then a line for each row, at most TABLE_COLUMNS wide: label, cells to
 * the right of their columns, bars in what is left where that is enough. A cell
 * that does not fit goes on in the next line, under the cells. */
void sheet_text(const struct table *t, const struct sheet *s);

#endif
