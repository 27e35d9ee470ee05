/* gate_given.c: what was given out, for what, to whom and by which authority: the words of an accounting and of a
 * notice, from the ledger's documents and the agreement's text.
 */
#include "app/gate/gate_concerned.h"

#include <stdio.h>

/* --- the agreement --- */

/* An import is older than its agreement's entry: the texts count as known since ever. */
static bool open_rules(struct told *t, const struct given *v, struct error *e)
{
    struct past_text text = {0};
    struct rules_wish wish = {.agreement = t->number, .since_ever = v->import};
    if (!v->import) {
        (void)snprintf(t->number, sizeof t->number, "%s", v->plan.agreement);
        return gate_rules(v->g, t->number, &t->rules, e);
    }
    bool ok = past_agreement(v->g, &v->past, t->number, e) &&
              past_text_load(v->g, t->number, &v->past, &text, &wish, e) &&
              gate_rules_as(v->g, &wish, &t->rules, e);
    text_free(&text.bytes);
    return ok;
}

static unsigned purpose_named(const char *name)
{
    unsigned v = fact_values(FACT_PURPOSE);
    while (v > 0 && strcmp(fact_value_name(FACT_PURPOSE, v), name) != 0) {
        v--;
    }
    return v;
}

/* An import does not say for what it was: only an agreement with one purpose does. */
static unsigned only_purpose(uint32_t purposes)
{
    return __builtin_popcount(purposes) == 1 ? (unsigned)__builtin_ctz(purposes) : 0;
}

/* --- the recipient --- */

struct addressing {
    const struct given *v;
    const char *number; /* of the recipient, or NULL: by its name */
    struct span name;
    json_t *found;
    char found_number[GATE_ID];
};

/* The last registration before it was given something; where it was registered later alone, the first. */
static bool note_recipient(void *ctx, const struct found *f, struct error *e)
{
    struct addressing *a = ctx;
    (void)e;
    bool this = a->number != NULL ? strcmp(f->subject, a->number) == 0
                                  : span_equal_nocase(span_trim(a->name), span_trim(span_of(json_text(f->document, "name"))));
    if (this && (a->found == NULL || a->v->import || f->time <= a->v->handed)) {
        json_decref(a->found);
        a->found = json_incref(f->document);
        memcpy(a->found_number, f->subject, GATE_ID);
    }
    return true;
}

static bool find_recipient(struct told *t, const struct given *v, struct error *e)
{
    struct addressing a = {.v = v, .number = v->import ? NULL : v->plan.recipient, .name = t->info.recipient};
    bool ok = gate_each(v->g, "recipient", NULL, note_recipient, &a, e);
    t->recipient = a.found;
    memcpy(t->recipient_number, a.found_number, GATE_ID);
    return ok;
}

struct span told_recipient(const struct told *t)
{
    return t->recipient != NULL      ? span_of(json_text(t->recipient, "name"))
           : t->info.recipient.len > 0 ? t->info.recipient
                                       : SPAN_LITERAL("another organisation");
}

struct span told_address(const struct told *t)
{
    return t->recipient == NULL ? (struct span){"", 0} : span_of(json_text(t->recipient, "address"));
}

/* --- all of it --- */

static bool note_rights(struct told *t, struct error *e)
{
    struct text form = {0};
    bool ok = rules_format(t->rules.rules, &form, e);
    t->rights = ok && strstr(form.at, "26 U.S.C. 7431") != NULL;
    text_free(&form);
    return ok;
}

bool told_open(struct told *t, const struct given *v, instant now, struct error *e)
{
    *t = (struct told){.suspended = INSTANT_MIN};
    if (!open_rules(t, v, e)) {
        return false;
    }
    if (!rules_agreement(t->rules.rules, &t->info)) {
        return fail(e, ERROR_VERIFY, "rules.agreement", "the text of %s holds no agreement", v->of);
    }
    rules_levels(t->rules.rules, &t->levels);
    t->purpose = v->import ? only_purpose(t->info.purposes) : purpose_named(v->plan.purpose);
    return note_rights(t, e) && find_recipient(t, v, e) &&
           suspension_until(v->g, v->import ? v->of : v->release, t->number, now, &t->suspended, e);
}

void told_clear(struct told *t)
{
    json_decref(t->recipient);
    gate_rules_clear(&t->rules);
    *t = (struct told){0};
}

bool told_withheld(const struct told *t)
{
    const struct accounting *a = &t->info.accounting;
    bool withheld = a->nobody;
    for (unsigned v = 1; v < PURPOSES_MOST; v++) { /* a purpose that is not known may be any */
        withheld = withheld || (a->withheld[v].len > 0 && (t->purpose == 0 || t->purpose == v));
    }
    return withheld;
}

const char *told_nature(const struct told *t, unsigned level)
{
    uint32_t gives = level < t->levels.count ? t->levels.content[level] : 0;
    return (gives & CONTENT_ADDRESS) != 0 ? "That you are on record, and your last known address"
           : (gives & CONTENT_CODE) != 0  ? "That you are on record, as a code and without your address"
                                          : "That you are on record";
}

/* --- by which authority --- */

/* Decided once more as it was decided: of a release at its plan's instant, of an import at its own with what is known
 * now, since no rules decided it then. *grant: the clause, or CLAUSE_NONE. */
static bool find_grant(const struct told *t, const struct given *v, size_t row, uint16_t *grant, struct error *e)
{
    instant at = given_at(v, row), known;
    struct moment *m = NULL;
    struct facts f;
    struct verdict verdict;
    if (!gate_now(v->g, &known, e)) {
        return false;
    }
    if (!v->import) {
        if (!instant_parse(span_of(json_text(v->plan.act.document, "decided")), &at)) {
            return fail(e, ERROR_VERIFY, "plan.decided", "the plan does not say when it was decided");
        }
        known = at;
    }
    if (!rules_moment(&m, t->rules.rules, at, known, SIZE_MAX, e)) {
        return false;
    }
    memcpy(f.value, given_record(v, row), sizeof f.value);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (f.value[i] > fact_values((enum fact)i)) {
            moment_free(m);
            return fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", v->rows.path);
        }
    }
    moment_decide(m, &f, &verdict);
    moment_free(m);
    *grant = verdict.level == given_record(v, row)[ROW_LEVEL] ? verdict.grant : CLAUSE_NONE;
    return true;
}

bool told_authority(const struct told *t, const struct given *v, size_t row, struct text *out, struct error *e)
{
    uint16_t grant = CLAUSE_NONE;
    struct clause_info c = {0};
    if (!find_grant(t, v, row, &grant, e)) {
        return false;
    }
    if (grant != CLAUSE_NONE) {
        rules_clause(t->rules.rules, grant, &c);
    }
    struct span a = t->info.authority;
    return (a.len == 0 || text_add(out, a, e)) && (a.len == 0 || c.cites.len == 0 || text_adds(out, "; ", e)) &&
           (c.cites.len == 0 || text_add(out, c.cites, e)) &&
           (out->len > 0 || text_addf(out, e, "the agreement %.*s", SPAN_ARGS(t->info.id)));
}

/* --- a person --- */

bool person_name(const struct person *p, struct text *out, struct error *e)
{
    static const char *const suffixes[] = {"", "JR", "SR", "II", "III", "IV", "V"};
    struct span suffix = span_of(p->name.suffix < sizeof suffixes / sizeof *suffixes ? suffixes[p->name.suffix] : "");
    struct span parts[] = {p->name.given, p->name.middle, p->name.surname, suffix};
    bool ok = true;
    size_t begin = out->len;
    for (size_t i = 0; ok && i < sizeof parts / sizeof *parts; i++) {
        ok = parts[i].len == 0 ||
             ((out->len == begin || text_addc(out, ' ', e)) && text_add(out, parts[i], e));
    }
    return ok;
}
