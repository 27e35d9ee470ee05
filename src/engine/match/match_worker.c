#include "engine/match/match_worker.h"

#include "base/memory.h"

bool worker_new(struct worker **out, const struct registry *registry, const struct model *model,
                const uint8_t key[32], struct error *e)
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
