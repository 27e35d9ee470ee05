/* gate_released.c: the list of what another process gave out: read whole, found
 * by control, and held against what earlier audits kept.
 */
#include "app/gate/gate_audit.h"

#include "base/hash.h"

/* --- the list of what was given out --- */

static bool keep_text(struct audit *a, struct span s, struct span *out, struct error *e)
{
    char *copy = arena_copy(a->texts, s, e);
    *out = (struct span){copy, s.len};
    return copy != NULL;
}

static bool add_past(void *ctx, const struct row *row, struct error *e)
{
    struct audit *a = ctx;
    if (!memory_grow((void **)&a->past, &a->cap, a->count, sizeof *a->past, e) ||
        !memory_grow((void **)&a->release, &a->release_cap, a->count, sizeof *a->release, e)) {
        return false;
    }
    struct past *p = &a->past[a->count];
    struct past_release *r = &a->release[a->count];
    *p = (struct past){.row = AUDIT_NONE};
    *r = (struct past_release){.record.outcome = OUTCOME_REJECTED}; /* until its request is found */
    if (!instant_parse(span_trim(row->value[FIELD_NOTE]), &r->at)) {
        (void)!fail(e, ERROR_INPUT, "audit.released_at", "%s: row %llu: released_at is no instant",
                    a->o->released, (unsigned long long)row->number);
        error_hint(e, "write it as 2025-08-07T14:00Z or 2025-08-07");
        return false;
    }
    bool fresh = false;
    uint64_t *first = map_at(a->by_control, hash_bytes(row->value[FIELD_CONTROL], 0), &fresh, e);
    bool ok = first != NULL && keep_text(a, row->value[FIELD_CONTROL], &r->control, e) &&
              keep_text(a, row->value[FIELD_PERSON_ID], &p->person_id, e) &&
              dictionary_add(a->processes, span_trim(row->value[FIELD_CATEGORY]), &r->process, e);
    if (ok && dictionary_count(a->processes) > PROCESSES_MOST) {
        (void)!fail(e, ERROR_INPUT, "audit.process", "%s: row %llu: more than %d different processes",
                    a->o->released, (unsigned long long)row->number, PROCESSES_MOST);
        error_hint(e, "the column `process` names the few ways by which rows were released");
        ok = false;
    }
    if (ok) {
        p->next = fresh ? AUDIT_NONE : (uint32_t)*first;
        *first = a->count++;
    }
    return ok;
}

bool audit_list(struct audit *a, struct error *e)
{
    static const struct list_column columns[] = {{"control", FIELD_CONTROL},
                                                 {"person_id", FIELD_PERSON_ID},
                                                 {"process", FIELD_CATEGORY},
                                                 {"released_at", FIELD_NOTE}};
    struct intake *in = NULL;
    struct sha256 hash;
    bool ok = crypto_sha256_file(a->o->released, &hash, e) &&
              text_add_hex(&a->released_hash, hash.at, sizeof hash.at, e) && arena_new(&a->texts, 0, e) &&
              dictionary_new(&a->processes, e) && map_new(&a->by_control, e) &&
              list_open(&in, a->o->released, INTAKE_ANY, columns, sizeof columns / sizeof *columns, e) &&
              list_each(in, a->o->released, "audit.released", add_past, a, e);
    intake_close(in);
    return ok;
}

/* --- by control --- */

uint32_t audit_first(const struct audit *a, struct span control)
{
    const uint64_t *first = map_find(a->by_control, hash_bytes(control, 0));
    uint32_t i = first == NULL ? AUDIT_NONE : (uint32_t)*first;
    while (i != AUDIT_NONE && !span_equal(a->release[i].control, control)) {
        i = a->past[i].next;
    }
    return i;
}

uint32_t audit_next(const struct audit *a, uint32_t i)
{
    struct span control = a->release[i].control;
    do {
        i = a->past[i].next;
    } while (i != AUDIT_NONE && !span_equal(a->release[i].control, control));
    return i;
}

/* --- what was kept before --- */

/* One that was kept before; of two that are alike in this list, one. */
static void note_repeated(void *ctx, struct span control, struct span process, instant at)
{
    struct audit *a = ctx;
    uint32_t i = audit_first(a, control);
    while (i != AUDIT_NONE && (a->past[i].repeated || a->release[i].at != at ||
                         !span_equal(dictionary_text(a->processes, a->release[i].process), process))) {
        i = audit_next(a, i);
    }
    if (i != AUDIT_NONE) {
        a->past[i].repeated = true;
        a->out->repeated++;
    }
}

bool audit_repeated(struct audit *a, struct error *e)
{
    return past_seen(a->g, a->requests_hash, note_repeated, a, e);
}

bool audit_has_news(const struct audit *a, struct error *e)
{
    uint64_t news = 0;
    for (size_t i = 0; i < a->count; i++) {
        news += a->past[i].row != AUDIT_NONE && !a->past[i].repeated;
    }
    if (news == 0 && a->out->repeated > 0) {
        (void)!fail(e, ERROR_INPUT, "audit.twice", "every release of %s was entered already", a->o->released);
        error_hint(e, "proviso lookback looks at them again; without --key nothing is entered");
        return false;
    }
    return true;
}
