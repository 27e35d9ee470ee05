#include "record/field.h"

#include <assert.h>

static const char *const names[FIELD_COUNT] = {
#define NAME(symbol, name, what) [FIELD_##symbol] = name,
    RECORD_FIELDS(NAME)
#undef NAME
};

const char *field_name(enum field field)
{
    assert(field < FIELD_COUNT);
    return names[field];
}

enum field field_find(struct span name)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (span_is(name, names[i])) {
            return (enum field)i;
        }
    }
    return FIELD_COUNT;
}
