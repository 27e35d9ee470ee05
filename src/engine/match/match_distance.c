/* Kernels over the positions of each letter as a bit mask: a text has at most 64
 * bytes, so a set of its positions is one word. Of a text of up to 16 bytes, as
 * nearly all are, one vector comparison makes the mask. Of longer ones, and on other
 * machines, the masks are a table of each thread that is always left empty, so that
 * a call touches only the letters it has. */
#include "engine/match/match_distance.h"

#ifdef __SSE2__
#include <emmintrin.h>
enum { SHORT = 16 };
#else
enum { SHORT = 0 };
#endif

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

/* --- the masks of one text, in a register or in the table --- */

struct marks {
#ifdef __SSE2__
    __m128i bytes;
#endif
    uint64_t all; /* the positions there are */
};

#ifdef __SSE2__

/* The bytes from low to high, zeros behind; no byte beside the text is read. */
static inline uint64_t word_of(const char *at, size_t len)
{
    uint32_t first, last;
    if (len >= 4) {
        memcpy(&first, at, 4);
        memcpy(&last, at + len - 4, 4);
        return first | (uint64_t)last << 8 * (len - 4);
    }
    const unsigned char *b = (const unsigned char *)at;
    return len == 0 ? 0
                    : b[0] | (uint32_t)b[len / 2] << 8 * (len / 2) |
                          (uint32_t)b[len - 1] << 8 * (len - 1);
}

static inline __m128i bytes_of(struct span s)
{
    uint64_t low, high = 0;
    if (s.len >= 8) {
        memcpy(&low, s.at, 8);
        memcpy(&high, s.at + s.len - 8, 8);
        high = s.len == 8 ? 0 : high >> 8 * (16 - s.len);
    } else {
        low = word_of(s.at, s.len);
    }
    return _mm_set_epi64x((long long)high, (long long)low);
}

#endif

/* 1 <= s.len <= 64. Of a text longer than SHORT the table is taken until marks_end. */
static inline struct marks marks_of(struct span s, bool is_short)
{
    struct marks m = {.all = UINT64_MAX >> (64 - s.len)};
#ifdef __SSE2__
    if (is_short) {
        m.bytes = bytes_of(s);
        return m;
    }
#endif
    (void)is_short;
    mark(s);
    return m;
}

static inline uint64_t marks_equal(const struct marks *m, char letter, bool is_short)
{
#ifdef __SSE2__
    if (is_short) {
        return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(m->bytes, _mm_set1_epi8(letter))) &
               m->all;
    }
#endif
    (void)m;
    (void)is_short;
    return positions[(unsigned char)letter];
}

static inline void marks_end(struct span s, bool is_short)
{
    if (!is_short) {
        unmark(s);
    }
}

/* --- Jaro --- */

struct taken {
    uint64_t in_a, in_b;
};

/* Each letter of a takes the first free equal letter of b within reach. Two texts
 * exchanged take the same: letter by letter it is the merge of two sorted lists. Given
 * up, with less, when more than `spare` letters of a have found none. a.len <= b.len. */
static inline struct taken take(struct span a, struct span b, int spare, bool is_short)
{
    size_t reach = b.len / 2 > 0 ? b.len / 2 - 1 : 0;
    uint64_t window = ((uint64_t)2 << reach) - 1;
    struct marks m = marks_of(b, is_short);
    uint64_t free = m.all, in_a = 0;
    for (size_t i = 0; i < a.len; i++) {
        uint64_t found = marks_equal(&m, a.at[i], is_short) & free & window;
        free ^= found & -found;
        in_a |= (uint64_t)(found != 0) << i;
        window = window << 1 | (i < reach);
        spare -= found == 0;
        if (spare < 0) {
            break;
        }
    }
    marks_end(b, is_short);
    return (struct taken){in_a, m.all ^ free};
}

static struct taken take_matches(struct span a, struct span b, int spare)
{
    return b.len <= SHORT ? take(a, b, spare, true) : take(a, b, spare, false);
}

/* Matched letters that stand elsewhere in the order of the matched of the other. */
static unsigned count_moved(struct span a, struct span b, struct taken t)
{
    unsigned moved = 0;
    for (; t.in_a != 0; t.in_a &= t.in_a - 1, t.in_b &= t.in_b - 1) {
        moved += a.at[__builtin_ctzll(t.in_a)] != b.at[__builtin_ctzll(t.in_b)];
    }
    return moved;
}

/* (m/|a| + m/|b| + (m-t)/m) / 3 over one denominator, rounded half up. */
uint32_t distance_jaro_of(unsigned a, unsigned b, unsigned matched, unsigned moved)
{
    if (matched == 0) {
        return a == 0 && b == 0 ? SIMILARITY_ONE : 0;
    }
    uint64_t la = a, lb = b, m = matched, t = moved / 2;
    uint32_t over = (uint32_t)(3 * la * lb * m);
    uint64_t sum = m * m * (la + lb) + (m - t) * la * lb;
    return (uint32_t)((sum * SIMILARITY_ONE * 2 + over) / ((uint64_t)2 * over));
}

uint32_t distance_winkler_of(uint32_t jaro, unsigned prefix)
{
    return jaro + (prefix * (SIMILARITY_ONE - jaro) + 5) / 10;
}

static void shorter_first(struct span *a, struct span *b)
{
    struct span x = first_bytes(*a), y = first_bytes(*b);
    bool exchanged = x.len > y.len;
    *a = exchanged ? y : x;
    *b = exchanged ? x : y;
}

uint32_t distance_jaro(struct span a, struct span b)
{
    shorter_first(&a, &b);
    if (a.len == 0) {
        return b.len == 0 ? SIMILARITY_ONE : 0;
    }
    struct taken t = take_matches(a, b, (int)a.len);
    return distance_jaro_of((unsigned)a.len, (unsigned)b.len,
                            (unsigned)__builtin_popcountll(t.in_a), count_moved(a, b, t));
}

static unsigned common_prefix(struct span a, struct span b)
{
    unsigned prefix = 0;
    while (prefix < WINKLER_PREFIX && prefix < a.len && prefix < b.len &&
           a.at[prefix] == b.at[prefix]) {
        prefix++;
    }
    return prefix;
}

uint32_t distance_jaro_winkler(struct span a, struct span b)
{
    return distance_winkler_of(distance_jaro(a, b), common_prefix(a, b));
}

/* Not more matches than this are needed, were all in order: of the real similarity
 * both roundings are taken off, half a unit each and the first worth 10 - prefix tenths. */
unsigned distance_matches_needed(unsigned a, unsigned b, unsigned prefix, uint32_t least)
{
    int rest = (10 - (int)prefix) * SIMILARITY_ONE;
    int tenths = 10 * (int)least - (int)prefix * SIMILARITY_ONE - 10;
    if (3 * tenths <= rest || a == 0 || b == 0) {
        return 0;
    }
    unsigned over = (unsigned)rest * (a + b); /* all below 2^31 */
    return ((unsigned)(3 * tenths - rest) * (a * b) + over - 1) / over;
}

uint32_t distance_jaro_winkler_at_least(struct span a, struct span b, uint32_t least)
{
    shorter_first(&a, &b);
    unsigned la = (unsigned)a.len, lb = (unsigned)b.len, prefix = common_prefix(a, b);
    unsigned needed = distance_matches_needed(la, lb, prefix, least);
    if (needed > la) {
        return 0;
    }
    uint32_t jaro = lb == 0 ? SIMILARITY_ONE : 0;
    if (la > 0) {
        struct taken t = take_matches(a, b, (int)(la - needed));
        unsigned matched = (unsigned)__builtin_popcountll(t.in_a);
        if (matched < needed) {
            return 0;
        }
        jaro = distance_jaro_of(la, lb, matched, count_moved(a, b, t));
    }
    uint32_t alike = distance_winkler_of(jaro, prefix);
    return alike >= least ? alike : 0;
}

/* --- edits --- */

/* The columns of the table of distances as differences of neighbours, a bit each. */
static inline unsigned edits(struct span a, struct span b, bool exchanges, bool is_short)
{
    struct marks m = marks_of(a, is_short);
    uint64_t last = (uint64_t)1 << (a.len - 1);
    uint64_t vp = UINT64_MAX, vn = 0, d0 = 0, before = 0;
    unsigned distance = (unsigned)a.len;
    for (size_t j = 0; j < b.len; j++) {
        uint64_t here = marks_equal(&m, b.at[j], is_short);
        uint64_t swapped = exchanges ? ((~d0 & here) << 1) & before : 0;
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
    marks_end(a, is_short);
    return distance;
}

unsigned distance_osa(struct span a, struct span b)
{
    shorter_first(&a, &b);
    if (a.len == 0) {
        return (unsigned)b.len;
    }
    return a.len <= SHORT ? edits(a, b, true, true) : edits(a, b, true, false);
}

unsigned distance_levenshtein(struct span a, struct span b)
{
    shorter_first(&a, &b);
    if (a.len == 0) {
        return (unsigned)b.len;
    }
    return a.len <= SHORT ? edits(a, b, false, true) : edits(a, b, false, false);
}

static bool equal_from(struct span a, size_t i, struct span b, size_t j)
{
    return a.len - i == b.len - j && (a.len == i || memcmp(a.at + i, b.at + j, a.len - i) == 0);
}

/* After what both begin with, one edit, and the same rest. */
enum distance_slip distance_slip(struct span a, struct span b)
{
    if (a.len < b.len) {
        struct span shorter = a;
        a = b;
        b = shorter;
    }
    if (a.len - b.len > 1) {
        return SLIP_MORE;
    }
    size_t i = 0;
    while (i < b.len && a.at[i] == b.at[i]) {
        i++;
    }
    if (i == a.len) {
        return SLIP_NONE;
    }
    if (a.len > b.len) {
        return equal_from(a, i + 1, b, i) ? SLIP_LEFT_OUT : SLIP_MORE;
    }
    if (equal_from(a, i + 1, b, i + 1)) {
        return SLIP_CHANGED;
    }
    bool exchanged = i + 1 < a.len && a.at[i] == b.at[i + 1] && a.at[i + 1] == b.at[i] &&
                     equal_from(a, i + 2, b, i + 2);
    return exchanged ? SLIP_EXCHANGED : SLIP_MORE;
}

bool distance_near(struct span a, struct span b)
{
    return distance_slip(a, b) != SLIP_MORE;
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
