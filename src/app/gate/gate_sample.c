/* gate_sample.c: before a release: rows that are to be given are drawn by lot and examined by a person.
 *
 * (1) The seed is entered before it is used, after batch and plan: nobody can choose it by what it draws, and who
 *     makes the plan does not know it. A plan has one seed.
 * (2) What is drawn follows from the seed and the public leaves alone, in their secret order: a stranger finds the same
 *     leaves, and no row number is public.
 * (3) Who examines made neither the batch nor the plan. A result is entered once, with a verdict for every row.
 * (4) Doubt withholds: unclear is wrong. A sample that stopped its plan stops it for good.
 */
#include "app/gate/gate_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- how it stands --- */

static bool keep_sample(void *ctx, const struct found *f, struct error *e)
{
    struct sample_state *s = ctx;
    s->drawn = true;
    memcpy(s->number, f->subject, GATE_ID);
    s->rows = (uint64_t)json_number(f->entry, "rows");
    s->stop = (uint64_t)json_number(f->entry, "stop");
    return hex_decode(span_of(json_text(f->entry, "seed")), s->seed, sizeof s->seed) ||
           fail(e, ERROR_VERIFY, "sample.seed", "the sample %s has no seed", f->subject);
}

static bool keep_result(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct sample_state *s = ctx;
    s->examined = true;
    memcpy(s->result, f->subject, GATE_ID);
    (void)snprintf(s->file, sizeof s->file, "%s", json_text(f->document, "result"));
    s->right = (uint64_t)json_number(f->entry, "right");
    s->wrong = (uint64_t)json_number(f->entry, "wrong");
    s->unclear = (uint64_t)json_number(f->entry, "unclear");
    s->stopped = s->stopped || s->wrong + s->unclear >= s->stop;
    return true;
}

bool sample_state(struct gate *g, const char *plan, struct sample_state *out, struct error *e)
{
    *out = (struct sample_state){0};
    return gate_each(g, "sample", plan, keep_sample, out, e) &&
           (!out->drawn || gate_each(g, "sampled", out->number, keep_result, out, e));
}

/* --- drawing --- */

/* How many rows, and how many wrong ones stop the plan, where so many are to be given. */
static void fit(uint64_t rows, uint64_t stop, uint64_t released, struct sample_state *out)
{
    out->rows = rows < released ? rows : released;
    out->stop = stop < out->rows ? stop : out->rows;
}

static bool released_rows(struct gate *g, const struct plan *p, uint64_t *out, struct error *e)
{
    struct found batch;
    if (!gate_get(g, "batch", p->batch, &batch, e)) {
        return false;
    }
    *out = (uint64_t)json_number(json_object_get(batch.entry, "answers"), gate_answer_name(ANSWER_RELEASED));
    found_clear(&batch);
    return true;
}

/* As the agreement says; where it is silent, as it is wished. */
static bool size_of(struct gate *g, const struct plan *p, const struct gate_sample_size *wish, uint64_t released,
                    struct sample_state *out, struct error *e)
{
    struct register_rules rules = {0};
    struct agreement_info info = {0};
    bool ok = gate_rules(g, p->agreement, &rules, e) && rules_agreement(rules.rules, &info);
    gate_rules_clear(&rules);
    if (!ok) {
        return false;
    }
    if (info.sample > 0 && wish->rows > 0) {
        (void)!fail(e, ERROR_USAGE, "sample.size", "the agreement says how many rows: %" PRIu64 ", stopped at %" PRIu64,
                    info.sample, info.sample_stop);
        error_hint(e, "leave --rows and --stop out");
        return false;
    }
    if (info.sample == 0 && (wish->rows == 0 || wish->stop == 0 || wish->stop > wish->rows)) {
        (void)!fail(e, ERROR_USAGE, "sample.size", "the agreement asks for no sample: say how many rows, and how many wrong ones stop it");
        error_hint(e, "for example --rows 60 --stop 2");
        return false;
    }
    fit(info.sample > 0 ? info.sample : wish->rows, info.sample > 0 ? info.sample_stop : wish->stop, released, out);
    return true;
}

static bool may_draw(struct gate *g, const struct plan *p, uint64_t released, struct error *e)
{
    struct sample_state before;
    if (!sample_state(g, p->act.subject, &before, e)) {
        return false;
    }
    if (before.drawn) {
        (void)!fail(e, ERROR_INPUT, "sample.twice", "%s was drawn for %s already; there is no second seed", before.number,
                    p->act.subject);
        error_hint(e, "proviso sample %s --csv FILE, without a key, lists its rows", p->act.subject);
        return false;
    }
    if (gate_count(g, "release", p->act.subject) > 0) {
        return fail(e, ERROR_INPUT, "sample.late", "%s is released already", p->act.subject);
    }
    return released > 0 || fail(e, ERROR_INPUT, "sample.none", "%s releases no row", p->act.subject);
}

static bool enter_sample(struct gate *g, const struct plan *p, struct sample_state *s, struct signers by,
                         struct error *e)
{
    struct draft d = {.type = "sample"};
    struct text seed = {0};
    bool ok = crypto_random(s->seed, sizeof s->seed, e) && text_add_hex(&seed, s->seed, sizeof s->seed, e) &&
              gate_next_id(g, "sample", "s", d.subject, e);
    if (ok) {
        memcpy(d.parent, p->act.subject, GATE_ID);
        d.entry = json_pack("{s:s, s:I, s:I}", "seed", seed.at, "rows", (json_int_t)s->rows, "stop", (json_int_t)s->stop);
        memcpy(s->number, d.subject, GATE_ID);
        ok = json_made(d.entry, e) && gate_append(g, &d, 1, by, e);
    }
    gate_draft_clear(&d);
    text_free(&seed);
    return ok;
}

bool gate_sample_draw(struct gate *g, const char *plan, const struct gate_sample_size *wish, struct signers by,
                      struct gate_sample *out, struct error *e)
{
    struct plan p = {0};
    struct sample_state s = {0};
    uint64_t released = 0;
    bool ok = gate_begin(g, e) && plan_get(g, plan, &p, e) &&
              gate_require(g, by, ROLE_OPERATOR | ROLE_APPROVER, 1, "drawing a sample", e) &&
              released_rows(g, &p, &released, e) && may_draw(g, &p, released, e) &&
              size_of(g, &p, wish, released, &s, e) && enter_sample(g, &p, &s, by, e);
    gate_end(g);
    if (ok) {
        *out = (struct gate_sample){.rows = s.rows, .stop = s.stop, .drawn = true};
        memcpy(out->number, s.number, GATE_ID);
    }
    plan_clear(&p);
    return ok;
}

bool gate_sample_get(struct gate *g, const char *plan, struct gate_sample *out, struct error *e)
{
    struct plan p = {0};
    struct sample_state s;
    bool ok = plan_get(g, plan, &p, e) && sample_state(g, p.act.subject, &s, e);
    plan_clear(&p);
    if (!ok) {
        return false;
    }
    *out = (struct gate_sample){.rows = s.rows,
                                .stop = s.stop,
                                .drawn = s.drawn,
                                .examined = s.examined,
                                .stopped = s.stopped,
                                .right = s.right,
                                .wrong = s.wrong,
                                .unclear = s.unclear};
    memcpy(out->number, s.number, GATE_ID);
    return true;
}

/* --- what the seed draws --- */

struct lot {
    struct sha256 at;
    uint32_t leaf, row;
};

static int by_lot(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    int c = memcmp(&x->at, &y->at, sizeof x->at);
    return c != 0 ? c : (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A lot for each leaf that is answered as released. */
static bool draw_lots(const struct row_record *rows, size_t count, const uint8_t seed[SHA256_SIZE], struct lot *lots,
                      size_t *drawn, struct error *e)
{
    struct hmac *h = NULL;
    bool ok = hmac_new(&h, (struct span){(const char *)seed, SHA256_SIZE}, e);
    *drawn = 0;
    for (size_t i = 0; ok && i < count; i++) {
        if (answer_of(&rows[i]) == ANSWER_RELEASED) {
            char place[16];
            int n = snprintf(place, sizeof place, "%" PRIu32, rows[i].leaf);
            struct lot *l = &lots[(*drawn)++];
            *l = (struct lot){.leaf = rows[i].leaf, .row = (uint32_t)i};
            ok = hmac_of(h, (struct span){place, (size_t)n}, &l->at, e);
        }
    }
    hmac_free(h);
    return ok;
}

bool sample_rows(const struct row_record *rows, size_t count, const struct sample_state *s, uint32_t **out,
                 struct error *e)
{
    size_t drawn = 0;
    struct lot *lots = memory_new(count + 1, sizeof *lots, e);
    *out = lots == NULL ? NULL : memory_new(s->rows + 1, sizeof **out, e);
    bool ok = *out != NULL && draw_lots(rows, count, s->seed, lots, &drawn, e) &&
              (drawn >= s->rows || fail(e, ERROR_VERIFY, "sample.rows", "the sample %s is larger than its batch", s->number));
    if (ok) {
        qsort(lots, drawn, sizeof *lots, by_lot);
        for (size_t i = 0; i < s->rows; i++) {
            (*out)[i] = lots[i].row;
        }
        qsort(*out, s->rows, sizeof **out, by_row);
    } else {
        memory_free(*out);
        *out = NULL;
    }
    memory_free(lots);
    return ok;
}

/* --- may it leave --- */

static bool refuse_stopped(const struct plan *p, struct error *e)
{
    (void)!fail(e, ERROR_STALE, "sample.stopped", "%s is stopped for good: too many rows of its sample were wrong or unclear",
                p->act.subject);
    error_hint(e, "nothing leaves by this plan any more; mend what was wrong and make a new one: proviso run");
    return false;
}

static bool refuse_missing(const struct plan *p, struct error *e)
{
    (void)!fail(e, ERROR_HELD, "sample.missing", "%s: the agreement asks for a sample before a release, and none was drawn",
                p->act.subject);
    error_hint(e, "proviso sample %s --csv ROWS.csv --key FILE", p->act.subject);
    return false;
}

static bool refuse_unexamined(const struct plan *p, struct error *e)
{
    (void)!fail(e, ERROR_HELD, "sample.result", "%s: its sample was not examined yet", p->act.subject);
    error_hint(e, "an approver who did not make the plan examines it: proviso sample %s --result FILE.csv --key FILE",
               p->act.subject);
    return false;
}

bool sample_passed(struct gate *g, const struct plan *p, const struct rules *rules, struct error *e)
{
    struct agreement_info info;
    struct sample_state s, least;
    uint64_t released;
    if (!sample_state(g, p->act.subject, &s, e) || !released_rows(g, p, &released, e)) {
        return false;
    }
    bool asked = rules_agreement(rules, &info) && info.sample > 0 && released > 0;
    if (s.stopped || (s.drawn && !s.examined) || (asked && !s.drawn)) {
        return s.stopped ? refuse_stopped(p, e) : s.drawn ? refuse_unexamined(p, e) : refuse_missing(p, e);
    }
    fit(info.sample, info.sample_stop, released, &least);
    return !asked || (s.rows >= least.rows && s.stop <= least.stop) ||
           fail(e, ERROR_VERIFY, "sample.other", "the sample of %s is another than its agreement asks for", p->act.subject);
}
