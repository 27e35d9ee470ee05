/* The judgement of what a request states beside name and address: period, authority,
 * reason, officer, attestation, identifier and date of birth.
 *
 * Invariants:
 * 1. A statement is proved by what it says: a period by a year or a date, an authority by a citation, a
 *    reason by words of its own, an officer by a name. That something stands there proves nothing.
 * 2. What says nothing is missing; what says something else is left to a person, and its fact unknown. */

#include "base/hash.h"
#include "engine/standard/standard_inside.h"

enum statement { MISSING, UNCLEAR, STATED };

/* --- words --- */

static bool in_list(struct span word, const char *list)
{
    struct span rest = span_of(list), item;
    while (span_cut(&rest, ' ', &item)) {
        if (span_equal(item, word)) {
            return true;
        }
    }
    return false;
}

/* Every word is one of the list. */
static bool all_in_list(const struct tokens *t, const char *list)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (!in_list(t->at[i].text, list)) {
            return false;
        }
    }
    return true;
}

static bool any_in_list(const struct tokens *t, const char *list)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (in_list(t->at[i].text, list)) {
            return true;
        }
    }
    return false;
}

/* Words typed to fill the field, all of them. */
static bool all_nonsense(const struct tokens *t)
{
    for (unsigned i = 0; i < t->count; i++) {
        const struct token *at = &t->at[i];
        if (at->text.len > 1 && !standard_is_nonsense(at->text)) {
            return false;
        }
    }
    return true;
}

/* --- period --- */

enum { YEAR_FIRST = 1900, YEAR_LAST = 2199 };

/* The years that a text names, in its order; two digits count behind FY, TY and CY alone. */
struct years {
    unsigned count;
    uint32_t first, last;
};

static void note_year(struct years *y, uint32_t year)
{
    if (year >= YEAR_FIRST && year <= YEAR_LAST) {
        y->first = y->count++ == 0 ? year : y->first;
        y->last = year;
    }
}

static bool two_digit_year(struct span s, size_t at)
{
    if (at < 2) {
        return false;
    }
    size_t i = at - (s.at[at - 1] == ' ' || s.at[at - 1] == '-');
    if (i < 2) {
        return false;
    }
    char a = s.at[i - 2] & ~0x20, b = s.at[i - 1] & ~0x20;
    return b == 'Y' && (a == 'F' || a == 'T' || a == 'C');
}

static struct years years_of(struct span s)
{
    struct years y = {0};
    for (size_t i = 0; i < s.len;) {
        uint32_t number = 0;
        size_t n = 0;
        for (; i + n < s.len && text_is_digit(s.at[i + n]) && n < 9; n++) {
            number = number * 10 + (uint32_t)(s.at[i + n] - '0');
        }
        if (n == 4) {
            note_year(&y, number);
        } else if (n == 6 || n == 8) { /* 202301, 20230131, 01312023 */
            uint32_t year = n == 6 ? number / 100 : number / 10000;
            note_year(&y, year >= YEAR_FIRST ? year : number % 10000);
        } else if (n == 2 && two_digit_year(s, i)) {
            note_year(&y, 2000 + number);
        }
        i += n > 0 ? n : 1;
    }
    return y;
}

static enum statement period_of(const struct standard *s, struct span raw)
{
    struct years y = years_of(raw);
    (void)s;
    bool range = y.count == 2 && (memchr(raw.at, ',', raw.len) == NULL);
    return y.count == 0 || (range && y.last < y.first) ? UNCLEAR : STATED;
}

/* --- authority, reason, officer --- */

static enum statement authority_of(const struct tokens *t)
{
    bool law = any_in_list(
        t, "ACT CODE STATUTE STATUTES USC USCA CFR TITLE SECTION SECTIONS SEC RULE ORDER LAW "
           "REGULATION REGULATIONS HIPAA FERPA FOIA ARTICLE ART CONSTITUTION CONST PL STAT IRC "
           "INA GDPR WARRANT SUBPOENA EXECUTIVE");
    return tokens_have_digit(t) || law ? STATED : UNCLEAR;
}

static enum statement reason_of(const struct tokens *t)
{
    return all_nonsense(t) || all_in_list(t, "REASON REASONS OTHER GENERAL MISC MISCELLANEOUS "
                                             "OFFICIAL BUSINESS USE PURPOSE "
                                             "PURPOSES AS NEEDED REQUIRED ROUTINE ANY ALL YES "
                                             "NO OK THE A FOR STANDARD")
               ? UNCLEAR
               : STATED;
}

static enum statement officer_of(const struct tokens *t)
{
    return all_nonsense(t) ||
                   all_in_list(
                       t,
                       "OFFICER OFFICERS AGENT AGENTS ANALYST SUPERVISOR STAFF UNIT TEAM "
                       "DEPARTMENT DEPT "
                       "OFFICE FIELD AGENCY ICE DHS IRS ERO HSI CBP USCIS DUTY CASE "
                       "DEPORTATION SPECIAL "
                       "SYSTEM ADMIN ADMINISTRATOR USER VARIOUS ALL ANY THE MULTIPLE ON SHIFT")
               ? UNCLEAR
               : STATED;
}

/* --- what was met before --- */

typedef enum statement reader(const struct tokens *t);

static enum statement look(const struct standard *s, struct span raw, reader *meaning)
{
    struct tokens t;
    if (standard_says_nothing(s, raw)) {
        return MISSING;
    }
    if (meaning == NULL) {
        return period_of(s, raw);
    }
    tokens_of(s, &t, raw, TOKENS_NAME);
    return t.count == 0 ? MISSING : meaning(&t);
}

/* The same for texts that are the same in many rows. */
static enum statement look_once(struct collector *c, struct span raw, unsigned what,
                                reader *meaning)
{
    if (c->said == NULL || raw.len == 0) {
        return look(c->s, raw, meaning);
    }
    struct said_text *t = &c->said->at[hash_bytes(raw, what) % SAID_TEXTS];
    if (t->what != what || t->text.len != raw.len || memcmp(t->text.at, raw.at, raw.len) != 0) {
        *t = (struct said_text){raw, (uint8_t)what, (uint8_t)look(c->s, raw, meaning)};
    }
    return (enum statement)t->statement;
}

/* --- judging --- */

struct requirement {
    enum field field;
    enum element element;
    enum fact fact;
    uint8_t stated, missing; /* values of the fact */
    enum category category, unclear;
    reader *meaning;
};

static void judge_statement(struct collector *c, const struct requirement *r)
{
    static const enum sufficiency sufficiency[] = {SUFFICIENCY_INSUFFICIENT, SUFFICIENCY_REVIEW,
                                                   SUFFICIENCY_COMPLETE};
    enum statement found = look_once(c, c->row->value[r->field], r->field, r->meaning);
    if (found != UNCLEAR) {
        c->out->facts.value[r->fact] = found == STATED ? r->stated : r->missing;
    }
    if (found != STATED) {
        judgement_against(c, r->element, sufficiency[found],
                          found == MISSING ? r->category : r->unclear,
                          standard_whole(c->row, r->field));
    }
}

/* YES, or a sentence that attests and denies nothing. */
static bool attested(const struct standard *s, struct span raw)
{
    struct tokens t;
    tokens_of(s, &t, raw, TOKENS_NAME);
    if (t.count == 0 ||
        any_in_list(&t, "NOT NO NEVER CANNOT CANT DONT REFUSE REFUSED DECLINE DECLINED UNABLE "
                        "PENDING FALSE WITHOUT")) {
        return false;
    }
    const char *verbs =
        "ATTEST ATTESTED CERTIFY CERTIFIED AFFIRM AFFIRMED DECLARE DECLARED SWEAR SWORN";
    struct span first = t.at[0].text;
    bool person = t.count > 1 && in_list(first, "I WE HEREBY") &&
                  (in_list(t.at[1].text, verbs) || in_list(t.at[1].text, "HEREBY"));
    return (t.count == 1 && in_list(first, "Y 1 TRUE")) || in_list(first, "YES") ||
           in_list(first, verbs) || person;
}

static void judge_attestation(struct collector *c)
{
    bool given = attested(c->s, c->row->value[FIELD_ATTESTATION]);
    c->out->facts.value[FACT_ATTESTATION] =
        given ? ATTESTATION_IS_GIVEN : ATTESTATION_IS_MISSING;
    if (!given) {
        judgement_against(c, ELEMENT_ATTESTATION, SUFFICIENCY_INSUFFICIENT,
                          CATEGORY_ATTESTATION_MISSING,
                          standard_whole(c->row, FIELD_ATTESTATION));
    }
}

static unsigned digits_in(struct span s)
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += text_is_digit(s.at[i]);
    }
    return n;
}

static void judge_identifier(struct collector *c, const struct person *person)
{
    struct span raw = span_trim(c->row->value[FIELD_IDENTIFIER]);
    bool present = person->identifier != IDENTIFIER_NONE;
    c->out->facts.value[FACT_IDENTIFIER] = present       ? IDENTIFIER_IS_PRESENT
                                           : raw.len > 0 ? IDENTIFIER_IS_MALFORMED
                                                         : IDENTIFIER_IS_MISSING;
    if (!present) {
        bool never = digits_in(raw) == 9 && !text_has_letter(raw) &&
                     standard_identifier_kind(c->row) != KIND_WRONG;
        judgement_against(c, ELEMENT_IDENTIFIER, SUFFICIENCY_INSUFFICIENT,
                          never ? CATEGORY_IDENTIFIER_NOT_ISSUED : CATEGORY_IDENTIFIER_MISSING,
                          standard_whole(c->row, FIELD_IDENTIFIER));
    }
}

/* Nobody alive was born before 1900; the first days of spreadsheets and forms are typed or
 * made by a machine. */
enum { BIRTH_FIRST = 19000102, BIRTH_LAST = 20991231 };

static void judge_birth(struct collector *c, const struct person *person)
{
    uint32_t b = person->birth;
    struct extent where = standard_whole(c->row, FIELD_BIRTH_DATE);
    if (b / 100 % 100 == 0 || b % 100 == 0) {
        judgement_against(c, ELEMENT_BIRTH_DATE, SUFFICIENCY_INSUFFICIENT,
                          CATEGORY_BIRTH_DATE_MISSING, where);
    } else if (b < BIRTH_FIRST || b > BIRTH_LAST || b == 19010101) {
        judgement_against(c, ELEMENT_BIRTH_DATE, SUFFICIENCY_REVIEW,
                          CATEGORY_BIRTH_DATE_IMPLAUSIBLE, where);
    }
}

void standard_judge_statements(struct collector *c, const struct person *person)
{
    static const struct requirement table[] = {
        {FIELD_PERIOD, ELEMENT_PERIOD, FACT_PERIOD, PERIOD_IS_STATED, PERIOD_IS_MISSING,
         CATEGORY_PERIOD_MISSING, CATEGORY_PERIOD_UNCLEAR, NULL},
        {FIELD_STATUTE, ELEMENT_AUTHORITY, FACT_AUTHORITY, AUTHORITY_IS_STATED,
         AUTHORITY_IS_MISSING, CATEGORY_AUTHORITY_MISSING, CATEGORY_AUTHORITY_UNCLEAR,
         authority_of},
        {FIELD_REASON, ELEMENT_REASON, FACT_REASON, REASON_IS_STATED, REASON_IS_MISSING,
         CATEGORY_REASON_MISSING, CATEGORY_REASON_UNCLEAR, reason_of},
        /* Whether the officer is on the list is not for the row alone to say. */
        {FIELD_OFFICER, ELEMENT_OFFICER, FACT_OFFICER, OFFICER_IS_UNKNOWN, OFFICER_IS_MISSING,
         CATEGORY_OFFICER_MISSING, CATEGORY_OFFICER_UNCLEAR, officer_of},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        judge_statement(c, &table[i]);
    }
    judge_attestation(c);
    judge_identifier(c, person);
    judge_birth(c, person);
}
