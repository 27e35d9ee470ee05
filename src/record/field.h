/* field.h: what a column of a request or registry file can mean, and a row of
 * such a file. The standard column names of the program are these; a file with
 * another header declares its columns by a layout. */
#ifndef RECORD_FIELD_H
#define RECORD_FIELD_H

#include "base/span.h"

/* X(SYMBOL, "column", "what it holds") */
#define RECORD_FIELDS(X)                                                                          \
    X(CONTROL, "control", "the requester's own number of the row, given back untouched")          \
    X(PERSON_ID, "person_id", "the custodian's stable number of a person")                        \
    X(GIVEN_NAME, "given_name", "given name")                                                     \
    X(MIDDLE_NAME, "middle_name", "middle name or initial")                                       \
    X(SURNAME, "surname", "surname")                                                              \
    X(SUFFIX, "suffix", "generational suffix: JR, SR, II, III, ...")                              \
    X(FULL_NAME, "full_name", "a whole name in one column (layouts only)")                        \
    X(BIRTH_DATE, "birth_date", "YYYY-MM-DD")                                                     \
    X(SEX, "sex", "F, M or X")                                                                    \
    X(IDENTIFIER, "identifier", "nine digits")                                                    \
    X(IDENTIFIER_LAST4, "identifier_last4", "the last four digits of the identifier")             \
    X(IDENTIFIER_KIND, "identifier_kind",                                                         \
      "what the identifier is: ssn or 2, itin, ein or 1, 3 or empty: not known (layouts only)")   \
    X(ADDRESS, "address", "a street line")                                                        \
    X(HOUSE, "house", "the primary number, where it has a column of its own")                     \
    X(STREET, "street", "the street, where it has a column of its own")                           \
    X(UNIT, "unit", "the unit, where it has a column of its own")                                 \
    X(CITY, "city", "city")                                                                       \
    X(STATE, "state", "state, two letters or the name")                                           \
    X(ZIP, "zip", "ZIP, five or nine digits")                                                     \
    X(COUNTRY, "country", "country; empty is the United States")                                  \
    X(PHONE, "phone", "telephone")                                                                \
    X(EMAIL, "email", "electronic mail")                                                          \
    X(STATUTE, "statute", "request: the statutory authority")                                     \
    X(PERIOD, "period", "request: the period or periods asked for")                               \
    X(REASON, "reason", "request: the specific reason")                                           \
    X(OFFICER, "officer", "request: the person engaged in the matter")                            \
    X(ATTESTATION, "attestation", "request: attestation of sole use")                             \
    X(FLAGS, "flags", "registry: protected, sealed, deceased, joined by a space")                 \
    X(PLACE, "place", "a place of any kind (layouts only)")                                       \
    X(CATEGORY, "category", "a category of any kind (layouts only)")                              \
    X(NOTE, "note", "free text that is compared as a whole (layouts only)")

#define RECORD_FIELD_ENUM(symbol, name, what) FIELD_##symbol,
enum field { RECORD_FIELDS(RECORD_FIELD_ENUM) FIELD_COUNT };
#undef RECORD_FIELD_ENUM

/* "given_name"; never NULL for field < FIELD_COUNT. */
const char *field_name(enum field field);

/* FIELD_COUNT when no field has this name. */
enum field field_find(struct span name);

/* One row as it was written; absent columns are empty spans. Borrowed from the
 * intake's buffer. */
struct row {
    uint64_t number;   /* 1 is the first row after the header */
    uint64_t line;     /* physical line where it begins, 1 is the first of the file */
    struct span bytes; /* the row as it stands in the file, without its line end */
    struct span value[FIELD_COUNT];
};

#endif
