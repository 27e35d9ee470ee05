/* rules_show_clause.c: clauses and orders in plain English.
 *
 * A clause is said in the words of what it does to the grants of a level, which
 * is what it does (rules.h): so no sentence says that a level is taken away
 * which another, lower grant still gives. */
#include "engine/rules/rules_show.h"

/* --- levels --- */

/* Orders can be read without their agreement; then a level may be one that nothing here lists. */
static bool listed_level(struct show_writer *w, const struct clause *c)
{
    return span_equal(w->rules->levels.name[c->info.level], c->level.text);
}

/* `open`: "L" where it opens the sentence. */
static bool say_level(struct show_writer *w, const struct clause *c, char open)
{
    bool highest = listed_level(w, c) && c->info.level + 1 == w->rules->levels.count;
    return show_say(w, "%cevel \"%.*s\"%s", open, SPAN_ARGS(c->level.text),
                    highest ? "" : " or a higher one");
}

/* What a grant of such a level yields where the clause bites; that it is
 * nothing, where no paragraph says more, is said once for all of them. */
static bool say_yield(struct show_writer *w, const struct clause *c, bool always)
{
    struct span level = c->otherwise.text.at != NULL ? c->otherwise.text
                                                     : w->rules->levels.name[c->info.otherwise];
    bool below = c->info.verb == CLAUSE_FORBID && !listed_level(w, c);
    return (!below && span_is(level, "none")) ||
           show_say(w, " %s grant of such a level yields %s \"%.*s\" at most.",
                    always ? "A" : "Otherwise a", below ? "the level below level" : "level",
                    SPAN_ARGS(below ? c->level.text : level));
}

/* --- conditions --- */

/* When a clause is not about a request: `when` is false, or, of an order against
 * another recipient, the recipient is no other. NULL: it is about every request. */
static bool outside(struct show_writer *w, const struct clause *c, struct show_part **out)
{
    struct show_part *parts[2], *both;
    size_t count = 0;
    *out = NULL;
    if (c->narrowed && !show_part_fact(w, FACT_RECIPIENT, RECIPIENT_IS_OTHER, true, &parts[count++])) {
        return false;
    }
    if (c->when != NODE_NONE && !show_parts(w, c->when, true, &parts[count++])) {
        return false;
    }
    if (count < 2) {
        *out = count == 0 ? NULL : parts[0];
        return true;
    }
    bool done = show_part_any(w, parts[0], parts[1], &both);
    *out = both;
    return done;
}

/* What was said and not yet ended, as a line. */
static bool end_open_line(struct show_writer *w)
{
    return w->t.len == 0 || show_line(w, 0, NULL);
}

/* --- what a clause does --- */

static bool say_grant(struct show_writer *w, const struct clause *c)
{
    struct show_part *when;
    return show_say(w, "This paragraph grants level \"%.*s\" only where ", SPAN_ARGS(c->level.text)) &&
           show_parts(w, c->when, false, &when) && show_condition(w, when, ".") && end_open_line(w);
}

static bool say_require(struct show_writer *w, const struct clause *c)
{
    struct show_part *not_about, *condition;
    if (!outside(w, c, &not_about) ||
        (not_about != NULL && (!show_say(w, "Unless ") || !show_condition(w, not_about, ",")))) {
        return false;
    }
    return (w->t.len == 0 || show_say(w, " ")) && say_level(w, c, not_about == NULL ? 'L' : 'l') &&
           show_say(w, " may be given only where ") &&
           show_parts(w, c->condition, false, &condition) && show_condition(w, condition, ".") &&
           say_yield(w, c, false) && end_open_line(w);
}

static bool say_forbid(struct show_writer *w, const struct clause *c)
{
    struct show_part *not_about;
    return outside(w, c, &not_about) && say_level(w, c, 'L') && show_say(w, " may not be given") &&
           (not_about == NULL ? show_say(w, ".")
                              : show_say(w, " unless ") && show_condition(w, not_about, ".")) &&
           say_yield(w, c, not_about == NULL) && end_open_line(w);
}

static bool say_compel(struct show_writer *w, const struct clause *c)
{
    struct show_part *not_about;
    return outside(w, c, &not_about) &&
           show_say(w, "No less than level \"%.*s\" is to be given", SPAN_ARGS(c->level.text)) &&
           (not_about == NULL ? show_say(w, ".")
                              : show_say(w, " unless ") && show_condition(w, not_about, ".")) &&
           end_open_line(w) &&
           show_say(w, "This grants nothing. But where a request would be given less, and a "
                       "prohibition, or a requirement that another order makes, limits the grants "
                       "of that level, the request is held: nothing is given for it until a person "
                       "has decided which of the two prevails. A request that would be given nothing "
                       "is held only where it would be given that level or a higher one if no "
                       "prohibition and no requirement of an order limited its grants.") &&
           show_line(w, 0, NULL);
}

static bool say_suspend(struct show_writer *w, const struct clause *c)
{
    size_t at = c->target_index;
    return (at == INDEX_NONE
                ? show_say(w, "What bears the name %.*s, and is not in this text,",
                           SPAN_ARGS(c->target.text))
                : show_say(w, "Paragraph %zu (%.*s)", w->number[at], SPAN_ARGS(c->target.text))) &&
           show_say(w, " is suspended: it has no effect while this order has effect.") &&
           show_line(w, 0, NULL);
}

static bool say_clause(struct show_writer *w, const struct clause *c)
{
    switch (c->info.verb) {
    case CLAUSE_GRANT:
        return say_grant(w, c);
    case CLAUSE_REQUIRE:
        return say_require(w, c);
    case CLAUSE_FORBID:
        return say_forbid(w, c);
    case CLAUSE_COMPEL:
        return say_compel(w, c);
    case CLAUSE_SUSPEND:
        break;
    }
    return say_suspend(w, c);
}

/* --- when it has effect --- */

static bool say_dates(struct show_writer *w, const struct clause *c)
{
    if (!c->dated) {
        return true;
    }
    return show_say(w, "This %s has effect from ", c->order == INDEX_NONE ? "paragraph" : "order") &&
           show_from(w, c->info.from) &&
           (!c->ended || (show_say(w, ", until ") && show_until(w, c->info.until))) &&
           (!c->reaching || (show_say(w, ", and reaches back to what was given ") &&
                             show_since(w, c->info.reach))) &&
           show_say(w, ".") && show_line(w, 0, NULL);
}

static bool say_limits(struct show_writer *w, const struct clause *c)
{
    if (c->only && (!show_say(w, "This paragraph has effect only where the past is judged under a "
                                 "reading that takes it in, and never on what is given.") ||
                    !show_line(w, 0, NULL))) {
        return false;
    }
    return show_nameless(w);
}

/* --- orders --- */

static bool say_against(struct show_writer *w, const struct order *o)
{
    for (size_t i = 0; i < o->against_count; i++) {
        const struct against *a = &o->against[i];
        if (!show_say(w, "%s the %s ",
                      i == 0                      ? ", about"
                      : i + 1 == o->against_count ? " and"
                                                  : ",",
                      a->recipient ? "recipient" : "agreement") ||
            !show_quoted(w, a->name.text)) {
            return false;
        }
    }
    return o->against_count > 0 || show_say(w, ", about every agreement");
}

static bool say_order(struct show_writer *w, const struct clause *c, const struct order *o)
{
    return show_say(w, "Order %.*s", SPAN_ARGS(c->id.text)) &&
           (o->court.len == 0 || (show_say(w, ", ") && show_quoted(w, o->court))) &&
           (o->docket.len == 0 || (show_say(w, ", docket ") && show_quoted(w, o->docket))) &&
           say_against(w, o) && show_say(w, ":") && show_line(w, 0, NULL);
}

static bool say_paper(struct show_writer *w, const struct clause *c, const struct order *o)
{
    if (c->elsewhere && (!show_say(w, "The agreement of this text is not meant, and the order has no "
                                      "effect on it.") ||
                         !show_line(w, 0, NULL))) {
        return false;
    }
    return show_say(w, "The paper of the order is the one with the digest (SHA-256) ") &&
           text_add_hex(&w->t, o->document, sizeof o->document, w->e) && show_say(w, ".") &&
           show_line(w, 0, NULL);
}

bool show_clause(struct show_writer *w, size_t index)
{
    static const char *const sections[] = {[CLAUSE_GRANT] = "What is granted",
                                           [CLAUSE_REQUIRE] = "What is required",
                                           [CLAUSE_FORBID] = "What is forbidden"};
    const struct clause *c = &w->rules->clause[index];
    const struct order *o = c->order == INDEX_NONE ? NULL : &w->rules->order[c->order];
    struct paragraph p = {
        .kind = o == NULL ? PARAGRAPH_CLAUSE : PARAGRAPH_ORDER,
        .section = span_of(o == NULL ? sections[c->info.verb] : "Orders"),
        .source = c->id.text,
        .cites = c->info.cites,
    };
    w->population = c->population;
    w->nameless = false;
    return (o == NULL || say_order(w, c, o)) && say_clause(w, c) && say_dates(w, c) &&
           say_limits(w, c) && (o == NULL || say_paper(w, c, o)) &&
           rules_format_clause(w->rules, index, &w->t, w->e) &&
           show_source(w, &p, c->id.place);
}
