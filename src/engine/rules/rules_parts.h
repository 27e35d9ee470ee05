/* rules_parts.h: what the files of this room share: the parsed rules, the
 * token stream, and the steps from text to rules:
 *
 *   rules_scan      bytes -> tokens                      rules_lex.c
 *   rules_parse     tokens -> blocks                     rules_parse*.c
 *   rules_condition_parse   tokens -> condition          rules_condition.c
 *   rules_check     names -> numbers, dates, cycles      rules_check.c
 *   rules_format    rules -> canonical text, hash        rules_format.c
 *   rules_parse_layout      tokens -> layout             rules_layout*.c
 *
 * Everything lives in the arena of the rules, the copies of the sources
 * included, so that spans hold as long as the rules do.
 */
#ifndef ENGINE_RULES_RULES_PARTS_H
#define ENGINE_RULES_RULES_PARTS_H

#include "base/arena.h"
#include "base/map.h"
#include "engine/rules/rules.h"

enum {
    SOURCE_MOST = 1 << 20,  /* bytes of one source */
    CLAUSES_MOST = 4096,    /* clauses and orders of all sources */
    READINGS_MOST = 256,
    INVARIANTS_MOST = 256,
    NESTING_MOST = 64,      /* parentheses and `not` within one another */
    OFFICER_MOST = 200,     /* bytes of an officer's name */
};

#define NODE_NONE UINT32_MAX
#define INDEX_NONE SIZE_MAX

/* Where something stands; line and column from 1, columns in characters. */
struct place {
    size_t file;
    uint32_t line, column;
};

/* A name as it was used, and where. */
struct name {
    struct span text; /* .at is NULL where none was stated */
    struct place place;
};

enum node_kind { NODE_ATOM, NODE_NOT, NODE_AND, NODE_OR };

/* A condition is a tree of nodes by index; AND and OR have any number of
 * children, linked in both directions, so that a long chain is no deep tree. */
struct node {
    uint8_t kind;
    uint8_t fact, value;           /* of an atom: fact is value */
    uint32_t first, last;          /* children */
    uint32_t next, previous;       /* siblings */
};

struct clause {
    struct clause_info info;
    struct name id, level, otherwise;
    struct name target;            /* suspend: the clause that is paused */
    size_t target_index;           /* INDEX_NONE: no suspend, or its clause is in no source */
    uint32_t when, condition;      /* as written; NODE_NONE where absent */
    uint32_t goal;                 /* what must be true for a grant to count, and for a require or
                                      forbid not to bite; NODE_NONE: nothing will do */
    size_t order;                  /* INDEX_NONE: a clause of the agreement */
    struct span population;        /* whom `subject is in the population` is about; empty: not named */
    bool named;                    /* an order that names the agreement at hand */
    bool only;                     /* acts under readings that name it, and never else */
    bool narrowed;                 /* an order against a recipient who is not the agreement's: it is
                                      about rows for others alone */
    bool dated, ended, reaching;   /* what was stated of from, until, reach */
    bool elsewhere;                /* an order against other agreements than the one here */
};

struct against {
    struct name name;
    bool recipient; /* else an agreement */
};

struct order {
    struct against *against;
    size_t against_count, against_cap;
    struct span court, docket;
    uint8_t document[32];
    size_t clause;
};

struct reading {
    struct name name;
    struct name *without;
    size_t without_count, without_cap;
    struct name *with;
    size_t with_count, with_cap;
    size_t *left_out, *taken_in;   /* indexes of clauses, resolved */
    size_t left_out_count, taken_in_count;
    struct span cites;
};

/* What must never be: proved by rules_prove(), and without effect on decisions. */
struct invariant {
    struct name name;
    struct name never;             /* the level */
    unsigned level;
    uint32_t when, unless;         /* NODE_NONE where absent */
    struct span population;        /* whom `subject is in the population` is about; empty: not named */
    struct name during;            /* the clause after `while`; .at is NULL where absent */
    size_t clause;                 /* its index; INDEX_NONE: none, or an order to come */
    struct span cites;
};

struct level_gives {
    struct name level;
    uint32_t content;
};

/* Where the first statement of a word stands. */
struct stated {
    const char *word;
    uint32_t line;
};

enum { STATEMENTS_MOST = 32 }; /* words of one kind of block */

struct agreement {
    struct agreement_info info;
    struct stated stated[STATEMENTS_MOST];
    struct name id;
    struct span cites;
    bool dated, ended;
    struct place accounting_place, withheld_place[PURPOSES_MOST], suspended_place[STATEMENT_FORMS], notice_place;
    struct name level[LEVEL_MOST];
    size_t level_count;
    struct level_gives gives[LEVEL_MOST];
    size_t gives_count;
    struct span *officers;
    size_t officers_count, officers_cap;
    struct span *safeguards;       /* standards, by name */
    size_t safeguards_count, safeguards_cap;
    instant entered;
};

struct rules {
    struct arena *arena;
    struct span *file;             /* names of the sources */
    size_t files;
    bool has_agreement;
    struct agreement agreement;
    struct levels levels;
    struct node *node;
    size_t nodes, nodes_cap;
    struct clause *clause;
    size_t clauses, clauses_cap;
    instant *entered;              /* of each source */
    bool *stranger;                /* likewise */
    struct order *order;
    size_t orders, orders_cap;
    struct reading *reading;
    size_t readings, readings_cap;
    struct span population[POPULATIONS]; /* their names; .at NULL: place free */
    struct invariant *invariant;
    size_t invariants, invariants_cap;
    struct dictionary *officers;   /* folded names */
    uint8_t hash[32];
};

/* --- tokens --- */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_COMMA, TOKEN_LESS, TOKEN_OPEN, TOKEN_CLOSE };

struct token {
    struct span text; /* as it stands; a string without its quotes */
    uint32_t line, column;
    uint8_t kind;
};

/* The tokens of a text, TOKEN_END last; in the arena. `text` is borrowed by them. */
must rules_scan(struct rules *r, size_t file, struct span text, struct token **out, size_t *count,
                struct error *e);

/* --- parsing --- */

struct phrase {
    struct span text;
    uint8_t fact, value;
};

struct parser {
    struct rules *rules;
    size_t file;
    const struct token *token; /* the next one; never moves past TOKEN_END */
    const struct phrase *phrases;
    size_t phrase_count;
    unsigned depth;
    struct stated *stated;     /* where to note the statements of the block; or NULL */
    struct error *e;           /* carried here: every production can fail */
};

/* Fails with "file:line:column: ..." for ERROR_INPUT "rules.<code>". */
must rules_refuse(const struct rules *r, struct place at, struct error *e, const char *code,
                  const char *format, ...) PRINTF_LIKE(5, 6);

/* The same at the next token. */
must parser_refuse(struct parser *p, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);

/* "expected WHAT, found ..." at the next token. */
must parser_expected(struct parser *p, const char *what);

struct place parser_place(const struct parser *p);
bool parser_at(const struct parser *p, const char *word);   /* is it next? */
bool parser_take(struct parser *p, const char *word);       /* takes it where it is */
bool parser_take_kind(struct parser *p, enum token_kind kind);
must parser_expect(struct parser *p, const char *words);    /* one after another */
must parser_string(struct parser *p, struct span *out);     /* a text in quotes, escapes undone */
must parser_name(struct parser *p, const char *what, struct name *out);
must parser_instant(struct parser *p, bool through, instant *out);
must parser_hash(struct parser *p, uint8_t out[32]);        /* sha256:, and the digits */
must parser_list(struct parser *p, bool (*item)(struct parser *, void *), void *block);
must parser_begin(struct parser *p, struct rules *r, size_t file, struct span text, struct error *e);

/* One statement of a block. */
struct statement {
    const char *word;
    bool (*parse)(struct parser *p, void *block);
    bool again;                /* may be stated more than once */
};

/* The statements of a block, up to the next block. `other` is called for what
 * begins with no statement's word (NULL: an error). `seen` has a bit for each
 * statement of the table. */
struct statements {
    const struct statement *table;
    size_t count;
    bool (*other)(struct parser *p, void *block, bool *taken);
    void *block;
    const char *of;            /* "a clause" */
    uint32_t seen;
};
must parser_statements(struct parser *p, struct statements *s);
bool statements_seen(const struct statements *s, const char *word);

bool parser_at_block(const struct parser *p);

must rules_parse_agreement(struct parser *p); /* the next token is the block's word */

/* Statements of an agreement; block: struct agreement. */
bool rules_parse_accounting(struct parser *p, void *block);
bool rules_parse_notice(struct parser *p, void *block);

/* PURPOSE_IS_... */
must rules_parse_purpose(struct parser *p, unsigned *out);

/* A number from 1 to 9999 and a unit; example: of the whole statement. */
must rules_parse_units(struct parser *p, uint64_t *count, const char *example, enum retention_unit *unit);

/* Disclosures are withheld for purposes that the agreement is for. */
must rules_accounting_check(struct parser *p, const struct agreement *a);

must rules_parse_clause(struct parser *p);
must rules_parse_order(struct parser *p);
must rules_parse_invariant(struct parser *p);
must rules_condition_parse(struct parser *p, uint32_t *out);
must rules_condition_format(const struct rules *r, uint32_t node, struct text *out, struct error *e);

/* A text in quotes, behind `before`. */
must rules_format_string(struct text *out, const char *before, struct span s, struct error *e);

/* The canonical form of one block, with a blank line before all but the agreement. */
must rules_format_agreement(const struct rules *r, struct text *out, struct error *e);
must rules_format_clause(const struct rules *r, size_t index, struct text *out, struct error *e);
must rules_format_reading(const struct rules *r, size_t index, struct text *out, struct error *e);
must rules_format_invariant(const struct rules *r, size_t index, struct text *out, struct error *e);

/* A node beside the parsed ones, with up to two children (NODE_NONE: none). */
must rules_node(struct rules *r, enum node_kind kind, uint32_t a, uint32_t b, uint32_t *out,
                struct error *e);
/* Those statements, where they are made. */
must rules_format_accounting(const struct accounting *a, struct text *out, struct error *e);

void rules_node_adopt(struct rules *r, uint32_t parent, uint32_t child);

/* Resolves names, dates and suspensions; after it the rules can decide. */
must rules_check(struct rules *r, struct error *e);

/* --- layouts --- */

/* A layout as its statements say it, and where each stands; line 0: not stated. */
struct layout_draft {
    struct layout layout;
    struct place head, separator, identifier, answers;
    struct place column[LAYOUT_COLUMNS];
    struct place answer[ANSWER_PARTS];
};

enum { LAYOUT_RECORD = 65536 }; /* bytes of a record of fixed width, at most */

/* Refuses what does not go with the format or with one another; fills in the separator. */
must rules_layout_check(struct parser *p, struct layout_draft *d);

/* --- which clauses act --- */

/* For each clause whether it acts (in place): on entry, whether it would if
 * nothing were suspended. *round: suspensions go in a circle; *circle is then a
 * clause of it. */
must rules_suspend(const struct rules *r, bool *acts, size_t *circle, bool *round,
                   struct error *e);

/* Which would act if nothing were suspended: from the instants and the reading. */
void rules_dated(const struct rules *r, instant at, instant known, size_t reading, bool *acts);

/* The two together. */
must rules_acting(const struct rules *r, instant at, instant known, size_t reading, bool *acts,
                  struct error *e);

/* The same, and what lowers reaches back as in rules_moment_reaching. */
must rules_acting_reaching(const struct rules *r, instant at, instant known, size_t reading,
                           instant reach, bool *acts, struct error *e);

/* With `known`, the reading and the reach as they are, the same clauses act at
 * every instant from <= t < until as at `at`. */
void rules_acting_holds(const struct rules *r, instant at, instant reach, instant *from,
                        instant *until);

/* The instants from which on other clauses may act than before, rising, INSTANT_MIN the first; memory_free. */
must rules_edges(const struct rules *r, instant **out, size_t *count, struct error *e);

/* --- officers --- */

/* A name without case, accents written apart and blanks doubled; false when it
 * is longer than any name on a list may be. */
enum { FOLDED_SIZE = 4 * OFFICER_MOST * 4 };
bool rules_fold(struct span name, char out[FOLDED_SIZE], size_t *len);

/* --- classes of values --- */

/* Values of a fact that the same rules do not tell apart. */
struct class {
    uint8_t value; /* the first of its values; 0: unknown */
    uint16_t mask; /* all of them: bit v for value v; 0: unknown */
};

/* A fact that is tested, and its classes in the order of their first value. */
struct column {
    enum fact fact;
    size_t count; /* classes, unknown included, which is last */
    struct class class[FACT_MOST_VALUES + 1];
};

/* A value that an atom names (bit v of `named`) is a class of its own; all others are one. */
void rules_classify(struct column *c, enum fact fact, uint16_t named);

/* Adds the values that the atoms of a condition name; NODE_NONE adds nothing. */
void rules_named(const struct rules *r, uint32_t node, uint16_t named[FACT_COUNT]);

/* --- did you mean --- */

struct nearest {
    struct span want;
    struct span best; /* .at is NULL until something is near */
    size_t distance;
};

/* Offers a candidate; the first of the nearest is kept. */
void nearest_try(struct nearest *n, struct span candidate);

/* Adds the hint 'did you mean "..."?', or `otherwise` when nothing is near. */
void nearest_hint(const struct nearest *n, struct error *e, const char *otherwise);

#endif
