#include "engine/match/match_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "engine/match/match_rank.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static void the_logarithm_is_that_of_the_library(void **state)
{
    (void)state;
    assert_int_equal(log2_hundredths(1, 1), 0);
    assert_int_equal(log2_hundredths(8, 1), 300);
    assert_int_equal(log2_hundredths(1, 8), -300);
    for (uint64_t n = 1; n < 100000; n += 7) {
        uint64_t num = n * n % 99991 + 1, den = n % 1013 + 1;
        double exact = 100 * log2((double)num / (double)den);
        assert_true(abs(log2_hundredths(num, den) - (int)floor(exact)) <= 1);
    }
    assert_int_equal(log2_hundredths((uint64_t)1 << 61, 1), 6100);
    assert_int_equal(log2_hundredths(1, (uint64_t)1 << 61), -6100);
}

static void agreement_weighs_for_and_difference_against(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 10, 5000, 1000000, 100000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model m;
        model_make(&m, sizes[i], 0, 0);
        for (unsigned c = 0; c < COMPARISONS; c++) {
            unsigned last = LEVELS - 1;
            while (level_name(c, last) == NULL) {
                last--;
            }
            assert_int_equal(m.weight[c][LEVEL_MISSING], 0);
            assert_true(m.weight[c][LEVEL_SAME] > 0);
            assert_true(m.weight[c][last] < 0);
            for (unsigned l = LEVEL_SAME + 1; l <= last; l++) {
                assert_true(m.weight[c][l] <= m.weight[c][LEVEL_SAME]);
            }
        }
        /* an identifier alone never reaches the threshold, nor does an address alone */
        assert_true(m.weight[COMPARE_IDENTIFIER][LEVEL_SAME] < m.accept);
        assert_true(m.weight[COMPARE_ADDRESS][LEVEL_SAME] < m.accept);
        /* a relative: all is shared but the given name */
        assert_true(model_household(&m, 100000, m.relative[COMPARE_GIVEN][GIVEN_DIFFERENT]) +
                        100000 <
                    m.accept);
        assert_int_equal(model_household(&m, 0, 0), 0);
    }
}

static void rare_texts_weigh_more(void **state)
{
    (void)state;
    int32_t last = INT32_MAX;
    for (uint32_t count = 1; count < 1000000; count *= 3) {
        int32_t weight = model_frequency_weight(COMPARE_SURNAME, count, 1000000);
        assert_true(weight < last);
        last = weight;
    }
    /* 1 % of the people: log2(.88 / .01) */
    assert_in_range(model_frequency_weight(COMPARE_SURNAME, 1000000, 100000000), 640, 650);
    /* nobody is rare in a village */
    assert_true(model_frequency_weight(COMPARE_SURNAME, 1, 10) < 1000);
}

static void best_and_second_do_not_depend_on_the_order(void **state)
{
    (void)state;
    static const int32_t weights[] = {5, 9, 9, -3, 7};
    static const unsigned orders[][5] = {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}};
    for (size_t k = 0; k < 3; k++) {
        struct link_path path;
        struct model m = {.accept = 8, .margin = 1};
        rank_init(&path);
        for (size_t i = 0; i < 5; i++) {
            rank_add(&path, orders[k][i], weights[orders[k][i]]);
        }
        rank_decide(&path, &m);
        assert_int_equal(path.best, 1);
        assert_int_equal(path.second, 2);
        assert_int_equal(path.outcome, LINK_MANY);
        assert_int_equal(path.candidates, 5);
    }
}

static void outcomes(void **state)
{
    (void)state;
    static const struct {
        int32_t best, second;
        enum link_outcome outcome;
    } cases[] = {
        {100, 50, LINK_UNIQUE}, {100, 91, LINK_MANY}, {100, 90, LINK_UNIQUE},
        {100, 100, LINK_MANY},  {99, 0, LINK_NONE},   {100, WEIGHT_NONE, LINK_UNIQUE},
        {105, 98, LINK_MANY}, /* the second is below accept and still too close */
    };
    const struct model m = {.accept = 100, .margin = 10};
    struct link_path path;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rank_init(&path);
        rank_add(&path, 7, cases[i].best);
        if (cases[i].second != WEIGHT_NONE) {
            rank_add(&path, 3, cases[i].second);
        }
        rank_decide(&path, &m);
        assert_int_equal(path.outcome, cases[i].outcome);
    }
    rank_init(&path);
    rank_decide(&path, &m);
    assert_int_equal(path.outcome, LINK_NONE);
    assert_int_equal(path.best, PERSON_NOBODY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_logarithm_is_that_of_the_library),
        cmocka_unit_test(agreement_weighs_for_and_difference_against),
        cmocka_unit_test(rare_texts_weigh_more),
        cmocka_unit_test(best_and_second_do_not_depend_on_the_order),
        cmocka_unit_test(outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
