/* The one table of m and u, and what follows from it.
 *
 * Where u is 0 it is the frequency of the text in the registry itself, smoothed
 * with a prior of PRIOR persons so that a small registry does not take each name
 * for a rare one: (count + typical) / (persons + PRIOR). Where `people` is
 * given, u is that many of all people.
 *
 * The column `relative` is the probability of the level between relatives in one
 * household: they share surname, address and telephone, and now and then the
 * given name. A person counts as found only when that explanation is ruled out
 * as well: the weight is the lesser of the weight against strangers, and the
 * weight of what is the person's own against relatives, to which the size of
 * the registry is added (as if the household had been found for nothing).
 *
 * The probabilities are rounded experience (US administrative data), not trained. */
#include "engine/match/match_model.h"

#include <assert.h>

enum {
    PRIOR = 2000,
    PEOPLE_FLOOR = 10000,   /* a registry is a part of a larger world */
    RELATIVE_SHARE = 20000, /* of relatives who have the same given name on purpose, ppm */
    ACCEPT_ABOVE_SIZE = 800,
    MARGIN_DEFAULT = 400,
    HOUSEHOLD_GIFT = 400,
    IDENTIFIER_ABOVE_SIZE = 400,
    MILLION = 1000000,
};

struct level {
    const char *name;
    uint32_t m, u;     /* of a million */
    uint32_t people;   /* u as a number of people instead */
    uint32_t relative; /* of a million; 0: says nothing against a relative */
};

/* clang-format off */
static const struct {
    const char *name;
    uint32_t typical; /* persons of PRIOR who share a typical text */
    struct level level[LEVELS];
} table[COMPARISONS] = {
    /* level               m       u  people relative */
    [COMPARE_SURNAME] = {"surname", 4, {
        {"missing",               0,      0,   0,      0},
        {"same",             880000,      0,   0,      0},
        {"close",             50000,   1200,   0,      0},
        {"part",              20000,   1000,   0,      0},
        {"similar",           15000,   6000,   0,      0},
        {"swapped",            5000,    500,   0,      0},
        {"different",         30000, 985000,   0,      0}}},
    [COMPARE_GIVEN] = {"given name", 20, {
        {"missing",               0,      0,   0,      0},
        {"same",             850000,      0,   0,      0},
        {"nickname",          40000,   4000,   0,   5000},
        {"close",             30000,   6000,   0,  10000},
        {"initial",           30000,  60000,   0,  80000},
        {"similar",           15000,  20000,   0,  30000},
        {"middle name",       10000,  10000,   0,  20000},
        {"swapped",            5000,    500,   0,    500},
        {"different",         15000, 900000,   0, 900000}}},
    [COMPARE_MIDDLE] = {"middle name", 40, {
        {"missing",               0,      0,   0,      0},
        {"same",             600000,      0,   0,      0},
        {"initial",          300000,  80000,   0, 100000},
        {"different",        100000, 900000,   0, 850000}}},
    [COMPARE_SUFFIX] = {"suffix", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             950000, 400000,   0, 200000},
        {"different",          4000, 600000,   0, 800000}}},
    [COMPARE_BIRTH] = {"birth date", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             900000,     45,   0,  10000},
        {"first of January", 900000,   2000,   0,  12000},
        {"near",              60000,   2000,   0,  10000},
        {"similar",           20000,  15000,   0,  30000},
        {"year",              20000,  20000,   0,  30000},
        {"different",         20000, 975000,   0, 950000}}},
    [COMPARE_SEX] = {"sex", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             990000, 500000,   0, 500000},
        {"different",         10000, 500000,   0, 500000}}},
    [COMPARE_ADDRESS] = {"address", 0, {
        {"missing",               0,      0,   0,      0},
        {"same point",       700000,      0,   3,      0},
        {"same building",     60000,      0,  10,      0},
        {"same street",       20000,      0, 150,      0},
        {"same zip",          40000,   5000,   0,      0},
        {"same city",         30000,  10000,   0,      0},
        {"different",        150000, 980000,   0,      0}}},
    [COMPARE_HOUSE] = {"house", 4, {
        {"missing",               0,      0,   0,      0},
        {"same",             800000,      0,   0,      0},
        {"close",             50000,  50000,   0,      0},
        {"different",        150000, 930000,   0,      0}}},
    [COMPARE_STREET] = {"street", 2, {
        {"missing",               0,      0,   0,      0},
        {"same",             700000,      0,   0,      0},
        {"close",            150000,   4000,   0,      0},
        {"different",        150000, 990000,   0,      0}}},
    [COMPARE_CITY] = {"city", 4, {
        {"missing",               0,      0,   0,      0},
        {"same",             750000,      0,   0,      0},
        {"close",            100000,   5000,   0,      0},
        {"different",        150000, 950000,   0,      0}}},
    [COMPARE_PHONE] = {"phone", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             600000,      0,   3,      0},
        {"different",        400000, 999000,   0,      0}}},
    [COMPARE_EMAIL] = {"email", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             600000,      0,   2,      0},
        {"close",             60000,    500,   0,      0},
        {"different",        340000, 999000,   0,      0}}},
    [COMPARE_PLACE] = {"place", 10, {
        {"missing",               0,      0,   0,      0},
        {"same",             800000,      0,   0,      0},
        {"close",             50000,   5000,   0,      0},
        {"different",        150000, 900000,   0,      0}}},
    [COMPARE_CATEGORY] = {"category", 40, {
        {"missing",               0,      0,   0,      0},
        {"same",             800000,      0,   0,      0},
        {"different",        200000, 800000,   0,      0}}},
    [COMPARE_NOTE] = {"note", 4, {
        {"missing",               0,      0,   0,      0},
        {"same",             700000,      0,   0,      0},
        {"close",            150000,   5000,   0,      0},
        {"different",        150000, 990000,   0,      0}}},
    [COMPARE_IDENTIFIER] = {"identifier", 0, {
        {"missing",               0,      0,   0,      0},
        {"same",             970000,      0,   1,      0}, /* see model_make */
        {"last four digits", 970000,    100,   0,    500},
        {"different",         20000, 999000,   0,      0}}},
};
/* clang-format on */

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

static uint64_t people_of(uint32_t persons)
{
    return (uint64_t)persons + PEOPLE_FLOOR;
}

static int32_t weight_of(const struct level *l, uint32_t u, uint64_t people)
{
    if (l->m == 0 || (u == 0 && l->people == 0)) {
        return 0;
    }
    return l->people != 0 ? log2_hundredths(l->m * people, (uint64_t)l->people * MILLION)
                          : log2_hundredths(l->m, u);
}

void model_make(struct model *m, uint32_t persons, int32_t accept, int32_t margin)
{
    uint64_t people = people_of(persons);
    *m = (struct model){.size = log2_hundredths(people, 1)};
    for (unsigned c = 0; c < COMPARISONS; c++) {
        for (unsigned i = 0; i < LEVELS; i++) {
            const struct level *l = &table[c].level[i];
            m->weight[c][i] = weight_of(l, l->u, people);
            m->relative[c][i] = l->relative == 0 ? 0 : log2_hundredths(l->m, l->relative);
        }
        if (model_by_frequency(c)) {
            m->weight[c][LEVEL_SAME] = model_frequency_weight(c, 0, persons);
            m->relative[c][LEVEL_SAME] = model_relative_weight(c, 0, persons);
        }
    }
    /* Identifiers are mistyped and borrowed: alone they never reach the threshold. */
    m->weight[COMPARE_IDENTIFIER][LEVEL_SAME] = m->size + IDENTIFIER_ABOVE_SIZE;
    m->accept = accept != 0 ? accept : m->size + ACCEPT_ABOVE_SIZE;
    m->margin = margin != 0 ? margin : MARGIN_DEFAULT;
}

int32_t model_link_accept(uint32_t persons, uint32_t share)
{
    return log2_hundredths(((uint64_t)persons + 1) * 1000, share);
}

bool model_by_frequency(enum comparison c)
{
    return table[c].typical > 0;
}

int32_t model_frequency_weight(enum comparison c, uint32_t count, uint32_t persons)
{
    uint64_t m = table[c].level[LEVEL_SAME].m;
    return log2_hundredths(m * ((uint64_t)persons + PRIOR),
                           ((uint64_t)count + table[c].typical) * MILLION);
}

int32_t model_relative_weight(enum comparison c, uint32_t count, uint32_t persons)
{
    if (c != COMPARE_GIVEN && c != COMPARE_MIDDLE) {
        return 0;
    }
    uint64_t m = table[c].level[LEVEL_SAME].m, all = (uint64_t)persons + PRIOR;
    return log2_hundredths(m * all, RELATIVE_SHARE * all +
                                        ((uint64_t)count + table[c].typical) * MILLION);
}

int32_t model_household(const struct model *m, int32_t total, int32_t own)
{
    int32_t most = own + m->size + HOUSEHOLD_GIFT;
    return total > most ? most - total : 0;
}

const char *comparison_name(enum comparison c)
{
    return table[c].name;
}

const char *level_name(enum comparison c, unsigned level)
{
    return table[c].level[level].name;
}

bool model_describe(const struct model *m, struct text *out, struct error *e)
{
    bool ok = text_addf(out, e, "proviso match model 1\nsize %d accept %d margin %d\n", m->size,
                        m->accept, m->margin) &&
              text_addf(out, e, "prior %d relatives %d gift %d\n", PRIOR, RELATIVE_SHARE,
                        HOUSEHOLD_GIFT);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        ok = ok && text_addf(out, e, "%s typical %u\n", table[c].name, table[c].typical);
        for (unsigned i = 0; i < LEVELS && table[c].level[i].name != NULL; i++) {
            ok = ok &&
                 text_addf(out, e, "  %s m %u weight %d relative %d\n", table[c].level[i].name,
                           table[c].level[i].m, m->weight[c][i], m->relative[c][i]);
        }
    }
    return ok;
}
