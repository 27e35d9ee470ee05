/* Reading an open generation. Every offset that comes from the file is held
 * against the section it points into. */
#include "engine/registry/registry_read.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "record/linkage.h"

uint32_t registry_persons(const struct registry *r)
{
    return r->base.persons + r->delta.persons;
}

bool registry_gone(const struct registry *r, uint32_t index)
{
    return r->delta.header != NULL && index < r->base.persons &&
           (r->delta.gone[index / 64] >> index % 64 & 1) != 0;
}

uint32_t registry_in_force(const struct registry *r)
{
    return r->delta.header == NULL ? r->base.persons : (uint32_t)r->delta.header->in_force;
}

/* The part that has a person; the index becomes one within it. */
static const struct part *part_of(const struct registry *r, uint32_t *index)
{
    assert(*index < registry_persons(r));
    if (*index < r->base.persons) {
        return &r->base;
    }
    *index -= r->base.persons;
    return &r->delta;
}

/* --- rows --- */

static const struct pair *pair_at(const struct registry *r, unsigned table, uint32_t number)
{
    const struct pair_table *base = &r->base.pairs[table], *delta = &r->delta.pairs[table];
    if (number >= base->count && number - base->count < delta->count) {
        return &delta->at[number - base->count];
    }
    return &base->at[number < base->count ? number : 0];
}

void registry_row(const struct registry *r, uint32_t index, struct registry_row *out)
{
    uint32_t sub, locality;
    const struct part *p = part_of(r, &index);
    format_unpack(&p->rows[index], out, &sub, &locality);
    const struct pair *s = pair_at(r, PAIRS_SUB, sub),
                      *l = pair_at(r, PAIRS_LOCALITY, locality);
    out->unit = s->first;
    out->box = s->second;
    out->zip = l->first;
    out->city = l->second;
}

void registry_prefetch_row(const struct registry *r, uint32_t index)
{
    __builtin_prefetch(index < r->base.persons ? &r->base.rows[index]
                                               : &r->delta.rows[index - r->base.persons]);
}

struct registry_more registry_more(const struct registry *r, uint32_t index)
{
    const struct part *p = part_of(r, &index);
    return p->more == NULL ? (struct registry_more){0, 0, 0} : p->more[index];
}

/* --- texts of a person --- */

/* A block begins where its table says; the records before the wanted one are read over. */
void part_texts(const struct part *r, uint32_t index, struct person_texts *out,
                char room[REGISTRY_ROOM])
{
    assert(index < r->persons);
    uint64_t at = r->text_blocks[index / FORMAT_TEXT_BLOCK];
    uint64_t from = at < r->texts.len ? at : r->texts.len;
    struct span rest = {r->texts.at + from, (size_t)(r->texts.len - from)};
    for (unsigned left = index % FORMAT_TEXT_BLOCK;; left--) {
        size_t len = format_read_texts(rest, out, left == 0 ? room : NULL);
        if (len == 0) {
            *out = (struct person_texts){.plus4 = ZIP_NONE};
            return;
        }
        if (left == 0) {
            return;
        }
        rest = (struct span){rest.at + len, rest.len - len};
    }
}

static void texts_of(const struct registry *r, uint32_t index, struct person_texts *out,
                     char room[REGISTRY_ROOM])
{
    const struct part *p = part_of(r, &index);
    part_texts(p, index, out, room);
}

void registry_contact(const struct registry *r, uint32_t index, struct span *phone,
                      struct span *email)
{
    struct person_texts texts;
    texts_of(r, index, &texts, NULL);
    *phone = texts.phone;
    *email = texts.email;
}

/* --- dictionaries --- */

uint32_t registry_numbers(const struct registry *r, enum registry_dictionary d)
{
    return r->base.lexicon[d].count + r->delta.lexicon[d].count;
}

struct span registry_text(const struct registry *r, enum registry_dictionary d, uint32_t number)
{
    const struct lexicon *l = &r->base.lexicon[d];
    if (number >= l->count) {
        number -= l->count;
        l = &r->delta.lexicon[d];
    }
    if (number >= l->count) {
        return (struct span){NULL, 0};
    }
    uint32_t from = l->entry[2 * (size_t)number], to = l->entry[2 * (size_t)number + 2];
    if (from > to || to > l->bytes.len) {
        return (struct span){NULL, 0};
    }
    return (struct span){l->bytes.at + from, to - from};
}

uint32_t registry_frequency(const struct registry *r, enum registry_dictionary d,
                            uint32_t number)
{
    const struct lexicon *base = &r->base.lexicon[d], *delta = &r->delta.lexicon[d];
    if (number >= base->count) {
        number -= base->count;
        return number < delta->count ? delta->entry[2 * (size_t)number + 1] : 0;
    }
    const struct adjusted *a = &r->delta.adjusted[d];
    uint32_t from = 0, to = a->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (a->at[middle].first < number) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool here = from < a->count && a->at[from].first == number;
    return here ? a->at[from].second : base->entry[2 * (size_t)number + 1];
}

uint64_t registry_hash(struct span text)
{
    return hash_bytes(text, 0);
}

static void prefetch_slot(const struct lexicon *l, uint64_t hash)
{
    if (l->slots != 0) {
        __builtin_prefetch(&l->slot[format_slot(hash, l->slots)]);
    }
}

void registry_prefetch_number(const struct registry *r, enum registry_dictionary d,
                              uint64_t hash)
{
    prefetch_slot(&r->base.lexicon[d], hash);
    prefetch_slot(&r->delta.lexicon[d], hash);
}

static bool is_text(const struct lexicon *l, uint32_t number, struct span text)
{
    if (number >= l->count) {
        return false;
    }
    uint32_t from = l->entry[2 * (size_t)number], to = l->entry[2 * (size_t)number + 2];
    return from <= to && to <= l->bytes.len &&
           span_equal((struct span){l->bytes.at + from, to - from}, text);
}

uint32_t part_number(const struct part *p, enum registry_dictionary d, struct span text,
                     uint64_t hash)
{
    const struct lexicon *l = &p->lexicon[d];
    uint32_t i = l->slots == 0 ? 0 : format_slot(hash, l->slots);
    for (uint32_t tried = 0; tried < l->slots && l->slot[i] != 0; tried++) {
        uint32_t number = format_number(l->slot[i]);
        if (l->slot[i] >> 24 == (hash & 255) && is_text(l, number, text)) {
            return number;
        }
        i = i + 1 == l->slots ? 0 : i + 1;
    }
    return UINT32_MAX;
}

uint32_t registry_number_at(const struct registry *r, enum registry_dictionary d,
                            struct span text, uint64_t hash)
{
    if (text.len == 0) {
        return 0;
    }
    uint32_t number = part_number(&r->base, d, text, hash);
    if (number == UINT32_MAX && r->delta.header != NULL) {
        number = part_number(&r->delta, d, text, hash);
        number += number == UINT32_MAX ? 0 : r->base.lexicon[d].count;
    }
    return number;
}

uint32_t registry_number(const struct registry *r, enum registry_dictionary d, struct span text)
{
    return registry_number_at(r, d, text, registry_hash(text));
}

/* --- postings --- */

unsigned registry_key_count(const struct registry *r)
{
    bool coarse = (r->base.header->flags & FORMAT_COARSE) != 0;
    return coarse ? REGISTRY_KEYS : REGISTRY_CUSTODY_KEYS;
}

/* Entries [from, to) of a bucket; none where the filter stops the hash. */
struct range {
    uint32_t from, to;
};

static inline struct range range_of(const struct postings *p, uint32_t hash,
                                    const struct place *at)
{
    const struct line *line = &p->line[at->line];
    const struct range none = {0, 0};
    struct range out;
    if ((line->start & FORMAT_WIDE) == 0) {
        if (format_filtered(line, hash)) {
            return none;
        }
        out.from = line->start + (at->bucket == 0 ? 0 : line->end[at->bucket - 1]);
        out.to = line->start + line->end[at->bucket];
    } else {
        bool last = at->line + 1 == p->lines;
        out.from = at->bucket == 0 ? line->start & ~FORMAT_WIDE : line->begin[at->bucket - 1];
        out.to = at->bucket + 1 < FORMAT_BUCKETS ? line->begin[at->bucket]
                 : last                          ? p->count
                                                 : line[1].start & ~FORMAT_WIDE;
    }
    return out.from <= out.to && out.to <= p->count ? out : none;
}

static void prefetch_line(const struct postings *p, uint64_t value)
{
    if (p->line != NULL && value != 0) {
        __builtin_prefetch(&p->line[(uint64_t)format_hash(value) * p->lines >> 32]);
    }
}

static void prefetch_entries(const struct postings *p, uint64_t value)
{
    if (p->line != NULL && value != 0) {
        struct place at = format_place(format_hash(value), p->lines, p->bits);
        struct range in = range_of(p, format_hash(value), &at);
        if (in.from < in.to) {
            __builtin_prefetch(&p->entries[in.from]);
            __builtin_prefetch(&p->entries[in.to - 1]);
        }
    }
}

void registry_prefetch(const struct registry *r, enum registry_key key, uint64_t value)
{
    prefetch_line(&r->base.postings[key], value);
    prefetch_line(&r->delta.postings[key], value);
}

void registry_prefetch_block(const struct registry *r, enum registry_key key, uint64_t value)
{
    prefetch_entries(&r->base.postings[key], value);
    prefetch_entries(&r->delta.postings[key], value);
}

/* The first entry of [from, to) whose check is not below the given one. */
static uint32_t lower(const struct postings *p, uint32_t from, uint32_t to, uint64_t check)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (p->entries[middle] >> p->bits < check) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

struct run_of_entries part_entries(const struct part *part, enum registry_key key,
                                   uint64_t value)
{
    const struct postings *p = &part->postings[key];
    const struct run_of_entries none = {NULL, 0};
    if (p->line == NULL || value == 0) {
        return none;
    }
    struct place at = format_place(format_hash(value), p->lines, p->bits);
    struct range in = range_of(p, format_hash(value), &at);
    if (in.from == in.to) {
        return none;
    }
    uint32_t first = lower(p, in.from, in.to, at.check),
             last = lower(p, first, in.to, (uint64_t)at.check + 1);
    return (struct run_of_entries){p->entries + first, last - first};
}

struct registry_block registry_block(const struct registry *r, enum registry_key key,
                                     uint64_t value)
{
    struct run_of_entries base = part_entries(&r->base, key, value), delta = {NULL, 0};
    if (r->delta.header != NULL) {
        delta = part_entries(&r->delta, key, value);
    }
    return (struct registry_block){base.at, delta.at, base.count, base.count + delta.count};
}

uint32_t part_member(const struct part *p, uint32_t entry)
{
    uint32_t person = entry & p->persons_mask;
    return person < p->persons ? person : 0;
}

uint32_t registry_member(const struct registry *r, struct registry_block block, uint32_t i)
{
    if (i >= block.base) {
        return r->base.persons + part_member(&r->delta, block.delta[i - block.base]);
    }
    uint32_t person = part_member(&r->base, block.at[i]);
    return registry_gone(r, person) ? PERSON_NOBODY : person;
}

uint32_t registry_find(const struct registry *r, struct span person_id)
{
    struct registry_block block =
        registry_block(r, REGISTRY_KEY_PERSON_ID, hash_bytes(person_id, 0) | 1);
    for (uint32_t i = 0; i < block.count && person_id.len > 0; i++) {
        struct person_texts texts;
        char room[REGISTRY_ROOM];
        uint32_t person = registry_member(r, block, i);
        if (person == PERSON_NOBODY) {
            continue;
        }
        texts_of(r, person, &texts, room);
        if (span_equal(texts.id, person_id)) {
            return person;
        }
    }
    return PERSON_NOBODY;
}

/* --- a whole person --- */

/* The next part of a joint text. */
static struct span part(struct span *joint)
{
    struct span out = {NULL, 0};
    (void)span_cut(joint, '\t', &out);
    return out;
}

static void address_of(const struct registry *r, const struct registry_row *row, uint32_t plus4,
                       struct address *out)
{
    struct span street = registry_text(r, REGISTRY_STREET, row->street);
    struct span unit = registry_text(r, REGISTRY_UNIT, row->unit);
    struct span box = registry_text(r, REGISTRY_BOX, row->box);
    struct span city = registry_text(r, REGISTRY_CITY, row->city);
    *out = (struct address){.kind = row->kind < ADDRESS_KINDS ? row->kind : ADDRESS_OTHER,
                            .house = registry_text(r, REGISTRY_HOUSE, row->house)};
    out->predir = part(&street);
    out->street = part(&street);
    out->suffix = part(&street);
    out->postdir = part(&street);
    out->unit_kind = part(&unit);
    out->unit = part(&unit);
    out->route = part(&box);
    out->box = part(&box);
    struct span state = part(&city);
    out->city = part(&city);
    if (state.len == 2) {
        memcpy(out->state, state.at, 2);
    }
    out->zip = row->zip < ZIP_NONE ? row->zip : ZIP_NONE;
    out->plus4 = plus4;
}

void registry_address(const struct registry *r, uint32_t index, struct address *out)
{
    struct registry_row row;
    struct person_texts texts;
    registry_row(r, index, &row);
    texts_of(r, index, &texts, NULL);
    address_of(r, &row, texts.plus4, out);
}

void registry_person(const struct registry *r, uint32_t index, struct person *out,
                     char room[REGISTRY_ROOM])
{
    struct registry_row row;
    struct person_texts texts;
    struct registry_more more = registry_more(r, index);
    registry_row(r, index, &row);
    texts_of(r, index, &texts, room);
    *out = (struct person){
        .id = texts.id,
        .name = {.given = registry_text(r, REGISTRY_GIVEN, row.given),
                 .middle = registry_text(r, REGISTRY_MIDDLE, row.middle),
                 .surname = registry_text(r, REGISTRY_SURNAME, row.surname),
                 .suffix = row.suffix},
        .birth = row.birth,
        .sex = row.sex,
        .identifier = IDENTIFIER_NONE,
        .last4 = LAST4_NONE,
        .place = registry_text(r, REGISTRY_PLACE, more.place),
        .category = registry_text(r, REGISTRY_CATEGORY, more.category),
        .note = registry_text(r, REGISTRY_NOTE, more.note),
        .phone = texts.phone,
        .email = texts.email,
        .flags = row.flags,
    };
    address_of(r, &row, texts.plus4, &out->address);
}
