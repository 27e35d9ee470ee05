/* demo.h: made-up people, made-up requests about them, and what the process of
 * 2025 would have released: the case of `proviso demo`.
 *
 * Everything is drawn from a seed with a counter-based generator: the same
 * options give the same bytes, on every machine. No value is of a real person:
 * names are common or composed, streets and towns are composed around real
 * city names so that state and ZIP prefix agree, and identifiers lie in ranges
 * that were never issued (demo_people.c has the table; above 66,068,902
 * registered and requested people together nothing of that kind is left, and
 * ITIN ranges follow: such sizes are for measuring).
 */
#ifndef APP_DEMO_DEMO_H
#define APP_DEMO_DEMO_H

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
};

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
 * deficiency, else empty.
 *
 * At 1,280,000 requests the simulation releases 47,289 = 42,695 + 4,594, and
 * 2,300 to 2,364 of them have an insufficient address; other sizes scale, with
 * three of each path and one insufficient at least. Options out of range are
 * ERROR_USAGE. Uses about 60 MB, whatever the size. */
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
