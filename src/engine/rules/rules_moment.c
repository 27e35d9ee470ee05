#include <assert.h>

#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Deciding, fast.
 *
 * A clause has a goal: the condition that must be true for a grant to count,
 * or for a require or forbid not to bite. "True" of a Kleene condition is a
 * plain monotone function of plain questions: pushing `not` inwards leaves
 * literals, and the literal `fact is v` is true when the fact has value v, its
 * negation when the fact has another value and is not unknown. So each goal
 * becomes a conjunction of parts, and no third truth value is left at run time.
 *
 *   - A part that asks about one fact alone (nearly all are) becomes a column
 *     of a table: misses[fact][value] is the set of clauses whose goal that
 *     value alone defeats. A decision is the union of one row for each fact.
 *   - What is left is a program of tests that jump (a decision graph).
 *
 * Sets of clauses are bits, 64 a word, in the canonical order of the clauses.
 *
 * 1. Bit i of a set is acting clause i; the order is that of the sources.
 * 2. A value outside of the vocabulary counts as unknown.
 * 3. An unknown fact is in no test's mask: hiding a fact only adds misses (I4).
 */

enum {
    VALUES = 16, /* values of a fact in the table, unknown included */
    WORDS_MOST = CLAUSES_MOST / 64,
};

#define GOAL_TRUE  UINT32_MAX
#define GOAL_FALSE (UINT32_MAX - 1)

struct test {
    uint16_t mask; /* values that pass; never bit 0 */
    uint8_t fact;
    uint32_t next[2]; /* where to go on: failed, passed */
};

/* A part of a goal that asks about several facts. */
struct program {
    uint32_t start;
    uint32_t clause; /* bit */
};

struct moment {
    instant from, until; /* instants of release for which it holds */
    size_t words; /* of a set of clauses */
    unsigned levels;
    uint16_t *index; /* of bit i: the clause's index in the rules */
    size_t count;
    uint64_t *misses;             /* [FACT_COUNT][VALUES][words] */
    uint64_t *always;             /* clauses whose goal nothing makes true */
    uint64_t *grants[LEVEL_MOST]; /* grants at this level */
    uint64_t *lowers[LEVEL_MOST]; /* what bites at a grant of this level */
    uint64_t *falls[LEVEL_MOST];  /* what falls to this level */
    uint64_t *compels[LEVEL_MOST]; /* what compels this level */
    uint64_t *stands[LEVEL_MOST];  /* what stands against compelling this level */
    bool compelling;               /* there is something of compels */
    uint8_t fact[FACT_COUNT];     /* facts that the table tests */
    size_t facts;
    uint16_t named[FACT_COUNT]; /* values of each fact that an atom names */
    struct test *test;
    size_t tests, tests_cap;
    struct program *program;
    size_t programs, programs_cap;
};

/* --- goals to tables and programs --- */

static uint16_t values_mask(unsigned fact)
{
    return (uint16_t)((1u << (fact_values((enum fact)fact) + 1)) - 2); /* all but unknown */
}

/* The values for which the literal is true. */
static uint16_t literal(const struct node *n, bool positive)
{
    uint16_t one = (uint16_t)(1u << n->value);
    return positive ? one : (uint16_t)(values_mask(n->fact) & ~one);
}

/* The fact that the condition asks about; FACT_COUNT when it is more than one. */
static unsigned only_fact(const struct rules *r, uint32_t node)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        return n->fact;
    }
    unsigned fact = only_fact(r, n->first);
    for (uint32_t c = r->node[n->first].next; c != NODE_NONE && fact != FACT_COUNT;
         c = r->node[c].next) {
        fact = only_fact(r, c) == fact ? fact : FACT_COUNT;
    }
    return fact;
}

/* The values of its one fact that make the condition (or its negation) true. */
static uint16_t passing(const struct rules *r, uint32_t node, bool positive)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        return literal(n, positive);
    }
    if (n->kind == NODE_NOT) {
        return passing(r, n->first, !positive);
    }
    bool all = (n->kind == NODE_AND) == positive;
    uint16_t mask = passing(r, n->first, positive);
    for (uint32_t c = r->node[n->first].next; c != NODE_NONE; c = r->node[c].next) {
        uint16_t other = passing(r, c, positive);
        mask = (uint16_t)(all ? mask & other : mask | other);
    }
    return mask;
}

static uint64_t *row_of(const struct moment *m, unsigned fact, unsigned value)
{
    return m->misses + ((size_t)fact * VALUES + value) * m->words;
}

static void add_bit(uint64_t *set, size_t bit)
{
    set[bit / 64] |= (uint64_t)1 << bit % 64;
}

static void tabulate(struct moment *m, unsigned fact, uint16_t mask, size_t bit)
{
    for (unsigned v = 0; v < VALUES; v++) {
        if ((mask >> v & 1) == 0) {
            add_bit(row_of(m, fact, v), bit);
        }
    }
}

/* Appends the tests of a condition; *start is where to enter. Built from the
 * last child to the first, each going on to the one behind it. */
static bool emit(struct moment *m, const struct rules *r, uint32_t node, bool positive,
                 uint32_t yes, uint32_t no, uint32_t *start, struct error *e)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        if (!memory_grow((void **)&m->test, &m->tests_cap, m->tests, sizeof *m->test, e)) {
            return false;
        }
        *start = (uint32_t)m->tests;
        m->test[m->tests++] = (struct test){literal(n, positive), n->fact, {no, yes}};
        return true;
    }
    if (n->kind == NODE_NOT) {
        return emit(m, r, n->first, !positive, yes, no, start, e);
    }
    bool all = (n->kind == NODE_AND) == positive;
    uint32_t next = all ? yes : no;
    for (uint32_t c = n->last; c != NODE_NONE; c = r->node[c].previous) {
        if (!emit(m, r, c, positive, all ? next : yes, all ? no : next, &next, e)) {
            return false;
        }
    }
    *start = next;
    return true;
}

static bool compile_part(struct moment *m, const struct rules *r, uint32_t node, bool positive,
                         size_t bit, struct error *e)
{
    unsigned fact = only_fact(r, node);
    if (fact != FACT_COUNT) {
        tabulate(m, fact, passing(r, node, positive), bit);
        return true;
    }
    if (!memory_grow((void **)&m->program, &m->programs_cap, m->programs, sizeof *m->program,
                     e)) {
        return false;
    }
    struct program *p = &m->program[m->programs++];
    p->clause = (uint32_t)bit;
    return emit(m, r, node, positive, GOAL_TRUE, GOAL_FALSE, &p->start, e);
}

/* Takes a goal apart where it is a conjunction. */
static bool compile(struct moment *m, const struct rules *r, uint32_t node, bool positive,
                    size_t bit, struct error *e)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_NOT) {
        return compile(m, r, n->first, !positive, bit, e);
    }
    if (n->kind == NODE_ATOM || (n->kind == NODE_AND) != positive) {
        return compile_part(m, r, node, positive, bit, e);
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        if (!compile(m, r, c, positive, bit, e)) {
            return false;
        }
    }
    return true;
}

static void note_named(struct moment *m, const struct rules *r, uint32_t node)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        m->named[n->fact] |= (uint16_t)(1u << n->value);
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        note_named(m, r, c);
    }
}

static void note_levels(struct moment *m, const struct clause *c, size_t bit)
{
    if (c->info.verb == CLAUSE_GRANT) {
        add_bit(m->grants[c->info.level], bit);
        return;
    }
    if (c->info.verb == CLAUSE_COMPEL) {
        add_bit(m->compels[c->info.level], bit);
        m->compelling = true;
        return;
    }
    bool command = c->info.verb == CLAUSE_FORBID || c->order != INDEX_NONE;
    add_bit(m->falls[c->info.otherwise], bit);
    for (unsigned level = c->info.level; level < m->levels; level++) {
        add_bit(m->lowers[level], bit);
        if (command) {
            add_bit(m->stands[level], bit);
        }
    }
}

static bool compile_clause(struct moment *m, const struct rules *r, size_t index,
                           struct error *e)
{
    const struct clause *c = &r->clause[index];
    size_t bit = m->count++;
    m->index[bit] = (uint16_t)index;
    note_levels(m, c, bit);
    if (c->goal == NODE_NONE) {
        add_bit(m->always, bit);
        return true;
    }
    note_named(m, r, c->goal);
    return compile(m, r, c->goal, true, bit, e);
}

/* --- making one --- */

static bool make_sets(struct moment *m, size_t clauses, struct error *e)
{
    enum { SETS = 5 * LEVEL_MOST + 1 };
    size_t rows = (size_t)FACT_COUNT * VALUES;
    m->words = clauses == 0 ? 1 : (clauses + 63) / 64;
    m->misses = memory_new((rows + SETS) * m->words, sizeof *m->misses, e);
    m->index = memory_new(clauses, sizeof *m->index, e);
    if (m->misses == NULL || m->index == NULL) {
        return false;
    }
    uint64_t *set = m->misses + rows * m->words;
    m->always = set;
    for (size_t i = 0; i < LEVEL_MOST; i++) {
        m->grants[i] = set + (1 + i) * m->words;
        m->lowers[i] = set + (1 + LEVEL_MOST + i) * m->words;
        m->falls[i] = set + (1 + 2 * LEVEL_MOST + i) * m->words;
        m->compels[i] = set + (1 + 3 * LEVEL_MOST + i) * m->words;
        m->stands[i] = set + (1 + 4 * LEVEL_MOST + i) * m->words;
    }
    return true;
}

static bool build(struct moment *m, const struct rules *r, const bool *acts, struct error *e)
{
    size_t acting = 0;
    for (size_t i = 0; i < r->clauses; i++) {
        acting += acts[i] && r->clause[i].info.verb != CLAUSE_SUSPEND;
    }
    m->levels = r->levels.count;
    if (!make_sets(m, acting, e)) {
        return false;
    }
    for (size_t i = 0; i < r->clauses; i++) {
        if (acts[i] && r->clause[i].info.verb != CLAUSE_SUSPEND &&
            !compile_clause(m, r, i, e)) {
            return false;
        }
    }
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        if (m->named[f] != 0) {
            m->fact[m->facts++] = (uint8_t)f;
        }
    }
    return true;
}

bool rules_moment(struct moment **out, const struct rules *r, instant at, instant known,
                  size_t reading, struct error *e)
{
    return rules_moment_reaching(out, r, at, known, reading, INSTANT_MAX, e);
}

bool rules_moment_reaching(struct moment **out, const struct rules *r, instant at, instant known,
                           size_t reading, instant reach, struct error *e)
{
    if (reading != SIZE_MAX && reading >= r->readings) {
        return fail(e, ERROR_USAGE, "rules.reading", "there is no such reading");
    }
    struct moment *m = memory_new(1, sizeof *m, e);
    bool *acts = memory_new(r->clauses, sizeof *acts, e);
    bool done = m != NULL && acts != NULL && rules_acting_reaching(r, at, known, reading, reach, acts, e) &&
                build(m, r, acts, e);
    memory_free(acts);
    if (!done) {
        moment_free(m);
        return false;
    }
    rules_acting_holds(r, at, reach, &m->from, &m->until);
    *out = m;
    return true;
}

void moment_free(struct moment *m)
{
    if (m != NULL) {
        memory_free(m->misses);
        memory_free(m->index);
        memory_free(m->test);
        memory_free(m->program);
        memory_free(m);
    }
}

bool moment_holds(const struct moment *m, instant at)
{
    return m->from <= at && at < m->until;
}

bool moment_tests(const struct moment *m, enum fact fact)
{
    return fact < FACT_COUNT && m->named[fact] != 0;
}

uint16_t moment_named(const struct moment *m, enum fact fact)
{
    return m->named[fact];
}

/* --- deciding --- */

static inline unsigned known_value(const struct facts *facts, unsigned fact)
{
    unsigned v = facts->value[fact];
    return v < VALUES ? v : 0;
}

static bool run(const struct moment *m, uint32_t at, const struct facts *facts)
{
    while (at < GOAL_FALSE) {
        const struct test *t = &m->test[at];
        at = t->next[t->mask >> known_value(facts, t->fact) & 1];
    }
    return at == GOAL_TRUE;
}

/* The clauses whose goal is not true. */
static inline void find_missed(const struct moment *m, const struct facts *facts, size_t words,
                               uint64_t *missed)
{
    memcpy(missed, m->always, words * sizeof *missed);
    for (size_t i = 0; i < m->facts; i++) {
        const uint64_t *row = row_of(m, m->fact[i], known_value(facts, m->fact[i]));
        for (size_t w = 0; w < words; w++) {
            missed[w] |= row[w];
        }
    }
    for (size_t i = 0; i < m->programs; i++) {
        const struct program *p = &m->program[i];
        if ((missed[p->clause / 64] >> p->clause % 64 & 1) == 0 && !run(m, p->start, facts)) {
            add_bit(missed, p->clause);
        }
    }
}

/* The first clause of a set without another, or CLAUSE_NONE. */
static inline uint16_t first_clause(const struct moment *m, const uint64_t *set,
                                    const uint64_t *without, size_t words)
{
    for (size_t w = 0; w < words; w++) {
        uint64_t left = set[w] & ~without[w];
        if (left != 0) {
            return m->index[w * 64 + (size_t)__builtin_ctzll(left)];
        }
    }
    return CLAUSE_NONE;
}

static inline bool common(const uint64_t *a, const uint64_t *b, const uint64_t *c, size_t words)
{
    uint64_t any = 0;
    for (size_t w = 0; w < words; w++) {
        any |= a[w] & b[w] & c[w];
    }
    return any != 0;
}

/* What a counting grant at this level yields. */
static inline unsigned yield_at(const struct moment *m, unsigned level, const uint64_t *missed,
                                size_t words)
{
    unsigned fall = 0;
    while (fall < level && !common(missed, m->lowers[level], m->falls[fall], words)) {
        fall++;
    }
    return fall;
}

static inline bool listed(const struct verdict *v, uint16_t clause)
{
    for (unsigned i = 0; i < v->count; i++) {
        if (v->clause[i] == clause) {
            return true;
        }
    }
    return false;
}

/* Appends the missed clauses of a set that are not listed yet. */
static inline void list_clauses(const struct moment *m, const uint64_t *set, const uint64_t *missed,
                                size_t words, struct verdict *out)
{
    for (size_t w = 0; w < words; w++) {
        for (uint64_t left = missed[w] & set[w]; left != 0; left &= left - 1) {
            uint16_t clause = m->index[w * 64 + (size_t)__builtin_ctzll(left)];
            if (listed(out, clause)) {
                continue;
            }
            if (out->count == VERDICT_CLAUSES) {
                out->more = true;
                return;
            }
            out->clause[out->count++] = clause;
        }
    }
}

static inline bool both(const uint64_t *a, const uint64_t *b, size_t words)
{
    return common(a, b, b, words);
}

/* Whether some grant would yield the level if no command were in the way. */
static bool commands_alone(const struct moment *m, unsigned level, const uint64_t *missed, size_t words)
{
    for (unsigned g = level; g < m->levels; g++) {
        bool falls = first_clause(m, m->grants[g], missed, words) == CLAUSE_NONE;
        for (unsigned fall = 0; fall < level && !falls; fall++) {
            for (size_t w = 0; w < words; w++) {
                falls = falls || (missed[w] & m->lowers[g][w] & ~m->stands[g][w] & m->falls[fall][w]) != 0;
            }
        }
        if (!falls) {
            return true;
        }
    }
    return false;
}

/* A level above the row's is compelled, and something stands against it: both are
 * listed, so that the person who decides sees the conflict. */
static void hold(const struct moment *m, const uint64_t *missed, size_t words, struct verdict *out)
{
    for (unsigned level = out->level + 1u; level < m->levels; level++) {
        if (both(missed, m->compels[level], words) && both(missed, m->stands[level], words) &&
            (out->level > LEVEL_NONE || commands_alone(m, level, missed, words))) {
            out->held = true;
            list_clauses(m, m->compels[level], missed, words, out);
            list_clauses(m, m->stands[level], missed, words, out);
        }
    }
}

static inline __attribute__((always_inline)) void
decide(const struct moment *m, const struct facts *facts, size_t words, struct verdict *out)
{
    uint64_t missed[WORDS_MOST];
    unsigned from = 0;
    find_missed(m, facts, words, missed);
    *out = (struct verdict){.grant = CLAUSE_NONE};
    /* Downwards, so that of equal yields the highest grant is named. */
    for (unsigned level = m->levels; level-- > 1 && level > out->level;) {
        uint16_t grant = first_clause(m, m->grants[level], missed, words);
        unsigned yield = grant == CLAUSE_NONE ? 0 : yield_at(m, level, missed, words);
        if (grant != CLAUSE_NONE && (out->grant == CLAUSE_NONE || yield > out->level)) {
            out->grant = grant;
            out->level = (uint8_t)yield;
            from = level;
        }
    }
    if (out->grant != CLAUSE_NONE) {
        out->clause[out->count++] = out->grant;
        list_clauses(m, m->lowers[from], missed, words, out);
    }
    if (m->compelling) {
        hold(m, missed, words, out);
    }
}

unsigned moment_most(const struct moment *m)
{
    unsigned most = LEVEL_NONE;
    for (unsigned level = m->levels; level-- > 1 && level > most;) {
        bool granted = first_clause(m, m->grants[level], m->always, m->words) != CLAUSE_NONE;
        unsigned yield = granted ? yield_at(m, level, m->always, m->words) : LEVEL_NONE;
        most = yield > most ? yield : most;
    }
    return most;
}

void moment_decide(const struct moment *m, const struct facts *facts, struct verdict *out)
{
    if (m->words == 1) {
        decide(m, facts, 1, out); /* up to 64 clauses, the usual case: no loops over words */
    } else {
        decide(m, facts, m->words, out);
    }
}
