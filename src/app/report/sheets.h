/* sheets.h: a paper laid out on sheets: where each line and each rule stands, on which page. How many pages there are
 * is known before the first is drawn.
 *
 * Lengths are in Pango units (1,024 to the point), from the top left corner of a sheet.
 *
 *   sheets.c        pages, marks, text that breaks across them
 *   sheets_block.c  the kinds of block
 *   sheets_table.c  tables
 *   paper_pdf.c     draws them
 */
#ifndef REPORT_SHEETS_H
#define REPORT_SHEETS_H

#include <pango/pango.h>

#include "app/report/funnel_picture.h"
#include "app/report/paper.h"

#define POINTS(n) ((int)((n) * PANGO_SCALE))

enum face { FACE_TITLE, FACE_HEADING, FACE_BODY, FACE_CELL, FACE_CELL_HEAD, FACE_FIXED, FACE_SMALL,
            FACE_PICTURE, FACE_PICTURE_STRONG, FACE_PICTURE_SMALL, FACE_COUNT };

enum { HEADINGS = 8 };

enum mark_kind { MARK_LINE, MARK_RULE, MARK_BAR, MARK_TINT };

struct mark {
    enum mark_kind kind;
    unsigned page;             /* from 0 */
    int x, y;                  /* of a line: where its baseline begins */
    int width, height;         /* of a rule or a bar */
    PangoLayoutLine *line;     /* borrowed from a layout of the sheets */
    bool pale;                 /* of a rule */
    enum shape_ink ink;        /* of a bar */
    int px[4], py[4];          /* of a tint: its corners */
};

struct sheets {
    struct error *e;
    bool ok;                   /* as a pen: the first failure sticks */
    PangoContext *context;     /* borrowed */
    PangoFontDescription *face[FACE_COUNT];
    PangoAttrList *plain;
    const struct paper *paper;
    int sheet_width, sheet_height;
    int left, width, top, bottom; /* of what a page holds */
    unsigned page;             /* that is being filled */
    int y;                     /* the first free length on it */
    bool empty;                /* nothing stands on it yet */
    struct mark *marks;
    size_t count, cap;
    PangoLayout **layouts;     /* owned */
    size_t layout_count, layout_cap;
    PangoLayout *waiting[HEADINGS]; /* headings that keep with what follows them; layouts of the sheets */
    unsigned waiting_count;
    int waiting_height;
    PangoLayout *foot;         /* NULL: none */
};

/* Borrows both; sheets_clear whatever happened. */
must sheets_lay(struct sheets *s, PangoContext *context, const struct paper *p, struct error *e);
void sheets_clear(struct sheets *s);

static inline unsigned sheets_pages(const struct sheets *s)
{
    return s->page + 1;
}

/* --- sheets.c --- */

/* A layout of the sheets; never NULL, but empty after a failure. keep_lines: line ends are kept, else they are blanks.
 * width -1: on one line. */
PangoLayout *sheets_layout(struct sheets *s, enum face face, struct span text, int width, bool keep_lines);

/* Its lines, one below the other, each at least as high as the face wants. */
int sheets_line_height(PangoLayoutLine *line, enum face face);
int sheets_layout_height(PangoLayout *layout, enum face face, int from, int to);

/* How many lines from `from` on fit into `room`. */
int sheets_lines_that_fit(PangoLayout *layout, enum face face, int from, int room);

/* Makes sure that `height` fits on the page below the headings that wait, beginning another page where it does not, and
 * places those. */
void sheets_claim(struct sheets *s, int height);
void sheets_heading(struct sheets *s, struct span text);
void sheets_break(struct sheets *s); /* another page, unless this one is empty */
void sheets_space(struct sheets *s, int height); /* free space; none at the top of a page */

/* Lines `from` to `to` of a layout at x, y; right >= 0: flush right with it. */
void sheets_put_lines(struct sheets *s, PangoLayout *layout, enum face face, int from, int to, int x, int y, int right);
void sheets_rule(struct sheets *s, int x, int y, int width, bool pale);
struct mark *sheets_mark(struct sheets *s, enum mark_kind kind); /* NULL after a failure */

/* Running text from x on, broken so that no single line is left behind or ahead. `number` (may be NULL) stands beside its
 * first line, at the left margin. after: what has to stand on the page of its last line, below it. */
void sheets_text(struct sheets *s, PangoLayout *layout, enum face face, int x, PangoLayout *number, int after);

/* --- sheets_table.c --- */

void sheets_table(struct sheets *s, const struct paper_block *table);

/* --- sheets_block.c --- */

void sheets_block(struct sheets *s, size_t index);

#endif
