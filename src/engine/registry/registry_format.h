/* registry_format.h: what generation.pvr looks like.
 *
 * A header page, then sections, each at a multiple of 64, zeros between. All
 * numbers are little-endian; the program maps the file and reads them in place.
 *
 * header (4096 bytes)
 *   OFFSET  SIZE  DESCRIPTION
 *        0     8  "PROVISO" 0
 *        8     4  format version, 1
 *       12     4  flags: 1 scratch
 *       16     8  persons
 *       24     8  bytes of the file
 *       32     4  sections
 *       36    28  0
 *       64  64 n  sections, in the order of the file:
 *                   0   4  kind (enum section_kind)
 *                   4   4  number within the kind (dictionary, key)
 *                   8   8  offset
 *                  16   8  length
 *                  24   8  0
 *                  32  32  SHA-256 of the SHA-256s of its pieces of 1 MiB
 *     4064    32  SHA-256 of the 4064 bytes before: with the sections' sums in
 *                 them, the hash of the whole generation
 *
 * ROWS        64 bytes a person (struct registry_row)
 *   OFFSET  SIZE  DESCRIPTION
 *        0     8  identifier, keyed hash       40     4  box
 *        8     4  surname                      44     4  city
 *       12     4  given                        48     4  zip and plus4, packed
 *       16     4  middle                       52     4  text: offset within its block
 *       20     4  birth, yyyymmdd              56     4  row number in the file
 *       24     4  last4, keyed hash            60     1  sex: F, M, X or 0
 *       28     4  house                        61     1  generational suffix
 *       32     4  street                       62     1  address kind
 *       36     4  unit                         63     1  flags
 *
 * TEXTS       for each person id, phone, email: a length (2 bytes) and the bytes
 * TEXT_BLOCKS 8 bytes for each 4096 persons: where their texts begin
 * MORE        12 bytes a person (struct registry_more), or empty
 *
 * DICTIONARY  one for each enum registry_dictionary
 *        0     4  n, how many texts (number 0 is the empty one)
 *        4     4  s, slots: a power of two above n
 *        8 8n+8  for each text, and one behind the last: offset of its bytes (4),
 *                 how many persons have it (4)
 *        .   4 s  number + 1 of a text at hash_bytes(text, 0) mod s or the next free
 *                 slot behind; 0 is free
 *        .     .  the bytes
 *
 * POSTINGS    one for each enum registry_key that the generation has
 *        0     4  n, how many entries
 *        4     4  b, bits of the directory
 *        8 4q+4  q = 2^b: where each bucket begins; the last is n
 *        .   5 n  entries, sorted: check (1), person (4). The bucket is the upper b
 *                 bits of the key's 32-bit hash, the check the 8 bits below.
 */
#ifndef ENGINE_REGISTRY_REGISTRY_FORMAT_H
#define ENGINE_REGISTRY_REGISTRY_FORMAT_H

#include "base/crypto.h"
#include "engine/registry/registry.h"

enum {
    FORMAT_VERSION = 1,
    FORMAT_HEADER = 4096,
    FORMAT_ALIGN = 64,
    FORMAT_SCRATCH = 1,
    FORMAT_SECTIONS = 60,
    FORMAT_PIECE = 1 << 20,
    FORMAT_TEXT_BLOCK = 4096,
    FORMAT_ENTRY = 5,
    FORMAT_CHECK_BITS = 8,
    FORMAT_MOST_BITS = 32 - FORMAT_CHECK_BITS,
    FORMAT_BUCKET = 8, /* entries that a bucket holds on average, at most twice that */
};

#define FORMAT_MAGIC "PROVISO"
#define FORMAT_FILE  "generation.pvr"

enum section_kind {
    SECTION_ROWS,
    SECTION_TEXTS,
    SECTION_TEXT_BLOCKS,
    SECTION_MORE,
    SECTION_DICTIONARY,
    SECTION_POSTINGS,
    SECTION_KINDS
};

struct section {
    uint32_t kind, number;
    uint64_t offset, length, zero;
    struct sha256 sum;
};

struct header {
    char magic[8];
    uint32_t version, flags;
    uint64_t persons, bytes;
    uint32_t sections;
    uint8_t zero[28];
    struct section section[FORMAT_SECTIONS];
    uint8_t rest[FORMAT_HEADER - 64 - FORMAT_SECTIONS * 64 - SHA256_SIZE];
    struct sha256 sum;
};

_Static_assert(sizeof(struct header) == FORMAT_HEADER, "the header is a page");
_Static_assert(4 + REGISTRY_DICTIONARIES + REGISTRY_KEYS <= FORMAT_SECTIONS,
               "every section has its line");
_Static_assert(sizeof(struct section) == 64, "a section's line");
_Static_assert(sizeof(struct registry_row) == 64, "a person is a cache line");
_Static_assert(sizeof(struct registry_more) == 12, "three columns");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are read in place");

/* The 32 bits by which postings are sorted. */
static inline uint32_t format_hash(uint64_t key_value)
{
    return (uint32_t)(key_value >> 32);
}

/* Bits of the directory for n entries. */
static inline uint32_t format_bits(uint64_t n)
{
    uint32_t bits = 0;
    while (bits < FORMAT_MOST_BITS && (n >> bits) > FORMAT_BUCKET) {
        bits++;
    }
    return bits;
}

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
