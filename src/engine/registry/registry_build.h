/* registry_build.h: a generation while it is built, for this room's own files. */
#ifndef ENGINE_REGISTRY_REGISTRY_BUILD_H
#define ENGINE_REGISTRY_REGISTRY_BUILD_H

#include "base/file.h"
#include "base/map.h"
#include "engine/registry/registry_format.h"
#include "engine/registry/registry_sort.h"

/* Persons that are worked on at a time. */
enum { BUILD_BATCH = 16384, BUILD_SLICE = 1024, BUILD_LAST4 = 10000, BUILD_THREADS = 64 };

/* A dictionary that grows, and how many persons have each text. */
struct tally {
    struct dictionary *dictionary;
    uint32_t *frequency;
    size_t cap;
    uint64_t bytes;
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
    struct sorter *sorter[REGISTRY_KEYS];
    struct registry_tagger *tagger[BUILD_THREADS]; /* one a worker */
    uint32_t last4[BUILD_LAST4];
    struct file *rows, *texts, *more;
    uint64_t *text_blocks;
    size_t text_blocks_cap;
    /* the batch at hand */
    const struct person *batch;
    size_t count;
    struct registry_row *row;
    struct registry_more *extra;
    uint64_t (*key)[REGISTRY_KEYS];
};

/* The path of a file in the work folder: "name-number". */
must build_path(const struct registry_builder *b, char out[PATH_SIZE], const char *name,
                unsigned number, struct error *e);

/* Puts the sections together into work/whole/generation.pvr, whose rows are
 * there already, and fills in the header. */
must build_assemble(struct registry_builder *b, struct header *h, struct error *e);

#endif
