/* gate_outcomes.c: outcomes.csv of a batch, read for its controls. */
#include "app/gate/gate_internal.h"

bool outcomes_open(struct intake **out, const struct gate *g, const char *batch, struct error *e)
{
    static const struct list_column columns[] = {
        {"row", -1}, {"control", FIELD_CONTROL}, {"outcome", -1}, {"level", -1}, {"reason", -1}};
    char path[PATH_SIZE];
    return gate_path(g, path, e, "batches/%s/outcomes.csv", batch) &&
           list_open(out, path, INTAKE_REQUESTS, columns, sizeof columns / sizeof *columns, e);
}
