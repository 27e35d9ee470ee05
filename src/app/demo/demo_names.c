/* Names: a cluster's common surnames by a shifted Zipf law, then rare ones that
 * are composed from their number, so that a register of any size has a long tail
 * without a list of it. A rare name's rank is drawn by octave: those are the
 * steps of a law that falls a little faster than Zipf's. Given names go by
 * cluster, sex and decade of birth.
 *
 * A surname's number: cluster in the upper four bits, rank below. A given name's:
 * below GIVEN_RARE in the dictionary, else GIVEN_RARE + sex * GIVEN_SEX + rank.
 */
#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/memory.h"

enum {
    CLUSTER_SHIFT = 28,
    GIVEN_RARE = 1 << 20,
    GIVEN_SEX = 1 << 19,
    GIVEN_FIRST = 48, /* the first octave of rare given names: 0 .. 47 */
    SURNAME_SLOTS = 1 << 13,
    GIVEN_SLOTS = 1 << 11,
    GIVEN_FLATNESS = 7,
    MISSPELT_ONE_IN = 6, /* of the rare surnames */
    GROUP_MOST = 8,
    HEAD_MOST = 1024,
};

/* --- slots --- */

/* Fills the slots from weights: each name its share, and one at least. */
static bool fill_slots(struct name_pool *pool, const uint64_t *weight, const uint16_t *name,
                       uint32_t count, uint32_t slots, struct error *e)
{
    assert(count > 0 && count <= slots);
    pool->slots = slots;
    pool->slot = memory_new(slots, sizeof pool->slot[0], e);
    if (pool->slot == NULL) {
        return false;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += weight[i];
    }
    uint64_t before = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        before += weight[i];
        uint64_t until = i + 1 + (slots - count) * before / sum;
        while (at < until) {
            pool->slot[at++] = name == NULL ? (uint16_t)i : name[i];
        }
    }
    return true;
}

static uint16_t slot_draw(const struct name_pool *pool, struct random *r)
{
    return pool->slot[random_below(r, pool->slots)];
}

/* --- surnames --- */

static uint32_t count_words(const char *list)
{
    uint32_t n = *list != '\0';
    for (; *list != '\0'; list++) {
        n += *list == ' ';
    }
    return n;
}

static bool cut_words(const char *words, struct word_list *to, struct error *e)
{
    to->count = count_words(words);
    to->at = memory_new(to->count, sizeof to->at[0], e);
    if (to->at == NULL) {
        return false;
    }
    struct span rest = span_of(words);
    for (uint32_t i = 0; i < to->count; i++) {
        (void)span_cut(&rest, ' ', &to->at[i]);
    }
    return true;
}

static bool init_surnames(struct surname_pool *p, const struct cluster *c, struct error *e)
{
    const uint64_t one = (uint64_t)1 << 40;
    uint64_t weight[HEAD_MOST];
    if (!cut_words(c->surnames, &p->listed, e) || !cut_words(c->ends, &p->ends, e)) {
        return false;
    }
    p->head = c->head_count > 0 ? c->head_count : p->listed.count;
    assert(p->head >= p->listed.count && p->head <= HEAD_MOST);
    for (uint32_t i = 0; i < p->head; i++) {
        weight[i] = one / (i + c->flatness);
    }
    return fill_slots(&p->pool, weight, NULL, p->head, SURNAME_SLOTS, e);
}

/* The rank of a rare name: first .. first * 2^octaves - 1. Each octave has the
 * chance of its weight, and the ranks of one octave have the same. */
static uint32_t rank_draw(uint32_t first, const uint8_t *weights, unsigned octaves,
                          struct random *r)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < octaves; i++) {
        sum += weights[i];
    }
    unsigned left = (unsigned)random_below(r, sum);
    unsigned octave = 0;
    while (left >= weights[octave]) {
        left -= weights[octave++];
    }
    uint32_t low = first << octave;
    return low + (uint32_t)random_below(r, low);
}

uint32_t surname_draw(const struct world *w, enum cluster_id cluster, struct random *r)
{
    /* In the general cluster 700 to 5.7 million, in the others about 50 to 30,000. */
    static const uint8_t general[] = {13, 13, 12, 11, 9, 8, 8, 7, 5, 4, 4, 3, 3};
    static const uint8_t others[] = {20, 18, 15, 13, 11, 9, 6, 5, 3};
    const struct surname_pool *p = &w->surnames[cluster];
    uint32_t rank = 0;
    if (random_chance(r, cluster_at(cluster)->head)) {
        rank = slot_draw(&p->pool, r);
    } else if (cluster == CLUSTER_GENERAL) {
        rank = rank_draw(p->head, general, sizeof general, r);
    } else {
        rank = rank_draw(p->head, others, sizeof others, r);
    }
    return (uint32_t)cluster << CLUSTER_SHIFT | rank;
}

/* In lists an underscore stands for a blank. */
static void add_listed(const struct surname_pool *p, uint32_t k, struct cell *c)
{
    size_t from = c->len;
    cell_add(c, p->listed.at[k]);
    for (size_t i = from; i < c->len; i++) {
        c->at[i] = c->at[i] == '_' ? ' ' : c->at[i];
    }
}

/* first + middle (+ middle ...) + ending: as many parts as the number needs. */
static void add_composed(uint32_t number, const struct word_list *ends, struct cell *c)
{
    struct words first = words_of(WORDS_FIRST);
    struct words middle = words_of(WORDS_MIDDLE);
    uint32_t left = number / ends->count;
    cell_adds(c, first.at[left % first.count]);
    left /= (uint32_t)first.count;
    do {
        cell_adds(c, middle.at[left % middle.count]);
        left /= (uint32_t)middle.count;
    } while (left > 0);
    cell_add(c, ends->at[number % ends->count]);
}

static unsigned count_vowels(const struct cell *c)
{
    unsigned n = 0;
    for (size_t i = 0; i < c->len; i++) {
        n += memchr("AEIOUY", c->at[i], 6) != NULL;
    }
    return n;
}

/* A common name as a clerk misspelt it long ago: it has its vowels still. */
static void add_misspelt(const struct surname_pool *p, uint32_t rank, struct cell *c)
{
    struct random r = random_of(0, STREAM_MISSPELT, rank);
    struct cell right = {.len = 0};
    add_listed(p, (uint32_t)random_below(&r, p->listed.count), &right);
    struct cell word = right;
    for (unsigned turn = 0; turn < 4; turn++) {
        if (cell_misspell(&word, &r) && count_vowels(&word) >= count_vowels(&right)) {
            cell_add(c, cell_span(&word));
            return;
        }
        cell_set(&word, cell_span(&right));
    }
    cell_add(c, cell_span(&right));
    cell_adds(c, "E");
}

void surname_add(const struct world *w, uint32_t surname, struct cell *c)
{
    uint32_t rank = surname & ((1u << CLUSTER_SHIFT) - 1);
    const struct surname_pool *p = &w->surnames[surname >> CLUSTER_SHIFT];
    if (rank < p->listed.count) {
        add_listed(p, rank, c);
    } else if (rank >= p->head && rank % MISSPELT_ONE_IN == 0) {
        add_misspelt(p, rank, c);
    } else {
        add_composed(rank - p->listed.count, &p->ends, c);
    }
}

/* --- given names --- */

static bool add_given(struct world *w, struct span word, uint16_t *id, struct error *e)
{
    uint32_t number;
    bool ok = dictionary_add(w->given.texts, word, &number, e);
    assert(!ok || number < UINT16_MAX);
    *id = ok ? (uint16_t)number : 0;
    return ok;
}

enum { POOL_MOST = 256 };

/* Names with weights, as a pool is being made. */
struct weighing {
    uint32_t count;
    uint16_t name[POOL_MOST];
    uint64_t weight[POOL_MOST];
};

/* Adds `times` 1 / (i + flatness) for the i-th word of a list. */
static bool weigh(struct world *w, const char *list, uint64_t times, struct weighing *all,
                  struct error *e)
{
    struct span rest = span_of(list);
    struct span word;
    for (uint32_t i = 0; span_cut(&rest, ' ', &word); i++) {
        uint16_t id;
        uint32_t k = 0;
        if (!add_given(w, word, &id, e)) {
            return false;
        }
        while (k < all->count && all->name[k] != id) {
            k++;
        }
        assert(k < POOL_MOST);
        all->count = k == all->count ? k + 1 : all->count;
        all->name[k] = id;
        all->weight[k] += (times << 32) / (i + GIVEN_FLATNESS);
    }
    return true;
}

/* A decade's names: its own list, and a little of those around it. */
static bool init_decade(struct world *w, unsigned sex, unsigned decade, struct error *e)
{
    struct weighing all = {0};
    bool ok = weigh(w, decade_names(sex, decade), 6, &all, e);
    if (ok && decade > 0) {
        ok = weigh(w, decade_names(sex, decade - 1), 2, &all, e);
    }
    if (ok && decade + 1 < DECADES) {
        ok = weigh(w, decade_names(sex, decade + 1), 1, &all, e);
    }
    return ok && fill_slots(&w->given.decade[sex][decade], all.weight, all.name, all.count,
                            GIVEN_SLOTS, e);
}

static bool init_native(struct world *w, enum cluster_id cluster, unsigned sex, struct error *e)
{
    const struct cluster *c = cluster_at(cluster);
    struct weighing all = {0};
    return c->native == 0 || (weigh(w, sex == MALE ? c->male : c->female, 1, &all, e) &&
                              fill_slots(&w->given.native[cluster][sex], all.weight, all.name,
                                         all.count, GIVEN_SLOTS / 2, e));
}

static bool add_group(struct world *w, const char *line, uint32_t *used, uint16_t *ids,
                      struct name_group *groups, struct error *e)
{
    struct name_group g = {(uint16_t)*used, 0};
    struct span rest = span_of(line);
    struct span word;
    while (span_cut(&rest, ' ', &word)) {
        if (!add_given(w, word, &ids[*used], e)) {
            return false;
        }
        ++*used;
        g.count++;
    }
    assert(g.count <= GROUP_MOST);
    for (uint32_t i = g.first; i < *used; i++) {
        if (i == g.first || groups[ids[i]].count == 0) {
            groups[ids[i]] = g;
        }
    }
    return true;
}

static bool init_groups(struct world *w, struct error *e)
{
    struct given_pools *g = &w->given;
    size_t nicknames;
    size_t variants;
    const char *const *nickname = nickname_lines(&nicknames);
    const char *const *variant = variant_lines(&variants);
    uint32_t room = (uint32_t)(nicknames + variants) * GROUP_MOST;
    uint32_t names = dictionary_count(g->texts) + room;
    uint32_t used = 0;
    g->ids = memory_new(room, sizeof g->ids[0], e);
    g->nickname = g->ids == NULL ? NULL : memory_new(names, sizeof g->nickname[0], e);
    g->variant = g->nickname == NULL ? NULL : memory_new(names, sizeof g->variant[0], e);
    bool ok = g->variant != NULL;
    for (size_t i = 0; ok && i < nicknames; i++) {
        ok = add_group(w, nickname[i], &used, g->ids, g->nickname, e);
    }
    for (size_t i = 0; ok && i < variants; i++) {
        ok = add_group(w, variant[i], &used, g->ids, g->variant, e);
    }
    return ok;
}

bool names_init(struct world *w, struct error *e)
{
    bool ok = dictionary_new(&w->given.texts, e);
    for (unsigned sex = 0; ok && sex < 2; sex++) {
        for (unsigned decade = 0; ok && decade < DECADES; decade++) {
            ok = init_decade(w, sex, decade, e);
        }
    }
    for (unsigned c = 0; ok && c < CLUSTERS; c++) {
        ok = init_surnames(&w->surnames[c], cluster_at((enum cluster_id)c), e) &&
             init_native(w, (enum cluster_id)c, FEMALE, e) &&
             init_native(w, (enum cluster_id)c, MALE, e);
    }
    return ok && init_groups(w, e);
}

void names_clear(struct world *w)
{
    dictionary_free(w->given.texts);
    for (unsigned sex = 0; sex < 2; sex++) {
        for (unsigned decade = 0; decade < DECADES; decade++) {
            memory_free(w->given.decade[sex][decade].slot);
        }
    }
    for (unsigned c = 0; c < CLUSTERS; c++) {
        memory_free(w->surnames[c].listed.at);
        memory_free(w->surnames[c].ends.at);
        memory_free(w->surnames[c].pool.slot);
        memory_free(w->given.native[c][FEMALE].slot);
        memory_free(w->given.native[c][MALE].slot);
    }
    memory_free(w->given.ids);
    memory_free(w->given.nickname);
    memory_free(w->given.variant);
}

enum cluster_id cluster_draw(struct random *r)
{
    unsigned left = (unsigned)random_below(r, 10000);
    unsigned c = 0;
    while (c + 1 < CLUSTERS && left >= cluster_at((enum cluster_id)c)->share) {
        left -= cluster_at((enum cluster_id)c++)->share;
    }
    return (enum cluster_id)c;
}

uint32_t given_draw(const struct world *w, enum cluster_id cluster, enum sex sex, unsigned year,
                    struct random *r)
{
    /* The decade's share with a listed name: the common names become fewer. */
    static const uint16_t listed[2][DECADES] = {
        {8400, 8200, 7800, 7200, 6400, 5800, 4600, 3400, 2600},
        {9000, 9000, 8800, 8200, 7500, 6800, 5500, 4000, 3000}};
    static const uint8_t octaves[] = {14, 14, 13, 12, 12, 11, 10, 8, 6};
    unsigned decade = year < DECADE_FIRST ? 0 : (year - DECADE_FIRST) / 10;
    decade = decade < DECADES ? decade : DECADES - 1;
    unsigned native = cluster_at(cluster)->native;
    native -= decade > 3 ? native * (decade - 3) / 12
                         : 0; /* the children's names are the country's */
    if (random_chance(r, native)) {
        return slot_draw(&w->given.native[cluster][sex], r);
    }
    if (random_chance(r, listed[sex][decade])) {
        return slot_draw(&w->given.decade[sex][decade], r);
    }
    uint32_t rank = rank_draw(GIVEN_FIRST, octaves, sizeof octaves, r) - GIVEN_FIRST;
    return GIVEN_RARE + (uint32_t)sex * GIVEN_SEX + rank;
}

void given_add(const struct world *w, uint32_t given, struct cell *c)
{
    if (given < GIVEN_RARE) {
        cell_add(c, dictionary_text(w->given.texts, given));
        return;
    }
    bool male = (given - GIVEN_RARE) / GIVEN_SEX == MALE;
    struct words first = words_of(WORDS_FIRST);
    struct words middle = words_of(WORDS_MIDDLE);
    struct words end = words_of(male ? WORDS_MALE_END : WORDS_FEMALE_END);
    uint32_t left = (given - GIVEN_RARE) % GIVEN_SEX;
    cell_adds(c, first.at[left * 29 % first.count]); /* 29 and 63 have no common factor */
    left /= (uint32_t)first.count;
    uint32_t last = left % (uint32_t)end.count;
    left /= (uint32_t)end.count;
    if (left > 0) {
        cell_adds(c, middle.at[(left - 1) % middle.count]);
    }
    cell_adds(c, end.at[last]);
}

/* Of a group another; a nickname's other is mostly the formal name. */
static uint32_t other_of(const struct world *w, const struct name_group *groups, uint32_t given,
                         struct random *r)
{
    if (given >= GIVEN_RARE || groups[given].count == 0) {
        return given;
    }
    struct name_group g = groups[given];
    uint32_t k = (uint32_t)random_below(r, g.count - 1u);
    uint32_t formal = w->given.ids[g.first];
    uint32_t other = w->given.ids[g.first + 1 + k];
    return given != formal && (other == given || !random_chance(r, 2000)) ? formal : other;
}

uint32_t given_nickname(const struct world *w, uint32_t given, struct random *r)
{
    return other_of(w, w->given.nickname, given, r);
}

uint32_t given_variant(const struct world *w, uint32_t given, struct random *r)
{
    return other_of(w, w->given.variant, given, r);
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
