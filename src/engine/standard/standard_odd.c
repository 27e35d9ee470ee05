/* What of an address that is one by its form makes a person look at it all the same: words that
 * stand in a street's name where something is said, numbers that a machine or a slip made, and
 * columns that hold what belongs elsewhere.
 *
 * Nothing here refuses a row. */

#include "engine/standard/standard_line.h"

bool standard_turns_text(struct span s)
{
    if (s.len < 3 || s.at[0] != '\xe2') {
        return false;
    }
    uint8_t a = (uint8_t)s.at[1], b = (uint8_t)s.at[2];
    return (a == 0x80 && b >= 0xaa && b <= 0xae) || (a == 0x81 && b >= 0xa6 && b <= 0xa9);
}

/* --- the street --- */

/* OAK ST, RIKERS ISLAND; OAK RD ELM AVE: a second street, or a place behind the first. */
static bool goes_on(const struct reading *r, unsigned i)
{
    const struct token *t = &r->line.at[i];
    return i > r->core && i + 1 < r->name_end && line_pure_suffix(t) &&
           !text_has_digit(t[1].text) && t[1].word->direction == 0 &&
           (t[1].comma || (t->word->odd & ODD_INNER) != 0);
}

/* 13ND, 2TH. */
static bool wrong_ordinal(struct span s)
{
    if (!line_is_ordinal(s)) {
        return false;
    }
    const char *ending = line_ordinal_ending((struct span){s.at, s.len - 2});
    return memcmp(s.at + s.len - 2, ending, 2) != 0;
}

bool standard_street_is_odd(const struct reading *r)
{
    const uint32_t institution = WORD_FACILITY | WORD_NOT_RESIDENTIAL;
    const struct token *first = &r->line.at[r->core];
    bool several = r->name_end > r->core + 1;
    bool suffixed = r->name_end < r->line.count && first->word->highway == 0;
    if ((first->word->odd & (several ? ODD_BEGIN : ODD_STREET)) != 0) {
        return true;
    }
    if (several && span_is(first->text, "BLOCK") && r->address.house.len > 2 &&
        memcmp(r->address.house.at + r->address.house.len - 2, "00", 2) == 0) {
        return true; /* 100 BLOCK OAK ST */
    }
    if (!several && suffixed && (first->word->odd & ODD_ROUTE) != 0 &&
        text_is_one_of(r->line.at[r->name_end].text, "ROUTE RTE RT HIGHWAY HWY")) {
        return true; /* STATE ROUTE, without its number */
    }
    for (unsigned i = r->core; i < r->name_end; i++) {
        const struct token *t = &r->line.at[i];
        bool letters = (t->word->classes & institution) != 0 && t->text.len == 3; /* FCI, PMB */
        bool sentence =
            i > r->core && (t->word->odd & ODD_BEGIN) != 0 &&
            (span_is(t->text, "TO") || span_is(t->text, "AT")); /* REFUSD TO ANSWER */
        if (sentence || goes_on(r, i) || wrong_ordinal(t->text) || (several && letters)) {
            return true;
        }
    }
    return false;
}

bool standard_number_is_odd(const struct reading *r)
{
    struct span house = r->address.house;
    const char *point = house.len == 0 ? NULL : memchr(house.at, '.', house.len);
    if (point != NULL && memcmp(r->address.state, "PR", 2) != 0) {
        return true; /* 1.5; a road's kilometre in Puerto Rico */
    }
    if (house.len == 3 && house.at[1] == 'E' && text_is_digit(house.at[0]) &&
        text_is_digit(house.at[2])) {
        return true; /* 1E5: a spreadsheet's */
    }
    const struct stretch at = r->part[PART_HOUSE];
    if (at.column != COLUMN_LINE || at.first >= r->line.count) {
        return false;
    }
    struct span raw = r->line.at[at.first].text;
    return raw.len > 3 && memcmp(raw.at, "000", 3) == 0; /* 000001 */
}

/* --- columns --- */

/* Two letters that say nothing, and those that stand for a unit: lower level, ground floor. */
static bool is_no_unit(struct span s, bool alone)
{
    if (s.len != 2 || text_has_digit(s)) {
        return false;
    }
    return alone && !text_is_one_of(s, "LL UL GF GR FR RR RE UP DN PH BF TF FL LF RF BS TH");
}

static unsigned digits_in(struct span s)
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += text_is_digit(s.at[i]);
    }
    return n;
}

/* X, XX1, 9999, 4/5, 0TH. */
static bool is_no_designation(struct span s)
{
    bool nines = s.len >= 3;
    for (size_t i = 0; i < s.len; i++) {
        nines = nines && s.at[i] == '9';
        if (s.at[i] == 'X' && (s.len == 1 || (i + 1 < s.len && s.at[i + 1] == 'X'))) {
            return true;
        }
    }
    const char *slash = memchr(s.at, '/', s.len);
    bool part = slash != NULL && slash + 1 < s.at + s.len && text_is_digit(slash[1]) &&
                !span_is(s, "1/2");
    return nines || part || (s.at[0] == '0' && line_is_ordinal(s));
}

static bool unit_is_odd(const struct reading *r)
{
    enum { DIGITS = 5 };
    unsigned numbers = 0, kinds = 0;
    if (r->part[PART_UNIT].column != COLUMN_UNIT) {
        return false; /* NONE, N/A */
    }
    for (unsigned i = 0; i < r->unit.count; i++) {
        const struct token *t = &r->unit.at[i];
        bool kind = line_is_unit_word(t);
        numbers += text_digits(t->text);
        kinds += kind && line_unit_kind(t)->designated && !line_is_number_word(t);
        bool first = i == 0 && (r->unit.count == 1 || text_has_digit(r->unit.at[1].text));
        if ((!kind && t->word->direction == 0 && is_no_unit(t->text, first)) ||
            is_no_designation(t->text) || digits_in(t->text) > DIGITS ||
            (!line_is_number_word(t) && (t->word->odd & ODD_UNIT) != 0)) {
            return true;
        }
        if (kind && kinds > 1 && i > 1 && r->unit.at[0].word->unit == t->word->unit) {
            return true; /* APT 4 APT 5 */
        }
    }
    return numbers > 2;
}

/* PO BOX 12 | APT 4: to which of the two? */
static bool unit_of_box(const struct reading *r)
{
    return r->part[PART_UNIT].column == COLUMN_UNIT && r->address.kind != ADDRESS_STREET &&
           r->address.kind != ADDRESS_MILITARY;
}

/* What the unit's column holds in front of a unit of its own: a box and a street are two addresses. */
static bool box_in_unit(const struct row *row, const struct reading *r)
{
    return span_trim(row->value[FIELD_UNIT]).len > 0 && r->unit.count == 0 &&
           r->address.kind == ADDRESS_STREET && r->address.box.len > 0;
}

bool standard_is_home(const struct standard *s, const struct tokens *t)
{
    uint8_t value;
    struct span text = tokens_join(t->at, 0, t->count);
    if (tokens_phrase(s, t->at, 0, t->count, WORD_HOME, &value) == t->count ||
        span_is(text, "840")) {
        return true;
    }
    const char *code = t->count == 1 && t->at[0].word->state != 0
                           ? standard_states[t->at[0].word->state - 1].code
                       : tokens_phrase(s, t->at, 0, t->count, WORD_STATE, &value) == t->count
                           ? standard_states[value].code
                           : "";
    return code[0] != '\0' && text_is_one_of(span_of(code), "PR GU VI AS MP");
}

/* UNKNOWN in the country's column is a doubt; N/A is none. */
static bool country_is_odd(const struct standard *s, const struct row *row)
{
    struct tokens t;
    uint8_t value;
    struct span raw = span_trim(row->value[FIELD_COUNTRY]);
    if (raw.len == 0) {
        return false;
    }
    tokens_of(s, &t, raw, TOKENS_ADDRESS);
    return t.count > 0 && !standard_is_home(s, &t) &&
           tokens_phrase(s, t.at, 0, t.count, WORD_NO_UNIT, &value) != t.count;
}

bool standard_columns_are_odd(const struct standard *s, const struct row *row,
                              const struct reading *r)
{
    uint32_t plus4 = r->address.plus4;
    return plus4 == 0 || plus4 == 9999 ||
           (r->unit.count > 0 && (unit_of_box(r) || unit_is_odd(r))) || box_in_unit(row, r) ||
           country_is_odd(s, row);
}

/* Words that no town has as its whole name, and those that end the name of a firm. */
static bool is_no_town(const struct tokens *t)
{
    enum { WORDS = 3 }; /* RED BANK is a town, FIFTH THIRD BANK is none */
    const struct word *last = t->at[t->count - 1].word;
    unsigned odd = t->count == 1 ? ODD_TOWN : t->count < WORDS ? ODD_FIRM : ODD_FIRM | ODD_BANK;
    return (last->odd & odd) != 0;
}

bool standard_city_is_odd(const struct standard *s, const struct reading *r)
{
    const struct tokens *t = &r->city;
    uint32_t said = 0;
    uint8_t value;
    for (unsigned i = 0; i < t->count; i++) {
        said |= t->at[i].word->classes | t->at[i].word->phrases;
    }
    if (t->count > 0 && is_no_town(t)) {
        return true;
    }
    if ((said & (WORD_NOT_RESIDENTIAL | WORD_FACILITY | WORD_CARE_OF | WORD_COUNTRY)) == 0) {
        return false; /* nearly all */
    }
    if (tokens_phrase(s, t->at, 0, t->count, WORD_NOT_RESIDENTIAL | WORD_FACILITY, &value) ==
            t->count ||
        tokens_phrase(s, t->at, 0, t->count, WORD_CARE_OF, &value) > 0) {
        return true; /* GREYHOUND, C/O GARCIA */
    }
    for (unsigned i = 1; i < t->count; i++) {
        if (t->at[i].comma &&
            tokens_phrase(s, t->at, i, t->count, WORD_COUNTRY, &value) == t->count - i) {
            return true; /* DENVER, MEXICO */
        }
    }
    return false;
}
