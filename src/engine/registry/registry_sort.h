/* registry_sort.h: an external sort of posting records, in bounded memory.
 *
 * A record is 32 bits of a key's hash over 32 bits of a person. Records come in
 * ascending order of persons; they leave in ascending order of the whole word.
 */
#ifndef ENGINE_REGISTRY_REGISTRY_SORT_H
#define ENGINE_REGISTRY_REGISTRY_SORT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct sorter;

/* prefix: runs are written to files of this name and a number behind it.
 * memory: bytes for records until the end. */
must sorter_new(struct sorter **out, const char *prefix, uint64_t memory, struct error *e);
must sorter_add(struct sorter *s, uint64_t record, struct error *e);
uint64_t sorter_count(const struct sorter *s);

/* Hands the records on in order, some at a time (never none). Once. */
must sorter_end(struct sorter *s,
                must (*each)(void *ctx, const uint64_t *records, size_t n, struct error *e),
                void *ctx, struct error *e);

/* Removes the runs. NULL is fine. */
void sorter_free(struct sorter *s);

#endif
