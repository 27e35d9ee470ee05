/* readings.c: a finding that does not add up is not shown (I3). */
#include "app/report/readings.h"

#include "app/report/pen.h"

/* What is wrong with the reading's numbers; NULL: nothing. */
static const char *imbalance(const struct report_reading *g, uint64_t releases)
{
    if (g->suspect > releases || g->kept != releases - g->suspect) {
        return "wrong and still right do not add up to the releases examined";
    }
    if (g->lowered > g->suspect || g->raised > g->kept) {
        return "more are lowered than are wrong, or more are raised than are right";
    }
    for (size_t i = 0; i < g->causes; i++) {
        if (g->cause[i].count > g->suspect) {
            return "a cause counts more than are wrong";
        }
    }
    for (size_t i = 0; i < g->notes; i++) {
        if (g->note[i].count > g->suspect) {
            return "a note counts more than are wrong";
        }
    }
    return NULL;
}

bool readings_check(const struct report_readings *r, struct error *e)
{
    if (r->count > REPORT_READINGS) {
        return fail(e, ERROR_FAILED, "readings.size", "the finding claims more than it can hold");
    }
    if (r->definition[0] == '\0') {
        return fail(e, ERROR_FAILED, "readings.definition",
                    "the finding does not say which releases were examined");
    }
    for (size_t i = 0; i < r->count; i++) {
        const struct report_reading *g = &r->reading[i];
        if (g->causes > REPORT_CAUSES || g->notes > REPORT_NOTES) {
            return fail(e, ERROR_FAILED, "readings.size", "reading %zu claims more than it can hold",
                        i + 1);
        }
        if (g->definition[0] == '\0') {
            return fail(e, ERROR_FAILED, "readings.definition", "reading %zu has no definition", i + 1);
        }
        const char *broken = imbalance(g, r->releases);
        if (broken != NULL) {
            return fail(e, ERROR_FAILED, "readings.balance", "reading %zu does not balance: %s", i + 1,
                        broken);
        }
    }
    return true;
}

struct span readings_title(const struct report_readings *r)
{
    return r->title[0] == '\0' ? SPAN_LITERAL("Finding") : SPAN_ARRAY(r->title);
}
