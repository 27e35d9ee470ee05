/* minisign (Frank Denis; https://jedisct1.github.io/minisign/, "Signature format"): Ed25519
 * over the BLAKE2b-512 hash of a file, in four lines of text.
 *
 *   untrusted comment: <anything>
 *   base64( OFFSET  SIZE                          public key:  OFFSET  SIZE
 *                0     2  "ED": pre-hashed                          0     2  "Ed"
 *                2     8  key id                                    2     8  key id
 *               10    64  signature of the hash )                  10    32  public key
 *   trusted comment: <text>
 *   base64( signature of: the 64 bytes above || <text> )
 *
 * 1. Only pre-hashed signatures are made and accepted: one rule for files of every size.
 * 2. A signature verifies only with its global signature: the trusted comment is never taken
 *    unproved.
 * 3. Strict: LF lines, canonical base64, nothing behind; comments are one line of printable
 *    text.
 */
#include "release.h"

#include <inttypes.h>

#include "base/memory.h"

enum {
    ID = MINISIGN_ID,
    HASH = 64,
    PUBLIC_LINE = 2 + ID + ED25519_PUBLIC,
    SIGNATURE_LINE = 2 + ID + ED25519_SIGNATURE,
    COMMENT_LONGEST = 8192, /* as minisign reads it */
};

static const char untrusted_prefix[] = "untrusted comment: ";
static const char trusted_prefix[] = "trusted comment: ";

static struct span bytes_of(const void *at, size_t n)
{
    return (struct span){at, n};
}

static bool decode_exactly(struct span text, uint8_t *out, size_t n)
{
    size_t len = n;
    return base64_decode(text, false, out, &len) && len == n;
}

bool minisign_generate(struct minisign_key *out, struct error *e)
{
    return crypto_random(out->id, sizeof out->id, e) &&
           crypto_random(out->secret, sizeof out->secret, e) &&
           ed25519_public(out->secret, out->public_key, e);
}

/* The key's number as minisign shows it: little-endian, hexadecimal, without leading zeros. */
static uint64_t number_of(const uint8_t id[ID])
{
    uint64_t n = 0;
    for (int i = ID - 1; i >= 0; i--) {
        n = n << 8 | id[i];
    }
    return n;
}

bool minisign_public_text(const struct minisign_key *key, struct text *out, struct error *e)
{
    uint8_t line[PUBLIC_LINE] = "Ed";
    memcpy(line + 2, key->id, ID);
    memcpy(line + 2 + ID, key->public_key, ED25519_PUBLIC);
    return text_addf(out, e, "%sminisign public key %" PRIX64 "\n", untrusted_prefix,
                     number_of(key->id)) &&
           text_add_base64(out, line, sizeof line, e) && text_addc(out, '\n', e);
}

bool minisign_parse_public(struct span text, uint8_t id[MINISIGN_ID], uint8_t public_key[ED25519_PUBLIC],
                           struct error *e)
{
    uint8_t line[PUBLIC_LINE];
    if (!decode_exactly(text, line, sizeof line) || memcmp(line, "Ed", 2) != 0) {
        (void)!fail(e, ERROR_INPUT, "minisign.public", "this is not the line of a minisign public key");
        error_hint(e, "it is the second line of minisign.pub, and begins with RW");
        return false;
    }
    memcpy(id, line + 2, ID);
    memcpy(public_key, line + 2 + ID, ED25519_PUBLIC);
    return true;
}

/* --- signing --- */

/* TAB is allowed: minisign puts it between the parts of its own comment. */
static bool is_comment(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return s.len + strlen(trusted_prefix) < COMMENT_LONGEST && utf8_valid(s);
}

/* What the global signature covers. */
static bool global_message(const uint8_t signature[ED25519_SIGNATURE], struct span comment,
                           struct text *out, struct error *e)
{
    return text_add(out, bytes_of(signature, ED25519_SIGNATURE), e) &&
           text_add(out, comment, e);
}

static bool sign_global(const struct minisign_key *key,
                        const uint8_t signature[ED25519_SIGNATURE], struct span comment,
                        uint8_t global[ED25519_SIGNATURE], struct error *e)
{
    struct text message = {0};
    bool ok = global_message(signature, comment, &message, e) &&
              ed25519_sign(key->secret, text_span(&message), global, e);
    text_free(&message);
    return ok;
}

bool minisign_sign_file(const struct minisign_key *key, const char *path,
                        const char *trusted_comment, struct text *out, struct error *e)
{
    struct span comment = span_of(trusted_comment);
    if (!is_comment(comment)) {
        return fail(e, ERROR_USAGE, "minisign.comment",
                    "a trusted comment is one line of text");
    }
    uint8_t hash[HASH], line[SIGNATURE_LINE] = "ED", global[ED25519_SIGNATURE];
    memcpy(line + 2, key->id, ID);
    uint8_t *signature = line + 2 + ID;
    return crypto_blake2b512_file(path, hash, e) &&
           ed25519_sign(key->secret, bytes_of(hash, sizeof hash), signature, e) &&
           sign_global(key, signature, comment, global, e) &&
           text_addf(out, e, "%ssignature from key %" PRIX64 "\n", untrusted_prefix,
                     number_of(key->id)) &&
           text_add_base64(out, line, sizeof line, e) &&
           text_addf(out, e, "\n%s", trusted_prefix) && text_add(out, comment, e) &&
           text_addc(out, '\n', e) && text_add_base64(out, global, sizeof global, e) &&
           text_addc(out, '\n', e);
}

/* --- verifying --- */

struct signature {
    uint8_t line[SIGNATURE_LINE];
    struct span comment;
    uint8_t global[ED25519_SIGNATURE];
};

static bool malformed(struct error *e)
{
    return fail(e, ERROR_VERIFY, "minisign.format", "this is not a minisign signature");
}

static bool read_signature(struct span text, struct signature *out, struct error *e)
{
    struct span untrusted, line, global;
    if (!span_cut(&text, '\n', &untrusted) || !span_starts(untrusted, untrusted_prefix) ||
        !span_cut(&text, '\n', &line) || !decode_exactly(line, out->line, sizeof out->line) ||
        !span_cut(&text, '\n', &out->comment) || !span_starts(out->comment, trusted_prefix) ||
        !span_cut(&text, '\n', &global) ||
        !decode_exactly(global, out->global, sizeof out->global) || text.len != 0) {
        return malformed(e);
    }
    out->comment.at += strlen(trusted_prefix);
    out->comment.len -= strlen(trusted_prefix);
    return is_comment(out->comment) || malformed(e);
}

static bool check_global(const uint8_t public_key[ED25519_PUBLIC], const struct signature *s,
                         struct error *e)
{
    struct text message = {0};
    bool ok = global_message(s->line + 2 + ID, s->comment, &message, e);
    if (ok && !ed25519_verify(public_key, text_span(&message), s->global)) {
        ok = fail(e, ERROR_VERIFY, "minisign.comment", "the trusted comment was altered");
    }
    text_free(&message);
    return ok;
}

bool minisign_verify_file(const uint8_t id[MINISIGN_ID], const uint8_t public_key[ED25519_PUBLIC],
                          const char *path, struct span signature, struct error *e)
{
    struct signature s;
    uint8_t hash[HASH];
    if (!read_signature(signature, &s, e)) {
        return false;
    }
    if (memcmp(s.line, "ED", 2) != 0) {
        return fail(e, ERROR_VERIFY, "minisign.algorithm", "the signature is not pre-hashed");
    }
    if (memcmp(s.line + 2, id, ID) != 0) {
        return fail(e, ERROR_VERIFY, "minisign.key", "the signature is by another key");
    }
    if (!crypto_blake2b512_file(path, hash, e)) {
        return false;
    }
    if (!ed25519_verify(public_key, bytes_of(hash, sizeof hash), s.line + 2 + ID)) {
        return fail(e, ERROR_VERIFY, "minisign.signature",
                    "the file or its signature was altered");
    }
    return check_global(public_key, &s, e);
}
