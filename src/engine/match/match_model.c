/* The built-in table of m and u, and what follows from what was learnt.
 *
 * Where u is 0 it is the frequency of the text in the registry itself, smoothed
 * with a prior of PRIOR persons so that a small registry does not take each name
 * for a rare one: (count + typical) / (persons + PRIOR). Where `people` is
 * given, u is that many of all people.
 *
 * The column `relative` is the probability of the level between relatives in one
 * household, who share surname, address and telephone, and now and then the given
 * name; `namesake` that between people of one name. */
#include "engine/match/match_model.h"

#include <assert.h>
#include <string.h>

enum {
    PRIOR = 2000,
    PEOPLE_FLOOR = 10000, /* a registry is a part of a larger world */
    MARGIN_DEFAULT = 400,
    FALSE_MATCHES_DEFAULT = 25000000, /* parts per billion, of the last that is found */
    IDENTIFIER_ABOVE_SIZE = 400,
};

struct level {
    const char *name;
    uint32_t m, u;     /* of a million */
    uint32_t people;   /* u as a number of people instead */
    uint32_t relative, namesake; /* of a million */
};

/* clang-format off */
static const struct {
    const char *name;
    uint32_t typical; /* persons of PRIOR who share a typical text */
    struct level level[LEVELS];
} table[COMPARISONS] = {
    /* level               m       u  people relative namesake */
    [COMPARE_SURNAME] = {"surname", 4, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             880000,      0,   0,      0,       0},
        {"close",             50000,   1200,   0,      0,       0},
        {"part",              20000,   1000,   0,      0,       0},
        {"similar",           15000,   6000,   0,      0,       0},
        {"swapped",            5000,    500,   0,      0,       0},
        {"different",         30000, 985000,   0,      0,       0}}},
    [COMPARE_GIVEN] = {"given name", 20, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             850000,      0,   0,  20000,       0},
        {"nickname",          40000,   4000,   0,   5000,       0},
        {"close",             30000,   6000,   0,  10000,       0},
        {"initial",           30000,  60000,   0,  80000,       0},
        {"similar",           15000,  20000,   0,  30000,       0},
        {"middle name",       10000,  10000,   0,  20000,       0},
        {"swapped",               0,      0,   0,      0,       0}, /* says it with the surname */
        {"different",         15000, 900000,   0, 900000,       0}}},
    [COMPARE_MIDDLE] = {"middle name", 40, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             600000,      0,   0,  20000,   50000},
        {"initial",          300000,  80000,   0, 100000,  100000},
        {"different",        100000, 900000,   0, 850000,  850000}}},
    [COMPARE_SUFFIX] = {"suffix", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             600000, 100000,   0,  50000,       0},
        {"different",         10000, 100000,   0, 250000,       0},
        {"stated once",      390000, 800000,   0, 700000,       0}}},
    [COMPARE_BIRTH] = {"birth date", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             880000,     45,   0,  10000,     300},
        {"first of January",  10000,     22,   0,    133,       4},
        {"near",              60000,   2000,   0,  10000,    2000},
        {"similar",           20000,  15000,   0,  30000,   15000},
        {"year",              20000,  20000,   0,  30000,   25000},
        {"different",         20000, 975000,   0, 950000,  957300}}},
    [COMPARE_SEX] = {"sex", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             990000, 500000,   0, 500000,       0},
        {"different",         10000, 500000,   0, 500000,       0}}},
    [COMPARE_ADDRESS] = {"address", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same point",       700000,      0,   3,      0,    2000},
        {"same building",     60000,      0,  10,      0,    2000},
        {"same street",       20000,      0, 150,      0,    3000},
        {"same zip",          40000,   5000,   0,      0,   60000},
        {"same city",         30000,  10000,   0,      0,   60000},
        {"different",        150000, 980000,   0,      0,  873000}}},
    [COMPARE_HOUSE] = {"house", 4, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             800000,      0,   0,      0,       0},
        {"close",             50000,  50000,   0,      0,       0},
        {"different",        150000, 930000,   0,      0,       0}}},
    [COMPARE_STREET] = {"street", 2, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             700000,      0,   0,      0,       0},
        {"close",            150000,   4000,   0,      0,       0},
        {"different",        150000, 990000,   0,      0,       0}}},
    [COMPARE_CITY] = {"city", 4, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             750000,      0,   0,      0,       0},
        {"close",            100000,   5000,   0,      0,       0},
        {"different",        150000, 950000,   0,      0,       0}}},
    [COMPARE_PHONE] = {"phone", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             600000,      0,   3,      0,       0},
        {"different",        400000, 999000,   0,      0,       0}}},
    [COMPARE_EMAIL] = {"email", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             600000,      0,   2,      0,       0},
        {"close",             60000,    500,   0,      0,       0},
        {"different",        340000, 999000,   0,      0,       0}}},
    [COMPARE_PLACE] = {"place", 10, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             800000,      0,   0,      0,       0},
        {"close",             50000,   5000,   0,      0,       0},
        {"different",        150000, 900000,   0,      0,       0}}},
    [COMPARE_CATEGORY] = {"category", 40, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             800000,      0,   0,      0,       0},
        {"different",        200000, 800000,   0,      0,       0}}},
    [COMPARE_NOTE] = {"note", 4, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             700000,      0,   0,      0,       0},
        {"close",            150000,   5000,   0,      0,       0},
        {"different",        150000, 990000,   0,      0,       0}}},
    [COMPARE_IDENTIFIER] = {"identifier", 0, {
        {"missing",               0,      0,   0,      0,       0},
        {"same",             950000,      0,   1,  20000,       0}, /* see model_make */
        {"last four digits",  20000,      2,   0,    400,       0},
        {"different",         20000, 999000,   0, 970000,       0}}},
};

#define BIT(c) COMPARISON_BIT(COMPARE_##c)
#define HOME   (BIT(ADDRESS) | BIT(HOUSE) | BIT(STREET) | BIT(CITY) | BIT(PHONE))

static const struct {
    const char *name;
    uint32_t share;   /* of a million requests */
    uint32_t sees;    /* comparisons in which it is as good as the person */
    uint32_t differs; /* comparisons in which it has probabilities of its own */
} decoys[DECOYS] = {
    [DECOY_RELATIVE] = {"a relative at the address", 20000, BIT(SURNAME) | HOME,
        BIT(GIVEN) | BIT(MIDDLE) | BIT(SUFFIX) | BIT(BIRTH) | BIT(SEX) | BIT(IDENTIFIER)},
    [DECOY_HOUSEMATE] = {"another person at the address", 20000, HOME, BIT(BIRTH)},
    [DECOY_NAMESAKE] = {"a namesake", 20000, BIT(SURNAME) | BIT(GIVEN),
        BIT(MIDDLE) | BIT(BIRTH) | BIT(ADDRESS)},
    [DECOY_BORROWER] = {"somebody with that identifier", 5000, BIT(IDENTIFIER), 0},
};
/* clang-format on */

/* --- arithmetic --- */

int32_t log2_hundredths(uint64_t num, uint64_t den)
{
    enum { ONE = 31, DIGITS = 12 }; /* x in [1, 2) as a number of 2^-31 */
    assert(num > 0 && den > 0 && num < (uint64_t)1 << 62 && den < (uint64_t)1 << 62);
    int32_t whole = __builtin_clzll(den) - __builtin_clzll(num);
    num <<= __builtin_clzll(num);
    den <<= __builtin_clzll(den);
    if (num < den) {
        whole--;
        den >>= 1;
    }
    __extension__ typedef unsigned __int128 wide;
    uint64_t x = (uint64_t)(((wide)num << ONE) / den);
    int32_t bits = 0; /* the fraction, binary digits by repeated squaring */
    for (int i = 0; i < DIGITS; i++) {
        x = x * x >> ONE;
        bits <<= 1;
        if (x >> (ONE + 1) != 0) {
            x >>= 1;
            bits |= 1;
        }
    }
    return whole * 100 + ((bits * 100) >> DIGITS);
}

/* 2^(i/100) times 2^30. */
static const uint32_t power[100] = {
    1073741824, 1081210289, 1088730701, 1096303422, 1103928816, 1111607248, 1119339088,
    1127124707, 1134964479, 1142858781, 1150807993, 1158812495, 1166872673, 1174988915,
    1183161609, 1191391149, 1199677930, 1208022349, 1216424809, 1224885713, 1233405467,
    1241984480, 1250623166, 1259321938, 1268081214, 1276901417, 1285782968, 1294726296,
    1303731830, 1312800002, 1321931248, 1331126007, 1340384721, 1349707834, 1359095794,
    1368549053, 1378068064, 1387653286, 1397305178, 1407024204, 1416810831, 1426665530,
    1436588773, 1446581038, 1456642805, 1466774557, 1476976781, 1487249967, 1497594608,
    1508011203, 1518500250, 1529062254, 1539697724, 1550407168, 1561191103, 1572050046,
    1582984518, 1593995046, 1605082159, 1616246388, 1627488271, 1638808347, 1650207160,
    1661685259, 1673243194, 1684881521, 1696600798, 1708401590, 1720284463, 1732249988,
    1744298739, 1756431296, 1768648242, 1780950164, 1793337652, 1805811301, 1818371712,
    1831019488, 1843755235, 1856579567, 1869493099, 1882496452, 1895590251, 1908775123,
    1922051704, 1935420631, 1948882546, 1962438096, 1976087933, 1989832711, 2003673092,
    2017609741, 2031643326, 2045774523, 2060004010, 2074332471, 2088760595, 2103289074,
    2117918606, 2132649895,
};

/* 100 * log2(1 + 2^(-d/100)), by the hundredth. */
static const uint8_t gain[820] = {
    100, 100, 99, 99, 98, 98, 97, 97, 96, 96, 95, 95, 94, 94, 93, 93, 92, 92, 91, 91, 90, 90,
    89, 89, 88, 88, 88, 87, 87, 86, 86, 85, 85, 84, 84, 84, 83, 83, 82, 82, 81, 81, 81, 80, 80,
    79, 79, 78, 78, 78, 77, 77, 76, 76, 76, 75, 75, 74, 74, 73, 73, 73, 72, 72, 72, 71, 71, 70,
    70, 70, 69, 69, 68, 68, 68, 67, 67, 67, 66, 66, 65, 65, 65, 64, 64, 64, 63, 63, 63, 62, 62,
    62, 61, 61, 61, 60, 60, 60, 59, 59, 58, 58, 58, 58, 57, 57, 57, 56, 56, 56, 55, 55, 55, 54,
    54, 54, 53, 53, 53, 52, 52, 52, 52, 51, 51, 51, 50, 50, 50, 49, 49, 49, 49, 48, 48, 48, 47,
    47, 47, 47, 46, 46, 46, 46, 45, 45, 45, 44, 44, 44, 44, 43, 43, 43, 43, 42, 42, 42, 42, 41,
    41, 41, 41, 40, 40, 40, 40, 39, 39, 39, 39, 38, 38, 38, 38, 38, 37, 37, 37, 37, 36, 36, 36,
    36, 36, 35, 35, 35, 35, 34, 34, 34, 34, 34, 33, 33, 33, 33, 33, 32, 32, 32, 32, 32, 31, 31,
    31, 31, 31, 30, 30, 30, 30, 30, 29, 29, 29, 29, 29, 29, 28, 28, 28, 28, 28, 28, 27, 27, 27,
    27, 27, 27, 26, 26, 26, 26, 26, 26, 25, 25, 25, 25, 25, 25, 24, 24, 24, 24, 24, 24, 23, 23,
    23, 23, 23, 23, 23, 22, 22, 22, 22, 22, 22, 22, 21, 21, 21, 21, 21, 21, 21, 21, 20, 20, 20,
    20, 20, 20, 20, 19, 19, 19, 19, 19, 19, 19, 19, 18, 18, 18, 18, 18, 18, 18, 18, 18, 17, 17,
    17, 17, 17, 17, 17, 17, 17, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 15, 15, 15, 15, 15, 15,
    15, 15, 15, 15, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 11, 11, 11, 11, 11, 11,
    11, 11, 11, 11, 11, 11, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 9, 9,
    9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0,
};

uint64_t exp2_hundredths(int32_t x)
{
    int32_t whole = x >= 0 ? x / 100 : -((99 - x) / 100);
    uint64_t fraction = power[x - whole * 100];
    if (whole < -30) {
        return 0;
    }
    whole = whole > 30 ? 30 : whole;
    return whole >= 0 ? fraction << whole : fraction >> -whole;
}

int32_t log2_sum(int32_t a, int32_t b)
{
    int32_t more = a > b ? a : b;
    int64_t apart = a > b ? (int64_t)a - b : (int64_t)b - a;
    return apart < (int64_t)sizeof gain ? more + gain[apart] : more;
}

/* --- over a registry --- */

static uint64_t people_of(uint32_t persons)
{
    return (uint64_t)persons + PEOPLE_FLOOR;
}

void lesson_built_in(struct lesson *out)
{
    *out = (struct lesson){.share = 50000000};
    for (unsigned c = 0; c < COMPARISONS; c++) {
        for (unsigned i = 0; i < LEVELS; i++) {
            const struct level *l = &table[c].level[i];
            out->m[c][i] = l->m * 1000;
            out->u[c][i] = l->u * 1000;
            for (unsigned d = 0; d < DECOYS; d++) {
                uint32_t own = d == DECOY_RELATIVE   ? l->relative
                               : d == DECOY_NAMESAKE ? l->namesake
                                                     : l->u;
                out->other[d][c][i] = decoy_differs(d, c) ? own * 1000 : 0;
            }
        }
    }
    for (unsigned d = 0; d < DECOYS; d++) {
        out->decoy[d] = decoys[d].share * 1000;
    }
}

/* log2(of / u) for a level; of SAME by frequency, log2(of). */
static int32_t against_chance(const struct lesson *lesson, unsigned c, unsigned i, uint32_t of,
                              uint64_t people)
{
    uint32_t counted = table[c].level[i].people, u = lesson->u[c][i];
    if (of == 0) {
        return 0;
    }
    return counted != 0 ? log2_hundredths(of * people, (uint64_t)counted * MODEL_BILLION)
                        : log2_hundredths(of, u != 0 ? u : MODEL_BILLION);
}

static void make_cell(struct model *m, unsigned c, unsigned i, uint64_t people)
{
    struct cell *cell = &m->cell[c][i];
    const struct lesson *l = &m->lesson;
    cell->weight = against_chance(l, c, i, l->m[c][i], people);
    for (unsigned d = 0; d < DECOYS; d++) {
        cell->part[d] = decoy_differs(d, c) ? against_chance(l, c, i, l->other[d][c][i], people)
                        : (decoys[d].sees >> c & 1) != 0 ? cell->weight
                                                         : 0;
    }
}

int32_t model_accept(const struct model *m, uint32_t false_matches)
{
    uint64_t rest = MODEL_BILLION - m->lesson.share;
    return m->size + log2_hundredths(rest == 0 ? 1 : rest, m->lesson.share) +
           log2_hundredths(MODEL_BILLION - false_matches, false_matches);
}

static const int dictionary_of[COMPARISONS] = {
    [COMPARE_SURNAME] = REGISTRY_SURNAME, [COMPARE_GIVEN] = REGISTRY_GIVEN,
    [COMPARE_MIDDLE] = REGISTRY_MIDDLE,   [COMPARE_HOUSE] = REGISTRY_HOUSE,
    [COMPARE_STREET] = REGISTRY_STREET,   [COMPARE_CITY] = REGISTRY_CITY,
    [COMPARE_PLACE] = REGISTRY_PLACE,     [COMPARE_CATEGORY] = REGISTRY_CATEGORY,
    [COMPARE_NOTE] = REGISTRY_NOTE,
};

enum registry_dictionary model_dictionary(enum comparison c)
{
    return (enum registry_dictionary)dictionary_of[c];
}

static uint64_t stated_in(const struct registry *r, enum registry_dictionary d)
{
    uint64_t sum = 0;
    for (uint32_t i = 1; i < registry_numbers(r, d); i++) {
        sum += registry_frequency(r, d, i);
    }
    return sum;
}

void model_make(struct model *m, const struct lesson *lesson, const struct registry *r,
                int32_t accept, int32_t margin)
{
    *m = (struct model){.persons = r == NULL ? (uint32_t)lesson->persons : registry_in_force(r)};
    m->size = log2_hundredths(people_of(m->persons), 1);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        if (model_by_frequency(c)) {
            uint64_t stated = r == NULL ? m->persons : stated_in(r, model_dictionary(c));
            m->stated[c] = log2_hundredths(stated + PRIOR, 1);
        }
    }
    for (unsigned i = 1; i < MODEL_SMALL; i++) {
        m->small[i] = (int16_t)log2_hundredths(i, 1);
    }
    model_learn(m, lesson);
    m->accept = accept != 0 ? accept : model_accept(m, FALSE_MATCHES_DEFAULT);
    m->margin = margin != 0 ? margin : MARGIN_DEFAULT;
}

void model_learn(struct model *m, const struct lesson *lesson)
{
    uint64_t people = people_of(m->persons);
    m->lesson = *lesson;
    for (unsigned c = 0; c < COMPARISONS; c++) {
        for (unsigned i = LEVEL_SAME; i < LEVELS; i++) {
            make_cell(m, c, i, people);
        }
    }
    for (unsigned d = 0; d < DECOYS; d++) {
        uint32_t share = lesson->decoy[d];
        m->look_alike[d] = log2_hundredths(share == 0 ? 1 : share, MODEL_BILLION) - m->size;
    }
    /* Identifiers are mistyped and borrowed: alone they never reach the threshold. */
    struct cell *identifier = &m->cell[COMPARE_IDENTIFIER][LEVEL_SAME];
    int32_t less = identifier->weight - (m->size + IDENTIFIER_ABOVE_SIZE);
    identifier->weight -= less;
    identifier->part[DECOY_RELATIVE] -= less;
    identifier->part[DECOY_BORROWER] -= less;
}

void model_bound(struct model *m, uint32_t false_matches)
{
    m->accept = model_accept(m, false_matches);
    m->margin = log2_hundredths(MODEL_BILLION - false_matches, false_matches);
    m->margin = m->margin < 1 ? 1 : m->margin;
}

bool model_by_frequency(enum comparison c)
{
    return table[c].typical > 0;
}

int32_t model_typical(enum comparison c)
{
    return log2_hundredths(table[c].typical, PRIOR);
}

uint32_t model_chance(const struct model *m, enum comparison c, unsigned level)
{
    uint64_t counted = table[c].level[level].people;
    if (level == LEVEL_SAME && model_by_frequency(c)) {
        return (uint32_t)((uint64_t)table[c].typical * MODEL_BILLION / PRIOR);
    }
    return counted != 0 ? (uint32_t)(counted * MODEL_BILLION / people_of(m->persons))
                        : m->lesson.u[c][level];
}

int32_t model_rarity(const struct model *m, enum comparison c, uint32_t count)
{
    uint64_t people = (uint64_t)count + table[c].typical;
    int32_t bits = people < MODEL_SMALL ? m->small[people] : log2_hundredths(people, 1);
    return bits - m->stated[c];
}

struct cell model_same(const struct model *m, enum comparison c, int32_t rarity)
{
    struct cell cell = m->cell[c][LEVEL_SAME];
    if (!model_by_frequency(c)) {
        return cell;
    }
    cell.weight -= rarity;
    for (unsigned d = 0; d < DECOYS; d++) {
        if (decoy_differs(d, c)) { /* on purpose, or by chance */
            cell.part[d] = log2_sum(cell.part[d] - rarity, 0);
        } else if ((decoys[d].sees >> c & 1) != 0) {
            cell.part[d] = cell.weight;
        }
    }
    return cell;
}

/* --- one pair --- */

void model_weigh(const struct model *m, const struct cell same[COMPARISONS], struct score *out)
{
    int32_t total = 0, explained[DECOYS];
    memcpy(explained, m->look_alike, sizeof explained);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        unsigned level = out->level[c];
        if (level == LEVEL_MISSING) {
            out->weight[c] = 0;
            continue;
        }
        const struct cell *cell = level == LEVEL_SAME ? &same[c] : &m->cell[c][level];
        out->weight[c] = cell->weight;
        total += cell->weight;
        for (unsigned d = 0; d < DECOYS; d++) {
            explained[d] += cell->part[d];
        }
    }
    int32_t all = 0;
    for (unsigned d = 0; d < DECOYS; d++) {
        out->explained[d] = explained[d];
        all = log2_sum(all, explained[d]);
    }
    out->look_alike = -all;
    out->total = total - all;
}

enum decoy score_look_alike(const struct score *s)
{
    unsigned best = 0;
    for (unsigned d = 1; d < DECOYS; d++) {
        best = s->explained[d] > s->explained[best] ? d : best;
    }
    return (enum decoy)best;
}

/* --- names --- */

const char *comparison_name(enum comparison c)
{
    return table[c].name;
}

const char *level_name(enum comparison c, unsigned level)
{
    return level < LEVELS ? table[c].level[level].name : NULL;
}

bool decoy_differs(enum decoy d, enum comparison c)
{
    return (decoys[d].differs >> c & 1) != 0;
}

const char *decoy_name(enum decoy d)
{
    return decoys[d].name;
}
