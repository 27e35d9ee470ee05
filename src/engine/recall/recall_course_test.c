/* Every sequence of steps up to a length, against a table that was written by hand; deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "recall.h"

/* The table: of each state, to which state sent, acknowledged, sequestered, disposed, verified lead; '-': refused. */
static bool expected(struct recall_course *c, enum recall_step step)
{
    static const char *const moves[RECALL_STATES] = {"1----", "-234-", "--34-", "---4-", "----5", "-----"};
    if (step == STEP_HELD || step == STEP_FREED) {
        bool ok = c->held == (step == STEP_FREED);
        c->held = ok ? step == STEP_HELD : c->held;
        return ok;
    }
    if (step == STEP_REOPENED) {
        c->state = c->state >= RECALL_DISPOSED ? RECALL_ACKNOWLEDGED : c->state;
        return true;
    }
    if (step == STEP_READDRESSED) {
        return true;
    }
    char to = moves[c->state][step];
    if (to == '-' || (step == STEP_DISPOSED && c->held)) {
        return false;
    }
    c->state = (enum recall_state)(to - '0');
    return true;
}

static void try_all(struct recall_course c, struct recall_course oracle, unsigned depth)
{
    if (depth == 0) {
        return;
    }
    for (unsigned s = 0; s < RECALL_STEPS; s++) {
        struct recall_course next = c, wanted = oracle;
        struct error e = {0};
        bool ok = recall_go(&next, (enum recall_step)s, depth, &e), may = expected(&wanted, (enum recall_step)s);
        assert_int_equal(ok, may);
        assert_int_equal(next.state, wanted.state);
        assert_int_equal(next.held, wanted.held);
        assert_true(ok || e.category == ERROR_INPUT || (e.category == ERROR_HELD && c.held && s == STEP_DISPOSED));
        assert_true(ok || memcmp(&next, &c, sizeof c) == 0); /* as it was */
        if (ok) {
            try_all(next, wanted, depth - 1);
        }
    }
}

static void every_sequence_goes_as_the_table_says(void **state)
{
    (void)state;
    struct recall_course c;
    recall_begin(&c, 0, 30);
    try_all(c, c, 7);
}

static void names_find_themselves(void **state)
{
    (void)state;
    enum recall_step found;
    for (unsigned i = 0; i < RECALL_STEPS; i++) {
        assert_true(recall_step_find(span_of(recall_step_name((enum recall_step)i)), &found));
        assert_int_equal(found, i);
    }
    assert_false(recall_step_find(SPAN_LITERAL("made"), &found));
    assert_false(recall_step_find(SPAN_LITERAL(""), &found));
    assert_string_equal(recall_state_name(RECALL_VERIFIED), "verified");
}

static instant at(const char *text)
{
    instant t;
    assert_true(instant_parse(span_of(text), &t));
    return t;
}

static void deadlines_show_their_arithmetic(void **state)
{
    (void)state;
    struct recall_deadline d;
    recall_deadline("sent", at("2026-11-27T10:17:33.999Z"), 30, "day", &d);
    assert_string_equal(d.words, "sent 2026-11-27T10:17:33Z + 30 days = 2026-12-27T10:17:33Z");
    assert_int_equal(d.due, at("2026-12-27T10:17:33Z"));
    recall_deadline("discovered", at("2028-02-28T23:30Z"), 24, "hour", &d); /* a leap year */
    assert_string_equal(d.words, "discovered 2028-02-28T23:30:00Z + 24 hours = 2028-02-29T23:30:00Z");
    recall_deadline("sent", at("2026-12-31T00:00Z"), 1, "day", &d);
    assert_string_equal(d.words, "sent 2026-12-31T00:00:00Z + 1 day = 2027-01-01T00:00:00Z");
}

static void what_is_due_follows_the_steps(void **state)
{
    (void)state;
    struct recall_course c;
    struct recall_deadline d;
    struct error e;
    instant made = at("2026-11-01T00:00Z"), sent = at("2026-11-03T00:00Z"), freed = at("2026-11-20T00:00Z");
    recall_begin(&c, made, 10);
    recall_due(&c, &d);
    assert_string_equal(d.words, "recalled 2026-11-01T00:00:00Z + 10 days = 2026-11-11T00:00:00Z");
    assert_true(recall_go(&c, STEP_HELD, made, &e)); /* a hold never waits */
    assert_true(recall_go(&c, STEP_SENT, sent, &e));
    recall_due(&c, &d);
    assert_string_equal(d.words, "sent 2026-11-03T00:00:00Z + 10 days = 2026-11-13T00:00:00Z");
    assert_false(recall_overdue(&c, d.due));
    assert_true(recall_overdue(&c, d.due + 1));
    assert_true(recall_go(&c, STEP_SEQUESTERED, sent, &e));
    assert_false(recall_overdue(&c, d.due + 1)); /* under a hold that is all there is to do */
    assert_false(recall_go(&c, STEP_DISPOSED, sent, &e));
    assert_string_equal(e.code, "recall.held");
    assert_int_equal(error_exit_status(e.category), 4);
    assert_true(recall_go(&c, STEP_FREED, freed, &e));
    recall_due(&c, &d);
    assert_string_equal(d.words, "freed 2026-11-20T00:00:00Z + 10 days = 2026-11-30T00:00:00Z");
    assert_true(recall_overdue(&c, d.due + 1));
    assert_true(recall_go(&c, STEP_DISPOSED, freed, &e));
    assert_false(recall_overdue(&c, d.due + 1));
    assert_true(recall_go(&c, STEP_REOPENED, at("2027-01-01T00:00Z"), &e));
    recall_due(&c, &d);
    assert_string_equal(d.words, "another copy listed 2027-01-01T00:00:00Z + 10 days = 2027-01-11T00:00:00Z");
    assert_true(recall_overdue(&c, d.due + 1));
}

static void spans_are_rounded_down(void **state)
{
    (void)state;
    char out[RECALL_WORDS];
    recall_span(0, 0, out);
    assert_string_equal(out, "0 hours 0 minutes");
    recall_span(0, at("1970-01-01T01:01:59.999Z"), out);
    assert_string_equal(out, "1 hour 1 minute");
    recall_span(0, at("1970-01-02T00:59Z"), out);
    assert_string_equal(out, "1 day 0 hours");
    recall_span(at("1970-01-02T00:00Z"), 0, out);
    assert_string_equal(out, "0 hours 0 minutes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_goes_as_the_table_says),
        cmocka_unit_test(names_find_themselves),
        cmocka_unit_test(deadlines_show_their_arithmetic),
        cmocka_unit_test(what_is_due_follows_the_steps),
        cmocka_unit_test(spans_are_rounded_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
