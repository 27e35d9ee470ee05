/* demo_testing.h: a folder of its own for each test program, and files read as
 * plainly as possible: an oracle that shares no code with what it checks. */
#ifndef APP_DEMO_TESTING_H
#define APP_DEMO_TESTING_H

#include <stdbool.h>
#include <stddef.h>

enum { SHEET_COLUMNS = 20 };

/* A CSV file, cut into zero-terminated values; row 0 is the header. */
struct sheet {
    char *bytes;
    char *(*row)[SHEET_COLUMNS];
    size_t rows;
    size_t columns;
};

/* setup and teardown of a group: the folder. */
int scratch_make(void **state);
int scratch_remove(void **state);

/* A path in the folder; valid until eight further calls. */
const char *scratch(const char *name);

void scratch_write(const char *name, const char *text);

/* All bytes of a file, zero-terminated; the caller frees. */
char *slurp(const char *name, size_t *len);

void sheet_read(struct sheet *s, const char *name);
void sheet_free(struct sheet *s);

/* The value under a column's name; asserts that there is one. */
const char *sheet_at(const struct sheet *s, size_t row, const char *column);

#endif
