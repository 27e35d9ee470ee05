#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#include <cmocka.h>

/* The sequence of splitmix64 from seed 0 (Vigna's splitmix64.c; also the seeds of xoshiro256 in
 * many languages' test suites): its n-th output is hash_word(n * golden). */
static void mixes_as_splitmix64_does(void **state)
{
    (void)state;
    static const uint64_t known[] = {0xe220a8397b1dcdafu, 0x6e789e6aa1b965f4u,
                                     0x06c45d188009454fu};
    for (uint64_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(hash_word((i + 1) * 0x9e3779b97f4a7c15u) == known[i]);
    }
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Strings of every length up to 64 in which at most one bit is set: all hashes of a seed
 * differ. */
static void tells_close_strings_apart(void **state)
{
    (void)state;
    enum { LONGEST = 64, MOST = LONGEST * (LONGEST + 1) * 4 + LONGEST + 1 };
    static uint64_t hashes[MOST];
    for (uint64_t seed = 0; seed < 3; seed++) {
        size_t n = 0;
        for (size_t len = 0; len <= LONGEST; len++) {
            char bytes[LONGEST] = {0};
            hashes[n++] = hash_bytes((struct span){bytes, len}, seed);
            for (size_t bit = 0; bit < len * 8; bit++) {
                bytes[bit / 8] = (char)(1 << bit % 8);
                hashes[n++] = hash_bytes((struct span){bytes, len}, seed);
                bytes[bit / 8] = 0;
            }
        }
        assert_int_equal(n, MOST);
        qsort(hashes, n, sizeof *hashes, by_value);
        for (size_t i = 1; i < n; i++) {
            assert_true(hashes[i - 1] != hashes[i]);
        }
    }
}

/* The same bytes at any address, from any buffer. */
static void depends_on_the_bytes_alone(void **state)
{
    (void)state;
    const char *text = "1600 PENNSYLVANIA AVE NW";
    uint64_t hash = hash_bytes(span_of(text), 5);
    char buffer[64];
    for (size_t shift = 0; shift < 16; shift++) {
        memcpy(buffer + shift, text, strlen(text));
        assert_true(hash_bytes((struct span){buffer + shift, strlen(text)}, 5) == hash);
    }
    assert_true(hash_bytes((struct span){NULL, 0}, 1) == hash_bytes(span_of(""), 1));
    assert_true(hash_join(1, 2) != hash_join(2, 1));
}

/* Numbered strings fall evenly into 256 buckets: chi-squared with 255 degrees of freedom lies
 * below 330.5 with probability 0.999. The hash is fixed, so this passes always or never. */
static void spreads_evenly(void **state)
{
    (void)state;
    enum { STRINGS = 100000, BUCKETS = 256 };
    unsigned low[BUCKETS] = {0}, high[BUCKETS] = {0};
    for (uint32_t i = 0; i < STRINGS; i++) {
        uint64_t h = hash_bytes((struct span){(const char *)&i, sizeof i}, 0);
        low[h % BUCKETS]++;
        high[h >> 56]++;
    }
    double expected = (double)STRINGS / BUCKETS, x = 0, y = 0;
    for (int i = 0; i < BUCKETS; i++) {
        x += (low[i] - expected) * (low[i] - expected) / expected;
        y += (high[i] - expected) * (high[i] - expected) / expected;
    }
    assert_true(x < 330.5 && y < 330.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixes_as_splitmix64_does),
        cmocka_unit_test(tells_close_strings_apart),
        cmocka_unit_test(depends_on_the_bytes_alone),
        cmocka_unit_test(spreads_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
