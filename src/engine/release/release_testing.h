/* release_testing.h: what the tests of this room share: a scratch folder, foreign programs,
 * bytes. */
#ifndef ENGINE_RELEASE_RELEASE_TESTING_H
#define ENGINE_RELEASE_RELEASE_TESTING_H

#include "base/span.h"
#include "base/text.h"

/* A path in a folder of this process, which scratch_remove removes. Good until the eighth call
 * after. */
const char *scratch(const char *name);
void scratch_remove(void);

/* Runs a program with its input and output at /dev/null; its exit status, or -1 when there is
 * none. */
int run_program(const char *const argv[]);

/* Deterministic bytes that do not repeat within a chunk. */
void fill_bytes(struct text *out, size_t n);

/* Whole files, which must work. */
void save(const char *path, struct span bytes);
void load(struct text *out, const char *path);

/* $SHARED/vectors/NAME, or NULL when it is absent. */
const char *vectors(const char *name);

#endif
