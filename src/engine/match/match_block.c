/* Blocking: a person is a candidate when it shares a key with the request.
 *
 * Each key has a limit; a block above it says little (SMITH in a large ZIP) and
 * costs much, so it is skipped. When every block that is not empty was skipped,
 * the least of them is read after all, up to a limit of its own.
 *
 * Candidates come in the order of keys and blocks, which the generation fixes. */
#include "engine/match/match_block.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "record/linkage.h"

static const uint32_t limit[REGISTRY_KEYS] = {
    [REGISTRY_KEY_IDENTIFIER] = 64,
    [REGISTRY_KEY_SOUND_HOUSE_LOCALITY] = 64,
    [REGISTRY_KEY_HOUSE_STREET_LOCALITY] = 256,
    [REGISTRY_KEY_NAME] = 16,
    [REGISTRY_KEY_SOUND_BIRTH] = 64,
    [REGISTRY_KEY_GIVEN_BIRTH] = 24,
    [REGISTRY_KEY_SOUND_CITY_INITIAL] = 64,
    [REGISTRY_KEY_SURNAME_LOCALITY_INITIAL] = 256,
    [REGISTRY_KEY_NAME_YEAR] = 256,
    [REGISTRY_KEY_SOUNDS] = 256,
    [REGISTRY_KEY_SOUND_INITIAL_YEAR] = 256,
    [REGISTRY_KEY_BIRTH_HOUSE] = 128,
    [REGISTRY_KEY_BIRTH_LOCALITY] = 128,
    [REGISTRY_KEY_BIRTH_PLACE] = 128,
    [REGISTRY_KEY_BIRTH_NOTE] = 128,
    [REGISTRY_KEY_NOTE_SOUND] = 128,
    [REGISTRY_KEY_NOTE_GIVEN] = 128,
    [REGISTRY_KEY_PLACE_SURNAME_INITIAL] = 128,
    [REGISTRY_KEY_PLACE_GIVEN_YEAR] = 128,
    [REGISTRY_KEY_HOUSE_STREET] = 128,
    [REGISTRY_KEY_STREET_GIVEN] = 128,
    [REGISTRY_KEY_SURNAME] = 128,
    [REGISTRY_KEY_SOUND_PLACE] = 128,
    [REGISTRY_KEY_BIRTH] = 128,
    [REGISTRY_KEY_NOTE] = 128,
    [REGISTRY_KEY_HOUSE_NOTE] = 128,
    [REGISTRY_KEY_HOUSE_SOUND] = 128,
    [REGISTRY_KEY_HOUSE_GIVEN] = 128,
    [REGISTRY_KEY_STREET_SOUND] = 128,
    [REGISTRY_KEY_PLACE_GIVEN] = 128,
    [REGISTRY_KEY_SOUND_YEAR] = 128,
    [REGISTRY_KEY_PLACE_YEAR] = 128,
    [REGISTRY_KEY_GIVEN_YEAR] = 128,
    [REGISTRY_KEY_PHONE] = 64,
    [REGISTRY_KEY_EMAIL] = 64,
};

/* The keys of scratch generations alone are coarse: they find what small, poor files
 * have in common, and in large ones they would bring little but work. Their limits
 * shrink so that they bring no more pairs than in a file of COARSE persons. */
enum { COARSE = 50000, COARSE_LEAST = 4 };

uint32_t block_limit(enum registry_key key, uint32_t persons)
{
    uint32_t most = limit[key];
    if (key < REGISTRY_CUSTODY_KEYS || persons <= COARSE) {
        return most;
    }
    uint32_t shrunk = (uint32_t)((uint64_t)most * COARSE / persons);
    return shrunk < COARSE_LEAST ? COARSE_LEAST : shrunk;
}

/* Keys that are tried with other names as well: exchanged, or by another part. */
static const enum registry_key by_name[BLOCK_BY_NAME] = {
    REGISTRY_KEY_NAME,   REGISTRY_KEY_SOUND_BIRTH, REGISTRY_KEY_SOUND_CITY_INITIAL,
    REGISTRY_KEY_SOUNDS, REGISTRY_KEY_SURNAME,
};

/* --- the set --- */

enum { SEEN_SLOTS = 4 * BLOCK_CANDIDATES };

struct seen {
    uint32_t round; /* a slot is taken when it bears this round */
    struct {
        uint32_t round, person;
    } slot[SEEN_SLOTS];
};

bool seen_new(struct seen **out, struct error *e)
{
    *out = memory_new(1, sizeof **out, e);
    return *out != NULL;
}

void seen_free(struct seen *s)
{
    memory_free(s);
}

static void seen_clear(struct seen *s)
{
    if (++s->round == 0) {
        memset(s, 0, sizeof *s);
        s->round = 1;
    }
}

/* False when the person is in the set already. */
static bool seen_add(struct seen *s, uint32_t person)
{
    size_t i = hash_word(person) % SEEN_SLOTS;
    for (; s->slot[i].round == s->round; i = (i + 1) % SEEN_SLOTS) {
        if (s->slot[i].person == person) {
            return false;
        }
    }
    s->slot[i].round = s->round;
    s->slot[i].person = person;
    return true;
}

/* --- probes --- */

static void add_probe(const struct registry *r, unsigned key, uint64_t value,
                      struct probes *out)
{
    if (value != 0) {
        out->at[out->count++] = (struct probe){value, (enum registry_key)key};
        registry_prefetch(r, (enum registry_key)key, value);
    }
}

void block_prepare(const struct registry *r, const struct person *p, uint64_t identifier,
                   struct probes *out)
{
    uint64_t value[REGISTRY_VARIANTS][REGISTRY_KEYS];
    unsigned keys = registry_key_count(r), variants = registry_variants(p, keys, value);
    out->count = 0;
    add_probe(r, REGISTRY_KEY_IDENTIFIER, identifier, out);
    for (unsigned k = REGISTRY_KEY_IDENTIFIER + 1; k < keys; k++) {
        add_probe(r, k, value[0][k], out);
    }
    for (unsigned v = 1; v < variants; v++) {
        for (unsigned i = 0; i < BLOCK_BY_NAME && by_name[i] < keys; i++) {
            if (value[v][by_name[i]] != value[0][by_name[i]]) {
                add_probe(r, by_name[i], value[v][by_name[i]], out);
            }
        }
    }
}

void block_approach(const struct registry *r, const struct probes *probes)
{
    for (unsigned i = 0; i < probes->count; i++) {
        registry_prefetch_block(r, probes->at[i].key, probes->at[i].value);
    }
}

static void take_block(const struct registry *r, struct registry_block block, uint32_t but,
                       struct seen *seen, struct candidates *out)
{
    for (uint32_t i = 0; i < block.count && out->count < BLOCK_CANDIDATES; i++) {
        uint32_t person = registry_member(r, block, i);
        if (person != but && person != PERSON_NOBODY && seen_add(seen, person)) {
            out->person[out->count++] = person;
            registry_prefetch_row(r, person);
        }
    }
}

void block_everybody(const struct registry *r, uint32_t but, struct candidates *out)
{
    out->count = out->oversized = 0;
    for (uint32_t i = 0; i < registry_persons(r) && out->count < BLOCK_CANDIDATES; i++) {
        if (i != but && !registry_gone(r, i)) {
            out->person[out->count++] = i;
        }
    }
}

void block_gather(const struct registry *r, const struct probes *probes, uint32_t but,
                  struct seen *seen, struct key_tally *tally, struct candidates *out)
{
    struct registry_block least = {.count = UINT32_MAX};
    enum registry_key least_key = REGISTRY_KEY_IDENTIFIER;
    uint64_t asked = 0; /* keys; with names exchanged a key is asked again */
    seen_clear(seen);
    out->count = out->oversized = 0;
    for (unsigned i = 0; i < probes->count; i++) {
        enum registry_key key = probes->at[i].key;
        struct registry_block block = registry_block(r, key, probes->at[i].value);
        if (block.count == 0) {
            continue;
        }
        tally->key[key].requests += (asked >> key & 1) == 0;
        asked |= UINT64_C(1) << key;
        tally->key[key].pairs += block.count;
        if (block.count <= block_limit(key, registry_persons(r))) {
            uint32_t before = out->count;
            take_block(r, block, but, seen, out);
            tally->key[key].fresh += out->count - before;
        } else {
            tally->key[key].oversized++;
            out->oversized++;
            least_key = block.count < least.count ? key : least_key;
            least = block.count < least.count ? block : least;
        }
    }
    if (out->count == 0 && least.count <= BLOCK_FALLBACK) {
        take_block(r, least, but, seen, out);
        tally->key[least_key].fresh += out->count;
    }
    tally->requests++;
    tally->compared += out->count;
}

void block_identifier(const struct registry *r, uint64_t identifier, struct candidates *out)
{
    struct registry_block block = registry_block(r, REGISTRY_KEY_IDENTIFIER, identifier);
    out->count = 0;
    out->oversized = block.count > limit[REGISTRY_KEY_IDENTIFIER];
    uint32_t count = out->oversized != 0 ? limit[REGISTRY_KEY_IDENTIFIER] : block.count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t person = registry_member(r, block, i);
        struct registry_row row;
        if (person == PERSON_NOBODY) {
            continue;
        }
        registry_row(r, person, &row);
        if (row.identifier == identifier) {
            out->person[out->count++] = person;
        }
    }
}

void key_tally_add(struct key_tally *to, const struct key_tally *from)
{
    to->requests += from->requests;
    to->compared += from->compared;
    for (unsigned k = 0; k < REGISTRY_KEYS; k++) {
        to->key[k].requests += from->key[k].requests;
        to->key[k].pairs += from->key[k].pairs;
        to->key[k].fresh += from->key[k].fresh;
        to->key[k].oversized += from->key[k].oversized;
    }
}
