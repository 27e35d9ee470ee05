/* The test vectors of the format itself: $SHARED/vectors/age (C2SP/CCTV, "age"). Each file says
 * what must come of it:
 *
 *   expect: success | armor failure | header failure | no match | HMAC failure |
 *           payload failure
 *   payload: <SHA-256 of the plaintext that comes out, also before a payload failure>
 *   identity: | passphrase: | armored: yes | compressed: zlib
 *   <blank line> <the age file>
 *
 * Identities of the post-quantum hybrid type are not supported here; such a file is opened with
 * the X25519 identities that it names, and with a foreign one where it names none.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "release.h"
#include "release_testing.h"

#include "base/file.h"

#include <cmocka.h> /* last: it defines fail() */

struct vector {
    const char *name;
    struct span expect, payload, passphrase, body;
    struct age_identity identities[4];
    size_t count;
    bool hybrid, compressed, armored;
};

static struct {
    int files, checked, hybrid, packed;
} seen;

static void read_line(struct vector *v, struct span key, struct span value)
{
    struct error e;
    if (span_is(key, "expect")) {
        v->expect = value;
    } else if (span_is(key, "payload")) {
        v->payload = value;
    } else if (span_is(key, "passphrase")) {
        v->passphrase = v->passphrase.len > 0 ? v->passphrase : value;
    } else if (span_is(key, "identity") && span_starts(value, "AGE-SECRET-KEY-PQ-")) {
        v->hybrid = true;
    } else if (span_is(key, "identity")) {
        assert_true(v->count < 4 && age_parse_identity(value, &v->identities[v->count++], &e));
    } else if (span_is(key, "compressed")) {
        v->compressed = true;
    } else if (span_is(key, "armored")) {
        v->armored = true;
    } else {
        assert_true(span_is(key, "comment") || span_is(key, "file key"));
    }
}

static struct vector read_vector(const char *name, struct span file)
{
    struct vector v = {.name = name};
    struct span line, key;
    while (span_cut(&file, '\n', &line) && line.len > 0) {
        assert_true(span_cut(&line, ':', &key) && line.len > 0);
        read_line(&v, key, (struct span){line.at + 1, line.len - 1});
    }
    v.body = file;
    return v;
}

/* Debian installs zlib everywhere, but the project does not link it. */
static bool inflate(struct span packed, struct text *out)
{
    static int (*uncompress)(unsigned char *to, unsigned long *n, const unsigned char *from,
                             unsigned long len);
    if (uncompress == NULL) {
        void *zlib = dlopen("libz.so.1", RTLD_NOW);
        void *symbol = zlib == NULL ? NULL : dlsym(zlib, "uncompress");
        if (symbol == NULL) {
            return false;
        }
        memcpy(&uncompress, &symbol, sizeof symbol);
    }
    struct error e;
    enum { MOST = 32 << 20 };
    unsigned char *buffer = malloc(MOST);
    unsigned long n = MOST;
    assert_non_null(buffer);
    assert_int_equal(uncompress(buffer, &n, (const unsigned char *)packed.at, packed.len), 0);
    assert_true(text_add(out, (struct span){(const char *)buffer, n}, &e));
    free(buffer);
    return true;
}

static const char *code_for(struct span expect)
{
    static const struct {
        const char *expect, *code;
    } table[] = {
        {"success", ""},
        {"armor failure", "age.armor"},
        {"header failure", "age.header"},
        {"no match", "age.nomatch"},
        {"HMAC failure", "age.hmac"},
        {"payload failure", "age.payload"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (span_is(expect, table[i].expect)) {
            return table[i].code;
        }
    }
    fail_msg("unknown expectation");
    return NULL;
}

/* Files for a hybrid identity alone: without it nothing may come out. */
static void check_hybrid(struct vector *v, struct span body)
{
    struct error e = {0};
    struct text plain = {0};
    v->identities[0].secret[0] = 1;
    assert_false(age_decrypt(body, v->identities, 1, (struct span){0}, &plain, &e));
    assert_int_equal(e.category, ERROR_VERIFY);
    assert_true(strcmp(e.code, "age.nomatch") == 0 || strcmp(e.code, "age.header") == 0);
    assert_int_equal(plain.len, 0);
    text_free(&plain);
    seen.hybrid++;
}

static void check_payload(const struct vector *v, const struct text *plain)
{
    struct sha256 hash, expected;
    struct error e;
    if (v->payload.len == 0) {
        assert_int_equal(plain->len, 0);
        return;
    }
    assert_true(hex_decode(v->payload, expected.at, sizeof expected.at));
    assert_true(crypto_sha256(text_span(plain), &hash, &e));
    assert_memory_equal(hash.at, expected.at, sizeof hash.at);
}

static void check(struct vector *v, struct span body)
{
    if (v->hybrid && v->count == 0) {
        check_hybrid(v, body);
        return;
    }
    struct error e = {0};
    struct text plain = {0};
    const char *code = code_for(v->expect);
    bool ok = age_decrypt(body, v->identities, v->count, v->passphrase, &plain, &e);
    if (ok != (code[0] == '\0') || (!ok && strcmp(e.code, code) != 0)) {
        fail_msg("%s: expected \"%s\", got \"%s\" (%s)", v->name, code, e.code, e.text);
    }
    assert_true(ok || e.category == ERROR_VERIFY);
    check_payload(v, &plain);
    text_free(&plain);
    seen.checked++;
}

static bool visit(void *ctx, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    struct text file = {0}, body = {0};
    assert_true(path_format(path, sizeof path, e, "%s/%s", (const char *)ctx, name));
    load(&file, path);
    struct vector v = read_vector(name, text_span(&file));
    seen.files++;
    if (!v.compressed) {
        check(&v, v.body);
    } else if (inflate(v.body, &body)) {
        check(&v, text_span(&body));
    } else {
        seen.packed++;
    }
    text_free(&body);
    text_free(&file);
    return true;
}

static void gives_what_every_vector_expects(void **state)
{
    (void)state;
    struct error e;
    const char *folder = vectors("age");
    if (folder == NULL) {
        print_message("skipped: $SHARED/vectors/age is absent\n");
        skip();
    }
    char copy[PATH_SIZE];
    assert_true(path_format(copy, sizeof copy, &e, "%s", folder));
    assert_true(folder_each(copy, visit, copy, &e));
    print_message(
        "%d vectors: %d checked, %d for a hybrid identity (only that nothing comes out)\n",
        seen.files, seen.checked, seen.hybrid);
    if (seen.packed > 0) {
        print_message("skipped: %d compressed vectors, libz.so.1 is absent\n", seen.packed);
    }
    assert_int_equal(seen.files, seen.checked + seen.hybrid + seen.packed);
    assert_true(seen.files >= 140 && seen.hybrid <= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gives_what_every_vector_expects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
