/* gate_declare_since.c: what happened since: entries of each type that belong to the matter, counted, or a number of
 * theirs added up. A type that no entry has counts as none, whether or not this program knows how to make one. */
#include "app/gate/gate_declare.h"

#include <stdio.h>

/* --- what belongs to the matter --- */

bool declare_belongs(const struct declaring *d, struct span id)
{
    for (size_t i = 0; i < d->id_count; i++) {
        if (span_is(id, d->ids[i])) {
            return true;
        }
    }
    return false;
}

static bool take_id(struct declaring *d, struct span id, struct error *e)
{
    if (id.len == 0 || id.len >= GATE_ID || declare_belongs(d, id)) {
        return true;
    }
    if (!memory_grow((void **)&d->ids, &d->id_cap, d->id_count, sizeof *d->ids, e)) {
        return false;
    }
    (void)snprintf(d->ids[d->id_count++], GATE_ID, "%.*s", SPAN_ARGS(id));
    return true;
}

/* A look back at all releases of an agreement has no parent, and looked at this batch, where that had left. */
static bool looked_at_all(const struct declaring *d, const struct act *a, bool *out, struct error *e)
{
    *out = false;
    if (!span_is(a->type, "finding") || a->parent.len > 0 || d->handed == UINT64_MAX || a->index <= d->handed) {
        return true;
    }
    json_t *entry = json_loadb(a->entry.at, a->entry.len, 0, NULL);
    bool ok = json_made(entry, e);
    *out = strcmp(json_text(entry, "agreement"), d->agreement) == 0;
    json_decref(entry);
    return ok;
}

bool declare_belongings(struct declaring *d, struct error *e)
{
    bool ok = gate_sees(d->g, e) && take_id(d, span_of(d->of), e);
    for (size_t i = 0; ok && i < d->g->act_count && d->g->acts[i].index < d->size; i++) {
        const struct act *a = &d->g->acts[i];
        bool own = declare_belongs(d, a->parent), looked = false;
        ok = looked_at_all(d, a, &looked, e) && (!(own || looked) || take_id(d, a->subject, e));
    }
    return ok;
}

/* --- counted --- */

static const struct since {
    const char *name;
    const char *type;
    const char *field;      /* added up; NULL: entries are counted */
    const char *where, *is; /* only entries in which this text field is so; NULL: all */
    bool anywhere;          /* of the whole custody, from the matter's own entry on; else what belongs to it */
    bool once;              /* entries of one number are one: a later one tells more of the same */
    const char *definition;
} kinds[] = {
    {"since.findings", "finding", NULL, NULL, NULL, false, false,
     "Look-backs that were entered after it and looked at its releases."},
    {"since.sampled.right", "sampled", "right", NULL, NULL, false, false,
     "Rows drawn by lot before the release, examined and found right."},
    {"since.sampled.wrong", "sampled", "wrong", NULL, NULL, false, false,
     "Rows drawn by lot before the release, examined and found wrong."},
    {"since.sampled.unclear", "sampled", "unclear", NULL, NULL, false, false,
     "Rows drawn by lot before the release, examined and left unclear."},
    {"since.openings", "opening", NULL, NULL, NULL, false, false,
     "Times that inner parts of rows were opened to a court, an inspector or a person concerned."},
    {"since.recalls", "recall", NULL, NULL, NULL, false, false,
     "Recalls: notices to a recipient to dispose of what it should not have been given."},
    {"since.recalled", "recall", "rows", NULL, NULL, false, false, "Rows that these recalls name."},
    {"since.steps.sent", "recall-step", "rows", "state", "sent", false, false, "Rows of recalls entered as sent."},
    {"since.steps.acknowledged", "recall-step", "rows", "state", "acknowledged", false, false,
     "Rows of recalls entered as acknowledged by the recipient."},
    {"since.steps.sequestered", "recall-step", "rows", "state", "sequestered", false, false,
     "Rows of recalls entered as sequestered by the recipient."},
    {"since.steps.disposed", "recall-step", "rows", "state", "disposed", false, false,
     "Rows of recalls that the recipient stated to have disposed of."},
    {"since.steps.verified", "recall-step", "rows", "state", "verified", false, false,
     "Rows of recalls whose disposal was verified."},
    {"since.steps.held", "recall-step", "rows", "state", "held", false, false,
     "Rows of recalls kept back from disposal for litigation."},
    {"since.steps.reopened", "recall-step", "rows", "state", "reopened", false, false,
     "Rows of recalls that were opened again because another copy turned up."},
    {"since.steps.readdressed", "recall-step", "rows", "state", "readdressed", false, false,
     "Rows of recalls whose notice was encrypted again, to another key of the recipient."},
    {"since.certificates", "certificate", NULL, NULL, NULL, false, false,
     "Certificates of disposal that were entered."},
    {"since.certified", "certificate", "rows", NULL, NULL, false, false, "Rows that these certificates cover."},
    {"since.copies.holders", "copies", "holders", NULL, NULL, false, false,
     "Holders of copies in the inventories that were entered, all inventories added up."},
    {"since.copies.devices", "copies", "devices", NULL, NULL, false, false,
     "Devices with copies in the inventories that were entered, all inventories added up."},
    {"since.copies.sets", "copies", "sets", NULL, NULL, false, false,
     "Derived sets of data in the inventories that were entered, all inventories added up."},
    {"since.mailings", "mailing", NULL, NULL, NULL, false, false,
     "Mailings to the people concerned that were made ready."},
    {"since.letters", "mailing", "letters", NULL, NULL, false, false, "Letters in these mailings."},
    {"since.letters.held", "mailing", "held", NULL, NULL, false, false,
     "People to whom no letter was made ready in these mailings, for a person to handle."},
    {"since.letters.unknown", "mailing", "unknown", NULL, NULL, false, false,
     "People, or rows, for whom no letter could be made ready because the registry knows nobody."},
    {"since.mailed", "mailed", "letters", NULL, NULL, false, false, "Letters entered as handed to the mail."},
    {"since.returned", "returned", "letters", NULL, NULL, false, false, "Letters entered as returned by the mail."},
    {"since.incidents", "incident", NULL, NULL, NULL, false, true, "Incidents that were opened."},
    {"since.reports", "incident-report", NULL, NULL, NULL, false, false,
     "Reports of these incidents to an authority."},
    {"since.accounts", "account", NULL, NULL, NULL, true, false,
     "Accountings of disclosures given to a person, in the whole custody, entered after it, whatever they are "
     "about."},
    {"since.suspensions", "suspension", NULL, NULL, NULL, true, false,
     "Suspensions of accountings, set or ended, in the whole custody, entered after it."},
    {"since.erased", "erasure", "rows", NULL, NULL, false, false, "Rows whose keys and salts were destroyed."},
    {"since.holds", "hold", NULL, NULL, NULL, false, false,
     "Legal holds against erasure, on this or on everything, set or lifted."},
};

struct counting {
    const struct declaring *d;
    const struct since *kind;
    uint64_t value;
    json_t *entries;
    json_t *seen; /* numbers, where one counts once */
};

static bool count(void *ctx, const struct found *f, struct error *e)
{
    struct counting *c = ctx;
    const struct since *k = c->kind;
    bool own = k->anywhere ? f->index > c->d->begins
                           : declare_belongs(c->d, span_of(f->parent)) ||
                                 (f->parent[0] == '\0' && (declare_belongs(c->d, span_of(f->subject)) ||
                                                           strcmp(k->type, "hold") == 0)); /* a hold on everything */
    if (!own || strcmp(f->subject, c->d->of) == 0 ||
        (k->where != NULL && strcmp(json_text(f->entry, k->where), k->is) != 0)) {
        return true;
    }
    if (k->once && json_object_get(c->seen, f->subject) != NULL) {
        return true;
    }
    c->value += k->field == NULL ? 1 : (uint64_t)json_number(f->entry, k->field);
    return (!k->once || declare_set(c->seen, f->subject, json_true(), e)) &&
           declare_push(c->entries, json_integer((json_int_t)f->index), e);
}

static bool say(struct declaring *d, const struct since *k, struct counting *c, struct error *e)
{
    char counts[512], command[96], where[96] = "", of[160];
    (void)snprintf(command, sizeof command, "proviso declare %s --json", d->of);
    if (k->where != NULL) {
        (void)snprintf(where, sizeof where, ", `%s` %s", k->where, k->is);
    }
    if (k->anywhere) {
        (void)snprintf(of, sizeof of, "after entry %llu", (unsigned long long)d->begins);
    } else {
        (void)snprintf(of, sizeof of, "that belong to %s by their parents", d->of);
    }
    const char *which = json_array_size(c->entries) == 0 ? "there is none" : "as listed";
    if (k->field == NULL) {
        (void)snprintf(counts, sizeof counts, "Ledger entries of type `%s`%s %s: %s.", k->type, where, of, which);
    } else {
        (void)snprintf(counts, sizeof counts, "The sum of `%s` of ledger entries of type `%s`%s %s: %s.", k->field,
                       k->type, where, of, which);
    }
    return figure_add(d, k->name, c->value, k->definition, command, counts, json_incref(c->entries), e);
}

bool declare_since(struct declaring *d, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++) {
        struct counting c = {.d = d, .kind = &kinds[i], .entries = json_array(), .seen = json_object()};
        ok = json_made(c.entries, e) && json_made(c.seen, e) && declare_each(d, kinds[i].type, NULL, count, &c, e) &&
             say(d, &kinds[i], &c, e);
        json_decref(c.entries);
        json_decref(c.seen);
    }
    return ok;
}
