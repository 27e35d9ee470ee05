/* gate.h: the whole flow, and the one face of the engine for the command and
 * the console.
 *
 *   request file -> intake -> standard (sufficient?) -> match -> rules -> plan
 *   -> two approvals -> ledger -> release -> handover
 *
 * A custody is a folder (gate_custody.c has its map). One process
 * enters acts at a time, and only for the moment of the act, so that an order
 * never waits for a batch. Every act is an entry of the ledger,
 * signed by the person who acts; its private text lies under documents/, and
 * the entry holds only a salted commitment to it.
 */
#ifndef APP_GATE_GATE_H
#define APP_GATE_GATE_H

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "record/finding.h"
#include "record/funnel.h"
#include "record/layout.h"
#include "record/linkage.h"
#include "record/model.h"
#include "record/paper.h"
#include "record/paragraph.h"
#include "record/request.h"

enum { GATE_ID = 32, GATE_AGE = 80 };

struct gate_progress {
    void (*tick)(void *ctx, const char *stage, uint64_t done, uint64_t total);
    void *ctx;
};

/* --- keys of people --- */

struct signer;

/* Writes a new key: PATH (encrypted PEM, 0600) and PATH.pub (one line, "proviso-key <base64>"). Refuses to overwrite. */
must signer_create(const char *path, struct span passphrase, char id[GATE_ID], struct error *e);
must signer_open(struct signer **out, const char *path, struct span passphrase, struct error *e);
const char *signer_id(const struct signer *s); /* 16 hex digits of SHA-256 of the public key */
void signer_close(struct signer *s);           /* wipes */

struct signers {
    const struct signer *const *at;
    size_t count;
};

/* --- custody --- */

/* Makes a custody in a folder that is absent or empty. name: the log's origin, e.g. "custody.example/log". */
must gate_init(const char *dir, const char *name, struct error *e);

struct gate;

must gate_open(struct gate **out, const char *dir, const struct gate_progress *progress,
               struct error *e);
void gate_close(struct gate *g);

/* Threads that the work may use; 0: one a core. Output is the same for any number. */
void gate_set_threads(struct gate *g, unsigned threads);

/* Packages and identities that are made from now on are in ASCII armor. */
void gate_set_armored(struct gate *g, bool armored);

/* Do all but write: acts are checked and made, but not entered; nothing is kept and nothing leaves. */
void gate_set_dry_run(struct gate *g, bool dry);

/* What the custody holds, as a JSON object: custody, halted, ledger, registry, people, recipients, agreements,
 * orders, plans, holds that stand. Names are those of officials; no person concerned appears. */
must gate_status(struct gate *g, struct text *out, struct error *e);

/* Compares all that a custody holds: a JSON array, a member for each thing looked at: what, state ("ok", "mended",
 * "note": needs nobody, "wrong"), said, todo. With repair what the ledger can mend is mended, and the store is built
 * again first. *healthy: nothing is wrong. Fails only where nothing can be said. */
must gate_doctor(const char *dir, bool repair, const struct gate_progress *progress, struct text *out,
                 bool *healthy, struct error *e);

/* Takes the store away, whatever state it is in: the next gate_open builds it again from the ledger and the
 * documents. ERROR_VERIFY where it saw more entries than the ledger has: it alone remembers them. */
must gate_repair(const char *dir, struct error *e);

/* --- people, recipients, rules --- */

enum gate_role { ROLE_ADMIN = 1, ROLE_COUNSEL = 2, ROLE_OPERATOR = 4, ROLE_APPROVER = 8 };

/* False when a word is no role. Roles are joined by commas. */
bool gate_roles(struct span text, unsigned *out);

/* Two admins sign; the first two people of a custody need no signature. */
must gate_person_add(struct gate *g, const char *name, unsigned roles, const char *public_path,
                     struct signers by, char id[GATE_ID], struct error *e);

/* A key pair for a recipient who has none: writes the identity (0600, as age-keygen does) and gives its
 * public half. A recipient makes its own with `age-keygen`; this is for the demo. */
must gate_recipient_key(const char *path, char age[GATE_AGE], struct error *e);

enum { GATE_AGES = 16 };

struct gate_recipient {
    const char *name, *address;
    const char *age[GATE_AGES]; /* "age1...": one or more, NULL behind the last */
    const char *minisign;       /* the line of its minisign public key, by which it signs certificates; or NULL */
};
must gate_recipient_add(struct gate *g, const struct gate_recipient *r, struct signers by,
                        char id[GATE_ID], struct error *e);

/* A finding against a recipient's safeguards: opened (one signature), closed (two), or with a corrective plan that has until
 * an instant (two, of admins or counsel): from then on the safeguards are overdue, though nothing is entered. */
struct gate_finding_act {
    bool open;
    bool planned; /* open, with a plan */
    instant until;
    const char *cites;
};
must gate_safeguard(struct gate *g, const char *recipient, const struct gate_finding_act *finding,
                    struct signers by, struct error *e);

/* An agreement raises: two signatures of counsel or admins. An order that lowers needs one, and never
 * waits; one that raises (a stay: it suspends an order or a forbid) two. The custody
 * gives each a number: "agr1", "ord1". */
must gate_agreement_add(struct gate *g, const char *path, struct signers by, char id[GATE_ID],
                        struct error *e);
/* What whoever enters an order may not have meant. */
struct gate_order_doubts {
    bool nowhere;       /* no agreement and no recipient that it is against is in the register */
    bool unlisted;      /* it names a population, and no list was given with it */
    bool listed;        /* a list was given: */
    uint64_t people;    /*   so many people are on it, */
    uint64_t strangers; /*   and so many of its rows name nobody whom the registry has (0 without one) */
};
/* population: a CSV with a column person_id: whom the order covers, where its text names a population; or NULL. */
must gate_order_add(struct gate *g, const char *path, const char *population, struct signers by,
                    char id[GATE_ID], struct gate_order_doubts *doubts, struct error *e);

/* A stay or a vacatur: an order that suspends another, or a clause, made from its parts. */
struct gate_suspension {
    const char *target; /* an order's number or id, or a clause's id */
    const char *agreement; /* against which; NULL: every one, but for a clause where there are several */
    const char *id;     /* of the new order; NULL: the target's with "-S1", "-S2", ... behind it */
    const char *from;   /* instant; NULL: now */
    const char *cites;
    const char *paper;  /* a file, or "sha256:..." */
};
must gate_order_suspend(struct gate *g, const struct gate_suspension *s, struct signers by,
                        char id[GATE_ID], struct error *e);

/* An order was served on a person who holds the data: to whom and how. One signature. */
must gate_order_serve(struct gate *g, const char *order, const char *name, const char *how,
                      struct signers by, char id[GATE_ID], struct error *e);

/* The person served acknowledges with a key of their own; for one who has none, whoever files the signed
 * receipt (receipt: a file or "sha256:..."; else NULL) does. */
must gate_order_acknowledge(struct gate *g, const char *service, const char *receipt, struct signers by,
                            char id[GATE_ID], struct error *e);

/* The register of orders as a JSON array: number, id, verb, of (level or target), against, from, until, state
 * ("in force", "suspended by X", "not yet", "ended"), document, cites, people (in its list), services: to, how,
 * at, acknowledged. Texts are those of officials. */
must gate_orders(struct gate *g, struct text *out, struct error *e);

/* What an order or a halt meets, as the clauses are now: a JSON object with `halted`, and `packages`: of each
 * plan its plan, batch, release, state ("handed over", "released", "approved", "planned"), at (of the first
 * handover), rows (answered above none), lowered (of them, those that would be given less now) and `stopped`
 * (true: nothing more leaves by it); and `conflicts`: commands that conflict from now on, whose rows are held:
 * agreement, compel, against (ids), from; and `unsearched`: agreements whose rules are too entangled to look for
 * them. csv (or NULL): the rows of packages that are out, one a line:
 * release,batch,row,control,level,now. */
must gate_effect(struct gate *g, const char *csv, struct text *out, struct error *e);

/* Everything stops (one signature), or goes on (two, and a paper: a file or "sha256:..."). */
must gate_halt(struct gate *g, bool lift, const char *citation, const char *paper, struct signers by,
               struct error *e);

/* The same of letters to the people concerned alone: an order forbids contact. */
must gate_halt_notices(struct gate *g, bool lift, const char *citation, const char *paper, struct signers by,
                       struct error *e);

/* --- gazetteer --- */

struct gate_gazetteer {
    char number[GATE_ID];
    char hash[65];
    uint64_t zips, places;
};
/* Puts a public table of ZIP, city and state in force: run, match, merge and audit judge by it from now on,
 * unless they are given another. A dry one is only read. */
must gate_gazetteer_import(struct gate *g, const char *path, struct signers by,
                           struct gate_gazetteer *out, struct error *e);

/* --- registry --- */

struct gate_registry {
    char generation[80];
    uint64_t persons, bytes, rejected;
    char hash[65];
    /* where the generation is a delta, else "" and 0: its base, how many people that has, how many of
     * them are gone or replaced, how many the delta holds */
    char base[80];
    uint64_t base_persons, gone, changed;
    /* what an update did; unknown: ids to be deleted that nobody has */
    uint64_t added, replaced, deleted, unknown;
    bool unchanged; /* gate_registry_compact: there was nothing to do */
};
must gate_registry_import(struct gate *g, const char *path, const char *layout_path,
                          uint64_t memory, struct signers by, struct gate_registry *out,
                          struct error *e);
/* A delta over the generation in force. changes (NULL: none) has the columns of a registry: a row replaces
 * the person of its person_id or adds one. deleted (NULL: none) has a column person_id. */
must gate_registry_update(struct gate *g, const char *changes, const char *layout_path,
                          const char *deleted, uint64_t memory, struct signers by,
                          struct gate_registry *out, struct error *e);

/* A base and its delta into one generation again. */
must gate_registry_compact(struct gate *g, uint64_t memory, struct signers by,
                           struct gate_registry *out, struct error *e);
must gate_registry_status(struct gate *g, struct gate_registry *out, struct error *e);
must gate_registry_verify(struct gate *g, struct gate_registry *out, struct error *e);

/* --- check: sufficiency alone, no custody --- */

struct gate_check_options {
    const char *requests;
    const char *agreement;   /* a rules file, or NULL: all elements are required */
    const char *gazetteer;   /* or NULL */
    const char *points;      /* a source of delivery points, "OBJECT.so:DATA", or NULL */
    const char *layout;      /* or NULL */
    const char *csv;         /* path of the answer, or NULL */
    const char *details;     /* path of what speaks against each row, and where; or NULL */
    unsigned threads;
};

enum { CHECK_EXAMPLES = 3 };

struct gate_check {
    uint64_t read, rejected;
    uint64_t sufficiency[3];
    uint64_t category[CATEGORY_COUNT];
    uint64_t example[CATEGORY_COUNT][CHECK_EXAMPLES]; /* row numbers, 0: none */
    uint64_t duplicates, over_used;                   /* of the file as a whole; they change no row's outcome */
    struct rejection_count {
        char code[32];
        uint64_t rows, example;
    } code[8];
    unsigned codes;
    char classifier[65];
};

must gate_check(const struct gate_check_options *o, const struct gate_progress *progress,
                struct gate_check *out, struct error *e);

/* One row of the file in words: what speaks against it, where, and how its address was read. Values
 * only where they are asked for. ERROR_USAGE "check.row" where there is no such row. */
must gate_check_row(const struct gate_check_options *o, uint64_t number, bool values,
                    struct text *out, struct error *e);

/* --- the flow --- */

struct gate_run_options {
    const char *requests;
    const char *agreement; /* its own id ("TAX-2025") or the custody's ("agr1") */
    const char *recipient; /* NULL: the registered one that the agreement names */
    const char *purpose;   /* NULL: the agreement's only one */
    const char *layout;    /* or NULL */
    const char *gazetteer; /* or NULL */
    const char *points;    /* a source of delivery points, or NULL */
    const char *const *parts; /* files of gate_match, in any order, in place of matching */
    size_t part_count;        /* 0: match here */
    const char *model;     /* a model file; NULL: the built-in one. The batch keeps a copy */
    uint32_t false_matches; /* most false matches, in parts per billion; 0: no bound */
};

/* Stages of a run, for measuring. */
enum gate_stage {
    STAGE_RULES,
    STAGE_INTAKE,   /* the file as a whole: limits, quotes, columns, hash */
    STAGE_REGISTRY,
    STAGE_MATCH,    /* each row read, judged, compared */
    STAGE_DECIDE,
    STAGE_KEEP,
    STAGE_ENTER,
    STAGES
};
const char *gate_stage_name(enum gate_stage stage);

struct gate_run {
    char batch[GATE_ID], plan[GATE_ID];
    struct funnel funnel;
    double seconds[STAGES];
};

must gate_run(struct gate *g, const struct gate_run_options *o, struct signers by,
              struct gate_run *out, struct error *e);

/* One part of n of the match of a run, for as many processes. The request file is judged as a run does, its admitted
 * rows are compared with one part of the registry in force, and what was found goes into a file (docs/formats/part.md)
 * that gate_run takes in place of matching. The same call gives the same bytes; a file that is there was
 * written whole. Nothing is entered. */
enum { PARTS_MOST = 256 };

struct gate_match_options {
    const char *requests, *agreement; /* as for gate_run */
    const char *layout, *gazetteer, *points;   /* or NULL */
    const char *model;                /* as for gate_run */
    uint32_t false_matches;
    unsigned part, parts;             /* 1 .. n of n, n at most PARTS_MOST */
    const char *out;
};

struct gate_match {
    uint64_t rows, rejected, compared;
};

must gate_match(struct gate *g, const struct gate_match_options *o, struct signers by,
                struct gate_match *out, struct error *e);

/* One approval of a plan or a mailing; *count: how many it has now. */
must gate_approve(struct gate *g, const char *id, const struct signer *by, unsigned *count,
                  struct error *e);

/* --- the sample before a release --- */

/* Rows that are to be given are drawn by lot from a seed that the ledger has first, and examined by an approver who made
 * neither plan nor batch. Where `stop` of them are wrong or unclear, nothing leaves by the plan any more. */
struct gate_sample {
    char number[GATE_ID]; /* "s1" */
    bool drawn;
    uint64_t rows, stop;
    bool examined, stopped;
    uint64_t right, wrong, unclear;
};
struct gate_sample_size {
    uint64_t rows, stop; /* 0: as the agreement says */
};
/* ERROR_INPUT "sample.twice": a plan has one seed. */
must gate_sample_draw(struct gate *g, const char *plan, const struct gate_sample_size *wish, struct signers by,
                      struct gate_sample *out, struct error *e);
must gate_sample_get(struct gate *g, const char *plan, struct gate_sample *out, struct error *e);

/* Writes what was drawn: row,control,outcome. */
must gate_sample_list(struct gate *g, const char *plan, const char *csv, struct error *e);

/* Why each row of it got its answer, with values of the request and the record. */
must gate_sample_explain(struct gate *g, const char *plan, struct text *out, struct error *e);

/* path: row,verdict,note; the verdict right, wrong or unclear, one for each row that was drawn. */
must gate_sample_result(struct gate *g, const char *plan, const char *path, struct signers by, struct gate_sample *out,
                        struct error *e);

/* --- release and handover --- */

struct gate_release {
    char release[GATE_ID];
    uint64_t rows;        /* in the package */
    uint64_t released;    /* answered above none */
    char package[4096];   /* path */
};

/* Decides again, then ledger, then OUT/<release>.age and its .minisig. ERROR_SIGNATURE: an
 * approval is missing; ERROR_STALE: an order, a rule or the registry came between. Doing it
 * again after a crash gives the same package. */
must gate_release(struct gate *g, const char *plan, const char *out_dir, struct signers by,
                  struct gate_release *out, struct error *e);

/* Decides once more, then ledger, then OUT/<release>.identity.age, for the recipient's age key. */
must gate_handover(struct gate *g, const char *release, const char *out_dir, struct signers by,
                   struct gate_release *out, struct error *e);

/* Why a row ("b1:17") got its answer, for an officer: facts, clauses, citations, waterfall. Values of
 * the request and the record only with `values`. */
must gate_explain(struct gate *g, const char *row, bool values, struct text *out, struct error *e);

/* The rows of a batch that wait for a person: "row,reason" lines. */
must gate_review(struct gate *g, const char *batch, struct text *out, struct error *e);

must gate_funnel(struct gate *g, const char *batch, struct funnel *out, struct error *e);

/* Where the numbers of a batch come from. */
struct gate_meta {
    char at[INSTANT_TEXT]; /* of the plan */
    char origin[256], root[65], rules[65], classifier[65], generation[80];
    uint64_t size;
};
must gate_meta(struct gate *g, const char *batch, struct gate_meta *out, struct error *e);

/* --- looking back --- */

/* A release is looked at as of the instant at which its key was first handed over; a package whose key was not
 * is not looked at. Releases that an audit kept are looked at like any other, each as of its own instant. */
struct gate_lookback_options {
    const char *batch;           /* NULL: all that were released; else a batch ("b1") or an import ("past1") */
    const char *agreement;       /* its number or own id; NULL: each that something was released under */
    const char *rules;           /* a rules file in place of the agreement, or NULL; the register's orders stand */
    const char *order;           /* orders that are not in the register, as if entered now; or NULL */
    instant reach;               /* what lowers reaches back to here; INSTANT_MAX: no further than it says */
    const char *const *readings; /* names; none: all clauses, then each reading of the rules */
    size_t reading_count;
    bool judge;                  /* judge all requests again, and say what made a row wrong */
    const char *gazetteer;       /* the table to judge by, those that were judged by another classifier; or NULL */
    const char *csv;             /* batch,row,control,reading,given,now,clauses and, with judge, cause; or NULL */
};

/* One for each agreement; one that says nothing where nothing was released. Owned; findings_clear. */
struct findings {
    struct finding *at;
    size_t count;
};
void findings_clear(struct findings *f);

/* With signers the findings are entered into the ledger, in one append. */
must gate_lookback(struct gate *g, const struct gate_lookback_options *o, struct signers by,
                   struct findings *out, struct error *e);

struct gate_audit_options {
    const char *requests, *released, *agreement;
    const char *layout, *gazetteer, *points;
    const char *const *readings;
    size_t reading_count;
    const char *csv;             /* control,process,reading,clauses,correspondence; or NULL */
};
/* With signers the audit is entered, and what was released is kept as history, in batches/<pastN>/:
 * gate_lookback looks at it from then on. ERROR_INPUT "audit.twice" where the list was entered before. */
must gate_audit(struct gate *g, const struct gate_audit_options *o, struct signers by,
                struct finding *out, struct error *e);

/* --- remedy: recall, disposal, copies --- */

struct gate_recall_options {
    const char *finding;   /* "f1", or "past1": an audit that was entered */
    const char *reading;   /* NULL: "all clauses", or the only one that the finding has */
    const char *recipient; /* of releases that were imported: name or number; NULL: the one that their agreement names */
    const char *cites;     /* the law or the order that it rests on, beside the agreement; or "" */
    unsigned days;         /* to dispose of them; 0: RECALL_DAYS */
    const char *out_dir;
};

struct gate_recalled {
    char recall[GATE_ID], recipient[GATE_ID];
    uint64_t rows;
    bool earlier;          /* it was there before: rows of the finding stand in it already */
    char package[4096];    /* path of RECALL.csv.age; beside it the signature */
};

/* One recall for each recipient of the finding's rows that no earlier recall has. Owned; gate_recalls_clear. */
struct gate_recalls {
    struct gate_recalled *at;
    size_t count;
};
void gate_recalls_clear(struct gate_recalls *r);

/* Ledger, then OUT/<recall>.csv.age and its .minisig: release,row,control,what,reason, in the recipient's own controls.
 * Doing it again after a crash gives the same package; rows that were recalled before name their recall, whose package
 * goes out again. */
must gate_recall(struct gate *g, const struct gate_recall_options *o, struct signers by, struct gate_recalls *out,
                 struct error *e);

/* The letter that goes with the package. */
struct paper;
must gate_recall_letter(struct gate *g, const char *recall, struct paper **out, struct error *e);

/* Recalls as a JSON array: number, finding, recipient, name, rows, open, copies, open_copies, state, held, due,
 * arithmetic, left, overdue; with one named an object that has `steps` and `certificates` as well. *overdue: any is. */
must gate_recall_list(struct gate *g, const char *recall, struct text *out, bool *overdue, struct error *e);

enum gate_recall_act { RECALL_ACT_SENT, RECALL_ACT_ACKNOWLEDGE, RECALL_ACT_SEQUESTER, RECALL_ACT_VERIFY,
                       RECALL_ACT_HOLD, RECALL_ACT_FREE };
/* cites, paper (a file or "sha256:..."): or NULL; RECALL_ACT_FREE needs both, and two keys. */
must gate_recall_enter(struct gate *g, const char *recall, enum gate_recall_act act, const char *cites, const char *paper,
                       struct signers by, char id[GATE_ID], struct error *e);

struct gate_copies {
    char id[GATE_ID];
    uint64_t copies, holders, devices, sets;
    bool reopened; /* the recall was disposed of already: now it is not */
};
/* The recipient's inventory of copies, a CSV with the columns holder,device,set,location. */
must gate_recall_copies(struct gate *g, const char *recall, const char *path, struct signers by, struct gate_copies *out,
                        struct error *e);

struct gate_dispose_options {
    const char *recall, *certificate;
    const char *signature; /* NULL: <certificate>.minisig */
    const char *rows;      /* the file that the certificate names by its hash, or NULL */
    const char *csv;       /* release,row,control,state: what is open, and what was never recalled; or NULL */
};

struct gate_disposal {
    char id[GATE_ID];
    uint64_t covered, before, never; /* rows of the certificate: newly, covered by an earlier one, never recalled */
    uint64_t open, copies_open;      /* what is left of the recall */
    bool complete;
};

/* A certificate of disposal (docs/formats/certificate.md): read, its signature held against the recipient's key, each of
 * its rows against the recall. */
must gate_dispose(struct gate *g, const struct gate_dispose_options *o, struct signers by, struct gate_disposal *out,
                  struct error *e);

/* One to fill in. */
must gate_dispose_template(struct gate *g, const char *recall, const char *path, struct error *e);

/* --- incidents --- */

struct gate_incident {
    const char *finding;    /* "f1", "past1" or NULL */
    instant discovered;     /* INSTANT_MAX: now */
    const char *occurred;   /* an instant or a date; of what follows NULL: not known yet */
    const char *contact, *how, *elements, *count, *place, *systems;
    const char *regimes;    /* "irs", "gdpr" or both joined by a comma; NULL: both */
};
must gate_incident_open(struct gate *g, const struct gate_incident *in, struct signers by, char id[GATE_ID],
                        struct error *e);

/* What is known by now, in place of what was; what is NULL stays. */
must gate_incident_update(struct gate *g, const char *incident, const struct gate_incident *in, struct signers by,
                          struct error *e);

/* A JSON array: number, finding, discovered, reports: to, due, arithmetic, sent, left, overdue. */
must gate_incidents(struct gate *g, struct text *out, bool *overdue, struct error *e);

/* The report, filled in as far as it is known; it holds no personal data. to: "irs" or "gdpr". */
must gate_incident_report(struct gate *g, const char *incident, const char *to, struct paper **out, struct error *e);

/* It was sent: to "irs", "gdpr" or "other". cites: or NULL; needed where a report to a GDPR authority is late (why). */
must gate_incident_sent(struct gate *g, const char *incident, const char *to, const char *cites, const char *paper,
                        struct signers by, char id[GATE_ID], struct error *e);

/* --- the people concerned: accounts, notices, returned mail --- */

/* Everything that was given out about one person, as a letter. What the agreements withhold or what is suspended is
 * left out of it, and the letter is worded alike whether there is such a thing or not. */
struct gate_account_options {
    const char *person;    /* person_id */
    const char *addressee; /* whom the letter is to, lines joined by ';'; NULL: the person's name */
};
struct gate_account {
    char id[GATE_ID];
    uint64_t disclosures;  /* in the letter */
    uint64_t withheld;     /* left out by the agreement: for the officer alone, as are the following */
    uint64_t suspended;    /* left out for a time */
    uint64_t earlier;      /* older than the agreement looks back */
    uint64_t unknown;      /* imported releases of which is not known whom they are about */
    uint64_t erased;       /* rows that left and were erased since, about anybody */
};
/* Gives out a record: two signatures of counsel, admins or approvers. *letter: made when all is entered; owned,
 * paper_free; NULL on a dry run. ERROR_INPUT "account.unknown" where no registry and no release knows the id. */
struct paper;
must gate_account(struct gate *g, const struct gate_account_options *o, struct signers by, struct gate_account *out,
                  struct paper **letter, struct error *e);

/* An authority's statement that an accounting would impede it. Suspends the accounting of what was given out under
 * an agreement (number or id), by a release, or of an import ("past1"); one signature. ERROR_INPUT where the agreement
 * does not allow it, or not for so long. */
struct gate_statement {
    bool oral;             /* else written */
    instant stated;        /* INSTANT_MAX: now */
    instant until;
    const char *cites;     /* whose statement */
    const char *paper;     /* it, or the note of an oral one: a file, or "sha256:..." */
};
must gate_suspend(struct gate *g, const char *target, const struct gate_statement *s, struct signers by,
                  char id[GATE_ID], struct error *e);

/* Ends one before its time: two signatures of counsel or admins. */
must gate_suspension_lift(struct gate *g, const char *suspension, const char *cites, struct signers by,
                          struct error *e);

/* A mailing to everybody whom a finding is about, planned: one letter a person. Whoever is protected, or whose address is
 * not safe to write to, gets none, and is listed in mailings/<id>/held.csv of the custody. Nothing is written elsewhere. */
struct gate_notice {
    const char *finding;         /* "f1", or "past1" */
    const char *const *readings; /* wrong under one of these; none: under any */
    size_t reading_count;
    const char *letter;          /* a text with fields (gate_notice.c); NULL: the one built in */
};
struct gate_mailing {
    char id[GATE_ID];
    uint64_t letters;
    uint64_t held;    /* people without a letter, for a reason that a person has to look at */
    uint64_t unknown; /* people, or rows, of whom the registry knows nobody */
    uint64_t told;    /* people whom a letter that was sent before tells of it */
};
must gate_notice(struct gate *g, const struct gate_notice *o, struct signers by, struct gate_mailing *out,
                 struct error *e);

/* Two approvals (gate_approve); decided again, with the registry and the orders of now; ledger; then OUT/<id>.csv for a
 * mail merge and OUT/<id>-001.pdf, ... with the letters. Who would get none by now gets none. ERROR_STALE when
 * all is halted, or when it was sent and would not be the same today: somebody may get none any more or has another
 * address, or a letter came back. Doing it again after a crash gives the same files. */
struct gate_mail {
    const char *mailing, *out_dir;
    const char *age;             /* age1...: the files are encrypted to this key; NULL: they are private to the owner */
    /* Letters as sheets; appended. */
    must (*sheets)(void *ctx, const struct paper *const *letters, size_t count, struct text *out, struct error *e);
    void *ctx;
};
struct gate_mailed {
    char id[GATE_ID];
    uint64_t letters;
    uint64_t dropped; /* planned letters to people who get none by now */
    unsigned files;
};
must gate_mail(struct gate *g, const struct gate_mail *o, struct signers by, struct gate_mailed *out, struct error *e);

/* Letters that came back: a CSV with columns letter (or all),reason. *letters: how many. */
must gate_returned(struct gate *g, const char *mailing, const char *path, struct signers by, char id[GATE_ID],
                   uint64_t *letters, struct error *e);

/* The mailings as a JSON array: mailing, finding, state, approvals, letters, held, unknown, reasons, mailed_at, sent,
 * returned, open, letter (its text). */
must gate_mailings(struct gate *g, struct text *out, struct error *e);

/* --- proof --- */

struct gate_verify {
    char origin[256];
    uint64_t size;
    char root[65];
    uint64_t batches, rows, plans, approvals, releases, handovers, orders, findings;
    uint64_t answers[8]; /* by enum gate_answer, recounted from the row trees: as planned */
    uint64_t trees;      /* batches whose row tree was looked at: all, unless some alone were asked for */
    uint64_t disclosed;  /* rows released by packages whose key was handed over */
    uint64_t accounts;   /* accountings that were given */
    uint64_t mailings, letters, returned; /* notices: planned; letters sent, and of them come back */
    uint64_t cosigned;     /* size of the last checkpoint that witnesses signed; 0: none is kept */
    unsigned cosignatures; /* of registered witnesses under it, of `quorum` that are asked for */
    unsigned quorum;
    uint64_t stamps, rotations;
};

enum gate_answer {
    ANSWER_RELEASED, ANSWER_NONE, ANSWER_INSUFFICIENT, ANSWER_PENDING, ANSWER_REJECTED, ANSWER_COUNT
};
const char *gate_answer_name(enum gate_answer answer);

/* dir: a custody, its public/ folder, or a copy of that folder. Uses the public files alone. */
must gate_verify(const char *dir, const struct gate_progress *progress, struct gate_verify *out,
                 struct error *e);

/* The same, for who has a verifier key of the log that came another way, the present one or one of before: it has to
 * lead to the present one; or who looks at some of the row trees alone. */
struct gate_verify_wish {
    const char *vkey;           /* or NULL */
    const char *const *batches; /* numbers; NULL: all */
    size_t count;
};
must gate_verify_by(const char *dir, const struct gate_verify_wish *w, const struct gate_progress *progress,
                    struct gate_verify *out, struct error *e);

/* --- proofs for strangers: prove, bundle (docs/formats/proof.md) --- */

/* Whom an opening is for. A recipient sees its own request and what it was told; a person also what was given out;
 * a court and an inspector also facts, level and clauses. */
enum gate_viewer { VIEWER_NONE, VIEWER_RECIPIENT, VIEWER_PERSON, VIEWER_INSPECTOR, VIEWER_COURT, VIEWERS };
const char *gate_viewer_name(enum gate_viewer viewer);
bool gate_viewer_find(const char *word, enum gate_viewer *out); /* false: no such word */

struct gate_proof_options {
    const char *row; /* "b1:19" */
    const char *out; /* folder */
    enum gate_viewer viewer;
    const char *cites; /* the paper an opening rests on; asked for where it is an act */
};

struct gate_proof {
    char opening[GATE_ID]; /* the number of the act, where one was entered */
    uint64_t index, size;  /* of the leaf, or the entry */
    uint64_t bytes;        /* of the proof file */
    bool erased;           /* the row: its commitments mean nothing any more */
    char stem[64];         /* OUT/STEM.tlog-proof and so on */
};

/* Writes the row's leaf with its proof in the row tree, and the batch's entry with its proof in the ledger; and what
 * the viewer may see opened. That is an act of two (counsel, admins, approvers), but for a recipient. ERROR_HELD
 * "prove.early" without such an act before the batch's package was handed over; "prove.withheld" to the person where an
 * accounting is withheld or suspended. */
must gate_prove_row(struct gate *g, const struct gate_proof_options *o, struct signers by, struct gate_proof *out,
                    struct error *e);

/* OUT/entry-INDEX.entry and its proof in the ledger. */
must gate_prove_entry(struct gate *g, uint64_t index, const char *out_dir, struct gate_proof *out, struct error *e);

struct gate_proof_check {
    char origin[256];
    uint64_t index, size;
    char root[65];
    char batch[GATE_ID];   /* of a row's leaf; else "" */
    bool in_ledger;        /* BATCH.entry and its proof lie beside, and name this very row tree */
    bool opening;          /* STEM.opening.json lies beside, and its messages are those committed to */
    char opened[48];       /* "inner released row" */
    char viewer[16];
};

/* Offline. vkey: the ledger's verifier key. ERROR_VERIFY. */
must gate_check_proof(const char *proof, const char *leaf, const char *vkey, struct gate_proof_check *out,
                      struct error *e);

struct gate_bundle_options {
    const char *of;    /* a batch, an import, a finding; NULL: all */
    const char *out;   /* a folder that is not there */
    const char *tar;   /* the same as one file; or NULL */
    bool documents;    /* with all private texts: an act of two */
    const char *cites; /* the paper that this rests on */
};

struct gate_bundle {
    char opening[GATE_ID]; /* the number of the act, where one was entered */
    uint64_t entries, documents, files, bytes;
};

/* Whether a folder is what gate_bundle made. */
bool gate_is_bundle(const char *dir);

/* Checks a bundle offline: sums, their signature, entries, proofs, row trees, documents, the rules that plans name. What
 * is in it is counted as gate_verify does. vkey: as for gate_verify_by. */
must gate_verify_bundle(const char *dir, const char *vkey, const struct gate_progress *progress, struct gate_verify *out,
                        struct gate_bundle *what, struct error *e);

/* An evidence archive that a stranger can check offline (docs/formats/bundle.md). */
must gate_bundle(struct gate *g, const struct gate_bundle_options *o, struct signers by, struct gate_bundle *out,
                 struct error *e);

/* --- the declaration --- */

/* A draft of a sworn declaration on a batch ("b1"), a finding ("f1") or an audit ("past1"): numbered paragraphs, the
 * figures with their definitions and queries, a draft certification; and the same as a statement for programs, canonical
 * JSON (docs/formats/declaration.md). Both are true at the size and root of the ledger that they name, and made of that
 * prefix of the ledger and of the files that it commits to alone, so that anybody with the custody can make them again.
 * They name officials and parties, and no person concerned. */
struct gate_declaration {
    struct paper *paper;
    struct text statement;
};
must gate_declare(struct gate *g, const char *of, struct gate_declaration *out, struct error *e);
void gate_declaration_clear(struct gate_declaration *d);

/* Makes a statement again, at the size that it names and at the ledger's present size: a JSON object of `of`, `then` and
 * `now` (size, root), `figures` ({id, name, was, is, because: the first entry since that counts, or null}), `drifted`: how
 * many are others now, and `proof`: hashes that the one root is a prefix of the other (RFC 9162 section 2.1.4).
 * ERROR_VERIFY when the root is none of this ledger's, or the statement is not what was true at its size. */
must gate_declare_check(struct gate *g, struct span statement, struct text *out, uint64_t *drifted, struct error *e);

/* --- the log itself: witnesses, time stamps, keys --- */

/* A witness (C2SP tlog-witness), by its verifier key line; two signatures. */
struct gate_witness {
    const char *vkey;
    const char *name, *url; /* private; or NULL */
};
must gate_witness_add(struct gate *g, const struct gate_witness *w, struct signers by, char id[GATE_ID],
                      struct error *e);

/* which: the number, "w1", or the name in its key. */
must gate_witness_remove(struct gate *g, const char *which, struct signers by, char id[GATE_ID], struct error *e);

/* How many of them have to sign a checkpoint before what it covers may leave; 0: none. Two signatures. */
must gate_witness_quorum(struct gate *g, uint64_t count, struct signers by, char id[GATE_ID], struct error *e);

/* {"quorum":k,"size":n,"cosigned":n,"witnesses":[{number,name,url,vkey,knows,signed}]}: cosigned: size of the last
 * checkpoint with a quorum; knows: the size that the witness is known to know; signed: whether it signed the
 * checkpoint as it is now. */
must gate_witnesses(struct gate *g, struct text *out, struct error *e);

/* Writes the body of an add-checkpoint request for each witness, of the checkpoint as it is now, into
 * OUT_DIR/NUMBER.request. out: [{number,url,file,old,size}]. */
must gate_witness_ask(struct gate *g, const char *out_dir, struct text *out, struct error *e);

/* Takes a witness's answer to the last request: the HTTP status and the body in a file. What it signed is put
 * under the checkpoint, which stays as public/ledger/cosigned when a quorum signed it. */
struct gate_answered {
    char witness[GATE_ID];
    bool again;         /* it knows another size than was thought (`knows`): it has to be asked again */
    uint64_t knows;
    uint64_t size;      /* of the checkpoint that it signed */
    unsigned signed_by; /* witnesses, of `needed` */
    unsigned needed;
};
must gate_witness_answer(struct gate *g, const char *which, const char *path, uint64_t status,
                         struct gate_answered *out, struct error *e);

/* A request for a time stamp (RFC 3161) of the checkpoint as it is now, for an authority; *size: of the ledger. */
must gate_stamp_request(struct gate *g, const char *path, uint64_t *size, struct error *e);

/* The authority's answer: granted, for exactly the bytes that were asked for, signed by the certificate that it
 * bears, and with ca (PEM file, or NULL) by a chain to it. One signature. */
struct gate_stamp {
    uint64_t size;
    instant at;
};
must gate_stamp_add(struct gate *g, const char *path, const char *ca, struct signers by, struct gate_stamp *out,
                    char id[GATE_ID], struct error *e);

/* Another service key from now on; two admins. */
enum gate_key { GATE_KEY_LEDGER, GATE_KEY_SEAL, GATE_KEY_RELEASE, GATE_KEYS };
const char *gate_key_name(enum gate_key which);
must gate_key_find(const char *name, enum gate_key *out, struct error *e);
must gate_key_rotate(struct gate *g, enum gate_key which, struct signers by, char id[GATE_ID], struct error *e);

/* The person's key signs nothing more; one admin. */
must gate_person_retire(struct gate *g, const char *key, struct signers by, struct error *e);

/* --- erasure, holds, backup, restore, drill --- */

/* Destroys what tells whom rows were about. rows: "b1:3,7-9", "b1", "past1:5". Two signatures of admins or
 * counsel. What the erased rows have in totals, in the row tree and in the ledger stays. ERROR_HELD "erase.held"
 * under a hold; ERROR_INPUT "erase.already" where nothing is left to erase. A crash behind the entry is made good by the
 * next gate_open. */
struct gate_erasure {
    char id[GATE_ID], of[GATE_ID];
    uint64_t rows;    /* erased by this act */
    uint64_t left;    /* not erased of the batch or import */
    bool package;     /* a package of the batch can be opened by nobody but its recipient from now on */
};
must gate_erase(struct gate *g, const char *rows, const char *cites, struct signers by,
                struct gate_erasure *out, struct error *e);

/* What retention makes due now, as a JSON array: of (batch or import), rows, since, due (instants), held (by which
 * hold, or ""); and with signers it is erased, but for what is held: each then has its `id`. */
must gate_erase_due(struct gate *g, struct signers by, struct text *out, struct error *e);

/* A legal hold of a batch or an import (of NULL: of everything) stops erasure. One signature and a paper. */
must gate_hold(struct gate *g, const char *of, const char *cites, const char *paper, struct signers by,
               char id[GATE_ID], struct error *e);

/* Ends a hold ("h1"); two signatures and a paper. */
must gate_hold_lift(struct gate *g, const char *hold, const char *cites, const char *paper, struct signers by,
                    struct error *e);

/* A copy of the custody while acts go on, in OUT (docs/formats/backup.md); what OUT has already is not copied again.
 * age: the recipient under whose key row keys and service keys are wrapped; its identity is kept elsewhere. */
struct gate_backup {
    char id[GATE_ID];
    char manifest[4096]; /* path */
    uint64_t size;       /* entries of the ledger that it holds */
    char root[65];
    uint64_t files, bytes;         /* all that it holds */
    uint64_t new_files, new_bytes; /* of them copied now */
};
must gate_backup(struct gate *g, const char *out, const char *age, struct signers by, struct gate_backup *to,
                 struct error *e);

/* Makes a custody of a backup. Erasures that came after it are done to the keys before these are written. */
struct gate_restore_options {
    const char *backup;    /* a manifest, or the folder: its newest */
    const char *dir;       /* absent or empty */
    const char *identity;  /* a file with the age identity */
    const char *ledger;    /* a public folder of the same custody, newer or as old; or NULL: there is none: */
    bool without_later;    /*   then this has to be said */
    const char *documents; /* of the entries that the backup lacks; or NULL */
    bool dry;
};
struct gate_restored {
    uint64_t size;   /* entries of the backup's ledger */
    uint64_t later;  /* entries that came after it and were taken in */
    uint64_t erased; /* rows whose keys the backup held, and which were erased after it */
    uint64_t files;
    char backup[GATE_ID]; /* its number, where an entry says it was made; else "" */
};
/* ERROR_STALE "restore.later" when the ledger went on after the backup and what its entries name is not all there;
 * ERROR_VERIFY "restore.fork" when it is no continuation of the backup's. */
must gate_restore(const struct gate_restore_options *o, const struct gate_progress *progress,
                  struct gate_restored *out, struct error *e);

/* Enters that this custody was made of a backup. */
must gate_restoration(struct gate *g, const struct gate_restored *r, struct signers by, char id[GATE_ID],
                      struct error *e);

/* A rehearsal on made-up data, elsewhere, as evidence: how long each part took, in milliseconds. */
struct gate_drill {
    bool halted, recalled, restored; /* false: that part failed */
    uint64_t halt;                   /* from the halt entered to a release refused */
    uint64_t recall;                 /* from an order at hand to the notice for the recipient */
    uint64_t restore;                /* a backup, and a custody made of it and verified */
};
must gate_drill(struct gate *g, const struct gate_drill *drill, struct signers by, char id[GATE_ID], struct error *e);

/* --- tools that need no custody --- */

struct gate_link_options {
    const char *a, *b;      /* b NULL: dedupe */
    const char *layout;     /* or NULL */
    const char *out;        /* the answer; the index lies beside it while the work goes on */
    const char *model;      /* a model file; NULL: learnt from the two files */
    const char *truth;      /* request_id (or control), registry_id (or person_id); or NULL */
    uint32_t false_matches; /* most false matches, in parts per billion; 0: no bound */
    bool pairs;             /* write every pair of enough weight, instead of the best */
    double pairs_from;      /* bits */
    unsigned threads;
};

/* Stages of a linkage, for measuring. */
enum gate_link_stage {
    LINKING_READ,  /* the requests */
    LINKING_INDEX, /* the other file read and indexed; with dedupe there is one file, and both are read */
    LINKING_LEARN,
    LINKING_MATCH,
    LINKING_WRITE,
    LINKING_STAGES
};
const char *gate_link_stage_name(enum gate_link_stage stage);

struct gate_link {
    uint64_t requests, persons, unique, many, none, pairs;
    double seconds[LINKING_STAGES];
    struct model_report report;
};
must gate_link(const struct gate_link_options *o, const struct gate_progress *progress,
               struct gate_link *out, struct error *e);

/* How the best candidates of one request weigh, the heaviest first. No value of a person: levels,
 * and ids of the second file. */
enum { GATE_CANDIDATES = 8, GATE_PERSON_ID = 96 };

struct gate_link_explanation {
    size_t found, count; /* candidates that there are, and that are shown */
    char id[GATE_CANDIDATES][GATE_PERSON_ID]; /* cut off where longer */
    struct waterfall candidate[GATE_CANDIDATES];
};
/* o->out: not written, but names the index. */
must gate_link_explain(const struct gate_link_options *o, const struct gate_progress *progress,
                       const char *id, struct gate_link_explanation *out, struct error *e);

/* Learns from two files; o->out: the model file. */
must gate_model_train(const struct gate_link_options *o, const struct gate_progress *progress,
                      struct model_report *out, struct error *e);
must gate_model_show(const char *path, struct model_report *out, struct error *e);

must gate_rules_check(const char *path, struct text *out, struct error *e);
must gate_rules_format(const char *path, struct text *out, struct error *e);
must gate_rules_table(const char *path, instant at, const char *reading, /* NULL: all clauses */
                      must (*line)(void *ctx, struct span line, struct error *e), void *ctx,
                      struct error *e);

/* The vocabulary of facts, from the table that defines it: lines of a table in Markdown, as docs/language.md has
 * them; or a JSON array of {fact, from, values: [{value, phrase}]}. */
must gate_rules_facts(bool json, struct text *out, struct error *e);

/* An agreement, and orders that go with it, as numbered paragraphs of plain English. */
struct shown;
must gate_rules_show(struct shown **out, const char *const *paths, size_t count, struct error *e);
void gate_rules_shown_free(struct shown *s);
const struct paragraph *gate_rules_shown(const struct shown *s, size_t *count);

/* What rules come to at an instant, proved by cases: what can be released and why, which clauses
 * do nothing, which invariants hold (over the whole of time). */
struct gate_prove_options {
    const char *const *files; /* an agreement, and orders that go with it */
    size_t count;
    instant at;
    const char *reading; /* NULL: all clauses */
    bool json;
};
must gate_rules_prove(const struct gate_prove_options *o, struct text *out, size_t *refuted,
                      struct error *e);

/* What two files decide otherwise at an instant; with a custody (else NULL) also how many past
 * released rows that touches. */
struct gate_diff_options {
    const char *a, *b;
    instant at;
    bool json;
};
must gate_rules_diff(const struct gate_diff_options *o, struct gate *g, struct text *out,
                     struct error *e);

#endif
