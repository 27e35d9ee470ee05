/* standard.h: a row in standard form, and whether a request is sufficient.
 *
 * The same standardiser serves registry and request. Sufficiency is positive
 * proof from the request alone (invariant I1): every element that the
 * agreement requires is proved or named as missing; USPS Publication 28 says
 * what a complete address is. It never depends on who is registered.
 */
#ifndef ENGINE_STANDARD_STANDARD_H
#define ENGINE_STANDARD_STANDARD_H

#include "base/arena.h"
#include "base/error.h"
#include "record/extent.h"
#include "record/field.h"
#include "record/person.h"
#include "record/request.h"

/* Public tables (ZIP, city, state) and the version of the classifier; immutable,
 * shared by threads. */
struct standard;

/* gazetteer: path of a CSV with columns code or zip, city, state (names of other makers are known as
 * well: standard_gazetteer.c); NULL: only the built-in tables (states, ZIP prefix to state, suffixes,
 * directionals, units). */
must standard_new(struct standard **out, const char *gazetteer, struct error *e);
void standard_free(struct standard *s);

/* Plugs in a source of delivery points (record/point.h): "OBJECT.so" or "OBJECT.so:DATA"; NULL: none. Before
 * the first row, once; the source's hash goes into standard_hash. ERROR_INPUT points.*, library.*. */
must standard_use_points(struct standard *s, const char *points, struct error *e);

/* How many ZIPs and places its public table has; both 0 without one. */
void standard_places(const struct standard *s, uint64_t *zips, uint64_t *places);

/* SHA-256 over the classifier's version and all tables it uses; goes into every decision. */
void standard_hash(const struct standard *s, uint8_t out[32]);

/* A row in standard form; texts live in the arena. Never fails for what the row
 * holds (what cannot be read is empty or ADDRESS_OTHER), only for memory. */
must standard_person(const struct standard *s, const struct row *row, struct arena *arena,
                     struct person *out, struct error *e);

/* The judgement of a request row against the required elements: proof or the
 * first deficiency. `person` is the row's standard form. */
must standard_judge(const struct standard *s, const struct row *row,
                    const struct person *person, const struct elements *required,
                    struct judgement *out, struct error *e);

/* Both at once, the row read once: the same person and the same judgement as the
 * two calls make, in little more than half of their time. */
must standard_person_and_judge(const struct standard *s, const struct row *row,
                               const struct elements *required, struct arena *arena,
                               struct person *out, struct judgement *judgement,
                               struct error *e);

/* --- an address in its parts --- */

enum address_part {
    PART_HOUSE,
    PART_PREDIR,
    PART_STREET,
    PART_SUFFIX,
    PART_POSTDIR,
    PART_UNIT,
    PART_BOX,
    PART_ROUTE,
    PART_CITY,
    PART_STATE,
    PART_ZIP,
    ADDRESS_PARTS
};

const char *address_part_name(enum address_part part); /* "number", "predirectional", ... */

/* CERTAIN: written as Publication 28 has it, or as a plain word in its place; LIKELY: corrected, or known by
 * its place alone; DOUBTFUL: it was read, and something speaks against it. */
enum confidence { CONFIDENCE_NONE, CONFIDENCE_DOUBTFUL, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN };

const char *
confidence_name(enum confidence confidence); /* "absent", "doubtful", "likely", "certain" */

/* The parts of an address, each with the bytes of the row it was read from. */
struct address_parts {
    enum address_kind kind;
    struct {
        struct span value; /* in standard form, in the arena; "" where there is none */
        struct extent where;
        enum confidence confidence;
    } part[ADDRESS_PARTS];
};

/* What standard_person reads of the address, with places and confidences; slower, for showing. */
must standard_parts(const struct standard *s, const struct row *row, struct arena *arena,
                    struct address_parts *out, struct error *e);

/* Requests that may be compared with a registry: the only thing that match
 * accepts for a custody's generation, and only standard_admit makes it (I1).
 * Opaque; lives in the arena, borrows the persons. */
struct admitted;

/* Judges again and admits exactly the rows whose judgement is
 * SUFFICIENCY_COMPLETE for these elements. */
must standard_admit(const struct standard *s, const struct row *rows,
                    const struct person *persons, size_t count, const struct elements *required,
                    struct arena *arena, struct admitted **out, struct error *e);

/* The same for rows whose standard form is not yet made: makes it, judges from the same
 * reading, and admits. A row with `line` 0 was rejected: it is passed over, its person
 * left as it is. Indexes are those of `rows`. */
must standard_admit_rows(const struct standard *s, const struct row *rows, size_t count,
                         const struct elements *required, struct arena *arena,
                         struct person *persons, struct admitted **out, struct error *e);

/* The same, and judged[i] is the judgement by which rows[i] was admitted or not: who needs both reads
 * each row once. Of a rejected row it is left as it is. */
must standard_admit_judged(const struct standard *s, const struct row *rows, size_t count,
                           const struct elements *required, struct arena *arena,
                           struct person *persons, struct judgement *judged,
                           struct admitted **out, struct error *e);

size_t admitted_count(const struct admitted *a);
const struct person *admitted_person(const struct admitted *a, size_t i);
/* Index of the i-th admitted row in the rows given to standard_admit. */
size_t admitted_index(const struct admitted *a, size_t i);

/* One key for one delivery point, from the standard address alone, for counting
 * over-used addresses in a batch; 0 where the address is not complete enough. */
uint64_t standard_address_key(const struct address *address);

/* How one standard address stands to another, robust to formatting, suffix and
 * unit variants. (level as in record/linkage.h) */
int standard_correspondence(const struct address *supplied, const struct address *record);

/* --- names that are written differently and mean the same --- */

/* The nickname groups of a standard given name (BOB and ROBERT share one): the
 * first is that of the full name it most likely stands for, for a blocking key;
 * 0 where there is none. A compound is looked up without its blank. */
enum { STANDARD_NICKNAMES = 4 };
void standard_nicknames(struct span given, uint16_t out[STANDARD_NICKNAMES]);

/* How a standard name sounds, for blocking: at most 7 letters of a code in which
 * the usual spellings and transliterations of one name meet; a hash of the text
 * where it is in a script that is kept (Arabic, Chinese); 0 where there is no
 * letter. The forms of a name that standard_person joins count as one (MC, O, ST). */
uint64_t standard_sound(struct span name);

/* The words of a standard surname that count, in their order, as parts of its
 * text: DE LA CRUZ is CRUZ; GARCIA LOPEZ is both. A part may hold a blank: SAINT JOHN.
 * A particle is a part only where there is nothing else. Returns how many, at
 * most STANDARD_PARTS; 0 for an empty name. */
enum { STANDARD_PARTS = 4 };
unsigned standard_name_parts(struct span name, struct span out[STANDARD_PARTS]);

#endif
