/* match_near.h: which texts of a dictionary are one slip away from a given one.
 *
 * Two texts within one edit (a letter inserted, dropped or changed, two neighbours
 * exchanged) have a form in common: a text itself, or a text less one letter. The
 * index holds the forms of each text of the dictionary, hashed (deletion
 * neighbourhood: Mor and Fraenkel, Comm. ACM 25, 1982; SymSpell, Garbe 2012); what
 * shares a form is then compared. So nothing is missed and nothing else is found. */
#ifndef ENGINE_MATCH_MATCH_NEAR_H
#define ENGINE_MATCH_MATCH_NEAR_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/* Texts of more bytes are not in an index, and have nothing near. Nor has the
 * empty text. */
enum { NEAR_LONGEST = 64 };

/* The texts of a dictionary by number: 0 to count - 1. Borrowed: they have to be
 * there, and the same, as long as the index is. A number without a text has the
 * empty one. */
struct near_texts {
    struct span (*text)(const void *of, uint32_t number);
    const void *of;
    uint32_t count;
};

struct near;

/* An index over the texts, owned by the caller: about 5 bytes a form (a text of n
 * letters has at most n + 1) and no more while it is built. Fails when memory ends,
 * and for more than 2^26 texts ("near.large"). The same texts make the same index. */
must near_new(struct near **out, const struct near_texts *texts, struct error *e);
void near_free(struct near *n);

/* Numbers of the texts at optimal string alignment distance 0 or 1, ascending; the
 * lowest `max` where there are more. Gives their count. Any number of threads may
 * ask one index. */
size_t near_find(const struct near *n, struct span text, uint32_t *out, size_t max);

/* Bytes that the index takes. */
size_t near_memory(const struct near *n);

#endif
