#include "record/facts.h"

#include <assert.h>

struct value_info {
    enum fact fact;
    const char *name;
    const char *phrase;
};

#define OPEN(symbol, name, phase) [FACT_##symbol] = {name, phase},
#define NOTHING(...)
static const struct {
    const char *name;
    enum fact_phase phase;
} facts[FACT_COUNT] = {RECORD_FACTS(OPEN, NOTHING)};
#undef OPEN

/* All values in the table's order; those of one fact stand together. */
#define VALUE(fact, symbol, name, phrase) {FACT_##fact, name, phrase},
static const struct value_info values[] = {RECORD_FACTS(NOTHING, VALUE)};
#undef VALUE
#undef NOTHING

enum { VALUES = sizeof values / sizeof *values };

static const struct value_info *value_info(enum fact fact, unsigned value)
{
    for (size_t i = 0; i < VALUES; i++) {
        if (values[i].fact == fact) {
            return value <= fact_values(fact) && value > 0 ? &values[i + value - 1] : NULL;
        }
    }
    return NULL;
}

const char *fact_name(enum fact fact)
{
    assert(fact < FACT_COUNT);
    return facts[fact].name;
}

enum fact_phase fact_phase(enum fact fact)
{
    assert(fact < FACT_COUNT);
    return facts[fact].phase;
}

const char *fact_phase_name(enum fact_phase phase)
{
    static const char *const names[] = {
        [PHASE_CONTEXT] = "the batch, the recipient, the instant",
        [PHASE_REQUEST] = "the request row alone",
        [PHASE_BATCH] = "the request file as a whole, and earlier ones",
        [PHASE_MATCH] = "after the comparison with the registry",
        [PHASE_SUBJECT] = "of the person found",
    };
    return names[phase];
}

unsigned fact_values(enum fact fact)
{
    unsigned n = 0;
    for (size_t i = 0; i < VALUES; i++) {
        n += values[i].fact == fact;
    }
    return n;
}

const char *fact_value_name(enum fact fact, unsigned value)
{
    const struct value_info *info = value_info(fact, value);
    return info == NULL ? "unknown" : info->name;
}

const char *fact_phrase(enum fact fact, unsigned value)
{
    const struct value_info *info = value_info(fact, value);
    return info == NULL ? "" : info->phrase;
}

enum fact fact_find(struct span name)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (span_is(name, facts[i].name)) {
            return (enum fact)i;
        }
    }
    return FACT_COUNT;
}
