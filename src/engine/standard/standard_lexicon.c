/* The lexicon: every word and phrase that means something to the standardiser
 * (standard_vocabulary.c and the tables of Publication 28), in one hash table
 * that is built once and then only read. */

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "engine/standard/standard_inside.h"

enum { SLOTS = 8192, PHRASES = 2048, COMPACT_MOST = 40, MISSPELT = 1024, SHORTEST = 7 };

/* A placeholder of SHORTEST letters or more, without its blanks. */
struct compact {
    struct span text;
    uint64_t letters; /* which it has, as letters_of says */
    bool word;        /* it was a single word */
};

/* Which three letters stand where in a text of the list, two places more or less: bits of
 * trigram and place. Nearly all words have too few of them to be near to any text. */
enum { TRIGRAM_BITS = 20 };

/* Sorted by length. */
struct compacts {
    size_t count;
    uint64_t letters[MISSPELT]; /* of each, close together */
    uint64_t trigrams[1u << (TRIGRAM_BITS - 6)];
    struct compact at[MISSPELT];
    size_t longer[COMPACT_MOST + 4]; /* where those of this length or more begin */
};

/* A slot: the index of a word, 0 where it is free, and a part of its hash, so that most
 * other words are told apart without a look at them. */
struct slot {
    uint16_t word, tag;
};

struct lexicon {
    struct arena *arena;         /* rewritten texts */
    size_t known;                /* words */
    struct slot table[SLOTS];    /* small, so that it stays in the cache */
    struct word word[SLOTS / 2]; /* the first is the word that is not known */
    size_t phrases;
    struct phrase phrase[PHRASES]; /* sorted by text */
    struct compacts all;
    struct compacts words; /* of them, those whose misspellings are no words of their own */
};

/* --- look-up --- */

static uint64_t eight(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static uint32_t four(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Words are short: one multiplication does. The order of bytes in a machine word
 * only moves entries about in the table; nothing that is answered depends on it. */
static inline uint64_t hash_of(struct span s)
{
    uint64_t v = s.len;
    if (s.len >= 8) {
        v += eight(s.at) * 31 + eight(s.at + s.len - 8);
    } else if (s.len >= 4) {
        v += (uint64_t)four(s.at) << 32 | four(s.at + s.len - 4);
    } else if (s.len > 0) {
        v += (uint64_t)(uint8_t)s.at[0] << 16 | (uint64_t)(uint8_t)s.at[s.len / 2] << 8 |
             (uint8_t)s.at[s.len - 1];
        v <<= 8;
    }
    v *= 0x9e3779b97f4a7c15u;
    return v ^ v >> 32;
}

static uint16_t tag_of(uint64_t hash)
{
    return (uint16_t)(hash >> 48);
}

static size_t slot_of(const struct lexicon *l, struct span text, uint64_t hash)
{
    size_t i = hash & (SLOTS - 1);
    while (l->table[i].word != 0 && (l->table[i].tag != tag_of(hash) ||
                                     !span_equal(l->word[l->table[i].word].text, text))) {
        i = (i + 1) & (SLOTS - 1);
    }
    return i;
}

const struct word *lexicon_find(const struct lexicon *lexicon, struct span text)
{
    return &lexicon->word[lexicon->table[slot_of(lexicon, text, hash_of(text))].word];
}

static bool phrase_matches(const struct phrase *p, const struct token *at, unsigned n)
{
    return p->words <= n && span_equal(tokens_join(at, 0, p->words), p->text);
}

unsigned tokens_phrase(const struct standard *s, const struct token *at, unsigned i, unsigned n,
                       uint32_t class, uint8_t *value)
{
    const struct lexicon *l = s->lexicon;
    const struct word *w = at[i].word;
    unsigned best = (w->classes & class) != 0;
    *value = best ? w->value : 0;
    if ((w->phrases & class) == 0) {
        return best;
    }
    for (size_t p = w->phrase - 1u; p < l->phrases; p++) {
        const struct phrase *ph = &l->phrase[p];
        if (ph->text.len <= w->text.len || memcmp(ph->text.at, w->text.at, w->text.len) != 0 ||
            ph->text.at[w->text.len] != ' ') {
            break;
        }
        if ((ph->class & class) != 0 && ph->words > best && phrase_matches(ph, at + i, n - i)) {
            best = ph->words;
            *value = ph->value;
        }
    }
    return best;
}

/* Two bits for each letter: it occurs, it occurs again. An edit changes how often two
 * letters at most occur, each by one: it changes two bits at most. */
static uint64_t letters_of(struct span s)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint64_t once = (uint64_t)1 << (2 * (s.at[i] & 31) & 63);
        letters |= (letters & once) == 0 ? once : once << 1;
    }
    return letters;
}

/* At most 2 bits are set, or 4 where two edits are allowed. */
static bool few_bits(uint64_t x, unsigned edits)
{
    x &= x - 1;
    x &= x - 1;
    if (edits > 1) {
        x &= x - 1;
        x &= x - 1;
    }
    return x == 0;
}

/* The place of three letters at i in the bits. */
static uint32_t trigram_at(struct span s, size_t i)
{
    uint32_t v = (uint32_t)(s.at[i] & 31) | (uint32_t)(s.at[i + 1] & 31) << 5 |
                 (uint32_t)(s.at[i + 2] & 31) << 10;
    v = (v << 6 | (uint32_t)(i & 63)) * 2654435761u;
    return v >> (32 - TRIGRAM_BITS);
}

/* An edit takes three of a text's trigrams at most, an exchange of neighbours four. */
static bool enough_trigrams(const struct compacts *list, struct span s, unsigned reach)
{
    size_t all = s.len - 2, least = all > 4 * reach ? all - 4 * reach : 1, found = 0;
    for (size_t i = 0; i < all; i++) {
        uint32_t at = trigram_at(s, i);
        found += (list->trigrams[at >> 6] >> (at & 63)) & 1;
    }
    return found >= least;
}

bool lexicon_misspelt(const struct lexicon *lexicon, struct span compact, bool word)
{
    const struct compacts *list = word ? &lexicon->words : &lexicon->all;
    unsigned reach = word ? 1 : 2;
    if (compact.len + reach < SHORTEST || compact.len > COMPACT_MOST ||
        !enough_trigrams(list, compact, reach)) {
        return false;
    }
    uint64_t letters = letters_of(compact);
    size_t end = list->longer[compact.len + reach + 1];
    for (size_t i = list->longer[compact.len - reach]; i < end; i++) {
        if (!few_bits(letters ^ list->letters[i], reach)) {
            continue;
        }
        const struct compact *c = &list->at[i];
        unsigned most = c->text.len >= 10 ? reach : 1;
        if (few_bits(letters ^ c->letters, most) &&
            span_distance(c->text, compact, most) <= most) {
            return true;
        }
    }
    return false;
}

/* --- making --- */

static struct word *word_at(struct lexicon *l, struct span text, struct error *e)
{
    uint64_t hash = hash_of(text);
    size_t slot = slot_of(l, text, hash);
    if (l->table[slot].word == 0) {
        if (l->known + 1 == SLOTS / 2) {
            (void)!fail(e, ERROR_FAILED, "lexicon", "the lexicon is full");
            return NULL;
        }
        l->table[slot] = (struct slot){(uint16_t)++l->known, tag_of(hash)};
        l->word[l->known].text = text;
    }
    return &l->word[l->table[slot].word];
}

static unsigned words_of(struct span s)
{
    unsigned n = 1;
    for (size_t i = 0; i < s.len; i++) {
        n += s.at[i] == ' ';
    }
    return n;
}

/* "A; B C" one after the other. */
static bool next_phrase(struct span *rest, struct span *phrase)
{
    if (!span_cut(rest, ';', phrase)) {
        return false;
    }
    *phrase = span_trim(*phrase);
    return true;
}

static bool add_compact(struct lexicon *l, struct span text, struct error *e)
{
    char *to = arena_alloc(l->arena, text.len, e);
    if (to == NULL) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if ((text.at[i] & 0x80) != 0) {
            return true; /* of another script: compared as it is */
        }
        if (text.at[i] != ' ' && text.at[i] != '/') {
            to[n++] = text.at[i];
        }
    }
    if (n >= SHORTEST && n <= COMPACT_MOST) {
        if (l->all.count == MISSPELT) {
            return fail(e, ERROR_FAILED, "lexicon", "the lexicon has too many placeholders");
        }
        struct span compact = {to, n};
        l->all.at[l->all.count++] =
            (struct compact){compact, letters_of(compact), n == text.len};
    }
    return true;
}

static bool add_phrase(struct lexicon *l, struct span text, uint32_t class, uint8_t value,
                       struct error *e)
{
    if ((class & (WORD_PLACEHOLDER | WORD_NO_FIXED)) != 0 && !add_compact(l, text, e)) {
        return false;
    }
    unsigned words = words_of(text);
    if (words == 1) {
        struct word *w = word_at(l, text, e);
        if (w == NULL) {
            return false;
        }
        w->classes |= class;
        if ((class & (WORD_RURAL | WORD_MILITARY | WORD_STATE)) != 0) {
            w->value = value;
        }
        return true;
    }
    if (l->phrases == PHRASES) {
        return fail(e, ERROR_FAILED, "lexicon", "the lexicon has too many phrases");
    }
    l->phrase[l->phrases++] = (struct phrase){text, class, (uint8_t)words, value};
    return true;
}

/* What a table does with each of its words. */
typedef void set_word(struct word *w, uint8_t value);

static void set_suffix(struct word *w, uint8_t value)
{
    w->suffix = (uint8_t)(value + 1);
}

static void set_unit(struct word *w, uint8_t value)
{
    w->unit = (uint8_t)(value + 1);
}

static void set_direction(struct word *w, uint8_t value)
{
    w->direction = (uint8_t)(value + 1);
}

static void set_state(struct word *w, uint8_t value)
{
    w->state = (uint8_t)(value + 1);
}

static void set_highway(struct word *w, uint8_t value)
{
    w->highway = (uint8_t)(value + 1);
}

static bool add_words(struct lexicon *l, const char *words, uint8_t value, set_word *set,
                      struct error *e)
{
    struct span rest = span_of(words), text;
    while (span_cut(&rest, ' ', &text)) {
        struct word *w = word_at(l, text, e);
        if (w == NULL) {
            return false;
        }
        set(w, value);
    }
    return true;
}

static bool add_tables(struct lexicon *l, struct error *e)
{
    for (unsigned i = 0; i < standard_suffix_count; i++) {
        if (!add_words(l, standard_suffixes[i].variants, (uint8_t)i, set_suffix, e)) {
            return false;
        }
    }
    for (unsigned i = 0; i < standard_unit_count; i++) {
        if (!add_words(l, standard_units[i].variants, (uint8_t)i, set_unit, e)) {
            return false;
        }
    }
    for (unsigned i = 0; i < standard_direction_count; i++) {
        if (!add_words(l, standard_directions[i].variants, (uint8_t)i, set_direction, e)) {
            return false;
        }
    }
    return true;
}

static bool add_states(struct lexicon *l, struct error *e)
{
    for (unsigned i = 0; i < standard_state_count; i++) {
        struct span name = span_of(standard_states[i].name);
        if (!add_words(l, standard_states[i].code, (uint8_t)i, set_state, e)) {
            return false;
        }
        bool done = words_of(name) > 1
                        ? add_phrase(l, name, WORD_STATE, (uint8_t)i, e)
                        : add_words(l, standard_states[i].name, (uint8_t)i, set_state, e);
        if (!done) {
            return false;
        }
    }
    return true;
}

static uint8_t state_of(const char code[3])
{
    uint8_t i = 0;
    while (strcmp(standard_states[i].code, code) != 0) {
        i++;
    }
    return i;
}

/* Not as word.state: "12 DEL" names no state where no ZIP stands behind it. */
static bool add_state_names(struct lexicon *l, struct error *e)
{
    for (unsigned i = 0; i < standard_state_name_count; i++) {
        const struct state *s = &standard_state_names[i];
        if (!add_phrase(l, span_of(s->name), WORD_STATE, state_of(s->code), e)) {
            return false;
        }
    }
    return true;
}

static bool add_highways(struct lexicon *l, struct error *e)
{
    for (unsigned i = 0; i < standard_highway_count; i++) {
        struct span rest = span_of(standard_highways[i].variants), text;
        while (next_phrase(&rest, &text)) {
            bool done;
            if (words_of(text) > 1) {
                done = add_phrase(l, text, WORD_HIGHWAY, (uint8_t)i, e);
            } else {
                struct word *w = word_at(l, text, e);
                done = w != NULL;
                if (done) {
                    set_highway(w, (uint8_t)i);
                }
            }
            if (!done) {
                return false;
            }
        }
    }
    return true;
}

static bool add_groups(struct lexicon *l, struct error *e)
{
    for (size_t i = 0; i < standard_group_count; i++) {
        struct span rest = span_of(standard_groups[i].phrases), text;
        while (next_phrase(&rest, &text)) {
            if (!add_phrase(l, text, standard_groups[i].classes, standard_groups[i].value, e)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_numbers(struct lexicon *l, struct error *e)
{
    for (size_t i = 0; i < standard_number_count; i++) {
        struct span rest = span_of(standard_numbers[i]), text;
        for (bool ordinal = false; span_cut(&rest, ' ', &text); ordinal = true) {
            struct word *w = word_at(l, text, e);
            if (w == NULL) {
                return false;
            }
            w->number = (uint16_t)(i + 1);
            w->ordinal = ordinal;
        }
    }
    for (size_t i = 0; i < standard_generation_count; i++) {
        struct span rest = span_of(standard_generations[i].words), text;
        while (span_cut(&rest, ' ', &text)) {
            struct word *w = word_at(l, text, e);
            if (w == NULL) {
                return false;
            }
            w->generation = standard_generations[i].generation;
            w->generation_anywhere = standard_generations[i].anywhere;
        }
    }
    for (size_t i = 0; i < standard_oddity_count; i++) {
        struct span rest = span_of(standard_oddities[i].words), text;
        while (span_cut(&rest, ' ', &text)) {
            struct word *w = word_at(l, text, e);
            if (w == NULL) {
                return false;
            }
            w->odd |= standard_oddities[i].odd;
        }
    }
    return true;
}

static int by_text(const void *a, const void *b)
{
    const struct phrase *x = a, *y = b;
    int order = span_compare(x->text, y->text);
    return order != 0 ? order : (x->class > y->class) - (x->class < y->class);
}

/* Sorts the phrases and tells each first word where its own begin. Phrases with
 * the same first word stand together: the blank sorts before all letters. */
static bool index_phrases(struct lexicon *l, struct error *e)
{
    qsort(l->phrase, l->phrases, sizeof *l->phrase, by_text);
    for (size_t i = l->phrases; i-- > 0;) {
        struct span first, rest = l->phrase[i].text;
        if (!span_cut(&rest, ' ', &first)) {
            continue;
        }
        struct word *w = word_at(l, first, e);
        if (w == NULL) {
            return false;
        }
        w->phrases |= l->phrase[i].class;
        w->phrase = (uint16_t)(i + 1);
    }
    return true;
}

static int by_length(const void *a, const void *b)
{
    const struct compact *x = a, *y = b;
    int order = (x->text.len > y->text.len) - (x->text.len < y->text.len);
    return order != 0 ? order : span_compare(x->text, y->text);
}

enum { WORD_SURE = 8 };

/* MESSING, STREETT and ANDRESS are words of their own: of the shorter ones only those
 * count that nobody is called by, such as UNKNOWN. */
static void choose_words(struct lexicon *l)
{
    for (size_t i = 0; i < l->all.count; i++) {
        const struct compact *c = &l->all.at[i];
        bool sure =
            c->text.len >= WORD_SURE || (lexicon_find(l, c->text)->classes & WORD_NO_NAME) != 0;
        if (c->word && sure) {
            l->words.at[l->words.count++] = *c;
        }
    }
}

/* Each as many places before and behind as edits may move it. */
static void note_trigrams(struct compacts *list, struct span text)
{
    size_t reach = text.len >= 10 ? 2 : 1;
    char padded[COMPACT_MOST + 8];
    for (size_t i = 0; i + 2 < text.len; i++) {
        for (size_t at = i < reach ? 0 : i - reach; at <= i + reach; at++) {
            memcpy(padded + at, text.at + i, 3);
            uint32_t bit = trigram_at((struct span){padded, sizeof padded}, at);
            list->trigrams[bit >> 6] |= (uint64_t)1 << (bit & 63);
        }
    }
}

static void index_compacts(struct compacts *list)
{
    size_t i = 0;
    qsort(list->at, list->count, sizeof *list->at, by_length);
    for (size_t len = 0; len < sizeof list->longer / sizeof *list->longer; len++) {
        while (i < list->count && list->at[i].text.len < len) {
            i++;
        }
        list->longer[len] = i;
    }
    for (i = 0; i < list->count; i++) {
        list->letters[i] = list->at[i].letters;
        note_trigrams(list, list->at[i].text);
    }
}

bool lexicon_new(struct lexicon **out, struct error *e)
{
    struct lexicon *l = memory_new(1, sizeof *l, e);
    if (l == NULL) {
        return false;
    }
    if (!arena_new(&l->arena, 0, e) || !add_tables(l, e) || !add_states(l, e) ||
        !add_state_names(l, e) || !add_highways(l, e) || !add_groups(l, e) ||
        !add_numbers(l, e) || !index_phrases(l, e)) {
        lexicon_free(l);
        return false;
    }
    choose_words(l);
    index_compacts(&l->all);
    index_compacts(&l->words);
    *out = l;
    return true;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon != NULL) {
        arena_free(lexicon->arena);
        memory_free(lexicon);
    }
}

bool lexicon_each(bool (*visit)(void *ctx, struct span text, struct error *e), void *ctx,
                  struct error *e)
{
    bool ok = true;
    for (size_t i = 0; i < standard_group_count; i++) {
        ok = ok && visit(ctx, span_of(standard_groups[i].phrases), e);
    }
    for (size_t i = 0; i < standard_number_count; i++) {
        ok = ok && visit(ctx, span_of(standard_numbers[i]), e);
    }
    for (size_t i = 0; i < standard_generation_count; i++) {
        ok = ok && visit(ctx, span_of(standard_generations[i].words), e);
    }
    for (size_t i = 0; i < standard_oddity_count; i++) {
        ok = ok && visit(ctx, span_of(standard_oddities[i].words), e);
    }
    for (unsigned i = 0; i < standard_suffix_count; i++) {
        ok = ok && visit(ctx, span_of(standard_suffixes[i].standard), e) &&
             visit(ctx, span_of(standard_suffixes[i].variants), e);
    }
    for (unsigned i = 0; i < standard_unit_count; i++) {
        ok = ok && visit(ctx, span_of(standard_units[i].variants), e);
    }
    for (unsigned i = 0; i < standard_direction_count; i++) {
        ok = ok && visit(ctx, span_of(standard_directions[i].variants), e);
    }
    for (unsigned i = 0; i < standard_highway_count; i++) {
        ok = ok && visit(ctx, span_of(standard_highways[i].variants), e);
    }
    for (unsigned i = 0; i < standard_state_count; i++) {
        ok = ok && visit(ctx, span_of(standard_states[i].name), e);
    }
    for (unsigned i = 0; i < standard_state_name_count; i++) {
        ok = ok && visit(ctx, span_of(standard_state_names[i].name), e);
    }
    return ok;
}
