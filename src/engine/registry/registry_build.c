/* Building: persons come in batches; their rows and texts are streamed to the
 * work folder, their keys into external sorts.
 *
 * Each batch has three parallel steps: by slices of persons (hashes of identifiers and
 * texts, blocking keys, records of texts); by columns (a dictionary, a sort or a stream
 * has one worker, who sees the persons in order); by slices again (rows).
 *
 * Invariants
 *  (1) A number in a dictionary depends on the order of persons alone, never on
 *      batches or threads: the same file gives the same generation.
 *  (2) Memory: half of options.memory for the sorts; a batch of a fixed size but for its
 *      texts; and the dictionaries, which hold each distinct text once.
 *  (3) Nothing stands under its final name before it is whole and synced. */
#include "engine/registry/registry_build.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/registry/registry_change.h"

enum { MEMORY_DEFAULT = 1 << 30, JOINT_CHUNK = 1 << 16 };

bool build_path(const struct registry_builder *b, char out[PATH_SIZE], const char *name,
                unsigned number, struct error *e)
{
    return path_format(out, PATH_SIZE, e, "%s/%s-%u", b->work, name, number);
}

bool build_generation_path(const struct registry_builder *b, char out[PATH_SIZE],
                           struct error *e)
{
    return path_format(out, PATH_SIZE, e, "%s/whole/%s", b->work, FORMAT_FILE);
}

/* --- begin --- */

static bool open_stream(const struct registry_builder *b, struct file **out, const char *name,
                        struct error *e)
{
    char path[PATH_SIZE];
    return build_path(b, path, name, 0, e) && file_create(out, path, FILE_PRIVATE, true, e);
}

static bool open_streams(struct registry_builder *b, struct error *e)
{
    char path[PATH_SIZE];
    static const uint8_t page[FORMAT_HEADER];
    struct span header = {(const char *)page, sizeof page};
    return path_format(path, sizeof path, e, "%s/whole", b->work) &&
           folder_make(path, FILE_PRIVATE, e) && build_generation_path(b, path, e) &&
           file_create(&b->rows, path, FILE_PRIVATE, true, e) &&
           file_write(b->rows, header, e) && open_stream(b, &b->texts, "texts", e) &&
           open_stream(b, &b->blocks, "blocks", e) && open_stream(b, &b->numbers, "numbers", e);
}

static bool open_sorters(struct registry_builder *b, struct error *e)
{
    uint64_t memory = b->options.memory == 0 ? MEMORY_DEFAULT : b->options.memory;
    for (unsigned k = 0; k < b->keys; k++) {
        char prefix[PATH_SIZE];
        if (!path_format(prefix, sizeof prefix, e, "%s/run-%u-", b->work, k) ||
            !sorter_new(&b->sorter[k], prefix, memory / 2 / b->keys, e)) {
            return false;
        }
    }
    return true;
}

static bool open_taggers(struct registry_builder *b, struct error *e)
{
    const uint8_t *key = b->options.scratch ? registry_scratch_key : b->options.key;
    for (unsigned i = 0; i < b->threads; i++) {
        if (!registry_tagger_new(&b->tagger[i], key, e)) {
            return false;
        }
    }
    return true;
}

static bool pair_number(struct pairing *p, struct pair pair, uint32_t *number, struct error *e)
{
    bool fresh;
    uint64_t *at = map_at(p->map, (uint64_t)pair.first << 32 | pair.second, &fresh, e);
    if (at == NULL) {
        return false;
    }
    if (fresh) {
        if (p->first + p->count >= FORMAT_NUMBERS) {
            return fail(e, ERROR_INPUT, "registry.dictionary",
                        "the addresses have over 16,777,216 distinct units or localities");
        }
        if (!memory_grow((void **)&p->pair, &p->cap, p->count, sizeof *p->pair, e)) {
            return false;
        }
        *at = p->count;
        p->pair[p->count++] = pair;
    }
    *number = p->first + (uint32_t)*at;
    return true;
}

static bool open_tallies(struct registry_builder *b, struct error *e)
{
    static const struct pair nowhere[PAIRS] = {
        [PAIRS_SUB] = {0, 0}, [PAIRS_LOCALITY] = {ZIP_NONE, 0}};
    const struct registry *over = b->options.over;
    uint32_t zero;
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        if (!tally_open(&b->tally[d], e)) {
            return false;
        }
        b->tally[d].first = over == NULL ? 0 : over->base.lexicon[d].count;
    }
    for (unsigned i = 0; i < PAIRS; i++) {
        b->pairs[i].first = over == NULL ? 0 : over->base.pairs[i].count;
        if (!map_new(&b->pairs[i].map, e) || !pair_number(&b->pairs[i], nowhere[i], &zero, e)) {
            return false;
        }
    }
    return true;
}

static bool open_batch(struct registry_builder *b, struct error *e)
{
    b->batch = memory_new(1, sizeof *b->batch, e);
    for (size_t i = 0; b->batch != NULL && i < BUILD_SLICES; i++) {
        if (!arena_new(&b->batch->joint[i], JOINT_CHUNK, e)) {
            return false;
        }
    }
    return b->batch != NULL;
}

static bool open_work(struct registry_builder *b, const char *folder, struct error *e)
{
    if (!path_format(b->folder, sizeof b->folder, e, "%s", folder) ||
        !path_format(b->work, sizeof b->work, e, "%s/building", folder) ||
        !folder_remove(b->work, e) || !folder_make(b->work, FILE_PRIVATE, e)) {
        return false;
    }
    b->working = true;
    return true;
}

bool registry_builder_new(struct registry_builder **out, const char *folder,
                          const struct registry_options *options, struct error *e)
{
    struct registry_builder *b = memory_new(1, sizeof *b, e);
    if (b == NULL) {
        return false;
    }
    b->options = *options;
    b->threads = options->threads == 0 ? pool_cores() : options->threads;
    b->threads = b->threads > BUILD_THREADS ? BUILD_THREADS : b->threads;
    b->keys = options->coarse ? REGISTRY_KEYS : REGISTRY_CUSTODY_KEYS;
    if ((options->over != NULL && !change_new(&b->change, options->over, e)) ||
        !open_work(b, folder, e) || !open_streams(b, e) || !open_sorters(b, e) ||
        !open_taggers(b, e) || !open_tallies(b, e) || !open_batch(b, e)) {
        registry_builder_free(b);
        return false;
    }
    *out = b;
    return true;
}

static void free_batch(struct batch *batch)
{
    for (size_t i = 0; batch != NULL && i < BUILD_SLICES; i++) {
        arena_free(batch->joint[i]);
        text_free(&batch->texts[i]);
    }
    memory_free(batch);
}

void registry_builder_free(struct registry_builder *b)
{
    if (b == NULL) {
        return;
    }
    file_drop(b->rows);
    file_drop(b->texts);
    file_drop(b->blocks);
    file_drop(b->more);
    file_drop(b->numbers);
    for (unsigned k = 0; k < b->keys; k++) {
        sorter_free(b->sorter[k]);
    }
    for (unsigned i = 0; i < b->threads; i++) {
        registry_tagger_free(b->tagger[i]);
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        tally_close(&b->tally[d]);
    }
    for (unsigned i = 0; i < PAIRS; i++) {
        map_free(b->pairs[i].map);
        memory_free(b->pairs[i].pair);
    }
    free_batch(b->batch);
    change_free(b->change);
    struct error ignored;
    (void)!(!b->working || folder_remove(b->work, &ignored));
    memory_wipe(b, sizeof *b);
    memory_free(b);
}

size_t build_slice_end(const struct batch *batch, size_t slice)
{
    size_t end = (slice + 1) * BUILD_SLICE;
    return end < batch->count ? end : batch->count;
}

/* --- by columns: what depends on the persons before --- */

static bool fill_column(struct registry_builder *b, enum registry_dictionary d, struct error *e)
{
    struct batch *batch = b->batch;
    if (b->change != NULL) {
        return change_numbers(b->change, d, &b->tally[d], batch, batch->number[d], e);
    }
    return tally_add(&b->tally[d], batch->text[d], batch->hash[d], batch->number[d],
                     batch->count, e);
}

static bool fill_subs(struct registry_builder *b, struct error *e)
{
    struct batch *batch = b->batch;
    if (!fill_column(b, REGISTRY_UNIT, e) || !fill_column(b, REGISTRY_BOX, e)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        struct pair pair = {batch->number[REGISTRY_UNIT][i], batch->number[REGISTRY_BOX][i]};
        batch->pair[PAIRS_SUB][i] = 0;
        if ((pair.first | pair.second) != 0 &&
            !pair_number(&b->pairs[PAIRS_SUB], pair, &batch->pair[PAIRS_SUB][i], e)) {
            return false;
        }
    }
    return true;
}

static bool fill_localities(struct registry_builder *b, struct error *e)
{
    struct batch *batch = b->batch;
    if (!fill_column(b, REGISTRY_CITY, e)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t zip = batch->person[i].address.zip;
        struct pair pair = {zip < ZIP_NONE ? zip : ZIP_NONE, batch->number[REGISTRY_CITY][i]};
        if (!pair_number(&b->pairs[PAIRS_LOCALITY], pair, &batch->pair[PAIRS_LOCALITY][i], e)) {
            return false;
        }
    }
    return true;
}

static bool fill_sorter(struct registry_builder *b, unsigned k, struct error *e)
{
    const uint64_t *key = b->batch->key[k];
    for (size_t i = 0; i < b->batch->count; i++) {
        uint64_t record = (uint64_t)format_hash(key[i]) << 32 | (b->persons + i);
        if (key[i] != 0 && !sorter_add(b->sorter[k], record, e)) {
            return false;
        }
    }
    return true;
}

static bool write_blocks(struct registry_builder *b, size_t slice, struct error *e)
{
    uint64_t at = file_written(b->texts);
    for (size_t i = slice * BUILD_SLICE; i < build_slice_end(b->batch, slice); i++) {
        uint64_t begin = at + (i % BUILD_SLICE == 0 ? 0 : b->batch->end[i - 1]);
        if ((b->persons + i) % FORMAT_TEXT_BLOCK == 0 &&
            !file_write(b->blocks, (struct span){(const char *)&begin, sizeof begin}, e)) {
            return false;
        }
    }
    return true;
}

static bool fill_texts(struct registry_builder *b, struct error *e)
{
    for (size_t slice = 0; slice * BUILD_SLICE < b->batch->count; slice++) {
        if (!write_blocks(b, slice, e) ||
            !file_write(b->texts, text_span(&b->batch->texts[slice]), e)) {
            return false;
        }
    }
    for (size_t i = 0; i < b->batch->count; i++) {
        uint32_t row = (uint32_t)b->batch->person[i].row;
        if (!file_write(b->numbers, (struct span){(const char *)&row, sizeof row}, e)) {
            return false;
        }
    }
    return true;
}

/* Work by columns: the dictionaries, the longest first; then the texts, the sorts. */
static const enum registry_dictionary columns[] = {
    REGISTRY_STREET, REGISTRY_SURNAME, REGISTRY_GIVEN,    REGISTRY_HOUSE,
    REGISTRY_MIDDLE, REGISTRY_PLACE,   REGISTRY_CATEGORY, REGISTRY_NOTE,
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static bool fill_part(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct registry_builder *b = ctx;
    switch (slice) {
    case 0:
        return fill_localities(b, e);
    case 1:
        return fill_texts(b, e);
    case 2:
        return fill_subs(b, e);
    default:
        slice -= 3;
        return slice < COLUMNS ? fill_column(b, columns[slice], e)
                               : fill_sorter(b, (unsigned)(slice - COLUMNS), e);
    }
}

/* --- by slices again: the rows --- */

static void pack_person(struct batch *batch, size_t i)
{
    const struct person *p = &batch->person[i];
    struct registry_row row = {.identifier = batch->identifier[i],
                               .birth = p->birth,
                               .last4 = batch->last4[i],
                               .sex = p->sex,
                               .suffix = p->name.suffix,
                               .kind = (uint8_t)p->address.kind,
                               .flags = p->flags};
    struct row_numbers numbers = {.surname = batch->number[REGISTRY_SURNAME][i],
                                  .given = batch->number[REGISTRY_GIVEN][i],
                                  .middle = batch->number[REGISTRY_MIDDLE][i],
                                  .house = batch->number[REGISTRY_HOUSE][i],
                                  .street = batch->number[REGISTRY_STREET][i],
                                  .sub = batch->pair[PAIRS_SUB][i],
                                  .locality = batch->pair[PAIRS_LOCALITY][i]};
    format_pack(&row, &numbers, &batch->row[i]);
    batch->more[i] = (struct registry_more){batch->number[REGISTRY_PLACE][i],
                                            batch->number[REGISTRY_CATEGORY][i],
                                            batch->number[REGISTRY_NOTE][i]};
}

static bool pack_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    (void)e;
    struct registry_builder *b = ctx;
    for (size_t i = slice * BUILD_SLICE; i < build_slice_end(b->batch, slice); i++) {
        pack_person(b->batch, i);
    }
    return true;
}

/* --- a batch --- */

/* The further columns are written from the first person on who has one. */
static bool write_more(struct registry_builder *b, struct error *e)
{
    const struct batch *batch = b->batch;
    bool any = b->more != NULL;
    for (size_t i = 0; i < batch->count && !any; i++) {
        const struct registry_more *m = &batch->more[i];
        any = (m->place | m->category | m->note) != 0;
    }
    if (!any) {
        return true;
    }
    if (b->more == NULL) {
        static const struct registry_more none;
        if (!open_stream(b, &b->more, "more", e)) {
            return false;
        }
        for (uint64_t i = 0; i < b->persons; i++) {
            if (!file_write(b->more, (struct span){(const char *)&none, sizeof none}, e)) {
                return false;
            }
        }
    }
    struct span bytes = {(const char *)batch->more, batch->count * sizeof *batch->more};
    return file_write(b->more, bytes, e);
}

static bool add_batch(struct registry_builder *b, const struct person *persons, size_t count,
                      bool carried, struct error *e)
{
    struct batch *batch = b->batch;
    batch->person = persons;
    batch->count = count;
    batch->carried = carried;
    unsigned threads = count < BUILD_SLICE ? 1 : b->threads;
    size_t slices = (count + BUILD_SLICE - 1) / BUILD_SLICE;
    struct span rows = {(const char *)batch->row, count * sizeof *batch->row};
    if ((b->change != NULL && !carried && !change_mark(b->change, batch, e)) ||
        !pool_run(threads, slices, build_prepare_slice, b, e) ||
        !pool_run(threads, 3 + COLUMNS + b->keys, fill_part, b, e) ||
        !pool_run(threads, slices, pack_slice, b, e) || !file_write(b->rows, rows, e) ||
        !write_more(b, e)) {
        return false;
    }
    b->persons += count;
    return true;
}

bool build_add(struct registry_builder *b, const struct person *persons, size_t count,
               bool carried, struct error *e)
{
    uint64_t base = b->change == NULL ? 0 : b->change->over->base.persons;
    if (count > FORMAT_PERSONS - base - b->persons) {
        return fail(e, ERROR_INPUT, "registry.many",
                    "a registry holds at most 1,073,741,824 people");
    }
    for (size_t at = 0; at < count; at += BUILD_BATCH) {
        size_t left = count - at;
        size_t some = left < BUILD_BATCH ? left : BUILD_BATCH;
        if (!add_batch(b, persons + at, some, carried, e)) {
            return false;
        }
    }
    return true;
}

bool registry_builder_add(struct registry_builder *b, const struct person *persons,
                          size_t count, struct error *e)
{
    return build_add(b, persons, count, false, e);
}

/* --- end --- */

static bool refuse_twins(const struct registry_builder *b, const uint32_t twins[2],
                         struct error *e)
{
    char path[PATH_SIZE];
    struct mapping map;
    if (!build_path(b, path, "numbers", 0, e) || !file_map(&map, path, e)) {
        return false;
    }
    uint32_t row[2];
    for (unsigned i = 0; i < 2; i++) {
        memcpy(&row[i], map.at + (size_t)twins[i] * sizeof *row, sizeof *row);
    }
    file_unmap(&map);
    return fail(e, ERROR_INPUT, "registry.twice", "rows %u and %u have the same person_id",
                row[0], row[1]);
}

/* Looks at the file as a reader will, before it gets its name. */
static bool inspect(const struct registry_builder *b, struct registry_info *out,
                    struct error *e)
{
    char path[PATH_SIZE];
    struct part built;
    if (!build_generation_path(b, path, e) || !part_open(&built, path, e)) {
        return false;
    }
    struct registry whole = {.base = built}, both = {.delta = built};
    if (b->change != NULL) {
        both.base = b->change->over->base;
    }
    uint32_t twins[2];
    registry_info(b->change == NULL ? &whole : &both, out);
    bool ok = !part_twins(&built, twins) || refuse_twins(b, twins, e);
    part_close(&built);
    return ok;
}

/* A generation of this name is the same one: its name is its hash. */
static bool into_place(const struct registry_builder *b, const char *name, struct error *e)
{
    char whole[PATH_SIZE], place[PATH_SIZE];
    if (!path_format(whole, sizeof whole, e, "%s/whole", b->work) ||
        !path_format(place, sizeof place, e, "%s/%s", b->folder, name)) {
        return false;
    }
    return folder_exists(place) ||
           (folder_sync(whole, e) && file_rename(whole, place, e) && folder_sync(b->folder, e));
}

bool registry_builder_end(struct registry_builder *b, struct registry_info *out,
                          struct error *e)
{
    struct header *h = memory_new(1, sizeof *h, e);
    if (h == NULL) {
        return false;
    }
    bool ok = (b->change == NULL || (build_carry_on(b, e) && change_settle(b->change, e))) &&
              build_assemble(b, h, e) && inspect(b, out, e) && into_place(b, out->name, e) &&
              folder_remove(b->work, e);
    memory_free(h);
    return ok;
}
