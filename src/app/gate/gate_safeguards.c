/* gate_safeguards.c: findings against a recipient's safeguards, their corrective plans, and reviews that fall due.
 *
 *   open finding, no plan                    an open finding
 *   open finding, plan dated later than now  a corrective plan
 *   open finding, plan dated now or before   overdue
 *   else, last review older than agreed      overdue
 *   else                                     in order
 *
 * (1) The last entry about a recipient says which finding there is. Deadlines act by themselves: nothing is entered
 *     when one passes.
 * (2) Opening a finding lowers and needs one key; a corrective plan and the closing raise and need two.
 * (3) The closing of a finding is a review; so is the recipient's registration, again after it changed.
 */
#include "app/gate/gate_internal.h"

struct state {
    bool open, planned;
    instant until;    /* of the plan */
    instant reviewed; /* last */
};

/* A plan's date that cannot be read has passed. */
static bool find_state(struct gate *g, const char *recipient, struct state *s, struct error *e)
{
    struct found last = {0}, registered = {0};
    bool found;
    *s = (struct state){.until = INSTANT_MIN, .reviewed = INSTANT_MIN};
    if (!gate_find(g, "safeguard", recipient, &last, &found, e)) {
        return false;
    }
    const char *until = json_text(last.entry, "until");
    s->open = found && json_is_true(json_object_get(last.entry, "open"));
    s->planned = s->open && json_object_get(last.entry, "until") != NULL;
    if (s->planned && !instant_parse(span_of(until), &s->until)) {
        s->until = INSTANT_MIN;
    }
    s->reviewed = found && !s->open ? last.time : INSTANT_MIN;
    found_clear(&last);
    if (!gate_find(g, "recipient", recipient, &registered, &found, e)) {
        return false;
    }
    s->reviewed = found && registered.time > s->reviewed ? registered.time : s->reviewed;
    found_clear(&registered);
    return true;
}

bool gate_safeguard_open(struct gate *g, const char *recipient, bool *open, struct error *e)
{
    struct state s;
    if (!find_state(g, recipient, &s, e)) {
        return false;
    }
    *open = s.open;
    return true;
}

static void deadline(instant due, instant at, uint8_t before, uint8_t *fact, instant *until)
{
    *fact = at < due ? before : SAFEGUARDS_IS_OVERDUE;
    *until = at < due ? due : INSTANT_MAX;
}

bool gate_safeguard_fact(struct gate *g, const char *recipient, const struct agreement_info *a, instant at,
                         uint8_t *fact, instant *until, struct error *e)
{
    struct state s;
    if (!find_state(g, recipient, &s, e)) {
        return false;
    }
    *until = INSTANT_MAX;
    if (s.open && !s.planned) {
        *fact = SAFEGUARDS_IS_OPEN_FINDING;
    } else if (s.open) {
        deadline(s.until, at, SAFEGUARDS_IS_PLANNED, fact, until);
    } else if (a != NULL && a->review != 0) {
        instant due = s.reviewed == INSTANT_MIN ? INSTANT_MIN
                                                : instant_later(s.reviewed, a->review_unit, a->review);
        deadline(due, at, SAFEGUARDS_IS_IN_ORDER, fact, until);
    } else {
        *fact = SAFEGUARDS_IS_IN_ORDER;
    }
    return true;
}

static json_t *entry_of(const struct gate_finding_act *f)
{
    char until[INSTANT_TEXT];
    json_t *entry = json_pack("{s:b}", "open", f->open ? 1 : 0);
    if (!f->open || !f->planned) {
        return entry;
    }
    instant_format(f->until, until);
    return json_object_add(entry, "until", json_string(until));
}

static bool may_enter(struct gate *g, const struct gate_finding_act *f, struct signers by, struct error *e)
{
    unsigned lawyers = ROLE_ADMIN | ROLE_COUNSEL;
    if (f->open && f->planned) {
        return gate_require(g, by, lawyers, 2, "a corrective plan for a safeguard finding", e);
    }
    return gate_require(g, by, lawyers | ROLE_APPROVER, f->open ? 1 : 2,
                        f->open ? "opening a safeguard finding" : "closing a safeguard finding", e);
}

bool gate_safeguard(struct gate *g, const char *recipient, const struct gate_finding_act *f,
                    struct signers by, struct error *e)
{
    struct found r = {0};
    struct draft d = {.type = "safeguard"};
    d.entry = entry_of(f);
    d.document = json_pack("{s:s}", "cites", f->cites);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) && gate_begin(g, e) &&
              gate_recipient_find(g, span_of(recipient), &r, e) && may_enter(g, f, by, e);
    if (ok) {
        memcpy(d.subject, r.subject, GATE_ID);
        ok = gate_append(g, &d, 1, by, e);
    }
    gate_end(g);
    found_clear(&r);
    gate_draft_clear(&d);
    return ok;
}
