/* demo_world.h: the made-up country, between the files of this room: names,
 * dwellings, households, identifiers. All are functions of the options and a
 * number.
 *
 *   (1) Dwellings 0 .. homes-1 are those of the registry's households, one each;
 *       homes .. dwellings-1 are nobody's record. Different dwellings have
 *       different addresses in canonical form.
 *   (2) Two members of a household have different given names, but for a father
 *       and a son of one name, who differ in the suffix (from three members on).
 *   (3) identifier_of is injective; those of 0 .. people-1 are the registry's.
 */
#ifndef APP_DEMO_WORLD_H
#define APP_DEMO_WORLD_H

#include "app/demo/demo.h"
#include "app/demo/demo_random.h"
#include "app/demo/demo_tables.h"
#include "base/map.h"
#include "base/span.h"
#include "base/text.h"
#include "record/field.h"

enum {
    HOUSEHOLD_MOST = 5,
    HOUSEHOLD_BLOCK = 25, /* people in ten households: see demo_people.c */
    HOUSEHOLDS_A_BLOCK = 10,
    CELL = 254,
    ZONES_MOST = 41000, /* as many ZIPs as the United States have */
};

#define NOBODY UINT64_MAX

/* One value of a row under construction; what does not fit is a bug. */
struct cell {
    size_t len;
    char at[CELL];
};

void cell_set(struct cell *c, struct span s);
void cell_add(struct cell *c, struct span s);
void cell_adds(struct cell *c, const char *s);
void cell_number(struct cell *c, uint64_t n, unsigned width); /* zeros before */
void cell_date(struct cell *c, uint32_t yyyymmdd);            /* 0: nothing */
void cell_title(struct cell *c); /* Title Case; left alone where letters are outside ASCII */
struct span cell_span(const struct cell *c);

/* A row of either file, by the fields of record/. */
struct draft {
    struct cell cell[FIELD_COUNT];
};

void draft_clear(struct draft *d);

/* Adds the given columns as one line of CSV. */
must draft_write(const struct draft *d, const enum field *columns, size_t count,
                 struct text *to, struct error *e);
must draft_header(const enum field *columns, size_t count, struct text *to, struct error *e);

/* Common names, drawn by weight: a slot is drawn, and a name has as many slots as
 * it deserves. */
struct name_pool {
    uint16_t *slot;
    uint32_t slots;
};

/* Names that stand for one another: id .. of `ids`, the formal one first. */
struct name_group {
    uint16_t first;
    uint16_t count;
};

/* A list of words, cut. */
struct word_list {
    struct span *at;
    uint32_t count;
};

struct surname_pool {
    struct word_list listed;
    struct word_list ends; /* of composed ones */
    uint32_t head;         /* common ones, listed or composed: 0 .. head-1 */
    struct name_pool pool;
};

/* Given names that are listed have the numbers of `texts`. */
struct given_pools {
    struct dictionary *texts;
    struct name_pool decade[2][DECADES]; /* of the general cluster */
    struct name_pool native[CLUSTERS][2];
    uint16_t *ids;               /* of both kinds of groups */
    struct name_group *nickname; /* by number; count 0: none */
    struct name_group *variant;
};

/* A ZIP with the place it belongs to. Ascending by ZIP: neighbours are near. */
struct zone {
    const char *state;
    uint32_t zip;
    struct span town;
};

struct world {
    uint64_t seed;
    uint64_t people;
    uint64_t homes;     /* households of the registry */
    uint64_t dwellings; /* homes and those that are in no record */
    struct span mark;
    struct surname_pool surnames[CLUSTERS];
    struct given_pools given;
    struct dictionary *towns;
    struct dictionary *streets;
    uint32_t zones;
    uint32_t streets_a_zone;
    uint32_t street_stride; /* a prime: names beside the common ones */
    struct zone *zone;
    struct shuffle home_order;
    struct shuffle spare_order;
    struct shuffle identifier_order;
};

/* `identifiers`: how many numbers are handed out in all. spare: dwellings beyond
 * the homes. Freed with world_free. */
must world_new(struct world **out, const struct demo_options *o, uint64_t identifiers,
               uint64_t spare, struct error *e);
void world_free(struct world *w);

/* --- names --- */

enum sex { FEMALE, MALE };

must names_init(struct world *w, struct error *e);
void names_clear(struct world *w);

enum cluster_id cluster_draw(struct random *r);

/* Numbers stand for names; two numbers may have one text, but seldom. */
uint32_t surname_draw(const struct world *w, enum cluster_id cluster, struct random *r);
uint32_t given_draw(const struct world *w, enum cluster_id cluster, enum sex sex, unsigned year,
                    struct random *r);
void surname_add(const struct world *w, uint32_t surname, struct cell *c);
void given_add(const struct world *w, uint32_t given, struct cell *c);

/* Another name for the same person; the same where there is none. */
uint32_t given_nickname(const struct world *w, uint32_t given, struct random *r);
uint32_t given_variant(const struct world *w, uint32_t given, struct random *r);

/* A misspelling of an ASCII text of three letters or more that is not itself;
 * false where the text is too short or not ASCII. */
bool cell_misspell(struct cell *c, struct random *r);

/* One slip as keyboards, eyes and scanners make them, mostly behind the first
 * letter: demo_slips.c. `digits`: a letter may become a digit, or the reverse. False
 * where nothing could be changed. */
bool cell_slip(struct cell *c, bool digits, struct random *r);

/* --- people --- */

#define NO_NAME UINT32_MAX

struct member {
    uint32_t given;
    uint32_t surname;
    uint32_t surname2;  /* NO_NAME, or the part behind the hyphen */
    uint32_t middle;    /* NO_NAME, or a given name */
    const char *suffix; /* "" or JR, SR, III */
    bool initial;       /* the middle name is only an initial */
    bool blank;         /* instead of the hyphen */
    enum sex sex;
    enum cluster_id cluster;
    uint32_t birth; /* yyyymmdd, always known; the record may leave it out */
    bool birth_recorded;
    const char *flags;
};

struct household {
    uint64_t number;
    uint64_t first; /* the first member's person number */
    unsigned size;
    struct member member[HOUSEHOLD_MOST];
};

uint64_t household_count(uint64_t people);
uint64_t household_of(uint64_t person);
void household_make(const struct world *w, uint64_t number, struct household *out);

/* Somebody who is in no household. */
void member_draw(const struct world *w, struct random *r, struct member *out);

/* Somebody of a family's cluster, who is in no household. */
void member_draw_of(const struct world *w, enum cluster_id cluster, struct random *r,
                    struct member *out);

/* True when surname (both parts) and given name are written alike. */
bool member_same_name(const struct world *w, const struct member *a, const struct member *b);

/* Fills the name cells, birth date and sex. */
void member_write(const struct world *w, const struct member *m, struct draft *d);

uint32_t identifier_of(const struct world *w, uint64_t index);

/* The index, or NOBODY for a number that is not handed out. */
uint64_t identifier_owner(const struct world *w, uint32_t identifier);

/* --- places --- */

/* Dwellings of one street have different numbers, units or boxes. */
enum dwelling_kind { DWELLING_HOUSE, DWELLING_APARTMENT, DWELLING_BOX, DWELLING_RURAL };

struct dwelling {
    enum dwelling_kind kind;
    const struct zone *zone;
    uint32_t street; /* of world.streets */
    uint32_t place;  /* of the street in its zone */
    uint32_t number;
    uint32_t unit;  /* 0 .. units-1 */
    uint32_t units; /* of the building */
    uint32_t route;
    unsigned suffix; /* of street_suffixes */
    uint64_t form;   /* hash of the street: directional, suffix, kinds of number */
};

/* How an address is written; 0 is the canonical form, that of the registry. */
enum address_style {
    STYLE_SPELLED = 1 << 0,   /* STREET for ST, NORTH for N, P.O. BOX, RURAL ROUTE */
    STYLE_UNIT_HASH = 1 << 1, /* # 2B */
    STYLE_UNIT_WORD = 1 << 2, /* UNIT 2B */
    STYLE_TITLE = 1 << 3,
    STYLE_PLUS4 = 1 << 4,
    STYLE_BARE_UNIT = 1 << 5, /* APT and nothing behind it: deficient */
    STYLE_NO_UNIT = 1 << 6,   /* nothing at all: only DPV data could tell */
    STYLE_NO_NUMBER = 1 << 7,
    STYLE_ZERO_NUMBER = 1 << 8,
    STYLE_TYPO = 1 << 9,    /* the street misspelt, into no other street's name */
    STYLE_BLANKS = 1 << 10, /* more than one blank between the words */
    STYLE_SLIP = 1 << 11,   /* the street with a slip of the pen: cell_slip */
    STYLE_OTHER_SUFFIX = 1 << 12,
};

must places_init(struct world *w, struct error *e);
void places_clear(struct world *w);
struct dwelling dwelling_of(const struct world *w, uint64_t number);

/* A dwelling that is in no record, in the same ZIP, or in one of the `near` next ones. */
struct dwelling dwelling_near(const struct world *w, const struct zone *zone, unsigned near,
                              struct random *r);

/* Fills the cells address, city, state and zip. */
void dwelling_write(const struct world *w, const struct dwelling *d, unsigned style,
                    struct random *r, struct draft *to);

/* --- what is wrong with an address --- */

/* Writes an address with a deficiency of the category (any when CATEGORY_NONE,
 * by their frequency, but blank and unit-missing), around dwelling d where the form needs
 * one. `digits`: with five digits in a row. */
enum category deficient_write(const struct world *w, enum category category, bool digits,
                              struct random *r, struct draft *to);

/* Writes literal number k of those that a court named; false when there are no more. */
bool deficient_named(unsigned k, struct draft *to, enum category *category);

/* Writes a name with a deficiency. */
enum category deficient_name(struct random *r, struct draft *to);

/* The test of 2025: five digits in a row in address, city, state and ZIP. */
bool five_digits(struct span address, struct span city, struct span state, struct span zip);

#endif
