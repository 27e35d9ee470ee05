/* fault.h: every system call and every allocation passes one point, and a test
 * build (-Dfault=true) can make the n-th of them fail, or end the process
 * there as a power cut would. Invariant I8 rests on it.
 *
 *   PROVISO_FAULT=fail:N    the N-th call fails (allocation or I/O)
 *   PROVISO_FAULT=io:N      the N-th I/O call that changes the disk fails
 *   PROVISO_FAULT=kill:N    the process dies at the N-th call that changes the
 *                           disk, before it is done
 *   PROVISO_FAULT=torn:N    the same, but half of the bytes are written first
 *   PROVISO_FAULT=full:N    the disk is full when the process has written N bytes: what fits is
 *                           written, then ENOSPC; renaming and removing go on
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
#include <sys/types.h>
#include <unistd.h>

enum fault_kind {
    FAULT_MEMORY, /* an allocation */
    FAULT_READ,   /* I/O that leaves the disk as it is */
    FAULT_CHANGE, /* I/O that changes the disk: write, rename, sync, remove, ... */
};

#ifdef PROVISO_FAULT
/* True when this call has to fail; sets errno (ENOMEM or EIO). */
bool fault_here(enum fault_kind kind);

/* write(2), or pwrite(2) where offset is not negative, as a change of the disk: what is called in place of them.
 * It may fail, write less, or be torn. */
ssize_t fault_write(int fd, const void *at, size_t n, off_t offset);

/* System calls that pass this point, by name: for a library that takes them from its user (SQLite's
 * xSetSystemCall). name is NULL behind the last. */
struct fault_call {
    const char *name;
    void (*call)(void);
};
extern const struct fault_call fault_calls[];

/* Takes another plan ("kill:7"; NULL: none) and counts from 0 again: for a harness that forks. */
void fault_plan(const char *text);
struct fault_counts {
    unsigned long calls, changes, bytes; /* all; those that change the disk; written */
};
struct fault_counts fault_counted(void);
#else
static inline bool fault_here(enum fault_kind kind)
{
    (void)kind;
    return false;
}

static inline ssize_t fault_write(int fd, const void *at, size_t n, off_t offset)
{
    return offset < 0 ? write(fd, at, n) : pwrite(fd, at, n, offset);
}
#endif

#endif
