/* recall_course.c: which step may follow which.
 *
 * (1) A step may be left out (who disposes at once has acknowledged as well), and
 *     none can be taken back, but by a copy that turns up afterwards.
 * (2) Nothing is sent twice, and nothing happens before it was sent: but a hold,
 *     which never waits.
 * (3) Under a hold nothing is disposed of.
 */
#include "engine/recall/recall.h"

static const char *const states[RECALL_STATES] = {"made",        "sent",     "acknowledged",
                                                  "sequestered", "disposed", "verified"};
static const char *const steps[RECALL_STEPS] = {"sent",     "acknowledged", "sequestered", "disposed",
                                                "verified", "held",         "freed",       "reopened", "readdressed"};

const char *recall_state_name(enum recall_state state)
{
    return states[state];
}

const char *recall_step_name(enum recall_step step)
{
    return steps[step];
}

bool recall_step_find(struct span name, enum recall_step *out)
{
    for (unsigned i = 0; i < RECALL_STEPS; i++) {
        if (span_is(name, steps[i])) {
            *out = (enum recall_step)i;
            return true;
        }
    }
    return false;
}

void recall_begin(struct recall_course *c, instant made, unsigned days)
{
    *c = (struct recall_course){.days = days, .from = made, .since = RECALL_STEPS, .sent = INSTANT_MAX};
}

/* The state that a step leads to, and from which states: bits. */
static const struct {
    enum recall_state to;
    unsigned from;
} moves[] = {
    [STEP_SENT] = {RECALL_SENT, 1u << RECALL_MADE},
    [STEP_ACKNOWLEDGED] = {RECALL_ACKNOWLEDGED, 1u << RECALL_SENT},
    [STEP_SEQUESTERED] = {RECALL_SEQUESTERED, 1u << RECALL_SENT | 1u << RECALL_ACKNOWLEDGED},
    [STEP_DISPOSED] = {RECALL_DISPOSED, 1u << RECALL_SENT | 1u << RECALL_ACKNOWLEDGED | 1u << RECALL_SEQUESTERED},
    [STEP_VERIFIED] = {RECALL_VERIFIED, 1u << RECALL_DISPOSED},
};

static bool cannot(const struct recall_course *c, enum recall_step step, struct error *e)
{
    (void)!fail(e, ERROR_INPUT, "recall.state", "it is %s%s, and cannot be %s", states[c->state],
                c->held ? " and held" : "", steps[step]);
    if (c->state == RECALL_MADE) {
        error_hint(e, "first it has to be sent: proviso recall sent RECALL --key FILE");
    } else if (step == STEP_VERIFIED) {
        error_hint(e, "first its disposal has to be complete: proviso dispose RECALL CERTIFICATE");
    }
    return false;
}

static void count_from(struct recall_course *c, enum recall_step since, instant at)
{
    c->since = since;
    c->from = at;
}

static bool hold(struct recall_course *c, enum recall_step step, instant at, struct error *e)
{
    if (c->held == (step == STEP_HELD)) {
        return fail(e, ERROR_INPUT, "recall.state", "it is %sheld already", c->held ? "" : "not ");
    }
    c->held = step == STEP_HELD;
    if (step == STEP_FREED && c->sent != INSTANT_MAX) {
        count_from(c, STEP_FREED, at);
    }
    return true;
}

static bool reopen(struct recall_course *c, instant at)
{
    if (c->state == RECALL_DISPOSED || c->state == RECALL_VERIFIED) {
        c->state = RECALL_ACKNOWLEDGED;
        count_from(c, STEP_REOPENED, at);
    }
    return true;
}

bool recall_go(struct recall_course *c, enum recall_step step, instant at, struct error *e)
{
    if (step == STEP_HELD || step == STEP_FREED) {
        return hold(c, step, at, e);
    }
    if (step == STEP_REOPENED) {
        return reopen(c, at);
    }
    if (step == STEP_READDRESSED) {
        return true; /* the same notice, to another key */
    }
    if (c->held && step == STEP_DISPOSED) {
        (void)!fail(e, ERROR_HELD, "recall.held", "a litigation hold stands: it is sequestered, not disposed of");
        error_hint(e, "when the hold ends: proviso recall free RECALL --cites TEXT --document PAPER, with two keys");
        return false;
    }
    if ((moves[step].from >> c->state & 1) == 0) {
        return cannot(c, step, e);
    }
    c->state = moves[step].to;
    if (step == STEP_SENT) {
        c->sent = at;
        count_from(c, STEP_SENT, at);
    }
    return true;
}
