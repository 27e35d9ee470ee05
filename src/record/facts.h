/* facts.h: the closed vocabulary of what can be known about a row when it is
 * decided. One table; the language, its documentation and the fact vectors on
 * disk all come from it.
 *
 * A fact is one of its values or unknown (0). The vector of a row is kept with
 * the hash of the classifier that found it, so that history can be decided
 * again under other clauses without personal data.
 */
#ifndef RECORD_FACTS_H
#define RECORD_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum fact_phase {
    PHASE_CONTEXT, /* of the batch, the recipient, the instant */
    PHASE_REQUEST, /* from the request row alone */
    PHASE_BATCH,   /* from the request file as a whole, and from what was released before */
    PHASE_MATCH,   /* after the comparison with the registry */
    PHASE_SUBJECT, /* of the person found */
};

/* FACT(SYMBOL, "column", PHASE) opens a fact;
 * VALUE(FACT, SYMBOL, "value", "phrase in the language") lists its values.
 * Numbers of facts and values stand in vectors on disk: new ones go to the end.
 *
 * POPULATION is a population that no text names: nothing is ever known of it.
 * The named ones of a register have the places 1 to 4, in the order in which
 * texts name them; the language has one phrase for all (rules.h). */
#define RECORD_FACTS(FACT, VALUE)                                                                 \
    FACT(RECIPIENT, "recipient", PHASE_CONTEXT)                                                   \
    VALUE(RECIPIENT, PARTY, "party", "recipient is party")                                        \
    VALUE(RECIPIENT, OTHER, "other", "recipient is other")                                        \
    FACT(PURPOSE, "purpose", PHASE_CONTEXT)                                                       \
    VALUE(PURPOSE, CRIMINAL, "criminal", "purpose is criminal")                                   \
    VALUE(PURPOSE, CIVIL, "civil", "purpose is civil")                                            \
    VALUE(PURPOSE, ADMINISTRATIVE, "administrative", "purpose is administrative")                 \
    VALUE(PURPOSE, STATISTICAL, "statistical", "purpose is statistical")                          \
    VALUE(PURPOSE, MEDICAL, "medical", "purpose is medical")                                      \
    VALUE(PURPOSE, OTHER, "other", "purpose is other")                                            \
    FACT(SAFEGUARDS, "safeguards", PHASE_CONTEXT)                                                 \
    VALUE(SAFEGUARDS, IN_ORDER, "in_order", "safeguards are in order")                            \
    VALUE(SAFEGUARDS, OPEN_FINDING, "open_finding", "safeguards have an open finding")            \
    VALUE(SAFEGUARDS, PLANNED, "planned", "safeguards have a corrective plan")                    \
    VALUE(SAFEGUARDS, OVERDUE, "overdue", "safeguards are overdue")                               \
    FACT(QUOTA, "quota", PHASE_CONTEXT)                                                           \
    VALUE(QUOTA, OPEN, "open", "quota is open")                                                   \
    VALUE(QUOTA, EXHAUSTED, "exhausted", "quota is exhausted")                                    \
    FACT(NAME, "name", PHASE_REQUEST)                                                             \
    VALUE(NAME, COMPLETE, "complete", "name is complete")                                         \
    VALUE(NAME, PARTIAL, "partial", "name is partial")                                            \
    VALUE(NAME, PLACEHOLDER, "placeholder", "name is placeholder")                                \
    VALUE(NAME, ORGANISATION, "organisation", "name is organisation")                             \
    VALUE(NAME, SEVERAL, "several", "name is several people")                                     \
    VALUE(NAME, TEST, "test", "name is test data")                                                \
    VALUE(NAME, EMPTY, "empty", "name is empty")                                                  \
    FACT(ADDRESS, "address", PHASE_REQUEST)                                                       \
    VALUE(ADDRESS, COMPLETE, "complete", "address is complete")                                   \
    VALUE(ADDRESS, PARTIAL, "partial", "address is partial")                                      \
    VALUE(ADDRESS, PLACEHOLDER, "placeholder", "address is placeholder")                          \
    VALUE(ADDRESS, FACILITY, "facility", "address is custodial facility")                         \
    VALUE(ADDRESS, NO_FIXED, "no_fixed", "address is no fixed address")                           \
    VALUE(ADDRESS, NOT_RESIDENTIAL, "not_residential", "address is not residential")              \
    VALUE(ADDRESS, FOREIGN, "foreign", "address is foreign")                                      \
    VALUE(ADDRESS, TEST, "test", "address is test data")                                          \
    VALUE(ADDRESS, CONTAMINATED, "contaminated", "address is contaminated")                       \
    VALUE(ADDRESS, EMPTY, "empty", "address is empty")                                            \
    FACT(IDENTIFIER, "identifier", PHASE_REQUEST)                                                 \
    VALUE(IDENTIFIER, PRESENT, "present", "identifier is present")                                \
    VALUE(IDENTIFIER, MALFORMED, "malformed", "identifier is malformed")                          \
    VALUE(IDENTIFIER, MISSING, "missing", "identifier is missing")                                \
    FACT(PERIOD, "period", PHASE_REQUEST)                                                         \
    VALUE(PERIOD, STATED, "stated", "period is stated")                                           \
    VALUE(PERIOD, MISSING, "missing", "period is missing")                                        \
    FACT(AUTHORITY, "authority", PHASE_REQUEST)                                                   \
    VALUE(AUTHORITY, STATED, "stated", "authority is stated")                                     \
    VALUE(AUTHORITY, MISSING, "missing", "authority is missing")                                  \
    FACT(REASON, "reason", PHASE_REQUEST)                                                         \
    VALUE(REASON, STATED, "stated", "reason is stated")                                           \
    VALUE(REASON, MISSING, "missing", "reason is missing")                                        \
    FACT(ATTESTATION, "attestation", PHASE_REQUEST)                                               \
    VALUE(ATTESTATION, GIVEN, "given", "attestation is given")                                    \
    VALUE(ATTESTATION, MISSING, "missing", "attestation is missing")                              \
    FACT(OFFICER, "officer", PHASE_REQUEST)                                                       \
    VALUE(OFFICER, LISTED, "listed", "officer is listed")                                         \
    VALUE(OFFICER, UNLISTED, "unlisted", "officer is unlisted")                                   \
    VALUE(OFFICER, MISSING, "missing", "officer is missing")                                      \
    FACT(CASE_LOAD, "case_load", PHASE_BATCH)                                                     \
    VALUE(CASE_LOAD, PLAUSIBLE, "plausible", "case-load is plausible")                            \
    VALUE(CASE_LOAD, IMPLAUSIBLE, "implausible", "case-load is implausible")                      \
    FACT(ADDRESS_USE, "address_use", PHASE_BATCH)                                                 \
    VALUE(ADDRESS_USE, ORDINARY, "ordinary", "address-use is ordinary")                           \
    VALUE(ADDRESS_USE, OVER_USED, "over_used", "address-use is over-used")                        \
    FACT(DUPLICATE, "duplicate", PHASE_BATCH)                                                     \
    VALUE(DUPLICATE, SINGLE, "single", "row is single")                                           \
    VALUE(DUPLICATE, DUPLICATE, "duplicate", "row is duplicate")                                  \
    VALUE(DUPLICATE, REPEATED, "repeated", "row is repeated")                                     \
    FACT(BY_IDENTIFIER, "by_identifier", PHASE_MATCH)                                             \
    VALUE(BY_IDENTIFIER, UNIQUE, "unique", "linkage by identifier is unique")                     \
    VALUE(BY_IDENTIFIER, MANY, "many", "linkage by identifier is many")                           \
    VALUE(BY_IDENTIFIER, NONE, "none", "linkage by identifier is none")                           \
    FACT(BY_NAME_ADDRESS, "by_name_address", PHASE_MATCH)                                         \
    VALUE(BY_NAME_ADDRESS, UNIQUE, "unique", "linkage by name and address is unique")             \
    VALUE(BY_NAME_ADDRESS, MANY, "many", "linkage by name and address is many")                   \
    VALUE(BY_NAME_ADDRESS, NONE, "none", "linkage by name and address is none")                   \
    FACT(PATHS, "paths", PHASE_MATCH)                                                             \
    VALUE(PATHS, AGREE, "agree", "linkages agree")                                                \
    VALUE(PATHS, DISAGREE, "disagree", "linkages disagree")                                       \
    FACT(CORRESPONDENCE, "correspondence", PHASE_MATCH)                                           \
    VALUE(CORRESPONDENCE, CORRESPONDS, "corresponds", "address corresponds")                      \
    VALUE(CORRESPONDENCE, DIFFERS, "differs", "address differs")                                  \
    VALUE(CORRESPONDENCE, NOT_COMPARABLE, "not_comparable", "address cannot be compared")         \
    FACT(COMPARED, "compared", PHASE_MATCH)                                                       \
    VALUE(COMPARED, YES, "yes", "address was compared")                                           \
    VALUE(COMPARED, NO, "no", "address was not compared")                                         \
    FACT(POPULATION, "population", PHASE_SUBJECT)                                                 \
    VALUE(POPULATION, COVERED, "covered", "subject is in the population")                         \
    VALUE(POPULATION, OUTSIDE, "outside", "subject is outside the population")                    \
    FACT(PROTECTION, "protection", PHASE_SUBJECT)                                                 \
    VALUE(PROTECTION, UNPROTECTED, "unprotected", "subject is unprotected")                       \
    VALUE(PROTECTION, PROTECTED, "protected", "subject is protected")                             \
    VALUE(PROTECTION, SEALED, "sealed", "subject is sealed")                                      \
    FACT(LIFE, "life", PHASE_SUBJECT)                                                             \
    VALUE(LIFE, LIVING, "living", "subject is living")                                            \
    VALUE(LIFE, DECEASED, "deceased", "subject is deceased")                                      \
    FACT(POPULATION_1, "population_1", PHASE_SUBJECT)                                             \
    VALUE(POPULATION_1, COVERED, "covered", "subject is in population 1")                         \
    VALUE(POPULATION_1, OUTSIDE, "outside", "subject is outside population 1")                    \
    FACT(POPULATION_2, "population_2", PHASE_SUBJECT)                                             \
    VALUE(POPULATION_2, COVERED, "covered", "subject is in population 2")                         \
    VALUE(POPULATION_2, OUTSIDE, "outside", "subject is outside population 2")                    \
    FACT(POPULATION_3, "population_3", PHASE_SUBJECT)                                             \
    VALUE(POPULATION_3, COVERED, "covered", "subject is in population 3")                         \
    VALUE(POPULATION_3, OUTSIDE, "outside", "subject is outside population 3")                    \
    FACT(POPULATION_4, "population_4", PHASE_SUBJECT)                                             \
    VALUE(POPULATION_4, COVERED, "covered", "subject is in population 4")                         \
    VALUE(POPULATION_4, OUTSIDE, "outside", "subject is outside population 4")                    \
    FACT(PROBING, "probing", PHASE_BATCH)                                                         \
    VALUE(PROBING, UNSUSPECTED, "unsuspected", "probing is unsuspected")                          \
    VALUE(PROBING, SUSPECTED, "suspected", "probing is suspected")

#define RECORD_FACT_ENUM(symbol, name, phase) FACT_##symbol,
#define RECORD_NOTHING(...)
enum fact { RECORD_FACTS(RECORD_FACT_ENUM, RECORD_NOTHING) FACT_COUNT };
#undef RECORD_FACT_ENUM

/* NAME_IS_COMPLETE is 1, NAME_IS_PARTIAL is 2, ...: numbers within the fact. */
#define RECORD_FACT_OPEN(symbol, name, phase) symbol##_IS_UNKNOWN = 0,
#define RECORD_FACT_VALUE(fact, symbol, name, phrase) fact##_IS_##symbol,
enum fact_value { RECORD_FACTS(RECORD_FACT_OPEN, RECORD_FACT_VALUE) };
#undef RECORD_FACT_OPEN
#undef RECORD_FACT_VALUE

enum { FACT_MOST_VALUES = 12 };

struct facts {
    uint8_t value[FACT_COUNT]; /* 0 unknown */
};

const char *fact_name(enum fact fact);           /* "by_identifier" */
enum fact_phase fact_phase(enum fact fact);
const char *fact_phase_name(enum fact_phase phase); /* "the request row alone": what it is found from */
unsigned fact_values(enum fact fact);            /* how many, unknown not counted */
const char *fact_value_name(enum fact fact, unsigned value); /* "unique"; 0: "unknown" */
const char *fact_phrase(enum fact fact, unsigned value);     /* "linkage by identifier is unique" */

/* FACT_COUNT when there is none of this name. */
enum fact fact_find(struct span name);

/* A named population's place: a text asks it by the phrase of POPULATION, never by its own. */
static inline bool fact_is_place(enum fact fact)
{
    return fact >= FACT_POPULATION_1 && fact <= FACT_POPULATION_4;
}

static inline bool facts_equal(const struct facts *a, const struct facts *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

#endif
