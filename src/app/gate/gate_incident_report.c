/* gate_incident_report.c: how incidents stand, and their reports, filled in as far
 * as they are known. No personal data: counts, instants, what kind of data it was,
 * and those officials who are to be asked.
 */
#include "app/gate/gate_recall.h"
#include "record/paper.h"

#include <stdio.h>

/* --- how they stand --- */

struct listing {
    struct gate *g;
    instant now;
    json_t *list;
    bool overdue;
};

static json_t *report_json(const struct regime *r, const struct recall_deadline *d, instant sent, instant now)
{
    char due[INSTANT_TEXT], at[INSTANT_TEXT] = "", left[RECALL_WORDS];
    bool open = sent == INSTANT_MAX, late = (open ? now : sent) > d->due;
    instant until = open ? now : sent;
    instant_format(d->due, due);
    if (!open) {
        instant_format(sent, at);
    }
    recall_span(late ? d->due : until, late ? until : d->due, left);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "to", r->name, "law", r->law, "due", due, "arithmetic",
                     d->words, "sent", at, "left", open || late ? left : "", "late", (int)late, "overdue",
                     (int)(open && late));
}

static bool add_reports(struct listing *l, const struct found *f, instant discovered, json_t **out, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < REGIMES; i++) {
        struct found report = {0};
        struct recall_deadline d;
        instant sent;
        if (!incident_asks(f, &regimes[i])) {
            continue;
        }
        recall_deadline("discovered", discovered, regimes[i].hours, "hour", &d);
        ok = incident_sent(l->g, f->subject, regimes[i].name, &sent, &report, e);
        found_clear(&report);
        if (ok) {
            *out = json_list_add(*out, report_json(&regimes[i], &d, sent, l->now));
            ok = json_made(*out, e);
            l->overdue = l->overdue || (sent == INSTANT_MAX && l->now > d.due);
        }
    }
    return ok;
}

static bool is_listed(const json_t *list, const char *number)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_text(json_array_get(list, i), "number"), number) == 0) {
            return true;
        }
    }
    return false;
}

/* In the order in which they were opened, each as its last entry has it. */
static bool add_incident(void *ctx, const struct found *first, struct error *e)
{
    struct listing *l = ctx;
    struct found f = {0};
    json_t *reports = NULL;
    instant discovered;
    if (is_listed(l->list, first->subject)) {
        return true;
    }
    bool ok = gate_get(l->g, "incident", first->subject, &f, e) && incident_discovered(&f, &discovered, e);
    if (ok) {
        reports = json_array();
        ok = json_made(reports, e) && add_reports(l, &f, discovered, &reports, e);
    }
    if (ok) {
        l->list = json_list_add(l->list, json_pack("{s:s, s:s, s:s, s:O}", "number", f.subject, "finding", f.parent,
                                                   "discovered", json_text(f.entry, "discovered"), "reports", reports));
        ok = json_made(l->list, e);
    }
    json_decref(reports);
    found_clear(&f);
    return ok;
}

bool incident_list_json(struct gate *g, json_t **out, bool *overdue, struct error *e)
{
    struct listing l = {.g = g, .list = json_array()};
    bool ok = json_made(l.list, e) && clock_now(&l.now, e) && gate_each(g, "incident", NULL, add_incident, &l, e);
    *overdue = l.overdue;
    if (!ok) {
        json_decref(l.list);
        return false;
    }
    *out = l.list;
    return true;
}

bool gate_incidents(struct gate *g, struct text *out, bool *overdue, struct error *e)
{
    json_t *list = NULL;
    bool ok = incident_list_json(g, &list, overdue, e) && json_canonical(list, out, e);
    json_decref(list);
    return ok;
}

/* --- a report --- */

struct reporting {
    struct gate *g;
    struct found in;
    const struct regime *to;
    struct paper *p;
    instant discovered, now;
};

static struct span known(const char *s)
{
    return s[0] == '\0' ? SPAN_LITERAL("not known yet") : span_of(s);
}

static bool row(const struct reporting *r, const char *name, const char *value, struct error *e)
{
    return paper_row(r->p, (struct span[]){span_of(name), known(value)}, e);
}

static bool write_head(const struct reporting *r, struct error *e)
{
    struct recall_deadline d;
    char now[INSTANT_TEXT];
    instant_format(r->now, now);
    recall_deadline("discovered", r->discovered, r->to->hours, "hour", &d);
    return paper_addf(r->p, e, PAPER_TITLE, "Incident %s: report to %s", r->in.subject, r->to->to) &&
           paper_addf(r->p, e, PAPER_TEXT,
                      "Under: %s: %s\nDue: %s\nWritten: %s\nThis report holds no personal data of the people concerned. It is sent "
                      "incomplete rather than late; what is not known yet follows.",
                      r->to->law, r->to->when, d.words, now);
}

static bool write_facts(const struct reporting *r, struct error *e)
{
    static const struct span heads[] = {{"What", 4}, {"As far as it is known", 21}};
    const json_t *d = r->in.document;
    return paper_add(r->p, PAPER_HEADING, SPAN_LITERAL("The incident"), e) && paper_table(r->p, heads, 2, 0, e) &&
           row(r, "Contact", json_text(d, "contact"), e) && row(r, "Occurred", json_text(d, "occurred"), e) &&
           row(r, "Discovered", json_text(r->in.entry, "discovered"), e) &&
           row(r, "How it was discovered", json_text(d, "how"), e) &&
           row(r, "Data elements", json_text(d, "elements"), e) && row(r, "Records", json_text(d, "count"), e) &&
           row(r, "Place", json_text(d, "place"), e) && row(r, "Systems", json_text(d, "systems"), e) &&
           row(r, "Entry of the ledger", r->in.parent, e);
}

struct measures {
    const struct reporting *r;
    unsigned count;
};

static bool write_recall(void *ctx, const struct found *f, struct error *e)
{
    struct measures *m = ctx;
    struct recall r;
    struct recall_deadline d;
    uint64_t open;
    if (m->r->in.parent[0] == '\0' || strcmp(f->parent, m->r->in.parent) != 0) {
        return true;
    }
    if (!recall_of(m->r->g, f, &r, e)) {
        return false;
    }
    recall_due(&r.course, &d);
    m->count++;
    struct text rows = {0}, left = {0};
    bool ok = recall_open(m->r->g, &r, &open, e) &&
              text_add_count(&rows, (uint64_t)json_number(f->entry, "rows"), e) && text_add_count(&left, open, e) &&
              paper_addf(m->r->p, e, PAPER_PARAGRAPH,
                         "Recall %s from recipient %s: %s rows, %s%s; without proof of disposal: %s. Deadline: %s%s.",
                         f->subject, r.recipient, rows.at, recall_state_name(r.course.state),
                         r.course.held ? ", held for litigation" : "", left.at, d.words,
                         recall_overdue(&r.course, m->r->now) ? "; OVERDUE" : "");
    text_free(&rows);
    text_free(&left);
    recall_clear(&r);
    return ok;
}

static bool write_measures(const struct reporting *r, struct error *e)
{
    struct measures m = {.r = r};
    bool halted;
    bool ok = paper_add(r->p, PAPER_HEADING, SPAN_LITERAL("What was done since"), e) &&
              gate_each(r->g, "recall", NULL, write_recall, &m, e) && gate_halted(r->g, &halted, e);
    if (ok && halted) {
        m.count++;
        ok = paper_add(r->p, PAPER_PARAGRAPH, SPAN_LITERAL("All releases are halted."), e);
    }
    return ok && (m.count > 0 || paper_add(r->p, PAPER_TEXT, SPAN_LITERAL("Nothing that is entered yet."), e));
}

/* Why it comes later than it should: GDPR article 33(1). */
static bool write_delay(const struct reporting *r, struct error *e)
{
    struct recall_deadline d;
    struct found report = {0};
    instant sent;
    recall_deadline("discovered", r->discovered, r->to->hours, "hour", &d);
    bool ok = incident_sent(r->g, r->in.subject, r->to->name, &sent, &report, e);
    instant until = sent == INSTANT_MAX ? r->now : sent;
    if (ok && until > d.due) {
        char late[RECALL_WORDS];
        recall_span(d.due, until, late);
        ok = paper_add(r->p, PAPER_HEADING, SPAN_LITERAL("Reasons for the delay"), e) &&
             paper_addf(r->p, e, PAPER_TEXT, "The report is %s later than %u hours after the discovery. Reasons: %s", late,
                        r->to->hours, known(json_text(report.document, "cites")).at);
    }
    found_clear(&report);
    return ok;
}

bool gate_incident_report(struct gate *g, const char *incident, const char *to, struct paper **out, struct error *e)
{
    struct reporting r = {.g = g, .to = regime_find(to)};
    bool ok = (r.to != NULL || fail(e, ERROR_USAGE, "incident.regime", "--for takes irs or gdpr")) &&
              gate_get(g, "incident", incident, &r.in, e) && incident_discovered(&r.in, &r.discovered, e) &&
              clock_now(&r.now, e) && paper_new(&r.p, e) && write_head(&r, e) && write_facts(&r, e) &&
              write_measures(&r, e) && write_delay(&r, e);
    found_clear(&r.in);
    if (!ok) {
        paper_free(r.p);
        return false;
    }
    *out = r.p;
    return true;
}
