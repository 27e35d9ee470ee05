/* rules_show_reading.c: readings in plain English. What a reading leaves out is
 * often nearly all, so what it leaves in is said too, where that is short. */
#include "engine/rules/rules_show.h"

enum { REMAINING_MOST = 12 };

enum choice { LEFT_OUT, TAKEN_IN, REMAINING };

/* Which of the choices are made of each clause, as bits. */
static void mark_all(struct show_writer *w, const struct reading *g)
{
    for (size_t i = 0; i < w->rules->clauses; i++) {
        const struct clause *c = &w->rules->clause[i];
        w->mark[i] = c->only || c->elsewhere ? 0 : 1u << REMAINING;
    }
    for (size_t i = 0; i < g->taken_in_count; i++) {
        w->mark[g->taken_in[i]] = 1u << TAKEN_IN | 1u << REMAINING;
    }
    for (size_t i = 0; i < g->left_out_count; i++) {
        uint8_t *mark = &w->mark[g->left_out[i]];
        *mark = (uint8_t)((*mark & 1u << TAKEN_IN) | 1u << LEFT_OUT);
    }
}

static bool chosen(const struct show_writer *w, enum choice choice, size_t clause)
{
    return (w->mark[clause] >> choice & 1) != 0;
}

static size_t count_chosen(const struct show_writer *w, enum choice choice)
{
    size_t count = 0;
    for (size_t i = 0; i < w->rules->clauses; i++) {
        count += chosen(w, choice, i);
    }
    return count;
}

/* "paragraphs 11 (SUF/1a), 12 (SUF/1b) and 20 (SAF/1)", in the order of their numbers. */
static bool say_chosen(struct show_writer *w, enum choice choice)
{
    size_t count = count_chosen(w, choice), said = 0;
    bool done = show_say(w, count == 1 ? "paragraph" : "paragraphs");
    for (size_t i = 0; done && i < w->rules->clauses; i++) {
        size_t at = w->by_number[i];
        if (chosen(w, choice, at)) {
            done = show_say(w, "%s %zu (%.*s)", said == 0 ? "" : said + 1 == count ? " and" : ",",
                            w->number[at], SPAN_ARGS(w->rules->clause[at].id.text));
            said++;
        }
    }
    return done;
}

/* Names that are in no source: a reading can be read without its agreement. */
static bool say_strange(struct show_writer *w, const struct name *names, size_t count,
                        const char *word, const char **before)
{
    for (size_t i = 0; i < count; i++) {
        if (rules_clause_find(w->rules, names[i].text) != SIZE_MAX) {
            continue;
        }
        if (!show_say(w, "%s %s what bears the name %.*s and is not in this text", *before, word,
                      SPAN_ARGS(names[i].text))) {
            return false;
        }
        *before = ", and";
    }
    return true;
}

static bool say_part(struct show_writer *w, enum choice choice, const char *word,
                     const char **before)
{
    if (count_chosen(w, choice) == 0) {
        return true;
    }
    bool done = show_say(w, "%s %s ", *before, word) && say_chosen(w, choice);
    *before = ", and";
    return done;
}

static bool say_change(struct show_writer *w, const struct reading *g)
{
    const char *before = "";
    bool all = g->left_out_count + g->taken_in_count == g->without_count + g->with_count;
    return show_say(w, "Under the reading ") && show_quoted(w, g->name.text) &&
           show_say(w, " the past is judged") &&
           say_part(w, LEFT_OUT, "without", &before) &&
           say_part(w, TAKEN_IN, "with", &before) &&
           (all || (say_strange(w, g->without, g->without_count, "without", &before) &&
                    say_strange(w, g->with, g->with_count, "with", &before))) &&
           show_say(w, ".");
}

static bool say_remaining(struct show_writer *w)
{
    size_t count = count_chosen(w, REMAINING);
    return count == 0 || count > REMAINING_MOST ||
           (show_say(w, " Of the clauses and orders there %s ", count == 1 ? "remains" : "remain") &&
            say_chosen(w, REMAINING) && show_say(w, "."));
}

bool show_reading(struct show_writer *w, size_t index)
{
    const struct reading *g = &w->rules->reading[index];
    struct paragraph p = {.kind = PARAGRAPH_READING,
                          .section = SPAN_LITERAL("Readings of the past"),
                          .source = g->name.text,
                          .cites = g->cites};
    mark_all(w, g);
    return say_change(w, g) && say_remaining(w) && show_line(w, 0, NULL) &&
           rules_format_reading(w->rules, index, &w->t, w->e) && show_source(w, &p, g->name.place);
}
