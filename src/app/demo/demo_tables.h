/* demo_tables.h: the words that made-up people and places are made of. Texts
 * are upper case; the commonest first. */
#ifndef APP_DEMO_TABLES_H
#define APP_DEMO_TABLES_H

#include <stddef.h>
#include <stdint.h>

struct words {
    const char *const *at;
    size_t count;
};

enum word_table {
    WORDS_STREET,
    /* parts that are put together: surname = first + middle + an ending of its
     * cluster, a given name = first + ending, a street or town = start + end */
    WORDS_FIRST,
    WORDS_MIDDLE,
    WORDS_FEMALE_END,
    WORDS_MALE_END,
    WORDS_PLACE_START,
    WORDS_PLACE_END,
    WORDS_OFFICER,
    WORDS_TABLES
};

struct words words_of(enum word_table table);

/* --- names: demo_lists.c --- */

enum cluster_id {
    CLUSTER_GENERAL,
    CLUSTER_SPANISH,
    CLUSTER_CHINESE,
    CLUSTER_VIETNAMESE,
    CLUSTER_KOREAN,
    CLUSTER_ARABIC,
    CLUSTER_SLAVIC,
    CLUSTER_SOUTH_ASIAN,
    CLUSTER_AFRICAN,
    CLUSTERS
};

enum { DECADES = 9, DECADE_FIRST = 1930 };

/* Families that came from one part of the world: given name and surname go
 * together. All rates are of 10,000. */
struct cluster {
    uint16_t share;      /* of the people */
    uint16_t head;       /* of them, with one of the common surnames */
    uint16_t head_count; /* how many those are; 0: as many as are listed */
    uint16_t flatness;   /* weight of the i-th common surname: 1 / (i + flatness) */
    uint16_t native;     /* given name from the own list, of those born before 1960 */
    uint16_t doubles;    /* two surnames */
    uint16_t blank;      /* of these, with a blank between them instead of a hyphen */
    uint16_t january;    /* born on 1 January, as far as is known */
    const char *surnames;
    const char *female;
    const char *male;
    const char *ends; /* of its rare surnames */
};

const struct cluster *cluster_at(enum cluster_id id);

/* Given names of the general cluster, 0: women, 1: men; decade 0 is the 1930s. */
const char *decade_names(unsigned sex, unsigned decade);

/* Lines of names that stand for one another; the formal one first. */
const char *const *nickname_lines(size_t *count);
const char *const *variant_lines(size_t *count);

/* --- places --- */

/* A stretch of three-digit ZIP prefixes of one state (USPS, labelling list of
 * prefixes), without those of agencies and single firms. */
struct prefix_range {
    uint16_t first;
    uint16_t last;
    char state[3];
};

const struct prefix_range *prefix_table(size_t *count);

/* A city, its state, and a three-digit ZIP prefix that belongs to both. */
struct city {
    const char *name;
    const char *state;
    uint16_t prefix;
    uint8_t weight; /* how many ZIPs it has, relatively */
};

const struct city *city_table(size_t *count);

/* USPS Publication 28, appendix C1: the abbreviation and the word. */
struct spelled {
    const char *brief;
    const char *word;
};

const struct spelled *street_suffixes(size_t *count);
const struct spelled *street_directions(size_t *count); /* N, S, E, W */

#endif
