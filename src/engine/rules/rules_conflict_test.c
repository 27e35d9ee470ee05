#include <stdio.h>

#include "base/memory.h"
#include "engine/rules/rules_testing.h"

/* Commands that conflict: found when, and only when, some row is held by both. */

#define GRANT "clause G/1 grant address when recipient is party cites \"C\"\n"

enum { MOST = 8 };

static bool listed(const struct verdict *v, size_t clause)
{
    unsigned i = 0;
    while (i < v->count && v->clause[i] != clause) {
        i++;
    }
    return i < v->count;
}

/* "O/1 against F/1 on 2025-02-01; ..." */
static const char *conflicts(const char *clauses, const char *from)
{
    static char said[512];
    char source[4000], at[INSTANT_TEXT];
    struct conflict c[MOST];
    struct error e = {0};
    size_t count, n = 0;
    (void)snprintf(source, sizeof source, AGREEMENT "%s", clauses);
    struct rules *r = rules_of(source);
    assert_true(rules_conflicts(r, instant_of(from), c, MOST, &count, &e));
    assert_true(count <= MOST);
    said[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        struct clause_info a, b;
        struct moment *m = NULL;
        struct verdict v;
        rules_clause(r, c[i].compel, &a);
        rules_clause(r, c[i].against, &b);
        instant_format(c[i].at, at);
        n += (size_t)snprintf(said + n, sizeof said - n, "%s%.*s against %.*s on %.10s", i == 0 ? "" : "; ",
                              SPAN_ARGS(a.id), SPAN_ARGS(b.id), at);
        assert_true(rules_moment(&m, r, c[i].at, c[i].at, SIZE_MAX, &e)); /* the row shows it */
        moment_decide(m, &c[i].facts, &v);
        assert_true(v.held);
        assert_true(listed(&v, c[i].compel) && listed(&v, c[i].against));
        moment_free(m);
    }
    rules_free(r);
    return said;
}

static void each_pair_is_found_with_its_instant(void **state)
{
    (void)state;
#define COMPEL "order O/1 compel address when row is single from 2025-01-01\n" PAPER
    assert_string_equal(conflicts(GRANT COMPEL, "2025-06-01"), "");
    assert_string_equal(conflicts(GRANT COMPEL "clause F/1 forbid match cites \"C\"\n", "2025-06-01"),
                        "O/1 against F/1 on 2025-06-01");
    assert_string_equal(conflicts(GRANT COMPEL "order O/2 forbid match from 2025-09-01\n" PAPER
                                               "order O/3 require for count name is complete from 2025-08-01\n" PAPER,
                                  "2025-06-01"),
                        "O/1 against O/3 on 2025-08-01; O/1 against O/2 on 2025-09-01");
    /* a requirement of the agreement is no command; what is over is over; other rows are other rows */
    assert_string_equal(conflicts(GRANT COMPEL "clause S/1 require for address name is complete cites \"C\"\n",
                                  "2025-06-01"),
                        "");
    assert_string_equal(conflicts(GRANT COMPEL "order O/2 forbid match from 2025-02-01 to 2025-02-28\n" PAPER,
                                  "2025-06-01"),
                        "");
    assert_string_equal(conflicts(GRANT COMPEL "clause F/1 forbid match when row is duplicate cites \"C\"\n",
                                  "2025-06-01"),
                        "O/1 against F/1 on 2025-06-01"); /* unknown is either */
    assert_string_equal(conflicts(GRANT "order O/1 compel match from 2025-01-01\n" PAPER
                                        "clause F/1 forbid address cites \"C\"\n",
                                  "2025-06-01"),
                        "");
    assert_string_equal(conflicts("order O/1 compel match from 2025-01-01\n" PAPER
                                  "clause F/1 forbid count cites \"C\"\n",
                                  "2025-06-01"),
                        ""); /* nothing would be granted anyway */
    assert_string_equal(conflicts("clause G/1 grant match when recipient is party cites \"C\"\n" COMPEL
                                  "order O/2 compel match from 2025-01-01\n" PAPER
                                  "clause F/1 forbid count cites \"C\"\n",
                                  "2025-06-01"),
                        "O/2 against F/1 on 2025-06-01"); /* an address would not be granted anyway */
#undef COMPEL
}

/* Each pair's row is held by both of them. */
static void check_rows(const struct moment *m, const struct conflict *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct verdict v;
        moment_decide(m, &c[i].facts, &v);
        assert_true(v.held && listed(&v, c[i].compel) && listed(&v, c[i].against));
    }
}

/* Against all rows, on random small files: some row is held exactly when a pair is found. */
static void agrees_with_every_row(void **state)
{
    (void)state;
    static const enum fact tested[] = {FACT_RECIPIENT, FACT_DUPLICATE, FACT_LIFE};
    static const char *const when[] = {"", "when row is single", "when not subject is deceased",
                                       "when row is single or subject is deceased"};
    static const char *const levels[] = {"count", "match", "address"};
    uint64_t seed = 77;
    size_t with = 0, without = 0;
    for (int i = 0; i < 2000; i++) {
        char text[2000];
        struct error e = {0};
        struct moment *m = NULL;
        struct conflict c[MOST];
        size_t count;
        bool held = false;
        (void)snprintf(text, sizeof text,
                       AGREEMENT "clause G/1 grant %s when recipient is party cites \"C\"\n"
                                 "clause S/1 require for %s row is single cites \"C\"\n"
                                 "clause F/1 forbid %s %s cites \"C\"\n"
                                 "order O/1 compel %s %s from 2025-01-01\n" PAPER
                                 "order O/2 require for %s subject is living %s from 2025-01-01\n" PAPER
                                 "order O/3 compel %s %s from 2025-01-01\n" PAPER,
                       levels[random_below(&seed, 3)], levels[random_below(&seed, 3)],
                       levels[random_below(&seed, 3)], when[random_below(&seed, 4)],
                       levels[random_below(&seed, 3)], when[random_below(&seed, 4)],
                       levels[random_below(&seed, 3)], when[random_below(&seed, 4)],
                       levels[random_below(&seed, 3)], when[random_below(&seed, 4)]);
        struct rules *r = rules_of(text);
        instant at = instant_of("2025-06-01");
        assert_true(rules_moment(&m, r, at, at, SIZE_MAX, &e));
        for (unsigned a = 0; a < 3; a++) {
            for (unsigned b = 0; b < 3; b++) {
                for (unsigned d = 0; d < 3; d++) {
                    struct facts f = {0};
                    struct verdict v;
                    f.value[tested[0]] = (uint8_t)a;
                    f.value[tested[1]] = (uint8_t)b;
                    f.value[tested[2]] = (uint8_t)d;
                    moment_decide(m, &f, &v);
                    held = held || v.held;
                }
            }
        }
        assert_true(rules_conflicts(r, at, c, MOST, &count, &e));
        assert_int_equal(count > 0, held);
        check_rows(m, c, count);
        with += held;
        without += !held;
        moment_free(m);
        rules_free(r);
    }
    assert_true(with > 200 && without > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pair_is_found_with_its_instant),
        cmocka_unit_test(agrees_with_every_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
