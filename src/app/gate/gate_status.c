/* gate_status.c: what a custody holds. */
#include "app/gate/gate_mailing.h"
#include "app/gate/gate_recall.h"

#include <stdio.h>

struct stock {
    struct gate *g;
    json_t *list;
};

static bool append(struct stock *l, json_t *value, struct error *e)
{
    return json_made(value, e) && (json_array_append_new(l->list, value) == 0 || json_made(NULL, e));
}

static bool add_rules(void *ctx, const struct found *f, struct error *e)
{
    return append(ctx, json_pack("{s:s, s:s}", "number", f->subject, "id", json_text(f->document, "id")), e);
}

/* Of each cap on the rows of an agreement, how many were released in the period of now. */
static json_t *quota_json(const uint64_t most[CAPS], const uint64_t used[CAPS])
{
    json_t *list = json_array();
    for (unsigned c = CAP_BATCH + 1; c < CAPS; c++) {
        if (most[c] != 0) {
            list = json_list_add(list, json_pack("{s:I, s:I, s:s}", "used", (json_int_t)used[c], "most",
                                                 (json_int_t)most[c], "of", cap_words((enum cap)c)));
        }
    }
    return list;
}

static bool add_quota(struct gate *g, const struct found *f, json_t *to, struct error *e)
{
    struct rules_source source = {.name = json_text(f->document, "id"),
                                  .text = span_of(json_text(f->document, "text")),
                                  .entered = f->time};
    struct rules *rules = NULL;
    struct agreement_info info;
    uint64_t used[CAPS];
    instant now;
    bool ok = rules_parse(&rules, &source, 1, e) && clock_now(&now, e);
    if (ok && rules_agreement(rules, &info) && caps_look_back(info.quota)) {
        ok = history_used(g, f->subject, "", now, used, e) &&
             (json_object_set_new(to, "quota", quota_json(info.quota, used)) == 0 || json_made(NULL, e));
    }
    rules_free(rules);
    return ok;
}

static bool add_agreement(void *ctx, const struct found *f, struct error *e)
{
    struct stock *l = ctx;
    json_t *one = json_pack("{s:s, s:s}", "number", f->subject, "id", json_text(f->document, "id"));
    if (!json_made(one, e) || !add_quota(l->g, f, one, e)) {
        json_decref(one);
        return false;
    }
    return append(l, one, e);
}

/* As registered last: it keeps its number. */
static bool add_recipient(void *ctx, const struct found *f, struct error *e)
{
    struct stock *l = ctx;
    struct found last;
    bool open, found;
    uint8_t fact;
    instant now, until;
    if (!gate_find(l->g, "recipient", f->subject, &last, &found, e)) {
        return false;
    }
    bool again = found && last.index != f->index;
    found_clear(&last);
    return again ||
           (clock_now(&now, e) && gate_safeguard_open(l->g, f->subject, &open, e) &&
           gate_safeguard_fact(l->g, f->subject, NULL, now, &fact, &until, e) &&
           append(l, json_pack("{s:s, s:s, s:b, s:s}", "number", f->subject, "name",
                               json_text(f->document, "name"), "open_finding", open ? 1 : 0, "safeguards",
                               fact_value_name(FACT_SAFEGUARDS, fact)), e));
}

static bool add_person(void *ctx, const struct found *f, struct error *e)
{
    struct stock *l = ctx;
    bool retired;
    return gate_retired(l->g, f->subject, &retired, e) &&
           append(l, json_pack("{s:s, s:s, s:O, s:b}", "key", f->subject, "name", json_text(f->document, "name"),
                               "roles", json_object_get(f->entry, "roles"), "retired", retired ? 1 : 0), e);
}

static bool plan_state(struct gate *g, const struct found *f, const char **out, unsigned *approvals,
                       struct error *e)
{
    struct plan p = {0};
    struct sample_state sample;
    char release[GATE_ID];
    (void)snprintf(release, sizeof release, "r%s", f->subject + 1);
    bool ok = plan_get(g, f->subject, &p, e) && plan_approvals(g, &p, approvals, e) &&
              sample_state(g, f->subject, &sample, e);
    uint64_t releases = gate_count(g, "release", f->subject), handovers = gate_count(g, "handover", release);
    plan_clear(&p);
    *out = !ok              ? ""
           : handovers > 0  ? "handed over"
           : releases > 0   ? "released, key not handed over"
           : sample.stopped ? "stopped by its sample"
           : sample.drawn && !sample.examined ? "waits for the result of its sample"
           : *approvals > 1 ? "approved"
                            : "waits for approvals";
    return ok;
}

static bool add_plan(void *ctx, const struct found *f, struct error *e)
{
    struct stock *l = ctx;
    const char *state;
    unsigned approvals;
    return plan_state(l->g, f, &state, &approvals, e) &&
           append(l, json_pack("{s:s, s:s, s:i, s:s}", "number", f->subject, "batch", f->parent,
                               "approvals", (int)approvals, "state", state), e);
}

/* What is recalled, told and declared goes by these numbers: findings, and audits of what was released before. */
static bool add_finding(void *ctx, const struct found *f, struct error *e)
{
    char at[INSTANT_TEXT];
    instant_format(f->time, at);
    return append(ctx, json_pack("{s:s, s:s}", "number", f->subject, "at", at), e);
}

/* Those that stand. */
static bool add_hold(void *ctx, const struct found *f, struct error *e)
{
    struct stock *l = ctx;
    struct found last;
    bool found;
    if (json_is_true(json_object_get(f->entry, "lifted")) || !gate_find(l->g, "hold", f->subject, &last, &found, e)) {
        return json_is_true(json_object_get(f->entry, "lifted"));
    }
    bool stands = found && !json_is_true(json_object_get(last.entry, "lifted"));
    found_clear(&last);
    return !stands || append(l, json_pack("{s:s, s:s, s:s}", "number", f->subject, "of",
                                          f->parent[0] == '\0' ? "everything" : f->parent, "cites",
                                          json_text(f->document, "cites")), e);
}

static bool list(struct gate *g, json_t *to, const char *name, const char *type,
                 bool (*add)(void *ctx, const struct found *f, struct error *e), struct error *e)
{
    struct stock l = {g, json_array()};
    bool ok = json_made(l.list, e) && gate_each(g, type, NULL, add, &l, e) &&
              (json_object_set(to, name, l.list) == 0 || json_made(NULL, e));
    json_decref(l.list);
    return ok;
}

static bool add_registry(struct gate *g, json_t *to, struct error *e)
{
    struct gate_registry r;
    struct error none;
    json_t *value = gate_registry_status(g, &r, &none)
                        ? json_pack("{s:s, s:I}", "generation", r.generation, "persons",
                                    (json_int_t)r.persons)
                        : json_null();
    return json_object_set_new(to, "registry", value) == 0 || json_made(NULL, e);
}

/* The table in force: the last that was entered. */
static bool add_gazetteer(struct gate *g, json_t *to, struct error *e)
{
    struct found f = {0};
    bool found = false;
    if (!gate_find(g, "gazetteer", NULL, &f, &found, e)) {
        return false;
    }
    json_t *value = found ? json_pack("{s:s, s:O, s:O}", "number", f.subject, "zips",
                                      json_object_get(f.document, "zips"), "places",
                                      json_object_get(f.document, "places"))
                          : json_null();
    found_clear(&f);
    return json_object_set_new(to, "gazetteer", value) == 0 || json_made(NULL, e);
}

/* What has to be done, and until when: recalls, mailings and incidents. */
static bool add_remedy(struct gate *g, json_t *to, struct error *e)
{
    json_t *recalls = NULL, *incidents = NULL, *mailings = NULL;
    bool overdue;
    bool ok = recall_list_json(g, NULL, &recalls, &overdue, e) && incident_list_json(g, &incidents, &overdue, e) &&
              mailing_list_json(g, &mailings, e) && (json_object_set(to, "mailings", mailings) == 0 || json_made(NULL, e)) &&
              (json_object_set(to, "recalls", recalls) == 0 || json_made(NULL, e)) &&
              (json_object_set(to, "incidents", incidents) == 0 || json_made(NULL, e));
    json_decref(recalls);
    json_decref(incidents);
    json_decref(mailings);
    return ok;
}

static bool ledger_json(struct gate *g, const char *root, json_t **out, struct error *e)
{
    struct witness_list witnesses;
    struct text note = {0};
    struct checkpoint cosigned;
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    bool ok = gate_witness_list(g, &witnesses, e) && gate_note(g, "public/ledger/cosigned", &note, &cosigned, e);
    text_free(&note);
    *out = ok ? json_pack("{s:s, s:I, s:s, s:i, s:I}", "origin", c->origin, "size", (json_int_t)c->size, "root", root,
                          "quorum", (int)witnesses.quorum, "cosigned", (json_int_t)cosigned.size)
              : NULL;
    return ok && json_made(*out, e);
}

bool gate_status(struct gate *g, struct text *out, struct error *e)
{
    bool halted;
    struct text root = {0};
    const struct checkpoint *c = ledger_checkpoint(g->ledger);
    json_t *all = NULL, *ledger = NULL;
    bool ok = gate_halted(g, &halted, e) && text_add_hex(&root, c->root.at, sizeof c->root.at, e) &&
              ledger_json(g, root.at, &ledger, e);
    if (ok) {
        all = json_pack("{s:s, s:b, s:o}", "custody", g->dir, "halted", halted ? 1 : 0, "ledger",
                        ledger);
        ok = json_made(all, e) && add_registry(g, all, e) && add_gazetteer(g, all, e) &&
             list(g, all, "people", "person", add_person, e) &&
             list(g, all, "recipients", "recipient", add_recipient, e) &&
             list(g, all, "agreements", "agreement", add_agreement, e) &&
             list(g, all, "orders", "order", add_rules, e) && list(g, all, "plans", "plan", add_plan, e) &&
             list(g, all, "imports", "past", add_finding, e) && list(g, all, "findings", "finding", add_finding, e) &&
             list(g, all, "holds", "hold", add_hold, e) &&
             add_remedy(g, all, e) &&
             json_canonical(all, out, e);
    }
    json_decref(all);
    text_free(&root);
    return ok;
}

/* --- the store, taken away --- */

static bool ledger_size(const char *dir, uint64_t *out)
{
    enum { NOTE_LIMIT = 1000 * 1000 };
    char path[PATH_SIZE];
    struct text note = {0};
    struct checkpoint c;
    struct error ignored;
    bool ok = path_format(path, sizeof path, &ignored, "%s/public/ledger/checkpoint", dir) &&
              file_load(&note, path, NOTE_LIMIT, &ignored) && checkpoint_of(text_span(&note), &c, NULL, &ignored);
    text_free(&note);
    *out = ok ? c.size : 0;
    return ok;
}

/* A store that cannot be read says nothing. */
static bool saw_no_more(const char *path, uint64_t size, struct error *e)
{
    struct store *s = NULL;
    struct error ignored;
    uint64_t seen = 0;
    if (file_exists(path) && store_open(&s, path, &ignored) && !store_size(s, &seen, &ignored)) {
        seen = 0;
    }
    store_close(s);
    return gate_never_shrank(NULL, seen, size, e);
}

bool gate_repair(const char *dir, struct error *e)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[PATH_SIZE];
    uint64_t size;
    bool ok = path_format(path, sizeof path, e, "%s/custody", dir) &&
              (file_exists(path) || fail(e, ERROR_USAGE, "custody.none", "%s is no custody", dir));
    if (ok && !ledger_size(dir, &size)) {
        return true; /* there is nothing to make it of: the opening says why */
    }
    ok = ok && path_format(path, sizeof path, e, "%s/store.sqlite", dir) && saw_no_more(path, size, e);
    for (size_t i = 0; ok && i < sizeof endings / sizeof *endings; i++) {
        ok = path_format(path, sizeof path, e, "%s/store.sqlite%s", dir, endings[i]) &&
             file_remove(path, e);
    }
    return ok;
}
