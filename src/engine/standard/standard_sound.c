/* How a name sounds: consonants in classes, vowels left out but for the first.
 *
 * Soundex (Russell 1918) and Metaphone (Philips 1990) listen to English alone. This
 * code spells less finely than Metaphone, more finely than Soundex, and is made so
 * that the usual transliterations of one name meet: MOHAMMED MUHAMAD, -OFF -OV,
 * -SKY -SKIY, TCHAI CHAI, GONZALEZ GONSALES.
 *
 *   A  any vowel, Y among them: only as the first letter
 *   S  S Z SH SCH ZH, C before E I Y      C  CH TCH CZ        J  J, DG, G before E I Y
 *   K  K Q X(KS), C otherwise, CK KH      G  G otherwise      F  F V PH, W between vowels
 *   B P T L M N R H  themselves; D is T at the end and before T, else D; a first V or
 *   W is V; H counts only as the first letter; doubled letters once. */

#include "base/hash.h"
#include "engine/standard/standard_inside.h"

enum { LETTERS = 40, CODES = 7 };

struct ear {
    char at[LETTERS + 4]; /* letters alone, zeros behind them */
    unsigned n;
    uint64_t code;
    unsigned codes;
    char last; /* the class before, 0 behind a vowel */
};

static bool vowel(char c)
{
    return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U' || c == 'Y';
}

static bool soft(char c)
{
    return c == 'E' || c == 'I' || c == 'Y';
}

static inline bool begins(const char *at, const char *with)
{
    while (*with != '\0' && *at == *with) { /* mostly over at once: no call */
        at++;
        with++;
    }
    return *with == '\0';
}

static void add(struct ear *e, const char *classes)
{
    for (; *classes != '\0'; classes++) {
        if (*classes != e->last && e->codes < CODES) {
            e->code = e->code << 8 | (unsigned char)*classes;
            e->codes++;
        }
        e->last = *classes;
    }
}

/* --- groups of letters that sound as one --- */

static const struct {
    const char *letters, *classes;
} first_groups[] = {
    {"KN", "N"}, {"GN", "N"}, {"PN", "N"}, {"NG", "N"}, {"WR", "R"}, {"PS", "S"},
    {"X", "S"},  {"V", "V"},  {"WH", "V"}, {"W", "V"},  {"PT", "T"}, {"GH", "G"},
};

#define GROUP(letters) letters, sizeof letters - 1

/* By first letter; the longer before the shorter of one beginning, here and above. */
static const struct {
    const char *letters;
    unsigned len;
    const char *classes;
} groups[] = {
    {GROUP("BH"), "B"}, {GROUP("CHAEL"), "KL"}, {GROUP("CHR"), "KR"}, {GROUP("CHL"), "KL"},
    {GROUP("CH"), "C"}, {GROUP("CZ"), "C"}, {GROUP("CK"), "K"}, {GROUP("CQ"), "K"},
    {GROUP("DGE"), "J"}, {GROUP("DGI"), "J"}, {GROUP("DT"), "T"}, {GROUP("DH"), "D"},
    {GROUP("DJ"), "J"}, {GROUP("KH"), "K"}, {GROUP("MPS"), "MS"}, {GROUP("MPT"), "MT"},
    {GROUP("PH"), "F"}, {GROUP("QU"), "K"}, {GROUP("Q"), "K"}, {GROUP("SCHW"), "SF"},
    {GROUP("SHCH"), "SC"}, {GROUP("STSCH"), "SC"}, {GROUP("SCH"), "S"}, {GROUP("SH"), "S"},
    {GROUP("SZ"), "S"}, {GROUP("TSCH"), "C"}, {GROUP("TCH"), "C"}, {GROUP("TZ"), "S"},
    {GROUP("TH"), "T"}, {GROUP("TD"), "T"}, {GROUP("V"), "F"}, {GROUP("X"), "KS"},
    {GROUP("ZH"), "S"}, {GROUP("Z"), "S"},
};

/* Where those of a letter begin. */
static const uint8_t groups_of[27] = {
    0, 0, 1, 8, 13, 13, 13, 13, 13, 13, 13, 14, 14, 16, 16, 16, 17, 19, 19, 25, 30, 30, 31, 31, 32, 32, 34,
};

#define LETTER(c) (1u << ((c) - 'A'))

/* Letters that begin a group, so that most letters look nothing up. */
enum {
    OPEN_FIRST = LETTER('K') | LETTER('G') | LETTER('P') | LETTER('N') | LETTER('W') |
                 LETTER('X') | LETTER('V'),
    OPEN = LETTER('T') | LETTER('S') | LETTER('C') | LETTER('M') | LETTER('D') | LETTER('Z') |
           LETTER('P') | LETTER('B') | LETTER('K') | LETTER('Q') | LETTER('X') | LETTER('V'),
};

/* The length of the group that begins here; *classes what it is. */
static unsigned group_at(const char *at, bool first, const char **classes)
{
    unsigned len = 0;
    if ((LETTER(at[0]) & (first ? OPEN | OPEN_FIRST : OPEN)) == 0) {
        return 0;
    }
    for (size_t i = 0; first && len == 0 && i < sizeof first_groups / sizeof *first_groups;
         i++) {
        if (begins(at, first_groups[i].letters)) {
            *classes = first_groups[i].classes;
            len = (unsigned)strlen(first_groups[i].letters);
        }
    }
    unsigned place = (unsigned)(at[0] - 'A');
    for (unsigned i = groups_of[place]; len == 0 && i < groups_of[place + 1]; i++) {
        if (begins(at + 1, groups[i].letters + 1)) {
            *classes = groups[i].classes;
            len = groups[i].len;
        }
    }
    return len;
}

/* --- single letters --- */

static void letter(struct ear *e, unsigned i)
{
    char c = e->at[i], next = e->at[i + 1], before = i == 0 ? '\0' : e->at[i - 1];
    char one[2] = {c, '\0'};
    switch (c) {
    case 'C':
        one[0] = soft(next) ? 'S' : 'K';
        break;
    case 'D':
        one[0] = next == '\0' ? 'T' : 'D';
        break;
    case 'G':
        if (next == 'H' && vowel(before)) {
            return; /* LEIGH, WRIGHT */
        }
        one[0] = soft(next) ? 'J' : 'G';
        break;
    case 'T':
        if (next == 'S' && e->at[i + 2] == '\0') {
            return; /* SHVARTS */
        }
        break;
    case 'B':
        if (next == '\0' && before == 'M') {
            return; /* LAMB */
        }
        break;
    case 'J':
        if (next == '\0' && before == 'I') {
            return; /* -SKIJ */
        }
        break;
    case 'W':
        if (!vowel(before) || !vowel(next)) {
            return;
        }
        one[0] = 'F';
        break;
    case 'H':
        if (i > 0) {
            return; /* does not part two letters of one class */
        }
        break;
    default:
        break;
    }
    add(e, one);
}

/* --- the name --- */

/* MAC, MC; ST before another word or a letter that never follows it is SAINT. */
static const char *opening(const char *at, bool word, unsigned *len)
{
    *len = 0;
    if (begins(at, "MC") || (begins(at, "MAC") && at[3] != '\0' && !vowel(at[3]))) {
        *len = at[1] == 'C' ? 2 : 3;
        return "MK";
    }
    bool saint = begins(at, "ST") && (word || (at[2] != '\0' && strchr("BCDFGJLMNP", at[2])));
    if (saint) {
        *len = 2;
        return "SNT";
    }
    return "";
}

/* Letters alone; true where the first word is ST. */
static bool listen(struct ear *e, struct span name)
{
    size_t first = 0;
    for (size_t i = 0; i < name.len && e->n < LETTERS; i++) {
        char c = name.at[i];
        if (c >= 'A' && c <= 'Z') {
            e->at[e->n++] = c;
        } else if (c == ' ' && first == 0) {
            first = e->n;
        }
    }
    return first == 2 && e->n > 2;
}

/* In a script that is kept there are no classes: the text itself, marked. */
static uint64_t other_script(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        if ((name.at[i] & 0x80) != 0) {
            return hash_bytes(name, 7) | UINT64_C(1) << 63;
        }
    }
    return 0;
}

uint64_t standard_sound(struct span name)
{
    struct ear e = {.n = 0};
    bool word = listen(&e, name);
    if (e.n == 0) {
        return other_script(name);
    }
    unsigned i;
    add(&e, opening(e.at, word, &i));
    if (i == 0 && vowel(e.at[0])) {
        add(&e, "A");
    }
    bool first = i == 0;
    for (; i < e.n && e.codes < CODES; first = false) {
        const char *classes = "";
        unsigned len = group_at(e.at + i, first, &classes);
        if (len > 0) {
            add(&e, classes);
            i += len;
        } else if (vowel(e.at[i])) {
            e.last = 0;
            i++;
        } else {
            letter(&e, i++);
        }
    }
    return e.code;
}
