/* funnel_text.c: the funnel of a batch for a terminal. */
#include "app/report/report.h"

#include "app/report/balance.h"
#include "app/report/table.h"

static void head(const struct table *t, const struct funnel *f)
{
    table_paint(t, PAINT_TITLE);
    pen_puts(t->pen, "Batch ");
    pen_name(t->pen, SPAN_ARRAY(f->batch));
    table_paint(t, PAINT_PLAIN);
    pen_puts(t->pen, ", agreement ");
    pen_name(t->pen, SPAN_ARRAY(f->agreement));
    pen_puts(t->pen, "\n");
}

static void section(const struct table *t, const struct funnel *f, enum section which)
{
    struct rows rows;
    rows_of(f, which, &rows);
    if (rows.count == 0) {
        return;
    }
    table_title(t, section_title(which), section_meaning(which));
    for (size_t i = 0; i < rows.count; i++) {
        table_row(t, &rows.at[i]);
    }
}

bool report_funnel_text(const struct funnel *f, struct text *out, bool colour, struct error *e)
{
    if (!funnel_check(f, e)) {
        return false;
    }
    struct pen p = pen_new(out, e);
    struct table t = table_new(&p, f->read, colour);
    head(&t, f);
    for (unsigned s = 0; s < SECTION_COUNT; s++) {
        section(&t, f, (enum section)s);
    }
    pen_puts(&p, "\n");
    table_paint(&t, PAINT_GOOD);
    balance_line(&p, f);
    table_paint(&t, PAINT_PLAIN);
    pen_puts(&p, "\n");
    return pen_done(&p);
}
