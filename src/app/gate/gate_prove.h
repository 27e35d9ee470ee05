/* gate_prove.h: what gate_prove*.c share. */
#ifndef APP_GATE_GATE_PROVE_H
#define APP_GATE_GATE_PROVE_H

#include "app/gate/gate_internal.h"

/* Rows that were released and whose key was handed over, and what two rules make of them. */
struct prove_past {
    bool asked;
    uint64_t rows, raised, lowered;
};

/* A date where the instant is the first of one. */
void prove_instant(instant at, char out[INSTANT_TEXT]);

/* Why a clause is without effect: behind its name. */
const char *prove_effect(enum clause_effect effect, enum clause_verb verb);

/* A level's name, or "held". */
struct span prove_level_name(const struct levels *l, unsigned level);

/* Each row of past releases under the agreement of `a`, decided by both at the instant of its first
 * handover, with what the files say now. The levels of a are all in b. */
must prove_past(struct gate *g, const struct rules *a, const struct rules *b,
                struct prove_past *out, struct error *e);

/* reading: its name, or NULL. */
must prove_json(const struct rules *r, const struct proof *p, const char *reading, struct text *out, struct error *e);
must diff_json(const struct rules *a, const struct rules *b, const struct difference *d,
               const struct prove_past *past, struct text *out, struct error *e);

#endif
