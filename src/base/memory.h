/* memory.h: allocation outside an arena. All of it passes fault.h. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "base/error.h"

/* count * size zeroed bytes (at least one), or NULL with e filled. Owned by the
 * caller, freed with memory_free. Overflow of the product is an error. */
MUST_USE void *memory_new(size_t count, size_t size, struct error *e);

/* Grows or shrinks; the added bytes are not zeroed. On failure NULL, and the
 * old block is untouched. */
MUST_USE void *memory_resize(void *old, size_t count, size_t size, struct error *e);

/* A copy of a zero-terminated string. */
MUST_USE char *memory_string(const char *s, struct error *e);

void memory_free(void *p);

/* Overwrites secrets and personal data so that the compiler cannot drop it. */
void memory_wipe(void *p, size_t n);

/* Makes room for one element more in a growing array: *at has *cap elements of
 * `size` bytes of which `len` are used. */
must memory_grow(void **at, size_t *cap, size_t len, size_t size, struct error *e);

#endif
