/* paper_text.c: a paper as plain text: 78 columns, so that it can be sent in a letter or printed as it is.
 *
 * 1. The number of a paragraph hangs out to its left.
 * 2. No line is wider than 78 columns, save words of running text and lines in a fixed-width face, which are never
 *    broken: a query is copied from here. */
#include "app/report/flow.h"
#include "app/report/paper.h"
#include "app/report/report.h"

enum { COLUMNS = 78, NUMBER = 6, GAP = 2, FIXED = 6, SIGN_LINE = 36, SIGN_DATE = 16 };

static void underline(struct pen *p, const char *with, size_t width)
{
    pen_repeat(p, with, width < COLUMNS ? width : COLUMNS);
    pen_puts(p, "\n");
}

/* Running text; its own line ends are kept. */
static void running(struct pen *p, struct span text, size_t indent, size_t column)
{
    struct span line;
    bool first = true;
    while (span_cut(&text, '\n', &line)) {
        struct flow f = {p, COLUMNS, indent, first ? column : 0};
        flow_words(&f, line);
        pen_puts(p, "\n");
        first = false;
    }
}

static void headed(struct pen *p, struct span text, const char *with)
{
    size_t widest = 0;
    struct span rest = text, line;
    while (name_cut(&rest, COLUMNS, &line)) {
        size_t width = name_width(line);
        widest = width > widest ? width : widest;
        pen_name(p, line);
        pen_puts(p, "\n");
    }
    underline(p, with, widest);
}

static void fixed(struct pen *p, struct span text)
{
    struct span line;
    while (span_cut(&text, '\n', &line)) {
        pen_repeat(p, " ", line.len > 0 ? FIXED : 0);
        pen_name(p, line);
        pen_puts(p, "\n");
    }
}

/* --- tables --- */

/* The widest part of a cell between line ends, or between blanks as well. */
static unsigned widest(struct span cell, bool words)
{
    size_t most = 0, width;
    struct span line, word;
    while (span_cut(&cell, '\n', &line)) {
        while (words && span_cut(&line, ' ', &word)) {
            width = name_width(word);
            most = width > most ? width : most;
        }
        width = words ? 0 : name_width(line);
        most = width > most ? width : most;
    }
    return most > COLUMNS ? COLUMNS : (unsigned)most;
}

static void widths_of(const struct paper_block *b, unsigned out[PAPER_COLUMNS])
{
    struct paper_widths want = {0};
    unsigned gaps = (b->columns - 1) * GAP;
    for (unsigned r = 0; r < b->rows; r++) {
        for (unsigned c = 0; c < b->columns; c++) {
            /* a long head over figures is broken: their column is as wide as they are */
            bool head = r == 0 && b->rows > 1 && paper_right(b, c);
            unsigned natural = widest(paper_cell(b, r, c), head), least = widest(paper_cell(b, r, c), true);
            want.natural[c] = natural > want.natural[c] ? natural : want.natural[c];
            want.least[c] = least > want.least[c] ? least : want.least[c];
        }
    }
    paper_widths(b, &want, gaps < COLUMNS ? COLUMNS - gaps : 0, out);
    for (unsigned c = 0; c < b->columns; c++) {
        out[c] = out[c] == 0 ? 1 : out[c];
    }
}

/* One line of a row: of each cell what fits; true while there is more. Blanks at its end are not written. */
static bool row_line(struct pen *p, const struct paper_block *b, struct span rest[PAPER_COLUMNS],
                     const unsigned width[PAPER_COLUMNS])
{
    size_t owed = 0; /* blanks before the next word */
    bool more = false;
    for (unsigned c = 0; c < b->columns; c++) {
        struct span line = {0};
        (void)name_cut(&rest[c], width[c], &line);
        size_t own = name_width(line), pad = own < width[c] ? width[c] - own : 0;
        if (own > 0) {
            pen_repeat(p, " ", owed + (paper_right(b, c) ? pad : 0));
            pen_name(p, line);
            owed = GAP + (paper_right(b, c) ? 0 : pad);
        } else {
            owed += width[c] + GAP;
        }
        more = more || rest[c].len > 0;
    }
    pen_puts(p, "\n");
    return more;
}

static void table(struct pen *p, const struct paper_block *b)
{
    unsigned width[PAPER_COLUMNS];
    size_t all = 0;
    widths_of(b, width);
    for (unsigned c = 0; c < b->columns; c++) {
        all += width[c] + (c > 0 ? GAP : 0);
    }
    for (unsigned r = 0; r < b->rows && p->ok; r++) {
        struct span rest[PAPER_COLUMNS];
        for (unsigned c = 0; c < b->columns; c++) {
            rest[c] = paper_cell(b, r, c);
        }
        while (row_line(p, b, rest, width)) {
        }
        if (r == 0) {
            underline(p, "-", all);
        }
    }
}

/* --- the rest --- */

static void signature(struct pen *p, struct span who)
{
    struct span line;
    pen_puts(p, "\n\n");
    pen_repeat(p, " ", FIXED);
    pen_repeat(p, "_", SIGN_LINE);
    pen_repeat(p, " ", FIXED);
    pen_repeat(p, "_", SIGN_DATE);
    pen_puts(p, "\n");
    for (bool first = true; name_cut(&who, SIGN_LINE, &line) || first; first = false) {
        pen_repeat(p, " ", FIXED);
        pen_name(p, line);
        if (first) {
            size_t width = name_width(line);
            pen_repeat(p, " ", FIXED + (width < SIGN_LINE ? SIGN_LINE - width : 0));
            pen_puts(p, "Date");
        }
        pen_puts(p, "\n");
    }
}

static void block(struct pen *p, const struct paper_block *b)
{
    switch (b->kind) {
    case PAPER_TITLE:
        headed(p, b->text, "=");
        break;
    case PAPER_HEADING:
        pen_puts(p, "\n");
        headed(p, b->text, "-");
        break;
    case PAPER_PARAGRAPH:
        pen_printf(p, "%4u. ", b->number);
        running(p, b->text, NUMBER, NUMBER);
        break;
    case PAPER_TEXT:
        running(p, b->text, 0, 0);
        break;
    case PAPER_TABLE:
        table(p, b);
        break;
    case PAPER_FUNNEL:
        p->ok = p->ok && report_funnel_text(b->funnel, p->out, false, p->e);
        break;
    case PAPER_SIGN:
        signature(p, b->text);
        break;
    case PAPER_FIXED:
        fixed(p, b->text);
        break;
    case PAPER_PAGE:
        pen_puts(p, "\f");
        break;
    }
}

bool report_paper_text(const struct paper *paper, struct text *out, struct error *e)
{
    struct pen p = pen_new(out, e);
    if (!paper_check(paper, e)) {
        return false;
    }
    for (size_t i = 0; i < paper->count && p.ok; i++) {
        pen_puts(&p, i == 0 || paper->blocks[i - 1].kind == PAPER_PAGE ? "" : "\n");
        block(&p, &paper->blocks[i]);
    }
    if (paper->foot.len > 0) {
        pen_puts(&p, "\n");
        underline(&p, "-", COLUMNS);
        running(&p, paper->foot, 0, 0);
    }
    return pen_done(&p);
}
