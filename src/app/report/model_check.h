/* model_check.h: what must hold before a model or a pair is shown. */
#ifndef REPORT_MODEL_CHECK_H
#define REPORT_MODEL_CHECK_H

#include "base/error.h"
#include "record/model.h"

/* Both fail with "model.balance"; see report.h. */
must model_check(const struct model_report *m, struct error *e);
must waterfall_check(const struct waterfall *w, struct error *e);

#endif
