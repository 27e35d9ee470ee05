/* gate_history.c: what a decision has to know of earlier releases under the same agreement: rows that were
 * asked before, many different rows about one person, the case-load of an officer and the quota over a
 * period.
 *
 * (1) Only what was released is history: what was never answered taught nobody anything.
 * (2) Of a batch that was released itself, history is what was released before it: at its handover neither itself
 *     nor what came later counts against it.
 * (3) Files of past batches are read only where an acting clause asks and the agreement has the cap that
 *     needs them; the quota needs the ledger alone.
 * (4) A past file has to be the one that its plan's document names. Where a document names none (a batch of an
 *     older program), what it might show is unknown, and so helps nobody.
 * (5) Caps that no acting clause asks for are not looked at: the facts are then those of the file alone.
 *
 * Memory: the marks of one past batch at a time (24 bytes a row), and what gate_mark_tally.c says.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- which releases --- */

struct past {
    char plan[GATE_ID], batch[GATE_ID];
    instant released;
    uint64_t rows;
    char history[HEX_256]; /* hash of the marks; "" where none were kept */
};

struct history {
    struct past *past;
    size_t count, cap;
    const char *agreement, *own; /* own: number of the plan, or "" */
    bool ended;                  /* the own release was met */
    struct gate *g;
};

static bool take_release(void *ctx, const struct found *f, struct error *e)
{
    struct history *h = ctx;
    struct plan p = {0};
    h->ended = h->ended || strcmp(f->parent, h->own) == 0;
    if (h->ended) {
        return true;
    }
    if (!plan_get(h->g, f->parent, &p, e)) {
        return false;
    }
    bool ok = strcmp(p.agreement, h->agreement) != 0 ||
              memory_grow((void **)&h->past, &h->cap, h->count, sizeof *h->past, e);
    if (ok && strcmp(p.agreement, h->agreement) == 0) {
        struct past *one = &h->past[h->count++];
        *one = (struct past){.released = f->time, .rows = (uint64_t)json_number(f->entry, "rows")};
        (void)snprintf(one->plan, sizeof one->plan, "%s", f->parent);
        (void)snprintf(one->batch, sizeof one->batch, "%s", p.batch);
        (void)snprintf(one->history, sizeof one->history, "%s", json_text(p.act.document, "history"));
    }
    plan_clear(&p);
    return ok;
}

static bool history_open(struct history *h, struct gate *g, const char *agreement, const char *own,
                         struct error *e)
{
    *h = (struct history){.g = g, .agreement = agreement, .own = own};
    return gate_each(g, "release", NULL, take_release, h, e);
}

/* Bits of the caps that a release at `then` counts for at `at`. */
static uint32_t caps_of(instant then, instant at)
{
    uint32_t bits = 1u << CAP_ALL;
    for (unsigned c = 0; c < CAPS; c++) {
        enum period period;
        instant from, until;
        if (cap_period((enum cap)c, &period)) {
            instant_period(at, period, &from, &until);
            bits |= (uint32_t)(from <= then && then < until) << c;
        }
    }
    return bits;
}

bool caps_look_back(const uint64_t caps[CAPS])
{
    for (unsigned c = CAP_BATCH + 1; c < CAPS; c++) {
        if (caps[c] != 0) {
            return true;
        }
    }
    return false;
}

instant caps_hold(const uint64_t caps[CAPS], instant at)
{
    instant holds = INSTANT_MAX;
    for (unsigned c = 0; c < CAPS; c++) {
        enum period period;
        instant from, until;
        if (caps[c] != 0 && cap_period((enum cap)c, &period)) {
            instant_period(at, period, &from, &until);
            holds = until < holds ? until : holds;
        }
    }
    return holds;
}

/* --- the quota --- */

bool history_used(struct gate *g, const char *agreement, const char *own, instant at, uint64_t used[CAPS],
                  struct error *e)
{
    struct history h;
    bool ok = history_open(&h, g, agreement, own, e);
    memset(used, 0, CAPS * sizeof *used);
    for (size_t i = 0; ok && i < h.count; i++) {
        uint32_t bits = caps_of(h.past[i].released, at);
        for (unsigned c = 0; c < CAPS; c++) {
            used[c] += (bits >> c & 1) != 0 ? h.past[i].rows : 0;
        }
    }
    memory_free(h.past);
    return ok;
}

/* --- facts of rows --- */

struct history_need history_need(const struct moment *m, const struct agreement_info *a)
{
    return (struct history_need){
        .repeated = (moment_named(m, FACT_DUPLICATE) >> DUPLICATE_IS_REPEATED & 1) != 0,
        .probing = a->probing != 0 && moment_tests(m, FACT_PROBING),
        .case_load = caps_look_back(a->case_load) && moment_tests(m, FACT_CASE_LOAD),
    };
}

bool history_needed(struct history_need n)
{
    return n.repeated || n.probing || n.case_load;
}

static bool load_marks(struct gate *g, const char *batch, const char *hash, struct mark **out, size_t *count,
                       struct error *e)
{
    char path[PATH_SIZE], hex[HEX_256];
    struct sha256 found, named;
    bool ok = kept_hash(g, batch, "history", hash, hex, e) && gate_path(g, path, e, "batches/%s/history.bin", batch) &&
              marks_load(path, out, count, &found, e);
    if (ok && !(hex_decode(span_of(hex), named.at, sizeof named.at) && crypto_equal(&found, &named, sizeof found))) {
        memory_free(*out);
        *out = NULL;
        ok = fail(e, ERROR_VERIFY, "history.other", "%s is not the file that the plan was made with", path);
    }
    return kept_read(g, batch, ok, e);
}

static bool add_past(struct gate *g, struct mark_tally *t, const struct past *p, instant at, struct error *e)
{
    struct mark *marks = NULL;
    size_t count;
    if (p->history[0] == '\0') {
        mark_tally_miss(t);
        return true;
    }
    bool ok = load_marks(g, p->batch, p->history, &marks, &count, e) &&
              mark_tally_add(t, marks, count, caps_of(p->released, at), e);
    memory_free(marks);
    return ok;
}

bool history_facts(struct gate *g, const struct history_of *of, const struct mark *marks, size_t count,
                   struct past_facts **out, struct error *e)
{
    struct history h = {0};
    struct mark_tally *t = NULL;
    *out = memory_new(count, sizeof **out, e);
    bool ok = *out != NULL && history_open(&h, g, of->agreement, of->own, e) &&
              mark_tally_new(&t, marks, count, of->need, e);
    for (size_t i = 0; ok && i < h.count; i++) {
        ok = add_past(g, t, &h.past[i], of->at, e);
    }
    if (ok) {
        mark_tally_facts(t, of->info, *out);
    } else {
        memory_free(*out);
        *out = NULL;
    }
    mark_tally_free(t);
    memory_free(h.past);
    return ok;
}

void past_facts_add(const struct past_facts *p, struct history_need need, struct facts *f)
{
    if (need.repeated) {
        f->value[FACT_DUPLICATE] = p->duplicate;
    }
    if (need.probing) {
        f->value[FACT_PROBING] = p->probing;
    }
    if (need.case_load) {
        f->value[FACT_CASE_LOAD] = p->case_load;
    }
}

/* --- of a plan --- */

/* That rows were asked before was found when the plan was made: it is looked for again, whatever acts now. */
static bool was_repeated(const struct row_record *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t value = rows[i].facts.value[FACT_DUPLICATE];
        if (rows[i].outcome != OUTCOME_REJECTED &&
            (value == DUPLICATE_IS_REPEATED || value == DUPLICATE_IS_UNKNOWN)) {
            return true;
        }
    }
    return false;
}

/* A batch of an older program has no marks: then nothing is known of what is asked for. */
bool plan_past_open(struct plan_past *out, struct gate *g, const struct plan *p, const struct rules *rules,
                    const struct moment *m, const struct row_record *rows, size_t count, instant at,
                    struct error *e)
{
    struct agreement_info info;
    const char *hash = json_text(p->act.document, "history");
    size_t marks = count;
    *out = (struct plan_past){0};
    if (!rules_agreement(rules, &info)) {
        return fail(e, ERROR_FAILED, "gate.agreement", "the rules hold no agreement");
    }
    out->need = history_need(m, &info);
    out->need.repeated = out->need.repeated || was_repeated(rows, count);
    if (!history_needed(out->need)) {
        return true;
    }
    if (hash[0] == '\0') {
        out->facts = memory_new(count, sizeof *out->facts, e);
        return out->facts != NULL;
    }
    const struct history_of of = {.agreement = p->agreement,
                                  .own = p->act.subject,
                                  .info = &info,
                                  .need = out->need,
                                  .at = at};
    return load_marks(g, p->batch, hash, &out->marks, &marks, e) &&
           (marks == count || fail(e, ERROR_VERIFY, "history.length", "history.bin of %s was cut", p->batch)) &&
           history_facts(g, &of, out->marks, count, &out->facts, e);
}

void plan_past_clear(struct plan_past *p)
{
    memory_free(p->facts);
    memory_free(p->marks);
    *p = (struct plan_past){0};
}

void plan_past_add(const struct plan_past *p, size_t row, struct facts *f)
{
    if (p->facts != NULL) {
        past_facts_add(&p->facts[row], p->need, f);
    }
}
