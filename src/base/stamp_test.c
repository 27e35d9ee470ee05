/* Requests for time stamps, and what is no answer. An authority that answers is tests/stamps.sh's. */
#include "base/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_request(void **state)
{
    struct text a = {0}, b = {0};
    struct error e = {0};
    struct sha256 hash;
    (void)state;
    assert_true(crypto_sha256(SPAN_LITERAL("x"), &hash, &e));
    assert_true(stamp_request(SPAN_LITERAL("x"), &a, &e) && stamp_request(SPAN_LITERAL("x"), &b, &e));
    assert_non_null(memmem(a.at, a.len, hash.at, sizeof hash.at));
    assert_false(span_equal(text_span(&a), text_span(&b))); /* the nonce */
    assert_memory_equal(a.at + a.len - 3, "\x01\x01\xff", 3);  /* certReq TRUE */
    text_free(&a);
    text_free(&b);
}

static void no_answers(void **state)
{
    static const struct span bad[] = {{"", 0}, {"x", 1}, {"\x30\x80", 2}, {"\x30\x03\x30\x01\x00", 5}};
    struct text request = {0};
    struct stamp s;
    struct error e = {0};
    (void)state;
    assert_true(stamp_request(SPAN_LITERAL("x"), &request, &e));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct error){0};
        assert_false(stamp_read(bad[i], &s, &e));
        assert_string_equal(e.code, "stamp.form");
        assert_int_equal(e.category, ERROR_VERIFY);
        assert_false(stamp_answers(bad[i], text_span(&request), &e));
        assert_false(stamp_trusted(bad[i], SPAN_LITERAL("x"), "/dev/null", &e));
    }
    /* PKIStatus 2: rejection, without a token */
    e = (struct error){0};
    assert_false(stamp_read(SPAN_LITERAL("\x30\x05\x30\x03\x02\x01\x02"), &s, &e));
    assert_string_equal(e.code, "stamp.refused");
    e = (struct error){0};
    assert_false(stamp_read(text_span(&request), &s, &e));
    text_free(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_request), cmocka_unit_test(no_answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
