#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "age_format.h"
#include "bech32.h"
#include "release.h"
#include "release_testing.h"

#include "base/file.h"

#include <cmocka.h> /* last: it defines fail() */

static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000};

enum { SIZES = sizeof sizes / sizeof *sizes };

struct key {
    struct age_identity identity;
    uint8_t recipient[X25519_SIZE];
    char recipient_text[AGE_RECIPIENT_TEXT];
    char identity_text[AGE_IDENTITY_TEXT];
};

static struct key new_key(void)
{
    struct key k;
    struct error e;
    assert_true(age_generate(&k.identity, &e));
    assert_true(age_recipient_text(&k.identity, k.recipient_text, &e));
    assert_true(age_identity_text(&k.identity, k.identity_text, &e));
    assert_true(age_parse_recipient(span_of(k.recipient_text), k.recipient, &e));
    return k;
}

/* --- keys --- */

/* age's own test keys (C2SP/CCTV, "x25519"; the recipient as `age-keygen -y` prints it). */
static void writes_keys_as_age_does(void **state)
{
    (void)state;
    static const char secret[] =
        "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
    struct age_identity identity;
    struct error e;
    char text[AGE_IDENTITY_TEXT];
    assert_true(age_parse_identity(span_of(secret), &identity, &e));
    assert_true(age_identity_text(&identity, text, &e));
    assert_string_equal(text, secret);
    struct key k = new_key();
    struct age_identity again;
    assert_int_equal(strlen(k.recipient_text), 62);
    assert_int_equal(strlen(k.identity_text), 74);
    assert_true(age_parse_identity(span_of(k.identity_text), &again, &e));
    assert_memory_equal(again.secret, k.identity.secret, X25519_SIZE);
}

static void refuses_text_that_is_no_key(void **state)
{
    (void)state;
    struct key k = new_key();
    struct error e;
    struct age_identity identity;
    uint8_t recipient[X25519_SIZE];
    char text[AGE_IDENTITY_TEXT];
    for (size_t i = 0; i < strlen(k.recipient_text); i++) {
        memcpy(text, k.recipient_text, sizeof text);
        text[i] = text[i] == 'q' ? 'p' : 'q';
        assert_false(age_parse_recipient(span_of(text), recipient, &e));
        assert_int_equal(e.category, ERROR_INPUT);
        assert_string_equal(e.code, "age.recipient");
    }
    for (size_t n = 0; n < strlen(k.identity_text); n++) {
        assert_false(age_parse_identity((struct span){k.identity_text, n}, &identity, &e));
        assert_string_equal(e.code, "age.identity");
    }
    for (size_t i = 0; i <= strlen(k.recipient_text); i++) {
        text[i] =
            (char)(k.recipient_text[i] >= 'a' ? k.recipient_text[i] - 32 : k.recipient_text[i]);
    }
    assert_false(
        age_parse_recipient(span_of(text), recipient, &e)); /* AGE1... is not what age writes */
    assert_false(age_parse_recipient(span_of(k.identity_text), recipient, &e));
    assert_false(age_parse_identity(span_of(k.recipient_text), &identity, &e));
}

/* The point 0, under a good checksum. */
static void refuses_a_low_order_recipient(void **state)
{
    (void)state;
    static const uint8_t zero[1][X25519_SIZE];
    struct age_writer *w;
    struct error e;
    uint8_t recipient[X25519_SIZE];
    assert_false(age_begin(&w, scratch("zero.age"), zero, 1, &e));
    assert_string_equal(e.code, "age.recipient");
    assert_false(file_exists(scratch("zero.age")) || file_exists(scratch("zero.age.tmp")));
    char text[AGE_RECIPIENT_TEXT];
    assert_true(bech32_encode("age", zero[0], sizeof zero[0], text, sizeof text));
    assert_false(age_parse_recipient(span_of(text), recipient, &e));
    assert_int_equal(e.category, ERROR_INPUT);
    assert_string_equal(e.text, "this age recipient is a low-order point");
}

/* --- writing --- */

/* Writes in pieces whose sizes cross the chunks' borders. */
static void encrypt_as(bool armored, const char *path, struct span plain,
                       const uint8_t (*to)[X25519_SIZE], size_t count, size_t piece)
{
    struct age_writer *w;
    struct error e;
    assert_true((armored ? age_begin_armored : age_begin)(&w, path, to, count, &e));
    while (plain.len > 0) {
        size_t n = plain.len < piece ? plain.len : piece;
        assert_true(age_write(w, (struct span){plain.at, n}, &e));
        plain.at += n;
        plain.len -= n;
    }
    assert_true(age_end(w, &e));
}

static void encrypt(const char *path, struct span plain, const uint8_t (*to)[X25519_SIZE],
                    size_t count, size_t piece)
{
    encrypt_as(false, path, plain, to, count, piece);
}

static void decrypt_to(struct span file, const struct key *k, struct span expected)
{
    struct text plain = {0};
    struct error e;
    if (!age_decrypt(file, &k->identity, 1, (struct span){0}, &plain, &e)) {
        fail_msg("%s", e.text);
    }
    assert_true(span_equal(text_span(&plain), expected));
    text_free(&plain);
}

static void reads_what_it_writes(void **state)
{
    (void)state;
    struct key a = new_key(), b = new_key(), other = new_key();
    uint8_t to[2][X25519_SIZE];
    memcpy(to[0], a.recipient, X25519_SIZE);
    memcpy(to[1], b.recipient, X25519_SIZE);
    static const size_t pieces[] = {7777, 65536, 1 << 20};
    for (size_t i = 0; i < SIZES * 3; i++) {
        struct text plain = {0}, file = {0}, none = {0};
        struct error e;
        fill_bytes(&plain, sizes[i / 3]);
        encrypt(scratch("two.age"), text_span(&plain), (const uint8_t(*)[X25519_SIZE])to, 2,
                pieces[i % 3]);
        load(&file, scratch("two.age"));
        decrypt_to(text_span(&file), &a, text_span(&plain));
        decrypt_to(text_span(&file), &b, text_span(&plain));
        assert_false(
            age_decrypt(text_span(&file), &other.identity, 1, (struct span){0}, &none, &e));
        assert_string_equal(e.code, "age.nomatch");
        assert_false(age_decrypt(text_span(&file), NULL, 0, SPAN_LITERAL("word"), &none, &e));
        assert_string_equal(e.code, "age.nomatch");
        assert_int_equal(none.len, 0);
        text_free(&plain);
        text_free(&file);
    }
}

/* Header and nonce for one X25519 recipient, then a tag of 16 for each chunk: the length of the
 * plaintext shows, its content does not. */
static void has_the_length_that_the_format_says(void **state)
{
    (void)state;
    struct key k = new_key();
    for (size_t i = 0; i < SIZES; i++) {
        struct text plain = {0}, file = {0};
        fill_bytes(&plain, sizes[i]);
        encrypt(scratch("one.age"), text_span(&plain),
                (const uint8_t(*)[X25519_SIZE]) & k.recipient, 1, 50000);
        load(&file, scratch("one.age"));
        size_t chunks = sizes[i] == 0 ? 1 : (sizes[i] + 65535) / 65536;
        size_t header = 22 + (10 + 43 + 1) + 44 + (4 + 43 + 1);
        assert_int_equal(file.len, header + 16 + sizes[i] + 16 * chunks);
        text_free(&plain);
        text_free(&file);
    }
}

/* RFC 7468, strict, as age narrows it: read here line by line, apart from the reader of the room. */
static void armors_in_lines_of_64(void **state)
{
    (void)state;
    struct key k = new_key();
    bool full = false, part = false; /* last lines that were seen */
    for (size_t n = 0; n < 150; n++) {
        struct text plain = {0}, file = {0};
        struct span rest, line;
        size_t body = 0, last = 0;
        fill_bytes(&plain, n);
        encrypt_as(true, scratch("armor"), (struct span){plain.at, n},
                   (const uint8_t(*)[X25519_SIZE]) & k.recipient, 1, 7);
        load(&file, scratch("armor"));
        rest = text_span(&file);
        assert_true(span_cut(&rest, '\n', &line) && span_is(line, "-----BEGIN AGE ENCRYPTED FILE-----"));
        while (span_cut(&rest, '\n', &line) && !span_starts(line, "-----")) {
            assert_true(line.len > 0 && line.len <= 64 && (body == 0 || last == 64));
            last = line.len;
            body += last;
        }
        assert_true(span_is(line, "-----END AGE ENCRYPTED FILE-----") && rest.len == 0);
        full = full || last == 64;
        part = part || last < 64;
        size_t binary = 22 + (10 + 43 + 1) + 44 + (4 + 43 + 1) + 16 + n + 16;
        assert_int_equal(body, (binary + 2) / 3 * 4);
        decrypt_to(text_span(&file), &k, (struct span){plain.at, n});
        text_free(&plain);
        text_free(&file);
    }
    assert_true(full && part);
}

/* Whichever of them a file is for, and in whatever place it stands among those that are tried. */
static void opens_with_several_identities(void **state)
{
    (void)state;
    enum { KEYS = 5 };
    struct key keys[KEYS];
    struct age_identity mine[KEYS];
    uint8_t to[2][X25519_SIZE];
    for (size_t i = 0; i < KEYS; i++) {
        keys[i] = new_key();
        mine[i] = keys[i].identity;
    }
    for (size_t i = 0; i < KEYS; i++) {
        struct text file = {0}, plain = {0}, none = {0};
        struct error e;
        struct key stranger = new_key();
        memcpy(to[0], stranger.recipient, X25519_SIZE);
        memcpy(to[1], keys[i].recipient, X25519_SIZE);
        encrypt_as(i % 2 == 0, scratch("several"), SPAN_LITERAL("text"),
                   (const uint8_t(*)[X25519_SIZE])to, 2, 100);
        load(&file, scratch("several"));
        assert_true(age_decrypt(text_span(&file), mine, KEYS, (struct span){0}, &plain, &e));
        assert_true(span_is(text_span(&plain), "text"));
        for (size_t without = i; without + 1 < KEYS; without++) {
            mine[without] = mine[without + 1];
        }
        assert_false(age_decrypt(text_span(&file), mine, KEYS - 1, (struct span){0}, &none, &e));
        assert_string_equal(e.code, "age.nomatch");
        for (size_t all = 0; all < KEYS; all++) {
            mine[all] = keys[all].identity;
        }
        text_free(&file);
        text_free(&plain);
    }
}

static void shows_the_name_only_when_the_file_is_whole(void **state)
{
    (void)state;
    struct key k = new_key();
    struct age_writer *w;
    struct error e;
    struct stat st;
    const uint8_t(*to)[X25519_SIZE] = (const uint8_t(*)[X25519_SIZE]) & k.recipient;
    assert_true(age_begin(&w, scratch("late.age"), to, 1, &e));
    assert_true(age_write(w, SPAN_LITERAL("text"), &e));
    assert_false(file_exists(scratch("late.age")));
    age_drop(w);
    assert_false(file_exists(scratch("late.age")) || file_exists(scratch("late.age.tmp")));
    save(scratch("late.age.tmp"),
         SPAN_LITERAL("what a crash left, longer than what comes now: "
                      "................................................................"
                      "................................................................"
                      "................................................................"));
    encrypt(scratch("late.age"), SPAN_LITERAL("text"), to, 1, 2);
    assert_false(file_exists(scratch("late.age.tmp")));
    assert_int_equal(stat(scratch("late.age"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct text file = {0};
    load(&file, scratch("late.age"));
    decrypt_to(text_span(&file), &k, SPAN_LITERAL("text"));
    text_free(&file);
    age_drop(NULL);
    assert_false(age_begin(&w, scratch("no/such/folder.age"), to, 1, &e));
    assert_false(age_begin(&w, scratch("none.age"), to, 0, &e));
    assert_int_equal(e.category, ERROR_USAGE);
}

/* --- what was altered --- */

/* Each bit of a small file counts; only white space may follow armor, and nothing a binary
 * file. */
static void notices_every_altered_bit(void **state)
{
    (void)state;
    struct key k = new_key();
    struct text file = {0}, plain = {0};
    struct error e;
    encrypt(scratch("bit.age"), SPAN_LITERAL("control,answer\n1,0\n"),
            (const uint8_t(*)[X25519_SIZE]) & k.recipient, 1, 100);
    load(&file, scratch("bit.age"));
    for (size_t bit = 0; bit < file.len * 8; bit++) {
        file.at[bit / 8] = (char)(file.at[bit / 8] ^ 1 << bit % 8);
        assert_false(
            age_decrypt(text_span(&file), &k.identity, 1, (struct span){0}, &plain, &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        assert_int_equal(plain.len, 0);
        file.at[bit / 8] = (char)(file.at[bit / 8] ^ 1 << bit % 8);
    }
    for (size_t n = 0; n < file.len; n++) {
        char *exact = malloc(n > 0 ? n : 1); /* so that a read behind the end is seen */
        assert_non_null(exact);
        memcpy(exact, file.at, n);
        assert_false(
            age_decrypt((struct span){exact, n}, &k.identity, 1, (struct span){0}, &plain, &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        free(exact);
    }
    assert_true(text_addc(&file, '\n', &e));
    assert_false(age_decrypt(text_span(&file), &k.identity, 1, (struct span){0}, &plain, &e));
    assert_string_equal(e.code, "age.payload");
    text_free(&file);
    text_free(&plain);
}

/* Chunks that change places, or that are left out, do not authenticate where they stand. */
static void notices_chunks_in_another_order(void **state)
{
    (void)state;
    enum { SEALED = 65552 };
    struct key k = new_key();
    struct text file = {0}, plain = {0}, out = {0};
    struct error e;
    fill_bytes(&plain, 3 * 65536);
    encrypt(scratch("order.age"), text_span(&plain),
            (const uint8_t(*)[X25519_SIZE]) & k.recipient, 1, 65536);
    load(&file, scratch("order.age"));
    char *first = file.at + file.len - 3 * SEALED;
    static char kept[SEALED];
    memcpy(kept, first, SEALED);
    memcpy(first, first + SEALED, SEALED);
    assert_false(age_decrypt(text_span(&file), &k.identity, 1, (struct span){0}, &out, &e));
    assert_int_equal(out.len, 0);
    memcpy(first, kept, SEALED);
    file.len -= SEALED; /* cut at a border: what came before is authentic, the answer is not */
    assert_false(age_decrypt(text_span(&file), &k.identity, 1, (struct span){0}, &out, &e));
    assert_string_equal(e.code, "age.payload");
    assert_true(span_equal(text_span(&out), (struct span){plain.at, 2 * 65536}));
    file.len += SEALED;
    text_free(&file);
    text_free(&plain);
    text_free(&out);
}

/* --- interop: Debian's age --- */

static bool age_is_absent(void)
{
    const char *const version[] = {"age", "--version", NULL};
    if (run_program(version) == 0) {
        return false;
    }
    print_message("skipped: the program age is absent\n");
    return true;
}

static void age_opens(const char *path, const char *key_path, struct span expected)
{
    const char *const open[] = {"age", "-d", "-i", key_path, "-o", scratch("opened"),
                                path,  NULL};
    struct text plain = {0};
    struct error e;
    assert_true(file_remove(scratch("opened"), &e));
    assert_int_equal(run_program(open), 0);
    if (expected.len > 0 || file_exists(scratch("opened"))) {
        load(&plain, scratch("opened"));
    }
    assert_true(span_equal(text_span(&plain), expected));
    text_free(&plain);
}

static void age_opens_what_we_write(void **state)
{
    (void)state;
    if (age_is_absent()) {
        skip();
    }
    struct key keys[3] = {new_key(), new_key(), new_key()};
    uint8_t to[3][X25519_SIZE];
    for (size_t i = 0; i < 3; i++) {
        memcpy(to[i], keys[i].recipient, X25519_SIZE);
    }
    for (size_t i = 0; i < SIZES; i++) {
        struct text plain = {0};
        fill_bytes(&plain, sizes[i]);
        for (unsigned form = 0; form < 4; form++) {
            size_t count = form / 2 == 0 ? 1 : 3;
            encrypt_as(form % 2 == 1, scratch("ours.age"), text_span(&plain),
                       (const uint8_t(*)[X25519_SIZE])to, count, 30011);
            for (size_t k = 0; k < count; k++) {
                save(scratch("key"), span_of(keys[k].identity_text));
                age_opens(scratch("ours.age"), scratch("key"), text_span(&plain));
            }
        }
        text_free(&plain);
    }
}

/* Its armor taken off and ours put on: the same bytes. */
static void armors_as_age_does(struct span theirs)
{
    struct age_armor a = {0};
    struct text bytes = {0}, ours = {0};
    struct error e;
    assert_true(age_dearmor(theirs, &bytes, &e));
    assert_true(age_armor_begin(&ours, &e) && age_armor_add(&a, text_span(&bytes), &ours, &e) &&
                age_armor_end(&a, &ours, &e));
    assert_true(span_equal(text_span(&ours), theirs));
    text_free(&bytes);
    text_free(&ours);
}

static void we_open_what_age_writes(void **state)
{
    (void)state;
    if (age_is_absent()) {
        skip();
    }
    struct key a = new_key(), b = new_key(), c = new_key();
    for (size_t i = 0; i < SIZES; i++) {
        struct text plain = {0}, one = {0}, three = {0};
        struct error e;
        fill_bytes(&plain, sizes[i]);
        save(scratch("plain"), text_span(&plain));
        const char *const to_one[] = {
            "age", "-e", "-r", a.recipient_text, "-o", scratch("one"), scratch("plain"), NULL};
        const char *const to_three[] = {"age",
                                        "-e",
                                        "-a",
                                        "-r",
                                        a.recipient_text,
                                        "-r",
                                        b.recipient_text,
                                        "-r",
                                        c.recipient_text,
                                        "-o",
                                        scratch("three"),
                                        scratch("plain"),
                                        NULL};
        assert_int_equal(run_program(to_one), 0);
        assert_int_equal(run_program(to_three), 0); /* and armoured */
        load(&one, scratch("one"));
        load(&three, scratch("three"));
        decrypt_to(text_span(&one), &a, text_span(&plain));
        decrypt_to(text_span(&three), &a, text_span(&plain));
        decrypt_to(text_span(&three), &b, text_span(&plain));
        decrypt_to(text_span(&three), &c, text_span(&plain));
        armors_as_age_does(text_span(&three));
        assert_true(file_remove(scratch("one"), &e) && file_remove(scratch("three"), &e));
        text_free(&plain);
        text_free(&one);
        text_free(&three);
    }
}

/* The handover: the package's identity, encrypted to the recipient, is an identity file for
 * `age -i`. */
static void the_handover_opens_the_package(void **state)
{
    (void)state;
    if (age_is_absent()) {
        skip();
    }
    struct key package = new_key(), recipient = new_key();
    struct text key_file = {0};
    struct error e;
    encrypt(scratch("answers.age"), SPAN_LITERAL("control,answer\n7,0\n"),
            (const uint8_t(*)[X25519_SIZE]) & package.recipient, 1, 100);
    assert_true(text_addf(&key_file, &e, "%s\n", package.identity_text));
    encrypt(scratch("answers.key.age"), text_span(&key_file),
            (const uint8_t(*)[X25519_SIZE]) & recipient.recipient, 1, 100);
    save(scratch("mine"), span_of(recipient.identity_text));
    age_opens(scratch("answers.key.age"), scratch("mine"), text_span(&key_file));
    save(scratch("handed"), text_span(&key_file));
    age_opens(scratch("answers.age"), scratch("handed"), SPAN_LITERAL("control,answer\n7,0\n"));
    text_free(&key_file);
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
        cmocka_unit_test(writes_keys_as_age_does),
        cmocka_unit_test(refuses_text_that_is_no_key),
        cmocka_unit_test(refuses_a_low_order_recipient),
        cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(has_the_length_that_the_format_says),
        cmocka_unit_test(armors_in_lines_of_64),
        cmocka_unit_test(opens_with_several_identities),
        cmocka_unit_test(shows_the_name_only_when_the_file_is_whole),
        cmocka_unit_test(notices_every_altered_bit),
        cmocka_unit_test(notices_chunks_in_another_order),
        cmocka_unit_test(age_opens_what_we_write),
        cmocka_unit_test(we_open_what_age_writes),
        cmocka_unit_test(the_handover_opens_the_package),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
