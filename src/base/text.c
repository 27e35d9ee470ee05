#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void text_free(struct text *t)
{
    memory_wipe(t->at, t->len);
    memory_free(t->at);
    *t = (struct text){0};
}

void text_clear(struct text *t)
{
    memory_wipe(t->at, t->len);
    t->len = 0;
    if (t->cap > 0) {
        t->at[0] = '\0';
    }
}

struct span text_span(const struct text *t)
{
    return (struct span){t->at, t->len};
}

/* Room for n bytes more and the zero behind them. */
static bool reserve(struct text *t, size_t n, struct error *e)
{
    size_t need;
    if (__builtin_add_overflow(t->len, n + 1, &need)) {
        return fail(e, ERROR_FAILED, "memory", "a text grew too long");
    }
    if (need <= t->cap) {
        return true;
    }
    size_t cap = t->cap * 2 > need ? t->cap * 2 : need + 64;
    char *p = memory_new(cap, 1, e);
    if (p == NULL) {
        return false;
    }
    if (t->len > 0) { /* not realloc: it would leave a copy behind that nobody wipes */
        memcpy(p, t->at, t->len);
        memory_wipe(t->at, t->len);
    }
    memory_free(t->at);
    t->at = p;
    t->cap = cap;
    return true;
}

bool text_add(struct text *t, struct span s, struct error *e)
{
    if (s.len >= t->cap - t->len && !reserve(t, s.len, e)) {
        return false;
    }
    if (s.len > 0) {
        memcpy(t->at + t->len, s.at, s.len);
    }
    t->len += s.len;
    t->at[t->len] = '\0';
    return true;
}

bool text_adds(struct text *t, const char *s, struct error *e)
{
    return text_add(t, span_of(s), e);
}

bool text_addc(struct text *t, char c, struct error *e)
{
    if (t->cap - t->len < 2 && !reserve(t, 1, e)) {
        return false;
    }
    t->at[t->len++] = c;
    t->at[t->len] = '\0';
    return true;
}

bool text_addu(struct text *t, uint64_t n, struct error *e)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    return text_add(t, (struct span){digits + at, sizeof digits - at}, e);
}

bool text_addv(struct text *t, struct error *e, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    bool ok = n >= 0 || fail(e, ERROR_FAILED, "text.format", "a text could not be formatted");
    ok = ok && reserve(t, (size_t)n, e);
    if (ok) {
        (void)vsnprintf(t->at + t->len, (size_t)n + 1, format, again);
        t->len += (size_t)n;
    }
    va_end(again);
    return ok;
}

bool text_addf(struct text *t, struct error *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool ok = text_addv(t, e, format, args);
    va_end(args);
    return ok;
}

static bool needs_quotes(struct span s, char separator)
{
    if (s.len == 0) {
        return false;
    }
    if (s.at[0] == ' ' || s.at[s.len - 1] == ' ') {
        return true;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == separator || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

static bool add_quoted(struct text *t, const char *before, struct span s, struct error *e)
{
    if (!text_addc(t, '"', e) || !text_adds(t, before, e)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if ((s.at[i] == '"' && !text_addc(t, '"', e)) || !text_addc(t, s.at[i], e)) {
            return false;
        }
    }
    return text_addc(t, '"', e);
}

bool text_add_csv(struct text *t, struct span s, char separator, struct error *e)
{
    return needs_quotes(s, separator) ? add_quoted(t, "", s, e) : text_add(t, s, e);
}

bool text_add_csv_human(struct text *t, struct span s, char separator, struct error *e)
{
    bool formula = s.len > 0 && memchr("=+-@\t\r", s.at[0], 6) != NULL;
    if (!formula) {
        return text_add_csv(t, s, separator, e);
    }
    if (needs_quotes(s, separator)) {
        return add_quoted(t, "'", s, e);
    }
    return text_addc(t, '\'', e) && text_add(t, s, e);
}

bool text_add_html(struct text *t, struct span s, struct error *e)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        const char *entity = c == '&'    ? "&amp;"
                             : c == '<'  ? "&lt;"
                             : c == '>'  ? "&gt;"
                             : c == '"'  ? "&quot;"
                             : c == '\'' ? "&#39;"
                             : c < 32 && c != '\n' && c != '\t' ? "\xEF\xBF\xBD"
                                                                : NULL;
        if (!(entity != NULL ? text_adds(t, entity, e) : text_addc(t, s.at[i], e))) {
            return false;
        }
    }
    return true;
}

void count_format(uint64_t n, char out[COUNT_TEXT])
{
    char digits[COUNT_TEXT];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n); /* at most 20, and 6 separators */
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            *out++ = ',';
        }
        *out++ = digits[i];
    }
    *out = '\0';
}

const char *count_with_word(uint64_t n, const char *one, const char *many, char room[COUNTED_TEXT])
{
    (void)snprintf(room, COUNTED_TEXT, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
    return room;
}

bool text_add_count(struct text *t, uint64_t n, struct error *e)
{
    char number[COUNT_TEXT];
    count_format(n, number);
    return text_adds(t, number, e);
}

bool text_add_hex(struct text *t, const uint8_t *bytes, size_t n, struct error *e)
{
    static const char digits[] = "0123456789abcdef";
    if (!reserve(t, n * 2, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        t->at[t->len++] = digits[bytes[i] >> 4];
        t->at[t->len++] = digits[bytes[i] & 15];
    }
    t->at[t->len] = '\0';
    return true;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool add_base64(struct text *t, const uint8_t *bytes, size_t n, bool pad, struct error *e)
{
    if (!reserve(t, (n + 2) / 3 * 4, e)) {
        return false;
    }
    size_t i = 0;
    for (char *to = t->at + t->len; i + 3 <= n; i += 3, to += 4) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        to[0] = base64_digits[v >> 18];
        to[1] = base64_digits[v >> 12 & 63];
        to[2] = base64_digits[v >> 6 & 63];
        to[3] = base64_digits[v & 63];
        t->len += 4;
    }
    for (; i < n; i += 3) {
        size_t left = n - i < 3 ? n - i : 3;
        uint32_t v = (uint32_t)bytes[i] << 16;
        v |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        v |= left > 2 ? bytes[i + 2] : 0;
        for (size_t k = 0; k < 4; k++) {
            if (k <= left) {
                t->at[t->len++] = base64_digits[v >> (18 - 6 * k) & 63];
            } else if (pad) {
                t->at[t->len++] = '=';
            }
        }
    }
    t->at[t->len] = '\0';
    return true;
}

bool text_add_base64(struct text *t, const uint8_t *bytes, size_t n, struct error *e)
{
    return add_base64(t, bytes, n, true, e);
}

bool text_add_base64_raw(struct text *t, const uint8_t *bytes, size_t n, struct error *e)
{
    return add_base64(t, bytes, n, false, e);
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hex_decode(struct span s, uint8_t *out, size_t n)
{
    if (s.len != n * 2) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(s.at[2 * i]);
        int low = hex_value(s.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static int base64_value(char c)
{
    const char *p = c == '\0' ? NULL : memchr(base64_digits, c, 64);
    return p == NULL ? -1 : (int)(p - base64_digits);
}

bool base64_decode(struct span s, bool raw, uint8_t *out, size_t *len)
{
    size_t digits = s.len;
    if (!raw) {
        if (s.len % 4 != 0) {
            return false;
        }
        for (int pad = 0; pad < 2 && digits > 0 && s.at[digits - 1] == '='; pad++) {
            digits--;
        }
    }
    if (digits % 4 == 1 || digits * 3 / 4 > *len) {
        return false;
    }
    uint32_t bits = 0;
    int count = 0;
    size_t n = 0;
    for (size_t i = 0; i < digits; i++) {
        int v = base64_value(s.at[i]);
        if (v < 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)v;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[n++] = (uint8_t)(bits >> count);
        }
    }
    *len = n;
    return (bits & ((1u << count) - 1)) == 0;
}

bool utf8_valid(struct span s)
{
    const unsigned char *p = (const unsigned char *)s.at;
    for (size_t i = 0; i < s.len;) {
        unsigned char c = p[i];
        size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
        if (n == 0 || n > s.len - i) {
            return false;
        }
        for (size_t k = 1; k < n; k++) {
            if ((p[i + k] & 0xC0) != 0x80) {
                return false;
            }
        }
        if ((c == 0xE0 && p[i + 1] < 0xA0) || (c == 0xED && p[i + 1] > 0x9F) ||
            (c == 0xF0 && p[i + 1] < 0x90) || (c == 0xF4 && p[i + 1] > 0x8F)) {
            return false;
        }
        i += n;
    }
    return true;
}

bool text_add_json(struct text *t, struct span s, struct error *e)
{
    static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    bool ok = true;
    for (size_t i = 0; ok && i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        const char *known = memchr(escaped, c, sizeof escaped - 1);
        ok = known != NULL           ? text_addc(t, '\\', e) && text_addc(t, letters[known - escaped], e)
             : c < ' ' || c == 127 ? text_addf(t, e, "\\u%04x", c)
                                     : text_addc(t, (char)c, e);
    }
    return ok;
}

bool text_add_shown(struct text *t, struct span s, struct error *e)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        bool two = c == 0xC2 && i + 1 < s.len && (unsigned char)s.at[i + 1] < 0xA0;
        if (!text_addc(t, c < ' ' || c == 127 || two ? '?' : (char)c, e)) {
            return false;
        }
        i += two;
    }
    return true;
}
