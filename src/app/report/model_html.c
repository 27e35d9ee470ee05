/* model_html.c: a trained model, and pairs weighed by it, as one page each. */
#include <stdio.h>

#include "app/report/model_check.h"
#include "app/report/model_picture.h"
#include "app/report/model_sheet.h"
#include "app/report/page.h"

/* --- tables --- */

static void cell(struct pen *p, const struct sheet_row *r, const char *words)
{
    pen_puts(p, r->marked ? "<td class=\"n\"><b>" : "<td class=\"n\">");
    picture_number(p, words);
    pen_puts(p, r->marked ? "</b></td>" : "</td>");
}

static void table(struct pen *p, const struct sheet *s, const char *caption)
{
    pen_printf(p,
               "<div class=\"scroll\"><table class=\"plain\"><caption>%s</caption>\n<thead><tr>"
               "<th scope=\"col\">%s</th>",
               caption, s->label);
    for (size_t c = 0; c < s->cells; c++) {
        pen_printf(p, "<th scope=\"col\" class=\"n\">%s</th>", s->head[c]);
    }
    pen_puts(p, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < s->rows; i++) {
        const struct sheet_row *r = &s->row[i];
        pen_puts(p, r->marked ? "<tr><th scope=\"row\"><b>" : "<tr><th scope=\"row\">");
        picture_number(p, r->label);
        pen_puts(p, r->marked ? "</b>" : "");
        if (r->under[0] != '\0') {
            pen_puts(p, "<small>");
            pen_html(p, span_of(r->under));
            pen_puts(p, "</small>");
        }
        pen_puts(p, "</th>");
        for (size_t c = 0; c < s->cells; c++) {
            cell(p, r, r->cell[c]);
        }
        pen_puts(p, "</tr>\n");
    }
    pen_puts(p, "</tbody></table></div>\n");
}

static void facts(struct pen *p, const struct sheet *s)
{
    pen_puts(p, "<dl>\n");
    for (size_t i = 0; i < s->rows; i++) {
        pen_printf(p, "<dt>%s</dt><dd>", s->row[i].label);
        picture_number(p, s->row[i].cell[0]);
        pen_puts(p, "</dd>\n");
    }
    pen_puts(p, "</dl>\n");
}

/* --- sections of a model --- */

/* Picture and table of each comparison, under its name. */
static void comparisons(struct pen *p, const struct model_report *m, struct sheet *s,
                        bool terms)
{
    for (unsigned i = 0; i < m->comparisons; i++) {
        const struct model_comparison *c = &m->comparison[i];
        if (terms ? c->terms == 0 : c->levels == 0) {
            continue;
        }
        char id[32];
        (void)snprintf(id, sizeof id, "%s-%u", terms ? "terms" : "levels", i + 1);
        pen_puts(p, "<h3>");
        pen_html(p, SPAN_ARRAY(c->name));
        pen_puts(p, "</h3>\n<div class=\"pair\">\n");
        if (terms) {
            sheet_terms(m, i, s);
            picture_terms(p, c, id);
        } else {
            sheet_levels(m, i, s);
            picture_sheet(p, s, id, "Match weight of each level, in bits");
        }
        table(p, s, terms ? "Weight by rank" : "Levels");
        pen_puts(p, "</div>\n");
    }
}

static void pair(struct pen *p, const struct model_report *m, enum model_section which,
                 struct sheet *s)
{
    const struct model_words *w = &model_words[which];
    char id[32];
    (void)snprintf(id, sizeof id, "%s-p", w->id);
    /* A table of many columns stands below its picture. */
    pen_puts(p, s->cells > 3 ? "<div>\n" : "<div class=\"pair\">\n");
    if (which == MODEL_CURVES) {
        picture_curves(p, m, id);
    } else if (which == MODEL_EXPECTED) {
        picture_expected(p, m, id);
    } else {
        picture_sheet(p, s, id, w->caption);
    }
    table(p, s, w->caption);
    pen_puts(p, "</div>\n");
}

static void section(struct pen *p, const struct model_report *m, enum model_section which,
                    struct sheet *s)
{
    static void (*const fill[MODEL_SECTIONS])(const struct model_report *m, struct sheet *s) = {
        [MODEL_SUMMARY] = sheet_summary,   [MODEL_OUTCOMES] = sheet_outcomes,
        [MODEL_LOOKALIKES] = sheet_decoys, [MODEL_BLOCKING] = sheet_keys,
        [MODEL_CURVES] = sheet_thresholds, [MODEL_EXPECTED] = sheet_expected,
        [MODEL_UNLINKABLE] = sheet_causes,
    };
    const struct model_words *w = &model_words[which];
    if (!model_shows(m, which)) {
        if (w->missing[0] != '\0') {
            pen_printf(p, "<p class=\"lead\" id=\"%s\">%s</p>\n", w->id, w->missing);
        }
        return;
    }
    page_section_open(p, w->id, span_of(w->title), w->meaning);
    if (fill[which] == NULL) {
        comparisons(p, m, s, which == MODEL_FREQUENCIES);
    } else {
        fill[which](m, s);
        if (which == MODEL_SUMMARY) {
            facts(p, s);
        } else {
            pair(p, m, which, s);
        }
    }
    page_section_close(p);
}

static void sources(struct pen *p, const struct report_meta *meta)
{
    page_sources(p, span_of(meta == NULL ? NULL : meta->batch),
                 span_of(meta == NULL ? NULL : meta->agreement), meta);
}

bool report_model_html(const struct model_report *m, const struct report_meta *meta,
                       struct text *out, struct error *e)
{
    if (!model_check(m, e)) {
        return false;
    }
    struct sheet s;
    struct span hash = SPAN_ARRAY(m->hash);
    struct pen p = pen_new(out, e);
    page_open(&p, "Linkage", SPAN_LITERAL("Linkage model"),
              hash.len == 0 ? SPAN_LITERAL("Without a hash") : hash);
    if (model_shows(m, MODEL_OUTCOMES)) {
        char balance[MODEL_BALANCE];
        model_balance(m, balance);
        pen_printf(&p, "<p class=\"balance\" id=\"balance\">%s</p>\n", balance);
    }
    for (unsigned i = 0; i < MODEL_SECTIONS; i++) {
        section(&p, m, (enum model_section)i, &s);
    }
    sources(&p, meta);
    page_close(&p);
    return pen_done(&p);
}

/* --- pairs --- */

static void waterfall(struct pen *p, const struct waterfall *w, size_t number, struct sheet *s)
{
    char id[48];
    (void)snprintf(id, sizeof id, "pair-%zu", number);
    sheet_steps(w, s);
    page_section_open(p, id, SPAN_ARRAY(w->title), "");
    pen_puts(p, "<div class=\"pair\">\n");
    (void)snprintf(id, sizeof id, "pair-%zu-p", number);
    picture_sheet(p, s, id, "Running sum of the match weight, in bits");
    table(p, s, "Weight by comparison");
    pen_puts(p, "</div>\n");
    page_section_close(p);
}

bool report_waterfalls_html(const struct waterfall *w, size_t count,
                            const struct report_meta *meta, struct text *out, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!waterfall_check(&w[i], e)) {
            error_context(e, "pair %zu", i + 1);
            return false;
        }
    }
    struct sheet s;
    struct pen p = pen_new(out, e);
    page_open(&p, "Linkage", SPAN_LITERAL("Match weights"),
              SPAN_LITERAL("How the weight of each pair adds up, from nothing to its total"));
    if (count == 0) {
        pen_puts(&p, "<p class=\"lead\">No pair was asked for.</p>\n");
    }
    for (size_t i = 0; i < count; i++) {
        waterfall(&p, &w[i], i + 1, &s);
    }
    sources(&p, meta);
    page_close(&p);
    return pen_done(&p);
}
