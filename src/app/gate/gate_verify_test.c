/* The stranger's verification against a custodian who forges: acts that the gate itself would
 * never enter are appended behind its back, with the ledger's own key; each has to be found.
 * Invariants I2, I3, I9.
 *
 * A case is the good history of one batch with one act forged: left out, entered twice, signed by
 * others, or with another body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"

enum who { OFFICER, COUNSEL, OPERATOR, APPROVER, SECOND, BOTH, STRANGER, PEOPLE, NOBODY = PEOPLE };

static const char *const roles[PEOPLE] = {"admin",    "admin",    "operator",
                                          "approver", "approver", "operator,approver", ""};

#define OTHER_HASH "36b0326b6dd95b4ab289a2e772f6c830fabffdf1602820733cfb095fa396633d"

static struct signer people[PEOPLE];
static char folder[256];
static struct gate *g;
static struct error e;
static unsigned made;

static void make_people(void)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_true(crypto_random(people[i].secret, sizeof people[i].secret, &e));
        assert_true(ed25519_public(people[i].secret, people[i].public_key, &e));
        assert_true(signer_key_id(people[i].public_key, people[i].id, &e));
    }
}

static int begin(void **state)
{
    (void)state;
    static const struct gate_progress silent;
    const char *tmp = folder_exists("/dev/shm") ? "/dev/shm" : getenv("TMPDIR"); /* thousands of synced entries */
    (void)snprintf(folder, sizeof folder, "%s/proviso-verify-%d-%u", tmp == NULL ? "/tmp" : tmp,
                   (int)getpid(), made++);
    make_people();
    assert_true(gate_init(folder, "custody.test/log", &e));
    assert_true(gate_open(&g, folder, &silent, &e));
    return 0;
}

static int end(void **state)
{
    (void)state;
    gate_close(g);
    assert_true(folder_remove(folder, &e));
    return 0;
}

/* --- acts --- */

/* What a case does otherwise than the good history. */
struct forgery {
    const char *act;      /* "approval 2"; NULL: nothing is forged */
    bool leave_out;
    bool twice;
    enum who by[2];       /* when signed is set */
    bool signed_so;
    const char *key, *text; /* a field of the entry that is replaced; text NULL: removed */
    json_int_t number;    /* where text is "#" */
    const char *drop;     /* a field that is removed besides */
};

static struct forgery forged;

static struct signers sign_by(const struct signer *pair[2], enum who a, enum who b)
{
    size_t n = 0;
    if (a != NOBODY) {
        pair[n++] = &people[a];
    }
    if (b != NOBODY) {
        pair[n++] = &people[b];
    }
    return (struct signers){pair, n};
}

static void append(const struct draft *model, struct signers by)
{
    struct draft d = *model;
    d.entry = json_deep_copy(model->entry);
    d.document = json_deep_copy(model->document);
    bool ok = gate_append(g, &d, 1, by, &e);
    gate_draft_clear(&d);
    assert_true(ok);
}

static void enter(const char *name, const char *type, const char *subject, const char *parent,
                  json_t *entry, enum who a, enum who b)
{
    struct draft d = {.type = type, .entry = entry};
    const struct signer *pair[2];
    bool here = forged.act != NULL && strcmp(forged.act, name) == 0;
    d.document = json_pack("{s:s}", "text", "t");
    (void)snprintf(d.subject, sizeof d.subject, "%s", subject);
    (void)snprintf(d.parent, sizeof d.parent, "%s", parent);
    if (here && forged.signed_so) {
        a = forged.by[0];
        b = forged.by[1];
    }
    if (here && forged.key != NULL && strcmp(forged.key, "subject") == 0) {
        (void)snprintf(d.subject, sizeof d.subject, "%s", forged.text);
    } else if (here && forged.key != NULL && strcmp(forged.key, "parent") == 0) {
        (void)snprintf(d.parent, sizeof d.parent, "%s", forged.text);
    } else if (here && forged.key != NULL && forged.text == NULL) {
        (void)json_object_del(entry, forged.key);
    } else if (here && forged.key != NULL) {
        bool number = strcmp(forged.text, "#") == 0;
        (void)json_object_set_new(entry, forged.key,
                                  number ? json_integer(forged.number) : json_string(forged.text));
    }
    if (here && forged.drop != NULL) {
        (void)json_object_del(entry, forged.drop);
    }
    if (!here || !forged.leave_out) {
        append(&d, sign_by(pair, a, b));
    }
    if (here && forged.twice) {
        append(&d, sign_by(pair, a, b));
    }
    gate_draft_clear(&d);
}

static void enter_person(enum who who, enum who a, enum who b)
{
    static const char *const names[PEOPLE] = {"person 1", "person 2", "person 3",
                                              "person 4", "person 5", "person 6", "person 7"};
    struct text key = {0};
    assert_true(text_add_base64(&key, people[who].public_key, ED25519_PUBLIC, &e));
    enter(names[who], "person", people[who].id, "",
          json_pack("{s:s, s:[s]}", "public", key.at, "roles", roles[who]), a, b);
    text_free(&key);
}

static void hex(const struct sha256 *h, char out[HEX_256])
{
    struct text t = {0};
    assert_true(text_add_hex(&t, h->at, sizeof h->at, &e));
    memcpy(out, t.at, HEX_256);
    text_free(&t);
}

/* Three rows: one released, one of which the record is not told, one insufficient. */
static void write_rows(struct checkpoint *tree)
{
    struct row_record rows[3] = {
        {.outcome = OUTCOME_RELEASED, .level = 3, .sufficiency = SUFFICIENCY_COMPLETE},
        {.outcome = OUTCOME_WITHHELD, .sufficiency = SUFFICIENCY_COMPLETE},
        {.outcome = OUTCOME_WITHHELD,
         .sufficiency = SUFFICIENCY_INSUFFICIENT,
         .category = CATEGORY_ADDRESS_ZIP_ONLY}};
    struct row_commitments commitments[3] = {0};
    assert_true(leaves_permute(rows, 3, &e));
    assert_true(leaves_write(g, "b1", rows, commitments, 3, tree, &e));
}

static char plan_document[HEX_256];

static void remember_plan(void)
{
    struct found f;
    bool found;
    assert_true(gate_find(g, "plan", "p1", &f, &found, &e));
    (void)snprintf(plan_document, sizeof plan_document, "%s",
                   found ? json_text(f.entry, "document") : "");
    found_clear(&f);
}

static json_t *approval(void)
{
    return json_pack("{s:s}", "plan_document", plan_document);
}

/* Notices, accountings and what suspends them. */
static void history_of_people(void)
{
    struct found f = {0};
    bool found;
    enter("mailing", "mailing", "m1", "f1", json_pack("{s:i}", "letters", 5), COUNSEL, NOBODY);
    assert_true(gate_find(g, "mailing", "m1", &f, &found, &e));
    const char *document = found ? json_text(f.entry, "document") : "";
    enter("yes 1", "approval", "", "m1", json_pack("{s:s}", "mailing_document", document), APPROVER, NOBODY);
    enter("yes 2", "approval", "", "m1", json_pack("{s:s}", "mailing_document", document), SECOND, NOBODY);
    found_clear(&f);
    enter("silence", "halt", "notices", "", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("speech", "halt", "notices", "", json_pack("{s:b}", "lifted", 1), OPERATOR, OFFICER);
    enter("mailed", "mailed", "ml1", "m1", json_pack("{s:i}", "letters", 4), OPERATOR, NOBODY);
    enter("returned", "returned", "rt1", "m1", json_pack("{s:i}", "letters", 3), COUNSEL, NOBODY);
    enter("returned 2", "returned", "rt2", "m1", json_pack("{s:i}", "letters", 1), COUNSEL, NOBODY);
    enter("account", "account", "ac1", "", json_pack("{s:i}", "disclosures", 2), COUNSEL, APPROVER);
    enter("suspension", "suspension", "su1", "", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("lifted", "suspension", "su1", "", json_pack("{s:b}", "lifted", 1), COUNSEL, OFFICER);
}

static void enter_step(const char *name, const char *number, const char *recall, const char *state, enum who a, enum who b)
{
    enter(name, "recall-step", number, recall, json_pack("{s:s, s:i}", "state", state, "rows", 5), a, b);
}

/* rc1 goes all the way, by two certificates and through a hold; rc2 waits. */
static void remedy_history(void)
{
    enter("recall", "recall", "rc1", "f1", json_pack("{s:s, s:i}", "recipient", "rcp1", "rows", 5), OFFICER, NOBODY);
    enter("recall 2", "recall", "rc2", "past1", json_pack("{s:s, s:i}", "recipient", "rcp1", "rows", 2), APPROVER, NOBODY);
    enter_step("sent", "rs1", "rc1", "sent", OPERATOR, NOBODY);
    enter_step("acknowledged", "rs2", "rc1", "acknowledged", OPERATOR, NOBODY);
    enter("certificate 1", "certificate", "ct1", "rc1", json_pack("{s:i, s:i}", "rows", 2, "open", 3), OPERATOR, NOBODY);
    enter_step("held", "rs3", "rc1", "held", OPERATOR, NOBODY);
    enter_step("sequestered", "rs4", "rc1", "sequestered", OPERATOR, NOBODY);
    enter_step("freed", "rs5", "rc1", "freed", OFFICER, COUNSEL);
    enter("copies", "copies", "cp1", "rc1", json_pack("{s:i, s:i, s:i}", "holders", 1, "devices", 1, "sets", 0), OPERATOR, NOBODY);
    enter("certificate 2", "certificate", "ct2", "rc1", json_pack("{s:i, s:i}", "rows", 3, "open", 0), OPERATOR, NOBODY);
    enter_step("disposed", "rs6", "rc1", "disposed", OPERATOR, NOBODY);
    enter_step("verified", "rs7", "rc1", "verified", APPROVER, NOBODY);
    enter_step("reopened", "rs8", "rc1", "reopened", OPERATOR, NOBODY);
    enter("incident", "incident", "in1", "f1", json_pack("{s:s}", "discovered", "2026-11-01T00:00:00Z"), OPERATOR, NOBODY);
    enter("update", "incident", "in1", "f1", json_pack("{s:s}", "discovered", "2026-11-01T00:00:00Z"), OPERATOR, NOBODY);
    enter("report", "incident-report", "ir1", "in1", json_pack("{s:s}", "to", "irs"), OPERATOR, NOBODY);
}

static void history(void)
{
    struct checkpoint tree;
    char root[HEX_256];
    write_rows(&tree);
    hex(&tree.root, root);
    assert_true(gate_begin(g, &e));
    enter_person(OFFICER, NOBODY, NOBODY);
    enter_person(COUNSEL, NOBODY, NOBODY);
    enter_person(OPERATOR, OFFICER, COUNSEL);
    enter_person(APPROVER, OFFICER, COUNSEL);
    enter_person(SECOND, COUNSEL, OFFICER);
    enter_person(BOTH, COUNSEL, OFFICER);
    enter("recipient", "recipient", "rcp1", "", json_object(), OFFICER, COUNSEL);
    enter("agreement", "agreement", "agr1", "", json_object(), OFFICER, COUNSEL);
    enter("import", "import", "i1", "", json_object(), OPERATOR, NOBODY);
    enter("gazetteer", "gazetteer", "z1", "", json_object(), OPERATOR, NOBODY);
    enter("batch", "batch", "b1", "",
          json_pack("{s:s, s:i, s:{s:i, s:i, s:i, s:i, s:i}}", "root", root, "rows", 3, "answers",
                    "released", 1, "none", 1, "insufficient", 1, "pending", 0, "rejected", 0),
          OPERATOR, NOBODY);
    enter("plan", "plan", "p1", "b1", json_pack("{s:s}", "recipient", "rcp1"), OPERATOR, BOTH);
    remember_plan();
    enter("approval 1", "approval", "", "p1", approval(), APPROVER, NOBODY);
    enter("approval 2", "approval", "", "p1", approval(), SECOND, NOBODY);
    enter("sample", "sample", "s1", "p1", json_pack("{s:s, s:i, s:i}", "seed", OTHER_HASH, "rows", 1, "stop", 1), OPERATOR,
          NOBODY);
    enter("sampled", "sampled", "sd1", "s1", json_pack("{s:i, s:i, s:i}", "right", 1, "wrong", 0, "unclear", 0), APPROVER,
          NOBODY);
    enter("release", "release", "r1", "p1", json_pack("{s:s, s:i, s:i}", "package", root, "rows", 3, "released", 1), OPERATOR, NOBODY);
    enter("handover", "handover", "r1", "r1", json_pack("{s:s}", "recipient", "rcp1"), OPERATOR, NOBODY);
    enter("order", "order", "ord1", "", json_pack("{s:b}", "raises", 0), APPROVER, NOBODY);
    enter("stay", "order", "ord2", "", json_pack("{s:b}", "raises", 1), OFFICER, COUNSEL);
    enter("service", "service", "sv1", "ord1", json_object(), COUNSEL, NOBODY);
    enter("service 2", "service", "sv2", "ord1", json_object(), COUNSEL, NOBODY);
    enter("acknowledgement", "acknowledgement", "ack1", "sv1", json_object(), APPROVER, NOBODY);
    enter("past", "past", "past1", "", json_object(), COUNSEL, NOBODY);
    enter("finding", "finding", "f1", "b1", json_object(), COUNSEL, NOBODY);
    enter("finding 2", "finding", "f2", "past1", json_object(), COUNSEL, NOBODY);
    enter("finding 3", "finding", "f3", "", json_object(), COUNSEL, NOBODY);
    remedy_history();
    enter("halt", "halt", "all", "", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("lift", "halt", "all", "", json_pack("{s:b}", "lifted", 1), OPERATOR, OFFICER);
    enter("open", "safeguard", "rcp1", "", json_pack("{s:b}", "open", 1), COUNSEL, NOBODY);
    enter("remedy", "safeguard", "rcp1", "", json_pack("{s:b, s:s}", "open", 1, "until", "2090-01-01T00:00:00Z"),
          COUNSEL, OFFICER);
    enter("close", "safeguard", "rcp1", "", json_pack("{s:b}", "open", 0), COUNSEL, OFFICER);
    history_of_people();
    enter("opening", "opening", "op1", "b1", json_pack("{s:i, s:s}", "rows", 1, "for", "court"), COUNSEL, APPROVER);
    enter("opening 2", "opening", "op2", "", json_pack("{s:i, s:i, s:s}", "rows", 0, "documents", 9, "for", "court"), COUNSEL,
          OFFICER);
    enter("hold", "hold", "h1", "b1", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("hold 2", "hold", "h2", "past1", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("hold lifted", "hold", "h1", "b1", json_pack("{s:b}", "lifted", 1), OPERATOR, COUNSEL);
    enter("erasure", "erasure", "er1", "b1", json_pack("{s:i}", "rows", 1), OFFICER, COUNSEL);
    enter("hold 3", "hold", "h3", "", json_pack("{s:b}", "lifted", 0), OPERATOR, NOBODY);
    enter("backup", "backup", "bk1", "", json_object(), OPERATOR, NOBODY);
    enter("restoration", "restoration", "rn1", "bk1", json_object(), OPERATOR, NOBODY);
    enter("drill", "drill", "dr1", "", json_object(), APPROVER, NOBODY);
    gate_end(g);
}

static bool verify(struct gate_verify *v)
{
    return gate_verify(folder, NULL, v, &e);
}

/* --- the good history --- */

static void a_good_history_verifies(void **state)
{
    (void)state;
    struct gate_verify v;
    forged = (struct forgery){0};
    history();
    bool ok = verify(&v);
    if (!ok) {
        print_message("%s\n", e.text);
    }
    assert_true(ok);
    assert_int_equal(v.batches, 1);
    assert_int_equal(v.rows, 3);
    assert_int_equal(v.approvals, 2);
    assert_int_equal(v.releases, 1);
    assert_int_equal(v.handovers, 1);
    assert_int_equal(v.orders, 2);
    assert_int_equal(v.mailings, 1);
    assert_int_equal(v.letters, 4);
    assert_int_equal(v.returned, 4);
    assert_int_equal(v.accounts, 1);
    assert_int_equal(v.answers[ANSWER_RELEASED], 1);
    assert_int_equal(v.answers[ANSWER_NONE], 1);
    assert_int_equal(v.answers[ANSWER_INSUFFICIENT], 1);
}

/* --- forgeries --- */

#define SIGNED(a, b) .signed_so = true, .by = {a, b}

static const struct forgery forgeries[] = {
    {"person 3", SIGNED(OFFICER, NOBODY)},
    {"person 3", SIGNED(OFFICER, OFFICER)},
    {"person 3", SIGNED(NOBODY, NOBODY)},
    {"person 3", SIGNED(OPERATOR, OFFICER)}, /* its own key is not known yet */
    {"person 4", SIGNED(OPERATOR, OFFICER)}, /* an operator registers nobody */
    {"person 3", .key = "subject", .text = "0123456789abcdef"},
    {"person 3", .key = "public", .text = "AAAA"},
    {"person 4", .twice = true},
    {"recipient", SIGNED(OFFICER, NOBODY)},
    {"recipient", SIGNED(OFFICER, OPERATOR)},
    {"agreement", SIGNED(COUNSEL, NOBODY)},
    {"agreement", SIGNED(COUNSEL, COUNSEL)},
    {"agreement", SIGNED(COUNSEL, STRANGER)},
    {"agreement", SIGNED(APPROVER, SECOND)},
    {"agreement", .twice = true},
    {"import", SIGNED(NOBODY, NOBODY)},
    {"import", SIGNED(APPROVER, NOBODY)},
    {"gazetteer", SIGNED(NOBODY, NOBODY)},
    {"gazetteer", SIGNED(APPROVER, NOBODY)},
    {"batch", SIGNED(NOBODY, NOBODY)},
    {"batch", SIGNED(APPROVER, NOBODY)},
    {"batch", .twice = true},
    {"batch", .key = "root", .text = OTHER_HASH},
    {"batch", .key = "root"},
    {"batch", .key = "rows", .text = "#", .number = 4},
    {"batch", .key = "answers"},
    {"batch", .key = "subject", .text = "b2"},
    {"plan", SIGNED(NOBODY, NOBODY)},
    {"plan", SIGNED(STRANGER, NOBODY)},
    {"plan", .leave_out = true},
    {"plan", .twice = true},
    {"approval 1", .leave_out = true},
    {"approval 2", .leave_out = true},
    {"approval 2", SIGNED(APPROVER, NOBODY)}, /* twice the same */
    {"approval 2", SIGNED(OPERATOR, NOBODY)}, /* who made the batch */
    {"approval 2", SIGNED(OFFICER, NOBODY)},  /* not the role */
    {"approval 2", SIGNED(STRANGER, NOBODY)},
    {"approval 2", SIGNED(NOBODY, NOBODY)},
    {"approval 2", .key = "plan_document", .text = OTHER_HASH},
    {"approval 2", .key = "parent", .text = "p2"},
    {"opening", SIGNED(COUNSEL, NOBODY)},
    {"opening", SIGNED(COUNSEL, COUNSEL)},
    {"opening", SIGNED(COUNSEL, OPERATOR)},
    {"opening", SIGNED(COUNSEL, STRANGER)},
    {"opening", .twice = true},
    {"opening", .key = "parent", .text = "b2"},
    {"opening", .key = "parent", .text = "r1"},
    {"opening 2", .key = "subject", .text = "op1"},
    {"sample", SIGNED(NOBODY, NOBODY)},
    {"sample", SIGNED(COUNSEL, NOBODY)},
    {"sample", .leave_out = true}, /* its result stands */
    {"sample", .twice = true},
    {"sample", .key = "parent", .text = "p2"},
    {"sample", .key = "seed"},
    {"sample", .key = "seed", .text = "00"},
    {"sample", .key = "rows", .text = "#", .number = 2},
    {"sample", .key = "rows", .text = "#", .number = -1},
    {"sample", .key = "stop", .text = "#", .number = 0},
    {"sample", .key = "stop", .text = "#", .number = 2},
    {"sampled", SIGNED(NOBODY, NOBODY)},
    {"sampled", SIGNED(OFFICER, NOBODY)},
    {"sampled", SIGNED(BOTH, NOBODY)},     /* who made the plan */
    {"sampled", SIGNED(APPROVER, BOTH)},
    {"sampled", .leave_out = true},        /* drawn, not examined, released */
    {"sampled", .twice = true},
    {"sampled", .key = "parent", .text = "s2"},
    {"sampled", .key = "wrong", .text = "#", .number = 1},
    {"sampled", .key = "right"},
    {"sampled", .key = "right", .text = "#", .number = -1},
    {"sampled", .key = "wrong", .text = "#", .number = 1, .drop = "right"}, /* stopped, and released */
    {"sampled", .key = "unclear", .text = "#", .number = 1, .drop = "right"},
    {"release", SIGNED(NOBODY, NOBODY)},
    {"release", SIGNED(COUNSEL, NOBODY)},
    {"release", .key = "parent", .text = "p2"},
    {"release", .leave_out = true},
    {"release", .twice = true},
    {"handover", SIGNED(NOBODY, NOBODY)},
    {"handover", SIGNED(STRANGER, NOBODY)},
    {"handover", .key = "parent", .text = "r2"},
    {"handover", .key = "recipient", .text = "rcp2"},
    {"release", .key = "released", .text = "2"},
    {"release", .key = "rows", .text = "4"},
    {"plan", .key = "parent", .text = "b2"},
    {"order", SIGNED(NOBODY, NOBODY)},
    {"order", SIGNED(STRANGER, NOBODY)},
    {"stay", SIGNED(OFFICER, NOBODY)},
    {"stay", SIGNED(OFFICER, OFFICER)},
    {"order", .twice = true},
    {"stay", .key = "subject", .text = "ord1"},
    {"service", SIGNED(NOBODY, NOBODY)},
    {"service", SIGNED(STRANGER, NOBODY)},
    {"service", .leave_out = true}, /* its acknowledgement stands */
    {"service", .twice = true},
    {"service 2", .key = "subject", .text = "sv1"},
    {"service", .key = "parent", .text = "ord9"},
    {"service", .key = "parent", .text = "agr1"},
    {"service", .key = "parent", .text = ""},
    {"acknowledgement", SIGNED(NOBODY, NOBODY)},
    {"acknowledgement", .twice = true},
    {"acknowledgement", .key = "parent", .text = "sv9"},
    {"acknowledgement", .key = "parent", .text = "ord1"},
    {"acknowledgement", .key = "parent", .text = ""},
    {"past", .twice = true},
    {"mailing", SIGNED(NOBODY, NOBODY)},
    {"mailing", .key = "parent", .text = ""},
    {"mailing", .key = "parent", .text = "b1"},
    {"mailing", .leave_out = true},
    {"mailing", .twice = true},
    {"mailing", .key = "letters", .text = "#", .number = 3}, /* four are sent */
    {"mailing", SIGNED(SECOND, NOBODY)},                     /* who approves it */
    {"yes 1", .leave_out = true},
    {"yes 2", .leave_out = true},
    {"yes 2", SIGNED(APPROVER, NOBODY)},
    {"yes 2", SIGNED(APPROVER, SECOND)},
    {"yes 2", SIGNED(COUNSEL, NOBODY)},
    {"yes 2", .key = "mailing_document", .text = OTHER_HASH},
    {"yes 2", .key = "parent", .text = "m2"},
    {"speech", SIGNED(OPERATOR, NOBODY)},
    {"speech", .leave_out = true}, /* it is mailed all the same */
    {"mailed", SIGNED(NOBODY, NOBODY)},
    {"mailed", SIGNED(COUNSEL, NOBODY)},
    {"mailed", .key = "letters", .text = "#", .number = 6},
    {"mailed", .key = "parent", .text = "m2"},
    {"mailed", .leave_out = true}, /* its letters come back */
    {"mailed", .twice = true},
    {"returned", SIGNED(STRANGER, NOBODY)},
    {"returned", .key = "letters", .text = "#", .number = 4},
    {"returned 2", .key = "parent", .text = "m2"},
    {"returned", .twice = true},
    {"account", SIGNED(COUNSEL, NOBODY)},
    {"account", SIGNED(COUNSEL, COUNSEL)},
    {"account", SIGNED(COUNSEL, OPERATOR)},
    {"account", .twice = true},
    {"suspension", SIGNED(NOBODY, NOBODY)},
    {"suspension", .leave_out = true}, /* its end stands */
    {"suspension", .twice = true},
    {"lifted", SIGNED(COUNSEL, NOBODY)},
    {"lifted", SIGNED(COUNSEL, OPERATOR)},
    {"lifted", .key = "subject", .text = "su2"},
    {"lifted", .twice = true},
    {"past", .leave_out = true}, /* a finding is about it */
    {"past", SIGNED(STRANGER, NOBODY)},
    {"finding", SIGNED(NOBODY, NOBODY)},
    {"finding", .twice = true},
    {"finding", .key = "parent", .text = "b2"},
    {"finding 2", .key = "parent", .text = "past2"},
    {"finding 2", .key = "parent", .text = "p1"},
    {"finding 3", .key = "subject", .text = "f1"},
    {"recall", SIGNED(NOBODY, NOBODY)},
    {"recall", SIGNED(OPERATOR, NOBODY)}, /* not the role */
    {"recall", .twice = true},
    {"recall", .leave_out = true},
    {"recall", .key = "parent", .text = "f9"},
    {"recall", .key = "parent", .text = "b1"},
    {"recall", .key = "rows", .text = "#", .number = 0},
    {"recall", .key = "rows", .text = "#", .number = 6}, /* then a row is open when it is disposed of */
    {"recall 2", .key = "subject", .text = "rc1"},
    {"sent", SIGNED(NOBODY, NOBODY)},
    {"sent", SIGNED(STRANGER, NOBODY)},
    {"sent", .twice = true},
    {"sent", .leave_out = true},
    {"sent", .key = "parent", .text = "rc2"},
    {"sent", .key = "parent", .text = "f1"},
    {"sent", .key = "state", .text = "verified"},
    {"sent", .key = "state", .text = "posted"},
    {"acknowledged", .key = "subject", .text = "rs1"},
    {"acknowledged", .key = "state", .text = "disposed"},
    {"acknowledged", .key = "state", .text = "freed"},
    {"certificate 1", SIGNED(NOBODY, NOBODY)},
    {"certificate 1", .leave_out = true},
    {"certificate 1", .twice = true},
    {"certificate 1", .key = "open", .text = "#", .number = 2},
    {"certificate 1", .key = "rows", .text = "#", .number = -2},
    {"certificate 1", .key = "parent", .text = "rc2"}, /* which is not sent */
    {"held", .leave_out = true},
    {"held", .twice = true},
    {"sequestered", .key = "state", .text = "disposed"}, /* under the hold */
    {"freed", .leave_out = true},
    {"freed", SIGNED(OFFICER, NOBODY)},
    {"freed", SIGNED(OFFICER, OFFICER)},
    {"freed", SIGNED(APPROVER, SECOND)},
    {"freed", SIGNED(OFFICER, APPROVER)},
    {"copies", SIGNED(NOBODY, NOBODY)},
    {"copies", .twice = true},
    {"copies", .key = "parent", .text = "rc9"},
    {"certificate 2", .leave_out = true},
    {"certificate 2", .key = "open", .text = "#", .number = 1},
    {"disposed", .leave_out = true},
    {"disposed", .twice = true},
    {"verified", SIGNED(OPERATOR, NOBODY)},
    {"verified", SIGNED(OFFICER, NOBODY)}, /* an admin is no approver */
    {"verified", .twice = true},
    {"reopened", .twice = true},
    {"incident", SIGNED(NOBODY, NOBODY)},
    {"incident", .key = "discovered", .text = "yesterday"},
    {"incident", .key = "parent", .text = "f9"},
    {"update", .key = "discovered", .text = "2026-11-02T00:00:00Z"}, /* a clock that was moved */
    {"report", SIGNED(NOBODY, NOBODY)},
    {"report", .twice = true},
    {"report", .key = "parent", .text = "f1"},
    {"halt", SIGNED(NOBODY, NOBODY)},
    {"lift", SIGNED(OFFICER, NOBODY)},
    {"lift", SIGNED(OFFICER, OFFICER)},
    {"open", SIGNED(NOBODY, NOBODY)},
    {"remedy", SIGNED(COUNSEL, NOBODY)},
    {"remedy", SIGNED(COUNSEL, COUNSEL)},
    {"remedy", SIGNED(COUNSEL, APPROVER)},
    {"remedy", SIGNED(OPERATOR, OFFICER)},
    {"close", SIGNED(COUNSEL, NOBODY)},
    {"close", SIGNED(COUNSEL, OPERATOR)},
    {"hold", SIGNED(NOBODY, NOBODY)},
    {"hold", SIGNED(STRANGER, NOBODY)},
    {"hold", .leave_out = true}, /* its end stands */
    {"hold", .twice = true},
    {"hold", .key = "parent", .text = "b2"},
    {"hold", .key = "parent", .text = ""},      /* of everything: what ends it is of b1 */
    {"hold 2", .key = "parent", .text = "b1"},  /* the erasure is under it */
    {"hold 2", .key = "parent", .text = ""},    /* likewise */
    {"hold lifted", SIGNED(OPERATOR, NOBODY)},
    {"hold lifted", SIGNED(OPERATOR, OPERATOR)},
    {"hold lifted", .leave_out = true}, /* the erasure is under the hold */
    {"hold lifted", .twice = true},
    {"hold lifted", .key = "subject", .text = "h9"},
    {"hold lifted", .key = "subject", .text = "h2"},
    {"erasure", SIGNED(OFFICER, NOBODY)},
    {"erasure", SIGNED(OFFICER, OFFICER)},
    {"erasure", SIGNED(OFFICER, OPERATOR)},
    {"erasure", SIGNED(APPROVER, SECOND)},
    {"erasure", .key = "parent", .text = "b2"},
    {"erasure", .key = "parent", .text = "past1"}, /* under the hold of that */
    {"erasure", .key = "parent", .text = ""},
    {"erasure", .twice = true},
    {"backup", SIGNED(APPROVER, NOBODY)},
    {"backup", .twice = true},
    {"restoration", SIGNED(SECOND, NOBODY)},
    {"restoration", .key = "parent", .text = "bk2"},
    {"restoration", .key = "parent", .text = "b1"},
    {"drill", SIGNED(NOBODY, NOBODY)},
    {"order", .key = "type", .text = "order"}, /* harmless: the control of this table */
};

static void describe(const struct forgery *f)
{
    print_message("not found: %s%s%s%s%s\n", f->act, f->leave_out ? ", left out" : "",
                  f->twice ? ", twice" : "", f->key == NULL ? "" : ", another ", f->key == NULL ? "" : f->key);
    if (f->signed_so) {
        print_message("  signed by %d and %d\n", (int)f->by[0], (int)f->by[1]);
    }
}

static void I9_every_forged_act_is_found(void **state)
{
    enum { COUNT = sizeof forgeries / sizeof *forgeries };
    unsigned missed = 0;
    for (size_t i = 0; i < COUNT; i++) {
        struct gate_verify v;
        assert_int_equal(end(state), 0);
        assert_int_equal(begin(state), 0);
        forged = forgeries[i];
        history();
        bool harmless = i == COUNT - 1, ok = verify(&v);
        if (ok != harmless || (!ok && e.category != ERROR_VERIFY)) {
            describe(&forgeries[i]);
            missed++;
        }
    }
    assert_int_equal(missed, 0);
}

/* --- bytes that the gate would not write --- */

static void append_raw(const char *bytes)
{
    uint64_t first;
    struct span entry = span_of(bytes);
    assert_true(gate_begin(g, &e));
    assert_true(ledger_append(g->ledger, &entry, 1, &first, &e));
    /* no gate_end's look at the store: the entry is not an act */
    gate_end(g);
}

static void entries_that_are_no_acts_are_found(void **state)
{
    static const char *const raw[] = {
        "x",
        "{}",
        "[]",
        "null",
        "{\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"order\",\"v\":1}",
        "{\"keys\":[],\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"order\",\"v\":1}",
        "{\"keys\":{},\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"halt\",\"v\":1}",
        "{\"keys\":[],\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"nonesuch\",\"v\":1}",
        "{\"keys\":[],\"time\":\"yesterday\",\"type\":\"halt\",\"v\":1}",
        "{\"keys\":[],\"time\":\"1990-01-01T00:00:00.000Z\",\"type\":\"halt\",\"v\":1}",
        "{ \"keys\":[],\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"halt\",\"v\":1}",
        "{\"type\":\"halt\",\"type\":\"halt\"}",
        "{\"keys\":[{\"key\":7,\"signature\":[]}],\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"halt\",\"v\":1}",
        "{\"keys\":[],\"public\":7,\"subject\":[],\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"person\",\"v\":1}",
        "{\"keys\":[],\"root\":7,\"rows\":\"x\",\"time\":\"2090-01-01T00:00:00.000Z\",\"type\":\"batch\",\"v\":1}",
    };
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        struct gate_verify v;
        assert_int_equal(end(state), 0);
        assert_int_equal(begin(state), 0);
        forged = (struct forgery){0};
        history();
        append_raw(raw[i]);
        bool ok = verify(&v);
        if (ok || e.category != ERROR_VERIFY) {
            print_message("not found: %s\n", raw[i]);
        }
        assert_false(ok);
        assert_int_equal(e.category, ERROR_VERIFY);
    }
}

/* A signature of another act, put under this one. */
static void a_borrowed_signature_is_found(void **state)
{
    (void)state;
    struct gate_verify v;
    struct found f;
    bool found;
    struct text bytes = {0};
    forged = (struct forgery){0};
    history();
    assert_true(gate_find(g, "order", "ord1", &f, &found, &e));
    assert_true(found);
    (void)json_object_set_new(f.entry, "time", json_string("2090-01-01T00:00:00.000Z"));
    assert_true(json_canonical(f.entry, &bytes, &e));
    found_clear(&f);
    append_raw(bytes.at);
    text_free(&bytes);
    assert_false(verify(&v));
    assert_int_equal(e.category, ERROR_VERIFY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_good_history_verifies, begin, end),
        cmocka_unit_test_setup_teardown(I9_every_forged_act_is_found, begin, end),
        cmocka_unit_test_setup_teardown(entries_that_are_no_acts_are_found, begin, end),
        cmocka_unit_test_setup_teardown(a_borrowed_signature_is_found, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
