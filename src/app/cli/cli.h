/* cli.h: the command: one table of verbs, one loop.
 *
 * A verb is a row of the table in cli_verbs.c: its name (one or two words), its
 * arguments, the options it takes, and the function that does it. Help, errors
 * for unknown words and the choice of the function all come from the table.
 */
#ifndef APP_CLI_CLI_H
#define APP_CLI_CLI_H

#include <stdint.h>
#include <jansson.h>

#include "app/gate/gate.h"
#include "base/error.h"
#include "base/text.h"
#include "record/paper.h"

/* X(SYMBOL, "--name", "VALUE" or NULL for a switch, "what it is") */
#define CLI_OPTIONS(X)                                                                            \
    X(CUSTODY, "-C", "DIR", "the custody; else PROVISO_CUSTODY, else the current folder")         \
    X(JSON, "--json", NULL, "print JSON")                                                         \
    X(DRY_RUN, "--dry-run", NULL, "do all but write")                                             \
    X(THREADS, "--threads", "N", "threads; the answer is the same for any number")                \
    X(QUIET, "--quiet", NULL, "no progress, no hints")                                            \
    X(KEY, "--key", "FILE", "private key of a person who acts; may be given several times")       \
    X(PASSPHRASE, "--passphrase-file", "FILE", "passphrase of the keys; else it is asked for")    \
    X(NAME, "--name", "NAME", "of whom or what is entered; who was served; whom to contact")                                                             \
    X(ROLE, "--role", "ROLES", "admin, counsel, operator, approver, joined by commas")            \
    X(PUBLIC, "--public", "FILE", "public key of the person (.pub)")                              \
    X(ADDRESS, "--address", "TEXT", "postal address, for the accounting of disclosures")          \
    X(AGE, "--age", "KEY", "age recipient, age1...; of a recipient several times")                  \
    X(MINISIGN, "--minisign", "KEY", "minisign public key, RW...: the recipient's certificates are signed with it") \
    X(OPEN, "--open", NULL, "a finding against the safeguards is open")                           \
    X(CLOSE, "--close", NULL, "the finding is closed")                                            \
    X(CITES, "--cites", "TEXT", "the paper it rests on")                                          \
    X(ALL, "--all", NULL, "everything")                                                           \
    X(LIFT, "--lift", NULL, "end a halt, a hold or a suspension (two keys)")                      \
    X(ORDER, "--order", "FILE", "an order; for lookback one that is not entered")                 \
    X(POPULATION, "--population", "FILE", "whom the order covers: a file with a column person_id")     \
    X(DOCUMENT, "--document", "FILE", "the paper it rests on: the file, or sha256:...")           \
    X(LAYOUT, "--layout", "FILE", "what the columns mean")                                        \
    X(DELETED, "--deleted", "IDS.csv", "people who are to go: a file with a column person_id")    \
    X(MEMORY, "--memory", "MIB", "memory that the build may use")                                 \
    X(AGREEMENT, "--agreement", "A", "agreement: its id or number; for check and audit a file")                  \
    X(GAZETTEER, "--gazetteer", "FILE", "public table of ZIP, city and state")                    \
    X(POINTS, "--points", "FILE", "a source of delivery points, FILE.so or FILE.so:DATA")         \
    X(CSV, "--csv", "FILE", "write the rows here")                                                \
    X(DETAILS, "--details", "FILE", "write what speaks against each row, and where: lines of JSON") \
    X(ROW, "--row", "N", "this row (or paragraph) alone, and how it was read or where it is from")   \
    X(HTML, "--html", "FILE", "write a page here")                                                \
    X(RECIPIENT, "--recipient", "NAME", "a registered recipient")                                 \
    X(PURPOSE, "--purpose", "WORD", "purpose, where the agreement has several")                   \
    X(OUT, "--out", "DIR", "folder that the files go to; for match and stamp request the file")   \
    X(OUTPUT, "-o", "FILE", "file that the answer goes to")                                       \
    X(VALUES, "--values", NULL, "show personal values (they are hidden otherwise)")               \
    X(RULES, "--rules", "FILE", "decide by this file")                                            \
    X(READING, "--reading", "NAME", "a reading of the rules; may be given several times")         \
    X(BATCH, "--batch", "ID", "this batch alone")                                                 \
    X(REACH, "--reach", "INSTANT", "what lowers is taken to reach back to here")                  \
    X(JUDGE, "--judge", NULL, "judge the sealed requests again, and say what made a row wrong")   \
    X(ARMOR, "--armor", NULL, "write age files as text (ASCII armor)")                            \
    /* the sample before a release */                                                            \
    X(ROWS, "--rows", "N", "rows of the sample, where the agreement does not say")                \
    X(STOP, "--stop", "N", "wrong rows of the sample that stop the plan, likewise")               \
    X(RESULT, "--result", "FILE", "what the examination found: row,verdict,note")                 \
    X(RELEASED, "--released", "FILE", "control,person_id,process,released_at")                    \
    /* remedy: recall, disposal, copies */                                                       \
    X(DAYS, "--days", "N", "days that the recipient has to dispose of the rows; 30 where it is not given") \
    X(TEMPLATE, "--template", "FILE", "write a certificate to fill in here")                      \
    X(SIGNATURE, "--signature", "FILE", "the certificate's .minisig; else it lies beside it")     \
    X(DEDUPE, "--dedupe", NULL, "one file against itself")                                        \
    X(PAIRS, "--pairs", "BITS", "write pairs of this weight or more, instead of the best")        \
    /* incidents */                                                                              \
    X(DISCOVERED, "--discovered", "INSTANT", "when the incident was discovered; now where it is not given") \
    X(OCCURRED, "--occurred", "INSTANT", "when the incident occurred")                            \
    X(HOW, "--how", "TEXT", "how the incident was discovered")                                    \
    X(ELEMENTS, "--elements", "TEXT", "which kinds of data it touches; else as the finding has it") \
    X(RECORDS, "--records", "TEXT", "how many records, a number or a range; else as the finding has it") \
    X(PLACE, "--place", "TEXT", "where it happened")                                              \
    X(SYSTEMS, "--systems", "TEXT", "which systems it touches")                                   \
    X(FOR, "--for", "WHOM", "recipient, person, inspector or court; of an incident irs, gdpr, other")    \
    X(MODEL, "--model", "FILE", "weigh by this model file")                                       \
    X(FALSE_MATCHES, "--max-false-matches", "RATE", "most false matches, e.g. 1e-4; sets the thresholds") \
    /* the people concerned: accounts, notices, returned mail */                                 \
    X(LETTER, "--letter", "FILE", "text of the letter, with fields; else the one built in")       \
    X(NOTICES, "--notices", NULL, "letters to the people concerned alone: an order forbids contact") \
    X(ADDRESSEE, "--addressee", "TEXT", "whom the letter is to, lines joined by ;")               \
    X(ORAL, "--oral", NULL, "the statement was made orally; the paper is the note of it")          \
    X(UNTIL, "--until", "INSTANT", "2026-02-27 or 2026-02-27T12:00Z: it ends then")               \
    X(TRUTH, "--truth", "FILE", "request_id,registry_id: who is whom; errors are counted")        \
    X(EXPLAIN, "--explain", "ID", "how the candidates of this request weigh; nothing is written") \
    /* proofs for strangers: prove, bundle */                                                    \
    X(ENTRY, "--entry", "INDEX", "an entry of the ledger")                                        \
    X(LEAF, "--leaf", "FILE", "what the proof is of: a leaf, an entry")                           \
    X(VKEY, "--vkey", "VKEY", "a verifier key: the line NAME+HASH+KEY, or a file with it")        \
    X(DOCUMENTS, "--documents", NULL, "with the private texts of the entries (two keys)")         \
    X(TAR, "--tar", "FILE", "write all of it as one file, too")                                   \
    X(AT, "--at", "INSTANT", "2026-02-27 or 2026-02-27T12:00Z; now where it is not given")        \
    /* the declaration */                                                                        \
    X(PDF, "--pdf", "FILE", "write it as PDF here")                                               \
    X(PAPER, "--paper", "SIZE", "of the PDF: letter or a4; letter where it is not given")         \
    X(CHECK, "--check", "FILE", "check what was written before: a statement, a proof")           \
    X(REPAIR, "--repair", NULL, "build the store again, and mend what the ledger can mend")          \
    X(PEOPLE, "--people", "N", "people in the registry")                                          \
    X(REQUESTS, "--requests", "N", "rows in the request file; for merge the file itself")         \
    /* the log itself: witnesses, time stamps, keys */                                           \
    X(URL, "--url", "URL", "where the witness is asked")                                          \
    X(STATUS, "--status", "N", "status of the witness's HTTP response; 200 where it is not given") \
    X(CA, "--ca", "FILE.pem", "certificates that the time stamp has to lead to")                  \
    X(SHARD, "--shard", "I/N", "the I-th of N parts of the registry, N at most 256")              \
    X(SEED, "--seed", "N", "another made-up world")                                               \
    X(MARK, "--mark", "WORD", "put this word (A-Z) into every name")                                    \
    /* erasure, holds, backup, restore, drill */                                                 \
    X(DUE, "--due", NULL, "what retention makes due now")                                         \
    X(IDENTITY, "--identity", "FILE", "age identity that opens the backup")                       \
    X(LEDGER, "--ledger", "DIR", "a public folder that is newer than the backup, or a copy of it") \
    X(NEWER, "--newer-documents", "DIR", "documents of the entries that are newer than the backup") \
    X(WITHOUT_LATER, "--without-later", NULL, "nothing newer than the backup is left")            \
    X(FILES, "--files", NULL, "write registry, requests and truth, and no custody")               \
    X(COMPLETE, "--complete", NULL, "with --files: every address sufficient, for matchers alone")  \
    X(HELP, "--help", NULL, "this text")

#define CLI_OPTION_ENUM(symbol, name, value, what) OPTION_##symbol,
enum option { CLI_OPTIONS(CLI_OPTION_ENUM) OPTION_COUNT };
#undef CLI_OPTION_ENUM

/* A bit an option. */
__extension__ typedef unsigned __int128 option_set;
#define OPTION_BIT(option) ((option_set)1 << (option))
#define TAKES(symbol) OPTION_BIT(OPTION_##symbol)

_Static_assert(OPTION_COUNT <= 128, "a set has a bit for each option");

enum { CLI_ARGUMENTS = 1 + PARTS_MOST, CLI_LIST = 16 };

/* The command: what main does. */
int cli_main(int argc, char **argv);

struct call;

struct verb {
    const char *name;      /* "people add" */
    const char *arguments; /* "REQUESTS.csv" */
    const char *summary;
    unsigned least, most;  /* arguments */
    option_set options;    /* what it takes, beside the common ones */
    /* *status is the exit status when true is returned (0 before the call). */
    must (*run)(struct call *c, int *status, struct error *e);
};

struct progress;

struct call {
    const struct verb *verb;
    const char *argument[CLI_ARGUMENTS];
    unsigned arguments;
    const char *option[OPTION_COUNT]; /* "" for a switch that is given, NULL for what is not */
    const char *keys[CLI_LIST];
    size_t key_count;
    const char *readings[CLI_LIST];
    size_t reading_count;
    const char *ages[CLI_LIST];
    size_t age_count;
    const char *dir;
    unsigned threads;
    struct gate_progress progress;
    struct signer *signers[CLI_LIST];
    size_t signer_count;
};

/* --- cli_verbs.c --- */

extern const struct verb cli_verbs[];
extern const size_t cli_verb_count;
extern const char *const cli_option_names[OPTION_COUNT];

/* --- cli_example.c --- */

void cli_print_example(const struct verb *v); /* nothing where there is none */

/* --- cli_args.c --- */

must cli_parse(struct call *c, int argc, char **argv, struct error *e);
must cli_number(const struct call *c, enum option option, uint64_t otherwise, uint64_t *out,
                struct error *e);
bool cli_has(const struct call *c, enum option option);

/* The option's value, or an error that names it. */
must cli_need(const struct call *c, enum option option, const char **out, struct error *e);

/* --- cli_act.c --- */

/* What most acts do: open the custody, open the keys, act, say the number. */
struct act_call {
    struct call *c;
    struct gate *g;
    struct signers by;
    char id[GATE_ID];
};
must act_begin(struct call *c, struct act_call *a, struct error *e);

/* Closes the custody, and where `ok` says what was entered, as text or JSON. */
must act_end(struct act_call *a, bool ok, const char *what, struct error *e);
void act_say(const struct act_call *a, const char *what); /* the line of it */

/* --- cli_print.c --- */

void print(const char *format, ...) PRINTF_LIKE(1, 2);        /* standard output */
void print_text(const struct text *t);
void hint(const struct call *c, const char *format, ...) PRINTF_LIKE(2, 3); /* "next: ..." */
must print_json(json_t *value, struct error *e);              /* takes the value */
void print_error(const struct call *c, const struct error *e);
bool colour_wanted(void);

/* Members of a JSON object; "" and 0 where there are none. */
const char *member_text(const json_t *o, const char *key);
long long member_number(const json_t *o, const char *key);

/* Each member of a JSON array (t, which is freed), or all of it as JSON; none: what is said where there is no member. ok:
 * whether t was written; else the answer is false at once. */
must show_list(const struct call *c, bool ok, struct text *t, void (*show)(const json_t *one), const char *none,
                struct error *e);

/* --- cli_recall.c, cli_notice.c, cli_incident.c --- */

void print_overdue(const char *by); /* in capitals, and red on a terminal */
void print_recall(const json_t *r);
void print_mailing(const json_t *m);
void print_incident(const json_t *in);
must show_paper(const struct call *c, const struct paper *p, const char *number, struct error *e);

/* --- cli_progress.c --- */

/* A bar on a terminal, and only there. */
void progress_begin(struct gate_progress *out, bool quiet);
void progress_end(void);

/* --- cli_key.c --- */

/* Opens the keys of --key; each is asked for its passphrase, or has that of the file. */
must cli_signers(struct call *c, struct signers *out, struct error *e);
must cli_passphrase(const struct call *c, const char *path, bool twice, struct text *out,
                    struct error *e);
/* Echo on again, when a passphrase was being asked for; safe in a signal handler. */
void cli_show_terminal(void);
void cli_close(struct call *c);
must cli_open(const struct call *c, struct gate **out, struct error *e);

/* --- cli_model.c --- */

/* --max-false-matches in parts per billion; 0 where it is not given. */
must cli_false_matches(const struct call *c, uint32_t *out, struct error *e);

/* The two files of link and model train, or the one of --dedupe. */
must cli_two_files(const struct call *c, struct gate_link_options *out, struct error *e);

json_t *model_json(const struct model_report *m);
json_t *waterfall_json(const struct waterfall *w);
must write_model_page(const char *path, const struct model_report *m, struct error *e);

/* --- cli_log.c --- */

/* A verifier key line as it is given, or out of the file that it names. */
must cli_vkey(const char *given, struct text *out, struct error *e);

/* --- the verbs --- */

must verb_help(struct call *c, int *status, struct error *e);
must verb_version(struct call *c, int *status, struct error *e);
must verb_init(struct call *c, int *status, struct error *e);
must verb_status(struct call *c, int *status, struct error *e);
must verb_doctor(struct call *c, int *status, struct error *e);
/* the log itself: witnesses, time stamps, keys */
must verb_witness_add(struct call *c, int *status, struct error *e);
must verb_witness_remove(struct call *c, int *status, struct error *e);
must verb_witness_quorum(struct call *c, int *status, struct error *e);
must verb_witness_list(struct call *c, int *status, struct error *e);
must verb_witness_ask(struct call *c, int *status, struct error *e);
must verb_witness_answer(struct call *c, int *status, struct error *e);
must verb_stamp_request(struct call *c, int *status, struct error *e);
must verb_stamp_add(struct call *c, int *status, struct error *e);
must verb_key_rotate(struct call *c, int *status, struct error *e);
must verb_people_retire(struct call *c, int *status, struct error *e);
must verb_key_new(struct call *c, int *status, struct error *e);
must verb_people_add(struct call *c, int *status, struct error *e);
/* erasure, holds, backup, restore, drill */
must verb_erase(struct call *c, int *status, struct error *e);
must verb_hold(struct call *c, int *status, struct error *e);
must verb_backup(struct call *c, int *status, struct error *e);
must verb_restore(struct call *c, int *status, struct error *e);
must verb_drill(struct call *c, int *status, struct error *e);
must verb_recipient_add(struct call *c, int *status, struct error *e);
must verb_safeguard(struct call *c, int *status, struct error *e);
must verb_agreement_add(struct call *c, int *status, struct error *e);
must verb_order_add(struct call *c, int *status, struct error *e);
must verb_order_suspend(struct call *c, int *status, struct error *e);
must verb_order_serve(struct call *c, int *status, struct error *e);
must verb_order_acknowledge(struct call *c, int *status, struct error *e);
must verb_order_list(struct call *c, int *status, struct error *e);
must verb_halt(struct call *c, int *status, struct error *e);
must verb_registry_import(struct call *c, int *status, struct error *e);
must verb_registry_update(struct call *c, int *status, struct error *e);
must verb_registry_compact(struct call *c, int *status, struct error *e);
must verb_registry_status(struct call *c, int *status, struct error *e);
must verb_registry_verify(struct call *c, int *status, struct error *e);
must verb_gazetteer_import(struct call *c, int *status, struct error *e);
must verb_rules_facts(struct call *c, int *status, struct error *e);
must verb_rules_check(struct call *c, int *status, struct error *e);
must verb_rules_format(struct call *c, int *status, struct error *e);
must verb_rules_show(struct call *c, int *status, struct error *e);
must verb_rules_table(struct call *c, int *status, struct error *e);
must verb_rules_prove(struct call *c, int *status, struct error *e);
must verb_rules_diff(struct call *c, int *status, struct error *e);
must verb_check(struct call *c, int *status, struct error *e);
must verb_run(struct call *c, int *status, struct error *e);
must verb_match(struct call *c, int *status, struct error *e);
must verb_merge(struct call *c, int *status, struct error *e);
must verb_approve(struct call *c, int *status, struct error *e);
must verb_sample(struct call *c, int *status, struct error *e);
must verb_release(struct call *c, int *status, struct error *e);
must verb_handover(struct call *c, int *status, struct error *e);
must verb_explain(struct call *c, int *status, struct error *e);
must verb_review(struct call *c, int *status, struct error *e);
must verb_funnel(struct call *c, int *status, struct error *e);
must verb_lookback(struct call *c, int *status, struct error *e);
/* remedy: recall, disposal, copies */
must verb_recall(struct call *c, int *status, struct error *e);
must verb_recall_list(struct call *c, int *status, struct error *e);
must verb_recall_show(struct call *c, int *status, struct error *e);
must verb_recall_letter(struct call *c, int *status, struct error *e);
must verb_recall_sent(struct call *c, int *status, struct error *e);
must verb_recall_acknowledge(struct call *c, int *status, struct error *e);
must verb_recall_sequester(struct call *c, int *status, struct error *e);
must verb_recall_verify(struct call *c, int *status, struct error *e);
must verb_recall_hold(struct call *c, int *status, struct error *e);
must verb_recall_free(struct call *c, int *status, struct error *e);
must verb_recall_copies(struct call *c, int *status, struct error *e);
must verb_dispose(struct call *c, int *status, struct error *e);
must verb_audit(struct call *c, int *status, struct error *e);
/* incidents */
must verb_incident_open(struct call *c, int *status, struct error *e);
must verb_incident_update(struct call *c, int *status, struct error *e);
must verb_incident_list(struct call *c, int *status, struct error *e);
must verb_incident_report(struct call *c, int *status, struct error *e);
must verb_incident_sent(struct call *c, int *status, struct error *e);
must verb_verify(struct call *c, int *status, struct error *e);
/* the people concerned: accounts, notices, returned mail */
must verb_account(struct call *c, int *status, struct error *e);
must verb_account_suspend(struct call *c, int *status, struct error *e);
must verb_notice(struct call *c, int *status, struct error *e);
must verb_notice_list(struct call *c, int *status, struct error *e);
must verb_mail(struct call *c, int *status, struct error *e);
must verb_returned(struct call *c, int *status, struct error *e);
must verb_link(struct call *c, int *status, struct error *e);
/* proofs for strangers: prove, bundle */
must verb_prove(struct call *c, int *status, struct error *e);
must verb_bundle(struct call *c, int *status, struct error *e);
must verb_model_train(struct call *c, int *status, struct error *e);
must verb_model_show(struct call *c, int *status, struct error *e);
/* the declaration */

/* A paper as --html, --pdf and -o say, each into a file (private, and not on a dry run); else as text on standard
 * output, unless --json is given: what is printed then is the caller's. */
must write_paper(const struct call *c, const struct paper *p, struct error *e);
must verb_declare(struct call *c, int *status, struct error *e);
must verb_demo(struct call *c, int *status, struct error *e);

/* Whether values may be shown: on a terminal, and not as JSON. */
must cli_may_show(const struct call *c, const char *code, struct error *e);

/* A finding for a person, or as JSON. */
must show_finding(const struct call *c, const struct finding *f, const char *what, struct error *e);
/* Makes a batch as the options say and shows it. */
must run_batch(struct call *c, const struct gate_run_options *o, int *status, struct error *e);
must show_funnel(const struct call *c, const struct funnel *f, struct error *e);
must write_page(const char *path, const struct text *page, struct error *e);

#endif
