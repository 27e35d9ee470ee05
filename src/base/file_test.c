#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base_testing.h"
#include "base/file.h"
#include "base/hash.h"

#include <cmocka.h>

static struct error e;

static void assert_holds(const char *path, struct span expected)
{
    struct text t = {0};
    assert_true(peek(path, &t));
    assert_true(span_equal(text_span(&t), expected));
    text_free(&t);
}

static mode_t mode_at(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

/* Bytes that a shifted or repeated piece would not equal. */
static struct span pattern(size_t n)
{
    static char bytes[1000000];
    for (size_t i = 0; i < sizeof bytes && bytes[0] == 0; i += 8) {
        uint64_t word = hash_word(i + 1) | 1;
        memcpy(bytes + sizeof bytes - 8 - i, &word, 8);
    }
    assert_true(n <= sizeof bytes);
    return (struct span){bytes, n};
}

/* --- whole files --- */

static void loads_what_was_saved(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4096, 262143, 262144, 262145, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct text t = {0};
        assert_true(file_save(scratch("whole"), pattern(sizes[i]), FILE_PRIVATE, &e));
        assert_holds(scratch("whole"), pattern(sizes[i]));
        assert_true(file_load(&t, scratch("whole"), sizes[i], &e));
        assert_true(span_equal(text_span(&t), pattern(sizes[i])));
        assert_true(t.at[t.len] == '\0');
        text_clear(&t);
        assert_int_equal(file_load(&t, scratch("whole"), sizes[i] - 1, &e), sizes[i] == 0);
        assert_true(sizes[i] == 0 || strcmp(e.code, "file.large") == 0);
        text_free(&t);
        assert_false(file_exists(scratch("whole.tmp")));
    }
    struct text t = {0};
    assert_true(text_adds(&t, "before ", &e));
    poke(scratch("whole"), SPAN_LITERAL("after"));
    assert_true(file_load(&t, scratch("whole"), 100, &e)); /* appends */
    assert_string_equal(t.at, "before after");
    text_free(&t);
    assert_false(file_load(&t, scratch("absent"), 100, &e));
    assert_string_equal(e.code, "file.open");
    assert_false(file_load(&t, scratch("."), 100, &e)); /* a folder */
    text_free(&t);
    assert_false(file_save(scratch("no/folder"), SPAN_LITERAL("x"), FILE_PRIVATE, &e));
}

/* Also where a crash left a temporary file with another access, or someone put a link there. */
static void gives_the_access_asked_for(void **state)
{
    (void)state;
    mode_t old = umask(022);
    assert_true(file_save(scratch("public"), SPAN_LITERAL("x"), FILE_PUBLIC, &e));
    assert_int_equal(mode_at(scratch("public")), 0644);
    poke(scratch("private.tmp"), SPAN_LITERAL("left by a crash"));
    assert_int_equal(mode_at(scratch("private.tmp")), 0644);
    assert_true(file_save(scratch("private"), SPAN_LITERAL("secret"), FILE_PRIVATE, &e));
    assert_int_equal(mode_at(scratch("private")), 0600);
    poke(scratch("victim"), SPAN_LITERAL("kept"));
    assert_int_equal(symlink(scratch("victim"), scratch("private.tmp")), 0);
    assert_true(file_save(scratch("private"), SPAN_LITERAL("secret"), FILE_PRIVATE, &e));
    assert_holds(scratch("victim"), SPAN_LITERAL("kept"));
    assert_true(folder_make(scratch("p/q"), FILE_PRIVATE, &e) &&
                folder_make(scratch("o"), FILE_PUBLIC, &e));
    assert_int_equal(mode_at(scratch("p")), 0700);
    assert_int_equal(mode_at(scratch("p/q")), 0700);
    assert_int_equal(mode_at(scratch("o")), 0755);
    (void)umask(old);
}

static void puts_over_what_is_there(void **state)
{
    (void)state;
    poke(scratch("put"), pattern(5000));
    for (int sync = 0; sync < 2; sync++) {
        assert_true(file_put(scratch("put"), SPAN_LITERAL("short"), FILE_PRIVATE, sync, &e));
        assert_holds(scratch("put"), SPAN_LITERAL("short"));
    }
    assert_false(file_put(scratch("no/folder"), SPAN_LITERAL("x"), FILE_PRIVATE, false, &e));
}

/* --- streams --- */

static void writes_in_pieces_of_any_size(void **state)
{
    (void)state;
    struct file *f;
    assert_true(file_create(&f, scratch("stream"), FILE_PRIVATE, true, &e));
    struct span rest = pattern(1000000);
    for (uint64_t i = 0; rest.len > 0; i++) {
        size_t n = hash_word(i + 1) % (i % 5 == 0 ? 400000 : 5000);
        n = n < rest.len ? n : rest.len;
        assert_true(file_write(f, (struct span){rest.at, n}, &e));
        rest.at += n;
        rest.len -= n;
        assert_int_equal(file_written(f), 1000000 - rest.len);
    }
    assert_true(file_write(f, (struct span){NULL, 0}, &e));
    assert_true(file_patch(f, 500000, SPAN_LITERAL("patched"), &e));
    assert_true(file_write(f, SPAN_LITERAL("end"), &e)); /* behind, not where the patch was */
    assert_true(file_sync(f, &e) && file_close(f, &e));
    struct text t = {0};
    assert_true(peek(scratch("stream"), &t));
    assert_int_equal(t.len, 1000003);
    assert_memory_equal(t.at, pattern(0).at, 500000);
    assert_memory_equal(t.at + 500000, "patched", 7);
    assert_memory_equal(t.at + 500007, pattern(0).at + 500007, 499993);
    assert_string_equal(t.at + 1000000, "end");
    text_free(&t);
}

static void creates_truncates_and_appends(void **state)
{
    (void)state;
    struct file *f;
    poke(scratch("there"), SPAN_LITERAL("old content"));
    assert_false(file_create(&f, scratch("there"), FILE_PRIVATE, true, &e));
    assert_string_equal(e.code, "file.create");
    assert_holds(scratch("there"), SPAN_LITERAL("old content"));
    assert_true(file_append(&f, scratch("there"), FILE_PRIVATE, &e));
    assert_true(file_write(f, SPAN_LITERAL(" and new"), &e));
    assert_int_equal(file_written(f), 8);
    assert_true(file_close(f, &e));
    assert_holds(scratch("there"), SPAN_LITERAL("old content and new"));
    assert_true(file_create(&f, scratch("there"), FILE_PRIVATE, false, &e));
    file_drop(f);
    assert_holds(scratch("there"), SPAN_LITERAL(""));
    assert_true(file_append(&f, scratch("made by appending"), FILE_PRIVATE, &e));
    assert_true(file_write(f, SPAN_LITERAL("lost"), &e));
    file_drop(f); /* does not look back: what was buffered is gone */
    assert_holds(scratch("made by appending"), SPAN_LITERAL(""));
    file_drop(NULL);
}

/* A full disk: /dev/full takes nothing. */
static void says_that_the_disk_is_full(void **state)
{
    (void)state;
    struct file *f;
    if (!file_exists("/dev/full")) {
        print_message("skipped: /dev/full is absent\n");
        skip();
    }
    assert_true(file_append(&f, "/dev/full", FILE_PRIVATE, &e));
    assert_true(file_write(f, SPAN_LITERAL("buffered"), &e));
    assert_false(file_close(f, &e));
    assert_string_equal(e.text, "cannot write /dev/full: No space left on device");
    assert_true(file_append(&f, "/dev/full", FILE_PRIVATE, &e));
    assert_false(file_write(f, pattern(300000), &e));
    file_drop(f);
}

static void a_device_is_written_to_and_never_replaced(void **state)
{
    (void)state;
    struct stat before, after;
    struct file *f = NULL;
    assert_int_equal(stat("/dev/null", &before), 0);
    assert_true(file_save("/dev/null", SPAN_LITERAL("x"), FILE_PRIVATE, &e));
    assert_true(file_begin(&f, "/dev/null", FILE_PRIVATE, &e));
    assert_true(file_write(f, SPAN_LITERAL("x"), &e));
    assert_true(file_finish(f, true, &e));
    assert_int_equal(stat("/dev/null", &after), 0);
    assert_true(S_ISCHR(after.st_mode) && before.st_ino == after.st_ino);
}

/* Nobody writes to it: who waited would wait for ever, whatever lock it holds. */
static void a_pipe_is_not_mapped_and_not_waited_for(void **state)
{
    (void)state;
    struct mapping m;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    alarm(10);
    assert_false(file_map(&m, "pipe", &e));
    alarm(0);
    assert_string_equal(e.code, "file.kind");
    assert_int_equal(unlink("pipe"), 0);
}

static void what_is_not_finished_leaves_the_file_as_it_was(void **state)
{
    (void)state;
    struct file *f = NULL;
    assert_true(file_save("kept", SPAN_LITERAL("old"), FILE_PRIVATE, &e));
    assert_true(file_begin(&f, "kept", FILE_PRIVATE, &e));
    assert_true(file_write(f, SPAN_LITERAL("new"), &e));
    assert_holds("kept", SPAN_LITERAL("old"));
    assert_false(file_finish(f, false, &e));
    assert_holds("kept", SPAN_LITERAL("old"));
    assert_false(file_exists("kept.tmp"));
    assert_true(file_finish(NULL, true, &e) && !file_finish(NULL, false, &e));
}

static void knows_a_file_by_its_other_names(void **state)
{
    (void)state;
    assert_true(file_save("one", SPAN_LITERAL("1"), FILE_PRIVATE, &e));
    assert_true(file_save("two", SPAN_LITERAL("1"), FILE_PRIVATE, &e));
    assert_int_equal(link("one", "hard"), 0);
    assert_int_equal(symlink("one", "soft"), 0);
    assert_true(file_same("one", "./one") && file_same("one", "hard") && file_same("soft", "one"));
    assert_true(file_same("absent", "absent"));
    assert_false(file_same("one", "two") || file_same("one", "absent") || file_same("absent", "one"));
    assert_false(file_same("/dev/null", "/dev/null")); /* may be written twice */
}

static void reads_in_pieces(void **state)
{
    (void)state;
    struct reader *r;
    char piece[777];
    size_t got = 1, total = 0;
    poke(scratch("read"), pattern(10000));
    assert_true(reader_open(&r, scratch("read"), &e));
    while (got > 0) {
        assert_true(reader_read(r, piece, sizeof piece, &got, &e));
        assert_memory_equal(piece, pattern(0).at + total, got);
        total += got;
    }
    assert_int_equal(total, 10000);
    reader_close(r);
    reader_close(NULL);
    assert_false(reader_open(&r, scratch("absent"), &e));
    assert_true(reader_open(&r, scratch("."), &e));
    assert_false(reader_read(r, piece, sizeof piece, &got, &e));
    reader_close(r);
}

static void maps_regular_files(void **state)
{
    (void)state;
    struct mapping m;
    poke(scratch("map"), pattern(100000));
    assert_true(file_map(&m, scratch("map"), &e));
    assert_int_equal(m.len, 100000);
    assert_memory_equal(m.at, pattern(0).at, m.len);
    file_unmap(&m);
    assert_null(m.at);
    file_unmap(&m);
    poke(scratch("map"), SPAN_LITERAL(""));
    assert_true(file_map(&m, scratch("map"), &e) && m.at == NULL && m.len == 0);
    file_unmap(&m);
    assert_false(file_map(&m, scratch("."), &e));
    assert_string_equal(e.code, "file.kind");
    assert_false(file_map(&m, "/dev/null", &e) || file_map(&m, scratch("absent"), &e));
}

/* --- names --- */

static bool note(void *ctx, const char *name, struct error *error)
{
    return text_addf(ctx, error, "%s,", name);
}

static bool stop_at_b(void *ctx, const char *name, struct error *error)
{
    if (strcmp(name, "b") == 0) {
        *error = (struct error){.category = ERROR_HELD, .code = "stop"};
        return false;
    }
    return note(ctx, name, error);
}

static void lists_a_folder_in_bytewise_order(void **state)
{
    (void)state;
    struct text names = {0};
    assert_true(folder_make(scratch("list/b"), FILE_PRIVATE, &e));
    static const char *const files[] = {"list/c",        "list/a",  "list/B", "list/.hidden",
                                        "list/\xc3\xa4", "list/10", "list/9"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        poke(scratch(files[i]), SPAN_LITERAL(""));
    }
    assert_true(folder_each(scratch("list"), note, &names, &e));
    assert_string_equal(names.at, ".hidden,10,9,B,a,b,c,\xc3\xa4,");
    text_clear(&names);
    assert_false(folder_each(scratch("list"), stop_at_b, &names, &e));
    assert_string_equal(e.code, "stop");
    assert_string_equal(names.at, ".hidden,10,9,B,a,");
    assert_false(folder_each(scratch("absent"), note, &names, &e));
    text_free(&names);
}

static void makes_and_removes_folders(void **state)
{
    (void)state;
    assert_true(folder_make(scratch("x/y/z"), FILE_PRIVATE, &e) &&
                folder_make(scratch("x/y/z"), FILE_PRIVATE, &e));
    assert_true(folder_make(scratch("x/y/w/"), FILE_PRIVATE, &e) &&
                folder_exists(scratch("x/y/w")));
    poke(scratch("x/file"), SPAN_LITERAL("f"));
    poke(scratch("outside"), SPAN_LITERAL("kept"));
    assert_true(folder_make(scratch("other"), FILE_PRIVATE, &e));
    poke(scratch("other/kept"), SPAN_LITERAL("kept"));
    assert_int_equal(symlink(scratch("other"), scratch("x/y/link")), 0);
    assert_int_equal(symlink(scratch("outside"), scratch("x/link")), 0);
    assert_false(folder_make(scratch("x/file/z"), FILE_PRIVATE, &e));
    assert_true(folder_remove(scratch("x"), &e));
    assert_false(file_exists(scratch("x")));
    assert_holds(scratch("outside"),
                 SPAN_LITERAL("kept")); /* links are removed, not followed */
    assert_holds(scratch("other/kept"), SPAN_LITERAL("kept"));
    assert_true(folder_remove(scratch("x"), &e)); /* absent is fine */
    assert_int_equal(symlink(scratch("other"), scratch("link")), 0);
    assert_false(folder_remove(scratch("link"), &e) || folder_remove(scratch("outside"), &e));
    assert_holds(scratch("other/kept"), SPAN_LITERAL("kept"));
    assert_true(folder_sync(scratch("other"), &e));
    assert_false(folder_sync(scratch("outside"), &e));
}

static void renames_links_and_measures(void **state)
{
    (void)state;
    char target[64];
    uint64_t size;
    poke(scratch("one"), SPAN_LITERAL("1"));
    assert_true(file_rename(scratch("one"), scratch("two"), &e));
    assert_false(file_exists(scratch("one")) ||
                 file_rename(scratch("one"), scratch("two"), &e));
    assert_true(file_size(scratch("two"), &size, &e) && size == 1);
    assert_false(file_size(scratch("one"), &size, &e));
    for (int i = 0; i < 2; i++) {
        assert_true(file_link_atomic(i == 0 ? "first" : "second", scratch("current"), &e));
        ssize_t n = readlink(scratch("current"), target, sizeof target);
        assert_true(span_is((struct span){target, (size_t)n}, i == 0 ? "first" : "second"));
    }
    assert_true(file_exists(scratch("current"))); /* a dangling link is a file of some kind */
    assert_true(file_remove(scratch("two"), &e) && file_remove(scratch("two"), &e));
    assert_false(file_exists(scratch("two")));
}

static void syncs_a_volume(void **state)
{
    (void)state;
    struct volume *v;
    assert_true(volume_open(&v, scratch("."), &e));
    poke(scratch("on the volume"), SPAN_LITERAL("x"));
    assert_true(volume_sync(v, &e));
    volume_close(v);
    volume_close(NULL);
    assert_false(volume_open(&v, scratch("absent"), &e));
    assert_false(volume_open(&v, scratch("on the volume"), &e));
}

static void refuses_long_paths(void **state)
{
    (void)state;
    char path[8];
    assert_true(path_format(path, sizeof path, &e, "%s", "1234567"));
    assert_false(path_format(path, sizeof path, &e, "%s", "12345678"));
    assert_string_equal(e.code, "path.long");
}

static void lets_one_writer_in(void **state)
{
    (void)state;
    struct file_lock *lock, *second = NULL;
    assert_true(file_lock(&lock, scratch("lock"), 0, &e));
    assert_false(file_lock(&second, scratch("lock"), 30, &e));
    assert_int_equal(e.category, ERROR_HELD);
    assert_string_equal(e.code, "locked");
    assert_int_equal(run_again("lock", scratch("lock"), NULL, NULL), 4); /* another process */
    file_unlock(lock);
    assert_int_equal(run_again("lock", scratch("lock"), NULL, NULL), 0);
    assert_true(file_lock(&second, scratch("lock"), 0, &e));
    file_unlock(second);
    file_unlock(NULL);
}

/* --- faults --- */

enum { OLD = 300, NEW = 600000 }; /* the new content is written in more than one piece */

/* What the test's second self does; 0 done, 1 said that it failed. The old content was put
 * there. */
static int act(const char *name, const char *folder)
{
    char path[PATH_SIZE];
    struct text names = {0};
    if (!path_format(path, sizeof path, &e, "%s/%s", folder,
                     strcmp(name, "link") == 0 ? "current" : "a")) {
        return 2;
    }
    bool ok = false;
    if (strcmp(name, "save") == 0) {
        ok = file_save(path, pattern(NEW), FILE_PRIVATE, &e);
    } else if (strcmp(name, "link") == 0) {
        ok = file_link_atomic("new", path, &e);
    } else if (strcmp(name, "make") == 0) {
        ok = path_format(path, sizeof path, &e, "%s/x/y", folder) &&
             folder_make(path, FILE_PRIVATE, &e);
    } else if (strcmp(name, "remove") == 0) {
        ok = folder_remove(folder, &e);
    } else if (strcmp(name, "list") == 0) {
        ok = folder_each(folder, note, &names, &e) && file_load(&names, path, 1000, &e);
        ok = ok && span_starts(text_span(&names), "a,b,current,");
    } else if (strcmp(name, "stream") == 0) {
        struct file *f;
        ok = file_append(&f, path, FILE_PRIVATE, &e);
        if (ok && !(file_write(f, pattern(NEW), &e) && file_write(f, SPAN_LITERAL("end"), &e) &&
                    file_sync(f, &e))) {
            file_drop(f);
            ok = false;
        }
        ok = ok && file_close(f, &e);
    }
    text_free(&names);
    return ok ? 0 : e.category == ERROR_FAILED && e.text[0] != '\0' ? 1 : 2;
}

#ifdef PROVISO_FAULT

static const char *const act_names[] = {"save", "link", "make", "remove", "stream", "list"};

static const char *prepare(void)
{
    const char *folder = scratch("acts");
    char path[PATH_SIZE];
    assert_true(folder_remove(folder, &e) && folder_make(folder, FILE_PRIVATE, &e));
    assert_true(path_format(path, sizeof path, &e, "%s/a", folder));
    poke(path, pattern(OLD));
    assert_true(path_format(path, sizeof path, &e, "%s/b", folder));
    poke(path, SPAN_LITERAL("b"));
    assert_true(path_format(path, sizeof path, &e, "%s/current", folder));
    assert_int_equal(symlink("old", path), 0);
    return folder;
}

/* The old content whole, or the new: never a mixture, never nothing. */
static bool is_new(const char *folder, const char *name)
{
    char path[PATH_SIZE], target[16];
    struct text t = {0};
    assert_true(path_format(path, sizeof path, &e, "%s/current", folder));
    ssize_t n = readlink(path, target, sizeof target);
    assert_true(n == 3 && (memcmp(target, "old", 3) == 0 || memcmp(target, "new", 3) == 0));
    assert_true(path_format(path, sizeof path, &e, "%s/a", folder) && peek(path, &t));
    bool saved = span_equal(text_span(&t), pattern(NEW));
    assert_true(saved || span_equal(text_span(&t), pattern(OLD)));
    text_free(&t);
    return strcmp(name, "save") == 0 ? saved : memcmp(target, "new", 3) == 0;
}

/* Invariant I8 for the two acts that are atomic, at each of their calls, in every way to
 * fail. */
static void replaces_atomically_whatever_fails(void **state)
{
    (void)state;
    static const struct {
        const char *mode;
        int status;
    } modes[] = {{"fail", 1}, {"io", 1}, {"kill", 137}, {"torn", 137}};
    /* save: remove what a crash left, create, write, sync, rename, sync the folder; link:
     * without the write and its sync */
    static const unsigned long steps[] = {6, 4};
    for (size_t a = 0; a < 2; a++) {
        unsigned long calls, changes;
        int times_old = 0, times_new = 0;
        count_calls(act_names[a], prepare(), &calls, &changes);
        assert_int_equal(changes, steps[a]);
        for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
            for (unsigned long n = 1; n <= (m == 0 ? calls : changes); n++) {
                char plan[32];
                const char *folder = prepare();
                (void)snprintf(plan, sizeof plan, "%s:%lu", modes[m].mode, n);
                int status = run_again(act_names[a], folder, plan, NULL);
                bool new_now = is_new(folder, act_names[a]);
                assert_true(status == modes[m].status ||
                            (m == 3 && status == 0)); /* torn: only writes */
                assert_true(status != 0 || new_now);
                assert_true(status != 1 ||
                            !file_exists(scratch("acts/a.tmp"))); /* no litter of an error */
                times_old += !new_now;
                times_new += new_now;
                assert_int_equal(run_again(act_names[a], folder, NULL, NULL),
                                 0); /* and again, after all */
                assert_true(is_new(folder, act_names[a]));
            }
        }
        assert_true(times_old > 5 && times_new > 2);
    }
}

/* No call that fails is passed over in silence, and nothing leaks (the sanitizer looks). */
static void reports_every_failed_call(void **state)
{
    (void)state;
    for (size_t a = 2; a < sizeof act_names / sizeof *act_names; a++) {
        unsigned long calls, changes;
        count_calls(act_names[a], prepare(), &calls, &changes);
        assert_true(calls > 2);
        for (unsigned long n = 1; n <= calls; n++) {
            char plan[32];
            (void)snprintf(plan, sizeof plan, "fail:%lu", n);
            const char *folder = prepare();
            int status = run_again(act_names[a], folder, plan, NULL);
            if (status != 1) {
                fail_msg("%s, %s: status %d", act_names[a], plan, status);
            }
        }
    }
}

#endif

static int clean(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "lock") == 0) {
        struct file_lock *lock;
        if (!file_lock(&lock, argv[2], 20, &e)) {
            return error_exit_status(e.category);
        }
        file_unlock(lock);
        return 0;
    }
    if (argc == 3) {
        return act(argv[1], argv[2]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_what_was_saved),
        cmocka_unit_test(gives_the_access_asked_for),
        cmocka_unit_test(puts_over_what_is_there),
        cmocka_unit_test(writes_in_pieces_of_any_size),
        cmocka_unit_test(creates_truncates_and_appends),
        cmocka_unit_test(says_that_the_disk_is_full),
        cmocka_unit_test(a_device_is_written_to_and_never_replaced),
        cmocka_unit_test(a_pipe_is_not_mapped_and_not_waited_for),
        cmocka_unit_test(what_is_not_finished_leaves_the_file_as_it_was),
        cmocka_unit_test(knows_a_file_by_its_other_names),
        cmocka_unit_test(reads_in_pieces),
        cmocka_unit_test(maps_regular_files),
        cmocka_unit_test(lists_a_folder_in_bytewise_order),
        cmocka_unit_test(makes_and_removes_folders),
        cmocka_unit_test(renames_links_and_measures),
        cmocka_unit_test(syncs_a_volume),
        cmocka_unit_test(refuses_long_paths),
        cmocka_unit_test(lets_one_writer_in),
#ifdef PROVISO_FAULT
        cmocka_unit_test(replaces_atomically_whatever_fails),
        cmocka_unit_test(reports_every_failed_call),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
