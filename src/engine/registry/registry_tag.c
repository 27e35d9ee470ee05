/* Keyed hashes of identifiers. Nine digits alone are guessed in seconds; without
 * the key, which never lies with the registry, their hashes say nothing. */
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "engine/registry/registry.h"
#include "record/person.h"

/* "scratch": public on purpose, see registry.h. */
const uint8_t registry_scratch_key[32] = {'s', 'c', 'r', 'a', 't', 'c', 'h'};

/* The last four digits are few enough that two of them with one hash would matter, so
 * theirs is a permutation: a balanced Feistel network (Luby and Rackoff 1988) on 14 bits,
 * whose round functions are tables of random bytes drawn from the key, walked until it
 * comes back into the 10,000 (Black and Rogaway 2002). Ten rounds, where four are
 * proven enough for few questions and seven for many. */
enum { HALF_BITS = 7, HALF = 1 << HALF_BITS, ROUNDS = 10, LAST4 = 10000 };

struct registry_tagger {
    struct hmac *hmac;
    uint8_t round[ROUNDS][HALF];
};

_Static_assert(HALF % SHA256_SIZE == 0, "a round's table is whole hashes");

/* The decimal digits of n, zeros in front, in the last `width` bytes before `end`. */
static void digits(char *end, uint32_t n, unsigned width)
{
    for (; width > 0; width--, n /= 10) {
        *--end = (char)('0' + n % 10);
    }
}

static bool fill_rounds(struct registry_tagger *t, struct error *e)
{
    char text[10] = "last4:";
    uint8_t *to = &t->round[0][0];
    for (uint32_t i = 0; i < sizeof t->round / SHA256_SIZE; i++) {
        struct sha256 mac;
        digits(text + sizeof text, i, 4);
        if (!hmac_of(t->hmac, (struct span){text, sizeof text}, &mac, e)) {
            return false;
        }
        memcpy(to + (size_t)i * SHA256_SIZE, mac.at, SHA256_SIZE);
    }
    return true;
}

bool registry_tagger_new(struct registry_tagger **out, const uint8_t key[32], struct error *e)
{
    struct registry_tagger *t = memory_new(1, sizeof *t, e);
    if (t == NULL) {
        return false;
    }
    if (!hmac_new(&t->hmac, (struct span){(const char *)key, 32}, e) || !fill_rounds(t, e)) {
        registry_tagger_free(t);
        return false;
    }
    *out = t;
    return true;
}

void registry_tagger_free(struct registry_tagger *t)
{
    if (t != NULL) {
        hmac_free(t->hmac);
        memory_wipe(t, sizeof *t);
        memory_free(t);
    }
}

bool registry_tag(struct registry_tagger *t, uint32_t identifier, uint64_t *out,
                  struct error *e)
{
    char text[9];
    struct sha256 mac;
    digits(text + sizeof text, identifier, 9);
    bool ok = hmac_of(t->hmac, (struct span){text, sizeof text}, &mac, e);
    if (ok) {
        memcpy(out, mac.at, sizeof *out);
        *out = *out << 24 == 0 ? UINT64_C(1) << 24 : *out << 24;
    }
    memory_wipe(text, sizeof text);
    return ok;
}

static uint32_t permuted(const struct registry_tagger *t, uint32_t x)
{
    uint32_t left = x >> HALF_BITS, right = x & (HALF - 1);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t next = left ^ (t->round[i][right] & (HALF - 1));
        left = right;
        right = next;
    }
    return left << HALF_BITS | right;
}

uint32_t registry_tag_last4(const struct registry_tagger *t, uint32_t last4)
{
    uint32_t x = permuted(t, last4);
    while (x >= LAST4) {
        x = permuted(t, x);
    }
    return x + 1;
}
