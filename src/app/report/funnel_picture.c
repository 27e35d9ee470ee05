/* funnel_picture.c: four stages, each a part of the one above it, as centred
 * bars to scale; between two bars, what fell away. Below them one bar of all
 * rows read, divided by outcome.
 *
 * Released is no part of "address corresponds" by itself (a level may be granted
 * without it), so that it stands in the second bar and not at the funnel's end.
 *
 * Heights, in units:            0  label (baseline 16)
 *                              24  bar, 20 high
 *                              44  connector, 56 high: what fell away (baseline 63),
 *                                  then the next stage's label (baseline 92)
 *                             100  the next bar
 */
#include "app/report/funnel_picture.h"

#include <assert.h>
#include <stdio.h>

#include "app/report/page.h"
#include "record/linkage.h"

enum {
    STAGES = 4,
    STAGE_STEP = 76,
    BAR_TOP = 24,
    BAR_HIGH = 20,
    OUTCOME_TOP = STAGES * STAGE_STEP + 12,
    LEGEND_TOP = OUTCOME_TOP + BAR_TOP + BAR_HIGH + 26,
    LEGEND_STEP = 26,
    HEIGHT = LEGEND_TOP + OUTCOME_COUNT * LEGEND_STEP - 12,
    SCALE = PICTURE_WIDTH * 100, /* hundredths of a unit */
    LOST_MOST = 3
};

struct stage {
    const char *label;
    uint64_t count;
    struct {
        const char *label;
        uint64_t count;
    } lost[LOST_MOST]; /* between this stage and the next; NULL ends */
};

static void stages_of(const struct funnel *f, struct stage out[STAGES])
{
    uint64_t none = f->linked[LINK_NONE] + f->linked[LINK_NOT_TRIED];
    out[0] = (struct stage){"Read",
                            f->read,
                            {{"rejected", f->rejected},
                             {"insufficient", f->insufficient},
                             {"in review", f->sufficiency_review}}};
    out[1] = (struct stage){"Admitted to the registry",
                            f->admitted,
                            {{"linked to none", none}, {"linked to many", f->linked[LINK_MANY]}}};
    out[2] = (struct stage){"Linked to one person",
                            f->linked[LINK_UNIQUE],
                            {{"differ", f->differs}, {"not comparable", f->not_comparable}}};
    out[3] = (struct stage){.label = "Address corresponds", .count = f->corresponds};
}

/* Left edge and width of a centred bar. */
static void extent(uint64_t count, uint64_t read, uint64_t *x, uint64_t *width)
{
    *width = share(count, read, SCALE);
    *width = *width > 0 && *width < 200 ? 200 : *width; /* something is seen as something */
    *x = (SCALE - *width) / 2;
}

/* --- shapes --- */

struct sketch {
    struct shape *shapes;
    size_t count;
};

static struct shape *add(struct sketch *s, enum shape_kind kind)
{
    struct shape *to = &s->shapes[s->count++];
    assert(s->count <= FUNNEL_SHAPES);
    *to = (struct shape){.kind = kind};
    return to;
}

static void bar(struct sketch *s, uint64_t x, unsigned y, uint64_t width, unsigned height, enum shape_ink ink)
{
    struct shape *to = add(s, SHAPE_BAR);
    to->x[0] = x;
    to->x[1] = width;
    to->y[0] = y;
    to->y[1] = height;
    to->ink = ink;
}

static struct shape *words(struct sketch *s, unsigned x, unsigned y, enum shape_face face)
{
    struct shape *to = add(s, SHAPE_TEXT);
    to->x[0] = (uint64_t)x * SHAPE_SCALE;
    to->y[0] = y;
    to->face = face;
    return to;
}

static void put(struct shape *to, const char *text)
{
    size_t at = strlen(to->text);
    (void)snprintf(to->text + at, sizeof to->text - at, "%s", text);
}

static void put_count(struct shape *to, uint64_t n)
{
    char number[COUNT_TEXT];
    count_format(n, number);
    put(to, number);
}

static void connector(struct sketch *s, uint64_t from, uint64_t to, uint64_t read, unsigned top)
{
    uint64_t a, b, wa, wb;
    extent(from, read, &a, &wa);
    extent(to, read, &b, &wb);
    struct shape *tint = add(s, SHAPE_TINT);
    const uint64_t x[] = {a, a + wa, b + wb, b};
    const unsigned low = top + STAGE_STEP - BAR_HIGH, y[] = {top, top, low, low};
    memcpy(tint->x, x, sizeof x);
    memcpy(tint->y, y, sizeof y);
}

static void lost_line(struct sketch *s, const struct stage *stage, unsigned y)
{
    struct shape *to = words(s, 6, y, SHAPE_SMALL);
    for (size_t i = 0; i < LOST_MOST && stage->lost[i].label != NULL; i++) {
        put(to, i == 0 ? "less " : ", ");
        put_count(to, stage->lost[i].count);
        put(to, " ");
        put(to, stage->lost[i].label);
    }
}

/* Label at the left, count and percent at the right, of one line. */
static void line(struct sketch *s, unsigned x, unsigned y, const char *label, uint64_t count, uint64_t read,
                 enum shape_face face)
{
    char percent[PERCENT_TEXT];
    put(words(s, x, y, face), label);
    struct shape *numbers = words(s, PICTURE_WIDTH - 6, y, face);
    numbers->end = true;
    percent_format(count, read, percent);
    put_count(numbers, count);
    put(numbers, " \xC2\xB7 "); /* a dot in the middle */
    put(numbers, percent);
}

/* Connectors first: words stand on them. */
static void funnel(struct sketch *s, const struct stage stage[STAGES], uint64_t read)
{
    for (unsigned i = 0; i + 1 < STAGES; i++) {
        connector(s, stage[i].count, stage[i + 1].count, read, i * STAGE_STEP + BAR_TOP + BAR_HIGH);
    }
    for (unsigned i = 0; i < STAGES; i++) {
        uint64_t x, width;
        unsigned top = i * STAGE_STEP;
        extent(stage[i].count, read, &x, &width);
        line(s, 6, top + 16, stage[i].label, stage[i].count, read, SHAPE_STRONG);
        bar(s, x, top + BAR_TOP, width, BAR_HIGH, INK_MAIN);
        if (i + 1 < STAGES) {
            lost_line(s, &stage[i], top + BAR_TOP + BAR_HIGH + 19);
        }
    }
}

static const struct {
    const char *label;
    enum shape_ink ink;
} outcomes[OUTCOME_COUNT] = {
    [OUTCOME_RELEASED] = {"Released", INK_MAIN},
    [OUTCOME_WITHHELD] = {"Withheld", INK_HELD},
    [OUTCOME_REVIEW] = {"In review", INK_WAIT},
    [OUTCOME_REJECTED] = {"Rejected", INK_BAD},
};

/* One bar of all rows; its parts end where the running sum does, so that they
 * fill it exactly, with a gap of two units between them where there is room. */
static void outcome_bar(struct sketch *s, const struct funnel *f)
{
    uint64_t sum = 0, gap = 200;
    put(words(s, 6, OUTCOME_TOP + 16, SHAPE_STRONG), "Outcome of every row read");
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        uint64_t from = share(sum, f->read, SCALE);
        sum += f->outcome[i];
        uint64_t width = share(sum, f->read, SCALE) - from;
        width = width > 2 * gap && sum < f->read ? width - gap : width;
        if (f->outcome[i] > 0) {
            width = width < 100 ? 100 : width;
            from = from + width > SCALE ? SCALE - width : from;
            bar(s, from, OUTCOME_TOP + BAR_TOP, width, BAR_HIGH, outcomes[i].ink);
        }
        unsigned y = LEGEND_TOP + i * LEGEND_STEP;
        bar(s, 600, y - 11, 1200, 12, outcomes[i].ink);
        line(s, 26, y, outcomes[i].label, f->outcome[i], f->read, SHAPE_PLAIN);
    }
}

void funnel_shapes(const struct funnel *f, struct shape out[FUNNEL_SHAPES], size_t *count, unsigned *height)
{
    struct stage stage[STAGES];
    struct sketch s = {.shapes = out};
    stages_of(f, stage);
    funnel(&s, stage, f->read);
    outcome_bar(&s, f);
    *count = s.count;
    *height = HEIGHT;
}

/* --- as SVG --- */

static void draw_tint(struct pen *p, const struct shape *s)
{
    pen_puts(p, "<polygon class=\"tint\" points=\"");
    for (size_t i = 0; i < 4; i++) {
        pen_printf(p, "%s%u.%02u,%u", i == 0 ? "" : " ", (unsigned)(s->x[i] / SHAPE_SCALE),
                   (unsigned)(s->x[i] % SHAPE_SCALE), s->y[i]);
    }
    pen_puts(p, "\"/>\n");
}

static void draw_text(struct pen *p, const struct shape *s)
{
    static const char *const classes[] = {
        [SHAPE_PLAIN] = "row", [SHAPE_STRONG] = "strong", [SHAPE_SMALL] = "small"};
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"%s%s\">", (unsigned)(s->x[0] / SHAPE_SCALE), s->y[0],
               s->end ? "end " : "", classes[s->face]);
    pen_html(p, span_of(s->text));
    picture_text_end(p);
}

static void draw(struct pen *p, const struct shape *s)
{
    static const char *const inks[] = {
        [INK_MAIN] = "main", [INK_HELD] = "held", [INK_WAIT] = "wait", [INK_BAD] = "bad"};
    switch (s->kind) {
    case SHAPE_TINT:
        draw_tint(p, s);
        break;
    case SHAPE_BAR:
        picture_bar(p, s->x[0], s->y[0], s->x[1], s->y[1], inks[s->ink]);
        break;
    case SHAPE_TEXT:
        draw_text(p, s);
        break;
    }
}

static void describe(struct pen *p, const struct funnel *f, const struct stage stage[STAGES])
{
    for (unsigned i = 0; i < STAGES; i++) {
        pen_puts(p, i == 0 ? "" : "; ");
        pen_count(p, stage[i].count);
        pen_printf(p, " %s", stage[i].label);
    }
    pen_puts(p, ". Of all rows read: ");
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        pen_puts(p, i == 0 ? "" : ", ");
        pen_count(p, f->outcome[i]);
        pen_printf(p, " %s", outcomes[i].label);
    }
    pen_puts(p, ". The table holds the same numbers.");
}

void funnel_picture(struct pen *p, const struct funnel *f)
{
    struct stage stage[STAGES];
    struct shape shapes[FUNNEL_SHAPES];
    size_t count;
    unsigned height;
    stages_of(f, stage);
    funnel_shapes(f, shapes, &count, &height);
    picture_open(p, height, "How many rows reached each stage");
    describe(p, f, stage);
    picture_described(p);
    for (size_t i = 0; i < count; i++) {
        draw(p, &shapes[i]);
    }
    picture_close(p);
}
