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

enum { PAPER_COLUMNS = 32 };

/* How wide the columns of a table want to be, each cell on one line, and how narrow they can be, no word broken. */
struct paper_widths {
    unsigned natural[PAPER_COLUMNS], least[PAPER_COLUMNS];
};

/* How wide they become that have `room` for all: as they want where that fits; else those that are flush right get
 * what they want, and the others are equally wide, but for those that want less or cannot be so narrow. Words are broken
 * only where they must be. The sum exceeds `room` only where the columns that are flush right alone do. */
void paper_widths(const struct paper_block *table, const struct paper_widths *want, unsigned room,
                  unsigned out[PAPER_COLUMNS]);

#endif
