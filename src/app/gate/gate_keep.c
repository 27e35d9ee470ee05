/* gate_keep.c: the files of a batch, or of releases that were imported, in
 * batches/<id>/: what both keep alike, and how a number is taken.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool sealed_for(const char *path, struct span plain, const uint8_t key[X25519_SIZE], struct error *e)
{
    uint8_t recipient[1][X25519_SIZE];
    struct age_writer *w = NULL;
    memcpy(recipient[0], key, X25519_SIZE);
    if (!age_begin(&w, path, (const uint8_t(*)[X25519_SIZE])recipient, 1, e)) {
        return false;
    }
    if (!age_write(w, plain, e)) {
        age_drop(w);
        return false;
    }
    return age_end(w, e);
}

bool sealed_write(const struct gate *g, const char *path, struct span plain, struct error *e)
{
    uint8_t key[X25519_SIZE];
    return x25519_public(g->seal[0].secret, key, e) && sealed_for(path, plain, key, e);
}

bool sealed_read(const struct gate *g, const char *path, size_t most, struct text *out, struct error *e)
{
    struct text file = {0};
    bool ok = file_load(&file, path, most, e) &&
              age_decrypt(text_span(&file), g->seal, g->seals, (struct span){NULL, 0}, out, e);
    text_free(&file);
    return ok;
}

bool keep_sealed(const struct gate *g, const char *id, struct span requests, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "batches/%s/requests.age", id) && sealed_write(g, path, requests, e);
}

bool keep_copy(const struct gate *g, const char *id, const char *from, const char *name,
               struct error *e)
{
    enum { MOST = 1 << 28 };
    char path[PATH_SIZE];
    struct text t = {0};
    bool ok = from == NULL || (file_load(&t, from, MOST, e) &&
                               gate_path(g, path, e, "batches/%s/%s", id, name) &&
                               file_save(path, text_span(&t), FILE_PRIVATE, e));
    text_free(&t);
    return ok;
}

bool keep_points(const struct gate *g, const char *id, const char *points, struct error *e)
{
    char path[PATH_SIZE];
    return points == NULL || (gate_path(g, path, e, "batches/%s/points", id) &&
                              file_save(path, span_of(points), FILE_PRIVATE, e));
}

/* --- numbers --- */

bool keep_claim(const struct gate *g, const char *prefix, uint64_t count, char id[GATE_ID],
                struct error *e)
{
    char claim[PATH_SIZE], folder[PATH_SIZE];
    for (uint64_t n = count + 1;; n++) {
        (void)snprintf(id, GATE_ID, "%s%llu", prefix, (unsigned long long)n);
        if (!gate_path(g, claim, e, "batches/%s.claim", id) ||
            !gate_path(g, folder, e, "batches/%s", id)) {
            return false;
        }
        if (file_exists(claim) || file_exists(folder)) {
            continue;
        }
        struct file *f = NULL;
        if (file_create(&f, claim, FILE_PRIVATE, true, e)) {
            file_drop(f);
            return folder_make(folder, FILE_PRIVATE, e);
        }
        if (!file_exists(claim)) {
            return false; /* not taken by another: it cannot be made */
        }
    }
}

void keep_give_back(const struct gate *g, const char *id)
{
    struct error ignored;
    char path[PATH_SIZE];
    if (id[0] == '\0') {
        return;
    }
    if (gate_path(g, path, &ignored, "batches/%s", id)) {
        (void)!folder_remove(path, &ignored);
    }
    if (gate_path(g, path, &ignored, "public/batches/%s", id)) {
        (void)!folder_remove(path, &ignored);
    }
    if (gate_path(g, path, &ignored, "batches/%s.claim", id)) {
        (void)!file_remove(path, &ignored); /* last: the number is free again */
    }
}
