/* trying.c: see trying.h. */
#include "trying.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "base/file.h"


enum { PATHS = 4096, MOST = 1 << 24 };

void stop(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    exit(2);
}

void show(const char *path)
{
    struct text t = {0};
    struct error e;
    if (file_load(&t, path, MOST, &e) && t.len > 0) {
        (void)printf("    %s: %.*s\n", path, (int)(t.len > 1000 ? 1000 : t.len), t.at);
    }
    text_free(&t);
}

/* --- the copy --- */

static void copy_file(const char *from, const char *to, mode_t mode, off_t size)
{
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, mode);
    while (in >= 0 && out >= 0 && size > 0) {
        ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)size, 0);
        if (n <= 0) {
            stop("%s cannot be copied: %s", from, strerror(errno));
        }
        size -= n;
    }
    if (in < 0 || out < 0 || close(in) != 0 || close(out) != 0) {
        stop("%s cannot be copied: %s", from, strerror(errno));
    }
}

void copy_tree(const char *from, const char *to)
{
    struct stat st;
    char target[PATHS] = "";
    if (lstat(from, &st) != 0) {
        stop("%s: %s", from, strerror(errno));
    }
    if (S_ISLNK(st.st_mode)) {
        if (readlink(from, target, sizeof target - 1) < 0 || symlink(target, to) != 0) {
            stop("%s: %s", from, strerror(errno));
        }
    } else if (!S_ISDIR(st.st_mode)) {
        copy_file(from, to, st.st_mode & 0777, st.st_size);
    } else {
        DIR *dir = opendir(from);
        if (dir == NULL || mkdir(to, st.st_mode & 0777) != 0) {
            stop("%s: %s", to, strerror(errno));
        }
        for (struct dirent *d; (d = readdir(dir)) != NULL;) {
            char a[PATHS], b[PATHS];
            if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) {
                (void)snprintf(a, sizeof a, "%s/%s", from, d->d_name);
                (void)snprintf(b, sizeof b, "%s/%s", to, d->d_name);
                copy_tree(a, b);
            }
        }
        (void)closedir(dir);
    }
}

static int count_names(const char *path)
{
    DIR *dir = opendir(path);
    int count = 0;
    while (dir != NULL && readdir(dir) != NULL) {
        count++;
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return count;
}

static bool same_bytes(const char *a, const char *b)
{
    struct mapping x, y = {0};
    struct error e;
    bool same = file_map(&x, a, &e) && file_map(&y, b, &e) && x.len == y.len &&
                (x.len == 0 || memcmp(x.at, y.at, x.len) == 0);
    file_unmap(&x);
    file_unmap(&y);
    return same;
}

bool same_tree(const char *a, const char *b)
{
    struct stat x, y;
    char one[PATHS] = "", other[PATHS] = "";
    if (lstat(a, &x) != 0 || lstat(b, &y) != 0 || x.st_mode != y.st_mode) {
        return false;
    }
    if (S_ISLNK(x.st_mode)) {
        return readlink(a, one, sizeof one - 1) > 0 && readlink(b, other, sizeof other - 1) > 0 &&
               strcmp(one, other) == 0;
    }
    if (!S_ISDIR(x.st_mode)) {
        return x.st_size == y.st_size && same_bytes(a, b);
    }
    DIR *dir = opendir(a);
    bool all = dir != NULL && count_names(a) == count_names(b);
    for (struct dirent *d; all && (d = readdir(dir)) != NULL;) {
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) {
            (void)snprintf(one, sizeof one, "%s/%s", a, d->d_name);
            (void)snprintf(other, sizeof other, "%s/%s", b, d->d_name);
            all = same_tree(one, other);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return all;
}

/* --- children --- */

void say_to(const char *out, const char *err)
{
    if (freopen(out, "w", stdout) == NULL || freopen(err, "w", stderr) == NULL) {
        _exit(CRASHED);
    }
}

int proviso(int count, char **arguments)
{
    char *argv[ARGUMENTS + 1] = {(char *)(uintptr_t)"proviso"};
    memcpy(argv + 1, arguments, (size_t)count * sizeof *arguments);
    return cli_main(count + 1, argv);
}

int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            stop("waitpid: %s", strerror(errno));
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : CRASHED;
}

