#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"

#include "engine/rules/rules_testing.h"

/* Layouts: what is read, what is refused; the examples against the real files. */

static bool layout_of(const char *text, struct layout *l, struct error *e)
{
    struct rules_source source = {"t", span_of(text), INSTANT_MIN};
    return rules_parse_layout(l, &source, e);
}

static void reads_a_layout(void **state)
{
    (void)state;
    static struct layout l;
    struct error e = {0};
    assert_true(layout_of("layout \"x\" separator tab\n"
                          "column \" rec id\" is id  column \"n\" is surname\n"
                          "ignore \"ssn \"\ncolumn \"p\" is person_id",
                          &l, &e));
    assert_string_equal(l.name, "x");
    assert_int_equal(l.separator, '\t');
    assert_int_equal(l.count, 4);
    assert_string_equal(l.column[0].name, "rec id");
    assert_int_equal(l.column[0].field, FIELD_CONTROL);
    assert_int_equal(l.column[1].field, FIELD_SURNAME);
    assert_string_equal(l.column[2].name, "ssn");
    assert_int_equal(l.column[2].field, -1);
    assert_int_equal(l.column[3].field, FIELD_PERSON_ID);
    assert_true(layout_of("layout \"y\" column \"n\" is surname separator \";\"", &l, &e));
    assert_int_equal(l.separator, ';');
    assert_int_equal(l.count, 1);
    assert_true(layout_of("layout \"y\" column \"n\" is surname", &l, &e));
    assert_int_equal(l.separator, ',');
}

static void reads_lines(void **state)
{
    (void)state;
    static struct layout l;
    struct error e = {0};
    assert_true(
        layout_of("layout \"x\"\ncolumn 2 is identifier\nignore 3\ncolumn 1 is id\n"
                  "answers tin-matching identifier is itin format lines separator \";\"",
                  &l, &e));
    assert_int_equal(l.format, LAYOUT_LINES);
    assert_int_equal(l.separator, ';');
    assert_int_equal(l.answers, LAYOUT_ANSWERS_TIN);
    assert_int_equal(l.identifier, LAYOUT_IDENTIFIER_ITIN);
    assert_int_equal(l.count, 3);
    assert_int_equal(l.column[0].first, 2);
    assert_int_equal(l.column[0].last, 2);
    assert_int_equal(l.column[0].field, FIELD_IDENTIFIER);
    assert_string_equal(l.column[0].name, "");
    assert_int_equal(l.column[1].first, 3);
    assert_int_equal(l.column[1].field, -1);
    assert_int_equal(l.column[2].field, FIELD_CONTROL);
    assert_true(layout_of("layout \"x\" format lines column 1 is id", &l, &e));
    assert_int_equal(l.separator, ',');
    assert_int_equal(l.answers, LAYOUT_ANSWERS_OWN);
}

static void reads_fixed(void **state)
{
    (void)state;
    static struct layout l;
    struct error e = {0};
    assert_true(layout_of("layout \"x\" format fixed 130\ncolumn 1 to 9 is identifier\n"
                          "column 12 is sex column 121 to 130 is control identifier is ssn\n"
                          "answer 131 to 132 is code answer 40 is zip",
                          &l, &e));
    assert_int_equal(l.format, LAYOUT_FIXED);
    assert_int_equal(l.width, 130);
    assert_int_equal(l.separator, 0);
    assert_int_equal(l.column[0].first, 1);
    assert_int_equal(l.column[0].last, 9);
    assert_int_equal(l.column[1].first, 12);
    assert_int_equal(l.column[1].last, 12);
    assert_int_equal(l.answer[ANSWER_PART_CODE].first, 131);
    assert_int_equal(l.answer[ANSWER_PART_CODE].last, 132);
    assert_int_equal(l.answer[ANSWER_PART_ZIP].first, 40);
    assert_int_equal(l.answer[ANSWER_PART_ZIP].last, 40);
    assert_int_equal(l.answer[ANSWER_PART_ANSWER].first, 0);
    assert_int_equal(l.identifier, LAYOUT_IDENTIFIER_SSN);
}

static void reads_ndjson(void **state)
{
    (void)state;
    static struct layout l;
    struct error e = {0};
    assert_true(layout_of("layout \"x\" column \"ssn\" is identifier format ndjson\n"
                          "ignore \"x\" identifier is ssn",
                          &l, &e));
    assert_int_equal(l.format, LAYOUT_NDJSON);
    assert_int_equal(l.count, 2);
    assert_string_equal(l.column[1].name, "x");
    assert_int_equal(l.column[1].first, 0);
}

/* Each field can be named. */
static void knows_each_field(void **state)
{
    (void)state;
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        static struct layout l;
        char source[200];
        struct error e = {0};
        (void)snprintf(source, sizeof source, "layout \"x\" column \"c\" is %s",
                       field_name((enum field)f));
        assert_true(layout_of(source, &l, &e));
        assert_int_equal(l.column[0].field, f);
    }
}

static void refuses_with_place_and_hint(void **state)
{
    (void)state;
    static const struct {
        const char *source, *text, *hint;
    } cases[] = {
        {"", "t:1:1: expected 'layout', but the file ends", ""},
        {"agreement \"x\"", "t:1:1: expected 'layout', found 'agreement'", ""},
        {"layout \"x\"", "t:1:1: the layout has no column", "column"},
        {"layout \"x\" ignore \"a\"", "t:1:1: the layout has no column", "column"},
        {"layout \"x\"\ncolumn \"a\" is surnam",
         "t:2:15: expected the name of a field, found 'surnam'", "\"surname\""},
        {"layout \"x\"\ncolumn \"a\" surname", "t:2:12: expected 'is', found 'surname'", ""},
        {"layout \"x\"\ncolumn \"a\" is surname\ncolumn \"b\" is surname",
         "t:3:15: another column is 'surname' already", "note"},
        {"layout \"x\"\ncolumn \"a\" is surname\nignore \" a\"",
         "t:3:8: the column is described twice", "keep one"},
        {"layout \"x\" separator \"ab\"",
         "t:1:22: expected tab, or one character in double quotes, "
         "found a text in quotes",
         "tab"},
        {"layout \"x\" column \"a\" is id clause X",
         "t:1:29: expected the end of the file, found 'clause'", "file of its own"},
        {"layout \"x\" colum \"a\" is id",
         "t:1:12: expected a statement of a layout, found 'colum'", "\"column\""},
        {"layout \"x\" format line",
         "t:1:19: expected csv, lines, fixed or ndjson, found 'line'", "\"lines\""},
        {"layout \"x\" format fixed",
         "t:1:24: expected the bytes of a record, but the file ends", "65536"},
        {"layout \"x\" format fixed 0", "t:1:25: expected the bytes of a record, found '0'",
         "65536"},
        {"layout \"x\" format fixed 70000",
         "t:1:25: expected the bytes of a record, found '70000'", "65536"},
        {"layout \"x\" column 0 is id",
         "t:1:19: expected a name in double quotes, or a number, "
         "found '0'",
         "from 1"},
        {"layout \"x\" column 9 to 8 is id", "t:1:24: the last byte stands before the first",
         ""},
        {"layout \"x\" column 3 is id",
         "t:1:19: a column of format csv is described by its name in double quotes",
         "\"name\""},
        {"layout \"x\" format ndjson column 3 is id",
         "t:1:33: a column of format ndjson is described by the member's name in double quotes",
         "\"name\""},
        {"layout \"x\" format lines column \"a\" is id",
         "t:1:32: a column of format lines is described by the number of its field",
         "column 3"},
        {"layout \"x\" format lines column 1 to 2 is id",
         "t:1:32: a column of format lines is described by the number of its field",
         "column 3"},
        {"layout \"x\" format fixed 9 ignore 3 to 4 column \"a\" is id",
         "t:1:34: bytes that no column names are ignored anyway", "leave"},
        {"layout \"x\" format fixed 9 column \"a\" is id",
         "t:1:34: a column of format fixed is described by its bytes", "10 to 29"},
        {"layout \"x\" format fixed 9 column 1 is id separator \";\"",
         "t:1:52: a separator does not go with format fixed", "leave it out"},
        {"layout \"x\" format ndjson column \"a\" is id separator tab",
         "t:1:53: a separator does not go with format ndjson", "leave it out"},
        {"layout \"x\" column \"a\" is id answers tin-matching",
         "t:1:37: tin-matching does not go with format csv", "format lines"},
        {"layout \"x\" column \"a\" is id answers own",
         "t:1:37: expected 'tin-matching', found 'own'", ""},
        {"layout \"x\" column \"a\" is id answer 3 is code",
         "t:1:36: a place of an answer does not go with format csv", "format fixed"},
        {"layout \"x\" format lines column 1 is id column 3 is zip",
         "t:1:1: field 2 of a line is not described", "ignore 2"},
        {"layout \"x\" format lines column 1 is id ignore 1",
         "t:1:47: the field is described twice", "one of the two"},
        {"layout \"x\" format lines column 1 is id ignore 129",
         "t:1:47: a line has at most 128 fields", ""},
        {"layout \"x\" format fixed 9 column 1 to 10 is id",
         "t:1:34: the column reaches beyond the record's 9 bytes", "width"},
        {"layout \"x\" format fixed 9 column 1 to 5 is id column 5 is zip",
         "t:1:54: the column shares bytes with another", "correct"},
        {"layout \"x\" format fixed 9 column 1 to 5 is id answer 5 is code",
         "t:1:54: the answer shares bytes with the control field", "behind"},
        {"layout \"x\" format fixed 9 column 1 is id answer 5 to 9 is code answer 9 is zip",
         "t:1:71: the answer shares bytes with another part of it", "correct"},
        {"layout \"x\" format fixed 9 column 1 is id answer 5 is code answer 6 is code",
         "t:1:66: another place is 'code' already", "keep one"},
        {"layout \"x\" format fixed 9 column 1 is id answer 5 is cod",
         "t:1:54: expected a part of an answer, found 'cod'", "\"code\""},
        {"layout \"x\" format csv format csv", "t:1:23: 'format' is stated twice in a layout",
         ""},
        {"layout \"x\" column \"a\" is identifier identifier is sin",
         "t:1:51: expected ssn, itin or ein, found 'sin'", "\"ssn\""},
        {"layout \"x\" column \"a\" is identifier identifier is ssn column \"k\" is "
         "identifier_kind",
         "t:1:48: a column is 'identifier_kind': each row says it by itself", "keep one"},
        {"layout \"x\" column \"a\" is id identifier is ssn",
         "t:1:40: no column is 'identifier'", "leave it out"},
        {"layout \"x\" column "
         "\"0123456789012345678901234567890123456789012345678901234567890123\" is id",
         "t:1:19: the column's name has more than 63 bytes", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct layout l;
        struct error e = {0};
        assert_false(layout_of(cases[i].source, &l, &e));
        assert_string_equal(e.text, cases[i].text);
        if (strstr(e.hint, cases[i].hint) == NULL) {
            fail_msg("the hint is \"%s\", not \"%s\"", e.hint, cases[i].hint);
        }
    }
}

static void holds_128_columns(void **state)
{
    (void)state;
    static struct layout l;
    struct error e = {0};
    struct text t = {0};
    assert_true(text_adds(&t, "layout \"x\" column \"c\" is id\n", &e));
    for (int i = 1; i < 128; i++) {
        assert_true(text_addf(&t, &e, "ignore \"%d\"\n", i));
    }
    assert_true(layout_of(t.at, &l, &e));
    assert_int_equal(l.count, 128);
    assert_true(text_adds(&t, "ignore \"more\"", &e));
    assert_false(layout_of(t.at, &l, &e));
    assert_string_equal(e.text, "t:129:8: there are more than 128 columns");
    text_free(&t);
}

/* The example describes each column of the real file's header, and no other. */
static void describes(const char *example, const char *data)
{
    const char *top = getenv("TOP"), *shared = getenv("SHARED");
    static struct layout l;
    char path[PATH_SIZE];
    struct error e = {0};
    struct text t = {0};
    if (top == NULL || shared == NULL) {
        print_message("TOP or SHARED is not set: no examples or data\n");
        skip();
    }
    assert_true(path_format(path, sizeof path, &e, "%s/examples/layouts/%s", top, example));
    assert_true(file_load(&t, path, 1 << 20, &e));
    assert_true(layout_of(t.at, &l, &e));
    text_clear(&t);
    assert_true(path_format(path, sizeof path, &e, "%s/data/%s", shared, data));
    if (!file_exists(path)) {
        text_free(&t);
        print_message("%s is absent\n", data);
        skip();
    }
    assert_true(file_load(&t, path, 64 << 20, &e));
    struct span rest = text_span(&t), line, name;
    size_t columns = 0, found = 0;
    assert_true(span_cut(&rest, '\n', &line));
    while (span_cut(&line, ',', &name)) {
        columns++;
        for (size_t i = 0; i < l.count; i++) {
            found += span_is(span_trim(name), l.column[i].name);
        }
    }
    assert_int_equal(found, columns);
    assert_int_equal(l.count, columns);
    text_free(&t);
}

static void the_examples_describe_the_data(void **state)
{
    (void)state;
    describes("febrl.proviso", "febrl/dataset1.csv");
    describes("febrl.proviso", "febrl/dataset4a.csv");
    describes("febrl.proviso", "febrl/dataset4b.csv");
    describes("historical.proviso", "splink/historical_figures_with_errors_50k.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_layout),    cmocka_unit_test(reads_lines),
        cmocka_unit_test(reads_fixed),       cmocka_unit_test(reads_ndjson),
        cmocka_unit_test(knows_each_field),  cmocka_unit_test(refuses_with_place_and_hint),
        cmocka_unit_test(holds_128_columns), cmocka_unit_test(the_examples_describe_the_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
