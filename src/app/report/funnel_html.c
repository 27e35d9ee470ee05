/* funnel_html.c: the funnel of a batch as one page. */
#include <stdio.h>

#include "app/report/balance.h"
#include "app/report/funnel_picture.h"
#include "app/report/page.h"

static bool same_name(const char *given, struct span own, const char *code, struct error *e)
{
    if (given == NULL || span_is(own, given)) {
        return true;
    }
    return fail(e, ERROR_FAILED, code, "the page is headed by another name than the funnel's");
}

static bool same_batch(const struct funnel *f, const struct report_meta *meta, struct error *e)
{
    return meta == NULL || (same_name(meta->batch, SPAN_ARRAY(f->batch), "report.batch", e) &&
                            same_name(meta->agreement, SPAN_ARRAY(f->agreement),
                                      "report.agreement", e));
}

void funnel_stages(struct pen *p, const struct funnel *f)
{
    struct rows rows;
    pen_puts(p, "<div class=\"pair\">\n");
    funnel_picture(p, f);
    pen_puts(p, "<div>\n");
    rows_of(f, SECTION_STAGES, &rows);
    page_table(p, "Rows at each stage", "Stage", "Of read", &rows, f->read);
    pen_puts(p, "</div>\n</div>\n");
}

static void section(struct pen *p, const struct funnel *f, enum section which, struct rows *rows)
{
    static const struct {
        const char *id, *caption, *label;
    } words[SECTION_COUNT] = {
        [SECTION_REASONS] = {"reasons", "Rows by deficiency", "Deficiency"},
        [SECTION_LEVELS] = {"levels", "Rows by level", "Level"},
        [SECTION_OUTCOMES] = {"outcomes", "Rows by outcome", "Outcome"},
        [SECTION_CLAUSES] = {"clauses", "Rows by clause", "Clause"},
    };
    rows_of(f, which, rows);
    if (rows->count > 0) {
        page_section_open(p, words[which].id, span_of(section_title(which)),
                          section_meaning(which));
        page_table(p, words[which].caption, words[which].label, "Of read", rows, f->read);
        page_section_close(p);
    }
}

static void body(struct pen *p, const struct funnel *f, const struct report_meta *meta)
{
    struct rows rows;
    pen_puts(p, "<p class=\"balance\" id=\"balance\">");
    balance_line(p, f);
    pen_puts(p, "</p>\n");
    page_section_open(p, "funnel", SPAN_LITERAL("From request to answer"), "");
    funnel_stages(p, f);
    page_section_close(p);
    pen_puts(p, "<div class=\"pair\">\n");
    section(p, f, SECTION_OUTCOMES, &rows);
    section(p, f, SECTION_LEVELS, &rows);
    pen_puts(p, "</div>\n<div class=\"pair\">\n");
    section(p, f, SECTION_REASONS, &rows);
    section(p, f, SECTION_CLAUSES, &rows);
    pen_puts(p, "</div>\n");
    page_sources(p, SPAN_ARRAY(f->batch), SPAN_ARRAY(f->agreement), meta);
}

bool report_funnel_html(const struct funnel *f, const struct report_meta *meta, struct text *out,
                        struct error *e)
{
    if (!funnel_check(f, e) || !same_batch(f, meta, e)) {
        return false;
    }
    char title[FUNNEL_NAME + 8], lead[FUNNEL_NAME + 16];
    (void)snprintf(title, sizeof title, "Batch %.*s", SPAN_ARGS(SPAN_ARRAY(f->batch)));
    (void)snprintf(lead, sizeof lead, "Agreement %.*s", SPAN_ARGS(SPAN_ARRAY(f->agreement)));
    struct pen p = pen_new(out, e);
    page_open(&p, "Funnel of a batch", span_of(title), span_of(lead));
    body(&p, f, meta);
    page_close(&p);
    return pen_done(&p);
}
