/* funnel_picture.h: the funnel as a picture: shapes first, which a page and a
 * sheet of paper draw each in its own way. */
#ifndef REPORT_FUNNEL_PICTURE_H
#define REPORT_FUNNEL_PICTURE_H

#include "app/report/pen.h"
#include "record/funnel.h"

enum shape_kind {
    SHAPE_TINT, /* a slope between two bars: four corners */
    SHAPE_BAR,
    SHAPE_TEXT,
};
enum shape_ink { INK_MAIN, INK_HELD, INK_WAIT, INK_BAD };
enum shape_face { SHAPE_PLAIN, SHAPE_STRONG, SHAPE_SMALL };

enum { SHAPE_SCALE = 100, SHAPE_TEXT_SIZE = 160, FUNNEL_SHAPES = 48 };

struct shape {
    enum shape_kind kind;
    uint64_t x[4];      /* hundredths of a unit; of a bar: left edge and width; of a text: where it begins or ends */
    unsigned y[4];      /* units; of a bar: top and height; of a text: its baseline */
    enum shape_ink ink; /* of a bar */
    enum shape_face face;
    bool end;           /* the text ends at x */
    char text[SHAPE_TEXT_SIZE];
};

/* Of a funnel that funnel_check found sound, in the order in which they are drawn. All lie within PICTURE_WIDTH units
 * (page.h) and *height. */
void funnel_shapes(const struct funnel *f, struct shape out[FUNNEL_SHAPES], size_t *count, unsigned *height);

/* As an inline SVG. */
void funnel_picture(struct pen *p, const struct funnel *f);

/* The same, and beside it the table of the same numbers (funnel_html.c). */
void funnel_stages(struct pen *p, const struct funnel *f);

#endif
