#include <stdlib.h>

#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Which clauses act at an instant, and for how long that stays so. The rules of
 * it stand at the head of rules.h; the numbers below are theirs. */

/* Settles clauses from those that nothing suspends onwards (Kahn, "Topological
 * sorting of large networks", 1962); each suspension names one clause, so the
 * order in which a clause's suspensions are settled does not matter. */
bool rules_suspend(const struct rules *r, bool *acts, size_t *circle, bool *round,
                   struct error *e)
{
    size_t *waits = memory_new(r->clauses * 2, sizeof *waits, e);
    if (waits == NULL) {
        return false;
    }
    size_t *queue = waits + r->clauses, settled = 0, queued = 0;
    for (size_t i = 0; i < r->clauses; i++) {
        if (r->clause[i].target_index != INDEX_NONE) {
            waits[r->clause[i].target_index]++;
        }
    }
    for (size_t i = 0; i < r->clauses; i++) {
        if (waits[i] == 0) {
            queue[queued++] = i;
        }
    }
    for (; settled < queued; settled++) {
        size_t from = queue[settled], to = r->clause[from].target_index;
        if (to != INDEX_NONE) {
            acts[to] = acts[to] && !acts[from];
            if (--waits[to] == 0) {
                queue[queued++] = to;
            }
        }
    }
    *round = settled < r->clauses;
    for (*circle = 0; *round && waits[*circle] == 0;) {
        ++*circle;
    }
    memory_free(waits);
    return true;
}

/* What lowers may be looked at as if it reached back further. */
static instant reach_of(const struct clause_info *c, instant reach)
{
    bool lowers = c->verb == CLAUSE_REQUIRE || c->verb == CLAUSE_FORBID;
    return lowers && reach < c->reach ? reach : c->reach;
}

/* 2: legal effect, or reach in hindsight. */
static bool within(const struct clause *c, instant at, instant known, instant reach)
{
    bool reached = reach_of(&c->info, reach) <= at && c->info.from <= known;
    return at < c->info.until && (c->info.from <= at || reached);
}

static bool agreed(const struct rules *r, instant at, instant known)
{
    const struct agreement *a = &r->agreement;
    return r->has_agreement && a->entered <= known && a->info.from <= at && at < a->info.until;
}

static bool among(const size_t *list, size_t count, size_t clause)
{
    size_t i = 0;
    while (i < count && list[i] != clause) {
        i++;
    }
    return i < count;
}

/* 3: what the reading leaves out and takes in. */
static bool is_read(const struct rules *r, size_t reading, size_t clause)
{
    if (reading == SIZE_MAX) {
        return !r->clause[clause].only;
    }
    const struct reading *g = &r->reading[reading];
    return !among(g->left_out, g->left_out_count, clause) &&
           (!r->clause[clause].only || among(g->taken_in, g->taken_in_count, clause));
}

static void dated(const struct rules *r, instant at, instant known, size_t reading, instant reach,
                  bool *acts)
{
    bool granting = agreed(r, at, known);
    for (size_t i = 0; i < r->clauses; i++) {
        const struct clause *c = &r->clause[i];
        acts[i] = !c->elsewhere && r->entered[c->info.file] <= known && within(c, at, known, reach) &&
                  (granting || c->info.verb != CLAUSE_GRANT) && is_read(r, reading, i);
    }
}

void rules_dated(const struct rules *r, instant at, instant known, size_t reading, bool *acts)
{
    dated(r, at, known, reading, INSTANT_MAX, acts);
}

bool rules_acting(const struct rules *r, instant at, instant known, size_t reading, bool *acts,
                  struct error *e)
{
    return rules_acting_reaching(r, at, known, reading, INSTANT_MAX, acts, e);
}

bool rules_acting_reaching(const struct rules *r, instant at, instant known, size_t reading,
                           instant reach, bool *acts, struct error *e)
{
    bool round;
    size_t circle;
    dated(r, at, known, reading, reach, acts);
    return rules_suspend(r, acts, &circle, &round, e);
}

/* --- how long --- */

static void bound(instant at, instant edge, instant *from, instant *until)
{
    if (edge <= at) {
        *from = edge > *from ? edge : *from;
    } else {
        *until = edge < *until ? edge : *until;
    }
}

void rules_acting_holds(const struct rules *r, instant at, instant reach, instant *from,
                        instant *until)
{
    *from = INSTANT_MIN;
    *until = INSTANT_MAX;
    for (size_t i = 0; i < r->clauses; i++) {
        const struct clause_info *c = &r->clause[i].info;
        bound(at, c->from, from, until);
        bound(at, c->until, from, until);
        bound(at, reach_of(c, reach), from, until);
    }
    if (r->has_agreement) {
        bound(at, r->agreement.info.from, from, until);
        bound(at, r->agreement.info.until, from, until);
    }
}

/* --- stretches of time --- */

static int compare(const void *a, const void *b)
{
    instant x = *(const instant *)a, y = *(const instant *)b;
    return (x > y) - (x < y);
}

bool rules_edges(const struct rules *r, instant **out, size_t *count, struct error *e)
{
    size_t n = 0, kept = 0;
    instant *edge = memory_new(3 * r->clauses + r->files + 3, sizeof *edge, e);
    if (edge == NULL) {
        return false;
    }
    edge[n++] = INSTANT_MIN;
    for (size_t i = 0; i < r->clauses; i++) {
        const struct clause_info *c = &r->clause[i].info;
        edge[n++] = c->from;
        edge[n++] = c->until;
        edge[n++] = c->reach;
    }
    for (size_t i = 0; i < r->files; i++) {
        edge[n++] = r->entered[i];
    }
    if (r->has_agreement) {
        edge[n++] = r->agreement.info.from;
        edge[n++] = r->agreement.info.until;
    }
    qsort(edge, n, sizeof *edge, compare);
    for (size_t i = 0; i < n; i++) {
        if (edge[i] != INSTANT_MAX && (kept == 0 || edge[kept - 1] != edge[i])) {
            edge[kept++] = edge[i];
        }
    }
    *out = edge;
    *count = kept;
    return true;
}
