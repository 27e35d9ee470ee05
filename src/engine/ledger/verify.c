/* Verification of a tree by somebody who trusts nobody, from its public files
 * alone. It shares with the writer the Merkle arithmetic and the note format,
 * and nothing else: names, bundles and tiles are read here as C2SP tlog-tiles
 * and tile.h describe them, by code of its own.
 *
 * (1) Every entry is hashed; every hash in every tile that the checkpoint covers is compared
 *     with what the entries give; then the root with the one that was signed.
 * (2) A file has exactly its length. Where a partial form is absent the full one
 *     takes its place (C2SP: a log may remove partial forms then).
 * (3) Names beyond the checkpoint are never looked at.
 * (4) Memory is bounded: bundles are read in rounds of ROUND_MOST or ROUND_BYTES.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "merkle.h"

enum {
    WIDTH = 256,
    LEVELS = 8,
    ROUND_MOST = 64,
    ROUND_BYTES = 16 << 20,
    LONGEST_BUNDLE = WIDTH * (2 + 65535),
    LONGEST_NOTE = 1000 * 1000,
};

struct buffer {
    char *at;
    size_t len, cap;
};

/* One bundle with its tile of level 0. */
struct part {
    struct buffer bundle, tile;
    struct span entries[WIDTH];
    struct sha256 hashes[WIDTH];
    struct sha256 root; /* of a full one */
};

struct verifier {
    const char *folder;
    uint64_t size;  /* the checkpoint's */
    uint64_t first; /* the first bundle of this round */
    struct part *parts;
    struct hasher **hashers; /* one a thread */
    unsigned threads;
    struct sha256 (
        *levels)[WIDTH];     /* the last tile of each level above 0, and of 0 at the end */
    uint64_t counts[LEVELS]; /* hashes of a level so far */
    struct buffer scratch;
};

static bool wrong(struct error *e, const char *what, const char *path)
{
    return fail(e, ERROR_VERIFY, "tree.verify", "%s: %s", what, path);
}

/* --- files --- */

/* "x001/x234/067" for 1234067. */
static bool number_path(char *out, size_t size, uint64_t n, struct error *e)
{
    char before[64] = "";
    uint64_t scale = 1;
    while (n / scale >= 1000) {
        scale *= 1000;
    }
    for (; scale > 1; scale /= 1000) {
        size_t used = strlen(before);
        (void)snprintf(before + used, sizeof before - used, "x%03u/",
                       (unsigned)(n / scale % 1000));
    }
    return path_format(out, size, e, "%s%03u", before, (unsigned)(n % 1000));
}

/* Finds the file with `width` things of tile n; *found is how many are in it. */
static bool find_file(const char *folder, const char *level, uint64_t n, unsigned width,
                      char *path, unsigned *found, struct error *e)
{
    char number[64];
    if (!number_path(number, sizeof number, n, e)) {
        return false;
    }
    *found = width;
    if (width < WIDTH) {
        if (!path_format(path, PATH_SIZE, e, "%s/tile/%s/%s.p/%u", folder, level, number,
                         width)) {
            return false;
        }
        if (file_exists(path)) {
            return true;
        }
        *found = WIDTH;
    }
    return path_format(path, PATH_SIZE, e, "%s/tile/%s/%s", folder, level, number) &&
           (file_exists(path) || wrong(e, "a file is missing", path));
}

static bool load(struct buffer *b, const char *path, size_t limit, struct error *e)
{
    uint64_t size;
    if (!file_size(path, &size, e)) {
        return false;
    }
    if (size > limit) {
        return wrong(e, "a file is too long", path);
    }
    if (size + 1 > b->cap) {
        char *at = memory_resize(b->at, size + 1, 1, e);
        if (at == NULL) {
            return false;
        }
        b->at = at;
        b->cap = size + 1;
    }
    struct reader *r = NULL;
    size_t got = 1;
    bool ok = reader_open(&r, path, e);
    for (b->len = 0; ok && got > 0 && b->len < b->cap; b->len += got) {
        got = 0;
        ok = reader_read(r, b->at + b->len, b->cap - b->len, &got, e);
    }
    reader_close(r);
    return ok && (b->len == size || wrong(e, "a file changed while it was read", path));
}

/* Finds and loads. Where the ledger is live, its writer may remove a partial form in between: then
 * the full one is there. */
static bool read_file(const char *folder, const char *level, uint64_t n, unsigned width,
                      size_t limit, struct buffer *b, char *path, unsigned *found,
                      struct error *e)
{
    if (!find_file(folder, level, n, width, path, found, e)) {
        return false;
    }
    if (load(b, path, limit, e)) {
        return true;
    }
    return *found < WIDTH && !file_exists(path) &&
           find_file(folder, level, n, width, path, found, e) && load(b, path, limit, e);
}

/* --- tiles --- */

/* The tile on disk must hold these hashes. */
static bool compare_tile(const struct verifier *v, unsigned level, uint64_t n, unsigned width,
                         const struct sha256 *hashes, struct buffer *b, struct error *e)
{
    char path[PATH_SIZE], name[8];
    unsigned found;
    (void)snprintf(name, sizeof name, "%u", level);
    if (!read_file(v->folder, name, n, width, WIDTH * SHA256_SIZE, b, path, &found, e)) {
        return false;
    }
    if (b->len != (size_t)found * SHA256_SIZE) {
        return wrong(e, "a tile has the wrong length", path);
    }
    for (unsigned i = 0; i < width; i++) {
        if (memcmp(b->at + (size_t)i * SHA256_SIZE, hashes[i].at, SHA256_SIZE) != 0) {
            (void)!wrong(e, "a hash does not fit the entries", path);
            error_context(e, "hash %u", i);
            return false;
        }
    }
    return true;
}

/* Cuts `count` entries out of a bundle, which must end there. */
static bool cut_entries(struct part *p, unsigned count, const char *path, struct error *e)
{
    const uint8_t *at = (const uint8_t *)p->bundle.at;
    size_t left = p->bundle.len;
    for (unsigned i = 0; i < count; i++) {
        size_t n = left < 2 ? 0 : (size_t)at[0] << 8 | at[1];
        if (n == 0 || n > left - 2) {
            (void)!wrong(e, "an entry bundle is malformed", path);
            error_context(e, "entry %u", i);
            return false;
        }
        p->entries[i] = (struct span){(const char *)at + 2, n};
        at += 2 + n;
        left -= 2 + n;
    }
    return left == 0 || wrong(e, "bytes behind the last entry of a bundle", path);
}

static unsigned width_of(const struct verifier *v, uint64_t n)
{
    uint64_t left = v->size - n * WIDTH;
    return left < WIDTH ? (unsigned)left : WIDTH;
}

/* Reads and hashes one bundle and compares its tile. */
static bool work(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct verifier *v = ctx;
    struct part *p = &v->parts[slice];
    struct hasher *h = v->hashers[worker];
    char path[PATH_SIZE];
    uint64_t n = v->first + slice;
    unsigned found, width = width_of(v, n);
    if (!read_file(v->folder, "entries", n, width, LONGEST_BUNDLE, &p->bundle, path, &found,
                   e) ||
        !cut_entries(p, found, path, e)) {
        return false;
    }
    for (unsigned i = 0; i < width; i++) {
        if (!merkle_hash_leaf(h, p->entries[i], &p->hashes[i], e)) {
            return false;
        }
    }
    return compare_tile(v, 0, n, width, p->hashes, &p->tile, e) &&
           (width < WIDTH || merkle_fold(h, p->hashes, WIDTH, &p->root, e));
}

/* The root of a full tile goes to the level above. */
static bool push(struct verifier *v, struct sha256 root, struct error *e)
{
    for (unsigned level = 1; level < LEVELS; level++) {
        struct sha256 *hashes = v->levels[level];
        hashes[v->counts[level]++ % WIDTH] = root;
        if (v->counts[level] % WIDTH != 0) {
            return true;
        }
        uint64_t n = v->counts[level] / WIDTH - 1;
        if (!compare_tile(v, level, n, WIDTH, hashes, &v->scratch, e) ||
            !merkle_fold(v->hashers[0], hashes, WIDTH, &root, e)) {
            return false;
        }
    }
    return true;
}

/* --- the whole --- */

/* How many bundles from v->first on make a round. */
static bool plan_round(const struct verifier *v, size_t *count, struct error *e)
{
    uint64_t bundles = v->size / WIDTH + (v->size % WIDTH != 0), bytes = 0;
    for (*count = 0; *count < ROUND_MOST && v->first + *count < bundles && bytes < ROUND_BYTES;
         ++*count) {
        char path[PATH_SIZE];
        struct error
            ignored; /* for memory's sake only: what is wrong comes out when it is read */
        unsigned found;
        uint64_t n = v->first + *count, size;
        if (!find_file(v->folder, "entries", n, width_of(v, n), path, &found, e)) {
            return false;
        }
        bytes += file_size(path, &size, &ignored) ? size : LONGEST_BUNDLE;
    }
    return true;
}

typedef bool (*visitor)(void *ctx, uint64_t index, struct span entry, struct error *e);

static bool hand_out(struct verifier *v, size_t slice, visitor each, void *ctx, struct error *e)
{
    const struct part *p = &v->parts[slice];
    uint64_t n = v->first + slice;
    unsigned width = width_of(v, n);
    for (unsigned i = 0; each != NULL && i < width; i++) {
        if (!each(ctx, n * WIDTH + i, p->entries[i], e)) {
            return false;
        }
    }
    v->counts[0] += width;
    if (width < WIDTH) {
        memcpy(v->levels[0], p->hashes, width * sizeof *p->hashes);
        return true;
    }
    return push(v, p->root, e);
}

static bool verify_entries(struct verifier *v, visitor each, void *ctx, struct error *e)
{
    for (size_t count = 0;; v->first += count) {
        if (!plan_round(v, &count, e)) {
            return false;
        }
        if (count == 0) {
            return true;
        }
        if (!pool_run(v->threads, count, work, v, e)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (!hand_out(v, i, each, ctx, e)) {
                return false;
            }
        }
    }
}

/* Compares the partial tiles above level 0 and folds what no full tile holds, smallest perfect
 * subtree first, to the root. */
static bool finish(struct verifier *v, struct sha256 *root, struct error *e)
{
    bool any = false;
    if (!merkle_empty(root, e)) {
        return false;
    }
    for (unsigned level = 0; level < LEVELS; level++) {
        unsigned width = (unsigned)(v->counts[level] % WIDTH);
        const struct sha256 *hashes = v->levels[level];
        if (level > 0 && width > 0 &&
            !compare_tile(v, level, v->counts[level] / WIDTH, width, hashes, &v->scratch, e)) {
            return false;
        }
        for (unsigned take = 1; width > 0; take *= 2) {
            struct sha256 subtree;
            if ((width & take) == 0) {
                continue;
            }
            width -= take;
            if (!merkle_fold(v->hashers[0], hashes + width, take, &subtree, e) ||
                !merkle_join_left(v->hashers[0], &subtree, root, &any, e)) {
                return false;
            }
        }
    }
    return true;
}

static bool begin(struct verifier *v, const char *folder, uint64_t size, struct error *e)
{
    *v = (struct verifier){.folder = folder, .size = size, .threads = pool_cores()};
    v->parts = memory_new(ROUND_MOST, sizeof *v->parts, e);
    v->levels = v->parts == NULL ? NULL : memory_new(LEVELS, sizeof *v->levels, e);
    v->hashers = v->levels == NULL ? NULL : memory_new(v->threads, sizeof(struct hasher *), e);
    bool ok = v->hashers != NULL;
    for (unsigned i = 0; ok && i < v->threads; i++) {
        ok = hasher_new(&v->hashers[i], e);
    }
    return ok;
}

static void end(struct verifier *v)
{
    for (size_t i = 0; v->parts != NULL && i < ROUND_MOST; i++) {
        memory_free(v->parts[i].bundle.at);
        memory_free(v->parts[i].tile.at);
    }
    for (unsigned i = 0; v->hashers != NULL && i < v->threads; i++) {
        hasher_free(v->hashers[i]);
    }
    memory_free(v->scratch.at);
    memory_free(v->hashers);
    memory_free(v->levels);
    memory_free(v->parts);
}

static bool read_checkpoint(const char *folder, struct span vkey, struct checkpoint *out,
                            struct error *e)
{
    char path[PATH_SIZE], name[sizeof out->origin];
    uint8_t public_key[ED25519_PUBLIC];
    struct buffer note = {0};
    struct span body;
    bool ok = note_parse_vkey(span_trim(vkey), name, sizeof name, public_key, e) &&
              path_format(path, sizeof path, e, "%s/checkpoint", folder) &&
              (file_exists(path) || wrong(e, "a file is missing", path)) &&
              load(&note, path, LONGEST_NOTE, e) &&
              note_open((struct span){note.at, note.len}, name, public_key, &body, e) &&
              checkpoint_parse(body, out, e) &&
              (strcmp(out->origin, name) == 0 ||
               wrong(e, "the origin is not the name of the key", path));
    memory_free(note.at);
    return ok;
}

bool tree_verify(const char *folder, struct span vkey, struct checkpoint *out, visitor each,
                 void *ctx, struct error *e)
{
    struct verifier v;
    struct sha256 root;
    if (!read_checkpoint(folder, vkey, out, e)) {
        return false;
    }
    bool ok = begin(&v, folder, out->size, e) && verify_entries(&v, each, ctx, e) &&
              finish(&v, &root, e) &&
              (memcmp(root.at, out->root.at, sizeof root.at) == 0 ||
               wrong(e, "the entries do not give the root that was signed", folder));
    end(&v);
    return ok;
}
