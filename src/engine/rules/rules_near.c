#include "engine/rules/rules_parts.h"

/* "Did you mean": the candidate with the least optimal string alignment
 * distance (Damerau-Levenshtein with no part edited twice), when it is at most
 * a third of what was written. */

void nearest_try(struct nearest *n, struct span candidate)
{
    if (n->want.len == 0) {
        return;
    }
    unsigned allowed = (unsigned)(n->want.len / 3 + 1);
    unsigned d = span_distance(n->want, candidate, allowed);
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
