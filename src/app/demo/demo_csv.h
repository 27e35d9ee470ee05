/* demo_csv.h: reads the files of this room again: CSV (RFC 4180) with standard
 * columns. What is released to anybody is read by engine/intake, not by this. */
#ifndef APP_DEMO_CSV_H
#define APP_DEMO_CSV_H

#include "base/error.h"
#include "record/field.h"

struct csv;

/* Reads the header; a column without a standard name is ERROR_INPUT. */
must csv_open(struct csv **out, const char *path, struct error *e);
void csv_close(struct csv *c);

/* The next row; *more is false at the end. The values live until the next call. */
must csv_next(struct csv *c, struct row *row, bool *more, struct error *e);

/* Bytes read so far and in all. */
uint64_t csv_done(const struct csv *c);
uint64_t csv_total(const struct csv *c);

#endif
