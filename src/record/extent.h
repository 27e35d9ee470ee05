/* extent.h: where in a row a text stands. */
#ifndef RECORD_EXTENT_H
#define RECORD_EXTENT_H

#include <stdint.h>

/* Bytes [from, to) of a field as it was written; nothing where they are equal. */
struct extent {
    unsigned field; /* enum field; FIELD_COUNT: nowhere */
    uint32_t from, to;
};

#endif
