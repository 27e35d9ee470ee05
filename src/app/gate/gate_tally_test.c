/* Rows in groups are counted as rows one by one are, on random rules and random rows, by any number of threads;
 * what made a row wrong is told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_look.h"

#define AGREEMENT "agreement \"A\"\n  in force 2025-01-01 to 2026-12-31\n  cites \"M\"\n"

#define PAPER                                                                                     \
    "  document sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n  cites \"O\"\n"

static uint64_t state_of_random = 7;

static unsigned below(unsigned n)
{
    state_of_random += 0x9e3779b97f4a7c15u;
    uint64_t x = state_of_random;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (unsigned)((x ^ x >> 31) % n);
}

static struct rules *rules_of(struct span text)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {.name = "test", .text = text, .entered = INSTANT_MIN};
    if (!rules_parse(&r, &source, 1, &e)) {
        print_error("%s\n", e.text);
        assert_true(false);
    }
    return r;
}

static instant instant_of(const char *s)
{
    instant t;
    assert_true(instant_parse(span_of(s), &t));
    return t;
}

/* --- random rules and rows --- */

static void put_condition(struct text *t, unsigned depth)
{
    struct error e;
    unsigned kind = depth == 0 ? 0 : below(4);
    if (kind < 2) {
        enum fact fact = (enum fact)below(FACT_COUNT);
        fact = fact_is_place(fact) ? FACT_POPULATION : fact; /* its places have no phrase of their own */
        assert_true(text_adds(t, fact_phrase(fact, 1 + below(fact_values(fact))), &e));
        return;
    }
    assert_true(text_adds(t, below(3) == 0 ? "not (" : "(", &e));
    put_condition(t, depth - 1);
    assert_true(text_adds(t, kind == 2 ? " and " : " or ", &e));
    put_condition(t, depth - 1);
    assert_true(text_addc(t, ')', &e));
}

static void put_clause(struct text *t, unsigned number)
{
    static const char *const levels[] = {"count", "match", "address"};
    static const char *const dates[] = {"", "  in force from 2025-06-01\n", "  in force from 2025-03-01 to 2025-09-30\n",
                                        "  in force from 2025-06-01 reaching back to 2025-02-01\n"};
    struct error e;
    unsigned verb = number < 2 ? 0 : below(3);
    assert_true(text_addf(t, &e, "clause C/%u %s %s\n", number,
                          verb == 0   ? "grant"
                          : verb == 1 ? "require for"
                                      : "forbid",
                          levels[number == 0 ? 2 : below(3)]));
    assert_true(text_adds(t, verb == 1 ? "  " : "  when ", &e));
    put_condition(t, 2);
    assert_true(text_addf(t, &e, "\n%s%s  cites \"C\"\n", verb == 1 ? "  otherwise none\n" : "", dates[below(4)]));
}

/* What holds rows for a person. */
static void put_compel(struct text *t)
{
    struct error e;
    assert_true(text_adds(t, "order O/1 compel address\n  when ", &e));
    put_condition(t, 1);
    assert_true(text_addf(t, &e, "\n  from 2025-%02u-01\n%s", 2 + below(9), PAPER) &&
                text_adds(t, "order O/2 forbid match\n  when ", &e));
    put_condition(t, 1);
    assert_true(text_addf(t, &e, "\n  from 2025-%02u-01 reaching back to 2025-01-15\n%s", 2 + below(9), PAPER));
}

static struct rules *random_rules(void)
{
    struct text t = {0};
    struct error e;
    assert_true(text_adds(&t, AGREEMENT, &e));
    for (unsigned i = 0, n = 3 + below(12); i < n; i++) {
        put_clause(&t, i);
    }
    assert_true(text_adds(&t, "reading \"one\" without C/1 cites \"R\"\nreading \"two\" without C/2 cites \"R\"\n", &e));
    if (below(2) == 0) {
        put_compel(&t);
    }
    struct rules *r = rules_of(text_span(&t));
    text_free(&t);
    return r;
}

static struct row_record random_row(void)
{
    struct row_record r = {.outcome = below(4) == 0 ? OUTCOME_WITHHELD : OUTCOME_RELEASED,
                           .level = (uint8_t)(1 + below(3)),
                           .sufficiency = below(5) == 0 ? SUFFICIENCY_INSUFFICIENT : SUFFICIENCY_COMPLETE,
                           .payload = (uint64_t)instant_of("2025-01-15") + below(400) * 86400000ull};
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        r.facts.value[i] = (uint8_t)(below(3) > 0 ? 1 : below(fact_values((enum fact)i) + 1));
    }
    return r;
}

/* --- one by one --- */

struct plain {
    uint64_t examined, insufficient, wrong[FINDING_READINGS], lowered[FINDING_READINGS], raised[FINDING_READINGS],
        cause[FINDING_READINGS][CAUSES], clauses[FINDING_READINGS];
};

static bool less(const struct moment *m, const struct facts *f, unsigned given, struct verdict *v)
{
    moment_decide(m, f, v);
    return v->level < given || v->held;
}

/* By moments of the row's very instant, and by the definition of each cause. */
static void count_plainly(const struct rules *r, const struct readings *by, const struct row_record *row,
                          const struct row_record *now, struct plain *p)
{
    struct error e;
    instant at = (instant)row->payload;
    struct facts kept = row->facts, fresh;
    struct moment *m = NULL, *then = NULL;
    struct verdict v;
    if (row->outcome != OUTCOME_RELEASED) {
        return;
    }
    p->examined++;
    p->insufficient += row->sufficiency != SUFFICIENCY_COMPLETE;
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        bool subject = fact_phase((enum fact)i) == PHASE_SUBJECT && i != FACT_PROTECTION && i != FACT_LIFE;
        kept.value[i] = subject ? 0 : kept.value[i];
    }
    fresh = kept;
    for (unsigned i = 0; now != NULL && i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_REQUEST || i == FACT_ADDRESS_USE) {
            fresh.value[i] = now->facts.value[i];
        }
    }
    bool lost = now != NULL && row->sufficiency == SUFFICIENCY_COMPLETE && now->sufficiency != SUFFICIENCY_COMPLETE;
    assert_true(rules_moment(&then, r, at, at, SIZE_MAX, &e));
    bool then_kept = less(then, &kept, row->level, &v), then_fresh = less(then, &fresh, row->level, &v);
    for (unsigned i = 0; i < by->count; i++) {
        assert_true(rules_moment_reaching(&m, r, at, by->known, by->index[i], by->reach, &e));
        bool rule = less(m, &kept, row->level, &v), wrong = less(m, &fresh, row->level, &v) || lost;
        bool classifier = lost || (then_fresh && !then_kept);
        p->wrong[i] += wrong;
        p->lowered[i] += lost || v.level < row->level;
        p->raised[i] += !wrong && v.level > row->level;
        p->cause[i][now == NULL || !wrong ? CAUSE_NONE
                    : rule && !classifier ? CAUSE_RULE
                    : classifier && !rule ? CAUSE_CLASSIFIER
                                          : CAUSE_BOTH] += wrong;
        for (unsigned k = 0; wrong && k < v.count; k++) {
            p->clauses[i] += v.clause[k] != v.grant;
        }
        moment_free(m);
    }
    moment_free(then);
}

static void hold_against(const struct finding *f, const struct plain *p, bool judged)
{
    assert_true(f->examined == p->examined);
    assert_true(f->insufficient == p->insufficient);
    assert_true(f->judged == (judged ? p->examined : 0));
    for (unsigned i = 0; i < f->readings; i++) {
        const struct finding_reading *r = &f->reading[i];
        uint64_t clauses = 0;
        for (unsigned k = 0; k < r->clauses; k++) {
            clauses += r->clause[k].rows;
        }
        assert_true(r->wrong == p->wrong[i] && r->right == p->examined - p->wrong[i]);
        assert_true(r->lowered == p->lowered[i] && r->raised == p->raised[i]);
        assert_true(clauses == p->clauses[i]);
        assert_true(r->by_rule == p->cause[i][CAUSE_RULE] && r->by_both == p->cause[i][CAUSE_BOTH] &&
                    r->by_classifier == p->cause[i][CAUSE_CLASSIFIER]);
    }
}

enum { ROWS = 700 };

static void tally_once(const struct rules *r, struct readings *by, struct readings *then, const struct rows_view *v,
                       const struct judged *judged, unsigned threads, struct finding *f)
{
    struct error e;
    struct tally *t = NULL;
    struct look l = {.by = by, .then = then, .levels = 4, .same = {0, 1, 2, 3}};
    struct history h = {.rows = v, .import = true, .judged = judged};
    *f = (struct finding){0};
    finding_begin(f, by);
    assert_true(tally_new(&t, r, threads, &e) && tally_rows(t, &l, &h, &e));
    tally_into(t, f);
    tally_free(t);
}

static void groups_count_as_rows_do(void **state)
{
    (void)state;
    static struct row_record rows[ROWS], now[ROWS];
    static struct finding one, many;
    for (unsigned round = 0; round < 60; round++) {
        struct rules *r = random_rules();
        struct readings by, then;
        struct rows_view v;
        struct error e;
        struct plain p = {0};
        struct judged judged = {.rows = now, .count = ROWS};
        uint8_t *bytes;
        bool again = round % 2 == 1;
        size_t era = 0, era_then = 0;
        instant reach = round % 3 == 0 ? instant_of("2025-04-01") : INSTANT_MAX;
        assert_true(readings_open(&by, r, NULL, 0, NULL, reach, &e));
        readings_as_it_stood(&then, r);
        for (uint32_t i = 0; i < ROWS; i++) {
            rows[i] = random_row();
            rows[i].person = i; /* row of the request file */
            now[i] = random_row();
            assert_true(readings_era(&by, (instant)rows[i].payload, &era, &e));
            assert_true(readings_era(&then, (instant)rows[i].payload, &era_then, &e));
            now[i].outcome = OUTCOME_WITHHELD;
            count_plainly(r, &by, &rows[i], again ? &now[i] : NULL, &p);
        }
        assert_true(rows_view_of(&v, rows, ROWS, &bytes, &e));
        tally_once(r, &by, &then, &v, again ? &judged : NULL, 1, &one);
        tally_once(r, &by, &then, &v, again ? &judged : NULL, 4, &many);
        hold_against(&one, &p, again);
        assert_memory_equal(&one, &many, sizeof one);
        memory_free(bytes);
        readings_close(&by);
        readings_close(&then);
        rules_free(r);
    }
}

static void more_groups_than_a_table_holds(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    struct rules *r = rules_of(SPAN_LITERAL(AGREEMENT "clause G/1 grant address when (name is complete or period is stated) and "
                                            "(address is complete or reason is stated or officer is listed) and "
                                            "(subject is living or linkages agree or row is single) and "
                                            "(address corresponds or subject is protected or quota is open or "
                                            "case-load is plausible or purpose is civil) cites \"C\"\n"));
    struct row_record *rows = calloc(MANY, sizeof *rows);
    struct readings by;
    struct rows_view v;
    struct error e;
    struct plain p = {0};
    static struct finding f;
    uint8_t *bytes;
    size_t era = 0;
    assert_true(readings_open(&by, r, NULL, 0, NULL, INSTANT_MAX, &e));
    for (uint32_t i = 0; i < MANY; i++) {
        rows[i] = random_row();
        for (unsigned k = 0; k < FACT_COUNT; k++) {
            rows[i].facts.value[k] = (uint8_t)below(fact_values((enum fact)k) + 1);
        }
        rows[i].payload = (uint64_t)instant_of("2025-05-05");
        struct verdict verdict;
        p.examined += rows[i].outcome == OUTCOME_RELEASED;
        assert_true(readings_era(&by, (instant)rows[i].payload, &era, &e));
        p.wrong[0] += rows[i].outcome == OUTCOME_RELEASED &&
                      less(by.moment[era], &rows[i].facts, rows[i].level, &verdict);
    }
    assert_true(rows_view_of(&v, rows, MANY, &bytes, &e));
    tally_once(r, &by, NULL, &v, NULL, 2, &f);
    assert_true(f.examined == p.examined && f.reading[0].wrong == p.wrong[0]);
    memory_free(bytes);
    free(rows);
    readings_close(&by);
    rules_free(r);
}

static void what_is_out_of_range_is_an_error(void **state)
{
    (void)state;
    struct rules *r = rules_of(SPAN_LITERAL(AGREEMENT "clause G/1 grant address when name is complete cites \"C\"\n"));
    struct row_record rows[3] = {random_row(), random_row(), random_row()};
    struct readings by;
    struct rows_view v;
    struct error e = {0};
    struct tally *t = NULL;
    uint8_t *bytes;
    size_t era = 0;
    rows[0].outcome = rows[1].outcome = rows[2].outcome = OUTCOME_RELEASED;
    assert_true(readings_open(&by, r, NULL, 0, NULL, INSTANT_MAX, &e) &&
                readings_era(&by, instant_of("2025-05-05"), &era, &e));
    struct look l = {.by = &by, .levels = 4, .same = {0, 1, 2, 3}};
    struct history h = {.rows = &v, .at = instant_of("2025-05-05")};
    for (unsigned value = 0; value < 256; value += 5) {
        for (unsigned byte = 0; byte < ROW_SIZE; byte++) {
            assert_true(rows_view_of(&v, rows, 3, &bytes, &e));
            bytes[ROW_SIZE + byte] = (uint8_t)value;
            bool sound = !(byte == ROW_LEVEL && value >= 4) &&
                         !(byte == FACT_NAME && value > fact_values(FACT_NAME)) &&
                         !(byte == FACT_CORRESPONDENCE && value > fact_values(FACT_CORRESPONDENCE));
            assert_true(tally_new(&t, r, 1, &e));
            assert_int_equal(tally_rows(t, &l, &h, &e), sound);
            assert_true(sound || strcmp(e.code, "rows.value") == 0);
            tally_free(t);
            memory_free(bytes);
        }
    }
    readings_close(&by);
    rules_free(r);
}

/* --- causes --- */

static const char *cause_of(const char *text, struct kept_row row)
{
    struct rules *r = rules_of(span_of(text));
    struct readings by, then;
    struct decided d;
    struct error e;
    instant at = instant_of("2025-05-05");
    assert_true(readings_open(&by, r, NULL, 0, NULL, INSTANT_MAX, &e));
    readings_as_it_stood(&then, r);
    assert_true(readings_era(&by, at, &row.era, &e) && readings_era(&then, at, &row.era_then, &e));
    struct look l = {.by = &by, .then = &then, .levels = 4, .same = {0, 1, 2, 3}};
    kept_row_decide(&l, &row, &d);
    const char *cause = (d.wrong & 1) == 0 ? "right" : cause_name((enum cause)d.cause[0]);
    readings_close(&by);
    readings_close(&then);
    rules_free(r);
    return cause;
}

#define GRANT "clause G/1 grant address when recipient is party cites \"C\"\n"
#define REACHES "  in force from 2025-09-01 reaching back to 2025-01-01 cites \"C\"\n"

static void says_what_made_a_row_wrong(void **state)
{
    (void)state;
    static const char *const rules[] = {
        AGREEMENT GRANT,
        AGREEMENT GRANT "clause F/1 forbid count when subject is living\n" REACHES,
        AGREEMENT GRANT "clause R/1 require for count address is complete otherwise none cites \"C\"\n",
        AGREEMENT GRANT "clause R/1 require for count address is complete otherwise none\n" REACHES,
        AGREEMENT GRANT "clause R/1 require for count address is complete otherwise none cites \"C\"\n"
                        "clause F/1 forbid count when subject is living\n" REACHES,
    };
    static const char *const wanted[][3] = {
        /* the same found; another address fact; insufficient now */
        {"right", "right", "classifier"},
        {"rule", "rule", "both"},
        {"right", "classifier", "classifier"},
        {"right", "both", "classifier"}, /* the rule alone does not, nor the fact by the rules of then */
        {"rule", "both", "both"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct kept_row row = {.level = 3, .judged = true};
        row.kept.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
        row.kept.value[FACT_ADDRESS] = ADDRESS_IS_COMPLETE;
        row.kept.value[FACT_LIFE] = LIFE_IS_LIVING;
        row.fresh = row.kept;
        assert_string_equal(cause_of(rules[i], row), wanted[i][0]);
        row.fresh.value[FACT_ADDRESS] = ADDRESS_IS_PARTIAL;
        assert_string_equal(cause_of(rules[i], row), wanted[i][1]);
        row.fresh = row.kept;
        row.lost = true;
        assert_string_equal(cause_of(rules[i], row), wanted[i][2]);
    }
}

static void a_better_classifier_makes_right(void **state)
{
    (void)state;
    struct kept_row row = {.level = 3, .judged = true};
    row.kept.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
    row.kept.value[FACT_ADDRESS] = ADDRESS_IS_PARTIAL;
    row.fresh = row.kept;
    static const char text[] =
        AGREEMENT GRANT "clause R/1 require for count address is complete otherwise none\n" REACHES;
    assert_string_equal(cause_of(text, row), "rule");
    row.fresh.value[FACT_ADDRESS] = ADDRESS_IS_COMPLETE;
    assert_string_equal(cause_of(text, row), "right");
}

static void of_a_population_nothing_is_kept(void **state)
{
    (void)state;
    union kept_facts f;
    struct facts before;
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        before.value[i] = f.value[i] = 1;
    }
    struct history h = {.import = true};
    past_subject_facts(&h, NULL, &f);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        bool gone = fact_phase((enum fact)i) == PHASE_SUBJECT && i != FACT_PROTECTION && i != FACT_LIFE;
        assert_int_equal(f.value[i], gone ? 0 : before.value[i]);
    }
    assert_int_equal(f.value[FACT_POPULATION], 0);
    f.value[FACT_POPULATION] = 1;
    uint8_t records[3 * ROW_SIZE] = {0};
    struct rows_view rows = {.at = records, .count = 3};
    const uint8_t places[3] = {0, POPULATION_1_IS_OUTSIDE | POPULATION_2_IS_COVERED << 2, 0};
    h.rows = &rows;
    h.places = places;
    past_subject_facts(&h, records + ROW_SIZE, &f);
    assert_int_equal(f.value[FACT_POPULATION_1], POPULATION_1_IS_OUTSIDE);
    assert_int_equal(f.value[FACT_POPULATION_2], POPULATION_2_IS_COVERED);
    assert_int_equal(f.value[FACT_POPULATION_3], POPULATION_3_IS_UNKNOWN);
    f.value[FACT_POPULATION] = 1;
    h.just_found = true;
    h.places = NULL;
    past_subject_facts(&h, NULL, &f);
    assert_int_equal(f.value[FACT_POPULATION], 1); /* an audit's own facts are of today */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_count_as_rows_do),
        cmocka_unit_test(more_groups_than_a_table_holds),
        cmocka_unit_test(what_is_out_of_range_is_an_error),
        cmocka_unit_test(says_what_made_a_row_wrong),
        cmocka_unit_test(a_better_classifier_makes_right),
        cmocka_unit_test(of_a_population_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
