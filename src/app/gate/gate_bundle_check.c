/* gate_bundle_check.c: an evidence archive checked offline, wholly.
 *
 *   sums        every file is listed and as listed, none is there that is not, and the list is signed
 *   the ledger  and the row trees that are here: as gate_verify
 *   entries     each is in the log that the checkpoint states, by its proof
 *   documents   each is the one that an entry here commits to
 *   rules       each plan's agreement is here; and where its document is, the hash that it names is that of these and the
 *               orders of before it
 */
#include "app/gate/gate_bundle.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT_LIMIT = 1 << 26, NOTE_LIMIT = 1000 * 1000, MOST_SOURCES = 4000 };

struct checking {
    const char *dir;
    struct file_list files;
    json_t *bundle;
    struct gate_bundle *what;
};

static bool wrong(struct error *e, const char *what, const char *name)
{
    return fail(e, ERROR_VERIFY, "bundle.other", "%s: %s", name, what);
}

static bool load(const struct checking *c, const char *name, struct text *out, struct error *e)
{
    char path[PATH_SIZE];
    return path_format(path, sizeof path, e, "%s/%s", c->dir, name) &&
           (file_exists(path) || wrong(e, "is missing", name)) && file_load(out, path, TEXT_LIMIT, e);
}

/* --- sums and their signature --- */

static bool check_signature(const struct checking *c, struct error *e)
{
    char path[PATH_SIZE];
    struct text key = {0}, signature = {0};
    uint8_t id[MINISIGN_ID], public_key[ED25519_PUBLIC];
    bool ok = load(c, "public/release.pub", &key, e) && load(c, "SHA256SUMS.minisig", &signature, e);
    struct span rest = text_span(&key), line = {0};
    (void)(span_cut(&rest, '\n', &line) && span_cut(&rest, '\n', &line)); /* a comment, then the key */
    ok = ok && (minisign_parse_public(line, id, public_key, e) || wrong(e, "is no public key", "public/release.pub")) &&
              path_format(path, sizeof path, e, "%s/SHA256SUMS", c->dir) &&
              minisign_verify_file(id, public_key, path, text_span(&signature), e);
    text_free(&key);
    text_free(&signature);
    return ok;
}

static bool check_sum(const struct checking *c, const char *name, struct span line, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 stated, found;
    size_t hex = 2 * SHA256_SIZE;
    uint64_t size;
    if (line.len < hex + 3 || !hex_decode((struct span){line.at, hex}, stated.at, sizeof stated.at) ||
        memcmp(line.at + hex, "  ", 2) != 0 || !span_is((struct span){line.at + hex + 2, line.len - hex - 2}, name)) {
        return wrong(e, "is not in its place in SHA256SUMS", name);
    }
    if (!path_format(path, sizeof path, e, "%s/%s", c->dir, name) || !file_size(path, &size, e) ||
        !crypto_sha256_file(path, &found, e)) {
        return false;
    }
    c->what->files++;
    c->what->bytes += size;
    return crypto_equal(&stated, &found, sizeof found) || wrong(e, "was altered", name);
}

/* Both are in bytewise order: a file too many or too few shows at once. */
static bool check_sums(struct checking *c, struct error *e)
{
    struct text sums = {0};
    if (!load(c, "SHA256SUMS", &sums, e)) {
        return false;
    }
    struct span rest = text_span(&sums), line;
    bool ok = true;
    for (size_t i = 0; ok && i < c->files.count; i++) {
        const char *name = c->files.at[i];
        if (strcmp(name, "SHA256SUMS") == 0 || strcmp(name, "SHA256SUMS.minisig") == 0) {
            continue;
        }
        ok = span_cut(&rest, '\n', &line) ? check_sum(c, name, line, e) : wrong(e, "is not in SHA256SUMS", name);
    }
    ok = ok && (rest.len == 0 || fail(e, ERROR_VERIFY, "bundle.other", "SHA256SUMS names files that are missing"));
    text_free(&sums);
    return ok && check_signature(c, e);
}

/* --- entries, each with its proof --- */

/* The two notes that a proof may rest on. */
struct notes {
    struct text note, cosigned;
};

static bool rests_on(const struct notes *n, const struct proof_file *p)
{
    return span_equal(p->note, text_span(&n->note)) ||
           (n->cosigned.len > 0 && span_equal(p->note, text_span(&n->cosigned)));
}

static bool check_entry(const struct checking *c, const struct notes *n, uint64_t index, struct span vkey,
                        struct error *e)
{
    char name[64];
    struct text entry = {0}, bytes = {0};
    struct proof_file p;
    struct checkpoint under;
    (void)snprintf(name, sizeof name, "entries/%" PRIu64 ".entry", index);
    bool ok = load(c, name, &entry, e);
    (void)snprintf(name, sizeof name, "entries/%" PRIu64 ".tlog-proof", index);
    ok = ok && load(c, name, &bytes, e) && proof_parse(text_span(&bytes), &p, e) &&
         (p.index == index || wrong(e, "is the proof of another entry", name)) &&
         (rests_on(n, &p) || wrong(e, "rests on another checkpoint", name)) &&
         proof_verify(&p, vkey, text_span(&entry), &under, e);
    text_free(&entry);
    text_free(&bytes);
    return ok;
}

static bool check_each(const struct checking *c, const struct notes *n, struct span vkey, struct error *e)
{
    const json_t *all = json_object_get(c->bundle, "entries");
    int64_t last = -1;
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(all); i++) {
        int64_t index = json_number(json_array_get(all, i), "index");
        ok = (index > last || fail(e, ERROR_VERIFY, "bundle.other", "bundle.json: its entries are out of order")) &&
             check_entry(c, n, (uint64_t)index, vkey, e);
        last = index;
    }
    return ok;
}

static bool check_entries(const struct checking *c, struct error *e)
{
    char path[PATH_SIZE];
    struct notes n = {0};
    struct text vkey = {0};
    bool ok = load(c, "public/ledger/vkey", &vkey, e) && load(c, "public/ledger/checkpoint", &n.note, e) &&
              path_format(path, sizeof path, e, "%s/public/ledger/cosigned", c->dir) &&
              (!file_exists(path) || file_load(&n.cosigned, path, NOTE_LIMIT, e)) &&
              check_each(c, &n, span_trim(text_span(&vkey)), e);
    text_free(&n.note);
    text_free(&n.cosigned);
    text_free(&vkey);
    return ok;
}

/* --- documents, and the rules that plans name --- */

/* The entries that a bundle lists, parsed, with the documents that it shows. */
struct shown_act {
    uint64_t index;
    instant time;
    json_t *entry, *document; /* document NULL: not shown */
};

struct shown_acts {
    struct shown_act *at;
    size_t count;
    uint64_t documents; /* shown */
};

static bool load_entry(const struct checking *c, uint64_t index, struct text *out, struct error *e)
{
    char name[64];
    (void)snprintf(name, sizeof name, "entries/%" PRIu64 ".entry", index);
    return load(c, name, out, e);
}

static bool load_document(const struct checking *c, const char *hash, json_t **out, struct error *e)
{
    char name[PATH_SIZE], path[PATH_SIZE];
    struct sha256 stated, found;
    struct text bytes = {0};
    if (!path_format(name, sizeof name, e, "documents/%s.json", hash) ||
        !path_format(path, sizeof path, e, "%s/%s", c->dir, name)) {
        return false;
    }
    if (hash[0] == '\0' || !file_exists(path)) {
        return true; /* not shown */
    }
    bool ok = file_load(&bytes, path, TEXT_LIMIT, e) && crypto_sha256(text_span(&bytes), &found, e) &&
              ((hex_decode(span_of(hash), stated.at, sizeof stated.at) &&
                crypto_equal(&stated, &found, sizeof found)) ||
               wrong(e, "is not the text that its entry commits to", name));
    json_t *all = ok ? json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    *out = json_incref(json_object_get(all, "body"));
    json_decref(all);
    text_free(&bytes);
    return ok && (*out != NULL || wrong(e, "is no document", name));
}

static bool load_act(const struct checking *c, const json_t *listed, struct shown_act *out, struct error *e)
{
    struct text bytes = {0};
    out->index = (uint64_t)json_number(listed, "index");
    bool ok = load_entry(c, out->index, &bytes, e);
    out->entry = ok ? json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    text_free(&bytes);
    return ok &&
           ((strcmp(json_text(listed, "type"), json_text(out->entry, "type")) == 0 &&
             strcmp(json_text(listed, "subject"), json_text(out->entry, "subject")) == 0 &&
             instant_parse(span_of(json_text(out->entry, "time")), &out->time)) ||
            fail(e, ERROR_VERIFY, "bundle.other", "bundle.json: entry %" PRIu64 " is another", out->index)) &&
           load_document(c, json_text(out->entry, "document"), &out->document, e);
}

static void shown_acts_clear(struct shown_acts *a)
{
    for (size_t i = 0; i < a->count; i++) {
        json_decref(a->at[i].entry);
        json_decref(a->at[i].document);
    }
    memory_free(a->at);
}

static bool shown_acts_load(const struct checking *c, struct shown_acts *out, struct error *e)
{
    const json_t *all = json_object_get(c->bundle, "entries");
    *out = (struct shown_acts){.at = memory_new(json_array_size(all) + 1, sizeof *out->at, e)};
    bool ok = out->at != NULL;
    for (size_t i = 0; ok && i < json_array_size(all); i++) {
        out->count++;
        ok = load_act(c, json_array_get(all, i), &out->at[i], e);
        out->documents += ok && out->at[i].document != NULL;
    }
    return ok;
}

/* Every file under documents/ is an entry's, or it proves nothing. */
static bool count_documents(struct checking *c, const struct shown_acts *acts, struct error *e)
{
    uint64_t files = 0;
    for (size_t i = 0; i < c->files.count; i++) {
        files += span_starts(span_of(c->files.at[i]), "documents/");
    }
    c->what->documents = acts->documents;
    return files == acts->documents ||
           fail(e, ERROR_VERIFY, "bundle.other", "documents/ holds texts that no entry here commits to");
}

/* rules/NUMBER.proviso is the text that the document holds. */
static bool check_text(const struct checking *c, const struct shown_act *a, struct error *e)
{
    char name[PATH_SIZE];
    struct text text = {0};
    bool ok = path_format(name, sizeof name, e, "rules/%s.proviso", json_text(a->entry, "subject")) &&
              load(c, name, &text, e) &&
              (span_is(text_span(&text), json_text(a->document, "text")) ||
               wrong(e, "is not the text that was entered", name));
    text_free(&text);
    return ok;
}

static bool is_type(const struct shown_act *a, const char *type)
{
    return strcmp(json_text(a->entry, "type"), type) == 0;
}

struct texts {
    struct rules_source source[MOST_SOURCES];
    bool stranger[MOST_SOURCES];
    size_t count;
};

static bool add_text(struct texts *t, const struct shown_act *a, bool order, struct error *e)
{
    if (t->count == MOST_SOURCES) {
        return fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d texts", MOST_SOURCES);
    }
    t->stranger[t->count] = order;
    t->source[t->count++] = (struct rules_source){.name = json_text(a->document, "id"),
                                                  .text = span_of(json_text(a->document, "text")),
                                                  .entered = a->time};
    return true;
}

/* The agreement, then every order from before the plan; how a gate joins them. */
static bool gather(const struct shown_acts *all, const struct shown_act *plan, struct texts *t, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < all->count && t->count == 0; i++) {
        const struct shown_act *a = &all->at[i];
        ok = !is_type(a, "agreement") || a->document == NULL ||
             strcmp(json_text(a->entry, "subject"), json_text(plan->entry, "agreement")) != 0 ||
             add_text(t, a, false, e);
    }
    for (size_t i = 0; ok && i < all->count && all->at[i].index < plan->index; i++) {
        ok = !is_type(&all->at[i], "order") || all->at[i].document == NULL || add_text(t, &all->at[i], true, e);
    }
    return ok;
}

/* An order may have come in while a batch was being decided: then the plan names the rules without it, and the release
 * decided again. So the hash is that of the first so many texts. */
static bool matches(const struct texts *t, const uint8_t named[SHA256_SIZE], bool *found, struct error *e)
{
    *found = false;
    for (size_t n = t->count; n > 0 && !*found; n--) {
        struct rules *rules = NULL;
        uint8_t hash[SHA256_SIZE];
        if (!rules_parse_register(&rules, t->source, t->stranger, n, e)) {
            return false;
        }
        rules_hash(rules, hash);
        rules_free(rules);
        *found = crypto_equal(hash, named, sizeof hash);
    }
    return true;
}

static bool check_rules(struct texts *t, const struct shown_act *plan, struct error *e)
{
    uint8_t named[SHA256_SIZE];
    bool found = false;
    return (hex_decode(span_of(json_text(plan->document, "rules")), named, sizeof named) ||
            fail(e, ERROR_VERIFY, "bundle.rules", "a plan names no rules")) &&
           matches(t, named, &found, e) &&
           (found || fail(e, ERROR_VERIFY, "bundle.rules", "plan %s: its rules are not the texts that are here",
                          json_text(plan->entry, "subject")));
}

/* Where its document is not shown, nobody can say whether it was these rules. */
static bool check_plan(const struct shown_acts *all, const struct shown_act *plan, struct error *e)
{
    struct texts *t = memory_new(1, sizeof *t, e);
    bool ok = t != NULL && gather(all, plan, t, e) &&
              ((t->count > 0 && !t->stranger[0]) ||
               fail(e, ERROR_VERIFY, "bundle.rules", "plan %s: the text of its agreement is not here",
                    json_text(plan->entry, "subject"))) &&
              (plan->document == NULL || check_rules(t, plan, e));
    memory_free(t);
    return ok;
}

/* The texts of rules are always there. */
static bool check_act(const struct checking *c, const struct shown_acts *all, const struct shown_act *a, struct error *e)
{
    bool text = is_type(a, "agreement") || is_type(a, "order"), plan = is_type(a, "plan");
    if (text && a->document == NULL) {
        return wrong(e, "its text is missing", json_text(a->entry, "subject"));
    }
    return (!text || check_text(c, a, e)) && (!plan || check_plan(all, a, e));
}

static bool check_texts(struct checking *c, struct error *e)
{
    struct shown_acts all;
    bool ok = shown_acts_load(c, &all, e) && count_documents(c, &all, e);
    for (size_t i = 0; ok && i < all.count; i++) {
        ok = check_act(c, &all, &all.at[i], e);
    }
    c->what->entries = all.count;
    shown_acts_clear(&all);
    return ok;
}

/* --- the whole --- */

static bool open_bundle(struct checking *c, struct error *e)
{
    struct text t = {0};
    bool ok = file_list_make(&c->files, c->dir, e) && check_sums(c, e) && load(c, "bundle.json", &t, e);
    c->bundle = ok ? json_loadb(t.at, t.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    text_free(&t);
    return ok && ((json_is_object(c->bundle) && strcmp(json_text(c->bundle, "kind"), BUNDLE_KIND) == 0 &&
                   json_number(c->bundle, "v") == 1) ||
                  fail(e, ERROR_VERIFY, "bundle.form", "bundle.json is of no bundle that this program knows"));
}

/* What bundle.json says of the log is what the checkpoint states. */
static bool same_log(const struct checking *c, const struct gate_verify *v, struct error *e)
{
    return (strcmp(json_text(c->bundle, "origin"), v->origin) == 0 &&
            strcmp(json_text(c->bundle, "root"), v->root) == 0 &&
            (uint64_t)json_number(c->bundle, "size") == v->size) ||
           fail(e, ERROR_VERIFY, "bundle.other", "bundle.json tells of another log than the checkpoint");
}

/* The ledger, and the row trees of the batches that the bundle is about. */
static bool check_public(const struct checking *c, const char *vkey, const struct gate_progress *progress,
                         struct gate_verify *out, struct error *e)
{
    const json_t *all = json_object_get(c->bundle, "batches");
    struct gate_verify_wish w = {.vkey = vkey, .count = json_array_size(all)};
    const char **batches = memory_new(w.count + 1, sizeof *batches, e);
    bool ok = batches != NULL;
    for (size_t i = 0; ok && i < w.count; i++) {
        batches[i] = json_string_value(json_array_get(all, i));
        ok = batches[i] != NULL || wrong(e, "its batches are no numbers", "bundle.json");
    }
    w.batches = batches;
    ok = ok && gate_verify_by(c->dir, &w, progress, out, e);
    memory_free((void *)batches);
    return ok;
}

bool gate_is_bundle(const char *dir)
{
    char path[PATH_SIZE];
    struct error ignored;
    return path_format(path, sizeof path, &ignored, "%s/bundle.json", dir) && file_exists(path);
}

bool gate_verify_bundle(const char *dir, const char *vkey, const struct gate_progress *progress, struct gate_verify *out,
                        struct gate_bundle *what, struct error *e)
{
    struct checking c = {.dir = dir, .what = what};
    *out = (struct gate_verify){0};
    *what = (struct gate_bundle){0};
    bool ok = open_bundle(&c, e) && check_public(&c, vkey, progress, out, e) && same_log(&c, out, e) &&
              check_entries(&c, e) && check_texts(&c, e);
    file_list_clear(&c.files);
    json_decref(c.bundle);
    return ok;
}
