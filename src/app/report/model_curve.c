/* model_curve.c: curves over ranks and thresholds.
 *
 * 1. A curve is never told by its colour alone: each has a panel of its own, with
 *    its name above it.
 * 2. A band has edges that show against the page (WCAG 2.2, 1.4.11); its tint is
 *    for the eye only.
 * 3. Scales of ranks and of expected errors are logarithms in 1/1024, by integers.
 */
#include <stdio.h>

#include "app/report/model_picture.h"
#include "app/report/page.h"

enum {
    LEFT = 78, /* of a panel: room for the numbers of its scale */
    WIDTH = PICTURE_WIDTH - LEFT - 16,
    HEAD = 26,  /* room for the name... */
    NAME = 152, /* ...which ends here at the latest */
    HIGH = 132,
    FOOT = 40, /* room for the numbers below and their name */
    TICKS_X = 6,
    TICKS_Y = 5
};

#define MAIN "stroke:var(--main);stroke-width:2.5;stroke-linejoin:round"
#define EDGE "stroke:var(--main);stroke-width:1;stroke-dasharray:3 2"
#define GRID "stroke:var(--line)"
#define MARK "stroke:var(--wait);stroke-width:2;stroke-dasharray:6 3"

struct panel {
    unsigned top;           /* of the area of the curve */
    int64_t x0, x1, y0, y1; /* x0 < x1, y0 < y1 */
};

struct spot {
    int64_t x, y;
};

static int64_t part_of(int64_t value, int64_t low, int64_t high, unsigned units)
{
    return (int64_t)share((uint64_t)(value - low), (uint64_t)(high - low), units * 100);
}

static int64_t at_x(const struct panel *l, int64_t x)
{
    return LEFT * 100 + part_of(x, l->x0, l->x1, WIDTH);
}

static int64_t at_y(const struct panel *l, int64_t y)
{
    return (l->top + HIGH) * 100 - part_of(y, l->y0, l->y1, HIGH);
}

static void across(struct pen *p, const struct panel *l, int64_t y, const char *words)
{
    const int64_t from[2] = {LEFT * 100, at_y(l, y)},
                  to[2] = {(LEFT + WIDTH) * 100, at_y(l, y)};
    picture_line(p, from, to, GRID);
    picture_text(p, LEFT - 8, (unsigned)(from[1] / 100) + 4, "small end");
    picture_number(p, words);
    picture_text_end(p);
}

static void below(struct pen *p, const struct panel *l, int64_t x, const char *words)
{
    const int64_t from[2] = {at_x(l, x), (l->top + HIGH) * 100},
                  to[2] = {at_x(l, x), (l->top + HIGH + 4) * 100};
    picture_line(p, from, to, "stroke:var(--ink)");
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"small\" text-anchor=\"middle\">",
               (unsigned)(from[0] / 100), l->top + HIGH + 18);
    picture_number(p, words);
    picture_text_end(p);
}

static void named(struct pen *p, const struct panel *l, const char *name, const char *axis)
{
    picture_text(p, 4, l->top - 10, "strong");
    pen_puts(p, name);
    picture_text_end(p);
    picture_text(p, LEFT + WIDTH, l->top + HIGH + 34, "small end");
    pen_puts(p, axis);
    picture_text_end(p);
}

static void spots(struct pen *p, const struct panel *l, const struct spot *spot, size_t n,
                  bool backwards)
{
    for (size_t i = 0; i < n; i++) {
        const struct spot *s = &spot[backwards ? n - 1 - i : i];
        int64_t x = at_x(l, s->x), y = at_y(l, s->y);
        pen_printf(p, " %u.%02u,%u.%02u", (unsigned)(x / 100), (unsigned)(x % 100),
                   (unsigned)(y / 100), (unsigned)(y % 100));
    }
}

static void curve(struct pen *p, const struct panel *l, const struct spot *spot, size_t n,
                  const char *style)
{
    pen_puts(p, "<polyline points=\"");
    spots(p, l, spot, n, false);
    pen_printf(p, "\" style=\"fill:none;%s\"/>\n", style);
}

static void dots(struct pen *p, const struct panel *l, const struct spot *spot, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t x = at_x(l, spot[i].x), y = at_y(l, spot[i].y);
        pen_printf(p, "<circle class=\"main\" cx=\"%u.%02u\" cy=\"%u.%02u\" r=\"%s\"/>\n",
                   (unsigned)(x / 100), (unsigned)(x % 100), (unsigned)(y / 100),
                   (unsigned)(y % 100), n > 24 ? "2" : "3.5");
    }
}

static void band(struct pen *p, const struct panel *l, const struct spot *low,
                 const struct spot *high, size_t n)
{
    pen_puts(p, "<polygon class=\"tint\" points=\"");
    spots(p, l, low, n, false);
    spots(p, l, high, n, true);
    pen_puts(p, "\"/>\n");
    curve(p, l, low, n, EDGE);
    curve(p, l, high, n, EDGE);
}

/* Ticks of weights, in bits: across or below. */
static void
ticks_weight(struct pen *p, const struct panel *l, int64_t low, int64_t high, unsigned most,
             void (*tick)(struct pen *, const struct panel *, int64_t, const char *))
{
    int64_t step = tick_step(high - low, most);
    step = step < 100 ? 100 : step;
    int64_t first = low / step * step;
    for (int64_t t = first < low ? first + step : first; t <= high; t += step) {
        char words[WORD_TEXT];
        word_bits(t / 100, words);
        tick(p, l, t, words);
    }
}

/* --- weight against rank --- */

static void ticks_rank(struct pen *p, const struct panel *l)
{
    unsigned decades = (unsigned)(l->x1 / log2_of(10)) + 1, every = (decades + 6) / 7, k = 0;
    for (uint64_t n = 1; log2_of(n) <= l->x1; n *= 10, k++) {
        static const char *const words[] = {
            "1",   "10",   "100", "1k",  "10k",  "100k", "1M",  "10M",  "100M", "1G",
            "10G", "100G", "1T",  "10T", "100T", "1P",   "10P", "100P", "1E",   "10E"};
        if (k % every == 0) {
            below(p, l, log2_of(n), words[k]);
        }
        if (n > UINT64_MAX / 10) {
            break;
        }
    }
}

void picture_terms(struct pen *p, const struct model_comparison *c, const char *id)
{
    struct spot spot[MODEL_TERMS] = {{0}};
    struct panel l = {.top = HEAD, .x1 = 1024};
    picture_begin(p, HEAD + HIGH + FOOT, id, "Weight of agreement against rank");
    for (unsigned i = 0; i < c->terms; i++) {
        char rank[WORD_TEXT], weight[WORD_TEXT];
        word_count(c->term[i].rank, rank);
        word_weight(c->term[i].weight, weight);
        pen_printf(p, "%srank %s: ", i == 0 ? "" : "; ", rank);
        picture_number(p, weight);
        spot[i] = (struct spot){log2_of(c->term[i].rank), c->term[i].weight};
        l.x1 = spot[i].x > l.x1 ? spot[i].x : l.x1;
        l.y0 = spot[i].y < l.y0 ? spot[i].y : l.y0;
        l.y1 = spot[i].y > l.y1 ? spot[i].y : l.y1;
    }
    pen_puts(p, ". The table holds the same numbers.");
    picture_described(p);
    l.y1 = l.y0 == l.y1 ? 100 : l.y1;
    ticks_weight(p, &l, l.y0, l.y1, TICKS_Y, across);
    ticks_rank(p, &l);
    named(p, &l, "Weight, bits", "rank, on a scale of tenfolds");
    curve(p, &l, spot, c->terms, MAIN);
    dots(p, &l, spot, c->terms);
    picture_close(p);
}

/* --- thresholds --- */

static struct panel panel_of(const struct model_report *m, unsigned top)
{
    int64_t low = m->threshold[0].weight, high = m->threshold[m->thresholds - 1].weight;
    low = m->accept < low ? m->accept : low;
    high = m->accept > high ? m->accept : high;
    return (struct panel){.top = top, .x0 = low - 50, .x1 = high + 50};
}

static void accept_mark(struct pen *p, const struct panel *l, int32_t accept)
{
    char weight[WORD_TEXT];
    int64_t x = at_x(l, accept);
    const int64_t from[2] = {x, (l->top - 4) * 100}, to[2] = {x, (l->top + HIGH) * 100};
    picture_line(p, from, to, MARK);
    bool right = x > (LEFT + WIDTH / 2) * 100;
    unsigned left = (unsigned)(x / 100) < NAME ? NAME : (unsigned)(x / 100);
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"small%s\">", left, l->top - 10,
               right ? " end" : "");
    word_weight(accept, weight);
    pen_puts(p, "accept from ");
    picture_number(p, weight);
    picture_text_end(p);
}

static void foot(struct pen *p, const struct panel *l)
{
    ticks_weight(p, l, l->x0, l->x1, TICKS_X, below);
}

/* A scale from a round percent below the lowest value up to all. */
static int64_t floor_of(const struct spot *low, size_t n)
{
    static const int64_t floors[] = {999900000, 999500000, 999000000, 995000000, 990000000,
                                     980000000, 950000000, 900000000, 800000000, 500000000};
    size_t i = 0;
    for (size_t k = 0; k < n; k++) {
        while (i < sizeof floors / sizeof *floors && low[k].y < floors[i]) {
            i++;
        }
    }
    return i == sizeof floors / sizeof *floors ? 0 : floors[i];
}

static void share_panel(struct pen *p, const struct model_report *m, unsigned top, bool recall)
{
    struct spot value[MODEL_THRESHOLDS] = {{0}}, low[MODEL_THRESHOLDS] = {{0}},
                high[MODEL_THRESHOLDS] = {{0}};
    for (unsigned i = 0; i < m->thresholds; i++) {
        const struct model_threshold *t = &m->threshold[i];
        value[i] = (struct spot){t->weight, recall ? t->recall : t->precision};
        low[i] = (struct spot){t->weight, recall ? t->recall_low : t->precision_low};
        high[i] = (struct spot){t->weight, recall ? t->recall_high : t->precision_high};
    }
    struct panel l = panel_of(m, top);
    l.y0 = floor_of(low, m->thresholds);
    l.y1 = MODEL_ONE;
    int64_t step = (l.y1 - l.y0) / TICKS_Y;
    band(p, &l, low, high, m->thresholds);
    for (int64_t y = l.y0; y <= l.y1; y += step) {
        char words[WORD_TEXT];
        word_part((uint32_t)y, words);
        across(p, &l, y, words);
    }
    named(p, &l, recall ? "Recall" : "Precision", "threshold, bits");
    foot(p, &l);
    accept_mark(p, &l, m->accept);
    curve(p, &l, value, m->thresholds, MAIN);
    dots(p, &l, value, m->thresholds);
}

void picture_curves(struct pen *p, const struct model_report *m, const char *id)
{
    picture_begin(p, 2 * (HEAD + HIGH + FOOT), id, "Precision and recall against threshold");
    for (unsigned i = 0; i < m->thresholds; i++) {
        const struct model_threshold *t = &m->threshold[i];
        char weight[WORD_TEXT], precision[WORD_TEXT], recall[WORD_TEXT];
        word_weight(t->weight, weight);
        word_part(t->precision, precision);
        word_part(t->recall, recall);
        pen_puts(p, i == 0 ? "" : "; ");
        picture_number(p, weight);
        pen_printf(p, ": precision %s, recall %s", precision, recall);
    }
    pen_puts(p, ". The table holds the same numbers, with their intervals.");
    picture_described(p);
    share_panel(p, m, HEAD, false);
    share_panel(p, m, HEAD + HIGH + FOOT + HEAD, true);
    picture_close(p);
}

/* --- expected errors --- */

/* Thousandths on the scale; nothing stands one tenfold below the least. */
static int64_t level_of(uint64_t thousandths, int64_t least)
{
    return thousandths == 0 ? least - log2_of(10) : log2_of(thousandths);
}

/* Powers of ten of thousandths, at most TICKS_Y + 1 of them, and 0. */
static void ticks_expected(struct pen *p, const struct panel *l, unsigned first, unsigned last,
                           bool zero)
{
    static const char *const words[] = {"0.001", "0.01", "0.1", "1",    "10",   "100", "1k",
                                        "10k",   "100k", "1M",  "10M",  "100M", "1G",  "10G",
                                        "100G",  "1T",   "10T", "100T", "1P",   "10P", "100P"};
    unsigned every = (last - first) / TICKS_Y + 1;
    uint64_t n = 1;
    for (unsigned k = 0; k <= last && k < 20; k++, n *= 10) {
        if (k >= first && (k - first) % every == 0) {
            across(p, l, log2_of(n), words[k]);
        }
    }
    if (zero) {
        across(p, l, l->y0, "0");
    }
}

static unsigned decade(uint64_t n)
{
    unsigned k = 0;
    for (; n >= 10; n /= 10) {
        k++;
    }
    return k;
}

void picture_expected(struct pen *p, const struct model_report *m, const char *id)
{
    struct spot spot[MODEL_THRESHOLDS] = {{0}};
    unsigned first = 19, last = 0;
    bool zero = false, any = false;
    picture_begin(p, HEAD + HIGH + FOOT, id, "Requests expected to be wrong against threshold");
    for (unsigned i = 0; i < m->thresholds; i++) {
        uint64_t n = m->threshold[i].false_matches;
        char weight[WORD_TEXT], wrong[WORD_TEXT];
        word_weight(m->threshold[i].weight, weight);
        word_thousandths(n, wrong);
        pen_puts(p, i == 0 ? "" : "; ");
        picture_number(p, weight);
        pen_printf(p, ": %s", wrong);
        zero = zero || n == 0;
        any = any || n > 0;
        first = n > 0 && decade(n) < first ? decade(n) : first;
        last = n > 0 && decade(n) + 1 > last ? decade(n) + 1 : last;
    }
    pen_puts(p, ". The table holds the same numbers.");
    picture_described(p);
    first = any ? first : 0;
    last = any ? last : 1;
    uint64_t power = 1;
    for (unsigned k = 0; k < first; k++) {
        power *= 10;
    }
    int64_t least = log2_of(power);
    struct panel l = panel_of(m, HEAD);
    l.y0 = zero ? level_of(0, least) : least;
    l.y1 = least + (int64_t)(last - first) * (log2_of(10) + 1);
    for (unsigned i = 0; i < m->thresholds; i++) {
        spot[i] = (struct spot){m->threshold[i].weight,
                                level_of(m->threshold[i].false_matches, least)};
    }
    ticks_expected(p, &l, first, last, zero);
    named(p, &l, "Expected wrong", "threshold, bits");
    foot(p, &l);
    accept_mark(p, &l, m->accept);
    curve(p, &l, spot, m->thresholds, MAIN);
    dots(p, &l, spot, m->thresholds);
    picture_close(p);
}
