/* Levels of single comparisons: one registered person and one request a line. */
#include "engine/match/match_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "engine/match/match_testing.h"
#include "engine/match/match_worker.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static struct error error;
static const uint8_t key[32] = {1};

static struct person nobody(void)
{
    struct person p = {
        .row = 1, .id = SPAN_LITERAL("1"), .identifier = IDENTIFIER_NONE, .last4 = LAST4_NONE};
    p.address.zip = p.address.plus4 = ZIP_NONE;
    return p;
}

/* Compares two people in a registry of one. */
static struct score compare_two(const struct person *record, const struct person *asked)
{
    struct registry *r = testing_registry("compare", record, 1, true, NULL);
    struct model model;
    struct worker *w;
    struct score score;
    struct lesson lesson;
    lesson_built_in(&lesson);
    model_make(&model, &lesson, r, 0, 0);
    assert_true(worker_new(&w, r, &model, registry_scratch_key, true, &error));
    assert_true(subject_make(&w->comparer, asked, w->tagger, &w->subject[0], &error));
    compare(&w->comparer, &w->subject[0], 0, COMPARE_ALL, &score);
    worker_free(w);
    testing_registry_close("compare", r);
    return score;
}

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *given, *middle, *surname; /* the record's */
        const char *asked_given, *asked_middle, *asked_surname;
        unsigned surname_level, given_level, middle_level;
    } lines[] = {
        {"AMY", "L", "OKAFOR", "AMY", "L", "OKAFOR", LEVEL_SAME, LEVEL_SAME, LEVEL_SAME},
        {"AMY", "", "OKAFOR", "", "L", "", LEVEL_MISSING, LEVEL_MISSING, LEVEL_MISSING},
        {"AMY", "LOUISE", "MARTHA", "A", "L", "MARHTA", SURNAME_CLOSE, GIVEN_INITIAL,
         MIDDLE_INITIAL},
        {"BOB", "X", "SMITH", "ROBERT", "Y", "SCHMIDT", SURNAME_SIMILAR, GIVEN_NICKNAME,
         MIDDLE_DIFFERENT},
        {"CHRISTOPHER", "", "GARCIA LOPEZ", "CHRISTOFER", "", "LOPEZ", SURNAME_PART,
         GIVEN_CLOSE, LEVEL_MISSING},
        {"MARY ANN", "", "GARCIA", "MARY", "", "GARCIA LOPEZ", SURNAME_PART, GIVEN_CLOSE,
         LEVEL_MISSING},
        {"AMY", "", "OKAFOR", "OKAFOR", "", "AMY", SURNAME_SWAPPED, GIVEN_SWAPPED,
         LEVEL_MISSING},
        {"WALTER", "", "OKAFOR", "OKAFRO", "", "WALTRE", SURNAME_SWAPPED, GIVEN_SWAPPED,
         LEVEL_MISSING},
        {"JOHN", "PAUL", "JONES", "PAUL", "", "JONES", LEVEL_SAME, GIVEN_MIDDLE, LEVEL_MISSING},
        {"PAUL", "", "JONES", "JOHN", "PAUL", "JONES", LEVEL_SAME, GIVEN_MIDDLE, LEVEL_MISSING},
        {"AMY", "", "OKAFOR", "RUPERT", "", "HOLLOWAY", SURNAME_DIFFERENT, GIVEN_DIFFERENT,
         LEVEL_MISSING},
        {"JOHN", "P", "JONES", "P", "", "JONES", LEVEL_SAME, GIVEN_DIFFERENT, LEVEL_MISSING},
        {"J", "", "LI", "K", "", "LU", SURNAME_SIMILAR, GIVEN_DIFFERENT, LEVEL_MISSING},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct person record = nobody(), asked = nobody();
        record.name = (struct name){span_of(lines[i].given), span_of(lines[i].middle),
                                    span_of(lines[i].surname), 0};
        asked.name =
            (struct name){span_of(lines[i].asked_given), span_of(lines[i].asked_middle),
                          span_of(lines[i].asked_surname), 0};
        struct score s = compare_two(&record, &asked);
        if (s.level[COMPARE_SURNAME] != lines[i].surname_level ||
            s.level[COMPARE_GIVEN] != lines[i].given_level ||
            s.level[COMPARE_MIDDLE] != lines[i].middle_level) {
            fail_msg("line %zu: surname %s, given %s, middle %s", i,
                     level_name(COMPARE_SURNAME, s.level[COMPARE_SURNAME]),
                     level_name(COMPARE_GIVEN, s.level[COMPARE_GIVEN]),
                     level_name(COMPARE_MIDDLE, s.level[COMPARE_MIDDLE]));
        }
    }
}

static void birth_dates(void **state)
{
    (void)state;
    static const struct {
        uint32_t record, asked;
        unsigned level;
    } lines[] = {
        {19800214, 19800214, LEVEL_SAME},
        {19800214, 0, LEVEL_MISSING},
        {0, 0, LEVEL_MISSING},
        {19800101, 19800101, BIRTH_NEW_YEAR},
        {19800214, 19800224, BIRTH_NEAR}, /* a digit */
        {19800304, 19800403, BIRTH_NEAR}, /* day and month */
        {19800214, 19080214, BIRTH_NEAR}, /* digits exchanged */
        {19800214, 19810215, BIRTH_SIMILAR},
        {19800214, 19801130, BIRTH_YEAR},
        {19800214, 19800000, BIRTH_YEAR},
        {19800000, 19800000, BIRTH_YEAR},
        {19800214, 19610730, BIRTH_DIFFERENT},
        {214, 214, LEVEL_MISSING}, /* no year */
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct person record = nobody(), asked = nobody();
        record.birth = lines[i].record;
        asked.birth = lines[i].asked;
        struct score there = compare_two(&record, &asked), back = compare_two(&asked, &record);
        assert_int_equal(there.level[COMPARE_BIRTH], lines[i].level);
        assert_int_equal(back.level[COMPARE_BIRTH], lines[i].level);
    }
}

static struct address street(const char *house, const char *name, const char *unit,
                             const char *city, uint32_t zip)
{
    struct address a = {.kind = ADDRESS_STREET,
                        .house = span_of(house),
                        .street = span_of(name),
                        .suffix = span_of("ST"),
                        .unit_kind = span_of(unit[0] == 0 ? "" : "APT"),
                        .unit = span_of(unit),
                        .city = span_of(city),
                        .state = "NY",
                        .zip = zip,
                        .plus4 = ZIP_NONE};
    return a;
}

static struct address box(const char *number, uint32_t zip)
{
    struct address a = {.kind = ADDRESS_PO_BOX,
                        .box = span_of(number),
                        .city = span_of("ALBANY"),
                        .state = "NY",
                        .zip = zip,
                        .plus4 = ZIP_NONE};
    return a;
}

static void addresses(void **state)
{
    (void)state;
    const struct {
        struct address record, asked;
        unsigned level;
    } lines[] = {
        {street("12", "ELM", "", "ALBANY", 12207), street("12", "ELM", "", "ALBANY", 12207),
         LEVEL_SAME},
        {street("12", "ELM", "3", "ALBANY", 12207), street("12", "ELM", "", "ALBANY", 12207),
         ADDRESS_BUILDING},
        {street("12", "ELM", "3", "ALBANY", 12207), street("12", "ELM", "4", "ALBANY", 12207),
         ADDRESS_BUILDING},
        {street("12", "ELM", "", "ALBANY", 12207), street("999", "ELM", "", "ALBANY", 12207),
         ADDRESS_SAME_STREET},
        {street("12", "ELM", "", "ALBANY", 12207), street("7", "MAPLE", "", "ALBANY", 12207),
         ADDRESS_ZIP},
        {street("12", "ELM", "", "ALBANY", 12207), street("7", "MAPLE", "", "ALBANY", 12203),
         ADDRESS_CITY},
        {street("12", "ELM", "", "ALBANY", 12207), street("12", "ELM", "", "UTICA", 13501),
         ADDRESS_DIFFERENT},
        {box("77", 12207), box("77", 12207), LEVEL_SAME},
        {box("77", 12207), box("78", 12207), ADDRESS_ZIP},
        {box("77", 12207), street("77", "ELM", "", "ALBANY", 12207), ADDRESS_ZIP},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct person record = nobody(), asked = nobody();
        record.address = lines[i].record;
        asked.address = lines[i].asked;
        struct score s = compare_two(&record, &asked);
        if (s.level[COMPARE_ADDRESS] != lines[i].level) {
            fail_msg("line %zu: %s", i, level_name(COMPARE_ADDRESS, s.level[COMPARE_ADDRESS]));
        }
        assert_int_equal(s.level[COMPARE_HOUSE], LEVEL_MISSING);
    }
}

/* Without a ZIP on both sides the parts are compared. */
static void foreign_addresses_by_their_parts(void **state)
{
    (void)state;
    struct person record = nobody(), asked = nobody();
    record.address = street("12", "STANLEY", "", "WINSTON HILLS", ZIP_NONE);
    asked.address = street("12", "STANELY", "", "WINSTON HILL", 12207);
    struct score s = compare_two(&record, &asked);
    assert_int_equal(s.level[COMPARE_ADDRESS], LEVEL_MISSING);
    assert_int_equal(s.level[COMPARE_HOUSE], LEVEL_SAME);
    assert_int_equal(s.level[COMPARE_STREET], LEVEL_CLOSE);
    assert_int_equal(s.level[COMPARE_CITY], LEVEL_CLOSE);
    asked.address = street("121", "QUAY", "", "", ZIP_NONE);
    s = compare_two(&record, &asked);
    assert_int_equal(s.level[COMPARE_HOUSE], LEVEL_CLOSE);
    assert_int_equal(s.level[COMPARE_STREET], LEVEL_APART);
    assert_int_equal(s.level[COMPARE_CITY], LEVEL_MISSING);
}

static void everything_else(void **state)
{
    (void)state;
    struct person record = nobody(), asked = nobody();
    record.sex = 'F';
    record.name.suffix = 1;
    record.phone = span_of("17185550100");
    record.email = span_of("a@example.org");
    record.place = span_of("COPELAND");
    record.category = span_of("PAINTER");
    record.note = span_of("CA28 6HB");
    record.identifier = 123456789;
    asked = record;
    asked.phone = span_of("7185550100");
    struct score s = compare_two(&record, &asked);
    for (unsigned c = COMPARE_PHONE; c < COMPARISONS; c++) {
        assert_int_equal(s.level[c], LEVEL_SAME);
    }
    assert_int_equal(s.level[COMPARE_SEX], LEVEL_SAME);
    assert_int_equal(s.level[COMPARE_SUFFIX], LEVEL_SAME);
    asked.sex = 'M';
    asked.name.suffix = 2;
    asked.phone = span_of("7185550101");
    asked.email = span_of("someone@else.com");
    asked.place = span_of("COPELNAD");
    asked.category = span_of("POET");
    asked.note = span_of("CA2I 6HB");
    asked.identifier = IDENTIFIER_NONE;
    asked.last4 = 6789;
    s = compare_two(&record, &asked);
    assert_int_equal(s.level[COMPARE_SEX], LEVEL_DIFFERENT);
    assert_int_equal(s.level[COMPARE_SUFFIX], LEVEL_DIFFERENT);
    assert_int_equal(s.level[COMPARE_PHONE], LEVEL_DIFFERENT);
    assert_int_equal(s.level[COMPARE_EMAIL], LEVEL_APART);
    asked.email = span_of("a@exmaple.org");
    s = compare_two(&record, &asked);
    assert_int_equal(s.level[COMPARE_EMAIL], LEVEL_CLOSE);
    assert_int_equal(s.level[COMPARE_PLACE], LEVEL_CLOSE);
    assert_int_equal(s.level[COMPARE_CATEGORY], LEVEL_DIFFERENT);
    assert_int_equal(s.level[COMPARE_NOTE], LEVEL_CLOSE);
    assert_int_equal(s.level[COMPARE_IDENTIFIER], IDENTIFIER_LAST4);
    asked.sex = 'X';
    asked.identifier = 123456780;
    s = compare_two(&record, &asked);
    assert_int_equal(s.level[COMPARE_SEX], LEVEL_MISSING);
    assert_int_equal(s.level[COMPARE_IDENTIFIER], IDENTIFIER_DIFFERENT);
}

/* What is not in the mask says nothing, and the sum is that of its parts. */
static void the_mask_hides(void **state)
{
    (void)state;
    struct person *people;
    struct arena *arena;
    assert_true(arena_new(&arena, 0, &error));
    people = testing_people(arena, 50, 3);
    struct registry *r = testing_registry("mask", people, 50, false, key);
    struct model model;
    struct worker *w;
    struct lesson lesson;
    lesson_built_in(&lesson);
    model_make(&model, &lesson, r, 0, 0);
    assert_true(worker_new(&w, r, &model, key, false, &error));
    for (uint32_t i = 0; i < 50; i++) {
        static const uint32_t masks[] = {COMPARE_BY_IDENTIFIER, COMPARE_BY_NAME_ADDRESS,
                                         COMPARE_ALL};
        assert_true(subject_make(&w->comparer, &people[i], w->tagger, &w->subject[0], &error));
        for (size_t k = 0; k < 3; k++) {
            struct score s;
            compare(&w->comparer, &w->subject[0], i / 2, masks[k], &s);
            int32_t sum = s.look_alike;
            for (unsigned c = 0; c < COMPARISONS; c++) {
                sum += s.weight[c];
                assert_true((masks[k] & COMPARISON_BIT(c)) != 0 || s.level[c] == LEVEL_MISSING);
            }
            assert_int_equal(sum, s.total);
        }
    }
    worker_free(w);
    testing_registry_close("mask", r);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),           cmocka_unit_test(birth_dates),
        cmocka_unit_test(addresses),       cmocka_unit_test(foreign_addresses_by_their_parts),
        cmocka_unit_test(everything_else), cmocka_unit_test(the_mask_hides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
