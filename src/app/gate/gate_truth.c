/* gate_truth.c: who is whom, where it is known: a file with the id of a request and
 * the id of its person in each row, in any order; the person's is empty for a
 * request that has nobody. Several rows may name one request. A request that no row
 * names has nobody.
 *
 * Ids are numbered; the pairs lie sorted, so that the matcher's threads may ask at
 * once and at no cost.
 */
#include "app/gate/gate_link.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"

#define NONE UINT32_MAX

struct known {
    uint32_t id; /* of the request, in the dictionary */
    uint32_t person;
};

struct truth {
    const struct linking *l;
    struct dictionary *ids;
    struct known *at; /* by id, then person */
    size_t count, cap;
    uint32_t *first; /* of each id, and one more: the end */
    uint32_t *of;    /* request -> id, or NONE */
};

/* --- the file --- */

static int field_of(struct span name)
{
    return span_is(name, "request_id") || span_is(name, "control")      ? FIELD_CONTROL
           : span_is(name, "registry_id") || span_is(name, "person_id") ? FIELD_PERSON_ID
                                                                        : -1;
}

/* The two columns wherever they are; all others are let be. */
static bool read_head(const char *path, struct layout *out, struct error *e)
{
    struct mapping m;
    if (!file_map(&m, path, e)) {
        return false;
    }
    struct span rest = {(const char *)m.at, m.len}, head = {NULL, 0}, part;
    bool seen[FIELD_COUNT] = {false};
    (void)span_cut(&rest, '\n', &head);
    head = span_trim(head);
    out->separator = ',';
    while (out->count < LAYOUT_COLUMNS && span_cut(&head, ',', &part)) {
        part = span_trim(part);
        struct layout_column *c = &out->column[out->count++];
        c->field = field_of(part);
        if (c->field >= 0 && seen[c->field]) {
            c->field = -1;
        } else if (c->field >= 0) {
            seen[c->field] = true;
        }
        (void)snprintf(c->name, sizeof c->name, "%.*s", SPAN_ARGS(part));
    }
    file_unmap(&m);
    if (!seen[FIELD_CONTROL] || !seen[FIELD_PERSON_ID]) {
        (void)!fail(e, ERROR_INPUT, "truth.columns",
                    "%s does not say which person each request is", path);
        error_hint(e, "its columns: request_id (or control) and registry_id (or person_id)");
        return false;
    }
    return true;
}

static bool add_known(struct truth *t, struct span id, uint32_t person, struct error *e)
{
    if (!memory_grow((void **)&t->at, &t->cap, t->count, sizeof *t->at, e)) {
        return false;
    }
    struct known *k = &t->at[t->count++];
    k->person = person;
    return dictionary_add(t->ids, id, &k->id, e);
}

/* With dedupe each is the other's. */
static bool add_row(void *ctx, const struct row *row, struct error *e)
{
    struct truth *t = ctx;
    struct span request = row->value[FIELD_CONTROL], id = row->value[FIELD_PERSON_ID];
    const struct registry *r = t->l->registry;
    uint32_t person = id.len == 0 ? PERSON_NOBODY : registry_find(r, id);
    if (t->l->o->b == NULL && id.len > 0 && !add_known(t, id, registry_find(r, request), e)) {
        return false;
    }
    return add_known(t, request, person, e);
}

/* --- in order --- */

static int by_id(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id)
                          : (x->person > y->person) - (x->person < y->person);
}

static bool put_in_order(struct truth *t, struct error *e)
{
    uint32_t ids = dictionary_count(t->ids);
    size_t requests = t->l->requests.count, named = 0;
    t->first = memory_new((size_t)ids + 1, sizeof *t->first, e);
    t->of = t->first == NULL ? NULL : memory_new(requests, sizeof *t->of, e);
    if (t->of == NULL) {
        return false;
    }
    if (t->count > 0) {
        qsort(t->at, t->count, sizeof *t->at, by_id);
    }
    for (size_t i = t->count; i-- > 0;) {
        t->first[t->at[i].id] = (uint32_t)i; /* each id has a pair */
    }
    t->first[ids] = (uint32_t)t->count;
    for (size_t i = 0; i < requests; i++) {
        bool found = dictionary_find(t->ids, t->l->requests.at[i].id, &t->of[i]);
        t->of[i] = found ? t->of[i] : NONE;
        named += found;
    }
    return named > 0 || requests == 0 ||
           fail(e, ERROR_INPUT, "truth.none", "%s names no request of %s", t->l->o->truth,
                t->l->o->a);
}

bool truth_open(struct truth **out, const struct linking *l, struct error *e)
{
    struct intake *in = NULL;
    struct layout *layout = memory_new(1, sizeof *layout, e);
    struct truth *t = layout == NULL ? NULL : memory_new(1, sizeof *t, e);
    *out = t;
    if (t != NULL) {
        t->l = l;
    }
    bool ok = t != NULL && read_head(l->o->truth, layout, e) && dictionary_new(&t->ids, e) &&
              intake_open(&in, l->o->truth, INTAKE_ANY, layout, &intake_default_limits, e) &&
              list_each(in, l->o->truth, "truth.row", add_row, t, e) && put_in_order(t, e);
    intake_close(in);
    memory_free(layout);
    return ok;
}

void truth_close(struct truth *t)
{
    if (t != NULL) {
        dictionary_free(t->ids);
        memory_free(t->at);
        memory_free(t->first);
        memory_free(t->of);
        memory_free(t);
    }
}

int truth_says(void *ctx, uint64_t request, uint32_t person)
{
    const struct truth *t = ctx;
    uint32_t id = t->of[request];
    if (id == NONE) {
        return person == PERSON_NOBODY;
    }
    const struct known *end = t->at + t->first[id + 1], *k = t->at + t->first[id];
    if (person == PERSON_NOBODY) {
        return k->person == PERSON_NOBODY; /* sorted: nobody comes last */
    }
    while (k < end && k->person != person) {
        k++;
    }
    return k < end;
}
