/* I8, power cuts: what has not been synced may be lost, in any order. This test stands between the
 * writer and the system: it replaces the calls that change the disk, keeps a list of what is not yet
 * on stable storage, and at the moment when a checkpoint takes its name demands that
 * everything else is there; and when the call returns, the checkpoint too.
 */
#include "ledger_testing.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"

/* --- what a power cut could take --- */

static struct item {
    char path[256];
    bool data; /* bytes not synced */
    bool name; /* made since its folder was synced last */
} items[4096];

static size_t item_count;
static bool watching;
static pthread_mutex_t lock =
    PTHREAD_MUTEX_INITIALIZER; /* bundles are written by several threads */
static unsigned checkpoints, syncs;

static struct item *item(const char *path)
{
    for (size_t i = 0; i < item_count; i++) {
        if (strcmp(items[i].path, path) == 0) {
            return &items[i];
        }
    }
    assert_true(item_count < sizeof items / sizeof *items);
    struct item *new = &items[item_count++];
    *new = (struct item){0};
    (void)snprintf(new->path, sizeof new->path, "%s", path);
    return new;
}

static bool beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && strcmp(slash + 1, name) == 0;
}

static bool lies_in(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && path[n] == '/' && strchr(path + n + 1, '/') == NULL;
}

/* Fails the test when anything but the file names that do not count is at risk. */
static void assert_safe(const char *when)
{
    for (size_t i = 0; i < item_count; i++) {
        const struct item *it = &items[i];
        bool counts = !beside(it->path, ".lock") && !beside(it->path, "checkpoint.tmp") &&
                      !beside(it->path, "vkey.tmp");
        if (counts && (it->data || it->name)) {
            fail_msg("%s: not on stable storage: %s of %s", when, it->data ? "bytes" : "name",
                     it->path);
        }
    }
}

static void forget(const char *path)
{
    struct item *it = item(path);
    it->data = it->name = false;
}

static void moved(const char *from, const char *to)
{
    bool data = item(from)->data;
    forget(from);
    if (beside(to, "checkpoint")) {
        assert_safe("when a checkpoint took its name");
        checkpoints++;
    }
    assert_false(data); /* a name must never be given to bytes that may be lost */
    item(to)->name = true;
}

static void synced(int fd)
{
    char link[64], path[PATH_MAX] = ""; /* what /proc says has no ".." in it */
    struct stat st;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    assert_true(readlink(link, path, sizeof path - 1) > 0 && stat(path, &st) == 0);
    if (!S_ISDIR(st.st_mode)) {
        item(path)->data = false;
    }
    for (size_t i = 0; S_ISDIR(st.st_mode) && i < item_count; i++) {
        if (lies_in(items[i].path, path)) {
            items[i].name = false;
        }
    }
}

/* --- in place of the system's; only those that several threads call take the lock --- */

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    bool fresh = (flags & O_CREAT) != 0 && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (watching && fd >= 0 && (flags & O_CREAT) != 0) {
        (void)pthread_mutex_lock(&lock);
        item(path)->name |= fresh;
        item(path)->data |= fresh || (flags & O_TRUNC) != 0;
        (void)pthread_mutex_unlock(&lock);
    }
    return fd;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (watching) {
        char link[64], path[PATH_MAX] = "";
        (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        assert_true(readlink(link, path, sizeof path - 1) > 0);
        (void)pthread_mutex_lock(&lock);
        item(path)->data = true;
        (void)pthread_mutex_unlock(&lock);
    }
    return syscall(SYS_write, fd, bytes, n);
}

int fsync(int fd)
{
    syncs += watching;
    if (watching) {
        synced(fd);
    }
    return (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd)
{
    syncs += watching;
    for (size_t i = 0; watching && i < item_count; i++) {
        items[i].data = items[i].name = false;
    }
    return (int)syscall(SYS_syncfs, fd);
}

int mkdir(const char *path, mode_t mode)
{
    int answer = (int)syscall(SYS_mkdir, path, mode);
    if (watching && answer == 0) {
        (void)pthread_mutex_lock(&lock);
        item(path)->name = true;
        (void)pthread_mutex_unlock(&lock);
    }
    return answer;
}

int rename(const char *from, const char *to)
{
    if (watching) {
        moved(from, to);
    }
    return (int)syscall(SYS_rename, from, to);
}

int unlink(const char *path)
{
    if (watching) {
        forget(path);
    }
    return (int)syscall(SYS_unlink, path);
}

int rmdir(const char *path)
{
    if (watching) {
        forget(path);
    }
    return (int)syscall(SYS_rmdir, path);
}

/* --- the tests --- */

static void watch(void)
{
    item_count = 0;
    checkpoints = syncs = 0;
    watching = true;
}

/* n checkpoints were written, and nothing is at risk. */
static void end_watch(unsigned n)
{
    watching = false;
    assert_int_equal(checkpoints, n);
    assert_safe("at the end");
}

/* Makes the folders above too. */
static void I8_create(void **state)
{
    char path[PATH_SIZE];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/public/ledger", test_folder(50));
    watch();
    DO(ledger_create(path, TEST_NAME, test_secret, &e));
    end_watch(1);
    (void)test_folder(50);
}

/* One by one and in greater steps, over the edges of tiles and of the way to write. */
static void I8_append(void **state)
{
    static const uint64_t sizes[] = {1,   2,   3,   255,  256,  257, 258,
                                     511, 513, 514, 1300, 1301, 5000};
    const char *folder = test_folder(51);
    struct ledger *l = NULL;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        watch(); /* from opening on: what another process left there is its own affair */
        DO(ledger_open(&l, folder, test_secret, &e));
        DO(append_range(l, i == 0 ? 0 : sizes[i - 1], sizes[i], &e));
        end_watch(1);
        ledger_close(l);
    }
    (void)test_folder(51);
}

/* Folders that a process made and died before it synced their names. */
static void I8_folders_of_the_dead(void **state)
{
    static const char *const names[] = {
        "", "/tile", "/tile/entries", "/tile/entries/000.p", "/tile/0", "/tile/0/000.p"};
    const char *folder = test_folder(54);
    struct ledger *l = NULL;
    char path[PATH_SIZE];
    (void)state;
    watch();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, names[i]);
        assert_int_equal(mkdir(path, 0755), 0);
    }
    /* Those of the tiles do not count yet. */
    for (size_t i = 1; i < item_count; i++) {
        items[i].name = false;
    }
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, names[i]);
        item(path)->name = true;
    }
    DO(append_range(l, 0, 1, &e));
    end_watch(2);
    ledger_close(l);
    (void)test_folder(54);
}

/* The common act costs no more than this: two files, their folders, and the checkpoint. */
static void few_syncs(void **state)
{
    const char *folder = test_folder(52);
    struct ledger *l = NULL;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(append_range(l, 0, 300, &e));
    watch();
    DO(append_range(l, 300, 301, &e));
    end_watch(1);
    assert_int_equal(syncs, 6);
    ledger_close(l);
    (void)test_folder(52);
}

static void I8_tree(void **state)
{
    static const uint64_t sizes[] = {0, 1, 255, 256, 257, 1024, 2000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *folder = test_folder(53);
        watch();
        (void)test_tree(folder, sizes[i]);
        end_watch(1);
    }
    (void)test_folder(53);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(I8_create),
        cmocka_unit_test(I8_append),
        cmocka_unit_test(I8_folders_of_the_dead),
        cmocka_unit_test(few_syncs),
        cmocka_unit_test(I8_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
