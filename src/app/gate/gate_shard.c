/* gate_shard.c: a match in parts, for a registry that one machine does not get through in time.
 *
 * Each shard judges the whole request file by the very code of a run and compares the admitted rows with its
 * part of the persons; what it found goes into a part file. A merge is a run that takes what was found from
 * all parts in place of comparing (match_join): the same, to the byte.
 *
 * A part binds what a linkage depends on: requests, layout, classifier, required elements, generation and
 * model. Rules and orders are not among it: the merge decides by those of its own instant. Only the
 * custody can make the HMAC, so that nothing but admitted rows of a registry reaches a plan (I1).
 * Byte table: docs/formats/part.md. No personal data: places of persons and weights.
 */
#include "app/gate/gate_internal.h"
#include "base/bytes.h"

#include <stdio.h>

#include "base/log.h"

enum { HEAD = 256, PATH_RECORD = 24, RECORD = 2 * PATH_RECORD, MAC = SHA256_SIZE };

enum { NOT_COMPARED }; /* state of a path; otherwise its enum link_outcome + 1 */

static const char magic[16] = "PROVISO PART 1\n";

_Static_assert((int)KEY_SIZE == (int)SHA256_SIZE, "a key is as long as a hash");

/* --- records --- */

static void encode_path(const struct link_path *p, uint8_t to[PATH_RECORD])
{
    memset(to, 0, PATH_RECORD);
    to[0] = (uint8_t)(p->outcome + 1);
    to[1] = p->crowded;
    bytes_put(to + 4, p->best, 4);
    bytes_put(to + 8, (uint32_t)p->weight, 4);
    bytes_put(to + 12, p->second, 4);
    bytes_put(to + 16, (uint32_t)p->second_weight, 4);
    bytes_put(to + 20, p->candidates, 4);
}

static bool decode_path(const uint8_t from[PATH_RECORD], uint32_t persons, struct link_path *out)
{
    *out = (struct link_path){.best = (uint32_t)bytes_get(from + 4, 4),
                              .weight = (int32_t)bytes_get(from + 8, 4),
                              .second = (uint32_t)bytes_get(from + 12, 4),
                              .second_weight = (int32_t)bytes_get(from + 16, 4),
                              .candidates = (uint32_t)bytes_get(from + 20, 4),
                              .crowded = from[1] != 0};
    if (from[0] == NOT_COMPARED || from[0] > LINK_MANY + 1 || from[1] > 1) {
        return false;
    }
    out->outcome = (enum link_outcome)(from[0] - 1);
    return (out->best < persons || out->best == PERSON_NOBODY) &&
           (out->second < persons || out->second == PERSON_NOBODY);
}

/* --- the head --- */

static void encode_head(const struct part_head *h, uint8_t to[HEAD])
{
    memset(to, 0, HEAD);
    memcpy(to, magic, sizeof magic);
    bytes_put(to + 16, h->part, 4);
    bytes_put(to + 20, h->parts, 4);
    bytes_put(to + 24, h->rows, 8);
    bytes_put(to + 32, RECORD, 4);
    bytes_put(to + 36, h->required, 4);
    memcpy(to + 48, h->agreement, sizeof h->agreement);
    memcpy(to + 80, h->requests, SHA256_SIZE);
    memcpy(to + 112, h->layout, SHA256_SIZE);
    memcpy(to + 144, h->generation, SHA256_SIZE);
    memcpy(to + 176, h->model, SHA256_SIZE);
    memcpy(to + 208, h->classifier, SHA256_SIZE);
}

static void decode_head(const uint8_t from[HEAD], struct part_head *h)
{
    *h = (struct part_head){.part = (uint32_t)bytes_get(from + 16, 4),
                            .parts = (uint32_t)bytes_get(from + 20, 4),
                            .rows = bytes_get(from + 24, 8),
                            .required = (uint32_t)bytes_get(from + 36, 4)};
    memcpy(h->agreement, from + 48, sizeof h->agreement);
    memcpy(h->requests, from + 80, SHA256_SIZE);
    memcpy(h->layout, from + 112, SHA256_SIZE);
    memcpy(h->generation, from + 144, SHA256_SIZE);
    memcpy(h->model, from + 176, SHA256_SIZE);
    memcpy(h->classifier, from + 208, SHA256_SIZE);
}

bool part_head_of(struct part_head *out, const struct decision *d, const char *agreement,
                  const char *layout, const uint8_t requests[SHA256_SIZE], struct error *e)
{
    struct registry_info generation;
    struct sha256 hash = {0};
    *out = (struct part_head){.rows = intake_rows(d->batch->intake), .required = d->required->required};
    (void)snprintf(out->agreement, sizeof out->agreement, "%s", agreement);
    if (layout != NULL && !crypto_sha256_file(layout, &hash, e)) {
        return false;
    }
    registry_info(d->registry, &generation);
    out->persons = registry_persons(d->registry);
    memcpy(out->requests, requests, SHA256_SIZE);
    memcpy(out->layout, hash.at, SHA256_SIZE);
    memcpy(out->generation, generation.hash, SHA256_SIZE);
    matcher_hash(d->matcher, out->model);
    standard_hash(d->batch->standard, out->classifier);
    return true;
}

/* A key of its own, apart from the tags of identifiers in the registry. */
static bool mac_key(const uint8_t identifier_key[KEY_SIZE], uint8_t out[KEY_SIZE], struct error *e)
{
    return crypto_hkdf((struct span){(const char *)identifier_key, KEY_SIZE}, SPAN_LITERAL(""),
                       SPAN_LITERAL("proviso part v1"), out, KEY_SIZE, e);
}

static bool mac_of(const uint8_t identifier_key[KEY_SIZE], const uint8_t *bytes, size_t n,
                   struct sha256 *out, struct error *e)
{
    uint8_t key[KEY_SIZE];
    bool ok = mac_key(identifier_key, key, e) &&
              crypto_hmac((struct span){(const char *)key, sizeof key},
                          (struct span){(const char *)bytes, n}, out, e);
    memory_wipe(key, sizeof key);
    return ok;
}

/* --- a part is made --- */

bool part_new(struct part *out, uint64_t rows, struct error *e)
{
    if (rows > (SIZE_MAX - HEAD - MAC) / RECORD) {
        return fail(e, ERROR_INPUT, "part.rows", "too many rows for a part");
    }
    out->len = HEAD + (size_t)rows * RECORD + MAC;
    out->at = memory_new(out->len, 1, e); /* zeros: a row that is not admitted */
    return out->at != NULL;
}

void part_free(struct part *p)
{
    memory_free(p->at);
    *p = (struct part){0};
}

void part_add(struct part *p, size_t row, const struct linkage *l)
{
    uint8_t *to = p->at + HEAD + row * RECORD;
    encode_path(&l->by_identifier, to);
    encode_path(&l->by_name_address, to + PATH_RECORD);
}

bool part_save(struct part *p, const char *path, const struct part_head *h,
               const uint8_t identifier_key[KEY_SIZE], struct error *e)
{
    struct sha256 mac;
    encode_head(h, p->at);
    if (!mac_of(identifier_key, p->at, p->len - MAC, &mac, e)) {
        return false;
    }
    memcpy(p->at + p->len - MAC, mac.at, MAC);
    return file_save(path, (struct span){(const char *)p->at, p->len}, FILE_PRIVATE, e);
}

/* --- parts are read --- */

struct parts {
    const uint8_t *key;      /* the custody's identifier key; borrowed */
    uint32_t persons;
    unsigned count;
    const char *path[PARTS_MOST]; /* by part; borrowed */
    struct mapping map[PARTS_MOST];
};

static bool check_mac(const struct parts *p, const struct mapping *m, const char *path,
                      struct error *e)
{
    struct sha256 mac;
    if (!mac_of(p->key, m->at, m->len - MAC, &mac, e)) {
        return false;
    }
    return crypto_equal(mac.at, m->at + m->len - MAC, MAC) ||
           fail(e, ERROR_VERIFY, "part.altered", "%s was altered, or is a part of another custody", path);
}

static bool check_file(const struct parts *p, const struct mapping *m, const char *path,
                       struct part_head *h, struct error *e)
{
    if (m->len < sizeof magic || memcmp(m->at, magic, sizeof magic) != 0) {
        return fail(e, ERROR_VERIFY, "part.head", "%s is no part of a match", path);
    }
    if (m->len < HEAD + MAC || bytes_get(m->at + 32, 4) != RECORD || (m->len - HEAD - MAC) % RECORD != 0 ||
        bytes_get(m->at + 24, 8) != (m->len - HEAD - MAC) / RECORD) {
        return fail(e, ERROR_VERIFY, "part.cut", "%s was cut", path);
    }
    decode_head(m->at, h);
    if (!check_mac(p, m, path, e)) {
        return false;
    }
    return (h->part >= 1 && h->part <= h->parts && h->parts <= PARTS_MOST) ||
           fail(e, ERROR_VERIFY, "part.number", "%s says that it is part %u of %u", path, h->part, h->parts);
}

static bool stale(const char *path, const char *what, struct error *e)
{
    (void)!fail(e, ERROR_STALE, "part.stale", "%s was made with another %s", path, what);
    error_hint(e, "match again: proviso match");
    return false;
}

static bool check_run(const struct part_head *h, const struct part_head *run, const char *path,
                      struct error *e)
{
    if (memcmp(h->requests, run->requests, SHA256_SIZE) != 0) {
        return fail(e, ERROR_VERIFY, "part.requests", "%s is a part of another request file", path);
    }
    if (memcmp(h->layout, run->layout, SHA256_SIZE) != 0 || h->rows != run->rows) {
        return fail(e, ERROR_VERIFY, "part.layout", "%s was made with another layout", path);
    }
    if (memcmp(h->agreement, run->agreement, sizeof h->agreement) != 0 || h->required != run->required) {
        return fail(e, ERROR_VERIFY, "part.agreement", "%s was made under another agreement", path);
    }
    return memcmp(h->generation, run->generation, SHA256_SIZE) != 0
               ? stale(path, "generation of the registry than the one in force", e)
           : memcmp(h->model, run->model, SHA256_SIZE) != 0 ? stale(path, "model of the matcher", e)
           : memcmp(h->classifier, run->classifier, SHA256_SIZE) != 0
               ? stale(path, "gazetteer or classifier", e)
               : true;
}

/* Takes the mapping into its place among the parts. */
static bool place(struct parts *p, const char *path, const struct mapping *m,
                  const struct part_head *h, struct error *e)
{
    if (p->count == 0) {
        p->count = h->parts;
    }
    if (h->parts != p->count) {
        return fail(e, ERROR_INPUT, "part.mixed", "%s is one of %u parts, others are of %u", path, h->parts,
                    p->count);
    }
    unsigned at = h->part - 1;
    if (p->path[at] != NULL) {
        return fail(e, ERROR_INPUT, "part.twice", "part %u of %u is given twice: %s and %s", h->part,
                    h->parts, p->path[at], path);
    }
    p->path[at] = path;
    p->map[at] = *m;
    return true;
}

static bool take(struct parts *p, const char *path, const struct part_head *run, struct error *e)
{
    struct mapping m;
    struct part_head h;
    if (!file_map(&m, path, e)) {
        return false;
    }
    if (!check_file(p, &m, path, &h, e) || !check_run(&h, run, path, e) || !place(p, path, &m, &h, e)) {
        file_unmap(&m);
        return false;
    }
    return true;
}

static bool none_is_missing(const struct parts *p, struct error *e)
{
    for (unsigned i = 0; i < p->count; i++) {
        if (p->path[i] == NULL) {
            (void)!fail(e, ERROR_INPUT, "part.missing", "part %u of %u is missing", i + 1, p->count);
            error_hint(e, "proviso match REQUESTS.csv --shard %u/%u ..., then name its file as well", i + 1,
                       p->count);
            return false;
        }
    }
    return p->count > 0 || fail(e, ERROR_USAGE, "part.none", "no part is given");
}

bool parts_open(struct parts **out, const char *const *paths, size_t count,
                const struct part_head *run, const uint8_t identifier_key[KEY_SIZE], struct error *e)
{
    struct parts *p = memory_new(1, sizeof *p, e);
    bool ok = p != NULL;
    if (ok) {
        p->key = identifier_key;
        p->persons = run->persons;
    }
    for (size_t i = 0; ok && i < count; i++) {
        ok = take(p, paths[i], run, e);
    }
    if (!ok || !none_is_missing(p, e)) {
        parts_close(p);
        return false;
    }
    *out = p;
    return true;
}

void parts_close(struct parts *p)
{
    for (unsigned i = 0; p != NULL && i < p->count; i++) {
        if (p->path[i] != NULL) {
            file_unmap(&p->map[i]);
        }
    }
    memory_free(p);
}

bool parts_unchanged(const struct parts *p, struct error *e)
{
    for (unsigned i = 0; i < p->count; i++) {
        if (!check_mac(p, &p->map[i], p->path[i], e)) {
            return false;
        }
    }
    return true;
}

/* What one part found for the admitted rows of a slice. That it admitted no other rows is counted. */
static bool read_slice(const struct parts *p, unsigned part, const struct slice *s,
                       const struct admitted *admitted, struct linkage *out, struct error *e)
{
    const uint8_t *first = p->map[part].at + HEAD + s->first * RECORD;
    size_t admissions = admitted_count(admitted), compared = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < admissions; i++) {
        const uint8_t *from = first + admitted_index(admitted, i) * RECORD;
        ok = decode_path(from, p->persons, &out[i].by_identifier) &&
             decode_path(from + PATH_RECORD, p->persons, &out[i].by_name_address);
    }
    for (size_t i = 0; i < s->count; i++) {
        compared += first[i * RECORD] != NOT_COMPARED;
    }
    return (ok && compared == admissions) ||
           fail(e, ERROR_VERIFY, "part.record", "%s holds what no match of this file gives", p->path[part]);
}

bool parts_link(const struct parts *p, const struct matcher *m, const struct slice *s,
                const struct admitted *admitted, struct linkage *out, struct error *e)
{
    const struct linkage *found[PARTS_MOST];
    size_t admissions = admitted_count(admitted);
    for (unsigned i = 0; i < p->count; i++) {
        struct linkage *l = arena_array(s->arena, admissions, sizeof *l, e);
        if (l == NULL || !read_slice(p, i, s, admitted, l, e)) {
            return false;
        }
        found[i] = l;
    }
    return match_join(m, admitted, found, p->count, out, e);
}

/* --- a shard --- */

struct shard {
    struct gate *g;
    const struct gate_match_options *o;
    struct register_rules rules;
    struct agreement_info agreement;
    struct gazetteer_in_force gazetteer;
    struct batch batch;
    uint8_t requests_hash[SHA256_SIZE];
    struct registry *registry;
    struct matcher *matcher;
    struct part part;
};

static bool take_agreement(struct shard *s, struct signers by, struct error *e)
{
    return gate_not_halted(s->g, e) &&
           gate_require(s->g, by, ROLE_OPERATOR, 1, "matching a part", e) &&
           gate_rules(s->g, s->o->agreement, &s->rules, e) &&
           (rules_agreement(s->rules.rules, &s->agreement) ||
            fail(e, ERROR_INPUT, "rules.agreement", "there is no agreement in force"));
}

static bool take_registry(struct shard *s, struct error *e)
{
    struct text model = {0};
    struct match_options options = {.part = s->o->part - 1,
                                    .parts = s->o->parts,
                                    .false_matches = s->o->false_matches};
    memcpy(options.key, s->g->identifier_key, sizeof options.key);
    bool ok = model_load(s->o->model, &model, e);
    options.model = text_span(&model);
    ok = ok && gate_registry_open(s->g, &s->registry, e) &&
         matcher_new(&s->matcher, s->registry, &options, e);
    memory_wipe(&options, sizeof options);
    text_free(&model);
    return ok;
}

static bool match_slice(void *ctx, const struct slice *slice, const struct admitted *admitted,
                        struct error *e)
{
    struct shard *s = ctx;
    size_t admissions = admitted_count(admitted);
    struct linkage *l = arena_array(slice->arena, admissions, sizeof *l, e);
    bool ok = l != NULL && match_batch(s->matcher, admitted, l, e);
    for (size_t i = 0; ok && i < admissions; i++) {
        part_add(&s->part, slice->first + admitted_index(admitted, i), &l[i]);
    }
    return ok;
}

static bool match_rows(struct shard *s, struct error *e)
{
    struct judge_then then = {.visit = match_slice, .ctx = s};
    return gate_gazetteer_path(s->g, s->o->gazetteer, &s->gazetteer, e) &&
           batch_open(&s->batch, s->o->requests,
                      &(struct tables){s->o->layout, s->gazetteer.path, s->o->points}, INTAKE_REQUESTS, e) &&
           intake_hash(s->batch.intake, s->requests_hash, e) && take_registry(s, e) &&
           part_new(&s->part, intake_rows(s->batch.intake), e) &&
           batch_judge(&s->batch, s->rules.rules, &s->agreement.required, s->g->threads,
                       &s->g->progress, &then, e) &&
           batch_unchanged(&s->batch, s->requests_hash, s->o->requests, e);
}

static bool write_part(struct shard *s, struct error *e)
{
    struct part_head h;
    struct decision d = {.batch = &s->batch,
                         .required = &s->agreement.required,
                         .registry = s->registry,
                         .matcher = s->matcher};
    if (!part_head_of(&h, &d, s->rules.agreement, s->o->layout, s->requests_hash, e)) {
        return false;
    }
    h.part = s->o->part;
    h.parts = s->o->parts;
    return s->g->dry || part_save(&s->part, s->o->out, &h, s->g->identifier_key, e);
}

static void count_rows(const struct shard *s, struct gate_match *out)
{
    out->rows = s->batch.count;
    out->rejected = s->batch.rejected;
    for (size_t i = 0; i < s->batch.count; i++) {
        out->compared += s->part.at[HEAD + i * RECORD] != NOT_COMPARED;
    }
}

bool gate_match(struct gate *g, const struct gate_match_options *o, struct signers by,
                struct gate_match *out, struct error *e)
{
    *out = (struct gate_match){0};
    struct shard s = {.g = g, .o = o};
    if (o->part < 1 || o->part > o->parts || o->parts > PARTS_MOST) {
        return fail(e, ERROR_USAGE, "match.shard", "a shard is one of 1/n to n/n, n at most %d", PARTS_MOST);
    }
    bool ok = take_agreement(&s, by, e) && match_rows(&s, e) && write_part(&s, e);
    if (ok) {
        count_rows(&s, out);
        log_event(LOG_INFO, "match", "part=%u parts=%u rows=%llu", o->part, o->parts,
                  (unsigned long long)out->rows);
    }
    part_free(&s.part);
    matcher_free(s.matcher);
    registry_close(s.registry);
    batch_close(&s.batch);
    gate_rules_clear(&s.rules);
    return ok;
}
