#include "release_testing.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#include <cmocka.h> /* last: it defines fail() */

extern char **environ;

static char folder[PATH_SIZE];

const char *scratch(const char *name)
{
    static char paths[8][PATH_SIZE];
    static unsigned next;
    struct error e;
    if (folder[0] == '\0') {
        const char *top = getenv("TMPDIR");
        assert_true(path_format(folder, sizeof folder, &e, "%s/release.XXXXXX",
                                top != NULL ? top : "/tmp"));
        assert_non_null(mkdtemp(folder));
    }
    char *path = paths[next++ % 8];
    assert_true(path_format(path, PATH_SIZE, &e, "%s/%s", folder, name));
    return path;
}

void scratch_remove(void)
{
    struct error e;
    if (folder[0] != '\0') {
        assert_true(folder_remove(folder, &e));
        folder[0] = '\0';
    }
}

int run_program(const char *const argv[])
{
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    for (int fd = 0; fd < 3; fd++) {
        assert_int_equal(posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0),
                         0);
    }
    pid_t child;
    int status = 0;
    int failed =
        posix_spawnp(&child, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (failed != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) == 127) {
        return -1;
    }
    return WEXITSTATUS(status);
}

void fill_bytes(struct text *out, size_t n)
{
    struct error e;
    for (uint64_t i = 0; out->len < n; i++) {
        uint64_t word = hash_word(i + 1);
        size_t left = n - out->len < 8 ? n - out->len : 8;
        assert_true(text_add(out, (struct span){(const char *)&word, left}, &e));
    }
}

void save(const char *path, struct span bytes)
{
    struct error e;
    assert_true(file_save(path, bytes, FILE_PRIVATE, &e));
}

void load(struct text *out, const char *path)
{
    struct error e;
    if (!file_load(out, path, (size_t)1 << 30, &e)) {
        fail_msg("%s", e.text);
    }
}

const char *vectors(const char *name)
{
    static char path[PATH_SIZE];
    struct error e;
    const char *shared = getenv("SHARED");
    if (shared == NULL || !path_format(path, sizeof path, &e, "%s/vectors/%s", shared, name) ||
        !folder_exists(path)) {
        return NULL;
    }
    return path;
}
