/* registry.h: an immutable, checksummed, memory-mapped generation of the
 * custodian's register of persons, and how one is built out of core.
 *
 * A generation is a folder `registry/<name>/` with one file
 * `generation.pvr` (byte table in registry_format.h); `registry/current` is a symbolic
 * link that is swapped when a new generation is whole and synced. Readers keep the one they
 * opened. Identifiers are stored only as keyed hashes.
 */
#ifndef ENGINE_REGISTRY_REGISTRY_H
#define ENGINE_REGISTRY_REGISTRY_H

#include "base/error.h"
#include "record/person.h"

struct registry_options {
    uint8_t key[32];     /* HMAC key of the custody's identifiers */
    uint64_t memory;     /* bytes that the build may use; 0: 1 GiB */
    bool scratch;        /* a throw-away index of `proviso link`, never a custody's; it has
                          * registry_scratch_key for a key */
    bool coarse;         /* more blocking keys, which find what small, poor files have in
                          * common; for scratch alone */
    unsigned threads;    /* 0: one a core */
    const struct registry *over; /* NULL, or: build a delta that changes this one (no scratch);
                                  * borrowed until the builder is freed */
};

struct registry_info {
    uint64_t persons; /* in force */
    uint64_t bytes;   /* of the generation, its base included */
    uint8_t hash[32]; /* over the whole generation */
    char name[72];    /* of its folder: "g-" and the first 16 hex digits of the hash */
    bool scratch;
    /* of a delta, else 0 and empty */
    uint64_t changed;      /* people that it holds */
    uint64_t base_persons; /* people that its base holds */
    uint64_t gone;         /* of these, replaced or no longer there */
    char base[72];         /* the name of its base */
};

/* --- build --- */

struct registry_builder;

/* folder: where generations live; a work folder is made in it. */
must registry_builder_new(struct registry_builder **out, const char *folder,
                          const struct registry_options *options, struct error *e);

/* Persons in the order of the file; a person_id that comes twice is ERROR_INPUT
 * "registry.twice" with both row numbers, found at the latest by registry_builder_end.
 * An empty one is ERROR_INPUT "registry.id" (a scratch generation takes it). A text
 * (id, phone, email) of 64 KiB or more is ERROR_INPUT "registry.long", a column of
 * over 16,777,215 distinct texts "registry.dictionary", more than 2^30 people
 * "registry.many". After an error the builder can only be freed. */
must registry_builder_add(struct registry_builder *b, const struct person *persons,
                          size_t count, struct error *e);

/* Of a delta. A person that is added replaces the one of the same id; this takes the one
 * of an id away (*found false: there is none, or no more). Before the first is added, so that a person
 * that is to be both is found: ERROR_INPUT "registry.both". */
must registry_builder_remove(struct registry_builder *b, struct span person_id, bool *found,
                             struct error *e);

/* How many people of the generation before were replaced, so far. */
uint64_t registry_builder_replaced(const struct registry_builder *b);

/* Adds all people that are in force in another generation, their keyed hashes as they are:
 * what makes a base and its delta one again. Not of a delta. */
must registry_builder_carry(struct registry_builder *b, const struct registry *from,
                            struct error *e);

/* Sorts, writes, syncs and renames the generation into place, but does not yet
 * make it current. */
must registry_builder_end(struct registry_builder *b, struct registry_info *out,
                          struct error *e);

/* Removes what was half-built. NULL is fine; after _end too. */
void registry_builder_free(struct registry_builder *b);

/* Atomic switch of registry/current; older generations stay. */
must registry_activate(const char *folder, const char *name, struct error *e);

/* --- read --- */

struct registry;

/* name NULL: the current one. The header and table of contents are checked, the whole
 * file only by registry_verify. ERROR_INPUT "registry.none" where there is none. */
must registry_open(struct registry **out, const char *folder, const char *name,
                   struct error *e);
void registry_close(struct registry *r);
void registry_info(const struct registry *r, struct registry_info *out);

/* Reads every byte and compares all checksums; ERROR_VERIFY. */
must registry_verify(const struct registry *r, struct error *e);

/* The person at an index: spans point into the map, but a short id, which lies packed,
 * into `room` (NULL: the caller needs no id, and a packed one comes back empty).
 * identifier is always IDENTIFIER_NONE: it is not stored, nor is the row (0). */
enum { REGISTRY_ROOM = 24 };
void registry_person(const struct registry *r, uint32_t index, struct person *out,
                     char room[REGISTRY_ROOM]);

/* Its address alone. */
void registry_address(const struct registry *r, uint32_t index, struct address *out);

/* Index of a person_id, or PERSON_NOBODY (UINT32_MAX). */
uint32_t registry_find(const struct registry *r, struct span person_id);

/* --- what match reads: columns, dictionaries, blocking postings ---
 *
 * All of it is bounded by the map whatever the bytes hold: a damaged generation
 * gives wrong answers until registry_verify says so, never a wild access. */

/* Texts are numbers here. Number 0 is the empty text in each dictionary. */
enum registry_dictionary {
    REGISTRY_GIVEN,
    REGISTRY_MIDDLE,
    REGISTRY_SURNAME,
    REGISTRY_HOUSE,
    REGISTRY_STREET, /* predir, name, suffix, postdir, joined by TAB */
    REGISTRY_UNIT,   /* kind, designation */
    REGISTRY_BOX,    /* route, box */
    REGISTRY_CITY,   /* state, city */
    REGISTRY_PLACE,
    REGISTRY_CATEGORY,
    REGISTRY_NOTE,
    REGISTRY_DICTIONARIES
};

/* One person, unpacked (registry_format.h has the 32 bytes on disk). */
struct registry_row {
    uint64_t identifier; /* keyed hash of the nine digits: 40 bits, above 24 zeros; 0: none */
    uint32_t surname, given, middle;
    uint32_t birth; /* yyyymmdd as in struct person */
    uint32_t last4; /* keyed permutation of the last four digits, 1 to 10000; 0: none */
    uint32_t house, street, unit, box, city;
    uint32_t zip; /* 0 to 99999, or ZIP_NONE */
    char sex;
    uint8_t suffix, kind, flags;
};

/* Columns that only some files have. */
struct registry_more {
    uint32_t place, category, note;
};

/* Persons are numbered below this. With a delta some of them are gone: replaced, or no
 * longer there. Their columns can be read, but they are nobody's candidates. */
uint32_t registry_persons(const struct registry *r);
bool registry_gone(const struct registry *r, uint32_t index);
uint32_t registry_in_force(const struct registry *r); /* how many are not gone */

/* index < registry_persons(r). The prefetch takes any index. */
void registry_row(const struct registry *r, uint32_t index, struct registry_row *out);
void registry_prefetch_row(const struct registry *r, uint32_t index);
struct registry_more registry_more(const struct registry *r, uint32_t index);

/* The texts of a person that stand in no dictionary; borrowed from the map. */
void registry_contact(const struct registry *r, uint32_t index, struct span *phone,
                      struct span *email);

/* The number of a text, or UINT32_MAX where no person has it. */
uint32_t registry_number(const struct registry *r, enum registry_dictionary d,
                         struct span text);

/* The same in two steps, so that many look-ups can be on their way at once: the hash of
 * a text (for all dictionaries the same), the place of its number towards the cache,
 * the number. A text is read only where 8 bits more of the hash agree. */
uint64_t registry_hash(struct span text);
void registry_prefetch_number(const struct registry *r, enum registry_dictionary d,
                              uint64_t hash);
uint32_t registry_number_at(const struct registry *r, enum registry_dictionary d,
                            struct span text, uint64_t hash);

/* The text of a number (empty where there is none), how many persons have it,
 * and how many numbers there are. */
struct span registry_text(const struct registry *r, enum registry_dictionary d,
                          uint32_t number);
uint32_t registry_frequency(const struct registry *r, enum registry_dictionary d,
                            uint32_t number);
uint32_t registry_numbers(const struct registry *r, enum registry_dictionary d);

/* The joint texts of an address for REGISTRY_STREET, _UNIT, _BOX and _CITY, as the
 * build makes them; into a buffer, cut off at its end. */
struct span registry_joint(const struct address *a, enum registry_dictionary d, char *to,
                           size_t size);

/* A person's text for any dictionary: borrowed, or joint in the buffer. */
struct span registry_text_of(const struct person *p, enum registry_dictionary d, char *to,
                             size_t size);

/* Blocking keys (registry_keys.c has the table): persons that agree in one of
 * these sets of parts are worth a comparison. */
enum registry_key {
    REGISTRY_KEY_PERSON_ID,
    REGISTRY_KEY_IDENTIFIER,
    REGISTRY_KEY_SOUND_HOUSE_LOCALITY,
    REGISTRY_KEY_HOUSE_STREET_LOCALITY,
    REGISTRY_KEY_NAME,
    REGISTRY_KEY_SOUND_BIRTH,
    REGISTRY_KEY_GIVEN_BIRTH,
    REGISTRY_KEY_SOUND_CITY_INITIAL,
    REGISTRY_CUSTODY_KEYS, /* coarse generations have the following as well */
    REGISTRY_KEY_SURNAME_LOCALITY_INITIAL = REGISTRY_CUSTODY_KEYS,
    REGISTRY_KEY_NAME_YEAR,
    REGISTRY_KEY_SOUNDS,
    REGISTRY_KEY_SOUND_INITIAL_YEAR,
    REGISTRY_KEY_BIRTH_HOUSE,
    REGISTRY_KEY_BIRTH_LOCALITY,
    REGISTRY_KEY_BIRTH_PLACE,
    REGISTRY_KEY_BIRTH_NOTE,
    REGISTRY_KEY_NOTE_SOUND,
    REGISTRY_KEY_NOTE_GIVEN,
    REGISTRY_KEY_PLACE_SURNAME_INITIAL,
    REGISTRY_KEY_PLACE_GIVEN_YEAR,
    REGISTRY_KEY_HOUSE_STREET,
    REGISTRY_KEY_STREET_GIVEN,
    REGISTRY_KEY_SURNAME,
    REGISTRY_KEY_SOUND_PLACE,
    REGISTRY_KEY_BIRTH,
    REGISTRY_KEY_NOTE,
    REGISTRY_KEY_HOUSE_NOTE,
    REGISTRY_KEY_HOUSE_SOUND,
    REGISTRY_KEY_HOUSE_GIVEN,
    REGISTRY_KEY_STREET_SOUND,
    REGISTRY_KEY_PLACE_GIVEN,
    REGISTRY_KEY_SOUND_YEAR,
    REGISTRY_KEY_PLACE_YEAR,
    REGISTRY_KEY_GIVEN_YEAR,
    REGISTRY_KEY_PHONE,
    REGISTRY_KEY_EMAIL,
    REGISTRY_KEYS
};

/* How many keys this generation has: REGISTRY_CUSTODY_KEYS or REGISTRY_KEYS. */
unsigned registry_key_count(const struct registry *r);

/* The key values of a person for the keys from SOUND_HOUSE_LOCALITY to keys - 1;
 * 0 where a part is missing, and for all others. (The first two are values of
 * their own: a hash of the id, the keyed hash of the identifier.) Of a surname with
 * several parts the first counts. */
void registry_keys(const struct person *p, unsigned keys, uint64_t out[REGISTRY_KEYS]);

/* Those values, and what they would be by each further part of the surname, and with
 * given name and surname in each other's place: where a request is looked up. Returns how
 * many. */
enum { REGISTRY_VARIANTS = 5 };
unsigned registry_variants(const struct person *p, unsigned keys,
                           uint64_t out[REGISTRY_VARIANTS][REGISTRY_KEYS]);

/* "surname + given name" */
enum { REGISTRY_KEY_NAME_SIZE = 64 };
void registry_key_name(enum registry_key key, char out[REGISTRY_KEY_NAME_SIZE]);

/* The persons that have a key value, without repetition, possibly with a few
 * others whose key hashes alike; in an order that the generation fixes. */
struct registry_block {
    const uint32_t *at, *delta;
    uint32_t base;  /* members of the base */
    uint32_t count; /* all of them, those that are gone included */
};

/* A look-up reads two places. The first is one cache line: a filter, and where the
 * entries lie; the second the entries, mostly one line. Brings the first, or (when
 * that has come) the second towards the cache. What the filter stops touches nothing
 * else. */
void registry_prefetch(const struct registry *r, enum registry_key key, uint64_t value);
void registry_prefetch_block(const struct registry *r, enum registry_key key, uint64_t value);
struct registry_block registry_block(const struct registry *r, enum registry_key key,
                                     uint64_t value);

/* PERSON_NOBODY (UINT32_MAX) where the person is gone. */
uint32_t registry_member(const struct registry *r, struct registry_block block, uint32_t i);

/* Keyed hashes of identifiers: the first 40 bits of HMAC-SHA-256(key, nine digits),
 * above 24 zeros; and of the last four digits, a keyed permutation onto 1 to 10000
 * (registry_tag.c), so that different digits never look alike. Never 0. One tagger a
 * thread. */
struct registry_tagger;
must registry_tagger_new(struct registry_tagger **out, const uint8_t key[32], struct error *e);
void registry_tagger_free(struct registry_tagger *t);
must registry_tag(struct registry_tagger *t, uint32_t identifier, uint64_t *out,
                  struct error *e);
uint32_t registry_tag_last4(const struct registry_tagger *t, uint32_t last4); /* below 10000 */

/* The key that every scratch generation is built with, whatever the options say:
 * match_link has none of a custody's. */
extern const uint8_t registry_scratch_key[32];

#endif
