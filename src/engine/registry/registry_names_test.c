#include <setjmp.h>
#include <stdarg.h>

#include "engine/registry/registry.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static bool sound_alike(const char *a, const char *b)
{
    return registry_sound(span_of(a)) == registry_sound(span_of(b));
}

/* The classic pairs of Soundex, and those that its first letter parts. */
static void names_that_sound_alike(void **state)
{
    (void)state;
    static const char *const alike[][2] = {
        {"ROBERT", "RUPERT"},  {"SMITH", "SMYTH"},   {"SMITH", "SCHMIDT"}, {"MEYER", "MEIER"},
        {"KNIGHT", "NIGHT"},   {"PHILIP", "FILIP"},  {"CATHY", "KATHY"},   {"RIGHT", "WRIGHT"},
        {"JOHNSON", "JONSON"}, {"ZAVALA", "SAVALA"}, {"O'NEIL", "ONEIL"},  {"ALLEN", "ELLEN"},
        {"TYMCZAK", "TYMZAK"},
    };
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        assert_true(sound_alike(alike[i][0], alike[i][1]));
    }
    assert_false(sound_alike("SMITH", "JONES"));
    assert_false(sound_alike("GARCIA", "MARTINEZ"));
    assert_false(sound_alike("CECIL", "KEKIL"));
    assert_true(registry_sound(span_of("")) == 0);
    assert_true(registry_sound(span_of("12 -")) == 0);
    assert_true(registry_sound(span_of("A")) != 0);
}

static bool share(const char *a, const char *b)
{
    uint16_t x[REGISTRY_NAME_GROUPS], y[REGISTRY_NAME_GROUPS];
    registry_name_groups(span_of(a), x);
    registry_name_groups(span_of(b), y);
    for (unsigned i = 0; i < REGISTRY_NAME_GROUPS; i++) {
        for (unsigned j = 0; j < REGISTRY_NAME_GROUPS; j++) {
            if (x[i] != 0 && x[i] == y[j]) {
                return true;
            }
        }
    }
    return false;
}

static bool same_first_group(const char *a, const char *b)
{
    uint16_t x[REGISTRY_NAME_GROUPS], y[REGISTRY_NAME_GROUPS];
    registry_name_groups(span_of(a), x);
    registry_name_groups(span_of(b), y);
    return x[0] != 0 && x[0] == y[0];
}

static void nicknames_share_a_group_with_their_names(void **state)
{
    (void)state;
    assert_true(share("BOB", "ROBERT"));
    assert_true(share("BILL", "WILLIAM"));
    assert_true(share("PEGGY", "MARGARET"));
    assert_true(share("PAT", "PATRICK") && share("PAT", "PATRICIA"));
    assert_false(share("PATRICK", "PATRICIA"));
    assert_true(share("JOE", "JOSEPH"));
    assert_false(share("ROBERT", "WILLIAM"));
    assert_false(share("", "WILLIAM"));
    assert_false(share("XERXES", "XERXES")); /* in no group */
    /* blocking keys go by the first group: a full name's is its own */
    assert_true(same_first_group("JOE", "JOSEPH") && same_first_group("BOB", "ROBERT"));
    assert_true(same_first_group("LIZ", "ELIZABETH") && same_first_group("JIM", "JAMES"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_sound_alike),
        cmocka_unit_test(nicknames_share_a_group_with_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
