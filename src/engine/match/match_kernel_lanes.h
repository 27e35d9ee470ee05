/* match_kernel_lanes.h: what an instruction set does for match_kernel.c.
 *
 * A block is KERNEL_LANES texts of one length, a lane each, their letters as codes:
 *
 *     row 0   the first letter of lane 0, of lane 1, ... of lane 31
 *     row 1   the second letters
 *     ...     as many rows as the texts are long; 0 in lanes that are not used
 *
 * The one text is a table of its positions by code. A lane's masks have 16 bits where
 * both lengths are at most 16, else 32. */
#ifndef ENGINE_MATCH_MATCH_KERNEL_LANES_H
#define ENGINE_MATCH_MATCH_KERNEL_LANES_H

#include <stdint.h>

#include "engine/match/match_distance.h"

enum {
    KERNEL_LANES = 32,
    KERNEL_LONGEST = 32, /* bytes of a text */
    KERNEL_CODES = 64,   /* 0: a letter that the one text does not have */
    /* Jaro-Winkler leaves matches, moved and prefix as the number of a cell; a mask of
     * `bits` bits has at most bits/2 pairs of moved letters. */
    KERNEL_PREFIXES = WINKLER_PREFIX + 1,
    KERNEL_CELLS = (KERNEL_LONGEST + 1) * (KERNEL_LONGEST / 2 + 1) * KERNEL_PREFIXES
};

static inline unsigned kernel_cell(unsigned bits, unsigned matched, unsigned pairs)
{
    return (matched * (bits / 2 + 1) + pairs) * KERNEL_PREFIXES;
}

struct kernel_one {
    uint16_t narrow[KERNEL_CODES]; /* positions by code, of up to 16 bytes */
    uint32_t wide[KERNEL_CODES];   /* of up to KERNEL_LONGEST */
    unsigned len;                              /* 1 .. KERNEL_LONGEST */
};

enum kernel_measure { KERNEL_JARO_WINKLER, KERNEL_OSA, KERNEL_LEVENSHTEIN, KERNEL_MEASURES };

/* One text and a block of texts of `len` letters, 1 .. KERNEL_LONGEST: to each lane its
 * distance, or its cell. */
typedef void kernel_block(const struct kernel_one *one, const uint8_t *codes, unsigned len,
                          uint16_t *to);

struct kernel {
    kernel_block *narrow[KERNEL_MEASURES], *wide[KERNEL_MEASURES];
};

extern const struct kernel kernel_portable;
#ifdef __x86_64__
extern const struct kernel kernel_avx2, kernel_avx512;
#endif

#endif
