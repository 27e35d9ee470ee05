/* Keyed hashes of identifiers. Nine digits alone are guessed in seconds; without
 * the key, which never lies with the registry, their hashes say nothing. */
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "engine/registry/registry.h"
#include "record/person.h"

/* "scratch": public on purpose, see registry.h. */
const uint8_t registry_scratch_key[32] = {'s', 'c', 'r', 'a', 't', 'c', 'h'};

struct registry_tagger {
    struct hmac *hmac;
};

bool registry_tagger_new(struct registry_tagger **out, const uint8_t key[32], struct error *e)
{
    struct registry_tagger *t = memory_new(1, sizeof *t, e);
    if (t == NULL) {
        return false;
    }
    if (!hmac_new(&t->hmac, (struct span){(const char *)key, 32}, e)) {
        memory_free(t);
        return false;
    }
    *out = t;
    return true;
}

void registry_tagger_free(struct registry_tagger *t)
{
    if (t != NULL) {
        hmac_free(t->hmac);
        memory_free(t);
    }
}

/* The decimal digits of n, zeros in front, in the last `width` bytes before `end`. */
static void digits(char *end, uint32_t n, unsigned width)
{
    for (; width > 0; width--, n /= 10) {
        *--end = (char)('0' + n % 10);
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
        *out = *out == 0 ? 1 : *out;
    }
    memory_wipe(text, sizeof text);
    return ok;
}

bool registry_tag_last4(struct registry_tagger *t, uint32_t last4, uint32_t *out,
                        struct error *e)
{
    char text[10] = "last4:";
    struct sha256 mac;
    digits(text + sizeof text, last4, 4);
    bool ok = hmac_of(t->hmac, (struct span){text, sizeof text}, &mac, e);
    if (ok) {
        memcpy(out, mac.at, sizeof *out);
        *out = *out == 0 ? 1 : *out;
    }
    memory_wipe(text, sizeof text);
    return ok;
}
