/* The task of a matcher alone: files with `complete`, read as plainly as possible. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/demo/demo.h"
#include "app/demo/demo_testing.h"
#include "base/map.h"

#include <cmocka.h>

enum { PEOPLE = 60000, REQUESTS = 50000 };

static struct error e;
static struct sheet people, requests, truth;

static void generate(uint64_t count, uint64_t rows, uint64_t seed, unsigned threads,
                     bool complete)
{
    struct demo_options o = {count, rows, seed, NULL, threads, complete};
    struct demo_truth t;
    if (!demo_generate(&o, scratch("registry.csv"), scratch("requests.csv"),
                       scratch("truth.csv"), NULL, NULL, &t, &e)) {
        fail_msg("%s: %s", e.code, e.text);
    }
    assert_int_equal(t.requests, rows);
}

static int setup(void **state)
{
    if (scratch_make(state) != 0) {
        return -1;
    }
    generate(PEOPLE, REQUESTS, 2025, 0, true);
    sheet_read(&people, "registry.csv");
    sheet_read(&requests, "requests.csv");
    sheet_read(&truth, "truth.csv");
    return 0;
}

static int teardown(void **state)
{
    sheet_free(&people);
    sheet_free(&requests);
    sheet_free(&truth);
    return scratch_remove(state);
}

static const char *asked(size_t i, const char *column)
{
    return sheet_at(&requests, i, column);
}

static bool is_kind(size_t i, const char *kind)
{
    return strcmp(sheet_at(&truth, i, "kind"), kind) == 0;
}

/* The row of the person in the registry; 0: nobody. */
static size_t record_of(size_t i)
{
    const char *id = sheet_at(&truth, i, "person_id");
    return id[0] == '\0' ? 0 : strtoul(id + 1, NULL, 10);
}

static bool same(size_t i, size_t record, const char *column)
{
    return strcasecmp(asked(i, column), sheet_at(&people, record, column)) == 0;
}

/* Of 10,000 rows. */
static unsigned rate(unsigned n, unsigned of)
{
    assert_true(of > 0);
    return (unsigned)((uint64_t)n * 10000 / of);
}

static void the_mixture_is_as_stated(void **state)
{
    (void)state;
    unsigned registered = 0;
    unsigned relatives = 0;
    unsigned namesakes = 0;
    unsigned strangers = 0;
    unsigned unknown = 0;
    unsigned moved = 0;
    assert_int_equal(truth.rows, REQUESTS + 1);
    for (size_t i = 1; i < truth.rows; i++) {
        assert_string_equal(asked(i, "control"), sheet_at(&truth, i, "control"));
        assert_string_equal(sheet_at(&truth, i, "deficiency"), "complete");
        bool here = record_of(i) != 0;
        bool kind =
            is_kind(i, "same-address") || is_kind(i, "moved") || is_kind(i, "other-unit");
        assert_int_equal(here, kind);
        registered += here;
        moved += is_kind(i, "moved");
        relatives += is_kind(i, "relative");
        namesakes += is_kind(i, "namesake");
        strangers += is_kind(i, "stranger-at-address");
        unknown += is_kind(i, "unknown");
    }
    assert_int_equal(registered, REQUESTS * 4 / 100);
    assert_int_equal(relatives + namesakes + strangers, REQUESTS * 15 / 100);
    assert_in_range(relatives, REQUESTS * 5 / 100, REQUESTS * 5 / 100 + 2);
    assert_int_equal(namesakes, REQUESTS * 5 / 100);
    assert_int_equal(strangers, REQUESTS * 5 / 100);
    assert_int_equal(unknown, REQUESTS - registered - REQUESTS * 15 / 100);
    assert_in_range(rate(moved, registered), 3200, 3500);
}

static void every_row_states_all(void **state)
{
    (void)state;
    static const char *const columns[] = {"given_name", "surname", "address",    "city",
                                          "state",      "zip",     "statute",    "period",
                                          "reason",     "officer", "attestation"};
    for (size_t i = 1; i < requests.rows; i++) {
        for (unsigned k = 0; k < sizeof columns / sizeof columns[0]; k++) {
            assert_true(asked(i, columns[k])[0] != '\0');
        }
        assert_int_equal(strlen(asked(i, "state")), 2);
        size_t zip = strlen(asked(i, "zip"));
        assert_true(zip == 5 || zip == 10);
    }
}

/* A line in which all of a person stands; false where a part is missing. */
static bool person_line(const struct sheet *s, size_t i, char *to, size_t size)
{
    const char *birth = sheet_at(s, i, "birth_date");
    int n = snprintf(to, size, "%s|%s|%s|%s|%.5s", sheet_at(s, i, "given_name"),
                     sheet_at(s, i, "surname"), birth, sheet_at(s, i, "address"),
                     sheet_at(s, i, "zip"));
    assert_true(n > 0 && (size_t)n < size);
    for (char *c = to; *c != '\0'; c++) {
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    }
    return birth[0] != '\0';
}

static void nobody_unregistered_is_in_the_registry(void **state)
{
    (void)state;
    struct dictionary *known;
    uint32_t id;
    char line[600];
    unsigned found = 0;
    assert_true(dictionary_new(&known, &e));
    for (size_t i = 1; i < people.rows; i++) {
        (void)person_line(&people, i, line, sizeof line);
        assert_true(dictionary_add(known, span_of(line), &id, &e));
    }
    for (size_t i = 1; i < requests.rows; i++) {
        bool there = person_line(&requests, i, line, sizeof line) &&
                     dictionary_find(known, span_of(line), &id);
        assert_false(there && record_of(i) == 0);
        found += there;
    }
    assert_true(found > REQUESTS / 200); /* the search does find the registered */
    dictionary_free(known);
}

/* The registry's addresses, with a value beside them or without. */
static struct dictionary *address_set(const char *column)
{
    struct dictionary *d;
    uint32_t id;
    char line[600];
    assert_true(dictionary_new(&d, &e));
    for (size_t i = 1; i < people.rows; i++) {
        (void)snprintf(line, sizeof line, "%s|%s|%s", sheet_at(&people, i, "address"),
                       sheet_at(&people, i, "zip"),
                       column == NULL ? "" : sheet_at(&people, i, column));
        assert_true(dictionary_add(d, span_of(line), &id, &e));
    }
    return d;
}

static bool lives_there(const struct dictionary *d, size_t i, const char *column)
{
    uint32_t id;
    char line[600];
    (void)snprintf(line, sizeof line, "%s|%s|%s", asked(i, "address"), asked(i, "zip"),
                   column == NULL ? "" : asked(i, column));
    return dictionary_find(d, span_of(line), &id);
}

static void hard_negatives_are_what_they_are_called(void **state)
{
    (void)state;
    struct dictionary *homes = address_set(NULL);
    struct dictionary *families = address_set("surname");
    unsigned relatives = 0;
    unsigned of_family = 0;
    unsigned strangers = 0;
    unsigned strangers_there = 0;
    unsigned strangers_family = 0;
    unsigned elsewhere = 0;
    unsigned by_chance = 0; /* a wrong digit can lead to a registered house */
    for (size_t i = 1; i < requests.rows; i++) {
        bool there = lives_there(homes, i, NULL);
        bool family = lives_there(families, i, "surname");
        if (is_kind(i, "relative")) {
            relatives += there;
            of_family += family;
        }
        if (is_kind(i, "stranger-at-address")) {
            strangers++;
            strangers_there += there;
            strangers_family += family;
        }
        if (is_kind(i, "namesake") || is_kind(i, "unknown") || is_kind(i, "moved")) {
            elsewhere++;
            by_chance += there;
        }
    }
    assert_true(relatives > 300);
    assert_true(of_family * 100 > relatives * 65);
    assert_true(strangers_there * 100 > strangers * 15);
    assert_true(strangers_family * 20 < strangers_there);
    assert_true(by_chance * 1000 < elsewhere);
    dictionary_free(homes);
    dictionary_free(families);
}

/* What a kind tells of itself by what is missing would be learnt instead of the task. */
static void missing_parts_tell_nothing(void **state)
{
    (void)state;
    static const char *const kinds[] = {"same-address",        "moved",  "relative", "namesake",
                                        "stranger-at-address", "unknown"};
    for (unsigned k = 0; k < 6; k++) {
        unsigned rows = 0;
        unsigned birth = 0;
        unsigned identifier = 0;
        unsigned middle = 0;
        for (size_t i = 1; i < requests.rows; i++) {
            if (is_kind(i, kinds[k])) {
                rows++;
                birth += asked(i, "birth_date")[0] == '\0';
                identifier += asked(i, "identifier")[0] != '\0';
                middle += asked(i, "middle_name")[0] != '\0';
            }
        }
        assert_in_range(rate(birth, rows), 2400, 3200);
        assert_in_range(rate(identifier, rows), 5500, 6500);
        assert_in_range(rate(middle, rows), 3700, 4800);
    }
}

static void errors_have_their_rates(void **state)
{
    (void)state;
    unsigned rows = 0;
    unsigned given = 0;
    unsigned surname = 0;
    unsigned births = 0;
    unsigned other_birth = 0;
    unsigned year = 0;
    unsigned swapped = 0;
    unsigned initial = 0;
    for (size_t i = 1; i < requests.rows; i++) {
        size_t record = record_of(i);
        if (record == 0) {
            continue;
        }
        const char *birth = asked(i, "birth_date");
        bool recorded = sheet_at(&people, record, "birth_date")[0] != '\0';
        rows++;
        given += !same(i, record, "given_name");
        surname += !same(i, record, "surname");
        swapped +=
            strcasecmp(asked(i, "given_name"), sheet_at(&people, record, "surname")) == 0;
        initial += strlen(asked(i, "given_name")) == 1;
        births += birth[0] != '\0' && recorded;
        other_birth += birth[0] != '\0' && recorded && !same(i, record, "birth_date");
        year += strlen(birth) == 4;
    }
    assert_in_range(rate(given, rows), 1400,
                    2600); /* nickname, variant, middle, initial, slip */
    assert_in_range(rate(surname, rows), 700, 1700); /* slip, marriage, double, exchanged */
    assert_in_range(rate(swapped, rows), 50, 250);
    assert_in_range(rate(initial, rows), 90, 350);
    assert_in_range(rate(other_birth, births), 350, 900);
    assert_in_range(rate(year, rows), 20, 180);
}

static void same_address_is_the_same_place(void **state)
{
    (void)state;
    unsigned rows = 0;
    unsigned place = 0;
    unsigned zip = 0;
    unsigned moved_in_zip = 0;
    unsigned moved = 0;
    for (size_t i = 1; i < requests.rows; i++) {
        size_t record = record_of(i);
        if (record == 0) {
            continue;
        }
        bool same_zip = strncmp(asked(i, "zip"), sheet_at(&people, record, "zip"), 5) == 0;
        if (is_kind(i, "same-address")) {
            rows++;
            place += same(i, record, "city") && same(i, record, "state");
            zip += same_zip;
            assert_true(same(i, record, "state"));
        } else if (is_kind(i, "moved")) {
            moved++;
            moved_in_zip += same_zip;
        }
    }
    assert_in_range(rate(place, rows), 9500, 9900);
    assert_in_range(rate(zip, rows), 9700, 9950);
    assert_in_range(rate(moved_in_zip, moved), 1500, 3300);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    static const char *const names[] = {"registry.csv", "requests.csv", "truth.csv"};
    static const unsigned threads[] = {1, 2, 5};
    for (unsigned complete = 0; complete < 2; complete++) {
        char *first[3] = {0};
        size_t len[3];
        for (unsigned t = 0; t < 3; t++) {
            generate(30011, 7003, 6, threads[t], complete == 1);
            for (unsigned i = 0; i < 3; i++) {
                size_t n;
                char *bytes = slurp(names[i], &n);
                if (t == 0) {
                    first[i] = bytes;
                    len[i] = n;
                    continue;
                }
                assert_int_equal(n, len[i]);
                assert_memory_equal(bytes, first[i], n);
                free(bytes);
            }
        }
        for (unsigned i = 0; i < 3; i++) {
            free(first[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mixture_is_as_stated),
        cmocka_unit_test(every_row_states_all),
        cmocka_unit_test(nobody_unregistered_is_in_the_registry),
        cmocka_unit_test(hard_negatives_are_what_they_are_called),
        cmocka_unit_test(missing_parts_tell_nothing),
        cmocka_unit_test(errors_have_their_rates),
        cmocka_unit_test(same_address_is_the_same_place),
        cmocka_unit_test(threads_do_not_show),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
