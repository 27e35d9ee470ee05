#include "engine/rules/rules_diagram.h"

#include <assert.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/memory.h"

/* Branches stand in one array, their children in another, both in the order in
 * which they were made.
 *
 * 1. A child has a lower number than its branch: leaves are 0 to 15.
 * 2. A child asks a later fact than its branch, or is a leaf.
 * 3. `unique` holds every branch by its hash; equal hashes are a chain.
 * 4. `memo` may be forgotten at any time: it only saves work.
 */

enum { CLASSES = FACT_MOST_VALUES + 1, MEMO_MOST = 1 << 20 };

/* --- making --- */

static void add_column(struct diagram *d, enum fact fact, uint16_t named)
{
    struct column *c = &d->column[d->columns];
    rules_classify(c, fact, named);
    d->column_of[fact] = (uint8_t)d->columns;
    for (unsigned v = 0; v < DIAGRAM_VALUES; v++) {
        d->class_of[d->columns][v] = (uint8_t)(c->count - 1); /* unknown */
    }
    for (size_t k = 0; k < c->count; k++) {
        for (unsigned v = 1; v < DIAGRAM_VALUES; v++) {
            if ((c->class[k].mask >> v & 1) != 0) {
                d->class_of[d->columns][v] = (uint8_t)k;
            }
        }
    }
    d->columns++;
}

bool diagram_new(struct diagram **out, const uint16_t named[FACT_COUNT], struct error *e)
{
    struct diagram *d = memory_new(1, sizeof *d, e);
    if (d == NULL) {
        return false;
    }
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        d->column_of[f] = FACT_COUNT;
        if (named[f] != 0) {
            add_column(d, (enum fact)f, named[f]);
        }
    }
    d->all[d->columns] = 1;
    for (unsigned i = d->columns; i-- > 0;) {
        d->all[i] = d->all[i + 1] * d->column[i].count;
    }
    if (!map_new(&d->unique, e) || !map_new(&d->memo, e)) {
        diagram_free(d);
        return false;
    }
    *out = d;
    return true;
}

void diagram_free(struct diagram *d)
{
    if (d != NULL) {
        map_free(d->unique);
        map_free(d->memo);
        memory_free(d->branch);
        memory_free(d->child);
        memory_free(d);
    }
}

/* What f is where this column has this class. */
static uint32_t where(const struct diagram *d, uint32_t f, unsigned column, size_t class)
{
    return diagram_column(d, f) == column ? diagram_children(d, f)[class] : f;
}

static bool add_branch(struct diagram *d, unsigned column, const uint32_t *child, uint32_t next,
                       uint32_t *out, struct error *e)
{
    size_t count = d->column[column].count;
    if (d->branches == DIAGRAM_BRANCHES) {
        bool done = fail(e, ERROR_INPUT, "rules.prove.large",
                         "the clauses are too entangled: a proof would take more than %d branches",
                         (int)DIAGRAM_BRANCHES);
        error_hint(e, "prove fewer clauses at a time: --reading NAME, or a smaller file");
        return done;
    }
    if (!memory_grow((void **)&d->branch, &d->branches_cap, d->branches, sizeof *d->branch, e)) {
        return false;
    }
    size_t first = d->children;
    for (size_t k = 0; k < count; k++) {
        if (!memory_grow((void **)&d->child, &d->children_cap, d->children, sizeof *d->child, e)) {
            d->children = first;
            return false;
        }
        d->child[d->children++] = child[k];
    }
    d->branch[d->branches] = (struct branch){(uint32_t)first, next, (uint8_t)column};
    *out = (uint32_t)d->branches++ + DIAGRAM_LEAVES;
    return true;
}

/* The branch with these children: the child itself where all are alike. */
static bool branch_of(struct diagram *d, unsigned column, const uint32_t *child, uint32_t *out,
                      struct error *e)
{
    size_t count = d->column[column].count, same = 1;
    uint64_t hash = column + 1;
    while (same < count && child[same] == child[0]) {
        same++;
    }
    if (same == count) {
        *out = child[0];
        return true;
    }
    for (size_t k = 0; k < count; k++) {
        hash = hash_join(hash, child[k]);
    }
    uint64_t *head = map_at(d->unique, hash, NULL, e);
    if (head == NULL) {
        return false;
    }
    for (uint32_t b = (uint32_t)*head; b != 0; b = d->branch[b - DIAGRAM_LEAVES].next) {
        if (diagram_column(d, b) == column &&
            memcmp(diagram_children(d, b), child, count * sizeof *child) == 0) {
            *out = b;
            return true;
        }
    }
    if (!add_branch(d, column, child, (uint32_t)*head, out, e)) {
        return false;
    }
    *head = *out;
    return true;
}

/* --- operations --- */

static uint32_t on_leaves(enum diagram_operation operation, uint32_t a, uint32_t b)
{
    switch (operation) {
    case DIAGRAM_LOWER:
        return a < b ? a : b;
    case DIAGRAM_HIGHER:
        return a > b ? a : b;
    case DIAGRAM_LESS:
        return a < b ? DIAGRAM_YES : DIAGRAM_NO;
    case DIAGRAM_SAME:
        return a == b ? DIAGRAM_YES : DIAGRAM_NO;
    }
    return DIAGRAM_NO;
}

/* The result where it needs no look at the branches. a <= b unless LESS. */
static bool at_once(enum diagram_operation operation, uint32_t a, uint32_t b, uint32_t *out)
{
    bool lower = operation == DIAGRAM_LOWER, higher = operation == DIAGRAM_HIGHER;
    if (a < DIAGRAM_LEAVES && b < DIAGRAM_LEAVES) {
        *out = on_leaves(operation, a, b);
    } else if (a == b) {
        *out = lower || higher ? a : operation == DIAGRAM_SAME ? DIAGRAM_YES : DIAGRAM_NO;
    } else if ((lower || higher) && (a == DIAGRAM_NO || a == DIAGRAM_YES)) {
        *out = (a == DIAGRAM_NO) == lower ? a : b;
    } else {
        return false;
    }
    return true;
}

static bool remember(struct diagram *d, uint64_t key, uint32_t value, struct error *e)
{
    if (map_count(d->memo) >= MEMO_MOST) {
        map_free(d->memo);
        d->memo = NULL;
        if (!map_new(&d->memo, e)) {
            return false;
        }
    }
    uint64_t *at = map_at(d->memo, key, NULL, e);
    if (at != NULL) {
        *at = value;
    }
    return at != NULL;
}

bool diagram_apply(struct diagram *d, enum diagram_operation operation, uint32_t a, uint32_t b,
                   uint32_t *out, struct error *e)
{
    if (operation != DIAGRAM_LESS && a > b) {
        uint32_t c = a;
        a = b;
        b = c;
    }
    if (at_once(operation, a, b, out)) {
        return true;
    }
    uint64_t key = (uint64_t)operation << 60 | (uint64_t)a << 30 | b;
    const uint64_t *known = map_find(d->memo, key);
    if (known != NULL) {
        *out = (uint32_t)*known;
        return true;
    }
    unsigned left = diagram_column(d, a), right = diagram_column(d, b);
    unsigned column = left < right ? left : right;
    uint32_t child[CLASSES];
    for (size_t k = 0; k < d->column[column].count; k++) {
        if (!diagram_apply(d, operation, where(d, a, column, k), where(d, b, column, k), &child[k],
                           e)) {
            return false;
        }
    }
    return branch_of(d, column, child, out, e) && remember(d, key, *out, e);
}

/* --- conditions --- */

/* `fact is v` is true for v alone, its negation for every other value that is known. */
static bool literal(struct diagram *d, const struct node *n, bool positive, uint32_t *out,
                    struct error *e)
{
    unsigned column = d->column_of[n->fact];
    uint32_t child[CLASSES];
    assert(column < d->columns);
    for (size_t k = 0; k < d->column[column].count; k++) {
        const struct class *c = &d->column[column].class[k];
        bool is = c->mask == 1u << n->value;
        child[k] = c->mask != 0 && is == positive ? DIAGRAM_YES : DIAGRAM_NO;
    }
    return branch_of(d, column, child, out, e);
}

bool diagram_condition(struct diagram *d, const struct rules *r, uint32_t node, bool positive,
                       uint32_t *out, struct error *e)
{
    *out = DIAGRAM_NO;
    if (node == NODE_NONE) {
        return true;
    }
    const struct node *n = &r->node[node];
    if (n->kind == NODE_ATOM) {
        return literal(d, n, positive, out, e);
    }
    if (n->kind == NODE_NOT) {
        return diagram_condition(d, r, n->first, !positive, out, e);
    }
    bool all = (n->kind == NODE_AND) == positive;
    *out = all ? DIAGRAM_YES : DIAGRAM_NO;
    /* From the last to the first: a long chain asks the later facts first, so
     * that each step adds above what is there. */
    for (uint32_t c = n->last; c != NODE_NONE; c = r->node[c].previous) {
        uint32_t part;
        if (!diagram_condition(d, r, c, positive, &part, e) ||
            !diagram_apply(d, all ? DIAGRAM_LOWER : DIAGRAM_HIGHER, *out, part, out, e)) {
            return false;
        }
    }
    return true;
}
