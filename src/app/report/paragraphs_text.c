/* paragraphs_text.c: rules in plain English, for a terminal or a printer.
 *
 * 1. A paragraph's number hangs out to its left, an item's label likewise, so
 *    that the depth of each line is seen, not only read.
 * 2. No line is wider than 90 columns, save one word that is; where lists go so
 *    deep that little is left, 30 columns are kept. */
#include "app/report/flow.h"
#include "app/report/report.h"
#include "app/report/table.h"

enum { NUMBER = 6, STEP = 5 };

static struct flow flow_new(struct pen *p, size_t indent, size_t column)
{
    return (struct flow){p, REPORT_PARAGRAPH_COLUMNS, indent, column};
}

/* --- a paragraph --- */

static void line_of(struct pen *p, const struct paragraph_line *line, size_t column)
{
    size_t outer = NUMBER + (line->depth > 0 ? (line->depth - 1) * STEP : 0);
    struct flow f = flow_new(p, outer, column);
    if (line->label.len > 0) {
        flow_word(&f, line->label);
        f.indent = outer + STEP;
        if (f.column >= f.indent) { /* a label as wide as the step */
            pen_puts(p, " ");
            f.indent = ++f.column;
        }
    }
    flow_words(&f, line->text);
    pen_puts(p, "\n");
}

/* "[SUF/4, agreement.proviso:57; cites "..."]" */
static void origin(const struct table *t, const struct paragraph *p)
{
    struct pen *pen = t->pen;
    struct text words = {0};
    struct error *e = pen->e;
    if (p->source.len == 0) {
        return;
    }
    bool ok = (p->kind == PARAGRAPH_READING || p->kind == PARAGRAPH_INVARIANT
                   ? text_addf(&words, e, "[%s \"%.*s\", ", paragraph_kind_name(p->kind), SPAN_ARGS(p->source))
                   : text_addf(&words, e, "[%.*s, ", SPAN_ARGS(p->source))) &&
              text_addf(&words, e, "%.*s:%zu", SPAN_ARGS(p->file), p->line) &&
              (p->cites.len == 0 ||
               text_addf(&words, e, "; cites \"%.*s\"", SPAN_ARGS(p->cites))) &&
              text_addc(&words, ']', e);
    table_paint(t, PAINT_MUTED);
    struct flow f = flow_new(pen, NUMBER, 0);
    flow_words(&f, text_span(&words));
    table_paint(t, PAINT_PLAIN);
    pen_puts(pen, "\n");
    pen->ok = pen->ok && ok;
    text_free(&words);
}

static void paragraph(const struct table *t, const struct paragraph *p)
{
    pen_printf(t->pen, "%4u. ", p->number);
    for (size_t i = 0; i < p->count; i++) {
        line_of(t->pen, &p->lines[i], i == 0 ? NUMBER : 0);
    }
    origin(t, p);
}

static void heading(const struct table *t, struct span section, bool first)
{
    pen_puts(t->pen, first ? "" : "\n");
    table_paint(t, PAINT_TITLE);
    pen_name(t->pen, section);
    table_paint(t, PAINT_PLAIN);
    pen_puts(t->pen, "\n");
}

bool report_paragraphs_text(const struct paragraph *p, size_t count, struct text *out, bool colour,
                            struct error *e)
{
    struct pen pen = pen_new(out, e);
    struct table t = table_new(&pen, 0, colour);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !span_equal(p[i].section, p[i - 1].section)) {
            heading(&t, p[i].section, i == 0);
        }
        pen_puts(&pen, "\n");
        paragraph(&t, &p[i]);
    }
    return pen_done(&pen);
}

bool report_paragraph_text(const struct paragraph *p, struct text *out, bool colour,
                           struct error *e)
{
    struct pen pen = pen_new(out, e);
    struct table t = table_new(&pen, 0, colour);
    struct span rest = p->form, line;
    paragraph(&t, p);
    pen_puts(&pen, rest.len > 0 ? "\n" : "");
    while (rest.len > 0 && span_cut(&rest, '\n', &line)) {
        pen_repeat(&pen, " ", NUMBER);
        pen_name(&pen, line);
        pen_puts(&pen, "\n");
    }
    return pen_done(&pen);
}
