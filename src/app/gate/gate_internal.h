/* gate_internal.h: what the files of this room share: the custody, acts, people, rules. What is of rows, of leaving and of
 * keeping stands in headers of their own, which come with this one. */
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

/* Removes a folder in the making that an attempt left which was cut off. ERROR_USAGE "folder.taken" where something else
 * lies in it than these names (NULL behind the last), or what begins with one: that is somebody's. */
must folder_take_back(const char *path, const char *const *names, struct error *e);

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

/* One act, under the next number of its type: prefix + (number of acts of the type + 1); id: that number. */
must gate_append_next(struct gate *g, struct draft *d, const char *prefix, struct signers by, char id[GATE_ID],
                      struct error *e);

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

/* --- gate.c --- */

/* ERROR_STALE while everything is halted. */
must gate_not_halted(struct gate *g, struct error *e);

/* --- gate_conflict.c --- */

/* Pairs of commands that conflict from now on: an array of {agreement, compel, against, from}; and the agreements
 * whose rules are too entangled to look for them: an array of ids. Both owned. */
must gate_conflicts(struct gate *g, json_t **out, json_t **unsearched, struct error *e);

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

/* --- gate_gazetteer.c --- */

/* The table that requests are judged by. */
struct gazetteer_in_force {
    const char *path; /* NULL: none; in `room`, or as it was given */
    char room[PATH_SIZE];
};

/* given, or where it is NULL the last that was imported. ERROR_VERIFY when its file was altered. */
must gate_gazetteer_path(struct gate *g, const char *given, struct gazetteer_in_force *out,
                         struct error *e);

/* --- check (gate_check.c, gate_check_row.c) --- */

/* The elements that a rules file requires; *rules is set where there is one. */
must check_elements(const char *path, struct rules **rules, struct elements *out, struct error *e);

/* {"row":N,"control":S,"outcome":S,"category":S,"element":S,"column":S,"first":N,"last":N,"message":S}
 * and a line end; first and last are characters from 1, or 0. */
must check_detail(const struct row *row, const struct judgement *j, struct text *t, struct error *e);

#include "app/gate/gate_batch.h"
#include "app/gate/gate_leaving.h"
#include "app/gate/gate_keeping.h"

#endif
