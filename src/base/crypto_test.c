/* OpenSSL behind crypto.h against what others wrote: Project Wycheproof, the Ed25519 edge cases of
 * C2SP/CCTV, and RFC examples. */
#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "base/memory.h"

#define DO(call)                                                                               \
    do {                                                                                       \
        struct error e = {0};                                                                  \
        if (!(call)) {                                                                         \
            fail_msg("%s: %s", e.code, e.text);                                                \
        }                                                                                      \
    } while (0)

/* --- fixtures --- */

static json_t *load_vectors(const char *name)
{
    char path[PATH_SIZE];
    const char *shared = getenv("SHARED");
    json_error_t problem;
    (void)snprintf(path, sizeof path, "%s/vectors/%s", shared == NULL ? "" : shared, name);
    if (shared == NULL || !file_exists(path)) {
        print_message("skipped: no vectors/%s under SHARED\n", name);
        skip();
    }
    json_t *v = json_load_file(path, 0, &problem);
    if (v == NULL) {
        fail_msg("%s: %s", path, problem.text);
    }
    return v;
}

static const char *string_of(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));
    return s == NULL ? "" : s;
}

/* The bytes that a hex member says; the caller frees them. */
static struct span bytes_of(const json_t *object, const char *name)
{
    struct span hex = span_of(string_of(object, name));
    struct error e = {0};
    uint8_t *at = memory_new(hex.len / 2, 1, &e);
    assert_non_null(at);
    assert_true(hex_decode(hex, at, hex.len / 2));
    return (struct span){(char *)at, hex.len / 2};
}

static void drop(struct span s)
{
    memory_free((void *)(uintptr_t)s.at);
}

static const uint8_t *raw(struct span s)
{
    return (const uint8_t *)s.at;
}

static bool is(const json_t *test, const char *result)
{
    return strcmp(string_of(test, "result"), result) == 0;
}

static long number_of(const json_t *object, const char *name)
{
    return (long)json_integer_value(json_object_get(object, name));
}

/* Runs every test of every group; the file says how many there are. */
static void each_test(const char *file, void (*run)(const json_t *group, const json_t *test))
{
    json_t *v = load_vectors(file), *group, *test;
    size_t i, k;
    long count = 0;
    json_array_foreach(json_object_get(v, "testGroups"), i, group)
    {
        json_array_foreach(json_object_get(group, "tests"), k, test)
        {
            run(group, test);
            count++;
        }
    }
    assert_int_equal(count, number_of(v, "numberOfTests"));
    json_decref(v);
}

static void expect(bool good, const json_t *test)
{
    if (good != !is(test, "invalid")) {
        fail_msg("test %ld (%s): %s", number_of(test, "tcId"), string_of(test, "comment"),
                 good ? "accepted" : "refused");
    }
}

/* --- Wycheproof --- */

static void one_ed25519(const json_t *group, const json_t *test)
{
    struct span key = bytes_of(json_object_get(group, "publicKey"), "pk");
    struct span message = bytes_of(test, "msg"), signature = bytes_of(test, "sig");
    /* A signature of another length cannot even be handed to ed25519_verify. */
    expect(signature.len == ED25519_SIGNATURE && key.len == ED25519_PUBLIC &&
               ed25519_verify(raw(key), message, raw(signature)),
           test);
    drop(key);
    drop(message);
    drop(signature);
}

static void wycheproof_ed25519(void **state)
{
    (void)state;
    each_test("wycheproof/ed25519_test.json", one_ed25519);
}

/* "acceptable" here: points on the twist, low order and non-canonical ones. RFC 7748 section 6.1 lets an
 * implementation refuse an all-zero secret; ours does, and takes all others. */
static void one_x25519(const json_t *group, const json_t *test)
{
    static const uint8_t zero[X25519_SIZE];
    struct span peer = bytes_of(test, "public"), secret = bytes_of(test, "private");
    struct span shared = bytes_of(test, "shared");
    uint8_t out[X25519_SIZE];
    struct error e = {0};
    (void)group;
    assert_true(peer.len == X25519_SIZE && secret.len == X25519_SIZE &&
                shared.len == X25519_SIZE);
    bool refuse = memcmp(shared.at, zero, sizeof zero) == 0;
    assert_true(is(test, "valid") || is(test, "acceptable"));
    assert_int_equal(x25519_shared(raw(secret), raw(peer), out, &e), !refuse);
    assert_true(!refuse || e.category == ERROR_VERIFY);
    assert_true(refuse || memcmp(out, shared.at, sizeof out) == 0);
    drop(peer);
    drop(secret);
    drop(shared);
}

static void wycheproof_x25519(void **state)
{
    (void)state;
    each_test("wycheproof/x25519_test.json", one_x25519);
}

static void one_hmac(const json_t *group, const json_t *test)
{
    struct span key = bytes_of(test, "key"), message = bytes_of(test, "msg");
    struct span tag = bytes_of(test, "tag");
    struct sha256 out;
    assert_int_equal(tag.len * 8, number_of(group, "tagSize"));
    DO(crypto_hmac(key, message, &out, &e));
    expect(crypto_equal(out.at, tag.at, tag.len), test); /* some tags are cut to 16 bytes */
    drop(key);
    drop(message);
    drop(tag);
}

static void wycheproof_hmac(void **state)
{
    (void)state;
    each_test("wycheproof/hmac_sha256_test.json", one_hmac);
}

static void one_hkdf(const json_t *group, const json_t *test)
{
    enum { MOST = 255 * SHA256_SIZE };
    static uint8_t out[MOST + 1024];
    struct span ikm = bytes_of(test, "ikm"), salt = bytes_of(test, "salt");
    struct span info = bytes_of(test, "info"), okm = bytes_of(test, "okm");
    size_t n = (size_t)number_of(test, "size");
    struct error e = {0};
    (void)group;
    assert_true(n <= sizeof out);
    bool ok = crypto_hkdf(ikm, salt, info, out, n, &e);
    expect(ok, test);
    assert_true(!ok || (okm.len == n && memcmp(out, okm.at, n) == 0));
    drop(ikm);
    drop(salt);
    drop(info);
    drop(okm);
}

static void wycheproof_hkdf(void **state)
{
    (void)state;
    each_test("wycheproof/hkdf_sha256_test.json", one_hkdf);
}

static unsigned chacha_seen;

/* Ours takes no additional data and nonces of 12 bytes: the other tests do not apply. Those that
 * do are all valid, so each is altered too. */
static void one_chacha(const json_t *group, const json_t *test)
{
    struct span key = bytes_of(test, "key"), nonce = bytes_of(test, "iv");
    struct span plain = bytes_of(test, "msg"), cut = bytes_of(test, "ct");
    struct text sealed = {0};
    uint8_t out[2048];
    struct error found = {0};
    (void)group;
    DO(text_adds(&sealed, "", &e));
    struct span tag = bytes_of(test, "tag"), aad = bytes_of(test, "aad");
    if (aad.len == 0 && nonce.len == CHACHA_NONCE && plain.len + CHACHA_TAG <= sizeof out) {
        chacha_seen++;
        DO(text_add(&sealed, cut, &e));
        DO(text_add(&sealed, tag, &e));
        bool ok = chacha_open(raw(key), raw(nonce), text_span(&sealed), out, &found);
        expect(ok, test);
        assert_true(!ok || memcmp(out, plain.at, plain.len) == 0);
        assert_true(ok || found.category == ERROR_VERIFY);
        DO(chacha_seal(raw(key), raw(nonce), plain, out, &e));
        assert_int_equal(memcmp(out, sealed.at, sealed.len) == 0, ok);
        for (size_t i = 0; i < sealed.len; i += 5) {
            sealed.at[i] ^= 1;
            assert_false(chacha_open(raw(key), raw(nonce), text_span(&sealed), out, &found));
            sealed.at[i] ^= 1;
        }
    }
    drop(key);
    drop(nonce);
    drop(plain);
    drop(cut);
    drop(tag);
    drop(aad);
    text_free(&sealed);
}

static void wycheproof_chacha(void **state)
{
    (void)state;
    chacha_seen = 0;
    each_test("wycheproof/chacha20_poly1305_test.json", one_chacha);
    assert_int_equal(chacha_seen, 45);
}

/* --- Ed25519 edge cases --- */

static bool has_flag(const json_t *test, const char *flag)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(test, "flags"), i, item)
    {
        if (strcmp(json_string_value(item), flag) == 0) {
            return true;
        }
    }
    return false;
}

/* The set that OpenSSL accepts, which this pins. It checks the equation without the cofactor
 * (low_order_residue fails), compares R as bytes (a non-canonical R fails), hashes R and A
 * as they were given (reencoded_k fails), and decodes a non-canonical A without complaint; points
 * of low order are let through. Where A has low order, [k]A depends on k mod 8 only, and the two
 * ways to compute k may agree by chance: `by_chance` are the cases in which they do, found
 * with the curve's equations in big integers, not with OpenSSL.
 * We rely on none of the leniency: keys are registered, and a signature means that its holder
 * signed, not that nobody could make another key under which the same bytes verify. */
static bool accepted_by_openssl(const json_t *test, size_t index)
{
    static const size_t by_chance[] = {35, 166, 167, 188, 255, 308, 311, 314, 838, 904};
    for (size_t i = 0; i < sizeof by_chance / sizeof *by_chance; i++) {
        if (by_chance[i] == index) {
            return true;
        }
    }
    return !has_flag(test, "low_order_residue") && !has_flag(test, "non_canonical_R") &&
           !has_flag(test, "reencoded_k");
}

static void ed25519_edge_cases(void **state)
{
    json_t *v = load_vectors("ed25519/ed25519vectors.json"), *test;
    size_t i, accepted = 0;
    (void)state;
    assert_int_equal(json_array_size(v), 914);
    json_array_foreach(v, i, test)
    {
        struct span key = bytes_of(test, "key"), signature = bytes_of(test, "sig");
        bool ok = ed25519_verify(raw(key), span_of(string_of(test, "msg")), raw(signature));
        if (ok != accepted_by_openssl(test, i)) {
            fail_msg("edge case %zu: %s", i, ok ? "accepted" : "refused");
        }
        accepted += ok;
        drop(key);
        drop(signature);
    }
    assert_int_equal(accepted, 208);
    json_decref(v);
}

/* --- RFC examples --- */

static void assert_hex(const uint8_t *bytes, size_t n, const char *hex)
{
    uint8_t expected[128];
    assert_true(n <= sizeof expected && hex_decode(span_of(hex), expected, n));
    assert_memory_equal(bytes, expected, n);
}

/* FIPS 180-4 examples "abc" and the empty message; streamed in pieces and again. */
static void sha256(void **state)
{
    static const char *const abc =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct sha256 out;
    struct hasher *h = NULL;
    (void)state;
    DO(crypto_sha256(SPAN_LITERAL("abc"), &out, &e));
    assert_hex(out.at, 32, abc);
    DO(crypto_sha256((struct span){NULL, 0}, &out, &e));
    assert_hex(out.at, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    DO(hasher_new(&h, &e));
    for (int i = 0; i < 2; i++) { /* hasher_end starts again */
        DO(hasher_add(h, SPAN_LITERAL("a"), &e));
        DO(hasher_add(h, (struct span){NULL, 0}, &e));
        DO(hasher_add(h, SPAN_LITERAL("bc"), &e));
        DO(hasher_end(h, &out, &e));
        assert_hex(out.at, 32, abc);
    }
    hasher_free(h);
}

/* RFC 7693 appendix A. */
static void blake2b(void **state)
{
    uint8_t out[64];
    (void)state;
    DO(crypto_blake2b512(SPAN_LITERAL("abc"), out, &e));
    assert_hex(out, 64,
               "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
               "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

/* RFC 7914 section 12. */
static void scrypt(void **state)
{
    uint8_t out[64];
    (void)state;
    DO(crypto_scrypt(SPAN_LITERAL("password"), SPAN_LITERAL("NaCl"), 1024, 8, 16, out, 64, &e));
    assert_hex(out, 64,
               "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
               "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

/* RFC 8032 section 7.1, test 2. */
static void ed25519_signs(void **state)
{
    uint8_t secret[ED25519_SECRET], public_key[ED25519_PUBLIC], signature[ED25519_SIGNATURE];
    struct span message = SPAN_LITERAL("\x72");
    (void)state;
    assert_true(hex_decode(
        SPAN_LITERAL("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
        secret, sizeof secret));
    DO(ed25519_public(secret, public_key, &e));
    assert_hex(public_key, 32,
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    DO(ed25519_sign(secret, message, signature, &e));
    assert_hex(signature, 64,
               "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert_true(ed25519_verify(public_key, message, signature));
    assert_false(ed25519_verify(public_key, SPAN_LITERAL("\x73"), signature));
}

static void pem_keys(void **state)
{
    uint8_t secret[ED25519_SECRET] = {1, 2, 3}, back[ED25519_SECRET];
    struct text pem = {0};
    struct error found = {0};
    (void)state;
    assert_false(ed25519_write_pem(&pem, secret, SPAN_LITERAL(""), &found));
    DO(ed25519_write_pem(&pem, secret, SPAN_LITERAL("open sesame"), &e));
    assert_true(span_starts(text_span(&pem), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    DO(ed25519_read_pem(text_span(&pem), SPAN_LITERAL("open sesame"), back, &e));
    assert_memory_equal(back, secret, sizeof back);
    assert_false(ed25519_read_pem(text_span(&pem), SPAN_LITERAL("open sesam"), back, &found));
    assert_int_equal(found.category, ERROR_SIGNATURE);
    assert_false(ed25519_read_pem(SPAN_LITERAL("junk"), SPAN_LITERAL("x"), back, &found));
    assert_int_equal(found.category, ERROR_SIGNATURE);
    text_free(&pem);
}

static void random_bytes_differ(void **state)
{
    uint8_t a[32] = {0}, b[32] = {0}, zero[32] = {0};
    (void)state;
    DO(crypto_random(a, sizeof a, &e));
    DO(crypto_random(b, sizeof b, &e));
    assert_memory_not_equal(a, b, sizeof a);
    assert_memory_not_equal(a, zero, sizeof a);
}

/* FIPS 197, appendix C.3; twice, since equal blocks have equal images. */
static void blocks(void **state)
{
    (void)state;
    struct error e;
    uint8_t key[AES_KEY], at[2 * AES_BLOCK];
    static const uint8_t expected[AES_BLOCK] = {0x8e, 0xa2, 0xb7, 0xca, 0x51, 0x67, 0x45, 0xbf,
                                                0xea, 0xfc, 0x49, 0x90, 0x4b, 0x49, 0x60, 0x89};
    for (unsigned i = 0; i < AES_KEY; i++) {
        key[i] = (uint8_t)i;
        at[i] = (uint8_t)(i % AES_BLOCK * 0x11);
    }
    assert_true(crypto_blocks(key, at, 2, &e));
    assert_memory_equal(at, expected, AES_BLOCK);
    assert_memory_equal(at + AES_BLOCK, expected, AES_BLOCK);
    assert_true(crypto_blocks(key, at, 0, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wycheproof_ed25519),
        cmocka_unit_test(wycheproof_x25519),
        cmocka_unit_test(wycheproof_hmac),
        cmocka_unit_test(wycheproof_hkdf),
        cmocka_unit_test(wycheproof_chacha),
        cmocka_unit_test(ed25519_edge_cases),
        cmocka_unit_test(blocks),
        cmocka_unit_test(sha256),
        cmocka_unit_test(blake2b),
        cmocka_unit_test(scrypt),
        cmocka_unit_test(ed25519_signs),
        cmocka_unit_test(pem_keys),
        cmocka_unit_test(random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
