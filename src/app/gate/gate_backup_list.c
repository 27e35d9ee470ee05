/* gate_backup_list.c: the list of what a backup holds.
 *
 *   OUT/proviso-backup        "proviso backup 1" LF
 *   OUT/<size>.json           the manifest: <size> is that of the ledger it holds
 *   OUT/<size>.json.minisig   signed by the custody's release key
 *   OUT/files/<sha256>        bytes, by the hash of these bytes
 *
 *   {"files":{PATH:{"plain":HEX,"sha256":HEX,"size":N},...},"origin":S,"recipient":"age1...","root":HEX,"size":N,
 *    "time":INSTANT,"v":1}
 *
 * `plain`, of a file that is wrapped (an age file): SHA-256 of what is in it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool backup_path_is_safe(const char *path)
{
    struct span rest = span_of(path), part;
    bool safe = path[0] != '\0' && strlen(path) < PATH_SIZE / 2;
    while (safe && span_cut(&rest, '/', &part)) {
        safe = part.len > 0 && !span_is(part, ".") && !span_is(part, "..");
    }
    return safe;
}

void touched_by(const char *number, char id[GATE_ID])
{
    uint64_t n;
    id[0] = '\0';
    if (strncmp(number, "past", 4) == 0) {
        (void)snprintf(id, GATE_ID, "%s", number);
    } else if (number[0] != '\0' && strchr("bpr", number[0]) != NULL && span_number(span_of(number + 1), &n)) {
        (void)snprintf(id, GATE_ID, "b%s", number + 1);
    }
}

/* --- keys --- */

bool minisign_public_of(const char *path, uint8_t id[8], uint8_t public_key[ED25519_PUBLIC], struct error *e)
{
    enum { ALGORITHM = 2, ID = 8 };
    uint8_t bytes[ALGORITHM + ID + ED25519_PUBLIC];
    size_t n = sizeof bytes;
    struct text t = {0};
    struct span rest, line;
    bool ok = file_load(&t, path, 1 << 16, e);
    rest = text_span(&t);
    ok = ok && ((span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line) &&
                 base64_decode(span_trim(line), false, bytes, &n) && n == sizeof bytes &&
                 memcmp(bytes, "Ed", ALGORITHM) == 0) ||
                fail(e, ERROR_VERIFY, "backup.key", "%s is no public key of minisign", path));
    if (ok) {
        memcpy(id, bytes + ALGORITHM, ID);
        memcpy(public_key, bytes + ALGORITHM + ID, ED25519_PUBLIC);
    }
    text_free(&t);
    return ok;
}

/* --- manifests --- */

bool backup_list_save(const char *folder, uint64_t size, json_t *manifest, const struct minisign_key *key,
                   char path[PATH_SIZE], struct error *e)
{
    char temporary[PATH_SIZE], signature[PATH_SIZE];
    struct text t = {0}, sign = {0};
    bool ok = path_format(path, PATH_SIZE, e, "%s/%llu.json", folder, (unsigned long long)size) &&
              path_format(temporary, sizeof temporary, e, "%s.tmp", path) &&
              path_format(signature, sizeof signature, e, "%s.minisig", path) &&
              json_canonical(manifest, &t, e) && text_addc(&t, '\n', e) &&
              file_put(temporary, text_span(&t), FILE_PRIVATE, true, e) &&
              minisign_sign_file(key, temporary, "proviso backup", &sign, e) &&
              file_save(signature, text_span(&sign), FILE_PRIVATE, e) && file_rename(temporary, path, e) &&
              folder_sync(folder, e);
    text_free(&t);
    text_free(&sign);
    return ok;
}

struct newest {
    const char *folder;
    char *path;
    uint64_t size;
};

static bool take_newest(void *ctx, const char *name, struct error *e)
{
    struct newest *n = ctx;
    struct span rest = span_of(name), number;
    uint64_t size;
    if (!span_cut(&rest, '.', &number) || !span_is(rest, "json") || !span_number(number, &size) ||
        (n->path[0] != '\0' && size < n->size)) {
        return true;
    }
    n->size = size;
    return path_format(n->path, PATH_SIZE, e, "%s/%s", n->folder, name);
}

bool backup_list_newest(const char *folder, char path[PATH_SIZE], struct error *e)
{
    struct newest n = {.folder = folder, .path = path};
    path[0] = '\0';
    return !folder_exists(folder) || folder_each(folder, take_newest, &n, e);
}

bool backup_list_load(const char *path, const uint8_t id[8], const uint8_t public_key[ED25519_PUBLIC], json_t **out,
                   struct error *e)
{
    char signature[PATH_SIZE];
    struct text sign = {0}, t = {0};
    *out = NULL;
    bool ok = path_format(signature, sizeof signature, e, "%s.minisig", path) &&
              file_load(&sign, signature, 1 << 16, e) &&
              minisign_verify_file(id, public_key, path, text_span(&sign), e) && file_load(&t, path, BACKUP_LIST_MOST, e);
    if (ok) {
        *out = json_loadb(t.at, t.len, JSON_REJECT_DUPLICATES, NULL);
        ok = (json_number(*out, "v") == 1 && json_is_object(json_object_get(*out, "files"))) ||
             fail(e, ERROR_VERIFY, "backup.manifest", "%s is no manifest of a backup", path);
    }
    text_free(&sign);
    text_free(&t);
    return ok;
}
