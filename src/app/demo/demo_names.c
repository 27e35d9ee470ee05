/* Names: common ones from the tables, the commonest first, then composed ones
 * until there are as many different names as a large register has, so that the
 * blocks of a matcher are of a realistic size. */
#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/memory.h"

enum {
    SURNAMES = 60000,
    GIVEN_A_SEX = 1500,
    SURNAME_SLOTS = 1 << 18,
    GIVEN_SLOTS = 1 << 15,
    SURNAME_FLATNESS = 18, /* the first surname: about 0.7 % */
    GIVEN_FLATNESS = 8,    /* the first given name: about 2.3 % */
};

/* Adds a table's words; a word that is there already is passed over. */
static bool add_table(struct dictionary *d, enum word_table table, struct error *e)
{
    struct words words = words_of(table);
    for (size_t i = 0; i < words.count; i++) {
        uint32_t id;
        if (!dictionary_add(d, span_of(words.at[i]), &id, e)) {
            return false;
        }
    }
    return true;
}

/* Adds composed words, in an order that is the same for every seed, until the
 * dictionary holds `until`. */
static bool add_composed(struct dictionary *d, const enum word_table *parts, size_t count,
                         uint32_t until, struct error *e)
{
    uint64_t total = 1;
    for (size_t i = 0; i < count; i++) {
        total *= words_of(parts[i]).count;
    }
    struct shuffle order = shuffle_of(total, 0, STREAM_ORDER);
    for (uint64_t k = 0; k < total && dictionary_count(d) < until; k++) {
        uint64_t rest = shuffle_at(&order, k);
        struct cell word = {.len = 0};
        for (size_t i = 0; i < count; i++) {
            struct words words = words_of(parts[i]);
            cell_adds(&word, words.at[rest % words.count]);
            rest /= words.count;
        }
        uint32_t id;
        if (!dictionary_add(d, cell_span(&word), &id, e)) {
            return false;
        }
    }
    assert(dictionary_count(d) >= until);
    return true;
}

/* Slots for texts first .. first+count-1: one each, and of the rest what the
 * weights of all before and including a text deserve, rounded down. */
static bool fill_slots(struct name_pool *pool, uint32_t first, uint32_t count, uint64_t slots,
                       uint32_t flatness, struct error *e)
{
    const uint64_t one = (uint64_t)1 << 40;
    pool->slots = slots;
    pool->slot = memory_new(slots, sizeof pool->slot[0], e);
    if (pool->slot == NULL) {
        return false;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += one / (i + flatness);
    }
    uint64_t at = 0;
    uint64_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        weight += one / (i + flatness);
        uint64_t share = (slots - count) * weight / sum; /* below 2^18 * 2^44 */
        for (uint64_t until = i + 1 + share; at < until && at < slots; at++) {
            pool->slot[at] = first + i;
        }
    }
    while (at < slots) {
        pool->slot[at++] = first + count - 1;
    }
    return true;
}

static bool init_given(struct world *w, struct error *e)
{
    static const enum word_table table[2] = {WORDS_FEMALE, WORDS_MALE};
    static const enum word_table parts[2][2] = {{WORDS_FIRST, WORDS_FEMALE_END},
                                                {WORDS_FIRST, WORDS_MALE_END}};
    if (!dictionary_new(&w->given[0].texts, e)) {
        return false;
    }
    struct dictionary *d = w->given[0].texts;
    for (unsigned sex = 0; sex < 2; sex++) {
        uint32_t first = dictionary_count(d);
        if (!add_table(d, table[sex], e) ||
            !add_composed(d, parts[sex], 2, first + GIVEN_A_SEX, e) ||
            !fill_slots(&w->given[sex], first, GIVEN_A_SEX, GIVEN_SLOTS, GIVEN_FLATNESS, e)) {
            return false;
        }
    }
    w->given[1].texts = d;
    return true;
}

bool names_init(struct world *w, struct error *e)
{
    static const enum word_table parts[] = {WORDS_FIRST, WORDS_MIDDLE, WORDS_LAST};
    return dictionary_new(&w->surnames.texts, e) &&
           add_table(w->surnames.texts, WORDS_SURNAME, e) &&
           add_composed(w->surnames.texts, parts, 3, SURNAMES, e) &&
           fill_slots(&w->surnames, 0, SURNAMES, SURNAME_SLOTS, SURNAME_FLATNESS, e) &&
           init_given(w, e);
}

uint32_t surname_draw(const struct world *w, struct random *r)
{
    return w->surnames.slot[random_below(r, w->surnames.slots)];
}

uint32_t given_draw(const struct world *w, enum sex sex, struct random *r)
{
    return w->given[sex].slot[random_below(r, w->given[sex].slots)];
}

struct span given_text(const struct world *w, uint32_t given)
{
    return dictionary_text(w->given[0].texts, given);
}

/* Drops, doubles, swaps or replaces one letter behind the first. */
bool cell_misspell(struct cell *c, struct random *r)
{
    struct cell old = *c;
    for (size_t i = 0; i < c->len; i++) {
        if (c->at[i] < 'A' || c->at[i] > 'Z') {
            return false;
        }
    }
    if (c->len < 3 || c->len + 1 >= CELL) {
        return false;
    }
    size_t at = 1 + random_below(r, c->len - 1);
    switch (random_below(r, 4)) {
    case 0:
        memmove(c->at + at, c->at + at + 1, c->len - at - 1);
        c->len--;
        break;
    case 1:
        memmove(c->at + at + 1, c->at + at, c->len - at);
        c->len++;
        break;
    case 2:
        c->at[at] = old.at[at - 1];
        c->at[at - 1] = old.at[at];
        break;
    default:
        c->at[at] = (char)('A' + random_below(r, 26));
        break;
    }
    return !span_equal(cell_span(c), cell_span(&old));
}
