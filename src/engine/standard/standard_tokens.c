/* Texts to tokens: folded to upper case ASCII where a folding exists (Unicode
 * compatibility decomposition, marks off), punctuation settled, cut at blanks.
 *
 *   O'BRIEN   OBRIEN        an apostrophe joins
 *   P.O. BOX  PO BOX        a full stop behind a single letter joins,
 *   ST.LOUIS  ST LOUIS      behind a longer word it parts; 39.2 keeps it
 *   SMITH-JONES  SMITH JONES  a hyphen parts words; in addresses it stays
 *   12-34 4-B               between digits or single letters, as / does
 *   #4        # 4           # and & are tokens of their own
 *   MAIN ST, SPRINGFIELD    a comma is remembered with the next token
 */

#include <utf8proc.h>

#include "engine/standard/standard_inside.h"

/* --- folding --- */

/* Letters that Unicode does not decompose, and punctuation in its typeset forms. */
static const struct {
    int32_t point;
    const char *ascii;
} foldings[] = {
    {0x00A0, " "},    {0x00AA, "A"},    {0x00B4, "'"},  {0x00BA, "O"}, {0x00BC, " 1/4"},
    {0x00BD, " 1/2"}, {0x00BE, " 3/4"}, {0x00C6, "AE"}, {0x00D0, "D"}, {0x00D8, "O"},
    {0x00DE, "TH"},   {0x00DF, "SS"},   {0x00E6, "AE"}, {0x00F0, "D"}, {0x00F8, "O"},
    {0x00FE, "TH"},   {0x0110, "D"},    {0x0111, "D"},  {0x0126, "H"}, {0x0127, "H"},
    {0x0131, "I"},    {0x0138, "K"},    {0x0141, "L"},  {0x0142, "L"}, {0x014A, "N"},
    {0x014B, "N"},    {0x0152, "OE"},   {0x0153, "OE"}, {0x0166, "T"}, {0x0167, "T"},
    {0x018F, "E"},    {0x0259, "E"},    {0x02BB, "'"},  {0x02BC, "'"}, {0x02BF, "'"},
    {0x1E9E, "SS"},   {0x2010, "-"},    {0x2011, "-"},  {0x2012, "-"}, {0x2013, "-"},
    {0x2014, "-"},    {0x2018, "'"},    {0x2019, "'"},  {0x201B, "'"}, {0x2032, "'"},
    {0x2044, "/"},    {0x2212, "-"},
};

static const char *folding_of(int32_t point)
{
    size_t low = 0, high = sizeof foldings / sizeof *foldings;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (foldings[middle].point < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < sizeof foldings / sizeof *foldings && foldings[low].point == point
               ? foldings[low].ascii
               : NULL;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

struct folder {
    char *to;
    size_t n, cap;
    bool cut;
    size_t at;        /* of the raw text, what is being folded */
    uint16_t *origin; /* of each folded byte, where in the raw text it comes from; or NULL */
};

static void put(struct folder *f, const char *bytes, size_t n)
{
    if (n > f->cap - f->n) {
        f->cut = true;
        return;
    }
    memcpy(f->to + f->n, bytes, n);
    for (size_t i = 0; f->origin != NULL && i < n; i++) {
        f->origin[f->n + i] = (uint16_t)f->at;
    }
    f->n += n;
}

static void put_point(struct folder *f, int32_t point)
{
    const char *ascii = folding_of(point);
    if (ascii != NULL) {
        put(f, ascii, strlen(ascii));
    } else if (point < 0x80) {
        char c = upper((char)point);
        put(f, &c, 1);
    } else {
        uint8_t bytes[4];
        int32_t big = utf8proc_toupper(point);
        put(f, (const char *)bytes, (size_t)utf8proc_encode_char(big, bytes));
    }
}

/* One character of other than ASCII. */
static void fold_point(struct folder *f, int32_t point)
{
    if (folding_of(point) != NULL) {
        put_point(f, point);
        return;
    }
    int32_t parts[32];
    int class = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        point, parts, 32,
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, &class);
    for (utf8proc_ssize_t i = 0; i < n && n <= 32; i++) {
        put_point(f, parts[i]);
    }
}

/* Eight bytes at a time: control characters to blanks, small letters to capitals. Each byte is below
 * 128, so that what is added to one does not carry into the next. */
static uint64_t fold_eight(uint64_t v)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    uint64_t small = (v + (128 - 'a') * ones) & ~(v + (127 - 'z') * ones) & high;
    uint64_t control = ~(v + (128 - ' ') * ones) & high; /* highest bit of each such byte */
    uint64_t whole = (control >> 7) * 0xff;
    return ((v - (small >> 2)) & ~whole) | (whole & (' ' * ones));
}

/* The part of the text that is ASCII from its beginning: nearly always all of it. */
static size_t fold_ascii(struct span raw, char *to, size_t cap)
{
    size_t n = raw.len < cap ? raw.len : cap;
    size_t i = 0;
    for (uint64_t v; i + sizeof v <= n; i += sizeof v) {
        memcpy(&v, raw.at + i, sizeof v);
        if ((v & 0x8080808080808080u) != 0) {
            break;
        }
        v = fold_eight(v);
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < n && (raw.at[i] & 0x80) == 0; i++) {
        char c = raw.at[i];
        to[i] = c < ' ' ? ' ' : (char)(c - ((unsigned char)(c - 'a') < 26 ? 32 : 0));
    }
    return i;
}

/* The rest behind what fold_ascii has done. */
static void fold_rest(struct folder *f, struct span raw)
{
    for (size_t i = f->n; i < raw.len && !f->cut;) {
        uint8_t c = (uint8_t)raw.at[i];
        f->at = i;
        if (c < 0x80) {
            const char plain = c < ' ' ? ' ' : upper((char)c);
            put(f, &plain, 1);
            i++;
            continue;
        }
        int32_t point;
        utf8proc_ssize_t n = utf8proc_iterate((const uint8_t *)raw.at + i,
                                              (utf8proc_ssize_t)(raw.len - i), &point);
        if (n > 0) {
            fold_point(f, point);
        }
        i += n > 0 ? (size_t)n : 1; /* a broken byte says nothing */
    }
}

size_t standard_fold(struct span raw, char *to, size_t cap, bool *cut)
{
    struct folder f = {.to = to, .n = fold_ascii(raw, to, cap), .cap = cap};
    fold_rest(&f, raw);
    *cut = *cut || f.cut;
    return f.n;
}

/* --- cutting --- */

enum { LETTER = 1, DIGIT = 2, JOIN = 4, OWN = 8, COMMA = 16, WORD = LETTER | DIGIT };

/* What a folded byte is; there are no lower-case letters any more. */
#define SIXTEEN(x) x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x
static const uint8_t kinds[256] = {
    SIXTEEN(0), SIXTEEN(0),
    /* blank ! " # $ % & ' ( ) * + , - . / */
    0, 0, 0, OWN, 0, 0, OWN, JOIN, 0, 0, 0, OWN, COMMA, 0, 0, 0,
    /* 0 to 9 : ; < = > ? */
    DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, 0, COMMA, 0, 0, 0, 0,
    /* @ A to O */
    0, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
    LETTER, LETTER, LETTER, LETTER,
    /* P to Z [ \ ] ^ _ */
    LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, 0,
    0, 0, 0, 0,
    /* ` and, behind the letters that were folded away, { | } ~ */
    JOIN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    COMMA, 0, 0, 0,
    /* above ASCII */
    SIXTEEN(LETTER), SIXTEEN(LETTER), SIXTEEN(LETTER), SIXTEEN(LETTER), SIXTEEN(LETTER),
    SIXTEEN(LETTER), SIXTEEN(LETTER), SIXTEEN(LETTER)};

static inline unsigned kind_of(char c)
{
    return kinds[(uint8_t)c];
}

/* Where the next token is being written. */
struct cutter {
    const struct standard *s;
    struct tokens *t;
    size_t begin; /* of the token in t->text */
    bool open;
    bool comma;
    uint8_t field;
    const char *folded;
    const char *first, *last; /* of the token in `folded`; last: its last byte */
    const uint16_t
        *origin; /* as in struct folder; NULL: the folded text is as long as the raw one */
};

static uint16_t raw_place(const struct cutter *c, const char *p)
{
    size_t i = (size_t)(p - c->folded);
    return c->origin == NULL ? (uint16_t)i : c->origin[i];
}

static void close_token(struct cutter *c)
{
    struct tokens *t = c->t;
    if (!c->open) {
        return;
    }
    c->open = false;
    struct span text = {t->text + c->begin, t->used - c->begin};
    if (t->count == TOKENS) {
        t->overflow = true;
        return;
    }
    t->at[t->count++] = (struct token){.text = text,
                                       .word = lexicon_find(c->s->lexicon, text),
                                       .comma = c->comma,
                                       .field = c->field,
                                       .from = raw_place(c, c->first),
                                       .to = (uint16_t)(raw_place(c, c->last) + 1)};
    c->comma = false;
}

/* The n bytes stand at `from` of the folded text, or for what stands there; behind them are TOKEN_COPY
 * more that may be read. */
static void put_run(struct cutter *c, const char *bytes, size_t n, const char *from)
{
    struct tokens *t = c->t;
    if (t->used + n + 1 > TOKEN_TEXT) {
        t->overflow = true;
        return;
    }
    if (!c->open) {
        if (t->used > 0) {
            t->text[t->used++] = ' ';
        }
        c->begin = t->used;
        c->first = from;
        c->open = true;
    }
    c->last = from + n - 1;
    for (size_t i = 0; i < n; i += TOKEN_COPY) {
        memcpy(t->text + t->used + i, bytes + i, TOKEN_COPY);
    }
    t->used += n;
}

static void put_byte(struct cutter *c, char byte, const char *from)
{
    const char piece[TOKEN_COPY + 1] = {byte};
    put_run(c, piece, 1, from);
}

static bool word_byte(const char *p, const char *end)
{
    return p < end && (kind_of(*p) & WORD) != 0;
}

/* A full stop: joins initials, stays within a number, parts otherwise. */
static void full_stop(struct cutter *c, const char *p, const char *end)
{
    size_t len = c->open ? c->t->used - c->begin : 0;
    bool number = len > 0 && kind_of(p[-1]) == DIGIT && p + 1 < end && kind_of(p[1]) == DIGIT;
    if (number) {
        put_byte(c, '.', p);
        return;
    }
    /* Initials: a single letter before it, or a run of them so far: N.E., H.O.M.E. */
    bool initial = len == 1 || (len > 1 && p[-2] == '.');
    if (!initial || !word_byte(p + 1, end) || kind_of(p[1]) != LETTER) {
        close_token(c);
    }
}

/* A hyphen between two words (WILKES-BARRE, MAIN ST-APT 4) parts them; one between
 * single letters or digits (12-34, 4-B, U-N-K) does not. */
static bool parts_words(const struct cutter *c, const char *p)
{
    size_t len = c->t->used - c->begin;
    return *p == '-' && len >= 2 && kind_of(p[-1]) == LETTER && kind_of(p[-2]) == LETTER &&
           kind_of(p[1]) == LETTER;
}

static void cut(struct cutter *c, const char *from, const char *end, enum token_mode mode)
{
    for (const char *p = from; p < end; p++) {
        unsigned kind = kind_of(*p);
        if ((kind & WORD) != 0) {
            const char *run = p;
            while (word_byte(p + 1, end)) {
                p++;
            }
            put_run(c, run, (size_t)(p + 1 - run), run);
        } else if (kind == JOIN) {
            continue;
        } else if (*p == '.') {
            if (p > from) {
                full_stop(c, p, end);
            }
        } else if ((*p == '-' || *p == '/') && mode == TOKENS_ADDRESS && c->open &&
                   word_byte(p + 1, end) && !parts_words(c, p)) {
            put_byte(c, *p, p);
        } else if (kind == OWN || (*p == '/' && mode == TOKENS_NAME)) {
            close_token(c);
            put_byte(c, *p == '+' ? '&' : *p, p);
            close_token(c);
        } else {
            close_token(c);
            c->comma = c->comma || kind == COMMA;
        }
    }
    close_token(c);
}

static void add(const struct standard *s, struct tokens *t, struct span raw, uint8_t field,
                enum token_mode mode)
{
    char folded[TOKEN_TEXT + TOKEN_COPY];
    uint16_t origin[TOKEN_TEXT];
    if (raw.len == 0) {
        return;
    }
    struct folder f = {
        .to = folded, .cap = TOKEN_TEXT, .n = fold_ascii(raw, folded, TOKEN_TEXT)};
    struct cutter c = {s, t, 0, false, t->count > 0, field, folded, folded, folded, NULL};
    if (f.n < raw.len) {
        for (size_t i = 0; i < f.n; i++) {
            origin[i] = (uint16_t)i;
        }
        f.origin = origin;
        c.origin = origin;
        fold_rest(&f, raw);
        t->overflow = t->overflow || f.cut;
    }
    memset(folded + f.n, 0, TOKEN_COPY);
    cut(&c, folded, folded + f.n, mode);
}

void tokens_add(const struct standard *s, struct tokens *t, struct span raw,
                enum token_mode mode)
{
    add(s, t, raw, FIELD_COUNT, mode);
}

void tokens_of(const struct standard *s, struct tokens *t, struct span raw,
               enum token_mode mode)
{
    t->count = 0;
    t->used = 0;
    t->overflow = false;
    tokens_add(s, t, raw, mode);
}

bool tokens_have_digit(const struct tokens *t)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (text_has_digit(t->at[i].text)) {
            return true;
        }
    }
    return false;
}

void tokens_add_field(const struct standard *s, struct tokens *t, const struct row *row,
                      enum field field, enum token_mode mode)
{
    add(s, t, row->value[field], (uint8_t)field, mode);
}

struct span tokens_join(const struct token *at, unsigned i, unsigned j)
{
    if (i >= j) {
        return (struct span){"", 0};
    }
    const char *end = at[j - 1].text.at + at[j - 1].text.len;
    return (struct span){at[i].text.at, (size_t)(end - at[i].text.at)};
}

/* --- small questions --- */

bool text_is_one_of(struct span word, const char *list)
{
    struct span rest = span_of(list), item;
    while (span_cut(&rest, ' ', &item)) {
        if (span_equal(item, word)) {
            return true;
        }
    }
    return false;
}
