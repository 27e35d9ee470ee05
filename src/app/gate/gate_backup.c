/* gate_backup.c: a copy of a custody, made while it runs.
 *
 *   all files, twice, while acts go on --> the ledger's lock: what changed since, and the ledger --> manifest --> entry
 *
 * (1) The ledger is copied last, under its lock: it is never older than the files. What an erasure was doing to files
 *     at that moment is done again by the opening of the restored custody, because the ledger has its entry.
 * (2) Of batches, imports and generations only those that an entry names are taken: half of one has none yet.
 * (3) Row keys and service keys are in it as age files alone.
 * (4) Objects bear the hash of their bytes, and one that is there is believed only where a signed manifest, written
 *     after all was on stable storage, names it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#define BACKUP_MARKER "proviso-backup"

struct backup {
    struct gate *g;
    const char *out;
    uint8_t recipient[1][X25519_SIZE];
    json_t *files;   /* path -> object */
    json_t *before;  /* the same of the newest manifest, or NULL */
    json_t *known;   /* batches, imports, generations that entries name */
    json_t *touched; /* batches and imports that acts came to since the last walk; NULL: all */
    struct gate_backup *to;
};

/* --- what acts are about --- */

static bool set_name(json_t *set, const char *name, struct error *e)
{
    return json_object_set_new(set, name, json_true()) == 0 || json_made(NULL, e);
}

static bool see_act(struct backup *b, const struct act *a, bool later, struct error *e)
{
    char number[GATE_ID], id[GATE_ID];
    const struct span names[] = {a->subject, a->parent};
    bool ok = true;
    for (size_t i = 0; ok && i < 2; i++) {
        (void)snprintf(number, sizeof number, "%.*s", SPAN_ARGS(names[i]));
        touched_by(number, id);
        ok = id[0] == '\0' || (set_name(b->known, id, e) &&
                               (!later || b->touched == NULL || set_name(b->touched, id, e)));
    }
    if (ok && span_is(a->type, "import")) {
        json_t *document = json_loadb(a->document.at, a->document.len, 0, NULL);
        ok = set_name(b->known, json_text(json_object_get(document, "body"), "name"), e);
        json_decref(document);
    }
    return ok;
}

static bool see_acts(struct backup *b, uint64_t since, struct error *e)
{
    json_decref(b->known);
    json_decref(b->touched);
    b->known = json_object();
    b->touched = since == 0 ? NULL : json_object();
    bool ok = json_made(b->known, e) && (since == 0 || json_made(b->touched, e));
    for (size_t i = 0; ok && i < b->g->act_count; i++) {
        ok = see_act(b, &b->g->acts[i], i >= since, e);
    }
    return ok;
}

/* --- objects --- */

static bool object_path(const struct backup *b, const char *name, char path[PATH_SIZE], struct error *e)
{
    return path_format(path, PATH_SIZE, e, "%s/files/%s", b->out, name);
}

/* Copies bytes into an object; its hash and size. */
static bool copy_object(struct backup *b, const char *from, struct text *hex, uint64_t *size, struct error *e)
{
    enum { PIECE = 1 << 16 };
    char temporary[PATH_SIZE], path[PATH_SIZE], piece[PIECE];
    struct reader *r = NULL;
    struct file *f = NULL;
    struct hasher *h = NULL;
    struct sha256 hash;
    size_t got = 1;
    *size = 0;
    bool ok = object_path(b, "new", temporary, e) && hasher_new(&h, e) && reader_open(&r, from, e) &&
              file_create(&f, temporary, FILE_PRIVATE, false, e);
    while (ok && got > 0) {
        ok = reader_read(r, piece, sizeof piece, &got, e) && hasher_add(h, (struct span){piece, got}, e) &&
             file_write(f, (struct span){piece, got}, e);
        *size += got;
    }
    reader_close(r);
    ok = ok && hasher_end(h, &hash, e) && text_add_hex(hex, hash.at, sizeof hash.at, e) && file_flush(f, e);
    file_drop(f);
    hasher_free(h);
    return ok && object_path(b, hex->at, path, e) && file_rename(temporary, path, e);
}

static bool wrap_object(struct backup *b, const struct text *plain, struct text *hex, uint64_t *size, struct error *e)
{
    char temporary[PATH_SIZE], path[PATH_SIZE];
    struct age_writer *w = NULL;
    struct sha256 hash;
    if (!object_path(b, "wrapped", temporary, e) ||
        !age_begin(&w, temporary, (const uint8_t(*)[X25519_SIZE])b->recipient, 1, e)) {
        return false;
    }
    if (!age_write(w, text_span(plain), e)) {
        age_drop(w);
        return false;
    }
    return age_end(w, e) && crypto_sha256_file(temporary, &hash, e) && text_add_hex(hex, hash.at, sizeof hash.at, e) &&
           file_size(temporary, size, e) && object_path(b, hex->at, path, e) && file_rename(temporary, path, e);
}

/* What this walk, one before it or the newest manifest has of this path, where it is still so. */
static json_t *as_before(const struct backup *b, const char *path, const char *key, const char *hash)
{
    json_t *all[] = {b->files, b->before};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_t *one = json_object_get(all[i], path);
        if (one != NULL && strcmp(json_text(one, key), hash) == 0) {
            return one;
        }
    }
    return NULL;
}

static bool set_file(struct backup *b, const char *path, json_t *one, struct error *e)
{
    return json_made(one, e) && (json_object_set_new(b->files, path, one) == 0 || json_made(NULL, e));
}

static void count_new(struct backup *b, uint64_t size)
{
    b->to->new_files++;
    b->to->new_bytes += size;
}

static bool hex_of_file(const char *path, struct text *hex, struct error *e)
{
    struct sha256 hash;
    return crypto_sha256_file(path, &hash, e) && text_add_hex(hex, hash.at, sizeof hash.at, e);
}

static bool add_plain(struct backup *b, const char *path, const char *from, struct error *e)
{
    struct text hex = {0};
    uint64_t size;
    bool ok = hex_of_file(from, &hex, e);
    json_t *same = ok ? as_before(b, path, "sha256", hex.at) : NULL;
    if (same != NULL) {
        ok = set_file(b, path, json_incref(same), e);
    } else {
        text_clear(&hex);
        ok = ok && copy_object(b, from, &hex, &size, e) &&
             set_file(b, path, json_pack("{s:s, s:I}", "sha256", hex.at, "size", (json_int_t)size), e);
        if (ok) {
            count_new(b, size);
        }
    }
    text_free(&hex);
    return ok;
}

static bool add_wrapped(struct backup *b, const char *path, const char *from, struct error *e)
{
    struct text plain = {0}, hash = {0}, hex = {0};
    struct sha256 digest;
    uint64_t size;
    bool ok = file_load(&plain, from, BACKUP_LIST_MOST, e) && crypto_sha256(text_span(&plain), &digest, e) &&
              text_add_hex(&hash, digest.at, sizeof digest.at, e);
    json_t *same = ok ? as_before(b, path, "plain", hash.at) : NULL;
    if (same != NULL) {
        ok = set_file(b, path, json_incref(same), e);
    } else {
        ok = ok && wrap_object(b, &plain, &hex, &size, e) &&
             set_file(b, path, json_pack("{s:s, s:s, s:I}", "plain", hash.at, "sha256", hex.at, "size",
                                         (json_int_t)size), e);
        if (ok) {
            count_new(b, size);
        }
    }
    text_free(&plain);
    text_free(&hash);
    text_free(&hex);
    return ok;
}

/* --- the walk --- */

static bool ends(const char *text, const char *with)
{
    size_t n = strlen(text), k = strlen(with);
    return n >= k && strcmp(text + n - k, with) == 0;
}

static bool is_secret(const char *path)
{
    return strncmp(path, "keys/", 5) == 0 || ends(path, "/keys.bin");
}

/* The batch, import or generation that a path belongs to; "" : none. */
static void part_of(const char *path, char id[80])
{
    static const char *const folders[] = {"batches/", "public/batches/", "registry/"};
    id[0] = '\0';
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t n = strlen(folders[i]);
        if (strncmp(path, folders[i], n) == 0 && !ends(path, ".claim")) {
            (void)snprintf(id, 80, "%.*s", (int)strcspn(path + n, "/"), path + n);
        }
    }
}

/* That an erasure was done to its end is said of the files here, not of those that were copied while it was done: where the
 * mark is missing, the opening of a restored custody does it again. */
static bool passed_over(const struct backup *b, const char *path)
{
    char id[80];
    part_of(path, id);
    bool unknown = id[0] != '\0' && json_object_get(b->known, id) == NULL, mark = id[0] != '\0' && ends(path, "/erased");
    return unknown || mark || strncmp(path, "store.sqlite", 12) == 0 || ends(path, ".lock") || ends(path, ".tmp") ||
           strcmp(path, "registry/current") == 0 || strcmp(path, "restoring") == 0;
}

/* In the list already, and nothing that acts came to since. */
static bool stands(const struct backup *b, const char *path)
{
    char id[80];
    part_of(path, id);
    bool settled = strncmp(path, "registry/", 9) == 0 || strncmp(path, "documents/", 10) == 0 ||
                   (id[0] != '\0' && b->touched != NULL && json_object_get(b->touched, id) == NULL);
    return settled && json_object_get(b->files, path) != NULL;
}

struct walk {
    struct backup *b;
    const char *folder; /* relative; "" : the custody */
    bool ledger;        /* the ledger alone, or all but that */
};

static bool walk_folder(struct walk *w, struct error *e);

static bool visit(void *ctx, const char *name, struct error *e)
{
    const struct walk *w = ctx;
    struct backup *b = w->b;
    char path[PATH_SIZE], from[PATH_SIZE], marker[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s%s%s", w->folder, w->folder[0] == '\0' ? "" : "/", name) ||
        !gate_path(b->g, from, e, "%s", path) || !path_format(marker, sizeof marker, e, "%s/" BACKUP_MARKER, from)) {
        return false;
    }
    if (folder_exists(from) && strcmp(path, "registry/current") != 0) {
        struct walk below = {b, path, w->ledger};
        bool skip = file_exists(marker) || (!w->ledger && strcmp(path, "public/ledger") == 0);
        return skip || passed_over(b, path) || walk_folder(&below, e);
    }
    if (passed_over(b, path) || stands(b, path)) {
        return true;
    }
    if (is_secret(path) ? add_wrapped(b, path, from, e) : add_plain(b, path, from, e)) {
        return true;
    }
    return !file_exists(from); /* gone meanwhile: a run that gave its batch back */
}

static bool walk_folder(struct walk *w, struct error *e)
{
    char from[PATH_SIZE];
    return gate_path(w->b->g, from, e, "%s", w->folder) && folder_each(from, visit, w, e);
}

static bool walk_all(struct backup *b, uint64_t since, struct error *e)
{
    struct walk w = {b, "", false};
    return see_acts(b, since, e) && walk_folder(&w, e);
}

/* What an erasure took away since an earlier walk saw it. */
static bool drop_gone(struct backup *b, struct error *e)
{
    const char *path;
    void *next;
    json_t *one;
    char from[PATH_SIZE];
    bool ok = true;
    json_object_foreach_safe(b->files, next, path, one)
    {
        (void)one;
        ok = ok && gate_path(b->g, from, e, "%s", path);
        if (ok && !file_exists(from)) {
            (void)json_object_del(b->files, path);
        }
    }
    return ok;
}

/* --- the backup --- */

static bool begin(struct backup *b, struct error *e)
{
    char path[PATH_SIZE];
    size_t n = strlen(b->g->dir);
    if (strncmp(b->out, b->g->dir, n) == 0 && (b->out[n] == '/' || b->out[n] == '\0')) {
        return fail(e, ERROR_USAGE, "backup.inside", "a backup does not lie in the custody that it is of");
    }
    return path_format(path, sizeof path, e, "%s/files", b->out) && folder_make(path, FILE_PRIVATE, e) &&
           path_format(path, sizeof path, e, "%s/" BACKUP_MARKER, b->out) &&
           file_save(path, SPAN_LITERAL("proviso backup 1\n"), FILE_PRIVATE, e);
}

/* A folder holds backups of one custody. */
static bool of_this_custody(const struct backup *b, const char *path, struct error *e)
{
    struct text t = {0};
    bool ok = file_load(&t, path, BACKUP_LIST_MOST, e);
    json_t *m = ok ? json_loadb(t.at, t.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (ok && strcmp(json_text(m, "origin"), ledger_checkpoint(b->g->ledger)->origin) != 0) {
        ok = fail(e, ERROR_VERIFY, "backup.other", "%s holds backups of another custody", b->out);
        error_hint(e, "name another folder for this one");
    }
    json_decref(m);
    text_free(&t);
    return ok;
}

/* The newest manifest, if it is signed by the key of today and wrapped under the same one: else all is copied anew. */
static bool load_before(struct backup *b, const char *age, struct error *e)
{
    char path[PATH_SIZE];
    json_t *m = NULL;
    struct error other;
    if (!backup_list_newest(b->out, path, e) || (path[0] != '\0' && !of_this_custody(b, path, e))) {
        return false;
    }
    if (path[0] != '\0' && backup_list_load(path, b->g->release_key.id, b->g->release_key.public_key, &m, &other) &&
        strcmp(json_text(m, "recipient"), age) == 0) {
        b->before = json_incref(json_object_get(m, "files"));
    }
    json_decref(m);
    return true;
}

/* Twice while acts go on, so that little is left for the time under the lock. */
static bool copy_all(struct backup *b, struct error *e)
{
    enum { TURNS = 2 };
    struct gate *g = b->g;
    uint64_t since = 0;
    bool ok = true;
    for (unsigned turn = 0; ok && turn < TURNS; turn++) {
        gate_tick(g, "backup", turn, TURNS + 1);
        ok = gate_refresh(g, e);
        uint64_t size = ok ? ledger_checkpoint(g->ledger)->size : 0;
        ok = ok && walk_all(b, since, e);
        since = size;
    }
    ok = ok && gate_begin(g, e);
    if (ok) {
        struct walk ledger = {b, "public/ledger", true};
        const struct checkpoint *c = ledger_checkpoint(g->ledger);
        struct text root = {0};
        b->to->size = c->size;
        ok = text_add_hex(&root, c->root.at, sizeof c->root.at, e) && walk_all(b, since, e) && walk_folder(&ledger, e) &&
             drop_gone(b, e);
        (void)snprintf(b->to->root, sizeof b->to->root, "%s", ok ? root.at : "");
        text_free(&root);
    }
    gate_end(g);
    return ok;
}

static void count_all(struct backup *b)
{
    const char *path;
    json_t *one;
    json_object_foreach(b->files, path, one)
    {
        (void)path;
        b->to->files++;
        b->to->bytes += (uint64_t)json_number(one, "size");
    }
}

static bool write_manifest(struct backup *b, const char *age, struct error *e)
{
    char now[INSTANT_TEXT];
    instant at;
    if (!clock_now(&at, e) || !gate_sees(b->g, e)) {
        return false;
    }
    instant_format(at, now);
    count_all(b);
    json_t *m = json_pack("{s:i, s:s, s:s, s:s, s:I, s:s, s:O}", "v", 1, "origin", ledger_checkpoint(b->g->ledger)->origin,
                          "recipient", age, "root", b->to->root, "size", (json_int_t)b->to->size, "time", now, "files",
                          b->files);
    bool ok = json_made(m, e) && backup_list_save(b->out, b->to->size, m, &b->g->release_key, b->to->manifest, e);
    json_decref(m);
    return ok;
}

static bool enter(struct backup *b, struct signers by, struct error *e)
{
    struct draft d = {.type = "backup"};
    struct text hex = {0};
    bool ok = hex_of_file(b->to->manifest, &hex, e);
    d.entry = ok ? json_pack("{s:I, s:s}", "size", (json_int_t)b->to->size, "root", b->to->root) : NULL;
    d.document = ok ? json_pack("{s:s, s:I}", "manifest", hex.at, "files", (json_int_t)b->to->files) : NULL;
    ok = ok && json_made(d.entry, e) && json_made(d.document, e) && gate_begin(b->g, e) &&
         gate_require(b->g, by, ROLE_OPERATOR | ROLE_ADMIN, 1, "a backup", e) &&
         gate_append_next(b->g, &d, "bk", by, b->to->id, e);
    gate_end(b->g);
    gate_draft_clear(&d);
    text_free(&hex);
    return ok;
}

static bool make(struct backup *b, const char *age, struct signers by, struct error *e)
{
    struct volume *v = NULL;
    bool ok = begin(b, e) && volume_open(&v, b->out, e) && load_before(b, age, e) && copy_all(b, e) &&
              volume_sync(v, e) && write_manifest(b, age, e) && enter(b, by, e);
    volume_close(v);
    return ok;
}

bool gate_backup(struct gate *g, const char *out, const char *age, struct signers by, struct gate_backup *to,
                 struct error *e)
{
    *to = (struct gate_backup){.size = ledger_checkpoint(g->ledger)->size};
    struct backup b = {.g = g, .out = out, .to = to, .files = json_object()};
    bool ok = json_made(b.files, e) && age_parse_recipient(span_of(age), b.recipient[0], e) &&
              gate_require(g, by, ROLE_OPERATOR | ROLE_ADMIN, 1, "a backup", e) && (g->dry || make(&b, age, by, e));
    json_decref(b.files);
    json_decref(b.before);
    json_decref(b.known);
    json_decref(b.touched);
    return ok;
}
