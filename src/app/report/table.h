/* table.h: rows as a table for a terminal: label, count, percent, bar. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "app/report/pen.h"
#include "app/report/rows.h"

enum { TABLE_COLUMNS = 80, TABLE_LABEL = 36, TABLE_WIDEST = 96 };

struct table {
    struct pen *pen;
    uint64_t whole; /* what the percents are of */
    size_t number;  /* columns of a count */
    size_t bar;     /* columns of the bar */
    bool colour;
};

enum paint { PAINT_PLAIN, PAINT_TITLE, PAINT_BAR, PAINT_MUTED, PAINT_GOOD };

/* A table for counts up to `whole`. */
struct table table_new(struct pen *p, uint64_t whole, bool colour);

/* ANSI colours where the table has them; PAINT_PLAIN ends any. */
void table_paint(const struct table *t, enum paint paint);

/* An empty line, then the title; `note` stands behind it, may be "". */
void table_title(const struct table *t, const char *title, const char *note);

void table_row(const struct table *t, const struct row *row);

/* `label` in TABLE_LABEL columns after the indentation; on a line of its own
 * when it is wider. */
void table_label(const struct table *t, struct span label, unsigned depth);

/* A bar of at most t->bar columns; anything at all shows at least an eighth. */
void table_bar(const struct table *t, uint64_t count);

/* A sentence, broken at blanks into lines of TABLE_COLUMNS, indented. */
void table_sentence(const struct table *t, struct span sentence, unsigned depth);

#endif
