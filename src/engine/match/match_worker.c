#include "engine/match/match_worker.h"

#include "base/memory.h"

bool worker_new(struct worker **out, const struct registry *registry, const struct model *model,
                const uint8_t key[32], bool joint, struct error *e)
{
    struct worker *w = memory_new(1, sizeof *w, e);
    if (w == NULL) {
        return false;
    }
    w->memory = memory_new(1, sizeof *w->memory, e);
    if (w->memory == NULL || !seen_new(&w->seen, e) ||
        !registry_tagger_new(&w->tagger, key, e)) {
        worker_free(w);
        return false;
    }
    w->joint = joint;
    w->comparer = (struct comparer){.registry = registry, .model = model, .memory = w->memory};
    *out = w;
    return true;
}

void worker_free(struct worker *w)
{
    if (w != NULL) {
        registry_tagger_free(w->tagger);
        seen_free(w->seen);
        memory_free(w->memory);
        memory_wipe(w, sizeof *w);
        memory_free(w);
    }
}

/* Somebody is to be compared with this request. */
static bool is_asked(const struct worker *w, unsigned i)
{
    return w->all || w->candidates[i].count > 0 || w->own[i].count > 0;
}

bool worker_gather(struct worker *w, const struct asked *asked, unsigned count, bool blocking,
                   struct error *e)
{
    const struct registry *r = w->comparer.registry;
    for (unsigned i = 0; i < count; i++) {
        if (!subject_begin(asked[i].person, w->tagger, &w->subject[i], e)) {
            return false;
        }
        uint64_t identifier = w->subject[i].identifier;
        block_prepare(r, asked[i].person, w->joint ? identifier : 0, &w->probes[i]);
        registry_prefetch(r, REGISTRY_KEY_IDENTIFIER, identifier);
    }
    for (unsigned i = 0; i < count; i++) {
        block_approach(r, &w->probes[i]);
        registry_prefetch_block(r, REGISTRY_KEY_IDENTIFIER, w->subject[i].identifier);
    }
    for (unsigned i = 0; i < count; i++) {
        if (blocking) {
            block_gather(r, &w->probes[i], asked[i].but, w->seen, &w->tally, &w->candidates[i]);
        } else {
            block_everybody(r, asked[i].but, &w->candidates[i]);
        }
        w->own[i] = registry_block(r, REGISTRY_KEY_IDENTIFIER, w->subject[i].identifier);
        if (is_asked(w, i)) {
            subject_approach(&w->comparer, &w->subject[i]);
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (is_asked(w, i)) {
            subject_finish(&w->comparer, &w->subject[i]);
        }
    }
    return true;
}
