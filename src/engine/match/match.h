/* match.h: a request in standard form to the person it is about, on both
 * historical paths: identifier + name, and name + address. Separately, whether
 * the address supplied corresponds to that person's record.
 *
 * Fellegi-Sunter match weights over comparison levels (Fellegi and Sunter,
 * JASA 64, 1969), integers in hundredths of a bit. Best and runner-up are kept;
 * candidates that cannot be told apart are `many`, never the first of them.
 * Byte-identical for any number of threads (I6).
 */
#ifndef ENGINE_MATCH_MATCH_H
#define ENGINE_MATCH_MATCH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "engine/registry/registry.h"
#include "engine/standard/standard.h"
#include "record/linkage.h"
#include "record/model.h"

struct matcher;

struct match_options {
    uint8_t key[32]; /* the custody's identifier key */
    struct span model; /* the text of a model file; empty: the built-in one */
    int32_t accept;  /* weight from which a candidate counts as found; 0: the default */
    int32_t margin;  /* weight by which the best must lead the second; 0: the default */
    uint32_t false_matches; /* accept and margin from a bound on false matches instead,
                             * in parts per billion; 0: none */
    uint32_t part, parts;   /* only the part-th of so many parts of the registry is
                             * compared (0 of 0: all of it): see match_join */
};

must matcher_new(struct matcher **out, const struct registry *registry,
                 const struct match_options *options, struct error *e);
void matcher_free(struct matcher *m);

/* SHA-256 of the model (weights, thresholds); goes into each plan. */
void matcher_hash(const struct matcher *m, uint8_t out[32]);

/* One linkage for each admitted request, out[admitted_count]. Thread-safe: each
 * thread calls it with its own slice. */
must match_batch(struct matcher *m, const struct admitted *requests, struct linkage *out,
                 struct error *e);

/* Joins what the parts of the registry gave for each request (parts[p][i], p below the
 * matcher's own options.parts, in their order) to what the whole gives: the same, to the
 * byte. ERROR_FAILED "match.parts" where they are not of one run. */
must match_join(const struct matcher *m, const struct admitted *requests,
                const struct linkage *const *parts, unsigned count, struct linkage *out,
                struct error *e);

/* What the comparison with one person says, line by line, as an integer waterfall
 * that sums exactly to the weight; and the same as a readable text. Names of
 * comparisons and levels only, no values. */
enum { MATCH_STEPS = 20 };

struct match_step {
    const char *comparison; /* "surname" */
    const char *level;      /* "same", "similar", "different", "missing" */
    int32_t weight;         /* hundredths of a bit */
};

struct match_explanation {
    int32_t total;
    unsigned count;
    struct match_step step[MATCH_STEPS];
};

must match_explain(const struct matcher *m, const struct admitted *requests, size_t i,
                   uint32_t person, struct match_explanation *out, struct error *e);

/* The same for the path by identifier and name (match_explain is that by name and
 * address). */
must match_explain_identifier(const struct matcher *m, const struct admitted *requests,
                              size_t i, uint32_t person, struct match_explanation *out,
                              struct error *e);

/* The candidates of a request by name and address, the heaviest first, at most `most`:
 * what a person looks at who reviews it. *found: how many there are. */
struct match_candidate {
    uint32_t person;
    int32_t weight; /* by name and address */
};

must match_candidates(struct matcher *m, const struct admitted *requests, size_t i,
                      struct match_candidate *out, size_t most, size_t *found,
                      struct error *e);

/* For releases that were made before Proviso: how the address of an admitted
 * request stands to the record of a person who is known by person_id. */
enum correspondence_level match_correspondence(const struct matcher *m,
                                               const struct admitted *requests, size_t i,
                                               uint32_t person);

/* --- proviso link: any two files, on a throw-away index --- */

struct link_options {
    bool dedupe;        /* one file against itself: pairs a < b */
    int32_t pairs_from; /* with a pair sink: every pair of this weight or more */
    unsigned threads;   /* 0: one a core */
    int32_t accept, margin; /* 0: defaults */
    struct span model;      /* the text of a model file; empty: learnt from the two files */
    uint32_t false_matches; /* as in match_options */
    /* Where the truth is known: 1 when the person is the right one for the request, or
     * (PERSON_NOBODY) when it has nobody; else 0. NULL: not known. */
    int (*truth)(void *ctx, uint64_t request, uint32_t person);
    void *truth_ctx;
};

struct link_result {
    uint64_t request;   /* index in `requests` */
    struct link_path path;
};

/* requests against the persons of a scratch generation (ERROR_USAGE for a
 * custody's: I1). Calls `each` in the order of the requests with the one joint path
 * over all fields; and `pair`, where given, for each candidate pair of enough weight,
 * ordered by request and person. The two come block by block (some thousand requests):
 * each of a block, then its pairs. With dedupe the requests are the persons of the
 * generation, in its order; nobody is a candidate for itself. Either may be NULL.
 * Without a model, one is learnt from a sample of the requests first; the default of
 * accept is where the odds are even, given the share of requests that have their
 * person in the file. report, where given: the model, what each key brought, outcomes,
 * thresholds (expected, or counted where there is a truth). */
must match_link(const struct registry *scratch, const struct person *requests, size_t count,
                const struct link_options *options,
                must (*each)(void *ctx, const struct link_result *one, struct error *e),
                must (*pair)(void *ctx, uint64_t request, uint32_t person, int32_t weight,
                             struct error *e),
                void *ctx, struct model_report *report, struct error *e);

/* Learns a model from two files: the text of a model file. */
must match_learn(const struct registry *scratch, const struct person *requests, size_t count,
                 const struct link_options *options, struct text *model, struct error *e);

/* What a model file says by itself (without keys, outcomes or thresholds). */
must match_show(struct span model, struct model_report *out, struct error *e);

/* The waterfalls of the best candidates of one request, the heaviest first: at most
 * `most` of them; *found how many there are. */
must match_link_explain(const struct registry *scratch, const struct person *requests,
                        size_t count, uint64_t request, const struct link_options *options,
                        struct waterfall *out, uint32_t *persons, size_t most, size_t *found,
                        struct error *e);

#endif
