#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/pool.h"

enum { SLICES = 2000 };

struct job {
    unsigned threads;
    atomic_uint runs[SLICES];
    uint64_t result[SLICES];
    atomic_uint in_worker[256]; /* at most one slice at a time for each worker */
    atomic_uint overlaps, bad_worker;
    size_t fails_from, fails_every; /* slices from, from + every, ... fail */
    bool slow_below; /* slices under fails_from + 3 take long, so that later ones fail first */
};

static bool work(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct job *job = ctx;
    if (worker >= (job->threads == 0 ? 256 : job->threads)) {
        job->bad_worker++;
        return true;
    }
    job->overlaps += atomic_fetch_add(&job->in_worker[worker], 1) != 0;
    atomic_fetch_add(&job->runs[slice], 1);
    job->result[slice] = hash_word(slice + 1);
    bool bad = slice >= job->fails_from && (slice - job->fails_from) % job->fails_every == 0;
    if (job->slow_below && slice == job->fails_from) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
    }
    atomic_fetch_sub(&job->in_worker[worker], 1);
    return !bad || fail(e, ERROR_INPUT, "slice", "slice %zu", slice);
}

/* What work leaves is taken in order. */
enum { WINDOW = 5 };

struct ordered {
    struct job job;
    uint64_t place[WINDOW]; /* by slice % WINDOW */
    atomic_uint in_after;
    size_t taken;
    unsigned disorder;
    size_t after_fails;
};

static bool leave(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct ordered *o = ctx;
    if (slice % 7 == 0) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 50 * 1000}, NULL);
    }
    o->place[slice % WINDOW] = hash_word(slice + 1);
    return work(&o->job, worker, slice, e);
}

static bool collect(void *ctx, size_t slice, struct error *e)
{
    struct ordered *o = ctx;
    o->disorder += atomic_fetch_add(&o->in_after, 1) != 0;
    o->disorder += slice != o->taken || o->place[slice % WINDOW] != hash_word(slice + 1);
    o->taken++;
    atomic_fetch_sub(&o->in_after, 1);
    return slice != o->after_fails || fail(e, ERROR_INPUT, "after", "after %zu", slice);
}

static bool beside(void *ctx, struct error *e)
{
    int *n = ctx;
    return ++*n < 2 || fail(e, ERROR_INPUT, "beside", "no");
}

#include <cmocka.h> /* its fail() is another */

static struct job job;

static void prepare(unsigned threads, size_t fails_from, size_t fails_every)
{
    memset(&job, 0, sizeof job);
    job.threads = threads;
    job.fails_from = fails_from;
    job.fails_every = fails_every;
}

static void does_every_slice_once(void **state)
{
    (void)state;
    static const unsigned threads[] = {0, 1, 2, 3, 8, 64, 256};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct error e = {0};
        prepare(threads[i], SIZE_MAX, 1);
        assert_true(pool_run(threads[i], SLICES, work, &job, &e));
        assert_int_equal(e.category, ERROR_NONE);
        for (size_t k = 0; k < SLICES; k++) {
            assert_int_equal(job.runs[k], 1);
            assert_true(job.result[k] == hash_word(k + 1));
        }
        assert_int_equal(job.overlaps, 0);
        assert_int_equal(job.bad_worker, 0);
    }
    struct error e;
    prepare(4, SIZE_MAX, 1);
    assert_true(pool_run(4, 0, work, &job, &e)); /* nothing to do is done */
    assert_true(pool_run(4, 1, work, &job, &e));
    assert_int_equal(job.runs[0], 1);
}

/* The same error, whatever the number of threads and whichever slice fails first. */
static void reports_the_lowest_failed_slice(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        unsigned threads = 1 + (unsigned)round % 8;
        size_t first = hash_word((uint64_t)round + 1) % 500;
        struct error e = {0};
        char expected[64];
        prepare(threads, first, 1);
        job.slow_below = true;
        (void)snprintf(expected, sizeof expected, "slice %zu", first);
        assert_false(pool_run(threads, SLICES, work, &job, &e));
        assert_int_equal(e.category, ERROR_INPUT);
        assert_string_equal(e.text, expected);
        for (size_t k = 0; k <= first; k++) { /* all before it were done */
            assert_int_equal(job.runs[k], 1);
        }
        size_t begun =
            0; /* and after a failure no further one is begun than the threads had in hand */
        for (size_t k = first + 1; k < SLICES; k++) {
            begun += job.runs[k];
        }
        assert_true(begun < threads);
    }
}

static void reports_a_failure_of_the_last_slice(void **state)
{
    (void)state;
    struct error e = {0};
    prepare(3, SLICES - 1, 1);
    assert_false(pool_run(3, SLICES, work, &job, &e));
    assert_string_equal(e.text, "slice 1999");
}

/* --- in order --- */

static struct ordered ordered;

static void prepare_ordered(unsigned threads, size_t fails_from, size_t after_fails)
{
    memset(&ordered, 0, sizeof ordered);
    ordered.job.threads = threads;
    ordered.job.fails_from = fails_from;
    ordered.job.fails_every = 1;
    ordered.after_fails = after_fails;
}

static void takes_slices_in_order(void **state)
{
    (void)state;
    static const unsigned threads[] = {0, 1, 2, 3, 8, 64};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct error e = {0};
        prepare_ordered(threads[i], SIZE_MAX, SIZE_MAX);
        assert_true(pool_pipe(threads[i], SLICES, WINDOW, leave, collect, &ordered, &e));
        assert_int_equal(ordered.taken, SLICES);
        assert_int_equal(ordered.disorder, 0);
        assert_int_equal(ordered.job.overlaps, 0);
        for (size_t k = 0; k < SLICES; k++) {
            assert_int_equal(ordered.job.runs[k], 1);
        }
        prepare_ordered(threads[i], SIZE_MAX, SIZE_MAX);
        assert_true(pool_pipe(threads[i], SLICES, WINDOW, leave, NULL, &ordered, &e));
        assert_true(pool_pipe(threads[i], 0, WINDOW, leave, collect, &ordered, &e));
        assert_int_equal(ordered.taken, 0);
    }
}

/* Whatever the number of threads: the lowest slice's error, and exactly the slices below it taken. */
static void a_failure_ends_the_pipe_at_its_place(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 60; round++) {
        size_t work_at = hash_word(round + 1) % 300, after_at = hash_word(round + 1000) % 300;
        bool in_work = work_at <= after_at; /* work on a slice comes before its taking */
        struct error e = {0};
        char expected[64];
        (void)snprintf(expected, sizeof expected, in_work ? "slice %zu" : "after %zu",
                       in_work ? work_at : after_at);
        prepare_ordered(1 + round % 8, work_at, after_at);
        assert_false(pool_pipe(1 + round % 8, SLICES, WINDOW, leave, collect, &ordered, &e));
        assert_string_equal(e.text, expected);
        assert_int_equal(ordered.taken, in_work ? work_at : after_at + 1);
        assert_int_equal(ordered.disorder, 0);
    }
}

static void a_task_gives_its_answer(void **state)
{
    (void)state;
    struct error e = {0};
    struct task *t = NULL;
    int n = 0;
    assert_true(task_start(&t, beside, &n, &e) && task_end(t, &e));
    assert_int_equal(n, 1);
    assert_true(task_start(&t, beside, &n, &e));
    assert_false(task_end(t, &e));
    assert_string_equal(e.code, "beside");
    assert_true(task_end(NULL, &e));
}

static void counts_cores(void **state)
{
    (void)state;
    assert_true(pool_cores() >= 1 && pool_cores() <= 256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_every_slice_once),
        cmocka_unit_test(reports_the_lowest_failed_slice),
        cmocka_unit_test(reports_a_failure_of_the_last_slice),
        cmocka_unit_test(takes_slices_in_order),
        cmocka_unit_test(a_failure_ends_the_pipe_at_its_place),
        cmocka_unit_test(a_task_gives_its_answer),
        cmocka_unit_test(counts_cores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
