#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Invariants: what a custodian wants proved of the rules. They decide nothing. */

/* "never" name */
static bool parse_never(struct parser *p, void *block)
{
    return parser_name(p, "the name of a level", &((struct invariant *)block)->never);
}

/* "when" condition */
static bool parse_when(struct parser *p, void *block)
{
    return rules_condition_parse(p, &((struct invariant *)block)->when);
}

/* "unless" condition */
static bool parse_unless(struct parser *p, void *block)
{
    return rules_condition_parse(p, &((struct invariant *)block)->unless);
}

/* "while" name "acts" */
static bool parse_while(struct parser *p, void *block)
{
    return parser_name(p, "the name of a clause or an order",
                       &((struct invariant *)block)->during) &&
           parser_expect(p, "acts");
}

/* "population" string */
static bool parse_population(struct parser *p, void *block)
{
    return parser_string(p, &((struct invariant *)block)->population);
}

/* "cites" string */
static bool parse_cites(struct parser *p, void *block)
{
    return parser_string(p, &((struct invariant *)block)->cites);
}

/* invariant = "invariant" string { statement } . */
bool rules_parse_invariant(struct parser *p)
{
    static const struct statement table[] = {
        {"never", parse_never, false}, {"when", parse_when, false},   {"unless", parse_unless, false},
        {"while", parse_while, false}, {"cites", parse_cites, false},
        {"population", parse_population, false},
    };
    struct rules *r = p->rules;
    if (r->invariants == INVARIANTS_MOST) {
        return parser_refuse(p, "rules.many", "there are more than %d invariants",
                             (int)INVARIANTS_MOST);
    }
    if (!memory_grow((void **)&r->invariant, &r->invariants_cap, r->invariants,
                     sizeof *r->invariant, p->e)) {
        return false;
    }
    struct invariant *i = &r->invariant[r->invariants++];
    *i = (struct invariant){.when = NODE_NONE, .unless = NODE_NONE, .clause = INDEX_NONE};
    struct statements s = {table, sizeof table / sizeof *table, NULL, i, "an invariant", 0};
    p->token++;
    i->name.place = parser_place(p);
    if (!parser_string(p, &i->name.text) || !parser_statements(p, &s)) {
        return false;
    }
    if (i->never.text.at == NULL || i->cites.len == 0) {
        bool level = i->never.text.at == NULL;
        bool done = rules_refuse(r, i->name.place, p->e, level ? "rules.invariant" : "rules.cites",
                                 "the invariant %s", level ? "rules nothing out" : "cites nothing");
        error_hint(p->e, "%s", level ? "add: never address" : "add: cites \"...\"");
        return done;
    }
    return true;
}
