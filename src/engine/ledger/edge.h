/* edge.h: the right edge of a tree: all that is needed to go on with it. */
#ifndef ENGINE_LEDGER_EDGE_H
#define ENGINE_LEDGER_EDGE_H

#include "tile.h"

struct edge {
    uint64_t size;
    struct text bundle; /* the last size % 256 entries, as they lie in their bundle */
    /* Of level L the last (size >> 8 L) % 256 hashes: those of its partial tile. */
    struct sha256 hashes[TILE_LEVELS][TILE_WIDTH];
};

static inline unsigned edge_width(const struct edge *edge, int level)
{
    return (unsigned)(edge->size >> (8 * level)) % TILE_WIDTH;
}

/* The edge of the tree of `size` whose tiles lie in folder; ERROR_VERIFY unless the
 * last bundle fits its hashes. edge: zeroed or cleared. */
must edge_load(struct edge *edge, const char *folder, uint64_t size, struct error *e);
must edge_root(const struct edge *edge, struct sha256 *root, struct error *e);
void edge_clear(struct edge *edge);

#endif
