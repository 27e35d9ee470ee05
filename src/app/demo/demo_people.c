/* Households, and who lives in them.
 *
 * Twenty-five people are ten households of 1 1 2 2 2 2 3 3 4 5 members, so that
 * the household of a person is known without counting. The last block is cut
 * where the registry ends.
 */
#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/clock.h"

static const uint8_t sizes[HOUSEHOLDS_A_BLOCK] = {3, 1, 5, 2, 3, 2, 4, 1, 2, 2};

/* --- who lives where --- */

uint64_t household_count(uint64_t people)
{
    return people == 0 ? 0 : household_of(people - 1) + 1;
}

uint64_t household_of(uint64_t person)
{
    uint64_t left = person % HOUSEHOLD_BLOCK;
    uint64_t h = 0;
    while (left >= sizes[h]) {
        left -= sizes[h++];
    }
    return person / HOUSEHOLD_BLOCK * HOUSEHOLDS_A_BLOCK + h;
}

/* --- one person --- */

enum { REFERENCE_YEAR = 2024 };

/* The age pyramid: of 100 adults, how many are in their twenties, thirties, ... nineties. */
static unsigned year_draw(const uint8_t ages[8], struct random *r)
{
    unsigned left = (unsigned)random_below(r, 100);
    unsigned decade = 0;
    while (decade < 7 && left >= ages[decade]) {
        left -= ages[decade++];
    }
    return REFERENCE_YEAR - 20 - 10 * decade - (unsigned)random_below(r, 10);
}

static const uint8_t adult_ages[8] = {15, 18, 17, 16, 17, 11, 5, 1};
static const uint8_t parent_ages[8] = {9, 33, 37, 16, 4, 1, 0, 0};

/* Dates heap up: on 1 January where the day is not known, on the 1st and 15th. */
static uint32_t date_draw(struct random *r, unsigned year, enum cluster_id cluster)
{
    unsigned month = (unsigned)(1 + random_below(r, 12));
    unsigned day = (unsigned)(1 + random_below(r, 31));
    while (!date_valid(year, month, day)) {
        day--;
    }
    if (random_chance(r, cluster_at(cluster)->january)) {
        return year * 10000 + 101;
    }
    if (random_chance(r, 200)) {
        day = random_chance(r, 6000) ? 1 : 15;
    }
    return year * 10000 + month * 100 + day;
}

/* What does not depend on the others of the household. */
static void draw_person(const struct world *w, struct random *r, enum cluster_id cluster,
                        enum sex sex, unsigned year, struct member *m)
{
    *m = (struct member){.surname2 = NO_NAME, .middle = NO_NAME, .suffix = "", .flags = ""};
    m->sex = sex;
    m->cluster = cluster;
    m->given = given_draw(w, cluster, sex, year, r);
    m->birth = date_draw(r, year, cluster);
    m->birth_recorded = !random_chance(r, 150);
    if (random_chance(r, 7000)) {
        m->middle = given_draw(w, cluster, sex, year, r);
        m->initial = random_chance(r, 6000);
    }
    m->flags = random_chance(r, 30) ? "protected" : random_chance(r, 2) ? "sealed" : "";
    if (random_chance(r, 100)) {
        m->flags = m->flags[0] != '\0' ? "protected deceased" : "deceased";
    }
}

/* Two surnames, as the cluster has them. */
static void draw_double(const struct world *w, struct random *r, struct member *m)
{
    const struct cluster *c = cluster_at(m->cluster);
    if (random_chance(r, c->doubles)) {
        m->surname2 = surname_draw(w, m->cluster, r);
        m->blank = random_chance(r, c->blank);
    }
}

void member_draw_of(const struct world *w, enum cluster_id cluster, struct random *r,
                    struct member *out)
{
    uint32_t surname = surname_draw(w, cluster, r);
    enum sex sex = (enum sex)random_below(r, 2);
    unsigned year = year_draw(adult_ages, r);
    draw_person(w, r, cluster, sex, year, out);
    out->surname = surname;
    draw_double(w, r, out);
}

void member_draw(const struct world *w, struct random *r, struct member *out)
{
    enum cluster_id cluster = cluster_draw(r);
    member_draw_of(w, cluster, r, out);
}

static bool same_given(const struct world *w, uint32_t a, uint32_t b)
{
    struct cell one = {.len = 0};
    struct cell other = {.len = 0};
    if (a != b) {
        given_add(w, a, &one);
        given_add(w, b, &other);
    }
    return span_equal(cell_span(&one), cell_span(&other));
}

static void add_surnames(const struct world *w, const struct member *m, struct cell *c)
{
    surname_add(w, m->surname, c);
    cell_add(c, w->mark);
    if (m->surname2 != NO_NAME) {
        cell_adds(c, m->blank ? " " : "-");
        surname_add(w, m->surname2, c);
        cell_add(c, w->mark);
    }
}

bool member_same_name(const struct world *w, const struct member *a, const struct member *b)
{
    struct cell one = {.len = 0};
    struct cell other = {.len = 0};
    if (!same_given(w, a->given, b->given)) {
        return false;
    }
    add_surnames(w, a, &one);
    add_surnames(w, b, &other);
    return span_equal(cell_span(&one), cell_span(&other));
}

/* --- a household --- */

struct head {
    enum cluster_id cluster;
    enum sex sex;
    uint32_t surname;
    uint32_t given;
    unsigned year;
};

/* A household's head before namesakes: the first draws of its stream. */
static struct head head_draw(const struct world *w, struct random *r, uint64_t number)
{
    struct head h;
    bool parent = sizes[number % HOUSEHOLDS_A_BLOCK] > 2;
    h.cluster = cluster_draw(r);
    h.surname = surname_draw(w, h.cluster, r);
    h.sex = random_chance(r, 5500) ? MALE : FEMALE;
    h.year = year_draw(parent ? parent_ages : adult_ages, r);
    h.given = given_draw(w, h.cluster, h.sex, h.year, r);
    return h;
}

/* A few heads have name and birth year of another household's head. */
static struct head make_head(const struct world *w, struct random *r, uint64_t number,
                             struct member *m)
{
    struct head h = head_draw(w, r, number);
    if (random_chance(r, 60)) {
        uint64_t other = random_next(r) % w->homes;
        struct random of_other = random_of(w->seed, STREAM_HOUSEHOLD, other);
        if (other != number) {
            h = head_draw(w, &of_other, other);
        }
    }
    draw_person(w, r, h.cluster, h.sex, h.year, m);
    m->surname = h.surname;
    m->given = h.given;
    draw_double(w, r, m);
    return h;
}

static bool given_taken(const struct world *w, const struct household *h, unsigned until,
                        uint32_t given)
{
    for (unsigned i = 0; i < until; i++) {
        if (same_given(w, h->member[i].given, given)) {
            return true;
        }
    }
    return false;
}

/* Draws until nobody before has the given name (invariant 2). */
static void draw_given(const struct world *w, struct random *r, struct household *h, unsigned i)
{
    struct member *m = &h->member[i];
    while (given_taken(w, h, i, m->given)) {
        m->given = given_draw(w, m->cluster, m->sex, m->birth / 10000, r);
    }
}

/* Husband and wife are mostly of one cluster; of seven, five have one surname. */
static void make_spouse(const struct world *w, struct random *r, struct household *h,
                        const struct head *head)
{
    struct member *first = &h->member[0];
    struct member *m = &h->member[1];
    enum sex sex = head->sex == MALE ? FEMALE : MALE;
    enum cluster_id cluster = head->cluster;
    if (random_chance(r, 300)) {
        sex = head->sex;
    }
    if (random_chance(r, 1500)) {
        cluster = cluster_draw(r);
    }
    draw_person(w, r, cluster, sex, head->year - 4 + (unsigned)random_below(r, 9), m);
    unsigned shared =
        head->cluster == CLUSTER_GENERAL || head->cluster == CLUSTER_SLAVIC ? 7800 : 4500;
    m->surname = random_chance(r, shared) ? first->surname : surname_draw(w, cluster, r);
    if (m->surname != first->surname && random_chance(r, 1500)) {
        m->surname2 = first->surname;
    }
    draw_given(w, r, h, 1);
}

static void make_child(const struct world *w, struct random *r, struct household *h, unsigned i,
                       const struct head *head)
{
    struct member *m = &h->member[i];
    const struct member *father = &h->member[0];
    enum sex sex = (enum sex)random_below(r, 2);
    unsigned year = head->year + 20 + (unsigned)random_below(r, 16);
    year = year > REFERENCE_YEAR - 1 ? REFERENCE_YEAR - 1 - (unsigned)random_below(r, 4) : year;
    draw_person(w, r, head->cluster, sex, year, m);
    m->surname = random_chance(r, 9300) ? father->surname : h->member[1].surname;
    if (head->cluster == CLUSTER_SPANISH && random_chance(r, 1700)) {
        m->surname2 = h->member[1].surname; /* the father's, then the mother's */
        m->blank = random_chance(r, cluster_at(head->cluster)->blank);
    }
    draw_given(w, r, h, i);
}

/* A son of his father's name, and what tells the two apart. */
static void make_namesake_son(struct random *r, struct member *father, struct member *son)
{
    static const char *const pairs[][2] = {{"SR", "JR"}, {"", "JR"}, {"JR", "III"}, {"", "II"}};
    uint64_t k = random_below(r, sizeof pairs / sizeof pairs[0]);
    son->sex = MALE;
    son->given = father->given;
    son->middle = father->middle;
    son->initial = father->initial;
    son->surname = father->surname;
    son->surname2 = father->surname2;
    son->blank = father->blank;
    father->suffix = pairs[k][0];
    son->suffix = pairs[k][1];
}

static void make_family(const struct world *w, struct random *r, struct household *h,
                        const struct head *head)
{
    make_spouse(w, r, h, head);
    for (unsigned i = 2; i < h->size; i++) {
        make_child(w, r, h, i, head);
    }
    if (h->size >= 3 && head->sex == MALE && random_chance(r, 700)) {
        make_namesake_son(r, &h->member[0], &h->member[2]);
    }
    if (h->size >= 4 && random_chance(r, 300)) {
        h->member[3].birth = h->member[2].birth;
    }
}

/* People who share an address and nothing else. */
static void make_strangers(const struct world *w, struct random *r, struct household *h)
{
    for (unsigned i = 1; i < h->size; i++) {
        member_draw(w, r, &h->member[i]);
        draw_given(w, r, h, i);
    }
}

void household_make(const struct world *w, uint64_t number, struct household *out)
{
    assert(number < w->homes);
    uint64_t first = number / HOUSEHOLDS_A_BLOCK * HOUSEHOLD_BLOCK;
    for (uint64_t i = 0; i < number % HOUSEHOLDS_A_BLOCK; i++) {
        first += sizes[i];
    }
    out->number = number;
    out->first = first;
    out->size = sizes[number % HOUSEHOLDS_A_BLOCK];
    struct random r = random_of(w->seed, STREAM_HOUSEHOLD, number);
    bool family = out->size > 1 && hash_word(r.state) % 100 < 92;
    struct head head = make_head(w, &r, number, &out->member[0]);
    if (family) {
        make_family(w, &r, out, &head);
    } else {
        make_strangers(w, &r, out);
    }
    if (w->people - first < out->size) {
        out->size = (unsigned)(w->people - first);
    }
}

/* --- writing --- */

void member_write(const struct world *w, const struct member *m, struct draft *d)
{
    given_add(w, m->given, &d->cell[FIELD_GIVEN_NAME]);
    if (m->middle != NO_NAME) {
        struct cell *middle = &d->cell[FIELD_MIDDLE_NAME];
        given_add(w, m->middle, middle);
        if (m->initial) {
            middle->len = (unsigned char)middle->at[0] < 0x80 ? 1 : 2;
        }
    }
    add_surnames(w, m, &d->cell[FIELD_SURNAME]);
    cell_adds(&d->cell[FIELD_SUFFIX], m->suffix);
    cell_date(&d->cell[FIELD_BIRTH_DATE], m->birth);
    cell_adds(&d->cell[FIELD_SEX], m->sex == MALE ? "M" : "F");
}

/* --- identifiers ---
 *
 * Numbers area-group-serial, in ranges that were never issued as a Social
 * Security number (areas 000, 666 and 900 to 999, group 00, serial 0000 are
 * none) nor as a taxpayer number of area 9xx (ITIN groups 50-65, 70-88, 90-92,
 * 94-99; ATIN group 93), as long as they last:
 *
 *   count       area          group             serial
 *   50,000,000  900-999       00-49             0000-9999
 *    5,000,000  900-999       66-69, 89         0000-9999
 *    1,000,000  000           00-99             0000-9999
 *    1,000,000  666           00-99             0000-9999
 *    8,980,000  001-899 w.o. 666  00            0000-9999
 *       88,902  001-899 w.o. 666  01-99         0000
 *   66,068,902  in all; then
 *   45,000,000  900-999       the other 45      0000-9999   (ITIN and ATIN: for measuring)
 */
struct range {
    uint64_t count;
    uint32_t area_first;
    uint32_t area_count;
    uint8_t group_first; /* of groups[], in area 9xx */
    uint8_t group_count;
    uint32_t serials;
};

static const struct range ranges[] = {
    {50000000, 900, 100, 0, 50, 10000},  {5000000, 900, 100, 50, 5, 10000},
    {1000000, 0, 1, 0, 100, 10000},      {1000000, 666, 1, 0, 100, 10000},
    {8980000, 1, 898, 0, 1, 10000},      {88902, 1, 898, 1, 99, 1},
    {45000000, 900, 100, 55, 45, 10000},
};

enum { RANGES = sizeof ranges / sizeof ranges[0] };

/* Groups of area 9xx in the order of the table: 00-49, then 66-69 and 89, then the rest. */
static const uint8_t late_groups[50] = {
    66, 67, 68, 69, 89, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
    62, 63, 64, 65, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82,
    83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
};

static uint32_t group_at(const struct range *range, uint32_t k)
{
    uint32_t place = range->group_first + k;
    return range->area_first == 900 && place >= 50 ? late_groups[place - 50] : place;
}

/* The place of a group in its range, or group_count. */
static uint32_t group_place(const struct range *range, uint32_t group)
{
    uint32_t k = 0;
    while (k < range->group_count && group_at(range, k) != group) {
        k++;
    }
    return k;
}

/* Areas 1 to 899 leave out 666. */
static uint32_t area_at(const struct range *range, uint32_t k)
{
    uint32_t area = range->area_first + k;
    return range->area_first == 1 && area >= 666 ? area + 1 : area;
}

static uint32_t area_place(const struct range *range, uint32_t area)
{
    uint32_t k = area - range->area_first;
    if (range->area_first == 1) {
        if (area == 666) {
            return range->area_count;
        }
        k -= area > 666 ? 1 : 0;
    }
    return area < range->area_first ? range->area_count : k;
}

uint32_t identifier_of(const struct world *w, uint64_t index)
{
    uint64_t k = shuffle_at(&w->identifier_order, index);
    const struct range *range = ranges;
    while (k >= range->count) {
        k -= range->count;
        range++;
        assert(range < ranges + RANGES);
    }
    uint32_t serial = (uint32_t)(k % range->serials);
    uint32_t group = group_at(range, (uint32_t)(k / range->serials % range->group_count));
    uint32_t area = area_at(range, (uint32_t)(k / range->serials / range->group_count));
    return area * 1000000 + group * 10000 + serial;
}

uint64_t identifier_owner(const struct world *w, uint32_t identifier)
{
    uint32_t area = identifier / 1000000;
    uint32_t group = identifier / 10000 % 100;
    uint32_t serial = identifier % 10000;
    uint64_t before = 0;
    for (const struct range *range = ranges; range < ranges + RANGES; range++) {
        uint32_t a = area_place(range, area);
        uint32_t g = group_place(range, group);
        if (a < range->area_count && g < range->group_count && serial < range->serials) {
            uint64_t k =
                before + ((uint64_t)a * range->group_count + g) * range->serials + serial;
            return k < w->identifier_order.n ? shuffle_back(&w->identifier_order, k) : NOBODY;
        }
        before += range->count;
    }
    return NOBODY;
}
