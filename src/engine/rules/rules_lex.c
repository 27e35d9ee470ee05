#include <stdarg.h>
#include <stdio.h>

#include <utf8proc.h>

#include "engine/rules/rules_parts.h"

/* Bytes to tokens.
 *
 *   token   = word | string | "," | "<" | "(" | ")" .
 *   word    = printable ASCII without blanks, quotes, and the marks above .
 *   string  = '"' { any character but '"', "\" and the line's end | "\" ( '"' | "\" ) } '"' .
 *   comment = "#" to the end of the line; blanks, tabs and line ends separate .
 *
 * 1. A text that is signed must read as it is: control characters, and
 *    characters that hide or turn round others (UTS 55, source code handling),
 *    are refused wherever they stand, comments included. So is a carriage
 *    return without a line feed: editors end a line there, and this does not.
 * 2. No token reaches over the end of a line.
 */

struct scanner {
    struct rules *rules;
    size_t file;
    struct span rest;
    uint32_t line, column; /* of rest */
    struct error *e;
};

static bool refuse_here(struct scanner *s, const char *code, const char *what)
{
    struct place at = {s->file, s->line, s->column};
    return rules_refuse(s->rules, at, s->e, code, "%s", what);
}

/* Default-ignorable or direction-changing characters that an editor does not show. */
static bool hidden(utf8proc_int32_t c)
{
    return c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

/* The length of the character at the front, refused where it may not stand. */
static bool character(struct scanner *s, size_t *len)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s->rest.at,
                                          (utf8proc_ssize_t)s->rest.len, &c);
    if (n <= 0) {
        bool done = refuse_here(s, "rules.utf8", "this is not UTF-8");
        error_hint(s->e, "save the file as UTF-8");
        return done;
    }
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) ||
        hidden(c)) {
        struct place at = {s->file, s->line, s->column};
        bool done = rules_refuse(s->rules, at, s->e, "rules.character",
                                 "the character U+%04X does not show and may not stand here",
                                 (unsigned)c);
        error_hint(s->e, c == 0 ? "save the file as plain text in UTF-8" : "remove it");
        return done;
    }
    if (c == '\r' && (s->rest.len < 2 || s->rest.at[1] != '\n')) {
        bool done = refuse_here(s, "rules.character", "a line ends with a carriage return alone");
        error_hint(s->e, "end lines with a line feed, alone or behind a carriage return");
        return done;
    }
    *len = (size_t)n;
    return true;
}

static void pass(struct scanner *s, size_t len)
{
    if (s->rest.at[0] == '\n') {
        s->line++;
        s->column = 1;
    } else {
        s->column++;
    }
    s->rest.at += len;
    s->rest.len -= len;
}

static bool skip_comment(struct scanner *s)
{
    size_t n;
    while (s->rest.len > 0 && s->rest.at[0] != '\n') {
        if (!character(s, &n)) {
            return false;
        }
        pass(s, n);
    }
    return true;
}

static bool skip_blanks(struct scanner *s)
{
    while (s->rest.len > 0) {
        char c = s->rest.at[0];
        if (c == '#') {
            if (!skip_comment(s)) {
                return false;
            }
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            size_t n;
            if (!character(s, &n)) {
                return false;
            }
            pass(s, n);
        } else {
            break;
        }
    }
    return true;
}

/* string: see the head. The token's text is what stands between the quotes. */
static bool scan_string(struct scanner *s, struct token *t)
{
    pass(s, 1);
    const char *begin = s->rest.at;
    while (s->rest.len > 0 && s->rest.at[0] != '"' && s->rest.at[0] != '\n') {
        size_t n;
        if (s->rest.at[0] == '\\') {
            if (s->rest.len < 2 || (s->rest.at[1] != '"' && s->rest.at[1] != '\\')) {
                bool done =
                    refuse_here(s, "rules.escape", "a backslash stands alone in a text");
                error_hint(s->e, "write \\\\ for a backslash and \\\" for a quote");
                return done;
            }
            pass(s, 1);
        }
        if (!character(s, &n)) {
            return false;
        }
        pass(s, n);
    }
    if (s->rest.len == 0 || s->rest.at[0] != '"') {
        bool done = refuse_here(s, "rules.quote", "a text in quotes does not end in its line");
        error_hint(s->e, "close it with a double quote");
        return done;
    }
    t->kind = TOKEN_STRING;
    t->text = (struct span){begin, (size_t)(s->rest.at - begin)};
    pass(s, 1);
    return true;
}

static bool word_character(char c)
{
    return c > ' ' && c < 0x7F && strchr("\"#,<()", c) == NULL;
}

/* What word processors put in place of what was typed. */
static const char *plain_for(utf8proc_int32_t c)
{
    bool quote = c == 0xAB || c == 0xBB || c == 0x2033 || (c >= 0x2018 && c <= 0x201F);
    bool dash = (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
    bool blank = c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000;
    return quote   ? "this is not the plain double quote that opens and closes a text: write \""
           : dash  ? "this is not the plain hyphen: write -"
           : blank ? "this is not the plain blank: type it again"
                   : "put the text into double quotes";
}

/* word: see the head. */
static bool scan_word(struct scanner *s, struct token *t)
{
    const char *begin = s->rest.at;
    while (s->rest.len > 0 && word_character(s->rest.at[0])) {
        pass(s, 1);
    }
    t->kind = TOKEN_WORD;
    t->text = (struct span){begin, (size_t)(s->rest.at - begin)};
    if (t->text.len == 0) {
        size_t n;
        utf8proc_int32_t c;
        if (!character(s, &n)) {
            return false;
        }
        (void)utf8proc_iterate((const utf8proc_uint8_t *)s->rest.at, (utf8proc_ssize_t)n, &c);
        bool done =
            refuse_here(s, "rules.character", "this character may stand in quotes only");
        error_hint(s->e, "%s", plain_for(c));
        return done;
    }
    return true;
}

/* token: see the head. */
static bool scan_token(struct scanner *s, struct token *t)
{
    static const struct {
        char mark;
        enum token_kind kind;
    } marks[] = {{',', TOKEN_COMMA}, {'<', TOKEN_LESS}, {'(', TOKEN_OPEN}, {')', TOKEN_CLOSE}};

    *t = (struct token){.kind = TOKEN_END, .line = s->line, .column = s->column};
    if (s->rest.len == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s->rest.at[0] == marks[i].mark) {
            t->kind = (uint8_t)marks[i].kind;
            t->text = (struct span){s->rest.at, 1};
            pass(s, 1);
            return true;
        }
    }
    return s->rest.at[0] == '"' ? scan_string(s, t) : scan_word(s, t);
}

bool rules_scan(struct rules *r, size_t file, struct span text, struct token **out,
                size_t *count, struct error *e)
{
    struct scanner s = {r, file, text, 1, 1, e};
    if (span_starts(text, "\xEF\xBB\xBF")) { /* a byte order mark, as some editors write it */
        s.rest.at += 3;
        s.rest.len -= 3;
    }
    /* Counted first, so that the array lies in the arena once. */
    for (int round = 0; round < 2; round++) {
        struct scanner again = s;
        struct token t;
        size_t n = 0;
        do {
            if (!skip_blanks(&again) || !scan_token(&again, &t)) {
                return false;
            }
            if (round == 1) {
                (*out)[n] = t;
            }
            n++;
        } while (t.kind != TOKEN_END);
        *count = n;
        if (round == 0 && (*out = arena_array(r->arena, n, sizeof **out, e)) == NULL) {
            return false;
        }
    }
    return true;
}

bool rules_refuse(const struct rules *r, struct place at, struct error *e, const char *code,
                  const char *format, ...)
{
    enum { NAME_SHOWN = 160 };
    char what[300];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    struct span file = r->file[at.file];
    bool cut = file.len > NAME_SHOWN; /* the end of a long name tells more */
    struct span shown = {cut ? file.at + (file.len - NAME_SHOWN) : file.at,
                         cut ? NAME_SHOWN : file.len};
    return fail(e, ERROR_INPUT, code, "%s%.*s:%u:%u: %s", cut ? "..." : "", SPAN_ARGS(shown),
                at.line, at.column, what);
}
