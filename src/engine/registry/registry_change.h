/* registry_change.h: what a delta keeps while it is built, for this room's own files. */
#ifndef ENGINE_REGISTRY_REGISTRY_CHANGE_H
#define ENGINE_REGISTRY_REGISTRY_CHANGE_H

#include "engine/registry/registry_build.h"
#include "engine/registry/registry_read.h"

struct change {
    const struct registry *over;
    uint64_t *gone;    /* bits: persons of the base */
    uint64_t *left;    /* bits: persons of the delta before that are not carried on */
    uint64_t *removed; /* bits: persons of both that were taken away by their id */
    uint64_t replaced;
    struct pairing more[REGISTRY_DICTIONARIES]; /* number of the base, how many more persons
                                                 * have it (modulo 2^32) */
};

must change_new(struct change **out, const struct registry *over, struct error *e);
void change_free(struct change *c);

/* The persons of the batch at hand replace those of their ids. */
must change_mark(struct change *c, const struct batch *batch, struct error *e);

/* Like tally_add; the texts that the base has get its numbers, the others numbers behind. */
must change_numbers(struct change *c, enum registry_dictionary d, struct tally *t,
                    const struct batch *batch, uint32_t *number, struct error *e);

/* Takes those who are gone off the frequencies, and sorts them. */
must change_settle(struct change *c, struct error *e);

/* Persons in force, where the delta holds `changed`. */
uint64_t change_in_force(const struct change *c, uint64_t changed);

#endif
