#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "bech32.h"

#include "base/hash.h"

#include <cmocka.h> /* last: it defines fail() */

/* BIP 173, "Test vectors": valid strings whose data part is empty. */
static void knows_the_vectors_of_bip_173(void **state)
{
    (void)state;
    uint8_t none;
    assert_true(bech32_decode(span_of("a12uel5l"), "a", &none, 0));
    assert_true(bech32_decode(span_of("A12UEL5L"), "A", &none, 0));
    assert_true(bech32_decode(
        span_of("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcluded"
                "charactersbio1tt5tgs"),
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcluded"
        "charactersbio",
        &none, 0));
    char out[100];
    assert_true(bech32_encode("a", &none, 0, out, sizeof out));
    assert_string_equal(out, "a12uel5l");
}

/* The groups 0 .. 31 in order are 20 bytes; the text is from BIP 173. */
static void decodes_every_group(void **state)
{
    (void)state;
    const char *text = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";
    uint8_t data[20], expected[20] = {0};
    for (unsigned group = 0; group < 32; group++) {
        for (unsigned bit = 0; bit < 5; bit++) {
            unsigned at = group * 5 + bit;
            expected[at / 8] |= (uint8_t)((group >> (4 - bit) & 1) << (7 - at % 8));
        }
    }
    assert_true(bech32_decode(span_of(text), "abcdef", data, sizeof data));
    assert_memory_equal(data, expected, sizeof data);
    char out[100];
    assert_true(bech32_encode("abcdef", data, sizeof data, out, sizeof out));
    assert_string_equal(out, text);
}

static void refuses_what_is_not_bech32(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hrp;
    } bad[] = {
        {"A12uEL5L", "A"}, {"A12uEL5L", "a"}, {"a12UEL5L", "a"}, {"a12uel5l", "A"},
        {"a12uel5m", "a"}, {"b12uel5l", "b"}, {"a12uel5", "a"},  {"a12uel5ll", "a"},
        {"a22uel5l", "a"}, {"", "a"},         {"a", "a"},        {"a1", "a"},
        {"a12uel5b", "a"}, {"A1G7SGD8", "A"}, {"1qzzfhee", "a"}, {"a12uel\x80l", "a"},
    };
    uint8_t none;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(bech32_decode(span_of(bad[i].text), bad[i].hrp, &none, 0));
    }
    char out[100];
    uint8_t zero[60] = {0};
    assert_false(
        bech32_encode("a", zero, sizeof zero, out, sizeof out)); /* over 90 characters */
    assert_false(bech32_encode("a", zero, 1, out, 9));           /* "a1" + 2 + 6 and the zero */
    assert_false(bech32_encode("a", zero, 1, out, 10));
    assert_true(bech32_encode("a", zero, 1, out, 11));
}

/* The checksum as BIP 173 writes it down in Python, over 5-bit values. */
static uint32_t polymod(const uint8_t *values, size_t n)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    uint32_t check = 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t top = check >> 25;
        check = (check & 0x1ffffff) << 5 ^ values[i];
        for (int k = 0; k < 5; k++) {
            check ^= (top >> k) & 1 ? generator[k] : 0;
        }
    }
    return check;
}

/* 32 bytes are 51 groups and one bit: the four bits behind it must be zero, also under a good
 * checksum. */
static void refuses_padding_that_is_not_zero(void **state)
{
    (void)state;
    static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    for (uint8_t last = 0; last < 32; last++) {
        /* "age" expanded, 51 zero groups, the last one, room for the checksum */
        uint8_t values[7 + 52 + 6] = {3, 3, 3, 0, 'a' & 31, 'g' & 31, 'e' & 31}, back[32];
        char text[100] = "age1";
        values[7 + 51] = last;
        uint32_t check = polymod(values, sizeof values) ^ 1;
        for (int i = 0; i < 6; i++) {
            values[7 + 52 + i] = check >> (5 * (5 - i)) & 31;
        }
        for (int i = 0; i < 58; i++) {
            text[4 + i] = charset[values[7 + i]];
        }
        bool zero_padding = (last & 15) == 0;
        assert_int_equal(bech32_decode(span_of(text), "age", back, sizeof back), zero_padding);
        assert_true(!zero_padding || back[31] == last >> 4);
    }
}

/* Up to four wrong characters are always found. */
static void finds_every_small_error(void **state)
{
    (void)state;
    static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    uint8_t data[32], back[32];
    char text[100];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)hash_word(i + 7);
    }
    assert_true(bech32_encode("age", data, sizeof data, text, sizeof text));
    assert_int_equal(strlen(text), 62);
    assert_true(bech32_decode(span_of(text), "age", back, sizeof back));
    assert_memory_equal(back, data, sizeof data);
    for (uint64_t round = 0; round < 20000; round++) {
        char other[100];
        memcpy(other, text, sizeof other);
        for (uint64_t k = 0; k <= round % 4; k++) {
            uint64_t h = hash_word(round * 8 + k + 1);
            other[4 + h % 58] = charset[h >> 32 & 31];
        }
        assert_true(strcmp(other, text) == 0 ||
                    !bech32_decode(span_of(other), "age", back, sizeof back));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_vectors_of_bip_173),
        cmocka_unit_test(decodes_every_group),
        cmocka_unit_test(refuses_what_is_not_bech32),
        cmocka_unit_test(refuses_padding_that_is_not_zero),
        cmocka_unit_test(finds_every_small_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
