/* cli_verbs.c: the table of verbs. */
#include "app/cli/cli.h"

const char *const cli_option_names[OPTION_COUNT] = {
#define OPTION(symbol, name, value, what) [OPTION_##symbol] = name,
    CLI_OPTIONS(OPTION)
#undef OPTION
};

#define ACT  (TAKES(KEY) | TAKES(PASSPHRASE) | TAKES(CUSTODY) | TAKES(DRY_RUN))
#define LOOK TAKES(CUSTODY)
#define PAPERS (TAKES(HTML) | TAKES(PDF) | TAKES(PAPER) | TAKES(OUTPUT))

/* In the order in which a custodian needs them; help prints them so, under the headings of cli_help.c. */
const struct verb cli_verbs[] = {
    {"demo", "", "the case of 2025 with made-up people, from nothing to findings", 0, 0,
     LOOK | TAKES(PEOPLE) | TAKES(REQUESTS) | TAKES(SEED) | TAKES(MARK) | TAKES(FILES) |
         TAKES(COMPLETE),
     verb_demo},
    {"check", "REQUESTS.csv", "is each request sufficient? Needs no custody", 1, 1,
     TAKES(AGREEMENT) | TAKES(GAZETTEER) | TAKES(POINTS) | TAKES(LAYOUT) | TAKES(CSV) | TAKES(DETAILS) |
         TAKES(ROW) | TAKES(VALUES),
     verb_check},
    /* a custody, and who acts in it */
    {"init", "DIR", "make a custody: keys, an empty ledger, a store", 1, 1, TAKES(NAME),
     verb_init},
    {"key new", "FILE", "make a key for a person: FILE and FILE.pub", 1, 1, TAKES(PASSPHRASE),
     verb_key_new},
    {"people add", "", "register a person: name, roles, public key", 0, 0,
     TAKES(NAME) | TAKES(ROLE) | TAKES(PUBLIC) | ACT, verb_people_add},
    {"people retire", "KEY", "a person's key signs nothing more", 1, 1, ACT, verb_people_retire},
    {"recipient add", "", "register a recipient: name, address, age keys", 0, 0,
     TAKES(NAME) | TAKES(ADDRESS) | TAKES(AGE) | TAKES(MINISIGN) | ACT, verb_recipient_add},
    {"safeguard", "RECIPIENT", "open or close a finding against a recipient's safeguards, or give it a plan", 1, 1,
     TAKES(OPEN) | TAKES(CLOSE) | TAKES(AT) | TAKES(CITES) | ACT, verb_safeguard},
    {"key rotate", "ledger|seal|release", "exchange a key of the custody (two admins)", 1, 1, ACT, verb_key_rotate},
    /* the records */
    {"registry import", "FILE.csv", "make a new generation of the registry", 1, 1,
     TAKES(LAYOUT) | TAKES(MEMORY) | ACT, verb_registry_import},
    {"registry update", "[CHANGES.csv]",
     "change people of the registry, without a whole import", 0, 1,
     TAKES(DELETED) | TAKES(LAYOUT) | TAKES(MEMORY) | ACT, verb_registry_update},
    {"registry compact", "", "make one generation of the registry and its changes", 0, 0,
     TAKES(MEMORY) | ACT, verb_registry_compact},
    {"registry status", "", "the current generation", 0, 0, LOOK, verb_registry_status},
    {"registry verify", "", "compare every byte of the generation with its checksums", 0, 0,
     LOOK, verb_registry_verify},
    {"gazetteer import", "FILE.csv", "judge by this public table of ZIP, city and state from now on", 1,
     1, ACT, verb_gazetteer_import},
    /* agreements and orders */
    {"agreement add", "FILE", "enter an agreement (two keys)", 1, 1, ACT, verb_agreement_add},
    {"order add", "FILE", "enter an order: it binds at once", 1, 1,
     TAKES(POPULATION) | TAKES(CSV) | ACT, verb_order_add},
    {"order suspend", "ORDER", "enter a stay of an order or a clause (two keys where it raises)", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | TAKES(AT) | TAKES(NAME) | TAKES(AGREEMENT) | ACT, verb_order_suspend},
    {"order serve", "ORDER", "an order was served on a person who holds the data", 1, 1,
     TAKES(NAME) | TAKES(CITES) | ACT, verb_order_serve},
    {"order acknowledge", "SERVICE", "the person served acknowledges, or their receipt is filed", 1, 1,
     TAKES(DOCUMENT) | ACT, verb_order_acknowledge},
    {"order list", "", "the orders, how each stands, and on whom it was served", 0, 0, LOOK, verb_order_list},
    {"halt", "", "stop every answer and letter now, or enter an order", 0, 0,
     TAKES(ALL) | TAKES(ORDER) | TAKES(NOTICES) | TAKES(LIFT) | TAKES(CITES) | TAKES(DOCUMENT) | TAKES(POPULATION) |
         TAKES(CSV) | ACT,
     verb_halt},
    /* a batch */
    {"run", "REQUESTS.csv", "judge, match, decide, plan; nothing leaves", 1, 1,
     TAKES(AGREEMENT) | TAKES(RECIPIENT) | TAKES(PURPOSE) | TAKES(LAYOUT) | TAKES(GAZETTEER) | TAKES(POINTS) |
         TAKES(MODEL) | TAKES(FALSE_MATCHES) | ACT,
     verb_run},
    {"match", "REQUESTS.csv", "one part of the match of a run, for many machines", 1, 1,
     TAKES(AGREEMENT) | TAKES(SHARD) | TAKES(OUT) | TAKES(LAYOUT) | TAKES(GAZETTEER) | TAKES(POINTS) |
         TAKES(MODEL) | TAKES(FALSE_MATCHES) | ACT,
     verb_match},
    {"merge", "[REQUESTS.csv] PART...", "run, with what all parts found in place of matching",
     1, CLI_ARGUMENTS,
     TAKES(REQUESTS) | TAKES(AGREEMENT) | TAKES(RECIPIENT) | TAKES(PURPOSE) | TAKES(LAYOUT) |
         TAKES(GAZETTEER) | TAKES(POINTS) | TAKES(MODEL) | TAKES(FALSE_MATCHES) | ACT,
     verb_merge},
    {"funnel", "BATCH", "how the rows of a batch went, stage by stage", 1, 1,
     LOOK | TAKES(HTML), verb_funnel},
    {"explain", "BATCH:ROW", "why a row got its answer", 1, 1, LOOK | TAKES(VALUES),
     verb_explain},
    {"review", "BATCH", "the rows that wait for a person", 1, 1, LOOK, verb_review},
    {"approve", "PLAN|MAILING", "one of two signatures", 1, 1, ACT, verb_approve},
    {"sample", "PLAN", "draw rows by lot before a release, list them, enter what was found", 1, 1,
     TAKES(CSV) | TAKES(VALUES) | TAKES(OUTPUT) | TAKES(ROWS) | TAKES(STOP) | TAKES(RESULT) | ACT, verb_sample},
    {"release", "PLAN", "decide again, ledger, then the encrypted package", 1, 1,
     TAKES(OUT) | TAKES(ARMOR) | ACT, verb_release},
    {"handover", "RELEASE", "decide once more, ledger, then the package's key", 1, 1,
     TAKES(OUT) | TAKES(ARMOR) | ACT, verb_handover},
    /* looking back */
    {"lookback", "", "decide past releases again under other clauses or readings", 0, 0,
     TAKES(AGREEMENT) | TAKES(RULES) | TAKES(ORDER) | TAKES(REACH) | TAKES(READING) | TAKES(BATCH) |
         TAKES(JUDGE) | TAKES(GAZETTEER) | TAKES(CSV) | TAKES(HTML) | ACT,
     verb_lookback},
    {"audit", "REQUESTS.csv", "the same for releases that were made before Proviso", 1, 1,
     TAKES(RELEASED) | TAKES(AGREEMENT) | TAKES(READING) | TAKES(LAYOUT) | TAKES(GAZETTEER) | TAKES(POINTS) |
         TAKES(CSV) | TAKES(HTML) | ACT,
     verb_audit},
    /* recall and disposal */
    {"recall", "FINDING", "call back what should not have been given out, from each recipient", 1, 1,
     TAKES(READING) | TAKES(RECIPIENT) | TAKES(DAYS) | TAKES(CITES) | TAKES(OUT) | ACT, verb_recall},
    {"recall list", "", "the recalls, how each stands, and until when", 0, 0, LOOK, verb_recall_list},
    {"recall show", "RECALL", "one recall, with its steps and certificates", 1, 1, LOOK, verb_recall_show},
    {"recall letter", "RECALL", "the letter to the recipient", 1, 1,
     LOOK | TAKES(HTML) | TAKES(PDF) | TAKES(PAPER) | TAKES(OUTPUT), verb_recall_letter},
    {"recall sent", "RECALL", "the notice was sent: the days count from here", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_recall_sent},
    {"recall acknowledge", "RECALL", "the recipient has acknowledged", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_recall_acknowledge},
    {"recall sequester", "RECALL", "the recipient has set the rows apart", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_recall_sequester},
    {"recall copies", "RECALL COPIES.csv", "the recipient's inventory of copies", 2, 2, ACT, verb_recall_copies},
    {"recall hold", "RECALL", "a litigation hold: sequester, and dispose of nothing", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_recall_hold},
    {"recall free", "RECALL", "the hold has ended (two keys)", 1, 1, TAKES(CITES) | TAKES(DOCUMENT) | ACT,
     verb_recall_free},
    {"dispose", "RECALL [CERTIFICATE [ROWS.csv]]", "file a certificate of disposal, and check it row by row", 1, 3,
     TAKES(SIGNATURE) | TAKES(TEMPLATE) | TAKES(CSV) | ACT, verb_dispose},
    {"recall verify", "RECALL", "the disposal was found good, by counsel or an approver", 1, 1,
     TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_recall_verify},
    /* the people concerned: notices, returned mail, accounts */
    {"notice", "FINDING", "plan a mailing: a letter to everybody whom a finding is about", 1, 1,
     TAKES(READING) | TAKES(LETTER) | ACT, verb_notice},
    {"notice list", "", "the mailings: planned, sent, returned, open", 0, 0, LOOK, verb_notice_list},
    {"mail", "MAILING", "after two approvals: decide again, ledger, then letters and list", 1, 1,
     TAKES(OUT) | TAKES(AGE) | ACT, verb_mail},
    {"returned", "MAILING FILE.csv", "letters that came back: columns letter (or all),reason", 2, 2, ACT, verb_returned},
    {"account", "PERSON_ID", "everything that was given out about a person, as a letter (two keys)", 1, 1,
     TAKES(ADDRESSEE) | PAPERS | ACT, verb_account},
    {"account suspend", "AGREEMENT|RELEASE|IMPORT|SUSPENSION",
     "a statement suspends accountings for a time; --lift ends it early", 1, 1,
     TAKES(UNTIL) | TAKES(AT) | TAKES(ORAL) | TAKES(CITES) | TAKES(DOCUMENT) | TAKES(LIFT) | ACT, verb_account_suspend},
    /* incidents */
    {"incident open", "[FINDING]", "an incident was discovered: the clock runs", 0, 1,
     TAKES(DISCOVERED) | TAKES(OCCURRED) | TAKES(NAME) | TAKES(HOW) | TAKES(ELEMENTS) | TAKES(RECORDS) | TAKES(PLACE) |
         TAKES(SYSTEMS) | TAKES(FOR) | ACT,
     verb_incident_open},
    {"incident update", "INCIDENT", "what is known of it by now", 1, 1,
     TAKES(OCCURRED) | TAKES(NAME) | TAKES(HOW) | TAKES(ELEMENTS) | TAKES(RECORDS) | TAKES(PLACE) | TAKES(SYSTEMS) |
         TAKES(FOR) | ACT,
     verb_incident_update},
    {"incident list", "", "the incidents, and how long there is to report each", 0, 0, LOOK, verb_incident_list},
    {"incident report", "INCIDENT", "the report, filled in, without personal data", 1, 1,
     LOOK | TAKES(FOR) | TAKES(HTML) | TAKES(PDF) | TAKES(PAPER) | TAKES(OUTPUT), verb_incident_report},
    {"incident sent", "INCIDENT", "the report was sent", 1, 1, TAKES(FOR) | TAKES(CITES) | TAKES(DOCUMENT) | ACT,
     verb_incident_sent},
    /* evidence for strangers */
    {"declare", "[BATCH|FINDING]", "a draft of a sworn declaration; do the figures of one still hold?", 0, 1,
     LOOK | TAKES(HTML) | TAKES(PDF) | TAKES(PAPER) | TAKES(OUTPUT) | TAKES(CHECK), verb_declare},
    {"verify", "[DIR]", "check ledger and row trees from the public files alone, or a bundle", 0, 1,
     LOOK | TAKES(BATCH) | TAKES(VKEY), verb_verify},
    {"prove", "[BATCH:ROW]", "one row or entry proved to a stranger; --check: is such a proof good?", 0, 1,
     TAKES(OUT) | TAKES(FOR) | TAKES(CITES) | TAKES(ENTRY) | TAKES(CHECK) | TAKES(LEAF) | TAKES(VKEY) | ACT,
     verb_prove},
    {"bundle", "[BATCH | FINDING]", "an evidence archive that a stranger can check offline", 0, 1,
     TAKES(OUT) | TAKES(ALL) | TAKES(DOCUMENTS) | TAKES(CITES) | TAKES(TAR) | ACT, verb_bundle},
    /* the log itself: witnesses, time stamps */
    {"witness add", "", "register a witness of the ledger (two keys)", 0, 0,
     TAKES(VKEY) | TAKES(URL) | TAKES(NAME) | ACT, verb_witness_add},
    {"witness remove", "WITNESS", "a witness is one no more (two keys)", 1, 1, ACT, verb_witness_remove},
    {"witness quorum", "K", "nothing leaves until K witnesses signed that it was entered (two keys)", 1, 1, ACT,
     verb_witness_quorum},
    {"witness list", "", "the witnesses, and how far each has signed", 0, 0, LOOK, verb_witness_list},
    {"witness ask", "", "write a request to each witness; tools/witness carries them", 0, 0,
     LOOK | TAKES(OUT) | TAKES(DRY_RUN), verb_witness_ask},
    {"witness answer", "WITNESS FILE", "take in what a witness answered", 2, 2,
     LOOK | TAKES(STATUS) | TAKES(DRY_RUN), verb_witness_answer},
    {"stamp request", "", "write a request for a time stamp of the ledger (RFC 3161)", 0, 0,
     LOOK | TAKES(OUT) | TAKES(DRY_RUN), verb_stamp_request},
    {"stamp add", "FILE.tsr", "enter the authority's answer", 1, 1, TAKES(CA) | ACT, verb_stamp_add},
    /* erasure, holds, backup, restore, drill */
    {"erase", "[BATCH[:ROWS]]", "destroy what tells whom rows were about (two keys)", 0, 1,
     TAKES(DUE) | TAKES(CITES) | ACT, verb_erase},
    {"hold", "[BATCH|HOLD]", "a legal hold stops erasure, or ends (two keys)", 0, 1,
     TAKES(ALL) | TAKES(LIFT) | TAKES(CITES) | TAKES(DOCUMENT) | ACT, verb_hold},
    {"backup", "", "copy the custody while it runs; keys are wrapped", 0, 0, TAKES(OUT) | TAKES(AGE) | ACT, verb_backup},
    {"restore", "BACKUP DIR", "make a custody of a backup; what was erased since stays erased", 2, 2,
     TAKES(IDENTITY) | TAKES(LEDGER) | TAKES(NEWER) | TAKES(WITHOUT_LATER) | TAKES(KEY) | TAKES(PASSPHRASE) |
         TAKES(DRY_RUN),
     verb_restore},
    {"drill", "", "rehearse halt, recall and restore on made-up data, and enter the times", 0, 0, ACT, verb_drill},
    /* texts of rules */
    {"rules check", "FILE", "is the text sound?", 1, 1, 0, verb_rules_check},
    {"rules format", "FILE", "the text in canonical form", 1, 1, 0, verb_rules_format},
    {"rules show", "FILE...", "in plain English, numbered paragraphs for signature", 1,
     CLI_ARGUMENTS, TAKES(ROW) | TAKES(HTML), verb_rules_show},
    {"rules facts", "", "the facts that a condition may ask, and their phrases", 0, 0, 0, verb_rules_facts},
    {"rules table", "FILE", "every combination of facts, and what it gets", 1, 1,
     TAKES(AT) | TAKES(READING), verb_rules_table},
    {"rules prove", "FILE...", "what can be released, which clauses do nothing, which invariants hold",
     1, CLI_ARGUMENTS, TAKES(AT) | TAKES(READING), verb_rules_prove},
    {"rules diff", "A B", "what two files decide otherwise", 2, 2, LOOK | TAKES(AT), verb_rules_diff},
    /* the matcher alone */
    {"link", "A.csv [B.csv]", "the matcher alone, on any two files", 1, 2,
     TAKES(LAYOUT) | TAKES(OUTPUT) | TAKES(PAIRS) | TAKES(DEDUPE) | TAKES(MODEL) |
         TAKES(FALSE_MATCHES) | TAKES(TRUTH) | TAKES(HTML) | TAKES(EXPLAIN),
     verb_link},
    {"model train", "A.csv [B.csv]", "learn match weights from two files", 1, 2,
     TAKES(LAYOUT) | TAKES(OUTPUT) | TAKES(DEDUPE) | TAKES(HTML), verb_model_train},
    {"model show", "FILE", "what a model file says", 1, 1, TAKES(HTML), verb_model_show},
    /* at any time */
    {"status", "", "what this custody holds", 0, 0, LOOK, verb_status},
    {"doctor", "", "does all that the custody holds agree?", 0, 0, LOOK | TAKES(REPAIR), verb_doctor},
    {"help", "[VERB]", "this, or all about a verb", 0, 2, 0, verb_help},
    {"version", "", "version and libraries", 0, 0, 0, verb_version},
};

const size_t cli_verb_count = sizeof cli_verbs / sizeof *cli_verbs;
