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

/* Where a letter stands on the keyboard: its row's place in the string. */
static unsigned key_of(char c)
{
    static const char keys[] = "QWERTYUIOP  ASDFGHJKL  ZXCVBNM";
    const char *at = memchr(keys, c, sizeof keys - 1);
    return at == NULL ? 0 : (unsigned)(at - keys) + 1;
}

/* How far from i the letters follow each other on the keyboard (step 1 or -1), in
 * the alphabet, or do not change (step 0). */
static size_t run_at(struct span s, size_t i)
{
    size_t best = 1;
    for (int step = -1; step <= 1; step++) {
        size_t keys = i + 1, alphabet = i + 1;
        while (keys < s.len && (int)key_of(s.at[keys]) == (int)key_of(s.at[keys - 1]) + step) {
            keys++;
        }
        while (alphabet < s.len && s.at[alphabet] == s.at[alphabet - 1] + step) {
            alphabet++;
        }
        size_t longer = keys > alphabet ? keys : alphabet;
        best = longer - i > best ? longer - i : best;
    }
    return best;
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

/* ASDF, QWERTYUIOP, ABC, XXX, ASDASD: nothing but runs of three letters or more. WERT,
 * REW and STU are names: a short run has to begin where one begins to type. */
static bool is_run(struct span s)
{
    static const char *const begins[] = {"ASDF", "QWER", "ZXCV", "ABC", "XYZ"};
    bool sure = s.len >= 5 || (s.at[0] == s.at[1] && s.at[1] == s.at[2]);
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        sure = sure || span_starts(s, begins[i]);
    }
    return sure && only_runs(s);
}

enum { VOWELLESS = 5 };

static bool without_vowel(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter(s.at[i]) || strchr("AEIOUY", s.at[i]) != NULL) {
            return false;
        }
    }
    return s.len >= VOWELLESS;
}

bool standard_is_nonsense(struct span word)
{
    return word.len >= 3 && is_letter(word.at[0]) && (is_run(word) || without_vowel(word));
}

/* --- numbers --- */

/* 99999 and longer rows of nines. */
static bool all_nines(struct span s)
{
    size_t i = 0;
    while (i < s.len && s.at[i] == '9') {
        i++;
    }
    return s.len >= 5 && i == s.len;
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

/* 12, 12A, B12, 87-A, C: digits, with a letter or two before or behind. X and zero
 * are no box. */
static bool box_is_plausible(struct span box)
{
    size_t i = 0, before, digits;
    if (box.len == 1 && is_letter(box.at[0])) {
        return box.at[0] != 'X';
    }
    while (i < box.len && is_letter(box.at[i])) {
        i++;
    }
    before = i;
    i += i < box.len && box.at[i] == '-' && i > 0;
    digits = leading_digits((struct span){box.at + i, box.len - i});
    i += digits;
    i += i < box.len && box.at[i] == '-';
    size_t behind = box.len - i;
    for (; i < box.len; i++) {
        bool letter = is_letter(box.at[i]) && behind <= 2;
        bool number = leading_digits((struct span){box.at + i, box.len - i}) == box.len - i;
        if (!letter && !number) {
            return false;
        }
    }
    return before <= 2 && digits > 0 && !all_nines(box);
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
    return blank == NULL ||
           !all_zero((struct span){blank, (size_t)(route.at + route.len - blank)});
}

/* --- the name of a street --- */

enum { WORDS_AGAINST_NAME = WORD_PLACEHOLDER | WORD_NO_FIXED | WORD_FACILITY | WORD_TEST };

struct name_words {
    unsigned against, phrases; /* words, and phrases of several */
    unsigned other;
    unsigned letters; /* of one alone */
};

static void name_word(const struct standard *s, const struct reading *r, const struct token *t,
                      struct name_words *c)
{
    const struct word *w = t->word;
    bool letter = t->text.len == 1 && is_letter(t->text.at[0]);
    c->letters += letter;
    if (letter || text_has_digit(t->text)) {
        c->other++;
    } else if ((w->classes & WORDS_AGAINST_NAME) != 0 || standard_is_nonsense(t->text) ||
               lexicon_misspelt(s->lexicon, t->text, true)) {
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
        unsigned words = tokens_phrase(s, at, i, r->name_end, WORDS_AGAINST_NAME, &value);
        if (words > 1 && at[i].text.len > 1) {
            c->phrases++;
            i += words;
            continue;
        }
        if (i >= r->core) {
            name_word(s, r, &at[i], c);
        }
        i++;
    }
}

/* The name without its blanks: UNK NOWN, FALED TO PROVIDE. */
static bool joined_is_silent(const struct standard *s, const struct reading *r)
{
    char to[TOKEN_TEXT];
    size_t n = 0;
    for (unsigned i = r->core; i < r->name_end; i++) {
        struct span t = r->line.at[i].text;
        for (size_t j = 0; j < t.len; j++) {
            if (is_letter(t.at[j])) {
                to[n++] = t.at[j];
            }
        }
    }
    struct span joined = {to, n};
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_FIXED;
    return n > 1 && ((lexicon_find(s->lexicon, joined)->classes & silent) != 0 ||
                     (r->name_end > r->core + 1 && lexicon_misspelt(s->lexicon, joined, false)));
}

static bool name_is_plausible(const struct standard *s, const struct reading *r)
{
    struct name_words c = {0};
    name_words(s, r, &c);
    bool nothing = c.against > 0 && c.other == 0;
    return c.phrases == 0 && !nothing && c.letters < 3 && !joined_is_silent(s, r);
}

/* A single number as the name: 123RD ST, not 12345 ST. */
static bool number_is_plausible(const struct reading *r)
{
    for (unsigned i = r->core; i < r->name_end; i++) {
        const struct token *t = &r->line.at[i];
        if (all_nines(t->text) || (r->name_end == r->core + 1 && number_too_long(r, t))) {
            return false;
        }
    }
    uint64_t house;
    bool zip = r->address.house.len == 5 && span_number(r->address.house, &house) &&
               house == r->address.zip;
    return !zip && !all_nines(r->address.house) && !odd_fraction(r->address.house);
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
    return !all_zero(r->address.unit);
}

/* One ZIP that is five times the same digit has houses; 12345 and 55555 are those
 * of single firms, the rest were never given out. */
static bool zip_is_typed(uint32_t zip)
{
    return zip == 12345 || (zip % 11111 == 0 && zip != 44444);
}

bool standard_city_is_plausible(const struct standard *s, const struct reading *r)
{
    struct span city = r->address.city;
    uint8_t value;
    unsigned n = r->city.count;
    for (unsigned i = 0; i < n; i++) {
        if (standard_is_nonsense(r->city.at[i].text)) {
            return false;
        }
    }
    bool field = n > 0 && tokens_phrase(s, r->city.at, 0, n, WORD_FIELD, &value) == n;
    return !field && !(city.len == 2 && city.at[0] == city.at[1]);
}

/* An @ is of a mail address. */
static bool has_at(const struct row *row)
{
    static const enum field columns[] = {FIELD_ADDRESS, FIELD_STREET, FIELD_UNIT, FIELD_CITY};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct span v = row->value[columns[i]];
        if (v.len > 0 && memchr(v.at, '@', v.len) != NULL) {
            return true;
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
    if (has_at(row) || two_lines(row) || zip_is_typed(a->zip) || !unit_is_plausible(s, r)) {
        return false;
    }
    if (a->kind != ADDRESS_STREET) {
        return box_is_plausible(a->box) && route_is_plausible(a->route);
    }
    return r->proved_street && number_is_plausible(r) && name_is_plausible(s, r);
}
