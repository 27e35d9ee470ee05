/* demo.h: made-up people, made-up requests about them, and what the process of
 * 2025 would have released: the case of `proviso demo`.
 *
 * Everything is drawn from a seed with a counter-based generator: the same
 * options give the same bytes, on every machine and with any number of threads.
 * No value is of a real person: names are common or composed, streets and towns
 * are composed around real city names so that state and ZIP prefix agree, and
 * identifiers lie in ranges that were never issued (demo_people.c has the table;
 * above 66,068,902 registered and requested people together nothing of that kind
 * is left, and ITIN ranges follow: such sizes are for measuring).
 *
 * The shapes, which demo_shape_test.c and demo_complete_test.c hold:
 *
 *   surnames      the first on 0.7 to 1.1 % of the people, the thousand commonest on
 *                 35 to 47 %; a tail up to 5.8 million names, composed and misspelt,
 *                 of which 10 million people have some 750,000
 *   given names   by sex and decade of birth; the ten commonest of a sex on 25 to 46 % of
 *                 those born in the 1940s and on 8 to 20 % of those since 2010
 *   clusters      surname and given name are of one of nine regions (demo_lists.c):
 *                 Spanish 17 %, Slavic 4.2, African 2, South Asian 1.8, Chinese 1.7,
 *                 Arabic 1.3, Vietnamese 0.9, Korean 0.6; double surnames in one of six
 *                 Spanish names; one marriage in seven between clusters
 *   households    2.5 people on average, 1 to 5: parents, children, twins, a father and
 *                 a son of one name; one in twelve of strangers; of the heads 0.6 %
 *                 with name and birth year of another household's
 *   birth dates   an age pyramid; a heap on 1 January (0.4 %, up to 9 % where no dates
 *                 are recorded) and 2 % more on the 1st and 15th
 *   places        400 dwellings a ZIP up to 41,000 ZIPs, then more; 40 streets a ZIP
 *                 or more, a dozen with the commonest names; one street in five of
 *                 houses with 2 to 24 units, one ZIP in fifty with an address of some
 *                 hundred people, one dwelling in twenty a box. What is in no record is
 *                 in no recorded building, but for two unknown rows in a hundred,
 *                 next door to a registered person.
 */
#ifndef APP_DEMO_DEMO_H
#define APP_DEMO_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "record/request.h"

enum {
    DEMO_REQUESTS_LEAST = 200,
    DEMO_PEOPLE_LEAST = 100,      /* and at least a twentieth of the requests */
    DEMO_IDENTIFIERS = 110000000, /* people and requests together at most */
    DEMO_MARK_MOST = 24,
};

struct demo_options {
    uint64_t people;
    uint64_t requests;
    uint64_t seed;
    /* NULL, or A-Z letters, at most DEMO_MARK_MOST: appended to every surname,
     * street, city and officer, so that a test can search for what must not
     * appear anywhere else (invariant I7). */
    const char *mark;
    unsigned threads; /* 0: one a core */
    /* Not the case, but the task of a matcher alone: each address is sufficient as
     * written. Of the requests 4 % are about registered people, with the errors
     * below; 15 % about unregistered ones who resemble them, a third each: relatives
     * at a registered person's address, namesakes with another address and birth
     * date, strangers at a registered person's address. Everybody else is unknown.
     * Six rows in ten have an identifier. */
    bool complete;
};

/* What goes wrong between a person and a request, independently, in so many rows of
 * 10,000. The case spares the names of released rows, since the process of 2025 compared
 * them, and has no initials alone and no digits in names, which are not complete. X(SYMBOL, rate, "what") */
#define DEMO_ERRORS(X)                                                                         \
    X(NICKNAME, 1500, "a nickname, or the formal name for one: of those who have one")         \
    X(VARIANT, 1200, "another spelling or transliteration: of those who have one")             \
    X(MIDDLE_AS_GIVEN, 200, "the middle name for the given name")                              \
    X(INITIAL, 200, "the initial alone for the given name")                                    \
    X(MARRIED, 400, "another surname, by marriage: of women")                                  \
    X(DOUBLE_CUT, 3000, "one of the two surnames alone: of those who have two")                \
    X(DOUBLE_JOINED, 2000, "hyphen for blank or the reverse: of those who have two")           \
    X(SWAPPED, 150, "given name and surname exchanged")                                        \
    X(SURNAME_SLIP, 600, "neighbouring key, letters exchanged, left out, doubled, misread")    \
    X(GIVEN_SLIP, 600, "the same in the given name")                                           \
    X(NO_MIDDLE, 4000, "middle name left out")                                                 \
    X(NO_SUFFIX, 2000, "generational suffix left out")                                         \
    X(TITLE_CASE, 2500, "names in Title Case")                                                 \
    X(BIRTH_MISSING, 2800, "no birth date")                                                    \
    X(BIRTH_SWAPPED, 150, "day and month exchanged, where that is a date")                     \
    X(BIRTH_DIGIT, 250, "one digit of the birth date wrong")                                   \
    X(BIRTH_YEAR, 100, "the year of birth alone")                                              \
    X(BIRTH_JANUARY, 100, "1 January of the year")                                             \
    /* with `complete` alone: of the address */                                                \
    X(STREET_SLIP, 600, "a slip in the street's name")                                         \
    X(SUFFIX_WRONG, 300, "AVE for ST and the like")                                            \
    X(UNIT_MISSING, 500, "unit left out: of those who have one")                               \
    X(NUMBER_SWAPPED, 150, "two digits of the house number exchanged")                         \
    X(ZIP_DIGIT, 150, "one of the last two digits of the ZIP wrong")                           \
    X(CITY_SLIP, 300, "a slip in the city")                                                    \
    /* with `complete` alone: which home, which identifier */                                  \
    X(MOVED, 3300, "another home: 2 in 10 in the same ZIP, 2 near it")                         \
    X(OTHER_UNIT, 300, "another unit of the house, where it has units")                        \
    X(IDENTIFIER, 6000, "an identifier is stated")                                             \
    X(IDENTIFIER_DIGIT, 300, "of these, one digit wrong or two exchanged")

/* What is true of the files. demo_generate fills all of it from how it built
 * them; demo_simulate_2025 fills `released` and the two counts it is made of. */
struct demo_truth {
    uint64_t requests;
    uint64_t registered;             /* requests about a person in the registry */
    uint64_t complete;               /* requests that state every element, address complete */
    uint64_t deficient_rows;         /* requests whose name or address is insufficient */
    uint64_t insufficient_addresses; /* of these, the address */
    uint64_t dpv_only;               /* of these, a unit missing that the text does not show */
    uint64_t duplicates;             /* rows that repeat another row under another control */
    uint64_t deficiency[CATEGORY_COUNT]; /* by first deficiency; NONE counts the complete */
    uint64_t released;
    uint64_t released_by_identifier;
    uint64_t released_by_name_address;
    uint64_t released_insufficient; /* of the released, those with an insufficient address */
    /* Of those by identifier: the request is complete and the address supplied is the record's. */
    uint64_t released_by_identifier_corresponding;
};

/* Called every 65,536 rows or sooner, and at each stage's end; done and total count
 * rows (generation: "people", "requests") or bytes (simulation: "requests",
 * "registry", "released"). An error that it reports ends the work. May be NULL. */
#define DEMO_PROGRESS(name)                                                                    \
    must (*name)(void *ctx, const char *stage, uint64_t done, uint64_t total, struct error *e)

/* Writes three files, replacing what is there:
 *   registry  person_id,given_name,middle_name,surname,suffix,birth_date,sex,
 *             identifier,address,city,state,zip,flags
 *   requests  control,given_name,middle_name,surname,suffix,birth_date,identifier,
 *             address,city,state,zip,statute,period,reason,officer,attestation
 *   truth     control,person_id,kind,deficiency,needs
 * person_id is empty when the person is not registered; kind is one of
 * same-address moved other-unit different not-stated (registered) relative
 * namesake stranger-at-address unknown (not registered); deficiency is a
 * category_name(); needs is "dpv" where only delivery point data could show the
 * deficiency, else empty. With `complete`, a row whose unit was left out is `complete`
 * and `dpv`.
 *
 * At 1,280,000 requests the simulation releases 47,289 = 42,695 + 4,594, and
 * 2,300 to 2,364 of them have an insufficient address; other sizes scale, with
 * three of each path and one insufficient at least. Options out of range are
 * ERROR_USAGE. Uses 15 MB and 2 MB a thread, whatever the size. */
must demo_generate(const struct demo_options *o, const char *registry_csv,
                   const char *requests_csv, const char *truth_csv, DEMO_PROGRESS(progress),
                   void *ctx, struct demo_truth *out, struct error *e);

/* The process of 2025, from two files with standard columns. A request whose
 * address field (address, city, state and ZIP as supplied, one string) holds
 * five digits in a row goes on. With an identifier: the record with that
 * identifier is released when surname and given name agree; the address is
 * never compared. Without: the record is released when name and address are
 * equal, but for case and blanks, to exactly one.
 * Writes control,person_id,process,released_at with process `identifier` or
 * `name-address`. Memory: 60 bytes a request, whatever the registry's size. */
must demo_simulate_2025(const char *registry_csv, const char *requests_csv,
                        const char *released_csv, DEMO_PROGRESS(progress), void *ctx,
                        struct demo_truth *out, struct error *e);

/* The officers that requests name (without the mark). Never NULL. */
const char *const *demo_officers(size_t *count);

/* What requests state as authority and period, for an agreement that expects them. */
const char *demo_statute(void);
const char *demo_period(void);

/* examples/tax-2025/agreement.proviso, zero-terminated (put in by the build). */
extern const char demo_agreement_text[];

#endif
