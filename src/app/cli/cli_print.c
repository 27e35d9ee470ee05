/* cli_print.c: what a person reads. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cli/cli.h"

void print(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vfprintf(stdout, format, args);
    va_end(args);
}

void print_text(const struct text *t)
{
    if (t->len > 0) {
        (void)fwrite(t->at, 1, t->len, stdout);
    }
}

bool colour_wanted(void)
{
    const char *no = getenv("NO_COLOR");
    return (no == NULL || no[0] == '\0') && isatty(STDOUT_FILENO) == 1;
}

/* The next step, where a person looks on; a program reads standard output alone. */
void hint(const struct call *c, const char *format, ...)
{
    if (cli_has(c, OPTION_QUIET) || cli_has(c, OPTION_JSON)) {
        return;
    }
    (void)fflush(stdout);
    va_list args;
    va_start(args, format);
    (void)fputs("next: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

const char *member_text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s == NULL ? "" : s;
}

long long member_number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

bool show_list(const struct call *c, bool ok, struct text *t, void (*show)(const json_t *one), const char *none,
                struct error *e)
{
    json_t *all = ok ? json_loadb(t->at, t->len, 0, NULL) : NULL;
    text_free(t);
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(all, e);
    }
    for (size_t i = 0; ok && i < json_array_size(all); i++) {
        show(json_array_get(all, i));
    }
    if (ok && json_array_size(all) == 0) {
        print("%s", none);
    }
    json_decref(all);
    return ok;
}

bool print_json(json_t *value, struct error *e)
{
    bool ok = value != NULL && json_dumpf(value, stdout, JSON_SORT_KEYS | JSON_INDENT(2) | JSON_REAL_PRECISION(12)) == 0;
    json_decref(value);
    print("\n");
    return ok || fail(e, ERROR_FAILED, "memory", "out of memory, or the output cannot be written");
}

static void print_json_error(const struct error *e)
{
    json_t *value = json_pack("{s:s, s:s, s:s, s:s, s:i}", "error", e->code, "category",
                              error_category_name(e->category), "text", e->text, "hint", e->hint,
                              "exit", error_exit_status(e->category));
    if (value != NULL) {
        (void)json_dumpf(value, stderr, JSON_SORT_KEYS);
    }
    (void)fputc('\n', stderr);
    json_decref(value);
}

void print_error(const struct call *c, const struct error *e)
{
    (void)fflush(stdout);
    if (cli_has(c, OPTION_JSON)) {
        print_json_error(e);
        return;
    }
    (void)fprintf(stderr, "proviso: %s\n", e->text);
    if (e->hint[0] != '\0') {
        (void)fprintf(stderr, "  %s\n", e->hint);
    }
}
