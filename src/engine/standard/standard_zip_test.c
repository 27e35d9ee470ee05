/* Tests of the ZIP table and the gazetteer, against a public table of ZIPs. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static void prefixes(void **state)
{
    (void)state;
    static const struct {
        uint32_t zip;
        const char *state;
    } table[] = {
        {501, "NY"},   {500, ""},     {0, ""},       {99999, ""},   {99951, ""},
        {99950, "AK"}, {10000, ""},   {10001, "NY"}, {12345, "NY"}, {901, "PR"},
        {802, "VI"},   {9021, "AE"},  {34001, "AA"}, {96278, "AP"}, {96799, "AS"},
        {96913, "GU"}, {96950, "MP"}, {96941, "FM"}, {96960, "MH"}, {96940, "PW"},
        {6390, "NY"},  {6389, "CT"},  {2108, "MA"},  {5501, "MA"},  {20001, "DC"},
        {20101, "VA"}, {21301, ""},   {34301, ""},   {56901, "DC"}, {73301, "TX"},
        {88510, "TX"}, {90210, "CA"}, {62701, "IL"}, {98601, "WA"}, {98701, ""},
        {99501, "AK"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(standard_zip_state(table[i].zip), table[i].state) != 0) {
            fail_msg("%05u is %s", table[i].zip, standard_zip_state(table[i].zip));
        }
    }
}

struct place_line {
    struct span code, city, state;
};

static bool next_place(struct span *rest, struct place_line *p)
{
    struct span line;
    while (span_cut(rest, '\n', &line)) {
        if (span_cut(&line, ',', &p->code) && span_cut(&line, ',', &p->city) &&
            span_cut(&line, ',', &p->state) && p->code.len == 5 && p->code.at[0] >= '0' &&
            p->code.at[0] <= '9') {
            return true;
        }
    }
    return false;
}

/* The table of others agrees with ours, but for lines known to be odd. */
static void public_table(void **state)
{
    (void)state;
    static const char odd[] =
        "56945 93737"; /* a parcel return code; a typing error (Fresno is in California) */
    const char *path = testing_shared("data/reference/all_us_zipcodes.csv");
    struct text text = {0};
    struct error e;
    struct place_line p;
    size_t seen = 0, differ = 0;
    if (path == NULL) {
        skip();
    }
    assert_true(file_load(&text, path, 1 << 24, &e));
    struct span rest = text_span(&text);
    while (next_place(&rest, &p)) {
        uint64_t zip;
        char code[6] = {0};
        memcpy(code, p.code.at, 5);
        assert_true(span_number(p.code, &zip));
        seen++;
        if (!span_is(p.state, standard_zip_state((uint32_t)zip)) && strstr(odd, code) == NULL) {
            differ++;
            print_error("%s is %s, not %.*s\n", code, standard_zip_state((uint32_t)zip),
                        SPAN_ARGS(p.state));
        }
    }
    assert_true(seen > 40000);
    assert_int_equal(differ, 0);
    text_free(&text);
}

/* No city of the country is taken for a placeholder, a facility, a foreign
 * place: 12 MAIN ST is complete in each. */
static void every_city_is_a_city(void **state)
{
    (void)state;
    /* Errors of the table, a city that is a number, a prison and firms with their own
     * ZIP (12345, 22222, 55555). */
    static const char not_towns[] =
        "56945 93737 95467 87151 12345 22222 55555 17622 19388 20993 21065 24205 28263 31169 46262 55467 60682 "
        "60686 60689 70891 75797 98189"; /* the later ones: firms, by their names */
    const char *path = testing_shared("data/reference/all_us_zipcodes.csv");
    struct text text = {0};
    struct error e;
    struct place_line p;
    size_t bad = 0;
    if (path == NULL) {
        skip();
    }
    assert_true(file_load(&text, path, 1 << 24, &e));
    struct span rest = text_span(&text);
    while (next_place(&rest, &p)) {
        char code[6] = {0};
        memcpy(code, p.code.at, 5);
        if (strstr(not_towns, code) != NULL) {
            continue;
        }
        struct row row = testing_row("12 MAIN ST", "", "", "");
        row.value[FIELD_CITY] = p.city;
        row.value[FIELD_STATE] = p.state;
        row.value[FIELD_ZIP] = p.code;
        struct judgement j = testing_judge(&row, ELEMENT_ADDRESS);
        uint64_t zip = 0;
        bool office = span_number(p.code, &zip) && standard_zip_is_government((uint32_t)zip);
        assert_true(!office || j.category == CATEGORY_ADDRESS_NOT_RESIDENTIAL);
        if (j.sufficiency != SUFFICIENCY_COMPLETE && !office) {
            print_error("%.*s %.*s %.*s: %s\n", SPAN_ARGS(p.city), SPAN_ARGS(p.state),
                        SPAN_ARGS(p.code), category_name(j.category));
            bad++;
        }
        /* The same in one line, told apart from its end. */
        char line[128];
        snprintf(line, sizeof line, "12 MAIN ST, %.*s, %.*s %.*s", SPAN_ARGS(p.city),
                 SPAN_ARGS(p.state), SPAN_ARGS(p.code));
        struct row one = testing_row(line, "", "", "");
        struct person whole = testing_person(&one), parts = testing_person(&row);
        if (!span_equal(whole.address.city, parts.address.city) ||
            whole.address.zip != parts.address.zip || !span_is(whole.address.street, "MAIN")) {
            print_error("in one line: %s -> %.*s\n", line, SPAN_ARGS(whole.address.city));
            bad++;
        }
        arena_reset(testing_arena);
    }
    assert_int_equal(bad, 0);
    text_free(&text);
}

/* --- the gazetteer --- */

static char path[64];

static struct standard *with(const char *csv, struct error *e)
{
    struct standard *s = NULL;
    snprintf(path, sizeof path, "/tmp/standard_zip_test.%ld.csv", (long)getpid());
    assert_true(file_save(path, span_of(csv), FILE_PRIVATE, e));
    bool ok = standard_new(&s, path, e);
    unlink(path);
    return ok ? s : NULL;
}

static const char *judged(const struct standard *s, const char *city, const char *state,
                          const char *zip)
{
    struct row row = testing_row("12 MAIN ST", city, state, zip);
    struct person p = testing_person(&row);
    struct judgement j;
    struct error e;
    assert_true(standard_judge(s, &row, &p, &(struct elements){ELEMENT_ALL}, &j, &e));
    return category_name(j.category);
}

static void gazetteer(void **state)
{
    (void)state;
    struct error e;
    struct standard *s = with(
        "county,Code,\"City\",state\r\nSANGAMON,62701,Springfield,IL\nX,62701,Spring Field,IL\n"
        "ST LOUIS,63101,\"Saint Louis\",MO\n\nX,83414,Alta,WY\n",
        &e);
    assert_non_null(s);
    assert_string_equal(judged(s, "SPRINGFIELD", "IL", "62701"), "complete");
    assert_string_equal(judged(s, "spring field", "IL", "62701"), "complete");
    assert_string_equal(judged(s, "St. Louis", "MO", "63101"), "complete");
    assert_string_equal(judged(s, "Chicago", "IL", "62701"), "place-unknown");
    assert_string_equal(judged(s, "Springfield", "IL", "62702"), "place-unknown");
    assert_string_equal(judged(s, "Alta", "ID", "83414"), "bad-zip");
    uint8_t one[32], other[32], again[32], none[32];
    standard_hash(s, one);
    standard_free(s);
    s = with("code,city,state\n62701,Springfield,IL\n", &e);
    standard_hash(s, other);
    standard_free(s);
    s = with("state,zip,city\nIL,62701,SPRINGFIELD\n", &e);
    standard_hash(s, again);
    standard_free(s);
    standard_hash(testing_standard, none);
    assert_memory_not_equal(one, other, 32);
    assert_memory_equal(other, again, 32); /* the same places */
    assert_memory_not_equal(none, other, 32);
}

/* Other headers and separators; cities that may be written for a ZIP; a ZIP of one firm. */
static void gazetteers_of_other_makers(void **state)
{
    (void)state;
    struct error e;
    struct standard *s =
        with("zip\ttype\tprimary_city\tacceptable_cities\tstate\n"
             "48236\tSTANDARD\tGrosse Pointe\tGrosse Pointe Woods, Detroit\tMI\n"
             "48226\tSTANDARD\tDetroit\t\tMI\n"
             "49503\tSTANDARD\tGrand Rapids\t\tMI\n"
             "13244\tUNIQUE\tSyracuse\t\tNY\n"
             "13210\tSTANDARD\tSyracuse\t\tNY\n",
             &e);
    assert_non_null(s);
    assert_string_equal(judged(s, "Grosse Pointe Woods", "MI", "48236"), "complete");
    assert_string_equal(judged(s, "Grosse Point", "MI", "48236"), "complete"); /* a slip */
    assert_string_equal(judged(s, "Detroit", "MI", "48236"), "complete");
    assert_string_equal(judged(s, "Detriot", "MI", "48226"), "complete");
    assert_string_equal(judged(s, "Detroit", "MI", "49503"), "place-mismatch");
    assert_string_equal(judged(s, "Grand Rapids", "MI", "48226"), "place-mismatch");
    assert_string_equal(judged(s, "Xanadu", "MI", "48226"), "place-unknown");
    assert_string_equal(judged(s, "Syracuse", "NY", "13210"), "complete");
    assert_string_equal(judged(s, "Syracuse", "NY", "13244"), "not-residential");
    standard_free(s);
    s = with("zip;city;state\n62701;Springfield;IL\n", &e);
    assert_non_null(s);
    assert_string_equal(judged(s, "Springfield", "IL", "62701"), "complete");
    standard_free(s);
}

/* City and ZIP of one state that do not belong together; FACTS section 4: a deficiency. */
static void places_that_disagree(void **state)
{
    (void)state;
    static const struct {
        const char *city, *state, *zip, *category;
        enum sufficiency sufficiency;
    } table[] = {
        {"Austin", "TX", "78704", "complete", SUFFICIENCY_COMPLETE},
        {"Austin", "TX", "77036", "place-mismatch", SUFFICIENCY_INSUFFICIENT}, /* Houston's */
        {"Pittsburgh", "PA", "19134", "place-mismatch", SUFFICIENCY_INSUFFICIENT},
        {"Miami", "FL", "33401", "place-mismatch", SUFFICIENCY_INSUFFICIENT},
        {"Boston", "MA", "10001", "bad-zip", SUFFICIENCY_INSUFFICIENT},
        {"Huston", "TX", "77036", "complete", SUFFICIENCY_COMPLETE}, /* a slip */
        {"Nowhereville", "TX", "77036", "place-unknown", SUFFICIENCY_REVIEW},
    };
    const char *csv = testing_shared("data/reference/all_us_zipcodes.csv");
    struct standard *s = NULL;
    struct error e;
    if (csv == NULL) {
        skip();
    }
    assert_true(standard_new(&s, csv, &e));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = testing_row("12 Main St", table[i].city, table[i].state, table[i].zip);
        struct person p = testing_person(&row);
        struct judgement j;
        assert_true(standard_judge(s, &row, &p, &(struct elements){ELEMENT_ALL}, &j, &e));
        assert_string_equal(category_name(j.category), table[i].category);
        assert_int_equal(j.sufficiency, table[i].sufficiency);
    }
    standard_free(s);
}

static void bad_gazetteers(void **state)
{
    (void)state;
    struct error e;
    assert_null(with("", &e));
    assert_string_equal(e.code, "gazetteer.header");
    assert_null(with("code,town,state\n62701,Springfield,IL\n", &e));
    assert_string_equal(e.code, "gazetteer.header");
    assert_null(with("code,city,state\n", &e));
    assert_string_equal(e.code, "gazetteer.empty");
    assert_null(with("code,city,state\n6270,Springfield,IL\n", &e));
    assert_string_equal(e.code, "gazetteer.entry");
    assert_non_null(strstr(e.text, "line 2"));
    struct standard *s = NULL;
    assert_false(standard_new(&s, "/nonexistent.csv", &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes),
        cmocka_unit_test(public_table),
        cmocka_unit_test(every_city_is_a_city),
        cmocka_unit_test(gazetteer),
        cmocka_unit_test(gazetteers_of_other_makers),
        cmocka_unit_test(places_that_disagree),
        cmocka_unit_test(bad_gazetteers),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
