/* paper_pdf.c: papers as PDF, drawn by cairo from what sheets.c laid out.
 *
 * 1. Cairo and Pango allocate for themselves, past base/: what they cannot do is an error of cairo's, which becomes
 *    ours, and is asked for before anything is called done. (GLib ends the process where memory does.) They do not
 *    wipe what they free.
 * 2. Nothing of the moment goes into the file: no clock, and no hinting, so that a glyph stands where the font's own
 *    measures put it. */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>

#include "app/report/report.h"
#include "app/report/sheets.h"
#include "base/memory.h"

struct report_book {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoContext *context;
    bool (*write)(void *ctx, struct span bytes, struct error *e);
    void *ctx;
    struct error wrong; /* of the last write, where it failed */
    bool begun;
};

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned count)
{
    struct report_book *b = closure;
    return b->write(b->ctx, (struct span){(const char *)bytes, count}, &b->wrong) ? CAIRO_STATUS_SUCCESS
                                                                                  : CAIRO_STATUS_WRITE_ERROR;
}

/* True while cairo has met no error; what else writes for it is asked as long as it is there. */
static bool sound(struct report_book *b, struct error *e)
{
    cairo_status_t status = b->cr == NULL ? CAIRO_STATUS_SUCCESS : cairo_status(b->cr);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(b->surface) : status;
    if (b->wrong.category != ERROR_NONE) { /* cairo forgets some of them at the end */
        *e = b->wrong;
        return false;
    }
    return status == CAIRO_STATUS_SUCCESS ||
           fail(e, ERROR_FAILED, status == CAIRO_STATUS_NO_MEMORY ? "memory" : "paper.cairo", "the PDF: %s",
                cairo_status_to_string(status));
}

/* --- one page --- */

static double points(int units)
{
    return (double)units / PANGO_SCALE;
}

static void set_ink(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0, (rgb & 0xFF) / 255.0);
}

enum { BLACK = 0x000000, PALE = 0xB0B6BD, TINT = 0xE3EAF3 };

/* The light colours of page.c. */
static const uint32_t inks[] = {
    [INK_MAIN] = 0x1D4A7C, [INK_HELD] = 0x6A7480, [INK_WAIT] = 0x8A5A00, [INK_BAD] = 0x9B2C2C};

static void draw(cairo_t *cr, const struct mark *m)
{
    cairo_new_path(cr); /* text leaves a point behind */
    switch (m->kind) {
    case MARK_LINE:
        set_ink(cr, BLACK);
        cairo_move_to(cr, points(m->x), points(m->y));
        pango_cairo_show_layout_line(cr, m->line);
        return;
    case MARK_RULE:
        set_ink(cr, m->pale ? PALE : BLACK);
        cairo_rectangle(cr, points(m->x), points(m->y), points(m->width), points(m->height));
        break;
    case MARK_BAR:
        set_ink(cr, inks[m->ink]);
        cairo_rectangle(cr, points(m->x), points(m->y), points(m->width), points(m->height));
        break;
    case MARK_TINT:
        set_ink(cr, TINT);
        for (size_t i = 0; i < 4; i++) {
            cairo_line_to(cr, points(m->px[i]), points(m->py[i]));
        }
        cairo_close_path(cr);
        break;
    }
    cairo_fill(cr);
}

/* Below the matter: what it is true of at the left, the number of the page at the right. */
static void draw_foot(cairo_t *cr, struct sheets *s, unsigned page)
{
    enum { ABOVE = 14 };
    char text[48];
    size_t before = s->count;
    int y = s->bottom + POINTS(ABOVE);
    (void)snprintf(text, sizeof text, "Page %u of %u", page + 1, sheets_pages(s));
    PangoLayout *number = sheets_layout(s, FACE_SMALL, span_of(text), -1, false);
    s->page = page;
    sheets_rule(s, s->left, y - POINTS(4), s->width, true);
    sheets_put_lines(s, number, FACE_SMALL, 0, 1, 0, y, s->left + s->width);
    if (s->foot != NULL) {
        sheets_put_lines(s, s->foot, FACE_SMALL, 0, pango_layout_get_line_count(s->foot), s->left, y, -1);
    }
    for (size_t i = before; s->ok && i < s->count; i++) {
        draw(cr, &s->marks[i]);
    }
    s->count = before;
}

static void draw_pages(struct report_book *b, struct sheets *s)
{
    size_t at = 0;
    unsigned last = s->page;
    for (unsigned page = 0; s->ok && page <= last; page++) {
        for (; at < s->count && s->marks[at].page == page; at++) {
            draw(b->cr, &s->marks[at]);
        }
        draw_foot(b->cr, s, page);
        s->page = last;
        cairo_show_page(b->cr);
    }
}

/* --- a book --- */

/* Glyphs stand at the measures of the font, whatever a screen would want. */
static void make_context(struct report_book *b)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    b->context = pango_cairo_create_context(b->cr);
    pango_cairo_context_set_font_options(b->context, options);
    pango_cairo_context_set_resolution(b->context, 72); /* a point is a unit of the sheet */
    pango_context_set_round_glyph_positions(b->context, FALSE);
    pango_context_set_language(b->context, pango_language_from_string("en"));
    pango_context_set_base_dir(b->context, PANGO_DIRECTION_LTR);
    cairo_font_options_destroy(options);
}

bool report_book_open(struct report_book **out, bool (*write)(void *ctx, struct span bytes, struct error *e),
                      void *ctx, struct error *e)
{
    struct report_book *b = memory_new(1, sizeof *b, e);
    if (b == NULL) {
        return false;
    }
    b->write = write;
    b->ctx = ctx;
    b->surface = cairo_pdf_surface_create_for_stream(write_bytes, b, 612, 792);
    b->cr = cairo_create(b->surface);
    make_context(b);
    if (!sound(b, e)) {
        (void)!report_book_close(b, false, e);
        return false;
    }
    *out = b;
    return true;
}

/* Of the first paper; cairo puts its own clock where no instant is given, unless it is told that there is none. */
static bool describe(struct report_book *b, const struct paper *p, struct error *e)
{
    struct text title = {0};
    char at[INSTANT_TEXT] = "";
    struct pen pen = pen_new(&title, e);
    for (size_t i = 0; i < p->count; i++) {
        if (p->blocks[i].kind == PAPER_TITLE) {
            pen_name(&pen, p->blocks[i].text);
        }
    }
    bool ok = pen_done(&pen);
    if (ok) {
        instant_format(p->at - p->at % 1000, at); /* a PDF knows no parts of a second */
        cairo_pdf_surface_set_metadata(b->surface, CAIRO_PDF_METADATA_CREATE_DATE, p->at == 0 ? NULL : at);
        cairo_pdf_surface_set_metadata(b->surface, CAIRO_PDF_METADATA_CREATOR, "Proviso");
        cairo_pdf_surface_set_metadata(b->surface, CAIRO_PDF_METADATA_TITLE, title.len > 0 ? title.at : NULL);
    }
    text_free(&title);
    b->begun = true;
    return ok;
}

bool report_book_add(struct report_book *b, const struct paper *p, struct error *e)
{
    struct sheets s;
    if (!paper_check(p, e) || (!b->begun && !describe(b, p, e))) {
        return false;
    }
    bool ok = sheets_lay(&s, b->context, p, e);
    if (ok) {
        cairo_pdf_surface_set_size(b->surface, points(s.sheet_width), points(s.sheet_height));
        draw_pages(b, &s);
        ok = s.ok && sound(b, e);
    }
    sheets_clear(&s);
    return ok;
}

bool report_book_close(struct report_book *b, bool ok, struct error *e)
{
    if (b == NULL) {
        return ok;
    }
    cairo_destroy(b->cr);
    b->cr = NULL;
    cairo_surface_finish(b->surface);
    ok = ok && sound(b, e);
    if (b->context != NULL) {
        g_object_unref(b->context);
    }
    cairo_surface_destroy(b->surface);
    memory_free(b);
    return ok;
}

/* --- into a text --- */

static bool into_text(void *ctx, struct span bytes, struct error *e)
{
    return text_add(ctx, bytes, e);
}

bool report_papers_pdf(const struct paper *const *p, size_t count, struct text *out, struct error *e)
{
    struct report_book *b = NULL;
    size_t before = out->len;
    bool ok = report_book_open(&b, into_text, out, e);
    for (size_t i = 0; ok && i < count; i++) {
        ok = report_book_add(b, p[i], e);
    }
    ok = report_book_close(b, ok, e);
    if (!ok && out->len > before) {
        out->len = before;
        out->at[before] = '\0';
    }
    return ok;
}

bool report_paper_pdf(const struct paper *p, struct text *out, struct error *e)
{
    return report_papers_pdf(&p, 1, out, e);
}
