/* layout.h: what the columns of a file mean. Declared, never guessed. */
#ifndef RECORD_LAYOUT_H
#define RECORD_LAYOUT_H

#include "record/field.h"

enum { LAYOUT_COLUMNS = 128, LAYOUT_NAME = 64 };

struct layout_column {
    char name[LAYOUT_NAME]; /* as in the file's header, blanks at both ends taken off */
    int field;              /* enum field, or -1: ignored on purpose */
};

struct layout {
    char name[LAYOUT_NAME];
    char separator; /* ',' */
    size_t count;
    struct layout_column column[LAYOUT_COLUMNS];
};

#endif
