/* cli_custody.c: verbs about the custody itself, its people, recipients, rules and registry. */
#include "app/cli/cli.h"

bool verb_init(struct call *c, int *status, struct error *e)
{
    (void)status;
    const char *name = cli_has(c, OPTION_NAME) ? c->option[OPTION_NAME] : "custody.invalid/log";
    if (!gate_init(c->argument[0], name, e)) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s}", "custody", c->argument[0], "origin", name), e);
    }
    print("made the custody %s\n", c->argument[0]);
    hint(c, "proviso key new FILE, then proviso -C %s people add, twice", c->argument[0]);
    return true;
}

static void print_list(const json_t *all, const char *name, const char *const *keys)
{
    const json_t *list = json_object_get(all, name);
    print("%-12s %zu\n", name, json_array_size(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        print("  %-16s", member_text(one, keys[0]));
        for (size_t k = 1; keys[k] != NULL; k++) {
            print(" %s", member_text(one, keys[k]));
        }
        const json_t *roles = json_object_get(one, "roles");
        for (size_t k = 0; k < json_array_size(roles); k++) {
            print("%s %s", k == 0 ? ":" : ",", json_string_value(json_array_get(roles, k)));
        }
        if (json_is_true(json_object_get(one, "retired"))) {
            print(" (retired)");
        }
        if (json_is_true(json_object_get(one, "open_finding"))) {
            const char *state = member_text(one, "safeguards");
            print(" (open safeguard finding%s)", strcmp(state, "planned") == 0   ? ", with a corrective plan"
                                                 : strcmp(state, "overdue") == 0 ? ", overdue"
                                                                                 : "");
        }
        if (json_object_get(one, "approvals") != NULL) {
            print(" (%lld of 2 approvals)", (long long)json_integer_value(json_object_get(one, "approvals")));
        }
        const json_t *quota = json_object_get(one, "quota");
        for (size_t k = 0; k < json_array_size(quota); k++) {
            const json_t *cap = json_array_get(quota, k);
            print("%s%lld of %s %s", k == 0 ? ": released " : ", ",
                  (long long)json_integer_value(json_object_get(cap, "used")),
                  COUNTED(json_integer_value(json_object_get(cap, "most")), "row", "rows"), member_text(cap, "of"));
        }
        print("\n");
    }
}

/* What has to be done until when; nothing where nothing was recalled. */
static void print_remedy(const json_t *all)
{
    const json_t *recalls = json_object_get(all, "recalls"), *incidents = json_object_get(all, "incidents"),
                 *mailings = json_object_get(all, "mailings");
    if (json_array_size(recalls) > 0) {
        print("recalls      %zu\n", json_array_size(recalls));
    }
    for (size_t i = 0; i < json_array_size(recalls); i++) {
        print_recall(json_array_get(recalls, i));
    }
    if (json_array_size(mailings) > 0) {
        print("mailings     %zu\n", json_array_size(mailings));
    }
    for (size_t i = 0; i < json_array_size(mailings); i++) {
        print_mailing(json_array_get(mailings, i));
    }
    if (json_array_size(incidents) > 0) {
        print("incidents    %zu\n", json_array_size(incidents));
    }
    for (size_t i = 0; i < json_array_size(incidents); i++) {
        print_incident(json_array_get(incidents, i));
    }
}

static void print_status(const json_t *all)
{
    static const char *const person[] = {"key", "name", NULL}, *const recipient[] = {"number", "name", NULL},
                             *const rules[] = {"number", "id", NULL},
                             *const plan[] = {"number", "batch", "state", NULL},
                             *const finding[] = {"number", "at", NULL}, *const hold[] = {"number", "of", "cites", NULL};
    const json_t *ledger = json_object_get(all, "ledger"), *registry = json_object_get(all, "registry");
    print("custody      %s%s\n", member_text(all, "custody"),
          json_is_true(json_object_get(all, "halted")) ? "  HALTED" : "");
    print("ledger       %s, %s, root %s\n", member_text(ledger, "origin"),
          COUNTED(json_integer_value(json_object_get(ledger, "size")), "entry", "entries"), member_text(ledger, "root"));
    if (json_integer_value(json_object_get(ledger, "quorum")) > 0) {
        print("witnesses    %lld have to sign; cosigned up to %s\n",
              (long long)json_integer_value(json_object_get(ledger, "quorum")),
              COUNTED(json_integer_value(json_object_get(ledger, "cosigned")), "entry", "entries"));
    }
    if (json_is_null(registry)) {
        print("registry     none\n");
    } else {
        print("registry     %s, %s\n", member_text(registry, "generation"),
              COUNTED(json_integer_value(json_object_get(registry, "persons")), "person", "people"));
    }
    print_list(all, "people", person);
    print_list(all, "recipients", recipient);
    print_list(all, "agreements", rules);
    print_list(all, "orders", rules);
    print_list(all, "plans", plan);
    print_list(all, "imports", finding);
    print_list(all, "findings", finding);
    print_list(all, "holds", hold);
    print_remedy(all);
}

bool verb_status(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct text t = {0};
    bool ok = cli_open(c, &g, e) && gate_status(g, &t, e);
    json_t *all = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    if (ok && cli_has(c, OPTION_JSON)) {
        ok = print_json(json_incref(all), e);
    } else if (ok) {
        print_status(all);
    }
    json_decref(all);
    text_free(&t);
    gate_close(g);
    return ok;
}

static void print_checks(const json_t *all)
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        print("%-7s %-22s %s\n", member_text(one, "state"), member_text(one, "what"), member_text(one, "said"));
        if (member_text(one, "todo")[0] != '\0') {
            print("        %-22s -> %s\n", "", member_text(one, "todo"));
        }
    }
}

bool verb_doctor(struct call *c, int *status, struct error *e)
{
    enum { NOT_SOUND = 6 };
    struct text t = {0};
    bool healthy = false, ok = gate_doctor(c->dir, cli_has(c, OPTION_REPAIR), &c->progress, &t, &healthy, e);
    json_t *all = ok ? json_loadb(t.at, t.len, 0, NULL) : NULL;
    text_free(&t);
    progress_end();
    *status = healthy ? 0 : NOT_SOUND;
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:b, s:o}", "healthy", healthy ? 1 : 0, "checks", all), e);
    }
    if (ok) {
        print_checks(all);
        print(healthy ? "nothing is wrong\n" : "something is wrong\n");
    }
    json_decref(all);
    return ok;
}

bool verb_key_new(struct call *c, int *status, struct error *e)
{
    (void)status;
    char id[GATE_ID];
    struct text passphrase = {0};
    bool ok = cli_passphrase(c, c->argument[0], true, &passphrase, e) &&
              signer_create(c->argument[0], text_span(&passphrase), id, e);
    text_free(&passphrase);
    if (ok && cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s}", "key", id, "file", c->argument[0]), e);
    }
    if (ok) {
        print("made the key %s: %s and %s.pub\n", id, c->argument[0], c->argument[0]);
        hint(c, "proviso people add --name NAME --role ROLES --public %s.pub", c->argument[0]);
    }
    return ok;
}

bool verb_people_add(struct call *c, int *status, struct error *e)
{
    (void)status;
    const char *name, *role, *public_path;
    unsigned roles;
    struct act_call a = {0};
    if (!cli_need(c, OPTION_NAME, &name, e) || !cli_need(c, OPTION_ROLE, &role, e) ||
        !cli_need(c, OPTION_PUBLIC, &public_path, e)) {
        return false;
    }
    if (!gate_roles(span_of(role), &roles)) {
        return fail(e, ERROR_USAGE, "people.role", "--role takes admin, counsel, operator, approver, joined by commas");
    }
    bool ok = act_begin(c, &a, e) && gate_person_add(a.g, name, roles, public_path, a.by, a.id, e);
    return act_end(&a, ok, "person", e);
}

bool verb_recipient_add(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_recipient r = {.minisign = c->option[OPTION_MINISIGN]};
    struct act_call a = {0};
    bool ok = cli_need(c, OPTION_NAME, &r.name, e) && cli_need(c, OPTION_ADDRESS, &r.address, e) &&
              cli_need(c, OPTION_AGE, &r.age[0], e);
    for (size_t i = 0; i < c->age_count && i < GATE_AGES; i++) {
        r.age[i] = c->ages[i];
    }
    ok = ok && act_begin(c, &a, e) && gate_recipient_add(a.g, &r, a.by, a.id, e);
    return act_end(&a, ok, "recipient", e);
}

/* The end of a corrective plan; a date is included, as in the language. */
static bool plan_until(const struct call *c, struct gate_finding_act *f, struct error *e)
{
    const char *at = c->option[OPTION_AT];
    uint32_t day;
    if (at == NULL) {
        return true;
    }
    if (!f->open) {
        return fail(e, ERROR_USAGE, "usage.at", "--at is the end of a corrective plan: give it with --open");
    }
    f->planned = true;
    if (date_parse(span_of(at), &day)) {
        f->until = instant_later(date_instant(day), PERIOD_DAY, 1);
        return true;
    }
    return instant_parse(span_of(at), &f->until) ||
           fail(e, ERROR_USAGE, "usage.at", "--at takes 2026-12-31 or 2026-12-31T12:00Z");
}

bool verb_safeguard(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate_finding_act f = {.open = cli_has(c, OPTION_OPEN)};
    struct act_call a = {0};
    if (f.open == cli_has(c, OPTION_CLOSE)) {
        return fail(e, ERROR_USAGE, "usage.need", "give either --open or --close");
    }
    bool ok = cli_need(c, OPTION_CITES, &f.cites, e) && plan_until(c, &f, e) && act_begin(c, &a, e) &&
              gate_safeguard(a.g, c->argument[0], &f, a.by, e);
    return act_end(&a, ok, !f.open      ? "the closing of a safeguard finding"
                           : f.planned ? "a safeguard finding with a corrective plan"
                                       : "a safeguard finding",
                   e);
}

bool verb_agreement_add(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    bool ok = act_begin(c, &a, e) && gate_agreement_add(a.g, c->argument[0], a.by, a.id, e);
    if (!act_end(&a, ok, "agreement", e)) {
        return false;
    }
    hint(c, "proviso run REQUESTS.csv --agreement %s --key FILE", a.id);
    return true;
}

/* --- registry --- */

static bool add_figure(struct text *t, const char *before, uint64_t n, const char *after, struct error *e)
{
    return text_adds(t, before, e) && text_add_count(t, n, e) && text_adds(t, after, e);
}

static json_t *registry_json(const struct gate_registry *r)
{
    json_t *out = json_pack("{s:s, s:I, s:I, s:I, s:s}", "generation", r->generation, "persons",
                            (json_int_t)r->persons, "bytes", (json_int_t)r->bytes, "rejected",
                            (json_int_t)r->rejected, "hash", r->hash);
    if (r->base[0] != 0) {
        json_t *base = json_pack("{s:s, s:I, s:I, s:I}", "generation", r->base, "persons",
                                 (json_int_t)r->base_persons, "gone", (json_int_t)r->gone, "changed",
                                 (json_int_t)r->changed);
        (void)json_object_set_new(out, "base", base);
    }
    return out;
}

/* A delta's base, in a second line. */
static bool add_base(const struct gate_registry *r, struct text *t, struct error *e)
{
    uint64_t base = r->base_persons == 0 ? 1 : r->base_persons;
    return text_addf(t, e, "a delta over %s: ", r->base) && add_figure(t, "", r->base_persons, " people, ", e) &&
           add_figure(t, "", r->gone, " of them gone or replaced", e) &&
           text_addf(t, e, " (%.1f %%), ", 100.0 * (double)r->gone / (double)base) &&
           add_figure(t, "", r->changed, " changed or new\n", e);
}

static bool show_registry(const struct call *c, const struct gate_registry *r, const char *what,
                          struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        return print_json(registry_json(r), e);
    }
    struct text t = {0};
    bool ok = text_addf(&t, e, "%s %s: ", what, r->generation) && add_figure(&t, "", r->persons, " people", e) &&
              text_addf(&t, e, ", %.1f bytes each",
                        r->persons == 0 ? 0.0 : (double)r->bytes / (double)r->persons) &&
              (r->rejected == 0 || add_figure(&t, ", ", r->rejected, " rows rejected", e)) &&
              text_addc(&t, '\n', e) && (r->base[0] == 0 || add_base(r, &t, e));
    print_text(&t);
    text_free(&t);
    return ok;
}

/* A tenth of the base: from there on a whole generation is worth its while. */
static void hint_compact(const struct call *c, const struct gate_registry *r)
{
    if (r->gone * 10 > r->base_persons || r->changed * 10 > r->base_persons) {
        hint(c, "proviso registry compact --key FILE");
    }
}

static bool memory_of(const struct call *c, uint64_t *bytes, struct error *e)
{
    enum { MOST_MIB = 1 << 24 };
    uint64_t mib;
    bool ok = cli_number(c, OPTION_MEMORY, 1024, &mib, e) &&
              (mib <= MOST_MIB || fail(e, ERROR_USAGE, "usage.number", "--memory is in MiB, at most %d", MOST_MIB));
    *bytes = ok ? mib << 20 : 0;
    return ok;
}

bool verb_registry_import(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    struct gate_registry r;
    uint64_t memory;
    bool ok = memory_of(c, &memory, e) && act_begin(c, &a, e) &&
              gate_registry_import(a.g, c->argument[0], c->option[OPTION_LAYOUT], memory, a.by, &r, e);
    gate_close(a.g);
    progress_end();
    if (ok && r.rejected > 0) {
        *status = 3;
    }
    if (!ok || !show_registry(c, &r, "generation", e)) {
        return false;
    }
    hint(c, "proviso agreement add FILE, or proviso run REQUESTS.csv --agreement A --key FILE");
    return true;
}

static bool show_update(const struct call *c, const struct gate_registry *r, struct error *e)
{
    if (cli_has(c, OPTION_JSON)) {
        json_t *out = registry_json(r), *more = json_pack(
            "{s:I, s:I, s:I, s:I}", "added", (json_int_t)r->added, "replaced", (json_int_t)r->replaced, "deleted",
            (json_int_t)r->deleted, "unknown", (json_int_t)r->unknown);
        (void)json_object_update(out, more);
        json_decref(more);
        return print_json(out, e);
    }
    struct text t = {0};
    bool ok = add_figure(&t, "", r->added, " added, ", e) && add_figure(&t, "", r->replaced, " replaced, ", e) &&
              add_figure(&t, "", r->deleted, " deleted", e) &&
              (r->unknown == 0 ||
               add_figure(&t, "; warning: ", r->unknown, " ids to be deleted that nobody has", e)) &&
              text_addc(&t, '\n', e);
    print_text(&t);
    text_free(&t);
    return ok && show_registry(c, r, "generation", e);
}

bool verb_registry_update(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    struct gate_registry r;
    uint64_t memory;
    const char *changes = c->arguments == 0 ? NULL : c->argument[0], *deleted = c->option[OPTION_DELETED];
    if (changes == NULL && deleted == NULL) {
        return fail(e, ERROR_USAGE, "usage.need", "give a file of changes, or --deleted IDS.csv, or both");
    }
    bool ok = memory_of(c, &memory, e) && act_begin(c, &a, e) &&
              gate_registry_update(a.g, changes, c->option[OPTION_LAYOUT], deleted, memory, a.by, &r, e);
    gate_close(a.g);
    progress_end();
    if (!ok || !show_update(c, &r, e)) {
        return false;
    }
    *status = r.rejected > 0 ? 3 : 0;
    hint_compact(c, &r);
    return true;
}

bool verb_registry_compact(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_registry r;
    uint64_t memory;
    bool ok = memory_of(c, &memory, e) && act_begin(c, &a, e) && gate_registry_compact(a.g, memory, a.by, &r, e);
    gate_close(a.g);
    progress_end();
    return ok && show_registry(c, &r, r.unchanged ? "whole already:" : "generation", e);
}

static bool registry_look(struct call *c, bool verify, struct error *e)
{
    struct gate *g = NULL;
    struct gate_registry r;
    bool ok = cli_open(c, &g, e) &&
              (verify ? gate_registry_verify(g, &r, e) : gate_registry_status(g, &r, e));
    gate_close(g);
    if (!ok || !show_registry(c, &r, verify ? "verified" : "current", e)) {
        return false;
    }
    hint_compact(c, &r);
    return true;
}

bool verb_registry_status(struct call *c, int *status, struct error *e)
{
    (void)status;
    return registry_look(c, false, e);
}

bool verb_registry_verify(struct call *c, int *status, struct error *e)
{
    (void)status;
    return registry_look(c, true, e);
}

bool verb_gazetteer_import(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_gazetteer z;
    bool ok = act_begin(c, &a, e) && gate_gazetteer_import(a.g, c->argument[0], a.by, &z, e);
    gate_close(a.g);
    progress_end();
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:s, s:I, s:I}", "number", z.number, "hash", z.hash, "zips",
                                    (json_int_t)z.zips, "places", (json_int_t)z.places),
                          e);
    }
    struct text t = {0};
    ok = text_adds(&t, cli_has(c, OPTION_DRY_RUN) ? "read" : "in force", e) &&
         (z.number[0] == '\0' || text_addf(&t, e, " as %s", z.number)) &&
         add_figure(&t, ": ", z.zips, " ZIPs, ", e) && add_figure(&t, "", z.places, " places\n", e);
    print_text(&t);
    text_free(&t);
    return ok;
}
