/* rules_testing.h: what the tests of this room share. */
#ifndef ENGINE_RULES_RULES_TESTING_H
#define ENGINE_RULES_RULES_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/rules/rules.h"

#include <cmocka.h> /* after the rest: it has a macro `fail` */

/* An agreement that is in force in 2025 and 2026, and a paper for orders. */
#define AGREEMENT "agreement \"A\"\n  in force 2025-01-01 to 2026-12-31\n  cites \"M\"\n"
#define PAPER                                                                                     \
    "  document sha256:"                                                                          \
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n  cites \"O\"\n"

/* Parsed, or the test fails. */
struct rules *rules_of(const char *text);

/* Refused, with this code and this place and text; the hint must hold `hint`. */
void refused(const char *text, const char *code, const char *said, const char *hint);

instant instant_of(const char *s);

/* Decided at an instant, known at another, under a reading; the verdict's
 * clauses as ids joined by blanks, behind the level's name: "match G/1 S/1". */
const char *decided(const struct rules *r, const char *at, const char *known, const char *reading,
                    const struct facts *facts);

/* The next number of a fixed sequence (splitmix64). */
uint64_t random_next(uint64_t *state);
unsigned random_below(uint64_t *state, unsigned n);

#endif
