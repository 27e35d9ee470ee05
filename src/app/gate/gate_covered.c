/* gate_covered.c: whom the orders of today cover among those who were answered about. An order may be younger than a
 * release, so it cannot be kept with the release who stands in its list; what is kept is who the person is: for
 * a batch the place in its registry generation, for an import a tag of the person_id.
 *
 * A generation that is not there any more leaves everybody's places unknown, and the order binds them all.
 */
#include "app/gate/gate_look.h"

static bool of_import(uint8_t *places, const struct populations *p, const struct rows_view *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        uint64_t tag = row_number(rows->at + i * ROW_SIZE, ROW_TAG, 8);
        places[i] = tag == 0 ? 0 : populations_places(p, tag);
    }
    return true;
}

static bool of_record(struct gate *g, const struct populations *p, const struct registry *r, const uint8_t *record,
                      uint8_t *places, struct error *e)
{
    struct person person;
    char room[REGISTRY_ROOM];
    uint32_t index = (uint32_t)row_number(record, ROW_PERSON, 4);
    uint64_t tag;
    if (record[ROW_OUTCOME] != OUTCOME_RELEASED || index >= registry_persons(r)) {
        return true;
    }
    registry_person(r, index, &person, room);
    if (!population_tag(g, person.id, &tag, e)) {
        return false;
    }
    *places = populations_places(p, tag);
    return true;
}

static bool of_batch(struct gate *g, uint8_t *places, const struct populations *p, const struct plan *plan,
                     const struct rows_view *rows, struct error *e)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    struct registry *r = NULL;
    if (!gate_path(g, folder, e, "registry") || !gate_path(g, path, e, "registry/%s", plan->generation)) {
        return false;
    }
    if (!folder_exists(path)) {
        return true;
    }
    bool ok = registry_open(&r, folder, plan->generation, e) &&
              (registry_is(r, json_text(plan->act.document, "registry")) ||
               fail(e, ERROR_VERIFY, "registry.other", "the registry's generation %s is not the plan's",
                    plan->generation));
    for (size_t i = 0; ok && i < rows->count; i++) {
        ok = of_record(g, p, r, rows->at + i * ROW_SIZE, &places[i], e);
    }
    registry_close(r);
    return ok;
}

bool covered_open(uint8_t **out, struct gate *g, const struct populations *p, const struct plan *plan,
                  const struct rows_view *rows, struct error *e)
{
    *out = NULL;
    if (p == NULL) {
        return true;
    }
    *out = memory_new(rows->count, 1, e);
    bool ok = *out != NULL && (plan == NULL ? of_import(*out, p, rows) : of_batch(g, *out, p, plan, rows, e));
    if (!ok) {
        memory_free(*out);
        *out = NULL;
    }
    return ok;
}
