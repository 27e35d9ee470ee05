/* gate_verifying.h: what the stranger's look knows while it goes through the
 * ledger, shared by the files of gate_verify.
 *
 *   gate_verify.c        the public files: ledger, row trees, totals
 *   gate_verify_entry.c  one entry: canonical, signed by whom it needs, in its place
 *   gate_verify_acts.c   what an entry adds to what is known, type by type
 *   gate_verify_remedy.c the same of recalls and incidents
 */
#ifndef APP_GATE_GATE_VERIFYING_H
#define APP_GATE_GATE_VERIFYING_H

#include "app/gate/gate_internal.h"

enum {
    MAKERS = 16,
    ANYBODY = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER,
    LAWYERS = ROLE_ADMIN | ROLE_COUNSEL,
};

struct known_key {
    char id[GATE_ID];
    unsigned roles;
    uint8_t public_key[ED25519_PUBLIC];
};

struct known_plan {
    char id[GATE_ID], batch[GATE_ID], document[HEX_256];
    char maker[MAKERS][GATE_ID], approver[2][GATE_ID]; /* who signed the plan or its batch; who approved */
    unsigned makers, approvals;
    char recipient[GATE_ID];
    bool released, disclosed;
};

struct known_batch {
    char id[GATE_ID];
    char maker[MAKERS][GATE_ID];
    unsigned makers;
    struct sha256 root;
    uint64_t rows, answers[ANSWER_COUNT];
};

/* An act that later ones name, or that there must not be twice. */
struct known_act {
    char type[GATE_ID], id[GATE_ID];
    bool answered; /* a service that was acknowledged, a hold that was lifted */
    char parent[GATE_ID];
    unsigned marks; /* a recall: how far it is */
    int64_t value;  /* a recall: rows that are open; an incident: its discovery */
};

struct verifying {
    const char *public_dir;
    struct gate_verify *out;
    const struct gate_progress *progress;
    struct known_key *keys;
    size_t key_count, key_cap;
    struct known_plan *plans;
    size_t plan_count, plan_cap;
    struct known_batch *batches;
    size_t batch_count, batch_cap;
    struct known_act *acts;
    size_t act_count, act_cap;
    instant last;
    bool halted;
    struct sha256 *root;        /* of the tree of the first n entries */
    size_t root_count, root_cap;
    struct sha256 frontier[64]; /* roots of the full subtrees, the largest first */
    uint64_t frontier_size;
};

/* --- gate_verify_entry.c --- */

/* ERROR_VERIFY that names the entry. */
must verify_wrong(struct error *e, uint64_t index, const char *what);

const struct known_key *verify_key(const struct verifying *v, const char *id);

/* The key of the n-th signature; "" where there is none. */
const char *verify_signed_by(const json_t *entry, size_t n);

/* Different people among the signers that hold one of the roles. */
unsigned verify_signers(const struct verifying *v, const json_t *entry, unsigned roles);

/* Checks one entry and adds it to what is known; ctx: struct verifying. */
must verify_entry(void *ctx, uint64_t index, struct span bytes, struct error *e);

/* --- gate_verify_acts.c --- */

/* NULL: none stands before. */
const struct known_batch *verify_batch_known(const struct verifying *v, const char *id);
struct known_plan *verify_plan(struct verifying *v, const char *id);
struct known_act *verify_act(struct verifying *v, const char *type, const char *id);

/* True when an act of this type and number stands before. */
bool verify_stands(struct verifying *v, const char *type, const char *id);

/* An act with a number of its own that was not given before. */
must verify_add_act(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* --- gate_verify_remedy.c --- */

must verify_add_recall(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_recall_step(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
unsigned verify_needed_for_recall_step(const struct verifying *v, const json_t *entry);
must verify_add_certificate(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_incident(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* A type of entry: who signs it, what it belongs to, what it adds. */
struct verify_kind {
    const char *type;
    unsigned roles;
    /* How many of them, different ones. */
    unsigned (*needed)(const struct verifying *v, const json_t *entry);
    /* Types, between blanks: the parent has to be an act of one of them that stands before it. NULL: not asked. */
    const char *under;
    bool alone; /* or there is no parent */
    must (*add)(struct verifying *v, json_t *entry, uint64_t index, struct error *e); /* or NULL */
};
extern const struct verify_kind verify_kinds[];
extern const size_t verify_kind_count;

#endif
