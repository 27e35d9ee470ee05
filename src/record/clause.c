#include "record/clause.h"

#include <assert.h>

const char *clause_verb_name(enum clause_verb verb)
{
    static const char *const names[] = {"grant", "require", "forbid", "suspend"};
    assert(verb <= CLAUSE_SUSPEND);
    return names[verb];
}
