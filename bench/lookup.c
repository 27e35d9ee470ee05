/* bench/lookup.c: one request at a time against an open generation, as a service would ask.
 *
 *   lookup REGISTRY-FOLDER REQUESTS.csv [MOST]
 *
 * Prints JSON: people, look-ups, and the 50th, 99th and 99.9th percentile in milliseconds of a match of one
 * admitted request, every request once, in the order of the file; and of the first round, when nothing is in
 * the cache yet. The key of identifiers is not a custody's: both paths are tried, the one by identifier finds
 * nobody. Compiled by bench/lookup.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/gate/gate_internal.h"

struct lookups {
    struct matcher *matcher;
    const struct elements *required;
    const struct standard *standard;
    double *ms;
    size_t count, most, found;
};

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool ask(void *ctx, const struct slice *s, struct error *e)
{
    struct lookups *l = ctx;
    for (size_t i = 0; i < s->count && l->count < l->most; i++) {
        struct admitted *one = NULL;
        struct linkage linkage;
        if (s->rows[i].line == 0 || !standard_admit_rows(l->standard, &s->rows[i], 1, l->required,
                                                         s->arena, &s->persons[i], &one, e)) {
            continue;
        }
        if (admitted_count(one) == 1) {
            double begin = now_ms();
            if (!match_batch(l->matcher, one, &linkage, e)) {
                return false;
            }
            l->ms[l->count++] = now_ms() - begin;
            l->found += linkage.person != PERSON_NOBODY;
        }
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    struct error e = {0};
    struct registry *r = NULL;
    struct batch b = {0};
    struct match_options options = {.key = {1}};
    struct elements required = {0};
    struct lookups l = {.most = argc > 3 ? strtoul(argv[3], NULL, 10) : 100000, .required = &required};
    l.ms = calloc(l.most, sizeof *l.ms);
    bool ok = argc >= 3 && l.ms != NULL && registry_open(&r, argv[1], NULL, &e) &&
              matcher_new(&l.matcher, r, &options, &e) &&
              batch_open(&b, argv[2], NULL, NULL, INTAKE_REQUESTS, &e);
    l.standard = b.standard;
    ok = ok && batch_pass(&b, 1, "ask", NULL, ask, NULL, &l, &e);
    if (!ok || l.count == 0) {
        (void)fprintf(stderr, "lookup: %s\n", argc < 3 ? "REGISTRY-FOLDER REQUESTS.csv [MOST]" : e.text);
        return 1;
    }
    double first = l.ms[0];
    qsort(l.ms, l.count, sizeof *l.ms, by_time);
    (void)printf("{\"people\": %u, \"lookups\": %zu, \"found\": %zu, \"first\": %.4f, \"p50\": %.4f, \"p99\": %.4f, "
                 "\"p999\": %.4f, \"most\": %.4f}\n",
                 registry_persons(r), l.count, l.found, first, l.ms[l.count / 2], l.ms[l.count * 99 / 100],
                 l.ms[l.count * 999 / 1000], l.ms[l.count - 1]);
    return 0;
}
