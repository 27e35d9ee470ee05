/* match_model.h: the Fellegi-Sunter model: which comparisons there are, their
 * levels, and what each level weighs.
 *
 * The match weight of a level is log2(m / u): m is the probability of the level
 * when both records are one person, u when they are two that have nothing to do
 * with each other (Fellegi and Sunter, JASA 64, 1969). Weights are integers,
 * hundredths of a bit.
 *
 * Most false matches are no strangers, though: a relative at the address, another
 * person there, a namesake, somebody who uses the identifier. Each of these
 * look-alikes is a hypothesis of its own, as the match is one, and has its share
 * of all requests; what it explains as well as the match does is taken off the
 * weight: log2(M / (U + sum of share / people * D)) instead of log2(M / U).
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
enum suffix_level { SUFFIX_ONE_SIDED = 3 };
enum identifier_level { IDENTIFIER_LAST4 = 2, IDENTIFIER_DIFFERENT };

enum decoy { DECOY_RELATIVE, DECOY_HOUSEMATE, DECOY_NAMESAKE, DECOY_BORROWER, DECOYS };

enum { MODEL_BILLION = 1000000000, MODEL_FILE_MOST = 1 << 16, MODEL_SMALL = 1024 };

/* What is learnt: probabilities in parts per billion. */
struct lesson {
    uint32_t m[COMPARISONS][LEVELS];
    uint32_t u[COMPARISONS][LEVELS]; /* 0: by frequency, or a number of people */
    /* Of a look-alike, where it differs from m and u: decoy_differs(). */
    uint32_t other[DECOYS][COMPARISONS][LEVELS];
    uint32_t share;         /* of requests that have their person in the registry */
    uint32_t decoy[DECOYS]; /* of requests that are about somebody like one in it */
    uint64_t persons, requests; /* of the files that it was learnt from; 0: built in */
    uint32_t rounds;
};

/* What a level says: for the match against chance, and for each look-alike. */
struct cell {
    int32_t weight;
    int32_t part[DECOYS];
};

/* The same over one registry, as weights. */
struct model {
    struct lesson lesson;
    uint32_t persons;
    int32_t stated[COMPARISONS]; /* log2 of the persons who have a text, if by frequency */
    int16_t small[MODEL_SMALL];  /* log2 of small numbers */
    int32_t size;               /* log2 of the people to choose from */
    int32_t accept, margin;
    int32_t look_alike[DECOYS]; /* log2(share / people) */
    struct cell cell[COMPARISONS][LEVELS]; /* of SAME by frequency: see model_same */
};

/* The built-in table: rounded experience. */
void lesson_built_in(struct lesson *out);

/* The model over a registry (NULL: over the one that the lesson is of, as far as that can
 * be known without it); accept and margin 0: defaults. */
void model_make(struct model *m, const struct lesson *lesson, const struct registry *r,
                int32_t accept, int32_t margin);

/* The same with what else was learnt since. */
void model_learn(struct model *m, const struct lesson *lesson);

/* The weight from which a candidate is wrong with at most this probability (in parts
 * per billion, above 0), by the shares that the model has learnt. */
int32_t model_accept(const struct model *m, uint32_t false_matches);

/* Sets accept and margin so that best candidates, and their leads over the second,
 * are wrong with at most this probability. */
void model_bound(struct model *m, uint32_t false_matches);

const char *comparison_name(enum comparison c);
const char *level_name(enum comparison c, unsigned level); /* NULL behind the last */
const char *decoy_name(enum decoy d);

/* True where a look-alike has probabilities of its own. In other comparisons it is as
 * good as the person, or as bad as anybody. */
bool decoy_differs(enum decoy d, enum comparison c);

/* True when the level SAME of a comparison is weighed by how frequent the text is. */
bool model_by_frequency(enum comparison c);

enum registry_dictionary model_dictionary(enum comparison c); /* if by frequency */

/* The rarity of a typical text, and u of a level (parts per billion), for showing. */
int32_t model_typical(enum comparison c);
uint32_t model_chance(const struct model *m, enum comparison c, unsigned level);

/* log2 of the share of persons who have a text that `count` of them have, among those
 * who have one; at most 0. */
int32_t model_rarity(const struct model *m, enum comparison c, uint32_t count);

/* What agreement says on a text of this rarity (0 where it is not by frequency). */
struct cell model_same(const struct model *m, enum comparison c, int32_t rarity);

/* How a pair compares. */
struct score {
    int32_t total;
    int32_t look_alike;                /* at most 0: what look-alikes explain as well */
    int32_t explained[DECOYS];         /* log2 of how much better than chance each explains it */
    uint8_t level[COMPARISONS];
    int32_t weight[COMPARISONS];
};

/* Weighs out->level. same: model_same of the request's texts. */
void model_weigh(const struct model *m, const struct cell same[COMPARISONS], struct score *out);

/* The look-alike that explains a pair best. */
enum decoy score_look_alike(const struct score *s);

/* The model file: text, one line a level; what is read is what was written. */
must lesson_write(const struct lesson *l, struct text *out, struct error *e);
must lesson_read(struct span text, struct lesson *out, struct error *e); /* ERROR_INPUT "model.*" */

/* 100 * log2(num / den), rounded down; exact integer arithmetic, the same everywhere. */
int32_t log2_hundredths(uint64_t num, uint64_t den);

/* 2^(x / 100) times 2^30, for x in -3000 .. 3000; below 0, above cut off. */
uint64_t exp2_hundredths(int32_t x);

/* 100 * log2(2^(a/100) + 2^(b/100)), to a hundredth or two. */
int32_t log2_sum(int32_t a, int32_t b);

#endif
