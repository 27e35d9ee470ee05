/* standard_line.h: a delivery line while it is being read, shared by the files
 * that read its parts. */
#ifndef ENGINE_STANDARD_STANDARD_LINE_H
#define ENGINE_STANDARD_STANDARD_LINE_H

#include "engine/standard/standard_inside.h"

/* Tokens that are being read: [b, n) of at. */
struct line {
    const struct standard *s;
    struct reading *r;
    const struct token *at;
    unsigned b, n;
};

/* Part of the address: tokens [i, j) of the line. */
void line_mark(struct line *l, enum address_part part, unsigned i, unsigned j);

/* The same, read by its place or corrected. */
void line_mark_likely(struct line *l, enum address_part part, unsigned i, unsigned j);

/* Tokens [i, j) are doubtful. */
void line_doubt(struct line *l, uint32_t doubt, unsigned i, unsigned j);

/* The address lies in this state. */
static inline bool line_in_state(const struct line *l, const char state[3])
{
    return l->r->address.state[0] == state[0] && l->r->address.state[1] == state[1];
}

/* As tokens_phrase, within the line. */
unsigned line_phrase(const struct line *l, unsigned i, uint32_t class, uint8_t *value);

bool line_is_unit_word(const struct token *t);
const struct unit_kind *line_unit_kind(const struct token *t); /* of a unit word */
bool line_is_number_word(const struct token *t);               /* #, NO, NUM */
bool line_pure_suffix(const struct token *t);

/* --- shapes of numbers (standard_line.c) --- */

size_t line_digits(struct span s, size_t i); /* how many digits stand at i */
bool line_is_letter(char c);
bool line_is_grid_letter(char c);     /* N, S, E, W */
bool line_is_ordinal(struct span s);  /* 21ST */
bool line_is_fraction(struct span s); /* 1/2 */
bool line_is_house(struct span s);    /* a primary number but a fraction */
struct span line_without_zeros(struct span s);

/* A small number, as 5 or 5TH, into r->extra. */
void line_keep_number(struct reading *r, unsigned number, bool ordinal);

/* Behind which digits stand ST, ND, RD or TH. */
const char *line_ordinal_ending(struct span digits);

/* --- boxes and routes (standard_box.c); true: the line is one --- */

/* "BOX 12", "BOX #12", "BOX NO 12", "BOX12" at i: the tokens it takes, 0: none. The
 * number stays empty where it is missing. */
unsigned line_read_box(const struct line *l, unsigned i, uint32_t class, struct span *box);

bool line_read_po_box(struct line *l);
bool line_read_rural(struct line *l);
bool line_read_military(struct line *l);

/* --- Puerto Rico, and numbers behind the street (standard_puerto_rico.c) --- */

/* A group of houses begins the line: URB, RES, COND. */
bool line_in_complex(const struct line *l);

/* B7, AB-9, 7: the number of a house in a group of houses. */
bool line_is_block_house(struct span s);

/* CARR 2 KM 14.5: the whole line, with a group of houses behind it. */
bool line_read_kilometre(struct line *l);

/* CALLE LUNA 123, MAIN ST 12: the whole line. */
bool line_read_behind(struct line *l);

/* The group of houses behind a street is taken off. */
void line_drop_complex(struct line *l, unsigned from);

/* --- units (standard_unit.c) --- */

/* LEFT, UPPER, MAIN: designates a unit without a number. */
bool line_names_unit(const struct token *t);

struct unit {
    struct span kind;
    unsigned first, last; /* tokens of the designation, last not included */
    bool missing;
    size_t glued; /* letters of its word in front of the designation: APT4 */
};

/* One unit at i ("APT 4 B", "# 4", "REAR", "2ND FLOOR"): the tokens it takes, 0: none. */
unsigned line_one_unit(const struct line *l, unsigned i, struct unit *u);

/* The units from i to the end of the line into `keep`, if that is all there is. */
bool line_units_to_end(const struct line *l, unsigned i, struct unit *last,
                       struct reading *keep);

/* Takes the units off the end; the street, from token `from` on, keeps at least
 * one token, unless the line begins with a word that can only be a unit. */
void line_take_units(struct line *l, unsigned from);

/* The same for a designation without its word: "12 MAIN ST 4B". */
void line_take_bare_unit(struct line *l, unsigned from);

/* --- the street (standard_street.c) --- */

/* Directionals, name and suffix from what is left of the line. */
void line_read_street(struct line *l);

#endif
