/* Addresses of Puerto Rico (USPS Publication 28 section 29), and numbers that stand
 * behind their street, as they do in the language of the island.
 *
 *   URB LAS GLADIOLAS 150 CALLE A     the group of houses in front
 *   150 CALLE A URB LAS GLADIOLAS     or behind
 *   URB EL PARAISO B7 CALLE TIBER     a block's letter and the house
 *   CALLE LUNA 123                    the number behind
 *   CARR 2 KM 14.5 BO GUAYABAL        by the kilometre of a road
 *
 * Elsewhere a number behind the street is a doubt. */

#include "engine/standard/standard_line.h"

static bool on_the_island(const struct line *l)
{
    return line_in_state(l, "PR");
}

bool line_in_complex(const struct line *l)
{
    uint8_t value;
    return on_the_island(l) && line_phrase(l, l->b, WORD_COMPLEX, &value) > 0;
}

/* 4NS8: the block has a number as well. */
static bool is_block_of_block(struct span s)
{
    size_t first = line_digits(s, 0), letters = first;
    while (letters < s.len && line_is_letter(s.at[letters])) {
        letters++;
    }
    size_t digits = line_digits(s, letters);
    return first > 0 && letters > first && letters - first <= 2 && digits > 0 && s.len <= 6 &&
           letters + digits == s.len;
}

bool line_is_block_house(struct span s)
{
    size_t letters = 0;
    while (letters < s.len && letters < 3 && line_is_letter(s.at[letters])) {
        letters++;
    }
    size_t from = letters + (letters > 0 && letters < s.len && s.at[letters] == '-');
    size_t digits = line_digits(s, from);
    return (letters >= 1 && letters <= 2 && digits >= 1 && digits <= 4 &&
            from + digits == s.len) ||
           is_block_of_block(s);
}

void line_drop_complex(struct line *l, unsigned from)
{
    uint8_t value;
    for (unsigned i = from + 1; on_the_island(l) && i + 1 < l->n; i++) {
        if (line_phrase(l, i, WORD_COMPLEX, &value) > 0 && !line_is_unit_word(&l->at[i])) {
            l->r->tail = i;
            l->n = i;
            return;
        }
    }
}

/* A road's number with a decimal or not. */
static bool is_distance(struct span s)
{
    size_t n = line_digits(s, 0);
    return n > 0 && (n == s.len || (s.at[n] == '.' && line_digits(s, n + 1) > 0));
}

bool line_read_kilometre(struct line *l)
{
    static const char *const roads[] = {"CARR", "CARRETERA", "PR", "RD", "ROAD", "RUTA"};
    const struct token *t = l->at + l->b;
    bool road = false;
    if (!on_the_island(l) || l->n < l->b + 4) {
        return false;
    }
    for (size_t i = 0; i < sizeof roads / sizeof *roads; i++) {
        road = road || span_is(t->text, roads[i]);
    }
    if (!road || !text_digits(t[1].text) || !span_is(t[2].text, "KM") ||
        !is_distance(t[3].text)) {
        return false;
    }
    struct reading *r = l->r;
    uint8_t value;
    unsigned end = l->b + 4;
    struct span name = reading_keep(r, SPAN_LITERAL("CARR "));
    name.len += reading_keep(r, t[1].text).len;
    r->address.kind = ADDRESS_STREET;
    r->address.street = name;
    r->address.house = tokens_join(l->at, l->b + 2, end);
    line_mark(l, PART_STREET, l->b, l->b + 2);
    line_mark(l, PART_HOUSE, l->b + 2, end);
    r->name = r->core = l->b;
    r->name_end = l->b + 2;
    r->proved_name = r->proved_street = true;
    if (line_phrase(l, end, WORD_COMPLEX, &value) > 0 && end + 1 < l->n) {
        r->tail = end;
    } else if (end < l->n) {
        line_doubt(l, DOUBT_TRAILING, end, l->n);
    }
    return true;
}

/* The street's tokens [b, n) of "CALLE LUNA 123 OESTE", and its number; false: no such line. */
static bool split_behind(struct line *l, unsigned *number)
{
    uint8_t value;
    unsigned opening = line_phrase(l, l->b, WORD_OPENING, &value);
    unsigned n = l->n;
    if (n > l->b + 2 && l->at[n - 1].word->direction != 0 && opening > 0) {
        n--;
    }
    if (n < l->b + 2 || !line_is_house(l->at[n - 1].text) ||
        line_is_ordinal(l->at[n - 1].text) || l->at[n - 1].text.len > 4) {
        return false;
    }
    unsigned end = n - 1;
    while (end > l->b && line_is_number_word(&l->at[end - 1])) {
        end--; /* CALLE LOIZA #1854 */
    }
    bool open = opening > 0 && end > l->b + opening;
    bool suffixed = end > l->b + 1 && line_pure_suffix(&l->at[end - 1]) &&
                    line_phrase(l, l->b, WORD_HIGHWAY, &value) == 0;
    *number = n - 1;
    l->n = end;
    return open || suffixed;
}

bool line_read_behind(struct line *l)
{
    if (l->n < l->b + 2 || text_has_digit(l->at[l->b].text) || l->at[l->b].word->number != 0 ||
        l->at[l->b].word->highway != 0) {
        return false;
    }
    struct line at = *l;
    struct span none = {"", 0};
    struct reading *r = l->r;
    unsigned number;
    line_drop_complex(&at, at.b);
    size_t kept = r->extra_used;
    line_take_units(&at, at.b + 1);
    bool hash = span_is(r->address.unit_kind, "#") && text_digits(r->address.unit);
    if (hash) { /* CALLE 13 #22: no unit */
        at.n = l->r->tail > 0 ? l->r->tail : l->n;
        r->address.unit_kind = r->address.unit = none;
        r->part[PART_UNIT] = (struct stretch){0};
    }
    if (!split_behind(&at, &number)) {
        r->extra_used = kept;
        r->tail = 0;
        r->address.unit_kind = r->address.unit = none;
        r->part[PART_UNIT] = (struct stretch){0};
        r->unit_missing = false;
        return false;
    }
    r->address.house = l->at[number].text;
    line_mark_likely(l, PART_HOUSE, number, number + 1);
    line_read_street(&at);
    r->address.kind = r->address.street.len > 0 ? ADDRESS_STREET : ADDRESS_OTHER;
    r->proved_name = false; /* the words behind the name were not looked at */
    if (!on_the_island(l)) {
        line_doubt(l, DOUBT_BEHIND, number, number + 1);
    }
    return true;
}
