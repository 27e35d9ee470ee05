#include "engine/match/match_distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/hash.h"

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

/* The textbook forms, slow and plain. */
static unsigned slow_osa(struct span a, struct span b)
{
    static unsigned d[70][70];
    for (size_t i = 0; i <= a.len; i++) {
        for (size_t j = 0; j <= b.len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned cost = a.at[i - 1] != b.at[j - 1], best = d[i - 1][j - 1] + cost;
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
                d[i - 2][j - 2] + 1 < best) {
                best = d[i - 2][j - 2] + 1;
            }
            d[i][j] = best;
        }
    }
    return d[a.len][b.len];
}

static double slow_jaro(struct span a, struct span b)
{
    bool taken_a[70] = {0}, taken_b[70] = {0};
    long longer = (long)(a.len > b.len ? a.len : b.len), reach = longer / 2 - 1;
    double m = 0, moved = 0;
    for (long i = 0; i < (long)a.len; i++) {
        for (long j = 0; j < (long)b.len; j++) {
            long apart = i > j ? i - j : j - i;
            if (!taken_b[j] && a.at[i] == b.at[j] && apart <= (reach < 0 ? 0 : reach)) {
                taken_a[i] = taken_b[j] = true;
                m++;
                break;
            }
        }
    }
    if (m == 0) {
        return 0;
    }
    for (size_t i = 0, j = 0; i < a.len; i++) {
        if (taken_a[i]) {
            while (!taken_b[j]) {
                j++;
            }
            moved += a.at[i] != b.at[j++];
        }
    }
    double t = (double)((long)moved / 2);
    return (m / (double)a.len + m / (double)b.len + (m - t) / m) / 3;
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
        assert_int_equal(distance_osa(a, b), slow_osa(a, b));
        assert_int_equal(distance_osa(a, b), distance_osa(b, a));
        if (a.len > 0 && b.len > 0) {
            double apart = slow_jaro(a, b) - (double)distance_jaro(a, b) / SIMILARITY_ONE;
            assert_true(apart < 0.000051 && apart > -0.000051);
        }
        assert_int_equal(distance_jaro_winkler(a, a), SIMILARITY_ONE);
        assert_true(distance_jaro_winkler(a, b) <= SIMILARITY_ONE);
        assert_true(distance_jaro_winkler(a, b) >= distance_jaro(a, b));
        assert_true((distance_osa(a, b) == 0) == span_equal(a, b));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values),
        cmocka_unit_test(the_kernels_equal_the_textbook),
        cmocka_unit_test(long_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
