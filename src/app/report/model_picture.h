/* model_picture.h: bars and curves of a model as inline SVG. Every picture has an
 * id of its own, a title and a description; colours are the page's. */
#ifndef REPORT_MODEL_PICTURE_H
#define REPORT_MODEL_PICTURE_H

#include "app/report/model_sheet.h"

/* The bars of a sheet, one a row: labels at the left of weights, else above their
 * bars. */
void picture_sheet(struct pen *p, const struct sheet *s, const char *id, const char *title);

/* Weight against rank, of a comparison with terms. */
void picture_terms(struct pen *p, const struct model_comparison *c, const char *id);

/* Precision above, recall below, each with its band of 95 %; at least one threshold. */
void picture_curves(struct pen *p, const struct model_report *m, const char *id);

/* Requests expected to be wrong, on a scale of tenfolds; at least one threshold. */
void picture_expected(struct pen *p, const struct model_report *m, const char *id);

/* Pieces that both kinds are made of. Positions are in hundredths of a unit. */
void picture_begin(struct pen *p, unsigned height, const char *id, const char *title);
void picture_number(struct pen *p, const char *number); /* with a true minus sign */
void picture_line(struct pen *p, const int64_t from[2], const int64_t to[2], const char *style);

/* Ticks at multiples of 1, 2 or 5 times a power of ten: at most `most` of them
 * within a span > 0. */
int64_t tick_step(int64_t span, unsigned most);

#endif
