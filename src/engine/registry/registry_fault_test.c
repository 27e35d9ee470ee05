/* I8 for this room: whatever call fails, and wherever the process dies, the
 * folder holds whole generations only, and the next build works. Each attempt is
 * a process of its own: this program, called with a folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "engine/registry/registry_testing.h"

#include <cmocka.h> /* last: it has a macro `fail` */

enum { PEOPLE = 3000 }; /* enough for several runs of each sort */

static struct error error;

/* A delta over the current generation, or (no changes) a compaction of it. */
static bool follow(const char *folder, const struct person *changes, size_t n, struct error *e)
{
    struct registry_options options = {.threads = 1, .memory = 1};
    struct registry_builder *b = NULL;
    struct registry *now = NULL;
    struct registry_info info;
    bool found = false, ok = registry_open(&now, folder, NULL, e);
    options.over = n == 0 ? NULL : now;
    ok = ok && registry_builder_new(&b, folder, &options, e) &&
         (n == 0 ? registry_builder_carry(b, now, e)
                 : registry_builder_remove(b, SPAN_LITERAL("P7"), &found, e) &&
                       registry_builder_add(b, changes, n, e)) &&
         registry_builder_end(b, &info, e) && registry_activate(folder, info.name, e);
    registry_builder_free(b);
    registry_close(now);
    return ok;
}

/* The build that fails: exit status 0 done, 1 an error was reported, 3 it left a mess. */
static int child(const char *folder)
{
    struct registry_options options = {.threads = 1, .memory = 1};
    struct registry_info info;
    struct registry_builder *b = NULL;
    struct registry *r = NULL;
    struct arena *arena = NULL;
    struct error e = {0};
    bool ok = arena_new(&arena, 0, &e);
    struct person *people = ok ? people_new(arena, PEOPLE, 1) : NULL;
    ok = ok && registry_builder_new(&b, folder, &options, &e) &&
         registry_builder_add(b, people, PEOPLE, &e) && registry_builder_end(b, &info, &e) &&
         registry_activate(folder, info.name, &e) && follow(folder, people + 20, 300, &e) &&
         follow(folder, NULL, 0, &e) && registry_open(&r, folder, NULL, &e) &&
         registry_verify(r, &e);
    registry_close(r);
    registry_builder_free(b);
    arena_free(arena);
    return ok ? 0 : e.category == ERROR_NONE ? 3 : 1;
}

static int run_child(const char *folder, const char *fault, const char *count_file)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (fault != NULL) {
            (void)setenv("PROVISO_FAULT", fault, 1);
        }
        if (count_file != NULL) {
            (void)setenv("PROVISO_FAULT_COUNT", count_file, 1);
        }
        (void)execl("/proc/self/exe", "registry_fault_test", folder, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256;
}

/* Every generation that stands under its name is whole. */
static bool check_one(void *ctx, const char *name, struct error *e)
{
    (void)e;
    if (name[0] == 'g') {
        struct registry *r;
        assert_true(registry_open(&r, ctx, name, &error));
        assert_true(registry_verify(r, &error));
        registry_close(r);
    }
    return true;
}

static void after_any_fault(const char *mode, unsigned long calls, unsigned attempts)
{
    for (unsigned i = 0; i < attempts; i++) {
        char fault[64], folder[300];
        unsigned long at = 1 + calls * i / attempts;
        (void)snprintf(folder, sizeof folder, "%s", folder_fresh("fault"));
        (void)snprintf(fault, sizeof fault, "%s:%lu", mode, at);
        int status = run_child(folder, fault, NULL);
        if (status != 0 && status != 1 && status != 137) {
            print_message("%s: exit status %d\n", fault, status);
        }
        assert_true(status == 0 || status == 1 || status == 137);
        assert_true(folder_each(folder, check_one, folder, &error));
        if (i % 8 == 0) {
            assert_int_equal(run_child(folder, NULL, NULL), 0);
        }
        assert_true(folder_remove(folder, &error));
    }
}

static void I8_any_call_fails_or_is_the_last(void **state)
{
    (void)state;
#ifndef PROVISO_FAULT
    print_message("no fault build: skipped\n");
    skip();
#endif
    char folder[300], count_file[320];
    struct text counts = {0};
    uint64_t calls = 0, changes = 0;
    struct span rest, first, second;
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("count"));
    (void)snprintf(count_file, sizeof count_file, "%s/counts", folder);
    assert_int_equal(run_child(folder, NULL, count_file), 0);
    assert_true(file_load(&counts, count_file, 100, &error));
    rest = span_trim(text_span(&counts));
    assert_true(span_cut(&rest, ' ', &first) && span_cut(&rest, ' ', &second));
    assert_true(span_number(first, &calls) && span_number(second, &changes));
    text_free(&counts);
    assert_true(folder_remove(folder, &error));
    after_any_fault("fail", calls, 32);
    after_any_fault("io", changes, 12);
    after_any_fault("kill", changes, 16);
    after_any_fault("torn", changes, 8);
}

int main(int argc, char **argv)
{
    if (argc == 2) {
        return child(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(I8_any_call_fails_or_is_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
