/* The judgement of what a request states beside name and address: period, authority,
 * reason, officer, attestation, identifier and date of birth.
 *
 * Invariants:
 * 1. A statement is proved by what it says: a period by a year or a date, an authority by a citation, a
 *    reason by words of its own, an officer by a name. That something stands there proves nothing.
 * 2. What says nothing is missing; what says something else is left to a person, and its fact unknown. */

#include "base/clock.h"
#include "base/hash.h"
#include "engine/standard/standard_inside.h"

enum statement { MISSING, UNCLEAR, STATED };

/* --- words --- */

/* Every word is one of the list. */
static bool all_in_list(const struct tokens *t, const char *list)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (!text_is_one_of(t->at[i].text, list)) {
            return false;
        }
    }
    return true;
}

static bool any_in_list(const struct tokens *t, const char *list)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (text_is_one_of(t->at[i].text, list)) {
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

enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, YEARS_MOST = 60 };

/* The years that a text names, in its order; two digits count behind FY, TY and CY alone. */
struct years {
    unsigned count;
    uint32_t first, last;
    bool impossible; /* a month, a day or a quarter that is none */
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

/* The number at i and its digits, at most nine. */
static size_t number_at(struct span s, size_t i, uint32_t *number)
{
    size_t n = 0;
    *number = 0;
    while (i + n < s.len && text_is_digit(s.at[i + n]) && n < 9) {
        *number = *number * 10 + (uint32_t)(s.at[i + n++] - '0');
    }
    return n;
}

/* 2024-13, 2024-02-30, 13/2024: behind or before the year at i stands no month or day. 2019-23 is a range. */
static bool no_date(struct span s, size_t i, uint32_t year)
{
    uint32_t month, day, before;
    if (i >= 3 && s.at[i - 1] == '/' && text_is_digit(s.at[i - 2]) &&
        text_is_digit(s.at[i - 3])) {
        bool alone = i == 3 || !(text_is_digit(s.at[i - 4]) || s.at[i - 4] == '/');
        (void)number_at((struct span){s.at, i - 1}, i - 3, &before);
        if (alone && (before < 1 || before > 12)) {
            return true;
        }
    }
    if (i >= 6 && s.at[i - 1] == '/' && s.at[i - 4] == '/' && /* 02/30/2024, and 30/02/2024 */
        number_at(s, i - 3, &day) == 2 && number_at(s, i - 6, &month) == 2 &&
        !date_valid(year, month, day) && !date_valid(year, day, month)) {
        return true;
    }
    if (i + 5 > s.len || s.at[i + 4] != '-' || number_at(s, i + 5, &month) != 2) {
        return false;
    }
    bool dated = i + 8 < s.len && s.at[i + 7] == '-' && number_at(s, i + 8, &day) == 2;
    return dated ? !date_valid(year, month, day)
                 : (month < 1 || month > 12) && month <= year % 100; /* no range either */
}

static struct years years_of(struct span s)
{
    struct years y = {0};
    for (size_t i = 0; i < s.len;) {
        uint32_t number;
        size_t n = number_at(s, i, &number);
        char before = i > 0 ? (char)(s.at[i - 1] & ~0x20) : ' ';
        y.impossible = y.impossible || (n == 1 && before == 'Q' && (number < 1 || number > 4));
        if (n == 4) {
            note_year(&y, number);
            y.impossible = y.impossible || no_date(s, i, number);
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

/* Both ends are named: neither SINCE 2020 nor 2020-; and it is no guess. */
static bool is_bounded(const struct tokens *t, struct span raw)
{
    struct span s = span_trim(raw);
    bool open = s.len == 0 || s.at[s.len - 1] == '-' || s.at[0] == '-' ||
                memchr(s.at, '?', s.len) != NULL;
    return !open &&
           !any_in_list(
               t, "NOT SINCE BEFORE AFTER UNTIL TILL ONWARD ONWARDS PRESENT CIRCA ABOUT AROUND "
                  "DATE APPROX OR MAYBE EARLIER LATER UNKNOWN NO TBD") &&
           !span_is(t->at[0].text, "TO") && !span_is(t->at[t->count - 1].text, "TO");
}

/* 01/02/24: a date with its year in two digits. */
static bool has_short_date(struct span s)
{
    for (size_t i = 0; i + 5 < s.len; i++) {
        uint32_t month, day, year;
        size_t a = number_at(s, i, &month), b, c;
        if (a == 0 || a > 2 || s.at[i + a] != '/' ||
            (i > 0 && (text_is_digit(s.at[i - 1]) || s.at[i - 1] == '/'))) {
            continue;
        }
        b = number_at(s, i + a + 1, &day);
        size_t at = i + a + 1 + b;
        c = b > 0 && b < 3 && at < s.len && s.at[at] == '/' ? number_at(s, at + 1, &year) : 0;
        if (c == 2 && date_valid(2000 + year, month, day)) {
            return true;
        }
    }
    return false;
}

static enum statement period_of(const struct tokens *t, struct span raw)
{
    struct years y = years_of(raw);
    bool range = y.count == 2 && memchr(raw.at, ',', raw.len) == NULL;
    bool named = y.count > 0 || has_short_date(raw);
    return named && !y.impossible && is_bounded(t, raw) &&
                   !(range && (y.last < y.first || y.last - y.first > YEARS_MOST))
               ? STATED
               : UNCLEAR;
}

/* --- authority, reason, officer --- */

static bool denies(const struct tokens *t, struct span raw)
{
    return memchr(raw.at, '?', raw.len) != NULL ||
           any_in_list(
               t,
               "NO NOT NONE UNKNOWN TBD TBA PENDING DETERMINED UNSURE TEST XXX XXXX NA NULL");
}

/* How many numbers above zero, and the first. */
static unsigned numbers_in(const struct tokens *t, uint64_t *first)
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->count; i++) {
        struct span s = t->at[i].text;
        size_t digits = 0;
        while (digits < s.len && text_is_digit(s.at[digits])) {
            digits++;
        }
        uint64_t value;
        if (digits > 0 && digits < 8 && span_number((struct span){s.at, digits}, &value) &&
            value > 0) {
            *first = n == 0 ? value : *first;
            n++;
        }
    }
    return n;
}

/* An act by its name: a word of its own beside ACT, CODE, LAW. */
static bool names_act(const struct tokens *t)
{
    bool act = any_in_list(t, "ACT CODE STATUTE REGULATION CONSTITUTION AMENDMENT");
    bool named = false;
    for (unsigned i = 0; i < t->count; i++) {
        named = named ||
                (t->at[i].text.len > 3 &&
                 !text_is_one_of(
                     t->at[i].text,
                     "CODE STATUTE REGULATION THIS THAT SAME SOME APPLICABLE RELEVANT LAWS "
                     "ACTS WHICH EVERY FEDERAL STATE LOCAL UNDER FROM WITH"));
    }
    return act && named;
}

/* 26 U.S.C. 6103(i)(2), 45 CFR 164.512, P.L. 104-193, section 1253, Privacy Act, HIPAA. */
static enum statement authority_of(const struct tokens *t, struct span raw)
{
    enum { TITLES = 54 };
    uint64_t first = 0;
    unsigned numbers = numbers_in(t, &first);
    bool code = any_in_list(t, "USC USCA CFR");
    bool sign = false;
    for (size_t i = 0; i + 1 < raw.len; i++) {
        sign = sign || memcmp(raw.at + i, "\xc2\xa7", 2) == 0; /* the section sign */
    }
    bool law =
        sign ||
        any_in_list(t,
                    "SECTION SECTIONS SEC SECS TITLE RULE ARTICLE ART PL PUB STAT IRC INA CODE "
                    "STATUTE STATUTES LAW REGULATION REG CONST CHAPTER CH ORDINANCE ACT");
    bool cited = code ? numbers >= 2 && first <= TITLES : law && numbers >= 1;
    bool known = any_in_list(t, "HIPAA FERPA FOIA GDPR CCPA FCRA GLBA COPPA DPPA");
    return !denies(t, raw) && (cited || known || names_act(t)) ? STATED : UNCLEAR;
}

static enum statement reason_of(const struct tokens *t, struct span raw)
{
    bool words = false;
    for (unsigned i = 0; i < t->count; i++) {
        words = words || (text_has_letter(t->at[i].text) &&
                          (t->at[i].text.len > 2 || (t->at[i].text.at[0] & 0x80) != 0));
    }
    unsigned said = 0; /* OFFICIAL BUSINESS, AS NEEDED */
    bool named = false;
    for (unsigned i = 0; i < t->count; i++) {
        bool odd = (t->at[i].word->odd & ODD_REASON) != 0;
        said += odd;
        named = named || (odd && span_is(t->at[i].text, "REASON"));
    }
    bool denial =
        text_is_one_of(t->at[0].text, "NO NOT NONE UNKNOWN WILL") ||
        (t->count > 1 && span_is(t->at[0].text, "TO") && span_is(t->at[1].text, "BE")) ||
        (named && any_in_list(t, "NOT NO UNKNOWN YOUR INSERT HERE SPECIFIC"));
    return !words || denial || memchr(raw.at, '?', raw.len) != NULL || all_nonsense(t) ||
                   said == t->count
               ? UNCLEAR
               : STATED;
}

static enum statement officer_of(const struct tokens *t, struct span raw)
{
    (void)raw;
    bool office = any_in_list(
        t,
        "DESK DEPARTMENT DEPT DIVISION BUREAU OFFICE AGENCY POLICE SHERIFF CENTER ASSIGNED FBI "
        "DHS USCIS HSI");
    bool nobody = all_in_list(t, "JOHN JANE DOE ROE") ||
                  all_in_list(t, "MICKEY MOUSE TEST USER NAME FIRST LAST");
    return office || nobody || all_nonsense(t) ||
                   all_in_list(t, "OFFICER OFFICERS AGENT AGENTS ANALYST SUPERVISOR STAFF UNIT "
                                  "TEAM FIELD ICE DHS IRS "
                                  "ERO HSI CBP USCIS US DUTY CASE DEPORTATION SPECIAL SYSTEM "
                                  "ADMIN ADMINISTRATOR "
                                  "USER VARIOUS ALL ANY THE MULTIPLE ON SHIFT HELP CALL "
                                  "RECORDS ACTING DIRECTOR CHIEF "
                                  "OF CLERK MANAGER TO BE X XX SA")
               ? UNCLEAR
               : STATED;
}

/* --- what was met before --- */

enum { SAID_REASONS = 16, SAID_OTHERS = SAID_TEXTS - SAID_REASONS };
enum { WORDS_OF_DISGUISE = 10 }; /* U N K N O W N is of seven */

typedef enum statement reader(const struct tokens *t, struct span raw);

static enum statement look(const struct standard *s, struct span raw, reader *meaning)
{
    struct tokens t;
    bool silent = standard_says_nothing(s, raw);
    tokens_of(s, &t, raw, TOKENS_NAME);
    /* LI NA may be an officer's name, N/A is none. */
    bool name = meaning == officer_of && t.count > 1 && memchr(raw.at, '/', raw.len) == NULL;
    if (t.count == 0 || (silent && !name)) {
        return MISSING;
    }
    /* A disguise (UNKNOWN with a Cyrillic O) is no statement; of many words it is none. */
    bool disguised = !silent && t.count < WORDS_OF_DISGUISE && standard_is_silent(s, raw);
    return silent || disguised ? UNCLEAR : meaning(&t, raw);
}

/* The same for texts that are the same in many rows. */
static enum statement look_once(struct collector *c, struct span raw, unsigned what,
                                reader *meaning)
{
    if (c->said == NULL || raw.len == 0) {
        return look(c->s, raw, meaning);
    }
    /* Reasons, mostly of one row each, must not drive out the rest. */
    uint64_t hash = hash_bytes(raw, what);
    struct said_text *t =
        &c->said->at[what == FIELD_REASON ? hash % SAID_REASONS
                                          : SAID_REASONS + hash % SAID_OTHERS];
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

/* The words of a plain attestation: whoever says more, or less, is left to a person. */
static const char attesting[] =
    "I WE HEREBY DO SO SOLEMNLY ATTEST ATTESTED CERTIFY CERTIFIED AFFIRM AFFIRMED DECLARE "
    "DECLARED SWEAR SWORN YES TRUE TO THE THAT THIS IS FOR SOLE SOLELY USE OF "
    "INFORMATION WILL BE USED ONLY UNDER PENALTY PERJURY STATED PURPOSE REQUEST ABOVE AND "
    "CORRECT "
    "REQUESTED IT IN ATTESTATION AS DATA";

/* YES, or a sentence that attests in plain words. */
static enum statement attestation_of(const struct standard *s, struct span raw)
{
    static const char *const yes[] = {"YES", "Y", "TRUE", "1", "ATTESTED", "CERTIFIED"};
    static const char verbs[] =
        "ATTEST ATTESTS ATTESTED CERTIFY CERTIFIES CERTIFIED AFFIRM AFFIRMS AFFIRMED DECLARE "
        "DECLARES "
        "DECLARED SWEAR SWORN ATTESTATION AGREE CONFIRM SIGNED CERTIFICO SI YES";
    struct tokens t;
    struct span text = span_trim(raw);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (span_equal_nocase(text, span_of(yes[i]))) {
            return STATED;
        }
    }
    tokens_of(s, &t, raw, TOKENS_NAME);
    if (t.count == 0 || all_in_list(&t, "NO N 0 FALSE NONE NOT PENDING") ||
        standard_says_nothing(s, raw)) {
        return MISSING;
    }
    bool promise = true; /* WILL stands in front of BE alone: I WILL ATTEST is for later */
    for (unsigned i = 0; i < t.count; i++) {
        promise = promise && (!span_is(t.at[i].text, "WILL") ||
                              (i + 1 < t.count && span_is(t.at[i + 1].text, "BE")));
    }
    bool plain = all_in_list(&t, attesting) && promise && memchr(raw.at, '?', raw.len) == NULL;
    bool first =
        text_is_one_of(t.at[0].text, "I WE YES ATTESTED CERTIFIED ATTEST CERTIFY HEREBY");
    bool says =
        any_in_list(&t, "ATTEST ATTESTED CERTIFY CERTIFIED AFFIRM AFFIRMED DECLARE SWEAR YES");
    return plain && first && says ? STATED : any_in_list(&t, verbs) ? UNCLEAR : MISSING;
}

static void judge_attestation(struct collector *c)
{
    enum statement found = attestation_of(c->s, c->row->value[FIELD_ATTESTATION]);
    c->out->facts.value[FACT_ATTESTATION] = found == STATED    ? ATTESTATION_IS_GIVEN
                                            : found == MISSING ? ATTESTATION_IS_MISSING
                                                               : ATTESTATION_IS_UNKNOWN;
    if (found != STATED) {
        judgement_against(c, ELEMENT_ATTESTATION,
                          found == MISSING ? SUFFICIENCY_INSUFFICIENT : SUFFICIENCY_REVIEW,
                          found == MISSING ? CATEGORY_ATTESTATION_MISSING
                                           : CATEGORY_ATTESTATION_UNCLEAR,
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
         CATEGORY_PERIOD_MISSING, CATEGORY_PERIOD_UNCLEAR, period_of},
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
