/* The judgement of a name: given name and surname, each of two letters or more,
 * of one person. What is also a real surname (NA, NULL, TEST, CHURCH) sends the
 * row to a person instead of refusing it. */

#include "engine/standard/standard_inside.h"

static struct deficiency in_review(enum category category)
{
    struct deficiency d = deficiency_of(category);
    d.sufficiency = SUFFICIENCY_REVIEW;
    return d;
}

static const struct deficiency none = {
    .sufficiency = SUFFICIENCY_COMPLETE, .category = CATEGORY_NONE, .fact = NAME_IS_COMPLETE};

/* RAJ S/O KUMAR, N/A: a stroke between single letters is no second person. */
static bool is_abbreviation(const struct tokens *t, unsigned i)
{
    return span_is(t->at[i].text, "/") && i > 0 && i + 1 < t->count &&
           t->at[i - 1].text.len == 1 && t->at[i + 1].text.len == 1;
}

/* The first token at which a phrase of the class begins; count where none does. */
static unsigned find(const struct standard *s, const struct tokens *t, uint32_t class)
{
    uint8_t value;
    unsigned i = 0;
    while (i < t->count && (((t->at[i].word->classes | t->at[i].word->phrases) & class) == 0 ||
                            tokens_phrase(s, t->at, i, t->count, class, &value) == 0)) {
        i++;
    }
    return i;
}

/* A word that stands for no name, or that nobody is called: for a person to look
 * at, for almost every such word is somebody's surname. */
static bool is_doubtful(const struct standard *s, struct span part, const struct word *w)
{
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_FIXED;
    bool itself = (w->classes & silent) != 0;
    return standard_is_nonsense(part) || (!itself && lexicon_misspelt(s->lexicon, part, true));
}

/* AAA, XXXX: no name is one letter three times. */
static bool one_letter(struct span s)
{
    size_t i = 1;
    while (i < s.len && s.at[i] == s.at[0]) {
        i++;
    }
    return s.len >= 3 && i == s.len && (s.at[0] & 0x80) == 0;
}

/* Letters; a letter above ASCII counts for two: a surname of one Chinese character is whole. */
static unsigned letters(struct span s)
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += (s.at[i] >= 'A' && s.at[i] <= 'Z') || (s.at[i] & 0x80) != 0;
    }
    return n;
}

enum silence { SPEAKS, MAYBE_SILENT, SILENT };

/* NO SABE, U N K, UNKNОWN with a Cyrillic O, НЕИЗВЕСТНО. A surname that is one of these as a
 * plain word of ours (VOID, HOMELESS) is one. */
static enum silence disguise_of(const struct standard *s, struct span part, bool surname)
{
    bool words = memchr(part.at, ' ', part.len) != NULL;
    bool high = false;
    for (size_t i = 0; i < part.len; i++) {
        high = high || (part.at[i] & 0x80) != 0;
    }
    const struct word *w = lexicon_find(s->lexicon, part);
    bool known = (w->classes & (WORD_PLACEHOLDER | WORD_NO_FIXED)) != 0;
    if (!words && !high && !known) {
        return SPEAKS; /* most names; the judgement of single words comes later */
    }
    if (!words && !high) {
        return surname || part.len < 4 ? SPEAKS : MAYBE_SILENT;
    }
    return standard_is_silent(s, part) ? SILENT : SPEAKS;
}

/* Whether a part of the name is, as a whole, a word that stands for no name. Nobody
 * has the given name UNKNOWN; a surname it is. */
static enum silence silence_of(const struct standard *s, struct span part, bool surname)
{
    struct tokens t;
    uint8_t value;
    if (part.len == 0) {
        return SPEAKS;
    }
    enum silence disguised = disguise_of(s, part, surname);
    if (disguised != SPEAKS) {
        return disguised;
    }
    struct span rest = part, first;
    (void)span_cut(&rest, ' ', &first);
    t.count = 1;
    t.used = 0;
    t.overflow = false;
    t.at[0] = (struct token){.text = first, .word = lexicon_find(s->lexicon, first)};
    const struct word *whole = t.at[0].word;
    if (first.len < part.len) {
        whole = lexicon_find(s->lexicon, part);
        if ((t.at[0].word->phrases & (WORD_NO_NAME | WORD_MAYBE_NO_NAME)) == 0) {
            return is_doubtful(s, part, whole) ? MAYBE_SILENT : SPEAKS; /* no phrase so */
        }
        t.count = 0;
        tokens_add(s, &t, part, TOKENS_NAME);
    }
    bool maybe = tokens_phrase(s, t.at, 0, t.count, WORD_MAYBE_NO_NAME, &value) == t.count;
    if (tokens_phrase(s, t.at, 0, t.count, WORD_NO_NAME, &value) == t.count ||
        one_letter(part) || text_digits(part)) {
        return maybe && surname ? MAYBE_SILENT : SILENT;
    }
    return maybe || is_doubtful(s, part, whole) ? MAYBE_SILENT : SPEAKS;
}

static bool is_doe(const struct name *n)
{
    bool first =
        span_is(n->given, "JOHN") || span_is(n->given, "JANE") || span_is(n->given, "BABY");
    return first && (span_is(n->surname, "DOE") || span_is(n->surname, "ROE"));
}

/* The names of nobody in particular, which somebody may have all the same. */
static bool is_specimen(const struct name *n)
{
    static const char *const names[][2] = {
        {"RICHARD", "ROE"},    {"JOE", "BLOGGS"},
        {"MAX", "MUSTERMANN"}, {"ERIKA", "MUSTERMANN"},
        {"FULANO", ""},        {"JOHN", "SPECIMEN"},
        {"", "DOE"},           {"", "SPECIMEN"},
        {"", "NONAME"},        {"MARIO", "ROSSI"},
        {"HOMER", "SIMPSON"},  {"JOE", "BLOW"},
        {"JOE", "SCHMOE"},     {"JOE", "SIXPACK"},
        {"JUAN", "NADIE"},     {"SPIDER", "MAN"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i][1][0] != '\0' && n->surname.len > 0 &&
            names[i][1][0] != n->surname.at[0]) {
            continue; /* nearly all */
        }
        bool given = names[i][0][0] == '\0' || span_is(n->given, names[i][0]);
        bool surname = names[i][1][0] == '\0' || span_is(n->surname, names[i][1]) ||
                       (span_starts(n->surname, "DOE ") && names[i][1][0] == 'D');
        if (given && surname) {
            return true;
        }
    }
    return false;
}

/* SEE | FILE, UNK | NOWN, U N K N O W N: all the words as one. */
static bool silent_together(const struct standard *s, const struct tokens *all)
{
    const uint32_t silent = WORD_PLACEHOLDER | WORD_NO_FIXED | WORD_NO_NAME;
    uint8_t value;
    char joined[TOKEN_TEXT];
    size_t n = 0;
    if (tokens_phrase(s, all->at, 0, all->count, silent, &value) == all->count) {
        return true;
    }
    for (unsigned i = 0; i < all->count; i++) {
        memcpy(joined + n, all->at[i].text.at, all->at[i].text.len);
        n += all->at[i].text.len;
    }
    return n >= 5 &&
           (lexicon_find(s->lexicon, (struct span){joined, n})->classes & silent) != 0;
}

static struct deficiency judge_silence(const struct standard *s, const struct name *n,
                                       const struct tokens *all)
{
    uint8_t value;
    if (all->count > 0 &&
        tokens_phrase(s, all->at, 0, all->count, WORD_NO_NAME, &value) == all->count) {
        return deficiency_of(CATEGORY_NAME_PLACEHOLDER);
    }
    enum silence given = silence_of(s, n->given, false);
    enum silence surname = silence_of(s, n->surname, true);
    bool both = given != SPEAKS && surname != SPEAKS;
    bool half =
        (given != SPEAKS && n->surname.len == 0) || (surname != SPEAKS && n->given.len == 0);
    if (given == SILENT || surname == SILENT || both || half || is_doe(n)) {
        return deficiency_of(CATEGORY_NAME_PLACEHOLDER);
    }
    if ((all->count > 1 && silent_together(s, all)) || is_specimen(n)) {
        return in_review(CATEGORY_NAME_PLACEHOLDER);
    }
    return given != SPEAKS || surname != SPEAKS ? in_review(CATEGORY_NAME_PLACEHOLDER) : none;
}

static struct deficiency judge_organisation(const struct standard *s, const struct row *row,
                                            const struct name *n, const struct tokens *all)
{
    bool single = memchr(n->surname.at, ' ', n->surname.len) == NULL;
    bool person = single && row->value[FIELD_GIVEN_NAME].len > 0;
    if (find(s, all, WORD_ORGANISATION) < all->count) {
        return person ? in_review(CATEGORY_NAME_ORGANISATION)
                      : deficiency_of(CATEGORY_NAME_ORGANISATION);
    }
    if (find(s, all, WORD_MAYBE_ORGANISATION) == all->count) {
        return none;
    }
    if (n->given.len == 0) {
        return deficiency_of(CATEGORY_NAME_ORGANISATION);
    }
    /* Charlotte Church is a person; First Church in one column may not be. */
    return person ? none : in_review(CATEGORY_NAME_ORGANISATION);
}

/* MR, MRS, SGT: no given name. */
static bool only_title(const struct standard *s, struct span given)
{
    return given.len <= 4 && (lexicon_find(s->lexicon, given)->classes & WORD_TITLE) != 0 &&
           !span_is(given, "LT") && !span_is(given, "COL") && !span_is(given, "FR");
}

static struct deficiency judge_parts(const struct standard *s, const struct name *n)
{
    if (n->given.len == 0 || n->surname.len == 0) {
        return deficiency_of(CATEGORY_NAME_PARTIAL);
    }
    if (only_title(s, n->given)) {
        return in_review(CATEGORY_NAME_PARTIAL); /* MISS and SIR are names as well */
    }
    bool digits =
        text_has_digit(n->given) || text_has_digit(n->surname) || text_has_digit(n->middle);
    if (letters(n->given) < 2 || letters(n->surname) < 2 || digits) {
        return in_review(CATEGORY_NAME_PARTIAL);
    }
    return none;
}

struct deficiency standard_judge_name(const struct standard *s, const struct row *row,
                                      const struct name *name, const struct name_tokens *names)
{
    const struct tokens *all = &names->all;
    if (all->count == 0) {
        return deficiency_of(CATEGORY_NAME_EMPTY);
    }
    if (find(s, all, WORD_NAME_TEST) < all->count) {
        struct deficiency d = deficiency_of(CATEGORY_ADDRESS_TEST);
        d.fact = NAME_IS_TEST;
        return d;
    }
    struct deficiency d = judge_silence(s, name, all);
    if (d.sufficiency != SUFFICIENCY_COMPLETE) {
        return d;
    }
    d = judge_organisation(s, row, name, all);
    if (d.sufficiency != SUFFICIENCY_COMPLETE) {
        return d;
    }
    unsigned several = find(s, all, WORD_SEVERAL);
    if (several < all->count && !is_abbreviation(all, several)) {
        return deficiency_of(CATEGORY_NAME_SEVERAL);
    }
    d = judge_parts(s, name);
    enum category odd = d.sufficiency == SUFFICIENCY_COMPLETE
                            ? standard_name_oddity(s, row, names)
                            : CATEGORY_NONE;
    if (odd != CATEGORY_NONE) {
        return in_review(odd);
    }
    return d.sufficiency == SUFFICIENCY_COMPLETE && all->overflow
               ? in_review(CATEGORY_NAME_PARTIAL)
               : d;
}
