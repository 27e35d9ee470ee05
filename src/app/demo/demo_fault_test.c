/* Whichever call fails, generation and simulation report it and leak nothing (the sanitizer
 * ends the child with a status of its own). The plan of faults is read when a program starts,
 * so each case runs this program again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/demo/demo.h"
#include "app/demo/demo_testing.h"

#include <cmocka.h>

enum { CHILD_DONE = 0, CHILD_FAILED = 10, CHILD_SILENT = 11, STEP = 11, CALLS_MOST = 1000 };

#ifdef PROVISO_FAULT

static void path_of(char out[600], const char *folder, const char *name)
{
    (void)snprintf(out, 600, "%s/%s", folder, name);
}

static int child(const char *folder)
{
    struct demo_options o = {100, 200, 1, NULL, 0, false};
    struct demo_truth t;
    struct error e = {0};
    char path[4][600];
    static const char *const names[4] = {"registry", "requests", "truth", "released"};
    for (unsigned i = 0; i < 4; i++) {
        path_of(path[i], folder, names[i]);
    }
    bool done = demo_generate(&o, path[0], path[1], path[2], NULL, NULL, &t, &e) &&
                demo_simulate_2025(path[0], path[1], path[3], NULL, NULL, &t, &e);
    return done ? CHILD_DONE : e.category != ERROR_NONE ? CHILD_FAILED : CHILD_SILENT;
}

static int run(unsigned n)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char plan[32];
        (void)snprintf(plan, sizeof plan, "fail:%u", n);
        if (setenv("PROVISO_FAULT", plan, 1) == 0) {
            (void)execl("/proc/self/exe", "demo_fault_test", scratch("."), (char *)NULL);
        }
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One call in eleven; the last runs are beyond the last call and succeed. */
static void every_failure_is_reported(void **state)
{
    (void)state;
    unsigned n = 1;
    while (n < CALLS_MOST) {
        int status = run(n);
        if (status == CHILD_DONE) {
            break;
        }
        assert_int_equal(status, CHILD_FAILED);
        n += STEP;
    }
    assert_in_range(n, 100, CALLS_MOST - 1);
}

#else

static int child(const char *folder)
{
    (void)folder;
    return CHILD_DONE;
}

static void every_failure_is_reported(void **state)
{
    (void)state;
    print_message("needs a build with -Dfault=true\n");
    skip();
}

#endif

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_failure_is_reported)};
    return argc > 1 ? child(argv[1])
                    : cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
