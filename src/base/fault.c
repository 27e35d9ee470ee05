#include "base/fault.h"

#ifdef PROVISO_FAULT

#include <errno.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum mode { MODE_NONE, MODE_FAIL, MODE_IO, MODE_KILL, MODE_TORN, MODE_HOOK };

static struct {
    enum mode mode;
    unsigned long at;
    const char *count_file, *io_file, *hook;
} plan;

static atomic_ulong calls;
static atomic_ulong changes;
static atomic_ulong io;

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

__attribute__((constructor)) static void read_plan(void)
{
    static const struct {
        const char *prefix;
        enum mode mode;
    } modes[] = {
        {"fail:", MODE_FAIL}, {"io:", MODE_IO}, {"kill:", MODE_KILL}, {"torn:", MODE_TORN},
        {"hook:", MODE_HOOK}};
    const char *text = getenv("PROVISO_FAULT");
    for (size_t i = 0; text != NULL && i < sizeof modes / sizeof *modes; i++) {
        size_t n = strlen(modes[i].prefix);
        if (strncmp(text, modes[i].prefix, n) == 0) {
            plan.mode = modes[i].mode;
            plan.at = strtoul(text + n, NULL, 10);
        }
    }
    plan.hook = getenv("PROVISO_FAULT_HOOK");
    plan.count_file = getenv("PROVISO_FAULT_COUNT");
    plan.io_file = getenv("PROVISO_FAULT_COUNT_IO");
    if (plan.count_file != NULL || plan.io_file != NULL) {
        (void)atexit(write_counts);
    }
}

void fault_die(void)
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
        fault_die();
    }
    if (hit) {
        errno = kind == FAULT_MEMORY ? ENOMEM : EIO;
    }
    return hit;
}

size_t fault_torn(size_t n)
{
    return plan.mode == MODE_TORN && changes == plan.at ? n / 2 : n;
}

#endif
