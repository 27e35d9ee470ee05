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

static void connector(struct pen *p, uint64_t from, uint64_t to, uint64_t read, unsigned top)
{
    uint64_t a, b, wa, wb;
    extent(from, read, &a, &wa);
    extent(to, read, &b, &wb);
    const uint64_t x[] = {a, a + wa, b + wb, b};
    const unsigned y[] = {top, top, top + STAGE_STEP - BAR_HIGH, top + STAGE_STEP - BAR_HIGH};
    pen_puts(p, "<polygon class=\"tint\" points=\"");
    for (size_t i = 0; i < 4; i++) {
        pen_printf(p, "%s%u.%02u,%u", i == 0 ? "" : " ", (unsigned)(x[i] / 100),
                   (unsigned)(x[i] % 100), y[i]);
    }
    pen_puts(p, "\"/>\n");
}

static void lost_line(struct pen *p, const struct stage *stage, unsigned y)
{
    picture_text(p, 6, y, "small");
    for (size_t i = 0; i < LOST_MOST && stage->lost[i].label != NULL; i++) {
        pen_puts(p, i == 0 ? "less " : ", ");
        pen_count(p, stage->lost[i].count);
        pen_printf(p, " %s", stage->lost[i].label);
    }
    picture_text_end(p);
}

/* Label at the left, count and percent at the right, of one line. */
static void line(struct pen *p, unsigned x, unsigned y, const char *label, uint64_t count,
                 uint64_t read, const char *class)
{
    picture_text(p, x, y, class);
    pen_puts(p, label);
    picture_text_end(p);
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"end %s\">", PICTURE_WIDTH - 6, y, class);
    pen_count(p, count);
    pen_puts(p, " &#183; ");
    pen_percent(p, count, read);
    picture_text_end(p);
}

/* Connectors first: words stand on them. */
static void funnel(struct pen *p, const struct stage stage[STAGES], uint64_t read)
{
    for (unsigned i = 0; i + 1 < STAGES; i++) {
        connector(p, stage[i].count, stage[i + 1].count, read, i * STAGE_STEP + BAR_TOP + BAR_HIGH);
    }
    for (unsigned i = 0; i < STAGES; i++) {
        uint64_t x, width;
        unsigned top = i * STAGE_STEP;
        extent(stage[i].count, read, &x, &width);
        line(p, 6, top + 16, stage[i].label, stage[i].count, read, "strong");
        picture_bar(p, x, top + BAR_TOP, width, BAR_HIGH, "main");
        if (i + 1 < STAGES) {
            lost_line(p, &stage[i], top + BAR_TOP + BAR_HIGH + 19);
        }
    }
}

static const struct {
    const char *label, *class;
} outcomes[OUTCOME_COUNT] = {
    [OUTCOME_RELEASED] = {"Released", "main"},
    [OUTCOME_WITHHELD] = {"Withheld", "held"},
    [OUTCOME_REVIEW] = {"In review", "wait"},
    [OUTCOME_REJECTED] = {"Rejected", "bad"},
};

/* One bar of all rows; its parts end where the running sum does, so that they
 * fill it exactly, with a gap of two units between them where there is room. */
static void outcome_bar(struct pen *p, const struct funnel *f)
{
    uint64_t sum = 0, gap = 200;
    picture_text(p, 6, OUTCOME_TOP + 16, "strong");
    pen_puts(p, "Outcome of every row read");
    picture_text_end(p);
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        uint64_t from = share(sum, f->read, SCALE);
        sum += f->outcome[i];
        uint64_t width = share(sum, f->read, SCALE) - from;
        width = width > 2 * gap && sum < f->read ? width - gap : width;
        if (f->outcome[i] > 0) {
            width = width < 100 ? 100 : width;
            from = from + width > SCALE ? SCALE - width : from;
            picture_bar(p, from, OUTCOME_TOP + BAR_TOP, width, BAR_HIGH, outcomes[i].class);
        }
        unsigned y = LEGEND_TOP + i * LEGEND_STEP;
        picture_bar(p, 600, y - 11, 1200, 12, outcomes[i].class);
        line(p, 26, y, outcomes[i].label, f->outcome[i], f->read, "row");
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
    stages_of(f, stage);
    picture_open(p, HEIGHT, "How many rows reached each stage");
    describe(p, f, stage);
    picture_described(p);
    funnel(p, stage, f->read);
    outcome_bar(p, f);
    picture_close(p);
}
