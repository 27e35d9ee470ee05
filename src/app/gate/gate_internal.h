/* gate_internal.h: what the files of this room share. */
#ifndef APP_GATE_GATE_INTERNAL_H
#define APP_GATE_GATE_INTERNAL_H

#include <jansson.h>

#include "app/gate/gate.h"
#include "app/store/store.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "engine/intake/intake.h"
#include "engine/ledger/ledger.h"
#include "engine/match/match.h"
#include "engine/registry/registry.h"
#include "engine/release/release.h"
#include "engine/rules/rules.h"
#include "engine/standard/standard.h"

enum { KEY_SIZE = 32, HEX_256 = 65, SEALS_MOST = 64 };

struct gate {
    char *dir;
    struct ledger *ledger; /* open to append between gate_begin and gate_end, else to read */
    bool begun;
    instant now;           /* of gate_begin: the instant of what is decided and entered until gate_end */
    struct store *store;
    struct act *acts;      /* all acts, as the store has them and the ledger proves them (gate_believe) */
    size_t act_count, act_cap;
    struct arena *act_text;
    uint8_t ledger_key[KEY_SIZE];
    uint8_t identifier_key[KEY_SIZE];
    struct age_identity seal[SEALS_MOST]; /* requests and package identities rest under the first; the rest opens */
    size_t seals;                         /*   what was sealed before a rotation */
    struct minisign_key release_key;
    struct gate_progress progress;
    unsigned threads;
    bool dry;                          /* do all but write */
    bool armored;                      /* age files that leave are text */
};

/* --- gate_custody.c --- */

/* Acts and keys alone: files of batches may not be there, and no erasure is finished. */
must gate_open_bare(struct gate **out, const char *dir, struct error *e);

/* ERROR_USAGE "init.exists" unless it is absent or empty. */
must folder_is_free(const char *dir, struct error *e);

/* DIR/format... */
must gate_path(const struct gate *g, char out[PATH_SIZE], struct error *e, const char *format, ...)
    PRINTF_LIKE(4, 5);
void gate_tick(const struct gate *g, const char *stage, uint64_t done, uint64_t total);

/* --- gate_keys.c: service keys --- */

/* 64 hex digits and LF in keys/NAME. */
must key_save(const struct gate *g, const char *name, const uint8_t *key, size_t n, struct error *e);
must key_load(const struct gate *g, const char *name, uint8_t *key, size_t n, struct error *e);

/* A new custody's; and those that are there. */
must gate_keys_make(struct gate *g, struct error *e);
must gate_keys_load(struct gate *g, struct error *e);

/* What comes in place of a key. */
struct next_key {
    uint8_t secret[KEY_SIZE];     /* of ledger and seal */
    struct minisign_key release;
    struct text name;             /* the public half as an entry has it; empty: there is none */
};

/* Made, and kept as keys/NAME.next unless the custody runs dry; next_key_clear also where it fails. */
must key_next_make(const struct gate *g, enum gate_key which, struct next_key *out, struct error *e);
void next_key_clear(struct next_key *k);

/* The public half of the key in force: base64 of the Ed25519 or X25519 key; of release the second line of the
 * .pub file. */
must key_public(const struct gate *g, enum gate_key which, struct text *out, struct error *e);

/* public/NAME: the minisign public key. */
must gate_release_pub(const struct gate *g, const char *name, struct error *e);

/* Under the lock of the ledger, which is open to append: does what is left of a rotation of its key that was
 * cut off, or takes away what one left that did not take place. */
must gate_rotation_settle(struct gate *g, struct error *e);

/* Opens the ledger to append, with the key of now: another process may have rotated it. */
must gate_ledger_take(struct gate *g, struct ledger **out, struct error *e);

/* --- gate_act.c: acts --- */

/* An act before it is entered. `entry` (public fields) and `document` (private,
 * may be NULL) are owned by the draft and gone after gate_append. */
struct draft {
    const char *type;
    char subject[GATE_ID];
    char parent[GATE_ID];
    json_t *entry;
    json_t *document;
};

/* Takes the one writer's lock and brings the store up to the ledger. What is
 * read between begin and end is the state that the append meets. */
must gate_begin(struct gate *g, struct error *e);
void gate_end(struct gate *g);

/* The same with what `look` saw still standing: it is called without the lock, so that no order waits for it, and again
 * where an act came in between; after many turns under the lock. */
must gate_begin_looked(struct gate *g, must (*look)(void *ctx, struct error *e), void *ctx, struct error *e);

/* The same for orders and halts: waits for the lock as long as it takes. */
must gate_begin_patiently(struct gate *g, struct error *e);

/* What others entered meanwhile: for who has waited for another lock. */
must gate_refresh(struct gate *g, struct error *e);

/* Signs, writes the documents, appends to the ledger (durable when it returns), adds to the store. Between
 * begin and end only. A clock behind the last entry holds everything. */
must gate_append(struct gate *g, struct draft *drafts, size_t count, struct signers by,
                 struct error *e);

/* The same for the entry by which the ledger gets another key. */
must gate_append_rotation(struct gate *g, struct draft *d, const uint8_t next[ED25519_SECRET],
                          struct signers by, struct error *e);
void gate_draft_clear(struct draft *d);

/* Now, for a decision or an act. A clock behind the last entry holds (I5): ERROR_HELD. */
must gate_now(struct gate *g, instant *now, struct error *e);

/* For who only looks: the clock's instant, or where it is behind that of the last entry. */
must gate_now_to_look(struct gate *g, instant *now, struct error *e);

/* False when the ledger could not be opened again after an act: nothing can be read any more. */
must gate_sees(const struct gate *g, struct error *e);

/* begin, append one, end. */
must gate_enter(struct gate *g, struct draft *d, struct signers by, struct error *e);

/* Brings the store up to the ledger. */
must gate_catch_up(struct gate *g, struct error *e);

/* Reads the store into memory and holds it against the ledger: ERROR_VERIFY unless it says exactly what the
 * ledger says. Whatever is asked of acts afterwards is answered from this memory, never from the file. */
must gate_believe(struct gate *g, struct error *e);

/* Copies an act into that memory. */
must gate_remember(struct gate *g, const struct act *a, struct error *e);

/* How many acts of a type there are; parent NULL: any. */
uint64_t gate_count(const struct gate *g, const char *type, const char *parent);

/* Verifies the whole ledger and visits each entry on the way. */
must gate_ledger_visit(struct gate *g,
                       must (*visit)(void *ctx, uint64_t index, struct span bytes, struct error *e),
                       void *ctx, struct error *e);

/* ERROR_VERIFY when more entries were seen before than the ledger holds. */
must gate_never_shrank(struct gate *g, uint64_t seen, uint64_t size, struct error *e);

/* An act as it stands, parsed. Owned; found_clear. */
struct found {
    uint64_t index;
    instant time;
    char subject[GATE_ID];
    char parent[GATE_ID];
    json_t *entry, *document; /* document NULL where there is none */
};
void found_clear(struct found *f);

/* One of g->acts, parsed. */
must act_parse(const struct act *a, struct found *out, struct error *e);

/* The last act of the type with this subject (NULL: with any); *found false when there is none. */
must gate_find(struct gate *g, const char *type, const char *subject, struct found *out,
               bool *found, struct error *e);
/* The same, but absence is ERROR_INPUT with a hint. */
must gate_get(struct gate *g, const char *type, const char *subject, struct found *out,
              struct error *e);
must gate_each(struct gate *g, const char *type, const char *parent,
               must (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx,
               struct error *e);

/* prefix + (number of acts of the type + 1): "p7". Between begin and end. */
must gate_next_id(struct gate *g, const char *type, const char *prefix, char out[GATE_ID],
                  struct error *e);

/* Texts and numbers of a JSON object; "" and 0 where absent. */
const char *json_text(const json_t *object, const char *key);
int64_t json_number(const json_t *object, const char *key);

/* Has jansson allocate by base/memory, so that a test build can make it fail as well; an act begins with
 * it. jansson goes on reading when the copy of a text could not grow, and the text has lost a letter: so after an
 * allocation that failed none succeeds until the next call, and no value can come of it. */
void json_take_memory(void);

/* Canonical bytes: sorted keys, no blanks. */
must json_canonical(const json_t *value, struct text *out, struct error *e);

/* The list with the value added, or NULL when either is NULL or memory ends; takes both. */
json_t *json_list_add(json_t *list, json_t *value);

/* The object with the value set, likewise. */
json_t *json_object_add(json_t *object, const char *key, json_t *value);

/* json_pack gave NULL: out of memory. */
must json_made(const json_t *value, struct error *e);

/* --- signer.c --- */

struct signer {
    uint8_t secret[ED25519_SECRET];
    uint8_t public_key[ED25519_PUBLIC];
    char id[GATE_ID];
};
must signer_key_id(const uint8_t public_key[ED25519_PUBLIC], char id[GATE_ID], struct error *e);
must signer_read_public(const char *path, uint8_t public_key[ED25519_PUBLIC], struct error *e);

/* --- gate_people.c --- */

/* enum gate_role bits of a person's entry. */
unsigned gate_roles_of(const json_t *entry);

/* At least `needed` different signers, each registered with one of the roles. ERROR_SIGNATURE. */
must gate_require(struct gate *g, struct signers by, unsigned roles, size_t needed, const char *act,
                  struct error *e);

/* Whether two keys are of one person: the same key, or registered under one name, the one after the other's retirement. */
must gate_same_person(struct gate *g, const char *key, const char *other, bool *same, struct error *e);

/* ERROR_SIGNATURE "signature.retired". */
must gate_not_retired(struct gate *g, struct signers by, struct error *e);

/* How many different people with one of the roles stand under an entry. That the signatures are good is
 * ledger_approvals' and verify's to find. */
must gate_signers(struct gate *g, const json_t *entry, unsigned roles, unsigned *count,
                  struct error *e);

/* --- gate_recipients.c --- */

/* By name or number; the last entry of it. */
must gate_recipient_find(struct gate *g, struct span name, struct found *out, struct error *e);

/* The age keys of a recipient's act, 1 to `most`. */
must recipient_keys(const struct found *f, uint8_t (*keys)[X25519_SIZE], size_t most, size_t *count,
                    struct error *e);

/* The key that its certificates are signed with; *has false where it gave none. */
must recipient_minisign(const struct found *f, uint8_t id[MINISIGN_ID], uint8_t key[ED25519_PUBLIC], bool *has,
                        struct error *e);

/* --- gate_population.c: whom an order covers --- */

struct population_list {
    char hash[HEX_256]; /* of the file that is kept */
    uint64_t people;
    uint64_t strangers; /* rows that name nobody whom the registry has */
};

/* Reads a CSV with a column person_id and keeps the keyed hashes of the ids; nothing is entered. */
must population_keep(struct gate *g, const char *path, struct population_list *out, struct error *e);

struct populations;
must populations_new(struct populations **out, const struct gate *g, struct error *e);
void populations_free(struct populations *p);

/* Adds a kept list to a place (0 to POPULATIONS - 1). ERROR_VERIFY when it was altered. */
must populations_add(struct populations *p, const struct gate *g, unsigned place, const char *hash,
                     struct error *e);

/* A keyed hash of a person_id; never 0 in fact. Kept of a person, it can be asked of lists that come later. */
must population_tag(const struct gate *g, struct span person_id, uint64_t *out, struct error *e);

/* The same for many: one tagger a thread, hmac_free. */
must population_tagger(struct hmac **out, const struct gate *g, struct error *e);
must population_tag_by(struct hmac *tagger, struct span person_id, uint64_t *out, struct error *e);

/* The values of the places' facts, two bits each from the lowest on; and those as facts. */
uint8_t populations_places(const struct populations *p, uint64_t tag);
void places_facts(uint8_t places, uint8_t value[FACT_COUNT]);

/* Fills the facts of the places that have a list; p NULL: none has. By several threads at once. */
must populations_facts(const struct populations *p, struct span person_id, struct facts *f,
                       struct error *e);

/* --- gate_register.c: rules in force --- */

/* The agreement's rules with every order that was entered. */
struct register_rules {
    struct rules *rules;
    char agreement[GATE_ID]; /* the custody's number: "agr1" */
    uint8_t hash[SHA256_SIZE];
    struct populations *populations; /* NULL: no order has a list */
};
must gate_rules(struct gate *g, const char *agreement, struct register_rules *out, struct error *e);

/* The register's texts with others in their place or beside them, for looking back alone: nothing may leave
 * by such rules, and the lists of populations are not opened. Texts are borrowed for the call. */
struct rules_wish {
    const char *agreement;  /* of the register: id or number; not asked for where there is a text */
    struct span text;       /* in its place; an order that it holds stands in place of the register's of that id */
    const char *name;       /* of the text, for messages */
    struct span order;      /* a file of orders beside the register's */
    const char *order_name;
    instant order_entered;
    bool since_ever;        /* the register's texts as if they had always been in it */
};
must gate_rules_as(struct gate *g, const struct rules_wish *w, struct register_rules *out,
                   struct error *e);
void gate_rules_clear(struct register_rules *r);
must gate_halted(struct gate *g, bool *halted, struct error *e);

/* ERROR_STALE while everything, or contact with the people concerned, is halted. */
must gate_contact_allowed(struct gate *g, struct error *e);
must rules_load(struct rules **out, const char *path, struct error *e); /* from a file */
must rules_load_all(struct rules **out, const char *const *paths, size_t count,
                    struct error *e); /* an agreement and its orders */

/* Enters the text of an order; name: for messages. */
must gate_order_enter(struct gate *g, const char *name, struct span text, const struct population_list *list,
                      struct signers by, char id[GATE_ID], struct gate_order_doubts *doubts, struct error *e);

/* The SHA-256 of a paper in hex: of the file, or as it is given: "sha256:...". */
must gate_paper(const char *paper, char hash[HEX_256], struct error *e);

/* --- gate_registry.c --- */

/* The generation that is in force: that of the last import in the ledger (the link registry/current is for
 * people). ERROR_INPUT "registry.none". */
must gate_registry_open(struct gate *g, struct registry **out, struct error *e);

/* True when the generation's hash is this one (hex). */
bool registry_is(const struct registry *r, const char *hash);

/* --- gate_rows.c: what is kept of each row --- */

/* Byte table in gate_rows.c and docs/formats/batch.md. */
struct row_record {
    struct facts facts;
    uint8_t outcome;      /* enum outcome */
    uint8_t level;
    uint8_t category;     /* enum category */
    uint8_t sufficiency;  /* enum sufficiency */
    uint8_t by_identifier, by_name_address; /* enum link_outcome */
    uint8_t correspondence;                 /* enum correspondence_level */
    bool erased;          /* what tells whom it is about is gone */
    uint32_t person;      /* index in the plan's generation, or PERSON_NOBODY */
    uint32_t leaf;        /* its place in the row tree */
    int32_t weight;       /* of the path that decided, hundredths of a bit */
    int32_t second;
    uint64_t payload;     /* first 8 bytes of the commitment to what is released: a changed record shows */
};

enum { FACTS_KEPT = 32 }; /* bytes of facts in a record on disk */

/* What a leaf commits to. */
struct row_commitments {
    struct sha256 row, inner, released;
};

/* *hash: SHA-256 of the records; the plan's document names it. */
must rows_save(const char *path, const struct row_record *rows, size_t count, struct sha256 *hash,
               struct error *e);
must rows_load(const char *path, struct row_record **rows, size_t *count, struct sha256 *hash,
               struct error *e);

/* --- gate_records.c: files of equal records --- */

enum { RECORDS_HEAD = 64, RECORD_MOST = 64 };

struct records {
    size_t size, count; /* bytes of one; size at most RECORD_MOST */
    void (*encode)(const void *all, size_t i, uint8_t *to); /* all `size` bytes of the i-th */
    const void *all;
};

/* Writes and syncs them; count and hash are put into the head, whose byte table stands in gate_records.c. */
must records_save(const char *path, const uint8_t head[RECORDS_HEAD], const struct records *r, struct sha256 *hash,
                  struct error *e);

/* --- gate_marks.c: what is kept of rows to know them again --- */

/* Equal rows, persons, officers have equal marks; 0: there is none. A row that could not be read has none at all. */
struct mark {
    uint64_t row, person, officer;
};

/* Secrets of the custody, derived from its identifier key. Wiped by whoever holds them. */
struct mark_keys {
    uint64_t seed;
    uint8_t block[AES_KEY];
};
must mark_keys_make(struct mark_keys *out, const uint8_t identifier_key[KEY_SIZE], struct error *e);

/* In memory only: marks of one seed. marks_seal makes of them what may be kept, and compared with other batches. */
struct mark mark_of(uint64_t seed, const struct row *row, const struct person *person);
must marks_seal(const struct mark_keys *k, struct mark *marks, size_t count, struct error *e);

/* Byte table in gate_marks.c. *hash: SHA-256 of the records; the plan's document names it. */
must marks_save(const char *path, const struct mark *marks, size_t count, struct sha256 *hash, struct error *e);
must marks_load(const char *path, struct mark **marks, size_t *count, struct sha256 *hash, struct error *e);

/* --- gate_judge.c: the request file on its own --- */

struct batch {
    struct intake *intake;
    struct standard *standard;
    size_t count;
    struct row_record *rows;
    uint64_t rejected;
    const struct mark_keys *mark_keys; /* NULL: marks are not kept; borrowed */
    struct mark *marks;                /* one a row, sealed, after batch_judge; NULL without keys */
};

/* By what a file is read and judged; each may be NULL. */
struct tables {
    const char *layout;    /* what the columns mean */
    const char *gazetteer; /* public table of ZIP, city and state */
    const char *points;    /* a source of delivery points: record/point.h */
};
must batch_open(struct batch *out, const char *requests, const struct tables *tables, enum intake_kind kind,
                struct error *e);
void batch_close(struct batch *b);

/* ERROR_INPUT when the request file has another hash now. */
must batch_unchanged(const struct batch *b, const uint8_t requests_hash[SHA256_SIZE],
                     const char *path, struct error *e);

struct slice;

/* What follows the judgement of a slice: `visit` by several threads at once, `after` (may be NULL) as in
 * batch_pass. The rows' records are made but for what only the file as a whole shows. */
struct judge_then {
    must (*visit)(void *ctx, const struct slice *s, const struct admitted *admitted,
                  struct error *e);
    must (*after)(void *ctx, size_t part, struct error *e);
    void *ctx;
};

/* Pass 1: every row judged from itself alone, then what only the file as a whole shows
 * (duplicates, over-used addresses, case-load). then: NULL: nothing. */
must batch_judge(struct batch *b, const struct rules *rules, const struct elements *required,
                 unsigned threads, const struct gate_progress *progress,
                 const struct judge_then *then, struct error *e);

/* One slice of a file in parallel. */
struct slice {
    size_t first;            /* index of rows[0] in the batch */
    size_t count;
    struct row *rows;        /* rows[i].line == 0: rejected */
    struct person *persons;  /* room for as many; made by slice_persons or by standard/ */
    struct arena *arena;     /* the worker's; dropped after the visit */
    unsigned worker;
    size_t part;             /* a place for what `after` is to take, 0 .. PASS_PARTS - 1 */
    const struct rejection *rejections; /* by rising row number */
    size_t rejected;
};

/* Puts the good rows of the slice in standard form. */
must slice_persons(const struct batch *b, const struct slice *s, struct error *e);

/* Why rows[i] of the slice could not be read; NULL for a good row. */
const struct rejection *slice_rejection(const struct slice *s, size_t i);

/* Where and what to do, in a sentence. */
enum { REJECTION_WORDS = 256 };
void rejection_words(const struct rejection *r, char out[REJECTION_WORDS]);

enum { PASS_PARTS = 16, PASS_WORKERS = 64 };

/* visit: on a slice, by several threads at once. after (may be NULL): on the part of each slice, in the
 * order of the file and one at a time, when it and all before it were visited. */
must batch_pass(struct batch *b, unsigned threads, const char *stage,
                const struct gate_progress *progress,
                must (*visit)(void *ctx, const struct slice *s, struct error *e),
                must (*after)(void *ctx, size_t part, struct error *e), void *ctx,
                struct error *e);

/* Reads a file and gives its persons to a builder, in the order of the file; no more of it is in
 * memory than the slices in flight. */
must batch_import(struct batch *b, struct registry_builder *builder, unsigned threads,
                  const char *stage, const struct gate_progress *progress, struct error *e);

/* Copies the person's texts into another arena, so that it outlives its slice. */
must person_keep(struct person *p, struct arena *arena, struct error *e);

enum { OVER_USED = 20 }; /* uses of one address in a batch that are still ordinary */

/* --- gate_mark_tally.c: counting marks --- */

/* What has to be looked for among earlier releases. */
struct history_need {
    bool repeated, probing, case_load;
};

/* Facts of a row; 0 for those that were not needed. */
struct past_facts {
    uint8_t duplicate, probing, case_load;
};

/* Counts a batch's rows (borrowed) with those of past ones. mark_tally_free also after mark_tally_new failed. */
struct mark_tally;
must mark_tally_new(struct mark_tally **out, const struct mark *marks, size_t count, struct history_need need,
               struct error *e);
void mark_tally_free(struct mark_tally *t);

/* Rows of a past batch. caps: bits of enum cap: of which case-loads they are part. */
must mark_tally_add(struct mark_tally *t, const struct mark *marks, size_t count, uint32_t caps, struct error *e);

/* A past batch whose rows are not known. */
void mark_tally_miss(struct mark_tally *t);

/* Once, at the end: out has a place for each row of the batch. */
void mark_tally_facts(struct mark_tally *t, const struct agreement_info *a, struct past_facts *out);

/* --- gate_history.c: earlier releases --- */

/* True when a cap counts more than the batch itself. */
bool caps_look_back(const uint64_t caps[CAPS]);

/* The instant from which on the caps count over another period than at `at`. */
instant caps_hold(const uint64_t caps[CAPS], instant at);

/* Rows that count for each cap at `at`, released under the agreement before the plan `own` was ("": before now). */
must history_used(struct gate *g, const char *agreement, const char *own, instant at, uint64_t used[CAPS],
                  struct error *e);

/* What the acting clauses ask of the past, and the agreement limits. */
struct history_need history_need(const struct moment *m, const struct agreement_info *a);
bool history_needed(struct history_need n);

struct history_of {
    const char *agreement; /* number */
    const char *own;       /* number of the plan, or "" while there is none */
    const struct agreement_info *info;
    struct history_need need;
    instant at;
};

/* *out: one for each row of the batch whose marks these are; owned. ERROR_VERIFY when a past file is another
 * than its plan names. */
must history_facts(struct gate *g, const struct history_of *of, const struct mark *marks, size_t count,
                   struct past_facts **out, struct error *e);

/* Puts what was needed in its place among the facts. */
void past_facts_add(const struct past_facts *p, struct history_need need, struct facts *f);

/* What earlier releases say, at an instant, of the rows of a plan; nothing where no acting clause asks. */
struct plan_past {
    struct history_need need;
    struct past_facts *facts; /* one a row, or NULL */
    struct mark *marks;       /* those that the facts were found by, or NULL */
};
struct plan;
must plan_past_open(struct plan_past *out, struct gate *g, const struct plan *p, const struct rules *rules,
                    const struct moment *m, const struct row_record *rows, size_t count, instant at,
                    struct error *e);
void plan_past_clear(struct plan_past *p);
void plan_past_add(const struct plan_past *p, size_t row, struct facts *f);

/* --- gate_context.c: facts of the whole batch --- */

struct context_of {
    const struct rules *rules;
    const char *agreement, *recipient; /* numbers */
    const char *purpose;
    const char *own;                   /* number of the plan, or "" */
    uint64_t rows;
    instant at;
};

struct context_of context_of_plan(const struct plan *p, const struct rules *rules, uint64_t rows, instant at);

/* Recipient, purpose, safeguards, quota at an instant. *until: from then on they, or the case-loads, may be others though
 * nothing is entered: a deadline, the end of a period. */
must context_facts(struct gate *g, const struct context_of *of, struct facts *out, instant *until,
                   struct error *e);

/* --- gate_safeguards.c --- */

/* True when the recipient has an open safeguard finding, with a corrective plan or without. */
must gate_safeguard_open(struct gate *g, const char *recipient, bool *open, struct error *e);

/* The fact at an instant, and until when it holds by itself. a: may be NULL: no review is due. */
must gate_safeguard_fact(struct gate *g, const char *recipient, const struct agreement_info *a, instant at,
                         uint8_t *fact, instant *until, struct error *e);

/* --- gate_facts.c --- */

/* What a linkage says as facts. */
void facts_of_linkage(const struct linkage *l, struct facts *f);
/* The flags of a person, and the populations that they belong to. */
must facts_of_person(const struct person *p, const struct populations *in, struct facts *f,
                     struct error *e);

enum gate_answer answer_of(const struct row_record *r);

/* The answer's texts as they go into a package. */
must answer_address(const struct address *a, struct text *line, struct error *e);

/* --- gate_leaves.c: commitments and the row tree --- */

/* One independent random key a row, on disk in batches/<id>/keys.bin; erasing it makes the row's commitments
 * meaningless. Salts are derived from it. */
struct row_keys {
    size_t count;
    uint8_t (*at)[KEY_SIZE];
};
must row_keys_make(struct row_keys *out, size_t count, struct error *e);
must row_keys_save(const struct row_keys *k, const char *path, struct error *e);
must row_keys_load(struct row_keys *out, const char *path, struct error *e);
void row_keys_clear(struct row_keys *k);

/* That of one row, numbered from 1; wiped by the caller. */
must row_key_load(const struct gate *g, const char *batch, uint64_t number, uint8_t key[KEY_SIZE],
                  struct error *e);

/* 32 zero bytes: the row was erased. */
bool row_key_erased(const uint8_t key[KEY_SIZE]);

/* What a row's commitments are to (docs/formats/batch.md), added to out; of a rejected row the first is empty. */
must row_message(const struct row *row, struct text *out, struct error *e);
must inner_message(const struct facts *facts, struct span level, struct span clauses, struct text *out,
                   struct error *e);

/* The salt of a label, "row", "inner" or "released": whoever has it can be shown that message and no other. */
must row_salt(struct hasher *h, const uint8_t key[KEY_SIZE], const char *label, struct sha256 *out,
              struct error *e);
must salted_commitment(struct hasher *h, const struct sha256 *salt, struct span message, struct sha256 *out,
                       struct error *e);

/* Makes commitments; one a thread. */
struct committer;
must committer_new(struct committer **out, struct error *e);
void committer_free(struct committer *c);
must commit_row(struct committer *c, const uint8_t key[KEY_SIZE], const struct row *row,
                struct sha256 *out, struct error *e);
must commit_inner(struct committer *c, const uint8_t key[KEY_SIZE], const struct facts *facts,
                  struct span level, struct span clauses, struct sha256 *out, struct error *e);
/* payload: what answer_payload wrote. */
must commit_released(struct committer *c, const uint8_t key[KEY_SIZE], struct span payload,
                     struct sha256 *out, struct error *e);

/* What the level gives of the person, as lines; empty at level none. */
must answer_payload(const struct levels *levels, unsigned level, const struct person *person,
                    struct text *out, struct error *e);

/* A secret permutation: rows[i].leaf, uniform. */
must leaves_permute(struct row_record *rows, size_t count, struct error *e);

/* Writes public/batches/<id>/ from the commitments, in the order of the leaves. */
must leaves_write(const struct gate *g, const char *id, const struct row_record *rows,
                  const struct row_commitments *commitments, size_t count, struct checkpoint *out,
                  struct error *e);

/* --- gate_decide.c --- */

/* What both passes over a batch need and make. */
struct decision {
    struct batch *batch;
    const struct rules *rules;
    const struct moment *moment;
    const struct populations *populations; /* or NULL */
    const struct elements *required;
    const struct registry *registry;
    struct matcher *matcher;
    const struct parts *parts;            /* what was found already, or NULL */
    struct facts context;                 /* PHASE_CONTEXT facts, the same for all rows */
    const struct row_keys *keys;
    struct row_commitments *commitments;  /* one a row */
    struct file *outcomes;                /* outcomes.csv */
    struct funnel *funnel;                /* clause counts are added here */
    unsigned threads;
    const struct gate_progress *progress;
};

/* Pass 1 of a run: batch_judge, and while a slice's texts are there its admitted rows are compared with the
 * registry and each row committed to. The linkage stays in the row's record. */
must batch_link(struct decision *d, struct error *e);

/* Pass 2: every row decided from its record, and its outcome written. */
must batch_decide(struct decision *d, struct error *e);

/* The outcome that a verdict means for a row that was compared. */
enum outcome outcome_of(const struct verdict *v, const struct facts *facts, bool person_known,
                        const struct levels *levels);

/* All of a funnel but its clause counts, from the rows. */
void funnel_of_rows(const struct row_record *rows, size_t count, const struct levels *levels,
                    struct funnel *f);

/* Joins the ids of a verdict's clauses by blanks. */
must verdict_clauses(const struct rules *r, const struct verdict *v, struct text *out,
                     struct error *e);

/* --- gate.c --- */

/* ERROR_STALE while everything is halted. */
must gate_not_halted(struct gate *g, struct error *e);

/* --- gate_shard.c: a match in parts --- */

/* What a part was made of; the same for all parts of a run but for `part`. */
struct part_head {
    uint32_t part, parts;    /* 1 .. n of n */
    uint64_t rows;
    uint32_t persons;        /* of the generation; not in the file */
    uint32_t required;       /* bits of enum element */
    char agreement[GATE_ID]; /* the custody's number, the rest 0 */
    uint8_t requests[SHA256_SIZE], layout[SHA256_SIZE]; /* layout: zeros without one */
    uint8_t generation[SHA256_SIZE], model[SHA256_SIZE], classifier[SHA256_SIZE];
};

/* All but part and parts. d: batch, required, registry and matcher are looked at. */
must part_head_of(struct part_head *out, const struct decision *d, const char *agreement,
                  const char *layout, const uint8_t requests[SHA256_SIZE], struct error *e);

/* The bytes of a part in the making: threads may add different rows at once. */
struct part {
    uint8_t *at;
    size_t len;
};
must part_new(struct part *out, uint64_t rows, struct error *e);
void part_add(struct part *p, size_t row, const struct linkage *l);
must part_save(struct part *p, const char *path, const struct part_head *h,
               const uint8_t identifier_key[KEY_SIZE], struct error *e);
void part_free(struct part *p);

/* All parts of a match. Borrows paths and key. Anything but each part of `run` exactly once is an error:
 * ERROR_VERIFY for what was altered or made of something else, ERROR_STALE for another generation, model or
 * classifier, ERROR_INPUT for what is missing or given twice. */
struct parts;
must parts_open(struct parts **out, const char *const *paths, size_t count,
                const struct part_head *run, const uint8_t identifier_key[KEY_SIZE], struct error *e);
void parts_close(struct parts *p);

/* In place of match_batch. By several threads at once. */
must parts_link(const struct parts *p, const struct matcher *m, const struct slice *s,
                const struct admitted *admitted, struct linkage *out, struct error *e);

/* ERROR_VERIFY when a file was altered since parts_open. */
must parts_unchanged(const struct parts *p, struct error *e);

/* --- gate_plan.c --- */

/* A plan as it stands in the ledger and its document. */
struct plan {
    struct found act;
    const char *batch, *agreement, *recipient, *purpose, *generation; /* borrowed from act */
};
must plan_get(struct gate *g, const char *id, struct plan *out, struct error *e);
void plan_clear(struct plan *p);

/* gate_explain.c: the plan of a batch; ERROR_INPUT where there is no such batch. */
must plan_of_batch(struct gate *g, const char *batch, struct plan *out, struct error *e);

/* The rows that the plan was made of: ERROR_VERIFY when the file is another than the one its document names. */
must plan_rows(struct gate *g, const struct plan *p, struct row_record **rows, size_t *count,
               struct error *e);

/* Enters batch and plan; both signed by the maker. */
struct plan_draft {
    const char *batch, *plan, *agreement, *recipient, *purpose, *generation;
    const uint8_t *rules_hash, *registry_hash, *model_hash, *classifier_hash, *requests_hash,
        *rows_hash, *history_hash, *outcomes_hash;
    const struct row_record *rows;
    size_t count;
    const struct checkpoint *tree;
    const struct funnel *funnel;
    instant decided;
    const char *layout; /* hash of the layout file in hex, or "" */
    struct span model;  /* text of a model file, or empty */
    uint32_t false_matches;
};
must plan_enter(struct gate *g, const struct plan_draft *d, struct signers by, struct error *e);
must plan_funnel(const struct plan *p, struct funnel *out, struct error *e);

/* ERROR_SIGNATURE of this code where the person made the batch or the plan, or reviewed its rows (I9); what: "approve it". */
must plan_not_own(struct gate *g, const struct plan *p, const struct signer *by, const char *code, const char *what,
                  struct error *e);

/* A package is disclosed when its key is first handed over; before, it is useless. */
struct disclosure {
    instant at;
    bool found;
};
must release_disclosed(struct gate *g, const char *release, struct disclosure *out, struct error *e);

/* How many different people approved a plan or a mailing, as the ledger proves it: every entry and signature is
 * checked. */
must ledger_approvals(struct gate *g, const char *id, unsigned *count, struct error *e);

/* How many different people approved, as the store has it. */
must plan_approvals(struct gate *g, const struct plan *p, unsigned *count, struct error *e);
must mailing_approvals(struct gate *g, const char *id, unsigned *count, struct error *e);

/* --- gate_model.c: model files --- */

/* path NULL: nothing. */
must model_load(const char *path, struct text *out, struct error *e);

/* A batch's copy of the model that it was matched with, batches/<id>/model.txt; none where it is empty. */
must model_keep(struct gate *g, const char *batch, const struct text *model, struct error *e);

/* Says in a plan's document what plan_matcher needs. */
must model_describe(struct span model, uint32_t false_matches, json_t *document, struct error *e);

/* The matcher that the plan was made with, over the plan's generation. ERROR_VERIFY "model.other" when the
 * batch's copy of the model is missing or another. */
must plan_matcher(struct gate *g, const struct plan *p, const struct registry *registry,
                  struct matcher **out, struct error *e);

/* --- gate_sample.c: the sample before a release --- */

struct sample_state {
    bool drawn, examined, stopped;
    char number[GATE_ID];
    uint8_t seed[SHA256_SIZE];
    uint64_t rows, stop, right, wrong, unclear;
    char result[GATE_ID], file[HEX_256]; /* the act of the result, and the hash of its file, batches/<id>/<result>.csv */
};
must sample_state(struct gate *g, const char *plan, struct sample_state *out, struct error *e);

/* The rows that the seed draws, from 0 and by rising number: s->rows of them; owned. */
must sample_rows(const struct row_record *rows, size_t count, const struct sample_state *s, uint32_t **out,
                 struct error *e);

/* ERROR_HELD while a sample is missing that the agreement asks for, or one was drawn and not examined; ERROR_STALE
 * once it stopped the plan. */
must sample_passed(struct gate *g, const struct plan *p, const struct rules *rules, struct error *e);

/* --- gate_explain.c --- */

/* Why each of these rows (from 0, by rising number) got its answer. rows: all records of the plan. */
must explain_rows(struct gate *g, const struct plan *p, const struct row_record *rows, const uint32_t *which, size_t n,
                  bool values, struct text *out, struct error *e);

/* --- gate_again.c: deciding again --- */

/* A batch's kept rows with the rules, the registry and the context of now. */
struct again {
    struct gate *g;
    const struct plan *plan;
    struct row_record *rows;
    size_t count;
    struct row_keys keys;
    struct register_rules rules;
    struct moment *moment;
    struct levels levels;
    struct registry *then, *now; /* generation of the plan, and the current one */
    struct facts context;
    struct plan_past past;
    instant until;               /* facts hold by themselves until then */
    uint64_t ledger_size;        /* entries that this look took in */
};

/* Opens all; again_clear. */
must again_open(struct again *a, struct gate *g, const struct plan *plan, struct error *e);
void again_clear(struct again *a);

/* Before anything is loaded: ERROR_STALE when everything is halted, or nothing can be given by the clauses in
 * force whatever the rows are. */
must again_possible(struct gate *g, const struct plan *plan, struct error *e);

/* ERROR_STALE, naming the cause, when any row's result is another now: an order or a rule came
 * between, a person's flags or record changed, or everything is halted. */
must again_unchanged(struct again *a, struct error *e);

/* The person of a row in the current registry; false where there is none any more. */
bool again_person(const struct again *a, const struct row_record *r, struct person *out,
                  char room[REGISTRY_ROOM]);

/* Between gate_begin and gate_end: true when an act came since again_open, or the instant is one at which
 * other clauses act or a deadline has passed. */
bool again_outdated(const struct again *a);

/* --- remedy: recall, disposal, copies --- */

/* Which rows of what was given out a finding says are wrong. A finding, and an audit that was entered, keep them in
 * findings/<id>.pvw; byte table in gate_wrong.c. */
struct wrong_row {
    uint32_t row;     /* of the records of the batch or import, from 0 */
    uint8_t readings; /* bit i: wrong under the i-th reading */
};

/* The rows of one release, or of one import; in the order of its records. */
struct wrong_part {
    char of[GATE_ID];        /* "b1" or "past1" */
    char release[GATE_ID];   /* "r1"; "" of an import */
    char recipient[GATE_ID]; /* "rcp1"; likewise */
    struct wrong_row *rows;
    size_t count, cap;
};

struct wrong {
    struct wrong_part *parts; /* those that have a wrong row */
    size_t count, cap;
    unsigned readings;
    char reading[FINDING_READINGS][FINDING_NAME];
};

/* finding: "f1", or "past1". ERROR_VERIFY when the file was altered; ERROR_INPUT where it was entered by a version that
 * kept none. */
must wrong_load(struct wrong *out, struct gate *g, const char *finding, struct error *e);
void wrong_clear(struct wrong *w);

/* All that are kept, for the doctor. *findings, *rows: how many. */
must wrong_check(struct gate *g, uint64_t *findings, uint64_t *rows, struct error *e);

/* The files of all recalls, for the doctor: packages, certificates, inventories. (gate_recall_state.c) */
must recalls_check(struct gate *g, uint64_t *recalls, uint64_t *files, struct error *e);

/* --- gate_conflict.c --- */

/* Pairs of commands that conflict from now on: an array of {agreement, compel, against, from}; and the agreements
 * whose rules are too entangled to look for them: an array of ids. Both owned. */
must gate_conflicts(struct gate *g, json_t **out, json_t **unsearched, struct error *e);

/* --- the people concerned: accounts, notices, returned mail --- */

/* --- gate_covered.c: whom orders cover --- */

/* The places (populations_places) of persons of the plan's generation, by index; PERSON_NOBODY: unknown. *out: one
 * byte each, owned also when it fails; NULL where p is: no order has a list. */
must covered_persons(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                     const uint32_t *persons, size_t count, struct error *e);

/* --- proofs for strangers: prove, bundle --- */

/* "b1:17" (gate_explain.c). */
must row_named(const char *text, char batch[GATE_ID], uint64_t *row, struct error *e);
must plan_of_batch(struct gate *g, const char *batch, struct plan *out, struct error *e);

/* A row of a batch with its leaf (gate_proof.c). */
struct proved_row {
    char batch[GATE_ID];
    uint64_t number;          /* from 1 */
    struct plan plan;
    struct row_record record;
    struct text leaf;         /* as it lies in the row tree */
};

/* The ledger's statements as they lie, each with its signature found good. */
struct ledger_notes {
    struct text vkey, note, cosigned; /* cosigned: empty where there is none, or one under a key of before */
    struct text earlier;              /* the latter: no proof rests on it, but it is evidence */
    struct checkpoint tree, seen;     /* what they state; seen.size 0: no witness saw any */
};
must ledger_notes_open(const struct gate *g, struct ledger_notes *out, struct error *e);
void ledger_notes_close(struct ledger_notes *n);

/* The statement of a batch's row tree, under the key that the log had when it was made. */
struct row_note {
    struct text vkey, note;
    struct checkpoint tree;
};
must row_note_open(struct gate *g, const struct ledger_notes *ledger, const char *batch, struct row_note *out,
                   struct error *e);
void row_note_close(struct row_note *n);

/* An entry of a tree and the file that proves it; under the cosigned note where that covers it. */
struct proved {
    struct text entry, proof;
    uint64_t index, size;
};
must ledger_prove(const struct gate *g, const struct ledger_notes *n, uint64_t index, struct proved *out,
                  struct error *e);
void proved_clear(struct proved *p);

/* What an opening hands over of a row: the salts and messages of the commitments that the viewer may see, and
 * what they mean (gate_opening.c). Each is held against the leaf. Owned. ERROR_INPUT "row.erased". */
must opening_make(struct gate *g, const struct proved_row *row, enum gate_viewer viewer, json_t **out,
                  struct error *e);

/* ERROR_VERIFY unless each message of an opening is what the leaf commits to; *labels: which, joined by blanks. */
must opening_check(const json_t *opening, struct span leaf, struct text *labels, struct error *e);

/* Readable: sorted names, two blanks a depth, a line end. */
must json_pretty(const json_t *value, struct text *out, struct error *e);


/* --- gate_list.c: small files, row by row --- */

/* A CSV of exactly these columns; field: enum field, -1: passed over. */
struct list_column {
    const char *name;
    int field;
};
must list_open(struct intake **out, const char *path, enum intake_kind kind, const struct list_column *columns,
               size_t count, struct error *e);

/* Calls visit on each row in the file's order; its texts live until it returns. A row that cannot be read is
 * ERROR_INPUT of this code; code NULL: it is visited with line 0. path: for messages. */
must list_each(struct intake *in, const char *path, const char *code,
               must (*visit)(void *ctx, const struct row *row, struct error *e), void *ctx, struct error *e);

/* --- the log itself: witnesses, time stamps, keys --- */

enum { WITNESSES_MOST = 64 };

/* Those registered and not removed, in the order of their numbers. */
struct witness_list {
    struct {
        char id[GATE_ID];
        struct witness key;
        char name[128], url[512]; /* private */
    } at[WITNESSES_MOST];
    size_t count;
    unsigned quorum; /* 0: none is asked for */
};
must gate_witness_list(struct gate *g, struct witness_list *out, struct error *e);

/* By number or by the name in the key. ERROR_INPUT "witness.unknown". */
must witness_find(const struct witness_list *all, const char *which, size_t *at, struct error *e);

/* A checkpoint that is kept in the custody; size 0 where there is none. */
must gate_note(const struct gate *g, const char *name, struct text *out, struct checkpoint *c, struct error *e);

/* How many of them signed the note. */
must witness_count(const struct witness_list *all, struct span note, unsigned *count, struct error *e);

/* True when no quorum is set, or enough registered witnesses signed a checkpoint that covers the entry; else
 * ERROR_HELD "cosignatures.missing". */
must gate_cosigned(struct gate *g, uint64_t index, struct error *e);

/* ERROR_VERIFY when the ledger is smaller than, or another than, the last checkpoint that witnesses signed or
 * that was sent to them. g->ledger is open. */
must gate_not_rolled_back(struct gate *g, struct error *e);

/* True for a key that was retired. */
must gate_retired(struct gate *g, const char *key, bool *retired, struct error *e);

/* --- gate_outcomes.c --- */

/* outcomes.csv of a batch, a row for each of its rows; of its columns FIELD_CONTROL alone is taken. */
must outcomes_open(struct intake **out, const struct gate *g, const char *batch, struct error *e);

/* --- erasure, holds, backup, restore, drill --- */

/* One process at a time changes a batch's files; it holds up no order. */
must batch_lock(const struct gate *g, const char *batch, unsigned wait_ms, struct file_lock **out,
                struct error *e);

/* --- gate_erased.c: what was erased --- */

/* A set of rows, from 0. */
struct row_set {
    bool *has;
    size_t size;    /* rows that there are */
    uint64_t count; /* rows in it */
};
must row_set_new(struct row_set *out, size_t size, struct error *e);
void row_set_clear(struct row_set *s);
void row_set_add(struct row_set *s, size_t row);

/* "3,7-9": numbers from 1. ERROR_USAGE "row.name"; ERROR_INPUT "row.none". */
must row_set_parse(struct row_set *s, struct span text, struct error *e);
must row_set_text(const struct row_set *s, struct text *out, struct error *e);

/* All rows of a batch or an import that were erased; the number of the last erasure, "" where there is none. */
struct erased {
    struct row_set rows;
    char last[GATE_ID];
};
must erased_open(struct erased *out, struct gate *g, const char *of, size_t size, struct error *e);
void erased_clear(struct erased *x);

/* The hash that a file of a batch or an import has by now: `original`, or what the last erasure's document says.
 * ERROR_HELD "erasure.unfinished" while another process is erasing. */
must kept_hash(struct gate *g, const char *of, const char *name, const char *original, char out[HEX_256],
               struct error *e);

/* ERROR_STALE "plan.stale.erased" where rows of the batch were erased. */
must batch_not_erased(struct gate *g, const char *batch, struct error *e);

/* True when every erasure of it is done to its last file. */
must erasure_finished(struct gate *g, const char *of, bool *finished, struct error *e);

/* "" : no hold stops it. */
must gate_held(struct gate *g, const char *of, char hold[GATE_ID], struct error *e);

/* --- gate_erase_files.c: how a file loses rows --- */

enum { ERASED_ROWS, ERASED_HISTORY, ERASED_REQUESTS, ERASED_RELEASES, ERASED_FILES };
extern const char *const erased_names[ERASED_FILES]; /* in documents */

struct erasing {
    struct gate *g;
    struct found act;             /* the batch or the import */
    bool import;
    size_t size;                  /* rows of the request file */
    const struct row_set *gone;   /* all that are to be gone */
    char hash[ERASED_FILES][HEX_256]; /* of the files without them; "": there is no such file */
};

/* Reads all, changes nothing, and fills `hash`. */
must erasing_look(struct erasing *x, struct error *e);

/* Changes the files; may be done again after a crash. ERROR_VERIFY where a file then has another hash than in
 * `hash`. */
must erasing_apply(struct erasing *x, struct error *e);

/* Finishes erasures that a crash left; one that another process is at is passed over. */
must erasures_finish(struct gate *g, struct error *e);

/* The batch or import of that number, and how many request rows it has. */
must erasing_open(struct erasing *x, struct gate *g, const char *of, struct error *e);
void erasing_clear(struct erasing *x);

/* A row's key destroyed in bytes of keys.bin. */
void keys_without(uint8_t *keys, size_t count, const struct row_set *gone);

/* --- gate_backup_list.c: the list of a backup's files --- */

enum { BACKUP_LIST_MOST = 1 << 30 };

/* Number of a batch or an import that an act is about: "b7" of "b7", "p7", "r7"; "" where it is about none. */
void touched_by(const char *number, char id[GATE_ID]);

/* OUT/<size>.json and its signature by the key in `key`. */
must backup_list_save(const char *folder, uint64_t size, json_t *manifest, const struct minisign_key *key,
                   char path[PATH_SIZE], struct error *e);

/* The newest of a folder; path "" where there is none. */
must backup_list_newest(const char *folder, char path[PATH_SIZE], struct error *e);

/* ERROR_VERIFY unless it is signed by that key. *out owned. */
must backup_list_load(const char *path, const uint8_t id[8], const uint8_t public_key[ED25519_PUBLIC], json_t **out,
                   struct error *e);

/* The key in a file of minisign's public form. */
must minisign_public_of(const char *path, uint8_t id[8], uint8_t public_key[ED25519_PUBLIC], struct error *e);

/* A relative path that stays within its folder. */
bool backup_path_is_safe(const char *path);

/* --- gate_erase.c --- */

/* Enters the erasure and does it. why: of the document. rows: those to be erased, of x->size. */
must erase_rows(struct erasing *x, const struct row_set *rows, const char *cites, bool retention,
                struct signers by, struct gate_erasure *out, struct error *e);

/* --- gate_tin.c --- */

/* The row's code in the IRS TIN-matching programme, 0 to 6; the table stands in the file.
 * identifier_kind: the row's field. */
unsigned tin_code(const struct row_record *r, struct span identifier_kind);

/* --- gate_answers.c: answers in the requests' own form --- */

struct answers {
    const struct again *a;
    const struct layout *layout;             /* NULL: CSV of the standard names */
    size_t control;                          /* the layout's column of the control field */
    char separator;                          /* CSV, lines */
    struct layout_place place[ANSWER_PARTS]; /* fixed: of the parts that are given */
    uint32_t width;                          /* fixed: bytes of an answer */
};

/* Borrows both. The layout, if any, has a control column. */
void answers_begin(struct answers *out, const struct again *a, const struct layout *layout);

/* Appends the header, where the form has one. */
must answers_head(const struct answers *w, struct text *t, struct error *e);

/* Appends the answer of rows[i] of the slice. By several threads at once. ERROR_STALE when a
 * person to be answered about is in the registry no more. */
must answers_row(const struct answers *w, const struct slice *s, size_t i, struct text *t,
                 struct error *e);

/* What the recipient is told of its own row, in words. bad: why it could not be read, or NULL; words: room. */
const char *answer_message(const struct row_record *r, const struct rejection *bad, char words[REJECTION_WORDS]);

/* --- gate_keep.c: files of a batch or an import, in batches/<id>/ --- */

/* An age file to one key; to the custody's own; and what such a one holds, appended. */
must sealed_for(const char *path, struct span plain, const uint8_t key[X25519_SIZE], struct error *e);
must sealed_write(const struct gate *g, const char *path, struct span plain, struct error *e);
must sealed_read(const struct gate *g, const char *path, size_t most, struct text *out, struct error *e);

/* requests.age: the bytes as they were read, sealed to the custody's own key. */
must keep_sealed(const struct gate *g, const char *id, struct span requests, struct error *e);

/* A copy of a file that is there; from NULL: nothing. */
must keep_copy(const struct gate *g, const char *id, const char *from, const char *name,
               struct error *e);

/* Which source of delivery points was asked: it is asked again. points NULL: nothing. */
must keep_points(const struct gate *g, const char *id, const char *points, struct error *e);

/* Takes the next free number by a file that must not exist, and makes the folder. count: of those in the
 * ledger. A crash wastes a number and nothing else. */
must keep_claim(const struct gate *g, const char *prefix, uint64_t count, char id[GATE_ID],
                struct error *e);

/* The folders and the number are free again. */
void keep_give_back(const struct gate *g, const char *id);

/* --- gate_unseal.c --- */

/* The requests of a batch, unsealed in memory and opened again. */
struct unsealed {
    struct text bytes; /* wiped by unsealed_clear */
    struct layout *layout; /* NULL: CSV of the standard names */
    struct batch batch;
};
/* Of a batch or an import: the requests' bytes, added to *bytes, and how they are read (memory_free). */
must sealed_requests(struct gate *g, const char *id, struct text *bytes, struct layout **layout, struct error *e);

must unseal_requests(struct gate *g, const char *batch, struct unsealed *out, struct error *e);
void unsealed_clear(struct unsealed *u);

/* The same for the requests of a batch or an import (its act), to be judged anew: by another table than they
 * were judged by. gazetteer NULL: none. */
must unseal_to_judge(struct gate *g, const struct found *act, const char *gazetteer,
                     struct unsealed *out, struct error *e);

/* --- gate_package.c --- */

/* batches/<batch>/<release>.age with its .minisig and the sealed identity; all synced. */
must package_write(struct again *a, const char *release, struct gate_release *out, struct error *e);

/* --- gate_manifest.c --- */

/* <release>.manifest.json with its .minisig, of the package that lies there, whose SHA-256 is `package`; hash: of the
 * manifest, for the entry of the release. Between gate_begin and gate_end. */
must manifest_write(struct again *a, const struct gate_release *r, const char *package, char hash[HEX_256],
                    struct error *e);

/* --- gate_leave.c: what leaves the house --- */

/* Behind the number of the release. */
#define LEAVE_PACKAGE  ".age"
#define LEAVE_IDENTITY ".identity.age"
#define LEAVE_MANIFEST ".manifest.json"
#define LEAVE_ENTRY    ".entry"
#define LEAVE_PROOF    ".tlog-proof"

/* PATH.minisig; what: its trusted comment. */
must leave_sign(struct gate *g, const char *path, const char *what, struct error *e);

/* A file for others: armored where that is asked for. And all that it holds: w is gone whatever the answer. */
must leave_begin(struct age_writer **out, const struct gate *g, const char *path,
                 const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e);
must leave_end(struct age_writer *w, struct span plain, struct error *e);

/* A text encrypted to recipients in a file, with its .minisig. */
must leave_seal(struct gate *g, const char *path, struct span plain, const uint8_t (*recipients)[X25519_SIZE],
                size_t count, const char *what, struct error *e);

/* Something can be written there: found out before the ledger says that it left. */
must leave_possible(const char *out_dir, struct error *e);

/* The identity of a package, encrypted to all keys of the recipient, in the batch's folder. */
must package_identity(struct gate *g, const char *batch, const char *release,
                      const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e);

/* ERROR_VERIFY unless the release stands in the ledger, by a proof that was made of the public files and verified.
 * Leaves the entry and the proof in the batch's folder. Between gate_begin and gate_end. */
must leave_proved(struct gate *g, const char *batch, const char *release, struct error *e);

/* ERROR_VERIFY unless the package in the house is the one that its release (the act) names. */
must leave_named(struct gate *g, const char *batch, const struct found *release, struct error *e);

/* Copies files STEM.ending of a folder of the custody to out_dir, each whole or not at all, its .minisig before it. */
struct leaving {
    const char *ending; /* NULL behind the last */
    const char *hash;   /* SHA-256 in hex, as the ledger has it: else ERROR_VERIFY; NULL: the ledger does not name it */
    bool bare;          /* without a signature */
};
must leave_publish(struct gate *g, const char *folder, const char *stem, const struct leaving *files,
                   const char *out_dir, struct error *e);

/* --- incidents --- */

/* --- gate_gazetteer.c --- */

/* The table that requests are judged by. */
struct gazetteer_in_force {
    const char *path; /* NULL: none; in `room`, or as it was given */
    char room[PATH_SIZE];
};

/* given, or where it is NULL the last that was imported. ERROR_VERIFY when its file was altered. */
must gate_gazetteer_path(struct gate *g, const char *given, struct gazetteer_in_force *out,
                         struct error *e);

/* --- the declaration --- */

/* A SHA-256 as 64 hex digits (gate_plan.c). */
must hash_hex(const uint8_t bytes[SHA256_SIZE], char out[HEX_256], struct error *e);

/* --- check (gate_check.c, gate_check_row.c) --- */

/* The elements that a rules file requires; *rules is set where there is one. */
must check_elements(const char *path, struct rules **rules, struct elements *out, struct error *e);

/* {"row":N,"control":S,"outcome":S,"category":S,"element":S,"column":S,"first":N,"last":N,"message":S}
 * and a line end; first and last are characters from 1, or 0. */
must check_detail(const struct row *row, const struct judgement *j, struct text *t, struct error *e);

#endif
