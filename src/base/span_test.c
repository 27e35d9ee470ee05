#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/span.h"

#include <cmocka.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void compares_bytewise(void **state)
{
    (void)state;
    static const char *const rising[] = {"",   "A",    "AB",   "B",    "a",
                                         "ab", "\x7f", "\x80", "\xff", "\xff\xff"};
    enum { COUNT = sizeof rising / sizeof *rising };
    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < COUNT; k++) {
            struct span a = span_of(rising[i]), b = span_of(rising[k]);
            assert_int_equal(sign(span_compare(a, b)), sign(i - k));
            assert_int_equal(span_equal(a, b), i == k);
            assert_int_equal(span_is(a, rising[k]), i == k);
        }
    }
    struct span none = {NULL, 0};
    assert_true(span_equal(none, span_of("")) && span_equal(span_of(NULL), none));
    assert_int_equal(span_compare(none, none), 0);
    assert_false(span_equal((struct span){"a\0b", 3}, (struct span){"a\0c", 3}));
}

static void folds_ascii_alone(void **state)
{
    (void)state;
    assert_true(span_equal_nocase(span_of("Proviso@[`{Z"), span_of("pROVISO@[`{z")));
    assert_false(span_equal_nocase(span_of("@"), span_of("`")));
    assert_false(span_equal_nocase(span_of("["), span_of("{")));
    assert_false(
        span_equal_nocase(span_of("\xc3\x84"), span_of("\xc3\xa4"))); /* A and a umlaut */
    assert_false(span_equal_nocase(span_of("a"), span_of("aa")));
    assert_true(span_equal_nocase((struct span){NULL, 0}, span_of("")));
}

static void trims_ascii_white_space(void **state)
{
    (void)state;
    assert_true(span_is(span_trim(span_of(" \t\r\n\v\f a b \n")), "a b"));
    assert_int_equal(span_trim(span_of(" \n ")).len, 0);
    assert_int_equal(span_trim((struct span){NULL, 0}).len, 0);
    assert_true(span_is(span_trim(span_of("\xc2\xa0")), "\xc2\xa0"));
}

static void knows_how_it_starts(void **state)
{
    (void)state;
    assert_true(span_starts(span_of("age1x"), "age1"));
    assert_true(span_starts(span_of("age1"), "age1"));
    assert_false(span_starts(span_of("age"), "age1"));
    assert_true(span_starts((struct span){NULL, 0}, ""));
    assert_false(span_starts((struct span){NULL, 0}, "a"));
}

/* Joining the parts gives the text again. */
static void cuts_into_parts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t parts;
        const char *last;
    } table[] = {{"", 1, ""}, {"a", 1, "a"}, {"a,b", 2, "b"}, {",", 2, ""}, {"a,,b,", 4, ""}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct span rest = span_of(table[i].text), part = {0};
        char joined[16] = "";
        size_t n = 0, len = 0;
        for (; span_cut(&rest, ',', &part); n++) {
            if (n > 0) {
                joined[len++] = ',';
            }
            memcpy(joined + len, part.at, part.len);
            len += part.len;
        }
        assert_int_equal(n, table[i].parts);
        assert_true(span_is(part, table[i].last));
        assert_true(span_is((struct span){joined, len}, table[i].text));
        assert_null(rest.at);
    }
    struct span none = {NULL, 0}, part;
    assert_false(span_cut(&none, ',', &part));
}

static void reads_decimal_numbers(void **state)
{
    (void)state;
    uint64_t n = 0;
    assert_true(span_number(span_of("0"), &n) && n == 0);
    assert_true(span_number(span_of("007"), &n) && n == 7);
    assert_true(span_number(span_of("999999999999999999"), &n) && n == 999999999999999999u);
    static const char *const bad[] = {
        "", "1000000000000000000", "-1", "+1", " 1", "1 ", "0x1", "1.0", "\xd9\xa1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(span_number(span_of(bad[i]), &n));
    }
    assert_false(span_number((struct span){"1\0", 2}, &n));
}

/* The recursive definition, for small texts. */
static unsigned by_definition(struct span a, struct span b)
{
    if (a.len == 0 || b.len == 0) {
        return (unsigned)(a.len + b.len);
    }
    struct span ta = {a.at, a.len - 1}, tb = {b.at, b.len - 1};
    unsigned d = by_definition(ta, tb) + (a.at[a.len - 1] != b.at[b.len - 1]);
    unsigned left = by_definition(ta, b) + 1, right = by_definition(a, tb) + 1;
    d = left < d ? left : d;
    d = right < d ? right : d;
    if (a.len > 1 && b.len > 1 && a.at[a.len - 1] == b.at[b.len - 2] &&
        a.at[a.len - 2] == b.at[b.len - 1]) {
        unsigned swapped =
            by_definition((struct span){a.at, a.len - 2}, (struct span){b.at, b.len - 2}) + 1;
        d = swapped < d ? swapped : d;
    }
    return d;
}

static void counts_edits(void **state)
{
    (void)state;
    static const char *const words[] = {"", "a", "ab", "ba", "abc", "acb", "bca", "abab", "baba", "ca"};
    enum { COUNT = sizeof words / sizeof *words };
    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < COUNT; k++) {
            unsigned d = by_definition(span_of(words[i]), span_of(words[k]));
            assert_int_equal(span_distance(span_of(words[i]), span_of(words[k]), 9), d);
            assert_int_equal(span_distance(span_of(words[i]), span_of(words[k]), 1), d > 1 ? 2 : d);
        }
    }
    char longer[100];
    memset(longer, 'x', sizeof longer);
    struct span a = {longer, 64}, b = {longer, 63};
    assert_int_equal(span_distance(a, a, 3), 0);
    assert_int_equal(span_distance(a, b, 3), 4); /* too long to look at */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_bytewise),       cmocka_unit_test(folds_ascii_alone),
        cmocka_unit_test(trims_ascii_white_space), cmocka_unit_test(knows_how_it_starts),
        cmocka_unit_test(cuts_into_parts),         cmocka_unit_test(reads_decimal_numbers),
        cmocka_unit_test(counts_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
