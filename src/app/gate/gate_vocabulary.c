/* gate_vocabulary.c: the vocabulary of facts, for who writes rules: made from the table that defines it. */
#include "app/gate/gate_internal.h"

/* What a text asks the fact by: a population's place by the phrases of `population`. */
static const char *asked_by(enum fact fact, unsigned value)
{
    return fact_phrase(fact_is_place(fact) ? FACT_POPULATION : fact, value);
}

static bool add_line(enum fact fact, struct text *out, struct error *e)
{
    bool ok = text_addf(out, e, "| `%s` | %s | ", fact_name(fact), fact_phase_name(fact_phase(fact)));
    for (unsigned v = 1; ok && v <= fact_values(fact); v++) {
        ok = text_addf(out, e, "%s`%s`", v == 1 ? "" : ", ", asked_by(fact, v));
    }
    return ok && text_adds(out, fact_is_place(fact) ? ", in a text that names a population |\n" : " |\n", e);
}

static json_t *fact_json(enum fact fact)
{
    json_t *values = json_array();
    for (unsigned v = 1; v <= fact_values(fact); v++) {
        values = json_list_add(values, json_pack("{s:s, s:s}", "value", fact_value_name(fact, v), "phrase",
                                                 asked_by(fact, v)));
    }
    return json_pack("{s:s, s:s, s:o}", "fact", fact_name(fact), "from", fact_phase_name(fact_phase(fact)), "values",
                     values);
}

static bool add_json(struct text *out, struct error *e)
{
    json_t *list = json_array();
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        list = json_list_add(list, fact_json((enum fact)f));
    }
    bool ok = json_made(list, e) && json_canonical(list, out, e);
    json_decref(list);
    return ok;
}

bool gate_rules_facts(bool json, struct text *out, struct error *e)
{
    if (json) {
        return add_json(out, e);
    }
    bool ok = text_adds(out, "| fact | found from | phrases |\n|---|---|---|\n", e);
    for (unsigned f = 0; ok && f < FACT_COUNT; f++) {
        ok = add_line((enum fact)f, out, e);
    }
    return ok;
}
