#include "engine/registry/registry_sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "engine/registry/registry_testing.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static struct error error;

struct check {
    uint64_t *expected;
    size_t at;
};

static bool next(void *ctx, const uint64_t *records, size_t n, struct error *e)
{
    (void)e;
    struct check *c = ctx;
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(records[i] == c->expected[c->at++]);
    }
    return true;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* qsort is the oracle. `different`: how many distinct hashes; `apart`: persons. */
static void sorts(size_t n, uint64_t memory, uint64_t different, uint64_t apart)
{
    char folder[300], prefix[320];
    struct sorter *s;
    struct check c = {memory_new(n, sizeof *c.expected, &error), 0};
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("sort"));
    (void)snprintf(prefix, sizeof prefix, "%s/run-", folder);
    assert_true(sorter_new(&s, prefix, memory, &error));
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = (hash_word(i * 31) % different) * 0x9e3779b1u & 0xffffffffu;
        c.expected[i] = hash << 32 | i * apart;
        assert_true(sorter_add(s, c.expected[i], &error));
    }
    qsort(c.expected, n, sizeof *c.expected, by_value);
    assert_int_equal(sorter_count(s), n);
    assert_true(sorter_end(s, next, &c, &error));
    assert_int_equal(c.at, n);
    sorter_free(s);
    memory_free(c.expected);
    assert_true(folder_remove(folder, &error));
}

static void sorted_in_memory_and_by_runs(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 1023, 1024, 1025, 4096, 50000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        sorts(sizes[i], UINT64_C(1) << 20, UINT64_MAX, 1);
        sorts(sizes[i], 1, UINT64_MAX, 1);
        sorts(sizes[i], 1, 3, 1);
        sorts(sizes[i], 1, UINT64_MAX, 80000); /* a distance takes more than 2 bytes */
        sorts(sizes[i], UINT64_C(1) << 24, 700, 300);
    }
}

static void a_run_that_was_cut_short_is_an_error(void **state)
{
    (void)state;
    char folder[300], prefix[320], path[330];
    struct sorter *s;
    struct file *f;
    struct check c = {NULL, 0};
    (void)snprintf(folder, sizeof folder, "%s", folder_fresh("cut"));
    (void)snprintf(prefix, sizeof prefix, "%s/run-", folder);
    (void)snprintf(path, sizeof path, "%s/run-0", folder);
    assert_true(sorter_new(&s, prefix, 1, &error));
    for (uint64_t i = 0; i < 30000; i++) {
        assert_true(sorter_add(s, hash_word(i) << 32 | i, &error));
    }
    assert_true(file_exists(path));
    assert_true(file_create(&f, path, FILE_PRIVATE, false, &error));
    assert_true(file_write(f, (struct span){"12345", 5}, &error));
    assert_true(file_close(f, &error));
    assert_false(sorter_end(s, next, &c, &error));
    assert_string_equal(error.code, "registry.run");
    sorter_free(s);
    sorter_free(NULL);
    assert_true(folder_remove(folder, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_in_memory_and_by_runs),
        cmocka_unit_test(a_run_that_was_cut_short_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
