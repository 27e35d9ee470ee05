/* seal.h: the folder of a tree and its signed checkpoint. */
#ifndef ENGINE_LEDGER_SEAL_H
#define ENGINE_LEDGER_SEAL_H

#include "edge.h"

/* Makes the folder, and those above it that are missing, durably; also where a process that
 * died had made it and never synced its name. */
must seal_folder(const char *folder, struct error *e);

/* Signs the tree that the edge is of, and with `also` (or NULL) once more, and puts that into
 * FOLDER/checkpoint, atomically and durably. Once called, the new checkpoint may be there even where it fails. */
must seal_edge(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
               const uint8_t *also, const struct edge *edge, struct checkpoint *out, struct error *e);

/* Reads FOLDER/checkpoint: signed by the key of this name, with the name as its origin. */
must seal_read(const char *folder, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct checkpoint *out, struct error *e);

#endif
