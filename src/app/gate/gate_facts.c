/* gate_facts.c: from nouns of the engine to the vocabulary of the rules, and to
 * what a recipient is told.
 *
 * The recipient is told of its own input alone: "not found", "withheld" and
 * "waits because two records fit" are one answer.
 */
#include "app/gate/gate_internal.h"

#include <assert.h>
#include <stdio.h>

static uint8_t fact_of_link(enum link_outcome outcome, uint8_t unique, uint8_t many, uint8_t none)
{
    return outcome == LINK_UNIQUE ? unique : outcome == LINK_MANY ? many : none;
}

void facts_of_linkage(const struct linkage *l, struct facts *f)
{
    const struct link_path *a = &l->by_identifier, *b = &l->by_name_address;
    f->value[FACT_BY_IDENTIFIER] = fact_of_link(a->outcome, BY_IDENTIFIER_IS_UNIQUE,
                                                BY_IDENTIFIER_IS_MANY, BY_IDENTIFIER_IS_NONE);
    f->value[FACT_BY_NAME_ADDRESS] = fact_of_link(
        b->outcome, BY_NAME_ADDRESS_IS_UNIQUE, BY_NAME_ADDRESS_IS_MANY, BY_NAME_ADDRESS_IS_NONE);
    if (a->outcome == LINK_UNIQUE && b->outcome == LINK_UNIQUE) {
        f->value[FACT_PATHS] = a->best == b->best ? PATHS_IS_AGREE : PATHS_IS_DISAGREE;
    } else if (l->person != PERSON_NOBODY) {
        f->value[FACT_PATHS] = PATHS_IS_AGREE;
    }
    if (l->person == PERSON_NOBODY) {
        return; /* nothing is known of anybody's record */
    }
    f->value[FACT_COMPARED] = COMPARED_IS_YES;
    switch (l->correspondence) {
    case CORRESPONDENCE_LEVEL_SAME_POINT:
        f->value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_CORRESPONDS;
        break;
    case CORRESPONDENCE_LEVEL_NOT_COMPARABLE:
        f->value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_NOT_COMPARABLE;
        break;
    case CORRESPONDENCE_LEVEL_SAME_BUILDING:
    case CORRESPONDENCE_LEVEL_SAME_STREET:
    case CORRESPONDENCE_LEVEL_SAME_ZIP:
    case CORRESPONDENCE_LEVEL_DIFFERENT:
        f->value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_DIFFERS;
        break;
    }
}

bool facts_of_person(const struct person *p, const struct populations *in, struct facts *f,
                     struct error *e)
{
    f->value[FACT_PROTECTION] = (p->flags & PERSON_PROTECTED) != 0 ? PROTECTION_IS_PROTECTED
                                : (p->flags & PERSON_SEALED) != 0  ? PROTECTION_IS_SEALED
                                                                   : PROTECTION_IS_UNPROTECTED;
    f->value[FACT_LIFE] = (p->flags & PERSON_DECEASED) != 0 ? LIFE_IS_DECEASED : LIFE_IS_LIVING;
    return populations_facts(in, p->id, f, e);
}

static const char *const answers[ANSWER_COUNT] = {"released", "none", "insufficient", "pending",
                                                  "rejected"};

const char *gate_answer_name(enum gate_answer answer)
{
    assert(answer < ANSWER_COUNT);
    return answers[answer];
}

enum gate_answer answer_of(const struct row_record *r)
{
    return r->outcome == OUTCOME_RELEASED                  ? ANSWER_RELEASED
           : r->outcome == OUTCOME_REJECTED                ? ANSWER_REJECTED
           : r->sufficiency == SUFFICIENCY_INSUFFICIENT    ? ANSWER_INSUFFICIENT
           : r->sufficiency == SUFFICIENCY_REVIEW          ? ANSWER_PENDING
                                                           : ANSWER_NONE;
}

static bool add_word(struct text *line, struct span word, struct error *e)
{
    return word.len == 0 || ((line->len == 0 || text_addc(line, ' ', e)) && text_add(line, word, e));
}

bool answer_address(const struct address *a, struct text *line, struct error *e)
{
    text_clear(line);
    bool ok = add_word(line, a->house, e) && add_word(line, a->predir, e) &&
              add_word(line, a->street, e) && add_word(line, a->suffix, e) &&
              add_word(line, a->postdir, e) && add_word(line, a->unit_kind, e) &&
              add_word(line, a->unit, e) && add_word(line, a->route, e);
    if (ok && a->box.len > 0) {
        ok = add_word(line, span_of(a->kind == ADDRESS_PO_BOX ? "PO BOX" : "BOX"), e) &&
             add_word(line, a->box, e);
    }
    return ok && text_adds(line, "", e);
}
