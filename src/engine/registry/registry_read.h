/* registry_read.h: a generation as it lies mapped, for this room's own files. */
#ifndef ENGINE_REGISTRY_REGISTRY_READ_H
#define ENGINE_REGISTRY_REGISTRY_READ_H

#include "base/file.h"
#include "engine/registry/registry_format.h"

struct lexicon {
    uint32_t count, slots;
    const uint32_t *entry; /* offset, frequency; count + 1 of them */
    const uint32_t *slot;
    struct span bytes;
};

struct pair_table {
    uint32_t count; /* at least 1 */
    const struct pair *at;
};

struct postings {
    uint32_t count, lines, bits;
    const struct line *line; /* NULL where there is none */
    const uint32_t *entries;
};

struct registry {
    struct mapping map;
    const struct header *header;
    uint32_t persons_mask; /* the bits of a person in an entry */
    const struct packed_row *rows;
    const struct registry_more *more; /* NULL where the file has none */
    struct span texts;
    const uint64_t *text_blocks;
    struct pair_table pairs[PAIRS];
    struct lexicon lexicon[REGISTRY_DICTIONARIES];
    struct postings postings[REGISTRY_KEYS];
};

/* Opens a generation file by its path; checks the header and the tables of all
 * sections, so that nothing read later lies outside the map. */
must registry_open_file(struct registry **out, const char *path, struct error *e);

/* What lies in a person's record of texts; empty where it is damaged. */
void registry_texts(const struct registry *r, uint32_t index, struct person_texts *out,
                    char room[REGISTRY_ROOM]);

/* Two persons with one id, the lower first; false where there are none. */
bool registry_twins(const struct registry *r, uint32_t out[2]);

#endif
