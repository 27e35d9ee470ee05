#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base_testing.h"
#include "base/hash.h"
#include "base/text.h"

#include <cmocka.h>

static struct error e;

static void assert_text(struct text *t, const char *expected)
{
    assert_string_equal(t->at, expected);
    assert_int_equal(t->len, strlen(expected));
    text_clear(t);
}

static void grows_and_stays_terminated(void **state)
{
    (void)state;
    struct text t = {0};
    size_t n = 0;
    assert_int_equal(text_span(&t).len, 0);
    for (; n < 10000; n++) {
        assert_true(text_addc(&t, (char)('a' + n % 26), &e));
        assert_true(t.len == n + 1 && t.len < t.cap && t.at[t.len] == '\0');
    }
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(t.at[i], 'a' + i % 26);
    }
    text_clear(&t);
    assert_true(t.len == 0 && t.at[0] == '\0' && t.at[5] == '\0'); /* wiped */
    assert_true(text_add(&t, (struct span){"a\0b", 3}, &e) && t.len == 3);
    text_free(&t);
    assert_true(t.at == NULL && t.len == 0 && t.cap == 0);
    assert_true(text_adds(&t, "again", &e));
    assert_text(&t, "again");
    assert_true(text_addf(&t, &e, "%s-%05d-%c", "x", 42, 'y') && text_addf(&t, &e, "%s", ""));
    assert_text(&t, "x-00042-y");
    text_free(&t);
}

/* --- CSV --- */

static void quotes_csv_where_it_must(void **state)
{
    (void)state;
    static const struct {
        const char *field, *comma, *semicolon, *human;
    } table[] = {
        {"", "", "", ""},
        {"plain text", "plain text", "plain text", "plain text"},
        {"a,b", "\"a,b\"", "a,b", "\"a,b\""},
        {"a;b", "a;b", "\"a;b\"", "a;b"},
        {"a\"b", "\"a\"\"b\"", "\"a\"\"b\"", "\"a\"\"b\""},
        {"\"", "\"\"\"\"", "\"\"\"\"", "\"\"\"\""},
        {"a\nb", "\"a\nb\"", "\"a\nb\"", "\"a\nb\""},
        {"a\rb", "\"a\rb\"", "\"a\rb\"", "\"a\rb\""},
        {" a", "\" a\"", "\" a\"", "\" a\""},
        {"a ", "\"a \"", "\"a \"", "\"a \""},
        {"=1+2", "=1+2", "=1+2", "'=1+2"},
        {"+1", "+1", "+1", "'+1"},
        {"-1", "-1", "-1", "'-1"},
        {"@SUM(A1)", "@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "\tx", "\tx", "'\tx"},
        {"\rx", "\"\rx\"", "\"\rx\"", "\"'\rx\""},
        {"=A1,\"x\"", "\"=A1,\"\"x\"\"\"", "\"=A1,\"\"x\"\"\"", "\"'=A1,\"\"x\"\"\""},
        {"1-2", "1-2", "1-2", "1-2"},
    };
    struct text t = {0};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct span field = span_of(table[i].field);
        assert_true(text_adds(&t, "", &e) && text_add_csv(&t, field, ',', &e));
        assert_text(&t, table[i].comma);
        assert_true(text_add_csv(&t, field, ';', &e));
        assert_text(&t, table[i].semicolon);
        assert_true(text_add_csv_human(&t, field, ',', &e));
        assert_text(&t, table[i].human);
    }
    text_free(&t);
}

/* A reader of RFC 4180 as plain as can be: takes one field off, false at the end. */
static bool read_field(const char **at, const char *end, struct text *out)
{
    text_clear(out);
    if (*at >= end) {
        return false;
    }
    bool quoted = **at == '"';
    *at += quoted;
    for (; *at < end; ++*at) {
        if (quoted && (*at)[0] == '"') {
            if (*at + 1 >= end || (*at)[1] != '"') {
                ++*at;
                break;
            }
            ++*at;
        } else if (!quoted && (**at == ',' || **at == '\n')) {
            break;
        }
        assert_true(text_addc(out, **at, &e));
    }
    assert_true(*at < end && (**at == ',' || **at == '\n'));
    ++*at;
    return true;
}

static void round_trip(struct span fields[], size_t n)
{
    struct text csv = {0}, field = {0};
    for (size_t i = 0; i < n; i++) {
        assert_true(text_add_csv(&csv, fields[i], ',', &e) &&
                    text_addc(&csv, i % 7 == 6 ? '\n' : ',', &e));
    }
    const char *at = csv.at;
    for (size_t i = 0; i < n; i++) {
        assert_true(read_field(&at, csv.at + csv.len, &field));
        assert_true(span_equal(text_span(&field), fields[i]));
    }
    assert_true(at == csv.at + csv.len);
    text_free(&csv);
    text_free(&field);
}

static void brings_random_fields_back(void **state)
{
    (void)state;
    enum { FIELDS = 3000 };
    static char bytes[FIELDS][8];
    static struct span fields[FIELDS];
    for (uint64_t i = 0; i < FIELDS; i++) {
        uint64_t h = hash_word(i + 1);
        for (int k = 0; k < 8; k++) {
            bytes[i][k] = ",\"\n\r a=;"[h >> (4 * k) & 7];
        }
        fields[i] = (struct span){bytes[i], h >> 60 & 7};
    }
    round_trip(fields, FIELDS);
}

static void brings_naughty_strings_back(void **state)
{
    (void)state;
    const char *shared = getenv("SHARED");
    char path[4096];
    struct text file = {0};
    (void)snprintf(path, sizeof path, "%s/vectors/strings/blns.txt",
                   shared == NULL ? "" : shared);
    if (shared == NULL || !peek(path, &file)) {
        print_message("skipped: $SHARED/vectors/strings is absent\n");
        skip();
    }
    static struct span fields[2000];
    size_t n = 0;
    struct span rest = text_span(&file);
    while (n < 2000 && span_cut(&rest, '\n', &fields[n])) {
        n++;
    }
    assert_true(n > 500 && n < 2000);
    round_trip(fields, n);
    struct text human = {0};
    for (size_t i = 0; i < n;
         i++) { /* no cell begins a formula, inside its quotes or without */
        text_clear(&human);
        assert_true(text_add_csv_human(&human, fields[i], ',', &e));
        const char *first = human.at;
        first += human.len > 1 && *first == '"';
        assert_true(human.len == 0 || memchr("=+-@\t\r", *first, 6) == NULL);
    }
    text_free(&human);
    text_free(&file);
}

/* --- HTML, counts --- */

static void escapes_html(void **state)
{
    (void)state;
    struct text t = {0};
    assert_true(
        text_add_html(&t, SPAN_LITERAL("<a href=\"x\" o='y'>&amp;</a>\n\t\x01\r\x1b"), &e));
    assert_text(&t,
                "&lt;a href=&quot;x&quot; "
                "o=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;\n\t\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    assert_true(text_add_html(&t, SPAN_LITERAL("Mu\xc3\xb1oz"), &e));
    assert_text(&t, "Mu\xc3\xb1oz");
    text_free(&t);
}

static void separates_thousands(void **state)
{
    (void)state;
    static const struct {
        uint64_t n;
        const char *text;
    } table[] = {
        {0, "0"},          {999, "999"},           {1000, "1,000"},
        {47289, "47,289"}, {1280000, "1,280,000"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};
    struct text t = {0};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_true(text_add_count(&t, table[i].n, &e));
        assert_text(&t, table[i].text);
    }
    text_free(&t);
}

/* --- hex and base64 --- */

static void writes_and_reads_hex(void **state)
{
    (void)state;
    struct text t = {0};
    uint8_t all[256], back[256];
    for (int i = 0; i < 256; i++) {
        all[i] = (uint8_t)i;
    }
    assert_true(text_add_hex(&t, (const uint8_t *)"foobar", 6, &e)); /* RFC 4648 section 10 */
    assert_text(&t, "666f6f626172");
    assert_true(text_add_hex(&t, all, sizeof all, &e));
    assert_true(hex_decode(text_span(&t), back, sizeof back));
    assert_memory_equal(all, back, sizeof all);
    text_free(&t);
    assert_true(hex_decode(SPAN_LITERAL("666F6f626172"), back, 6) &&
                memcmp(back, "foobar", 6) == 0);
    static const char *const bad[] = {"6", "666", "66 6", "6g6f", "0x66", "66\n6", "66666"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(hex_decode(span_of(bad[i]), back, 2));
    }
    assert_true(hex_decode(span_of(""), back, 0));
}

/* RFC 4648 section 10. */
static void knows_the_vectors_of_rfc_4648(void **state)
{
    (void)state;
    static const struct {
        const char *plain, *padded, *raw;
    } table[] = {
        {"", "", ""},
        {"f", "Zg==", "Zg"},
        {"fo", "Zm8=", "Zm8"},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg==", "Zm9vYg"},
        {"fooba", "Zm9vYmE=", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    };
    struct text t = {0};
    uint8_t back[16];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t plain = strlen(table[i].plain);
        assert_true(text_add_base64(&t, (const uint8_t *)table[i].plain, plain, &e));
        assert_text(&t, table[i].padded);
        assert_true(text_add_base64_raw(&t, (const uint8_t *)table[i].plain, plain, &e));
        assert_text(&t, table[i].raw);
        size_t len = sizeof back;
        assert_true(base64_decode(span_of(table[i].padded), false, back, &len));
        assert_true(len == plain && memcmp(back, table[i].plain, plain) == 0);
        len = sizeof back;
        assert_true(base64_decode(span_of(table[i].raw), true, back, &len));
        assert_true(len == plain && memcmp(back, table[i].plain, plain) == 0);
    }
    text_free(&t);
}

static void refuses_base64_that_is_not_canonical(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool raw;
    } bad[] = {
        {"Zg", false},
        {"Zg=", false},
        {"Zh==", false},
        {"Zm9=", false},
        {"Zm9v=", false},
        {"Z===", false},
        {"====", false},
        {"=", false},
        {"Zg==Zg==", false},
        {"Zm 9v", false},
        {"Zm9v\n", false},
        {"Zm-_", false},
        {"Zg==", true},
        {"Z", true},
        {"Zh", true},
        {"Zm9", true},
        {"Zm9vZ", true},
        {"Zg=", true},
        {"\xff\xff\xff\xff", true},
    };
    uint8_t out[16];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t len = sizeof out;
        assert_false(base64_decode(span_of(bad[i].text), bad[i].raw, out, &len));
    }
    size_t len = sizeof out;
    assert_false(base64_decode((struct span){"Zm\0v", 4}, false, out, &len));
    len = 2; /* room for less */
    assert_false(base64_decode(span_of("Zm9v"), false, out, &len));
    len = 3;
    assert_true(base64_decode(span_of("Zm9v"), false, out, &len) && len == 3);
}

/* A text decodes exactly when encoding the result gives it back: every text of four characters
 * over an alphabet with the critical ones. */
static void decodes_one_text_for_each_value(void **state)
{
    (void)state;
    static const char alphabet[] = "AQgwBZ/+=\n-";
    enum { LETTERS = sizeof alphabet - 1 };
    struct text t = {0};
    for (int i = 0; i < LETTERS * LETTERS * LETTERS * LETTERS; i++) {
        char text[4];
        for (int k = 0, rest = i; k < 4; k++, rest /= LETTERS) {
            text[k] = alphabet[rest % LETTERS];
        }
        for (int raw = 0; raw < 2; raw++) {
            uint8_t out[3];
            size_t len = sizeof out;
            if (base64_decode((struct span){text, 4}, raw, out, &len)) {
                text_clear(&t);
                assert_true((raw ? text_add_base64_raw : text_add_base64)(&t, out, len, &e));
                assert_true(span_equal(text_span(&t), (struct span){text, 4}));
            }
        }
    }
    text_free(&t);
}

/* --- UTF-8 --- */

/* Decodes by arithmetic and encodes again (RFC 3629 section 3): valid when that gives the same
 * bytes. */
static bool is_utf8(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        unsigned c = p[i], more = c < 0x80       ? 0
                                  : c >> 5 == 6  ? 1
                                  : c >> 4 == 14 ? 2
                                  : c >> 3 == 30 ? 3
                                                 : 9;
        if (more == 9 || i + more >= n) {
            return false;
        }
        uint32_t v = more == 0 ? c : c & (0x3fu >> more);
        for (unsigned k = 1; k <= more; k++) {
            if (p[i + k] >> 6 != 2) {
                return false;
            }
            v = v << 6 | (p[i + k] & 0x3f);
        }
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (v < least[more] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff)) {
            return false;
        }
        i += more + 1;
    }
    return true;
}

static void knows_utf8_as_the_rfc_does(void **state)
{
    (void)state;
    unsigned char p[4];
    assert_true(utf8_valid((struct span){NULL, 0}));
    for (uint32_t i = 0; i < 1u << 24;
         i += i < 1u << 16 ? 1 : 251) { /* all pairs, many triples */
        p[0] = (unsigned char)i;
        p[1] = (unsigned char)(i >> 8);
        p[2] = (unsigned char)(i >> 16);
        size_t n = i < 1u << 16 ? 2 : 3;
        assert_int_equal(utf8_valid((struct span){(const char *)p, n}), is_utf8(p, n));
    }
    static const unsigned char edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0};
    for (unsigned first = 0xe0; first <= 0xff; first++) {
        for (size_t i = 0; i < 9 * 9 * 9; i++) {
            p[0] = (unsigned char)first;
            p[1] = edges[i % 9];
            p[2] = edges[i / 9 % 9];
            p[3] = edges[i / 81];
            for (size_t n = 1; n <= 4; n++) {
                assert_int_equal(utf8_valid((struct span){(const char *)p, n}), is_utf8(p, n));
            }
        }
    }
}

static void a_number_has_the_word_that_fits(void **state)
{
    (void)state;
    assert_string_equal(COUNTED(0, "row", "rows"), "0 rows");
    assert_string_equal(COUNTED(1, "entry", "entries"), "1 entry");
    assert_string_equal(COUNTED(2, "row", "rows"), "2 rows");
    assert_string_equal(COUNTED(UINT64_MAX, "row has", "rows have"), "18446744073709551615 rows have");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_the_word_that_fits),
        cmocka_unit_test(grows_and_stays_terminated),
        cmocka_unit_test(quotes_csv_where_it_must),
        cmocka_unit_test(brings_random_fields_back),
        cmocka_unit_test(brings_naughty_strings_back),
        cmocka_unit_test(escapes_html),
        cmocka_unit_test(separates_thousands),
        cmocka_unit_test(writes_and_reads_hex),
        cmocka_unit_test(knows_the_vectors_of_rfc_4648),
        cmocka_unit_test(refuses_base64_that_is_not_canonical),
        cmocka_unit_test(decodes_one_text_for_each_value),
        cmocka_unit_test(knows_utf8_as_the_rfc_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
