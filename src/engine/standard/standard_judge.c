/* The judgement of a request: for each element the agreement requires, proof or
 * what is missing. An element is proved by what stands there; that no pattern
 * of bad input fired proves nothing.
 *
 * Invariants:
 * 1. SUFFICIENCY_COMPLETE only when every required element is proved.
 * 2. The facts say what was found, whether an element is required or not.
 * 3. The row is judged from its own text, never from a record. */

#include "base/hash.h"
#include "engine/standard/standard_inside.h"

/* --- deficiencies --- */

struct meaning {
    enum sufficiency sufficiency;
    uint8_t fact;
};

static const struct meaning meanings[CATEGORY_COUNT] = {
    [CATEGORY_NAME_EMPTY] = {SUFFICIENCY_INSUFFICIENT, NAME_IS_EMPTY},
    [CATEGORY_NAME_PARTIAL] = {SUFFICIENCY_INSUFFICIENT, NAME_IS_PARTIAL},
    [CATEGORY_NAME_PLACEHOLDER] = {SUFFICIENCY_INSUFFICIENT, NAME_IS_PLACEHOLDER},
    [CATEGORY_NAME_ORGANISATION] = {SUFFICIENCY_INSUFFICIENT, NAME_IS_ORGANISATION},
    [CATEGORY_NAME_SEVERAL] = {SUFFICIENCY_INSUFFICIENT, NAME_IS_SEVERAL},
    [CATEGORY_ADDRESS_BLANK] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_EMPTY},
    [CATEGORY_ADDRESS_PLACEHOLDER] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PLACEHOLDER},
    [CATEGORY_ADDRESS_DISGUISED] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PLACEHOLDER},
    [CATEGORY_ADDRESS_ZIP_ONLY] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_BAD_ZIP] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_NUMBER] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_STREET] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_CITY] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_STATE] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_UNIT] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_NO_FIXED] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_NO_FIXED},
    [CATEGORY_ADDRESS_FACILITY] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_FACILITY},
    [CATEGORY_ADDRESS_NOT_RESIDENTIAL] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_NOT_RESIDENTIAL},
    [CATEGORY_ADDRESS_CONTAMINATED] = {SUFFICIENCY_REVIEW, ADDRESS_IS_CONTAMINATED},
    [CATEGORY_ADDRESS_UNCLEAR] = {SUFFICIENCY_REVIEW, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_TEST] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_TEST},
    [CATEGORY_ADDRESS_FOREIGN] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_FOREIGN},
};

struct deficiency deficiency_of(enum category category)
{
    const struct meaning *m = &meanings[category];
    return (struct deficiency){m->sufficiency, category, m->fact};
}

/* --- the address --- */

static bool all_digits(const struct tokens *t)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (text_has_letter(t->at[i].text) || !text_has_digit(t->at[i].text)) {
            return false;
        }
    }
    return t->count > 0;
}

static bool is_zero(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] >= '1' && s.at[i] <= '9') {
            return false;
        }
    }
    return text_has_digit(s);
}

/* Nothing in the address's own columns. */
static enum category blank_line(const struct row *row, const struct reading *r)
{
    static const enum field columns[] = {FIELD_ADDRESS, FIELD_HOUSE, FIELD_STREET};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (span_trim(row->value[columns[i]]).len > 0) {
            return CATEGORY_ADDRESS_PLACEHOLDER; /* dashes, asterisks */
        }
    }
    bool zip = r->address.zip != ZIP_NONE || (r->doubts & DOUBT_ZIP) != 0;
    return zip && r->city.count == 0 ? CATEGORY_ADDRESS_ZIP_ONLY : CATEGORY_ADDRESS_BLANK;
}

/* Digits alone are a ZIP by their number, or a number without its street. */
static enum category digits_alone(const struct tokens *t)
{
    size_t digits = 0;
    for (unsigned i = 0; i < t->count; i++) {
        for (size_t j = 0; j < t->at[i].text.len; j++) {
            digits += t->at[i].text.at[j] >= '0' && t->at[i].text.at[j] <= '9';
        }
    }
    return digits >= 5 ? CATEGORY_ADDRESS_ZIP_ONLY : CATEGORY_ADDRESS_NO_STREET;
}

static enum category missing_street(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    if (a->house.len == 0 && (r->doubts & DOUBT_GLUED) != 0) {
        return CATEGORY_ADDRESS_UNCLEAR; /* 12MAIN ST */
    }
    uint8_t value;
    if (a->house.len == 0 && span_is(span_of(a->state), "PR") && a->unit.len > 0 &&
        tokens_phrase(s, r->line.at, 0, r->line.count, WORD_COMPLEX, &value) > 0) {
        return CATEGORY_ADDRESS_UNCLEAR; /* COND GARDEN HILLS APT 905 */
    }
    if (a->house.len == 0 || is_zero(a->house)) {
        return a->street.len == 0 && a->house.len > 0 ? CATEGORY_ADDRESS_NO_STREET
                                                      : CATEGORY_ADDRESS_NO_NUMBER;
    }
    if (a->street.len == 0 || is_zero(a->street)) {
        return CATEGORY_ADDRESS_NO_STREET;
    }
    return r->unit_missing ? CATEGORY_ADDRESS_NO_UNIT : CATEGORY_NONE;
}

static enum category missing_point(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    bool boxed = a->box.len > 0 && !is_zero(a->box);
    switch (a->kind) {
    case ADDRESS_PO_BOX:
    case ADDRESS_RURAL:
    case ADDRESS_MILITARY:
        return boxed ? CATEGORY_NONE : CATEGORY_ADDRESS_NO_UNIT;
    case ADDRESS_GENERAL_DELIVERY:
        return CATEGORY_ADDRESS_NO_FIXED;
    case ADDRESS_STREET:
    case ADDRESS_OTHER:
        return missing_street(s, r);
    default:
        return CATEGORY_ADDRESS_BLANK;
    }
}

static enum category missing_place(const struct reading *r)
{
    const struct address *a = &r->address;
    if (!text_has_letter(a->city)) {
        /* Street and city could not be told apart: 12 BROADWAY NEW YORK NY 10001. */
        bool together = r->city.count == 0 && r->state.count == 0 && a->state[0] != '\0' &&
                        a->kind == ADDRESS_STREET && !r->proved_name;
        return together ? CATEGORY_ADDRESS_UNCLEAR : CATEGORY_ADDRESS_NO_CITY;
    }
    if (a->state[0] == '\0') {
        return CATEGORY_ADDRESS_NO_STATE;
    }
    if (a->zip == ZIP_NONE || strcmp(standard_zip_state(a->zip), a->state) != 0) {
        return CATEGORY_ADDRESS_BAD_ZIP;
    }
    return CATEGORY_NONE;
}

/* A city is a word of two letters or more, without digits. */
static bool plain_city(struct span city)
{
    return city.len >= 2 && !text_has_digit(city);
}

/* A military address has a military state and post office, no other one has. */
static bool half_military(const struct address *a)
{
    bool state = a->state[0] == 'A' && memchr("AEP", a->state[1], 3) != NULL;
    bool office = span_is(a->city, "APO") || span_is(a->city, "FPO") || span_is(a->city, "DPO");
    bool kind = a->kind == ADDRESS_MILITARY;
    return state != kind || office != kind;
}

/* A street that is read with certainty: nothing odd was met, and the name is a
 * word, a letter of its own or a number. */
static enum category unclear(const struct standard *s, const struct row *row,
                             const struct reading *r)
{
    const struct address *a = &r->address;
    if (r->doubts != 0 || !plain_city(a->city) || half_military(a)) {
        return CATEGORY_ADDRESS_UNCLEAR;
    }
    if (!standard_is_plausible(s, row, r)) {
        return CATEGORY_ADDRESS_UNCLEAR;
    }
    if (s->gazetteer == NULL) {
        return standard_city_is_plausible(s, r) ? CATEGORY_NONE : CATEGORY_ADDRESS_UNCLEAR;
    }
    switch (gazetteer_find(s->gazetteer, a->zip, a->state, a->city)) {
    case PLACE_OTHER_STATE:
        return CATEGORY_ADDRESS_BAD_ZIP;
    case PLACE_UNKNOWN_ZIP:
    case PLACE_OTHER_CITY:
        return CATEGORY_ADDRESS_UNCLEAR;
    case PLACE_AGREES:
        break;
    }
    return CATEGORY_NONE;
}

struct deficiency standard_judge_address(const struct standard *s, const struct row *row,
                                         const struct reading *r)
{
    struct deficiency d = standard_judge_city(s, row, r);
    if (r->line.count == 0) {
        return d.sufficiency != SUFFICIENCY_COMPLETE ? d : deficiency_of(blank_line(row, r));
    }
    struct deficiency line = standard_judge_line(s, row, r);
    if (line.sufficiency == SUFFICIENCY_INSUFFICIENT || d.sufficiency == SUFFICIENCY_COMPLETE) {
        d = line;
    }
    enum category structure = missing_point(s, r);
    bool box = r->address.kind != ADDRESS_STREET && r->address.kind != ADDRESS_OTHER;
    if (box && structure == CATEGORY_ADDRESS_NO_UNIT) {
        return deficiency_of(structure); /* PO BOX UNKNOWN */
    }
    if (d.sufficiency != SUFFICIENCY_COMPLETE) {
        return d;
    }
    if (standard_is_foreign(s, row, r)) {
        return deficiency_of(CATEGORY_ADDRESS_FOREIGN);
    }
    if (all_digits(&r->line)) {
        return deficiency_of(digits_alone(&r->line));
    }
    enum category c = structure;
    c = c == CATEGORY_NONE ? missing_place(r) : c;
    c = c == CATEGORY_NONE ? unclear(s, row, r) : c;
    return c == CATEGORY_NONE
               ? (struct deficiency){SUFFICIENCY_COMPLETE, CATEGORY_NONE, ADDRESS_IS_COMPLETE}
               : deficiency_of(c);
}

/* --- the other elements --- */

static bool attested(struct span raw)
{
    static const char *const yes[] = {"YES", "Y", "TRUE", "1", "ATTESTED"};
    struct span text = span_trim(raw);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (span_equal_nocase(text, span_of(yes[i]))) {
            return true;
        }
    }
    return false;
}

static bool full_date(uint32_t yyyymmdd)
{
    return yyyymmdd / 100 % 100 != 0 && yyyymmdd % 100 != 0;
}

/* What is found against an element; the worst is what the row is answered. */
struct collector {
    struct judgement *out;
    uint32_t required;
};

static void against(struct collector *c, enum element element, enum sufficiency sufficiency,
                    enum category category)
{
    struct judgement *j = c->out;
    if ((c->required & (uint32_t)element) == 0 || sufficiency == SUFFICIENCY_COMPLETE) {
        return;
    }
    j->missing |= (uint32_t)element;
    if (sufficiency > j->sufficiency) {
        j->sufficiency = sufficiency;
        j->category = category;
    }
}

static void state_element(struct collector *c, bool stated, enum element element,
                          enum fact fact, uint8_t when_stated, uint8_t when_missing,
                          enum category category)
{
    c->out->facts.value[fact] = stated ? when_stated : when_missing;
    against(c, element, stated ? SUFFICIENCY_COMPLETE : SUFFICIENCY_INSUFFICIENT, category);
}

/* standard_says_nothing, for texts that are the same in many rows. */
static bool says_nothing(const struct standard *s, struct said *said, struct span raw)
{
    if (said == NULL || raw.len == 0) {
        return standard_says_nothing(s, raw);
    }
    struct said_text *t = &said->at[hash_bytes(raw, 0) % SAID_TEXTS];
    if (t->text.len != raw.len || memcmp(t->text.at, raw.at, raw.len) != 0) {
        *t = (struct said_text){raw, standard_says_nothing(s, raw)};
    }
    return t->nothing;
}

static void judge_statements(const struct standard *s, const struct row *row,
                             struct said *said, struct collector *c)
{
    const struct span *v = row->value;
    state_element(c, !says_nothing(s, said, v[FIELD_PERIOD]), ELEMENT_PERIOD, FACT_PERIOD,
                  PERIOD_IS_STATED, PERIOD_IS_MISSING, CATEGORY_PERIOD_MISSING);
    state_element(c, !says_nothing(s, said, v[FIELD_STATUTE]), ELEMENT_AUTHORITY,
                  FACT_AUTHORITY, AUTHORITY_IS_STATED, AUTHORITY_IS_MISSING,
                  CATEGORY_AUTHORITY_MISSING);
    state_element(c, !says_nothing(s, said, v[FIELD_REASON]), ELEMENT_REASON, FACT_REASON,
                  REASON_IS_STATED, REASON_IS_MISSING, CATEGORY_REASON_MISSING);
    /* Whether the officer is on the list is not for the row alone to say. */
    state_element(c, !says_nothing(s, said, v[FIELD_OFFICER]), ELEMENT_OFFICER, FACT_OFFICER,
                  OFFICER_IS_UNKNOWN, OFFICER_IS_MISSING, CATEGORY_OFFICER_MISSING);
    state_element(c, attested(v[FIELD_ATTESTATION]), ELEMENT_ATTESTATION, FACT_ATTESTATION,
                  ATTESTATION_IS_GIVEN, ATTESTATION_IS_MISSING, CATEGORY_ATTESTATION_MISSING);
}

static void judge_identifier(const struct row *row, const struct person *person,
                             struct collector *c)
{
    bool given = span_trim(row->value[FIELD_IDENTIFIER]).len > 0;
    state_element(c, person->identifier != IDENTIFIER_NONE, ELEMENT_IDENTIFIER, FACT_IDENTIFIER,
                  IDENTIFIER_IS_PRESENT,
                  given ? IDENTIFIER_IS_MALFORMED : IDENTIFIER_IS_MISSING,
                  CATEGORY_IDENTIFIER_MISSING);
    against(c, ELEMENT_BIRTH_DATE,
            full_date(person->birth) ? SUFFICIENCY_COMPLETE : SUFFICIENCY_INSUFFICIENT,
            CATEGORY_BIRTH_DATE_MISSING);
}

void standard_judge_reading(const struct standard *s, const struct row *row,
                            const struct row_reading *reading, const struct person *person,
                            const struct elements *required, struct said *said,
                            struct judgement *out)
{
    struct collector c = {out, required->required};
    *out = (struct judgement){.sufficiency = SUFFICIENCY_COMPLETE, .category = CATEGORY_NONE};
    struct deficiency name = standard_judge_name(s, row, &reading->name, &reading->names);
    struct deficiency address = standard_judge_address(s, row, &reading->address);
    out->facts.value[FACT_NAME] = name.fact;
    out->facts.value[FACT_ADDRESS] = address.fact;
    against(&c, ELEMENT_NAME, name.sufficiency, name.category);
    against(&c, ELEMENT_ADDRESS, address.sufficiency, address.category);
    judge_statements(s, row, said, &c);
    judge_identifier(row, person, &c);
}

bool standard_judge(const struct standard *s, const struct row *row,
                    const struct person *person, const struct elements *required,
                    struct judgement *out, struct error *e)
{
    struct row_reading reading;
    (void)e; /* nothing here can fail today; the contract leaves room for it */
    standard_read_row(s, row, &reading);
    standard_judge_reading(s, row, &reading, person, required, NULL, out);
    return true;
}
