/* A name as it is compared: the spellings of one compound become one.
 *
 *   MC DONALD, O BRIEN         MCDONALD, OBRIEN
 *   ST JOHN                    SAINT JOHN
 *   SMITH NEE JONES            SMITH JONES
 *   ABD AL RAHMAN, ABDELRAHMAN, ABDUR RAHMAN    ABDULRAHMAN
 *   SALAH AL DIN, SALAH EDDINE                  SALAHUDDIN
 *   ИВАНОВ, ΠΑΠΑΣ              IVANOV, PAPAS (by letters; other scripts are kept)
 *
 * The judgement sees the name without this: what a request is worth does not
 * depend on how it is compared. */

#include <utf8proc.h>

#include "engine/standard/standard_inside.h"

/* --- other alphabets --- */

/* А to Я, folded before: neither small letters nor Ё and Й. */
static const char *const cyrillic[] = {
    "A", "B", "V", "G", "D", "E",  "ZH", "Z",  "I",  "I",    "K", "L", "M", "N", "O",  "P",
    "R", "S", "T", "U", "F", "KH", "TS", "CH", "SH", "SHCH", "",  "Y", "",  "E", "YU", "YA",
};

/* Α to Ω; the place of the final sigma is empty. */
static const char *const greek[] = {"A", "V", "G", "D", "E",  "Z",  "I", "TH", "I",
                                    "K", "L", "M", "N", "X",  "O",  "P", "R",  "",
                                    "S", "T", "Y", "F", "CH", "PS", "O"};

static const struct {
    int32_t point;
    const char *latin;
} others[] = {{0x0402, "DJ"}, {0x0404, "YE"}, {0x0405, "DZ"}, {0x0406, "I"},  {0x0408, "J"},
              {0x0409, "LJ"}, {0x040A, "NJ"}, {0x040B, "C"},  {0x040F, "DZ"}, {0x0490, "G"}};

/* NULL: a letter that is kept. */
static const char *latin_of(int32_t point)
{
    if (point >= 0x0410 && point <= 0x042F) {
        return cyrillic[point - 0x0410];
    }
    if (point >= 0x0391 && point <= 0x03A9) {
        return greek[point - 0x0391];
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].point == point) {
            return others[i].latin;
        }
    }
    return NULL;
}

struct writer {
    char *to;
    size_t n, cap;
};

/* What does not fit is left out. */
static void put(struct writer *w, struct span text)
{
    size_t n = text.len < w->cap - w->n ? text.len : w->cap - w->n;
    if (n > 0) {
        memcpy(w->to + w->n, text.at, n);
        w->n += n;
    }
}

static bool is_ascii(struct span s)
{
    size_t i = 0;
    while (i < s.len && (s.at[i] & 0x80) == 0) {
        i++;
    }
    return i == s.len;
}

static void transliterate(struct span s, struct writer *w)
{
    for (size_t i = 0; i < s.len;) {
        int32_t point;
        utf8proc_ssize_t n =
            utf8proc_iterate((const uint8_t *)s.at + i, (utf8proc_ssize_t)(s.len - i), &point);
        size_t len = n > 0 ? (size_t)n : 1;
        const char *latin = n > 1 ? latin_of(point) : NULL;
        put(w, latin != NULL ? span_of(latin) : (struct span){s.at + i, len});
        i += len;
    }
}

/* --- words --- */

static bool is_one_of(struct span word, const char *words)
{
    struct span rest = span_of(words), one;
    while (word.len > 0 && span_cut(&rest, ' ', &one)) {
        if (span_equal(word, one)) {
            return true;
        }
    }
    return false;
}

static struct span behind(struct span s, size_t n)
{
    return (struct span){s.at + n, s.len - n};
}

/* ABDELRAHMAN, ABDURRAHMAN, ABDUSSALAM: the servant of one of the names of God. */
static void put_word(struct writer *w, struct span word)
{
    size_t end = word.len > 4 ? word.len - 4 : 0;
    if (word.len >= 8 && word.at[0] == 'A' &&
        (span_starts(word, "ABDEL") || span_starts(word, "ABDAL") ||
         span_starts(word, "ABDOL") || span_starts(word, "ABDUR") ||
         span_starts(word, "ABDUS"))) {
        bool article = word.at[4] == 'L' || word.at[5] == word.at[4];
        put(w, SPAN_LITERAL("ABDUL"));
        put(w, behind(word, article ? 5 : 4));
        return;
    }
    bool plain = word.len >= 8 &&
                 (span_is(behind(word, end), "DDIN") || span_is(behind(word, end), "LDIN") ||
                  span_is(behind(word, end), "DINE"));
    size_t stem = word.len - (plain && word.at[word.len - 1] == 'E' ? 6 : 5);
    if (plain && is_one_of(behind(word, stem), "EDDIN ELDIN UDDIN EDDINE ELDINE UDDINE")) {
        put(w, (struct span){word.at, stem});
        word = SPAN_LITERAL("UDDIN");
    }
    put(w, word);
}

/* The words ahead of one: AL RAHMAN. */
struct words {
    struct span next, then;
};

static struct words ahead(struct span rest)
{
    struct words w = {{NULL, 0}, {NULL, 0}};
    (void)(span_cut(&rest, ' ', &w.next) && span_cut(&rest, ' ', &w.then));
    return w;
}

static const char articles[] = "AL EL UL AR ER UR AS US ES ASH";

/* Writes a word of a name, and the words behind that belong to it. */
static void put_compound(struct writer *w, struct span word, struct span *rest, bool surname)
{
    struct words to = ahead(*rest);
    struct span passed;
    if (to.next.len > 0 && is_one_of(word, "ABD ABDUL ABDEL ABDAL ABDUR ABDUS ABDOL")) {
        put(w, SPAN_LITERAL("ABDUL"));
        if (to.then.len > 0 && is_one_of(to.next, articles)) {
            (void)span_cut(rest, ' ', &passed);
        }
        (void)span_cut(rest, ' ', &word);
        put(w, word);
        return;
    }
    if (surname && to.next.len > 0 && is_one_of(word, "MC MAC O D")) {
        put(w, word);
        (void)span_cut(rest, ' ', &word);
        put(w, word);
        return;
    }
    if (surname && to.next.len > 0 && span_is(word, "ST")) {
        word = SPAN_LITERAL("SAINT");
    }
    bool split = is_one_of(to.next, "AL EL UD ED") && is_one_of(to.then, "DIN DEEN DINE");
    if (!split && !is_one_of(to.next, "UDDIN EDDIN EDDINE UDDEEN")) {
        put_word(w, word);
        return;
    }
    put(w, word);
    put(w, SPAN_LITERAL("UDDIN"));
    (void)span_cut(rest, ' ', &passed);
    if (split) {
        (void)span_cut(rest, ' ', &passed);
    }
}

static struct span canonical(struct span part, bool surname, struct writer *w)
{
    char latin[2 * TOKEN_TEXT];
    struct writer letters = {latin, 0, sizeof latin};
    struct span rest = part, word;
    size_t from = w->n;
    if (!is_ascii(part)) {
        transliterate(part, &letters);
        rest = (struct span){latin, letters.n};
    }
    while (rest.len > 0 && span_cut(&rest, ' ', &word)) {
        bool between = surname && w->n > from && rest.len > 0;
        if (word.len == 0 || (between && is_one_of(word, "NEE FKA AKA"))) {
            continue;
        }
        if (w->n > from) {
            put(w, SPAN_LITERAL(" "));
        }
        put_compound(w, word, &rest, surname);
    }
    return (struct span){w->to + from, w->n - from};
}

/* J.R. as the only given name is two initials, whatever it is behind a name. */
static void take_initials(const struct row *row, struct name *name)
{
    struct span s = span_trim(row->value[FIELD_GIVEN_NAME]);
    bool shaped = (s.len == 3 || (s.len == 4 && s.at[3] == '.')) && s.at[1] == '.' &&
                  (s.at[0] | 0x20) == 'j' && (s.at[2] | 0x20) == 'r';
    if (shaped && name->given.len == 0) {
        name->given = SPAN_LITERAL("J");
        name->suffix = row->value[FIELD_SUFFIX].len == 0 ? 0 : name->suffix;
        if (name->middle.len == 0) {
            name->middle = SPAN_LITERAL("R");
        }
    }
}

bool standard_compared_name(const struct row *row, const struct name *read, struct arena *arena,
                            struct name *out, struct error *e)
{
    struct name name = *read;
    take_initials(row, &name);
    /* ABDUL | RAHMAN: the given name goes on in the middle one, which stands behind it */
    if (name.middle.len > 2 &&
        is_one_of(name.given, "ABD ABDUL ABDEL ABDAL ABDUR ABDUS ABDOL") &&
        name.middle.at == name.given.at + name.given.len + 1) {
        name.given.len += 1 + name.middle.len;
        name.middle = (struct span){"", 0};
    }
    size_t cap = 2 * (name.given.len + name.middle.len + name.surname.len) + 16;
    struct writer w = {arena_alloc(arena, cap, e), 0, cap};
    if (w.to == NULL) {
        return false;
    }
    out->given = canonical(name.given, false, &w);
    out->middle = canonical(name.middle, false, &w);
    out->surname = canonical(name.surname, true, &w);
    out->suffix = name.suffix;
    return true;
}
