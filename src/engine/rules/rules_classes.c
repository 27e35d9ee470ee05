#include "engine/rules/rules_parts.h"

/* The classes of values that a condition can tell apart, and how a set of
 * values reads in the phrases of the language. Facts are few and their values
 * too: a set of values is a mask, bit v for value v and bit 0 for unknown. */

void rules_classify(struct column *c, enum fact fact, uint16_t named)
{
    struct class *rest = NULL;
    *c = (struct column){.fact = fact};
    for (unsigned v = 1; v <= fact_values(fact); v++) {
        bool own = (named >> v & 1) != 0;
        struct class *in = own ? NULL : rest;
        if (in == NULL) {
            in = &c->class[c->count++];
            *in = (struct class){.value = (uint8_t)v};
        }
        in->mask |= (uint16_t)(1u << v);
        rest = own ? rest : in;
    }
    c->class[c->count++] = (struct class){0};
}

void rules_named(const struct rules *r, uint32_t node, uint16_t named[FACT_COUNT])
{
    if (node == NODE_NONE) {
        return;
    }
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        named[n->fact] |= (uint16_t)(1u << n->value);
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        rules_named(r, c, named);
    }
}

/* --- phrases --- */

static unsigned ones(uint16_t mask)
{
    return (unsigned)__builtin_popcount(mask);
}

/* The phrase of a named population is that of all, with its name. */
static bool add_phrase(const struct span *population, struct text *t, enum fact fact, unsigned v,
                       struct error *e)
{
    if (!fact_is_place(fact)) {
        return text_adds(t, fact_phrase(fact, v), e);
    }
    return text_addf(t, e, "%s \"%.*s\"", fact_phrase(FACT_POPULATION, v),
                     SPAN_ARGS(population[fact - FACT_POPULATION_1]));
}

/* The phrases of the values of a mask with a word between. */
static bool add_phrases(const struct span *population, struct text *t, enum fact fact, uint16_t mask,
                        const char *between, struct error *e)
{
    bool first = true;
    for (unsigned v = 1; v <= fact_values(fact); v++) {
        if ((mask >> v & 1) == 0) {
            continue;
        }
        if ((!first && !text_adds(t, between, e)) || !add_phrase(population, t, fact, v, e)) {
            return false;
        }
        first = false;
    }
    return true;
}

/* What holds for certain: the values themselves, or, where that is shorter, the
 * others with `not`; "not" of the language is true of no unknown fact. */
static bool add_certain(const struct span *population, struct text *t, enum fact fact, uint16_t is,
                        uint16_t is_not, struct error *e)
{
    if (is_not == 0) {
        return text_addf(t, e, "%s: known", fact_name(fact));
    }
    if (ones(is) <= ones(is_not)) {
        return add_phrases(population, t, fact, is, " or ", e);
    }
    return text_adds(t, "not ", e) && add_phrases(population, t, fact, is_not, " and not ", e);
}

/* The fact's own name; of a population that has a place, the name that texts give it. */
static bool add_name(const struct span *population, struct text *out, enum fact fact, struct error *e)
{
    struct span name = fact_is_place(fact) ? population[fact - FACT_POPULATION_1] : (struct span){0};
    return name.len == 0 ? text_adds(out, fact_name(fact), e)
                         : text_addf(out, e, "population \"%.*s\"", SPAN_ARGS(name));
}

static bool add_values(const struct span *population, enum fact fact, uint16_t mask, struct text *out,
                       struct error *e)
{
    uint16_t all = (uint16_t)((1u << (fact_values(fact) + 1)) - 2);
    uint16_t is = mask & all, is_not = (uint16_t)(all & ~mask);
    if ((mask & 1) == 0) {
        return add_certain(population, out, fact, is, is_not, e);
    }
    if (is == 0) {
        return add_name(population, out, fact, e) && text_adds(out, ": unknown", e);
    }
    if (ones(is_not) <= ones(is)) {
        return is_not == 0 ? add_name(population, out, fact, e) && text_adds(out, ": any", e)
                           : text_adds(out, "not known: ", e) &&
                                 add_phrases(population, out, fact, is_not, " or ", e);
    }
    return add_phrases(population, out, fact, is, " or ", e) &&
           text_adds(out, " or ", e) && add_name(population, out, fact, e) && text_adds(out, ": unknown", e);
}

static bool add_cube(const struct span *population, const struct cube *cube, const char *between,
                     struct text *out, struct error *e)
{
    bool first = true;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        if (cube->mask[f] == 0) {
            continue;
        }
        if ((!first && !text_adds(out, between, e)) ||
            !add_values(population, (enum fact)f, cube->mask[f], out, e)) {
            return false;
        }
        first = false;
    }
    return !first || text_adds(out, "whatever the facts", e);
}

bool rules_values_text(const struct rules *r, enum fact fact, uint16_t mask, struct text *out,
                       struct error *e)
{
    return add_values(r->population, fact, mask, out, e);
}

bool rules_cube_text(const struct rules *r, const struct cube *cube, const char *between,
                     struct text *out, struct error *e)
{
    return add_cube(r->population, cube, between, out, e);
}

bool difference_cube_text(const struct difference *d, const struct cube *cube, const char *between,
                          struct text *out, struct error *e)
{
    return add_cube(d->population, cube, between, out, e);
}
