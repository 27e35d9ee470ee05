#include "engine/match/match_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/match/match_rank.h"
#include "engine/match/match_testing.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static struct error error;

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

/* N people, of whom every second is called SMITH. */
enum { N = 1000 };

static struct registry *smiths(void)
{
    static struct person people[N];
    static char ids[N][8], names[N][8];
    for (unsigned i = 0; i < N; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "%u", i);
        (void)snprintf(names[i], sizeof names[i], "N%u", i);
        people[i] = (struct person){.row = i + 1,
                                    .id = span_of(ids[i]),
                                    .identifier = IDENTIFIER_NONE,
                                    .last4 = LAST4_NONE};
        people[i].address.zip = people[i].address.plus4 = ZIP_NONE;
        people[i].name.surname = i % 2 == 0 ? SPAN_LITERAL("SMITH") : span_of(names[i]);
    }
    return testing_registry("smiths", people, N, true, NULL);
}

static void made(struct model *m, const struct registry *r)
{
    struct lesson lesson;
    lesson_built_in(&lesson);
    model_make(m, &lesson, r, 0, 0);
}

/* The score of these levels, all texts being of the same rarity. */
static struct score weighed(const struct model *m, const uint8_t level[COMPARISONS],
                            int32_t rarity)
{
    struct cell same[COMPARISONS];
    struct score score;
    for (unsigned c = 0; c < COMPARISONS; c++) {
        same[c] = model_same(m, c, rarity);
    }
    memcpy(score.level, level, sizeof score.level);
    model_weigh(m, same, &score);
    return score;
}

static void agreement_weighs_for_and_difference_against(void **state)
{
    (void)state;
    struct registry *r = smiths();
    struct model m;
    made(&m, r);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        unsigned last = LEVELS - 1;
        while (level_name(c, last) == NULL) {
            last--;
        }
        int32_t same = model_same(&m, c, -1000).weight;
        assert_int_equal(m.cell[c][LEVEL_MISSING].weight, 0);
        assert_true(same > 0);
        assert_true(m.cell[c][last].weight < 0);
        for (unsigned l = LEVEL_SAME + 1; l <= last; l++) {
            assert_true(m.cell[c][l].weight <= same);
        }
    }
    /* an identifier alone never reaches the threshold, nor does an address alone */
    assert_true(m.cell[COMPARE_IDENTIFIER][LEVEL_SAME].weight < m.accept);
    assert_true(m.cell[COMPARE_ADDRESS][LEVEL_SAME].weight < m.accept);
    testing_registry_close("smiths", r);
}

static void look_alikes_are_no_matches(void **state)
{
    (void)state;
    static const struct {
        uint8_t level[COMPARISONS];
        bool found;
        enum decoy decoy;
    } lines[] = {
        {{[COMPARE_SURNAME] = 1, [COMPARE_GIVEN] = 1, [COMPARE_BIRTH] = 1, [COMPARE_ADDRESS] = 1},
         true, DECOY_RELATIVE},
        {{[COMPARE_SURNAME] = 1, [COMPARE_GIVEN] = GIVEN_DIFFERENT, [COMPARE_ADDRESS] = 1},
         false, DECOY_RELATIVE},
        {{[COMPARE_SURNAME] = SURNAME_DIFFERENT, [COMPARE_GIVEN] = GIVEN_DIFFERENT,
          [COMPARE_ADDRESS] = 1},
         false, DECOY_HOUSEMATE},
        {{[COMPARE_SURNAME] = 1, [COMPARE_GIVEN] = 1, [COMPARE_BIRTH] = BIRTH_DIFFERENT,
          [COMPARE_ADDRESS] = ADDRESS_DIFFERENT},
         false, DECOY_NAMESAKE},
        {{[COMPARE_SURNAME] = SURNAME_DIFFERENT, [COMPARE_GIVEN] = GIVEN_DIFFERENT,
          [COMPARE_IDENTIFIER] = 1},
         false, DECOY_BORROWER},
    };
    struct registry *r = smiths();
    struct model m;
    made(&m, r);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        /* rare names, so that nothing but the look-alike speaks against it */
        struct score s = weighed(&m, lines[i].level, -1300);
        int32_t sum = s.look_alike;
        for (unsigned c = 0; c < COMPARISONS; c++) {
            sum += s.weight[c];
        }
        assert_int_equal(sum, s.total);
        if ((s.total >= m.accept) != lines[i].found) {
            print_message("line %zu: %d, accept %d, look-alike %d\n", i, s.total, m.accept, s.look_alike);
        }
        assert_int_equal(s.total >= m.accept, lines[i].found);
        if (!lines[i].found) {
            assert_true(s.look_alike < 0);
            assert_int_equal(score_look_alike(&s), lines[i].decoy);
        }
    }
    testing_registry_close("smiths", r);
}

static void rare_texts_weigh_more(void **state)
{
    (void)state;
    struct registry *r = smiths();
    struct model m;
    made(&m, r);
    int32_t last = INT32_MAX;
    for (uint32_t count = 1; count < N; count *= 3) {
        int32_t weight =
            model_same(&m, COMPARE_SURNAME, model_rarity(&m, COMPARE_SURNAME, count)).weight;
        assert_true(weight < last);
        last = weight;
    }
    /* nobody is rare in a village */
    assert_true(model_same(&m, COMPARE_SURNAME, model_rarity(&m, COMPARE_SURNAME, 1)).weight <
                1000);
    assert_true(model_rarity(&m, COMPARE_SURNAME, N / 2) < 0);
    testing_registry_close("smiths", r);
}

static void sums_of_powers(void **state)
{
    (void)state;
    for (int32_t x = -2900; x < 2900; x += 7) {
        double exact = exp2(x / 100.0) * (1 << 30), off = 2e-9 * exact;
        assert_true(fabs((double)exp2_hundredths(x) - exact) <= 2 + off);
        for (int32_t d = 0; d < 900; d += 3) {
            double sum = 100 * log2(exp2(x / 100.0) + exp2((x - d) / 100.0));
            assert_true(fabs(log2_sum(x, x - d) - sum) <= 1);
            assert_int_equal(log2_sum(x, x - d), log2_sum(x - d, x));
        }
    }
    assert_int_equal(log2_sum(INT32_MAX, INT32_MIN), INT32_MAX);
    assert_int_equal(exp2_hundredths(-100000), 0);
}

static void a_model_file_comes_back(void **state)
{
    (void)state;
    struct lesson lesson, back;
    struct text text = {0}, again = {0};
    lesson_built_in(&lesson);
    lesson.persons = 12345678;
    lesson.requests = (uint64_t)1 << 40;
    lesson.share = 1;
    assert_true(lesson_write(&lesson, &text, &error));
    assert_true(lesson_read(text_span(&text), &back, &error));
    assert_memory_equal(&lesson, &back, sizeof lesson);
    assert_true(lesson_write(&back, &again, &error));
    assert_true(span_equal(text_span(&text), text_span(&again)));
    /* cut off anywhere, or a byte changed to what stands nowhere in it: refused */
    for (size_t i = 0; i < text.len; i++) {
        assert_false(lesson_read((struct span){text.at, i}, &back, &error));
        char was = text.at[i];
        text.at[i] = '~';
        assert_false(lesson_read(text_span(&text), &back, &error));
        assert_int_equal(error.category, ERROR_INPUT);
        text.at[i] = was;
    }
    text_free(&text);
    text_free(&again);
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
        {10000, 5000, LINK_UNIQUE},
        {10000, 9100, LINK_MANY},
        {10000, 9000, LINK_UNIQUE},
        {10000, 10000, LINK_MANY},
        {9900, 0, LINK_NONE},
        {10000, WEIGHT_NONE, LINK_UNIQUE},
        {10500, 9800, LINK_MANY}, /* the second is below accept and still too close */
        {9950, 9950, LINK_MANY},  /* it is one of the two */
        {9850, 9850, LINK_NONE},
    };
    const struct model m = {.accept = 10000, .margin = 1000};
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
        cmocka_unit_test(look_alikes_are_no_matches),
        cmocka_unit_test(rare_texts_weigh_more),
        cmocka_unit_test(sums_of_powers),
        cmocka_unit_test(a_model_file_comes_back),
        cmocka_unit_test(best_and_second_do_not_depend_on_the_order),
        cmocka_unit_test(outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
