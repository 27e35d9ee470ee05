/* match_block.h: which persons a request is compared with. */
#ifndef ENGINE_MATCH_MATCH_BLOCK_H
#define ENGINE_MATCH_MATCH_BLOCK_H

#include "engine/registry/registry.h"

enum {
    BLOCK_CANDIDATES = 4096, /* of one request, at most */
    BLOCK_FALLBACK = 2048, /* size up to which the least block is read when all are oversized */
    BLOCK_BY_NAME = 5, /* keys that are tried with other names as well */
    BLOCK_PROBES = REGISTRY_KEYS + REGISTRY_VARIANTS * BLOCK_BY_NAME,
};

struct probe {
    uint64_t value;
    enum registry_key key;
};

/* The keys of one request, in the order in which they are read. */
struct probes {
    unsigned count;
    struct probe at[BLOCK_PROBES];
};

/* What each key brought, over many requests. */
struct key_tally {
    uint64_t requests, compared;
    struct {
        uint64_t requests, pairs, fresh, oversized;
    } key[REGISTRY_KEYS];
};

void key_tally_add(struct key_tally *to, const struct key_tally *from);

/* The most persons that a block of this key may hold. */
uint32_t block_limit(enum registry_key key, uint32_t persons);

/* Candidates of one request: distinct persons. */
struct candidates {
    uint32_t count;
    uint32_t oversized; /* blocks that were skipped */
    uint32_t person[BLOCK_CANDIDATES];
};

/* A set of persons that is emptied at no cost; one for each thread. */
struct seen;
must seen_new(struct seen **out, struct error *e);
void seen_free(struct seen *s);

/* Computes the keys and starts to fetch the places where they are looked up.
 * identifier: its keyed hash, for a joint path; else 0. */
void block_prepare(const struct registry *r, const struct person *p, uint64_t identifier,
                   struct probes *out);

/* The second half of that fetch, once the first had time. */
void block_approach(const struct registry *r, const struct probes *probes);

/* All persons of all blocks that are not oversized, each once, without `but`
 * (PERSON_NOBODY: nobody is left out), and starts to fetch their rows. */
void block_gather(const struct registry *r, const struct probes *probes, uint32_t but,
                  struct seen *seen, struct key_tally *tally, struct candidates *out);

/* Everybody but `but`, as far as there is room: small files need no blocking. */
void block_everybody(const struct registry *r, uint32_t but, struct candidates *out);

/* Those with the identifier's keyed hash. */
void block_identifier(const struct registry *r, uint64_t identifier, struct candidates *out);

#endif
