/* The process of 2025, as FACTS has it: sloppy on purpose, and outside of the
 * gate. It reads nothing but the two files.
 *
 * A hash join built from the requests: each row that passes the test of five
 * digits is a probe under one 64-bit key, its identifier or its name and
 * address. The registry is streamed past once. Two different texts with one
 * hash would be taken for equal: about one run in a million at full size.
 *
 *   (1) A probe is under one key only: the two processes exclude each other.
 *   (2) probe[i] is row i + 1 of the requests; key 0 marks those not tested.
 */
#include "app/demo/demo.h"

#include "app/demo/demo_csv.h"
#include "app/demo/demo_world.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"

#define RELEASED_AT "2025-08-07T00:00:00Z"

enum { EVERY = 1 << 15, NOTHING = 0 };

enum process { BY_IDENTIFIER = 1, BY_NAME_ADDRESS = 2 };

struct probe {
    uint64_t key;
    uint64_t name;
    uint64_t person; /* 1 + where its id begins in join.ids, 0: none yet */
    uint32_t next;   /* in the chain: index + 1, 0: the end */
    uint32_t found;  /* records */
};

struct join {
    struct probe *probe;
    size_t count;
    size_t cap;
    uint32_t *head;
    uint64_t mask;
    struct text ids; /* zero-terminated person ids, one behind the other */
    struct text scratch;
    bool (*progress)(void *ctx, const char *stage, uint64_t done, uint64_t total,
                     struct error *e);
    void *ctx;
};

/* --- keys --- */

/* Appends s in upper case (ASCII), blanks at the ends dropped and runs of them
 * made one, and a mark behind it. */
static char *fold(char *to, struct span s)
{
    bool blank = true; /* of the beginning */
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool is_blank = c == ' ' || c == '\t';
        if (is_blank && blank) {
            continue;
        }
        blank = is_blank;
        *to++ = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : is_blank ? ' ' : c;
    }
    to -= s.len > 0 && blank && to[-1] == ' ' ? 1 : 0;
    *to++ = '\x1f';
    return to;
}

/* Hash of some values of a row, folded. False: memory. */
static bool hash_values(struct join *j, const struct row *row, const enum field *fields,
                        size_t count, uint64_t *out, struct error *e)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += row->value[fields[i]].len + 2;
    }
    if (j->scratch.cap < most) {
        char *at = memory_resize(j->scratch.at, most * 2, 1, e);
        if (at == NULL) {
            return false;
        }
        j->scratch.at = at;
        j->scratch.cap = most * 2;
    }
    j->scratch.at[0] = '\0';
    char *to = j->scratch.at + 1; /* fold looks one back */
    for (size_t i = 0; i < count; i++) {
        to = fold(to, row->value[fields[i]]);
    }
    *out = hash_bytes((struct span){j->scratch.at + 1, (size_t)(to - j->scratch.at - 1)}, 2025);
    return true;
}

static const enum field name_fields[] = {FIELD_SURNAME, FIELD_GIVEN_NAME};
static const enum field address_fields[] = {FIELD_ADDRESS, FIELD_CITY, FIELD_STATE, FIELD_ZIP};

struct keys {
    uint64_t name;
    uint64_t identifier; /* 0: none */
    uint64_t name_address;
};

static uint64_t key_of(enum process process, uint64_t a, uint64_t b)
{
    uint64_t key = hash_join(hash_join((uint64_t)process, a), b);
    return key == NOTHING ? 1 : key;
}

static bool make_keys(struct join *j, const struct row *row, struct keys *k, struct error *e)
{
    uint64_t address;
    struct span identifier = span_trim(row->value[FIELD_IDENTIFIER]);
    if (!hash_values(j, row, name_fields, 2, &k->name, e) ||
        !hash_values(j, row, address_fields, 4, &address, e)) {
        return false;
    }
    k->name_address = key_of(BY_NAME_ADDRESS, k->name, address);
    k->identifier =
        identifier.len == 0 ? NOTHING : key_of(BY_IDENTIFIER, hash_bytes(identifier, 2025), 0);
    return true;
}

/* --- build: the requests --- */

static bool add_probe(struct join *j, const struct row *row, struct error *e)
{
    void *at = j->probe;
    if (j->count >= UINT32_MAX - 1) {
        return fail(e, ERROR_INPUT, "demo.size", "too many requests");
    }
    if (!memory_grow(&at, &j->cap, j->count, sizeof j->probe[0], e)) {
        return false;
    }
    j->probe = at;
    struct probe *p = &j->probe[j->count++];
    *p = (struct probe){.key = NOTHING};
    if (!five_digits(row->value[FIELD_ADDRESS], row->value[FIELD_CITY], row->value[FIELD_STATE],
                     row->value[FIELD_ZIP])) {
        return true;
    }
    struct keys k;
    if (!make_keys(j, row, &k, e)) {
        return false;
    }
    p->name = k.name;
    p->key = k.identifier != NOTHING ? k.identifier : k.name_address;
    return true;
}

static bool index_probes(struct join *j, struct error *e)
{
    uint64_t size = 64;
    while (size < j->count * 2) {
        size *= 2;
    }
    j->mask = size - 1;
    j->head = memory_new(size, sizeof j->head[0], e);
    if (j->head == NULL) {
        return false;
    }
    for (size_t i = 0; i < j->count; i++) {
        struct probe *p = &j->probe[i];
        if (p->key != NOTHING) {
            p->next = j->head[p->key & j->mask];
            j->head[p->key & j->mask] = (uint32_t)i + 1;
        }
    }
    return true;
}

/* --- probe: the registry --- */

static bool take(struct join *j, struct probe *p, const struct row *record, struct error *e)
{
    if (p->found++ > 0) {
        return true;
    }
    p->person = j->ids.len + 1;
    return text_add(&j->ids, record->value[FIELD_PERSON_ID], e) && text_addc(&j->ids, '\0', e);
}

/* All probes under the key whose name is the record's. */
static bool look_up(struct join *j, uint64_t key, uint64_t name, const struct row *record,
                    struct error *e)
{
    for (uint32_t at = j->head[key & j->mask]; at != 0; at = j->probe[at - 1].next) {
        struct probe *p = &j->probe[at - 1];
        if (p->key == key && p->name == name && !take(j, p, record, e)) {
            return false;
        }
    }
    return true;
}

static bool add_record(struct join *j, const struct row *record, struct error *e)
{
    struct keys k;
    return make_keys(j, record, &k, e) &&
           (k.identifier == NOTHING || look_up(j, k.identifier, k.name, record, e)) &&
           look_up(j, k.name_address, k.name, record, e);
}

/* --- write: what was released --- */

struct release {
    struct join *join;
    struct text *text;
    struct demo_truth *truth;
    size_t at;
};

/* Whether a request was released, and by which process. The row says which path
 * it took; on the path by name and address, exactly one record must agree. */
static bool is_released(const struct probe *p, enum process process)
{
    return process == BY_IDENTIFIER ? p->found > 0 : p->found == 1;
}

static bool add_release(struct release *r, const struct row *row, struct error *e)
{
    const struct probe *p = &r->join->probe[r->at++];
    bool identified = span_trim(row->value[FIELD_IDENTIFIER]).len > 0;
    if (!is_released(p, identified ? BY_IDENTIFIER : BY_NAME_ADDRESS)) {
        return true;
    }
    r->truth->released++;
    r->truth->released_by_identifier += identified;
    r->truth->released_by_name_address += !identified;
    return text_add_csv(r->text, row->value[FIELD_CONTROL], ',', e) &&
           text_addc(r->text, ',', e) &&
           text_add_csv(r->text, span_of(r->join->ids.at + p->person - 1), ',', e) &&
           text_adds(r->text, identified ? ",identifier," : ",name-address,", e) &&
           text_adds(r->text, RELEASED_AT "\n", e);
}

/* --- three passes --- */

static bool each_row(struct join *j, const char *path, const char *stage,
                     bool (*visit)(void *ctx, const struct row *row, struct error *e),
                     void *ctx, struct error *e)
{
    struct csv *csv;
    struct row row;
    bool more = true;
    if (!csv_open(&csv, path, e)) {
        return false;
    }
    bool ok = true;
    while (ok && (ok = csv_next(csv, &row, &more, e)) && more) {
        ok = visit(ctx, &row, e);
        if (ok && j->progress != NULL && row.number % EVERY == 0) {
            ok = j->progress(j->ctx, stage, csv_done(csv), csv_total(csv), e);
        }
    }
    if (ok && j->progress != NULL) {
        ok = j->progress(j->ctx, stage, csv_total(csv), csv_total(csv), e);
    }
    csv_close(csv);
    return ok;
}

static bool visit_request(void *ctx, const struct row *row, struct error *e)
{
    return add_probe(ctx, row, e);
}

static bool visit_record(void *ctx, const struct row *row, struct error *e)
{
    return add_record(ctx, row, e);
}

static bool visit_release(void *ctx, const struct row *row, struct error *e)
{
    struct release *r = ctx;
    if (r->at >= r->join->count) {
        return fail(e, ERROR_INPUT, "demo.changed",
                    "the requests changed while they were read");
    }
    return add_release(r, row, e);
}

static bool write_released(struct join *j, const char *requests_csv, const char *released_csv,
                           struct demo_truth *truth, struct error *e)
{
    struct text text = {0};
    struct release r = {.join = j, .text = &text, .truth = truth};
    bool ok = text_adds(&text, "control,person_id,process,released_at\n", e) &&
              each_row(j, requests_csv, "released", visit_release, &r, e) &&
              file_save(released_csv, text_span(&text), FILE_PRIVATE, e);
    text_free(&text);
    return ok;
}

static void join_clear(struct join *j)
{
    memory_free(j->probe);
    memory_free(j->head);
    text_free(&j->ids);
    j->scratch.len = j->scratch.cap;
    text_free(&j->scratch);
}

bool demo_simulate_2025(const char *registry_csv, const char *requests_csv,
                        const char *released_csv,
                        bool (*progress)(void *ctx, const char *stage, uint64_t done,
                                         uint64_t total, struct error *e),
                        void *ctx, struct demo_truth *out, struct error *e)
{
    struct join j = {.progress = progress, .ctx = ctx};
    *out = (struct demo_truth){0};
    bool ok = each_row(&j, requests_csv, "requests", visit_request, &j, e) &&
              index_probes(&j, e) &&
              each_row(&j, registry_csv, "registry", visit_record, &j, e) &&
              write_released(&j, requests_csv, released_csv, out, e);
    out->requests = j.count;
    join_clear(&j);
    return ok;
}
