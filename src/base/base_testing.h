/* base_testing.h: what the tests of this room share: a scratch folder, and running the test's
 * own program again with a fault in it. */
#ifndef BASE_BASE_TESTING_H
#define BASE_BASE_TESTING_H

#include "base/span.h"
#include "base/text.h"

/* A path in a folder of this process, which scratch_remove removes. Good until the eighth call
 * after. */
const char *scratch(const char *name);
void scratch_remove(void);

/* The whole of a file, by other means than file.h; false when there is none. */
bool peek(const char *path, struct text *out);

/* Writes a file, by other means than file.h. */
void poke(const char *path, struct span bytes);

/* Runs this program again with two arguments, PROVISO_FAULT=fault (NULL: none) and, where it is
 * not NULL, one variable more ("NAME=value"); its exit status. */
int run_again(const char *verb, const char *argument, const char *fault, const char *variable);

/* Counts of a run without a fault: calls, and those among them that change the disk. */
void count_calls(const char *verb, const char *argument, unsigned long *calls,
                 unsigned long *changes);

#endif
