/* cli_progress.c: a line on a terminal that says how far the work is. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "app/report/report.h"
#include "base/clock.h"

static struct {
    char stage[64];
    uint64_t began, shown;
    bool line; /* something stands on the line */
} state;

static unsigned terminal_width(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col : 80;
}

static void tick(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
    enum { NS_A_SHOW = 100000000 };
    (void)ctx;
    uint64_t now = clock_ticks();
    if (strcmp(stage, state.stage) != 0) {
        (void)snprintf(state.stage, sizeof state.stage, "%s", stage);
        state.began = now;
        state.shown = 0;
    }
    if (state.shown != 0 && now - state.shown < NS_A_SHOW && done < total) {
        return;
    }
    state.shown = now;
    struct text line = {0};
    struct error ignored;
    if (report_progress_line(&line, stage, done, total, (double)(now - state.began) / 1e9,
                             terminal_width() - 1, &ignored)) {
        (void)fprintf(stderr, "\r\033[K%s", line.at);
        (void)fflush(stderr);
        state.line = true;
    }
    text_free(&line);
}

void progress_begin(struct gate_progress *out, bool quiet)
{
    if (!quiet && isatty(STDERR_FILENO) == 1) {
        out->tick = tick;
    }
}

void progress_end(void)
{
    if (state.line) {
        (void)fputs("\r\033[K", stderr);
        state.line = false;
    }
    state.stage[0] = '\0';
}
