/* match_worker.h: what one thread matches with: requests in groups, which go
 * together through three stages (keys, blocks, comparisons), each of which starts
 * to fetch what the next will read. */
#ifndef ENGINE_MATCH_MATCH_WORKER_H
#define ENGINE_MATCH_MATCH_WORKER_H

#include "engine/match/match_block.h"
#include "engine/match/match_compare.h"

/* Requests that go through the stages together, so that fetches overlap. */
enum { WORKER_GROUP = 16 };

struct worker {
    struct worker *next; /* in a list of idle ones */
    struct comparer comparer;
    struct pair_memory *memory;
    struct seen *seen;
    struct registry_tagger *tagger;
    bool joint; /* the identifier is a key as well: for proviso link */
    bool all;   /* also who has no candidates is compared with somebody */
    struct key_tally tally;
    struct subject subject[WORKER_GROUP];
    struct probes probes[WORKER_GROUP];
    struct candidates candidates[WORKER_GROUP];
    struct registry_block own[WORKER_GROUP]; /* who has the identifier, or looks so */
};

must worker_new(struct worker **out, const struct registry *registry, const struct model *model,
                const uint8_t key[32], bool joint, struct error *e);
void worker_free(struct worker *w);

/* One request of a group. */
struct asked {
    const struct person *person;
    uint32_t but; /* who is no candidate, or PERSON_NOBODY */
};

/* Candidates and subjects of a group. Without blocking, everybody is a candidate. */
must worker_gather(struct worker *w, const struct asked *asked, unsigned count, bool blocking,
                   struct error *e);

#endif
