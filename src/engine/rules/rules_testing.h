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

/* --- random files --- */

enum { RANDOM_CLAUSES = 8, RANDOM_INVARIANTS = 3, RANDOM_DAYS = 12 };

/* A file in pieces, so that it can be written without some of them: an agreement
 * of March 2025, clauses and orders with dates within the first RANDOM_DAYS of
 * it, a reading "r", invariants. Few facts and values, so that clauses meet and
 * every combination can be tried. */
struct random_file {
    struct text agreement, clause[RANDOM_CLAUSES], reading, invariant[RANDOM_INVARIANTS];
    int target[RANDOM_CLAUSES]; /* the clause that it suspends, or -1 */
};

/* *seed moves on. */
void random_file_make(struct random_file *f, uint64_t *seed);
void random_file_free(struct random_file *f);
/* All of it, or (skip not NULL) without the clauses that are to be skipped, what suspends those, the
 * reading and the invariants. */
struct rules *random_file_rules(const struct random_file *f, const bool skip[RANDOM_CLAUSES]);
void random_condition(struct text *t, uint64_t *seed, unsigned depth);

/* A condition's truth by a slow walk: 0 no, 1 unknown, 2 yes. */
int kleene_of(const struct rules *r, uint32_t node, const struct facts *facts);

bool cube_holds(const struct cube *cube, const struct facts *facts);

/* Noon of the n-th day, from 0, of March 2025. */
instant random_day(int n);

/* Every combination of the classes of these values: false after the last. Begin with all zero but
 * `named`. */
struct combinations {
    uint16_t named[FACT_COUNT];
    unsigned count; /* columns, found at the first call */
    struct {
        uint8_t fact, classes, place, value[FACT_MOST_VALUES + 1];
    } column[FACT_COUNT];
    bool begun;
};
bool combinations_next(struct combinations *c, struct facts *out);

#endif
