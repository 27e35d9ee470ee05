/* Sets of rows as they are written and read; what names of acts are about; paths of a manifest. */
#include "app/gate/gate_internal.h" /* before cmocka.h, which defines fail() as a macro */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct error e;

/* --- sets of rows --- */

static void a_set_is_written_and_read(void **state)
{
    static const struct {
        const char *given, *written;
        uint64_t count;
    } cases[] = {{"1", "1", 1},
                 {"9", "9", 1},
                 {"1,2,3", "1-3", 3},
                 {"3,1,2,3", "1-3", 3},
                 {"1-9", "1-9", 9},
                 {"2-2", "2", 1},
                 {"1,3-5,9", "1,3-5,9", 5},
                 {"5-7,6-9", "5-9", 5}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct row_set s = {0}, again = {0};
        struct text t = {0};
        assert_true(row_set_new(&s, 9, &e) && row_set_new(&again, 9, &e));
        assert_true(row_set_parse(&s, span_of(cases[i].given), &e));
        assert_true(row_set_text(&s, &t, &e));
        assert_string_equal(t.at, cases[i].written);
        assert_int_equal(s.count, cases[i].count);
        assert_true(row_set_parse(&again, text_span(&t), &e));
        assert_memory_equal(s.has, again.has, 9 * sizeof *s.has);
        text_free(&t);
        row_set_clear(&s);
        row_set_clear(&again);
    }
}

static void what_is_no_set_is_refused(void **state)
{
    static const char *const bad[] = {"", "0", "x", "1-", "-1", "3-2", "1,,2", "1,", "10", "1-10", "1 2", "1;2",
                                      "18446744073709551617"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct row_set s = {0};
        assert_true(row_set_new(&s, 9, &e));
        assert_false(row_set_parse(&s, span_of(bad[i]), &e));
        row_set_clear(&s);
    }
}

/* --- keys --- */

static void only_zeros_are_an_erased_key(void **state)
{
    uint8_t key[3 * KEY_SIZE];
    struct row_set gone = {0};
    (void)state;
    memset(key, 7, sizeof key);
    assert_true(row_set_new(&gone, 3, &e));
    row_set_add(&gone, 1);
    keys_without(key, 3, &gone);
    assert_false(row_key_erased(key));
    assert_true(row_key_erased(key + KEY_SIZE));
    assert_false(row_key_erased(key + 2 * KEY_SIZE));
    key[2 * KEY_SIZE - 1] = 1;
    assert_false(row_key_erased(key + KEY_SIZE));
    row_set_clear(&gone);
}

/* --- backups --- */

static void acts_are_about_batches(void **state)
{
    static const char *const cases[][2] = {{"b7", "b7"},     {"p7", "b7"},  {"r12", "b12"}, {"past3", "past3"},
                                           {"rcp1", ""},     {"rc1", ""},   {"bk1", ""},    {"", ""},
                                           {"f1", ""},       {"b", ""},     {"0123456789abcdef", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char id[GATE_ID];
        touched_by(cases[i][0], id);
        assert_string_equal(id, cases[i][1]);
    }
}

static void a_manifest_stays_in_its_folder(void **state)
{
    static const char *const good[] = {"custody", "keys/ledger", "public/ledger/tile/0/000.p/1", "a/..b/c"};
    static const char *const bad[] = {"", "/etc/passwd", "../x", "a/../b", "a/..", "..", ".", "a/./b", "a//b", "a/"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(backup_path_is_safe(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(backup_path_is_safe(bad[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_is_written_and_read),     cmocka_unit_test(what_is_no_set_is_refused),
        cmocka_unit_test(only_zeros_are_an_erased_key),  cmocka_unit_test(acts_are_about_batches),
        cmocka_unit_test(a_manifest_stays_in_its_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
