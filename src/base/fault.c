#include "base/fault.h"

#ifdef PROVISO_FAULT

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum mode { MODE_NONE, MODE_FAIL, MODE_IO, MODE_KILL, MODE_TORN, MODE_FULL, MODE_HOOK };

static struct {
    enum mode mode;
    unsigned long at;
    const char *count_file, *io_file, *hook;
} plan;

static atomic_ulong calls;
static atomic_ulong changes;
static atomic_ulong io;
static atomic_ulong written; /* bytes, or what was to be */

static void write_counts(void)
{
    FILE *f = plan.count_file == NULL ? NULL : fopen(plan.count_file, "w");
    if (f != NULL) {
        (void)fprintf(f, "%lu %lu\n", (unsigned long)calls, (unsigned long)changes);
        (void)fclose(f);
    }
    f = plan.io_file == NULL ? NULL : fopen(plan.io_file, "w");
    if (f != NULL) {
        (void)fprintf(f, "%lu\n", (unsigned long)io);
        (void)fclose(f);
    }
}

/* Another process acts, here. */
static void run_hook(void)
{
    char shell[] = "sh", command[] = "-c";
    char *hook = strdup(plan.hook), *arguments[] = {shell, command, hook, NULL};
    int saved = errno, status = 0;
    pid_t child;
    if (hook == NULL || posix_spawnp(&child, shell, NULL, NULL, arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0) {
        (void)fprintf(stderr, "fault: the hook failed\n");
    }
    free(hook);
    errno = saved;
}

void fault_plan(const char *text)
{
    static const struct {
        const char *prefix;
        enum mode mode;
    } modes[] = {
        {"fail:", MODE_FAIL}, {"io:", MODE_IO}, {"kill:", MODE_KILL}, {"torn:", MODE_TORN},
        {"full:", MODE_FULL}, {"hook:", MODE_HOOK}};
    plan.mode = MODE_NONE;
    calls = changes = io = written = 0;
    for (size_t i = 0; text != NULL && i < sizeof modes / sizeof *modes; i++) {
        size_t n = strlen(modes[i].prefix);
        if (strncmp(text, modes[i].prefix, n) == 0) {
            plan.mode = modes[i].mode;
            plan.at = strtoul(text + n, NULL, 10);
        }
    }
}

struct fault_counts fault_counted(void)
{
    return (struct fault_counts){calls, changes, written};
}

__attribute__((constructor)) static void read_plan(void)
{
    fault_plan(getenv("PROVISO_FAULT"));
    plan.hook = getenv("PROVISO_FAULT_HOOK");
    plan.count_file = getenv("PROVISO_FAULT_COUNT");
    plan.io_file = getenv("PROVISO_FAULT_COUNT_IO");
    if (plan.count_file != NULL || plan.io_file != NULL) {
        (void)atexit(write_counts);
    }
}

static void die(void)
{
    _exit(137);
}

bool fault_here(enum fault_kind kind)
{
    unsigned long call = ++calls;
    unsigned long change = kind == FAULT_CHANGE ? ++changes : 0;
    unsigned long any = kind == FAULT_MEMORY ? 0 : ++io;
    bool hit = false;
    if (plan.mode == MODE_HOOK) {
        if (any == plan.at && any != 0 && plan.hook != NULL) {
            run_hook();
        }
    } else if (plan.mode == MODE_FAIL) {
        hit = call == plan.at;
    } else if (plan.mode == MODE_IO) {
        hit = change == plan.at && change != 0;
    } else if (plan.mode == MODE_KILL && change != 0 && change == plan.at) {
        die();
    }
    if (hit) {
        errno = kind == FAULT_MEMORY ? ENOMEM : EIO;
    }
    return hit;
}

/* How many of n bytes the disk has room for. */
static size_t room(size_t n)
{
    unsigned long before = atomic_fetch_add(&written, n);
    return plan.mode != MODE_FULL ? n : before >= plan.at ? 0 : before + n <= plan.at ? n : plan.at - before;
}

ssize_t fault_write(int fd, const void *at, size_t n, off_t offset)
{
    if (fault_here(FAULT_CHANGE)) {
        return -1;
    }
    bool torn = plan.mode == MODE_TORN && changes == plan.at;
    size_t now = torn ? n / 2 : room(n);
    if (now == 0 && n > 0 && !torn) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t done = offset < 0 ? write(fd, at, now) : pwrite(fd, at, now, offset);
    if (torn) {
        die();
    }
    return done;
}

/* --- for a library that calls the system itself --- */

static int call_open(const char *path, int flags, int mode)
{
    return fault_here((flags & O_CREAT) != 0 ? FAULT_CHANGE : FAULT_READ) ? -1 : open(path, flags | O_CLOEXEC, mode);
}

static ssize_t call_read(int fd, void *to, size_t n)
{
    return fault_here(FAULT_READ) ? -1 : read(fd, to, n);
}

static ssize_t call_pread(int fd, void *to, size_t n, off_t offset)
{
    return fault_here(FAULT_READ) ? -1 : pread(fd, to, n, offset);
}

static ssize_t call_write(int fd, const void *at, size_t n)
{
    return fault_write(fd, at, n, -1);
}

static int call_ftruncate(int fd, off_t size)
{
    return fault_here(FAULT_CHANGE) ? -1 : ftruncate(fd, size);
}

static int call_unlink(const char *path)
{
    return fault_here(FAULT_CHANGE) ? -1 : unlink(path);
}

const struct fault_call fault_calls[] = {
    {"open", (void (*)(void))call_open},           {"read", (void (*)(void))call_read},
    {"pread", (void (*)(void))call_pread},         {"pread64", (void (*)(void))call_pread},
    {"write", (void (*)(void))call_write},         {"pwrite", (void (*)(void))fault_write},
    {"pwrite64", (void (*)(void))fault_write},     {"ftruncate", (void (*)(void))call_ftruncate},
    {"unlink", (void (*)(void))call_unlink},       {NULL, NULL}};

#endif
