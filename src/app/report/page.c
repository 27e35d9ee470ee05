/* page.c: the frame of a page and its parts.
 *
 * 1. The page says itself that nothing may be loaded or run (content security
 *    policy), and holds nothing that would need it.
 * 2. Colours are variables: every pair of text and ground has a contrast of at
 *    least 4.5, every bar 3 against its ground (WCAG 2.2, 1.4.3 and 1.4.11), in
 *    the light and the dark set; page_test computes them. Print is light.
 * 3. A colour never stands alone: each bar has its words and its count.
 */
#include <stdio.h>

#include "app/report/page.h"

static const char style[] =
    ":root{color-scheme:light dark;--paper:#ffffff;--ink:#1b2129;--muted:#56606b;--line:#d3d9e0;"
    "--panel:#f4f6f9;--tint:#e3eaf3;--main:#1d4a7c;--wait:#8a5a00;--held:#6a7480;--bad:#9b2c2c}"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#11161c;--ink:#e7ecf2;"
    "--muted:#a4b0bc;--line:#323c47;--panel:#1a2129;--tint:#22303f;--main:#7fb2e6;--wait:#dba544;"
    "--held:#8894a1;--bad:#ea8d8d}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"
    "'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif;overflow-wrap:anywhere}"
    "header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}"
    "header{padding-top:2.25rem}"
    "header>div{border-bottom:3px double var(--line);padding-bottom:1.1rem}"
    "h1,h2{font-family:Charter,'Bitstream Charter','Iowan Old Style',Georgia,'Liberation Serif',"
    "serif;line-height:1.2;font-weight:600}"
    "h1{font-size:2rem;margin:.15rem 0 .35rem}h2{font-size:1.3rem;margin:0 0 .35rem}"
    ".kind{margin:0;font-size:.8rem;letter-spacing:.12em;text-transform:uppercase;"
    "color:var(--main);font-weight:600}"
    ".lead,.meaning,footer{color:var(--muted)}.lead{margin:0}.meaning{margin:0 0 .75rem}"
    "section{margin:2.25rem 0}"
    ".balance{margin:1.5rem 0 0;padding:.8rem 1rem;background:var(--panel);"
    "border-left:4px solid var(--main);font-variant-numeric:tabular-nums;font-weight:600}"
    ".pair{display:grid;gap:1.5rem 3rem;align-items:start}"
    "@media (min-width:56rem){.pair{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}"
    "figure{margin:0}svg{display:block;width:100%;max-width:34rem;height:auto;margin:0 auto}"
    "svg text{fill:var(--ink);font-size:15px;font-variant-numeric:tabular-nums}"
    "svg .strong{font-weight:600}svg .small{fill:var(--muted);font-size:13px}"
    "svg .end{text-anchor:end}svg .end.strong{font-weight:600}"
    ".main{fill:var(--main)}.wait{fill:var(--wait)}.held{fill:var(--held)}.bad{fill:var(--bad)}"
    ".tint{fill:var(--tint)}"
    ".scroll{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "caption{text-align:left;font-weight:600;padding:0 0 .4rem}"
    "th,td{text-align:left;vertical-align:top;padding:.42rem .5rem;border-bottom:1px solid "
    "var(--line);font-weight:400}"
    "thead th{border-bottom:2px solid var(--ink);font-size:.85rem;font-weight:600;"
    "white-space:nowrap}"
    "th small{display:block;color:var(--muted);font-size:.82rem;line-height:1.35}"
    ".n{text-align:right;white-space:nowrap}"
    ".d0{font-weight:600}.d0 small{font-weight:400}.d2{padding-left:1.6rem}.d3{padding-left:2.8rem}"
    ".plain .d0{font-weight:400}"
    "td i{display:block;height:3px;margin:.2rem 0 0 auto;background:var(--main);min-width:1px}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) minmax(0,1fr);margin:0}"
    "dt,dd{margin:0;padding:.42rem .5rem .42rem 0;border-bottom:1px solid var(--line)}"
    "dt{color:var(--muted)}code{font-family:ui-monospace,'Liberation Mono',Menlo,monospace;"
    "font-size:.88em}"
    "footer{border-top:3px double var(--line);padding-top:1rem;padding-bottom:2.5rem;"
    "font-size:.88rem}"
    "a{color:var(--main)}:focus-visible{outline:3px solid var(--main);outline-offset:2px}"
    ".skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);"
    "padding:.3rem .6rem}"
    "@media (max-width:30rem){h1{font-size:1.6rem}dl{display:block}dt{border:0;padding-bottom:0}"
    "dd{padding-top:0}th,td{padding:.42rem .3rem}.d2{padding-left:.9rem}.d3{padding-left:1.6rem}}"
    "@page{margin:15mm}"
    "@media print{body{font-size:9.5pt}header,main,footer{max-width:none;padding-left:0;"
    "padding-right:0}header{padding-top:0}.skip{display:none}section{margin:1.2rem 0}"
    ".pair{grid-template-columns:minmax(0,1fr) minmax(0,1.1fr);gap:1rem 1.6rem}"
    "tr,figure,dl,h2{break-inside:avoid}h2,caption,thead{break-after:avoid}"
    "svg,td i,.balance{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

/* Of papers: numbered paragraphs, running text, lines to sign on. */
static const char paper_style[] =
    ".num{position:relative;padding-left:2.6rem;margin:.7rem 0}.num>b{position:absolute;left:0}"
    ".lines{white-space:pre-line;margin:.7rem 0}"
    "pre{margin:.7rem 0;padding:.5rem .8rem;background:var(--panel);white-space:pre-wrap}"
    ".sign{display:grid;grid-template-columns:minmax(0,22rem) minmax(0,10rem);gap:0 2rem;"
    "margin:3.2rem 0 1.2rem}.sign>p{border-top:1px solid var(--ink);margin:0;padding-top:.25rem;"
    "white-space:pre-line}.leaf{break-after:page}"
    ".lines thead th{white-space:pre-line}"
    "@media print{.sign{break-inside:avoid}p{orphans:2;widows:2}}";

void page_open(struct pen *p, const char *kind, struct span title, struct span lead)
{
    pen_puts(p, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                "<meta charset=\"utf-8\"/>\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
    pen_html(p, title);
    pen_puts(p, " - Proviso</title>\n<style>");
    pen_puts(p, style);
    pen_puts(p, kind == NULL ? paper_style : "");
    pen_puts(p, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the ");
    pen_puts(p, kind == NULL ? "text</a>\n<header><div>\n" : "numbers</a>\n<header><div>\n");
    if (kind != NULL) {
        pen_puts(p, "<p class=\"kind\">Proviso &#183; ");
        pen_html(p, span_of(kind));
        pen_puts(p, "</p>\n");
    }
    pen_puts(p, "<h1>");
    pen_html(p, title);
    pen_puts(p, "</h1>\n");
    if (lead.len > 0) {
        pen_puts(p, "<p class=\"lead\">");
        pen_html(p, lead);
        pen_puts(p, "</p>\n");
    }
    pen_puts(p, "</div></header>\n<main id=\"main\">\n");
}

void page_close_saying(struct pen *p, const char *foot)
{
    page_close_under(p, (struct span){0}, foot);
}

void page_close_under(struct pen *p, struct span own, const char *foot)
{
    pen_puts(p, "</main>\n<footer>");
    pen_html(p, own);
    pen_puts(p, own.len > 0 ? " " : "");
    pen_puts(p, foot);
    pen_puts(p, "</footer>\n</body>\n</html>\n");
}

void page_close(struct pen *p)
{
    page_close_saying(p, "This page holds counts and identifiers only, no personal data. "
                         "It loads nothing and runs nothing.");
}

void page_section_open(struct pen *p, const char *id, struct span title, const char *meaning)
{
    pen_printf(p, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id, id, id);
    pen_html(p, title);
    pen_puts(p, "</h2>\n");
    if (meaning[0] != '\0') {
        pen_puts(p, "<p class=\"meaning\">");
        pen_html(p, span_of(meaning));
        pen_puts(p, "</p>\n");
    }
}

void page_section_close(struct pen *p)
{
    pen_puts(p, "</section>\n");
}

/* --- tables --- */

/* The bar below a percent: a length only, for the eye. */
static void table_bar(struct pen *p, uint64_t part, uint64_t whole)
{
    uint64_t hundredths = share(part, whole, 10000);
    if (hundredths > 0) {
        pen_printf(p, "<i style=\"width:%u.%02u%%\"></i>", (unsigned)(hundredths / 100),
                   (unsigned)(hundredths % 100));
    }
}

static void table_row(struct pen *p, const struct row *row, uint64_t whole)
{
    pen_printf(p, "<tr><th scope=\"row\" class=\"d%u\">", row->depth);
    pen_html(p, row->label);
    if (row->meaning[0] != '\0') {
        pen_puts(p, " <small>");
        pen_html(p, span_of(row->meaning));
        pen_puts(p, "</small>");
    }
    pen_puts(p, "</th><td class=\"n\">");
    pen_count(p, row->count);
    pen_puts(p, "</td><td class=\"n\">");
    pen_percent(p, row->count, whole);
    table_bar(p, row->count, whole);
    pen_puts(p, "</td></tr>\n");
}

void page_table(struct pen *p, const char *caption, const char *label, const char *part,
                const struct rows *rows, uint64_t whole)
{
    bool tree = false;
    for (size_t i = 0; i < rows->count; i++) {
        tree = tree || rows->at[i].depth > 0;
    }
    pen_printf(p,
               "<table%s><caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th>"
               "<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"n\">%s</th></tr>"
               "</thead>\n<tbody>\n",
               tree ? "" : " class=\"plain\"", caption, label, part);
    for (size_t i = 0; i < rows->count; i++) {
        table_row(p, &rows->at[i], whole);
    }
    pen_puts(p, "</tbody></table>\n");
}

/* --- sources --- */

static void source(struct pen *p, const char *term, struct span value, bool code)
{
    if (value.len > 0) {
        pen_printf(p, "<dt>%s</dt><dd>%s", term, code ? "<code>" : "");
        pen_html(p, value);
        pen_printf(p, "%s</dd>\n", code ? "</code>" : "");
    }
}

void page_sources(struct pen *p, struct span batch, struct span agreement,
                  const struct report_meta *meta)
{
    static const struct report_meta nothing;
    const struct report_meta *m = meta == NULL ? &nothing : meta;
    page_section_open(p, "sources", SPAN_LITERAL("Where the numbers come from"), "");
    pen_puts(p, "<dl>\n");
    source(p, "Batch", batch, false);
    source(p, "Agreement", agreement, false);
    source(p, "Reported at", span_of(m->at), false);
    source(p, "Ledger", span_of(m->origin), true);
    if (m->origin != NULL) {
        pen_puts(p, "<dt>Ledger size</dt><dd>");
        pen_count(p, m->size);
        pen_puts(p, m->size == 1 ? " entry</dd>\n" : " entries</dd>\n");
    }
    source(p, "Ledger root", span_of(m->root), true);
    source(p, "Rules", span_of(m->rules), true);
    source(p, "Classifier", span_of(m->classifier), true);
    source(p, "Registry generation", span_of(m->generation), true);
    pen_puts(p, "</dl>\n");
    page_section_close(p);
}

/* --- pictures --- */

void picture_open(struct pen *p, unsigned height, const char *title)
{
    char n[16] = "";
    if (p->pictures++ > 0) {
        (void)snprintf(n, sizeof n, "-%u", p->pictures);
    }
    pen_printf(p,
               "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" role=\"img\" "
               "aria-labelledby=\"picture%s-t picture%s-d\">\n<title id=\"picture%s-t\">%s</title>\n"
               "<desc id=\"picture%s-d\">",
               (unsigned)PICTURE_WIDTH, height, n, n, n, title, n);
}

void picture_described(struct pen *p)
{
    pen_puts(p, "</desc>\n");
}

void picture_close(struct pen *p)
{
    pen_puts(p, "</svg></figure>\n");
}

void picture_text(struct pen *p, unsigned x, unsigned y, const char *class)
{
    pen_printf(p, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
}

void picture_text_end(struct pen *p)
{
    pen_puts(p, "</text>\n");
}

void picture_bar(struct pen *p, uint64_t x, unsigned y, uint64_t width, unsigned height,
                 const char *class)
{
    pen_printf(p, "<rect x=\"%u.%02u\" y=\"%u\" width=\"%u.%02u\" height=\"%u\" class=\"%s\"/>\n",
               (unsigned)(x / 100), (unsigned)(x % 100), y, (unsigned)(width / 100),
               (unsigned)(width % 100), height, class);
}
