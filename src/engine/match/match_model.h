/* match_model.h: the Fellegi-Sunter model: which comparisons there are, their
 * levels, and what each level weighs.
 *
 * The match weight of a level is log2(m / u): m is the probability of the level
 * when both records are one person, u when they are two (Fellegi and Sunter,
 * JASA 64, 1969). Weights are integers, hundredths of a bit.
 */
#ifndef ENGINE_MATCH_MATCH_MODEL_H
#define ENGINE_MATCH_MATCH_MODEL_H

#include "base/text.h"
#include "engine/registry/registry.h"

enum comparison {
    COMPARE_SURNAME,
    COMPARE_GIVEN,
    COMPARE_MIDDLE,
    COMPARE_SUFFIX,
    COMPARE_BIRTH,
    COMPARE_SEX,
    COMPARE_ADDRESS, /* a whole one; else its parts: */
    COMPARE_HOUSE,
    COMPARE_STREET,
    COMPARE_CITY,
    COMPARE_PHONE,
    COMPARE_EMAIL,
    COMPARE_PLACE,
    COMPARE_CATEGORY,
    COMPARE_NOTE,
    COMPARE_IDENTIFIER,
    COMPARISONS
};

#define COMPARISON_BIT(c) (1u << (c))

/* What each path looks at. */
enum {
    COMPARE_PERSON = COMPARISON_BIT(COMPARE_SURNAME) | COMPARISON_BIT(COMPARE_GIVEN) |
                     COMPARISON_BIT(COMPARE_MIDDLE) | COMPARISON_BIT(COMPARE_SUFFIX) |
                     COMPARISON_BIT(COMPARE_BIRTH) | COMPARISON_BIT(COMPARE_SEX),
    COMPARE_BY_IDENTIFIER = COMPARE_PERSON | COMPARISON_BIT(COMPARE_IDENTIFIER),
    COMPARE_ALL = (1 << COMPARISONS) - 1,
    COMPARE_BY_NAME_ADDRESS = COMPARE_ALL & ~COMPARISON_BIT(COMPARE_IDENTIFIER),
};

/* Levels. 0 is always missing (on one side or both), weight 0; 1 is always the same. */
enum { LEVEL_MISSING, LEVEL_SAME, LEVELS = 9 };
enum surname_level {
    SURNAME_CLOSE = 2,
    SURNAME_PART,
    SURNAME_SIMILAR,
    SURNAME_SWAPPED,
    SURNAME_DIFFERENT
};
enum given_level {
    GIVEN_NICKNAME = 2,
    GIVEN_CLOSE,
    GIVEN_INITIAL,
    GIVEN_SIMILAR,
    GIVEN_MIDDLE,
    GIVEN_SWAPPED,
    GIVEN_DIFFERENT
};
enum middle_level { MIDDLE_INITIAL = 2, MIDDLE_DIFFERENT };
enum birth_level { BIRTH_NEW_YEAR = 2, BIRTH_NEAR, BIRTH_SIMILAR, BIRTH_YEAR, BIRTH_DIFFERENT };
enum address_level {
    ADDRESS_BUILDING = 2,
    ADDRESS_SAME_STREET,
    ADDRESS_ZIP,
    ADDRESS_CITY,
    ADDRESS_DIFFERENT
};
enum close_level { LEVEL_CLOSE = 2, LEVEL_APART }; /* house, street, city, email, place, note */
enum plain_level { LEVEL_DIFFERENT = 2 };          /* suffix, sex, phone, category */
enum identifier_level { IDENTIFIER_LAST4 = 2, IDENTIFIER_DIFFERENT };

struct model {
    int32_t weight[COMPARISONS][LEVELS];
    int32_t relative[COMPARISONS][LEVELS]; /* against a relative in the same household */
    int32_t size;                          /* log2 of the people to choose from */
    int32_t accept, margin;
};

/* The model over a registry of this many persons; accept and margin 0: defaults. */
void model_make(struct model *m, uint32_t persons, int32_t accept, int32_t margin);

/* The default of accept for proviso link: even odds, when so many thousandths of the
 * requests have their person among these. A disclosure needs more. */
int32_t model_link_accept(uint32_t persons, uint32_t share);

const char *comparison_name(enum comparison c);
const char *level_name(enum comparison c, unsigned level);

/* The weight of agreement on a text that so many of the persons have (0: of a
 * typical one), and the same against a relative. */
int32_t model_frequency_weight(enum comparison c, uint32_t count, uint32_t persons);
int32_t model_relative_weight(enum comparison c, uint32_t count, uint32_t persons);

/* True when the level SAME of a comparison is weighed by how frequent the text is. */
bool model_by_frequency(enum comparison c);

/* What the weights lack because a relative at the same address (or with the
 * same identifier) explains them as well: at most 0. own: sum of relative[]. */
int32_t model_household(const struct model *m, int32_t total, int32_t own);

/* Writes everything that the weights depend on, for a hash. */
must model_describe(const struct model *m, struct text *out, struct error *e);

/* 100 * log2(num / den), rounded down; exact integer arithmetic, the same everywhere. */
int32_t log2_hundredths(uint64_t num, uint64_t den);

#endif
