/* gate_concerned.c: whom what was given out is about.
 *
 * A release keeps the place of each row's person in the registry generation that its plan was made with; that
 * generation stays on disk, and gives the person_id. An import keeps a keyed hash of the person_id.
 *
 * (1) Only what left counts: rows above none of a package whose key was handed over, and what an import lists.
 * (2) Nothing is passed over in silence: a file or a generation that is missing or another is an error, and a row of
 *     which nobody can say whom it is about, since it was erased or the import did not say, is counted.
 */
#include "app/gate/gate_concerned.h"

#include <stdio.h>

/* --- opened --- */

static bool open_generation(struct given *v, struct error *e)
{
    char folder[PATH_SIZE];
    return gate_path(v->g, folder, e, "registry") && registry_open(&v->then, folder, v->plan.generation, e) &&
           (registry_is(v->then, json_text(v->plan.act.document, "registry")) ||
            fail(e, ERROR_VERIFY, "registry.other", "the registry's generation %s is not the plan's",
                 v->plan.generation));
}

/* Above none, to a person of the generation unless it was erased: what else a record may hold no run writes. */
static bool check_persons(const struct given *v, struct error *e)
{
    uint32_t persons = registry_persons(v->then);
    bool ok = true;
    for (size_t i = 0; ok && i < v->rows.count; i++) {
        const uint8_t *r = given_record(v, i);
        ok = r[ROW_OUTCOME] != OUTCOME_RELEASED || given_erased(v, i) ||
             ((uint32_t)row_number(r, ROW_PERSON, 4) < persons && r[ROW_LEVEL] < LEVEL_MOST);
    }
    return ok || fail(e, ERROR_VERIFY, "rows.value", "%s holds what no run writes", v->rows.path);
}

static bool open_release(struct given *v, bool *out, struct error *e)
{
    *out = v->handed != INSTANT_MAX;
    return !*out || (rows_view_kept(&v->rows, v->g, v->of, ROWS_BATCH, json_text(v->plan.act.document, "rows"), e) &&
                     open_generation(v, e) && check_persons(v, e));
}

static bool open_import(struct given *v, bool *out, struct error *e)
{
    const char *rows = json_text(v->past.document, "rows");
    *out = rows[0] != '\0'; /* an audit of a version that kept none */
    return !*out || (population_tag(v->g, (struct span){"", 0}, &v->nobody, e) &&
                     rows_view_kept(&v->rows, v->g, v->of, ROWS_PAST, rows, e));
}

bool given_find(struct given *v, struct gate *g, const char *of, struct error *e)
{
    struct disclosure d = {0};
    *v = (struct given){.g = g, .import = strncmp(of, "past", 4) == 0, .handed = INSTANT_MAX};
    (void)snprintf(v->of, sizeof v->of, "%s", of);
    if (v->import) {
        return gate_get(g, "past", of, &v->past, e);
    }
    (void)snprintf(v->release, sizeof v->release, "r%s", of + 1);
    bool ok = plan_of_batch(g, of, &v->plan, e) && release_disclosed(g, v->release, &d, e);
    v->handed = d.found ? d.at : INSTANT_MAX;
    return ok;
}

bool given_open(struct given *v, struct gate *g, const char *of, bool *out, struct error *e)
{
    *out = false;
    return given_find(v, g, of, e) && (v->import ? open_import(v, out, e) : open_release(v, out, e));
}

void given_close(struct given *v)
{
    rows_view_close(&v->rows);
    registry_close(v->then);
    plan_clear(&v->plan);
    found_clear(&v->past);
    *v = (struct given){0};
}

/* --- all of them --- */

struct each {
    struct gate *g;
    bool (*visit)(void *ctx, const struct given *v, struct error *e);
    void *ctx;
};

static bool open_one(struct each *x, const char *of, struct error *e)
{
    struct given v;
    bool out;
    bool ok = given_open(&v, x->g, of, &out, e) && (!out || x->visit(x->ctx, &v, e));
    given_close(&v);
    return ok;
}

static bool each_release(void *ctx, const struct found *f, struct error *e)
{
    char of[GATE_ID];
    (void)snprintf(of, sizeof of, "b%s", f->subject + 1);
    return open_one(ctx, of, e);
}

static bool each_import(void *ctx, const struct found *f, struct error *e)
{
    return open_one(ctx, f->subject, e);
}

bool given_each(struct gate *g, bool (*visit)(void *ctx, const struct given *v, struct error *e), void *ctx,
                struct error *e)
{
    struct each x = {g, visit, ctx};
    return gate_each(g, "release", NULL, each_release, &x, e) && gate_each(g, "past", NULL, each_import, &x, e);
}

/* --- one row --- */

instant given_at(const struct given *v, size_t row)
{
    return v->import ? (instant)row_number(given_record(v, row), ROW_PAYLOAD, 8) : v->handed;
}

static uint64_t import_tag(const struct given *v, size_t row)
{
    uint64_t tag = row_number(given_record(v, row), ROW_TAG, 8);
    return tag == v->nobody ? 0 : tag;
}

bool given_person(const struct given *v, size_t row, uint64_t *tag, struct person *person, char room[REGISTRY_ROOM],
                  struct error *e)
{
    struct person own;
    struct person *p = person == NULL ? &own : person;
    *p = (struct person){0};
    *tag = 0;
    if (v->import || given_erased(v, row)) {
        *tag = v->import ? import_tag(v, row) : 0;
        return true;
    }
    registry_person(v->then, (uint32_t)row_number(given_record(v, row), ROW_PERSON, 4), p, room);
    return population_tag(v->g, p->id, tag, e);
}

void given_unknown(const struct given *v, uint64_t *unknown, uint64_t *erased)
{
    for (size_t i = 0; i < v->rows.count; i++) {
        bool gone = given_erased(v, i) && given_record(v, i)[ROW_OUTCOME] == OUTCOME_RELEASED;
        *erased += gone;
        *unknown += v->import && !gone && import_tag(v, i) == 0;
    }
}

/* --- one person --- */

bool somebody_of(const struct gate *g, const char *person_id, struct somebody *out, struct error *e)
{
    out->id = span_of(person_id);
    if (span_trim(out->id).len == 0) {
        return fail(e, ERROR_USAGE, "account.person", "a person is named by the person_id of the registry");
    }
    return population_tag(g, out->id, &out->tag, e);
}

uint32_t somebody_in(const struct somebody *who, const struct registry *r)
{
    uint32_t index = registry_find(r, who->id);
    return index != PERSON_NOBODY ? index : registry_find(r, span_trim(who->id));
}

/* A registry may hold an id with blanks around it, which is nobody else's. */
static bool same_id(const struct given *v, uint32_t index, const struct somebody *who)
{
    struct person p;
    char room[REGISTRY_ROOM];
    registry_person(v->then, index, &p, room);
    return span_equal(span_trim(p.id), span_trim(who->id));
}

bool given_about(const struct given *v, const struct somebody *who,
                 bool (*visit)(void *ctx, const struct given *v, size_t row, struct error *e), void *ctx,
                 struct error *e)
{
    uint32_t index = v->import ? PERSON_NOBODY : somebody_in(who, v->then);
    for (size_t i = 0; i < v->rows.count; i++) {
        const uint8_t *r = given_record(v, i);
        uint32_t person = (uint32_t)row_number(r, ROW_PERSON, 4);
        bool here = r[ROW_OUTCOME] == OUTCOME_RELEASED && !given_erased(v, i) &&
                    (v->import                ? import_tag(v, i) == who->tag
                     : index != PERSON_NOBODY ? person == index
                                              : same_id(v, person, who));
        if (here && !visit(ctx, v, i, e)) {
            return false;
        }
    }
    return true;
}
