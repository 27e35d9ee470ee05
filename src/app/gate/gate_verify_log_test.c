/* The stranger's look at the log itself, against a custodian who has the ledger's key and writes what the gate would
 * refuse: witnesses, quorum, time stamps, rotations, retirements. Each case is a history with one act too many or one
 * that is wrong; each has to be found, by the words that say why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"

enum who { OFFICER, COUNSEL, THIRD, OPERATOR, APPROVER, SECOND, PEOPLE, NOBODY = PEOPLE };

static const char *const roles[PEOPLE] = {"admin", "admin", "counsel", "operator", "approver", "approver"};

static struct signer people[PEOPLE];
static char folder[256];
static struct gate *g;
static struct error e;
static unsigned made;

#define WITNESS_KEY "BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB" /* 04, 32 times 01 */
#define WITNESS_1   "w+0bdd7180+" WITNESS_KEY
#define HASH        "36b0326b6dd95b4ab289a2e772f6c830fabffdf1602820733cfb095fa396633d"
#define KEY_1       "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define KEY_2       "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="

/* --- entries, made and signed as the gate does it, and appended past it --- */

static json_t *signature(json_t *entry, const struct signer *by)
{
    struct text body = {0}, encoded = {0};
    uint8_t bytes[ED25519_SIGNATURE];
    assert_true(text_adds(&body, "proviso act\n", &e) && json_canonical(entry, &body, &e) &&
                ed25519_sign(by->secret, text_span(&body), bytes, &e) &&
                text_add_base64(&encoded, bytes, sizeof bytes, &e));
    json_t *one = json_pack("{s:s, s:s}", "key", by->id, "signature", encoded.at);
    text_free(&body);
    text_free(&encoded);
    return one;
}

/* Takes entry. */
static void enter(const char *type, const char *subject, const char *parent, json_t *entry, enum who a, enum who b)
{
    char when[INSTANT_TEXT];
    struct text root = {0}, bytes = {0};
    uint64_t first;
    assert_true(gate_begin(g, &e));
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    instant_format(g->now, when);
    assert_true(text_add_hex(&root, c->root.at, sizeof c->root.at, &e));
    (void)json_object_set_new(entry, "v", json_integer(1));
    (void)json_object_set_new(entry, "type", json_string(type));
    (void)json_object_set_new(entry, "time", json_string(when));
    (void)json_object_set_new(entry, "subject", json_string(subject));
    (void)json_object_set_new(entry, "after",
                              json_pack("{s:I, s:s}", "size", (json_int_t)c->size, "root", root.at));
    if (parent[0] != '\0') {
        (void)json_object_set_new(entry, "parent", json_string(parent));
    }
    json_t *keys = json_array();
    for (unsigned i = 0; i < 2; i++) {
        enum who who = i == 0 ? a : b;
        if (who != NOBODY) {
            (void)json_array_append_new(keys, signature(entry, &people[who]));
        }
    }
    (void)json_object_set_new(entry, "keys", keys);
    assert_true(json_canonical(entry, &bytes, &e));
    struct span span = text_span(&bytes);
    assert_true(ledger_append(g->ledger, &span, 1, &first, &e));
    gate_end(g);
    json_decref(entry);
    text_free(&root);
    text_free(&bytes);
}

static void enter_person(enum who who, enum who a, enum who b)
{
    struct text key = {0};
    assert_true(text_add_base64(&key, people[who].public_key, ED25519_PUBLIC, &e));
    enter("person", people[who].id, "", json_pack("{s:s, s:[s]}", "public", key.at, "roles", roles[who]), a, b);
    text_free(&key);
}

static void begin(void)
{
    static const struct gate_progress silent;
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/verify-log-%d-%u", tmp == NULL ? "/tmp" : tmp, (int)getpid(), made++);
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_true(crypto_random(people[i].secret, sizeof people[i].secret, &e) &&
                    ed25519_public(people[i].secret, people[i].public_key, &e) &&
                    signer_key_id(people[i].public_key, people[i].id, &e));
    }
    assert_true(gate_init(folder, "custody.test/log", &e) && gate_open(&g, folder, &silent, &e));
    enter_person(OFFICER, NOBODY, NOBODY);
    enter_person(COUNSEL, NOBODY, NOBODY);
    for (enum who who = THIRD; who < PEOPLE; who++) {
        enter_person(who, OFFICER, COUNSEL);
    }
}

static void end(void)
{
    gate_close(g);
    assert_true(folder_remove(folder, &e));
}

/* --- short forms --- */

static void witness(const char *id, const char *vkey, enum who a, enum who b)
{
    enter("witness", id, "", json_pack("{s:s}", "vkey", vkey), a, b);
}

static void removal(const char *id)
{
    enter("witness", id, "", json_pack("{s:b}", "removed", 1), OFFICER, COUNSEL);
}

static void quorum(const char *id, json_int_t count, enum who a, enum who b)
{
    enter("quorum", id, "", json_pack("{s:I}", "cosignatures", count), a, b);
}

static void rotation(const char *which, const char *before, const char *public, enum who a, enum who b)
{
    enter("rotation", "kr1", "", json_pack("{s:s, s:s, s:s}", "key", which, "before", before, "public", public), a, b);
}

static void retire(enum who who, enum who by)
{
    enter("retirement", people[who].id, "", json_object(), by, NOBODY);
}

static void stamp(json_int_t size, const char *root)
{
    enter("stamp", "ts1", "", json_pack("{s:I, s:s, s:s, s:s, s:s}", "size", size, "root", root, "response", HASH,
                                        "checkpoint", HASH, "at", "2026-01-01T00:00:00Z"),
          OPERATOR, NOBODY);
}

static void halt(enum who by)
{
    enter("halt", "all", "", json_pack("{s:b}", "lifted", 0), by, NOBODY);
}

/* --- cases --- */

static void good(void)
{
    witness("w1", WITNESS_1, OFFICER, THIRD);
    quorum("q1", 1, OFFICER, COUNSEL);
    quorum("q2", 0, OFFICER, COUNSEL);
    removal("w1");
    witness("w2", WITNESS_1, OFFICER, COUNSEL); /* the key is free again */
    rotation("seal", KEY_1, KEY_2, OFFICER, COUNSEL);
    retire(SECOND, OFFICER);
    halt(OPERATOR);
}

static void witness_by_one(void) { witness("w1", WITNESS_1, OFFICER, OFFICER); }
static void witness_by_operator(void) { witness("w1", WITNESS_1, OFFICER, OPERATOR); }
static void witness_without_key(void) { witness("w1", "w+0bdd7181+" WITNESS_KEY, OFFICER, COUNSEL); }
static void witness_twice(void)
{
    witness("w1", WITNESS_1, OFFICER, COUNSEL);
    witness("w1", "w+c6cdca63+BAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC", OFFICER, COUNSEL);
}
static void witness_under_two_names(void)
{
    witness("w1", WITNESS_1, OFFICER, COUNSEL);
    witness("w2", "x+cecc1242+" WITNESS_KEY, OFFICER, COUNSEL);
}
static void removal_of_none(void) { removal("w1"); }
static void removal_from_quorum(void)
{
    witness("w1", WITNESS_1, OFFICER, COUNSEL);
    quorum("q1", 1, OFFICER, COUNSEL);
    removal("w1");
}
static void quorum_of_none(void) { quorum("q1", 1, OFFICER, COUNSEL); }
static void quorum_negative(void) { quorum("q1", -1, OFFICER, COUNSEL); }
static void quorum_by_one(void) { quorum("q1", 0, OFFICER, NOBODY); }
static void quorum_twice(void)
{
    quorum("q1", 0, OFFICER, COUNSEL);
    quorum("q1", 0, OFFICER, COUNSEL);
}

static void stamp_of_the_future(void) { stamp(100, HASH); }
static void stamp_of_another(void) { stamp(2, HASH); }
static void stamp_without_files(void)
{
    struct text root = {0};
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    assert_true(text_add_hex(&root, c->root.at, sizeof c->root.at, &e));
    stamp((json_int_t)c->size, root.at);
    text_free(&root);
}

static void rotation_by_one(void) { rotation("seal", KEY_1, KEY_2, OFFICER, OFFICER); }
static void rotation_by_counsel(void) { rotation("seal", KEY_1, KEY_2, OFFICER, THIRD); }
static void rotation_of_nothing(void) { rotation("door", KEY_1, KEY_2, OFFICER, COUNSEL); }
static void rotation_unsigned(void) { rotation("ledger", KEY_1, KEY_2, OFFICER, COUNSEL); }
static void rotation_without_key(void) { rotation("ledger", KEY_1, "AAAA", OFFICER, COUNSEL); }

static void retire_by_operator(void) { retire(SECOND, OPERATOR); }
static void retire_twice(void)
{
    retire(SECOND, OFFICER);
    retire(SECOND, OFFICER);
}
static void retire_nobody(void)
{
    enter("retirement", "0123456789abcdef", "", json_object(), OFFICER, NOBODY);
}
static void retire_an_admin_of_two(void) { retire(COUNSEL, OFFICER); }
static void retired_signs(void)
{
    retire(SECOND, OFFICER);
    halt(SECOND);
}
static void retired_signs_beside_another(void)
{
    retire(THIRD, OFFICER);
    witness("w1", WITNESS_1, OFFICER, THIRD);
}

/* Two approved; one of them is retired before the release. */
static void retired_approver(void)
{
    enter("batch", "b1", "",
          json_pack("{s:s, s:i, s:{s:i, s:i, s:i, s:i, s:i}}", "root", HASH, "rows", 1, "answers", "released", 1, "none",
                    0, "insufficient", 0, "pending", 0, "rejected", 0),
          OPERATOR, NOBODY);
    enter("plan", "p1", "b1", json_pack("{s:s, s:s}", "recipient", "rcp1", "document", ""), OPERATOR, NOBODY);
    enter("approval", "", "p1", json_pack("{s:s}", "plan_document", ""), APPROVER, NOBODY);
    enter("approval", "", "p1", json_pack("{s:s}", "plan_document", ""), SECOND, NOBODY);
    retire(SECOND, OFFICER);
    enter("release", "r1", "p1", json_pack("{s:s, s:i, s:i}", "package", HASH, "rows", 1, "released", 1), OPERATOR,
          NOBODY);
}

static const struct {
    const char *name;
    void (*history)(void);
    const char *why; /* NULL: it is good */
} cases[] = {
    {"good", good, NULL},
    {"witness by one", witness_by_one, "signatures of people"},
    {"witness by an operator", witness_by_operator, "signatures of people"},
    {"witness without a key", witness_without_key, "without a verifier key"},
    {"witness twice", witness_twice, "number that was given before"},
    {"witness under two names", witness_under_two_names, "one's already"},
    {"removal of none", removal_of_none, "removes no witness"},
    {"removal from the quorum", removal_from_quorum, "the quorum needs"},
    {"quorum of none", quorum_of_none, "more witnesses than there are"},
    {"quorum below none", quorum_negative, "more witnesses than there are"},
    {"quorum by one", quorum_by_one, "signatures of people"},
    {"quorum twice", quorum_twice, "given before"},
    {"stamp of the future", stamp_of_the_future, "of another ledger"},
    {"stamp of another ledger", stamp_of_another, "of another ledger"},
    {"stamp without files", stamp_without_files, "time stamp ts1"},
    {"rotation by one", rotation_by_one, "signatures of people"},
    {"rotation by counsel", rotation_by_counsel, "signatures of people"},
    {"rotation of nothing", rotation_of_nothing, "a rotation of no key"},
    {"rotation that no key signed", rotation_unsigned, "the rotation of the log's key"},
    {"rotation to no key", rotation_without_key, "does not begin with the log's key"},
    {"retirement by an operator", retire_by_operator, "signatures of people"},
    {"retirement twice", retire_twice, "retires no key"},
    {"retirement of nobody", retire_nobody, "retires no key"},
    {"retirement of one of two admins", retire_an_admin_of_two, "fewer than two admins"},
    {"a retired key signs", retired_signs, "was retired before"},
    {"a retired key signs beside another", retired_signs_beside_another, "was retired before"},
    {"a retired key approved", retired_approver, "a release without two approvals"},
};

static void every_forgery_is_found(void **state)
{
    unsigned missed = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gate_verify v;
        begin();
        cases[i].history();
        bool ok = gate_verify(folder, NULL, &v, &e);
        bool found = cases[i].why == NULL ? ok : !ok && e.category == ERROR_VERIFY && strstr(e.text, cases[i].why) != NULL;
        if (!found) {
            print_message("%s: %s\n", cases[i].name, ok ? "verifies" : e.text);
            missed++;
        }
        end();
    }
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_forgery_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
