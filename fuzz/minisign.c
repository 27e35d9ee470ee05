/* Arbitrary text as the .minisig of a fixed file (/dev/null: the empty one) under a fixed key:
 * nothing but a signature by that key may verify. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/release/release.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct minisign_key key = {.id = "fuzzkey", .secret = {1, 2, 3, 4, 5, 6, 7, 8}};
    struct error e = {0};
    if (key.public_key[0] == 0) {
        bool made = ed25519_public(key.secret, key.public_key, &e);
        assert(made);
    }
    bool ok = minisign_verify_file(key.id, key.public_key, "/dev/null",
                                   (struct span){(const char *)data, size}, &e);
    assert(ok || e.category == ERROR_VERIFY);
    return 0;
}
