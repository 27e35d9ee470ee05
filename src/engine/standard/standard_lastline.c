/* The last line: city, state and ZIP.
 *
 * Each comes from its own column; what is missing there is looked for at the
 * end of the city's column and then of the address line ("12 MAIN ST, SPRINGFIELD
 * IL 62701"). An address line that repeats the columns at its end loses the
 * repetition. A ZIP is five or nine digits or none: nothing is padded. */

#include "engine/standard/standard_line.h"

/* --- ZIP --- */

/* Room for a ZIP with whatever dash and blanks. */
enum { ZIP_TEXT = 24 };

static uint32_t number_of(const char *digits, unsigned n)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < n; i++) {
        v = v * 10 + (uint32_t)(digits[i] - '0');
    }
    return v;
}

/* "62701", "627011234", "62701-1234", "62701 1234", "62701-". */
static bool zip_of(struct span s, struct address *a)
{
    char digits[9];
    unsigned n = 0;
    s = span_trim(s);
    if (s.len == 7 && memcmp(s.at + 5, ".0", 2) == 0) {
        s.len = 5; /* a spreadsheet's */
    }
    for (size_t i = 0; i < s.len; i++) {
        if ((s.at[i] == '-' || s.at[i] == ' ') && n == 5) {
            continue;
        }
        if (s.at[i] < '0' || s.at[i] > '9' || n == sizeof digits) {
            return false;
        }
        digits[n++] = s.at[i];
    }
    if (n != 5 && n != 9) {
        return false;
    }
    a->zip = number_of(digits, 5);
    a->plus4 = n == 9 ? number_of(digits + 5, 4) : ZIP_NONE;
    return true;
}

unsigned standard_zip_at_end(const struct token *at, unsigned n, struct address *a)
{
    if (n >= 2 && at[n - 2].text.len == 5 && at[n - 1].text.len == 4 && !at[n - 1].comma &&
        zip_of(tokens_join(at, n - 2, n), a)) {
        return 2;
    }
    return n >= 1 && zip_of(at[n - 1].text, a) ? 1 : 0;
}

/* --- state --- */

unsigned standard_state_at_end(const struct standard *s, const struct token *at, unsigned n,
                               char state[3])
{
    uint8_t value;
    for (unsigned words = n < 5 ? n : 5; words >= 1; words--) {
        if (tokens_phrase(s, at, n - words, n, WORD_STATE, &value) == words) {
            memcpy(state, standard_states[value].code, 3);
            return words;
        }
    }
    if (n >= 1 && at[n - 1].word->state != 0) {
        memcpy(state, standard_states[at[n - 1].word->state - 1].code, 3);
        return 1;
    }
    /* "N.Y." is one token; "N Y" are two. */
    if (n >= 2 && at[n - 1].text.len == 1 && at[n - 2].text.len == 1) {
        char code[2] = {at[n - 2].text.at[0], at[n - 1].text.at[0]};
        const struct word *w = lexicon_find(s->lexicon, (struct span){code, 2});
        if (w->state != 0) {
            memcpy(state, standard_states[w->state - 1].code, 3);
            return 2;
        }
    }
    return 0;
}

static unsigned without_home(const struct standard *s, const struct token *at, unsigned n)
{
    uint8_t value;
    for (unsigned words = n < 4 ? n : 4; words >= 1; words--) {
        if (tokens_phrase(s, at, n - words, n, WORD_HOME, &value) == words) {
            return n - words;
        }
    }
    return n;
}

static struct stretch stretch_of(const struct reading *r, const struct tokens *t, unsigned i,
                                 unsigned j)
{
    enum column c = t == &r->line ? COLUMN_LINE : t == &r->city ? COLUMN_CITY : COLUMN_STATE;
    return (struct stretch){(uint8_t)c, (uint8_t)i, (uint8_t)j};
}

/* Takes "STATE ZIP", or "STATE" behind a comma, off the end of t; a ZIP that its
 * own column states must belong to the state. False: nothing. */
static bool take_state_and_zip(const struct standard *s, struct reading *r, struct tokens *t)
{
    struct address *a = &r->address;
    struct address found = *a;
    unsigned home = without_home(s, t->at, t->count);
    unsigned zip = standard_zip_at_end(t->at, home, &found);
    unsigned n = home - zip;
    unsigned state = standard_state_at_end(s, t->at, n, found.state);
    if (state == 0 || state == n) {
        return false;
    }
    bool agrees = a->zip != ZIP_NONE && (zip == 0 || found.zip == a->zip) &&
                  strcmp(standard_zip_state(a->zip), found.state) == 0;
    if (a->zip != ZIP_NONE ? !agrees : zip == 0 && !t->at[n - state].comma) {
        return false; /* ELM CT is no Connecticut */
    }
    *a = found;
    if (zip > 0) {
        r->part[PART_ZIP] = stretch_of(r, t, n, home);
    }
    r->part[PART_STATE] = stretch_of(r, t, n - state, n);
    t->count = n - state;
    return true;
}

/* --- city --- */

static const struct {
    const char *from, *to;
    bool first; /* only as the first of several words */
} city_words[] = {
    {"ST", "SAINT", true},      {"STE", "SAINTE", true},    {"FT", "FORT", true},
    {"MT", "MOUNT", true},      {"N", "NORTH", true},       {"S", "SOUTH", true},
    {"E", "EAST", true},        {"W", "WEST", true},        {"HTS", "HEIGHTS", false},
    {"SPGS", "SPRINGS", false}, {"SPG", "SPRING", false},   {"BCH", "BEACH", false},
    {"CTY", "CITY", false},     {"JCT", "JUNCTION", false}, {"TWP", "TOWNSHIP", false},
    {"VLG", "VILLAGE", false},  {"GDNS", "GARDENS", false}, {"HBR", "HARBOR", false},
    {"LK", "LAKE", false},
};

static struct span city_word(const struct token *at, unsigned i, unsigned n)
{
    bool first = n > 1 && (i == 0 || (i == 1 && n > 2 && at[0].word->direction != 0));
    for (size_t w = 0; at[i].text.len <= 4 && w < sizeof city_words / sizeof *city_words; w++) {
        if (span_is(at[i].text, city_words[w].from) && (first || !city_words[w].first)) {
            return span_of(city_words[w].to);
        }
    }
    return at[i].text;
}

/* Appends to r->extra; a piece that does not fit is left out whole. */
static void extra_add(struct reading *r, struct span s, bool parts)
{
    if (r->extra_used + s.len + 1 > sizeof r->extra) {
        r->doubts |= DOUBT_OVERFLOW;
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        r->extra[r->extra_used++] = parts && s.at[i] == '-' ? ' ' : s.at[i];
    }
}

struct span reading_keep(struct reading *r, struct span s)
{
    size_t from = r->extra_used;
    extra_add(r, s, false);
    return (struct span){r->extra + from, r->extra_used - from};
}

struct span standard_city(struct reading *r, const struct token *at, unsigned n)
{
    size_t from = r->extra_used;
    for (unsigned i = 0; i < n; i++) {
        if (i > 0) {
            extra_add(r, SPAN_LITERAL(" "), false);
        }
        extra_add(r, city_word(at, i, n), true);
    }
    return (struct span){r->extra + from, r->extra_used - from};
}

/* ", APT 4" is a unit; ", KEY WEST" and ", UPPER DARBY" are cities. */
static bool unit_follows(const struct tokens *t, unsigned i)
{
    const struct word *w = t->at[i].word;
    return w->unit != 0 && standard_units[w->unit - 1].designated && i + 1 < t->count &&
           (text_has_digit(t->at[i + 1].text) || t->at[i + 1].text.len == 1);
}

/* PO BOX 60 KOTZEBUE, RR 1 BOX 17 HIXTON: behind the box, 0 where there is none. */
static unsigned behind_box(const struct standard *s, const struct reading *r)
{
    struct reading scratch;
    scratch.address = (struct address){.zip = ZIP_NONE};
    scratch.extra_used = 0;
    scratch.doubts = scratch.used_end = 0;
    scratch.city.count = 0;
    scratch.address.state[0] = r->address.state[0];
    scratch.address.state[1] = r->address.state[1];
    struct line l = {s, &scratch, r->line.at, 0, r->line.count};
    bool box = line_read_rural(&l) || line_read_po_box(&l);
    return box && scratch.address.box.len > 0 && scratch.used_end < r->line.count
               ? scratch.used_end
               : 0;
}

/* Where the city begins at the end of an address line that holds everything: 0
 * where that cannot be told. Behind the last comma, or behind the street's
 * suffix with its directional and unit. */
static unsigned city_begin(const struct standard *s, struct reading *r)
{
    const struct tokens *t = &r->line;
    unsigned box = behind_box(s, r);
    if (box > 0) {
        return box;
    }
    for (unsigned i = t->count; i-- > 1;) {
        if (t->at[i].comma && !unit_follows(t, i)) {
            return i;
        }
    }
    for (unsigned i = t->count; i-- > 2;) {
        const struct word *w = t->at[i].word;
        if (w->suffix == 0 || !standard_suffixes[w->suffix - 1].pure ||
            text_has_digit(t->at[i].text)) {
            continue;
        }
        if (i + 2 < t->count && span_is(t->at[i].text, "ST") &&
            t->at[i - 1].word->suffix != 0) {
            continue; /* 12 OAK AVE ST LOUIS: a saint */
        }
        unsigned j = i + 1;
        while (j + 1 < t->count &&
               (t->at[j].word->unit != 0 || text_has_digit(t->at[j].text))) {
            j += t->at[j].word->unit != 0 &&
                         standard_units[t->at[j].word->unit - 1].designated && j + 2 < t->count
                     ? 2
                     : 1;
        }
        if (j < t->count) {
            return j; /* else the suffix is the city's: FEDERAL WAY */
        }
    }
    return 0;
}

static void take_city(const struct standard *s, struct reading *r)
{
    struct tokens *t = &r->line;
    unsigned at = city_begin(s, r);
    if (at > 0) {
        r->address.city = standard_city(r, t->at + at, t->count - at);
        r->part[PART_CITY] = stretch_of(r, t, at, t->count);
        r->city.count = t->count - at; /* judged as the city of its own column is */
        memcpy(r->city.at, t->at + at, r->city.count * sizeof *t->at);
        r->likely |= t->at[at].comma ? 0 : 1u << PART_CITY;
        t->count = at;
    }
}

/* --- repetition --- */

static unsigned ends_with(const struct tokens *t, unsigned n, const struct tokens *what)
{
    if (what->count == 0 || what->count >= n) {
        return 0;
    }
    for (unsigned i = 0; i < what->count; i++) {
        if (!span_equal(t->at[n - what->count + i].text, what->at[i].text)) {
            return 0;
        }
    }
    return what->count;
}

/* 12 MAIN ST, USA: the country goes; US alone may be a highway. */
static void drop_home(struct tokens *t, unsigned home)
{
    static const char *const names[] = {
        "USA", "U S A", "UNITED STATES", "UNITED STATES OF AMERICA", "EEUU", "ESTADOS UNIDOS"};
    struct span name = tokens_join(t->at, home, t->count);
    for (size_t i = 0; home > 0 && i < sizeof names / sizeof *names; i++) {
        if (span_is(name, names[i])) {
            t->count = home;
            return;
        }
    }
}

/* Takes "[CITY] [STATE] [ZIP]" off the line where the columns say the same. A
 * state alone may be a suffix (CT), so it goes only together with its city or ZIP. */
static void drop_repetition(const struct standard *s, struct reading *r)
{
    struct tokens *t = &r->line;
    struct address other = {.zip = ZIP_NONE};
    unsigned home = without_home(s, t->at, t->count);
    unsigned zip = standard_zip_at_end(t->at, home, &other);
    zip = other.zip == r->address.zip ? zip : 0;
    unsigned n = home - zip;
    unsigned state = standard_state_at_end(s, t->at, n, other.state);
    state = state < n && strcmp(other.state, r->address.state) == 0 ? state : 0;
    unsigned city = ends_with(t, n - state, &r->city);
    if (city > 0 || (state > 0 && zip > 0)) {
        t->count = n - state - city;
    } else if (zip > 0 && home > zip) {
        t->count = n;
    }
    for (unsigned before = t->count + 1; home < t->count && t->count < before;) { /* USA, USA */
        before = t->count;
        drop_home(t, home);
        home = without_home(s, t->at, t->count);
    }
}

/* --- all together --- */

static void read_state_column(const struct standard *s, struct reading *r)
{
    struct tokens *t = &r->state;
    struct address found = r->address;
    if (t->count == 0) {
        return;
    }
    uint32_t stated = found.zip;
    unsigned zip = standard_zip_at_end(
        t->at, t->count, &found); /* CO 80203; the ZIP's own column may repeat it */
    if (stated != ZIP_NONE && (zip == 0 || found.zip != stated)) {
        zip = 0;
        found = r->address;
    }
    unsigned n = t->count - zip;
    if (n > 0 && standard_state_at_end(s, t->at, n, found.state) == n) {
        r->address = found;
        r->part[PART_STATE] = stretch_of(r, t, 0, n);
        if (zip > 0) {
            r->part[PART_ZIP] = stretch_of(r, t, n, t->count);
        }
    } else {
        r->doubts |= DOUBT_STATE;
    }
}

/* Where no column but the line's holds anything, and CITY STATE ZIP do not end it. */
static void put_in_order(const struct standard *s, struct reading *r)
{
    struct address found = r->address;
    const struct token *at = r->line.at;
    unsigned n = without_home(s, at, r->line.count);
    unsigned zip = standard_zip_at_end(at, n, &found);
    unsigned state = zip > 0 ? standard_state_at_end(s, at, n - zip, found.state) : 0;
    unsigned city = n - zip - state;
    bool ends = state > 0 && city > 0;
    unsigned from = ends ? city - 1 : 0;
    while (from > 0 && !at[from].comma) {
        from--;
    }
    /* ..., 125 OAK ST, CO 80203: a line, not a city. */
    ends = ends && (from == 0 || !text_has_digit(tokens_join(at, from, city)));
    if (r->address.zip == ZIP_NONE && !ends && standard_put_in_order(s, r, n)) {
        r->likely |= 1u << PART_CITY | 1u << PART_STATE | 1u << PART_ZIP;
    }
}

void standard_read_last_line(const struct standard *s, const struct row *row, struct reading *r)
{
    struct address *a = &r->address;
    struct span zip = span_trim(row->value[FIELD_ZIP]);
    char folded[ZIP_TEXT];
    bool cut = false;
    if (zip.len > 0) {
        zip = span_trim((struct span){folded, standard_fold(zip, folded, sizeof folded, &cut)});
    }
    if (zip.len > 0) {
        r->part[PART_ZIP] = (struct stretch){COLUMN_ZIP, 0, 0};
        r->doubts |= !cut && zip_of(zip, a) ? 0 : DOUBT_ZIP;
    }
    read_state_column(s, r);
    bool open = r->state.count == 0 && (zip.len == 0 || a->zip != ZIP_NONE);
    if (r->city.count > 0) {
        if (open && take_state_and_zip(s, r, &r->city)) {
            open = false;
        }
        a->city = standard_city(r, r->city.at, r->city.count);
        r->part[PART_CITY] = stretch_of(r, &r->city, 0, r->city.count);
        if (r->line.count > 0) {
            drop_repetition(s, r);
        }
    } else if (r->line.count > 0 && open) {
        put_in_order(s, r);
        if (take_state_and_zip(s, r, &r->line)) {
            take_city(s, r);
        }
    }
}
