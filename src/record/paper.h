/* paper.h: what is written for people to read, sign or send: a declaration, a
 * letter, a report of an incident. A paper is a list of blocks, in order; how
 * they look on a page, in HTML or as text is the report's to say, what they say
 * is made by whoever knows the matter.
 *
 * A paper may hold personal data (a letter does): its texts live in an arena of
 * its own, which is wiped when it is freed.
 */
#ifndef RECORD_PAPER_H
#define RECORD_PAPER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/span.h"
#include "record/funnel.h"

enum paper_kind {
    PAPER_TITLE,     /* once, at the top; `text` */
    PAPER_HEADING,   /* `text` */
    PAPER_PARAGRAPH, /* numbered from 1 through the whole paper; `text` */
    PAPER_TEXT,      /* running text, without a number; line ends are kept */
    PAPER_TABLE,     /* `cells`, row after row, the first row being the heads; `columns` */
    PAPER_FUNNEL,    /* `funnel`: as a picture, with its numbers beside it */
    PAPER_SIGN,      /* a line to sign on; `text`: who, and a line for the date */
    PAPER_FIXED,     /* `text` as it stands: a query, a hash; in a fixed-width face */
    PAPER_PAGE,      /* what follows begins a page */
};

struct paper_block {
    enum paper_kind kind;
    struct span text;
    unsigned number;           /* of a paragraph */
    unsigned columns, rows;    /* of a table, the heads included */
    uint32_t right;            /* of a table: bit i: column i is flush right */
    const struct span *cells;
    const struct funnel *funnel;
};

struct paper {
    struct arena *arena;
    struct paper_block *blocks;
    size_t count, cap;
    unsigned paragraphs;
    struct span foot; /* at the foot of each page: what it is true of; may be empty */
    instant at;       /* when it was made, for the file itself to say; 0: it says nothing of it */
    bool a4;          /* the size of its sheets; else US letter */
};

must paper_new(struct paper **out, struct error *e);
void paper_free(struct paper *p); /* wipes its texts */

/* Adds a block; texts are copied. */
must paper_add(struct paper *p, enum paper_kind kind, struct span text, struct error *e);
must paper_addf(struct paper *p, struct error *e, enum paper_kind kind, const char *format, ...)
    PRINTF_LIKE(4, 5);
must paper_foot(struct paper *p, struct span text, struct error *e);

/* A table is begun with its heads and gets rows of as many cells. right: as in struct paper_block. */
must paper_table(struct paper *p, const struct span *heads, unsigned columns, uint32_t right,
                 struct error *e);
must paper_row(struct paper *p, const struct span *cells, struct error *e);

/* The funnel is copied. */
must paper_funnel(struct paper *p, const struct funnel *f, struct error *e);

#endif
