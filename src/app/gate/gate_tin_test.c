/* Tests of the TIN-matching code: every case of the table, every precedence, and each
 * combination against a list of rules in their order. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "app/gate/gate_internal.h"

#include <cmocka.h>

static struct row_record row(enum outcome outcome, enum sufficiency sufficiency,
                             enum category category, uint8_t identifier, uint8_t duplicate)
{
    struct row_record r = {.outcome = (uint8_t)outcome,
                           .sufficiency = (uint8_t)sufficiency,
                           .category = (uint8_t)category};
    r.facts.value[FACT_IDENTIFIER] = identifier;
    r.facts.value[FACT_DUPLICATE] = duplicate;
    return r;
}

#define CODE(r, kind) tin_code(&(r), span_of(kind))

static void each_code(void **state)
{
    (void)state;
    struct row_record released = row(OUTCOME_RELEASED, SUFFICIENCY_COMPLETE, CATEGORY_NONE,
                                     IDENTIFIER_IS_PRESENT, DUPLICATE_IS_SINGLE);
    static const char *const said[] = {"1", "2", "ein", "ssn", "itin", "SSN", " 2 "};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        assert_int_equal(CODE(released, said[i]), 0);
    }
    assert_int_equal(CODE(released, ""), 6);
    assert_int_equal(CODE(released, " "), 6);
    assert_int_equal(CODE(released, "3"), 6);
    assert_int_equal(CODE(released, "TIN"), 6);
    assert_int_equal(CODE(released, "4"), 4);
    assert_int_equal(CODE(released, "passport"), 4);

    struct row_record r = released;
    r.facts.value[FACT_IDENTIFIER] = IDENTIFIER_IS_MISSING;
    assert_int_equal(CODE(r, "2"), 1);
    r.facts.value[FACT_IDENTIFIER] = IDENTIFIER_IS_MALFORMED;
    assert_int_equal(CODE(r, "2"), 1);
    assert_int_equal(CODE(r, "7"), 4); /* malformed for its kind alone */
    r.category = CATEGORY_IDENTIFIER_NOT_ISSUED;
    assert_int_equal(CODE(r, "2"), 2);
    r.facts.value[FACT_IDENTIFIER] = IDENTIFIER_IS_PRESENT;
    assert_int_equal(CODE(r, "2"), 2);

    r = released;
    r.facts.value[FACT_DUPLICATE] = DUPLICATE_IS_DUPLICATE;
    assert_int_equal(CODE(r, "2"), 5);
    r = released;
    r.sufficiency = SUFFICIENCY_INSUFFICIENT;
    r.category = CATEGORY_NAME_EMPTY;
    assert_int_equal(CODE(r, "2"), 4);
    r = row(OUTCOME_REJECTED, 0, 0, 0, 0);
    assert_int_equal(CODE(r, ""), 4);
}

/* Not found, withheld, in review: one code, whatever the kind. */
static void what_is_not_answered_looks_the_same(void **state)
{
    (void)state;
    static const enum outcome outcomes[] = {OUTCOME_WITHHELD, OUTCOME_REVIEW};
    static const enum sufficiency both[] = {SUFFICIENCY_COMPLETE, SUFFICIENCY_REVIEW};
    for (size_t i = 0; i < 4; i++) {
        struct row_record r = row(outcomes[i % 2], both[i / 2], CATEGORY_NONE,
                                  IDENTIFIER_IS_PRESENT, DUPLICATE_IS_SINGLE);
        assert_int_equal(CODE(r, "2"), 3);
        assert_int_equal(CODE(r, "3"), 3);
        assert_int_equal(CODE(r, ""), 3);
        assert_int_equal(CODE(r, "x"), 4);
    }
}

/* The rules in their order: the first that holds. */
static unsigned first_rule(const struct row_record *r, bool none, bool open)
{
    uint8_t i = r->facts.value[FACT_IDENTIFIER];
    bool never = r->category == CATEGORY_IDENTIFIER_NOT_ISSUED;
    const struct {
        bool holds;
        unsigned code;
    } rules[] = {
        {r->outcome == OUTCOME_REJECTED, 4},
        {i == IDENTIFIER_IS_MISSING, 1},
        {i == IDENTIFIER_IS_MALFORMED && !never && !none, 1},
        {never, 2},
        {r->facts.value[FACT_DUPLICATE] == DUPLICATE_IS_DUPLICATE, 5},
        {r->sufficiency == SUFFICIENCY_INSUFFICIENT, 4},
        {none, 4},
        {r->outcome == OUTCOME_RELEASED && !open, 0},
        {r->outcome == OUTCOME_RELEASED && open, 6},
        {true, 3},
    };
    size_t k = 0;
    while (!rules[k].holds) {
        k++;
    }
    return rules[k].code;
}

static void every_combination(void **state)
{
    (void)state;
    static const char *const kinds[] = {"2", "ein", "", "3", "x"};
    unsigned seen = 0;
    for (unsigned n = 0; n < OUTCOME_COUNT * 3 * CATEGORY_COUNT * 4 * 3 * 5; n++) {
        unsigned m = n;
        enum outcome outcome = m % OUTCOME_COUNT;
        enum sufficiency sufficiency = (m /= OUTCOME_COUNT) % 3;
        enum category category = (m /= 3) % CATEGORY_COUNT;
        uint8_t identifier = (m /= CATEGORY_COUNT) % 4;
        uint8_t duplicate = (m /= 4) % 3;
        unsigned kind = (m / 3) % 5;
        struct row_record r = row(outcome, sufficiency, category, identifier, duplicate);
        unsigned code = CODE(r, kinds[kind]);
        assert_int_equal(code, first_rule(&r, kind == 4, kind == 2 || kind == 3));
        seen |= 1u << code;
    }
    assert_int_equal(seen, 0x7f); /* 0 to 6 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code),
        cmocka_unit_test(what_is_not_answered_looks_the_same),
        cmocka_unit_test(every_combination),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
