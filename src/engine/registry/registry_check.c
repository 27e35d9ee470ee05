/* What can be wrong with a whole generation: altered bytes, and an id that two
 * persons have. */
#include <string.h>

#include "base/memory.h"
#include "engine/registry/registry_read.h"

/* The bytes between sections are zero. */
static bool gaps_are_zero(const struct part *r)
{
    const struct header *h = r->header;
    uint64_t end = FORMAT_HEADER;
    for (uint32_t i = 0; i < h->sections; i++) {
        for (; end < h->section[i].offset; end++) {
            if (r->map.at[end] != 0) {
                return false;
            }
        }
        end += h->section[i].length;
    }
    return end == h->bytes;
}

static bool verify_part(const struct part *r, struct error *e)
{
    static const char *const kinds[SECTION_KINDS] = {"rows",     "texts", "text blocks",
                                                     "more",     "pairs", "dictionary",
                                                     "postings", "gone",  "adjusted"};
    const struct header *h = r->header;
    struct sha256 sums[FORMAT_SECTIONS], sum;
    if (!format_header_sum(h, &sum, e) ||
        !format_sums(h, (struct span){(const char *)r->map.at, r->map.len}, 0, sums, e)) {
        return false;
    }
    if (!crypto_equal(&sum, &h->sum, sizeof sum)) {
        return fail(e, ERROR_VERIFY, "registry.altered", "the registry's header was altered");
    }
    for (uint32_t i = 0; i < h->sections; i++) {
        if (!crypto_equal(&sums[i], &h->section[i].sum, sizeof sums[i])) {
            return fail(e, ERROR_VERIFY, "registry.altered", "the registry was altered: %s %u",
                        kinds[h->section[i].kind], h->section[i].number);
        }
    }
    return gaps_are_zero(r) || fail(e, ERROR_VERIFY, "registry.altered",
                                    "the registry was altered between sections");
}

bool registry_verify(const struct registry *r, struct error *e)
{
    return verify_part(&r->base, e) && (r->delta.header == NULL || verify_part(&r->delta, e));
}

/* --- ids that come twice --- */

/* Ids whose hashes collide by chance are very few, so the pairs are as well; the first
 * pair of equal ids ends the search. */
static bool twins_in(const struct part *r, struct run_of_entries run, uint32_t out[2])
{
    for (uint32_t j = 1; j < run.count; j++) {
        struct person_texts a, b;
        char room_a[REGISTRY_ROOM], room_b[REGISTRY_ROOM];
        out[1] = part_member(r, run.at[j]);
        part_texts(r, out[1], &b, room_b);
        for (uint32_t i = 0; i < j; i++) {
            out[0] = part_member(r, run.at[i]);
            part_texts(r, out[0], &a, room_a);
            if (span_equal(a.id, b.id)) {
                return true;
            }
        }
    }
    return false;
}

/* Persons with one id have one hash: their entries lie in one run of one check, in their
 * own order. (A run over the edge of two buckets is longer than need be; no harm.) */
bool part_twins(const struct part *r, uint32_t out[2])
{
    const struct postings *p = &r->postings[REGISTRY_KEY_PERSON_ID];
    for (uint32_t at = 0; at < p->count;) {
        struct run_of_entries run = {&p->entries[at], 1};
        while (at + run.count < p->count &&
               run.at[run.count] >> p->bits == run.at[0] >> p->bits) {
            run.count++;
        }
        if (run.count > 1 && twins_in(r, run, out)) {
            return true;
        }
        at += run.count;
    }
    return false;
}
