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

struct postings {
    uint32_t count, bits;
    const uint32_t *directory;
    const uint8_t *entries;
};

struct registry {
    struct mapping map;
    const struct header *header;
    const struct registry_row *rows;
    const struct registry_more *more; /* NULL where the file has none */
    struct span texts;
    const uint64_t *text_blocks;
    struct lexicon lexicon[REGISTRY_DICTIONARIES];
    struct postings postings[REGISTRY_KEYS]; /* directory NULL where there is none */
};

/* Opens a generation file by its path; checks the header and the tables of all
 * sections, so that nothing read later lies outside the map. */
must registry_open_file(struct registry **out, const char *path, struct error *e);

/* ERROR_INPUT "registry.twice" when two persons have one id. */
must registry_check_ids(const struct registry *r, struct error *e);

/* The text at the place: id, phone or email (0, 1, 2). */
struct span registry_contact_text(const struct registry *r, uint32_t index, unsigned which);

#endif
