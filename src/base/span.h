/* span.h: borrowed text, not zero-terminated. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *at; /* may be NULL when len is 0 */
    size_t len;     /* bytes */
};

/* For printf("%.*s"). */
#define SPAN_ARGS(s) (int)(s).len, (s).at

#define SPAN_LITERAL(text) ((struct span){(text), sizeof(text) - 1})

static inline struct span span_of(const char *s)
{
    return (struct span){s, s == NULL ? 0 : strlen(s)};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_is(struct span a, const char *s)
{
    return span_equal(a, span_of(s));
}

/* Bytewise order; the shorter of two with a common beginning is first. */
int span_compare(struct span a, struct span b);

/* Equal when ASCII letters are taken without case. */
bool span_equal_nocase(struct span a, struct span b);

/* Without the ASCII white space at both ends. */
struct span span_trim(struct span s);

static inline bool span_starts(struct span s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.len >= n && (n == 0 || memcmp(s.at, prefix, n) == 0);
}

/* Takes the part before the first `by` off *rest, and `by` with it. At the end
 * takes all; false when nothing is left to take (*rest.at is NULL then). */
bool span_cut(struct span *rest, char by, struct span *part);

/* Optimal string alignment distance (Damerau-Levenshtein with no part edited twice) of two short texts,
 * most + 1 when it is more than `most`, or when one of them is longer than 63 bytes and they differ. */
unsigned span_distance(struct span a, struct span b, unsigned most);

/* The decimal digits of s as a number: every byte a digit, 1 to 18 of them. */
bool span_number(struct span s, uint64_t *out);

#endif
