/* gate_verify.c: a stranger's look: the public files alone.
 *
 * Checks the ledger's checkpoint, every entry and every tile; each batch's row
 * tree against the root that its entry names; recounts the answers from the
 * leaves; that every act is signed by as many registered people, with the roles
 * for it, as it needs; that every release had two approvals by different people,
 * neither of whom made the batch; that every act names the ledger that it came after;
 * that time does not run backwards; that a handover came after its release, a
 * service after its order, an acknowledgement after its service, a finding after
 * what it is about. Shares with the writer only Merkle arithmetic and the note format.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { MAKERS = 16 };

struct known_key {
    char id[GATE_ID];
    unsigned roles;
    uint8_t public_key[ED25519_PUBLIC];
};

struct known_plan {
    char id[GATE_ID], batch[GATE_ID], document[HEX_256];
    char maker[MAKERS][GATE_ID], approver[2][GATE_ID]; /* who signed the plan or its batch; who approved */
    unsigned makers, approvals;
    char recipient[GATE_ID];
    bool released, disclosed;
};

struct known_batch {
    char id[GATE_ID];
    char maker[MAKERS][GATE_ID];
    unsigned makers;
    struct sha256 root;
    uint64_t rows, answers[ANSWER_COUNT];
};

/* An act that later ones name, or that there must not be twice. */
struct known_act {
    char type[GATE_ID], id[GATE_ID];
    bool answered; /* a service that was acknowledged */
};

struct verifying {
    const char *public_dir;
    struct gate_verify *out;
    const struct gate_progress *progress;
    struct known_key *keys;
    size_t key_count, key_cap;
    struct known_plan *plans;
    size_t plan_count, plan_cap;
    struct known_batch *batches;
    size_t batch_count, batch_cap;
    struct known_act *acts;
    size_t act_count, act_cap;
    instant last;
    bool halted;
    struct sha256 *root;        /* of the tree of the first n entries */
    size_t root_count, root_cap;
    struct sha256 frontier[64]; /* roots of the full subtrees, the largest first */
    uint64_t frontier_size;
};

static bool wrong(struct error *e, uint64_t index, const char *what)
{
    return fail(e, ERROR_VERIFY, "verify.entry", "entry %llu of the ledger: %s",
                (unsigned long long)index, what);
}

/* --- signatures of acts --- */

static const struct known_key *key_of(const struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->key_count; i++) {
        if (strcmp(v->keys[i].id, id) == 0) {
            return &v->keys[i];
        }
    }
    return NULL;
}

static bool check_signature(const struct verifying *v, const json_t *one, struct span body,
                            uint64_t index, struct error *e)
{
    uint8_t signature[ED25519_SIGNATURE];
    size_t n = sizeof signature;
    const struct known_key *key = key_of(v, json_text(one, "key"));
    if (key == NULL) {
        return wrong(e, index, "signed by a key that was not registered before");
    }
    return (base64_decode(span_of(json_text(one, "signature")), false, signature, &n) &&
            n == sizeof signature && ed25519_verify(key->public_key, body, signature)) ||
           wrong(e, index, "a signature is not good");
}

static bool check_signatures(const struct verifying *v, json_t *entry, uint64_t index,
                             struct error *e)
{
    json_t *keys = json_incref(json_object_get(entry, "keys"));
    json_t *body = json_copy(entry);
    struct text bytes = {0};
    (void)json_object_del(body, "keys");
    bool ok = text_adds(&bytes, "proviso act\n", e) && json_canonical(body, &bytes, e);
    size_t i;
    json_t *one;
    json_array_foreach(keys, i, one)
    {
        ok = ok && check_signature(v, one, text_span(&bytes), index, e);
    }
    json_decref(keys);
    json_decref(body);
    text_free(&bytes);
    return ok;
}

/* The key of the n-th signature; "" where there is none. */
static const char *signed_by(const json_t *entry, size_t n)
{
    return json_text(json_array_get(json_object_get(entry, "keys"), n), "key");
}

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
        return wrong(e, index, "a person's key and its number do not agree");
    }
    if (key_of(v, id) != NULL) {
        return wrong(e, index, "a key that was registered before");
    }
    (void)snprintf(k->id, sizeof k->id, "%s", id);
    k->roles = gate_roles_of(entry);
    v->key_count++;
    return true;
}

/* Everyone who signed; 0 makers afterwards: more than there is room for. */
static void add_makers(char maker[MAKERS][GATE_ID], unsigned *makers, const json_t *entry)
{
    for (size_t i = 0; signed_by(entry, i)[0] != '\0'; i++) {
        if (*makers == MAKERS) {
            *makers = 0;
            return;
        }
        (void)snprintf(maker[(*makers)++], GATE_ID, "%s", signed_by(entry, i));
    }
}

static const struct known_batch *batch_of(const struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->batch_count; i++) {
        if (strcmp(v->batches[i].id, id) == 0) {
            return &v->batches[i];
        }
    }
    return NULL;
}

static bool add_batch(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (batch_of(v, json_text(entry, "subject")) != NULL) {
        return wrong(e, index, "a batch's number that was given before");
    }
    if (!memory_grow((void **)&v->batches, &v->batch_cap, v->batch_count, sizeof *v->batches, e)) {
        return false;
    }
    struct known_batch *b = &v->batches[v->batch_count++];
    *b = (struct known_batch){.rows = (uint64_t)json_number(entry, "rows")};
    (void)snprintf(b->id, sizeof b->id, "%s", json_text(entry, "subject"));
    add_makers(b->maker, &b->makers, entry);
    if (b->makers == 0) {
        return wrong(e, index, "a batch with too many signatures");
    }
    const json_t *answers = json_object_get(entry, "answers");
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        b->answers[i] = (uint64_t)json_number(answers, gate_answer_name((enum gate_answer)i));
    }
    v->out->batches++;
    return hex_decode(span_of(json_text(entry, "root")), b->root.at, sizeof b->root.at) ||
           wrong(e, index, "a batch without a root");
}

static struct known_plan *plan_of(struct verifying *v, const char *id)
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
    if (plan_of(v, json_text(entry, "subject")) != NULL) {
        return wrong(e, index, "a plan's number that was given before");
    }
    const struct known_batch *b = batch_of(v, json_text(entry, "parent"));
    if (b == NULL) {
        return wrong(e, index, "a plan of no batch that stands before it");
    }
    if (!memory_grow((void **)&v->plans, &v->plan_cap, v->plan_count, sizeof *v->plans, e)) {
        return false;
    }
    struct known_plan *p = &v->plans[v->plan_count++];
    *p = (struct known_plan){0};
    (void)snprintf(p->id, sizeof p->id, "%s", json_text(entry, "subject"));
    (void)snprintf(p->batch, sizeof p->batch, "%s", json_text(entry, "parent"));
    (void)snprintf(p->document, sizeof p->document, "%s", json_text(entry, "document"));
    memcpy(p->maker, b->maker, sizeof p->maker);
    p->makers = b->makers;
    add_makers(p->maker, &p->makers, entry);
    if (p->makers == 0) {
        return wrong(e, index, "a plan with too many signatures");
    }
    (void)snprintf(p->recipient, sizeof p->recipient, "%s", json_text(entry, "recipient"));
    v->out->plans++;
    return true;
}

static bool add_approval(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = plan_of(v, json_text(entry, "parent"));
    const char *key = signed_by(entry, 0);
    if (p == NULL || key[0] == '\0' || strcmp(json_text(entry, "plan_document"), p->document) != 0) {
        return wrong(e, index, "an approval of no plan that stands before it");
    }
    bool own = false;
    for (unsigned i = 0; i < p->makers; i++) {
        own = own || strcmp(key, p->maker[i]) == 0;
    }
    if (own || signed_by(entry, 1)[0] != '\0') {
        return wrong(e, index, "a plan approved by who made it, or by two in one entry");
    }
    if (p->approvals == 0 || (p->approvals == 1 && strcmp(p->approver[0], key) != 0)) {
        (void)snprintf(p->approver[p->approvals++], GATE_ID, "%s", key);
    }
    v->out->approvals++;
    return true;
}

/* "r7" and "h7" are of plan "p7". */
static struct known_plan *plan_of_release(struct verifying *v, const char *release)
{
    char plan[GATE_ID];
    (void)snprintf(plan, sizeof plan, "p%s", release[0] == '\0' ? "" : release + 1);
    return plan_of(v, plan);
}

static bool add_release(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = plan_of(v, json_text(entry, "parent"));
    const struct known_batch *b = p == NULL ? NULL : batch_of(v, p->batch);
    if (b == NULL || p->approvals < 2 || p != plan_of_release(v, json_text(entry, "subject"))) {
        return wrong(e, index, "a release without two approvals before it");
    }
    if (p->released || v->halted) {
        return wrong(e, index, p->released ? "a second release of one plan" : "a release under a halt");
    }
    if ((uint64_t)json_number(entry, "rows") != b->rows ||
        (uint64_t)json_number(entry, "released") != b->answers[ANSWER_RELEASED]) {
        return wrong(e, index, "a release whose counts are not its batch's");
    }
    p->released = true;
    v->out->releases++;
    return true;
}

static bool add_handover(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_plan *p = plan_of_release(v, json_text(entry, "parent"));
    if (p == NULL || !p->released || v->halted) {
        return wrong(e, index, "a handover under a halt, or without a release before it");
    }
    const struct known_batch *b = batch_of(v, p->batch);
    v->out->handovers++;
    if (!p->disclosed && b != NULL) { /* a key handed over again gives nothing new */
        p->disclosed = true;
        v->out->disclosed += b->answers[ANSWER_RELEASED];
    }
    return strcmp(json_text(entry, "recipient"), p->recipient) == 0 ||
           wrong(e, index, "a handover to another recipient than the plan's");
}

static bool add_halt(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    (void)index;
    (void)e;
    v->halted = !json_is_true(json_object_get(entry, "lifted"));
    return true;
}

static struct known_act *act_of(struct verifying *v, const char *type, const char *id)
{
    for (size_t i = 0; i < v->act_count; i++) {
        if (strcmp(v->acts[i].id, id) == 0 && strcmp(v->acts[i].type, type) == 0) {
            return &v->acts[i];
        }
    }
    return NULL;
}

static bool add_act(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    const char *type = json_text(entry, "type"), *id = json_text(entry, "subject");
    if (id[0] == '\0' || strlen(id) >= GATE_ID || act_of(v, type, id) != NULL) {
        return wrong(e, index, "without a number, or with one that was given before");
    }
    if (!memory_grow((void **)&v->acts, &v->act_cap, v->act_count, sizeof *v->acts, e)) {
        return false;
    }
    struct known_act *a = &v->acts[v->act_count++];
    *a = (struct known_act){0};
    (void)snprintf(a->type, sizeof a->type, "%s", type);
    (void)snprintf(a->id, sizeof a->id, "%s", id);
    return true;
}

static bool add_order(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->orders++;
    return add_act(v, entry, index, e);
}

static bool add_service(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    return (act_of(v, "order", json_text(entry, "parent")) != NULL ||
            wrong(e, index, "the service of no order that stands before it")) &&
           add_act(v, entry, index, e);
}

static bool add_acknowledgement(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_act *service = act_of(v, "service", json_text(entry, "parent"));
    if (service == NULL || service->answered) {
        return wrong(e, index, "acknowledges no service that stands before it, or one for the second time");
    }
    service->answered = true;
    return add_act(v, entry, index, e);
}

static bool add_finding(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    const char *about = json_text(entry, "parent"); /* "": all that was ever given out */
    v->out->findings++;
    return (about[0] == '\0' || batch_of(v, about) != NULL || act_of(v, "past", about) != NULL ||
            wrong(e, index, "a finding about nothing that stands before it")) &&
           add_act(v, entry, index, e);
}

static bool add_past(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->findings++;
    return add_act(v, entry, index, e);
}

/* --- who has to sign what: the gate's own rules (gate_require), from the public entries --- */

enum {
    ANYBODY = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER,
    LAWYERS = ROLE_ADMIN | ROLE_COUNSEL,
};

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

static const struct kind {
    const char *type;
    unsigned roles;
    unsigned (*needed)(const struct verifying *v, const json_t *entry);
    bool (*add)(struct verifying *v, json_t *entry, uint64_t index, struct error *e);
} kinds[] = {
    {"person", ROLE_ADMIN, needed_for_person, add_person},
    {"recipient", LAWYERS, two, NULL},
    {"safeguard", LAWYERS | ROLE_APPROVER, needed_for_safeguard, NULL},
    {"agreement", LAWYERS, two, add_act},
    {"order", LAWYERS | ROLE_APPROVER, needed_for_order, add_order},
    {"halt", ANYBODY, needed_for_halt, add_halt},
    {"service", ANYBODY, one, add_service},
    {"acknowledgement", ANYBODY, one, add_acknowledgement},
    {"import", ROLE_OPERATOR | ROLE_ADMIN, one, NULL},
    {"gazetteer", ROLE_OPERATOR | ROLE_ADMIN, one, NULL},
    {"batch", ROLE_OPERATOR, one, add_batch},
    {"plan", ROLE_OPERATOR, one, add_plan},
    {"approval", ROLE_APPROVER, one, add_approval},
    {"release", ROLE_OPERATOR | ROLE_APPROVER, one, add_release},
    {"handover", ROLE_OPERATOR | ROLE_APPROVER, one, add_handover},
    {"finding", ANYBODY, one, add_finding},
    {"past", ANYBODY, one, add_past},
};

/* Different keys among the signers that hold one of the roles. */
static unsigned signers_with(const struct verifying *v, const json_t *entry, unsigned roles)
{
    unsigned count = 0;
    for (size_t i = 0; signed_by(entry, i)[0] != '\0'; i++) {
        const struct known_key *key = key_of(v, signed_by(entry, i));
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || strcmp(signed_by(entry, k), signed_by(entry, i)) == 0;
        }
        count += !again && key != NULL && (key->roles & roles) != 0;
    }
    return count;
}

/* A corrective plan is for admins and counsel, as what it puts off was theirs to enforce. */
static unsigned roles_for(const struct kind *k, const json_t *entry)
{
    bool planned = strcmp(k->type, "safeguard") == 0 && json_object_get(entry, "until") != NULL;
    return planned ? LAWYERS : k->roles;
}

static bool add_entry(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        if (strcmp(k->type, json_text(entry, "type")) == 0) {
            /* the signatures first: a person's own entry does not make its key known to itself */
            return check_signatures(v, entry, index, e) &&
                   (signers_with(v, entry, roles_for(k, entry)) >= k->needed(v, entry) ||
                    wrong(e, index, "signatures of people with the role for this act are missing")) &&
                   (k->add == NULL || k->add(v, entry, index, e));
        }
    }
    return wrong(e, index, "of a type that is not known");
}

/* --- every act says after which ledger it came --- */

/* Adds a leaf: as many subtrees join as the size has low one bits (RFC 6962 section 2.1). */
static bool push_leaf(struct verifying *v, struct span entry, struct error *e)
{
    struct sha256 node;
    unsigned top = (unsigned)__builtin_popcountll(v->frontier_size);
    bool ok = merkle_leaf(entry, &node, e);
    for (uint64_t n = v->frontier_size; ok && (n & 1) != 0; n >>= 1) {
        ok = merkle_node(&v->frontier[--top], &node, &node, e);
    }
    v->frontier[top] = node;
    v->frontier_size++;
    return ok;
}

static bool push_root(struct verifying *v, struct error *e)
{
    if (!memory_grow((void **)&v->root, &v->root_cap, v->root_count, sizeof *v->root, e)) {
        return false;
    }
    unsigned top = (unsigned)__builtin_popcountll(v->frontier_size);
    struct sha256 *root = &v->root[v->root_count];
    if (top == 0) {
        v->root_count++;
        return merkle_empty(root, e);
    }
    *root = v->frontier[--top];
    bool ok = true;
    while (ok && top > 0) {
        ok = merkle_node(&v->frontier[--top], root, root, e);
    }
    v->root_count++;
    return ok;
}

/* What a person signed names all that was entered before: to take out or exchange an
 * entry, everybody who signed a later one would have to sign again. */
static bool check_place(struct verifying *v, const json_t *entry, uint64_t index, struct error *e)
{
    const json_t *after = json_object_get(entry, "after");
    uint64_t size = (uint64_t)json_number(after, "size");
    struct sha256 root;
    return (json_is_integer(json_object_get(after, "size")) && size <= index && size < v->root_count &&
            hex_decode(span_of(json_text(after, "root")), root.at, sizeof root.at) &&
            crypto_equal(&root, &v->root[size], sizeof root)) ||
           wrong(e, index, "signed after another ledger than this one");
}

static bool visit_entry(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    struct verifying *v = ctx;
    instant time;
    struct text again = {0};
    json_t *entry = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = entry != NULL || wrong(e, index, "no JSON");
    ok = ok && json_canonical(entry, &again, e) &&
         (span_equal(text_span(&again), bytes) || wrong(e, index, "not in canonical form"));
    ok = ok && (instant_parse(span_of(json_text(entry, "time")), &time) ||
                wrong(e, index, "without a time"));
    if (ok) {
        ok = (time >= v->last || wrong(e, index, "earlier than the entry before it")) &&
             push_root(v, e) && check_place(v, entry, index, e) && add_entry(v, entry, index, e) &&
             push_leaf(v, bytes, e);
        v->last = time;
    }
    json_decref(entry);
    text_free(&again);
    return ok;
}

/* --- row trees --- */

struct recount {
    struct verifying *v;
    uint64_t answers[ANSWER_COUNT];
};

static bool visit_leaf(void *ctx, uint64_t index, struct span bytes, struct error *e)
{
    static const char before[] = "{\"answer\":\"";
    struct recount *r = ctx;
    size_t skip = sizeof before - 1;
    for (unsigned i = 0; i < ANSWER_COUNT && span_starts(bytes, before); i++) {
        const char *name = gate_answer_name((enum gate_answer)i);
        size_t n = strlen(name);
        if (bytes.len > skip + n && memcmp(bytes.at + skip, name, n) == 0 &&
            bytes.at[skip + n] == '"') {
            r->answers[i]++;
            return true;
        }
    }
    return fail(e, ERROR_VERIFY, "verify.leaf", "leaf %llu is no answer", (unsigned long long)index);
}

static bool row_vkey(const struct verifying *v, struct span ledger_vkey, const char *batch,
                     struct text *out, struct error *e)
{
    char name[256], origin[512];
    uint8_t key[ED25519_PUBLIC];
    (void)v;
    return note_parse_vkey(ledger_vkey, name, sizeof name, key, e) &&
           path_format(origin, sizeof origin, e, "%s/batches/%s", name, batch) &&
           note_vkey(out, origin, key, e);
}

static bool verify_batch(struct verifying *v, const struct known_batch *b, struct span ledger_vkey,
                         struct error *e)
{
    char folder[PATH_SIZE];
    struct text vkey = {0};
    struct checkpoint c;
    struct recount r = {.v = v};
    bool ok = path_format(folder, sizeof folder, e, "%s/batches/%s", v->public_dir, b->id) &&
              row_vkey(v, ledger_vkey, b->id, &vkey, e) &&
              tree_verify(folder, text_span(&vkey), &c, visit_leaf, &r, e);
    text_free(&vkey);
    if (!ok) {
        error_context(e, "batch %s", b->id);
        return false;
    }
    if (c.size != b->rows || memcmp(&c.root, &b->root, sizeof c.root) != 0) {
        return fail(e, ERROR_VERIFY, "verify.batch", "batch %s: the row tree is not the one logged", b->id);
    }
    if (memcmp(r.answers, b->answers, sizeof r.answers) != 0) {
        return fail(e, ERROR_VERIFY, "verify.totals", "batch %s: the totals logged are not those of its leaves", b->id);
    }
    v->out->rows += c.size;
    for (unsigned i = 0; i < ANSWER_COUNT; i++) {
        v->out->answers[i] += r.answers[i];
    }
    return true;
}

/* A folder that is no ledger is a slip of the hand; a ledger without its key proves nothing. */
static bool load_vkey(const char *folder, const char *path, struct text *out, struct error *e)
{
    bool ok = file_load(out, path, 4096, e);
    if (!ok) {
        e->category = folder_exists(folder) ? ERROR_VERIFY : ERROR_INPUT;
        error_hint(e, "name a custody, its public/ folder, or a whole copy of that");
    }
    return ok;
}

static bool verify_all(struct verifying *v, struct error *e)
{
    char path[PATH_SIZE];
    struct text vkey = {0}, root = {0};
    struct checkpoint c;
    bool ok = path_format(path, sizeof path, e, "%s/ledger/vkey", v->public_dir) &&
              load_vkey(v->public_dir, path, &vkey, e) &&
              path_format(path, sizeof path, e, "%s/ledger", v->public_dir) &&
              tree_verify(path, span_trim(text_span(&vkey)), &c, visit_entry, v, e);
    for (size_t i = 0; ok && i < v->batch_count; i++) {
        ok = verify_batch(v, &v->batches[i], span_trim(text_span(&vkey)), e);
        if (v->progress != NULL && v->progress->tick != NULL) {
            v->progress->tick(v->progress->ctx, "verify", i + 1, v->batch_count);
        }
    }
    if (ok) {
        v->out->size = c.size;
        (void)snprintf(v->out->origin, sizeof v->out->origin, "%s", c.origin);
        ok = text_add_hex(&root, c.root.at, sizeof c.root.at, e);
        (void)snprintf(v->out->root, sizeof v->out->root, "%s", ok ? root.at : "");
    }
    text_free(&vkey);
    text_free(&root);
    return ok;
}

static void verifying_clear(struct verifying *v)
{
    memory_free(v->keys);
    memory_free(v->plans);
    memory_free(v->batches);
    memory_free(v->acts);
    memory_free(v->root);
}

/* The ledger alone, every signature included: how many may say yes to this plan.
 * A release rests on this, and on nothing that somebody without the approvers'
 * keys could write. */
bool ledger_approvals(struct gate *g, const char *plan, unsigned *count, struct error *e)
{
    struct gate_verify counts = {0};
    struct verifying v = {.out = &counts, .last = INSTANT_MIN};
    *count = 0;
    bool ok = gate_ledger_visit(g, visit_entry, &v, e);
    const struct known_plan *p = ok ? plan_of(&v, plan) : NULL;
    *count = p == NULL ? 0 : p->approvals;
    verifying_clear(&v);
    return ok;
}

bool gate_verify(const char *dir, const struct gate_progress *progress, struct gate_verify *out,
                 struct error *e)
{
    char public_dir[PATH_SIZE];
    *out = (struct gate_verify){0};
    struct verifying v = {.out = out, .progress = progress, .last = INSTANT_MIN};
    if (!path_format(public_dir, sizeof public_dir, e, "%s/public", dir)) {
        return false;
    }
    v.public_dir = folder_exists(public_dir) ? public_dir : dir;
    bool ok = verify_all(&v, e);
    verifying_clear(&v);
    return ok;
}
