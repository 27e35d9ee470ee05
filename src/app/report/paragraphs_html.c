/* paragraphs_html.c: rules in plain English as one page: the paragraphs, then
 * the text that they render, each leading to the other. */
#include <stdio.h>

#include "app/report/page.h"

static void line_of(struct pen *p, const struct paragraph *of, size_t i)
{
    const struct paragraph_line *line = &of->lines[i];
    pen_printf(p, "<p style=\"margin:.2rem 0 .2rem %u.%urem\">", 2 + line->depth * 3 / 2,
               line->depth * 15 % 10);
    if (i == 0) {
        pen_printf(p, "<b>%u.</b> ", of->number);
    }
    if (line->label.len > 0) {
        pen_html(p, line->label);
        pen_puts(p, " ");
    }
    pen_html(p, line->text);
    pen_puts(p, "</p>\n");
}

static bool same_source(const struct paragraph *a, const struct paragraph *b)
{
    return a->kind == b->kind && span_equal(a->source, b->source);
}

/* Several statements of an agreement have one source: the first of them stands for all. */
static unsigned source_number(const struct paragraph *p, size_t i)
{
    while (i > 0 && same_source(&p[i], &p[i - 1])) {
        i--;
    }
    return p[i].number;
}

static void origin(struct pen *pen, const struct paragraph *p, size_t i)
{
    if (p[i].form.len == 0) {
        return;
    }
    pen_printf(pen, "<p class=\"meaning\" style=\"margin:.2rem 0 0 2rem\">[<a href=\"#s%u\">",
               source_number(p, i));
    bool named = p[i].kind == PARAGRAPH_READING || p[i].kind == PARAGRAPH_INVARIANT;
    pen_puts(pen, named ? paragraph_kind_name(p[i].kind) : "");
    pen_puts(pen, named ? " " : "");
    pen_html(pen, p[i].source);
    pen_puts(pen, "</a>, ");
    pen_html(pen, p[i].file);
    pen_printf(pen, ":%zu", p[i].line);
    if (p[i].cites.len > 0) {
        pen_puts(pen, "; cites &#8220;");
        pen_html(pen, p[i].cites);
        pen_puts(pen, "&#8221;");
    }
    pen_puts(pen, "]</p>\n");
}

static void paragraph(struct pen *pen, const struct paragraph *p, size_t i)
{
    pen_printf(pen, "<div id=\"p%u\" style=\"margin:0 0 1.1rem;break-inside:avoid\">\n", p[i].number);
    for (size_t k = 0; k < p[i].count; k++) {
        line_of(pen, &p[i], k);
    }
    origin(pen, p, i);
    pen_puts(pen, "</div>\n");
}

static void paragraphs(struct pen *pen, const struct paragraph *p, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !span_equal(p[i].section, p[i - 1].section)) {
            char id[16];
            pen_puts(pen, i == 0 ? "" : "</section>\n");
            (void)snprintf(id, sizeof id, "part-%u", p[i].number);
            page_section_open(pen, id, p[i].section, "");
        }
        paragraph(pen, p, i);
    }
    pen_puts(pen, count == 0 ? "" : "</section>\n");
}

/* The form's own line ends are kept. */
static void form(struct pen *pen, struct span text)
{
    struct span line;
    while (text.len > 0 && span_cut(&text, '\n', &line)) {
        pen_html(pen, line);
        pen_puts(pen, "\n");
    }
}

static void sources(struct pen *pen, const struct paragraph *p, size_t count)
{
    page_section_open(pen, "text", SPAN_LITERAL("The text that was rendered"),
                      "In canonical form, each block with the paragraph that renders it.");
    for (size_t i = 0; i < count; i++) {
        if (p[i].form.len > 0 && source_number(p, i) == p[i].number) {
            pen_printf(pen,
                       "<div id=\"s%u\" style=\"break-inside:avoid\"><p class=\"meaning\">"
                       "<a href=\"#p%u\">paragraph %u</a></p>\n"
                       "<pre style=\"margin:0 0 1.1rem;white-space:pre-wrap\"><code>",
                       p[i].number, p[i].number, p[i].number);
            form(pen, p[i].form);
            pen_puts(pen, "</code></pre></div>\n");
        }
    }
    page_section_close(pen);
}

bool report_paragraphs_html(const struct paragraph *p, size_t count, struct span title,
                            struct text *out, struct error *e)
{
    struct pen pen = pen_new(out, e);
    page_open(&pen, "Rules in plain English", title,
              SPAN_LITERAL("Each paragraph leads to the text that it renders."));
    paragraphs(&pen, p, count);
    sources(&pen, p, count);
    page_close_saying(&pen, "The text in canonical form holds; these paragraphs say what it means. "
                            "The page loads nothing and runs nothing.");
    return pen_done(&pen);
}
