/* rules_diagram.h: decision diagrams over the facts that rules test: what
 * enumeration finds, without enumerating. Private to this room.
 *
 * A function gives each combination of classes of facts a number from 0 to 15.
 * It is a directed graph: a branch asks one fact and has a child for each class
 * of its values; a leaf is a number. On every way the facts come in the order of
 * the vocabulary, no branch has all children alike, and no branch stands twice:
 * so a function has one graph, and two functions are equal exactly when their
 * numbers (`uint32_t`) are (Bryant, "Graph-based algorithms for Boolean function
 * manipulation", 1986; with several values, Srinivasan, Kam, Malik, Brayton,
 * "Algorithms for discrete function manipulation", 1990).
 *
 * Yes and no are the numbers DIAGRAM_YES and DIAGRAM_NO, the highest and the
 * lowest, so that `and` is the lower and `or` the higher of two, of levels too.
 */
#ifndef ENGINE_RULES_RULES_DIAGRAM_H
#define ENGINE_RULES_RULES_DIAGRAM_H

#include "engine/rules/rules_parts.h"

enum {
    DIAGRAM_LEAVES = 16,     /* a leaf's number is its value */
    DIAGRAM_NO = 0,
    DIAGRAM_YES = 15,
    DIAGRAM_BRANCHES = 1 << 20, /* at most, of all functions of a diagram */
};

struct diagram;

/* named: of each fact the values that some condition will name. ERROR_FAILED. */
must diagram_new(struct diagram **out, const uint16_t named[FACT_COUNT], struct error *e);
void diagram_free(struct diagram *d);

/* All below fail with ERROR_INPUT "rules.prove.large" above DIAGRAM_BRANCHES. */

enum diagram_operation {
    DIAGRAM_LOWER = 1, /* the lower of two: and */
    DIAGRAM_HIGHER,    /* the higher of two: or */
    DIAGRAM_LESS,      /* yes where a < b; a < YES is `not a` */
    DIAGRAM_SAME,      /* yes where a = b */
};
must diagram_apply(struct diagram *d, enum diagram_operation operation, uint32_t a, uint32_t b,
                   uint32_t *out, struct error *e);

/* Yes where the condition (positive) or its negation is true in Kleene's logic;
 * NODE_NONE is nowhere true. All values that it names were named. */
must diagram_condition(struct diagram *d, const struct rules *r, uint32_t node, bool positive,
                       uint32_t *out, struct error *e);

/* The value for these facts. */
unsigned diagram_value(const struct diagram *d, uint32_t f, const struct facts *facts);

/* Of how many combinations of classes there are, those where f is not no. Exact: the whole
 * vocabulary has fewer than 2^64 combinations. */
uint64_t diagram_combinations(const struct diagram *d);
must diagram_count(const struct diagram *d, uint32_t f, uint64_t *out, struct error *e);

/* Ways through f that do not lead to no, classes with the same child taken
 * together: how many there are (saturating), and the first of them. */
must diagram_ways(const struct diagram *d, uint32_t f, uint64_t *out, struct error *e);
void diagram_cubes(const struct diagram *d, uint32_t f, struct cube *out, size_t most);

/* A combination where f, which is not no, is not no: the first class that leads there, known
 * classes first; what does not matter is unknown. *asked: the facts that were asked. */
void diagram_first(const struct diagram *d, uint32_t f, struct facts *out, struct cube *asked);

/* The fewest facts that would have to be different for f, which is not no, to be
 * not no, and the classes that they would have to have (mask 0: as it is). Of
 * equal ones that which keeps the earlier facts, then the first class. */
must diagram_nearest(const struct diagram *d, uint32_t f, const struct facts *facts,
                     struct cube *out, unsigned *count, struct error *e);

/* --- how it lies, for the files of rules_diagram*.c --- */

enum { DIAGRAM_VALUES = 16 };

struct branch {
    uint32_t child; /* where its children begin */
    uint32_t next;  /* of the same hash; 0: no more */
    uint8_t column;
};

struct diagram {
    struct column column[FACT_COUNT];
    uint8_t column_of[FACT_COUNT];                /* of a fact; FACT_COUNT: not asked */
    uint8_t class_of[FACT_COUNT][DIAGRAM_VALUES]; /* of a column: the class of a value */
    uint64_t all[FACT_COUNT + 1];                 /* combinations of the columns from this one on */
    unsigned columns;
    struct branch *branch;                        /* number DIAGRAM_LEAVES is the first */
    size_t branches, branches_cap;
    uint32_t *child;
    size_t children, children_cap;
    struct map *unique, *memo;
};

/* The column that a function asks first; for a leaf the one behind the last. */
static inline unsigned diagram_column(const struct diagram *d, uint32_t f)
{
    return f < DIAGRAM_LEAVES ? d->columns : d->branch[f - DIAGRAM_LEAVES].column;
}

static inline const uint32_t *diagram_children(const struct diagram *d, uint32_t f)
{
    return d->child + d->branch[f - DIAGRAM_LEAVES].child;
}

#endif
