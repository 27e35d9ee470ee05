/* Signed notes and checkpoints: the example of Go's sumdb/note, and everything that is no note. */
#include "ledger_testing.h"

/* golang.org/x/mod/sumdb/note, package documentation: key and note of PeterNeumann. */
#define PETER      "PeterNeumann"
#define PETER_VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_TEXT                                                                             \
    "If you think cryptography is the answer to your problem,\n"                               \
    "then you don't know what your problem is.\n"
#define PETER_LINE                                                                             \
    "\xE2\x80\x94 PeterNeumann "                                                               \
    "x08go/ZJkuBS9UG/"                                                                         \
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnA"               \
    "M=\n"

static void key_of(const char *vkey, char name[256], uint8_t public_key[ED25519_PUBLIC])
{
    DO(note_parse_vkey(span_of(vkey), name, 256, public_key, &e));
}

static void foreign_note(void **state)
{
    uint8_t public_key[ED25519_PUBLIC];
    char name[256];
    struct span body;
    struct text vkey = {0};
    (void)state;
    key_of(PETER_VKEY, name, public_key);
    assert_string_equal(name, PETER);
    DO(note_vkey(&vkey, name, public_key, &e));
    assert_string_equal(vkey.at, PETER_VKEY);
    DO(note_open(SPAN_LITERAL(PETER_TEXT "\n" PETER_LINE), name, public_key, &body, &e));
    assert_true(span_is(body, PETER_TEXT));
    text_free(&vkey);
}

struct ours {
    uint8_t public_key[ED25519_PUBLIC];
    struct text note;
};

static struct ours make(const char *body)
{
    struct ours o = {0};
    DO(ed25519_public(test_secret, o.public_key, &e));
    DO(note_sign(&o.note, span_of(body), TEST_NAME, test_secret, &e));
    return o;
}

static void round_trip(void **state)
{
    static const char *const bodies[] = {"a\n", "a\n\nb\n", "\n", "\xE2\x80\x94 a b\n",
                                         "a\n\n\xE2\x80\x94 x AAAA\n"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct ours o = make(bodies[i]);
        struct span body;
        DO(note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
        assert_true(span_is(body, bodies[i]));
        text_free(&o.note);
    }
}

/* Each single bit of a note turned over makes it no longer ours. */
static void every_bit_counts(void **state)
{
    struct ours o = make("example.org\n12\nabc\n");
    (void)state;
    for (size_t i = 0; i < o.note.len * 8; i++) {
        struct error e = {0};
        struct span body;
        o.note.at[i / 8] ^= (char)(1 << i % 8);
        assert_false(note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        o.note.at[i / 8] ^= (char)(1 << i % 8);
    }
    for (size_t n = 0; n < o.note.len; n++) {
        struct error e = {0};
        struct span body;
        assert_false(
            note_open((struct span){o.note.at, n}, TEST_NAME, o.public_key, &body, &e));
    }
    text_free(&o.note);
}

/* Witnesses add lines; a malformed one spoils the note, a stranger's does not. */
static void further_signatures(void **state)
{
    static const struct {
        const char *line, *code; /* NULL: fine */
    } cases[] = {
        {PETER_LINE, NULL},
        {"\xE2\x80\x94 witness.example AAAAAAA=\n", NULL},
        {"\xE2\x80\x94 witness.example AAAAAA==\n",
         "note.form"}, /* nothing behind the key hash */
        {"\xE2\x80\x94 witness.example AAAAAAA\n", "note.form"},
        {"\xE2\x80\x94 witness.example \n", "note.form"},
        {"\xE2\x80\x94 witness.example\n", "note.form"},
        {"\xE2\x80\x94 wit+ness AAAAAAA=\n", "note.form"},
        {"\xE2\x80\x94  AAAAAAA=\n", "note.form"},
        {"\xE2\x80\x94 wit\xC2\xA0ness AAAAAAA=\n", "note.form"},
        {"- witness.example AAAAAAA=\n", "note.form"},
        {"\xE2\x80\x94 witness.example AAAAAAA= \n", "note.form"},
        {"\xE2\x80\x94 witness.example AAAAAAA=", "note.form"},
        {"\n", "note.form"},
        {"\xE2\x80\x94 \xFF AAAAAAA=\n", "note.form"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ours o = make("a\n");
        struct span body;
        DO(text_adds(&o.note, cases[i].line, &e));
        if (cases[i].code == NULL) {
            DO(note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
            assert_true(span_is(body, "a\n"));
        } else {
            REFUSED(cases[i].code,
                    note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
        }
        text_free(&o.note);
    }
}

/* A bad signature of the asked key is not outweighed by a good one. */
static void bad_beside_good(void **state)
{
    struct ours o = make("a\n"), other = make("b\n");
    struct span body, line = text_span(&other.note);
    (void)state;
    line = (struct span){line.at + 3, line.len - 3};
    DO(text_add(&o.note, line, &e));
    REFUSED("note.signature",
            note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
    text_free(&o.note);
    text_free(&other.note);
}

static void too_many_signatures(void **state)
{
    struct ours o = make("a\n");
    struct span body;
    (void)state;
    for (int i = 1; i < 100; i++) {
        DO(text_adds(&o.note, PETER_LINE, &e));
    }
    DO(note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
    DO(text_adds(&o.note, PETER_LINE, &e));
    REFUSED("note.form", note_open(text_span(&o.note), TEST_NAME, o.public_key, &body, &e));
    text_free(&o.note);
}

static void unfit_bodies_and_names(void **state)
{
    static const char *const names[] = {"",     "a b", "a+b", "a\tb", "a\xE3\x80\x80z",
                                        "\xFF", "a\n"};
    struct text out = {0};
    (void)state;
    REFUSED("note.body", note_sign(&out, SPAN_LITERAL(""), "a", test_secret, &e));
    REFUSED("note.body", note_sign(&out, SPAN_LITERAL("a"), "a", test_secret, &e));
    REFUSED("note.body", note_sign(&out, SPAN_LITERAL("a\r\n"), "a", test_secret, &e));
    REFUSED("note.body", note_sign(&out, SPAN_LITERAL("\xC0\x80\n"), "a", test_secret, &e));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        REFUSED("note.name", note_sign(&out, SPAN_LITERAL("a\n"), names[i], test_secret, &e));
        REFUSED("note.name", note_vkey(&out, names[i], test_secret, &e));
    }
    text_free(&out);
}

static void bad_vkeys(void **state)
{
    static const char *const keys[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a3+",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* upper case */
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* hash */
        "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* name */
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX", /* key */
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* algorithm 2 */
        "PeterNeumann+c74f20+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",   /* short hash */
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", /* trailing */
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    };
    uint8_t public_key[ED25519_PUBLIC];
    char name[256], tight[12];
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        REFUSED("note.vkey",
                note_parse_vkey(span_of(keys[i]), name, sizeof name, public_key, &e));
    }
    REFUSED("note.vkey",
            note_parse_vkey(span_of(PETER_VKEY), tight, sizeof tight, public_key, &e));
}

/* --- checkpoints --- */

/* The example of the C2SP tlog-checkpoint page's form, with an extension line. */
static void checkpoint_round_trip(void **state)
{
    static const char text[] =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    struct checkpoint c;
    struct text out = {0};
    (void)state;
    DO(checkpoint_parse(span_of(text), &c, &e));
    assert_string_equal(c.origin, "example.com/behind-the-sofa");
    assert_int_equal(c.size, 20852163);
    assert_int_equal(c.root.at[0], 0x0A);
    assert_int_equal(c.root.at[31], 0x62);
    DO(checkpoint_format(&out, &c, &e));
    assert_string_equal(out.at, text);
    DO(text_adds(&out, "an extension\n", &e));
    DO(checkpoint_parse(text_span(&out), &c, &e));
    text_free(&out);
}

static void bad_checkpoints(void **state)
{
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static const char *const bodies[] = {
        "",
        "\n",
        "a\n",
        "a\n1\n",
        "a\n1\n" ROOT,
        "\n1\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n+1\n" ROOT "\n",
        "a\n1 \n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n0x1\n" ROOT "\n",
        "a\n99999999999999999999\n" ROOT "\n",
        "a\n1\n" ROOT " \n",
        "a\n1\n" ROOT "=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", /* stray bits */
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", /* 31 bytes */
        "a\n1\n" ROOT "\n\n",
        "a\n1\n" ROOT "\nx\n\ny\n",
    };
    struct checkpoint c;
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct error e = {0};
        if (checkpoint_parse(span_of(bodies[i]), &c, &e)) {
            fail_msg("accepted: case %zu", i);
        }
        assert_string_equal(e.code, "checkpoint.form");
        assert_int_equal(e.category, ERROR_VERIFY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_note),           cmocka_unit_test(round_trip),
        cmocka_unit_test(every_bit_counts),       cmocka_unit_test(further_signatures),
        cmocka_unit_test(bad_beside_good),        cmocka_unit_test(too_many_signatures),
        cmocka_unit_test(unfit_bodies_and_names), cmocka_unit_test(bad_vkeys),
        cmocka_unit_test(checkpoint_round_trip),  cmocka_unit_test(bad_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
