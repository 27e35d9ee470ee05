/* gate_audit.c: releases that were made before Proviso, by a process of the
 * custodian's own, decided again under each reading.
 *
 * (1) I1 holds here too: a released row whose request is not sufficient is a
 *     finding without a look at the registry; its person is not even looked up.
 * (2) What was compared at the time is what the process did, not what could be
 *     compared now: `identifier` did not compare the address, `name-address` did,
 *     any other process is unknown, which withholds.
 * (3) A control that stands in several rows is taken for the first of them.
 * (4) There is no way from here to a release.
 */
#include "app/gate/gate_internal.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/map.h"

struct past {
    struct span control, person_id;
    uint32_t process;   /* in the dictionary */
    instant at;
    uint32_t next;      /* another release with the same hash of its control, or NONE */
    _Atomic uint32_t row; /* index of the first request row with this control, or NONE */
};

#define NONE UINT32_MAX

struct audit {
    struct gate *g;
    const struct gate_audit_options *o;
    struct finding *out;
    struct register_rules rules;
    struct agreement_info agreement;
    struct gazetteer_in_force gazetteer;
    struct batch batch;
    struct registry *registry;
    struct matcher *matcher;
    struct readings readings;
    struct facts context;
    struct arena *texts;
    struct dictionary *processes;
    struct map *by_control; /* hash -> first release */
    struct past *past;
    size_t count, cap;
    const struct moment *const **moments; /* of each release */
    struct file *csv;
    struct text part[PASS_PARTS];
    struct finding finding[PASS_PARTS];
};

/* --- the list of what was given out --- */

static bool released_layout(struct layout *out)
{
    static const struct {
        const char *name;
        int field;
    } columns[] = {{"control", FIELD_CONTROL},
                   {"person_id", FIELD_PERSON_ID},
                   {"process", FIELD_CATEGORY},
                   {"released_at", FIELD_NOTE}};
    out->separator = ',';
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct layout_column *c = &out->column[out->count++];
        (void)snprintf(c->name, sizeof c->name, "%s", columns[i].name);
        c->field = columns[i].field;
    }
    return true;
}

static bool keep_text(struct audit *a, struct span s, struct span *out, struct error *e)
{
    char *copy = arena_copy(a->texts, s, e);
    *out = (struct span){copy, s.len};
    return copy != NULL;
}

static bool add_past(struct audit *a, const struct row *row, struct error *e)
{
    if (!memory_grow((void **)&a->past, &a->cap, a->count, sizeof *a->past, e)) {
        return false;
    }
    struct past *p = &a->past[a->count];
    *p = (struct past){.row = NONE};
    if (!instant_parse(span_trim(row->value[FIELD_NOTE]), &p->at)) {
        (void)!fail(e, ERROR_INPUT, "audit.released_at", "%s: row %llu: released_at is no instant",
                    a->o->released, (unsigned long long)row->number);
        error_hint(e, "write it as 2025-08-07T14:00Z or 2025-08-07");
        return false;
    }
    bool fresh = false;
    uint64_t *first = map_at(a->by_control, hash_bytes(row->value[FIELD_CONTROL], 0), &fresh, e);
    bool ok = first != NULL && keep_text(a, row->value[FIELD_CONTROL], &p->control, e) &&
              keep_text(a, row->value[FIELD_PERSON_ID], &p->person_id, e) &&
              dictionary_add(a->processes, span_trim(row->value[FIELD_CATEGORY]), &p->process, e);
    if (ok) {
        p->next = fresh ? NONE : (uint32_t)*first;
        *first = a->count++;
    }
    return ok;
}

static bool read_past(struct audit *a, struct intake *in, struct error *e)
{
    enum { SLICE = 4096 };
    struct arena *arena = NULL;
    struct row *rows = memory_new(SLICE, sizeof *rows, e);
    struct rejection *bad = rows == NULL ? NULL : memory_new(SLICE, sizeof *bad, e);
    bool ok = bad != NULL && arena_new(&arena, 0, e);
    while (ok) {
        size_t got = 0, rejected = 0;
        arena_reset(arena);
        ok = intake_read(in, arena, rows, SLICE, &got, bad, &rejected, e);
        if (!ok || got == 0) {
            break;
        }
        if (rejected > 0) {
            ok = fail(e, ERROR_INPUT, "audit.released", "%s: row %llu: %s", a->o->released,
                      (unsigned long long)bad[0].row, bad[0].what);
        }
        for (size_t i = 0; ok && i < got; i++) {
            ok = add_past(a, &rows[i], e);
        }
    }
    arena_free(arena);
    memory_free(rows);
    memory_free(bad);
    return ok;
}

static bool load_past(struct audit *a, struct error *e)
{
    struct intake *in = NULL;
    struct layout *layout = memory_new(1, sizeof *layout, e);
    bool ok = layout != NULL && released_layout(layout) && arena_new(&a->texts, 0, e) &&
              dictionary_new(&a->processes, e) && map_new(&a->by_control, e) &&
              intake_open(&in, a->o->released, INTAKE_ANY, layout, &intake_default_limits, e) &&
              read_past(a, in, e);
    intake_close(in);
    memory_free(layout);
    a->moments = ok ? memory_new(a->count, sizeof *a->moments, e) : NULL;
    return ok && a->moments != NULL;
}

/* Moments are made before the threads start. All instants' moments first: making one may move the others. */
static bool make_moments(struct audit *a, struct error *e)
{
    const struct moment *const *unused;
    bool ok = true;
    for (size_t i = 0; ok && i < a->count; i++) {
        ok = readings_at(&a->readings, a->past[i].at, &unused, e);
    }
    for (size_t i = 0; ok && i < a->count; i++) {
        ok = readings_at(&a->readings, a->past[i].at, &a->moments[i], e);
    }
    return ok;
}

/* --- one release --- */

static uint32_t first_past(const struct audit *a, struct span control)
{
    const uint64_t *first = map_find(a->by_control, hash_bytes(control, 0));
    uint32_t i = first == NULL ? NONE : (uint32_t)*first;
    while (i != NONE && !span_equal(a->past[i].control, control)) {
        i = a->past[i].next;
    }
    return i;
}

static uint32_t next_past(const struct audit *a, uint32_t i)
{
    struct span control = a->past[i].control;
    do {
        i = a->past[i].next;
    } while (i != NONE && !span_equal(a->past[i].control, control));
    return i;
}

static uint8_t compared_by(struct span process)
{
    return span_is(process, "identifier")     ? COMPARED_IS_NO
           : span_is(process, "name-address") ? COMPARED_IS_YES
                                              : COMPARED_IS_UNKNOWN;
}

static void add_context(const struct audit *a, struct facts *f)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_CONTEXT) {
            f->value[i] = a->context.value[i];
        }
    }
}

static bool write_wrong(const struct audit *a, const struct past *p, const struct facts *f,
                        uint32_t wrong, const struct verdict *verdicts, struct text *t,
                        struct error *e)
{
    struct text clauses = {0};
    bool ok = true;
    for (unsigned i = 0; ok && a->csv != NULL && i < a->readings.count; i++) {
        if ((wrong & 1u << i) != 0) {
            ok = verdict_clauses(a->rules.rules, &verdicts[i], &clauses, e) &&
                 text_add_csv(t, p->control, ',', e) && text_addc(t, ',', e) &&
                 text_add_csv(t, dictionary_text(a->processes, p->process), ',', e) &&
                 text_addc(t, ',', e) && text_add_csv(t, span_of(a->readings.name[i]), ',', e) &&
                 text_addc(t, ',', e) && text_add_csv(t, text_span(&clauses), ',', e) &&
                 text_addc(t, ',', e) &&
                 text_adds(t, fact_value_name(FACT_CORRESPONDENCE, f->value[FACT_CORRESPONDENCE]), e) &&
                 text_addc(t, '\n', e);
        }
    }
    text_free(&clauses);
    return ok;
}

/* admitted NULL: the request is not sufficient, and the registry stays closed. */
static bool judge_past(struct audit *a, size_t part, uint32_t index, const struct row_record *r,
                       const struct admitted *admitted, size_t at, const struct linkage *l,
                       struct error *e)
{
    struct past *p = &a->past[index];
    struct finding *f = &a->finding[part];
    struct facts facts = r->facts;
    struct verdict verdicts[FINDING_READINGS];
    uint32_t wrong;
    add_context(a, &facts);
    if (admitted == NULL) {
        f->insufficient++;
    } else {
        uint32_t person = registry_find(a->registry, p->person_id);
        struct linkage seen = *l;
        struct person record;
        seen.person = person;
        if (person != PERSON_NOBODY) {
            seen.correspondence = match_correspondence(a->matcher, admitted, at, person);
            registry_person(a->registry, person, &record, NULL);
            record.id = p->person_id;
            if (!facts_of_person(&record, a->rules.populations, &facts, e)) {
                return false;
            }
        } else {
            f->unknown_person++;
        }
        facts_of_linkage(&seen, &facts);
        if (l->person != PERSON_NOBODY && l->person != person) {
            facts.value[FACT_PATHS] = PATHS_IS_DISAGREE; /* somebody else's record was given out */
        }
        uint8_t c = facts.value[FACT_CORRESPONDENCE];
        f->corresponds += c == CORRESPONDENCE_IS_CORRESPONDS;
        f->differs += c == CORRESPONDENCE_IS_DIFFERS;
        f->not_comparable += c == CORRESPONDENCE_IS_NOT_COMPARABLE;
    }
    facts.value[FACT_COMPARED] = compared_by(dictionary_text(a->processes, p->process));
    char process[FINDING_NAME];
    (void)snprintf(process, sizeof process, "%.*s", SPAN_ARGS(dictionary_text(a->processes, p->process)));
    finding_count_name(f->process, &f->processes, FINDING_PROCESSES, process, 1);
    struct levels levels;
    rules_levels(a->rules.rules, &levels);
    finding_add(f, &a->readings, a->moments[index], &facts, levels.count - 1, &wrong, verdicts);
    return write_wrong(a, p, &facts, wrong, verdicts, &a->part[part], e);
}

/* --- a slice --- */

/* Pass 1: where a control stands first; the same for any order of the slices. */
static bool find_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct audit *a = ctx;
    (void)e;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t row = (uint32_t)(s->first + i);
        uint32_t p = s->rows[i].line == 0 ? NONE : first_past(a, s->rows[i].value[FIELD_CONTROL]);
        for (; p != NONE; p = next_past(a, p)) {
            uint32_t known = a->past[p].row;
            while (row < known && !atomic_compare_exchange_weak(&a->past[p].row, &known, row)) {
            }
        }
    }
    return true;
}

/* Pass 2: the released rows of a slice, close together. */
struct picked {
    struct row *rows;
    struct person *persons;
    size_t *where;
    size_t count;
};

static bool pick(const struct audit *a, const struct slice *s, struct picked *out, struct error *e)
{
    out->count = 0;
    out->rows = arena_array(s->arena, s->count, sizeof *out->rows, e);
    out->persons = out->rows == NULL ? NULL : arena_array(s->arena, s->count, sizeof *out->persons, e);
    out->where = out->persons == NULL ? NULL : arena_array(s->arena, s->count, sizeof *out->where, e);
    if (out->where == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        uint32_t p = s->rows[i].line == 0 ? NONE : first_past(a, s->rows[i].value[FIELD_CONTROL]);
        if (p != NONE && a->past[p].row == s->first + i) {
            out->rows[out->count] = s->rows[i];
            out->where[out->count++] = s->first + i;
        }
    }
    return true;
}

static bool audit_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct audit *a = ctx;
    struct picked p;
    struct admitted *admitted = NULL;
    a->finding[s->part] = (struct finding){0};
    finding_begin(&a->finding[s->part], &a->readings);
    if (!pick(a, s, &p, e) ||
        !standard_admit_rows(a->batch.standard, p.rows, p.count, &a->agreement.required, s->arena,
                             p.persons, &admitted, e)) {
        return false;
    }
    struct linkage *l = arena_array(s->arena, admitted_count(admitted), sizeof *l, e);
    bool ok = l != NULL && match_batch(a->matcher, admitted, l, e);
    size_t next = 0;
    for (size_t i = 0; ok && i < p.count; i++) {
        bool is_next = next < admitted_count(admitted) && admitted_index(admitted, next) == i;
        uint32_t index = first_past(a, p.rows[i].value[FIELD_CONTROL]);
        for (; ok && index != NONE; index = next_past(a, index)) {
            ok = judge_past(a, s->part, index, &a->batch.rows[p.where[i]], is_next ? admitted : NULL,
                            next, is_next ? &l[next] : NULL, e);
        }
        next += is_next;
    }
    return ok;
}

static bool take_part(void *ctx, size_t part, struct error *e)
{
    struct audit *a = ctx;
    finding_join(a->out, &a->finding[part]);
    bool ok = a->csv == NULL || file_write(a->csv, text_span(&a->part[part]), e);
    text_clear(&a->part[part]);
    return ok;
}

/* --- the audit --- */

/* What the context was then is not known; the agreement's own word is taken for
 * the parties and the purpose, and the recipient's status of today. */
static bool past_context(struct audit *a, struct error *e)
{
    struct found recipient;
    instant until;
    bool known = gate_recipient_find(a->g, a->agreement.recipient, &recipient, e);
    if (known) {
        bool ok = gate_safeguard_fact(a->g, recipient.subject, &a->agreement, a->readings.known,
                                      &a->context.value[FACT_SAFEGUARDS], &until, e);
        found_clear(&recipient);
        if (!ok) {
            return false;
        }
    } else if (strcmp(e->code, "recipient.unknown") != 0) {
        return false;
    }
    a->context.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
    uint64_t most = a->agreement.quota[CAP_BATCH];
    a->context.value[FACT_QUOTA] = most != 0 && a->batch.count > most ? QUOTA_IS_EXHAUSTED : QUOTA_IS_OPEN;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (a->agreement.purposes == 1u << v) {
            a->context.value[FACT_PURPOSE] = (uint8_t)v;
        }
    }
    return true;
}

static bool open_all(struct audit *a, struct error *e)
{
    struct match_options options = {0};
    memcpy(options.key, a->g->identifier_key, sizeof options.key);
    bool file = file_exists(a->o->agreement);
    bool ok = (file ? rules_load(&a->rules.rules, a->o->agreement, e)
                    : gate_rules(a->g, a->o->agreement, &a->rules, e)) &&
              (rules_agreement(a->rules.rules, &a->agreement) ||
               fail(e, ERROR_INPUT, "rules.agreement", "%s holds no agreement", a->o->agreement)) &&
              readings_open(&a->readings, a->rules.rules, a->o->readings, a->o->reading_count, e) &&
              load_past(a, e) && make_moments(a, e) &&
              gate_gazetteer_path(a->g, a->o->gazetteer, &a->gazetteer, e) &&
              batch_open(&a->batch, a->o->requests,
                         &(struct tables){a->o->layout, a->gazetteer.path, a->o->points}, INTAKE_REQUESTS, e) &&
              batch_judge(&a->batch, a->rules.rules, &a->agreement.required, a->g->threads,
                          &a->g->progress, NULL, e) &&
              past_context(a, e) && gate_registry_open(a->g, &a->registry, e) &&
              matcher_new(&a->matcher, a->registry, &options, e);
    memory_wipe(&options, sizeof options);
    return ok;
}

static bool open_csv(struct audit *a, struct error *e)
{
    return a->o->csv == NULL || a->g->dry ||
           (file_create(&a->csv, a->o->csv, FILE_PRIVATE, false, e) &&
            file_write(a->csv, SPAN_LITERAL("control,process,reading,clauses,correspondence\n"), e));
}

static void count_unmatched(struct audit *a)
{
    for (size_t i = 0; i < a->count; i++) {
        a->out->unmatched += a->past[i].row == NONE;
    }
}

static void audit_clear(struct audit *a)
{
    file_drop(a->csv);
    for (size_t i = 0; i < PASS_PARTS; i++) {
        text_free(&a->part[i]);
    }
    matcher_free(a->matcher);
    registry_close(a->registry);
    batch_close(&a->batch);
    readings_close(&a->readings);
    gate_rules_clear(&a->rules);
    arena_free(a->texts);
    dictionary_free(a->processes);
    map_free(a->by_control);
    memory_free(a->past);
    memory_free(a->moments);
    memory_free(a);
}

bool gate_audit(struct gate *g, const struct gate_audit_options *o, struct signers by,
                struct finding *out, struct error *e)
{
    *out = (struct finding){0};
    struct audit *a = memory_new(1, sizeof *a, e);
    if (a == NULL) {
        return false;
    }
    a->g = g;
    a->o = o;
    a->out = out;
    bool ok = open_all(a, e) && open_csv(a, e);
    if (ok) {
        finding_begin(out, &a->readings);
        out->requests = a->batch.count;
        ok = batch_pass(&a->batch, g->threads, "find", &g->progress, find_slice, NULL, a, e) &&
             batch_pass(&a->batch, g->threads, "audit", &g->progress, audit_slice, take_part, a, e) &&
             (a->csv == NULL || file_sync(a->csv, e));
        count_unmatched(a);
    }
    audit_clear(a);
    return ok && (by.count == 0 || finding_enter(g, out, "past", by, e));
}
