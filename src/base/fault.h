/* fault.h: every system call and every allocation passes one point, and a test
 * build (-Dfault=true) can make the n-th of them fail, or end the process
 * there as a power cut would. Invariant I8 rests on it.
 *
 *   PROVISO_FAULT=fail:N    the N-th call fails (allocation or I/O)
 *   PROVISO_FAULT=io:N      the N-th I/O call that changes the disk fails
 *   PROVISO_FAULT=kill:N    the process dies at the N-th call that changes the
 *                           disk, before it is done
 *   PROVISO_FAULT=torn:N    the same, but half of the bytes are written first
 *   PROVISO_FAULT=hook:N    before the N-th I/O call of any kind the command of
 *                           PROVISO_FAULT_HOOK is run, and waited for: what
 *                           another process does in the middle
 *   PROVISO_FAULT_COUNT=FILE  writes "calls changes" there at exit
 *   PROVISO_FAULT_COUNT_IO=FILE  the number of I/O calls of any kind
 *
 * N counts from 1. In the plain build all of this compiles to nothing.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_MEMORY, /* an allocation */
    FAULT_READ,   /* I/O that leaves the disk as it is */
    FAULT_CHANGE, /* I/O that changes the disk: write, rename, sync, remove, ... */
};

#ifdef PROVISO_FAULT
/* True when this call has to fail; sets errno (ENOMEM or EIO). */
bool fault_here(enum fault_kind kind);

/* For a write of n bytes: how many of them to write before dying (torn:N), or
 * n when nothing is to happen. The caller writes that many and, when the
 * answer is less than n, calls fault_die. */
size_t fault_torn(size_t n);

__attribute__((noreturn)) void fault_die(void);
#else
static inline bool fault_here(enum fault_kind kind)
{
    (void)kind;
    return false;
}

static inline size_t fault_torn(size_t n)
{
    return n;
}

static inline void fault_die(void)
{
}
#endif

#endif
