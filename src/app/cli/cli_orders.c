/* cli_orders.c: verbs about orders and halts: what lowers binds at once, and then is said what it met. */
#include <string.h>

#include "app/cli/cli.h"

/* --- what it met --- */

static void print_package(const json_t *p)
{
    bool out = member_text(p, "at")[0] != '\0';
    print("  %-6s %-22s", member_text(p, out ? "release" : "plan"),
          out ? member_text(p, "at") : member_text(p, "state"));
    print("  %s answered", COUNTED(member_number(p, "rows"), "row", "rows"));
    if (member_number(p, "lowered") > 0) {
        print(", %lld would get less now", member_number(p, "lowered"));
    }
    print("\n");
}

/* One section: those that are out, those that are stopped, those that go on. */
static void print_packages(const json_t *all, const char *title, bool out, bool stopped)
{
    bool first = true;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *p = json_array_get(all, i);
        bool is_out = member_text(p, "at")[0] != '\0';
        if (is_out != out || (!out && json_is_true(json_object_get(p, "stopped")) != stopped)) {
            continue;
        }
        if (first) {
            print("%s\n", title);
        }
        first = false;
        print_package(p);
    }
}

static void print_conflicts(const json_t *all)
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *c = json_array_get(all, i);
        print("%s  %s compels what %s forbids, under %s, from %s\n",
              i == 0 ? "commands conflict: rows under both are held, and a person has to decide\n" : "",
              member_text(c, "compel"), member_text(c, "against"), member_text(c, "agreement"), member_text(c, "from"));
    }
}

static void print_unsearched(const json_t *all)
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        print("the clauses of %s are too entangled to say which commands conflict; rows under both are held all the same\n",
              json_string_value(json_array_get(all, i)));
    }
}

static void print_effect(const json_t *effect)
{
    print_conflicts(json_object_get(effect, "conflicts"));
    print_unsearched(json_object_get(effect, "unsearched"));
    const json_t *all = json_object_get(effect, "packages");
    print_packages(all, "already handed over: out of this house", true, false);
    print_packages(all, "stopped: nothing more leaves by these", false, true);
    print_packages(all, "not touched", false, false);
    if (json_array_size(all) == 0) {
        print("nothing was planned or released here yet\n");
    }
}

/* --- what may not have been meant --- */

static void print_doubts(const struct gate_order_doubts *d)
{
    if (d->nowhere) {
        print("note: nothing that it is against is in the register; it stops nothing now\n");
    }
    if (d->unlisted) {
        print("note: no list came with it (--population); unless there is one under that name, it binds everybody\n");
    }
    if (d->listed) {
        print("people on its list: %llu; rows of the list that name nobody in the registry: %llu\n",
              (unsigned long long)d->people, (unsigned long long)d->strangers);
    }
}

static json_t *doubts_json(const struct gate_order_doubts *d)
{
    json_t *o = json_pack("{s:b, s:b}", "nowhere", (int)d->nowhere, "unlisted", (int)d->unlisted);
    if (d->listed) {
        (void)json_object_set_new(o, "people", json_integer((json_int_t)d->people));
        (void)json_object_set_new(o, "strangers", json_integer((json_int_t)d->strangers));
    }
    return o;
}

/* Entered already: what cannot be said now can be said later. doubts: or NULL. */
static bool end_with_effect(struct act_call *a, const char *what, const struct gate_order_doubts *doubts,
                            struct error *e)
{
    struct call *c = a->c;
    struct text t = {0};
    if (!cli_has(c, OPTION_JSON)) {
        act_say(a, what); /* it binds from here on */
        if (doubts != NULL) {
            print_doubts(doubts);
        }
    }
    bool ok = gate_effect(a->g, c->option[OPTION_CSV], &t, e);
    json_t *effect = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    text_free(&t);
    gate_close(a->g);
    if (ok && cli_has(c, OPTION_JSON)) {
        json_t *all = json_pack("{s:s, s:s, s:o}", "entered", what, "id", a->id, "effect", effect);
        if (doubts != NULL) {
            (void)json_object_set_new(all, "doubts", doubts_json(doubts));
        }
        return print_json(all, e);
    }
    if (!ok) {
        error_hint(e, "%s was entered and binds; what it met can be asked again: proviso order list, proviso status",
                   what);
        return false;
    }
    print_effect(effect);
    json_decref(effect);
    return true;
}

static bool add_order(struct call *c, const char *path, struct error *e)
{
    struct act_call a = {0};
    struct gate_order_doubts doubts = {0};
    bool ok = act_begin(c, &a, e) &&
              gate_order_add(a.g, path, c->option[OPTION_POPULATION], a.by, a.id, &doubts, e);
    if (!ok || cli_has(c, OPTION_DRY_RUN)) {
        ok = act_end(&a, ok, "order", e);
        if (ok && !cli_has(c, OPTION_JSON)) {
            print_doubts(&doubts);
        }
        return ok;
    }
    if (!end_with_effect(&a, "order", &doubts, e)) {
        return false;
    }
    hint(c, "proviso order serve %s --name WHO --cites HOW, and proviso lookback for the releases that it reaches", a.id);
    return true;
}

bool verb_order_add(struct call *c, int *status, struct error *e)
{
    (void)status;
    return add_order(c, c->argument[0], e);
}

static bool halt_all(struct call *c, bool lift, struct error *e)
{
    struct act_call a = {0};
    bool notices = cli_has(c, OPTION_NOTICES);
    const char *what = lift ? "the end of the halt" : notices ? "a halt of all notices" : "a halt of everything";
    const char *cites = cli_has(c, OPTION_CITES) ? c->option[OPTION_CITES] : "";
    bool ok = act_begin(c, &a, e) &&
              (notices ? gate_halt_notices : gate_halt)(a.g, lift, cites, c->option[OPTION_DOCUMENT], a.by, e);
    return !ok || lift || notices || cli_has(c, OPTION_DRY_RUN) ? act_end(&a, ok, what, e) : end_with_effect(&a, what, NULL, e);
}

bool verb_halt(struct call *c, int *status, struct error *e)
{
    (void)status;
    bool order = cli_has(c, OPTION_ORDER), all = cli_has(c, OPTION_ALL), lift = cli_has(c, OPTION_LIFT),
         notices = cli_has(c, OPTION_NOTICES);
    if ((unsigned)order + all + lift + (notices && !lift) != 1) {
        return fail(e, ERROR_USAGE, "usage.need", "give one of --order FILE, --all, --notices, --lift");
    }
    if (order && (cli_has(c, OPTION_CITES) || cli_has(c, OPTION_DOCUMENT))) {
        return fail(e, ERROR_USAGE, "usage.need",
                    "an order has its citation and its paper in its own text; --cites and --document are for --all and --lift");
    }
    return order ? add_order(c, c->option[OPTION_ORDER], e) : halt_all(c, lift, e);
}

/* --- the register --- */

bool verb_order_suspend(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_suspension s = {.target = c->argument[0], .agreement = c->option[OPTION_AGREEMENT], .id = c->option[OPTION_NAME], .from = c->option[OPTION_AT]};
    bool ok = cli_need(c, OPTION_CITES, &s.cites, e) && cli_need(c, OPTION_DOCUMENT, &s.paper, e) &&
              act_begin(c, &a, e) && gate_order_suspend(a.g, &s, a.by, a.id, e);
    if (!act_end(&a, ok, "order", e)) {
        return false;
    }
    hint(c, "proviso run REQUESTS.csv, or proviso lookback: plans made before are decided again at their release");
    return true;
}

bool verb_order_serve(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    const char *name, *how;
    bool ok = cli_need(c, OPTION_NAME, &name, e) && cli_need(c, OPTION_CITES, &how, e) && act_begin(c, &a, e) &&
              gate_order_serve(a.g, c->argument[0], name, how, a.by, a.id, e);
    if (!act_end(&a, ok, "service", e)) {
        return false;
    }
    hint(c, "proviso order acknowledge %s --key FILE of the person served", a.id);
    return true;
}

bool verb_order_acknowledge(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    bool ok = act_begin(c, &a, e) &&
              gate_order_acknowledge(a.g, c->argument[0], c->option[OPTION_DOCUMENT], a.by, a.id, e);
    return act_end(&a, ok, "acknowledgement", e);
}

static void print_order(const json_t *o)
{
    const json_t *against = json_object_get(o, "against"), *services = json_object_get(o, "services");
    print("%-6s %s: %s %s\n", member_text(o, "number"), member_text(o, "id"),
          strcmp(member_text(o, "verb"), "require") == 0 ? "require for" : member_text(o, "verb"), member_text(o, "of"));
    print("       %s; from %s", member_text(o, "state"), member_text(o, "from"));
    print(member_text(o, "until")[0] == '\0' ? "\n" : " until %s\n", member_text(o, "until"));
    for (size_t i = 0; i < json_array_size(against); i++) {
        const json_t *one = json_array_get(against, i);
        print("%s%s%s", i == 0 ? "       against " : ", ",
              json_is_true(json_object_get(one, "recipient")) ? "the recipient " : "", member_text(one, "name"));
    }
    print(json_array_size(against) == 0 ? "       against every agreement\n" : "\n");
    print("       %s; sha256:%.16s...\n", member_text(o, "cites"), member_text(o, "document"));
    if (member_text(o, "population")[0] != '\0') {
        print("       a list of people came with it; sha256:%.16s...\n", member_text(o, "population"));
    }
    for (size_t i = 0; i < json_array_size(services); i++) {
        const json_t *s = json_array_get(services, i);
        print("       %s served on %s, %s (%s): %s\n", member_text(s, "number"), member_text(s, "to"), member_text(s, "at"),
              member_text(s, "how"),
              json_is_true(json_object_get(s, "acknowledged")) ? "acknowledged" : "not acknowledged");
    }
    if (json_array_size(services) == 0) {
        print("       not served on anybody yet\n");
    }
}

bool verb_order_list(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct text t = {0};
    bool ok = cli_open(c, &g, e) && gate_orders(g, &t, e);
    gate_close(g);
    return show_list(c, ok, &t, print_order, "no order was entered\n", e);
}
