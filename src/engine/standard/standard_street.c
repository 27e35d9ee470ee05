/* The street itself: directionals, name and suffix, and roads by their number
 * (USPS Publication 28 sections 231 to 238, appendices C1 and F). */

#include "engine/standard/standard_line.h"

static const struct {
    const char *from, *to;
} first_words[] = {
    {"ST", "SAINT"},   {"STE", "SAINTE"}, {"FT", "FORT"},   {"MT", "MOUNT"},
    {"AVE", "AVENUE"}, {"AV", "AVENUE"},  {"MNT", "MOUNT"},
};

/* A word of the name as it is compared: saints and mounts spelled out at the
 * front, numbered streets as 5TH, hyphens as blanks. */
static void keep_word(struct line *l, unsigned i, bool first, bool alone, bool suffixed)
{
    const struct token *t = &l->at[i];
    struct reading *r = l->r;
    if (t->word->ordinal) {
        line_keep_number(r, t->word->number, true);
        return;
    }
    for (size_t w = 0; first && !alone && w < sizeof first_words / sizeof *first_words; w++) {
        if (span_is(t->text, first_words[w].from)) {
            (void)reading_keep(r, span_of(first_words[w].to));
            return;
        }
    }
    if (alone && suffixed && t->word->suffix != 0) {
        struct span rest = span_of(standard_suffixes[t->word->suffix - 1].variants), full;
        (void)span_cut(&rest, ' ', &full);
        (void)reading_keep(r, full); /* CTR ST is CENTER ST */
        return;
    }
    struct span text = text_digits(t->text) || line_is_ordinal(t->text)
                           ? line_without_zeros(t->text)
                           : t->text;
    size_t from = r->extra_used;
    (void)reading_keep(r, text);
    for (size_t j = from; j < r->extra_used; j++) {
        r->extra[j] = r->extra[j] == '-' ? ' ' : r->extra[j];
    }
    if (alone && suffixed && text_digits(text)) {
        (void)reading_keep(r, span_of(line_ordinal_ending(text)));
    }
}

/* US-12, CR-5, I-10: a highway and its number as one token. */
static bool joined_highway(const struct line *l, struct span t, uint8_t *kind,
                           struct span *number)
{
    size_t n = 0;
    while (n < t.len && line_is_letter(t.at[n])) {
        n++;
    }
    if (n == 0 || n + 1 >= t.len || t.at[n] != '-' || line_digits(t, n + 1) == 0) {
        return false;
    }
    const struct word *w = lexicon_find(l->s->lexicon, (struct span){t.at, n});
    if (w->highway == 0) {
        return false;
    }
    *kind = (uint8_t)(w->highway - 1);
    *number = (struct span){t.at + n + 1, t.len - n - 1};
    return true;
}

/* COUNTY HIGHWAY X; in Missouri and Wisconsin also those of the state. */
static bool has_lettered_roads(const struct line *l, uint8_t kind)
{
    return span_starts(span_of(standard_highways[kind].standard), "COUNTY") ||
           line_in_state(l, "MO") || line_in_state(l, "WI");
}

/* XX is a road of Wisconsin and Missouri, elsewhere what is typed for a number. */
static bool is_crosses(const struct line *l, struct span t)
{
    return span_is(t, "XX") && !line_in_state(l, "WI") && !line_in_state(l, "MO");
}

/* What may stand behind the number of a road and belongs to its name. */
static bool is_road_word(struct span t)
{
    static const char *const words[] = {
        "BUS",      "BUSINESS", "BYP",     "BYPASS", "ALT",    "ALTERNATE", "SPUR",  "TRUCK",
        "FRONTAGE", "FRTG",     "SERVICE", "SVC",    "ACCESS", "LOOP",      "SCENIC"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (span_is(t, words[i])) {
            return true;
        }
    }
    return false;
}

/* "US HWY 12", "FM 1960 RD W": a road by its number. */
static bool highway_at(struct line *l)
{
    struct reading *r = l->r;
    uint8_t value = 0;
    unsigned words = line_phrase(l, l->b, WORD_HIGHWAY, &value);
    const struct token *t = &l->at[l->b];
    if (words == 0 && t->word->highway != 0) {
        words = 1;
        value = (uint8_t)(t->word->highway - 1);
    }
    struct span number = {"", 0};
    unsigned i = l->b + words;
    r->core = l->b;
    if (words == 0 && joined_highway(l, t->text, &value, &number)) {
        i++;
    } else if (words > 0 && i < l->n) {
        bool designated = text_has_digit(l->at[i].text) && !line_is_ordinal(l->at[i].text);
        bool lettered = has_lettered_roads(l, value) && l->at[i].text.len <= 2 &&
                        text_has_letter(l->at[i].text) &&
                        (i + 1 == l->n || l->at[i + 1].word->direction != 0);
        if (designated || lettered) {
            r->core = i;
            number = l->at[i].text;
            if (is_crosses(l, number)) {
                line_doubt(l, DOUBT_GLUED, i, i + 1);
            }
            i++;
        }
    }
    if (number.len == 0) {
        return false;
    }
    unsigned more = i;
    while (i < l->n && i < more + 2 && is_road_word(l->at[i].text)) {
        i++; /* HIGHWAY 121 BUS, I-10 FRONTAGE RD */
    }
    line_mark(l, PART_STREET, l->b, i);
    struct span behind = tokens_join(l->at, more, i);
    if (i < l->n && l->at[i].word->suffix != 0) {
        r->address.suffix = span_of(standard_suffixes[l->at[i].word->suffix - 1].standard);
        line_mark(l, PART_SUFFIX, i, i + 1);
        i++;
    }
    if (i < l->n && l->at[i].word->direction != 0) {
        r->address.postdir =
            span_of(standard_directions[l->at[i].word->direction - 1].standard);
        line_mark(l, PART_POSTDIR, i, i + 1);
        i++;
    }
    if (i < l->n) {
        line_doubt(l, DOUBT_TRAILING, i, l->n);
    }
    struct span name = reading_keep(r, span_of(standard_highways[value].standard));
    (void)reading_keep(r, SPAN_LITERAL(" "));
    (void)reading_keep(r, line_without_zeros(number));
    if (behind.len > 0) {
        (void)reading_keep(r, SPAN_LITERAL(" "));
        (void)reading_keep(r, behind);
    }
    name.len = (size_t)(r->extra + r->extra_used - name.at);
    r->address.street = name;
    r->name = l->b;
    r->name_end = i;
    r->proved_name = r->proved_street = i == l->n;
    return true;
}

/* The same with a predirectional: "W STATE ROAD 9". */
static bool read_highway(struct line *l)
{
    if (highway_at(l)) {
        return true;
    }
    unsigned direction = l->at[l->b].word->direction;
    if (direction == 0 || l->b + 2 >= l->n) {
        return false;
    }
    l->b++;
    if (highway_at(l)) {
        l->r->name--;
        line_mark(l, PART_PREDIR, l->b - 1, l->b);
        l->r->address.predir = span_of(standard_directions[direction - 1].standard);
        return true;
    }
    l->b--;
    return false;
}

/* Directionals of one token or two (NORTH EAST) from i, towards the end: how many. */
static unsigned direction_at(const struct line *l, unsigned i, unsigned end, struct span *out)
{
    if (i >= end || l->at[i].word->direction == 0) {
        return 0;
    }
    unsigned a = l->at[i].word->direction;
    *out = span_of(standard_directions[a - 1].standard);
    if (i + 1 < end && l->at[i + 1].word->direction != 0 && out->len == 1) {
        struct span b = span_of(standard_directions[l->at[i + 1].word->direction - 1].standard);
        char both[2] = {out->at[0], b.at[0]};
        const struct word *w = lexicon_find(l->s->lexicon, (struct span){both, 2});
        if (b.len == 1 && w->direction > 4) {
            *out = span_of(standard_directions[w->direction - 1].standard);
            return 2;
        }
    }
    return 1;
}

/* A state's own letter before the number of its roads: M-22. */
static bool is_state_letter(const struct line *l, struct span word)
{
    return (line_in_state(l, "MI") && span_is(word, "M")) ||
           (line_in_state(l, "KS") && span_is(word, "K"));
}

/* KY-80, M-22: as one token. */
static bool is_joined_road(const struct line *l, struct span t)
{
    size_t n = 0;
    while (n < t.len && line_is_letter(t.at[n])) {
        n++;
    }
    struct span letters = {t.at, n};
    return n > 0 && n + 1 < t.len && t.at[n] == '-' && line_digits(t, n + 1) + n + 1 == t.len &&
           (lexicon_find(l->s->lexicon, letters)->state != 0 || is_state_letter(l, letters));
}

/* More words than this, and no suffix behind them, are a sentence. */
enum { NAME_WORDS = 4, NAME_WORDS_SUFFIXED = 6 };

/* A word behind which a road has its number: HWY, CALLE. */
static bool takes_number(const struct token *t)
{
    static const char *const words[] = {"CALLE",     "AVENIDA", "CARR",
                                        "CARRETERA", "KM",      "HIGHWAY"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (span_is(t->text, words[i])) {
            return true;
        }
    }
    return t->word->suffix != 0 || t->word->highway != 0 || t->word->unit != 0;
}

static void doubts_of_name(struct line *l, bool suffixed)
{
    uint8_t value;
    unsigned words = l->n - l->b;
    if (words > (suffixed ? NAME_WORDS_SUFFIXED : NAME_WORDS)) {
        line_doubt(l, DOUBT_LONG, l->b, l->n);
    }
    for (unsigned i = l->b; i < l->n; i++) {
        const struct token *t = &l->at[i];
        bool numbered =
            i + 2 == l->n && text_has_digit(l->at[i + 1].text); /* OLD STATE ROUTE 9 */
        if (!suffixed && i > l->b && t->comma) {
            line_doubt(l, DOUBT_TRAILING, i, l->n); /* AVE LAS AMERICAS, APARTADO */
        }
        if (!suffixed && i > l->b && i + 1 < l->n && line_pure_suffix(t) && !numbered) {
            line_doubt(l, DOUBT_TRAILING, i + 1, l->n); /* MAIN ST BEHIND BARN */
        }
        if (memchr(t->text.at, '/', t->text.len) != NULL &&
            !(i > l->b && line_is_fraction(t->text))) {
            line_doubt(l, DOUBT_GLUED, i, i + 1); /* 12 N/A ST */
        }
        if (line_phrase(l, i, WORD_CROSSING, &value) > 0) {
            line_doubt(l, DOUBT_CROSSING, l->b, l->n);
        }
        size_t n = line_digits(t->text, 0);
        if (text_has_digit(t->text) && n != t->text.len && !line_is_ordinal(t->text) &&
            t->text.len > 4 && !is_joined_road(l, t->text)) {
            line_doubt(l, DOUBT_GLUED, i, i + 1);
        }
    }
    if (!suffixed && words > 1 && text_digits(l->at[l->n - 1].text) &&
        !takes_number(&l->at[l->n - 2])) {
        line_doubt(l, DOUBT_NUMBERS, l->n - 1, l->n); /* 12 MAIN STAPT 4 */
    }
    bool mile =
        words > 1 && (span_is(l->at[l->b + 1].text, "MILE") ||
                      (suffixed && line_is_fraction(l->at[l->b + 1].text))); /* 13 1/2 ST */
    if (words > 1 && text_digits(l->at[l->b].text) && !mile) {
        line_doubt(l, DOUBT_NUMBERS, l->b, l->b + 1); /* 12 34 MAIN ST */
    }
}

/* CALLE, EL CAMINO: how many words open the name, 0 where no name follows. */
static unsigned opening_of(const struct line *l)
{
    uint8_t value;
    unsigned words = line_phrase(l, l->b, WORD_OPENING, &value);
    return words < l->n - l->b ? words : 0;
}

/* OLD STATE ROUTE 9, ROAD 4, KY 1207, MISSOURI 13, M 37; not ST 12. */
static bool is_numbered_road(const struct line *l)
{
    enum { DIGITS = 4 };
    static const char *const pure[] = {"RD",      "ROAD",       "AVE",     "AV",
                                       "AVENUE",  "RTE",        "ROUTE",   "HWY",
                                       "HIGHWAY", "EXPRESSWAY", "FREEWAY", "TURNPIKE"};
    const struct token *road = &l->at[l->n - 2];
    const struct word *w = road->word;
    size_t digits = line_digits(l->at[l->n - 1].text, 0);
    uint8_t value;
    bool numbers = !line_pure_suffix(road) || w->highway != 0;
    for (size_t i = 0; i < sizeof pure / sizeof *pure; i++) {
        numbers = numbers || span_is(road->text, pure[i]);
    }
    if (!numbers || digits == 0 || digits > DIGITS || line_is_unit_word(road)) {
        return false;
    }
    bool state = w->state != 0 || is_state_letter(l, road->text) ||
                 tokens_phrase(l->s, road, 0, 1, WORD_STATE, &value) > 0;
    return state || (takes_number(road) &&
                     (w->suffix == 0 || w->highway != 0 || line_pure_suffix(road)));
}

/* ROAD M, in a grid of letters. */
static bool is_lettered_road(const struct line *l)
{
    const struct token *t = &l->at[l->b];
    return l->n == l->b + 2 && (span_is(t->text, "ROAD") || span_is(t->text, "RD")) &&
           t[1].text.len == 1 && line_is_letter(t[1].text.at[0]) && t[1].text.at[0] != 'X';
}

/* A street without a suffix: AVENUE A, CALLE LUNA, OLD STATE ROUTE 9, S 900 E,
 * BROADWAY, THE ALAMEDA. */
static bool stands_alone(const struct line *l)
{
    const struct address *a = &l->r->address;
    const struct token *at = l->at;
    unsigned words = l->n - l->b;
    if ((at[l->n - 1].word->classes & WORD_ALONE) != 0) {
        return true;
    }
    if (words == 1) {
        bool both =
            a->predir.len > 0 && a->postdir.len > 0; /* of a grid: which 900 is it else? */
        return is_joined_road(l, at[l->b].text) ||
               (text_digits(at[l->b].text) && text_digits(a->house) && both &&
                at[l->b].text.at[0] != '0');
    }
    return is_numbered_road(l) || is_lettered_road(l) || opening_of(l) > 0;
}

/* AVENUE N is between AVENUE M and AVENUE O. */
static bool is_lettered(const struct line *l)
{
    uint8_t value;
    return l->n == l->b + 2 && l->at[l->b + 1].text.len == 1 &&
           line_phrase(l, l->b, WORD_OPENING, &value) == 1;
}

/* TWENTY in front of FIRST. */
static unsigned tens_of(struct span s)
{
    static const char *const tens[] = {"TWENTY", "THIRTY",  "FORTY",  "FIFTY",
                                       "SIXTY",  "SEVENTY", "EIGHTY", "NINETY"};
    for (unsigned i = 0; i < sizeof tens / sizeof *tens; i++) {
        if (span_is(s, tens[i])) {
            return 20 + 10 * i;
        }
    }
    return 0;
}

void line_read_street(struct line *l)
{
    struct reading *r = l->r;
    struct address *a = &r->address;
    unsigned first = l->b;
    if (l->b >= l->n) {
        return;
    }
    if (read_highway(l)) {
        return;
    }
    /* From the back: postdirectional, suffix; from the front: predirectional. */
    if (l->n > l->b + 1 && l->at[l->n - 1].word->direction != 0 && !is_lettered(l) &&
        (l->n > l->b + 2 || l->at[l->b].word->direction == 0)) {
        unsigned two = l->n > l->b + 3 ? direction_at(l, l->n - 2, l->n, &a->postdir) : 0;
        if (two != 2) {
            two = direction_at(l, l->n - 1, l->n, &a->postdir);
        }
        l->n -= two;
        line_mark(l, PART_POSTDIR, l->n, l->n + two);
    }
    bool suffixed = l->n > l->b + 1 && l->at[l->n - 1].word->suffix != 0;
    if (suffixed) {
        l->n--;
        a->suffix = span_of(standard_suffixes[l->at[l->n].word->suffix - 1].standard);
        line_mark(l, PART_SUFFIX, l->n, l->n + 1);
    } else if (a->postdir.len > 0 && l->n == l->b + 1 && !text_digits(l->at[l->b].text) &&
               line_pure_suffix(&l->at[l->b])) {
        a->suffix = (struct span){"", 0}; /* 12 ST W: no name at all */
    }
    unsigned pre = direction_at(l, l->b, l->n, &a->predir);
    while (pre > 0 && l->b + pre >= l->n) {
        pre--;
    }
    if (pre == 0) {
        a->predir = (struct span){"", 0};
    } else if (pre == 1) {
        (void)direction_at(l, l->b, l->b + 1, &a->predir);
    }
    if (pre > 0) {
        line_mark(l, PART_PREDIR, l->b, l->b + pre);
    }
    l->b += pre;
    bool alone = (l->at[l->b].word->classes & WORD_ALONE) != 0 && l->at[l->b].text.len > 4;
    bool pure = l->n - l->b == 1 && !suffixed && line_pure_suffix(&l->at[l->b]);
    if (pure && !alone) {
        return; /* a suffix without a street; BOULEVARD is one, for a person to see */
    }
    doubts_of_name(l, suffixed);
    size_t from = r->extra_used;
    for (unsigned i = l->b; i < l->n; i++) {
        if (i > l->b) {
            (void)reading_keep(r, SPAN_LITERAL(" "));
        }
        unsigned tens = i + 1 < l->n && l->at[i + 1].word->ordinal ? tens_of(l->at[i].text) : 0;
        if (tens > 0 && l->at[i + 1].word->number < 10) {
            line_keep_number(r, tens + l->at[++i].word->number, true);
            continue;
        }
        keep_word(l, i, i == l->b, l->n - l->b == 1, suffixed);
    }
    a->street = (struct span){r->extra + from, r->extra_used - from};
    line_mark(l, PART_STREET, l->b, l->n);
    r->name = first;
    r->core = l->b;
    r->name_end = l->n;
    /* AVENUE X; CALLE X may be one whose name is not known. */
    r->proved_name = suffixed || (l->n == l->b + 2 && line_pure_suffix(&l->at[l->b]) &&
                                  opening_of(l) == 1 && l->at[l->n - 1].text.len == 1);
    r->proved_street = suffixed || (!pure && stands_alone(l));
    r->core += suffixed ? 0 : opening_of(l); /* what CALLE opens is the name */
}
