/* pool.h: the same work on many slices, by several threads. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/error.h"

/* Calls work(ctx, worker, slice) for slice 0 .. slices-1, on `threads` threads
 * (0: one a core). worker is 0 .. threads-1: an index for memory of its own.
 * When a slice fails, no further one is begun, and the error of the lowest
 * failed slice is reported. The order of slices between threads is not fixed:
 * work must write only to places of its own slice. */
must pool_run(unsigned threads, size_t slices,
                must (*work)(void *ctx, unsigned worker, size_t slice, struct error *e),
                void *ctx, struct error *e);

/* The same for slices whose results are wanted in order: when slices 0 .. k are done, after(ctx, k)
 * is called (NULL: nothing is), for one k after the other and by one thread at a time, while the others
 * work on. At most `window` (1 .. 256) slices are begun and not yet taken by `after`, so that what
 * work leaves for it may lie in place slice % window. When work or after fails, the error
 * of the lowest slice is reported, and `after` has been called for the slices below it and no other. */
must pool_pipe(unsigned threads, size_t slices, size_t window,
               must (*work)(void *ctx, unsigned worker, size_t slice, struct error *e),
               must (*after)(void *ctx, size_t slice, struct error *e), void *ctx,
               struct error *e);

/* One piece of work beside the caller's own: it has begun when task_start returns true, or is done
 * by task_end where no thread is to be had. task_end waits, gives the work's answer and frees; it
 * has to be called before what ctx points to goes. NULL: true. */
struct task;
must task_start(struct task **out, must (*work)(void *ctx, struct error *e), void *ctx,
               struct error *e);
must task_end(struct task *j, struct error *e);

/* Cores that this process may use, 1 to 256. */
unsigned pool_cores(void);

#endif
