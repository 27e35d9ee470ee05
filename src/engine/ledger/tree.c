/* A whole tree written at once: the rows of a batch. */
#include "base/file.h"
#include "base/memory.h"
#include "grow.h"
#include "seal.h"

static bool write_leaves(const char *folder, struct edge *edge,
                         bool (*next)(void *ctx, struct span *entry, bool *more,
                                      struct error *e),
                         void *ctx, struct error *e)
{
    struct grow *g = NULL;
    struct span entry = {0};
    bool more = true;
    bool ok = grow_new(&g, folder, edge, e);
    while (ok && more) {
        ok = next(ctx, &entry, &more, e) && (!more || grow_entry(g, entry, e));
    }
    ok = ok && grow_end(g, edge, e);
    grow_free(g);
    return ok;
}

/* A name that cannot sign is found before a million leaves are written. */
static bool check_origin(const char *origin, const uint8_t secret[ED25519_SECRET],
                         struct error *e)
{
    uint8_t public_key[ED25519_PUBLIC];
    struct text vkey = {0};
    bool ok = ed25519_public(secret, public_key, e) && note_vkey(&vkey, origin, public_key, e);
    text_free(&vkey);
    return ok;
}

bool tree_write(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
                bool (*next)(void *ctx, struct span *entry, bool *more, struct error *e),
                void *ctx, struct checkpoint *out, struct error *e)
{
    char path[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s/checkpoint", folder) ||
        !check_origin(origin, secret, e)) {
        return false;
    }
    if (file_exists(path)) {
        return fail(e, ERROR_INPUT, "tree.exists", "there is a tree already: %s", folder);
    }
    struct edge *edge = memory_new(1, sizeof *edge, e);
    bool ok = edge != NULL && seal_folder(folder, e) &&
              write_leaves(folder, edge, next, ctx, e) &&
              seal_edge(folder, origin, secret, NULL, edge, out, e);
    if (edge != NULL) {
        edge_clear(edge);
    }
    memory_free(edge);
    return ok;
}
