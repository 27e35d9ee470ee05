/* pen.c: numbers and names, written so that they read the same everywhere. */
#include "app/report/pen.h"

#include <stdarg.h>
#include <stdio.h>

__extension__ typedef unsigned __int128 wide;

struct pen pen_new(struct text *out, struct error *e)
{
    return (struct pen){.out = out, .e = e, .start = out->len, .ok = true};
}

bool pen_done(struct pen *p)
{
    if (!p->ok && p->out->len > p->start) {
        p->out->len = p->start;
        p->out->at[p->start] = '\0';
    }
    return p->ok;
}

void pen_puts(struct pen *p, const char *s)
{
    p->ok = p->ok && text_adds(p->out, s, p->e);
}

void pen_printf(struct pen *p, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof line) {
        p->ok = p->ok && fail(p->e, ERROR_FAILED, "report.format", "a line of the report is too long");
        return;
    }
    pen_puts(p, line);
}

void pen_repeat(struct pen *p, const char *s, size_t times)
{
    for (size_t i = 0; i < times && p->ok; i++) {
        pen_puts(p, s);
    }
}

/* --- numbers --- */

void pen_count(struct pen *p, uint64_t n)
{
    p->ok = p->ok && text_add_count(p->out, n, p->e);
}

size_t count_width(uint64_t n)
{
    size_t digits = 1;
    for (; n >= 10; n /= 10) {
        digits++;
    }
    return digits + (digits - 1) / 3;
}

void pen_count_right(struct pen *p, uint64_t n, size_t width)
{
    size_t own = count_width(n);
    pen_repeat(p, " ", own < width ? width - own : 0);
    pen_count(p, n);
}

uint64_t share(uint64_t part, uint64_t whole, uint64_t scale)
{
    if (whole == 0 || part == 0) {
        return 0;
    }
    wide exact = ((wide)part * scale + whole / 2) / whole;
    return exact == 0 ? 1 : exact > UINT64_MAX ? UINT64_MAX : (uint64_t)exact;
}

void percent_format(uint64_t part, uint64_t whole, char out[PERCENT_TEXT])
{
    if (whole == 0 || part > whole) {
        (void)snprintf(out, PERCENT_TEXT, "-");
        return;
    }
    unsigned tenths = (unsigned)(((wide)part * 1000 + whole / 2) / whole);
    if (tenths == 0 && part > 0) {
        (void)snprintf(out, PERCENT_TEXT, "<0.1 %%");
    } else if (tenths >= 1000 && part < whole) {
        (void)snprintf(out, PERCENT_TEXT, ">99.9 %%");
    } else {
        (void)snprintf(out, PERCENT_TEXT, "%u.%u %%", tenths / 10, tenths % 10);
    }
}

void pen_percent(struct pen *p, uint64_t part, uint64_t whole)
{
    char percent[PERCENT_TEXT];
    percent_format(part, whole, percent);
    pen_html(p, span_of(percent));
}

void pen_percent_right(struct pen *p, uint64_t part, uint64_t whole)
{
    char percent[PERCENT_TEXT];
    percent_format(part, whole, percent);
    pen_printf(p, "%*s", PERCENT_WIDTH, percent);
}

/* --- names --- */

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Characters that do not show themselves, change what stands around them, or
 * may not stand in XML: controls C0 and C1, line separators, bidirectional
 * marks and overrides (Unicode UAX #9), the byte order mark, non-characters. */
static const struct {
    uint32_t first, last;
} unsafe[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0x61C, 0x61C},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F}, {0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF},
};

/* Bytes of the well-formed character at s, 0 where there is none. */
static size_t char_length(struct span s)
{
    for (size_t n = 1; n <= 4 && n <= s.len; n++) {
        if (utf8_valid((struct span){s.at, n})) {
            return n;
        }
    }
    return 0;
}

static uint32_t char_code(const char *at, size_t n)
{
    static const uint8_t mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (uint8_t)at[0] & mask[n];
    for (size_t i = 1; i < n; i++) {
        code = code << 6 | ((uint8_t)at[i] & 0x3F);
    }
    return code;
}

static bool harmless(uint32_t code)
{
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
        if (code >= unsafe[i].first && code <= unsafe[i].last) {
            return false;
        }
    }
    return true;
}

/* Takes one character off *rest and gives what to show instead of it. */
static struct span take_char(struct span *rest)
{
    size_t n = char_length(*rest);
    struct span shown = {rest->at, n};
    if (n == 0) {
        n = 1;
        shown = SPAN_LITERAL(REPLACEMENT);
    } else if (n == 1 && strchr("\t\n\v\f\r", rest->at[0]) != NULL && rest->at[0] != '\0') {
        shown = SPAN_LITERAL(" ");
    } else if (!harmless(char_code(rest->at, n))) {
        shown = SPAN_LITERAL(REPLACEMENT);
    }
    *rest = (struct span){rest->at + n, rest->len - n};
    return shown;
}

void pen_name(struct pen *p, struct span s)
{
    while (s.len > 0 && p->ok) {
        p->ok = text_add(p->out, take_char(&s), p->e);
    }
}

void pen_html(struct pen *p, struct span s)
{
    while (s.len > 0 && p->ok) {
        p->ok = text_add_html(p->out, take_char(&s), p->e);
    }
}

size_t name_width(struct span s)
{
    size_t width = 0;
    for (; s.len > 0; width++) {
        (void)take_char(&s);
    }
    return width;
}

bool name_cut(struct span *rest, size_t columns, struct span *line)
{
    struct span ahead = *rest;
    size_t fits = 0, blank = 0, width = 0;
    bool ends = false;
    if (rest->len == 0) {
        return false;
    }
    for (; !ends && width <= columns && ahead.len > 0; width++) {
        fits = (size_t)(ahead.at - rest->at);
        ends = *ahead.at == '\n';
        blank = *ahead.at == ' ' && fits > 0 ? fits : blank;
        (void)take_char(&ahead);
    }
    if (!ends) {
        fits = width <= columns ? rest->len : blank > 0 ? blank : fits;
    }
    *line = (struct span){rest->at, fits};
    size_t skip = fits + (fits < rest->len && (ends || rest->at[fits] == ' '));
    *rest = (struct span){rest->at + skip, rest->len - skip};
    return true;
}
