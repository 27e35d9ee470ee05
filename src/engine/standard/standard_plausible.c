/* Whether what stands in the place of a street, a number, a box, a unit and a
 * city can be one: the last step of the proof, for rows that nothing spoke
 * against.
 *
 * Invariants:
 * 1. A street is proved by its form: a suffix (MAIN ST), a word that opens one
 *    (CALLE LUNA), a road's number (US HWY 12), a grid (S 900 E), or one of the
 *    few names that stand alone (BROADWAY). A number with any other word behind
 *    it (12 VARIOUS) is no proof, whatever the word.
 * 2. Beside a proved form, a name that is a placeholder as a whole is left to a
 *    person: 12 UNKNOWN ST exists, and is also what is typed where nothing is
 *    known. A name with any other word in it (UNKNOWN SOLDIER) is a name.
 * 3. Nothing here refuses a row; it says only that a person has to look. */

#include "engine/standard/standard_inside.h"

/* --- words typed to fill a field --- */

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Where a letter stands on the keyboard; rows are apart by more than one. */
static int key_of(char c)
{
    static const uint8_t keys[26] = {20, 44, 42, 22, 3, 23, 24, 25, 8,  26, 27, 28, 46,
                                     45, 9,  10, 1,  4, 21, 5,  7,  43, 2,  41, 6,  40};
    return is_letter(c) ? keys[c - 'A'] : 60 + (uint8_t)c * 2;
}

static int letter_of(char c)
{
    return (uint8_t)c;
}

/* How far from i the letters go on by the same step of one, or none. */
static size_t run_by(struct span s, size_t i, int (*place)(char c))
{
    int step = i + 1 < s.len ? place(s.at[i + 1]) - place(s.at[i]) : 2;
    size_t n = 1;
    if (step < -1 || step > 1) {
        return n;
    }
    while (i + n < s.len && place(s.at[i + n]) - place(s.at[i + n - 1]) == step) {
        n++;
    }
    return n;
}

/* Letters that follow each other on the keyboard, in the alphabet, or do not change. */
static size_t run_at(struct span s, size_t i)
{
    size_t keys = run_by(s, i, key_of), alphabet = run_by(s, i, letter_of);
    return keys > alphabet ? keys : alphabet;
}

static bool only_runs(struct span s)
{
    for (size_t i = 0; i < s.len;) {
        size_t n = run_at(s, i);
        if (n < 3) {
            return false;
        }
        i += n;
    }
    return true;
}

static bool without_vowel(struct span s)
{
    enum { A = 1 << 1, E = 1 << 5, I = 1 << 9, O = 1 << 15, U = 1 << 21, Y = 1 << 25 };
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter(s.at[i]) || (1 << (s.at[i] & 31) & (A | E | I | O | U | Y)) != 0) {
            return false;
        }
    }
    return true;
}

/* ASDF, QWERTYUIOP, ABC, XXX, ASDASD: nothing but runs of three letters or more. WERT,
 * REW and STU are names: a short run has to begin where one begins to type. */
static bool is_run(struct span s)
{
    int keys = key_of(s.at[1]) - key_of(s.at[0]), letters = s.at[1] - s.at[0];
    if (((keys < -1 || keys > 1) && (letters < -1 || letters > 1)) || !only_runs(s)) {
        return false; /* most words by their first two letters */
    }
    static const char *const begins[] = {"ASD", "QWE", "ZXC", "ABC", "XYZ"};
    bool sure = s.len >= 5 || (s.at[0] == s.at[1] && s.at[1] == s.at[2]);
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        sure = sure || span_starts(s, begins[i]);
    }
    return sure || (s.len == 4 && without_vowel(s)); /* HJKL */
}

bool standard_is_nonsense(struct span word)
{
    enum { VOWELLESS = 5 };
    return word.len >= 3 && is_letter(word.at[0]) &&
           (is_run(word) || (word.len >= VOWELLESS && without_vowel(word)));
}

/* --- numbers --- */

static bool letter_or_digit(char c)
{
    return text_is_digit(c) || (uint8_t)((c | 0x20) - 'a') < 26;
}

/* 99999, and 111111: 11111 BISCAYNE BLVD is a house. */
static bool one_digit(struct span s)
{
    size_t i = 0;
    while (i < s.len && s.at[i] == s.at[0]) {
        i++;
    }
    return s.len >= (s.len > 0 && s.at[0] == '9' ? 5 : 6) && i == s.len &&
           text_is_digit(s.at[0]);
}

static size_t leading_digits(struct span s)
{
    size_t n = 0;
    while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9') {
        n++;
    }
    return n;
}

enum { STREET_DIGITS = 4 };

/* Streets have numbers of at most four digits, in a grid of any length. */
static bool number_too_long(const struct reading *r, const struct token *t)
{
    bool grid = r->address.predir.len > 0 || r->address.postdir.len > 0;
    return leading_digits(t->text) > STREET_DIGITS && !grid;
}

/* 1/2, 3/4: a part of a number; not 1/1, 12/0. */
static bool odd_fraction(struct span house)
{
    const char *slash = house.len == 0 ? NULL : memchr(house.at, '/', house.len);
    if (slash == NULL) {
        return false;
    }
    const char *end = house.at + house.len;
    return !(slash + 2 == end && slash[-1] >= '1' && slash[-1] < slash[1]) ||
           (slash - 1 > house.at && slash[-2] != ' ');
}

/* 12, 12A, B12, 87-A, 4-B, 12-34: digits, with a letter or two before or behind. */
static bool is_designation(struct span s)
{
    size_t i = 0;
    while (i < s.len && is_letter(s.at[i])) {
        i++;
    }
    bool before = i <= 2;
    i += i > 0 && i < s.len && s.at[i] == '-';
    size_t digits = leading_digits((struct span){s.at + i, s.len - i});
    i += digits;
    i += i < s.len && (s.at[i] == '-' || s.at[i] == '/');
    struct span rest = {s.at + i, s.len - i};
    bool letters = rest.len <= 2;
    for (size_t k = 0; k < rest.len; k++) {
        letters = letters && is_letter(rest.at[k]);
    }
    return before && digits > 0 && (letters || leading_digits(rest) == rest.len);
}

enum { BOX_DIGITS = 6, UNIT_DIGITS = 4, ROUTE_DIGITS = 6 };

/* X and a row of nines are no box. */
static bool box_is_plausible(struct span box)
{
    return box.len == 1 && is_letter(box.at[0])
               ? memchr("XOI", box.at[0], 3) == NULL /* O and I are digits, typed wrongly */
               : is_designation(box) && letter_or_digit(box.at[box.len - 1]) &&
                     memchr(box.at, '/', box.len) == NULL && !one_digit(box) &&
                     leading_digits(box) <= BOX_DIGITS;
}

/* Each part that has a digit is a designation: no UNKN0WN. */
static bool parts_are_plausible(struct span text, size_t most)
{
    struct span part;
    while (span_cut(&text, ' ', &part)) {
        if (text_has_digit(part) && (!is_designation(part) || leading_digits(part) > most)) {
            return false;
        }
    }
    return true;
}

static bool all_zero(struct span s)
{
    size_t i = 0;
    while (i < s.len && (s.at[i] == '0' || s.at[i] == ' ')) {
        i++;
    }
    return s.len > 0 && i == s.len;
}

/* RR 4, PSC 3: the number, where there is one, is not zero. */
static bool route_is_plausible(struct span route)
{
    const char *blank = route.len == 0 ? NULL : memchr(route.at, ' ', route.len);
    return parts_are_plausible(route, ROUTE_DIGITS) &&
           (blank == NULL ||
            !all_zero((struct span){blank, (size_t)(route.at + route.len - blank)}));
}

/* --- the name of a street --- */

enum { WORDS_AGAINST_NAME = WORD_PLACEHOLDER | WORD_NO_FIXED | WORD_FACILITY | WORD_TEST };

struct name_words {
    unsigned against, phrases; /* words, and phrases of several */
    unsigned other;
    unsigned letters; /* of one alone */
    unsigned numbers;
    unsigned filler; /* HOME, STATE, CITY */
    unsigned odd;    /* what no name has, whatever else stands in it */
};

/* # and &; UNKNOWN and REFUSED, which are no one's name; the unit or the second number
 * of another address: MAIN ST 13 OAK. */
static bool is_odd(const struct reading *r, unsigned i)
{
    const uint32_t nobody = WORD_NO_NAME | WORD_PLACEHOLDER;
    const struct token *t = &r->line.at[i];
    const struct word *w = t->word;
    bool sign = !text_has_letter(t->text) && !text_has_digit(t->text);
    bool before = i > r->core && text_digits(t->text);
    const struct word *last = i > r->core ? t[-1].word : w;
    bool unit = before && last->unit != 0 && standard_units[last->unit - 1].strong;
    for (unsigned k = r->core; before && k < i; k++) {
        const struct word *street = r->line.at[k].word;
        unit = unit || (street->suffix != 0 && standard_suffixes[street->suffix - 1].pure &&
                        r->address.suffix.len > 0 && k > r->core);
    }
    bool sentence =
        (w->classes & WORD_GRAMMAR) != 0 && t->text.len > 3 && !span_is(t->text, "CARE");
    bool inner = before && t->text.len > 1 && i + 1 < r->name_end && last->highway == 0 &&
                 last->suffix == 0 && last->phrases == 0; /* QA AUTOMATION 555 BOT LN */
    return sign || unit || sentence || inner ||
           (t->text.len > 2 && (w->classes & nobody) == nobody);
}

/* UNNKOW, UNWKNWN: no street is so called. */
static bool nearly_unknown(struct span t)
{
    return t.at[0] == 'U' && t.len > 4 && t.len < 10 &&
           span_distance(t, SPAN_LITERAL("UNKNOWN"), 2) <= 2;
}

static void name_word(const struct standard *s, const struct reading *r, const struct token *t,
                      struct name_words *c)
{
    const struct word *w = t->word;
    bool letter = t->text.len == 1 && is_letter(t->text.at[0]);
    bool doubled = t->text.len == 2 && t->text.at[0] == t->text.at[1];
    c->letters += letter;
    c->filler += (w->classes & WORD_FILLER) != 0;
    bool several = r->name_end > r->core + 1, nonsense = standard_is_nonsense(t->text);
    c->odd += several && (nonsense || (w->classes & (WORD_NO_FIXED | WORD_TEST)) != 0);
    if (text_has_digit(t->text)) {
        c->numbers++;
    } else if (letter || (doubled && r->address.suffix.len == 0)) {
        c->other++;
    } else if ((w->classes & (WORDS_AGAINST_NAME | WORD_GRAMMAR)) != 0 || nonsense ||
               nearly_unknown(t->text) || lexicon_misspelt(s->lexicon, t->text, true)) {
        c->against++;
    } else {
        c->other += (w->classes & WORD_FILLER) == 0;
    }
    c->against += number_too_long(r, t) && t != &r->line.at[r->name];
}

static void name_words(const struct standard *s, const struct reading *r, struct name_words *c)
{
    const struct token *at = r->line.at;
    for (unsigned i = r->name; i < r->name_end;) {
        uint8_t value;
        unsigned words =
            tokens_phrase(s, at, i, r->name_end, WORDS_AGAINST_NAME | WORD_PO_BOX, &value);
        if (words > 1 && at[i].text.len > 1) {
            c->phrases++;
            i += words;
            continue;
        }
        if (i >= r->core) {
            name_word(s, r, &at[i], c);
            c->odd += is_odd(r, i);
        }
        i++;
    }
}

/* The tokens without what stands between them: UNK NOWN, FALED TO PROVIDE, HOMEL EST. `word`:
 * compared with single words alone. */
static bool joined_is_silent(const struct standard *s, const struct reading *r, unsigned end,
                             bool word)
{
    char to[TOKEN_TEXT];
    size_t n = 0;
    const struct span first = r->line.at[r->core].text;
    if (end == r->core + 1 && memchr(first.at, '-', first.len) == NULL) {
        return false; /* one word, which name_word has looked at */
    }
    for (unsigned i = r->core; i < end; i++) {
        struct span t = r->line.at[i].text;
        for (size_t j = 0; j < t.len; j++) {
            if (is_letter(t.at[j])) {
                to[n++] = t.at[j];
            }
        }
    }
    struct span joined = {to, n};
    if (n == 2 && to[0] == to[1]) {
        return false; /* COUNTY RD XX */
    }
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_FIXED;
    return n > 1 && ((lexicon_find(s->lexicon, joined)->classes & silent) != 0 ||
                     (end > r->core + 1 && lexicon_misspelt(s->lexicon, joined, word)));
}

/* The suffix behind the name; NULL where there is none, and on a highway, whose suffix is
 * a part of its name (FM 1960 RD). */
static const struct token *suffix_of(const struct reading *r)
{
    if (r->address.suffix.len == 0 || r->name_end >= r->line.count) {
        return NULL;
    }
    const struct token *t = &r->line.at[r->name_end];
    return t->word->suffix == 0 ? NULL : t;
}

/* ST, AVE: not PARK or EST, which are words as well. Also where there is none. */
static bool suffix_is_pure(const struct reading *r)
{
    const struct token *t = suffix_of(r);
    return t == NULL || standard_suffixes[t->word->suffix - 1].pure;
}

/* ST, AVE, RD: the abbreviation, which no city has; FEDERAL WAY and QUAKER STREET are
 * written out. */
static bool is_abbreviated_street(const struct token *t)
{
    if (t->word->suffix == 0) {
        return false;
    }
    const struct suffix *suffix = &standard_suffixes[t->word->suffix - 1];
    struct span variants = span_of(suffix->variants), full;
    (void)span_cut(&variants, ' ', &full);
    return suffix->pure && span_is(t->text, suffix->standard) && !span_equal(t->text, full);
}

/* ST ST, WAY WAY, RD AVE, THE ST: nothing in the place of the name. STREET RD and THE
 * CIRCLE are streets. */
static bool only_suffixes(const struct reading *r)
{
    const struct token *t = &r->line.at[r->core];
    if (r->name_end != r->core + 1 || suffix_of(r) == NULL) {
        return false;
    }
    if (t->word->suffix == 0) {
        return span_is(t->text, "THE") && is_abbreviated_street(suffix_of(r));
    }
    return is_abbreviated_street(t) ||
           span_is(r->address.suffix, standard_suffixes[t->word->suffix - 1].standard);
}

/* UNDER I-80 OVERPASS: where, not what. UNDER MOUNTAIN RD is a street. */
static bool says_where(const struct reading *r, const struct name_words *c)
{
    static const char *const words[] = {"MILES",  "BLOCKS",  "EXIT",    "UNDER",
                                        "BEHIND", "NEAR",    "BETWEEN", "ACROSS",
                                        "BESIDE", "OUTSIDE", "BELOW"};
    enum { ALWAYS = 3 }; /* of the words; the others with a number */
    size_t n = c->numbers > 0              ? sizeof words / sizeof *words
               : r->name_end > r->core + 1 ? ALWAYS
                                           : 0;
    for (size_t i = 0; i < n; i++) {
        if (span_is(r->line.at[r->core].text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool name_is_plausible(const struct standard *s, const struct reading *r)
{
    struct name_words c = {0};
    name_words(s, r, &c);
    unsigned words = r->name_end - r->core;
    bool direction =
        r->part[PART_POSTDIR].last == r->name_end && words > 1; /* COUNTY ROAD D E */
    bool lettered = c.letters == words && c.letters > (direction ? 2u : 1u); /* X X ST */
    bool nothing = c.other == 0 && (c.against > 0 || (c.filler > 0 && !suffix_is_pure(r)));
    return c.odd == 0 && c.phrases == 0 && !says_where(r, &c) && !nothing && c.letters < 3 &&
           !lettered && !only_suffixes(r) && !joined_is_silent(s, r, r->name_end, false) &&
           (suffix_of(r) == NULL ||
            !joined_is_silent(s, r, r->name_end + 1, suffix_is_pure(r)));
}

/* 0-12, N0W5: a part of the number is zero. 26-00, the first house of a block in Queens, is none. */
static bool zero_part(struct span house)
{
    size_t first = leading_digits(house);
    bool queens = first > 0 && !all_zero((struct span){house.at, first}) &&
                  house.len == first + 3 && memcmp(house.at + first, "-00", 3) == 0;
    for (size_t i = 0; i < house.len && !queens; i++) {
        size_t n = leading_digits((struct span){house.at + i, house.len - i});
        if (n > 0 && all_zero((struct span){house.at + i, n})) {
            return true;
        }
        i += n;
    }
    return false;
}

/* ONE HUNDRED MAIN ST, TWENTY ONE MAIN ST: the number goes on in words, which is not read. */
static bool number_goes_on(const struct reading *r)
{
    const struct token *name = &r->line.at[r->core];
    bool more = (name->word->number != 0 && !name->word->ordinal) ||
                span_is(name->text, "HUNDRED") || span_is(name->text, "THOUSAND");
    return r->core > 0 && more && name[-1].word->number != 0;
}

/* 2200-2400: the numbers of a block. */
static bool is_range(struct span house)
{
    size_t first = leading_digits(house);
    uint64_t from, to;
    if (first < 3 || first + 1 >= house.len || house.at[first] != '-') {
        return false;
    }
    struct span rest = {house.at + first + 1, house.len - first - 1};
    return span_number((struct span){house.at, first}, &from) && span_number(rest, &to) &&
           to >= from + 50;
}

/* 905W 3RD ST: is W a direction, or a part of the number? */
static bool is_directed(const struct reading *r)
{
    struct span house = r->address.house;
    char last = house.len < 2 ? '0' : house.at[house.len - 1];
    return (last == 'N' || last == 'S' || last == 'E' || last == 'W') &&
           r->address.predir.len == 0 && leading_digits(house) + 1 == house.len;
}

/* A single number as the name: 123RD ST, not 12345 ST. */
static bool number_is_plausible(const struct reading *r)
{
    if (zero_part(r->address.house) || number_goes_on(r)) {
        return false;
    }
    /* A bare number is the name of a ST or AVE, not of a UNION. */
    if (r->name_end == r->core + 1 && text_digits(r->line.at[r->core].text) &&
        !suffix_is_pure(r)) {
        return false;
    }
    for (unsigned i = r->core; i < r->name_end; i++) {
        const struct token *t = &r->line.at[i];
        if (one_digit(t->text) || (r->name_end == r->core + 1 && number_too_long(r, t))) {
            return false;
        }
    }
    if (span_is(r->address.house, "12345") && !suffix_is_pure(r)) {
        return false; /* typed for the check of five digits: 12345 STATE PARK */
    }
    uint64_t house;
    bool zip = r->address.house.len == 5 && span_number(r->address.house, &house) &&
               house == r->address.zip;
    /* 6O is 60, typed wrongly, or no number. */
    struct span number = r->address.house;
    if (standard_number_is_odd(r)) {
        return false;
    }
    bool letter_o = number.len > 1 && number.at[number.len - 1] == 'O';
    return !zip && !letter_o && !is_range(number) && !is_directed(r) &&
           !one_digit(r->address.house) && !odd_fraction(r->address.house);
}

/* --- what a person has to look at --- */

/* In the unit's own column: NONE and N/A say that there is no unit. */
static bool unit_is_plausible(const struct standard *s, const struct reading *r)
{
    const uint32_t against = WORDS_AGAINST_NAME | WORD_NOT_RESIDENTIAL;
    uint8_t value;
    if (r->unit.count > 0 && r->address.unit.len > 0) {
        for (unsigned i = 0; i < r->unit.count; i++) {
            if (r->unit.at[i].text.len > 1 &&
                tokens_phrase(s, r->unit.at, i, r->unit.count, against, &value) > 0) {
                return false;
            }
        }
    }
    return !all_zero(r->address.unit) && parts_are_plausible(r->address.unit, UNIT_DIGITS);
}

/* One ZIP that is five times the same digit has houses; 12345 and 55555 are those
 * of single firms, the rest were never given out. */
static bool zip_is_typed(uint32_t zip)
{
    return zip == 12345 || (zip % 11111 == 0 && zip != 44444);
}

enum { CITY_WORDS = 6 };

bool standard_city_is_plausible(const struct reading *r)
{
    struct span city = r->address.city;
    unsigned n = r->city.count, letters = 0;
    for (unsigned i = 0; i < n; i++) {
        letters += r->city.at[i].text.len == 1;
        if (standard_is_nonsense(r->city.at[i].text)) {
            return false;
        }
    }
    bool state = n == 1 && r->city.at[0].text.len == 2 && r->city.at[0].word->state != 0;
    if (n > CITY_WORDS || (n > 0 && letters == n) ||
        (n > 1 && is_abbreviated_street(&r->city.at[n - 1]))) {
        return false;
    }
    return !state && !(city.len == 2 && city.at[0] == city.at[1]);
}

/* -1 MAIN ST. */
static bool begins_with_sign(struct span v)
{
    size_t i = 0;
    while (i < v.len && !letter_or_digit(v.at[i])) {
        i++;
    }
    return i > 0 && i < v.len && text_is_digit(v.at[i]) &&
           (v.at[i - 1] == '-' || v.at[i - 1] == '+');
}

/* An @ is of a mail address, brackets are of a remark; full stops and what begins with 0xe2 are
 * looked at closer. */
enum { PLAIN, CLOSER, ODD };
static const uint8_t signs[256] = {
    ['@'] = ODD, ['('] = ODD,    [')'] = ODD,     ['['] = ODD,  [']'] = ODD, ['{'] = ODD,
    ['}'] = ODD, ['<'] = ODD,    ['>'] = ODD,     ['?'] = ODD,  ['*'] = ODD, ['_'] = ODD,
    ['='] = ODD, ['~'] = ODD,    ['^'] = ODD,     ['|'] = ODD,  ['$'] = ODD, ['%'] = ODD,
    ['!'] = ODD, ['.'] = CLOSER, [0xe2] = CLOSER, ['\\'] = ODD,
};

static bool is_odd_sign(struct span v, size_t k)
{
    if (v.at[k] != '.') {
        return signs[(uint8_t)v.at[k]] == ODD ||
               standard_turns_text((struct span){v.at + k, v.len - k});
    }
    return k > 0 && k + 2 < v.len && v.at[k + 1] == '.' &&
           letter_or_digit(v.at[k - 1]); /* WA..INGTON */
}

static bool has_odd_sign(const struct row *row)
{
    static const enum field columns[] = {FIELD_ADDRESS, FIELD_STREET, FIELD_UNIT, FIELD_CITY};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct span v = row->value[columns[i]];
        if (begins_with_sign(v)) {
            return true;
        }
        for (size_t k = 0; k < v.len; k++) {
            if (signs[(uint8_t)v.at[k]] != PLAIN && is_odd_sign(v, k)) {
                return true;
            }
        }
    }
    return false;
}

/* A whole line and a street of its own beside it. */
static bool two_lines(const struct row *row)
{
    return span_trim(row->value[FIELD_ADDRESS]).len > 0 &&
           (span_trim(row->value[FIELD_STREET]).len > 0 ||
            span_trim(row->value[FIELD_HOUSE]).len > 0);
}

bool standard_is_plausible(const struct standard *s, const struct row *row,
                           const struct reading *r)
{
    const struct address *a = &r->address;
    if (has_odd_sign(row) || two_lines(row) || zip_is_typed(a->zip) ||
        !unit_is_plausible(s, r) || standard_columns_are_odd(s, row, r)) {
        return false;
    }
    if (a->kind != ADDRESS_STREET) {
        /* PO BOX N is one, BOX N may be a word. */
        bool bare = a->kind == ADDRESS_PO_BOX && r->line.at[0].text.at[0] == 'B';
        bool nowhere = a->kind == ADDRESS_RURAL && !text_has_digit(a->route); /* HC BOX 1 */
        return !nowhere && !(bare && a->box.len == 1 && is_letter(a->box.at[0])) &&
               box_is_plausible(a->box) && route_is_plausible(a->route);
    }
    return r->proved_street && number_is_plausible(r) && name_is_plausible(s, r) &&
           !standard_street_is_odd(r);
}
