#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

#include <cmocka.h>

static void gives_zeroed_bytes(void **state)
{
    (void)state;
    struct error e;
    for (size_t n = 0; n < 5000; n += 611) {
        unsigned char *p = memory_new(n, 3, &e);
        assert_non_null(p);
        for (size_t i = 0; i < n * 3; i++) {
            assert_int_equal(p[i], 0);
        }
        memory_free(p);
    }
    memory_free(NULL);
}

static void refuses_products_that_overflow(void **state)
{
    (void)state;
    struct error e = {0};
    assert_null(memory_new(SIZE_MAX / 2 + 1, 2, &e));
    assert_int_equal(e.category, ERROR_FAILED);
    assert_string_equal(e.code, "memory");
    char *p = memory_new(1, 4, &e);
    assert_non_null(p);
    memcpy(p, "old", 4);
    assert_null(memory_resize(p, SIZE_MAX, SIZE_MAX, &e));
    assert_string_equal(p, "old"); /* untouched */
    memory_free(p);
}

static void resizes_and_keeps(void **state)
{
    (void)state;
    struct error e;
    char *p = memory_resize(NULL, 6, 1, &e);
    assert_non_null(p);
    memcpy(p, "hello", 6);
    p = memory_resize(p, 100000, 1, &e);
    assert_non_null(p);
    assert_string_equal(p, "hello");
    p = memory_resize(p, 0, 1, &e);
    assert_non_null(p); /* at least one byte, not freed */
    memory_free(p);
    char *copy = memory_string("text", &e);
    assert_string_equal(copy, "text");
    memory_free(copy);
}

static void grows_by_doubling(void **state)
{
    (void)state;
    struct error e;
    uint32_t *at = NULL;
    size_t cap = 0, grown = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = cap;
        assert_true(memory_grow((void **)&at, &cap, i, sizeof *at, &e));
        assert_true(cap > i);
        grown += cap != before;
        at[i] = i;
    }
    assert_true(grown < 20);
    for (uint32_t i = 0; i < 100000; i++) {
        assert_int_equal(at[i], i);
    }
    memory_free(at);
}

static void wipes(void **state)
{
    (void)state;
    char secret[] = "secret", zero[sizeof secret] = {0};
    memory_wipe(secret, sizeof secret);
    assert_memory_equal(secret, zero, sizeof secret);
    memory_wipe(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_bytes),
        cmocka_unit_test(refuses_products_that_overflow),
        cmocka_unit_test(resizes_and_keeps),
        cmocka_unit_test(grows_by_doubling),
        cmocka_unit_test(wipes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
