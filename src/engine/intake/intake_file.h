/* intake_file.h: the open file, inside the room.
 *
 * What differs from format to format stands in a table (struct intake_format), a file for each:
 * intake_csv.c, intake_lines.c, intake_fixed.c, intake_json.c. In all but CSV a record is a line.
 *
 * Grammar of CSV (RFC 4180 section 2, with LF as well as CRLF). Both passes follow it,
 * so that they find the same rows (invariant 1 of intake.c):
 *
 *   record  = field *( separator field ) ( LF / CR LF / end of file )
 *   field   = quoted / plain
 *   quoted  = quote *( any byte but quote / quote quote ) quote
 *   plain   = *( any byte but separator, LF, quote )
 *
 * A quote opens a quoted field only as the field's first byte. Anywhere else it
 * is a defect of the row but an ordinary byte, and so are the bytes between a
 * closing quote and the next separator: a defect never swallows the next line.
 * CR counts as an end of line only before LF or at the end of the file.
 */
#ifndef ENGINE_INTAKE_INTAKE_FILE_H
#define ENGINE_INTAKE_INTAKE_FILE_H

#include "base/file.h"
#include "engine/intake/intake.h"

/* Where a part begins. */
struct part {
    const uint8_t *at;
    uint64_t line;
};

/* What a row is rejected for; code NULL: nothing. */
struct defect {
    const char *code;
    int column;          /* as in struct rejection */
    struct span control; /* where it is certain */
};

/* What differs between formats. */
struct intake_format {
    const char *filler; /* bytes that may stand in a blank line, before its end */
    bool header;        /* the first record names the columns */
    bool quotes;        /* a field in quotes may hold line ends */

    /* Gives columns their meanings; afterwards `at` stands behind the header. */
    bool (*begin)(struct intake *in, enum intake_kind kind, const struct layout *layout,
                  struct error *e);

    /* Takes the next record: its line, bytes and values into the row, which is empty but for
     * its number; or what it is rejected for, its values then being anything. *more: false at
     * the end of the file. */
    bool (*take)(struct intake *in, struct arena *arena, struct row *row, struct defect *defect,
                 bool *more, struct error *e);
};

extern const struct intake_format intake_csv, intake_lines, intake_fixed, intake_ndjson;

struct intake {
    const struct intake_format *format;
    struct mapping map;
    bool borrowed;       /* the bytes are the caller's: nothing to unmap */
    const uint8_t *at;   /* the next byte to read */
    const uint8_t *end;  /* behind the last byte */
    uint64_t line;       /* physical line of `at` */
    const uint8_t *block; /* 64 bytes that were looked at whole, or NULL */
    uint64_t ends;        /* a bit for each of them that can end a plain field */
    const uint8_t *body; /* the first record behind the header, and its line */
    uint64_t body_line;
    uint64_t number; /* of the last row handed out */
    uint64_t rows;
    struct part *parts; /* the first one stands behind the header */
    size_t part_count, part_cap;
    struct intake_limits limits;
    uint8_t separator;
    uint32_t columns;
    int control;               /* index of the control column, or -1 */
    int field[LAYOUT_COLUMNS]; /* meaning of each column, or -1 */
    bool has[FIELD_COUNT];
    struct span identifier_kind; /* of every row, or empty: none is declared */
    struct layout *layout;       /* a copy; NULL: a CSV file of the standard names */
    struct span name[LAYOUT_COLUMNS];     /* NDJSON: of the layout's columns */
    uint8_t follows[LAYOUT_COLUMNS + 1];  /* NDJSON: the column that came behind it last time */
};

/* A field as it stands in the file, without its outer quotes. */
struct cell {
    struct span value;
    bool doubled; /* holds doubled quotes */
};

struct record {
    struct span bytes;      /* without the end of line */
    uint64_t line;          /* where it begins */
    uint32_t columns;       /* cells found; of these LAYOUT_COLUMNS at most are kept */
    const char *defect;     /* code of the first defect, or NULL */
    uint32_t defect_column; /* from 1 */
    struct cell cell[LAYOUT_COLUMNS];
};

/* Takes the next record that is not blank off the file; false at the end. A
 * defect is csv.quote; limits and encodings are the caller's. The file has no
 * unclosed quote (intake_survey). */
bool intake_record(struct intake *in, struct record *r);

/* Bytes of a cell with doubled quotes made single: written to `to`, which has
 * room for value.len bytes; returns how many. */
size_t intake_unquote(struct span value, char *to);

/* The first byte of [p, end) that is one of the three, or end. */
const uint8_t *intake_find(const uint8_t *p, const uint8_t *end, uint8_t a, uint8_t b,
                           uint8_t c);

/* Counts the records behind the header and notes where parts of them begin; refuses an empty
 * file, an unclosed quote and too many rows. `at` stands at the header. */
must intake_survey(struct intake *in, struct error *e);

/* Refuses what is no text: compressed files, UTF-16, NUL bytes all over. Skips
 * a UTF-8 byte order mark. */
must intake_encoding(struct intake *in, struct error *e);

/* --- the columns' meanings --- */

/* Reads the header and gives each column its meaning. */
must intake_header(struct intake *in, enum intake_kind kind, const struct layout *layout,
                   struct error *e);

/* The same of a file without a header, whose columns are those of the layout, in its order. */
must intake_declared(struct intake *in, enum intake_kind kind, const struct layout *layout,
                     struct error *e);

/* --- records that are lines --- */

/* True when [from, to), a line with its CR if any, holds nothing but filler. */
bool intake_blank(const struct intake *in, const uint8_t *from, const uint8_t *to);

/* Takes the next line that is not blank off the file, without its end; false at the file's
 * end. */
bool intake_line(struct intake *in, struct span *out, uint64_t *line);

/* --- what bytes a text is made of --- */

enum bytes { BYTES_ASCII, BYTES_HIGH, BYTES_NUL }; /* NUL weighs most */
enum bytes intake_bytes_of(struct span s);

/* No NUL, and UTF-8. */
bool intake_clean(struct span s);

/* --- records of cells: CSV and lines --- */

/* How a format calls its defects. */
struct cell_codes {
    const char *columns, *row_long, *field_long, *nul, *utf8;
};

/* From a record to a row, or to what it is rejected for. */
must intake_cells(const struct intake *in, const struct record *r,
                  const struct cell_codes *codes, struct arena *arena, struct row *row,
                  struct defect *defect, struct error *e);

#endif
