/* Identifiers of nine digits and the ranges that were issued.
 *
 * SSN: no area 000, 666 or 900 to 999, no group 00, no serial 0000 (Social Security Administration, "Social
 * Security Number Randomization", 2011). ITIN: begins with 9, fourth and fifth digit 50 to 65, 70 to 88,
 * 90 to 92 or 94 to 99 (Internal Revenue Manual 3.21.263). EIN: the prefixes of the campuses (IRS, "How EINs are
 * assigned and valid EIN prefixes"). There is no check digit in any of them.
 *
 * Ranges are checked only where layout or row say what the number is; made-up data uses ranges never issued. */

#include "engine/standard/standard_inside.h"

/* Printed on cards and in advertisements, and used ever since. */
static const uint32_t specimens[] = {78051120,  219099999, 457555462,
                                     123456789, 123121234, 12345678};

/* Nine times the same digit, or counted up or down. */
static bool is_typed(uint32_t number)
{
    return number % 111111111 == 0 || number == 123456789 || number == 987654321;
}

/* 987-65-4320 to 4329. */
static bool is_advertised(uint32_t number)
{
    return number / 10 == 98765432;
}

static bool is_ssn(uint32_t number)
{
    uint32_t area = number / 1000000, group = number / 10000 % 100, serial = number % 10000;
    for (size_t i = 0; i < sizeof specimens / sizeof *specimens; i++) {
        if (number == specimens[i]) {
            return false;
        }
    }
    return area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
}

static bool is_itin(uint32_t number)
{
    uint32_t group = number / 10000 % 100;
    return number / 100000000 == 9 && !is_advertised(number) &&
           ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
            (group >= 90 && group <= 92) || (group >= 94 && group <= 99));
}

static bool is_ein(uint32_t number)
{
    static const uint8_t never[] = {0,  7,  8,  9,  17, 18, 19, 28, 29,
                                    49, 69, 70, 78, 79, 89, 96, 97};
    for (size_t i = 0; i < sizeof never; i++) {
        if (number / 10000000 == never[i]) {
            return false;
        }
    }
    return number % 10000000 != 0;
}

bool standard_identifier_issued(uint32_t number, enum identifier_kind kind)
{
    if (is_typed(number)) {
        return false;
    }
    switch (kind) {
    case KIND_ANY:
        return true;
    case KIND_SSN:
        return is_ssn(number) || is_itin(number); /* "SSN" of a form means either */
    case KIND_ITIN:
        return is_itin(number);
    case KIND_EIN:
        return is_ein(number);
    case KIND_WRONG:
        break;
    }
    return false;
}

enum identifier_kind standard_identifier_kind(const struct row *row)
{
    static const struct {
        const char *text;
        enum identifier_kind kind;
    } kinds[] = {{"SSN", KIND_SSN}, {"2", KIND_SSN}, {"ITIN", KIND_ITIN}, {"EIN", KIND_EIN},
                 {"1", KIND_EIN},   {"3", KIND_ANY}, {"TIN", KIND_ANY}};
    struct span said = span_trim(row->value[FIELD_IDENTIFIER_KIND]);
    if (said.len == 0) {
        return KIND_ANY;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (span_equal_nocase(said, span_of(kinds[i].text))) {
            return kinds[i].kind;
        }
    }
    return KIND_WRONG;
}
