#include <stdio.h>

#include "base/hash.h"
#include "engine/rules/rules_parts.h"
#include "engine/rules/rules_testing.h"

struct rules *rules_of(const char *text)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"t", span_of(text), INSTANT_MIN};
    if (!rules_parse(&r, &source, 1, &e)) {
        fail_msg("%s: %s (%s)\n%s", e.code, e.text, e.hint, text);
    }
    return r;
}

void refused(const char *text, const char *code, const char *said, const char *hint)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"t", span_of(text), INSTANT_MIN};
    if (rules_parse(&r, &source, 1, &e)) {
        rules_free(r);
        fail_msg("not refused:\n%s", text);
    }
    assert_string_equal(e.text, said);
    assert_string_equal(e.code, code);
    assert_int_equal(e.category, ERROR_INPUT);
    if (strstr(e.hint, hint) == NULL) {
        fail_msg("the hint is \"%s\", not \"%s\"", e.hint, hint);
    }
}

instant instant_of(const char *s)
{
    instant t;
    assert_true(instant_parse(span_of(s), &t));
    return t;
}

const char *decided(const struct rules *r, const char *at, const char *known,
                    const char *reading, const struct facts *facts)
{
    static char said[512];
    struct error e = {0};
    struct moment *m = NULL;
    struct verdict v;
    struct levels levels;
    size_t number = reading == NULL ? SIZE_MAX : rules_reading_find(r, span_of(reading));
    assert_true(reading == NULL || number != SIZE_MAX);
    assert_true(rules_moment(&m, r, instant_of(at), instant_of(known), number, &e));
    moment_decide(m, facts, &v);
    moment_free(m);
    rules_levels(r, &levels);
    int n = snprintf(said, sizeof said, "%.*s", SPAN_ARGS(levels.name[v.level]));
    for (size_t i = 0; i < v.count; i++) {
        struct clause_info c;
        rules_clause(r, v.clause[i], &c);
        n += snprintf(said + n, sizeof said - (size_t)n, " %.*s", SPAN_ARGS(c.id));
    }
    (void)snprintf(said + n, sizeof said - (size_t)n, "%s", v.held ? " held" : "");
    assert_true(v.grant == CLAUSE_NONE || v.grant == v.clause[0]);
    return said;
}

uint64_t random_next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return hash_word(*state);
}

unsigned random_below(uint64_t *state, unsigned n)
{
    return (unsigned)(random_next(state) % n);
}

/* --- random files --- */

static const enum fact random_facts[] = {FACT_RECIPIENT, FACT_NAME, FACT_CORRESPONDENCE,
                                         FACT_PROTECTION, FACT_DUPLICATE};
enum { RANDOM_FACTS = sizeof random_facts / sizeof *random_facts };

static void put(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3);
static void put(struct text *t, const char *format, ...)
{
    char s[256];
    struct error e;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(s, sizeof s, format, args);
    va_end(args);
    assert_in_range(n, 0, sizeof s - 1);
    assert_true(text_adds(t, s, &e));
}

void random_condition(struct text *t, uint64_t *seed, unsigned depth)
{
    unsigned kind = depth == 0 ? 0 : random_below(seed, 5);
    if (kind <= 1) {
        enum fact fact = random_facts[random_below(seed, RANDOM_FACTS)];
        unsigned most = fact_values(fact) < 3 ? fact_values(fact) : 3;
        put(t, "%s", fact_phrase(fact, 1 + random_below(seed, most)));
        return;
    }
    put(t, kind == 2 ? "not (" : "(");
    random_condition(t, seed, depth - 1);
    if (kind > 2) {
        put(t, kind == 3 ? " and " : " or ");
        random_condition(t, seed, depth - 1);
    }
    put(t, ")");
}

static void random_dates(struct text *t, uint64_t *seed, bool order)
{
    unsigned from = random_below(seed, RANDOM_DAYS - 2);
    if (!order && random_below(seed, 3) != 0) {
        return;
    }
    put(t, order ? " from 2025-03-%02u" : " in force from 2025-03-%02u", from + 1);
    if (random_below(seed, 3) == 0) {
        put(t, " to 2025-03-%02u", from + 1 + random_below(seed, 6));
    }
    if (random_below(seed, 3) == 0) {
        put(t, " reaching back to 2025-03-%02u", from + 1 - random_below(seed, from + 1));
    }
}

static void random_clause(struct random_file *f, int i, uint64_t *seed)
{
    static const char *const levels[] = {"none", "count", "match", "address"};
    struct text *t = &f->clause[i];
    unsigned level = 1 + random_below(seed, 3);
    bool order = i > RANDOM_CLAUSES / 2;
    unsigned verb = i == 0 ? 0 : order ? 1 + random_below(seed, 4) : random_below(seed, 3);
    f->target[i] = -1;
    put(t, "%s C/%d ", order ? "order" : "clause", i);
    if (verb == 3) { /* only what stands before it: no circles */
        f->target[i] = (int)random_below(seed, (unsigned)i);
        put(t, "suspend C/%d", f->target[i]);
    } else if (verb == 1) {
        put(t, "require for %s ", levels[level]);
        random_condition(t, seed, 3);
        put(t, " otherwise %s", levels[random_below(seed, level)]);
    } else {
        put(t, "%s %s", verb == 0 ? "grant" : verb == 4 ? "compel" : "forbid", levels[level]);
    }
    if (verb == 0 || (verb != 3 && random_below(seed, 2) == 0)) {
        put(t, " when ");
        random_condition(t, seed, 3);
    }
    if (order && random_below(seed, 8) == 0) {
        put(t, " against \"B\"");
    }
    random_dates(t, seed, order);
    put(t, order ? " document sha256:%064x cites \"O\"\n" : " cites \"C\"\n", 7);
}

static void random_invariant(struct random_file *f, int i, uint64_t *seed)
{
    static const char *const levels[] = {"count", "match", "address"};
    struct text *t = &f->invariant[i];
    put(t, "invariant \"i%d\" never %s", i, levels[random_below(seed, 3)]);
    if (random_below(seed, 2) == 0) {
        put(t, " when ");
        random_condition(t, seed, 2);
    }
    if (random_below(seed, 2) == 0) {
        put(t, " unless ");
        random_condition(t, seed, 2);
    }
    if (random_below(seed, 2) == 0) {
        put(t, " while C/%u acts", random_below(seed, RANDOM_CLAUSES));
    }
    put(t, " cites \"I\"\n");
}

void random_file_make(struct random_file *f, uint64_t *seed)
{
    *f = (struct random_file){0};
    put(&f->agreement, "agreement \"A\" in force 2025-03-%02u to 2025-03-%02u cites \"M\"\n",
        1 + random_below(seed, 3), RANDOM_DAYS - 3 + random_below(seed, 3));
    for (int i = 0; i < RANDOM_CLAUSES; i++) {
        random_clause(f, i, seed);
    }
    put(&f->reading, "reading \"r\" without C/%u, C/%u cites \"R\"\n",
        random_below(seed, RANDOM_CLAUSES), random_below(seed, RANDOM_CLAUSES));
    for (int i = 0; i < RANDOM_INVARIANTS; i++) {
        random_invariant(f, i, seed);
    }
}

void random_file_free(struct random_file *f)
{
    text_free(&f->agreement);
    text_free(&f->reading);
    for (int i = 0; i < RANDOM_CLAUSES; i++) {
        text_free(&f->clause[i]);
    }
    for (int i = 0; i < RANDOM_INVARIANTS; i++) {
        text_free(&f->invariant[i]);
    }
}

struct rules *random_file_rules(const struct random_file *f, const bool skip[RANDOM_CLAUSES])
{
    struct text t = {0};
    bool out[RANDOM_CLAUSES] = {false};
    put(&t, "%s", f->agreement.at);
    for (int i = 0; i < RANDOM_CLAUSES; i++) {
        struct error e;
        out[i] = skip != NULL && (skip[i] || (f->target[i] >= 0 && out[f->target[i]]));
        assert_true(out[i] || text_add(&t, text_span(&f->clause[i]), &e));
    }
    for (int i = 0; skip == NULL && i <= RANDOM_INVARIANTS; i++) {
        struct error e;
        assert_true(text_add(
            &t, text_span(i < RANDOM_INVARIANTS ? &f->invariant[i] : &f->reading), &e));
    }
    struct rules *r = rules_of(t.at);
    text_free(&t);
    return r;
}

int kleene_of(const struct rules *r, uint32_t node, const struct facts *facts)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        unsigned v = facts->value[n->fact];
        return v == 0 ? 1 : v == n->value ? 2 : 0;
    }
    int t = n->kind == NODE_OR ? 0 : 2;
    if (n->kind == NODE_NOT) {
        return 2 - kleene_of(r, n->first, facts);
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        int one = kleene_of(r, c, facts);
        t = n->kind == NODE_OR ? (one > t ? one : t) : (one < t ? one : t);
    }
    return t;
}

bool cube_holds(const struct cube *cube, const struct facts *facts)
{
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        if (cube->mask[f] != 0 && (cube->mask[f] >> facts->value[f] & 1) == 0) {
            return false;
        }
    }
    return true;
}

instant random_day(int n)
{
    return date_instant(20250301) + n * (instant)86400000 + 43200000;
}

static void combinations_begin(struct combinations *c, struct facts *out)
{
    c->begun = true;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        struct column column;
        if (c->named[f] == 0) {
            continue;
        }
        rules_classify(&column, (enum fact)f, c->named[f]);
        c->column[c->count].fact = (uint8_t)f;
        c->column[c->count].classes = (uint8_t)column.count;
        for (size_t k = 0; k < column.count; k++) {
            c->column[c->count].value[k] = column.class[k].value;
        }
        out->value[f] = column.class[0].value;
        c->count++;
    }
}

bool combinations_next(struct combinations *c, struct facts *out)
{
    if (!c->begun) {
        combinations_begin(c, out);
        return true;
    }
    for (unsigned i = c->count; i-- > 0;) {
        bool more = c->column[i].place + 1 < c->column[i].classes;
        c->column[i].place = more ? (uint8_t)(c->column[i].place + 1) : 0;
        out->value[c->column[i].fact] = c->column[i].value[c->column[i].place];
        if (more) {
            return true;
        }
    }
    return false;
}
