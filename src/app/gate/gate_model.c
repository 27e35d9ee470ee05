/* gate_model.c: model files: learnt from two files, shown, and kept beside a batch
 * that was matched with one.
 *
 * (1) A model file holds probabilities and names of comparisons, no value of any
 *     person: it may be passed on.
 * (2) A batch is matched with its own copy for ever; the plan names the copy's hash
 *     and that of the whole matcher, and any other is refused.
 */
#include "app/gate/gate_link.h"

#include <stdio.h>

enum { MODEL_MOST = 1 << 20 }; /* bytes of a model file; they have some thousand */

bool model_load(const char *path, struct text *out, struct error *e)
{
    if (path == NULL || !file_load(out, path, MODEL_MOST, e)) {
        return path == NULL;
    }
    return out->len > 0 ||
           fail(e, ERROR_INPUT, "model.empty", "line 1 of the model file: %s is empty", path);
}

bool link_options_of(struct linking *l, struct text *model, struct link_options *out,
                     struct error *e)
{
    *out = (struct link_options){.dedupe = l->o->b == NULL,
                                 .pairs_from = (int32_t)(l->o->pairs_from * 100),
                                 .threads = l->o->threads,
                                 .false_matches = l->o->false_matches};
    bool ok = l->o->model != NULL
                  ? model_load(l->o->model, model, e)
                  : match_learn(l->registry, l->requests.at, l->requests.count, out, model, e);
    out->model = text_span(model);
    link_spent(l, LINKING_LEARN);
    return ok;
}

/* --- train and show --- */

static bool train(struct linking *l, struct error *e)
{
    struct link_options options;
    struct text model = {0};
    bool ok = link_options_of(l, &model, &options, e) && match_show(options.model, l->ctx, e) &&
              file_save(l->o->out, options.model, FILE_PUBLIC, e);
    text_free(&model);
    return ok;
}

bool gate_model_train(const struct gate_link_options *o, const struct gate_progress *progress,
                      struct model_report *out, struct error *e)
{
    struct gate_link *counts = memory_new(1, sizeof *counts, e);
    bool ok = counts != NULL && link_with(o, progress, counts, train, out, e);
    memory_free(counts);
    return ok;
}

bool gate_model_show(const char *path, struct model_report *out, struct error *e)
{
    struct text model = {0};
    bool ok = model_load(path, &model, e) && match_show(text_span(&model), out, e);
    text_free(&model);
    return ok;
}

/* --- the model of a batch --- */

bool model_keep(struct gate *g, const char *batch, const struct text *model, struct error *e)
{
    char path[PATH_SIZE];
    return model->len == 0 || (gate_path(g, path, e, "batches/%s/model.txt", batch) &&
                               file_save(path, text_span(model), FILE_PRIVATE, e));
}

static bool describe(json_t *document, const char *key, json_t *value, struct error *e)
{
    return json_object_set_new(document, key, value) == 0 || json_made(NULL, e);
}

bool model_describe(struct span model, uint32_t false_matches, json_t *document,
                    struct error *e)
{
    struct sha256 hash;
    struct text hex = {0};
    bool ok = model.len == 0 || (crypto_sha256(model, &hash, e) &&
                                 text_add_hex(&hex, hash.at, sizeof hash.at, e) &&
                                 describe(document, "model_file", json_string(hex.at), e));
    ok = ok && (false_matches == 0 ||
                describe(document, "false_matches", json_integer(false_matches), e));
    text_free(&hex);
    return ok;
}

static bool is_other(struct error *e, const char *what)
{
    (void)!fail(e, ERROR_VERIFY, "model.other", "%s", what);
    error_hint(e, "put the copy back from a backup, or run the requests again");
    return false;
}

/* The batch's copy of its model; nothing where the plan names none. */
static bool load_copy(struct gate *g, const struct plan *p, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash, named;
    const char *hex = json_text(p->act.document, "model_file");
    if (hex[0] == '\0') {
        return true;
    }
    if (!gate_path(g, path, e, "batches/%s/model.txt", p->batch)) {
        return false;
    }
    if (!file_exists(path)) {
        return is_other(e, "the model that the batch was matched with is missing");
    }
    return model_load(path, out, e) && crypto_sha256(text_span(out), &hash, e) &&
           ((hex_decode(span_of(hex), named.at, sizeof named.at) &&
             crypto_equal(&hash, &named, sizeof hash)) ||
            is_other(e, "the batch's model is not the one that the plan names"));
}

/* Where the plan has its own model or bound, the whole is compared as well: weights,
 * thresholds and the number of people. */
static bool is_plans(const struct plan *p, const struct matcher *m, struct error *e)
{
    uint8_t hash[SHA256_SIZE], named[SHA256_SIZE];
    matcher_hash(m, hash);
    bool own = json_text(p->act.document, "model_file")[0] != '\0' ||
               json_number(p->act.document, "false_matches") != 0;
    return !own ||
           (hex_decode(span_of(json_text(p->act.document, "model")), named, sizeof named) &&
            crypto_equal(hash, named, sizeof hash)) ||
           is_other(e, "the matcher is not the one that the plan was made with");
}

bool plan_matcher(struct gate *g, const struct plan *p, const struct registry *registry,
                  struct matcher **out, struct error *e)
{
    struct text model = {0};
    struct match_options options = {0};
    bool ok = load_copy(g, p, &model, e);
    options.model = text_span(&model);
    options.false_matches = (uint32_t)json_number(p->act.document, "false_matches");
    memcpy(options.key, g->identifier_key, sizeof options.key);
    ok = ok && matcher_new(out, registry, &options, e) && is_plans(p, *out, e);
    memory_wipe(&options, sizeof options);
    text_free(&model);
    return ok;
}
