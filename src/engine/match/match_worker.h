/* match_worker.h: the memory that one thread matches with. */
#ifndef ENGINE_MATCH_MATCH_WORKER_H
#define ENGINE_MATCH_MATCH_WORKER_H

#include "engine/match/match_block.h"
#include "engine/match/match_compare.h"

/* Requests that go through the stages together, so that fetches overlap. */
enum { WORKER_GROUP = 16 };

struct worker {
    struct comparer comparer;
    struct pair_memory *memory;
    struct seen *seen;
    struct registry_tagger *tagger;
    struct subject subject[WORKER_GROUP];
    struct probes probes[WORKER_GROUP];
    struct candidates candidates[WORKER_GROUP];
};

must worker_new(struct worker **out, const struct registry *registry, const struct model *model,
                const uint8_t key[32], struct error *e);
void worker_free(struct worker *w);

#endif
