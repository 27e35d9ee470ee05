/* match_train.h: learns m, the shares of requests and look-alikes, and u where it
 * is no frequency, from requests and a registry without labels: expectation and
 * maximization (Dempster, Laird and Rubin, JRSS B 39, 1977; Winkler 1988).
 *
 * A request is about one of its candidates, or about somebody who is like one of
 * them, or about nobody there: these exclude each other, so that a block that
 * holds several people does not teach that they are all the same. In a file that
 * is linked with itself several may be the same, and each pair stands alone. */
#ifndef ENGINE_MATCH_MATCH_TRAIN_H
#define ENGINE_MATCH_MATCH_TRAIN_H

#include "engine/match/match_worker.h"

struct lessons {
    const struct registry *registry;
    const struct person *const *requests; /* or NULL, and: */
    const struct person *people;
    size_t count;
    const uint8_t *key;   /* of identifiers */
    uint32_t mask;        /* what is compared */
    bool dedupe;          /* the requests are the registry, in its order */
    bool blocking;
    unsigned threads;
};

/* Begins with what *lesson holds (lesson_built_in) and returns what the data say,
 * with that as a prior. The same for any number of threads. */
must train(const struct lessons *from, struct lesson *lesson, struct error *e);

#endif
