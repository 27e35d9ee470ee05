/* standard_testing.h: rows and judgements from texts, for the tests of this room. */
#ifndef ENGINE_STANDARD_STANDARD_TESTING_H
#define ENGINE_STANDARD_STANDARD_TESTING_H

#include "engine/standard/standard_inside.h"

extern struct standard *testing_standard; /* without a gazetteer */
extern struct arena *testing_arena;

int testing_setup(void **state);
int testing_teardown(void **state);

/* A row of which everything but the address is sufficient. */
struct row testing_row(const char *address, const char *city, const char *state,
                       const char *zip);

struct person testing_person(const struct row *row);
struct judgement testing_judge(const struct row *row, uint32_t required);

/* "complete", "placeholder", ... of an address with its columns. */
const char *testing_address(const char *address, const char *city, const char *state,
                            const char *zip);

/* $SHARED/name in a static buffer; NULL, with a word printed, where it is absent. */
const char *testing_shared(const char *name);

#endif
