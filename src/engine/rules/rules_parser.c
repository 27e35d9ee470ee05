#include <stdarg.h>
#include <stdio.h>

#include "engine/rules/rules_parts.h"

/* The means that every production uses: looking at tokens, taking them, saying
 * what was expected; and the loop over the statements of a block. */

static const char *const blocks[] = {"agreement", "clause", "order", "reading", "invariant", "layout"};

enum { BLOCKS = sizeof blocks / sizeof *blocks };

struct place parser_place(const struct parser *p)
{
    return (struct place){p->file, p->token->line, p->token->column};
}

bool parser_refuse(struct parser *p, const char *code, const char *format, ...)
{
    char what[300];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return rules_refuse(p->rules, parser_place(p), p->e, code, "%s", what);
}

bool parser_expected(struct parser *p, const char *what)
{
    const struct token *t = p->token;
    if (t->kind == TOKEN_END) {
        return parser_refuse(p, "rules.syntax", "expected %s, but the file ends", what);
    }
    if (t->kind == TOKEN_STRING) { /* texts may name people: never shown */
        return parser_refuse(p, "rules.syntax", "expected %s, found a text in quotes", what);
    }
    return parser_refuse(p, "rules.syntax", "expected %s, found '%.*s'", what,
                         (int)(t->text.len < 60 ? t->text.len : 60), t->text.at);
}

bool parser_at(const struct parser *p, const char *word)
{
    return p->token->kind == TOKEN_WORD && span_is(p->token->text, word);
}

bool parser_take(struct parser *p, const char *word)
{
    bool here = parser_at(p, word);
    p->token += here;
    return here;
}

bool parser_take_kind(struct parser *p, enum token_kind kind)
{
    bool here = p->token->kind == kind && kind != TOKEN_END;
    p->token += here;
    return here;
}

bool parser_expect(struct parser *p, const char *words)
{
    struct span rest = span_of(words), word;
    while (span_cut(&rest, ' ', &word)) {
        if (p->token->kind != TOKEN_WORD || !span_equal(p->token->text, word)) {
            char what[64];
            (void)snprintf(what, sizeof what, "'%.*s'", SPAN_ARGS(word));
            return parser_expected(p, what);
        }
        p->token++;
    }
    return true;
}

bool parser_string(struct parser *p, struct span *out)
{
    if (p->token->kind != TOKEN_STRING) {
        bool done = parser_expected(p, "a text in double quotes");
        error_hint(p->e, "put the text into double quotes");
        return done;
    }
    struct span raw = p->token->text;
    if (span_trim(raw).len == 0) {
        return parser_refuse(p, "rules.empty", "the text in quotes is empty");
    }
    char *copy = arena_copy(p->rules->arena, raw, p->e);
    if (copy == NULL) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        i += raw.at[i] == '\\';
        copy[n++] = raw.at[i];
    }
    *out = (struct span){copy, n};
    p->token++;
    return true;
}

/* list = item { "," item } . */
bool parser_list(struct parser *p, bool (*item)(struct parser *, void *), void *block)
{
    do {
        if (!item(p, block)) {
            return false;
        }
    } while (parser_take_kind(p, TOKEN_COMMA));
    return true;
}

static bool name_character(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("/._-", c) != NULL);
}

/* name = 1 to 64 letters, digits, and / . _ - . */
bool parser_name(struct parser *p, const char *what, struct name *out)
{
    enum { NAME_MOST = 64 };
    if (p->token->kind != TOKEN_WORD) {
        return parser_expected(p, what);
    }
    struct span s = p->token->text;
    for (size_t i = 0; i < s.len; i++) {
        if (!name_character(s.at[i]) || s.len > NAME_MOST) {
            bool done = parser_expected(p, what);
            error_hint(p->e, "a name is 1 to 64 letters, digits, and / . _ -");
            return done;
        }
    }
    *out = (struct name){s, parser_place(p)};
    p->token++;
    return true;
}

/* instant = "2026-02-05" | "2026-02-05T21:00Z" | "2026-02-05T21:00+01:00" ... .
 * A date is its first instant, or with `through` the first after it. */
bool parser_instant(struct parser *p, bool through, instant *out)
{
    enum { DAY = 86400000 };
    uint32_t date;
    if (p->token->kind != TOKEN_WORD || !instant_parse(p->token->text, out)) {
        bool done = parser_expected(p, "a date or an instant");
        error_hint(p->e, "write 2026-02-05 or 2026-02-05T21:00Z");
        return done;
    }
    if (through && date_parse(p->token->text, &date)) {
        *out += DAY;
    }
    p->token++;
    return true;
}

/* hash = "sha256:" 64 hex digits . */
bool parser_hash(struct parser *p, uint8_t out[32])
{
    struct span s = p->token->text;
    if (p->token->kind != TOKEN_WORD || !span_starts(s, "sha256:") ||
        !hex_decode((struct span){s.at + 7, s.len - 7}, out, 32)) {
        bool done = parser_expected(p, "sha256: and 64 hexadecimal digits");
        error_hint(p->e, "sha256sum prints the digits of a paper");
        return done;
    }
    p->token++;
    return true;
}

bool parser_at_block(const struct parser *p)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        if (parser_at(p, blocks[i])) {
            return true;
        }
    }
    return p->token->kind == TOKEN_END;
}

static bool unknown_statement(struct parser *p, const struct statements *s)
{
    struct nearest n = {.want =
                            p->token->kind == TOKEN_WORD ? p->token->text : (struct span){0}};
    for (size_t i = 0; i < s->count; i++) {
        nearest_try(&n, span_of(s->table[i].word));
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        nearest_try(&n, span_of(blocks[i]));
    }
    char what[64];
    (void)snprintf(what, sizeof what, "a statement of %s", s->of);
    bool done = parser_expected(p, what);
    if (parser_at(p, "and") || parser_at(p, "or")) {
        error_hint(p->e, "what is listed is joined by commas");
    } else if (p->token->kind == TOKEN_COMMA) {
        error_hint(p->e, "no list goes on here; levels are joined by <");
    } else if (p->token->kind == TOKEN_CLOSE) {
        error_hint(p->e, "remove it: no parenthesis is open");
    } else {
        nearest_hint(&n, p->e, "docs/language.md lists the statements of each block");
    }
    return done;
}

static bool one_statement(struct parser *p, struct statements *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (!parser_at(p, s->table[i].word)) {
            continue;
        }
        if ((s->seen >> i & 1) != 0 && !s->table[i].again) {
            bool done = parser_refuse(p, "rules.twice", "'%s' is stated twice in %s",
                                      s->table[i].word, s->of);
            error_hint(p->e, "keep one of them");
            return done;
        }
        if (p->stated != NULL && (s->seen >> i & 1) == 0) {
            p->stated[i] = (struct stated){s->table[i].word, p->token->line};
        }
        s->seen |= 1u << i;
        p->token++;
        return s->table[i].parse(p, s->block);
    }
    bool taken = false;
    if (s->other != NULL && !s->other(p, s->block, &taken)) {
        return false;
    }
    return taken || unknown_statement(p, s);
}

bool parser_statements(struct parser *p, struct statements *s)
{
    while (!parser_at_block(p)) {
        if (!one_statement(p, s)) {
            return false;
        }
    }
    return true;
}

bool statements_seen(const struct statements *s, const char *word)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->table[i].word, word) == 0) {
            return (s->seen >> i & 1) != 0;
        }
    }
    return false;
}

static bool all_phrases(struct rules *r, const struct phrase **out, size_t *count,
                        struct error *e)
{
    struct phrase *all =
        arena_array(r->arena, (size_t)FACT_COUNT * FACT_MOST_VALUES, sizeof *all, e);
    if (all == NULL) {
        return false;
    }
    *count = 0;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; !fact_is_place((enum fact)f) && v <= fact_values((enum fact)f); v++) {
            all[(*count)++] =
                (struct phrase){span_of(fact_phrase((enum fact)f, v)), (uint8_t)f, (uint8_t)v};
        }
    }
    *out = all;
    return true;
}

bool parser_begin(struct parser *p, struct rules *r, size_t file, struct span text,
                  struct error *e)
{
    *p = (struct parser){.rules = r, .file = file, .e = e};
    if (text.len > SOURCE_MOST) {
        struct place at = {file, 1, 1};
        bool done = rules_refuse(r, at, e, "rules.large", "the file is larger than 1 MiB");
        error_hint(e, "split it into several files");
        return done;
    }
    char *copy = arena_copy(r->arena, text, e);
    struct token *tokens;
    size_t count;
    if (copy == NULL ||
        !rules_scan(r, file, (struct span){copy, text.len}, &tokens, &count, e)) {
        return false;
    }
    p->token = tokens;
    return all_phrases(r, &p->phrases, &p->phrase_count, e);
}
