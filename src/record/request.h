/* request.h: what the request alone says of itself: sufficient or not, and why,
 * in words for the recipient that never speak of the custodian's records. */
#ifndef RECORD_REQUEST_H
#define RECORD_REQUEST_H

#include <stdint.h>

#include "record/extent.h"
#include "record/facts.h"

/* The elements that an agreement can require of each row. */
enum element {
    ELEMENT_NAME = 1 << 0,
    ELEMENT_ADDRESS = 1 << 1,
    ELEMENT_PERIOD = 1 << 2,
    ELEMENT_AUTHORITY = 1 << 3,
    ELEMENT_REASON = 1 << 4,
    ELEMENT_OFFICER = 1 << 5,
    ELEMENT_ATTESTATION = 1 << 6,
    ELEMENT_IDENTIFIER = 1 << 7,
    ELEMENT_BIRTH_DATE = 1 << 8,
    /* without an agreement all but the last two are required */
    ELEMENT_ALL = (1 << 7) - 1,
};

struct elements {
    uint32_t required; /* bits of enum element */
};

/* "name", "birth date"; "" for an unknown bit. */
const char *element_name(enum element element);

enum sufficiency {
    SUFFICIENCY_COMPLETE,
    SUFFICIENCY_REVIEW,       /* a person looks; nothing goes on by itself */
    SUFFICIENCY_INSUFFICIENT,
};

const char *sufficiency_name(enum sufficiency sufficiency); /* "complete", "review", "insufficient" */

/* X(SYMBOL, "name for programs", "sentence to the recipient, with what to do") */
#define RECORD_CATEGORIES(X)                                                                      \
    X(NONE, "complete", "The request states every required element.")                             \
    X(NAME_EMPTY, "name-empty",                                                                   \
      "No name is stated. State the person's given name and surname and resubmit.")               \
    X(NAME_PARTIAL, "name-partial",                                                               \
      "The name is not complete. State given name and surname in full and resubmit.")             \
    X(NAME_PLACEHOLDER, "name-placeholder",                                                       \
      "The name is a placeholder. State the person's name and resubmit, or do not resend.")       \
    X(NAME_ORGANISATION, "name-organisation",                                                     \
      "The name is that of an organisation. State one person a row.")                             \
    X(NAME_SEVERAL, "name-several", "The name states several people. State one person a row.")    \
    X(ADDRESS_BLANK, "blank", "No address is stated. State the full address and resubmit.")       \
    X(ADDRESS_PLACEHOLDER, "placeholder",                                                         \
      "The address is a placeholder. State the full address and resubmit, or do not resend.")     \
    X(ADDRESS_DISGUISED, "disguised-placeholder",                                                 \
      "The address is a placeholder. State the full address and resubmit, or do not resend.")     \
    X(ADDRESS_ZIP_ONLY, "zip-only",                                                               \
      "Only a ZIP is stated. State number, street, city, state and ZIP and resubmit.")            \
    X(ADDRESS_BAD_ZIP, "bad-zip",                                                                 \
      "The ZIP is missing, impossible, or not of the stated state. Correct it and resubmit.")     \
    X(ADDRESS_NO_NUMBER, "number-missing",                                                        \
      "The primary number is missing or impossible. State it and resubmit.")                      \
    X(ADDRESS_NO_STREET, "street-missing", "The street is missing. State it and resubmit.")       \
    X(ADDRESS_NO_CITY, "city-missing", "The city is missing. State it and resubmit.")             \
    X(ADDRESS_NO_STATE, "state-missing",                                                          \
      "The state is missing or unknown. State it and resubmit.")                                  \
    X(ADDRESS_NO_UNIT, "unit-missing",                                                            \
      "The unit or box number is missing. State it and resubmit.")                                \
    X(ADDRESS_NO_FIXED, "no-fixed-address",                                                       \
      "No fixed address is stated. Do not resend without one.")                                   \
    X(ADDRESS_FACILITY, "custodial-facility",                                                     \
      "The address is a custodial facility. State the person's own address and resubmit.")        \
    X(ADDRESS_NOT_RESIDENTIAL, "not-residential",                                                 \
      "The address is not residential. State the person's own address and resubmit.")             \
    X(ADDRESS_CONTAMINATED, "contaminated",                                                       \
      "The address holds other text beside the address. It waits for a person; correct it if you can.") \
    X(ADDRESS_UNCLEAR, "unclear",                                                                 \
      "The address could not be read with certainty. It waits for a person.")                     \
    X(ADDRESS_TEST, "test-data", "The row is test data. Do not resend.")                          \
    X(ADDRESS_FOREIGN, "foreign",                                                                 \
      "The address is outside the country. Do not resend under this agreement.")                  \
    X(PERIOD_MISSING, "period-missing", "The period is missing. State it and resubmit.")          \
    X(AUTHORITY_MISSING, "authority-missing",                                                     \
      "The statutory authority is missing. State it and resubmit.")                               \
    X(REASON_MISSING, "reason-missing",                                                           \
      "The specific reason is missing. State it and resubmit.")                                   \
    X(OFFICER_MISSING, "officer-missing",                                                         \
      "The officer engaged is missing. Name the officer and resubmit.")                           \
    X(ATTESTATION_MISSING, "attestation-missing",                                                 \
      "The attestation is missing. Attest and resubmit.")                                         \
    X(IDENTIFIER_MISSING, "identifier-missing",                                                   \
      "The identifier is missing or malformed. State its nine digits and resubmit.")              \
    X(BIRTH_DATE_MISSING, "birth-date-missing",                                                   \
      "The date of birth is missing or no day of the calendar. State it and resubmit.")           \
    X(IDENTIFIER_NOT_ISSUED, "identifier-not-issued",                                             \
      "The identifier lies in a range that was never issued, or is a known specimen. Correct it and resubmit.") \
    X(BIRTH_DATE_IMPLAUSIBLE, "birth-date-implausible",                                           \
      "The date of birth is not that of a living person, or one that is typed to fill the field. Correct it and resubmit.") \
    X(PERIOD_UNCLEAR, "period-unclear",                                                           \
      "The period could not be read as years or dates. State it so and resubmit.")                \
    X(AUTHORITY_UNCLEAR, "authority-unclear",                                                     \
      "The statutory authority cites no statute. Cite it and resubmit.")                          \
    X(REASON_UNCLEAR, "reason-unclear",                                                           \
      "The reason says too little to be specific. State it in words and resubmit.")               \
    X(OFFICER_UNCLEAR, "officer-unclear",                                                         \
      "The officer is not named as one person. Name the officer and resubmit.")                   \
    X(ATTESTATION_UNCLEAR, "attestation-unclear",                                                 \
      "The attestation could not be read as one. Attest in plain words and resubmit.")            \
    X(ADDRESS_PLACE, "place-mismatch",                                                            \
      "City, state and ZIP do not belong together. Correct them and resubmit.")                   \
    X(ADDRESS_PLACE_UNKNOWN, "place-unknown",                                                     \
      "The place is in no public table. It waits for a person; check city and ZIP.")              \
    X(ADDRESS_POINT, "point-unconfirmed",                                                         \
      "No delivery point of this address is known. It waits for a person; check number, street and unit.")

#define RECORD_CATEGORY_ENUM(symbol, name, sentence) CATEGORY_##symbol,
enum category { RECORD_CATEGORIES(RECORD_CATEGORY_ENUM) CATEGORY_COUNT };
#undef RECORD_CATEGORY_ENUM

const char *category_name(enum category category);
const char *category_sentence(enum category category);

/* The judgement of one row, from the row alone. */
struct judgement {
    enum sufficiency sufficiency;
    enum category category; /* the first deficiency in a fixed order, or NONE */
    uint32_t missing;       /* bits of enum element: required and not proved */
    enum element element;   /* that the category is of; 0 where the row is complete */
    struct extent where;    /* what speaks against it, or where what is missing would stand */
    struct facts facts;     /* PHASE_REQUEST facts; the others unknown */
};

#endif
