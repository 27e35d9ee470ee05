#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* The agreement block. Each production stands above the function that parses
 * it; docs/language.md is the same grammar with words around it. */

/* "custodian" string */
static bool parse_custodian(struct parser *p, void *block)
{
    return parser_string(p, &((struct agreement *)block)->info.custodian);
}

/* "recipient" string */
static bool parse_recipient(struct parser *p, void *block)
{
    return parser_string(p, &((struct agreement *)block)->info.recipient);
}

/* "authority" string */
static bool parse_authority(struct parser *p, void *block)
{
    return parser_string(p, &((struct agreement *)block)->info.authority);
}

bool rules_parse_purpose(struct parser *p, unsigned *out)
{
    struct nearest n = {.want = p->token->text};
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        const char *name = fact_value_name(FACT_PURPOSE, v);
        if (parser_take(p, name)) {
            *out = v;
            return true;
        }
        nearest_try(&n, span_of(name));
    }
    bool done = parser_expected(p, "a purpose");
    nearest_hint(&n, p->e, "criminal, civil, administrative, statistical, medical or other");
    return done;
}

static bool purpose_item(struct parser *p, void *block)
{
    unsigned v = 0;
    bool ok = rules_parse_purpose(p, &v);
    ((struct agreement *)block)->info.purposes |= ok ? 1u << v : 0;
    return ok;
}

/* "purposes" list of ( "criminal" | "civil" | ... ) */
static bool parse_purposes(struct parser *p, void *block)
{
    return parser_list(p, purpose_item, block);
}

/* "in" "force" [ "from" ] instant */
static bool parse_agreement_in(struct parser *p, void *block)
{
    struct agreement *a = block;
    a->dated = true;
    return parser_expect(p, "force") && (parser_take(p, "from") || true) &&
           parser_instant(p, false, &a->info.from);
}

/* "to" instant: a date is included */
static bool parse_agreement_to(struct parser *p, void *block)
{
    struct agreement *a = block;
    a->ended = true;
    return parser_instant(p, true, &a->info.until);
}

/* "levels" name { "<" name } */
static bool parse_levels(struct parser *p, void *block)
{
    struct agreement *a = block;
    do {
        if (a->level_count == LEVEL_MOST) {
            return parser_refuse(p, "rules.levels", "there are more than %d levels",
                                 (int)LEVEL_MOST);
        }
        struct name *level = &a->level[a->level_count];
        if (!parser_name(p, "the name of a level", level)) {
            return false;
        }
        if (a->level_count == 0 && !span_is(level->text, "none")) {
            bool done = rules_refuse(p->rules, level->place, p->e, "rules.levels",
                                     "the first level is not 'none'");
            error_hint(p->e, "begin with none: levels none < ...");
            return done;
        }
        for (size_t i = 0; i < a->level_count; i++) {
            if (span_equal(a->level[i].text, level->text)) {
                return rules_refuse(p->rules, level->place, p->e, "rules.levels",
                                    "level '%.*s' is listed twice", SPAN_ARGS(level->text));
            }
        }
        a->level_count++;
    } while (parser_take_kind(p, TOKEN_LESS));
    return true;
}

/* "level" name "gives" content { "and" content }; content = "count" | "code" | "address" . */
static bool parse_level(struct parser *p, void *block)
{
    static const struct {
        const char *name;
        enum level_content bit;
    } contents[] = {
        {"count", CONTENT_COUNT}, {"code", CONTENT_CODE}, {"address", CONTENT_ADDRESS}};

    struct agreement *a = block;
    if (a->gives_count == LEVEL_MOST) {
        return parser_refuse(p, "rules.levels", "more levels are described than there can be");
    }
    struct level_gives *g = &a->gives[a->gives_count++];
    if (!parser_name(p, "the name of a level", &g->level) || !parser_expect(p, "gives")) {
        return false;
    }
    do {
        uint32_t before = g->content;
        for (size_t i = 0; i < 3 && g->content == before; i++) {
            g->content |= parser_take(p, contents[i].name) ? (uint32_t)contents[i].bit : 0;
        }
        if (g->content == before) {
            return parser_expected(p, "'count', 'code' or 'address', each once");
        }
    } while (parser_take(p, "and"));
    return true;
}

static bool element_item(struct parser *p, void *block)
{
    struct agreement *a = block;
    for (uint32_t bit = 1; bit <= ELEMENT_BIRTH_DATE; bit <<= 1) {
        struct span name = span_of(element_name((enum element)bit)), first;
        span_cut(&name, ' ', &first);
        if (p->token->kind == TOKEN_WORD && span_equal(p->token->text, first)) {
            p->token++;
            a->info.required.required |= bit;
            return name.at == NULL || parser_expect(p, name.at);
        }
    }
    bool done = parser_expected(p, "an element of a request");
    error_hint(p->e,
               "name, address, period, authority, reason, officer, attestation, identifier "
               "or birth date");
    return done;
}

/* "request" "states" list of ( "name" | "address" | ... | "birth" "date" ) */
static bool parse_request(struct parser *p, void *block)
{
    return parser_expect(p, "states") && parser_list(p, element_item, block);
}

static bool officer_item(struct parser *p, void *block)
{
    struct agreement *a = block;
    struct place at = parser_place(p);
    struct span name;
    char folded[FOLDED_SIZE];
    size_t len;
    uint32_t id;
    if (!parser_string(p, &name)) {
        return false;
    }
    if (!rules_fold(name, folded, &len)) {
        return rules_refuse(p->rules, at, p->e, "rules.officer",
                            "the name of the officer is longer than %d bytes",
                            (int)OFFICER_MOST);
    }
    if (!memory_grow((void **)&a->officers, &a->officers_cap, a->officers_count,
                     sizeof *a->officers, p->e)) {
        return false;
    }
    a->officers[a->officers_count++] = name;
    return dictionary_add(p->rules->officers, (struct span){folded, len}, &id, p->e);
}

/* "officers" list of string */
static bool parse_officers(struct parser *p, void *block)
{
    return parser_list(p, officer_item, block);
}

/* example: what to write, where the words behind the number are others. */
static bool parse_count(struct parser *p, const char *words, const char *example, uint64_t *out)
{
    if (p->token->kind != TOKEN_WORD || !span_number(p->token->text, out) || *out == 0) {
        bool done = parser_expected(p, "a number");
        error_hint(p->e, "write it in digits, without marks between them, and above zero");
        return done;
    }
    p->token++;
    bool mark = p->token->kind == TOKEN_COMMA; /* 5,000 */
    if (words != NULL && !parser_expect(p, words)) {
        error_hint(p->e, "%s", mark ? "write the number without marks between its digits" : example);
        return false;
    }
    return true;
}

/* cap = "a" ( "batch" | "day" | "week" | "month" | "year" ) | "in" "all" . */
static bool parse_cap(struct parser *p, enum cap *out)
{
    static const char *const words[] = {"batch", "day", "week", "month", "year"};
    if (parser_take(p, "in")) {
        *out = CAP_ALL;
        return parser_expect(p, "all");
    }
    if (!parser_take(p, "a")) {
        bool done = parser_expected(p, "'a' or 'in'");
        error_hint(p->e, "a batch, a day, a week, a month, a year, or in all");
        return done;
    }
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (parser_take(p, words[i])) {
            *out = (enum cap)i;
            return true;
        }
    }
    bool done = parser_expected(p, "a period");
    error_hint(p->e, "batch, day, week, month or year");
    return done;
}

/* One cap for each period. */
static bool keep_cap(struct parser *p, struct place at, uint64_t caps[CAPS], enum cap cap, uint64_t rows)
{
    if (caps[cap] != 0) {
        bool done = rules_refuse(p->rules, at, p->e, "rules.twice", "there is another cap on the rows %s",
                                 cap_words(cap));
        error_hint(p->e, "keep one of them");
        return done;
    }
    caps[cap] = rows;
    return true;
}

/* "quota" number "rows" cap */
static bool parse_quota(struct parser *p, void *block)
{
    struct place at = parser_place(p);
    uint64_t rows;
    enum cap cap;
    return parse_count(p, "rows", "for example: quota 2000 rows a month", &rows) && parse_cap(p, &cap) &&
           keep_cap(p, at, ((struct agreement *)block)->info.quota, cap, rows);
}

/* `in` may also begin the next statement. */
static bool at_cap(const struct parser *p)
{
    return parser_at(p, "a") || (parser_at(p, "in") && p->token[1].kind == TOKEN_WORD &&
                                 span_is(p->token[1].text, "all"));
}

/* "case-load" number "rows" "an" "officer" [ cap ] */
static bool parse_case_load(struct parser *p, void *block)
{
    struct place at = parser_place(p);
    uint64_t rows;
    enum cap cap = CAP_BATCH;
    return parse_count(p, "rows an officer", "for example: case-load 20 rows an officer a day", &rows) && (!at_cap(p) || parse_cap(p, &cap)) &&
           keep_cap(p, at, ((struct agreement *)block)->info.case_load, cap, rows);
}

/* "probing" number "rows" "a" "person" */
static bool parse_probing(struct parser *p, void *block)
{
    return parse_count(p, "rows a person", "for example: probing 2 rows a person",
                       &((struct agreement *)block)->info.probing);
}

/* "sample" number "rows" "stop" "at" number "wrong" */
static bool parse_sample(struct parser *p, void *block)
{
    static const char example[] = "for example: sample 60 rows stop at 2 wrong";
    struct agreement_info *info = &((struct agreement *)block)->info;
    struct place at;
    if (!parse_count(p, "rows stop at", example, &info->sample)) {
        return false;
    }
    at = parser_place(p);
    if (!parse_count(p, "wrong", example, &info->sample_stop)) {
        return false;
    }
    if (info->sample_stop > info->sample) {
        bool done = rules_refuse(p->rules, at, p->e, "rules.sample", "a sample of %llu rows never has so many wrong ones",
                                 (unsigned long long)info->sample);
        error_hint(p->e, "the number that stops a release is at most that of the rows");
        return done;
    }
    return true;
}

static bool safeguard_item(struct parser *p, void *block)
{
    struct agreement *a = block;
    if (!memory_grow((void **)&a->safeguards, &a->safeguards_cap, a->safeguards_count, sizeof *a->safeguards,
                     p->e) ||
        !parser_string(p, &a->safeguards[a->safeguards_count])) {
        return false;
    }
    a->info.safeguards = (unsigned)++a->safeguards_count;
    return true;
}

/* "safeguards" list of string */
static bool parse_safeguards(struct parser *p, void *block)
{
    return parser_list(p, safeguard_item, block);
}

static bool expected_unit(struct parser *p)
{
    bool done = parser_expected(p, "'days', 'months' or 'years'");
    error_hint(p->e, "one of the three words, in the plural even for one");
    return done;
}

/* unit = "days" | "months" | "years" . */
static bool parse_unit(struct parser *p, enum retention_unit *out)
{
    for (unsigned i = UNIT_DAYS; i <= UNIT_YEARS; i++) {
        if (parser_take(p, retention_unit_name((enum retention_unit)i))) {
            *out = (enum retention_unit)i;
            return true;
        }
    }
    return expected_unit(p);
}

/* number unit */
bool rules_parse_units(struct parser *p, uint64_t *count, const char *example, enum retention_unit *unit)
{
    enum { MOST = 9999 };
    if (p->token->kind != TOKEN_WORD || !span_number(p->token->text, count) || *count == 0 || *count > MOST) {
        bool done = parser_expected(p, "a number from 1 to 9999");
        error_hint(p->e, "%s", example);
        return done;
    }
    p->token++;
    return parse_unit(p, unit);
}

/* "review" "of" "safeguards" "every" number ( "days" | "months" | "years" ) */
static bool parse_review(struct parser *p, void *block)
{
    static const enum period periods[] = {
        [UNIT_DAYS] = PERIOD_DAY, [UNIT_MONTHS] = PERIOD_MONTH, [UNIT_YEARS] = PERIOD_YEAR};
    struct agreement_info *info = &((struct agreement *)block)->info;
    uint64_t n = 0;
    enum retention_unit unit = UNIT_DAYS;
    if (!parser_expect(p, "of safeguards every") ||
        !rules_parse_units(p, &n, "for example: review of safeguards every 12 months", &unit)) {
        return false;
    }
    info->review = (unsigned)n;
    info->review_unit = periods[unit];
    return true;
}

/* "cites" string */
static bool parse_agreement_cites(struct parser *p, void *block)
{
    return parser_string(p, &((struct agreement *)block)->cites);
}

/* "document" "sha256:" 64 hex digits */
static bool parse_agreement_document(struct parser *p, void *block)
{
    struct agreement *a = block;
    a->info.papered = true;
    return parser_hash(p, a->info.document);
}

/* "retention" number unit [ "or" "the" "life" "of" "the" "record" ]; unit = "days" | "months" | "years" . */
static bool parse_retention(struct parser *p, void *block)
{
    struct retention *r = &((struct agreement *)block)->info.retention;
    if (!parse_count(p, NULL, NULL, &r->count) || !parse_unit(p, &r->unit)) {
        return false;
    }
    r->or_life = parser_take(p, "or");
    return !r->or_life || parser_expect(p, "the life of the record");
}

/* agreement = "agreement" string { statement } . */
bool rules_parse_agreement(struct parser *p)
{
    static const struct statement table[] = {
        {"custodian", parse_custodian, false},   {"recipient", parse_recipient, false},
        {"authority", parse_authority, false},   {"purposes", parse_purposes, false},
        {"in", parse_agreement_in, false},       {"to", parse_agreement_to, false},
        {"levels", parse_levels, false},         {"level", parse_level, true},
        {"request", parse_request, false},       {"officers", parse_officers, true},
        {"quota", parse_quota, true},            {"case-load", parse_case_load, true},
        {"probing", parse_probing, false},       {"sample", parse_sample, false},
        {"safeguards", parse_safeguards, true},  {"review", parse_review, false},
        {"retention", parse_retention, false},   {"accounting", rules_parse_accounting, true},
        {"notice", rules_parse_notice, false},   {"document", parse_agreement_document, false},
        {"cites", parse_agreement_cites, false},
    };
    struct rules *r = p->rules;
    struct agreement *a = &r->agreement;
    struct statements s = {table, sizeof table / sizeof *table, NULL, a, "an agreement", 0};
    if (r->has_agreement) {
        bool done = parser_refuse(p, "rules.agreement", "there is another agreement already");
        error_hint(p->e, "give one agreement, and the orders that go with it");
        return done;
    }
    a->id.place = parser_place(p);
    a->entered = r->entered[p->file];
    r->has_agreement = true;
    p->token++;
    p->stated = a->stated;
    if (!parser_string(p, &a->id.text) || !parser_statements(p, &s)) {
        return false;
    }
    p->stated = NULL;
    a->info.id = a->id.text;
    if (!statements_seen(&s, "request")) {
        a->info.required.required = ELEMENT_ALL;
    }
    if (!a->dated || !a->ended) {
        bool done = rules_refuse(r, a->id.place, p->e, "rules.dates",
                                 "the agreement does not say when it is in force");
        error_hint(p->e, "add: in force 2025-04-07 to 2026-10-06");
        return done;
    }
    if (!rules_accounting_check(p, a)) {
        return false;
    }
    if (a->cites.len == 0 && a->info.authority.len == 0) {
        bool done = rules_refuse(r, a->id.place, p->e, "rules.cites",
                                 "the agreement cites nothing that it rests on");
        error_hint(p->e, "add: cites \"...\"");
        return done;
    }
    return true;
}
