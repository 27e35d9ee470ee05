/* finding.h: which past releases another reading of the rules would not have
 * made, counted. The rows themselves stand in a private file. */
#ifndef RECORD_FINDING_H
#define RECORD_FINDING_H

#include <stdint.h>

enum { FINDING_READINGS = 8, FINDING_CLAUSES = 24, FINDING_PROCESSES = 8, FINDING_NAME = 96 };

struct finding_count {
    char name[FINDING_NAME];
    uint64_t rows;
};

struct finding_reading {
    char name[FINDING_NAME]; /* the reading's, or "all clauses" */
    uint64_t wrong;          /* releases that would get a lower level */
    uint64_t right;          /* wrong + right = examined */
    uint64_t corresponding;  /* of the wrong: the address supplied is the record's, compared now */
    uint64_t lowered;        /* of the wrong: to a lower level; the others are held for a person */
    uint64_t raised;         /* of the right: a higher level than was given */
    uint64_t by_rule, by_classifier, by_both; /* of the wrong, where the requests were judged again: why */
    unsigned clauses;
    struct finding_count clause[FINDING_CLAUSES]; /* wrong rows that this clause lowers; rows may count under several */
};

struct finding {
    char id[32];             /* "f1" */
    char batch[32];
    char agreement[32];      /* its number, "agr1"; "" where it is in no register */
    char agreement_id[FINDING_NAME]; /* its own id, "TAX-2025" */
    uint64_t requests;       /* rows of the request file */
    uint64_t examined;       /* releases looked at */
    uint64_t insufficient;   /* of them: the request is insufficient; the registry was not touched for these */
    uint64_t unknown_person; /* of them: the person_id is in no registry */
    uint64_t unmatched;      /* releases whose control is in no request row */
    uint64_t undisclosed;    /* packages whose key was never handed over: not looked at */
    uint64_t repeated;       /* releases of the list that an earlier audit kept: not counted again */
    uint64_t imported;       /* of the examined: made before Proviso, kept by an audit */
    uint64_t unkept;         /* audits that were entered and kept no releases: not looked at */
    uint64_t judged;         /* of the examined: the request was judged again */
    uint64_t not_judged;     /* of the examined: it was to be, and is erased */
    uint64_t erased;         /* of the examined: whom it was about is erased; decided by the facts that stayed */
    bool purposeless;        /* an audit: the agreement has several purposes, and the list does not say which */
    unsigned processes;
    struct finding_count process[FINDING_PROCESSES]; /* releases by the process that made them */
    uint64_t corresponds, differs, not_comparable;   /* of the sufficient, compared with the record now */
    unsigned readings;
    struct finding_reading reading[FINDING_READINGS];
};

#endif
