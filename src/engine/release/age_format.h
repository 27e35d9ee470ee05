/* age_format.h: the pieces of an age file (C2SP age, age-encryption.org/v1). Internal to
 * release.
 *
 *   age-encryption.org/v1 LF
 *   -> X25519 <share: 43 characters> LF           one stanza or more
 *   <file key, sealed: 43 characters> LF          lines of 64, the last shorter, possibly empty
 *   --- <HMAC of all before the space: 43 characters> LF
 *
 *   OFFSET  SIZE  of the payload
 *        0    16  nonce
 *       16        chunks: 65,536 bytes sealed (65,552), the last one shorter or equal
 */
#ifndef ENGINE_RELEASE_AGE_FORMAT_H
#define ENGINE_RELEASE_AGE_FORMAT_H

#include "release.h"

enum {
    AGE_FILE_KEY = 16,
    AGE_NONCE = 16,
    AGE_CHUNK = 64 * 1024,
    AGE_SEALED_CHUNK = AGE_CHUNK + CHACHA_TAG,
    AGE_SEALED_KEY = AGE_FILE_KEY + CHACHA_TAG,
    AGE_LINE = 64,       /* characters of base64 on a full line */
    AGE_LINE_BYTES = 48, /* and the bytes in them */
};

/* --- armor (age_armor.c) --- */

bool age_is_armored(struct span file);

/* The bytes inside; ERROR_VERIFY "age.armor". Appends to out. */
must age_dearmor(struct span file, struct text *out, struct error *e);

/* Writing: full lines are appended to out as bytes come, what is left of one waits. */
struct age_armor {
    uint8_t held[AGE_LINE_BYTES];
    size_t count;
};
must age_armor_begin(struct text *out, struct error *e);
must age_armor_add(struct age_armor *a, struct span bytes, struct text *out, struct error *e);
must age_armor_end(struct age_armor *a, struct text *out, struct error *e);

/* --- header (age_header.c) --- */

struct age_stanza {
    struct span args[3]; /* the first three; borrowed from the file */
    size_t arg_count;    /* of all, the type included */
    uint8_t body[AGE_LINE_BYTES];
    size_t body_len; /* of all; body holds it when it fits one line */
};

struct age_header {
    struct span stanzas;       /* the text between the version line and the MAC */
    struct span authenticated; /* what the MAC covers */
    uint8_t mac[SHA256_SIZE];
    struct span payload; /* nonce and chunks */
};

/* Parses and checks all of it; ERROR_VERIFY "age.header". */
must age_parse_header(struct span file, struct age_header *out, struct error *e);

/* Takes a stanza off *rest. */
must age_next_stanza(struct span *rest, struct age_stanza *out, struct error *e);

must age_header_mac(const uint8_t file_key[AGE_FILE_KEY], struct span authenticated,
                    struct sha256 *out, struct error *e);

/* --- stanzas (age_stanza.c) --- */

/* The stanza, if it is of a type known here, is formed as that type must be. */
must age_check_stanza(const struct age_stanza *s, struct error *e);

bool age_stanza_is(const struct age_stanza *s, const char *type);

/* Appends an X25519 stanza with a fresh ephemeral key. */
must age_wrap(const uint8_t recipient[X25519_SIZE], const uint8_t file_key[AGE_FILE_KEY],
              struct text *header, struct error *e);

/* *opened says whether the stanza was for this identity (this passphrase). The stanza was
 * checked. */
must age_unwrap_x25519(const struct age_stanza *s, const struct age_identity *identity,
                       uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e);
must age_unwrap_scrypt(const struct age_stanza *s, struct span passphrase,
                       uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e);

/* --- payload (age_stream.c) --- */

struct age_stream {
    uint8_t key[CHACHA_KEY];
    uint64_t counter;
};

must age_stream_start(struct age_stream *s, const uint8_t file_key[AGE_FILE_KEY],
                      const uint8_t nonce[AGE_NONCE], struct error *e);

/* Seals the next chunk: plain.len + CHACHA_TAG bytes. */
must age_stream_seal(struct age_stream *s, struct span plain, bool last, uint8_t *out,
                     struct error *e);

/* Opens all chunks and appends each one that is authentic. ERROR_VERIFY "age.payload". */
must age_stream_open(struct age_stream *s, struct span sealed, struct text *out,
                     struct error *e);

#endif
