/* pen.h: writes a report into a text without a test after each word: the first
 * failure sticks, what follows does nothing, and pen_done tells. */
#ifndef REPORT_PEN_H
#define REPORT_PEN_H

#include "base/error.h"
#include "base/span.h"
#include "base/text.h"

struct pen {
    struct text *out;
    struct error *e;
    size_t start; /* length of out before the report */
    bool ok;
    unsigned pictures; /* so far: the ids of each are its own */
};

struct pen pen_new(struct text *out, struct error *e);

/* True when everything was written; else out is cut back to its start and the
 * error of the first failure stands in e. */
must pen_done(struct pen *p);

void pen_puts(struct pen *p, const char *s);
void pen_printf(struct pen *p, const char *format, ...) PRINTF_LIKE(2, 3);
void pen_repeat(struct pen *p, const char *s, size_t times);

/* 1,280,000; and right-aligned in `width` columns. */
void pen_count(struct pen *p, uint64_t n);
void pen_count_right(struct pen *p, uint64_t n, size_t width);
size_t count_width(uint64_t n);

/* "3.7 %" of the whole, rounded half up to a tenth. Something is never shown
 * as nothing ("<0.1 %") nor a part as all (">99.9 %"); "-" where whole is 0. */
enum { PERCENT_WIDTH = 7, PERCENT_TEXT = 16 };
void percent_format(uint64_t part, uint64_t whole, char out[PERCENT_TEXT]);
void pen_percent(struct pen *p, uint64_t part, uint64_t whole);
void pen_percent_right(struct pen *p, uint64_t part, uint64_t whole);

/* part * scale / whole, rounded half up, in exact integers; 0 where whole is
 * 0; at least 1 where something is there. */
uint64_t share(uint64_t part, uint64_t whole, uint64_t scale);

/* Text from outside, made harmless: for a terminal, and for HTML. White space
 * of any ASCII kind becomes one blank a character. */
void pen_name(struct pen *p, struct span s);
void pen_html(struct pen *p, struct span s);

/* Columns that pen_name takes: one a character. */
size_t name_width(struct span s);

/* Takes a line of at most `columns` columns (at least 1) off *rest: up to a line end, else to the last blank that
 * lets it fit, else a part of a word. False at the end. */
bool name_cut(struct span *rest, size_t columns, struct span *line);

/* The text in an array of chars that may lack its zero. */
#define SPAN_ARRAY(a) ((struct span){(a), strnlen((a), sizeof(a))})

#endif
