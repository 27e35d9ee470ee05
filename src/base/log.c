#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

static enum log_level threshold = LOG_WARNING;

void log_set_level(enum log_level level)
{
    threshold = level;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    if (level > threshold) {
        return;
    }
    char when[INSTANT_TEXT] = "-";
    instant now;
    struct error ignored;
    if (clock_now(&now, &ignored)) {
        instant_format(now, when);
    }
    char line[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    const char *path = getenv("PROVISO_LOG");
    FILE *to = path == NULL ? stderr : fopen(path, "a");
    if (to != NULL) {
        (void)fprintf(to, "%s %s %s %s\n", when, names[level], event, line);
        if (to != stderr) {
            (void)fclose(to);
        }
    }
}
