/* match_rank.h: best and runner-up among candidates, and what follows from them. */
#ifndef ENGINE_MATCH_MATCH_RANK_H
#define ENGINE_MATCH_MATCH_RANK_H

#include "engine/match/match.h"
#include "engine/match/match_model.h"
#include "record/linkage.h"

/* Nobody yet; LINK_NONE. */
void rank_init(struct link_path *path);

/* Counts a candidate and keeps the two best; of equal weights the lower index is
 * the better, so that the order of candidates does not matter. */
void rank_add(struct link_path *path, uint32_t person, int32_t weight);

/* None when it is too likely that it is neither of the two best; many when it is one of
 * them, but the runner-up, found or not, is within the margin; else unique. */
void rank_decide(struct link_path *path, const struct model *m);

/* Keeps the `most` best in their order. */
void candidate_insert(struct match_candidate *list, size_t *count, size_t most,
                      struct match_candidate one);

#endif
