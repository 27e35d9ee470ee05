/* gate_unseal.c: the requests of a batch, unsealed in memory: those that its document names, read and judged by the
 * layout and the tables that it was judged by.
 */
#include "app/gate/gate_internal.h"

#include "base/pool.h"

static bool load_sealed(struct gate *g, const char *batch, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    struct mapping m;
    if (!gate_path(g, path, e, "batches/%s/requests.age", batch) || !file_map(&m, path, e)) {
        return false;
    }
    bool ok = age_decrypt((struct span){(const char *)m.at, m.len}, g->seal, g->seals,
                          (struct span){NULL, 0}, out, e);
    file_unmap(&m);
    return ok;
}

static bool load_layout(struct gate *g, const char *batch, struct layout **out, struct error *e)
{
    char path[PATH_SIZE];
    *out = NULL;
    if (!gate_path(g, path, e, "batches/%s/layout.proviso", batch)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    struct text t = {0};
    *out = memory_new(1, sizeof **out, e);
    bool ok = *out != NULL && file_load(&t, path, 1 << 20, e);
    struct rules_source source = {.name = path, .text = text_span(&t), .entered = INSTANT_MIN};
    ok = ok && rules_parse_layout(*out, &source, e);
    text_free(&t);
    return ok;
}

bool sealed_requests(struct gate *g, const char *id, struct text *bytes, struct layout **layout, struct error *e)
{
    return load_layout(g, id, layout, e) && load_sealed(g, id, bytes, e);
}

static bool named(const struct found *batch, const char *what, const uint8_t hash[SHA256_SIZE])
{
    uint8_t bytes[SHA256_SIZE];
    return hex_decode(span_of(json_text(batch->document, what)), bytes, sizeof bytes) &&
           crypto_equal(hash, bytes, sizeof bytes);
}

/* The digest of what was sealed is found beside the reading of it: both go through all of it. */
struct digesting {
    struct span bytes;
    struct sha256 hash;
};

static bool digest(void *ctx, struct error *e)
{
    struct digesting *d = ctx;
    return crypto_sha256(d->bytes, &d->hash, e);
}

static bool open_bytes(struct unsealed *u, struct sha256 *hash, struct error *e)
{
    struct error other;
    struct task *task = NULL;
    struct digesting d = {.bytes = text_span(&u->bytes)};
    if (!task_start(&task, digest, &d, e)) {
        return false;
    }
    bool ok = intake_open_bytes(&u->batch.intake, d.bytes, "requests.age", INTAKE_REQUESTS, u->layout,
                                &intake_default_limits, e);
    ok = task_end(task, ok ? e : &other) && ok;
    *hash = d.hash;
    return ok;
}

/* What was sealed, the layout it is read by and the tables it was judged by are
 * those that the batch's document names. */
static bool same_bytes(struct gate *g, const struct found *act, const struct sha256 *hash, struct error *e)
{
    char path[PATH_SIZE], requests[HEX_256];
    uint8_t wanted[SHA256_SIZE];
    struct sha256 layout;
    if (!kept_hash(g, act->subject, "requests", json_text(act->document, "requests"), requests, e) ||
        !gate_path(g, path, e, "batches/%s/layout.proviso", act->subject)) {
        return false;
    }
    bool has_layout = json_text(act->document, "layout")[0] != '\0';
    bool same = hex_decode(span_of(requests), wanted, sizeof wanted) && crypto_equal(hash->at, wanted, sizeof wanted) &&
                has_layout == file_exists(path) &&
                (!has_layout || (crypto_sha256_file(path, &layout, e) && named(act, "layout", layout.at)));
    return same || fail(e, ERROR_VERIFY, "requests.altered",
                        "the sealed requests or their layout are not the batch's");
}

static bool same_requests(struct gate *g, const char *batch, const struct batch *b, const struct sha256 *hash,
                          struct error *e)
{
    struct found f;
    uint8_t classifier[SHA256_SIZE];
    standard_hash(b->standard, classifier);
    if (!gate_get(g, "batch", batch, &f, e)) {
        return false;
    }
    bool same_classifier = named(&f, "classifier", classifier);
    bool same = same_bytes(g, &f, hash, e);
    found_clear(&f);
    if (same && !same_classifier) {
        (void)!fail(e, ERROR_STALE, "plan.stale.classifier",
                    "the batch was judged by another classifier: another version of the program, or table");
        error_hint(e, "make a new plan: proviso run");
        return false;
    }
    return same;
}

/* The source of delivery points that the batch was judged by; that it says the same is in the classifier's hash. */
static bool use_points(struct gate *g, const char *batch, struct standard *s, struct error *e)
{
    char path[PATH_SIZE];
    struct text points = {0};
    if (!gate_path(g, path, e, "batches/%s/points", batch)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    bool ok = file_load(&points, path, PATH_SIZE, e) && text_addc(&points, '\0', e) &&
              standard_use_points(s, points.at, e);
    text_free(&points);
    return ok;
}

/* Read and judged as it was, or by another table. */
static bool open_sealed(struct gate *g, const char *batch, const char *gazetteer, struct unsealed *out, struct sha256 *hash,
                        struct error *e)
{
    *out = (struct unsealed){0};
    return sealed_requests(g, batch, &out->bytes, &out->layout, e) &&
           standard_new(&out->batch.standard, gazetteer, e) && use_points(g, batch, out->batch.standard, e) &&
           open_bytes(out, hash, e);
}

bool unseal_requests(struct gate *g, const char *batch, struct unsealed *out, struct error *e)
{
    char gazetteer[PATH_SIZE];
    struct sha256 hash;
    *out = (struct unsealed){0};
    bool ok = gate_path(g, gazetteer, e, "batches/%s/gazetteer.csv", batch) &&
              open_sealed(g, batch, file_exists(gazetteer) ? gazetteer : NULL, out, &hash, e) &&
              same_requests(g, batch, &out->batch, &hash, e);
    if (!ok) {
        unsealed_clear(out);
    }
    return kept_read(g, batch, ok, e);
}

bool unseal_to_judge(struct gate *g, const struct found *act, const char *gazetteer,
                     struct unsealed *out, struct error *e)
{
    struct sha256 hash;
    bool ok = open_sealed(g, act->subject, gazetteer, out, &hash, e) && same_bytes(g, act, &hash, e);
    if (!ok) {
        unsealed_clear(out);
    }
    return kept_read(g, act->subject, ok, e);
}

void unsealed_clear(struct unsealed *u)
{
    batch_close(&u->batch);
    memory_free(u->layout);
    text_free(&u->bytes);
}
