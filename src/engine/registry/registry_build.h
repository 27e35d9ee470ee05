/* registry_build.h: a generation while it is built, for this room's own files. */
#ifndef ENGINE_REGISTRY_REGISTRY_BUILD_H
#define ENGINE_REGISTRY_REGISTRY_BUILD_H

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "engine/registry/registry_format.h"
#include "engine/registry/registry_sort.h"
#include "engine/registry/registry_tally.h"

/* Persons that are worked on at a time. */
enum {
    BUILD_BATCH = 16384,
    BUILD_SLICE = 1024,
    BUILD_SLICES = BUILD_BATCH / BUILD_SLICE,
    BUILD_THREADS = 64
};

/* A pair table that grows. */
struct pairing {
    struct map *map;
    struct pair *pair;
    size_t count, cap;
    uint32_t first; /* the number of the first: behind those of a delta's base */
};

struct change; /* registry_change.h */

/* The batch at hand, by columns. */
struct batch {
    const struct person *person;
    size_t count;
    bool carried; /* from another generation: the keyed hashes are there */
    struct span text[REGISTRY_DICTIONARIES][BUILD_BATCH];
    uint64_t hash[REGISTRY_DICTIONARIES][BUILD_BATCH];
    uint32_t number[REGISTRY_DICTIONARIES][BUILD_BATCH];
    uint32_t pair[PAIRS][BUILD_BATCH];
    uint64_t identifier[BUILD_BATCH];
    uint32_t last4[BUILD_BATCH];
    uint32_t end[BUILD_BATCH]; /* of a person's texts within those of the slice */
    struct packed_row row[BUILD_BATCH];
    struct registry_more more[BUILD_BATCH];
    uint64_t key[REGISTRY_KEYS][BUILD_BATCH];
    struct arena *joint[BUILD_SLICES]; /* joint texts of a slice */
    struct text texts[BUILD_SLICES];   /* records of a slice */
};

struct registry_builder {
    struct registry_options options;
    unsigned threads;
    unsigned keys; /* how many blocking keys this generation has */
    char folder[PATH_SIZE];
    char work[PATH_SIZE];
    bool working; /* the work folder is ours */
    uint64_t persons;
    struct tally tally[REGISTRY_DICTIONARIES];
    struct pairing pairs[PAIRS];
    struct sorter *sorter[REGISTRY_KEYS];
    struct registry_tagger *tagger[BUILD_THREADS]; /* one a worker */
    struct file *rows;                             /* the generation file itself */
    struct file *texts, *blocks, *more;
    struct file *numbers; /* of the persons' rows in their file: for messages */
    struct batch *batch;
    struct change *change; /* of a delta, else NULL */
};

/* The path of a file in the work folder: "name-number"; of the generation file. */
must build_path(const struct registry_builder *b, char out[PATH_SIZE], const char *name,
                unsigned number, struct error *e);
must build_generation_path(const struct registry_builder *b, char out[PATH_SIZE],
                           struct error *e);

/* A slice of the batch at hand: where it ends; its first step (registry_prepare.c). */
size_t build_slice_end(const struct batch *batch, size_t slice);
must build_prepare_slice(void *ctx, unsigned worker, size_t slice, struct error *e);

/* Adds persons; `carried`: their keyed hashes are in the batch already, and there are no more
 * than a batch takes. */
must build_add(struct registry_builder *b, const struct person *persons, size_t count,
               bool carried, struct error *e);

/* Adds the persons of the delta before who are in force still. */
must build_carry_on(struct registry_builder *b, struct error *e);

/* Puts the sections behind the rows in the generation file, and fills in the header. */
must build_assemble(struct registry_builder *b, struct header *h, struct error *e);

#endif
