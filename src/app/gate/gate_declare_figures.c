#include "app/gate/gate_declare.h"

#include <stdio.h>

bool declare_set(json_t *to, const char *key, json_t *value, struct error *e)
{
    return json_made(value, e) && (json_object_set_new(to, key, value) == 0 || json_made(NULL, e));
}

bool declare_push(json_t *to, json_t *value, struct error *e)
{
    return json_made(value, e) && (json_array_append_new(to, value) == 0 || json_made(NULL, e));
}

bool figure_add(struct declaring *d, const char *name, uint64_t value, const char *definition, const char *command,
                const char *counts, json_t *entries, struct error *e)
{
    char id[24];
    (void)snprintf(id, sizeof id, "F%zu", json_array_size(d->figures) + 1);
    return json_made(entries, e) && declare_push(d->figures,
                                                 json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "id", id, "name",
                                                           name, "value", (json_int_t)value, "definition", definition,
                                                           "command", command, "counts", counts, "entries", entries),
                                                 e);
}

const json_t *figure_find(const json_t *statement, const char *name)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(statement, "figures"), i, one)
    {
        if (strcmp(json_text(one, "name"), name) == 0) {
            return one;
        }
    }
    return NULL;
}

bool figure_of_act(struct declaring *d, const char *name, const struct found *act, const json_t *in,
                   const char *field, const char *definition, struct error *e)
{
    char counts[160], command[96];
    json_t *entries = json_pack("[I]", (json_int_t)act->index);
    (void)snprintf(counts, sizeof counts, "Ledger entry %llu: `%s`%s.", (unsigned long long)act->index, field,
                   in == act->entry ? "" : " of the document that it commits to");
    (void)snprintf(command, sizeof command, "proviso declare %s --json", d->of);
    return figure_add(d, name, (uint64_t)json_number(in, field), definition, command, counts, entries, e);
}

bool declare_file(struct declaring *d, const char *what, const char *hash, struct error *e)
{
    return hash[0] == '\0' || declare_push(d->files, json_pack("{s:s, s:s}", "file", what, "sha256", hash), e);
}

/* --- the prefix --- */

struct prefix {
    uint64_t size;
    bool (*visit)(void *ctx, const struct found *f, struct error *e);
    void *ctx;
};

static bool visit_within(void *ctx, const struct found *f, struct error *e)
{
    const struct prefix *p = ctx;
    return f->index >= p->size || p->visit(p->ctx, f, e);
}

bool declare_each(struct declaring *d, const char *type, const char *parent,
                  bool (*visit)(void *ctx, const struct found *f, struct error *e), void *ctx, struct error *e)
{
    struct prefix p = {d->size, visit, ctx};
    return gate_each(d->g, type, parent, visit_within, &p, e);
}

struct last {
    const char *subject;
    struct found *out;
    bool *found;
};

static bool keep_last(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    struct last *l = ctx;
    if (l->subject == NULL || strcmp(l->subject, f->subject) == 0) {
        found_clear(l->out);
        *l->out = *f;
        (void)json_incref(f->entry);
        (void)json_incref(f->document);
        *l->found = true;
    }
    return true;
}

bool declare_last(struct declaring *d, const char *type, const char *subject, struct found *out, bool *found,
                  struct error *e)
{
    struct last l = {subject, out, found};
    *out = (struct found){0};
    *found = false;
    if (!declare_each(d, type, NULL, keep_last, &l, e)) {
        found_clear(out);
        return false;
    }
    return true;
}

json_t *declare_place(const struct found *f)
{
    char time[INSTANT_TEXT];
    instant_format(f->time, time);
    return json_pack("{s:I, s:s}", "entry", (json_int_t)f->index, "time", time);
}
