#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One table maps a category to its name and exit status. */
static const struct {
    const char *name;
    int exit_status;
} categories[ERROR_CATEGORIES] = {
    [ERROR_NONE] = {"none", 0},           [ERROR_FAILED] = {"failed", 1},
    [ERROR_USAGE] = {"usage", 2},         [ERROR_INPUT] = {"input", 1},
    [ERROR_HELD] = {"held", 4},           [ERROR_SIGNATURE] = {"signature", 5},
    [ERROR_VERIFY] = {"verify", 6},       [ERROR_STALE] = {"stale", 7},
    [ERROR_INTERRUPTED] = {"interrupted", 130},
};

static void set(struct error *e, enum error_category category, const char *code)
{
    e->category = category;
    e->hint[0] = '\0';
    (void)snprintf(e->code, sizeof e->code, "%s", code);
}

bool fail(struct error *e, enum error_category category, const char *code, const char *format, ...)
{
    set(e, category, code);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    return false;
}

bool fail_errno(struct error *e, const char *code, const char *format, ...)
{
    int number = errno;
    set(e, ERROR_FAILED, code);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    size_t used = strlen(e->text);
    (void)snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(number));
    return false;
}

void error_hint(struct error *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(e->hint, sizeof e->hint, format, args);
    va_end(args);
}

void error_context(struct error *e, const char *format, ...)
{
    char before[sizeof e->text];
    memcpy(before, e->text, sizeof before);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    size_t used = strlen(e->text);
    (void)snprintf(e->text + used, sizeof e->text - used, ": %.*s",
                   (int)(sizeof e->text - used > 3 ? sizeof e->text - used - 3 : 0), before);
}

void error_clear(struct error *e)
{
    memset(e, 0, sizeof *e);
}

int error_exit_status(enum error_category category)
{
    return category < ERROR_CATEGORIES ? categories[category].exit_status : 1;
}

const char *error_category_name(enum error_category category)
{
    return category < ERROR_CATEGORIES ? categories[category].name : "unknown";
}
