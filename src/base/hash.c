#include "base/hash.h"

#include <endian.h>
#include <string.h>

/* Eight bytes a step, multiply and fold (the idea of wyhash and folded
 * multiplication), little-endian by construction. */

static uint64_t eight(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return le64toh(v);
}

static uint64_t four(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return le32toh(v);
}

/* 1 to 7 bytes as a little-endian number; where two pieces overlap they say the same. */
static uint64_t few(const char *p, size_t n)
{
    if (n >= 4) {
        return four(p) | four(p + n - 4) << (8 * (n - 4));
    }
    const unsigned char *b = (const unsigned char *)p;
    return b[0] | (uint64_t)b[n / 2] << (8 * (n / 2)) | (uint64_t)b[n - 1] << (8 * (n - 1));
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
        h = fold(h ^ eight(p), 0x8ebc6af09c88c6e3u);
    }
    if (n > 0) {
        h = fold(h ^ few(p, n), 0x589965cc75374cc3u);
    }
    return hash_word(h);
}
