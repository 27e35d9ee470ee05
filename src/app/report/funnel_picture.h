/* funnel_picture.h: the funnel as a picture. */
#ifndef REPORT_FUNNEL_PICTURE_H
#define REPORT_FUNNEL_PICTURE_H

#include "app/report/pen.h"
#include "record/funnel.h"

/* An inline SVG of a funnel that funnel_check found sound. */
void funnel_picture(struct pen *p, const struct funnel *f);

/* The picture, and beside it the table of the same numbers (funnel_html.c). */
void funnel_stages(struct pen *p, const struct funnel *f);

#endif
