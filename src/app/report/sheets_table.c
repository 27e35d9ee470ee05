/* sheets_table.c: a table: as wide as the page, its heads again on every page that it goes on to, a row on one page
 * unless it is longer than one. */
#include "app/report/sheets.h"

#include "base/memory.h"

enum { GAP = 10, PAD = 3 };

struct grid {
    const struct paper_block *block;
    PangoLayout **cell; /* row after row; borrowed */
    int x[PAPER_COLUMNS], width[PAPER_COLUMNS];
    int head; /* height of the heads */
};

static enum face face_of(unsigned row)
{
    return row == 0 ? FACE_CELL_HEAD : FACE_CELL;
}

static PangoLayout *cell_of(const struct grid *t, unsigned row, unsigned column)
{
    return t->cell[(size_t)row * t->block->columns + column];
}

/* --- widths --- */

/* How wide the cell would be; words: at its narrowest, with no word broken. Its width is set anew afterwards. */
static unsigned measure(PangoLayout *cell, bool words)
{
    int width;
    pango_layout_set_wrap(cell, words ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(cell, words ? 0 : -1);
    pango_layout_get_size(cell, &width, NULL);
    pango_layout_set_wrap(cell, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(cell, -1);
    return (unsigned)width;
}

static void natural_widths(const struct grid *t, struct paper_widths *out)
{
    for (unsigned r = 0; r < t->block->rows; r++) {
        for (unsigned c = 0; c < t->block->columns; c++) {
            /* a long head over figures is broken: their column is as wide as they are */
            bool head = r == 0 && t->block->rows > 1 && paper_right(t->block, c);
            unsigned width = measure(cell_of(t, r, c), head);
            out->natural[c] = width > out->natural[c] ? width : out->natural[c];
        }
    }
}

static void least_widths(const struct grid *t, struct paper_widths *out)
{
    for (unsigned r = 0; r < t->block->rows; r++) {
        for (unsigned c = 0; c < t->block->columns; c++) {
            unsigned width = measure(cell_of(t, r, c), true);
            out->least[c] = width > out->least[c] ? width : out->least[c];
        }
    }
}

static unsigned sum_of(const struct grid *t, const unsigned width[PAPER_COLUMNS])
{
    unsigned sum = 0;
    for (unsigned c = 0; c < t->block->columns; c++) {
        sum += width[c];
    }
    return sum;
}

/* What is over goes to the widest column that is not flush right; what is too much is taken from all. */
static void fill(const struct grid *t, unsigned width[PAPER_COLUMNS], unsigned room)
{
    uint64_t sum = 0;
    unsigned widest = PAPER_COLUMNS;
    for (unsigned c = 0; c < t->block->columns; c++) {
        bool left = !paper_right(t->block, c);
        sum += width[c];
        widest = left && (widest == PAPER_COLUMNS || width[c] > width[widest]) ? c : widest;
    }
    if (sum <= room && widest < PAPER_COLUMNS) {
        width[widest] += room - (unsigned)sum;
    }
    for (unsigned c = 0; sum > room && c < t->block->columns; c++) {
        width[c] = (unsigned)(width[c] * (uint64_t)room / sum);
    }
}

static void set_widths(struct sheets *s, struct grid *t)
{
    struct paper_widths want = {0};
    unsigned width[PAPER_COLUMNS], n = t->block->columns, room = (unsigned)(s->width - (int)(n - 1) * POINTS(GAP));
    natural_widths(t, &want);
    if (sum_of(t, want.natural) > room) { /* else nobody asks for it */
        least_widths(t, &want);
    }
    paper_widths(t->block, &want, room, width);
    fill(t, width, room);
    for (unsigned c = 0, x = (unsigned)s->left; c < n; c++) {
        t->x[c] = (int)x;
        t->width[c] = (int)width[c];
        x += width[c] + POINTS(GAP);
        for (unsigned r = 0; r < t->block->rows; r++) {
            int own;
            pango_layout_get_size(cell_of(t, r, c), &own, NULL);
            if (own > t->width[c]) {
                pango_layout_set_width(cell_of(t, r, c), t->width[c]);
            }
        }
    }
}

/* --- rows --- */

/* Of what is left of a row; from: lines of each cell that stand already. */
static int row_height(const struct grid *t, unsigned row, const int from[PAPER_COLUMNS])
{
    int most = 0;
    for (unsigned c = 0; c < t->block->columns; c++) {
        PangoLayout *layout = cell_of(t, row, c);
        int height = sheets_layout_height(layout, face_of(row), from[c], pango_layout_get_line_count(layout));
        most = height > most ? height : most;
    }
    return most + 2 * POINTS(PAD);
}

/* As many lines of each cell as fit into `room`, at least one of one of them; true while lines are left. */
static bool put_lines(struct sheets *s, const struct grid *t, unsigned row, int from[PAPER_COLUMNS], int room)
{
    int most = 0, y = s->y + POINTS(PAD), taken = 0;
    bool more = false;
    room -= 2 * POINTS(PAD);
    for (unsigned c = 0; c < t->block->columns; c++) {
        PangoLayout *layout = cell_of(t, row, c);
        int count = pango_layout_get_line_count(layout), left = count - from[c],
            fit = sheets_lines_that_fit(layout, face_of(row), from[c], room),
            take = fit == 0 && left > 0 && taken == 0 && c + 1 == t->block->columns ? 1 : fit,
            height = sheets_layout_height(layout, face_of(row), from[c], from[c] + take);
        sheets_put_lines(s, layout, face_of(row), from[c], from[c] + take, t->x[c], y,
                         paper_right(t->block, c) ? t->x[c] + t->width[c] : -1);
        from[c] += take;
        taken += take;
        most = height > most ? height : most;
        more = more || from[c] < count;
    }
    s->y += most + 2 * POINTS(PAD);
    return more;
}

static void put_head(struct sheets *s, const struct grid *t)
{
    int from[PAPER_COLUMNS] = {0};
    (void)put_lines(s, t, 0, from, t->head);
    sheets_rule(s, s->left, s->y, s->width, false);
}

static void next_page(struct sheets *s, const struct grid *t)
{
    sheets_break(s);
    put_head(s, t);
}

static int height_of_row(const struct grid *t, unsigned row)
{
    static const int none[PAPER_COLUMNS];
    return row < t->block->rows ? row_height(t, row, none) : 0;
}

/* The last row is not left alone on a page: the one before it comes along. */
static bool goes_on(const struct sheets *s, const struct grid *t, unsigned row)
{
    int height = height_of_row(t, row), room = s->bottom - s->y, page = s->bottom - s->top - t->head,
        few = 2 * POINTS(PAD) + 3 * POINTS(13),
        two = row + 2 == t->block->rows ? height + height_of_row(t, row + 1) : height;
    bool alone = two > room && two <= page;
    return alone || (height > room && (height <= page || room < few));
}

static void put_row(struct sheets *s, const struct grid *t, unsigned row)
{
    int from[PAPER_COLUMNS] = {0};
    if (row > 1 && goes_on(s, t, row)) {
        next_page(s, t);
    }
    while (s->ok && put_lines(s, t, row, from, s->bottom - s->y)) {
        next_page(s, t);
    }
    sheets_rule(s, s->left, s->y, s->width, true);
}

/* What stands together at its beginning: the heads and the first rows. */
static int beginning(const struct sheets *s, const struct grid *t)
{
    int page = s->bottom - s->top, first = t->head + height_of_row(t, 1), two = first + height_of_row(t, 2);
    return two <= page ? two : first <= page ? first : page;
}

void sheets_table(struct sheets *s, const struct paper_block *table)
{
    static const int none[PAPER_COLUMNS];
    size_t cells = (size_t)table->rows * table->columns;
    struct grid t = {.block = table, .cell = memory_new(cells, sizeof *t.cell, s->e)};
    s->ok = s->ok && t.cell != NULL;
    for (size_t i = 0; s->ok && i < cells; i++) {
        t.cell[i] = sheets_layout(s, face_of((unsigned)(i / table->columns)), table->cells[i], -1, true);
    }
    if (s->ok) {
        set_widths(s, &t);
        t.head = row_height(&t, 0, none);
        sheets_claim(s, beginning(s, &t));
        put_head(s, &t);
    }
    for (unsigned r = 1; s->ok && r < table->rows; r++) {
        put_row(s, &t, r);
    }
    memory_free(t.cell);
}
