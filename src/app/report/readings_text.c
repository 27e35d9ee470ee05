/* readings_text.c: readings side by side for a terminal. */
#include "app/report/readings.h"
#include "app/report/table.h"

/* Whether a column would say anything: most rules only lower, and hold nobody's row. */
static bool any_held(const struct report_readings *r)
{
    bool any = false;
    for (size_t i = 0; i < r->count; i++) {
        any = any || r->reading[i].lowered != r->reading[i].suspect;
    }
    return any;
}

static bool any_raised(const struct report_readings *r)
{
    bool any = false;
    for (size_t i = 0; i < r->count; i++) {
        any = any || r->reading[i].raised > 0;
    }
    return any;
}

static void cell(struct pen *p, uint64_t count, int width)
{
    pen_puts(p, "  ");
    pen_count_right(p, count, (size_t)width);
}

/* Columns after the label: wrong, its percent, still right; then, where they say anything, those of the wrong
 * that get a lower level (the others are held), and those that could be given more. */
static void side_by_side(const struct table *t, const struct report_readings *r)
{
    struct pen *p = t->pen;
    int number = (int)t->number < 11 ? 11 : (int)t->number, more = (int)t->number < 7 ? 7 : (int)t->number;
    bool held = any_held(r), raised = any_raised(r);
    pen_puts(p, "\n");
    table_paint(t, PAINT_TITLE);
    pen_printf(p, "%-*s  %*s  %*s  %*s", (int)TABLE_LABEL, "Reading", number, "wrong", PERCENT_WIDTH,
               "", number, "still right");
    if (held) {
        pen_printf(p, "  %*s", more, "lowered");
    }
    if (raised) {
        pen_printf(p, "  %*s", more, "raised");
    }
    table_paint(t, PAINT_PLAIN);
    pen_puts(p, "\n");
    for (size_t i = 0; i < r->count; i++) {
        const struct report_reading *g = &r->reading[i];
        table_label(t, SPAN_ARRAY(g->name), 0);
        cell(p, g->suspect, number);
        pen_puts(p, "  ");
        pen_percent_right(p, g->suspect, r->releases);
        cell(p, g->kept, number);
        if (held) {
            cell(p, g->lowered, more);
        }
        if (raised) {
            cell(p, g->raised, more);
        }
        pen_puts(p, "\n");
    }
}

static void row(const struct table *t, struct span label, unsigned depth, uint64_t count)
{
    table_row(t, &(struct row){.label = label, .meaning = "", .depth = depth, .count = count});
}

static void reading(const struct table *t, const struct report_reading *g)
{
    pen_puts(t->pen, "\n");
    table_paint(t, PAINT_TITLE);
    pen_puts(t->pen, "Reading ");
    pen_name(t->pen, SPAN_ARRAY(g->name));
    table_paint(t, PAINT_PLAIN);
    pen_puts(t->pen, "\n");
    table_sentence(t, SPAN_ARRAY(g->definition), 1);
    row(t, SPAN_LITERAL("Wrong"), 1, g->suspect);
    for (size_t i = 0; i < g->causes; i++) {
        row(t, SPAN_ARRAY(g->cause[i].clause), 2, g->cause[i].count);
    }
    for (size_t i = 0; i < g->notes; i++) {
        row(t, SPAN_ARRAY(g->note[i].text), 2, g->note[i].count);
    }
    row(t, SPAN_LITERAL("Still right"), 1, g->kept);
    if (g->raised > 0) {
        row(t, SPAN_LITERAL("of these, more could be given"), 2, g->raised);
    }
}

bool report_readings_text(const struct report_readings *r, struct text *out, bool colour,
                          struct error *e)
{
    if (!readings_check(r, e)) {
        return false;
    }
    struct pen p = pen_new(out, e);
    struct table t = table_new(&p, r->releases, colour);
    table_paint(&t, PAINT_TITLE);
    pen_name(&p, readings_title(r));
    table_paint(&t, PAINT_PLAIN);
    pen_puts(&p, "\n");
    table_sentence(&t, SPAN_ARRAY(r->definition), 0);
    row(&t, SPAN_LITERAL("Releases examined"), 0, r->releases);
    side_by_side(&t, r);
    for (size_t i = 0; i < r->count; i++) {
        reading(&t, &r->reading[i]);
    }
    return pen_done(&p);
}
