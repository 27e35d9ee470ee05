/* cli_world.c: a made-up custody, out of nothing. */
#include "app/cli/cli_world.h"
#include "base/clock.h"

static const struct {
    const char *file;
    const char *name;
    unsigned roles;
} people[WORLD_PEOPLE] = {{"officer", "Privacy Officer (demo)", ROLE_ADMIN | ROLE_COUNSEL},
                    {"counsel", "Counsel (demo)", ROLE_ADMIN | ROLE_COUNSEL},
                    {"operator", "Operator (demo)", ROLE_OPERATOR},
                    {"approver1", "First Approver (demo)", ROLE_APPROVER},
                    {"approver2", "Second Approver (demo)", ROLE_APPROVER}};

/* --- names --- */

bool world_name(struct world *w, const char *dir, struct error *e)
{
    const struct {
        char *path;
        const char *ending;
    } files[] = {{w->registry, "registry.csv"}, {w->requests, "requests.csv"},
                 {w->truth, "truth.csv"},       {w->past, "released.csv"},
                 {w->agreement, "agreement.proviso"}, {w->keys, "people"},
                 {w->passphrase, "people/passphrase"}, {w->out, "out"},
                 {w->recipient, "people/recipient.identity"}};
    w->dir = dir;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!path_format(files[i].path, PATH_SIZE, e, "%s.%s", dir, files[i].ending)) {
            return false;
        }
    }
    return true;
}

/* --- the agreement --- */

static bool add_line(struct text *out, struct span line, const char *mark, const char *until,
                     struct error *e)
{
    size_t officers;
    const char *const *names = demo_officers(&officers);
    if (span_starts(line, "  in force ")) {
        return text_addf(out, e, "  in force 2025-04-07 to %s\n", until);
    }
    if (span_starts(line, "  case-load 5")) {
        return text_adds(out, "  case-load 50000 rows an officer\n", e);
    }
    if (!span_starts(line, "  officers ")) {
        return text_add(out, line, e) && text_addc(out, '\n', e);
    }
    bool ok = text_adds(out, "  officers ", e);
    for (size_t i = 0; ok && i < officers; i++) {
        ok = text_addf(out, e, "%s\"%s%s\"", i == 0 ? "" : ",\n    ", names[i], mark == NULL ? "" : mark);
    }
    return ok && text_addc(out, '\n', e);
}

/* The example's agreement, renewed for a year from today, with the made-up officers. */
static bool write_agreement(struct world *w, struct error *e)
{
    instant now;
    char until[INSTANT_TEXT];
    struct text t = {0};
    if (!clock_now(&now, e)) {
        return false;
    }
    instant_format(now + INT64_C(365) * 86400000, until);
    until[10] = '\0';
    struct span rest = span_of(demo_agreement_text), line;
    bool ok = true;
    while (ok && span_cut(&rest, '\n', &line)) {
        ok = add_line(&t, line, w->options.mark, until, e);
    }
    ok = ok && file_save(w->agreement, text_span(&t), FILE_PRIVATE, e);
    text_free(&t);
    return ok;
}

/* --- people --- */

static bool make_key(struct world *w, size_t i, struct span passphrase, struct error *e)
{
    char path[PATH_SIZE], id[GATE_ID];
    return path_format(path, sizeof path, e, "%s/%s.key", w->keys, people[i].file) &&
           signer_create(path, passphrase, id, e) && signer_open(&w->signer[i], path, passphrase, e);
}

static bool make_keys(struct world *w, struct error *e)
{
    static const char secret[] = "made-up people have no secrets";
    bool ok = folder_make(w->keys, FILE_PRIVATE, e) &&
              file_save(w->passphrase, span_of(secret), FILE_PRIVATE, e);
    for (size_t i = 0; ok && i < WORLD_PEOPLE; i++) {
        ok = make_key(w, i, span_of(secret), e);
    }
    return ok;
}

struct signers world_by(struct world *w, enum world_person a)
{
    w->pair[0] = w->signer[a];
    return (struct signers){w->pair, 1};
}

struct signers world_by_two(struct world *w, enum world_person a, enum world_person b)
{
    w->pair[0] = w->signer[a];
    w->pair[1] = w->signer[b];
    return (struct signers){w->pair, 2};
}

static bool register_people(struct world *w, struct error *e)
{
    struct signers by = world_by_two(w, OFFICER, COUNSEL), none = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < WORLD_PEOPLE; i++) {
        char path[PATH_SIZE], id[GATE_ID];
        ok = path_format(path, sizeof path, e, "%s/%s.key.pub", w->keys, people[i].file) &&
             gate_person_add(w->g, people[i].name, people[i].roles, path, i < 2 ? none : by, id, e);
    }
    return ok;
}

/* --- the custody --- */

static bool add_recipient(struct world *w, struct error *e)
{
    char id[GATE_ID], age[GATE_AGE];
    struct gate_recipient recipient = {.name = "Immigration and Customs Enforcement",
                                       .address = "500 12th Street SW, Washington DC 20536"};
    recipient.age[0] = age;
    return gate_recipient_key(w->recipient, age, e) &&
           gate_recipient_add(w->g, &recipient, world_by_two(w, OFFICER, COUNSEL), id, e);
}

bool world_found(struct world *w, const struct gate_progress *progress, struct gate_registry *imported, struct error *e)
{
    char id[GATE_ID];
    if (!make_keys(w, e) || !gate_init(w->dir, "custody.invalid/demo", e) || !gate_open(&w->g, w->dir, progress, e)) {
        return false;
    }
    gate_set_threads(w->g, w->options.threads);
    return register_people(w, e) && add_recipient(w, e) && write_agreement(w, e) &&
           gate_agreement_add(w->g, w->agreement, world_by_two(w, OFFICER, COUNSEL), id, e) &&
           gate_registry_import(w->g, w->registry, NULL, 0, world_by(w, OPERATOR), imported, e);
}

bool world_plan(struct world *w, struct gate_run *out, struct error *e)
{
    unsigned count;
    struct gate_run_options o = {.requests = w->requests, .agreement = "TAX-2025"};
    return gate_run(w->g, &o, world_by(w, OPERATOR), out, e) &&
           gate_approve(w->g, out->plan, w->signer[APPROVER_1], &count, e) &&
           gate_approve(w->g, out->plan, w->signer[APPROVER_2], &count, e);
}

void world_close(struct world *w)
{
    gate_close(w->g);
    for (size_t i = 0; i < WORLD_PEOPLE; i++) {
        signer_close(w->signer[i]);
    }
}
