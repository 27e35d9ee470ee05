/* paragraph.h: rules as numbered paragraphs of plain English, each with the way
 * back to the clause that it renders.
 *
 * A paragraph is running text with lists in it: lines of depth 0 are read one
 * after another, a line of depth n is an item of a list that the last line of
 * depth n - 1 opens. The items of a list are labelled (a), (b), ...; within
 * them (i), (ii), ...; then (A), (B), ..., then (1), (2), ..., and so on round.
 * Lines to write on, where it is signed, have no label.
 */
#ifndef RECORD_PARAGRAPH_H
#define RECORD_PARAGRAPH_H

#include <stddef.h>

#include "base/span.h"

enum paragraph_kind {
    PARAGRAPH_AGREEMENT, /* a statement of the agreement */
    PARAGRAPH_CLAUSE,
    PARAGRAPH_ORDER,
    PARAGRAPH_READING,
    PARAGRAPH_INVARIANT,
    PARAGRAPH_LANGUAGE,  /* what holds for every text of the language */
    PARAGRAPH_CLOSING,   /* the digest, and lines to sign on */
};

const char *paragraph_kind_name(enum paragraph_kind kind); /* "clause" */

struct paragraph_line {
    unsigned depth;     /* 0: running text */
    struct span label;  /* "(a)"; empty for running text */
    struct span text;
};

struct paragraph {
    unsigned number;     /* from 1 */
    enum paragraph_kind kind;
    struct span section; /* the heading it stands under */
    struct span source;  /* the id of the clause or order, the name of the reading or
                            invariant, the id of the
                            agreement; agreement; empty for what has none */
    struct span file;    /* where that stands; empty for what has no source */
    size_t line;
    struct span cites;   /* empty where nothing is cited */
    struct span form;    /* the source in canonical form, or empty */
    const struct paragraph_line *lines;
    size_t count;
};

#endif
