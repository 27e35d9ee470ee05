/* match_report.h: counts while files are linked, and the report that is made of them. */
#ifndef ENGINE_MATCH_MATCH_REPORT_H
#define ENGINE_MATCH_MATCH_REPORT_H

#include "engine/match/match.h"
#include "engine/match/match_block.h"
#include "engine/match/match_model.h"
#include "record/model.h"

/* Best candidates by weight, in whole bits; bin 0 holds all that weigh less. */
enum { REPORT_LOWEST = -20, REPORT_BINS = 160 };

struct report_bin {
    uint64_t found;
    uint64_t right; /* expected, of 2^30; or counted, where there is a truth */
};

struct report_counts {
    struct report_bin bin[REPORT_BINS];
    uint64_t requests, registered; /* registered: by the truth alone */
    uint64_t unique, many, none;
    uint64_t cause[MODEL_CAUSES];
};

/* Counts one answer. right: 1, 0, or -1 where there is no truth. */
void report_count(struct report_counts *to, const struct model *m, const struct person *asked,
                  const struct link_path *path, int right);

/* What the model says by itself; registry NULL: without term frequencies. */
must report_model(const struct model *m, const struct registry *r, struct model_report *out,
                  struct error *e);

/* Adds keys, outcomes, thresholds and causes. */
void report_run(const struct model *m, const struct report_counts *counts,
                const struct key_tally *tally, const struct registry *r, bool truth,
                struct model_report *out);

/* The waterfall of a score. */
void report_waterfall(const struct score *score, uint32_t mask, struct waterfall *out);

#endif
