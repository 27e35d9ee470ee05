/* bench/kernels.c: nanoseconds a pair of each distance, over names in a file, one a line, a line's
 * first word (or made-up ones without a file). Least of several rounds, of processor time; the
 * kernels must agree on every pair, or the program fails. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "engine/match/match_distance.h"
#include "engine/match/match_kernel.h"

enum { NAMES = 100000, ONES = 20, ROUNDS = 5, LONGEST = 30 };

static char bytes[NAMES][LONGEST];
static struct span names[NAMES], ones[ONES];
static uint16_t wanted[ONES][NAMES], got[NAMES];
static uint32_t frequency[NAMES];
static size_t n;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void read_names(const char *path)
{
    char line[200];
    FILE *f = fopen(path, "r");
    while (f != NULL && n < NAMES && fgets(line, sizeof line, f) != NULL) {
        size_t len = strcspn(line, " ,\t\r\n");
        len = len < LONGEST ? len : LONGEST;
        memcpy(bytes[n], line, len);
        names[n] = (struct span){bytes[n], len};
        n += len > 1;
    }
    if (f != NULL) {
        fclose(f);
    }
}

static void make_names(void)
{
    for (n = 0; n < NAMES; n++) {
        size_t len = 3 + hash_word(n) % 4 + hash_join(n, 1) % 5;
        for (size_t i = 0; i < len; i++) {
            bytes[n][i] = "EARIONLSTCHMDBKGWPUVYFZJXQ"[hash_join(n, 2 + i) % 26 *
                                                       (hash_join(n, 50 + i) % 26) / 26];
        }
        names[n] = (struct span){bytes[n], len};
    }
}

static void shuffle(void)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = hash_word(i) % i;
        struct span t = names[i - 1];
        names[i - 1] = names[j];
        names[j] = t;
    }
}

static uint32_t close_only(struct span a, struct span b)
{
    return distance_jaro_winkler_at_least(a, b, 9200);
}

static void bench_single(const char *what, uint32_t (*f)(struct span, struct span))
{
    double best = 1e18;
    volatile uint32_t sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now();
        for (size_t i = 0; i + 1 < n; i++) {
            sum += f(names[i], names[i + 1]);
        }
        double took = (now() - begin) / (double)(n - 1);
        best = took < best ? took : best;
    }
    printf("  %-28s %-9s %8.2f\n", what, "single", best);
}

typedef void many(struct span one, const struct distance_set *others, uint16_t *out);

static int bench_many(const char *what, many *f, struct distance_set *set)
{
    static const char *const name[] = {"portable", "avx2", "avx512"};
    for (unsigned k = 0; k < DISTANCE_KERNELS; k++) {
        if (!distance_set_use(set, (enum distance_kernel)k)) {
            printf("  %-28s %-9s        - (the processor lacks it)\n", what, name[k]);
            continue;
        }
        double best = 1e18;
        for (int round = 0; round < ROUNDS; round++) {
            double took = 0;
            for (size_t i = 0; i < ONES; i++) {
                double begin = now();
                f(ones[i], set, got);
                took += now() - begin;
                if (k == 0) {
                    memcpy(wanted[i], got, n * sizeof *got);
                } else if (memcmp(wanted[i], got, n * sizeof *got) != 0) {
                    printf("%s: %s differs from portable\n", what, name[k]);
                    return 1;
                }
            }
            took /= (double)(ONES * n);
            best = took < best ? took : best;
        }
        printf("  %-28s %-9s %8.2f\n", what, name[k], best);
    }
    return 0;
}

static void mass_many(struct span one, const struct distance_set *others, uint16_t *out)
{
    uint64_t mass[2];
    similar_mass(others, frequency, one, (const uint32_t[]){9200, 8800}, 2, mass);
    memset(out, 0, n * sizeof *out);
    memcpy(out, mass, sizeof mass);
}

/* The order of the names' lengths costs branches; a set of ones takes every kind. */
int main(int count, char **word)
{
    struct error e = {0};
    struct distance_set *set;
    if (count > 1) {
        read_names(word[1]);
    }
    if (n < 1000) {
        make_names();
    }
    shuffle();
    for (size_t i = 0; i < n; i++) {
        frequency[i] = (uint32_t)(hash_word(i) % 1000);
    }
    memcpy(ones, names, sizeof ones);
    printf("%zu names; ns a pair\n", n);
    bench_single("jaro", distance_jaro);
    bench_single("jaro-winkler", distance_jaro_winkler);
    bench_single("jaro-winkler, at least 0.92", close_only);
    bench_single("osa", distance_osa);
    bench_single("levenshtein", distance_levenshtein);
    double begin = now();
    if (!distance_set_new(&set, names, n, &e)) {
        return 1;
    }
    printf("  %-28s %-9s %8.2f (a name)\n", "packing", "", (now() - begin) / (double)n);
    int bad = bench_many("jaro-winkler", distance_jaro_winkler_many, set) ||
              bench_many("osa", distance_osa_many, set) ||
              bench_many("levenshtein", distance_levenshtein_many, set) ||
              bench_many("similar mass, 0.92 and 0.88", mass_many, set);
    distance_set_free(set);
    return bad;
}
