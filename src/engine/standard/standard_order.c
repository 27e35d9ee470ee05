/* Everything in one field, in any order: DENVER, CO 80203, 125 OAK ST. The tokens are put into the
 * order of an address (delivery line, city, state, ZIP), from which all the rest is read as always.
 *
 * Invariant: only what can be told apart is moved. A ZIP is five or nine digits whose state stands in
 * the field as well, the city is the only run of words without a number (or the one beside the state),
 * and the delivery line holds a number; else the field stays as it is. */

#include "engine/standard/standard_line.h"

enum { RUNS = 12 };

/* Tokens [first, last) of the line. */
struct run {
    unsigned first, last;
};

struct order {
    struct run zip, state;
    struct run at[RUNS]; /* all others, in their order; a comma parts them */
    unsigned runs, city;
};

static bool overlaps(struct run a, struct run b)
{
    return a.first < b.last && b.first < a.last;
}

/* The state of this code: beside the ZIP, or the only one. */
static bool find_state(const struct standard *s, const struct tokens *t, unsigned n,
                       const char *code, struct order *o)
{
    unsigned found = 0;
    for (unsigned end = 1; end <= n; end++) {
        char state[3] = "";
        unsigned words = standard_state_at_end(s, t->at, end, state);
        struct run run = {end - words, end};
        if (words == 0 || strcmp(state, code) != 0 || overlaps(run, o->zip)) {
            continue;
        }
        bool beside = run.last == o->zip.first || run.first == o->zip.last;
        if (beside || found == 0) {
            o->state = run;
        }
        if (beside) {
            return true;
        }
        found++;
    }
    return found == 1;
}

static bool find_zip(const struct standard *s, const struct tokens *t, unsigned n,
                     struct order *o)
{
    for (unsigned i = 0; i < n; i++) {
        struct address a = {.zip = ZIP_NONE};
        unsigned end = i + 2 <= n && standard_zip_at_end(t->at, i + 2, &a) == 2 ? i + 2 : i + 1;
        if (end == i + 1 && standard_zip_at_end(t->at, end, &a) != 1) {
            continue;
        }
        o->zip = (struct run){i, end};
        const char *code = standard_zip_state(a.zip);
        if (code[0] != '\0' && find_state(s, t, n, code, o)) {
            return true;
        }
    }
    return false;
}

/* What is left, parted at commas and where ZIP and state were. */
static bool find_runs(const struct tokens *t, unsigned n, struct order *o)
{
    o->runs = 0;
    for (unsigned i = 0; i < n; i++) {
        struct run one = {i, i + 1};
        if (overlaps(one, o->zip) || overlaps(one, o->state)) {
            continue;
        }
        if (o->runs > 0 && o->at[o->runs - 1].last == i && !t->at[i].comma) {
            o->at[o->runs - 1].last = i + 1;
        } else if (o->runs == RUNS) {
            return false;
        } else {
            o->at[o->runs++] = one;
        }
    }
    return o->runs > 0;
}

static bool run_has_digit(const struct tokens *t, struct run r)
{
    return text_has_digit(tokens_join(t->at, r.first, r.last));
}

/* DENVER 125 OAK ST: the words before the number are the city's. */
static bool part_single_run(const struct tokens *t, struct order *o)
{
    struct run *r = &o->at[0];
    unsigned i = r->first;
    while (i < r->last && !text_has_digit(t->at[i].text)) {
        i++;
    }
    if (o->runs != 1 || i == r->first || i == r->last || !text_is_digit(t->at[i].text.at[0])) {
        return false;
    }
    o->at[1] = (struct run){i, r->last};
    r->last = i;
    o->runs = 2;
    o->city = 0;
    return true;
}

static bool find_city(const struct tokens *t, struct order *o)
{
    unsigned without = 0, beside = 0, chosen = 0;
    for (unsigned i = 0; i < o->runs; i++) {
        struct run r = o->at[i];
        if (run_has_digit(t, r)) {
            continue;
        }
        bool next = r.last == o->state.first || r.last == o->zip.first ||
                    r.first == o->state.last || r.first == o->zip.last;
        without++;
        beside += next;
        o->city = next || without == 1 ? i : o->city;
        chosen = next ? i : chosen;
    }
    o->city = beside == 1 ? chosen : o->city;
    return without == 0 ? part_single_run(t, o) : o->runs > 1 && (without == 1 || beside == 1);
}

/* Room for the line and commas. */
struct composed {
    char text[TOKEN_TEXT + 2 * RUNS];
    size_t len;
    struct token from[TOKENS]; /* where each token stands in the row */
    unsigned count;
};

static void compose(const struct tokens *t, struct run r, const char *between,
                    struct composed *c)
{
    for (unsigned i = r.first; i < r.last; i++) {
        const char *blank = c->count == 0 ? "" : i == r.first ? between : " ";
        struct span text = t->at[i].text;
        if (c->len + strlen(blank) + text.len > sizeof c->text) {
            return; /* cannot be: they come from a line that fits */
        }
        memcpy(c->text + c->len, blank, strlen(blank));
        c->len += strlen(blank);
        memcpy(c->text + c->len, text.at, text.len);
        c->len += text.len;
        c->from[c->count++] = t->at[i];
    }
}

bool standard_put_in_order(const struct standard *s, struct reading *r, unsigned n)
{
    struct tokens *t = &r->line, ordered;
    struct composed c = {.len = 0, .count = 0};
    struct order o;
    bool number = false;
    if (!find_zip(s, t, n, &o) || !find_runs(t, n, &o) || !find_city(t, &o)) {
        return false;
    }
    for (unsigned i = 0; i < o.runs; i++) {
        if (i != o.city) {
            number = number || run_has_digit(t, o.at[i]);
            compose(t, o.at[i], ", ", &c);
        }
    }
    compose(t, o.at[o.city], ", ", &c);
    compose(t, o.state, ", ", &c);
    compose(t, o.zip, " ", &c);
    tokens_of(s, &ordered, (struct span){c.text, c.len}, TOKENS_ADDRESS);
    if (!number || ordered.count != c.count || c.count != n) {
        return false;
    }
    tokens_of(s, t, (struct span){c.text, c.len}, TOKENS_ADDRESS);
    for (unsigned i = 0; i < n; i++) {
        t->at[i].field = c.from[i].field;
        t->at[i].from = c.from[i].from;
        t->at[i].to = c.from[i].to;
    }
    return true;
}
