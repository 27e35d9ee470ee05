/* gate_declare_words.h: what the files that put a statement into words share. The first failure sticks; what follows
 * does nothing. */
#ifndef APP_GATE_GATE_DECLARE_WORDS_H
#define APP_GATE_GATE_DECLARE_WORDS_H

#include "app/gate/gate_declare.h"

enum { WORDS_SLOTS = 16, WORDS_SLOT = 96 };

struct words {
    struct paper *paper;
    const json_t *statement;
    const char *hash;   /* of the statement */
    struct error *e;
    bool ok;
    char slot[WORDS_SLOTS][WORDS_SLOT];
    unsigned next;
};

void say_head(struct words *w, const char *text);
void say_as(struct words *w, enum paper_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
#define say(w, ...) say_as((w), PAPER_PARAGRAPH, __VA_ARGS__)

/* "1,280,000 (F1)", "none (F2)"; good until WORDS_SLOTS more are asked for. */
const char *say_figure(struct words *w, const char *name);
const char *say_count(struct words *w, int64_t n); /* without an id */
const char *say_id(struct words *w, const char *name);

/* "2026-02-05 21:00:07 UTC" of an instant in JSON, to the second. */
const char *say_time(struct words *w, const json_t *place);

/* A part of the statement; a text of it. */
const json_t *said(const struct words *w, const char *part);
const char *said_text(const struct words *w, const char *part, const char *field);

void say_table(struct words *w, const char *const *heads, unsigned columns, uint32_t right);
void say_row(struct words *w, const char *const *cells, unsigned columns);
#define SAY_TABLE(w, right, ...)                                                                    \
    say_table((w), (const char *const[]){__VA_ARGS__},                                              \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), (right))
#define SAY_ROW(w, ...)                                                                             \
    say_row((w), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* --- gate_declare_words.c --- */
void say_agreement(struct words *w);
void say_orders(struct words *w);
void say_acts(struct words *w);
void say_since(struct words *w);

/* --- gate_declare_words_of.c --- */
void say_batch(struct words *w);
void say_finding(struct words *w);

#endif
