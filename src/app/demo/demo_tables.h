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
    WORDS_SURNAME,
    WORDS_FEMALE,
    WORDS_MALE,
    WORDS_STREET,
    /* parts that are put together: surname = first + middle + last, a given name
     * = first + ending, a street or town = start + end */
    WORDS_FIRST,
    WORDS_MIDDLE,
    WORDS_LAST,
    WORDS_FEMALE_END,
    WORDS_MALE_END,
    WORDS_PLACE_START,
    WORDS_PLACE_END,
    WORDS_OFFICER,
    WORDS_TABLES
};

struct words words_of(enum word_table table);

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
