/* gate_mark_tally.c: what only many rows show of one: whether it was asked before, how many different rows ask about its
 * person, how many its officer asks for. Counted from marks alone.
 *
 * (1) The facts depend on the marks of this batch in their order and on those of past batches in any.
 * (2) Where past rows are not known (mark_tally_miss) no fact is better than unknown.
 * (3) A row that is a duplicate in its file and was answered before is both: its fact is unknown, so that a clause
 *     about either bites. Else a prohibition of repeated rows could lift one of duplicates (I4).
 * (4) Memory: about 50 bytes for each row of this batch, as many again for each different past row about a person
 *     of this batch, and nothing for other past rows.
 */
#include "app/gate/gate_internal.h"

#include "base/hash.h"
#include "base/map.h"

enum { SEEN = 1, REPEATED = 2, AHEAD = 16 }; /* bits of a row's value; how far ahead places are fetched */

struct mark_tally {
    struct history_need need;
    const struct mark *marks;
    size_t count;
    struct map *rows;        /* of this batch: row -> bits */
    struct map *persons;     /* of this batch: person -> different rows about them */
    struct map *pairs;       /* (person, row) counted already */
    struct map *officers;    /* of this batch: officer -> place in loads, from 1 */
    uint64_t (*loads)[CAPS]; /* rows of an officer */
    size_t officer_count, officer_cap;
    bool missing;
};

void mark_tally_free(struct mark_tally *t)
{
    if (t != NULL) {
        map_free(t->rows);
        map_free(t->persons);
        map_free(t->pairs);
        map_free(t->officers);
        memory_free(t->loads);
        memory_free(t);
    }
}

static bool add_pair(struct mark_tally *t, const struct mark *m, uint64_t *rows, struct error *e)
{
    bool fresh;
    if (map_at(t->pairs, hash_join(m->person, m->row), &fresh, e) == NULL) {
        return false;
    }
    *rows += fresh;
    return true;
}

static bool add_own_person(struct mark_tally *t, const struct mark *m, struct error *e)
{
    uint64_t *rows = m->person == 0 ? NULL : map_at(t->persons, m->person, NULL, e);
    return m->person == 0 || (rows != NULL && add_pair(t, m, rows, e));
}

static bool add_own_officer(struct mark_tally *t, const struct mark *m, struct error *e)
{
    if (m->officer == 0) {
        return true;
    }
    bool fresh;
    uint64_t *place = map_at(t->officers, m->officer, &fresh, e);
    if (place == NULL) {
        return false;
    }
    if (fresh) {
        if (!memory_grow((void **)&t->loads, &t->officer_cap, t->officer_count, sizeof *t->loads, e)) {
            return false;
        }
        memset(t->loads[t->officer_count], 0, sizeof *t->loads);
        *place = ++t->officer_count;
    }
    for (unsigned c = 0; c < CAPS; c++) {
        t->loads[*place - 1][c]++;
    }
    return true;
}

static bool add_own(struct mark_tally *t, const struct mark *m, struct error *e)
{
    return m->row == 0 || ((!t->need.repeated || map_at(t->rows, m->row, NULL, e) != NULL) &&
                           (!t->need.probing || add_own_person(t, m, e)) &&
                           (!t->need.case_load || add_own_officer(t, m, e)));
}

bool mark_tally_new(struct mark_tally **out, const struct mark *marks, size_t count, struct history_need need,
               struct error *e)
{
    struct mark_tally *t = memory_new(1, sizeof *t, e);
    if (t == NULL) {
        return false;
    }
    *out = t;
    t->marks = marks;
    t->count = count;
    t->need = need;
    bool ok = map_new(&t->rows, e) && map_new(&t->persons, e) && map_new(&t->pairs, e) &&
              map_new(&t->officers, e) && (!need.repeated || map_reserve(t->rows, count, e)) &&
              (!need.probing || (map_reserve(t->persons, count, e) && map_reserve(t->pairs, count, e)));
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_own(t, &marks[i], e);
    }
    return ok;
}

static bool add_past(struct mark_tally *t, const struct mark *m, uint32_t caps, struct error *e)
{
    if (t->need.repeated && map_find(t->rows, m->row) != NULL) {
        *map_at(t->rows, m->row, NULL, e) |= REPEATED; /* it is there: nothing grows */
    }
    if (t->need.case_load && m->officer != 0) {
        const uint64_t *place = map_find(t->officers, m->officer);
        for (unsigned c = 0; place != NULL && c < CAPS; c++) {
            t->loads[*place - 1][c] += caps >> c & 1;
        }
    }
    if (!t->need.probing || m->person == 0 || map_find(t->persons, m->person) == NULL) {
        return true;
    }
    uint64_t *rows = map_at(t->persons, m->person, NULL, e);
    return rows != NULL && add_pair(t, m, rows, e);
}

bool mark_tally_add(struct mark_tally *t, const struct mark *marks, size_t count, uint32_t caps, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (i + AHEAD < count) {
            map_prefetch(t->rows, marks[i + AHEAD].row);
            map_prefetch(t->persons, marks[i + AHEAD].person);
        }
        ok = marks[i].row == 0 || add_past(t, &marks[i], caps, e);
    }
    return ok;
}

void mark_tally_miss(struct mark_tally *t)
{
    t->missing = true;
}

/* --- facts --- */

static uint8_t duplicate_fact(const struct mark_tally *t, uint64_t row, struct error *e)
{
    uint64_t *bits = map_at(t->rows, row, NULL, e);
    uint64_t before = *bits;
    *bits |= SEEN;
    bool repeated = (before & REPEATED) != 0, duplicate = (before & SEEN) != 0;
    return t->missing || (repeated && duplicate) ? DUPLICATE_IS_UNKNOWN
           : repeated                            ? DUPLICATE_IS_REPEATED
           : duplicate                           ? DUPLICATE_IS_DUPLICATE
                                                 : DUPLICATE_IS_SINGLE;
}

static uint8_t probing_fact(const struct mark_tally *t, uint64_t person, uint64_t most)
{
    const uint64_t *rows = person == 0 ? NULL : map_find(t->persons, person);
    return most == 0                        ? PROBING_IS_UNSUSPECTED
           : rows != NULL && *rows > most   ? PROBING_IS_SUSPECTED
           : t->missing && person != 0      ? PROBING_IS_UNKNOWN
                                            : PROBING_IS_UNSUSPECTED;
}

static uint8_t case_load_fact(const struct mark_tally *t, uint64_t officer, const uint64_t most[CAPS])
{
    const uint64_t *place = officer == 0 ? NULL : map_find(t->officers, officer);
    if (place == NULL) {
        return CASE_LOAD_IS_UNKNOWN;
    }
    for (unsigned c = 0; c < CAPS; c++) {
        if (most[c] != 0 && t->loads[*place - 1][c] > most[c]) {
            return CASE_LOAD_IS_IMPLAUSIBLE;
        }
    }
    return t->missing ? CASE_LOAD_IS_UNKNOWN : CASE_LOAD_IS_PLAUSIBLE;
}

void mark_tally_facts(struct mark_tally *t, const struct agreement_info *a, struct past_facts *out)
{
    struct error none; /* every row asked for is in its map */
    for (size_t i = 0; i < t->count; i++) {
        const struct mark *m = &t->marks[i];
        out[i] = (struct past_facts){0};
        if (m->row == 0) {
            continue;
        }
        if (t->need.repeated) {
            out[i].duplicate = duplicate_fact(t, m->row, &none);
        }
        if (t->need.probing) {
            out[i].probing = probing_fact(t, m->person, a->probing);
        }
        if (t->need.case_load) {
            out[i].case_load = case_load_fact(t, m->officer, a->case_load);
        }
    }
}
