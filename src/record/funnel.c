#include "record/funnel.h"

#include "record/linkage.h"

const char *funnel_imbalance(const struct funnel *f)
{
    uint64_t outcomes = 0, levels = 0, categories = 0, linked = 0;
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        outcomes += f->outcome[i];
    }
    for (unsigned i = 0; i < FUNNEL_LEVELS; i++) {
        levels += f->level[i];
    }
    for (unsigned i = 0; i < CATEGORY_COUNT; i++) {
        categories += f->category[i];
    }
    for (unsigned i = 0; i < 4; i++) {
        linked += f->linked[i];
    }
    return outcomes != f->read                             ? "read = released + withheld + review + rejected"
           : f->outcome[OUTCOME_REJECTED] != f->rejected   ? "rejected at intake = rejected in the outcomes"
           : f->rejected + f->insufficient + f->sufficiency_review + f->admitted != f->read
               ? "read = rejected + insufficient + in review + admitted"
           : categories != f->insufficient + f->sufficiency_review + f->admitted
               ? "the categories add up to the rows judged"
           : linked != f->admitted                         ? "the linkages add up to the admitted"
           : f->corresponds + f->differs + f->not_comparable != f->linked[LINK_UNIQUE]
               ? "the correspondences add up to the uniquely linked"
           : levels != f->admitted                         ? "the levels add up to the admitted"
                                                           : NULL;
}
