/* rows.h: a funnel as rows of label and count. Text and page are both made of
 * these, so that they cannot differ. */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "record/funnel.h"

struct row {
    struct span label;
    const char *meaning; /* a sentence that defines the number; may be "" */
    unsigned depth;      /* how far it is indented: part of the nearest row above that is less so */
    uint64_t count;
};

enum { ROWS_MOST = FUNNEL_CLAUSES + 16 };

struct rows {
    size_t count;
    struct row at[ROWS_MOST];
};

enum section {
    SECTION_STAGES,
    SECTION_REASONS,  /* categories of the rows that were not admitted, most frequent first */
    SECTION_LEVELS,
    SECTION_OUTCOMES, /* in the order of enum outcome */
    SECTION_CLAUSES,  /* most frequent first; a row can be in several */
    SECTION_COUNT
};

const char *section_title(enum section section);
const char *section_meaning(enum section section); /* "" or a sentence */

void rows_of(const struct funnel *f, enum section section, struct rows *out);

/* The whole funnel is sound: it balances, holds what it says, and no count
 * exceeds the rows read. */
must funnel_check(const struct funnel *f, struct error *e);

#endif
