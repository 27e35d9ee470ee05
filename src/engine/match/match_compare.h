/* match_compare.h: one request against one person of the registry. */
#ifndef ENGINE_MATCH_MATCH_COMPARE_H
#define ENGINE_MATCH_MATCH_COMPARE_H

#include "engine/match/match_model.h"

/* A request as it is compared: its texts as numbers of the registry's
 * dictionaries (UINT32_MAX where the registry has no such text). */
enum { SUBJECT_TEXTS = 11 };

/* Names of this similarity (ten-thousandths) are close. */
enum { COMPARE_JW_CLOSE = 9200 };

struct subject {
    const struct person *person;
    uint32_t surname, given, middle, house, street, unit, box, city, place, category, note;
    uint64_t identifier; /* keyed hashes, 0: none */
    uint32_t last4;
    uint64_t hash[SUBJECT_TEXTS];  /* of the texts, for looking up their numbers */
    int32_t rarity[COMPARISONS];   /* of its texts, as in model_rarity; 0: not by frequency */
    struct cell same[COMPARISONS]; /* what agreement on them says */
};

/* Levels of pairs of names that were compared before; one for each thread. Only
 * for speed: what it answers is what would be computed. */
enum { MEMORY_SLOTS = 1 << 13 };

struct pair_memory {
    struct {
        uint64_t key;
        unsigned level;
    } slot[MEMORY_SLOTS];
};

struct comparer {
    const struct registry *registry;
    const struct model *model;
    struct pair_memory *memory;
};

/* A subject is made in three steps, so that the look-ups of many are on their way at
 * once: its identifier (tagger NULL: none); where its texts are looked up; their numbers. */
must subject_begin(const struct person *p, struct registry_tagger *tagger, struct subject *out,
                   struct error *e);
void subject_approach(const struct comparer *c, struct subject *out);
void subject_finish(const struct comparer *c, struct subject *out);

/* All three. */
must subject_make(const struct comparer *c, const struct person *p,
                  struct registry_tagger *tagger, struct subject *out, struct error *e);

/* Compares what the mask says (enum in match_model.h); the rest is missing. */
void compare(const struct comparer *c, const struct subject *s, uint32_t person, uint32_t mask,
             struct score *out);

#endif
