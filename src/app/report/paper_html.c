/* paper_html.c: a paper as one page of HTML, to be read on a screen or printed from it. What stands under a heading is a
 * section. */
#include <stdio.h>

#include "app/report/funnel_picture.h"
#include "app/report/page.h"
#include "app/report/paper.h"

struct leaf {
    struct pen *pen;
    unsigned sections; /* that were opened; the last of them is open */
};

/* Line ends of running text are kept by the style, those of fixed text by the element. */
static void lines(struct pen *p, struct span text)
{
    struct span line;
    for (bool first = true; text.len > 0 && span_cut(&text, '\n', &line); first = false) {
        pen_puts(p, first ? "" : "\n");
        pen_html(p, line);
    }
}

static void section_close(struct leaf *l)
{
    if (l->sections > 0) {
        page_section_close(l->pen);
    }
}

static void heading(struct leaf *l, struct span text)
{
    char id[24];
    section_close(l);
    (void)snprintf(id, sizeof id, "part-%u", ++l->sections);
    page_section_open(l->pen, id, text, "");
}

static void cell(struct pen *p, const struct paper_block *b, unsigned row, unsigned column)
{
    const char *name = row == 0 || column == 0 ? "th" : "td";
    pen_printf(p, "<%s%s%s>", name,
               row == 0      ? " scope=\"col\""
               : column == 0 ? " scope=\"row\""
                             : "",
               paper_right(b, column) ? " class=\"n\"" : "");
    lines(p, paper_cell(b, row, column));
    pen_printf(p, "</%s>", name);
}

static void table(struct pen *p, const struct paper_block *b)
{
    pen_puts(p, "<div class=\"lines\"><table class=\"plain\">\n<thead>");
    for (unsigned r = 0; r < b->rows && p->ok; r++) {
        pen_puts(p, r == 1 ? "</thead>\n<tbody>\n<tr>" : "<tr>");
        for (unsigned c = 0; c < b->columns; c++) {
            cell(p, b, r, c);
        }
        pen_puts(p, r == 0 ? "</tr>" : "</tr>\n");
    }
    pen_puts(p, b->rows > 1 ? "</tbody></table></div>\n" : "</thead></table></div>\n");
}

static void block(struct leaf *l, const struct paper_block *b)
{
    struct pen *p = l->pen;
    switch (b->kind) {
    case PAPER_TITLE: /* heads the page */
        break;
    case PAPER_HEADING:
        heading(l, b->text);
        break;
    case PAPER_PARAGRAPH:
        pen_printf(p, "<p class=\"num lines\" id=\"p%u\"><b>%u.</b> ", b->number, b->number);
        lines(p, b->text);
        pen_puts(p, "</p>\n");
        break;
    case PAPER_TEXT:
        pen_puts(p, "<p class=\"lines\">");
        lines(p, b->text);
        pen_puts(p, "</p>\n");
        break;
    case PAPER_TABLE:
        table(p, b);
        break;
    case PAPER_FUNNEL:
        funnel_stages(p, b->funnel);
        break;
    case PAPER_SIGN:
        pen_puts(p, "<div class=\"sign\"><p>");
        lines(p, b->text);
        pen_puts(p, "</p><p>Date</p></div>\n");
        break;
    case PAPER_FIXED:
        pen_puts(p, "<pre><code>");
        lines(p, b->text);
        pen_puts(p, "</code></pre>\n");
        break;
    case PAPER_PAGE:
        pen_puts(p, "<div class=\"leaf\"></div>\n");
        break;
    }
}

static struct span title_of(const struct paper *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->blocks[i].kind == PAPER_TITLE) {
            return p->blocks[i].text;
        }
    }
    return SPAN_LITERAL("Paper");
}

bool report_paper_html(const struct paper *paper, struct text *out, struct error *e)
{
    struct pen p = pen_new(out, e);
    struct leaf l = {.pen = &p};
    if (!paper_check(paper, e)) {
        return false;
    }
    page_open(&p, NULL, title_of(paper), (struct span){0});
    for (size_t i = 0; i < paper->count && p.ok; i++) {
        block(&l, &paper->blocks[i]);
    }
    section_close(&l);
    page_close_under(&p, paper->foot, "This page loads nothing and runs nothing.");
    return pen_done(&p);
}
