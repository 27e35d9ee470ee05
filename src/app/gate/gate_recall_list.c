/* gate_recall_list.c: how recalls stand, for people and programs. */
#include "app/gate/gate_recall.h"

#include <stdio.h>

struct listing {
    struct gate *g;
    const char *only; /* one recall, with its steps; NULL: all */
    instant now;
    json_t *list;
    bool overdue;
};

static const char *recipient_name(struct gate *g, const char *number, struct found *room)
{
    bool found;
    struct error ignored;
    return gate_find(g, "recipient", number, room, &found, &ignored) && found ? json_text(room->document, "name") : "";
}

/* Deadline, and how long there is, or how late it is. */
static bool add_deadline(const struct recall_course *c, instant now, json_t *to, struct error *e)
{
    struct recall_deadline d;
    char due[INSTANT_TEXT], left[RECALL_WORDS];
    recall_due(c, &d);
    bool overdue = recall_overdue(c, now), over = c->state >= (c->held ? RECALL_SEQUESTERED : RECALL_DISPOSED);
    instant_format(d.due, due);
    recall_span(overdue ? d.due : now, overdue ? now : d.due, left);
    json_t *more = json_pack("{s:s, s:s, s:s, s:b}", "due", due, "arithmetic", d.words, "left", over ? "" : left,
                             "overdue", (int)overdue);
    bool ok = json_made(more, e) && (json_object_update(to, more) == 0 || json_made(NULL, e));
    json_decref(more);
    return ok;
}

static json_t *recall_json(struct gate *g, const struct recall *r, uint64_t open, const struct copies *c)
{
    struct found room = {0};
    char made[INSTANT_TEXT];
    instant_format(r->act.time, made);
    json_t *one = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:b}", "number", r->act.subject, "finding", r->finding,
        "reading", json_text(r->act.document, "reading"), "recipient", r->recipient, "name",
        recipient_name(g, r->recipient, &room), "made", made, "rows", (json_int_t)json_number(r->act.entry, "rows"),
        "open", (json_int_t)open, "copies", (json_int_t)c->count, "open_copies", (json_int_t)c->open, "state",
        recall_state_name(r->course.state), "held", (int)r->course.held);
    found_clear(&room);
    return one;
}

/* --- one in detail --- */

static bool add_step(void *ctx, const struct found *f, struct error *e)
{
    json_t **list = ctx;
    char at[INSTANT_TEXT];
    instant_format(f->time, at);
    *list = json_list_add(*list, json_pack("{s:s, s:s, s:s, s:s}", "number", f->subject, "state",
                                           json_text(f->entry, "state"), "at", at, "cites",
                                           json_text(f->document, "cites")));
    return json_made(*list, e);
}

static bool add_certificate(void *ctx, const struct found *f, struct error *e)
{
    json_t **list = ctx;
    char at[INSTANT_TEXT];
    instant_format(f->time, at);
    *list = json_list_add(*list, json_pack("{s:s, s:s, s:I, s:I}", "number", f->subject, "at", at, "rows",
                                           (json_int_t)json_number(f->entry, "rows"), "open",
                                           (json_int_t)json_number(f->entry, "open")));
    return json_made(*list, e);
}

static bool add_details(struct gate *g, const struct recall *r, const struct copies *c, json_t *to, struct error *e)
{
    json_t *steps = json_array(), *certificates = json_array(), *open = json_array();
    bool ok = gate_each(g, "recall-step", r->act.subject, add_step, &steps, e) &&
              gate_each(g, "certificate", r->act.subject, add_certificate, &certificates, e);
    for (size_t i = 0; ok && i < c->count; i++) {
        open = c->at[i].open ? json_list_add(open, json_string(c->at[i].id)) : open;
    }
    json_t *more = json_pack("{s:O*, s:O*, s:O*, s:O, s:O, s:s}", "steps", steps, "certificates", certificates,
                             "copies_left", open, "releases", json_object_get(r->act.document, "releases"), "levels",
                             json_object_get(r->act.document, "levels"), "cites", json_text(r->act.document, "cites"));
    ok = ok && json_made(more, e) && (json_object_update(to, more) == 0 || json_made(NULL, e));
    json_decref(more);
    json_decref(steps);
    json_decref(certificates);
    json_decref(open);
    return ok;
}

/* --- all --- */

static bool add_recall(void *ctx, const struct found *f, struct error *e)
{
    struct listing *l = ctx;
    struct recall r;
    struct copies copies = {0};
    uint64_t open;
    if (l->only != NULL && strcmp(l->only, f->subject) != 0) {
        return true;
    }
    if (!recall_of(l->g, f, &r, e)) {
        return false;
    }
    json_t *one = NULL;
    bool ok = recall_open(l->g, &r, &open, e) && copies_load(l->g, f->subject, &copies, e) &&
              (one = recall_json(l->g, &r, open, &copies), json_made(one, e)) &&
              add_deadline(&r.course, l->now, one, e) && (l->only == NULL || add_details(l->g, &r, &copies, one, e));
    l->overdue = l->overdue || (ok && recall_overdue(&r.course, l->now));
    if (ok) {
        l->list = json_list_add(l->list, one);
        ok = json_made(l->list, e);
    } else {
        json_decref(one);
    }
    copies_clear(&copies);
    recall_clear(&r);
    return ok;
}

bool recall_list_json(struct gate *g, const char *only, json_t **out, bool *overdue, struct error *e)
{
    struct listing l = {.g = g, .only = only, .list = json_array()};
    bool ok = json_made(l.list, e) && clock_now(&l.now, e) && gate_each(g, "recall", NULL, add_recall, &l, e);
    *overdue = l.overdue;
    if (!ok) {
        json_decref(l.list);
        return false;
    }
    *out = l.list;
    return true;
}

bool gate_recall_list(struct gate *g, const char *recall, struct text *out, bool *overdue, struct error *e)
{
    json_t *list = NULL;
    struct found f = {0};
    bool ok = (recall == NULL || gate_get(g, "recall", recall, &f, e)) && recall_list_json(g, recall, &list, overdue, e) &&
              json_canonical(recall == NULL ? list : json_array_get(list, 0), out, e);
    found_clear(&f);
    json_decref(list);
    return ok;
}
