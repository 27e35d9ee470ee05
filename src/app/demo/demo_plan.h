/* demo_plan.h: how many request rows there are of each kind, and which row of
 * the file is which.
 *
 * The rows are cut into segments of exact sizes; the file's order is a shuffle.
 * A row's content is a function of its segment and its index there.
 *
 *   (1) Segments with `releases` match under the simulation of 2025, each by
 *       its path; no row of another segment does. The counts of the case
 *       therefore come out by construction.
 *   (2) The sizes add up to the number of requests.
 *       With `complete` nothing is said of releases, and only the segments
 *       PERSON_*, RELATIVE, NAMESAKE, STRANGER and UNKNOWN have rows.
 *   (3) In each segment one row in two hundred repeats another's content.
 */
#ifndef APP_DEMO_PLAN_H
#define APP_DEMO_PLAN_H

#include "app/demo/demo_world.h"

enum releases { RELEASES_NOT, RELEASES_IDENTIFIER, RELEASES_NAME_ADDRESS };

/* X(SYMBOL, "kind in truth.csv", releases, registered) */
#define DEMO_SEGMENTS(X)                                                                       \
    X(ID_SAME, "same-address", RELEASES_IDENTIFIER, true)                                      \
    X(ID_MOVED, "moved", RELEASES_IDENTIFIER, true)                                            \
    X(ID_UNIT, "other-unit", RELEASES_IDENTIFIER, true)                                        \
    X(ID_DIFFERENT, "different", RELEASES_IDENTIFIER, true)                                    \
    X(ID_INSUFFICIENT, "not-stated", RELEASES_IDENTIFIER, true)                                \
    X(NAME_ADDRESS, "same-address", RELEASES_NAME_ADDRESS, true)                               \
    X(LOST_BLANK, "not-stated", RELEASES_NOT, true)                                            \
    X(LOST_IDENTIFIER, "same-address", RELEASES_NOT, true)                                     \
    X(LOST_NAME, "same-address", RELEASES_NOT, true)                                           \
    X(LOST_MOVED, "moved", RELEASES_NOT, true)                                                 \
    X(LOST_FORMAT, "same-address", RELEASES_NOT, true)                                         \
    X(LOST_TYPO, "same-address", RELEASES_NOT, true)                                           \
    X(PERSON_HOME, "same-address", RELEASES_NOT, true)                                         \
    X(PERSON_UNIT, "other-unit", RELEASES_NOT, true)                                           \
    X(PERSON_MOVED, "moved", RELEASES_NOT, true)                                               \
    X(RELATIVE, "relative", RELEASES_NOT, false)                                               \
    X(NAMESAKE, "namesake", RELEASES_NOT, false)                                               \
    X(STRANGER, "stranger-at-address", RELEASES_NOT, false)                                    \
    X(HEAVY, "unknown", RELEASES_NOT, false)                                                   \
    X(LIGHT, "unknown", RELEASES_NOT, false)                                                   \
    X(BAD_NAME, "unknown", RELEASES_NOT, false)                                                \
    X(BLANK, "unknown", RELEASES_NOT, false)                                                   \
    X(UNIT, "unknown", RELEASES_NOT, false)                                                    \
    X(UNDELIVERABLE, "unknown", RELEASES_NOT, false)                                           \
    X(UNKNOWN, "unknown", RELEASES_NOT, false)

#define DEMO_SEGMENT_ENUM(symbol, kind, releases, registered) SEGMENT_##symbol,
enum segment { DEMO_SEGMENTS(DEMO_SEGMENT_ENUM) SEGMENTS };
#undef DEMO_SEGMENT_ENUM

struct plan {
    bool complete;
    uint64_t size[SEGMENTS];
    uint64_t first[SEGMENTS];
    uint64_t heavy; /* rows for each address of segment HEAVY */
    uint64_t light;
    struct shuffle order;  /* rows of the file to places in the plan */
    struct shuffle people; /* which person a place is about */
};

/* The place of a row: where its content comes from. */
struct place {
    enum segment segment;
    uint64_t index;   /* in the segment */
    uint64_t content; /* index, or that of the row which it repeats */
};

must plan_make(struct plan *out, const struct demo_options *o, struct error *e);
struct place plan_row(const struct plan *p, uint64_t row);

const char *segment_kind(enum segment s);
enum releases segment_releases(enum segment s);
bool segment_registered(enum segment s);

#endif
