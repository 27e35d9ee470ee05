/* What the words of a line say against it: placeholders plain and disguised, no
 * fixed address, facilities, businesses, test data, other countries.
 *
 * Every test is of whole tokens or phrases of them. The name of a proved street
 * (number, name and suffix) may be any word: 12 UNKNOWN ST, 500 PRISON CAMP RD
 * and 7 HOMELESS SHELTER LN are streets. A phrase that needs the suffix itself
 * is not covered: 100 DETENTION CENTER is no street named Detention. */

#include "engine/standard/standard_inside.h"

/* --- counting --- */

enum {
    WORDS_AGAINST =
        WORD_TEST | WORD_FACILITY | WORD_NOT_RESIDENTIAL | WORD_NO_FIXED | WORD_PLACEHOLDER,
};

enum { COMPACT = 40 };

/* How many there are of a kind, and the tokens of the first. */
struct tally {
    uint8_t n, first, last;
};

struct census {
    uint8_t column;
    struct tally test, facility, not_residential, no_fixed, placeholder;
    struct tally glued; /* UNKN3146 */
    struct tally leet;  /* UNKN0WN */
    struct tally
        disguised;  /* UNKNWON, UNKNOOOWN, QWERTYU, a word with a letter of another alphabet;
                             * asked only as long as no other word was met, for then it matters no more */
    uint8_t filler; /* says nothing */
    uint8_t suffix; /* nor does a suffix alone */
    uint8_t other;
};

static void note(struct tally *t, unsigned first, unsigned last)
{
    if (t->n++ == 0) {
        t->first = (uint8_t)first;
        t->last = (uint8_t)last;
    }
}

/* What wins where phrases of the same length stand for several things. */
static const uint32_t ranking[] = {WORD_TEST, WORD_PLACEHOLDER, WORD_NO_FIXED, WORD_FACILITY,
                                   WORD_NOT_RESIDENTIAL};

static void count_class(struct census *c, uint32_t class, unsigned first, unsigned last)
{
    struct tally *t = class == WORD_TEST              ? &c->test
                      : class == WORD_FACILITY        ? &c->facility
                      : class == WORD_NOT_RESIDENTIAL ? &c->not_residential
                      : class == WORD_NO_FIXED        ? &c->no_fixed
                                                      : &c->placeholder;
    note(t, first, last);
}

/* The longest phrase against the address at token i. */
static unsigned phrase_against(const struct standard *s, const struct token *at, unsigned i,
                               unsigned n, uint32_t *class)
{
    unsigned best = 0;
    uint8_t value;
    const struct word *w = at[i].word;
    if (((w->classes | w->phrases) & WORDS_AGAINST) == 0) {
        return 0;
    }
    for (size_t k = 0; k < sizeof ranking / sizeof *ranking; k++) {
        unsigned words = tokens_phrase(s, at, i, n, ranking[k], &value);
        if (words > best) {
            best = words;
            *class = ranking[k];
        }
    }
    return best;
}

static bool silent(const struct word *w)
{
    return (w->classes & (WORD_PLACEHOLDER | WORD_NO_FIXED)) != 0;
}

/* UNKN3146: a placeholder and digits run into each other. */
static bool is_glued(const struct standard *s, struct span t)
{
    size_t n = 0;
    while (n < t.len && t.at[n] >= 'A' && t.at[n] <= 'Z') {
        n++;
    }
    size_t digits = n;
    while (digits < t.len && (text_is_digit(t.at[digits]) || t.at[digits] == '-')) {
        digits++; /* UNKN29-06 */
    }
    return n >= 3 && n < t.len && digits == t.len && text_is_digit(t.at[n]) &&
           silent(lexicon_find(s->lexicon, (struct span){t.at, n}));
}

/* UNKN0WN, H0M3L355: digits in the place of letters. */
static bool is_leet(const struct standard *s, struct span t)
{
    static const char letters[] = "OIZEASGTBG";
    char plain[32];
    bool mixed = false;
    if (t.len < 4 || t.len > sizeof plain || !text_has_letter(t)) {
        return false;
    }
    for (size_t i = 0; i < t.len; i++) {
        bool digit = t.at[i] >= '0' && t.at[i] <= '9';
        plain[i] = digit ? letters[t.at[i] - '0'] : t.at[i];
        mixed = mixed || digit;
    }
    return mixed && silent(lexicon_find(s->lexicon, (struct span){plain, t.len}));
}

/* Letters of Cyrillic and Greek that look like ours. */
static char look_alike(int32_t point)
{
    static const struct {
        uint16_t point;
        char ascii;
    } table[] = {
        {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'},
        {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'},
        {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x0405, 'S'},
        {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'},
        {0x0417, '3'}, {0x0418, 'N'}, {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'},
        {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'}, {0x0423, 'Y'},
        {0x0425, 'X'}, {0x042F, 'R'}, {0x04AE, 'Y'}, {0x051A, 'Q'}, {0x051C, 'W'},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].point == point) {
            return table[i].ascii;
        }
    }
    return 0;
}

/* A word that has letters of ours and look-alikes, as it looks. 0: it is no such word. */
static size_t as_it_looks(struct span t, char to[COMPACT])
{
    size_t n = 0;
    for (size_t i = 0; i < t.len && n < COMPACT;) {
        uint8_t c = (uint8_t)t.at[i];
        if (c < 0x80) {
            to[n++] = t.at[i++];
            continue;
        }
        if ((c & 0xE0) != 0xC0 || i + 1 >= t.len) {
            return 0;
        }
        to[n] = look_alike((c & 0x1F) << 6 | ((uint8_t)t.at[i + 1] & 0x3F));
        if (to[n++] == 0) {
            return 0;
        }
        i += 2;
    }
    return n == COMPACT ? 0 : n;
}

/* UNKNOOOWN, UUNNKKNNOOWWNN: each letter once. */
static size_t once_each(struct span t, char to[COMPACT])
{
    size_t n = 0;
    for (size_t i = 0; i < t.len && n < COMPACT; i++) {
        if (n == 0 || to[n - 1] != t.at[i]) {
            to[n++] = t.at[i];
        }
    }
    return n < t.len ? n : 0;
}

static bool is_disguised(const struct standard *s, struct span t)
{
    char plain[COMPACT];
    bool high = false, twice = false; /* nearly no word has either */
    for (size_t i = 0; i < t.len; i++) {
        high = high || (t.at[i] & 0x80) != 0;
        twice = twice || (i > 0 && t.at[i] == t.at[i - 1]);
    }
    size_t n = high ? as_it_looks(t, plain) : 0;
    if (n > 2 && n < t.len && silent(lexicon_find(s->lexicon, (struct span){plain, n}))) {
        return true;
    }
    n = twice ? once_each(t, plain) : 0;
    if (n >= 5 && silent(lexicon_find(s->lexicon, (struct span){plain, n}))) {
        return true;
    }
    return standard_is_nonsense(t) || lexicon_misspelt(s->lexicon, t, true);
}

static void count_word(const struct standard *s, const struct token *t, unsigned i,
                       struct census *c)
{
    const struct word *w = t->word;
    bool digit = text_has_digit(t->text);
    if (digit && !text_has_letter(t->text)) {
        return; /* 12345, 12345-6789 */
    }
    if (w->suffix != 0) {
        c->suffix++;
    } else if ((w->classes & WORD_FILLER) != 0) {
        c->filler++;
    } else if (digit && is_glued(s, t->text)) {
        note(&c->glued, i, i + 1);
    } else if (digit && is_leet(s, t->text)) {
        note(&c->leet, i, i + 1);
    } else if (c->other == 0 && !digit && w->classes == 0 && is_disguised(s, t->text)) {
        note(&c->disguised, i, i + 1);
    } else {
        c->other++;
    }
}

/* AIRPORT RD, 12 AIRPORT: what is built there gave the street its name. */
static bool names_street(const struct token *at, unsigned i, unsigned end, unsigned n)
{
    bool suffix = end < n && at[end].word->suffix != 0 &&
                  standard_suffixes[at[end].word->suffix - 1].pure;
    return suffix ||
           (i == 1 && end == n && end == 2 && text_digits(at[0].text) && at[0].text.len < 5);
}

/* Counts the tokens [from, to) of n; a phrase may reach beyond `to`. */
static void count(const struct standard *s, const struct token *at, unsigned from, unsigned to,
                  unsigned n, struct census *c)
{
    for (unsigned i = from; i < to;) {
        uint32_t class = 0;
        unsigned words = phrase_against(s, at, i, n, &class);
        bool built = (class & (WORD_FACILITY | WORD_NOT_RESIDENTIAL)) != 0;
        if (words > 0 && built && names_street(at, i, i + words, n)) {
            c->other = (uint8_t)(c->other + words);
            i += words;
        } else if (words > 0) {
            count_class(c, class, i, i + words);
            i += words;
        } else if (at[i].word->suffix != 0 && names_street(at, i, i + 1, n)) {
            c->other++; /* CREEK in VOID CREEK AVE is no suffix */
            i++;
        } else {
            count_word(s, &at[i], i, c);
            i++;
        }
    }
}

/* Phrases that begin in a proved name and need what follows it. */
static void count_crossing(const struct standard *s, const struct reading *r, struct census *c)
{
    for (unsigned i = r->name; i < r->name_end; i++) {
        uint32_t class = 0;
        unsigned end = i + phrase_against(s, r->line.at, i, r->line.count, &class);
        if (end > r->name_end) {
            count_class(c, class, i, end);
        }
    }
}

static void count_line(const struct standard *s, const struct reading *r, struct census *c)
{
    const struct tokens *t = &r->line;
    if (r->proved_name) {
        count(s, t->at, 0, r->lead, r->lead, c);
        count_crossing(s, r, c);
        if (r->tail > 0) {
            count(s, t->at, r->tail, t->count, t->count, c);
        }
    } else {
        count(s, t->at, r->used_end, t->count, t->count, c);
    }
}

/* UNKN1153 LAKE TRL: a street may be named by the words of suffixes, so behind a
 * glued word they are not silent. */
static bool all_silent(const struct census *c)
{
    return c->placeholder.n + c->glued.n + c->disguised.n > 0 &&
           (c->glued.n == 0 || c->suffix == 0) &&
           c->other + c->facility.n + c->not_residential.n + c->no_fixed.n == 0;
}

/* --- disguises --- */

static bool silent_text(const struct standard *s, struct span compact, bool word)
{
    return silent(lexicon_find(s->lexicon, compact)) ||
           lexicon_misspelt(s->lexicon, compact, word);
}

static char letter_of(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c >= 'A' && c <= 'Z' ? c : 0;
}

/* U-N-K-N-O-W-N, H.O.M.E.L.E.S.S, U N K N O W N: single letters with something
 * between them that is neither letter nor digit. */
static bool spelled_out(const struct standard *s, struct span raw)
{
    char word[COMPACT];
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = letter_of(raw.at[i]);
        if (c == 0) {
            continue;
        }
        bool alone =
            i + 1 == raw.len || (letter_of(raw.at[i + 1]) == 0 && !(raw.at[i + 1] & 0x80));
        bool before = i == 0 || letter_of(raw.at[i - 1]) == 0;
        if (!alone || !before) {
            return false;
        }
        if (n == sizeof word) {
            return false;
        }
        word[n++] = c;
    }
    return n >= 3 && silent_text(s, (struct span){word, n}, false);
}

/* The letters of a line with digits, if any, behind them only; empty otherwise. */
static struct span compact_of(const struct tokens *t, char to[COMPACT])
{
    size_t n = 0;
    bool digits = false;
    for (unsigned i = 0; i < t->count; i++) {
        struct span w = t->at[i].text;
        if (text_digits(w)) {
            digits = true;
            continue;
        }
        if (digits || n + w.len > COMPACT) {
            return (struct span){to, 0};
        }
        for (size_t j = 0; j < w.len; j++) {
            if (w.at[j] != '-' && w.at[j] != '/') {
                to[n++] = w.at[j];
            }
        }
    }
    return (struct span){to, n};
}

static bool misspelt(const struct standard *s, const struct tokens *t)
{
    char to[COMPACT];
    if (t->count == 1 && (t->at[0].word->suffix != 0 || t->at[0].word->classes != 0)) {
        return false; /* a word of its own: STREET is no misspelt STREETS */
    }
    struct span compact = compact_of(t, to);
    return compact.len >= 6 && silent_text(s, compact, false);
}

/* XXXX, AAAAA: one letter three times or more, and nothing else. */
static bool one_letter(const struct tokens *t)
{
    char to[COMPACT];
    struct span c = compact_of(t, to);
    size_t i = 1;
    while (i < c.len && c.at[i] == c.at[0]) {
        i++;
    }
    return c.len >= 3 && i == c.len;
}

/* --- judging --- */

static const struct deficiency none = {.sufficiency = SUFFICIENCY_COMPLETE,
                                       .category = CATEGORY_NONE,
                                       .fact = ADDRESS_IS_COMPLETE};

static struct deficiency tallied(const struct census *c, enum category category,
                                 const struct tally *t)
{
    return deficiency_at(category, (struct stretch){c->column, t->first, t->last});
}

/* The column as a whole. */
static struct deficiency all_of(const struct census *c, enum category category)
{
    return deficiency_at(category, (struct stretch){c->column, 0, 0});
}

static struct deficiency judge_census(const struct census *c)
{
    bool mixed = c->other > 0;
    if (c->test.n > 0) {
        return tallied(c, CATEGORY_ADDRESS_TEST, &c->test);
    }
    if (all_silent(c)) {
        return all_of(c, c->disguised.n > 0 ? CATEGORY_ADDRESS_DISGUISED
                                            : CATEGORY_ADDRESS_PLACEHOLDER);
    }
    if (c->leet.n > 0) {
        return tallied(c, mixed ? CATEGORY_ADDRESS_CONTAMINATED : CATEGORY_ADDRESS_DISGUISED,
                       &c->leet);
    }
    if (c->facility.n > 0) {
        return tallied(c, CATEGORY_ADDRESS_FACILITY, &c->facility);
    }
    if (c->no_fixed.n > 0) {
        return tallied(c, mixed ? CATEGORY_ADDRESS_CONTAMINATED : CATEGORY_ADDRESS_NO_FIXED,
                       &c->no_fixed);
    }
    if (c->not_residential.n > 0) {
        return tallied(c, CATEGORY_ADDRESS_NOT_RESIDENTIAL, &c->not_residential);
    }
    if (c->placeholder.n + c->glued.n > 0) {
        return tallied(c, CATEGORY_ADDRESS_CONTAMINATED,
                       c->placeholder.n > 0 ? &c->placeholder : &c->glued);
    }
    return none;
}

/* PER, OR, FORMERLY: something is said of the address. */
static struct deficiency remark_in(const struct standard *s, const struct tokens *t,
                                   enum column column)
{
    uint8_t value;
    if (span_is(tokens_join(t->at, 0, t->count), "TRUTH OR CONSEQUENCES")) {
        return none; /* the one town that says something of itself */
    }
    for (unsigned i = 0; i < t->count; i++) {
        const struct word *w = t->at[i].word;
        if (((w->classes | w->phrases) & (uint32_t)WORD_REMARK) == 0) {
            continue;
        }
        unsigned words = tokens_phrase(s, t->at, i, t->count, (uint32_t)WORD_REMARK, &value);
        if (words > 0) {
            return deficiency_at(
                CATEGORY_ADDRESS_CONTAMINATED,
                (struct stretch){(uint8_t)column, (uint8_t)i, (uint8_t)(i + words)});
        }
    }
    return none;
}

/* The words over all columns: FAILED TO | PROVIDE | 12345. */
static bool silent_over_columns(const struct standard *s, const struct reading *r)
{
    struct tokens all;
    struct census c = {0};
    all.count = 0;
    all.used = 0;
    all.overflow = false;
    const struct tokens *parts[] = {&r->line, &r->city, &r->state};
    for (size_t i = 0; i < 3; i++) {
        tokens_add(s, &all, tokens_join(parts[i]->at, 0, parts[i]->count), TOKENS_ADDRESS);
    }
    count(s, all.at, 0, all.count, all.count, &c);
    return all_silent(&c) && c.placeholder.n > 0;
}

struct deficiency standard_judge_line(const struct standard *s, const struct row *row,
                                      const struct reading *r)
{
    struct census c = {.column = COLUMN_LINE};
    count_line(s, r, &c);
    /* With a whole address behind it, what stands before the number is no
     * placeholder for it but mixed into it. */
    c.other += r->proved_name;
    struct deficiency d = judge_census(&c);
    if (d.category == CATEGORY_ADDRESS_DISGUISED && one_letter(&r->line)) {
        return all_of(&c, CATEGORY_ADDRESS_PLACEHOLDER);
    }
    if (d.sufficiency != SUFFICIENCY_COMPLETE && d.category != CATEGORY_ADDRESS_CONTAMINATED) {
        bool hidden = d.category == CATEGORY_ADDRESS_PLACEHOLDER ||
                      d.category == CATEGORY_ADDRESS_NO_FIXED;
        return hidden && spelled_out(s, row->value[FIELD_ADDRESS])
                   ? all_of(&c, CATEGORY_ADDRESS_DISGUISED)
                   : d;
    }
    if (d.sufficiency == SUFFICIENCY_COMPLETE) {
        d = remark_in(s, &r->line, COLUMN_LINE);
    }
    if (r->proved_name || r->used_end > 0) {
        return d;
    }
    if (spelled_out(s, row->value[FIELD_ADDRESS]) || misspelt(s, &r->line)) {
        return all_of(&c, CATEGORY_ADDRESS_DISGUISED);
    }
    if (one_letter(&r->line) || silent_over_columns(s, r) ||
        (c.filler > 0 && c.other == 0 && r->address.kind != ADDRESS_STREET &&
         r->address.suffix.len == 0)) {
        return all_of(&c, CATEGORY_ADDRESS_PLACEHOLDER);
    }
    return d;
}

struct deficiency standard_judge_city(const struct standard *s, const struct row *row,
                                      const struct reading *r)
{
    struct census c = {.column = COLUMN_CITY};
    if (r->city.count == 0) {
        return none;
    }
    count(s, r->city.at, 0, r->city.count, r->city.count, &c);
    c.not_residential.n = 0; /* CAPE MAY COURT HOUSE is a town */
    struct deficiency d = judge_census(&c);
    if (d.sufficiency == SUFFICIENCY_COMPLETE && spelled_out(s, row->value[FIELD_CITY])) {
        return all_of(&c, CATEGORY_ADDRESS_DISGUISED);
    }
    return d.sufficiency == SUFFICIENCY_COMPLETE ? remark_in(s, &r->city, COLUMN_CITY) : d;
}

/* A digit, and no letter: 2019-2023. */
static bool only_digits(struct span raw)
{
    bool digit = false;
    for (size_t i = 0; i < raw.len; i++) {
        if (letter_of(raw.at[i]) != 0 || (raw.at[i] & 0x80) != 0) {
            return false;
        }
        digit = digit || (raw.at[i] >= '0' && raw.at[i] <= '9');
    }
    return digit;
}

/* A word between blanks, as tokens_add makes a token of it: letters alone, or initials
 * with their full stops (U.S.C.). Empty for any other. */
static struct span plain_word(struct span raw, char to[16])
{
    const struct span none_such = {to, 0};
    size_t n = 0;
    bool initials = raw.len >= 4 && raw.at[1] == '.';
    if (raw.len > 16 || (initials && raw.len % 2 != 0)) {
        return none_such;
    }
    for (size_t i = 0; i < raw.len; i++) {
        if (initials && i % 2 == 1) {
            if (raw.at[i] != '.') {
                return none_such;
            }
            continue;
        }
        to[n] = letter_of(raw.at[i]);
        if (to[n++] == 0) {
            return none_such;
        }
    }
    return (struct span){to, n};
}

/* Most texts say something by their first word but numbers: one that is nothing against them, and
 * begins no such phrase. The same answer as that of all their
 * tokens, sooner. */
static bool speaks_at_once(const struct standard *s, struct span raw)
{
    struct span rest = raw, part = {"", 0};
    char to[16];
    if (only_digits(raw)) {
        return true;
    }
    while (span_cut(&rest, ' ', &part) && (part.len == 0 || text_digits(part))) {
    }
    struct span word = plain_word(part, to);
    const struct word *w = lexicon_find(s->lexicon, word);
    bool known =
        ((w->classes | w->phrases) & (WORDS_AGAINST | WORD_FILLER)) != 0 || w->suffix != 0;
    return word.len >= 3 && !known && !spelled_out(s, raw);
}

bool standard_says_nothing(const struct standard *s, struct span raw)
{
    struct tokens t;
    struct census c = {0};
    if (speaks_at_once(s, raw)) {
        return false;
    }
    tokens_of(s, &t, raw, TOKENS_ADDRESS);
    count(s, t.at, 0, t.count, t.count, &c);
    c.other =
        (uint8_t)(c.other + c.disguised.n); /* in a statement, no more than a strange word */
    c.disguised.n = 0;
    return t.count == 0 || all_silent(&c) || spelled_out(s, raw);
}

bool standard_is_silent(const struct standard *s, struct span text)
{
    struct tokens t;
    struct census c = {0};
    tokens_of(s, &t, text, TOKENS_ADDRESS);
    count(s, t.at, 0, t.count, t.count, &c);
    return all_silent(&c) || (c.leet.n > 0 && c.other == 0) || spelled_out(s, text);
}

/* --- other countries --- */

/* A1A 1A1, as one token or two at the end. */
static bool canadian(const struct tokens *t)
{
    char code[8];
    size_t n = 0;
    unsigned from =
        t->count >= 2 && t->at[t->count - 1].text.len == 3 ? t->count - 2 : t->count - 1;
    for (unsigned i = from; t->count > 0 && i < t->count; i++) {
        struct span w = t->at[i].text;
        for (size_t j = 0; j < w.len; j++) {
            if (n == 6 || w.at[j] == '-') {
                return false;
            }
            code[n++] = w.at[j];
        }
    }
    for (size_t i = 0; i < n; i++) {
        bool digit = code[i] >= '0' && code[i] <= '9';
        if (digit != (i % 2 == 1)) {
            return false;
        }
    }
    return n == 6;
}

static bool ends_abroad(const struct standard *s, const struct tokens *t)
{
    uint8_t value;
    for (unsigned words = t->count < 4 ? t->count : 4; words > 0; words--) {
        if (tokens_phrase(s, t->at, t->count - words, t->count, WORD_COUNTRY, &value) ==
            words) {
            return true;
        }
    }
    return canadian(t);
}

static bool text_abroad(const struct standard *s, struct span raw)
{
    struct tokens t;
    tokens_of(s, &t, raw, TOKENS_ADDRESS);
    return ends_abroad(s, &t);
}

bool standard_is_foreign(const struct standard *s, const struct row *row,
                         const struct reading *r)
{
    struct tokens t;
    uint8_t value;
    tokens_of(s, &t, row->value[FIELD_COUNTRY], TOKENS_ADDRESS);
    if (t.count > 0 && !standard_is_home(s, &t) &&
        tokens_phrase(s, t.at, 0, t.count, WORD_PLACEHOLDER | WORD_TEST, &value) != t.count) {
        return true;
    }
    const struct address *a = &r->address;
    if (a->zip != ZIP_NONE && a->state[0] != '\0') {
        return false; /* MEXICO MO 65265 is at home */
    }
    bool city =
        a->state[0] == '\0' && ends_abroad(s, &r->city); /* JAMAICA NY is at home as well */
    return (r->doubts & DOUBT_SCRIPT) != 0 || ends_abroad(s, &r->line) || city ||
           ends_abroad(s, &r->state) || text_abroad(s, row->value[FIELD_ZIP]);
}
