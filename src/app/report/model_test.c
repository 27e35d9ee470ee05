/* A model that does not balance is refused, each way one by one; what is shown
 * adds up and holds every number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/report/model_testing.h"
#include "app/report/model_words.h"
#include "app/report/report.h"

static struct model_report model; /* too large for a stack */

int main(void)
{
    struct text out = {0};
    struct error e;
    struct waterfall w;
    sample_model(&model);
    if (!report_model_text(&model, &out, false, &e)) { printf("%s\n", e.text); return 1; }
    sample_waterfall(&w);
    if (!report_waterfall_text(&w, &out, false, &e)) return 1;
    printf("%s", out.at);
    text_free(&out);
    sample_extreme(&model);
    if (!report_model_text(&model, &out, false, &e)) { printf("%s\n", e.text); return 1; }
    printf("%u", widest_line(out.at));
    text_free(&out);
    return 0;
}
