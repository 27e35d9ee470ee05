/* gate_find.c: acts as they stand, parsed; and the canonical JSON that entries and documents are. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- JSON --- */

static _Thread_local bool exhausted;

static void *json_memory(size_t n)
{
    struct error ignored;
    void *p = exhausted ? NULL : memory_new(n, 1, &ignored);
    exhausted = p == NULL;
    return p;
}

void json_take_memory(void)
{
    exhausted = false;
    json_set_alloc_funcs(json_memory, memory_free);
}

const char *json_text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s == NULL ? "" : s;
}

int64_t json_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

json_t *json_list_add(json_t *list, json_t *value)
{
    if (list == NULL || json_array_append_new(list, value) != 0) {
        json_decref(list == NULL ? value : list);
        return NULL;
    }
    return list;
}

json_t *json_object_add(json_t *object, const char *key, json_t *value)
{
    if (object == NULL || json_object_set_new(object, key, value) != 0) {
        json_decref(object == NULL ? value : object);
        return NULL;
    }
    return object;
}

bool json_made(const json_t *value, struct error *e)
{
    return value != NULL || fail(e, ERROR_FAILED, "memory", "out of memory, or a text is no UTF-8");
}

/* jansson passes over the answer when it writes a name: what failed once has failed. */
struct dump {
    struct text *out;
    bool failed;
};

static int add_bytes(const char *bytes, size_t n, void *ctx)
{
    struct dump *d = ctx;
    struct error ignored;
    d->failed = d->failed || !text_add(d->out, (struct span){bytes, n}, &ignored);
    return d->failed ? -1 : 0;
}

static bool dump(const json_t *value, size_t how, struct text *out, struct error *e)
{
    struct dump d = {.out = out};
    bool ok = json_dump_callback(value, add_bytes, &d, JSON_SORT_KEYS | how) == 0 && !d.failed;
    return ok || json_made(NULL, e);
}

bool json_canonical(const json_t *value, struct text *out, struct error *e)
{
    return dump(value, JSON_COMPACT, out, e);
}

bool json_pretty(const json_t *value, struct text *out, struct error *e)
{
    return dump(value, JSON_INDENT(2), out, e) && text_addc(out, '\n', e);
}

/* --- find --- */

void found_clear(struct found *f)
{
    json_decref(f->entry);
    json_decref(f->document);
    *f = (struct found){0};
}

static void copy_id(char out[GATE_ID], struct span s)
{
    (void)snprintf(out, GATE_ID, "%.*s", SPAN_ARGS(s));
}

bool act_parse(const struct act *a, struct found *out, struct error *e)
{
    *out = (struct found){.index = a->index, .time = a->time};
    copy_id(out->subject, a->subject);
    copy_id(out->parent, a->parent);
    out->entry = json_loadb(a->entry.at, a->entry.len, 0, NULL);
    json_t *document = a->document.len == 0 ? NULL : json_loadb(a->document.at, a->document.len, 0, NULL);
    out->document = json_incref(json_object_get(document, "body"));
    json_decref(document);
    if (out->entry == NULL || (a->document.len > 0 && out->document == NULL)) {
        found_clear(out);
        return fail(e, ERROR_FAILED, "store.entry", "the store holds an entry that is no JSON");
    }
    return true;
}

bool gate_sees(const struct gate *g, struct error *e)
{
    return (g->ledger != NULL && g->act_count == ledger_checkpoint(g->ledger)->size) ||
           fail(e, ERROR_FAILED, "ledger.closed", "the ledger could not be read again");
}

static bool is(const struct act *a, const char *type, const char *subject, const char *parent)
{
    return span_is(a->type, type) && (subject == NULL || span_is(a->subject, subject)) &&
           (parent == NULL || span_is(a->parent, parent));
}

bool gate_find(struct gate *g, const char *type, const char *subject, struct found *out,
               bool *found, struct error *e)
{
    *out = (struct found){0};
    *found = false;
    if (!gate_sees(g, e)) {
        return false;
    }
    for (size_t i = g->act_count; i-- > 0;) {
        if (is(&g->acts[i], type, subject, NULL)) {
            *found = act_parse(&g->acts[i], out, e);
            return *found;
        }
    }
    return true;
}

bool gate_get(struct gate *g, const char *type, const char *subject, struct found *out,
              struct error *e)
{
    bool found;
    if (!gate_find(g, type, subject, out, &found, e)) {
        return false;
    }
    if (!found) {
        (void)!fail(e, ERROR_INPUT, "gate.unknown", "there is no %s of that number in this custody", type);
        error_hint(e, "`proviso %s` lists what there is", strcmp(type, "service") == 0 ? "order list" : strcmp(type, "mailing") == 0 ? "notice list" : "status");
    }
    return found;
}

/* By index: the visit may look up other acts. */
bool gate_each(struct gate *g, const char *type, const char *parent,
               bool (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx,
               struct error *e)
{
    bool ok = gate_sees(g, e);
    for (size_t i = 0; ok && i < g->act_count; i++) {
        struct found f;
        if (is(&g->acts[i], type, NULL, parent)) {
            ok = act_parse(&g->acts[i], &f, e) && visit(ctx, &f, e);
            found_clear(&f);
        }
    }
    return ok;
}

uint64_t gate_count(const struct gate *g, const char *type, const char *parent)
{
    uint64_t n = 0;
    for (size_t i = 0; i < g->act_count; i++) {
        n += is(&g->acts[i], type, NULL, parent);
    }
    return n;
}

bool gate_next_id(struct gate *g, const char *type, const char *prefix, char out[GATE_ID],
                  struct error *e)
{
    if (!gate_sees(g, e)) {
        return false;
    }
    (void)snprintf(out, GATE_ID, "%s%llu", prefix, (unsigned long long)gate_count(g, type, NULL) + 1);
    return true;
}
