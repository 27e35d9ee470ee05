/* rules_show.h: what the files that turn rules into plain English share.
 *
 *   rules_show          what is rendered, and in which order    rules_show.c
 *   show_agreement      the statements of an agreement          rules_show_agreement.c
 *   show_accounting     what the persons concerned are told     rules_show_accounting.c
 *   show_clause         clauses and orders                      rules_show_clause.c
 *   show_reading        readings                                rules_show_reading.c
 *   show_invariant      invariants                              rules_show_invariant.c
 *   show_condition      conditions, as sentences or lists       rules_show_condition.c
 *   show_words          the English of each fact                rules_show_words.c
 */
#ifndef ENGINE_RULES_RULES_SHOW_H
#define ENGINE_RULES_RULES_SHOW_H

#include "engine/rules/rules_parts.h"

struct shown {
    struct arena *arena;
    struct paragraph *paragraph;
    size_t count;
};

struct show_writer {
    const struct rules *rules;
    struct shown *shown;
    size_t *number;              /* of the paragraph of each clause, from 1 */
    size_t *by_number;           /* clauses in the order of their paragraphs */
    uint8_t *mark;               /* of each clause, what the reading being written does with it */
    struct span population;      /* that the paragraph being written names, or empty */
    bool nameless;               /* it asked about a population that has no place */
    struct paragraph *paragraph;
    size_t paragraphs, paragraphs_cap;
    struct paragraph_line *line; /* of the paragraph that is being written */
    size_t lines, lines_cap;
    struct text t;               /* the line that is being written */
    struct error *e;             /* carried here: every step can fail */
};

/* Adds to the line. */
#define show_say(w, ...) text_addf(&(w)->t, (w)->e, __VA_ARGS__)

/* Ends the line; label NULL or "": running text. */
must show_line(struct show_writer *w, unsigned depth, const char *label);

/* Label of the item `index` (from 0) of a list at `depth` (from 1): "(a)". */
enum { LABEL_SIZE = 24 };
void show_label(unsigned depth, size_t index, char out[LABEL_SIZE]);

/* Makes a paragraph of the lines since the last; number, lines and form are filled in. */
must show_paragraph(struct show_writer *w, const struct paragraph *p);

/* The same with the writer's text, which is the source's canonical form, and its place. */
must show_source(struct show_writer *w, struct paragraph *p, struct place at);

must show_agreement(struct show_writer *w);
must show_accounting(struct show_writer *w);           /* of the agreement */
must show_clause(struct show_writer *w, size_t index); /* or an order */
must show_reading(struct show_writer *w, size_t index);
must show_invariant(struct show_writer *w, size_t index);

/* --- dates --- */

must show_from(struct show_writer *w, instant t);  /* "7 April 2025, 00:00 UTC" */
must show_until(struct show_writer *w, instant t); /* "the end of 6 October 2026, UTC" */
must show_since(struct show_writer *w, instant t); /* "on or after 7 April 2025" */

/* --- conditions --- */

/* What has to be established for a condition to be true (or, negated, false):
 * negation stands at the facts alone, and no ALL is a direct part of an ALL, no
 * ANY of an ANY. Kleene's `and` is true when both parts are, his `or` when one
 * is, his `not` when its part is false: so "it is established that" may be said
 * of each fact apart, and nothing is lost. */
enum show_joint { SHOW_FACT, SHOW_ALL, SHOW_ANY };

struct show_part {
    enum show_joint joint;
    enum fact fact;
    unsigned value;
    bool negated;
    struct show_part *first, *last, *next;
    size_t parts;
};

must show_parts(struct show_writer *w, uint32_t node, bool negated, struct show_part **out);

must show_part_fact(struct show_writer *w, enum fact fact, unsigned value, bool negated,
                    struct show_part **out);

/* One of the two, which are not used any more. */
must show_part_any(struct show_writer *w, struct show_part *a, struct show_part *b,
                   struct show_part **out);

/* "it is established that A and that B" followed by `end`, in the line being
 * written; or a list, its lead in that line: "each of the following is
 * established:", its last item followed by `end`, and a new line begins. */
must show_condition(struct show_writer *w, const struct show_part *part, const char *end);

/* --- words --- */

/* The English of "fact is value", or of its negation, as a clause behind "that":
 * "the name stated in the request is not complete". Where the table has none:
 * empty; show_fact then says the phrase of the language. */
const char *show_words(enum fact fact, unsigned value, bool negated);
must show_fact(struct show_writer *w, enum fact fact, unsigned value, bool negated);

/* A text of the source within a sentence: where it ends can be seen. */
must show_quoted(struct show_writer *w, struct span s);

/* After the conditions of a paragraph: that nothing is known of the population that they asked about. */
must show_nameless(struct show_writer *w);

#endif
