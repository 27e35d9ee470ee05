/* The log: one writer appends, anybody reads.
 *
 * (1) Bundles and tiles are durable before the checkpoint that covers them is
 *     written, and the checkpoint is replaced atomically: a crash leaves the old tree
 *     or the new one.
 * (2) No two checkpoints of one size with different roots are ever signed into
 *     `checkpoint`: the writer holds a lock, makes what it found durable before it goes on, and
 *     stops for good when it cannot tell which checkpoint stands.
 * (3) Partial forms of a tile stay until a durable checkpoint covers the full tile.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "grow.h"
#include "note.h"
#include "seal.h"

enum { LOCK_WAIT_MS = 5000, VKEY_MOST = 1024 };

struct ledger {
    char folder[PATH_SIZE];
    char name[256];
    uint8_t public_key[ED25519_PUBLIC];
    uint8_t secret[ED25519_SECRET]; /* of a writer */
    struct file_lock *lock;         /* NULL: a reader */
    bool unsure;                    /* an append failed while its checkpoint was written */
    struct checkpoint checkpoint;
    struct edge edge;
};

/* --- create --- */

static bool save_vkey(const char *folder, const char *origin, const uint8_t *secret,
                      struct error *e)
{
    char path[PATH_SIZE];
    uint8_t public_key[ED25519_PUBLIC];
    struct text vkey = {0};
    bool ok = path_format(path, sizeof path, e, "%s/vkey", folder) &&
              ed25519_public(secret, public_key, e) &&
              note_vkey(&vkey, origin, public_key, e) && text_addc(&vkey, '\n', e) &&
              file_save(path, text_span(&vkey), FILE_PUBLIC, e);
    text_free(&vkey);
    return ok;
}

bool ledger_create(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
                   struct error *e)
{
    char path[PATH_SIZE];
    struct checkpoint c;
    if (!path_format(path, sizeof path, e, "%s/checkpoint", folder)) {
        return false;
    }
    if (file_exists(path)) {
        return fail(e, ERROR_INPUT, "ledger.exists", "there is a ledger already: %s", folder);
    }
    struct edge *empty = memory_new(1, sizeof *empty, e);
    bool ok = empty != NULL && seal_folder(folder, e) && save_vkey(folder, origin, secret, e) &&
              seal_edge(folder, origin, secret, NULL, empty, &c, e);
    memory_free(empty);
    return ok;
}

/* --- open --- */

static bool read_vkey(struct ledger *l, struct error *e)
{
    char path[PATH_SIZE];
    struct text vkey = {0};
    bool ok =
        path_format(path, sizeof path, e, "%s/vkey", l->folder) &&
        file_load(&vkey, path, VKEY_MOST, e) &&
        note_parse_vkey(span_trim(text_span(&vkey)), l->name, sizeof l->name, l->public_key, e);
    text_free(&vkey);
    return ok;
}

/* Locks the ledger and makes the checkpoint that will be read durable: the
 * last writer may have died between replacing it and syncing its folder. */
static bool become_writer(struct ledger *l, const uint8_t *secret, struct error *e)
{
    char path[PATH_SIZE];
    memcpy(l->secret, secret, sizeof l->secret);
    return path_format(path, sizeof path, e, "%s/.lock", l->folder) &&
           file_lock(&l->lock, path, LOCK_WAIT_MS, e) &&
           path_format(path, sizeof path, e, "%s/checkpoint.tmp", l->folder) &&
           file_remove(path, e) && folder_sync(l->folder, e);
}

static bool is_its_key(const struct ledger *l, const uint8_t *secret, struct error *e)
{
    uint8_t public_key[ED25519_PUBLIC];
    return ed25519_public(secret, public_key, e) &&
           (memcmp(public_key, l->public_key, sizeof public_key) == 0 ||
            fail(e, ERROR_VERIFY, "ledger.key", "the key given is not this ledger's: %s", l->folder));
}

/* The right edge from the tiles; it must give the root that was signed. */
static bool read_edge(struct ledger *l, struct error *e)
{
    struct sha256 root;
    if (!edge_load(&l->edge, l->folder, l->checkpoint.size, e) ||
        !edge_root(&l->edge, &root, e)) {
        return false;
    }
    return memcmp(root.at, l->checkpoint.root.at, sizeof root.at) == 0 ||
           fail(e, ERROR_VERIFY, "ledger.root", "the tiles do not fit the checkpoint: %s",
                l->folder);
}

bool ledger_open(struct ledger **out, const char *folder, const uint8_t *secret,
                 struct error *e)
{
    struct ledger *l = memory_new(1, sizeof *l, e);
    if (l == NULL) {
        return false;
    }
    /* the lock first: another writer may be changing the key */
    if (!path_format(l->folder, sizeof l->folder, e, "%s", folder) ||
        (secret != NULL && !become_writer(l, secret, e)) || !read_vkey(l, e) ||
        (secret != NULL && !is_its_key(l, secret, e)) || !seal_read(l->folder, l->name, l->public_key, &l->checkpoint, e) || !read_edge(l, e)) {
        ledger_close(l);
        return false;
    }
    *out = l;
    return true;
}

void ledger_close(struct ledger *l)
{
    if (l == NULL) {
        return;
    }
    file_unlock(l->lock);
    edge_clear(&l->edge);
    memory_wipe(l->secret, sizeof l->secret);
    memory_free(l);
}

const struct checkpoint *ledger_checkpoint(const struct ledger *l)
{
    return &l->checkpoint;
}

/* --- append --- */

static bool may_append(const struct ledger *l, const struct span *entries, size_t count,
                       struct error *e)
{
    if (l->lock == NULL) {
        return fail(e, ERROR_USAGE, "ledger.reader", "the ledger is open for reading only");
    }
    if (l->unsure) {
        return fail(e, ERROR_FAILED, "ledger.unsure",
                    "an append failed while its checkpoint was written; open the ledger anew");
    }
    for (size_t i = 0; i < count; i++) {
        if (entries[i].len == 0 || entries[i].len > ENTRY_MOST) {
            return fail(e, ERROR_INPUT, "ledger.entry",
                        "an entry has 1 to %d bytes; the one at %zu has %zu", ENTRY_MOST, i,
                        entries[i].len);
        }
    }
    return true;
}

static bool write_entries(const struct ledger *l, const struct span *entries, size_t count,
                          struct edge *edge, struct error *e)
{
    struct grow *g = NULL;
    bool ok = grow_new(&g, l->folder, &l->edge, e);
    for (size_t i = 0; ok && i < count; i++) {
        ok = grow_entry(g, entries[i], e);
    }
    ok = ok && grow_end(g, edge, e);
    grow_free(g);
    return ok;
}

/* Removes the partial forms of tiles that have become full. Not needed for
 * anything: what cannot be removed stays. */
static void remove_partials(const struct ledger *l, uint64_t old_size)
{
    for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
        int shift = level < 0 ? 0 : 8 * level;
        uint64_t before = old_size >> shift, now = l->checkpoint.size >> shift;
        struct tile t = {level, before / TILE_WIDTH, TILE_WIDTH};
        char path[PATH_SIZE];
        struct error ignored;
        if (before % TILE_WIDTH != 0 && now / TILE_WIDTH > t.n &&
            tile_partial_folder(path, sizeof path, l->folder, &t, &ignored)) {
            (void)!folder_remove(path, &ignored);
        }
    }
}

static bool publish(struct ledger *l, const struct edge *edge, const uint8_t *also, struct error *e)
{
    l->unsure = true;
    if (!seal_edge(l->folder, l->name, l->secret, also, edge, &l->checkpoint, e)) {
        return false;
    }
    l->unsure = false;
    return true;
}

static bool append(struct ledger *l, const struct span *entries, size_t count, const uint8_t *also,
                   uint64_t *first, struct error *e)
{
    uint64_t old_size = l->checkpoint.size;
    if (!may_append(l, entries, count, e)) {
        return false;
    }
    *first = old_size;
    if (count == 0) {
        return true;
    }
    struct edge *edge = memory_new(1, sizeof *edge, e);
    if (edge == NULL) {
        return false;
    }
    bool ok = write_entries(l, entries, count, edge, e) && publish(l, edge, also, e);
    struct text unused = edge->bundle;
    if (ok) {
        unused = l->edge.bundle;
        l->edge = *edge;
        remove_partials(l, old_size);
    }
    text_free(&unused);
    memory_free(edge);
    return ok;
}

bool ledger_append(struct ledger *l, const struct span *entries, size_t count, uint64_t *first,
                   struct error *e)
{
    return append(l, entries, count, NULL, first, e);
}

/* --- cosignatures, another key --- */

bool ledger_note(const struct ledger *l, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    return path_format(path, sizeof path, e, "%s/checkpoint", l->folder) &&
           file_load(out, path, NOTE_MOST, e);
}

bool ledger_cosign(struct ledger *l, struct span note, struct error *e)
{
    char path[PATH_SIZE];
    struct checkpoint c;
    struct span body;
    if (!may_append(l, NULL, 0, e) || !note_open(note, l->name, l->public_key, &body, e) ||
        !checkpoint_parse(body, &c, e)) {
        return false;
    }
    if (c.size != l->checkpoint.size || memcmp(&c.root, &l->checkpoint.root, sizeof c.root) != 0) {
        return fail(e, ERROR_FAILED, "ledger.cosign", "the note states another tree: %s", l->folder);
    }
    return path_format(path, sizeof path, e, "%s/checkpoint", l->folder) &&
           file_save(path, note, FILE_PUBLIC, e);
}

/* The note that both keys signed stays; then the new key is the log's. */
static bool change_key(struct ledger *l, const uint8_t *next, struct error *e)
{
    char path[PATH_SIZE];
    struct text note = {0};
    bool ok = path_format(path, sizeof path, e, "%s/rotations", l->folder) && seal_folder(path, e) &&
              path_format(path, sizeof path, e, "%s/rotations/%" PRIu64, l->folder,
                          l->checkpoint.size) &&
              ledger_note(l, &note, e) && file_save(path, text_span(&note), FILE_PUBLIC, e) &&
              save_vkey(l->folder, l->name, next, e) && ed25519_public(next, l->public_key, e);
    if (ok) {
        memcpy(l->secret, next, sizeof l->secret);
    }
    text_free(&note);
    return ok;
}

bool ledger_rotate(struct ledger *l, struct span entry, const uint8_t next[ED25519_SECRET],
                   uint64_t *index, struct error *e)
{
    if (!append(l, &entry, 1, next, index, e)) {
        return false;
    }
    l->unsure = true; /* with half of a change nothing is appended */
    if (!change_key(l, next, e)) {
        return false;
    }
    l->unsure = false;
    return true;
}

bool ledger_rotated(struct ledger *l, const uint8_t next[ED25519_SECRET], bool *done,
                    struct error *e)
{
    uint8_t public_key[ED25519_PUBLIC];
    struct text note = {0};
    struct span body;
    bool ok = ed25519_public(next, public_key, e) && ledger_note(l, &note, e);
    *done = ok && note_open(text_span(&note), l->name, public_key, &body, e);
    ok = *done ? change_key(l, next, e) : ok && strcmp(e->code, "note.unsigned") == 0;
    text_free(&note);
    return ok;
}

/* --- read --- */

bool ledger_entry(const struct ledger *l, uint64_t index, struct text *out, struct error *e)
{
    return tree_entry(l->folder, l->checkpoint.size, index, out, e);
}

bool ledger_prove_inclusion(const struct ledger *l, uint64_t index, uint64_t size,
                            struct sha256 *proof, size_t *count, struct error *e)
{
    return tree_prove_inclusion(l->folder, l->checkpoint.size, index, size, proof, count, e);
}

bool ledger_prove_consistency(const struct ledger *l, uint64_t size1, uint64_t size2,
                              struct sha256 *proof, size_t *count, struct error *e)
{
    return tree_prove_consistency(l->folder, l->checkpoint.size, size1, size2, proof, count, e);
}
