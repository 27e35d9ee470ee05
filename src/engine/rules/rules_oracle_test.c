#include <stdio.h>

#include "base/memory.h"

#include "engine/rules/rules_testing.h"

/* Thousands of random rule files (a fixed seed), decided by the engine and by a
 * second, slow reading of DESIGN section 5 that shares no code with it; and the
 * properties of invariant I4 on the same files.
 *
 * The oracle keeps its own trees, walks them recursively with three truth
 * values, and takes each sentence as it stands: a grant counts when true; a
 * require bites unless true; a forbid unless false; each counting grant yields
 * the lowest of its level and of what bites at it; the highest yield is the
 * level; a row is held where something compels more and a command forbids it. */

enum truth { NO, MAYBE, YES };
enum { NODES = 40, CLAUSES = 9, FILES = 1000, VECTORS = 24, DAYS = 12 };

static const enum fact tested[] = {FACT_RECIPIENT, FACT_NAME, FACT_ADDRESS,
                                   FACT_BY_NAME_ADDRESS, FACT_PROTECTION};
enum { TESTED = sizeof tested / sizeof *tested };

struct tree {
    char kind; /* '=' '!' '&' '|' */
    enum fact fact;
    unsigned value;
    int left, right;
};

struct made {
    enum clause_verb verb;
    int level, otherwise;
    int when, condition; /* trees, -1 none */
    int target;          /* suspend */
    bool order, dated, ended, reaches, elsewhere;
    bool only;                   /* in readings */
    enum { AN_AGREEMENT, THE_RECIPIENT, A_STRANGER } against;
    int from, to, reach; /* days; `to` is the last one */
    char id[16];
};

struct file {
    struct tree tree[CLAUSES * NODES];
    int trees;
    struct made clause[CLAUSES];
    int clauses;
    int from, to;      /* the agreement */
    int entered[2];    /* days: of the agreement's file, of the orders' file */
    bool out[CLAUSES]; /* left out by the reading "r" */
};

/* --- making --- */

static int grow(struct file *f, uint64_t *seed, int depth)
{
    int at = f->trees++;
    unsigned kind = depth == 0 ? 0 : random_below(seed, 5);
    struct tree *t = &f->tree[at];
    if (kind <= 1) {
        enum fact fact = tested[random_below(seed, TESTED)];
        *t = (struct tree){'=', fact, 1 + random_below(seed, fact_values(fact)), -1, -1};
        if (random_below(seed, 2) == 0) { /* few values, so that clauses meet */
            t->value = 1;
        }
    } else if (kind == 2) {
        int left = grow(f, seed, depth - 1);
        f->tree[at] = (struct tree){'!', 0, 0, left, -1};
    } else {
        int left = grow(f, seed, depth - 1), right = grow(f, seed, depth - 1);
        f->tree[at] = (struct tree){kind == 3 ? '&' : '|', 0, 0, left, right};
    }
    return at;
}

static void make_dates(struct made *c, uint64_t *seed)
{
    c->dated = c->order || random_below(seed, 3) == 0;
    c->from = (int)random_below(seed, DAYS - 2);
    c->ended = c->dated && random_below(seed, 2) == 0;
    c->to = c->from + (int)random_below(seed, 6);
    c->reaches = c->dated && random_below(seed, 2) == 0;
    c->reach = c->from - (int)random_below(seed, (unsigned)c->from + 1);
}

static void make_clause(struct file *f, uint64_t *seed)
{
    struct made *c = &f->clause[f->clauses];
    *c = (struct made){.when = -1, .condition = -1, .target = -1};
    (void)snprintf(c->id, sizeof c->id, "C/%d", f->clauses);
    /* The first are the agreement's, of which one is a grant; then orders. */
    c->order = f->clauses >= CLAUSES / 2 + 1;
    c->verb = f->clauses == 0 ? CLAUSE_GRANT
                              : (enum clause_verb)(c->order ? 1 + random_below(seed, 4) : random_below(seed, 3));
    c->against = c->order && random_below(seed, 4) == 0 ? THE_RECIPIENT + random_below(seed, 2)
                                                        : AN_AGREEMENT;
    c->elsewhere = c->order && (c->against == A_STRANGER ? c->verb == CLAUSE_SUSPEND
                                                         : c->against == AN_AGREEMENT &&
                                                               random_below(seed, 8) == 0);
    c->only = !c->order && f->clauses > 0 && random_below(seed, 6) == 0;
    c->level = 1 + (int)random_below(seed, 3);
    if (c->verb == CLAUSE_SUSPEND) { /* only what stands before it: no circles */
        c->target = (int)random_below(seed, (unsigned)f->clauses);
    }
    if (c->verb == CLAUSE_GRANT || (c->verb != CLAUSE_SUSPEND && random_below(seed, 2) == 0)) {
        c->when = grow(f, seed, 3);
    }
    if (c->verb == CLAUSE_REQUIRE) {
        c->condition = grow(f, seed, 3);
        c->otherwise = (int)random_below(seed, (unsigned)c->level);
    }
    make_dates(c, seed);
    f->out[f->clauses] = !c->only && random_below(seed, 4) == 0;
    f->clauses++;
}

static void make_file(struct file *f, uint64_t *seed)
{
    *f = (struct file){0};
    f->from = (int)random_below(seed, 3);
    f->to = DAYS - 3 + (int)random_below(seed, 3);
    f->entered[0] = random_below(seed, 4) == 0 ? (int)random_below(seed, DAYS) : -1;
    f->entered[1] = random_below(seed, 2) == 0 ? (int)random_below(seed, DAYS) : -1;
    while (f->clauses < CLAUSES) {
        make_clause(f, seed);
    }
    f->out[0] = true; /* so that the reading names something */
}

/* --- writing --- */

static const char *const level_names[] = {"none", "count", "match", "address"};

static void put(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3);
static void put(struct text *t, const char *format, ...)
{
    char s[400];
    struct error e;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(s, sizeof s, format, args);
    va_end(args);
    assert_true(text_adds(t, s, &e));
}

/* Fully parenthesised: the oracle does not know of precedence. */
static void put_tree(struct text *t, const struct file *f, int at)
{
    const struct tree *n = &f->tree[at];
    if (n->kind == '=') {
        put(t, "%s", fact_phrase(n->fact, n->value));
        return;
    }
    put(t, n->kind == '!' ? "not (" : "(");
    put_tree(t, f, n->left);
    if (n->kind != '!') {
        put(t, n->kind == '&' ? ") and (" : ") or (");
        put_tree(t, f, n->right);
    }
    put(t, ")");
}

static void put_clause(struct text *t, const struct file *f, const struct made *c)
{
    static const char *const verbs[] = {"grant", "require for", "forbid", "suspend", "compel"};
    put(t, "%s %s %s %s\n", c->order ? "order" : "clause", c->id, verbs[c->verb],
        c->verb == CLAUSE_SUSPEND ? f->clause[c->target].id : level_names[c->level]);
    if (c->condition >= 0) {
        put_tree(t, f, c->condition);
        put(t, "\n otherwise %s\n", level_names[c->otherwise]);
    }
    if (c->when >= 0) {
        put(t, " when ");
        put_tree(t, f, c->when);
        put(t, "\n");
    }
    if (c->dated) {
        put(t, " from 2025-03-%02d\n", c->from + 1);
    }
    if (c->ended) {
        put(t, " to 2025-03-%02d\n", c->to + 1);
    }
    if (c->reaches) {
        put(t, " reaching back to 2025-03-%02d\n", c->reach + 1);
    }
    if (c->order) {
        put(t, " against %s\"%s\"\n" PAPER, c->against != AN_AGREEMENT ? "recipient " : "",
            c->against == A_STRANGER ? "S" : c->against == THE_RECIPIENT ? "r" : c->elsewhere ? "B" : "A");
    } else {
        put(t, "%s cites \"C\"\n", c->only ? " only in readings" : "");
    }
}

static instant day(int n)
{
    return n < 0 ? INSTANT_MIN : instant_of("2025-03-01") + (instant)n * 86400000;
}

/* The clauses of a file but those that `skip` names, in the order of `order`. */
static struct rules *written(const struct file *f, const int *order, const bool *skip)
{
    struct text t[2] = {{0}, {0}};
    struct error e = {0};
    struct rules *r = NULL;
    bool any = false;
    put(&t[0], "agreement \"A\" recipient \"R\" in force 2025-03-%02d to 2025-03-%02d cites \"M\"\n",
        f->from + 1, f->to + 1);
    put(&t[1], "# orders\n");
    for (int i = 0; i < f->clauses; i++) {
        int at = order == NULL ? i : order[i];
        const struct made *c = &f->clause[at];
        if (skip == NULL || !skip[at]) {
            put_clause(&t[c->order], f, c);
        }
    }
    for (int i = 0; i < f->clauses; i++) {
        if (f->out[i] && (skip == NULL || !skip[i])) {
            put(&t[0], any ? ", %s" : "reading \"r\" without %s", f->clause[i].id);
            any = true;
        }
    }
    bool with = false;
    for (int i = 0; i < f->clauses; i++) {
        if (any && f->clause[i].only && (skip == NULL || !skip[i])) {
            put(&t[0], with ? ", %s" : " with %s", f->clause[i].id);
            with = true;
        }
    }
    put(&t[0], any ? " cites \"L\"\n" : "\n");
    struct rules_source sources[] = {{"a", text_span(&t[0]), day(f->entered[0])},
                                     {"o", text_span(&t[1]), day(f->entered[1])}};
    if (!rules_parse(&r, sources, 2, &e)) {
        fail_msg("%s\n%s%s", e.text, t[0].at, t[1].at);
    }
    text_free(&t[0]);
    text_free(&t[1]);
    return r;
}

/* --- the oracle --- */

static enum truth truth_of(const struct file *f, int at, const struct facts *facts)
{
    const struct tree *n = &f->tree[at];
    if (n->kind == '=') {
        unsigned v = facts->value[n->fact];
        return v == 0 ? MAYBE : v == n->value ? YES : NO;
    }
    enum truth a = truth_of(f, n->left, facts);
    if (n->kind == '!') {
        return a == YES ? NO : a == NO ? YES : MAYBE;
    }
    enum truth b = truth_of(f, n->right, facts);
    if (n->kind == '&') {
        return a == NO || b == NO ? NO : a == YES && b == YES ? YES : MAYBE;
    }
    return a == YES || b == YES ? YES : a == NO && b == NO ? NO : MAYBE;
}

static bool acts(const struct file *f, int i, int at, int known, bool reading)
{
    const struct made *c = &f->clause[i];
    int from = c->dated ? c->from : f->from;
    int last = c->ended ? c->to : c->dated ? 1000 : f->to;
    int reach = c->reaches ? c->reach : from;
    if (c->elsewhere || (reading ? f->out[i] : c->only) || f->entered[c->order] > known || at > last) {
        return false;
    }
    if (from > at && (reach > at || from > known)) {
        return false;
    }
    if (c->verb == CLAUSE_GRANT && (f->entered[0] > known || at < f->from || at > f->to)) {
        return false;
    }
    for (int s = 0; s < f->clauses; s++) {
        if (f->clause[s].target == i && acts(f, s, at, known, reading)) {
            return false;
        }
    }
    return true;
}

/* Whether the row is among those that a clause is about. */
static enum truth about(const struct file *f, const struct made *c, const struct facts *facts)
{
    enum truth when = c->when < 0 ? YES : truth_of(f, c->when, facts);
    unsigned recipient = facts->value[FACT_RECIPIENT];
    enum truth stranger = recipient == 0                    ? MAYBE
                          : recipient == RECIPIENT_IS_OTHER ? YES
                                                            : NO;
    return c->against == A_STRANGER && stranger < when ? stranger : when;
}

static bool bites(const struct file *f, const struct made *c, int grant,
                  const struct facts *facts)
{
    enum truth when = about(f, c, facts);
    if (grant < c->level) {
        return false;
    }
    if (c->verb == CLAUSE_FORBID) {
        return when != NO;
    }
    /* a requirement with `when`: of the rows outside it asks nothing */
    return c->verb == CLAUSE_REQUIRE && when != NO && truth_of(f, c->condition, facts) != YES;
}

/* acting: what acts() says of each clause. */
static int oracle(const struct file *f, const struct facts *facts, const bool *acting)
{
    int level = 0;
    for (int g = 0; g < f->clauses; g++) {
        const struct made *grant = &f->clause[g];
        if (grant->verb != CLAUSE_GRANT || !acting[g] ||
            truth_of(f, grant->when, facts) != YES) {
            continue;
        }
        int yield = grant->level;
        for (int i = 0; i < f->clauses; i++) {
            const struct made *c = &f->clause[i];
            if (acting[i] && bites(f, c, grant->level, facts)) {
                int fall = c->verb == CLAUSE_FORBID ? c->level - 1 : c->otherwise;
                yield = fall < yield ? fall : yield;
            }
        }
        level = yield > level ? yield : level;
    }
    return level;
}

/* Some grant would yield the level if nothing but the agreement's requirements bit. */
static bool commands_alone(const struct file *f, const struct facts *facts, const bool *acting, int level)
{
    for (int g = 0; g < f->clauses; g++) {
        const struct made *grant = &f->clause[g];
        bool would = grant->verb == CLAUSE_GRANT && acting[g] && grant->level >= level &&
                     truth_of(f, grant->when, facts) == YES;
        for (int i = 0; i < f->clauses && would; i++) {
            const struct made *c = &f->clause[i];
            would = !(acting[i] && c->verb == CLAUSE_REQUIRE && !c->order &&
                      bites(f, c, grant->level, facts) && c->otherwise < level);
        }
        if (would) {
            return true;
        }
    }
    return false;
}

static bool oracle_holds(const struct file *f, const struct facts *facts, const bool *acting, int level)
{
    for (int i = 0; i < f->clauses; i++) {
        const struct made *c = &f->clause[i];
        if (c->verb != CLAUSE_COMPEL || !acting[i] || c->level <= level || about(f, c, facts) == NO) {
            continue;
        }
        for (int k = 0; k < f->clauses; k++) {
            const struct made *s = &f->clause[k];
            bool command = s->verb == CLAUSE_FORBID || (s->verb == CLAUSE_REQUIRE && s->order);
            if (acting[k] && command && bites(f, s, c->level, facts) &&
                (level > 0 || commands_alone(f, facts, acting, c->level))) {
                return true;
            }
        }
    }
    return false;
}

/* --- comparing --- */

static void make_facts(struct facts *facts, uint64_t *seed)
{
    *facts = (struct facts){0};
    for (size_t i = 0; i < TESTED; i++) {
        unsigned v = random_below(seed, fact_values(tested[i]) + 4);
        facts->value[tested[i]] = (uint8_t)(v > fact_values(tested[i]) ? 1 : v);
    }
}

struct look {
    struct moment *moment;
    bool acting[CLAUSES];      /* by the oracle */
    bool acting_then[CLAUSES]; /* the same without hindsight */
};

static struct look look_at(const struct file *f, const struct rules *r, int at, int known,
                           bool reading)
{
    struct look look = {.moment = NULL};
    struct error e = {0};
    instant noon = 43200000; /* within the day, not at its edge */
    assert_true(rules_moment(&look.moment, r, day(at) + noon, day(known) + noon,
                             reading ? 0 : SIZE_MAX, &e));
    for (int i = 0; i < f->clauses; i++) {
        look.acting[i] = acts(f, i, at, known, reading);
        look.acting_then[i] = acts(f, i, at, at, reading);
    }
    return look;
}

static struct look random_look(const struct file *f, const struct rules *r, uint64_t *seed)
{
    int at = (int)random_below(seed, DAYS);
    int known = at + (int)random_below(seed, 2) * (int)random_below(seed, DAYS);
    return look_at(f, r, at, known, random_below(seed, 3) == 0);
}

static int level_of(const struct look *look, const struct facts *facts)
{
    struct verdict v;
    moment_decide(look->moment, facts, &v);
    return v.level;
}

static bool held_by(const struct look *look, const struct facts *facts)
{
    struct verdict v;
    moment_decide(look->moment, facts, &v);
    return v.held;
}

/* The clauses that a verdict names explain its level. */
static void check_named(const struct file *f, const struct look *look,
                        const struct facts *facts)
{
    struct verdict v;
    int last = -1, low;
    moment_decide(look->moment, facts, &v);
    if (v.held) {
        return; /* what compels and what stands against it are listed too */
    }
    if (v.count == 0) {
        assert_int_equal(v.level, 0);
        assert_int_equal(v.grant, CLAUSE_NONE);
        return;
    }
    assert_false(v.more); /* nine clauses fit */
    const struct made *g = &f->clause[v.grant];
    assert_int_equal(v.clause[0], v.grant);
    assert_int_equal(g->verb, CLAUSE_GRANT);
    assert_int_equal(truth_of(f, g->when, facts), YES);
    low = g->level;
    for (int i = 1; i < v.count; i++) {
        const struct made *c = &f->clause[v.clause[i]];
        assert_true((int)v.clause[i] > last); /* the order of the sources */
        last = v.clause[i];
        assert_true(look->acting[last]);
        assert_true(bites(f, c, g->level, facts));
        int fall = c->verb == CLAUSE_FORBID ? c->level - 1 : c->otherwise;
        low = fall < low ? fall : low;
    }
    assert_int_equal(low, v.level);
    for (int i = 0; i < f->clauses;
         i++) { /* no counting grant of a higher level yields as much */
        const struct made *c = &f->clause[i];
        if (c->verb == CLAUSE_GRANT && look->acting[i] && truth_of(f, c->when, facts) == YES &&
            v.level == 0) {
            assert_true(c->level < g->level || (c->level == g->level && i >= v.grant));
        }
    }
}

static void decides_as_the_oracle_does(void **state)
{
    (void)state;
    uint64_t seed = 20250407;
    size_t seen[4] = {0}, hindsight = 0, paused = 0, holds = 0;
    for (int i = 0; i < 2 * FILES; i++) {
        struct file f;
        struct facts facts;
        make_file(&f, &seed);
        struct rules *r = written(&f, NULL, NULL);
        for (int m = 0; m < 3; m++) {
            struct look look = random_look(&f, r, &seed);
            for (int k = 0; k < VECTORS; k++) {
                make_facts(&facts, &seed);
                int want = oracle(&f, &facts, look.acting);
                struct verdict v;
                moment_decide(look.moment, &facts, &v);
                assert_int_equal(v.level, want);
                assert_int_equal(v.held, oracle_holds(&f, &facts, look.acting, want));
                holds += v.held;
                assert_true((unsigned)want <= moment_most(look.moment));
                check_named(&f, &look, &facts);
                seen[want]++;
                hindsight += want != oracle(&f, &facts, look.acting_then);
            }
            moment_free(look.moment);
            for (int s = 0; s < f.clauses; s++) {
                paused += f.clause[s].target >= 0 && look.acting[s];
            }
        }
        rules_free(r);
    }
    for (int level = 0; level < 4; level++) { /* the files were no trivial ones */
        assert_true(seen[level] > 1000);
    }
    assert_true(hindsight > 500);
    assert_true(holds > 500);
    assert_true(paused > 200);
}

/* On every day that a moment says it serves, the oracle has the same clauses acting. */
static void a_moment_holds_as_the_oracle_does(void **state)
{
    (void)state;
    uint64_t seed = 11;
    size_t held = 0;
    for (int i = 0; i < FILES; i++) {
        struct file f;
        make_file(&f, &seed);
        struct rules *r = written(&f, NULL, NULL);
        int at = (int)random_below(&seed, DAYS), known = (int)random_below(&seed, DAYS);
        struct look look = look_at(&f, r, at, known, false);
        for (int d = 0; d < DAYS; d++) {
            for (int c = 0; moment_holds(look.moment, day(d) + 43200000) && c < f.clauses; c++) {
                assert_int_equal(acts(&f, c, d, known, false), look.acting[c]);
                held += d != at;
            }
        }
        moment_free(look.moment);
        rules_free(r);
    }
    assert_true(held > 1000);
}

/* Parsing the canonical form gives the same form, hash and levels. */
static void the_canonical_form_decides_the_same(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 500; i++) {
        struct file f;
        struct facts facts;
        struct error e = {0};
        struct text once = {0}, twice = {0};
        uint8_t a[32], b[32];
        make_file(&f, &seed);
        f.entered[0] = f.entered[1] = -1; /* one source has one instant of entry */
        struct rules *r = written(&f, NULL, NULL), *again = NULL;
        assert_true(rules_format(r, &once, &e));
        struct rules_source source = {"c", text_span(&once), INSTANT_MIN};
        assert_true(rules_parse(&again, &source, 1, &e));
        assert_true(rules_format(again, &twice, &e));
        assert_string_equal(once.at, twice.at);
        rules_hash(r, a);
        rules_hash(again, b);
        assert_memory_equal(a, b, 32);
        struct look one = look_at(&f, r, 5, 9, true), two = look_at(&f, again, 5, 9, true);
        for (int k = 0; k < VECTORS; k++) {
            make_facts(&facts, &seed);
            assert_int_equal(level_of(&one, &facts), level_of(&two, &facts));
        }
        moment_free(one.moment);
        moment_free(two.moment);
        text_free(&once);
        text_free(&twice);
        rules_free(r);
        rules_free(again);
    }
}

/* --- I4, fail closed --- */

static void I4_hiding_a_fact_never_raises(void **state)
{
    (void)state;
    uint64_t seed = 4001;
    size_t lowered = 0;
    for (int i = 0; i < FILES; i++) {
        struct file f;
        struct facts facts;
        make_file(&f, &seed);
        struct rules *r = written(&f, NULL, NULL);
        struct look look = random_look(&f, r, &seed);
        for (int k = 0; k < VECTORS; k++) {
            make_facts(&facts, &seed);
            int before = level_of(&look, &facts);
            for (size_t t = 0; t < TESTED; t++) {
                struct facts hidden = facts;
                hidden.value[tested[t]] = 0;
                int after = level_of(&look, &hidden);
                assert_true(after <= before);
                assert_true(!held_by(&look, &facts) || held_by(&look, &hidden) || after == 0);
                lowered += after < before;
            }
        }
        moment_free(look.moment);
        rules_free(r);
    }
    assert_true(lowered > 500);
}

static void I4_adding_a_require_or_forbid_never_raises(void **state)
{
    (void)state;
    uint64_t seed = 4002;
    size_t lowered = 0;
    for (int i = 0; i < FILES; i++) {
        struct file f;
        struct facts facts;
        bool skip[CLAUSES] = {false};
        make_file(&f, &seed);
        int added = 1 + (int)random_below(&seed, CLAUSES - 1);
        if (f.clause[added].verb == CLAUSE_SUSPEND || f.clause[added].verb == CLAUSE_GRANT) {
            continue;
        }
        skip[added] = true;
        for (int s = added; s < CLAUSES; s++) { /* what suspends it cannot stand without it */
            skip[s] = skip[s] || (f.clause[s].target >= 0 && skip[f.clause[s].target]);
        }
        struct rules *without = written(&f, NULL, skip);
        skip[added] = false;
        struct rules *with = written(&f, NULL, skip);
        struct look a = look_at(&f, without, 6, 9, false), b = look_at(&f, with, 6, 9, false);
        for (int k = 0; k < VECTORS; k++) {
            make_facts(&facts, &seed);
            int before = level_of(&a, &facts), after = level_of(&b, &facts);
            assert_true(after <= before);
            assert_true(!held_by(&a, &facts) || held_by(&b, &facts) || after == 0);
            lowered += after < before;
        }
        moment_free(a.moment);
        moment_free(b.moment);
        rules_free(without);
        rules_free(with);
    }
    assert_true(lowered > 100);
}

static void I4_the_order_of_clauses_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 4003;
    for (int i = 0; i < FILES; i++) {
        struct file f;
        struct facts facts;
        int order[CLAUSES];
        make_file(&f, &seed);
        for (int k = 0; k < CLAUSES; k++) { /* Fisher and Yates, inside out */
            int j = (int)random_below(&seed, (unsigned)k + 1);
            order[k] = order[j];
            order[j] = k;
        }
        struct rules *r = written(&f, NULL, NULL), *other = written(&f, order, NULL);
        struct look a = look_at(&f, r, 6, 9, i % 2 == 0),
                    b = look_at(&f, other, 6, 9, i % 2 == 0);
        for (int k = 0; k < VECTORS; k++) {
            make_facts(&facts, &seed);
            assert_int_equal(level_of(&a, &facts), level_of(&b, &facts));
        }
        moment_free(a.moment);
        moment_free(b.moment);
        rules_free(r);
        rules_free(other);
    }
}

static void I4_without_a_grant_nothing_is_released(void **state)
{
    (void)state;
    uint64_t seed = 4004;
    for (int i = 0; i < FILES; i++) {
        struct file f;
        struct facts facts;
        bool skip[CLAUSES] = {false};
        make_file(&f, &seed);
        for (int s = 0; s < CLAUSES; s++) {
            skip[s] = f.clause[s].verb == CLAUSE_GRANT ||
                      (f.clause[s].target >= 0 && skip[f.clause[s].target]);
        }
        struct rules *r = written(&f, NULL, skip);
        struct look look = look_at(&f, r, 6, 6, false);
        for (int k = 0; k < VECTORS; k++) {
            struct verdict v;
            make_facts(&facts, &seed);
            moment_decide(look.moment, &facts, &v);
            assert_int_equal(v.level, 0);
            assert_int_equal(v.count, 0);
            assert_false(v.held);
            assert_int_equal(v.grant, CLAUSE_NONE);
        }
        moment_free(look.moment);
        rules_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_as_the_oracle_does),
        cmocka_unit_test(a_moment_holds_as_the_oracle_does),
        cmocka_unit_test(the_canonical_form_decides_the_same),
        cmocka_unit_test(I4_hiding_a_fact_never_raises),
        cmocka_unit_test(I4_adding_a_require_or_forbid_never_raises),
        cmocka_unit_test(I4_the_order_of_clauses_does_not_matter),
        cmocka_unit_test(I4_without_a_grant_nothing_is_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
