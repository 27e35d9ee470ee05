/* gate_register.c: the register of rules: agreements and orders as they were
 * entered, joined into what is in force.
 *
 * (1) The register's texts come from the documents that the ledger commits to,
 *     never from the copies under rules/, which are there to be read.
 * (2) Every order that was ever entered is joined to every agreement; the text
 *     itself says against which it stands.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/log.h"

enum {
    RULES_LIMIT = 1 << 20,
    MOST_SOURCES = 4000,
    ORDER_ROLES = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER,
};

bool rules_load_all(struct rules **out, const char *const *paths, size_t count, struct error *e)
{
    struct rules_source *sources = memory_new(count, sizeof *sources, e);
    struct text *texts = sources == NULL ? NULL : memory_new(count, sizeof *texts, e);
    bool ok = texts != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = file_load(&texts[i], paths[i], RULES_LIMIT, e);
        sources[i] = (struct rules_source){paths[i], text_span(&texts[i]), INSTANT_MIN};
    }
    ok = ok && rules_parse(out, sources, count, e);
    for (size_t i = 0; texts != NULL && i < count; i++) {
        text_free(&texts[i]);
    }
    memory_free(texts);
    memory_free(sources);
    return ok;
}

bool rules_load(struct rules **out, const char *path, struct error *e)
{
    return rules_load_all(out, &path, 1, e);
}

/* --- enter --- */

static bool copy_for_reading(const struct gate *g, const char *id, struct span text, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "rules/%s.proviso", id) &&
           (g->dry || file_save(path, text, FILE_PRIVATE, e));
}

struct twice {
    struct span id;
    bool found;
};

static bool same_id(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct twice *t = ctx;
    t->found = t->found || span_is(t->id, json_text(f->document, "id"));
    return true;
}

static bool refuse_twice(struct gate *g, const char *type, struct span id, struct error *e)
{
    struct twice t = {.id = id};
    if (!gate_each(g, type, NULL, same_id, &t, e)) {
        return false;
    }
    if (t.found) {
        (void)!fail(e, ERROR_INPUT, "rules.twice", "an %s with this id is in the register already", type);
        error_hint(e, "an entry is never edited: give a new id; an order is ended by another that suspends it");
    }
    return !t.found;
}

/* population: the hash of the list that is entered with an order, or NULL. */
static bool enter_text(struct gate *g, const char *type, const char *prefix, struct span id,
                       struct span text, bool raises, const char *population, struct signers by,
                       char number[GATE_ID], struct error *e)
{
    struct error later;
    struct draft d = {.type = type};
    d.entry = json_pack("{s:b}", "raises", raises ? 1 : 0);
    d.document = json_pack("{s:s%, s:s%}", "id", id.at, id.len, "text", text.at, text.len);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) &&
              (population == NULL ||
               json_object_set_new(d.document, "population", json_string(population)) == 0 ||
               json_made(NULL, e)) &&
              refuse_twice(g, type, id, e) && gate_next_id(g, type, prefix, d.subject, e) && gate_append(g, &d, 1, by, e);
    if (ok && !copy_for_reading(g, d.subject, text, &later)) {
        log_event(LOG_WARNING, "rules.copy", "id=%s code=%s", d.subject, later.code);
    }
    if (ok) {
        memcpy(number, d.subject, GATE_ID);
    }
    gate_draft_clear(&d);
    return ok;
}

/* What the register would be with this text: an order may suspend what is there. */
struct gather {
    struct rules_source source[MOST_SOURCES];
    bool stranger[MOST_SOURCES]; /* an order that was entered */
    json_t *owner[MOST_SOURCES];
    unsigned signers[MOST_SOURCES]; /* different people who signed it, with a role for orders */
    const char *population[MOST_SOURCES]; /* hash of its list, or ""; in `owner` */
    bool order[MOST_SOURCES];       /* an order of the register, and nothing else */
    size_t count;
    bool looks_back;                /* at what a text would have been, or when: nothing leaves by it */
    const struct rules *own;        /* a text whose orders stand in place of the register's, or NULL */
    struct gate *g;
    struct span agreement; /* id or number; empty: any */
    char number[GATE_ID];
    bool found;
};

static bool add_source(struct gather *all, const struct found *f, struct error *e)
{
    if (all->count == MOST_SOURCES) {
        return fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d texts", MOST_SOURCES);
    }
    all->owner[all->count] = json_incref(f->document);
    all->population[all->count] = json_text(f->document, "population");
    all->source[all->count++] = (struct rules_source){.name = json_text(f->document, "id"),
                                                      .text = span_of(json_text(f->document, "text")),
                                                      .entered = f->time};
    return true;
}

static bool add_agreement(void *ctx, const struct found *f, struct error *e)
{
    struct gather *all = ctx;
    bool this = span_is(all->agreement, f->subject) ||
                span_is(all->agreement, json_text(f->document, "id"));
    if (!this || all->found) {
        return true;
    }
    all->found = true;
    memcpy(all->number, f->subject, GATE_ID);
    return add_source(all, f, e);
}

static bool has_order(const struct rules *r, struct span id)
{
    struct order_info info;
    for (size_t i = 0; r != NULL && i < rules_orders(r); i++) {
        rules_order(r, i, &info);
        if (span_equal(info.id, id)) {
            return true;
        }
    }
    return false;
}

static bool add_order(void *ctx, const struct found *f, struct error *e)
{
    struct gather *all = ctx;
    if (has_order(all->own, span_of(json_text(f->document, "id")))) {
        return true;
    }
    if (all->count < MOST_SOURCES) {
        all->order[all->count] = true;
    }
    if (all->count < MOST_SOURCES && !gate_signers(all->g, f->entry, ORDER_ROLES, &all->signers[all->count], e)) {
        return false;
    }
    bool ok = add_source(all, f, e);
    if (ok) {
        all->stranger[all->count - 1] = true;
    }
    return ok;
}

static void gather_clear(struct gather *all)
{
    for (size_t i = 0; i < all->count; i++) {
        json_decref(all->owner[i]);
    }
    memory_free(all);
}

static bool gather(struct gate *g, const char *agreement, struct gather **out, struct error *e)
{
    struct gather *all = memory_new(1, sizeof *all, e);
    if (all == NULL) {
        return false;
    }
    *out = all;
    all->g = g;
    all->agreement = span_of(agreement);
    if (!gate_each(g, "agreement", NULL, add_agreement, all, e) ||
        !gate_each(g, "order", NULL, add_order, all, e)) {
        return false;
    }
    if (!all->found) {
        (void)!fail(e, ERROR_INPUT, "agreement.unknown", "no agreement of this name is in the register");
        error_hint(e, "proviso agreement add FILE, or see `proviso status`");
    }
    return all->found;
}

/* A list that comes with an order says also of others who stands outside of their population: of whom nothing was known
 * before, another clause bound everybody (I4). So it may raise, where a clause names the population that was there
 * before the list. */
static bool list_narrows(const struct rules *r, const struct rules_source *sources, size_t clause)
{
    struct clause_info own, other;
    struct span name = rules_clause_population(r, clause);
    rules_clause(r, clause, &own);
    for (size_t i = 0; name.len > 0 && i < rules_clauses(r); i++) {
        rules_clause(r, i, &other);
        bool before = sources[other.file].entered <= sources[own.file].entered && other.file < own.file;
        if (before && span_equal(rules_clause_population(r, i), name)) {
            return true;
        }
    }
    return false;
}

/* What raises was signed by two: read from the text itself, here and now, not from what
 * the entry says of it; an order may raise under an agreement that came later. */
static bool orders_are_signed(const struct gather *all, const struct rules *rules, struct error *e)
{
    unsigned held[MOST_SOURCES] = {0}; /* a clause beside the order would be under its one signature */
    struct clause_info clause;
    for (size_t i = 0; i < rules_clauses(rules); i++) {
        rules_clause(rules, i, &clause);
        held[clause.file]++;
    }
    for (size_t i = 0; i < rules_orders(rules); i++) {
        struct order_info order;
        rules_order(rules, i, &order);
        rules_clause(rules, order.clause, &clause);
        bool listed = all->population[clause.file] != NULL && all->population[clause.file][0] != '\0';
        bool raises = (!order.elsewhere && !order.lowers) ||
                      (listed && !all->looks_back && list_narrows(rules, all->source, order.clause));
        if (all->order[clause.file] && (raises || !order.elsewhere) &&
            all->signers[clause.file] < (raises ? 2u : 1u)) {
            (void)!fail(e, ERROR_VERIFY, "rules.unsigned",
                        "the order %.*s raises under this agreement and was not signed by two people",
                        SPAN_ARGS(order.id));
            error_hint(e, "enter it again with two keys, under another id");
            return false;
        }
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->order[i] && held[i] != 1) {
            return fail(e, ERROR_VERIFY, "rules.order", "an entry of the register does not hold exactly one order");
        }
    }
    return true;
}

/* What counsel wrote down that must never be, proved of what raises before it is entered. Proofs may take seconds:
 * never under the lock, for which an order may be waiting. */
static bool invariants_hold(const struct rules *rules, instant at, struct error *e)
{
    struct proof *p = NULL;
    if (!rules_prove(&p, rules, at, SIZE_MAX, 0, e)) {
        return false;
    }
    size_t refuted = p->refuted, all = p->invariants;
    proof_free(p);
    if (refuted > 0) {
        (void)!fail(e, ERROR_INPUT, "rules.invariant", "%zu of %zu invariants of the agreement would not hold", refuted,
                    all);
        error_hint(e, "proviso rules prove FILE... shows the row that refutes each; files are read together");
    }
    return refuted == 0;
}

/* Proved with what the register held at this size. */
static bool as_it_was_proved(struct gate *g, uint64_t size, struct error *e)
{
    if (ledger_checkpoint(g->ledger)->size == size) {
        return true;
    }
    (void)!fail(e, ERROR_STALE, "rules.meanwhile", "other acts were entered while the invariants were proved");
    error_hint(e, "enter it again");
    return false;
}

/* An agreement has to stand with every order that was entered before it, else no
 * order could be entered any more. */
static bool fits_the_orders(struct gate *g, const char *path, struct span text, instant now, bool prove,
                            struct error *e)
{
    struct rules *rules = NULL;
    struct gather *all = memory_new(1, sizeof *all, e);
    if (all == NULL) {
        return false;
    }
    all->g = g;
    all->source[all->count++] = (struct rules_source){.name = path, .text = text, .entered = now};
    bool ok = gate_each(g, "order", NULL, add_order, all, e) &&
              rules_parse_register(&rules, all->source, all->stranger, all->count, e) &&
              (prove ? invariants_hold(rules, now, e) : orders_are_signed(all, rules, e));
    rules_free(rules);
    gather_clear(all);
    return ok;
}

/* What raises rests on a paper, and names it by its hash. */
static bool names_its_paper(const char *path, const struct agreement_info *info, struct error *e)
{
    if (!info->papered) {
        (void)!fail(e, ERROR_INPUT, "rules.document", "%s: the agreement does not name the paper that was signed",
                    path);
        error_hint(e, "add: document sha256:..., as sha256sum prints it of the paper");
    }
    return info->papered;
}

bool gate_agreement_add(struct gate *g, const char *path, struct signers by, char id[GATE_ID],
                        struct error *e)
{
    struct text t = {0};
    struct rules *rules = NULL;
    struct agreement_info info = {0};
    bool ok = file_load(&t, path, RULES_LIMIT, e) && rules_load(&rules, path, e) &&
              (rules_agreement(rules, &info) ||
               fail(e, ERROR_INPUT, "rules.agreement", "%s holds no agreement", path)) &&
              (rules_orders(rules) == 0 ||
               fail(e, ERROR_INPUT, "rules.agreement",
                    "%s holds an order; enter it by `proviso order add`", path)) &&
              names_its_paper(path, &info, e) &&
              gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "entering an agreement", e) &&
              fits_the_orders(g, path, text_span(&t), g->now, false, e);
    uint64_t size = ok ? ledger_checkpoint(g->ledger)->size : 0;
    instant now = g->now;
    gate_end(g);
    ok = ok && fits_the_orders(g, path, text_span(&t), now, true, e) && gate_begin(g, e) &&
              as_it_was_proved(g, size, e) &&
              enter_text(g, "agreement", "agr", info.id, text_span(&t), true, NULL, by, id, e);
    gate_end(g);
    rules_free(rules);
    text_free(&t);
    return ok;
}

/* The place of a population's name; POPULATIONS where it has none. */
static unsigned place_of(const struct rules *rules, struct span name)
{
    unsigned i = 0;
    while (i < POPULATIONS && (name.len == 0 || !span_equal(rules_population(rules, i), name))) {
        i++;
    }
    return i;
}

static bool open_populations(const struct gather *all, struct register_rules *out, struct error *e)
{
    for (size_t i = 0; i < rules_orders(out->rules); i++) {
        struct order_info order;
        struct clause_info clause;
        rules_order(out->rules, i, &order);
        rules_clause(out->rules, order.clause, &clause);
        const char *list = all->population[clause.file] == NULL ? "" : all->population[clause.file];
        unsigned place = place_of(out->rules, rules_clause_population(out->rules, order.clause));
        if (list[0] == '\0' || place == POPULATIONS) {
            continue; /* nothing is known of it: the order binds everybody */
        }
        if ((out->populations == NULL && !populations_new(&out->populations, all->g, e)) ||
            !populations_add(out->populations, all->g, place, list, e)) {
            return false;
        }
    }
    return true;
}

/* A text in place of the register's agreement; the register's orders stand with it. */
static bool gather_text(struct gate *g, const struct rules_wish *w, struct gather **out,
                        struct error *e)
{
    struct rules *own = NULL;
    struct error ignored; /* it need not stand alone: it may name clauses of the register */
    struct gather *all = memory_new(1, sizeof *all, e);
    if (all == NULL) {
        return false;
    }
    *out = all;
    all->g = g;
    all->looks_back = true;
    all->source[all->count++] =
        (struct rules_source){.name = w->name, .text = w->text, .entered = INSTANT_MIN};
    if (rules_parse(&own, all->source, 1, &ignored)) {
        all->own = own;
    }
    bool ok = gate_each(g, "order", NULL, add_order, all, e);
    all->own = NULL;
    rules_free(own);
    return ok;
}

static bool add_wished_order(struct gather *all, const struct rules_wish *w, struct error *e)
{
    if (w->order.len == 0) {
        return true;
    }
    if (all->count == MOST_SOURCES) {
        return fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d texts", MOST_SOURCES);
    }
    all->source[all->count++] =
        (struct rules_source){.name = w->order_name, .text = w->order, .entered = w->order_entered};
    return true;
}

static bool join_texts(struct gate *g, const struct rules_wish *w, struct register_rules *out,
                       struct error *e)
{
    *out = (struct register_rules){0};
    struct gather *all = NULL;
    bool ok = w->text.len > 0 ? gather_text(g, w, &all, e) : gather(g, w->agreement, &all, e);
    for (size_t i = 0; ok && w->since_ever && i < all->count; i++) {
        all->source[i].entered = INSTANT_MIN;
        all->looks_back = true;
    }
    ok = ok && add_wished_order(all, w, e) &&
              rules_parse_register(&out->rules, all->source, all->stranger, all->count, e) &&
              orders_are_signed(all, out->rules, e) && open_populations(all, out, e);
    if (ok) {
        memcpy(out->agreement, all->number, GATE_ID);
        rules_hash(out->rules, out->hash);
    }
    if (all != NULL) {
        gather_clear(all);
    }
    if (!ok) {
        gate_rules_clear(out);
    }
    return ok;
}

void gate_rules_clear(struct register_rules *r)
{
    rules_free(r->rules);
    populations_free(r->populations);
    *r = (struct register_rules){0};
}

bool gate_rules(struct gate *g, const char *agreement, struct register_rules *out, struct error *e)
{
    return join_texts(g, &(struct rules_wish){.agreement = agreement}, out, e);
}

bool gate_rules_as(struct gate *g, const struct rules_wish *w, struct register_rules *out,
                   struct error *e)
{
    return join_texts(g, w, out, e);
}

/* --- orders --- */

/* What an order is, seen with every agreement of the register: it has to stand
 * with each of them, else the gate could not decide any more. */
struct reading_in {
    struct gate *g;
    const struct rules_source *source;
    const struct population_list *list; /* or NULL */
    size_t agreements, strange; /* strange: those that lack a name of its, and are not named by it */
    struct error first;         /* of those, what the first lacks */
    bool prove;  /* invariants, too */
    bool here;   /* it stands against one of them */
    bool aimed;  /* what it is against is in the register, or it is against everything */
    bool named;  /* it names a population */
    bool lowers; /* under those; where it stands against none of them, as far as the text alone says */
    bool narrows; /* its list says who is outside of a population that another clause names */
    struct text id;
};

/* A clause beside the order would act with the one signature of the order, and could grant. */
static bool holds_an_order_alone(struct gate *g, const struct rules_source *source, struct error *e)
{
    struct rules *own = NULL;
    struct agreement_info agreement;
    bool parsed = rules_parse(&own, source, 1, e);
    if (!parsed && strcmp(e->code, "rules.agreement") != 0) {
        return false;
    }
    bool ok = parsed && rules_orders(own) == 1 && rules_clauses(own) == 1 && rules_readings(own) == 0 &&
              rules_invariants(own) == 0 && !rules_agreement(own, &agreement);
    if (!ok) {
        (void)!fail(e, ERROR_INPUT, "rules.order", "%s has to hold exactly one order, and nothing else",
                    source->name);
        error_hint(e, "enter each order by a file of its own; clauses, readings and invariants belong to an agreement");
    } else {
        struct order_info info;
        rules_order(own, 0, &info);
        ok = refuse_twice(g, "order", info.id, e);
    }
    rules_free(own);
    return ok;
}

/* True when the order is against everything, the agreement of these rules, or a recipient of the register. */
static bool is_aimed(struct gate *g, const struct rules *rules, size_t order)
{
    struct agreement_info agreement = {0};
    struct found f;
    struct error ignored;
    struct span name;
    bool recipient, aimed = !rules_order_against(rules, order, 0, &name, &recipient);
    bool any = rules_agreement(rules, &agreement);
    for (size_t k = 0; !aimed && rules_order_against(rules, order, k, &name, &recipient); k++) {
        if (recipient && gate_recipient_find(g, name, &f, &ignored)) {
            found_clear(&f);
            aimed = true;
        }
        aimed = aimed || (!recipient && any && span_equal(name, agreement.id));
    }
    return aimed;
}

static bool read_with(struct reading_in *in, const struct rules_source *sources, const bool *stranger, size_t count,
                      size_t orders_before, struct error *e)
{
    struct rules *rules = NULL;
    if (!rules_parse_register(&rules, sources, stranger, count, e)) {
        return false;
    }
    bool ok = rules_orders(rules) == orders_before + 1;
    if (!ok) {
        (void)!fail(e, ERROR_VERIFY, "rules.order", "an entry of the register does not hold exactly one order");
    } else {
        struct order_info info;
        rules_order(rules, rules_orders(rules) - 1, &info);
        if (!info.elsewhere && !in->here) {
            in->here = in->lowers = true;
        }
        in->lowers = in->lowers && (info.lowers || (in->here && info.elsewhere));
        in->aimed = in->aimed || is_aimed(in->g, rules, rules_orders(rules) - 1);
        in->named = rules_clause_population(rules, info.clause).len > 0;
        in->narrows = in->narrows || (in->list != NULL && list_narrows(rules, sources, info.clause));
        text_clear(&in->id);
        ok = text_add(&in->id, info.id, e);
        if (ok && in->list != NULL && !in->named) {
            ok = fail(e, ERROR_INPUT, "population.unnamed", "%s names no population that the list could be",
                      in->source->name);
            error_hint(e, "add: population \"NAME\", and: when subject is in the population");
        }
        ok = ok && (!in->prove || invariants_hold(rules, in->source->entered, e));
    }
    rules_free(rules);
    return ok;
}

/* An order about all agreements, of which this one lacks a level or a clause: no reason to refuse it, unless all of
 * them lack it. */
static bool is_strange(struct reading_in *in, struct gather *all, struct error *e)
{
    struct rules *rules = NULL;
    struct error why = *e;
    if (strcmp(e->code, "rules.level") != 0 && strcmp(e->code, "rules.clause") != 0) {
        return false;
    }
    all->stranger[all->count] = true;
    bool ok = rules_parse_register(&rules, all->source, all->stranger, all->count + 1, e);
    rules_free(rules);
    if (ok && in->strange++ == 0) {
        in->first = why;
    }
    return ok;
}

static bool read_with_agreement(void *ctx, const struct found *f, struct error *e)
{
    struct reading_in *in = ctx;
    struct gather *all = NULL;
    in->agreements++;
    bool ok = gather(in->g, f->subject, &all, e);
    if (ok && all->count == MOST_SOURCES) {
        ok = fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d texts", MOST_SOURCES);
    }
    if (ok) {
        all->source[all->count] = *in->source;
        ok = read_with(in, all->source, all->stranger, all->count + 1, all->count - 1, e) || is_strange(in, all, e);
    }
    if (all != NULL) {
        gather_clear(all);
    }
    return ok;
}

static bool may_enter(const struct reading_in *in, struct signers by, struct error *e)
{
    bool raises = !in->lowers || in->narrows,
         may = gate_require(in->g, by, ORDER_ROLES, raises ? 2 : 1,
                            raises ? "entering an order that raises" : "entering an order", e);
    if (!may && in->lowers && in->narrows && strcmp(e->code, "signature.missing") == 0) {
        error_hint(e, "its list would take people out of a population that a clause of the register names already: "
                      "give a second --key, or give the population another name");
    }
    return may;
}

/* Reads the order with each agreement of the register. */
static bool weigh(struct reading_in *in, struct error *e)
{
    in->lowers = true;
    in->here = in->aimed = in->named = in->narrows = false;
    in->agreements = in->strange = 0;
    if (!holds_an_order_alone(in->g, in->source, e) ||
        !gate_each(in->g, "agreement", NULL, read_with_agreement, in, e)) {
        return false;
    }
    if (in->agreements > 0 && in->strange == in->agreements) {
        *e = in->first; /* a slip of the pen */
        return false;
    }
    return in->agreements > 0 || read_with(in, in->source, NULL, 1, 0, e);
}

/* What lowers is entered at once; what raises when the invariants were proved, which is done without the lock. */
static bool enter_order(struct reading_in *in, struct signers by, char id[GATE_ID], struct error *e)
{
    struct gate *g = in->g;
    bool ok = gate_begin_patiently(g, e) && weigh(in, e) && may_enter(in, by, e);
    if (ok && (!in->lowers || in->narrows)) {
        uint64_t size = ledger_checkpoint(g->ledger)->size;
        gate_end(g);
        in->prove = true;
        ok = weigh(in, e) && gate_begin_patiently(g, e) && as_it_was_proved(g, size, e);
    }
    ok = ok && enter_text(g, "order", "ord", text_span(&in->id), in->source->text, !in->lowers || in->narrows,
                          in->list == NULL ? NULL : in->list->hash, by, id, e);
    gate_end(g);
    return ok;
}

bool gate_order_enter(struct gate *g, const char *name, struct span text, const struct population_list *list,
                      struct signers by, char id[GATE_ID], struct gate_order_doubts *doubts, struct error *e)
{
    struct rules_source source = {.name = name, .text = text};
    struct reading_in in = {.g = g, .source = &source, .list = list};
    bool ok = clock_now(&source.entered, e) && enter_order(&in, by, id, e);
    *doubts = (struct gate_order_doubts){.nowhere = !in.aimed,
                                         .unlisted = in.named && list == NULL,
                                         .listed = list != NULL,
                                         .people = list == NULL ? 0 : list->people,
                                         .strangers = list == NULL ? 0 : list->strangers};
    text_free(&in.id);
    return ok;
}

bool gate_order_add(struct gate *g, const char *path, const char *population, struct signers by,
                    char id[GATE_ID], struct gate_order_doubts *doubts, struct error *e)
{
    struct text t = {0};
    struct population_list list;
    bool ok = file_load(&t, path, RULES_LIMIT, e) &&
              (population == NULL || population_keep(g, population, &list, e)) &&
              gate_order_enter(g, path, text_span(&t), population == NULL ? NULL : &list, by, id, doubts,
                               e);
    text_free(&t);
    return ok;
}
