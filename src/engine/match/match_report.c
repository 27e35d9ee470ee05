#include "engine/match/match_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "record/linkage.h"

/* --- counting --- */

static unsigned bin_of(int32_t weight)
{
    int32_t bits = weight >= 0 ? weight / 100 : -((99 - weight) / 100);
    bits -= REPORT_LOWEST;
    return bits < 0 ? 0 : bits >= REPORT_BINS ? REPORT_BINS - 1 : (unsigned)bits;
}

/* The probability that the best is the right one, of 2^30. */
static uint64_t posterior(const struct model *m, const struct link_path *path)
{
    int32_t even = model_accept(m, MODEL_BILLION / 2);
    int32_t all = log2_sum(path->weight, even);
    if (path->second != PERSON_NOBODY) {
        all = log2_sum(all, path->second_weight);
    }
    return exp2_hundredths(path->weight - all);
}

enum cause { NO_CANDIDATE, NO_NAME, NO_BIRTH_NO_ADDRESS, NO_BIRTH, NO_ADDRESS, DIFFERS, CAUSES };

static const char *const causes[CAUSES] = {
    [NO_CANDIDATE] = "no candidate",
    [NO_NAME] = "name not whole",
    [NO_BIRTH_NO_ADDRESS] = "neither birth date nor address",
    [NO_BIRTH] = "no birth date",
    [NO_ADDRESS] = "no address",
    [DIFFERS] = "too much differs",
};

static enum cause cause_of(const struct person *p, const struct link_path *path)
{
    bool birth = p->birth >= 10000, address = p->address.kind != ADDRESS_NONE;
    if (path->best == PERSON_NOBODY) {
        return NO_CANDIDATE;
    }
    if (p->name.surname.len == 0 || p->name.given.len < 2) {
        return NO_NAME;
    }
    return !birth && !address ? NO_BIRTH_NO_ADDRESS
           : !birth           ? NO_BIRTH
           : !address         ? NO_ADDRESS
                              : DIFFERS;
}

void report_count(struct report_counts *to, const struct model *m, const struct person *asked,
                  const struct link_path *path, int right)
{
    to->requests++;
    to->unique += path->outcome == LINK_UNIQUE;
    to->many += path->outcome == LINK_MANY;
    to->none += path->outcome == LINK_NONE || path->outcome == LINK_NOT_TRIED;
    if (path->outcome == LINK_NONE || path->outcome == LINK_NOT_TRIED) {
        to->cause[cause_of(asked, path)]++;
    }
    if (path->best != PERSON_NOBODY) {
        struct report_bin *bin = &to->bin[bin_of(path->weight)];
        bin->found++;
        bin->right += right < 0 ? posterior(m, path) : (uint64_t)right << 30;
    }
}

/* --- the model --- */

static void copy_name(char to[MODEL_NAME], const char *name)
{
    (void)snprintf(to, MODEL_NAME, "%s", name);
}

static void show_levels(const struct model *m, unsigned c, struct model_comparison *out)
{
    int32_t typical = model_by_frequency(c) ? model_typical(c) : 0;
    copy_name(out->name, comparison_name(c));
    for (unsigned l = 0; level_name(c, l) != NULL; l++) {
        struct model_level *to = &out->level[out->levels++];
        copy_name(to->name, level_name(c, l));
        to->m = m->lesson.m[c][l];
        to->u = model_chance(m, c, l);
        to->weight = l == LEVEL_SAME ? model_same(m, c, typical).weight : m->cell[c][l].weight;
    }
}

static int descending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

/* Ranks 1, 2, 5, 10, 20, 50, ... */
static bool show_terms(const struct model *m, const struct registry *r, unsigned c,
                       struct model_comparison *out, struct error *e)
{
    static const unsigned steps[] = {1, 2, 5};
    enum registry_dictionary d = model_dictionary(c);
    uint32_t n = registry_numbers(r, d);
    uint32_t *count = memory_new((size_t)n + 1, sizeof *count, e);
    if (count == NULL) {
        return false;
    }
    for (uint32_t i = 1; i < n; i++) {
        count[i - 1] = registry_frequency(r, d, i);
    }
    qsort(count, n > 0 ? n - 1 : 0, sizeof *count, descending);
    uint64_t rank = 1;
    for (unsigned i = 0; i < MODEL_TERMS && n > 0 && rank < n; i++) {
        uint32_t of = count[rank - 1];
        out->term[out->terms++] = (struct model_term){
            .rank = rank, .count = of, .weight = model_same(m, c, model_rarity(m, c, of)).weight};
        uint64_t ten = 1;
        for (unsigned k = 0; k < (i + 1) / 3; k++) {
            ten *= 10;
        }
        rank = ten * steps[(i + 1) % 3];
    }
    memory_free(count);
    return true;
}

static bool hash_lesson(const struct lesson *l, char out[65], struct error *e)
{
    struct text text = {0}, hex = {0};
    struct sha256 sum;
    bool ok = lesson_write(l, &text, e) && crypto_sha256(text_span(&text), &sum, e) &&
              text_add_hex(&hex, sum.at, sizeof sum.at, e);
    if (ok) {
        (void)snprintf(out, 65, "%.*s", (int)hex.len, hex.at);
    }
    text_free(&text);
    text_free(&hex);
    return ok;
}

bool report_model(const struct model *m, const struct registry *r, struct model_report *out,
                  struct error *e)
{
    *out = (struct model_report){.persons = m->persons,
                                 .requests = m->lesson.requests,
                                 .share = m->lesson.share,
                                 .rounds = m->lesson.rounds,
                                 .accept = m->accept,
                                 .margin = m->margin};
    for (unsigned c = 0; c < COMPARISONS; c++) {
        struct model_comparison *to = &out->comparison[out->comparisons++];
        show_levels(m, c, to);
        if (r != NULL && model_by_frequency(c) && !show_terms(m, r, c, to, e)) {
            return false;
        }
    }
    uint32_t rest = MODEL_ONE - m->lesson.share;
    for (unsigned d = 0; d < DECOYS; d++) {
        copy_name(out->decoy[d].name, decoy_name(d));
        out->decoy[d].share = m->lesson.decoy[d] < rest ? m->lesson.decoy[d] : rest;
        rest -= out->decoy[d].share;
    }
    out->decoys = DECOYS;
    return hash_lesson(&m->lesson, out->hash, e);
}

/* --- a run --- */

static void show_keys(const struct key_tally *tally, const struct registry *r,
                      struct model_report *out)
{
    for (unsigned k = 0; k < registry_key_count(r); k++) {
        char name[REGISTRY_KEY_NAME_SIZE];
        if (k == REGISTRY_KEY_PERSON_ID) {
            continue;
        }
        struct model_key *to = &out->key[out->keys++];
        registry_key_name(k, name);
        (void)snprintf(to->name, sizeof to->name, "%.*s", MODEL_NAME - 1, name);
        to->requests = tally->key[k].requests;
        to->pairs = tally->key[k].pairs;
        to->fresh = tally->key[k].fresh;
        to->oversized = tally->key[k].oversized;
        to->limit = block_limit(k, registry_persons(r));
    }
}

/* Wilson's interval of 95 % for a share (JASA 22, 1927). */
static void interval(double right, double all, uint32_t *value, uint32_t *low, uint32_t *high)
{
    const double z = 1.959964, one = MODEL_ONE;
    if (all <= 0) {
        *value = *low = 0;
        *high = MODEL_ONE;
        return;
    }
    double p = right / all > 1 ? 1 : right / all;
    double middle = (p + z * z / (2 * all)) / (1 + z * z / all);
    double half = z * sqrt(p * (1 - p) / all + z * z / (4 * all * all)) / (1 + z * z / all);
    *value = (uint32_t)(p * one);
    *low = (uint32_t)(fmax(0, fmin(p, middle - half)) * one);
    *high = (uint32_t)(fmin(1, fmax(p, middle + half)) * one);
}

static void show_thresholds(const struct report_counts *counts, double registered,
                            struct model_report *out)
{
    unsigned first = 1, last = REPORT_BINS - 1;
    while (last > first && counts->bin[last].found == 0) {
        last--;
    }
    while (first < last && counts->bin[first].found == 0) {
        first++;
    }
    unsigned step = (last - first) / MODEL_THRESHOLDS + 1;
    for (unsigned b = first; b <= last; b += step) {
        uint64_t found = 0, right = 0;
        for (unsigned i = b; i < REPORT_BINS; i++) {
            found += counts->bin[i].found;
            right += counts->bin[i].right;
        }
        double hits = (double)right / (1 << 30);
        struct model_threshold *to = &out->threshold[out->thresholds++];
        to->weight = ((int32_t)b + REPORT_LOWEST) * 100;
        to->found = found;
        to->false_matches = (uint64_t)llround(((double)found - hits) * 1000);
        to->missed = hits < registered ? (uint64_t)llround((registered - hits) * 1000) : 0;
        interval(hits, (double)found, &to->precision, &to->precision_low, &to->precision_high);
        interval(hits, registered, &to->recall, &to->recall_low, &to->recall_high);
    }
}

void report_run(const struct model *m, const struct report_counts *counts,
                const struct key_tally *tally, const struct registry *r, bool truth,
                struct model_report *out)
{
    out->requests = counts->requests;
    out->unique = counts->unique;
    out->many = counts->many;
    out->none = counts->none;
    show_keys(tally, r, out);
    double registered = truth ? (double)counts->registered
                              : (double)m->lesson.share / MODEL_ONE * (double)counts->requests;
    if (counts->requests > 0) {
        show_thresholds(counts, registered, out);
    }
    for (unsigned i = 0; i < CAUSES; i++) {
        if (counts->cause[i] > 0) {
            struct model_cause *to = &out->cause[out->causes++];
            copy_name(to->name, causes[i]);
            to->requests = counts->cause[i];
        }
    }
}

void report_waterfall(const struct score *score, uint32_t mask, struct waterfall *out)
{
    out->count = 0;
    out->total = score->total;
    for (unsigned c = 0; c < COMPARISONS; c++) {
        bool part = c >= COMPARE_ADDRESS; /* of which most requests have few */
        if ((mask & COMPARISON_BIT(c)) != 0 && (!part || score->level[c] != LEVEL_MISSING)) {
            struct waterfall_step *to = &out->step[out->count++];
            copy_name(to->comparison, comparison_name(c));
            copy_name(to->level, level_name(c, score->level[c]));
            to->weight = score->weight[c];
        }
    }
    if (score->look_alike != 0) {
        struct waterfall_step *to = &out->step[out->count++];
        copy_name(to->comparison, "look-alike");
        copy_name(to->level, decoy_name(score_look_alike(score)));
        to->weight = score->look_alike;
    }
}
