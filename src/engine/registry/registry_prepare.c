/* What of a person does not depend on other persons: hashes of identifiers and texts,
 * blocking keys, the record of texts. By slices of a batch, in parallel. */
#include <string.h>

#include "engine/registry/registry_build.h"

static bool prepare_identity(struct registry_builder *b, unsigned worker, size_t i,
                             struct error *e)
{
    struct batch *batch = b->batch;
    const struct person *p = &batch->person[i];
    uint32_t last4 = person_last4(p);
    batch->identifier[i] = 0;
    if (p->identifier != IDENTIFIER_NONE &&
        !registry_tag(b->tagger[worker], p->identifier, &batch->identifier[i], e)) {
        return false;
    }
    batch->last4[i] = last4 < LAST4_NONE ? registry_tag_last4(b->tagger[worker], last4) : 0;
    return true;
}

static void prepare_keys(struct registry_builder *b, size_t i)
{
    struct batch *batch = b->batch;
    const struct person *p = &batch->person[i];
    uint64_t key[REGISTRY_KEYS];
    registry_keys(p, b->keys, key);
    key[REGISTRY_KEY_PERSON_ID] = p->id.len == 0 ? 0 : registry_hash(p->id) | 1;
    key[REGISTRY_KEY_IDENTIFIER] = batch->identifier[i];
    for (unsigned k = 0; k < b->keys; k++) {
        batch->key[k][i] = key[k];
    }
}

enum { MOST_PARTS = 4 };

/* The parts of a joint text; how many. */
static size_t parts_of(const struct address *a, enum registry_dictionary d,
                       struct span out[MOST_PARTS])
{
    switch (d) {
    case REGISTRY_STREET:
        out[0] = a->predir;
        out[1] = a->street;
        out[2] = a->suffix;
        out[3] = a->postdir;
        return 4;
    case REGISTRY_UNIT:
        out[0] = a->unit_kind;
        out[1] = a->unit;
        return 2;
    case REGISTRY_BOX:
        out[0] = a->route;
        out[1] = a->box;
        return 2;
    default:
        out[0] = (struct span){a->state, a->state[0] == 0 ? 0 : 2};
        out[1] = a->city;
        return 2;
    }
}

/* Adds a part, and a TAB before it where it is not the first. */
static size_t join(char *to, size_t n, size_t size, bool first, struct span part)
{
    if (!first && n < size) {
        to[n++] = '\t';
    }
    size_t len = part.len < size - n ? part.len : size - n;
    for (size_t i = 0; i < len; i++) {
        to[n + i] = part.at[i]; /* a few bytes: a call would cost more */
    }
    return n + len;
}

struct span registry_joint(const struct address *a, enum registry_dictionary d, char *to,
                           size_t size)
{
    struct span parts[MOST_PARTS];
    size_t count = parts_of(a, d, parts), n = 0, text = 0;
    for (size_t i = 0; i < count; i++) {
        n = join(to, n, size, i == 0, parts[i]);
        text += parts[i].len;
    }
    return (struct span){to, text == 0 ? 0 : n};
}

struct span registry_text_of(const struct person *p, enum registry_dictionary d, char *to,
                             size_t size)
{
    switch (d) {
    case REGISTRY_GIVEN:
        return p->name.given;
    case REGISTRY_MIDDLE:
        return p->name.middle;
    case REGISTRY_SURNAME:
        return p->name.surname;
    case REGISTRY_HOUSE:
        return p->address.house;
    case REGISTRY_PLACE:
        return p->place;
    case REGISTRY_CATEGORY:
        return p->category;
    case REGISTRY_NOTE:
        return p->note;
    default:
        return registry_joint(&p->address, d, to, size);
    }
}

static bool prepare_text(struct batch *batch, size_t i, enum registry_dictionary d,
                         struct error *e)
{
    const struct person *p = &batch->person[i];
    struct span *text = &batch->text[d][i];
    if (d >= REGISTRY_STREET && d <= REGISTRY_CITY) {
        struct span parts[MOST_PARTS];
        size_t len = 0;
        for (size_t k = parts_of(&p->address, d, parts); k-- > 0;) {
            len += parts[k].len;
        }
        *text = (struct span){NULL, 0};
        if (len > 0) {
            char *to = arena_alloc(batch->joint[i / BUILD_SLICE], len + MOST_PARTS, e);
            if (to == NULL) {
                return false;
            }
            *text = registry_joint(&p->address, d, to, len + MOST_PARTS);
        }
    } else {
        *text = registry_text_of(p, d, NULL, 0);
    }
    batch->hash[d][i] = text->len == 0 ? 0 : registry_hash(*text);
    return true;
}

static bool prepare_record(struct registry_builder *b, size_t i, struct error *e)
{
    const struct person *p = &b->batch->person[i];
    struct text *to = &b->batch->texts[i / BUILD_SLICE];
    struct person_texts texts = {p->id, p->phone, p->email, p->address.plus4};
    if (p->id.len == 0 && !b->options.scratch) {
        return fail(e, ERROR_INPUT, "registry.id", "row %llu has no person_id",
                    (unsigned long long)p->row);
    }
    if (!format_add_texts(to, &texts, e)) {
        return error_context(e, "row %llu", (unsigned long long)p->row), false;
    }
    b->batch->end[i] = (uint32_t)to->len;
    return true;
}

static bool prepare_person(struct registry_builder *b, unsigned worker, size_t i,
                           struct error *e)
{
    if ((!b->batch->carried && !prepare_identity(b, worker, i, e)) ||
        !prepare_record(b, i, e)) {
        return false;
    }
    prepare_keys(b, i);
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        if (!prepare_text(b->batch, i, (enum registry_dictionary)d, e)) {
            return false;
        }
    }
    return true;
}

bool build_prepare_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct registry_builder *b = ctx;
    arena_reset(b->batch->joint[slice]);
    text_clear(&b->batch->texts[slice]);
    for (size_t i = slice * BUILD_SLICE; i < build_slice_end(b->batch, slice); i++) {
        if (!prepare_person(b, worker, i, e)) {
            return false;
        }
    }
    return true;
}
