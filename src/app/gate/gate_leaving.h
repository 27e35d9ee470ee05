/* gate_leaving.h: what leaves the house, and what proves it. Comes with gate_internal.h. */
#ifndef APP_GATE_GATE_LEAVING_H
#define APP_GATE_GATE_LEAVING_H

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

/* --- the declaration --- */

/* A SHA-256 as 64 hex digits (gate_plan.c). */
must hash_hex(const uint8_t bytes[SHA256_SIZE], char out[HEX_256], struct error *e);

#endif
