/* tile.h: where the hashes and entries of a tree lie on disk (C2SP tlog-tiles).
 *
 *   NAME                    CONTENT
 *   tile/L/N                256 hashes of level L, 32 bytes each: hash i covers the
 *                           entries from (N * 256 + i) * 256^L on, 256^L of them
 *   tile/L/N.p/W            the first W of them (1 to 255), while there are no more
 *   tile/entries/N          an entry bundle: entries 256 N to 256 N + 255
 *   tile/entries/N.p/W      the first W of them
 *
 *   N is written in groups of three digits, all but the last with an x before:
 *   7 is 007, 1234067 is x001/x234/067.
 *
 *   An entry in a bundle:
 *   OFFSET SIZE DESCRIPTION
 *        0    2 length n, big endian
 *        2    n the entry
 *
 * In a tree of size s, level L has s / 256^L hashes; the last of its tiles is
 * partial unless that is a multiple of 256, and then there is none. So a tree
 * of 256 entries has tile/0/000 and tile/1/000.p/1.
 */
#ifndef ENGINE_LEDGER_TILE_H
#define ENGINE_LEDGER_TILE_H

#include "engine/ledger/ledger.h"

enum {
    TILE_WIDTH = 256,
    TILE_LEVELS = 8,   /* 256^8 entries are more than a size can say */
    TILE_ENTRIES = -1, /* in place of a level: the bundles */
    ENTRY_MOST = 65535,
    BUNDLE_MOST = TILE_WIDTH * (2 + ENTRY_MOST),
};

struct tile {
    int level;
    uint64_t n;
    unsigned width; /* 1 to TILE_WIDTH */
};

/* The tile that holds hash `index` of the level (TILE_ENTRIES: that entry) in a tree of `size`. */
struct tile tile_at(int level, uint64_t index, uint64_t size);

must tile_path(char *out, size_t size, const char *folder, const struct tile *t,
               struct error *e);

/* FOLDER/.../N.p, where a tile's partial forms lie. */
must tile_partial_folder(char *out, size_t size, const char *folder, const struct tile *t,
                         struct error *e);

/* Appends the tile's bytes: hashes are cut to t->width of them, a bundle may hold
 * more entries. Where the partial form is gone, the full tile takes its
 * place. ERROR_VERIFY when there is none, or its length is wrong. */
must tile_load(const char *folder, const struct tile *t, struct text *out, struct error *e);

/* Takes one entry off the front of a bundle; false when it is malformed. */
bool bundle_cut(struct span *rest, struct span *entry);
must bundle_add(struct text *bundle, struct span entry, struct error *e);

#endif
