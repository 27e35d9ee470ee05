#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/demo/demo_plan.h"
#include "app/demo/demo_request.h"
#include "app/demo/demo_testing.h"

#include <cmocka.h>

static struct error e;

static struct demo_truth generate(uint64_t people, uint64_t requests, uint64_t seed,
                                  const char *mark)
{
    struct demo_options o = {people, requests, seed, mark, 0, false};
    struct demo_truth t;
    bool ok = demo_generate(&o, scratch("registry.csv"), scratch("requests.csv"),
                            scratch("truth.csv"), NULL, NULL, &t, &e);
    if (!ok) {
        fail_msg("%s: %s", e.code, e.text);
    }
    return t;
}

static struct demo_truth simulate(void)
{
    struct demo_truth t;
    bool ok = demo_simulate_2025(scratch("registry.csv"), scratch("requests.csv"),
                                 scratch("released.csv"), NULL, NULL, &t, &e);
    if (!ok) {
        fail_msg("%s: %s", e.code, e.text);
    }
    return t;
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"registry.csv", "requests.csv", "truth.csv"};
    char *first[3];
    size_t len[3];
    struct demo_truth a = generate(700, 400, 11, NULL);
    for (unsigned i = 0; i < 3; i++) {
        first[i] = slurp(names[i], &len[i]);
    }
    struct demo_truth b = generate(700, 400, 11, NULL);
    assert_memory_equal(&a, &b, sizeof a);
    for (unsigned i = 0; i < 3; i++) {
        size_t n;
        char *again = slurp(names[i], &n);
        assert_int_equal(n, len[i]);
        assert_memory_equal(again, first[i], n);
        free(again);
    }
    generate(700, 400, 12, NULL);
    for (unsigned i = 0; i < 3; i++) {
        size_t n;
        char *other = slurp(names[i], &n);
        assert_true(n != len[i] || memcmp(other, first[i], n) != 0);
        free(other);
        free(first[i]);
    }
}

/* The sizes of the case, for many seeds, from the plan alone. */
static void plans_release_the_figures_of_the_case(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct demo_options o = {10000000, 1280000, seed, NULL, 0, false};
        struct plan p;
        assert_true(plan_make(&p, &o, &e));
        uint64_t by[3] = {0};
        uint64_t sum = 0;
        uint64_t registered = 0;
        for (unsigned s = 0; s < SEGMENTS; s++) {
            by[segment_releases((enum segment)s)] += p.size[s];
            registered += segment_registered((enum segment)s) ? p.size[s] : 0;
            sum += p.size[s];
        }
        assert_int_equal(sum, 1280000);
        assert_int_equal(by[RELEASES_IDENTIFIER], 42695);
        assert_int_equal(by[RELEASES_NAME_ADDRESS], 4594);
        assert_int_equal(registered, 51200);
        assert_in_range(p.size[SEGMENT_ID_INSUFFICIENT], 2300, 2364);
        assert_in_range(p.size[SEGMENT_ID_SAME], 42695 * 38 / 100, 42695 * 42 / 100);
    }
}

static void plans_balance_at_every_size(void **state)
{
    (void)state;
    for (uint64_t n = DEMO_REQUESTS_LEAST; n < 300000; n += n / 7) {
        struct demo_options o = {n < 2000 ? 100 : n / 20 + 1, n, n, NULL, 0, false};
        struct plan p;
        assert_true(plan_make(&p, &o, &e));
        uint64_t sum = 0;
        for (unsigned s = 0; s < SEGMENTS; s++) {
            assert_int_equal(p.first[s], sum);
            assert_true(p.size[s] <= n);
            sum += p.size[s];
        }
        assert_int_equal(sum, n);
    }
}

/* The whole case, with few people: the figures come out of the files. A
 * sanitizer makes that slow, and has seen all of the code in the small cases. */
static void the_case_comes_out(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__)
    print_message("the whole case needs a build without sanitizers\n");
    skip();
#endif
    struct demo_truth t = generate(64000, 1280000, 2025, NULL);
    struct demo_truth s = simulate();
    assert_int_equal(s.released, 47289);
    assert_int_equal(s.released_by_identifier, 42695);
    assert_int_equal(s.released_by_name_address, 4594);
    assert_int_equal(t.released, 47289);
    assert_in_range(t.released_insufficient, 2300, 2364);
    assert_int_equal(t.insufficient_addresses, 1280000 * 18 / 100);
    assert_in_range(t.deficiency[CATEGORY_ADDRESS_BLANK], 70292 - 5, 70292 + 5);
    assert_in_range(t.deficiency[CATEGORY_ADDRESS_NO_UNIT], 126264 - 5, 126264 + 700);
    assert_in_range(t.duplicates, 6300, 6400);
}

static void small_cases_come_out(void **state)
{
    (void)state;
    static const uint64_t sizes[][4] = {
        /* people, requests, by identifier, by name and address: at least three each */
        {100, 200, 7, 3},
        {1000, 500, 17, 3},
        {1000, 2000, 67, 7},
        {3000, 40000, 1334, 144},
    };
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (uint64_t seed = 0; seed < (sizes[i][1] < 10000 ? 12 : 1); seed++) {
            struct demo_truth t = generate(sizes[i][0], sizes[i][1], seed, NULL);
            struct demo_truth s = simulate();
            assert_int_equal(t.requests, sizes[i][1]);
            assert_int_equal(s.requests, sizes[i][1]);
            assert_int_equal(t.released_by_identifier, sizes[i][2]);
            assert_int_equal(t.released_by_name_address, sizes[i][3]);
            assert_int_equal(s.released_by_identifier, sizes[i][2]);
            assert_int_equal(s.released_by_name_address, sizes[i][3]);
            assert_true(t.released_insufficient >= 1);
            assert_true(t.released_insufficient * 100 < 15 * t.released);
            assert_true(t.deficiency[CATEGORY_ADDRESS_BLANK] > 0);
        }
    }
}

/* The row of a person in the registry; row 0 for the empty id. */
static size_t record_of(const char *person_id)
{
    return person_id[0] == '\0' ? 0 : strtoul(person_id + 1, NULL, 10);
}

static bool same(const struct sheet *a, size_t i, const struct sheet *b, size_t k,
                 const char *column)
{
    return strcasecmp(sheet_at(a, i, column), sheet_at(b, k, column)) == 0;
}

static enum category category_named(const char *name)
{
    for (unsigned c = 0; c < CATEGORY_COUNT; c++) {
        if (strcmp(category_name((enum category)c), name) == 0) {
            return (enum category)c;
        }
    }
    fail_msg("no category %s", name);
    return CATEGORY_NONE;
}

/* What truth.csv says of a row holds in the row and the record. */
static void check_row(const struct sheet *people, const struct sheet *requests,
                      const struct sheet *truth, size_t i)
{
    const char *kind = sheet_at(truth, i, "kind");
    size_t record = record_of(sheet_at(truth, i, "person_id"));
    enum category c = category_named(sheet_at(truth, i, "deficiency"));
    assert_string_equal(sheet_at(truth, i, "control"), sheet_at(requests, i, "control"));
    bool unregistered = strcmp(kind, "unknown") == 0 || strcmp(kind, "relative") == 0 ||
                        strcmp(kind, "namesake") == 0 ||
                        strcmp(kind, "stranger-at-address") == 0;
    assert_int_equal(unregistered, record == 0);
    if (strcmp(kind, "same-address") == 0) {
        assert_true(same(requests, i, people, record, "city"));
        assert_true(same(requests, i, people, record, "state"));
        assert_memory_equal(sheet_at(requests, i, "zip"), sheet_at(people, record, "zip"), 5);
    }
    if (strcmp(kind, "moved") == 0 || strcmp(kind, "different") == 0) {
        assert_false(same(requests, i, people, record, "address") &&
                     same(requests, i, people, record, "zip"));
    }
    if (strcmp(kind, "other-unit") == 0) {
        assert_true(same(requests, i, people, record, "city"));
        assert_false(same(requests, i, people, record, "address"));
    }
    if (c == CATEGORY_ADDRESS_BLANK) {
        assert_string_equal(sheet_at(requests, i, "address"), "");
        assert_string_equal(sheet_at(requests, i, "zip"), "");
    }
    if (!category_of_address(c)) {
        assert_true(strlen(sheet_at(requests, i, "address")) > 4);
        assert_true(strlen(sheet_at(requests, i, "city")) > 2);
        assert_int_equal(strlen(sheet_at(requests, i, "state")), 2);
        assert_true(strlen(sheet_at(requests, i, "zip")) >= 5);
    }
    static const char *const stated[] = {"statute", "period", "reason", "officer",
                                         "attestation"};
    for (unsigned k = 0; k < 5; k++) {
        if (c == CATEGORY_NONE) {
            assert_true(sheet_at(requests, i, stated[k])[0] != '\0');
        }
    }
}

static void count_truth(struct demo_truth *t, const struct sheet *truth, size_t i)
{
    enum category c = category_named(sheet_at(truth, i, "deficiency"));
    t->deficiency[c]++;
    t->requests++;
    t->complete += c == CATEGORY_NONE;
    t->registered += sheet_at(truth, i, "person_id")[0] != '\0';
    t->insufficient_addresses += category_of_address(c);
    t->deficient_rows += category_of_address(c) || category_of_name(c);
    t->dpv_only += strcmp(sheet_at(truth, i, "needs"), "dpv") == 0;
}

/* Of the released, by the truth file: insufficient ones, and those at the record's address. */
static void count_released(struct demo_truth *t, const struct sheet *released,
                           const struct sheet *truth)
{
    for (size_t i = 1; i < released->rows; i++) {
        size_t row = strtoul(sheet_at(released, i, "control"), NULL, 10);
        bool identified = strcmp(sheet_at(released, i, "process"), "identifier") == 0;
        enum category c = category_named(sheet_at(truth, row, "deficiency"));
        assert_string_equal(sheet_at(released, i, "person_id"),
                            sheet_at(truth, row, "person_id"));
        assert_string_equal(sheet_at(released, i, "released_at"), "2025-08-07T00:00:00Z");
        t->released++;
        t->released_by_identifier += identified;
        t->released_by_name_address += !identified;
        t->released_insufficient += category_of_address(c);
        t->released_by_identifier_corresponding +=
            identified && c == CATEGORY_NONE &&
            strcmp(sheet_at(truth, row, "kind"), "same-address") == 0;
    }
}

static void truth_is_true(void **state)
{
    (void)state;
    struct demo_truth t = generate(3000, 6000, 77, NULL);
    simulate();
    struct sheet people;
    struct sheet requests;
    struct sheet truth;
    struct sheet released;
    sheet_read(&people, "registry.csv");
    sheet_read(&requests, "requests.csv");
    sheet_read(&truth, "truth.csv");
    sheet_read(&released, "released.csv");
    assert_int_equal(people.rows, 3001);
    assert_int_equal(requests.rows, 6001);
    assert_int_equal(truth.rows, 6001);
    assert_string_equal(sheet_at(&requests, 1, "control"), "0000001");
    struct demo_truth counted = {.duplicates = t.duplicates};
    for (size_t i = 1; i < truth.rows; i++) {
        check_row(&people, &requests, &truth, i);
        count_truth(&counted, &truth, i);
    }
    count_released(&counted, &released, &truth);
    assert_memory_equal(&counted, &t, sizeof t);
    sheet_free(&people);
    sheet_free(&requests);
    sheet_free(&truth);
    sheet_free(&released);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* As many rows as were counted equal another in all but the control. */
static void repeats_differ_in_the_control_alone(void **state)
{
    (void)state;
    struct demo_truth t = generate(1000, 8000, 31, NULL);
    size_t len;
    char *bytes = slurp("requests.csv", &len);
    char **line = calloc(8001, sizeof *line);
    assert_non_null(line);
    size_t n = 0;
    struct span rest = {bytes, len - 1};
    struct span part;
    while (span_cut(&rest, '\n', &part)) {
        assert_true(n <= 8000);
        bytes[part.at - bytes + (ptrdiff_t)part.len] = '\0';
        line[n++] = strchr(bytes + (part.at - bytes), ',');
    }
    assert_int_equal(n, 8001);
    qsort(line, n, sizeof *line, by_text);
    uint64_t equal = 0;
    for (size_t i = 1; i < n; i++) {
        equal += strcmp(line[i - 1], line[i]) == 0;
    }
    assert_true(t.duplicates > 20);
    assert_int_equal(equal, t.duplicates);
    free(line);
    free(bytes);
}

/* The court's strings pass the test of 2025, and are released. */
static void named_strings_are_released(void **state)
{
    (void)state;
    static const char *const strings[] = {"Failed to Provide 12345", "Unknown Address 12345",
                                          "NA NA 12345", "Don't Care 12345", "00000"};
    generate(2000, 6000, 1, NULL);
    simulate();
    struct sheet requests;
    struct sheet released;
    sheet_read(&requests, "requests.csv");
    sheet_read(&released, "released.csv");
    for (unsigned k = 0; k < 5; k++) {
        unsigned found = 0;
        for (size_t i = 1; i < released.rows; i++) {
            size_t row = strtoul(sheet_at(&released, i, "control"), NULL, 10);
            found += strcmp(sheet_at(&requests, row, "address"), strings[k]) == 0;
        }
        assert_true(found >= 1);
    }
    sheet_free(&requests);
    sheet_free(&released);
}

static void identifiers_and_flags_are_in_the_registry(void **state)
{
    (void)state;
    generate(40000, 400, 5, NULL);
    struct sheet people;
    sheet_read(&people, "registry.csv");
    unsigned flagged = 0;
    unsigned deceased = 0;
    unsigned without_birth = 0;
    unsigned foreign = 0;
    unsigned hyphen = 0;
    for (size_t i = 1; i < people.rows; i++) {
        assert_int_equal(strlen(sheet_at(&people, i, "identifier")), 9);
        flagged += strstr(sheet_at(&people, i, "flags"), "protected") != NULL;
        deceased += strstr(sheet_at(&people, i, "flags"), "deceased") != NULL;
        without_birth += sheet_at(&people, i, "birth_date")[0] == '\0';
        hyphen += strchr(sheet_at(&people, i, "surname"), '-') != NULL;
        foreign += strchr(sheet_at(&people, i, "given_name"), '\xC3') != NULL;
    }
    assert_in_range(flagged, 60, 200); /* 0.3 % */
    assert_in_range(deceased, 280, 550);
    assert_in_range(without_birth, 300, 1200);
    assert_true(hyphen > 100 && foreign > 20);
    sheet_free(&people);
}

static void the_mark_is_in_every_name_of_the_kind(void **state)
{
    (void)state;
    generate(300, 400, 8, "XQZMARK");
    struct sheet people;
    struct sheet requests;
    sheet_read(&people, "registry.csv");
    sheet_read(&requests, "requests.csv");
    for (size_t i = 1; i < people.rows; i++) {
        const char *address = sheet_at(&people, i, "address");
        assert_non_null(strstr(sheet_at(&people, i, "surname"), "XQZMARK"));
        assert_non_null(strstr(sheet_at(&people, i, "city"), "XQZMARK"));
        assert_true(strstr(address, "XQZMARK") != NULL || strstr(address, "BOX ") != NULL);
    }
    for (size_t i = 1; i < requests.rows; i++) {
        const char *officer = sheet_at(&requests, i, "officer");
        assert_true(officer[0] == '\0' || strstr(officer, "XQZMARK") != NULL);
    }
    sheet_free(&people);
    sheet_free(&requests);
    struct demo_truth s = simulate();
    assert_int_equal(s.released_by_identifier, 13);
}

static void some_addresses_are_overused(void **state)
{
    (void)state;
    struct demo_options o = {10000, 130000, 3, NULL, 0, false};
    struct plan p;
    assert_true(plan_make(&p, &o, &e));
    assert_true(p.heavy >= 60 && p.light > 20);
    assert_int_equal(p.size[SEGMENT_HEAVY], 7 * p.heavy);
    assert_int_equal(p.size[SEGMENT_LIGHT] / p.light, 103);
    o.requests = 1280000;
    o.people = 64000;
    assert_true(plan_make(&p, &o, &e));
    assert_true(p.heavy > 500);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct {
        struct demo_options o;
        const char *code;
    } cases[] = {
        {{1000, 199, 1, NULL, 0, false}, "demo.requests"},
        {{1000, 0, 1, NULL, 0, false}, "demo.requests"},
        {{99, 200, 1, NULL, 0, false}, "demo.people"},
        {{0, 200, 1, NULL, 0, false}, "demo.people"},
        {{100, 2001, 1, NULL, 0, false}, "demo.people"},
        {{110000000, 200, 1, NULL, 0, false}, "demo.size"},
        {{UINT64_MAX, UINT64_MAX / 2, 1, NULL, 0, false}, "demo.size"},
        {{1000, 500, 1, "lower", 0, false}, "demo.mark"},
        {{1000, 500, 1, "WITH BLANK", 0, false}, "demo.mark"},
        {{1000, 500, 1, "ABCDEFGHIJKLMNOPQRSTUVWXY", 0, false}, "demo.mark"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct demo_truth t;
        assert_false(demo_generate(&cases[i].o, scratch("no"), scratch("no"), scratch("no"),
                                   NULL, NULL, &t, &e));
        assert_string_equal(e.code, cases[i].code);
        assert_int_equal(e.category, ERROR_USAGE);
    }
}

static bool stop(void *ctx, const char *stage, uint64_t done, uint64_t total, struct error *err)
{
    unsigned *calls = ctx;
    assert_non_null(stage);
    assert_true(done <= total);
    return ++*calls < 2 || (fail)(err, ERROR_INTERRUPTED, "stopped", "stopped");
}

static void progress_can_stop_the_work(void **state)
{
    (void)state;
    struct demo_options o = {100, 200, 1, NULL, 0, false};
    struct demo_truth t;
    unsigned calls = 0;
    assert_false(
        demo_generate(&o, scratch("a"), scratch("b"), scratch("c"), stop, &calls, &t, &e));
    assert_int_equal(calls, 2);
    assert_string_equal(e.code, "stopped");
    generate(100, 200, 1, NULL);
    calls = 0;
    assert_false(demo_simulate_2025(scratch("registry.csv"), scratch("requests.csv"),
                                    scratch("released.csv"), stop, &calls, &t, &e));
    assert_string_equal(e.code, "stopped");
}

static void officers_are_fictional_and_many(void **state)
{
    (void)state;
    size_t count;
    const char *const *officers = demo_officers(&count);
    assert_int_equal(count, 40);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(strchr(officers[i], ' '));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(plans_release_the_figures_of_the_case),
        cmocka_unit_test(plans_balance_at_every_size),
        cmocka_unit_test(small_cases_come_out),
        cmocka_unit_test(the_case_comes_out),
        cmocka_unit_test(truth_is_true),
        cmocka_unit_test(repeats_differ_in_the_control_alone),
        cmocka_unit_test(named_strings_are_released),
        cmocka_unit_test(identifiers_and_flags_are_in_the_registry),
        cmocka_unit_test(the_mark_is_in_every_name_of_the_kind),
        cmocka_unit_test(some_addresses_are_overused),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(progress_can_stop_the_work),
        cmocka_unit_test(officers_are_fictional_and_many),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
