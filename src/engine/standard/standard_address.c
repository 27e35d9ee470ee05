/* The delivery line, after USPS Publication 28: a box, a route, a military
 * address, general delivery, or
 *
 *   [number] [predirectional] name [suffix] [postdirectional] [unit]
 *
 * read from both ends: the number from the front, the unit from the back, and
 * of what is left the directionals and the suffix, as long as a name remains.
 * So 12 N ST is a street N, 12 NORTH AVE a street NORTH, 1450 S 900 E a grid.
 * What does not fit is not dropped but marked as a doubt. */

#include "engine/standard/standard_line.h"

/* --- the number --- */

/* The number at i: the tokens it takes, 0: none. */
static unsigned house_at(struct line *l, unsigned i, struct span *house)
{
    if (i >= l->n) {
        return 0;
    }
    const struct token *t = &l->at[i];
    bool more = i + 1 < l->n;
    if (t->word->number != 0 && !t->word->ordinal && l->n > i + 2) {
        size_t from = l->r->extra_used; /* ONE MAIN ST */
        line_keep_number(l->r, t->word->number, false);
        *house = (struct span){l->r->extra + from, l->r->extra_used - from};
        return 1;
    }
    if (line_is_fraction(t->text)) {
        *house = t->text;
        return 1;
    }
    if (!line_is_house(t->text)) {
        return 0;
    }
    if (more && line_is_fraction(l->at[i + 1].text)) {
        *house = tokens_join(l->at, i, i + 2);
        return 2;
    }
    if (more && line_is_grid_letter(t->text.at[0]) &&
        line_is_grid_letter(l->at[i + 1].text.at[0]) && line_is_house(l->at[i + 1].text) &&
        l->n > i + 2) {
        *house = reading_keep(l->r, t->text); /* N6 W23001 */
        house->len += reading_keep(l->r, l->at[i + 1].text).len;
        return 2;
    }
    *house = line_without_zeros(t->text);
    return 1;
}

/* Where the number stands when the line does not begin with it: behind a unit or
 * other text. 0: nowhere. */
static unsigned later_house(struct line *l)
{
    struct span house;
    bool complex = line_in_complex(l);
    for (unsigned i = l->b + 1; i + 1 < l->n; i++) {
        if (complex && line_is_block_house(l->at[i].text)) {
            return i; /* URB EL PARAISO B7 CALLE TIBER */
        }
        if (!line_is_unit_word(&l->at[i - 1]) && l->at[i - 1].word->highway == 0 &&
            l->at[i].word->number == 0 && house_at(l, i, &house) > 0) {
            return i;
        }
    }
    return 0;
}

/* "APT 4 12 MAIN ST": the unit goes first. */
static void leading_unit(struct line *l)
{
    struct unit u;
    const struct token *first = &l->at[l->b];
    if (l->n < l->b + 4 || (!line_is_unit_word(first) && !line_is_unit_word(first + 1))) {
        return; /* APT 4, 2ND FLOOR */
    }
    unsigned taken = line_one_unit(l, l->b, &u);
    struct span house;
    if (taken == 2 && line_is_unit_word(&l->at[l->b]) &&
        !line_unit_kind(&l->at[l->b])->designated) {
        taken = 1; /* REAR 41 WYOMING ST */
        u.last = u.first;
    }
    if (taken == 0 || u.missing || u.glued > 0 || house_at(l, l->b + taken, &house) == 0) {
        return;
    }
    if (line_is_number_word(&l->at[l->b]) && l->n < l->b + taken + 3) {
        return;
    }
    l->r->address.unit_kind = u.kind;
    l->r->address.unit = tokens_join(l->at, u.first, u.last);
    line_mark(l, PART_UNIT, l->b, l->b + taken);
    l->b += taken;
}

/* A box behind a street: both are kept, the street is the delivery point. */
static void trailing_box(struct line *l)
{
    for (unsigned i = l->b + 1; i < l->n; i++) {
        struct span box;
        if (span_starts(l->at[i].text, "P") || l->at[i].comma) {
            unsigned taken = line_read_box(l, i, WORD_PO_BOX, &box);
            if (taken > 1 && i + taken == l->n && box.len > 0) {
                l->r->address.box = box;
                line_mark(l, PART_BOX, i, l->n);
                l->n = i;
                return;
            }
        }
    }
}

/* 3401 RM 620, of Texas: no room. */
static bool ranch_road(const struct line *l, unsigned from)
{
    return line_in_state(l, "TX") && from + 2 == l->n && span_is(l->at[from].text, "RM") &&
           text_digits(l->at[from + 1].text);
}

/* W 5120 COUNTY ROAD K, of Wisconsin. */
static unsigned split_grid_house(struct line *l, struct span *house)
{
    const struct token *at = l->at + l->b;
    if (!line_in_state(l, "WI") || l->n < l->b + 4 || at->text.len != 1 ||
        !line_is_grid_letter(at->text.at[0]) || !text_digits(at[1].text) ||
        at[1].text.len < 3) {
        return 0;
    }
    *house = reading_keep(l->r, at->text);
    house->len += reading_keep(l->r, at[1].text).len;
    return 2;
}

/* B112 RIDGEWOOD LN, and what may be a number with a letter in the place of a digit: l23, 1O4. */
static unsigned odd_house(struct line *l, struct span *house)
{
    struct span t = l->b + 1 < l->n ? l->at[l->b].text : (struct span){"", 0};
    bool digits = t.len > 1 && text_has_digit(t);
    for (size_t i = 0; i < t.len; i++) {
        digits = digits &&
                 (text_is_digit(t.at[i]) || t.at[i] == 'O' || t.at[i] == 'L' || t.at[i] == 'I');
    }
    if (!digits && !line_is_block_house(t)) {
        return 0;
    }
    line_doubt(l, DOUBT_GLUED, l->b, l->b + 1);
    *house = t;
    return 1;
}

/* The number in front: the tokens it takes. */
static unsigned front_house(struct line *l)
{
    struct span *house = &l->r->address.house;
    unsigned taken = split_grid_house(l, house);
    taken = taken > 0 ? taken : house_at(l, l->b, house);
    unsigned later = taken > 0 ? 0 : later_house(l);
    if (later > 0) {
        if (!line_in_complex(l)) {
            line_doubt(l, DOUBT_LEADING, l->b, later);
        }
        l->b = l->r->lead = later;
        taken = house_at(l, l->b, house);
        if (taken == 0) {
            *house = l->at[l->b].text;
            taken = 1;
        }
    }
    return taken > 0 ? taken : odd_house(l, house);
}

static void read_numbered(struct line *l)
{
    struct reading *r = l->r;
    struct address *a = &r->address;
    bool number = text_has_digit(l->at[l->b].text);
    if (!number && (line_read_kilometre(l) || line_read_behind(l))) {
        return;
    }
    leading_unit(l);
    if (l->n > l->b + 1 && line_is_number_word(&l->at[l->b])) {
        l->b++; /* NO 12 MAIN ST, #12 MAIN ST */
    }
    unsigned taken = front_house(l);
    unsigned from = l->b + taken;
    if (taken > 0) {
        line_mark(l, PART_HOUSE, l->b, from);
    }
    l->b = from;
    trailing_box(l);
    line_drop_complex(l, from);
    if (!ranch_road(l, from)) {
        line_take_units(l, from);
        line_take_bare_unit(l, from);
    }
    if (l->n == from + 1 && a->house.len > 0 && text_digits(l->at[from].text)) {
        line_doubt(l, DOUBT_NUMBERS, from, from + 1);
    }
    line_read_street(l);
    a->kind = a->house.len > 0 && a->street.len > 0 ? ADDRESS_STREET : ADDRESS_OTHER;
    r->proved_name = r->proved_name && a->kind == ADDRESS_STREET;
}

/* --- the whole --- */

/* Behind a name in care of whom the mail is: the box, if one comes. */
static void skip_to_box(struct line *l)
{
    for (unsigned i = l->b; i < l->n; i++) {
        struct span box;
        if (line_read_box(l, i, WORD_PO_BOX, &box) > 1 && box.len > 0) {
            l->b = i;
            return;
        }
    }
}

static void read_line(struct line *l)
{
    uint8_t value;
    struct reading *r = l->r;
    if (l->n == 0) {
        return;
    }
    r->address.kind = ADDRESS_OTHER;
    unsigned care = line_phrase(l, 0, WORD_CARE_OF, &value);
    if (care > 0) {
        line_doubt(l, DOUBT_CARE_OF, 0, l->n);
        l->b += care;
        skip_to_box(l);
    }
    if (line_read_military(l) || line_read_rural(l) || line_read_po_box(l)) {
        return;
    }
    if (line_phrase(l, 0, WORD_NO_FIXED, &value) == l->n && l->n == 2 &&
        l->at[0].text.at[0] == 'G') {
        r->address.kind = ADDRESS_GENERAL_DELIVERY; /* GENERAL DELIVERY in its spellings */
        return;
    }
    read_numbered(l);
}

/* APT, FLOOR, APT UNKNOWN, UNKNOWN: there is a unit, and it is not stated. */
static bool unit_not_stated(const struct line *l)
{
    uint8_t value;
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_UNIT;
    unsigned word = line_is_unit_word(l->at) && line_unit_kind(l->at)->designated;
    return (word == 1 && l->n == 1) ||
           (word < l->n && line_phrase(l, word, silent, &value) == l->n - word);
}

/* 4B, 12, A, REAR, 3 4: what may stand for a unit without its word. */
static bool bare_designation(const struct line *l)
{
    enum { WORDS = 3, LETTERS = 2 };
    bool ok = l->n <= WORDS;
    for (unsigned i = 0; ok && i < l->n; i++) {
        const struct token *t = &l->at[i];
        ok = text_has_digit(t->text) || t->text.len <= LETTERS || line_is_unit_word(t) ||
             line_names_unit(t);
    }
    return ok;
}

/* The unit's own column; "4B" alone is a designation. */
static void read_unit_column(const struct standard *s, struct reading *r)
{
    struct line l = {s, r, r->unit.at, 0, r->unit.count};
    struct unit u;
    uint8_t value;
    if (l.n == 0 || tokens_phrase(s, l.at, 0, l.n, WORD_NO_UNIT, &value) == l.n) {
        return;
    }
    struct span kind = r->address.unit_kind, before = r->address.unit;
    line_mark(&l, PART_UNIT, 0, l.n);
    if (line_units_to_end(&l, 0, &u, r)) {
        bool within = span_is(kind, "BLDG") || span_is(kind, "FL");
        if (before.len > 0 && !within && !span_equal(before, r->address.unit)) {
            line_doubt(&l, DOUBT_UNIT, 0, l.n); /* MAIN ST APT 4 | APT 5 */
        }
        return;
    }
    if (unit_not_stated(&l)) {
        r->unit_missing = true;
        return;
    }
    if (!bare_designation(&l)) {
        line_doubt(&l, DOUBT_UNIT, 0, l.n);
    }
    if (text_has_letter(tokens_join(l.at, 0, l.n)) ||
        text_has_digit(tokens_join(l.at, 0, l.n))) {
        r->address.unit_kind = SPAN_LITERAL("#");
        r->address.unit = tokens_join(l.at, 0, l.n);
        line_mark_likely(&l, PART_UNIT, 0, l.n);
    }
}

static void begin(struct tokens *t)
{
    t->count = 0;
    t->used = 0;
    t->overflow = false;
}

/* Letters of a script that has no folding. */
static bool other_script(const struct tokens *t)
{
    uint64_t v, all = 0;
    size_t i = 0;
    for (; i + sizeof v <= t->used; i += sizeof v) {
        memcpy(&v, t->text + i, sizeof v);
        all |= v;
    }
    for (; i < t->used; i++) {
        all |= (uint8_t)t->text[i];
    }
    return (all & 0x8080808080808080u) != 0;
}

/* RT 9 | BOX 4: a box in the unit's column belongs to the line. */
static void box_from_unit(const struct standard *s, const struct row *row, struct reading *r)
{
    uint8_t value;
    if (r->unit.count > 0 && r->line.count > 0 &&
        tokens_phrase(s, r->unit.at, 0, r->unit.count, WORD_PO_BOX, &value) > 0) {
        tokens_add_field(s, &r->line, row, FIELD_UNIT, TOKENS_ADDRESS);
        begin(&r->unit);
    }
}

void standard_read(const struct standard *s, const struct row *row, struct reading *r)
{
    const struct span *v = row->value;
    const struct span none = {"", 0};
    struct address *a = &r->address; /* each by its own: a whole structure costs more to fill */
    a->house = a->predir = a->street = a->suffix = a->postdir = none;
    a->unit_kind = a->unit = a->box = a->route = a->city = none;
    a->kind = ADDRESS_NONE;
    a->state[0] = a->state[1] = a->state[2] = '\0';
    a->zip = a->plus4 = ZIP_NONE;
    r->doubts = 0;
    r->doubt = (struct stretch){0};
    memset(r->part, 0, sizeof r->part);
    r->likely = 0;
    r->unit_missing = r->proved_name = r->proved_street = false;
    r->name = r->core = r->name_end = r->used_end = r->lead = r->tail = 0;
    r->extra_used = 0;
    begin(&r->line);
    begin(&r->city);
    begin(&r->state);
    begin(&r->unit);
    if (v[FIELD_ADDRESS].len > 0) {
        tokens_add_field(s, &r->line, row, FIELD_ADDRESS, TOKENS_ADDRESS);
    }
    if (r->line.count == 0) {
        tokens_add_field(s, &r->line, row, FIELD_HOUSE, TOKENS_ADDRESS);
        tokens_add_field(s, &r->line, row, FIELD_STREET, TOKENS_ADDRESS);
    }
    tokens_add_field(s, &r->unit, row, FIELD_UNIT, TOKENS_ADDRESS);
    tokens_add_field(s, &r->city, row, FIELD_CITY, TOKENS_ADDRESS);
    tokens_add_field(s, &r->state, row, FIELD_STATE, TOKENS_ADDRESS);
    if (r->line.count == 0 && r->city.count > 1 &&
        text_has_digit(tokens_join(r->city.at, 0, r->city.count))) {
        begin(&r->line); /* everything stands in the city's column */
        tokens_add_field(s, &r->line, row, FIELD_CITY, TOKENS_ADDRESS);
        begin(&r->city);
    }
    box_from_unit(s, row, r);
    standard_read_last_line(s, row, r);
    struct line l = {s, r, r->line.at, 0, r->line.count};
    read_line(&l);
    read_unit_column(s, r);
    if (r->line.overflow || r->city.overflow || r->state.overflow || r->unit.overflow) {
        r->doubts |= DOUBT_OVERFLOW;
    }
    if (other_script(&r->line) || other_script(&r->city) || other_script(&r->unit)) {
        r->doubts |= DOUBT_SCRIPT;
    }
}
