/* The sections behind the rows. How long each is stands fixed before any is written, so
 * they are written in parallel, each to its place in the file, and once; the sorts are
 * merged on the way. The sums are taken from the file itself. */
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "engine/registry/registry_change.h"

enum { PIECE = 1 << 18, ENTRIES = 1024 };

/* --- postings --- */

/* Lines and entries each have a stream of their own. */
struct posting_writer {
    struct file *lines, *entries;
    uint32_t count, bits;   /* lines of the section; bits of a person */
    uint32_t line, written; /* the line at hand; entries so far */
    uint32_t start;         /* of the line at hand */
    uint32_t in[FORMAT_BUCKETS];
    uint8_t filter[FORMAT_FILTER];
};

static void end_narrow(const struct posting_writer *w, struct line *out)
{
    uint32_t sum = 0;
    out->start = w->start;
    for (unsigned i = 0; i < FORMAT_BUCKETS; i++) {
        sum += w->in[i];
        out->end[i] = (uint8_t)sum;
    }
    memcpy(out->filter, w->filter, sizeof out->filter);
}

static void end_wide(const struct posting_writer *w, struct line *out)
{
    uint32_t at = w->start;
    out->start = w->start | FORMAT_WIDE;
    for (unsigned i = 0; i < FORMAT_BUCKETS - 1; i++) {
        at += w->in[i];
        out->begin[i] = at;
    }
}

/* Writes the line at hand and empty ones up to the given one. */
static bool end_lines(struct posting_writer *w, uint32_t next, struct error *e)
{
    for (; w->line < next; w->line++) {
        struct line line;
        if (w->written - w->start <= UINT8_MAX) {
            end_narrow(w, &line);
        } else {
            end_wide(w, &line);
        }
        if (!file_write(w->lines, (struct span){(const char *)&line, sizeof line}, e)) {
            return false;
        }
        w->start = w->written;
        memset(w->in, 0, sizeof w->in);
        memset(w->filter, 0, sizeof w->filter);
    }
    return true;
}

static bool take_entry(struct posting_writer *w, uint64_t record, uint32_t *entry,
                       struct error *e)
{
    uint32_t hash = (uint32_t)(record >> 32);
    struct place at = format_place(hash, w->count, w->bits);
    struct filter_bits f = format_filter(hash);
    if (at.line != w->line && !end_lines(w, at.line, e)) {
        return false;
    }
    *entry = (uint32_t)((uint64_t)at.check << w->bits) | (uint32_t)record;
    w->in[at.bucket]++;
    w->filter[f.a / 8] |= (uint8_t)(1 << f.a % 8);
    w->filter[f.b / 8] |= (uint8_t)(1 << f.b % 8);
    w->written++;
    return true;
}

static bool write_entries(void *ctx, const uint64_t *records, size_t n, struct error *e)
{
    struct posting_writer *w = ctx;
    for (size_t at = 0; at < n;) {
        uint32_t entry[ENTRIES];
        size_t some = n - at < ENTRIES ? n - at : ENTRIES;
        for (size_t i = 0; i < some; i++) {
            if (!take_entry(w, records[at + i], &entry[i], e)) {
                return false;
            }
        }
        if (!file_write(w->entries, (struct span){(const char *)entry, some * sizeof *entry},
                        e)) {
            return false;
        }
        at += some;
    }
    return true;
}

static bool close_stream(struct file **f, struct error *e)
{
    struct file *closing = *f;
    *f = NULL;
    return closing == NULL || file_close(closing, e);
}

static bool write_postings(struct registry_builder *b, unsigned k, const char *path,
                           uint64_t offset, struct error *e)
{
    struct sorter *sorter = b->sorter[k];
    struct posting_writer w = {.count = format_lines(sorter_count(sorter)),
                               .bits = format_bits(b->persons)};
    uint32_t head[FORMAT_POSTINGS / 4] = {(uint32_t)sorter_count(sorter), w.count, w.bits};
    uint64_t entries = offset + FORMAT_POSTINGS + (uint64_t)w.count * sizeof(struct line);
    bool ok = file_into(&w.lines, path, offset, e) && file_into(&w.entries, path, entries, e) &&
              file_write(w.lines, (struct span){(const char *)head, sizeof head}, e) &&
              sorter_end(sorter, write_entries, &w, e) && end_lines(&w, w.count, e) &&
              close_stream(&w.lines, e) && close_stream(&w.entries, e);
    file_drop(w.lines);
    file_drop(w.entries);
    sorter_free(sorter);
    b->sorter[k] = NULL;
    return ok;
}

/* --- the other sections --- */

static bool copy_file(struct file *to, const char *path, struct error *e)
{
    struct reader *r = NULL;
    char *piece = memory_new(PIECE, 1, e);
    bool ok = piece != NULL && reader_open(&r, path, e);
    for (size_t got = 1; ok && got > 0;) {
        ok = reader_read(r, piece, PIECE, &got, e) &&
             file_write(to, (struct span){piece, got}, e);
    }
    reader_close(r);
    memory_free(piece);
    return ok;
}

static bool copy_work_file(const struct registry_builder *b, struct file *to, const char *name,
                           struct error *e)
{
    char path[PATH_SIZE];
    return build_path(b, path, name, 0, e) && copy_file(to, path, e) && file_remove(path, e);
}

static bool write_plain(const struct registry_builder *b, const struct section *s,
                        struct file *to, struct error *e)
{
    const struct change *c = b->change;
    const struct pairing *p;
    switch (s->kind) {
    case SECTION_TEXTS:
        return copy_work_file(b, to, "texts", e);
    case SECTION_TEXT_BLOCKS:
        return copy_work_file(b, to, "blocks", e);
    case SECTION_MORE:
        return s->length == 0 || copy_work_file(b, to, "more", e);
    case SECTION_GONE:
        return file_write(to, (struct span){(const char *)c->gone, (size_t)s->length}, e);
    case SECTION_PAIRS:
    case SECTION_ADJUSTED:
        p = s->kind == SECTION_PAIRS ? &b->pairs[s->number] : &c->more[s->number];
        return file_write(to, (struct span){(const char *)p->pair, p->count * sizeof *p->pair},
                          e);
    default:
        return tally_write(&b->tally[s->number], to, e);
    }
}

/* --- all of them --- */

struct assembly {
    struct registry_builder *b;
    struct header *h;
    char path[PATH_SIZE];
};

static void add_section(struct header *h, enum section_kind kind, unsigned number,
                        uint64_t length)
{
    h->section[h->sections++] = (struct section){
        .kind = kind, .number = number, .offset = format_aligned(h->bytes), .length = length};
    h->bytes = format_aligned(h->bytes) + length;
}

static void plan_change(const struct change *c, struct header *h)
{
    add_section(h, SECTION_GONE, 0, format_gone(c->over->base.persons));
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        add_section(h, SECTION_ADJUSTED, d, c->more[d].count * sizeof(struct pair));
    }
}

/* The last is never empty, so that the file ends with it. */
static void plan_sections(const struct registry_builder *b, struct header *h, uint64_t more)
{
    h->bytes = FORMAT_HEADER;
    add_section(h, SECTION_ROWS, 0, b->persons * sizeof(struct packed_row));
    add_section(h, SECTION_TEXTS, 0, file_written(b->texts));
    add_section(h, SECTION_TEXT_BLOCKS, 0, file_written(b->blocks));
    add_section(h, SECTION_MORE, 0, more);
    for (unsigned i = 0; i < PAIRS; i++) {
        add_section(h, SECTION_PAIRS, i, b->pairs[i].count * sizeof(struct pair));
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        add_section(h, SECTION_DICTIONARY, d, tally_length(&b->tally[d]));
    }
    if (b->change != NULL) {
        plan_change(b->change, h);
    }
    for (unsigned k = 0; k < b->keys; k++) {
        uint64_t n = sorter_count(b->sorter[k]);
        add_section(h, SECTION_POSTINGS, k,
                    FORMAT_POSTINGS + format_lines(n) * sizeof(struct line) +
                        n * sizeof(uint32_t));
    }
}

static void fill_header(const struct registry_builder *b, struct header *h)
{
    memcpy(h->magic, FORMAT_MAGIC, sizeof h->magic);
    h->version = FORMAT_VERSION;
    h->flags = (b->options.scratch ? FORMAT_SCRATCH : 0) | (b->options.coarse ? FORMAT_COARSE : 0);
    h->persons = b->persons;
    if (b->change != NULL) {
        const struct header *base = b->change->over->base.header;
        h->flags |= FORMAT_DELTA;
        h->base_persons = base->persons;
        h->base = base->sum;
        h->in_force = change_in_force(b->change, b->persons);
    }
}

/* Slice i is section i + 1: the rows are there. */
static bool write_section(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct assembly *a = ctx;
    const struct section *s = &a->h->section[slice + 1];
    if (s->kind == SECTION_POSTINGS) {
        return write_postings(a->b, s->number, a->path, s->offset, e);
    }
    struct file *to = NULL;
    bool ok = file_into(&to, a->path, s->offset, e) && write_plain(a->b, s, to, e) &&
              close_stream(&to, e);
    file_drop(to);
    return ok;
}

static bool sum_sections(struct assembly *a, struct error *e)
{
    struct sha256 sums[FORMAT_SECTIONS];
    struct mapping map;
    if (!file_map(&map, a->path, e)) {
        return false;
    }
    bool ok = map.len == a->h->bytes ||
              fail(e, ERROR_FAILED, "registry.assemble", "the generation has a wrong length");
    ok = ok && format_sums(a->h, (struct span){(const char *)map.at, map.len}, a->b->threads,
                           sums, e);
    file_unmap(&map);
    for (uint32_t i = 0; ok && i < a->h->sections; i++) {
        a->h->section[i].sum = sums[i];
    }
    return ok;
}

bool build_assemble(struct registry_builder *b, struct header *h, struct error *e)
{
    struct assembly a = {.b = b, .h = h};
    fill_header(b, h);
    plan_sections(b, h, b->more == NULL ? 0 : file_written(b->more));
    return build_generation_path(b, a.path, e) && close_stream(&b->texts, e) &&
           close_stream(&b->blocks, e) && close_stream(&b->more, e) &&
           close_stream(&b->numbers, e) && file_flush(b->rows, e) &&
           pool_run(b->threads, h->sections - 1, write_section, &a, e) && sum_sections(&a, e) &&
           format_header_sum(h, &h->sum, e) &&
           file_patch(b->rows, 0, (struct span){(const char *)h, sizeof *h}, e) &&
           file_sync(b->rows, e) && close_stream(&b->rows, e);
}
