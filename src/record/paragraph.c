#include "record/paragraph.h"

#include <assert.h>

const char *paragraph_kind_name(enum paragraph_kind kind)
{
    static const char *const names[] = {"agreement", "clause",   "order",  "reading",
                                        "invariant", "language", "closing"};
    assert(kind <= PARAGRAPH_CLOSING);
    return names[kind];
}
