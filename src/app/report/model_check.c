/* model_check.c: a model whose numbers do not add up is not shown (I3).
 *
 * Each function gives what is wrong, or NULL. Sums are guarded against overflow,
 * so that no numbers wrap around into a balance.
 */
#include "app/report/model_check.h"

#include <stdbool.h>

/* Adds to *sum; false when it would not fit. */
static bool sum_up(uint64_t *sum, uint64_t n)
{
    bool fits = n <= UINT64_MAX - *sum;
    *sum += n;
    return fits;
}

static const char *sizes(const struct model_report *m)
{
    if (m->comparisons > MODEL_COMPARISONS || m->decoys > MODEL_DECOYS ||
        m->keys > MODEL_KEYS || m->thresholds > MODEL_THRESHOLDS || m->causes > MODEL_CAUSES) {
        return "it claims more than it can hold";
    }
    for (unsigned i = 0; i < m->comparisons; i++) {
        if (m->comparison[i].levels > MODEL_LEVELS || m->comparison[i].terms > MODEL_TERMS) {
            return "a comparison claims more than it can hold";
        }
    }
    return NULL;
}

static const char *outcomes(const struct model_report *m)
{
    uint64_t linked = 0, causes = 0;
    if (!sum_up(&linked, m->unique) || !sum_up(&linked, m->many) || !sum_up(&linked, m->none)) {
        return "unique + many + none exceed any count";
    }
    if (linked > 0 && linked != m->requests) {
        return "unique + many + none are not the requests";
    }
    for (unsigned i = 0; i < m->causes; i++) {
        if (!sum_up(&causes, m->cause[i].requests)) {
            return "the causes exceed any count";
        }
    }
    if (causes > m->requests) {
        return "the causes are more than the requests";
    }
    if (m->causes > 0 && linked > 0 && causes != m->none) {
        return "the causes are not the requests linked to none";
    }
    return NULL;
}

/* Shares are rounded one by one, so that together they may exceed one by as
 * many parts per billion as there are. */
static const char *shares(const struct model_report *m)
{
    uint64_t sum = m->share;
    for (unsigned i = 0; i < m->decoys; i++) {
        sum += m->decoy[i].share;
    }
    if (sum > (uint64_t)MODEL_ONE + m->decoys) {
        return "registered and look-alikes are more than all requests";
    }
    if (m->share > MODEL_ONE || m->false_match_rate > MODEL_ONE) {
        return "a share exceeds one";
    }
    return NULL;
}

static const char *comparison(const struct model_comparison *c)
{
    for (unsigned i = 0; i < c->levels; i++) {
        if (c->level[i].m > MODEL_ONE || c->level[i].u > MODEL_ONE) {
            return "a probability exceeds one";
        }
    }
    for (unsigned i = 0; i < c->terms; i++) {
        if (c->term[i].rank <= (i == 0 ? 0 : c->term[i - 1].rank)) {
            return "the ranks of terms do not rise";
        }
    }
    return NULL;
}

static const char *keys(const struct model_report *m)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < m->keys; i++) {
        const struct model_key *k = &m->key[i];
        if (k->fresh > k->pairs) {
            return "a blocking key finds more fresh pairs than pairs";
        }
        if (k->requests > m->requests) {
            return "a blocking key is read for more than the requests";
        }
        if (!sum_up(&sum, k->fresh)) {
            return "the pairs exceed any count";
        }
    }
    return NULL;
}

static bool holds(uint32_t low, uint32_t value, uint32_t high)
{
    return low <= value && value <= high && high <= MODEL_ONE;
}

static const char *threshold(const struct model_threshold *t,
                             const struct model_threshold *before, uint64_t requests)
{
    if (before != NULL && t->weight <= before->weight) {
        return "the thresholds do not rise";
    }
    if (t->found > (before == NULL ? requests : before->found)) {
        return "more is found at a threshold than below it";
    }
    /* In whole requests, as found * 1000 may not fit. */
    if (t->false_matches / 1000 + (t->false_matches % 1000 > 0) > t->found) {
        return "more is expected to be wrong than is found";
    }
    if (!holds(t->precision_low, t->precision, t->precision_high)) {
        return "a precision stands outside its interval";
    }
    if (!holds(t->recall_low, t->recall, t->recall_high)) {
        return "a recall stands outside its interval";
    }
    return NULL;
}

static const char *imbalance(const struct model_report *m)
{
    const char *broken = sizes(m);
    if (broken != NULL) {
        return broken; /* nothing else may be read */
    }
    static const char *(*const checks[])(const struct model_report *m) = {outcomes, shares,
                                                                          keys};
    for (size_t i = 0; i < sizeof checks / sizeof *checks && broken == NULL; i++) {
        broken = checks[i](m);
    }
    for (unsigned i = 0; i < m->comparisons && broken == NULL; i++) {
        broken = comparison(&m->comparison[i]);
    }
    for (unsigned i = 0; i < m->thresholds && broken == NULL; i++) {
        broken = threshold(&m->threshold[i], i == 0 ? NULL : &m->threshold[i - 1], m->requests);
    }
    return broken;
}

bool model_check(const struct model_report *m, struct error *e)
{
    const char *broken = imbalance(m);
    return broken == NULL ||
           fail(e, ERROR_FAILED, "model.balance", "the model does not balance: %s", broken);
}

bool waterfall_check(const struct waterfall *w, struct error *e)
{
    if (w->count > WATERFALL_STEPS) {
        return fail(e, ERROR_FAILED, "model.balance",
                    "a pair claims more steps than it can hold");
    }
    int64_t sum = 0;
    for (unsigned i = 0; i < w->count; i++) {
        sum += w->step[i].weight;
    }
    return sum == w->total || fail(e, ERROR_FAILED, "model.balance",
                                   "the steps of a pair do not add up to its total");
}
