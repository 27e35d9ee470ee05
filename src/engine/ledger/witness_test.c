/* Cosignatures: the key of tlog-cosignature, lines that count and lines that do not, each bit; the request of
 * tlog-witness; and a log whose key is exchanged. tests/witness.sh has a witness of other hands. */
#include "note.h"

#include "ledger_testing.h"

#include <stdio.h>

#include "base/file.h"

static const uint8_t witness_secret[ED25519_SECRET] = {9, 9, 9}, other_secret[ED25519_SECRET] = {8, 8};

#define BODY "proviso.example/test\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

static struct witness witness_of(const char *name, const uint8_t *secret)
{
    struct witness w = {0};
    (void)snprintf(w.name, sizeof w.name, "%s", name);
    DO(ed25519_public(secret, w.public_key, &e));
    return w;
}

/* What a witness does: the line, with its newline. */
static void cosign(struct text *out, const char *body, const char *name, const uint8_t *secret, uint64_t at)
{
    struct witness w = witness_of(name, secret);
    struct text message = {0};
    uint8_t blob[NOTE_KEY_HASH + 8 + ED25519_SIGNATURE];
    DO(note_key_hash(span_of(name), NOTE_COSIGNATURE, w.public_key, blob, &e));
    for (int i = 0; i < 8; i++) {
        blob[NOTE_KEY_HASH + i] = (uint8_t)(at >> (56 - 8 * i));
    }
    DO(text_addf(&message, &e, "cosignature/v1\ntime %llu\n%s", (unsigned long long)at, body));
    DO(ed25519_sign(secret, text_span(&message), blob + NOTE_KEY_HASH + 8, &e));
    DO(note_add_line(out, name, blob, sizeof blob, &e));
    text_free(&message);
}

static struct text note_with(const char *name, const uint8_t *secret, uint64_t at)
{
    struct text note = {0};
    DO(note_sign(&note, SPAN_LITERAL(BODY), TEST_NAME, test_secret, &e));
    cosign(&note, BODY, name, secret, at);
    return note;
}

/* SHA-256("w" || 0x0A || 0x04 || 32 times 0x01) is 0bdd7180..., by sha256sum. */
static void keys(void **state)
{
    static const char good[] = "w+0bdd7180+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";
    static const char *const bad[] = {
        "w+0bdd7181+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB", /* hash */
        "w+0bdd7180+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB", /* a log's key, type 1 */
        "w+0bdd7180+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",     /* short */
        "w+0bdd7180",
        "",
    };
    struct witness w;
    (void)state;
    DO(witness_parse(span_of(good), &w, &e));
    assert_string_equal(w.name, "w");
    assert_int_equal(w.public_key[31], 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        REFUSED("note.vkey", witness_parse(span_of(bad[i]), &w, &e));
    }
}

static void counted(void **state)
{
    struct witness w = witness_of("w.example/1", witness_secret), none = witness_of("w.example/2", witness_secret);
    struct text note = note_with("w.example/1", witness_secret, 1679315147);
    struct span line, body;
    uint64_t at;
    uint8_t own[ED25519_PUBLIC];
    (void)state;
    DO(witness_signed(text_span(&note), &w, &line, &at, &e));
    assert_true(line.len > 0 && at == 1679315147);
    DO(witness_signed(text_span(&note), &none, &line, &at, &e)); /* the same key by another name */
    assert_int_equal(line.len, 0);
    none = witness_of("w.example/1", other_secret);
    DO(witness_signed(text_span(&note), &none, &line, &at, &e));
    assert_int_equal(line.len, 0);
    DO(ed25519_public(test_secret, own, &e));
    DO(note_open(text_span(&note), TEST_NAME, own, &body, &e)); /* the log's own is as good as before */
    assert_true(span_is(body, BODY));
    text_free(&note);
}

/* A signature of the log by a witness's key, or one over another body, is none. */
static void wrong_ones(void **state)
{
    struct witness w = witness_of("w.example/1", witness_secret);
    struct text note = {0};
    struct span line;
    (void)state;
    DO(note_sign(&note, SPAN_LITERAL(BODY), TEST_NAME, test_secret, &e));
    cosign(&note, "proviso.example/test\n2\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", w.name, witness_secret, 7);
    REFUSED("cosignature.wrong", witness_signed(text_span(&note), &w, &line, NULL, &e));
    text_free(&note);
    note = note_with("w.example/1", witness_secret, UINT64_C(1) << 63); /* more than the format has */
    REFUSED("cosignature.wrong", witness_signed(text_span(&note), &w, &line, NULL, &e));
    text_free(&note);
    DO(note_sign(&note, SPAN_LITERAL(BODY), TEST_NAME, test_secret, &e));
    DO(note_sign_too(&note, "w.example/1", witness_secret, &e)); /* type 1: passed over */
    DO(witness_signed(text_span(&note), &w, &line, NULL, &e));
    assert_int_equal(line.len, 0);
    text_free(&note);
}

static void every_bit_counts(void **state)
{
    struct witness w = witness_of("w.example/1", witness_secret);
    struct text note = note_with("w.example/1", witness_secret, 1679315147);
    struct span line;
    (void)state;
    for (size_t i = 0; i < note.len * 8; i++) {
        struct error e = {0};
        uint64_t at = 0;
        note.at[i / 8] ^= (char)(1 << i % 8);
        if (i / 8 < sizeof BODY - 1 || i / 8 > note.len - 110) { /* not in the log's own line */
            assert_true(!witness_signed(text_span(&note), &w, &line, &at, &e) || line.len == 0);
        }
        note.at[i / 8] ^= (char)(1 << i % 8);
    }
    DO(witness_signed(text_span(&note), &w, &line, NULL, &e));
    assert_true(line.len > 0);
    text_free(&note);
}

/* One line a witness, the newest; others stay, byte for byte. */
static void added(void **state)
{
    struct witness w = witness_of("w.example/1", witness_secret);
    struct text note = note_with("w.example/2", other_secret, 5), line = {0}, once = {0}, twice = {0};
    struct span found;
    uint64_t at;
    (void)state;
    cosign(&line, BODY, w.name, witness_secret, 6);
    DO(witness_add(&once, text_span(&note), &w, (struct span){line.at, line.len - 1}, &e));
    assert_int_equal(once.len, note.len + line.len);
    assert_memory_equal(once.at, note.at, note.len);
    text_clear(&line);
    cosign(&line, BODY, w.name, witness_secret, 7);
    DO(witness_add(&twice, text_span(&once), &w, (struct span){line.at, line.len - 1}, &e));
    assert_int_equal(twice.len, once.len);
    DO(witness_signed(text_span(&twice), &w, &found, &at, &e));
    assert_true(at == 7);
    DO(text_add(&once, text_span(&line), &e)); /* both: the newest counts */
    DO(witness_signed(text_span(&once), &w, &found, &at, &e));
    assert_true(at == 7);
    text_free(&note);
    text_free(&line);
    text_free(&once);
    text_free(&twice);
}

static void requested(void **state)
{
    struct sha256 proof[2] = {{{0}}, {{1}}};
    struct text t = {0};
    (void)state;
    DO(witness_request(&t, 12, proof, 2, SPAN_LITERAL("x\n\nz\n"), &e));
    assert_string_equal(t.at, "old 12\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                              "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n\nz\n");
    text_clear(&t);
    DO(witness_request(&t, 0, NULL, 0, SPAN_LITERAL("x\n\nz\n"), &e));
    assert_string_equal(t.at, "old 0\n\nx\n\nz\n");
    text_free(&t);
}

/* --- the log's own side --- */

static struct text load(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct text t = {0};
    DO(path_format(path, sizeof path, &e, "%s/%s", folder, name));
    DO(file_load(&t, path, 1 << 20, &e));
    return t;
}

static void put_in_place(void **state)
{
    const char *folder = test_folder(1);
    struct ledger *l = NULL;
    struct checkpoint c;
    struct text note = {0}, line = {0}, other = {0}, body = {0};
    struct witness w = witness_of("w.example/1", witness_secret);
    struct span own;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(append_range(l, 0, 3, &e));
    DO(ledger_note(l, &note, &e));
    DO(checkpoint_of(text_span(&note), &c, &own, &e));
    assert_true(c.size == 3);
    DO(text_add(&body, own, &e));
    cosign(&line, body.at, w.name, witness_secret, 5);
    DO(text_add(&note, text_span(&line), &e));
    DO(ledger_cosign(l, text_span(&note), &e));
    text_free(&line);
    line = load(folder, "checkpoint");
    assert_true(span_equal(text_span(&line), text_span(&note)));
    DO(append_range(l, 3, 4, &e));
    REFUSED("ledger.cosign", ledger_cosign(l, text_span(&note), &e)); /* of a smaller tree */
    DO(note_sign(&other, SPAN_LITERAL(BODY), TEST_NAME, witness_secret, &e));
    REFUSED("note.unsigned", ledger_cosign(l, text_span(&other), &e));
    ledger_close(l);
    DO(ledger_open(&l, folder, NULL, &e));
    REFUSED("ledger.reader", ledger_cosign(l, text_span(&note), &e));
    ledger_close(l);
    text_free(&note);
    text_free(&line);
    text_free(&other);
    text_free(&body);
}

/* Signed by both keys, and its first three lines are the checkpoint's. */
static void check_rotation(const char *folder, const char *name, uint64_t size)
{
    struct text note = load(folder, name);
    struct checkpoint c;
    struct span body;
    uint8_t key[ED25519_PUBLIC];
    DO(ed25519_public(test_secret, key, &e));
    DO(note_open(text_span(&note), TEST_NAME, key, &body, &e));
    DO(ed25519_public(other_secret, key, &e));
    DO(note_open(text_span(&note), TEST_NAME, key, &body, &e));
    DO(checkpoint_parse(body, &c, &e));
    assert_true(c.size == size);
    text_free(&note);
}

static void rotated(void **state)
{
    const char *folder = test_folder(2);
    struct ledger *l = NULL;
    struct checkpoint c;
    struct text vkey;
    uint64_t index;
    bool done;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(append_range(l, 0, 3, &e));
    DO(ledger_rotated(l, other_secret, &done, &e));
    assert_false(done); /* nothing of it took place */
    DO(ledger_rotate(l, SPAN_LITERAL("another key"), other_secret, &index, &e));
    assert_true(index == 3);
    check_rotation(folder, "rotations/4", 4);
    check_rotation(folder, "checkpoint", 4);
    vkey = load(folder, "vkey");
    DO(tree_verify(folder, span_trim(text_span(&vkey)), &c, NULL, NULL, &e));
    DO(tree_verify(folder, test_vkey(), &c, NULL, NULL, &e)); /* while it is the last, by the old key too */
    DO(append_range(l, 4, 5, &e));
    ledger_close(l);
    DO(tree_verify(folder, span_trim(text_span(&vkey)), &c, NULL, NULL, &e));
    REFUSED("note.unsigned", tree_verify(folder, test_vkey(), &c, NULL, NULL, &e));
    REFUSED("ledger.key", ledger_open(&l, folder, test_secret, &e));
    DO(ledger_open(&l, folder, other_secret, &e));
    assert_true(ledger_checkpoint(l)->size == 5);
    ledger_close(l);
    text_free(&vkey);
}

/* A process that died behind the checkpoint: neither the file nor the new vkey is there. */
static void made_up_for(void **state)
{
    const char *folder = test_folder(3);
    char path[PATH_SIZE];
    struct ledger *l = NULL;
    struct text vkey;
    uint64_t index;
    bool done;
    (void)state;
    DO(ledger_create(folder, TEST_NAME, test_secret, &e));
    vkey = load(folder, "vkey");
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(ledger_rotate(l, SPAN_LITERAL("another key"), other_secret, &index, &e));
    ledger_close(l);
    DO(path_format(path, sizeof path, &e, "%s/rotations", folder));
    DO(folder_remove(path, &e));
    DO(path_format(path, sizeof path, &e, "%s/vkey", folder));
    DO(file_save(path, text_span(&vkey), FILE_PUBLIC, &e));
    DO(ledger_open(&l, folder, test_secret, &e));
    DO(ledger_rotated(l, other_secret, &done, &e));
    assert_true(done);
    DO(append_range(l, 1, 2, &e));
    ledger_close(l);
    check_rotation(folder, "rotations/1", 1);
    DO(ledger_open(&l, folder, other_secret, &e));
    ledger_close(l);
    text_free(&vkey);
}

static int remove_folders(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 3; i++) {
        (void)test_folder(i);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),         cmocka_unit_test(counted),   cmocka_unit_test(wrong_ones),
        cmocka_unit_test(every_bit_counts), cmocka_unit_test(added), cmocka_unit_test(requested),
        cmocka_unit_test(put_in_place), cmocka_unit_test(rotated),   cmocka_unit_test(made_up_for),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folders);
}
