#include "engine/rules/rules_parts.h"

/* What the persons concerned are told: statements of an agreement, their canonical form. Each cites what it rests
 * on, since the laws differ: an accounting that is withheld under one is owed under another. */

const char *statement_form_name(enum statement_form form)
{
    return form == STATEMENT_ORAL ? "oral" : "written";
}

const char *retention_unit_name(enum retention_unit unit)
{
    static const char *const names[] = {[UNIT_DAYS] = "days", [UNIT_MONTHS] = "months", [UNIT_YEARS] = "years"};
    return names[unit];
}

instant retention_later(instant from, enum retention_unit unit, uint64_t n)
{
    static const enum period periods[] = {
        [UNIT_DAYS] = PERIOD_DAY, [UNIT_MONTHS] = PERIOD_MONTH, [UNIT_YEARS] = PERIOD_YEAR};
    return instant_later(from, periods[unit], (unsigned)n);
}

/* "cites" string; one statement of a kind. */
static bool parse_cites(struct parser *p, struct place at, struct span *cites, struct place *place)
{
    if (cites->len > 0) {
        bool done = rules_refuse(p->rules, at, p->e, "rules.twice", "this is stated twice in an agreement");
        error_hint(p->e, "keep one of them");
        return done;
    }
    if (!parser_at(p, "cites")) {
        bool done = parser_expected(p, "'cites'");
        error_hint(p->e, "what the persons concerned are told rests on a law: add cites \"...\" behind it");
        return done;
    }
    p->token++;
    *place = at;
    return parser_string(p, cites);
}

/* "to" ( "the" "person" [ "for" number unit ] | "nobody" ) */
static bool parse_to(struct parser *p, struct place at, struct agreement *a)
{
    struct accounting *to = &a->info.accounting;
    bool nobody = parser_take(p, "nobody");
    if (to->cites.len == 0) {
        to->nobody = nobody;
    }
    if (!nobody && !parser_expect(p, "the person")) {
        return false;
    }
    if (!nobody && parser_take(p, "for") &&
        !rules_parse_units(p, &to->back, "for example: accounting to the person for 6 years cites \"...\"", &to->unit)) {
        return false;
    }
    return parse_cites(p, at, &to->cites, &a->accounting_place);
}

/* "of" purpose "disclosures" "withheld" */
static bool parse_withheld(struct parser *p, struct place at, struct agreement *a)
{
    unsigned purpose = 0;
    return rules_parse_purpose(p, &purpose) && parser_expect(p, "disclosures withheld") &&
           parse_cites(p, at, &a->info.accounting.withheld[purpose], &a->withheld_place[purpose]);
}

/* "suspended" "by" ( "written" | "oral" ) "statement" [ "at" "most" number unit ] */
static bool parse_suspended(struct parser *p, struct place at, struct agreement *a)
{
    if (!parser_expect(p, "by")) {
        return false;
    }
    bool oral = parser_take(p, "oral");
    if (!oral && !parser_take(p, "written")) {
        return parser_expected(p, "'written' or 'oral'");
    }
    unsigned form = oral ? STATEMENT_ORAL : STATEMENT_WRITTEN;
    struct accounting *s = &a->info.accounting;
    if (!parser_expect(p, "statement")) {
        return false;
    }
    if (parser_take(p, "at") &&
        (!parser_expect(p, "most") ||
         !rules_parse_units(p, &s->suspended[form].most,
                            "for example: accounting suspended by oral statement at most 30 days cites \"...\"",
                            &s->suspended[form].unit))) {
        return false;
    }
    return parse_cites(p, at, &s->suspended[form].cites, &a->suspended_place[form]);
}

/* "accounting" ( to | of | suspended ) "cites" string */
bool rules_parse_accounting(struct parser *p, void *block)
{
    struct place at = parser_place(p);
    struct agreement *a = block;
    if (parser_take(p, "to")) {
        return parse_to(p, at, a);
    }
    if (parser_take(p, "of")) {
        return parse_withheld(p, at, a);
    }
    if (parser_take(p, "suspended")) {
        return parse_suspended(p, at, a);
    }
    bool done = parser_expected(p, "'to', 'of' or 'suspended'");
    error_hint(p->e, "accounting to the person, of ... disclosures withheld, or suspended by ... statement");
    return done;
}

/* "notice" "to" "the" "person" [ "naming" "the" "recipient" ] "cites" string */
bool rules_parse_notice(struct parser *p, void *block)
{
    struct place at = parser_place(p);
    struct agreement *a = block;
    if (!parser_expect(p, "to the person")) {
        return false;
    }
    a->info.accounting.naming = parser_take(p, "naming");
    return (!a->info.accounting.naming || parser_expect(p, "the recipient")) &&
           parse_cites(p, at, &a->info.accounting.notice, &a->notice_place);
}

bool rules_accounting_check(struct parser *p, const struct agreement *a)
{
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (a->info.accounting.withheld[v].len > 0 && a->info.purposes != 0 && (a->info.purposes >> v & 1) == 0) {
            bool done = rules_refuse(p->rules, a->withheld_place[v], p->e, "rules.purpose",
                                     "the agreement is made for no %s purpose", fact_value_name(FACT_PURPOSE, v));
            error_hint(p->e, "name one of its purposes");
            return done;
        }
    }
    return true;
}

/* --- the canonical form --- */

static bool add_units(struct text *t, const char *before, uint64_t n, enum retention_unit unit, struct error *e)
{
    return n == 0 || text_addf(t, e, " %s %llu %s", before, (unsigned long long)n, retention_unit_name(unit));
}

static bool add_cites(struct text *t, struct span cites, struct error *e)
{
    return rules_format_string(t, " cites ", cites, e) && text_addc(t, '\n', e);
}

static bool add_withheld(const struct accounting *a, struct text *t, struct error *e)
{
    bool ok = true;
    for (unsigned v = 1; ok && v <= fact_values(FACT_PURPOSE); v++) {
        ok = a->withheld[v].len == 0 || (text_addf(t, e, "  accounting of %s disclosures withheld",
                                                   fact_value_name(FACT_PURPOSE, v)) &&
                                         add_cites(t, a->withheld[v], e));
    }
    return ok;
}

static bool add_suspended(const struct accounting *a, struct text *t, struct error *e)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < STATEMENT_FORMS; i++) {
        ok = a->suspended[i].cites.len == 0 ||
             (text_addf(t, e, "  accounting suspended by %s statement", statement_form_name((enum statement_form)i)) &&
              add_units(t, "at most", a->suspended[i].most, a->suspended[i].unit, e) &&
              add_cites(t, a->suspended[i].cites, e));
    }
    return ok;
}

bool rules_format_accounting(const struct accounting *a, struct text *t, struct error *e)
{
    return (a->cites.len == 0 || (text_addf(t, e, "  accounting to %s", a->nobody ? "nobody" : "the person") &&
                                  add_units(t, "for", a->back, a->unit, e) && add_cites(t, a->cites, e))) &&
           add_withheld(a, t, e) && add_suspended(a, t, e) &&
           (a->notice.len == 0 ||
            (text_addf(t, e, "  notice to the person%s", a->naming ? " naming the recipient" : "") &&
             add_cites(t, a->notice, e)));
}
