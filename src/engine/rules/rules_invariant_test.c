#include <stdio.h>

#include "engine/rules/rules_ladder.h"
#include "engine/rules/rules_testing.h"

/* Invariants as they are written, refused and written again; and proofs of files
 * small enough to follow by hand. */

#define GRANT "clause G/1 grant address when recipient is party cites \"C\"\n"
#define ORDER "order O/1 forbid count from 2025-06-01 to 2025-06-30\n" PAPER

static void are_read_and_written(void **state)
{
    (void)state;
    struct rules *r = rules_of(
        AGREEMENT GRANT ORDER
        "invariant \"b\" cites \"J\" while O/1 acts never count\n"
        "invariant \"a \\\"x\\\"\" unless address corresponds or row is single cites \"I\"\n"
        "  population \"P\" when subject is not protected never address\n");
    struct error e = {0};
    struct text once = {0}, twice = {0};
    struct invariant_info info;
    uint8_t a[32], b[32];
    assert_int_equal(rules_invariants(r), 2);
    rules_invariant(r, 0, &info);
    assert_true(span_is(info.name, "b") && span_is(info.cites, "J") && span_is(info.during, "O/1"));
    assert_int_equal(info.level, 1);
    assert_int_equal(info.clause, 1);
    rules_invariant(r, 1, &info);
    assert_true(info.during.len == 0 && info.clause == SIZE_MAX && info.level == 3);
    assert_true(rules_format(r, &once, &e));
    assert_non_null(strstr(once.at, "\ninvariant \"b\"\n"
                                    "  never count\n"
                                    "  while O/1 acts\n"
                                    "  cites \"J\"\n"
                                    "\ninvariant \"a \\\"x\\\"\"\n"
                                    "  never address\n"
                                    "  when subject is not protected\n"
                                    "  unless address corresponds or row is single\n"
                                    "  population \"P\"\n"
                                    "  cites \"I\"\n"));
    struct rules *again = rules_of(once.at), *without = rules_of(AGREEMENT GRANT ORDER);
    assert_true(rules_format(again, &twice, &e));
    assert_string_equal(once.at, twice.at);
    rules_hash(r, a);
    rules_hash(again, b);
    assert_memory_equal(a, b, 32);
    rules_hash(without, b);
    assert_memory_not_equal(a, b, 32); /* it is signed with the rest */
    text_free(&once);
    text_free(&twice);
    rules_free(r);
    rules_free(again);
    rules_free(without);
}

static void are_refused_with_place_and_hint(void **state)
{
    (void)state;
    refused(AGREEMENT "invariant \"i\" cites \"I\"", "rules.invariant",
            "t:4:11: the invariant rules nothing out", "add: never");
    refused(AGREEMENT "invariant \"i\" never match", "rules.cites",
            "t:4:11: the invariant cites nothing", "add: cites");
    refused(AGREEMENT "invariant \"i\" never addres cites \"I\"", "rules.level",
            "t:4:21: there is no level 'addres'", "did you mean \"address\"?");
    refused(AGREEMENT "invariant \"i\" never none cites \"I\"", "rules.level",
            "t:4:21: level 'none' cannot be ruled out: it gives nothing", "lowest level");
    refused(AGREEMENT "invariant \"i\" never match cites \"I\"\n"
                      "invariant \"i\" never count cites \"J\"",
            "rules.name", "t:5:11: there is another invariant of this name", "another name");
    refused(AGREEMENT GRANT "invariant \"i\" never match while G/2 acts cites \"I\"", "rules.clause",
            "t:5:33: there is no clause or order G/2", "did you mean \"G/1\"?");
    refused(AGREEMENT "invariant \"i\" never match while O/1 cites \"I\"", "rules.syntax",
            "t:4:37: expected 'acts', found 'cites'", "");
    refused(AGREEMENT "invariant i never match cites \"I\"", "rules.syntax",
            "t:4:11: expected a text in double quotes, found 'i'", "");
    refused(AGREEMENT "invariant \"i\" never match never count cites \"I\"", "rules.twice",
            "t:4:27: 'never' is stated twice in an invariant", "");
    refused(AGREEMENT "invariant \"i\" grant match cites \"I\"", "rules.syntax",
            "t:4:15: expected a statement of an invariant, found 'grant'", "");
}

static void keep_to_their_limit(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e = {0};
    struct rules *r = NULL;
    assert_true(text_adds(&t, AGREEMENT, &e));
    for (int i = 0; i < 257; i++) {
        assert_true(text_addf(&t, &e, "invariant \"%d\" never match cites \"I\"\n", i));
    }
    struct rules_source source = {"t", text_span(&t), INSTANT_MIN};
    assert_false(rules_parse(&r, &source, 1, &e));
    assert_string_equal(e.text, "t:260:1: there are more than 256 invariants");
    text_free(&t);
}

/* --- proofs --- */

static struct proof *proof_of(const struct rules *r, const char *at, const char *reading)
{
    struct proof *p = NULL;
    struct error e = {0};
    size_t number = reading == NULL ? SIZE_MAX : rules_reading_find(r, span_of(reading));
    assert_true(rules_prove(&p, r, instant_of(at), number, 100, &e));
    return p;
}

/* The state of the only invariant of a file: the agreement, a grant and this. */
static enum invariant_state state_of(const char *text)
{
    struct text t = {0};
    struct error e = {0};
    assert_true(text_addf(&t, &e, "%s%s%s", AGREEMENT, GRANT, text));
    struct rules *r = rules_of(t.at);
    struct proof *p = proof_of(r, "2025-03-01", NULL);
    enum invariant_state s = p->invariant[0].state;
    assert_int_equal(p->refuted, s == INVARIANT_REFUTED);
    proof_free(p);
    rules_free(r);
    text_free(&t);
    return s;
}

#define NEVER(...) "invariant \"i\" never " __VA_ARGS__ " cites \"I\"\n"
#define REQUIRE "clause S/1 require for address address corresponds otherwise match cites \"C\"\n"

static void doubt_counts_against_them(void **state)
{
    (void)state;
    assert_int_equal(state_of(NEVER("address")), INVARIANT_REFUTED);
    assert_int_equal(state_of(NEVER("address unless recipient is party")), INVARIANT_PROVED);
    assert_int_equal(state_of(REQUIRE NEVER("address unless address corresponds")),
                     INVARIANT_PROVED);
    assert_int_equal(state_of(REQUIRE NEVER("match unless address corresponds")),
                     INVARIANT_REFUTED);
    /* of an unknown fact `when` is not false, and `unless` not true */
    assert_int_equal(state_of(REQUIRE NEVER("address when not address corresponds")),
                     INVARIANT_PROVED);
    assert_int_equal(state_of(NEVER("address when row is duplicate")), INVARIANT_REFUTED);
    assert_int_equal(state_of("clause F/1 forbid count when row is duplicate cites \"C\"\n" NEVER(
                         "address when row is duplicate")),
                     INVARIANT_PROVED);
    assert_int_equal(state_of("clause F/1 require for count subject is not deceased cites \"C\"\n" NEVER(
                         "address unless subject is living")),
                     INVARIANT_PROVED); /* of two values one is left */
}

static void time_counts(void **state)
{
    (void)state;
    assert_int_equal(state_of(ORDER NEVER("count while O/1 acts")), INVARIANT_PROVED);
    assert_int_equal(state_of(ORDER NEVER("count")), INVARIANT_REFUTED); /* before and after */
    assert_int_equal(state_of(NEVER("count while O/1 acts")), INVARIANT_ABSENT);
    assert_int_equal(state_of("order O/1 forbid count from 2028-06-01 to 2028-06-30\n" PAPER NEVER(
                         "count while O/1 acts")),
                     INVARIANT_PROVED); /* the agreement is over, but the order acts */
    assert_int_equal(state_of("order O/1 forbid count against \"B\" from 2025-06-01\n" PAPER NEVER(
                         "count while O/1 acts")),
                     INVARIANT_IDLE);
    assert_int_equal(state_of("clause S/1 require for count row is single in force from 2025-05-01 "
                              "reaching back to 2025-01-01 cites \"C\"\n" NEVER(
                                  "count unless row is single")),
                     INVARIANT_REFUTED); /* in hindsight it holds; but the gate let it out */
    assert_int_equal(state_of("order O/2 suspend O/1 from 2025-06-10 to 2025-06-11\n" PAPER ORDER NEVER(
                         "count while O/1 acts")),
                     INVARIANT_PROVED);
    assert_int_equal(state_of("order O/2 suspend O/1 from 2025-06-10 to 2025-06-11\n" PAPER ORDER NEVER(
                         "count while O/2 acts")),
                     INVARIANT_REFUTED);
    assert_int_equal(
        state_of(NEVER("count when address corresponds and not address corresponds")),
        INVARIANT_REFUTED); /* whether it corresponds may be unknown */
}

static void a_counter_example_names_what_matters(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT GRANT REQUIRE ORDER NEVER("match while O/2 acts")
                               "order O/2 suspend O/1 from 2025-06-10 to 2025-06-11\n" PAPER);
    struct proof *p = proof_of(r, "2025-03-01", NULL);
    const struct invariant_proof *v = &p->invariant[0];
    struct error e = {0};
    struct text t = {0};
    assert_int_equal(v->state, INVARIANT_REFUTED);
    assert_true(v->at == instant_of("2025-06-10") && v->until == instant_of("2025-06-12"));
    assert_false(v->hindsight);
    assert_true(rules_cube_text(r, &v->asked, ", ", &t, &e));
    assert_string_equal(t.at, "recipient is party"); /* a match needs no more */
    assert_int_equal(v->verdict.level, 2);
    assert_int_equal(v->verdict.grant, 0);
    text_free(&t);
    proof_free(p);
    rules_free(r);
}

/* `subject is in the population` of an invariant is about the population that it names. */
static void an_invariant_names_a_population(void **state)
{
    (void)state;
#define COVER "order O/1 forbid count population \"P\" when subject is in the population from 2025-01-01\n" PAPER
    assert_int_equal(state_of(COVER NEVER("count population \"P\" when subject is in the population "
                                          "while O/1 acts")),
                     INVARIANT_PROVED);
    assert_int_equal(state_of(COVER NEVER("count population \"Q\" when subject is in the population "
                                          "while O/1 acts")),
                     INVARIANT_REFUTED);
    struct rules *r = rules_of(AGREEMENT GRANT COVER NEVER(
        "count population \"P\" when subject is outside the population"));
    struct proof *p = proof_of(r, "2025-03-01", NULL);
    struct error e = {0};
    struct text t = {0};
    assert_true(rules_cube_text(r, &p->invariant[0].asked, ", ", &t, &e));
    assert_string_equal(t.at, "recipient is party, subject is outside the population \"P\"");
    text_free(&t);
    proof_free(p);
    rules_free(r);
}

/* --- why a clause is without effect --- */

static void check_effects(const char *text, const char *at, const char *reading,
                          const enum clause_effect *want, size_t count)
{
    struct rules *r = rules_of(text);
    struct proof *p = proof_of(r, at, reading);
    assert_int_equal(p->clauses, count);
    for (size_t i = 0; i < count; i++) {
        if (p->clause[i].effect != want[i]) {
            fail_msg("clause %zu: %d, not %d", i, (int)p->clause[i].effect, (int)want[i]);
        }
    }
    proof_free(p);
    rules_free(r);
}

#define EFFECTS(text, at, reading, ...)                                                            \
    check_effects(text, at, reading, (const enum clause_effect[]){__VA_ARGS__},                    \
                  sizeof((const enum clause_effect[]){__VA_ARGS__}) / sizeof(enum clause_effect))

static void says_why_a_clause_does_nothing(void **state)
{
    (void)state;
    EFFECTS(AGREEMENT GRANT "clause G/2 grant match when recipient is party cites \"C\"\n"
                            "clause G/3 grant match when row is single and row is duplicate cites \"C\"\n"
                            "clause G/4 grant count when row is single in force from 2025-05-01 cites \"C\"\n"
                            "clause G/5 grant count when row is single in force from 2025-01-01 to "
                            "2025-02-01 cites \"C\"\n",
            "2025-03-01", NULL, EFFECT_SOME, EFFECT_OTHERS, EFFECT_NEVER_TRUE, EFFECT_NOT_YET,
            EFFECT_OVER);
    EFFECTS(AGREEMENT "clause G/1 grant match when recipient is party cites \"C\"\n"
                      "clause S/1 require for address row is single cites \"C\"\n"
                      "clause F/1 forbid count when name is complete and name is partial cites \"C\"\n"
                      "clause F/2 forbid count when recipient is other cites \"C\"\n",
            "2025-03-01", NULL, EFFECT_SOME, EFFECT_NO_GRANT, EFFECT_SOME, EFFECT_OTHERS);
    EFFECTS(AGREEMENT GRANT ORDER "order O/2 suspend O/1 from 2025-06-10\n" PAPER
                                  "order O/3 forbid count against \"B\" from 2025-06-10\n" PAPER
                                  "order O/4 suspend O/3 against \"A\" from 2025-06-10\n" PAPER,
            "2025-06-12", NULL, EFFECT_SOME, EFFECT_SUSPENDED, EFFECT_SOME, EFFECT_ELSEWHERE,
            EFFECT_OTHERS);
    EFFECTS(AGREEMENT GRANT REQUIRE "clause S/2 require for address row is single cites \"C\" only in readings\n"
                                    "reading \"r\" without S/1 cites \"R\"\n",
            "2025-06-12", "r", EFFECT_SOME, EFFECT_LEFT_OUT, EFFECT_ONLY_READ);
    EFFECTS(AGREEMENT GRANT "order O/1 compel match from 2025-01-01\n" PAPER, "2025-06-12", NULL,
            EFFECT_SOME, EFFECT_NO_CONFLICT);
    EFFECTS(AGREEMENT GRANT "order O/1 compel match from 2025-01-01\n" PAPER
                            "order O/2 forbid match from 2025-01-01\n" PAPER,
            "2025-06-12", NULL, EFFECT_SOME, EFFECT_SOME, EFFECT_SOME);
    EFFECTS("agreement \"A\" in force 2025-01-01 to 2025-02-01 cites \"M\"\n"
            "clause G/1 grant match when row is single in force from 2025-01-01 cites \"C\"\n",
            "2025-06-12", NULL, EFFECT_OUT_OF_FORCE);
}

/* An `unknown` is a value too: of the two known values of a fact none is left over, but a requirement
 * that names both can fail. */
static void unknown_is_never_left_out(void **state)
{
    (void)state;
    EFFECTS(AGREEMENT GRANT
            "clause S/1 require for count row is single or row is duplicate cites \"C\"\n",
            "2025-03-01", NULL, EFFECT_SOME, EFFECT_SOME);
}

static void says_why_nothing_can_be_released(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum release_proof want;
        size_t lowering;
        bool alone;
    } cases[] = {
        {AGREEMENT GRANT, RELEASE_POSSIBLE, 0, false},
        {"order O/1 forbid match from 2025-01-01\n" PAPER, RELEASE_NO_AGREEMENT, 0, false},
        {"agreement \"A\" in force 2026-01-01 to 2026-12-31 cites \"M\"\n" GRANT,
         RELEASE_OUT_OF_FORCE, 0, false},
        {AGREEMENT REQUIRE, RELEASE_NO_GRANT, 0, false},
        {AGREEMENT "clause G/1 grant match when row is single and row is duplicate cites \"C\"\n",
         RELEASE_NO_CONDITION, 0, false},
        {AGREEMENT GRANT REQUIRE "order O/1 forbid count from 2025-01-01\n" PAPER
                                 "order O/2 forbid count from 2025-01-01\n" PAPER,
         RELEASE_LOWERED, 2, true},
        {AGREEMENT GRANT REQUIRE
         "clause F/1 forbid count when subject is living cites \"C\"\n"
         "clause F/2 forbid count when subject is deceased cites \"C\"\n"
         "clause F/3 forbid count when address corresponds cites \"C\"\n",
         RELEASE_LOWERED, 2, false},
        {AGREEMENT GRANT "order O/1 forbid address from 2025-01-01\n" PAPER
                         "order O/2 compel address from 2025-01-01\n" PAPER,
         RELEASE_HELD, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rules *r = rules_of(cases[i].text);
        struct proof *p = proof_of(r, "2025-06-12", NULL);
        assert_int_equal(p->release, cases[i].want);
        assert_int_equal(p->lowering, cases[i].lowering);
        assert_int_equal(p->alone, cases[i].alone);
        proof_free(p);
        rules_free(r);
    }
}

/* --- phrases --- */

static void sets_of_values_read_well(void **state)
{
    (void)state;
    static const struct {
        enum fact fact;
        unsigned mask;
        const char *text;
    } cases[] = {
        {FACT_NAME, 1u << NAME_IS_COMPLETE, "name is complete"},
        {FACT_NAME, 0xfe & ~(1u << NAME_IS_COMPLETE), "not name is complete"},
        {FACT_NAME, 0xff & ~(1u << NAME_IS_COMPLETE), "not known: name is complete"},
        {FACT_NAME, 1u << NAME_IS_TEST | 1u << NAME_IS_EMPTY, "name is test data or name is empty"},
        {FACT_NAME, 0xfe & ~(1u << NAME_IS_TEST | 1u << NAME_IS_EMPTY),
         "not name is test data and not name is empty"},
        {FACT_NAME, 1 | 1u << NAME_IS_TEST, "name is test data or name: unknown"},
        {FACT_NAME, 1, "name: unknown"},
        {FACT_NAME, 0xfe, "name: known"},
        {FACT_NAME, 0xff, "name: any"},
        {FACT_CASE_LOAD, 1, "case_load: unknown"},
    };
    struct rules *r = rules_of(AGREEMENT);
    struct error e = {0};
    struct cube nothing = {{0}};
    struct text t = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&t);
        assert_true(rules_values_text(r, cases[i].fact, (uint16_t)cases[i].mask, &t, &e));
        assert_string_equal(t.at, cases[i].text);
    }
    text_clear(&t);
    assert_true(rules_cube_text(r, &nothing, ", ", &t, &e));
    assert_string_equal(t.at, "whatever the facts");
    text_free(&t);
    rules_free(r);
}

/* --- what would have to be different; what two files decide otherwise --- */

static void says_what_a_row_would_need(void **state)
{
    (void)state;
    struct rules *r = rules_of(AGREEMENT GRANT REQUIRE
                               "clause S/2 require for count name is complete cites \"C\"\n");
    struct facts facts = {0};
    struct would w;
    struct error e = {0};
    struct text t = {0};
    instant at = instant_of("2025-06-12");
    facts.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
    facts.value[FACT_NAME] = NAME_IS_PARTIAL;
    assert_true(rules_would(&w, r, at, at, SIZE_MAX, &facts, &e));
    assert_int_equal(w.count, 2);
    assert_int_equal(w.higher[0].level, 2);
    assert_int_equal(w.higher[0].facts, 1);
    assert_true(rules_cube_text(r, &w.higher[0].need, ", ", &t, &e));
    assert_string_equal(t.at, "name is complete");
    text_clear(&t);
    assert_int_equal(w.higher[1].level, 3);
    assert_int_equal(w.higher[1].facts, 2);
    assert_true(rules_cube_text(r, &w.higher[1].need, ", ", &t, &e));
    assert_string_equal(t.at, "name is complete, address corresponds");
    text_free(&t);
    rules_free(r);
}

static void levels_are_compared_by_name(void **state)
{
    (void)state;
    struct rules *a = rules_of(AGREEMENT GRANT);
    struct rules *b = rules_of("agreement \"A\" in force 2025-01-01 to 2026-12-31 cites \"M\"\n"
                               "  levels none < match < address\n" GRANT);
    struct rules *c = rules_of("agreement \"A\" in force 2025-01-01 to 2026-12-31 cites \"M\"\n"
                               "  levels none < count < match < postal < address\n"
                               "  level postal gives code\n" GRANT);
    struct difference *d = NULL;
    struct error e = {0};
    instant at = instant_of("2025-06-12");
    assert_false(rules_diff(&d, a, b, at, 10, &e));
    assert_string_equal(e.code, "rules.diff.levels");
    assert_string_equal(e.text, "the second rules have no level 'count'");
    assert_true(rules_diff(&d, b, a, at, 10, &e));
    assert_int_equal(d->count, 0);
    difference_free(d);
    assert_true(rules_diff(&d, a, c, at, 10, &e));
    assert_int_equal(d->raised + d->lowered, 0);
    assert_int_equal(d->combinations, 3 - 0);
    difference_free(d);
    rules_free(a);
    rules_free(b);
    rules_free(c);
}

#define ABOUT(n, name)                                                                                        \
    "clause F/" n " forbid count when subject is in the population population \"" name "\" cites \"C\"\n"

/* Everything that differs, a line each: "none to address, 2: facts; facts". */
static const char *difference_of(const char *before, const char *after)
{
    static char said[1000];
    struct rules *a = rules_of(before), *b = rules_of(after);
    struct difference *d = NULL;
    struct levels levels;
    struct error e = {0};
    struct text t = {0};
    rules_levels(a, &levels);
    if (!rules_diff(&d, a, b, instant_of("2025-06-12"), 10, &e)) {
        assert_true(text_addf(&t, &e, "%s", e.code));
    }
    rules_free(b);
    for (size_t i = 0; d != NULL && i < d->count; i++) {
        const struct level_change *c = &d->change[i];
        assert_true(text_addf(&t, &e, "%.*s to %.*s, %u:", SPAN_ARGS(levels.name[c->from]),
                              SPAN_ARGS(levels.name[c->to]), (unsigned)c->rows.combinations));
        for (size_t k = 0; k < c->rows.count; k++) {
            assert_true(text_adds(&t, k == 0 ? " " : "; ", &e) &&
                        difference_cube_text(d, &c->rows.cube[k], ", ", &t, &e));
        }
        assert_true(text_addc(&t, '\n', &e));
    }
    (void)snprintf(said, sizeof said, "%s", t.len == 0 ? "" : t.at);
    difference_free(d);
    rules_free(a);
    text_free(&t);
    return said;
}

static void populations_are_compared_by_name(void **state)
{
    (void)state;
    assert_string_equal(difference_of(AGREEMENT GRANT ABOUT("1", "P"), AGREEMENT GRANT ABOUT("1", "Q")),
                        "none to address, 2: recipient is party, not known: subject is outside the population \"P\", "
                        "subject is outside the population \"Q\"\n"
                        "address to none, 2: recipient is party, subject is outside the population \"P\", "
                        "not known: subject is outside the population \"Q\"\n");
    assert_string_equal(difference_of(AGREEMENT GRANT ABOUT("1", "P") ABOUT("2", "Q"),
                                      AGREEMENT GRANT ABOUT("2", "Q") ABOUT("1", "P")),
                        "");
    assert_string_equal(difference_of(AGREEMENT GRANT ABOUT("1", "P"), AGREEMENT GRANT),
                        "none to address, 2: recipient is party, not known: subject is outside the population \"P\"\n");
    assert_string_equal(difference_of(AGREEMENT GRANT ABOUT("1", "P") ABOUT("2", "Q") ABOUT("3", "R"),
                                      AGREEMENT GRANT ABOUT("1", "S") ABOUT("2", "T")),
                        "rules.diff.populations");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_read_and_written),
        cmocka_unit_test(are_refused_with_place_and_hint),
        cmocka_unit_test(keep_to_their_limit),
        cmocka_unit_test(doubt_counts_against_them),
        cmocka_unit_test(time_counts),
        cmocka_unit_test(a_counter_example_names_what_matters),
        cmocka_unit_test(an_invariant_names_a_population),
        cmocka_unit_test(says_why_a_clause_does_nothing),
        cmocka_unit_test(unknown_is_never_left_out),
        cmocka_unit_test(says_why_nothing_can_be_released),
        cmocka_unit_test(sets_of_values_read_well),
        cmocka_unit_test(says_what_a_row_would_need),
        cmocka_unit_test(levels_are_compared_by_name),
        cmocka_unit_test(populations_are_compared_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
