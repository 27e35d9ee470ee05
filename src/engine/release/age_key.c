/* X25519 identities and their text: age-encryption.org/v1, "The X25519 recipient type".
 *
 * 1. A recipient that was parsed is usable: a low-order point, to which nothing can be
 *    encrypted, is refused when it is entered and not on the day of the release.
 * 2. Every text that parses is the one that age itself would write.
 */
#include "bech32.h"
#include "release.h"

#include "base/memory.h"

static const char recipient_hrp[] = "age";
static const char identity_hrp[] = "AGE-SECRET-KEY-";

bool age_generate(struct age_identity *out, struct error *e)
{
    return crypto_random(out->secret, sizeof out->secret, e);
}

bool age_recipient_text(const struct age_identity *identity, char out[AGE_RECIPIENT_TEXT],
                        struct error *e)
{
    uint8_t public_key[X25519_SIZE];
    return x25519_public(identity->secret, public_key, e) &&
           (bech32_encode(recipient_hrp, public_key, sizeof public_key, out,
                          AGE_RECIPIENT_TEXT) ||
            fail(e, ERROR_FAILED, "age.recipient", "a recipient could not be written"));
}

bool age_identity_text(const struct age_identity *identity, char out[AGE_IDENTITY_TEXT],
                       struct error *e)
{
    if (!bech32_encode("age-secret-key-", identity->secret, sizeof identity->secret, out,
                       AGE_IDENTITY_TEXT)) {
        return fail(e, ERROR_FAILED, "age.identity", "an identity could not be written");
    }
    for (char *p = out; *p != '\0'; p++) {
        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - ('a' - 'A')) : *p;
    }
    return true;
}

/* Every clamped scalar takes a low-order point to zero (RFC 7748 section 6.1), so any one
 * tells. */
static bool check_order(const uint8_t point[X25519_SIZE], struct error *e)
{
    static const uint8_t scalar[X25519_SIZE] = {1};
    uint8_t shared[X25519_SIZE];
    if (x25519_shared(scalar, point, shared, e)) {
        return true;
    }
    return e->category != ERROR_VERIFY ? false
                                       : fail(e, ERROR_INPUT, "age.recipient",
                                              "this age recipient is a low-order point");
}

bool age_parse_recipient(struct span text, uint8_t out[X25519_SIZE], struct error *e)
{
    uint8_t point[X25519_SIZE];
    if (!bech32_decode(text, recipient_hrp, point, sizeof point)) {
        (void)!fail(e, ERROR_INPUT, "age.recipient", "this is not an age recipient");
        error_hint(e, "a recipient is a line of 62 characters that begins with age1");
        return false;
    }
    if (!check_order(point, e)) {
        return false;
    }
    memcpy(out, point, sizeof point);
    return true;
}

bool age_parse_identity(struct span text, struct age_identity *out, struct error *e)
{
    if (!bech32_decode(text, identity_hrp, out->secret, sizeof out->secret)) {
        (void)!fail(e, ERROR_INPUT, "age.identity", "this is not an age identity");
        error_hint(e,
                   "an identity is a line of 74 characters that begins with AGE-SECRET-KEY-1");
        return false;
    }
    return true;
}
