/* model.h: a Fellegi-Sunter model as trained, and what is shown of it and of a
 * run with it: for charts and tables. Counts and names of comparisons only, no
 * value of any person (I7).
 *
 * Probabilities are parts per billion, weights hundredths of a bit, so that
 * every sum is exact.
 */
#ifndef RECORD_MODEL_H
#define RECORD_MODEL_H

#include <stdint.h>

enum {
    MODEL_COMPARISONS = 24,
    MODEL_LEVELS = 12,
    MODEL_KEYS = 64,
    MODEL_TERMS = 16,
    MODEL_THRESHOLDS = 64,
    MODEL_DECOYS = 4,
    MODEL_CAUSES = 12,
    MODEL_NAME = 40,
    MODEL_ONE = 1000000000 /* a probability of one */
};

struct model_level {
    char name[MODEL_NAME]; /* "nickname" */
    uint32_t m, u;         /* of pairs that are one person, of pairs that are not */
    int32_t weight;        /* log2(m / u) */
};

/* The term-frequency chart: agreement on the text of this rank weighs so much. */
struct model_term {
    uint64_t rank; /* 1: the most frequent */
    uint64_t count;
    int32_t weight;
};

struct model_comparison {
    char name[MODEL_NAME]; /* "surname" */
    unsigned levels;
    struct model_level level[MODEL_LEVELS]; /* 0 is "missing", which weighs nothing */
    unsigned terms;        /* 0: weighed without regard to frequency */
    struct model_term term[MODEL_TERMS]; /* by rank */
};

/* How often a request is about somebody who is like a registered person without
 * being that person: a relative at the address, another person there, a namesake. */
struct model_decoy {
    char name[MODEL_NAME];
    uint32_t share; /* of all requests */
};

/* Candidates by blocking key, in the order in which the keys are read. */
struct model_key {
    char name[MODEL_NAME]; /* "surname + birth date" */
    uint64_t requests;     /* whose block is not empty */
    uint64_t pairs;        /* in their blocks */
    uint64_t fresh;        /* of these, not found by a key before: add up to all pairs */
    uint64_t oversized;    /* blocks that were skipped for their size */
    uint32_t limit;        /* the most that a block may hold */
};

/* What is to be expected when candidates count as found from this weight on. */
struct model_threshold {
    int32_t weight;
    uint64_t found;         /* requests whose best candidate weighs as much or more */
    uint64_t false_matches; /* of these, expected to be wrong, in thousandths of a request;
                             * by the model, or counted where there is a truth */
    uint64_t missed;        /* expected to be there and not found, in thousandths of a request */
    uint32_t precision, precision_low, precision_high; /* with 95 % intervals */
    uint32_t recall, recall_low, recall_high;
};

/* Requests that no threshold can link, by what they lack. */
struct model_cause {
    char name[MODEL_NAME]; /* "no candidate", "birth date missing" */
    uint64_t requests;
};

struct model_report {
    char hash[65]; /* of the model, hex; "" for none */
    uint64_t persons, requests;
    uint32_t share; /* of the requests that have their person in the registry, as learnt */
    unsigned rounds; /* of EM; 0: built in, not trained */
    int32_t accept, margin;
    uint32_t false_match_rate; /* the bound that was asked for; 0: none */
    uint64_t unique, many, none; /* add up to requests, or all 0 where nothing was linked */
    unsigned comparisons;
    struct model_comparison comparison[MODEL_COMPARISONS];
    unsigned decoys;
    struct model_decoy decoy[MODEL_DECOYS];
    unsigned keys;
    struct model_key key[MODEL_KEYS];
    unsigned thresholds; /* by rising weight */
    struct model_threshold threshold[MODEL_THRESHOLDS];
    unsigned causes; /* add up to the requests without any candidate above accept */
    struct model_cause cause[MODEL_CAUSES];
};

/* One pair: an integer waterfall that sums exactly. */
enum { WATERFALL_STEPS = 24 };

struct waterfall_step {
    char comparison[MODEL_NAME], level[MODEL_NAME];
    int32_t weight;
};

struct waterfall {
    char title[MODEL_NAME]; /* "request 17, candidate 1" */
    unsigned count;
    struct waterfall_step step[WATERFALL_STEPS];
    int32_t total; /* the sum of the steps */
};

#endif
