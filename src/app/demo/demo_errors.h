/* demo_errors.h: what goes wrong between a person and a request (the table of
 * rates is DEMO_ERRORS in demo.h). */
#ifndef APP_DEMO_ERRORS_H
#define APP_DEMO_ERRORS_H

#include "app/demo/demo_world.h"

#define DEMO_ERROR_RATE(symbol, rate, what) RATE_##symbol = (rate),
enum demo_rate { DEMO_ERRORS(DEMO_ERROR_RATE) };
#undef DEMO_ERROR_RATE

/* What is left alone: given name and surname but for case; or their completeness, so
 * that there is no initial alone and no letter read as a digit; or nothing. */
enum care { CARE_EXACT, CARE_COMPLETE, CARE_NONE };

/* Fills name, suffix and birth date of a draft with what a request says of the
 * person. home: the household, or NULL; a married woman's other surname may be from it. */
void errors_write_person(const struct world *w, const struct member *who,
                         const struct household *home, enum care care, struct random *r,
                         struct draft *to);

/* Fills the address cells. True when a unit was left out. The ZIP keeps its state. */
bool errors_write_address(const struct world *w, const struct dwelling *at, unsigned style,
                          struct random *r, struct draft *to);

#endif
