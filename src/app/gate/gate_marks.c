/* gate_marks.c: what is kept of the rows of a batch so that later ones can be told to repeat it:
 * batches/<id>/history.bin, without personal data.
 *
 *   OFFSET SIZE DESCRIPTION (little-endian)
 *   0      16   "PROVISO PAST 1\n\0"
 *   16     8    rows
 *   24     4    bytes a record: 24
 *   28     4    0
 *   32     32   SHA-256 of all records
 *   64     ...  records, in the order of the request file
 *
 * A record (0: there is none; all three of a row that could not be read):
 *   0      8    mark of the row: all fields but the control field, without blanks at their ends
 *   8      8    mark of the person asked about: the identifier; else name and birth date; else name, street and
 *               ZIP without the number
 *   16     8    mark of the officer
 *
 * A mark is a quick hash with a secret seed, encrypted as one block of AES-256 under a second secret and cut to 64 bits;
 * both secrets are derived from the custody's identifier key. Equal values have equal marks in every batch
 * of the custody.
 *
 * A person's mark rests on the standard form of names and streets: another version of the standardiser may see another
 * person in the same row. That of the row rests on its bytes alone.
 *
 * What that protects: who has the file alone (a backup, a stolen disk) cannot find out by guessing whether a
 * person was asked about, since no guess can be marked without the secrets, and the cipher shows nothing of the hash
 * below it. What it does not: that two rows are the same, or about the same person, shows to everyone who has the files; and who
 * has keys/ too can mark guesses (and could open the sealed requests as well). Two values share a mark by chance
 * once in 2^64 pairs: such a row would be withheld, never released, by mistake.
 */
#include "app/gate/gate_internal.h"
#include "base/bytes.h"

#include "base/hash.h"

enum { HEAD = RECORDS_HEAD, RECORD = 24, AT_A_TIME = 256, COLUMNS = RECORD / 8 };

static const char magic[16] = "PROVISO PAST 1\n";

/* --- marks --- */

bool mark_keys_make(struct mark_keys *out, const uint8_t identifier_key[KEY_SIZE], struct error *e)
{
    uint8_t bytes[8 + AES_KEY];
    bool ok = crypto_hkdf((struct span){(const char *)identifier_key, KEY_SIZE}, SPAN_LITERAL(""),
                          SPAN_LITERAL("proviso history v1"), bytes, sizeof bytes, e);
    if (ok) {
        out->seed = bytes_get(bytes, 8);
        memcpy(out->block, bytes + 8, AES_KEY);
    }
    memory_wipe(bytes, sizeof bytes);
    return ok;
}

static uint64_t mark_row(uint64_t seed, const struct row *row)
{
    uint64_t h = hash_word(seed + 1);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (i != FIELD_CONTROL && row->value[i].len > 0) {
            struct span v = span_trim(row->value[i]);
            h = v.len == 0 ? h : hash_join(h, hash_bytes(v, seed + i));
        }
    }
    return h;
}

/* A day of the calendar: all parts known. */
static bool whole_date(uint32_t yyyymmdd)
{
    return yyyymmdd / 10000 != 0 && yyyymmdd / 100 % 100 != 0 && yyyymmdd % 100 != 0;
}

/* Each kind of key under a seed of its own. */
static uint64_t mark_person(uint64_t seed, const struct person *p)
{
    enum { IDENTIFIER = 101, GIVEN, SURNAME, BIRTH, STREET };
    const struct address *a = &p->address;
    if (p->identifier != IDENTIFIER_NONE) {
        return hash_join(seed + IDENTIFIER, p->identifier);
    }
    if (p->name.given.len == 0 || p->name.surname.len == 0) {
        return 0;
    }
    uint64_t name = hash_join(hash_join(hash_bytes(p->name.given, seed + GIVEN),
                                        hash_bytes(p->name.surname, seed + SURNAME)), p->name.suffix);
    if (whole_date(p->birth)) {
        return hash_join(hash_join(name, seed + BIRTH), p->birth);
    }
    bool placed = a->street.len > 0 || a->route.len > 0 || a->kind == ADDRESS_PO_BOX;
    return !placed || a->zip == ZIP_NONE
               ? 0
               : hash_join(hash_join(name, hash_bytes(a->street, seed + STREET) ^
                                               hash_bytes(a->route, seed + a->kind)), a->zip);
}

struct mark mark_of(uint64_t seed, const struct row *row, const struct person *person)
{
    struct span officer = span_trim(row->value[FIELD_OFFICER]);
    return (struct mark){.row = mark_row(seed, row),
                         .person = mark_person(seed, person),
                         .officer = officer.len == 0 ? 0 : hash_bytes(officer, seed + FIELD_COUNT)};
}

/* The column stands in the block, so that the same hash in two columns shows nothing. */
static void put_blocks(const struct mark *m, uint8_t to[COLUMNS * AES_BLOCK])
{
    const uint64_t column[COLUMNS] = {m->row, m->person, m->officer};
    for (unsigned c = 0; c < COLUMNS; c++) {
        bytes_put(to + c * AES_BLOCK, column[c], 8);
        bytes_put(to + c * AES_BLOCK + 8, c + 1, 8);
    }
}

static uint64_t sealed(uint64_t open, const uint8_t *block)
{
    uint64_t v = bytes_get(block, 8);
    return open == 0 ? 0 : v == 0 ? 1 : v;
}

bool marks_seal(const struct mark_keys *k, struct mark *marks, size_t count, struct error *e)
{
    uint8_t blocks[AT_A_TIME * COLUMNS * AES_BLOCK];
    for (size_t i = 0; i < count; i += AT_A_TIME) {
        size_t n = count - i < AT_A_TIME ? count - i : AT_A_TIME;
        for (size_t j = 0; j < n; j++) {
            put_blocks(&marks[i + j], blocks + j * COLUMNS * AES_BLOCK);
        }
        if (!crypto_blocks(k->block, blocks, n * COLUMNS, e)) {
            return false;
        }
        for (size_t j = 0; j < n; j++) {
            const uint8_t *at = blocks + j * COLUMNS * AES_BLOCK;
            struct mark *m = &marks[i + j];
            *m = (struct mark){sealed(m->row, at), sealed(m->person, at + AES_BLOCK),
                               sealed(m->officer, at + (size_t)2 * AES_BLOCK)};
        }
    }
    return true;
}

/* --- the file --- */

static void encode(const void *all, size_t i, uint8_t *to)
{
    const struct mark *m = (const struct mark *)all + i;
    bytes_put(to, m->row, 8);
    bytes_put(to + 8, m->person, 8);
    bytes_put(to + 16, m->officer, 8);
}

bool marks_save(const char *path, const struct mark *marks, size_t count, struct sha256 *hash, struct error *e)
{
    uint8_t head[RECORDS_HEAD] = {0};
    memcpy(head, magic, sizeof magic);
    bytes_put(head + 24, RECORD, 4);
    return records_save(path, head, &(struct records){RECORD, count, encode, marks}, hash, e);
}

static bool check_head(const struct mapping *m, const char *path, struct sha256 *hash, struct error *e)
{
    bool ok = m->len >= HEAD && memcmp(m->at, magic, sizeof magic) == 0 && bytes_get(m->at + 24, 8) == RECORD &&
              (m->len - HEAD) % RECORD == 0 && bytes_get(m->at + 16, 8) == (m->len - HEAD) / RECORD;
    if (!ok) {
        return fail(e, ERROR_VERIFY, "history.head", "%s is no history file, or was cut", path);
    }
    if (!crypto_sha256((struct span){(const char *)m->at + HEAD, m->len - HEAD}, hash, e)) {
        return false;
    }
    return crypto_equal(hash->at, m->at + 32, sizeof hash->at) ||
           fail(e, ERROR_VERIFY, "history.altered", "%s was altered", path);
}

bool marks_load(const char *path, struct mark **out, size_t *count, struct sha256 *hash, struct error *e)
{
    struct mapping m;
    *out = NULL;
    if (!file_map(&m, path, e)) {
        return false;
    }
    bool ok = check_head(&m, path, hash, e);
    *count = ok ? (m.len - HEAD) / RECORD : 0;
    ok = ok && (*out = memory_new(*count, sizeof **out, e)) != NULL;
    for (size_t i = 0; ok && i < *count; i++) {
        const uint8_t *at = m.at + HEAD + i * RECORD;
        (*out)[i] = (struct mark){bytes_get(at, 8), bytes_get(at + 8, 8), bytes_get(at + 16, 8)};
    }
    file_unmap(&m);
    return ok;
}
