/* match_kernel.h: one text against many, many at a time.
 *
 * The many are packed once, a vector lane each; what an instruction set cannot take
 * (longer texts, rare letters) falls back to match_distance.h, whose results these are
 * to the last digit, whatever the processor. */
#ifndef ENGINE_MATCH_MATCH_KERNEL_H
#define ENGINE_MATCH_MATCH_KERNEL_H

#include "base/error.h"
#include "base/span.h"

struct distance_set; /* immutable but for distance_set_use: any number of threads */

/* Copies of the first 64 bytes of n texts (fewer than 2^32), in their order; empty ones
 * and the same twice are allowed. Owned by the caller. */
must distance_set_new(struct distance_set **out, const struct span *texts, size_t n,
                      struct error *e);
void distance_set_free(struct distance_set *s); /* wipes */
size_t distance_set_size(const struct distance_set *s);

/* A set begins with the best that the processor has; a test takes another. False, and
 * nothing changed, where the processor lacks it. */
enum distance_kernel {
    DISTANCE_PORTABLE,
    DISTANCE_AVX2,
    DISTANCE_AVX512, /* with BW and VL */
    DISTANCE_KERNELS
};
bool distance_set_use(struct distance_set *s, enum distance_kernel kernel);
enum distance_kernel distance_set_kernel(const struct distance_set *s);

/* out[i] is distance_jaro_winkler(one, text i), and so on; of as many as the set has. */
void distance_jaro_winkler_many(struct span one, const struct distance_set *others,
                                uint16_t *out);
void distance_osa_many(struct span one, const struct distance_set *others, uint16_t *out);
void distance_levenshtein_many(struct span one, const struct distance_set *others,
                               uint16_t *out);

/* mass[k], k < n: the sum of frequency[i] over the texts whose Jaro-Winkler similarity
 * to `one` is thresholds[k] ten-thousandths or more; `one` itself counts where it is
 * among them. Divided by the sum of all frequencies, the exact u of a level of
 * similarity, given one side. */
void similar_mass(const struct distance_set *dictionary, const uint32_t *frequency,
                  struct span one, const uint32_t *thresholds, unsigned n, uint64_t *mass);

#endif
