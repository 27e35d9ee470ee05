/* match_kernel_testing.h: the textbook forms of the distances, slow and plain, and texts to
 * try them on. */
#ifndef ENGINE_MATCH_MATCH_KERNEL_TESTING_H
#define ENGINE_MATCH_MATCH_KERNEL_TESTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { TEXTBOOK_LONGEST = 70 };

/* The whole table; `exchanges`: optimal string alignment, otherwise Levenshtein. */
unsigned textbook_edits(struct span a, struct span b, bool exchanges);

/* 0 to 1. */
double textbook_jaro(struct span a, struct span b);

#endif
