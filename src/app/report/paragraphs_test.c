#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/report/report.h"

#include <cmocka.h> /* after the rest: it has a macro `fail` */

#define SAID(text) {(text), sizeof(text) - 1}

static const struct paragraph_line lines[] = {
    {0, {"", 0}, SAID("Level \"match\" or a higher one may be given only where each of the following "
                      "is established:")},
    {1, SAID("(a)"), SAID("at least one of the following:")},
    {2, SAID("(xxxviii)"), SAID("that the identifier leads to exactly one person on record whom "
                                "nobody else resembles; or")},
    {2, SAID("(ii)"), SAID("that <b> & \"c\"\x1b[2J; and")},
    {1, SAID("(b)"), SAID("that "
                          "0123456789012345678901234567890123456789012345678901234567890123456789"
                          "0123456789012345678901234567890123456789 is long.")},
};

static const struct paragraph paragraphs[] = {
    {1, PARAGRAPH_CLAUSE, SAID("What is required"), SAID("M/1"), SAID("a<b>.proviso"), 7, SAID("Rule 1"),
     SAID("clause M/1 require for match\n  name is complete"), lines, 5},
    {2, PARAGRAPH_LANGUAGE, SAID("How this text decides"), {"", 0}, {"", 0}, 0, {"", 0}, {"", 0}, &lines[1],
     1},
};

static void as_text(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e;
    assert_true(report_paragraphs_text(paragraphs, 2, &t, false, &e));
    assert_string_equal(
        t.at,
        "What is required\n\n"
        "   1. Level \"match\" or a higher one may be given only where each of the following is\n"
        "      established:\n"
        "      (a)  at least one of the following:\n"
        "           (xxxviii) that the identifier leads to exactly one person on record whom nobody\n"
        "                     else resembles; or\n"
        "           (ii) that <b> & \"c\"\xEF\xBF\xBD[2J; and\n"
        "      (b)  that\n"
        "           01234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "012345678901234567890123456789\n"
        "           is long.\n"
        "      [M/1, a<b>.proviso:7; cites \"Rule 1\"]\n"
        "\nHow this text decides\n\n"
        "   2. (a)  at least one of the following:\n");
    text_free(&t);
}

static void one_with_its_source(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e;
    assert_true(report_paragraph_text(&paragraphs[0], &t, false, &e));
    assert_non_null(strstr(t.at, "      [M/1, a<b>.proviso:7; cites \"Rule 1\"]\n\n"
                                 "      clause M/1 require for match\n"
                                 "        name is complete\n"));
    text_free(&t);
    assert_true(report_paragraph_text(&paragraphs[1], &t, false, &e));
    assert_string_equal(t.at, "   2. (a)  at least one of the following:\n");
    text_free(&t);
}

static void as_a_page(void **state)
{
    (void)state;
    struct text t = {0};
    struct error e;
    assert_true(report_paragraphs_html(paragraphs, 2, SPAN_LITERAL("A<B"), &t, &e));
    assert_non_null(strstr(t.at, "<h1>A&lt;B</h1>"));
    assert_non_null(strstr(t.at, "that &lt;b&gt; &amp; &quot;c&quot;\xEF\xBF\xBD[2J; and"));
    assert_non_null(strstr(t.at, "<a href=\"#s1\">M/1</a>, a&lt;b&gt;.proviso:7"));
    assert_non_null(strstr(t.at, "id=\"s1\""));
    assert_null(strstr(t.at, "id=\"s2\"")); /* it has no source */
    assert_null(strchr(t.at, '\x1b'));
    text_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text),
        cmocka_unit_test(one_with_its_source),
        cmocka_unit_test(as_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
