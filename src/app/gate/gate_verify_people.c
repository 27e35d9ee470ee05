/* gate_verify_people.c: what a stranger sees of acts about the people concerned: accountings, what suspends them, and
 * mailings, which are approved and sent like releases. */
#include "app/gate/gate_verifying.h"

#include <stdio.h>

bool verify_add_account(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    v->out->accounts++;
    return verify_add_act(v, entry, index, e);
}

/* --- mailings --- */

struct known_mailing *verify_mailing(struct verifying *v, const char *id)
{
    for (size_t i = 0; i < v->mailing_count; i++) {
        if (strcmp(v->mailings[i].id, id) == 0) {
            return &v->mailings[i];
        }
    }
    return NULL;
}

bool verify_add_mailing(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (!verify_add_act(v, entry, index, e) ||
        !memory_grow((void **)&v->mailings, &v->mailing_cap, v->mailing_count, sizeof *v->mailings, e)) {
        return false;
    }
    struct known_mailing *m = &v->mailings[v->mailing_count++];
    *m = (struct known_mailing){.planned = (uint64_t)json_number(entry, "letters")};
    (void)snprintf(m->id, sizeof m->id, "%s", json_text(entry, "subject"));
    (void)snprintf(m->document, sizeof m->document, "%s", json_text(entry, "document"));
    verify_add_makers(&m->hands, entry);
    v->out->mailings++;
    return m->hands.makers > 0 || verify_wrong(e, index, "a mailing with too many signatures");
}

bool verify_add_mailed(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_mailing *m = verify_mailing(v, json_text(entry, "parent"));
    uint64_t letters = (uint64_t)json_number(entry, "letters");
    if (m == NULL || verify_approvals(v, &m->hands) < 2 || v->halted || v->silent) {
        return verify_wrong(e, index, "a mailing sent under a halt, or without two approvals before it");
    }
    if (m->mailed || letters > m->planned) {
        return verify_wrong(e, index, "a mailing sent twice, or with more letters than were approved");
    }
    m->mailed = true;
    m->hands.counted = verify_approvals(v, &m->hands);
    m->sent = letters;
    v->out->letters += letters;
    return verify_add_act(v, entry, index, e);
}

bool verify_add_returned(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    struct known_mailing *m = verify_mailing(v, json_text(entry, "parent"));
    uint64_t letters = (uint64_t)json_number(entry, "letters");
    if (m == NULL || !m->mailed || letters > m->sent - m->returned) {
        return verify_wrong(e, index, "more letters came back than were sent");
    }
    m->returned += letters;
    v->out->returned += letters;
    return verify_add_act(v, entry, index, e);
}

/* The end of a suspension is about one that stands. */
bool verify_add_suspension(struct verifying *v, json_t *entry, uint64_t index, struct error *e)
{
    if (!json_is_true(json_object_get(entry, "lifted"))) {
        return verify_add_act(v, entry, index, e);
    }
    struct known_act *a = verify_act(v, "suspension", json_text(entry, "subject"));
    if (a == NULL || a->answered) {
        return verify_wrong(e, index, "ends no suspension, or one that was ended before");
    }
    a->answered = true;
    return true;
}
