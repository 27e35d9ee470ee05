/* Merkle arithmetic of RFC 6962 section 2.1, proofs checked as RFC 9162
 * sections 2.1.3.2 and 2.1.4.2 say. No I/O.
 *
 * (1) A leaf is H(0x00 || entry), a node H(0x01 || left || right): no entry can
 *     pass for a node.
 * (2) A proof is good only when all of it was used and both ends fit: a hash
 *     too many or too few is refused even where the root would come out right.
 */
#include "merkle.h"

#include <assert.h>

static bool same(const struct sha256 *a, const struct sha256 *b)
{
    return memcmp(a->at, b->at, sizeof a->at) == 0;
}

bool merkle_hash_leaf(struct hasher *h, struct span entry, struct sha256 *out, struct error *e)
{
    return hasher_add(h, (struct span){"\0", 1}, e) && hasher_add(h, entry, e) &&
           hasher_end(h, out, e);
}

bool merkle_hash_node(struct hasher *h, const struct sha256 *left, const struct sha256 *right,
                      struct sha256 *out, struct error *e)
{
    uint8_t message[1 + 2 * SHA256_SIZE] = {1};
    memcpy(message + 1, left->at, SHA256_SIZE);
    memcpy(message + 1 + SHA256_SIZE, right->at, SHA256_SIZE);
    return hasher_add(h, (struct span){(const char *)message, sizeof message}, e) &&
           hasher_end(h, out, e);
}

bool merkle_fold(struct hasher *h, const struct sha256 *hashes, size_t count,
                 struct sha256 *out, struct error *e)
{
    assert(count >= 1 && count <= MERKLE_FOLD && (count & (count - 1)) == 0);
    struct sha256 row[MERKLE_FOLD / 2];
    const struct sha256 *below = hashes;
    for (; count > 1; count /= 2) {
        for (size_t i = 0; i < count / 2; i++) {
            if (!merkle_hash_node(h, &below[2 * i], &below[2 * i + 1], &row[i], e)) {
                return false;
            }
        }
        below = row;
    }
    *out = below[0];
    return true;
}

bool merkle_join_left(struct hasher *h, const struct sha256 *subtree, struct sha256 *root,
                      bool *any, struct error *e)
{
    if (!*any) {
        *root = *subtree;
        *any = true;
        return true;
    }
    return merkle_hash_node(h, subtree, root, root, e);
}

bool merkle_leaf(struct span entry, struct sha256 *out, struct error *e)
{
    struct hasher *h = NULL;
    bool ok = hasher_new(&h, e) && merkle_hash_leaf(h, entry, out, e);
    hasher_free(h);
    return ok;
}

bool merkle_node(const struct sha256 *left, const struct sha256 *right, struct sha256 *out,
                 struct error *e)
{
    uint8_t message[1 + 2 * SHA256_SIZE] = {1};
    memcpy(message + 1, left->at, SHA256_SIZE);
    memcpy(message + 1 + SHA256_SIZE, right->at, SHA256_SIZE);
    return crypto_sha256((struct span){(const char *)message, sizeof message}, out, e);
}

bool merkle_empty(struct sha256 *out, struct error *e)
{
    return crypto_sha256((struct span){"", 0}, out, e);
}

static bool unproved(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "merkle.proof", "%s", what);
}

bool merkle_verify_inclusion(const struct sha256 *leaf, uint64_t index, uint64_t size,
                             const struct sha256 *proof, size_t count,
                             const struct sha256 *root, struct error *e)
{
    if (index >= size) {
        return unproved(e, "an inclusion proof is for an index beyond the tree");
    }
    uint64_t fn = index, sn = size - 1; /* the RFC's names */
    struct sha256 r = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (sn == 0) {
            return unproved(e, "an inclusion proof has too many hashes");
        }
        bool right = (fn & 1) != 0 || fn == sn;
        if (!(right ? merkle_node(&proof[i], &r, &r, e) : merkle_node(&r, &proof[i], &r, e))) {
            return false;
        }
        while (right && (fn & 1) == 0 && fn != 0) {
            fn >>= 1;
            sn >>= 1;
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0) {
        return unproved(e, "an inclusion proof has too few hashes");
    }
    return same(&r, root) || unproved(e, "an inclusion proof does not lead to the root");
}

/* The consistency proof of two trees that are neither empty nor of one size. */
static bool verify_growth(uint64_t size1, uint64_t size2, const struct sha256 *root1,
                          const struct sha256 *root2, const struct sha256 *proof, size_t count,
                          struct error *e)
{
    bool power = (size1 & (size1 - 1)) == 0; /* then root1 itself is the first hash */
    if (count == 0) {
        return unproved(e, "a consistency proof is empty");
    }
    uint64_t fn = size1 - 1, sn = size2 - 1;
    for (; (fn & 1) != 0; fn >>= 1) {
        sn >>= 1;
    }
    struct sha256 fr = power ? *root1 : proof[0], sr = fr;
    for (size_t i = power ? 0 : 1; i < count; i++) {
        if (sn == 0) {
            return unproved(e, "a consistency proof has too many hashes");
        }
        const struct sha256 *c = &proof[i];
        bool right = (fn & 1) != 0 || fn == sn;
        if (!(right ? merkle_node(c, &fr, &fr, e) && merkle_node(c, &sr, &sr, e)
                    : merkle_node(&sr, c, &sr, e))) {
            return false;
        }
        while (right && (fn & 1) == 0 && fn != 0) {
            fn >>= 1;
            sn >>= 1;
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0) {
        return unproved(e, "a consistency proof has too few hashes");
    }
    return (same(&fr, root1) && same(&sr, root2)) ||
           unproved(e, "a consistency proof does not lead to both roots");
}

bool merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct sha256 *root1,
                               const struct sha256 *root2, const struct sha256 *proof,
                               size_t count, struct error *e)
{
    struct sha256 empty;
    if (!merkle_empty(&empty, e)) {
        return false;
    }
    if (size1 > size2) {
        return unproved(e, "a consistency proof is from a larger tree to a smaller");
    }
    if (size1 != size2) {
        return size1 == 0 ? unproved(e, "from an empty tree nothing can be proved")
                          : verify_growth(size1, size2, root1, root2, proof, count, e);
    }
    if (count != 0) {
        return unproved(e, "a consistency proof should be empty");
    }
    if (size1 == 0 && !same(root1, &empty)) {
        return unproved(e, "the root of an empty tree is another");
    }
    return same(root1, root2) || unproved(e, "two trees of one size have different roots");
}
