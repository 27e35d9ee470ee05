#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "engine/match/match.h"
#include "engine/match/match_testing.h"
#include "engine/match/match_train.h"

#include <cmocka.h> /* last: it has a macro `fail` */

enum { PEOPLE = 4000, REQUESTS = 3000, REGISTERED = 900 };

static struct error error;
static struct arena *arena;
static struct person *people, *requests;
static struct registry *registry;

/* The first REGISTERED requests are about every second person, with a slip or none; the others
 * are about people of another world. */
static int begin(void **state)
{
    (void)state;
    assert_true(arena_new(&arena, 0, &error));
    people = testing_people(arena, PEOPLE, 1);
    requests = testing_people(arena, REQUESTS, 77);
    for (size_t i = 0; i < REGISTERED; i++) {
        requests[i] = testing_slip(arena, &people[2 * i], i, (unsigned)(i % 2));
        requests[i].identifier = IDENTIFIER_NONE;
        requests[i].last4 = LAST4_NONE;
    }
    for (size_t i = 0; i < REQUESTS; i++) {
        requests[i].identifier = IDENTIFIER_NONE;
        requests[i].last4 = LAST4_NONE;
        requests[i].row = i + 1;
    }
    registry = testing_registry("train", people, PEOPLE, true, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    testing_registry_close("train", registry);
    arena_free(arena);
    return 0;
}

static struct lesson learnt(unsigned threads)
{
    struct lesson lesson;
    struct lessons from = {.registry = registry,
                           .people = requests,
                           .count = REQUESTS,
                           .key = registry_scratch_key,
                           .mask = COMPARE_ALL,
                           .blocking = true,
                           .threads = threads};
    lesson_built_in(&lesson);
    assert_true(train(&from, &lesson, &error));
    return lesson;
}

static void the_share_is_found_without_labels(void **state)
{
    (void)state;
    struct lesson lesson = learnt(2);
    double share = (double)lesson.share / MODEL_BILLION;
    print_message("share %.4f, truth %.4f\n", share, (double)REGISTERED / REQUESTS);
    assert_true(share > 0.27 && share < 0.33);
    assert_int_equal(lesson.persons, PEOPLE);
    assert_int_equal(lesson.requests, REQUESTS);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        uint64_t m = 0, u = 0;
        for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
            m += lesson.m[c][l];
            u += lesson.u[c][l];
        }
        assert_in_range(m, 0, MODEL_BILLION + 10000); /* floors of a millionth */
        assert_in_range(u, 0, MODEL_BILLION + 20000000);
    }
    /* what agrees says more for the same person than for two */
    assert_true(lesson.m[COMPARE_BIRTH][LEVEL_SAME] > 20 * lesson.u[COMPARE_BIRTH][LEVEL_SAME]);
}

static void I6_threads_do_not_change_a_lesson(void **state)
{
    (void)state;
    struct lesson one = learnt(1), three = learnt(3);
    assert_memory_equal(&one, &three, sizeof one);
}

static void no_requests_teach_nothing(void **state)
{
    (void)state;
    struct lesson built_in, lesson;
    struct lessons from = {.registry = registry,
                           .people = requests,
                           .count = 0,
                           .key = registry_scratch_key,
                           .mask = COMPARE_ALL,
                           .blocking = true,
                           .threads = 1};
    lesson_built_in(&built_in);
    lesson = built_in;
    assert_true(train(&from, &lesson, &error));
    for (unsigned c = 0; c < COMPARISONS; c++) {
        for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
            /* to the rounding: the table's lines do not all add up to one */
            uint64_t was = built_in.m[c][l];
            assert_in_range(lesson.m[c][l] + 2000, was - was / 30, was + was / 30 + 4000);
        }
    }
}

static int is_right(void *ctx, uint64_t request, uint32_t person)
{
    (void)ctx;
    return person == PERSON_NOBODY ? request >= REGISTERED
                                   : request < REGISTERED && person == 2 * request;
}

static void a_report_adds_up(void **state)
{
    (void)state;
    struct link_options options = {.threads = 2, .truth = is_right};
    struct model_report *r = calloc(1, sizeof *r);
    assert_non_null(r);
    assert_true(
        match_link(registry, requests, REQUESTS, &options, NULL, NULL, NULL, r, &error));
    assert_int_equal(r->requests, REQUESTS);
    assert_int_equal(r->persons, PEOPLE);
    assert_int_equal(r->unique + r->many + r->none, REQUESTS);
    assert_true(r->unique > REGISTERED * 9 / 10);
    uint64_t causes = 0;
    for (unsigned i = 0; i < r->causes; i++) {
        causes += r->cause[i].requests;
    }
    assert_int_equal(causes, r->none);
    for (unsigned i = 0; i < r->keys; i++) {
        assert_true(r->key[i].fresh <= r->key[i].pairs);
        assert_true(r->key[i].requests <= REQUESTS);
    }
    assert_true(r->thresholds > 3);
    for (unsigned i = 0; i < r->thresholds; i++) {
        const struct model_threshold *t = &r->threshold[i];
        assert_true(t->precision_low <= t->precision && t->precision <= t->precision_high);
        assert_true(t->recall_low <= t->recall && t->recall <= t->recall_high);
        assert_true(t->false_matches <= t->found * 1000);
        assert_int_equal(t->false_matches % 1000, 0); /* counted, not expected */
        assert_int_equal(t->found * 1000 - t->false_matches + t->missed, REGISTERED * 1000);
        if (i > 0) {
            assert_true(t->weight > r->threshold[i - 1].weight);
            assert_true(t->found <= r->threshold[i - 1].found);
        }
    }
    free(r);
}

/* A model file learnt from the files gives what linking them gives. */
static void a_model_file_is_what_was_learnt(void **state)
{
    (void)state;
    struct link_options options = {.threads = 2};
    struct text model = {0};
    struct model_report *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);
    assert_true(a != NULL && b != NULL);
    assert_true(
        match_link(registry, requests, REQUESTS, &options, NULL, NULL, NULL, a, &error));
    assert_true(match_learn(registry, requests, REQUESTS, &options, &model, &error));
    options.model = text_span(&model);
    assert_true(
        match_link(registry, requests, REQUESTS, &options, NULL, NULL, NULL, b, &error));
    assert_memory_equal(a, b, sizeof *a);
    assert_true(match_show(options.model, b, &error));
    assert_string_equal(a->hash, b->hash);
    assert_int_equal(b->requests, REQUESTS);
    text_free(&model);
    free(a);
    free(b);
}

/* A bound that is ten times stricter finds no more, and moves the threshold by log2 10. */
static void a_stricter_bound_finds_less(void **state)
{
    (void)state;
    static const uint32_t bounds[] = {100000000, 10000000, 1000000, 100000};
    struct model_report *r = calloc(1, sizeof *r);
    assert_non_null(r);
    uint64_t before = UINT64_MAX;
    int32_t accept = 0;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct link_options options = {.threads = 2, .false_matches = bounds[i]};
        assert_true(
            match_link(registry, requests, REQUESTS, &options, NULL, NULL, NULL, r, &error));
        assert_true(r->unique <= before);
        if (i > 0) {
            assert_in_range(r->accept - accept, 330, 348);
        }
        before = r->unique;
        accept = r->accept;
    }
    free(r);
}

static void a_request_is_explained_by_its_candidates(void **state)
{
    (void)state;
    enum { MOST = 4 };
    struct link_options options = {.threads = 1};
    struct waterfall falls[MOST];
    uint32_t persons[MOST];
    size_t found;
    assert_true(match_link_explain(registry, requests, REQUESTS, 4, &options, falls, persons,
                                   MOST, &found, &error));
    assert_true(found >= 1);
    assert_int_equal(persons[0], 8);
    for (size_t i = 0; i < found && i < MOST; i++) {
        int32_t sum = 0;
        for (unsigned k = 0; k < falls[i].count; k++) {
            sum += falls[i].step[k].weight;
        }
        assert_int_equal(sum, falls[i].total);
        assert_true(i == 0 || falls[i].total <= falls[i - 1].total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_is_found_without_labels),
        cmocka_unit_test(I6_threads_do_not_change_a_lesson),
        cmocka_unit_test(no_requests_teach_nothing),
        cmocka_unit_test(a_report_adds_up),
        cmocka_unit_test(a_model_file_is_what_was_learnt),
        cmocka_unit_test(a_stricter_bound_finds_less),
        cmocka_unit_test(a_request_is_explained_by_its_candidates),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
