/* model_picture.c: rows as bars.
 *
 * Heights, in units. Label at the side: 26 a row, 38 with a second line, the bar
 * in its middle; below them the axis. Label above: 48 a row, baseline 16, bar 24
 * to 38.
 */
#include "app/report/model_picture.h"

#include "app/report/page.h"

enum {
    SIDE_STEP = 26,
    SIDE_DOUBLE = 38,
    SIDE_BAR = 14,
    SIDE_LABEL = 168,
    AXIS = 24,
    ABOVE_STEP = 48,
    ABOVE_TOP = 24,
    TICKS = 5
};

/* --- pieces --- */

void picture_begin(struct pen *p, unsigned height, const char *id, const char *title)
{
    pen_printf(
        p,
        "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" role=\"img\" "
        "aria-labelledby=\"%s-t %s-d\">\n<title id=\"%s-t\">",
        (unsigned)PICTURE_WIDTH, height, id, id, id);
    pen_html(p, span_of(title));
    pen_printf(p, "</title>\n<desc id=\"%s-d\">", id);
}

void picture_number(struct pen *p, const char *number)
{
    bool minus = number[0] == '-';
    pen_puts(p, minus ? "&#8722;" : "");
    pen_html(p, span_of(number + minus));
}

void picture_line(struct pen *p, const int64_t from[2], const int64_t to[2], const char *style)
{
    pen_printf(p, "<path d=\"M%u.%02u %u.%02uL%u.%02u %u.%02u\" style=\"fill:none;%s\"/>\n",
               (unsigned)(from[0] / 100), (unsigned)(from[0] % 100), (unsigned)(from[1] / 100),
               (unsigned)(from[1] % 100), (unsigned)(to[0] / 100), (unsigned)(to[0] % 100),
               (unsigned)(to[1] / 100), (unsigned)(to[1] % 100), style);
}

int64_t tick_step(int64_t span, unsigned most)
{
    static const unsigned next[] = {2, 5, 10};
    int64_t power = 1, step = 1;
    for (unsigned i = 0; span / step >= most; i = (i + 1) % 3) {
        step = power * next[i];
        power = i == 2 ? step : power;
    }
    return step;
}

/* Hundredths of a unit that a character takes at 15 units, in a wide sans serif. */
static unsigned char_width(char c)
{
    if ((unsigned char)c >= 0x80) {
        return 1500;
    }
    return strchr("mwMW@%", c) != NULL           ? 1450
           : (c >= 'A' && c <= 'Z') || c == '&'  ? 1150
           : strchr("iljtfrI.,:;'| ", c) != NULL ? 560
                                                 : 900;
}

/* As much of a text as fits; the table has it whole. */
static void fitted(struct pen *p, const char *text, unsigned units)
{
    size_t shown = 0, whole = strlen(text);
    unsigned taken = 0;
    for (; shown < whole; shown++) {
        taken += ((unsigned char)text[shown] & 0xC0) == 0x80 ? 0 : char_width(text[shown]);
        if (taken > units * 100) {
            break;
        }
    }
    if (shown < whole) {
        while (shown > 0 &&
               (shown + 2 > whole || ((unsigned char)text[shown] & 0xC0) == 0x80)) {
            shown--;
        }
        shown -= shown > 0 && ((unsigned char)text[shown - 1] & 0x80) == 0;
    }
    pen_html(p, (struct span){text, shown});
    pen_puts(p, shown < whole ? "&#8230;" : "");
}

static unsigned text_width(const char *text)
{
    unsigned width = 0;
    for (; *text != '\0'; text++) {
        width += char_width(*text);
    }
    return width / 100;
}

/* --- bars --- */

struct frame {
    const struct sheet *s;
    unsigned left, width; /* of the bars */
    unsigned values;      /* of the numbers at the right */
    unsigned step;
};

static uint64_t frame_at(const struct frame *f, int64_t value)
{
    return f->left * 100 + share((uint64_t)(value - f->s->low),
                                 (uint64_t)(f->s->high - f->s->low), f->width * 100);
}

static void bar(struct pen *p, const struct frame *f, const struct sheet_row *r, unsigned y)
{
    bool up = r->to >= r->from;
    uint64_t from = frame_at(f, up ? r->from : r->to), to = frame_at(f, up ? r->to : r->from);
    uint64_t end = (f->left + f->width) * 100;
    if (f->s->behind && r->from > 0) {
        picture_bar(p, frame_at(f, 0), y, from - frame_at(f, 0), SIDE_BAR, "held");
    }
    if (r->from != r->to) {
        to = to < from + 100 ? from + 100 : to; /* something is seen as something */
        from = to > end ? from - (to - end) : from;
        to = to > end ? end : to;
        picture_bar(p, from, y, to - from, SIDE_BAR, up ? "main" : "wait");
    }
}

static void value(struct pen *p, const struct sheet *s, const struct sheet_row *r, unsigned y)
{
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"end%s\">", PICTURE_WIDTH - 4, y,
               r->marked ? " strong" : "");
    picture_number(p, r->cell[s->shown]);
    picture_text_end(p);
}

static void row_side(struct pen *p, const struct frame *f, const struct sheet_row *r,
                     unsigned top)
{
    unsigned middle = top + f->step / 2;
    bool two = r->under[0] != '\0';
    picture_text(p, 4, two ? middle - 3 : middle + 5, two || r->marked ? "strong" : "row");
    fitted(p, r->label, SIDE_LABEL - 8);
    picture_text_end(p);
    if (two) {
        picture_text(p, 4, middle + 13, "small");
        fitted(p, r->under, SIDE_LABEL - 8);
        picture_text_end(p);
    }
    bar(p, f, r, middle - SIDE_BAR / 2);
    value(p, f->s, r, middle + 5);
}

static void row_above(struct pen *p, const struct frame *f, const struct sheet_row *r,
                      unsigned top)
{
    picture_text(p, 4, top + 16, r->marked ? "strong" : "row");
    fitted(p, r->label, PICTURE_WIDTH - 20 - f->values);
    picture_text_end(p);
    value(p, f->s, r, top + 16);
    picture_bar(p, f->left * 100, top + ABOVE_TOP, f->width * 100, SIDE_BAR, "tint");
    bar(p, f, r, top + ABOVE_TOP);
}

/* Grid and axis of weights, in bits, below the rows. */
static void axis(struct pen *p, const struct frame *f, unsigned height)
{
    int64_t step = tick_step(f->s->high - f->s->low, TICKS);
    step = step < 100 ? 100 : step; /* whole bits */
    for (int64_t t = f->s->low / step * step; t <= f->s->high; t += step) {
        char bits[WORD_TEXT];
        int64_t x = (int64_t)frame_at(f, t);
        const int64_t top[2] = {x, 0}, foot[2] = {x, height * 100};
        picture_line(p, top, foot, t == 0 ? "stroke:var(--ink)" : "stroke:var(--line)");
        pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"small\" text-anchor=\"middle\">",
                   (unsigned)(x / 100), height + 16);
        word_bits(t / 100, bits);
        picture_number(p, bits);
        picture_text_end(p);
    }
}

static void described(struct pen *p, const struct sheet *s)
{
    for (size_t i = 0; i < s->rows; i++) {
        pen_puts(p, i == 0 ? "" : "; ");
        pen_html(p, span_of(s->row[i].label));
        if (s->row[i].under[0] != '\0') {
            pen_puts(p, ", ");
            pen_html(p, span_of(s->row[i].under));
        }
        pen_puts(p, ": ");
        picture_number(p, s->row[i].cell[s->shown]);
    }
    pen_puts(p, ". The table holds the same numbers.");
}

static struct frame frame_of(const struct sheet *s, bool side)
{
    struct frame f = {.s = s, .step = side ? SIDE_STEP : ABOVE_STEP, .values = 64};
    for (size_t i = 0; i < s->rows; i++) {
        unsigned own = text_width(s->row[i].cell[s->shown]) * 11 / 10; /* may be bold */
        f.values = own > f.values ? own : f.values;
        f.step = s->row[i].under[0] != '\0' ? SIDE_DOUBLE : f.step;
    }
    f.left = side ? SIDE_LABEL + 8 : 4;
    f.width = side ? PICTURE_WIDTH - f.left - f.values - 20 : PICTURE_WIDTH - 8;
    return f;
}

void picture_sheet(struct pen *p, const struct sheet *s, const char *id, const char *title)
{
    bool side = s->weights;
    struct frame f = frame_of(s, side);
    unsigned height = (unsigned)s->rows * f.step;
    picture_begin(p, height + (side ? AXIS : 0), id, title);
    described(p, s);
    picture_described(p);
    if (side) {
        axis(p, &f, height);
    }
    for (size_t i = 0; i < s->rows; i++) {
        (side ? row_side : row_above)(p, &f, &s->row[i], (unsigned)i * f.step);
    }
    picture_close(p);
}
