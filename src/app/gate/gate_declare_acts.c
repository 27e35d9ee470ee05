/* gate_declare_acts.c: what the matter stands between: agreement, recipient, approvals, orders, and the acts in the order in
 * which they were entered. */
#include "app/gate/gate_declare.h"

#include <stdio.h>

/* --- instants and hashes --- */

static json_t *time_json(instant t)
{
    char text[INSTANT_TEXT] = "";
    if (t != INSTANT_MIN && t != INSTANT_MAX) {
        instant_format(t, text);
    }
    return json_string(text);
}

static json_t *span_json(struct span s)
{
    return json_stringn(s.len == 0 ? "" : s.at, s.len);
}

/* --- the agreement --- */

static bool add_clause(json_t *to, const struct rules *r, size_t i, const struct levels *levels, struct error *e)
{
    struct clause_info c;
    struct text condition = {0};
    rules_clause(r, i, &c);
    bool levelled = c.verb != CLAUSE_SUSPEND;
    bool ok = rules_condition(r, i, &condition, e) &&
              declare_push(to,
                           json_pack("{s:o, s:s, s:o, s:s%, s:o, s:o}", "id", span_json(c.id), "verb",
                                     clause_verb_name(c.verb), "level",
                                     levelled ? span_json(levels->name[c.level]) : span_json(rules_object(r, i)),
                                     "condition", condition.at == NULL ? "" : condition.at, condition.len, "cites",
                                     span_json(c.cites), "from", time_json(c.from)),
                           e);
    text_free(&condition);
    return ok;
}

static bool describe_agreement(struct declaring *d, const struct found *f, const struct rules *r, json_t *to,
                               struct error *e)
{
    struct agreement_info info;
    struct levels levels;
    char paper[HEX_256] = "", rules[HEX_256];
    uint8_t hash[SHA256_SIZE];
    json_t *clauses = json_array();
    if (!rules_agreement(r, &info)) {
        json_decref(clauses);
        return fail(e, ERROR_VERIFY, "rules.agreement", "%s holds no agreement", f->subject);
    }
    rules_levels(r, &levels);
    rules_hash(r, hash);
    bool ok =
        json_made(clauses, e) && (!info.papered || hash_hex(info.document, paper, e)) && hash_hex(hash, rules, e);
    for (size_t i = 0; ok && i < rules_clauses(r); i++) {
        ok = add_clause(clauses, r, i, &levels, e);
    }
    json_t *own = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:O}", "number", f->subject, "id", span_json(info.id), "custodian",
        span_json(info.custodian), "recipient", span_json(info.recipient), "authority", span_json(info.authority),
        "from", time_json(info.from), "until", time_json(info.until), "place", declare_place(f), "clauses", clauses);
    ok = ok && declare_set(to, "agreement", json_incref(own), e) &&
         declare_file(d, "the paper of the agreement", paper, e) &&
         declare_file(d, "the text of the agreement, in canonical form", rules, e);
    json_decref(own);
    json_decref(clauses);
    return ok;
}

static bool rules_of(const struct found *f, struct rules **out, struct error *e)
{
    struct rules_source source = {
        .name = json_text(f->document, "id"), .text = span_of(json_text(f->document, "text")), .entered = f->time};
    return rules_parse(out, &source, 1, e);
}

bool declare_agreement(struct declaring *d, const char *number, struct error *e)
{
    struct found f = {0};
    struct rules *r = NULL;
    bool found;
    if (!declare_last(d, "agreement", number, &f, &found, e)) {
        return false;
    }
    bool ok = !found || (rules_of(&f, &r, e) && describe_agreement(d, &f, r, d->out, e));
    rules_free(r);
    found_clear(&f);
    return ok;
}

/* --- the recipient, as it was registered last before the release --- */

bool declare_recipient(struct declaring *d, const char *number, struct error *e)
{
    struct found f = {0};
    bool found;
    uint64_t size = d->size;
    d->size = d->released < size ? d->released : size;
    bool ok = declare_last(d, "recipient", number, &f, &found, e);
    d->size = size;
    if (ok && found) {
        ok = declare_set(d->out, "recipient",
                         json_pack("{s:s, s:s, s:s, s:o}", "number", f.subject, "name", json_text(f.document, "name"),
                                   "address", json_text(f.document, "address"), "place", declare_place(&f)),
                         e);
    }
    found_clear(&f);
    return ok;
}

/* --- who signed --- */

/* Adds [{"key", "roles"}] of an entry. */
static bool add_signers(struct declaring *d, const json_t *entry, json_t *to, struct error *e)
{
    json_t *list = json_array(), *one;
    size_t i;
    bool ok = declare_set(to, "keys", list, e);
    json_array_foreach(json_object_get(entry, "keys"), i, one)
    {
        struct found person = {0};
        bool found = false;
        ok = ok && declare_last(d, "person", json_text(one, "key"), &person, &found, e);
        json_t *roles = found ? json_incref(json_object_get(person.entry, "roles")) : json_array();
        ok = ok && declare_push(list, json_pack("{s:s, s:O}", "key", json_text(one, "key"), "roles", roles), e);
        json_decref(roles);
        found_clear(&person);
    }
    return ok;
}

struct listing {
    struct declaring *d;
    json_t *list;
    const struct rules_source *agreement; /* against which orders stand; NULL: none in the register */
};

static bool add_approval(void *ctx, const struct found *f, struct error *e)
{
    struct listing *l = ctx;
    json_t *one = json_pack("{s:o}", "place", declare_place(f));
    bool ok = json_made(one, e) && add_signers(l->d, f->entry, one, e) && declare_push(l->list, json_incref(one), e);
    json_decref(one);
    return ok;
}

bool declare_approvals(struct declaring *d, const char *plan, struct error *e)
{
    struct listing l = {d, json_array(), NULL};
    return declare_set(d->out, "approvals", l.list, e) && declare_each(d, "approval", plan, add_approval, &l, e);
}

/* --- orders --- */

static const char *relation(const struct declaring *d, uint64_t order)
{
    return d->released == UINT64_MAX ? "nothing was released"
           : order < d->released     ? "before the release"
           : d->handed == UINT64_MAX ? "after the release; the key was not handed over"
           : order < d->handed       ? "after the release, before the key was handed over"
                                     : "after the key was handed over";
}

static json_t *against_json(const struct rules *r)
{
    json_t *list = json_array();
    struct span name;
    bool recipient;
    for (size_t k = 0; rules_order_against(r, 0, k, &name, &recipient); k++) {
        list = json_list_add(list, span_json(name));
    }
    return list;
}

static bool describe_order(struct listing *l, const struct found *f, const struct rules *r, struct error *e)
{
    struct order_info o;
    struct clause_info c;
    char paper[HEX_256], what[96];
    rules_order(r, 0, &o);
    rules_clause(r, o.clause, &c);
    (void)snprintf(what, sizeof what, "the paper of order %s", f->subject);
    return hash_hex(o.document, paper, e) && declare_file(l->d, what, paper, e) &&
           declare_push(l->list,
                        json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:s}", "number",
                                  f->subject, "id", span_json(o.id), "verb", clause_verb_name(c.verb), "level",
                                  span_json(rules_object(r, o.clause)), "court", span_json(o.court), "docket",
                                  span_json(o.docket), "cites", span_json(o.cites), "from", time_json(o.from),
                                  "until", time_json(o.until), "against", against_json(r), "concerns", !o.elsewhere,
                                  "place", declare_place(f), "relation", relation(l->d, f->index)),
                        e);
}

/* Read beside the agreement, as the gate does: so it says whether it stands against that one. */
static bool add_order(void *ctx, const struct found *f, struct error *e)
{
    struct listing *l = ctx;
    struct rules_source source[2] = {
        {.name = json_text(f->document, "id"), .text = span_of(json_text(f->document, "text")), .entered = f->time}};
    const bool stranger[2] = {true, false};
    size_t count = 1;
    if (l->agreement != NULL) {
        source[count++] = *l->agreement;
    }
    struct rules *r = NULL;
    bool ok = rules_parse_register(&r, source, stranger, count, e) &&
              (rules_orders(r) == 1 ||
               fail(e, ERROR_VERIFY, "rules.order", "an entry of the register does not hold exactly one order"));
    ok = ok && describe_order(l, f, r, e);
    rules_free(r);
    return ok;
}

/* Of the orders in the statement: those that stand against this agreement and have this relation; NULL: any. */
static bool count_orders(struct declaring *d, const char *name, const char *which, const char *definition,
                         struct error *e)
{
    uint64_t n = 0;
    size_t i;
    json_t *one, *entries = json_array();
    char command[] = "proviso order list --json";
    bool ok = json_made(entries, e);
    json_array_foreach(json_object_get(d->out, "orders"), i, one)
    {
        if (ok && json_is_true(json_object_get(one, "concerns")) &&
            (which == NULL || strcmp(json_text(one, "relation"), which) == 0)) {
            n++;
            ok = declare_push(entries, json_incref(json_object_get(json_object_get(one, "place"), "entry")), e);
        }
    }
    ok = ok && figure_add(d, name, n, definition, command,
                          "Ledger entries of type `order` whose text stands against this agreement, by their place.",
                          json_incref(entries), e);
    json_decref(entries);
    return ok;
}

bool declare_orders(struct declaring *d, struct error *e)
{
    struct listing l = {d, json_array(), NULL};
    struct found f = {0};
    bool found = false,
         ok = declare_set(d->out, "orders", l.list, e) && declare_last(d, "agreement", d->agreement, &f, &found, e);
    struct rules_source agreement = {
        .name = json_text(f.document, "id"), .text = span_of(json_text(f.document, "text")), .entered = f.time};
    l.agreement = found ? &agreement : NULL;
    ok = ok && declare_each(d, "order", NULL, add_order, &l, e) &&
         count_orders(d, "orders", NULL, "Orders that stand against this agreement and had been entered.", e) &&
         count_orders(d, "orders.before", "before the release",
                      "Of these orders, those that had been entered before the release.", e) &&
         count_orders(
             d, "orders.between", "after the release, before the key was handed over",
             "Of these orders, those entered after the release and before the package's key was first handed over.",
             e) &&
         count_orders(d, "orders.after", "after the key was handed over",
                      "Of these orders, those entered after the package's key was first handed over.", e);
    found_clear(&f);
    return ok;
}

/* --- all acts, in the order of the ledger --- */

static bool is_act_of(const struct declaring *d, const struct act *a)
{
    bool own = declare_belongs(d, a->parent) || span_is(a->subject, d->of);
    bool frame = span_is(a->type, "halt") || (span_is(a->type, "order") && d->agreement[0] != '\0') ||
                 (span_is(a->type, "agreement") && span_is(a->subject, d->agreement)) ||
                 (span_is(a->type, "safeguard") && span_is(a->subject, d->recipient));
    return own || frame || (span_is(a->type, "finding") && declare_belongs(d, a->subject));
}

static bool add_act(struct declaring *d, json_t *list, const struct act *a, struct error *e)
{
    struct found f = {.index = a->index, .time = a->time};
    json_t *entry = json_loadb(a->entry.at, a->entry.len, 0, NULL),
           *one = json_pack("{s:o, s:s%, s:s%, s:s%}", "place", declare_place(&f), "type", a->type.at, a->type.len,
                            "subject", a->subject.len == 0 ? "" : a->subject.at, a->subject.len, "parent",
                            a->parent.len == 0 ? "" : a->parent.at, a->parent.len);
    bool lifted = json_is_true(json_object_get(entry, "lifted"));
    bool ok = json_made(entry, e) && json_made(one, e) && add_signers(d, entry, one, e) &&
              (!lifted || declare_set(one, "lifted", json_true(), e)) && declare_push(list, json_incref(one), e);
    json_decref(one);
    json_decref(entry);
    return ok;
}

bool declare_acts(struct declaring *d, struct error *e)
{
    json_t *list = json_array();
    bool ok = declare_set(d->out, "acts", list, e);
    for (size_t i = 0; ok && i < d->g->act_count && d->g->acts[i].index < d->size; i++) {
        if (is_act_of(d, &d->g->acts[i])) {
            ok = add_act(d, list, &d->g->acts[i], e);
        }
    }
    return ok;
}
