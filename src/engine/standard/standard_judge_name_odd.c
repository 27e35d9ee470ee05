/* What in a name makes a person look, though nothing in it stands for no name: signs,
 * letters of two alphabets, several people, a remark, a letter held down. */

#include <utf8proc.h>

#include "engine/standard/standard_inside.h"

/* The tokens of one column of the name. */
struct name_part {
    const struct token *at;
    unsigned n;
};

static struct name_part part_of(const struct name_tokens *names, enum name_column column)
{
    unsigned from = column == 0 ? 0 : names->end[column - 1];
    return (struct name_part){names->all.at + from, names->end[column] - from};
}

/* A character that is no letter of any script, no mark, dash or quote: a bar, a box, a smiley. */
static bool has_symbol(struct span v)
{
    for (size_t i = 0; i < v.len;) {
        int32_t point;
        utf8proc_ssize_t n =
            utf8proc_iterate((const uint8_t *)v.at + i, (utf8proc_ssize_t)(v.len - i), &point);
        utf8proc_category_t c = n > 0 ? utf8proc_category(point) : UTF8PROC_CATEGORY_CN;
        bool number =
            c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO; /* of another script */
        if ((v.at[i] & 0x80) != 0 &&
            (c == UTF8PROC_CATEGORY_CN || number ||
             standard_turns_text((struct span){v.at + i, v.len - i}) ||
             (c >= UTF8PROC_CATEGORY_SM && c != UTF8PROC_CATEGORY_SK &&
              c != UTF8PROC_CATEGORY_ZS && c != UTF8PROC_CATEGORY_CF))) {
            return true;
        }
        i += n > 0 ? (size_t)n : 1;
    }
    return false;
}

/* ? for a letter that was lost, brackets and quotes of nicknames, templates. */
static bool has_sign(const struct row *row)
{
    static const enum field columns[] = {FIELD_GIVEN_NAME, FIELD_MIDDLE_NAME, FIELD_SURNAME,
                                         FIELD_FULL_NAME};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct span v = row->value[columns[i]];
        for (size_t k = 0; k < v.len; k++) {
            if (memchr("?*()[]{}<>\"@=_|\\$%!;:^~#", v.at[k], 24) != NULL) {
                return true;
            }
        }
        if (has_symbol(v)) {
            return true;
        }
    }
    return false;
}

/* Latin letters and others in one word: a look-alike, or two names run together. */
static bool has_two_alphabets(const struct tokens *t)
{
    for (unsigned i = 0; i < t->count; i++) {
        struct span s = t->at[i].text;
        bool ascii = false, other = false;
        for (size_t k = 0; k < s.len; k++) {
            ascii = ascii || (uint8_t)(s.at[k] - 'A') < 26;
            other = other || (s.at[k] & 0x80) != 0;
        }
        if (ascii && other) {
            return true;
        }
    }
    return false;
}

/* SMITHHHH; PITTTS is a slip of the hand. */
static bool held_down(const struct tokens *t)
{
    for (unsigned i = 0; i < t->count; i++) {
        struct span s = t->at[i].text;
        for (size_t k = 0; k + 3 < s.len && t->at[i].word->generation == 0; k++) {
            if (s.at[k] == s.at[k + 1] && s.at[k] == s.at[k + 2] && s.at[k] == s.at[k + 3] &&
                (s.at[k] & 0x80) == 0 && !text_is_digit(s.at[k])) {
                return true;
            }
        }
    }
    return false;
}

static bool without_vowel(struct span s)
{
    bool letters = s.len >= 3;
    for (size_t i = 0; i < s.len; i++) {
        letters =
            letters && (uint8_t)(s.at[i] - 'A') < 26 && memchr("AEIOUY", s.at[i], 6) == NULL;
    }
    return letters;
}

/* Three letters or more that stand alone: T-E-S-T. */
static bool spelled(struct name_part c)
{
    unsigned letters = 0;
    for (unsigned i = 0; i < c.n; i++) {
        letters += c.at[i].text.len == 1;
    }
    return letters >= 3 && letters == c.n;
}

/* JOSE Y MARIA, JEAN ET MARIE; a whole name in each column; JAMES OR. */
static bool is_joined(struct name_part given, struct name_part surname)
{
    for (unsigned i = 1; i + 1 < given.n; i++) {
        if (text_is_one_of(given.at[i].text, "Y ET UND OG AK")) {
            return true;
        }
    }
    bool twice = given.n > 1 && surname.n > 1 &&
                 span_equal(given.at[given.n - 1].text, surname.at[surname.n - 1].text);
    unsigned commas = 0;
    for (unsigned i = 1; i < given.n; i++) {
        commas += given.at[i].comma;
    }
    return twice || commas > 0 ||
           (given.n > 1 && text_is_one_of(given.at[given.n - 1].text, "OR AND OF"));
}

/* In a part of several words, one that says nothing or says something of the person. */
static bool has_remark(struct name_part c)
{
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_NAME | WORD_NO_FIXED;
    for (unsigned i = 0; c.n > 1 && i < c.n; i++) {
        const struct token *t = &c.at[i];
        bool remark =
            (t->word->classes & (uint32_t)WORD_REMARK) != 0 ||
            text_is_one_of(t->text,
                           "DECEASED DEAD MINOR JUVENILE ALIAS NEE FORMERLY UNKNOW PATIENT");
        if (remark || (t->text.len > 3 && (t->word->classes & silent) != 0)) {
            return true;
        }
    }
    return false;
}

/* Titles alone in the place of the given name: MRS is none; JUDGE may be one. */
static bool is_title(struct name_part given)
{
    return given.n == 1 && (given.at->word->odd & ODD_TITLE) != 0;
}

/* DEFENDANT GARCIA, GARCIA ROOFING: what somebody is, not what he is called. */
static bool says_what(struct name_part given, struct name_part surname)
{
    return (given.n == 1 && (given.at->word->odd & ODD_GIVEN) != 0) ||
           (surname.n == 1 && (surname.at->word->odd & ODD_SURNAME) != 0);
}

/* The generation's column holds one, or none: JR, III, MD; not UNKNOWN, LLC. */
static bool suffix_is_odd(const struct standard *s, const struct row *row)
{
    struct tokens t;
    uint8_t value;
    if (span_trim(row->value[FIELD_SUFFIX]).len == 0) {
        return false;
    }
    tokens_of(s, &t, row->value[FIELD_SUFFIX], TOKENS_ADDRESS);
    if (t.count > 0 && tokens_phrase(s, t.at, 0, t.count, WORD_NO_UNIT, &value) == t.count) {
        return false; /* N/A */
    }
    for (unsigned i = 0; i < t.count; i++) {
        const struct word *w = t.at[i].word;
        if (w->generation == 0 && (w->classes & (WORD_POSTNOMINAL | WORD_TITLE)) == 0 &&
            !text_is_one_of(t.at[i].text, "I V 1ST M D PH")) {
            return true;
        }
    }
    return false;
}

/* In the middle name's column: UNKNOWN, TEST, DECEASED; N/A, NMN and NONE say that there is none. */
static bool middle_is_odd(const struct row *row, struct name_part middle)
{
    const uint32_t against = WORD_PLACEHOLDER | WORD_NO_FIXED | WORD_FACILITY | WORD_TEST;
    for (unsigned i = 0; i < middle.n && row->value[FIELD_MIDDLE_NAME].len > 0; i++) {
        const struct token *t = &middle.at[i];
        bool none = text_is_one_of(t->text, "NA NONE NMN NMI NULL NIL") || t->text.len < 3;
        if (!none &&
            ((t->word->classes & against) != 0 || text_is_one_of(t->text, "DECEASED DEAD"))) {
            return true;
        }
    }
    return false;
}

enum category standard_name_oddity(const struct standard *s, const struct row *row,
                                   const struct name_tokens *names)
{
    struct name_part given = part_of(names, NAME_GIVEN), surname = part_of(names, NAME_SURNAME);
    const struct tokens *all = &names->all;
    if (is_joined(given, surname)) {
        return CATEGORY_NAME_SEVERAL;
    }
    bool lost = has_sign(row) || has_two_alphabets(all) || held_down(all) || is_title(given);
    if (lost) {
        return CATEGORY_NAME_PARTIAL;
    }
    bool consonants = given.n == 1 && surname.n == 1 && without_vowel(given.at->text) &&
                      without_vowel(surname.at->text);
    if (says_what(given, surname) || suffix_is_odd(s, row) ||
        middle_is_odd(row, part_of(names, NAME_MIDDLE))) {
        return CATEGORY_NAME_PLACEHOLDER;
    }
    return consonants || spelled(given) || spelled(surname) || has_remark(given) ||
                   has_remark(surname)
               ? CATEGORY_NAME_PLACEHOLDER
               : CATEGORY_NONE;
}
