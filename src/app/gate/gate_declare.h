/* gate_declare.h: a declaration in the making.
 *
 *   gate_declare.c           the statement as a whole; both forms of it; checked again later
 *   gate_declare_figures.c   a figure: its value, its definition, what it counts
 *   gate_declare_batch.c     what is said of a batch
 *   gate_declare_finding.c   what is said of a finding or an audit
 *   gate_declare_since.c     what happened since, counted from entries of whatever type
 *   gate_declare_acts.c      agreement, recipient, approvals, orders, the acts in their order
 *   gate_declare_paper.c     the statement as a paper
 *
 * (1) A statement is a function of a prefix of the ledger, the documents that its entries commit to, and the files
 *     that those name by their hash. It holds no instant of its own making, so that making it again gives the same bytes.
 * (2) The paper is made from the statement and from nothing else.
 */
#ifndef APP_GATE_GATE_DECLARE_H
#define APP_GATE_GATE_DECLARE_H

#include "app/gate/gate_internal.h"

/* What takes long, counted once for both looks of a check. */
struct counted {
    bool leaves, rows;
    uint64_t answers[ANSWER_COUNT];
    struct funnel funnel;
};

struct declaring {
    struct gate *g;
    const char *of;    /* "b1", "f1", "past1" */
    uint64_t size;     /* of the prefix */
    struct counted *counted;
    json_t *out;       /* the statement */
    json_t *figures;   /* of it; borrowed */
    json_t *files;     /* likewise */
    /* the acts that belong to the matter, by the chain of their parents */
    char (*ids)[GATE_ID];
    size_t id_count, id_cap;
    uint64_t begins;   /* index of the entry that it is about */
    char agreement[GATE_ID], recipient[GATE_ID];
    uint64_t released, handed; /* index of the release, of the first handover; UINT64_MAX: none */
};

/* --- gate_declare_figures.c --- */

/* Adds {id, name, value, definition, command, counts, entries}; takes the entries (NULL: memory has ended). */
must figure_add(struct declaring *d, const char *name, uint64_t value, const char *definition, const char *command,
                const char *counts, json_t *entries, struct error *e);

/* The figure of this name, or NULL. */
const json_t *figure_find(const json_t *statement, const char *name);

/* A number in the private document, or the public entry, of an act. */
must figure_of_act(struct declaring *d, const char *name, const struct found *act, const json_t *in, const char *field,
                   const char *definition, struct error *e);

/* A file that is spoken of; nothing where the hash is empty. */
must declare_file(struct declaring *d, const char *what, const char *hash, struct error *e);

/* gate_each over the prefix. parent NULL: any. */
must declare_each(struct declaring *d, const char *type, const char *parent,
                  must (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx, struct error *e);

/* The last act of the type in the prefix; subject NULL: any. Owned. */
must declare_last(struct declaring *d, const char *type, const char *subject, struct found *out, bool *found,
                  struct error *e);

/* Adds a member to an object, which takes it. */
must declare_set(json_t *to, const char *key, json_t *value, struct error *e);
must declare_push(json_t *to, json_t *value, struct error *e);

/* {"entry", "time"} of an act. */
json_t *declare_place(const struct found *f);

/* --- the parts --- */

must declare_batch(struct declaring *d, struct error *e);
must declare_finding(struct declaring *d, const char *type, struct error *e);
must declare_since(struct declaring *d, struct error *e);

/* Which acts belong to the matter: those whose parent is `of`, or does. */
must declare_belongings(struct declaring *d, struct error *e);
bool declare_belongs(const struct declaring *d, struct span id);

must declare_agreement(struct declaring *d, const char *number, struct error *e);
must declare_recipient(struct declaring *d, const char *number, struct error *e);
must declare_approvals(struct declaring *d, const char *plan, struct error *e);
must declare_orders(struct declaring *d, struct error *e);
must declare_acts(struct declaring *d, struct error *e);

/* --- gate_declare_paper.c, gate_declare_words.c --- */

must declare_paper(struct paper **out, const json_t *statement, const char *hash, struct error *e);

#endif
