/* Tests of the judgement: the strings that were once let through, the traps that
 * must not be refused, and each deficiency by its name. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static void is(const char *address, const char *city, const char *state, const char *zip,
               const char *category)
{
    const char *got = testing_address(address, city, state, zip);
    if (strcmp(got, category) != 0) {
        fail_msg("[%s|%s|%s|%s] is %s, not %s", address, city, state, zip, got, category);
    }
}

/* The same address line in Springfield, Illinois. */
static void line(const char *address, const char *category)
{
    is(address, "Springfield", "IL", "62701", category);
}

static void insufficient(const char *address, const char *city, const char *state,
                         const char *zip)
{
    struct row row = testing_row(address, city, state, zip);
    struct judgement j = testing_judge(&row, ELEMENT_ALL);
    if (j.sufficiency != SUFFICIENCY_INSUFFICIENT ||
        j.facts.value[FACT_ADDRESS] == ADDRESS_IS_COMPLETE ||
        (j.missing & ELEMENT_ADDRESS) == 0) {
        fail_msg("[%s|%s|%s|%s] is %s", address, city, state, zip, category_name(j.category));
    }
}

/* FACTS section 1: five strings that satisfied a five- or nine-digit check. */
static void the_five_strings_are_insufficient_for_ever(void **state)
{
    (void)state;
    static const char *const strings[][2] = {
        {"Failed to Provide", "12345"},
        {"Unknown Address", "12345"},
        {"NA NA", "12345"},
        {"Don't Care", "12345"},
        {"", "00000"},
    };
    static const char *const places[][3] = {
        {"", "", ""},
        {"", "", "12345"},
        {"Schenectady", "NY", "12345"},
        {"Springfield", "IL", "62701"},
        {"Miami", "FL", "33101-1234"},
    };
    for (size_t i = 0; i < 5; i++) {
        char text[64], quoted[64];
        snprintf(text, sizeof text, "%s%s%s", strings[i][0], strings[i][0][0] ? " " : "",
                 strings[i][1]);
        snprintf(quoted, sizeof quoted, "%s%s%s", strings[i][1], strings[i][0][0] ? " " : "",
                 strings[i][0]);
        for (size_t p = 0; p < 5; p++) {
            insufficient(text, places[p][0], places[p][1], places[p][2]);
            insufficient(quoted, places[p][0], places[p][1], places[p][2]);
            insufficient(strings[i][0], places[p][0], places[p][1], strings[i][1]);
            insufficient("", text, places[p][1], places[p][2]);
            insufficient("12 MAIN ST", text, "", "");
        }
        insufficient(strings[i][0], "", "", strings[i][1]);
        insufficient("", strings[i][0], "", strings[i][1]);
        insufficient("", "", strings[i][0], strings[i][1]);
    }
    insufficient("Failed to", "Provide", "", "12345");
    insufficient("Failed", "to Provide", "NY", "12345");
    insufficient("Unknown", "Address", "NY", "12345");
    insufficient("NA", "NA", "", "12345");
    insufficient("NA", "NA", "NA", "12345");
    insufficient("Don't", "Care", "NY", "12345");
    insufficient("DON’T CARE", "Care", "NY", "12345");
    struct row row = testing_row("", "", "", "12345");
    row.value[FIELD_HOUSE] = SPAN_LITERAL("Failed to");
    row.value[FIELD_STREET] = SPAN_LITERAL("Provide");
    assert_int_equal(testing_judge(&row, ELEMENT_ALL).sufficiency, SUFFICIENCY_INSUFFICIENT);
}

/* FACTS section 4: words inside words, and streets that are really named so. */
static void traps_are_complete(void **state)
{
    (void)state;
    static const char *const good[] = {
        "12 Transit Rd",
        "4410 TRANSIT RD APT 3",
        "12 Nonesuch Rd",
        "8 Nanuet Ave",
        "9 Avoidale Ct",
        "7 Jailette Rd",
        "3 Jail Hill Rd",
        "5 N ST",
        "12 A St",
        "1204 K ST NW",
        "9 S. St.",
        "12 1/2 MAIN ST",
        "1/2 MAIN ST",
        "12-34 31ST AVE",
        "12-34 Bell Blvd Apt 4B",
        "N6W23001 BLUEMOUND RD",
        "W6234 County Road X",
        "1450 S 900 E",
        "1450 SOUTH 900 EAST",
        "123A OAK AVE",
        "123 US HWY 12",
        "4512 FM 1960 RD W",
        "99 COUNTY ROAD 5",
        "77 State Route 9 N",
        "1200 BROADWAY",
        "350 5th Ave",
        "350 FIFTH AVENUE # 21",
        "12 AVENUE A",
        "100 AVE OF THE AMERICAS",
        "ONE MAIN ST",
        "12 E 86TH ST APT 4-B",
        "2 ST JAMES PL",
        "16 SAINT MARKS PL UNIT 2",
        "12 EL CAMINO REAL",
        "P.O. Box 123",
        "PO BOX #12",
        "POB 7",
        "P O BOX A",
        "Post Office Box 99",
        "RR 4 BOX 87-A",
        "RURAL ROUTE 4 BOX 8",
        "HC 68 BOX 23",
        "RR4 BOX 12",
        "12 MAIN ST FL 2",
        "12 MAIN ST 2ND FLOOR",
        "12 MAIN ST REAR",
        "12 MAIN ST 4B",
        "12 MAIN ST BLDG 3 APT 4",
        "12 FRONT ST",
        "12 KEY WEST DR",
        "12 UPPER MOUNTAIN AVE",
        "6 O'BRIEN CT",
        "6 O’Brien Ct",
        "12 Calle Ñandú",
        "12 NORTH AVE",
        "12 Greyhound Dr",
        "5 Hospital Dr",
        "9 Church St",
        "12 Mexico Rd",
        "12 ICE HOUSE RD",
        "12 MAIN ST., APT. 4",
        "12 MAIN STREET APT X",
        "123 8 MILE RD",
        "12 OLD STATE ROUTE 9",
        "12 KY HWY 189",
        "12 MAIN ST-APT 4",
        "12 CALLE 5",
        "#12 MAIN ST",
        "0012 MAIN ST",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        line(good[i], "complete");
    }
    is("12 MAIN ST", "Nanuet", "NY", "10954", "complete");
    is("12 MAIN ST", "Street", "MD", "21154", "complete");
    is("12 MAIN ST", "Mexico", "MO", "65265", "complete");
    is("12 MAIN ST", "St. Louis", "Missouri", "63101-1234", "complete");
    is("12 MAIN ST", "San Juan", "Puerto Rico", "00901", "complete");
    is("PSC 3 BOX 1234", "APO", "AE", "09021", "complete");
    is("UNIT 2050 BOX 4190", "APO", "AP", "96278", "complete");
    is("CMR 830 Box 1", "FPO", "AE", "09107", "complete");
}

static void splits_one_line_from_its_end(void **state)
{
    (void)state;
    is("12 MAIN ST, SPRINGFIELD IL 62701", "", "", "", "complete");
    is("12 MAIN ST SPRINGFIELD IL 62701", "", "", "", "complete");
    is("12 Main St, Apt 4, Springfield, Illinois 62701-1234, USA", "", "", "", "complete");
    is("12 OAK AVE ST LOUIS MO 63101", "", "", "", "complete");
    is("PO BOX 12, SPRINGFIELD, IL 62701", "", "", "", "complete");
    is("", "12 MAIN ST, SPRINGFIELD IL 62701", "", "", "complete");
    is("12 MAIN ST", "SPRINGFIELD IL 62701", "", "", "complete");
    is("12 MAIN ST", "SPRINGFIELD", "IL 62701", "", "complete");
    is("12 MAIN ST, SPRINGFIELD IL 62701", "SPRINGFIELD", "IL", "62701", "complete");
    is("12 ELM CT", "HARTFORD", "CT", "06103", "complete");
    is("12 MAIN ST, SPRINGFIELD IL", "", "", "62701", "complete");
    is("12 MAIN ST", "SPRINGFIELD IL", "", "62701", "complete");
    is("12 MAIN ST, SPRINGFIELD IL", "", "", "10001", "city-missing");
}

static void each_deficiency(void **state)
{
    (void)state;
    is("", "", "", "", "blank");
    is("", "SPRINGFIELD", "IL", "62701", "blank");
    is("", "", "", "62701", "zip-only");
    line("62701", "zip-only");
    line("627011234", "zip-only");
    line("00000", "zip-only");
    static const char *const placeholders[] = {
        "Failed to Provide",
        "UNKNOWN",
        "unk unk",
        "NA NA",
        "N/A",
        "n.a.",
        "UTO",
        "UNABLE TO OBTAIN",
        "NONE GIVEN",
        "TO BE PUT IN",
        "VOID",
        "XXXX",
        "XXX XXX",
        "none",
        "Refused",
        "Unknown Street",
        "UNKNOWN ADDRESS",
        "-----",
        "****",
        "?",
        "DESCONOCIDO",
        "Dirección desconocida",
        "INCONNU",
        "UNKNOWN 99999",
        "NO ADDRESS GIVEN",
        "AAAAAA",
        "12345 UNKNOWN",
        "1 UNKNOWN ADDRESS",
        "UNKNOWN12345",
        "ADDRESS",
    };
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        line(placeholders[i], "placeholder");
    }
    static const char *const disguised[] = {
        "U-N-K-N-O-W-N", "H.O.M.E.L.E.S.S", "U N K N O W N",    "UNDOMCILED",
        "HOMELSS",       "UNKNWON",         "UKNOWN 12345",     "UNKN0WN",
        "H0MELESS",      "TRANSCIENT",      "FALED TO PROVIDE", "U.N.K.N.O.W.N."};
    for (size_t i = 0; i < sizeof disguised / sizeof *disguised; i++) {
        line(disguised[i], "disguised-placeholder");
    }
    static const char *const no_fixed[] = {
        "HOMELESS",       "Transient",     "GENERAL DELIVERY",
        "Gen Del",        "SIN DOMICILIO", "No fixed address",
        "HOMELESS 12345", "SDF",           "Homeless Shelter"};
    for (size_t i = 0; i < sizeof no_fixed / sizeof *no_fixed; i++) {
        line(no_fixed[i], "no-fixed-address");
    }
    static const char *const facilities[] = {
        "Cook County Jail",     "COUNTY JAIL 123 MAIN ST",     "123 MAIN ST COUNTY JAIL",
        "100 DETENTION CENTER", "Broadview Processing Center", "12 PRISON CAMP",
        "State Prison",         "ICE Detention Center",        "1705 E HANNA RD FCI",
        "ICE CUSTODY",          "Stewart Detention Ctr",       "500 CORRECTIONAL FACILITY",
    };
    for (size_t i = 0; i < sizeof facilities / sizeof *facilities; i++) {
        line(facilities[i], "custodial-facility");
    }
    static const char *const businesses[] = {
        "GREYHOUND",       "BUS STATION",    "12 GREYHOUND STATION", "UPS STORE",
        "JOES RESTAURANT", "CAR DEALERSHIP", "123 MAIN ST PMB 12",   "Mail Boxes Etc"};
    for (size_t i = 0; i < sizeof businesses / sizeof *businesses; i++) {
        line(businesses[i], "not-residential");
    }
    line("WILLIAMSBRIDGE RD", "number-missing");
    line("TRANSIT RD", "number-missing");
    line("0000 WILLIAMSBRIDGE RD", "number-missing");
    line("0 MAIN ST", "number-missing");
    line("12 ST", "street-missing");
    line("123", "street-missing");
    line("12 APT 4", "street-missing");
    line("12 MAIN ST APT", "unit-missing");
    line("12 MAIN ST #", "unit-missing");
    line("PO BOX", "unit-missing");
    line("PO BOX UNKNOWN", "unit-missing");
    line("RR 4", "unit-missing");
    line("HC 68", "unit-missing");
    line("TEST PATIENT", "test-data");
    line("DO NOT USE", "test-data");
    line("12 MAIN ST DO NOT USE", "test-data");
}

static void places(void **state)
{
    (void)state;
    is("12 MAIN ST", "", "IL", "62701", "city-missing");
    is("12 MAIN ST", "12345", "IL", "62701", "city-missing");
    is("12 MAIN ST", "UNKNOWN", "IL", "62701", "placeholder");
    is("12 MAIN ST", "N/A", "IL", "62701", "placeholder");
    is("12 MAIN ST", "HOMELESS", "IL", "62701", "no-fixed-address");
    is("12 MAIN ST", "U-N-K", "IL", "62701", "disguised-placeholder");
    is("12 MAIN ST", "Springfield", "", "62701", "state-missing");
    is("12 MAIN ST", "Springfield", "ZZ", "62701", "state-missing");
    static const char *const zips[] = {"",      "99999", "999999",   "99995",
                                       "10000", "00000", "6270",     "2108",
                                       "10001", "62X01", "62701-12", "987654321"};
    for (size_t i = 0; i < sizeof zips / sizeof *zips; i++) {
        is("12 MAIN ST", "Springfield", "IL", zips[i], "bad-zip");
    }
    is("12 MAIN ST", "Boston", "MA", "2108", "bad-zip"); /* a lost zero is not padded */
    is("12 MAIN ST SPRINGFIELD", "", "", "", "city-missing");
}

static void foreign_addresses(void **state)
{
    (void)state;
    is("12 King St", "Toronto", "ON", "M5V 2T6", "foreign");
    is("12 King St", "Toronto ON M5V2T6", "", "", "foreign");
    is("Calle 5 123", "Guatemala", "", "", "foreign");
    is("Av. Juarez 12, Puebla, Mexico", "", "", "", "foreign");
    is("12 Main St", "Springfield", "Mexico", "", "foreign");
    is("14-33 W PINE AVE", "JAMAICA", "NY", "",
       "bad-zip"); /* named like a country, and at home */
    is("12 MAIN ST", "MEXICO", "MO", "65265", "complete");
    is("26-00 ELM PKWY", "RAVENRIDGE", "NY", "11307", "complete");
    is("北京市朝阳区 12", "", "", "", "foreign");
    struct row row = testing_row("12 MAIN ST", "Springfield", "IL", "62701");
    row.value[FIELD_COUNTRY] = SPAN_LITERAL("Mexico");
    assert_string_equal(category_name(testing_judge(&row, ELEMENT_ALL).category), "foreign");
    static const char *const home[] = {
        "US", "usa", "U.S.A.", "United States", "United States of America", ""};
    for (size_t i = 0; i < sizeof home / sizeof *home; i++) {
        row.value[FIELD_COUNTRY] = span_of(home[i]);
        assert_string_equal(category_name(testing_judge(&row, ELEMENT_ALL).category),
                            "complete");
    }
}

static void doubt_goes_to_a_person(void **state)
{
    (void)state;
    is("12 BROADWAY NEW YORK NY 10001", "", "", "", "unclear");
    is("PSC 3 BOX 4", "APO", "IL", "62701", "unclear");
    is("PSC 3 BOX 4", "Springfield", "AE", "09021", "unclear");
    is("12 MAIN ST", "APO", "AE", "09021", "unclear");
    static const char *const contaminated[] = {
        "UNKN3146 86TH STREE", "HOMELESS PER OFFICER", "UNKNOWN 12 MAIN ST",
        "UNKN1153 LAKE TRL",   "UNKN1119 PINE CT",     "UNKN756 UNION BLVD",
        "12 MAIN ST APT UNK",  "homeless, 12 Main St", "UNKNOWN HOUSE NEAR LAKE"};
    for (size_t i = 0; i < sizeof contaminated / sizeof *contaminated; i++) {
        line(contaminated[i], "contaminated");
    }
    static const char *const unclear[] = {"C/O SMITH 12 MAIN ST",
                                          "5TH AVE & 12 MAIN ST",
                                          "12 MAIN ST BEHIND THE BARN",
                                          "BLUE HOUSE 12 MAIN ST",
                                          "12 34 MAIN ST",
                                          "12 THE BLUE HOUSE BY THE LAKE NEAR BRIDGE",
                                          "12 N/A ST",
                                          "12MAIN ST",
                                          "12 MAIN STAPT 4",
                                          "C/O JOHN SMITH PO BOX 12"};
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++) {
        struct row row = testing_row(unclear[i], "Springfield", "IL", "62701");
        struct judgement j = testing_judge(&row, ELEMENT_ALL);
        if (j.sufficiency != SUFFICIENCY_REVIEW) {
            fail_msg("[%s] is %s", unclear[i], category_name(j.category));
        }
    }
}

/* --- names --- */

static void name_is(const char *given, const char *surname, const char *category,
                    enum sufficiency sufficiency)
{
    struct row row = testing_row("12 MAIN ST", "Springfield", "IL", "62701");
    row.value[FIELD_GIVEN_NAME] = span_of(given);
    row.value[FIELD_SURNAME] = span_of(surname);
    struct judgement j = testing_judge(&row, ELEMENT_ALL);
    if (strcmp(category_name(j.category), category) != 0 || j.sufficiency != sufficiency) {
        fail_msg("[%s|%s] is %s (%s), not %s", given, surname, category_name(j.category),
                 sufficiency_name(j.sufficiency), category);
    }
}

static void names(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"Ann", "Void"},         {"José", "Núñez"}, {"伟", "李"},
        {"Mary Ann", "O'Brien"}, {"Jo", "Ng"},      {"Charlotte", "Church"},
        {"Ana", "De La Cruz"},   {"Nguyen", "Van"}, {"Jean-Luc", "Picard III"},
        {"Mr. John", "Homeless"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        name_is(good[i][0], good[i][1], "complete", SUFFICIENCY_COMPLETE);
    }
    name_is("", "", "name-empty", SUFFICIENCY_INSUFFICIENT);
    name_is("", "Smith", "name-partial", SUFFICIENCY_INSUFFICIENT);
    name_is("John", "", "name-partial", SUFFICIENCY_INSUFFICIENT);
    name_is("John", "Jr", "name-partial", SUFFICIENCY_INSUFFICIENT);
    name_is("J", "Smith", "name-partial", SUFFICIENCY_REVIEW);
    name_is("John", "O", "name-partial", SUFFICIENCY_REVIEW);
    name_is("John", "Sm1th", "name-partial", SUFFICIENCY_REVIEW);
    static const char *const silent[][2] = {
        {"UNKNOWN", "UNKNOWN"}, {"FNU", "Khan"},  {"Ali", "LNU"}, {"John", "Doe"},
        {"JANE", "DOE"},        {"N/A", "N/A"},   {"No", "Name"}, {"Baby Boy", "Smith"},
        {"XXX", "XXX"},         {"UNK", "Smith"}, {"NA", "NA"},   {"None", "None"},
        {"", "UNKNOWN"},        {"Test", "Test"}};
    for (size_t i = 0; i + 1 < sizeof silent / sizeof *silent; i++) {
        name_is(silent[i][0], silent[i][1], "name-placeholder", SUFFICIENCY_INSUFFICIENT);
    }
    name_is("Test", "Test", "test-data", SUFFICIENCY_INSUFFICIENT);
    name_is("Test", "Patient", "test-data", SUFFICIENCY_INSUFFICIENT);
    name_is("Min Ji", "Na", "name-placeholder", SUFFICIENCY_REVIEW);
    name_is("Christopher", "Null", "name-placeholder", SUFFICIENCY_REVIEW);
    name_is("", "Acme Widgets Inc", "name-organisation", SUFFICIENCY_INSUFFICIENT);
    name_is("", "First Baptist Church", "name-organisation", SUFFICIENCY_INSUFFICIENT);
    name_is("John & Mary", "Smith", "name-several", SUFFICIENCY_INSUFFICIENT);
    name_is("John and Mary", "Smith", "name-several", SUFFICIENCY_INSUFFICIENT);
    name_is("John/Jane", "Smith", "name-several", SUFFICIENCY_INSUFFICIENT);
}

/* --- the other elements --- */

static void statements(void **state)
{
    (void)state;
    static const struct {
        enum field field;
        enum element element;
        enum fact fact;
        const char *category;
    } table[] = {
        {FIELD_PERIOD, ELEMENT_PERIOD, FACT_PERIOD, "period-missing"},
        {FIELD_STATUTE, ELEMENT_AUTHORITY, FACT_AUTHORITY, "authority-missing"},
        {FIELD_REASON, ELEMENT_REASON, FACT_REASON, "reason-missing"},
        {FIELD_OFFICER, ELEMENT_OFFICER, FACT_OFFICER, "officer-missing"},
        {FIELD_ATTESTATION, ELEMENT_ATTESTATION, FACT_ATTESTATION, "attestation-missing"},
    };
    static const char *const silent[] = {"", "  ", "N/A", "UNKNOWN", "---", "none", "TBD"};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = testing_row("12 MAIN ST", "Springfield", "IL", "62701");
        struct judgement good = testing_judge(&row, ELEMENT_ALL);
        assert_int_equal(good.sufficiency, SUFFICIENCY_COMPLETE);
        assert_int_equal(good.missing, 0);
        for (size_t k = 0; k < sizeof silent / sizeof *silent; k++) {
            row.value[table[i].field] = span_of(silent[k]);
            struct judgement j = testing_judge(&row, ELEMENT_ALL);
            assert_int_equal(j.sufficiency, SUFFICIENCY_INSUFFICIENT);
            assert_string_equal(category_name(j.category), table[i].category);
            assert_int_equal(j.missing, table[i].element);
            assert_string_equal(fact_value_name(table[i].fact, j.facts.value[table[i].fact]),
                                "missing");
            /* not required: still found, but no deficiency */
            j = testing_judge(&row, ELEMENT_ALL & ~(uint32_t)table[i].element);
            assert_int_equal(j.sufficiency, SUFFICIENCY_COMPLETE);
            assert_string_equal(fact_value_name(table[i].fact, j.facts.value[table[i].fact]),
                                "missing");
        }
    }
    struct row row = testing_row("12 MAIN ST", "Springfield", "IL", "62701");
    struct judgement j = testing_judge(&row, ELEMENT_ALL);
    assert_int_equal(j.facts.value[FACT_OFFICER],
                     OFFICER_IS_UNKNOWN); /* the list is the gate's */
    assert_int_equal(j.facts.value[FACT_PERIOD], PERIOD_IS_STATED);
    assert_int_equal(j.facts.value[FACT_NAME], NAME_IS_COMPLETE);
    assert_int_equal(j.facts.value[FACT_ADDRESS], ADDRESS_IS_COMPLETE);
    assert_int_equal(j.facts.value[FACT_IDENTIFIER], IDENTIFIER_IS_MISSING);
    assert_int_equal(j.facts.value[FACT_RECIPIENT], 0);
    static const char *const no[] = {"NO", "N", "0", "FALSE", "maybe"};
    for (size_t i = 0; i < 5; i++) {
        row.value[FIELD_ATTESTATION] = span_of(no[i]);
        assert_int_equal(testing_judge(&row, ELEMENT_ALL).missing, ELEMENT_ATTESTATION);
    }
}

static void identifier_and_birth_date(void **state)
{
    (void)state;
    struct row row = testing_row("12 MAIN ST", "Springfield", "IL", "62701");
    uint32_t all = ELEMENT_ALL | ELEMENT_IDENTIFIER | ELEMENT_BIRTH_DATE;
    struct judgement j = testing_judge(&row, all);
    assert_int_equal(j.missing, ELEMENT_IDENTIFIER | ELEMENT_BIRTH_DATE);
    assert_string_equal(category_name(j.category), "identifier-missing");
    row.value[FIELD_IDENTIFIER] = SPAN_LITERAL("219-09-999");
    row.value[FIELD_BIRTH_DATE] = SPAN_LITERAL("1980-02-30");
    j = testing_judge(&row, all);
    assert_int_equal(j.facts.value[FACT_IDENTIFIER], IDENTIFIER_IS_MALFORMED);
    assert_int_equal(j.missing, ELEMENT_IDENTIFIER | ELEMENT_BIRTH_DATE);
    row.value[FIELD_IDENTIFIER] = SPAN_LITERAL("219-09-9999");
    row.value[FIELD_BIRTH_DATE] = SPAN_LITERAL("1980-02-29");
    assert_int_equal(testing_judge(&row, all).sufficiency, SUFFICIENCY_COMPLETE);
}

/* --- I1 --- */

/* Every row of a mixed batch: admitted exactly when its judgement is complete,
 * under every set of required elements. */
static void I1_only_complete_rows_are_admitted(void **state)
{
    (void)state;
    static const char *const lines[] = {"12 MAIN ST",
                                        "UNKNOWN",
                                        "",
                                        "HOMELESS PER OFFICER",
                                        "12 MAIN ST APT",
                                        "PO BOX 5",
                                        "00000",
                                        "COUNTY JAIL",
                                        "C/O A 12 MAIN ST",
                                        "Failed to Provide 12345"};
    static const char *const givens[] = {"Ann", "J", "", "UNKNOWN"};
    static const char *const reasons[] = {"final order", "N/A"};
    enum { ROWS = 80 };
    struct row rows[ROWS];
    struct person persons[ROWS];
    struct judgement judgements[ROWS];
    struct error e;
    size_t n = 0;
    for (size_t a = 0; a < 10; a++) {
        for (size_t g = 0; g < 4; g++) {
            for (size_t r = 0; r < 2; r++) {
                rows[n] = testing_row(lines[a], "Springfield", "IL", "62701");
                rows[n].value[FIELD_GIVEN_NAME] = span_of(givens[g]);
                rows[n].value[FIELD_REASON] = span_of(reasons[r]);
                persons[n] = testing_person(&rows[n]);
                n++;
            }
        }
    }
    assert_int_equal(n, ROWS);
    for (uint32_t required = 0; required < 1 << 9; required++) {
        struct elements elements = {required};
        struct admitted *admitted = NULL;
        size_t next = 0;
        assert_true(standard_admit(testing_standard, rows, persons, n, &elements, testing_arena,
                                   &admitted, &e));
        for (size_t i = 0; i < n; i++) {
            assert_true(standard_judge(testing_standard, &rows[i], &persons[i], &elements,
                                       &judgements[i], &e));
            bool in = next < admitted_count(admitted) && admitted_index(admitted, next) == i;
            assert_int_equal(in, judgements[i].sufficiency == SUFFICIENCY_COMPLETE);
            assert_true((judgements[i].missing == 0) == in);
            if (in) {
                assert_ptr_equal(admitted_person(admitted, next), &persons[i]);
                next++;
            }
        }
        assert_int_equal(next, admitted_count(admitted));
        if (required == ELEMENT_ALL) {
            assert_int_equal(next, 2); /* Ann of 12 MAIN ST and of PO BOX 5, with a reason */
        }
    }
}

/* A word that a quick look takes for speech, and the same behind a comma, which it does
 * not look behind. */
static void a_quick_look_sees_the_same(void **state)
{
    static const char *const words[] = {"final",
                                        "order",
                                        "UNKNOWN",
                                        "of",
                                        "26",
                                        "U.S.C.",
                                        "N.A.",
                                        "U.N.K.",
                                        "n/a",
                                        "Failed",
                                        "to",
                                        "provide",
                                        "NONE",
                                        "2022",
                                        "street",
                                        "X",
                                        "XXXX",
                                        "-",
                                        "",
                                        "not",
                                        "Fa\xc3\xafled",
                                        "12345",
                                        "UNKN0WN",
                                        "unlawfully",
                                        "H.O.M.E.L.E.S.S",
                                        "see",
                                        "file",
                                        "Avery",
                                        "A.B.C.",
                                        "no",
                                        "address",
                                        "U",
                                        "N",
                                        "K",
                                        "xyzzyplughes"};
    enum { WORDS = sizeof words / sizeof *words };
    (void)state;
    for (size_t a = 0; a < WORDS; a++) {
        for (size_t b = 0; b < WORDS; b++) {
            for (size_t c = 0; c < WORDS; c++) {
                char text[128];
                snprintf(text, sizeof text, ",%s %s %s", words[a], words[b], words[c]);
                bool slow = standard_says_nothing(testing_standard, span_of(text));
                bool quick = standard_says_nothing(testing_standard, span_of(text + 1));
                if (slow != quick) {
                    fail_msg("[%s] says %s", text + 1, quick ? "nothing" : "something");
                }
            }
        }
    }
}

/* Person and judgement made in one reading are those made in two. */
static void one_reading_says_what_two_say(void **state)
{
    static const char *const lines[] = {"12 MAIN ST",       "UNKNOWN",       "",
                                        "12 MAIN ST APT",   "PO BOX 5",      "COUNTY JAIL",
                                        "C/O A 12 MAIN ST", "12 UNKNOWN ST", "12 VARIOUS"};
    static const char *const names[] = {"Ann",          "J", "", "UNKNOWN", "Maria del Carmen",
                                        "Dr. O'Neil Jr"};
    enum { ROWS = 9 * 6 };
    struct row rows[ROWS];
    struct person persons[ROWS];
    struct error e;
    size_t n = 0;
    (void)state;
    for (size_t a = 0; a < 9; a++) {
        for (size_t g = 0; g < 6; g++, n++) {
            rows[n] = testing_row(lines[a], "Springfield", "IL", "62701");
            rows[n].value[FIELD_GIVEN_NAME] = span_of(names[g]);
            rows[n].line = n % 7 == 3 ? 0 : n; /* some were rejected */
        }
    }
    struct admitted *admitted = NULL;
    const struct elements required = {ELEMENT_ALL};
    assert_true(standard_admit_rows(testing_standard, rows, n, &required, testing_arena,
                                    persons, &admitted, &e));
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        struct person two = testing_person(&rows[i]), one;
        struct judgement first = testing_judge(&rows[i], ELEMENT_ALL), second;
        assert_true(standard_person_and_judge(testing_standard, &rows[i], &required,
                                              testing_arena, &one, &second, &e));
        assert_int_equal(first.sufficiency, second.sufficiency);
        assert_int_equal(first.category, second.category);
        assert_int_equal(first.missing, second.missing);
        assert_true(facts_equal(&first.facts, &second.facts));
        assert_true(span_equal(one.name.given, two.name.given) &&
                    span_equal(one.name.surname, two.name.surname) &&
                    span_equal(one.address.street, two.address.street) &&
                    one.address.kind == two.address.kind && one.birth == two.birth);
        bool in = rows[i].line != 0 && first.sufficiency == SUFFICIENCY_COMPLETE;
        if (in) {
            assert_int_equal(admitted_index(admitted, next), i);
            assert_ptr_equal(admitted_person(admitted, next), &persons[i]);
            assert_true(span_equal(persons[i].name.surname, two.name.surname));
            next++;
        }
    }
    assert_int_equal(next, admitted_count(admitted));
    assert_true(next > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_five_strings_are_insufficient_for_ever),
        cmocka_unit_test(traps_are_complete),
        cmocka_unit_test(splits_one_line_from_its_end),
        cmocka_unit_test(each_deficiency),
        cmocka_unit_test(places),
        cmocka_unit_test(foreign_addresses),
        cmocka_unit_test(doubt_goes_to_a_person),
        cmocka_unit_test(names),
        cmocka_unit_test(statements),
        cmocka_unit_test(identifier_and_birth_date),
        cmocka_unit_test(a_quick_look_sees_the_same),
        cmocka_unit_test(one_reading_says_what_two_say),
        cmocka_unit_test(I1_only_complete_rows_are_admitted),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
