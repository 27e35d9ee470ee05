/* What is signed and entered is whole: canonical JSON when any allocation fails on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"
#include "base/fault.h"

#ifdef PROVISO_FAULT
/* However long what comes before: the allocation that fails is the one for a name, a text, a brace. */
static void canonical_or_an_error(void **state)
{
    (void)state;
    unsigned refused = 0;
    for (unsigned length = 0; length < 1100; length++) {
        char whole[1200], plan[32];
        (void)snprintf(whole, sizeof whole, "{\"a\":\"%0*d\",\"b\":[{\"key\":\"k\",\"signature\":\"s\"}]}", length + 1, 0);
        json_take_memory();
        json_t *value = json_loads(whole, 0, NULL);
        for (unsigned n = 1; n < 12; n++) {
            struct text t = {0};
            struct error e;
            (void)snprintf(plan, sizeof plan, "fail:%u", n);
            fault_plan(plan);
            bool ok = json_canonical(value, &t, &e);
            fault_plan(NULL);
            refused += !ok;
            assert_true(!ok || (t.len == strlen(whole) && memcmp(t.at, whole, t.len) == 0));
            text_free(&t);
        }
        json_decref(value);
    }
    assert_true(refused > 0);
}

/* A text is read as it stands, or not: never with a letter less. */
static void read_whole_or_not_at_all(void **state)
{
    (void)state;
    unsigned refused = 0;
    for (unsigned length = 0; length < 140; length++) {
        char bytes[400], plan[32];
        (void)snprintf(bytes, sizeof bytes, "{\"text\":\"%0*d\\n\\u00e9\\\"\",\"number\":%0*d}", length + 1, 0,
                       length % 18 + 1, 7);
        for (char *zero = strstr(bytes, "number") + 8; *zero == '0'; zero++) {
            *zero = '1'; /* a number may not begin with 0 */
        }
        json_take_memory();
        json_t *right = json_loads(bytes, 0, NULL);
        assert_non_null(right);
        for (unsigned n = 1; n < 40; n++) {
            (void)snprintf(plan, sizeof plan, "fail:%u", n);
            json_take_memory();
            fault_plan(plan);
            json_t *got = json_loads(bytes, 0, NULL);
            fault_plan(NULL);
            json_take_memory();
            refused += got == NULL;
            assert_true(got == NULL || json_equal(got, right));
            json_decref(got);
        }
        json_decref(right);
    }
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(canonical_or_an_error),
                                       cmocka_unit_test(read_whole_or_not_at_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    (void)puts("skipped: this build has no faults (-Dfault=true)");
    return 77;
}
#endif
