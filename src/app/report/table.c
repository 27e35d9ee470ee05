/* table.c: 36 columns of label, the count right-aligned, 7 of percent, and what
 * is left of 80 columns for the bar, but never under 10: with the widest counts
 * a line has 36 + 2 + 26 + 2 + 7 + 2 + 10 = 85 columns. */
#include "app/report/table.h"

enum { BAR_LEAST = 10, INDENT = 2 };

struct table table_new(struct pen *p, uint64_t whole, bool colour)
{
    size_t number = count_width(whole);
    number = number < 9 ? 9 : number;
    size_t taken = TABLE_LABEL + 2 + number + 2 + PERCENT_WIDTH + 2;
    size_t bar = taken + BAR_LEAST < TABLE_COLUMNS ? TABLE_COLUMNS - taken : BAR_LEAST;
    return (struct table){.pen = p, .whole = whole, .number = number, .bar = bar, .colour = colour};
}

void table_paint(const struct table *t, enum paint paint)
{
    static const char *const codes[] = {
        [PAINT_PLAIN] = "\033[0m", [PAINT_TITLE] = "\033[1m", [PAINT_BAR] = "\033[36m",
        [PAINT_MUTED] = "\033[2m", [PAINT_GOOD] = "\033[32m",
    };
    if (t->colour) {
        pen_puts(t->pen, codes[paint]);
    }
}

void table_title(const struct table *t, const char *title, const char *note)
{
    pen_puts(t->pen, "\n");
    table_paint(t, PAINT_TITLE);
    pen_puts(t->pen, title);
    table_paint(t, PAINT_PLAIN);
    if (note[0] != '\0') {
        table_paint(t, PAINT_MUTED);
        pen_printf(t->pen, "  %s", note);
        table_paint(t, PAINT_PLAIN);
    }
    pen_puts(t->pen, "\n");
}

void table_label(const struct table *t, struct span label, unsigned depth)
{
    size_t indent = (size_t)depth * INDENT;
    size_t width = indent + name_width(label);
    pen_repeat(t->pen, " ", indent);
    pen_name(t->pen, label);
    if (width > TABLE_LABEL) {
        pen_puts(t->pen, "\n");
        width = 0;
    }
    pen_repeat(t->pen, " ", TABLE_LABEL - width);
}

void table_bar(const struct table *t, uint64_t count)
{
    static const char *const part[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    size_t eighths = (size_t)share(count, t->whole, t->bar * 8);
    if (eighths == 0) {
        return;
    }
    pen_puts(t->pen, "  ");
    table_paint(t, PAINT_BAR);
    pen_repeat(t->pen, "█", eighths / 8);
    pen_puts(t->pen, part[eighths % 8]);
    table_paint(t, PAINT_PLAIN);
}

void table_row(const struct table *t, const struct row *row)
{
    table_label(t, row->label, row->depth);
    pen_puts(t->pen, "  ");
    pen_count_right(t->pen, row->count, t->number);
    pen_puts(t->pen, "  ");
    pen_percent_right(t->pen, row->count, t->whole);
    table_bar(t, row->count);
    pen_puts(t->pen, "\n");
}

void table_sentence(const struct table *t, struct span sentence, unsigned depth)
{
    size_t indent = (size_t)depth * INDENT, column = 0;
    struct span word;
    while (span_cut(&sentence, ' ', &word)) {
        size_t width = name_width(word);
        if (column > 0 && column + 1 + width > TABLE_COLUMNS) {
            pen_puts(t->pen, "\n");
            column = 0;
        }
        pen_repeat(t->pen, " ", column == 0 ? indent : 1);
        pen_name(t->pen, word);
        column += width + (column == 0 ? indent : 1);
    }
    pen_puts(t->pen, "\n");
}
