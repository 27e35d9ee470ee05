/* Proofs and entries out of the tiles of a tree.
 *
 * RFC 6962 section 2.1: MTH(D[lo:hi]) splits at the largest power of two below
 * hi - lo; its left part is always a perfect subtree that begins at a
 * multiple of its size, and such a subtree of 2^h entries is stored: level h / 8
 * of the tiles holds subtrees of 2^(8 * (h / 8)) entries, of which the 2^(h % 8)
 * below it lie in one tile.
 *
 * A proof for an older, smaller tree comes out of the same tiles: perfect
 * subtrees never change.
 */
#include <assert.h>

#include "base/memory.h"
#include "merkle.h"
#include "tile.h"

struct prover {
    const char *folder;
    uint64_t tree_size;
    struct hasher *hasher;
    struct text bytes; /* the tile that was read last */
    struct tile tile;  /* which that is; width 0: none yet */
    struct sha256 *proof;
    size_t count;
};

static bool read_tile(struct prover *p, const struct tile *t, struct error *e)
{
    if (p->tile.width != 0 && p->tile.level == t->level && p->tile.n == t->n) {
        return true;
    }
    p->tile.width = 0;
    p->bytes.len = 0;
    if (!tile_load(p->folder, t, &p->bytes, e)) {
        return false;
    }
    p->tile = *t;
    return true;
}

/* The root of the entries [index * 2^height, (index + 1) * 2^height). */
static bool perfect(struct prover *p, unsigned height, uint64_t index, struct sha256 *out,
                    struct error *e)
{
    struct sha256 hashes[TILE_WIDTH];
    unsigned below = height % 8;
    uint64_t from = index << below;
    struct tile t = tile_at((int)(height / 8), from, p->tree_size);
    if (!read_tile(p, &t, e)) {
        return false;
    }
    size_t offset = from % TILE_WIDTH, n = (size_t)1 << below;
    assert(offset + n <= t.width);
    memcpy(hashes, p->bytes.at + offset * SHA256_SIZE, n * SHA256_SIZE);
    return merkle_fold(p->hasher, hashes, n, out, e);
}

/* The largest power of two below n, n at least 2, as its exponent. */
static unsigned split_height(uint64_t n)
{
    return 63 - (unsigned)__builtin_clzll(n - 1);
}

/* MTH(D[lo:hi]). */
static bool range_root(struct prover *p, uint64_t lo, uint64_t hi, struct sha256 *out,
                       struct error *e)
{
    uint64_t n = hi - lo;
    if ((n & (n - 1)) == 0) {
        unsigned height = (unsigned)__builtin_ctzll(n);
        return perfect(p, height, lo >> height, out, e);
    }
    unsigned height = split_height(n);
    struct sha256 left, right;
    return perfect(p, height, lo >> height, &left, e) &&
           range_root(p, lo + (UINT64_C(1) << height), hi, &right, e) &&
           merkle_hash_node(p->hasher, &left, &right, out, e);
}

static bool add(struct prover *p, uint64_t lo, uint64_t hi, struct error *e)
{
    assert(p->count < PROOF_MOST);
    return range_root(p, lo, hi, &p->proof[p->count++], e);
}

/* PATH(m, D[lo:hi]) of section 2.1.1. */
static bool path(struct prover *p, uint64_t m, uint64_t lo, uint64_t hi, struct error *e)
{
    if (hi - lo == 1) {
        return true;
    }
    uint64_t middle = lo + (UINT64_C(1) << split_height(hi - lo));
    return m < middle ? path(p, m, lo, middle, e) && add(p, middle, hi, e)
                      : path(p, m, middle, hi, e) && add(p, lo, middle, e);
}

/* SUBPROOF(m, D[lo:hi], known) of section 2.1.2; known: the verifier has that root. */
static bool subproof(struct prover *p, uint64_t m, uint64_t lo, uint64_t hi, bool known,
                     struct error *e)
{
    if (m == hi) {
        return known || add(p, lo, hi, e);
    }
    uint64_t middle = lo + (UINT64_C(1) << split_height(hi - lo));
    return m <= middle ? subproof(p, m, lo, middle, known, e) && add(p, middle, hi, e)
                       : subproof(p, m, middle, hi, false, e) && add(p, lo, middle, e);
}

static bool out_of_range(struct error *e)
{
    return fail(e, ERROR_USAGE, "ledger.range", "an index or a size lies beyond the tree");
}

static bool begin(struct prover *p, const char *folder, uint64_t tree_size,
                  struct sha256 *proof, struct error *e)
{
    *p = (struct prover){.folder = folder, .tree_size = tree_size, .proof = proof};
    return hasher_new(&p->hasher, e);
}

static void end(struct prover *p, size_t *count)
{
    *count = p->count;
    hasher_free(p->hasher);
    text_free(&p->bytes);
}

bool tree_prove_inclusion(const char *folder, uint64_t tree_size, uint64_t index, uint64_t size,
                          struct sha256 *proof, size_t *count, struct error *e)
{
    struct prover p;
    if (size > tree_size || index >= size) {
        return out_of_range(e);
    }
    bool ok = begin(&p, folder, tree_size, proof, e) && path(&p, index, 0, size, e);
    end(&p, count);
    return ok;
}

bool tree_prove_consistency(const char *folder, uint64_t tree_size, uint64_t size1,
                            uint64_t size2, struct sha256 *proof, size_t *count,
                            struct error *e)
{
    struct prover p;
    if (size2 > tree_size || size1 > size2) {
        return out_of_range(e);
    }
    bool ok = begin(&p, folder, tree_size, proof, e) &&
              (size1 == 0 || subproof(&p, size1, 0, size2, true, e));
    end(&p, count);
    return ok;
}

/* The entry at `place` of a bundle. */
static bool find_entry(const struct text *bundle, size_t place, struct span *entry)
{
    struct span rest = text_span(bundle);
    for (size_t i = 0; i <= place; i++) {
        if (!bundle_cut(&rest, entry)) {
            return false;
        }
    }
    return true;
}

static bool check_entry(struct prover *p, uint64_t index, struct span entry, struct error *e)
{
    struct sha256 leaf, stored;
    return perfect(p, 0, index, &stored, e) && merkle_hash_leaf(p->hasher, entry, &leaf, e) &&
           (memcmp(leaf.at, stored.at, sizeof leaf.at) == 0 ||
            fail(e, ERROR_VERIFY, "ledger.bundle", "entry %llu does not fit its hash",
                 (unsigned long long)index));
}

bool tree_entry(const char *folder, uint64_t tree_size, uint64_t index, struct text *out,
                struct error *e)
{
    struct prover p;
    struct text bundle = {0};
    struct span entry;
    size_t unused;
    if (index >= tree_size) {
        return out_of_range(e);
    }
    struct tile t = tile_at(TILE_ENTRIES, index, tree_size);
    bool ok = begin(&p, folder, tree_size, NULL, e) && tile_load(folder, &t, &bundle, e) &&
              (find_entry(&bundle, index % TILE_WIDTH, &entry) ||
               fail(e, ERROR_VERIFY, "ledger.bundle", "the bundle of entry %llu is malformed",
                    (unsigned long long)index)) &&
              check_entry(&p, index, entry, e) && text_add(out, entry, e);
    text_free(&bundle);
    end(&p, &unused);
    return ok;
}
