#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

#include "engine/rules/rules_reference_testing.h"

/* Every agreement under examples/, alone and with the orders beside it, against a reference that reads the canonical
 * text with a parser of its own and takes each sentence of DESIGN section 5 as it stands; it shares no code with the
 * engine, only the vocabulary of facts.
 *
 * For each instant at which something begins or ends, as the gate decides, and in hindsight by all clauses and by each
 * reading: every combination of the values that the acting clauses tell apart, unknown included, where there are at
 * most a million of them; else random ones, a million a file. */

enum truth { NO, MAYBE, YES };
enum { EDGES = 128, COMBINATIONS = 1000000 };

/* --- the decider --- */

static enum truth truth_of(const struct page *p, int at, const struct facts *facts)
{
    const struct node *n = &p->node[at];
    if (n->kind == '=') {
        unsigned v = facts->value[n->fact];
        return v == 0 ? MAYBE : v == n->value ? YES : NO;
    }
    enum truth a = truth_of(p, n->left, facts);
    if (n->kind == '!') {
        return (enum truth)(YES - a);
    }
    enum truth b = truth_of(p, n->right, facts);
    return n->kind == '&' ? (a < b ? a : b) : (a > b ? a : b);
}

static bool listed(const char *list, const char *id)
{
    char word[90];
    (void)snprintf(word, sizeof word, " %s,", id);
    return strstr(list, word) != NULL;
}

/* reading: NULL for all clauses. */
static bool acts(const struct page *p, int i, instant at, instant known, const struct reading *reading)
{
    const struct said *c = &p->clause[i];
    bool read = reading == NULL ? !c->only
                                : !listed(reading->without, c->id) && (!c->only || listed(reading->with, c->id));
    bool force = at < c->until && (c->from <= at || (c->reach <= at && c->from <= known));
    bool agreed = c->verb != 'g' || (p->from <= at && at < p->until);
    for (int s = 0; s < p->clauses; s++) {
        if (p->clause[s].verb == 's' && strcmp(p->clause[s].target, c->id) == 0 && acts(p, s, at, known, reading)) {
            return false;
        }
    }
    return read && force && agreed && !c->never;
}

static enum truth about(const struct page *p, const struct said *c, const struct facts *facts)
{
    unsigned who = facts->value[FACT_RECIPIENT];
    enum truth when = c->when < 0 ? YES : truth_of(p, c->when, facts);
    enum truth stranger = who == 0 ? MAYBE : who == RECIPIENT_IS_OTHER ? YES : NO;
    return c->stranger && stranger < when ? stranger : when;
}

/* Does the clause bite a grant of this level? */
static bool bites(const struct page *p, const struct said *c, int grant, const struct facts *facts)
{
    return grant >= c->level && (c->verb == 'f' || c->verb == 'r') && about(p, c, facts) != NO &&
           (c->verb == 'f' || truth_of(p, c->condition, facts) != YES);
}

static int falls_to(const struct said *c)
{
    return c->verb == 'f' ? c->level - 1 : c->otherwise;
}

/* What a grant yields: of what bites at it, all, or the agreement's requirements alone. */
static int yield(const struct page *p, const struct said *grant, const struct facts *facts, const bool *acting,
                 bool no_commands)
{
    int level = grant->level;
    for (int i = 0; i < p->clauses; i++) {
        const struct said *c = &p->clause[i];
        bool command = c->verb == 'f' || c->order;
        if (acting[i] && !(no_commands && command) && bites(p, c, grant->level, facts) && falls_to(c) < level) {
            level = falls_to(c);
        }
    }
    return level;
}

static int most(const struct page *p, const struct facts *facts, const bool *acting, bool no_commands)
{
    int level = 0;
    for (int g = 0; g < p->clauses; g++) {
        const struct said *c = &p->clause[g];
        if (c->verb == 'g' && acting[g] && truth_of(p, c->when, facts) == YES) {
            int y = yield(p, c, facts, acting, no_commands);
            level = y > level ? y : level;
        }
    }
    return level;
}

static bool holds(const struct page *p, const struct facts *facts, const bool *acting, int level)
{
    for (int i = 0; i < p->clauses; i++) {
        const struct said *c = &p->clause[i];
        if (c->verb != 'c' || !acting[i] || c->level <= level || about(p, c, facts) == NO) {
            continue;
        }
        for (int k = 0; k < p->clauses; k++) {
            const struct said *s = &p->clause[k];
            if (acting[k] && (s->verb == 'f' || s->order) && bites(p, s, c->level, facts) &&
                (level > 0 || most(p, facts, acting, true) >= c->level)) {
                return true;
            }
        }
    }
    return false;
}

/* --- comparing --- */

struct axis {
    enum fact fact;
    unsigned count, at;
    uint8_t value[FACT_MOST_VALUES + 1]; /* one of each class */
};

struct look {
    const struct page *page;
    struct moment *moment;
    bool acting[CLAUSES];
    struct axis axis[FACT_COUNT];
    unsigned axes;
    uint64_t combinations;
    uint64_t given, held; /* of those compared */
    char what[200];
};

static void note_values(const struct page *p, int at, uint16_t *named)
{
    const struct node *n = &p->node[at];
    if (n->kind == '=') {
        named[n->fact] |= (uint16_t)(1u << n->value);
        return;
    }
    note_values(p, n->left, named);
    if (n->kind != '!') {
        note_values(p, n->right, named);
    }
}

/* Values that the acting clauses name are one class each, all others together one, and unknown. */
static void find_axes(struct look *l)
{
    uint16_t named[FACT_COUNT] = {0};
    for (int i = 0; i < l->page->clauses; i++) {
        const struct said *c = &l->page->clause[i];
        for (int k = 0; l->acting[i] && k < 2; k++) {
            if ((k == 0 ? c->when : c->condition) >= 0) {
                note_values(l->page, k == 0 ? c->when : c->condition, named);
            }
        }
        named[FACT_RECIPIENT] |= l->acting[i] && c->stranger ? 1u << RECIPIENT_IS_OTHER : 0;
    }
    l->combinations = 1;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        struct axis a = {.fact = (enum fact)f, .count = 1}; /* unknown */
        bool rest = false;
        for (unsigned v = 1; named[f] != 0 && v <= fact_values((enum fact)f); v++) {
            if ((named[f] >> v & 1) != 0 || !rest) {
                a.value[a.count++] = (uint8_t)v;
            }
            rest = rest || (named[f] >> v & 1) == 0;
        }
        if (named[f] != 0) {
            l->axis[l->axes++] = a;
            l->combinations *= a.count;
        }
    }
}

static struct look look_at(const struct page *p, const struct rules *r, instant at, instant known, size_t reading)
{
    struct error e = {0};
    struct look l = {.page = p};
    char text[INSTANT_TEXT];
    assert_true(rules_moment(&l.moment, r, at, known, reading, &e));
    for (int i = 0; i < p->clauses; i++) {
        l.acting[i] = acts(p, i, at, known, reading == SIZE_MAX ? NULL : &p->reading[reading]);
    }
    find_axes(&l);
    instant_format(at, text);
    (void)snprintf(l.what, sizeof l.what, "at %s, %s, reading %d", text, at == known ? "then" : "in hindsight",
                   reading == SIZE_MAX ? -1 : (int)reading);
    return l;
}

/* Of every row that gets something, or is held, each fact in turn. */
static void I4_hiding_a_fact_lets_nothing_go(const struct look *l, const struct facts *facts,
                                             const struct verdict *v)
{
    for (unsigned i = 0; (v->level > 0 || v->held) && i < l->axes; i++) {
        struct facts hidden = *facts;
        struct verdict less;
        hidden.value[l->axis[i].fact] = 0;
        moment_decide(l->moment, &hidden, &less);
        if (less.level > v->level || (v->held && less.level > 0 && !less.held)) {
            fail_msg("%s, %s: without %s: %s", l->page->name, l->what, fact_name(l->axis[i].fact),
                     l->page->levels[less.level]);
        }
    }
}

static void compare(struct look *l)
{
    struct facts facts = {{0}};
    struct verdict v;
    for (unsigned i = 0; i < l->axes; i++) {
        facts.value[l->axis[i].fact] = l->axis[i].value[l->axis[i].at];
    }
    moment_decide(l->moment, &facts, &v);
    int level = most(l->page, &facts, l->acting, false);
    bool held = holds(l->page, &facts, l->acting, level);
    if (v.level == level && v.held == held) {
        l->given += level > 0;
        l->held += held;
        I4_hiding_a_fact_lets_nothing_go(l, &facts, &v);
        return;
    }
    for (unsigned i = 0; i < l->axes; i++) {
        enum fact f = l->axis[i].fact;
        print_message("%s %s\n", fact_name(f), fact_value_name(f, facts.value[f]));
    }
    fail_msg("%s, %s: %s%s, not %s%s", l->page->name, l->what, l->page->levels[v.level], v.held ? " held" : "",
             l->page->levels[level], held ? " held" : "");
}

static bool turn(struct look *l)
{
    for (unsigned i = 0; i < l->axes; i++) {
        if (++l->axis[i].at < l->axis[i].count) {
            return true;
        }
        l->axis[i].at = 0;
    }
    return false;
}

static uint64_t compare_all(struct look *l)
{
    uint64_t n = 0;
    do {
        compare(l);
        n++;
    } while (turn(l));
    assert_int_equal(n, l->combinations);
    return n;
}

/* Half of them anywhere, mostly where values are the first that a clause names (the good ones, as a rule); half of them
 * one to three steps away from the last that was given something: at random, hardly one in a thousand is. */
static uint64_t compare_random(struct look *l, uint64_t count, uint64_t *seed)
{
    unsigned given[FACT_COUNT] = {0};
    for (uint64_t n = 0; n < count; n++) {
        bool near = l->given > 0 && random_below(seed, 2) == 0;
        uint64_t before = l->given;
        for (unsigned i = 0; i < l->axes; i++) {
            l->axis[i].at = near                           ? given[i]
                            : random_below(seed, 4) > 0    ? 1
                                                           : random_below(seed, l->axis[i].count);
        }
        for (unsigned k = 1 + random_below(seed, 3); near && k > 0; k--) {
            struct axis *a = &l->axis[random_below(seed, l->axes)];
            a->at = random_below(seed, a->count);
        }
        compare(l);
        for (unsigned i = 0; l->given > before && i < l->axes; i++) {
            given[i] = l->axis[i].at;
        }
    }
    return count;
}

/* --- every instant of every file --- */

struct tally {
    uint64_t all, random, given, held;
    unsigned files, looks;
};

static size_t find_edges(const struct page *p, instant *edge)
{
    size_t n = 0;
    edge[n++] = p->from;
    edge[n++] = p->until;
    for (int i = 0; i < p->clauses; i++) {
        assert_true(n + 3 < EDGES);
        edge[n++] = p->clause[i].from;
        edge[n++] = p->clause[i].until;
        edge[n++] = p->clause[i].reach;
    }
    size_t kept = 1;
    for (size_t i = 1; i < n; i++) { /* sorted in, each once */
        size_t k = 0;
        while (k < kept && edge[k] < edge[i]) {
            k++;
        }
        if (edge[i] != INSTANT_MAX && (k == kept || edge[k] != edge[i])) {
            instant moved = edge[i];
            memmove(&edge[k + 1], &edge[k], (kept - k) * sizeof *edge);
            edge[k] = moved;
            kept++;
        }
    }
    return kept;
}

static void compare_look(struct look *l, uint64_t share, struct tally *t, uint64_t *seed)
{
    if (l->combinations <= COMBINATIONS) {
        t->all += compare_all(l);
    } else {
        t->random += compare_random(l, share, seed);
    }
    t->given += l->given;
    t->held += l->held;
    t->looks++;
    moment_free(l->moment);
}

static void compare_page(const struct page *p, const struct rules *r, struct tally *t)
{
    instant edge[EDGES];
    size_t edges = find_edges(p, edge);
    uint64_t seed = 5, share = COMBINATIONS / ((edges + 1) * (size_t)(2 + p->readings)) + 1;
    assert_int_equal(p->clauses, rules_clauses(r));
    assert_int_equal(p->readings, rules_readings(r));
    for (size_t i = 0; i <= edges; i++) {
        instant at = i == 0 ? edge[0] - 1 : edge[i - 1], known = edge[edges - 1] + 1;
        struct look l = look_at(p, r, at, at, SIZE_MAX);
        compare_look(&l, share, t, &seed);
        for (int k = -1; k < p->readings; k++) {
            l = look_at(p, r, at, known, k < 0 ? SIZE_MAX : (size_t)k);
            compare_look(&l, share, t, &seed);
        }
    }
    t->files++;
}

static void compare_sources(const struct rules_source *sources, size_t count, struct tally *t)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct text canonical = {0};
    if (!rules_parse(&r, sources, count, &e)) {
        fail_msg("%s (%s)", e.text, e.hint);
    }
    assert_true(rules_format(r, &canonical, &e));
    struct page *p = page_of(canonical.at);
    compare_page(p, r, t);
    free(p);
    text_free(&canonical);
    rules_free(r);
}

struct folder {
    const char *path;
    struct text text[EDGES];
    struct rules_source source[EDGES];
    size_t count; /* the agreement is the first */
};

static bool load_source(void *ctx, const char *name, struct error *e)
{
    struct folder *f = ctx;
    char path[PATH_SIZE];
    size_t n = strlen(name);
    if (n < 8 || strcmp(name + n - 8, ".proviso") != 0) {
        return true;
    }
    assert_true(f->count < EDGES);
    assert_true(path_format(path, sizeof path, e, "%s/%s", f->path, name));
    size_t at = f->count++;
    assert_true(file_load(&f->text[at], path, 1 << 20, e));
    f->source[at] = (struct rules_source){"example", text_span(&f->text[at]), INSTANT_MIN};
    if (strcmp(name, "agreement.proviso") == 0) {
        struct rules_source first = f->source[0];
        f->source[0] = f->source[at];
        f->source[at] = first;
    }
    return true;
}

static bool compare_folder(void *ctx, const char *name, struct error *e)
{
    struct tally *t = ctx, before = *t;
    char path[PATH_SIZE], file[PATH_SIZE];
    assert_true(path_format(path, sizeof path, e, "%s/examples/%s", getenv("TOP"), name));
    assert_true(path_format(file, sizeof file, e, "%s/agreement.proviso", path));
    if (!file_exists(file)) {
        return true;
    }
    struct folder *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->path = path;
    assert_true(folder_each(path, load_source, f, e));
    compare_sources(f->source, 1, t);
    if (f->count > 1) {
        compare_sources(f->source, f->count, t);
    }
    print_message("%s: %llu combinations of whole tables and %llu random ones, in %u views of %u texts\n", name,
                  (unsigned long long)(t->all - before.all), (unsigned long long)(t->random - before.random),
                  t->looks - before.looks, t->files - before.files);
    for (size_t i = 0; i < f->count; i++) {
        text_free(&f->text[i]);
    }
    free(f);
    return true;
}

static void engine_and_reference_agree_on_every_example(void **state)
{
    (void)state;
    struct error e = {0};
    struct tally t = {0};
    char path[PATH_SIZE];
    if (getenv("TOP") == NULL) {
        print_message("TOP is not set: no examples\n");
        skip();
    }
    assert_true(path_format(path, sizeof path, &e, "%s/examples", getenv("TOP")));
    assert_true(folder_each(path, compare_folder, &t, &e));
    print_message("engine and reference agree: %llu combinations of whole tables and %llu random ones, of which %llu are"
                  " given a level and %llu are held\n",
                  (unsigned long long)t.all, (unsigned long long)t.random, (unsigned long long)t.given,
                  (unsigned long long)t.held);
    assert_true(t.files >= 11);
    assert_true(t.given > 1000 && t.held > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engine_and_reference_agree_on_every_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
