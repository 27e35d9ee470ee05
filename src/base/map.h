/* map.h: hash tables in memory: 64-bit keys to 64-bit values, and strings to
 * dense numbers. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

struct map;

must map_new(struct map **out, struct error *e);
void map_free(struct map *m);
size_t map_count(const struct map *m);

/* Room for n keys at once, so that the table need not grow on the way to them. */
must map_reserve(struct map *m, size_t n, struct error *e);

/* The value's place for a key, made as 0 where absent (*fresh says so; may be
 * NULL). Valid until the next map_at. NULL with e filled when memory ends. */
MUST_USE uint64_t *map_at(struct map *m, uint64_t key, bool *fresh, struct error *e);

/* Fetches a key's place into the cache: for keys that will be asked for soon. */
void map_prefetch(const struct map *m, uint64_t key);

/* NULL when absent. */
const uint64_t *map_find(const struct map *m, uint64_t key);

/* Strings numbered 0, 1, 2, ... in the order of their first coming. */
struct dictionary;

must dictionary_new(struct dictionary **out, struct error *e);
void dictionary_free(struct dictionary *d);
must dictionary_add(struct dictionary *d, struct span s, uint32_t *id, struct error *e);
bool dictionary_find(const struct dictionary *d, struct span s, uint32_t *id);
uint32_t dictionary_count(const struct dictionary *d);

/* Borrowed; valid until the dictionary is freed. */
struct span dictionary_text(const struct dictionary *d, uint32_t id);

#endif
