/* merkle.h: hashing for many leaves: the functions of ledger.h with a hasher
 * of the caller's own, and subtrees over hashes that lie side by side. */
#ifndef ENGINE_LEDGER_MERKLE_H
#define ENGINE_LEDGER_MERKLE_H

#include "engine/ledger/ledger.h"

must merkle_hash_leaf(struct hasher *h, struct span entry, struct sha256 *out, struct error *e);
must merkle_hash_node(struct hasher *h, const struct sha256 *left, const struct sha256 *right,
                      struct sha256 *out, struct error *e);

enum { MERKLE_FOLD = 256 };

/* The root over count hashes; count a power of two, 1 to MERKLE_FOLD. */
must merkle_fold(struct hasher *h, const struct sha256 *hashes, size_t count,
                 struct sha256 *out, struct error *e);

/* Takes the root of a perfect subtree that lies left of what *root covers so
 * far (*any false: of nothing yet) and makes *root cover both. */
must merkle_join_left(struct hasher *h, const struct sha256 *subtree, struct sha256 *root,
                      bool *any, struct error *e);

#endif
