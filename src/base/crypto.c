#include "base/crypto.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "base/fault.h"
#include "base/file.h"
#include "base/memory.h"

/* Algorithms are fetched once: a fetch costs more than a short hash. */
static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *sha256_md, *blake2b_md;
static EVP_MAC *hmac_mac;
static EVP_CIPHER *chacha, *aes;

static void fetch(void)
{
    sha256_md = EVP_MD_fetch(NULL, "SHA256", NULL);
    blake2b_md = EVP_MD_fetch(NULL, "BLAKE2B-512", NULL);
    hmac_mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    chacha = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
    aes = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL);
}

static bool broken(struct error *e, const char *what)
{
    return fail(e, ERROR_FAILED, "crypto", "OpenSSL could not do: %s", what);
}

static bool begin(struct error *e, const void *algorithm_of(void), const char *what)
{
    (void)pthread_once(&fetched, fetch);
    if (fault_here(FAULT_MEMORY) || algorithm_of() == NULL) {
        return broken(e, what);
    }
    return true;
}

static const void *the_sha256(void)
{
    return sha256_md;
}

static const void *the_blake2b(void)
{
    return blake2b_md;
}

static const void *the_hmac(void)
{
    return hmac_mac;
}

static const void *the_chacha(void)
{
    return chacha;
}

static const void *the_aes(void)
{
    return aes;
}

static const void *nothing_to_fetch(void)
{
    return "";
}

static const unsigned char *bytes_of(struct span s)
{
    return (const unsigned char *)(s.at == NULL ? "" : s.at);
}

/* --- hashes --- */

bool crypto_sha256(struct span bytes, struct sha256 *out, struct error *e)
{
    return begin(e, the_sha256, "SHA-256") &&
           (EVP_Digest(bytes_of(bytes), bytes.len, out->at, NULL, sha256_md, NULL) == 1 ||
            broken(e, "SHA-256"));
}

bool crypto_blake2b512(struct span bytes, uint8_t out[64], struct error *e)
{
    return begin(e, the_blake2b, "BLAKE2b") &&
           (EVP_Digest(bytes_of(bytes), bytes.len, out, NULL, blake2b_md, NULL) == 1 ||
            broken(e, "BLAKE2b"));
}

struct hasher {
    EVP_MD_CTX *ctx;
};

static bool hasher_with(struct hasher **out, const EVP_MD *md, struct error *e)
{
    struct hasher *h = memory_new(1, sizeof *h, e);
    if (h == NULL) {
        return false;
    }
    h->ctx = EVP_MD_CTX_new();
    if (h->ctx == NULL || EVP_DigestInit_ex2(h->ctx, md, NULL) != 1) {
        hasher_free(h);
        return broken(e, "a hash");
    }
    *out = h;
    return true;
}

bool hasher_new(struct hasher **out, struct error *e)
{
    return begin(e, the_sha256, "SHA-256") && hasher_with(out, sha256_md, e);
}

bool hasher_add(struct hasher *h, struct span bytes, struct error *e)
{
    return EVP_DigestUpdate(h->ctx, bytes_of(bytes), bytes.len) == 1 || broken(e, "SHA-256");
}

bool hasher_end(struct hasher *h, struct sha256 *out, struct error *e)
{
    return (EVP_DigestFinal_ex(h->ctx, out->at, NULL) == 1 &&
            EVP_DigestInit_ex2(h->ctx, NULL, NULL) == 1) ||
           broken(e, "SHA-256");
}

void hasher_free(struct hasher *h)
{
    if (h != NULL) {
        EVP_MD_CTX_free(h->ctx);
        memory_free(h);
    }
}

static bool hash_file(const char *path, const EVP_MD *md, uint8_t *out, struct error *e)
{
    enum { PIECE = 1 << 16 };
    struct hasher *h = NULL;
    struct reader *r = NULL;
    char *piece = memory_new(PIECE, 1, e);
    bool ok = piece != NULL && hasher_with(&h, md, e) && reader_open(&r, path, e);
    for (size_t got = 1; ok && got > 0;) {
        ok = reader_read(r, piece, PIECE, &got, e) && hasher_add(h, (struct span){piece, got}, e);
    }
    ok = ok && (EVP_DigestFinal_ex(h->ctx, out, NULL) == 1 || broken(e, "a hash"));
    reader_close(r);
    hasher_free(h);
    memory_wipe(piece, piece == NULL ? 0 : PIECE);
    memory_free(piece);
    return ok;
}

bool crypto_blake2b512_file(const char *path, uint8_t out[64], struct error *e)
{
    return begin(e, the_blake2b, "BLAKE2b") && hash_file(path, blake2b_md, out, e);
}

bool crypto_sha256_file(const char *path, struct sha256 *out, struct error *e)
{
    return begin(e, the_sha256, "SHA-256") && hash_file(path, sha256_md, out->at, e);
}

struct hmac {
    EVP_MAC_CTX *ctx;
};

bool hmac_new(struct hmac **out, struct span key, struct error *e)
{
    if (!begin(e, the_hmac, "HMAC")) {
        return false;
    }
    struct hmac *h = memory_new(1, sizeof *h, e);
    if (h == NULL) {
        return false;
    }
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                           OSSL_PARAM_construct_end()};
    h->ctx = EVP_MAC_CTX_new(hmac_mac);
    if (h->ctx == NULL || EVP_MAC_init(h->ctx, bytes_of(key), key.len, params) != 1) {
        hmac_free(h);
        return broken(e, "HMAC");
    }
    *out = h;
    return true;
}

bool hmac_of(struct hmac *h, struct span bytes, struct sha256 *out, struct error *e)
{
    size_t n;
    return (EVP_MAC_init(h->ctx, NULL, 0, NULL) == 1 &&
            EVP_MAC_update(h->ctx, bytes_of(bytes), bytes.len) == 1 &&
            EVP_MAC_final(h->ctx, out->at, &n, sizeof out->at) == 1) ||
           broken(e, "HMAC");
}

void hmac_free(struct hmac *h)
{
    if (h != NULL) {
        EVP_MAC_CTX_free(h->ctx);
        memory_free(h);
    }
}

bool crypto_hmac(struct span key, struct span bytes, struct sha256 *out, struct error *e)
{
    struct hmac *h = NULL;
    bool ok = hmac_new(&h, key, e) && hmac_of(h, bytes, out, e);
    hmac_free(h);
    return ok;
}

static bool derive(const char *name, const OSSL_PARAM *params, uint8_t *out, size_t n,
                   struct error *e)
{
    if (!begin(e, nothing_to_fetch, name)) {
        return false;
    }
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
    EVP_KDF_CTX *ctx = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
    bool ok = ctx != NULL && EVP_KDF_derive(ctx, out, n, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return ok || broken(e, name);
}

static OSSL_PARAM octets(const char *name, struct span s)
{
    return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)bytes_of(s), s.len);
}

bool crypto_hkdf(struct span ikm, struct span salt, struct span info, uint8_t *out, size_t n,
                 struct error *e)
{
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                           octets(OSSL_KDF_PARAM_KEY, ikm), octets(OSSL_KDF_PARAM_SALT, salt),
                           octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    return derive("HKDF", params, out, n, e);
}

bool crypto_scrypt(struct span passphrase, struct span salt, uint64_t n, uint32_t r, uint32_t p,
                   uint8_t *out, size_t size, struct error *e)
{
    uint64_t most = UINT64_C(1) << 31;
    OSSL_PARAM params[] = {octets(OSSL_KDF_PARAM_PASSWORD, passphrase),
                           octets(OSSL_KDF_PARAM_SALT, salt),
                           OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                           OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                           OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                           OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most),
                           OSSL_PARAM_construct_end()};
    return derive("SCRYPT", params, out, size, e);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

bool crypto_random(void *out, size_t n, struct error *e)
{
    return begin(e, nothing_to_fetch, "random bytes") &&
           ((n <= INT_MAX && RAND_priv_bytes(out, (int)n) == 1) || broken(e, "random bytes"));
}

/* --- Ed25519 and X25519 --- */

static bool public_of(int type, const uint8_t *secret, uint8_t *public_key, struct error *e)
{
    if (!begin(e, nothing_to_fetch, "a public key")) {
        return false;
    }
    size_t n = 32;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(type, NULL, secret, 32);
    bool ok = key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &n) == 1 && n == 32;
    EVP_PKEY_free(key);
    return ok || broken(e, "a public key");
}

bool ed25519_public(const uint8_t secret[ED25519_SECRET], uint8_t public_key[ED25519_PUBLIC],
                    struct error *e)
{
    return public_of(EVP_PKEY_ED25519, secret, public_key, e);
}

bool ed25519_sign(const uint8_t secret[ED25519_SECRET], struct span message,
                  uint8_t signature[ED25519_SIGNATURE], struct error *e)
{
    if (!begin(e, nothing_to_fetch, "Ed25519")) {
        return false;
    }
    size_t n = ED25519_SIGNATURE;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, ED25519_SECRET);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestSign(ctx, signature, &n, bytes_of(message), message.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok || broken(e, "Ed25519");
}

bool ed25519_verify(const uint8_t public_key[ED25519_PUBLIC], struct span message,
                    const uint8_t signature[ED25519_SIGNATURE])
{
    if (fault_here(FAULT_MEMORY)) {
        return false;
    }
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, ED25519_PUBLIC);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(ctx, signature, ED25519_SIGNATURE, bytes_of(message),
                               message.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok;
}

bool x25519_public(const uint8_t secret[X25519_SIZE], uint8_t public_key[X25519_SIZE],
                   struct error *e)
{
    return public_of(EVP_PKEY_X25519, secret, public_key, e);
}

bool x25519_shared(const uint8_t secret[X25519_SIZE], const uint8_t peer[X25519_SIZE],
                   uint8_t out[X25519_SIZE], struct error *e)
{
    if (!begin(e, nothing_to_fetch, "X25519")) {
        return false;
    }
    static const uint8_t zero[X25519_SIZE];
    size_t n = X25519_SIZE;
    EVP_PKEY *mine = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, X25519_SIZE);
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, X25519_SIZE);
    EVP_PKEY_CTX *ctx = mine == NULL ? NULL : EVP_PKEY_CTX_new(mine, NULL);
    bool ok = theirs != NULL && ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
              EVP_PKEY_derive_set_peer(ctx, theirs) == 1 && EVP_PKEY_derive(ctx, out, &n) == 1 &&
              n == X25519_SIZE && !crypto_equal(out, zero, sizeof zero);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(theirs);
    EVP_PKEY_free(mine);
    return ok || fail(e, ERROR_VERIFY, "x25519", "a key exchange gave no shared secret");
}

/* --- ChaCha20-Poly1305 --- */

bool chacha_seal(const uint8_t key[CHACHA_KEY], const uint8_t nonce[CHACHA_NONCE],
                 struct span plain, uint8_t *out, struct error *e)
{
    if (!begin(e, the_chacha, "ChaCha20-Poly1305") || plain.len > INT_MAX) {
        return broken(e, "ChaCha20-Poly1305");
    }
    int n = 0, end = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx != NULL && EVP_EncryptInit_ex2(ctx, chacha, key, nonce, NULL) == 1 &&
              EVP_EncryptUpdate(ctx, out, &n, bytes_of(plain), (int)plain.len) == 1 &&
              EVP_EncryptFinal_ex(ctx, out + n, &end) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, CHACHA_TAG, out + plain.len) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok || broken(e, "ChaCha20-Poly1305");
}

bool crypto_blocks(const uint8_t key[AES_KEY], uint8_t *blocks, size_t count, struct error *e)
{
    if (!begin(e, the_aes, "AES-256") || count > INT_MAX / AES_BLOCK) {
        return broken(e, "AES-256");
    }
    int n = 0, end = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx != NULL && EVP_EncryptInit_ex2(ctx, aes, key, NULL, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
              EVP_EncryptUpdate(ctx, blocks, &n, blocks, (int)count * AES_BLOCK) == 1 &&
              EVP_EncryptFinal_ex(ctx, blocks + n, &end) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok || broken(e, "AES-256");
}

bool chacha_open(const uint8_t key[CHACHA_KEY], const uint8_t nonce[CHACHA_NONCE],
                 struct span sealed, uint8_t *out, struct error *e)
{
    if (!begin(e, the_chacha, "ChaCha20-Poly1305")) {
        return false;
    }
    if (sealed.len < CHACHA_TAG || sealed.len > INT_MAX) {
        return fail(e, ERROR_VERIFY, "chacha", "a sealed text is too short or too long");
    }
    size_t len = sealed.len - CHACHA_TAG;
    uint8_t tag[CHACHA_TAG];
    memcpy(tag, sealed.at + len, sizeof tag);
    int n = 0, end = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx != NULL && EVP_DecryptInit_ex2(ctx, chacha, key, nonce, NULL) == 1 &&
              EVP_DecryptUpdate(ctx, out, &n, bytes_of(sealed), (int)len) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, CHACHA_TAG, tag) == 1 &&
              EVP_DecryptFinal_ex(ctx, out + n, &end) == 1;
    EVP_CIPHER_CTX_free(ctx);
    if (!ok) {
        memory_wipe(out, len);
        return fail(e, ERROR_VERIFY, "chacha", "a sealed text was altered, or the key is another");
    }
    return true;
}

/* --- PEM --- */

bool ed25519_write_pem(struct text *out, const uint8_t secret[ED25519_SECRET],
                       struct span passphrase, struct error *e)
{
    enum { ROUNDS = 600000, SALT = 16 };
    if (passphrase.len == 0 || passphrase.len > 1024) {
        return fail(e, ERROR_USAGE, "key.passphrase", "a passphrase of 1 to 1,024 bytes is needed");
    }
    uint8_t salt[SALT];
    if (!crypto_random(salt, sizeof salt, e)) {
        return false;
    }
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, ED25519_SECRET);
    PKCS8_PRIV_KEY_INFO *plain = key == NULL ? NULL : EVP_PKEY2PKCS8(key);
    X509_SIG *sealed = plain == NULL
                           ? NULL
                           : PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase.at,
                                           (int)passphrase.len, salt, sizeof salt, ROUNDS, plain);
    BIO *bio = BIO_new(BIO_s_mem());
    char *pem = NULL;
    bool ok = sealed != NULL && bio != NULL && PEM_write_bio_PKCS8(bio, sealed) == 1;
    long n = ok ? BIO_get_mem_data(bio, &pem) : 0;
    ok = ok ? text_add(out, (struct span){pem, (size_t)n}, e) : broken(e, "a PEM key");
    BIO_free(bio);
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(plain);
    EVP_PKEY_free(key);
    return ok;
}

static int give_passphrase(char *to, int size, int writing, void *ctx)
{
    (void)writing;
    const struct span *passphrase = ctx;
    if (passphrase->len > (size_t)size) {
        return -1;
    }
    memcpy(to, passphrase->at, passphrase->len);
    return (int)passphrase->len;
}

bool ed25519_read_pem(struct span pem, struct span passphrase, uint8_t secret[ED25519_SECRET],
                      struct error *e)
{
    if (!begin(e, nothing_to_fetch, "a PEM key")) {
        return false;
    }
    if (pem.len > INT_MAX) {
        return broken(e, "a PEM key");
    }
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
    EVP_PKEY *key =
        bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &passphrase);
    size_t n = ED25519_SECRET;
    bool ok = key != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
              EVP_PKEY_get_raw_private_key(key, secret, &n) == 1 && n == ED25519_SECRET;
    EVP_PKEY_free(key);
    BIO_free(bio);
    if (!ok) {
        (void)!fail(e, ERROR_SIGNATURE, "key.open",
                    "the private key does not open: another passphrase, or no Ed25519 key");
    }
    return ok;
}
