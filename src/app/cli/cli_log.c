/* cli_log.c: verbs about the log itself: its witnesses, its time stamps, its keys. */
#include <string.h>

#include "app/cli/cli.h"
#include "base/file.h"

enum { VKEY_MOST = 4096 };

bool cli_vkey(const char *given, struct text *out, struct error *e)
{
    return file_exists(given) ? file_load(out, given, VKEY_MOST, e) : text_adds(out, given, e);
}

/* --- witnesses --- */

bool verb_witness_add(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    struct text vkey = {0};
    const char *given;
    (void)status;
    bool ok = cli_need(c, OPTION_VKEY, &given, e) && cli_vkey(given, &vkey, e) && act_begin(c, &a, e);
    struct gate_witness w = {.vkey = vkey.at, .name = c->option[OPTION_NAME], .url = c->option[OPTION_URL]};
    ok = ok && gate_witness_add(a.g, &w, a.by, a.id, e);
    ok = act_end(&a, ok, "witness", e);
    text_free(&vkey);
    if (ok) {
        hint(c, "proviso witness quorum K, when its operator has taken in public/ledger/vkey");
    }
    return ok;
}

bool verb_witness_remove(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    (void)status;
    bool ok = act_begin(c, &a, e) && gate_witness_remove(a.g, c->argument[0], a.by, a.id, e);
    return act_end(&a, ok, "the removal of witness", e);
}

bool verb_witness_quorum(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    uint64_t count;
    (void)status;
    if (!span_number(span_of(c->argument[0]), &count)) {
        return fail(e, ERROR_USAGE, "usage.number", "the quorum is a number of witnesses; 0: none are asked for");
    }
    bool ok = act_begin(c, &a, e) && gate_witness_quorum(a.g, count, a.by, a.id, e);
    return act_end(&a, ok, "quorum", e);
}

/* What a look of the gate wrote, parsed. */
static bool parsed(struct text *t, bool ok, json_t **out, struct error *e)
{
    *out = ok ? json_loadb(t->at, t->len, 0, NULL) : NULL;
    text_free(t);
    return ok && (*out != NULL || fail(e, ERROR_FAILED, "memory", "out of memory"));
}

static void print_witnesses(const json_t *all)
{
    const json_t *list = json_object_get(all, "witnesses");
    print("%s, %lld of them have to sign; ledger of %s, cosigned up to %lld\n",
          COUNTED(json_array_size(list), "witness", "witnesses"), member_number(all, "quorum"),
          COUNTED(member_number(all, "size"), "entry", "entries"), member_number(all, "cosigned"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *w = json_array_get(list, i);
        bool up_to_date = json_is_true(json_object_get(w, "signed"));
        print("  %-6s %s%s%s\n         %s\n", member_text(w, "number"), member_text(w, "name"),
              member_text(w, "name")[0] == '\0' ? "" : "  ", member_text(w, "url"), member_text(w, "vkey"));
        print("         %s", up_to_date ? "signed the checkpoint as it is now\n" : "knows ");
        if (!up_to_date) {
            print("%s\n", COUNTED(member_number(w, "knows"), "entry", "entries"));
        }
    }
}

bool verb_witness_list(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct text t = {0};
    json_t *all;
    (void)status;
    bool ok = cli_open(c, &g, e) && gate_witnesses(g, &t, e);
    gate_close(g);
    if (!parsed(&t, ok, &all, e)) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(all, e);
    }
    print_witnesses(all);
    json_decref(all);
    return true;
}

bool verb_witness_ask(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct text t = {0};
    json_t *all;
    (void)status;
    const char *dir = cli_has(c, OPTION_OUT) ? c->option[OPTION_OUT] : ".";
    bool ok = cli_open(c, &g, e) && gate_witness_ask(g, dir, &t, e);
    gate_close(g);
    if (!parsed(&t, ok, &all, e)) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(all, e);
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *w = json_array_get(all, i);
        print("%s %s: from %lld to %s, for %s/add-checkpoint\n",
              cli_has(c, OPTION_DRY_RUN) ? "would write" : "wrote", member_text(w, "file"), member_number(w, "old"),
              COUNTED(member_number(w, "size"), "entry", "entries"), member_text(w, "url"));
    }
    json_decref(all);
    hint(c, "curl --data-binary @FILE URL/add-checkpoint, then proviso witness answer NUMBER RESPONSE --status N");
    return true;
}

bool verb_witness_answer(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct gate_answered a;
    uint64_t http;
    bool ok = cli_number(c, OPTION_STATUS, 200, &http, e) && cli_open(c, &g, e) &&
              gate_witness_answer(g, c->argument[0], c->argument[1], http, &a, e);
    gate_close(g);
    if (!ok) {
        return false;
    }
    *status = a.again ? error_exit_status(ERROR_HELD) : 0;
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:b, s:I, s:I, s:i, s:i}", "witness", a.witness, "again", a.again ? 1 : 0,
                                    "knows", (json_int_t)a.knows, "size", (json_int_t)a.size, "signed_by",
                                    (int)a.signed_by, "needed", (int)a.needed),
                          e);
    }
    if (a.again) {
        print("%s knows %s: it has to be asked again, from there\n", a.witness, COUNTED(a.knows, "entry", "entries"));
        hint(c, "proviso witness ask");
        return true;
    }
    print("%s signed the ledger of %s: %u of the %u that are needed\n", a.witness,
          COUNTED(a.size, "entry", "entries"), a.signed_by, a.needed);
    return true;
}

/* --- time stamps --- */

bool verb_stamp_request(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    const char *path;
    uint64_t size;
    (void)status;
    bool ok = cli_need(c, OPTION_OUT, &path, e) && cli_open(c, &g, e) && gate_stamp_request(g, path, &size, e);
    gate_close(g);
    if (!ok) {
        return false;
    }
    if (cli_has(c, OPTION_JSON)) {
        return print_json(json_pack("{s:s, s:I}", "file", path, "size", (json_int_t)size), e);
    }
    print("%s %s: a time stamp of the ledger of %s\n",
          cli_has(c, OPTION_DRY_RUN) ? "would write" : "wrote", path, COUNTED(size, "entry", "entries"));
    hint(c, "curl -H 'Content-Type: application/timestamp-query' --data-binary @%s -o FILE.tsr AUTHORITY, then "
            "proviso stamp add FILE.tsr", path);
    return true;
}

bool verb_stamp_add(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    struct gate_stamp s = {0};
    char at[INSTANT_TEXT];
    (void)status;
    bool ok = act_begin(c, &a, e) && gate_stamp_add(a.g, c->argument[0], c->option[OPTION_CA], a.by, &s, a.id, e);
    ok = act_end(&a, ok, "time stamp", e);
    if (ok && !cli_has(c, OPTION_JSON)) {
        instant_format(s.at, at);
        print("the ledger of %s stood at %s%s\n", COUNTED(s.size, "entry", "entries"), at,
              cli_has(c, OPTION_CA) ? "" : "; who says so was not checked (--ca)");
    }
    return ok;
}

/* --- keys --- */

bool verb_key_rotate(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    enum gate_key which;
    (void)status;
    bool ok = gate_key_find(c->argument[0], &which, e) && act_begin(c, &a, e) &&
              gate_key_rotate(a.g, which, a.by, a.id, e);
    ok = act_end(&a, ok, "rotation", e);
    if (ok && which == GATE_KEY_LEDGER) {
        hint(c, "give public/ledger/vkey to the witnesses and to whoever verifies");
    } else if (ok && which == GATE_KEY_RELEASE) {
        hint(c, "give public/release.pub to the recipients");
    }
    return ok;
}

bool verb_people_retire(struct call *c, int *status, struct error *e)
{
    struct act_call a = {0};
    (void)status;
    bool ok = act_begin(c, &a, e) && gate_person_retire(a.g, c->argument[0], a.by, e);
    return act_end(&a, ok, "retirement", e);
}
