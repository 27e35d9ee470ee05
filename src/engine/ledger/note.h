/* note.h: the parts of a signed note, for the files of this room. */
#ifndef ENGINE_LEDGER_NOTE_H
#define ENGINE_LEDGER_NOTE_H

#include "engine/ledger/ledger.h"

enum {
    NOTE_MOST = 1000 * 1000, /* bytes that are looked at */
    NOTE_SIGNATURES = 100,   /* signatures that are looked at */
    NOTE_KEY_HASH = 4,
    NOTE_BLOB = 8192, /* a signature of another algorithm may be longer than ours */
};

/* C2SP signed-note, "Signature types". */
enum note_algorithm { NOTE_ED25519 = 1, NOTE_COSIGNATURE = 4 };

/* The first bytes of SHA-256(name || 0x0A || algorithm || public key). */
must note_key_hash(struct span name, enum note_algorithm algorithm,
                   const uint8_t public_key[ED25519_PUBLIC], uint8_t out[NOTE_KEY_HASH],
                   struct error *e);

/* name+hash+base64(algorithm || public key), made and taken apart. */
must note_add_vkey(struct text *out, const char *name, enum note_algorithm algorithm,
                   const uint8_t public_key[ED25519_PUBLIC], struct error *e);
must note_read_vkey(struct span vkey, enum note_algorithm algorithm, char *name, size_t size,
                    uint8_t public_key[ED25519_PUBLIC], struct error *e);

/* Cuts a note at its last empty line: the body ends in a newline, signatures follow. ERROR_VERIFY
 * "note.form" where that is not what it is. */
must note_split(struct span note, struct span *body, struct span *signatures, struct error *e);

struct note_signature {
    struct span line; /* without its newline */
    struct span name;
    uint8_t blob[NOTE_BLOB]; /* key hash, signature */
    size_t len;
};

/* Takes signature n (from 0) off *signatures; *more false at the end. */
must note_next(struct span *signatures, unsigned n, struct note_signature *out, bool *more,
               struct error *e);
bool note_is_by(const struct note_signature *s, struct span name, const uint8_t hash[NOTE_KEY_HASH]);

/* "— NAME BASE64(hash || signature)" and a newline. */
must note_add_line(struct text *out, const char *name, const uint8_t *blob, size_t len,
                   struct error *e);

#endif
