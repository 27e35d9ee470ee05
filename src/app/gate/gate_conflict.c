/* gate_conflict.c: commands of the register that conflict: one court compels what another order, or a rule of the
 * custodian, forbids. Found when an order is entered, before a row meets them; such rows are held for a person.
 */
#include "app/gate/gate_internal.h"

struct searching {
    struct gate *g;
    json_t *list;
};

static bool add_conflict(struct searching *s, const char *agreement, const struct rules *r, const struct conflict *c,
                         struct error *e)
{
    struct clause_info compel, against;
    char at[INSTANT_TEXT];
    rules_clause(r, c->compel, &compel);
    rules_clause(r, c->against, &against);
    instant_format(c->at, at);
    s->list = json_list_add(s->list, json_pack("{s:s, s:s%, s:s%, s:s}", "agreement", agreement, "compel", compel.id.at,
                                               compel.id.len, "against", against.id.at, against.id.len, "from", at));
    return json_made(s->list, e);
}

static bool search_agreement(void *ctx, const struct found *f, struct error *e)
{
    enum { MOST = 64 };
    struct searching *s = ctx;
    struct register_rules rules = {0};
    struct conflict *found = memory_new(MOST, sizeof *found, e);
    size_t count = 0;
    instant now;
    bool ok = found != NULL && gate_now(s->g, &now, e) && gate_rules(s->g, f->subject, &rules, e) &&
              rules_conflicts(rules.rules, now, found, MOST, &count, e);
    for (size_t i = 0; ok && i < count && i < MOST; i++) {
        ok = add_conflict(s, json_text(f->document, "id"), rules.rules, &found[i], e);
    }
    gate_rules_clear(&rules);
    memory_free(found);
    return ok;
}

bool gate_conflicts(struct gate *g, json_t **out, struct error *e)
{
    struct searching s = {.g = g, .list = json_array()};
    bool ok = json_made(s.list, e) && gate_each(g, "agreement", NULL, search_agreement, &s, e);
    if (!ok) {
        json_decref(s.list);
        s.list = NULL;
    }
    *out = s.list;
    return ok;
}
