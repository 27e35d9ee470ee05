/* model_text.c: a trained model, and one pair, for a terminal of 80 columns. */
#include "app/report/model_text.h"

#include "app/report/model_check.h"
#include "app/report/report.h"

enum { BAR_LEAST = 10, GAP = 2, CELL_LEAST = 7 };

/* --- a sheet --- */

/* Where the cells stand; the same for every row. */
struct grid {
    size_t width[SHEET_CELLS];
    size_t bar; /* columns of the bars; 0: none */
};

static size_t wider(size_t width, const char *text)
{
    size_t own = name_width(span_of(text));
    return own > width ? own : width;
}

static struct grid grid_of(const struct sheet *s)
{
    struct grid g = {.bar = 0};
    size_t taken = s->width;
    for (size_t c = 0; c < s->cells; c++) {
        g.width[c] = wider(CELL_LEAST, s->head[c]);
        for (size_t i = 0; i < s->rows; i++) {
            g.width[c] = wider(g.width[c], s->row[i].cell[c]);
        }
        taken += GAP + g.width[c];
    }
    if (s->barred && taken + GAP + BAR_LEAST <= TABLE_COLUMNS) {
        g.bar = TABLE_COLUMNS - taken - GAP;
    }
    return g;
}

static void label(const struct table *t, const char *text, size_t columns)
{
    size_t width = name_width(span_of(text));
    pen_name(t->pen, span_of(text));
    if (width > columns) {
        pen_puts(t->pen, "\n");
        width = 0;
    }
    pen_repeat(t->pen, " ", columns - width);
}

/* One text for each cell of the sheet. */
static void cells(const struct table *t, const struct sheet *s, const struct grid *g,
                  const char *const texts[])
{
    size_t column = s->width;
    for (size_t c = 0; c < s->cells; c++) {
        if (column + GAP + g->width[c] > TABLE_COLUMNS) {
            pen_puts(t->pen, "\n");
            pen_repeat(t->pen, " ", s->width);
            column = s->width;
        }
        pen_repeat(t->pen, " ", GAP + g->width[c] - name_width(span_of(texts[c])));
        pen_name(t->pen, span_of(texts[c]));
        column += GAP + g->width[c];
    }
}

/* The half column in which a value stands. */
static size_t half_of(const struct sheet *s, int64_t value, size_t columns)
{
    return (size_t)share((uint64_t)(value - s->low), (uint64_t)(s->high - s->low), columns * 2);
}

/* Half columns from a to b are full; the axis shows where a column is empty. */
static void bar(const struct table *t, const struct sheet *s, const struct sheet_row *r,
                size_t columns)
{
    int64_t low = r->from < r->to ? r->from : r->to, high = r->from < r->to ? r->to : r->from;
    size_t a = half_of(s, low, columns), b = half_of(s, high, columns);
    size_t axis = half_of(s, 0, columns) / 2;
    if (low < high && a == b) { /* something is seen as something */
        a -= a > 0 && r->to < r->from;
        b = a + 1 <= columns * 2 ? a + 1 : b;
    }
    pen_repeat(t->pen, " ", GAP);
    table_paint(t, PAINT_BAR);
    for (size_t i = 0; i < columns; i++) {
        bool left = a <= i * 2 && i * 2 < b, right = a <= i * 2 + 1 && i * 2 + 1 < b;
        bool zero = s->low < 0 && i == axis;
        pen_puts(t->pen, left && right ? "█" : left ? "▌" : right ? "▐" : zero ? "│" : " ");
    }
    table_paint(t, PAINT_PLAIN);
}

static void row(const struct table *t, const struct sheet *s, const struct grid *g,
                const struct sheet_row *r)
{
    const char *texts[SHEET_CELLS];
    for (size_t c = 0; c < s->cells; c++) {
        texts[c] = r->cell[c];
    }
    if (r->marked) {
        table_paint(t, PAINT_TITLE);
    }
    label(t, r->label, s->width);
    cells(t, s, g, texts);
    if (r->marked) {
        table_paint(t, PAINT_PLAIN);
    }
    if (g->bar > 0) {
        bar(t, s, r, g->bar);
    }
    pen_puts(t->pen, "\n");
    if (r->under[0] != '\0') {
        table_paint(t, PAINT_MUTED);
        pen_puts(t->pen, "  ");
        pen_name(t->pen, span_of(r->under));
        table_paint(t, PAINT_PLAIN);
        pen_puts(t->pen, "\n");
    }
}

void sheet_text(const struct table *t, const struct sheet *s)
{
    struct grid g = grid_of(s);
    table_paint(t, PAINT_MUTED);
    label(t, s->label, s->width);
    cells(t, s, &g, s->head);
    table_paint(t, PAINT_PLAIN);
    pen_puts(t->pen, "\n");
    for (size_t i = 0; i < s->rows; i++) {
        row(t, s, &g, &s->row[i]);
    }
}

/* --- a model --- */

static void comparisons(const struct table *t, const struct model_report *m, struct sheet *s,
                        bool terms)
{
    for (unsigned i = 0; i < m->comparisons; i++) {
        const struct model_comparison *c = &m->comparison[i];
        if (terms ? c->terms == 0 : c->levels == 0) {
            continue;
        }
        if (terms) {
            sheet_terms(m, i, s);
        } else {
            sheet_levels(m, i, s);
        }
        pen_puts(t->pen, "\n");
        table_paint(t, PAINT_TITLE);
        pen_name(t->pen, SPAN_ARRAY(c->name));
        table_paint(t, PAINT_PLAIN);
        pen_puts(t->pen, "\n");
        sheet_text(t, s);
    }
}

static void section(const struct table *t, const struct model_report *m,
                    enum model_section which, struct sheet *s)
{
    static void (*const fill[MODEL_SECTIONS])(const struct model_report *m, struct sheet *s) = {
        [MODEL_SUMMARY] = sheet_summary,   [MODEL_OUTCOMES] = sheet_outcomes,
        [MODEL_LOOKALIKES] = sheet_decoys, [MODEL_BLOCKING] = sheet_keys,
        [MODEL_CURVES] = sheet_thresholds, [MODEL_EXPECTED] = sheet_expected,
        [MODEL_UNLINKABLE] = sheet_causes,
    };
    if (!model_shows(m, which)) {
        if (model_words[which].missing[0] != '\0') {
            pen_puts(t->pen, "\n");
            table_sentence(t, span_of(model_words[which].missing), 0);
        }
        return;
    }
    table_title(t, model_words[which].title, "");
    if (model_words[which].meaning[0] != '\0') {
        table_sentence(t, span_of(model_words[which].meaning), 0);
    }
    if (fill[which] == NULL) {
        comparisons(t, m, s, which == MODEL_FREQUENCIES);
    } else {
        fill[which](m, s);
        sheet_text(t, s);
    }
}

static void model_title(const struct table *t, const struct model_report *m)
{
    struct span hash = SPAN_ARRAY(m->hash);
    table_paint(t, PAINT_TITLE);
    pen_puts(t->pen, hash.len == 0 ? "Model without a hash" : "Model ");
    pen_name(t->pen, hash);
    table_paint(t, PAINT_PLAIN);
    pen_puts(t->pen, "\n");
}

bool report_model_text(const struct model_report *m, struct text *out, bool colour,
                       struct error *e)
{
    if (!model_check(m, e)) {
        return false;
    }
    struct sheet s;
    struct pen p = pen_new(out, e);
    struct table t = table_new(&p, m->requests, colour);
    model_title(&t, m);
    for (unsigned i = 0; i < MODEL_SECTIONS; i++) {
        section(&t, m, (enum model_section)i, &s);
    }
    if (model_shows(m, MODEL_OUTCOMES)) {
        pen_puts(&p, "\n");
        char balance[MODEL_BALANCE];
        model_balance(m, balance);
        table_paint(&t, PAINT_GOOD);
        table_sentence(&t, span_of(balance), 0);
        table_paint(&t, PAINT_PLAIN);
    }
    return pen_done(&p);
}

/* --- a pair --- */

bool report_waterfall_text(const struct waterfall *w, struct text *out, bool colour,
                           struct error *e)
{
    if (!waterfall_check(w, e)) {
        return false;
    }
    struct sheet s;
    sheet_steps(w, &s);
    struct pen p = pen_new(out, e);
    struct table t = table_new(&p, 0, colour);
    table_paint(&t, PAINT_TITLE);
    pen_puts(&p, "Match weight: ");
    pen_name(&p, SPAN_ARRAY(w->title));
    table_paint(&t, PAINT_PLAIN);
    pen_puts(&p, "\n");
    sheet_text(&t, &s);
    return pen_done(&p);
}
