/* Tests of names as they are compared, of the parts of surnames, and that none of
 * it reaches the judgement. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static struct row named(const char *given, const char *middle, const char *surname)
{
    struct row row = testing_row("12 Main St", "Springfield", "IL", "62701");
    row.value[FIELD_GIVEN_NAME] = span_of(given);
    row.value[FIELD_MIDDLE_NAME] = span_of(middle);
    row.value[FIELD_SURNAME] = span_of(surname);
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

static void compounds_have_one_form(void **state)
{
    (void)state;
    static const char *const table[][4] = {
        {"John", "", "Mc Donald", "JOHN||MCDONALD|0"},
        {"John", "", "Mac Donald", "JOHN||MACDONALD|0"},
        {"John", "", "O Brien", "JOHN||OBRIEN|0"},
        {"John", "", "O'Brien", "JOHN||OBRIEN|0"},
        {"John", "", "D'Angelo", "JOHN||DANGELO|0"},
        {"John", "", "St. John", "JOHN||SAINT JOHN|0"},
        {"Mary", "", "Smith (Jones)", "MARY||SMITH JONES|0"},
        {"Mary", "", "Smith née Jones", "MARY||SMITH JONES|0"},
        {"Mary", "", "Nee", "MARY||NEE|0"},
        {"Abd al-Rahman", "", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdel Rahman", "", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdurrahman", "", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdurahman", "", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdelrahman", "", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdul", "Rahman", "Khan", "ABDULRAHMAN||KHAN|0"},
        {"Abdus", "", "Khan", "ABDUS||KHAN|0"},
        {"Abdallah", "", "Khan", "ABDULLAH||KHAN|0"},
        {"Salah al-Din", "", "Khan", "SALAHUDDIN||KHAN|0"},
        {"Salah Eddine", "", "Khan", "SALAHUDDIN||KHAN|0"},
        {"Salaheddine", "", "Khan", "SALAHUDDIN||KHAN|0"},
        {"J.R.", "", "Smith", "J|R|SMITH|0"},
        {"J.R", "", "Smith", "J|R|SMITH|0"},
        {"Jr", "", "Smith", "||SMITH|1"},
        {"John", "J.R.", "Smith", "JOHN||SMITH|1"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = named(table[i][0], table[i][1], table[i][2]);
        is(&row, table[i][3]);
    }
}

static void alphabets(void **state)
{
    (void)state;
    static const char *const table[][3] = {
        {"Straße", "Æsa", "STRASSE||AESA|0"},
        {"Øystein", "Łoś", "OYSTEIN||LOS|0"},
        {"Đức", "Þór", "DUC||THOR|0"},
        {"Işıl", "Ñúñez", "ISIL||NUNEZ|0"},
        {"Thị", "Nguyễn", "THI||NGUYEN|0"},
        {"Ượng", "Trần", "UONG||TRAN|0"},
        {"Ｊｏｈｎ", "ＳＭＩＴＨ", "JOHN||SMITH|0"},
        {"Иван", "Щербаков", "IVAN||SHCHERBAKOV|0"},
        {"юрий", "чайковский", "YURII||CHAIKOVSKII|0"},
        {"Ігор", "Ґалаґан", "IGOR||GALAGAN|0"},
        {"Љубица", "Ђорђевић", "LJUBITSA||DJORDJEVIC|0"},
        {"Γιώργος", "Παππάς", "GIORGOS||PAPPAS|0"},
        {"محمد", "حسن", "محمد||حسن|0"},
        {"伟", "李", "伟||李|0"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = named(table[i][0], "", table[i][1]);
        is(&row, table[i][2]);
    }
}

/* Cyrillic Й (one letter, И when folded) is judged by its own bytes, НЕТ and НА are
 * not the English words their letters spell; J.R. stays without a given name. */
static void the_judgement_sees_the_name_as_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *given, *surname;
        enum sufficiency sufficiency;
    } table[] = {
        {"Иван", "Иванов", SUFFICIENCY_COMPLETE}, {"И", "Иванов", SUFFICIENCY_COMPLETE},
        {"Нулл", "Нулл", SUFFICIENCY_COMPLETE},   {"Унк", "Тестенко", SUFFICIENCY_COMPLETE},
        {"Ь", "Ъ", SUFFICIENCY_COMPLETE},         {"J.R.", "Smith", SUFFICIENCY_INSUFFICIENT},
        {"John", "X", SUFFICIENCY_REVIEW},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = named(table[i].given, "", table[i].surname);
        assert_int_equal(testing_judge(&row, ELEMENT_ALL).sufficiency, table[i].sufficiency);
    }
}

static void surnames_have_parts(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"DE LA CRUZ", "CRUZ"},
        {"VAN DER BERG", "BERG"},
        {"GARCIA LOPEZ", "GARCIA/LOPEZ"},
        {"AL HASSAN", "HASSAN"},
        {"BEN SALAH", "SALAH"},
        {"O BRIEN", "O BRIEN"},
        {"SMITH JONES", "SMITH/JONES"},
        {"ORTEGA Y GASSET", "ORTEGA/GASSET"},
        {"BIN ABDULLAH AL SAUD", "ABDULLAH/SAUD"},
        {"SAINT JOHN", "SAINT JOHN"},
        {"NGUYEN VAN", "NGUYEN"},
        {"VAN", "VAN"},
        {"DE LA", "DE LA"},
        {"GARCIA DE LA TORRE", "GARCIA/TORRE"},
        {"SAINT", "SAINT"},
        {"A B C D F", "A/B/C/D F"},
        {"", ""},
        {"SMITH", "SMITH"},
        {"MC DONALD SMITH", "MC DONALD/SMITH"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char got[128] = "";
        struct span parts[STANDARD_PARTS];
        unsigned n = standard_name_parts(span_of(table[i][0]), parts);
        for (unsigned k = 0; k < n; k++) {
            size_t at = strlen(got);
            snprintf(got + at, sizeof got - at, "%s%.*s", k == 0 ? "" : "/",
                     SPAN_ARGS(parts[k]));
        }
        assert_string_equal(got, table[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compounds_have_one_form),
        cmocka_unit_test(alphabets),
        cmocka_unit_test(the_judgement_sees_the_name_as_it_is),
        cmocka_unit_test(surnames_have_parts),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
