/* Rows packed, and the checksums of a generation: pieces of 1 MiB are hashed in parallel, and a
 * section's sum is the hash of its pieces' hashes, so that a section of many
 * gigabytes costs no single thread its whole length. */
#include "engine/registry/registry_format.h"

#include <string.h>

#include "base/memory.h"
#include "base/pool.h"

/* Out of range (a made-up year of 5000, a 15th of the name) is none. */
void format_pack(const struct registry_row *row, const struct row_numbers *n,
                 struct packed_row *out)
{
    uint32_t birth = row->birth < 40960000 ? row->birth : 0;
    uint64_t year = birth / 10000, month = birth / 100 % 100 & 15, day = birth % 100 & 31;
    uint64_t sex = row->sex == 'F' ? 1 : row->sex == 'M' ? 2 : row->sex == 'X' ? 3 : 0;
    uint64_t suffix = row->suffix < 16 ? row->suffix : 0;
    out->word[0] = row->identifier >> 24 | (uint64_t)row->last4 << 40 | day << 54 | month << 59;
    out->word[1] = year | sex << 12 | suffix << 14 | (uint64_t)(row->kind & 7) << 18 |
                   (uint64_t)(row->flags & 7) << 21 | (uint64_t)n->surname << 24 |
                   (uint64_t)n->given << 48;
    out->word[2] = n->given >> 16 | (uint64_t)n->middle << 8 | (uint64_t)n->house << 32 |
                   (uint64_t)n->street << 56;
    out->word[3] = n->street >> 8 | (uint64_t)n->sub << 16 | (uint64_t)n->locality << 40;
}

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
