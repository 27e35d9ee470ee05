/* The folder of a tree and the note that states it. */
#include "seal.h"

#include <stdio.h>

#include "base/file.h"

enum { CHECKPOINT_MOST = 1000 * 1000 };

bool seal_folder(const char *folder, struct error *e)
{
    char above[PATH_SIZE];
    return folder_make(folder, FILE_PUBLIC, e) &&
           path_format(above, sizeof above, e, "%s/..", folder) && folder_sync(above, e);
}

bool seal_edge(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
               const uint8_t *also, const struct edge *edge, struct checkpoint *out, struct error *e)
{
    char path[PATH_SIZE];
    struct checkpoint c = {.size = edge->size};
    struct text body = {0}, note = {0};
    bool ok = path_format(c.origin, sizeof c.origin, e, "%s", origin) &&
              path_format(path, sizeof path, e, "%s/checkpoint", folder) &&
              edge_root(edge, &c.root, e) && checkpoint_format(&body, &c, e) &&
              note_sign(&note, text_span(&body), origin, secret, e) &&
              (also == NULL || note_sign_too(&note, origin, also, e)) &&
              file_save(path, text_span(&note), FILE_PUBLIC, e);
    text_free(&body);
    text_free(&note);
    if (ok) {
        *out = c;
    }
    return ok;
}

bool seal_read(const char *folder, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct checkpoint *out, struct error *e)
{
    char path[PATH_SIZE];
    struct text note = {0};
    struct span body;
    bool ok = path_format(path, sizeof path, e, "%s/checkpoint", folder) &&
              file_load(&note, path, CHECKPOINT_MOST, e) &&
              note_open(text_span(&note), name, public_key, &body, e) &&
              checkpoint_parse(body, out, e) &&
              (strcmp(out->origin, name) == 0 ||
               fail(e, ERROR_VERIFY, "checkpoint.origin",
                    "the checkpoint's origin is not the name of the key: %s", path));
    text_free(&note);
    return ok;
}
