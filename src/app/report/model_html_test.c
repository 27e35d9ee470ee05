/* A page is well-formed, complete in itself, holds in its tables every number of
 * its pictures, and can be read by everybody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/report/model_testing.h"
#include "app/report/report.h"
#include "app/report/report_testing.h"

static struct model_report model; /* too large for a stack */

#define COMPLAIN(...) (print_error(__VA_ARGS__), print_error("\n"), assert_true(false))

static void page(const struct report_meta *meta, struct text *out)
{
    struct error e = {0};
    const char *why;
    if (!report_model_html(&model, meta, out, &e)) {
        COMPLAIN("%s", e.text);
    }
    if (!xml_sound(out->at, &why)) {
        COMPLAIN("%s", why);
    }
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what)) {
        n++;
    }
    return n;
}

/* The checker of pages itself finds what is wrong. */
static void broken_pages_are_found(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "<p></p>",
        "<!DOCTYPE html>\n<p>",
        "<!DOCTYPE html>\n<p><b></p></b>",
        "<!DOCTYPE html>\n<p a=\"1\" a=\"2\"/>",
        "<!DOCTYPE html>\n<p>&nbsp;</p>",
        "<!DOCTYPE html>\n<p>a & b</p>",
        "<!DOCTYPE html>\n<p/><p/>",
        "<!DOCTYPE html>\n<p>\x1b</p>",
        "<!DOCTYPE html>\n<p a=1/>",
        "<!DOCTYPE html>\n<p a=\"1/>",
    };
    const char *why;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        if (xml_sound(broken[i], &why)) {
            COMPLAIN("not found: %s", broken[i]);
        }
    }
    assert_true(xml_sound("<!DOCTYPE html>\n<p a=\"1\" b=\"&lt;\">&#8722;1<br/></p>\n", &why));
}

static void a_page_is_complete_in_itself(void **state)
{
    (void)state;
    struct text out = {0};
    sample_model(&model);
    page(&sample_meta, &out);
    static const char *const never[] = {"<script",
                                        " src=",
                                        "href=\"http",
                                        "url(",
                                        "@import",
                                        (" on"
                                         "load=")};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        assert_int_equal(count(out.at, never[i]), 0);
    }
    assert_int_equal(count(out.at, "default-src 'none'"), 1);
    text_free(&out);
}

/* Every id stands once, every picture is named by two that exist. */
static void ids_are_unique(const char *text)
{
    for (const char *at = text; (at = strstr(at, " id=\"")) != NULL; at++) {
        char id[64];
        (void)snprintf(id, sizeof id, "%.*s\"", (int)strcspn(at + 5, "\"") + 5, at);
        if (count(text, id) != 1) {
            COMPLAIN("%s stands twice", id);
        }
    }
    for (const char *at = text; (at = strstr(at, " aria-labelledby=\"")) != NULL; at++) {
        struct span all = {at + 18, strcspn(at + 18, "\"")}, one;
        while (span_cut(&all, ' ', &one)) {
            char id[64];
            (void)snprintf(id, sizeof id, " id=\"%.*s\"", SPAN_ARGS(one));
            assert_int_equal(count(text, id), 1);
        }
    }
}

/* Every number that a picture writes down, and every number of its description,
 * stands in a table cell or a table's label of the page. */
static const char digits[] = "0123456789,.";

/* The number stands whole in the body of a table. */
static bool tabled(const char *text, const char *number)
{
    for (const char *t = strstr(text, "<tbody>"); t != NULL; t = strstr(t + 1, "<tbody>")) {
        const char *end = strstr(t, "</tbody>"), *hit = t;
        while ((hit = strstr(hit + 1, number)) != NULL && hit < end) {
            if (strchr(digits, hit[-1]) == NULL &&
                strchr(digits, hit[strlen(number)]) == NULL) {
                return true;
            }
        }
    }
    return false;
}

static void numbers_of(const char *from, const char *to, const char *text)
{
    unsigned seen = 0;
    while ((from += strcspn(from, digits)) < to) {
        size_t n = strspn(from, digits), own = n;
        while (own > 0 && strchr(",.", from[own - 1]) != NULL) {
            own--; /* the sentence's */
        }
        char number[64];
        (void)snprintf(number, sizeof number, "%.*s", (int)own, from);
        bool entity = n == own && from[-1] == '#'; /* of a minus sign */
        if (own > 0 && !entity) {
            seen++;
            if (!tabled(text, number)) {
                COMPLAIN("%s stands in a picture and in no table", number);
            }
        }
        from += n;
    }
    assert_true(seen > 0);
}

static void pictures_stand_beside_their_tables(void **state)
{
    (void)state;
    struct text out = {0};
    sample_model(&model);
    page(&sample_meta, &out);
    unsigned pictures = count(out.at, "<svg");
    assert_int_equal(pictures, 4 + 2 + 6); /* comparisons, those with terms, sections */
    assert_int_equal(count(out.at, "<title id="), pictures);
    assert_int_equal(count(out.at, "<desc id="), pictures);
    assert_int_equal(count(out.at, "role=\"img\""), pictures);
    assert_int_equal(count(out.at, "<table"), pictures);
    assert_int_equal(count(out.at, "<caption>"), pictures);
    ids_are_unique(out.at);
    for (const char *at = out.at; (at = strstr(at, "<desc")) != NULL; at++) {
        numbers_of(strchr(at, '>'), strstr(at, "</desc>"), out.at);
    }
    text_free(&out);
}

/* The cells of one row of a table, as numbers without commas. */
static void table_adds_up(const char *text, const char *section, unsigned column, double whole)
{
    const char *at = strstr(strstr(text, section), "<tbody>"), *end = strstr(at, "</tbody>");
    double sum = 0;
    for (at = strstr(at, "<tr>"); at != NULL && at < end; at = strstr(at + 1, "<tr>")) {
        const char *cell = at;
        if (strncmp(at, "<tr><th scope=\"row\"><b>", 23) == 0) {
            continue; /* the total */
        }
        for (unsigned i = 0; i <= column; i++) {
            cell = strstr(cell, "<td class=\"n\">") + 14;
        }
        char number[32];
        size_t n = 0;
        for (; *cell != '<'; cell++) {
            if (*cell != ',' && n + 1 < sizeof number) {
                number[n++] = *cell;
            }
        }
        number[n] = '\0';
        sum += strtod(number, NULL);
    }
    assert_true(sum == whole);
}

static void tables_add_up(void **state)
{
    (void)state;
    struct text out = {0};
    sample_model(&model);
    page(NULL, &out);
    table_adds_up(out.at, "<section id=\"outcomes\"", 0, 12000);
    table_adds_up(out.at, "<section id=\"unlinkable\"", 0, 4780);
    table_adds_up(out.at, "<section id=\"blocking\"", 1, 367240);
    text_free(&out);
}

/* No coordinate of a picture lies outside its width. */
static void bars_stay_within(const char *text)
{
    for (const char *at = text; (at = strstr(at, "<rect x=\"")) != NULL; at++) {
        double x = strtod(at + 9, NULL), width = strtod(strstr(at, " width=\"") + 8, NULL);
        assert_true(x >= 0 && width >= 0 && x + width <= 480.005);
    }
    for (const char *at = text; (at = strstr(at, "<circle")) != NULL; at++) {
        double x = strtod(strstr(at, "cx=\"") + 4, NULL),
               y = strtod(strstr(at, "cy=\"") + 4, NULL);
        assert_true(x >= 0 && x <= 480 && y >= 0 && y <= 400);
    }
}

static void extremes_break_nothing(void **state)
{
    (void)state;
    struct text out = {0};
    sample_extreme(&model);
    page(NULL, &out);
    ids_are_unique(out.at);
    bars_stay_within(out.at);
    assert_int_equal(count(out.at, "<W"), 0);
    assert_true(count(out.at, "&lt;0&amp;&quot;&#39;") > 0);
    text_free(&out);
    memset(&model, 0, sizeof model);
    page(NULL, &out);
    assert_int_equal(count(out.at, "<svg"), 0);
    assert_true(count(out.at, "not trained: built-in weights") == 1);
    text_free(&out);
}

/* One level, one term, one threshold; all zero; nothing to scale by. */
static void a_single_point_has_a_scale(void **state)
{
    (void)state;
    struct text out = {0};
    memset(&model, 0, sizeof model);
    model.comparisons = model.comparison[0].levels = model.comparison[0].terms = 1;
    model.comparison[0].term[0].rank = 1;
    model.thresholds = model.keys = model.decoys = model.causes = 1;
    page(NULL, &out);
    bars_stay_within(out.at);
    text_free(&out);
    model.comparison[0].level[0].weight = -300; /* nothing above zero */
    model.comparison[0].term[0].weight = -300;
    model.threshold[0].weight = -40000;
    page(NULL, &out);
    bars_stay_within(out.at);
    text_free(&out);
}

static void pairs_have_a_page(void **state)
{
    (void)state;
    struct text out = {0};
    struct error e;
    struct waterfall w[2];
    const char *why;
    sample_waterfall(&w[0]);
    w[1] = (struct waterfall){.count = WATERFALL_STEPS, .total = 0};
    memset(w[1].title, '&', sizeof w[1].title);
    for (unsigned i = 0; i < WATERFALL_STEPS; i++) {
        memset(w[1].step[i].level, 'W', MODEL_NAME);
        w[1].step[i].weight = i % 2 == 0 ? INT32_MAX : -INT32_MAX;
    }
    assert_true(report_waterfalls_html(w, 2, &sample_meta, &out, &e));
    assert_true(xml_sound(out.at, &why));
    ids_are_unique(out.at);
    bars_stay_within(out.at);
    assert_int_equal(count(out.at, "<svg"), 2);
    assert_int_equal(count(out.at, "&#8722;20.29</td>"), 2); /* weight and sum */
    for (const char *at = out.at; (at = strstr(at, "<desc")) != NULL; at++) {
        numbers_of(strchr(at, '>'), strstr(at, "</desc>"), out.at);
    }
    text_clear(&out);
    assert_true(report_waterfalls_html(NULL, 0, NULL, &out, &e));
    assert_true(xml_sound(out.at, &why));
    text_free(&out);
}

/* --- contrast --- */

/* x to the power 2.4 by the square root alone: x^2 * x^0.4, 0.4 = 0.011001100... in binary. */
static double root(double x)
{
    double r = x > 1 ? x : 1;
    for (unsigned i = 0; i < 60; i++) {
        r = (r + x / r) / 2;
    }
    return r;
}

static double channel(unsigned value)
{
    double c = value / 255.0, x = (c + 0.055) / 1.055, power = x * x, part = x;
    for (unsigned i = 1; i <= 24; i++) {
        part = root(part);
        power *= (i % 4 == 2 || i % 4 == 3) ? part : 1;
    }
    return c <= 0.04045 ? c / 12.92 : power;
}

static double luminance(const char *set, const char *name)
{
    char variable[32];
    (void)snprintf(variable, sizeof variable, "--%s:#", name);
    const char *at = strstr(set, variable);
    assert_non_null(at);
    unsigned long rgb = strtoul(at + strlen(variable), NULL, 16);
    return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
           0.0722 * channel(rgb & 255);
}

static double contrast(const char *set, const char *a, const char *b)
{
    double x = luminance(set, a), y = luminance(set, b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* WCAG 2.2: text 4.5 (1.4.3), what a picture is made of 3 (1.4.11). */
static void colours_can_be_told_apart(void **state)
{
    (void)state;
    struct text out = {0};
    memset(&model, 0, sizeof model);
    page(NULL, &out);
    const char *sets[] = {strstr(out.at, ":root{"),
                          strstr(out.at, "(prefers-color-scheme:dark)")};
    assert_true(channel(255) > 0.9999 && channel(188) > 0.502 && channel(188) < 0.504);
    for (size_t i = 0; i < 2; i++) {
        assert_true(contrast(sets[i], "ink", "paper") >= 4.5);
        assert_true(contrast(sets[i], "muted", "paper") >= 4.5);
        static const char *const marks[] = {"main", "wait", "held"};
        for (size_t k = 0; k < 3; k++) {
            assert_true(contrast(sets[i], marks[k], "paper") >= 3);
            assert_true(contrast(sets[i], marks[k], "tint") >= 3);
        }
    }
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_pages_are_found),
        cmocka_unit_test(a_page_is_complete_in_itself),
        cmocka_unit_test(pictures_stand_beside_their_tables),
        cmocka_unit_test(tables_add_up),
        cmocka_unit_test(extremes_break_nothing),
        cmocka_unit_test(a_single_point_has_a_scale),
        cmocka_unit_test(pairs_have_a_page),
        cmocka_unit_test(colours_can_be_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
