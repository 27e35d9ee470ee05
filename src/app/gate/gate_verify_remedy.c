/* gate_verify_remedy.c: recalls and incidents, as a stranger sees them: what a step
 * needs before it, said once more and apart from the gate's own table
 * (engine/recall), from types and numbers alone.
 *
 *   held      ends by two of counsel and admins; until then nothing is disposed of
 *   disposed  after certificates that leave no row open
 *   verified  after that, by counsel or an approver
 */
#include "app/gate/gate_verifying.h"

enum { SENT = 1, HELD = 2, DISPOSED = 4, VERIFIED = 8 };

bool verify_add_recall(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (!verify_add_act(v, entry, index, e)) {
        return false;
    }
    v->acts[v->act_count - 1].value = json_number(entry, "rows");
    return json_number(entry, "rows") > 0 || verify_wrong(e, index, "a recall of no rows");
}

/* What has to be so before a step: these marks, and none of those; what it sets and takes away. */
static const struct {
    const char *state;
    unsigned with, without, sets, clears;
} steps[] = {
    {"sent", 0, SENT, SENT, 0},
    {"acknowledged", SENT, DISPOSED, 0, 0},
    {"sequestered", SENT, DISPOSED, 0, 0},
    {"disposed", SENT, HELD | DISPOSED, DISPOSED, 0},
    {"verified", DISPOSED, VERIFIED, VERIFIED, 0},
    {"held", 0, HELD, HELD, 0},
    {"freed", HELD, 0, 0, HELD},
    {"reopened", DISPOSED, 0, 0, DISPOSED | VERIFIED},
    {"readdressed", 0, 0, 0, 0},
};

bool verify_add_recall_step(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    const char *state = json_text(entry, "state");
    struct known_act *recall = verify_act(v, "recall", json_text(entry, "parent"));
    size_t i = 0, n = sizeof steps / sizeof *steps;
    while (i < n && strcmp(steps[i].state, state) != 0) {
        i++;
    }
    if (i == n || recall == NULL || (recall->marks & steps[i].with) != steps[i].with ||
        (recall->marks & steps[i].without) != 0) {
        return verify_wrong(e, index, "a step of a recall that cannot follow those before it");
    }
    if (strcmp(state, "disposed") == 0 && recall->value != 0) {
        return verify_wrong(e, index, "a recall disposed of while rows of it are open");
    }
    if ((strcmp(state, "freed") == 0 && verify_signers(v, entry, LAWYERS) < 2) ||
        (strcmp(state, "verified") == 0 && verify_signers(v, entry, ROLE_COUNSEL | ROLE_APPROVER) < 1)) {
        return verify_wrong(e, index, "signatures of people with the role for this step are missing");
    }
    recall->marks = (recall->marks | steps[i].sets) & ~steps[i].clears;
    return verify_add_act(v, entry, index, e);
}

unsigned verify_needed_for_recall_step(const struct verifying *v, const json_t *entry)
{
    (void)v;
    return strcmp(json_text(entry, "state"), "freed") == 0 ? 2 : 1;
}

bool verify_add_certificate(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_act *recall = verify_act(v, "recall", json_text(entry, "parent"));
    int64_t rows = json_number(entry, "rows"), open = json_number(entry, "open");
    if (recall == NULL || (recall->marks & SENT) == 0 || (recall->marks & (HELD | DISPOSED)) != 0) {
        return verify_wrong(e, index, "a certificate for a recall that is not sent, is held or is disposed of");
    }
    if (rows < 0 || open < 0 || recall->value - rows != open) {
        return verify_wrong(e, index, "a certificate whose rows and open rows do not add up");
    }
    recall->value = open;
    return verify_add_act(v, entry, index, e);
}

/* A later entry of the same number adds what is known by then; the clock does not move. */
bool verify_add_incident(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    instant discovered;
    const struct known_act *before = verify_act(v, "incident", json_text(entry, "subject"));
    if (!instant_parse(span_of(json_text(entry, "discovered")), &discovered)) {
        return verify_wrong(e, index, "an incident without the instant of its discovery");
    }
    if (before != NULL) {
        return before->value == discovered || verify_wrong(e, index, "an incident discovered at another instant than before");
    }
    if (!verify_add_act(v, entry, index, e)) {
        return false;
    }
    v->acts[v->act_count - 1].value = discovered;
    return true;
}
