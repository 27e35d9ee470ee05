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

const struct registry_row *registry_row(const struct registry *r, uint32_t index)
{
    assert(index < r->header->persons);
    return &r->rows[index];
}

struct registry_more registry_more(const struct registry *r, uint32_t index)
{
    assert(index < r->header->persons);
    return r->more == NULL ? (struct registry_more){0, 0, 0} : r->more[index];
}

/* --- texts of a person --- */

struct span registry_contact_text(const struct registry *r, uint32_t index, unsigned which)
{
    const struct span none = {NULL, 0};
    uint64_t at = r->text_blocks[index / FORMAT_TEXT_BLOCK] + registry_row(r, index)->text;
    for (;; which--) {
        uint16_t len;
        if (at > r->texts.len || r->texts.len - at < sizeof len) {
            return none;
        }
        memcpy(&len, r->texts.at + at, sizeof len);
        at += sizeof len;
        if (r->texts.len - at < len) {
            return none;
        }
        if (which == 0) {
            return (struct span){r->texts.at + at, len};
        }
        at += len;
    }
}

void registry_contact(const struct registry *r, uint32_t index, struct span *phone,
                      struct span *email)
{
    *phone = registry_contact_text(r, index, 1);
    *email = registry_contact_text(r, index, 2);
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

uint32_t registry_number(const struct registry *r, enum registry_dictionary d, struct span text)
{
    const struct lexicon *l = &r->lexicon[d];
    uint32_t mask = l->slots - 1, i = (uint32_t)hash_bytes(text, 0) & mask;
    for (uint32_t tried = 0; tried < l->slots && l->slot[i] != 0; tried++, i = (i + 1) & mask) {
        if (span_equal(registry_text(r, d, l->slot[i] - 1), text)) {
            return l->slot[i] - 1;
        }
    }
    return UINT32_MAX;
}

/* --- postings --- */

unsigned registry_key_count(const struct registry *r)
{
    bool scratch = (r->header->flags & FORMAT_SCRATCH) != 0;
    return scratch ? REGISTRY_KEYS : REGISTRY_CUSTODY_KEYS;
}

void registry_prefetch(const struct registry *r, enum registry_key key, uint64_t value)
{
    const struct postings *p = &r->postings[key];
    if (p->directory != NULL) {
        uint64_t hash = format_hash(value);
        __builtin_prefetch(&p->directory[hash << p->bits >> 32]);
    }
}

void registry_prefetch_block(const struct registry *r, enum registry_key key, uint64_t value)
{
    const struct postings *p = &r->postings[key];
    if (p->directory != NULL && value != 0) {
        uint32_t from = p->directory[(uint64_t)format_hash(value) << p->bits >> 32];
        const uint8_t *at = p->entries + (size_t)(from < p->count ? from : 0) * FORMAT_ENTRY;
        __builtin_prefetch(at);
        __builtin_prefetch(at + FORMAT_ALIGN);
    }
}

/* The first entry of [from, to) whose check is not below the given one. */
static uint32_t lower(const struct postings *p, uint32_t from, uint32_t to, unsigned check)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (p->entries[(size_t)middle * FORMAT_ENTRY] < check) {
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
    if (p->directory == NULL || value == 0) {
        return none;
    }
    uint64_t hash = format_hash(value);
    size_t bucket = (size_t)(hash << p->bits >> 32);
    unsigned check = (unsigned)(hash << p->bits >> (32 - FORMAT_CHECK_BITS)) & 0xff;
    uint32_t from = p->directory[bucket], to = p->directory[bucket + 1];
    if (from > to || to > p->count) {
        return none;
    }
    uint32_t first = lower(p, from, to, check), last = lower(p, first, to, check + 1);
    return (struct registry_block){p->entries + (size_t)first * FORMAT_ENTRY, last - first};
}

uint32_t registry_member(const struct registry *r, struct registry_block block, uint32_t i)
{
    uint32_t person;
    memcpy(&person, block.at + (size_t)i * FORMAT_ENTRY + 1, sizeof person);
    return person < r->header->persons ? person : 0;
}

uint32_t registry_find(const struct registry *r, struct span person_id)
{
    struct registry_block block =
        registry_block(r, REGISTRY_KEY_PERSON_ID, hash_bytes(person_id, 0) | 1);
    for (uint32_t i = 0; i < block.count && person_id.len > 0; i++) {
        uint32_t person = registry_member(r, block, i);
        if (span_equal(registry_contact_text(r, person, 0), person_id)) {
            return person;
        }
    }
    return PERSON_NOBODY;
}

/* --- a whole person --- */

uint32_t registry_zip(uint32_t packed, uint32_t *plus4)
{
    uint32_t zip = packed == 0 ? ZIP_NONE : (packed - 1) / 10001;
    uint32_t last = packed == 0 ? 0 : (packed - 1) % 10001;
    *plus4 = last == 0 ? ZIP_NONE : last - 1;
    return zip < ZIP_NONE ? zip : ZIP_NONE;
}

/* The next part of a joint text. */
static struct span part(struct span *joint)
{
    struct span out = {NULL, 0};
    (void)span_cut(joint, '\t', &out);
    return out;
}

static void address_of(const struct registry *r, const struct registry_row *row,
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
    out->zip = registry_zip(row->zip, &out->plus4);
}

void registry_person(const struct registry *r, uint32_t index, struct person *out)
{
    const struct registry_row *row = registry_row(r, index);
    struct registry_more more = registry_more(r, index);
    *out = (struct person){
        .row = row->row,
        .id = registry_contact_text(r, index, 0),
        .name = {.given = registry_text(r, REGISTRY_GIVEN, row->given),
                 .middle = registry_text(r, REGISTRY_MIDDLE, row->middle),
                 .surname = registry_text(r, REGISTRY_SURNAME, row->surname),
                 .suffix = row->suffix},
        .birth = row->birth,
        .sex = row->sex,
        .identifier = IDENTIFIER_NONE,
        .last4 = LAST4_NONE,
        .place = registry_text(r, REGISTRY_PLACE, more.place),
        .category = registry_text(r, REGISTRY_CATEGORY, more.category),
        .note = registry_text(r, REGISTRY_NOTE, more.note),
        .flags = row->flags,
    };
    address_of(r, row, &out->address);
    registry_contact(r, index, &out->phone, &out->email);
}
