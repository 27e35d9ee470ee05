/* release.h: what leaves the house: age files (age-encryption.org/v1, C2SP
 * age), each with a minisign signature. Recipients need only the `age` and
 * `minisign` tools.
 */
#ifndef ENGINE_RELEASE_RELEASE_H
#define ENGINE_RELEASE_RELEASE_H

#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"

enum { AGE_RECIPIENT_TEXT = 80, AGE_IDENTITY_TEXT = 80 };

/* An X25519 identity. Wipe after use. */
struct age_identity {
    uint8_t secret[X25519_SIZE];
};

must age_generate(struct age_identity *out, struct error *e);
/* "age1..." and "AGE-SECRET-KEY-1..." (Bech32, BIP 173), zero-terminated. */
must age_recipient_text(const struct age_identity *identity, char out[AGE_RECIPIENT_TEXT],
                        struct error *e);
must age_identity_text(const struct age_identity *identity, char out[AGE_IDENTITY_TEXT],
                       struct error *e);
/* ERROR_INPUT "age.recipient": checksum, case, length. */
must age_parse_recipient(struct span text, uint8_t out[X25519_SIZE], struct error *e);
must age_parse_identity(struct span text, struct age_identity *out, struct error *e);

/* Encrypts to one or more X25519 recipients; streaming, in bounded memory. The name appears,
 * whole and synced, when `age_end` returns true; until then the file grows as PATH.tmp, private
 * to its owner. A low-order recipient is refused. After a failed `age_write` only `age_drop`
 * may follow. */
struct age_writer;
must age_begin(struct age_writer **out, const char *path,
               const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e);
/* The same in ASCII armor, 64 characters a line, as `age -a` writes it. */
must age_begin_armored(struct age_writer **out, const char *path,
                       const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e);
must age_write(struct age_writer *w, struct span plain, struct error *e);
must age_end(struct age_writer *w, struct error *e); /* w is gone whatever the answer */
void age_drop(struct age_writer *w); /* closes and removes the half-written file */

/* Decrypts binary or armoured age data and appends the plaintext to out: X25519 stanzas (other
 * stanza types are passed over; scrypt, with its passphrase, is for tests of the format:
 * identities NULL and passphrase given; log2 N at most 22). The answer of a bad file is
 * ERROR_VERIFY with code "age.header", "age.hmac", "age.nomatch", "age.payload" or "age.armor".
 * Nothing is written for a payload chunk that does not authenticate; the chunks before it are
 * in out, and only the answer says that all came. */
must age_decrypt(struct span file, const struct age_identity *identities, size_t count,
                 struct span passphrase, struct text *out, struct error *e);

/* --- minisign --- */

enum { MINISIGN_ID = 8 };

struct minisign_key {
    uint8_t id[MINISIGN_ID];
    uint8_t secret[ED25519_SECRET];
    uint8_t public_key[ED25519_PUBLIC];
};

must minisign_generate(struct minisign_key *out, struct error *e);

/* The public key file that `minisign -V -p` reads. */
must minisign_public_text(const struct minisign_key *key, struct text *out, struct error *e);

/* The second line of such a file, "RW...". ERROR_INPUT "minisign.public". */
must minisign_parse_public(struct span line, uint8_t id[MINISIGN_ID], uint8_t public_key[ED25519_PUBLIC],
                           struct error *e);

/* The text of FILE.minisig: pre-hashed (BLAKE2b-512), with a trusted comment, which is one line
 * of printable UTF-8 and holds no personal data: it is not encrypted. */
must minisign_sign_file(const struct minisign_key *key, const char *path,
                        const char *trusted_comment, struct text *out, struct error *e);

/* `signature` is the text of the .minisig. ERROR_VERIFY with code "minisign.format",
 * "minisign.algorithm" (not pre-hashed), "minisign.key" (another key id), "minisign.signature"
 * or "minisign.comment". */
must minisign_verify_file(const uint8_t id[MINISIGN_ID], const uint8_t public_key[ED25519_PUBLIC],
                          const char *path, struct span signature, struct error *e);

#endif
