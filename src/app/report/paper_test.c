/* A paper says the same in each form: as text, as a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/report/model_testing.h"
#include "app/report/report.h"
#include "app/report/report_testing.h"

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#define ADD(kind, text) assert_true(paper_add(p, kind, SPAN_LITERAL(text), &e))

static struct paper *new_paper(void)
{
    struct error e;
    struct paper *p = NULL;
    assert_true(paper_new(&p, &e));
    return p;
}

static void check_text(const struct paper *p, const char *wanted)
{
    struct text t = {0};
    struct error e;
    assert_true(report_paper_text(p, &t, &e));
    assert_string_equal(t.at, wanted);
    text_free(&t);
}

static void add_table(struct paper *p)
{
    struct error e;
    const struct span heads[] = {SPAN_LITERAL("Id"), SPAN_LITERAL("What it counts"), SPAN_LITERAL("Rows")};
    const struct span one[] = {SPAN_LITERAL("F1"), SPAN_LITERAL("Rows asked for"), SPAN_LITERAL("1,280,000")};
    const struct span two[] = {SPAN_LITERAL("F2"),
                               SPAN_LITERAL("Rows that were answered with an address, in a package whose key was "
                                            "handed over"),
                               SPAN_LITERAL("47,289")};
    assert_true(paper_table(p, heads, 3, 1U << 2, &e) && paper_row(p, one, &e) && paper_row(p, two, &e));
}

static void as_text(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = new_paper();
    ADD(PAPER_TITLE, "Declaration");
    ADD(PAPER_HEADING, "What was asked");
    ADD(PAPER_PARAGRAPH, "The recipient asked to be told the last known address of each of the people whom it "
                         "named in its file.");
    ADD(PAPER_PARAGRAPH, "Two.");
    add_table(p);
    ADD(PAPER_TEXT, "One line\nanother <b>\x1b[2J");
    ADD(PAPER_FIXED,
        "proviso verify --json  # a query is one line, however long it may be: it is copied from here\n\nx");
    ADD(PAPER_SIGN, "Name:\nTitle:");
    ADD(PAPER_PAGE, "");
    ADD(PAPER_TEXT, "");
    assert_true(paper_foot(p, SPAN_LITERAL("True at size 7"), &e));
    check_text(p,
               "Declaration\n"
               "===========\n"
               "\n\n"
               "What was asked\n"
               "--------------\n"
               "\n"
               "   1. The recipient asked to be told the last known address of each of the\n"
               "      people whom it named in its file.\n"
               "\n"
               "   2. Two.\n"
               "\n"
               "Id  What it counts                                                        Rows\n"
               "------------------------------------------------------------------------------\n"
               "F1  Rows asked for                                                   1,280,000\n"
               "F2  Rows that were answered with an address, in a package whose key     47,289\n"
               "    was handed over\n"
               "\n"
               "One line\n"
               "another <b>\xEF\xBF\xBD[2J\n"
               "\n"
               "      proviso verify --json  # a query is one line, however long it may be: it is copied from here\n"
               "\n"
               "      x\n"
               "\n\n\n"
               "      ____________________________________      ________________\n"
               "      Name:                                     Date\n"
               "      Title:\n"
               "\n"
               "\f\n"
               "\n"
               "------------------------------------------------------------------------------\n"
               "True at size 7\n");
    paper_free(p);
}

/* No word is broken while there is another way. */
static void wide_words_in_a_table(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = new_paper();
    const struct span heads[] = {SPAN_LITERAL("File"), SPAN_LITERAL("SHA-256")};
    const struct span row[] = {SPAN_LITERAL("a file whose name is long enough to want more than half of the line"),
                               SPAN_LITERAL("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")};
    assert_true(paper_table(p, heads, 2, 0, &e) && paper_row(p, row, &e));
    check_text(p, "File          SHA-256\n"
                  "------------------------------------------------------------------------------\n"
                  "a file whose  0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
                  "name is long\n"
                  "enough to\n"
                  "want more\n"
                  "than half of\n"
                  "the line\n");
    paper_free(p);
}

/* Where there is none, it is cut, so that the table stays one. */
static void words_too_wide_for_a_table(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = new_paper();
    const struct span heads[] = {SPAN_LITERAL("A"), SPAN_LITERAL("B"), SPAN_LITERAL("A long head")};
    const struct span row[] = {SPAN_LITERAL("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                               SPAN_LITERAL("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                               SPAN_LITERAL("7")};
    assert_true(paper_table(p, heads, 3, 4, &e) && paper_row(p, row, &e));
    /* 78 columns less two gaps of 2 and 4 for the figures: 35 for each of the others */
    check_text(p, "A                                    B                                       A\n"
                  "                                                                          long\n"
                  "                                                                          head\n"
                  "------------------------------------------------------------------------------\n"
                  "0123456789abcdef0123456789abcdef012  0123456789abcdef0123456789abcdef012     7\n"
                  "3456789abcdef0123456789abcdef        3456789abcdef0123456789abcdef\n");
    paper_free(p);
}

static void as_a_page(void **state)
{
    (void)state;
    struct error e;
    struct text t = {0};
    const char *why;
    struct funnel *f = malloc(sizeof *f);
    struct paper *p = new_paper();
    sample_funnel(f);
    ADD(PAPER_TITLE, "A<B");
    ADD(PAPER_TEXT, "before any heading");
    ADD(PAPER_HEADING, "What & what");
    ADD(PAPER_PARAGRAPH, "a \xE2\x80\xAE \"b\"\x1b");
    add_table(p);
    assert_true(paper_funnel(p, f, &e));
    ADD(PAPER_HEADING, "Two");
    ADD(PAPER_FIXED, "a\n  b");
    ADD(PAPER_SIGN, "Who");
    ADD(PAPER_PAGE, "");
    assert_true(paper_foot(p, SPAN_LITERAL("size <7>"), &e));
    assert_true(report_paper_html(p, &t, &e));
    if (!xml_sound(t.at, &why)) {
        print_error("%s\n", why);
        assert_true(false);
    }
    assert_non_null(strstr(t.at, "default-src 'none'"));
    assert_non_null(strstr(t.at, "<h1>A&lt;B</h1>"));
    assert_null(strstr(t.at, "class=\"kind\"")); /* it speaks for nobody but its maker */
    assert_non_null(strstr(t.at, "<h2 id=\"part-1-h\">What &amp; what</h2>"));
    assert_non_null(
        strstr(t.at, "<p class=\"num lines\" id=\"p1\"><b>1.</b> a \xEF\xBF\xBD &quot;b&quot;\xEF\xBF\xBD</p>"));
    assert_non_null(strstr(t.at, "<th scope=\"col\">Id</th><th scope=\"col\">What it counts</th>"
                                 "<th scope=\"col\" class=\"n\">Rows</th></tr></thead>"));
    assert_non_null(strstr(t.at, "<th scope=\"row\">F1</th><td>Rows asked for</td><td class=\"n\">1,280,000</td>"));
    assert_non_null(strstr(t.at, "<svg"));
    assert_non_null(strstr(t.at, "<pre><code>a\n  b</code></pre>"));
    assert_non_null(strstr(t.at, "<footer>size &lt;7&gt; This page loads nothing"));
    text_free(&t);
    paper_free(p);
    free(f);
}

/* I3: what does not add up is printed in no form, and what was there before stays. */
static void I3_what_does_not_balance_is_refused(void **state)
{
    (void)state;
    struct error e;
    struct text t = {0};
    struct funnel *f = malloc(sizeof *f);
    struct paper *p = new_paper();
    sample_funnel(f);
    f->outcome[OUTCOME_RELEASED]++;
    ADD(PAPER_TITLE, "T");
    assert_true(paper_funnel(p, f, &e));
    assert_true(text_adds(&t, "before", &e));
    assert_false(report_paper_text(p, &t, &e));
    assert_string_equal(e.code, "funnel.balance");
    assert_false(report_paper_html(p, &t, &e));
    assert_string_equal(e.code, "funnel.balance");
    assert_string_equal(t.at, "before");
    text_free(&t);
    paper_free(p);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text),
        cmocka_unit_test(wide_words_in_a_table),
        cmocka_unit_test(words_too_wide_for_a_table),
        cmocka_unit_test(as_a_page),
        cmocka_unit_test(I3_what_does_not_balance_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
