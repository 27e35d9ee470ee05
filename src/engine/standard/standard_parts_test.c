/* Tests of places and confidences: each part and each deficiency points at the bytes of
 * the row that it is about, also where letters of two bytes stand before it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static struct span text_at(const struct row *row, struct extent x)
{
    const struct span none = {"", 0};
    return x.field >= FIELD_COUNT
               ? none
               : (struct span){row->value[x.field].at + x.from, x.to - x.from};
}

static struct address_parts parts_of(const struct row *row)
{
    struct address_parts p;
    struct error e;
    assert_true(standard_parts(testing_standard, row, testing_arena, &p, &e));
    return p;
}

static void part_is(const struct row *row, enum address_part part, const char *raw,
                    const char *value, enum confidence confidence)
{
    struct address_parts p = parts_of(row);
    struct span at = text_at(row, p.part[part].where);
    if (!span_is(at, raw) || !span_is(p.part[part].value, value) ||
        p.part[part].confidence != confidence) {
        fail_msg("%s of [%.*s] is [%.*s] %.*s, %s", address_part_name(part),
                 SPAN_ARGS(row->value[FIELD_ADDRESS]), SPAN_ARGS(at),
                 SPAN_ARGS(p.part[part].value), confidence_name(p.part[part].confidence));
    }
}

static void parts_point_at_their_bytes(void **state)
{
    (void)state;
    struct row row = testing_row("  12-A  North Müller Street, S.E. Apt. # 4 b", "Sprïngfield",
                                 "IL", "62701-1234");
    part_is(&row, PART_HOUSE, "12-A", "12-A", CONFIDENCE_CERTAIN);
    part_is(&row, PART_PREDIR, "North", "N", CONFIDENCE_CERTAIN);
    part_is(&row, PART_STREET, "Müller", "MULLER", CONFIDENCE_CERTAIN);
    part_is(&row, PART_SUFFIX, "Street", "ST", CONFIDENCE_CERTAIN);
    part_is(&row, PART_POSTDIR, "S.E", "SE", CONFIDENCE_CERTAIN);
    part_is(&row, PART_UNIT, "Apt. # 4 b", "APT 4B", CONFIDENCE_CERTAIN);
    part_is(&row, PART_CITY, "Sprïngfield", "SPRINGFIELD", CONFIDENCE_LIKELY);
    part_is(&row, PART_STATE, "IL", "IL", CONFIDENCE_CERTAIN);
    part_is(&row, PART_ZIP, "62701-1234", "62701-1234", CONFIDENCE_CERTAIN);
    part_is(&row, PART_BOX, "", "", CONFIDENCE_NONE);

    row = testing_row("12 Ñandú Ave, San José, California 95112", "", "", "");
    part_is(&row, PART_STREET, "Ñandú", "NANDU", CONFIDENCE_CERTAIN);
    part_is(&row, PART_CITY, "San José", "SAN JOSE", CONFIDENCE_LIKELY);
    part_is(&row, PART_STATE, "California", "CA", CONFIDENCE_CERTAIN);
    part_is(&row, PART_ZIP, "95112", "95112", CONFIDENCE_CERTAIN);

    row = testing_row("rural route 4 box 87-a", "Springfield", "IL", "90210");
    part_is(&row, PART_ROUTE, "rural route 4", "RR 4", CONFIDENCE_CERTAIN);
    part_is(&row, PART_BOX, "box 87-a", "87-A", CONFIDENCE_CERTAIN);
    part_is(&row, PART_ZIP, "90210", "90210", CONFIDENCE_DOUBTFUL);

    row = testing_row("", "Springfield", "IL", "62701");
    row.value[FIELD_HOUSE] = SPAN_LITERAL("12");
    row.value[FIELD_STREET] = SPAN_LITERAL("Main St");
    row.value[FIELD_UNIT] = SPAN_LITERAL("4B");
    part_is(&row, PART_HOUSE, "12", "12", CONFIDENCE_CERTAIN);
    part_is(&row, PART_STREET, "Main", "MAIN", CONFIDENCE_CERTAIN);
    part_is(&row, PART_UNIT, "4B", "# 4B", CONFIDENCE_LIKELY);
}

static void deficiency_is(const struct row *row, const char *category, enum element element,
                          enum field field, const char *raw)
{
    struct judgement j = testing_judge(row, ELEMENT_ALL | ELEMENT_IDENTIFIER);
    if (strcmp(category_name(j.category), category) != 0 || j.element != element ||
        j.where.field != (unsigned)field || !span_is(text_at(row, j.where), raw)) {
        fail_msg("[%.*s] is %s of %s, at %u [%.*s]", SPAN_ARGS(row->value[FIELD_ADDRESS]),
                 category_name(j.category), element_name(j.element), j.where.field,
                 SPAN_ARGS(text_at(row, j.where)));
    }
}

static void deficiencies_point_at_their_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *address, *city, *state, *zip, *category;
        enum field field;
        const char *raw;
    } table[] = {
        {"Failed to Provide 12345", "Springfield", "IL", "62701", "placeholder", FIELD_ADDRESS,
         "Failed to Provide 12345"},
        {" U-N-K ", "Springfield", "IL", "62701", "disguised-placeholder", FIELD_ADDRESS,
         "U-N-K"},
        {"Cook County Jail, 12 Main St", "Springfield", "IL", "62701", "custodial-facility",
         FIELD_ADDRESS, "County Jail"},
        {"12 Main St", "Unknown", "IL", "62701", "placeholder", FIELD_CITY, "Unknown"},
        {"12 Main St", "", "IL", "62701", "city-missing", FIELD_CITY, ""},
        {"12 Main St, Unknown, IL 62701", "", "", "", "placeholder", FIELD_ADDRESS, "Unknown"},
        {"12 Main St", "Springfield", "ZZ", "62701", "state-missing", FIELD_STATE, "ZZ"},
        {"12 Main St", "Springfield", "IL", " 90210 ", "bad-zip", FIELD_ZIP, "90210"},
        {"12 Main St Apt", "Springfield", "IL", "62701", "unit-missing", FIELD_ADDRESS, "Apt"},
        {"0 Main St", "Springfield", "IL", "62701", "number-missing", FIELD_ADDRESS, "0"},
        {"UNKN3146 86TH STREE", "Springfield", "IL", "62701", "contaminated", FIELD_ADDRESS,
         "UNKN3146"},
        {"12 Main St & Elm St", "Springfield", "IL", "62701", "unclear", FIELD_ADDRESS,
         "Main St & Elm"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct row row =
            testing_row(table[i].address, table[i].city, table[i].state, table[i].zip);
        row.value[FIELD_IDENTIFIER] = SPAN_LITERAL("900-12-3456");
        deficiency_is(&row, table[i].category, ELEMENT_ADDRESS, table[i].field, table[i].raw);
    }
    struct row row = testing_row("12 Main St", "Springfield", "IL", "62701");
    row.value[FIELD_IDENTIFIER] = SPAN_LITERAL("12");
    deficiency_is(&row, "identifier-missing", ELEMENT_IDENTIFIER, FIELD_IDENTIFIER, "12");
    row.value[FIELD_GIVEN_NAME] = SPAN_LITERAL("");
    deficiency_is(&row, "name-partial", ELEMENT_NAME, FIELD_SURNAME, "Quackenbush");
}

/* Delivery line, city, state and ZIP in one field, in each of their 24 orders. */
static void one_field_is_read_in_any_order(void **state)
{
    (void)state;
    static const char *const lines[] = {"125 N Öak St Apt 4", "PO Box 125", "1450 S 900 E",
                                        "RR 4 Box 125"};
    for (unsigned order = 0; order < 24; order++) {
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            const char *piece[4] = {lines[i], "Denver", "CO", "80203"};
            char line[128];
            unsigned rest = order;
            size_t n = 0;
            for (unsigned left = 4; left > 0; rest /= left, left--) {
                unsigned k = rest % left;
                n += (size_t)snprintf(line + n, sizeof line - n, "%s%s", piece[k],
                                      left > 1 ? ", " : "");
                memmove(&piece[k], &piece[k + 1], (left - k - 1) * sizeof *piece);
            }
            struct row row = testing_row(line, "", "", "");
            struct judgement j = testing_judge(&row, ELEMENT_ADDRESS);
            if (j.sufficiency != SUFFICIENCY_COMPLETE) {
                fail_msg("%s is %s", line, category_name(j.category));
            }
            struct address_parts p = parts_of(&row);
            assert_true(span_is(text_at(&row, p.part[PART_CITY].where), "Denver"));
            assert_true(span_is(text_at(&row, p.part[PART_STATE].where), "CO"));
            assert_true(span_is(text_at(&row, p.part[PART_ZIP].where), "80203"));
            if (i == 0) {
                part_is(&row, PART_STREET, "Öak", "OAK", CONFIDENCE_CERTAIN);
            }
        }
    }
    /* Without commas too, as long as the number tells where the line begins. */
    struct row row = testing_row("80203 Denver CO 125 Oak St", "", "", "");
    part_is(&row, PART_CITY, "Denver", "DENVER", CONFIDENCE_LIKELY);
    part_is(&row, PART_STREET, "Oak", "OAK", CONFIDENCE_CERTAIN);
    /* A ZIP of another state, two states: nothing is moved. */
    row = testing_row("80203, Denver, NY, 125 Oak St", "", "", "");
    assert_int_not_equal(testing_judge(&row, ELEMENT_ADDRESS).sufficiency, SUFFICIENCY_COMPLETE);
    row = testing_row("Unknown, 80203, CO, Denver", "", "", "");
    assert_int_not_equal(testing_judge(&row, ELEMENT_ADDRESS).sufficiency, SUFFICIENCY_COMPLETE);
}

/* Whatever the bytes: every place lies within its field, at the ends of characters. */
static void places_lie_within_their_fields(void **state)
{
    (void)state;
    static const char *const pieces[] = {"12 ",  "é",     "ﬁ", "Main ", "ST",   ", ",
                                         "\xff", "４",    "①", "-",     "APT ", "Springfield ",
                                         "IL ",  "62701", "☃", "ǅ",     ".",    "UNK"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    uint64_t seed = 11;
    for (int round = 0; round < 20000; round++) {
        char line[256];
        size_t n = 0;
        for (uint64_t k = 0; k < 1 + (seed >> 40) % 9; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            n += (size_t)snprintf(line + n, sizeof line - n, "%s",
                                  pieces[(seed >> 33) % PIECES]);
        }
        bool columns = round % 4 != 0; /* else all is in the line */
        struct row row = testing_row(line, round % 3 == 0 && columns ? "Springfield" : "",
                                     columns ? "IL" : "", columns ? "62701" : "");
        struct address_parts p = parts_of(&row);
        struct judgement j = testing_judge(&row, ELEMENT_ALL);
        for (unsigned i = 0; i <= ADDRESS_PARTS; i++) {
            struct extent x = i < ADDRESS_PARTS ? p.part[i].where : j.where;
            if (x.field < FIELD_COUNT) {
                struct span v = row.value[x.field];
                assert_true(x.from <= x.to && x.to <= v.len);
                assert_true(x.to == v.len || ((uint8_t)v.at[x.to] & 0xC0) != 0x80);
            }
        }
        arena_reset(testing_arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_point_at_their_bytes),
        cmocka_unit_test(deficiencies_point_at_their_bytes),
        cmocka_unit_test(one_field_is_read_in_any_order),
        cmocka_unit_test(places_lie_within_their_fields),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
