/* What we write, checked by Go's note and tlog packages (tools/gotlog). Skipped where Go or its
 * golang.org/x/mod is not installed. */
#include "ledger_testing.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

#define GOPATH "/usr/share/gocode"

extern char **environ;

static char program[PATH_SIZE];

/* The exit status; 127 when there is no such program. */
static int run(char *const arguments[], bool quiet)
{
    pid_t child;
    int status;
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    if (quiet) {
        assert_int_equal(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0), 0);
    }
    int failed = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
    assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
    if (failed != 0) {
        return 127;
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

/* Builds the Go program; false (and why is printed) when it cannot be had here. */
static bool build(void)
{
    char source[PATH_SIZE], cache[PATH_SIZE];
    char go[] = "go", build_word[] = "build", flag[] = "-o";
    const char *top = getenv("TOP");
    (void)snprintf(program, sizeof program, "%s.bin", test_folder(40));
    (void)snprintf(cache, sizeof cache, "%s.cache", test_folder(40));
    (void)snprintf(source, sizeof source, "%s/tools/gotlog/main.go", top == NULL ? "." : top);
    if (!folder_exists(GOPATH "/src/golang.org/x/mod/sumdb/tlog") || !file_exists(source)) {
        (void)puts(
            "skipped: golang.org/x/mod (golang-golang-x-mod-dev) or tools/gotlog is missing");
        return false;
    }
    assert_int_equal(setenv("GO111MODULE", "off", 1), 0);
    assert_int_equal(setenv("GOPATH", GOPATH, 1), 0);
    assert_int_equal(setenv("GOCACHE", cache, 1), 0);
    assert_int_equal(setenv("GOFLAGS", "", 1), 0);
    char *const arguments[] = {go, build_word, flag, program, source, NULL};
    int status = run(arguments, false);
    if (status == 127) {
        (void)puts("skipped: no go (golang-go)");
        return false;
    }
    assert_int_equal(status, 0);
    return true;
}

/* old: NULL or the file of an older checkpoint. */
static int gotlog(const char *folder, const char *old, bool quiet)
{
    char where[PATH_SIZE], key[PATH_SIZE], before[PATH_SIZE];
    (void)snprintf(where, sizeof where, "%s", folder);
    (void)snprintf(key, sizeof key, "%s/vkey", folder);
    (void)snprintf(before, sizeof before, "%s", old == NULL ? "" : old);
    char *const arguments[] = {program, where, key, old == NULL ? NULL : before, NULL};
    return run(arguments, quiet);
}

static void a_growing_ledger(void **state)
{
    static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 700, 1300};
    const char *folder = test_folder(41);
    char checkpoint[PATH_SIZE], old[PATH_SIZE];
    struct ledger *l = NULL;
    (void)state;
    (void)snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint", folder);
    (void)snprintf(old, sizeof old, "%s.old", folder);
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    assert_int_equal(gotlog(folder, NULL, false), 0);
    DO(ledger_open(&l, folder, test_secret, &e));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct text note = {0};
        DO(file_load(&note, checkpoint, 10000, &e));
        DO(file_save(old, text_span(&note), FILE_PUBLIC, &e));
        text_free(&note);
        DO(append_range(l, ledger_checkpoint(l)->size, sizes[i], &e));
        assert_int_equal(gotlog(folder, old, false), 0);
    }
    ledger_close(l);
    DO(file_remove(old, &e));
    (void)test_folder(41);
}

/* Above two levels of tiles; a byte altered in one of them is found there too. */
static void a_tree(void **state)
{
    const char *folder = test_folder(42);
    char path[PATH_SIZE];
    struct text vkey = {0}, tile = {0};
    (void)state;
    (void)test_tree(folder, 65794);
    DO(path_format(path, sizeof path, &e, "%s/vkey", folder));
    DO(file_save(path, test_vkey(), FILE_PUBLIC, &e));
    assert_int_equal(gotlog(folder, NULL, false), 0);
    DO(path_format(path, sizeof path, &e, "%s/tile/1/000", folder));
    DO(file_load(&tile, path, 10000, &e));
    tile.at[40] ^= 1;
    DO(file_put(path, text_span(&tile), FILE_PUBLIC, false, &e));
    assert_int_equal(gotlog(folder, NULL, true), 1);
    text_free(&tile);
    text_free(&vkey);
    (void)test_folder(42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_growing_ledger),
        cmocka_unit_test(a_tree),
    };
    if (!build()) {
        return 77;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    struct error e = {0};
    char cache[PATH_SIZE];
    (void)snprintf(cache, sizeof cache, "%s.cache", test_path(40));
    (void)!folder_remove(cache, &e);
    (void)!file_remove(program, &e);
    return failed;
}
