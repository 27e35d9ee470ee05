#include "record/verdict.h"

#include <assert.h>

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[OUTCOME_COUNT] = {"released", "withheld", "review", "rejected"};
    assert(outcome < OUTCOME_COUNT);
    return names[outcome];
}
