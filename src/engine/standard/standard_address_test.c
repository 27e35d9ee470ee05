/* Tests of standard addresses: the examples of USPS Publication 28 and the odd
 * numbers of FACTS section 4. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

/* house|predir|street|suffix|postdir|unit_kind|unit|route|box */
static void written(const struct address *a, char *to, size_t size)
{
    const struct span parts[] = {a->house,     a->predir, a->street, a->suffix, a->postdir,
                                 a->unit_kind, a->unit,   a->route,  a->box};
    size_t n = 0;
    for (size_t i = 0; i < 9; i++) {
        n +=
            (size_t)snprintf(to + n, size - n, "%s%.*s", i > 0 ? "|" : "", SPAN_ARGS(parts[i]));
    }
    while (n > 0 && to[n - 1] == '|') {
        to[--n] = '\0';
    }
}

static void is(const char *line, enum address_kind kind, const char *expected)
{
    struct row row = testing_row(line, "Springfield", "IL", "62701");
    struct person p = testing_person(&row);
    char got[512];
    written(&p.address, got, sizeof got);
    if (strcmp(got, expected) != 0 || p.address.kind != kind) {
        fail_msg("[%s] is %d %s, not %d %s", line, (int)p.address.kind, got, (int)kind,
                 expected);
    }
}

static void streets(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"101 MAIN ST", "101||MAIN|ST"},
        {"101 Main Street", "101||MAIN|ST"},
        {"101 W. Main St. S.", "101|W|MAIN|ST|S"},
        {"101 west main avenue southeast", "101|W|MAIN|AVE|SE"},
        {"101 NORTH EAST MAIN ST", "101|NE|MAIN|ST"},
        {"102 MAIN ST APT 101", "102||MAIN|ST||APT|101"},
        {"102 MAIN ST, APARTMENT #101", "102||MAIN|ST||APT|101"},
        {"102 MAIN ST # 101", "102||MAIN|ST||#|101"},
        {"102 MAIN ST APT 4 B", "102||MAIN|ST||APT|4B"},
        {"102 MAIN ST 4B", "102||MAIN|ST||#|4B"},
        {"102 OAK HILL 4B", "102||OAK|HL||#|4B"},
        {"102 N OTTER XING 12C", "102|N|OTTER|XING||#|12C"},
        {"102 MAIN ST BLDG 3 APT 4", "102||MAIN|ST||APT|3 4"},
        {"102 MAIN ST REAR", "102||MAIN|ST||REAR"},
        {"102 MAIN ST 2ND FLOOR", "102||MAIN|ST||FL|2ND"},
        {"APT 4 102 MAIN ST", "102||MAIN|ST||APT|4"},
        {"N6W23001 BLUEMOUND RD", "N6W23001||BLUEMOUND|RD"},
        {"N6 W23001 BLUEMOUND RD", "N6W23001||BLUEMOUND|RD"},
        {"123A OAK AVE", "123A||OAK|AVE"},
        {"12-34 31ST AVENUE", "12-34||31ST|AVE"},
        {"12 1/2 MAIN ST", "12 1/2||MAIN|ST"},
        {"1/2 MAIN ST", "1/2||MAIN|ST"},
        {"1450 S 900 E", "1450|S|900||E"},
        {"1450 SOUTH 900 EAST", "1450|S|900||E"},
        {"350 FIFTH AVE", "350||5TH|AVE"},
        {"350 5 AVE", "350||5TH|AVE"},
        {"350 112 ST", "350||112TH|ST"},
        {"350 21 ST", "350||21ST|ST"},
        {"5 N ST", "5||N|ST"},
        {"5 NORTH AVE", "5||NORTH|AVE"},
        {"5 E W ST", "5|E|W|ST"},
        {"1204 K ST NW", "1204||K|ST|NW"},
        {"12 AVE A", "12||AVENUE A"},
        {"12 AVENUE OF THE AMERICAS", "12||AVENUE OF THE AMERICAS"},
        {"2 ST JAMES PL", "2||SAINT JAMES|PL"},
        {"2 SAINT JAMES PLACE", "2||SAINT JAMES|PL"},
        {"ONE WORLD WAY", "1||WORLD|WAY"},
        {"789 MAIN AVENUE DR", "789||MAIN AVENUE|DR"},
        {"1200 BROADWAY", "1200||BROADWAY"},
        {"12 SMITH-JONES RD", "12||SMITH JONES|RD"},
        {"12 MAIN ST-APT 4", "12||MAIN|ST||APT|4"},
        {"0012 MAIN ST", "12||MAIN|ST"},
        {"12 US HWY 12", "12||US HIGHWAY 12"},
        {"12 US ROUTE 12 W", "12||US HIGHWAY 12||W"},
        {"4512 FM 1960 RD W", "4512||FM 1960|RD|W"},
        {"99 CR 5", "99||COUNTY ROAD 5"},
        {"99 COUNTY RD 05", "99||COUNTY ROAD 5"},
        {"W6234 COUNTY HWY X", "W6234||COUNTY HIGHWAY X"},
        {"77 W STATE RD 9", "77|W|STATE ROAD 9"},
        {"77 STATE RTE 9", "77||STATE ROUTE 9"},
        {"77 I-10", "77||INTERSTATE 10"},
        {"77 HWY 50 UNIT 3", "77||HIGHWAY 50|||UNIT|3"},
        {"12 FRONT ST", "12||FRONT|ST"},
        {"12 OLD KEY RD", "12||OLD KEY|RD"},
        {"12 MAIN ST PO BOX 5", "12||MAIN|ST|||||5"},
        {"12 Calle Ñandú", "12||CALLE NANDU"},
        {"12 STRAßE RD", "12||STRASSE|RD"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        is(table[i][0], ADDRESS_STREET, table[i][1]);
    }
}

static void boxes_and_routes(void **state)
{
    (void)state;
    static const char *const boxes[] = {
        "PO BOX 12",  "P.O. Box 12",  "P. O. BOX 12",       "POB 12",
        "POBOX 12",   "POBOX12",      "Post Office Box 12", "BOX 12",
        "PO BOX #12", "PO BOX NO 12", "PO DRAWER 12",       "P O Box 12"};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        is(boxes[i], ADDRESS_PO_BOX, "||||||||12");
    }
    is("PO BOX", ADDRESS_PO_BOX, "");
    is("RR 4 BOX 87-A", ADDRESS_RURAL, "|||||||RR 4|87-A");
    is("RURAL ROUTE 4 BOX 87-A", ADDRESS_RURAL, "|||||||RR 4|87-A");
    is("RFD 04 BOX 87", ADDRESS_RURAL, "|||||||RR 4|87");
    is("ROUTE 4 BOX 87", ADDRESS_RURAL, "|||||||RR 4|87");
    is("RR4 BOX 87", ADDRESS_RURAL, "|||||||RR 4|87");
    is("STAR ROUTE 5 BOX 23", ADDRESS_RURAL, "|||||||HC 5|23");
    is("HIGHWAY CONTRACT 68 BOX 23", ADDRESS_RURAL, "|||||||HC 68|23");
    is("PSC 3 BOX 1234", ADDRESS_MILITARY, "|||||||PSC 3|1234");
    is("CMR 830 BOX 1", ADDRESS_MILITARY, "|||||||CMR 830|1");
    is("GENERAL DELIVERY", ADDRESS_GENERAL_DELIVERY, "");
    is("UNKNOWN", ADDRESS_OTHER, "||UNKNOWN");
    is("", ADDRESS_NONE, "");
    struct row row = testing_row("UNIT 2050 BOX 4190", "APO", "AP", "96278");
    struct person p = testing_person(&row);
    assert_int_equal(p.address.kind, ADDRESS_MILITARY);
    assert_true(span_is(p.address.route, "UNIT 2050"));
    row = testing_row("PSC 3 BOX 12 APO AE 09021", "", "", "");
    p = testing_person(&row);
    assert_int_equal(p.address.kind, ADDRESS_MILITARY);
    assert_true(span_is(p.address.city, "APO"));
    assert_string_equal(p.address.state, "AE");
    assert_int_equal(p.address.zip, 9021);
}

static void separate_columns(void **state)
{
    (void)state;
    struct row row = testing_row("", "St. Louis", "missouri", "63101 1234");
    row.value[FIELD_HOUSE] = SPAN_LITERAL("12");
    row.value[FIELD_STREET] = SPAN_LITERAL("N Main St");
    row.value[FIELD_UNIT] = SPAN_LITERAL("Apt 4");
    struct person p = testing_person(&row);
    char got[256];
    written(&p.address, got, sizeof got);
    assert_string_equal(got, "12|N|MAIN|ST||APT|4");
    assert_true(span_is(p.address.city, "SAINT LOUIS"));
    assert_string_equal(p.address.state, "MO");
    assert_int_equal(p.address.zip, 63101);
    assert_int_equal(p.address.plus4, 1234);
    row.value[FIELD_UNIT] = SPAN_LITERAL("4B");
    p = testing_person(&row);
    assert_true(span_is(p.address.unit_kind, "#") && span_is(p.address.unit, "4B"));
}

static void last_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *city, *state;
        uint32_t zip, plus4;
    } table[] = {
        {"12 MAIN ST, SPRINGFIELD IL 62701", "SPRINGFIELD", "IL", 62701, ZIP_NONE},
        {"12 MAIN ST SPRINGFIELD IL 62701", "SPRINGFIELD", "IL", 62701, ZIP_NONE},
        {"12 MAIN ST, APT 4, SPRINGFIELD, ILLINOIS 62701-1234", "SPRINGFIELD", "IL", 62701,
         1234},
        {"12 MAIN ST APT 4 NEW YORK NEW YORK 10001", "NEW YORK", "NY", 10001, ZIP_NONE},
        {"12 MAIN ST, CHARLESTON, WEST VIRGINIA 25301", "CHARLESTON", "WV", 25301, ZIP_NONE},
        {"12 MAIN ST, WASHINGTON, D.C. 20001", "WASHINGTON", "DC", 20001, ZIP_NONE},
        {"12 MAIN ST, SPRINGFIELD, IL", "SPRINGFIELD", "IL", ZIP_NONE, ZIP_NONE},
        {"12 ELM CT", "", "", ZIP_NONE, ZIP_NONE},
        {"UNKNOWN 12345", "", "", ZIP_NONE, ZIP_NONE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row = testing_row(table[i].line, "", "", "");
        struct person p = testing_person(&row);
        if (!span_is(p.address.city, table[i].city) ||
            strcmp(p.address.state, table[i].state) != 0 || p.address.zip != table[i].zip ||
            p.address.plus4 != table[i].plus4) {
            fail_msg("[%s] has %.*s %s %u", table[i].line, SPAN_ARGS(p.address.city),
                     p.address.state, p.address.zip);
        }
    }
    struct row row = testing_row("12 MAIN ST", "SPRINGFIELD", "IL", "6270");
    assert_int_equal(testing_person(&row).address.zip, ZIP_NONE);
}

/* Every spelling of every suffix comes to its abbreviation. */
static void every_suffix(void **state)
{
    (void)state;
    for (unsigned i = 0; i < standard_suffix_count; i++) {
        struct span rest = span_of(standard_suffixes[i].variants), variant;
        while (span_cut(&rest, ' ', &variant)) {
            char line[64];
            snprintf(line, sizeof line, "12 ZEBULON %.*s", SPAN_ARGS(variant));
            struct row row = testing_row(line, "Springfield", "IL", "62701");
            struct person p = testing_person(&row);
            if (!span_is(p.address.suffix, standard_suffixes[i].standard) ||
                !span_is(p.address.street, "ZEBULON")) {
                fail_msg("%s is %.*s %.*s", line, SPAN_ARGS(p.address.street),
                         SPAN_ARGS(p.address.suffix));
            }
        }
    }
}

/* Whatever the words: a street is complete only with its number and its name. */
static void complete_only_with_number_and_name(void **state)
{
    (void)state;
    static const char *const pieces[] = {"12",      "N", "MAIN", "ST",    "AVE",    "APT",
                                         "4",       "B", "5TH",  "SAINT", "PO",     "BOX",
                                         "RR",      "#", "E",    "PARK",  "1/2",    "HWY",
                                         "UNKNOWN", "A", "FL",   "900",   "COUNTY", "ROAD"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    uint64_t seed = 7;
    size_t streets_seen = 0;
    for (int round = 0; round < 20000; round++) {
        char line[128];
        size_t n = (size_t)snprintf(line, sizeof line, "%d", round % 97 + 1);
        for (uint64_t k = 0; k < 1 + (seed >> 40) % 6; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            n += (size_t)snprintf(line + n, sizeof line - n, " %s",
                                  pieces[(seed >> 33) % PIECES]);
        }
        struct row row = testing_row(line, "Springfield", "IL", "62701");
        struct address a = testing_person(&row).address;
        if (testing_judge(&row, ELEMENT_ADDRESS).sufficiency == SUFFICIENCY_COMPLETE &&
            a.kind == ADDRESS_STREET) {
            assert_true(a.house.len > 0 &&
                        a.street.len > 0); /* nothing is complete without them */
            streets_seen++;
        }
        arena_reset(testing_arena);
    }
    assert_true(streets_seen > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streets),
        cmocka_unit_test(boxes_and_routes),
        cmocka_unit_test(separate_columns),
        cmocka_unit_test(last_lines),
        cmocka_unit_test(every_suffix),
        cmocka_unit_test(complete_only_with_number_and_name),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
