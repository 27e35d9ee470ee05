#include "tile.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"

static uint64_t hashes_at(int level, uint64_t size)
{
    return level <= 0 ? size : level >= TILE_LEVELS ? 0 : size >> (8 * level);
}

struct tile tile_at(int level, uint64_t index, uint64_t size)
{
    uint64_t n = index / TILE_WIDTH, left = hashes_at(level, size) - n * TILE_WIDTH;
    assert(index < hashes_at(level, size));
    return (struct tile){level, n, left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH};
}

/* FOLDER/tile/L/N without a suffix. */
static bool base_path(char *out, size_t size, const char *folder, const struct tile *t,
                      struct error *e)
{
    char level[16] = "entries", number[48];
    if (t->level != TILE_ENTRIES) {
        (void)snprintf(level, sizeof level, "%d", t->level);
    }
    size_t at = sizeof number;
    number[--at] = '\0';
    uint64_t n = t->n;
    bool last = true;
    do {
        char group[8];
        int len = snprintf(group, sizeof group, "%s%03u%s", last ? "" : "x",
                           (unsigned)(n % 1000), last ? "" : "/");
        at -= (size_t)len;
        memcpy(number + at, group, (size_t)len);
        n /= 1000;
        last = false;
    } while (n > 0);
    return path_format(out, size, e, "%s/tile/%s/%s", folder, level, number + at);
}

bool tile_partial_folder(char *out, size_t size, const char *folder, const struct tile *t,
                         struct error *e)
{
    char base[PATH_SIZE];
    return base_path(base, sizeof base, folder, t, e) &&
           path_format(out, size, e, "%s.p", base);
}

bool tile_path(char *out, size_t size, const char *folder, const struct tile *t,
               struct error *e)
{
    char base[PATH_SIZE];
    if (t->width == TILE_WIDTH) {
        return base_path(out, size, folder, t, e);
    }
    return base_path(base, sizeof base, folder, t, e) &&
           path_format(out, size, e, "%s.p/%u", base, t->width);
}

/* Loads the tile as it is; *missing (and false) when there is no such file. */
static bool load_file(const char *folder, const struct tile *t, struct text *out, bool *missing,
                      struct error *e)
{
    char path[PATH_SIZE];
    size_t before = out->len;
    *missing = false;
    if (!tile_path(path, sizeof path, folder, t, e)) {
        return false;
    }
    if (!file_load(out, path, BUNDLE_MOST, e)) {
        *missing = !file_exists(path);
        return !*missing ? false
                         : fail(e, ERROR_VERIFY, "ledger.tile", "a tile is missing: %s", path);
    }
    return t->level == TILE_ENTRIES || out->len - before == (size_t)t->width * SHA256_SIZE ||
           fail(e, ERROR_VERIFY, "ledger.tile", "a tile has the wrong length: %s", path);
}

bool tile_load(const char *folder, const struct tile *t, struct text *out, struct error *e)
{
    struct tile full = {t->level, t->n, TILE_WIDTH};
    size_t before = out->len;
    bool missing;
    if (load_file(folder, t, out, &missing, e)) {
        return true;
    }
    /* A writer removes partial forms once the full one is there. */
    struct error ignored;
    if (!missing || t->width == TILE_WIDTH ||
        !load_file(folder, &full, out, &missing, &ignored)) {
        return false;
    }
    if (t->level != TILE_ENTRIES) {
        out->len = before + (size_t)t->width * SHA256_SIZE;
    }
    return true;
}

bool bundle_cut(struct span *rest, struct span *entry)
{
    if (rest->len < 2) {
        return false;
    }
    const uint8_t *at = (const uint8_t *)rest->at;
    size_t n = (size_t)at[0] << 8 | at[1];
    if (n > rest->len - 2) {
        return false;
    }
    *entry = (struct span){rest->at + 2, n};
    *rest = (struct span){rest->at + 2 + n, rest->len - 2 - n};
    return true;
}

bool bundle_add(struct text *bundle, struct span entry, struct error *e)
{
    char length[2] = {(char)(entry.len >> 8), (char)(entry.len & 255)};
    if (entry.len == 0 || entry.len > ENTRY_MOST) {
        return fail(e, ERROR_INPUT, "ledger.entry",
                    "an entry has 1 to %d bytes; this one has %zu", ENTRY_MOST, entry.len);
    }
    return text_add(bundle, (struct span){length, sizeof length}, e) &&
           text_add(bundle, entry, e);
}
