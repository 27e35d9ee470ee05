/* store.h: the operational state: the ledger's entries with their private
 * documents in one file, one row an act. Whatever it holds can be made again
 * from the ledger and the documents, so it is never the record of anything
 * (DESIGN section 5, "The ledger is the state of record"), and whoever reads it
 * holds it against the ledger. SQLite behind; the face knows nothing of that.
 */
#ifndef APP_STORE_STORE_H
#define APP_STORE_STORE_H

#include "base/clock.h"
#include "base/error.h"
#include "base/span.h"

struct store;

/* One entry of the ledger. Texts are borrowed: when reading, for the time of
 * the visit. */
struct act {
    uint64_t index;       /* in the ledger */
    instant time;
    struct span type;     /* "plan" */
    struct span subject;  /* what it is about: "p7"; unique within its type but for acts that repeat */
    struct span parent;   /* what it belongs to: "b7"; may be empty */
    struct span entry;    /* the ledger's bytes */
    struct span document; /* the private document (JSON) or empty */
};

/* Opens or makes the file. */
must store_open(struct store **out, const char *path, struct error *e);
void store_close(struct store *s);

/* Acts that are in the store: the index of the next one to add. */
must store_size(struct store *s, uint64_t *out, struct error *e);

/* Adds acts in the order of their indexes, all or none, durably. The first has to
 * be the next one (ERROR_FAILED "store.gap"). */
must store_add(struct store *s, const struct act *acts, size_t count, struct error *e);

/* Visits all acts in the order of their indexes. */
must store_all(struct store *s, must (*visit)(void *ctx, const struct act *act, struct error *e),
               void *ctx, struct error *e);

/* Empties it, to be built again. */
must store_clear(struct store *s, struct error *e);

#endif
