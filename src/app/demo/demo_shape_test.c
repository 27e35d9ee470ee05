/* The shapes that demo.h states, each within the tolerance written there or here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/demo/demo_testing.h"
#include "app/demo/demo_world.h"
#include "base/map.h"

#include <cmocka.h>

static struct error e;

/* --- counting --- */

struct tally {
    struct dictionary *texts;
    unsigned *count;
    size_t cap;
    unsigned all;
};

static struct tally tally_new(size_t most)
{
    struct tally t = {.count = calloc(most, sizeof(unsigned)), .cap = most};
    assert_non_null(t.count);
    assert_true(dictionary_new(&t.texts, &e));
    return t;
}

static void tally_add(struct tally *t, struct span s)
{
    uint32_t id;
    assert_true(dictionary_add(t->texts, s, &id, &e));
    assert_true(id < t->cap);
    t->count[id]++;
    t->all++;
}

static int descending(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a;
    unsigned y = *(const unsigned *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static unsigned tally_of(const struct tally *t, const char *text)
{
    uint32_t id;
    return dictionary_find(t->texts, span_of(text), &id) ? t->count[id] : 0;
}

/* Of 10,000, how many have one of the n commonest; the counts are sorted by it. */
static unsigned tally_top(struct tally *t, unsigned n)
{
    uint64_t sum = 0;
    qsort(t->count, t->cap, sizeof *t->count, descending);
    for (unsigned i = 0; i < n && i < t->cap; i++) {
        sum += t->count[i];
    }
    return (unsigned)(sum * 10000 / t->all);
}

static void tally_free(struct tally *t)
{
    dictionary_free(t->texts);
    free(t->count);
}

static struct world *make(uint64_t people, uint64_t requests, uint64_t seed)
{
    struct demo_options o = {people, requests, seed, NULL, 0, false};
    struct world *w;
    assert_true(world_new(&w, &o, people + requests, requests, &e));
    return w;
}

/* --- names --- */

static void surnames_have_the_shape_of_a_census(void **state)
{
    (void)state;
    enum { N = 300000 };
    struct world *w = make(1000, 200, 1);
    struct tally t = tally_new(N);
    struct random r = {42};
    for (unsigned i = 0; i < N; i++) {
        struct cell c = {.len = 0};
        enum cluster_id cluster = cluster_draw(&r);
        surname_add(w, surname_draw(w, cluster, &r), &c);
        assert_true(c.len >= 2 && c.len < 40);
        tally_add(&t, cell_span(&c));
    }
    assert_in_range(tally_of(&t, "SMITH") * 10000ull / N, 70, 110);
    assert_in_range(tally_of(&t, "GARCIA") * 10000ull / N, 20, 60);
    unsigned different = dictionary_count(t.texts);
    assert_in_range(different, 50000, 90000);
    assert_in_range(tally_top(&t, 1), 70, 110);
    assert_in_range(tally_top(&t, 100), 1500, 2500);
    assert_in_range(tally_top(&t, 1000), 3500, 4700);
    assert_in_range(tally_top(&t, 10000), 6200, 8000);
    tally_free(&t);
    world_free(w);
}

static unsigned given_top_ten(const struct world *w, enum sex sex, unsigned year)
{
    enum { N = 20000 };
    struct tally t = tally_new(N);
    struct random r = {year};
    for (unsigned i = 0; i < N; i++) {
        struct cell c = {.len = 0};
        given_add(w, given_draw(w, cluster_draw(&r), sex, year, &r), &c);
        assert_true(c.len > 0);
        tally_add(&t, cell_span(&c));
    }
    unsigned top = tally_top(&t, 10);
    tally_free(&t);
    return top;
}

static void given_names_go_out_of_fashion(void **state)
{
    (void)state;
    struct world *w = make(1000, 200, 1);
    for (unsigned sex = 0; sex < 2; sex++) {
        unsigned before = given_top_ten(w, (enum sex)sex, 1945);
        unsigned now = given_top_ten(w, (enum sex)sex, 2015);
        assert_in_range(before, 2500, 4600);
        assert_in_range(now, 800, 2000);
    }
    struct tally old = tally_new(20000);
    struct tally young = tally_new(20000);
    struct random r = {3};
    for (unsigned i = 0; i < 20000; i++) {
        struct cell a = {.len = 0};
        struct cell b = {.len = 0};
        given_add(w, given_draw(w, CLUSTER_GENERAL, FEMALE, 1948, &r), &a);
        given_add(w, given_draw(w, CLUSTER_GENERAL, FEMALE, 1988, &r), &b);
        tally_add(&old, cell_span(&a));
        tally_add(&young, cell_span(&b));
    }
    assert_true(tally_of(&old, "LINDA") > 10 * (tally_of(&young, "LINDA") + 1));
    assert_true(tally_of(&young, "JESSICA") > 10 * (tally_of(&old, "JESSICA") + 1));
    tally_free(&old);
    tally_free(&young);
    world_free(w);
}

/* Of the NGUYENs few have a name that is common among the SMITHs. */
static void given_name_and_surname_go_together(void **state)
{
    (void)state;
    struct world *w = make(1000, 200, 1);
    struct random r = {9};
    unsigned nguyens = 0;
    unsigned nguyen_minh = 0;
    unsigned smiths = 0;
    unsigned smith_minh = 0;
    static const char *const vietnamese[] = {"MINH",  "TUAN", "THI",  "HUONG", "LAN", "HUNG",
                                             "THANH", "MAI",  "LINH", "THUY",  "ANH", "HOA"};
    for (unsigned i = 0; i < 300000; i++) {
        struct member m;
        struct draft d;
        draft_clear(&d);
        member_draw(w, &r, &m);
        member_write(w, &m, &d);
        bool nguyen = span_is(cell_span(&d.cell[FIELD_SURNAME]), "NGUYEN");
        bool smith = span_is(cell_span(&d.cell[FIELD_SURNAME]), "SMITH");
        bool minh = false;
        for (unsigned k = 0; k < 12; k++) {
            minh = minh || span_is(cell_span(&d.cell[FIELD_GIVEN_NAME]), vietnamese[k]);
        }
        nguyens += nguyen;
        smiths += smith;
        nguyen_minh += nguyen && minh;
        smith_minh += smith && minh;
    }
    assert_true(nguyens > 300 && smiths > 2000);
    assert_true(nguyen_minh * 8 > nguyens);
    assert_true(smith_minh * 100 < smiths);
    world_free(w);
}

/* --- people --- */

static void households_and_birth_dates_are_those_of_a_country(void **state)
{
    (void)state;
    struct world *w = make(50000, 200, 2);
    unsigned people = 0;
    unsigned january = 0;
    unsigned first = 0;
    unsigned fifteenth = 0;
    unsigned decade[12] = {0};
    for (uint64_t n = 0; n < w->homes; n++) {
        struct household h;
        household_make(w, n, &h);
        for (unsigned i = 0; i < h.size; i++) {
            uint32_t birth = h.member[i].birth;
            assert_in_range(birth, 19200101, 20241231);
            people++;
            january += birth % 10000 == 101;
            first += birth % 100 == 1;
            fifteenth += birth % 100 == 15;
            decade[(birth / 10000 - 1920) / 10]++;
        }
    }
    assert_int_equal(people, 50000);
    assert_in_range(people * 100 / w->homes, 245, 255);
    assert_in_range(january * 10000 / people, 70, 200); /* 27 by chance */
    assert_in_range(first * 10000 / people, 450, 650);  /* 329 by chance */
    assert_in_range(fifteenth * 10000 / people, 370, 480);
    assert_true(decade[1] < decade[2] && decade[2] < decade[4] && decade[4] < decade[6]);
    world_free(w);
}

/* --- places --- */

/* number, street and ZIP without the unit: how many people live there. */
static void homes_are_mostly_of_one_household(void **state)
{
    (void)state;
    struct world *w = make(100000, 20000, 4);
    struct tally homes = tally_new(200000);
    unsigned beside = 0;
    struct random r = {0};
    for (uint64_t n = 0; n < w->dwellings; n++) {
        struct dwelling at = dwelling_of(w, n);
        struct draft d;
        char text[600];
        draft_clear(&d);
        dwelling_write(w, &at, STYLE_NO_UNIT, &r, &d);
        (void)snprintf(text, sizeof text, "%.*s|%.*s",
                       SPAN_ARGS(cell_span(&d.cell[FIELD_ADDRESS])),
                       SPAN_ARGS(cell_span(&d.cell[FIELD_ZIP])));
        if (n < w->homes) {
            tally_add(&homes, span_of(text));
        } else {
            beside += tally_of(&homes, text) > 0;
        }
    }
    unsigned alone = 0;
    unsigned largest = 0;
    unsigned houses = dictionary_count(homes.texts);
    for (unsigned i = 0; i < houses; i++) {
        alone += homes.count[i] == 1;
        largest = homes.count[i] > largest ? homes.count[i] : largest;
    }
    assert_in_range(alone * 100 / houses, 85, 97);
    assert_in_range(w->homes * 100 / houses, 103, 140);
    assert_in_range(largest, 30, 400);
    assert_int_equal(beside, 0); /* what is in no record is in no recorded building */
    tally_free(&homes);
    world_free(w);
}

static void places_grow_with_the_people(void **state)
{
    (void)state;
    static const uint64_t people[] = {1000, 100000, 10000000, 100000000};
    static const uint32_t zones[] = {64, 100, 10000, 41000};
    for (unsigned i = 0; i < 4; i++) {
        struct world *w = make(people[i], 1000, 1);
        assert_in_range(w->zones, zones[i], zones[i] * 11 / 10);
        assert_true(w->streets_a_zone >= 40);
        for (uint32_t z = 1; z < w->zones; z++) {
            assert_true(w->zone[z - 1].zip < w->zone[z].zip);
            assert_true(w->zone[z].town.len > 2);
        }
        world_free(w);
    }
}

/* Three-digit prefixes by the postal service's list. */
static void zips_belong_to_their_state(void **state)
{
    (void)state;
    static const struct {
        uint32_t prefix;
        const char *state;
    } known[] = {{10, "MA"},  {29, "RI"},  {60, "CT"},  {71, "NJ"},  {100, "NY"}, {191, "PA"},
                 {200, "DC"}, {212, "MD"}, {232, "VA"}, {282, "NC"}, {303, "GA"}, {331, "FL"},
                 {372, "TN"}, {432, "OH"}, {482, "MI"}, {554, "MN"}, {606, "IL"}, {631, "MO"},
                 {701, "LA"}, {770, "TX"}, {799, "TX"}, {802, "CO"}, {841, "UT"}, {850, "AZ"},
                 {871, "NM"}, {891, "NV"}, {900, "CA"}, {968, "HI"}, {972, "OR"}, {981, "WA"},
                 {995, "AK"}};
    struct world *w = make(100000000, 1000, 1);
    unsigned seen = 0;
    for (uint32_t z = 0; z < w->zones; z++) {
        for (unsigned k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (w->zone[z].zip / 100 == known[k].prefix) {
                assert_string_equal(w->zone[z].state, known[k].state);
                seen++;
            }
        }
    }
    assert_true(seen > 1000);
    world_free(w);
}

/* --- slips --- */

static void slips_change_one_place(void **state)
{
    (void)state;
    struct random r = {1};
    unsigned first = 0;
    for (unsigned i = 0; i < 4000; i++) {
        struct cell c = {.len = 0};
        cell_adds(&c, "WILLIAMSBURG");
        assert_true(cell_slip(&c, i % 2 == 0, &r));
        assert_in_range(c.len, 11, 13);
        assert_true(span_distance(cell_span(&c), SPAN_LITERAL("WILLIAMSBURG"), 2) <= 2);
        assert_false(span_is(cell_span(&c), "WILLIAMSBURG"));
        first += c.at[0] != 'W';
    }
    assert_in_range(first, 50, 600);
    static const char *const never[] = {"", "A", "12"};
    for (unsigned i = 0; i < 3; i++) {
        struct cell c = {.len = 0};
        cell_adds(&c, never[i]);
        (void)cell_slip(&c, i % 2 == 0, &r);
        assert_true(c.len <= 2);
    }
}

static void nicknames_lead_there_and_back(void **state)
{
    (void)state;
    struct world *w = make(1000, 200, 1);
    struct random r = {5};
    uint32_t william;
    uint32_t bill;
    uint32_t mohammed;
    assert_true(dictionary_find(w->given.texts, SPAN_LITERAL("WILLIAM"), &william));
    assert_true(dictionary_find(w->given.texts, SPAN_LITERAL("BILL"), &bill));
    assert_true(dictionary_find(w->given.texts, SPAN_LITERAL("MOHAMMED"), &mohammed));
    unsigned bills = 0;
    for (unsigned i = 0; i < 1000; i++) {
        uint32_t to = given_nickname(w, william, &r);
        bills += to == bill;
        assert_true(to != william);
        assert_true(given_nickname(w, bill, &r) != bill);
        assert_true(given_variant(w, mohammed, &r) != mohammed);
        assert_int_equal(given_variant(w, william, &r), william);
    }
    assert_in_range(bills, 150, 400); /* one of four */
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surnames_have_the_shape_of_a_census),
        cmocka_unit_test(given_names_go_out_of_fashion),
        cmocka_unit_test(given_name_and_surname_go_together),
        cmocka_unit_test(households_and_birth_dates_are_those_of_a_country),
        cmocka_unit_test(homes_are_mostly_of_one_household),
        cmocka_unit_test(places_grow_with_the_people),
        cmocka_unit_test(zips_belong_to_their_state),
        cmocka_unit_test(slips_change_one_place),
        cmocka_unit_test(nicknames_lead_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
