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

/* Base numbers whose frequency is another with the delta, in ascending order. */
struct adjusted {
    uint32_t count;
    const struct pair *at; /* number, frequency */
};

/* A generation file as it lies mapped. */
struct part {
    struct mapping map;
    const struct header *header; /* NULL where there is no such part */
    uint32_t persons;
    uint32_t persons_mask; /* the bits of a person in an entry */
    const struct packed_row *rows;
    const struct registry_more *more; /* NULL where the file has none */
    struct span texts;
    const uint64_t *text_blocks;
    struct pair_table pairs[PAIRS];
    struct lexicon lexicon[REGISTRY_DICTIONARIES];
    struct postings postings[REGISTRY_KEYS];
    const uint64_t *gone; /* of a delta: a bit for each person of the base */
    struct adjusted adjusted[REGISTRY_DICTIONARIES];
};

/* Persons, numbers of dictionaries and of pairs of the delta follow those of the base. */
struct registry {
    struct part base;
    struct part delta;
};

/* Opens a generation file by its path, a delta without its base; checks the header and the tables of all
 * sections, so that nothing read later lies outside the map. */
must part_open(struct part *out, const char *path, struct error *e);
void part_close(struct part *p);

/* What lies in a person's record of texts; empty where it is damaged. The person is
 * counted within the part. */
void part_texts(const struct part *p, uint32_t index, struct person_texts *out,
                char room[REGISTRY_ROOM]);

/* The number of a text that is not empty in this part's own dictionary, or UINT32_MAX. */
uint32_t part_number(const struct part *p, enum registry_dictionary d, struct span text,
                     uint64_t hash);

/* The entries of a key's value in this part, and the person of one. */
struct run_of_entries {
    const uint32_t *at;
    uint32_t count;
};

struct run_of_entries part_entries(const struct part *p, enum registry_key key, uint64_t value);
uint32_t part_member(const struct part *p, uint32_t entry);

/* Two persons with one id, the lower first; false where there are none. */
bool part_twins(const struct part *p, uint32_t out[2]);

#endif
