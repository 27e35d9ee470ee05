#include "record/linkage.h"

#include <assert.h>

const char *link_outcome_name(enum link_outcome outcome)
{
    static const char *const names[] = {"not-tried", "none", "unique", "many"};
    assert(outcome <= LINK_MANY);
    return names[outcome];
}
