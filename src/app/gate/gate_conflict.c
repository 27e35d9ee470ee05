/* gate_conflict.c: commands of the register that conflict: one court compels what another order, or a rule of the
 * custodian, forbids. Found when an order is entered, before a row meets them; such rows are held for a person.
 *
 * The order binds already: rules that are too entangled for a proof are named, and nothing else of what is said of
 * the order is lost.
 */
#include "app/gate/gate_internal.h"

struct searching {
    struct gate *g;
    json_t *list, *unsearched;
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

/* Too much for a proof is no error here. */
static bool leave_out(struct searching *s, const char *agreement, struct error *e)
{
    if (strcmp(e->code, "rules.prove.large") != 0) {
        return false;
    }
    error_clear(e);
    s->unsearched = json_list_add(s->unsearched, json_string(agreement));
    return json_made(s->unsearched, e);
}

static bool search_agreement(void *ctx, const struct found *f, struct error *e)
{
    enum { MOST = 64 };
    struct searching *s = ctx;
    struct register_rules rules = {0};
    struct conflict *found = memory_new(MOST, sizeof *found, e);
    size_t count = 0;
    instant now;
    bool ok = found != NULL && gate_now_to_look(s->g, &now, e) && gate_rules(s->g, f->subject, &rules, e) &&
              (rules_conflicts(rules.rules, now, found, MOST, &count, e) ||
               leave_out(s, json_text(f->document, "id"), e));
    for (size_t i = 0; ok && i < count && i < MOST; i++) {
        ok = add_conflict(s, json_text(f->document, "id"), rules.rules, &found[i], e);
    }
    gate_rules_clear(&rules);
    memory_free(found);
    return ok;
}

bool gate_conflicts(struct gate *g, json_t **out, json_t **unsearched, struct error *e)
{
    struct searching s = {.g = g, .list = json_array(), .unsearched = json_array()};
    bool ok = json_made(s.list, e) && json_made(s.unsearched, e) &&
              gate_each(g, "agreement", NULL, search_agreement, &s, e);
    if (!ok) {
        json_decref(s.list);
        json_decref(s.unsearched);
        s.list = s.unsearched = NULL;
    }
    *out = s.list;
    *unsearched = s.unsearched;
    return ok;
}
