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
        cmocka_unit_test(reads_a_layout),
        cmocka_unit_test(knows_each_field),
        cmocka_unit_test(refuses_with_place_and_hint),
        cmocka_unit_test(holds_128_columns),
        cmocka_unit_test(the_examples_describe_the_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
