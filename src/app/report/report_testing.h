/* report_testing.h: made-up numbers for the tests of this room. */
#ifndef REPORT_REPORT_TESTING_H
#define REPORT_REPORT_TESTING_H

#include "app/report/report.h"

/* A batch of 1,280,000 rows that balances, with the totals of the case. */
void sample_funnel(struct funnel *out);

/* 47,289 releases under two readings. */
void sample_readings(struct report_readings *out);

extern const struct report_meta sample_meta;

#endif
