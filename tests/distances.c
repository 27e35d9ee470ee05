/* tests/distances.c: reads lines "number TAB text TAB text", prints "number TAB jaro TAB winkler TAB osa TAB
 * levenshtein TAB near" for each. The vector kernels that the processor has must say the same as the single ones, of
 * each pair and of each text against all others of its slice; otherwise the exit status is 1. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/match/match_distance.h"
#include "engine/match/match_kernel.h"

enum { SLICE = 400, LINE = 300 };

static char line[SLICE][LINE];
static struct span a[SLICE], b[SLICE];
static uint16_t out[SLICE];

typedef void many(struct span one, const struct distance_set *others, uint16_t *out);

static bool same(many *f, uint32_t (*single)(struct span, struct span), const struct distance_set *set, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        f(a[i], set, out);
        for (size_t j = 0; j < n; j++) {
            if (out[j] != single(a[i], b[j])) {
                fprintf(stderr, "kernel %d: '%.*s' and '%.*s': %u, not %u\n", (int)distance_set_kernel(set),
                        SPAN_ARGS(a[i]), SPAN_ARGS(b[j]), out[j], single(a[i], b[j]));
                return false;
            }
        }
    }
    return true;
}

static bool vectors_agree(size_t n)
{
    struct error e = {0};
    struct distance_set *set;
    bool good = distance_set_new(&set, b, n, &e);
    for (unsigned k = 0; good && k < DISTANCE_KERNELS; k++) {
        good = !distance_set_use(set, (enum distance_kernel)k) ||
               (same(distance_jaro_winkler_many, distance_jaro_winkler, set, n) &&
                same(distance_osa_many, distance_osa, set, n) &&
                same(distance_levenshtein_many, distance_levenshtein, set, n));
    }
    distance_set_free(set);
    return good;
}

static size_t read_slice(void)
{
    size_t n = 0;
    while (n < SLICE && fgets(line[n], LINE, stdin) != NULL) {
        char *first = strchr(line[n], '\t'), *second = first == NULL ? NULL : strchr(first + 1, '\t');
        if (second == NULL) {
            fprintf(stderr, "not a line of three columns\n");
            exit(2);
        }
        *first = 0;
        a[n] = (struct span){first + 1, (size_t)(second - first - 1)};
        b[n] = (struct span){second + 1, strcspn(second + 1, "\n")};
        n++;
    }
    return n;
}

int main(void)
{
    size_t n;
    while ((n = read_slice()) > 0) {
        for (size_t i = 0; i < n; i++) {
            printf("%s\t%u\t%u\t%u\t%u\t%d\n", line[i], distance_jaro(a[i], b[i]), distance_jaro_winkler(a[i], b[i]),
                   distance_osa(a[i], b[i]), distance_levenshtein(a[i], b[i]), distance_near(a[i], b[i]));
        }
        if (!vectors_agree(n)) {
            return 1;
        }
    }
    return 0;
}
