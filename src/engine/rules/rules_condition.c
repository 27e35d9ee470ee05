#include <stdio.h>

#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Conditions: from tokens to a tree, and back to text.
 *
 * The atoms are the phrases of record/facts.h, a closed list; some of them hold
 * the word "and" ("linkage by name and address is unique"), so a phrase is
 * looked for first, the longest first, and only then an operator. */

bool rules_node(struct rules *r, enum node_kind kind, uint32_t a, uint32_t b, uint32_t *out,
                struct error *e)
{
    if (!memory_grow((void **)&r->node, &r->nodes_cap, r->nodes, sizeof *r->node, e)) {
        return false;
    }
    *out = (uint32_t)r->nodes++;
    r->node[*out] = (struct node){.kind = (uint8_t)kind,
                                  .first = NODE_NONE,
                                  .last = NODE_NONE,
                                  .next = NODE_NONE,
                                  .previous = NODE_NONE};
    uint32_t children[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        if (children[i] != NODE_NONE) {
            rules_node_adopt(r, *out, children[i]);
        }
    }
    return true;
}

void rules_node_adopt(struct rules *r, uint32_t parent, uint32_t child)
{
    struct node *n = &r->node[parent];
    r->node[child].previous = n->last;
    if (n->last == NODE_NONE) {
        n->first = child;
    } else {
        r->node[n->last].next = child;
    }
    n->last = child;
}

/* How many tokens from the next one on are the words of the phrase; 0: they are
 * not. With `negated`, "not" must stand behind the "is" or "are". */
static size_t phrase_length(const struct parser *p, struct span phrase, bool negated)
{
    const struct token *t = p->token;
    struct span word;
    bool found = !negated;
    while (span_cut(&phrase, ' ', &word)) {
        if (t->kind != TOKEN_WORD || !span_equal(t->text, word)) {
            return 0;
        }
        t++;
        if (!found && (span_is(word, "is") || span_is(word, "are"))) {
            if (t->kind != TOKEN_WORD || !span_is(t->text, "not")) {
                return 0;
            }
            t++;
            found = true;
        }
    }
    return found ? (size_t)(t - p->token) : 0;
}

/* What was written, as far as a phrase of so many words would reach. */
static struct span words_here(const struct parser *p, struct span phrase)
{
    const struct token *t = p->token, *last = NULL;
    struct span word;
    while (span_cut(&phrase, ' ', &word) && t->kind == TOKEN_WORD &&
           t->line == p->token->line) {
        last = t++;
    }
    if (last == NULL) {
        return (struct span){0};
    }
    return (struct span){p->token->text.at,
                         (size_t)(last->text.at + last->text.len - p->token->text.at)};
}

static bool unknown_phrase(struct parser *p)
{
    struct nearest best = {0};
    for (size_t i = 0; i < p->phrase_count; i++) {
        struct nearest n = {.want = words_here(p, p->phrases[i].text)};
        nearest_try(&n, p->phrases[i].text);
        if (n.best.at != NULL && (best.best.at == NULL || n.distance < best.distance)) {
            best = n;
        }
    }
    struct span longest = words_here(p, SPAN_LITERAL("a b c"));
    bool done = longest.len == 0
                    ? parser_expected(p, "a condition")
                    : parser_refuse(p, "rules.phrase", "no fact is called '%.*s'",
                                    (int)(longest.len < 80 ? longest.len : 80), longest.at);
    nearest_hint(&best, p->e, "docs/language.md lists the phrases that a condition may use");
    return done;
}

/* phrase = a phrase of record/facts.h | the same with "is not" or "are not" . */
static bool parse_phrase(struct parser *p, uint32_t *out)
{
    size_t most = 0;
    bool negated = false;
    const struct phrase *found = NULL;
    for (int round = 0; round < 2; round++) { /* as it stands, then with "is not" */
        for (size_t i = 0; i < p->phrase_count; i++) {
            size_t n = phrase_length(p, p->phrases[i].text, round == 1);
            if (n > most) {
                most = n;
                found = &p->phrases[i];
                negated = round == 1;
            }
        }
    }
    if (found == NULL) {
        return unknown_phrase(p);
    }
    p->token += most;
    if (!rules_node(p->rules, NODE_ATOM, NODE_NONE, NODE_NONE, out, p->e)) {
        return false;
    }
    p->rules->node[*out].fact = found->fact;
    p->rules->node[*out].value = found->value;
    return !negated || rules_node(p->rules, NODE_NOT, *out, NODE_NONE, out, p->e);
}

/* negation = "not" negation | "(" condition ")" | phrase . */
static bool parse_negation(struct parser *p, uint32_t *out)
{
    bool open = p->token->kind == TOKEN_OPEN;
    if (!open && !parser_at(p, "not")) {
        return parse_phrase(p, out);
    }
    if (p->depth == NESTING_MOST) {
        bool done = parser_refuse(p, "rules.nesting", "conditions are nested more than %d deep",
                                  (int)NESTING_MOST);
        error_hint(p->e, "split the clause into several");
        return done;
    }
    p->depth++;
    p->token++;
    bool done = open ? rules_condition_parse(p, out) : parse_negation(p, out);
    p->depth--;
    if (!done || !open) {
        return done && rules_node(p->rules, NODE_NOT, *out, NODE_NONE, out, p->e);
    }
    if (!parser_take_kind(p, TOKEN_CLOSE)) {
        done = parser_expected(p, "')', 'and' or 'or'");
        error_hint(p->e, "close the parenthesis");
        return done;
    }
    return true;
}

/* One or more of `part` with `word` between; a node only for two and more. */
static bool parse_chain(struct parser *p, const char *word, enum node_kind kind,
                        bool (*part)(struct parser *, uint32_t *), uint32_t *out)
{
    uint32_t one, chain = NODE_NONE;
    if (!part(p, out)) {
        return false;
    }
    while (parser_take(p, word)) {
        if (!part(p, &one) || (chain == NODE_NONE &&
                               !rules_node(p->rules, kind, *out, NODE_NONE, &chain, p->e))) {
            return false;
        }
        rules_node_adopt(p->rules, chain, one);
        *out = chain;
    }
    return true;
}

/* conjunction = negation { "and" negation } . */
static bool parse_conjunction(struct parser *p, uint32_t *out)
{
    return parse_chain(p, "and", NODE_AND, parse_negation, out);
}

/* condition = conjunction { "or" conjunction } . */
bool rules_condition_parse(struct parser *p, uint32_t *out)
{
    return parse_chain(p, "or", NODE_OR, parse_conjunction, out);
}

/* --- back to text --- */

/* The length of the phrase up to and with its "is" or "are", where "not" can
 * stand behind it; 0: nowhere. */
static size_t verb_end(struct span phrase)
{
    struct span rest = phrase, word;
    while (span_cut(&rest, ' ', &word)) {
        if (span_is(word, "is") || span_is(word, "are")) {
            bool taken =
                rest.at != NULL && span_starts(rest, "not "); /* "is not residential" */
            return taken ? 0 : (size_t)(word.at + word.len - phrase.at);
        }
    }
    return 0;
}

/* An atom, with "not" behind its "is" or "are" where it has one. */
static bool format_atom(const struct node *n, bool negated, struct text *out, struct error *e)
{
    enum fact fact = fact_is_place((enum fact)n->fact) ? FACT_POPULATION : (enum fact)n->fact; /* the text names it */
    struct span phrase = span_of(fact_phrase(fact, n->value));
    size_t cut = negated ? verb_end(phrase) : 0;
    struct span rest = {phrase.at + cut, phrase.len - cut};
    return text_add(out, (struct span){phrase.at, cut}, e) &&
           (!negated || text_adds(out, cut == 0 ? "not " : " not", e)) &&
           text_add(out, rest, e);
}

static bool format_within(const struct rules *r, uint32_t node, struct text *out,
                          struct error *e)
{
    return text_addc(out, '(', e) && rules_condition_format(r, node, out, e) &&
           text_addc(out, ')', e);
}

/* Parentheses only where an `or` stands within an `and`, or either within a
 * `not`. Depth is bounded by NESTING_MOST. */
bool rules_condition_format(const struct rules *r, uint32_t node, struct text *out,
                            struct error *e)
{
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        return format_atom(n, false, out, e);
    }
    if (n->kind == NODE_NOT) {
        const struct node *child = &r->node[n->first];
        if (child->kind == NODE_ATOM) {
            return format_atom(child, true, out, e);
        }
        return text_adds(out, "not ", e) &&
               (child->kind == NODE_NOT ? rules_condition_format(r, n->first, out, e)
                                        : format_within(r, n->first, out, e));
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = r->node[c].next) {
        bool within = n->kind == NODE_AND && r->node[c].kind == NODE_OR;
        if ((c != n->first && !text_adds(out, n->kind == NODE_AND ? " and " : " or ", e)) ||
            !(within ? format_within : rules_condition_format)(r, c, out, e)) {
            return false;
        }
    }
    return true;
}
