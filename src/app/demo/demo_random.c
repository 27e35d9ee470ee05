#include "app/demo/demo_random.h"

#include <assert.h>

struct shuffle shuffle_of(uint64_t n, uint64_t seed, uint64_t stream)
{
    assert(n > 0 && n <= (uint64_t)1 << 60);
    struct shuffle s = {.n = n, .half = 1};
    while ((uint64_t)1 << 2 * s.half < n) {
        s.half++;
    }
    struct random r = random_of(seed, stream, n);
    for (unsigned i = 0; i < 4; i++) {
        s.key[i] = random_next(&r);
    }
    return s;
}

static uint64_t round_of(const struct shuffle *s, unsigned i, uint64_t half)
{
    return hash_word(half ^ s->key[i]) & (((uint64_t)1 << s->half) - 1);
}

uint64_t shuffle_at(const struct shuffle *s, uint64_t i)
{
    assert(i < s->n);
    do {
        uint64_t left = i >> s->half;
        uint64_t right = i & (((uint64_t)1 << s->half) - 1);
        for (unsigned k = 0; k < 4; k++) {
            uint64_t next = left ^ round_of(s, k, right);
            left = right;
            right = next;
        }
        i = left << s->half | right;
    } while (i >= s->n);
    return i;
}

uint64_t shuffle_back(const struct shuffle *s, uint64_t x)
{
    assert(x < s->n);
    do {
        uint64_t left = x >> s->half;
        uint64_t right = x & (((uint64_t)1 << s->half) - 1);
        for (unsigned k = 4; k-- > 0;) {
            uint64_t before = right ^ round_of(s, k, left);
            right = left;
            left = before;
        }
        x = left << s->half | right;
    } while (x >= s->n);
    return x;
}
