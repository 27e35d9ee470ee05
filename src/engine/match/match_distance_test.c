#include "engine/match/match_distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "engine/match/match_kernel_testing.h"

#include <cmocka.h>

static struct span s(const char *text)
{
    return span_of(text);
}

/* Winkler 1990 and the tables of the US Census Bureau's strcmp95 literature. */
static void published_values(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int jaro, winkler; /* thousandths */
    } known[] = {
        {"MARTHA", "MARHTA", 944, 961},
        {"DIXON", "DICKSONX", 767, 813},
        {"DWAYNE", "DUANE", 822, 840},
        {"JELLYFISH", "SMELLYFISH", 896, 896},
        {"SHACKLEFORD", "SHACKELFORD", 970, 982},
        {"DUNNINGHAM", "CUNNIGHAM", 896, 896},
        {"NICHLESON", "NICHULSON", 926, 956},
        {"JONES", "JOHNSON", 790, 832},
        {"MASSEY", "MASSIE", 889, 933},
        {"ABROMS", "ABRAMS", 889, 922},
        {"ITMAN", "SMITH", 467, 467},
        {"ABC", "XYZ", 0, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int jaro = (int)distance_jaro(s(known[i].a), s(known[i].b));
        int winkler = (int)distance_jaro_winkler(s(known[i].a), s(known[i].b));
        assert_true(abs(jaro - 10 * known[i].jaro) <= 6);
        assert_true(abs(winkler - 10 * known[i].winkler) <= 7);
    }
    assert_int_equal(distance_osa(s("CA"), s("ABC")), 3); /* 2 without the restriction */
    assert_int_equal(distance_osa(s("KITTEN"), s("SITTING")), 3);
    assert_int_equal(distance_osa(s("MARTHA"), s("MARHTA")), 1);
    assert_int_equal(distance_osa(s(""), s("ABC")), 3);
    assert_int_equal(distance_jaro(s(""), s("")), SIMILARITY_ONE);
    assert_int_equal(distance_jaro(s(""), s("A")), 0);
}

static struct span made_up(char *to, uint64_t seed, size_t longest)
{
    size_t len = hash_word(seed) % (longest + 1);
    for (size_t i = 0; i < len; i++) {
        to[i] = (char)('A' + hash_join(seed, i) % 4);
    }
    return (struct span){to, len};
}

static void the_kernels_equal_the_textbook(void **state)
{
    (void)state;
    char x[64], y[64];
    for (uint64_t n = 0; n < 20000; n++) {
        size_t longest = n % 3 == 0 ? 64 : 9;
        struct span a = made_up(x, 2 * n, longest), b = made_up(y, 2 * n + 1, longest);
        assert_int_equal(distance_osa(a, b), textbook_edits(a, b, true));
        assert_int_equal(distance_osa(a, b), distance_osa(b, a));
        assert_int_equal(distance_levenshtein(a, b), textbook_edits(a, b, false));
        assert_int_equal(distance_levenshtein(b, a), textbook_edits(a, b, false));
        assert_int_equal(distance_near(a, b), textbook_edits(a, b, true) <= 1);
        if (a.len > 0 && b.len > 0) {
            double apart = textbook_jaro(a, b) - (double)distance_jaro(a, b) / SIMILARITY_ONE;
            assert_true(apart < 0.000051 && apart > -0.000051);
        }
        assert_int_equal(distance_jaro(a, b), distance_jaro(b, a));
        assert_int_equal(distance_jaro_winkler(a, a), SIMILARITY_ONE);
        assert_true(distance_jaro_winkler(a, b) <= SIMILARITY_ONE);
        assert_true(distance_jaro_winkler(a, b) >= distance_jaro(a, b));
        assert_true((distance_osa(a, b) == 0) == span_equal(a, b));
    }
}

/* Also where it is reached exactly, or missed by one. */
static void at_least_gives_up_in_time(void **state)
{
    (void)state;
    char x[64], y[64];
    unsigned reached = 0, missed = 0;
    for (uint64_t n = 0; n < 200000; n++) {
        size_t longest = n % 5 == 0 ? 64 : n % 5 == 1 ? 17 : 8;
        struct span a = made_up(x, 2 * n, longest), b = made_up(y, 2 * n + 1, longest);
        uint32_t exact = distance_jaro_winkler(a, b);
        uint32_t least[] = {exact, exact + 1, 9200, 8800, (uint32_t)(hash_word(n) % 10001), 0};
        for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
            uint32_t got = distance_jaro_winkler_at_least(a, b, least[i]);
            assert_int_equal(got, exact >= least[i] ? exact : 0);
            reached += got > 0;
            missed += got == 0;
        }
    }
    assert_true(reached > 100000 && missed > 100000);
}

/* In memory of the very length, where a sanitizer sees a byte read beside it, and with
 * zero bytes, which are letters like others. */
static void no_byte_beside_a_text_counts(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 20000; n++) {
        size_t la = n % 21, lb = n / 21 % 21;
        char *x = malloc(la + 1), *y = malloc(lb + 1); /* of size 0 may be NULL */
        assert_true(x != NULL && y != NULL);
        for (size_t i = 0; i < la + lb; i++) {
            *(i < la ? x + 1 + i : y + 1 + i - la) = "\0\xff\x80"[hash_join(n, i) % 3];
        }
        struct span a = {x + 1, la}, b = {y + 1, lb};
        assert_int_equal(distance_osa(a, b), textbook_edits(a, b, true));
        double slow = la + lb == 0 ? 1 : textbook_jaro(a, b);
        double apart = slow - (double)distance_jaro(a, b) / SIMILARITY_ONE;
        assert_true(apart < 0.000051 && apart > -0.000051);
        free(x);
        free(y);
    }
}

static void slips_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum distance_slip slip;
    } known[] = {
        {"1234", "1234", SLIP_NONE},
        {"1234", "1243", SLIP_EXCHANGED},
        {"12", "21", SLIP_EXCHANGED},
        {"1234", "1334", SLIP_CHANGED},
        {"1234", "124", SLIP_LEFT_OUT},
        {"34", "134", SLIP_LEFT_OUT},
        {"1234", "12345", SLIP_LEFT_OUT},
        {"1234", "1432", SLIP_MORE},
        {"1", "123", SLIP_MORE},
        {"11", "1", SLIP_LEFT_OUT},
        {"", "", SLIP_NONE},
        {"", "1", SLIP_LEFT_OUT},
        {"1212", "2121", SLIP_MORE},
        {"1", "2", SLIP_CHANGED},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(distance_slip(s(known[i].a), s(known[i].b)), known[i].slip);
        assert_int_equal(distance_slip(s(known[i].b), s(known[i].a)), known[i].slip);
    }
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    char x[300], y[300];
    memset(x, 'A', sizeof x);
    memset(y, 'A', sizeof y);
    y[200] = 'B';
    assert_int_equal(distance_osa((struct span){x, 300}, (struct span){y, 300}), 0);
    assert_int_equal(distance_jaro((struct span){x, 300}, (struct span){y, 300}),
                     SIMILARITY_ONE);
    y[63] = 'B';
    assert_int_equal(distance_osa((struct span){x, 300}, (struct span){y, 300}), 1);
}

/* Two texts at random are rarely near: one of these is edited once or twice. */
static void near_is_one_edit(void **state)
{
    (void)state;
    char x[80];
    unsigned counted[4] = {0}; /* no metric: two edits can be three */
    for (uint64_t n = 0; n < 50000; n++) {
        char y[80];
        struct span a = made_up(x, n, 20), b = {y, a.len};
        memcpy(y, x, a.len);
        for (uint64_t edit = 0; edit < 2; edit++) {
            uint64_t h = hash_join(n, 77 + edit);
            size_t at = b.len == 0 ? 0 : h / 8 % b.len;
            char letter = (char)('A' + h % 5);
            if (h >> 32 & 1 && at < b.len) {
                y[at] = letter;
            } else if (h >> 33 & 1) {
                memmove(y + at + 1, y + at, b.len++ - at);
                y[at] = letter;
            } else if (at + 1 < b.len) {
                y[at] ^= y[at + 1];
                y[at + 1] ^= y[at];
                y[at] ^= y[at + 1];
            }
            unsigned slow = textbook_edits(a, b, true);
            counted[slow]++;
            assert_int_equal(distance_near(a, b), slow <= 1);
            assert_int_equal(distance_near(b, a), slow <= 1);
        }
    }
    assert_true(counted[0] > 1000 && counted[1] > 1000 && counted[2] > 1000);
}

static unsigned slow_date(uint32_t a, uint32_t b)
{
    char x[9], y[9];
    (void)snprintf(x, sizeof x, "%08u", a);
    (void)snprintf(y, sizeof y, "%08u", b);
    char swapped[9] = {x[0], x[1], x[2], x[3], x[6], x[7], x[4], x[5]};
    return memcmp(swapped, y, 8) == 0 && memcmp(x, y, 8) != 0
               ? 1
               : textbook_edits(s(x), s(y), true);
}

static void dates_equal_the_textbook(void **state)
{
    (void)state;
    assert_int_equal(distance_date(19800512, 19801205), 1); /* day and month */
    assert_int_equal(distance_date(19800512, 19800521), 1); /* neighbours */
    assert_int_equal(distance_date(19800512, 19800513), 1);
    assert_int_equal(distance_date(19800512, 19800512), 0);
    assert_int_equal(distance_date(19800505, 19800505), 0);
    assert_int_equal(distance_date(19800512, 20801213), 5); /* five digits differ */
    for (uint64_t n = 0; n < 300000; n++) {
        uint64_t h = hash_word(n), g = hash_join(n, 1);
        uint32_t a =
            (uint32_t)(19000000 + h % 120 * 10000 + (h >> 20) % 13 * 100 + (h >> 40) % 32);
        uint32_t b =
            (uint32_t)(19000000 + g % 120 * 10000 + (g >> 20) % 13 * 100 + (g >> 40) % 32);
        if (n % 4 == 0) { /* any digits */
            a = (uint32_t)(h % 100000000);
            b = (uint32_t)(g % 100000000);
        } else if (n % 4 == 1) {
            b = a / 10000 * 10000 + b % 10000;
        }
        assert_int_equal(distance_date(a, b), slow_date(a, b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values),
        cmocka_unit_test(the_kernels_equal_the_textbook),
        cmocka_unit_test(at_least_gives_up_in_time),
        cmocka_unit_test(no_byte_beside_a_text_counts),
        cmocka_unit_test(slips_by_name),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(near_is_one_edit),
        cmocka_unit_test(dates_equal_the_textbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
