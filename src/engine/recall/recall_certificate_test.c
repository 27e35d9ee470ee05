/* A certificate with each field left out, doubled and damaged; its dates; the one to fill in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "recall.h"

static const char *const whole[] = {
    "proviso certificate of disposal 1",
    "recall: rc1",
    "rows: all",
    "date: 2026-12-20",
    "destination: recycled",
    "[person]",
    "name: SECRETNAME",
    "title: Manager",
    "organization: SECRETPARTY",
    "location: Here",
    "phone: 555-0100",
    "[medium]",
    "make: Acme",
    "model: D",
    "serial: SECRETSERIAL",
    "property: P",
    "type: disk",
    "source: server",
    "classification: sensitive",
    "backed up: yes, on tape 3",
    "copies: cp1:1 cp2:30",
    "method: purge",
    "technique: erase",
    "tool: nvme",
    "version: 2",
    "[verification]",
    "method: full",
    "name: B",
    "title: Inspector",
    "organization: C",
    "date: 2026-12-21",
};
enum { LINES = sizeof whole / sizeof *whole };

static struct error e;

/* The whole with line `at` in other words (NULL: left out), and `more` behind it. */
static bool parses(size_t at, const char *instead, const char *more, struct certificate *out)
{
    struct text t = {0};
    for (size_t i = 0; i < LINES; i++) {
        const char *line = i == at ? instead : whole[i];
        assert_true(line == NULL || text_addf(&t, &e, "%s\n", line));
        assert_true(i != at || more == NULL || text_addf(&t, &e, "%s\n", more));
    }
    struct certificate room;
    bool ok = recall_certificate_parse(out == NULL ? &room : out, text_span(&t), &e);
    assert_true(ok || (e.category == ERROR_INPUT && strncmp(e.code, "certificate.", 12) == 0));
    assert_true(ok || (strstr(e.text, "SECRET") == NULL && strstr(e.hint, "SECRET") == NULL)); /* I7 */
    if (out == NULL || !ok) {
        recall_certificate_clear(out == NULL ? &room : out);
        text_free(&t);
    } else {
        static struct text kept; /* what it borrows from */
        text_free(&kept);
        kept = t;
    }
    return ok;
}

static size_t line_of(const char *text)
{
    for (size_t i = 0; i < LINES; i++) {
        if (strcmp(whole[i], text) == 0) {
            return i;
        }
    }
    assert_true(false);
    return 0;
}

static void the_whole_is_taken(void **state)
{
    (void)state;
    struct certificate c;
    assert_true(parses(LINES, NULL, NULL, &c));
    assert_true(c.all);
    assert_int_equal(c.count, 1);
    assert_true(span_is(c.value[CERTIFICATE_PERSON_NAME], "SECRETNAME"));
    assert_true(span_is(c.value[CERTIFICATE_VERIFIED_NAME], "B"));
    assert_true(span_is(c.media[0].value[CERTIFICATE_MEDIUM_METHOD], "purge"));
    recall_certificate_clear(&c);
}

static bool may_be_absent(const char *line)
{
    return strncmp(line, "property", 8) == 0 || strncmp(line, "version", 7) == 0 || strncmp(line, "copies", 6) == 0;
}

static void every_field_is_needed_and_stands_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        assert_int_equal(parses(i, NULL, NULL, NULL), may_be_absent(whole[i]));
        if (strchr(whole[i], ':') != NULL) {
            char empty[64];
            size_t n = strcspn(whole[i], ":");
            memcpy(empty, whole[i], n + 1);
            empty[n + 1] = '\0';
            assert_int_equal(parses(i, empty, NULL, NULL), may_be_absent(whole[i]));
            assert_false(parses(i, whole[i], whole[i], NULL)); /* twice */
        } else if (i > 0) {
            bool medium = strcmp(whole[i], "[medium]") == 0;
            assert_false(parses(i, whole[i], whole[i], NULL)); /* a second section; an empty medium */
            assert_true(!medium || strstr(e.text, "medium 1") != NULL);
        }
        assert_false(parses(i, whole[i], "unknown: field", NULL));
        assert_false(parses(i, whole[i], "no field", NULL));
        assert_false(parses(i, whole[i], "[section]", NULL));
        assert_int_equal(parses(i, whole[i], "# a comment", NULL), true);
        assert_int_equal(parses(i, whole[i], "", NULL), true);
    }
}

static void values_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *line, *instead;
        bool good;
    } tries[] = {
        {"rows: all", "rows: some", false},
        {"rows: all", "rows: sha256:36b0", false},
        {"rows: all", "rows: sha256:36b0326b6dd95b4ab289a2e772f6c830fabffdf1602820733cfb095fa396633d", true},
        {"method: purge", "method: clear", true},
        {"method: purge", "method: destroy", true},
        {"method: purge", "method: damage", true},
        {"method: purge", "method: return", true},
        {"method: purge", "method: Purge", false},
        {"method: purge", "method: wiped", false},
        {"backed up: yes, on tape 3", "backed up: no", true},
        {"backed up: yes, on tape 3", "backed up: maybe", false},
        {"copies: cp1:1 cp2:30", "copies:", true},
        {"copies: cp1:1 cp2:30", "copies: cp1:1, cp2:30", false},
        {"copies: cp1:1 cp2:30", "copies: 1", false},
        {"copies: cp1:1 cp2:30", "copies: cp:1", false},
        {"date: 2026-12-20", "date: 2026-02-30", false},
        {"date: 2026-12-20", "date: 20 December 2026", false},
        {"date: 2026-12-20", "date: 2026-12-20T23:00-05:00", true},
        {"date: 2026-12-20", "date: 2026-12-22", false}, /* verified the day before */
        {"title: Manager", "title: two\tcolumns", false},
        {"title: Manager", "title: \xff", false},
        {"title: Manager", "title: Gesch\xc3\xa4"
                           "ftsf\xc3\xbchrerin",
         true},
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        assert_int_equal(parses(line_of(tries[i].line), tries[i].instead, NULL, NULL), tries[i].good);
    }
    char line[1024] = "title: ";
    memset(line + 7, 'x', 501);
    assert_false(parses(line_of("title: Manager"), line, NULL, NULL));
    line[7 + 500] = '\0';
    assert_true(parses(line_of("title: Manager"), line, NULL, NULL));
    assert_false(parses(0, "proviso certificate of disposal 2", NULL, NULL));
}

static instant at(const char *text)
{
    instant t;
    assert_true(instant_parse(span_of(text), &t));
    return t;
}

/* A day is all of its instants: it may be the day on which the notice was sent, and today. */
static void dates_lie_between_the_notice_and_now(void **state)
{
    (void)state;
    struct certificate c;
    assert_true(parses(LINES, NULL, NULL, &c));
    assert_true(recall_certificate_fits(&c, "rc1", at("2026-12-20T23:59Z"), at("2026-12-21T00:00Z"), &e));
    assert_true(recall_certificate_fits(&c, "rc1", at("2026-12-01"), at("2026-12-20T00:00Z"), &e));
    assert_false(recall_certificate_fits(&c, "rc2", at("2026-12-01"), at("2026-12-24"), &e));
    assert_false(recall_certificate_fits(&c, "rc1", at("2026-12-21"), at("2026-12-24"), &e));
    assert_non_null(strstr(e.text, "before the notice"));
    assert_false(recall_certificate_fits(&c, "rc1", at("2026-12-01"), at("2026-12-19T23:59Z"), &e));
    assert_non_null(strstr(e.text, "in the future"));
    recall_certificate_clear(&c);
    assert_true(parses(line_of("date: 2026-12-20"), "date: 2026-12-20T12:00+02:00", NULL, &c));
    assert_true(recall_certificate_fits(&c, "rc1", at("2026-12-20T10:00Z"), at("2026-12-20T10:00Z"), &e));
    assert_false(recall_certificate_fits(&c, "rc1", at("2026-12-20T10:01Z"), at("2026-12-24"), &e));
    assert_false(recall_certificate_fits(&c, "rc1", at("2026-12-20"), at("2026-12-20T09:59Z"), &e));
    recall_certificate_clear(&c);
}

static bool note(void *ctx, struct span copy, struct error *error)
{
    return text_addf(ctx, error, "%.*s;", SPAN_ARGS(copy));
}

static void copies_are_named_one_by_one(void **state)
{
    (void)state;
    struct certificate c;
    struct text t = {0};
    struct text many = {0};
    assert_true(text_adds(&many, "copies:", &e));
    for (unsigned i = 1; i <= 5000; i++) {
        assert_true(text_addf(&many, &e, " cp1:%u", i));
    }
    assert_true(parses(line_of("copies: cp1:1 cp2:30"), many.at, NULL, NULL)); /* all that the template may list */
    text_free(&many);
    assert_true(parses(line_of("copies: cp1:1 cp2:30"), "copies: cp1:1  cp2:30 ", NULL, &c));
    assert_true(recall_certificate_copies(&c, note, &t, &e));
    assert_string_equal(t.at, "cp1:1;cp2:30;");
    recall_certificate_clear(&c);
    text_free(&t);
}

/* The one to fill in has every field, and is refused until they are filled. */
static void the_template_has_every_field(void **state)
{
    (void)state;
    struct text t = {0}, filled = {0};
    struct certificate c;
    assert_true(recall_certificate_template("rc7", SPAN_LITERAL("An Agency"), SPAN_LITERAL("cp1:2"), &t, &e));
    assert_false(recall_certificate_parse(&c, text_span(&t), &e));
    recall_certificate_clear(&c);
    struct span rest = text_span(&t), line;
    while (span_cut(&rest, '\n', &line)) {
        bool empty = line.len > 0 && line.at[0] != '#' && line.at[line.len - 1] == ':';
        const char *value = !empty                     ? ""
                            : span_is(line, "date:")   ? " 2026-12-20"
                            : span_is(line, "method:") ? " clear"
                                                       : " no";
        assert_true(text_addf(&filled, &e, "%.*s%s\n", SPAN_ARGS(line), value));
    }
    assert_true(recall_certificate_parse(&c, text_span(&filled), &e));
    assert_true(span_is(c.value[CERTIFICATE_RECALL], "rc7"));
    assert_true(span_is(c.value[CERTIFICATE_PERSON_ORGANIZATION], "An Agency"));
    assert_true(span_is(c.media[0].value[CERTIFICATE_MEDIUM_COPIES], "cp1:2"));
    recall_certificate_clear(&c);
    text_free(&t);
    text_free(&filled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_is_taken),
        cmocka_unit_test(every_field_is_needed_and_stands_once),
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(dates_lie_between_the_notice_and_now),
        cmocka_unit_test(copies_are_named_one_by_one),
        cmocka_unit_test(the_template_has_every_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
