/* recall.h: the way back of what was wrongly given out: how a recall goes, until
 * when, what a certificate of disposal has to say, and which rows it covers. Pure:
 * no files, no clock, no ledger. README.md has the map.
 *
 *   made --> sent --> acknowledged --> sequestered --> disposed --> verified
 *                |          |                ^            ^  |          |
 *                |          +--------------- | -----------+  +----------+--> acknowledged
 *                +---------------------------+------------+     (another copy turned up)
 *
 * A step may be left out, none is taken back. A litigation hold stands beside the
 * state: while it stands the rows are sequestered and nothing is disposed of.
 */
#ifndef ENGINE_RECALL_RECALL_H
#define ENGINE_RECALL_RECALL_H

#include "base/clock.h"
#include "base/error.h"
#include "base/span.h"
#include "base/text.h"

/* --- recall_course.c: states --- */

enum recall_state {
    RECALL_MADE, /* entered; the notice was not sent yet */
    RECALL_SENT,
    RECALL_ACKNOWLEDGED,
    RECALL_SEQUESTERED,
    RECALL_DISPOSED, /* certificates cover every row and every copy that is known */
    RECALL_VERIFIED, /* and the custodian has found them good */
    RECALL_STATES
};

/* What happens to a recall. */
enum recall_step {
    STEP_SENT,
    STEP_ACKNOWLEDGED,
    STEP_SEQUESTERED,
    STEP_DISPOSED,
    STEP_VERIFIED,
    STEP_HELD,     /* a litigation hold begins */
    STEP_FREED,    /* and ends */
    STEP_REOPENED, /* a copy that no certificate covers turned up; not an act of its own */
    STEP_READDRESSED, /* the same notice, encrypted to another key of the recipient */
    RECALL_STEPS
};

const char *recall_state_name(enum recall_state state);
const char *recall_step_name(enum recall_step step);
bool recall_step_find(struct span name, enum recall_step *out);

struct recall_course {
    enum recall_state state;
    bool held;
    unsigned days;         /* that the recipient has */
    instant from;          /* these days count from here: */
    enum recall_step since; /*   sent or freed; STEP_REOPENED: the new copy; RECALL_STEPS: made, not sent yet */
    instant sent;          /* INSTANT_MAX: not yet */
};

void recall_begin(struct recall_course *c, instant made, unsigned days);

/* ERROR_INPUT "recall.state" (ERROR_HELD "recall.held" for what a hold forbids), and *c as it was, when the step cannot
 * follow. */
must recall_go(struct recall_course *c, enum recall_step step, instant at, struct error *e);

/* --- recall_deadline.c: instants and how they were come by --- */

enum { RECALL_DAYS = 30, RECALL_DAYS_MOST = 3650, RECALL_WORDS = 160 };

struct recall_deadline {
    instant due;
    char words[RECALL_WORDS]; /* "sent 2026-11-27T10:00Z + 30 days = 2026-12-27T10:00Z" */
};

/* unit: "day" or "hour". */
void recall_deadline(const char *what, instant from, unsigned count, const char *unit,
                     struct recall_deadline *out);

/* Until when the rows have to be disposed of, or under a hold sequestered. */
void recall_due(const struct recall_course *c, struct recall_deadline *out);
bool recall_overdue(const struct recall_course *c, instant now);

/* "3 days 4 hours", rounded down to the hour, below a day to the minute; of how late it is as of how long there is. */
void recall_span(instant from, instant to, char out[RECALL_WORDS]);

/* --- recall_certificate.c: certificates of disposal --- */

/* Fields of the certificate of sanitization of NIST SP 800-88 Rev. 1 (appendix G), the recall's own before them.
 * X(SYMBOL, section, "name", needed) */
#define CERTIFICATE_FIELDS(X)                                                                                     \
    X(RECALL, HEAD, "recall", true)                                                                               \
    X(ROWS, HEAD, "rows", true)                                                                                   \
    X(DATE, HEAD, "date", true)                                                                                   \
    X(DESTINATION, HEAD, "destination", true)                                                                     \
    X(PERSON_NAME, PERSON, "name", true)                                                                          \
    X(PERSON_TITLE, PERSON, "title", true)                                                                        \
    X(PERSON_ORGANIZATION, PERSON, "organization", true)                                                          \
    X(PERSON_LOCATION, PERSON, "location", true)                                                                  \
    X(PERSON_PHONE, PERSON, "phone", true)                                                                        \
    X(MEDIUM_MAKE, MEDIUM, "make", true)                                                                          \
    X(MEDIUM_MODEL, MEDIUM, "model", true)                                                                        \
    X(MEDIUM_SERIAL, MEDIUM, "serial", true)                                                                      \
    X(MEDIUM_PROPERTY, MEDIUM, "property", false)                                                                 \
    X(MEDIUM_TYPE, MEDIUM, "type", true)                                                                          \
    X(MEDIUM_SOURCE, MEDIUM, "source", true)                                                                      \
    X(MEDIUM_CLASSIFICATION, MEDIUM, "classification", true)                                                      \
    X(MEDIUM_BACKED_UP, MEDIUM, "backed up", true)                                                                \
    X(MEDIUM_COPIES, MEDIUM, "copies", false)                                                                     \
    X(MEDIUM_METHOD, MEDIUM, "method", true)                                                                      \
    X(MEDIUM_TECHNIQUE, MEDIUM, "technique", true)                                                                \
    X(MEDIUM_TOOL, MEDIUM, "tool", true)                                                                          \
    X(MEDIUM_VERSION, MEDIUM, "version", false)                                                                   \
    X(VERIFIED_METHOD, VERIFICATION, "method", true)                                                              \
    X(VERIFIED_NAME, VERIFICATION, "name", true)                                                                  \
    X(VERIFIED_TITLE, VERIFICATION, "title", true)                                                                \
    X(VERIFIED_ORGANIZATION, VERIFICATION, "organization", true)                                                  \
    X(VERIFIED_DATE, VERIFICATION, "date", true)

enum certificate_section { SECTION_HEAD, SECTION_PERSON, SECTION_MEDIUM, SECTION_VERIFICATION, SECTIONS };

#define CERTIFICATE_ENUM(symbol, section, name, needed) CERTIFICATE_##symbol,
enum certificate_field { CERTIFICATE_FIELDS(CERTIFICATE_ENUM) CERTIFICATE_FIELD_COUNT };
#undef CERTIFICATE_ENUM

enum { CERTIFICATE_MOST = 1 << 20, CERTIFICATE_MEDIA = 1000 };

/* Texts are borrowed from what was parsed. */
struct certificate_medium {
    struct span value[CERTIFICATE_FIELD_COUNT]; /* those of a medium */
};

struct certificate {
    struct span value[CERTIFICATE_FIELD_COUNT]; /* those of the other sections */
    struct certificate_medium *media;
    size_t count, cap;
    bool all;              /* it covers all rows of the recall, */
    uint8_t rows[32];      /* or those in a file of this SHA-256 */
    instant first, last;   /* of the date: a whole day, or one instant */
};

/* ERROR_INPUT "certificate.*" names the line, or the section and the field, never a value. Owned;
 * recall_certificate_clear, also after a failure. */
must recall_certificate_parse(struct certificate *out, struct span text, struct error *e);
void recall_certificate_clear(struct certificate *c);

/* ERROR_INPUT: of another recall, dated before the notice was sent or in the future. */
must recall_certificate_fits(const struct certificate *c, const char *recall, instant sent, instant now,
                             struct error *e);

/* Calls visit for each copy that it names, "cp1:3". */
must recall_certificate_copies(const struct certificate *c, must (*visit)(void *ctx, struct span copy, struct error *e),
                               void *ctx, struct error *e);

/* A certificate to be filled in. copies: those that are open, between blanks. */
must recall_certificate_template(const char *recall, struct span organization, struct span copies, struct text *out,
                                 struct error *e);

/* --- recall_rows.c: row by row --- */

struct recall_row {
    struct span release; /* "r1", or "past1/17": the 17th release that was imported */
    uint64_t row;        /* of the request file, from 1 */
    struct span control;
};

/* The rows of a notice, and which of them certificates cover. */
struct recall_rows;
must recall_rows_new(struct recall_rows **out, struct error *e);
void recall_rows_free(struct recall_rows *r); /* wipes */

/* ERROR_VERIFY "recall.twice" for a row that is there. Texts are copied. */
must recall_rows_add(struct recall_rows *r, const struct recall_row *row, struct error *e);

enum recall_covers {
    COVERS_NEW,    /* it was open */
    COVERS_BEFORE, /* a certificate covered it already */
    COVERS_NEVER,  /* it was never recalled, or under another control */
};
enum recall_covers recall_rows_cover(struct recall_rows *r, const struct recall_row *row);
void recall_rows_cover_all(struct recall_rows *r);

bool recall_rows_have(const struct recall_rows *r, const struct recall_row *row);
uint64_t recall_rows_count(const struct recall_rows *r);
uint64_t recall_rows_open(const struct recall_rows *r);

/* The i-th as it was added; borrowed. */
struct recall_row recall_rows_at(const struct recall_rows *r, size_t i, bool *open);

#endif
