/* gate_prove_past.c: how many past releases two rules decide otherwise, from the
 * facts that were kept.
 */
#include "app/gate/gate_prove.h"

struct counting {
    struct gate *g;
    const struct rules *a, *b;
    struct span agreement; /* of a */
    unsigned same[LEVEL_MOST]; /* of each level of a that of b */
    struct prove_past *out;
};

static bool count_rows(struct counting *c, const struct row_record *rows, size_t count, instant at,
                       struct error *e)
{
    instant now;
    struct moment *a = NULL, *b = NULL;
    bool ok = clock_now(&now, e) && rules_moment(&a, c->a, at, now, SIZE_MAX, e) &&
              rules_moment(&b, c->b, at, now, SIZE_MAX, e);
    for (size_t i = 0; ok && i < count; i++) {
        struct verdict x, y;
        if (rows[i].outcome != OUTCOME_RELEASED) {
            continue;
        }
        moment_decide(a, &rows[i].facts, &x);
        moment_decide(b, &rows[i].facts, &y);
        c->out->rows++;
        /* held is more than none, and less than a level */
        unsigned before = x.held ? 1 : 2 * c->same[x.level], after = y.held ? 1 : 2u * y.level;
        c->out->raised += after > before;
        c->out->lowered += after < before;
    }
    moment_free(a);
    moment_free(b);
    return ok;
}

/* What is kept of populations has the places of the register: rules that give a place to another
 * name would read it as that of other people. */
static bool same_populations(const struct rules *then, const struct rules *now, struct error *e)
{
    for (unsigned i = 0; i < POPULATIONS; i++) {
        struct span name = rules_population(now, i);
        if (name.len > 0 && !span_equal(name, rules_population(then, i))) {
            bool done = fail(e, ERROR_INPUT, "diff.population",
                             "population %u of the file is not that of the register", i + 1);
            error_hint(e, "name populations in the order in which the register came to name them");
            return done;
        }
    }
    return true;
}

/* Rows of other agreements are not what these rules are about. */
static bool same_agreement(struct counting *c, const struct plan *plan, bool *same, struct error *e)
{
    struct register_rules then = {0};
    struct agreement_info info;
    bool ok = gate_rules(c->g, plan->agreement, &then, e);
    *same = ok && rules_agreement(then.rules, &info) && span_equal(info.id, c->agreement);
    ok = ok && (!*same || (same_populations(then.rules, c->a, e) && same_populations(then.rules, c->b, e)));
    gate_rules_clear(&then);
    return ok;
}

static bool count_release(void *ctx, const struct found *release, struct error *e)
{
    struct counting *c = ctx;
    struct disclosure disclosed = {0};
    struct plan plan = {0};
    struct row_record *rows = NULL;
    size_t count = 0;
    bool same = false;
    if (!release_disclosed(c->g, release->subject, &disclosed, e)) {
        return false;
    }
    if (!disclosed.found) {
        return true;
    }
    if (!plan_get(c->g, release->parent, &plan, e)) {
        return false;
    }
    bool ok = same_agreement(c, &plan, &same, e) &&
              (!same || (plan_rows(c->g, &plan, &rows, &count, e) &&
                         count_rows(c, rows, count, disclosed.at, e)));
    memory_free(rows);
    plan_clear(&plan);
    return ok;
}

bool prove_past(struct gate *g, const struct rules *a, const struct rules *b,
                struct prove_past *out, struct error *e)
{
    struct counting c = {.g = g, .a = a, .b = b, .out = out};
    struct levels of_a, of_b;
    struct agreement_info info;
    rules_levels(a, &of_a);
    rules_levels(b, &of_b);
    for (unsigned i = 0; i < of_a.count; i++) {
        while (!span_equal(of_a.name[i], of_b.name[c.same[i]])) {
            c.same[i]++;
        }
    }
    if (!rules_agreement(a, &info)) {
        return fail(e, ERROR_INPUT, "rules.agreement", "the first file holds no agreement");
    }
    c.agreement = info.id;
    return gate_each(g, "release", NULL, count_release, &c, e);
}
