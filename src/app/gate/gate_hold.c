/* gate_hold.c: legal holds: while one stands, nothing of what it covers is erased. It lowers: one key. Its end raises:
 * two keys and a paper.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

static bool draft_hold(struct draft *d, bool lifted, const char *cites, const char *paper, struct error *e)
{
    char hash[HEX_256];
    if (!gate_paper(paper, hash, e)) {
        return false;
    }
    d->entry = json_pack("{s:b}", "lifted", lifted ? 1 : 0);
    d->document = json_pack("{s:s, s:s}", "cites", cites, "paper", hash);
    return json_made(d->entry, e) && json_made(d->document, e);
}

bool gate_hold(struct gate *g, const char *of, const char *cites, const char *paper, struct signers by,
               char id[GATE_ID], struct error *e)
{
    struct draft d = {.type = "hold"};
    struct erasing x = {0};
    (void)snprintf(d.parent, sizeof d.parent, "%s", of == NULL ? "" : of);
    bool ok = draft_hold(&d, false, cites, paper, e) && gate_begin_patiently(g, e) &&
              (of == NULL || erasing_open(&x, g, of, e)) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER | ROLE_OPERATOR, 1, "a hold", e);
    (void)snprintf(d.subject, sizeof d.subject, "h%llu", (unsigned long long)gate_count(g, "hold", NULL) + 1);
    (void)snprintf(id, GATE_ID, "%s", d.subject);
    ok = ok && gate_append(g, &d, 1, by, e);
    gate_end(g);
    erasing_clear(&x);
    gate_draft_clear(&d);
    return ok;
}

bool gate_hold_lift(struct gate *g, const char *hold, const char *cites, const char *paper, struct signers by,
                    struct error *e)
{
    struct draft d = {.type = "hold"};
    struct found f = {0};
    bool ok = draft_hold(&d, true, cites, paper, e) && gate_begin(g, e) && gate_get(g, "hold", hold, &f, e) &&
              (!json_is_true(json_object_get(f.entry, "lifted")) ||
               fail(e, ERROR_INPUT, "hold.lifted", "%s was lifted before", f.subject)) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER | ROLE_OPERATOR, 2, "lifting a hold", e);
    memcpy(d.subject, f.subject, GATE_ID);
    memcpy(d.parent, f.parent, GATE_ID);
    ok = ok && gate_append(g, &d, 1, by, e);
    gate_end(g);
    found_clear(&f);
    gate_draft_clear(&d);
    return ok;
}
