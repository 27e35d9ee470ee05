/* gate_verify_acts.c: what each type of entry needs and adds, from the public
 * entry alone: who signs it, what has to stand before it, which numbers are taken.
 * The gate's own rules (gate_require) once more, and apart from them. A new type is
 * a line in the table at the end. */
#include "app/gate/gate_verifying.h"

#include <stdio.h>

/* --- what an entry adds to what is known --- */

static bool add_person(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (!memory_grow((void **)&v->keys, &v->key_cap, v->key_count, sizeof *v->keys, e)) {
        return false;
    }
    struct known_key *k = &v->keys[v->key_count];
    size_t n = sizeof k->public_key;
    char id[GATE_ID];
    if (!base64_decode(span_of(json_text(entry, "public")), false, k->public_key, &n) ||
        n != sizeof k->public_key || !signer_key_id(k->public_key, id, e) ||
        strcmp(id, json_text(entry, "subject")) != 0) {
        return verify_wrong(e, index, "a person's key and its number do not agree");
    }
    if (verify_key(v, id) != NULL) {
        return verify_wrong(e, index, "a key that was registered before");
    }
    (void)snprintf(k->id, sizeof k->id, "%s", id);
    k->roles = gate_roles_of(entry);
    k->retired = false;
    v->key_count++;
    return true;
}

void verify_add_makers(struct known_hands *h, const json_t *entry)
{
    for (size_t i = 0; verify_signed_by(entry, i)[0] != '\0'; i++) {
        if (h->makers == MAKERS) {
            h->makers = 0;
            return;
        }
        (void)snprintf(h->maker[h->makers++], GATE_ID, "%s", verify_signed_by(entry, i));
    }
}

const struct known_batch *verify_batch_known(const struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->batch_count; i++) {
        if (strcmp(v->batches[i].id, id) == 0) {
            return &v->batches[i];
        }
    }
    return NULL;
}

static bool read_batch(const json_t *entry, struct known_batch *b)
{
    *b = (struct known_batch){.rows = (uint64_t)json_number(entry, "rows")};
    (void)snprintf(b->id, sizeof b->id, "%s", json_text(entry, "subject"));
    const json_t *answers = json_object_get(entry, "answers");
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        b->answers[i] = (uint64_t)json_number(answers, gate_answer_name((enum gate_answer)i));
    }
    return hex_decode(span_of(json_text(entry, "root")), b->root.at, sizeof b->root.at);
}

static bool add_batch(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (verify_batch_known(v, json_text(entry, "subject")) != NULL) {
        return verify_wrong(e, index, "a batch's number that was given before");
    }
    if (!memory_grow((void **)&v->batches, &v->batch_cap, v->batch_count, sizeof *v->batches, e)) {
        return false;
    }
    struct known_batch *b = &v->batches[v->batch_count++];
    bool rooted = read_batch(entry, b);
    b->index = index;
    verify_add_makers(&b->hands, entry);
    if (b->hands.makers == 0) {
        return verify_wrong(e, index, "a batch with too many signatures");
    }
    v->out->batches++;
    return rooted || verify_wrong(e, index, "a batch without a root");
}

struct known_plan *verify_plan(struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->plan_count; i++) {
        if (strcmp(v->plans[i].id, id) == 0) {
            return &v->plans[i];
        }
    }
    return NULL;
}

static bool add_plan(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (verify_plan(v, json_text(entry, "subject")) != NULL) {
        return verify_wrong(e, index, "a plan's number that was given before");
    }
    const struct known_batch *b = verify_batch_known(v, json_text(entry, "parent"));
    if (b == NULL) {
        return verify_wrong(e, index, "a plan of no batch that stands before it");
    }
    if (!memory_grow((void **)&v->plans, &v->plan_cap, v->plan_count, sizeof *v->plans, e)) {
        return false;
    }
    struct known_plan *p = &v->plans[v->plan_count++];
    *p = (struct known_plan){0};
    (void)snprintf(p->id, sizeof p->id, "%s", json_text(entry, "subject"));
    (void)snprintf(p->batch, sizeof p->batch, "%s", json_text(entry, "parent"));
    (void)snprintf(p->document, sizeof p->document, "%s", json_text(entry, "document"));
    p->hands = b->hands;
    verify_add_makers(&p->hands, entry);
    if (p->hands.makers == 0) {
        return verify_wrong(e, index, "a plan with too many signatures");
    }
    (void)snprintf(p->recipient, sizeof p->recipient, "%s", json_text(entry, "recipient"));
    v->out->plans++;
    return true;
}

static bool made(const struct known_hands *h, const char *key)
{
    for (unsigned i = 0; i < h->makers; i++) {
        if (strcmp(key, h->maker[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* By one person in an entry, who did not make it. */
static bool note_approval(struct known_hands *h, const json_t *entry, uint64_t index, struct error *e)
{
    const char *key = verify_signed_by(entry, 0);
    if (made(h, key) || key[0] == '\0' || verify_signed_by(entry, 1)[0] != '\0') {
        return verify_wrong(e, index, "approved by who made it, or by two in one entry");
    }
    bool again = h->approvals == APPROVERS;
    for (unsigned i = 0; i < h->approvals; i++) {
        again = again || strcmp(key, h->approver[i]) == 0;
    }
    if (!again) {
        (void)snprintf(h->approver[h->approvals++], GATE_ID, "%s", key);
    }
    return true;
}

static bool add_approval(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = verify_plan(v, json_text(entry, "parent"));
    struct known_mailing *m = verify_mailing(v, json_text(entry, "parent"));
    v->out->approvals += p != NULL;
    if (p != NULL && strcmp(json_text(entry, "plan_document"), p->document) == 0) {
        return note_approval(&p->hands, entry, index, e);
    }
    if (m != NULL && strcmp(json_text(entry, "mailing_document"), m->document) == 0) {
        return note_approval(&m->hands, entry, index, e);
    }
    return verify_wrong(e, index, "an approval of no plan, nor mailing, that stands before it");
}

unsigned verify_approvals(const struct verifying *v, const struct known_hands *h)
{
    unsigned count = 0;
    for (unsigned i = 0; i < h->approvals; i++) {
        const struct known_key *key = verify_key(v, h->approver[i]);
        count += key != NULL && !key->retired;
    }
    return count;
}

/* "r7" and "h7" are of plan "p7". */
static struct known_plan *verify_plan_of_release(struct verifying *v, const char *release)
{
    char plan[GATE_ID];
    (void)snprintf(plan, sizeof plan, "p%s", release[0] == '\0' ? "" : release + 1);
    return verify_plan(v, plan);
}

static bool add_release(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = verify_plan(v, json_text(entry, "parent"));
    const struct known_batch *b = p == NULL ? NULL : verify_batch_known(v, p->batch);
    if (b == NULL || verify_approvals(v, &p->hands) < 2 || p != verify_plan_of_release(v, json_text(entry, "subject"))) {
        return verify_wrong(e, index, "a release without two approvals before it");
    }
    if (p->released || v->halted) {
        return verify_wrong(e, index, p->released ? "a second release of one plan" : "a release under a halt");
    }
    if (p->sample[0] != '\0' && (!p->examined || p->stopped)) {
        return verify_wrong(e, index, "a release whose sample was not examined, or stopped it");
    }
    if ((uint64_t)json_number(entry, "rows") != b->rows ||
        (uint64_t)json_number(entry, "released") != b->answers[ANSWER_RELEASED]) {
        return verify_wrong(e, index, "a release whose counts are not its batch's");
    }
    p->released = true;
    p->hands.counted = verify_approvals(v, &p->hands);
    p->index = index;
    v->out->releases++;
    return true;
}

/* --- the sample before a release --- */

static bool add_sample(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = verify_plan(v, json_text(entry, "parent"));
    const struct known_batch *b = p == NULL ? NULL : verify_batch_known(v, p->batch);
    uint64_t rows = (uint64_t)json_number(entry, "rows"), stop = (uint64_t)json_number(entry, "stop");
    uint8_t seed[SHA256_SIZE];
    if (b == NULL || p->sample[0] != '\0' || p->released) {
        return verify_wrong(e, index, "a second sample of one plan, or one behind its release");
    }
    if (!hex_decode(span_of(json_text(entry, "seed")), seed, sizeof seed) || rows > b->answers[ANSWER_RELEASED] ||
        stop == 0 || stop > rows) {
        return verify_wrong(e, index, "a sample that cannot be drawn, or that never stops anything");
    }
    if (!verify_add_act(v, entry, index, e)) {
        return false;
    }
    (void)snprintf(p->sample, sizeof p->sample, "%s", json_text(entry, "subject"));
    p->sample_rows = rows;
    p->sample_stop = stop;
    return true;
}

/* check_parent found the sample. */
static struct known_plan *plan_of_sample(struct verifying *v, const char *sample)
{
    size_t i = 0;
    while (i < v->plan_count && strcmp(v->plans[i].sample, sample) != 0) {
        i++;
    }
    return i == v->plan_count ? NULL : &v->plans[i];
}

static bool add_sampled(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = plan_of_sample(v, json_text(entry, "parent"));
    uint64_t right = (uint64_t)json_number(entry, "right"), wrong = (uint64_t)json_number(entry, "wrong"),
             unclear = (uint64_t)json_number(entry, "unclear");
    if (p == NULL || p->examined || p->released) {
        return verify_wrong(e, index, "a second result of one sample, or one behind the release");
    }
    if (right > p->sample_rows || wrong > p->sample_rows || unclear > p->sample_rows ||
        right + wrong + unclear != p->sample_rows) {
        return verify_wrong(e, index, "a result without a verdict for each row of its sample");
    }
    for (size_t i = 0; verify_signed_by(entry, i)[0] != '\0'; i++) {
        if (made(&p->hands, verify_signed_by(entry, i))) {
            return verify_wrong(e, index, "a sample examined by who made its plan");
        }
    }
    p->examined = true;
    p->stopped = wrong + unclear >= p->sample_stop;
    return verify_add_act(v, entry, index, e);
}

static bool add_handover(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = verify_plan_of_release(v, json_text(entry, "parent"));
    if (p == NULL || !p->released || v->halted) {
        return verify_wrong(e, index, "a handover under a halt, or without a release before it");
    }
    const struct known_batch *b = verify_batch_known(v, p->batch);
    v->out->handovers++;
    if (v->quorum > 0 && v->covered <= p->index) {
        v->covered = p->index + 1;
    }
    if (!p->disclosed && b != NULL) { /* a key handed over again gives nothing new */
        p->disclosed = true;
        v->out->disclosed += b->answers[ANSWER_RELEASED];
    }
    return strcmp(json_text(entry, "recipient"), p->recipient) == 0 ||
           verify_wrong(e, index, "a handover to another recipient than the plan's");
}

static bool add_halt(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    (void)index;
    (void)e;
    bool stops = !json_is_true(json_object_get(entry, "lifted"));
    if (strcmp(json_text(entry, "subject"), "notices") == 0) {
        v->silent = stops;
    } else {
        v->halted = stops;
    }
    return true;
}

struct known_act *verify_act(struct verifying *v, const char *type, const char *id)
{
    for (size_t i = 0; i < v->act_count; i++) {
        if (strcmp(v->acts[i].id, id) == 0 && strcmp(v->acts[i].type, type) == 0) {
            return &v->acts[i];
        }
    }
    return NULL;
}

bool verify_add_act(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    const char *type = json_text(entry, "type"), *id = json_text(entry, "subject");
    if (id[0] == '\0' || strlen(id) >= GATE_ID || verify_act(v, type, id) != NULL) {
        return verify_wrong(e, index, "without a number, or with one that was given before");
    }
    if (!memory_grow((void **)&v->acts, &v->act_cap, v->act_count, sizeof *v->acts, e)) {
        return false;
    }
    struct known_act *a = &v->acts[v->act_count++];
    *a = (struct known_act){0};
    (void)snprintf(a->type, sizeof a->type, "%s", type);
    (void)snprintf(a->id, sizeof a->id, "%s", id);
    (void)snprintf(a->parent, sizeof a->parent, "%s", json_text(entry, "parent"));
    return true;
}

static bool add_order(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->orders++;
    return verify_add_act(v, entry, index, e);
}

static bool add_acknowledgement(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_act *service = verify_act(v, "service", json_text(entry, "parent"));
    if (service == NULL || service->answered) {
        return verify_wrong(e, index, "acknowledges a service for the second time");
    }
    service->answered = true;
    return verify_add_act(v, entry, index, e);
}

static bool add_finding(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->findings++;
    return verify_add_act(v, entry, index, e);
}

static bool add_past(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->findings++;
    return verify_add_act(v, entry, index, e);
}

/* A hold has one number from its beginning to its end. */
static bool add_hold(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_act *hold = verify_act(v, "hold", json_text(entry, "subject"));
    if (!json_is_true(json_object_get(entry, "lifted"))) {
        return verify_add_act(v, entry, index, e);
    }
    if (hold == NULL || hold->answered || strcmp(hold->parent, json_text(entry, "parent")) != 0) {
        return verify_wrong(e, index, "lifts a hold that does not stand");
    }
    hold->answered = true;
    return true;
}

static bool add_erasure(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    for (size_t i = 0; i < v->act_count; i++) {
        const struct known_act *a = &v->acts[i];
        if (strcmp(a->type, "hold") == 0 && !a->answered &&
            (a->parent[0] == '\0' || strcmp(a->parent, json_text(entry, "parent")) == 0)) {
            return verify_wrong(e, index, "an erasure of what is under a hold");
        }
    }
    return verify_add_act(v, entry, index, e);
}

bool verify_stands(struct verifying *v, const char *type, const char *id)
{
    if (strcmp(type, "batch") == 0) {
        return verify_batch_known(v, id) != NULL;
    }
    if (strcmp(type, "plan") == 0) {
        return verify_plan(v, id) != NULL;
    }
    if (strcmp(type, "release") == 0) {
        const struct known_plan *p = verify_plan_of_release(v, id);
        return p != NULL && p->released;
    }
    if (strcmp(type, "person") == 0) {
        return verify_key(v, id) != NULL;
    }
    return verify_act(v, type, id) != NULL;
}

/* --- who has to sign what: the gate's own rules (gate_require), from the public entries --- */

static unsigned two_if(const json_t *entry, const char *key, bool value)
{
    return json_is_true(json_object_get(entry, key)) == value ? 2 : 1;
}

static unsigned needed_for_person(const struct verifying *v, const json_t *entry)
{
    enum { FOUNDERS = 2 };
    (void)entry;
    return v->key_count < FOUNDERS ? 0 : 2;
}

static unsigned needed_for_order(const struct verifying *v, const json_t *entry)
{
    (void)v;
    return two_if(entry, "raises", true);
}

static unsigned needed_for_halt(const struct verifying *v, const json_t *entry)
{
    (void)v;
    return two_if(entry, "lifted", true);
}

static unsigned needed_for_safeguard(const struct verifying *v, const json_t *entry)
{
    (void)v;
    return json_object_get(entry, "until") != NULL ? 2 : two_if(entry, "open", false);
}

static unsigned one(const struct verifying *v, const json_t *entry)
{
    (void)v;
    (void)entry;
    return 1;
}

static unsigned two(const struct verifying *v, const json_t *entry)
{
    (void)v;
    (void)entry;
    return 2;
}

const struct verify_kind verify_kinds[] = {
    {"person", ROLE_ADMIN, needed_for_person, NULL, false, add_person},
    {"recipient", LAWYERS, two, NULL, false, NULL},
    {"safeguard", LAWYERS | ROLE_APPROVER, needed_for_safeguard, NULL, false, NULL},
    {"agreement", LAWYERS, two, NULL, false, verify_add_act},
    {"order", LAWYERS | ROLE_APPROVER, needed_for_order, NULL, false, add_order},
    {"halt", ANYBODY, needed_for_halt, NULL, false, add_halt},
    {"service", ANYBODY, one, "order", false, verify_add_act},
    {"acknowledgement", ANYBODY, one, "service", false, add_acknowledgement},
    {"import", ROLE_OPERATOR | ROLE_ADMIN, one, NULL, false, NULL},
    {"gazetteer", ROLE_OPERATOR | ROLE_ADMIN, one, NULL, false, NULL},
    {"batch", ROLE_OPERATOR, one, NULL, false, add_batch},
    {"plan", ROLE_OPERATOR, one, "batch", false, add_plan},
    {"approval", ROLE_APPROVER, one, NULL, false, add_approval},
    {"release", ROLE_OPERATOR | ROLE_APPROVER, one, "plan", false, add_release},
    {"handover", ROLE_OPERATOR | ROLE_APPROVER, one, "release", false, add_handover},
    {"finding", ANYBODY, one, "batch past", true, add_finding},
    {"past", ANYBODY, one, NULL, false, add_past},
    /* the log itself: witnesses, time stamps, keys */
    {"witness", LAWYERS, two, NULL, false, verify_add_witness},
    {"quorum", LAWYERS, two, NULL, false, verify_add_quorum},
    {"stamp", ANYBODY, one, NULL, false, verify_add_stamp},
    {"rotation", ROLE_ADMIN, two, NULL, false, verify_add_rotation},
    {"retirement", ROLE_ADMIN, one, NULL, false, verify_add_retirement},

    /* proof opened to somebody; the sample before a release */
    {"opening", LAWYERS | ROLE_APPROVER, two, "batch finding past", true, verify_add_act},
    {"sample", ROLE_OPERATOR | ROLE_APPROVER, one, "plan", false, add_sample},
    {"sampled", ROLE_APPROVER, one, "sample", false, add_sampled},

    /* remedy: recall, disposal, incidents */
    {"recall", ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER, one, "finding past", false, verify_add_recall},
    {"recall-step", ANYBODY, verify_needed_for_recall_step, "recall", false, verify_add_recall_step},
    {"certificate", ANYBODY, one, "recall", false, verify_add_certificate},
    {"copies", ANYBODY, one, "recall", false, verify_add_act},
    {"incident", ANYBODY, one, "finding past", true, verify_add_incident},
    {"incident-report", ANYBODY, one, "incident", false, verify_add_act},

    /* the people concerned: accounts, notices, returned mail */
    {"account", LAWYERS | ROLE_APPROVER, two, NULL, false, verify_add_account},
    {"mailing", ANYBODY, one, "finding past", false, verify_add_mailing},
    {"mailed", ROLE_OPERATOR | ROLE_APPROVER, one, "mailing", false, verify_add_mailed},
    {"returned", ANYBODY, one, "mailing", false, verify_add_returned},
    {"suspension", ANYBODY, needed_for_halt, NULL, false, verify_add_suspension},

    /* erasure, holds, backups, drills */
    {"erasure", LAWYERS, two, "batch past", false, add_erasure},
    {"hold", ANYBODY, needed_for_halt, "batch past", true, add_hold},
    {"backup", ROLE_OPERATOR | ROLE_ADMIN, one, NULL, false, verify_add_act},
    {"restoration", ROLE_OPERATOR | ROLE_ADMIN, one, "backup", true, verify_add_act},
    {"drill", ANYBODY, one, NULL, false, verify_add_act},
};
const size_t verify_kind_count = sizeof verify_kinds / sizeof *verify_kinds;
