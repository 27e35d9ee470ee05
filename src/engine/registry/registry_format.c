/* Checksums of a generation: pieces of 1 MiB are hashed in parallel, and a
 * section's sum is the hash of its pieces' hashes, so that a section of many
 * gigabytes costs no single thread its whole length. */
#include "engine/registry/registry_format.h"

#include <string.h>

#include "base/memory.h"
#include "base/pool.h"

struct piece {
    struct span bytes;
    struct sha256 sum;
};

struct sums {
    struct piece *piece;
    size_t count;
};

static bool hash_piece(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct piece *p = &((struct sums *)ctx)->piece[slice];
    return crypto_sha256(p->bytes, &p->sum, e);
}

static size_t pieces_of(const struct section *s)
{
    return (size_t)((s->length + FORMAT_PIECE - 1) / FORMAT_PIECE);
}

static void cut_pieces(const struct header *h, struct span bytes, struct sums *sums)
{
    for (uint32_t i = 0; i < h->sections; i++) {
        const struct section *s = &h->section[i];
        for (uint64_t at = 0; at < s->length; at += FORMAT_PIECE) {
            uint64_t left = s->length - at;
            sums->piece[sums->count++].bytes = (struct span){
                bytes.at + s->offset + at, left < FORMAT_PIECE ? (size_t)left : FORMAT_PIECE};
        }
    }
}

static bool join_pieces(const struct header *h, const struct sums *sums, struct sha256 *out,
                        struct error *e)
{
    struct hasher *hasher;
    if (!hasher_new(&hasher, e)) {
        return false;
    }
    bool ok = true;
    const struct piece *p = sums->piece;
    for (uint32_t i = 0; ok && i < h->sections; i++) {
        for (size_t left = pieces_of(&h->section[i]); ok && left > 0; left--, p++) {
            ok = hasher_add(hasher, (struct span){(const char *)p->sum.at, SHA256_SIZE}, e);
        }
        ok = ok && hasher_end(hasher, &out[i], e);
    }
    hasher_free(hasher);
    return ok;
}

bool format_sums(const struct header *h, struct span bytes, unsigned threads,
                 struct sha256 *out, struct error *e)
{
    size_t count = 0;
    for (uint32_t i = 0; i < h->sections; i++) {
        count += pieces_of(&h->section[i]);
    }
    struct sums sums = {.piece = memory_new(count, sizeof *sums.piece, e)};
    if (sums.piece == NULL) {
        return false;
    }
    cut_pieces(h, bytes, &sums);
    bool ok = pool_run(threads, count, hash_piece, &sums, e) && join_pieces(h, &sums, out, e);
    memory_free(sums.piece);
    return ok;
}

bool format_header_sum(const struct header *h, struct sha256 *out, struct error *e)
{
    return crypto_sha256((struct span){(const char *)h, FORMAT_HEADER - SHA256_SIZE}, out, e);
}

void format_name(const struct sha256 *sum, char out[72])
{
    static const char digits[] = "0123456789abcdef";
    memset(out, 0, 72);
    out[0] = 'g';
    out[1] = '-';
    for (size_t i = 0; i < 8; i++) {
        out[2 + 2 * i] = digits[sum->at[i] >> 4];
        out[3 + 2 * i] = digits[sum->at[i] & 15];
    }
}
