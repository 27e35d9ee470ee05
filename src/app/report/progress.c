/* progress.c: the line of progress: pieces in order of their worth, as many as
 * fit.
 *
 * 1. The line is never wider than it may be.
 * 2. "100 %" only when all is done; a time left only while something is left.
 */
#include "app/report/report.h"

#include <math.h>
#include <stdio.h>

#include "app/report/pen.h"

enum { BAR_MOST = 24, BAR_LEAST = 8, LONGEST_SHOWN = 100 * 3600 };

struct progress {
    const char *stage;
    uint64_t done, total;
    double seconds;
    bool timed;
};

static void write_stage(struct pen *p, const struct progress *g)
{
    pen_name(p, span_of(g->stage));
}

static void write_percent(struct pen *p, const struct progress *g)
{
    __extension__ unsigned __int128 scaled = (unsigned __int128)g->done * 100;
    unsigned percent = g->done >= g->total ? 100 : (unsigned)(scaled / g->total);
    pen_printf(p, "  %3u %%", percent);
}

static void write_counts(struct pen *p, const struct progress *g)
{
    pen_puts(p, "  ");
    pen_count_right(p, g->done, g->total == 0 ? 0 : count_width(g->total));
    if (g->total > 0) {
        pen_puts(p, " of ");
        pen_count(p, g->total);
    }
}

static void write_rate(struct pen *p, const struct progress *g)
{
    double rate = g->timed ? (double)g->done / g->seconds : INFINITY;
    if (rate < 1e18) {
        pen_puts(p, "  ");
        pen_count(p, (uint64_t)(rate + 0.5));
        pen_puts(p, "/s");
    }
}

static void write_clock(struct pen *p, double seconds, const char *after)
{
    uint64_t s = seconds < LONGEST_SHOWN ? (uint64_t)(seconds + 0.5) : LONGEST_SHOWN;
    unsigned hours = (unsigned)(s / 3600), minutes = (unsigned)(s / 60 % 60);
    if (s >= LONGEST_SHOWN) {
        pen_printf(p, "  over 99 h %s", after);
    } else if (hours > 0) {
        pen_printf(p, "  %u:%02u:%02u %s", hours, minutes, (unsigned)(s % 60), after);
    } else {
        pen_printf(p, "  %u:%02u %s", minutes, (unsigned)(s % 60), after);
    }
}

static void write_left(struct pen *p, const struct progress *g)
{
    if (!g->timed) {
        return;
    }
    if (g->total > 0 && g->done >= g->total) {
        write_clock(p, g->seconds, "taken");
    } else if (g->total > 0 && g->done > 0) {
        write_clock(p, g->seconds * (double)(g->total - g->done) / (double)g->done, "left");
    }
}

/* The pieces behind the stage as they stand on the line. `worth`: the most
 * worthy are kept when there is no room for all. */
static const struct {
    void (*write)(struct pen *p, const struct progress *g);
    bool known_total; /* only where the total is known */
    unsigned worth;
} pieces[] = {
    {write_percent, true, 4},
    {write_counts, false, 2},
    {write_rate, false, 1},
    {write_left, true, 3},
};

enum { PIECES = sizeof pieces / sizeof *pieces, WORTH_MOST = 4 };

static void write_bar(struct pen *p, const struct progress *g, size_t width)
{
    size_t full = g->done >= g->total ? width : (size_t)share(g->done, g->total, width);
    full = g->done < g->total && full == width ? width - 1 : full;
    pen_puts(p, "  ");
    pen_repeat(p, "█", full);
    pen_repeat(p, "░", width - full);
}

/* The stage, cut where it alone is too wide. */
static bool stage_cut(struct text *out, const struct progress *g, size_t width, struct error *e)
{
    struct pen p = pen_new(out, e);
    struct span stage = span_of(g->stage);
    while (name_width(stage) > width) {
        stage.len--;
    }
    pen_name(&p, stage);
    return pen_done(&p);
}

/* Each piece as its own text, so that its width is known before it is used. */
static bool write_pieces(struct text piece[PIECES + 1], const struct progress *g, struct error *e)
{
    struct pen p = pen_new(&piece[PIECES], e);
    write_stage(&p, g);
    bool ok = pen_done(&p);
    for (size_t i = 0; ok && i < PIECES; i++) {
        if (g->total > 0 || !pieces[i].known_total) {
            p = pen_new(&piece[i], e);
            pieces[i].write(&p, g);
            ok = pen_done(&p);
        }
    }
    return ok;
}

/* Drops what does not fit, the least worthy first; the columns used, with the stage. */
static size_t choose(struct text piece[PIECES + 1], size_t width)
{
    size_t used = name_width(text_span(&piece[PIECES]));
    for (unsigned worth = WORTH_MOST; worth > 0; worth--) {
        for (size_t i = 0; i < PIECES; i++) {
            size_t own = name_width(text_span(&piece[i]));
            if (pieces[i].worth == worth && used + own <= width) {
                used += own;
            } else if (pieces[i].worth == worth) {
                text_clear(&piece[i]);
            }
        }
    }
    return used;
}

static bool join(struct text *out, struct text piece[PIECES + 1], const struct progress *g,
                 size_t width, struct error *e)
{
    if (name_width(text_span(&piece[PIECES])) > width) {
        return stage_cut(out, g, width, e);
    }
    size_t used = choose(piece, width);
    struct pen p = pen_new(out, e);
    pen_name(&p, text_span(&piece[PIECES]));
    size_t room = width - used, bar = room > BAR_MOST + 2 ? BAR_MOST : room < 2 ? 0 : room - 2;
    if (g->total > 0 && bar >= BAR_LEAST) {
        write_bar(&p, g, bar);
    }
    for (size_t i = 0; i < PIECES; i++) {
        pen_name(&p, text_span(&piece[i]));
    }
    return pen_done(&p);
}

bool report_progress_line(struct text *out, const char *stage, uint64_t done, uint64_t total,
                          double seconds, unsigned width, struct error *e)
{
    struct progress g = {.stage = stage, .done = done, .total = total, .seconds = seconds,
                         .timed = isfinite(seconds) && seconds > 0};
    struct text piece[PIECES + 1] = {{NULL, 0, 0}};
    bool ok = write_pieces(piece, &g, e) && join(out, piece, &g, width, e);
    for (size_t i = 0; i <= PIECES; i++) {
        text_free(&piece[i]);
    }
    return ok;
}
