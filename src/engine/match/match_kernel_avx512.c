/* The kernels with AVX-512 (F, BW, VL): a table of 64 masks is two registers. */
#include "engine/match/match_kernel_lanes.h"

#ifdef __x86_64__

#include <immintrin.h>

#define KERNEL_VECTOR 64
/* gcc keeps vectors on a stack that its sanitizer does not align for them. */
#define KERNEL_TARGET                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512vl"), no_sanitize("address")))

KERNEL_TARGET static void look_up_narrow(const struct kernel_one *one, const uint8_t *codes,
                                         unsigned rows, uint16_t (*masks)[KERNEL_LANES])
{
    __m512i low = _mm512_loadu_si512(one->narrow), high = _mm512_loadu_si512(one->narrow + 32);
    for (unsigned j = 0; j < rows; j++) {
        __m512i c = _mm512_cvtepu8_epi16(
            _mm256_loadu_si256((const __m256i *)(codes + (size_t)j * KERNEL_LANES)));
        _mm512_storeu_si512(masks[j], _mm512_permutex2var_epi16(low, c, high));
    }
}

KERNEL_TARGET static void look_up_wide(const struct kernel_one *one, const uint8_t *codes,
                                       unsigned rows, uint32_t (*masks)[KERNEL_LANES])
{
    __m512i part[4];
    for (unsigned i = 0; i < 4; i++) {
        part[i] = _mm512_loadu_si512(one->wide + 16 * i);
    }
    for (unsigned i = 0; i < 2 * rows; i++) {
        __m512i c = _mm512_cvtepu8_epi32(
            _mm_loadu_si128((const __m128i *)(codes + (size_t)i * KERNEL_LANES / 2)));
        __m512i below = _mm512_permutex2var_epi32(part[0], c, part[1]);
        __m512i above = _mm512_permutex2var_epi32(part[2], c, part[3]);
        __mmask16 high = _mm512_test_epi32_mask(c, _mm512_set1_epi32(32));
        _mm512_storeu_si512(&masks[i / 2][i % 2 * 16],
                            _mm512_mask_blend_epi32(high, below, above));
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

const struct kernel kernel_avx512 = {
    {jaro_winkler_narrow, osa_narrow, levenshtein_narrow},
    {jaro_winkler_wide, osa_wide, levenshtein_wide},
};

#endif
