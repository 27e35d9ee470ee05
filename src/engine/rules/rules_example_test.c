#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"

#include "engine/rules/rules_testing.h"

/* Every file under examples/ is read; the case of 2025 is decided by them. */

static const char *top(void)
{
    const char *at = getenv("TOP");
    if (at == NULL) {
        print_message("TOP is not set: no examples\n");
        skip();
    }
    return at;
}

static void load(struct text *out, const char *path)
{
    struct error e = {0};
    text_clear(out);
    if (!file_load(out, path, 1 << 20, &e)) {
        fail_msg("%s", e.text);
    }
}

struct walk {
    const char *folder;
    size_t rules, layouts;
};

static void read_layout(const char *path, struct span text)
{
    struct error e = {0};
    struct layout *l = memory_new(1, sizeof *l, &e);
    struct rules_source source = {path, text, INSTANT_MIN};
    assert_non_null(l);
    if (!rules_parse_layout(l, &source, &e)) {
        fail_msg("%s (%s)", e.text, e.hint);
    }
    assert_true(l->count > 0);
    memory_free(l);
}

/* A layout when its first word says so; else rules, whose form is canonical. */
static void read_example(struct walk *w, const char *path)
{
    struct error e = {0};
    struct text t = {0}, once = {0}, twice = {0};
    struct rules *r = NULL;
    load(&t, path);
    if (strstr(t.at, "\nlayout \"") != NULL) {
        read_layout(path, text_span(&t));
        w->layouts++;
    } else {
        struct rules_source source = {path, text_span(&t), INSTANT_MIN};
        if (!rules_parse(&r, &source, 1, &e)) {
            fail_msg("%s (%s)", e.text, e.hint);
        }
        assert_true(rules_format(r, &once, &e));
        rules_free(r);
        r = rules_of(once.at);
        assert_true(rules_format(r, &twice, &e));
        assert_string_equal(once.at, twice.at);
        rules_free(r);
        w->rules++;
    }
    text_free(&t);
    text_free(&once);
    text_free(&twice);
}

static bool visit(void *ctx, const char *name, struct error *e)
{
    struct walk *w = ctx, below = *w;
    char path[PATH_SIZE];
    size_t n = strlen(name);
    assert_true(path_format(path, sizeof path, e, "%s/%s", w->folder, name));
    if (folder_exists(path)) {
        below.folder = path;
        assert_true(folder_each(path, visit, &below, e));
        w->rules = below.rules;
        w->layouts = below.layouts;
    } else if (n > 8 && strcmp(name + n - 8, ".proviso") == 0) {
        read_example(w, path);
    }
    return true;
}

static void every_example_is_read(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    struct error e = {0};
    assert_true(path_format(path, sizeof path, &e, "%s/examples", top()));
    struct walk w = {.folder = path};
    assert_true(folder_each(path, visit, &w, &e));
    assert_true(w.rules >= 20);
    assert_true(w.layouts >= 2);
}

/* --- the language's description --- */

static void holds(const struct text *page, const char *what)
{
    char quoted[200];
    (void)snprintf(quoted, sizeof quoted, "`%s`", what);
    if (strstr(page->at, quoted) == NULL) {
        fail_msg("docs/language.md does not list %s", quoted);
    }
}

static void load_page(struct text *page)
{
    char path[PATH_SIZE];
    struct error e = {0};
    assert_true(path_format(path, sizeof path, &e, "%s/docs/language.md", top()));
    load(page, path);
}

static void the_page_lists_every_phrase_and_field(void **state)
{
    (void)state;
    struct text page = {0};
    load_page(&page);
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; !fact_is_place((enum fact)f) && v <= fact_values((enum fact)f); v++) {
            holds(&page, fact_phrase((enum fact)f, v));
        }
    }
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        holds(&page, field_name((enum field)f));
    }
    text_free(&page);
}

/* The fenced examples of the page, one after another, are a file; each layout is one of its own. */
static void the_pages_examples_are_read(void **state)
{
    (void)state;
    struct error e = {0};
    struct text page = {0}, rules = {0};
    size_t layouts = 0;
    load_page(&page);
    for (char *at = page.at; (at = strstr(at, "\n```\n")) != NULL;) {
        char *end = strstr(at += 5, "\n```\n");
        assert_non_null(end);
        struct span block = {at, (size_t)(end + 1 - at)};
        if (span_starts(block, "layout \"")) {
            read_layout("layout", block);
            layouts++;
        } else if (memmem(block.at, block.len, " = ", 3) == NULL) { /* no grammar */
            assert_true(text_add(&rules, block, &e));
        }
        at = end + 5;
    }
    struct rules *r = rules_of(rules.at);
    assert_int_equal(rules_clauses(r), 5);
    assert_int_equal(rules_readings(r), 1);
    rules_free(r);
    assert_int_equal(layouts, 2);
    text_free(&page);
    text_free(&rules);
}

/* --- the case of 2025 --- */

static struct rules *the_case(void)
{
    static const char *const names[] = {"agreement", "order-stay", "order-injunction"};
    struct error e = {0};
    struct text t[3] = {{0}, {0}, {0}};
    struct rules_source sources[3];
    struct rules *r = NULL;
    for (size_t i = 0; i < 3; i++) {
        char path[PATH_SIZE];
        assert_true(path_format(path, sizeof path, &e, "%s/examples/tax-2025/%s.proviso", top(),
                                names[i]));
        load(&t[i], path);
        sources[i] = (struct rules_source){names[i], text_span(&t[i]), INSTANT_MIN};
    }
    if (!rules_parse(&r, sources, 3, &e)) {
        fail_msg("%s (%s)", e.text, e.hint);
    }
    for (size_t i = 0; i < 3; i++) {
        text_free(&t[i]);
    }
    return r;
}

/* A row of which everything is in order. */
static const struct facts good = {
    .value = {[FACT_RECIPIENT] = RECIPIENT_IS_PARTY,
              [FACT_PURPOSE] = PURPOSE_IS_CRIMINAL,
              [FACT_SAFEGUARDS] = SAFEGUARDS_IS_IN_ORDER,
              [FACT_QUOTA] = QUOTA_IS_OPEN,
              [FACT_NAME] = NAME_IS_COMPLETE,
              [FACT_ADDRESS] = ADDRESS_IS_COMPLETE,
              [FACT_IDENTIFIER] = IDENTIFIER_IS_MISSING,
              [FACT_PERIOD] = PERIOD_IS_STATED,
              [FACT_AUTHORITY] = AUTHORITY_IS_STATED,
              [FACT_REASON] = REASON_IS_STATED,
              [FACT_ATTESTATION] = ATTESTATION_IS_GIVEN,
              [FACT_OFFICER] = OFFICER_IS_LISTED,
              [FACT_CASE_LOAD] = CASE_LOAD_IS_PLAUSIBLE,
              [FACT_ADDRESS_USE] = ADDRESS_USE_IS_ORDINARY,
              [FACT_DUPLICATE] = DUPLICATE_IS_SINGLE,
              [FACT_BY_IDENTIFIER] = BY_IDENTIFIER_IS_NONE,
              [FACT_BY_NAME_ADDRESS] = BY_NAME_ADDRESS_IS_UNIQUE,
              [FACT_PATHS] = PATHS_IS_AGREE,
              [FACT_CORRESPONDENCE] = CORRESPONDENCE_IS_CORRESPONDS,
              [FACT_COMPARED] = COMPARED_IS_YES,
              [FACT_PROTECTION] = PROTECTION_IS_UNPROTECTED,
              [FACT_LIFE] = LIFE_IS_LIVING}};

static void a_good_row_is_answered_until_the_orders(void **state)
{
    (void)state;
    struct rules *r = the_case();
    static const char *const cases[][2] = {
        {"2025-04-06T12:00Z", "none"},
        {"2025-08-07", "address AGR/3b"},
        {"2025-11-20T23:59Z", "address AGR/3b"},
        {"2025-11-21", "none AGR/3b ORD/S-1"},
        {"2026-02-05T20:59Z", "none AGR/3b ORD/S-1"},
        {"2026-02-05T21:00Z", "none AGR/3b ORD/S-1 ORD/M-1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(decided(r, cases[i][0], cases[i][0], NULL, &good), cases[i][1]);
        assert_string_equal(decided(r, cases[i][0], "2026-03-01", NULL, &good), cases[i][1]);
    }
    rules_free(r);
}

/* Each fact that is not as it should be, alone, withholds, and so does its
 * being unknown (I4). */
static void I4_each_defect_alone_withholds(void **state)
{
    (void)state;
    static const struct {
        enum fact fact;
        unsigned value;
        const char *want;
    } cases[] = {
        {FACT_RECIPIENT, RECIPIENT_IS_OTHER, "none"},
        {FACT_PURPOSE, PURPOSE_IS_CIVIL, "none"},
        {FACT_NAME, NAME_IS_PARTIAL, "none AGR/3b SUF/1a"},
        {FACT_ADDRESS, ADDRESS_IS_PLACEHOLDER, "none AGR/3b SUF/1b"},
        {FACT_PERIOD, PERIOD_IS_MISSING, "none AGR/3b SUF/2"},
        {FACT_AUTHORITY, AUTHORITY_IS_MISSING, "none AGR/3b SUF/2"},
        {FACT_REASON, REASON_IS_MISSING, "none AGR/3b SUF/2"},
        {FACT_ATTESTATION, ATTESTATION_IS_MISSING, "none AGR/3b SUF/2b"},
        {FACT_OFFICER, OFFICER_IS_UNLISTED, "none AGR/3b SUF/3a"},
        {FACT_CASE_LOAD, CASE_LOAD_IS_IMPLAUSIBLE, "none AGR/3b SUF/3b"},
        {FACT_CORRESPONDENCE, CORRESPONDENCE_IS_DIFFERS, "none AGR/3b SUF/4"},
        {FACT_COMPARED, COMPARED_IS_NO, "none AGR/3b SUF/5"},
        {FACT_BY_IDENTIFIER, BY_IDENTIFIER_IS_MANY, "none AGR/3b MAT/1"},
        {FACT_BY_NAME_ADDRESS, BY_NAME_ADDRESS_IS_MANY, "none AGR/3b MAT/1"},
        {FACT_BY_NAME_ADDRESS, BY_NAME_ADDRESS_IS_NONE, "none AGR/3b MAT/1"},
        {FACT_PATHS, PATHS_IS_DISAGREE, "none AGR/3b MAT/1"},
        {FACT_PROTECTION, PROTECTION_IS_PROTECTED, "none AGR/3b PRO/1"},
        {FACT_PROTECTION, PROTECTION_IS_SEALED, "none AGR/3b PRO/1"},
        {FACT_DUPLICATE, DUPLICATE_IS_DUPLICATE, "count AGR/3b DUP/1"},
        {FACT_ADDRESS_USE, ADDRESS_USE_IS_OVER_USED, "count AGR/3b USE/1"},
        {FACT_SAFEGUARDS, SAFEGUARDS_IS_OPEN_FINDING, "none AGR/3b SAF/1"},
    };
    struct rules *r = the_case();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct facts f = good;
        f.value[cases[i].fact] = (uint8_t)cases[i].value;
        assert_string_equal(decided(r, "2025-08-07", "2025-08-07", NULL, &f), cases[i].want);
        f.value[cases[i].fact] = 0;
        assert_string_equal(decided(r, "2025-08-07", "2025-08-07", NULL, &f), cases[i].want);
    }
    rules_free(r);
}

/* Both paths to the same person are no ambiguity. */
static void two_paths_that_agree_are_one_person(void **state)
{
    (void)state;
    struct rules *r = the_case();
    struct facts f = good;
    f.value[FACT_BY_IDENTIFIER] = BY_IDENTIFIER_IS_UNIQUE;
    assert_string_equal(decided(r, "2025-08-07", "2025-08-07", NULL, &f), "address AGR/3b");
    f.value[FACT_BY_NAME_ADDRESS] = BY_NAME_ADDRESS_IS_NONE;
    assert_string_equal(decided(r, "2025-08-07", "2025-08-07", NULL, &f), "address AGR/3b");
    rules_free(r);
}

/* FACTS section 1: the releases of August 2025, under each reading. Everything
 * but the recipient and the purpose is wrong or unknown, save what the reading
 * looks at. */
static void each_reading_counts_its_own_defect(void **state)
{
    (void)state;
    static const struct {
        const char *reading;
        enum fact fact;
        unsigned right, wrong;
        const char *clause;
    } cases[] = {
        {"the custodian's own review", FACT_ADDRESS, ADDRESS_IS_COMPLETE, ADDRESS_IS_PARTIAL,
         "none AGR/3b SUF/1b"},
        {"the court, 26 February 2026", FACT_COMPARED, COMPARED_IS_YES, COMPARED_IS_NO,
         "none AGR/3b SUF/5"},
        {"compared now", FACT_CORRESPONDENCE, CORRESPONDENCE_IS_CORRESPONDS,
         CORRESPONDENCE_IS_NOT_COMPARABLE, "none AGR/3b SUF/4"},
    };
    struct rules *r = the_case();
    assert_int_equal(rules_readings(r), 5);
    for (size_t i = 0; i < 3; i++) {
        struct facts f = {
            .value = {
                [FACT_RECIPIENT] = RECIPIENT_IS_PARTY, [FACT_PURPOSE] = PURPOSE_IS_CRIMINAL}};
        f.value[cases[i].fact] = (uint8_t)cases[i].right;
        assert_string_equal(decided(r, "2025-08-07", "2026-03-01", cases[i].reading, &f),
                            "address AGR/3b");
        f.value[cases[i].fact] = (uint8_t)cases[i].wrong;
        assert_string_equal(decided(r, "2025-08-07", "2026-03-01", cases[i].reading, &f),
                            cases[i].clause);
    }
    rules_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_read),
        cmocka_unit_test(the_page_lists_every_phrase_and_field),
        cmocka_unit_test(the_pages_examples_are_read),
        cmocka_unit_test(a_good_row_is_answered_until_the_orders),
        cmocka_unit_test(I4_each_defect_alone_withholds),
        cmocka_unit_test(two_paths_that_agree_are_one_person),
        cmocka_unit_test(each_reading_counts_its_own_defect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
