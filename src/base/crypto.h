/* crypto.h: all cryptography of the program, and all of it is OpenSSL's.
 * Secrets are wiped by whoever holds them (memory_wipe). */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "base/text.h"

enum {
    SHA256_SIZE = 32,
    ED25519_PUBLIC = 32,
    ED25519_SECRET = 32, /* the seed of RFC 8032 section 5.1.5 */
    ED25519_SIGNATURE = 64,
    X25519_SIZE = 32,
    CHACHA_KEY = 32,
    CHACHA_NONCE = 12,
    CHACHA_TAG = 16,
};

struct sha256 {
    uint8_t at[SHA256_SIZE];
};

/* --- hashes --- */

must crypto_sha256(struct span bytes, struct sha256 *out, struct error *e);

/* Streaming. */
struct hasher;
must hasher_new(struct hasher **out, struct error *e);
must hasher_add(struct hasher *h, struct span bytes, struct error *e);
must hasher_end(struct hasher *h, struct sha256 *out, struct error *e); /* and starts again */
void hasher_free(struct hasher *h);

/* Many short messages with one key and no allocation a call: HMAC-SHA-256. */
struct hmac;
must hmac_new(struct hmac **out, struct span key, struct error *e);
must hmac_of(struct hmac *h, struct span bytes, struct sha256 *out, struct error *e);
void hmac_free(struct hmac *h);

must crypto_hmac(struct span key, struct span bytes, struct sha256 *out, struct error *e);

/* RFC 5869 with SHA-256; n at most 255 * 32. salt may be empty. */
must crypto_hkdf(struct span ikm, struct span salt, struct span info, uint8_t *out, size_t n,
                   struct error *e);

/* RFC 7914. */
must crypto_scrypt(struct span passphrase, struct span salt, uint64_t n, uint32_t r, uint32_t p,
                     uint8_t *out, size_t size, struct error *e);

/* BLAKE2b-512 (RFC 7693), for minisign. */
must crypto_blake2b512(struct span bytes, uint8_t out[64], struct error *e);

/* The same of a file, in bounded memory. */
must crypto_blake2b512_file(const char *path, uint8_t out[64], struct error *e);
must crypto_sha256_file(const char *path, struct sha256 *out, struct error *e);

/* Many blocks of 16 bytes in place, each for itself, under one key (AES-256, FIPS 197): a secret permutation, by
 * which equal values keep equal images and nothing else is kept of them. Not for texts: equal blocks show. */
enum { AES_KEY = 32, AES_BLOCK = 16 };
must crypto_blocks(const uint8_t key[AES_KEY], uint8_t *blocks, size_t count, struct error *e);

/* Equal, in time that does not depend on where they differ. */
bool crypto_equal(const void *a, const void *b, size_t n);

/* Bytes from the system's generator; never a fixed seed. */
must crypto_random(void *out, size_t n, struct error *e);

/* --- Ed25519 (RFC 8032) --- */

must ed25519_public(const uint8_t secret[ED25519_SECRET], uint8_t public_key[ED25519_PUBLIC],
                      struct error *e);
must ed25519_sign(const uint8_t secret[ED25519_SECRET], struct span message,
                    uint8_t signature[ED25519_SIGNATURE], struct error *e);

/* True when the signature is good; anything else, an odd key included, is false. */
bool ed25519_verify(const uint8_t public_key[ED25519_PUBLIC], struct span message,
                    const uint8_t signature[ED25519_SIGNATURE]);

/* --- X25519 (RFC 7748) --- */

must x25519_public(const uint8_t secret[X25519_SIZE], uint8_t public_key[X25519_SIZE],
                     struct error *e);

/* An all-zero shared secret (a low-order point) is ERROR_VERIFY. */
must x25519_shared(const uint8_t secret[X25519_SIZE], const uint8_t peer[X25519_SIZE],
                     uint8_t out[X25519_SIZE], struct error *e);

/* --- ChaCha20-Poly1305 (RFC 8439), no additional data --- */

/* out: n + CHACHA_TAG bytes. */
must chacha_seal(const uint8_t key[CHACHA_KEY], const uint8_t nonce[CHACHA_NONCE],
                   struct span plain, uint8_t *out, struct error *e);

/* sealed: at least CHACHA_TAG bytes; out: sealed.len - CHACHA_TAG bytes. A bad
 * tag is ERROR_VERIFY, and out then holds nothing of the plaintext. */
must chacha_open(const uint8_t key[CHACHA_KEY], const uint8_t nonce[CHACHA_NONCE],
                   struct span sealed, uint8_t *out, struct error *e);

/* --- private keys of people: PKCS #8 PEM, protected by a passphrase --- */

/* Encrypted PKCS #8 (AES-256-CBC, PBKDF2 with HMAC-SHA-256, 600,000 rounds),
 * as `openssl pkey` reads it. An empty passphrase is refused. */
must ed25519_write_pem(struct text *out, const uint8_t secret[ED25519_SECRET],
                         struct span passphrase, struct error *e);

/* ERROR_SIGNATURE when the passphrase does not open it or it is no Ed25519 key. */
must ed25519_read_pem(struct span pem, struct span passphrase, uint8_t secret[ED25519_SECRET],
                        struct error *e);

#endif
