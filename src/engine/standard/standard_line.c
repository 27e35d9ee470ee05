/* What the readers of a delivery line ask of its tokens, and the shapes of numbers:
 * 123, 123A, 12-34 (Queens), N6W23001 (Wisconsin), 21ST, 1/2. */

#include "engine/standard/standard_line.h"

unsigned line_phrase(const struct line *l, unsigned i, uint32_t class, uint8_t *value)
{
    return i < l->n ? tokens_phrase(l->s, l->at, i, l->n, class, value) : 0;
}

static struct stretch stretch_of(const struct line *l, unsigned i, unsigned j)
{
    enum column c = l->at == l->r->unit.at ? COLUMN_UNIT : COLUMN_LINE;
    return (struct stretch){(uint8_t)c, (uint8_t)i, (uint8_t)j};
}

void line_mark(struct line *l, enum address_part part, unsigned i, unsigned j)
{
    l->r->part[part] = stretch_of(l, i, j);
}

void line_mark_likely(struct line *l, enum address_part part, unsigned i, unsigned j)
{
    line_mark(l, part, i, j);
    l->r->likely |= (uint16_t)(1u << part);
}

void line_doubt(struct line *l, uint32_t doubt, unsigned i, unsigned j)
{
    if (l->r->doubts == 0 || l->r->doubt.column == COLUMN_NONE) {
        l->r->doubt = stretch_of(l, i, j);
    }
    l->r->doubts |= doubt;
}

bool line_is_unit_word(const struct token *t)
{
    return t->word->unit != 0;
}

const struct unit_kind *line_unit_kind(const struct token *t)
{
    return &standard_units[t->word->unit - 1];
}

bool line_is_number_word(const struct token *t)
{
    return line_is_unit_word(t) && span_is(span_of(line_unit_kind(t)->standard), "#");
}

bool line_pure_suffix(const struct token *t)
{
    return t->word->suffix != 0 && standard_suffixes[t->word->suffix - 1].pure;
}

/* --- shapes of numbers --- */

/* Digits at the front of s. */
size_t line_digits(struct span s, size_t i)
{
    size_t n = i;
    while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9') {
        n++;
    }
    return n - i;
}

bool line_is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool line_is_grid_letter(char c)
{
    return c == 'N' || c == 'S' || c == 'E' || c == 'W';
}

bool line_is_ordinal(struct span s)
{
    size_t n = line_digits(s, 0);
    if (n == 0 || s.len != n + 2) {
        return false;
    }
    static const char endings[][2] = {{'S', 'T'}, {'N', 'D'}, {'R', 'D'}, {'T', 'H'}};
    for (size_t i = 0; i < 4; i++) {
        if (memcmp(s.at + n, endings[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

bool line_is_fraction(struct span s)
{
    size_t n = line_digits(s, 0);
    return n > 0 && n < s.len && s.at[n] == '/' && line_digits(s, n + 1) > 0 &&
           n + 1 + line_digits(s, n + 1) == s.len;
}

enum { NUMBER_MOST = 6 };

/* 123, 123A, 12-34, 123-A, 12.5, N6W23001, W6234, 24W321. */
bool line_is_house(struct span s)
{
    size_t grid = s.len > 1 && line_is_grid_letter(s.at[0]) ? 1 : 0;
    size_t n = line_digits(s, grid);
    size_t i = grid + n;
    if (n == 0 || n > NUMBER_MOST) {
        return false;
    }
    if (i < s.len && line_is_grid_letter(s.at[i]) && line_digits(s, i + 1) > 0) {
        n = line_digits(s, i + 1);
        i += 1 + n;
        if (n > NUMBER_MOST) {
            return false;
        }
    } else if (grid == 0 && i < s.len && (s.at[i] == '-' || s.at[i] == '.')) {
        size_t from = ++i;
        i += line_digits(s, i);
        i += i < s.len && line_is_letter(s.at[i]);
        if (i == from || i - from > NUMBER_MOST) {
            return false;
        }
        return i == s.len;
    }
    i += i < s.len && line_is_letter(s.at[i]);
    return i == s.len;
}

const char *line_ordinal_ending(struct span digits)
{
    char last = digits.at[digits.len - 1];
    bool teen = digits.len > 1 && digits.at[digits.len - 2] == '1';
    return teen || last == '0' || last > '3' ? "TH"
           : last == '1'                     ? "ST"
           : last == '2'                     ? "ND"
                                             : "RD";
}

struct span line_without_zeros(struct span s)
{
    while (s.len > 1 && s.at[0] == '0' && s.at[1] >= '0' && s.at[1] <= '9') {
        s = (struct span){s.at + 1, s.len - 1};
    }
    return s;
}

void line_keep_number(struct reading *r, unsigned number, bool ordinal)
{
    char digits[4];
    unsigned n = 0;
    for (unsigned v = number; v > 0; v /= 10) {
        n++;
    }
    for (unsigned i = n; i > 0; i--, number /= 10) {
        digits[i - 1] = (char)('0' + number % 10);
    }
    (void)reading_keep(r, (struct span){digits, n});
    if (ordinal) {
        (void)reading_keep(r, span_of(line_ordinal_ending((struct span){digits, n})));
    }
}
