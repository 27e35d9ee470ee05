/* Trees on disk: roots, names, proofs and entries from the tiles against the naive oracle, and
 * tree_verify against every kind of damage. */
#include "ledger_testing.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static void assert_root(const struct sha256 *root, uint64_t n)
{
    struct sha256 expected = naive_root(test_leaves(n), n);
    assert_memory_equal(root->at, expected.at, sizeof expected.at);
}

static bool count_entry(void *ctx, uint64_t index, struct span entry, struct error *e)
{
    uint64_t *seen = ctx;
    char buffer[128];
    (void)e;
    assert_int_equal(index, *seen);
    assert_true(span_equal(entry, test_entry(index, buffer)));
    ++*seen;
    return true;
}

static void assert_verifies(const char *folder, uint64_t n)
{
    struct checkpoint c;
    uint64_t seen = 0;
    DO(tree_verify(folder, test_vkey(), &c, count_entry, &seen, &e));
    assert_int_equal(seen, n);
    assert_int_equal(c.size, n);
    assert_string_equal(c.origin, TEST_NAME);
    assert_root(&c.root, n);
}

static void roots_of_all_sizes(void **state)
{
    static const uint64_t more[] = {255, 256, 257, 258, 259, 260, 511, 512, 513, 514, 515};
    (void)state;
    for (uint64_t i = 0; i < 71 + sizeof more / sizeof *more; i++) {
        uint64_t n = i < 71 ? i : more[i - 71];
        const char *folder = test_folder(1);
        struct checkpoint c = test_tree(folder, n);
        assert_int_equal(c.size, n);
        assert_root(&c.root, n);
        assert_verifies(folder, n);
    }
    (void)test_folder(1);
}

static void check_proofs(const char *folder, uint64_t tree, uint64_t i, uint64_t m, uint64_t n)
{
    const struct sha256 *leaves = test_leaves(tree);
    struct sha256 expected[64], proof[PROOF_MOST];
    size_t count, right = naive_path(i, leaves, n, expected);
    DO(tree_prove_inclusion(folder, tree, i, n, proof, &count, &e));
    assert_int_equal(count, right);
    assert_memory_equal(proof, expected, right * sizeof *proof);
    right = naive_proof(m, leaves, n, expected);
    DO(tree_prove_consistency(folder, tree, m, n, proof, &count, &e));
    assert_int_equal(count, right);
    assert_memory_equal(proof, expected, right * sizeof *proof);
}

/* Every pair of sizes within a tree of 70, and some around the edges of tiles in one of 515. */
static void proofs_against_oracle(void **state)
{
    static const uint64_t sizes[] = {1,   2,   3,   127, 128, 129, 255,
                                     256, 257, 258, 511, 512, 513, 515};
    const char *folder = test_folder(2);
    (void)state;
    (void)test_tree(folder, 70);
    for (uint64_t n = 1; n <= 70; n++) {
        for (uint64_t m = 0; m <= n; m++) {
            check_proofs(folder, 70, m < n ? m : 0, m, n);
        }
    }
    folder = test_folder(2);
    (void)test_tree(folder, 515);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j <= i; j++) {
            check_proofs(folder, 515, sizes[j] - 1, sizes[j], sizes[i]);
        }
    }
    (void)test_folder(2);
}

/* Beyond the edge of a tile of level 1. */
static void large_trees(void **state)
{
    static const uint64_t sizes[] = {65535, 65536, 65537};
    static const uint64_t old[] = {1, 255, 256, 257, 32768, 65279, 65280, 65281, 65535};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const char *folder = test_folder(3);
        struct checkpoint c = test_tree(folder, sizes[i]);
        assert_root(&c.root, sizes[i]);
        assert_verifies(folder, sizes[i]);
        for (size_t j = 0; i == 2 && j < sizeof old / sizeof *old; j++) {
            struct text entry = {0};
            char buffer[128];
            check_proofs(folder, sizes[i], old[j] - 1, old[j], sizes[i]);
            DO(tree_entry(folder, sizes[i], old[j], &entry, &e));
            assert_true(span_equal(text_span(&entry), test_entry(old[j], buffer)));
            text_free(&entry);
        }
    }
    (void)test_folder(3);
}

static void assert_file(const char *folder, const char *name, bool there)
{
    char path[PATH_SIZE];
    DO(path_format(path, sizeof path, &e, "%s/%s", folder, name));
    if (file_exists(path) != there) {
        fail_msg("%s should %sbe there", name, there ? "" : "not ");
    }
}

/* C2SP tlog-tiles: names, and which partial tiles a size needs. */
static void names(void **state)
{
    const char *folder = test_folder(4);
    (void)state;
    (void)test_tree(folder, 256);
    assert_file(folder, "tile/0/000", true);
    assert_file(folder, "tile/entries/000", true);
    assert_file(folder, "tile/1/000.p/1", true);
    assert_file(folder, "tile/0/001.p", false);
    assert_file(folder, "tile/2", false);
    folder = test_folder(4);
    (void)test_tree(folder, 65536 + 258);
    assert_file(folder, "tile/0/256", true);
    assert_file(folder, "tile/0/257.p/2", true);
    assert_file(folder, "tile/entries/257.p/2", true);
    assert_file(folder, "tile/1/000", true);
    assert_file(folder, "tile/1/001.p/1", true);
    assert_file(folder, "tile/2/000.p/1", true);
    (void)test_folder(4);
}

static bool many(void *ctx, struct span *entry, bool *more, struct error *e)
{
    uint64_t *left = ctx;
    (void)e;
    *entry = SPAN_LITERAL("x");
    *more = (*left)-- > 0;
    return true;
}

/* Tile 1000 is x001/000. */
static void names_of_large_numbers(void **state)
{
    const char *folder = test_folder(5);
    struct checkpoint c, again;
    uint64_t n = 1000 * 256 + 7;
    (void)state;
    DO(tree_write(folder, TEST_NAME, test_secret, many, &n, &c, &e));
    assert_file(folder, "tile/0/999", true);
    assert_file(folder, "tile/0/x001/000.p/7", true);
    assert_file(folder, "tile/entries/x001/000.p/7", true);
    assert_file(folder, "tile/1/003.p/232", true);
    DO(tree_verify(folder, test_vkey(), &again, NULL, NULL, &e));
    assert_memory_equal(&again.root, &c.root, sizeof c.root);
    (void)test_folder(5);
}

static char long_entry[65536];

static bool give_one(void *ctx, struct span *entry, bool *more, struct error *e)
{
    size_t *len = ctx;
    (void)e;
    *more = *len != SIZE_MAX;
    *entry = (struct span){long_entry, *len};
    *len = SIZE_MAX;
    return true;
}

static void entry_lengths(void **state)
{
    struct checkpoint c;
    struct text entry = {0};
    size_t len = 0;
    (void)state;
    REFUSED("ledger.entry",
            tree_write(test_folder(6), TEST_NAME, test_secret, give_one, &len, &c, &e));
    len = 65536;
    REFUSED("ledger.entry",
            tree_write(test_folder(6), TEST_NAME, test_secret, give_one, &len, &c, &e));
    len = 65535;
    const char *folder = test_folder(6);
    DO(tree_write(folder, TEST_NAME, test_secret, give_one, &len, &c, &e));
    DO(tree_verify(folder, test_vkey(), &c, NULL, NULL, &e));
    DO(tree_entry(folder, 1, 0, &entry, &e));
    assert_int_equal(entry.len, 65535);
    text_free(&entry);
    len = 1;
    REFUSED("note.name", tree_write(test_path(7), "a b", test_secret, give_one, &len, &c, &e));
    assert_false(file_exists(test_path(7)));
    REFUSED("tree.exists", tree_write(folder, TEST_NAME, test_secret, give_one, &len, &c, &e));
    (void)test_folder(6);
}

static void ranges(void **state)
{
    const char *folder = test_folder(7);
    struct sha256 proof[PROOF_MOST];
    struct text entry = {0};
    size_t n;
    (void)state;
    (void)test_tree(folder, 5);
    REFUSED("ledger.range", tree_prove_inclusion(folder, 5, 5, 5, proof, &n, &e));
    REFUSED("ledger.range", tree_prove_inclusion(folder, 5, 0, 0, proof, &n, &e));
    REFUSED("ledger.range", tree_prove_inclusion(folder, 5, 0, 6, proof, &n, &e));
    REFUSED("ledger.range", tree_prove_consistency(folder, 5, 4, 3, proof, &n, &e));
    REFUSED("ledger.range", tree_prove_consistency(folder, 5, 4, 6, proof, &n, &e));
    REFUSED("ledger.range", tree_entry(folder, 5, 5, &entry, &e));
    (void)test_folder(7);
}

/* --- damage --- */

static void load(struct text *out, const char *folder, const char *name)
{
    char path[PATH_SIZE];
    DO(path_format(path, sizeof path, &e, "%s/%s", folder, name));
    DO(file_load(out, path, SIZE_MAX, &e));
}

static void store(const char *folder, const char *name, struct span bytes)
{
    char path[PATH_SIZE];
    DO(path_format(path, sizeof path, &e, "%s/%s", folder, name));
    DO(file_put(path, bytes, FILE_PUBLIC, false, &e));
}

static void assert_refused(const char *folder, const char *what)
{
    struct checkpoint c;
    struct error e = {0};
    if (tree_verify(folder, test_vkey(), &c, NULL, NULL, &e)) {
        fail_msg("verified in spite of: %s", what);
    }
    assert_int_equal(e.category, ERROR_VERIFY);
}

/* Every file of the tree: a byte altered, a byte more, a byte less, gone. */
static void damage(void **state)
{
    static const char *const files[] = {"checkpoint",           "tile/entries/000",
                                        "tile/entries/001.p/3", "tile/0/000",
                                        "tile/0/001.p/3",       "tile/1/000.p/1"};
    const char *folder = test_folder(8);
    (void)state;
    (void)test_tree(folder, 259);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct text bytes = {0};
        load(&bytes, folder, files[i]);
        for (size_t at = 0; at < bytes.len; at += bytes.len / 37 + 1) {
            bytes.at[at] ^= 1;
            store(folder, files[i], text_span(&bytes));
            assert_refused(folder, files[i]);
            bytes.at[at] ^= 1;
        }
        store(folder, files[i], (struct span){bytes.at, bytes.len - 1});
        assert_refused(folder, files[i]);
        store(folder, files[i], (struct span){bytes.at, bytes.len + 1});
        assert_refused(folder, files[i]);
        store(folder, files[i], (struct span){bytes.at, 0});
        assert_refused(folder, files[i]);
        char path[PATH_SIZE];
        DO(path_format(path, sizeof path, &e, "%s/%s", folder, files[i]));
        DO(file_remove(path, &e));
        assert_refused(folder, files[i]);
        store(folder, files[i], text_span(&bytes));
        assert_verifies(folder, 259);
        text_free(&bytes);
    }
    (void)test_folder(8);
}

/* An entry altered together with the tiles above it still lacks the signed root. */
static void consistent_forgery(void **state)
{
    const char *folder = test_folder(9), *other = test_folder(10);
    struct text note = {0};
    (void)state;
    (void)test_tree(folder, 70);
    (void)test_tree(other, 71);
    load(&note, folder, "checkpoint");
    store(other, "checkpoint", text_span(&note)); /* as if one entry had never been */
    assert_refused(other, "partial tiles of another size");
    text_free(&note);
    (void)test_folder(9);
    (void)test_folder(10);
}

/* Names beyond the checkpoint, and a full tile in place of a partial form, do no harm. */
static void leftovers(void **state)
{
    const char *folder = test_folder(11), *longer = test_folder(12);
    struct text bytes = {0};
    char path[PATH_SIZE];
    (void)state;
    (void)test_tree(folder, 70);
    store(folder, "checkpoint.tmp", SPAN_LITERAL("half a check"));
    store(folder, "tile/0/000.p/71", SPAN_LITERAL("junk"));
    store(folder, "tile/0/001", SPAN_LITERAL("junk"));
    store(folder, "tile/entries/000", SPAN_LITERAL("junk"));
    assert_verifies(folder, 70);

    (void)test_tree(longer, 256);
    static const char *const full[] = {"tile/0/000", "tile/entries/000"};
    static const char *const partial[] = {"tile/0/000.p/70", "tile/entries/000.p/70"};
    for (size_t i = 0; i < 2; i++) {
        load(&bytes, longer, full[i]);
        store(folder, full[i], text_span(&bytes));
        text_free(&bytes);
        DO(path_format(path, sizeof path, &e, "%s/%s", folder, partial[i]));
        DO(file_remove(path, &e));
        assert_verifies(folder, 70);
    }
    check_proofs(folder, 70, 3, 64, 70);
    DO(tree_entry(folder, 70, 69, &bytes, &e));
    text_free(&bytes);
    (void)test_folder(11);
    (void)test_folder(12);
}

static void other_keys(void **state)
{
    const char *folder = test_folder(13);
    uint8_t secret[ED25519_SECRET] = {9}, public_key[ED25519_PUBLIC];
    struct text vkey = {0};
    struct checkpoint c;
    (void)state;
    (void)test_tree(folder, 3);
    DO(ed25519_public(secret, public_key, &e));
    DO(note_vkey(&vkey, TEST_NAME, public_key, &e));
    REFUSED("note.unsigned", tree_verify(folder, text_span(&vkey), &c, NULL, NULL, &e));
    text_clear(&vkey);
    DO(ed25519_public(test_secret, public_key, &e));
    DO(note_vkey(&vkey, "another.example", public_key, &e));
    REFUSED("note.unsigned", tree_verify(folder, text_span(&vkey), &c, NULL, NULL, &e));
    REFUSED("note.vkey", tree_verify(folder, SPAN_LITERAL("x"), &c, NULL, NULL, &e));
    text_free(&vkey);
    (void)test_folder(13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_all_sizes),
        cmocka_unit_test(proofs_against_oracle),
        cmocka_unit_test(large_trees),
        cmocka_unit_test(names),
        cmocka_unit_test(names_of_large_numbers),
        cmocka_unit_test(entry_lengths),
        cmocka_unit_test(ranges),
        cmocka_unit_test(damage),
        cmocka_unit_test(consistent_forgery),
        cmocka_unit_test(leftovers),
        cmocka_unit_test(other_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
