/* Arbitrary bytes as an age file, opened with a fixed identity: what fails must fail as
 * ERROR_VERIFY, what comes out is never longer than the file, and a second try gives the same.
 * A scrypt stanza is never tried (there is no passphrase), so that time stays bounded.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/release/release.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct age_identity identity = {.secret = {1, 2, 3, 4, 5, 6, 7, 8}};
    struct span file = {(const char *)data, size};
    struct text plain = {0}, again = {0};
    struct error e = {0};
    bool ok = age_decrypt(file, &identity, 1, (struct span){0}, &plain, &e);
    assert(ok || e.category == ERROR_VERIFY);
    assert(plain.len <= size);
    assert(age_decrypt(file, &identity, 1, (struct span){0}, &again, &e) == ok);
    assert(span_equal(text_span(&plain), text_span(&again)));
    text_free(&plain);
    text_free(&again);
    return 0;
}
