/* Release against a maker who forges: a plan that is entered and approved in good order, of rows that
 * the requests do not give. Nothing may leave (I1), and the good plan beside it does leave, so that
 * the test can fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"

enum who { OFFICER, COUNSEL, OPERATOR, APPROVER, SECOND, PEOPLE };

static const unsigned roles[PEOPLE] = {ROLE_ADMIN | ROLE_COUNSEL, ROLE_ADMIN | ROLE_COUNSEL, ROLE_OPERATOR,
                                       ROLE_APPROVER, ROLE_APPROVER};
static struct signer people[PEOPLE];
static char top[256];
static struct gate *g;
static struct error e;

static void write_file(const char *name, const char *text, char path[PATH_SIZE])
{
    assert_true(path_format(path, PATH_SIZE, &e, "%s/%s", top, name));
    assert_true(file_save(path, span_of(text), FILE_PRIVATE, &e));
}

static struct signers by(const struct signer *pair[2], enum who a, enum who b)
{
    pair[0] = &people[a];
    pair[1] = &people[b];
    return (struct signers){pair, a == b ? 1 : 2};
}

static void add_people(void)
{
    const struct signer *pair[2];
    char path[PATH_SIZE], id[GATE_ID];
    for (size_t i = 0; i < PEOPLE; i++) {
        struct text line = {0};
        assert_true(crypto_random(people[i].secret, sizeof people[i].secret, &e));
        assert_true(ed25519_public(people[i].secret, people[i].public_key, &e));
        assert_true(signer_key_id(people[i].public_key, people[i].id, &e));
        assert_true(text_adds(&line, "proviso-key ", &e) &&
                    text_add_base64(&line, people[i].public_key, ED25519_PUBLIC, &e));
        write_file("key.pub", line.at, path);
        text_free(&line);
        struct signers signers = i < 2 ? (struct signers){0} : by(pair, OFFICER, COUNSEL);
        char name[] = "Person 0";
        name[7] = (char)('0' + i);
        assert_true(gate_person_add(g, name, roles[i], path, signers, id, &e));
    }
}

static const char agreement[] = "agreement \"T\"\n"
                                "  custodian \"The custodian\" recipient \"The recipient\" authority \"x\"\n"
                                "  purposes criminal\n"
                                "  in force 2020-01-01 to 2090-01-01\n"
                                "  levels none < count < match < address\n"
                                "  request states name, address\n"
                                "  document sha256:"
                                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
                                "  cites \"c\"\n"
                                "clause G grant address when recipient is party cites \"c\"\n"
                                "clause C require for match address corresponds otherwise none cites \"c\"\n";

static const char registry[] =
    "person_id,given_name,surname,birth_date,identifier,address,city,state,zip\n"
    "P1,Johanna,Quillfeather,1960-02-03,900010001,12 Heron St,Albany,NY,12203\n"
    "P2,Barnaby,Thistlewick,1971-05-06,900010002,34 Osprey Ave,Albany,NY,12205\n"
    "P3,Cordelia,Umberfield,1982-08-09,900010003,56 Plover Rd,Albany,NY,12206\n";

static const char requests[] = "control,given_name,surname,birth_date,identifier,address,city,state,zip\n"
                               "001,Johanna,Quillfeather,1960-02-03,900010001,12 Heron Street,Albany,NY,12203\n"
                               "002,Barnaby,Thistlewick,1971-05-06,900010002,Failed to Provide 12345,,,\n"
                               "003,Cordelia,Umberfield,1982-08-09,900010003,9 Other Rd,Albany,NY,12206\n";

static int begin(void **state)
{
    (void)state;
    const struct signer *pair[2];
    const char *tmp = getenv("TMPDIR");
    char path[PATH_SIZE], id[GATE_ID], age[GATE_AGE];
    struct gate_registry r;
    (void)snprintf(top, sizeof top, "%s/release-%d", tmp == NULL ? "/tmp" : tmp, (int)getpid());
    assert_true(folder_make(top, FILE_PRIVATE, &e));
    assert_true(path_format(path, sizeof path, &e, "%s/custody", top));
    assert_true(gate_init(path, "custody.test/log", &e) && gate_open(&g, path, NULL, &e));
    add_people();
    assert_true(path_format(path, sizeof path, &e, "%s/identity", top));
    assert_true(gate_recipient_key(path, age, &e));
    struct gate_recipient recipient = {.name = "The recipient", .address = "Here", .age = {age}};
    assert_true(gate_recipient_add(g, &recipient, by(pair, OFFICER, COUNSEL), id, &e));
    write_file("agreement", agreement, path);
    assert_true(gate_agreement_add(g, path, by(pair, OFFICER, COUNSEL), id, &e));
    write_file("registry.csv", registry, path);
    assert_true(gate_registry_import(g, path, NULL, 0, by(pair, OPERATOR, OPERATOR), &r, &e));
    return 0;
}

static int end(void **state)
{
    (void)state;
    gate_close(g);
    assert_true(folder_remove(top, &e));
    return 0;
}

static void run_batch(struct gate_run *out)
{
    const struct signer *pair[2];
    char path[PATH_SIZE];
    write_file("requests.csv", requests, path);
    struct gate_run_options o = {.requests = path, .agreement = "T"};
    assert_true(gate_run(g, &o, by(pair, OPERATOR, OPERATOR), out, &e));
}

static bool release(const char *plan, struct gate_release *out)
{
    const struct signer *pair[2];
    char path[PATH_SIZE];
    unsigned count;
    assert_true(gate_approve(g, plan, &people[APPROVER], &count, &e));
    assert_true(gate_approve(g, plan, &people[SECOND], &count, &e));
    assert_true(path_format(path, sizeof path, &e, "%s/out-%s", top, plan));
    bool ok = gate_release(g, plan, path, by(pair, OPERATOR, OPERATOR), out, &e);
    char package[PATH_SIZE];
    assert_true(path_format(package, sizeof package, &e, "%s/r%s.age", path, plan + 1));
    assert_int_equal(file_exists(package), ok);
    return ok;
}

static void copy_batch(const char *name)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    struct text t = {0};
    assert_true(gate_path(g, from, &e, "batches/b1/%s", name) && gate_path(g, to, &e, "batches/b2/%s", name));
    assert_true(file_load(&t, from, 1 << 20, &e) && file_save(to, text_span(&t), FILE_PRIVATE, &e));
    text_free(&t);
}

static void bytes_of(const struct found *f, const char *key, uint8_t out[SHA256_SIZE])
{
    assert_true(hex_decode(span_of(json_text(f->document, key)), out, SHA256_SIZE));
}

/* Enters batch b2 and plan p2 as the gate would, of b1's requests and of these rows; marks: NULL: those of b1. */
static void enter_forged(const struct row_record *rows, size_t count, const struct mark *marks)
{
    const struct signer *pair[2];
    char folder[PATH_SIZE], path[PATH_SIZE];
    struct found plan, batch;
    struct checkpoint tree;
    struct sha256 hash, history;
    struct row_commitments commitments[3] = {0};
    struct funnel funnel = {0};
    uint8_t rules[SHA256_SIZE], generation[SHA256_SIZE], model[SHA256_SIZE], classifier[SHA256_SIZE],
        sealed[SHA256_SIZE];
    assert_true(gate_get(g, "plan", "p1", &plan, &e) && gate_get(g, "batch", "b1", &batch, &e));
    bytes_of(&plan, "rules", rules);
    bytes_of(&plan, "registry", generation);
    bytes_of(&plan, "history", history.at);
    bytes_of(&plan, "model", model);
    bytes_of(&batch, "classifier", classifier);
    bytes_of(&batch, "requests", sealed);
    assert_true(gate_path(g, folder, &e, "batches/b2") && folder_make(folder, FILE_PRIVATE, &e));
    copy_batch("requests.age");
    copy_batch("keys.bin");
    copy_batch("history.bin");
    if (marks != NULL) {
        assert_true(gate_path(g, path, &e, "batches/b2/history.bin") &&
                    marks_save(path, marks, count, &history, &e));
    }
    assert_true(gate_path(g, path, &e, "batches/b2/rows.pvb") && rows_save(path, rows, count, &hash, &e));
    assert_true(leaves_write(g, "b2", rows, commitments, count, &tree, &e));
    struct plan_draft d = {.batch = "b2",
                           .plan = "p2",
                           .agreement = "agr1",
                           .recipient = "rcp1",
                           .purpose = "criminal",
                           .generation = json_text(plan.document, "generation"),
                           .rules_hash = rules,
                           .registry_hash = generation,
                           .model_hash = model,
                           .classifier_hash = classifier,
                           .requests_hash = sealed,
                           .rows_hash = hash.at,
                           .history_hash = history.at,
                           .outcomes_hash = history.at,
                           .rows = rows,
                           .count = count,
                           .tree = &tree,
                           .funnel = &funnel,
                           .decided = plan.time,
                           .layout = ""};
    assert_true(plan_enter(g, &d, by(pair, OPERATOR, OPERATOR), &e));
    found_clear(&plan);
    found_clear(&batch);
}

static struct row_record *rows_of_the_good_plan(size_t *count)
{
    struct plan p = {0};
    struct row_record *rows = NULL;
    assert_true(plan_get(g, "p1", &p, &e) && plan_rows(g, &p, &rows, count, &e));
    plan_clear(&p);
    assert_int_equal(*count, 3);
    return rows;
}

/* The commitment to what the forger would have released, so that only the proof is left to refuse. */
static void commit_to(struct row_record *r, size_t i)
{
    struct row_keys keys;
    struct registry *registry_now = NULL;
    struct person person;
    char room[REGISTRY_ROOM];
    struct levels levels;
    struct register_rules rules;
    struct committer *c = NULL;
    struct text payload = {0};
    struct sha256 released;
    char path[PATH_SIZE];
    assert_true(gate_path(g, path, &e, "batches/b1/keys.bin") && row_keys_load(&keys, path, &e));
    assert_true(gate_registry_open(g, &registry_now, &e) && gate_rules(g, "agr1", &rules, &e));
    rules_levels(rules.rules, &levels);
    registry_person(registry_now, r->person, &person, room);
    assert_true(committer_new(&c, &e) && answer_payload(&levels, r->level, &person, &payload, &e) &&
                commit_released(c, keys.at[i], text_span(&payload), &released, &e));
    memcpy(&r->payload, released.at, sizeof r->payload);
    committer_free(c);
    text_free(&payload);
    gate_rules_clear(&rules);
    registry_close(registry_now);
    row_keys_clear(&keys);
}

static void forge(size_t which)
{
    size_t count;
    struct row_record *rows = rows_of_the_good_plan(&count);
    uint32_t leaf = rows[which].leaf, person = rows[which].person;
    rows[which] = rows[0]; /* the row that is rightly released */
    rows[which].leaf = leaf;
    rows[which].person = person != PERSON_NOBODY ? person : 1;
    commit_to(&rows[which], which);
    enter_forged(rows, count, NULL);
    memory_free(rows);
}

static void the_good_plan_leaves(void **state)
{
    (void)state;
    struct gate_run run;
    struct gate_release out;
    run_batch(&run);
    assert_int_equal(run.funnel.outcome[OUTCOME_RELEASED], 1);
    assert_int_equal(run.funnel.insufficient, 1);
    assert_true(release("p1", &out));
    assert_int_equal(out.released, 1);
}

static void I1_an_insufficient_row_that_is_said_to_be_complete(void **state)
{
    (void)state;
    struct gate_run run;
    struct gate_release out;
    run_batch(&run);
    forge(1);
    assert_false(release("p2", &out));
    assert_string_equal(e.code, "rows.forged");
    assert_int_equal(e.category, ERROR_VERIFY);
}

static void a_row_whose_address_is_said_to_correspond(void **state)
{
    (void)state;
    struct gate_run run;
    struct gate_release out;
    run_batch(&run);
    forge(2);
    assert_false(release("p2", &out));
    assert_string_equal(e.code, "rows.forged");
}

/* The good plan's rows again, with other marks, to hide that they were answered before. */
static void marks_that_the_requests_do_not_give(void **state)
{
    (void)state;
    const struct signer *pair[2];
    const struct mark marks[3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    char path[PATH_SIZE], id[GATE_ID];
    struct gate_run run;
    struct gate_release out;
    size_t count;
    run_batch(&run);
    assert_true(release("p1", &out));
    write_file("order",
               "order O/1 forbid count when row is repeated from 2021-01-01 document "
               "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff cites \"c\"\n",
               path);
    struct gate_order_doubts doubts;
    assert_true(gate_order_add(g, path, NULL, by(pair, OFFICER, OFFICER), id, &doubts, &e));
    struct row_record *rows = rows_of_the_good_plan(&count);
    enter_forged(rows, count, marks);
    memory_free(rows);
    assert_false(release("p2", &out));
    assert_string_equal(e.code, "history.forged");
    assert_int_equal(e.category, ERROR_VERIFY);
}

static void turn_bit(const char *path, struct text *bytes)
{
    bytes->at[0] ^= 1;
    assert_true(file_save(path, text_span(bytes), FILE_PUBLIC, &e));
}

/* A hash of the tree that the proof rests on, altered on the disk: no key is given. */
static void a_release_that_cannot_be_proved_is_not_handed_over(void **state)
{
    (void)state;
    const struct signer *pair[2];
    char path[PATH_SIZE], out_dir[PATH_SIZE];
    struct gate_run run;
    struct gate_release out;
    struct text tile = {0};
    run_batch(&run);
    assert_true(release("p1", &out));
    assert_true(gate_begin(g, &e) && leave_proved(g, "b1", "r1", &e));
    uint64_t size = ledger_checkpoint(g->ledger)->size;
    assert_true(gate_path(g, path, &e, "public/ledger/tile/0/000.p/%u", (unsigned)size));
    assert_true(file_load(&tile, path, 1 << 16, &e));
    assert_int_equal(tile.len, size * SHA256_SIZE);
    turn_bit(path, &tile); /* of the first entry: a sibling on the way from the release to the root */
    assert_false(leave_proved(g, "b1", "r1", &e));
    assert_int_equal(e.category, ERROR_VERIFY);
    turn_bit(path, &tile);
    gate_end(g);
    turn_bit(path, &tile);
    assert_true(path_format(out_dir, sizeof out_dir, &e, "%s/handed", top));
    assert_false(gate_handover(g, "r1", out_dir, by(pair, OPERATOR, OPERATOR), &out, &e));
    assert_int_equal(e.category, ERROR_VERIFY);
    assert_false(file_exists(out_dir));
    turn_bit(path, &tile);
    assert_true(gate_handover(g, "r1", out_dir, by(pair, OPERATOR, OPERATOR), &out, &e));
    text_free(&tile);
}

/* A look holds until the day ends over which the quota counts, and until a corrective plan's date. */
static void a_look_ends_with_its_period(void **state)
{
    (void)state;
    enum { HOUR = 3600000 };
    const struct signer *pair[2];
    char path[PATH_SIZE], id[GATE_ID];
    struct gate_run run;
    struct plan p = {0};
    struct again a;
    instant now, from, until;
    struct text t = {0};
    assert_true(text_addf(&t, &e, "agreement \"D\" quota 100 rows a day%s", agreement + strlen("agreement \"T\"")));
    write_file("daily", t.at, path);
    text_free(&t);
    assert_true(gate_agreement_add(g, path, by(pair, OFFICER, COUNSEL), id, &e));
    write_file("requests.csv", requests, path);
    struct gate_run_options o = {.requests = path, .agreement = "D"};
    assert_true(gate_run(g, &o, by(pair, OPERATOR, OPERATOR), &run, &e) && plan_get(g, run.plan, &p, &e) &&
                gate_begin(g, &e) && again_open(&a, g, &p, &e));
    now = g->now;
    instant_period(now, PERIOD_DAY, &from, &until);
    assert_true(a.until == until);
    assert_false(again_outdated(&a));
    g->now = until - 1;
    assert_false(again_outdated(&a));
    g->now = until;
    assert_true(again_outdated(&a));
    again_clear(&a);
    gate_end(g);
    const struct gate_finding_act plan = {.open = true, .planned = true, .until = now + HOUR, .cites = "c"};
    assert_true(gate_safeguard(g, "rcp1", &plan, by(pair, OFFICER, COUNSEL), &e));
    assert_true(gate_begin(g, &e) && again_open(&a, g, &p, &e));
    assert_int_equal(a.context.value[FACT_SAFEGUARDS], SAFEGUARDS_IS_PLANNED);
    assert_true(a.until == (now + HOUR < until ? now + HOUR : until));
    again_clear(&a);
    gate_end(g);
    plan_clear(&p);
}

/* When an act ends and the ledger cannot be opened again, who asks it next is refused. */
static void a_ledger_that_cannot_be_read_again(void **state)
{
    (void)state;
    char path[PATH_SIZE], away[PATH_SIZE];
    unsigned count;
    assert_true(gate_path(g, path, &e, "public/ledger/vkey") && gate_path(g, away, &e, "vkey"));
    assert_true(gate_begin(g, &e) && file_rename(path, away, &e));
    gate_end(g);
    assert_true(file_rename(away, path, &e));
    assert_false(ledger_approvals(g, "p1", &count, &e));
    assert_string_equal(e.code, "ledger.closed");
    assert_true(gate_begin(g, &e) && ledger_approvals(g, "p1", &count, &e));
    gate_end(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_good_plan_leaves, begin, end),
        cmocka_unit_test_setup_teardown(I1_an_insufficient_row_that_is_said_to_be_complete, begin, end),
        cmocka_unit_test_setup_teardown(a_row_whose_address_is_said_to_correspond, begin, end),
        cmocka_unit_test_setup_teardown(marks_that_the_requests_do_not_give, begin, end),
        cmocka_unit_test_setup_teardown(a_release_that_cannot_be_proved_is_not_handed_over, begin, end),
        cmocka_unit_test_setup_teardown(a_look_ends_with_its_period, begin, end),
        cmocka_unit_test_setup_teardown(a_ledger_that_cannot_be_read_again, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
