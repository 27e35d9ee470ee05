#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

static bool say(struct error *e, int n)
{
    return fail(e, ERROR_INPUT, "csv.quote", "row %d", n);
}

static bool say_errno(struct error *e)
{
    errno = ENOENT;
    return fail_errno(e, "file.open", "cannot open %s", "x");
}

/* A macro of cmocka.h is also called fail. */
#include <cmocka.h>

static void fills_and_answers_false(void **state)
{
    (void)state;
    struct error e = {.hint = "old"};
    assert_false(say(&e, 7));
    assert_int_equal(e.category, ERROR_INPUT);
    assert_string_equal(e.code, "csv.quote");
    assert_string_equal(e.text, "row 7");
    assert_string_equal(e.hint, "");
    error_hint(&e, "close the %s", "quote");
    assert_string_equal(e.hint, "close the quote");
    error_context(&e, "file %d", 3);
    assert_string_equal(e.text, "file 3: row 7");
    assert_string_equal(e.code, "csv.quote");
    error_clear(&e);
    assert_int_equal(e.category, ERROR_NONE);
    assert_true(e.code[0] == '\0' && e.text[0] == '\0' && e.hint[0] == '\0');
}

static void names_the_failed_call(void **state)
{
    (void)state;
    struct error e;
    assert_false(say_errno(&e));
    assert_int_equal(e.category, ERROR_FAILED);
    assert_string_equal(e.text, "cannot open x: No such file or directory");
}

static void cuts_what_is_too_long(void **state)
{
    (void)state;
    struct error e;
    assert_false(say(&e, 1));
    for (int i = 0; i < 200; i++) {
        error_context(&e, "a context of some length");
        assert_true(memchr(e.text, '\0', sizeof e.text) != NULL);
    }
    assert_int_equal(strncmp(e.text, "a context of some length: a context", 35), 0);
    char lengthy[2000];
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    error_context(&e, "%s", lengthy);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    error_hint(&e, "%s", lengthy);
    assert_int_equal(strlen(e.hint), sizeof e.hint - 1);
}

/* DESIGN section 9. */
static void maps_a_category_to_a_status(void **state)
{
    (void)state;
    static const struct {
        enum error_category category;
        int status;
        const char *name;
    } table[] = {
        {ERROR_NONE, 0, "none"},
        {ERROR_FAILED, 1, "failed"},
        {ERROR_USAGE, 2, "usage"},
        {ERROR_INPUT, 1, "input"},
        {ERROR_HELD, 4, "held"},
        {ERROR_SIGNATURE, 5, "signature"},
        {ERROR_VERIFY, 6, "verify"},
        {ERROR_STALE, 7, "stale"},
        {ERROR_INTERRUPTED, 130, "interrupted"},
    };
    assert_int_equal(sizeof table / sizeof *table, ERROR_CATEGORIES);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(error_exit_status(table[i].category), table[i].status);
        assert_string_equal(error_category_name(table[i].category), table[i].name);
    }
    assert_int_equal(error_exit_status(ERROR_CATEGORIES), 1);
    assert_string_equal(error_category_name(ERROR_CATEGORIES), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_and_answers_false),
        cmocka_unit_test(names_the_failed_call),
        cmocka_unit_test(cuts_what_is_too_long),
        cmocka_unit_test(maps_a_category_to_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
