/* balance.c: read = rejected + withheld + in review + released (I3), in words. */
#include "app/report/balance.h"

void balance_line(struct pen *p, const struct funnel *f)
{
    static const struct {
        enum outcome outcome;
        const char *before, *after;
    } terms[] = {
        {OUTCOME_REJECTED, " read = ", " rejected"},
        {OUTCOME_WITHHELD, " + ", " withheld"},
        {OUTCOME_REVIEW, " + ", " in review"},
        {OUTCOME_RELEASED, " + ", " released"},
    };
    pen_count(p, f->read);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        pen_puts(p, terms[i].before);
        pen_count(p, f->outcome[terms[i].outcome]);
        pen_puts(p, terms[i].after);
    }
    pen_puts(p, ": balances");
}
