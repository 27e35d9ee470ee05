#include <stdio.h>

#include "base/memory.h"
#include "engine/rules/rules_ladder.h"
#include "engine/rules/rules_testing.h"

/* Proofs of thousands of random files, against all their combinations decided
 * one by one, and against the files written again without a clause. */

enum { FILES = 1200, CUBES = 1 << 14 };

/* Facts that either of two moments tests. */
static void note(struct combinations *c, const struct moment *m)
{
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        c->named[f] |= moment_named(m, (enum fact)f);
    }
}

static struct moment *moment_at(const struct rules *r, instant at, instant known, size_t reading)
{
    struct moment *m = NULL;
    struct error e = {0};
    assert_true(rules_moment(&m, r, at, known, reading, &e));
    return m;
}

static unsigned level_of(const struct moment *m, const struct facts *facts)
{
    struct verdict v;
    moment_decide(m, facts, &v);
    return v.level;
}

/* What a row gets, as a number: its level, or LEVEL_HELD. */
static unsigned given(const struct moment *m, const struct facts *facts)
{
    struct verdict v;
    moment_decide(m, facts, &v);
    return v.held ? LEVEL_HELD : v.level;
}

/* Both, in one number. */
static unsigned outcome(const struct moment *m, const struct facts *facts)
{
    return level_of(m, facts) * 2 + (given(m, facts) == LEVEL_HELD);
}

static bool in_list(const struct cube_list *list, const struct facts *facts)
{
    unsigned in = 0;
    for (size_t k = 0; k < list->count; k++) {
        in += cube_holds(&list->cube[k], facts);
    }
    assert_true(in < 2);
    return in == 1;
}

static struct proof *proof_at(const struct rules *r, instant at, size_t reading)
{
    struct proof *p = NULL;
    struct error e = {0};
    assert_true(rules_prove(&p, r, at, reading, CUBES, &e));
    return p;
}

/* --- levels --- */

static uint64_t check_levels(const struct rules *r, const struct proof *p, instant at,
                             size_t reading)
{
    struct moment *m = moment_at(r, at, at, reading);
    struct combinations all = {0};
    struct facts facts = {0};
    struct ladder l;
    struct error e = {0};
    uint64_t seen[LEVEL_MOST + 1] = {0}, total = 0;
    note(&all, m);
    assert_true(ladder_open(&l, r, at, at, reading, &e));
    for (; combinations_next(&all, &facts); total++) {
        unsigned gets = given(m, &facts);
        seen[gets]++;
        assert_int_equal(diagram_value(l.d, l.is.level, &facts), level_of(m, &facts));
        assert_int_equal(diagram_value(l.d, l.is.held, &facts) == DIAGRAM_YES, gets == LEVEL_HELD);
        for (unsigned i = 0; i < p->levels; i++) {
            assert_int_equal(in_list(&p->level[i].rows, &facts), i == gets);
        }
        assert_int_equal(in_list(&p->held, &facts), gets == LEVEL_HELD);
    }
    assert_int_equal(seen[LEVEL_HELD], p->held.combinations);
    assert_int_equal(total, p->combinations);
    for (unsigned i = 0; i < p->levels; i++) {
        assert_int_equal(seen[i], p->level[i].rows.combinations);
        assert_int_equal(p->level[i].rows.count, p->level[i].rows.cubes);
    }
    ladder_close(&l);
    moment_free(m);
    return total;
}

static void counts_what_every_combination_gets(void **state)
{
    (void)state;
    uint64_t seed = 101, combinations = 0;
    size_t possible = 0, held = 0;
    for (int i = 0; i < FILES; i++) {
        struct random_file f;
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        for (int k = 0; k < 3; k++) {
            instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
            size_t reading = random_below(&seed, 3) == 0 ? 0 : SIZE_MAX;
            struct proof *p = proof_at(r, at, reading);
            combinations += check_levels(r, p, at, reading);
            possible += p->release == RELEASE_POSSIBLE;
            held += p->held.combinations > 0;
            proof_free(p);
        }
        rules_free(r);
        random_file_free(&f);
    }
    assert_true(possible > FILES);
    assert_true(held > 100);
    print_message("%d files, %llu combinations\n", FILES, (unsigned long long)combinations);
}

/* --- files without some clauses --- */

static enum clause_verb verb_of(const struct rules *r, size_t i)
{
    struct clause_info c;
    rules_clause(r, i, &c);
    return c.verb;
}

/* Whether two files decide every combination alike; *any: whether b gives anything. */
static bool alike(const struct rules *a, const struct rules *b, instant at, bool *any)
{
    struct moment *x = moment_at(a, at, at, SIZE_MAX), *y = moment_at(b, at, at, SIZE_MAX);
    struct combinations all = {0};
    struct facts facts = {0};
    bool same = true;
    *any = false;
    note(&all, x);
    note(&all, y);
    while (combinations_next(&all, &facts)) {
        same = same && outcome(x, &facts) == outcome(y, &facts);
        *any = *any || level_of(y, &facts) > 0;
    }
    moment_free(x);
    moment_free(y);
    return same;
}

static size_t check_clauses(const struct random_file *f, const struct rules *r,
                            const struct proof *p, instant at)
{
    size_t idle = 0;
    for (int i = 0; i < RANDOM_CLAUSES; i++) {
        bool skip[RANDOM_CLAUSES] = {false}, any;
        skip[i] = true;
        struct rules *without = random_file_rules(f, skip);
        bool same = alike(r, without, at, &any);
        assert_int_equal(same, p->clause[i].effect != EFFECT_SOME);
        idle += same;
        rules_free(without);
    }
    return idle;
}

static void finds_clauses_without_effect(void **state)
{
    (void)state;
    uint64_t seed = 102;
    size_t idle = 0;
    for (int i = 0; i < FILES; i++) {
        struct random_file f;
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
        struct proof *p = proof_at(r, at, SIZE_MAX);
        idle += check_clauses(&f, r, p, at);
        proof_free(p);
        rules_free(r);
        random_file_free(&f);
    }
    assert_in_range(idle, FILES, (RANDOM_CLAUSES - 1) * FILES);
}

/* The clause alone with the lowering ones: its yields; held against the levels that it is named for. */
static void check_grants(const struct random_file *f, const struct rules *r, const struct proof *p,
                         instant at)
{
    for (int i = 0; i < RANDOM_CLAUSES; i++) {
        bool skip[RANDOM_CLAUSES] = {false}, yields[LEVEL_MOST] = {false};
        if (verb_of(r, (size_t)i) != CLAUSE_GRANT) {
            continue;
        }
        for (int k = 0; k < RANDOM_CLAUSES; k++) {
            skip[k] = k != i && verb_of(r, (size_t)k) == CLAUSE_GRANT;
        }
        struct rules *alone = random_file_rules(f, skip);
        struct moment *x = moment_at(r, at, at, SIZE_MAX), *y = moment_at(alone, at, at, SIZE_MAX);
        struct combinations all = {0};
        struct facts facts = {0};
        note(&all, x);
        note(&all, y);
        while (combinations_next(&all, &facts)) {
            unsigned level = level_of(y, &facts);
            yields[level] = yields[level] || given(x, &facts) == level;
        }
        for (unsigned level = 1; level < p->levels; level++) {
            bool named = false;
            for (size_t k = 0; k < p->level[level].grants; k++) {
                named = named || p->level[level].grant[k] == (size_t)i;
            }
            assert_int_equal(named, yields[level]);
        }
        moment_free(x);
        moment_free(y);
        rules_free(alone);
    }
}

static void names_the_grants_of_each_level(void **state)
{
    (void)state;
    uint64_t seed = 103;
    for (int i = 0; i < FILES; i++) {
        struct random_file f;
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
        struct proof *p = proof_at(r, at, SIZE_MAX);
        check_grants(&f, r, p, at);
        proof_free(p);
        rules_free(r);
        random_file_free(&f);
    }
}

/* Whether all grants with these clauses alone (what suspends and is suspended stays) give nothing. */
static bool nothing_with(const struct random_file *f, const struct rules *r, const size_t *kept,
                         size_t count, size_t but, instant at)
{
    bool skip[RANDOM_CLAUSES] = {false}, any;
    for (size_t i = 0; i < RANDOM_CLAUSES; i++) {
        enum clause_verb verb = verb_of(r, i);
        skip[i] = verb == CLAUSE_REQUIRE || verb == CLAUSE_FORBID;
        for (size_t k = 0; k < count; k++) {
            skip[i] = skip[i] && (kept[k] != i || k == but);
        }
    }
    struct rules *some = random_file_rules(f, skip);
    (void)alike(r, some, at, &any);
    rules_free(some);
    return !any;
}

static void names_what_brings_all_to_none(void **state)
{
    (void)state;
    uint64_t seed = 104;
    size_t alone = 0, together = 0;
    for (int i = 0; i < 4 * FILES; i++) {
        struct random_file f;
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
        struct proof *p = proof_at(r, at, SIZE_MAX);
        assert_int_equal(p->release == RELEASE_POSSIBLE,
                         p->level[0].rows.combinations + p->held.combinations < p->combinations);
        if (p->release != RELEASE_LOWERED) {
            assert_int_equal(p->lowering, 0);
            assert_true(p->release == RELEASE_POSSIBLE || p->release == RELEASE_HELD ||
                        nothing_with(&f, r, NULL, 0, 0, at));
        } else if (p->alone) {
            alone++;
            for (size_t k = 0; k < p->lowering; k++) {
                assert_true(nothing_with(&f, r, &p->lowers[k], 1, SIZE_MAX, at));
            }
        } else {
            together++;
            assert_true(p->lowering > 1);
            assert_true(nothing_with(&f, r, p->lowers, p->lowering, SIZE_MAX, at));
            for (size_t k = 0; k < p->lowering; k++) {
                assert_false(nothing_with(&f, r, p->lowers, p->lowering, k, at));
            }
        }
        proof_free(p);
        rules_free(r);
        random_file_free(&f);
    }
    assert_true(alone > 100);
    assert_true(together > 10);
}

/* --- invariants --- */

static bool about(const struct rules *r, const struct invariant *v, const struct facts *facts)
{
    return (v->when == NODE_NONE || kleene_of(r, v->when, facts) != 0) &&
           (v->unless == NODE_NONE || kleene_of(r, v->unless, facts) != 2);
}

static bool during(const struct rules *r, const struct invariant *v, instant at, instant known,
                   bool acts[RANDOM_CLAUSES])
{
    struct error e = {0};
    assert_int_equal(r->clauses, RANDOM_CLAUSES);
    assert_true(rules_acting(r, at, known, SIZE_MAX, acts, &e));
    return v->during.text.at == NULL || acts[v->clause];
}

static enum invariant_state by_trying(const struct rules *r, const struct invariant *v,
                                      const struct combinations *begin)
{
    bool acted = false, any = false;
    struct combinations scope = *begin;
    struct facts one = {0};
    while (!any && combinations_next(&scope, &one)) {
        any = about(r, v, &one);
    }
    for (int hindsight = 0; hindsight < 2; hindsight++) {
        bool acts[RANDOM_CLAUSES], last[RANDOM_CLAUSES] = {false};
        for (int day = -1; day <= RANDOM_DAYS + 8; day++) {
            instant at = random_day(day), known = hindsight ? INSTANT_MAX : at;
            struct combinations all = *begin;
            struct facts facts = {0};
            if (!during(r, v, at, known, acts) || (acted && memcmp(acts, last, sizeof acts) == 0)) {
                continue; /* it does not matter, or is as on the day before */
            }
            memcpy(last, acts, sizeof last);
            struct moment *m = moment_at(r, at, known, SIZE_MAX);
            bool bad = false;
            acted = true;
            while (!bad && combinations_next(&all, &facts)) {
                bad = level_of(m, &facts) >= v->level && about(r, v, &facts);
            }
            moment_free(m);
            if (bad) {
                return INVARIANT_REFUTED;
            }
        }
    }
    return !acted ? INVARIANT_IDLE : !any ? INVARIANT_EMPTY : INVARIANT_PROVED;
}

static void check_counter_example(const struct rules *r, const struct invariant *v,
                                  const struct invariant_proof *p)
{
    instant known = p->hindsight ? INSTANT_MAX : p->at;
    struct moment *m = moment_at(r, p->at, known, SIZE_MAX);
    struct verdict verdict;
    moment_decide(m, &p->facts, &verdict);
    assert_memory_equal(&verdict, &p->verdict, sizeof verdict);
    assert_true(verdict.level >= v->level);
    assert_true(about(r, v, &p->facts));
    bool acts[RANDOM_CLAUSES];
    assert_true(during(r, v, p->at, known, acts));
    assert_true(cube_holds(&p->asked, &p->facts));
    assert_true(p->at < p->until);
    moment_free(m);
}

static void proves_invariants_as_trying_does(void **state)
{
    (void)state;
    uint64_t seed = 105;
    size_t seen[INVARIANT_REFUTED + 1] = {0};
    for (int i = 0; i < FILES; i++) {
        struct random_file f;
        struct combinations all = {0};
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        struct proof *p = proof_at(r, random_day(5), SIZE_MAX);
        for (size_t k = 0; k < r->clauses; k++) {
            rules_named(r, r->clause[k].goal, all.named);
        }
        for (size_t k = 0; k < RANDOM_INVARIANTS; k++) {
            rules_named(r, r->invariant[k].when, all.named);
            rules_named(r, r->invariant[k].unless, all.named);
        }
        size_t refuted = 0;
        for (size_t k = 0; k < RANDOM_INVARIANTS; k++) {
            enum invariant_state want = by_trying(r, &r->invariant[k], &all);
            assert_int_equal(p->invariant[k].state, want);
            seen[want]++;
            refuted += want == INVARIANT_REFUTED;
            if (want == INVARIANT_REFUTED) {
                check_counter_example(r, &r->invariant[k], &p->invariant[k]);
            }
        }
        assert_int_equal(refuted, p->refuted);
        proof_free(p);
        rules_free(r);
        random_file_free(&f);
    }
    assert_true(seen[INVARIANT_PROVED] > 20 && seen[INVARIANT_REFUTED] > 100);
    assert_true(seen[INVARIANT_IDLE] > 5);
    print_message("proved %zu, idle %zu, empty %zu, refuted %zu\n", seen[INVARIANT_PROVED],
                  seen[INVARIANT_IDLE], seen[INVARIANT_EMPTY], seen[INVARIANT_REFUTED]);
}

/* --- two rules, one row --- */

/* Held is more than none, and less than any level. */
static bool more(unsigned a, unsigned b)
{
    unsigned x = a == LEVEL_HELD ? 1 : 2 * a, y = b == LEVEL_HELD ? 1 : 2 * b;
    return x > y;
}

static void check_difference(const struct rules *a, const struct rules *b, instant at,
                             const struct difference *d)
{
    struct moment *x = moment_at(a, at, at, SIZE_MAX), *y = moment_at(b, at, at, SIZE_MAX);
    struct combinations all = {0};
    struct facts facts = {0};
    uint64_t seen[LEVEL_MOST + 1][LEVEL_MOST + 1] = {{0}}, total = 0, raised = 0, lowered = 0;
    note(&all, x);
    note(&all, y);
    for (; combinations_next(&all, &facts); total++) {
        unsigned from = given(x, &facts), to = given(y, &facts), in = 0;
        seen[from][to]++;
        raised += more(to, from);
        lowered += more(from, to);
        for (size_t i = 0; i < d->count; i++) {
            for (size_t k = 0; k < d->change[i].rows.count; k++) {
                bool holds = cube_holds(&d->change[i].rows.cube[k], &facts);
                assert_true(!holds || (d->change[i].from == from && d->change[i].to == to));
                in += holds;
            }
        }
        assert_int_equal(in, from != to);
    }
    assert_int_equal(d->combinations, total);
    assert_int_equal(d->raised, raised);
    assert_int_equal(d->lowered, lowered);
    for (size_t i = 0; i < d->count; i++) {
        const struct level_change *c = &d->change[i];
        assert_int_equal(c->rows.combinations, seen[c->from][c->to]);
        assert_int_equal(c->raised, more(c->to, c->from));
    }
    moment_free(x);
    moment_free(y);
}

static void finds_every_difference(void **state)
{
    (void)state;
    uint64_t seed = 106;
    size_t changes = 0;
    for (int i = 0; i < FILES; i++) {
        struct random_file f, g;
        struct difference *d = NULL;
        struct error e = {0};
        random_file_make(&f, &seed);
        random_file_make(&g, &seed);
        struct rules *a = random_file_rules(&f, NULL), *b = random_file_rules(&g, NULL);
        instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
        assert_true(rules_diff(&d, a, b, at, CUBES, &e));
        check_difference(a, b, at, d);
        changes += d->count;
        difference_free(d);
        rules_free(a);
        rules_free(b);
        random_file_free(&f);
        random_file_free(&g);
    }
    assert_true(changes > FILES);
}

static unsigned differences(const struct facts *a, const struct facts *b)
{
    unsigned n = 0;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        n += a->value[f] != b->value[f];
    }
    return n;
}

/* The fewest facts that must differ, of each level, by trying all; FACT_COUNT + 1: never. */
static void try_all(const struct moment *m, const struct combinations *begin,
                    const struct facts *from, unsigned best[LEVEL_MOST + 1])
{
    struct combinations all = *begin;
    struct facts facts = {0};
    for (unsigned i = 0; i <= LEVEL_MOST; i++) {
        best[i] = FACT_COUNT + 1;
    }
    while (combinations_next(&all, &facts)) {
        unsigned level = given(m, &facts), n = differences(&facts, from);
        best[level] = n < best[level] ? n : best[level];
    }
}

static void check_would(const struct moment *m, const struct combinations *all,
                        const struct facts *from, const struct would *w)
{
    unsigned best[LEVEL_MOST + 1], at = 0, now = given(m, from) % LEVEL_HELD;
    try_all(m, all, from, best);
    for (unsigned i = now + 1; i < LEVEL_MOST; i++) {
        struct facts there = *from;
        unsigned named = 0;
        bool dearer = best[i] > FACT_COUNT;
        for (unsigned k = i + 1; k < LEVEL_MOST; k++) {
            dearer = dearer || best[k] < best[i];
        }
        if (dearer) {
            continue;
        }
        assert_true(at < w->count);
        assert_int_equal(w->higher[at].level, i);
        assert_int_equal(w->higher[at].facts, best[i]);
        for (unsigned f = 0; f < FACT_COUNT; f++) {
            uint16_t mask = w->higher[at].need.mask[f];
            named += mask != 0;
            assert_int_equal(mask & 1, 0); /* hiding a fact never helps (I4) */
            there.value[f] = mask != 0 ? (uint8_t)__builtin_ctz(mask) : there.value[f];
        }
        assert_int_equal(named, best[i]);
        assert_int_equal(given(m, &there), i);
        at++;
    }
    assert_int_equal(at, w->count);
}

static void finds_the_fewest_facts(void **state)
{
    (void)state;
    uint64_t seed = 107;
    size_t found = 0;
    for (int i = 0; i < FILES; i++) {
        struct random_file f;
        random_file_make(&f, &seed);
        struct rules *r = random_file_rules(&f, NULL);
        instant at = random_day((int)random_below(&seed, RANDOM_DAYS));
        struct moment *m = moment_at(r, at, at, SIZE_MAX);
        struct combinations begin = {0};
        note(&begin, m);
        for (int k = 0; k < 4; k++) {
            struct combinations all = begin;
            struct facts from = {0};
            struct would w;
            struct error e = {0};
            unsigned steps = random_below(&seed, 200);
            for (unsigned s = 0; s <= steps && combinations_next(&all, &from); s++) {
            }
            assert_true(rules_would(&w, r, at, at, SIZE_MAX, &from, &e));
            check_would(m, &begin, &from, &w);
            found += w.count;
        }
        moment_free(m);
        rules_free(r);
        random_file_free(&f);
    }
    assert_true(found > FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_every_combination_gets),
        cmocka_unit_test(finds_clauses_without_effect),
        cmocka_unit_test(names_the_grants_of_each_level),
        cmocka_unit_test(names_what_brings_all_to_none),
        cmocka_unit_test(proves_invariants_as_trying_does),
        cmocka_unit_test(finds_every_difference),
        cmocka_unit_test(finds_the_fewest_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
