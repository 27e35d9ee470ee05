#include "engine/rules/rules_parts.h"

/* "Did you mean": the candidate with the least optimal string alignment
 * distance (Damerau-Levenshtein with no part edited twice), when it is at most
 * a third of what was written. */

enum { NEAR_MOST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(struct span a, struct span b)
{
    size_t row[3][NEAR_MOST + 1]; /* the row of i - 2, of i - 1, and of i */
    for (size_t j = 0; j <= b.len; j++) {
        row[1][j] = j;
        row[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        row[2][0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.at[i - 1] == b.at[j - 1];
            size_t d = least(least(row[1][j], row[2][j - 1]) + 1, row[1][j - 1] + !same);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1]) {
                d = least(d, row[0][j - 2] + 1);
            }
            row[2][j] = d;
        }
        memcpy(row[0], row[1], sizeof row[0]);
        memcpy(row[1], row[2], sizeof row[1]);
    }
    return row[1][b.len];
}

void nearest_try(struct nearest *n, struct span candidate)
{
    if (n->want.len == 0 || n->want.len > NEAR_MOST || candidate.len > NEAR_MOST) {
        return;
    }
    size_t d = distance(n->want, candidate);
    size_t allowed = n->want.len / 3 + 1;
    if (d <= allowed && (n->best.at == NULL || d < n->distance)) {
        n->best = candidate;
        n->distance = d;
    }
}

void nearest_hint(const struct nearest *n, struct error *e, const char *otherwise)
{
    if (n->best.at != NULL) {
        error_hint(e, "did you mean \"%.*s\"?", SPAN_ARGS(n->best));
    } else {
        error_hint(e, "%s", otherwise);
    }
}
