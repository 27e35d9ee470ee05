/* rules_show.c: rules as numbered paragraphs of plain English.
 *
 * 1. Each clause, order, reading and invariant gives exactly one paragraph, each statement
 *    of the agreement at most one; the sections stand in a fixed order.
 * 2. Paragraphs refer to one another by number, so the numbers of clauses and
 *    orders are settled before the first of them is written.
 * 3. Everything lives in the arena of what is returned: nothing is borrowed
 *    from the rules. */
#include "engine/rules/rules_show.h"

#include <stdio.h>

#include "base/memory.h"

/* --- writing --- */

static bool keep(struct show_writer *w, struct span s, struct span *out)
{
    *out = (struct span){arena_copy(w->shown->arena, s, w->e), s.len};
    return out->at != NULL;
}

bool show_line(struct show_writer *w, unsigned depth, const char *label)
{
    if (!memory_grow((void **)&w->line, &w->lines_cap, w->lines, sizeof *w->line, w->e)) {
        return false;
    }
    struct paragraph_line *line = &w->line[w->lines++];
    line->depth = depth;
    bool done = keep(w, span_of(label == NULL ? "" : label), &line->label) &&
                keep(w, span_trim(text_span(&w->t)), &line->text);
    w->t.len = 0; /* wiped when the writer ends */
    return done;
}

bool show_paragraph(struct show_writer *w, const struct paragraph *p)
{
    if (!memory_grow((void **)&w->paragraph, &w->paragraphs_cap, w->paragraphs,
                     sizeof *w->paragraph, w->e)) {
        return false;
    }
    struct paragraph *to = &w->paragraph[w->paragraphs++];
    struct paragraph_line *lines = arena_array(w->shown->arena, w->lines, sizeof *lines, w->e);
    if (lines == NULL) {
        return false;
    }
    memcpy(lines, w->line, w->lines * sizeof *lines);
    *to = *p;
    to->number = (unsigned)w->paragraphs;
    to->lines = lines;
    to->count = w->lines;
    w->lines = 0;
    return keep(w, p->section, &to->section) && keep(w, p->source, &to->source) &&
           keep(w, p->file, &to->file) && keep(w, p->cites, &to->cites) &&
           keep(w, span_trim(p->form), &to->form);
}

bool show_source(struct show_writer *w, struct paragraph *p, struct place at)
{
    p->file = w->rules->file[at.file];
    p->line = at.line;
    p->form = text_span(&w->t);
    bool done = show_paragraph(w, p);
    w->t.len = 0;
    return done;
}

/* --- labels --- */

static size_t alpha(size_t n, char first, char *out)
{
    enum { LETTERS = 26 };
    char turned[LABEL_SIZE];
    size_t len = 0;
    for (n++; n > 0; n = (n - 1) / LETTERS) {
        turned[len++] = (char)(first + (int)((n - 1) % LETTERS));
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = turned[len - 1 - i];
    }
    return len;
}

static size_t roman(size_t n, char *out)
{
    static const struct {
        size_t value;
        const char *digits;
    } table[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                 {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
    size_t len = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        for (; n >= table[i].value; n -= table[i].value) {
            size_t digits = strlen(table[i].digits);
            memcpy(out + len, table[i].digits, digits);
            len += digits;
        }
    }
    return len;
}

void show_label(unsigned depth, size_t index, char out[LABEL_SIZE])
{
    enum { ROMAN_MOST = 3999 };
    char inner[LABEL_SIZE];
    size_t len;
    switch ((depth - 1) % 4) {
    case 0:
        len = alpha(index, 'a', inner);
        break;
    case 1:
        len = index < ROMAN_MOST ? roman(index + 1, inner) : alpha(index, 'a', inner);
        break;
    case 2:
        len = alpha(index, 'A', inner);
        break;
    default:
        len = (size_t)snprintf(inner, sizeof inner, "%zu", index + 1);
    }
    (void)snprintf(out, LABEL_SIZE, "(%.*s)", (int)len, inner);
}

/* --- dates --- */

static bool at_midnight(instant t)
{
    enum { DAY = 86400000 };
    return t % DAY == 0;
}

static bool say_day(struct show_writer *w, instant t)
{
    char day[DAY_TEXT];
    instant_day(t, day);
    return show_say(w, "%s", day);
}

bool show_from(struct show_writer *w, instant t)
{
    enum { TIME = 11, MINUTES = 5 }; /* "2026-02-05T21:00:00Z": where the time begins, and "21:00" */
    char s[INSTANT_TEXT];
    instant_format(t, s);
    size_t len = strlen(s) - TIME - 1;
    len = len == MINUTES + 3 && memcmp(s + TIME + MINUTES, ":00", 3) == 0 ? MINUTES : len;
    return say_day(w, t) && show_say(w, ", %.*s UTC", (int)len, s + TIME);
}

bool show_until(struct show_writer *w, instant t)
{
    enum { DAY = 86400000 };
    if (!at_midnight(t)) {
        return show_from(w, t);
    }
    return show_say(w, "the end of ") && say_day(w, t - DAY) && show_say(w, ", UTC");
}

bool show_since(struct show_writer *w, instant t)
{
    return at_midnight(t) ? show_say(w, "on or after ") && say_day(w, t)
                          : show_say(w, "at or after ") && show_from(w, t);
}

/* --- how such a text decides --- */

static const char *const semantics[] = {
    "A request is one row of a file of requests. The person found is the one person on record to "
    "whom the comparison of a request with the records leads.",
    "What no paragraph grants is not given.",
    "Purposes, lists and limits of number decide nothing by themselves. They have effect through the "
    "paragraphs that refer to them.",
    "A thing is established only where it is known to be so. Where it is not known whether "
    "something is so, neither that it is so nor that it is not so is established. Doubt never "
    "helps: it can withhold, and it can never give.",
    "A grant yields the level that it names, unless a paragraph limits the grants of that level; of "
    "several limits the lowest holds. Where by the terms of a paragraph a level may not be given, a "
    "grant of such a level yields nothing, unless the paragraph says what it then yields. A limit on "
    "the grants of a level does not touch a grant of a lower one.",
    "A request is given the highest level that any grant yields for it.",
    "The order in which paragraphs stand makes no difference to what is given.",
    "A paragraph that states no dates has effect for as long as the agreement is in force. A grant "
    "never has effect outside that time.",
    "Where what was given in the past is judged again, a paragraph is held against what was given "
    "while it had effect. It is held against what was given earlier only where it says that it "
    "reaches back, and as far back as it says.",
    "The readings serve to judge the past. What is given is always decided without them.",
    "What must hold gives nothing and limits nothing. It says what has to follow from the other "
    "paragraphs, which a proof confirms or refutes.",
};

static bool show_semantics(struct show_writer *w)
{
    const struct paragraph p = {.kind = PARAGRAPH_LANGUAGE,
                                .section = SPAN_LITERAL("How this text decides (the same for every text)")};
    for (size_t i = 0; i < sizeof semantics / sizeof *semantics; i++) {
        if (!show_say(w, "%s", semantics[i]) || !show_line(w, 0, NULL) || !show_paragraph(w, &p)) {
            return false;
        }
    }
    return true;
}

/* --- the closing --- */

/* A party, and lines to write on. */
static bool show_signature(struct show_writer *w, size_t index, const char *party, struct span name)
{
    static const char *const blanks[] = {"Name", "Date", "Signature"};
    char label[LABEL_SIZE];
    show_label(1, index, label);
    if (!show_say(w, "for the %s%s%.*s:", party, name.len == 0 ? "" : ", ", SPAN_ARGS(name)) ||
        !show_line(w, 1, label)) {
        return false;
    }
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        if (!show_say(w, "%s ________________________________________", blanks[i]) ||
            !show_line(w, 2, NULL)) {
            return false;
        }
    }
    return true;
}

static bool show_closing(struct show_writer *w)
{
    const struct paragraph p = {.kind = PARAGRAPH_CLOSING,
                                .section = SPAN_LITERAL("Identity and signatures")};
    const struct agreement_info *a = &w->rules->agreement.info;
    if (!show_say(w, "The text that these paragraphs render has a canonical form, whose digest "
                     "(SHA-256) is ") ||
        !text_add_hex(&w->t, w->rules->hash, sizeof w->rules->hash, w->e) ||
        !show_say(w, ". Where these paragraphs and that text differ, that text holds. A text of "
                     "other content has another digest.") ||
        !show_line(w, 0, NULL) || !show_paragraph(w, &p)) {
        return false;
    }
    return !w->rules->has_agreement ||
           (show_say(w, "Signed:") && show_line(w, 0, NULL) &&
            show_signature(w, 0, "custodian", a->custodian) &&
            show_signature(w, 1, "recipient", a->recipient) && show_paragraph(w, &p));
}

/* --- all of it --- */

/* The sections of clauses and orders; an order stands in the last, whatever its verb. */
static const struct {
    bool order;
    enum clause_verb verb;
} sections[] = {{false, CLAUSE_GRANT}, {false, CLAUSE_REQUIRE}, {false, CLAUSE_FORBID}, {true, 0}};

enum { SECTIONS = sizeof sections / sizeof *sections };

static bool stands_in(const struct clause *c, size_t section)
{
    bool order = c->order != INDEX_NONE;
    return order == sections[section].order && (order || c->info.verb == sections[section].verb);
}

static void number_clauses(struct show_writer *w)
{
    size_t next = w->paragraphs;
    for (size_t s = 0; s < SECTIONS; s++) {
        for (size_t i = 0; i < w->rules->clauses; i++) {
            if (stands_in(&w->rules->clause[i], s)) {
                w->by_number[next - w->paragraphs] = i;
                w->number[i] = ++next;
            }
        }
    }
}

static bool show_clauses(struct show_writer *w)
{
    number_clauses(w);
    for (size_t s = 0; s < SECTIONS; s++) {
        for (size_t i = 0; i < w->rules->clauses; i++) {
            if (stands_in(&w->rules->clause[i], s) && !show_clause(w, i)) {
                return false;
            }
        }
    }
    return true;
}

static bool show_readings(struct show_writer *w)
{
    for (size_t i = 0; i < w->rules->readings; i++) {
        if (!show_reading(w, i)) {
            return false;
        }
    }
    return true;
}

static bool show_invariants(struct show_writer *w)
{
    for (size_t i = 0; i < w->rules->invariants; i++) {
        if (!show_invariant(w, i)) {
            return false;
        }
    }
    return true;
}

static bool make_room(struct show_writer *w)
{
    size_t clauses = w->rules->clauses + 1; /* one more: there may be none */
    w->number = arena_array(w->shown->arena, clauses, sizeof *w->number, w->e);
    w->by_number = arena_array(w->shown->arena, clauses, sizeof *w->by_number, w->e);
    w->mark = arena_array(w->shown->arena, clauses, sizeof *w->mark, w->e);
    return w->number != NULL && w->by_number != NULL && w->mark != NULL;
}

static bool write_all(struct show_writer *w)
{
    if (!make_room(w) || (w->rules->has_agreement && !show_agreement(w)) || !show_clauses(w) ||
        !show_readings(w) || !show_invariants(w) || !show_semantics(w) || !show_closing(w)) {
        return false;
    }
    w->shown->paragraph = w->paragraph;
    w->shown->count = w->paragraphs;
    w->paragraph = NULL;
    return true;
}

bool rules_show(struct shown **out, const struct rules *r, struct error *e)
{
    struct shown *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    struct show_writer w = {.rules = r, .shown = s, .e = e};
    bool done = arena_new(&s->arena, 0, e) && write_all(&w);
    text_free(&w.t);
    memory_free(w.line);
    memory_free(w.paragraph);
    if (!done) {
        shown_free(s);
        return false;
    }
    *out = s;
    return true;
}

void shown_free(struct shown *s)
{
    if (s != NULL) {
        memory_free(s->paragraph);
        arena_free(s->arena);
        memory_free(s);
    }
}

const struct paragraph *shown_paragraphs(const struct shown *s, size_t *count)
{
    *count = s->count;
    return s->paragraph;
}
