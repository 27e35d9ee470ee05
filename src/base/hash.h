/* hash.h: quick hashes for tables in memory. Not for anything that a stranger
 * must not be able to forge: that is crypto.h. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/span.h"

/* 64 bits of the bytes; the same on every machine and in every run. */
uint64_t hash_bytes(struct span s, uint64_t seed);

/* Mixes a word (a bijection; the finalizer of splitmix64). */
static inline uint64_t hash_word(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* Joins two hashes; the order counts. */
static inline uint64_t hash_join(uint64_t a, uint64_t b)
{
    return hash_word(a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u);
}

#endif
