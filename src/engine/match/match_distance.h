/* match_distance.h: how alike two strings are. Bytes are compared: in standard
 * form a letter is a byte. Of longer texts the first 64 bytes count. */
#ifndef ENGINE_MATCH_MATCH_DISTANCE_H
#define ENGINE_MATCH_MATCH_DISTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { DISTANCE_LONGEST = 64, SIMILARITY_ONE = 10000, WINKLER_PREFIX = 4 };

/* Jaro similarity (Jaro, JASA 84, 1989), in ten-thousandths, rounded; two empty
 * texts are alike, an empty and another are not. */
uint32_t distance_jaro(struct span a, struct span b);

/* Jaro-Winkler (Winkler 1990): prefix of at most 4, scale 0.1, whatever the Jaro
 * similarity is. */
uint32_t distance_jaro_winkler(struct span a, struct span b);

/* The same where it is at least `least`, otherwise 0: given up as soon as lengths, first
 * letters and letters without a match leave no hope. */
uint32_t distance_jaro_winkler_at_least(struct span a, struct span b, uint32_t least);

/* The parts of both, for kernels over many texts: Jaro similarity of two lengths, so
 * many matched letters, and so many of these in another order; what a common prefix of
 * 0 to 4 adds; and a number of matches without which `least` is not reached, more than
 * the shorter length where it never is. Lengths are at most 64. */
uint32_t distance_jaro_of(unsigned a, unsigned b, unsigned matched, unsigned moved);
uint32_t distance_winkler_of(uint32_t jaro, unsigned prefix);
unsigned distance_matches_needed(unsigned a, unsigned b, unsigned prefix, uint32_t least);

/* Optimal string alignment: insertions, deletions, substitutions, and
 * transpositions of neighbours that are not edited again; bit-parallel (Hyyrö,
 * Nordic Journal of Computing 10, 2003). */
unsigned distance_osa(struct span a, struct span b);

/* Insertions, deletions and substitutions (Myers, JACM 46, 1999). */
unsigned distance_levenshtein(struct span a, struct span b);

/* What one slip of the pen between two texts of any length is, as between two house
 * numbers: a sign changed, two neighbours exchanged, one left out of either. */
enum distance_slip { SLIP_NONE, SLIP_CHANGED, SLIP_EXCHANGED, SLIP_LEFT_OUT, SLIP_MORE };
enum distance_slip distance_slip(struct span a, struct span b);

/* Whether the optimal string alignment distance is 0 or 1; of texts of any length. */
bool distance_near(struct span a, struct span b);

/* Slips of the pen between two dates yyyymmdd (below 100,000,000): the optimal string
 * alignment distance of their eight digits; day and month exchanged are one slip. */
unsigned distance_date(uint32_t a, uint32_t b);

#endif
