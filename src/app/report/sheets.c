#include "app/report/sheets.h"

#include "base/memory.h"

enum { INCH = 72, FOOT_GAP = 16 };

/* --- faces --- */

#define SERIF "Liberation Serif,Times New Roman,Times,DejaVu Serif,serif"
#define SANS  "Liberation Sans,Arial,Helvetica,DejaVu Sans,sans-serif"
#define MONO  "Liberation Mono,Courier New,DejaVu Sans Mono,monospace"

static const struct {
    const char *family;
    double size, leading; /* points */
    bool bold;
} faces[FACE_COUNT] = {
    [FACE_TITLE] = {SERIF, 16, 20, true},         [FACE_HEADING] = {SERIF, 12, 15, true},
    [FACE_BODY] = {SERIF, 12, 15.5, false},       [FACE_CELL] = {SERIF, 10.5, 13, false},
    [FACE_CELL_HEAD] = {SERIF, 10.5, 13, true},   [FACE_FIXED] = {MONO, 9, 12, false},
    [FACE_SMALL] = {SERIF, 8.5, 10.5, false},     [FACE_PICTURE] = {SANS, 9, 11, false},
    [FACE_PICTURE_STRONG] = {SANS, 9, 11, true}, [FACE_PICTURE_SMALL] = {SANS, 7.5, 9, false},
};

static void make_faces(struct sheets *s)
{
    for (unsigned i = 0; i < FACE_COUNT; i++) {
        s->face[i] = pango_font_description_new();
        pango_font_description_set_family_static(s->face[i], faces[i].family);
        pango_font_description_set_size(s->face[i], POINTS(faces[i].size));
        pango_font_description_set_weight(s->face[i], faces[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    }
}

/* --- layouts --- */

static bool keep_layout(struct sheets *s, PangoLayout *layout)
{
    if (!memory_grow((void **)&s->layouts, &s->layout_cap, s->layout_count, sizeof *s->layouts, s->e)) {
        g_object_unref(layout);
        return false;
    }
    s->layouts[s->layout_count++] = layout;
    return true;
}

/* As pen_name, and line ends as they are. */
static bool harmless_text(struct span text, bool keep_lines, struct text *out, struct error *e)
{
    struct pen p = pen_new(out, e);
    struct span line;
    for (bool first = true; text.len > 0 && span_cut(&text, '\n', &line); first = false) {
        pen_puts(&p, first ? "" : keep_lines ? "\n" : " ");
        pen_name(&p, line);
    }
    return pen_done(&p);
}

/* A name of any script keeps to its place among Latin words: the direction of a line is that of the paper. */
static void shape(struct sheets *s, PangoLayout *layout, enum face face, struct span text, int width, bool keep_lines)
{
    struct text t = {0};
    pango_layout_set_font_description(layout, s->face[face]);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width);
    pango_layout_set_attributes(layout, s->plain);
    s->ok = s->ok && harmless_text(text, keep_lines, &t, s->e);
    if (s->ok && t.len > 0) {
        pango_layout_set_text(layout, t.at, (int)t.len);
        int unknown = pango_layout_get_unknown_glyphs_count(layout);
        if (unknown > 0) {
            s->ok = fail(s->e, ERROR_FAILED, "paper.font",
                         "no font of this machine has %d of the characters that are to be printed", unknown);
            error_hint(s->e, "install fonts for more scripts (Debian: fonts-noto-core, fonts-noto-cjk)");
        }
    }
    text_free(&t);
}

PangoLayout *sheets_layout(struct sheets *s, enum face face, struct span text, int width, bool keep_lines)
{
    static PangoLayout *none; /* stands in after memory has ended: empty, and drawn by nobody */
    PangoLayout *layout = pango_layout_new(s->context);
    if (!keep_layout(s, layout)) {
        s->ok = false;
        none = none == NULL ? pango_layout_new(s->context) : none;
        return none;
    }
    shape(s, layout, face, text, width, keep_lines);
    return layout;
}

int sheets_line_height(PangoLayoutLine *line, enum face face)
{
    PangoRectangle logical;
    pango_layout_line_get_extents(line, NULL, &logical);
    int leading = POINTS(faces[face].leading);
    return logical.height > leading ? logical.height : leading;
}

int sheets_layout_height(PangoLayout *layout, enum face face, int from, int to)
{
    int height = 0;
    for (int i = from; i < to; i++) {
        height += sheets_line_height(pango_layout_get_line_readonly(layout, i), face);
    }
    return height;
}

int sheets_lines_that_fit(PangoLayout *layout, enum face face, int from, int room)
{
    int i = from, count = pango_layout_get_line_count(layout);
    for (; i < count; i++) {
        room -= sheets_line_height(pango_layout_get_line_readonly(layout, i), face);
        if (room < 0) {
            break;
        }
    }
    return i - from;
}

/* --- marks --- */

struct mark *sheets_mark(struct sheets *s, enum mark_kind kind)
{
    s->ok = s->ok && memory_grow((void **)&s->marks, &s->cap, s->count, sizeof *s->marks, s->e);
    if (!s->ok) {
        return NULL;
    }
    s->empty = false;
    struct mark *m = &s->marks[s->count++];
    *m = (struct mark){.kind = kind, .page = s->page};
    return m;
}

void sheets_rule(struct sheets *s, int x, int y, int width, bool pale)
{
    struct mark *m = sheets_mark(s, MARK_RULE);
    if (m != NULL) {
        m->x = x;
        m->y = y;
        m->width = width;
        m->height = POINTS(0.5);
        m->pale = pale;
    }
}

static void put_line(struct sheets *s, PangoLayoutLine *line, int height, int x, int y, int right)
{
    PangoRectangle logical;
    struct mark *m = sheets_mark(s, MARK_LINE);
    if (m != NULL) {
        pango_layout_line_get_extents(line, NULL, &logical);
        m->line = line;
        m->x = right < 0 ? x : right - logical.width;
        m->y = y + (height - logical.height) / 2 - logical.y;
    }
}

void sheets_put_lines(struct sheets *s, PangoLayout *layout, enum face face, int from, int to, int x, int y,
                      int right)
{
    for (int i = from; i < to; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        int height = sheets_line_height(line, face);
        put_line(s, line, height, x, y, right);
        y += height;
    }
}

/* --- pages --- */

void sheets_break(struct sheets *s)
{
    if (!s->empty) {
        s->page++;
        s->y = s->top;
        s->empty = true;
    }
}

void sheets_space(struct sheets *s, int height)
{
    s->y += s->empty ? 0 : height;
}

enum { HEADING_BEFORE = 8, HEADING_AFTER = 5 };

static void place_headings(struct sheets *s)
{
    for (unsigned i = 0; i < s->waiting_count; i++) {
        PangoLayout *layout = s->waiting[i];
        int count = pango_layout_get_line_count(layout);
        sheets_space(s, POINTS(HEADING_BEFORE));
        sheets_put_lines(s, layout, FACE_HEADING, 0, count, s->left, s->y, -1);
        s->y += sheets_layout_height(layout, FACE_HEADING, 0, count) + POINTS(HEADING_AFTER);
    }
    s->waiting_count = 0;
    s->waiting_height = 0;
}

void sheets_heading(struct sheets *s, struct span text)
{
    PangoLayout *layout = sheets_layout(s, FACE_HEADING, text, s->width, false);
    if (s->waiting_count == HEADINGS) { /* headings of nothing but headings */
        sheets_claim(s, 0);
    }
    s->waiting[s->waiting_count++] = layout;
    s->waiting_height += sheets_layout_height(layout, FACE_HEADING, 0, pango_layout_get_line_count(layout)) +
                         POINTS(HEADING_BEFORE + HEADING_AFTER);
}

void sheets_claim(struct sheets *s, int height)
{
    if (s->y + s->waiting_height + height > s->bottom) {
        sheets_break(s);
    }
    place_headings(s);
}

/* --- running text --- */

/* Of `left` lines `fit` would go on this page, and all of them with what has to follow: how many do. 0: none of a paragraph
 * that is not begun yet. */
static int lines_taken(int left, int fit, bool all, bool begun)
{
    enum { TOGETHER = 2 };
    int take = all ? left : fit < left - TOGETHER ? fit : left - TOGETHER;
    return take < TOGETHER && take < left && !begun ? 0 : take < 0 ? 0 : take;
}

void sheets_text(struct sheets *s, PangoLayout *layout, enum face face, int x, PangoLayout *number, int after)
{
    int count = pango_layout_get_line_count(layout), from = 0;
    while (s->ok && from < count) {
        int room = s->bottom - s->y - s->waiting_height, left = count - from,
            fit = sheets_lines_that_fit(layout, face, from, room),
            rest = sheets_layout_height(layout, face, from, count);
        int take = lines_taken(left, fit, fit == left && rest + after <= room, from > 0);
        bool fresh = s->empty && s->waiting_height == 0;
        if (take == 0 && !fresh) {
            sheets_claim(s, room + 1); /* on the next page, with its headings */
            continue;
        }
        take = take > 0 ? take : fit > 0 ? fit : 1; /* more than a page holds */
        int height = sheets_layout_height(layout, face, from, from + take);
        sheets_claim(s, 0);
        if (number != NULL && from == 0) {
            sheets_put_lines(s, number, face, 0, 1, s->left, s->y, -1);
        }
        sheets_put_lines(s, layout, face, from, from + take, x, s->y, -1);
        s->y += height;
        from += take;
        if (from < count) {
            sheets_break(s);
        }
    }
}

/* --- all of it --- */

static void lay_foot(struct sheets *s)
{
    enum { NUMBER_WIDTH = 80, LINES = 3 };
    if (s->paper->foot.len > 0) {
        s->foot = sheets_layout(s, FACE_SMALL, s->paper->foot, s->width - POINTS(NUMBER_WIDTH), true);
        int lines = pango_layout_get_line_count(s->foot);
        s->bottom -= lines > LINES ? (lines - LINES) * POINTS(faces[FACE_SMALL].leading) : 0;
    }
}

bool sheets_lay(struct sheets *s, PangoContext *context, const struct paper *p, struct error *e)
{
    *s = (struct sheets){.e = e, .ok = true, .context = context, .paper = p, .empty = true};
    s->sheet_width = p->a4 ? POINTS(595.28) : POINTS(612);
    s->sheet_height = p->a4 ? POINTS(841.89) : POINTS(792);
    s->left = s->top = s->y = POINTS(INCH);
    s->width = s->sheet_width - 2 * s->left;
    s->bottom = s->sheet_height - POINTS(INCH);
    make_faces(s);
    s->plain = pango_attr_list_new();
    pango_attr_list_insert(s->plain,
                           pango_attr_insert_hyphens_new(FALSE)); /* a hash or a command has no hyphens of ours */
    lay_foot(s);
    for (size_t i = 0; s->ok && i < p->count; i++) {
        sheets_block(s, i);
    }
    sheets_claim(s, 0);
    if (s->empty && s->page > 0) { /* what was to begin a page was nothing */
        s->page--;
    }
    return s->ok;
}

void sheets_clear(struct sheets *s)
{
    for (size_t i = 0; i < s->layout_count; i++) {
        g_object_unref(s->layouts[i]);
    }
    for (unsigned i = 0; i < FACE_COUNT; i++) {
        pango_font_description_free(s->face[i]);
    }
    pango_attr_list_unref(s->plain);
    memory_free(s->layouts);
    memory_free(s->marks);
    *s = (struct sheets){0};
}
