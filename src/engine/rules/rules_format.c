#include "engine/rules/rules_parts.h"

/* The canonical form: one statement a line, in a fixed order, two blanks before
 * the statements of a block; the agreement first, then clauses and orders as
 * they stand in the sources, then the readings and the invariants. Reading it again gives the
 * same rules, and the same form: 1. parse, format, parse keeps the hash;
 * 2. format is idempotent. What the agreement leaves to a default is written
 * out, so that the hash holds when a default changes. */

bool rules_format_string(struct text *t, const char *before, struct span s, struct error *e)
{
    if (!text_adds(t, before, e) || !text_addc(t, '"', e)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        bool escape = s.at[i] == '"' || s.at[i] == '\\';
        if ((escape && !text_addc(t, '\\', e)) || !text_addc(t, s.at[i], e)) {
            return false;
        }
    }
    return text_addc(t, '"', e);
}

/* A line with a text, unless it is empty. */
static bool add_stated(struct text *t, const char *word, struct span s, struct error *e)
{
    return s.len == 0 ||
           (text_addf(t, e, "  %s ", word) && rules_format_string(t, "", s, e) && text_addc(t, '\n', e));
}

static bool midnight(instant t)
{
    enum { DAY = 86400000 };
    return t % DAY == 0;
}

/* A date where the instant is the first of one. */
static bool add_instant(struct text *t, instant at, struct error *e)
{
    enum { DATE_LENGTH = 10 };
    char s[INSTANT_TEXT];
    instant_format(at, s);
    return text_add(t, midnight(at) ? (struct span){s, DATE_LENGTH} : span_of(s), e);
}

/* "to" the day before for an end at midnight, "until" the instant otherwise. */
static bool add_end(struct text *t, instant until, struct error *e)
{
    enum { DAY = 86400000 };
    return midnight(until) ? text_adds(t, " to ", e) && add_instant(t, until - DAY, e)
                           : text_adds(t, " until ", e) && add_instant(t, until, e);
}

/* --- the agreement --- */

static bool add_purposes(struct text *t, uint32_t purposes, struct error *e)
{
    const char *before = "  purposes ";
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if ((purposes >> v & 1) != 0) {
            if (!text_adds(t, before, e) ||
                !text_adds(t, fact_value_name(FACT_PURPOSE, v), e)) {
                return false;
            }
            before = ", ";
        }
    }
    return purposes == 0 || text_addc(t, '\n', e);
}

static bool add_elements(struct text *t, uint32_t required, struct error *e)
{
    const char *before = "  request states ";
    for (uint32_t bit = 1; bit <= ELEMENT_BIRTH_DATE; bit <<= 1) {
        if ((required & bit) != 0) {
            if (!text_adds(t, before, e) || !text_adds(t, element_name((enum element)bit), e)) {
                return false;
            }
            before = ", ";
        }
    }
    return text_addc(t, '\n', e);
}

static bool add_contents(struct text *t, const struct levels *l, unsigned level,
                         struct error *e)
{
    static const char *const names[] = {"count", "code", "address"};
    if (!text_addf(t, e, "  level %.*s", SPAN_ARGS(l->name[level]))) {
        return false;
    }
    const char *before = " gives ";
    for (unsigned i = 0; i < 3; i++) {
        if ((l->content[level] >> i & 1) != 0) {
            if (!text_adds(t, before, e) || !text_adds(t, names[i], e)) {
                return false;
            }
            before = " and ";
        }
    }
    return text_addc(t, '\n', e);
}

static bool add_levels(struct text *t, const struct levels *l, struct error *e)
{
    for (unsigned i = 0; i < l->count; i++) {
        if (!text_addf(t, e, "%s%.*s", i == 0 ? "  levels " : " < ", SPAN_ARGS(l->name[i]))) {
            return false;
        }
    }
    if (!text_addc(t, '\n', e)) {
        return false;
    }
    for (unsigned i = 1; i < l->count; i++) {
        if (!add_contents(t, l, i, e)) {
            return false;
        }
    }
    return true;
}

static bool add_number(struct text *t, const char *word, uint64_t n, const char *of,
                       struct error *e)
{
    return n == 0 || text_addf(t, e, "  %s %llu %s\n", word, (unsigned long long)n, of);
}

/* Of case-load, a batch is what is meant where no period stands. */
static bool add_caps(struct text *t, const char *word, const char *of, const uint64_t caps[CAPS],
                     bool batch_stands, struct error *e)
{
    bool ok = true;
    for (unsigned c = 0; ok && c < CAPS; c++) {
        bool words = c != CAP_BATCH || batch_stands;
        ok = caps[c] == 0 ||
             text_addf(t, e, "  %s %llu rows%s%s%s\n", word, (unsigned long long)caps[c], of,
                       words ? " " : "", words ? cap_words((enum cap)c) : "");
    }
    return ok;
}

static bool add_sample(struct text *t, const struct agreement_info *i, struct error *e)
{
    return i->sample == 0 || text_addf(t, e, "  sample %llu rows stop at %llu wrong\n", (unsigned long long)i->sample,
                                       (unsigned long long)i->sample_stop);
}

static bool add_review(struct text *t, const struct agreement_info *i, struct error *e)
{
    return i->review == 0 ||
           text_addf(t, e, "  review of safeguards every %u %s\n", i->review,
                     i->review_unit == PERIOD_DAY     ? "days"
                     : i->review_unit == PERIOD_MONTH ? "months"
                                                      : "years");
}

static bool add_list(struct text *t, const char *word, const struct span *list, size_t count,
                     struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!rules_format_string(t, i == 0 ? word : ",\n    ", list[i], e)) {
            return false;
        }
    }
    return count == 0 || text_addc(t, '\n', e);
}

bool rules_retention(const struct retention *r, struct text *out, struct error *e)
{
    return r->count == 0 || text_addf(out, e, "%llu %s%s", (unsigned long long)r->count, retention_unit_name(r->unit),
                                      r->or_life ? " or the life of the record" : "");
}

static bool add_retention(struct text *t, const struct retention *r, struct error *e)
{
    return r->count == 0 ||
           (text_adds(t, "  retention ", e) && rules_retention(r, t, e) && text_addc(t, '\n', e));
}

static bool add_hash(struct text *t, const uint8_t hash[32], struct error *e)
{
    return text_adds(t, "  document sha256:", e) && text_add_hex(t, hash, 32, e) &&
           text_addc(t, '\n', e);
}

bool rules_format_agreement(const struct rules *r, struct text *t, struct error *e)
{
    const struct agreement *a = &r->agreement;
    const struct agreement_info *i = &a->info;
    return rules_format_string(t, "agreement ", i->id, e) && text_addc(t, '\n', e) &&
           add_stated(t, "custodian", i->custodian, e) &&
           add_stated(t, "recipient", i->recipient, e) &&
           add_stated(t, "authority", i->authority, e) && add_purposes(t, i->purposes, e) &&
           text_adds(t, "  in force ", e) && add_instant(t, i->from, e) &&
           text_adds(t, " to ", e) &&
           add_instant(t, midnight(i->until) ? i->until - 86400000 : i->until, e) &&
           text_addc(t, '\n', e) && add_levels(t, &r->levels, e) &&
           add_elements(t, i->required.required, e) &&
           add_list(t, "  officers ", a->officers, a->officers_count, e) &&
           add_caps(t, "quota", "", i->quota, true, e) &&
           add_caps(t, "case-load", " an officer", i->case_load, false, e) &&
           add_number(t, "probing", i->probing, "rows a person", e) && add_sample(t, i, e) &&
           add_list(t, "  safeguards ", a->safeguards, a->safeguards_count, e) && add_review(t, i, e) &&
           add_retention(t, &i->retention, e) && rules_format_accounting(&i->accounting, t, e) &&
           (!i->papered || add_hash(t, i->document, e)) &&
           add_stated(t, "cites", a->cites, e);
}

/* --- clauses, orders, readings --- */

static bool add_head(struct text *t, const struct clause *c, struct error *e)
{
    static const char *const verbs[] = {"grant", "require for", "forbid", "suspend", "compel"};
    struct span of = c->info.verb == CLAUSE_SUSPEND ? c->target.text : c->level.text;
    return text_addf(t, e, "\n%s %.*s %s %.*s\n", c->order == INDEX_NONE ? "clause" : "order",
                     SPAN_ARGS(c->id.text), verbs[c->info.verb], SPAN_ARGS(of));
}

static bool add_condition(const struct rules *r, struct text *t, const char *before,
                          uint32_t node, struct error *e)
{
    return node == NODE_NONE ||
           (text_adds(t, before, e) && rules_condition_format(r, node, t, e) &&
            text_addc(t, '\n', e));
}

static bool add_dates(struct text *t, const struct clause *c, struct error *e)
{
    if (!c->dated) {
        return true;
    }
    return text_adds(t, c->order == INDEX_NONE ? "  in force from " : "  from ", e) &&
           add_instant(t, c->info.from, e) && (!c->ended || add_end(t, c->info.until, e)) &&
           (!c->reaching ||
            (text_adds(t, " reaching back to ", e) && add_instant(t, c->info.reach, e))) &&
           text_addc(t, '\n', e);
}

static bool add_order(const struct rules *r, struct text *t, const struct clause *c,
                      struct error *e)
{
    if (c->order == INDEX_NONE) {
        return true;
    }
    const struct order *o = &r->order[c->order];
    for (size_t i = 0; i < o->against_count; i++) {
        const struct against *a = &o->against[i];
        if (!text_adds(t, i == 0 ? "  against " : ", ", e) ||
            !rules_format_string(t, a->recipient ? "recipient " : "", a->name.text, e)) {
            return false;
        }
    }
    return (o->against_count == 0 || text_addc(t, '\n', e)) &&
           add_stated(t, "court", o->court, e) && add_stated(t, "docket", o->docket, e);
}

static bool add_document(const struct rules *r, struct text *t, const struct clause *c,
                         struct error *e)
{
    return c->order == INDEX_NONE || add_hash(t, r->order[c->order].document, e);
}

bool rules_format_clause(const struct rules *r, size_t index, struct text *t, struct error *e)
{
    const struct clause *c = &r->clause[index];
    bool falls = c->info.verb == CLAUSE_REQUIRE;
    struct span otherwise = c->otherwise.text.at != NULL ? c->otherwise.text : span_of("none");
    return add_head(t, c, e) && add_order(r, t, c, e) &&
           add_condition(r, t, "  ", c->condition, e) &&
           add_condition(r, t, "  when ", c->when, e) &&
           add_stated(t, "population", c->population, e) &&
           (!falls || text_addf(t, e, "  otherwise %.*s\n", SPAN_ARGS(otherwise))) &&
           add_dates(t, c, e) && (!c->only || text_adds(t, "  only in readings\n", e)) &&
           add_document(r, t, c, e) &&
           add_stated(t, "cites", c->info.cites, e);
}

static bool add_names(struct text *t, const char *before, const struct name *names, size_t count,
                      struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!text_addf(t, e, "%s%.*s", i == 0 ? before : ", ", SPAN_ARGS(names[i].text))) {
            return false;
        }
    }
    return true;
}

bool rules_format_reading(const struct rules *r, size_t index, struct text *t, struct error *e)
{
    const struct reading *g = &r->reading[index];
    if (!rules_format_string(t, "\nreading ", g->name.text, e)) {
        return false;
    }
    return add_names(t, "\n  without ", g->without, g->without_count, e) &&
           add_names(t, "\n  with ", g->with, g->with_count, e) && text_addc(t, '\n', e) &&
           add_stated(t, "cites", g->cites, e);
}

bool rules_format_invariant(const struct rules *r, size_t index, struct text *t, struct error *e)
{
    const struct invariant *i = &r->invariant[index];
    return rules_format_string(t, "\ninvariant ", i->name.text, e) &&
           text_addf(t, e, "\n  never %.*s\n", SPAN_ARGS(i->never.text)) &&
           add_condition(r, t, "  when ", i->when, e) &&
           add_condition(r, t, "  unless ", i->unless, e) &&
           add_stated(t, "population", i->population, e) &&
           (i->during.text.at == NULL ||
            text_addf(t, e, "  while %.*s acts\n", SPAN_ARGS(i->during.text))) &&
           add_stated(t, "cites", i->cites, e);
}

bool rules_format(const struct rules *r, struct text *out, struct error *e)
{
    if (r->has_agreement && !rules_format_agreement(r, out, e)) {
        return false;
    }
    for (size_t i = 0; i < r->clauses; i++) {
        if (!rules_format_clause(r, i, out, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < r->readings; i++) {
        if (!rules_format_reading(r, i, out, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < r->invariants; i++) {
        if (!rules_format_invariant(r, i, out, e)) {
            return false;
        }
    }
    return true;
}
