/* Arbitrary text as an age recipient and as an age identity (Bech32): what parses is the text
 * that would be written for it. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/release/release.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct age_identity identity;
    struct error e = {0};
    uint8_t recipient[X25519_SIZE];
    char back[AGE_IDENTITY_TEXT];
    if (age_parse_identity(text, &identity, &e)) {
        bool ok = age_identity_text(&identity, back, &e);
        assert(ok && span_is(text, back));
    } else {
        assert(e.category == ERROR_INPUT);
    }
    if (age_parse_recipient(text, recipient, &e)) {
        assert(size == 62);
    }
    return 0;
}
