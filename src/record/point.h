/* point.h: delivery points: whether an address that is complete by its form is one to which mail goes.
 *
 * The tables that know it (USPS DPV and the like) are licensed, so Proviso has none: a deployment plugs its own in, as
 * a shared object that exports a `struct point_source` named `proviso_points`:
 *
 *   proviso check REQUESTS.csv --points ./points.so:/srv/points.dat
 *
 * Nothing of the registry reaches it: it is asked about the request's own address, and its answer can only lower what
 * the form has proved.
 */
#ifndef RECORD_POINT_H
#define RECORD_POINT_H

#include <stdbool.h>
#include <stdint.h>

#include "record/person.h"

/* The outcomes of Delivery Point Validation, and what becomes of the row. */
enum point {
    POINT_UNKNOWN,          /* the source cannot say: review */
    POINT_CONFIRMED,        /* Y: complete */
    POINT_UNIT_UNCONFIRMED, /* S: the building is one, the unit is not known: review */
    POINT_UNIT_MISSING,     /* D: the building has units and none is stated: insufficient */
    POINT_NOT_CONFIRMED,    /* N: review */
};

enum { POINT_VERSION = 1, POINT_ERROR = 256 };

struct point_source {
    uint32_t version; /* POINT_VERSION; another is refused */

    /* data: what stands behind the colon, "" for nothing. NULL with a line in `error` where it cannot
     * be used; the line holds no address. */
    void *(*open)(const char *data, char error[POINT_ERROR]);
    void (*close)(void *source);

    /* A hash of the data and of how it is asked: it goes into the classifier's, so that a decision
     * states by what it was made. */
    void (*hash)(void *source, uint8_t out[32]);

    /* The address is in standard form; its texts are borrowed for the call and not zero-terminated.
     * Asked by several threads at once. The same address has the same answer for as long as the
     * source is open. */
    enum point (*ask)(void *source, const struct address *address);
};

#endif
