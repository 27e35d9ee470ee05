/* Each allocation of opening and reading a file fails in turn, in every format: an error,
 * nothing leaked (the sanitizer looks), and never a row with half of its values. The program
 * runs itself again with PROVISO_FAULT set. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/intake/intake.h"

#include <cmocka.h>

enum { MOST = 8 };

static const struct layout layouts[] = {
    {.separator = ',',
     .count = 2,
     .column = {{.name = "no", .field = FIELD_CONTROL}, {.name = "x", .field = FIELD_NOTE}}},
    {.format = LAYOUT_LINES,
     .separator = ';',
     .count = 2,
     .column = {{.field = FIELD_CONTROL, .first = 1, .last = 1},
                {.field = FIELD_NOTE, .first = 2, .last = 2}}},
    {.format = LAYOUT_FIXED,
     .width = 9,
     .count = 2,
     .column = {{.field = FIELD_CONTROL, .first = 1, .last = 2},
                {.field = FIELD_NOTE, .first = 3, .last = 9}}},
    {.format = LAYOUT_NDJSON,
     .count = 2,
     .column = {{.name = "no", .field = FIELD_CONTROL}, {.name = "x", .field = FIELD_NOTE}}},
};
static const char *const files[] = {"no,x\n1,\"a\"\"b\"\n2,c\n", "1;a\n2;b\n", "1 a\n2 b\n",
                                    "{\"no\":\"1\\n\",\"x\":\"\\u0061\"}\n{\"no\":2}\n"};

static bool read_file(size_t which, struct error *e)
{
    struct row rows[MOST];
    struct rejection bad[MOST];
    struct intake *in = NULL;
    struct arena *arena = NULL;
    size_t count = 0, rejected = 0;
    bool done = arena_new(&arena, 1, e) &&
                intake_open_bytes(&in, (struct span){files[which], strlen(files[which])},
                                  "bytes", INTAKE_REQUESTS, &layouts[which], NULL, e) &&
                intake_read(in, arena, rows, MOST, &count, bad, &rejected, e);
    if (done && (count != 2 || rejected != 0 || rows[0].value[FIELD_NOTE].len == 0)) {
        abort();
    }
    intake_close(in);
    arena_free(arena);
    return done;
}

/* Exit status 0: done; 3: refused with an error. */
static int child(void)
{
    struct error e = {0};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!read_file(i, &e)) {
            return e.category == ERROR_FAILED && e.text[0] != '\0' ? 3 : 4;
        }
    }
    return 0;
}

#ifdef PROVISO_FAULT
static int run_child(const char *variable, const char *value)
{
    pid_t pid = fork();
    if (pid == 0) {
        (void)setenv(variable, value, 1);
        execl("/proc/self/exe", "intake_fault_test", "child", (char *)NULL);
        _exit(126);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}
#endif

static void each_allocation_can_fail(void **state)
{
    (void)state;
    assert_int_equal(child(), 0);
#ifdef PROVISO_FAULT
    unsigned long n = 1;
    for (int status = 3; status == 3; n++) {
        char plan[40];
        (void)snprintf(plan, sizeof plan, "fail:%lu", n);
        status = run_child("PROVISO_FAULT", plan);
        assert_true(status == 0 || status == 3);
    }
    assert_true(n > 12); /* at least an arena, the file, its layout and parts for each format */
#else
    print_message("built without -Dfault=true\n");
    skip();
#endif
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "child") == 0) {
        return child();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
