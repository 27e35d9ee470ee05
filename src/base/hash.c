#include "base/hash.h"

/* Eight bytes a step, multiply and fold (the idea of wyhash and folded
 * multiplication), little-endian by construction. */

static uint64_t load(const char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v |= (uint64_t)(unsigned char)p[i] << (8 * i);
    }
    return v;
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

uint64_t hash_bytes(struct span s, uint64_t seed)
{
    uint64_t h = seed ^ 0xa0761d6478bd642fu ^ ((uint64_t)s.len * 0xe7037ed1a0b428dbu);
    const char *p = s.at;
    size_t n = s.len;
    for (; n >= 8; n -= 8, p += 8) {
        h = fold(h ^ load(p, 8), 0x8ebc6af09c88c6e3u);
    }
    if (n > 0) {
        h = fold(h ^ load(p, n), 0x589965cc75374cc3u);
    }
    return hash_word(h);
}
