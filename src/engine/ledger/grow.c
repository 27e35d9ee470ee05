/* Makes a tree longer on disk.
 *
 * (1) Only names beyond the old tree are written: full tiles that were not full
 *     and partial forms wider than before. What a crash left there is overwritten.
 * (2) When grow_end returns true every file and every folder above it is on
 *     stable storage; before that nothing is promised.
 * (3) Bundles are hashed and written in rounds of SLOTS, by several threads; a
 *     round's memory is bounded by ROUND_BYTES and one bundle.
 *
 * Durable in two ways. A few files: each is synced as it is written, then each
 * folder once; folders that held a partial form of the old tree are durable
 * already, save for the new name in them. Many files (a round of BULK bundles or
 * more came): all are written, then the file system is synced once, which costs
 * one journal commit rather than thousands, but waits for what others wrote too.
 */
#include "grow.h"

#include <assert.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "merkle.h"

enum {
    SLOTS = 64,
    ROUND_BYTES = 8 << 20,
    BULK = 4,
};

/* A bundle in the making, with the tile of level 0 beside it. */
struct slot {
    struct text bundle;
    unsigned count, known; /* entries; those whose hashes are known already */
    struct sha256 hashes[TILE_WIDTH];
    struct sha256 root; /* when full */
};

struct grow {
    const char *folder;
    struct edge edge;             /* levels 1 and up; level 0 is in the slots */
    unsigned width[TILE_LEVELS];  /* hashes in the last tile of a level */
    uint64_t number[TILE_LEVELS]; /* that tile's number */
    bool dirty[TILE_LEVELS];      /* it grew since it was last written */
    struct slot *slots;
    size_t full, bytes; /* full slots, and bytes in all of them */
    unsigned threads;
    struct hasher **hashers; /* one a thread */
    uint64_t old_size;
    bool bulk;
    struct volume *volume; /* open since before the first write */
    char **folders;        /* not bulk: to be synced, each once */
    size_t folder_count, folder_cap;
};

static bool allocate(struct grow *g, struct error *e)
{
    g->slots = memory_new(SLOTS, sizeof *g->slots, e);
    g->hashers = g->slots == NULL ? NULL : memory_new(g->threads, sizeof(struct hasher *), e);
    bool ok = g->hashers != NULL;
    for (unsigned i = 0; ok && i < g->threads; i++) {
        ok = hasher_new(&g->hashers[i], e);
    }
    return ok;
}

/* The old tree's partial bundle is where the first slot begins. */
static bool begin(struct grow *g, const struct edge *from, struct error *e)
{
    struct slot *first = &g->slots[0];
    memcpy(g->edge.hashes, from->hashes, sizeof g->edge.hashes);
    g->edge.size = g->old_size = from->size;
    for (int level = 0; level < TILE_LEVELS; level++) {
        g->width[level] = edge_width(from, level);
        g->number[level] = level + 1 < TILE_LEVELS ? from->size >> (8 * (level + 1)) : 0;
    }
    first->count = first->known = g->width[0];
    memcpy(first->hashes, from->hashes[0], sizeof first->hashes);
    return text_add(&first->bundle, text_span(&from->bundle), e);
}

bool grow_new(struct grow **out, const char *folder, const struct edge *from, struct error *e)
{
    struct grow *g = memory_new(1, sizeof *g, e);
    if (g == NULL) {
        return false;
    }
    g->folder = folder;
    g->threads = pool_cores();
    if (!allocate(g, e) || !begin(g, from, e) || !volume_open(&g->volume, folder, e)) {
        grow_free(g);
        return false;
    }
    *out = g;
    return true;
}

void grow_free(struct grow *g)
{
    if (g == NULL) {
        return;
    }
    for (size_t i = 0; g->slots != NULL && i < SLOTS; i++) {
        text_free(&g->slots[i].bundle);
    }
    for (unsigned i = 0; g->hashers != NULL && i < g->threads; i++) {
        hasher_free(g->hashers[i]);
    }
    for (size_t i = 0; i < g->folder_count; i++) {
        memory_free(g->folders[i]);
    }
    volume_close(g->volume);
    edge_clear(&g->edge);
    memory_free(g->folders);
    memory_free(g->hashers);
    memory_free(g->slots);
    memory_free(g);
}

/* --- files --- */

static bool remember_folder(struct grow *g, const char *path, struct error *e)
{
    for (size_t i = 0; i < g->folder_count; i++) {
        if (strcmp(g->folders[i], path) == 0) {
            return true;
        }
    }
    if (!memory_grow((void **)&g->folders, &g->folder_cap, g->folder_count, sizeof *g->folders,
                     e)) {
        return false;
    }
    char *copy = memory_string(path, e);
    if (copy == NULL) {
        return false;
    }
    g->folders[g->folder_count++] = copy;
    return true;
}

/* True when the old tree has a partial form of this tile: its folder is durable. */
static bool had_partial(const struct grow *g, const struct tile *t)
{
    int level = t->level < 0 ? 0 : t->level;
    uint64_t count = g->old_size >> (8 * level);
    return t->width < TILE_WIDTH && count % TILE_WIDTH != 0 && count / TILE_WIDTH == t->n;
}

/* The folder of path, and unless that was there before, those above it. */
static bool remember(struct grow *g, const char *path, const struct tile *t, struct error *e)
{
    char folder[PATH_SIZE];
    size_t root = strlen(g->folder);
    if (!path_format(folder, sizeof folder, e, "%s", path)) {
        return false;
    }
    do {
        *strrchr(folder, '/') = '\0';
        if (!remember_folder(g, folder, e)) {
            return false;
        }
    } while (!had_partial(g, t) && strlen(folder) > root);
    return true;
}

static bool make_folder_of(const char *path, struct error *e)
{
    char folder[PATH_SIZE];
    if (!path_format(folder, sizeof folder, e, "%s", path)) {
        return false;
    }
    *strrchr(folder, '/') = '\0';
    return folder_exists(folder) || folder_make(folder, FILE_PUBLIC, e);
}

static bool write_tile(struct grow *g, const struct tile *t, struct span bytes, struct error *e)
{
    char path[PATH_SIZE];
    return tile_path(path, sizeof path, g->folder, t, e) && make_folder_of(path, e) &&
           file_put(path, bytes, FILE_PUBLIC, !g->bulk, e) &&
           (g->bulk || remember(g, path, t, e));
}

static bool write_hashes(struct grow *g, const struct tile *t, const struct sha256 *hashes,
                         struct error *e)
{
    return write_tile(g, t, (struct span){(const char *)hashes, t->width * sizeof *hashes}, e);
}

/* --- rounds --- */

/* Hashes the entries of one slot and writes its bundle and its tile. */
static bool work(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct grow *g = ctx;
    struct slot *s = &g->slots[slice];
    struct hasher *h = g->hashers[worker];
    struct span rest = text_span(&s->bundle), entry;
    for (unsigned i = 0; i < s->count; i++) {
        bool cut = bundle_cut(&rest, &entry);
        assert(cut); /* this writer made it, or edge_load checked it */
        if (i >= s->known && !merkle_hash_leaf(h, entry, &s->hashes[i], e)) {
            return false;
        }
    }
    s->known = s->count;
    struct tile bundle = {TILE_ENTRIES, g->number[0] + slice, s->count};
    struct tile hashes = {0, g->number[0] + slice, s->count};
    return write_tile(g, &bundle, text_span(&s->bundle), e) &&
           write_hashes(g, &hashes, s->hashes, e) &&
           (s->count < TILE_WIDTH || merkle_fold(h, s->hashes, TILE_WIDTH, &s->root, e));
}

/* Adds the root of a full tile to the level above it; a tile that gets full
 * there is written and its root goes up in turn. */
static bool push(struct grow *g, struct sha256 root, struct error *e)
{
    for (int level = 1; level < TILE_LEVELS; level++) {
        struct sha256 *hashes = g->edge.hashes[level];
        hashes[g->width[level]++] = root;
        g->dirty[level] = true;
        if (g->width[level] < TILE_WIDTH) {
            return true;
        }
        struct tile t = {level, g->number[level]++, TILE_WIDTH};
        g->width[level] = 0;
        if (!write_hashes(g, &t, hashes, e) ||
            !merkle_fold(g->hashers[0], hashes, TILE_WIDTH, &root, e)) {
            return false;
        }
    }
    return fail(e, ERROR_INPUT, "ledger.size", "the tree is too large");
}

/* Works off the full slots, and the partial one behind them when it is the last round. */
static bool end_round(struct grow *g, bool last, struct error *e)
{
    bool more = last && g->slots[g->full].count > g->slots[g->full].known;
    g->bulk = g->bulk || g->full >= BULK;
    if (!pool_run(g->bulk ? g->threads : 1, g->full + more, work, g, e)) {
        return false;
    }
    for (size_t i = 0; i < g->full; i++) {
        struct slot *s = &g->slots[i];
        if (!push(g, s->root, e)) {
            return false;
        }
        s->count = s->known = 0;
        s->bundle.len = 0;
    }
    g->number[0] += g->full;
    return true;
}

bool grow_entry(struct grow *g, struct span entry, struct error *e)
{
    struct slot *s = &g->slots[g->full];
    if (!bundle_add(&s->bundle, entry, e)) {
        return false;
    }
    s->count++;
    g->edge.size++;
    g->bytes += entry.len;
    if (s->count < TILE_WIDTH) {
        return true;
    }
    if (++g->full < SLOTS && g->bytes < ROUND_BYTES) {
        return true;
    }
    bool ok = end_round(g, false, e);
    g->full = g->bytes = 0;
    return ok;
}

static bool write_upper(struct grow *g, struct error *e)
{
    for (int level = 1; level < TILE_LEVELS; level++) {
        struct tile t = {level, g->number[level], g->width[level]};
        if (g->dirty[level] && t.width > 0 && !write_hashes(g, &t, g->edge.hashes[level], e)) {
            return false;
        }
    }
    return true;
}

static bool sync_all(struct grow *g, struct error *e)
{
    if (g->bulk) {
        return volume_sync(g->volume, e);
    }
    for (size_t i = 0; i < g->folder_count; i++) {
        if (!folder_sync(g->folders[i], e)) {
            return false;
        }
    }
    return true;
}

bool grow_end(struct grow *g, struct edge *edge, struct error *e)
{
    if (!end_round(g, true, e) || !write_upper(g, e) || !sync_all(g, e)) {
        return false;
    }
    struct slot *part = &g->slots[g->full]; /* full < SLOTS: grow_entry sees to that */
    memcpy(g->edge.hashes[0], part->hashes, sizeof part->hashes);
    edge_clear(edge);
    *edge = g->edge;
    edge->bundle = part->bundle;
    part->bundle = (struct text){0};
    g->edge.bundle = (struct text){0};
    return true;
}
