/* The judgement of a request: for each element the agreement requires, proof or
 * what is missing. An element is proved by what stands there; that no pattern
 * of bad input fired proves nothing.
 *
 * Invariants:
 * 1. SUFFICIENCY_COMPLETE only when every required element is proved.
 * 2. The facts say what was found, whether an element is required or not.
 * 3. The row is judged from its own text, never from a record. */

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
    [CATEGORY_ADDRESS_PLACE] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_PLACE_UNKNOWN] = {SUFFICIENCY_REVIEW, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_POINT] = {SUFFICIENCY_REVIEW, ADDRESS_IS_PARTIAL},
    [CATEGORY_ADDRESS_FOREIGN] = {SUFFICIENCY_INSUFFICIENT, ADDRESS_IS_FOREIGN},
};

struct deficiency deficiency_of(enum category category)
{
    const struct meaning *m = &meanings[category];
    return (struct deficiency){m->sufficiency, category, m->fact, {0}};
}

struct deficiency deficiency_at(enum category category, struct stretch at)
{
    struct deficiency d = deficiency_of(category);
    d.at = at;
    return d;
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

/* ST, AVE behind the name: a street, whatever it is called. */
static bool ends_as_street(const struct reading *r)
{
    const struct word *w = r->name_end < r->line.count ? r->line.at[r->name_end].word : NULL;
    return w != NULL && w->suffix != 0 && standard_suffixes[w->suffix - 1].pure;
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

/* 1200 BLK JEFFERSON HWY, 100 BLOCK OF MAIN ST: a part of a street. */
static bool is_block(const struct reading *r)
{
    const struct token *t = &r->line.at[r->core];
    if (r->address.house.len == 0 || r->core >= r->line.count) {
        return false;
    }
    bool of =
        r->core + 1 < r->line.count && (span_is(t[1].text, "OF") || span_is(t[1].text, "ON"));
    return span_is(t->text, "BLK") || (span_is(t->text, "BLOCK") && of);
}

/* TOP FLOOR, 125 OAK ST; HOUSE NO 123 OAK ST: a number stands further on. */
static bool number_further_on(const struct reading *r)
{
    for (unsigned i = 1; i + 1 < r->line.count; i++) {
        const struct token *t = &r->line.at[i];
        bool named = i > 1 && span_is(t[-2].text, "HOUSE") && t[-1].text.len <= 3;
        if (text_digits(t->text) && (t->comma || named)) {
            return true;
        }
    }
    return false;
}

/* BLDG 1234 RM 5: a room of a barracks has no street. */
static bool is_barracks(const struct reading *r)
{
    const struct token *t = r->line.at;
    return r->line.count > 1 && text_has_digit(t[1].text) &&
           text_is_one_of(t->text, "BLDG BUILDING BARRACKS");
}

/* USS NIMITZ CVN 68, FPO: a ship, which has a unit's number and is also written without. */
static bool is_ship(const struct reading *r)
{
    return r->line.count > 1 && text_is_one_of(r->line.at[0].text, "USS USNS USCGC") &&
           text_is_one_of(r->address.city, "FPO APO");
}

/* GARAGE APT, IN LAW UNIT, DUPLEX: the only one of its kind needs no number, mostly. */
static bool unit_is_single(const struct reading *r)
{
    for (unsigned i = 0; i < r->line.count + r->unit.count; i++) {
        const struct token *t =
            i < r->line.count ? &r->line.at[i] : &r->unit.at[i - r->line.count];
        if (text_is_one_of(t->text, "GARAGE LAW DUPLEX STUDIO CARRIAGE")) {
            return true;
        }
    }
    return false;
}

static enum category missing_street(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    if (a->house.len == 0 && (r->doubts & DOUBT_GLUED) != 0) {
        return CATEGORY_ADDRESS_UNCLEAR; /* 12MAIN ST */
    }
    uint8_t value;
    if (a->kind != ADDRESS_STREET && a->unit.len > 0 && span_is(span_of(a->state), "PR") &&
        tokens_phrase(s, r->line.at, 0, r->line.count, WORD_COMPLEX, &value) > 0) {
        return CATEGORY_ADDRESS_UNCLEAR; /* RES LLORENS TORRES EDIF 12 APT 245 */
    }
    if (is_block(r)) {
        return CATEGORY_ADDRESS_NO_NUMBER;
    }
    if (a->house.len == 0 && (number_further_on(r) || is_barracks(r) || is_ship(r))) {
        return CATEGORY_ADDRESS_UNCLEAR;
    }
    if (a->house.len == 0 || is_zero(a->house)) {
        bool street = a->street.len > 0 && (r->proved_street || a->suffix.len > 0);
        return street || is_zero(a->house) ? CATEGORY_ADDRESS_NO_NUMBER
                                           : CATEGORY_ADDRESS_NO_STREET;
    }
    if (a->street.len == 0 || is_zero(a->street)) {
        return CATEGORY_ADDRESS_NO_STREET;
    }
    if (!r->unit_missing) {
        return CATEGORY_NONE;
    }
    return unit_is_single(r) ? CATEGORY_ADDRESS_UNCLEAR : CATEGORY_ADDRESS_NO_UNIT;
}

static enum category missing_point(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    bool boxed = a->box.len > 0 && !is_zero(a->box);
    switch (a->kind) {
    case ADDRESS_PO_BOX:
    case ADDRESS_RURAL:
        return boxed ? CATEGORY_NONE : CATEGORY_ADDRESS_NO_UNIT;
    case ADDRESS_MILITARY:
        return boxed        ? CATEGORY_NONE
               : is_ship(r) ? CATEGORY_ADDRESS_UNCLEAR
                            : CATEGORY_ADDRESS_NO_UNIT;
    case ADDRESS_GENERAL_DELIVERY:
        return CATEGORY_ADDRESS_NO_FIXED;
    case ADDRESS_STREET:
    case ADDRESS_OTHER:
        return missing_street(s, r);
    default:
        return CATEGORY_ADDRESS_BLANK;
    }
}

/* GA, CITY, ATTN in the city's place; NEW YORK is one, and a state. */
static bool no_city(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    uint8_t value = 0;
    unsigned n = r->city.count;
    if (n == 0) {
        return false;
    }
    const struct word *first = r->city.at[0].word;
    bool state = n > 1 && tokens_phrase(s, r->city.at, 0, n, WORD_STATE, &value) == n;
    if (n == 1 && first->state != 0) {
        state = true;
        value = (uint8_t)(first->state - 1);
    }
    uint8_t ignored;
    return (state && strcmp(standard_states[value].code, a->state) == 0 &&
            !span_is(a->city, "NEW YORK")) ||
           tokens_phrase(s, r->city.at, 0, n, WORD_FIELD | WORD_CARE_OF, &ignored) == n;
}

static enum category missing_place(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    if (!text_has_letter(a->city)) {
        /* Street and city could not be told apart: 12 BROADWAY NEW YORK NY 10001. */
        bool together = r->city.count == 0 && r->state.count == 0 && a->state[0] != '\0' &&
                        a->kind == ADDRESS_STREET && !(r->proved_name && ends_as_street(r));
        /* The city may be what stands behind the street: 12 OAK ST, DENVER. */
        bool behind = r->city.count == 0 && a->state[0] != '\0' && a->zip != ZIP_NONE &&
                      (r->doubts & DOUBT_TRAILING) != 0;
        return together || behind ? CATEGORY_ADDRESS_UNCLEAR : CATEGORY_ADDRESS_NO_CITY;
    }
    if (no_city(s, r)) {
        return CATEGORY_ADDRESS_NO_CITY;
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
    if (s->gazetteer == NULL &&
        (!standard_city_is_plausible(r) || standard_city_is_odd(s, r))) {
        return CATEGORY_ADDRESS_UNCLEAR;
    }
    return CATEGORY_NONE;
}

/* Where what a category complains of stands, or would stand. */
static struct stretch place_of(const struct reading *r, enum category c)
{
    switch (c) {
    case CATEGORY_ADDRESS_NO_CITY:
        return (struct stretch){COLUMN_CITY, 0, 0};
    case CATEGORY_ADDRESS_PLACE:
    case CATEGORY_ADDRESS_PLACE_UNKNOWN:
        return r->part[PART_CITY];
    case CATEGORY_ADDRESS_NO_STATE:
        return (struct stretch){COLUMN_STATE, 0, 0};
    case CATEGORY_ADDRESS_NOT_RESIDENTIAL: /* by its ZIP; by its words the place is known */
    case CATEGORY_ADDRESS_BAD_ZIP:
        return r->part[PART_ZIP].column != COLUMN_NONE ? r->part[PART_ZIP]
                                                       : (struct stretch){COLUMN_ZIP, 0, 0};
    case CATEGORY_ADDRESS_NO_UNIT:
        return r->part[PART_UNIT].column != COLUMN_NONE ? r->part[PART_UNIT]
                                                        : (struct stretch){COLUMN_LINE, 0, 0};
    case CATEGORY_ADDRESS_NO_NUMBER:
        return r->part[PART_HOUSE].column != COLUMN_NONE ? r->part[PART_HOUSE]
                                                         : (struct stretch){COLUMN_LINE, 0, 0};
    case CATEGORY_ADDRESS_UNCLEAR:
        return r->doubt.column != COLUMN_NONE ? r->doubt : (struct stretch){COLUMN_LINE, 0, 0};
    default:
        return (struct stretch){COLUMN_LINE, 0, 0};
    }
}

static struct deficiency placed(const struct reading *r, enum category c)
{
    return deficiency_at(c, place_of(r, c));
}

/* City, state and ZIP by the public table, where there is one. */
static struct deficiency judge_place(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    struct deficiency d = {.sufficiency = SUFFICIENCY_COMPLETE};
    switch (gazetteer_find(s->gazetteer, a->zip, a->state, a->city)) {
    case PLACE_OTHER_STATE:
        return placed(r, CATEGORY_ADDRESS_BAD_ZIP);
    case PLACE_UNKNOWN_ZIP:
    case PLACE_UNKNOWN_CITY:
        return placed(r, CATEGORY_ADDRESS_PLACE_UNKNOWN);
    case PLACE_ELSEWHERE:
        return placed(r, CATEGORY_ADDRESS_PLACE);
    case PLACE_NEARBY: /* the next town, or a part of one: a person sees */
        d = placed(r, CATEGORY_ADDRESS_PLACE);
        d.sufficiency = SUFFICIENCY_REVIEW;
        return d;
    case PLACE_UNIQUE:
        return placed(r, CATEGORY_ADDRESS_NOT_RESIDENTIAL);
    case PLACE_AGREES_NEARLY:
    case PLACE_AGREES:
        break;
    }
    return d;
}

static bool agrees_with_table(const struct standard *s, const struct reading *r)
{
    const struct address *a = &r->address;
    return s->gazetteer != NULL && a->zip != ZIP_NONE &&
           gazetteer_find(s->gazetteer, a->zip, a->state, a->city) == PLACE_AGREES;
}

struct deficiency standard_judge_address(const struct standard *s, const struct row *row,
                                         const struct reading *r)
{
    struct deficiency d = standard_judge_city(s, row, r);
    if (d.sufficiency != SUFFICIENCY_COMPLETE && agrees_with_table(s, r)) {
        d = (struct deficiency){.sufficiency = SUFFICIENCY_COMPLETE}; /* NOWHERE OK is a town */
    }
    if (r->line.count == 0) {
        return d.sufficiency != SUFFICIENCY_COMPLETE ? d : placed(r, blank_line(row, r));
    }
    struct deficiency line = standard_judge_line(s, row, r);
    if (line.sufficiency == SUFFICIENCY_INSUFFICIENT || d.sufficiency == SUFFICIENCY_COMPLETE) {
        d = line;
    }
    enum category structure = missing_point(s, r);
    bool box = r->address.kind != ADDRESS_STREET && r->address.kind != ADDRESS_OTHER;
    bool mixed = d.category == CATEGORY_ADDRESS_CONTAMINATED;
    if (box && structure == CATEGORY_ADDRESS_NO_UNIT) {
        return placed(r, structure); /* PO BOX UNKNOWN */
    }
    if (mixed && structure == CATEGORY_ADDRESS_NO_NUMBER && !tokens_have_digit(&r->line) &&
        ends_as_street(r)) {
        return placed(r, structure); /* UNK FLATBUSH AVE: whatever else it says, no number */
    }
    if (d.sufficiency != SUFFICIENCY_COMPLETE) {
        return d;
    }
    if (standard_is_foreign(s, row, r)) {
        return placed(r, CATEGORY_ADDRESS_FOREIGN);
    }
    if (all_digits(&r->line)) {
        return placed(r, digits_alone(&r->line));
    }
    enum category c = structure;
    c = c == CATEGORY_NONE ? missing_place(s, r) : c;
    c = c == CATEGORY_NONE && standard_zip_is_government(r->address.zip)
            ? CATEGORY_ADDRESS_NOT_RESIDENTIAL
            : c;
    c = c == CATEGORY_NONE ? unclear(s, row, r) : c;
    if (c == CATEGORY_NONE && s->gazetteer != NULL) {
        d = judge_place(s, r);
        if (d.sufficiency != SUFFICIENCY_COMPLETE) {
            return d;
        }
    }
    if (c == CATEGORY_NONE && s->points != NULL) {
        c = points_ask(s->points, &r->address);
    }
    return c == CATEGORY_NONE ? (struct deficiency){.sufficiency = SUFFICIENCY_COMPLETE,
                                                    .category = CATEGORY_NONE,
                                                    .fact = ADDRESS_IS_COMPLETE}
                              : placed(r, c);
}

/* --- all elements --- */

void judgement_against(struct collector *c, enum element element, enum sufficiency sufficiency,
                       enum category category, struct extent where)
{
    struct judgement *j = c->out;
    if ((c->required & (uint32_t)element) == 0 || sufficiency == SUFFICIENCY_COMPLETE) {
        return;
    }
    j->missing |= (uint32_t)element;
    if (sufficiency > j->sufficiency) {
        j->sufficiency = sufficiency;
        j->category = category;
        j->element = element;
        j->where = where;
    }
}

/* The name's own columns, the first that holds something. */
static struct extent name_extent(const struct row *row)
{
    static const enum field columns[] = {FIELD_SURNAME, FIELD_GIVEN_NAME, FIELD_FULL_NAME,
                                         FIELD_MIDDLE_NAME};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (span_trim(row->value[columns[i]]).len > 0) {
            return standard_whole(row, columns[i]);
        }
    }
    return standard_whole(row, FIELD_SURNAME);
}

void standard_judge_reading(const struct standard *s, const struct row *row,
                            const struct row_reading *reading, const struct person *person,
                            const struct elements *required, struct said *said,
                            struct judgement *out)
{
    struct collector c = {s, row, said, out, required->required};
    *out = (struct judgement){.sufficiency = SUFFICIENCY_COMPLETE,
                              .category = CATEGORY_NONE,
                              .where.field = FIELD_COUNT};
    struct deficiency name = standard_judge_name(s, row, &reading->name, &reading->names);
    struct deficiency address = standard_judge_address(s, row, &reading->address);
    out->facts.value[FACT_NAME] = name.fact;
    out->facts.value[FACT_ADDRESS] = address.fact;
    if (name.sufficiency != SUFFICIENCY_COMPLETE) {
        judgement_against(&c, ELEMENT_NAME, name.sufficiency, name.category, name_extent(row));
    }
    if (address.sufficiency != SUFFICIENCY_COMPLETE) {
        judgement_against(&c, ELEMENT_ADDRESS, address.sufficiency, address.category,
                          reading_extent(&reading->address, row, address.at));
    }
    standard_judge_statements(&c, person);
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
