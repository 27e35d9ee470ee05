/* registry_format.h: what generation.pvr looks like (docs/formats/registry.md has
 * the same tables and the reasons).
 *
 * A header page, then sections, each at a multiple of 64, zeros between. All
 * numbers are little-endian; the program maps the file and reads them in place.
 *
 * header (4096 bytes)
 *   OFFSET  SIZE  DESCRIPTION
 *        0     8  "PROVISO" 0
 *        8     4  format version, 2
 *       12     4  flags: 1 scratch, 2 delta, 4 coarse keys as well
 *       16     8  persons
 *       24     8  bytes of the file
 *       32     4  sections
 *       36     4  0
 *       40     8  delta: persons of the base
 *       48     8  delta: persons in force, those of the base that are not gone included
 *       56    32  delta: hash of the base; its folder bears the first 16 hex digits of it
 *       88    40  0
 *      128  64 n  sections, in the order of the file:
 *                   0   4  kind (enum section_kind)
 *                   4   4  number within the kind (pair table, dictionary, key)
 *                   8   8  offset
 *                  16   8  length
 *                  24   8  0
 *                  32  32  SHA-256 of the SHA-256s of its pieces of 1 MiB
 *     4064    32  SHA-256 of the 4064 bytes before: with the sections' sums in
 *                 them, the hash of the whole generation
 *
 * ROWS        32 bytes a person: 256 bits, the first the lowest of the first byte
 *   BIT   BITS  DESCRIPTION                      BIT   BITS  DESCRIPTION
 *     0     40  identifier, keyed hash; 0 none    85      3  flags
 *    40     14  last4, 1 to 10000; 0 none         88     24  surname
 *    54      5  birth: day                       112     24  given
 *    59      4  birth: month                     136     24  middle
 *    63      1  0                                160     24  house
 *    64     12  birth: year                      184     24  street
 *    76      2  sex: 0, F, M, X                  208     24  sub: a number of pair table 0
 *    78      4  generational suffix              232     24  locality: of pair table 1
 *    82      3  address kind
 *
 * TEXTS       a record for each person, one behind the other (registry_text.c)
 * TEXT_BLOCKS 8 bytes for each 32 persons: where their records begin
 * MORE        12 bytes a person (struct registry_more), or empty
 * PAIRS       0: unit and box; 1: zip and city. 8 bytes for each pair that comes: the two
 *             numbers. Pair 0 is that of nobody's address: 0 and 0, ZIP_NONE and 0.
 *
 * DICTIONARY  one for each enum registry_dictionary
 *        0     4  n, how many texts (number 0 is the empty one)
 *        4     4  s, slots, more than n
 *        8 8n+8  for each text, and one behind the last: offset of its bytes (4),
 *                 how many persons have it (4)
 *        .   4 s  slots: a text's number (24 bits) and above it the lowest 8 bits of its
 *                 hash h = hash_bytes(text, 0), at ((h >> 32) * s) >> 32 or the next free
 *                 slot behind, the first after the last; 0 is free. The empty text has none.
 *        .     .  the bytes
 *
 * POSTINGS    one for each enum registry_key that the generation has
 *        0     4  n, how many entries
 *        4     4  l, lines: n / 96, rounded up, at least 1
 *        8     4  w, bits of a person's number in an entry
 *       12    52  0
 *       64  64 l  lines, each of 16 buckets
 *        .   4 n  entries, in the order of the key's hash: person (w bits), above it the
 *                 check (32 - w bits)
 *
 *   Of a key's 32-bit hash h the line is (h * l) >> 32; of the 32 bits below, the upper
 *   4 are the bucket, the next 32 - w the check.
 *
 *   line    0     4  number of its first entry; bit 31 is 0
 *           4    16  how many entries of the line lie in bucket 0, in 0 to 1, ... 0 to 15
 *          20    44  filter: 352 bits, two set for each key that comes (format_filter)
 *   or, where there are over 255 entries,
 *           0     4  number of its first entry; bit 31 is 1
 *           4    60  number of the first entry of bucket 1, 2, ... 15
 *
 * A delta holds changed people alone. Its dictionaries have the texts that the base has
 * not; its numbers of dictionaries and pairs go on behind those of the base. It has as well
 *
 * GONE        a bit for each person of the base, in words of 8 bytes: 1: gone or replaced
 * ADJUSTED    one for each dictionary: number of the base (4), how many persons have it
 *             now (4); in ascending order, only where that is not what the base says
 */
#ifndef ENGINE_REGISTRY_REGISTRY_FORMAT_H
#define ENGINE_REGISTRY_REGISTRY_FORMAT_H

#include "base/crypto.h"
#include "base/hash.h"
#include "engine/registry/registry.h"

enum {
    FORMAT_VERSION = 2,
    FORMAT_HEADER = 4096,
    FORMAT_ALIGN = 64,
    FORMAT_SCRATCH = 1,
    FORMAT_DELTA = 2,
    FORMAT_COARSE = 4,
    FORMAT_SECTIONS = 60,
    FORMAT_PIECE = 1 << 20,
    FORMAT_PERSONS = 1 << 30, /* at most: a line's mark takes a bit of its beginning */
    FORMAT_NUMBERS = 1 << 24, /* of a dictionary or pair table, at most */
    FORMAT_TEXT_BLOCK = 32,
    FORMAT_POSTINGS = 64,     /* bytes before the lines */
    FORMAT_LINE_ENTRIES = 96, /* of a line on average: 5.3 bits each for filter and place */
    FORMAT_BUCKETS = 16,      /* of a line: 6 entries each, less than half a cache line */
    FORMAT_FILTER = 44,
    FORMAT_LEAST_BITS = 8,
};

#define FORMAT_MAGIC "PROVISO"
#define FORMAT_FILE  "generation.pvr"
#define FORMAT_WIDE  (UINT32_C(1) << 31)

enum section_kind {
    SECTION_ROWS,
    SECTION_TEXTS,
    SECTION_TEXT_BLOCKS,
    SECTION_MORE,
    SECTION_PAIRS,
    SECTION_DICTIONARY,
    SECTION_POSTINGS,
    SECTION_GONE,
    SECTION_ADJUSTED,
    SECTION_KINDS
};

enum { PAIRS_SUB, PAIRS_LOCALITY, PAIRS };

struct section {
    uint32_t kind, number;
    uint64_t offset, length, zero;
    struct sha256 sum;
};

struct header {
    char magic[8];
    uint32_t version, flags;
    uint64_t persons, bytes;
    uint32_t sections, zero;
    uint64_t base_persons, in_force;
    struct sha256 base;
    uint8_t more_zero[40];
    struct section section[FORMAT_SECTIONS];
    uint8_t rest[FORMAT_HEADER - 128 - FORMAT_SECTIONS * 64 - SHA256_SIZE];
    struct sha256 sum;
};

/* A person's 32 bytes, and what of them is not a number of a dictionary. */
struct packed_row {
    uint64_t word[4];
};

struct row_numbers {
    uint32_t surname, given, middle, house, street, sub, locality;
};

/* A pair of the table; unit and box, or zip and city. */
struct pair {
    uint32_t first, second;
};

struct line {
    uint32_t start;
    union {
        struct {
            uint8_t end[FORMAT_BUCKETS];
            uint8_t filter[FORMAT_FILTER];
        };
        uint32_t begin[FORMAT_BUCKETS - 1];
    };
};

_Static_assert(sizeof(struct header) == FORMAT_HEADER, "the header is a page");
_Static_assert(4 + PAIRS + REGISTRY_DICTIONARIES + REGISTRY_KEYS <= FORMAT_SECTIONS,
               "every section has its line");
_Static_assert(5 + PAIRS + 2 * REGISTRY_DICTIONARIES + REGISTRY_CUSTODY_KEYS <= FORMAT_SECTIONS,
               "in a delta as well");
_Static_assert(sizeof(struct section) == 64, "a section's line");
_Static_assert(sizeof(struct packed_row) == 32, "half a cache line");
_Static_assert(sizeof(struct line) == 64, "a cache line");
_Static_assert(sizeof(struct registry_more) == 12, "three columns");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are read in place");

/* --- rows --- */

void format_pack(const struct registry_row *row, const struct row_numbers *n,
                 struct packed_row *out);

static inline uint32_t format_number(uint64_t bits)
{
    return (uint32_t)bits & (FORMAT_NUMBERS - 1);
}

/* All but unit, box, city and zip, which the pair tables have. */
static inline void format_unpack(const struct packed_row *p, struct registry_row *row,
                                 uint32_t *sub, uint32_t *locality)
{
    const uint64_t *w = p->word;
    row->identifier = w[0] << 24;
    row->last4 = (uint32_t)(w[0] >> 40) & 0x3fff;
    row->birth = ((uint32_t)w[1] & 0xfff) * 10000 + ((uint32_t)(w[0] >> 59) & 15) * 100 +
                 ((uint32_t)(w[0] >> 54) & 31);
    row->sex = "\0FMX"[w[1] >> 12 & 3];
    row->suffix = w[1] >> 14 & 15;
    row->kind = w[1] >> 18 & 7;
    row->flags = w[1] >> 21 & 7;
    row->surname = format_number(w[1] >> 24);
    row->given = format_number(w[1] >> 48 | w[2] << 16);
    row->middle = format_number(w[2] >> 8);
    row->house = format_number(w[2] >> 32);
    row->street = format_number(w[2] >> 56 | w[3] << 8);
    *sub = format_number(w[3] >> 16);
    *locality = (uint32_t)(w[3] >> 40);
}

/* Bytes of the bitmap. */
static inline uint64_t format_gone(uint64_t base_persons)
{
    return (base_persons + 63) / 64 * 8;
}

/* --- dictionaries --- */

static inline uint32_t format_slots(uint32_t texts)
{
    return texts + texts / 2 + 2;
}

static inline uint32_t format_slot(uint64_t hash, uint32_t slots)
{
    return (uint32_t)((hash >> 32) * slots >> 32);
}

/* --- postings --- */

/* The 32 bits by which postings are sorted. */
static inline uint32_t format_hash(uint64_t key_value)
{
    return (uint32_t)(key_value >> 32);
}

static inline uint32_t format_lines(uint64_t entries)
{
    uint64_t lines = (entries + FORMAT_LINE_ENTRIES - 1) / FORMAT_LINE_ENTRIES;
    return lines == 0 ? 1 : (uint32_t)lines;
}

/* Bits that persons 0 to n - 1 take in an entry. */
static inline uint32_t format_bits(uint64_t persons)
{
    uint32_t bits = FORMAT_LEAST_BITS;
    while (persons >> bits != 0) {
        bits++;
    }
    return bits;
}

/* Where a hash lies: the line, the bucket in it, the check. */
struct place {
    uint32_t line, bucket, check;
};

static inline struct place format_place(uint32_t hash, uint32_t lines, uint32_t bits)
{
    uint64_t at = (uint64_t)hash * lines;
    uint32_t below = (uint32_t)at;
    return (struct place){(uint32_t)(at >> 32), below >> 28, below << 4 >> bits};
}

/* The two bits of a hash in a line's filter. */
struct filter_bits {
    uint32_t a, b;
};

static inline struct filter_bits format_filter(uint32_t hash)
{
    uint64_t mixed = hash_word(hash + 0x9e3779b97f4a7c15u);
    const uint64_t bits = 8 * FORMAT_FILTER;
    return (struct filter_bits){(uint32_t)((mixed >> 32) * bits >> 32),
                                (uint32_t)((mixed & UINT32_MAX) * bits >> 32)};
}

static inline bool format_filtered(const struct line *line, uint32_t hash)
{
    struct filter_bits f = format_filter(hash);
    return (line->filter[f.a / 8] >> f.a % 8 & line->filter[f.b / 8] >> f.b % 8 & 1) == 0;
}

/* --- texts (registry_text.c) --- */

/* What lies in a person's record. */
struct person_texts {
    struct span id, phone, email;
    uint32_t plus4; /* ZIP_NONE: none */
};

/* Adds a record. ERROR_INPUT "registry.long". */
must format_add_texts(struct text *to, const struct person_texts *texts, struct error *e);

/* Reads the record at the beginning of the bytes; its length, or 0 where it does not lie in
 * them. room: for a packed id, NULL: it is left out. */
size_t format_read_texts(struct span bytes, struct person_texts *out, char room[REGISTRY_ROOM]);

/* --- the file --- */

static inline uint64_t format_aligned(uint64_t offset)
{
    return (offset + FORMAT_ALIGN - 1) & ~(uint64_t)(FORMAT_ALIGN - 1);
}

/* The sums of the header's sections over the bytes of the file, by several
 * threads; out[header->sections]. Offsets are within the bytes. */
must format_sums(const struct header *h, struct span bytes, unsigned threads,
                 struct sha256 *out, struct error *e);

/* The sum at the end of a header. */
must format_header_sum(const struct header *h, struct sha256 *out, struct error *e);

/* "g-" and 16 hex digits. */
void format_name(const struct sha256 *sum, char out[72]);

#endif
