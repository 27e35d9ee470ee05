/* gate_incident.c: incidents and their clocks.
 *
 * (1) The clock runs from the discovery, and cannot be moved: a later entry of the
 *     same number adds what is known by then, with the same discovery.
 * (2) What is not known stays empty, and is printed as not known yet: a report is
 *     incomplete rather than late.
 * (3) Entering that a report was sent is an act of its own; a report to an authority
 *     under the GDPR that is late has to say why (article 33(1)).
 */
#include "app/gate/gate_recall.h"

#include <stdio.h>

enum { ANYONE = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER };

const struct regime regimes[REGIMES] = {
    {"irs", "TIGTA and the IRS Office of Safeguards", "IRS Publication 1075",
     "at once, and within 24 hours of the discovery", 24},
    {"gdpr", "the supervisory authority", "Regulation (EU) 2016/679 (GDPR), article 33",
     "without undue delay and, where feasible, within 72 hours of the discovery; a later report gives the reasons", 72},
};

const struct regime *regime_find(const char *name)
{
    for (size_t i = 0; i < REGIMES; i++) {
        if (strcmp(regimes[i].name, name) == 0) {
            return &regimes[i];
        }
    }
    return NULL;
}

bool incident_asks(const struct found *incident, const struct regime *r)
{
    struct span list = span_of(json_text(incident->document, "regimes")), name;
    while (span_cut(&list, ',', &name)) {
        if (span_is(span_trim(name), r->name)) {
            return true;
        }
    }
    return false;
}

bool incident_discovered(const struct found *incident, instant *out, struct error *e)
{
    return instant_parse(span_of(json_text(incident->entry, "discovered")), out) ||
           fail(e, ERROR_VERIFY, "incident.discovered", "%s has no instant of discovery", incident->subject);
}

/* --- what is known --- */

static bool known_regimes(const char *list, struct error *e)
{
    struct span rest = span_of(list), name;
    unsigned known = 0;
    while (span_cut(&rest, ',', &name)) {
        unsigned before = known;
        for (size_t i = 0; i < REGIMES; i++) {
            known += span_is(span_trim(name), regimes[i].name);
        }
        if (known == before) {
            return fail(e, ERROR_USAGE, "incident.regime", "--for takes irs, gdpr, or both joined by a comma");
        }
    }
    return known > 0;
}

static bool known_instant(const char *occurred, instant now, struct error *e)
{
    instant t;
    if (!instant_parse(span_of(occurred), &t)) {
        return fail(e, ERROR_USAGE, "incident.instant",
                    "--occurred takes a date or an instant: 2026-02-27 or 2026-02-27T12:00Z");
    }
    return t <= now || fail(e, ERROR_USAGE, "incident.future", "what occurred is in the future");
}

/* Puts what is given in place of what was; `empty`: what is not given becomes "". */
static bool take_known(const struct gate_incident *in, instant now, bool empty, json_t *to, struct error *e)
{
    const struct {
        const char *name, *value;
    } known[] = {{"occurred", in->occurred}, {"contact", in->contact}, {"how", in->how},
                 {"elements", in->elements}, {"count", in->count},     {"place", in->place},
                 {"systems", in->systems},   {"regimes", in->regimes}};
    bool ok = (in->occurred == NULL || known_instant(in->occurred, now, e)) &&
              (in->regimes == NULL || known_regimes(in->regimes, e));
    for (size_t i = 0; ok && i < sizeof known / sizeof *known; i++) {
        const char *value = known[i].value == NULL && empty ? "" : known[i].value;
        ok = value == NULL ||
             json_made(json_object_set_new(to, known[i].name, json_string(value)) == 0 ? to : NULL, e);
    }
    return ok;
}

/* --- what a finding says of it --- */

static bool count_of(const struct found *finding, struct text *out, struct error *e)
{
    const json_t *readings = json_object_get(finding->document, "readings");
    int64_t least = INT64_MAX, most = 0;
    for (size_t i = 0; i < json_array_size(readings); i++) {
        int64_t wrong = json_number(json_array_get(readings, i), "wrong");
        least = wrong < least ? wrong : least;
        most = wrong > most ? wrong : most;
    }
    if (json_array_size(readings) == 0) {
        return text_adds(out, "", e);
    }
    return (least == most || (text_add_count(out, (uint64_t)least, e) && text_adds(out, " to ", e))) &&
           text_add_count(out, (uint64_t)most, e) &&
           text_adds(out, least == most ? " rows" : " rows, by the reading of the rules", e);
}

static bool elements_of(struct gate *g, const char *finding, struct text *out, struct error *e)
{
    static const struct {
        uint32_t bit;
        const char *words;
    } contents[] = {{CONTENT_ADDRESS, "last known address"},
                    {CONTENT_CODE, "a code that says whether a person is in the records"},
                    {CONTENT_COUNT, "a count"}};
    uint32_t content;
    bool ok = finding_content(g, finding, &content, e) && text_adds(out, "", e);
    for (size_t i = 0; ok && i < sizeof contents / sizeof *contents; i++) {
        ok = (content & contents[i].bit) == 0 ||
             text_addf(out, e, "%s%s", out->len == 0 ? "" : "; ", contents[i].words);
    }
    return ok;
}

struct derived {
    struct text count, elements;
};

static bool derive(struct gate *g, struct gate_incident *in, struct derived *d, struct error *e)
{
    struct found f = {0};
    if (in->finding == NULL) {
        return true;
    }
    bool ok = gate_get(g, finding_type(in->finding), in->finding, &f, e) &&
              count_of(&f, &d->count, e) && elements_of(g, in->finding, &d->elements, e);
    found_clear(&f);
    in->count = in->count == NULL ? d->count.at : in->count;
    in->elements = in->elements == NULL ? d->elements.at : in->elements;
    return ok;
}

/* --- acts --- */

static bool draft_incident(const char *finding, instant discovered, json_t *document, struct draft *d, struct error *e)
{
    char at[INSTANT_TEXT];
    instant_format(discovered, at);
    (void)snprintf(d->parent, GATE_ID, "%s", finding == NULL ? "" : finding);
    d->entry = json_pack("{s:s}", "discovered", at);
    d->document = document;
    return json_made(document, e) && json_made(d->entry, e);
}

bool gate_incident_open(struct gate *g, const struct gate_incident *given, struct signers by, char id[GATE_ID],
                        struct error *e)
{
    struct gate_incident in = *given;
    struct derived derived = {0};
    struct draft d = {.type = "incident"};
    in.regimes = in.regimes == NULL ? "irs,gdpr" : in.regimes;
    bool ok = derive(g, &in, &derived, e) && gate_begin_patiently(g, e) &&
              gate_require(g, by, ANYONE, 1, "entering an incident", e) &&
              (in.discovered == INSTANT_MAX || in.discovered <= g->now ||
               fail(e, ERROR_USAGE, "incident.future", "the discovery is in the future")) &&
              draft_incident(in.finding, in.discovered == INSTANT_MAX ? g->now : in.discovered, json_object(), &d, e) &&
              take_known(&in, g->now, true, d.document, e) && gate_append_next(g, &d, "in", by, id, e);
    gate_end(g);
    gate_draft_clear(&d);
    text_free(&derived.count);
    text_free(&derived.elements);
    return ok;
}

/* A duty to report that was entered is taken back by two (I9): its clock would be gone. */
static bool may_leave_out(struct gate *g, const struct found *before, json_t *document, struct signers by, struct error *e)
{
    const struct found after = {.document = document};
    bool all = true;
    for (size_t i = 0; i < REGIMES; i++) {
        all = all && (!incident_asks(before, &regimes[i]) || incident_asks(&after, &regimes[i]));
    }
    return all || gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "leaving out to whom an incident has to be reported", e);
}

bool gate_incident_update(struct gate *g, const char *incident, const struct gate_incident *in, struct signers by,
                          struct error *e)
{
    struct found f = {0};
    struct draft d = {.type = "incident"};
    instant discovered;
    bool ok = gate_begin(g, e) && gate_require(g, by, ANYONE, 1, "adding to an incident", e) &&
              gate_get(g, "incident", incident, &f, e) && incident_discovered(&f, &discovered, e) &&
              draft_incident(f.parent, discovered, json_deep_copy(f.document), &d, e) &&
              take_known(in, g->now, false, d.document, e) && may_leave_out(g, &f, d.document, by, e);
    if (ok) {
        memcpy(d.subject, f.subject, GATE_ID);
        ok = gate_append(g, &d, 1, by, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    found_clear(&f);
    return ok;
}

struct sending {
    const char *to;
    instant at;
    struct found *report;
};

static bool first_sent(void *ctx, const struct found *f, struct error *e)
{
    struct sending *s = ctx;
    (void)e;
    if (s->at == INSTANT_MAX && strcmp(json_text(f->entry, "to"), s->to) == 0) {
        s->at = f->time;
        *s->report = *f;
        json_incref(f->entry);
        json_incref(f->document);
    }
    return true;
}

bool incident_sent(struct gate *g, const char *incident, const char *to, instant *at, struct found *report,
                   struct error *e)
{
    struct sending s = {.to = to, .at = INSTANT_MAX, .report = report};
    *report = (struct found){0};
    bool ok = gate_each(g, "incident-report", incident, first_sent, &s, e);
    *at = s.at;
    return ok;
}

static bool has_reasons(struct gate *g, const struct found *f, const struct regime *r, const char *cites, struct error *e)
{
    struct recall_deadline d;
    instant discovered;
    if (r == NULL || strcmp(r->name, "gdpr") != 0 || cites != NULL) {
        return true;
    }
    if (!incident_discovered(f, &discovered, e)) {
        return false;
    }
    recall_deadline("discovered", discovered, r->hours, "hour", &d);
    if (g->now <= d.due) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "incident.reasons", "the report is later than %u hours: it has to give the reasons for the delay",
                r->hours);
    error_hint(e, "--cites REASONS (GDPR, article 33(1))");
    return false;
}

bool gate_incident_sent(struct gate *g, const char *incident, const char *to, const char *cites, const char *paper,
                        struct signers by, char id[GATE_ID], struct error *e)
{
    struct found f = {0};
    struct draft d = {.type = "incident-report"};
    char hash[HEX_256] = "";
    const struct regime *r = regime_find(to);
    bool ok = (r != NULL || strcmp(to, "other") == 0 ||
               fail(e, ERROR_USAGE, "incident.regime", "--for takes irs, gdpr or other")) &&
              (paper == NULL || gate_paper(paper, hash, e)) && gate_begin_patiently(g, e) &&
              gate_require(g, by, ANYONE, 1, "entering that a report was sent", e) &&
              gate_get(g, "incident", incident, &f, e) && has_reasons(g, &f, r, cites, e);
    if (ok) {
        memcpy(d.parent, f.subject, GATE_ID);
        d.entry = json_pack("{s:s}", "to", to);
        d.document = json_pack("{s:s, s:s}", "cites", cites == NULL ? "" : cites, "paper", hash);
        ok = json_made(d.entry, e) && json_made(d.document, e) && gate_append_next(g, &d, "ir", by, id, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    found_clear(&f);
    return ok;
}
