/* gate_registry.c: a registry file into a generation, and the switch to it. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

struct import {
    struct batch batch;
    struct registry_builder *builder;
    struct person *held[PASS_PARTS];  /* persons of a part, in the order of the file */
    struct arena *text[PASS_PARTS];   /* and their texts */
    size_t count[PASS_PARTS];
};

static bool take_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct import *im = ctx;
    struct arena *arena = im->text[s->part];
    arena_reset(arena);
    im->count[s->part] = 0;
    struct person *to = arena_array(arena, s->count, sizeof *to, e);
    im->held[s->part] = to;
    if (to == NULL || !slice_persons(&im->batch, s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (s->rows[i].line != 0) {
            struct person *p = &to[im->count[s->part]++];
            *p = s->persons[i];
            if (!person_keep(p, arena, e)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_part(void *ctx, size_t part, struct error *e)
{
    struct import *im = ctx;
    return registry_builder_add(im->builder, im->held[part], im->count[part], e);
}

static bool build(struct gate *g, struct import *im, const char *folder, uint64_t memory,
                  struct registry_info *info, struct error *e)
{
    struct registry_options options = {.memory = memory, .threads = g->threads};
    memcpy(options.key, g->identifier_key, sizeof options.key);
    bool ok = registry_builder_new(&im->builder, folder, &options, e);
    memory_wipe(&options, sizeof options);
    for (size_t i = 0; ok && i < PASS_PARTS; i++) {
        ok = arena_new(&im->text[i], 1 << 18, e);
    }
    ok = ok &&
         batch_pass(&im->batch, g->threads, "import", &g->progress, take_slice, add_part, im, e) &&
         registry_builder_end(im->builder, info, e);
    registry_builder_free(im->builder);
    for (size_t i = 0; i < PASS_PARTS; i++) {
        arena_free(im->text[i]);
    }
    return ok;
}

static bool describe(const struct registry_info *info, struct gate_registry *out, struct error *e)
{
    struct text hex = {0};
    bool ok = text_add_hex(&hex, info->hash, sizeof info->hash, e);
    if (ok) {
        memcpy(out->hash, hex.at, sizeof out->hash);
        (void)snprintf(out->generation, sizeof out->generation, "%s", info->name);
        out->persons = info->persons;
        out->bytes = info->bytes;
    }
    text_free(&hex);
    return ok;
}

static bool enter(struct gate *g, const char *folder, const struct gate_registry *r,
                  struct signers by, struct error *e)
{
    struct draft d = {.type = "import"};
    d.document = json_pack("{s:s, s:s, s:I, s:I}", "name", r->generation, "hash", r->hash, "persons",
                           (json_int_t)r->persons, "rejected", (json_int_t)r->rejected);
    bool ok = json_made(d.document, e) && gate_begin(g, e) &&
              gate_next_id(g, "import", "i", d.subject, e) && gate_append(g, &d, 1, by, e);
    struct error later;
    if (ok && !registry_activate(folder, r->generation, &later)) {
        log_event(LOG_WARNING, "registry.link", "code=%s", later.code); /* for people; the import stands */
    }
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

struct naming {
    const char *generation;
    bool found;
};

static bool names_it(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct naming *n = ctx;
    n->found = n->found || strcmp(json_text(f->document, "name"), n->generation) == 0;
    return true;
}

/* The same persons make the same generation: one that an import named stays. */
static bool drop_generation(struct gate *g, const char *folder, const struct gate_registry *r,
                            struct error *e)
{
    char path[PATH_SIZE];
    struct naming n = {.generation = r->generation};
    return gate_each(g, "import", NULL, names_it, &n, e) &&
           (n.found || (path_format(path, sizeof path, e, "%s/%s", folder, r->generation) &&
                        folder_remove(path, e)));
}

static bool lock_registry(const char *folder, struct file_lock **out, struct error *e)
{
    enum { WAIT_MS = 60000 };
    char path[PATH_SIZE];
    return path_format(path, sizeof path, e, "%s/.lock", folder) && file_lock(out, path, WAIT_MS, e);
}

bool gate_registry_import(struct gate *g, const char *path, const char *layout_path,
                          uint64_t memory, struct signers by, struct gate_registry *out,
                          struct error *e)
{
    *out = (struct gate_registry){0};
    char folder[PATH_SIZE];
    struct import im = {0};
    struct registry_info info;
    struct file_lock *lock = NULL; /* a build has one folder */
    bool ok = gate_require(g, by, ROLE_OPERATOR | ROLE_ADMIN, 1, "importing a registry", e) &&
              gate_path(g, folder, e, "registry") && lock_registry(folder, &lock, e) &&
              batch_open(&im.batch, path, layout_path, NULL, INTAKE_REGISTRY, e) &&
              build(g, &im, folder, memory, &info, e) && describe(&info, out, e);
    out->rejected = im.batch.rejected;
    batch_close(&im.batch);
    ok = ok && (g->dry ? drop_generation(g, folder, out, e) : enter(g, folder, out, by, e));
    file_unlock(lock);
    if (ok && !g->dry) {
        log_event(LOG_INFO, "registry.import", "generation=%s persons=%llu", out->generation,
                  (unsigned long long)out->persons);
    }
    return ok;
}

bool registry_is(const struct registry *r, const char *hash)
{
    struct registry_info info;
    struct sha256 named;
    registry_info(r, &info);
    return hex_decode(span_of(hash), named.at, sizeof named.at) &&
           crypto_equal(info.hash, named.at, sizeof named.at);
}

bool gate_registry_open(struct gate *g, struct registry **out, struct error *e)
{
    char folder[PATH_SIZE];
    struct found import = {0};
    bool found = false;
    bool ok = gate_path(g, folder, e, "registry") && gate_find(g, "import", NULL, &import, &found, e);
    if (ok && !found) {
        ok = fail(e, ERROR_INPUT, "registry.none", "no registry was imported into this custody");
        error_hint(e, "proviso registry import FILE.csv --key FILE");
    }
    ok = ok && registry_open(out, folder, json_text(import.document, "name"), e);
    if (ok && !registry_is(*out, json_text(import.document, "hash"))) {
        registry_close(*out);
        *out = NULL;
        ok = fail(e, ERROR_VERIFY, "registry.other", "the registry's generation is not the one imported");
    }
    found_clear(&import);
    return ok;
}

static bool look(struct gate *g, bool verify, struct gate_registry *out, struct error *e)
{
    struct registry *r = NULL;
    struct registry_info info;
    *out = (struct gate_registry){0};
    if (!gate_registry_open(g, &r, e)) {
        return false;
    }
    registry_info(r, &info);
    bool ok = describe(&info, out, e) && (!verify || registry_verify(r, e));
    registry_close(r);
    return ok;
}

bool gate_registry_status(struct gate *g, struct gate_registry *out, struct error *e)
{
    return look(g, false, out, e);
}

bool gate_registry_verify(struct gate *g, struct gate_registry *out, struct error *e)
{
    return look(g, true, out, e);
}
