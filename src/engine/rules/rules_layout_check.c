#include <stdio.h>

#include "engine/rules/rules_parts.h"

/* A layout's statements against its format and against one another. */

enum columns { COLUMNS_NAMED, COLUMNS_NUMBERED, COLUMNS_BYTES };

/* What goes with a format, and how it is written. */
static const struct form {
    const char *word;
    enum columns columns;
    const char *is;   /* what a column of it is */
    const char *hint; /* and how it is written */
    bool separator, ignore, places, tin;
} forms[] = {
    [LAYOUT_CSV] = {.word = "csv",
                    .columns = COLUMNS_NAMED,
                    .is = "by its name in double quotes",
                    .hint =
                        "write: column \"name\" is surname; or is the format lines or fixed?",
                    .separator = true,
                    .ignore = true},
    [LAYOUT_LINES] = {.word = "lines",
                      .columns = COLUMNS_NUMBERED,
                      .is = "by the number of its field",
                      .hint = "write: column 3 is surname",
                      .separator = true,
                      .ignore = true,
                      .tin = true},
    [LAYOUT_FIXED] = {.word = "fixed",
                      .columns = COLUMNS_BYTES,
                      .is = "by its bytes",
                      .hint = "write: column 10 to 29 is surname",
                      .places = true},
    [LAYOUT_NDJSON] =
        {.word = "ndjson",
         .columns = COLUMNS_NAMED,
         .is = "by the member's name in double quotes",
         .hint = "write: column \"name\" is surname; or is the format lines or fixed?",
         .ignore = true},
};

static bool refuse(struct parser *p, struct place at, const char *hint, const char *what)
{
    bool done = rules_refuse(p->rules, at, p->e, "rules.layout", "%s", what);
    error_hint(p->e, "%s", hint);
    return done;
}

/* A statement that stands at `at` (line 0: nowhere) goes with the format, or is refused. */
static bool goes(struct parser *p, const struct form *form, struct place at, bool allowed,
                 const char *what, const char *hint)
{
    char text[120];
    if (at.line == 0 || allowed) {
        return true;
    }
    (void)snprintf(text, sizeof text, "%s does not go with format %s", what, form->word);
    return refuse(p, at, hint, text);
}

static bool statements_go(struct parser *p, const struct layout_draft *d, const struct form *f)
{
    if (!goes(p, f, d->separator, f->separator, "a separator",
              "leave it out, or state format csv or format lines") ||
        !goes(p, f, d->answers, f->tin, "tin-matching",
              "state format lines, or leave it out")) {
        return false;
    }
    for (size_t i = 0; i < ANSWER_PARTS; i++) {
        if (!goes(p, f, d->answer[i], f->places, "a place of an answer",
                  "leave it out, or state format fixed")) {
            return false;
        }
    }
    return true;
}

static bool column_goes(struct parser *p, const struct layout_draft *d, const struct form *f,
                        size_t i)
{
    const struct layout_column *c = &d->layout.column[i];
    bool named = c->first == 0;
    char text[120];
    if (c->field < 0 && !f->ignore) {
        return refuse(p, d->column[i], "leave the line out",
                      "bytes that no column names are ignored anyway");
    }
    if (named == (f->columns == COLUMNS_NAMED) &&
        (f->columns != COLUMNS_NUMBERED || c->first == c->last)) {
        return true;
    }
    (void)snprintf(text, sizeof text, "a column of format %s is described %s", f->word, f->is);
    return refuse(p, d->column[i], f->hint, text);
}

static bool columns_go(struct parser *p, const struct layout_draft *d, const struct form *f)
{
    for (size_t i = 0; i < d->layout.count; i++) {
        if (!column_goes(p, d, f, i)) {
            return false;
        }
    }
    return true;
}

/* --- places --- */

static bool overlap(uint32_t first, uint32_t last, uint32_t other_first, uint32_t other_last)
{
    return first <= other_last && other_first <= last;
}

static bool columns_apart(struct parser *p, const struct layout_draft *d, const char *what)
{
    const struct layout_column *c = d->layout.column;
    for (size_t i = 0; i < d->layout.count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (overlap(c[i].first, c[i].last, c[k].first, c[k].last)) {
                return refuse(p, d->column[i], "correct one of the two lines", what);
            }
        }
    }
    return true;
}

/* Each field of a line, from the first to the last that is named, is described once. */
static bool lines_whole(struct parser *p, const struct layout_draft *d)
{
    const struct layout *l = &d->layout;
    bool described[LAYOUT_COLUMNS + 1] = {false};
    char text[80], hint[40];
    for (size_t i = 0; i < l->count; i++) {
        if (l->column[i].first > LAYOUT_COLUMNS) {
            (void)snprintf(text, sizeof text, "a line has at most %d fields", LAYOUT_COLUMNS);
            return refuse(p, d->column[i], "leave the field out", text);
        }
        described[l->column[i].first] = true;
    }
    if (!columns_apart(p, d, "the field is described twice")) {
        return false;
    }
    for (unsigned n = 1; n <= l->count; n++) { /* as many as there are: a gap shows below */
        if (!described[n]) {
            (void)snprintf(text, sizeof text, "field %u of a line is not described", n);
            (void)snprintf(hint, sizeof hint, "add: ignore %u", n);
            return refuse(p, d->head, hint, text);
        }
    }
    return true;
}

static bool fixed_fits(struct parser *p, const struct layout_draft *d)
{
    const struct layout *l = &d->layout;
    for (size_t i = 0; i < l->count; i++) {
        if (l->column[i].last > l->width) {
            char text[80];
            (void)snprintf(text, sizeof text, "the column reaches beyond the record's %u bytes",
                           l->width);
            return refuse(p, d->column[i], "correct the bytes, or the width", text);
        }
    }
    return columns_apart(p, d, "the column shares bytes with another");
}

/* An answer's record holds the control field and the parts of the answer, and blanks. */
static bool answers_fit(struct parser *p, const struct layout_draft *d)
{
    const struct layout *l = &d->layout;
    for (size_t i = 0; i < ANSWER_PARTS; i++) {
        const struct layout_place *a = &l->answer[i];
        for (size_t k = 0; a->first != 0 && k < l->count; k++) {
            const struct layout_column *c = &l->column[k];
            if (c->field == FIELD_CONTROL && overlap(a->first, a->last, c->first, c->last)) {
                return refuse(p, d->answer[i], "put it elsewhere, or behind the record",
                              "the answer shares bytes with the control field");
            }
        }
        for (size_t k = 0; a->first != 0 && k < i; k++) {
            if (overlap(a->first, a->last, l->answer[k].first, l->answer[k].last)) {
                return refuse(p, d->answer[i], "correct one of the two lines",
                              "the answer shares bytes with another part of it");
            }
        }
    }
    return true;
}

/* --- the kind of an identifier --- */

static bool identifier_fits(struct parser *p, const struct layout_draft *d)
{
    bool identifier = false, kind = false;
    for (size_t i = 0; i < d->layout.count; i++) {
        identifier = identifier || d->layout.column[i].field == FIELD_IDENTIFIER;
        kind = kind || d->layout.column[i].field == FIELD_IDENTIFIER_KIND;
    }
    if (d->identifier.line != 0 && kind) {
        return refuse(p, d->identifier, "keep one of the two",
                      "a column is 'identifier_kind': each row says it by itself");
    }
    if (d->identifier.line != 0 && !identifier) {
        return refuse(p, d->identifier,
                      "leave it out, or describe the column of the identifier",
                      "no column is 'identifier'");
    }
    return true;
}

bool rules_layout_check(struct parser *p, struct layout_draft *d)
{
    struct layout *l = &d->layout;
    const struct form *f = &forms[l->format];
    if (f->separator && l->separator == 0) {
        l->separator = ',';
    }
    return statements_go(p, d, f) && columns_go(p, d, f) && identifier_fits(p, d) &&
           (l->format != LAYOUT_LINES || lines_whole(p, d)) &&
           (l->format != LAYOUT_FIXED || (fixed_fits(p, d) && answers_fit(p, d)));
}
