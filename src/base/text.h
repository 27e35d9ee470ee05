/* text.h: text that grows, and the encodings that others can read. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/* Zero-terminated whenever cap > 0; {0} is an empty text. */
struct text {
    char *at;
    size_t len;
    size_t cap;
};

void text_free(struct text *t); /* wipes; t is empty and usable afterwards */
void text_clear(struct text *t);
struct span text_span(const struct text *t);

must text_add(struct text *t, struct span s, struct error *e);
must text_adds(struct text *t, const char *s, struct error *e);
must text_addc(struct text *t, char c, struct error *e);
must text_addu(struct text *t, uint64_t n, struct error *e); /* in decimal */
must text_addf(struct text *t, struct error *e, const char *format, ...) PRINTF_LIKE(3, 4);
must text_addv(struct text *t, struct error *e, const char *format, va_list args) PRINTF_LIKE(3, 0);

/* One CSV field (RFC 4180): quoted when it holds the separator, a quote, CR,
 * LF, or a blank at an end. For files that programs read: the bytes are kept. */
must text_add_csv(struct text *t, struct span field, char separator, struct error *e);

/* The same for a file that a person may open in a spreadsheet: a field that
 * begins with = + - @ TAB or CR (a formula; OWASP, "CSV injection") gets an
 * apostrophe before it. */
must text_add_csv_human(struct text *t, struct span field, char separator, struct error *e);

/* As the inside of a JSON string (RFC 8259 section 7): " and \\ and control characters escaped. */
must text_add_json(struct text *t, struct span s, struct error *e);

/* As it may be shown on a terminal: control characters, of one byte or two, as '?'. */
must text_add_shown(struct text *t, struct span s, struct error *e);

/* & < > " ' as entities; control characters as U+FFFD. */
must text_add_html(struct text *t, struct span s, struct error *e);

/* A number with thousands separators: 1,280,000. */
enum { COUNT_TEXT = 32 };
void count_format(uint64_t n, char out[COUNT_TEXT]);
must text_add_count(struct text *t, uint64_t n, struct error *e);

/* "1 row", "2 rows": the number with the word that fits it. `room` is where it is written. */
enum { COUNTED_TEXT = 48 };
const char *count_with_word(uint64_t n, const char *one, const char *many, char room[COUNTED_TEXT]);
#define COUNTED(n, one, many) count_with_word((uint64_t)(n), one, many, (char[COUNTED_TEXT]){0})

must text_add_hex(struct text *t, const uint8_t *bytes, size_t n, struct error *e);

/* RFC 4648 section 4 alphabet, with padding. */
must text_add_base64(struct text *t, const uint8_t *bytes, size_t n, struct error *e);

/* The same without padding, as age writes it. */
must text_add_base64_raw(struct text *t, const uint8_t *bytes, size_t n, struct error *e);

/* Exactly n bytes from 2 n hex digits (either case). */
bool hex_decode(struct span s, uint8_t *out, size_t n);

/* Decodes canonical base64, padded or (raw) not; strict: no white space, no
 * stray bits. *len is the capacity of out on entry, the bytes on return. */
bool base64_decode(struct span s, bool raw, uint8_t *out, size_t *len);

/* True when s is well-formed UTF-8 (RFC 3629: no surrogates, shortest form). */
bool utf8_valid(struct span s);

#endif
