/* A delta: who is replaced or gone, and how many persons have a text of the base with it.
 *
 * Deltas are cumulative: one over a delta is one over the same base, which carries on
 * whoever of the delta before is still in force. So a reader never has more than two
 * files, and nothing of a delta before is needed. Memory is a bit or two for each person
 * of the base, and what the delta itself brings. */
#include "engine/registry/registry_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/linkage.h"

static bool bit(const uint64_t *bits, uint32_t i)
{
    return (bits[i / 64] >> i % 64 & 1) != 0;
}

static void set_bit(uint64_t *bits, uint32_t i)
{
    bits[i / 64] |= UINT64_C(1) << i % 64;
}

static uint64_t *new_bits(uint64_t n, struct error *e)
{
    return memory_new((size_t)(n + 63) / 64, sizeof(uint64_t), e);
}

bool change_new(struct change **out, const struct registry *over, struct error *e)
{
    struct change *c = memory_new(1, sizeof *c, e);
    if (c == NULL) {
        return false;
    }
    c->over = over;
    c->gone = new_bits(over->base.persons, e);
    c->left = c->gone == NULL ? NULL : new_bits(over->delta.persons, e);
    c->removed = c->left == NULL ? NULL : new_bits(registry_persons(over), e);
    bool ok = c->removed != NULL;
    for (unsigned d = 0; ok && d < REGISTRY_DICTIONARIES; d++) {
        ok = map_new(&c->more[d].map, e);
    }
    if (!ok) {
        change_free(c);
        return false;
    }
    if (over->delta.header != NULL) {
        memcpy(c->gone, over->delta.gone, (size_t)format_gone(over->base.persons));
    }
    *out = c;
    return true;
}

void change_free(struct change *c)
{
    if (c == NULL) {
        return;
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        map_free(c->more[d].map);
        memory_free(c->more[d].pair);
    }
    memory_free(c->gone);
    memory_free(c->left);
    memory_free(c->removed);
    memory_free(c);
}

/* --- who is gone --- */

static bool is_marked(const struct change *c, uint32_t person)
{
    uint32_t base = c->over->base.persons;
    return person < base ? bit(c->gone, person) : bit(c->left, person - base);
}

static void mark(struct change *c, uint32_t person)
{
    uint32_t base = c->over->base.persons;
    if (person < base) {
        set_bit(c->gone, person);
    } else {
        set_bit(c->left, person - base);
    }
}

bool registry_builder_remove(struct registry_builder *b, struct span person_id, bool *found,
                             struct error *e)
{
    struct change *c = b->change;
    if (c == NULL || b->persons > 0) {
        return fail(e, ERROR_FAILED, "registry.order", "people are removed from a delta first");
    }
    uint32_t person = registry_find(c->over, person_id);
    *found = person != PERSON_NOBODY && !bit(c->removed, person);
    if (*found) {
        set_bit(c->removed, person);
        mark(c, person);
    }
    return true;
}

bool change_mark(struct change *c, const struct batch *batch, struct error *e)
{
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t person = registry_find(c->over, batch->person[i].id);
        if (person == PERSON_NOBODY) {
            continue;
        }
        if (bit(c->removed, person)) {
            return fail(e, ERROR_INPUT, "registry.both",
                        "the person of row %llu is to be changed and to be deleted",
                        (unsigned long long)batch->person[i].row);
        }
        c->replaced += !is_marked(c, person);
        mark(c, person);
    }
    return true;
}

uint64_t registry_builder_replaced(const struct registry_builder *b)
{
    return b->change == NULL ? 0 : b->change->replaced;
}

uint64_t change_in_force(const struct change *c, uint64_t changed)
{
    uint64_t gone = 0, words = format_gone(c->over->base.persons) / 8;
    for (uint64_t i = 0; i < words; i++) {
        gone += (unsigned)__builtin_popcountll(c->gone[i]);
    }
    return c->over->base.persons - gone + changed;
}

/* --- numbers and frequencies --- */

static bool adjust(struct pairing *p, uint32_t number, uint32_t by, struct error *e)
{
    bool fresh;
    uint64_t *at = map_at(p->map, number, &fresh, e);
    if (at == NULL) {
        return false;
    }
    if (fresh) {
        if (!memory_grow((void **)&p->pair, &p->cap, p->count, sizeof *p->pair, e)) {
            return false;
        }
        *at = p->count;
        p->pair[p->count++] = (struct pair){number, 0};
    }
    p->pair[*at].second += by;
    return true;
}

bool change_numbers(struct change *c, enum registry_dictionary d, struct tally *t,
                    const struct batch *batch, uint32_t *number, struct error *e)
{
    const struct part *base = &c->over->base;
    for (size_t i = 0; i < batch->count; i++) {
        const struct span *text = &batch->text[d][i];
        const uint64_t *hash = &batch->hash[d][i];
        number[i] = text->len == 0 ? 0 : part_number(base, d, *text, *hash);
        if (number[i] == UINT32_MAX) {
            if (!tally_add(t, text, hash, &number[i], 1, e)) {
                return false;
            }
            number[i] += base->lexicon[d].count;
        } else if (number[i] != 0 && !adjust(&c->more[d], number[i], 1, e)) {
            return false;
        }
    }
    return true;
}

/* One person less has each of the texts of a row. */
static bool take_off(struct change *c, uint32_t person, struct error *e)
{
    struct registry_row row;
    struct registry_more more = registry_more(c->over, person);
    registry_row(c->over, person, &row);
    const uint32_t number[REGISTRY_DICTIONARIES] = {
        [REGISTRY_GIVEN] = row.given,     [REGISTRY_MIDDLE] = row.middle,
        [REGISTRY_SURNAME] = row.surname, [REGISTRY_HOUSE] = row.house,
        [REGISTRY_STREET] = row.street,   [REGISTRY_UNIT] = row.unit,
        [REGISTRY_BOX] = row.box,         [REGISTRY_CITY] = row.city,
        [REGISTRY_PLACE] = more.place,    [REGISTRY_CATEGORY] = more.category,
        [REGISTRY_NOTE] = more.note,
    };
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        if (number[d] != 0 && !adjust(&c->more[d], number[d], UINT32_MAX, e)) {
            return false;
        }
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = ((const struct pair *)a)->first, y = ((const struct pair *)b)->first;
    return (x > y) - (x < y);
}

/* What changed, as it is with the delta. */
static void settle(struct pairing *p, const struct lexicon *l)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        uint32_t number = p->pair[i].first;
        if (p->pair[i].second != 0 && number < l->count) {
            p->pair[kept++] =
                (struct pair){number, l->entry[2 * (size_t)number + 1] + p->pair[i].second};
        }
    }
    p->count = kept;
    if (kept > 0) {
        qsort(p->pair, kept, sizeof *p->pair, by_number);
    }
}

bool change_settle(struct change *c, struct error *e)
{
    for (uint32_t i = 0; i < c->over->base.persons; i++) {
        if (bit(c->gone, i) && !take_off(c, i, e)) {
            return false;
        }
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        settle(&c->more[d], &c->over->base.lexicon[d]);
    }
    return true;
}

/* --- carrying on --- */

/* A batch of persons who lie in a generation. */
struct carried {
    struct person person[BUILD_BATCH];
    char room[BUILD_BATCH][REGISTRY_ROOM];
    size_t count;
};

static void take_carried(struct registry_builder *b, struct carried *k,
                         const struct registry *from, uint32_t index)
{
    struct registry_row row;
    registry_row(from, index, &row);
    registry_person(from, index, &k->person[k->count], k->room[k->count]);
    b->batch->identifier[k->count] = row.identifier;
    b->batch->last4[k->count] = row.last4;
    k->count++;
}

/* The persons from an index on, without those who are gone, and those of the delta who are
 * left behind. */
static bool carry(struct registry_builder *b, const struct registry *from, uint32_t first,
                  const uint64_t *left, struct error *e)
{
    struct carried *k = memory_new(1, sizeof *k, e);
    bool ok = k != NULL;
    for (uint32_t i = first, end = registry_persons(from); ok && i <= end; i++) {
        bool out = i == end || registry_gone(from, i) ||
                   (left != NULL && bit(left, i - from->base.persons));
        if (!out) {
            take_carried(b, k, from, i);
        }
        if (k->count == BUILD_BATCH || (i == end && k->count > 0)) {
            ok = build_add(b, k->person, k->count, true, e);
            k->count = 0;
        }
    }
    memory_free(k);
    return ok;
}

bool registry_builder_carry(struct registry_builder *b, const struct registry *from,
                            struct error *e)
{
    return carry(b, from, 0, NULL, e);
}

bool build_carry_on(struct registry_builder *b, struct error *e)
{
    const struct registry *over = b->change->over;
    return carry(b, over, over->base.persons, b->change->left, e);
}
