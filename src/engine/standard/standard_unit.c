/* Units (USPS Publication 28 section 213, appendix C2), read from the end of the
 * line. A word such as KEY, FRONT or UPPER is a unit only where it stands as one. */

#include "engine/standard/standard_line.h"

bool line_names_unit(const struct token *t)
{
    static const char *const words[] = {"UPPER", "LOWER", "REAR", "FRONT",    "LEFT",
                                        "RIGHT", "UP",    "DOWN", "BASEMENT", "BSMT",
                                        "PH",    "MAIN",  "TOP",  "BACK"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (span_is(t->text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_designation(const struct token *t)
{
    if (text_has_digit(t->text) && !line_is_ordinal(t->text)) {
        return true;
    }
    if (t->text.len == 1) {
        return line_is_letter(t->text.at[0]);
    }
    if (line_names_unit(t)) {
        return true;
    }
    return t->text.len == 2 && t->word->suffix == 0 && t->word->unit == 0 &&
           t->word->direction == 0 && t->word->classes == 0 && text_has_letter(t->text);
}

/* APT11C, UNIT-3: the word of a unit and its designation as one token; 0: none. */
static size_t glued_unit(const struct line *l, const struct token *t)
{
    size_t n = 0, len = t->text.len;
    if (len < 4 ||
        (!text_is_digit(t->text.at[len - 1]) && !text_is_digit(t->text.at[len - 2]))) {
        return 0; /* nearly all tokens */
    }
    while (n < t->text.len && line_is_letter(t->text.at[n])) {
        n++;
    }
    size_t from = n + (n < t->text.len && t->text.at[n] == '-');
    if (n < 3 || from >= t->text.len || line_digits(t->text, from) == 0) {
        return 0;
    }
    const struct word *w = lexicon_find(l->s->lexicon, (struct span){t->text.at, n});
    return w->unit != 0 && standard_units[w->unit - 1].strong ? n : 0;
}

/* One unit at i ("APT 4 B", "# 4", "REAR", "2ND FLOOR"): the tokens it takes, 0: none. */
unsigned line_one_unit(const struct line *l, unsigned i, struct unit *u)
{
    const struct token *t = &l->at[i];
    unsigned j = i + 1;
    u->missing = false;
    u->glued = 0;
    if (!line_is_unit_word(t)) {
        size_t glued = glued_unit(l, t);
        if (glued > 0) {
            const struct word *w =
                lexicon_find(l->s->lexicon, (struct span){t->text.at, glued});
            *u = (struct unit){span_of(standard_units[w->unit - 1].standard), i, i + 1, false,
                               glued};
            return 1;
        }
        bool floor = (line_is_ordinal(t->text) || t->word->ordinal || text_digits(t->text)) &&
                     j < l->n && line_is_unit_word(&l->at[j]) &&
                     span_is(span_of(line_unit_kind(&l->at[j])->standard), "FL");
        if (!floor) {
            return 0;
        }
        *u = (struct unit){SPAN_LITERAL("FL"), i, i + 1, false, 0};
        return 2;
    }
    const struct unit_kind *kind = line_unit_kind(t);
    u->kind = span_of(kind->standard);
    while (j < l->n && kind->designated && line_is_number_word(&l->at[j])) {
        j++; /* APT # 4, APT NO 4 */
    }
    u->first = u->last = j;
    if (kind->designated && j < l->n &&
        (is_designation(&l->at[j]) || line_is_ordinal(l->at[j].text))) {
        u->last = ++j;
        if (j < l->n && l->at[j].text.len == 1 && line_is_letter(l->at[j].text.at[0]) &&
            text_digits(l->at[j - 1].text)) {
            u->last = ++j; /* APT 4 B */
        }
        return j - i;
    }
    if (!kind->designated) {
        if (j < l->n && text_has_digit(l->at[j].text)) {
            u->last = ++j; /* PH 2 */
        } else if (j + 1 == l->n && line_is_unit_word(&l->at[j]) &&
                   text_is_one_of(span_of(line_unit_kind(&l->at[j])->standard), "APT UNIT")) {
            j++; /* BASEMENT APT */
        }
        return j - i;
    }
    u->missing = true;
    return kind->strong ? j - i : 0;
}

/* The units from i to the end of the line, if that is all there is. */
bool line_units_to_end(const struct line *l, unsigned i, struct unit *last,
                       struct reading *keep)
{
    size_t from = keep->extra_used;
    while (i < l->n) {
        unsigned taken = line_one_unit(l, i, last);
        if (taken == 0 || (last->missing && i + taken < l->n)) {
            keep->extra_used = from;
            return false;
        }
        for (unsigned j = last->first; j < last->last; j++) {
            if (keep->extra_used > from && j == last->first) {
                (void)reading_keep(keep, SPAN_LITERAL(" ")); /* BLDG 3 APT 4 is 3 4 */
            }
            struct span t = l->at[j].text;
            size_t word = last->glued + (last->glued > 0 && t.at[last->glued] == '-');
            t = (struct span){t.at + word, t.len - word};
            while (t.len > 1 && t.at[0] == '0') {
                t = (struct span){t.at + 1, t.len - 1};
            }
            (void)reading_keep(keep, t);
        }
        i += taken;
    }
    keep->address.unit_kind = last->kind;
    keep->address.unit = (struct span){keep->extra + from, keep->extra_used - from};
    keep->unit_missing = last->missing;
    return true;
}

/* Takes the units off the end; the street keeps at least one token, unless the
 * line begins with a word that can only be a unit. */
void line_take_units(struct line *l, unsigned from)
{
    struct unit last;
    for (unsigned i = from; i < l->n; i++) {
        bool strong = (line_is_unit_word(&l->at[i]) && line_unit_kind(&l->at[i])->strong) ||
                      glued_unit(l, &l->at[i]) > 0;
        bool named = i > from && (i > from + 1 || l->at[from].word->direction == 0);
        if ((named || strong) && line_units_to_end(l, i, &last, l->r)) {
            line_mark(l, PART_UNIT, i, l->n);
            l->n = i;
            return;
        }
    }
}

/* "12 MAIN ST 4B": a designation without its word, behind the suffix. */
void line_take_bare_unit(struct line *l, unsigned from)
{
    if (l->n < from + 3) {
        return;
    }
    uint8_t value;
    unsigned road = from + (l->at[from].word->direction != 0);
    if (line_phrase(l, road, WORD_HIGHWAY, &value) > 0 || l->at[road].word->highway != 0) {
        return; /* COUNTY RD 5 */
    }
    const struct token *t = &l->at[l->n - 1];
    const struct token *before = &l->at[l->n - 2];
    if (before->word->direction != 0 && l->n >= from + 4) {
        before = &l->at[l->n - 3];
    }
    bool letter = t->text.len == 1 && line_is_letter(t->text.at[0]) && t->word->direction == 0;
    bool number = text_has_digit(t->text) && !line_is_ordinal(t->text);
    /* Behind PARK or HILL, words as well, only what can be nothing else: 4B. */
    size_t digits = line_digits(t->text, 0);
    size_t dash = digits + (digits < t->text.len && t->text.at[digits] == '-'); /* 6-D */
    bool both = digits > 0 && dash + 1 == t->text.len && line_is_letter(t->text.at[dash]);
    bool behind =
        line_pure_suffix(before) ? letter || number : both && before->word->suffix != 0;
    if (behind && before > &l->at[from] && before->word->highway == 0) {
        l->r->address.unit_kind = SPAN_LITERAL("#");
        l->r->address.unit = t->text;
        l->n--;
        line_mark_likely(l, PART_UNIT, l->n, l->n + 1);
    }
}
