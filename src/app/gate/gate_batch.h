/* gate_batch.h: rows of a batch, from the request file to the plan, and decided again. Comes with gate_internal.h. */
#ifndef APP_GATE_GATE_BATCH_H
#define APP_GATE_GATE_BATCH_H

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

/* --- gate_covered.c: whom orders cover --- */

/* The places (populations_places) of persons of the plan's generation, by index; PERSON_NOBODY: unknown. *out: one
 * byte each, owned also when it fails; NULL where p is: no order has a list. */
must covered_persons(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                     const uint32_t *persons, size_t count, struct error *e);

/* --- gate_outcomes.c --- */

/* outcomes.csv of a batch, a row for each of its rows; of its columns FIELD_CONTROL alone is taken. */
must outcomes_open(struct intake **out, const struct gate *g, const char *batch, struct error *e);

/* --- gate_tin.c --- */

/* The row's code in the IRS TIN-matching programme, 0 to 6; the table stands in the file.
 * identifier_kind: the row's field. */
unsigned tin_code(const struct row_record *r, struct span identifier_kind);

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

#endif
