/* rules_show_condition.c: conditions in English that has one reading.
 *
 * 1. A single fact, or two facts joined by `and`, is a sentence: "it is
 *    established that A and that B". Everything else is a list under "each of
 *    the following" or "at least one of the following", so that no sentence
 *    holds "and" and "or" between conditions, and none holds "or" at all.
 * 2. The items of a list are one level deeper than its lead; a list within a
 *    list is an item whose text is that lead. */
#include "engine/rules/rules_show.h"

static const char *const leads[] = {[SHOW_ALL] = "each of the following",
                                    [SHOW_ANY] = "at least one of the following"};

/* --- from the tree --- */

static void append(struct show_part *to, struct show_part *part)
{
    part->next = NULL;
    if (to->first == NULL) {
        to->first = part;
    } else {
        to->last->next = part;
    }
    to->last = part;
    to->parts++;
}

/* A part of the same kind gives its own parts instead. */
static void adopt(struct show_part *to, struct show_part *part)
{
    if (part->joint != to->joint) {
        append(to, part);
        return;
    }
    for (struct show_part *p = part->first, *next; p != NULL; p = next) {
        next = p->next;
        append(to, p);
    }
}

static bool part_new(struct show_writer *w, enum show_joint joint, struct show_part **out)
{
    *out = arena_alloc(w->shown->arena, sizeof **out, w->e);
    if (*out != NULL) {
        (*out)->joint = joint;
    }
    return *out != NULL;
}

bool show_part_fact(struct show_writer *w, enum fact fact, unsigned value, bool negated,
                    struct show_part **out)
{
    if (!part_new(w, SHOW_FACT, out)) {
        return false;
    }
    (*out)->fact = fact;
    (*out)->value = value;
    (*out)->negated = negated;
    return true;
}

bool show_part_any(struct show_writer *w, struct show_part *a, struct show_part *b,
                   struct show_part **out)
{
    if (!part_new(w, SHOW_ANY, out)) {
        return false;
    }
    adopt(*out, a);
    adopt(*out, b);
    return true;
}

bool show_parts(struct show_writer *w, uint32_t node, bool negated, struct show_part **out)
{
    const struct node *n = &w->rules->node[node];
    struct show_part *one;
    while (n->kind == NODE_NOT) {
        negated = !negated;
        n = &w->rules->node[n->first];
    }
    if (n->kind == NODE_ATOM) {
        return show_part_fact(w, (enum fact)n->fact, n->value, negated, out);
    }
    if (!part_new(w, (n->kind == NODE_AND) != negated ? SHOW_ALL : SHOW_ANY, out)) {
        return false;
    }
    for (uint32_t c = n->first; c != NODE_NONE; c = w->rules->node[c].next) {
        if (!show_parts(w, c, negated, &one)) {
            return false;
        }
        adopt(*out, one);
    }
    return true;
}

/* --- to English --- */

static bool a_sentence(const struct show_part *part)
{
    return part->joint == SHOW_FACT ||
           (part->joint == SHOW_ALL && part->parts == 2 && part->first->joint == SHOW_FACT &&
            part->last->joint == SHOW_FACT);
}

/* "that A", "that A and that B" */
static bool say_that(struct show_writer *w, const struct show_part *part)
{
    if (part->joint == SHOW_FACT) {
        return show_say(w, "that ") && show_fact(w, part->fact, part->value, part->negated);
    }
    return say_that(w, part->first) && show_say(w, " and ") && say_that(w, part->last);
}

/* What stands behind an item: the last has what stands behind the list. */
static const char *behind(const struct show_part *list, const struct show_part *item,
                          const char *end)
{
    if (item == list->last) {
        return end;
    }
    if (item->next != list->last) {
        return ";";
    }
    return list->joint == SHOW_ALL ? "; and" : "; or";
}

/* Depth is bounded by NESTING_MOST: a list in a list comes from parentheses or a `not`. */
static bool say_items(struct show_writer *w, const struct show_part *list, unsigned depth,
                      const char *end)
{
    size_t index = 0;
    for (const struct show_part *p = list->first; p != NULL; p = p->next) {
        char label[LABEL_SIZE];
        const char *stop = behind(list, p, end);
        show_label(depth, index++, label);
        if (a_sentence(p)) {
            if (!say_that(w, p) || !show_say(w, "%s", stop) || !show_line(w, depth, label)) {
                return false;
            }
        } else if (!show_say(w, "%s:", leads[p->joint]) || !show_line(w, depth, label) ||
                   !say_items(w, p, depth + 1, stop)) {
            return false;
        }
    }
    return true;
}

bool show_condition(struct show_writer *w, const struct show_part *part, const char *end)
{
    if (a_sentence(part)) {
        return show_say(w, "it is established ") && say_that(w, part) && show_say(w, "%s", end);
    }
    return show_say(w, "%s is established:", leads[part->joint]) && show_line(w, 0, NULL) &&
           say_items(w, part, 1, end);
}
