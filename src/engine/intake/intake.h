/* intake.h: bytes to rows, within hard limits.
 *
 * Reads RFC 4180 CSV (and files like it with another separator): quoting,
 * quotes doubled, newlines in quoted fields; lines of fields without header and
 * quotes; lines of fixed width; NDJSON, a flat object a line. In each LF or CRLF
 * and a UTF-8 byte order mark. Which of them a file is, and the meaning of its
 * columns, is declared by a layout; without one it is CSV with a header of the
 * standard column names. Nothing is guessed. A row that cannot be read is
 * rejected with row, column, code and what to do, and the file goes on; a file
 * that is broken as a whole is refused before its first row is handed out.
 */
#ifndef ENGINE_INTAKE_INTAKE_H
#define ENGINE_INTAKE_INTAKE_H

#include "base/arena.h"
#include "base/error.h"
#include "record/field.h"
#include "record/layout.h"

struct intake_limits {
    uint64_t bytes;   /* of the file */
    uint64_t rows;
    uint32_t columns;
    uint32_t field;   /* bytes of one field */
    uint32_t row;     /* bytes of one row */
};

/* 16 GiB, 20,000,000 rows, 128 columns, 4,096 bytes a field, 65,536 a row. */
extern const struct intake_limits intake_default_limits;

/* Of a file that the custodian has made: 1 TiB, 1,000,000,000 rows, the rest alike. */
extern const struct intake_limits intake_registry_limits;

enum intake_kind { INTAKE_REQUESTS, INTAKE_REGISTRY, INTAKE_ANY };

struct intake;

/* Opens and checks the header, where there is one. layout NULL: CSV, the header uses the
 * standard names. A layout is copied; one that rules_parse_layout gave is sound (else
 * ERROR_USAGE intake.separator, intake.layout). A request file must have `control`, a registry
 * `person_id`; with INTAKE_ANY one of the two (or the layout names it). Errors (ERROR_INPUT):
 * intake.empty, intake.header, intake.column.unknown (names the column and the nearest
 * standard name), intake.column.twice, intake.column.missing, intake.limit.*, intake.encoding
 * (a UTF-16 mark, or NUL bytes all over), intake.compressed. The file is mapped; spans of rows
 * point into the map or into the arena given to intake_read. */
must intake_open(struct intake **out, const char *path, enum intake_kind kind,
                 const struct layout *layout, const struct intake_limits *limits,
                 struct error *e);
/* The same over bytes in memory, borrowed until intake_close; name: for messages. */
must intake_open_bytes(struct intake **out, struct span bytes, const char *name,
                       enum intake_kind kind, const struct layout *layout,
                       const struct intake_limits *limits, struct error *e);

void intake_close(struct intake *in);

/* A row that could not be read. Never holds the value. */
struct rejection {
    uint64_t row;     /* number, counted like the good ones */
    uint64_t line;
    int column;       /* from 1; 0: the row as a whole. CSV, lines: the field; fixed: its first
                         byte; NDJSON: which member of the line */
    const char *code; /* "csv.columns", "fixed.width", "json.twice": intake_read.c lists all */
    const char *what; /* one sentence with what to do */
    struct span control; /* the control field where it could be read, else empty */
};

/* The next up to `most` rows, in order, good and rejected together: rows[i] is good, or
 * rejections[] holds its number and rows[i].number with rows[i].line == 0 marks the place (its
 * bytes are there, its values are not). *count is 0 at the end of the file. Values point into
 * the map; those with doubled quotes or JSON escapes are copied to the arena. A layout that
 * says what its identifiers are says it as each row's identifier_kind. Rejected are: a wrong
 * number of columns, a quote in the middle of an unquoted field or behind a closing one, a
 * line longer than its fixed width or a character across its fields, what is no flat JSON
 * object of the layout's members, NUL, bytes that are no UTF-8, a field or row over the
 * limits. An unclosed quote at the end of a CSV file refuses the whole file (ERROR_INPUT
 * "csv.unclosed", with the line where it opened), as does a file over the limits; both are
 * found by intake_open, in one quick pass, before any row is handed out. Blank lines are
 * skipped and not counted. */
must intake_read(struct intake *in, struct arena *arena, struct row *rows, size_t most,
                 size_t *count, struct rejection *rejections, size_t *rejected, struct error *e);

/* The rows of a file in parts of INTAKE_PART, the last of them shorter: each may be read apart
 * from the others and by several threads at once, since the quick pass at opening notes where
 * they begin. What is read is what intake_read would give: the same numbers, lines and
 * rejections. rows and rejections have room for INTAKE_PART. ERROR_INPUT "intake.changed" when
 * the part does not hold the rows that it held at opening. */
enum { INTAKE_PART = 2048 };
size_t intake_parts(const struct intake *in);
must intake_read_part(const struct intake *in, size_t part, struct arena *arena,
                      struct row *rows, size_t *count, struct rejection *rejections,
                      size_t *rejected, struct error *e);

/* The next intake_read begins with the first row again. */
void intake_rewind(struct intake *in);

/* Rows in the file (good and bad), known after intake_open; bytes; for progress. */
uint64_t intake_rows(const struct intake *in);
uint64_t intake_bytes(const struct intake *in);

/* True when the file has a column of this meaning. */
bool intake_has(const struct intake *in, enum field field);

/* The bytes of the file as it is mapped, borrowed. Whoever changes the file while it is open
 * changes them: compare hashes before and after. */
struct span intake_content(const struct intake *in);

/* SHA-256 of the file as it is mapped. */
must intake_hash(const struct intake *in, uint8_t out[32], struct error *e);

#endif
