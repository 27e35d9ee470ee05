/* rules_reference_testing.h: a text of rules as a second reader understands it, for the reference decider. The reader
 * takes the canonical text line by line, trusts it, and shares no code with the engine, only the vocabulary of facts. */
#ifndef ENGINE_RULES_RULES_REFERENCE_TESTING_H
#define ENGINE_RULES_RULES_REFERENCE_TESTING_H

#include "engine/rules/rules_testing.h"

enum { CLAUSES = 64, NODES = 1024, READINGS = 16 };

struct node {
    char kind; /* '=' '!' '&' '|' */
    enum fact fact;
    unsigned value;
    int left, right;
};

struct said {
    char id[80], target[80], verb; /* g r f s c */
    bool order, only, never, stranger;
    int level, otherwise, when, condition; /* nodes, -1 none */
    instant from, until, reach;
    bool dated;
};

struct reading {
    char without[2000], with[2000]; /* " A, B," */
};

struct page {
    char levels[LEVEL_MOST][80], name[200], recipient[200], population[POPULATIONS][100];
    instant from, until;
    struct node node[NODES];
    struct said clause[CLAUSES];
    struct reading reading[READINGS];
    int level_count, nodes, clauses, readings, populations;
};

/* Owned; free() frees it. The text is cut up. The test fails where it is not understood. */
struct page *page_of(char *canonical);

#endif
