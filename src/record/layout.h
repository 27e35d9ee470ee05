/* layout.h: what a file of rows looks like, what its fields mean, and how rows are answered in the same form.
 * Declared, never guessed. */
#ifndef RECORD_LAYOUT_H
#define RECORD_LAYOUT_H

#include <stdint.h>

#include "record/field.h"

enum { LAYOUT_COLUMNS = 128, LAYOUT_NAME = 64 };

enum layout_format {
    LAYOUT_CSV,    /* RFC 4180 with a header; fields by the header's names */
    LAYOUT_LINES,  /* a record a line, fields between separators by their number; no header, no quotes */
    LAYOUT_FIXED,  /* a record a line, fields by the place of their bytes; no header */
    LAYOUT_NDJSON, /* a flat JSON object a line, fields by the names of its members */
};

/* What a number is that the file calls an identifier; a declared kind is checked against
 * the ranges that were issued. */
enum layout_identifier {
    LAYOUT_IDENTIFIER_ANY, /* nine digits of any range, or as the row's identifier_kind says */
    LAYOUT_IDENTIFIER_SSN,
    LAYOUT_IDENTIFIER_ITIN,
    LAYOUT_IDENTIFIER_EIN,
};

/* How a row is answered. */
enum layout_answers {
    LAYOUT_ANSWERS_OWN, /* in the format of the requests: control and the answer's parts */
    LAYOUT_ANSWERS_TIN, /* each line of the requests as it was, and the IRS TIN-matching code, 0 to 8, behind it */
};

/* The parts of an answer, in the order in which a file gives them. */
#define RECORD_ANSWER_PARTS(X) \
    X(CODE, "code")            \
    X(ANSWER, "answer")        \
    X(CATEGORY, "category")    \
    X(MESSAGE, "message")      \
    X(LEVEL, "level")          \
    X(ADDRESS, "address")      \
    X(CITY, "city")            \
    X(STATE, "state")          \
    X(ZIP, "zip")
#define RECORD_ANSWER_PART_ENUM(symbol, name) ANSWER_PART_##symbol,
enum answer_part { RECORD_ANSWER_PARTS(RECORD_ANSWER_PART_ENUM) ANSWER_PARTS };
#undef RECORD_ANSWER_PART_ENUM

struct layout_column {
    char name[LAYOUT_NAME]; /* CSV, NDJSON: as in the file, blanks at both ends taken off */
    int field;              /* enum field, or -1: ignored on purpose */
    uint32_t first, last;   /* LINES: the number of the field, twice; FIXED: its bytes; from 1, last included */
};

struct layout {
    char name[LAYOUT_NAME];
    enum layout_format format;
    char separator; /* CSV, LINES: ',' unless declared */
    uint32_t width; /* FIXED: bytes of a record without its line end */
    enum layout_identifier identifier;
    enum layout_answers answers;
    size_t count;
    struct layout_column column[LAYOUT_COLUMNS];
    struct layout_place {
        uint32_t first, last; /* FIXED: bytes of an answer's record; 0: this part is not given */
    } answer[ANSWER_PARTS];
};

#endif
