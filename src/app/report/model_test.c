/* A model that does not balance is refused, each way one by one; what is shown
 * adds up and holds every number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/report/model_testing.h"
#include "app/report/model_words.h"
#include "app/report/report.h"

static struct model_report model; /* too large for a stack */

#define COMPLAIN(...) (print_error(__VA_ARGS__), print_error("\n"), assert_true(false))

/* --- numbers --- */

static void probabilities_keep_the_digits_that_count(void **state)
{
    (void)state;
    static const struct {
        uint32_t parts;
        const char *words;
    } cases[] = {
        {0, "0 %"},
        {1, "0.0000001 %"},
        {427000, "0.0427 %"},
        {4270000, "0.427 %"},
        {42700000, "4.27 %"},
        {427000000, "42.7 %"},
        {963400000, "96.3 %"},
        {989999999, "99.0 %"},
        {999660000, "99.966 %"},
        {999999999, "99.9999999 %"},
        {1000000000, "100 %"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[WORD_TEXT];
        word_part(cases[i].parts, words);
        assert_string_equal(words, cases[i].words);
    }
}

/* Against floating point: what is printed lies within half a unit of its last
 * digit, and grows with what it says. */
static void probabilities_are_rounded_not_cut(void **state)
{
    (void)state;
    double before = -1;
    for (uint32_t parts = 0; parts < MODEL_ONE; parts += 1 + parts / 97) {
        char words[WORD_TEXT];
        word_part(parts, words);
        double shown = strtod(words, NULL), unit = 1;
        const char *point = strchr(words, '.');
        for (size_t k = 0; point != NULL && k < strspn(point + 1, "0123456789"); k++) {
            unit /= 10;
        }
        double off = shown - parts / 1e7;
        assert_true((off < 0 ? -off : off) <= unit / 2 + 1e-9);
        assert_true(shown >= before && shown < 100);
        assert_true(parts == 0 || shown > 0);
        before = shown;
    }
}

static void weights_and_thousandths(void **state)
{
    (void)state;
    char words[WORD_TEXT];
    word_weight(-5, words);
    assert_string_equal(words, "-0.05");
    word_weight(0, words);
    assert_string_equal(words, "0.00");
    word_weight(INT32_MIN, words);
    assert_string_equal(words, "-21474836.48");
    word_thousandths(412, words);
    assert_string_equal(words, "0.412");
    word_thousandths(1017450, words);
    assert_string_equal(words, "1,017.5");
    word_thousandths(UINT64_MAX, words);
    assert_string_equal(words, "18,446,744,073,709,551.6");
    word_count(1280000, words);
    assert_string_equal(words, "1,280,000");
}

static void logarithms_are_exact_to_1024ths(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 64; k++) {
        assert_int_equal(log2_of((uint64_t)1 << k), k * 1024);
    }
    assert_int_equal(log2_of(10), 3401);          /* 3.321928 * 1024 = 3401.65 */
    assert_int_equal(log2_of(3), 1623);           /* 1.584963 * 1024 = 1623.00 */
    assert_int_equal(log2_of(UINT64_MAX), 65535); /* just under 64 */
}

/* --- refusals --- */

static void refused(const char *what)
{
    struct text out = {0};
    struct error e = {0};
    assert_true(text_adds(&out, "before", &e));
    if (report_model_text(&model, &out, false, &e) ||
        report_model_html(&model, NULL, &out, &e)) {
        COMPLAIN("shown: %s", what);
    }
    assert_int_equal(e.category, ERROR_FAILED);
    assert_string_equal(e.code, "model.balance");
    assert_string_equal(out.at, "before");
    text_free(&out);
}

/* Each breaks one thing only of a model that is shown whole. */
#define REFUSED(...)                                                                           \
    do {                                                                                       \
        sample_model(&model);                                                                  \
        __VA_ARGS__;                                                                           \
        refused(#__VA_ARGS__);                                                                 \
    } while (0)

static void unbalanced_counts_are_refused(void **state)
{
    (void)state;
    REFUSED(model.unique++);
    REFUSED(model.many--);
    REFUSED(model.none = 0);
    REFUSED(model.unique = UINT64_MAX, model.many = model.requests + 1, model.none = 0,
            model.causes = 0); /* wraps to the requests */
    REFUSED(model.cause[1].requests++);
    REFUSED(model.cause[0].requests = UINT64_MAX);
    REFUSED(model.key[2].fresh = model.key[2].pairs + 1);
    REFUSED(model.key[0].requests = model.requests + 1);
    REFUSED(model.key[0].fresh = model.key[0].pairs = UINT64_MAX);
}

static void sizes_beyond_the_arrays_are_refused(void **state)
{
    (void)state;
    REFUSED(model.comparisons = MODEL_COMPARISONS + 1);
    REFUSED(model.comparison[3].levels = MODEL_LEVELS + 1);
    REFUSED(model.comparison[3].terms = MODEL_TERMS + 1);
    REFUSED(model.decoys = MODEL_DECOYS + 1);
    REFUSED(model.keys = MODEL_KEYS + 1);
    REFUSED(model.thresholds = MODEL_THRESHOLDS + 1);
    REFUSED(model.causes = MODEL_CAUSES + 1);
}

static void broken_thresholds_are_refused(void **state)
{
    (void)state;
    REFUSED(model.threshold[4].weight = model.threshold[3].weight);
    REFUSED(model.threshold[4].weight = -5000);
    REFUSED(model.threshold[4].found = model.threshold[3].found + 1);
    REFUSED(model.threshold[0].found = model.requests + 1);
    REFUSED(model.threshold[4].false_matches = model.threshold[4].found * 1000 + 1);
    REFUSED(model.threshold[4].precision_low = model.threshold[4].precision + 1);
    REFUSED(model.threshold[4].precision_high = model.threshold[4].precision - 1);
    REFUSED(model.threshold[4].precision_high = MODEL_ONE + 1U);
    REFUSED(model.threshold[4].recall_low = model.threshold[4].recall + 1);
    REFUSED(model.threshold[4].recall_high = model.threshold[4].recall - 1);
}

static void impossible_probabilities_are_refused(void **state)
{
    (void)state;
    REFUSED(model.comparison[1].level[2].m = MODEL_ONE + 1U);
    REFUSED(model.comparison[1].level[2].u = MODEL_ONE + 1U);
    REFUSED(model.share = MODEL_ONE);
    REFUSED(model.share = MODEL_ONE + 1U, model.decoys = 0);
    REFUSED(model.false_match_rate = MODEL_ONE + 1U);
    REFUSED(model.comparison[0].term[0].rank = 0);
    REFUSED(model.comparison[0].term[2].rank = model.comparison[0].term[1].rank);
}

static void pairs_that_do_not_add_up_are_refused(void **state)
{
    (void)state;
    struct text out = {0};
    struct error e = {0};
    struct waterfall w[2];
    sample_waterfall(&w[0]);
    sample_waterfall(&w[1]);
    w[1].total++;
    assert_false(report_waterfall_text(&w[1], &out, false, &e));
    assert_string_equal(e.code, "model.balance");
    assert_false(report_waterfalls_html(w, 2, NULL, &out, &e));
    assert_string_equal(e.code, "model.balance");
    w[1].total--;
    w[1].count = WATERFALL_STEPS + 1;
    assert_false(report_waterfall_text(&w[1], &out, false, &e));
    assert_string_equal(e.code, "model.balance");
    w[1] = (struct waterfall){.count = 3, .total = INT32_MAX - 1}; /* wraps in 32 bits */
    w[1].step[0].weight = w[1].step[1].weight = w[1].step[2].weight = INT32_MAX;
    assert_false(report_waterfall_text(&w[1], &out, false, &e));
    assert_int_equal(out.len, 0);
    text_free(&out);
}

/* --- what is shown --- */

static void holds(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        COMPLAIN("\"%s\" is missing", words);
    }
}

static void every_section_stands_in_the_text(void **state)
{
    (void)state;
    struct text plain = {0}, colour = {0};
    struct error e;
    sample_model(&model);
    assert_true(report_model_text(&model, &plain, false, &e));
    assert_true(report_model_text(&model, &colour, true, &e));
    static const char *const words[] = {
        "Model 4d967a30111748b3",
        "1,280,000",
        "71.3 %",
        "+14.00 bits",
        "+3.00 bits",
        "0.100 %",
        "12,000 requests = 7,011 unique + 209 many + 4,780 none: balances",
        "surname + birth date",
        "367,240", /* 9,120 + 39,877 + 21,004 + 241,908 + 55,331 */
        "+14.00  accept",
        "99.9977 %",
        "a namesake",
        "0.0870 %",
        "91,000",
        "+19.93",
        "below the threshold",
        "24.3 %", /* 100 - 71.3 - 3.1 - 1.24 - 0.087 */
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        holds(plain.at, words[i]);
    }
    assert_null(strchr(plain.at, '\033'));
    assert_non_null(strchr(colour.at, '\033'));
    assert_int_equal(widest_line(plain.at), widest_line(colour.at));
    assert_true(widest_line(plain.at) <= 80);
    text_free(&plain);
    text_free(&colour);
}

static void an_empty_model_says_so(void **state)
{
    (void)state;
    struct text out = {0};
    struct error e;
    memset(&model, 0, sizeof model);
    assert_true(report_model_text(&model, &out, false, &e));
    holds(out.at, "not trained: built-in weights");
    holds(out.at, "Nothing was linked");
    holds(out.at, "No blocking keys");
    assert_null(strstr(out.at, "balances"));
    text_free(&out);
}

static void the_widest_model_stays_within_80_columns(void **state)
{
    (void)state;
    struct text out = {0};
    struct error e = {0};
    sample_extreme(&model);
    assert_true(report_model_text(&model, &out, false, &e));
    assert_true(widest_line(out.at) <= 80);
    holds(out.at, "9,223,372,036,854,775,808");
    holds(out.at, "-21474836.48");
    assert_null(strchr(out.at, '\x1b'));
    assert_true(utf8_valid(text_span(&out)));
    text_free(&out);
}

/* The running sum of each line is the one before and this weight. */
static void a_pair_adds_up_line_by_line(void **state)
{
    (void)state;
    struct text out = {0};
    struct error e;
    struct waterfall w;
    sample_waterfall(&w);
    assert_true(report_waterfall_text(&w, &out, false, &e));
    double sum = 0;
    unsigned steps = 0;
    const char *line = strchr(strchr(out.at, '\n') + 1, '\n') + 1;
    for (; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (*line == ' ') {
            continue; /* the level in words */
        }
        char *end;
        double weight = strtod(line + 24, &end), shown = strtod(end, NULL);
        bool total = strncmp(line, "Total", 5) == 0;
        sum += total ? 0 : weight;
        steps += !total;
        assert_true(shown - sum < 0.001 && sum - shown < 0.001);
        assert_true(!total || weight == shown);
    }
    assert_int_equal(steps, w.count);
    holds(out.at, "  day and month swapped\n");
    holds(out.at, "+15.14");
    assert_true(widest_line(out.at) <= 80);
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_keep_the_digits_that_count),
        cmocka_unit_test(probabilities_are_rounded_not_cut),
        cmocka_unit_test(weights_and_thousandths),
        cmocka_unit_test(logarithms_are_exact_to_1024ths),
        cmocka_unit_test(unbalanced_counts_are_refused),
        cmocka_unit_test(sizes_beyond_the_arrays_are_refused),
        cmocka_unit_test(broken_thresholds_are_refused),
        cmocka_unit_test(impossible_probabilities_are_refused),
        cmocka_unit_test(pairs_that_do_not_add_up_are_refused),
        cmocka_unit_test(every_section_stands_in_the_text),
        cmocka_unit_test(an_empty_model_says_so),
        cmocka_unit_test(the_widest_model_stays_within_80_columns),
        cmocka_unit_test(a_pair_adds_up_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
