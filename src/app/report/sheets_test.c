/* Where things stand on sheets of paper: nothing lost, nothing outside, no line alone; and the PDF that is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <pango/pangocairo.h>

#include "app/report/report.h"
#include "app/report/report_testing.h"
#include "app/report/sheets.h"

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#define ADD(p, kind, text) assert_true(paper_add(p, kind, SPAN_LITERAL(text), &e))

static PangoContext *context;
static struct funnel *funnel;

static int begin(void **state)
{
    (void)state;
    context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(context, 72);
    funnel = malloc(sizeof *funnel);
    sample_funnel(funnel);
    return 0;
}

static int end(void **state)
{
    (void)state;
    g_object_unref(context);
    free(funnel);
    pango_cairo_font_map_set_default(NULL);
    return 0;
}

static struct paper *new_paper(void)
{
    struct error e;
    struct paper *p = NULL;
    assert_true(paper_new(&p, &e));
    return p;
}

static void add_words(struct paper *p, enum paper_kind kind, unsigned count)
{
    struct error e;
    struct text t = {0};
    for (unsigned i = 0; i < count; i++) {
        assert_true(text_addf(&t, &e, "word%u ", i));
    }
    assert_true(paper_add(p, kind, text_span(&t), &e));
    text_free(&t);
}

static void add_table(struct paper *p, unsigned rows, unsigned words)
{
    struct error e;
    struct text t = {0};
    const struct span heads[] = {SPAN_LITERAL("Id"), SPAN_LITERAL("What"), SPAN_LITERAL("Rows")};
    for (unsigned i = 0; i < words; i++) {
        assert_true(text_addf(&t, &e, "cell%u ", i));
    }
    const struct span row[] = {SPAN_LITERAL("F1"), text_span(&t), SPAN_LITERAL("1,280,000")};
    assert_true(paper_table(p, heads, 3, 4, &e));
    for (unsigned i = 0; i < rows; i++) {
        assert_true(paper_row(p, row, &e));
    }
    text_free(&t);
}

static void lay(struct sheets *s, const struct paper *p)
{
    struct error e;
    if (!sheets_lay(s, context, p, &e)) {
        print_error("%s\n", e.text);
        assert_true(false);
    }
}

static bool is_face(const struct sheets *s, const struct mark *m, enum face face)
{
    return m->kind == MARK_LINE &&
           pango_font_description_equal(pango_layout_get_font_description(m->line->layout), s->face[face]);
}

/* The text of the line begins so. */
static bool begins(const struct mark *m, const char *text)
{
    return m->kind == MARK_LINE &&
           strncmp(pango_layout_get_text(m->line->layout) + m->line->start_index, text, strlen(text)) == 0;
}

static size_t lines_of(const struct sheets *s, const PangoLayout *layout, unsigned page)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++) {
        n += s->marks[i].kind == MARK_LINE && s->marks[i].line->layout == layout && s->marks[i].page == page;
    }
    return n;
}

/* Pages follow one another, none is empty, everything stands where a page holds it. */
static void check_pages(const struct sheets *s)
{
    unsigned page = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct mark *m = &s->marks[i];
        assert_true(m->page == page || m->page == page + 1);
        page = m->page;
        assert_true(m->x >= s->left && m->y >= s->top && m->y <= s->bottom);
        if (m->kind != MARK_LINE && m->kind != MARK_TINT) {
            assert_true(m->x + m->width <= s->left + s->width + 1);
        }
    }
    assert_int_equal(page + 1, sheets_pages(s));
}

/* Each line of running text stands exactly once, in its order, and of a paragraph none alone. */
static void check_text(const struct sheets *s)
{
    for (size_t k = 0; k < s->layout_count; k++) {
        PangoLayout *layout = s->layouts[k];
        int next = 0, count = pango_layout_get_line_count(layout);
        for (size_t i = 0; i < s->count; i++) {
            const struct mark *m = &s->marks[i];
            if (!is_face(s, m, FACE_BODY) || m->line->layout != layout) {
                continue;
            }
            assert_ptr_equal(m->line, pango_layout_get_line_readonly(layout, next++));
            assert_true(count == 1 || lines_of(s, layout, m->page) > 1);
        }
        assert_true(next == 0 || next == count);
    }
}

/* Nothing but a heading, or what belongs to it, is the last on its page before another page. */
static void check_headings(const struct sheets *s)
{
    for (size_t i = 0; i + 1 < s->count; i++) {
        if (is_face(s, &s->marks[i], FACE_HEADING)) {
            assert_int_equal(s->marks[i + 1].page, s->marks[i].page);
        }
    }
}

static void check(const struct sheets *s)
{
    check_pages(s);
    check_text(s);
    check_headings(s);
}

static void any_paper_is_laid_out(void **state)
{
    (void)state;
    struct error e;
    uint32_t seed = 1;
    for (unsigned round = 0; round < 300; round++) {
        struct paper *p = new_paper();
        struct sheets s;
        p->a4 = round % 2 == 1;
        unsigned blocks = 1 + round % 40;
        for (unsigned i = 0; i < blocks; i++) {
            seed = seed * 1664525 + 1013904223;
            unsigned n = seed >> 8;
            switch (seed >> 28) {
            case 0:
            case 1:
            case 2:
            case 3:
                add_words(p, PAPER_PARAGRAPH, n % 160);
                break;
            case 4:
            case 5:
            case 6:
                ADD(p, PAPER_HEADING, "A heading");
                break;
            case 7:
            case 8:
                add_words(p, PAPER_TEXT, n % 90);
                break;
            case 9:
            case 10:
                add_table(p, n % 9, n % 31);
                break;
            case 11:
                ADD(p, PAPER_SIGN, "Name:\nTitle:");
                break;
            case 12:
                ADD(p, PAPER_FIXED, "a\n\nb");
                break;
            case 13:
                assert_true(paper_funnel(p, funnel, &e));
                break;
            case 14: /* a heading before it would be the last of its page */
                add_words(p, PAPER_TEXT, 3);
                ADD(p, PAPER_PAGE, "");
                break;
            default:
                ADD(p, PAPER_TITLE, "Title");
                break;
            }
        }
        lay(&s, p);
        check(&s);
        sheets_clear(&s);
        paper_free(p);
    }
}

static void a_table_has_its_heads_on_each_page(void **state)
{
    (void)state;
    struct paper *p = new_paper();
    struct sheets s;
    add_table(p, 100, 12);
    lay(&s, p);
    check_pages(&s);
    assert_true(sheets_pages(&s) > 2);
    unsigned heads = 0, rows = 0;
    for (size_t i = 0; i < s.count; i++) {
        const struct mark *m = &s.marks[i];
        heads += is_face(&s, m, FACE_CELL_HEAD) && begins(m, "What");
        rows += is_face(&s, m, FACE_CELL) && begins(m, "F1");
        if (is_face(&s, m, FACE_CELL) && begins(m, "1,280,000")) { /* flush right */
            PangoRectangle r;
            pango_layout_line_get_extents(m->line, NULL, &r);
            assert_int_equal(m->x + r.width, s.left + s.width);
        }
    }
    assert_int_equal(heads, sheets_pages(&s));
    assert_int_equal(rows, 100);
    sheets_clear(&s);
    paper_free(p);
}

/* A row that is longer than a page goes on, and loses no line. */
static void a_row_longer_than_a_page(void **state)
{
    (void)state;
    struct paper *p = new_paper();
    struct sheets s;
    add_table(p, 2, 4000);
    lay(&s, p);
    check_pages(&s);
    unsigned lines = 0, wanted = 0;
    for (size_t i = 0; i < s.count; i++) {
        lines += is_face(&s, &s.marks[i], FACE_CELL);
    }
    for (size_t i = 3; i < 9; i++) {
        wanted += (unsigned)pango_layout_get_line_count(s.layouts[i]);
    }
    assert_true(sheets_pages(&s) > 3);
    assert_int_equal(lines, wanted);
    sheets_clear(&s);
    paper_free(p);
}

/* Wherever the page ends: a heading, what is fixed, and a line to sign on below it. */
static void a_heading_goes_with_what_is_signed(void **state)
{
    (void)state;
    struct error e;
    for (unsigned words = 200; words < 520; words += 3) {
        struct paper *p = new_paper();
        struct sheets s;
        add_words(p, PAPER_PARAGRAPH, words);
        ADD(p, PAPER_HEADING, "A heading");
        ADD(p, PAPER_FIXED, "a\n\nb");
        ADD(p, PAPER_SIGN, "Name:");
        lay(&s, p);
        check(&s);
        sheets_clear(&s);
        paper_free(p);
    }
}

/* Wherever the page ends, the last lines of what is signed stand above the line. */
static void a_signature_is_never_alone(void **state)
{
    (void)state;
    struct error e;
    for (unsigned words = 200; words < 520; words += 3) {
        struct paper *p = new_paper();
        struct sheets s;
        add_words(p, PAPER_PARAGRAPH, words);
        add_words(p, PAPER_TEXT, 30);
        ADD(p, PAPER_SIGN, "Name:");
        lay(&s, p);
        check(&s);
        unsigned page = s.marks[s.count - 1].page, above = 0;
        for (size_t i = 0; i < s.count; i++) {
            above += is_face(&s, &s.marks[i], FACE_BODY) && s.marks[i].page == page;
        }
        assert_true(above >= 2);
        sheets_clear(&s);
        paper_free(p);
    }
}

static void a_page_that_is_to_begin(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = new_paper();
    struct sheets s;
    ADD(p, PAPER_PAGE, "");
    ADD(p, PAPER_TEXT, "one");
    ADD(p, PAPER_PAGE, "");
    ADD(p, PAPER_PAGE, "");
    ADD(p, PAPER_TEXT, "two");
    ADD(p, PAPER_PAGE, "");
    lay(&s, p);
    assert_int_equal(sheets_pages(&s), 2);
    sheets_clear(&s);
    paper_free(p);
}

/* --- the file --- */

static void pdf(const struct paper *p, struct text *out)
{
    struct error e;
    if (!report_paper_pdf(p, out, &e)) {
        print_error("%s\n", e.text);
        assert_true(false);
    }
}

static void the_same_paper_gives_the_same_bytes(void **state)
{
    (void)state;
    struct error e;
    struct text a = {0}, b = {0}, c = {0};
    struct paper *p = new_paper();
    ADD(p, PAPER_TITLE, "Declaration");
    add_words(p, PAPER_PARAGRAPH, 900);
    assert_true(paper_funnel(p, funnel, &e));
    assert_true(paper_foot(p, SPAN_LITERAL("size 7"), &e));
    pdf(p, &a);
    pdf(p, &b);
    assert_true(span_equal(text_span(&a), text_span(&b)));
    assert_true(span_starts(text_span(&a), "%PDF-1."));
    assert_null(memmem(a.at, a.len, "CreationDate", 12)); /* no clock */
    p->at = 1772357400123;
    pdf(p, &c);
    assert_non_null(memmem(c.at, c.len, "/CreationDate (", 15));
    assert_non_null(memmem(c.at, c.len, "20260301093000Z", 15)); /* behind "D:", which cairo 1.16 forgets */
    text_free(&a);
    text_free(&b);
    text_free(&c);
    paper_free(p);
}

static void each_letter_has_pages_of_its_own(void **state)
{
    (void)state;
    struct error e;
    struct text t = {0};
    struct paper *one = new_paper(), *two = new_paper();
    ADD(one, PAPER_TEXT, "one");
    ADD(two, PAPER_TEXT, "two");
    two->a4 = true;
    const struct paper *const both[] = {one, two, one};
    assert_true(report_papers_pdf(both, 3, &t, &e));
    assert_non_null(memmem(t.at, t.len, "/Count 3", 8));
    assert_non_null(memmem(t.at, t.len, "595.28", 6) != NULL ? t.at : memmem(t.at, t.len, "595.2", 5));
    text_free(&t);
    paper_free(one);
    paper_free(two);
}

/* Any script is shaped; what no font has is an error, and no gap. */
static void scripts(void **state)
{
    (void)state;
    struct error e;
    struct text t = {0};
    struct paper *p = new_paper();
    ADD(p, PAPER_TEXT, "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF \xCE\x91 \xD0\x9D control \x1b[2J override \xE2\x80\xAE");
    pdf(p, &t);
    text_clear(&t);
    assert_true(text_adds(&t, "before", &e));
    ADD(p, PAPER_TEXT, "\xF4\x8F\xBF\xBD"); /* U+10FFFD, private: in no font */
    assert_false(report_paper_pdf(p, &t, &e));
    assert_string_equal(e.code, "paper.font");
    assert_string_equal(t.at, "before");
    text_free(&t);
    paper_free(p);
}

static void I3_what_does_not_balance_is_refused(void **state)
{
    (void)state;
    struct error e;
    struct text t = {0};
    struct paper *p = new_paper();
    struct funnel *f = malloc(sizeof *f);
    sample_funnel(f);
    f->read++;
    assert_true(paper_funnel(p, f, &e));
    assert_false(report_paper_pdf(p, &t, &e));
    assert_string_equal(e.code, "funnel.balance");
    text_free(&t);
    paper_free(p);
    free(f);
}

struct broken {
    size_t left; /* bytes that it takes */
};

static bool write_some(void *ctx, struct span bytes, struct error *e)
{
    struct broken *b = ctx;
    if (bytes.len > b->left) {
        return fail(e, ERROR_FAILED, "disk.full", "no room");
    }
    b->left -= bytes.len;
    return true;
}

/* Whenever what the bytes go to fails, its own error comes back. */
static void a_full_disk_is_said(void **state)
{
    (void)state;
    struct error e;
    struct paper *p = new_paper();
    ADD(p, PAPER_TEXT, "text");
    struct text whole = {0};
    pdf(p, &whole);
    for (size_t left = 0; left < whole.len; left += 97) {
        struct report_book *b = NULL;
        struct broken disk = {left};
        e = (struct error){0};
        bool ok = report_book_open(&b, write_some, &disk, &e) && report_book_add(b, p, &e);
        assert_false(report_book_close(b, ok, &e));
        assert_string_equal(e.code, "disk.full");
    }
    text_free(&whole);
    paper_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_paper_is_laid_out),
        cmocka_unit_test(a_table_has_its_heads_on_each_page),
        cmocka_unit_test(a_row_longer_than_a_page),
        cmocka_unit_test(a_signature_is_never_alone),
        cmocka_unit_test(a_heading_goes_with_what_is_signed),
        cmocka_unit_test(a_page_that_is_to_begin),
        cmocka_unit_test(the_same_paper_gives_the_same_bytes),
        cmocka_unit_test(each_letter_has_pages_of_its_own),
        cmocka_unit_test(scripts),
        cmocka_unit_test(I3_what_does_not_balance_is_refused),
        cmocka_unit_test(a_full_disk_is_said),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
