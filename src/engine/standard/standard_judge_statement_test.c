/* Tests of what a request states beside name and address. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static const char *judged(enum field field, const char *text, uint32_t element)
{
    struct row row = testing_row("12 Main St", "Springfield", "IL", "62701");
    row.value[field] = span_of(text);
    return category_name(testing_judge(&row, element).category);
}

static void all_are(enum field field, uint32_t element, const char *category,
                    const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = judged(field, texts[i], element);
        if (strcmp(got, category) != 0) {
            fail_msg("%s [%s] is %s, not %s", field_name(field), texts[i], got, category);
        }
    }
}
#define ALL(field, element, category, ...)                                                     \
    do {                                                                                       \
        static const char *const texts[] = {__VA_ARGS__};                                      \
        all_are(field, element, category, texts, sizeof texts / sizeof *texts);                \
    } while (0)

static void periods(void **state)
{
    (void)state;
    ALL(FIELD_PERIOD, ELEMENT_PERIOD, "complete", "2019", "2019-2023", "2019 - 2023",
        "2019 to 2023", "2022-01-01 to 2024-12-31", "01/01/2020-12/31/2021",
        "20200101-20211231", "202001", "TY 2021", "TY21", "FY22-FY23", "fy 23", "CY-2020",
        "tax year 2021", "2023, 2021, 2019", "2019;2020", "Q3 2024", "12312021",
        "January 2021 through March 2022", "2021.");
    ALL(FIELD_PERIOD, ELEMENT_PERIOD, "period-unclear", "current", "all", "all years", "latest",
        "12", "21-23", "2023-2019", "9999", "99999999", "1", "the usual", "last 3 years",
        "0000", "1823", "2024-13", "since 2020", "2020-", "Q5 2024", "2023?", "not 2020",
        "2020 - date", "2020 to", "02/30/2024");
    ALL(FIELD_PERIOD, ELEMENT_PERIOD, "period-missing", "", " ", "N/A", "UNKNOWN", "TBD", "-",
        "none", "XXXX", "U-N-K-N-O-W-N");
}

static void authorities(void **state)
{
    (void)state;
    ALL(FIELD_STATUTE, ELEMENT_AUTHORITY, "complete", "26 U.S.C. 6103(i)(2)",
        "8 USC 1253(a)(1)", "45 CFR 164.512(f)", "Privacy Act", "HIPAA",
        "Title 8, section 1253", "§ 1253", "Art. 6 GDPR", "P.L. 104-193", "INA 243");
    ALL(FIELD_STATUTE, ELEMENT_AUTHORITY, "authority-unclear", "as discussed", "by phone",
        "per memo", "court order", "99 USC 1", "HIPAA?", "no statute", "the act", "Smith", "sdfgh", "x y z");
    ALL(FIELD_STATUTE, ELEMENT_AUTHORITY, "authority-missing", "", "N/A", "none", "unknown",
        "TBD");
}

static void reasons(void **state)
{
    (void)state;
    ALL(FIELD_REASON, ELEMENT_REASON, "complete", "final order of removal", "fraud",
        "investigation", "case 18-33447", "8 U.S.C. 1253(a)(1), final order of 2021-04-04",
        "willful failure to depart");
    ALL(FIELD_REASON, ELEMENT_REASON, "reason-unclear", "reason", "official business",
        "Official use", "law enforcement purposes", "as discussed", "per the MOU", "this is a test",
        "please send the record", "other", "misc.", "as needed", "sdfgh", "qwertyuiop sdfgh", "yes", "a");
    ALL(FIELD_REASON, ELEMENT_REASON, "reason-missing", "", "N/A", "none", "see file", "XXXX",
        "...");
}

static void officers(void **state)
{
    (void)state;
    ALL(FIELD_OFFICER, ELEMENT_OFFICER, "complete", "J. Officer", "GENEVIEVE SALTMARSHE",
        "O'Brien, Pat", "Agent Maria Lopez", "badge 4711", "Li", "陈伟");
    ALL(FIELD_OFFICER, ELEMENT_OFFICER, "officer-unclear", "officer", "Duty Officer", "ICE",
        "staff", "ERO Field Office", "sdfgh", "ALL AGENTS", "John Doe", "FBI Denver Office");
    ALL(FIELD_OFFICER, ELEMENT_OFFICER, "officer-missing", "", "N/A", "unknown", "UNK", "none",
        "-");
}

static void attestations(void **state)
{
    (void)state;
    ALL(FIELD_ATTESTATION, ELEMENT_ATTESTATION, "complete", "yes", "Y", "TRUE", "1", "attested",
        "Yes, sole use", "I attest that this is for sole use", "I hereby certify sole use",
        "We affirm it", "CERTIFIED");
    ALL(FIELD_ATTESTATION, ELEMENT_ATTESTATION, "attestation-missing", "", "no", "N", "0",
        "false", "not", "pending", "maybe", "I", "N/A");
    /* Words that attest and words that take it back: a person reads them. */
    ALL(FIELD_ATTESTATION, ELEMENT_ATTESTATION, "attestation-unclear", "I do not attest",
        "not attested", "yes, but not yet", "refused to certify", "I cannot certify",
        "attestation", "I will attest", "yes?", "attest on behalf of the unit", "I agree");
}

static void identifier_of_kind(const char *kind, const char *number, const char *category)
{
    struct row row = testing_row("12 Main St", "Springfield", "IL", "62701");
    row.value[FIELD_IDENTIFIER] = span_of(number);
    row.value[FIELD_IDENTIFIER_KIND] = span_of(kind);
    struct judgement j = testing_judge(&row, ELEMENT_IDENTIFIER);
    struct person p = testing_person(&row);
    if (strcmp(category_name(j.category), category) != 0) {
        fail_msg("%s %s is %s, not %s", kind, number, category_name(j.category), category);
    }
    bool good = strcmp(category, "complete") == 0;
    assert_int_equal(j.facts.value[FACT_IDENTIFIER], good ? IDENTIFIER_IS_PRESENT
                                                     : number[0] == '\0'
                                                         ? IDENTIFIER_IS_MISSING
                                                         : IDENTIFIER_IS_MALFORMED);
    assert_true((p.identifier != IDENTIFIER_NONE) == good); /* what is none is not compared */
}

static void identifiers(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *number, *category;
    } table[] = {
        {"", "900123456", "complete"}, /* made-up data: ranges are not checked */
        {"", "000-12-3456", "complete"},
        {"", "111111111", "identifier-not-issued"},
        {"", "123-45-6789", "identifier-not-issued"},
        {"", "12345678", "identifier-missing"},
        {"", "1234567890", "identifier-missing"},
        {"", "12345678X", "identifier-missing"},
        {"", "", "identifier-missing"},
        {"", "N/A", "identifier-missing"},
        {"ssn", "219-09-9998", "complete"},
        {"2", "219099998", "complete"},
        {"SSN", "000-12-3456", "identifier-not-issued"},
        {"ssn", "666-12-3456", "identifier-not-issued"},
        {"ssn", "900-12-3456", "identifier-not-issued"},
        {"ssn", "912-70-3456", "complete"}, /* an ITIN */
        {"ssn", "219-00-9998", "identifier-not-issued"},
        {"ssn", "219-09-0000", "identifier-not-issued"},
        {"ssn", "078-05-1120", "identifier-not-issued"}, /* Woolworth, 1938 */
        {"ssn", "219-09-9999", "identifier-not-issued"}, /* a pamphlet, 1940 */
        {"ssn", "987-65-4320", "identifier-not-issued"}, /* advertisements */
        {"itin", "900-70-1234", "complete"},
        {"itin", "900-88-1234", "complete"},
        {"itin", "900-89-1234", "identifier-not-issued"},
        {"itin", "900-93-1234", "identifier-not-issued"},
        {"itin", "900-66-1234", "identifier-not-issued"},
        {"itin", "219-70-1234", "identifier-not-issued"},
        {"ein", "12-3456780", "complete"},
        {"1", "98-1234567", "complete"},
        {"ein", "07-1234567", "identifier-not-issued"},
        {"ein", "89-1234567", "identifier-not-issued"},
        {"3", "900123456", "complete"},
        {"7", "219099998", "identifier-missing"}, /* no kind */
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        identifier_of_kind(table[i].kind, table[i].number, table[i].category);
    }
}

/* The same nine digits are one person as an SSN and another as an EIN. */
static void an_ein_is_a_number_of_its_own(void **state)
{
    (void)state;
    struct row row = testing_row("12 Main St", "Springfield", "IL", "62701");
    row.value[FIELD_IDENTIFIER] = SPAN_LITERAL("219099998");
    row.value[FIELD_IDENTIFIER_KIND] = SPAN_LITERAL("ssn");
    struct person ssn = testing_person(&row);
    row.value[FIELD_IDENTIFIER_KIND] = SPAN_LITERAL("ein");
    struct person ein = testing_person(&row);
    assert_int_equal(ssn.identifier, 219099998);
    assert_int_not_equal(ein.identifier, ssn.identifier);
    assert_int_equal(person_last4(&ein), 9998);
    assert_int_equal(person_last4(&ssn), 9998);
}

static void birth_dates(void **state)
{
    (void)state;
    ALL(FIELD_BIRTH_DATE, ELEMENT_BIRTH_DATE, "complete", "1981-05-30", "19810530",
        "1900-01-02", "2020-02-29");
    ALL(FIELD_BIRTH_DATE, ELEMENT_BIRTH_DATE, "birth-date-missing", "", "1981-05", "1981",
        "1981-02-30", "05/30/1981", "unknown", "0000-00-00", "9999-99-99");
    ALL(FIELD_BIRTH_DATE, ELEMENT_BIRTH_DATE, "birth-date-implausible", "1900-01-01",
        "1901-01-01", "1899-12-31", "1811-03-04", "2199-01-01");
}

/* What one row said of a text is not what another column says of it. */
static void what_was_said_belongs_to_its_column(void **state)
{
    (void)state;
    static const char *const texts[] = {"2021",  "officer",        "reason",
                                        "Smith", "26 U.S.C. 6103", "N/A"};
    enum { TEXTS = sizeof texts / sizeof *texts, ROWS = TEXTS * TEXTS * TEXTS };
    static struct row rows[ROWS];
    static struct person persons[ROWS];
    static struct judgement judged[ROWS];
    struct admitted *admitted = NULL;
    struct error e;
    const struct elements required = {ELEMENT_ALL};
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = testing_row("12 Main St", "Springfield", "IL", "62701");
        rows[i].value[FIELD_PERIOD] = span_of(texts[i % TEXTS]);
        rows[i].value[FIELD_OFFICER] = span_of(texts[i / TEXTS % TEXTS]);
        rows[i].value[FIELD_STATUTE] = span_of(texts[i / TEXTS / TEXTS]);
    }
    assert_true(standard_admit_judged(testing_standard, rows, ROWS, &required, testing_arena,
                                      persons, judged, &admitted, &e));
    for (size_t i = 0; i < ROWS; i++) {
        struct judgement alone = testing_judge(&rows[i], ELEMENT_ALL);
        assert_int_equal(alone.category, judged[i].category);
        assert_int_equal(alone.missing, judged[i].missing);
        assert_true(facts_equal(&alone.facts, &judged[i].facts));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods),
        cmocka_unit_test(authorities),
        cmocka_unit_test(reasons),
        cmocka_unit_test(officers),
        cmocka_unit_test(attestations),
        cmocka_unit_test(identifiers),
        cmocka_unit_test(an_ein_is_a_number_of_its_own),
        cmocka_unit_test(birth_dates),
        cmocka_unit_test(what_was_said_belongs_to_its_column),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
