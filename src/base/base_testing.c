#include "base/base_testing.h"

#include <ftw.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

enum { PATH_LONGEST = 4096 };

static char folder[PATH_LONGEST];

const char *scratch(const char *name)
{
    static char paths[8][PATH_LONGEST + 256];
    static unsigned next;
    if (folder[0] == '\0') {
        const char *top = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/base.XXXXXX", top != NULL ? top : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

void scratch_remove(void)
{
    if (folder[0] != '\0') {
        (void)nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        folder[0] = '\0';
    }
}

bool peek(const char *path, struct text *out)
{
    struct error e;
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return false;
    }
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) {
        assert_true(text_add(out, (struct span){piece, n}, &e));
    }
    assert_int_equal(fclose(f), 0);
    return true;
}

void poke(const char *path, struct span bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

/* The environment without PROVISO_*, and with the two variables. */
static char **environment(char *first, char *second)
{
    size_t n = 0, count = 0;
    while (environ[n] != NULL) {
        n++;
    }
    char **out = calloc(n + 3, sizeof *out);
    assert_non_null(out);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(environ[i], "PROVISO_", 8) != 0) {
            out[count++] = environ[i];
        }
    }
    if (first != NULL) {
        out[count++] = first;
    }
    if (second != NULL) {
        out[count++] = second;
    }
    return out;
}

int run_again(const char *verb, const char *argument, const char *fault, const char *variable)
{
    char planned[64], self[] = "/proc/self/exe";
    (void)snprintf(planned, sizeof planned, "PROVISO_FAULT=%s", fault == NULL ? "" : fault);
    char *const argv[] = {self, (char *)(uintptr_t)verb, (char *)(uintptr_t)argument, NULL};
    char **env = environment(fault == NULL ? NULL : planned, (char *)(uintptr_t)variable);
    pid_t child;
    int status = 0;
    assert_int_equal(posix_spawn(&child, self, NULL, NULL, argv, env), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    free(env);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void count_calls(const char *verb, const char *argument, unsigned long *calls,
                 unsigned long *changes)
{
    char variable[PATH_LONGEST + 64];
    struct text counts = {0};
    (void)snprintf(variable, sizeof variable, "PROVISO_FAULT_COUNT=%s", scratch("counts"));
    assert_int_equal(run_again(verb, argument, NULL, variable), 0);
    assert_true(peek(scratch("counts"), &counts));
    char *end;
    *calls = strtoul(counts.at, &end, 10);
    *changes = strtoul(end, &end, 10);
    assert_true(*end == '\n' && *calls >= *changes);
    text_free(&counts);
}
