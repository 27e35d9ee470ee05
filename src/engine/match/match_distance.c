/* Kernels over the positions of each letter as a bit mask: a text has at most 64
 * bytes, so a set of its positions is one word. The masks are a table of each
 * thread that is always left empty, so that a call touches only the letters it
 * has. */
#include "engine/match/match_distance.h"

static _Thread_local uint64_t positions[256];

static struct span first_bytes(struct span s)
{
    return s.len > DISTANCE_LONGEST ? (struct span){s.at, DISTANCE_LONGEST} : s;
}

static void mark(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        positions[(unsigned char)s.at[i]] |= (uint64_t)1 << i;
    }
}

static void unmark(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        positions[(unsigned char)s.at[i]] = 0;
    }
}

/* Bits from to to-1. */
static uint64_t window(size_t from, size_t to)
{
    uint64_t below = to >= 64 ? UINT64_MAX : ((uint64_t)1 << to) - 1;
    return from >= 64 ? 0 : below & (UINT64_MAX << from);
}

/* Each letter of a takes the first free equal letter of b within reach. */
static void take_matches(struct span a, struct span b, uint64_t *in_a, uint64_t *in_b)
{
    size_t longer = a.len > b.len ? a.len : b.len;
    size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    *in_a = *in_b = 0;
    mark(b);
    for (size_t i = 0; i < a.len; i++) {
        size_t from = i > reach ? i - reach : 0;
        uint64_t free =
            positions[(unsigned char)a.at[i]] & ~*in_b & window(from, i + reach + 1);
        if (free != 0) {
            *in_b |= free & -free;
            *in_a |= (uint64_t)1 << i;
        }
    }
    unmark(b);
}

uint32_t distance_jaro(struct span a, struct span b)
{
    a = first_bytes(a);
    b = first_bytes(b);
    if (a.len == 0 || b.len == 0) {
        return a.len == b.len ? SIMILARITY_ONE : 0;
    }
    uint64_t in_a, in_b;
    take_matches(a, b, &in_a, &in_b);
    uint64_t m = (uint64_t)__builtin_popcountll(in_a), moved = 0;
    if (m == 0) {
        return 0;
    }
    for (; in_a != 0; in_a &= in_a - 1, in_b &= in_b - 1) {
        moved += a.at[__builtin_ctzll(in_a)] != b.at[__builtin_ctzll(in_b)];
    }
    /* (m/|a| + m/|b| + (m-t)/m) / 3 over one denominator, rounded half up */
    uint64_t la = a.len, lb = b.len, t = moved / 2;
    uint64_t over = 3 * la * lb * m;
    uint64_t sum = m * m * lb + m * m * la + (m - t) * la * lb;
    return (uint32_t)((sum * SIMILARITY_ONE * 2 + over) / (2 * over));
}

uint32_t distance_jaro_winkler(struct span a, struct span b)
{
    uint32_t jaro = distance_jaro(a, b), prefix = 0;
    while (prefix < 4 && prefix < a.len && prefix < b.len && a.at[prefix] == b.at[prefix]) {
        prefix++;
    }
    return jaro + (prefix * (SIMILARITY_ONE - jaro) + 5) / 10;
}

unsigned distance_osa(struct span a, struct span b)
{
    a = first_bytes(a);
    b = first_bytes(b);
    if (a.len == 0 || b.len == 0) {
        return (unsigned)(a.len + b.len);
    }
    mark(a);
    uint64_t last = (uint64_t)1 << (a.len - 1);
    uint64_t vp = UINT64_MAX, vn = 0, d0 = 0, before = 0;
    unsigned distance = (unsigned)a.len;
    for (size_t j = 0; j < b.len; j++) {
        uint64_t here = positions[(unsigned char)b.at[j]];
        uint64_t swapped = ((~d0 & here) << 1) & before;
        d0 = (((here & vp) + vp) ^ vp) | here | vn | swapped;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        distance += (hp & last) != 0;
        distance -= (hn & last) != 0;
        hp = hp << 1 | 1;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        before = here;
    }
    unmark(a);
    return distance;
}
