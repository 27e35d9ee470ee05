#include "base/span.h"

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

int span_compare(struct span a, struct span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.at, b.at, n);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool span_equal_nocase(struct span a, struct span b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_trim(struct span s)
{
    while (s.len > 0 && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool span_cut(struct span *rest, char by, struct span *part)
{
    if (rest->at == NULL) {
        return false;
    }
    const char *end = rest->len == 0 ? NULL : memchr(rest->at, by, rest->len);
    if (end == NULL) {
        *part = *rest;
        *rest = (struct span){NULL, 0};
        return true;
    }
    *part = (struct span){rest->at, (size_t)(end - rest->at)};
    rest->len -= part->len + 1;
    rest->at = end + 1;
    return true;
}

bool span_number(struct span s, uint64_t *out)
{
    if (s.len == 0 || s.len > 18) {
        return false;
    }
    uint64_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') {
            return false;
        }
        n = n * 10 + (uint64_t)(s.at[i] - '0');
    }
    *out = n;
    return true;
}

enum { DISTANCE_MOST = 63 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Three rows are kept: of this letter, the last, and the one before for exchanges. */
unsigned span_distance(struct span a, struct span b, unsigned most)
{
    uint8_t row[3][DISTANCE_MOST + 1];
    if (a.len > DISTANCE_MOST || b.len > DISTANCE_MOST) {
        return span_equal(a, b) ? 0 : most + 1;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[0][j] = (uint8_t)j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        uint8_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = (uint8_t)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned d = last[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            d = least(d, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1]) {
                d = least(d, before[j - 2] + 1u);
            }
            now[j] = (uint8_t)d;
        }
    }
    return least(row[a.len % 3][b.len], most + 1);
}
