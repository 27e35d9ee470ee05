/* readings.h: what must hold before a finding is shown. */
#ifndef REPORT_READINGS_H
#define REPORT_READINGS_H

#include "app/report/report.h"

/* Every reading balances, every number has its definition, nothing claims more
 * than it holds. */
must readings_check(const struct report_readings *r, struct error *e);

/* The title, or "Finding" where there is none. */
struct span readings_title(const struct report_readings *r);

#endif
