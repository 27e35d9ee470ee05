/* gate_context.c: facts of a whole batch at an instant: the recipient, the purpose, its safeguards, the quota. */
#include "app/gate/gate_internal.h"

static uint8_t purpose_value(const char *purpose)
{
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (strcmp(purpose, fact_value_name(FACT_PURPOSE, v)) == 0) {
            return (uint8_t)v;
        }
    }
    return PURPOSE_IS_UNKNOWN;
}

/* The rows of this batch count with those that were released before. */
static bool quota_fact(struct gate *g, const struct context_of *of, const struct agreement_info *a,
                       uint8_t *fact, struct error *e)
{
    uint64_t used[CAPS] = {0};
    if (caps_look_back(a->quota) && !history_used(g, of->agreement, of->own, of->at, used, e)) {
        return false;
    }
    *fact = QUOTA_IS_OPEN;
    for (unsigned c = 0; c < CAPS; c++) {
        if (a->quota[c] != 0 && used[c] + of->rows > a->quota[c]) {
            *fact = QUOTA_IS_EXHAUSTED;
        }
    }
    return true;
}

static bool is_party(struct gate *g, const char *recipient, const struct agreement_info *a, bool *party,
                     struct error *e)
{
    struct found r;
    if (!gate_get(g, "recipient", recipient, &r, e)) {
        return false;
    }
    *party = span_equal_nocase(a->recipient, span_of(json_text(r.document, "name")));
    found_clear(&r);
    return true;
}

static instant earlier(instant a, instant b)
{
    return a < b ? a : b;
}

struct context_of context_of_plan(const struct plan *p, const struct rules *rules, uint64_t rows, instant at)
{
    return (struct context_of){.rules = rules,
                               .agreement = p->agreement,
                               .recipient = p->recipient,
                               .purpose = p->purpose,
                               .own = p->act.subject,
                               .rows = rows,
                               .at = at};
}

bool context_facts(struct gate *g, const struct context_of *of, struct facts *out, instant *until,
                   struct error *e)
{
    struct agreement_info a;
    bool party;
    *out = (struct facts){0};
    if (!rules_agreement(of->rules, &a)) {
        return fail(e, ERROR_FAILED, "gate.agreement", "the rules hold no agreement");
    }
    if (!is_party(g, of->recipient, &a, &party, e) ||
        !gate_safeguard_fact(g, of->recipient, &a, of->at, &out->value[FACT_SAFEGUARDS], until, e) ||
        !quota_fact(g, of, &a, &out->value[FACT_QUOTA], e)) {
        return false;
    }
    out->value[FACT_RECIPIENT] = party ? RECIPIENT_IS_PARTY : RECIPIENT_IS_OTHER;
    out->value[FACT_PURPOSE] = purpose_value(of->purpose);
    *until = earlier(*until, earlier(caps_hold(a.quota, of->at), caps_hold(a.case_load, of->at)));
    return true;
}
