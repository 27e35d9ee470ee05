/* The arithmetic against the published tree of RFC 6962's first implementation, against the
 * vectors of transparency-dev/merkle, and against a naive oracle. */
#include "ledger_testing.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/file.h"
#include "merkle.h"

/* The eight leaves of the certificate-transparency project's tests and their roots. */
static void known_tree(void **state)
{
    static const char *const leaves[] = {"",
                                         "00",
                                         "10",
                                         "2021",
                                         "3031",
                                         "40414243",
                                         "5051525354555657",
                                         "606162636465666768696a6b6c6d6e6f"};
    static const char *const roots[] = {
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    struct sha256 hashes[8], expected, root;
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        uint8_t bytes[16];
        size_t n = strlen(leaves[i]) / 2;
        assert_true(hex_decode(span_of(leaves[i]), bytes, n));
        DO(merkle_leaf((struct span){(char *)bytes, n}, &hashes[i], &e));
        assert_true(hex_decode(span_of(roots[i]), expected.at, sizeof expected.at));
        root = naive_root(hashes, i + 1);
        assert_memory_equal(root.at, expected.at, sizeof root.at);
    }
}

static void empty_root(void **state)
{
    /* SHA-256 of nothing (FIPS 180-4). */
    struct sha256 expected, root;
    (void)state;
    assert_true(hex_decode(
        SPAN_LITERAL("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        expected.at, sizeof expected.at));
    DO(merkle_empty(&root, &e));
    assert_memory_equal(root.at, expected.at, sizeof root.at);
}

static void fold_is_the_perfect_tree(void **state)
{
    const struct sha256 *leaves = test_leaves(256);
    struct hasher *h = NULL;
    (void)state;
    DO(hasher_new(&h, &e));
    for (size_t n = 1; n <= 256; n *= 2) {
        struct sha256 expected = naive_root(leaves, n), root;
        DO(merkle_fold(h, leaves, n, &root, &e));
        assert_memory_equal(root.at, expected.at, sizeof root.at);
    }
    hasher_free(h);
}

static bool inclusion(const struct sha256 *leaf, uint64_t i, uint64_t n,
                      const struct sha256 *proof, size_t count, const struct sha256 *root)
{
    struct error e = {0};
    bool ok = merkle_verify_inclusion(leaf, i, n, proof, count, root, &e);
    assert_true(ok || e.category == ERROR_VERIFY);
    return ok;
}

static bool consistency(uint64_t m, uint64_t n, const struct sha256 *root1,
                        const struct sha256 *root2, const struct sha256 *proof, size_t count)
{
    struct error e = {0};
    bool ok = merkle_verify_consistency(m, n, root1, root2, proof, count, &e);
    assert_true(ok || e.category == ERROR_VERIFY);
    return ok;
}

/* Every index of every size: the oracle's proof is taken; longer, shorter, altered, for another
 * index or another leaf it is not. */
static void inclusion_against_oracle(void **state)
{
    const struct sha256 *leaves = test_leaves(70);
    (void)state;
    for (uint64_t n = 1; n <= 40; n++) {
        struct sha256 root = naive_root(leaves, n), proof[66] = {{{0}}};
        for (uint64_t i = 0; i < n; i++) {
            size_t count = naive_path(i, leaves, n, proof);
            assert_true(inclusion(&leaves[i], i, n, proof, count, &root));
            assert_false(inclusion(&leaves[i], i, n, proof, count + 1, &root));
            assert_false(count > 0 && inclusion(&leaves[i], i, n, proof, count - 1, &root));
            assert_false(inclusion(&leaves[i + 1], i, n, proof, count, &root));
            assert_false(inclusion(&leaves[i], n, n, proof, count, &root));
            for (uint64_t j = 0; j < n; j++) {
                assert_true(j == i || !inclusion(&leaves[i], j, n, proof, count, &root));
            }
            for (size_t k = 0; k < count; k++) {
                proof[k].at[k % 32] ^= 1;
                assert_false(inclusion(&leaves[i], i, n, proof, count, &root));
                proof[k].at[k % 32] ^= 1;
            }
        }
    }
}

static void consistency_against_oracle(void **state)
{
    const struct sha256 *leaves = test_leaves(70);
    (void)state;
    for (uint64_t n = 0; n <= 40; n++) {
        struct sha256 root2 = naive_root(leaves, n), proof[66] = {{{0}}};
        for (uint64_t m = 0; m <= n; m++) {
            struct sha256 root1 = naive_root(leaves, m), other = root1;
            size_t count = m == n ? 0 : naive_proof(m, leaves, n, proof);
            other.at[9] ^= 4;
            if (m == 0 && n > 0) { /* nothing can be proved */
                assert_false(consistency(m, n, &root1, &root2, proof, 0));
                continue;
            }
            assert_true(consistency(m, n, &root1, &root2, proof, count));
            assert_false(consistency(m, n, &other, &root2, proof, count));
            assert_false(consistency(m, n, &root1, &root2, proof, count + 1));
            assert_false(count > 0 && consistency(m, n, &root1, &root2, proof, count - 1));
            assert_false(m < n && consistency(n, m, &root2, &root1, proof, count));
            for (size_t k = 0; k < count; k++) {
                proof[k].at[k % 32] ^= 1;
                assert_false(consistency(m, n, &root1, &root2, proof, count));
                proof[k].at[k % 32] ^= 1;
            }
        }
    }
}

/* Sizes near 2^63 must neither loop nor overflow. */
static void huge_sizes(void **state)
{
    struct sha256 root = {{1}}, proof[64] = {{{2}}};
    (void)state;
    assert_false(inclusion(&root, UINT64_MAX - 1, UINT64_MAX, proof, 64, &root));
    assert_false(consistency(UINT64_MAX - 1, UINT64_MAX, &root, &root, proof, 64));
    assert_false(consistency(UINT64_C(1) << 63, UINT64_MAX, &root, &root, proof, 64));
}

/* --- the vectors of transparency-dev/merkle --- */

static unsigned vectors_run;

/* 32 bytes of base64; what has another length (some bad vectors) is cut or filled up. */
static struct sha256 hash_of(const json_t *value)
{
    uint8_t bytes[256] = {0};
    size_t n = sizeof bytes;
    struct sha256 out;
    assert_true(base64_decode(span_of(json_string_value(value)), false, bytes, &n));
    memset(bytes + n, 0, sizeof bytes - n);
    memcpy(out.at, bytes, sizeof out.at);
    return out;
}

/* A root or a leaf that is not there at all: our types cannot say that, so it counts as refused. */
static bool absent(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return value != NULL && json_string_length(value) == 0;
}

/* Numbers come as doubles, since one vector says 2^64 - 1, more than jansson's integers hold. */
static uint64_t number_of(const json_t *object, const char *name)
{
    double value = json_real_value(json_object_get(object, name));
    return value >= 18446744073709551616.0 ? UINT64_MAX : (uint64_t)value;
}

static void run_vector(const char *path)
{
    json_error_t problem;
    json_t *v = json_load_file(path, JSON_DECODE_INT_AS_REAL, &problem), *item;
    struct sha256 proof[128];
    size_t i, count = 0;
    bool ok;
    if (v == NULL) {
        fail_msg("%s: %s", path, problem.text);
    }
    json_array_foreach(json_object_get(v, "proof"), i, item)
    {
        assert_true(count < 128);
        proof[count++] = hash_of(item);
    }
    if (json_object_get(v, "size1") != NULL) {
        struct sha256 root1 = hash_of(json_object_get(v, "root1"));
        struct sha256 root2 = hash_of(json_object_get(v, "root2"));
        ok = consistency(number_of(v, "size1"), number_of(v, "size2"), &root1, &root2, proof,
                         count);
    } else {
        struct sha256 root = hash_of(json_object_get(v, "root"));
        struct sha256 leaf = hash_of(json_object_get(v, "leafHash"));
        ok = inclusion(&leaf, number_of(v, "leafIdx"), number_of(v, "treeSize"), proof, count,
                       &root);
    }
    ok = ok && !absent(v, "root") && !absent(v, "leafHash");
    if (ok == json_is_true(json_object_get(v, "wantErr"))) {
        fail_msg("%s: %s", path, ok ? "accepted" : "refused");
    }
    json_decref(v);
    vectors_run++;
}

static bool visit(void *ctx, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s/%s", (const char *)ctx, name)) {
        return false;
    }
    if (folder_exists(path)) {
        return folder_each(path, visit, path, e);
    }
    if (strstr(name, ".json") != NULL) {
        run_vector(path);
    }
    return true;
}

static void vectors(void **state)
{
    char path[PATH_SIZE];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/vectors/rfc6962",
                   getenv("SHARED") ? getenv("SHARED") : "");
    if (getenv("SHARED") == NULL || !folder_exists(path)) {
        print_message("skipped: no vectors/rfc6962 under SHARED\n");
        skip();
    }
    DO(folder_each(path, visit, path, &e));
    assert_int_equal(vectors_run, 196);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_tree),
        cmocka_unit_test(empty_root),
        cmocka_unit_test(fold_is_the_perfect_tree),
        cmocka_unit_test(inclusion_against_oracle),
        cmocka_unit_test(consistency_against_oracle),
        cmocka_unit_test(huge_sizes),
        cmocka_unit_test(vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
