#include "engine/match/match_rank.h"

void rank_init(struct link_path *path)
{
    *path = (struct link_path){.outcome = LINK_NONE,
                               .best = PERSON_NOBODY,
                               .weight = WEIGHT_NONE,
                               .second = PERSON_NOBODY,
                               .second_weight = WEIGHT_NONE};
}

static bool better(uint32_t a, int32_t weight_a, uint32_t b, int32_t weight_b)
{
    return weight_a > weight_b || (weight_a == weight_b && a < b);
}

void rank_add(struct link_path *path, uint32_t person, int32_t weight)
{
    path->candidates++;
    if (better(person, weight, path->best, path->weight)) {
        path->second = path->best;
        path->second_weight = path->weight;
        path->best = person;
        path->weight = weight;
    } else if (better(person, weight, path->second, path->second_weight)) {
        path->second = person;
        path->second_weight = weight;
    }
}

void rank_decide(struct link_path *path, const struct model *m)
{
    if (path->best == PERSON_NOBODY) {
        path->outcome = LINK_NONE;
        return;
    }
    bool several = path->second != PERSON_NOBODY;
    int32_t either = several ? log2_sum(path->weight, path->second_weight) : path->weight;
    bool close = several && (int64_t)path->weight - path->second_weight < m->margin;
    path->outcome = either < m->accept                ? LINK_NONE
                    : close || path->weight < m->accept ? LINK_MANY
                                                        : LINK_UNIQUE;
}

/* True when a stands before b. */
static bool before(const struct match_candidate *a, const struct match_candidate *b)
{
    return better(a->person, a->weight, b->person, b->weight);
}

void candidate_insert(struct match_candidate *list, size_t *count, size_t most,
                      struct match_candidate one)
{
    size_t at = *count;
    if (at == most) {
        if (most == 0 || !before(&one, &list[most - 1])) {
            return;
        }
        at--;
    } else {
        (*count)++;
    }
    for (; at > 0 && before(&one, &list[at - 1]); at--) {
        list[at] = list[at - 1];
    }
    list[at] = one;
}
