#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/memory.h"

enum { MOST_THREADS = 256 };

struct run {
    bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e);
    void *ctx;
    size_t slices;
    atomic_size_t next;
    pthread_mutex_t lock; /* guards the two below */
    size_t failed_slice;
    struct error error;
};

struct worker {
    struct run *run;
    unsigned index;
    pthread_t thread;
};

unsigned pool_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return 1;
    }
    int n = CPU_COUNT(&set);
    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

static void *work_on(void *arg)
{
    struct worker *w = arg;
    struct run *run = w->run;
    for (;;) {
        size_t slice = atomic_fetch_add(&run->next, 1);
        if (slice >= run->slices) {
            return NULL;
        }
        struct error e = {0};
        if (!run->work(run->ctx, w->index, slice, &e)) {
            atomic_store(&run->next, run->slices);
            (void)pthread_mutex_lock(&run->lock);
            if (slice < run->failed_slice) {
                run->failed_slice = slice;
                run->error = e;
            }
            (void)pthread_mutex_unlock(&run->lock);
        }
    }
}

bool pool_run(unsigned threads, size_t slices,
              bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e), void *ctx,
              struct error *e)
{
    threads = threads == 0 ? pool_cores() : threads > MOST_THREADS ? MOST_THREADS : threads;
    struct run run = {.work = work,
                      .ctx = ctx,
                      .slices = slices,
                      .failed_slice = SIZE_MAX,
                      .lock = PTHREAD_MUTEX_INITIALIZER};
    struct worker workers[MOST_THREADS];
    unsigned started = 1;
    workers[0] = (struct worker){.run = &run, .index = 0};
    for (; started < threads && started < slices; started++) {
        workers[started] = (struct worker){.run = &run, .index = started};
        if (pthread_create(&workers[started].thread, NULL, work_on, &workers[started]) != 0) {
            break; /* fewer threads do the same work */
        }
    }
    (void)work_on(&workers[0]);
    for (unsigned i = 1; i < started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
    (void)pthread_mutex_destroy(&run.lock);
    if (run.failed_slice != SIZE_MAX) {
        *e = run.error;
        return false;
    }
    return true;
}
