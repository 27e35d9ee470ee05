#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/demo/demo_world.h"

#include <cmocka.h>

static struct error e;

static struct world *make(uint64_t people, uint64_t requests, uint64_t seed)
{
    struct demo_options o = {people, requests, seed, NULL, 0, false};
    struct world *w;
    assert_true(world_new(&w, &o, people + requests, requests, &e));
    return w;
}

static void shuffles_are_permutations(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 2, 3, 4, 5, 64, 65, 1000, 4096, 30011};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint64_t n = sizes[i];
        struct shuffle s = shuffle_of(n, 7, i);
        bool *seen = calloc(n, sizeof *seen);
        assert_non_null(seen);
        for (uint64_t k = 0; k < n; k++) {
            uint64_t x = shuffle_at(&s, k);
            assert_true(x < n && !seen[x]);
            seen[x] = true;
            assert_int_equal(shuffle_back(&s, x), k);
        }
        free(seen);
    }
}

static void shuffles_differ_by_seed_and_stream(void **state)
{
    (void)state;
    struct shuffle a = shuffle_of(100000, 1, 1);
    struct shuffle b = shuffle_of(100000, 2, 1);
    struct shuffle c = shuffle_of(100000, 1, 2);
    unsigned same = 0;
    for (uint64_t k = 0; k < 1000; k++) {
        same +=
            shuffle_at(&a, k) == shuffle_at(&b, k) || shuffle_at(&a, k) == shuffle_at(&c, k);
    }
    assert_true(same < 10);
}

/* Social Security numbers have areas 001-665, 667-899, groups and serials above
 * zero; ITINs 9xx with groups 50-65, 70-88, 90-92, 94-99; ATINs 93. */
static bool could_be_issued(uint32_t identifier)
{
    uint32_t area = identifier / 1000000;
    uint32_t group = identifier / 10000 % 100;
    bool ssn = area != 0 && area != 666 && area < 900 && group != 0 && identifier % 10000 != 0;
    bool itin = area >= 900 && ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
                                (group >= 90 && group <= 99));
    return ssn || itin;
}

static void identifiers_are_unique_and_never_issued(void **state)
{
    (void)state;
    enum { N = 66068902 };
    static uint8_t seen[1000000000 / 8];
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->identifier_order = shuffle_of(N, 3, 9);
    for (uint64_t i = 0; i < N; i += 97) { /* 681,000 of them, from all ranges */
        uint32_t id = identifier_of(w, i);
        assert_false(could_be_issued(id));
        assert_int_equal(seen[id / 8] >> id % 8 & 1, 0);
        seen[id / 8] |= (uint8_t)(1 << id % 8);
        assert_int_equal(identifier_owner(w, id), i);
    }
    assert_true(identifier_owner(w, 123456789) == NOBODY);
    assert_true(identifier_owner(w, 900500000) == NOBODY);
    free(w);
}

static void identifiers_have_room_for_the_largest_size(void **state)
{
    (void)state;
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->identifier_order = shuffle_of(DEMO_IDENTIFIERS, 3, 9);
    for (uint64_t i = 0; i < DEMO_IDENTIFIERS; i += 9973) {
        assert_int_equal(identifier_owner(w, identifier_of(w, i)), i);
    }
    free(w);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void dwellings_have_different_addresses(void **state)
{
    (void)state;
    struct world *w = make(20000, 3000, 5);
    char **line = calloc(w->dwellings, sizeof *line);
    struct draft *d = malloc(sizeof *d);
    assert_true(line != NULL && d != NULL);
    struct random r = {0};
    for (uint64_t i = 0; i < w->dwellings; i++) {
        struct dwelling at = dwelling_of(w, i);
        draft_clear(d);
        dwelling_write(w, &at, 0, &r, d);
        struct span address = cell_span(&d->cell[FIELD_ADDRESS]);
        struct span city = cell_span(&d->cell[FIELD_CITY]);
        struct span zip = cell_span(&d->cell[FIELD_ZIP]);
        size_t size = address.len + city.len + zip.len + 3;
        assert_true(address.len > 0 && city.len > 0);
        line[i] = calloc(1, size);
        assert_non_null(line[i]);
        (void)snprintf(line[i], size, "%.*s|%.*s|%.*s", SPAN_ARGS(address), SPAN_ARGS(city),
                       SPAN_ARGS(zip));
        assert_int_equal(d->cell[FIELD_ZIP].len, 5);
    }
    qsort(line, w->dwellings, sizeof *line, by_text);
    for (uint64_t i = 0; i < w->dwellings; i++) {
        assert_true(i == 0 || strcmp(line[i - 1], line[i]) != 0);
    }
    for (uint64_t i = 0; i < w->dwellings; i++) {
        free(line[i]);
    }
    free(line);
    free(d);
    world_free(w);
}

/* Spelled-out addresses and misspelt ones are no record's. */
static void other_styles_differ_from_the_canonical_form(void **state)
{
    (void)state;
    struct world *w = make(5000, 1000, 6);
    struct draft *plain = calloc(2, sizeof *plain);
    assert_non_null(plain);
    struct draft *other = plain + 1;
    for (uint64_t i = 0; i < 2000; i++) {
        struct dwelling at = dwelling_of(w, i);
        struct random r = random_of(1, 2, i);
        bool box = at.kind == DWELLING_BOX || at.kind == DWELLING_RURAL;
        for (unsigned k = 0; k < 2; k++) {
            draft_clear(plain);
            draft_clear(other);
            dwelling_write(w, &at, 0, &r, plain);
            dwelling_write(w, &at, k == 0 || box ? STYLE_SPELLED : STYLE_TYPO, &r, other);
            assert_false(span_equal_nocase(cell_span(&plain->cell[FIELD_ADDRESS]),
                                           cell_span(&other->cell[FIELD_ADDRESS])));
        }
    }
    free(plain);
    world_free(w);
}

static void people_fill_households_without_gaps(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {100, 101, 124, 125, 126, 1003};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct world *w = make(sizes[i], 200, 1);
        uint64_t next = 0;
        for (uint64_t n = 0; n < w->homes; n++) {
            struct household h;
            household_make(w, n, &h);
            assert_int_equal(h.first, next);
            assert_true(h.size >= 1 && h.size <= HOUSEHOLD_MOST);
            for (unsigned k = 0; k < h.size; k++) {
                assert_int_equal(household_of(h.first + k), n);
            }
            next += h.size;
        }
        assert_int_equal(next, sizes[i]);
        world_free(w);
    }
}

static void members_of_one_name_differ_in_the_suffix(void **state)
{
    (void)state;
    struct world *w = make(50000, 200, 2);
    unsigned namesakes = 0;
    unsigned twins = 0;
    unsigned own_surname = 0;
    for (uint64_t n = 0; n < w->homes; n++) {
        struct household h;
        household_make(w, n, &h);
        for (unsigned i = 0; i < h.size; i++) {
            for (unsigned k = 0; k < i; k++) {
                twins += h.member[i].birth == h.member[k].birth;
                own_surname += h.member[i].surname != h.member[k].surname;
                if (member_same_name(w, &h.member[i], &h.member[k])) {
                    namesakes++;
                    assert_true(strcmp(h.member[i].suffix, h.member[k].suffix) != 0);
                }
            }
        }
    }
    assert_true(namesakes > 20 && twins > 20 && own_surname > 1000);
    world_free(w);
}

static void five_digits_are_found_as_in_2025(void **state)
{
    (void)state;
    static const struct {
        const char *part[4];
        bool found;
    } cases[] = {
        {{"Failed to Provide 12345", "", "", ""}, true},
        {{"00000", "", "", ""}, true},
        {{"NA NA", "", "", "12345"}, true},
        {{"", "", "", "12345-6789"}, true},
        {{"123", "45", "", ""}, false},
        {{"1234", "", "", "5678"}, false},
        {{"", "", "", ""}, false},
        {{"1234 5678 MAIN", "X", "NY", ""}, false},
        {{"123456 MAIN", "", "", ""}, true},
        {{"1234A5", "", "", "123"}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const *p = cases[i].part;
        assert_int_equal(
            five_digits(span_of(p[0]), span_of(p[1]), span_of(p[2]), span_of(p[3])),
            cases[i].found);
    }
}

static void misspelling_changes_the_word(void **state)
{
    (void)state;
    struct random r = {1};
    unsigned changed = 0;
    for (unsigned i = 0; i < 2000; i++) {
        struct cell c = {.len = 0};
        cell_adds(&c, "WASHINGTON");
        if (cell_misspell(&c, &r)) {
            changed++;
            assert_false(span_is(cell_span(&c), "WASHINGTON"));
            assert_true(c.len >= 9 && c.len <= 11);
        }
    }
    assert_true(changed > 1800);
    static const char *const never[] = {"LI", "", "MÜLLER", "O'BRIEN", "Smith"};
    for (unsigned i = 0; i < sizeof never / sizeof never[0]; i++) {
        struct cell c = {.len = 0};
        cell_adds(&c, never[i]);
        assert_false(cell_misspell(&c, &r));
        assert_true(span_is(cell_span(&c), never[i]));
    }
}

static void title_case_is_that_of_a_letterhead(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"12 86TH ST APT 2B", "12 86th St Apt 2B"},
        {"O'BRIEN", "O'Brien"},
        {"GARCIA-LOPEZ", "Garcia-Lopez"},
        {"MÜLLER", "MÜLLER"},
        {"", ""},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cell c = {.len = 0};
        cell_adds(&c, cases[i][0]);
        cell_title(&c);
        assert_true(span_is(cell_span(&c), cases[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuffles_are_permutations),
        cmocka_unit_test(shuffles_differ_by_seed_and_stream),
        cmocka_unit_test(identifiers_are_unique_and_never_issued),
        cmocka_unit_test(identifiers_have_room_for_the_largest_size),
        cmocka_unit_test(dwellings_have_different_addresses),
        cmocka_unit_test(other_styles_differ_from_the_canonical_form),
        cmocka_unit_test(people_fill_households_without_gaps),
        cmocka_unit_test(members_of_one_name_differ_in_the_suffix),
        cmocka_unit_test(five_digits_are_found_as_in_2025),
        cmocka_unit_test(misspelling_changes_the_word),
        cmocka_unit_test(title_case_is_that_of_a_letterhead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
