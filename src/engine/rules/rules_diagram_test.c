#include <stdio.h>

#include "base/memory.h"
#include "engine/rules/rules_diagram.h"
#include "engine/rules/rules_testing.h"

/* Diagrams of random conditions, compared with a slow walk of the condition with
 * three truth values, on every combination of classes. */

enum { CONDITIONS = 3000 };

/* Rules of one grant with a condition. */
static struct rules *rules_when(const char *condition)
{
    struct text t = {0};
    struct error e;
    assert_true(text_addf(&t, &e, AGREEMENT "clause G/1 grant address when %s cites \"C\"\n",
                          condition));
    struct rules *r = rules_of(t.at);
    text_free(&t);
    return r;
}

static struct diagram *diagram_of(const struct rules *r, struct combinations *all, uint32_t *yes,
                                  uint32_t *no)
{
    struct diagram *d;
    struct error e = {0};
    *all = (struct combinations){0};
    rules_named(r, r->clause[0].when, all->named);
    assert_true(diagram_new(&d, all->named, &e));
    assert_true(diagram_condition(d, r, r->clause[0].when, true, yes, &e));
    assert_true(diagram_condition(d, r, r->clause[0].when, false, no, &e));
    return d;
}

static unsigned differences(const struct facts *a, const struct facts *b)
{
    unsigned n = 0;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        n += a->value[f] != b->value[f];
    }
    return n;
}

/* Counts, cubes and the first of f, against every combination. */
static void check_reading(const struct diagram *d, uint32_t f, const struct combinations *begin)
{
    enum { MOST = 4096 };
    static struct cube cubes[MOST];
    struct combinations all = *begin;
    struct facts facts = {0}, first;
    struct cube asked;
    struct error e = {0};
    uint64_t count, ways, found = 0;
    assert_true(diagram_count(d, f, &count, &e));
    assert_true(diagram_ways(d, f, &ways, &e));
    assert_in_range(ways, 0, MOST);
    diagram_cubes(d, f, cubes, MOST);
    while (combinations_next(&all, &facts)) {
        size_t in = 0;
        for (size_t i = 0; i < ways; i++) {
            in += cube_holds(&cubes[i], &facts);
        }
        assert_int_equal(in, diagram_value(d, f, &facts) != DIAGRAM_NO); /* and in no two */
        found += in;
    }
    assert_int_equal(found, count);
    if (f != DIAGRAM_NO) {
        diagram_first(d, f, &first, &asked);
        assert_int_equal(diagram_value(d, f, &first), DIAGRAM_YES);
        assert_true(cube_holds(&asked, &first));
    }
}

/* The nearest by trying all. */
static void check_nearest(const struct diagram *d, uint32_t f, const struct combinations *begin,
                          const struct facts *from)
{
    struct combinations all = *begin;
    struct facts facts = {0}, there = *from;
    struct cube need;
    struct error e = {0};
    unsigned best = 99, count, named = 0;
    while (combinations_next(&all, &facts)) {
        unsigned n = differences(&facts, from);
        best = diagram_value(d, f, &facts) != DIAGRAM_NO && n < best ? n : best;
    }
    assert_true(diagram_nearest(d, f, from, &need, &count, &e));
    assert_int_equal(count, best);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (need.mask[i] != 0) {
            there.value[i] = need.mask[i] == 1 ? 0 : (uint8_t)__builtin_ctz(need.mask[i] & ~1u);
            named++;
        }
    }
    assert_int_equal(named, count);
    assert_true(diagram_value(d, f, &there) != DIAGRAM_NO);
}

static void says_what_the_condition_says(void **state)
{
    (void)state;
    uint64_t seed = 31, compared = 0;
    for (int i = 0; i < CONDITIONS; i++) {
        struct text t = {0};
        struct combinations all, begin;
        struct facts facts = {0}, from = {0};
        uint32_t yes, no;
        random_condition(&t, &seed, 4);
        struct rules *r = rules_when(t.at);
        struct diagram *d = diagram_of(r, &begin, &yes, &no);
        uint64_t number = 0, kept = random_below(&seed, (unsigned)diagram_combinations(d));
        for (all = begin; combinations_next(&all, &facts); number++) {
            int truth = kleene_of(r, r->clause[0].when, &facts);
            assert_int_equal(diagram_value(d, yes, &facts), truth == 2 ? DIAGRAM_YES : DIAGRAM_NO);
            assert_int_equal(diagram_value(d, no, &facts), truth == 0 ? DIAGRAM_YES : DIAGRAM_NO);
            from = number == kept ? facts : from;
            compared++;
        }
        assert_int_equal(number, diagram_combinations(d));
        check_reading(d, yes, &begin);
        check_reading(d, no, &begin);
        if (yes != DIAGRAM_NO) {
            check_nearest(d, yes, &begin, &from);
        }
        diagram_free(d);
        rules_free(r);
        text_free(&t);
    }
    print_message("%d conditions, %llu combinations\n", CONDITIONS, (unsigned long long)compared);
}

/* Equal functions are one number, however they are written. */
static void is_canonical(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"name is complete and row is single", "row is single and name is complete"},
        {"not (name is complete or row is single)", "not row is single and not name is complete"},
        {"name is complete or name is complete and address corresponds", "name is complete"},
        {"not not subject is sealed", "subject is sealed"},
        {"row is single and row is duplicate", "name is complete and name is partial"},
        {"subject is not living", "subject is deceased"}, /* of known values there are two */
        {"(name is complete or row is single) and (name is complete or address corresponds)",
         "name is complete or row is single and address corresponds"},
    };
    uint16_t named[FACT_COUNT];
    for (size_t f = 0; f < FACT_COUNT; f++) {
        named[f] = 0xfffe;
    }
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct rules *a = rules_when(same[i][0]), *b = rules_when(same[i][1]);
        struct diagram *d;
        struct error e = {0};
        uint32_t x, y;
        assert_true(diagram_new(&d, named, &e));
        assert_true(diagram_condition(d, a, a->clause[0].when, true, &x, &e));
        assert_true(diagram_condition(d, b, b->clause[0].when, true, &y, &e));
        assert_int_equal(x, y);
        diagram_free(d);
        rules_free(a);
        rules_free(b);
    }
}

/* The whole vocabulary can be counted in 64 bits: a count never wraps. */
static void counts_the_whole_vocabulary(void **state)
{
    (void)state;
    uint16_t named[FACT_COUNT];
    uint64_t all = 1, count;
    struct diagram *d;
    struct error e = {0};
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        uint64_t values = fact_values((enum fact)f) + 1;
        assert_true(all <= UINT64_MAX / values);
        all *= values;
        named[f] = 0xfffe;
    }
    assert_true(diagram_new(&d, named, &e));
    assert_true(diagram_combinations(d) == all);
    assert_true(diagram_count(d, DIAGRAM_YES, &count, &e));
    assert_true(count == all);
    diagram_free(d);
}

/* Facts of which some pair must be alike, first half and second half of the order:
 * every value of the first half must be remembered. */
static void refuses_what_is_too_large(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e = {0};
    struct proof *p = NULL;
    enum { HALF = FACT_POPULATION_1 / 2 }; /* places of populations have no phrase of their own */
    for (unsigned f = 0; f < HALF; f++) {
        assert_true(text_adds(&t, f == 0 ? "(" : ") or (", &e));
        for (unsigned v = 1; v <= 2; v++) {
            assert_true(text_addf(&t, &e, "%s%s and %s", v == 1 ? "" : " or ",
                                  fact_phrase((enum fact)f, v),
                                  fact_phrase((enum fact)(f + HALF), v)));
        }
        for (unsigned v = 3; v <= fact_values((enum fact)f); v++) {
            unsigned most = fact_values((enum fact)(f + HALF));
            assert_true(text_addf(&t, &e, " or %s and %s", fact_phrase((enum fact)f, v),
                                  fact_phrase((enum fact)(f + HALF), 1 + v % most)));
        }
    }
    assert_true(text_adds(&t, ")", &e));
    struct rules *r = rules_when(t.at);
    assert_false(rules_prove(&p, r, instant_of("2025-06-01"), SIZE_MAX, 4, &e));
    assert_string_equal(e.code, "rules.prove.large");
    assert_int_equal(e.category, ERROR_INPUT);
    assert_true(e.hint[0] != '\0');
    rules_free(r);
    text_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_condition_says),
        cmocka_unit_test(is_canonical),
        cmocka_unit_test(counts_the_whole_vocabulary),
        cmocka_unit_test(refuses_what_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
