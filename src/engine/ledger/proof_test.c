/* Proof files: the place of every entry of trees of many sizes, against the naive oracle; and everything that
 * is no proof. */
#include "ledger_testing.h"

#include <stdio.h>

#include "base/file.h"

#define HASH "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define HEAD "c2sp.org/tlog-proof@v1\n"

static struct text note_of(const char *folder)
{
    char path[PATH_SIZE];
    struct text note = {0};
    DO(path_format(path, sizeof path, &e, "%s/checkpoint", folder));
    DO(file_load(&note, path, 100000, &e));
    return note;
}

static struct text make(const char *folder, uint64_t size, struct span note, uint64_t index)
{
    struct text file = {0};
    DO(proof_make(&file, folder, size, note, test_vkey(), index, &e));
    return file;
}

static void check(const struct text *file, uint64_t index, uint64_t size)
{
    struct proof_file p;
    struct checkpoint c;
    struct sha256 path[PROOF_MOST];
    struct text again = {0};
    char buffer[128];
    DO(proof_parse(text_span(file), &p, &e));
    assert_int_equal(p.index, index);
    assert_int_equal(p.count, naive_path(index, test_leaves(size), size, path));
    assert_memory_equal(p.hashes, path, p.count * sizeof *path);
    DO(proof_verify(&p, test_vkey(), test_entry(index, buffer), &c, &e));
    assert_int_equal(c.size, size);
    REFUSED("merkle.proof", proof_verify(&p, test_vkey(), test_entry(index + 1, buffer), &c, &e));
    DO(proof_format(&again, &p, &e));
    assert_true(span_equal(text_span(&again), text_span(file)));
    text_free(&again);
}

static void every_place(void **state)
{
    static const uint64_t sizes[] = {1, 2, 3, 7, 255, 256, 257, 600};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *folder = test_folder(50);
        (void)test_tree(folder, sizes[i]);
        struct text note = note_of(folder);
        for (uint64_t k = 0; k < sizes[i]; k++) {
            struct text file = make(folder, sizes[i], text_span(&note), k);
            check(&file, k, sizes[i]);
            text_free(&file);
        }
        text_free(&note);
    }
    (void)test_folder(50);
}

/* Under an older checkpoint of a tree that has grown since. */
static void an_older_checkpoint(void **state)
{
    const char *folder = test_folder(51);
    struct ledger *l = NULL;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(append_range(l, 0, 70, &e));
    struct text note = note_of(folder);
    DO(append_range(l, 70, 700, &e));
    struct text file = make(folder, 700, text_span(&note), 33), none = {0};
    check(&file, 33, 70);
    REFUSED("ledger.range", proof_make(&none, folder, 700, text_span(&note), test_vkey(), 70, &e));
    ledger_close(l);
    text_free(&file);
    text_free(&note);
    (void)test_folder(51);
}

/* Each single bit turned over, each shorter file: no proof of that entry any more. */
static void every_bit_counts(void **state)
{
    const char *folder = test_folder(52);
    char buffer[128];
    (void)state;
    (void)test_tree(folder, 300);
    struct text note = note_of(folder), file = make(folder, 300, text_span(&note), 129);
    for (size_t i = 0; i < file.len * 8 + file.len; i++) {
        struct error e = {0};
        struct proof_file p;
        struct checkpoint c;
        struct span bytes = text_span(&file);
        bool flip = i < file.len * 8;
        if (flip) {
            file.at[i / 8] ^= (char)(1 << i % 8);
        } else {
            bytes.len = i - file.len * 8;
        }
        if (proof_parse(bytes, &p, &e) &&
            proof_verify(&p, test_vkey(), test_entry(129, buffer), &c, &e)) {
            fail_msg("accepted: case %zu", i);
        }
        assert_int_equal(e.category, ERROR_VERIFY);
        if (flip) {
            file.at[i / 8] ^= (char)(1 << i % 8);
        }
    }
    text_free(&file);
    text_free(&note);
    (void)test_folder(52);
}

static void other_keys(void **state)
{
    static const uint8_t other[ED25519_SECRET] = {9};
    const char *folder = test_folder(53);
    uint8_t public_key[ED25519_PUBLIC];
    struct text vkey = {0}, elsewhere = {0}, none = {0};
    struct proof_file p;
    struct checkpoint c;
    char buffer[128];
    (void)state;
    (void)test_tree(folder, 5);
    struct text note = note_of(folder), file = make(folder, 5, text_span(&note), 3);
    DO(ed25519_public(other, public_key, &e));
    DO(note_vkey(&vkey, TEST_NAME, public_key, &e));
    DO(ed25519_public(test_secret, public_key, &e));
    DO(note_vkey(&elsewhere, "elsewhere.example/log", public_key, &e));
    DO(proof_parse(text_span(&file), &p, &e));
    struct span entry = test_entry(3, buffer);
    REFUSED("note.unsigned", proof_verify(&p, text_span(&vkey), entry, &c, &e));
    REFUSED("note.unsigned", proof_verify(&p, text_span(&elsewhere), entry, &c, &e));
    REFUSED("note.vkey", proof_verify(&p, SPAN_LITERAL("a+b"), entry, &c, &e));
    REFUSED("note.unsigned",
            proof_make(&none, folder, 5, text_span(&note), text_span(&vkey), 3, &e));
    text_free(&vkey);
    text_free(&elsewhere);
    text_free(&file);
    text_free(&note);
    (void)test_folder(53);
}

static void extra_data(void **state)
{
    static const char bytes[] = HEAD "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6YXdpbi1hcm02NC50YXIuZ3o="
                                     "\nindex 0\n\nnote\n";
    struct proof_file p;
    struct text again = {0};
    (void)state;
    DO(proof_parse(span_of(bytes), &p, &e));
    assert_true(span_is(p.extra, "YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6YXdpbi1hcm02NC50YXIuZ3o="));
    assert_int_equal(p.count, 0);
    assert_true(span_is(p.note, "note\n"));
    DO(proof_format(&again, &p, &e));
    assert_string_equal(again.at, bytes);
    text_free(&again);
}

static void bad_files(void **state)
{
    static const char *const files[] = {
        "",
        "c2sp.org/tlog-proof@v1",
        HEAD,
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n",
        " " HEAD "index 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\n\nnote\n",
        HEAD "\nindex 0\n\nnote\n",
        HEAD "index\n\nnote\n",
        HEAD "index \n\nnote\n",
        HEAD "index 01\n\nnote\n",
        HEAD "index -1\n\nnote\n",
        HEAD "index +1\n\nnote\n",
        HEAD "index 0x1\n\nnote\n",
        HEAD "index 1 \n\nnote\n",
        HEAD "index  1\n\nnote\n",
        HEAD "Index 1\n\nnote\n",
        HEAD "index 99999999999999999999\n\nnote\n",
        HEAD "index 1\n",
        HEAD "index 1\n\n",
        HEAD "index 1\n" HASH "\n",
        HEAD "index 1\n" HASH,
        HEAD "index 1\n" HASH " \n\nnote\n",
        HEAD "index 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n\nnote\n", /* 31 bytes */
        HEAD "index 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n\nnote\n", /* stray bits */
        HEAD "index 1\nnote\n",
        HEAD "index 1\nextra AAAA\n\nnote\n",
        HEAD "extra AAAA\nextra AAAA\nindex 1\n\nnote\n",
        HEAD "extra \nindex 1\n\nnote\n",
        HEAD "extra AAA\nindex 1\n\nnote\n",
        HEAD "extra AAAA AAAA\nindex 1\n\nnote\n",
        /* padding in the middle, at the end of the first 64 */
        HEAD "extra AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=AAAA\nindex 1\n\nnote\n",
        HEAD "extra AAAA\n",
    };
    struct proof_file p;
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct error e = {0};
        if (proof_parse(span_of(files[i]), &p, &e)) {
            fail_msg("accepted: case %zu", i);
        }
        assert_string_equal(e.code, "proof.form");
        assert_int_equal(e.category, ERROR_VERIFY);
    }
}

static void too_many_hashes(void **state)
{
    struct proof_file p;
    (void)state;
    for (int n = PROOF_MOST; n <= PROOF_MOST + 1; n++) {
        struct text file = {0};
        struct error refusal = {0};
        DO(text_adds(&file, HEAD "index 1\n", &e));
        for (int i = 0; i < n; i++) {
            DO(text_adds(&file, HASH "\n", &e));
        }
        DO(text_adds(&file, "\nnote\n", &e));
        assert_int_equal(proof_parse(text_span(&file), &p, &refusal), n == PROOF_MOST);
        text_free(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place), cmocka_unit_test(an_older_checkpoint),
        cmocka_unit_test(every_bit_counts), cmocka_unit_test(other_keys),
        cmocka_unit_test(extra_data), cmocka_unit_test(bad_files),
        cmocka_unit_test(too_many_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
