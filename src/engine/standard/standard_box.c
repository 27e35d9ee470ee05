/* Post office boxes, rural routes, highway contracts and military addresses, in
 * the spellings of USPS Publication 28 sections 24 to 28. */

#include "engine/standard/standard_line.h"

/* A box number: it has a digit, or is a single letter. */
static bool is_box(const struct token *t)
{
    return text_has_digit(t->text) || (t->text.len == 1 && line_is_letter(t->text.at[0]));
}

/* "BOX 12", "BOX #12", "BOX NO 12", "BOX12" at i: the tokens it takes, 0: none. The
 * number stays empty where it is missing. */
unsigned line_read_box(const struct line *l, unsigned i, uint32_t class, struct span *box)
{
    uint8_t value;
    unsigned words = line_phrase(l, i, class, &value);
    *box = (struct span){"", 0};
    if (words == 0) {
        struct span t = i < l->n ? l->at[i].text : *box;
        size_t prefix = span_starts(t, "POBOX") ? 5 : span_starts(t, "BOX") ? 3 : 0;
        if (prefix > 0 && t.len > prefix && line_digits(t, prefix) == t.len - prefix) {
            *box = (struct span){t.at + prefix, t.len - prefix};
            return 1;
        }
        return 0;
    }
    unsigned j = i + words;
    while (j < l->n && line_is_number_word(&l->at[j])) {
        j++;
    }
    if (j < l->n && is_box(&l->at[j])) {
        *box = l->at[j].text;
        j++;
    }
    return j - i;
}

static void end_of_line(struct line *l, unsigned i)
{
    l->r->used_end = i;
    if (i < l->n) {
        line_doubt(l, DOUBT_TRAILING, i, l->n);
    }
}

bool line_read_po_box(struct line *l)
{
    struct span box;
    uint8_t value;
    unsigned taken = line_read_box(l, l->b, WORD_PO_BOX, &box);
    if (taken == 0) {
        return false;
    }
    /* BOX and CALLER alone are words as well: only with a number. */
    bool bare = taken == 1 && box.len == 0 && !span_starts(l->at[l->b].text, "PO");
    if (bare && line_phrase(l, l->b, WORD_PO_BOX, &value) == 1) {
        return false;
    }
    l->r->address.kind = ADDRESS_PO_BOX;
    l->r->address.box = box;
    line_mark(l, PART_BOX, l->b, l->b + taken);
    end_of_line(l, l->b + taken);
    return true;
}

/* "RR 4 BOX 87", "RR4 BOX 87", "HC 68 BOX 23". A ROUTE needs its box, or it is a
 * road. */
bool line_read_rural(struct line *l)
{
    static const char *const kinds[] = {"RR", "HC", "RR"};
    uint8_t value = 0;
    unsigned i = l->b;
    unsigned words = line_phrase(l, i, WORD_RURAL, &value);
    struct span number = {"", 0}, box;
    struct span t = i < l->n ? l->at[i].text : number;
    if (words > 0) {
        i += words;
        while (i + 1 < l->n && line_is_number_word(&l->at[i]) &&
               text_has_digit(l->at[i + 1].text)) {
            i++; /* RR #7 */
        }
        if (i < l->n && text_has_digit(l->at[i].text)) {
            number = l->at[i++].text;
        }
    } else if (t.len > 2 && (span_starts(t, "RR") || span_starts(t, "HC"))) {
        size_t from = t.at[2] == '-' ? 3 : 2; /* RR4, HC-65 */
        if (from == t.len || line_digits(t, from) != t.len - from) {
            return false;
        }
        number = (struct span){t.at + from, t.len - from};
        value = t.at[0] == 'H';
        i++;
    } else {
        return false;
    }
    unsigned boxed = line_read_box(l, i, WORD_PO_BOX, &box);
    if (boxed == 0 && number.len > 0 && i + 2 == l->n && line_is_number_word(&l->at[i]) &&
        is_box(&l->at[i + 1])) {
        box = l->at[i + 1].text; /* RR 9 #14 */
        boxed = 2;
    }
    bool sure = words == 0 || l->at[l->b].word->suffix == 0; /* RD and ROUTE are suffixes too */
    if ((boxed == 0 && (!sure || number.len == 0)) || (number.len == 0 && box.len == 0)) {
        return false;
    }
    while (number.len > 1 && number.at[0] == '0') {
        number = (struct span){number.at + 1, number.len - 1};
    }
    struct reading *r = l->r;
    struct span kind = reading_keep(r, span_of(kinds[value]));
    if (number.len > 0) {
        (void)reading_keep(r, SPAN_LITERAL(" "));
        (void)reading_keep(r, number);
    }
    kind.len = (size_t)(r->extra + r->extra_used - kind.at);
    r->address.kind = ADDRESS_RURAL;
    r->address.route = kind;
    r->address.box = box;
    line_mark(l, PART_ROUTE, l->b, i);
    if (box.len > 0) {
        line_mark(l, PART_BOX, i, i + boxed);
    }
    end_of_line(l, i + boxed);
    return true;
}

static bool at_military_office(const struct line *l)
{
    const struct reading *r = l->r;
    uint8_t value;
    return (r->city.count > 0 &&
            tokens_phrase(l->s, r->city.at, 0, r->city.count, WORD_POST_OFFICE, &value) > 0) ||
           (r->address.state[0] == 'A' && strchr("AEP", r->address.state[1]) != NULL &&
            r->address.state[1] != '\0');
}

/* "PSC 3 BOX 1234", "UNIT 2050 BOX 4190", "CMR 830 BOX 1", with APO AE or not. */
bool line_read_military(struct line *l)
{
    uint8_t value;
    unsigned i = l->b;
    struct span box;
    /* USS NIMITZ, UNIT 100119 BOX 4410: the ship goes first. */
    while (i + 2 < l->n &&
           (span_is(l->at[l->b].text, "USS") || span_is(l->at[l->b].text, "USNS")) &&
           line_phrase(l, i, WORD_MILITARY, &value) == 0) {
        i++;
    }
    if (line_phrase(l, i, WORD_MILITARY, &value) == 0 || i + 1 >= l->n ||
        !text_has_digit(l->at[i + 1].text)) {
        return false;
    }
    unsigned boxed = line_read_box(l, i + 2, WORD_PO_BOX, &box);
    bool office =
        at_military_office(l) || line_phrase(l, i + 2 + boxed, WORD_POST_OFFICE, &value) > 0;
    if (!office && (value == 2 || boxed == 0)) {
        return false; /* UNIT 5 of a house */
    }
    struct reading *r = l->r;
    r->address.kind = ADDRESS_MILITARY;
    r->address.route = tokens_join(l->at, i, i + 2);
    r->address.box = box;
    line_mark(l, PART_ROUTE, i, i + 2);
    if (box.len > 0) {
        line_mark(l, PART_BOX, i + 2, i + 2 + boxed);
    }
    i += 2 + boxed;
    if (line_phrase(l, i, WORD_POST_OFFICE, &value) > 0 && r->address.city.len == 0) {
        line_mark(l, PART_CITY, i, i + 1);
        r->address.city = l->at[i++].text;
    }
    end_of_line(l, i);
    return true;
}
