/* sheets_block.c: the kinds of block on sheets of paper. */
#include "app/report/sheets.h"

#include <stdio.h>

#include "app/report/page.h"
#include "app/report/rows.h"
#include "base/memory.h"

enum { BETWEEN = 8, NUMBER_INDENT = 32, FIXED_INDENT = 32 };

/* --- a line to sign on --- */

enum { SIGN_SPACE = 34, SIGN_WIDTH = 250, DATE_AT = 290, DATE_WIDTH = 130, SIGN_GAP = 3 };

static int sign_height(PangoLayout *who)
{
    return POINTS(SIGN_SPACE + SIGN_GAP) + sheets_layout_height(who, FACE_CELL, 0, pango_layout_get_line_count(who));
}

static PangoLayout *sign_layout(struct sheets *s, const struct paper_block *b)
{
    return sheets_layout(s, FACE_CELL, b->text, POINTS(SIGN_WIDTH), true);
}

static void signature(struct sheets *s, const struct paper_block *b)
{
    PangoLayout *who = sign_layout(s, b), *date = sheets_layout(s, FACE_CELL, SPAN_LITERAL("Date"), -1, false);
    int height = sign_height(who), x = s->left + POINTS(DATE_AT);
    sheets_claim(s, height);
    int line = s->y + POINTS(SIGN_SPACE), words = line + POINTS(SIGN_GAP);
    sheets_rule(s, s->left, line, POINTS(SIGN_WIDTH), false);
    sheets_rule(s, x, line, POINTS(DATE_WIDTH), false);
    sheets_put_lines(s, who, FACE_CELL, 0, pango_layout_get_line_count(who), s->left, words, -1);
    sheets_put_lines(s, date, FACE_CELL, 0, 1, x, words, -1);
    s->y += height;
}

/* --- what is fixed --- */

static PangoLayout *fixed_layout(struct sheets *s, const struct paper_block *b)
{
    return sheets_layout(s, FACE_FIXED, b->text, s->width - POINTS(FIXED_INDENT), true);
}

/* How much of it stands together: all of a short text. */
static int fixed_height(const struct sheets *s, PangoLayout *text)
{
    enum { LINES = 24 };
    int height = sheets_layout_height(text, FACE_FIXED, 0, pango_layout_get_line_count(text));
    return height <= (s->bottom - s->top) / 4 ? height : POINTS(LINES);
}

/* What has to stand on the page of the last line of the block before it: a line to sign on, what is fixed, about the
 * first rows of a table. */
static int height_that_follows(struct sheets *s, size_t index)
{
    enum { ROWS = 60 };
    if (index + 1 == s->paper->count) {
        return 0;
    }
    const struct paper_block *next = &s->paper->blocks[index + 1];
    switch (next->kind) {
    case PAPER_SIGN:
        return POINTS(BETWEEN) + sign_height(sign_layout(s, next));
    case PAPER_TABLE:
        return POINTS(BETWEEN + ROWS);
    case PAPER_FIXED:
        return POINTS(BETWEEN) + fixed_height(s, fixed_layout(s, next));
    default:
        return 0;
    }
}

/* --- the funnel --- */

enum { DRAWN_WIDTH = 330 };

static int drawn(uint64_t hundredths)
{
    return (int)(hundredths * POINTS(DRAWN_WIDTH) / (PICTURE_WIDTH * SHAPE_SCALE));
}

static void draw_words(struct sheets *s, const struct shape *shape, int left, int top)
{
    static const enum face faces[] = {
        [SHAPE_PLAIN] = FACE_PICTURE, [SHAPE_STRONG] = FACE_PICTURE_STRONG, [SHAPE_SMALL] = FACE_PICTURE_SMALL};
    int width, x = left + drawn(shape->x[0]);
    PangoLayout *layout = sheets_layout(s, faces[shape->face], span_of(shape->text), -1, false);
    pango_layout_get_size(layout, &width, NULL);
    struct mark *m = sheets_mark(s, MARK_LINE);
    if (m != NULL) {
        m->line = pango_layout_get_line_readonly(layout, 0);
        m->x = shape->end ? x - width : x;
        m->y = top + drawn((uint64_t)shape->y[0] * SHAPE_SCALE);
    }
}

static void draw(struct sheets *s, const struct shape *shape, int left, int top)
{
    if (shape->kind == SHAPE_TEXT) {
        draw_words(s, shape, left, top);
        return;
    }
    struct mark *m = sheets_mark(s, shape->kind == SHAPE_BAR ? MARK_BAR : MARK_TINT);
    if (m == NULL) {
        return;
    }
    m->x = left + drawn(shape->x[0]);
    m->y = top + drawn((uint64_t)shape->y[0] * SHAPE_SCALE);
    m->width = drawn(shape->x[1]);
    m->height = drawn((uint64_t)shape->y[1] * SHAPE_SCALE);
    m->ink = shape->ink;
    for (size_t i = 0; i < 4; i++) {
        m->px[i] = left + drawn(shape->x[i]);
        m->py[i] = top + drawn((uint64_t)shape->y[i] * SHAPE_SCALE);
    }
}

/* The numbers of the picture, and their parts, as a table. */
static void stages(struct sheets *s, const struct funnel *f)
{
    enum { COLUMNS = 3, LABEL = 160 };
    struct rows rows;
    char(*label)[LABEL], (*count)[COUNT_TEXT], (*percent)[PERCENT_TEXT];
    rows_of(f, SECTION_STAGES, &rows);
    label = memory_new(rows.count, sizeof *label, s->e);
    count = memory_new(rows.count, sizeof *count, s->e);
    percent = memory_new(rows.count, sizeof *percent, s->e);
    struct span *cell = memory_new((rows.count + 1) * COLUMNS, sizeof *cell, s->e);
    s->ok = s->ok && label != NULL && count != NULL && percent != NULL && cell != NULL;
    if (s->ok) {
        cell[0] = SPAN_LITERAL("Stage");
        cell[1] = SPAN_LITERAL("Rows");
        cell[2] = SPAN_LITERAL("Of read");
        for (size_t i = 0; i < rows.count; i++) {
            (void)snprintf(label[i], LABEL, "%*s%.*s", (int)(4 * rows.at[i].depth), "", SPAN_ARGS(rows.at[i].label));
            count_format(rows.at[i].count, count[i]);
            percent_format(rows.at[i].count, f->read, percent[i]);
            cell[COLUMNS * (i + 1)] = span_of(label[i]);
            cell[COLUMNS * (i + 1) + 1] = span_of(count[i]);
            cell[COLUMNS * (i + 1) + 2] = span_of(percent[i]);
        }
        const struct paper_block b = {
            .kind = PAPER_TABLE, .columns = COLUMNS, .rows = (unsigned)rows.count + 1, .right = 6, .cells = cell};
        sheets_space(s, POINTS(BETWEEN));
        sheets_table(s, &b);
    }
    memory_free(label);
    memory_free(count);
    memory_free(percent);
    memory_free(cell);
}

static void funnel(struct sheets *s, const struct funnel *f)
{
    struct shape shapes[FUNNEL_SHAPES];
    size_t count;
    unsigned units;
    funnel_shapes(f, shapes, &count, &units);
    int height = drawn((uint64_t)units * SHAPE_SCALE), left = s->left + (s->width - POINTS(DRAWN_WIDTH)) / 2;
    sheets_claim(s, height);
    for (size_t i = 0; i < count; i++) {
        draw(s, &shapes[i], left, s->y);
    }
    s->y += height;
    stages(s, f);
}

/* --- all kinds --- */

static void title(struct sheets *s, struct span text)
{
    PangoLayout *layout = sheets_layout(s, FACE_TITLE, text, s->width, true);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    int count = pango_layout_get_line_count(layout), height = sheets_layout_height(layout, FACE_TITLE, 0, count);
    sheets_claim(s, height);
    for (int i = 0, y = s->y; i < count; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        PangoRectangle logical;
        pango_layout_line_get_extents(line, NULL, &logical);
        sheets_put_lines(s, layout, FACE_TITLE, i, i + 1, s->left + (s->width - logical.width) / 2, y, -1);
        y += sheets_line_height(line, FACE_TITLE);
    }
    s->y += height + POINTS(BETWEEN);
}

static void paragraph(struct sheets *s, size_t index)
{
    const struct paper_block *b = &s->paper->blocks[index];
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%u.", b->number);
    PangoLayout *number = sheets_layout(s, FACE_BODY, span_of(digits), -1, false),
                *text = sheets_layout(s, FACE_BODY, b->text, s->width - POINTS(NUMBER_INDENT), true);
    sheets_text(s, text, FACE_BODY, s->left + POINTS(NUMBER_INDENT), number, height_that_follows(s, index));
}

static void running(struct sheets *s, size_t index)
{
    PangoLayout *text = sheets_layout(s, FACE_BODY, s->paper->blocks[index].text, s->width, true);
    sheets_text(s, text, FACE_BODY, s->left, NULL, height_that_follows(s, index));
}

static void fixed(struct sheets *s, size_t index)
{
    PangoLayout *text = fixed_layout(s, &s->paper->blocks[index]);
    int after = height_that_follows(s, index);
    sheets_claim(s, fixed_height(s, text) + after); /* or its headings would stay behind when it goes on for `after` */
    sheets_text(s, text, FACE_FIXED, s->left + POINTS(FIXED_INDENT), NULL, after);
}

void sheets_block(struct sheets *s, size_t index)
{
    const struct paper_block *b = &s->paper->blocks[index];
    switch (b->kind) {
    case PAPER_TITLE:
        title(s, b->text);
        break;
    case PAPER_HEADING:
        sheets_heading(s, b->text);
        return;
    case PAPER_PARAGRAPH:
        paragraph(s, index);
        break;
    case PAPER_TEXT:
        running(s, index);
        break;
    case PAPER_TABLE:
        sheets_table(s, b);
        break;
    case PAPER_FUNNEL:
        funnel(s, b->funnel);
        break;
    case PAPER_SIGN:
        signature(s, b);
        break;
    case PAPER_FIXED:
        fixed(s, index);
        break;
    case PAPER_PAGE:
        sheets_claim(s, 0);
        sheets_break(s);
        return;
    }
    sheets_space(s, POINTS(BETWEEN));
}
