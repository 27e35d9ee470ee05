/* gate_look.h: what look-back and audit share: releases as they were kept,
 * decided again under readings, and counted.
 *
 *   rows.pvb of a batch, or of an import   struct history     gate_rows.c
 *   one record, decided and attributed     struct decided     gate_decided.c
 *   all records, grouped and counted       struct tally       gate_tally.c
 *   the same records, listed               looked_write       gate_listed.c
 *   which of them are wrong, kept          struct wrong       gate_wrong.c
 *   the requests judged again              struct judged      gate_judged.c
 *   counts for people and the ledger       struct finding     gate_readings.c
 */
#ifndef APP_GATE_GATE_LOOK_H
#define APP_GATE_GATE_LOOK_H

#include "app/gate/gate_internal.h"
#include "base/bytes.h"

/* --- gate_rows.c: kept rows as they lie; byte table there --- */

enum {
    ROW_SIZE = 64,
    ROW_OUTCOME = 32,
    ROW_LEVEL = 33,
    ROW_SUFFICIENCY = 35,
    ROW_ERASED = 39,
    ROW_PERSON = 40,  /* of an import: row of the request file, from 0 */
    ROW_LEAF = 44,    /* of an import: number of the process */
    ROW_TAG = 48,     /* of an import: population tag of the person */
    ROW_PAYLOAD = 56, /* of an import: instant of the release */
};

enum rows_kind { ROWS_BATCH, ROWS_PAST };

must rows_save_as(const char *path, enum rows_kind kind, const struct row_record *rows, size_t count,
                  struct sha256 *hash, struct error *e);

struct rows_view {
    struct mapping map;
    const uint8_t *at; /* the records */
    size_t count;
    char path[PATH_SIZE];
};

/* Mapped; of the content only its head is looked at. */
must rows_view(struct rows_view *out, const char *path, enum rows_kind kind, struct error *e);

/* ERROR_VERIFY unless the records have the hash in the file's head and the one that is named (hex). */
must rows_view_whole(const struct rows_view *v, const char *named, struct error *e);
void rows_view_close(struct rows_view *v);

/* The rows of a batch or an import, whole: named by its plan or its document, or by the last erasure since. */
must rows_view_kept(struct rows_view *out, struct gate *g, const char *of, enum rows_kind kind, const char *named,
                    struct error *e);

/* The same bytes made of rows in memory; *owner: memory_free. */
must rows_view_of(struct rows_view *out, const struct row_record *rows, size_t count,
                  uint8_t **owner, struct error *e);

static inline uint64_t row_number(const uint8_t *record, size_t offset, size_t bytes)
{
    return bytes_get(record + offset, bytes);
}

/* --- gate_readings.c: rules at the instants of the past --- */

/* Readings of one set of rules. An era is a span of instants at which the same clauses act. Not for threads
 * at once while eras are made; what was made never moves. */
struct readings {
    const struct rules *rules;
    instant known, reach;
    bool as_it_stood;               /* known is the instant itself: no hindsight */
    unsigned count;
    char name[FINDING_READINGS][FINDING_NAME];
    size_t index[FINDING_READINGS]; /* in the rules; SIZE_MAX: all clauses */
    struct moment **moment;         /* `count` for each era */
    size_t eras, cap;
};

/* names: none: all clauses, then each reading of the rules. A name that the rules do not have is passed over
 * where found is given (a flag for each name is set in it), and else an error that lists what they have.
 * reach: as in rules_moment_reaching. */
must readings_open(struct readings *r, const struct rules *rules, const char *const *names,
                   size_t name_count, bool *found, instant reach, struct error *e);

/* All clauses, as they stood at each instant, without hindsight. The rules' texts count as known since ever,
 * unless no instant but one is asked for. */
void readings_as_it_stood(struct readings *r, const struct rules *rules);
void readings_close(struct readings *r);
must readings_unknown(const struct rules *rules, struct error *e);

/* The era of an instant, made where there is none yet. */
must readings_era(struct readings *r, instant at, size_t *era, struct error *e);

/* The same for an era that is there, by threads at once. *hint: where to look first. */
static inline size_t readings_find(const struct readings *r, instant at, size_t *hint)
{
    for (size_t i = 0; r->count > 0 && i <= r->eras; i++) {
        size_t era = i == 0 ? *hint : i - 1;
        if (era < r->eras && moment_holds(r->moment[era * r->count], at)) {
            *hint = era;
            return era;
        }
    }
    return 0;
}

/* Adds rows to the name's count in a list of at most `most`; what does not fit is counted as "others". */
void finding_count_name(struct finding_count *list, unsigned *count, unsigned most, const char *name,
                        uint64_t rows);
void finding_begin(struct finding *f, const struct readings *r);

/* What a finding was made by, for the ledger. */
struct looked_by {
    const uint8_t *rules;   /* hash */
    instant reach;          /* INSTANT_MAX: none was asked for */
    struct span order;      /* text of an order that is not in the register, or empty */
    const uint8_t *classifier; /* hash; NULL: nothing was judged again */
};

/* Entry and document of a finding; to be entered, and cleared, by the caller. */
must finding_draft(const struct gate *g, const struct finding *f, const struct looked_by *by,
                   struct draft *d, struct error *e);

/* Who may enter one. */
enum { FINDING_ROLES = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER };

/* --- gate_judged.c: requests judged again --- */

/* The rows of a request file as a classifier of today finds them; count 0: not judged. */
struct judged {
    struct unsealed unsealed;
    struct row_record *rows; /* borrowed from it */
    size_t count;
    uint8_t classifier[SHA256_SIZE];
};

/* *erased: the requests are not there any more, and nothing was judged. */
must judged_open(struct judged *out, struct gate *g, const struct found *act, const struct rules *rules,
                 const char *gazetteer, bool *erased, struct error *e);
void judged_close(struct judged *j);

/* --- gate_decided.c: one release decided again --- */

/* What was kept of one release or one import. */
struct history {
    const struct rows_view *rows;
    bool import;
    instant at;                 /* of a batch: when it was given out; of an import each record has its own */
    const struct judged *judged; /* or NULL */
    const uint8_t *places;      /* of each record: the populations of today (covered_open), or NULL: unknown */
    bool just_found;            /* the facts are of today, populations among them, and not kept ones */
    bool erased;                /* it was to be judged again, and its requests are gone */
};

/* By what its rows are decided; every era that they need was made. */
struct look {
    const struct readings *by;
    const struct readings *then; /* as the rules stood at the release: needed where requests were judged again */
    unsigned levels;             /* of the agreement */
    unsigned same[LEVEL_MOST];   /* of each of them, the one of that name in the rules looked by */
};

/* A kept row, padded as it lies on disk. */
union kept_facts {
    uint64_t word[FACTS_KEPT / 8];
    uint8_t value[FACTS_KEPT];
};

struct kept_row {
    union kept_facts kept;
    union kept_facts fresh; /* where it was judged again */
    uint8_t level;          /* given, as the agreement has it */
    bool judged, lost;      /* lost: sufficient when it was released, and not now */
    size_t era, era_then;
};

/* Where to look first for the eras of a row. */
struct era_hint {
    size_t by, then;
};

/* False where nothing was released in record i. The facts may be out of range: kept_row_sound. */
bool history_row(const struct look *l, const struct history *h, size_t i, struct era_hint *hint,
                 struct kept_row *out);

/* Facts of the vocabulary, a level of the agreement. */
bool kept_row_sound(const struct look *l, const struct kept_row *r);

/* Subject facts of a released row, in place, from what was kept. A flag of the person stands as it was at the
 * release; whom orders cover is asked of the lists of today. */
void past_subject_facts(const struct history *h, const uint8_t *record, union kept_facts *facts);

/* The facts that judging a request again finds anew, in place: those of the row itself, and the use of its
 * address. Duplicates and case-loads rest on the bytes of the file and on other batches, not on a classifier. */
void past_judged_facts(const struct row_record *now, union kept_facts *facts);

/* --- gate_covered.c: whom orders cover --- */

/* One byte a record, as populations_places has it; owned. NULL where p is: no order has a list. plan: NULL for an
 * import. */
must covered_open(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                  const struct rows_view *rows, struct error *e);

enum cause { CAUSE_NONE, CAUSE_RULE, CAUSE_CLASSIFIER, CAUSE_BOTH, CAUSES };
const char *cause_name(enum cause cause);

struct decided {
    uint32_t wrong; /* bits of readings */
    struct verdict verdict[FINDING_READINGS];
    uint8_t cause[FINDING_READINGS]; /* of the wrong, where it was judged again */
};

/* Wrong is what gets less than was given, or is held, by today's facts where it was judged again. Its cause is
 * a rule when the kept facts get less as well; the classifier when the row is insufficient now, or when the
 * rules as they stood give the new facts less and gave the kept ones enough; both when both, or when only
 * the two together do it. */
void kept_row_decide(const struct look *l, const struct kept_row *r, struct decided *out);

/* --- gate_tally.c: all rows of the past, counted --- */

/* Counts for one agreement; any number of histories are added one after another. */
struct tally;
must tally_new(struct tally **out, const struct rules *by, unsigned threads, struct error *e);
must tally_rows(struct tally *t, const struct look *l, const struct history *h, struct error *e);
void tally_into(const struct tally *t, struct finding *f);
void tally_free(struct tally *t);

/* --- gate_listed.c: the rows that are wrong, with their controls --- */

struct listing {
    struct file *csv;
    bool causes; /* a last column */
    unsigned threads;
};
must listing_head(const struct listing *l, struct error *e);

/* controls: a row for each record, in their order: outcomes_open, releases_open. */
must listing_rows(const struct listing *out, const struct look *l, const struct history *h,
                  const char *id, struct intake *controls, const struct levels *then, struct error *e);

/* --- gate_wrong.c: which rows are wrong, kept with a finding --- */

/* Adds the rows of one release (or import: release and recipient are "") that are wrong; in order, whatever the number
 * of threads. */
must wrong_rows(struct wrong *w, const struct look *l, const struct history *h, unsigned threads, const char *of,
                const char *release, const char *recipient, struct error *e);

/* Writes and syncs findings/<id>.pvw, and says in the document what is in it. Nothing is written when the gate is dry. */
must wrong_keep(const struct gate *g, const char *id, const struct wrong *w, json_t *document, struct error *e);

/* It was not entered after all. */
void wrong_give_back(const struct gate *g, const char *id);

/* --- gate_past.c: releases that were made before Proviso, kept --- */

enum { PROCESSES_MOST = 1000 };

/* releases.csv of an import, a row for each of its records; of its columns control, process (FIELD_CATEGORY) and
 * instant (FIELD_NOTE) are taken. */
must releases_open(struct intake **out, const char *path, struct error *e);

/* What an audit keeps of each release, in the order of its list. */
struct past_release {
    struct span control;
    uint32_t process, row;
    instant at;
    struct row_record record; /* outcome released: it is kept */
};

/* All that an audit keeps, before it is entered. */
struct past_keep {
    const char *released;            /* the list's file */
    struct span requests;            /* bytes of the request file */
    const char *layout, *gazetteer, *points; /* paths, or NULL */
    const char *agreement_text;      /* file of an agreement that is in no register, or NULL */
    const uint8_t *requests_hash;
    const struct past_release *release;
    size_t count;
    const struct dictionary *processes;
};

/* Where something lies in an import's folder. ERROR_VERIFY unless it is what its document names. */
must past_file(struct gate *g, const struct found *past, const char *file, const char *named,
               char path[PATH_SIZE], struct error *e);

/* ERROR_INPUT where the list was entered before. */
must past_refuse_twice(struct gate *g, const char *released, struct error *e);

/* The records of what is kept, close together; how many. `to` has room for k->count. */
size_t past_records(const struct past_keep *k, struct row_record *to);

/* Calls `seen` for each release that is kept already of a request file (its hash): lists overlap. */
must past_seen(struct gate *g, const uint8_t requests_hash[SHA256_SIZE],
               void (*seen)(void *ctx, struct span control, struct span process, instant at), void *ctx,
               struct error *e);

/* Writes batches/<id>/ and syncs it; adds its hashes to the document. */
must past_write(struct gate *g, const char *id, const struct past_keep *k, json_t *document,
                struct error *e);

/* --- gate_under.c: the rules of each agreement --- */

enum { RULES_TEXT_MOST = 1 << 20 };

/* One agreement. */
struct under {
    char number[GATE_ID];         /* "" : a text that an import brought */
    char text[HEX_256];           /* its hash */
    struct register_rules then;   /* the register's texts as they are, all of them */
    struct register_rules ever;   /* the same as if known since ever; made when it is needed */
    struct register_rules other;  /* with --rules or --order */
    const struct rules *by;       /* what is looked by */
    const struct populations *populations; /* of its orders, or NULL */
    const uint8_t *hash;
    struct readings readings;
    struct levels levels;         /* of the agreement */
    struct look look;
    struct tally *tally;
    struct wrong wrong;           /* which rows, where the finding is to be entered */
    struct finding finding;
};

/* A look back. */
struct looking {
    struct gate *g;
    const struct gate_lookback_options *o;
    struct under **under;
    size_t count, cap;
    struct listing listing;
    struct text rules, order;     /* of --rules, --order */
    instant entered;              /* of the order: now */
    struct gazetteer_in_force gazetteer;
    bool judge;                   /* requests may be judged again */
    bool keep;                    /* it is to be entered: the wrong rows are kept */
    uint8_t classifier[SHA256_SIZE]; /* of today */
    char agreement[GATE_ID];      /* number of --agreement, where it is in the register */
    uint64_t done, all;           /* releases and imports, for the progress */
    bool found[FINDING_READINGS * 2]; /* readings asked for that some rules have */
};

/* The number of an agreement, by that or by its own id; "" where it is in no register. */
must agreement_number(struct gate *g, const char *name, char number[GATE_ID], struct error *e);

/* The same of an import. */
must past_agreement(struct gate *g, const struct found *past, char number[GATE_ID], struct error *e);

/* Into a wish, where the number is "": the text that the import brought. t->bytes: text_free, after use. */
struct past_text {
    struct text bytes;
    char path[PATH_SIZE];
};
must past_text_load(struct gate *g, const char *number, const struct found *past, struct past_text *t,
                    struct rules_wish *wish, struct error *e);

/* The agreement of a plan or an import, opened where it was not yet. past: the import, or NULL; needed where
 * the number is "". Owned by l. */
must under_of(struct looking *l, const char *number, const struct found *past, struct under **out,
              struct error *e);

/* Its rules as if their texts had been known since ever, into `ever`. */
must under_ever(struct looking *l, struct under *u, const struct found *past, struct error *e);
void under_free(struct under *u);

#endif
