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

/* Cores that this process may use, 1 to 256. */
unsigned pool_cores(void);

#endif
