/* The gate of invariant I1: the only maker of `struct admitted`, which is the
 * only thing that match compares with a registry. It does not take a judgement
 * on trust but judges again. */

#include "engine/standard/standard_inside.h"

struct admitted {
    size_t count;
    const struct person **person;
    size_t *index;
};

bool standard_admit(const struct standard *s, const struct row *rows,
                    const struct person *persons, size_t count, const struct elements *required,
                    struct arena *arena, struct admitted **out, struct error *e)
{
    struct admitted *a = arena_alloc(arena, sizeof *a, e);
    if (a == NULL) {
        return false;
    }
    a->person = arena_array(arena, count, sizeof *a->person, e);
    a->index = a->person == NULL ? NULL : arena_array(arena, count, sizeof *a->index, e);
    if (a->index == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct judgement j;
        if (!standard_judge(s, &rows[i], &persons[i], required, &j, e)) {
            return false;
        }
        if (j.sufficiency == SUFFICIENCY_COMPLETE) {
            a->person[a->count] = &persons[i];
            a->index[a->count++] = i;
        }
    }
    *out = a;
    return true;
}

size_t admitted_count(const struct admitted *a)
{
    return a->count;
}

const struct person *admitted_person(const struct admitted *a, size_t i)
{
    return a->person[i];
}

size_t admitted_index(const struct admitted *a, size_t i)
{
    return a->index[i];
}
