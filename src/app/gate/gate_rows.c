/* gate_rows.c: what is kept of each row of a batch, without personal data:
 * batches/<id>/rows.pvb, so that history can be decided again.
 *
 *   OFFSET SIZE DESCRIPTION (little-endian)
 *   0      16   "PROVISO ROWS 1\n\0"
 *   16     8    rows
 *   24     4    facts a row (FACT_COUNT when written)
 *   28     4    bytes a record: 64
 *   32     32   SHA-256 of all records
 *   64     ...  records
 *
 * A record:
 *   0      32   facts, one byte each, in the order of record/facts.h; rest 0
 *   32     1    outcome            33  1  level
 *   34     1    category           35  1  sufficiency
 *   36     1    outcome of the path by identifier
 *   37     1    outcome of the path by name and address
 *   38     1    correspondence level       39  1  1: erased (gate_erase_files.c)
 *   40     4    person (index in the plan's generation)
 *   44     4    place of its leaf in the row tree (secret)
 *   48     4    weight             52  4  second weight
 *   56     8    first 8 bytes of the commitment to what is released
 *
 * Of releases that were made before Proviso (gate_past.c) the head begins with
 * "PROVISO PAST 1\n\0", a record is one release, and differs in
 *   40     4    row of the request file, from 0
 *   44     4    number of the process that made it
 *   48     8    population tag of the person (gate_population.c); 0: not kept
 *   56     8    instant of the release, milliseconds since 1970
 */
#include "app/gate/gate_look.h"
#include "base/bytes.h"

#include <stdio.h>

enum { HEAD = RECORDS_HEAD, RECORD = ROW_SIZE };

static const char magics[][16] = {[ROWS_BATCH] = "PROVISO ROWS 1\n", [ROWS_PAST] = "PROVISO PAST 1\n"};

_Static_assert((int)FACT_COUNT <= (int)FACTS_KEPT, "the record has room for all facts");

/* How many facts the program knew, at first and later; those that a file does not have are 0 in it. */
static const uint64_t facts_ever[] = {23, 28};
_Static_assert((int)FACT_COUNT == 28, "facts_ever ends with this number");

static void encode(const struct row_record *r, uint8_t to[RECORD])
{
    memset(to, 0, RECORD);
    memcpy(to, r->facts.value, FACT_COUNT);
    to[ROW_OUTCOME] = r->outcome;
    to[ROW_LEVEL] = r->level;
    to[34] = r->category;
    to[ROW_SUFFICIENCY] = r->sufficiency;
    to[36] = r->by_identifier;
    to[37] = r->by_name_address;
    to[38] = r->correspondence;
    to[ROW_ERASED] = r->erased;
    bytes_put(to + ROW_PERSON, r->person, 4);
    bytes_put(to + ROW_LEAF, r->leaf, 4);
    bytes_put(to + 48, (uint32_t)r->weight, 4);
    bytes_put(to + 52, (uint32_t)r->second, 4);
    bytes_put(to + ROW_PAYLOAD, r->payload, 8);
}

static void decode(const uint8_t from[RECORD], struct row_record *r)
{
    memcpy(r->facts.value, from, FACT_COUNT);
    r->outcome = from[32];
    r->level = from[33];
    r->category = from[34];
    r->sufficiency = from[35];
    r->by_identifier = from[36];
    r->by_name_address = from[37];
    r->correspondence = from[38];
    r->erased = from[ROW_ERASED] != 0;
    r->person = (uint32_t)bytes_get(from + 40, 4);
    r->leaf = (uint32_t)bytes_get(from + 44, 4);
    r->weight = (int32_t)bytes_get(from + 48, 4);
    r->second = (int32_t)bytes_get(from + 52, 4);
    r->payload = bytes_get(from + 56, 8);
}

bool rows_save(const char *path, const struct row_record *rows, size_t count, struct sha256 *hash,
               struct error *e)
{
    return rows_save_as(path, ROWS_BATCH, rows, count, hash, e);
}

static void encode_nth(const void *all, size_t i, uint8_t *to)
{
    encode((const struct row_record *)all + i, to);
}

bool rows_save_as(const char *path, enum rows_kind kind, const struct row_record *rows, size_t count,
                  struct sha256 *hash, struct error *e)
{
    uint8_t head[RECORDS_HEAD] = {0};
    memcpy(head, magics[kind], sizeof magics[kind]);
    bytes_put(head + 24, FACT_COUNT, 4);
    bytes_put(head + 28, RECORD, 4);
    return records_save(path, head, &(struct records){RECORD, count, encode_nth, rows}, hash, e);
}

static bool facts_known(uint64_t facts)
{
    bool known = false;
    for (size_t i = 0; i < sizeof facts_ever / sizeof *facts_ever; i++) {
        known = known || facts == facts_ever[i];
    }
    return known;
}

static bool check_shape(const struct mapping *m, const char *path, enum rows_kind kind,
                        size_t *count, struct error *e)
{
    bool ok = m->len >= HEAD && memcmp(m->at, magics[kind], sizeof magics[kind]) == 0 &&
              facts_known(bytes_get(m->at + 24, 4)) && bytes_get(m->at + 28, 4) == RECORD &&
              bytes_get(m->at + 16, 8) == (m->len - HEAD) / RECORD && (m->len - HEAD) % RECORD == 0;
    if (!ok) {
        return fail(e, ERROR_VERIFY, "rows.head", "%s is no rows file, or was cut", path);
    }
    *count = (m->len - HEAD) / RECORD;
    return true;
}

static bool check_hash(const struct mapping *m, const char *path, struct sha256 *hash,
                       struct error *e)
{
    return crypto_sha256((struct span){(const char *)m->at + HEAD, m->len - HEAD}, hash, e) &&
           (crypto_equal(hash->at, m->at + 32, sizeof hash->at) ||
            fail(e, ERROR_VERIFY, "rows.altered", "%s was altered", path));
}

static bool in_range(const struct row_record *r, const uint8_t most[FACT_COUNT])
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (r->facts.value[i] > most[i]) {
            return false;
        }
    }
    return r->outcome < OUTCOME_COUNT && r->level < LEVEL_MOST && r->category < CATEGORY_COUNT &&
           r->sufficiency <= SUFFICIENCY_INSUFFICIENT && r->by_identifier <= LINK_MANY &&
           r->by_name_address <= LINK_MANY && r->correspondence <= CORRESPONDENCE_LEVEL_DIFFERENT;
}

bool rows_load(const char *path, struct row_record **rows, size_t *count, struct sha256 *hash,
               struct error *e)
{
    struct mapping m;
    uint8_t most[FACT_COUNT];
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        most[i] = (uint8_t)fact_values((enum fact)i);
    }
    if (!file_map(&m, path, e)) {
        return false;
    }
    bool ok = check_shape(&m, path, ROWS_BATCH, count, e) && check_hash(&m, path, hash, e) &&
              (*rows = memory_new(*count, sizeof **rows, e)) != NULL;
    for (size_t i = 0; ok && i < *count; i++) {
        decode(m.at + HEAD + i * RECORD, &(*rows)[i]);
        ok = in_range(&(*rows)[i], most) ||
             fail(e, ERROR_VERIFY, "rows.value", "%s: record %zu holds a value out of range", path, i);
    }
    if (!ok) {
        memory_free(*rows);
        *rows = NULL;
    }
    file_unmap(&m);
    return ok;
}

/* --- rows as they lie --- */

bool rows_view(struct rows_view *out, const char *path, enum rows_kind kind, struct error *e)
{
    *out = (struct rows_view){0};
    if (!file_map(&out->map, path, e)) {
        return false;
    }
    (void)snprintf(out->path, sizeof out->path, "%s", path);
    if (!check_shape(&out->map, path, kind, &out->count, e)) {
        rows_view_close(out);
        return false;
    }
    out->at = out->map.at + HEAD;
    return true;
}

bool rows_view_whole(const struct rows_view *v, const char *named, struct error *e)
{
    struct sha256 hash, wanted;
    if (!check_hash(&v->map, v->path, &hash, e)) {
        return false;
    }
    return (hex_decode(span_of(named), wanted.at, sizeof wanted.at) &&
            crypto_equal(&hash, &wanted, sizeof hash)) ||
           fail(e, ERROR_VERIFY, "rows.other", "%s is not the file that the ledger's document names",
                v->path);
}

void rows_view_close(struct rows_view *v)
{
    file_unmap(&v->map);
    *v = (struct rows_view){0};
}

bool rows_view_kept(struct rows_view *out, struct gate *g, const char *of, enum rows_kind kind, const char *named,
                    struct error *e)
{
    char path[PATH_SIZE], hash[HEX_256];
    bool ok = kept_hash(g, of, "rows", named, hash, e) && gate_path(g, path, e, "batches/%s/rows.pvb", of) &&
              rows_view(out, path, kind, e);
    if (ok && !rows_view_whole(out, hash, e)) {
        rows_view_close(out);
        ok = false;
    }
    return kept_read(g, of, ok, e);
}

bool rows_view_of(struct rows_view *out, const struct row_record *rows, size_t count,
                  uint8_t **owner, struct error *e)
{
    *owner = memory_new(count, RECORD, e);
    *out = (struct rows_view){.at = *owner, .count = count};
    for (size_t i = 0; *owner != NULL && i < count; i++) {
        encode(&rows[i], *owner + i * RECORD);
    }
    return *owner != NULL;
}
