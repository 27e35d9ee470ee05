/* Tests of the forms of answers, over rows that are not answered about: what stands where, what
 * is cut or made a blank. Released rows are tests/layouts.sh's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "app/gate/gate_internal.h"

#include <cmocka.h>

enum { MOST = 16 };

static struct error e;

static struct row_record recorded(enum outcome outcome, enum category category)
{
    struct row_record r = {.outcome = (uint8_t)outcome,
                           .category = (uint8_t)category,
                           .sufficiency = category == CATEGORY_NONE ? SUFFICIENCY_COMPLETE
                                                                    : SUFFICIENCY_INSUFFICIENT};
    r.facts.value[FACT_IDENTIFIER] = IDENTIFIER_IS_PRESENT;
    return r;
}

/* The answers to requests: the first row lacks its name, the second is not found, and so on. */
static void answers_to(struct span requests, const struct layout *l, struct text *out)
{
    static struct row rows[MOST];
    static struct rejection bad[MOST];
    static struct row_record records[MOST];
    struct intake *in = NULL;
    struct arena *arena = NULL;
    struct slice s = {.rows = rows, .rejections = bad};
    struct again again = {.rows = records};
    struct answers w;
    assert_true(arena_new(&arena, 0, &e));
    assert_true(intake_open_bytes(&in, requests, "bytes", INTAKE_REQUESTS, l, NULL, &e));
    assert_true(intake_read(in, arena, rows, MOST, &s.count, bad, &s.rejected, &e));
    text_clear(out);
    answers_begin(&w, &again, l);
    assert_true(answers_head(&w, out, &e));
    for (size_t i = 0; i < s.count; i++) {
        records[i] =
            rows[i].line == 0
                ? recorded(OUTCOME_REJECTED, CATEGORY_NONE)
                : recorded(OUTCOME_WITHHELD, i % 2 == 0 ? CATEGORY_NAME_EMPTY : CATEGORY_NONE);
        assert_true(answers_row(&w, &s, i, out, &e));
    }
    intake_close(in);
    arena_free(arena);
}

static void are(const char *requests, const struct layout *l, const char *expected)
{
    struct text t = {0};
    answers_to(span_of(requests), l, &t);
    assert_string_equal(t.at, expected);
    text_free(&t);
}

#define NO_NAME   "No name is stated. State the person's given name and surname and resubmit."
#define NO_ANSWER "No answer is given for this row."

static void csv(void **state)
{
    (void)state;
    are("surname,control\n,1\nLEE,\" a,b\"\nx\n", NULL,
        "control,answer,category,message,level,address,city,state,zip\n"
        "1,insufficient,name-empty," NO_NAME ",,,,,\n"
        "\" a,b\",none,," NO_ANSWER ",,,,,\n"
        ",rejected,csv.columns,The row has not as many columns as the header: quote fields "
        "that "
        "hold the separator.,,,,,\n");
    static const struct layout l = {.separator = ';',
                                    .count = 2,
                                    .column = {{.name = "name", .field = FIELD_SURNAME},
                                               {.name = "case; no", .field = FIELD_CONTROL}}};
    are("name;\"case; no\"\n;\"1;\"\nLEE;2,3\n", &l,
        "\"case; no\";answer;category;message;level;address;city;state;zip\n"
        "\"1;\";insufficient;name-empty;" NO_NAME ";;;;;\n"
        "2,3;none;;" NO_ANSWER ";;;;;\n");
}

static void lines(void **state)
{
    (void)state;
    static struct layout l = {.format = LAYOUT_LINES,
                              .separator = '.',
                              .count = 2,
                              .column = {{.field = FIELD_SURNAME, .first = 2, .last = 2},
                                         {.field = FIELD_CONTROL, .first = 1, .last = 1}}};
    are("1 .\r\n\n2\r3.LEE\n3\n", &l,
        "1 .insufficient.name-empty.No name is stated  State the person's given name and "
        "surname "
        "and resubmit .....\n"
        "2 3.none..No answer is given for this row .....\n"
        "3.rejected.lines columns.The line has not as many fields as the layout: a value "
        "cannot "
        "hold the separator .....\n");
    l.answers = LAYOUT_ANSWERS_TIN;
    are("1 .\r\n\n2\r3.LEE\n\"3.\xff\n.......", &l,
        "1 ..4\n2\r3.LEE.3\n\"3.\xff.4\n........4\n");
}

static void fixed(void **state)
{
    (void)state;
    static struct layout l = {.format = LAYOUT_FIXED,
                              .width = 10,
                              .count = 2,
                              .column = {{.field = FIELD_SURNAME, .first = 1, .last = 4},
                                         {.field = FIELD_CONTROL, .first = 6, .last = 8}}};
    struct text t = {0};
    char want[2][200];
    const size_t width = 10 + 1 + 12 + 24 + 16 + 60 + 30 + 2 + 5;
    answers_to(SPAN_LITERAL("      1 z\nLEE  2\n"), &l, &t);
    snprintf(want[0], sizeof want[0], "%-10s4%-12s%-24s%113s\n", "      1", "insufficient",
             "name-empty", "");
    snprintf(want[1], sizeof want[1], "%-10s3%-12s%-24s%113s\n", "     2", "none", "", "");
    assert_int_equal(t.len, 2 * (width + 1));
    assert_memory_equal(t.at, want[0], width + 1);
    assert_memory_equal(t.at + width + 1, want[1], width + 1);
    text_free(&t);

    l.answer[ANSWER_PART_MESSAGE] = (struct layout_place){1, 5};
    l.answer[ANSWER_PART_CODE] = (struct layout_place){12, 13};
    l.answer[ANSWER_PART_ANSWER] = (struct layout_place){9, 9};
    are("      1 z\nLEE  2\nLEE  3     z\nL\xff   4\nLEE", &l,
        "No na 1 i  4 \n"
        "No an2  n  3 \n"
        "The l   r  4 \n" /* too long: whose row it is is not certain */
        "Byte    r  4 \n"
        "The c   r  4 \n");
}

static void ndjson(void **state)
{
    (void)state;
    static struct layout l = {.format = LAYOUT_NDJSON,
                              .count = 2,
                              .column = {{.name = "n\"o", .field = FIELD_CONTROL},
                                         {.name = "name", .field = FIELD_SURNAME}}};
    are("{\"n\\\"o\":\"a\\\\\\u0001\\n\\\"\xc3\xa9\"}\n{\"name\":\"LEE\",\"n\\\"o\": 17 }\n"
        "{\"n\\\"o\":\"17\",\"name\":[]}\n{\"n\\\"o\":true,\"name\":\"L\"}\n{\"x\":1}\n",
        &l,
        "{\"n\\\"o\":\"a\\\\\\u0001\\n\\\"\xc3\xa9\",\"answer\":\"insufficient\",\"category\":"
        "\"name-empty\",\"message\":\"" NO_NAME "\"}\n"
        "{\"n\\\"o\":17,\"answer\":\"none\",\"message\":\"" NO_ANSWER "\"}\n"
        "{\"n\\\"o\":\"17\",\"answer\":\"rejected\",\"category\":\"json.nested\",\"message\":"
        "\"Member "
        "2: The value is an object or a list: write a flat object.\"}\n"
        "{\"n\\\"o\":true,\"answer\":\"none\",\"message\":\"" NO_ANSWER "\"}\n"
        "{\"n\\\"o\":\"\",\"answer\":\"rejected\",\"category\":\"json.unknown\",\"message\":"
        "\"Member "
        "1: The layout has no such member: declare it there, or ignore it on purpose.\"}\n");
}

/* A value of more bytes than its place ends with a whole character. */
static void cuts_at_a_character(void **state)
{
    (void)state;
    static struct layout l = {.format = LAYOUT_FIXED,
                              .width = 6,
                              .count = 1,
                              .column = {{.field = FIELD_CONTROL, .first = 1, .last = 6}}};
    struct text t = {0};
    answers_to(SPAN_LITERAL("\xc3\xa9\xc3\xa9\xc3\xa9\n"), &l, &t);
    assert_memory_equal(t.at,
                        "\xc3\xa9\xc3\xa9\xc3\xa9"
                        "4insufficient",
                        19);
    text_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv),
        cmocka_unit_test(lines),
        cmocka_unit_test(fixed),
        cmocka_unit_test(ndjson),
        cmocka_unit_test(cuts_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
