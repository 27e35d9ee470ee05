/* What a fault build promises: the n-th call fails, or the process ends there. The plan is read
 * when the program starts, so each case runs this program again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base_testing.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/memory.h"

#include <cmocka.h>

#ifdef PROVISO_FAULT

/* Seven calls; three of them change the disk: memory, change, read, memory, change, change,
 * read. The status says which failed, by bit. */
static int child(void)
{
    static const enum fault_kind kinds[] = {FAULT_MEMORY, FAULT_CHANGE, FAULT_READ,
                                            FAULT_MEMORY, FAULT_CHANGE, FAULT_CHANGE,
                                            FAULT_READ};
    int failed = 0;
    for (int i = 0; i < 7; i++) {
        failed |= fault_here(kinds[i]) << i;
    }
    return failed;
}

static void fails_the_nth_call(void **state)
{
    (void)state;
    for (int n = 0; n <= 9; n++) {
        char plan[32];
        (void)snprintf(plan, sizeof plan, "fail:%d", n);
        assert_int_equal(run_again("calls", "", plan, NULL),
                         n >= 1 && n <= 7 ? 1 << (n - 1) : 0);
    }
    assert_int_equal(run_again("calls", "", NULL, NULL), 0);
    assert_int_equal(run_again("calls", "", "nonsense:1", NULL), 0);
}

static void fails_or_dies_at_the_nth_change(void **state)
{
    (void)state;
    static const int at[] = {1, 4, 5}; /* the changes among the calls */
    for (int n = 0; n <= 4; n++) {
        char plan[32];
        bool hit = n >= 1 && n <= 3;
        (void)snprintf(plan, sizeof plan, "io:%d", n);
        assert_int_equal(run_again("calls", "", plan, NULL), hit ? 1 << at[n - 1] : 0);
        (void)snprintf(plan, sizeof plan, "kill:%d", n);
        assert_int_equal(run_again("calls", "", plan, NULL), hit ? 137 : 0);
    }
}

static void counts(void **state)
{
    (void)state;
    unsigned long calls, changes;
    count_calls("calls", "", &calls, &changes);
    assert_int_equal(calls, 7);
    assert_int_equal(changes, 3);
}

/* Half of the bytes, then the end. */
static int write_ten(const char *path)
{
    struct file *f;
    struct error e;
    if (!file_create(&f, path, FILE_PRIVATE, false, &e)) { /* change 1 */
        return 1;
    }
    if (!file_write(f, SPAN_LITERAL("0123456789"), &e) || !file_flush(f, &e) || /* change 2 */
        !file_patch(f, 0, SPAN_LITERAL("abcdef"), &e)) {                        /* change 3 */
        file_drop(f);
        return 1;
    }
    return file_close(f, &e) ? 0 : 1;
}

static void tears_a_write(void **state)
{
    (void)state;
    static const struct {
        const char *plan, *left;
        int status;
    } table[] = {
        {NULL, "abcdef6789", 0},   {"torn:2", "01234", 137},      {"torn:3", "abc3456789", 137},
        {"kill:2", "", 137},       {"kill:3", "0123456789", 137}, {"io:2", "", 1},
        {"io:3", "0123456789", 1}, {"torn:4", "abcdef6789", 0},
        {"full:0", "", 1},         {"full:5", "01234", 1},        {"full:12", "ab23456789", 1},
        {"full:16", "abcdef6789", 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct text left = {0};
        struct error e;
        const char *path = scratch("ten");
        assert_int_equal(run_again("write", path, table[i].plan, NULL), table[i].status);
        assert_true(peek(path, &left) && text_adds(&left, "", &e));
        assert_string_equal(left.at, table[i].left);
        text_free(&left);
    }
}

static int clean(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        return strcmp(argv[1], "calls") == 0 ? child() : write_ten(argv[2]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fails_the_nth_call),
        cmocka_unit_test(fails_or_dies_at_the_nth_change),
        cmocka_unit_test(counts),
        cmocka_unit_test(tears_a_write),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}

#else

int main(void)
{
    (void)puts("skipped: this build has no faults (-Dfault=true)");
    return 77;
}

#endif
