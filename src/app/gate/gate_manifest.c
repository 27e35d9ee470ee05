/* gate_manifest.c: what goes with a package, in words that a program reads: canonical JSON, signed, its hash in the entry of
 * the release. The byte-for-byte form stands in docs/formats/package.md.
 *
 * (1) No personal data: numbers, hashes, counts; of the agreement who the custodian is and how long the answers may be kept.
 * (2) It holds random bytes, so that its hash, which is public, tells nothing of it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { SALT = 32 };

static json_t *hex_json(const uint8_t *bytes, size_t n)
{
    struct text t = {0};
    struct error ignored;
    json_t *out = text_add_hex(&t, bytes, n, &ignored) ? json_string(t.at) : NULL;
    text_free(&t);
    return out;
}

/* hash: in hex, or NULL: it is found. */
static bool add_file(json_t **list, struct gate *g, const char *batch, const char *name, const char *hash,
                     struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 found;
    uint64_t bytes;
    if (!gate_path(g, path, e, "batches/%s/%s", batch, name) || !file_size(path, &bytes, e) ||
        (hash == NULL && !crypto_sha256_file(path, &found, e))) {
        return false;
    }
    *list = json_list_add(*list, json_pack("{s:s, s:I, s:o}", "name", name, "bytes", (json_int_t)bytes, "sha256",
                                           hash == NULL ? hex_json(found.at, sizeof found.at) : json_string(hash)));
    return json_made(*list, e);
}

static json_t *files_json(struct gate *g, const char *batch, const char *release, const char *hash, struct error *e)
{
    char package[GATE_ID + 8], signature[GATE_ID + 16];
    json_t *list = json_array();
    (void)snprintf(package, sizeof package, "%s" LEAVE_PACKAGE, release);
    (void)snprintf(signature, sizeof signature, "%s.minisig", package);
    if (!add_file(&list, g, batch, package, hash, e) || !add_file(&list, g, batch, signature, NULL, e)) {
        json_decref(list);
        return NULL;
    }
    return list;
}

/* The commands, with the names of these files; docs/formats/package.md has the words. */
static json_t *opens_json(const char *release)
{
    json_t *list = json_array();
    list = json_list_add(list, json_sprintf("minisign -V -p release.pub -m %s.age", release));
    list = json_list_add(list, json_sprintf("minisign -V -p release.pub -m %s.identity.age", release));
    return json_list_add(list, json_sprintf("age -d -i KEY %s.identity.age | age -d -i - -o answers %s.age", release,
                                            release));
}

static json_t *manifest_json(struct again *a, const struct gate_release *r, const char *package, struct error *e)
{
    struct agreement_info info = {0};
    struct text retention = {0};
    uint8_t salt[SALT];
    char now[INSTANT_TEXT];
    const struct checkpoint *c = ledger_checkpoint(a->g->ledger);
    json_t *out = NULL, *files = files_json(a->g, a->plan->batch, r->release, package, e);
    instant_format(a->g->now, now);
    if (files != NULL && crypto_random(salt, sizeof salt, e) && rules_agreement(a->rules.rules, &info) &&
        rules_retention(&info.retention, &retention, e)) {
        out = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:O, s:o, s:{s:I, s:o}, s:s%, s:s%, s:o}", "v", 1,
                        "release", r->release, "plan", a->plan->act.subject, "batch", a->plan->batch, "agreement",
                        a->plan->agreement, "recipient", a->plan->recipient, "custody", c->origin, "time", now, "rows",
                        (json_int_t)r->rows, "released", (json_int_t)r->released, "files", files, "opens",
                        opens_json(r->release), "ledger", "size", (json_int_t)c->size, "root",
                        hex_json(c->root.at, sizeof c->root.at), "acknowledge_to", info.custodian.len == 0 ? "" : info.custodian.at, info.custodian.len,
                        "retention", retention.len == 0 ? "" : retention.at, retention.len, "salt", hex_json(salt, sizeof salt));
        (void)(out != NULL || json_made(NULL, e));
    }
    json_decref(files);
    text_free(&retention);
    return out;
}

bool manifest_write(struct again *a, const struct gate_release *r, const char *package, char hash[HEX_256],
                    struct error *e)
{
    char path[PATH_SIZE], what[96];
    struct text bytes = {0}, hex = {0};
    struct sha256 digest;
    (void)snprintf(what, sizeof what, "proviso manifest of package %s", r->release);
    json_t *manifest = manifest_json(a, r, package, e);
    bool ok = manifest != NULL && json_canonical(manifest, &bytes, e) &&
              gate_path(a->g, path, e, "batches/%s/%s" LEAVE_MANIFEST, a->plan->batch, r->release) &&
              file_save(path, text_span(&bytes), FILE_PRIVATE, e) && leave_sign(a->g, path, what, e) &&
              crypto_sha256(text_span(&bytes), &digest, e) && text_add_hex(&hex, digest.at, sizeof digest.at, e);
    if (ok) {
        memcpy(hash, hex.at, HEX_256);
    }
    json_decref(manifest);
    text_free(&bytes);
    text_free(&hex);
    return ok;
}
