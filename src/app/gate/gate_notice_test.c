/* The text of a letter: its fields are closed, and a letter without what was given out is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "app/gate/gate_mailing.h"

#include <cmocka.h>

static struct error e;

static bool checks(const char *text)
{
    return notice_check(span_of(text), "letter.txt", &e);
}

static void a_text_is_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *where;
    } bad[] = {
        {"", "letter.disclosures", "letter.txt"},
        {"Dear {name}", "letter.disclosures", "letter.txt"},
        {"a\n{disclosures}\n{surname}\n", "letter.field", "letter.txt:3"},
        {"{disclosures}\n{", "letter.field", "letter.txt:2"},
        {"of {disclosures}\n", "letter.field", "letter.txt:1"},
        {"{disclosures}\n{disclosures}\n", "letter.field", "letter.txt:2"},
        {"{disclosures}\nby {rights}\n", "letter.field", "letter.txt:2"},
        {"{disclosures}\n\xFF\n", "letter.utf8", "letter.txt"},
    };
    assert_true(checks(notice_default));
    assert_true(checks("{disclosures}"));
    assert_true(checks("{custodian} {date} {name} {reference} {name}\n  {disclosures} \n{rights}\n"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(checks(bad[i].text));
        assert_string_equal(e.code, bad[i].code);
        assert_non_null(strstr(e.text, bad[i].where));
    }
}

static void a_name_is_joined(void **state)
{
    (void)state;
    static const struct {
        struct name name;
        const char *joined;
    } cases[] = {
        {{{"KELLY", 5}, {"J", 1}, {"VAN DYKE", 8}, 1}, "KELLY J VAN DYKE JR"},
        {{{NULL, 0}, {NULL, 0}, {"KIM", 3}, 4}, "KIM III"},
        {{{"ANN", 3}, {NULL, 0}, {NULL, 0}, 0}, "ANN"},
        {{{"ANN", 3}, {NULL, 0}, {"LEE", 3}, 200}, "ANN LEE"}, /* a suffix that no registry has */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct person p = {.name = cases[i].name};
        struct text t = {0};
        assert_true(person_name(&p, &t, &e));
        assert_string_equal(t.at, cases[i].joined);
        text_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_checked),
        cmocka_unit_test(a_name_is_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
