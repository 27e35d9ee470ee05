#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Clauses and orders: an order is a clause with a paper. Each production stands
 * above the function that parses it. Names are only noted here; rules_check()
 * resolves them, so that order does not matter. */

struct act {
    struct clause *clause;
    struct order *order; /* NULL: a clause of the agreement */
    bool has_from, has_document;
};

/* "when" condition */
static bool parse_when(struct parser *p, void *block)
{
    struct act *act = block;
    if (act->clause->info.verb == CLAUSE_SUSPEND) {
        p->token--;
        bool done = parser_refuse(p, "rules.when",
                                  "a suspension has no 'when': it pauses the "
                                  "clause for every row");
        error_hint(p->e, "remove it");
        return done;
    }
    return rules_condition_parse(p, &act->clause->when);
}

/* "cites" string */
static bool parse_cites(struct parser *p, void *block)
{
    return parser_string(p, &((struct act *)block)->clause->info.cites);
}

/* "otherwise" name */
static bool parse_otherwise(struct parser *p, void *block)
{
    struct act *act = block;
    if (act->clause->info.verb != CLAUSE_REQUIRE) {
        p->token--;
        bool done =
            parser_refuse(p, "rules.otherwise", "only a requirement has an 'otherwise'");
        error_hint(p->e, "remove it");
        return done;
    }
    return parser_name(p, "the name of a level", &act->clause->otherwise);
}

/* [ "in" "force" ] "from" instant */
static bool parse_from(struct parser *p, void *block)
{
    struct act *act = block;
    act->clause->dated = true;
    return parser_instant(p, false, &act->clause->info.from);
}

static bool parse_in(struct parser *p, void *block)
{
    (void)block;
    if (!parser_expect(p, "force")) {
        return false;
    }
    return parser_at(p, "from") || parser_expected(p, "'from'");
}

static bool parse_end(struct parser *p, struct act *act, bool through)
{
    if (act->clause->ended) {
        p->token--;
        return parser_refuse(p, "rules.twice", "the end is stated twice");
    }
    act->clause->ended = true;
    return parser_instant(p, through, &act->clause->info.until);
}

/* "to" instant: a date is included */
static bool parse_to(struct parser *p, void *block)
{
    return parse_end(p, block, true);
}

/* "until" instant: it is not included */
static bool parse_until(struct parser *p, void *block)
{
    return parse_end(p, block, false);
}

/* "reaching" "back" "to" instant */
static bool parse_reaching(struct parser *p, void *block)
{
    struct act *act = block;
    act->clause->reaching = true;
    return parser_expect(p, "back to") && parser_instant(p, false, &act->clause->info.reach);
}

static bool against_item(struct parser *p, void *block)
{
    struct order *o = ((struct act *)block)->order;
    struct against one = {.recipient = parser_take(p, "recipient")};
    one.name.place = parser_place(p);
    if (!parser_string(p, &one.name.text) ||
        !memory_grow((void **)&o->against, &o->against_cap, o->against_count,
                     sizeof *o->against, p->e)) {
        return false;
    }
    o->against[o->against_count++] = one;
    return true;
}

/* "against" list of ( [ "recipient" ] string ) */
static bool parse_against(struct parser *p, void *block)
{
    return parser_list(p, against_item, block);
}

/* "court" string */
static bool parse_court(struct parser *p, void *block)
{
    return parser_string(p, &((struct act *)block)->order->court);
}

/* "docket" string */
static bool parse_docket(struct parser *p, void *block)
{
    return parser_string(p, &((struct act *)block)->order->docket);
}

/* "document" "sha256:" 64 hex digits */
static bool parse_document(struct parser *p, void *block)
{
    struct act *act = block;
    act->has_document = true;
    return parser_hash(p, act->order->document);
}

/* "population" string */
static bool parse_population(struct parser *p, void *block)
{
    return parser_string(p, &((struct act *)block)->clause->population);
}

/* "only" "in" "readings" */
static bool parse_only(struct parser *p, void *block)
{
    ((struct act *)block)->clause->only = true;
    return parser_expect(p, "in readings");
}

/* The condition of a requirement stands without a word before it. */
static bool requirement(struct parser *p, void *block, bool *taken)
{
    struct clause *c = ((struct act *)block)->clause;
    *taken = c->info.verb == CLAUSE_REQUIRE && c->condition == NODE_NONE;
    return !*taken || rules_condition_parse(p, &c->condition);
}

/* verb = "grant" name | "require" "for" name | "forbid" name | "compel" name | "suspend" name . */
static bool parse_verb(struct parser *p, struct act *act)
{
    struct clause *c = act->clause;
    bool order = act->order != NULL;
    if (!order && parser_take(p, "grant")) {
        c->info.verb = CLAUSE_GRANT;
        return parser_name(p, "the name of a level", &c->level);
    }
    if (parser_take(p, "require")) {
        c->info.verb = CLAUSE_REQUIRE;
        return parser_expect(p, "for") && parser_name(p, "the name of a level", &c->level);
    }
    if (parser_take(p, "forbid")) {
        c->info.verb = CLAUSE_FORBID;
        return parser_name(p, "the name of a level", &c->level);
    }
    if (order && parser_take(p, "suspend")) {
        c->info.verb = CLAUSE_SUSPEND;
        return parser_name(p, "the name of a clause or an order", &c->target);
    }
    if (order && parser_take(p, "compel")) {
        c->info.verb = CLAUSE_COMPEL;
        return parser_name(p, "the name of a level", &c->level);
    }
    bool done = parser_expected(p, order ? "'forbid', 'require for', 'compel' or 'suspend'"
                                         : "'grant', 'require for' or 'forbid'");
    error_hint(p->e, order
                         ? "an order lowers, compels, or suspends a clause; what it permits is a "
                           "clause of the agreement"
                         : "only an order suspends or compels");
    return done;
}

static bool new_clause(struct parser *p, struct clause **out)
{
    struct rules *r = p->rules;
    if (r->clauses == CLAUSES_MOST) {
        return parser_refuse(p, "rules.many", "there are more than %d clauses",
                             (int)CLAUSES_MOST);
    }
    if (!memory_grow((void **)&r->clause, &r->clauses_cap, r->clauses, sizeof *r->clause,
                     p->e)) {
        return false;
    }
    struct clause *c = &r->clause[r->clauses++];
    *c = (struct clause){.when = NODE_NONE,
                         .condition = NODE_NONE,
                         .goal = NODE_NONE,
                         .target_index = INDEX_NONE,
                         .order = INDEX_NONE};
    c->info.until = INSTANT_MAX;
    c->info.file = p->file;
    c->info.line = p->token->line;
    *out = c;
    return true;
}

static bool asks_population(const struct rules *r, uint32_t node)
{
    if (node == NODE_NONE) {
        return false;
    }
    const struct node *n = &r->node[node];
    bool asks = n->kind == NODE_ATOM && n->fact == FACT_POPULATION;
    for (uint32_t c = n->first; c != NODE_NONE && !asks; c = r->node[c].next) {
        asks = asks_population(r, c);
    }
    return asks;
}

/* What is missing of a clause or an order, once it was read. */
static bool complete(struct parser *p, const struct act *act)
{
    const struct clause *c = act->clause;
    bool order = act->order != NULL, grant = c->info.verb == CLAUSE_GRANT;
    const struct {
        bool missing;
        const char *code, *what, *hint;
    } wants[] = {
        {c->info.cites.len == 0, "rules.cites", "cites nothing", "add: cites \"...\""},
        {c->info.verb == CLAUSE_REQUIRE && c->condition == NODE_NONE, "rules.condition",
         "requires nothing", "add a condition, such as: name is complete"},
        {grant && c->when == NODE_NONE, "rules.when", "grants without a condition",
         "add: when recipient is party"},
        {order && !c->dated, "rules.dates", "does not say from when it binds",
         "add: from 2026-02-05T21:00Z"},
        {order && !act->has_document, "rules.document", "does not name its paper",
         "add: document sha256:..., the hash of the paper"},
        {c->population.len > 0 && !asks_population(p->rules, c->when) &&
             !asks_population(p->rules, c->condition),
         "rules.population", "names a population, but no condition of it asks for it",
         "add: when subject is in the population"},
        {!order && !c->dated && (c->ended || c->reaching), "rules.dates",
         "has an end or a reach but no beginning", "add: in force from 2026-02-27"},
    };
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        if (wants[i].missing) {
            bool done = rules_refuse(p->rules, c->id.place, p->e, wants[i].code, "%.*s %s",
                                     SPAN_ARGS(c->id.text), wants[i].what);
            error_hint(p->e, "%s", wants[i].hint);
            return done;
        }
    }
    return true;
}

static bool parse_act(struct parser *p, struct statements *s, struct act *act)
{
    if (!new_clause(p, &act->clause)) {
        return false;
    }
    p->token++;
    if (!parser_name(p, "a name such as AGR/1", &act->clause->id)) {
        return false;
    }
    act->clause->info.id = act->clause->id.text;
    return parse_verb(p, act) && parser_statements(p, s) && complete(p, act);
}

/* clause = "clause" name verb { statement | condition } . */
bool rules_parse_clause(struct parser *p)
{
    static const struct statement table[] = {
        {"when", parse_when, false},           {"cites", parse_cites, false},
        {"otherwise", parse_otherwise, false}, {"in", parse_in, false},
        {"from", parse_from, false},           {"to", parse_to, false},
        {"until", parse_until, false},         {"reaching", parse_reaching, false},
        {"population", parse_population, false}, {"only", parse_only, false},
    };
    struct act act = {0};
    struct statements s = {table, sizeof table / sizeof *table, requirement, &act, "a clause",
                           0};
    return parse_act(p, &s, &act);
}

/* order = "order" name verb { statement | condition } . */
bool rules_parse_order(struct parser *p)
{
    static const struct statement table[] = {
        {"when", parse_when, false},           {"cites", parse_cites, false},
        {"otherwise", parse_otherwise, false}, {"in", parse_in, false},
        {"from", parse_from, false},           {"to", parse_to, false},
        {"until", parse_until, false},         {"reaching", parse_reaching, false},
        {"against", parse_against, false},     {"court", parse_court, false},
        {"docket", parse_docket, false},       {"document", parse_document, false},
        {"population", parse_population, false},
    };
    struct rules *r = p->rules;
    if (!memory_grow((void **)&r->order, &r->orders_cap, r->orders, sizeof *r->order, p->e)) {
        return false;
    }
    struct act act = {.order = &r->order[r->orders++]};
    *act.order = (struct order){.clause = r->clauses};
    struct statements s = {table, sizeof table / sizeof *table, requirement, &act, "an order",
                           0};
    if (!parse_act(p, &s, &act)) {
        return false;
    }
    act.clause->order = r->orders - 1;
    act.clause->info.order = act.clause->id.text;
    return true;
}
