/* gate_drill.c: that halt, recall and restore were rehearsed, and how long they took. */
#include "app/gate/gate_internal.h"

#include <stdio.h>

bool gate_drill(struct gate *g, const struct gate_drill *drill, struct signers by, char id[GATE_ID], struct error *e)
{
    const struct {
        const char *name;
        bool done;
        uint64_t ms;
    } parts[] = {{"halt", drill->halted, drill->halt},
                 {"recall", drill->recalled, drill->recall},
                 {"restore", drill->restored, drill->restore}};
    struct draft d = {.type = "drill", .entry = json_object()};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].done) { /* what failed took no time */
            d.entry = json_object_add(d.entry, parts[i].name, json_integer((json_int_t)parts[i].ms));
        }
    }
    bool ok = json_made(d.entry, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER | ROLE_OPERATOR, 1, "a drill", e) &&
              gate_append_next(g, &d, "dr", by, id, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}
