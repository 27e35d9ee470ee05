/* The kernels with AVX2. */
#include "engine/match/match_kernel_lanes.h"

#ifdef __x86_64__

#include <immintrin.h>

#define KERNEL_VECTOR 32
/* gcc keeps vectors on a stack that its sanitizer does not align for them. */
#define KERNEL_TARGET __attribute__((target("avx2"), no_sanitize("address")))

/* The low and the high bytes of 16 masks of the table, in both halves. */
KERNEL_TARGET static void split(const uint16_t *masks, __m256i *low, __m256i *high)
{
    __m256i m = _mm256_loadu_si256((const __m256i *)masks);
    __m256i bytes = _mm256_packus_epi16(_mm256_and_si256(m, _mm256_set1_epi16(0xff)),
                                        _mm256_srli_epi16(m, 8)); /* l0 h0 l1 h1, of 8 */
    *low = _mm256_permute4x64_epi64(bytes, 0x88);
    *high = _mm256_permute4x64_epi64(bytes, 0xdd);
}

/* A shuffle looks up 16 codes of 64, and gives 0 where the high bit is set: by adding
 * what only the 16 in turn stay below. */
KERNEL_TARGET static void look_up_narrow(const struct kernel_one *one, const uint8_t *codes,
                                         unsigned rows, uint16_t (*masks)[KERNEL_LANES])
{
    __m256i low[4], high[4];
    for (unsigned part = 0; part < 4; part++) {
        split(one->narrow + 16 * part, &low[part], &high[part]);
    }
    for (unsigned j = 0; j < rows; j++) {
        __m256i c = _mm256_loadu_si256((const __m256i *)(codes + (size_t)j * KERNEL_LANES));
        __m256i l = _mm256_setzero_si256(), h = l;
        c = _mm256_permute4x64_epi64(c, 0xd8); /* as the unpacking below wants it */
        for (unsigned part = 0; part < 4; part++) {
            __m256i own = _mm256_xor_si256(c, _mm256_set1_epi8((char)(16 * part)));
            own = _mm256_adds_epu8(own, _mm256_set1_epi8(0x70));
            l = _mm256_or_si256(l, _mm256_shuffle_epi8(low[part], own));
            h = _mm256_or_si256(h, _mm256_shuffle_epi8(high[part], own));
        }
        _mm256_storeu_si256((__m256i *)&masks[j][0], _mm256_unpacklo_epi8(l, h));
        _mm256_storeu_si256((__m256i *)&masks[j][16], _mm256_unpackhi_epi8(l, h));
    }
}

static void look_up_wide(const struct kernel_one *one, const uint8_t *codes, unsigned rows,
                         uint32_t (*masks)[KERNEL_LANES])
{
    for (size_t i = 0; i < (size_t)rows * KERNEL_LANES; i++) {
        masks[i / KERNEL_LANES][i % KERNEL_LANES] = one->wide[codes[i]];
    }
}

#define KERNEL_BITS    16
#define KERNEL_AS(x)   x##_narrow
#define KERNEL_LOOK_UP look_up_narrow
#include "engine/match/match_kernel_body.h"

#define KERNEL_BITS    32
#define KERNEL_AS(x)   x##_wide
#define KERNEL_LOOK_UP look_up_wide
#include "engine/match/match_kernel_body.h"

const struct kernel kernel_avx2 = {
    {jaro_winkler_narrow, osa_narrow, levenshtein_narrow},
    {jaro_winkler_wide, osa_wide, levenshtein_wide},
};

#endif
