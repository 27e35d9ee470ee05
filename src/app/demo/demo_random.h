/* demo_random.h: numbers that look random and are a function of seed, stream
 * and counter: any person or row can be made again without its predecessors.
 *
 * The generator is splitmix64 (Steele, Lea, Flood: "Fast splittable
 * pseudorandom number generators", 2014), started at a hash of the three. No
 * expression draws twice without a sequence point between: the order would be
 * the compiler's, and the same seed would give other bytes.
 */
#ifndef APP_DEMO_RANDOM_H
#define APP_DEMO_RANDOM_H

#include <stdbool.h>

#include "base/hash.h"

enum stream {
    STREAM_HOUSEHOLD = 1,
    STREAM_MISSPELT,
    STREAM_ZONE,
    STREAM_STREET,
    STREAM_ROW,
    STREAM_PLAN,
    STREAM_ORDER, /* and those behind it, one for each shuffle */
};

struct random {
    uint64_t state;
};

static inline struct random random_of(uint64_t seed, uint64_t stream, uint64_t counter)
{
    return (struct random){hash_join(hash_join(seed, stream), counter)};
}

static inline uint64_t random_next(struct random *r)
{
    r->state += 0x9e3779b97f4a7c15u;
    return hash_word(r->state);
}

/* 0 .. n-1; n from 1 to 2^32. */
static inline uint64_t random_below(struct random *r, uint64_t n)
{
    return (random_next(r) >> 32) * n >> 32;
}

/* True in n of 10,000 cases. */
static inline bool random_chance(struct random *r, unsigned n)
{
    return random_below(r, 10000) < n;
}

/* A permutation of 0 .. n-1 and its inverse: a balanced Feistel network of four
 * rounds over the next power of four, walked until it is inside (Black and
 * Rogaway, "Ciphers with arbitrary finite domains", 2002). */
struct shuffle {
    uint64_t n;
    unsigned half; /* bits */
    uint64_t key[4];
};

struct shuffle shuffle_of(uint64_t n, uint64_t seed, uint64_t stream);
uint64_t shuffle_at(const struct shuffle *s, uint64_t i);
uint64_t shuffle_back(const struct shuffle *s, uint64_t x);

#endif
