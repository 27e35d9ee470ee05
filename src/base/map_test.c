#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"

#include <cmocka.h>

/* Against an array that is indexed by the key. */
static void holds_what_an_array_would(void **state)
{
    (void)state;
    enum { KEYS = 5000, STEPS = 60000 };
    static uint64_t value[KEYS];
    static bool there[KEYS];
    struct map *map = NULL;
    struct error e;
    size_t count = 0;
    assert_true(map_new(&map, &e) && map_reserve(map, KEYS / 7, &e) && map_reserve(map, 3, &e));
    for (uint64_t step = 0; step < STEPS; step++) {
        uint64_t h = hash_word(step + 1);
        size_t i = h % KEYS;
        uint64_t key =
            i % 3 == 0 ? i << 52 : i; /* also keys that differ in their highest bits alone */
        bool fresh;
        const uint64_t *found = map_find(map, key);
        assert_int_equal(found != NULL, there[i]);
        uint64_t *at = map_at(map, key, &fresh, &e);
        assert_non_null(at);
        assert_int_equal(fresh, !there[i]);
        assert_int_equal(*at, value[i]);
        count += !there[i];
        there[i] = true;
        *at = value[i] = h;
        assert_int_equal(map_count(map), count);
    }
    assert_true(map_at(map, 0, NULL, &e) != NULL && map_at(map, UINT64_MAX, NULL, &e) != NULL);
    map_free(map);
    map_free(NULL);
}

static void numbers_strings_as_they_come(void **state)
{
    (void)state;
    enum { STRINGS = 20000 };
    struct dictionary *d = NULL;
    struct error e;
    assert_true(dictionary_new(&d, &e));
    uint32_t id;
    assert_false(dictionary_find(d, SPAN_LITERAL("x"), &id));
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < STRINGS; i++) {
            char text[32];
            int n = snprintf(text, sizeof text, "street %u", i);
            assert_true(dictionary_add(d, (struct span){text, (size_t)n}, &id, &e));
            assert_int_equal(id, i);
            memset(text, 'x', sizeof text); /* it keeps a copy of its own */
        }
        assert_int_equal(dictionary_count(d), STRINGS);
    }
    assert_true(span_is(dictionary_text(d, 0), "street 0") &&
                span_is(dictionary_text(d, 19999), "street 19999"));
    assert_true(dictionary_find(d, SPAN_LITERAL("street 777"), &id) && id == 777);
    assert_false(dictionary_find(d, SPAN_LITERAL("street 20000"), &id));
    dictionary_free(d);
    dictionary_free(NULL);
}

static void tells_odd_strings_apart(void **state)
{
    (void)state;
    const struct span strings[] = {{NULL, 0}, {"\0", 1},  {"\0\0", 2},
                                   {"a", 1},  {"a\0", 2}, {"a\0b", 3}};
    enum { COUNT = sizeof strings / sizeof *strings };
    struct dictionary *d = NULL;
    struct error e;
    assert_true(dictionary_new(&d, &e));
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t id;
        assert_true(dictionary_add(d, strings[i], &id, &e));
        assert_int_equal(id, i);
        assert_true(span_equal(dictionary_text(d, id), strings[i]));
    }
    dictionary_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_what_an_array_would),
        cmocka_unit_test(numbers_strings_as_they_come),
        cmocka_unit_test(tells_odd_strings_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
