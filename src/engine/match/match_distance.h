/* match_distance.h: how alike two strings are. Bytes are compared: in standard
 * form a letter is a byte. Of longer texts the first 64 bytes count. */
#ifndef ENGINE_MATCH_MATCH_DISTANCE_H
#define ENGINE_MATCH_MATCH_DISTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { DISTANCE_LONGEST = 64, SIMILARITY_ONE = 10000 };

/* Jaro similarity (Jaro, JASA 84, 1989), in ten-thousandths, rounded; two empty
 * texts are alike, an empty and another are not. */
uint32_t distance_jaro(struct span a, struct span b);

/* Jaro-Winkler (Winkler 1990): prefix of at most 4, scale 0.1, whatever the Jaro
 * similarity is. */
uint32_t distance_jaro_winkler(struct span a, struct span b);

/* Optimal string alignment: insertions, deletions, substitutions, and
 * transpositions of neighbours that are not edited again; bit-parallel (Hyyrö,
 * Nordic Journal of Computing 10, 2003). */
unsigned distance_osa(struct span a, struct span b);

/* Whether the optimal string alignment distance is 0 or 1; of texts of any length. */
bool distance_near(struct span a, struct span b);

/* Slips of the pen between two dates yyyymmdd (below 100,000,000): the optimal string
 * alignment distance of their eight digits; day and month exchanged are one slip. */
unsigned distance_date(uint32_t a, uint32_t b);

#endif
