/* The sections behind the rows: texts, further columns, dictionaries, postings.
 * The sorts are merged in parallel, each into two files of its own (directory and
 * entries), and these are then copied one after another. The sums are taken from
 * the file itself. */
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/registry/registry_build.h"

enum { PIECE = 1 << 18 };

/* --- postings --- */

struct posting_writer {
    struct file *directory, *entries;
    uint32_t bits, count;
    uint64_t next; /* the first bucket whose beginning is not written */
};

/* Writes where the buckets up to and including this one begin. */
static bool open_buckets(struct posting_writer *w, uint64_t bucket, struct error *e)
{
    for (; w->next <= bucket; w->next++) {
        struct span begin = {(const char *)&w->count, sizeof w->count};
        if (!file_write(w->directory, begin, e)) {
            return false;
        }
    }
    return true;
}

static bool write_entry(void *ctx, uint64_t record, struct error *e)
{
    struct posting_writer *w = ctx;
    uint64_t hash = record >> 32;
    uint32_t person = (uint32_t)record;
    char entry[FORMAT_ENTRY];
    entry[0] = (char)(hash << w->bits >> (32 - FORMAT_CHECK_BITS));
    memcpy(entry + 1, &person, sizeof person);
    if (!open_buckets(w, hash << w->bits >> 32, e) ||
        !file_write(w->entries, (struct span){entry, sizeof entry}, e)) {
        return false;
    }
    w->count++;
    return true;
}

static bool create(const struct registry_builder *b, struct file **out, const char *name,
                   unsigned k, struct error *e)
{
    char path[PATH_SIZE];
    return build_path(b, path, name, k, e) && file_create(out, path, FILE_PRIVATE, true, e);
}

static bool close_stream(struct file **f, struct error *e)
{
    struct file *closing = *f;
    *f = NULL;
    return closing == NULL || file_close(closing, e);
}

static bool write_postings(void *ctx, unsigned worker, size_t k, struct error *e)
{
    (void)worker;
    struct registry_builder *b = ctx;
    struct sorter *sorter = b->sorter[k];
    struct posting_writer w = {.bits = format_bits(sorter_count(sorter))};
    uint32_t head[2] = {(uint32_t)sorter_count(sorter), w.bits};
    bool ok = create(b, &w.directory, "directory", (unsigned)k, e) &&
              create(b, &w.entries, "entries", (unsigned)k, e) &&
              file_write(w.directory, (struct span){(const char *)head, sizeof head}, e) &&
              sorter_end(sorter, write_entry, &w, e) &&
              open_buckets(&w, (uint64_t)1 << w.bits, e) && close_stream(&w.directory, e) &&
              close_stream(&w.entries, e);
    file_drop(w.directory);
    file_drop(w.entries);
    sorter_free(sorter);
    b->sorter[k] = NULL;
    return ok;
}

/* --- sections --- */

static bool begin_section(struct registry_builder *b, struct header *h, enum section_kind kind,
                          unsigned number, struct error *e)
{
    static const char zeros[FORMAT_ALIGN];
    uint64_t at = file_written(b->rows);
    h->section[h->sections] =
        (struct section){.kind = kind, .number = number, .offset = format_aligned(at)};
    return file_write(b->rows, (struct span){zeros, (size_t)(format_aligned(at) - at)}, e);
}

static void end_section(const struct registry_builder *b, struct header *h)
{
    struct section *s = &h->section[h->sections++];
    s->length = file_written(b->rows) - s->offset;
}

static bool copy_file(struct registry_builder *b, const char *path, struct error *e)
{
    struct reader *r = NULL;
    char *piece = memory_new(PIECE, 1, e);
    bool ok = piece != NULL && reader_open(&r, path, e);
    for (size_t got = 1; ok && got > 0;) {
        ok = reader_read(r, piece, PIECE, &got, e) &&
             file_write(b->rows, (struct span){piece, got}, e);
    }
    reader_close(r);
    memory_free(piece);
    return ok;
}

static bool add_file(struct registry_builder *b, const char *name, unsigned number,
                     struct error *e)
{
    char path[PATH_SIZE];
    return build_path(b, path, name, number, e) && copy_file(b, path, e) &&
           file_remove(path, e);
}

static bool add_numbers(struct registry_builder *b, const uint32_t *numbers, size_t count,
                        struct error *e)
{
    return file_write(b->rows, (struct span){(const char *)numbers, count * sizeof *numbers},
                      e);
}

static uint32_t slots_for(uint32_t count)
{
    uint32_t slots = 2;
    while (slots < count + count / 2) {
        slots *= 2;
    }
    return slots;
}

static bool add_slots(struct registry_builder *b, const struct dictionary *d, uint32_t slots,
                      struct error *e)
{
    uint32_t *slot = memory_new(slots, sizeof *slot, e);
    if (slot == NULL) {
        return false;
    }
    for (uint32_t id = 0; id < dictionary_count(d); id++) {
        uint32_t i = (uint32_t)hash_bytes(dictionary_text(d, id), 0) & (slots - 1);
        while (slot[i] != 0) {
            i = (i + 1) & (slots - 1);
        }
        slot[i] = id + 1;
    }
    bool ok = add_numbers(b, slot, slots, e);
    memory_free(slot);
    return ok;
}

static bool add_dictionary(struct registry_builder *b, const struct tally *t, struct error *e)
{
    const struct dictionary *d = t->dictionary;
    uint32_t count = dictionary_count(d), slots = slots_for(count), offset = 0;
    bool ok = add_numbers(b, (uint32_t[]){count, slots}, 2, e);
    for (uint32_t id = 0; ok && id < count; id++) {
        ok = add_numbers(b, (uint32_t[]){offset, t->frequency[id]}, 2, e);
        offset += (uint32_t)dictionary_text(d, id).len;
    }
    ok = ok && add_numbers(b, (uint32_t[]){offset, 0}, 2, e) && add_slots(b, d, slots, e);
    for (uint32_t id = 0; ok && id < count; id++) {
        ok = file_write(b->rows, dictionary_text(d, id), e);
    }
    return ok;
}

static bool add_texts(struct registry_builder *b, struct header *h, struct error *e)
{
    size_t blocks = (size_t)((b->persons + FORMAT_TEXT_BLOCK - 1) / FORMAT_TEXT_BLOCK);
    struct span table = {(const char *)b->text_blocks, blocks * sizeof *b->text_blocks};
    if (!begin_section(b, h, SECTION_TEXTS, 0, e) || !add_file(b, "texts", 0, e)) {
        return false;
    }
    end_section(b, h);
    if (!begin_section(b, h, SECTION_TEXT_BLOCKS, 0, e) || !file_write(b->rows, table, e)) {
        return false;
    }
    end_section(b, h);
    return true;
}

static bool add_sections(struct registry_builder *b, struct header *h, bool more,
                         struct error *e)
{
    h->section[0] = (struct section){.kind = SECTION_ROWS, .offset = FORMAT_HEADER};
    end_section(b, h);
    if (!add_texts(b, h, e) || !begin_section(b, h, SECTION_MORE, 0, e) ||
        (more && !add_file(b, "more", 0, e))) {
        return false;
    }
    end_section(b, h);
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        if (!begin_section(b, h, SECTION_DICTIONARY, d, e) ||
            !add_dictionary(b, &b->tally[d], e)) {
            return false;
        }
        end_section(b, h);
    }
    for (unsigned k = 0; k < b->keys; k++) {
        if (!begin_section(b, h, SECTION_POSTINGS, k, e) || !add_file(b, "directory", k, e) ||
            !add_file(b, "entries", k, e)) {
            return false;
        }
        end_section(b, h);
    }
    return true;
}

/* --- the header --- */

static bool sum_sections(struct registry_builder *b, struct header *h, const char *path,
                         struct error *e)
{
    struct sha256 sums[FORMAT_SECTIONS];
    struct mapping map;
    if (!file_flush(b->rows, e) || !file_map(&map, path, e)) {
        return false;
    }
    bool ok = format_sums(h, (struct span){(const char *)map.at, map.len}, b->threads, sums, e);
    file_unmap(&map);
    for (uint32_t i = 0; ok && i < h->sections; i++) {
        h->section[i].sum = sums[i];
    }
    return ok;
}

bool build_assemble(struct registry_builder *b, struct header *h, struct error *e)
{
    char path[PATH_SIZE];
    bool more = b->more != NULL;
    memcpy(h->magic, FORMAT_MAGIC, sizeof h->magic);
    h->version = FORMAT_VERSION;
    h->flags = b->options.scratch ? FORMAT_SCRATCH : 0;
    h->persons = b->persons;
    return path_format(path, sizeof path, e, "%s/whole/%s", b->work, FORMAT_FILE) &&
           close_stream(&b->texts, e) && close_stream(&b->more, e) &&
           pool_run(b->threads, b->keys, write_postings, b, e) && add_sections(b, h, more, e) &&
           (h->bytes = file_written(b->rows), sum_sections(b, h, path, e)) &&
           format_header_sum(h, &h->sum, e) &&
           file_patch(b->rows, 0, (struct span){(const char *)h, sizeof *h}, e) &&
           file_sync(b->rows, e) && close_stream(&b->rows, e);
}
