#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Layouts: what the columns of a file mean. Declared, never guessed. */

static bool add_column(struct parser *p, struct layout *l, struct layout_column **out)
{
    struct place at = parser_place(p);
    struct span name;
    if (!parser_string(p, &name)) {
        return false;
    }
    name = span_trim(name);
    if (l->count == LAYOUT_COLUMNS || name.len >= LAYOUT_NAME) {
        bool many = l->count == LAYOUT_COLUMNS;
        return rules_refuse(p->rules, at, p->e, "rules.layout", "%s %d %s",
                            many ? "there are more than" : "the column's name has more than",
                            many ? (int)LAYOUT_COLUMNS : LAYOUT_NAME - 1,
                            many ? "columns" : "bytes");
    }
    for (size_t i = 0; i < l->count; i++) {
        if (span_is(name, l->column[i].name)) {
            bool done = rules_refuse(p->rules, at, p->e, "rules.layout",
                                     "the column is described twice");
            error_hint(p->e, "keep one of the two lines");
            return done;
        }
    }
    *out = &l->column[l->count++];
    memcpy((*out)->name, name.at, name.len); /* zero-terminated: the layout began as zeros */
    return true;
}

/* The control field and the person's number are both called id. */
static bool take_field(struct parser *p, enum field *out)
{
    struct nearest n = {.want =
                            p->token->kind == TOKEN_WORD ? p->token->text : (struct span){0}};
    if (parser_take(p, "id")) {
        *out = FIELD_CONTROL;
        return true;
    }
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        if (parser_take(p, field_name((enum field)f))) {
            *out = (enum field)f;
            return true;
        }
        nearest_try(&n, span_of(field_name((enum field)f)));
    }
    bool done = parser_expected(p, "the name of a field");
    nearest_hint(&n, p->e, "docs/language.md lists the fields");
    return done;
}

/* "column" string "is" ( "id" | "control" | "given_name" | ... ) */
static bool parse_column(struct parser *p, void *block)
{
    struct layout *l = block;
    struct layout_column *c;
    if (!add_column(p, l, &c) || !parser_expect(p, "is")) {
        return false;
    }
    struct place at = parser_place(p);
    enum field field = FIELD_COUNT;
    if (!take_field(p, &field)) {
        return false;
    }
    for (size_t i = 0; i + 1 < l->count; i++) {
        if (l->column[i].field == (int)field) {
            bool done = rules_refuse(p->rules, at, p->e, "rules.layout",
                                     "another column is '%s' already", field_name(field));
            error_hint(p->e, "ignore one of them, or make it a note");
            return done;
        }
    }
    c->field = (int)field;
    return true;
}

/* "ignore" string */
static bool parse_ignore(struct parser *p, void *block)
{
    struct layout_column *c;
    if (!add_column(p, block, &c)) {
        return false;
    }
    c->field = -1;
    return true;
}

/* "separator" ( string of one character | "tab" ) */
static bool parse_separator(struct parser *p, void *block)
{
    struct layout *l = block;
    if (parser_take(p, "tab")) {
        l->separator = '\t';
        return true;
    }
    struct span s = p->token->text;
    if (p->token->kind != TOKEN_STRING || s.len != 1 || (s.at[0] & 0x80) != 0) {
        bool done = parser_expected(p, "tab, or one character in double quotes");
        error_hint(p->e, "write \";\" or tab");
        return done;
    }
    l->separator = s.at[0];
    p->token++;
    return true;
}

/* layout = "layout" string { statement } . */
static bool parse_layout(struct parser *p, struct layout *l)
{
    static const struct statement table[] = {
        {"separator", parse_separator, false},
        {"column", parse_column, true},
        {"ignore", parse_ignore, true},
    };
    struct statements s = {table, sizeof table / sizeof *table, NULL, l, "a layout", 0};
    struct place at = parser_place(p);
    struct span name;
    if (!parser_expect(p, "layout") || !parser_string(p, &name)) {
        return false;
    }
    if (name.len >= LAYOUT_NAME) {
        return rules_refuse(p->rules, at, p->e, "rules.layout",
                            "the layout's name has more than %d bytes", LAYOUT_NAME - 1);
    }
    memcpy(l->name, name.at, name.len);
    l->separator = ',';
    if (!parser_statements(p, &s)) {
        return false;
    }
    if (!statements_seen(&s, "column")) {
        bool done =
            rules_refuse(p->rules, at, p->e, "rules.layout", "the layout has no column");
        error_hint(p->e, "add: column \"...\" is surname");
        return done;
    }
    if (p->token->kind != TOKEN_END) {
        bool done = parser_expected(p, "the end of the file");
        error_hint(p->e, "a layout has a file of its own");
        return done;
    }
    return true;
}

bool rules_parse_layout(struct layout *out, const struct rules_source *source, struct error *e)
{
    struct rules *r =
        memory_new(1, sizeof *r, e); /* an arena and a file's name, for the parser */
    if (r == NULL) {
        return false;
    }
    struct span name = span_of(source->name);
    struct layout *l = NULL;
    struct parser p;
    r->file = &name;
    r->files = 1;
    bool done = arena_new(&r->arena, 0, e) &&
                (l = arena_alloc(r->arena, sizeof *l, e)) != NULL &&
                parser_begin(&p, r, 0, source->text, e) && parse_layout(&p, l);
    if (done) {
        *out = *l;
    }
    rules_free(r);
    return done;
}
