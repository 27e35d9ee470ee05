/* Opening: the header must be whole, and every section must lie in the file and
 * have the length that its own counts say. What the sections hold is checked by
 * registry_verify; readers stay inside the map whatever they hold. */
#include <string.h>

#include "base/memory.h"
#include "engine/registry/registry_read.h"

static bool damaged(struct error *e, const char *what)
{
    (void)!fail(e, ERROR_VERIFY, "registry.damaged", "the registry generation is damaged: %s",
                what);
    error_hint(e, "restore it from a backup, or import the registry file again");
    return false;
}

static bool check_header(const struct part *r, struct error *e)
{
    const struct header *h = r->header;
    struct sha256 sum;
    if (r->map.len < sizeof *h || memcmp(h->magic, FORMAT_MAGIC, sizeof h->magic) != 0) {
        return damaged(e, "it is no generation file");
    }
    if (h->version != FORMAT_VERSION) {
        return fail(e, ERROR_FAILED, "registry.version",
                    "the registry generation has format version %u, this program reads %d",
                    h->version, FORMAT_VERSION);
    }
    if (!format_header_sum(h, &sum, e)) {
        return false;
    }
    if (!crypto_equal(&sum, &h->sum, sizeof sum)) {
        return damaged(e, "the header's sum is wrong");
    }
    if (h->bytes != r->map.len) {
        return damaged(e, "the file's length is wrong");
    }
    return (h->persons <= FORMAT_PERSONS && h->sections <= FORMAT_SECTIONS) ||
           damaged(e, "a count is out of range");
}

static bool take_rows(struct part *r, const struct section *s, const uint8_t *at)
{
    r->rows = (const void *)at;
    return s->length == r->header->persons * sizeof *r->rows;
}

static bool take_texts(struct part *r, const struct section *s, const uint8_t *at)
{
    r->texts = (struct span){(const char *)at, (size_t)s->length};
    return true;
}

static bool take_text_blocks(struct part *r, const struct section *s, const uint8_t *at)
{
    r->text_blocks = (const void *)at;
    uint64_t blocks = (r->header->persons + FORMAT_TEXT_BLOCK - 1) / FORMAT_TEXT_BLOCK;
    return s->length == blocks * sizeof *r->text_blocks;
}

static bool take_more(struct part *r, const struct section *s, const uint8_t *at)
{
    r->more = s->length == 0 ? NULL : (const void *)at;
    return s->length == 0 || s->length == r->header->persons * sizeof *r->more;
}

static bool take_pairs(struct part *r, const struct section *s, const uint8_t *at)
{
    uint64_t count = s->length / sizeof(struct pair);
    if (s->number >= PAIRS || count == 0 || count > FORMAT_NUMBERS ||
        s->length % sizeof(struct pair) != 0) {
        return false;
    }
    r->pairs[s->number] = (struct pair_table){(uint32_t)count, (const void *)at};
    return true;
}

static bool take_dictionary(struct part *r, const struct section *s, const uint8_t *at)
{
    if (s->number >= REGISTRY_DICTIONARIES || s->length < 8) {
        return false;
    }
    struct lexicon *l = &r->lexicon[s->number];
    memcpy(&l->count, at, 4);
    memcpy(&l->slots, at + 4, 4);
    uint64_t table = 8 + 8 * ((uint64_t)l->count + 1) + 4 * (uint64_t)l->slots;
    if (l->count == 0 || l->count > FORMAT_NUMBERS || l->slots <= l->count ||
        s->length < table) {
        return false;
    }
    l->entry = (const void *)(at + 8);
    l->slot = l->entry + 2 * ((size_t)l->count + 1);
    l->bytes = (struct span){(const char *)at + table, (size_t)(s->length - table)};
    return true;
}

static bool take_postings(struct part *r, const struct section *s, const uint8_t *at)
{
    if (s->number >= REGISTRY_KEYS || s->length < FORMAT_POSTINGS) {
        return false;
    }
    struct postings p;
    memcpy(&p.count, at, 4);
    memcpy(&p.lines, at + 4, 4);
    memcpy(&p.bits, at + 8, 4);
    if (p.count > r->header->persons || p.lines != format_lines(p.count) ||
        p.bits != format_bits(r->header->persons) ||
        s->length != FORMAT_POSTINGS + (uint64_t)p.lines * sizeof *p.line +
                         (uint64_t)p.count * sizeof *p.entries) {
        return false;
    }
    p.line = (const void *)(at + FORMAT_POSTINGS);
    p.entries = (const void *)(p.line + p.lines);
    r->postings[s->number] = p;
    return true;
}

static bool take_gone(struct part *r, const struct section *s, const uint8_t *at)
{
    r->gone = (const void *)at;
    return s->length == format_gone(r->header->base_persons);
}

static bool take_adjusted(struct part *r, const struct section *s, const uint8_t *at)
{
    uint64_t count = s->length / sizeof(struct pair);
    if (s->number >= REGISTRY_DICTIONARIES || count > FORMAT_NUMBERS ||
        s->length % sizeof(struct pair) != 0) {
        return false;
    }
    r->adjusted[s->number] = (struct adjusted){(uint32_t)count, (const void *)at};
    return true;
}

static bool take_sections(struct part *r, struct error *e)
{
    static bool (*const take[SECTION_KINDS])(struct part *, const struct section *,
                                             const uint8_t *) = {
        take_rows,       take_texts,    take_text_blocks, take_more,     take_pairs,
        take_dictionary, take_postings, take_gone,        take_adjusted,
    };
    const struct header *h = r->header;
    uint64_t end = FORMAT_HEADER;
    for (uint32_t i = 0; i < h->sections; i++) {
        const struct section *s = &h->section[i];
        bool inside = s->offset == format_aligned(end) && s->offset <= h->bytes &&
                      s->length <= h->bytes - s->offset;
        if (!inside || s->kind >= SECTION_KINDS ||
            !take[s->kind](r, s, r->map.at + s->offset)) {
            return damaged(e, "a section is out of place");
        }
        end = s->offset + s->length;
    }
    bool whole = r->rows != NULL && r->text_blocks != NULL && end == h->bytes &&
                 (r->gone != NULL) == ((h->flags & FORMAT_DELTA) != 0);
    for (unsigned i = 0; i < PAIRS; i++) {
        whole = whole && r->pairs[i].at != NULL;
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        whole = whole && r->lexicon[d].entry != NULL;
    }
    return whole || damaged(e, "a section is missing");
}

bool part_open(struct part *out, const char *path, struct error *e)
{
    *out = (struct part){0};
    if (!file_map(&out->map, path, e)) {
        return false;
    }
    out->header = (const void *)out->map.at;
    if (!check_header(out, e) || !take_sections(out, e)) {
        part_close(out);
        return false;
    }
    out->persons = (uint32_t)out->header->persons;
    out->persons_mask = (UINT32_C(1) << format_bits(out->header->persons)) - 1;
    return true;
}

void part_close(struct part *p)
{
    file_unmap(&p->map);
    *p = (struct part){0};
}

/* --- base and delta --- */

static bool open_named(struct part *out, const char *folder, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    if (!path_format(path, sizeof path, e, "%s/%s/%s", folder, name, FORMAT_FILE)) {
        return false;
    }
    if (!file_exists(path)) {
        (void)!fail(e, ERROR_INPUT, "registry.none", "there is no registry generation in %s",
                    folder);
        error_hint(e, "proviso registry import FILE.csv");
        return false;
    }
    return part_open(out, path, e);
}

/* The base that the delta names by its hash, and no other. */
static bool open_base(struct registry *r, const char *folder, struct error *e)
{
    const struct header *h = r->delta.header;
    char name[72];
    format_name(&h->base, name);
    if (!open_named(&r->base, folder, name, e)) {
        return error_context(e, "base %s", name), false;
    }
    const struct header *base = r->base.header;
    return (crypto_equal(&base->sum, &h->base, sizeof h->base) && base->flags == 0 &&
            base->persons == h->base_persons && h->persons <= FORMAT_PERSONS - base->persons &&
            h->in_force <= base->persons + h->persons) ||
           damaged(e, "its base is another one");
}

bool registry_open(struct registry **out, const char *folder, const char *name, struct error *e)
{
    struct registry *r = memory_new(1, sizeof *r, e);
    if (r == NULL) {
        return false;
    }
    bool ok = open_named(&r->base, folder, name == NULL ? "current" : name, e);
    if (ok && (r->base.header->flags & FORMAT_DELTA) != 0) {
        r->delta = r->base;
        r->base = (struct part){0};
        ok = open_base(r, folder, e);
    }
    if (!ok) {
        registry_close(r);
        return false;
    }
    *out = r;
    return true;
}

void registry_close(struct registry *r)
{
    if (r != NULL) {
        part_close(&r->base);
        part_close(&r->delta);
        memory_free(r);
    }
}

void registry_info(const struct registry *r, struct registry_info *out)
{
    const struct header *base = r->base.header, *delta = r->delta.header;
    const struct header *h = delta == NULL ? base : delta;
    *out = (struct registry_info){.persons = base->persons,
                                  .bytes = base->bytes,
                                  .scratch = (base->flags & FORMAT_SCRATCH) != 0};
    if (delta != NULL) {
        out->persons = delta->in_force;
        out->bytes += delta->bytes;
        out->changed = delta->persons;
        out->base_persons = base->persons;
        out->gone = base->persons + delta->persons - delta->in_force;
        format_name(&base->sum, out->base);
    }
    memcpy(out->hash, h->sum.at, sizeof out->hash);
    format_name(&h->sum, out->name);
}

bool registry_activate(const char *folder, const char *name, struct error *e)
{
    char path[PATH_SIZE];
    struct registry *r;
    if (!registry_open(&r, folder, name, e)) {
        return false;
    }
    registry_close(r);
    return path_format(path, sizeof path, e, "%s/current", folder) &&
           file_link_atomic(name, path, e);
}
