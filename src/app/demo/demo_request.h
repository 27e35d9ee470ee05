/* demo_request.h: one request row from its place in the plan. */
#ifndef APP_DEMO_REQUEST_H
#define APP_DEMO_REQUEST_H

#include "app/demo/demo_plan.h"

/* A row and the truth about it. */
struct request {
    struct draft draft;
    uint64_t person; /* NOBODY when not registered */
    const char *kind;
    enum category category; /* first deficiency */
    bool dpv_only;          /* a deficiency that the text does not show */
};

/* requests: how many there are; control numbers are as wide as that needs, seven
 * digits at least. */
void request_make(const struct world *w, const struct plan *p, uint64_t requests, uint64_t row,
                  struct request *out);

/* True for a deficiency of the address, of the name. */
bool category_of_address(enum category c);
bool category_of_name(enum category c);

#endif
