/* clause.h: what others see of a clause of the rules. */
#ifndef RECORD_CLAUSE_H
#define RECORD_CLAUSE_H

#include "base/clock.h"
#include "base/span.h"

enum clause_verb { CLAUSE_GRANT, CLAUSE_REQUIRE, CLAUSE_FORBID, CLAUSE_SUSPEND, CLAUSE_COMPEL };

const char *clause_verb_name(enum clause_verb verb);

enum { LEVEL_NONE = 0, LEVEL_MOST = 8, CLAUSE_NONE = 0xFFFF };

/* What a level gives to the recipient. */
enum level_content {
    CONTENT_COUNT = 1 << 0,   /* counted in the totals of the answer */
    CONTENT_CODE = 1 << 1,    /* a code in its row: a match or not */
    CONTENT_ADDRESS = 1 << 2, /* the last known address */
};

struct levels {
    unsigned count;                  /* level 0 is always "none" */
    struct span name[LEVEL_MOST];
    uint32_t content[LEVEL_MOST];    /* bits of enum level_content; grows with the level */
};

struct clause_info {
    struct span id;       /* "SUF/4" */
    enum clause_verb verb;
    unsigned level;       /* what it grants, requires for, forbids or compels */
    unsigned otherwise;   /* level that a row falls to where the clause bites */
    struct span cites;
    struct span order;    /* id of the order it stands in, or empty */
    instant from, until;  /* legal effect: from <= t < until */
    instant reach;        /* releases at or after this are suspect; = from where none is stated */
    size_t file, line;    /* where it stands: number of the source, line from 1 */
};

#endif
