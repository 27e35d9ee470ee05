/* linkage.h: whom a request was found to be about, on each path, and how sure. */
#ifndef RECORD_LINKAGE_H
#define RECORD_LINKAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "record/facts.h"

enum link_outcome {
    LINK_NOT_TRIED, /* the path needs something that the request does not state */
    LINK_NONE,
    LINK_UNIQUE,
    LINK_MANY,      /* two or more that cannot be told apart: a person looks */
};

const char *link_outcome_name(enum link_outcome outcome); /* "not-tried", "none", "unique", "many" */

#define PERSON_NOBODY UINT32_MAX
#define WEIGHT_NONE INT32_MIN

/* Weights are integers, hundredths of a bit, so that sums are exact. */
struct link_path {
    enum link_outcome outcome;
    uint32_t best;      /* index of the person in the generation, or PERSON_NOBODY */
    int32_t weight;     /* match weight of the best, or WEIGHT_NONE */
    uint32_t second;    /* the runner-up */
    int32_t second_weight;
    uint32_t candidates; /* how many were compared */
    bool crowded;        /* more people have the key than were compared */
};

/* How the address supplied stands to the record's. */
enum correspondence_level {
    CORRESPONDENCE_LEVEL_NOT_COMPARABLE,
    CORRESPONDENCE_LEVEL_SAME_POINT,    /* the same delivery point */
    CORRESPONDENCE_LEVEL_SAME_BUILDING, /* unit missing on one side or different */
    CORRESPONDENCE_LEVEL_SAME_STREET,   /* another number */
    CORRESPONDENCE_LEVEL_SAME_ZIP,
    CORRESPONDENCE_LEVEL_DIFFERENT,
};

struct linkage {
    struct link_path by_identifier;   /* identifier + name */
    struct link_path by_name_address; /* name + address */
    uint32_t person;                  /* whom both paths, or the one that found somebody, name; else NOBODY */
    enum correspondence_level correspondence; /* with that person's record */
};

#endif
