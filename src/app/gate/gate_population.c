/* gate_population.c: whom an order covers, where it covers some people only.
 *
 * A list of person_ids is entered with an order whose text names a population. What is kept of it, under
 * populations/<hash>.pvl, are keyed hashes of the ids; the order's document names the file by its hash.
 *
 *   OFFSET  SIZE  DESCRIPTION
 *        0     8  "PVLIST1\n"
 *        8     8  number of ids, little endian
 *       16   8*n  tags, rising: the first 8 bytes of HMAC-SHA-256(the custody's identifier key,
 *                 "population" NUL id), little endian
 *
 * (1) Of a population without a list nothing is known, and what is not known never helps (I4).
 * (2) Several orders may name one population: a person is covered who stands in any of their lists.
 * (3) A list that is missing or altered stops every decision that would ask it.
 */
#include "app/gate/gate_internal.h"


#include "base/bytes.h"
#include "base/map.h"

enum { HEAD = 16, TAG = 8, LIST_MOST = 1 << 28, ID_MOST = 4096 };
static const char magic[8] = "PVLIST1\n";

static bool list_path(const struct gate *g, const char *hash, char path[PATH_SIZE], struct error *e)
{
    return gate_path(g, path, e, "populations/%s.pvl", hash);
}

/* The same for one id wherever it is asked, whatever blanks stand around it in a list or in the registry; nobody
 * makes it without the key. */
bool population_tag_by(struct hmac *h, struct span as_written, uint64_t *out, struct error *e)
{
    static const char label[] = "population"; /* its NUL belongs to it */
    char text[sizeof label + ID_MOST];
    struct span id = span_trim(as_written);
    struct sha256 mac;
    *out = 0;
    if (id.len > ID_MOST) {
        return fail(e, ERROR_INPUT, "population.id", "a person_id is longer than %d bytes", ID_MOST);
    }
    memcpy(text, label, sizeof label);
    if (id.len > 0) {
        memcpy(text + sizeof label, id.at, id.len);
    }
    bool ok = hmac_of(h, (struct span){text, sizeof label + id.len}, &mac, e);
    *out = ok ? bytes_get(mac.at, TAG) : 0;
    memory_wipe(text, sizeof label + id.len);
    return ok;
}

static bool tagger_of(struct hmac **out, const uint8_t key[KEY_SIZE], struct error *e)
{
    return hmac_new(out, (struct span){(const char *)key, KEY_SIZE}, e);
}

bool population_tagger(struct hmac **out, const struct gate *g, struct error *e)
{
    return tagger_of(out, g->identifier_key, e);
}

static bool tag_of(const uint8_t key[KEY_SIZE], struct span as_written, uint64_t *out, struct error *e)
{
    struct hmac *h = NULL;
    bool ok = tagger_of(&h, key, e) && population_tag_by(h, as_written, out, e);
    hmac_free(h);
    return ok;
}

/* --- a list is read --- */

struct tags {
    uint64_t *at;
    size_t count, cap;
};

static int compare(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

struct listing {
    const struct gate *g;
    const char *path;
    const struct registry *registry; /* or NULL */
    struct tags *tags;
    uint64_t strangers; /* who are not in the registry */
};

static bool add_row(void *ctx, const struct row *row, struct error *e)
{
    struct listing *l = ctx;
    struct tags *t = l->tags;
    struct span id = span_trim(row->value[FIELD_PERSON_ID]);
    if (id.len == 0) {
        return fail(e, ERROR_INPUT, "population.empty", "%s: row %llu holds no person_id", l->path,
                    (unsigned long long)row->number);
    }
    l->strangers += l->registry != NULL && registry_find(l->registry, id) == PERSON_NOBODY;
    return memory_grow((void **)&t->at, &t->cap, t->count, sizeof *t->at, e) &&
           tag_of(l->g->identifier_key, id, &t->at[t->count++], e);
}

/* registry: or NULL. */
static bool read_list(const struct gate *g, const char *path, const struct registry *registry, struct tags *t,
                      uint64_t *strangers, struct error *e)
{
    static const struct list_column column = {"person_id", FIELD_PERSON_ID};
    struct listing l = {.g = g, .path = path, .registry = registry, .tags = t};
    struct intake *in = NULL;
    bool ok = list_open(&in, path, INTAKE_REGISTRY, &column, 1, e) &&
              list_each(in, path, "population.row", add_row, &l, e);
    intake_close(in);
    *strangers = l.strangers;
    return ok && (t->count > 0 || fail(e, ERROR_INPUT, "population.empty", "%s lists nobody", path));
}

/* --- and kept --- */

static bool add_number(struct text *t, uint64_t n, struct error *e)
{
    uint8_t bytes[TAG];
    bytes_put(bytes, n, TAG);
    return text_add(t, (struct span){(const char *)bytes, TAG}, e);
}

static bool write_tags(struct tags *t, struct text *out, struct error *e)
{
    size_t kept = 0;
    qsort(t->at, t->count, sizeof *t->at, compare);
    for (size_t i = 0; i < t->count; i++) { /* each once */
        if (kept == 0 || t->at[kept - 1] != t->at[i]) {
            t->at[kept++] = t->at[i];
        }
    }
    t->count = kept;
    bool ok = text_add(out, (struct span){magic, sizeof magic}, e) && add_number(out, kept, e);
    for (size_t i = 0; ok && i < kept; i++) {
        ok = add_number(out, t->at[i], e);
    }
    return ok;
}

bool population_keep(struct gate *g, const char *path, struct population_list *out, struct error *e)
{
    struct tags tags = {0};
    struct text bytes = {0}, hex = {0};
    struct sha256 hash;
    char folder[PATH_SIZE], to[PATH_SIZE];
    struct registry *registry = NULL;
    struct error ignored; /* without a registry an order binds as well */
    out->strangers = 0;
    registry = gate_registry_open(g, &registry, &ignored) ? registry : NULL;
    bool ok = read_list(g, path, registry, &tags, &out->strangers, e) && write_tags(&tags, &bytes, e) &&
              crypto_sha256(text_span(&bytes), &hash, e) && text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok) {
        out->people = tags.count;
        memcpy(out->hash, hex.at, sizeof out->hash);
    }
    ok = ok && (g->dry || (gate_path(g, folder, e, "populations") && folder_make(folder, FILE_PRIVATE, e) &&
                           list_path(g, out->hash, to, e) &&
                           file_save(to, text_span(&bytes), FILE_PRIVATE, e) && folder_sync(folder, e)));
    registry_close(registry);
    memory_free(tags.at);
    text_free(&bytes);
    text_free(&hex);
    return ok;
}

/* --- and asked --- */

struct populations {
    uint8_t key[KEY_SIZE];
    struct map *of[POPULATIONS]; /* NULL: no list, nothing is known */
};

bool populations_new(struct populations **out, const struct gate *g, struct error *e)
{
    *out = memory_new(1, sizeof **out, e);
    if (*out != NULL) {
        memcpy((*out)->key, g->identifier_key, KEY_SIZE);
    }
    return *out != NULL;
}

void populations_free(struct populations *p)
{
    if (p != NULL) {
        for (unsigned i = 0; i < POPULATIONS; i++) {
            map_free(p->of[i]);
        }
        memory_wipe(p, sizeof *p);
        memory_free(p);
    }
}

static bool add_tags(struct map **to, struct span bytes, const char *path, struct error *e)
{
    const uint8_t *at = (const uint8_t *)bytes.at;
    if (bytes.len < HEAD || memcmp(at, magic, sizeof magic) != 0 ||
        bytes_get(at + 8, TAG) != (bytes.len - HEAD) / TAG || bytes.len % TAG != 0) {
        return fail(e, ERROR_VERIFY, "population.form", "%s is no list of people", path);
    }
    bool ok = *to != NULL || map_new(to, e);
    for (size_t i = HEAD; ok && i < bytes.len; i += TAG) {
        ok = map_at(*to, bytes_get(at + i, TAG), NULL, e) != NULL;
    }
    return ok;
}

bool populations_add(struct populations *p, const struct gate *g, unsigned place, const char *hash,
                     struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    struct sha256 found, named;
    bool ok = list_path(g, hash, path, e) && file_load(&t, path, LIST_MOST, e) &&
              crypto_sha256(text_span(&t), &found, e);
    if (ok && (!hex_decode(span_of(hash), named.at, sizeof named.at) ||
               !crypto_equal(&found, &named, sizeof found))) {
        ok = fail(e, ERROR_VERIFY, "population.altered", "%s is not the list that the ledger names", path);
    }
    ok = ok && add_tags(&p->of[place], text_span(&t), path, e);
    text_free(&t);
    return ok;
}

bool population_tag(const struct gate *g, struct span person_id, uint64_t *out, struct error *e)
{
    return tag_of(g->identifier_key, person_id, out, e);
}

uint8_t populations_places(const struct populations *p, uint64_t tag)
{
    unsigned places = 0;
    for (unsigned i = 0; i < POPULATIONS; i++) {
        unsigned value = p->of[i] == NULL                 ? POPULATION_1_IS_UNKNOWN
                         : map_find(p->of[i], tag) != NULL ? POPULATION_1_IS_COVERED
                                                           : POPULATION_1_IS_OUTSIDE;
        places |= value << 2 * i;
    }
    return (uint8_t)places;
}

void places_facts(uint8_t places, uint8_t value[FACT_COUNT])
{
    for (unsigned i = 0; i < POPULATIONS; i++) {
        value[FACT_POPULATION_1 + i] = places >> 2 * i & 3;
    }
}

bool populations_facts(const struct populations *p, struct span person_id, struct facts *f, struct error *e)
{
    uint64_t tag;
    if (p == NULL || span_trim(person_id).len == 0) {
        return true; /* who has no id is in no list, and is not known to be outside of one */
    }
    if (!tag_of(p->key, person_id, &tag, e)) {
        return false;
    }
    places_facts(populations_places(p, tag), f->value);
    return true;
}
