/* balance.h: the sentence that a batch balances. */
#ifndef REPORT_BALANCE_H
#define REPORT_BALANCE_H

#include "app/report/pen.h"
#include "record/funnel.h"

/* "1,280,000 read = 0 rejected + ... + 47,289 released: balances". Only for a
 * funnel that funnel_check found sound. */
void balance_line(struct pen *p, const struct funnel *f);

#endif
