/* gate_verifying.h: what the stranger's look knows while it goes through the
 * ledger, shared by the files of gate_verify.
 *
 *   gate_verify.c        the public files: ledger, row trees, totals
 *   gate_verify_entry.c  one entry: canonical, signed by whom it needs, in its place
 *   gate_verify_acts.c   what an entry adds to what is known, type by type
 *   gate_verify_remedy.c the same of recalls and incidents
 *   gate_verify_log.c    the log itself: its keys, witnesses, time stamps
 *   gate_verify_people.c the same of accountings and mailings
 */
#ifndef APP_GATE_GATE_VERIFYING_H
#define APP_GATE_GATE_VERIFYING_H

#include "app/gate/gate_internal.h"

enum {
    MAKERS = 16,
    APPROVERS = 16,
    ANYBODY = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER,
    LAWYERS = ROLE_ADMIN | ROLE_COUNSEL,
};

struct known_key {
    char id[GATE_ID];
    unsigned roles;
    uint8_t public_key[ED25519_PUBLIC];
    bool retired;
};

/* Who made something that has to be approved, and who approved it. */
struct known_hands {
    char maker[MAKERS][GATE_ID], approver[APPROVERS][GATE_ID];
    unsigned makers, approvals;
    unsigned counted; /* of the approvals, when it left: of keys that were not retired */
};

struct known_plan {
    char id[GATE_ID], batch[GATE_ID], document[HEX_256];
    struct known_hands hands; /* the makers of its batch among them */
    char recipient[GATE_ID];
    bool released, disclosed;
    uint64_t index; /* of the release's entry */
    char sample[GATE_ID]; /* "": none was drawn */
    uint64_t sample_rows, sample_stop;
    bool examined, stopped;
};

struct known_mailing {
    char id[GATE_ID], document[HEX_256];
    struct known_hands hands;
    uint64_t planned, sent, returned; /* letters */
    bool mailed;
};

struct known_batch {
    char id[GATE_ID];
    struct known_hands hands;
    struct sha256 root;
    uint64_t rows, answers[ANSWER_COUNT];
    uint64_t index; /* of its entry */
};

/* An act that later ones name, or that there must not be twice. */
struct known_act {
    char type[GATE_ID], id[GATE_ID];
    bool answered;  /* a service that was acknowledged, a suspension or a hold that was ended */
    char parent[GATE_ID];
    unsigned marks; /* a recall: how far it is */
    int64_t value;  /* a recall: rows that are open; an incident: its discovery */
};

/* The entry by which the log got another key; it is the last of the tree of `size`. */
struct known_rotation {
    uint64_t size;
    uint8_t before[ED25519_PUBLIC], public_key[ED25519_PUBLIC];
};

struct known_witness {
    char id[GATE_ID];
    struct witness key;
    bool removed;
};

struct known_stamp {
    char id[GATE_ID];
    uint64_t size;
    struct sha256 root, response, checkpoint;
    instant at;
};

struct verifying {
    const char *public_dir;
    const char *const *only; /* the row trees of these batches alone; NULL: each */
    size_t only_count;
    struct gate_verify *out;
    const struct gate_progress *progress;
    struct known_key *keys;
    size_t key_count, key_cap;
    struct known_plan *plans;
    size_t plan_count, plan_cap;
    struct known_batch *batches;
    size_t batch_count, batch_cap;
    struct known_mailing *mailings;
    size_t mailing_count, mailing_cap;
    struct known_act *acts;
    size_t act_count, act_cap;
    struct known_rotation *rotations;
    size_t rotation_count, rotation_cap;
    struct known_witness *witnesses;
    size_t witness_count, witness_cap;
    struct known_stamp *stamps;
    size_t stamp_count, stamp_cap;
    unsigned quorum;
    uint64_t covered; /* handed over under a quorum: witnesses have signed a ledger of this size at least */
    instant last;
    bool halted, silent; /* everything; notices to the people concerned */
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

/* Everyone who signed; 0 makers afterwards: more than there is room for. */
void verify_add_makers(struct known_hands *h, const json_t *entry);

/* True when an act of this type and number stands before. */
bool verify_stands(struct verifying *v, const char *type, const char *id);

/* How many different people, whose keys are not retired, approved it. */
unsigned verify_approvals(const struct verifying *v, const struct known_hands *h);

/* An act with a number of its own that was not given before. */
must verify_add_act(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* --- gate_verify_remedy.c --- */

must verify_add_recall(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_recall_step(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
unsigned verify_needed_for_recall_step(const struct verifying *v, const json_t *entry);
must verify_add_certificate(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_incident(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* --- gate_verify_log.c --- */

must verify_add_witness(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_quorum(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_stamp(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_rotation(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_retirement(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* The log as it was found: its checkpoint, and the files beside it. */
struct verify_log {
    const char *folder;
    struct checkpoint checkpoint;
    uint8_t public_key[ED25519_PUBLIC]; /* of `vkey` */
    struct text cosigned;               /* read before the checkpoint was: it is not newer. Empty: there is none */
};
must verify_log_open(struct verify_log *l, const char *folder, struct span vkey, struct error *e);
void verify_log_clear(struct verify_log *l);

/* When all entries are known: the keys lead from one to the next, and `trusted` (or NULL) is one of them; nothing
 * that witnesses signed is missing; each time stamp is of a checkpoint of this log. */
must verify_log_files(struct verifying *v, const struct verify_log *l, const uint8_t *trusted, struct error *e);

/* Opens a note that one of the log's keys signed, as it stood before entry `index`: the newest that did. name: the
 * origin. */
must verify_open_note(const struct verifying *v, const struct verify_log *l, uint64_t index, const char *name,
                      struct span note, uint8_t public_key[ED25519_PUBLIC], struct checkpoint *out, struct error *e);

/* --- gate_verify_people.c --- */

struct known_mailing *verify_mailing(struct verifying *v, const char *id); /* NULL: none stands before */
must verify_add_mailing(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_mailed(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_returned(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_account(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
must verify_add_suspension(struct verifying *v, json_t *entry, uint64_t index, struct error *e);

/* --- gate_verify_acts.c, the table --- */

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
