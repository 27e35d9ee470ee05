/* intake_file.h: the open file, inside the room.
 *
 * Grammar (RFC 4180 section 2, with LF as well as CRLF). Both passes follow it,
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

struct intake {
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

/* Counts the records behind the header and notes where parts of them begin; refuses an empty file, an unclosed quote
 * and too many rows. `at` stands at the header. */
must intake_survey(struct intake *in, struct error *e);

/* Refuses what is no text: compressed files, UTF-16, NUL bytes all over. Skips
 * a UTF-8 byte order mark. */
must intake_encoding(struct intake *in, struct error *e);

/* Reads the header and gives each column its meaning. */
must intake_header(struct intake *in, enum intake_kind kind, const struct layout *layout,
                   struct error *e);

#endif
