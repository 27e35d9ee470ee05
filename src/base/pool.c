#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/memory.h"

enum { MOST_THREADS = 256, MOST_WINDOW = 256 };

struct run {
    bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e);
    void *ctx;
    size_t slices;
    atomic_size_t next;
    pthread_mutex_t lock; /* guards the two below */
    size_t failed_slice;
    struct error error;
};

/* One thread of several that do the same. */
struct worker {
    void *run; /* what they share */
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

/* Calls body on this thread and on as many more as are asked for, of use and to be had; waits for all. */
static void on_threads(unsigned threads, size_t slices, void *(*body)(void *worker), void *run)
{
    struct worker workers[MOST_THREADS];
    unsigned started = 1;
    threads = threads == 0 ? pool_cores() : threads > MOST_THREADS ? MOST_THREADS : threads;
    workers[0] = (struct worker){.run = run};
    for (; started < threads && started < slices; started++) {
        workers[started] = (struct worker){.run = run, .index = started};
        if (pthread_create(&workers[started].thread, NULL, body, &workers[started]) != 0) {
            break; /* fewer threads do the same work */
        }
    }
    (void)body(&workers[0]);
    for (unsigned i = 1; i < started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
}

static void *work_on(void *arg)
{
    const struct worker *w = arg;
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
    struct run run = {.work = work,
                      .ctx = ctx,
                      .slices = slices,
                      .failed_slice = SIZE_MAX,
                      .lock = PTHREAD_MUTEX_INITIALIZER};
    on_threads(threads, slices, work_on, &run);
    (void)pthread_mutex_destroy(&run.lock);
    if (run.failed_slice != SIZE_MAX) {
        *e = run.error;
        return false;
    }
    return true;
}

/* --- in order --- */

struct pipe {
    bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e);
    bool (*after)(void *ctx, size_t slice, struct error *e);
    void *ctx;
    size_t slices, window;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t moved; /* something below changed */
    size_t next;          /* the first slice that nobody has begun */
    size_t taken;         /* slices that `after` is done with */
    bool taking;          /* a thread is in `after` */
    bool done[MOST_WINDOW];
    size_t failed_slice;
    struct error error;
};

static void note_failure(struct pipe *p, size_t slice, const struct error *e)
{
    if (slice < p->failed_slice) {
        p->failed_slice = slice;
        p->error = *e;
    }
}

/* The calls are made without the lock, and it is held again afterwards. */
static void take(struct pipe *p)
{
    struct error e = {0};
    size_t slice = p->taken;
    p->taking = true;
    p->done[slice % p->window] = false;
    (void)pthread_mutex_unlock(&p->lock);
    bool ok = p->after == NULL || p->after(p->ctx, slice, &e);
    (void)pthread_mutex_lock(&p->lock);
    p->taking = false;
    if (ok) {
        p->taken++;
    } else {
        note_failure(p, slice, &e);
    }
}

static void begin(struct pipe *p, unsigned worker)
{
    struct error e = {0};
    size_t slice = p->next++;
    (void)pthread_mutex_unlock(&p->lock);
    bool ok = p->work(p->ctx, worker, slice, &e);
    (void)pthread_mutex_lock(&p->lock);
    if (ok) {
        p->done[slice % p->window] = true;
    } else {
        note_failure(p, slice, &e);
    }
}

/* A thread that finds nothing to begin may end: whoever is still at work takes what is left. */
static void *pipe_on(void *arg)
{
    const struct worker *w = arg;
    struct pipe *p = w->run;
    (void)pthread_mutex_lock(&p->lock);
    for (;;) {
        bool none_left = p->next == p->slices || p->failed_slice != SIZE_MAX;
        if (!p->taking && p->taken < p->failed_slice && p->done[p->taken % p->window]) {
            take(p);
        } else if (none_left) {
            break;
        } else if (p->next < p->taken + p->window) {
            begin(p, w->index);
        } else {
            (void)pthread_cond_wait(&p->moved, &p->lock);
            continue;
        }
        (void)pthread_cond_broadcast(&p->moved);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return NULL;
}

bool pool_pipe(unsigned threads, size_t slices, size_t window,
               bool (*work)(void *ctx, unsigned worker, size_t slice, struct error *e),
               bool (*after)(void *ctx, size_t slice, struct error *e), void *ctx,
               struct error *e)
{
    assert(window > 0 && window <= MOST_WINDOW);
    struct pipe pipe = {.work = work,
                        .after = after,
                        .ctx = ctx,
                        .slices = slices,
                        .window = window,
                        .failed_slice = SIZE_MAX,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .moved = PTHREAD_COND_INITIALIZER};
    on_threads(threads, slices, pipe_on, &pipe);
    (void)pthread_cond_destroy(&pipe.moved);
    (void)pthread_mutex_destroy(&pipe.lock);
    if (pipe.failed_slice != SIZE_MAX) {
        *e = pipe.error;
        return false;
    }
    return true;
}

/* --- beside the caller --- */

struct task {
    bool (*work)(void *ctx, struct error *e);
    void *ctx;
    bool ok, apart; /* apart: a thread of its own has it */
    struct error error;
    pthread_t thread;
};

static void *task_on(void *arg)
{
    struct task *j = arg;
    j->ok = j->work(j->ctx, &j->error);
    return NULL;
}

bool task_start(struct task **out, bool (*work)(void *ctx, struct error *e), void *ctx,
               struct error *e)
{
    struct task *j = memory_new(1, sizeof *j, e);
    if (j == NULL) {
        return false;
    }
    j->work = work;
    j->ctx = ctx;
    j->apart = pthread_create(&j->thread, NULL, task_on, j) == 0;
    *out = j;
    return true;
}

bool task_end(struct task *j, struct error *e)
{
    if (j == NULL) {
        return true;
    }
    if (j->apart) {
        (void)pthread_join(j->thread, NULL);
    } else {
        (void)task_on(j);
    }
    bool ok = j->ok;
    if (!ok) {
        *e = j->error;
    }
    memory_free(j);
    return ok;
}
