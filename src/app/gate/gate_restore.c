/* gate_restore.c: a custody made of a backup.
 *
 *   manifest --> files --> the ledger of today --> what was erased since --> row keys, without these
 *            --> opened, verified --> renamed into place --> entry `restoration`
 *
 * (1) A backup that is older than an erasure does not bring its keys back: row keys are written last, when the ledger
 *     of today has said what was erased; of the rest the opening makes it good, since the entry is there.
 * (2) Two ledgers of one size must never be signed: where the ledger went on after the backup, all that its later
 *     entries name has to be there, or nothing is restored.
 * (3) All is made under another name and renamed at the end.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct restoring {
    const struct gate_restore_options *o;
    struct gate_restored *out;
    char folder[PATH_SIZE];       /* of the backup */
    char temporary[PATH_SIZE];
    json_t *manifest;
    struct age_identity identity;
};

/* --- what is given --- */

static bool find_manifest(const struct restoring *r, char path[PATH_SIZE], struct error *e)
{
    bool folder = folder_exists(r->o->backup);
    path[0] = '\0';
    if (folder && !backup_list_newest(r->o->backup, path, e)) {
        return false;
    }
    return folder ? path[0] != '\0' || fail(e, ERROR_INPUT, "backup.none", "%s holds no backup", r->o->backup)
                  : path_format(path, PATH_SIZE, e, "%s", r->o->backup);
}

static bool find_folder(struct restoring *r, const char *manifest, struct error *e)
{
    const char *slash = strrchr(manifest, '/');
    return slash == NULL ? path_format(r->folder, sizeof r->folder, e, ".")
                         : path_format(r->folder, sizeof r->folder, e, "%.*s", (int)(slash - manifest), manifest);
}

static bool load_identity(struct restoring *r, struct error *e)
{
    struct text t = {0};
    struct span rest, line;
    struct error no;
    bool ok = file_load(&t, r->o->identity, 1 << 16, e), found = false;
    rest = text_span(&t);
    while (ok && !found && span_cut(&rest, '\n', &line)) {
        found = age_parse_identity(span_trim(line), &r->identity, &no);
    }
    text_free(&t);
    return ok && (found || fail(e, ERROR_INPUT, "backup.identity", "%s holds no age identity", r->o->identity));
}

/* The bytes of an object: those that its name says. */
static bool object_path(const struct restoring *r, const char *path, char out[PATH_SIZE], struct error *e)
{
    struct sha256 wanted, hash;
    const char *name = json_text(json_object_get(json_object_get(r->manifest, "files"), path), "sha256");
    if (!hex_decode(span_of(name), wanted.at, sizeof wanted.at) || !backup_path_is_safe(path)) {
        return fail(e, ERROR_VERIFY, "backup.manifest", "the manifest names a file that no backup has");
    }
    return path_format(out, PATH_SIZE, e, "%s/files/%s", r->folder, name) && crypto_sha256_file(out, &hash, e) &&
           (crypto_equal(&hash, &wanted, sizeof hash) ||
            fail(e, ERROR_VERIFY, "backup.altered", "%s was altered", out));
}

/* The manifest is signed by the key that it holds; that this is the custody's is shown by the ledger of today, or by
 * whoever compares release.pub. */
static bool open_manifest(struct restoring *r, struct error *e)
{
    char path[PATH_SIZE], key[PATH_SIZE];
    uint8_t id[8], public_key[ED25519_PUBLIC];
    struct text t = {0};
    bool ok = find_manifest(r, path, e) && find_folder(r, path, e) && file_load(&t, path, BACKUP_LIST_MOST, e);
    r->manifest = ok ? json_loadb(t.at, t.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    text_free(&t);
    ok = ok && (r->manifest != NULL || fail(e, ERROR_VERIFY, "backup.manifest", "%s is no manifest of a backup", path)) &&
         object_path(r, "public/release.pub", key, e) && minisign_public_of(key, id, public_key, e);
    json_decref(r->manifest);
    r->manifest = NULL;
    ok = ok && backup_list_load(path, id, public_key, &r->manifest, e);
    r->out->size = (uint64_t)json_number(r->manifest, "size");
    return ok;
}

/* --- files --- */

static bool make_place(const char *path, struct error *e)
{
    char folder[PATH_SIZE];
    const char *slash = strrchr(path, '/');
    enum file_access access = strstr(path, "/public/") != NULL ? FILE_PUBLIC : FILE_PRIVATE;
    return path_format(folder, sizeof folder, e, "%.*s", (int)(slash - path), path) && folder_make(folder, access, e);
}

static bool put(const char *to, struct span bytes, struct error *e)
{
    enum file_access access = strstr(to, "/public/") != NULL ? FILE_PUBLIC : FILE_PRIVATE;
    return make_place(to, e) && file_put(to, bytes, access, false, e);
}

static bool copy(const char *from, const char *to, struct error *e)
{
    struct mapping m;
    if (!file_map(&m, from, e)) {
        return false;
    }
    bool ok = put(to, (struct span){(const char *)m.at, m.len}, e);
    file_unmap(&m);
    return ok;
}

static bool restore_plain(struct restoring *r, const char *path, const char *to, struct error *e)
{
    char from[PATH_SIZE];
    return object_path(r, path, from, e) && copy(from, to, e);
}

static bool unwrap(struct restoring *r, const char *path, const char *plain, struct text *out, struct error *e)
{
    char from[PATH_SIZE];
    struct mapping m;
    struct sha256 hash, wanted;
    if (!object_path(r, path, from, e) || !file_map(&m, from, e)) {
        return false;
    }
    bool ok = age_decrypt((struct span){(const char *)m.at, m.len}, &r->identity, 1, (struct span){NULL, 0}, out, e);
    file_unmap(&m);
    if (!ok) {
        error_hint(e, "--identity takes the identity of the key that the backup was wrapped under");
        return false;
    }
    return crypto_sha256(text_span(out), &hash, e) &&
           ((hex_decode(span_of(plain), wanted.at, sizeof wanted.at) && crypto_equal(&hash, &wanted, sizeof hash)) ||
            fail(e, ERROR_VERIFY, "backup.altered", "a wrapped file is not what the manifest names"));
}

/* "batches/b1/keys.bin" -> "b1" */
static bool is_row_keys(const char *path, char id[GATE_ID])
{
    size_t n = strlen("batches/");
    (void)snprintf(id, GATE_ID, "%.*s", (int)strcspn(path + (strlen(path) < n ? 0 : n), "/"), path + n);
    return strncmp(path, "batches/", n) == 0 && strcmp(path + n + strlen(id), "/keys.bin") == 0;
}

/* row_keys: those alone, without what was erased; else everything but those. */
static bool restore_files(struct restoring *r, struct gate *g, bool row_keys, struct error *e);

/* --- the ledger of today --- */

static bool later_document(struct restoring *r, const char *name, uint64_t *missing, struct error *e)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    struct sha256 hash, wanted;
    if (name[0] == '\0') {
        return true;
    }
    if (!path_format(to, sizeof to, e, "%s/documents/%s.json", r->temporary, name) ||
        !path_format(from, sizeof from, e, "%s/%s.json", r->o->documents == NULL ? "" : r->o->documents, name)) {
        return false;
    }
    if (r->o->documents == NULL || !file_exists(from)) {
        *missing += 1;
        return true;
    }
    return crypto_sha256_file(from, &hash, e) &&
           ((hex_decode(span_of(name), wanted.at, sizeof wanted.at) && crypto_equal(&hash, &wanted, sizeof hash)) ||
            fail(e, ERROR_VERIFY, "document.altered", "%s was altered", from)) &&
           (r->o->dry || copy(from, to, e));
}

static bool refuse_later(const struct restoring *r, uint64_t missing, struct error *e)
{
    (void)!fail(e, ERROR_STALE, "restore.later",
                "the ledger went on by %s after this backup, and %llu of their documents are not at hand",
                COUNTED(r->out->later, "entry", "entries"), (unsigned long long)missing);
    error_hint(e, "--newer-documents DIR: documents/ of the custody, or of a newer backup; without them the log would fork");
    return false;
}

/* Its new key is in no backup that was made before. */
static bool refuse_rotation(struct error *e)
{
    (void)!fail(e, ERROR_STALE, "restore.rotation",
                "a key of the custody was rotated after this backup, which cannot hold the new one");
    error_hint(e, "take a backup that was made after the rotation");
    return false;
}

static bool later_entries(struct restoring *r, const char *ledger, uint64_t size, struct error *e)
{
    uint64_t missing = 0;
    bool ok = true;
    for (uint64_t i = r->out->size; ok && i < size; i++) {
        struct text t = {0};
        ok = tree_entry(ledger, size, i, &t, e);
        json_t *entry = ok ? json_loadb(t.at, t.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
        ok = ok && (strcmp(json_text(entry, "type"), "rotation") != 0 || refuse_rotation(e)) &&
             later_document(r, json_text(entry, "document"), &missing, e);
        json_decref(entry);
        text_free(&t);
    }
    r->out->later = size - r->out->size;
    return ok && (missing == 0 || refuse_later(r, missing, e));
}

/* That it continues the backup's. */
static bool continues(const struct restoring *r, const char *ledger, const struct gate_verify *now, struct error *e)
{
    struct sha256 proof[PROOF_MOST], then, root;
    size_t count = 0;
    bool fits = now->size >= r->out->size && strcmp(now->origin, json_text(r->manifest, "origin")) == 0 &&
                hex_decode(span_of(json_text(r->manifest, "root")), then.at, sizeof then.at) &&
                hex_decode(span_of(now->root), root.at, sizeof root.at);
    if (fits && now->size > r->out->size) {
        fits = tree_prove_consistency(ledger, now->size, r->out->size, now->size, proof, &count, e);
    }
    fits = fits && merkle_verify_consistency(r->out->size, now->size, &then, &root, proof, count, e);
    if (!fits) {
        (void)!fail(e, ERROR_VERIFY, "restore.fork", "the ledger of %s is no continuation of the backup's", r->o->ledger);
        error_hint(e, "give the public folder of this custody, as new as there is one");
    }
    return fits;
}

struct tree_copy {
    const char *from, *to;
};

static bool copy_tree(struct tree_copy *t, struct error *e);

static bool copy_one(void *ctx, const char *name, struct error *e)
{
    const struct tree_copy *t = ctx;
    char from[PATH_SIZE], to[PATH_SIZE];
    if (!path_format(from, sizeof from, e, "%s/%s", t->from, name) ||
        !path_format(to, sizeof to, e, "%s/%s", t->to, name)) {
        return false;
    }
    struct tree_copy below = {from, to};
    return folder_exists(from) ? copy_tree(&below, e) : name[0] == '.' || copy(from, to, e);
}

static bool copy_tree(struct tree_copy *t, struct error *e)
{
    return folder_each(t->from, copy_one, t, e);
}

/* DIR/ledger, of a public folder or of the custody that it lies in. */
static bool public_of(const struct restoring *r, char out[PATH_SIZE], struct error *e)
{
    char ledger[PATH_SIZE];
    return path_format(ledger, sizeof ledger, e, "%s/ledger", r->o->ledger) &&
           path_format(out, PATH_SIZE, e, folder_exists(ledger) ? "%s" : "%s/public", r->o->ledger);
}

static bool take_ledger(struct restoring *r, const struct gate_progress *progress, struct error *e)
{
    char from[PATH_SIZE], ledger[PATH_SIZE], to[PATH_SIZE];
    struct gate_verify now;
    if (r->o->ledger == NULL) {
        return true;
    }
    if (!public_of(r, from, e) || !path_format(ledger, sizeof ledger, e, "%s/ledger", from) ||
        !gate_verify(from, progress, &now, e) || !continues(r, ledger, &now, e) ||
        !later_entries(r, ledger, now.size, e)) {
        return false;
    }
    struct tree_copy t = {from, to};
    return path_format(to, sizeof to, e, "%s/public", r->temporary) &&
           (r->o->dry || (folder_remove(to, e) && copy_tree(&t, e)));
}

/* --- erased since --- */

/* In the custody that is being made, opened with its ledger of today: the rows of a batch that are gone. */
static bool without_erased(struct restoring *r, struct gate *g, const char *id, struct text *keys, struct error *e)
{
    struct erased gone = {0};
    size_t count = keys->len / KEY_SIZE;
    if (gate_count(g, "erasure", id) == 0) {
        return true;
    }
    if (!erased_open(&gone, g, id, count, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        r->out->erased += gone.rows.has[i] && !row_key_erased((const uint8_t *)keys->at + i * KEY_SIZE);
    }
    keys_without((uint8_t *)keys->at, count, &gone.rows);
    erased_clear(&gone);
    return true;
}

static bool restore_wrapped(struct restoring *r, struct gate *g, const char *path, const char *plain, const char *to,
                            struct error *e)
{
    char id[GATE_ID];
    struct text t = {0};
    bool ok = unwrap(r, path, plain, &t, e) &&
              (!is_row_keys(path, id) || without_erased(r, g, id, &t, e)) && put(to, text_span(&t), e);
    text_free(&t);
    return ok;
}

static bool restore_files(struct restoring *r, struct gate *g, bool row_keys, struct error *e)
{
    const char *path;
    json_t *one;
    json_object_foreach(json_object_get(r->manifest, "files"), path, one)
    {
        char to[PATH_SIZE], id[GATE_ID];
        const char *plain = json_text(one, "plain");
        if (is_row_keys(path, id) != row_keys) {
            continue;
        }
        if (!backup_path_is_safe(path)) {
            return fail(e, ERROR_VERIFY, "backup.manifest", "the manifest names a file outside of the custody");
        }
        if (!path_format(to, sizeof to, e, "%s/%s", r->temporary, path) ||
            !(plain[0] == '\0' ? restore_plain(r, path, to, e) : restore_wrapped(r, g, path, plain, to, e))) {
            return false;
        }
        r->out->files++;
    }
    return true;
}

/* --- all --- */

/* Folders that a custody has even when they are empty. */
static bool make_folders(const struct restoring *r, struct error *e)
{
    static const char *const folders[] = {"batches", "registry", "rules", "documents", "public/batches"};
    char path[PATH_SIZE];
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof folders / sizeof *folders; i++) {
        ok = path_format(path, sizeof path, e, "%s/%s", r->temporary, folders[i]) &&
             folder_make(path, i == 4 ? FILE_PUBLIC : FILE_PRIVATE, e);
    }
    return ok;
}

static bool link_registry(struct gate *g, struct error *e)
{
    struct found f = {0};
    bool found;
    char path[PATH_SIZE];
    if (!gate_find(g, "import", NULL, &f, &found, e)) {
        return false;
    }
    bool ok = !found || (gate_path(g, path, e, "registry/current") &&
                         file_link_atomic(json_text(f.document, "name"), path, e));
    found_clear(&f);
    return ok;
}

struct by_size {
    uint64_t size;
    char *id;
};

static bool see_backup(void *ctx, const struct found *f, struct error *e)
{
    struct by_size *b = ctx;
    (void)e;
    if ((uint64_t)json_number(f->entry, "size") == b->size) {
        (void)snprintf(b->id, GATE_ID, "%s", f->subject);
    }
    return true;
}

/* The ledger is there, the row keys are not: what was erased is known before they are written. */
static bool write_row_keys(struct restoring *r, struct error *e)
{
    struct gate *g = NULL;
    struct by_size b = {r->out->size, r->out->backup};
    bool ok = gate_open_bare(&g, r->temporary, e) && restore_files(r, g, true, e) && link_registry(g, e) &&
              gate_each(g, "backup", NULL, see_backup, &b, e);
    gate_close(g);
    return ok;
}

/* What erasures did not reach in the backup's files is done by this opening. */
static bool check(struct restoring *r, const struct gate_progress *progress, struct error *e)
{
    struct gate *g = NULL;
    struct gate_verify v;
    bool ok = gate_open(&g, r->temporary, progress, e) && gate_verify(r->temporary, progress, &v, e);
    gate_close(g);
    return ok;
}

/* It says that the folder is a custody in the making, which a restore that was cut off left. */
#define MARKER "restoring"

struct left {
    bool marked, other;
};

static bool see_name(void *ctx, const char *name, struct error *e)
{
    struct left *l = ctx;
    (void)e;
    l->marked = l->marked || strcmp(name, MARKER) == 0;
    l->other = l->other || strncmp(name, MARKER, strlen(MARKER)) != 0;
    return true;
}

/* Whatever else has this name is somebody's: a custody, even. */
static bool remove_left(const struct restoring *r, struct error *e)
{
    struct left l = {false, false};
    if (!file_exists(r->temporary)) {
        return true;
    }
    if (!folder_exists(r->temporary) || !folder_each(r->temporary, see_name, &l, e) || (l.other && !l.marked)) {
        (void)!fail(e, ERROR_USAGE, "restore.exists", "%s is in the way, and no restore left it", r->temporary);
        error_hint(e, "restore to another name, or move it away");
        return false;
    }
    return folder_remove(r->temporary, e);
}

static bool make_temporary(const struct restoring *r, struct error *e)
{
    char marker[PATH_SIZE];
    return remove_left(r, e) && folder_make(r->temporary, FILE_PRIVATE, e) &&
           path_format(marker, sizeof marker, e, "%s/" MARKER, r->temporary) &&
           file_save(marker, SPAN_LITERAL("a restore of proviso; may be removed\n"), FILE_PRIVATE, e);
}

/* Not before it has its name: whatever is cut off earlier can be begun again. */
static bool remove_marker(const struct restoring *r, struct error *e)
{
    char marker[PATH_SIZE];
    return path_format(marker, sizeof marker, e, "%s/" MARKER, r->o->dir) && file_remove(marker, e);
}

static bool make(struct restoring *r, const struct gate_progress *progress, struct error *e)
{
    struct volume *v = NULL;
    bool ok = make_temporary(r, e) && volume_open(&v, r->temporary, e) && make_folders(r, e) && restore_files(r, NULL, false, e) &&
              take_ledger(r, progress, e) && write_row_keys(r, e) && check(r, progress, e) && volume_sync(v, e);
    volume_close(v);
    if (!ok) {
        struct error ignored;
        (void)(strcmp(e->code, "restore.exists") != 0 && !folder_remove(r->temporary, &ignored));
        return false;
    }
    /* An empty folder gives way; what came to lie in it meanwhile is not touched, and this fails. */
    return file_rename(r->temporary, r->o->dir, e) && folder_sync_of(r->o->dir, e) && remove_marker(r, e);
}

static bool known_later(const struct gate_restore_options *o, struct error *e)
{
    if (o->ledger != NULL || o->without_later) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "restore.ledger",
                "rows that were erased after the backup would come back, and the log fork, where it went on");
    error_hint(e, "--ledger DIR: the custody's public folder of today, or a copy; --without-later where none is left");
    return false;
}

bool gate_restore(const struct gate_restore_options *o, const struct gate_progress *progress,
                  struct gate_restored *out, struct error *e)
{
    *out = (struct gate_restored){0};
    struct restoring r = {.o = o, .out = out};
    bool ok = known_later(o, e) && folder_is_free(o->dir, e) && load_identity(&r, e) && open_manifest(&r, e) &&
              path_format(r.temporary, sizeof r.temporary, e, "%s.restore", o->dir) &&
              (o->dry ? take_ledger(&r, progress, e) : make(&r, progress, e));
    memory_wipe(&r.identity, sizeof r.identity);
    json_decref(r.manifest);
    return ok;
}

bool gate_restoration(struct gate *g, const struct gate_restored *r, struct signers by, char id[GATE_ID],
                      struct error *e)
{
    struct draft d = {.type = "restoration"};
    (void)snprintf(d.parent, sizeof d.parent, "%s", r->backup);
    d.entry = json_pack("{s:I}", "erased", (json_int_t)r->erased);
    d.document = json_pack("{s:I, s:I}", "size", (json_int_t)r->size, "later", (json_int_t)r->later);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_OPERATOR | ROLE_ADMIN, 1, "a restoration", e) &&
              gate_append_next(g, &d, "rn", by, id, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}
