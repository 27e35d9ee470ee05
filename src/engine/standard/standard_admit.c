/* The gate of invariant I1: the only maker of `struct admitted`, which is the
 * only thing that match compares with a registry. It does not take a judgement
 * on trust but judges again, from the row. */

#include "engine/standard/standard_inside.h"

struct admitted {
    size_t count;
    const struct person **person;
    size_t *index;
};

static bool admitted_new(struct admitted **out, size_t count, struct arena *arena,
                         struct error *e)
{
    struct admitted *a = arena_alloc(arena, sizeof *a, e);
    if (a == NULL) {
        return false;
    }
    a->person = arena_array(arena, count, sizeof *a->person, e);
    a->index = a->person == NULL ? NULL : arena_array(arena, count, sizeof *a->index, e);
    *out = a;
    return a->index != NULL;
}

static void admit(struct admitted *a, size_t i, const struct person *person,
                  const struct judgement *j)
{
    if (j->sufficiency == SUFFICIENCY_COMPLETE) {
        a->person[a->count] = person;
        a->index[a->count++] = i;
    }
}

bool standard_admit(const struct standard *s, const struct row *rows,
                    const struct person *persons, size_t count, const struct elements *required,
                    struct arena *arena, struct admitted **out, struct error *e)
{
    struct admitted *a;
    struct judgement j;
    if (!admitted_new(&a, count, arena, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!standard_judge(s, &rows[i], &persons[i], required, &j, e)) {
            return false;
        }
        admit(a, i, &persons[i], &j);
    }
    *out = a;
    return true;
}

/* judged NULL: nobody wants the judgements. */
static bool admit_rows(const struct standard *s, const struct row *rows, size_t count,
                       const struct elements *required, struct arena *arena,
                       struct person *persons, struct judgement *judged, struct admitted **out,
                       struct error *e)
{
    struct admitted *a;
    struct judgement j;
    struct said said = {0};
    if (!admitted_new(&a, count, arena, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].line == 0) {
            continue;
        }
        if (!standard_both(s, &rows[i], required, &said, arena, &persons[i], &j, e)) {
            return false;
        }
        admit(a, i, &persons[i], &j);
        if (judged != NULL) {
            judged[i] = j;
        }
    }
    *out = a;
    return true;
}

bool standard_admit_rows(const struct standard *s, const struct row *rows, size_t count,
                         const struct elements *required, struct arena *arena,
                         struct person *persons, struct admitted **out, struct error *e)
{
    return admit_rows(s, rows, count, required, arena, persons, NULL, out, e);
}

bool standard_admit_judged(const struct standard *s, const struct row *rows, size_t count,
                           const struct elements *required, struct arena *arena,
                           struct person *persons, struct judgement *judged,
                           struct admitted **out, struct error *e)
{
    return admit_rows(s, rows, count, required, arena, persons, judged, out, e);
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
