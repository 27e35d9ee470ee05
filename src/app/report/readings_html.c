/* readings_html.c: readings side by side as one page. */
#include <stdio.h>

#include "app/report/page.h"
#include "app/report/readings.h"

enum {
    STEP = 78, /* of a reading: name (baseline 16), bar at 24, 20 high, its numbers (baseline 61) */
    BAR_TOP = 24,
    BAR_HIGH = 20,
    NUMBERS = 61,
    SCALE = PICTURE_WIDTH * 100,
    GAP = 200,
    NAME_SHOWN = 56 /* characters of a name that fit beside each other */
};

static void described(struct pen *p, const struct report_readings *r)
{
    for (size_t i = 0; i < r->count; i++) {
        pen_puts(p, i == 0 ? "" : "; ");
        pen_html(p, SPAN_ARRAY(r->reading[i].name));
        pen_puts(p, ": ");
        pen_count(p, r->reading[i].suspect);
        pen_puts(p, " wrong, ");
        pen_count(p, r->reading[i].kept);
        pen_puts(p, " still right");
    }
    pen_puts(p, ". The table holds the same numbers.");
}

/* As much of the name as fits over its bar; the table has it whole. */
static void picture_name(struct pen *p, struct span name)
{
    bool whole = name_width(name) <= NAME_SHOWN;
    while (name_width(name) > NAME_SHOWN) {
        name.len--;
    }
    pen_html(p, name);
    pen_puts(p, whole ? "" : "...");
}

static void bar(struct pen *p, const struct report_reading *g, uint64_t releases, unsigned top)
{
    uint64_t wrong = share(g->suspect, releases, SCALE), right = SCALE - wrong;
    uint64_t gap = wrong > GAP && right > GAP ? GAP : 0;
    if (wrong > 0) {
        picture_bar(p, 0, top + BAR_TOP, wrong - gap, BAR_HIGH, "bad");
    }
    if (g->kept > 0) {
        picture_bar(p, wrong, top + BAR_TOP, right, BAR_HIGH, "main");
    }
    picture_text(p, 0, top + 16, "strong");
    picture_name(p, SPAN_ARRAY(g->name));
    picture_text_end(p);
    picture_text(p, 0, top + NUMBERS, "small");
    pen_puts(p, "wrong ");
    pen_count(p, g->suspect);
    picture_text_end(p);
    picture_text(p, PICTURE_WIDTH, top + NUMBERS, "small end");
    pen_puts(p, "still right ");
    pen_count(p, g->kept);
    picture_text_end(p);
}

static void picture(struct pen *p, const struct report_readings *r)
{
    picture_open(p, (unsigned)r->count * STEP, "Releases that are wrong under each reading");
    described(p, r);
    picture_described(p);
    for (size_t i = 0; i < r->count; i++) {
        bar(p, &r->reading[i], r->releases, (unsigned)i * STEP);
    }
    picture_close(p);
}

static void table(struct pen *p, const struct report_readings *r)
{
    pen_puts(p, "<table class=\"plain\"><caption>Releases under each reading</caption>\n<thead><tr>"
                "<th scope=\"col\">Reading</th><th scope=\"col\" class=\"n\">Wrong</th>"
                "<th scope=\"col\" class=\"n\">Lowered</th>"
                "<th scope=\"col\" class=\"n\">Still right</th>"
                "<th scope=\"col\" class=\"n\">More could be given</th>"
                "<th scope=\"col\" class=\"n\">Wrong of all</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < r->count; i++) {
        const struct report_reading *g = &r->reading[i];
        pen_puts(p, "<tr><th scope=\"row\">");
        pen_html(p, SPAN_ARRAY(g->name));
        pen_puts(p, "</th><td class=\"n\">");
        pen_count(p, g->suspect);
        pen_puts(p, "</td><td class=\"n\">");
        pen_count(p, g->lowered);
        pen_puts(p, "</td><td class=\"n\">");
        pen_count(p, g->kept);
        pen_puts(p, "</td><td class=\"n\">");
        pen_count(p, g->raised);
        pen_puts(p, "</td><td class=\"n\">");
        pen_percent(p, g->suspect, r->releases);
        pen_puts(p, "</td></tr>\n");
    }
    pen_puts(p, "</tbody></table>\n");
}

_Static_assert((int)REPORT_CAUSES + (int)REPORT_NOTES + 4 <= (int)ROWS_MOST, "a reading fits into the rows");

static void add(struct rows *rows, struct span label, unsigned depth, uint64_t count,
                const char *meaning)
{
    rows->at[rows->count++] =
        (struct row){.label = label, .meaning = meaning, .depth = depth, .count = count};
}

static void reading(struct pen *p, const struct report_reading *g, size_t number, uint64_t releases)
{
    struct rows rows = {.count = 0};
    char id[32], heading[REPORT_NAME + 16], definition[REPORT_SENTENCE + 1];
    (void)snprintf(id, sizeof id, "reading-%zu", number);
    (void)snprintf(heading, sizeof heading, "Reading %.*s", SPAN_ARGS(SPAN_ARRAY(g->name)));
    (void)snprintf(definition, sizeof definition, "%.*s", SPAN_ARGS(SPAN_ARRAY(g->definition)));
    add(&rows, SPAN_LITERAL("Releases examined"), 0, releases, "");
    add(&rows, SPAN_LITERAL("Wrong"), 1, g->suspect, "");
    for (size_t i = 0; i < g->causes; i++) {
        add(&rows, SPAN_ARRAY(g->cause[i].clause), 2, g->cause[i].count,
            "Cause; a release can have several.");
    }
    for (size_t i = 0; i < g->notes; i++) {
        add(&rows, SPAN_ARRAY(g->note[i].text), 2, g->note[i].count, "Of those that are wrong.");
    }
    add(&rows, SPAN_LITERAL("Still right"), 1, g->kept, "");
    if (g->raised > 0) {
        add(&rows, SPAN_LITERAL("More could be given"), 2, g->raised, "Of those that are still right.");
    }
    page_section_open(p, id, span_of(heading), definition);
    page_table(p, "Releases by cause", "What", "Of examined", &rows, releases);
    page_section_close(p);
}

/* Ids on a page of several findings: "balance", "balance-2". */
static void put_id(struct pen *p, const char *what, size_t finding)
{
    pen_puts(p, what);
    if (finding > 0) {
        pen_printf(p, "-%zu", finding + 1);
    }
}

static void balance(struct pen *p, const struct report_readings *r, size_t finding)
{
    pen_puts(p, "<p class=\"balance\" id=\"");
    put_id(p, "balance", finding);
    pen_puts(p, "\">");
    pen_count(p, r->releases);
    pen_puts(p, " releases examined; under each reading, wrong + still right = ");
    pen_count(p, r->releases);
    pen_puts(p, ": balances</p>\n");
}

/* number: of the first of its readings on the page. */
static void finding(struct pen *p, const struct report_readings *r, size_t index, size_t number)
{
    char id[32];
    if (index == 0) {
        (void)snprintf(id, sizeof id, "readings");
    } else {
        (void)snprintf(id, sizeof id, "readings-%zu", index + 1);
    }
    if (r->count > 0) {
        page_section_open(p, id, SPAN_LITERAL("The readings side by side"), "");
        pen_puts(p, "<div class=\"pair\">\n");
        picture(p, r);
        pen_puts(p, "<div class=\"scroll\">\n");
        table(p, r);
        pen_puts(p, "</div>\n</div>\n");
        page_section_close(p);
    }
    for (size_t i = 0; i < r->count; i++) {
        reading(p, &r->reading[i], number + i, r->releases);
    }
}

bool report_readings_html(const struct report_readings *r, const struct report_meta *meta,
                          struct text *out, struct error *e)
{
    return report_findings_html(r, 1, meta, out, e);
}

bool report_findings_html(const struct report_readings *r, size_t count,
                          const struct report_meta *meta, struct text *out, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!readings_check(&r[i], e)) {
            return false;
        }
    }
    struct pen p = pen_new(out, e);
    page_open(&p, "Finding", count == 1 ? readings_title(r) : SPAN_LITERAL("Findings"),
              SPAN_ARRAY(r->definition));
    for (size_t i = 0, number = 1; i < count; number += r[i++].count) {
        if (count > 1) {
            pen_puts(&p, "<h2 class=\"finding\">");
            pen_html(&p, readings_title(&r[i]));
            pen_puts(&p, "</h2>\n");
        }
        balance(&p, &r[i], i);
        finding(&p, &r[i], i, number);
    }
    page_sources(&p, span_of(meta == NULL ? NULL : meta->batch),
                 span_of(meta == NULL ? NULL : meta->agreement), meta);
    page_close(&p);
    return pen_done(&p);
}
