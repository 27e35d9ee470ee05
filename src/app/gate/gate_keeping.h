/* gate_keeping.h: findings, the people concerned, erasure and backup. Comes with gate_internal.h. */
#ifndef APP_GATE_GATE_KEEPING_H
#define APP_GATE_GATE_KEEPING_H

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

/* The type of its entry: of "f1" or "past1". */
const char *finding_type(const char *finding);
void wrong_clear(struct wrong *w);

/* All that are kept, for the doctor. *findings, *rows: how many. */
must wrong_check(struct gate *g, uint64_t *findings, uint64_t *rows, struct error *e);

/* The files of all recalls, for the doctor: packages, certificates, inventories. (gate_recall_state.c) */
must recalls_check(struct gate *g, uint64_t *recalls, uint64_t *files, struct error *e);

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

/* ok, where a file of a batch or an import was read; else an ERROR_VERIFY becomes ERROR_STALE "erasure.meanwhile" where an
 * erasure was entered since the ledger was last looked at: the file was another by then, or half of it. */
must kept_read(struct gate *g, const char *of, bool ok, struct error *e);

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

/* A file, where there is one: its bytes overwritten, synced, removed. */
must erasing_wipe(const char *path, struct error *e);

/* Finishes erasures that a crash left. One that another process is at, or that cannot be finished, is passed over: its
 * batch stays closed. */
must erasures_finish(struct gate *g, struct error *e);

/* The same of one batch or import, and fails where it cannot be finished. */
must erasure_finish(struct gate *g, const char *of, struct error *e);

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

/* How many entries there are of what the period of a row rests on: registry, handovers, texts. */
uint64_t erasing_rests_on(struct gate *g);

/* Enters the erasure and does it. rows: those to be erased, of x->size. due: erasing_rests_on() at the look by which they
 * are due; NULL: they were named. ERROR_STALE "erase.stale" where any of that came since. */
must erase_rows(struct erasing *x, const struct row_set *rows, const char *cites, const uint64_t *due,
                struct signers by, struct gate_erasure *out, struct error *e);

/* --- gate_erase_letters.c --- */

/* The hold that keeps rows of a batch or an import from being erased: on it, or on another that kept letters are about
 * too. "" : none. */
must erasure_held(struct gate *g, const char *of, char hold[GATE_ID], struct error *e);

/* Destroys what is kept of the letters about it that were sent before the erasure, and the lists of those held. May be
 * done again. */
must letters_erase(const struct erasing *x, const char *erasure, struct error *e);

/* Wipes what is kept of a mailing's letters, with `held` the list of those held too; not whom they went to. */
must letters_wipe(const struct gate *g, const char *mailing, bool held, struct error *e);

/* --- gate_recall.c --- */

/* Removes what a recall left that was never entered; nothing while one is made. */
must recalls_drop_left(struct gate *g, struct error *e);

#endif
