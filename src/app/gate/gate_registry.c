/* gate_registry.c: a registry file into a generation, changes into a delta, both into one again, and the
 * switch to it. Each is entered in the ledger as an import: the last one names the registry in force. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

struct import {
    struct gate *g;
    struct signers by;
    const char *what; /* for the document: "import", "update", "compact" */
    char folder[PATH_SIZE];
    struct file_lock *lock; /* a build has one folder */
    struct batch *batch;    /* while a file is read */
    struct registry *over; /* update, compact: the generation in force */
    struct registry_builder *builder;
    struct gate_registry *out;
    struct person *held[PASS_PARTS];  /* persons of a part, in the order of the file */
    struct arena *text[PASS_PARTS];   /* and their texts */
    size_t count[PASS_PARTS];
};

/* In place: the persons are made where they stay until the builder has taken them. */
static bool take_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct import *im = ctx;
    struct arena *arena = im->text[s->part];
    struct slice own = *s;
    size_t count = 0;
    arena_reset(arena);
    own.arena = arena;
    own.persons = im->held[s->part] = arena_array(arena, s->count, sizeof *own.persons, e);
    if (own.persons == NULL || !slice_persons(im->batch, &own, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (s->rows[i].line == 0) {
            continue;
        }
        struct person *p = &own.persons[count++];
        if (p != &own.persons[i]) {
            *p = own.persons[i];
        }
        p->id.at = arena_copy(arena, p->id, e); /* the one text that is still the row's own */
        if (p->id.at == NULL) {
            return false;
        }
    }
    im->count[s->part] = count;
    return true;
}

static bool add_part(void *ctx, size_t part, struct error *e)
{
    struct import *im = ctx;
    im->out->added += im->count[part];
    return registry_builder_add(im->builder, im->held[part], im->count[part], e);
}

/* The ids to be deleted. */
static bool remove_part(void *ctx, size_t part, struct error *e)
{
    struct import *im = ctx;
    for (size_t k = 0; k < im->count[part]; k++) {
        bool found;
        if (!registry_builder_remove(im->builder, im->held[part][k].id, &found, e)) {
            return false;
        }
        im->out->deleted += found;
        im->out->unknown += !found;
    }
    return true;
}

/* One pass over a file of people. */
static bool read_file(struct import *im, const char *path, const char *layout, const char *stage,
                      must (*after)(void *ctx, size_t part, struct error *e), struct error *e)
{
    struct batch b = {0};
    im->batch = &b;
    bool ok = batch_open(&b, path, &(struct tables){.layout = layout}, INTAKE_REGISTRY, e) &&
              batch_pass(&b, im->g->threads, stage, &im->g->progress, take_slice, after, im, e);
    im->out->rejected += b.rejected;
    batch_close(&b);
    im->batch = NULL;
    return ok;
}

static bool open_texts(struct import *im, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < PASS_PARTS; i++) {
        ok = arena_new(&im->text[i], 1 << 18, e);
    }
    return ok;
}

static void close_texts(struct import *im)
{
    for (size_t i = 0; i < PASS_PARTS; i++) {
        arena_free(im->text[i]);
    }
}

bool batch_import(struct batch *b, struct registry_builder *builder, unsigned threads,
                  const char *stage, const struct gate_progress *progress, struct error *e)
{
    struct gate_registry counts = {0};
    struct import im = {.batch = b, .builder = builder, .out = &counts};
    bool ok = open_texts(&im, e) &&
              batch_pass(b, threads, stage, progress, take_slice, add_part, &im, e);
    close_texts(&im);
    return ok;
}

static bool open_builder(struct import *im, uint64_t memory, const struct registry *over, struct error *e)
{
    struct registry_options options = {.memory = memory, .threads = im->g->threads, .over = over};
    memcpy(options.key, im->g->identifier_key, sizeof options.key);
    bool ok = registry_builder_new(&im->builder, im->folder, &options, e);
    memory_wipe(&options, sizeof options);
    return ok && open_texts(im, e);
}

static bool describe(const struct registry_info *info, struct gate_registry *out, struct error *e)
{
    struct text hex = {0};
    bool ok = text_add_hex(&hex, info->hash, sizeof info->hash, e);
    if (ok) {
        memcpy(out->hash, hex.at, sizeof out->hash);
        (void)snprintf(out->generation, sizeof out->generation, "%s", info->name);
        (void)snprintf(out->base, sizeof out->base, "%s", info->base);
        out->persons = info->persons;
        out->bytes = info->bytes;
        out->base_persons = info->base_persons;
        out->gone = info->gone;
        out->changed = info->changed;
    }
    text_free(&hex);
    return ok;
}

static bool add_change(const struct gate_registry *r, json_t *document, struct error *e)
{
    json_t *more = json_pack("{s:s, s:I, s:I, s:I, s:I}", "base", r->base, "added", (json_int_t)r->added,
                             "replaced", (json_int_t)r->replaced, "deleted", (json_int_t)r->deleted,
                             "unknown", (json_int_t)r->unknown);
    bool ok = json_made(more, e) && (json_object_update(document, more) == 0 || json_made(NULL, e));
    json_decref(more);
    return ok;
}

/* Tells the key of the identifiers by, and is no help in guessing it or what it hashes. */
static bool mark_of_key(const struct gate *g, char hex[HEX_256], struct error *e)
{
    struct sha256 mac;
    struct text t = {0};
    bool ok = crypto_hmac((struct span){(const char *)g->identifier_key, KEY_SIZE},
                          SPAN_LITERAL("proviso registry key"), &mac, e) &&
              text_add_hex(&t, mac.at, sizeof mac.at, e);
    if (ok) {
        memcpy(hex, t.at, HEX_256);
    }
    text_free(&t);
    return ok;
}

/* With another key no identifier would be found, and everybody would be a stranger. An import of an older program has
 * no mark. */
static bool same_key(const struct gate *g, const struct found *import, struct error *e)
{
    char mark[HEX_256];
    const char *marked = json_text(import->document, "key");
    return marked[0] == '\0' ||
           (mark_of_key(g, mark, e) &&
            (strcmp(mark, marked) == 0 ||
             fail(e, ERROR_VERIFY, "custody.key", "keys/identifier is not the key that the registry was made with")));
}

static bool enter(struct import *im, struct error *e)
{
    struct gate *g = im->g;
    const struct gate_registry *r = im->out;
    struct draft d = {.type = "import"};
    char key[HEX_256];
    if (!mark_of_key(g, key, e)) {
        return false;
    }
    d.document = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "name", r->generation, "hash", r->hash, "key", key, "how",
                           im->what, "persons", (json_int_t)r->persons, "rejected", (json_int_t)r->rejected);
    bool ok = json_made(d.document, e) && (r->base[0] == 0 || add_change(r, d.document, e)) &&
              gate_begin(g, e) && gate_next_id(g, "import", "i", d.subject, e) &&
              gate_append(g, &d, 1, im->by, e);
    struct error later;
    if (ok && !registry_activate(im->folder, r->generation, &later)) {
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

/* The key of the registry before, if there is one. */
static bool key_of_before(struct gate *g, struct error *e)
{
    struct found import = {0};
    bool found = false;
    bool ok = gate_find(g, "import", NULL, &import, &found, e) && (!found || same_key(g, &import, e));
    found_clear(&import);
    return ok;
}

/* Who may, the folder, its lock. */
static bool begin(struct import *im, const char *doing, struct error *e)
{
    *im->out = (struct gate_registry){0};
    return key_of_before(im->g, e) && gate_require(im->g, im->by, ROLE_OPERATOR | ROLE_ADMIN, 1, doing, e) &&
           gate_path(im->g, im->folder, e, "registry") && lock_registry(im->folder, &im->lock, e);
}

/* The generation in force. Another process may have entered one since this one looked: under the lock of
 * the registry it is looked up anew, so that no update is built over one that is past. */
static bool open_current(struct import *im, struct error *e)
{
    if (!im->g->dry) {
        if (!gate_begin(im->g, e)) {
            return false;
        }
        gate_end(im->g);
    }
    return gate_registry_open(im->g, &im->over, e);
}

/* The rest of the way: sorted, written, entered. */
static bool end_build(struct import *im, struct error *e)
{
    struct registry_info info;
    im->out->replaced = registry_builder_replaced(im->builder);
    im->out->added -= im->out->replaced;
    return registry_builder_end(im->builder, &info, e) && describe(&info, im->out, e) &&
           (im->g->dry ? drop_generation(im->g, im->folder, im->out, e) : enter(im, e));
}

static bool end(struct import *im, bool ok)
{
    registry_builder_free(im->builder);
    registry_close(im->over);
    close_texts(im);
    file_unlock(im->lock);
    if (ok && !im->g->dry && !im->out->unchanged) {
        log_event(LOG_INFO, "registry.import", "how=%s generation=%s persons=%llu", im->what,
                  im->out->generation, (unsigned long long)im->out->persons);
    }
    return ok;
}

bool gate_registry_import(struct gate *g, const char *path, const char *layout_path,
                          uint64_t memory, struct signers by, struct gate_registry *out,
                          struct error *e)
{
    struct import im = {.g = g, .by = by, .what = "import", .out = out};
    bool ok = begin(&im, "importing a registry", e) && open_builder(&im, memory, NULL, e) &&
              read_file(&im, path, layout_path, "import", add_part, e) && end_build(&im, e);
    return end(&im, ok);
}

bool gate_registry_update(struct gate *g, const char *changes, const char *layout_path,
                          const char *deleted, uint64_t memory, struct signers by,
                          struct gate_registry *out, struct error *e)
{
    struct import im = {.g = g, .by = by, .what = "update", .out = out};
    bool ok = begin(&im, "updating the registry", e) && open_current(&im, e) &&
              open_builder(&im, memory, im.over, e) &&
              (deleted == NULL || read_file(&im, deleted, NULL, "delete", remove_part, e)) &&
              (changes == NULL || read_file(&im, changes, layout_path, "update", add_part, e)) &&
              end_build(&im, e);
    return end(&im, ok);
}

bool gate_registry_compact(struct gate *g, uint64_t memory, struct signers by,
                           struct gate_registry *out, struct error *e)
{
    struct import im = {.g = g, .by = by, .what = "compact", .out = out};
    struct registry_info info = {0};
    bool ok = begin(&im, "compacting the registry", e) && open_current(&im, e);
    if (ok) {
        registry_info(im.over, &info);
        out->unchanged = info.base[0] == 0;
    }
    ok = ok && (out->unchanged ? describe(&info, out, e)
                               : open_builder(&im, memory, NULL, e) &&
                                     registry_builder_carry(im.builder, im.over, e) && end_build(&im, e));
    return end(&im, ok);
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
    ok = ok && same_key(g, &import, e) && registry_open(out, folder, json_text(import.document, "name"), e);
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
