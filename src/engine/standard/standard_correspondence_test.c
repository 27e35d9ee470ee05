/* Tests of correspondence and of the key of a delivery point. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"
#include "record/linkage.h"

#include <cmocka.h>

enum {
    POINT = CORRESPONDENCE_LEVEL_SAME_POINT,
    BUILDING = CORRESPONDENCE_LEVEL_SAME_BUILDING,
    STREET = CORRESPONDENCE_LEVEL_SAME_STREET,
    ZIP = CORRESPONDENCE_LEVEL_SAME_ZIP,
    DIFFERENT = CORRESPONDENCE_LEVEL_DIFFERENT,
    NOT_COMPARABLE = CORRESPONDENCE_LEVEL_NOT_COMPARABLE,
};

static struct address at(const char *line, const char *city, const char *state, const char *zip)
{
    struct row row = testing_row(line, city, state, zip);
    return testing_person(&row).address;
}

static void is(const char *a, const char *b, int level)
{
    struct address x = at(a, "Springfield", "IL", "62701"),
                   y = at(b, "Springfield", "IL", "62701");
    int there = standard_correspondence(&x, &y), back = standard_correspondence(&y, &x);
    if (there != level || back != level) {
        fail_msg("[%s] to [%s] is %d, back %d, not %d", a, b, there, back, level);
    }
    uint64_t ka = standard_address_key(&x), kb = standard_address_key(&y);
    assert_true(ka == 0 || kb == 0 || ka != kb ||
                level == POINT); /* one key, one delivery point */
}

static void levels(void **state)
{
    (void)state;
    is("12 MAIN ST", "12 Main Street", POINT);
    is("12 N MAIN ST", "12 North Main St.", POINT);
    is("12 MAIN ST", "12 MAIN", POINT);
    is("12 N MAIN ST", "12 MAIN ST", POINT);
    is("12 N MAIN ST", "12 MAIN ST N", POINT);
    is("12 N MAIN ST", "12 S MAIN ST", ZIP);
    is("12 MAIN ST", "12 MAIN AVE", ZIP);
    is("12 MAPLE ST", "12 MAPEL ST", POINT);
    is("12 MAIN ST", "12 MAIM ST", ZIP); /* too short for a typing error */
    is("12 5TH AVE", "12 6TH AVE", ZIP);
    is("12 US HWY 12", "12 US HWY 13", ZIP);
    is("12 US HWY 12", "12 US ROUTE 12", POINT);
    is("12 MAIN ST APT 4", "12 MAIN ST #4", POINT);
    is("12 MAIN ST APT 4-B", "12 MAIN ST APT 4B", POINT);
    is("12 MAIN ST APT 4", "12 MAIN ST", BUILDING);
    is("12 MAIN ST APT 4", "12 MAIN ST APT 5", BUILDING);
    is("12 MAIN ST", "14 MAIN ST", STREET);
    is("12 1/2 MAIN ST", "12 MAIN ST", STREET);
    is("12-34 BELL BLVD", "1234 BELL BLVD", POINT);
    is("1450 S 900 E", "1450 SOUTH 900 EAST", POINT);
    is("1450 S 900 E", "1450 S 900 W", ZIP);
    is("1450 S 900 E", "1450 900 E", ZIP);
    is("PO BOX 12", "P.O. Box 12", POINT);
    is("PO BOX 12", "PO BOX 13", ZIP);
    is("PO BOX 12", "12 MAIN ST", ZIP);
    is("RR 4 BOX 8", "RURAL ROUTE 4 BOX 8", POINT);
    is("PO BOX 0012", "PO BOX 12", POINT);
    is("12 TWENTY FIRST ST", "12 21ST ST", POINT);
    is("12 TWENTY-FIRST ST", "12 21 ST", POINT);
    is("77 HWY 50", "77 US HWY 50", POINT);
    is("77 SR 9", "77 STATE ROAD 9", POINT);
    is("77 KY 80", "77 STATE HIGHWAY 80", POINT);
    is("77 CR 5", "77 COUNTY HIGHWAY 5", POINT);
    is("77 COUNTY RD A", "77 COUNTY HWY A", POINT);
    is("77 COUNTY RD A", "77 COUNTY HWY B", ZIP);
    is("77 CR 5", "77 HWY 5", ZIP);
    is("77 US HWY 9", "77 STATE ROUTE 9", ZIP);
    is("77 HWY 50", "77 HWY 51", ZIP);
    is("12 MCDONALD RD", "12 MC DONALD RD", POINT);
    is("12 LAKE VIEW DR", "12 LAKEVIEW DR", POINT);
    is("12 DR MARTIN LUTHER KING JR BLVD", "12 MLK BLVD", POINT);
    is("12 NW HWY", "12 NORTHWEST HWY", POINT);
    is("12 CTR ST", "12 CENTER ST", POINT);
    is("12 PARKER ST", "12 BARKER ST", ZIP); /* two streets */
    is("12 MAIN ST 2ND FLOOR", "12 MAIN ST FL 2", POINT);
    is("12 MAIN ST REAR", "12 MAIN ST", BUILDING);
    is("12 MAIN ST REAR", "12 MAIN ST FRNT", BUILDING);
    is("12 MAIN ST STE 200", "12 MAIN ST SUITE 200", POINT);
    is("12A MAIN ST", "12 MAIN ST", STREET);
    is("RR 4 BOX 8", "RR 5 BOX 8", ZIP);
    is("HC 4 BOX 8", "RR 4 BOX 8", ZIP);
    is("12 MAIN ST", "UNKNOWN", NOT_COMPARABLE);
    is("12 MAIN ST", "MAIN ST", NOT_COMPARABLE);
    is("12 MAIN ST", "", NOT_COMPARABLE);
    is("PO BOX", "PO BOX", NOT_COMPARABLE);
    is("GENERAL DELIVERY", "GENERAL DELIVERY", NOT_COMPARABLE);
}

static void areas(void **state)
{
    (void)state;
    struct address a = at("12 MAIN ST", "Springfield", "IL", "62701");
    struct address other_zip = at("12 MAIN ST", "Springfield", "IL", "62702");
    struct address other_city = at("12 MAIN ST", "Chicago", "IL", "62701");
    struct address elsewhere = at("12 MAIN ST", "Boston", "MA", "02108");
    struct address no_zip = at("12 MAIN ST", "Springfield", "IL", "");
    struct address nowhere = at("12 MAIN ST", "", "", "");
    assert_int_equal(standard_correspondence(&a, &other_zip), POINT);
    assert_int_equal(standard_correspondence(&a, &other_city), POINT);
    assert_int_equal(standard_correspondence(&a, &no_zip), POINT);
    assert_int_equal(standard_correspondence(&a, &elsewhere), DIFFERENT);
    assert_int_equal(standard_correspondence(&a, &nowhere), NOT_COMPARABLE);
    struct address box = at("PO BOX 12", "Springfield", "IL", "62701");
    struct address other_box = at("PO BOX 12", "Springfield", "IL", "62702");
    assert_int_equal(standard_correspondence(&box, &other_box), DIFFERENT);
}

static void keys(void **state)
{
    (void)state;
    struct address a = at("12 Main Street Apt. 4-B", "Springfield", "IL", "62701");
    struct address b = at("12 MAIN ST # 4B", "SPRINGFIELD", "Illinois", "62701-1234");
    struct address c = at("12 MAIN ST APT 5", "SPRINGFIELD", "IL", "62701");
    struct address none = at("UNKNOWN", "Springfield", "IL", "62701");
    struct address nowhere = at("12 MAIN ST", "", "", "");
    assert_true(standard_address_key(&a) != 0);
    assert_true(standard_address_key(&a) == standard_address_key(&b));
    assert_true(standard_address_key(&a) != standard_address_key(&c));
    assert_true(standard_address_key(&none) == 0);
    assert_true(standard_address_key(&nowhere) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(areas),
        cmocka_unit_test(keys),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
