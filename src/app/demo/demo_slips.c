/* Slips: what fingers, eyes and scanners make of a word. */
#include "app/demo/demo_world.h"

#include <ctype.h>

/* The neighbours of each letter on a keyboard of the United States. */
static const char *const neighbours[26] = {
    "QWSZ",   "VGHN", "XDFV", "ERSFXC", "WSDR", "RDGCV", "TFHVB", "YGJBN", "UJKO",
    "UHKNM",  "IJLM", "OKP",  "NJK",    "BHJM", "IKLP",  "OL",    "WA",    "EDFT",
    "AWEDZX", "RFGY", "YHJI", "CFGB",   "QASE", "ZSDC",  "TGHU",  "ASX",
};

/* What a scanner, or a reader of handwriting, takes for another. */
static const char *const confusions[][2] = {
    {"O", "0"}, {"0", "O"}, {"L", "1"}, {"1", "L"},  {"I", "1"},  {"1", "I"},  {"I", "L"},
    {"S", "5"}, {"5", "S"}, {"B", "8"}, {"8", "B"},  {"RN", "M"}, {"M", "RN"}, {"CL", "D"},
    {"U", "V"}, {"G", "6"}, {"Z", "2"}, {"VV", "W"}, {"C", "G"},  {"E", "F"},
};

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char in_case_of(char model, char c)
{
    return islower((unsigned char)model) ? (char)tolower((unsigned char)c) : c;
}

static void replace(struct cell *c, size_t at, size_t old, struct span with)
{
    struct cell tail = {.len = 0};
    cell_set(&tail, (struct span){c->at + at + old, c->len - at - old});
    c->len = at;
    cell_add(c, with);
    cell_add(c, cell_span(&tail));
}

/* The first confusion that fits, from a drawn one on. */
static bool confuse(struct cell *c, bool digits, struct random *r)
{
    enum { COUNT = sizeof confusions / sizeof confusions[0] };
    size_t from = random_below(r, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const char *const *pair = confusions[(from + i) % COUNT];
        struct span seen = span_of(pair[0]);
        if (!digits && (!is_letter(pair[0][0]) || !is_letter(pair[1][0]))) {
            continue;
        }
        for (size_t at = 0; at + seen.len <= c->len; at++) {
            if (memcmp(c->at + at, seen.at, seen.len) == 0) {
                replace(c, at, seen.len, span_of(pair[1]));
                return true;
            }
        }
    }
    return false;
}

/* One letter at c->at[at], by kind: six neighbours on the keyboard to five in
 * the wrong order, five left out, three doubled, two another vowel. */
static void slip_at(struct cell *c, size_t at, struct random *r)
{
    uint64_t kind = random_below(r, 21);
    char old = c->at[at];
    const char *near = neighbours[toupper((unsigned char)old) - 'A'];
    if (kind < 6) {
        c->at[at] = in_case_of(old, near[random_below(r, strlen(near))]);
    } else if (kind < 11 && at + 1 < c->len && is_letter(c->at[at + 1])) {
        c->at[at] = in_case_of(old, (char)toupper((unsigned char)c->at[at + 1]));
        c->at[at + 1] = in_case_of(c->at[at + 1], (char)toupper((unsigned char)old));
    } else if (kind < 16) {
        replace(c, at, 1, SPAN_LITERAL(""));
    } else if (kind < 19) {
        replace(c, at, 0, (struct span){&old, 1});
    } else {
        c->at[at] = in_case_of(old, "AEIOUY"[random_below(r, 6)]);
    }
}

bool cell_slip(struct cell *c, bool digits, struct random *r)
{
    struct cell old = *c;
    if (c->len < 2 || c->len + 2 > CELL) {
        return false;
    }
    if (random_chance(r, 1500) && confuse(c, digits, r)) {
        return true;
    }
    bool first = random_chance(r, 400); /* people look where they begin */
    for (unsigned turn = 0; turn < 8; turn++) {
        size_t at = first && turn == 0 ? 0 : 1 + random_below(r, c->len - 1);
        if (is_letter(c->at[at])) {
            slip_at(c, at, r);
            if (!span_equal(cell_span(c), cell_span(&old))) {
                return true;
            }
        }
    }
    return false;
}
