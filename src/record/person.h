/* person.h: a person in standard form, the same for a registry and a request:
 * what can be compared. Made by standard/ alone. */
#ifndef RECORD_PERSON_H
#define RECORD_PERSON_H

#include <stdint.h>

#include "base/span.h"

/* Texts in standard form: upper case, ASCII where a folding exists, single
 * blanks, no punctuation. Empty where the row has none. */
struct name {
    struct span given;
    struct span middle;
    struct span surname; /* all its parts, joined by a blank */
    uint8_t suffix;      /* 0 none, 1 JR, 2 SR, else the ordinal + 1: II is 3, III is 4, IV is 5 */
};

enum address_kind {
    ADDRESS_NONE,             /* nothing that could be read as an address */
    ADDRESS_STREET,           /* number and street */
    ADDRESS_PO_BOX,           /* PO BOX */
    ADDRESS_RURAL,            /* RR or HC with a box */
    ADDRESS_MILITARY,         /* PSC, UNIT or CMR with a box */
    ADDRESS_GENERAL_DELIVERY, /* no fixed delivery point */
    ADDRESS_OTHER,            /* a text that is none of these */
    ADDRESS_KINDS
};

enum { ZIP_NONE = 100000 };

struct address {
    enum address_kind kind;
    struct span house;     /* primary number: "12-34", "N6W23001", "1/2" allowed */
    struct span predir;    /* N, S, E, W, NE, ... */
    struct span street;    /* the name without directionals and suffix */
    struct span suffix;    /* USPS abbreviation: ST, AVE, ... */
    struct span postdir;
    struct span unit_kind; /* APT, STE, UNIT, #, ... */
    struct span unit;      /* the unit's designation */
    struct span box;       /* box number of a PO box, rural route or military address */
    struct span route;     /* rural route, highway contract, PSC or unit number with its kind */
    struct span city;
    char state[3];         /* two letters or "" */
    uint32_t zip;          /* 0 to 99999, or ZIP_NONE */
    uint32_t plus4;        /* 0 to 9999, or ZIP_NONE */
};

/* An EIN is a number of its own: the same nine digits as an SSN are somebody else. */
enum { IDENTIFIER_NONE = 1000000000, IDENTIFIER_EIN = 1000000001, LAST4_NONE = 10000 };

enum person_flag { PERSON_PROTECTED = 1, PERSON_SEALED = 2, PERSON_DECEASED = 4 };

struct person {
    uint64_t row;         /* number of its row in the file */
    struct span id;       /* person_id or control, untouched */
    struct name name;
    uint32_t birth;       /* yyyymmdd; a part that is not known is 0; 0: none */
    char sex;             /* 'F', 'M', 'X' or 0 */
    uint32_t identifier;  /* 0 to 999999999, IDENTIFIER_EIN and the digits of an EIN, or IDENTIFIER_NONE */
    uint32_t last4;       /* 0 to 9999, or LAST4_NONE */
    struct address address;
    struct span phone;    /* digits */
    struct span email;    /* lower case */
    struct span place, category, note;
    uint8_t flags;        /* enum person_flag */
};

/* The last four digits of the identifier, or those that are stated alone. */
static inline uint32_t person_last4(const struct person *p)
{
    uint32_t i = p->identifier;
    return i == IDENTIFIER_NONE ? p->last4 : (i > IDENTIFIER_NONE ? i - IDENTIFIER_EIN : i) % 10000;
}

#endif
