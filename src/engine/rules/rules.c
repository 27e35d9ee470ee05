#include "engine/rules/rules.h"

#include <assert.h>

#include <utf8proc.h>

#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* What others see of parsed rules. */

void rules_free(struct rules *r)
{
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < r->orders; i++) {
        memory_free(r->order[i].against);
    }
    for (size_t i = 0; i < r->readings; i++) {
        memory_free(r->reading[i].without);
        memory_free(r->reading[i].with);
    }
    memory_free(r->order);
    memory_free(r->reading);
    memory_free(r->invariant);
    memory_free(r->agreement.officers);
    memory_free(r->agreement.safeguards);
    memory_free(r->node);
    memory_free(r->clause);
    dictionary_free(r->officers);
    arena_free(r->arena);
    memory_free(r);
}

void rules_hash(const struct rules *r, uint8_t out[32])
{
    memcpy(out, r->hash, sizeof r->hash);
}

bool rules_agreement(const struct rules *r, struct agreement_info *out)
{
    if (r->has_agreement) {
        *out = r->agreement.info;
        out->officers = dictionary_count(r->officers);
    }
    return r->has_agreement;
}

struct span rules_safeguard(const struct rules *r, unsigned index)
{
    assert(index < r->agreement.safeguards_count);
    return r->agreement.safeguards[index];
}

const char *cap_words(enum cap cap)
{
    static const char *const words[CAPS] = {"a batch", "a day", "a week", "a month", "a year", "in all"};
    assert(cap < CAPS);
    return words[cap];
}

bool cap_period(enum cap cap, enum period *out)
{
    *out = cap == CAP_DAY     ? PERIOD_DAY
           : cap == CAP_WEEK  ? PERIOD_WEEK
           : cap == CAP_MONTH ? PERIOD_MONTH
                              : PERIOD_YEAR;
    return cap != CAP_BATCH && cap != CAP_ALL;
}

void rules_levels(const struct rules *r, struct levels *out)
{
    *out = r->levels;
}

size_t rules_clauses(const struct rules *r)
{
    return r->clauses;
}

void rules_clause(const struct rules *r, size_t index, struct clause_info *out)
{
    assert(index < r->clauses);
    *out = r->clause[index].info;
}

size_t rules_clause_find(const struct rules *r, struct span id)
{
    for (size_t i = 0; i < r->clauses; i++) {
        if (span_equal(r->clause[i].id.text, id)) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t rules_target(const struct rules *r, size_t index)
{
    assert(index < r->clauses);
    return r->clause[index].target_index;
}

/* A requirement with `when` reads as one condition: outside of it, or fulfilled. */
bool rules_condition(const struct rules *r, size_t index, struct text *out, struct error *e)
{
    assert(index < r->clauses);
    const struct clause *c = &r->clause[index];
    uint32_t node = c->info.verb == CLAUSE_REQUIRE ? c->goal : c->when;
    return node == NODE_NONE || rules_condition_format(r, node, out, e);
}

bool rules_unconditional(const struct rules *r, size_t index)
{
    assert(index < r->clauses);
    const struct clause *c = &r->clause[index];
    return c->goal == NODE_NONE && c->info.verb != CLAUSE_GRANT && c->info.verb != CLAUSE_SUSPEND;
}

size_t rules_readings(const struct rules *r)
{
    return r->readings;
}

struct span rules_reading(const struct rules *r, size_t index)
{
    assert(index < r->readings);
    return r->reading[index].name.text;
}

struct span rules_reading_cites(const struct rules *r, size_t index)
{
    assert(index < r->readings);
    return r->reading[index].cites;
}

size_t rules_reading_find(const struct rules *r, struct span name)
{
    for (size_t i = 0; i < r->readings; i++) {
        if (span_equal(r->reading[i].name.text, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

struct span rules_population(const struct rules *r, unsigned place)
{
    assert(place < POPULATIONS);
    return r->population[place];
}

struct span rules_clause_population(const struct rules *r, size_t index)
{
    assert(index < r->clauses);
    return r->clause[index].population;
}

size_t rules_invariants(const struct rules *r)
{
    return r->invariants;
}

void rules_invariant(const struct rules *r, size_t index, struct invariant_info *out)
{
    assert(index < r->invariants);
    const struct invariant *i = &r->invariant[index];
    *out = (struct invariant_info){.name = i->name.text,
                                   .cites = i->cites,
                                   .during = i->during.text,
                                   .level = i->level,
                                   .clause = i->clause};
}

size_t rules_orders(const struct rules *r)
{
    return r->orders;
}

/* Whether a clause, while it acts, lowers. A suspension does the opposite of
 * what it pauses; of an unknown clause it may raise. Suspensions make no circle. */
static bool lowers(const struct rules *r, const struct clause *c)
{
    bool flip = false;
    while (c->info.verb == CLAUSE_SUSPEND) {
        if (c->target_index == INDEX_NONE) {
            return false;
        }
        flip = !flip;
        c = &r->clause[c->target_index];
    }
    return (c->info.verb != CLAUSE_GRANT) != flip;
}

void rules_order(const struct rules *r, size_t index, struct order_info *out)
{
    assert(index < r->orders);
    const struct order *o = &r->order[index];
    const struct clause *c = &r->clause[o->clause];
    *out = (struct order_info){
        .id = c->id.text,
        .cites = c->info.cites,
        .court = o->court,
        .docket = o->docket,
        .from = c->info.from,
        .until = c->info.until,
        .clause = o->clause,
        /* what a suspension against another agreement pauses is not known here */
        .lowers = lowers(r, c) && !(c->elsewhere && c->info.verb == CLAUSE_SUSPEND),
        .elsewhere = c->elsewhere,
    };
    memcpy(out->document, o->document, sizeof out->document);
}

bool rules_order_against(const struct rules *r, size_t index, size_t k, struct span *name, bool *recipient)
{
    assert(index < r->orders);
    const struct order *o = &r->order[index];
    if (k < o->against_count) {
        *name = o->against[k].name.text;
        *recipient = o->against[k].recipient;
    }
    return k < o->against_count;
}

struct span rules_object(const struct rules *r, size_t index)
{
    assert(index < r->clauses);
    const struct clause *c = &r->clause[index];
    return c->info.verb == CLAUSE_SUSPEND ? c->target.text : c->level.text;
}

bool rules_acts(const struct rules *r, instant at, instant known, bool *acts, struct error *e)
{
    return rules_acting(r, at, known, SIZE_MAX, acts, e);
}

/* --- officers --- */

/* Unicode case folding over the canonical decomposition (UAX 15, UTS 18 level
 * 1), then runs of blanks as one. */
bool rules_fold(struct span name, char out[FOLDED_SIZE], size_t *len)
{
    enum { MOST = OFFICER_MOST * 4 };
    utf8proc_int32_t folded[MOST];
    name = span_trim(name);
    *len = 0;
    if (name.len == 0) {
        return true;
    }
    utf8proc_ssize_t n =
        name.len > OFFICER_MOST
            ? -1
            : utf8proc_decompose((const utf8proc_uint8_t *)name.at, (utf8proc_ssize_t)name.len,
                                 folded, MOST,
                                 UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
    if (n < 0 || n > MOST) {
        return false;
    }
    bool blank = true;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        bool is = folded[i] == ' ' || folded[i] == '\t' || folded[i] == 0xA0;
        if (!is || !blank) {
            utf8proc_int32_t c = is ? ' ' : folded[i];
            *len += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out + *len);
        }
        blank = is;
    }
    return true;
}

bool rules_officer(const struct rules *r, struct span name)
{
    char folded[FOLDED_SIZE];
    size_t len;
    uint32_t id;
    bool on = rules_fold(name, folded, &len) && len > 0 &&
              dictionary_find(r->officers, (struct span){folded, len}, &id);
    memory_wipe(folded, sizeof folded);
    return on;
}
