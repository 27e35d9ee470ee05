/* gate_concerned.h: what the files share that are about the people concerned.
 *
 *   gate_concerned.c    what was given out, and whom each of its rows is about
 *   gate_given.c        what was given, for what, to whom and by which authority, in words
 *   gate_suspension.c   statements that suspend an accounting
 *   gate_account.c      an accounting of disclosures for one person
 *   gate_mailing.h      notices to everybody whom a finding is about
 */
#ifndef APP_GATE_GATE_CONCERNED_H
#define APP_GATE_GATE_CONCERNED_H

#include "app/gate/gate_look.h"
#include "record/paper.h"

/* --- gate_concerned.c --- */

/* One release whose key was handed over, or the releases of one import: every row of it can be said to be about
 * somebody. Its files are held against the hashes that the ledger's documents name. */
struct given {
    struct gate *g;
    char of[GATE_ID];      /* "b1" or "past1" */
    char release[GATE_ID]; /* "r1"; "" of an import */
    bool import;
    struct found past;     /* of an import */
    struct plan plan;      /* of a release */
    instant handed;        /* of a release: when its key was first handed over; INSTANT_MAX: it was not */
    struct rows_view rows;
    struct registry *then; /* of a release: the generation of its plan */
    uint64_t nobody;       /* of an import: the tag of an empty person_id, which says nothing */
};

/* What the ledger says of it alone, no file being opened. */
must given_find(struct given *v, struct gate *g, const char *of, struct error *e);

/* of: "b1", "past1". *out: false where nothing of it was given out (no key was handed over, nothing was kept);
 * given_close in any case. */
must given_open(struct given *v, struct gate *g, const char *of, bool *out, struct error *e);
void given_close(struct given *v);

/* Everything that was given out: releases in the order of the ledger, then imports. */
must given_each(struct gate *g, must (*visit)(void *ctx, const struct given *v, struct error *e), void *ctx,
                struct error *e);

static inline const uint8_t *given_record(const struct given *v, size_t row)
{
    return v->rows.at + row * ROW_SIZE;
}

/* When a row was given out, and at which level of its agreement. */
instant given_at(const struct given *v, size_t row);

/* The tag of whom a row is about; 0: that is not known. Of a release its person as it was then, too, when `person`
 * is not NULL (id empty where it is not known). */
must given_person(const struct given *v, size_t row, uint64_t *tag, struct person *person, char room[REGISTRY_ROOM],
                  struct error *e);

/* Whom it was about is gone for good. */
static inline bool given_erased(const struct given *v, size_t row)
{
    return given_record(v, row)[ROW_ERASED] != 0;
}

/* A person who asks. */
struct somebody {
    struct span id; /* person_id, as it was given */
    uint64_t tag;
};
must somebody_of(const struct gate *g, const char *person_id, struct somebody *out, struct error *e);

/* The person of a generation; PERSON_NOBODY where there is none of that id. */
uint32_t somebody_in(const struct somebody *who, const struct registry *r);

/* Calls visit for each row that was given out about this person. */
must given_about(const struct given *v, const struct somebody *who,
                 must (*visit)(void *ctx, const struct given *v, size_t row, struct error *e), void *ctx,
                 struct error *e);

/* Adds how many rows were given out of which is not known whom they are about: of an import, and erased ones. */
void given_unknown(const struct given *v, uint64_t *unknown, uint64_t *erased);

/* --- gate_given.c --- */

/* The rules that something was given under, and what they come to for whoever it is about. */
struct told {
    struct register_rules rules;
    struct agreement_info info;
    struct levels levels;
    char number[GATE_ID];   /* of the agreement; "" : a text that an import brought */
    unsigned purpose;       /* PURPOSE_IS_...; 0: not known */
    json_t *recipient;      /* its document as it was then, or NULL: it is in no register */
    char recipient_number[GATE_ID];
    bool rights;            /* its text cites 26 U.S.C. 7431 */
    instant suspended;      /* an accounting of it is suspended until then; INSTANT_MIN: it is not */
};
must told_open(struct told *t, const struct given *v, instant now, struct error *e);
void told_clear(struct told *t);

/* True when the agreement leaves it out of every accounting. */
bool told_withheld(const struct told *t);

/* The same, or suspended at this instant: the person is told nothing of it. */
static inline bool told_kept_back(const struct told *t, instant now)
{
    return told_withheld(t) || t->suspended > now;
}

/* Name and postal address of the recipient, as it was registered when it was given something. */
struct span told_recipient(const struct told *t);
struct span told_address(const struct told *t); /* empty: not on record */

/* "the last known address on record", by the level that the row was given. */
const char *told_nature(const struct told *t, unsigned level);

/* The authority of the agreement, and what the clause cites by which the row was given. Appended. */
must told_authority(const struct told *t, const struct given *v, size_t row, struct text *out, struct error *e);

/* "KELLY J RODRIGUEZ JR", appended. */
must person_name(const struct person *p, struct text *out, struct error *e);

/* --- gate_suspension.c --- */

/* Until when statements suspend an accounting of a release or an import, by its own number or its agreement's
 * (number, or ""); INSTANT_MIN: none does. */
must suspension_until(struct gate *g, const char *of, const char *agreement, instant now, instant *until,
                      struct error *e);

#endif
