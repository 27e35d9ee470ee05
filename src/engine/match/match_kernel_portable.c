/* The kernels without a particular instruction set: vectors of 16 bytes, which a compiler
 * maps to what every processor of its kind has. */
#include "engine/match/match_kernel_lanes.h"

#define KERNEL_VECTOR 16
#define KERNEL_TARGET

static void look_up_narrow(const struct kernel_one *one, const uint8_t *codes, unsigned rows,
                           uint16_t (*masks)[KERNEL_LANES])
{
    for (size_t i = 0; i < (size_t)rows * KERNEL_LANES; i++) {
        masks[i / KERNEL_LANES][i % KERNEL_LANES] = one->narrow[codes[i]];
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

const struct kernel kernel_portable = {
    {jaro_winkler_narrow, osa_narrow, levenshtein_narrow},
    {jaro_winkler_wide, osa_wide, levenshtein_wide},
};
