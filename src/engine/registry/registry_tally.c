/* Open addressing by the upper bits of the hash. Texts are looked up in groups, in three
 * steps, each of which asks for the memory that the next will read: slots, then entries,
 * then texts; so that the misses of a group are on their way together. */
#include "engine/registry/registry_tally.h"

#include <string.h>

#include "base/memory.h"

enum { GROUP = 16, FIRST_BITS = 6, FIRST_ENTRIES = 256, FIRST_BYTES = 4096, TAG_BITS = 40 };

/* The 40 bits of a hash that a slot keeps: those that place it, in memory and on disk,
 * and those that a slot on disk has beside the number. */
static uint64_t tag_of(uint64_t hash)
{
    return (hash >> 32) << 8 | (hash & 255);
}

static size_t first_slot(const struct tally *t, uint64_t tag)
{
    return (size_t)(tag >> (TAG_BITS - t->bits));
}

static size_t next_slot(const struct tally *t, size_t i)
{
    return (i + 1) & (((size_t)1 << t->bits) - 1);
}

bool tally_open(struct tally *t, struct error *e)
{
    *t = (struct tally){.bits = FIRST_BITS, .count = 1};
    t->entry_cap = FIRST_ENTRIES;
    t->bytes_cap = FIRST_BYTES;
    t->slot = memory_new((size_t)1 << t->bits, sizeof *t->slot, e);
    t->entry = t->slot == NULL ? NULL : memory_new(t->entry_cap, sizeof *t->entry, e);
    t->bytes = t->entry == NULL ? NULL : memory_new(t->bytes_cap, 1, e);
    return t->bytes != NULL;
}

void tally_close(struct tally *t)
{
    memory_free(t->slot);
    memory_free(t->entry);
    memory_free(t->bytes);
    *t = (struct tally){0};
}

/* --- adding --- */

static struct span text_at(const struct tally *t, uint32_t number)
{
    uint32_t from = t->entry[number].offset;
    return (struct span){t->bytes + from, t->entry[number + 1].offset - from};
}

static bool widen(struct tally *t, struct error *e)
{
    struct tally old = *t;
    size_t size = (size_t)2 << t->bits;
    uint64_t *slot = memory_new(size, sizeof *slot, e);
    if (slot == NULL) {
        return false;
    }
    t->slot = slot;
    t->bits++;
    for (size_t from = 0; from < (size_t)1 << old.bits; from++) {
        if (old.slot[from] != 0) {
            size_t i = first_slot(t, old.slot[from] >> 24);
            while (slot[i] != 0) {
                i = next_slot(t, i);
            }
            slot[i] = old.slot[from];
        }
    }
    memory_free(old.slot);
    return true;
}

static bool make_room(struct tally *t, size_t len, struct error *e)
{
    uint64_t used = t->entry[t->count].offset;
    if (t->first + t->count + 1 >= FORMAT_NUMBERS || used + len > UINT32_MAX) {
        return fail(e, ERROR_INPUT, "registry.dictionary",
                    "a column has over 16,777,215 distinct texts, or over 4 GiB of them");
    }
    if (t->count + 2 > t->entry_cap) {
        void *entry = memory_resize(t->entry, 2 * t->entry_cap, sizeof *t->entry, e);
        if (entry == NULL) {
            return false;
        }
        t->entry = entry;
        t->entry_cap *= 2;
    }
    size_t cap = t->bytes_cap;
    while (cap < used + len) {
        cap *= 2;
    }
    if (cap > t->bytes_cap) {
        char *bytes = memory_resize(t->bytes, cap, 1, e);
        if (bytes == NULL) {
            return false;
        }
        t->bytes = bytes;
        t->bytes_cap = cap;
    }
    return ((uint64_t)t->count + 1) * 3 <= (uint64_t)2 << t->bits || widen(t, e);
}

static bool add_new(struct tally *t, struct span text, uint64_t tag, uint32_t *number,
                    struct error *e)
{
    if (!make_room(t, text.len, e)) {
        return false;
    }
    size_t i = first_slot(t, tag);
    while (t->slot[i] != 0) {
        i = next_slot(t, i);
    }
    uint32_t offset = t->entry[t->count].offset;
    memcpy(t->bytes + offset, text.at, text.len);
    t->entry[t->count].frequency = 1;
    t->slot[i] = tag << 24 | t->count;
    *number = t->count++;
    t->entry[t->count].offset = offset + (uint32_t)text.len;
    t->entry[t->count].frequency = 0;
    return true;
}

/* The number of the first text that has the tag, without a look at it; 0: none. */
static uint32_t likely(const struct tally *t, uint64_t tag)
{
    size_t i = first_slot(t, tag);
    while (t->slot[i] != 0 && t->slot[i] >> 24 != tag) {
        i = next_slot(t, i);
    }
    return format_number(t->slot[i]);
}

static bool add_one(struct tally *t, struct span text, uint64_t tag, uint32_t *number,
                    struct error *e)
{
    for (size_t i = first_slot(t, tag); t->slot[i] != 0; i = next_slot(t, i)) {
        uint32_t known = format_number(t->slot[i]);
        if (t->slot[i] >> 24 == tag && span_equal(text_at(t, known), text)) {
            t->entry[known].frequency++;
            *number = known;
            return true;
        }
    }
    return add_new(t, text, tag, number, e);
}

static bool add_group(struct tally *t, const struct span *text, const uint64_t *hash,
                      uint32_t *number, size_t n, struct error *e)
{
    uint32_t guess[GROUP];
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&t->slot[first_slot(t, tag_of(hash[i]))]);
    }
    for (size_t i = 0; i < n; i++) {
        guess[i] = text[i].len == 0 ? 0 : likely(t, tag_of(hash[i]));
        __builtin_prefetch(&t->entry[guess[i]], 1);
    }
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(t->bytes + t->entry[guess[i]].offset);
    }
    for (size_t i = 0; i < n; i++) {
        number[i] = 0;
        if (text[i].len > 0 && !add_one(t, text[i], tag_of(hash[i]), &number[i], e)) {
            return false;
        }
    }
    return true;
}

bool tally_add(struct tally *t, const struct span *text, const uint64_t *hash, uint32_t *number,
               size_t n, struct error *e)
{
    for (size_t at = 0; at < n; at += GROUP) {
        size_t some = n - at < GROUP ? n - at : GROUP;
        if (!add_group(t, text + at, hash + at, number + at, some, e)) {
            return false;
        }
    }
    return true;
}

/* --- writing --- */

uint64_t tally_length(const struct tally *t)
{
    return 8 + 8 * ((uint64_t)t->count + 1) + 4 * (uint64_t)format_slots(t->count) +
           t->entry[t->count].offset;
}

/* In the order of the slots in memory, which is nearly that of the slots on disk. What
 * lies where depends on the texts and their order alone. */
static void fill_slots(const struct tally *t, uint32_t *slot, uint32_t slots)
{
    for (size_t from = 0; from < (size_t)1 << t->bits; from++) {
        if (t->slot[from] == 0) {
            continue;
        }
        uint64_t tag = t->slot[from] >> 24;
        uint32_t i = format_slot(tag >> 8 << 32, slots);
        while (slot[i] != 0) {
            i = i + 1 == slots ? 0 : i + 1;
        }
        slot[i] = (uint32_t)(tag & 255) << 24 | format_number(t->slot[from]);
    }
}

bool tally_write(const struct tally *t, struct file *to, struct error *e)
{
    uint32_t head[2] = {t->count, format_slots(t->count)};
    uint32_t *slot = memory_new(head[1], sizeof *slot, e);
    if (slot == NULL) {
        return false;
    }
    fill_slots(t, slot, head[1]);
    struct span entries = {(const char *)t->entry, ((size_t)t->count + 1) * sizeof *t->entry},
                slots = {(const char *)slot, (size_t)head[1] * sizeof *slot},
                bytes = {t->bytes, t->entry[t->count].offset};
    bool ok = file_write(to, (struct span){(const char *)head, sizeof head}, e) &&
              file_write(to, entries, e) && file_write(to, slots, e) &&
              file_write(to, bytes, e);
    memory_free(slot);
    return ok;
}
