/* bytes.h: numbers as they lie in files: little endian, any number of bytes up to 8. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline void bytes_put(uint8_t *to, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = (uint8_t)(v >> 8 * i);
    }
}

static inline uint64_t bytes_get(const uint8_t *from, size_t n)
{
    uint64_t v = 0;
    for (size_t i = n; i-- > 0;) {
        v = v << 8 | from[i];
    }
    return v;
}

#endif
