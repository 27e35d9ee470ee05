/* The parts of a compound surname. */

#include "engine/standard/standard_inside.h"

/* Words that are no part by themselves: DE LA CRUZ, VAN DER BERG, AL HASSAN, and
 * what stands between two names: SMITH NEE JONES, ORTEGA Y GASSET. */
static const char *const particles[] = {
    "DE",  "LA",  "LAS",  "LOS", "DEL", "DELLA", "DELA", "DA",     "DAS", "DO",  "DOS", "DI",
    "DU",  "LE",  "LES",  "VAN", "VON", "DER",   "DEN",  "TER",    "TEN", "ZU",  "ZUM", "AF",
    "AV",  "BIN", "BINT", "IBN", "BEN", "AL",    "EL",   "UL",     "AR",  "AS",  "ASH", "AD",
    "ABU", "Y",   "E",    "I",   "NEE", "AKA",   "FKA",  "VANDER", "THI", "AND", "NIC", "AIT",
};

/* Words that belong to the next: SAINT JOHN, MC DONALD, O BRIEN. */
static const char *const binders[] = {
    "SAINT", "ST", "STE", "SAN", "SANTA", "SANTO", "MC",    "MAC",
    "FITZ",  "O",  "D",   "L",   "ABD",   "ABDUL", "ABDEL", "ABDUR",
};

static bool among(struct span word, const char *const *list, size_t n)
{
    size_t i = 0;
    while (i < n && !span_is(word, list[i])) {
        i++;
    }
    return i < n;
}

static bool is_particle(struct span word)
{
    return word.len <= 6 && among(word, particles, sizeof particles / sizeof *particles);
}

static bool is_binder(struct span word)
{
    return word.len <= 5 && among(word, binders, sizeof binders / sizeof *binders);
}

unsigned standard_name_parts(struct span name, struct span out[STANDARD_PARTS])
{
    struct span rest = name, word;
    const char *from = NULL; /* where a binder began */
    unsigned n = 0;
    while (n < STANDARD_PARTS && span_cut(&rest, ' ', &word)) {
        bool last = rest.at == NULL || rest.len == 0;
        if (word.len == 0 || is_particle(word)) {
            continue;
        }
        from = from == NULL ? word.at : from;
        if (!last && is_binder(word)) {
            continue;
        }
        out[n++] = (struct span){from, (size_t)(word.at + word.len - from)};
        from = NULL;
    }
    if (n == 0 && name.len > 0) {
        out[n++] = name;
    }
    return n;
}
