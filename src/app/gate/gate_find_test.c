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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(canonical_or_an_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    (void)puts("skipped: this build has no faults (-Dfault=true)");
    return 77;
}
#endif
