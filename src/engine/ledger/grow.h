/* grow.h: makes a tree longer on disk: bundles and tiles, but not the
 * checkpoint, so that nobody sees them before their time. */
#ifndef ENGINE_LEDGER_GROW_H
#define ENGINE_LEDGER_GROW_H

#include "edge.h"

struct grow;

/* From the edge given, which is copied; folder is borrowed and exists. */
must grow_new(struct grow **out, const char *folder, const struct edge *from, struct error *e);
must grow_entry(struct grow *g, struct span entry, struct error *e);

/* Writes what is left and makes all of it durable. The new edge is moved to *edge. */
must grow_end(struct grow *g, struct edge *edge, struct error *e);
void grow_free(struct grow *g);

#endif
