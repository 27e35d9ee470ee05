/* gate_bundle_about.c: which entries of the ledger an evidence archive is of.
 *
 * (1) About one batch or one finding: everything but what belongs to another batch, another import, another finding,
 *     another agreement or another recipient. So whatever all batches rest on (people, orders, halts, imports of the
 *     registry) is in, and so is a type of entry that this file does not know.
 * (2) An entry's parent is in where the entry is: the stranger's check of one finds what it belongs to.
 */
#include "app/gate/gate_bundle.h"

#include <stdio.h>

static bool has(const struct bundle_about *a, struct span id)
{
    for (size_t i = 0; i < a->id_count; i++) {
        if (span_is(id, a->id[i])) {
            return true;
        }
    }
    return false;
}

static bool add_id(struct bundle_about *a, struct span id, struct error *e)
{
    if (id.len == 0 || has(a, id)) {
        return true;
    }
    if (id.len >= GATE_ID || !memory_grow((void **)&a->id, &a->id_cap, a->id_count, sizeof *a->id, e)) {
        return id.len < GATE_ID ? false : fail(e, ERROR_VERIFY, "ledger.entry", "a number is too long");
    }
    (void)snprintf(a->id[a->id_count++], GATE_ID, "%.*s", SPAN_ARGS(id));
    return true;
}

/* --- what it begins with --- */

static bool add_batch(struct bundle_about *a, const struct found *plan, struct error *e)
{
    return add_id(a, span_of(plan->parent), e) && add_id(a, span_of(json_text(plan->entry, "agreement")), e) &&
           add_id(a, span_of(json_text(plan->entry, "recipient")), e);
}

struct of_agreement {
    struct gate *g;
    struct bundle_about *a;
    const char *agreement; /* number, or "": any */
};

/* A finding that names no batch looked at all that was given out under its agreement. */
static bool add_looked_at(void *ctx, const struct found *plan, struct error *e)
{
    struct of_agreement *of = ctx;
    char release[GATE_ID];
    struct disclosure left;
    (void)snprintf(release, sizeof release, "r%s", plan->parent[0] == '\0' ? "" : plan->parent + 1);
    bool under = of->agreement[0] == '\0' || strcmp(json_text(plan->entry, "agreement"), of->agreement) == 0;
    return release_disclosed(of->g, release, &left, e) && (!under || !left.found || add_batch(of->a, plan, e));
}

static bool add_import(void *ctx, const struct found *past, struct error *e)
{
    struct of_agreement *of = ctx;
    return add_id(of->a, span_of(past->subject), e);
}

static bool begin_with_batch(struct gate *g, struct bundle_about *a, const char *batch, struct error *e)
{
    struct plan plan = {0};
    bool ok = plan_of_batch(g, batch, &plan, e) && add_batch(a, &plan.act, e);
    plan_clear(&plan);
    return ok;
}

static bool begin_with_finding(struct gate *g, struct bundle_about *a, const struct found *f, struct error *e)
{
    struct of_agreement of = {g, a, json_text(f->entry, "agreement")};
    if (!add_id(a, span_of(f->subject), e) || !add_id(a, span_of(of.agreement), e)) {
        return false;
    }
    if (f->parent[0] == '\0') {
        return gate_each(g, "plan", NULL, add_looked_at, &of, e) && gate_each(g, "past", NULL, add_import, &of, e);
    }
    bool is_past;
    struct found past;
    if (!gate_find(g, "past", f->parent, &past, &is_past, e)) {
        return false;
    }
    found_clear(&past);
    return is_past ? add_id(a, span_of(f->parent), e) : begin_with_batch(g, a, f->parent, e);
}

static bool begin_with(struct gate *g, struct bundle_about *a, const char *of, struct error *e)
{
    struct found f = {0};
    bool is_finding, is_past;
    if (!gate_find(g, "finding", of, &f, &is_finding, e)) {
        return false;
    }
    bool ok = !is_finding || begin_with_finding(g, a, &f, e);
    found_clear(&f);
    if (!ok || is_finding) {
        a->finding = is_finding;
        return ok;
    }
    if (!gate_find(g, "past", of, &f, &is_past, e)) {
        return false;
    }
    found_clear(&f);
    return is_past ? add_id(a, span_of(of), e) : begin_with_batch(g, a, of, e);
}

/* --- what belongs to it --- */

/* Of these types only what it begins with. */
static bool is_root(const struct act *act)
{
    static const char *const roots[] = {"batch", "past", "agreement", "recipient", "safeguard"};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (span_is(act->type, roots[i])) {
            return true;
        }
    }
    return false;
}

static bool belongs(const struct bundle_about *a, const struct act *act)
{
    if (is_root(act)) {
        return has(a, act->subject);
    }
    if (span_is(act->type, "finding") && a->finding) {
        return has(a, act->subject);
    }
    return act->parent.len == 0 || has(a, act->parent);
}

bool bundle_about_make(struct gate *g, const char *of, struct bundle_about *out, struct error *e)
{
    *out = (struct bundle_about){.whole = of == NULL};
    bool ok = gate_sees(g, e) && (of == NULL || begin_with(g, out, of, e));
    out->in = ok ? memory_new(g->act_count + 1, sizeof *out->in, e) : NULL;
    ok = ok && out->in != NULL;
    for (size_t i = 0; ok && i < g->act_count; i++) {
        out->in[i] = out->whole || belongs(out, &g->acts[i]);
        out->count += out->in[i];
        ok = out->whole || !out->in[i] || add_id(out, g->acts[i].subject, e);
    }
    if (!ok) {
        bundle_about_clear(out);
    }
    return ok;
}

void bundle_about_clear(struct bundle_about *a)
{
    memory_free(a->in);
    memory_free(a->id);
    *a = (struct bundle_about){0};
}
