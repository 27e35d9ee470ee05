/* gate_list.c: a file read from its first row to its last, one row at a time: lists of people and of releases,
 * truths, the controls of a batch. Files of requests and registries, which are large, go by gate_pass.c.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool list_open(struct intake **out, const char *path, enum intake_kind kind, const struct list_column *columns,
               size_t count, struct error *e)
{
    struct layout *layout = memory_new(1, sizeof *layout, e);
    if (layout == NULL) {
        return false;
    }
    layout->separator = ',';
    for (size_t i = 0; i < count; i++) {
        struct layout_column *c = &layout->column[layout->count++];
        (void)snprintf(c->name, sizeof c->name, "%s", columns[i].name);
        c->field = columns[i].field;
    }
    bool ok = intake_open(out, path, kind, layout,
                          kind == INTAKE_REGISTRY ? &intake_registry_limits : &intake_default_limits, e);
    memory_free(layout);
    return ok;
}

static bool visit_all(const struct row *rows, size_t count, bool (*visit)(void *ctx, const struct row *row,
                                                                          struct error *e),
                      void *ctx, struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!visit(ctx, &rows[i], e)) {
            return false;
        }
    }
    return true;
}

bool list_each(struct intake *in, const char *path, const char *code,
               bool (*visit)(void *ctx, const struct row *row, struct error *e), void *ctx, struct error *e)
{
    enum { SLICE = 4096 };
    struct arena *arena = NULL;
    struct row *rows = memory_new(SLICE, sizeof *rows, e);
    struct rejection *bad = rows == NULL ? NULL : memory_new(SLICE, sizeof *bad, e);
    bool ok = bad != NULL && arena_new(&arena, 0, e);
    for (size_t got = 1; ok && got > 0;) {
        size_t rejected = 0;
        arena_reset(arena);
        ok = intake_read(in, arena, rows, SLICE, &got, bad, &rejected, e) &&
             (rejected == 0 || code == NULL ||
              fail(e, ERROR_INPUT, code, "%s: row %llu: %s", path, (unsigned long long)bad[0].row, bad[0].what)) &&
             visit_all(rows, got, visit, ctx, e);
    }
    arena_free(arena);
    memory_free(rows);
    memory_free(bad);
    return ok;
}
