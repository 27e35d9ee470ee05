/* The tables of record/: every name finds itself, no phrase stands twice, every total of a funnel
 * is compared (I3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "record/facts.h"
#include "record/field.h"
#include "record/funnel.h"
#include "record/linkage.h"
#include "record/paper.h"
#include "record/request.h"

static void fields_find_themselves(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_int_equal(field_find(span_of(field_name((enum field)i))), i);
    }
    assert_int_equal(field_find(SPAN_LITERAL("no such column")), FIELD_COUNT);
    assert_int_equal(field_find(SPAN_LITERAL("")), FIELD_COUNT);
}

static void phrases_are_different(void **state)
{
    (void)state;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        assert_int_equal(fact_find(span_of(fact_name((enum fact)f))), f);
        assert_true(fact_values((enum fact)f) >= 2);
        assert_true(fact_values((enum fact)f) < FACT_MOST_VALUES);
        assert_string_equal(fact_value_name((enum fact)f, 0), "unknown");
        for (unsigned v = 1; v <= fact_values((enum fact)f); v++) {
            for (unsigned g = 0; g < FACT_COUNT; g++) {
                for (unsigned w = 1; w <= fact_values((enum fact)g); w++) {
                    bool same = strcmp(fact_phrase((enum fact)f, v), fact_phrase((enum fact)g, w)) == 0;
                    assert_int_equal(same, f == g && v == w);
                }
            }
        }
    }
}

static void value_numbers_are_the_tables(void **state)
{
    (void)state;
    assert_string_equal(fact_value_name(FACT_NAME, NAME_IS_COMPLETE), "complete");
    assert_string_equal(fact_value_name(FACT_ADDRESS, ADDRESS_IS_EMPTY), "empty");
    assert_string_equal(fact_value_name(FACT_CORRESPONDENCE, CORRESPONDENCE_IS_NOT_COMPARABLE),
                        "not_comparable");
    assert_string_equal(fact_phrase(FACT_LIFE, LIFE_IS_DECEASED), "subject is deceased");
    assert_string_equal(fact_phrase(FACT_LIFE, LIFE_IS_DECEASED + 1), "");
}

static void sentences_speak_of_the_request_alone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CATEGORY_COUNT; i++) {
        const char *s = category_sentence((enum category)i);
        assert_true(strlen(s) > 20);
        assert_null(strstr(s, "record"));
        assert_null(strstr(s, "registry"));
        assert_null(strstr(s, "database"));
    }
}

static struct funnel balanced(void)
{
    struct funnel f = {.read = 10, .rejected = 1, .insufficient = 3, .sufficiency_review = 1, .admitted = 5};
    f.category[CATEGORY_NONE] = 5;
    f.category[CATEGORY_ADDRESS_BLANK] = 4;
    f.linked[LINK_UNIQUE] = 3;
    f.linked[LINK_NONE] = 2;
    f.corresponds = 2;
    f.differs = 1;
    f.levels = 2;
    f.level[0] = 3;
    f.level[1] = 2;
    f.outcome[OUTCOME_RELEASED] = 2;
    f.outcome[OUTCOME_WITHHELD] = 6;
    f.outcome[OUTCOME_REVIEW] = 1;
    f.outcome[OUTCOME_REJECTED] = 1;
    return f;
}

static void I3_every_total_is_compared(void **state)
{
    (void)state;
    struct funnel f = balanced();
    assert_null(funnel_imbalance(&f));
    uint64_t *const numbers[] = {&f.read,     &f.rejected,       &f.insufficient,
                                 &f.admitted, &f.category[0],    &f.linked[LINK_UNIQUE],
                                 &f.differs,  &f.level[1],       &f.outcome[OUTCOME_RELEASED],
                                 &f.sufficiency_review, &f.outcome[OUTCOME_REJECTED]};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        f = balanced();
        ++*numbers[i];
        assert_non_null(funnel_imbalance(&f));
    }
}

static void a_paper_keeps_what_it_is_given(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = NULL;
    char word[] = "one";
    struct span cell[2] = {{word, 3}, SPAN_LITERAL("")};
    assert_true(paper_new(&p, &e));
    assert_true(paper_add(p, PAPER_TITLE, SPAN_LITERAL("T"), &e));
    assert_true(paper_addf(p, &e, PAPER_PARAGRAPH, "%s %d", word, 1));
    assert_true(paper_table(p, cell, 2, 2, &e));
    for (unsigned i = 0; i < 100; i++) { /* beyond every doubling of the room for rows */
        assert_true(paper_row(p, cell, &e));
    }
    assert_true(paper_addf(p, &e, PAPER_PARAGRAPH, "two"));
    word[0] = 'x';
    assert_int_equal(p->count, 4);
    assert_int_equal(p->paragraphs, 2);
    assert_true(span_is(p->blocks[1].text, "one 1") && p->blocks[1].number == 1);
    assert_int_equal(p->blocks[2].rows, 101);
    for (unsigned i = 0; i < 101; i++) {
        assert_true(span_is(p->blocks[2].cells[2 * i], "one") && p->blocks[2].cells[2 * i + 1].len == 0);
    }
    assert_int_equal(p->blocks[3].number, 2);
    paper_free(p);
    paper_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_find_themselves),
        cmocka_unit_test(phrases_are_different),
        cmocka_unit_test(value_numbers_are_the_tables),
        cmocka_unit_test(sentences_speak_of_the_request_alone),
        cmocka_unit_test(I3_every_total_is_compared),
        cmocka_unit_test(a_paper_keeps_what_it_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
