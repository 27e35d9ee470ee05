/* Reading an open generation. Every offset that comes from the file is held
 * against the section it points into. */
#include "engine/registry/registry_read.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "record/linkage.h"

uint32_t registry_persons(const struct registry *r)
{
    return (uint32_t)r->header->persons;
}

/* --- rows --- */

static const struct pair *pair_at(const struct registry *r, unsigned table, uint32_t number)
{
    const struct pair_table *t = &r->pairs[table];
    return &t->at[number < t->count ? number : 0];
}

void registry_row(const struct registry *r, uint32_t index, struct registry_row *out)
{
    assert(index < r->header->persons);
    uint32_t sub, locality;
    format_unpack(&r->rows[index], out, &sub, &locality);
    const struct pair *s = pair_at(r, PAIRS_SUB, sub), *l = pair_at(r, PAIRS_LOCALITY, locality);
    out->unit = s->first;
    out->box = s->second;
    out->zip = l->first;
    out->city = l->second;
}

void registry_prefetch_row(const struct registry *r, uint32_t index)
{
    __builtin_prefetch(&r->rows[index]);
}

struct registry_more registry_more(const struct registry *r, uint32_t index)
{
    assert(index < r->header->persons);
    return r->more == NULL ? (struct registry_more){0, 0, 0} : r->more[index];
}

/* --- texts of a person --- */

/* A block begins where its table says; the records before the wanted one are read over. */
void registry_texts(const struct registry *r, uint32_t index, struct person_texts *out,
                    char room[REGISTRY_ROOM])
{
    assert(index < r->header->persons);
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

void registry_contact(const struct registry *r, uint32_t index, struct span *phone,
                      struct span *email)
{
    struct person_texts texts;
    registry_texts(r, index, &texts, NULL);
    *phone = texts.phone;
    *email = texts.email;
}

/* --- dictionaries --- */

uint32_t registry_numbers(const struct registry *r, enum registry_dictionary d)
{
    return r->lexicon[d].count;
}

struct span registry_text(const struct registry *r, enum registry_dictionary d, uint32_t number)
{
    const struct lexicon *l = &r->lexicon[d];
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
    const struct lexicon *l = &r->lexicon[d];
    return number < l->count ? l->entry[2 * (size_t)number + 1] : 0;
}

uint64_t registry_hash(struct span text)
{
    return hash_bytes(text, 0);
}

void registry_prefetch_number(const struct registry *r, enum registry_dictionary d,
                              uint64_t hash)
{
    const struct lexicon *l = &r->lexicon[d];
    __builtin_prefetch(&l->slot[format_slot(hash, l->slots)]);
}

uint32_t registry_number_at(const struct registry *r, enum registry_dictionary d,
                            struct span text, uint64_t hash)
{
    const struct lexicon *l = &r->lexicon[d];
    uint32_t i = format_slot(hash, l->slots);
    for (uint32_t tried = 0; tried < l->slots && l->slot[i] != 0; tried++) {
        uint32_t number = format_number(l->slot[i]);
        if (l->slot[i] >> 24 == (hash & 255) && span_equal(registry_text(r, d, number), text)) {
            return number;
        }
        i = i + 1 == l->slots ? 0 : i + 1;
    }
    return text.len == 0 ? 0 : UINT32_MAX;
}

uint32_t registry_number(const struct registry *r, enum registry_dictionary d, struct span text)
{
    return registry_number_at(r, d, text, registry_hash(text));
}

/* --- postings --- */

unsigned registry_key_count(const struct registry *r)
{
    bool coarse = (r->header->flags & FORMAT_COARSE) != 0;
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

void registry_prefetch(const struct registry *r, enum registry_key key, uint64_t value)
{
    const struct postings *p = &r->postings[key];
    if (p->line != NULL && value != 0) {
        __builtin_prefetch(&p->line[(uint64_t)format_hash(value) * p->lines >> 32]);
    }
}

void registry_prefetch_block(const struct registry *r, enum registry_key key, uint64_t value)
{
    const struct postings *p = &r->postings[key];
    if (p->line != NULL && value != 0) {
        struct place at = format_place(format_hash(value), p->lines, p->bits);
        struct range in = range_of(p, format_hash(value), &at);
        if (in.from < in.to) {
            __builtin_prefetch(&p->entries[in.from]);
            __builtin_prefetch(&p->entries[in.to - 1]);
        }
    }
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

struct registry_block registry_block(const struct registry *r, enum registry_key key,
                                     uint64_t value)
{
    const struct postings *p = &r->postings[key];
    const struct registry_block none = {NULL, 0};
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
    return (struct registry_block){p->entries + first, last - first};
}

uint32_t registry_member(const struct registry *r, struct registry_block block, uint32_t i)
{
    uint32_t person = block.at[i] & r->persons_mask;
    return person < r->header->persons ? person : 0;
}

uint32_t registry_find(const struct registry *r, struct span person_id)
{
    struct registry_block block =
        registry_block(r, REGISTRY_KEY_PERSON_ID, hash_bytes(person_id, 0) | 1);
    for (uint32_t i = 0; i < block.count && person_id.len > 0; i++) {
        struct person_texts texts;
        char room[REGISTRY_ROOM];
        uint32_t person = registry_member(r, block, i);
        registry_texts(r, person, &texts, room);
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
    registry_texts(r, index, &texts, NULL);
    address_of(r, &row, texts.plus4, out);
}

void registry_person(const struct registry *r, uint32_t index, struct person *out,
                     char room[REGISTRY_ROOM])
{
    struct registry_row row;
    struct person_texts texts;
    struct registry_more more = registry_more(r, index);
    registry_row(r, index, &row);
    registry_texts(r, index, &texts, room);
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
