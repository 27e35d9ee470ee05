/* Forms lie in buckets, four in one on average, in the order of the texts:
 *
 *   start[b] .. start[b + 1]   the forms of bucket b
 *   form[i]                    the text's number in the low bits, the rest a tag: bits
 *                              of the hash that did not choose the bucket
 *
 * 1. A form is at the bucket and has the tag of its hash; nothing else is known of
 *    it, so what a tag finds is compared.
 * 2. A text has each of its forms once: of a run of equal letters one is dropped.
 * 3. Numbers ascend within a bucket. */
#include "engine/match/match_near.h"

#include "base/hash.h"
#include "base/memory.h"
#include "engine/match/match_distance.h"

enum { FORMS = NEAR_LONGEST + 1, IN_BUCKET = 4, NUMBER_BITS_MOST = 26 };

struct near {
    struct near_texts texts;
    uint32_t *start; /* buckets + 1 */
    uint32_t *form;
    uint32_t buckets, forms;
    unsigned number_bits;
};

static const uint64_t base = 0x9e3779b97f4a7c15u; /* odd */

/* Hashes of the text and of each text less one letter. Hash of a form: its bytes
 * as digits of a number in that base, so that moving the gap one letter to the
 * left changes one digit. */
static size_t take_forms(struct span text, uint64_t hash[FORMS])
{
    if (text.len == 0 || text.len > NEAR_LONGEST) {
        return 0;
    }
    const unsigned char *at = (const unsigned char *)text.at;
    uint64_t less = 0, power = 1;
    for (size_t i = 0; i + 1 < text.len; i++) {
        less = less * base + at[i] + 1u;
    }
    size_t n = 0;
    hash[n++] = hash_word(less * base + at[text.len - 1] + 1u);
    hash[n++] = hash_word(less);
    for (size_t i = text.len - 1; i-- > 0; power *= base) {
        if (at[i] != at[i + 1]) {
            less += ((uint64_t)at[i + 1] - at[i]) * power;
            hash[n++] = hash_word(less);
        }
    }
    return n;
}

static uint32_t bucket_of(const struct near *n, uint64_t hash)
{
    return (uint32_t)((hash >> 32) * n->buckets >> 32);
}

static uint32_t tag_of(const struct near *n, uint64_t hash)
{
    return (uint32_t)hash << n->number_bits;
}

static struct span text_of(const struct near *n, uint32_t number)
{
    return n->texts.text(n->texts.of, number);
}

/* --- building: count, lay out, fill --- */

static bool count_forms(struct near *n, struct error *e)
{
    uint64_t all = 0, hash[FORMS];
    for (uint32_t i = 0; i < n->texts.count; i++) {
        all += take_forms(text_of(n, i), hash);
    }
    if (all > UINT32_MAX) {
        return fail(e, ERROR_INPUT, "near.large", "the texts of a dictionary are too long");
    }
    n->forms = (uint32_t)all;
    n->buckets = n->forms / IN_BUCKET + 1;
    n->start = memory_new((size_t)n->buckets + 1, sizeof *n->start, e);
    n->form = n->start == NULL ? NULL : memory_new(n->forms, sizeof *n->form, e);
    return n->form != NULL;
}

/* Each start is first the number of forms, then where the bucket ends; filling from
 * the last text to the first brings it down to where it begins. */
static void fill(struct near *n)
{
    uint64_t hash[FORMS];
    for (uint32_t i = 0; i < n->texts.count; i++) {
        for (size_t k = take_forms(text_of(n, i), hash); k-- > 0;) {
            n->start[bucket_of(n, hash[k])]++;
        }
    }
    for (uint32_t b = 1; b <= n->buckets; b++) {
        n->start[b] += n->start[b - 1];
    }
    for (uint32_t i = n->texts.count; i-- > 0;) {
        for (size_t k = take_forms(text_of(n, i), hash); k-- > 0;) {
            n->form[--n->start[bucket_of(n, hash[k])]] = tag_of(n, hash[k]) | i;
        }
    }
}

bool near_new(struct near **out, const struct near_texts *texts, struct error *e)
{
    if (texts->count > (uint32_t)1 << NUMBER_BITS_MOST) {
        return fail(e, ERROR_INPUT, "near.large", "more than %u texts in a dictionary",
                    1u << NUMBER_BITS_MOST);
    }
    struct near *n = memory_new(1, sizeof *n, e);
    if (n == NULL) {
        return false;
    }
    n->texts = *texts;
    while (n->texts.count > (uint64_t)1 << n->number_bits) {
        n->number_bits++;
    }
    if (!count_forms(n, e)) {
        near_free(n);
        return false;
    }
    fill(n);
    *out = n;
    return true;
}

void near_free(struct near *n)
{
    if (n != NULL) {
        memory_free(n->start);
        memory_free(n->form);
        memory_free(n);
    }
}

size_t near_memory(const struct near *n)
{
    return sizeof *n + ((size_t)n->buckets + 1) * sizeof *n->start +
           (size_t)n->forms * sizeof *n->form;
}

/* --- asking --- */

struct found {
    uint32_t *at; /* ascending */
    size_t len, max;
};

/* Compares before it takes: texts that share a form may be two edits apart. */
static void take(const struct near *n, struct span text, uint32_t number, struct found *f)
{
    size_t to = f->len;
    while (to > 0 && f->at[to - 1] > number) {
        to--;
    }
    if (to == f->max || (to > 0 && f->at[to - 1] == number) ||
        !distance_near(text, text_of(n, number))) {
        return;
    }
    f->len += f->len < f->max;
    memmove(&f->at[to + 1], &f->at[to], (f->len - 1 - to) * sizeof *f->at);
    f->at[to] = number;
}

/* The forms' buckets are far apart in memory: all are called for before any is read. */
size_t near_find(const struct near *n, struct span text, uint32_t *out, size_t max)
{
    uint64_t hash[FORMS];
    size_t forms = take_forms(text, hash);
    struct found f = {out, 0, max};
    for (size_t k = 0; k < forms; k++) {
        __builtin_prefetch(&n->start[bucket_of(n, hash[k])]);
    }
    for (size_t k = 0; k < forms; k++) {
        __builtin_prefetch(&n->form[n->start[bucket_of(n, hash[k])]]);
    }
    uint32_t numbers = ((uint32_t)1 << n->number_bits) - 1;
    for (size_t k = 0; k < forms; k++) {
        uint32_t b = bucket_of(n, hash[k]), tag = tag_of(n, hash[k]);
        for (uint32_t i = n->start[b]; i < n->start[b + 1]; i++) {
            if ((n->form[i] & ~numbers) == tag) {
                take(n, text, n->form[i] & numbers, &f);
            }
        }
    }
    return f.len;
}
