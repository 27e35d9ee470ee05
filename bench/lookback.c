/* bench/lookback.c: how fast kept rows are decided again under all readings.
 *
 *   lookback ROWS.pvb COUNT RULES
 *
 * Makes a file of made-up rows and prints JSON: rows a second by one thread and by two, best of three, of rows
 * as a batch has them (each fact its first value in 97 of 100), and of rows whose facts are drawn at random
 * ("random": each uniform, so that hardly two are alike and nearly each is decided on its own); deciding alone, and with the
 * SHA-256 of the file taken beside it, as a look back does. Compiled by bench/lookback.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/gate/gate_look.h"
#include "base/pool.h"

enum { ROUNDS = 3, AT_A_TIME = 4096 };

static uint64_t state = 1;

static uint64_t draw(void)
{
    state += 0x9e3779b97f4a7c15u;
    uint64_t x = state;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void make_facts(uint8_t *to, bool usual)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        uint64_t r = draw();
        bool first = usual && r % 100 < 97;
        to[i] = first ? 1 : (uint8_t)((r >> 32) % (fact_values((enum fact)i) + 1));
    }
}

static bool make(const char *path, size_t count, bool usual, char named[65], struct error *e)
{
    static uint8_t some[AT_A_TIME][ROW_SIZE];
    uint8_t head[64] = "PROVISO ROWS 1\n";
    struct file *f = NULL;
    struct hasher *h = NULL;
    struct sha256 hash;
    struct text hex = {0};
    bool ok = hasher_new(&h, e) && file_create(&f, path, FILE_PRIVATE, false, e) &&
              file_write(f, (struct span){(const char *)head, 64}, e);
    for (size_t at = 0; ok && at < count; at += AT_A_TIME) {
        size_t n = count - at < AT_A_TIME ? count - at : AT_A_TIME;
        memset(some, 0, sizeof some);
        for (size_t i = 0; i < n; i++) {
            make_facts(some[i], usual);
            some[i][ROW_LEVEL] = 3;
        }
        struct span bytes = {(const char *)some, n * ROW_SIZE};
        ok = hasher_add(h, bytes, e) && file_write(f, bytes, e);
    }
    ok = ok && hasher_end(h, &hash, e) && text_add_hex(&hex, hash.at, 32, e);
    for (unsigned i = 0; i < 8; i++) {
        head[16 + i] = (uint8_t)(count >> 8 * i);
    }
    head[24] = FACT_COUNT;
    head[28] = ROW_SIZE;
    memcpy(head + 32, hash.at, 32);
    memcpy(named, hex.at, 65);
    ok = ok && file_patch(f, 0, (struct span){(const char *)head, 64}, e) && file_close(f, e);
    hasher_free(h);
    text_free(&hex);
    return ok;
}

struct whole {
    const struct rows_view *v;
    const char *named;
};

static bool is_whole(void *ctx, struct error *e)
{
    const struct whole *w = ctx;
    return rows_view_whole(w->v, w->named, e);
}

static double once(const struct rules *rules, const struct look *look, const struct history *h,
                   struct whole *w, unsigned threads, struct finding *f, struct error *e)
{
    struct tally *t = NULL;
    struct task *hashing = NULL;
    uint64_t begin = clock_ticks();
    bool ok = tally_new(&t, rules, threads, e);
    if (w != NULL) {
        ok = ok && (threads == 1 ? is_whole(w, e) : task_start(&hashing, is_whole, w, e));
    }
    ok = ok && tally_rows(t, look, h, e);
    ok = task_end(hashing, e) && ok;
    double spent = (double)(clock_ticks() - begin) / 1e9;
    *f = (struct finding){.readings = look->by->count};
    tally_into(t, f);
    tally_free(t);
    if (!ok) {
        fprintf(stderr, "lookback: %s\n", e->text);
        exit(1);
    }
    return spent;
}

static bool measure(const char *path, size_t count, bool usual, const struct rules *rules, struct error *e)
{
    struct readings by;
    struct rows_view v;
    struct levels levels;
    struct finding f;
    char named[65];
    size_t era = 0;
    instant at;
    if (!instant_parse(SPAN_LITERAL("2026-02-01T12:00Z"), &at) || !make(path, count, usual, named, e) ||
        !rows_view(&v, path, ROWS_BATCH, e) ||
        !readings_open(&by, rules, NULL, 0, NULL, INSTANT_MAX, e) || !readings_era(&by, at, &era, e)) {
        return false;
    }
    rules_levels(rules, &levels);
    struct look look = {.by = &by, .levels = levels.count, .same = {0, 1, 2, 3, 4, 5, 6, 7}};
    struct history h = {.rows = &v, .at = at};
    struct whole w = {&v, named};
    const char *kind = usual ? "" : "random_";
    for (unsigned threads = 1; threads <= 2; threads++) {
        double alone = 1e9, whole = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            double t = once(rules, &look, &h, NULL, threads, &f, e);
            alone = t < alone ? t : alone;
            t = once(rules, &look, &h, &w, threads, &f, e);
            whole = t < whole ? t : whole;
        }
        printf("\"%sdecided_%u\":%.0f,\"%swith_hash_%u\":%.0f,", kind, threads, (double)count / alone, kind,
               threads, (double)count / whole);
    }
    printf("\"%swrong\":%llu,", kind, (unsigned long long)f.reading[0].wrong);
    rows_view_close(&v);
    readings_close(&by);
    return true;
}

int main(int argc, char **argv)
{
    struct error e = {0};
    struct rules *rules = NULL;
    if (argc != 4 || !rules_load(&rules, argv[3], &e)) {
        fprintf(stderr, "lookback: %s\n", argc == 4 ? e.text : "ROWS.pvb COUNT RULES");
        return 1;
    }
    size_t count = (size_t)strtoull(argv[2], NULL, 10);
    putchar('{');
    if (!measure(argv[1], count, true, rules, &e) || !measure(argv[1], count, false, rules, &e)) {
        fprintf(stderr, "lookback: %s\n", e.text);
        return 1;
    }
    printf("\"rows\":%zu,\"readings\":%zu}\n", count, 1 + rules_readings(rules));
    rules_free(rules);
    return 0;
}
