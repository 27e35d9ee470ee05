/* Tests of standard names, dates, identifiers and the small fields. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static struct row named(const char *given, const char *middle, const char *surname,
                        const char *suffix)
{
    struct row row = {.number = 1};
    row.value[FIELD_GIVEN_NAME] = span_of(given);
    row.value[FIELD_MIDDLE_NAME] = span_of(middle);
    row.value[FIELD_SURNAME] = span_of(surname);
    row.value[FIELD_SUFFIX] = span_of(suffix);
    return row;
}

static void is(const struct row *row, const char *expected)
{
    char got[256];
    struct name n = testing_person(row).name;
    snprintf(got, sizeof got, "%.*s|%.*s|%.*s|%u", SPAN_ARGS(n.given), SPAN_ARGS(n.middle),
             SPAN_ARGS(n.surname), n.suffix);
    assert_string_equal(got, expected);
}

static void columns(void **state)
{
    (void)state;
    static const char *const table[][5] = {
        {"John", "", "O'Brien", "", "JOHN||OBRIEN|0"},
        {"John", "Q.", "Smith-Jones", "", "JOHN|Q|SMITH JONES|0"},
        {"John Q", "", "Smith", "", "JOHN|Q|SMITH|0"},
        {"Mary Ann", "", "Smith", "", "MARY ANN||SMITH|0"},
        {"Mr. John", "", "Smith Jr.", "", "JOHN||SMITH|1"},
        {"John III", "", "Smith", "", "JOHN||SMITH|4"},
        {"John", "Jr", "Smith", "", "JOHN||SMITH|1"},
        {"John", "", "Smith Jr", "III", "JOHN||SMITH|4"},
        {"John", "V", "Smith", "", "JOHN|V|SMITH|0"},
        {"John", "", "Smith", "V", "JOHN||SMITH|6"},
        {"John", "", "Smith", "2nd", "JOHN||SMITH|3"},
        {"Dr Ana", "", "de la Cruz", "", "ANA||DE LA CRUZ|0"},
        {"JOSÉ", "", "NÚÑEZ", "", "JOSE||NUNEZ|0"},
        {"Søren", "", "Łukasz-Strauß", "", "SOREN||LUKASZ STRAUSS|0"},
        {"Æthel", "", "Þór", "", "AETHEL||THOR|0"},
        {"ｊｏｈｎ", "", "d’Angelo", "", "JOHN||DANGELO|0"},
        {"Ludwig", "", "van Beethoven", "", "LUDWIG||VAN BEETHOVEN|0"},
        {"Vi", "", "Tran", "", "VI||TRAN|0"},
        {"伟", "", "李", "", "伟||李|0"},
        {"  john ", "", "  smith  ", "", "JOHN||SMITH|0"},
        {"", "", "", "", "|||0"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = named(table[i][0], table[i][1], table[i][2], table[i][3]);
        is(&row, table[i][4]);
    }
}

static void decomposed_letters_are_the_same_name(void **state)
{
    (void)state;
    struct row row = named("Jose\xcc\x81", "",
                           "Nun\xcc\x83"
                           "ez",
                           "");
    is(&row, "JOSE||NUNEZ|0");
}

static void whole_names(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"Smith, John", "JOHN||SMITH|0"},
        {"SMITH JR, JOHN QUINCY", "JOHN|QUINCY|SMITH|1"},
        {"Smith, John Q. III", "JOHN|Q|SMITH|4"},
        {"Smith, Jr, John", "JOHN||SMITH|1"},
        {"John Smith", "JOHN||SMITH|0"},
        {"John Q. Smith Jr.", "JOHN|Q|SMITH|1"},
        {"John Smith, Jr.", "JOHN||SMITH|1"},
        {"Mr. John Smith MD", "JOHN||SMITH|0"},
        {"Maria de la Cruz", "MARIA||DE LA CRUZ|0"},
        {"Ludwig van der Berg", "LUDWIG||VAN DER BERG|0"},
        {"Al Smith", "AL||SMITH|0"},
        {"Osama bin Ahmed", "OSAMA||BIN AHMED|0"},
        {"de la Cruz, Maria Elena", "MARIA|ELENA|DE LA CRUZ|0"},
        {"Smith", "||SMITH|0"},
        {"John Smith V", "JOHN||SMITH|6"},
        {"", "|||0"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = {.number = 1};
        row.value[FIELD_FULL_NAME] = span_of(table[i][0]);
        is(&row, table[i][1]);
    }
}

static void dates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t date;
    } table[] = {
        {"1980-02-29", 19800229},
        {"19800229", 19800229},
        {"1981-02-29", 19810000},
        {"1980-13-01", 19800000},
        {"1980-00-00", 19800000},
        {"1980", 19800000},
        {"1980-05", 19800500},
        {"198005", 0},
        {"", 0},
        {"0000-00-00", 0},
        {"01/02/1980", 0},
        {"1980-5-1", 0},
        {"1980-05-00", 19800500},
        {" 1980-05-01 ", 19800501},
        {"9999-01-01", 0},
        {"1849-12-31", 18491231},
        {"1000-01-01", 10000101},
        {"1582-10-10", 15821010}, /* proleptic Gregorian, as everywhere */
        {"1066", 10660000},
        {"0999-12-31", 0},
        {"0080-01-01", 0},
        {"80-01-01", 0},
        {"800101", 0},
        {"1900-02-29", 19000000},
        {"1800-02-28", 18000228},
        {"1980-05-32", 19800500},
        {"1980-13-32", 19800000},
        {"1980-04-31", 19800000},
        {"unknown", 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = {.number = 1};
        row.value[FIELD_BIRTH_DATE] = span_of(table[i].text);
        assert_int_equal(testing_person(&row).birth, table[i].date);
    }
}

static void identifiers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *last;
        uint32_t identifier, last4;
    } table[] = {
        {"219099999", "", 219099999, 9999},
        {"219-09-9999", "", 219099999, 9999},
        {"219 09 9999", "1234", 219099999, 9999},
        {"", "0123", IDENTIFIER_NONE, 123},
        {"21909999", "", IDENTIFIER_NONE, LAST4_NONE},
        {"2190999990", "", IDENTIFIER_NONE, LAST4_NONE},
        {"21909999X", "12", IDENTIFIER_NONE, LAST4_NONE},
        {"000000000", "", IDENTIFIER_NONE, LAST4_NONE},
        {"999-99-9999", "", IDENTIFIER_NONE, LAST4_NONE},
        {"123456789", "", IDENTIFIER_NONE, LAST4_NONE},
        {"001010001", "", 1010001, 1},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = {.number = 1};
        row.value[FIELD_IDENTIFIER] = span_of(table[i].text);
        row.value[FIELD_IDENTIFIER_LAST4] = span_of(table[i].last);
        struct person p = testing_person(&row);
        assert_int_equal(p.identifier, table[i].identifier);
        assert_int_equal(p.last4, table[i].last4);
    }
}

static void small_fields(void **state)
{
    (void)state;
    struct row row = {.number = 9};
    row.value[FIELD_CONTROL] = SPAN_LITERAL(" 007 ");
    row.value[FIELD_SEX] = SPAN_LITERAL("female");
    row.value[FIELD_PHONE] = SPAN_LITERAL("+1 (555) 010-9999");
    row.value[FIELD_EMAIL] = SPAN_LITERAL(" Ann@Example.COM ");
    row.value[FIELD_FLAGS] = SPAN_LITERAL("deceased protected");
    row.value[FIELD_NOTE] = SPAN_LITERAL("  Café,  O'Neil & Söhne. ");
    row.value[FIELD_PLACE] = SPAN_LITERAL("---");
    struct person p = testing_person(&row);
    assert_int_equal(p.row, 9);
    assert_true(span_is(p.id, " 007 ")); /* untouched */
    assert_int_equal(p.sex, 'F');
    assert_true(span_is(p.phone, "5550109999"));
    assert_true(span_is(p.email, "ann@example.com"));
    assert_int_equal(p.flags, PERSON_PROTECTED | PERSON_DECEASED);
    assert_true(span_is(p.note, "CAFE ONEIL SOHNE"));
    assert_int_equal(p.place.len, 0);
    assert_int_equal(p.address.kind, ADDRESS_NONE);
    assert_int_equal(p.address.zip, ZIP_NONE);
}

/* Distances that can be counted by hand. */
static void distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned distance;
    } table[] = {{"", "", 0},           {"A", "", 1},          {"UNKNOWN", "UNKNWON", 1},
                 {"CA", "ABC", 3},      {"MAIN", "MAIN", 0},   {"KITTEN", "SITTING", 3},
                 {"MAPLE", "MAPEL", 1}, {"MAPLE", "STAPLE", 2}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(span_distance(span_of(table[i].a), span_of(table[i].b), 5),
                         table[i].distance);
        assert_int_equal(span_distance(span_of(table[i].b), span_of(table[i].a), 5),
                         table[i].distance);
    }
    assert_int_equal(span_distance(SPAN_LITERAL("KITTEN"), SPAN_LITERAL("SITTING"), 1),
                     2); /* cut off */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns),     cmocka_unit_test(decomposed_letters_are_the_same_name),
        cmocka_unit_test(whole_names), cmocka_unit_test(dates),
        cmocka_unit_test(identifiers), cmocka_unit_test(small_fields),
        cmocka_unit_test(distances),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
