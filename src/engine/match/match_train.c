/* A sample of requests is compared with its candidates once; what is kept of a
 * pair are its levels and the rarity of its texts. Then rounds of E and M steps.
 *
 * Invariants
 *  (1) Posteriors are integers (of 2^20), counts their sums: the order of slices
 *      and threads does not matter (I6).
 *  (2) u of levels that are no frequency is counted over random pairs of a request
 *      and a person; pairs that may be one person do not count. */
#include "engine/match/match_train.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/match/match_distance.h"
#include "engine/match/match_kernel.h"
#include "record/linkage.h"

enum {
    SAMPLE = 65536,  /* requests, about */
    SLICE = 512,     /* requests a slice */
    KEPT = 8,        /* candidates of a request, the heaviest */
    RANDOM = 16,     /* random persons that a request is compared with */
    ROUNDS = 20,
    ONE_BITS = 20,   /* a posterior of one is 2^20 */
    PRIOR_MATCHES = 40, /* what the lesson before counts for, in matches */
    PRIOR_PAIRS = 400,  /* and in pairs that are none */
    LEAST = 1000,       /* no probability is below a millionth */
    THREADS = 64,
    DATES = 300 * 512,  /* from the year 1800 on */
    DATES_SAMPLE = 1 << 22,
};

struct example {
    uint8_t level[COMPARISONS];
    int16_t rarity[COMPARISONS];
};

struct part {
    struct example *example;
    size_t len, cap;
    uint8_t kept[SLICE];
    unsigned requests;
    uint64_t chance[COMPARISONS][LEVELS];
};

/* What a round counts, in posteriors of 2^20. */
struct counts {
    uint64_t match[COMPARISONS][LEVELS];
    uint64_t other[DECOYS][COMPARISONS][LEVELS];
    uint64_t share, decoy[DECOYS];
};

struct school {
    const struct lessons *from;
    struct model model;
    size_t stride, requests, slices;
    struct worker *worker[THREADS];
    struct part *part;
    struct counts *counts; /* of each slice */
    struct score *scores;  /* BLOCK_CANDIDATES for each worker */
};

/* --- the examples --- */

static const struct person *request(const struct lessons *from, size_t i)
{
    return from->requests != NULL ? from->requests[i] : &from->people[i];
}

static void add_example(struct part *p, const struct subject *s, const struct score *score)
{
    struct example *to = &p->example[p->len++];
    memcpy(to->level, score->level, sizeof to->level);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        to->rarity[c] = (int16_t)(score->level[c] == LEVEL_SAME ? s->rarity[c] : 0);
    }
}

/* The heaviest candidates; of equals the first. */
static bool keep_examples(struct school *school, struct part *p, struct worker *w,
                          unsigned worker, unsigned at, unsigned place, struct error *e)
{
    struct score *scores = school->scores + (size_t)worker * BLOCK_CANDIDATES;
    const struct candidates *candidates = &w->candidates[at];
    for (uint32_t i = 0; i < candidates->count; i++) {
        compare(&w->comparer, &w->subject[at], candidates->person[i], school->from->mask,
                &scores[i]);
    }
    if (!memory_grow((void **)&p->example, &p->cap, p->len + KEPT, sizeof *p->example, e)) {
        return false;
    }
    unsigned kept = 0;
    for (; kept < KEPT && kept < candidates->count; kept++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < candidates->count; i++) {
            best = scores[i].total > scores[best].total ? i : best;
        }
        add_example(p, &w->subject[at], &scores[best]);
        scores[best].total = INT32_MIN;
    }
    p->kept[place] = (uint8_t)kept;
    return true;
}

static void count_chance(struct school *school, struct part *p, struct worker *w, unsigned at,
                         size_t number)
{
    uint32_t persons = registry_persons(school->from->registry);
    for (unsigned k = 0; k < RANDOM && persons > 0; k++) {
        uint32_t person = (uint32_t)(hash_word(number * RANDOM + k + 1) % persons);
        struct score score;
        compare(&w->comparer, &w->subject[at], person, school->from->mask, &score);
        if (registry_gone(school->from->registry, person) || score.total >= 0 || (school->from->dedupe && person == number)) {
            continue;
        }
        for (unsigned c = 0; c < COMPARISONS; c++) {
            p->chance[c][score.level[c]]++;
        }
    }
}

static bool learn_group(struct school *school, struct part *p, unsigned worker, size_t first,
                        unsigned count, struct error *e)
{
    struct worker *w = school->worker[worker];
    struct asked asked[WORKER_GROUP] = {0};
    for (unsigned i = 0; i < count; i++) {
        size_t number = (first + i) * school->stride;
        asked[i] = (struct asked){request(school->from, number),
                                  school->from->dedupe ? (uint32_t)number : PERSON_NOBODY};
    }
    if (!worker_gather(w, asked, count, school->from->blocking, e)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        count_chance(school, p, w, i, (first + i) * school->stride);
        if (!keep_examples(school, p, w, worker, i, p->requests++, e)) {
            return false;
        }
    }
    return true;
}

static bool learn_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct school *school = ctx;
    size_t end = (slice + 1) * SLICE < school->requests ? (slice + 1) * SLICE : school->requests;
    for (size_t at = slice * SLICE; at < end; at += WORKER_GROUP) {
        unsigned count = end - at < WORKER_GROUP ? (unsigned)(end - at) : WORKER_GROUP;
        if (!learn_group(school, &school->part[slice], worker, at, count, e)) {
            return false;
        }
    }
    return true;
}

/* --- u --- */

static uint32_t of_billion(uint64_t part, uint64_t whole)
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t share = whole == 0 ? 0 : (uint64_t)((wide)part * MODEL_BILLION / whole);
    return share < LEAST ? LEAST : share > MODEL_BILLION ? MODEL_BILLION : (uint32_t)share;
}

static void learn_chance(struct school *school, struct lesson *lesson)
{
    for (unsigned c = 0; c < COMPARISONS; c++) {
        uint64_t count[LEVELS] = {0}, all = PRIOR_PAIRS;
        for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
            for (size_t i = 0; i < school->slices; i++) {
                count[l] += school->part[i].chance[c][l];
            }
            all += count[l];
        }
        for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
            if (lesson->u[c][l] != 0) {
                uint64_t prior = (uint64_t)PRIOR_PAIRS * lesson->u[c][l];
                lesson->u[c][l] =
                    of_billion(count[l] * 1000 + prior / (MODEL_BILLION / 1000), all * 1000);
            }
        }
    }
}

/* Close names are too rare as well: they are counted over the dictionary, for the names
 * of some requests (those of the frequent texts; the rest is as good as nobody). */
enum { CLOSE_TEXTS = 1 << 15, CLOSE_NAMES = 256 };

struct text_count {
    uint32_t count, number;
};

static int by_count(const void *a, const void *b)
{
    const struct text_count *x = a, *y = b;
    if (x->count != y->count) {
        return x->count < y->count ? 1 : -1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* The most frequent texts of a dictionary; how many. */
static size_t frequent(const struct registry *r, enum registry_dictionary d,
                       struct text_count *all, struct span *text, uint32_t *count)
{
    uint32_t n = registry_numbers(r, d);
    for (uint32_t i = 1; i < n; i++) {
        all[i - 1] = (struct text_count){registry_frequency(r, d, i), i};
    }
    qsort(all, n > 0 ? n - 1 : 0, sizeof *all, by_count);
    size_t kept = 0;
    for (uint32_t i = 0; i + 1 < n && kept < CLOSE_TEXTS && all[i].count > 0; i++) {
        text[kept] = registry_text(r, d, all[i].number);
        count[kept++] = all[i].count;
    }
    return kept;
}

static void count_close(const struct school *school, enum comparison c,
                        const struct distance_set *set, const uint32_t *count, uint64_t people,
                        struct lesson *lesson)
{
    static const uint32_t close[] = {COMPARE_JW_CLOSE, SIMILARITY_ONE};
    uint64_t asked = 0, mass = 0;
    size_t step = school->requests / CLOSE_NAMES + 1;
    for (size_t i = 0; i < school->requests; i += step) {
        const struct name *name = &request(school->from, i * school->stride)->name;
        struct span one = c == COMPARE_SURNAME ? name->surname : name->given;
        if (one.len > 1) {
            uint64_t found[2];
            similar_mass(set, count, one, close, 2, found);
            mass += found[0] - found[1]; /* the same is no close one */
            asked++;
        }
    }
    if (asked > CLOSE_NAMES / 8) {
        lesson->u[c][c == COMPARE_SURNAME ? (unsigned)SURNAME_CLOSE : (unsigned)GIVEN_CLOSE] =
            of_billion(mass, asked * people);
    }
}

static bool learn_close(struct school *school, enum comparison c, struct lesson *lesson,
                        struct error *e)
{
    const struct registry *r = school->from->registry;
    enum registry_dictionary d = model_dictionary(c);
    struct distance_set *set = NULL;
    struct span *text = memory_new(CLOSE_TEXTS, sizeof *text, e);
    uint32_t *count = text == NULL ? NULL : memory_new(CLOSE_TEXTS, sizeof *count, e);
    struct text_count *all =
        count == NULL ? NULL : memory_new((size_t)registry_numbers(r, d) + 1, sizeof *all, e);
    bool ok = all != NULL;
    size_t n = ok ? frequent(r, d, all, text, count) : 0;
    ok = ok && distance_set_new(&set, text, n, e);
    if (ok && n > 0) {
        count_close(school, c, set, count, registry_in_force(r), lesson);
    }
    distance_set_free(set);
    memory_free(all);
    memory_free(count);
    memory_free(text);
    return ok;
}

static uint32_t date_place(uint32_t birth)
{
    uint32_t year = birth / 10000, month = birth / 100 % 100, day = birth % 100;
    bool known = year >= 1800 && year < 2100 && month > 0 && month < 16 && day > 0 && day < 32;
    return known ? (year - 1800) * 512 + month * 32 + day : 0;
}

/* Equal dates are too rare for a sample of pairs: they are counted over all. */
static bool learn_dates(struct school *school, struct lesson *lesson, struct error *e)
{
    const struct registry *r = school->from->registry;
    uint32_t *people = memory_new(DATES, sizeof *people, e);
    if (people == NULL) {
        return false;
    }
    uint64_t persons = registry_persons(r), stride = persons / DATES_SAMPLE + 1;
    uint64_t known = 0, asked = 0, same = 0, new_year = 0;
    for (uint64_t i = 0; i < persons; i += stride) {
        struct registry_row row;
        registry_row(r, (uint32_t)i, &row);
        uint32_t place = date_place(row.birth);
        people[place]++;
        known += place != 0;
    }
    for (size_t i = 0; i < school->requests; i++) {
        uint32_t birth = request(school->from, i * school->stride)->birth;
        uint32_t place = date_place(birth);
        asked += place != 0;
        uint64_t found = place == 0 ? 0 : people[place] - (school->from->dedupe && stride == 1);
        same += birth % 10000 == 101 ? 0 : found;
        new_year += birth % 10000 == 101 ? found : 0;
    }
    memory_free(people);
    if (asked > 1000 && known > 1000) {
        uint32_t *u = lesson->u[COMPARE_BIRTH];
        uint32_t counted = of_billion(same, asked * known);
        u[LEVEL_SAME] = counted < u[LEVEL_SAME] ? u[LEVEL_SAME] / 2 + counted / 2 : counted;
        u[BIRTH_NEW_YEAR] = of_billion(new_year, asked * known);
    }
    return true;
}

/* --- E --- */

static int32_t log2_share(uint64_t share)
{
    return log2_hundredths(share == 0 ? 1 : share, MODEL_BILLION);
}

/* Weights of one example: [0] that of the match, then of the look-alikes. */
static void weigh(const struct model *m, const struct example *x, int32_t out[1 + DECOYS])
{
    struct cell same[COMPARISONS];
    struct score score;
    memcpy(score.level, x->level, sizeof score.level);
    for (unsigned c = 0; c < COMPARISONS; c++) {
        if (x->level[c] == LEVEL_SAME) {
            same[c] = model_same(m, c, x->rarity[c]);
        }
    }
    model_weigh(m, same, &score);
    out[0] = score.total - score.look_alike + log2_share(m->lesson.share) - m->size;
    for (unsigned d = 0; d < DECOYS; d++) {
        out[1 + d] = score.explained[d];
    }
}

static void count_example(struct counts *to, const struct example *x,
                          const uint64_t posterior[1 + DECOYS])
{
    to->share += posterior[0];
    for (unsigned d = 0; d < DECOYS; d++) {
        to->decoy[d] += posterior[1 + d];
    }
    for (unsigned c = 0; c < COMPARISONS; c++) {
        to->match[c][x->level[c]] += posterior[0];
        for (unsigned d = 0; d < DECOYS; d++) {
            to->other[d][c][x->level[c]] += posterior[1 + d];
        }
    }
}

/* The hypotheses of one request: those of its examples, and that it is none of them. */
static void count_request(const struct model *m, const struct example *x, unsigned count,
                          struct counts *to)
{
    int32_t weight[KEPT][1 + DECOYS];
    uint64_t others = m->lesson.share;
    for (unsigned d = 0; d < DECOYS; d++) {
        others += m->lesson.decoy[d];
    }
    int32_t none = log2_share(others < MODEL_BILLION ? MODEL_BILLION - others : 10000000);
    int32_t all = none;
    for (unsigned i = 0; i < count; i++) {
        weigh(m, &x[i], weight[i]);
        for (unsigned k = 0; k <= DECOYS; k++) {
            all = log2_sum(all, weight[i][k]);
        }
    }
    for (unsigned i = 0; i < count; i++) {
        uint64_t posterior[1 + DECOYS];
        for (unsigned k = 0; k <= DECOYS; k++) {
            int32_t less = weight[i][k] - all;
            posterior[k] = exp2_hundredths(less > 0 ? 0 : less) >> (30 - ONE_BITS);
        }
        count_example(to, &x[i], posterior);
    }
}

static bool count_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    (void)e;
    struct school *school = ctx;
    const struct part *p = &school->part[slice];
    struct counts *to = &school->counts[slice];
    size_t at = 0;
    *to = (struct counts){0};
    for (unsigned i = 0; i < p->requests; i++) {
        unsigned together = school->from->dedupe ? 1 : p->kept[i];
        for (unsigned k = 0; k < p->kept[i]; k += together) {
            count_request(&school->model, &p->example[at + k], together, to);
        }
        at += p->kept[i];
    }
    return true;
}

/* --- M --- */

static void add_counts(struct counts *to, const struct counts *from)
{
    for (unsigned c = 0; c < COMPARISONS; c++) {
        for (unsigned l = 0; l < LEVELS; l++) {
            to->match[c][l] += from->match[c][l];
            for (unsigned d = 0; d < DECOYS; d++) {
                to->other[d][c][l] += from->other[d][c][l];
            }
        }
    }
    to->share += from->share;
    for (unsigned d = 0; d < DECOYS; d++) {
        to->decoy[d] += from->decoy[d];
    }
}

static void learn_levels(uint32_t now[LEVELS], const uint32_t prior[LEVELS],
                         const uint64_t count[LEVELS])
{
    uint64_t one = (uint64_t)1 << ONE_BITS, all = 0, before = 0;
    for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
        all += prior[l] == 0 ? 0 : count[l];
        before += prior[l];
    }
    for (unsigned l = LEVEL_SAME; l < LEVELS; l++) {
        if (prior[l] > LEAST) { /* what is all but impossible stays so */
            uint64_t pseudo = PRIOR_MATCHES * one * prior[l] / before;
            now[l] = of_billion(count[l] + pseudo, all + PRIOR_MATCHES * one);
        }
    }
}

static void learn_round(struct school *school, const struct lesson *prior)
{
    struct counts all = {0};
    struct lesson *now = &school->model.lesson;
    for (size_t i = 0; i < school->slices; i++) {
        add_counts(&all, &school->counts[i]);
    }
    for (unsigned c = 0; c < COMPARISONS; c++) {
        learn_levels(now->m[c], prior->m[c], all.match[c]);
        for (unsigned d = 0; d < DECOYS; d++) {
            learn_levels(now->other[d][c], prior->other[d][c], all.other[d][c]);
        }
    }
    uint64_t whole = (school->requests + 1) << ONE_BITS;
    now->share = of_billion(all.share + ((uint64_t)1 << (ONE_BITS - 1)), whole);
    for (unsigned d = 0; d < DECOYS; d++) {
        now->decoy[d] = of_billion(all.decoy[d], whole);
    }
    struct lesson learnt = *now;
    model_learn(&school->model, &learnt);
}

/* --- school --- */

static bool open_school(struct school *s, const struct lesson *lesson, struct error *e)
{
    unsigned threads = s->from->threads;
    model_make(&s->model, lesson, s->from->registry, 0, 0);
    s->stride = s->from->count / SAMPLE + 1;
    s->requests = (s->from->count + s->stride - 1) / s->stride;
    s->slices = (s->requests + SLICE - 1) / SLICE;
    s->part = memory_new(s->slices + 1, sizeof *s->part, e);
    s->counts = s->part == NULL ? NULL : memory_new(s->slices + 1, sizeof *s->counts, e);
    s->scores = s->counts == NULL ? NULL
                                  : memory_new((size_t)threads * BLOCK_CANDIDATES,
                                               sizeof *s->scores, e);
    bool ok = s->scores != NULL;
    for (unsigned i = 0; ok && i < threads; i++) {
        ok = worker_new(&s->worker[i], s->from->registry, &s->model, s->from->key,
                        (s->from->mask & COMPARISON_BIT(COMPARE_IDENTIFIER)) != 0, e);
        if (ok) {
            s->worker[i]->all = true;
        }
    }
    return ok;
}

static void close_school(struct school *s)
{
    for (unsigned i = 0; i < THREADS; i++) {
        worker_free(s->worker[i]);
    }
    for (size_t i = 0; s->part != NULL && i < s->slices; i++) {
        memory_free(s->part[i].example);
    }
    memory_free(s->part);
    memory_free(s->counts);
    memory_free(s->scores);
    memory_free(s);
}

bool train(const struct lessons *from, struct lesson *lesson, struct error *e)
{
    struct school *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    struct lessons copy = *from;
    copy.threads = copy.threads == 0 ? pool_cores() : copy.threads;
    copy.threads = copy.threads > THREADS ? THREADS : copy.threads;
    s->from = &copy;
    bool ok = open_school(s, lesson, e) && pool_run(copy.threads, s->slices, learn_slice, s, e);
    if (ok) {
        learn_chance(s, &s->model.lesson);
        ok = learn_dates(s, &s->model.lesson, e) &&
             learn_close(s, COMPARE_SURNAME, &s->model.lesson, e) &&
             learn_close(s, COMPARE_GIVEN, &s->model.lesson, e);
        struct lesson first = s->model.lesson;
        model_learn(&s->model, &first);
    }
    for (unsigned round = 0; ok && round < ROUNDS; round++) {
        ok = pool_run(copy.threads, s->slices, count_slice, s, e);
        if (ok) {
            learn_round(s, lesson);
        }
    }
    if (ok) {
        *lesson = s->model.lesson;
        lesson->persons = registry_persons(copy.registry);
        lesson->requests = copy.count;
        lesson->rounds = ROUNDS;
    }
    close_school(s);
    return ok;
}
