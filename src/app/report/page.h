/* page.h: the frame of every HTML page of this room, and the pieces it is made
 * of. Well-formed XML throughout; nothing is loaded; every text from outside
 * goes through pen_html. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "app/report/pen.h"
#include "app/report/report.h"
#include "app/report/rows.h"

/* From the doctype to the opened main; page_close closes it. `kind` stands small
 * above the title (NULL: nothing; a paper of somebody's own, that does not speak for the program), `lead` below. */
void page_open(struct pen *p, const char *kind, struct span title, struct span lead);
void page_close(struct pen *p);
void page_close_saying(struct pen *p, const char *foot); /* another foot than that of numbers */
void page_close_under(struct pen *p, struct span own, const char *foot); /* the same, behind a text from outside */

/* <section> with a heading; id is a constant of the program. */
void page_section_open(struct pen *p, const char *id, struct span title, const char *meaning);
void page_section_close(struct pen *p);

/* A table of rows with counts and percents of whole; `part` heads the percent. */
void page_table(struct pen *p, const char *caption, const char *label, const char *part,
                const struct rows *rows, uint64_t whole);

/* Where the numbers come from; batch and agreement may be empty. Nothing where
 * nothing is known. */
void page_sources(struct pen *p, struct span batch, struct span agreement,
                  const struct report_meta *meta);

/* An SVG of 480 units' width and `height`, named by a title and a description,
 * both plain words of the program or harmless numbers written in between. */
enum { PICTURE_WIDTH = 480 };
void picture_open(struct pen *p, unsigned height, const char *title);
void picture_described(struct pen *p); /* ends the description that was written after open */
void picture_close(struct pen *p);

/* Text at x, y with a CSS class; what follows until picture_text_end is its
 * content. */
void picture_text(struct pen *p, unsigned x, unsigned y, const char *class);
void picture_text_end(struct pen *p);

/* A rectangle; x and width in hundredths of a unit. */
void picture_bar(struct pen *p, uint64_t x, unsigned y, uint64_t width, unsigned height,
                 const char *class);

#endif
