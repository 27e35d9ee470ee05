/* gate_find.c: acts as they stand, parsed; and the canonical JSON that entries and documents are. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- JSON --- */

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

static int add_bytes(const char *bytes, size_t n, void *ctx)
{
    struct error ignored;
    return text_add(ctx, (struct span){bytes, n}, &ignored) ? 0 : -1;
}

bool json_canonical(const json_t *value, struct text *out, struct error *e)
{
    return json_dump_callback(value, add_bytes, out, JSON_SORT_KEYS | JSON_COMPACT) == 0 ||
           json_made(NULL, e);
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

static bool parse_act(const struct act *a, struct found *out, struct error *e)
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
    return g->ledger != NULL || fail(e, ERROR_FAILED, "ledger.closed", "the ledger could not be opened again");
}

/* What others enter while this process looks is not in its view of the ledger. */
static bool in_sight(const struct gate *g, const struct act *a)
{
    return a->index < ledger_checkpoint(g->ledger)->size;
}

struct find {
    const struct gate *g;
    struct found *out;
    bool found;
};

static bool keep_last(void *ctx, const struct act *a, struct error *e)
{
    struct find *f = ctx;
    if (!in_sight(f->g, a)) {
        return true;
    }
    found_clear(f->out);
    f->found = parse_act(a, f->out, e);
    return f->found;
}

bool gate_find(struct gate *g, const char *type, const char *subject, struct found *out,
               bool *found, struct error *e)
{
    *out = (struct found){0};
    struct find f = {.g = g, .out = out};
    bool ok = gate_sees(g, e) && store_each(g->store, type, subject, NULL, keep_last, &f, e);
    if (!ok) {
        found_clear(out);
    }
    *found = f.found;
    return ok;
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
        error_hint(e, "`proviso status` lists what there is");
    }
    return found;
}

struct each {
    const struct gate *g;
    bool (*visit)(void *ctx, const struct found *f, struct error *e);
    void *ctx;
};

static bool visit_parsed(void *ctx, const struct act *a, struct error *e)
{
    struct each *each = ctx;
    struct found f;
    if (!in_sight(each->g, a)) {
        return true;
    }
    if (!parse_act(a, &f, e)) {
        return false;
    }
    bool ok = each->visit(each->ctx, &f, e);
    found_clear(&f);
    return ok;
}

bool gate_each(struct gate *g, const char *type, const char *parent,
               bool (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx,
               struct error *e)
{
    struct each each = {g, visit, ctx};
    return gate_sees(g, e) && store_each(g->store, type, NULL, parent, visit_parsed, &each, e);
}

bool gate_next_id(struct gate *g, const char *type, const char *prefix, char out[GATE_ID],
                  struct error *e)
{
    uint64_t n;
    if (!store_count(g->store, type, NULL, &n, e)) {
        return false;
    }
    (void)snprintf(out, GATE_ID, "%s%llu", prefix, (unsigned long long)n + 1);
    return true;
}
