/* gate_suspension.c: statements of an authority that an accounting would impede it, which suspend the accounting of a
 * release, or of all that is given under an agreement, for a time.
 *
 * (1) Whether such a statement counts, and for how long, is the agreement's to say (`accounting suspended by ...`).
 * (2) One key enters it, since it lowers; it ends by itself. To end it early raises, and needs two.
 * (3) What is suspended, and until when, stands in the private document: who is told nothing must not read in the
 *     public ledger that something is kept back.
 * (4) An oral statement is not renewed by another, also not by way of the agreement of a release: only a written one goes
 *     on from there (45 CFR 164.528(a)(2)(ii)(C)).
 */
#include "app/gate/gate_concerned.h"

#include <stdio.h>

enum { ENTERING = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER, LIFTING = ROLE_ADMIN | ROLE_COUNSEL };

/* --- those that stand --- */

struct standing {
    struct gate *g;
    const char *of, *agreement;
    instant now, until;
};

static bool is_lifted(struct gate *g, const char *id, bool *lifted, struct error *e)
{
    struct found last;
    bool found;
    if (!gate_find(g, "suspension", id, &last, &found, e)) {
        return false;
    }
    *lifted = found && json_is_true(json_object_get(last.entry, "lifted"));
    found_clear(&last);
    return true;
}

static bool note_suspension(void *ctx, const struct found *f, struct error *e)
{
    struct standing *s = ctx;
    const char *target = json_text(f->document, "target");
    instant until;
    bool lifted = false;
    bool named = strcmp(target, s->of) == 0 || (s->agreement[0] != '\0' && strcmp(target, s->agreement) == 0);
    if (json_is_true(json_object_get(f->entry, "lifted")) || !named) {
        return true;
    }
    if (!instant_parse(span_of(json_text(f->document, "until")), &until)) {
        return fail(e, ERROR_VERIFY, "suspension.until", "%s does not say until when", f->subject);
    }
    if (!is_lifted(s->g, f->subject, &lifted, e)) {
        return false;
    }
    if (!lifted && until > s->now && until > s->until) {
        s->until = until;
    }
    return true;
}

bool suspension_until(struct gate *g, const char *of, const char *agreement, instant now, instant *until,
                      struct error *e)
{
    struct standing s = {.g = g, .of = of, .agreement = agreement, .now = now, .until = INSTANT_MIN};
    bool ok = gate_each(g, "suspension", NULL, note_suspension, &s, e);
    *until = s.until;
    return ok;
}

/* --- what is to be suspended --- */

/* "r1" and "past1", or an agreement by its number or id, in the form that is kept; and its rules. */
struct target {
    char name[GATE_ID];
    struct register_rules rules;
};

static bool open_target(struct gate *g, const char *name, struct target *out, struct error *e)
{
    struct found f = {0};
    struct given v = {0};
    struct told t = {0};
    bool release = false, import = false;
    if (!gate_find(g, "release", name, &f, &release, e)) {
        return false;
    }
    char of[GATE_ID];
    (void)snprintf(of, sizeof of, "b%.*s", GATE_ID - 2, release ? f.subject + 1 : "");
    found_clear(&f);
    if (!release && !gate_find(g, "past", name, &f, &import, e)) {
        return false;
    }
    found_clear(&f);
    if (!release && !import) {
        bool ok = gate_rules(g, name, &out->rules, e);
        (void)snprintf(out->name, sizeof out->name, "%s", out->rules.agreement);
        return ok;
    }
    (void)snprintf(out->name, sizeof out->name, "%s", name);
    bool ok = given_find(&v, g, import ? name : of, e) && told_open(&t, &v, g->now, e);
    out->rules = t.rules;
    t.rules = (struct register_rules){0};
    told_clear(&t);
    given_close(&v);
    return ok;
}

/* --- what the agreement allows --- */

static bool refuse_form(const struct gate_statement *s, const struct agreement_info *info, struct error *e)
{
    (void)!fail(e, ERROR_INPUT, "suspension.clause", "under %.*s no %s statement suspends an accounting",
                SPAN_ARGS(info->id), s->oral ? "oral" : "written");
    error_hint(e, "an agreement says so: accounting suspended by %s statement ... cites \"...\"",
               s->oral ? "oral" : "written");
    return false;
}

/* INSTANT_MAX: as long as the statement says. */
static instant latest(const struct gate_statement *s, const struct accounting *a)
{
    unsigned form = s->oral ? STATEMENT_ORAL : STATEMENT_WRITTEN;
    uint64_t most = a->suspended[form].most;
    return most == 0 ? INSTANT_MAX : retention_later(s->stated, a->suspended[form].unit, most);
}

static bool check_until(const struct gate_statement *s, const struct accounting *a, instant now, struct error *e)
{
    char last[INSTANT_TEXT];
    instant most = latest(s, a);
    if (s->until <= now || s->stated > now) {
        return fail(e, ERROR_USAGE, "suspension.until", s->stated > now ? "the statement is of the future"
                                                                         : "a suspension ends later than now");
    }
    if (s->until > most) {
        instant_format(most, last);
        (void)!fail(e, ERROR_INPUT, "suspension.long", "the agreement lets this statement suspend until %s at most", last);
        error_hint(e, "give an earlier --until%s", s->oral ? ", or file a written statement" : "");
        return false;
    }
    return true;
}

struct spoken {
    struct gate *g;
    const struct target *t;
    char before[GATE_ID]; /* target of an oral statement that covers some of the same; "" */
};

/* Each is all that is given under an agreement, or a part of it. */
static bool note_spoken(void *ctx, const struct found *f, struct error *e)
{
    struct spoken *s = ctx;
    struct target other = {0};
    const char *name = json_text(f->document, "target");
    if (json_is_true(json_object_get(f->entry, "lifted")) || strcmp(json_text(f->document, "form"), "oral") != 0) {
        return true;
    }
    bool same = strcmp(name, s->t->name) == 0 || strcmp(name, s->t->rules.agreement) == 0;
    if (!same && strcmp(s->t->name, s->t->rules.agreement) == 0) {
        if (!open_target(s->g, name, &other, e)) {
            return false;
        }
        same = strcmp(other.rules.agreement, s->t->name) == 0;
        gate_rules_clear(&other.rules);
    }
    if (same) {
        (void)snprintf(s->before, GATE_ID, "%s", name);
    }
    return true;
}

static bool refuse_again(struct gate *g, const struct gate_statement *s, const struct target *t, struct error *e)
{
    struct spoken spoken = {.g = g, .t = t};
    if (s->oral && !gate_each(g, "suspension", NULL, note_spoken, &spoken, e)) {
        return false;
    }
    if (spoken.before[0] != '\0') {
        (void)!fail(e, ERROR_INPUT, "suspension.again", "an oral statement suspended the accounting of %s already",
                    spoken.before);
        error_hint(e, "only a written statement goes on from there%s",
                   strcmp(spoken.before, t->name) == 0 ? "" : "; or name what it did not cover, one by one");
    }
    return spoken.before[0] == '\0';
}

static bool is_allowed(struct gate *g, const struct gate_statement *s, const struct target *t, struct error *e)
{
    struct agreement_info info;
    unsigned form = s->oral ? STATEMENT_ORAL : STATEMENT_WRITTEN;
    return (rules_agreement(t->rules.rules, &info) ||
            fail(e, ERROR_VERIFY, "rules.agreement", "the text of %s holds no agreement", t->name)) &&
           (info.accounting.suspended[form].cites.len > 0 || refuse_form(s, &info, e)) &&
           check_until(s, &info.accounting, g->now, e) && refuse_again(g, s, t, e);
}

/* --- entered --- */

static bool draft_suspension(struct draft *d, const struct gate_statement *s, const char *target, const char *paper,
                             struct error *e)
{
    char stated[INSTANT_TEXT], until[INSTANT_TEXT];
    instant_format(s->stated, stated);
    instant_format(s->until, until);
    d->entry = json_pack("{s:b}", "lifted", 0);
    d->document = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "target", target, "form", s->oral ? "oral" : "written",
                            "stated", stated, "until", until, "cites", s->cites, "paper", paper);
    return json_made(d->entry, e) && json_made(d->document, e);
}

bool gate_suspend(struct gate *g, const char *target, const struct gate_statement *statement, struct signers by,
                  char id[GATE_ID], struct error *e)
{
    struct gate_statement s = *statement;
    struct draft d = {.type = "suspension"};
    struct target t = {0};
    char paper[HEX_256];
    bool ok = gate_paper(s.paper, paper, e) && gate_begin(g, e) &&
              gate_require(g, by, ENTERING, 1, "suspending an accounting", e);
    s.stated = s.stated == INSTANT_MAX ? g->now : s.stated;
    ok = ok && open_target(g, target, &t, e) && is_allowed(g, &s, &t, e) &&
         draft_suspension(&d, &s, t.name, paper, e) && gate_append_next(g, &d, "su", by, id, e);
    gate_end(g);
    gate_rules_clear(&t.rules);
    gate_draft_clear(&d);
    return ok;
}

bool gate_suspension_lift(struct gate *g, const char *suspension, const char *cites, struct signers by, struct error *e)
{
    struct draft d = {.type = "suspension"};
    struct found f = {0};
    bool ok = gate_begin(g, e) && gate_require(g, by, LIFTING, 2, "ending a suspension early", e) &&
              gate_get(g, "suspension", suspension, &f, e) &&
              (!json_is_true(json_object_get(f.entry, "lifted")) ||
               fail(e, ERROR_INPUT, "suspension.twice", "%s was ended before", f.subject));
    if (ok) {
        memcpy(d.subject, f.subject, GATE_ID);
        d.entry = json_pack("{s:b}", "lifted", 1);
        d.document = json_pack("{s:s}", "cites", cites);
        ok = json_made(d.entry, e) && json_made(d.document, e) && gate_append(g, &d, 1, by, e);
    }
    gate_end(g);
    found_clear(&f);
    gate_draft_clear(&d);
    return ok;
}
