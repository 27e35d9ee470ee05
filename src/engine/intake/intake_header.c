/* The header: what each column means. Declared by the standard names or by a
 * layout, never guessed; what is not declared refuses the file, with the
 * nearest name that is.
 *
 * A first line of which no name is known or near is taken for a row of a file
 * without a header, and its texts are not repeated in the error (I7). */

#include <string.h>

#include "base/text.h"
#include "engine/intake/intake_file.h"

enum { NEAR = 2, NAME_MOST = LAYOUT_NAME - 1 };

/* A column's name without its quotes and the blanks at both ends. */
struct heading {
    char at[LAYOUT_NAME];
    size_t len;
    bool fits;
};

static struct span heading_span(const struct heading *h)
{
    return (struct span){h->at, h->len};
}

static void read_heading(const struct cell *cell, struct heading *h)
{
    char raw[4 * LAYOUT_NAME];
    *h = (struct heading){0};
    if (cell->value.len > sizeof raw) {
        return;
    }
    size_t len = cell->value.len;
    if (cell->doubled) {
        len = intake_unquote(cell->value, raw);
    } else if (len > 0) {
        memcpy(raw, cell->value.at, len);
    }
    struct span name = span_trim((struct span){raw, len});
    if (name.len == 0 || name.len > NAME_MOST || memchr(name.at, 0, name.len) != NULL) {
        return;
    }
    memcpy(h->at, name.at, name.len);
    h->len = name.len;
    h->fits = true;
}

/* The names that a header may use. */
struct names {
    const struct layout *layout; /* NULL: the standard names */
};

static size_t names_count(const struct names *n)
{
    return n->layout == NULL ? FIELD_COUNT : n->layout->count;
}

static struct span names_at(const struct names *n, size_t i)
{
    return span_trim(span_of(n->layout == NULL ? field_name((enum field)i)
                                               : n->layout->column[i].name));
}

static int names_meaning(const struct names *n, size_t i)
{
    return n->layout == NULL ? (int)i : n->layout->column[i].field;
}

/* Index of the name, or the count where there is none. */
static size_t names_find(const struct names *n, struct span name)
{
    size_t i = 0;
    while (i < names_count(n) && !span_equal(names_at(n, i), name)) {
        i++;
    }
    return i;
}

/* Lower case, with blanks and dashes as underscores: how people vary a name. */
static struct span plain_name(struct span name, char to[LAYOUT_NAME])
{
    size_t len = name.len < NAME_MOST ? name.len : NAME_MOST;
    for (size_t i = 0; i < len; i++) {
        char c = name.at[i];
        to[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
    }
    return (struct span){to, len};
}

static bool names_near(const struct names *n, struct span name, struct span *near)
{
    unsigned best = NEAR + 1;
    char a[LAYOUT_NAME], b[LAYOUT_NAME];
    struct span wanted = plain_name(name, a);
    for (size_t i = 0; i < names_count(n); i++) {
        unsigned d = span_distance(wanted, plain_name(names_at(n, i), b), NEAR);
        if (d < best) {
            best = d;
            *near = names_at(n, i);
        }
    }
    return best <= NEAR;
}

static bool is_header(const struct names *names, const struct heading *headings, uint32_t count)
{
    struct span near;
    for (uint32_t i = 0; i < count; i++) {
        struct span name = heading_span(&headings[i]);
        if (name.len > 0 && (names_find(names, name) < names_count(names) ||
                             names_near(names, name, &near))) {
            return true;
        }
    }
    return false;
}

static bool unknown(const struct names *names, const struct heading *h, uint32_t column,
                    struct error *e)
{
    struct span near;
    if (!h->fits) {
        return fail(e, ERROR_INPUT, "intake.header", "column %u has no readable name", column);
    }
    (void)!fail(e, ERROR_INPUT, "intake.column.unknown", "column %u has the unknown name \"%s\"",
                column, h->at);
    if (names_near(names, heading_span(h), &near)) {
        error_hint(e, "did you mean \"%.*s\"?", SPAN_ARGS(near));
    } else {
        error_hint(e, "declare it in a layout, or ignore it there on purpose");
    }
    return false;
}

static bool give_meaning(struct intake *in, const struct names *names, const struct heading *headings,
                         uint32_t i, struct error *e)
{
    const struct heading *h = &headings[i];
    size_t at = h->fits ? names_find(names, heading_span(h)) : names_count(names);
    if (at == names_count(names)) {
        return unknown(names, h, i + 1, e);
    }
    int field = names_meaning(names, at);
    bool twice = field >= 0 && in->has[field];
    for (uint32_t j = 0; j < i; j++) {
        twice = twice || span_equal(heading_span(&headings[j]), heading_span(h));
    }
    if (twice) {
        return fail(e, ERROR_INPUT, "intake.column.twice", "column %u, \"%s\", comes a second time",
                    i + 1, h->at);
    }
    in->field[i] = field;
    if (field >= 0) {
        in->has[field] = true;
    }
    if (field == FIELD_CONTROL) {
        in->control = (int)i;
    }
    return true;
}

static bool missing(const struct intake *in, struct span name, struct error *e)
{
    (void)!fail(e, ERROR_INPUT, "intake.column.missing", "the column \"%.*s\" is missing",
                SPAN_ARGS(name));
    if (!in->format->header) {
        error_hint(e, "say in the layout which column it is");
    }
    return false;
}

/* The file's key is there in any case. */
static bool key_there(const struct intake *in, enum intake_kind kind, struct error *e)
{
    bool control = in->has[FIELD_CONTROL], person = in->has[FIELD_PERSON_ID];
    if (kind == INTAKE_REGISTRY && !person) {
        return missing(in, SPAN_LITERAL("person_id"), e);
    }
    if ((kind == INTAKE_REQUESTS && !control) || (kind == INTAKE_ANY && !control && !person)) {
        return missing(in, SPAN_LITERAL("control"), e);
    }
    return true;
}

/* A layout's columns must all be there. */
static bool all_there(const struct intake *in, enum intake_kind kind, const struct layout *layout,
                      const struct heading *headings, struct error *e)
{
    for (size_t i = 0; layout != NULL && i < layout->count; i++) {
        struct span name = span_trim(span_of(layout->column[i].name));
        bool found = layout->column[i].field < 0; /* ignored on purpose: may be absent */
        for (uint32_t j = 0; !found && j < in->columns; j++) {
            found = span_equal(heading_span(&headings[j]), name);
        }
        if (!found) {
            return missing(in, name, e);
        }
    }
    return key_there(in, kind, e);
}

static bool first_record(struct intake *in, struct record *r, struct error *e)
{
    if (!intake_record(in, r)) {
        return fail(e, ERROR_INPUT, "intake.empty", "the file is empty");
    }
    if (!utf8_valid(r->bytes)) {
        return fail(e, ERROR_INPUT, "intake.encoding", "the header is no text in UTF-8");
    }
    if (r->defect != NULL) {
        return fail(e, ERROR_INPUT, "intake.header", "column %u of the header is badly quoted",
                    r->defect_column);
    }
    uint32_t most = in->limits.columns < LAYOUT_COLUMNS ? in->limits.columns : LAYOUT_COLUMNS;
    if (r->columns > most) {
        return fail(e, ERROR_INPUT, "intake.limit.columns", "the header has %u columns; %u are allowed",
                    r->columns, most);
    }
    return true;
}

bool intake_header(struct intake *in, enum intake_kind kind, const struct layout *layout,
                   struct error *e)
{
    struct record r;
    struct heading headings[LAYOUT_COLUMNS];
    const struct names names = {layout};
    if (!first_record(in, &r, e)) {
        return false;
    }
    in->columns = r.columns;
    for (uint32_t i = 0; i < r.columns; i++) {
        read_heading(&r.cell[i], &headings[i]);
    }
    if (!is_header(&names, headings, r.columns)) {
        (void)!fail(e, ERROR_INPUT, "intake.header", "the first line is no header: none of its names is known");
        error_hint(e, "begin the file with a line of column names, or declare them in a layout");
        return false;
    }
    for (uint32_t i = 0; i < r.columns; i++) {
        if (!give_meaning(in, &names, headings, i, e)) {
            return false;
        }
    }
    return all_there(in, kind, layout, headings, e);
}

bool intake_declared(struct intake *in, enum intake_kind kind, const struct layout *layout,
                     struct error *e)
{
    uint32_t most = in->limits.columns < LAYOUT_COLUMNS ? in->limits.columns : LAYOUT_COLUMNS;
    if (layout->count > most) {
        return fail(e, ERROR_INPUT, "intake.limit.columns",
                    "the layout has %zu columns; %u are allowed", layout->count, most);
    }
    in->columns = (uint32_t)layout->count;
    for (uint32_t i = 0; i < in->columns; i++) {
        in->field[i] = layout->column[i].field;
        if (in->field[i] >= 0) {
            in->has[in->field[i]] = true;
        }
        if (in->field[i] == FIELD_CONTROL) {
            in->control = (int)i;
        }
    }
    return key_there(in, kind, e);
}
