#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "release.h"
#include "release_testing.h"

#include "base/file.h"

#include <cmocka.h> /* last: it defines fail() */

static const char comment[] = "release 7, package 1 of 2";

static struct minisign_key key;

static void sign(struct text *out, const char *path)
{
    struct error e;
    assert_true(minisign_sign_file(&key, path, comment, out, &e));
}

static bool verify(const char *path, struct span signature, struct error *e)
{
    return minisign_verify_file(key.id, key.public_key, path, signature, e);
}

static void verifies_what_it_signs(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 65536, 200001};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct text bytes = {0}, signature = {0};
        struct error e;
        fill_bytes(&bytes, sizes[i]);
        save(scratch("file"), text_span(&bytes));
        sign(&signature, scratch("file"));
        assert_true(verify(scratch("file"), text_span(&signature), &e));
        assert_true(text_addc(&bytes, 'x', &e));
        save(scratch("file"), text_span(&bytes));
        assert_false(verify(scratch("file"), text_span(&signature), &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        assert_string_equal(e.code, "minisign.signature");
        text_free(&bytes);
        text_free(&signature);
    }
}

/* Only the untrusted comment may change; no other byte of the text, and none may be added or
 * lost. */
static void notices_every_altered_byte(void **state)
{
    (void)state;
    struct text signature = {0};
    struct error e;
    save(scratch("file"), SPAN_LITERAL("answers"));
    sign(&signature, scratch("file"));
    size_t first_line = strcspn(signature.at, "\n");
    for (size_t i = 0; i < signature.len; i++) {
        char kept = signature.at[i];
        bool free_text = i >= strlen("untrusted comment: ") && i < first_line;
        signature.at[i] = kept == 'A' ? 'B' : 'A';
        bool ok = verify(scratch("file"), text_span(&signature), &e);
        /* the last newline may be missing but not be another byte */
        assert_int_equal(ok, free_text);
        assert_true(ok || e.category == ERROR_VERIFY);
        signature.at[i] = kept;
    }
    for (size_t n = 0; n + 1 < signature.len; n++) {
        assert_false(verify(scratch("file"), (struct span){signature.at, n}, &e));
    }
    assert_true(text_addc(&signature, '\n', &e));
    assert_false(verify(scratch("file"), text_span(&signature), &e));
    assert_string_equal(e.code, "minisign.format");
    text_free(&signature);
}

static void names_what_is_wrong(void **state)
{
    (void)state;
    struct text signature = {0};
    struct error e;
    struct minisign_key other;
    save(scratch("file"), SPAN_LITERAL("answers"));
    sign(&signature, scratch("file"));
    assert_true(minisign_generate(&other, &e));
    assert_memory_not_equal(other.id, key.id, sizeof key.id);
    assert_false(minisign_verify_file(other.id, other.public_key, scratch("file"),
                                      text_span(&signature), &e));
    assert_string_equal(e.code, "minisign.key");
    assert_false(minisign_verify_file(key.id, other.public_key, scratch("file"),
                                      text_span(&signature), &e));
    assert_string_equal(e.code, "minisign.signature");
    char *trusted = strstr(signature.at, "release 7");
    assert_non_null(trusted);
    trusted[8] = '8';
    assert_false(verify(scratch("file"), text_span(&signature), &e));
    assert_string_equal(e.code, "minisign.comment");
    assert_false(verify(scratch("no such file"), text_span(&signature), &e));
    text_free(&signature);
}

static void refuses_comments_that_are_no_line(void **state)
{
    (void)state;
    static const char *const bad[] = {"two\nlines", "carriage\rreturn", "bell\a", "\x7f",
                                      "\xff"};
    struct text signature = {0};
    struct error e;
    save(scratch("file"), SPAN_LITERAL("answers"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(minisign_sign_file(&key, scratch("file"), bad[i], &signature, &e));
        assert_string_equal(e.code, "minisign.comment");
    }
    assert_int_equal(signature.len, 0);
    assert_true(minisign_sign_file(&key, scratch("file"), "", &signature, &e));
    assert_true(verify(scratch("file"), text_span(&signature), &e));
    text_free(&signature);
}

/* Little-endian and without leading zeros, as minisign 0.11 prints it. */
static void shows_the_number_of_a_key_as_minisign_does(void **state)
{
    (void)state;
    struct minisign_key shown = {.id = {0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01}};
    struct text t = {0};
    struct error e;
    assert_true(minisign_public_text(&shown, &t, &e));
    assert_true(
        span_starts(text_span(&t), "untrusted comment: minisign public key 123456789ABCDEF\n"));
    text_free(&t);
}

static void reads_a_public_key_and_no_other_text(void **state)
{
    (void)state;
    struct text t = {0};
    struct span rest, line;
    struct error e;
    uint8_t id[MINISIGN_ID], public_key[ED25519_PUBLIC];
    char text[80];
    assert_true(minisign_public_text(&key, &t, &e));
    rest = text_span(&t);
    assert_true(span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line));
    assert_true(span_starts(line, "RW") && line.len < sizeof text);
    assert_true(minisign_parse_public(line, id, public_key, &e));
    assert_memory_equal(id, key.id, sizeof id);
    assert_memory_equal(public_key, key.public_key, sizeof public_key);
    for (size_t n = 0; n < line.len; n++) {
        assert_false(minisign_parse_public((struct span){line.at, n}, id, public_key, &e));
        assert_int_equal(e.category, ERROR_INPUT);
        assert_string_equal(e.code, "minisign.public");
    }
    memcpy(text, line.at, line.len);
    text[1] = 'V'; /* "Ee": another algorithm */
    assert_false(minisign_parse_public((struct span){text, line.len}, id, public_key, &e));
    assert_false(minisign_parse_public(text_span(&t), id, public_key, &e));
    text_free(&t);
}

/* --- interop: Debian's minisign --- */

static bool minisign_is_absent(void)
{
    const char *const version[] = {"minisign", "-v", NULL};
    if (run_program(version) >= 0) {
        return false;
    }
    print_message("skipped: the program minisign is absent\n");
    return true;
}

static void minisign_accepts_ours(void **state)
{
    (void)state;
    if (minisign_is_absent()) {
        skip();
    }
    struct text public_text = {0}, bytes = {0}, signature = {0};
    struct error e;
    fill_bytes(&bytes, 100000);
    save(scratch("file"), text_span(&bytes));
    sign(&signature, scratch("file"));
    save(scratch("file.minisig"), text_span(&signature));
    assert_true(minisign_public_text(&key, &public_text, &e));
    save(scratch("key.pub"), text_span(&public_text));
    const char *const accept[] = {"minisign",      "-V", "-p", scratch("key.pub"), "-m",
                                  scratch("file"), NULL};
    const char *const prehashed[] = {
        "minisign", "-V", "-H", "-p", scratch("key.pub"), "-m", scratch("file"), NULL};
    assert_int_equal(run_program(accept), 0);
    assert_int_equal(run_program(prehashed), 0);
    bytes.at[50000] ^= 1;
    save(scratch("file"), text_span(&bytes));
    assert_int_not_equal(run_program(accept), 0);
    text_free(&public_text);
    text_free(&bytes);
    text_free(&signature);
}

/* The key file of `minisign -G`. */
static void read_public_key(const char *path, uint8_t id[MINISIGN_ID], uint8_t public_key[ED25519_PUBLIC])
{
    struct text file = {0};
    struct span rest, line;
    struct error e;
    load(&file, path);
    rest = text_span(&file);
    assert_true(span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line));
    assert_true(minisign_parse_public(line, id, public_key, &e));
    text_free(&file);
}

static void we_accept_theirs(void **state)
{
    (void)state;
    if (minisign_is_absent()) {
        skip();
    }
    uint8_t id[8], public_key[ED25519_PUBLIC];
    struct text bytes = {0}, signature = {0}, legacy = {0};
    struct error e;
    fill_bytes(&bytes, 100000);
    save(scratch("file"), text_span(&bytes));
    const char *const make[] = {
        "minisign", "-G", "-W", "-f", "-p", scratch("p.pub"), "-s", scratch("p.key"), NULL};
    const char *const make_signature[] = {
        "minisign",           "-S", "-s", scratch("p.key"), "-m", scratch("file"), "-t",
        "by another program", NULL};
    if (run_program(make) != 0) {
        print_message("skipped: this minisign makes no key without a passphrase\n");
        skip();
    }
    assert_int_equal(run_program(make_signature), 0);
    read_public_key(scratch("p.pub"), id, public_key);
    load(&signature, scratch("file.minisig"));
    assert_non_null(strstr(signature.at, "by another program"));
    assert_true(
        minisign_verify_file(id, public_key, scratch("file"), text_span(&signature), &e));
    struct minisign_key theirs;
    struct text written = {0}, original = {0};
    memcpy(theirs.id, id, sizeof id);
    memcpy(theirs.public_key, public_key, sizeof public_key);
    assert_true(minisign_public_text(&theirs, &written, &e));
    load(&original, scratch("p.pub"));
    assert_string_equal(written.at, original.at); /* the key's number included */
    text_free(&written);
    text_free(&original);
    const char *const old[] = {"minisign",      "-S", "-l", "-s", scratch("p.key"), "-m",
                               scratch("file"), NULL};
    if (run_program(old) == 0) {
        load(&legacy, scratch("file.minisig"));
        assert_false(
            minisign_verify_file(id, public_key, scratch("file"), text_span(&legacy), &e));
        assert_string_equal(e.code, "minisign.algorithm");
    }
    text_free(&bytes);
    text_free(&signature);
    text_free(&legacy);
}

static int make_key(void **state)
{
    (void)state;
    struct error e;
    return minisign_generate(&key, &e) ? 0 : -1;
}

static int clean(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_what_it_signs),
        cmocka_unit_test(notices_every_altered_byte),
        cmocka_unit_test(names_what_is_wrong),
        cmocka_unit_test(refuses_comments_that_are_no_line),
        cmocka_unit_test(shows_the_number_of_a_key_as_minisign_does),
        cmocka_unit_test(reads_a_public_key_and_no_other_text),
        cmocka_unit_test(minisign_accepts_ours),
        cmocka_unit_test(we_accept_theirs),
    };
    return cmocka_run_group_tests(tests, make_key, clean);
}
