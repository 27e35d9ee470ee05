/* funnel.h: how a batch went through the stages; every total balances (I3):
 * read = rejected + withheld + in review + released. */
#ifndef RECORD_FUNNEL_H
#define RECORD_FUNNEL_H

#include <stdint.h>

#include "record/clause.h"
#include "record/request.h"
#include "record/verdict.h"

enum { FUNNEL_LEVELS = LEVEL_MOST, FUNNEL_CLAUSES = 64, FUNNEL_NAME = 64 };

struct funnel {
    char batch[FUNNEL_NAME];
    char agreement[FUNNEL_NAME];
    uint64_t read;
    uint64_t rejected;                     /* could not be read as a request */
    uint64_t insufficient;                 /* withheld before any record was touched */
    uint64_t sufficiency_review;
    uint64_t category[CATEGORY_COUNT];     /* of the insufficient and in review; NONE: the admitted */
    uint64_t admitted;                     /* compared with the registry */
    uint64_t linked[4];                    /* of the admitted, by enum link_outcome of the joint answer */
    uint64_t corresponds, differs, not_comparable; /* of those linked uniquely */
    uint64_t outcome[OUTCOME_COUNT];
    unsigned levels;
    char level_name[FUNNEL_LEVELS][FUNNEL_NAME];
    uint64_t level[FUNNEL_LEVELS];         /* of the admitted, by the level decided */
    unsigned clauses;
    char clause_id[FUNNEL_CLAUSES][FUNNEL_NAME];
    uint64_t clause[FUNNEL_CLAUSES];       /* rows that the clause lowered */
};

/* NULL when every total balances, else which does not. */
const char *funnel_imbalance(const struct funnel *f);

#endif
