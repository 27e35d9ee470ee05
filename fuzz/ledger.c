/*
 * Arbitrary bytes as a verifier key, as a signed note, as one that a witness signed and as a checkpoint. What is accepted must be
 * what we would write ourselves; what is refused must say so.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "engine/ledger/ledger.h"

/* A key that was taken gives the same line again, but for the case of its hash. */
static void vkey(struct span input)
{
    struct error e = {0};
    char name[256];
    uint8_t public_key[ED25519_PUBLIC];
    struct text again = {0};
    if (!note_parse_vkey(input, name, sizeof name, public_key, &e)) {
        assert(e.category != ERROR_NONE);
        return;
    }
    bool ok = note_vkey(&again, name, public_key, &e);
    assert(ok && span_equal_nocase(text_span(&again), input));
    text_free(&again);
}

static void checkpoint(struct span input)
{
    struct error e = {0};
    struct checkpoint c;
    struct text again = {0};
    if (!checkpoint_parse(input, &c, &e)) {
        assert(e.category == ERROR_VERIFY);
        return;
    }
    bool ok = checkpoint_format(&again, &c, &e);
    assert(ok && again.len <= input.len && memcmp(again.at, input.at, again.len) == 0);
    text_free(&again);
}

/* Nobody forges a signature; the secret is all zeros and the seeds hold notes signed with it. */
static void note(struct span input)
{
    static const uint8_t secret[ED25519_SECRET];
    static const char name[] = "proviso.example/fuzz";
    struct error e = {0};
    uint8_t public_key[ED25519_PUBLIC];
    struct text again = {0};
    struct span body;
    bool ok = ed25519_public(secret, public_key, &e);
    assert(ok);
    if (!note_open(input, name, public_key, &body, &e)) {
        assert(e.category == ERROR_VERIFY);
        return;
    }
    assert(body.at == input.at && body.len < input.len);
    ok = note_sign(&again, body, name, secret, &e);
    assert(ok && again.len <= input.len); /* others may have signed too */
    text_free(&again);
    checkpoint(body);
}

/* Nor a cosignature; a seed holds one that the same secret made under another name. */
static void cosigned(struct span input)
{
    static const uint8_t secret[ED25519_SECRET];
    struct witness w = {.name = "proviso.example/witness"};
    struct error e = {0};
    struct text again = {0};
    struct span line, found;
    uint64_t at, then;
    bool ok = ed25519_public(secret, w.public_key, &e);
    assert(ok);
    if (!witness_signed(input, &w, &line, &at, &e)) {
        assert(e.category == ERROR_VERIFY);
        return;
    }
    if (line.len > 0) { /* put where it was, it is found again */
        ok = witness_add(&again, input, &w, line, &e) && witness_signed(text_span(&again), &w, &found, &then, &e);
        assert(ok && span_equal(line, found) && at == then && again.len <= input.len);
    }
    text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    vkey(input);
    checkpoint(input);
    note(input);
    cosigned(input);
    struct witness w;
    struct error e;
    (void)!witness_parse(input, &w, &e);
    return 0;
}
