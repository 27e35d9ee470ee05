#include "record/clause.h"

#include <assert.h>

const char *clause_verb_name(enum clause_verb verb)
{
    static const char *const names[] = {"grant", "require", "forbid", "suspend", "compel"};
    assert(verb <= CLAUSE_COMPEL);
    return names[verb];
}
