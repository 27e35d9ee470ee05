/* 1. A block has texts of one length alone, so that lengths, windows and the table of
 *    similarities are the same for all its lanes.
 * 2. `order` has every text once: those of the blocks, block after block, ascending by
 *    length, in the order given within a length; behind them the rest, which are
 *    compared one by one: empty ones, those longer than KERNEL_LONGEST, and those with
 *    a byte that is not among the 63 commonest. */
#include "engine/match/match_kernel.h"

#include "base/memory.h"
#include "engine/match/match_kernel_lanes.h"

struct block {
    size_t codes; /* where its rows begin */
    uint32_t first;
    uint16_t texts, len;
};

struct distance_set {
    const struct kernel *kernel;
    enum distance_kernel which;
    uint32_t n, packed; /* texts; those in blocks */
    char *text;         /* all of them, one behind the other */
    uint64_t *start;    /* n + 1, into text */
    uint32_t *order;
    uint8_t code[256]; /* of a byte, 0 without one */
    struct block *block;
    uint8_t *codes;
    size_t blocks, text_bytes, codes_bytes;
};

/* --- instruction sets --- */

static const struct kernel *kernel_of(enum distance_kernel which)
{
#ifdef __x86_64__
    if (which == DISTANCE_AVX512) {
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
                   ? &kernel_avx512
                   : NULL;
    }
    if (which == DISTANCE_AVX2) {
        return __builtin_cpu_supports("avx2") ? &kernel_avx2 : NULL;
    }
#endif
    return which == DISTANCE_PORTABLE ? &kernel_portable : NULL;
}

bool distance_set_use(struct distance_set *s, enum distance_kernel kernel)
{
    const struct kernel *k = kernel_of(kernel);
    if (k == NULL) {
        return false;
    }
    s->kernel = k;
    s->which = kernel;
    return true;
}

enum distance_kernel distance_set_kernel(const struct distance_set *s)
{
    return s->which;
}

/* --- packing --- */

static struct span text_of(const struct distance_set *s, uint32_t i)
{
    return (struct span){s->text + s->start[i], (size_t)(s->start[i + 1] - s->start[i])};
}

static size_t counted(struct span text)
{
    return text.len < DISTANCE_LONGEST ? text.len : DISTANCE_LONGEST;
}

static bool copy_texts(struct distance_set *s, const struct span *texts, struct error *e)
{
    for (uint32_t i = 0; i < s->n; i++) {
        s->text_bytes += counted(texts[i]);
    }
    s->text = memory_new(s->text_bytes, 1, e);
    s->start = s->text == NULL ? NULL : memory_new((size_t)s->n + 1, sizeof *s->start, e);
    if (s->start == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        size_t len = counted(texts[i]);
        s->start[i + 1] = s->start[i] + len;
        if (len > 0) {
            memcpy(s->text + s->start[i], texts[i].at, len);
        }
    }
    return true;
}

/* Codes to the commonest bytes, of equally common ones to the lower. */
static void choose_codes(struct distance_set *s)
{
    uint64_t times[256] = {0};
    for (size_t i = 0; i < s->text_bytes; i++) {
        times[(unsigned char)s->text[i]]++;
    }
    for (unsigned code = 1; code < KERNEL_CODES; code++) {
        unsigned best = 0;
        for (unsigned byte = 1; byte < 256; byte++) {
            best = times[byte] > times[best] ? byte : best;
        }
        if (times[best] == 0) {
            return;
        }
        s->code[best] = (uint8_t)code;
        times[best] = 0;
    }
}

/* Its length where it goes into a block, otherwise 0. */
static unsigned block_length(const struct distance_set *s, struct span text)
{
    if (text.len > KERNEL_LONGEST) {
        return 0;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (s->code[(unsigned char)text.at[i]] == 0) {
            return 0;
        }
    }
    return (unsigned)text.len;
}

/* Counts texts of each length, and sorts by it. */
static bool sort_by_length(struct distance_set *s, uint32_t texts[KERNEL_LONGEST + 1],
                           struct error *e)
{
    uint32_t next[KERNEL_LONGEST + 1];
    s->order = memory_new(s->n, sizeof *s->order, e);
    if (s->order == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        texts[block_length(s, text_of(s, i))]++;
    }
    for (unsigned len = 1; len <= KERNEL_LONGEST; len++) {
        next[len] = s->packed;
        s->packed += texts[len];
    }
    next[0] = s->packed;
    for (uint32_t i = 0; i < s->n; i++) {
        s->order[next[block_length(s, text_of(s, i))]++] = i;
    }
    return true;
}

static void fill_block(struct distance_set *s, const struct block *b)
{
    for (unsigned lane = 0; lane < b->texts; lane++) {
        struct span text = text_of(s, s->order[b->first + lane]);
        for (unsigned j = 0; j < b->len; j++) {
            s->codes[b->codes + (size_t)j * KERNEL_LANES + lane] =
                s->code[(unsigned char)text.at[j]];
        }
    }
}

static bool make_blocks(struct distance_set *s, const uint32_t texts[KERNEL_LONGEST + 1],
                        struct error *e)
{
    for (unsigned len = 1; len <= KERNEL_LONGEST; len++) {
        size_t n = ((size_t)texts[len] + KERNEL_LANES - 1) / KERNEL_LANES;
        s->blocks += n;
        s->codes_bytes += n * len * KERNEL_LANES;
    }
    s->block = memory_new(s->blocks, sizeof *s->block, e);
    s->codes = s->block == NULL ? NULL : memory_new(s->codes_bytes, 1, e);
    if (s->codes == NULL) {
        return false;
    }
    struct block *b = s->block;
    size_t codes = 0;
    uint32_t first = 0;
    for (unsigned len = 1; len <= KERNEL_LONGEST; len++) {
        for (uint32_t left = texts[len]; left > 0; b++) {
            uint32_t here = left < KERNEL_LANES ? left : KERNEL_LANES;
            *b = (struct block){codes, first, (uint16_t)here, (uint16_t)len};
            fill_block(s, b);
            codes += (size_t)len * KERNEL_LANES;
            first += here;
            left -= here;
        }
    }
    return true;
}

must distance_set_new(struct distance_set **out, const struct span *texts, size_t n,
                      struct error *e)
{
    uint32_t of_length[KERNEL_LONGEST + 1] = {0};
    *out = NULL;
    if (n >= UINT32_MAX) {
        return fail(e, ERROR_INPUT, "distance.large", "too many texts to compare");
    }
    struct distance_set *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    s->n = (uint32_t)n;
    unsigned best = DISTANCE_KERNELS;
    while (!distance_set_use(s, (enum distance_kernel)-- best)) {
    }
    if (!copy_texts(s, texts, e)) {
        distance_set_free(s);
        return false;
    }
    choose_codes(s);
    if (!sort_by_length(s, of_length, e) || !make_blocks(s, of_length, e)) {
        distance_set_free(s);
        return false;
    }
    *out = s;
    return true;
}

void distance_set_free(struct distance_set *s)
{
    if (s == NULL) {
        return;
    }
    if (s->text != NULL) {
        memory_wipe(s->text, s->text_bytes);
    }
    if (s->codes != NULL) {
        memory_wipe(s->codes, s->codes_bytes);
    }
    memory_free(s->text);
    memory_free(s->start);
    memory_free(s->order);
    memory_free(s->block);
    memory_free(s->codes);
    memory_free(s);
}

size_t distance_set_size(const struct distance_set *s)
{
    return s->n;
}

/* --- one against a block --- */

/* False where it fits no mask, so that all are compared one by one. */
static bool take_one(const struct distance_set *s, struct span text, struct kernel_one *one)
{
    if (text.len == 0 || text.len > KERNEL_LONGEST) {
        return false;
    }
    memset(one, 0, sizeof *one);
    one->len = (unsigned)text.len;
    for (unsigned i = 0; i < one->len; i++) {
        one->wide[s->code[(unsigned char)text.at[i]]] |= (uint32_t)1 << i;
    }
    one->wide[0] = 0; /* so that lanes not used match nothing */
    for (unsigned code = 0; code < KERNEL_CODES; code++) {
        one->narrow[code] = (uint16_t)one->wide[code];
    }
    return true;
}

static unsigned mask_bits(const struct kernel_one *one, const struct block *b)
{
    return one->len <= 16 && b->len <= 16 ? 16 : 32;
}

static void run_block(const struct distance_set *s, enum kernel_measure measure,
                      const struct kernel_one *one, const struct block *b,
                      uint16_t to[KERNEL_LANES])
{
    const struct kernel *k = s->kernel;
    kernel_block *f = mask_bits(one, b) == 16 ? k->narrow[measure] : k->wide[measure];
    f(one, s->codes + b->codes, b->len, to);
}

/* The Jaro-Winkler similarity of each cell that two texts of these lengths can reach. */
static void fill_cells(const struct kernel_one *one, const struct block *b,
                       uint16_t cells[KERNEL_CELLS])
{
    unsigned bits = mask_bits(one, b), shorter = one->len < b->len ? one->len : b->len;
    for (unsigned matched = 0; matched <= shorter; matched++) {
        for (unsigned pairs = 0; pairs <= matched / 2; pairs++) {
            uint32_t jaro = distance_jaro_of(one->len, b->len, matched, 2 * pairs);
            uint16_t *cell = cells + kernel_cell(bits, matched, pairs);
            for (unsigned prefix = 0; prefix <= WINKLER_PREFIX; prefix++) {
                cell[prefix] = (uint16_t)distance_winkler_of(jaro, prefix);
            }
        }
    }
}

/* --- one against many --- */

void distance_jaro_winkler_many(struct span one, const struct distance_set *others,
                                uint16_t *out)
{
    const struct distance_set *s = others;
    struct kernel_one k;
    bool packed = take_one(s, one, &k);
    uint16_t cells[KERNEL_CELLS], cell[KERNEL_LANES];
    for (size_t i = 0; packed && i < s->blocks; i++) {
        const struct block *b = &s->block[i];
        if (i == 0 || b[-1].len != b->len) {
            fill_cells(&k, b, cells);
        }
        run_block(s, KERNEL_JARO_WINKLER, &k, b, cell);
        for (unsigned lane = 0; lane < b->texts; lane++) {
            out[s->order[b->first + lane]] = cells[cell[lane]];
        }
    }
    for (uint32_t i = packed ? s->packed : 0; i < s->n; i++) {
        out[s->order[i]] = (uint16_t)distance_jaro_winkler(one, text_of(s, s->order[i]));
    }
}

static void edits_many(struct span one, const struct distance_set *s,
                       enum kernel_measure measure,
                       unsigned (*single)(struct span, struct span), uint16_t *out)
{
    struct kernel_one k;
    bool packed = take_one(s, one, &k);
    uint16_t distance[KERNEL_LANES];
    for (size_t i = 0; packed && i < s->blocks; i++) {
        const struct block *b = &s->block[i];
        run_block(s, measure, &k, b, distance);
        for (unsigned lane = 0; lane < b->texts; lane++) {
            out[s->order[b->first + lane]] = distance[lane];
        }
    }
    for (uint32_t i = packed ? s->packed : 0; i < s->n; i++) {
        out[s->order[i]] = (uint16_t)single(one, text_of(s, s->order[i]));
    }
}

void distance_osa_many(struct span one, const struct distance_set *others, uint16_t *out)
{
    edits_many(one, others, KERNEL_OSA, distance_osa, out);
}

void distance_levenshtein_many(struct span one, const struct distance_set *others,
                               uint16_t *out)
{
    edits_many(one, others, KERNEL_LEVENSHTEIN, distance_levenshtein, out);
}

/* --- how many are alike --- */

struct mass {
    const uint32_t *thresholds;
    unsigned n;
    uint32_t lowest;
    uint64_t *to;
};

static void add_mass(const struct mass *m, uint32_t alike, uint32_t frequency)
{
    for (unsigned k = 0; k < m->n; k++) {
        m->to[k] += alike >= m->thresholds[k] ? frequency : 0;
    }
}

/* Whether texts of this length can be alike at all; then *least is a cell below which
 * none is. */
static bool may_reach(const struct kernel_one *one, const struct block *b, uint32_t lowest,
                      uint16_t *least)
{
    unsigned shorter = one->len < b->len ? one->len : b->len;
    unsigned prefix = shorter < WINKLER_PREFIX ? shorter : WINKLER_PREFIX;
    unsigned needed = distance_matches_needed(one->len, b->len, prefix, lowest);
    *least = (uint16_t)kernel_cell(mask_bits(one, b), needed, 0);
    return needed <= shorter;
}

static bool any_from(const uint16_t cell[KERNEL_LANES], uint16_t least)
{
    unsigned reached = 0;
    for (unsigned lane = 0; lane < KERNEL_LANES; lane++) {
        reached |= cell[lane] >= least;
    }
    return reached != 0;
}

static void mass_of_blocks(const struct distance_set *s, const struct kernel_one *one,
                           const uint32_t *frequency, const struct mass *m)
{
    uint16_t cells[KERNEL_CELLS], cell[KERNEL_LANES], least = 0;
    bool possible = false;
    for (size_t i = 0; i < s->blocks; i++) {
        const struct block *b = &s->block[i];
        if (i == 0 || b[-1].len != b->len) {
            possible = may_reach(one, b, m->lowest, &least);
            if (possible) {
                fill_cells(one, b, cells);
            }
        }
        if (!possible) {
            continue;
        }
        run_block(s, KERNEL_JARO_WINKLER, one, b, cell);
        unsigned texts = any_from(cell, least) ? b->texts : 0;
        for (unsigned lane = 0; lane < texts; lane++) {
            if (cells[cell[lane]] >= m->lowest) {
                add_mass(m, cells[cell[lane]], frequency[s->order[b->first + lane]]);
            }
        }
    }
}

void similar_mass(const struct distance_set *dictionary, const uint32_t *frequency,
                  struct span one, const uint32_t *thresholds, unsigned n, uint64_t *mass)
{
    const struct distance_set *s = dictionary;
    struct mass m = {thresholds, n, UINT32_MAX, mass};
    for (unsigned k = 0; k < n; k++) {
        m.lowest = thresholds[k] < m.lowest ? thresholds[k] : m.lowest;
        mass[k] = 0;
    }
    if (m.lowest > SIMILARITY_ONE) {
        return;
    }
    struct kernel_one k;
    bool packed = take_one(s, one, &k);
    if (packed) {
        mass_of_blocks(s, &k, frequency, &m);
    }
    for (uint32_t i = packed ? s->packed : 0; i < s->n; i++) {
        uint32_t number = s->order[i];
        add_mass(&m, distance_jaro_winkler_at_least(one, text_of(s, number), m.lowest),
                 frequency[number]);
    }
}
