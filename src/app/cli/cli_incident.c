/* cli_incident.c: verbs about incidents: their clocks run from the discovery, and what is overdue is said loudly. */
#include "app/cli/cli.h"
#include "record/paper.h"

enum { OVERDUE = 4 };

static void take_known(const struct call *c, struct gate_incident *in)
{
    in->occurred = c->option[OPTION_OCCURRED];
    in->contact = c->option[OPTION_NAME];
    in->how = c->option[OPTION_HOW];
    in->elements = c->option[OPTION_ELEMENTS];
    in->count = c->option[OPTION_RECORDS];
    in->place = c->option[OPTION_PLACE];
    in->systems = c->option[OPTION_SYSTEMS];
    in->regimes = c->option[OPTION_FOR];
}

bool verb_incident_open(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_incident in = {.finding = c->arguments == 0 ? NULL : c->argument[0], .discovered = INSTANT_MAX};
    const char *discovered = c->option[OPTION_DISCOVERED];
    take_known(c, &in);
    bool ok = (discovered == NULL || instant_parse(span_of(discovered), &in.discovered) ||
               fail(e, ERROR_USAGE, "usage.instant", "--discovered takes an instant: 2026-02-27T12:00Z")) &&
              act_begin(c, &a, e) && gate_incident_open(a.g, &in, a.by, a.id, e);
    if (!act_end(&a, ok, "incident", e)) {
        return false;
    }
    hint(c, "proviso incident report %s --for irs, send it, then proviso incident sent %s --for irs --key FILE", a.id, a.id);
    return true;
}

bool verb_incident_update(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    struct gate_incident in = {.discovered = INSTANT_MAX};
    take_known(c, &in);
    bool ok = act_begin(c, &a, e) && gate_incident_update(a.g, c->argument[0], &in, a.by, e);
    return act_end(&a, ok, "what is known of the incident by now", e);
}

bool verb_incident_sent(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct act_call a = {0};
    const char *to;
    bool ok = cli_need(c, OPTION_FOR, &to, e) && act_begin(c, &a, e) &&
              gate_incident_sent(a.g, c->argument[0], to, c->option[OPTION_CITES], c->option[OPTION_DOCUMENT], a.by, a.id, e);
    return act_end(&a, ok, "that the report was sent, as", e);
}

bool verb_incident_report(struct call *c, int *status, struct error *e)
{
    (void)status;
    struct gate *g = NULL;
    struct paper *p = NULL;
    const char *to = cli_has(c, OPTION_FOR) ? c->option[OPTION_FOR] : "irs";
    bool ok = cli_open(c, &g, e) && gate_incident_report(g, c->argument[0], to, &p, e) &&
              show_paper(c, p, c->argument[0], e);
    paper_free(p);
    gate_close(g);
    return ok;
}

static void print_report(const json_t *r)
{
    const char *sent = member_text(r, "sent"), *left = member_text(r, "left");
    bool late = json_is_true(json_object_get(r, "late"));
    print("        %-5s %s; ", member_text(r, "to"), member_text(r, "arithmetic"));
    if (json_is_true(json_object_get(r, "overdue"))) {
        print_overdue(left);
    } else if (sent[0] != '\0') {
        print("sent %s%s%s", sent, late ? ", late by " : "", late ? left : "");
    } else {
        print("%s left", left);
    }
    print("\n");
}

void print_incident(const json_t *in)
{
    const json_t *reports = json_object_get(in, "reports");
    const char *finding = member_text(in, "finding");
    print("  %-5s discovered %s%s%s\n", member_text(in, "number"), member_text(in, "discovered"),
          finding[0] == '\0' ? "" : ", finding ", finding);
    for (size_t i = 0; i < json_array_size(reports); i++) {
        print_report(json_array_get(reports, i));
    }
}

bool verb_incident_list(struct call *c, int *status, struct error *e)
{
    struct gate *g = NULL;
    struct text t = {0};
    bool overdue = false;
    bool ok = cli_open(c, &g, e) && gate_incidents(g, &t, &overdue, e);
    gate_close(g);
    *status = overdue ? OVERDUE : 0;
    return show_list(c, ok, &t, print_incident, "no incident was entered\n", e);
}
