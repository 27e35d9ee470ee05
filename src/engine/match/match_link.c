/* proviso link: one joint path over all fields, on a throw-away generation.
 *
 * Requests are taken in blocks; the slices of a block are compared in parallel,
 * then handed to the caller in order. Memory is that of one block.
 *
 * Invariant (I1): a custody's generation is refused before anything is read. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/pool.h"
#include "engine/match/match.h"
#include "engine/match/match_rank.h"
#include "engine/match/match_report.h"
#include "engine/match/match_train.h"

enum {
    UNBLOCKED_PAIRS = 4000000, /* up to so many, everybody is compared with everybody */
};

enum { BLOCK = 8192, SLICE = 256, SLICES = BLOCK / SLICE, THREADS = 64 };

struct pair {
    uint64_t request;
    uint32_t person;
    int32_t weight;
};

struct pairs {
    struct pair *at;
    size_t len, cap;
};

struct run {
    const struct registry *registry;
    const struct person *requests;
    size_t first, count; /* the requests of the block */
    const struct link_options *options;
    bool want_pairs;
    bool unblocked;
    struct model model;
    unsigned threads;
    struct report_counts *counts; /* NULL: no report */
    struct worker *worker[THREADS];
    struct link_result result[BLOCK];
    struct pairs pairs[SLICES];
};

static bool keep_pair(struct run *run, size_t slice, uint64_t request, uint32_t person,
                      int32_t weight, struct error *e)
{
    struct pairs *p = &run->pairs[slice];
    if (!run->want_pairs || weight < run->options->pairs_from ||
        (run->options->dedupe && request > person)) {
        return true;
    }
    if (!memory_grow((void **)&p->at, &p->cap, p->len, sizeof *p->at, e)) {
        return false;
    }
    p->at[p->len++] = (struct pair){request, person, weight};
    return true;
}

static bool link_request(struct run *run, struct worker *w, size_t slice, size_t place,
                         unsigned at, struct error *e)
{
    const struct candidates *candidates = &w->candidates[at];
    uint64_t request = run->first + place;
    struct link_path *path = &run->result[place].path;
    run->result[place].request = request;
    rank_init(path);
    for (uint32_t i = 0; i < candidates->count; i++) {
        struct score score;
        compare(&w->comparer, &w->subject[at], candidates->person[i], COMPARE_ALL, &score);
        rank_add(path, candidates->person[i], score.total);
        if (!keep_pair(run, slice, request, candidates->person[i], score.total, e)) {
            return false;
        }
    }
    rank_decide(path, &run->model);
    return true;
}

static bool link_group(struct run *run, struct worker *w, size_t slice, size_t place,
                       unsigned count, struct error *e)
{
    struct asked asked[WORKER_GROUP] = {0};
    for (unsigned i = 0; i < count; i++) {
        size_t request = run->first + place + i;
        asked[i] = (struct asked){&run->requests[request],
                                  run->options->dedupe ? (uint32_t)request : PERSON_NOBODY};
    }
    if (!worker_gather(w, asked, count, !run->unblocked, e)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!link_request(run, w, slice, place + i, i, e)) {
            return false;
        }
    }
    return true;
}

static bool link_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct run *run = ctx;
    size_t end = (slice + 1) * SLICE < run->count ? (slice + 1) * SLICE : run->count;
    for (size_t at = slice * SLICE; at < end; at += WORKER_GROUP) {
        size_t left = end - at;
        unsigned count = left < WORKER_GROUP ? (unsigned)left : WORKER_GROUP;
        if (!link_group(run, run->worker[worker], slice, at, count, e)) {
            return false;
        }
    }
    return true;
}

/* --- handing on --- */

static int by_request(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->request != y->request) {
        return x->request < y->request ? -1 : 1;
    }
    return (x->person > y->person) - (x->person < y->person);
}

static void count_result(struct run *run, const struct link_result *one)
{
    const struct link_options *o = run->options;
    int right = -1;
    if (run->counts == NULL) {
        return;
    }
    if (o->truth != NULL) {
        right = o->truth(o->truth_ctx, one->request, one->path.best);
        run->counts->registered += !o->truth(o->truth_ctx, one->request, PERSON_NOBODY);
    }
    report_count(run->counts, &run->model, &run->requests[one->request], &one->path, right);
}

static bool hand_on(struct run *run,
                    bool (*each)(void *, const struct link_result *, struct error *),
                    bool (*pair)(void *, uint64_t, uint32_t, int32_t, struct error *),
                    void *ctx, struct error *e)
{
    for (size_t i = 0; i < run->count; i++) {
        count_result(run, &run->result[i]);
        if (each != NULL && !each(ctx, &run->result[i], e)) {
            return false;
        }
    }
    for (size_t slice = 0; pair != NULL && slice < SLICES; slice++) {
        struct pairs *p = &run->pairs[slice];
        if (p->len > 1) {
            qsort(p->at, p->len, sizeof *p->at, by_request);
        }
        for (size_t i = 0; i < p->len; i++) {
            if (!pair(ctx, p->at[i].request, p->at[i].person, p->at[i].weight, e)) {
                return false;
            }
        }
        p->len = 0;
    }
    return true;
}

/* --- the model --- */

/* What is given, else what the files themselves teach. */
static bool learn_lesson(const struct run *run, size_t count, struct lesson *out,
                         struct error *e)
{
    const struct link_options *o = run->options;
    struct lessons from = {.registry = run->registry,
                           .people = run->requests,
                           .count = count,
                           .key = registry_scratch_key,
                           .mask = COMPARE_ALL,
                           .dedupe = o->dedupe,
                           .blocking = !run->unblocked,
                           .threads = run->threads};
    lesson_built_in(out);
    return o->model.len != 0 ? lesson_read(o->model, out, e)
                             : count == 0 || train(&from, out, e);
}

/* Without a bound on false matches a candidate counts where the odds are even. */
static bool learn(struct run *run, size_t count, struct error *e)
{
    const struct link_options *o = run->options;
    struct lesson lesson;
    if (!learn_lesson(run, count, &lesson, e)) {
        return false;
    }
    model_make(&run->model, &lesson, run->registry, o->accept, o->margin);
    if (o->false_matches != 0) {
        model_bound(&run->model, o->false_matches);
    } else if (o->accept == 0) {
        run->model.accept = model_accept(&run->model, MODEL_BILLION / 2);
    }
    return true;
}

static bool open_run(struct run *run, struct error *e)
{
    for (unsigned i = 0; i < run->threads; i++) {
        if (!worker_new(&run->worker[i], run->registry, &run->model, registry_scratch_key, true,
                        e)) {
            return false;
        }
    }
    return true;
}

static void close_run(struct run *run)
{
    for (unsigned i = 0; i < run->threads; i++) {
        worker_free(run->worker[i]);
    }
    for (size_t i = 0; i < SLICES; i++) {
        memory_free(run->pairs[i].at);
    }
    memory_free(run->counts);
    memory_free(run);
}

static bool check_call(const struct registry *scratch, size_t count,
                       const struct link_options *options, struct error *e)
{
    struct registry_info info;
    registry_info(scratch, &info);
    if (!info.scratch) {
        return fail(e, ERROR_USAGE, "link.custody",
                    "the registry of a custody cannot be linked; only two files can");
    }
    return !options->dedupe || count == info.persons ||
           fail(e, ERROR_USAGE, "link.dedupe",
                "a file is linked with itself, but the two have different numbers of rows");
}

static bool begin_run(struct run **out, const struct registry *scratch,
                      const struct person *requests, size_t count,
                      const struct link_options *options, struct error *e)
{
    struct run *run = NULL;
    if (!check_call(scratch, count, options, e) ||
        (run = memory_new(1, sizeof *run, e)) == NULL) {
        return false;
    }
    run->registry = scratch;
    run->requests = requests;
    run->options = options;
    run->unblocked = registry_persons(scratch) <= BLOCK_CANDIDATES &&
                     count <= UNBLOCKED_PAIRS / ((size_t)registry_persons(scratch) + 1);
    run->threads = options->threads == 0 ? pool_cores() : options->threads;
    run->threads = run->threads > THREADS ? THREADS : run->threads;
    *out = run;
    return true;
}

static bool report_all(const struct run *run, struct model_report *out, struct error *e)
{
    struct key_tally tally = {0};
    for (unsigned i = 0; i < run->threads; i++) {
        key_tally_add(&tally, &run->worker[i]->tally);
    }
    if (!report_model(&run->model, run->registry, out, e)) {
        return false;
    }
    out->false_match_rate = run->options->false_matches;
    report_run(&run->model, run->counts, &tally, run->registry, run->options->truth != NULL,
               out);
    return true;
}

bool match_link(const struct registry *scratch, const struct person *requests, size_t count,
                const struct link_options *options,
                bool (*each)(void *ctx, const struct link_result *one, struct error *e),
                bool (*pair)(void *ctx, uint64_t request, uint32_t person, int32_t weight,
                             struct error *e),
                void *ctx, struct model_report *report, struct error *e)
{
    struct run *run;
    if (!begin_run(&run, scratch, requests, count, options, e)) {
        return false;
    }
    run->want_pairs = pair != NULL;
    bool ok = true;
    if (report != NULL) {
        run->counts = memory_new(1, sizeof *run->counts, e);
        ok = run->counts != NULL;
    }
    ok = ok && learn(run, count, e) && open_run(run, e);
    for (run->first = 0; ok && run->first < count; run->first += BLOCK) {
        run->count = count - run->first < BLOCK ? count - run->first : BLOCK;
        size_t slices = (run->count + SLICE - 1) / SLICE;
        ok = pool_run(run->threads, slices, link_slice, run, e) &&
             hand_on(run, each, pair, ctx, e);
    }
    ok = ok && (report == NULL || report_all(run, report, e));
    close_run(run);
    return ok;
}

bool match_learn(const struct registry *scratch, const struct person *requests, size_t count,
                 const struct link_options *options, struct text *model, struct error *e)
{
    struct run *run;
    struct lesson lesson;
    if (!begin_run(&run, scratch, requests, count, options, e)) {
        return false;
    }
    bool ok = learn_lesson(run, count, &lesson, e) && lesson_write(&lesson, model, e);
    close_run(run);
    return ok;
}

bool match_show(struct span model, struct model_report *out, struct error *e)
{
    struct lesson lesson;
    struct model m;
    if (!lesson_read(model, &lesson, e)) {
        return false;
    }
    model_make(&m, &lesson, NULL, 0, 0);
    return report_model(&m, NULL, out, e);
}

bool match_link_explain(const struct registry *scratch, const struct person *requests,
                        size_t count, uint64_t request, const struct link_options *options,
                        struct waterfall *out, uint32_t *persons, size_t most, size_t *found,
                        struct error *e)
{
    enum { MOST = 16 };
    struct match_candidate best[MOST];
    struct run *run;
    size_t shown = 0;
    most = most > MOST ? MOST : most;
    if (!begin_run(&run, scratch, requests, count, options, e)) {
        return false;
    }
    const struct asked asked = {&requests[request],
                                options->dedupe ? (uint32_t)request : PERSON_NOBODY};
    bool ok = learn(run, count, e) && open_run(run, e) &&
              worker_gather(run->worker[0], &asked, 1, !run->unblocked, e);
    const struct worker *w = run->worker[0];
    *found = ok ? w->candidates[0].count : 0;
    for (size_t i = 0; i < *found; i++) {
        struct score score;
        uint32_t person = w->candidates[0].person[i];
        compare(&w->comparer, &w->subject[0], person, COMPARE_ALL, &score);
        candidate_insert(best, &shown, most, (struct match_candidate){person, score.total});
    }
    for (size_t i = 0; i < shown; i++) {
        struct score score;
        compare(&w->comparer, &w->subject[0], best[i].person, COMPARE_ALL, &score);
        report_waterfall(&score, COMPARE_ALL, &out[i]);
        (void)snprintf(out[i].title, sizeof out[i].title, "candidate %zu", i + 1);
        persons[i] = best[i].person;
    }
    close_run(run);
    return ok;
}
