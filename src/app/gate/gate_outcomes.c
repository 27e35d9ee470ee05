/* gate_outcomes.c: outcomes.csv of a batch, read for its controls. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool outcomes_open(struct intake **out, const struct gate *g, const char *batch, struct error *e)
{
    static const char *const names[] = {"row", "control", "outcome", "level", "reason"};
    char path[PATH_SIZE];
    struct layout *layout = memory_new(1, sizeof *layout, e);
    if (layout == NULL) {
        return false;
    }
    layout->separator = ',';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct layout_column *c = &layout->column[layout->count++];
        (void)snprintf(c->name, sizeof c->name, "%s", names[i]);
        c->field = i == 1 ? FIELD_CONTROL : -1;
    }
    bool ok = gate_path(g, path, e, "batches/%s/outcomes.csv", batch) &&
              intake_open(out, path, INTAKE_REQUESTS, layout, &intake_default_limits, e);
    memory_free(layout);
    return ok;
}
