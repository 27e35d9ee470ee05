/* Building: persons come in batches; their rows and texts are streamed to the
 * work folder, their keys into external sorts.
 *
 * Each batch has two parallel steps: by slices of persons (identifier hashes,
 * blocking keys), then by columns (a dictionary, a sort or a stream has one
 * worker, who sees the persons in order).
 *
 * Invariants
 *  (1) A number in a dictionary depends on the order of persons alone, never on
 *      batches or threads: the same file gives the same generation.
 *  (2) Memory: half of options.memory for the sorts; batch arrays of a fixed size;
 *      and the dictionaries, which hold each distinct text once.
 *  (3) Nothing stands under its final name before it is whole and synced. */
#include "engine/registry/registry_build.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/registry/registry_read.h"

enum { JOINT = 1024, MEMORY_DEFAULT = 1 << 30, LONGEST_TEXT = UINT16_MAX };

bool build_path(const struct registry_builder *b, char out[PATH_SIZE], const char *name,
                unsigned number, struct error *e)
{
    return path_format(out, PATH_SIZE, e, "%s/%s-%u", b->work, name, number);
}

/* --- begin --- */

static bool open_streams(struct registry_builder *b, struct error *e)
{
    char path[PATH_SIZE];
    static const uint8_t page[FORMAT_HEADER];
    struct span header = {(const char *)page, sizeof page};
    return path_format(path, sizeof path, e, "%s/whole", b->work) &&
           folder_make(path, FILE_PRIVATE, e) &&
           path_format(path, sizeof path, e, "%s/whole/%s", b->work, FORMAT_FILE) &&
           file_create(&b->rows, path, FILE_PRIVATE, true, e) &&
           file_write(b->rows, header, e) && build_path(b, path, "texts", 0, e) &&
           file_create(&b->texts, path, FILE_PRIVATE, true, e);
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
    for (uint32_t i = 0; i < BUILD_LAST4; i++) {
        if (!registry_tag_last4(b->tagger[0], i, &b->last4[i], e)) {
            return false;
        }
    }
    return true;
}

static bool tally_add(struct tally *t, struct span text, uint32_t *number, struct error *e);

static bool open_tallies(struct registry_builder *b, struct error *e)
{
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        uint32_t empty;
        if (!dictionary_new(&b->tally[d].dictionary, e) ||
            !tally_add(&b->tally[d], (struct span){NULL, 0}, &empty, e)) {
            return false;
        }
        b->tally[d].frequency[empty] = 0;
    }
    return true;
}

static bool open_batch(struct registry_builder *b, struct error *e)
{
    b->row = memory_new(BUILD_BATCH, sizeof *b->row, e);
    b->extra = b->row == NULL ? NULL : memory_new(BUILD_BATCH, sizeof *b->extra, e);
    b->key = b->extra == NULL ? NULL : memory_new(BUILD_BATCH, sizeof *b->key, e);
    return b->key != NULL;
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
    b->keys = options->scratch ? REGISTRY_KEYS : REGISTRY_CUSTODY_KEYS;
    if (!open_work(b, folder, e) || !open_streams(b, e) || !open_sorters(b, e) ||
        !open_taggers(b, e) || !open_tallies(b, e) || !open_batch(b, e)) {
        registry_builder_free(b);
        return false;
    }
    *out = b;
    return true;
}

void registry_builder_free(struct registry_builder *b)
{
    if (b == NULL) {
        return;
    }
    file_drop(b->rows);
    file_drop(b->texts);
    file_drop(b->more);
    for (unsigned k = 0; k < b->keys; k++) {
        sorter_free(b->sorter[k]);
    }
    for (unsigned i = 0; i < b->threads; i++) {
        registry_tagger_free(b->tagger[i]);
    }
    for (unsigned d = 0; d < REGISTRY_DICTIONARIES; d++) {
        dictionary_free(b->tally[d].dictionary);
        memory_free(b->tally[d].frequency);
    }
    struct error ignored;
    (void)!(!b->working || folder_remove(b->work, &ignored));
    memory_free(b->text_blocks);
    memory_free(b->row);
    memory_free(b->extra);
    memory_free(b->key);
    memory_wipe(b, sizeof *b);
    memory_free(b);
}

/* --- by slices of persons --- */

static uint32_t packed_zip(const struct address *a)
{
    if (a->zip >= ZIP_NONE) {
        return 0;
    }
    return a->zip * 10001 + (a->plus4 < 10000 ? a->plus4 + 1 : 0) + 1;
}

static bool prepare_person(struct registry_builder *b, unsigned worker, size_t i,
                           struct error *e)
{
    const struct person *p = &b->batch[i];
    struct registry_row *row = &b->row[i];
    *row = (struct registry_row){.birth = p->birth,
                                 .zip = packed_zip(&p->address),
                                 .row = (uint32_t)p->row,
                                 .sex = p->sex,
                                 .suffix = p->name.suffix,
                                 .kind = (uint8_t)p->address.kind,
                                 .flags = p->flags};
    uint32_t last4 = p->last4;
    if (p->identifier < IDENTIFIER_NONE) {
        if (!registry_tag(b->tagger[worker], p->identifier, &row->identifier, e)) {
            return false;
        }
        last4 = p->identifier % 10000;
    }
    row->last4 = last4 < LAST4_NONE ? b->last4[last4] : 0;
    registry_keys(p, b->keys, b->key[i]);
    b->key[i][REGISTRY_KEY_PERSON_ID] = p->id.len == 0 ? 0 : hash_bytes(p->id, 0) | 1;
    b->key[i][REGISTRY_KEY_IDENTIFIER] = row->identifier;
    return true;
}

static bool prepare_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct registry_builder *b = ctx;
    size_t end = (slice + 1) * BUILD_SLICE;
    for (size_t i = slice * BUILD_SLICE; i < end && i < b->count; i++) {
        if (!prepare_person(b, worker, i, e)) {
            return false;
        }
    }
    return true;
}

/* --- by columns --- */

static bool tally_add(struct tally *t, struct span text, uint32_t *number, struct error *e)
{
    if (!dictionary_add(t->dictionary, text, number, e)) {
        return false;
    }
    if (*number >= t->cap) {
        size_t cap = t->cap == 0 ? 1024 : 2 * t->cap;
        uint32_t *frequency = memory_resize(t->frequency, cap, sizeof *frequency, e);
        if (frequency == NULL) {
            return false;
        }
        memset(frequency + t->cap, 0, (cap - t->cap) * sizeof *frequency);
        t->frequency = frequency;
        t->cap = cap;
    }
    if (t->frequency[*number]++ == 0) {
        t->bytes += text.len;
    }
    return t->bytes <= UINT32_MAX || fail(e, ERROR_FAILED, "registry.dictionary",
                                          "a column has over 4 GiB of distinct texts");
}

static struct span plain_text(const struct person *p, enum registry_dictionary d)
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
    default:
        return p->note;
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
    struct span parts[4] = {a->predir, a->street, a->suffix, a->postdir};
    size_t count = 4, n = 0, text = 0;
    if (d != REGISTRY_STREET) {
        count = 2;
        parts[0] = d == REGISTRY_UNIT  ? a->unit_kind
                   : d == REGISTRY_BOX ? a->route
                                       : (struct span){a->state, a->state[0] == 0 ? 0 : 2};
        parts[1] = d == REGISTRY_UNIT ? a->unit : d == REGISTRY_BOX ? a->box : a->city;
    }
    for (size_t i = 0; i < count; i++) {
        n = join(to, n, size, i == 0, parts[i]);
        text += parts[i].len;
    }
    return (struct span){to, text == 0 ? 0 : n};
}

/* Where a dictionary's number goes in a row; those of the further columns lie apart. */
static uint32_t *number_of(struct registry_builder *b, size_t i, enum registry_dictionary d)
{
    struct registry_row *row = &b->row[i];
    struct registry_more *more = &b->extra[i];
    uint32_t *const places[REGISTRY_DICTIONARIES] = {
        [REGISTRY_GIVEN] = &row->given,     [REGISTRY_MIDDLE] = &row->middle,
        [REGISTRY_SURNAME] = &row->surname, [REGISTRY_HOUSE] = &row->house,
        [REGISTRY_STREET] = &row->street,   [REGISTRY_UNIT] = &row->unit,
        [REGISTRY_BOX] = &row->box,         [REGISTRY_CITY] = &row->city,
        [REGISTRY_PLACE] = &more->place,    [REGISTRY_CATEGORY] = &more->category,
        [REGISTRY_NOTE] = &more->note,
    };
    return places[d];
}

static bool fill_column(struct registry_builder *b, enum registry_dictionary d, struct error *e)
{
    bool joint = d >= REGISTRY_STREET && d <= REGISTRY_CITY;
    for (size_t i = 0; i < b->count; i++) {
        char buffer[JOINT];
        const struct person *p = &b->batch[i];
        struct span text =
            joint ? registry_joint(&p->address, d, buffer, sizeof buffer) : plain_text(p, d);
        uint32_t *number = number_of(b, i, d);
        *number = 0;
        if (text.len > 0 && !tally_add(&b->tally[d], text, number, e)) {
            return false;
        }
    }
    return true;
}

static bool fill_sorter(struct registry_builder *b, unsigned k, struct error *e)
{
    for (size_t i = 0; i < b->count; i++) {
        uint64_t value = b->key[i][k];
        uint64_t record = (uint64_t)format_hash(value) << 32 | (b->persons + i);
        if (value != 0 && !sorter_add(b->sorter[k], record, e)) {
            return false;
        }
    }
    return true;
}

static bool write_text(struct registry_builder *b, struct span text, struct error *e)
{
    if (text.len > LONGEST_TEXT) {
        return fail(e, ERROR_INPUT, "registry.long", "a person_id, phone or email is too long");
    }
    uint16_t len = (uint16_t)text.len;
    return file_write(b->texts, (struct span){(const char *)&len, sizeof len}, e) &&
           file_write(b->texts, text, e);
}

static bool fill_texts(struct registry_builder *b, struct error *e)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct person *p = &b->batch[i];
        size_t block = (size_t)((b->persons + i) / FORMAT_TEXT_BLOCK);
        if ((b->persons + i) % FORMAT_TEXT_BLOCK == 0) {
            if (!memory_grow((void **)&b->text_blocks, &b->text_blocks_cap, block,
                             sizeof *b->text_blocks, e)) {
                return false;
            }
            b->text_blocks[block] = file_written(b->texts);
        }
        b->row[i].text = (uint32_t)(file_written(b->texts) - b->text_blocks[block]);
        if (p->id.len == 0 && !b->options.scratch) {
            return fail(e, ERROR_INPUT, "registry.id", "row %llu has no person_id",
                        (unsigned long long)p->row);
        }
        if (!write_text(b, p->id, e) || !write_text(b, p->phone, e) ||
            !write_text(b, p->email, e)) {
            return error_context(e, "row %llu", (unsigned long long)p->row), false;
        }
    }
    return true;
}

/* Slices: the dictionaries, the texts, the sorts. */
static bool fill_part(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct registry_builder *b = ctx;
    if (slice < REGISTRY_DICTIONARIES) {
        return fill_column(b, (enum registry_dictionary)slice, e);
    }
    slice -= REGISTRY_DICTIONARIES;
    return slice == 0 ? fill_texts(b, e) : fill_sorter(b, (unsigned)slice - 1, e);
}

/* --- a batch --- */

/* The further columns are written from the first person on who has one. */
static bool write_more(struct registry_builder *b, struct error *e)
{
    bool any = b->more != NULL;
    for (size_t i = 0; i < b->count && !any; i++) {
        const struct registry_more *m = &b->extra[i];
        any = (m->place | m->category | m->note) != 0;
    }
    if (!any) {
        return true;
    }
    if (b->more == NULL) {
        static const struct registry_more none;
        char path[PATH_SIZE];
        if (!build_path(b, path, "more", 0, e) ||
            !file_create(&b->more, path, FILE_PRIVATE, true, e)) {
            return false;
        }
        for (uint64_t i = 0; i < b->persons; i++) {
            if (!file_write(b->more, (struct span){(const char *)&none, sizeof none}, e)) {
                return false;
            }
        }
    }
    struct span bytes = {(const char *)b->extra, b->count * sizeof *b->extra};
    return file_write(b->more, bytes, e);
}

static bool add_batch(struct registry_builder *b, const struct person *persons, size_t count,
                      struct error *e)
{
    b->batch = persons;
    b->count = count;
    unsigned threads = count < BUILD_SLICE ? 1 : b->threads;
    size_t slices = (count + BUILD_SLICE - 1) / BUILD_SLICE;
    if (!pool_run(threads, slices, prepare_slice, b, e) ||
        !pool_run(threads, REGISTRY_DICTIONARIES + 1 + b->keys, fill_part, b, e) ||
        !file_write(b->rows, (struct span){(const char *)b->row, count * sizeof *b->row}, e) ||
        !write_more(b, e)) {
        return false;
    }
    b->persons += count;
    return true;
}

bool registry_builder_add(struct registry_builder *b, const struct person *persons,
                          size_t count, struct error *e)
{
    if (count >= UINT32_MAX - b->persons) {
        return fail(e, ERROR_INPUT, "registry.many",
                    "a registry holds at most 4,294,967,294 people");
    }
    for (size_t at = 0; at < count; at += BUILD_BATCH) {
        size_t left = count - at;
        if (!add_batch(b, persons + at, left < BUILD_BATCH ? left : BUILD_BATCH, e)) {
            return false;
        }
    }
    return true;
}

/* --- end --- */

/* Looks at the file as a reader will, before it gets its name. */
static bool inspect(const char *path, struct registry_info *out, struct error *e)
{
    struct registry *r;
    if (!registry_open_file(&r, path, e)) {
        return false;
    }
    registry_info(r, out);
    bool ok = registry_check_ids(r, e);
    registry_close(r);
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
    char path[PATH_SIZE];
    struct header *h = memory_new(1, sizeof *h, e);
    if (h == NULL) {
        return false;
    }
    bool ok = path_format(path, sizeof path, e, "%s/whole/%s", b->work, FORMAT_FILE) &&
              build_assemble(b, h, e) && inspect(path, out, e) && into_place(b, out->name, e) &&
              folder_remove(b->work, e);
    memory_free(h);
    return ok;
}
