/* What can be wrong with a whole generation: altered bytes, and an id that two
 * persons have. */
#include <string.h>

#include "base/memory.h"
#include "engine/registry/registry_read.h"

/* The bytes between sections are zero. */
static bool gaps_are_zero(const struct registry *r)
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

bool registry_verify(const struct registry *r, struct error *e)
{
    static const char *const kinds[SECTION_KINDS] = {"rows", "texts",      "text blocks",
                                                     "more", "dictionary", "postings"};
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

/* Entries whose hashes are equal lie together; among them the texts decide.
 * Ids whose hashes collide by chance are very few, so the pairs are as well;
 * the first pair of equal ids ends the search. */
static bool check_run(const struct registry *r, struct registry_block run, struct error *e)
{
    for (uint32_t j = 1; j < run.count; j++) {
        uint32_t b = registry_member(r, run, j);
        struct span id = registry_contact_text(r, b, 0);
        for (uint32_t i = 0; i < j; i++) {
            uint32_t a = registry_member(r, run, i);
            if (span_equal(registry_contact_text(r, a, 0), id)) {
                return fail(e, ERROR_INPUT, "registry.twice",
                            "rows %u and %u have the same person_id", r->rows[a].row,
                            r->rows[b].row);
            }
        }
    }
    return true;
}

bool registry_check_ids(const struct registry *r, struct error *e)
{
    const struct postings *p = &r->postings[REGISTRY_KEY_PERSON_ID];
    for (size_t bucket = 0; bucket < (size_t)1 << p->bits; bucket++) {
        for (uint32_t at = p->directory[bucket], end = p->directory[bucket + 1]; at < end;) {
            const uint8_t *entry = p->entries + (size_t)at * FORMAT_ENTRY;
            struct registry_block run = {entry, 1};
            while (at + run.count < end &&
                   entry[(size_t)run.count * FORMAT_ENTRY] == entry[0]) {
                run.count++;
            }
            if (!check_run(r, run, e)) {
                return false;
            }
            at += run.count;
        }
    }
    return true;
}
