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

static bool equal_from(struct span a, size_t i, struct span b, size_t j)
{
    return a.len - i == b.len - j && (a.len == i || memcmp(a.at + i, b.at + j, a.len - i) == 0);
}

/* After what both begin with, one edit, and the same rest. */
bool distance_near(struct span a, struct span b)
{
    if (a.len < b.len) {
        struct span shorter = a;
        a = b;
        b = shorter;
    }
    if (a.len - b.len > 1) {
        return false;
    }
    size_t i = 0;
    while (i < b.len && a.at[i] == b.at[i]) {
        i++;
    }
    if (i == a.len) {
        return true;
    }
    if (a.len > b.len) {
        return equal_from(a, i + 1, b, i);
    }
    return equal_from(a, i + 1, b, i + 1) ||
           (i + 1 < a.len && a.at[i] == b.at[i + 1] && a.at[i + 1] == b.at[i] &&
            equal_from(a, i + 2, b, i + 2));
}

/* --- dates --- */

enum { DATE_DIGITS = 8 };

/* A digit a byte, the first in the lowest: halves, pairs, digits, each step all at
 * once. A product with 10486 / 2^20 is a hundredth below 10,000, one with 103 / 2^10 a
 * tenth below 100. */
static uint64_t digit_bytes(uint32_t date)
{
    uint64_t halves = date / 10000 | (uint64_t)(date % 10000) << 32;
    uint64_t hundreds = halves * 10486 >> 20 & 0x0000007f0000007fu;
    uint64_t pairs = hundreds + ((halves - 100 * hundreds) << 16);
    uint64_t tens = pairs * 103 >> 10 & 0x000f000f000f000fu;
    return tens + ((pairs - 10 * tens) << 8);
}

/* A bit for each of the digits that is `digit`. Of 16 less a difference of at most 15
 * the fifth bit stays where that is none; the product draws the bytes together. */
static uint32_t equal_digits(uint64_t digits, uint64_t digit)
{
    uint64_t apart = digits ^ digit * 0x0101010101010101u;
    uint64_t equal = (0x1010101010101010u - apart) >> 4 & 0x0101010101010101u;
    return (uint32_t)(equal * 0x0102040810204080u >> 56);
}

/* As distance_osa, the masks made of the digits themselves. */
unsigned distance_date(uint32_t a, uint32_t b)
{
    if (a == b) {
        return 0;
    }
    if (a / 10000 * 10000 + a % 100 * 100 + a / 100 % 100 == b) {
        return 1;
    }
    uint64_t x = digit_bytes(a), y = digit_bytes(b);
    uint32_t vp = UINT32_MAX, vn = 0, d0 = 0, before = 0;
    unsigned distance = DATE_DIGITS;
    for (unsigned j = 0; j < DATE_DIGITS; j++, y >>= 8) {
        uint32_t here = equal_digits(x, y & 15);
        uint32_t swapped = ((~d0 & here) << 1) & before;
        d0 = (((here & vp) + vp) ^ vp) | here | vn | swapped;
        uint32_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        distance += hp >> (DATE_DIGITS - 1) & 1;
        distance -= hn >> (DATE_DIGITS - 1) & 1;
        hp = hp << 1 | 1;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        before = here;
    }
    return distance;
}
