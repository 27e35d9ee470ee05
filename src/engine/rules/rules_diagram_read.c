#include "engine/rules/rules_diagram.h"

#include "base/map.h"

/* What a diagram says: values, counts, ways, the nearest. Each branch is looked
 * at once, whatever the number of ways that lead to it. */

unsigned diagram_value(const struct diagram *d, uint32_t f, const struct facts *facts)
{
    while (f >= DIAGRAM_LEAVES) {
        unsigned column = diagram_column(d, f);
        unsigned v = facts->value[d->column[column].fact];
        f = diagram_children(d, f)[d->class_of[column][v < DIAGRAM_VALUES ? v : 0]];
    }
    return f;
}

uint64_t diagram_combinations(const struct diagram *d)
{
    return d->all[0];
}

/* The first class with the same child. */
static size_t first_alike(const uint32_t *child, size_t class)
{
    size_t k = 0;
    while (child[k] != child[class]) {
        k++;
    }
    return k;
}

struct counting {
    const struct diagram *d;
    struct map *seen;
    bool ways; /* ways through the graph, not combinations */
};

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Of the columns from that of f on. */
static bool count_from(const struct counting *c, uint32_t f, uint64_t *out, struct error *e)
{
    const struct diagram *d = c->d;
    if (f < DIAGRAM_LEAVES) {
        *out = f != DIAGRAM_NO;
        return true;
    }
    const uint64_t *known = map_find(c->seen, f);
    if (known != NULL) {
        *out = *known;
        return true;
    }
    unsigned column = diagram_column(d, f);
    const uint32_t *child = diagram_children(d, f);
    uint64_t sum = 0;
    for (size_t k = 0; k < d->column[column].count; k++) {
        uint64_t one = 0;
        if (c->ways && first_alike(child, k) < k) {
            continue;
        }
        if (!count_from(c, child[k], &one, e)) {
            return false;
        }
        sum = c->ways ? plus(sum, one)
                      : sum + one * (d->all[column + 1] / d->all[diagram_column(d, child[k])]);
    }
    uint64_t *at = map_at(c->seen, f, NULL, e);
    if (at != NULL) {
        *at = *out = sum;
    }
    return at != NULL;
}

static bool count_all(const struct diagram *d, uint32_t f, bool ways, uint64_t *out,
                      struct error *e)
{
    struct counting c = {.d = d, .ways = ways};
    bool done = map_new(&c.seen, e) && count_from(&c, f, out, e);
    map_free(c.seen);
    return done;
}

bool diagram_count(const struct diagram *d, uint32_t f, uint64_t *out, struct error *e)
{
    if (!count_all(d, f, false, out, e)) {
        return false;
    }
    *out *= d->all[0] / d->all[diagram_column(d, f)];
    return true;
}

bool diagram_ways(const struct diagram *d, uint32_t f, uint64_t *out, struct error *e)
{
    return count_all(d, f, true, out, e);
}

/* The mask of a class as a cube has it: unknown is bit 0. */
static uint16_t cube_mask(const struct class *c)
{
    return c->mask == 0 ? 1 : c->mask;
}

struct collecting {
    const struct diagram *d;
    struct cube *out, way;
    size_t count, most;
};

static void collect(struct collecting *c, uint32_t f)
{
    const struct diagram *d = c->d;
    if (f == DIAGRAM_NO || c->count == c->most) {
        return;
    }
    if (f < DIAGRAM_LEAVES) {
        c->out[c->count++] = c->way;
        return;
    }
    const struct column *column = &d->column[diagram_column(d, f)];
    const uint32_t *child = diagram_children(d, f);
    for (size_t k = 0; k < column->count; k++) {
        if (first_alike(child, k) < k) {
            continue;
        }
        c->way.mask[column->fact] = 0;
        for (size_t j = k; j < column->count; j++) {
            c->way.mask[column->fact] |= child[j] == child[k] ? cube_mask(&column->class[j]) : 0;
        }
        collect(c, child[k]);
    }
    c->way.mask[column->fact] = 0;
}

void diagram_cubes(const struct diagram *d, uint32_t f, struct cube *out, size_t most)
{
    struct collecting c = {.d = d, .out = out, .most = most};
    collect(&c, f);
}

void diagram_first(const struct diagram *d, uint32_t f, struct facts *out, struct cube *asked)
{
    *out = (struct facts){0};
    *asked = (struct cube){0};
    while (f >= DIAGRAM_LEAVES) {
        const struct column *column = &d->column[diagram_column(d, f)];
        const uint32_t *child = diagram_children(d, f);
        size_t k = 0;
        while (child[k] == DIAGRAM_NO) {
            k++;
        }
        out->value[column->fact] = column->class[k].value;
        asked->mask[column->fact] = (uint16_t)(1u << column->class[k].value);
        f = child[k];
    }
}

/* --- the nearest --- */

enum { FAR = 255 };

struct near {
    const struct diagram *d;
    const struct facts *facts;
    struct map *seen;
};

static size_t present(const struct near *n, unsigned column)
{
    unsigned v = n->facts->value[n->d->column[column].fact];
    return n->d->class_of[column][v < DIAGRAM_VALUES ? v : 0];
}

static bool distance(const struct near *n, uint32_t f, uint64_t *out, struct error *e)
{
    if (f < DIAGRAM_LEAVES) {
        *out = f == DIAGRAM_NO ? FAR : 0;
        return true;
    }
    const uint64_t *known = map_find(n->seen, f);
    if (known != NULL) {
        *out = *known;
        return true;
    }
    unsigned column = diagram_column(n->d, f);
    uint64_t best = FAR;
    for (size_t k = 0; k < n->d->column[column].count; k++) {
        uint64_t one;
        if (!distance(n, diagram_children(n->d, f)[k], &one, e)) {
            return false;
        }
        one += k != present(n, column);
        best = one < best ? one : best;
    }
    uint64_t *at = map_at(n->seen, f, NULL, e);
    if (at != NULL) {
        *at = *out = best;
    }
    return at != NULL;
}

/* After distance(): the class that costs least. */
static size_t cheapest(const struct near *n, uint32_t f)
{
    unsigned column = diagram_column(n->d, f);
    const uint32_t *child = diagram_children(n->d, f);
    uint64_t best = FAR + 1, cost;
    size_t found = 0, here = present(n, column);
    for (size_t i = 0; i <= n->d->column[column].count; i++) {
        size_t k = i == 0 ? here : i - 1; /* as it is, then the others */
        cost = child[k] >= DIAGRAM_LEAVES ? *map_find(n->seen, child[k])
               : child[k] == DIAGRAM_NO   ? FAR
                                          : 0;
        cost += k != here;
        if (cost < best) {
            best = cost;
            found = k;
        }
    }
    return found;
}

bool diagram_nearest(const struct diagram *d, uint32_t f, const struct facts *facts,
                     struct cube *out, unsigned *count, struct error *e)
{
    struct near n = {.d = d, .facts = facts};
    uint64_t cost = 0;
    *out = (struct cube){0};
    bool done = map_new(&n.seen, e) && distance(&n, f, &cost, e);
    while (done && f >= DIAGRAM_LEAVES) {
        const struct column *column = &d->column[diagram_column(d, f)];
        size_t k = cheapest(&n, f);
        if (k != present(&n, diagram_column(d, f))) {
            out->mask[column->fact] = cube_mask(&column->class[k]);
        }
        f = diagram_children(d, f)[k];
    }
    *count = (unsigned)cost;
    map_free(n.seen);
    return done;
}
