/* gate_order.c: the register of orders: stays, service, and how each order stands now.
 *
 * (1) An order is never edited: a stay or a vacatur is another order, that suspends it.
 * (2) Service is two acts: that an order was served on a person, and that the person acknowledged it, with a
 *     key of their own or, for one who has none, by a receipt whose hash is entered. An order binds from
 *     its entry, served or not.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { SERVERS = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER | ROLE_OPERATOR };

/* --- an order by its number or its id --- */

struct named {
    const char *name;
    char number[GATE_ID], id[GATE_ID * 3];
    bool found;
};

static bool is_named(void *ctx, const struct found *f, struct error *e)
{
    struct named *n = ctx;
    (void)e;
    const char *id = json_text(f->document, "id");
    if (strcmp(n->name, f->subject) == 0 || strcmp(n->name, id) == 0) {
        n->found = true;
        memcpy(n->number, f->subject, GATE_ID);
        (void)snprintf(n->id, sizeof n->id, "%s", id);
    }
    return true;
}

static bool find_order(struct gate *g, const char *name, struct named *out, struct error *e)
{
    *out = (struct named){.name = name};
    return gate_each(g, "order", NULL, is_named, out, e);
}

static bool need_order(struct gate *g, const char *name, struct named *out, struct error *e)
{
    if (!find_order(g, name, out, e)) {
        return false;
    }
    if (!out->found) {
        (void)!fail(e, ERROR_INPUT, "order.unknown", "no order of this name is in the register");
        error_hint(e, "`proviso order list` lists them");
    }
    return out->found;
}

/* --- a stay --- */

/* TARGET-S1, -S2, ...: the first that is free. */
static bool free_id(struct gate *g, const char *target, char out[GATE_ID * 3], struct error *e)
{
    for (unsigned n = 1;; n++) {
        struct named taken;
        (void)snprintf(out, GATE_ID * 3, "%.60s-S%u", target, n);
        if (!find_order(g, out, &taken, e)) {
            return false;
        }
        if (!taken.found) {
            return true;
        }
    }
}

static bool add_quoted(struct text *t, const char *s, struct error *e)
{
    bool ok = text_addc(t, '"', e);
    for (; ok && *s != '\0'; s++) {
        ok = (strchr("\"\\", *s) == NULL || text_addc(t, '\\', e)) && text_addc(t, *s, e);
    }
    return ok && text_addc(t, '"', e);
}

struct agreement_named {
    const char *name;
    struct text id;
};

static bool name_agreement(void *ctx, const struct found *f, struct error *e)
{
    struct agreement_named *n = ctx;
    const char *id = json_text(f->document, "id");
    bool this = strcmp(n->name, f->subject) == 0 || strcmp(n->name, id) == 0;
    return !this || n->id.len > 0 || text_adds(&n->id, id, e);
}

static bool add_against(struct gate *g, const char *agreement, struct text *t, struct error *e)
{
    struct agreement_named n = {.name = agreement};
    bool ok = gate_each(g, "agreement", NULL, name_agreement, &n, e);
    if (ok && n.id.len == 0) {
        (void)!fail(e, ERROR_INPUT, "agreement.unknown", "no agreement of this name is in the register");
        error_hint(e, "`proviso status` lists them");
        ok = false;
    }
    ok = ok && text_adds(t, "  against ", e) && add_quoted(t, n.id.at, e) && text_addc(t, '\n', e);
    text_free(&n.id);
    return ok;
}

static bool write_stay(struct gate *g, const struct gate_suspension *s, struct text *t, struct error *e)
{
    struct named target;
    char id[GATE_ID * 3], from[INSTANT_TEXT], hash[HEX_256];
    instant now;
    if (!find_order(g, s->target, &target, e) || !gate_paper(s->paper, hash, e)) {
        return false;
    }
    const char *of = target.found ? target.id : s->target; /* else a clause; the parser knows */
    if (!target.found && s->agreement == NULL && gate_count(g, "agreement", NULL) > 1) {
        (void)!fail(e, ERROR_USAGE, "usage.need", "say of which agreement the clause is: two may have one of its name");
        error_hint(e, "--agreement A");
        return false;
    }
    if (s->id == NULL && !free_id(g, of, id, e)) {
        return false;
    }
    if (s->from == NULL) {
        if (!gate_now(g, &now, e)) {
            return false;
        }
        instant_format(now, from);
    }
    return text_addf(t, e, "order %s suspend %s\n", s->id == NULL ? id : s->id, of) &&
           (s->agreement == NULL || add_against(g, s->agreement, t, e)) &&
           text_addf(t, e, "  from %s\n  document sha256:%s\n  cites ", s->from == NULL ? from : s->from, hash) &&
           add_quoted(t, s->cites, e) && text_addc(t, '\n', e);
}

bool gate_order_suspend(struct gate *g, const struct gate_suspension *s, struct signers by,
                        char id[GATE_ID], struct error *e)
{
    struct text t = {0};
    struct gate_order_doubts doubts;
    bool ok = write_stay(g, s, &t, e) && gate_order_enter(g, "the suspension", text_span(&t), NULL, by, id, &doubts, e);
    text_free(&t);
    return ok;
}

/* --- service --- */

struct holder {
    const char *name;
    char key[GATE_ID]; /* "": not registered */
};

static bool is_holder(void *ctx, const struct found *f, struct error *e)
{
    struct holder *h = ctx;
    (void)e;
    if (span_equal_nocase(span_trim(span_of(h->name)), span_trim(span_of(json_text(f->document, "name"))))) {
        memcpy(h->key, f->subject, GATE_ID);
    }
    return true;
}

bool gate_order_serve(struct gate *g, const char *order, const char *name, const char *how,
                      struct signers by, char id[GATE_ID], struct error *e)
{
    struct draft d = {.type = "service"};
    struct named served;
    struct holder holder = {.name = name};
    bool ok = gate_begin(g, e) && gate_require(g, by, SERVERS, 1, "entering the service of an order", e) &&
              need_order(g, order, &served, e) && gate_each(g, "person", NULL, is_holder, &holder, e);
    if (ok) {
        memcpy(d.parent, served.number, GATE_ID);
        d.document = json_pack("{s:s, s:s, s:s}", "to", name, "key", holder.key, "how", how);
        ok = json_made(d.document, e) && gate_append_next(g, &d, "sv", by, id, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

/* The person served signs, or a receipt is there. */
static bool is_acknowledged(const struct found *service, const char *receipt, struct signers by, struct error *e)
{
    const char *key = json_text(service->document, "key");
    for (size_t i = 0; i < by.count; i++) {
        if (key[0] != '\0' && strcmp(signer_id(by.at[i]), key) == 0) {
            return true;
        }
    }
    if (receipt == NULL) {
        (void)!fail(e, ERROR_SIGNATURE, "acknowledge.person", "only the person served can acknowledge %s",
                    service->subject);
        error_hint(e, key[0] == '\0' ? "the person has no key here: give the signed receipt, --document PAPER"
                                     : "sign with that person's key, or give the signed receipt, --document PAPER");
    }
    return receipt != NULL;
}

bool gate_order_acknowledge(struct gate *g, const char *service, const char *receipt, struct signers by,
                            char id[GATE_ID], struct error *e)
{
    struct draft d = {.type = "acknowledgement"};
    struct found f = {0};
    char hash[HEX_256] = "";
    bool ok = (receipt == NULL || gate_paper(receipt, hash, e)) && gate_begin(g, e) &&
              gate_require(g, by, SERVERS, 1, "acknowledging an order", e) &&
              gate_get(g, "service", service, &f, e) && is_acknowledged(&f, receipt, by, e) &&
              (gate_count(g, "acknowledgement", f.subject) == 0 ||
               fail(e, ERROR_INPUT, "acknowledge.twice", "%s is acknowledged already", f.subject));
    if (ok) {
        memcpy(d.parent, f.subject, GATE_ID);
        d.document = json_pack("{s:s}", "receipt", hash);
        ok = json_made(d.document, e) && gate_append_next(g, &d, "ack", by, id, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    found_clear(&f);
    return ok;
}

/* --- how they stand --- */

enum { MOST_ORDERS = 4000 };

struct listing {
    struct gate *g;
    struct rules_source source[MOST_ORDERS];
    json_t *owner[MOST_ORDERS];
    char number[MOST_ORDERS][GATE_ID];
    size_t count;
    json_t *services; /* of the order at hand */
};

static bool add_source(void *ctx, const struct found *f, struct error *e)
{
    struct listing *l = ctx;
    if (l->count == MOST_ORDERS) {
        return fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d orders", MOST_ORDERS);
    }
    l->owner[l->count] = json_incref(f->document);
    memcpy(l->number[l->count], f->subject, GATE_ID);
    l->source[l->count++] = (struct rules_source){.name = json_text(f->document, "id"),
                                                  .text = span_of(json_text(f->document, "text")),
                                                  .entered = f->time};
    return true;
}

static bool add_service(void *ctx, const struct found *f, struct error *e)
{
    struct listing *l = ctx;
    char at[INSTANT_TEXT];
    instant_format(f->time, at);
    json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:b}", "number", f->subject, "to", json_text(f->document, "to"),
                            "how", json_text(f->document, "how"), "at", at, "acknowledged",
                            gate_count(l->g, "acknowledgement", f->subject) > 0);
    l->services = json_list_add(l->services, one);
    return json_made(l->services, e);
}

/* The order that suspends a clause, acting itself; rules_orders(): none. */
static size_t suspended_by(const struct rules *r, const bool *acts, size_t clause)
{
    struct order_info by;
    size_t i = 0;
    for (; i < rules_orders(r); i++) {
        rules_order(r, i, &by);
        if (acts[by.clause] && rules_target(r, by.clause) == clause) {
            break;
        }
    }
    return i;
}

/* A stay of one agreement leaves the order in force against the others. */
static bool add_suspended(const struct rules *r, size_t by, struct text *out, struct error *e)
{
    struct order_info o;
    struct span name;
    bool recipient;
    rules_order(r, by, &o);
    bool ok = text_addf(out, e, "suspended by %.*s", SPAN_ARGS(o.id));
    for (size_t k = 0; ok && rules_order_against(r, by, k, &name, &recipient); k++) {
        ok = text_addf(out, e, "%s%.*s", k > 0 ? ", " : recipient ? " only against the recipient " : " only against ",
                       SPAN_ARGS(name));
    }
    return ok;
}

static bool state_of(const struct rules *r, const bool *acts, const struct order_info *o, instant now,
                     struct text *out, struct error *e)
{
    size_t by = suspended_by(r, acts, o->clause);
    if (by < rules_orders(r)) {
        return add_suspended(r, by, out, e);
    }
    return text_adds(out, now < o->from ? "not yet in force" : now >= o->until ? "ended" : "in force", e);
}

static json_t *against_json(const struct rules *r, size_t order)
{
    json_t *list = json_array();
    struct span name;
    bool recipient;
    for (size_t k = 0; rules_order_against(r, order, k, &name, &recipient); k++) {
        list = json_list_add(list, json_pack("{s:s%, s:b}", "name", name.at, name.len, "recipient", recipient));
    }
    return list;
}

static json_t *order_json(struct listing *l, const struct rules *r, const bool *acts, size_t i, instant now,
                          struct error *e)
{
    struct order_info o;
    struct clause_info c;
    struct text state = {0}, hash = {0};
    char from[INSTANT_TEXT], until[INSTANT_TEXT] = "";
    rules_order(r, i, &o);
    rules_clause(r, o.clause, &c);
    struct span of = rules_object(r, o.clause);
    instant_format(o.from, from);
    if (o.until != INSTANT_MAX) {
        instant_format(o.until, until);
    }
    json_t *out = NULL;
    l->services = json_array();
    if (state_of(r, acts, &o, now, &state, e) && text_add_hex(&hash, o.document, sizeof o.document, e) &&
        gate_each(l->g, "service", l->number[i], add_service, l, e)) {
        out = json_pack("{s:s, s:s%, s:s, s:s%, s:o, s:s, s:s, s:s, s:s, s:s%, s:s%, s:s%, s:s, s:O}", "number",
                        l->number[i], "id", o.id.at, o.id.len, "verb", clause_verb_name(c.verb), "of", of.at, of.len,
                        "against", against_json(r, i), "from", from, "until", until, "state", state.at, "document",
                        hash.at, "court", o.court.len == 0 ? "" : o.court.at, o.court.len, "docket",
                        o.docket.len == 0 ? "" : o.docket.at, o.docket.len, "cites", o.cites.at, o.cites.len,
                        "population", json_text(l->owner[i], "population"), "services", l->services);
    }
    json_decref(l->services);
    l->services = NULL;
    text_free(&state);
    text_free(&hash);
    return out;
}

static bool list_orders(struct listing *l, const struct rules *r, struct text *out, struct error *e)
{
    json_t *list = json_array();
    instant now;
    bool *acts = memory_new(rules_clauses(r) + 1, sizeof *acts, e);
    bool ok = acts != NULL && gate_now_to_look(l->g, &now, e) && rules_acts(r, now, now, acts, e) && json_made(list, e) &&
              (rules_orders(r) == l->count ||
               fail(e, ERROR_VERIFY, "rules.order", "an entry of the register does not hold exactly one order"));
    for (size_t i = 0; ok && i < l->count; i++) {
        json_t *one = order_json(l, r, acts, i, now, e);
        ok = one != NULL;
        list = ok ? json_list_add(list, one) : list;
        ok = ok && json_made(list, e);
    }
    ok = ok && json_canonical(list, out, e);
    json_decref(list);
    memory_free(acts);
    return ok;
}

bool gate_orders(struct gate *g, struct text *out, struct error *e)
{
    struct listing *l = memory_new(1, sizeof *l, e);
    struct rules *r = NULL;
    if (l == NULL) {
        return false;
    }
    l->g = g;
    bool ok = gate_each(g, "order", NULL, add_source, l, e) && rules_parse(&r, l->source, l->count, e) &&
              list_orders(l, r, out, e);
    rules_free(r);
    for (size_t i = 0; i < l->count; i++) {
        json_decref(l->owner[i]);
    }
    memory_free(l);
    return ok;
}
