#include "engine/rules/rules_parts.h"

#include "base/memory.h"

/* From names to numbers: levels, suspended clauses, readings, invariants; dates; and the
 * goal of each clause.
 *
 * Orders may be read without their agreement (to look at the file alone), and
 * an order may be against other agreements than the one at hand. Then nothing
 * says which names there are; a name that cannot be resolved is let stand, and
 * such an order never acts. */

/* The levels that an agreement has which lists none, and what they give. */
static const struct {
    const char *name;
    uint32_t content;
} standard_levels[] = {
    {"none", 0},
    {"count", CONTENT_COUNT},
    {"match", CONTENT_COUNT | CONTENT_CODE},
    {"address", CONTENT_COUNT | CONTENT_CODE | CONTENT_ADDRESS},
};

enum { STANDARD_LEVELS = sizeof standard_levels / sizeof *standard_levels };

static unsigned level_find(const struct levels *l, struct span name)
{
    unsigned i = 0;
    while (i < l->count && !span_equal(l->name[i], name)) {
        i++;
    }
    return i;
}

static bool unknown_level(const struct rules *r, const struct name *name, struct error *e)
{
    struct nearest n = {.want = name->text};
    for (unsigned i = 0; i < r->levels.count; i++) {
        nearest_try(&n, r->levels.name[i]);
    }
    bool done = rules_refuse(r, name->place, e, "rules.level", "there is no level '%.*s'",
                             SPAN_ARGS(name->text));
    nearest_hint(&n, e, "list it in the agreement: levels none < ...");
    return done;
}

/* --- levels --- */

static void levels_standard(struct levels *l)
{
    l->count = STANDARD_LEVELS;
    for (size_t i = 0; i < STANDARD_LEVELS; i++) {
        l->name[i] = span_of(standard_levels[i].name);
        l->content[i] = standard_levels[i].content;
    }
}

static uint32_t standard_content(struct span name)
{
    for (size_t i = 1; i < STANDARD_LEVELS; i++) {
        if (span_is(name, standard_levels[i].name)) {
            return standard_levels[i].content;
        }
    }
    return 0;
}

static bool check_gives(struct rules *r, const struct agreement *a, struct error *e)
{
    bool given[LEVEL_MOST] = {false};
    for (size_t i = 0; i < a->gives_count; i++) {
        const struct level_gives *g = &a->gives[i];
        unsigned level = level_find(&r->levels, g->level.text);
        if (level == r->levels.count) {
            return unknown_level(r, &g->level, e);
        }
        if (level == LEVEL_NONE || given[level]) {
            return rules_refuse(r, g->level.place, e, "rules.levels", "level '%.*s' %s",
                                SPAN_ARGS(g->level.text),
                                level == LEVEL_NONE ? "gives nothing" : "is described twice");
        }
        given[level] = true;
        r->levels.content[level] = g->content;
    }
    return true;
}

/* What a level gives includes what the levels below it give. */
static bool check_levels(struct rules *r, struct error *e)
{
    const struct agreement *a = &r->agreement;
    struct levels *l = &r->levels;
    levels_standard(l);
    if (a->level_count > 0) {
        l->count = (unsigned)a->level_count;
        for (size_t i = 0; i < a->level_count; i++) {
            l->name[i] = a->level[i].text;
            l->content[i] = standard_content(l->name[i]);
        }
    }
    if (!check_gives(r, a, e)) {
        return false;
    }
    for (unsigned i = 1; i < l->count; i++) {
        if (l->content[i] == 0) {
            bool done =
                rules_refuse(r, a->level[i].place, e, "rules.levels",
                             "nothing says what level '%.*s' gives", SPAN_ARGS(l->name[i]));
            error_hint(e, "add: level %.*s gives code", SPAN_ARGS(l->name[i]));
            return done;
        }
        l->content[i] |= l->content[i - 1];
    }
    return true;
}

/* --- clauses --- */

static bool lenient(const struct rules *r, const struct clause *c)
{
    bool stranger = c->order != INDEX_NONE && r->stranger[c->info.file] && !c->named;
    return c->elsewhere || !r->has_agreement || stranger;
}

static bool resolve_level(const struct rules *r, const struct clause *c,
                          const struct name *name, unsigned unknown, unsigned *out,
                          struct error *e)
{
    *out = level_find(&r->levels, name->text);
    if (*out < r->levels.count) {
        return true;
    }
    *out = unknown;
    return lenient(r, c) || unknown_level(r, name, e);
}

static bool check_clause_levels(const struct rules *r, struct clause *c, struct error *e)
{
    if (c->info.verb == CLAUSE_SUSPEND) {
        return true;
    }
    if (!resolve_level(r, c, &c->level, 1, &c->info.level, e)) {
        return false;
    }
    if (c->info.level == LEVEL_NONE) {
        bool done = rules_refuse(r, c->level.place, e, "rules.level",
                                 "level 'none' cannot be granted, required for, forbidden or "
                                 "compelled");
        error_hint(e, "name the lowest level that is meant");
        return done;
    }
    c->info.otherwise = c->info.verb == CLAUSE_FORBID ? c->info.level - 1 : LEVEL_NONE;
    if (c->otherwise.text.at == NULL) {
        return true;
    }
    if (!resolve_level(r, c, &c->otherwise, LEVEL_NONE, &c->info.otherwise, e)) {
        return false;
    }
    if (level_find(&r->levels, c->level.text) == r->levels.count) {
        c->info.otherwise = LEVEL_NONE; /* it is about every level */
    }
    if (c->info.otherwise >= c->info.level) {
        bool done =
            rules_refuse(r, c->otherwise.place, e, "rules.otherwise",
                         "the level after 'otherwise' is not below the level required for");
        error_hint(e, "name a lower level, or leave it out for none");
        return done;
    }
    return true;
}

static bool check_dates(const struct rules *r, struct clause *c, struct error *e)
{
    if (!c->dated) { /* whenever the agreement is in force */
        c->info.from = r->agreement.info.from;
        c->info.until = r->agreement.info.until;
    }
    if (!c->reaching) {
        c->info.reach = c->info.from;
    }
    const char *wrong = c->info.until <= c->info.from  ? "ends before it begins"
                        : c->info.reach > c->info.from ? "reaches back to after its beginning"
                                                       : NULL;
    if (wrong == NULL) {
        return true;
    }
    bool done =
        rules_refuse(r, c->id.place, e, "rules.dates", "%.*s %s", SPAN_ARGS(c->id.text), wrong);
    error_hint(e, "put its dates in order: reaching back to, from, to");
    return done;
}

/* when and recipient is other. The condition as written goes below a node of its
 * own (an "and" of one), since a node has one place among its siblings. */
static bool narrow(struct rules *r, uint32_t *when, struct error *e)
{
    uint32_t other, written = *when;
    if (!rules_node(r, NODE_ATOM, NODE_NONE, NODE_NONE, &other, e)) {
        return false;
    }
    r->node[other].fact = FACT_RECIPIENT;
    r->node[other].value = RECIPIENT_IS_OTHER;
    return rules_node(r, NODE_AND, other, written, when, e);
}

/* The goal: what has to be true for a grant to count, and for the others not
 * to bite. A requirement with `when` is about those rows alone. */
static bool set_goal(struct rules *r, struct clause *c, struct error *e)
{
    uint32_t outside = NODE_NONE, when = c->when;
    if (c->info.verb == CLAUSE_GRANT) {
        c->goal = c->when;
        return true;
    }
    if ((c->narrowed && !narrow(r, &when, e)) ||
        (when != NODE_NONE && !rules_node(r, NODE_NOT, when, NODE_NONE, &outside, e))) {
        return false;
    }
    if (c->info.verb == CLAUSE_REQUIRE && outside != NODE_NONE) {
        return rules_node(r, NODE_OR, outside, c->condition, &c->goal, e);
    }
    c->goal = c->info.verb == CLAUSE_REQUIRE ? c->condition : outside;
    return true;
}

enum stands { ELSEWHERE, OTHERS, HERE };

/* Whether an order stands against this agreement; OTHERS: against a recipient
 * who is not the agreement's, but to whom it might be put to use. */
static enum stands against(const struct rules *r, const struct order *o, bool *named)
{
    enum stands stands = o->against_count == 0 || !r->has_agreement ? HERE : ELSEWHERE;
    for (size_t i = 0; i < o->against_count && stands != HERE; i++) {
        struct span name = o->against[i].name.text;
        if (o->against[i].recipient) {
            stands = span_equal_nocase(name, r->agreement.info.recipient) ? HERE : OTHERS;
        } else if (span_equal(name, r->agreement.id.text)) {
            stands = HERE;
            *named = true;
        }
    }
    return stands;
}

/* --- populations --- */

static void place_population(struct rules *r, uint32_t node, uint8_t fact)
{
    struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM && n->fact == FACT_POPULATION) {
        n->fact = fact;
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        place_population(r, c, fact);
    }
}

/* The place of this name, or the first that is free; POPULATIONS: none is left. */
static unsigned population_place(const struct rules *r, struct span name)
{
    unsigned i = 0;
    while (i < POPULATIONS && r->population[i].len > 0 && !span_equal(r->population[i], name)) {
        i++;
    }
    return i;
}

static void place_both(struct rules *r, uint32_t a, uint32_t b, unsigned place)
{
    uint32_t roots[] = {a, b};
    for (unsigned k = 0; k < 2; k++) {
        if (roots[k] != NODE_NONE) {
            place_population(r, roots[k], (uint8_t)(FACT_POPULATION_1 + place));
        }
    }
}

/* The phrase of a clause asks the place of the population that it names. Where no
 * place is left it asks what nobody knows, so that the clause bites. */
static void name_population(struct rules *r, const struct clause *c)
{
    unsigned i = population_place(r, c->population);
    if (i < POPULATIONS && c->population.len > 0) {
        r->population[i] = c->population;
        place_both(r, c->when, c->condition, i);
    }
}

static bool check_clause(struct rules *r, struct clause *c, struct error *e)
{
    if (c->order == INDEX_NONE && !r->has_agreement) {
        bool done = rules_refuse(r, c->id.place, e, "rules.agreement",
                                 "%.*s belongs to no agreement", SPAN_ARGS(c->id.text));
        error_hint(e, "give the agreement too, or make it an order");
        return done;
    }
    enum stands stands = c->order == INDEX_NONE ? HERE : against(r, &r->order[c->order], &c->named);
    c->narrowed = stands == OTHERS && c->info.verb != CLAUSE_SUSPEND;
    c->elsewhere = stands != HERE && !c->narrowed;
    name_population(r, c);
    return check_clause_levels(r, c, e) && check_dates(r, c, e) && set_goal(r, c, e);
}

/* --- names of clauses --- */

static bool check_names(const struct rules *r, struct dictionary *ids, struct error *e)
{
    for (size_t i = 0; i < r->clauses; i++) {
        const struct clause *c = &r->clause[i];
        uint32_t id;
        if (!dictionary_add(ids, c->id.text, &id, e)) {
            return false;
        }
        if (id != i) {
            const struct clause *other = &r->clause[id];
            bool done = rules_refuse(
                r, c->id.place, e, "rules.name", "the name %.*s is taken by line %u%s",
                SPAN_ARGS(c->id.text), other->id.place.line,
                other->info.file == c->info.file ? "" : " of another file");
            error_hint(e, "give it another name");
            return done;
        }
    }
    return true;
}

static bool unknown_clause(const struct rules *r, const struct name *name, struct error *e)
{
    struct nearest n = {.want = name->text};
    for (size_t i = 0; i < r->clauses; i++) {
        nearest_try(&n, r->clause[i].id.text);
    }
    bool done = rules_refuse(r, name->place, e, "rules.clause",
                             "there is no clause or order %.*s", SPAN_ARGS(name->text));
    nearest_hint(&n, e, "name a clause of the agreement, or another order");
    return done;
}

static bool check_targets(const struct rules *r, const struct dictionary *ids, struct error *e)
{
    for (size_t i = 0; i < r->clauses; i++) {
        struct clause *c = &r->clause[i];
        uint32_t id;
        if (c->info.verb != CLAUSE_SUSPEND) {
            continue;
        }
        if (dictionary_find(ids, c->target.text, &id)) {
            c->target_index = id;
        } else if (!lenient(r, c)) {
            return unknown_clause(r, &c->target, e);
        } else {
            c->elsewhere = c->elsewhere || r->has_agreement;
        }
    }
    return true;
}

static bool check_list(const struct rules *r, const struct name *names, size_t count,
                       const struct dictionary *ids, size_t **out, size_t *found, struct error *e)
{
    *out = arena_array(r->arena, count, sizeof **out, e);
    if (*out == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t id;
        if (dictionary_find(ids, names[i].text, &id)) {
            (*out)[(*found)++] = id;
        } else if (r->has_agreement) {
            return unknown_clause(r, &names[i], e);
        }
    }
    return true;
}

/* What a reading takes in must be a clause that acts in readings alone, else
 * `with` would say what holds anyway. */
static bool check_reading(const struct rules *r, struct reading *g,
                          const struct dictionary *ids, struct error *e)
{
    if (!check_list(r, g->without, g->without_count, ids, &g->left_out, &g->left_out_count, e) ||
        !check_list(r, g->with, g->with_count, ids, &g->taken_in, &g->taken_in_count, e)) {
        return false;
    }
    for (size_t i = 0; i < g->taken_in_count; i++) {
        const struct clause *c = &r->clause[g->taken_in[i]];
        if (!c->only) {
            bool done = rules_refuse(r, g->name.place, e, "rules.reading",
                                     "the reading takes in %.*s, which acts anyway",
                                     SPAN_ARGS(c->id.text));
            error_hint(e, "remove it from 'with', or add to the clause: only in readings");
            return done;
        }
    }
    return true;
}

static bool check_readings(const struct rules *r, const struct dictionary *ids, struct error *e)
{
    for (size_t i = 0; i < r->readings; i++) {
        struct reading *g = &r->reading[i];
        if (rules_reading_find(r, g->name.text) != i) {
            bool done = rules_refuse(r, g->name.place, e, "rules.name",
                                     "there is another reading of this name");
            error_hint(e, "give it another name");
            return done;
        }
        if (span_is(g->name.text, "all clauses")) {
            bool done = rules_refuse(r, g->name.place, e, "rules.name", "no reading can be called \"all clauses\"");
            error_hint(e, "give it another name: that is what the text without a reading is called");
            return done;
        }
        if (!check_reading(r, g, ids, e)) {
            return false;
        }
    }
    return true;
}

/* --- invariants --- */

/* What stands before the first "/" of a name. */
static struct span family(struct span name)
{
    struct span rest = name, part;
    return span_cut(&rest, '/', &part) ? part : name;
}

/* A name that no source has is that of an order to come, which `while` may well
 * be about; but not where a clause of the agreement has nearly the same name, or
 * one of the same family. */
static bool absent_order(const struct rules *r, struct span name)
{
    enum { SHORT = 5 }; /* names of fewer letters are near to too much */
    for (size_t i = 0; i < r->clauses; i++) {
        const struct clause *c = &r->clause[i];
        bool near = name.len >= SHORT && span_distance(c->id.text, name, 1) <= 1;
        if (c->order == INDEX_NONE && (near || span_equal(family(c->id.text), family(name)))) {
            return false;
        }
    }
    return true;
}

static bool check_during(const struct rules *r, struct invariant *i,
                         const struct dictionary *ids, struct error *e)
{
    uint32_t id;
    i->clause = INDEX_NONE;
    if (i->during.text.at != NULL && dictionary_find(ids, i->during.text, &id)) {
        i->clause = id;
    } else if (i->during.text.at != NULL && r->has_agreement &&
               !absent_order(r, i->during.text)) {
        return unknown_clause(r, &i->during, e);
    }
    return true;
}

static bool check_invariant(struct rules *r, struct invariant *i, const struct dictionary *ids,
                            struct error *e)
{
    /* An invariant takes no place: one that no clause names is a population of nobody known. */
    unsigned place = population_place(r, i->population);
    if (i->population.len > 0 && place < POPULATIONS && r->population[place].len > 0) {
        place_both(r, i->when, i->unless, place);
    }
    i->level = level_find(&r->levels, i->never.text);
    if (i->level == r->levels.count) {
        i->level = 1; /* without an agreement nothing is ever given */
        if (r->has_agreement) {
            return unknown_level(r, &i->never, e);
        }
    }
    if (i->level == LEVEL_NONE) {
        bool done = rules_refuse(r, i->never.place, e, "rules.level",
                                 "level 'none' cannot be ruled out: it gives nothing");
        error_hint(e, "name the lowest level that must not be given");
        return done;
    }
    return check_during(r, i, ids, e);
}

static bool check_invariants(struct rules *r, const struct dictionary *ids, struct error *e)
{
    for (size_t i = 0; i < r->invariants; i++) {
        struct invariant *v = &r->invariant[i];
        for (size_t k = 0; k < i; k++) {
            if (span_equal(r->invariant[k].name.text, v->name.text)) {
                bool done = rules_refuse(r, v->name.place, e, "rules.name",
                                         "there is another invariant of this name");
                error_hint(e, "give it another name");
                return done;
            }
        }
        if (!check_invariant(r, v, ids, e)) {
            return false;
        }
    }
    return true;
}

/* --- suspensions and dates of the whole --- */

static bool check_circles(const struct rules *r, struct error *e)
{
    bool *acts = memory_new(r->clauses, sizeof *acts, e), round = false;
    size_t circle = 0;
    bool done = acts != NULL && rules_suspend(r, acts, &circle, &round, e);
    memory_free(acts);
    if (!done || !round) {
        return done;
    }
    const struct clause *c = &r->clause[circle];
    done = rules_refuse(r, c->id.place, e, "rules.circle",
                        "%.*s suspends itself, through others", SPAN_ARGS(c->id.text));
    error_hint(e, "remove one of the suspensions of the circle");
    return done;
}

static bool check_agreement(const struct rules *r, struct error *e)
{
    const struct agreement *a = &r->agreement;
    if (!r->has_agreement || a->info.until > a->info.from) {
        return true;
    }
    bool done =
        rules_refuse(r, a->id.place, e, "rules.dates", "the agreement ends before it begins");
    error_hint(e, "put its dates in order");
    return done;
}

static bool check_all(struct rules *r, struct dictionary *ids, struct error *e)
{
    if (!check_agreement(r, e) || !check_levels(r, e) || !check_names(r, ids, e)) {
        return false;
    }
    for (size_t i = 0; i < r->clauses; i++) {
        if (!check_clause(r, &r->clause[i], e)) {
            return false;
        }
    }
    return check_targets(r, ids, e) && check_circles(r, e) && check_readings(r, ids, e) &&
           check_invariants(r, ids, e);
}

bool rules_check(struct rules *r, struct error *e)
{
    struct dictionary *ids;
    if (!dictionary_new(&ids, e)) {
        return false;
    }
    bool done = check_all(r, ids, e);
    dictionary_free(ids);
    return done;
}
