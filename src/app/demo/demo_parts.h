/* demo_parts.h: the parts of a request row, as its makers put them together. */
#ifndef APP_DEMO_PARTS_H
#define APP_DEMO_PARTS_H

#include "app/demo/demo_request.h"

struct maker {
    const struct world *w;
    const struct plan *p;
    uint64_t place;   /* in the plan, of the content */
    uint64_t content; /* in the segment */
    struct random r;
    struct household home;
    struct member who;
    struct request *out;
};

/* Writes the identifier in place of another. */
void part_identifier(struct maker *m, uint32_t identifier);

/* Chooses the registered person of this place, an adult with the household; by `turn`
 * others, for those whom the place's own does not suit. */
void part_registered(struct maker *m, uint64_t turn);

/* Ways of writing one delivery point: of enum address_style. */
unsigned part_style(struct maker *m);

/* A dwelling that is in no record, this place's own. */
uint64_t part_own_dwelling(const struct maker *m);
void part_dwelling(struct maker *m, uint64_t number, unsigned style);

/* An address as the task has it: the case's, or with errors. */
void part_address(struct maker *m, const struct dwelling *d);

/* Name and birth date as a clerk of the other agency wrote them: the person's but for
 * case; with the errors of demo.h; the same for somebody of the household at hand. */
void part_name_exactly(struct maker *m);
void part_name(struct maker *m);
void part_name_at_home(struct maker *m);

/* Misspells given name or surname; false when neither can be. */
bool part_misspell(struct maker *m);

/* True when the row has, but for case, given name and surname of one of them. */
bool part_named_as_any(const struct maker *m, const struct household *h);

/* True when the identifier belongs to a registered person of the row's name. */
bool part_owned_by_name(const struct maker *m, uint32_t identifier);

/* One digit wrong, or two in the wrong order. */
uint32_t part_mistype(struct random *r, uint32_t identifier);

/* An identifier as somebody who is not registered has it: in six rows of ten his
 * own, in a few another person's. */
void part_foreign_identifier(struct maker *m);

#endif
