/* gate_under.c: under which rules a release is looked at again: its agreement
 * with the orders that the register holds now, another text in its place, an
 * order beside them; and of an import the text that it brought.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

struct naming {
    const char *name;
    char number[GATE_ID], id[FINDING_NAME];
};

static bool name_agreement(void *ctx, const struct found *f, struct error *e)
{
    struct naming *n = ctx;
    (void)e;
    const char *id = json_text(f->document, "id");
    if (n->number[0] == '\0' && (strcmp(f->subject, n->name) == 0 || strcmp(id, n->name) == 0)) {
        (void)snprintf(n->number, sizeof n->number, "%s", f->subject);
        (void)snprintf(n->id, sizeof n->id, "%s", id);
    }
    return true;
}

bool agreement_number(struct gate *g, const char *name, char number[GATE_ID], struct error *e)
{
    struct naming n = {.name = name};
    bool ok = gate_each(g, "agreement", NULL, name_agreement, &n, e);
    memcpy(number, n.number, GATE_ID);
    return ok;
}

/* Levels are compared by their names: another text may have another ladder. */
static bool map_levels(struct under *u, struct error *e)
{
    struct levels to;
    rules_levels(u->then.rules, &u->levels);
    rules_levels(u->by, &to);
    u->look.levels = u->levels.count;
    for (unsigned i = 0; i < u->levels.count; i++) {
        unsigned k = 0;
        while (k < to.count && !span_equal(u->levels.name[i], to.name[k])) {
            k++;
        }
        if (k == to.count) {
            return fail(e, ERROR_INPUT, "lookback.levels", "the rules have no level '%.*s'",
                        SPAN_ARGS(u->levels.name[i]));
        }
        u->look.same[i] = k;
    }
    return true;
}

/* The rules that it is looked by: those of the register, unless others are wished for. */
static bool take_rules(struct looking *l, struct under *u, const struct rules_wish *base, struct error *e)
{
    struct rules_wish wish = *base;
    u->by = u->then.rules;
    u->hash = u->then.hash;
    u->populations = u->then.populations;
    if (l->o->rules == NULL && l->o->order == NULL) {
        return true;
    }
    if (l->o->rules != NULL) {
        wish.text = text_span(&l->rules);
        wish.name = l->o->rules;
    }
    wish.order = text_span(&l->order);
    wish.order_name = l->o->order;
    wish.order_entered = l->entered;
    if (!gate_rules_as(l->g, &wish, &u->other, e)) {
        return false;
    }
    u->by = u->other.rules;
    u->hash = u->other.hash;
    u->populations = u->other.populations;
    return true;
}

static void name_finding(struct under *u)
{
    struct agreement_info info;
    struct finding *f = &u->finding;
    (void)snprintf(f->agreement, sizeof f->agreement, "%s", u->number);
    if (rules_agreement(u->then.rules, &info)) {
        (void)snprintf(f->agreement_id, sizeof f->agreement_id, "%.*s", SPAN_ARGS(info.id));
    }
}

void under_free(struct under *u)
{
    if (u != NULL) {
        tally_free(u->tally);
        wrong_clear(&u->wrong);
        readings_close(&u->readings);
        gate_rules_clear(&u->other);
        gate_rules_clear(&u->ever);
        gate_rules_clear(&u->then);
        memory_free(u);
    }
}

static bool add_under(struct looking *l, const char *number, const char *text, struct under **out,
                      struct error *e)
{
    if (!memory_grow((void **)&l->under, &l->cap, l->count, sizeof *l->under, e)) {
        return false;
    }
    struct under *u = memory_new(1, sizeof *u, e);
    if (u == NULL) {
        return false;
    }
    l->under[l->count++] = *out = u;
    (void)snprintf(u->number, sizeof u->number, "%s", number);
    (void)snprintf(u->text, sizeof u->text, "%s", text);
    return true;
}

static bool open_under(struct looking *l, const struct rules_wish *wish, struct under **of, struct error *e)
{
    struct under *u = *of;
    bool ok = gate_rules_as(l->g, wish, &u->then, e) && take_rules(l, u, wish, e) && map_levels(u, e) &&
              readings_open(&u->readings, u->by, l->o->readings, l->o->reading_count, l->found,
                            l->o->reach, e) &&
              tally_new(&u->tally, u->by, l->g->threads, e);
    u->look.by = &u->readings;
    if (ok) {
        finding_begin(&u->finding, &u->readings);
        name_finding(u);
    }
    return ok;
}

bool past_text_load(struct gate *g, const char *number, const struct found *past, struct past_text *t,
                    struct rules_wish *wish, struct error *e)
{
    if (number[0] != '\0') {
        return true;
    }
    bool ok = past_file(g, past, "agreement.proviso", "text", t->path, e) &&
              file_load(&t->bytes, t->path, RULES_TEXT_MOST, e);
    wish->text = text_span(&t->bytes);
    wish->name = t->path;
    return ok;
}

bool past_agreement(struct gate *g, const struct found *past, char number[GATE_ID], struct error *e)
{
    (void)snprintf(number, GATE_ID, "%s", json_text(past->entry, "agreement"));
    return number[0] != '\0' || agreement_number(g, json_text(past->document, "agreement"), number, e);
}

/* The texts of a number, or those that the import brought; `with` is called while they are there. */
static bool with_texts(struct looking *l, const char *number, const struct found *past, struct under **u,
                       bool (*with)(struct looking *l, const struct rules_wish *wish, struct under **u,
                                    struct error *e),
                       struct error *e)
{
    struct past_text t = {0};
    struct rules_wish wish = {.agreement = number};
    bool ok = past_text_load(l->g, number, past, &t, &wish, e) && with(l, &wish, u, e);
    text_free(&t.bytes);
    return ok;
}

bool under_of(struct looking *l, const char *number, const struct found *past, struct under **out,
              struct error *e)
{
    const char *text = number[0] == '\0' ? json_text(past->document, "text") : "";
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->under[i]->number, number) == 0 && strcmp(l->under[i]->text, text) == 0) {
            *out = l->under[i];
            return true;
        }
    }
    if (!add_under(l, number, text, out, e)) {
        return false;
    }
    return with_texts(l, number, past, out, open_under, e);
}

static bool open_ever(struct looking *l, const struct rules_wish *wish, struct under **u, struct error *e)
{
    struct rules_wish ever = *wish;
    ever.since_ever = true;
    return gate_rules_as(l->g, &ever, &(*u)->ever, e);
}

bool under_ever(struct looking *l, struct under *u, const struct found *past, struct error *e)
{
    return u->ever.rules != NULL || with_texts(l, u->number, past, &u, open_ever, e);
}
