/* verdict.h: what one row is answered, and why. */
#ifndef RECORD_VERDICT_H
#define RECORD_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "record/clause.h"

enum outcome {
    OUTCOME_RELEASED, /* planned for release at a level above none */
    OUTCOME_WITHHELD,
    OUTCOME_REVIEW,   /* waits for a person */
    OUTCOME_REJECTED, /* could not be read as a request */
    OUTCOME_COUNT
};

const char *outcome_name(enum outcome outcome);

enum { VERDICT_CLAUSES = 12 };

/* What the rules say of a fact vector. Clauses are indexes into the rules. */
struct verdict {
    uint8_t level;
    bool held;             /* an order compels more than another clause lets through: a person decides */
    uint8_t count;         /* clauses listed below */
    bool more;             /* there were more than fit */
    uint16_t grant;        /* the grant that yielded the level, or CLAUSE_NONE */
    uint16_t clause[VERDICT_CLAUSES]; /* the grant first, then what bit, in the rules' order;
                                         of a held row, then what compels and what stands against it */
};

#endif
