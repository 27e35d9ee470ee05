/* model_sheet.c: which numbers of a model are shown, in which order, under which
 * words.
 *
 * Bars: weights are in hundredths of a bit; everything else in parts per billion
 * of a whole, which is 1 where nothing is there, so that a scale is never empty.
 */
#include "app/report/model_sheet.h"

#include <stdio.h>

const struct model_words model_words[MODEL_SECTIONS] = {
    [MODEL_SUMMARY] = {"summary", "The model", "", "What was learnt and what was set", ""},
    [MODEL_OUTCOMES] = {"outcomes", "Linked to one, many, none",
                        "Each request has exactly one outcome.", "Requests by outcome",
                        "Nothing was linked with this model yet."},
    [MODEL_WEIGHTS] =
        {"weights", "Match weights",
         "m: how often the level is seen when both are one person. u: how often when "
         "they are not. Weight: log2(m / u), in bits; above zero speaks for one "
         "person, below zero against.",
         "", "The model has no comparisons."},
    [MODEL_FREQUENCIES] =
        {"frequencies", "Weight by frequency",
         "Agreement on a rare text says more than agreement on a frequent one. "
         "Rank 1 is the most frequent.",
         "", "Agreement on rare texts weighs more; how much is known once files are linked."},
    [MODEL_LOOKALIKES] = {"lookalikes", "Registered, look-alikes, others",
                          "How often a request is about a registered person, or about somebody "
                          "who is only like one.",
                          "Shares of all requests", "No look-alikes were learnt."},
    [MODEL_BLOCKING] =
        {"blocking", "Candidate pairs by blocking key",
         "Keys in the order in which they are read. Fresh: found by no key before; the "
         "right end of a bar. Oversized: blocks skipped, as they held more than the "
         "limit.",
         "Pairs by blocking key", "No blocking keys were counted."},
    [MODEL_CURVES] = {"thresholds", "Precision and recall by threshold",
                      "When candidates count as found from this weight on; with intervals of "
                      "95 %.",
                      "Precision and recall",
                      "No thresholds were examined: precision and recall are not known."},
    [MODEL_EXPECTED] =
        {"expected", "Expected errors by threshold",
         "Of the requests found, how many are expected to be wrong; and how many "
         "are expected to be there and not found.",
         "Expected errors", ""},
    [MODEL_UNLINKABLE] = {"unlinkable", "Requests that cannot be linked",
                          "Each request counts once, under what it lacks.", "Requests by cause",
                          ""},
};

bool model_shows(const struct model_report *m, enum model_section section)
{
    unsigned terms = 0;
    for (unsigned i = 0; i < m->comparisons; i++) {
        terms += m->comparison[i].terms;
    }
    const bool shows[MODEL_SECTIONS] = {
        [MODEL_SUMMARY] = true,
        [MODEL_OUTCOMES] = m->unique > 0 || m->many > 0 || m->none > 0,
        [MODEL_WEIGHTS] = m->comparisons > 0,
        [MODEL_FREQUENCIES] = terms > 0,
        [MODEL_LOOKALIKES] = m->decoys > 0,
        [MODEL_BLOCKING] = m->keys > 0,
        [MODEL_CURVES] = m->thresholds > 0,
        [MODEL_EXPECTED] = m->thresholds > 0,
        [MODEL_UNLINKABLE] = m->causes > 0,
    };
    return shows[section];
}

void model_balance(const struct model_report *m, char out[MODEL_BALANCE])
{
    char n[4][WORD_TEXT];
    word_count(m->requests, n[0]);
    word_count(m->unique, n[1]);
    word_count(m->many, n[2]);
    word_count(m->none, n[3]);
    (void)snprintf(out, MODEL_BALANCE, "%s requests = %s unique + %s many + %s none: balances",
                   n[0], n[1], n[2], n[3]);
}

/* --- parts of a sheet --- */

static void sheet_new(struct sheet *s, const char *label, size_t width)
{
    *s = (struct sheet){.label = label, .width = width, .high = MODEL_ONE};
}

static void heads(struct sheet *s, const char *const *head, size_t n)
{
    for (s->cells = 0; s->cells < n; s->cells++) {
        s->head[s->cells] = head[s->cells];
    }
}
#define HEADS(s, ...)                                                                          \
    heads(s, (const char *const[]){__VA_ARGS__},                                               \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static struct sheet_row *row_add(struct sheet *s, struct span label)
{
    struct sheet_row *r = &s->row[s->rows++];
    (void)snprintf(r->label, sizeof r->label, "%.*s", SPAN_ARGS(label));
    return r;
}

/* A count with its percent of the whole, and its bar. */
static struct sheet_row *row_count(struct sheet *s, struct span label, uint64_t n,
                                   uint64_t whole)
{
    struct sheet_row *r = row_add(s, label);
    word_count(n, r->cell[0]);
    percent_format(n, whole, r->cell[1]);
    r->to = (int64_t)share(n, whole, MODEL_ONE);
    return r;
}

/* --- the sheets --- */

static struct sheet_row *fact(struct sheet *s, const char *label)
{
    return row_add(s, span_of(label));
}

static void fact_words(struct sheet *s, const char *label, const char *words)
{
    (void)snprintf(fact(s, label)->cell[0], WORD_TEXT, "%s", words);
}

static void fact_weight(struct sheet *s, const char *label, int32_t weight)
{
    char bits[WORD_TEXT];
    word_weight(weight, bits);
    (void)snprintf(fact(s, label)->cell[0], WORD_TEXT, "%.20s bits", bits);
}

void sheet_summary(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "What", SHEET_WIDE);
    HEADS(s, "Value");
    word_count(m->persons, fact(s, "Persons in the registry")->cell[0]);
    word_count(m->requests, fact(s, "Requests")->cell[0]);
    if (m->rounds == 0) {
        fact_words(s, "Training", "not trained: built-in weights");
    } else {
        word_count(m->rounds, fact(s, "Rounds of EM")->cell[0]);
        word_part(m->share, fact(s, "With a registered person, learnt")->cell[0]);
    }
    fact_weight(s, "Accept from", m->accept);
    fact_weight(s, "Margin before the second", m->margin);
    if (m->false_match_rate == 0) {
        fact_words(s, "Bound on false matches", "none set");
    } else {
        word_part(m->false_match_rate, fact(s, "Bound on false matches")->cell[0]);
    }
}

void sheet_outcomes(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "Outcome", SHEET_WIDE);
    HEADS(s, "Requests", "Of all");
    s->barred = true;
    row_count(s, SPAN_LITERAL("Unique: one person fits"), m->unique, m->requests);
    row_count(s, SPAN_LITERAL("Many: several cannot be told apart"), m->many, m->requests);
    row_count(s, SPAN_LITERAL("None: nobody fits"), m->none, m->requests);
}

/* One scale for all comparisons, so that their bars compare. */
static void scale_levels(const struct model_report *m, struct sheet *s)
{
    s->low = s->high = 0;
    for (unsigned i = 0; i < m->comparisons; i++) {
        for (unsigned k = 0; k < m->comparison[i].levels; k++) {
            int32_t weight = m->comparison[i].level[k].weight;
            s->low = weight < s->low ? weight : s->low;
            s->high = weight > s->high ? weight : s->high;
        }
    }
    s->high = s->low == s->high ? 100 : s->high;
}

void sheet_levels(const struct model_report *m, unsigned comparison, struct sheet *s)
{
    const struct model_comparison *c = &m->comparison[comparison];
    sheet_new(s, "Level", 24);
    HEADS(s, "m", "u", "Weight");
    s->shown = 2;
    s->barred = s->weights = true;
    scale_levels(m, s);
    for (unsigned i = 0; i < c->levels; i++) {
        struct sheet_row *r = row_add(s, SPAN_ARRAY(c->level[i].name));
        word_part(c->level[i].m, r->cell[0]);
        word_part(c->level[i].u, r->cell[1]);
        word_weight(c->level[i].weight, r->cell[2]);
        r->to = c->level[i].weight;
    }
}

void sheet_terms(const struct model_report *m, unsigned comparison, struct sheet *s)
{
    const struct model_comparison *c = &m->comparison[comparison];
    sheet_new(s, "Rank", 16);
    HEADS(s, "Count", "Weight");
    s->shown = 1;
    s->barred = s->weights = true;
    s->high = 0;
    for (unsigned i = 0; i < c->terms; i++) {
        char rank[WORD_TEXT];
        word_count(c->term[i].rank, rank);
        struct sheet_row *r = row_add(s, span_of(rank));
        word_count(c->term[i].count, r->cell[0]);
        word_weight(c->term[i].weight, r->cell[1]);
        r->to = c->term[i].weight;
        s->low = r->to < s->low ? r->to : s->low;
        s->high = r->to > s->high ? r->to : s->high;
    }
    s->high = s->low == s->high ? 100 : s->high;
}

static void row_part(struct sheet *s, struct span label, uint32_t parts)
{
    struct sheet_row *r = row_add(s, label);
    word_part(parts, r->cell[0]);
    r->to = parts;
}

void sheet_decoys(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "The request is about", SHEET_WIDE);
    HEADS(s, "Of all");
    s->barred = true;
    uint64_t sum = m->share;
    row_part(s, SPAN_LITERAL("the registered person"), m->share);
    for (unsigned i = 0; i < m->decoys; i++) {
        row_part(s, SPAN_ARRAY(m->decoy[i].name), m->decoy[i].share);
        sum += m->decoy[i].share;
    }
    row_part(s, SPAN_LITERAL("somebody else"),
             sum < MODEL_ONE ? (uint32_t)(MODEL_ONE - sum) : 0);
}

void sheet_keys(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "Blocking key", SHEET_WIDE);
    HEADS(s, "Cumulative", "Fresh", "Pairs", "Requests", "Oversized", "Limit");
    s->barred = s->behind = true;
    uint64_t all = 0, sum = 0;
    for (unsigned i = 0; i < m->keys; i++) {
        all += m->key[i].fresh;
    }
    for (unsigned i = 0; i < m->keys; i++) {
        const struct model_key *k = &m->key[i];
        struct sheet_row *r = row_add(s, SPAN_ARRAY(k->name));
        r->from = (int64_t)share(sum, all, MODEL_ONE);
        sum += k->fresh;
        r->to = (int64_t)share(sum, all, MODEL_ONE);
        const uint64_t cells[] = {sum, k->fresh, k->pairs, k->requests, k->oversized, k->limit};
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
            word_count(cells[c], r->cell[c]);
        }
    }
}

/* The threshold in force is marked, where it is one of those examined. */
static struct sheet_row *row_threshold(const struct model_report *m, unsigned i,
                                       struct sheet *s)
{
    char weight[WORD_TEXT];
    word_weight(m->threshold[i].weight, weight);
    struct sheet_row *r = row_add(s, span_of(weight));
    r->marked = m->threshold[i].weight == m->accept;
    if (r->marked) {
        (void)snprintf(r->label, sizeof r->label, "%s  accept", weight);
    }
    return r;
}

void sheet_thresholds(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "Threshold", 16);
    HEADS(s, "Precision", "95 % interval", "Recall", "95 % interval");
    for (unsigned i = 0; i < m->thresholds; i++) {
        const struct model_threshold *t = &m->threshold[i];
        struct sheet_row *r = row_threshold(m, i, s);
        word_part(t->precision, r->cell[0]);
        word_interval(t->precision_low, t->precision_high, r->cell[1]);
        word_part(t->recall, r->cell[2]);
        word_interval(t->recall_low, t->recall_high, r->cell[3]);
    }
}

void sheet_expected(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "Threshold", 16);
    HEADS(s, "Found", "Wrong", "Missed");
    for (unsigned i = 0; i < m->thresholds; i++) {
        const struct model_threshold *t = &m->threshold[i];
        struct sheet_row *r = row_threshold(m, i, s);
        word_count(t->found, r->cell[0]);
        word_thousandths(t->false_matches, r->cell[1]);
        word_thousandths(t->missed, r->cell[2]);
    }
}

void sheet_causes(const struct model_report *m, struct sheet *s)
{
    sheet_new(s, "Cause", SHEET_WIDE);
    HEADS(s, "Requests", "Of all");
    s->barred = true;
    uint64_t sum = 0;
    for (unsigned i = 0; i < m->causes; i++) {
        row_count(s, SPAN_ARRAY(m->cause[i].name), m->cause[i].requests, m->requests);
        sum += m->cause[i].requests;
    }
    row_count(s, SPAN_LITERAL("All that cannot be linked"), sum, m->requests)->marked = true;
}

/* --- a pair --- */

static void bar_widen(struct sheet *s, int64_t to)
{
    s->low = to < s->low ? to : s->low;
    s->high = to > s->high ? to : s->high;
}

void sheet_steps(const struct waterfall *w, struct sheet *s)
{
    sheet_new(s, "Comparison", 24);
    HEADS(s, "Weight", "Sum");
    s->barred = s->weights = true;
    s->high = 0;
    int64_t sum = 0;
    for (unsigned i = 0; i < w->count; i++) {
        struct sheet_row *r = row_add(s, SPAN_ARRAY(w->step[i].comparison));
        struct span level = SPAN_ARRAY(w->step[i].level);
        (void)snprintf(r->under, sizeof r->under, "%.*s", SPAN_ARGS(level));
        r->from = sum;
        sum += w->step[i].weight;
        r->to = sum;
        bar_widen(s, sum);
        word_weight(w->step[i].weight, r->cell[0]);
        word_weight(sum, r->cell[1]);
    }
    struct sheet_row *r = row_add(s, SPAN_LITERAL("Total"));
    r->marked = true;
    r->to = sum;
    word_weight(sum, r->cell[0]);
    word_weight(sum, r->cell[1]);
    s->high = s->low == s->high ? 100 : s->high;
}
