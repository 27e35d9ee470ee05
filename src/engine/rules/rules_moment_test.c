#include <stdio.h>

#include "base/memory.h"

#include "engine/rules/rules_testing.h"

/* Deciding: the sentences of DESIGN section 5 one by one, then the instants. */

#define G_ADDRESS "clause G/1 grant address when recipient is party cites \"C\"\n"
#define G_MATCH   "clause G/2 grant match when recipient is party cites \"C\"\n"

static const struct facts party = {.value = {[FACT_RECIPIENT] = RECIPIENT_IS_PARTY}};

static void verdict_is(const char *clauses, const struct facts *facts, const char *want)
{
    char source[4000];
    (void)snprintf(source, sizeof source, AGREEMENT "%s", clauses);
    struct rules *r = rules_of(source);
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, facts), want);
    rules_free(r);
}

static void a_grant_counts_only_when_true(void **state)
{
    (void)state;
    struct facts unknown = {0}, other = {.value = {[FACT_RECIPIENT] = RECIPIENT_IS_OTHER}};
    verdict_is(G_ADDRESS, &party, "address G/1");
    verdict_is(G_ADDRESS, &unknown, "none");
    verdict_is(G_ADDRESS, &other, "none");
    verdict_is("clause G/1 grant match when recipient is not party cites \"C\"", &other,
               "match G/1");
    verdict_is("clause G/1 grant match when recipient is not party cites \"C\"", &unknown, "none");
    verdict_is("clause G/1 grant match when row is single or recipient is party cites \"C\"",
               &party, "match G/1");
}

static void a_require_bites_unless_true(void **state)
{
    (void)state;
    static const char clauses[] = G_ADDRESS
        "clause S/1 require for address address corresponds otherwise count cites \"C\"\n";
    struct facts f = party;
    verdict_is(clauses, &f, "count G/1 S/1");
    f.value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_DIFFERS;
    verdict_is(clauses, &f, "count G/1 S/1");
    f.value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_CORRESPONDS;
    verdict_is(clauses, &f, "address G/1");
    f.value[FACT_CORRESPONDENCE] = 200; /* no value at all: unknown */
    verdict_is(clauses, &f, "count G/1 S/1");
    f.value[FACT_CORRESPONDENCE] = 15;
    verdict_is(clauses, &f, "count G/1 S/1");
    f.value[FACT_CORRESPONDENCE] = 16 + CORRESPONDENCE_IS_CORRESPONDS;
    verdict_is(clauses, &f, "count G/1 S/1");
}

static void a_forbid_bites_unless_false(void **state)
{
    (void)state;
    static const char clauses[] = G_ADDRESS
        "clause P/1 forbid match when subject is protected or subject is sealed cites \"C\"\n";
    struct facts f = party;
    verdict_is(clauses, &f, "count G/1 P/1");
    f.value[FACT_PROTECTION] = PROTECTION_IS_SEALED;
    verdict_is(clauses, &f, "count G/1 P/1");
    f.value[FACT_PROTECTION] = PROTECTION_IS_UNPROTECTED;
    verdict_is(clauses, &f, "address G/1");
    verdict_is(G_ADDRESS "clause P/1 forbid count cites \"C\"", &party, "none G/1 P/1");
}

/* Kleene: a condition on one fact that every value fulfils is unknown where the
 * fact is: `not X or X` is no tautology. */
static void an_unknown_is_no_tautology(void **state)
{
    (void)state;
    static const char clauses[] = G_ADDRESS
        "clause S/1 require for address row is single or row is not single cites \"C\"\n";
    struct facts f = party;
    verdict_is(clauses, &f, "none G/1 S/1");
    f.value[FACT_DUPLICATE] = DUPLICATE_IS_DUPLICATE;
    verdict_is(clauses, &f, "address G/1");
}

/* DESIGN: a require for address must not drag down a separate grant of match. */
static void the_highest_yield_wins(void **state)
{
    (void)state;
    verdict_is(G_ADDRESS G_MATCH "clause S/1 require for address address corresponds cites \"C\"",
               &party, "match G/2");
    /* the same yield: the highest grant is named, with what bit there */
    verdict_is(G_ADDRESS G_MATCH
               "clause S/1 require for address address corresponds otherwise match cites \"C\"",
               &party, "match G/1 S/1");
    verdict_is(G_ADDRESS G_MATCH "clause P/1 forbid count cites \"C\"", &party, "none G/1 P/1");
    /* of two at one level, the first */
    verdict_is("clause G/9 grant match when recipient is party cites \"C\"\n" G_MATCH, &party,
               "match G/9");
    /* the lowest of what bites; what is for a higher level does not bite */
    verdict_is(G_MATCH "clause S/1 require for match address corresponds otherwise count cites \"C\"\n"
                       "clause S/2 require for count row is single otherwise none cites \"C\"\n"
                       "clause S/3 require for address row is single otherwise none cites \"C\"\n",
               &party, "none G/2 S/1 S/2");
}

static void a_requirement_can_be_for_some_rows(void **state)
{
    (void)state;
    static const char clauses[] =
        G_ADDRESS "clause S/1 require for match address corresponds\n"
                  "  when identifier is missing cites \"C\"\n";
    struct facts f = party;
    verdict_is(clauses, &f, "none G/1 S/1"); /* may be one of them */
    f.value[FACT_IDENTIFIER] = IDENTIFIER_IS_PRESENT;
    verdict_is(clauses, &f, "address G/1");
    f.value[FACT_IDENTIFIER] = IDENTIFIER_IS_MISSING;
    verdict_is(clauses, &f, "none G/1 S/1");
    f.value[FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_CORRESPONDS;
    verdict_is(clauses, &f, "address G/1");
}

static void lists_as_many_clauses_as_fit(void **state)
{
    (void)state;
    struct error e = {0};
    struct text t = {0};
    assert_true(text_adds(&t, AGREEMENT G_ADDRESS, &e));
    for (int i = 0; i < 200; i++) { /* over 64: sets of several words */
        assert_true(text_addf(&t, &e, "clause F/%d forbid address cites \"C\"\n", i));
    }
    struct rules *r = rules_of(t.at);
    struct moment *m = NULL;
    struct verdict v;
    instant at = instant_of("2025-06-01");
    assert_true(rules_moment(&m, r, at, at, SIZE_MAX, &e));
    moment_decide(m, &party, &v);
    assert_int_equal(v.level, 2);
    assert_int_equal(v.count, VERDICT_CLAUSES);
    assert_true(v.more);
    assert_int_equal(v.grant, 0);
    for (unsigned i = 0; i < VERDICT_CLAUSES; i++) {
        assert_int_equal(v.clause[i], i);
    }
    moment_free(m);
    rules_free(r);
    text_free(&t);
}

static void says_which_facts_it_tests(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT G_ADDRESS
                               "clause F/1 forbid count when row is duplicate cites \"C\"\n"
                               "clause F/2 forbid count when name is empty in force from 2025-03-01"
                               " cites \"C\"\n");
    struct error e = {0};
    struct moment *m = NULL;
    assert_true(rules_moment(&m, r, instant_of("2025-02-01"), instant_of("2025-02-01"), SIZE_MAX,
                             &e));
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        assert_int_equal(moment_tests(m, (enum fact)f), f == FACT_RECIPIENT || f == FACT_DUPLICATE);
    }
    moment_free(m);
    assert_false(rules_moment(&m, r, 0, 0, 0, &e)); /* there is no reading */
    assert_int_equal(e.category, ERROR_USAGE);
    rules_free(r);
}

/* --- instants --- */

static void nothing_is_granted_out_of_force(void **state)
{
    (void)state;
    struct rules *r = rules_of("agreement \"A\" in force 2025-04-07 to 2026-10-06 cites \"M\"\n" G_ADDRESS);
    static const struct {
        const char *at, *want;
    } cases[] = {
        {"2025-04-06T23:59:59.999Z", "none"},
        {"2025-04-07T00:00Z", "address G/1"},
        {"2026-10-06T23:59:59.999Z", "address G/1"}, /* the last day is a day of it */
        {"2026-10-07T00:00Z", "none"},
    };
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(decided(r, cases[i].at, cases[i].at, NULL, &party), cases[i].want);
        /* hindsight: what counts is the instant of the release */
        assert_string_equal(decided(r, cases[i].at, "2027-01-01", NULL, &party), cases[i].want);
    }
    rules_free(r);
}

static void a_clause_acts_from_until_and_reaches_back(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT G_ADDRESS "clause F/1 forbid count in force from 2025-06-01 to 2025-06-30\n"
                            "  reaching back to 2025-03-01 cites \"C\"\n"
                            "clause F/2 forbid match in force from 2025-09-01 cites \"C\"\n");
    static const struct {
        const char *at, *known, *want;
    } cases[] = {
        {"2025-05-31", "2025-05-31", "address G/1"},
        {"2025-06-01", "2025-06-01", "none G/1 F/1"},
        {"2025-06-30T23:00Z", "2025-06-30T23:00Z", "none G/1 F/1"},
        {"2025-07-01", "2025-07-01", "address G/1"},
        {"2025-02-28", "2025-06-01", "address G/1"}, /* before its reach */
        {"2025-03-01", "2025-05-31", "address G/1"}, /* not yet in force at the look */
        {"2025-03-01", "2025-06-01", "none G/1 F/1"},
        {"2025-03-01", "2025-12-01", "none G/1 F/1"}, /* it ended; what it reached stays suspect */
        {"2025-07-01", "2025-12-01", "address G/1"},  /* but never what came after its end */
        {"2025-08-31", "2025-12-01", "address G/1"},  /* without a reach it does not look back */
        {"2025-09-01", "2025-12-01", "count G/1 F/2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(decided(r, cases[i].at, cases[i].known, NULL, &party), cases[i].want);
    }
    rules_free(r);
}

static void what_was_not_entered_does_not_exist(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = NULL;
    const struct rules_source sources[] = {
        {"a", SPAN_LITERAL(AGREEMENT G_ADDRESS), instant_of("2025-02-01")},
        {"o", SPAN_LITERAL("order O/1 forbid count from 2025-03-01 reaching back to 2025-02-01\n" PAPER),
         instant_of("2025-04-01")},
    };
    assert_true(rules_parse(&r, sources, 2, &e));
    struct clause_info c;
    rules_clause(r, 1, &c);
    assert_int_equal(c.file, 1);
    assert_int_equal(c.line, 1);
    static const struct {
        const char *at, *known, *want;
    } cases[] = {
        {"2025-01-15", "2025-01-15", "none"},        /* the agreement is not entered */
        {"2025-01-15", "2025-02-01", "address G/1"}, /* entered later, looked at later */
        {"2025-03-15", "2025-03-15", "address G/1"}, /* the order binds, nobody knew */
        {"2025-03-15", "2025-04-01", "none G/1 O/1"},
        {"2025-02-15", "2025-04-01", "none G/1 O/1"},
        {"2025-02-15", "2025-03-31", "address G/1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(decided(r, cases[i].at, cases[i].known, NULL, &party), cases[i].want);
    }
    rules_free(r);
}

/* A grant in a file of its own does not act before its agreement is entered. */
static void an_agreement_that_was_not_entered_grants_nothing(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = NULL;
    const struct rules_source sources[] = {
        {"g", SPAN_LITERAL(G_ADDRESS), instant_of("2025-01-15")},
        {"a", SPAN_LITERAL(AGREEMENT), instant_of("2025-02-01")},
    };
    assert_true(rules_parse(&r, sources, 2, &e));
    assert_string_equal(decided(r, "2025-01-20", "2025-01-31", NULL, &party), "none");
    assert_string_equal(decided(r, "2025-01-20", "2025-02-01", NULL, &party), "address G/1");
    rules_free(r);
}

static void suspensions_pause(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT G_ADDRESS
        "order O/1 forbid count from 2025-02-01 reaching back to 2025-01-01\n" PAPER
        "order O/2 suspend O/1 from 2025-03-01 to 2025-03-31\n" PAPER /* a stay */
        "order O/3 suspend O/2 from 2025-03-11 until 2025-03-21\n" PAPER
        "order O/4 suspend G/1 from 2025-05-01\n" PAPER
        "order O/5 suspend O/1 from 2025-06-01 reaching back to 2025-04-01\n" PAPER);
    static const struct {
        const char *at, *known, *want;
    } cases[] = {
        {"2025-02-15", "2025-02-15", "none G/1 O/1"},
        {"2025-03-05", "2025-03-05", "address G/1"},  /* stayed */
        {"2025-03-15", "2025-03-15", "none G/1 O/1"}, /* the stay is stayed */
        {"2025-03-21", "2025-03-21", "address G/1"},
        {"2025-04-01", "2025-04-01", "none G/1 O/1"}, /* the stay ended */
        {"2025-05-01", "2025-05-01", "none"},         /* the grant is suspended */
        {"2025-02-15", "2025-03-05", "none G/1 O/1"}, /* a stay is no pardon of what was before */
        {"2025-01-15", "2025-03-05", "none G/1 O/1"}, /* nor does it lift the reach */
        {"2025-03-05", "2025-04-15", "address G/1"},  /* it was stayed at the time */
        {"2025-04-15", "2025-05-15", "none G/1 O/1"},
        {"2025-04-15", "2025-06-15", "address G/1"},  /* vacated, back to April */
        {"2025-02-15", "2025-06-15", "none G/1 O/1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(decided(r, cases[i].at, cases[i].known, NULL, &party), cases[i].want);
    }
    rules_free(r);
}

/* Day by day through the year, a moment says rightly for which days it serves. */
static void a_moment_knows_how_long_it_holds(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        "agreement \"A\" in force 2025-01-11 to 2025-10-20 cites \"M\"\n" G_ADDRESS
        "order O/1 forbid count from 2025-05-01 to 2025-05-10 reaching back to 2025-02-01\n" PAPER
        "order O/2 suspend O/1 from 2025-03-01 to 2025-05-05\n" PAPER);
    static const char *const edges[] = {"2025-01-11", "2025-02-01", "2025-03-01", "2025-05-01",
                                        "2025-05-06", "2025-05-11", "2025-10-21"};
    enum { EDGES = sizeof edges / sizeof *edges };
    struct error e = {0};
    instant known = instant_of("2026-01-01");
    for (size_t i = 0; i < EDGES; i++) {
        struct moment *m = NULL;
        instant at = instant_of(edges[i]);
        instant end = i + 1 < EDGES ? instant_of(edges[i + 1]) : INSTANT_MAX;
        assert_true(rules_moment(&m, r, at + 5, known, SIZE_MAX, &e));
        assert_false(moment_holds(m, at - 1));
        assert_true(moment_holds(m, at));
        assert_true(moment_holds(m, end - 1));
        assert_false(moment_holds(m, end));
        moment_free(m);
    }
    rules_free(r);
}

/* "level" at an instant of hindsight, with what lowers reaching back. */
static const char *reached(const struct rules *r, const char *at, const char *known, const char *reach)
{
    static const char *const names[] = {"none", "count", "match", "address"};
    struct moment *m = NULL;
    struct verdict v;
    struct error e = {0};
    assert_true(rules_moment_reaching(&m, r, instant_of(at), instant_of(known), SIZE_MAX,
                                      reach == NULL ? INSTANT_MAX : instant_of(reach), &e));
    moment_decide(m, &party, &v);
    moment_free(m);
    return names[v.level];
}

static void what_lowers_may_be_taken_to_reach_back(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT G_ADDRESS
                               "order O/1 forbid address from 2025-06-01 to 2025-08-31\n" PAPER
                               "clause R/1 require for count period is stated otherwise none\n"
                               "  in force from 2025-07-01 reaching back to 2025-02-01 cites \"C\"\n"
                               "clause G/2 grant match when recipient is party\n"
                               "  in force from 2025-09-01 cites \"C\"\n");
    static const struct {
        const char *at, *known, *reach, *want;
    } cases[] = {
        {"2025-03-01", "2025-06-15", NULL, "address"},
        {"2025-03-01", "2025-06-15", "2025-03-01", "match"},
        {"2025-03-01", "2025-06-15", "2025-03-02", "address"}, /* it was released before */
        {"2025-03-01", "2025-05-01", "2025-01-01", "address"}, /* the order has not begun */
        {"2025-03-01", "2025-07-15", "2025-06-01", "none"},    /* its own reach is earlier */
        {"2025-01-15", "2025-07-15", "2025-01-15", "none"},
        {"2025-01-15", "2025-07-15", NULL, "address"},
        {"2025-10-01", "2025-12-01", "2025-01-01", "none"},    /* R/1; an end is an end: no O/1 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(reached(r, cases[i].at, cases[i].known, cases[i].reach), cases[i].want);
    }
    rules_free(r);
}

static void a_moment_that_reaches_knows_how_long_it_holds(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT G_ADDRESS
                               "order O/1 forbid address from 2025-06-01\n" PAPER
                               "order O/2 suspend O/1 from 2025-07-01\n" PAPER);
    struct error e = {0};
    struct moment *m = NULL;
    instant known = instant_of("2026-01-01"), reach = instant_of("2025-04-01");
    assert_true(rules_moment_reaching(&m, r, instant_of("2025-05-01"), known, SIZE_MAX, reach, &e));
    assert_false(moment_holds(m, reach - 1));
    assert_true(moment_holds(m, reach));
    assert_true(moment_holds(m, instant_of("2025-06-01") - 1));
    assert_false(moment_holds(m, instant_of("2025-07-01"))); /* a suspension reaches no further back */
    moment_free(m);
    rules_free(r);
}

static void an_order_against_another_agreement_does_not_act(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT G_ADDRESS "order O/1 forbid count against \"B\" from 2025-01-01\n" PAPER
                            "order O/2 suspend X/1 against \"B\" from 2025-01-01\n" PAPER
                            "order O/3 forbid disclose against \"B\" from 2025-01-01\n" PAPER
                            "order O/4 forbid address against \"B\", \"A\" from 2025-01-01\n" PAPER);
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), "match G/1 O/4");
    rules_free(r);
}

static void an_order_against_a_recipient_is_about_all_agreements(void **state)
{
    (void)state;
    static const char text[] =
        AGREEMENT "recipient \"R\"\n" G_ADDRESS "clause G/3 grant address when recipient is other cites \"C\"\n"
                  "order O/1 forbid match against recipient \"%s\" from 2025-01-01\n" PAPER;
    struct facts unknown = {0}, other = {.value = {[FACT_RECIPIENT] = RECIPIENT_IS_OTHER}};
    char source[2000];
    (void)snprintf(source, sizeof source, text, "r"); /* the agreement's own: whoever is to be told */
    struct rules *r = rules_of(source);
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), "count G/1 O/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &other), "count G/3 O/1");
    rules_free(r);
    (void)snprintf(source, sizeof source, text, "S"); /* another: whoever is not the party may be it */
    r = rules_of(source);
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), "address G/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &other), "count G/3 O/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &unknown), "none");
    rules_free(r);
}

/* In a register with several agreements: a name that this one does not have. */
static void a_stranger_is_about_every_level(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = NULL;
    static const char agreement[] = AGREEMENT G_ADDRESS G_MATCH;
    static const struct {
        const char *order, *want;
    } cases[] = {
        {"order O/1 forbid disclose from 2025-01-01\n" PAPER, "none G/1 O/1"},
        {"order O/1 require for disclose row is single otherwise match from 2025-01-01\n" PAPER, "none G/1 O/1"},
        {"order O/1 suspend X/1 from 2025-01-01\n" PAPER, "address G/1"},
        {"order O/1 forbid address from 2025-01-01\n" PAPER, "match G/1 O/1"},
        {"order O/1 forbid disclose against recipient \"S\" from 2025-01-01\n" PAPER, "address G/1"},
        {"order O/1 forbid disclose against \"A\" from 2025-01-01\n" PAPER, NULL},
        {"order O/1 suspend X/1 against \"A\" from 2025-01-01\n" PAPER, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rules_source sources[] = {{"a", span_of(agreement), INSTANT_MIN},
                                         {"o", span_of(cases[i].order), INSTANT_MIN}};
        const bool stranger[] = {false, true};
        bool parsed = rules_parse_register(&r, sources, stranger, 2, &e);
        assert_int_equal(parsed, cases[i].want != NULL);
        if (parsed) {
            assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), cases[i].want);
            rules_free(r);
        }
        parsed = rules_parse(&r, sources, 2, &e);
        assert_int_equal(parsed, i == 3); /* without the register it is a slip of the pen */
        if (parsed) {
            rules_free(r);
        }
    }
}

static void what_compels_against_a_command_holds(void **state)
{
    (void)state;
    struct facts f = party;
#define COMPEL "order O/1 compel address when row is single from 2025-01-01\n" PAPER
    verdict_is(G_ADDRESS COMPEL, &f, "address G/1");
    verdict_is(G_MATCH COMPEL, &f, "match G/2"); /* nothing stands against it: no grant is there */
    verdict_is(COMPEL, &f, "none");
    verdict_is(G_ADDRESS "clause S/1 require for address address corresponds cites \"C\"\n" COMPEL, &f,
               "none G/1 S/1");
    verdict_is(G_ADDRESS "clause F/1 forbid address cites \"C\"\n" COMPEL, &f,
               "match G/1 F/1 O/1 held");
    verdict_is("clause F/1 forbid count cites \"C\"\n" COMPEL, &f, "none"); /* nothing would be granted */
    verdict_is(G_ADDRESS "clause F/1 forbid count cites \"C\"\n" COMPEL, &f, "none G/1 F/1 O/1 held");
    verdict_is(G_ADDRESS "clause S/1 require for address address corresponds cites \"C\"\n"
                         "clause F/1 forbid address cites \"C\"\n" COMPEL,
               &f, "none G/1 S/1 F/1"); /* nor would it without the command */
    verdict_is(G_ADDRESS "clause S/1 require for address address corresponds otherwise match cites \"C\"\n"
                         "clause F/1 forbid address cites \"C\"\n" COMPEL,
               &f, "match G/1 S/1 F/1 O/1 held"); /* match would leave while commands conflict */
    verdict_is(G_ADDRESS COMPEL "order O/2 require for match address corresponds from 2025-01-01\n" PAPER,
               &f, "none G/1 O/2 O/1 held");
    verdict_is(G_ADDRESS "clause F/1 forbid match cites \"C\"\n"
                         "order O/1 compel count from 2025-01-01\n" PAPER,
               &f, "count G/1 F/1"); /* it is given what is compelled */
    f.value[FACT_DUPLICATE] = DUPLICATE_IS_DUPLICATE;
    verdict_is(G_ADDRESS "clause F/1 forbid address cites \"C\"\n" COMPEL, &f, "match G/1 F/1");
#undef COMPEL
}

static void each_population_has_its_place(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e = {0};
    assert_true(text_adds(&t, AGREEMENT G_ADDRESS, &e));
    for (unsigned i = 0; i < POPULATIONS + 2; i++) { /* the last two have no place */
        assert_true(text_addf(&t, &e,
                              "order O/%u forbid count population \"p%u\" from 2025-0%u-01 to 2025-0%u-28\n"
                              "when subject is in the population\n" PAPER,
                              i, i == 4 ? 0 : i, i + 1, i + 1));
    }
    struct rules *r = rules_of(t.at);
    struct facts f = party;
    f.value[FACT_POPULATION_1] = POPULATION_1_IS_COVERED;
    f.value[FACT_POPULATION_2] = POPULATION_2_IS_OUTSIDE;
    f.value[FACT_POPULATION_3] = POPULATION_3_IS_UNKNOWN;
    f.value[FACT_POPULATION_4] = POPULATION_4_IS_OUTSIDE;
    f.value[FACT_POPULATION] = POPULATION_IS_UNKNOWN; /* always */
    assert_string_equal(decided(r, "2025-01-05", "2025-06-01", NULL, &f), "none G/1 O/0");
    assert_string_equal(decided(r, "2025-02-05", "2025-06-01", NULL, &f), "address G/1");
    assert_string_equal(decided(r, "2025-03-05", "2025-06-01", NULL, &f), "none G/1 O/2");
    assert_string_equal(decided(r, "2025-04-05", "2025-06-01", NULL, &f), "address G/1");
    assert_string_equal(decided(r, "2025-05-05", "2025-06-01", NULL, &f), "none G/1 O/4"); /* p0 */
    assert_string_equal(decided(r, "2025-06-05", "2025-06-06", NULL, &f), "none G/1 O/5"); /* p5 */
    assert_true(span_is(rules_population(r, 3), "p3"));
    assert_true(span_is(rules_clause_population(r, rules_clause_find(r, span_of("O/5"))), "p5"));
    text_free(&t);
    rules_free(r);
}

static void a_reading_takes_clauses_in(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT
                               "clause G/1 grant address only in readings when recipient is party cites \"C\"\n"
                               "clause G/2 grant match when recipient is party cites \"C\"\n"
                               "clause F/1 forbid address only in readings cites \"C\"\n"
                               "reading \"a\" with G/1 cites \"C\"\n"
                               "reading \"b\" with G/1, F/1 without G/2 cites \"C\"\n"
                               "reading \"c\" without G/2 cites \"C\"\n");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), "match G/2");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", "a", &party), "address G/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", "b", &party), "match G/1 F/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", "c", &party), "none");
    rules_free(r);
}

static void a_reading_leaves_clauses_out(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT G_ADDRESS "clause F/1 forbid count cites \"C\"\nclause F/2 forbid match cites \"C\"\n"
                            "order O/1 suspend F/2 from 2025-01-01\n" PAPER
                            "reading \"a\" without F/1 cites \"C\"\n"
                            "reading \"b\" without F/1, O/1 cites \"C\"\n");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", NULL, &party), "none G/1 F/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", "a", &party), "address G/1");
    assert_string_equal(decided(r, "2025-06-01", "2025-06-01", "b", &party), "count G/1 F/2");
    rules_free(r);
}

/* --- the table --- */

static bool collect(void *ctx, struct span line, struct error *e)
{
    struct text *t = ctx;
    return text_add(t, line, e) && text_addc(t, '\n', e);
}

static void table_is(const char *clauses, const char *want)
{
    char source[4000];
    struct error e = {0};
    struct text t = {0};
    (void)snprintf(source, sizeof source, AGREEMENT "%s", clauses);
    struct rules *r = rules_of(source);
    assert_true(rules_table(r, instant_of("2025-06-01"), SIZE_MAX, collect, &t, &e));
    assert_string_equal(t.at, want);
    text_free(&t);
    rules_free(r);
}

static void tabulates_every_combination(void **state)
{
    (void)state;
    table_is(G_ADDRESS, "recipient,level,clauses\n"
                        "party,address,G/1\n"
                        "other,none,\n"
                        "unknown,none,\n");
    /* classes: complete alone, empty alone, the five others together */
    table_is("clause G/1 grant match when name is complete cites \"C\"\n"
             "clause P/1 forbid match when identifier is missing or name is empty cites \"C\"\n",
             "name,identifier,level,clauses\n"
             "complete,present|malformed,match,G/1\n"
             "complete,missing,count,G/1 P/1\n"
             "complete,unknown,count,G/1 P/1\n"
             "partial|placeholder|organisation|several|test,present|malformed,none,\n"
             "partial|placeholder|organisation|several|test,missing,none,\n"
             "partial|placeholder|organisation|several|test,unknown,none,\n"
             "empty,present|malformed,none,\n"
             "empty,missing,none,\n"
             "empty,unknown,none,\n"
             "unknown,present|malformed,none,\n"
             "unknown,missing,none,\n"
             "unknown,unknown,none,\n");
    table_is("", "level,clauses\nnone,\n");
}

static void refuses_a_large_table(void **state)
{
    (void)state;
    struct error e = {0};
    struct text t = {0};
    assert_true(text_adds(&t, AGREEMENT "clause F/1 forbid count cites \"C\" when row is single", &e));
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        assert_true(fact_is_place((enum fact)f) ||
                    text_addf(&t, &e, " or %s", fact_phrase((enum fact)f, 1)));
    }
    struct rules *r = rules_of(t.at);
    assert_false(rules_table(r, instant_of("2025-06-01"), SIZE_MAX, collect, &t, &e));
    assert_int_equal(e.category, ERROR_USAGE);
    assert_string_equal(e.code, "rules.table.large");
    rules_free(r);
    text_free(&t);
}

static bool refuse(void *ctx, struct span line, struct error *e)
{
    (void)ctx;
    (void)line;
    *e = (struct error){.category = ERROR_INTERRUPTED};
    return false;
}

static void a_table_can_be_stopped(void **state)
{
    (void)state;
    struct error e = {0};
    struct rules *r = rules_of(AGREEMENT G_ADDRESS);
    assert_false(rules_table(r, 0, SIZE_MAX, refuse, NULL, &e));
    assert_int_equal(e.category, ERROR_INTERRUPTED);
    rules_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_counts_only_when_true),
        cmocka_unit_test(a_require_bites_unless_true),
        cmocka_unit_test(a_forbid_bites_unless_false),
        cmocka_unit_test(an_unknown_is_no_tautology),
        cmocka_unit_test(the_highest_yield_wins),
        cmocka_unit_test(a_requirement_can_be_for_some_rows),
        cmocka_unit_test(lists_as_many_clauses_as_fit),
        cmocka_unit_test(says_which_facts_it_tests),
        cmocka_unit_test(nothing_is_granted_out_of_force),
        cmocka_unit_test(a_clause_acts_from_until_and_reaches_back),
        cmocka_unit_test(what_was_not_entered_does_not_exist),
        cmocka_unit_test(an_agreement_that_was_not_entered_grants_nothing),
        cmocka_unit_test(suspensions_pause),
        cmocka_unit_test(a_moment_knows_how_long_it_holds),
        cmocka_unit_test(what_lowers_may_be_taken_to_reach_back),
        cmocka_unit_test(a_moment_that_reaches_knows_how_long_it_holds),
        cmocka_unit_test(an_order_against_another_agreement_does_not_act),
        cmocka_unit_test(an_order_against_a_recipient_is_about_all_agreements),
        cmocka_unit_test(a_stranger_is_about_every_level),
        cmocka_unit_test(what_compels_against_a_command_holds),
        cmocka_unit_test(each_population_has_its_place),
        cmocka_unit_test(a_reading_takes_clauses_in),
        cmocka_unit_test(a_reading_leaves_clauses_out),
        cmocka_unit_test(tabulates_every_combination),
        cmocka_unit_test(refuses_a_large_table),
        cmocka_unit_test(a_table_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
