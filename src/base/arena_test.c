#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

#include <cmocka.h>

static struct arena *new_arena(size_t chunk)
{
    struct arena *arena = NULL;
    struct error e;
    assert_true(arena_new(&arena, chunk, &e));
    return arena;
}

/* Blocks are aligned, zeroed, do not overlap, and keep what was written, over many chunks and
 * resets. */
static void hands_out_blocks_of_their_own(void **state)
{
    (void)state;
    enum { BLOCKS = 2000 };
    static unsigned char *at[BLOCKS];
    static size_t len[BLOCKS];
    struct arena *arena = new_arena(1000);
    struct error e;
    for (int round = 0; round < 3; round++) {
        size_t sum = 0;
        for (size_t i = 0; i < BLOCKS; i++) {
            len[i] = hash_word(i + 1) % (i % 50 == 0 ? 5000 : 100);
            at[i] = arena_alloc(arena, len[i], &e);
            assert_non_null(at[i]);
            assert_int_equal((uintptr_t)at[i] % 16, 0);
            for (size_t k = 0; k < len[i]; k++) {
                assert_int_equal(at[i][k], 0);
            }
            memset(at[i], (int)(i % 255 + 1), len[i]);
            sum += (len[i] + 15) / 16 * 16;
        }
        assert_int_equal(arena_used(arena), sum);
        for (size_t i = 0; i < BLOCKS; i++) {
            for (size_t k = 0; k < len[i]; k++) {
                assert_int_equal(at[i][k], i % 255 + 1);
            }
        }
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void wipes_at_reset_and_keeps_the_memory(void **state)
{
    (void)state;
    struct arena *arena = new_arena(0);
    struct error e;
    char *secret = arena_copy(arena, SPAN_LITERAL("secret"), &e);
    assert_string_equal(secret, "secret");
    arena_reset(arena);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(secret[i], 0);
    }
    assert_ptr_equal(arena_alloc(arena, 7, &e), secret);
    arena_free(arena);
}

static void copies_any_bytes(void **state)
{
    (void)state;
    struct arena *arena = new_arena(16);
    struct error e;
    assert_string_equal(arena_copy(arena, (struct span){NULL, 0}, &e), "");
    const char bytes[] = {'a', 0, 'b'};
    char *copy = arena_copy(arena, (struct span){bytes, 3}, &e);
    assert_memory_equal(copy, bytes, 3);
    assert_int_equal(copy[3], 0);
    arena_free(arena);
}

static void refuses_what_overflows(void **state)
{
    (void)state;
    struct arena *arena = new_arena(0);
    struct error e = {0};
    assert_null(arena_alloc(arena, SIZE_MAX, &e));
    assert_string_equal(e.code, "memory");
    assert_null(arena_alloc(arena, SIZE_MAX / 2 + 1, &e));
    assert_null(arena_array(arena, SIZE_MAX / 4, 8, &e));
    assert_non_null(arena_array(arena, 10, 8, &e)); /* and goes on */
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_blocks_of_their_own),
        cmocka_unit_test(wipes_at_reset_and_keeps_the_memory),
        cmocka_unit_test(copies_any_bytes),
        cmocka_unit_test(refuses_what_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
