/* The right edge of a tree: its partial tiles and its partial bundle.
 *
 * (1) The partial tile of level L holds the perfect subtrees of 256^L entries
 *     that no full tile holds yet; together they cover the tree's entries from
 *     left (highest level) to right (level 0) without a gap.
 * (2) So the root follows from them alone: RFC 6962 splits a tree of n entries
 *     at the largest power of two below n, which folds perfect subtrees from
 *     the right, the smallest first.
 */
#include "edge.h"

#include "merkle.h"

void edge_clear(struct edge *edge)
{
    text_free(&edge->bundle);
    edge->size = 0;
}

/* Joins the hashes of one level, taken in perfect subtrees by the bits of
 * their number, to the root of what lies right of them. */
static bool join_level(struct hasher *h, const struct sha256 *hashes, unsigned width,
                       struct sha256 *root, bool *any, struct error *e)
{
    for (unsigned take = 1; width > 0; take *= 2) {
        if ((width & take) == 0) {
            continue;
        }
        struct sha256 subtree;
        width -= take;
        if (!merkle_fold(h, hashes + width, take, &subtree, e) ||
            !merkle_join_left(h, &subtree, root, any, e)) {
            return false;
        }
    }
    return true;
}

bool edge_root(const struct edge *edge, struct sha256 *root, struct error *e)
{
    struct hasher *h = NULL;
    bool any = false;
    bool ok = merkle_empty(root, e) && hasher_new(&h, e);
    for (int level = 0; ok && level < TILE_LEVELS; level++) {
        ok = join_level(h, edge->hashes[level], edge_width(edge, level), root, &any, e);
    }
    hasher_free(h);
    return ok;
}

/* Cuts the bundle to its first `width` entries, each of which must have the hash given. */
static bool check_bundle(struct text *bundle, const struct sha256 *hashes, unsigned width,
                         struct error *e)
{
    struct span rest = text_span(bundle), entry;
    for (unsigned i = 0; i < width; i++) {
        struct sha256 hash;
        if (!bundle_cut(&rest, &entry)) {
            return fail(e, ERROR_VERIFY, "ledger.bundle", "the last entry bundle is malformed");
        }
        if (!merkle_leaf(entry, &hash, e)) {
            return false;
        }
        if (memcmp(hash.at, hashes[i].at, sizeof hash.at) != 0) {
            return fail(e, ERROR_VERIFY, "ledger.bundle",
                        "entry %u of the last bundle does not fit its hash", i);
        }
    }
    bundle->len -= rest.len;
    return true;
}

static bool load_level(struct edge *edge, const char *folder, int level, struct error *e)
{
    struct text bytes = {0};
    uint64_t count = edge->size >> (8 * level);
    if (count % TILE_WIDTH == 0) {
        return true;
    }
    struct tile t = tile_at(level, count - 1, edge->size);
    bool ok = tile_load(folder, &t, &bytes, e);
    if (ok) {
        memcpy(edge->hashes[level], bytes.at, bytes.len);
    }
    text_free(&bytes);
    return ok;
}

bool edge_load(struct edge *edge, const char *folder, uint64_t size, struct error *e)
{
    edge->size = size;
    for (int level = 0; level < TILE_LEVELS; level++) {
        if (!load_level(edge, folder, level, e)) {
            return false;
        }
    }
    unsigned width = edge_width(edge, 0);
    if (width == 0) {
        return true;
    }
    struct tile t = tile_at(TILE_ENTRIES, size - 1, size);
    return tile_load(folder, &t, &edge->bundle, e) &&
           check_bundle(&edge->bundle, edge->hashes[0], width, e);
}
