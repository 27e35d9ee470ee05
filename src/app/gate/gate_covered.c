/* gate_covered.c: whom the orders of today cover among those who were answered about. An order may be younger than a
 * release, so it cannot be kept with the release who stands in its list; what is kept is who the person is: for
 * a batch the place in its registry generation, for an import a tag of the person_id.
 *
 * A generation that is not there any more leaves everybody's places unknown, and the order binds them all.
 */
#include "app/gate/gate_look.h"

/* Somebody's places; nobody's stay unknown. */
static bool of_person(struct gate *g, const struct populations *p, const struct registry *r, uint32_t index,
                      uint8_t *places, struct error *e)
{
    struct person person;
    char room[REGISTRY_ROOM];
    uint64_t tag;
    if (index >= registry_persons(r)) {
        return true;
    }
    registry_person(r, index, &person, room);
    if (span_trim(person.id).len == 0) {
        return true;
    }
    if (!population_tag(g, person.id, &tag, e)) {
        return false;
    }
    *places = populations_places(p, tag);
    return true;
}

bool covered_persons(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                     const uint32_t *persons, size_t count, struct error *e)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    struct registry *r = NULL;
    *out = NULL;
    if (p == NULL) {
        return true;
    }
    *out = memory_new(count, 1, e);
    if (*out == NULL || !gate_path(g, folder, e, "registry") ||
        !gate_path(g, path, e, "registry/%s", plan->generation)) {
        return false;
    }
    if (!folder_exists(path)) {
        return true;
    }
    bool ok = registry_open(&r, folder, plan->generation, e) &&
              (registry_is(r, json_text(plan->act.document, "registry")) ||
               fail(e, ERROR_VERIFY, "registry.other", "the registry's generation %s is not the plan's",
                    plan->generation));
    for (size_t i = 0; ok && i < count; i++) {
        ok = of_person(g, p, r, persons[i], &(*out)[i], e);
    }
    registry_close(r);
    return ok;
}

static bool of_batch(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                     const struct rows_view *rows, struct error *e)
{
    uint32_t *persons = memory_new(rows->count, sizeof *persons, e);
    if (persons == NULL) {
        return false;
    }
    for (size_t i = 0; i < rows->count; i++) {
        const uint8_t *record = rows->at + i * ROW_SIZE;
        bool released = record[ROW_OUTCOME] == OUTCOME_RELEASED;
        persons[i] = released ? (uint32_t)row_number(record, ROW_PERSON, 4) : PERSON_NOBODY;
    }
    bool ok = covered_persons(out, g, p, plan, persons, rows->count, e);
    memory_free(persons);
    return ok;
}

static bool of_import(uint8_t **out, const struct gate *g, const struct populations *p, const struct rows_view *rows,
                      struct error *e)
{
    uint64_t nobody; /* the tag of a row without a person_id */
    if (!population_tag(g, SPAN_LITERAL(""), &nobody, e)) {
        return false;
    }
    uint8_t *places = *out = memory_new(rows->count, 1, e);
    for (size_t i = 0; places != NULL && i < rows->count; i++) {
        uint64_t tag = row_number(rows->at + i * ROW_SIZE, ROW_TAG, 8);
        places[i] = tag == 0 || tag == nobody ? 0 : populations_places(p, tag);
    }
    return places != NULL;
}

bool covered_open(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                  const struct rows_view *rows, struct error *e)
{
    *out = NULL;
    bool ok = p == NULL || (plan == NULL ? of_import(out, g, p, rows, e) : of_batch(out, g, p, plan, rows, e));
    if (!ok) {
        memory_free(*out);
        *out = NULL;
    }
    return ok;
}
