/* registry_tally.h: a dictionary while a generation is built: texts, their numbers in
 * the order of their first coming, and how many persons have each.
 *
 * Memory: 8 bytes and its own for a text, 12 to 24 for its slots; arrays double, so while
 * one grows its old half is there as well.
 */
#ifndef ENGINE_REGISTRY_REGISTRY_TALLY_H
#define ENGINE_REGISTRY_REGISTRY_TALLY_H

#include "base/file.h"
#include "engine/registry/registry_format.h"

struct tally {
    uint64_t *slot; /* number and, above it, 40 bits of the hash; 0: free */
    unsigned bits;  /* 2^bits slots */
    struct {
        uint32_t offset, frequency;
    } * entry; /* as on disk: count + 1 of them */
    char *bytes;
    size_t entry_cap, bytes_cap;
    uint32_t count; /* number 0, the empty text, included */
    uint32_t first; /* how many numbers are taken by a delta's base */
};

must tally_open(struct tally *t, struct error *e);
void tally_close(struct tally *t);

/* Counts n texts, whose hashes (registry_hash) are given, and gives their numbers.
 * ERROR_FAILED "registry.dictionary" when there are too many. */
must tally_add(struct tally *t, const struct span *text, const uint64_t *hash, uint32_t *number,
               size_t n, struct error *e);

/* Bytes of its section, and the section. */
uint64_t tally_length(const struct tally *t);
must tally_write(const struct tally *t, struct file *to, struct error *e);

#endif
