/* A batch: requests go in groups through three stages (keys and numbers, blocks,
 * comparisons), each of which starts to fetch what the next will read. Pairs are
 * scored as they come up; of each request only best and runner-up are kept.
 *
 * Invariants
 *  (1) The linkage of a request depends on the request, the generation and the
 *      model alone, never on its neighbours or on threads (I6).
 *  (2) On the path by name and address the identifier is neither a key nor a
 *      comparison; on the path by identifier the address is none (no substitution).
 *  (3) A person is named only when no path that was tried is in doubt. */
#include "engine/match/match.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "engine/match/match_rank.h"
#include "engine/match/match_worker.h"

struct matcher {
    const struct registry *registry;
    struct model model;
    uint8_t key[32];
    struct sha256 hash;
    uint32_t from, to; /* the persons who are compared */
    bool whole;
    pthread_mutex_t lock; /* of the idle workers: they remember comparisons, and are kept */
    struct worker *idle;
};

/* --- a matcher --- */

static bool hash_model(struct matcher *m, struct error *e)
{
    struct text text = {0};
    const struct model *w = &m->model;
    bool ok = lesson_write(&w->lesson, &text, e) &&
              text_addf(&text, e, "over %u accept %d margin %d\n", w->persons, w->accept,
                        w->margin) &&
              crypto_sha256(text_span(&text), &m->hash, e);
    text_free(&text);
    return ok;
}

static bool learn(struct matcher *m, const struct match_options *options, struct error *e)
{
    struct lesson lesson;
    if (options->model.len == 0) {
        lesson_built_in(&lesson);
    } else if (!lesson_read(options->model, &lesson, e)) {
        return false;
    }
    model_make(&m->model, &lesson, m->registry, options->accept, options->margin);
    if (options->false_matches != 0) {
        model_bound(&m->model, options->false_matches);
    }
    return hash_model(m, e);
}

bool matcher_new(struct matcher **out, const struct registry *registry,
                 const struct match_options *options, struct error *e)
{
    struct matcher *m = memory_new(1, sizeof *m, e);
    if (m == NULL) {
        return false;
    }
    if (pthread_mutex_init(&m->lock, NULL) != 0) {
        memory_free(m);
        return fail(e, ERROR_FAILED, "match.lock", "no lock is to be had");
    }
    m->registry = registry;
    memcpy(m->key, options->key, sizeof m->key);
    m->to = registry_persons(registry);
    m->whole = options->parts == 0;
    if (!m->whole) {
        uint64_t persons = m->to;
        m->from = (uint32_t)(persons * options->part / options->parts);
        m->to = (uint32_t)(persons * (options->part + 1) / options->parts);
    }
    if (!learn(m, options, e)) {
        matcher_free(m);
        return false;
    }
    *out = m;
    return true;
}

void matcher_free(struct matcher *m)
{
    if (m != NULL) {
        while (m->idle != NULL) {
            struct worker *next = m->idle->next;
            worker_free(m->idle);
            m->idle = next;
        }
        (void)pthread_mutex_destroy(&m->lock);
        memory_wipe(m, sizeof *m);
        memory_free(m);
    }
}

void matcher_hash(const struct matcher *m, uint8_t out[32])
{
    memcpy(out, m->hash.at, sizeof m->hash.at);
}

/* --- workers --- */

static bool worker_take(struct matcher *m, struct worker **out, struct error *e)
{
    (void)pthread_mutex_lock(&m->lock);
    *out = m->idle;
    if (*out != NULL) {
        m->idle = (*out)->next;
    }
    (void)pthread_mutex_unlock(&m->lock);
    return *out != NULL || worker_new(out, m->registry, &m->model, m->key, false, e);
}

static void worker_give(struct matcher *m, struct worker *w)
{
    (void)pthread_mutex_lock(&m->lock);
    w->next = m->idle;
    m->idle = w;
    (void)pthread_mutex_unlock(&m->lock);
}

/* --- both paths --- */

static void rank_all(const struct matcher *m, struct worker *w, const struct subject *s,
                     const struct candidates *candidates, uint32_t mask, struct link_path *path)
{
    rank_init(path);
    for (uint32_t i = 0; i < candidates->count; i++) {
        uint32_t person = candidates->person[i];
        if (person >= m->from && person < m->to) {
            struct score score;
            compare(&w->comparer, s, person, mask, &score);
            rank_add(path, person, score.total);
        }
    }
    rank_decide(path, &m->model);
}

static bool has_name(const struct person *p)
{
    return p->name.surname.len > 0 || p->name.given.len > 0;
}

static void not_tried(struct link_path *path)
{
    rank_init(path);
    path->outcome = LINK_NOT_TRIED;
}

/* An identifier of very many people names nobody. */
static void decide_identifier(struct link_path *path)
{
    if (path->crowded && path->outcome != LINK_NONE) {
        path->outcome = LINK_MANY;
    }
}

static void by_identifier(const struct matcher *m, struct worker *w, const struct subject *s,
                          struct link_path *path)
{
    struct candidates *candidates = &w->candidates[0]; /* its own are used up by now */
    if (s->identifier == 0 || !has_name(s->person)) {
        not_tried(path);
        return;
    }
    block_identifier(m->registry, s->identifier, candidates);
    rank_all(m, w, s, candidates, COMPARE_BY_IDENTIFIER, path);
    path->crowded = candidates->oversized != 0;
    decide_identifier(path);
}

/* Whom the paths that found somebody agree on. */
static uint32_t person_of(const struct linkage *l)
{
    const struct link_path *a = &l->by_identifier, *b = &l->by_name_address;
    if (a->outcome == LINK_MANY || b->outcome == LINK_MANY) {
        return PERSON_NOBODY;
    }
    if (a->outcome == LINK_UNIQUE && b->outcome == LINK_UNIQUE) {
        return a->best == b->best ? a->best : PERSON_NOBODY;
    }
    return a->outcome == LINK_UNIQUE   ? a->best
           : b->outcome == LINK_UNIQUE ? b->best
                                       : PERSON_NOBODY;
}

enum correspondence_level match_correspondence(const struct matcher *m,
                                               const struct admitted *requests, size_t i,
                                               uint32_t person)
{
    struct address record;
    if (person >= registry_persons(m->registry)) {
        return CORRESPONDENCE_LEVEL_NOT_COMPARABLE;
    }
    registry_address(m->registry, person, &record);
    return (enum correspondence_level)standard_correspondence(
        &admitted_person(requests, i)->address, &record);
}

static void link_one(const struct matcher *m, struct worker *w, unsigned place,
                     struct linkage *out)
{
    const struct subject *s = &w->subject[place];
    if (has_name(s->person) && s->person->address.kind != ADDRESS_NONE) {
        rank_all(m, w, s, &w->candidates[place], COMPARE_BY_NAME_ADDRESS,
                 &out->by_name_address);
    } else {
        not_tried(&out->by_name_address);
    }
}

static bool link_group(const struct matcher *m, struct worker *w,
                       const struct admitted *requests, size_t first, unsigned count,
                       struct linkage *out, struct error *e)
{
    struct asked asked[WORKER_GROUP] = {0};
    for (unsigned i = 0; i < count; i++) {
        asked[i] = (struct asked){admitted_person(requests, first + i), PERSON_NOBODY};
    }
    if (!worker_gather(w, asked, count, true, e)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        link_one(m, w, i, &out[first + i]);
    }
    for (unsigned i = 0; i < count; i++) {
        struct linkage *l = &out[first + i];
        by_identifier(m, w, &w->subject[i], &l->by_identifier);
        l->person = m->whole ? person_of(l) : PERSON_NOBODY; /* a part names nobody */
        l->correspondence = match_correspondence(m, requests, first + i, l->person);
    }
    return true;
}

bool match_batch(struct matcher *m, const struct admitted *requests, struct linkage *out,
                 struct error *e)
{
    struct worker *w;
    size_t count = admitted_count(requests);
    if (!worker_take(m, &w, e)) {
        return false;
    }
    bool ok = true;
    if (count > 0) {
        memset(out, 0, count * sizeof *out);
    }
    for (size_t first = 0; ok && first < count; first += WORKER_GROUP) {
        size_t left = count - first;
        ok = link_group(m, w, requests, first,
                        left < WORKER_GROUP ? (unsigned)left : WORKER_GROUP, out, e);
    }
    worker_give(m, w);
    return ok;
}

/* --- candidates for a person's eyes --- */

bool match_candidates(struct matcher *m, const struct admitted *requests, size_t i,
                      struct match_candidate *out, size_t most, size_t *found,
                      struct error *e)
{
    struct worker *w;
    const struct asked asked = {admitted_person(requests, i), PERSON_NOBODY};
    if (!worker_take(m, &w, e)) {
        return false;
    }
    bool ok = worker_gather(w, &asked, 1, true, e);
    size_t count = 0;
    *found = ok ? w->candidates[0].count : 0;
    for (size_t k = 0; k < *found; k++) {
        struct score score;
        uint32_t person = w->candidates[0].person[k];
        compare(&w->comparer, &w->subject[0], person, COMPARE_BY_NAME_ADDRESS, &score);
        candidate_insert(out, &count, most, (struct match_candidate){person, score.total});
    }
    worker_give(m, w);
    return ok;
}

/* --- parts --- */

static bool join_path(const struct matcher *m, struct link_path *to,
                      const struct link_path *from, bool first)
{
    if (first) {
        *to = *from;
        return true;
    }
    if ((to->outcome == LINK_NOT_TRIED) != (from->outcome == LINK_NOT_TRIED) ||
        to->crowded != from->crowded) {
        return false;
    }
    uint32_t candidates = to->candidates + from->candidates;
    if (from->best != PERSON_NOBODY) {
        rank_add(to, from->best, from->weight);
    }
    if (from->second != PERSON_NOBODY) {
        rank_add(to, from->second, from->second_weight);
    }
    to->candidates = candidates;
    if (to->outcome != LINK_NOT_TRIED) {
        rank_decide(to, &m->model);
    }
    return true;
}

bool match_join(const struct matcher *m, const struct admitted *requests,
                const struct linkage *const *parts, unsigned count, struct linkage *out,
                struct error *e)
{
    for (size_t i = 0; i < admitted_count(requests); i++) {
        struct linkage *to = &out[i];
        *to = (struct linkage){0};
        for (unsigned p = 0; p < count; p++) {
            const struct linkage *from = &parts[p][i];
            if (!join_path(m, &to->by_identifier, &from->by_identifier, p == 0) ||
                !join_path(m, &to->by_name_address, &from->by_name_address, p == 0)) {
                return fail(e, ERROR_FAILED, "match.parts",
                            "the parts of a match do not belong together");
            }
        }
        decide_identifier(&to->by_identifier);
        to->person = person_of(to);
        to->correspondence = match_correspondence(m, requests, i, to->person);
    }
    return true;
}

/* --- the waterfall --- */

static void step(struct match_explanation *out, const char *comparison, const char *level,
                 int32_t weight)
{
    assert(out->count < MATCH_STEPS);
    out->step[out->count++] =
        (struct match_step){.comparison = comparison, .level = level, .weight = weight};
    out->total += weight;
}

static bool explain(const struct matcher *m, const struct person *p, uint32_t person,
                    uint32_t mask, struct match_explanation *out, struct error *e)
{
    struct worker *w;
    *out = (struct match_explanation){0};
    if (person >= registry_persons(m->registry)) {
        return fail(e, ERROR_USAGE, "match.person", "there is no such person in the registry");
    }
    if (!worker_new(&w, m->registry, &m->model, m->key, false, e)) {
        return false;
    }
    bool ok = subject_make(&w->comparer, p, w->tagger, &w->subject[0], e);
    if (ok) {
        struct score score;
        compare(&w->comparer, &w->subject[0], person, mask, &score);
        for (unsigned c = 0; c < COMPARISONS; c++) {
            bool part = c >= COMPARE_ADDRESS; /* of which most requests have few */
            if ((mask & COMPARISON_BIT(c)) != 0 && (!part || score.level[c] != LEVEL_MISSING)) {
                step(out, comparison_name(c), level_name(c, score.level[c]), score.weight[c]);
            }
        }
        if (score.look_alike != 0) {
            step(out, "look-alike", decoy_name(score_look_alike(&score)), score.look_alike);
        }
        assert(out->total == score.total);
    }
    worker_free(w);
    return ok;
}

bool match_explain(const struct matcher *m, const struct admitted *requests, size_t i,
                   uint32_t person, struct match_explanation *out, struct error *e)
{
    return explain(m, admitted_person(requests, i), person, COMPARE_BY_NAME_ADDRESS, out, e);
}

bool match_explain_identifier(const struct matcher *m, const struct admitted *requests,
                              size_t i, uint32_t person, struct match_explanation *out,
                              struct error *e)
{
    return explain(m, admitted_person(requests, i), person, COMPARE_BY_IDENTIFIER, out, e);
}
