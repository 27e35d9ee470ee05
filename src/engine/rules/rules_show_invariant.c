/* rules_show_invariant.c: invariants in plain English. */
#include "engine/rules/rules_show.h"

/* When what is ruled out may be after all: `when` is false, or `unless` true.
 * NULL: never. */
static bool exception(struct show_writer *w, const struct invariant *v, struct show_part **out)
{
    struct show_part *outside = NULL, *unless = NULL;
    if ((v->when != NODE_NONE && !show_parts(w, v->when, true, &outside)) ||
        (v->unless != NODE_NONE && !show_parts(w, v->unless, false, &unless))) {
        return false;
    }
    if (outside != NULL && unless != NULL) {
        return show_part_any(w, outside, unless, out);
    }
    *out = outside != NULL ? outside : unless;
    return true;
}

static bool say_during(struct show_writer *w, const struct invariant *v)
{
    if (v->during.text.at == NULL) {
        return true;
    }
    return (v->clause == INDEX_NONE
                ? show_say(w, "while what bears the name %.*s, and is not in this text,",
                           SPAN_ARGS(v->during.text))
                : show_say(w, "while paragraph %zu (%.*s)", w->number[v->clause],
                           SPAN_ARGS(v->during.text))) &&
           show_say(w, " has effect, ");
}

static bool say_invariant(struct show_writer *w, const struct invariant *v)
{
    const struct levels *l = &w->rules->levels;
    bool highest = span_equal(l->name[v->level], v->never.text) && v->level + 1 == l->count;
    struct show_part *unless;
    return exception(w, v, &unless) &&
           show_say(w, "It must hold at all times (") && show_quoted(w, v->name.text) &&
           show_say(w, ") that ") &&
           say_during(w, v) &&
           show_say(w, "level \"%.*s\"%s is never given", SPAN_ARGS(v->never.text),
                    highest ? "" : " or a higher one") &&
           (unless == NULL ? show_say(w, ".")
                           : show_say(w, " unless ") && show_condition(w, unless, ".")) &&
           (w->t.len == 0 || show_line(w, 0, NULL));
}

bool show_invariant(struct show_writer *w, size_t index)
{
    const struct invariant *v = &w->rules->invariant[index];
    struct paragraph p = {.kind = PARAGRAPH_INVARIANT,
                          .section = SPAN_LITERAL("What must hold"),
                          .source = v->name.text,
                          .cites = v->cites};
    w->population = v->population;
    w->nameless = false;
    return say_invariant(w, v) && show_nameless(w) &&
           rules_format_invariant(w->rules, index, &w->t, w->e) && show_source(w, &p, v->name.place);
}
