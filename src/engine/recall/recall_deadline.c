/* recall_deadline.c: deadlines, with the arithmetic shown. A day is 24 hours, an
 * instant is UTC: nothing depends on where somebody sits.
 */
#include "engine/recall/recall.h"

#include <stdio.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const instant DAY = (instant)24 * HOUR;

/* To the second: what is finer helps nobody who counts on paper. */
static instant whole_second(instant t)
{
    return t - (t % SECOND + SECOND) % SECOND;
}

void recall_deadline(const char *what, instant from, unsigned count, const char *unit, struct recall_deadline *out)
{
    char begin[INSTANT_TEXT], end[INSTANT_TEXT];
    instant second = whole_second(from);
    out->due = second + (instant)count * (unit[0] == 'd' ? DAY : HOUR);
    instant_format(second, begin);
    instant_format(out->due, end);
    (void)snprintf(out->words, sizeof out->words, "%s %s + %u %s%s = %s", what, begin, count, unit,
                   count == 1 ? "" : "s", end);
}

void recall_due(const struct recall_course *c, struct recall_deadline *out)
{
    const char *what = c->since == RECALL_STEPS    ? "recalled"
                       : c->since == STEP_REOPENED ? "another copy listed"
                                                   : recall_step_name(c->since);
    recall_deadline(what, c->from, c->days, "day", out);
}

bool recall_overdue(const struct recall_course *c, instant now)
{
    struct recall_deadline d;
    recall_due(c, &d);
    return now > d.due && c->state < (c->held ? RECALL_SEQUESTERED : RECALL_DISPOSED);
}

void recall_span(instant from, instant to, char out[RECALL_WORDS])
{
    instant rest = to > from ? to - from : 0;
    long long days = rest / DAY, hours = rest % DAY / HOUR, minutes = rest % HOUR / MINUTE;
    if (days > 0) {
        (void)snprintf(out, RECALL_WORDS, "%lld day%s %lld hour%s", days, days == 1 ? "" : "s", hours,
                       hours == 1 ? "" : "s");
    } else {
        (void)snprintf(out, RECALL_WORDS, "%lld hour%s %lld minute%s", hours, hours == 1 ? "" : "s", minutes,
                       minutes == 1 ? "" : "s");
    }
}
