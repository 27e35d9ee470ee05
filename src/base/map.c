#include "base/map.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"

/* Open addressing, linear probing, load at most 2/3, power-of-two sizes. Key 0 marks a free slot; its own
 * value lies apart. */

struct slot {
    uint64_t key;
    uint64_t value;
};

struct map {
    struct slot *slots;
    size_t mask;
    size_t count; /* with that of key 0 */
    bool has_zero;
    uint64_t zero;
};

enum { FIRST_SIZE = 64 };

static bool make_slots(struct map *m, size_t size, struct error *e)
{
    m->slots = memory_new(size, sizeof *m->slots, e);
    if (m->slots == NULL) {
        return false;
    }
    m->mask = size - 1;
    return true;
}

bool map_new(struct map **out, struct error *e)
{
    struct map *m = memory_new(1, sizeof *m, e);
    if (m == NULL) {
        return false;
    }
    if (!make_slots(m, FIRST_SIZE, e)) {
        memory_free(m);
        return false;
    }
    *out = m;
    return true;
}

void map_free(struct map *m)
{
    if (m != NULL) {
        memory_free(m->slots);
        memory_free(m);
    }
}

size_t map_count(const struct map *m)
{
    return m->count;
}

static size_t slot_of(const struct map *m, uint64_t key)
{
    size_t i = hash_word(key) & m->mask;
    while (m->slots[i].key != 0 && m->slots[i].key != key) {
        i = (i + 1) & m->mask;
    }
    return i;
}

static bool resize(struct map *m, size_t size, struct error *e)
{
    struct map old = *m;
    if (!make_slots(m, size, e)) {
        *m = old;
        return false;
    }
    for (size_t i = 0; i <= old.mask; i++) {
        if (old.slots[i].key != 0) {
            m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
        }
    }
    memory_free(old.slots);
    return true;
}

static bool fits(size_t keys, size_t size)
{
    return keys <= size / 3 * 2;
}

bool map_reserve(struct map *m, size_t n, struct error *e)
{
    size_t size = m->mask + 1;
    while (!fits(n, size) && size <= SIZE_MAX / 4) {
        size *= 2;
    }
    return size == m->mask + 1 || resize(m, size, e);
}

void map_prefetch(const struct map *m, uint64_t key)
{
    __builtin_prefetch(&m->slots[hash_word(key) & m->mask]);
}

static uint64_t *zero_at(struct map *m, bool *fresh)
{
    if (fresh != NULL) {
        *fresh = !m->has_zero;
    }
    m->count += !m->has_zero;
    m->has_zero = true;
    return &m->zero;
}

uint64_t *map_at(struct map *m, uint64_t key, bool *fresh, struct error *e)
{
    if (key == 0) {
        return zero_at(m, fresh);
    }
    size_t i = slot_of(m, key);
    bool absent = m->slots[i].key == 0;
    if (absent && !fits(m->count + 1, m->mask + 1)) {
        if (!resize(m, (m->mask + 1) * 2, e)) {
            return NULL;
        }
        i = slot_of(m, key);
    }
    if (absent) {
        m->slots[i].key = key;
        m->count++;
    }
    if (fresh != NULL) {
        *fresh = absent;
    }
    return &m->slots[i].value;
}

const uint64_t *map_find(const struct map *m, uint64_t key)
{
    if (key == 0) {
        return m->has_zero ? &m->zero : NULL;
    }
    const struct slot *s = &m->slots[slot_of(m, key)];
    return s->key != 0 ? &s->value : NULL;
}

/* --- dictionary --- */

struct dictionary {
    struct arena *arena;
    struct span *texts;
    uint64_t *hashes;
    size_t count, cap, hash_cap;
    uint32_t *table; /* id + 1; 0 is free */
    size_t mask;
};

bool dictionary_new(struct dictionary **out, struct error *e)
{
    struct dictionary *d = memory_new(1, sizeof *d, e);
    if (d == NULL) {
        return false;
    }
    d->mask = FIRST_SIZE - 1;
    d->table = memory_new(FIRST_SIZE, sizeof *d->table, e);
    if (d->table == NULL || !arena_new(&d->arena, 0, e)) {
        dictionary_free(d);
        return false;
    }
    *out = d;
    return true;
}

void dictionary_free(struct dictionary *d)
{
    if (d != NULL) {
        arena_free(d->arena);
        memory_free(d->texts);
        memory_free(d->hashes);
        memory_free(d->table);
        memory_free(d);
    }
}

static size_t place_of(const struct dictionary *d, struct span s, uint64_t hash)
{
    size_t i = hash & d->mask;
    for (; d->table[i] != 0; i = (i + 1) & d->mask) {
        uint32_t id = d->table[i] - 1;
        if (d->hashes[id] == hash && span_equal(d->texts[id], s)) {
            break;
        }
    }
    return i;
}

static bool widen(struct dictionary *d, struct error *e)
{
    size_t size = (d->mask + 1) * 2;
    uint32_t *table = memory_new(size, sizeof *table, e);
    if (table == NULL) {
        return false;
    }
    memory_free(d->table);
    d->table = table;
    d->mask = size - 1;
    for (size_t id = 0; id < d->count; id++) {
        size_t i = d->hashes[id] & d->mask;
        while (table[i] != 0) {
            i = (i + 1) & d->mask;
        }
        table[i] = (uint32_t)id + 1;
    }
    return true;
}

bool dictionary_add(struct dictionary *d, struct span s, uint32_t *id, struct error *e)
{
    uint64_t hash = hash_bytes(s, 0);
    size_t i = place_of(d, s, hash);
    if (d->table[i] != 0) {
        *id = d->table[i] - 1;
        return true;
    }
    if (d->count == UINT32_MAX - 1) {
        return fail(e, ERROR_FAILED, "dictionary.full", "too many different strings");
    }
    if ((d->count + 1) * 3 > (d->mask + 1) * 2) {
        if (!widen(d, e)) {
            return false;
        }
        i = place_of(d, s, hash);
    }
    if (!memory_grow((void **)&d->texts, &d->cap, d->count, sizeof *d->texts, e) ||
        !memory_grow((void **)&d->hashes, &d->hash_cap, d->count, sizeof *d->hashes, e)) {
        return false;
    }
    char *copy = arena_copy(d->arena, s, e);
    if (copy == NULL) {
        return false;
    }
    *id = (uint32_t)d->count;
    d->texts[d->count] = (struct span){copy, s.len};
    d->hashes[d->count] = hash;
    d->count++;
    d->table[i] = (uint32_t)d->count;
    return true;
}

bool dictionary_find(const struct dictionary *d, struct span s, uint32_t *id)
{
    size_t i = place_of(d, s, hash_bytes(s, 0));
    if (d->table[i] == 0) {
        return false;
    }
    *id = d->table[i] - 1;
    return true;
}

uint32_t dictionary_count(const struct dictionary *d)
{
    return (uint32_t)d->count;
}

struct span dictionary_text(const struct dictionary *d, uint32_t id)
{
    return d->texts[id];
}
