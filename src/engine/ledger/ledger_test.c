/* The log: appended in every split of sizes it is the same tree, there is one writer at a time,
 * and what does not fit is refused. */
#include "ledger_testing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

static void verify(unsigned number, uint64_t n)
{
    struct checkpoint c;
    struct sha256 root = naive_root(test_leaves(n), n);
    DO(tree_verify(test_path(number), test_vkey(), &c, NULL, NULL, &e));
    assert_int_equal(c.size, n);
    assert_memory_equal(&c.root, &root, sizeof root);
}

static struct ledger *open_as(unsigned number, const uint8_t *secret)
{
    struct ledger *l = NULL;
    DO(ledger_open(&l, test_path(number), secret, &e));
    return l;
}

static struct ledger *fresh(unsigned number)
{
    DO(ledger_create(test_folder(number), TEST_NAME, test_secret, &e));
    return open_as(number, test_secret);
}

static void append_to(struct ledger *l, uint64_t to)
{
    DO(append_range(l, ledger_checkpoint(l)->size, to, &e));
    assert_int_equal(ledger_checkpoint(l)->size, to);
}

static bool there(unsigned number, const char *name)
{
    char path[PATH_SIZE];
    DO(path_format(path, sizeof path, &e, "%s/%s", test_path(number), name));
    return file_exists(path);
}

/* From size a to b, for all pairs around the edges of tiles; few and many entries at once. */
static void every_split(void **state)
{
    static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 511, 512, 513, 1030};
    enum { N = sizeof sizes / sizeof *sizes };
    (void)state;
    for (size_t i = 0; i < N; i++) {
        for (size_t j = i + 1; j < N; j++) {
            struct ledger *l = fresh(20);
            append_to(l, sizes[i]);
            append_to(l, sizes[j]);
            ledger_close(l);
            verify(20, sizes[j]);
        }
    }
    (void)test_folder(20);
}

/* One by one over the edge of a tile, opened anew now and then. */
static void one_by_one(void **state)
{
    struct ledger *l = fresh(21);
    (void)state;
    verify(21, 0);
    for (uint64_t n = 1; n <= 260; n++) {
        append_to(l, n);
        if (n % 29 == 0 || n >= 254) {
            ledger_close(l);
            verify(21, n);
            l = open_as(21, test_secret);
        }
        if (n == 255) { /* older partial forms stay for those who hold older checkpoints */
            assert_true(there(21, "tile/0/000.p/1") && there(21, "tile/entries/000.p/200"));
        }
    }
    assert_false(there(21, "tile/0/000.p") || there(21, "tile/entries/000.p"));
    assert_true(there(21, "tile/1/000.p/1") && there(21, "tile/0/001.p/4"));
    ledger_close(l);
    (void)test_folder(21);
}

static void entries_and_proofs(void **state)
{
    struct ledger *w = fresh(22), *r;
    struct sha256 proof[PROOF_MOST];
    size_t count;
    (void)state;
    append_to(w, 300);
    r = open_as(22, NULL);
    append_to(w, 700); /* the reader goes on with what it opened */
    assert_int_equal(ledger_checkpoint(r)->size, 300);
    for (uint64_t i = 0; i < 300; i += 23) {
        struct text entry = {0};
        char buffer[128];
        DO(ledger_entry(r, i, &entry, &e));
        assert_true(span_equal(text_span(&entry), test_entry(i, buffer)));
        text_free(&entry);
        DO(ledger_prove_inclusion(r, i, 300, proof, &count, &e));
        DO(merkle_verify_inclusion(&test_leaves(300)[i], i, 300, proof, count,
                                   &ledger_checkpoint(r)->root, &e));
    }
    DO(ledger_prove_consistency(w, 300, 700, proof, &count, &e));
    DO(merkle_verify_consistency(300, 700, &ledger_checkpoint(r)->root,
                                 &ledger_checkpoint(w)->root, proof, count, &e));
    REFUSED("ledger.range", ledger_prove_inclusion(r, 5, 301, proof, &count, &e));
    ledger_close(r);
    ledger_close(w);
    (void)test_folder(22);
}

static void all_or_none(void **state)
{
    static char bytes[65536];
    struct ledger *l = fresh(23);
    uint64_t first;
    (void)state;
    const struct span bad[][2] = {{SPAN_LITERAL("a"), {bytes, 0}},
                                  {SPAN_LITERAL("a"), {bytes, 65536}}};
    for (size_t i = 0; i < 2; i++) {
        REFUSED("ledger.entry", ledger_append(l, bad[i], 2, &first, &e));
        assert_int_equal(ledger_checkpoint(l)->size, 0);
        assert_false(there(23, "tile"));
    }
    DO(ledger_append(l, NULL, 0, &first, &e));
    assert_int_equal(first, 0);
    struct span longest = {bytes, 65535};
    DO(ledger_append(l, &longest, 1, &first, &e));
    struct text entry = {0};
    DO(ledger_entry(l, 0, &entry, &e));
    assert_int_equal(entry.len, 65535);
    text_free(&entry);
    ledger_close(l);
    (void)test_folder(23);
}

/* A second writer, in another process, is refused; a reader is not. */
static void one_writer(void **state)
{
    struct ledger *l = fresh(24), *reader = open_as(24, NULL);
    uint64_t first;
    struct span entry = SPAN_LITERAL("x");
    const char *folder = test_path(24);
    (void)state;
    REFUSED("ledger.reader", ledger_append(reader, &entry, 1, &first, &e));
    ledger_close(reader);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct error e = {0};
        struct ledger *second;
        bool opened = ledger_open(&second, folder, test_secret, &e);
        _exit(!opened && e.category == ERROR_HELD && strcmp(e.code, "locked") == 0 ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ledger_close(l);
    ledger_close(open_as(24, test_secret));
    (void)test_folder(24);
}

static void wrong_keys_and_names(void **state)
{
    uint8_t other[ED25519_SECRET] = {1};
    struct ledger *l = fresh(25);
    (void)state;
    ledger_close(l);
    l = NULL;
    REFUSED("ledger.key", ledger_open(&l, test_path(25), other, &e));
    REFUSED("ledger.exists", ledger_create(test_path(25), TEST_NAME, test_secret, &e));
    REFUSED("note.name", ledger_create(test_folder(26), "a b", test_secret, &e));
    REFUSED("file.open", ledger_open(&l, test_folder(26), NULL, &e));
    assert_null(l);
    (void)test_folder(25);
    (void)test_folder(26);
}

/* Each file of the right edge altered by a bit: the ledger does not open. */
static void altered_edge(void **state)
{
    static const char *const names[] = {"checkpoint", "vkey", "tile/0/001.p/4",
                                        "tile/1/000.p/1", "tile/entries/001.p/4"};
    struct ledger *l = fresh(27);
    (void)state;
    append_to(l, 260);
    ledger_close(l);
    l = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[PATH_SIZE];
        struct text bytes = {0};
        struct error found = {0};
        DO(path_format(path, sizeof path, &e, "%s/%s", test_path(27), names[i]));
        DO(file_load(&bytes, path, 1 << 20, &e));
        bytes.at[bytes.len / 2] ^= 1;
        DO(file_put(path, text_span(&bytes), FILE_PUBLIC, false, &e));
        if (ledger_open(&l, test_path(27), NULL, &found)) {
            fail_msg("opened with another %s", names[i]);
        }
        assert_int_equal(found.category, ERROR_VERIFY);
        bytes.at[bytes.len / 2] ^= 1;
        DO(file_put(path, text_span(&bytes), FILE_PUBLIC, false, &e));
        text_free(&bytes);
    }
    ledger_close(open_as(27, test_secret));
    (void)test_folder(27);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_split),        cmocka_unit_test(one_by_one),
        cmocka_unit_test(entries_and_proofs), cmocka_unit_test(all_or_none),
        cmocka_unit_test(one_writer),         cmocka_unit_test(wrong_keys_and_names),
        cmocka_unit_test(altered_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
