/* gate_retention.c: what an agreement's `retention` makes due for erasure.
 *
 *   since   a batch: the first handover, else the release, else the plan
 *           an import: the instant of each release
 *   until   since and the agreement's period; "or the life of the record, whichever is longer": not while the person
 *           stands in the registry in force
 *
 * (1) What cannot be known keeps: without a period nothing is ever due; of an import whose persons were not kept, no
 *     life of a record is over.
 * (2) Only whole request rows are due: of an import all releases of the row.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>
#include <stdlib.h>

struct duty {
    struct gate *g;
    instant now;
    struct registry *registry; /* in force; opened when it is asked for */
    uint64_t *tags;            /* of all who stand in it, rising; made when an import asks */
    size_t tag_count;
    uint64_t rests_on;         /* erasing_rests_on() at the look */
    uint64_t nobody;           /* the tag of an import's row of which is not known whom it is about */
    struct signers by;         /* none: nothing is erased */
    json_t *list;
};

/* Of one batch or import. */
struct due {
    struct erasing x;
    struct row_set rows;
    struct retention retention;
    instant since;
};

/* --- periods --- */

static instant until_of(const struct retention *r, instant since)
{
    static const enum period periods[] = {
        [UNIT_DAYS] = PERIOD_DAY, [UNIT_MONTHS] = PERIOD_MONTH, [UNIT_YEARS] = PERIOD_YEAR};
    enum { MOST = 9999 };
    return r->count == 0 || r->count > MOST ? INSTANT_MAX
                                            : instant_later(since, periods[r->unit], (unsigned)r->count);
}

static bool retention_of(struct duty *d, const struct rules_wish *wish, struct retention *out, struct error *e)
{
    struct register_rules rules = {0};
    struct agreement_info info;
    bool ok = gate_rules_as(d->g, wish, &rules, e);
    *out = ok && rules_agreement(rules.rules, &info) ? info.retention : (struct retention){0};
    gate_rules_clear(&rules);
    return ok;
}

/* --- the life of a record --- */

static bool open_registry(struct duty *d, struct error *e)
{
    return d->registry != NULL || gate_count(d->g, "import", NULL) == 0 || gate_registry_open(d->g, &d->registry, e);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static bool add_tags(struct duty *d, struct error *e)
{
    uint32_t all = registry_persons(d->registry);
    d->tags = memory_new(all + (size_t)1, sizeof *d->tags, e);
    bool ok = d->tags != NULL;
    for (uint32_t i = 0; ok && i < all; i++) {
        struct person p;
        char room[REGISTRY_ROOM];
        if (!registry_gone(d->registry, i)) {
            registry_person(d->registry, i, &p, room);
            ok = population_tag(d->g, p.id, &d->tags[d->tag_count++], e);
        }
    }
    if (ok) {
        qsort(d->tags, d->tag_count, sizeof *d->tags, by_value);
    }
    return ok;
}

static bool make_tags(struct duty *d, struct error *e)
{
    return population_tag(d->g, SPAN_LITERAL(""), &d->nobody, e) && open_registry(d, e) &&
           (d->registry == NULL || d->tags != NULL || add_tags(d, e));
}

static bool tag_lives(const struct duty *d, uint64_t tag)
{
    return tag == 0 || tag == d->nobody ||
           (d->tag_count > 0 && bsearch(&tag, d->tags, d->tag_count, sizeof tag, by_value) != NULL);
}

static bool lives(const struct duty *d, const struct registry *then, const struct row_record *r)
{
    struct person p;
    char room[REGISTRY_ROOM];
    struct registry_info info;
    registry_info(then, &info);
    if (r->person == PERSON_NOBODY || d->registry == NULL) {
        return false;
    }
    if (r->person >= info.persons) {
        return true;
    }
    registry_person(then, r->person, &p, room);
    return registry_find(d->registry, p.id) != PERSON_NOBODY;
}

/* --- a batch --- */

static bool begin_of_batch(struct gate *g, const struct plan *p, instant *since, struct error *e)
{
    char release[GATE_ID];
    struct found f;
    struct disclosure given;
    bool found;
    (void)snprintf(release, sizeof release, "r%s", p->act.subject + 1);
    if (!release_disclosed(g, release, &given, e) || !gate_find(g, "release", release, &f, &found, e)) {
        return false;
    }
    *since = given.found ? given.at : found ? f.time : p->act.time;
    found_clear(&f);
    return true;
}

/* Its rows but those of people who live on in the registry. */
static bool add_rows(struct duty *d, struct due *u, const struct plan *p, struct error *e)
{
    char folder[PATH_SIZE];
    struct row_record *rows = NULL;
    struct registry *then = NULL;
    size_t count = 0;
    bool ok = plan_rows(d->g, p, &rows, &count, e);
    if (ok && u->retention.or_life) {
        ok = open_registry(d, e) && gate_path(d->g, folder, e, "registry") &&
             registry_open(&then, folder, p->generation, e) &&
             (registry_is(then, json_text(p->act.document, "registry")) ||
              fail(e, ERROR_VERIFY, "registry.other", "the registry's generation %s is not the plan's", p->generation));
    }
    for (size_t i = 0; ok && i < count && i < u->rows.size; i++) {
        if (!rows[i].erased && (then == NULL || !lives(d, then, &rows[i]))) {
            row_set_add(&u->rows, i);
        }
    }
    registry_close(then);
    memory_free(rows);
    return ok;
}

static bool look_at_batch(struct duty *d, struct due *u, struct error *e)
{
    char plan[GATE_ID];
    struct plan p = {0};
    (void)snprintf(plan, sizeof plan, "p%s", u->x.act.subject + 1);
    if (!plan_get(d->g, plan, &p, e)) {
        return false;
    }
    const struct rules_wish wish = {.agreement = p.agreement};
    bool ok = begin_of_batch(d->g, &p, &u->since, e) && retention_of(d, &wish, &u->retention, e) &&
              (d->now < until_of(&u->retention, u->since) || add_rows(d, u, &p, e));
    plan_clear(&p);
    return ok;
}

/* --- an import --- */

static bool retention_of_import(struct duty *d, struct due *u, struct error *e)
{
    char path[PATH_SIZE], number[GATE_ID];
    struct text t = {0};
    struct rules_wish wish = {.agreement = number};
    (void)snprintf(number, sizeof number, "%s", json_text(u->x.act.entry, "agreement"));
    if (number[0] == '\0' && !agreement_number(d->g, json_text(u->x.act.document, "agreement"), number, e)) {
        return false;
    }
    bool ok = true;
    if (number[0] == '\0') {
        ok = past_file(d->g, &u->x.act, "agreement.proviso", "text", path, e) &&
             file_load(&t, path, RULES_TEXT_MOST, e);
        wish.text = text_span(&t);
        wish.name = path;
    }
    ok = ok && retention_of(d, &wish, &u->retention, e);
    text_free(&t);
    return ok;
}

/* Request rows by what was released of them. */
struct released {
    struct row_set any, kept; /* kept: a release of it is not due */
    bool over;                /* no period runs any more */
};

static void add_releases(struct duty *d, struct due *u, const struct rows_view *v, struct released *out)
{
    out->over = true;
    u->since = INSTANT_MIN;
    for (size_t i = 0; i < v->count; i++) {
        const uint8_t *r = v->at + i * ROW_SIZE;
        size_t row = (size_t)row_number(r, ROW_PERSON, 4);
        instant at = (instant)row_number(r, ROW_PAYLOAD, 8);
        bool runs = d->now < until_of(&u->retention, at);
        u->since = at > u->since ? at : u->since;
        out->over = out->over && !runs;
        if (row < u->rows.size) {
            row_set_add(&out->any, row);
            if (runs || (u->retention.or_life && tag_lives(d, row_number(r, ROW_TAG, 8)))) {
                row_set_add(&out->kept, row);
            }
        }
    }
}

/* A row is due when each of its releases is; a row that nothing was released of, with the last release. */
static bool add_import_rows(struct duty *d, struct due *u, const struct rows_view *v, struct error *e)
{
    struct released r = {0};
    struct erased gone = {0};
    bool ok = row_set_new(&r.any, u->rows.size, e) && row_set_new(&r.kept, u->rows.size, e) &&
              erased_open(&gone, d->g, u->x.act.subject, u->rows.size, e);
    if (ok) {
        add_releases(d, u, v, &r);
    }
    for (size_t i = 0; ok && i < u->rows.size; i++) {
        if (!gone.rows.has[i] && (r.any.has[i] ? !r.kept.has[i] : r.over)) {
            row_set_add(&u->rows, i);
        }
    }
    row_set_clear(&r.any);
    row_set_clear(&r.kept);
    erased_clear(&gone);
    return ok;
}

static bool look_at_import(struct duty *d, struct due *u, struct error *e)
{
    struct rows_view v;
    const char *rows = json_text(u->x.act.document, "rows");
    if (rows[0] == '\0') {
        return true; /* entered by a version that kept nothing */
    }
    if (!retention_of_import(d, u, e) || (u->retention.or_life && !make_tags(d, e)) ||
        !rows_view_kept(&v, d->g, u->x.act.subject, ROWS_PAST, rows, e)) {
        return false;
    }
    bool ok = u->retention.count == 0 || add_import_rows(d, u, &v, e);
    rows_view_close(&v);
    return ok;
}

/* --- all --- */

static json_t *due_json(const struct due *u, const char *hold, const char *id)
{
    char since[INSTANT_TEXT], due[INSTANT_TEXT];
    instant_format(u->since, since);
    instant_format(until_of(&u->retention, u->since), due);
    return json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "of", u->x.act.subject, "rows", (json_int_t)u->rows.count,
                     "since", since, "due", due, "held", hold, "id", id);
}

static bool erase_due(struct duty *d, struct due *u, struct error *e)
{
    char hold[GATE_ID];
    struct gate_erasure done = {0};
    if (!erasure_held(d->g, u->x.act.subject, hold, e)) {
        return false;
    }
    if (d->by.count > 0 && hold[0] == '\0' &&
        !erase_rows(&u->x, &u->rows, "retention ended", &d->rests_on, d->by, &done, e)) {
        return false;
    }
    d->list = json_list_add(d->list, due_json(u, hold, done.id));
    return json_made(d->list, e);
}

static bool look_at(void *ctx, const struct found *f, struct error *e)
{
    struct duty *d = ctx;
    struct due *u = memory_new(1, sizeof *u, e);
    if (u == NULL) {
        return false;
    }
    bool ok = erasing_open(&u->x, d->g, f->subject, e) && row_set_new(&u->rows, u->x.size, e) &&
              (u->x.import ? look_at_import(d, u, e) : look_at_batch(d, u, e)) &&
              (u->rows.count == 0 || erase_due(d, u, e));
    row_set_clear(&u->rows);
    erasing_clear(&u->x);
    memory_free(u);
    return ok;
}

bool gate_erase_due(struct gate *g, struct signers by, struct text *out, struct error *e)
{
    struct duty d = {.g = g, .by = by, .rests_on = erasing_rests_on(g), .list = json_array()};
    bool ok = json_made(d.list, e) && gate_now(g, &d.now, e) && gate_each(g, "batch", NULL, look_at, &d, e) &&
              gate_each(g, "past", NULL, look_at, &d, e) && json_canonical(d.list, out, e);
    registry_close(d.registry);
    memory_free(d.tags);
    json_decref(d.list);
    return ok;
}
