#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Layouts: what a file of rows looks like and what its fields mean. Declared, never guessed.
 *
 * Statements stand in any order, so the format may come behind its columns: here each is read
 * by its own form, and rules_layout_check.c holds them against the format at the end. */

static bool full(struct parser *p, struct place at, const char *what, int most,
                 const char *unit)
{
    return rules_refuse(p->rules, at, p->e, "rules.layout", "%s %d %s", what, most, unit);
}

/* string, as the name of a column */
static bool take_name(struct parser *p, struct layout *l, struct layout_column *c)
{
    struct place at = parser_place(p);
    struct span name;
    if (!parser_string(p, &name)) {
        return false;
    }
    name = span_trim(name);
    if (name.len >= LAYOUT_NAME) {
        return full(p, at, "the column's name has more than", LAYOUT_NAME - 1, "bytes");
    }
    for (size_t i = 0; i < l->count; i++) {
        if (span_is(name, l->column[i].name)) {
            bool done = rules_refuse(p->rules, at, p->e, "rules.layout",
                                     "the column is described twice");
            error_hint(p->e, "keep one of the two lines");
            return done;
        }
    }
    memcpy(c->name, name.at, name.len); /* zero-terminated: the layout began as zeros */
    return true;
}

/* number = a word of digits, 1 and more . */
static bool take_number(struct parser *p, const char *what, uint32_t *out)
{
    uint64_t n = 0;
    bool number = p->token->kind == TOKEN_WORD && span_number(p->token->text, &n);
    if (!number || n == 0 || n > LAYOUT_RECORD) {
        bool done = parser_expected(p, what);
        error_hint(p->e, "numbers go from 1 to %d", (int)LAYOUT_RECORD);
        return done;
    }
    *out = (uint32_t)n;
    p->token++;
    return true;
}

/* range = number [ "to" number ] . */
static bool take_range(struct parser *p, const char *what, uint32_t *first, uint32_t *last)
{
    if (!take_number(p, what, first)) {
        return false;
    }
    *last = *first;
    if (!parser_take(p, "to")) {
        return true;
    }
    struct place at = parser_place(p);
    if (!take_number(p, "the number of the last byte", last)) {
        return false;
    }
    return *last >= *first || rules_refuse(p->rules, at, p->e, "rules.layout",
                                           "the last byte stands before the first");
}

/* place = string | range . */
static bool add_column(struct parser *p, struct layout_draft *d, struct layout_column **out)
{
    struct layout *l = &d->layout;
    struct place at = parser_place(p);
    if (l->count == LAYOUT_COLUMNS) {
        return full(p, at, "there are more than", LAYOUT_COLUMNS, "columns");
    }
    struct layout_column *c = &l->column[l->count];
    bool done =
        p->token->kind == TOKEN_STRING
            ? take_name(p, l, c)
            : take_range(p, "a name in double quotes, or a number", &c->first, &c->last);
    if (done) {
        d->column[l->count++] = at;
        *out = c;
    }
    return done;
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

/* "column" place "is" ( "id" | "control" | "given_name" | ... ) */
static bool parse_column(struct parser *p, void *block)
{
    struct layout_draft *d = block;
    struct layout *l = &d->layout;
    struct layout_column *c;
    if (!add_column(p, d, &c) || !parser_expect(p, "is")) {
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

/* "ignore" place */
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
    struct layout_draft *d = block;
    d->separator = parser_place(p);
    if (parser_take(p, "tab")) {
        d->layout.separator = '\t';
        return true;
    }
    struct span s = p->token->text;
    if (p->token->kind != TOKEN_STRING || s.len != 1 || (s.at[0] & 0x80) != 0) {
        bool done = parser_expected(p, "tab, or one character in double quotes");
        error_hint(p->e, "write \";\" or tab");
        return done;
    }
    d->layout.separator = s.at[0];
    p->token++;
    return true;
}

/* Takes one of `count` words; *out is its number. */
static bool take_one(struct parser *p, const char *const *words, size_t count, const char *what,
                     size_t *out)
{
    struct nearest n = {.want =
                            p->token->kind == TOKEN_WORD ? p->token->text : (struct span){0}};
    for (*out = 0; *out < count; ++*out) {
        if (parser_take(p, words[*out])) {
            return true;
        }
        nearest_try(&n, span_of(words[*out]));
    }
    bool done = parser_expected(p, what);
    nearest_hint(&n, p->e, "docs/language.md lists them");
    return done;
}

/* "format" ( "csv" | "lines" | "fixed" number | "ndjson" ) */
static bool parse_format(struct parser *p, void *block)
{
    static const char *const words[] = {[LAYOUT_CSV] = "csv",
                                        [LAYOUT_LINES] = "lines",
                                        [LAYOUT_FIXED] = "fixed",
                                        [LAYOUT_NDJSON] = "ndjson"};
    struct layout_draft *d = block;
    size_t i;
    if (!take_one(p, words, sizeof words / sizeof *words, "csv, lines, fixed or ndjson", &i)) {
        return false;
    }
    d->layout.format = (enum layout_format)i;
    return i != LAYOUT_FIXED || take_number(p, "the bytes of a record", &d->layout.width);
}

/* "identifier" "is" ( "ssn" | "itin" | "ein" ) */
static bool parse_identifier(struct parser *p, void *block)
{
    static const char *const words[] = {"ssn", "itin",
                                        "ein"}; /* as in enum layout_identifier */
    struct layout_draft *d = block;
    size_t i;
    d->identifier = parser_place(p);
    if (!parser_expect(p, "is") || !take_one(p, words, 3, "ssn, itin or ein", &i)) {
        return false;
    }
    d->layout.identifier = (enum layout_identifier)(LAYOUT_IDENTIFIER_SSN + i);
    return true;
}

/* "answers" "tin-matching" */
static bool parse_answers(struct parser *p, void *block)
{
    struct layout_draft *d = block;
    d->answers = parser_place(p);
    d->layout.answers = LAYOUT_ANSWERS_TIN;
    return parser_expect(p, "tin-matching");
}

/* "answer" range "is" ( "code" | "answer" | "category" | ... ) */
static bool parse_answer(struct parser *p, void *block)
{
#define PART_WORD(symbol, name) name,
    static const char *const words[] = {RECORD_ANSWER_PARTS(PART_WORD)};
#undef PART_WORD
    struct layout_draft *d = block;
    struct place at = parser_place(p);
    struct layout_place where;
    size_t i;
    if (!take_range(p, "the number of a byte", &where.first, &where.last) ||
        !parser_expect(p, "is") ||
        !take_one(p, words, ANSWER_PARTS, "a part of an answer", &i)) {
        return false;
    }
    if (d->layout.answer[i].first != 0) {
        bool done = rules_refuse(p->rules, at, p->e, "rules.layout",
                                 "another place is '%s' already", words[i]);
        error_hint(p->e, "keep one of the two lines");
        return done;
    }
    d->layout.answer[i] = where;
    d->answer[i] = at;
    return true;
}

/* layout = "layout" string { statement } . */
static bool parse_layout(struct parser *p, struct layout_draft *d)
{
    static const struct statement table[] = {
        {"format", parse_format, false},   {"separator", parse_separator, false},
        {"column", parse_column, true},    {"ignore", parse_ignore, true},
        {"answers", parse_answers, false}, {"identifier", parse_identifier, false},
        {"answer", parse_answer, true},
    };
    struct statements s = {table, sizeof table / sizeof *table, NULL, d, "a layout", 0};
    struct span name;
    d->head = parser_place(p);
    if (!parser_expect(p, "layout") || !parser_string(p, &name)) {
        return false;
    }
    if (name.len >= LAYOUT_NAME) {
        return full(p, d->head, "the layout's name has more than", LAYOUT_NAME - 1, "bytes");
    }
    memcpy(d->layout.name, name.at, name.len);
    if (!parser_statements(p, &s)) {
        return false;
    }
    if (!statements_seen(&s, "column")) {
        bool done =
            rules_refuse(p->rules, d->head, p->e, "rules.layout", "the layout has no column");
        error_hint(p->e, "add: column \"...\" is surname");
        return done;
    }
    if (p->token->kind != TOKEN_END) {
        bool done = parser_expected(p, "the end of the file");
        error_hint(p->e, "a layout has a file of its own");
        return done;
    }
    return rules_layout_check(p, d);
}

bool rules_parse_layout(struct layout *out, const struct rules_source *source, struct error *e)
{
    struct rules *r =
        memory_new(1, sizeof *r, e); /* an arena and a file's name, for the parser */
    if (r == NULL) {
        return false;
    }
    struct span name = span_of(source->name);
    struct layout_draft *d = NULL;
    struct parser p;
    r->file = &name;
    r->files = 1;
    bool done = arena_new(&r->arena, 0, e) &&
                (d = arena_alloc(r->arena, sizeof *d, e)) != NULL &&
                parser_begin(&p, r, 0, source->text, e) && parse_layout(&p, d);
    if (done) {
        *out = d->layout;
    }
    rules_free(r);
    return done;
}
