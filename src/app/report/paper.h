/* paper.h: what the three forms of a paper share. */
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "app/report/pen.h"
#include "record/paper.h"

/* Every funnel of the paper balances (I3). */
must paper_check(const struct paper *p, struct error *e);

/* The cell of a table. */
struct span paper_cell(const struct paper_block *table, unsigned row, unsigned column);
bool paper_right(const struct paper_block *table, unsigned column);

/* How wide columns become that want `natural` units each and have `room` for all: as they want where that fits; else those
 * that are flush right get what they want, and the others what is left, none more than it wants. */
enum { PAPER_COLUMNS = 32 };
void paper_widths(const struct paper_block *table, const unsigned natural[PAPER_COLUMNS], unsigned room,
                  unsigned least, unsigned out[PAPER_COLUMNS]);

#endif
