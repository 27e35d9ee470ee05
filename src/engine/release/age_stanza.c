/* The two recipient types that are known here: C2SP age, "The X25519 recipient type" and "The
 * scrypt recipient type".
 *
 *   -> X25519 <share, 32 bytes>           wrap key = HKDF(ikm  = X25519(ephemeral, recipient),
 *   <file key, sealed, 32 bytes>                          salt = share || recipient,
 *                                                         info = ".../v1/X25519")
 *   -> scrypt <salt, 16 bytes> <log2 N>   wrap key = scrypt(N, r = 8, p = 1,
 *   <file key, sealed, 32 bytes>                            salt = ".../v1/scrypt" || salt)
 *
 * Sealing is ChaCha20-Poly1305 with a nonce of zeros: each wrap key is used once.
 *
 * 1. The size of the sealed key is checked before it is opened (a longer one would allow
 *    partitioning oracles), and every stanza of these types is checked, whoever it is for.
 * 2. The work that a file may ask for is bounded: log2 N is at most 22.
 */
#include "age_format.h"

#include "base/memory.h"

static const char x25519_info[] = "age-encryption.org/v1/X25519";
static const char scrypt_label[] = "age-encryption.org/v1/scrypt";

enum { SCRYPT_SALT = 16, SCRYPT_MOST = 22, SCRYPT_R = 8, SCRYPT_P = 1 };

static const uint8_t zero_nonce[CHACHA_NONCE];

static struct span bytes_of(const void *at, size_t n)
{
    return (struct span){at, n};
}

static bool bad(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "age.header", "the header of the age file is broken: %s",
                what);
}

bool age_stanza_is(const struct age_stanza *s, const char *type)
{
    return s->arg_count > 0 && span_is(s->args[0], type);
}

static bool decode_exactly(struct span text, uint8_t *out, size_t n)
{
    size_t len = n;
    return base64_decode(text, true, out, &len) && len == n;
}

/* A decimal number of one or two digits without a leading zero, 1 to SCRYPT_MOST. */
static bool read_work_factor(struct span s, unsigned *out)
{
    uint64_t n;
    if (s.len > 2 || !span_number(s, &n) || s.at[0] == '0' || n > SCRYPT_MOST) {
        return false;
    }
    *out = (unsigned)n;
    return true;
}

bool age_check_stanza(const struct age_stanza *s, struct error *e)
{
    uint8_t bytes[X25519_SIZE];
    unsigned work;
    if (age_stanza_is(s, "X25519")) {
        return (s->arg_count == 2 && decode_exactly(s->args[1], bytes, X25519_SIZE) &&
                s->body_len == AGE_SEALED_KEY) ||
               bad(e, "an X25519 stanza is malformed");
    }
    if (age_stanza_is(s, "scrypt")) {
        return (s->arg_count == 3 && decode_exactly(s->args[1], bytes, SCRYPT_SALT) &&
                read_work_factor(s->args[2], &work) && s->body_len == AGE_SEALED_KEY) ||
               bad(e, "a scrypt stanza is malformed, or asks for too much work");
    }
    return true;
}

/* --- X25519 --- */

static bool wrap_key(const uint8_t shared[X25519_SIZE], const uint8_t share[X25519_SIZE],
                     const uint8_t recipient[X25519_SIZE], uint8_t key[CHACHA_KEY],
                     struct error *e)
{
    uint8_t salt[2 * X25519_SIZE];
    memcpy(salt, share, X25519_SIZE);
    memcpy(salt + X25519_SIZE, recipient, X25519_SIZE);
    return crypto_hkdf(bytes_of(shared, X25519_SIZE), bytes_of(salt, sizeof salt),
                       SPAN_LITERAL(x25519_info), key, CHACHA_KEY, e);
}

static bool add_stanza(struct text *header, const uint8_t share[X25519_SIZE],
                       const uint8_t sealed[AGE_SEALED_KEY], struct error *e)
{
    return text_adds(header, "-> X25519 ", e) &&
           text_add_base64_raw(header, share, X25519_SIZE, e) && text_addc(header, '\n', e) &&
           text_add_base64_raw(header, sealed, AGE_SEALED_KEY, e) && text_addc(header, '\n', e);
}

bool age_wrap(const uint8_t recipient[X25519_SIZE], const uint8_t file_key[AGE_FILE_KEY],
              struct text *header, struct error *e)
{
    uint8_t secret[X25519_SIZE], share[X25519_SIZE], shared[X25519_SIZE], key[CHACHA_KEY];
    uint8_t sealed[AGE_SEALED_KEY];
    bool ok = crypto_random(secret, sizeof secret, e) && x25519_public(secret, share, e) &&
              x25519_shared(secret, recipient, shared, e) &&
              wrap_key(shared, share, recipient, key, e) &&
              chacha_seal(key, zero_nonce, bytes_of(file_key, AGE_FILE_KEY), sealed, e) &&
              add_stanza(header, share, sealed, e);
    memory_wipe(secret, sizeof secret);
    memory_wipe(shared, sizeof shared);
    memory_wipe(key, sizeof key);
    return ok;
}

/* A tag that does not fit means another's stanza; anything else that fails is an error. */
static bool open_file_key(const uint8_t key[CHACHA_KEY], const struct age_stanza *s,
                          uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e)
{
    *opened = chacha_open(key, zero_nonce, bytes_of(s->body, AGE_SEALED_KEY), file_key, e);
    return *opened || e->category == ERROR_VERIFY;
}

bool age_unwrap_x25519(const struct age_stanza *s, const struct age_identity *identity,
                       uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e)
{
    uint8_t share[X25519_SIZE], mine[X25519_SIZE], shared[X25519_SIZE], key[CHACHA_KEY];
    if (!decode_exactly(s->args[1], share, sizeof share)) {
        return bad(e, "an X25519 stanza is malformed");
    }
    if (!x25519_shared(identity->secret, share, shared, e)) {
        return e->category == ERROR_VERIFY ? bad(e, "an X25519 share is a low-order point")
                                           : false;
    }
    bool ok = x25519_public(identity->secret, mine, e) &&
              wrap_key(shared, share, mine, key, e) &&
              open_file_key(key, s, file_key, opened, e);
    memory_wipe(shared, sizeof shared);
    memory_wipe(key, sizeof key);
    return ok;
}

/* --- scrypt --- */

bool age_unwrap_scrypt(const struct age_stanza *s, struct span passphrase,
                       uint8_t file_key[AGE_FILE_KEY], bool *opened, struct error *e)
{
    enum { LABEL = sizeof scrypt_label - 1 };
    uint8_t salt[LABEL + SCRYPT_SALT], key[CHACHA_KEY];
    unsigned work;
    memcpy(salt, scrypt_label, LABEL);
    if (!decode_exactly(s->args[1], salt + LABEL, SCRYPT_SALT) ||
        !read_work_factor(s->args[2], &work)) {
        return bad(e, "a scrypt stanza is malformed");
    }
    bool ok = crypto_scrypt(passphrase, bytes_of(salt, sizeof salt), UINT64_C(1) << work,
                            SCRYPT_R, SCRYPT_P, key, sizeof key, e) &&
              open_file_key(key, s, file_key, opened, e);
    memory_wipe(key, sizeof key);
    return ok;
}
