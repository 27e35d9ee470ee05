/* What is left when a call fails or the machine stops: invariant I8 for packages. The program runs
 * itself again with PROVISO_FAULT set, since the plan is read when a program starts; that run
 * answers 0 when its act is done, 1 when it said that it failed, 2 for anything else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "release.h"
#include "release_testing.h"

#include "base/file.h"

#include <cmocka.h> /* last: it defines fail() */

#ifdef PROVISO_FAULT

enum { LENGTH = 400000, CHUNKS = 7, SEALED = 184 + LENGTH + CHUNKS * 16 };

static const struct age_identity identity = {.secret = {1, 2, 3}};
static char plain[LENGTH];

/* --- the acts --- */

static bool write_as(bool armored, const char *path, struct error *e)
{
    uint8_t to[1][X25519_SIZE];
    struct age_writer *w;
    if (!x25519_public(identity.secret, to[0], e) ||
        !(armored ? age_begin_armored : age_begin)(&w, path, (const uint8_t(*)[X25519_SIZE])to, 1, e)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        if (!age_write(w, (struct span){plain + i * (LENGTH / 4), LENGTH / 4}, e)) {
            age_drop(w);
            return false;
        }
    }
    return age_end(w, e);
}

static bool write_package(const char *path, struct error *e)
{
    return write_as(false, path, e);
}

static bool write_armored(const char *path, struct error *e)
{
    char beside[PATH_SIZE];
    return path_format(beside, sizeof beside, e, "%s.armored", path) && write_as(true, beside, e);
}

static bool read_package(const char *path, struct error *e)
{
    struct text file = {0}, out = {0};
    bool ok = file_load(&file, path, 1 << 20, e) &&
              age_decrypt(text_span(&file), &identity, 1, (struct span){0}, &out, e);
    if (ok && !span_equal(text_span(&out), (struct span){plain, LENGTH})) {
        error_clear(e); /* done, and not what was written */
        ok = false;
    }
    text_free(&file);
    text_free(&out);
    return ok;
}

static bool sign_package(const char *path, struct error *e)
{
    struct minisign_key key = {.id = "testkey", .secret = {4, 5, 6}};
    struct text signature = {0}, text = {0};
    bool ok = ed25519_public(key.secret, key.public_key, e) &&
              minisign_public_text(&key, &text, e) &&
              minisign_sign_file(&key, path, "comment", &signature, e) &&
              minisign_verify_file(key.id, key.public_key, path, text_span(&signature), e);
    text_free(&signature);
    text_free(&text);
    return ok;
}

static bool make_keys(const char *path, struct error *e)
{
    (void)path;
    struct age_identity made;
    struct minisign_key key;
    uint8_t recipient[X25519_SIZE];
    char text[AGE_RECIPIENT_TEXT];
    return age_generate(&made, e) && age_recipient_text(&made, text, e) &&
           age_parse_recipient(span_of(text), recipient, e) && minisign_generate(&key, e);
}

static const struct {
    const char *name;
    bool (*run)(const char *path, struct error *e);
} acts[] = {{"write", write_package},
            {"armor", write_armored},
            {"read", read_package},
            {"sign", sign_package},
            {"keys", make_keys}};

enum { ACTS = sizeof acts / sizeof *acts };

static int act(const char *name, const char *path)
{
    struct error e = {0};
    for (size_t i = 0; i < ACTS; i++) {
        if (strcmp(acts[i].name, name) == 0) {
            return acts[i].run(path, &e) ? 0 : e.text[0] != '\0' ? 1 : 2;
        }
    }
    return 2;
}

static int run_again(const char *name, const char *path, const char *mode, int at)
{
    char plan[64], self[PATH_SIZE];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    self[n] = '\0';
    (void)snprintf(plan, sizeof plan, "PROVISO_FAULT=%s:%d", mode, at);
    const char *const argv[] = {"env", plan, self, name, path, NULL};
    return run_program(argv);
}

/* --- the tests --- */

/* The old file whole, or the new one, and the new one opens. */
static bool is_new(const char *path)
{
    struct text left = {0};
    struct error e;
    load(&left, path);
    bool new_now = left.len == SEALED;
    assert_true(new_now ? read_package(path, &e) : span_is(text_span(&left), "old"));
    text_free(&left);
    return new_now;
}

static void replaces_a_package_whole_or_not_at_all(void **state)
{
    (void)state;
    /* The changes are: remove what a crash left, create, write twice, sync, rename, sync the
     * folder; a torn one is a write. */
    static const struct {
        const char *mode;
        int status, hits;
    } modes[] = {{"io", 1, 7}, {"kill", 137, 7}, {"torn", 137, 2}};
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        int hits = 0;
        for (int at = 1; at <= 9; at++) {
            save(scratch("whole.age"), SPAN_LITERAL("old"));
            int status = run_again("write", scratch("whole.age"), modes[m].mode, at);
            bool new_now = is_new(scratch("whole.age"));
            assert_true(status == 0 ? new_now : status == modes[m].status);
            assert_true(status != 1 || !file_exists(scratch("whole.age.tmp")));
            hits += status != 0;
        }
        assert_int_equal(hits, modes[m].hits);
    }
}

/* Every call of every act, the allocations among them: it fails, says so, leaks nothing (the
 * sanitizer's status would be another), and leaves no half-written file. */
static void reports_every_failed_call(void **state)
{
    (void)state;
    struct error e;
    assert_true(write_package(scratch("package.age"), &e));
    for (size_t a = 0; a < ACTS; a++) {
        int at = 1, status;
        do {
            status = run_again(acts[a].name, scratch("package.age"), "fail", at++);
            if (status != 0 && status != 1) {
                fail_msg("%s, fail:%d: status %d", acts[a].name, at - 1, status);
            }
            assert_true(is_new(scratch("package.age")));
            assert_false(file_exists(scratch("package.age.tmp")) ||
                         file_exists(scratch("package.age.armored.tmp")));
        } while (status == 1);
        assert_true(at > 5);
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
    for (size_t i = 0; i < sizeof plain; i++) {
        plain[i] = (char)(i * 7 ^ i >> 8);
    }
    if (argc == 3) {
        return act(argv[1], argv[2]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_a_package_whole_or_not_at_all),
        cmocka_unit_test(reports_every_failed_call),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}

#else

int main(void)
{
    print_message("skipped: this build has no faults (-Dfault=true)\n");
    return 77;
}

#endif
