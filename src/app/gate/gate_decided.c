/* gate_decided.c: one release decided again from what was kept of it, and where
 * its request was judged again: what made it wrong.
 *
 * (1) No registry and no personal data: a record of 64 bytes, and the rules.
 * (2) Where a request was judged again, the comparison with the registry stands
 *     as it was found: it is not made again, and a row that is insufficient now
 *     would not have reached it.
 */
#include "app/gate/gate_look.h"

const char *cause_name(enum cause cause)
{
    static const char *const names[CAUSES] = {"", "rule", "classifier", "both"};
    return names[cause];
}

/* --- a record --- */

/* 255 for each fact that may be taken as it was kept. */
static const union kept_facts kept_for_good = {.value = {
#define KEPT(symbol, name, phase)                                                                 \
    [FACT_##symbol] = (phase) != PHASE_SUBJECT || (int)FACT_##symbol == (int)FACT_PROTECTION ||   \
                              (int)FACT_##symbol == (int)FACT_LIFE                                \
                          ? 0xFF                                                                  \
                          : 0,
#define NOTHING(...)
    RECORD_FACTS(KEPT, NOTHING)
#undef KEPT
#undef NOTHING
}};

void past_subject_facts(const struct history *h, const uint8_t *record, union kept_facts *facts)
{
    for (size_t i = 0; !h->just_found && i < sizeof facts->word / sizeof *facts->word; i++) {
        facts->word[i] &= kept_for_good.word[i];
    }
    if (h->places != NULL) {
        places_facts(h->places[(size_t)(record - h->rows->at) / ROW_SIZE], facts->value);
    }
}

void past_judged_facts(const struct row_record *now, union kept_facts *facts)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_REQUEST || i == FACT_ADDRESS_USE) {
            facts->value[i] = now->facts.value[i];
        }
    }
}

/* The request's row as it is judged now. */
static void add_judgement(const struct history *h, size_t i, const uint8_t *record,
                          struct kept_row *out)
{
    size_t row = h->import ? (size_t)row_number(record, ROW_PERSON, 4) : i;
    if (h->judged == NULL || row >= h->judged->count || record[ROW_ERASED] != 0) {
        return;
    }
    const struct row_record *now = &h->judged->rows[row];
    bool sufficient = now->outcome != OUTCOME_REJECTED && now->sufficiency == SUFFICIENCY_COMPLETE;
    out->judged = true;
    out->lost = record[ROW_SUFFICIENCY] == SUFFICIENCY_COMPLETE && !sufficient;
    out->fresh = out->kept;
    past_judged_facts(now, &out->fresh);
}

bool history_row(const struct look *l, const struct history *h, size_t i, struct era_hint *hint,
                 struct kept_row *out)
{
    const uint8_t *record = h->rows->at + i * ROW_SIZE;
    if (record[ROW_OUTCOME] != OUTCOME_RELEASED) {
        return false;
    }
    instant at = h->import ? (instant)row_number(record, ROW_PAYLOAD, 8) : h->at;
    memcpy(&out->kept, record, sizeof out->kept);
    past_subject_facts(h, record, &out->kept);
    out->level = record[ROW_LEVEL];
    out->judged = out->lost = false;
    out->era = readings_find(l->by, at, &hint->by);
    out->era_then = 0;
    if (h->judged != NULL) {
        add_judgement(h, i, record, out);
        out->era_then = readings_find(l->then, at, &hint->then);
    }
    return true;
}

bool kept_row_sound(const struct look *l, const struct kept_row *r)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (r->kept.value[i] > fact_values((enum fact)i)) {
            return false;
        }
    }
    return r->level < l->levels;
}

/* --- a decision --- */

static struct facts facts_of(const union kept_facts *k)
{
    struct facts f;
    memcpy(f.value, k->value, sizeof f.value);
    return f;
}

static bool gets_less(const struct verdict *v, unsigned given)
{
    return v->level < given || v->held;
}

/* The classifier's part: what it finds now would not have been given, by the rules of then. */
static bool classifier_did(const struct look *l, const struct kept_row *r)
{
    const struct moment *then = l->then->moment[r->era_then * l->then->count];
    struct facts kept = facts_of(&r->kept), fresh = facts_of(&r->fresh);
    struct verdict before, after;
    moment_decide(then, &kept, &before);
    moment_decide(then, &fresh, &after);
    return r->lost || (gets_less(&after, r->level) && !gets_less(&before, r->level));
}

/* Decided by what is found now; of an insufficient row nothing is given. */
static void decide_fresh(const struct moment *m, const struct kept_row *r, struct verdict *out)
{
    struct facts fresh = facts_of(&r->fresh);
    moment_decide(m, &fresh, out);
    if (r->lost) {
        out->level = LEVEL_NONE;
    }
}

void kept_row_decide(const struct look *l, const struct kept_row *r, struct decided *out)
{
    struct facts kept = facts_of(&r->kept);
    unsigned given = l->same[r->level];
    bool classifier = r->judged && classifier_did(l, r);
    out->wrong = 0;
    for (unsigned i = 0; i < l->by->count; i++) {
        const struct moment *m = l->by->moment[r->era * l->by->count + i];
        struct verdict *v = &out->verdict[i];
        moment_decide(m, &kept, v);
        bool rule = gets_less(v, given);
        if (r->judged) {
            decide_fresh(m, r, v);
        }
        bool wrong = gets_less(v, given);
        out->wrong |= (uint32_t)wrong << i;
        out->cause[i] = !wrong || !r->judged   ? CAUSE_NONE
                        : rule == classifier ? CAUSE_BOTH
                        : rule               ? CAUSE_RULE
                                             : CAUSE_CLASSIFIER;
    }
}
