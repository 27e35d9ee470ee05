/*
 * Arbitrary bytes as a proof file. What is taken is given back byte for byte, and proves nothing but the entry that it
 * was made for; what is refused must say so.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "engine/ledger/ledger.h"

/* The seeds hold proofs of the entry "fuzz" in a log whose secret is all zeros. */
static void verify(const struct proof_file *p)
{
    static const uint8_t secret[ED25519_SECRET];
    struct error e = {0};
    uint8_t public_key[ED25519_PUBLIC];
    struct text vkey = {0};
    struct checkpoint c;
    bool ok = ed25519_public(secret, public_key, &e) &&
              note_vkey(&vkey, "proviso.example/fuzz", public_key, &e);
    assert(ok);
    if (proof_verify(p, text_span(&vkey), SPAN_LITERAL("fuzz"), &c, &e)) {
        assert(p->index < c.size);
        assert(!proof_verify(p, text_span(&vkey), SPAN_LITERAL("fuzzy"), &c, &e));
    } else {
        assert(e.category == ERROR_VERIFY);
    }
    text_free(&vkey);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    struct error e = {0};
    struct proof_file p;
    struct text again = {0};
    if (!proof_parse(input, &p, &e)) {
        assert(e.category == ERROR_VERIFY);
        return 0;
    }
    bool ok = proof_format(&again, &p, &e);
    assert(ok && span_equal(text_span(&again), input));
    text_free(&again);
    verify(&p);
    return 0;
}
