#include "engine/match/match_near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/hash.h"
#include "engine/match/match_distance.h"

#include <cmocka.h>
#undef fail

enum { SLOT = 80 };

struct texts {
    char *at; /* SLOT bytes each */
    uint8_t *len;
};

static struct span text_at(const void *of, uint32_t number)
{
    const struct texts *t = of;
    return (struct span){t->at + (size_t)number * SLOT, t->len[number]};
}

/* Few letters and short lengths, so that many are near each other and equal ones, runs
 * of a letter, empty texts and texts that are too long all come. */
static void make(struct texts *t, uint32_t count, uint64_t seed, unsigned letters,
                 size_t longest)
{
    t->at = calloc(count, SLOT);
    t->len = calloc(count, 1);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t h = hash_join(seed, i);
        t->len[i] = (uint8_t)(h % (longest + 1));
        for (size_t k = 0; k < t->len[i]; k++) {
            /* beyond the ninth the letters are all the same, so long ones meet too */
            t->at[(size_t)i * SLOT + k] = k < 9 ? (char)(250 + hash_join(h, k) % letters) : 'Z';
        }
    }
}

static void done(struct texts *t)
{
    free(t->at);
    free(t->len);
}

static bool can_be_near(struct span a)
{
    return a.len > 0 && a.len <= NEAR_LONGEST;
}

static size_t slow_find(const struct near_texts *texts, struct span text, uint32_t *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < texts->count; i++) {
        struct span other = texts->text(texts->of, i);
        if (can_be_near(text) && can_be_near(other) && distance_osa(text, other) <= 1) {
            out[n++] = i;
        }
    }
    return n;
}

static size_t same_as_slow(uint32_t count, uint64_t seed, unsigned letters, size_t longest)
{
    struct texts t, asked;
    struct error e;
    make(&t, count, seed, letters, longest);
    make(&asked, 400, seed + 1, letters, longest);
    struct near_texts texts = {text_at, &t, count};
    struct near *n;
    assert_true(near_new(&n, &texts, &e));
    uint32_t *fast = calloc(count + 1, sizeof *fast), *slow = calloc(count + 1, sizeof *slow);
    size_t found = 0;
    for (uint32_t i = 0; i < 400; i++) {
        struct span text = i % 2 == 0 || i >= count ? text_at(&asked, i) : text_at(&t, i);
        size_t wanted = slow_find(&texts, text, slow);
        assert_int_equal(near_find(n, text, fast, count + 1), wanted);
        assert_memory_equal(fast, slow, wanted * sizeof *slow);
        for (size_t max = 0; max < wanted && max < 5; max++) { /* the lowest of them */
            fast[max] = 12345678;
            assert_int_equal(near_find(n, text, fast, max), max);
            assert_memory_equal(fast, slow, max * sizeof *slow);
            assert_int_equal(fast[max], 12345678);
        }
        found += wanted;
    }
    near_free(n);
    free(fast);
    free(slow);
    done(&t);
    done(&asked);
    return found;
}

static void finds_what_a_comparison_of_all_finds(void **state)
{
    (void)state;
    static const struct {
        uint32_t count;
        unsigned letters;
        size_t longest;
    } sizes[] = {{1, 2, 3},     {2, 1, 66},    {3, 2, 2},     {4, 3, 3},     {5, 2, 4},
                 {500, 2, 12},  {3000, 3, 7},  {3000, 26, 5}, {3000, 2, 70}, {5000, 4, 8},
                 {256, 200, 1}, {4096, 3, 10}, {4097, 3, 10}};
    size_t found = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        found += same_as_slow(sizes[i].count, i, sizes[i].letters, sizes[i].longest);
    }
    assert_true(found > 10000);
}

static void bounds(void **state)
{
    (void)state;
    struct error e;
    struct near *n;
    struct near_texts none = {text_at, NULL, 0};
    uint32_t out[4];
    assert_true(near_new(&n, &none, &e));
    assert_int_equal(near_find(n, span_of("SMITH"), out, 4), 0);
    assert_int_equal(near_find(n, (struct span){NULL, 0}, out, 4), 0);
    near_free(n);
    struct near_texts many = {text_at, NULL, ((uint32_t)1 << 26) + 1};
    assert_false(near_new(&n, &many, &e));
    assert_string_equal(e.code, "near.large");
}

static void takes_few_bytes(void **state)
{
    (void)state;
    struct texts t;
    struct error e;
    make(&t, 20000, 9, 26, 9);
    uint64_t forms = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        forms += t.len[i] == 0 ? 0 : t.len[i] + 1u;
    }
    struct near *n;
    assert_true(near_new(&n, &(struct near_texts){text_at, &t, 20000}, &e));
    assert_true(near_memory(n) <= 5 * forms + 128);
    near_free(n);
    done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_a_comparison_of_all_finds),
        cmocka_unit_test(bounds),
        cmocka_unit_test(takes_few_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
