/* gate_tally.c: all rows of the past decided again and counted, fast.
 *
 * A verdict depends on the facts that the rules test and on nothing else, and
 * history has few combinations of them: rows are put into groups by those facts,
 * the level given and the era, counted, and each group is decided once.
 *
 *   records, 64 bytes each --> slices --> a table of groups for each thread
 *                                              |  when it is full, and at the end
 *                                         decided, added to the thread's counts
 *
 * (1) Counts are sums over rows, so that no order of slices and no number of
 *     threads changes them (I6).
 * (2) Memory is bounded by the tables: 32,768 groups a thread, whatever the
 *     length of the history.
 * (3) The records may be altered while nobody has compared their hash yet:
 *     what is read of them indexes nothing before it was held against its range.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

#include "base/pool.h"

enum {
    SLICE = 1 << 16,
    WORDS = FACTS_KEPT / 8,
    SLOTS = 1 << 16,
    GROUPS = SLOTS / 2,
};

struct group {
    uint64_t kept[WORDS], fresh[WORDS]; /* what is not tested is 0 */
    uint64_t tag;                       /* era, era_then, level, judged, lost */
    uint64_t rows;
    uint32_t slot;
};

struct reading_counts {
    uint64_t wrong, right, corresponding, lowered, raised, cause[CAUSES];
};

struct counts {
    uint64_t examined, imported, insufficient, judged, not_judged, erased;
    uint64_t correspondence[FACT_MOST_VALUES + 1];
    struct reading_counts reading[FINDING_READINGS];
};

struct bench {
    struct group *group;
    uint32_t *slot; /* number of a group, from 1; 0: free */
    size_t groups;
    struct counts counts;
    uint64_t *clause; /* [FINDING_READINGS][clauses]: wrong rows that it lowers */
};

struct tally {
    const struct rules *by;
    size_t clauses;
    unsigned threads;
    struct bench *bench; /* one a thread */
};

struct passing {
    struct tally *t;
    const struct look *l;
    const struct history *h;
    union kept_facts mask; /* 255 for each fact that counts */
};

/* --- groups --- */

static struct kept_row row_of(const struct group *g)
{
    struct kept_row r = {.level = (uint8_t)(g->tag & 0xFF),
                         .judged = (g->tag >> 8 & 1) != 0,
                         .lost = (g->tag >> 9 & 1) != 0,
                         .era = g->tag >> 16 & 0xFFFFFF,
                         .era_then = g->tag >> 40};
    memcpy(&r.kept, g->kept, sizeof r.kept);
    memcpy(&r.fresh, g->fresh, sizeof r.fresh);
    return r;
}

static uint64_t tag_of(const struct kept_row *r)
{
    return r->level | (uint64_t)r->judged << 8 | (uint64_t)r->lost << 9 | (uint64_t)r->era << 16 |
           (uint64_t)r->era_then << 40;
}

static void count_reading(const struct tally *t, struct bench *b, unsigned i, const struct decided *d,
                          const struct kept_row *r, unsigned given, uint64_t rows)
{
    struct reading_counts *to = &b->counts.reading[i];
    const struct verdict *v = &d->verdict[i];
    if ((d->wrong >> i & 1) == 0) {
        to->right += rows;
        to->raised += v->level > given ? rows : 0;
        return;
    }
    to->wrong += rows;
    to->lowered += v->level < given ? rows : 0;
    to->cause[d->cause[i]] += rows;
    to->corresponding +=
        r->kept.value[FACT_CORRESPONDENCE] == CORRESPONDENCE_IS_CORRESPONDS ? rows : 0;
    for (unsigned k = 0; k < v->count; k++) {
        if (v->clause[k] != v->grant) {
            b->clause[i * t->clauses + v->clause[k]] += rows;
        }
    }
}

static bool decide_group(const struct passing *p, struct bench *b, const struct group *g,
                         struct error *e)
{
    struct kept_row r = row_of(g);
    struct decided d;
    if (!kept_row_sound(p->l, &r)) {
        return fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", p->h->rows->path);
    }
    kept_row_decide(p->l, &r, &d);
    b->counts.correspondence[r.kept.value[FACT_CORRESPONDENCE]] += g->rows;
    for (unsigned i = 0; i < p->l->by->count; i++) {
        count_reading(p->t, b, i, &d, &r, p->l->same[r.level], g->rows);
    }
    return true;
}

static bool decide_groups(const struct passing *p, struct bench *b, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; i < b->groups; i++) {
        ok = ok && decide_group(p, b, &b->group[i], e);
        b->slot[b->group[i].slot] = 0;
    }
    b->groups = 0;
    return ok;
}

/* --- rows --- */

static inline uint64_t hash_of(const uint64_t *kept, const uint64_t *fresh, uint64_t tag)
{
    uint64_t h = (tag + 1) * 0x9e3779b97f4a7c15u;
    for (unsigned i = 0; i < WORDS; i++) {
        h = (h ^ kept[i]) * 0xbf58476d1ce4e5b9u;
        h ^= h >> 29;
    }
    for (unsigned i = 0; fresh != NULL && i < WORDS; i++) {
        h = (h ^ fresh[i]) * 0x94d049bb133111ebu;
        h ^= h >> 29;
    }
    return h ^ h >> 32;
}

/* One row into its group. */
static inline bool add_row(const struct passing *p, struct bench *b, const struct kept_row *r,
                           struct error *e)
{
    uint64_t kept[WORDS], fresh[WORDS] = {0}, tag = tag_of(r);
    for (unsigned i = 0; i < WORDS; i++) {
        kept[i] = r->kept.word[i] & p->mask.word[i];
        fresh[i] = r->judged ? r->fresh.word[i] & p->mask.word[i] : 0;
    }
    uint64_t at = hash_of(kept, r->judged ? fresh : NULL, tag) % SLOTS;
    for (; b->slot[at] != 0; at = (at + 1) % SLOTS) {
        struct group *g = &b->group[b->slot[at] - 1];
        if (g->tag == tag && memcmp(g->kept, kept, sizeof kept) == 0 &&
            (!r->judged || memcmp(g->fresh, fresh, sizeof fresh) == 0)) {
            g->rows++;
            return true;
        }
    }
    struct group *g = &b->group[b->groups++];
    *g = (struct group){.tag = tag, .rows = 1, .slot = (uint32_t)at};
    memcpy(g->kept, kept, sizeof kept);
    memcpy(g->fresh, fresh, sizeof fresh);
    b->slot[at] = (uint32_t)b->groups;
    return b->groups < GROUPS || decide_groups(p, b, e);
}

static bool tally_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    const struct passing *p = ctx;
    struct bench *b = &p->t->bench[worker];
    struct era_hint hint = {0};
    struct kept_row r;
    size_t first = slice * SLICE, all = p->h->rows->count;
    size_t end = all - first < SLICE ? all : first + SLICE;
    uint64_t examined = 0, judged = 0, insufficient = 0, erased = 0;
    for (size_t i = first; i < end; i++) {
        if (!history_row(p->l, p->h, i, &hint, &r)) {
            continue;
        }
        examined++;
        judged += r.judged;
        erased += p->h->rows->at[i * ROW_SIZE + ROW_ERASED] != 0;
        insufficient += p->h->rows->at[i * ROW_SIZE + ROW_SUFFICIENCY] != SUFFICIENCY_COMPLETE;
        if (!add_row(p, b, &r, e)) {
            return false;
        }
    }
    b->counts.examined += examined;
    b->counts.judged += judged;
    b->counts.insufficient += insufficient;
    b->counts.imported += p->h->import ? examined : 0;
    b->counts.not_judged += p->h->erased ? examined : p->h->judged != NULL ? erased : 0;
    b->counts.erased += erased;
    return true;
}

/* Facts that any era tests; and what is counted beside. */
static void add_tested(union kept_facts *mask, const struct readings *r)
{
    for (size_t m = 0; r != NULL && m < r->eras * r->count; m++) {
        for (unsigned i = 0; i < FACT_COUNT; i++) {
            if (moment_tests(r->moment[m], (enum fact)i)) {
                mask->value[i] = 0xFF;
            }
        }
    }
}

bool tally_rows(struct tally *t, const struct look *l, const struct history *h, struct error *e)
{
    struct passing p = {.t = t, .l = l, .h = h};
    p.mask.value[FACT_CORRESPONDENCE] = 0xFF;
    add_tested(&p.mask, l->by);
    add_tested(&p.mask, h->judged != NULL ? l->then : NULL);
    bool ok = pool_run(t->threads, (h->rows->count + SLICE - 1) / SLICE, tally_slice, &p, e);
    for (unsigned i = 0; ok && i < t->threads; i++) {
        ok = decide_groups(&p, &t->bench[i], e);
    }
    return ok;
}

/* --- counts --- */

/* Clauses by the rows that they lower, the most first, then in the order of the rules. */
static void clauses_into(const struct tally *t, unsigned reading, struct finding_reading *to)
{
    for (unsigned n = 0; n < t->clauses; n++) {
        size_t best = t->clauses;
        uint64_t most = 0;
        for (size_t k = 0; k < t->clauses; k++) {
            uint64_t rows = t->bench[0].clause[reading * t->clauses + k];
            if (rows > most) {
                best = k;
                most = rows;
            }
        }
        if (best == t->clauses) {
            return;
        }
        struct clause_info info;
        char id[FINDING_NAME];
        rules_clause(t->by, best, &info);
        (void)snprintf(id, sizeof id, "%.*s", SPAN_ARGS(info.id));
        finding_count_name(to->clause, &to->clauses, FINDING_CLAUSES, id, most);
        t->bench[0].clause[reading * t->clauses + best] = 0;
    }
}

/* All that the other threads counted, into the first. */
static void join(const struct tally *t)
{
    struct bench *to = &t->bench[0];
    uint64_t *sum = (uint64_t *)&to->counts;
    _Static_assert(sizeof to->counts % sizeof *sum == 0, "counts are numbers alone");
    for (unsigned w = 1; w < t->threads; w++) {
        struct bench *from = &t->bench[w];
        const uint64_t *add = (const uint64_t *)&from->counts;
        for (size_t i = 0; i < sizeof to->counts / sizeof *sum; i++) {
            sum[i] += add[i];
        }
        for (size_t i = 0; i < FINDING_READINGS * t->clauses; i++) {
            to->clause[i] += from->clause[i];
        }
    }
}

void tally_into(const struct tally *t, struct finding *f)
{
    join(t);
    const struct counts *c = &t->bench[0].counts;
    f->examined += c->examined;
    f->imported += c->imported;
    f->insufficient += c->insufficient;
    f->judged += c->judged;
    f->not_judged += c->not_judged;
    f->erased += c->erased;
    f->corresponds += c->correspondence[CORRESPONDENCE_IS_CORRESPONDS];
    f->differs += c->correspondence[CORRESPONDENCE_IS_DIFFERS];
    f->not_comparable += c->correspondence[CORRESPONDENCE_IS_NOT_COMPARABLE];
    for (unsigned i = 0; i < f->readings; i++) {
        const struct reading_counts *from = &c->reading[i];
        struct finding_reading *to = &f->reading[i];
        to->wrong += from->wrong;
        to->right += from->right;
        to->corresponding += from->corresponding;
        to->lowered += from->lowered;
        to->raised += from->raised;
        to->by_rule += from->cause[CAUSE_RULE];
        to->by_classifier += from->cause[CAUSE_CLASSIFIER];
        to->by_both += from->cause[CAUSE_BOTH];
        clauses_into(t, i, to);
    }
}

bool tally_new(struct tally **out, const struct rules *by, unsigned threads, struct error *e)
{
    struct tally *t = memory_new(1, sizeof *t, e);
    if (t == NULL) {
        return false;
    }
    *out = t;
    t->by = by;
    t->clauses = rules_clauses(by);
    t->threads = threads == 0 ? pool_cores() : threads;
    t->threads = t->threads > PASS_WORKERS ? PASS_WORKERS : t->threads;
    t->bench = memory_new(t->threads, sizeof *t->bench, e);
    bool ok = t->bench != NULL;
    for (unsigned i = 0; ok && i < t->threads; i++) {
        struct bench *b = &t->bench[i];
        b->group = memory_new(GROUPS, sizeof *b->group, e);
        b->slot = b->group == NULL ? NULL : memory_new(SLOTS, sizeof *b->slot, e);
        b->clause = b->slot == NULL ? NULL
                                    : memory_new(FINDING_READINGS * t->clauses, sizeof *b->clause, e);
        ok = b->clause != NULL;
    }
    return ok;
}

void tally_free(struct tally *t)
{
    for (unsigned i = 0; t != NULL && t->bench != NULL && i < t->threads; i++) {
        memory_free(t->bench[i].group);
        memory_free(t->bench[i].slot);
        memory_free(t->bench[i].clause);
    }
    if (t != NULL) {
        memory_free(t->bench);
        memory_free(t);
    }
}
