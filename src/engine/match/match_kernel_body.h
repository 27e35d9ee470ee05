/* match_kernel_body.h: the kernels, written once and compiled for each width of a mask
 * and each instruction set. No include guard: the file that includes it defines
 *
 *     KERNEL_BITS     16 or 32, the bits of a mask
 *     KERNEL_VECTOR   bytes of a vector register
 *     KERNEL_TARGET   the attribute that names the instruction set, or nothing
 *     KERNEL_AS(x)    the name of x for both
 *     KERNEL_LOOK_UP  a function (one, codes, rows, masks) that turns rows of codes into
 *                     rows of masks
 *
 * and finds them undefined behind it, but for KERNEL_VECTOR and KERNEL_TARGET. The steps
 * are those of match_distance.c, where `if` is a mask of ones. */

#if KERNEL_BITS == 16
#define LANE uint16_t
#else
#define LANE uint32_t
#endif
#define LANES       (KERNEL_VECTOR / (KERNEL_BITS / 8)) /* of a vector */
#define VECTOR      KERNEL_AS(vector)
#define RESULT      KERNEL_AS(result)
#define LOAD(v, at) memcpy(&(v), (at), sizeof(v))

typedef LANE VECTOR __attribute__((vector_size(KERNEL_VECTOR)));
typedef uint16_t RESULT __attribute__((vector_size(LANES * 2)));

/* As take() and count_moved(): the one text is b, each lane an a. */
KERNEL_TARGET static void KERNEL_AS(jaro_winkler)(const struct kernel_one *one,
                                                  const uint8_t *codes, unsigned len,
                                                  uint16_t *to)
{
    LANE masks[KERNEL_BITS][KERNEL_LANES];
    KERNEL_LOOK_UP(one, codes, len, masks);
    unsigned longer = one->len > len ? one->len : len;
    unsigned reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    for (unsigned first = 0; first < KERNEL_LANES; first += LANES) {
        VECTOR none = {0}, free = ~none, matched = none, moved = none, prefix = none;
        VECTOR here, hit[KERNEL_BITS];
        LANE window = (LANE)(((uint64_t)2 << reach) - 1);
        for (unsigned j = 0; j < len; j++) {
            LOAD(here, &masks[j][first]);
            VECTOR found = here & free & window;
            free ^= found & -found;
            hit[j] = (VECTOR)(found != none);
            matched -= hit[j];
            window = (LANE)(window << 1 | (j < reach));
        }
        VECTOR rest = ~free, alike = ~none;
        for (unsigned j = 0; j < len; j++) {
            LOAD(here, &masks[j][first]);
            VECTOR next = rest & -rest & hit[j];
            rest ^= next;
            moved -= hit[j] & (VECTOR)((here & next) == none);
        }
        for (unsigned j = 0; j < WINKLER_PREFIX && j < len; j++) {
            LOAD(here, &masks[j][first]);
            alike &= (VECTOR)((here & (LANE)(1 << j)) != none);
            prefix -= alike;
        }
        VECTOR cell = matched * (KERNEL_BITS / 2 + 1) + (moved >> 1);
        RESULT r = __builtin_convertvector(cell * KERNEL_PREFIXES + prefix, RESULT);
        memcpy(to + first, &r, sizeof r);
    }
}

/* As edits(): the one text is a, each lane a b. */
KERNEL_TARGET static inline __attribute__((always_inline)) void
KERNEL_AS(edits)(const struct kernel_one *one, const uint8_t *codes, unsigned len, uint16_t *to,
                 bool exchanges)
{
    LANE masks[KERNEL_BITS][KERNEL_LANES];
    KERNEL_LOOK_UP(one, codes, len, masks);
    LANE last = (LANE)((LANE)1 << (one->len - 1));
    for (unsigned first = 0; first < KERNEL_LANES; first += LANES) {
        VECTOR none = {0}, vp = ~none, vn = none, d0 = none, before = none, here;
        VECTOR distance = none + (LANE)one->len;
        for (unsigned j = 0; j < len; j++) {
            LOAD(here, &masks[j][first]);
            d0 = (((here & vp) + vp) ^ vp) | here | vn |
                 (exchanges ? ((~d0 & here) << 1) & before : none);
            VECTOR hp = vn | ~(d0 | vp), hn = d0 & vp;
            distance -= (VECTOR)((hp & last) != none);
            distance += (VECTOR)((hn & last) != none);
            hp = hp << 1 | (LANE)1;
            hn <<= 1;
            vp = hn | ~(d0 | hp);
            vn = hp & d0;
            before = here;
        }
        RESULT r = __builtin_convertvector(distance, RESULT);
        memcpy(to + first, &r, sizeof r);
    }
}

KERNEL_TARGET static void KERNEL_AS(osa)(const struct kernel_one *one, const uint8_t *codes,
                                         unsigned len, uint16_t *to)
{
    KERNEL_AS(edits)(one, codes, len, to, true);
}

KERNEL_TARGET static void KERNEL_AS(levenshtein)(const struct kernel_one *one,
                                                 const uint8_t *codes, unsigned len,
                                                 uint16_t *to)
{
    KERNEL_AS(edits)(one, codes, len, to, false);
}

#undef LANE
#undef LANES
#undef VECTOR
#undef RESULT
#undef LOAD
#undef KERNEL_BITS
#undef KERNEL_AS
#undef KERNEL_LOOK_UP
