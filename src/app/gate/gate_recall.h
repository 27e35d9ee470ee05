/* gate_recall.h: what the files of the remedy share: a recall as ledger and
 * documents have it, its rows, its copies.
 *
 *   a finding's rows, to a notice for each recipient   gate_recall.c, gate_recall_pick.c
 *   how recalls stand                                  gate_recall_state.c, gate_recall_list.c
 *   steps, holds, inventories of copies                gate_recall_steps.c
 *   certificates                                       gate_dispose.c
 *   the letter                                         gate_letter.c
 *   incidents                                          gate_incident.c, gate_incident_report.c
 *
 * recalls/<id>/ is private:
 *   notice.csv           release,row,control,what,reason
 *   <id>.csv.age         the same for the recipient, with its .minisig
 *   rs1/<id>.csv.age     the same to another key, by that step
 *   cp1.csv              an inventory of copies, as it was handed in
 *   ct1.txt ct1.txt.minisig ct1.csv   a certificate, its signature, the rows that it names
 */
#ifndef APP_GATE_GATE_RECALL_H
#define APP_GATE_GATE_RECALL_H

#include "app/gate/gate_internal.h"
#include "engine/recall/recall.h"

enum { RECALL_ROLES = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER };

/* --- gate_recall_state.c --- */

struct recall {
    struct found act;            /* its document: finding, reading, days, cites, notice, releases, levels,
                                  * agreements */
    struct recall_course course;
    const char *finding, *recipient; /* borrowed from act */
};
must recall_of(struct gate *g, const struct found *act, struct recall *out, struct error *e); /* act is shared, not taken */
must recall_get(struct gate *g, const char *id, struct recall *out, struct error *e);
void recall_clear(struct recall *r);

/* Its notice, and what certificates cover of it. ERROR_VERIFY when a file is not the one that its document names. */
must recall_load(struct gate *g, const struct recall *r, struct recall_rows **out, struct error *e);

/* Rows that no certificate covers, by the ledger alone. */
must recall_open(struct gate *g, const struct recall *r, uint64_t *open, struct error *e);

/* Copies of all inventories of a recall, "cp1:1", and which of them no certificate names. */
struct copy {
    char id[GATE_ID + 24];
    bool open;
};
struct copies {
    struct copy *at;       /* those of an inventory one after the other */
    size_t count, cap, open;
    struct copies_of {
        char id[GATE_ID];
        size_t first, count;
    } *inventory;
    size_t inventories, inventories_cap;
};
must copies_load(struct gate *g, const char *recall, struct copies *out, struct error *e);
void copies_clear(struct copies *c);

/* True where there is such a copy; it is open no more. *before: it was not open. */
bool copies_cover(struct copies *c, struct span id, bool *before);

/* Its package: the last one, where the notice was encrypted again. */
struct recall_package {
    char hash[HEX_256];
    char step[GATE_ID]; /* the folder below the recall's that it lies in: the step; "" : the first */
    uint64_t index;     /* of the entry that names it */
};
must recall_package(struct gate *g, const struct found *act, struct recall_package *out, struct error *e);

/* recalls/<id>/<name>; ERROR_VERIFY unless its SHA-256 is `named`. */
must recall_file(const struct gate *g, const char *recall, const char *name, const char *named, char path[PATH_SIZE],
                 struct error *e);

/* Calls visit for each row of a file with the columns of a notice. ERROR_INPUT "rows.*". */
must notice_each(const char *path, must (*visit)(void *ctx, const struct recall_row *row, struct error *e), void *ctx,
                 struct error *e);

must hash_span(struct span bytes, char out[HEX_256], struct error *e);

/* A step of a recall, to be entered; rows: how many it is about. */
must recall_step_draft(struct gate *g, const struct recall *r, enum recall_step step, json_t *document, struct draft *d,
                       uint64_t before, struct error *e);

/* --- gate_recall_list.c --- */

/* The array of gate_recall_list; owned. only: one recall, with its steps; or NULL. */
must recall_list_json(struct gate *g, const char *only, json_t **out, bool *overdue, struct error *e);

/* --- gate_recall_pick.c: the rows of a finding, a notice for each recipient --- */

struct notice {
    char id[GATE_ID];        /* of the recall; "" while it has none */
    struct found recipient;
    struct text csv;
    uint64_t rows;
    json_t *releases;        /* [{"release","rows"}] */
    json_t *levels;          /* names of what was given */
    json_t *agreements;      /* [{"id","custodian","authority"}] */
    char package[HEX_256], notice[HEX_256];
};

struct picking {
    struct gate *g;
    const struct gate_recall_options *o;
    struct wrong wrong;
    unsigned reading;        /* its number */
    struct recall_rows **earlier; /* of each recall that there is */
    char (*earlier_id)[GATE_ID];
    uint64_t *met;           /* rows of the finding that it has already */
    size_t earlier_count, earlier_cap;
    struct notice *notices;
    size_t count, cap;
};

/* Fills notices from the finding; picking_clear, also after a failure. */
must picking_open(struct picking *p, struct error *e);
void picking_clear(struct picking *p);

/* Bits of enum level_content: what was given of the rows that a finding says are wrong. */
must finding_content(struct gate *g, const char *finding, uint32_t *content, struct error *e);

/* --- gate_incident.c --- */

struct regime {
    const char *name, *to, *law, *when;
    unsigned hours;
};
enum { REGIMES = 2 };
extern const struct regime regimes[REGIMES];

/* NULL: "other", or nothing that is known. */
const struct regime *regime_find(const char *name);

/* Whether an incident has to be reported to it. */
bool incident_asks(const struct found *incident, const struct regime *r);

/* When it was first sent to one: INSTANT_MAX: not yet. *report: that act, to be cleared. */
must incident_sent(struct gate *g, const char *incident, const char *to, instant *at, struct found *report,
                   struct error *e);
must incident_discovered(const struct found *incident, instant *out, struct error *e);

/* --- gate_incident_report.c --- */

/* The array of gate_incidents; owned. */
must incident_list_json(struct gate *g, json_t **out, bool *overdue, struct error *e);

#endif
