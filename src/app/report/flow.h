/* flow.h: words flowing into lines of a given width, for a terminal or a printer. */
#ifndef REPORT_FLOW_H
#define REPORT_FLOW_H

#include "app/report/pen.h"

/* Where the next word goes. */
struct flow {
    struct pen *pen;
    size_t columns; /* a line is no wider, save one word that is, or where the indentation leaves too little */
    size_t indent;  /* of every line that is begun from here on */
    size_t column;  /* that was written so far of the line */
};

void flow_word(struct flow *f, struct span word);
void flow_words(struct flow *f, struct span text); /* cut at blanks */

#endif
